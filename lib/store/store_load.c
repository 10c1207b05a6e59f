/* Everything in the database, into a new engine, from one snapshot. What does not fit together is damage: reported,
 * never mended. */
#include <string.h>

#include "store/store_internal.h"

static int strange(const struct coh_store *store, const char *table, int64_t id, const char *column,
                   struct coh_error *error)
{
    return coh_error_set(error, COHORT_ERR_DAMAGED, 0, "%s is damaged: table %s, row %lld has a strange %s",
                         store->path, table, (long long)id, column);
}

static int read_cell(sqlite3_stmt *stmt, int column, struct coh_cell *cell)
{
    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_NULL: *cell = (struct coh_cell){.type = COH_CELL_NULL}; return 0;
    case SQLITE_INTEGER:
        *cell = (struct coh_cell){.type = COH_CELL_INT, .num = sqlite3_column_int64(stmt, column)};
        return 0;
    case SQLITE_TEXT:
        *cell = (struct coh_cell){.type = COH_CELL_TEXT, .text = (const char *)sqlite3_column_text(stmt, column)};
        return cell->text == NULL ? COHORT_ERR_NOMEM : 0;
    default: return COHORT_ERR_DAMAGED;
    }
}

/* The engine's sentences do not know the file. */
static int in_file(const struct coh_store *store, struct coh_error *error, int rc)
{
    if (rc == COHORT_ERR_DAMAGED && strstr(error->text, store->path) == NULL)
        coh_error_set(error, rc, error->win32, "%s is damaged: %s", store->path, error->text);
    return rc;
}

static int load_kind(struct coh_store *store, struct coh_engine *engine, int kind, struct coh_error *error)
{
    const struct coh_column *columns;
    sqlite3_stmt *stmt = NULL;
    int count, i, rc, row, rows = 0;

    columns = coh_columns(kind, &count);
    rc = coh_store_stmt(store, kind * STMT_ROW_KINDS + STMT_ROW_SELECT, &stmt, error);
    if (rc < 0)
        return rc;
    for (; (row = sqlite3_step(stmt)) == SQLITE_ROW; rows++) {
        for (i = 0; rc == 0 && i < count; i++) {
            rc = read_cell(stmt, i, &store->cells[i]);
            if (rc == COHORT_ERR_NOMEM)
                coh_error_set(error, rc, 0, "out of memory for %s", store->path);
            else if (rc < 0)
                strange(store, coh_store_table(kind), sqlite3_column_int64(stmt, 0), columns[i].name, error);
        }
        if (rc == 0)
            rc = in_file(store, error, coh_load_row(engine, kind, store->cells, error));
        if (rc < 0)
            goto out;
    }
    if (row != SQLITE_DONE)
        rc = coh_store_fail(store, error);
    else if (kind == COH_CLUSTER && rows != 1)
        rc = coh_error_set(error, COHORT_ERR_DAMAGED, 0, "%s is damaged: table cluster has %d rows", store->path, rows);
out:
    sqlite3_reset(stmt);
    return rc;
}

static int value_type(const char *type)
{
    switch (coh_value_type_parse(type)) {
    case COH_VALUE_INT:
    case COH_VALUE_BOOL:
    case COH_VALUE_REF: return COH_CELL_INT;
    case 0: return COH_CELL_NULL; /* a type that does not exist fits no value */
    default: return COH_CELL_TEXT;
    }
}

static int load_properties(struct coh_store *store, struct coh_engine *engine, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    struct coh_cell value;
    const char *name, *type;
    int rc, row;

    rc = coh_store_stmt(store, STMT_PROPERTY_SELECT, &stmt, error);
    if (rc < 0)
        return rc;
    while ((row = sqlite3_step(stmt)) == SQLITE_ROW) {
        name = (const char *)sqlite3_column_text(stmt, 1);
        type = (const char *)sqlite3_column_text(stmt, 2);
        rc = name == NULL || type == NULL ? COHORT_ERR_NOMEM : read_cell(stmt, 3, &value);
        if (rc == 0 && value.type != value_type(type))
            rc = COHORT_ERR_DAMAGED;
        if (rc == COHORT_ERR_NOMEM)
            coh_error_set(error, rc, 0, "out of memory for %s", store->path);
        else if (rc < 0)
            strange(store, "property", sqlite3_column_int64(stmt, 0), name, error);
        else
            rc = in_file(store, error,
                         coh_load_property(engine, sqlite3_column_int64(stmt, 0), name, type, &value, error));
        if (rc < 0)
            goto out;
    }
    if (row != SQLITE_DONE)
        rc = coh_store_fail(store, error);
out:
    sqlite3_reset(stmt);
    return rc;
}

static int load_dependencies(struct coh_store *store, struct coh_engine *engine, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int rc, row;

    rc = coh_store_stmt(store, STMT_DEPENDENCY_SELECT, &stmt, error);
    if (rc < 0)
        return rc;
    while ((row = sqlite3_step(stmt)) == SQLITE_ROW) {
        rc = in_file(store, error,
                     coh_load_dependency(engine, sqlite3_column_int64(stmt, 0), sqlite3_column_int(stmt, 1),
                                         sqlite3_column_int64(stmt, 2), error));
        if (rc < 0)
            goto out;
    }
    if (row != SQLITE_DONE)
        rc = coh_store_fail(store, error);
out:
    sqlite3_reset(stmt);
    return rc;
}

/* Tables that loading does not read must be there too, before anything is written. */
static int check_tables(struct coh_store *store, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int which, rc = 0;

    for (which = STMT_INPUT_INSERT; rc == 0 && which < STMT_COUNT; which++)
        rc = coh_store_stmt(store, which, &stmt, error);
    return rc;
}

int coh_store_load(struct coh_store *store, struct coh_engine *engine, struct coh_error *error)
{
    static const int order[] = {COH_CLUSTER, COH_NODE,     COH_TYPE,     COH_GROUP, COH_RESOURCE,
                                COH_SERVICE, COH_GROUPSET, COH_AFFINITY, COH_KIND,  COH_OBJECT};
    size_t i;
    int rc;

    if (sqlite3_exec(store->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK) /* one snapshot, also beside a writer */
        return coh_store_fail(store, error);
    rc = check_tables(store, error);
    for (i = 0; rc == 0 && i < sizeof order / sizeof order[0]; i++)
        rc = load_kind(store, engine, order[i], error);
    if (rc == 0)
        rc = load_properties(store, engine, error);
    if (rc == 0)
        rc = load_dependencies(store, engine, error);
    if (rc == 0)
        rc = in_file(store, error, coh_load_done(engine, error));
    coh_store_undo(store);
    return rc;
}
