/* What the files of the store share. */
#ifndef COH_STORE_INTERNAL_H
#define COH_STORE_INTERNAL_H

#include <sqlite3.h>

#include <cohort/error.h>
#include <cohort/handle.h>

#include "core/model.h"
#include "store/store.h"
#include "util/buf.h"

/* Prepared once, kept for the life of the handle. Those of objects come first: one block of four for each kind. */
enum coh_stmt {
    STMT_ROW_INSERT,
    STMT_ROW_UPDATE,
    STMT_ROW_DELETE,
    STMT_ROW_SELECT,
    STMT_ROW_KINDS,
    STMT_BEGIN = STMT_ROW_KINDS * COH_KINDS,
    STMT_COMMIT,
    STMT_ROLLBACK,
    STMT_INPUT_INSERT,
    STMT_INPUT_GET,
    STMT_INPUT_EACH,
    STMT_LIST,
    STMT_TRANSITION_INSERT,
    STMT_TRANSITION_GET,
    STMT_TRANSITION_EACH,
    STMT_TRANSITION_SINCE,
    STMT_PRUNED,
    STMT_PROPERTY_DELETE,
    STMT_PROPERTY_INSERT,
    STMT_PROPERTY_SELECT,
    STMT_DEPENDENCY_DELETE,
    STMT_DEPENDENCY_INSERT,
    STMT_DEPENDENCY_SELECT,
    STMT_RECORD_PUT,
    STMT_RECORD_GET,
    STMT_RECORD_DELETE,
    STMT_RECORD_FORGET,
    STMT_RECORD_EACH,
    STMT_COUNT
};

struct coh_store {
    struct coh_mem mem;
    sqlite3 *db;
    char *path;             /* as given: for sentences */
    int lock;               /* descriptor of FILE-lock; -1 */
    int opening;            /* errors are those of coh_store_open() */
    struct coh_cell *cells; /* room for the widest row */
    struct coh_buf words;   /* scratch of the write path */
    char *read_text;        /* texts of the last input that was read: one block */
    const char **read_list;
    sqlite3_stmt *stmts[STMT_COUNT];
};

/* store_schema.c */
const char *coh_store_table(int kind);                          /* "grp" for groups */
int coh_store_schema(struct coh_buf *buf);                      /* the whole schema as SQL */
int coh_store_row_sql(struct coh_buf *buf, int kind, int what); /* STMT_ROW_... */
int coh_store_width(void);                                      /* columns of the widest row */

/* store.c */
int coh_store_stmt(struct coh_store *store, int which, sqlite3_stmt **ret_stmt, struct coh_error *error);
int coh_store_fail(struct coh_store *store, struct coh_error *error); /* tells of the connection's last error */
/* Run to the end a statement that answers no rows; always reset. */
int coh_store_run(struct coh_store *store, sqlite3_stmt *stmt, struct coh_error *error);
int coh_store_begin(struct coh_store *store, struct coh_error *error);
int coh_store_commit(struct coh_store *store, struct coh_error *error);
void coh_store_undo(struct coh_store *store);

/* store_load.c */
int coh_store_load(struct coh_store *store, struct coh_engine *engine, struct coh_error *error);

/* store_write.c */
int coh_store_write_object(struct coh_store *store, struct coh_engine *engine, const struct coh_obj *obj,
                           uint32_t dirty, struct coh_error *error);

/* store_prune.c: inside the transaction of the input that asks for it, after everything else */
int coh_store_prune(struct coh_store *store, int64_t before, struct coh_error *error);

/* store_lock_linux.c. The lock dies with the process. COHORT_ERR_BUSY names the file and, where known, the process. */
int coh_store_lock(const char *path, const char *shown, int *ret_lock, struct coh_error *error);
void coh_store_unlock(int lock);

#endif
