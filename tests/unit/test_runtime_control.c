/* The control socket: served inside the loop; outcomes are waited for; nobody who connects can harm or stop it. */
#include "runtime_fake.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>

#include "runtime/wire_linux.h"

/* A client in a thread: its words, and what came back. */
struct client {
    pthread_t thread;
    const char *words[8];
    uint32_t flags;
    int wait;
    int64_t timeout_ms;
    int rc, code;
    char out[1 << 16], err[4096];
    atomic_int done;
    int alone;             /* the handle may go before it */
    pthread_mutex_t mutex; /* of out and err, while it runs */
    const char *file;
};

static void sink(void *user, int stream, const char *bytes, int64_t size)
{
    struct client *client = user;
    char *to = stream == 1 ? client->out : client->err;
    size_t room = stream == 1 ? sizeof client->out : sizeof client->err, used;

    pthread_mutex_lock(&client->mutex);
    used = strlen(to);
    snprintf(to + used, room - used, "%.*s", (int)size, bytes);
    pthread_mutex_unlock(&client->mutex);
}

static int has_said(struct client *client, const char *text)
{
    int has;

    pthread_mutex_lock(&client->mutex);
    has = strstr(client->out, text) != NULL;
    pthread_mutex_unlock(&client->mutex);
    return has;
}

static void *run_client(void *user)
{
    struct client *client = user;
    int count = 0;

    while (client->words[count] != NULL)
        count++;
    client->rc = cohort_forward(client->file != NULL ? client->file : path, count, client->words, client->flags,
                                client->wait, client->timeout_ms, sink, client, &client->code);
    atomic_store(&client->done, 1);
    if (!client->alone)
        cohort_stop(h); /* wakes the loop */
    return NULL;
}

static void begin(struct client *client)
{
    pthread_mutex_init(&client->mutex, NULL);
    assert_int_equal(pthread_create(&client->thread, NULL, run_client, client), 0);
}

/* Turn the loop until the client has its answer. */
static void finish(struct client *client)
{
    int i;

    for (i = 0; i < 1000 && !atomic_load(&client->done); i++)
        must(cohort_turn(h, 100));
    assert_true(atomic_load(&client->done));
    pthread_join(client->thread, NULL);
}

static void ask_server(struct client *client)
{
    begin(client);
    finish(client);
}

static void listen_on(const char *file)
{
    open_handle(file, 0, 0);
    must(cohort_listen(h));
}

static void lines_are_carried_out(void **state)
{
    struct client make = {.words = {"group", "add", "My Group"}},
                  list = {.words = {"group", "list"}, .flags = COHORT_COMMAND_JSON};
    struct client bad = {.words = {"group", "delete", "nope"}}, odd = {.words = {"gruop"}}, empty = {.words = {NULL}};
    struct stat st;
    char name[400];

    (void)state;
    listen_on(path);
    snprintf(name, sizeof name, "%s-sock", path);
    assert_int_equal(stat(name, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    ask_server(&make);
    assert_int_equal(make.rc, 0);
    assert_int_equal(make.code, COHORT_EXIT_REACHED);
    ask_server(&list);
    assert_non_null(strstr(list.out, "\"name\":\"My Group\""));
    ask_server(&bad);
    assert_int_equal(bad.code, COHORT_EXIT_REFUSED);
    assert_non_null(strstr(bad.err, "nope"));
    ask_server(&odd);
    assert_int_equal(odd.code, COHORT_EXIT_USAGE);
    ask_server(&empty);
    assert_int_equal(empty.rc, 0);
    assert_string_equal(ask(path, "SELECT origin FROM input"), "socket");
    cohort_close(h);
    h = NULL;
    assert_false(exists("-sock"));
    make.rc = cohort_forward(path, 1, make.words, 0, 0, 0, NULL, NULL, &make.code);
    assert_int_equal(make.rc, COHORT_ERR_NOT_FOUND);
}

static void outcomes_are_waited_for(void **state)
{
    struct client reached = {.words = {"resource", "online", "R1"}, .wait = 1, .timeout_ms = -1};
    struct client late = {.words = {"resource", "online", "R2"}, .wait = 1, .timeout_ms = 50};
    struct client failed = {.words = {"resource", "online", "R2"}, .wait = 1, .timeout_ms = 5000};
    struct client unwaited = {.words = {"resource", "offline", "R1"}};
    const char *set[] = {"RestartAction=0", NULL};
    int i;

    (void)state;
    listen_on(path);
    build();
    must(cohort_set(h, "resource", "R2", set, NULL));
    host();
    fake.online = COHORT_AGENT_LATER;
    begin(&reached);
    for (i = 0; i < 100 && fake.operation == 0; i++)
        must(cohort_turn(h, 100));
    must(cohort_turn(h, 30));
    assert_int_equal(atomic_load(&reached.done), 0);
    must(cohort_agent_report(h, fake.operation, COHORT_AGENT_DONE, NULL));
    finish(&reached);
    assert_int_equal(reached.code, COHORT_EXIT_REACHED);
    ask_server(&late);
    assert_int_equal(late.code, COHORT_EXIT_TIMED_OUT);
    assert_true(strlen(late.err) > 0);
    must(cohort_agent_report(h, fake.operation, COHORT_AGENT_CANNOT_ANYWHERE, "no way"));
    must(cohort_process(h));
    fake.online = COHORT_AGENT_CANNOT_ANYWHERE;
    ask_server(&failed);
    assert_int_equal(failed.code, COHORT_EXIT_NOT_REACHED);
    assert_true(strlen(failed.err) > 0);
    ask_server(&unwaited);
    assert_int_equal(unwaited.code, COHORT_EXIT_REACHED);
}

static int connect_raw(void)
{
    struct sockaddr_un address;
    struct coh_mem mem;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), dir_fd = -1;

    coh_mem_init(&mem, NULL);
    assert_int_equal(coh_wire_address(&mem, path, &address, &dir_fd), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static int is_closed(int fd)
{
    char byte;
    int i;

    for (i = 0; i < 50; i++) {
        must(cohort_turn(h, 10));
        if (recv(fd, &byte, 1, MSG_DONTWAIT) == 0)
            return 1;
    }
    return 0;
}

static void nonsense_costs_its_own_connection_only(void **state)
{
    static const unsigned char huge[] = {'Q', 0xff, 0xff, 0xff, 0x7f}, small[] = {'Q', 1, 0, 0, 0, 9},
                               other[] = {'X', 24, 0, 0, 0};
    unsigned char request[5 + 24 + 8] = {'Q', 32, 0, 0, 0, 1};
    struct client list = {.words = {"group", "list"}};
    int fd, i;

    (void)state;
    listen_on(path);
    fd = connect_raw();
    assert_int_equal(send(fd, huge, sizeof huge, 0), sizeof huge);
    assert_true(is_closed(fd));
    close(fd);
    fd = connect_raw();
    assert_int_equal(send(fd, small, sizeof small, 0), sizeof small);
    assert_true(is_closed(fd));
    close(fd);
    fd = connect_raw();
    assert_int_equal(send(fd, other, sizeof other, 0), sizeof other);
    assert_true(is_closed(fd));
    close(fd);
    for (i = 0; i < 2; i++) {             /* lengths of words that lie */
        request[5 + 20] = i == 0 ? 1 : 2; /* count */
        request[5 + 24] = 200;
        fd = connect_raw();
        assert_int_equal(send(fd, request, sizeof request, 0), sizeof request);
        assert_true(is_closed(fd));
        close(fd);
    }
    request[5 + 20] = request[5 + 21] = 0xff; /* more words than there may be */
    fd = connect_raw();
    assert_int_equal(send(fd, request, sizeof request, 0), sizeof request);
    assert_true(is_closed(fd));
    close(fd);
    fd = connect_raw(); /* half a request, then gone */
    assert_int_equal(send(fd, request, 7, 0), 7);
    close(fd);
    ask_server(&list);
    assert_int_equal(list.code, 0);
}

static void connections_are_limited_and_the_silent_do_not_block(void **state)
{
    struct client list = {.words = {"group", "list"}};
    int fds[70], i, told = 0;
    char byte;

    (void)state;
    listen_on(path);
    for (i = 0; i < 70; i++) {
        fds[i] = connect_raw();
        must(cohort_turn(h, 10));
    }
    must(cohort_turn(h, 10));
    for (i = 0; i < 70; i++)
        told += recv(fds[i], &byte, 1, MSG_DONTWAIT) == 1;
    assert_int_equal(told, 6);
    ask_server(&list);
    assert_int_equal(list.rc, 0);
    assert_int_equal(list.code, COHORT_EXIT_REFUSED);
    assert_non_null(strstr(list.err, "64 programs are connected"));
    for (i = 0; i < 10; i++)
        close(fds[i]);
    must(cohort_turn(h, 10));
    atomic_store(&list.done, 0);
    ask_server(&list);
    assert_int_equal(list.code, 0);
    for (i = 10; i < 70; i++)
        close(fds[i]);
}

static void history_is_followed(void **state)
{
    struct client follow = {.words = {"history", "--follow"}, .alone = 1};
    int i;

    (void)state;
    listen_on(path);
    must(cohort_create(h, "group", "One", NULL, NULL));
    begin(&follow);
    for (i = 0; i < 100 && !has_said(&follow, "One"); i++)
        must(cohort_turn(h, 10));
    must(cohort_create(h, "group", "Two", NULL, NULL));
    for (i = 0; i < 100 && !has_said(&follow, "Two"); i++)
        must(cohort_turn(h, 10));
    assert_true(has_said(&follow, "group Two: created"));
    assert_int_equal(atomic_load(&follow.done), 0);
    cohort_close(h);
    open_handle(":memory:", 0, 0);
    pthread_join(follow.thread, NULL);
    assert_int_equal(follow.rc, COHORT_ERR_IO);
}

static void long_paths_and_dead_sockets(void **state)
{
    struct client list = {.words = {"group", "list"}};
    char deep[400], name[500];
    int fd;

    (void)state;
    snprintf(deep, sizeof deep, "%s/%0100d", dir, 7);
    assert_int_equal(mkdir(deep, 0700), 0);
    snprintf(path, sizeof path, "%.200s/t.db", deep);
    snprintf(name, sizeof name, "%s-sock", path);
    fd = open(name, O_CREAT | O_WRONLY, 0600); /* what a dead program left */
    close(fd);
    listen_on(path);
    list.file = path;
    ask_server(&list);
    assert_int_equal(list.rc, 0);
    assert_int_equal(cohort_listen(h), COHORT_ERR_MISUSE);
    cohort_close(h);
    open_handle(":memory:", 0, 0);
    assert_int_equal(cohort_listen(h), COHORT_ERR_MISUSE);
    assert_false(exists("-sock"));
    unlink(path);
    snprintf(name, sizeof name, "%s-lock", path);
    unlink(name);
    assert_int_equal(rmdir(deep), 0);
}

static void too_much_is_refused_by_the_client(void **state)
{
    static const char *words[COHORT_FORWARD_MAX / 5];
    static char line[COHORT_FORWARD_MAX];
    int i, code;

    (void)state;
    for (i = 0; i < COHORT_FORWARD_MAX / 5; i++)
        words[i] = "x";
    assert_int_equal(cohort_forward(path, i, words, 0, 0, 0, NULL, NULL, &code), COHORT_ERR_LIMIT);
    assert_int_equal(cohort_forward(path, i - 5, words, 0, 0, 0, NULL, NULL, &code), COHORT_ERR_NOT_FOUND);
    memset(line, 'x', sizeof line - 1);
    words[0] = line;
    assert_int_equal(cohort_forward(path, 1, words, 0, 0, 0, NULL, NULL, &code), COHORT_ERR_LIMIT);
    assert_int_equal(cohort_forward(NULL, 1, words, 0, 0, 0, NULL, NULL, &code), COHORT_ERR_INVALID);
    open_handle(":memory:", 1, 0);
}

/* One who listens and does nothing is not waited for longer than was said. */
static void a_listener_that_hangs_is_given_up(void **state)
{
    static const char *const words[] = {"group", "list"};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), code = 7;

    (void)state;
    open_handle(path, 0, 0); /* the file is there */
    snprintf(address.sun_path, sizeof address.sun_path, "%.90s-sock", path);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 4), 0);
    assert_int_equal(cohort_forward(path, 2, words, 0, 1, 1, NULL, NULL, &code), COHORT_ERR_TIMEOUT);
    assert_int_equal(code, 7);
    close(fd);
    unlink(address.sun_path);
    assert_int_equal(cohort_forward(path, 2, words, 0, 1, 1, NULL, NULL, &code), COHORT_ERR_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, runtime_setup, runtime_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_are_carried_out),
        TEST(outcomes_are_waited_for),
        TEST(nonsense_costs_its_own_connection_only),
        TEST(connections_are_limited_and_the_silent_do_not_block),
        TEST(history_is_followed),
        TEST(long_paths_and_dead_sockets),
        TEST(too_much_is_refused_by_the_client),
        TEST(a_listener_that_hangs_is_given_up),
    };

    return cmocka_run_group_tests(tests, dir_setup, dir_teardown);
}
