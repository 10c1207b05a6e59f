/*
 * kill -9 of the runner, at random moments under load, before and after each sync of its disk, and at each step between
 * deciding to start a program and having stored it: no command that was answered is lost, no program ever runs twice.
 *
 * This file is the test, the runner (a child of it that links the same library) and the program that is run: "alone"
 * takes a lock that only one copy can have, and writes down if it cannot.
 */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <cohort/cohort.h>

/* Instead of the library's: with the fault points. */
#define COHORT_FAULTS
#include "agents/process_linux.c"

#define PROGRAMS 6
#define ROUNDS 50

static char folder[64], database[96];

/* ---- the program ---- */

static int alone(const char *directory, const char *name)
{
    char path[256], line[32];
    int fd, size;

    snprintf(path, sizeof path, "%s/%s.lock", directory, name);
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || fcntl(fd, F_SETLK, &(struct flock){.l_type = F_WRLCK}) < 0) {
        snprintf(path, sizeof path, "%s/violations", directory);
        fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
        size = snprintf(line, sizeof line, "%s\n", name);
        return write(fd, line, (size_t)size) == size ? 1 : 2;
    }
    for (;;)
        pause();
}

/* Pid of the copy that holds the lock; 0: none. Asks, and does not take it. */
static pid_t holder(int index)
{
    struct flock lock = {.l_type = F_WRLCK};
    char path[256];
    int fd, rc;

    snprintf(path, sizeof path, "%s/P%d.lock", folder, index);
    fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return 0;
    rc = fcntl(fd, F_GETLK, &lock);
    close(fd);
    return rc == 0 && lock.l_type != F_UNLCK ? lock.l_pid : 0;
}

/* It is started, but may not have got that far; or it ended while no runner was there, which is found out now. */
static pid_t holder_soon(cohort *h, int index)
{
    pid_t pid;
    int i;

    for (i = 0; (pid = holder(index)) == 0 && i < 10000; i++)
        cohort_turn(h, 1);
    return pid;
}

/* Every process that runs "alone" for this test, by its command line; with @number: signalled. */
static int count_alone(int number)
{
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    int count = 0;

    while ((entry = readdir(proc)) != NULL) {
        char path[300], line[512] = "";
        size_t first;

        snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
        if (atoi(entry->d_name) <= 0 || read_file(path, line, sizeof line) <= 0)
            continue;
        first = strlen(line) + 1;
        if (strcmp(line + first, "alone") != 0 || strcmp(line + first + 6, folder) != 0)
            continue;
        count++;
        kill(atoi(entry->d_name), number);
    }
    closedir(proc);
    return count;
}

/* ---- the runner ---- */

static int syncs_left = -1; /* die at that sync; even: before it, odd: after it */

/* SQLite's syncs come here: a shared library takes the program's function. */
int fdatasync(int fd)
{
    if (syncs_left >= 0 && syncs_left-- == 0)
        raise(SIGKILL);
    if (fsync(fd) < 0)
        return -1;
    if (syncs_left >= 0 && syncs_left-- == 0)
        raise(SIGKILL);
    return 0;
}

static const char *const both[] = {"A", "B", NULL};

static void check(cohort *h, int rc)
{
    if (rc < 0) {
        fprintf(stderr, "runner: %s\n", cohort_errmsg(h));
        _exit(9);
    }
}

static cohort *host(void)
{
    cohort *h = NULL;

    check(h, cohort_open(database, COHORT_OPEN_EXISTING, &h));
    check(h, cohort_agents_builtin(h, NULL));
    check(h, cohort_node_host(h, both));
    return h;
}

/* A child that dies with the test. */
static pid_t child_of_test(void)
{
    pid_t child = fork();

    if (child == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    assert_true(child >= 0);
    return child;
}

static pid_t start_runner(void)
{
    pid_t child = child_of_test();

    if (child == 0) {
        cohort *h = host();

        check(h, cohort_listen(h));
        check(h, cohort_run(h));
        _exit(8);
    }
    return child;
}

static void end_runner(pid_t runner)
{
    int status;

    kill(runner, SIGKILL);
    assert_int_equal(waitpid(runner, &status, 0), runner);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL); /* and nothing else ended it before */
}

/* ---- commands ---- */

static void ignore(void *user, int stream, const char *bytes, int64_t size)
{
    (void)user;
    (void)stream;
    (void)bytes;
    (void)size;
}

/* 0: answered, and accepted. */
static int command(int wait, const char *line)
{
    char copy[256], *words[32], *rest = NULL;
    int count = 0, code = -1;

    snprintf(copy, sizeof copy, "%s", line);
    for (words[0] = strtok_r(copy, " ", &rest); words[count] != NULL && count < 31;)
        words[++count] = strtok_r(NULL, " ", &rest);
    if (cohort_forward(database, count, (const char *const *)(const void *)words, 0, wait, 20000, ignore, NULL, &code) <
        0)
        return -1;
    return code;
}

static int64_t milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void until_answers(void)
{
    int64_t end = milliseconds() + 20000;

    while (command(0, "quorum show") != 0) {
        assert_true(milliseconds() < end);
        usleep(2000);
    }
}

/* The load: each line is sent, and what was answered is remembered. One thread, with the runner coming and going under
 * it. */
struct load {
    unsigned int seed;
    int stop;
    int answered, sent;
    int number[PROGRAMS]; /* last Description of P<n> that was answered */
    int tried[PROGRAMS];  /* last that was sent */
};

static void *send_load(void *user)
{
    struct load *load = user;
    int counter = 0;

    while (!__atomic_load_n(&load->stop, __ATOMIC_ACQUIRE)) {
        int n = rand_r(&load->seed) % PROGRAMS, what = rand_r(&load->seed) % 10, code;
        char line[128];

        if (what < 5)
            snprintf(line, sizeof line, "set resource P%d Description=%d", n, load->tried[n] = ++counter);
        else if (what < 7)
            snprintf(line, sizeof line, "group move G%d", n);
        else if (what < 8)
            snprintf(line, sizeof line, "resource fail P%d", n);
        else
            snprintf(line, sizeof line, "group %s G%d", what == 8 ? "offline" : "online", n);
        code = command(0, line);
        load->sent++;
        load->answered += code >= 0;
        if (code == 0 && what < 5)
            load->number[n] = counter;
        if (code < 0)
            usleep(1000);
    }
    return NULL;
}

/* ---- the cluster ---- */

static void lay_out(int programs)
{
    const char *const group[] = {"FailoverThreshold=1000000", NULL};
    char self[256], line[600], name[24], in[24];
    cohort *h = NULL;
    int i;
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);

    assert_true(size > 0);
    self[size] = '\0';
    strcpy(folder, "/tmp/cohort-kill-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(database, sizeof database, "%s/c.db", folder);
    check(h, cohort_open(database, 0, &h));
    check(h, cohort_create(h, "node", "A", NULL, NULL));
    check(h, cohort_create(h, "node", "B", NULL, NULL));
    check(h, cohort_quorum_witness(h, COHORT_WITNESS_DISK, NULL, NULL));
    for (i = 0; i < programs; i++) {
        const char *const resource[] = {
            in, "Type=Generic Application", line, "RestartDelay=0", "RestartThreshold=1000000", NULL};

        snprintf(name, sizeof name, "G%d", i);
        check(h, cohort_create(h, "group", name, group, NULL));
        snprintf(in, sizeof in, "Group=G%d", i);
        snprintf(name, sizeof name, "P%d", i);
        snprintf(line, sizeof line, "CommandLine='%s' alone %s P%d", self, folder, i);
        check(h, cohort_create(h, "resource", name, resource, NULL));
    }
    cohort_close(h);
}

static void no_violation(void)
{
    char path[128];

    snprintf(path, sizeof path, "%s/violations", folder);
    if (access(path, F_OK) == 0)
        fail_msg("a program ran twice, see %s", path);
}

/* All groups online: each program runs, once. Then offline: nothing runs. And the record replays. */
static void settles_well(int programs)
{
    char line[64];
    cohort *h = host();
    int64_t request;
    int i;

    for (i = 0; i < programs; i++) {
        snprintf(line, sizeof line, "G%d", i);
        check(h, cohort_group_online(h, line, &request));
        if (cohort_wait(h, request, 20000) != COHORT_REQUEST_REACHED)
            fail_msg("%s does not come online: %s", line, cohort_errmsg(h));
    }
    for (i = 0; i < programs; i++)
        assert_true(holder_soon(h, i) > 0);
    assert_int_equal(count_alone(0), programs);
    no_violation();
    for (i = 0; i < programs; i++) {
        snprintf(line, sizeof line, "G%d", i);
        check(h, cohort_group_offline(h, line, &request));
        if (cohort_wait(h, request, 20000) != COHORT_REQUEST_REACHED)
            fail_msg("%s does not go offline: %s", line, cohort_errmsg(h));
    }
    assert_int_equal(count_alone(0), 0);
    check(h, cohort_replay(h, NULL));
    cohort_close(h);
}

/* Also after a failure: nothing goes on running. Then the folder stays, to be looked at. */
static int clear(void **state)
{
    char text[128];

    (void)state;
    if (count_alone(SIGKILL) > 0) {
        print_message("see %s\n", folder);
        return 0;
    }
    snprintf(text, sizeof text, "rm -rf %s", folder);
    return system(text);
}

/* ---- the tests ---- */

static void nothing_is_lost_and_nothing_runs_twice_under_load(void **state)
{
    struct load load = {.seed = 1};
    unsigned int seed = 2;
    pthread_t thread;
    pid_t runner;
    int round, i;

    (void)state;
    lay_out(PROGRAMS);
    runner = start_runner();
    until_answers();
    for (i = 0; i < PROGRAMS; i++) {
        char line[32];

        snprintf(line, sizeof line, "group online G%d", i);
        assert_int_equal(command(1, line), 0);
    }
    assert_int_equal(pthread_create(&thread, NULL, send_load, &load), 0);
    for (round = 0; round < ROUNDS; round++) {
        int64_t end;

        if (rand_r(&seed) % 4 != 0) /* else it may be killed while it begins */
            until_answers();
        end = milliseconds() + rand_r(&seed) % 150;
        while (milliseconds() < end) {
            pid_t program = holder(rand_r(&seed) % PROGRAMS);

            if (program > 0 && rand_r(&seed) % 3 == 0)
                kill(program, SIGKILL);
            usleep(3000);
        }
        end_runner(runner);
        runner = start_runner();
        no_violation();
    }
    __atomic_store_n(&load.stop, 1, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
    end_runner(runner);
    for (i = 0; i < PROGRAMS; i++) {
        const char *text;
        char name[24];
        cohort *h = NULL;

        snprintf(name, sizeof name, "P%d", i);
        check(h, cohort_open(database, COHORT_OPEN_READONLY, &h));
        check(h, cohort_get_text(h, "resource", name, "Description", &text));
        /* The last answered one, or one that was sent after it and whose answer was lost with the runner. */
        assert_in_range(atoi(text), load.number[i], load.tried[i]);
        cohort_close(h);
    }
    print_message("%d commands were answered, of %d\n", load.answered, load.sent);
    assert_true(load.answered > 2 * ROUNDS);
    settles_well(PROGRAMS);
}

/* A runner that brings the group online, sees its program die and be restarted, moves it, and takes it offline. 0: it
 * was not killed. */
static int tell_story(void)
{
    pid_t child = child_of_test();
    int status;

    if (child == 0) {
        cohort *h = host();
        int64_t request;
        pid_t program;
        int i;

        check(h, cohort_group_online(h, "G0", &request));
        check(h, cohort_wait(h, request, 20000));
        program = holder_soon(h, 0);
        if (program <= 0 || kill(program, SIGKILL) < 0)
            _exit(7);
        for (i = 0; i < 50; i++)
            cohort_turn(h, 2);
        check(h, cohort_group_move(h, "G0", NULL, &request));
        check(h, cohort_wait(h, request, 20000));
        check(h, cohort_group_offline(h, "G0", &request));
        check(h, cohort_wait(h, request, 20000));
        cohort_close(h);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return 1;
}

static void killed_at_each_step_of_a_start(void **state)
{
    static const char *const points[] = {"launch-before-spawn", "launch-after-spawn", "launch-after-record",
                                         "launch-after-go"};
    size_t i;

    (void)state;
    lay_out(1);
    for (i = 0; i < sizeof points / sizeof *points; i++) {
        setenv("COHORT_FAULT", points[i], 1);
        assert_int_equal(tell_story(), 1);
        unsetenv("COHORT_FAULT");
        settles_well(1);
    }
}

static void killed_before_and_after_each_sync(void **state)
{
    int at, killed = 1;

    (void)state;
    lay_out(1);
    for (at = 0; killed; at++) {
        syncs_left = at;
        killed = tell_story();
        syncs_left = -1;
        settles_well(1);
    }
    print_message("killed at %d moments\n", at - 1);
    assert_true(at > 20);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(killed_at_each_step_of_a_start, clear),
        cmocka_unit_test_teardown(killed_before_and_after_each_sync, clear),
        cmocka_unit_test_teardown(nothing_is_lost_and_nothing_runs_twice_under_load, clear),
    };

    if (argc == 4 && strcmp(argv[1], "alone") == 0)
        return alone(argv[2], argv[3]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
