/*
 * The runner: plays nodes on this machine inside a libuv loop, serves other commands on the same file, prints what
 * happens.
 *
 * A signal makes it go; what it started stays and is adopted by the next runner. A second signal ends it at once.
 */
#include "cli.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <uv.h>

struct runner {
    struct cli *cli;
    cohort *h;
    uv_loop_t loop;
    uv_poll_t poll;
    uv_timer_t timer;
    uv_signal_t term, interrupt;
    int64_t seen;      /* last transition that was printed */
    int news, trouble; /* trouble: the last cohort_process() failed; told once */
    int signals, code;
};

/* "A,B" into a NULL-terminated array; one block. */
static const char **split_nodes(const char *text)
{
    size_t size = strlen(text) + 1, count = 2, i;
    const char **nodes;
    char *copy, *node;

    for (i = 0; i < size; i++)
        count += text[i] == ',';
    nodes = calloc(1, count * sizeof *nodes + size);
    if (nodes == NULL)
        return NULL;
    copy = memcpy((char *)(nodes + count), text, size);
    for (i = 0; (node = strtok_r(copy, ",", &copy)) != NULL; i++)
        nodes[i] = node;
    return nodes;
}

static void print_time(int64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm parts;

    if (localtime_r(&seconds, &parts) != NULL)
        printf("%02d:%02d:%02d.%03d ", parts.tm_hour, parts.tm_min, parts.tm_sec, (int)(wall_ms % 1000));
}

static void print_history(struct runner *runner)
{
    cohort_cursor *cursor = NULL;

    runner->news = 0;
    if (runner->cli->quiet || cohort_history(runner->h, runner->seen + 1, 0, &cursor) < 0)
        return;
    while (cohort_next(cursor)) {
        const char *text = cohort_cursor_text(cursor, "text");

        runner->seen = cohort_cursor_int(cursor, "seq");
        print_time(cohort_cursor_int(cursor, "wall_ms"));
        printf("%s\n", text != NULL ? text : "");
    }
    cohort_cursor_free(cursor);
    fflush(stdout); /* a runner goes on when nobody reads it any more: errors of the output are not looked at */
}

static void on_history(cohort *h, void *user)
{
    (void)h;
    ((struct runner *)user)->news = 1;
}

static void turn(struct runner *runner);

static void on_ready(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    turn(poll->data);
}

static void on_timer(uv_timer_t *timer)
{
    turn(timer->data);
}

static void arm(struct runner *runner)
{
    int64_t deadline = cohort_get_deadline_ms(runner->h);
    int64_t now = (int64_t)(uv_hrtime() / 1000000); /* CLOCK_MONOTONIC, as the deadline */

    if (deadline == INT64_MAX) {
        uv_timer_stop(&runner->timer);
        return;
    }
    uv_update_time(&runner->loop);
    uv_timer_start(&runner->timer, on_timer, deadline > now ? (uint64_t)(deadline - now) : 0, 0);
}

static void turn(struct runner *runner)
{
    int rc = cohort_process(runner->h);

    if (rc < 0 && !runner->trouble)
        cli_say(0, "%s", cohort_errmsg(runner->h));
    if (rc == 0 && runner->trouble)
        cli_say(0, "it works again");
    runner->trouble = rc < 0;
    if (rc == COHORT_ERR_BUG) {
        runner->code = COHORT_EXIT_NOT_REACHED;
        uv_stop(&runner->loop);
        return;
    }
    if (runner->news)
        print_history(runner);
    arm(runner);
}

/* Those that run, start or stop: everything but Offline, Failed and Stopped. */
static int count_left(struct runner *runner, const char *kind)
{
    cohort_cursor *cursor = NULL;
    int count = 0;

    if (cohort_list(runner->h, kind, &cursor) < 0)
        return 0;
    while (cohort_next(cursor)) {
        const char *is = cohort_cursor_text(cursor, "state");

        count += is != NULL && strcmp(is, "Offline") != 0 && strcmp(is, "Failed") != 0 && strcmp(is, "Stopped") != 0;
    }
    cohort_cursor_free(cursor);
    return count;
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct runner *runner = handle->data;
    int resources, services;

    if (runner->signals++ > 0)
        _exit(128 + number);
    resources = count_left(runner, "resource");
    services = count_left(runner, "service");
    if (runner->cli->pretend)
        cli_say(0, "nothing was started; what was said to run stays so in %s", runner->cli->file);
    else if (resources + services > 0)
        cli_say(0, "leaving %d resource%s and %d service%s that run, start or stop; the next runner of %s adopts them",
                resources, resources == 1 ? "" : "s", services, services == 1 ? "" : "s", runner->cli->file);
    else
        cli_say(0, "leaving nothing running");
    uv_stop(&runner->loop);
}

static void on_pipe(int number)
{
    (void)number; /* a handler, not SIG_IGN: programs that are started must not inherit it */
}

static int begin_signals(struct runner *runner)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = on_pipe;
    action.sa_flags = SA_RESTART;
    sigaction(SIGPIPE, &action, NULL);
    runner->term.data = runner->interrupt.data = runner;
    if (uv_signal_init(&runner->loop, &runner->term) < 0 || uv_signal_init(&runner->loop, &runner->interrupt) < 0)
        return -1;
    if (uv_signal_start(&runner->term, on_signal, SIGTERM) < 0 ||
        uv_signal_start(&runner->interrupt, on_signal, SIGINT) < 0)
        return -1;
    return 0;
}

static int begin_loop(struct runner *runner)
{
    if (uv_poll_init(&runner->loop, &runner->poll, cohort_get_fd(runner->h)) < 0)
        return -1;
    if (uv_timer_init(&runner->loop, &runner->timer) < 0)
        return -1;
    runner->poll.data = runner->timer.data = runner;
    return uv_poll_start(&runner->poll, UV_READABLE, on_ready);
}

static void close_handle(uv_handle_t *handle, void *arg)
{
    (void)arg;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void end_loop(struct runner *runner)
{
    uv_walk(&runner->loop, close_handle, NULL);
    uv_run(&runner->loop, UV_RUN_DEFAULT);
    uv_loop_close(&runner->loop);
}

/* Open, agents, nodes, socket. 0, or an exit code. */
static int begin_cluster(struct runner *runner, const char *const *nodes)
{
    struct cli *cli = runner->cli;
    int tries = 0, rc;

    while ((rc = cohort_open(cli->file, COHORT_OPEN_EXISTING, &runner->h)) == COHORT_ERR_BUSY &&
           ++tries < CLI_BUSY_TRIES) {
        cohort_close(runner->h);
        usleep(CLI_BUSY_MS * 1000);
    }
    if (rc == 0)
        rc = cli_attach(runner->h);
    if (rc == 0) {
        cohort_on_history(runner->h, on_history, runner);
        runner->seen = cohort_sequence(runner->h);
        rc = cli->pretend ? cohort_agents_pretend(runner->h) : cohort_agents_builtin(runner->h, cli->log_dir);
    }
    if (rc == 0)
        rc = cohort_node_host(runner->h, nodes);
    if (rc == 0)
        rc = cohort_listen(runner->h);
    if (rc == 0)
        return 0;
    cli_say(0, "%s", runner->h != NULL ? cohort_errmsg(runner->h) : cohort_strerror(rc));
    if (rc == COHORT_ERR_NOT_FOUND)
        cli_say(0, "a cluster and its nodes are made first: cohort -d %s node add NAME...", cli->file);
    return COHORT_EXIT_REFUSED;
}

int cli_run(struct cli *cli)
{
    struct runner runner = {.cli = cli};
    const char **nodes = NULL;
    int looping = 0;

    if (cli->count > 1)
        return cli_say(COHORT_EXIT_USAGE, "run: \"%s\" is not expected; usage: cohort run -d FILE --nodes A,B",
                       cli->words[1]);
    if (cli->nodes == NULL)
        return cli_say(COHORT_EXIT_USAGE, "run: --nodes A,B is missing: the nodes to play on this machine");
    nodes = split_nodes(cli->nodes);
    if (nodes == NULL)
        return cli_say(COHORT_EXIT_REFUSED, "out of memory");
    runner.code = begin_cluster(&runner, nodes);
    if (runner.code != 0)
        goto out;
    looping = uv_loop_init(&runner.loop) == 0;
    if (!looping || begin_signals(&runner) < 0 || begin_loop(&runner) < 0) {
        runner.code = cli_say(COHORT_EXIT_REFUSED, "the event loop cannot be made");
        goto out;
    }
    if (!cli->quiet)
        printf("cohort: playing %s on %s%s\n", cli->nodes, cli->file,
               cli->pretend ? "; pretending: nothing is started" : "");
    fflush(stdout);
    print_history(&runner);
    turn(&runner);
    uv_run(&runner.loop, UV_RUN_DEFAULT);
out:
    if (looping)
        end_loop(&runner);
    cohort_close(runner.h);
    free(nodes);
    return runner.code;
}
