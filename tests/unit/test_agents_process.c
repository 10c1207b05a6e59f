/* Programs: start, end, whole group, logs; and that no two copies run, whenever the runner dies. */
#include "agents_fake.h"

struct fixture {
    cohort *h;
    const cohort_agent *agent;
    void *instance;
};

static void open_it(struct fixture *f, const char *type)
{
    cohort_target target = fake_target(f->h, "service", 0);

    f->agent = fake_agent(f->h, type);
    assert_int_equal(f->agent->open(f->h, f->agent->user, &target, &f->instance), COHORT_AGENT_DONE);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->h = fake_new();
    open_it(f, "Service");
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    f->agent->close(f->h, f->instance);
    fake_free(f->h);
    free(f);
    return 0;
}

static int online(struct fixture *f, int64_t operation)
{
    cohort_target target = fake_target(f->h, "service", operation);

    return f->agent->online(f->h, f->instance, &target);
}

static int offline(struct fixture *f, int64_t operation)
{
    cohort_target target = fake_target(f->h, "service", operation);

    return f->agent->offline(f->h, f->instance, &target);
}

static int terminate(struct fixture *f, int64_t operation)
{
    cohort_target target = fake_target(f->h, "service", operation);

    return f->agent->terminate(f->h, f->instance, &target);
}

static int is_alive(struct fixture *f, int64_t operation)
{
    cohort_target target = fake_target(f->h, "service", operation);

    return f->agent->is_alive(f->h, f->instance, &target);
}

static pid_t recorded_pid(const cohort *h)
{
    char boot[64];
    int pid = 0;

    assert_int_equal(sscanf(h->record, "%63s %d", boot, &pid), 2);
    return pid;
}

static int count_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;

    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count;
}

static void program_gets_words_environment_and_directory(void **state)
{
    struct fixture *f = *state;
    const char *log = "logs/ENTSSO@BTS001.log";
    int before = count_descriptors();
    char expected[512];

    setenv("COHORT_RESOURCE", "of the runner", 1);
    fake_set(f->h, "CurrentDirectory", f->h->directory);
    fake_set(
        f->h, "CommandLine",
        "sh -c 'echo "
        "\"$1|$2|$COHORT_SERVICE|$COHORT_NODE|$_CLUSTER_NETWORK_NAME_|$COMPUTERNAME|${COHORT_RESOURCE-none}\"; pwd; "
        "ls /proc/self/fd | wc -l; set -- $(cat /proc/$$/stat); [ $1 = $6 ] && echo leader; echo to stderr >&2; exit "
        "3' name \"a b\" '$HOME'");
    assert_int_equal(online(f, 5), COHORT_AGENT_DONE);
    fake_expect(f->h, 0, 5, 0, COHORT_AGENT_DIED, "exit status 3");
    snprintf(expected, sizeof expected,
             "a b|$HOME|ENTSSO|BTS001|SSOCLUSTER|SSOCLUSTER|none\n%s\n4\nleader\nto stderr\n", f->h->directory);
    assert_string_equal(fake_read(f->h, log), expected); /* 4: 0, 1, 2 and that of ls itself */
    assert_int_equal(count_descriptors(), before);
}

static void program_is_told_to_stop_and_its_group_ends(void **state)
{
    struct fixture *f = *state;

    /* The leader ends well; its child ignores SIGTERM. */
    fake_set(f->h, "CommandLine",
             "sh -c 'trap \"exit 0\" TERM; sh -c \"trap \\\"\\\" TERM; sleep 600\" & echo up; while :; do sleep 0.01; "
             "done'");
    assert_int_equal(online(f, 5), COHORT_AGENT_DONE);
    fake_wait_text(f->h, "logs/ENTSSO@BTS001.log", "up");
    assert_int_equal(is_alive(f, 5), COHORT_AGENT_DONE);
    assert_int_equal(offline(f, 6), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 6, 0, COHORT_AGENT_DONE, "exit status 0");
    assert_int_equal(f->h->report_count, 1);
    assert_int_equal(offline(f, 7), COHORT_AGENT_DONE); /* once more: nothing runs */
}

static void program_that_ignores_the_stop_is_terminated(void **state)
{
    struct fixture *f = *state;

    fake_set(f->h, "CommandLine", "sh -c 'trap \"\" TERM; echo up; while :; do sleep 0.01; done'");
    assert_int_equal(online(f, 5), COHORT_AGENT_DONE);
    fake_wait_text(f->h, "logs/ENTSSO@BTS001.log", "up");
    assert_int_equal(offline(f, 6), COHORT_AGENT_LATER);
    fake_turn(f->h, 100);
    assert_int_equal(f->h->report_count, 0);
    assert_int_equal(terminate(f, 7), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 7, 0, COHORT_AGENT_DONE, "killed by signal 9 (KILL)");
}

static void stopped_program_hears_the_stop(void **state)
{
    struct fixture *f = *state;

    fake_set(f->h, "CommandLine", "sleep 600");
    assert_int_equal(online(f, 5), COHORT_AGENT_DONE);
    kill(recorded_pid(f->h), SIGSTOP);
    assert_int_equal(offline(f, 6), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 6, 0, COHORT_AGENT_DONE, "killed by signal 15 (TERM)");
}

static void death_takes_the_rest_of_the_group_along(void **state)
{
    struct fixture *f = *state;
    pid_t child;

    fake_set(f->h, "CommandLine", "sh -c 'sleep 600 & echo child $!; wait'");
    assert_int_equal(online(f, 5), COHORT_AGENT_DONE);
    fake_wait_text(f->h, "logs/ENTSSO@BTS001.log", "\n");
    child = atoi(strstr(fake_read(f->h, "logs/ENTSSO@BTS001.log"), "child ") + 6);
    assert_int_equal(kill(child, 0), 0);
    kill(recorded_pid(f->h), SIGKILL);
    fake_expect(f->h, 0, 5, 0, COHORT_AGENT_DIED, "killed by signal 9 (KILL)");
    if (kill(child, 0) == 0) { /* a zombie, if nobody waits for orphans here */
        char path[64];

        snprintf(path, sizeof path, "cat /proc/%d/stat 2>/dev/null | grep -vq ' Z '", child);
        assert_int_not_equal(system(path), 0);
    }
}

static void what_cannot_be_started_is_told(void **state)
{
    struct fixture *f = *state;
    static const char *const cases[][3] = {
        {"", "", "CommandLine is not set"},
        {"/no/such/program x", "", "cannot execute /no/such/program: No such file"},
        {"no-such-program-here", "", "cannot execute no-such-program-here: No such file"},
        {"/etc/passwd", "", "cannot execute /etc/passwd: Permission denied"},
        {"/tmp", "", "cannot execute /tmp: Is a directory"},
        {"sh 'open", "", "CommandLine cannot be split into words, see column 4"},
        {"sleep 600", "/no/such", "CurrentDirectory /no/such: No such file"},
        {"sleep 600", "/etc/passwd", "CurrentDirectory /etc/passwd: Not a directory"},
    };
    size_t i;

    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        fake_set(f->h, "CommandLine", cases[i][0]);
        fake_set(f->h, "CurrentDirectory", cases[i][1]);
        assert_int_equal(online(f, 5), COHORT_AGENT_LATER);
        fake_expect(f->h, (int)i, 5, 0, COHORT_AGENT_FAILED, cases[i][2]);
    }
    assert_int_equal(terminate(f, 6), COHORT_AGENT_DONE);
}

static void program_does_not_run_when_it_cannot_be_recorded(void **state)
{
    struct fixture *f = *state;
    int before = count_descriptors();

    fake_set(f->h, "CommandLine", "sh -c 'echo ran'");
    f->h->record_error = COHORT_ERR_FULL;
    assert_int_equal(online(f, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 5, 0, COHORT_AGENT_FAILED, "cannot record the process");
    usleep(100000);
    assert_string_equal(fake_read(f->h, "logs/ENTSSO@BTS001.log"), "");
    assert_int_equal(count_descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
}

static void log_is_bounded(void **state)
{
    struct fixture *f = *state;
    cohort_target target;

    f->h->log_limit = 1000;
    fake_set(f->h, "CommandLine",
             "sh -c 'i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done; echo last; exec sleep 600'");
    assert_int_equal(online(f, 5), COHORT_AGENT_DONE);
    fake_wait_text(f->h, "logs/ENTSSO@BTS001.log", "last");
    target = fake_target(f->h, "service", 5);
    assert_int_equal(f->agent->looks_alive(f->h, f->instance, &target), COHORT_AGENT_DONE);
    assert_string_equal(fake_read(f->h, "logs/ENTSSO@BTS001.log"), "");
    assert_int_equal(strlen(fake_read(f->h, "logs/ENTSSO@BTS001.log.1")), 1000);
    assert_non_null(strstr(fake_read(f->h, "logs/ENTSSO@BTS001.log.1"), "last\n"));
    assert_int_equal(terminate(f, 6), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 6, 0, COHORT_AGENT_DONE, "");
}

/* ---- the runner dies ---- */

#define COUNTED "sh -c 'echo run >>runs; exec sleep 600'"

static void die(cohort *h)
{
    (void)h;
    raise(SIGKILL);
}

/* Another runner brings it online and is killed: before the record is durable, after that, or after the program has
 * run. What it had recorded is left in a file, as the store would have it. */
enum death { DEATH_BEFORE_RECORD, DEATH_AFTER_RECORD, DEATH_AFTER_GO, DEATH_LATER };

static enum death when_to_die;

static void save_and_die(cohort *h)
{
    char path[256];
    int fd;

    if (when_to_die == DEATH_BEFORE_RECORD)
        die(h);
    snprintf(path, sizeof path, "%s/record", h->directory);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (write(fd, h->record, (size_t)h->record_size) != h->record_size)
        _exit(9);
    close(fd);
    if (when_to_die == DEATH_AFTER_RECORD)
        die(h);
}

static void other_runner(struct fixture *f, enum death death)
{
    pid_t child;
    int status;

    when_to_die = death;
    child = fork();
    if (child == 0) {
        f->h->on_record = save_and_die;
        if (online(f, 5) != COHORT_AGENT_DONE)
            _exit(8);
        if (death == DEATH_LATER)
            fake_wait_text(f->h, "runs", "run");
        die(f->h);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    f->h->record_size = (int64_t)strlen(strcpy(f->h->record, fake_read(f->h, "record")));
}

static void nothing_runs_twice_whenever_the_runner_dies(void **state)
{
    struct fixture *f = *state;
    int death, operation = 6;

    fake_set(f->h, "CommandLine", COUNTED);
    fake_set(f->h, "CurrentDirectory", f->h->directory);
    for (death = DEATH_BEFORE_RECORD; death <= DEATH_LATER; death++) {
        int rc, reports = f->h->report_count;
        pid_t first = 0;

        other_runner(f, (enum death)death);
        if (f->h->record_size > 0)
            first = recorded_pid(f->h);
        rc = online(f, operation);
        if (rc == COHORT_AGENT_LATER) /* a launcher had to end first */
            fake_expect(f->h, reports++, operation, 0, COHORT_AGENT_DONE, "");
        else
            assert_int_equal(rc, COHORT_AGENT_DONE);
        fake_wait_text(f->h, "runs", "run\n");
        usleep(50000);
        if (death == DEATH_LATER)
            assert_int_equal(recorded_pid(f->h), first); /* adopted */
        if (death == DEATH_AFTER_RECORD)
            assert_int_not_equal(recorded_pid(f->h), first);
        if (death != DEATH_AFTER_GO) /* then it may have run before it was killed and started anew */
            assert_string_equal(fake_read(f->h, "runs"), "run\n");
        assert_int_equal(terminate(f, operation + 1), COHORT_AGENT_LATER);
        fake_expect(f->h, reports, operation + 1, 0, COHORT_AGENT_DONE,
                    death == DEATH_LATER ? "exit status unknown (adopted)" : "");
        operation += 2;
        assert_int_equal(truncate(strcat(strcpy((char[256]){0}, f->h->directory), "/runs"), 0), 0);
    }
}

static void restarted_runner_adopts_and_sees_the_end(void **state)
{
    struct fixture *f = *state;

    fake_set(f->h, "CommandLine", COUNTED);
    fake_set(f->h, "CurrentDirectory", f->h->directory);
    other_runner(f, DEATH_LATER);
    assert_int_equal(is_alive(f, 5), COHORT_AGENT_DONE);
    kill(recorded_pid(f->h), SIGKILL);
    fake_expect(f->h, 0, 5, 0, COHORT_AGENT_DIED, "exit status unknown (adopted)");
}

static void restarted_runner_learns_that_it_ended(void **state)
{
    struct fixture *f = *state;
    pid_t child;

    /* Its leader dies while nobody watches, and what it leaves behind must not stay. */
    fake_set(f->h, "CommandLine", "sh -c 'sleep 600 & echo child $!; echo run >>runs; exec sleep 600'");
    fake_set(f->h, "CurrentDirectory", f->h->directory);
    other_runner(f, DEATH_LATER);
    child = atoi(strstr(fake_read(f->h, "logs/ENTSSO@BTS001.log"), "child ") + 6);
    kill(recorded_pid(f->h), SIGKILL);
    while (kill(recorded_pid(f->h), 0) == 0 && usleep(1000) == 0) {
        char path[64];

        snprintf(path, sizeof path, "grep -q ' Z ' /proc/%d/stat", recorded_pid(f->h));
        if (system(path) == 0)
            break;
    }
    assert_int_equal(kill(child, 0), 0);
    assert_int_equal(is_alive(f, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 5, 1, COHORT_AGENT_DIED, "exit status unknown");
    assert_int_equal(is_alive(f, 5), COHORT_AGENT_LATER); /* now nothing at all is left */
    fake_expect(f->h, 1, 5, 1, COHORT_AGENT_DIED, "exit status unknown");
}

static void pid_of_somebody_else_is_left_alone(void **state)
{
    struct fixture *f = *state;
    pid_t other = fork();
    char boot[64] = "", *end;
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY);

    if (other == 0) {
        setsid();
        execlp("sleep", "sleep", "600", NULL);
        _exit(1);
    }
    assert_true(read(fd, boot, sizeof boot - 1) > 0);
    close(fd);
    end = strchr(boot, '\n');
    *end = '\0';
    f->h->record_size = snprintf(f->h->record, sizeof f->h->record, "%s %d 1", boot, other);
    assert_int_equal(is_alive(f, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 5, 1, COHORT_AGENT_DIED, "");
    assert_int_equal(terminate(f, 6), COHORT_AGENT_DONE);
    assert_int_equal(waitpid(other, NULL, WNOHANG), 0);
    f->h->record[0] ^= 1; /* another boot */
    assert_int_equal(terminate(f, 7), COHORT_AGENT_DONE);
    assert_int_equal(waitpid(other, NULL, WNOHANG), 0);
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
}

static void closing_leaves_it_running_and_opening_adopts_it(void **state)
{
    struct fixture *f = *state;

    fake_set(f->h, "CommandLine", "sh -c 'trap \"exit 4\" TERM; echo up; while :; do sleep 0.01; done'");
    assert_int_equal(online(f, 5), COHORT_AGENT_DONE);
    fake_wait_text(f->h, "logs/ENTSSO@BTS001.log", "up");
    f->agent->close(f->h, f->instance);
    assert_int_equal(f->h->watch_count, 0);
    open_it(f, "Service");
    assert_int_equal(is_alive(f, 5), COHORT_AGENT_DONE);
    assert_int_equal(offline(f, 6), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 6, 0, COHORT_AGENT_DONE, "exit status 4"); /* still our child, so it is known */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(program_gets_words_environment_and_directory, setup, teardown),
        cmocka_unit_test_setup_teardown(program_is_told_to_stop_and_its_group_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(program_that_ignores_the_stop_is_terminated, setup, teardown),
        cmocka_unit_test_setup_teardown(stopped_program_hears_the_stop, setup, teardown),
        cmocka_unit_test_setup_teardown(death_takes_the_rest_of_the_group_along, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_started_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(program_does_not_run_when_it_cannot_be_recorded, setup, teardown),
        cmocka_unit_test_setup_teardown(log_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_runs_twice_whenever_the_runner_dies, setup, teardown),
        cmocka_unit_test_setup_teardown(restarted_runner_adopts_and_sees_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(restarted_runner_learns_that_it_ended, setup, teardown),
        cmocka_unit_test_setup_teardown(pid_of_somebody_else_is_left_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(closing_leaves_it_running_and_opening_adopts_it, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
