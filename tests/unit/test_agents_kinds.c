/* Scripts, addresses and names. */
#include "agents_fake.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

struct fixture {
    cohort *h;
    const cohort_agent *agent;
    void *instance;
    char script[96], hosts[96];
};

static void open_it(struct fixture *f, const char *type)
{
    cohort_target target = fake_target(f->h, "resource", 0);

    f->agent = fake_agent(f->h, type);
    assert_int_equal(f->agent->open(f->h, f->agent->user, &target, &f->instance), COHORT_AGENT_DONE);
}

static void close_it(struct fixture *f)
{
    if (f->agent->close != NULL)
        f->agent->close(f->h, f->instance);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->h = fake_new();
    snprintf(f->script, sizeof f->script, "%s/a script", f->h->directory);
    snprintf(f->hosts, sizeof f->hosts, "%s/c.db.hosts", f->h->directory);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    fake_free(f->h);
    free(f);
    return 0;
}

typedef int (*callback)(cohort *h, void *instance, const cohort_target *target);

static int call(struct fixture *f, callback what, int64_t operation)
{
    cohort_target target = fake_target(f->h, "resource", operation);

    return what(f->h, f->instance, &target);
}

/* ---- Generic Script ---- */

static void write_script(struct fixture *f, const char *body)
{
    int fd = open(f->script, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

    assert_true(write(fd, "#!/bin/sh\n", 10) == 10 && write(fd, body, strlen(body)) == (ssize_t)strlen(body));
    close(fd);
    fake_set(f->h, "ScriptFilepath", f->script);
}

static void script_is_called_with_properties(void **state)
{
    struct fixture *f = *state;

    open_it(f, "Generic Script");
    fake_set(f->h, "Parameters.Listen-Port", "80 80");
    write_script(f, "echo \"$1 $# $COHORT_PARAM_LISTEN_PORT $COHORT_RESOURCE $_CLUSTER_NETWORK_NAME_\"\n");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 5, 0, COHORT_AGENT_DONE, "");
    assert_int_equal(call(f, f->agent->looks_alive, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 1, 5, 1, COHORT_AGENT_DONE, "");
    assert_int_equal(call(f, f->agent->is_alive, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 2, 5, 1, COHORT_AGENT_DONE, "");
    assert_int_equal(call(f, f->agent->offline, 6), COHORT_AGENT_LATER);
    fake_expect(f->h, 3, 6, 0, COHORT_AGENT_DONE, "");
    assert_int_equal(call(f, f->agent->terminate, 7), COHORT_AGENT_LATER);
    fake_expect(f->h, 4, 7, 0, COHORT_AGENT_DONE, "");
    assert_string_equal(fake_read(f->h, "logs/A_web_site.log"),
                        "online 1 80 80 A/web site SSOCLUSTER\nlooksalive 1 80 80 A/web site SSOCLUSTER\n"
                        "isalive 1 80 80 A/web site SSOCLUSTER\noffline 1 80 80 A/web site SSOCLUSTER\n"
                        "terminate 1 80 80 A/web site SSOCLUSTER\n");
    close_it(f);
}

static void exit_status_is_the_answer(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *body;
        int status;
        const char *detail;
    } cases[] = {
        {"exit 127\n", COHORT_AGENT_CANNOT_HERE, "online: exit status 127"},
        {"exit 126\n", COHORT_AGENT_CANNOT_ANYWHERE, "online: exit status 126"},
        {"exit 3\n", COHORT_AGENT_FAILED, "online: exit status 3"},
        {"kill -9 $$\n", COHORT_AGENT_FAILED, "online: killed by signal 9 (KILL)"},
    };
    int i;

    open_it(f, "Generic Script");
    for (i = 0; i < 4; i++) {
        write_script(f, cases[i].body);
        assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
        fake_expect(f->h, i, 5, 0, cases[i].status, cases[i].detail);
    }
    write_script(f, "exit 127\n");
    assert_int_equal(call(f, f->agent->is_alive, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, i++, 5, 1, COHORT_AGENT_FAILED, "isalive: exit status 127");
    fake_set(f->h, "ScriptFilepath", "");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, i, 5, 0, COHORT_AGENT_FAILED, "ScriptFilepath is not set");
    close_it(f);
}

static void terminate_ends_a_running_call_with_its_group_first(void **state)
{
    struct fixture *f = *state;

    open_it(f, "Generic Script");
    write_script(f, "if [ $1 = online ]; then (while :; do sleep 0.01; done) & echo $!; wait; fi\n"
                    "if [ $1 = terminate ]; then read child <${0%/*}/logs/A_web_site.log; grep -q '^State:.*[RSD] ' "
                    "/proc/$child/status && "
                    "echo still there; echo ended; fi\n");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_wait_text(f->h, "logs/A_web_site.log", "\n");
    assert_int_equal(call(f, f->agent->terminate, 6), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 6, 0, COHORT_AGENT_DONE, "");
    assert_non_null(strstr(fake_read(f->h, "logs/A_web_site.log"), "\nended"));
    assert_null(strstr(fake_read(f->h, "logs/A_web_site.log"), "still there"));
    close_it(f);
}

static void poll_that_hangs_has_failed(void **state)
{
    struct fixture *f = *state;

    open_it(f, "Generic Script");
    write_script(f, "sleep 600\n");
    assert_int_equal(call(f, f->agent->is_alive, 5), COHORT_AGENT_LATER); /* timeout_ms of the fake: 1 s */
    assert_int_equal(call(f, f->agent->looks_alive, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 5, 1, COHORT_AGENT_FAILED, "isalive has not answered in 1 s");
    assert_int_equal(f->h->report_count, 1);
    close_it(f);
}

static void daemon_of_a_script_stays(void **state)
{
    struct fixture *f = *state;

    open_it(f, "Generic Script");
    write_script(f, "case $1 in online) sleep 600 & echo $! >${0%/*}/pid ;; offline) kill $(cat ${0%/*}/pid) ;; "
                    "isalive) kill -0 $(cat ${0%/*}/pid) ;; esac\n");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 5, 0, COHORT_AGENT_DONE, "");
    assert_int_equal(call(f, f->agent->is_alive, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 1, 5, 1, COHORT_AGENT_DONE, "");
    assert_int_equal(call(f, f->agent->offline, 6), COHORT_AGENT_LATER);
    fake_expect(f->h, 2, 6, 0, COHORT_AGENT_DONE, "");
    close_it(f);
}

static void call_of_a_dead_runner_ends_before_it_is_made_again(void **state)
{
    struct fixture *f = *state;
    pid_t child;

    open_it(f, "Generic Script");
    write_script(f, "cd ${0%/*}; echo $1 >>calls; [ $(wc -l <calls) = 1 ] || exit 0; sleep 1; echo too late >>calls\n");
    child = fork();
    if (child == 0) {
        int fd;

        if (call(f, f->agent->online, 5) != COHORT_AGENT_LATER)
            _exit(1);
        fd = open(strcat(strcpy((char[256]){0}, f->h->directory), "/record"), O_WRONLY | O_CREAT, 0600);
        if (write(fd, f->h->record, (size_t)f->h->record_size) < 0)
            _exit(1);
        fake_wait_text(f->h, "calls", "online");
        raise(SIGKILL);
    }
    waitpid(child, NULL, 0);
    f->h->record_size = (int64_t)strlen(strcpy(f->h->record, fake_read(f->h, "record")));
    assert_true(f->h->record_size > 0);
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 5, 0, COHORT_AGENT_DONE, "");
    usleep(1200000);
    assert_string_equal(fake_read(f->h, "calls"), "online\nonline\n");
    close_it(f);
}

/* ---- IP Address ---- */

static void address_is_held_once(void **state)
{
    struct fixture *f = *state;
    struct fixture other = *f;
    char address[32];
    int reports;

    /* Of this test's own: tests run side by side. */
    snprintf(address, sizeof address, "127.%d.%d.9", 1 + getpid() / 256 % 254, getpid() % 256);
    fake_set(f->h, "Address", address);
    open_it(f, "IP Address");
    open_it(&other, "IP Address");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_DONE);
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_DONE); /* at least once */
    assert_int_equal(call(f, f->agent->is_alive, 5), COHORT_AGENT_DONE);
    assert_int_equal(call(&other, f->agent->online, 6), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 6, 0, COHORT_AGENT_FAILED, "is online elsewhere");
    assert_int_equal(call(f, f->agent->offline, 7), COHORT_AGENT_DONE);
    assert_int_equal(call(&other, f->agent->is_alive, 8), COHORT_AGENT_DONE); /* an adopter takes the hold */
    reports = f->h->report_count;
    assert_int_equal(call(f, f->agent->is_alive, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, reports, 5, 1, COHORT_AGENT_FAILED, "is online elsewhere");
    close_it(&other);
    close_it(f);
}

static void address_that_fits_no_network_cannot_be_here(void **state)
{
    struct fixture *f = *state;

    open_it(f, "IP Address");
    fake_set(f->h, "Address", "192.0.2.1");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 5, 0, COHORT_AGENT_CANNOT_HERE, "192.0.2.1 fits no network of this node");
    fake_set(f->h, "Address", "127.0.0.256");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 1, 5, 0, COHORT_AGENT_CANNOT_ANYWHERE, "127.0.0.256 is not an IP address");
    fake_set(f->h, "Address", "");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 2, 5, 0, COHORT_AGENT_CANNOT_ANYWHERE, "Address is not set");
    close_it(f);
}

/* ---- Network Name ---- */

static void write_hosts(struct fixture *f, const char *text)
{
    int fd = open(f->hosts, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);

    assert_true(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

static void name_is_published_and_taken_back(void **state)
{
    struct fixture *f = *state;
    struct stat st;

    open_it(f, "Network Name");
    fake_set(f->h, "Name", "SSOCLUSTER");
    f->h->provider = "127.0.0.10";
    write_hosts(
        f, "127.0.0.1 localhost\n\n# a remark\n127.0.0.2 node2 # not ours\n127.0.0.3 OTHER # cohort\n127.0.0.4 last");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_DONE);
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_DONE);
    assert_string_equal(fake_read(f->h, "c.db.hosts"),
                        "127.0.0.1 localhost\n\n# a remark\n127.0.0.2 node2 # not ours\n127.0.0.3 OTHER # cohort\n"
                        "127.0.0.4 last\n127.0.0.10 SSOCLUSTER # cohort\n");
    assert_int_equal(stat(f->hosts, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(call(f, f->agent->is_alive, 5), COHORT_AGENT_DONE);
    f->h->provider = "127.0.0.10\n::1"; /* another address came online */
    assert_int_equal(call(f, f->agent->is_alive, 5), COHORT_AGENT_DONE);
    assert_non_null(strstr(fake_read(f->h, "c.db.hosts"), "127.0.0.10 SSOCLUSTER # cohort\n::1 SSOCLUSTER # cohort\n"));
    fake_set(f->h, "Name", "NEWNAME"); /* effective at the next online: the old one is taken back */
    assert_int_equal(call(f, f->agent->offline, 6), COHORT_AGENT_DONE);
    assert_string_equal(
        fake_read(f->h, "c.db.hosts"),
        "127.0.0.1 localhost\n\n# a remark\n127.0.0.2 node2 # not ours\n127.0.0.3 OTHER # cohort\n127.0.0.4 last\n");
    assert_int_equal(f->h->report_count, 0);
}

static void name_that_is_gone_has_failed(void **state)
{
    struct fixture *f = *state;

    open_it(f, "Network Name");
    fake_set(f->h, "Name", "SSOCLUSTER");
    f->h->provider = "127.0.0.10";
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_DONE);
    write_hosts(f, "127.0.0.11 SSOCLUSTER # cohort\n");
    assert_int_equal(call(f, f->agent->is_alive, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 5, 1, COHORT_AGENT_FAILED, "SSOCLUSTER is not in");
    unlink(f->hosts);
    assert_int_equal(call(f, f->agent->is_alive, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 1, 5, 1, COHORT_AGENT_FAILED, "SSOCLUSTER is not in");
}

static void name_that_cannot_be_published_is_told(void **state)
{
    struct fixture *f = *state;
    const char *before = "127.0.0.1 localhost\n127.0.0.2 box ssocluster # by hand\n";

    open_it(f, "Network Name");
    fake_set(f->h, "Name", "SSOCLUSTER");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 0, 5, 0, COHORT_AGENT_FAILED, "no IP Address");
    f->h->provider = "127.0.0.10";
    write_hosts(f, before);
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 1, 5, 0, COHORT_AGENT_FAILED, "line 2, and not by Cohort");
    assert_string_equal(fake_read(f->h, "c.db.hosts"), before);
    assert_int_equal(call(f, f->agent->offline, 6), COHORT_AGENT_DONE);
    assert_string_equal(fake_read(f->h, "c.db.hosts"), before);
    fake_set(f->h, "HostsFile", "/no/such/file");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 2, 5, 0, COHORT_AGENT_FAILED, "/no/such/file: No such file or directory");
    fake_set(f->h, "Name", "A NAME");
    assert_int_equal(call(f, f->agent->online, 5), COHORT_AGENT_LATER);
    fake_expect(f->h, 3, 5, 0, COHORT_AGENT_FAILED, "is not a name for a host");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(script_is_called_with_properties, setup, teardown),
        cmocka_unit_test_setup_teardown(exit_status_is_the_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(terminate_ends_a_running_call_with_its_group_first, setup, teardown),
        cmocka_unit_test_setup_teardown(poll_that_hangs_has_failed, setup, teardown),
        cmocka_unit_test_setup_teardown(daemon_of_a_script_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(call_of_a_dead_runner_ends_before_it_is_made_again, setup, teardown),
        cmocka_unit_test_setup_teardown(address_is_held_once, setup, teardown),
        cmocka_unit_test_setup_teardown(address_that_fits_no_network_cannot_be_here, setup, teardown),
        cmocka_unit_test_setup_teardown(name_is_published_and_taken_back, setup, teardown),
        cmocka_unit_test_setup_teardown(name_that_is_gone_has_failed, setup, teardown),
        cmocka_unit_test_setup_teardown(name_that_cannot_be_published_is_told, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
