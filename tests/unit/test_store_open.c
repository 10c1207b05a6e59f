/* Opening: what is accepted, what is refused with which words, and that what is refused is not touched. */
#include "store_dir.h"

#include <signal.h>
#include <sys/wait.h>

#include <cohort/cohort.h>

static void refused(const char *file, uint32_t flags, int code)
{
    uint64_t before = file_hash(file);
    cohort *h = NULL;

    assert_int_equal(cohort_open(file, flags, &h), code);
    assert_non_null(h);
    assert_int_equal(cohort_errcode(h), code);
    if (strstr(cohort_errmsg(h), "t.db") == NULL)
        fail_msg("no file in: %s", cohort_errmsg(h));
    assert_int_not_equal(cohort_group_online(h, "x", NULL), 0);
    cohort_close(h);
    assert_true(file_hash(file) == before);
}

static void make(void)
{
    const char *node[] = {"Description=x", NULL};
    cohort *h = NULL;

    assert_int_equal(cohort_open(path, 0, &h), 0);
    assert_int_equal(cohort_cluster_create(h, "C", NULL), 0);
    assert_int_equal(cohort_create(h, "node", "A", node, NULL), 0);
    cohort_close(h);
}

static void a_new_database_has_its_marks(void **state)
{
    (void)state;
    make();
    assert_string_equal(ask(path, "PRAGMA application_id"), "1131374706");
    assert_string_equal(ask(path, "PRAGMA user_version"), "1");
    assert_string_equal(ask(path, "PRAGMA journal_mode"), "wal");
    assert_string_equal(ask(path, "PRAGMA integrity_check"), "ok");
    assert_string_equal(ask(path, "SELECT count(*) FROM pragma_foreign_key_check"), "0");
    assert_string_equal(
        ask(path,
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite%'"),
        "0");
}

static void an_empty_file_counts_as_new(void **state)
{
    cohort *h = NULL;

    (void)state;
    write_file(path, "", 0);
    assert_int_equal(cohort_open(path, 0, &h), 0);
    cohort_close(h);
    write_file(path, "", 0);
    refused(path, COHORT_OPEN_READONLY, COHORT_ERR_NOT_FOUND);
    refused(path, COHORT_OPEN_EXISTING, COHORT_ERR_NOT_FOUND);
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    refused(path, COHORT_OPEN_READONLY, COHORT_ERR_NOT_FOUND);
    refused(path, COHORT_OPEN_EXISTING, COHORT_ERR_NOT_FOUND);
    assert_false(exists(""));
    assert_false(exists("-lock"));
    snprintf(path, sizeof path, "%s/none/t.db", dir);
    refused(path, 0, COHORT_ERR_IO);
}

static void foreign_files_are_refused(void **state)
{
    char text[2000];

    (void)state;
    memset(text, 'x', sizeof text);
    write_file(path, text, sizeof text);
    refused(path, 0, COHORT_ERR_FOREIGN);
    refused(path, COHORT_OPEN_READONLY, COHORT_ERR_FOREIGN);
    write_file(path, "short", 5);
    refused(path, 0, COHORT_ERR_FOREIGN);
    unlink(path);
    sql(path, "CREATE TABLE t(a); PRAGMA application_id=7");
    refused(path, 0, COHORT_ERR_FOREIGN);
    unlink(path);
    sql(path, "CREATE TABLE t(a)");
    refused(path, 0, COHORT_ERR_FOREIGN);
    assert_false(exists("-lock"));
}

static void a_newer_format_is_refused(void **state)
{
    (void)state;
    make();
    sql(path, "PRAGMA user_version=2");
    refused(path, 0, COHORT_ERR_NEWER);
    refused(path, COHORT_OPEN_READONLY, COHORT_ERR_NEWER);
}

static void damage_is_reported_and_left(void **state)
{
    static const char *const damages[] = {
        "DROP TABLE property",
        "ALTER TABLE transition RENAME COLUMN reason TO why",
        "DELETE FROM cluster",
        "PRAGMA foreign_keys=OFF; INSERT INTO grp(id, name, state, owner) VALUES(99, 'G', 'Offline', 77)",
        "INSERT INTO property VALUES(4711,'Description','text','x')",
        "INSERT INTO property SELECT id,'NodeWeight','int','five' FROM node",
        "UPDATE node SET state='Sideways'",
        "INSERT INTO node(id, name, state) SELECT 12, name, state FROM node",
    };
    size_t i;

    for (i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        dir_setup(state);
        make();
        sql(path, damages[i]);
        refused(path, 0, COHORT_ERR_DAMAGED);
        refused(path, COHORT_OPEN_READONLY, COHORT_ERR_DAMAGED);
    }
}

static void torn_pages_are_never_accepted_silently(void **state)
{
    unsigned char byte;
    off_t size, at;
    cohort *h;
    int fd, rc;

    make();
    size = 4096 * atoi(ask(path, "PRAGMA page_count"));
    for (at = 100; at < size; at += 509) {
        dir_setup(state);
        make();
        fd = open(path, O_RDWR);
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        byte ^= 0x55;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        close(fd);
        rc = cohort_open(path, 0, &h); /* unused bytes and texts may differ; nothing may crash or be mended */
        if (rc < 0 && rc != COHORT_ERR_DAMAGED && rc != COHORT_ERR_FOREIGN && rc != COHORT_ERR_NEWER)
            fail_msg("byte %ld: %s", (long)at, cohort_errmsg(h));
        cohort_close(h);
    }
    dir_setup(state);
    make();
    assert_int_equal(truncate(path, size - 4096), 0);
    refused(path, 0, COHORT_ERR_DAMAGED);
}

static void one_writer_many_readers(void **state)
{
    cohort *writer = NULL, *other = NULL, *reader = NULL;
    char link[400], text[32];

    (void)state;
    make();
    assert_int_equal(cohort_open(path, 0, &writer), 0);
    assert_int_equal(cohort_open(path, 0, &other), COHORT_ERR_BUSY);
    snprintf(text, sizeof text, "process %d", (int)getpid());
    assert_non_null(strstr(cohort_errmsg(other), path));
    assert_non_null(strstr(cohort_errmsg(other), text));
    cohort_close(other);
    snprintf(link, sizeof link, "%s/link.db", dir);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(cohort_open(link, 0, &other), COHORT_ERR_BUSY);
    cohort_close(other);
    assert_int_equal(cohort_create(writer, "node", "B", NULL, NULL), 0);
    assert_int_equal(cohort_open(path, COHORT_OPEN_READONLY, &reader), 0);
    assert_int_equal(cohort_sequence(reader), cohort_sequence(writer));
    assert_int_equal(cohort_create(writer, "node", "D", NULL, NULL), 0); /* beside an open reader */
    assert_int_equal(cohort_create(reader, "node", "E", NULL, NULL), COHORT_ERR_MISUSE);
    cohort_close(writer);
    cohort_close(reader);
    assert_int_equal(cohort_open(path, 0, &writer), 0);
    cohort_close(writer);
}

/* Where SQLite cannot make its file beside the database, as on a medium that is read-only: here a link is in its place. */
static void a_reader_makes_do_with_the_file_alone(void **state)
{
    char beside[320], log[320];
    cohort *h = NULL;

    (void)state;
    make();
    snprintf(beside, sizeof beside, "%s-shm", path);
    snprintf(log, sizeof log, "%s-wal", path);
    assert_int_equal(symlink("nowhere", beside), 0);
    assert_int_equal(cohort_open(path, COHORT_OPEN_READONLY, &h), 0);
    assert_int_equal(cohort_sequence(h), 2);
    cohort_close(h);
    write_file(log, "log", 3); /* what it may hold cannot be read */
    refused(path, COHORT_OPEN_READONLY, COHORT_ERR_IO);
    assert_int_equal(unlink(beside), 0);
}

static void the_lock_dies_with_its_process(void **state)
{
    cohort *h = NULL;
    int status, pipes[2];
    pid_t pid;
    char byte;

    (void)state;
    make();
    assert_int_equal(pipe(pipes), 0);
    pid = fork();
    if (pid == 0) {
        byte = cohort_open(path, 0, &h) == 0 && cohort_create(h, "node", "X", NULL, NULL) == 0;
        (void)!write(pipes[1], &byte, 1);
        pause();
        _exit(0);
    }
    assert_int_equal(read(pipes[0], &byte, 1), 1);
    assert_int_equal(byte, 1);
    assert_int_equal(cohort_open(path, 0, &h), COHORT_ERR_BUSY);
    cohort_close(h);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    assert_int_equal(cohort_open(path, 0, &h), 0);
    assert_int_equal(cohort_create(h, "node", "X", NULL, NULL), COHORT_ERR_EXISTS); /* it was durable */
    cohort_close(h);
    close(pipes[0]);
    close(pipes[1]);
}

static void memory_is_private(void **state)
{
    cohort *a = NULL, *b = NULL;

    (void)state;
    assert_int_equal(cohort_open(":memory:", 0, &a), 0);
    assert_int_equal(cohort_open(":memory:", 0, &b), 0);
    assert_int_equal(cohort_create(a, "node", "A", NULL, NULL), 0);
    assert_int_equal(cohort_create(b, "node", "A", NULL, NULL), 0);
    assert_int_equal(cohort_replay(a, NULL), 0);
    cohort_close(a);
    cohort_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_new_database_has_its_marks, dir_setup),
        cmocka_unit_test_setup(an_empty_file_counts_as_new, dir_setup),
        cmocka_unit_test_setup(what_is_not_there_is_not_found, dir_setup),
        cmocka_unit_test_setup(foreign_files_are_refused, dir_setup),
        cmocka_unit_test_setup(a_newer_format_is_refused, dir_setup),
        cmocka_unit_test_setup(damage_is_reported_and_left, dir_setup),
        cmocka_unit_test_setup(torn_pages_are_never_accepted_silently, dir_setup),
        cmocka_unit_test_setup(one_writer_many_readers, dir_setup),
        cmocka_unit_test_setup(a_reader_makes_do_with_the_file_alone, dir_setup),
        cmocka_unit_test_setup(the_lock_dies_with_its_process, dir_setup),
        cmocka_unit_test_setup(memory_is_private, dir_setup),
    };

    return cmocka_run_group_tests(tests, dir_setup, dir_teardown);
}
