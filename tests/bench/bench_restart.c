/*
 * A local process dies: how long until its restart is issued, by a node that this program plays, and by a bare loop.
 *
 *   bench_restart FOLDER ROUNDS
 *       Each round, one after the other: kill -9 of a Generic Application's process (RestartDelay 0), until the runtime calls posix_spawn for the
 *       new one; kill -9 of a child that a loop over its pidfd watches, until that loop calls posix_spawn; one row committed by bare SQLite
 *       (WAL, synchronous=FULL) in the same folder, which is one fsync. Prints the three medians and the median excess (the first less the
 *       other two, round by round), in microseconds, and how long the processor was used when nothing happened for a second, in milliseconds.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include <cohort/cohort.h>

#include "cluster.h"

extern char **environ;

/* ---- the library's calls of posix_spawn come through here (the linker's --wrap) ---- */

static int64_t spawned_ns;
static pid_t spawned_pid;

int __real_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attr, char *const argv[], char *const env[]);
int __wrap_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attr, char *const argv[], char *const env[]);

int __wrap_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attr, char *const argv[], char *const env[])
{
    int64_t now = clock_ns();
    int rc = __real_posix_spawn(pid, path, actions, attr, argv, env);

    spawned_ns = now;
    spawned_pid = rc == 0 ? *pid : 0;
    return rc;
}

/* ---- a node with one application ---- */

static cohort *h;

static void must(int rc, const char *what)
{
    if (rc < 0)
        fail(what, cohort_errmsg(h));
}

static int is_online(void)
{
    cohort_cursor *cursor;
    int online;

    must(cohort_list(h, "resource", &cursor), "list");
    online = cohort_next(cursor) && strcmp(cohort_cursor_text(cursor, "state"), "Online") == 0;
    cohort_cursor_free(cursor);
    return online;
}

/* Until it is online, and then until nothing is left to do: the loop sleeps. */
static void settle(void)
{
    int64_t end = clock_ns() + INT64_C(10000000000);

    while (!is_online()) {
        must(cohort_turn(h, 100), "turn");
        if (clock_ns() > end)
            fail("app", "is not online after 10 s");
    }
    while (cohort_get_deadline_ms(h) == 0)
        must(cohort_turn(h, 0), "turn");
}

static void start_node(const char *folder)
{
    const char *nodes[] = {"node", NULL};
    const char *properties[] = {"Group=group",    "Type=Generic Application", "CommandLine=sleep 1000",
                                "RestartDelay=0", "RestartThreshold=1000000", NULL};
    char path[4096];
    int64_t id;

    snprintf(path, sizeof path, "%s/restart.db", folder);
    unlink(path);
    must(cohort_open(path, 0, &h), "open");
    must(cohort_agents_builtin(h, folder), "agents");
    must(cohort_create(h, "node", "node", NULL, NULL), "node");
    must(cohort_create(h, "group", "group", NULL, NULL), "group");
    must(cohort_create(h, "resource", "app", properties, NULL), "resource");
    must(cohort_node_host(h, nodes), "host");
    must(cohort_group_online(h, "group", &id), "online");
    must(cohort_wait(h, id, 10000), "wait");
}

static void stop_node(const char *folder)
{
    static const char *const names[] = {"restart.db", "restart.db-wal", "restart.db-shm", "restart.db-lock", "app.log"};
    char path[4096];
    int64_t id;
    size_t i;

    must(cohort_group_offline(h, "group", &id), "offline");
    must(cohort_wait(h, id, 10000), "wait");
    spawned_pid = 0;
    cohort_close(h);
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
}

static int64_t round_cohort(void)
{
    int64_t start;

    settle();
    spawned_ns = 0;
    start = clock_ns();
    kill(spawned_pid, SIGKILL);
    while (spawned_ns == 0)
        must(cohort_turn(h, 10000), "turn");
    return spawned_ns - start;
}

/* ---- the bare loop ---- */

static pid_t bare_pid;
static int bare_fd = -1;

/* However this program ends, nothing of it runs on. */
static void kill_both(void)
{
    if (spawned_pid > 0)
        kill(-spawned_pid, SIGKILL);
    if (bare_pid > 0)
        kill(bare_pid, SIGKILL);
}

static void bare_spawn(void)
{
    char program[] = "sleep", argument[] = "1000";
    char *argv[] = {program, argument, NULL};

    if (__real_posix_spawn(&bare_pid, "/bin/sleep", NULL, NULL, argv, environ) != 0)
        fail("posix_spawn", "/bin/sleep");
    bare_fd = pidfd_open(bare_pid, 0);
    if (bare_fd < 0)
        fail("pidfd_open", strerror(errno));
}

static int64_t round_bare(void)
{
    struct pollfd pfd = {.fd = bare_fd, .events = POLLIN};
    int64_t start = clock_ns(), ns;
    siginfo_t info;

    kill(bare_pid, SIGKILL);
    if (poll(&pfd, 1, 10000) != 1)
        fail("poll", "the child does not end");
    waitid(P_PIDFD, (id_t)bare_fd, &info, WEXITED);
    ns = clock_ns() - start;
    close(bare_fd);
    bare_spawn();
    return ns;
}

/* ---- one fsync ---- */

static sqlite3 *db;
static sqlite3_stmt *insert;

static void commit_open(const char *folder, int removed)
{
    static const char setup[] =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)";
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[4096], file[4096];
    size_t i;

    snprintf(path, sizeof path, "%.4000s/fsync.db", folder);
    if (removed) {
        sqlite3_finalize(insert);
        sqlite3_close(db);
    }
    for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(file, sizeof file, "%.4000s/fsync.db%s", folder, ends[i]);
        unlink(file);
    }
    if (removed)
        return;
    if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, setup, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "INSERT INTO t(b) VALUES('one row')", -1, &insert, NULL) != SQLITE_OK)
        fail(path, sqlite3_errmsg(db));
}

static int64_t round_commit(void)
{
    int64_t start = clock_ns(), ns;

    if (sqlite3_step(insert) != SQLITE_DONE)
        fail("commit", sqlite3_errmsg(db));
    ns = clock_ns() - start;
    sqlite3_reset(insert);
    return ns;
}

/* ---- no polling: what a second costs in which nothing happens ---- */

static int64_t cpu_us(void)
{
    struct rusage use;

    getrusage(RUSAGE_SELF, &use);
    return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * INT64_C(1000000) + use.ru_utime.tv_usec + use.ru_stime.tv_usec;
}

static int64_t idle(void)
{
    int64_t end = clock_ns() + INT64_C(1000000000), before, left;

    settle();
    before = cpu_us();
    while ((left = (end - clock_ns()) / 1000000) > 0)
        must(cohort_turn(h, left), "turn");
    return cpu_us() - before;
}

int main(int argc, char **argv)
{
    int rounds = argc == 3 ? atoi(argv[2]) : 0, i;
    int64_t *times[4];

    if (rounds < 1) {
        fprintf(stderr, "usage: bench_restart FOLDER ROUNDS\n");
        return 2;
    }
    for (i = 0; i < 4; i++)
        if ((times[i] = calloc((size_t)rounds, sizeof **times)) == NULL)
            fail("rounds", "out of memory");
    atexit(kill_both);
    start_node(argv[1]);
    bare_spawn();
    commit_open(argv[1], 0);
    for (i = 0; i < rounds; i++) {
        times[0][i] = round_cohort();
        times[1][i] = round_bare();
        times[2][i] = round_commit();
        times[3][i] = times[0][i] - times[1][i] - times[2][i];
    }
    for (i = 0; i < 4; i++)
        printf("%.0f ", (double)median(times[i], rounds) / 1000);
    printf("%.1f\n", (double)idle() / 1000);
    commit_open(argv[1], 1);
    stop_node(argv[1]);
    for (i = 0; i < 4; i++)
        free(times[i]);
    return 0;
}
