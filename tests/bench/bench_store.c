/*
 * Engine and store on a real file, beside bare SQLite.
 *
 *   bench_store transitions FOLDER one|waves SLICES [full|off]
 *       Durable transitions. "one": groups are moved, every request and every answer is a commit of its own. "waves": nodes fail and return,
 *       answers that come together are one commit, as the runtime does it. The peer is a loop over prepared statements that writes the same
 *       rows, whole, in the same transactions, into a file of the same schema and settings; its values were captured before. Slices of the two
 *       alternate, and at the end both files must hold the same. Prints: transitions a second, the peer's, the median ratio, transitions a commit.
 *   bench_store open FOLDER GROUPS RESOURCES NODES ROUNDS
 *       cohort_open() of such a cluster, and the peer: reading every row of the same tables. Prints: both medians in milliseconds.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include <cohort/handle.h>

#include "cluster.h"
#include "store/store_internal.h"

enum { GROUPS = 200, RESOURCES = 5, NODES = 8, TABLES = 16, COLUMNS = 32 };

static struct coh_store *store;
static int64_t transitions, commits;

/* ---- the cluster in a file ---- */

static void write_effects(void)
{
    const struct coh_effects *effects = coh_engine_effects(engine);
    struct coh_error error;

    if (effects->input_count == 0)
        return;
    if (coh_store_write(store, engine, effects, "bench", "api", &error) < 0)
        fail("store", error.text);
    transitions += effects->transition_count;
    commits++;
}

static void remove_file(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    char name[4096];
    size_t i;

    for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static void pragma(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(sql, sqlite3_errmsg(db));
}

static void cluster_open(const char *path)
{
    struct coh_error error;
    struct coh_mem mem;

    coh_mem_init(&mem, NULL);
    engine_new();
    if (coh_store_open(&mem, path, 0, engine, &store, &error) < 0)
        fail("open", error.text);
    committing = write_effects;
    now_ms = coh_engine_now(engine);
    transitions = commits = 0;
}

static void cluster_close(void)
{
    coh_store_close(store);
    coh_engine_free(engine);
    store = NULL;
    engine = NULL;
    committing = NULL;
}

static void cluster_build(const char *path, int groups, int resources, int nodes)
{
    remove_file(path);
    cluster_open(path);
    pragma(store->db, "PRAGMA synchronous=OFF"); /* only here: how it was built is not measured */
    build(groups, resources, nodes, 500);
    cluster_close();
}

static void copy_file(const char *from, const char *to)
{
    static char block[1 << 16];
    int in = open(from, O_RDONLY), out;
    ssize_t got;

    remove_file(to);
    out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (in < 0 || out < 0)
        fail("copy", to);
    while ((got = read(in, block, sizeof block)) > 0)
        if (write(out, block, (size_t)got) != got)
            fail("copy", to);
    if (got < 0 || fsync(out) < 0)
        fail("copy", to);
    close(in);
    close(out);
}

/* ---- what happens ---- */

/* Every group in turn moves to the next node: each input is a commit. */
static void slice_one(int64_t round)
{
    char group[32], node[32];
    int g = (int)(round % GROUPS);

    snprintf(group, sizeof group, "group%d", g);
    snprintf(node, sizeof node, "node%d", (int)((g + 1 + round / GROUPS) % NODES) + 1);
    request(COH_VERB_GROUP_MOVE, 0, group, node, NULL);
    answer_all();
}

/* A node fails, the others take its groups, and it returns. */
static void slice_waves(int64_t round)
{
    int node = (int)(round % NODES) + 1;

    node_fails(node);
    answer_all();
    node_returns(node);
    answer_all();
}

/* ---- the peer: a tape of rows ---- */

struct value {
    int type;
    int64_t num; /* or the size of the text */
    char *text;
};

struct row {
    int table, insert;
    struct value *values;
};

struct table {
    char name[32];
    int columns;
    sqlite3_stmt *get, *insert, *update;
};

static struct table tables[TABLES];
static int table_count;
static struct row *tape;                     /* a table of -1 ends a transaction */
static int tape_count, tape_room, tape_mark; /* mark: where the present transaction began */
static int64_t *tape_ids;                    /* while capturing */

static int tape_table(const char *name)
{
    int i;

    for (i = 0; i < table_count; i++)
        if (strcmp(tables[i].name, name) == 0)
            return i;
    if (table_count == TABLES)
        fail("tables", name);
    snprintf(tables[table_count].name, sizeof tables[0].name, "%s", name);
    return table_count++;
}

static void tape_add(int table, int insert, int64_t id)
{
    if (tape_count == tape_room) {
        tape_room = tape_room * 2 + 1024;
        tape = realloc(tape, (size_t)tape_room * sizeof *tape);
        tape_ids = realloc(tape_ids, (size_t)tape_room * sizeof *tape_ids);
        if (tape == NULL || tape_ids == NULL)
            fail("tape", "out of memory");
    }
    tape[tape_count] = (struct row){.table = table, .insert = insert};
    tape_ids[tape_count++] = id;
}

/* SQLite tells of each row that the store writes; a row is captured once a transaction, as it is at its end. */
static void changed(void *user, int what, const char *database, const char *name, sqlite3_int64 id)
{
    int i, table = tape_table(name);

    (void)user;
    (void)database;
    if (what == SQLITE_DELETE)
        fail("tape", "a row was deleted");
    for (i = tape_mark; i < tape_count; i++)
        if (tape[i].table == table && tape_ids[i] == id)
            return;
    tape_add(table, what == SQLITE_INSERT, id);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
        fail(sql, sqlite3_errmsg(db));
    return stmt;
}

static void capture_row(struct row *row, int64_t id)
{
    struct table *table = &tables[row->table];
    char sql[128];
    int i;

    if (table->get == NULL) {
        snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE rowid=?1", table->name);
        table->get = prepare(store->db, sql);
        table->columns = sqlite3_column_count(table->get);
    }
    sqlite3_bind_int64(table->get, 1, id);
    row->values = calloc((size_t)table->columns, sizeof *row->values);
    if (row->values == NULL || sqlite3_step(table->get) != SQLITE_ROW)
        fail("tape", "a row is not there");
    for (i = 0; i < table->columns; i++) {
        struct value *value = &row->values[i];

        value->type = sqlite3_column_type(table->get, i);
        if (value->type == SQLITE_INTEGER) {
            value->num = sqlite3_column_int64(table->get, i);
        } else if (value->type == SQLITE_TEXT) {
            value->text = strdup((const char *)sqlite3_column_text(table->get, i));
            value->num = sqlite3_column_bytes(table->get, i);
        }
    }
    sqlite3_reset(table->get);
}

static void write_and_capture(void)
{
    int i;

    write_effects();
    if (tape_count == tape_mark)
        return;
    for (i = tape_mark; i < tape_count; i++)
        capture_row(&tape[i], tape_ids[i]);
    tape_add(-1, 0, 0);
    tape_mark = tape_count;
}

static void capture(const char *path, void (*slice)(int64_t), int slices, int *ends)
{
    int i;

    cluster_open(path);
    committing = write_and_capture;
    sqlite3_update_hook(store->db, changed, NULL);
    for (i = 0; i < slices; i++) {
        slice(i);
        ends[i] = tape_count;
    }
    for (i = 0; i < table_count; i++)
        sqlite3_finalize(tables[i].get);
    cluster_close();
}

/* ---- the peer: the loop ---- */

static sqlite3 *peer;
static sqlite3_stmt *peer_begin, *peer_commit;

static void peer_prepare(struct table *table)
{
    char sql[2048], pragma_sql[64];
    sqlite3_stmt *info;
    size_t used;
    int i;

    used = (size_t)snprintf(sql, sizeof sql, "INSERT INTO %s VALUES(", table->name);
    for (i = 0; i < table->columns; i++)
        used += (size_t)snprintf(sql + used, sizeof sql - used, "%s?%d", i > 0 ? "," : "", i + 1);
    snprintf(sql + used, sizeof sql - used, ")");
    table->insert = prepare(peer, sql);
    sqlite3_snprintf(sizeof pragma_sql, pragma_sql, "PRAGMA table_info(%s)", table->name);
    info = prepare(peer, pragma_sql);
    used = (size_t)snprintf(sql, sizeof sql, "UPDATE %s SET ", table->name);
    for (i = 0; sqlite3_step(info) == SQLITE_ROW; i++)
        if (i > 0)
            used += (size_t)snprintf(sql + used, sizeof sql - used, "%s%s=?%d", i > 1 ? "," : "",
                                     sqlite3_column_text(info, 1), i + 1);
    sqlite3_finalize(info);
    snprintf(sql + used, sizeof sql - used, " WHERE rowid=?1");
    table->update = prepare(peer, sql);
}

static void peer_open(const char *path)
{
    int i;

    if (sqlite3_open_v2(path, &peer, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        fail(path, sqlite3_errmsg(peer));
    pragma(peer, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384");
    peer_begin = prepare(peer, "BEGIN IMMEDIATE");
    peer_commit = prepare(peer, "COMMIT");
    for (i = 0; i < table_count; i++)
        peer_prepare(&tables[i]);
}

static void peer_close(void)
{
    int i;

    for (i = 0; i < table_count; i++) {
        sqlite3_finalize(tables[i].insert);
        sqlite3_finalize(tables[i].update);
    }
    sqlite3_finalize(peer_begin);
    sqlite3_finalize(peer_commit);
    sqlite3_close(peer);
}

static void peer_run(sqlite3_stmt *stmt)
{
    if (sqlite3_step(stmt) != SQLITE_DONE)
        fail("peer", sqlite3_errmsg(peer));
    sqlite3_reset(stmt);
}

static void peer_slice(int from, int to)
{
    int i, c, open = 0;

    for (i = from; i < to; i++) {
        const struct row *row = &tape[i];
        sqlite3_stmt *stmt;

        if (!open)
            peer_run(peer_begin);
        open = row->table >= 0;
        if (!open) {
            peer_run(peer_commit);
            continue;
        }
        stmt = row->insert ? tables[row->table].insert : tables[row->table].update;
        for (c = 0; c < tables[row->table].columns; c++) {
            const struct value *value = &row->values[c];

            if (value->type == SQLITE_INTEGER)
                sqlite3_bind_int64(stmt, c + 1, value->num);
            else if (value->type == SQLITE_TEXT)
                sqlite3_bind_text(stmt, c + 1, value->text, (int)value->num, SQLITE_STATIC);
            else
                sqlite3_bind_null(stmt, c + 1);
        }
        peer_run(stmt);
    }
}

/* Both files hold the same rows: it was the same work. */
static void compare(const char *a, const char *b)
{
    char sql[4096];
    sqlite3 *db;
    int i;

    if (sqlite3_open(a, &db) != SQLITE_OK)
        fail(a, sqlite3_errmsg(db));
    sqlite3_snprintf(sizeof sql, sql, "ATTACH %Q AS other", b);
    pragma(db, sql);
    for (i = 0; i < table_count; i++) {
        const char *name = tables[i].name;
        sqlite3_stmt *stmt;

        sqlite3_snprintf(sizeof sql, sql,
                         "SELECT (SELECT count(*) FROM (SELECT * FROM main.%s EXCEPT SELECT * FROM other.%s))"
                         " + (SELECT count(*) FROM (SELECT * FROM other.%s EXCEPT SELECT * FROM main.%s))",
                         name, name, name, name);
        stmt = prepare(db, sql);
        if (sqlite3_step(stmt) != SQLITE_ROW || sqlite3_column_int64(stmt, 0) != 0)
            fail(name, "the peer wrote other rows");
        sqlite3_finalize(stmt);
    }
    sqlite3_close(db);
}

static void run_both(void (*slice)(int64_t), int slices, const int *ends)
{
    int64_t *ratios = calloc((size_t)slices, sizeof *ratios), *ours = calloc((size_t)slices, sizeof *ours);
    int64_t *theirs = calloc((size_t)slices, sizeof *theirs), start, each;
    int i, half;

    if (ratios == NULL || ours == NULL || theirs == NULL)
        fail("slices", "out of memory");
    for (i = 0; i < slices; i++) {
        for (half = 0; half < 2; half++) { /* who goes first changes, too */
            start = clock_ns();
            if ((half + i) % 2 == 0) {
                slice(i);
                ours[i] = clock_ns() - start;
            } else {
                peer_slice(i > 0 ? ends[i - 1] : 0, ends[i]);
                theirs[i] = clock_ns() - start;
            }
        }
        ratios[i] = theirs[i] * 1000000 / ours[i];
    }
    each = transitions / slices;
    printf("%.0f %.0f %.3f %.1f\n", (double)each * 1e9 / (double)median(ours, slices),
           (double)each * 1e9 / (double)median(theirs, slices), (double)median(ratios, slices) / 1e6,
           (double)transitions / (double)commits);
    free(ratios);
    free(ours);
    free(theirs);
}

static void bench_transitions(const char *folder, void (*slice)(int64_t), int slices, int off)
{
    char base[4096], file[4096], other[4096];
    int *ends = calloc((size_t)slices, sizeof *ends);

    if (ends == NULL)
        fail("slices", "out of memory");
    snprintf(base, sizeof base, "%s/base.db", folder);
    snprintf(file, sizeof file, "%s/cohort.db", folder);
    snprintf(other, sizeof other, "%s/bare.db", folder);
    cluster_build(base, GROUPS, RESOURCES, NODES);
    copy_file(base, file);
    capture(file, slice, slices, ends);
    copy_file(base, file);
    copy_file(base, other);
    cluster_open(file);
    peer_open(other);
    if (off) { /* where the time goes when the disk takes none */
        pragma(store->db, "PRAGMA synchronous=OFF");
        pragma(peer, "PRAGMA synchronous=OFF");
    }
    run_both(slice, slices, ends);
    cluster_close();
    peer_close();
    compare(file, other);
    remove_file(base);
    remove_file(file);
    remove_file(other);
    free(ends);
}

/* ---- opening ---- */

static int64_t time_open(const char *path)
{
    int64_t start = clock_ns(), ns;
    cohort *h;

    if (cohort_open(path, 0, &h) < 0)
        fail("cohort_open", cohort_errmsg(h));
    ns = clock_ns() - start;
    cohort_close(h);
    return ns;
}

static int64_t time_select(const char *path)
{
    static const char *const names[] = {"cluster",  "node",    "type",     "grp",
                                        "resource", "service", "property", "dependency"};
    int64_t start = clock_ns(), ns, bytes = 0;
    char sql[64];
    sqlite3 *db;
    size_t i;
    int c;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        fail(path, sqlite3_errmsg(db));
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        sqlite3_stmt *stmt;

        snprintf(sql, sizeof sql, "SELECT * FROM %s", names[i]);
        stmt = prepare(db, sql);
        while (sqlite3_step(stmt) == SQLITE_ROW)
            for (c = 0; c < sqlite3_column_count(stmt); c++) {
                if (sqlite3_column_type(stmt, c) == SQLITE_TEXT)
                    bytes += sqlite3_column_text(stmt, c)[0] != 0;
                else
                    bytes += sqlite3_column_int64(stmt, c);
            }
        sqlite3_finalize(stmt);
    }
    ns = clock_ns() - start;
    sqlite3_close(db);
    return bytes != 0 ? ns : ns + 1;
}

static void bench_open(const char *folder, int groups, int resources, int nodes, int rounds)
{
    int64_t *ours = calloc((size_t)rounds, sizeof *ours), *theirs = calloc((size_t)rounds, sizeof *theirs);
    char path[4096];
    int i;

    if (ours == NULL || theirs == NULL)
        fail("rounds", "out of memory");
    snprintf(path, sizeof path, "%s/open.db", folder);
    cluster_build(path, groups, resources, nodes);
    for (i = 0; i < rounds; i++) {
        ours[i] = time_open(path);
        theirs[i] = time_select(path);
    }
    printf("%.1f %.1f\n", (double)median(ours, rounds) / 1e6, (double)median(theirs, rounds) / 1e6);
    remove_file(path);
    free(ours);
    free(theirs);
}

int main(int argc, char **argv)
{
    if (argc >= 5 && strcmp(argv[1], "transitions") == 0 && atoi(argv[4]) > 0) {
        int one = strcmp(argv[3], "one") == 0;

        if (one || strcmp(argv[3], "waves") == 0) {
            bench_transitions(argv[2], one ? slice_one : slice_waves, atoi(argv[4]),
                              argc > 5 && strcmp(argv[5], "off") == 0);
            return 0;
        }
    }
    if (argc == 7 && strcmp(argv[1], "open") == 0 && atoi(argv[3]) > 0 && atoi(argv[4]) > 0 && atoi(argv[5]) > 0 &&
        atoi(argv[6]) > 0) {
        bench_open(argv[2], atoi(argv[3]), atoi(argv[4]), atoi(argv[5]), atoi(argv[6]));
        return 0;
    }
    fprintf(stderr, "usage: bench_store transitions FOLDER one|waves SLICES [full|off], or open FOLDER GROUPS "
                    "RESOURCES NODES ROUNDS\n");
    return 2;
}
