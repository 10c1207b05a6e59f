/*
 * Opening, closing, statements and errors.
 *
 * The order of opening decides what may be touched: first the file's header is read without SQLite's help (so that
 * a foreign or newer file is not even recovered), then the writer's lock is taken, then SQLite reads. A failed
 * opening closes without a checkpoint.
 */
#include <errno.h>
#include <string.h>

#include "store/store_internal.h"

enum { BUSY_MS = 500, HEADER_SIZE = 100, HEADER_VERSION = 60, HEADER_APPLICATION = 68 };

static const char *const stmt_sql[STMT_COUNT] = {
    [STMT_BEGIN] = "BEGIN IMMEDIATE",
    [STMT_COMMIT] = "COMMIT",
    [STMT_ROLLBACK] = "ROLLBACK",
    [STMT_INPUT_INSERT] = "INSERT INTO input VALUES(?1,?2,?3,?4,?5,NULL,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
    [STMT_INPUT_GET] = "SELECT seq,time_ms,verb,kind,name,arg,list,a,b,c FROM input WHERE seq=?1",
    [STMT_INPUT_EACH] = "SELECT seq,time_ms,verb,kind,name,arg,list,a,b,c FROM input ORDER BY seq",
    [STMT_LIST] = "SELECT value FROM json_each(?1) ORDER BY key",
    [STMT_TRANSITION_INSERT] = "INSERT INTO transition VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)",
    [STMT_TRANSITION_GET] =
        "SELECT t.seq,t.input,t.cause,t.time_ms,t.kind,t.object,t.name,t.change,t.old,t.new,t.rule,t.reason,"
        "i.words,i.actor,t.time_ms+i.wall_ms-i.time_ms FROM transition t LEFT JOIN input i ON i.seq=t.input WHERE "
        "t.seq=?1",
    [STMT_TRANSITION_EACH] =
        "SELECT t.seq,t.input,t.cause,t.time_ms,t.kind,t.object,t.name,t.change,t.old,t.new,t.rule,t.reason,"
        "i.words,i.actor,t.time_ms+i.wall_ms-i.time_ms FROM transition t LEFT JOIN input i ON i.seq=t.input"
        " WHERE t.seq>=?1 AND (?3 IS NULL OR t.kind=?3) AND (?4=0 OR t.object=?4)"
        " AND (?5 IS NULL OR t.object IN (SELECT object FROM transition WHERE name=?5 COLLATE NOCASE))"
        " AND (?6 IS NULL OR substr(t.name,1,length(?6))=?6 COLLATE NOCASE)"
        " AND (?7 IS NULL OR instr(?7,' '||t.change||' ')>0) ORDER BY t.seq LIMIT ?2",
    [STMT_TRANSITION_SINCE] = "SELECT seq FROM transition WHERE time_ms>=?1 ORDER BY seq LIMIT 1",
    [STMT_PRUNED] = "SELECT pruned FROM cluster",
    [STMT_PROPERTY_DELETE] = "DELETE FROM property WHERE object=?1",
    [STMT_PROPERTY_INSERT] = "INSERT INTO property VALUES(?1,?2,?3,?4)",
    [STMT_PROPERTY_SELECT] = "SELECT object,name,type,value FROM property ORDER BY object,name",
    [STMT_DEPENDENCY_DELETE] = "DELETE FROM dependency WHERE resource=?1",
    [STMT_DEPENDENCY_INSERT] = "INSERT INTO dependency VALUES(?1,?2,?3,?4)",
    [STMT_DEPENDENCY_SELECT] = "SELECT resource,clause,provider FROM dependency ORDER BY resource,clause,position",
    [STMT_RECORD_PUT] = "INSERT INTO agent_record VALUES(?1,?2,?3,?4) ON CONFLICT DO UPDATE SET "
                        "operation=excluded.operation,blob=excluded.blob",
    [STMT_RECORD_GET] = "SELECT operation,blob FROM agent_record WHERE object=?1 AND node=?2",
    [STMT_RECORD_DELETE] = "DELETE FROM agent_record WHERE object=?1 AND node=?2",
    [STMT_RECORD_FORGET] = "DELETE FROM agent_record WHERE object=?1",
    [STMT_RECORD_EACH] = "SELECT object FROM agent_record WHERE node=?1 ORDER BY object",
};

int coh_store_fail(struct coh_store *store, struct coh_error *error)
{
    int code = sqlite3_errcode(store->db) & 0xff;
    int os = sqlite3_system_errno(store->db);
    const char *words = sqlite3_errmsg(store->db);

    if (code == SQLITE_FULL || (code == SQLITE_IOERR && (os == ENOSPC || os == EDQUOT)))
        return coh_error_set(error, COHORT_ERR_FULL, 0, "the disk of %s is full", store->path);
    switch (code) {
    case SQLITE_NOMEM: return coh_error_set(error, COHORT_ERR_NOMEM, 0, "out of memory for %s", store->path);
    case SQLITE_CORRUPT: return coh_error_set(error, COHORT_ERR_DAMAGED, 0, "%s is damaged: %s", store->path, words);
    case SQLITE_NOTADB:
        return coh_error_set(error, store->opening ? COHORT_ERR_FOREIGN : COHORT_ERR_DAMAGED, 0,
                             "%s is not a Cohort database: %s", store->path, words);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return coh_error_set(error, COHORT_ERR_BUSY, 0, "%s is locked by another program: %s", store->path, words);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
        return coh_error_set(error, store->opening ? COHORT_ERR_IO : COHORT_ERR_STORE, 0, "%s: %s%s%s", store->path,
                             words, os != 0 ? ": " : "", os != 0 ? strerror(os) : "");
    default:
        return coh_error_set(error, COHORT_ERR_STORE, 0, "%s: %s%s%s", store->path, words, os != 0 ? ": " : "",
                             os != 0 ? strerror(os) : "");
    }
}

int coh_store_stmt(struct coh_store *store, int which, sqlite3_stmt **ret_stmt, struct coh_error *error)
{
    const char *sql = stmt_sql[which];

    if (store->stmts[which] == NULL) {
        if (sql == NULL) {
            if (coh_store_row_sql(&store->words, which / STMT_ROW_KINDS, which % STMT_ROW_KINDS) < 0)
                return coh_error_set(error, COHORT_ERR_NOMEM, 0, "out of memory for %s", store->path);
            sql = coh_buf_text(&store->words);
        }
        if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &store->stmts[which], NULL) !=
            SQLITE_OK) {
            /* A table or column that is not there: somebody changed the schema, or format 1 was not yet finished. */
            if (sqlite3_errcode(store->db) == SQLITE_ERROR)
                return coh_error_set(error, COHORT_ERR_DAMAGED, 0,
                                     "%s is damaged, or was made before format %d was released: %s", store->path,
                                     COH_STORE_VERSION, sqlite3_errmsg(store->db));
            return coh_store_fail(store, error);
        }
    }
    *ret_stmt = store->stmts[which];
    return 0;
}

int coh_store_run(struct coh_store *store, sqlite3_stmt *stmt, struct coh_error *error)
{
    int rc = 0;

    if (sqlite3_step(stmt) != SQLITE_DONE)
        rc = coh_store_fail(store, error);
    sqlite3_reset(stmt);
    return rc;
}

static int run(struct coh_store *store, int which, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int rc = coh_store_stmt(store, which, &stmt, error);

    return rc < 0 ? rc : coh_store_run(store, stmt, error);
}

int coh_store_begin(struct coh_store *store, struct coh_error *error)
{
    return run(store, STMT_BEGIN, error);
}

int coh_store_commit(struct coh_store *store, struct coh_error *error)
{
    return run(store, STMT_COMMIT, error);
}

void coh_store_undo(struct coh_store *store)
{
    if (!sqlite3_get_autocommit(store->db)) /* SQLite may have rolled back by itself */
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

static int execute(struct coh_store *store, const char *sql, struct coh_error *error)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : coh_store_fail(store, error);
}

/* One number or text that a PRAGMA answers. */
static int ask(struct coh_store *store, const char *sql, int64_t *ret_num, char *text, size_t room,
               struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    const char *answer;
    int rc = 0;

    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) != SQLITE_OK || sqlite3_step(stmt) != SQLITE_ROW) {
        rc = coh_store_fail(store, error);
        goto out;
    }
    if (ret_num != NULL)
        *ret_num = sqlite3_column_int64(stmt, 0);
    answer = (const char *)sqlite3_column_text(stmt, 0);
    if (text != NULL)
        sqlite3_snprintf((int)room, text, "%s", answer != NULL ? answer : "");
out:
    sqlite3_finalize(stmt);
    return rc;
}

static int foreign(const struct coh_store *store, struct coh_error *error)
{
    return coh_error_set(error, COHORT_ERR_FOREIGN, 0, "%s is not a Cohort database", store->path);
}

static int check_ids(const struct coh_store *store, int64_t application, int64_t version, struct coh_error *error)
{
    if (application != COH_STORE_APPLICATION_ID || version < 1)
        return foreign(store, error);
    if (version > COH_STORE_VERSION)
        return coh_error_set(error, COHORT_ERR_NEWER, 0,
                             "%s was written by a newer Cohort (its format is %lld, this one knows %d)", store->path,
                             (long long)version, COH_STORE_VERSION);
    return 0;
}

static int64_t big_endian(const unsigned char *bytes)
{
    return ((int64_t)bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
}

/* The file's header as it lies there, through the VFS but without its locks, journals and recovery. *ret_new: it is
 * empty. */
static int check_header(struct coh_store *store, int *ret_new, struct coh_error *error)
{
    static const unsigned char zeros[HEADER_SIZE];
    unsigned char header[HEADER_SIZE];
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;

    if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || file == NULL ||
        file->pMethods == NULL)
        return coh_store_fail(store, error);
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK)
        return coh_error_set(error, COHORT_ERR_IO, 0, "%s cannot be read", store->path);
    *ret_new = size == 0;
    if (size == 0)
        return 0;
    if (size < HEADER_SIZE)
        return foreign(store, error);
    if (file->pMethods->xRead(file, header, HEADER_SIZE, 0) != SQLITE_OK)
        return coh_error_set(error, COHORT_ERR_IO, 0, "%s cannot be read", store->path);
    /* A power cut while the very first transaction was written: SQLite's journal will make it an empty file again. */
    if (memcmp(header, zeros, HEADER_SIZE) == 0)
        return 0;
    if (memcmp(header, "SQLite format 3", 16) != 0)
        return foreign(store, error);
    return check_ids(store, big_endian(header + HEADER_APPLICATION), big_endian(header + HEADER_VERSION), error);
}

static int connected(struct coh_store *store, int answer, struct coh_error *error)
{
    if (answer != SQLITE_OK) {
        if (store->db == NULL)
            return coh_error_set(error, COHORT_ERR_NOMEM, 0, "out of memory for %s", store->path);
        return coh_store_fail(store, error);
    }
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, BUSY_MS);
    /* Nothing in the file may run code when it is read. */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return 0;
}

/*
 * SQLite reads a database with a write-ahead log through a file that it makes beside it. Where none can be made (a medium that is read-only, somebody
 * else's directory, a full disk) and there is no log or an empty one, the file alone is all there is to read. 1: it is open so.
 */
static int connect_alone(struct coh_store *store, struct coh_error *error)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    const char *file = sqlite3_db_filename(store->db, "main");
    struct coh_buf name;
    int there = 1, rc = -1;

    coh_buf_init(&name, &store->mem, 0);
    coh_buf_fmt(&name, "%s-wal", file != NULL ? file : store->path);
    if (name.error == 0 && vfs->xAccess(vfs, coh_buf_text(&name), SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK &&
        !there) {
        coh_buf_clear(&name);
        coh_buf_add(&name, "file:");
        for (; *file != '\0'; file++)
            coh_buf_fmt(&name, "%%%02x", (unsigned char)*file);
        coh_buf_add(&name, "?immutable=1");
        if (name.error == 0) {
            sqlite3_close_v2(store->db);
            store->db = NULL;
            rc = connected(store,
                           sqlite3_open_v2(coh_buf_text(&name), &store->db,
                                           SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL),
                           error);
        }
    }
    coh_buf_free(&name);
    return rc == 0;
}

static int connect_flags(struct coh_store *store, uint32_t flags, struct coh_error *error)
{
    int mode = SQLITE_OPEN_NOMUTEX;
    int there = 1;

    if (strcmp(store->path, ":memory:") != 0 && (flags & (COHORT_OPEN_READONLY | COHORT_OPEN_EXISTING)) != 0) {
        sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

        if (vfs != NULL && vfs->xAccess(vfs, store->path, SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK && !there)
            return coh_error_set(error, COHORT_ERR_NOT_FOUND, 0, "%s does not exist", store->path);
    }
    if ((flags & COHORT_OPEN_READONLY) != 0)
        mode |= SQLITE_OPEN_READONLY;
    else if ((flags & COHORT_OPEN_EXISTING) != 0)
        mode |= SQLITE_OPEN_READWRITE;
    else
        mode |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    return connected(store, sqlite3_open_v2(store->path, &store->db, mode, NULL), error);
}

static int take_lock(struct coh_store *store, struct coh_error *error)
{
    /* SQLite's name for it: absolute, symbolic links resolved, so that every way to the file leads to one lock. */
    const char *file = sqlite3_db_filename(store->db, "main");
    struct coh_buf name;
    int rc;

    coh_buf_init(&name, &store->mem, 0);
    coh_buf_fmt(&name, "%s-lock", file != NULL && file[0] != '\0' ? file : store->path);
    rc = name.error < 0 ? coh_error_set(error, COHORT_ERR_NOMEM, 0, "out of memory for %s", store->path)
                        : coh_store_lock(coh_buf_text(&name), store->path, &store->lock, error);
    coh_buf_free(&name);
    return rc;
}

/* Rows of the empty engine: the cluster and the types that are built in. */
static int write_empty(struct coh_store *store, struct coh_engine *engine, struct coh_error *error)
{
    const struct coh_model *model = coh_engine_model(engine);
    const struct coh_type *type;
    int rc;

    rc = coh_store_write_object(store, engine, &model->cluster->o, COH_DIRTY_NEW, error);
    for (type = model->types; rc == 0 && type != NULL; type = type->next)
        rc = coh_store_write_object(store, engine, &type->o, COH_DIRTY_NEW, error);
    return rc;
}

/* In one transaction of a rollback journal: the main file's header is ours from its first moment, whatever happens to
 * the WAL. */
static int create(struct coh_store *store, struct coh_engine *engine, struct coh_error *error)
{
    struct coh_buf sql;
    int rc;

    coh_buf_init(&sql, &store->mem, 0);
    rc =
        coh_store_schema(&sql) < 0 ? coh_error_set(error, COHORT_ERR_NOMEM, 0, "out of memory for %s", store->path) : 0;
    if (rc == 0)
        rc = coh_store_begin(store, error);
    if (rc == 0)
        rc = execute(store, coh_buf_text(&sql), error);
    if (rc == 0)
        rc = write_empty(store, engine, error);
    if (rc == 0)
        rc = coh_store_commit(store, error);
    if (rc < 0)
        coh_store_undo(store);
    coh_buf_free(&sql);
    return rc;
}

/* As SQLite sees it, after its recovery. */
static int check_database(struct coh_store *store, int *ret_new, struct coh_error *error)
{
    int64_t application = 0, version = 0, pages = 0;
    int rc;

    rc = ask(store, "PRAGMA page_count", &pages, NULL, 0, error);
    if (rc == 0)
        rc = ask(store, "PRAGMA application_id", &application, NULL, 0, error);
    if (rc == 0)
        rc = ask(store, "PRAGMA user_version", &version, NULL, 0, error);
    if (rc < 0)
        return rc;
    *ret_new = pages == 0;
    return pages == 0 ? 0 : check_ids(store, application, version, error);
}

static int use_wal(struct coh_store *store, struct coh_error *error)
{
    char mode[16] = "";
    int rc;

    rc = ask(store, "PRAGMA journal_mode=WAL", NULL, mode, sizeof mode, error);
    if (rc < 0)
        return rc;
    if (strcmp(mode, "wal") != 0 && strcmp(store->path, ":memory:") != 0)
        return coh_error_set(error, COHORT_ERR_IO, 0, "%s is on a file system that cannot have a write-ahead log",
                             store->path);
    return 0;
}

/* All pages at once, into a database that is empty. */
static int copy_pages(struct coh_store *store, struct coh_store *from, struct coh_error *error)
{
    sqlite3_backup *backup = sqlite3_backup_init(store->db, "main", from->db, "main");

    if (backup == NULL)
        return coh_store_fail(store, error);
    sqlite3_backup_step(backup, -1);
    return sqlite3_backup_finish(backup) == SQLITE_OK ? 0 : coh_store_fail(store, error);
}

/* @from NULL: as it is. */
static int open_steps(struct coh_store *store, struct coh_store *from, uint32_t flags, struct coh_engine *engine,
                      struct coh_error *error)
{
    int memory = strcmp(store->path, ":memory:") == 0;
    int readonly = (flags & COHORT_OPEN_READONLY) != 0;
    int is_new = memory;
    int rc;

    rc = connect_flags(store, flags, error);
    if (rc == 0 && from != NULL)
        rc = copy_pages(store, from, error);
    if (rc == 0 && !memory)
        rc = check_header(store, &is_new, error);
    if (rc == 0 && is_new && (flags & (COHORT_OPEN_READONLY | COHORT_OPEN_EXISTING)) != 0)
        rc = coh_error_set(error, COHORT_ERR_NOT_FOUND, 0, "%s is empty: there is no cluster in it", store->path);
    if (rc == 0 && !memory && !readonly)
        rc = take_lock(store, error);
    if (rc == 0)
        rc = execute(store, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384", error);
    if (rc == 0) /* again: another program may have created it before we had the lock */
        rc = check_database(store, &is_new, error);
    if (readonly && (rc == COHORT_ERR_IO || rc == COHORT_ERR_STORE || rc == COHORT_ERR_FULL) &&
        connect_alone(store, error))
        rc = check_database(store, &is_new, error);
    if (rc == 0 && is_new)
        rc = readonly ? foreign(store, error) : create(store, engine, error);
    if (rc == 0 && !readonly)
        rc = use_wal(store, error);
    if (rc == 0 && !is_new)
        rc = coh_store_load(store, engine, error);
    return rc;
}

static int open_store(const struct coh_mem *mem, const char *path, struct coh_store *from, uint32_t flags,
                      struct coh_engine *engine, struct coh_store **ret_store, struct coh_error *error)
{
    struct coh_store *store;
    int rc = COHORT_ERR_NOMEM;

    *ret_store = NULL;
    store = coh_zalloc(mem, sizeof *store);
    if (store == NULL)
        return coh_error_set(error, COHORT_ERR_NOMEM, 0, "out of memory for %s", path);
    store->mem = *mem;
    store->lock = -1;
    store->opening = 1;
    coh_buf_init(&store->words, &store->mem, 0);
    store->path = coh_strdup(&store->mem, path);
    store->cells = coh_zalloc(&store->mem, (size_t)coh_store_width() * sizeof *store->cells);
    if (store->path == NULL || store->cells == NULL) {
        coh_error_set(error, COHORT_ERR_NOMEM, 0, "out of memory for %s", path);
        goto out;
    }
    rc = open_steps(store, from, flags, engine, error);
    if (rc < 0) {
        if (store->db != NULL) /* closing must not write into what was refused */
            sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        goto out;
    }
    store->opening = 0;
    *ret_store = store;
    store = NULL;
out:
    coh_store_close(store);
    return rc;
}

int coh_store_open(const struct coh_mem *mem, const char *path, uint32_t flags, struct coh_engine *engine,
                   struct coh_store **ret_store, struct coh_error *error)
{
    return open_store(mem, path, NULL, flags, engine, ret_store, error);
}

int coh_store_open_copy(const struct coh_mem *mem, struct coh_store *from, struct coh_engine *engine,
                        struct coh_store **ret_store, struct coh_error *error)
{
    return open_store(mem, ":memory:", from, 0, engine, ret_store, error);
}

void coh_store_close(struct coh_store *store)
{
    struct coh_mem mem;
    int i;

    if (store == NULL)
        return;
    mem = store->mem;
    for (i = 0; i < STMT_COUNT; i++)
        sqlite3_finalize(store->stmts[i]);
    sqlite3_close_v2(store->db);
    coh_store_unlock(store->lock); /* after SQLite's last write */
    coh_buf_free(&store->words);
    coh_free(&mem, store->read_text);
    coh_free(&mem, store->read_list);
    coh_free(&mem, store->cells);
    coh_free(&mem, store->path);
    coh_free(&mem, store);
}
