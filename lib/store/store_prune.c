/*
 * The record is shortened: transitions before one, and the inputs that only they belong to.
 *
 * What explains the present stays: of every object the last transition that says why it is as it is, and the causes of it, as many as are ever shown.
 */
#include <string.h>

#include "store/store_internal.h"

enum { CAUSES_MAX = 100 };

/* Every column of a row that names a transition. */
static void add_roots(struct coh_buf *sql)
{
    const struct coh_column *columns;
    int kind, count, i, first = 1;

    for (kind = 1; kind < COH_KINDS; kind++) {
        columns = coh_columns(kind, &count);
        for (i = 0; i < count; i++) {
            if (strcmp(columns[i].name, "last_seq") != 0 && strcmp(columns[i].name, "arrived_seq") != 0 &&
                strcmp(columns[i].name, "maintenance_seq") != 0)
                continue;
            coh_buf_fmt(sql, "%sSELECT %s,0 FROM %s WHERE %s>0", first ? "" : " UNION ", columns[i].name,
                        coh_store_table(kind), columns[i].name);
            first = 0;
        }
    }
}

int coh_store_prune(struct coh_store *store, int64_t before, struct coh_error *error)
{
    struct coh_buf sql;
    int rc = 0;

    coh_buf_init(&sql, &store->mem, 0);
    coh_buf_add(&sql, "WITH RECURSIVE keep(seq,depth) AS (");
    add_roots(&sql);
    coh_buf_fmt(&sql,
                " UNION SELECT t.cause,keep.depth+1 FROM keep JOIN transition t ON t.seq=keep.seq"
                " WHERE t.cause>0 AND keep.depth<%d)"
                " DELETE FROM transition WHERE seq<%lld AND seq NOT IN (SELECT seq FROM keep);"
                "DELETE FROM input WHERE seq<(SELECT min(input) FROM transition WHERE seq>=%lld)"
                " AND seq NOT IN (SELECT input FROM transition WHERE seq<%lld)",
                CAUSES_MAX, (long long)before, (long long)before, (long long)before);
    if (sql.error < 0)
        rc = coh_error_set(error, COHORT_ERR_NOMEM, 0, "out of memory for %s", store->path);
    else if (sqlite3_exec(store->db, coh_buf_text(&sql), NULL, NULL, NULL) != SQLITE_OK)
        rc = coh_store_fail(store, error);
    coh_buf_free(&sql);
    return rc;
}
