/* A handle for tests of the agents: it has a target, watches descriptors, and writes down what it is told. Defines what
 * the runtime would; include once. */
#ifndef AGENTS_FAKE_H
#define AGENTS_FAKE_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <cohort/agent.h>
#include <cohort/handle.h>

#include "agents/agents.h"

#define FAKE_MAX 32

struct cohort {
    struct {
        int fd;
        void (*ready)(cohort *h, int fd, void *user);
        void *user;
    } watches[FAKE_MAX];
    int watch_count;
    struct {
        int64_t operation;
        int status, alive;
        char detail[512];
    } reports[FAKE_MAX];
    int report_count;
    char record[COHORT_RECORD_MAX];
    int64_t record_size, record_operation;
    int record_error;
    void (*on_record)(cohort *h);
    const char *properties[FAKE_MAX][2];
    int64_t log_limit;
    const char *provider;
    struct {
        const char *type;
        cohort_agent agent;
    } agents[8];
    int agent_count;
    char directory[64], logs[80], path[80];
};

static cohort *fake_new(void)
{
    cohort *h = calloc(1, sizeof *h);

    assert_non_null(h);
    snprintf(h->directory, sizeof h->directory, "/tmp/cohort-agents-XXXXXX");
    assert_non_null(mkdtemp(h->directory));
    snprintf(h->logs, sizeof h->logs, "%s/logs", h->directory);
    snprintf(h->path, sizeof h->path, "%s/c.db", h->directory);
    h->log_limit = 1 << 20;
    assert_int_equal(cohort_agents_builtin(h, h->logs), 0);
    return h;
}

static void fake_free(cohort *h)
{
    char command[128];
    int i;

    for (i = 0; i < h->agent_count; i++)
        h->agents[i].agent.release(h->agents[i].agent.user);
    assert_int_equal(h->watch_count, 0);
    snprintf(command, sizeof command, "rm -rf %s", h->directory);
    assert_int_equal(system(command), 0);
    free(h);
}

static const cohort_agent *fake_agent(cohort *h, const char *type)
{
    int i;

    for (i = 0; i < h->agent_count; i++)
        if (strcmp(h->agents[i].type, type) == 0)
            return &h->agents[i].agent;
    fail_msg("no agent %s", type);
    abort();
}

static void fake_set(cohort *h, const char *name, const char *value)
{
    int i;

    for (i = 0; h->properties[i][0] != NULL && strcasecmp(h->properties[i][0], name) != 0; i++)
        ;
    h->properties[i][0] = name;
    h->properties[i][1] = value;
}

static cohort_target fake_target(cohort *h, const char *kind, int64_t operation)
{
    return (cohort_target){
        .struct_size = sizeof(cohort_target),
        .operation = operation,
        .id = 7,
        .kind = kind,
        .name = kind[0] == 's' ? "ENTSSO@BTS001" : "A/web site",
        .type = "x",
        .node = "BTS001",
        .identity = "SSOCLUSTER",
        .service = kind[0] == 's' ? "ENTSSO" : NULL,
        .timeout_ms = 1000,
        .record = h->record_size > 0 ? h->record : NULL,
        .record_size = h->record_size,
        .record_operation = h->record_operation,
    };
}

/* One turn of the loop. */
static void fake_turn(cohort *h, int timeout_ms)
{
    struct pollfd fds[FAKE_MAX];
    int i, j, count = h->watch_count;

    for (i = 0; i < count; i++)
        fds[i] = (struct pollfd){.fd = h->watches[i].fd, .events = POLLIN};
    if (poll(fds, (nfds_t)count, timeout_ms) <= 0)
        return;
    for (i = 0; i < count; i++)
        for (j = 0; fds[i].revents != 0 && j < h->watch_count; j++)
            if (h->watches[j].fd == fds[i].fd) {
                h->watches[j].ready(h, fds[i].fd, h->watches[j].user);
                break;
            }
}

/* Turn until there are @count reports, at most 10 s. */
static void fake_wait(cohort *h, int count)
{
    struct timespec begin, now;

    clock_gettime(CLOCK_MONOTONIC, &begin);
    do {
        if (h->report_count >= count)
            return;
        fake_turn(h, 100);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (now.tv_sec - begin.tv_sec < 10);
    fail_msg("%d reports instead of %d", h->report_count, count);
}

static void fake_expect(cohort *h, int index, int64_t operation, int alive, int status, const char *detail)
{
    fake_wait(h, index + 1);
    assert_int_equal(h->reports[index].operation, operation);
    assert_int_equal(h->reports[index].alive, alive);
    assert_int_equal(h->reports[index].status, status);
    if (strstr(h->reports[index].detail, detail) == NULL)
        fail_msg("\"%s\" has no \"%s\"", h->reports[index].detail, detail);
}

static char *fake_read(cohort *h, const char *name)
{
    static char text[65536];
    char path[256];
    ssize_t got = -1;
    int fd;

    snprintf(path, sizeof path, "%s/%s", h->directory, name);
    fd = open(path, O_RDONLY);
    if (fd >= 0) {
        got = read(fd, text, sizeof text - 1);
        close(fd);
    }
    text[got > 0 ? got : 0] = '\0';
    return text;
}

/* Turn until the file has that text, at most 10 s. */
static void fake_wait_text(cohort *h, const char *name, const char *text)
{
    int i;

    for (i = 0; i < 1000; i++) {
        if (strstr(fake_read(h, name), text) != NULL)
            return;
        fake_turn(h, 0);
        usleep(10000);
    }
    fail_msg("%s has no \"%s\" but \"%s\"", name, text, fake_read(h, name));
}

/* ---- what the runtime would do ---- */

const char *cohort_path(const cohort *h)
{
    return h->path;
}

int cohort_agent_register(cohort *h, const char *type, const cohort_agent *agent)
{
    h->agents[h->agent_count].type = type;
    h->agents[h->agent_count++].agent = *agent;
    return 0;
}

static int note(cohort *h, int64_t operation, int status, int alive, const char *detail)
{
    assert_true(h->report_count < FAKE_MAX);
    h->reports[h->report_count].operation = operation;
    h->reports[h->report_count].status = status;
    h->reports[h->report_count].alive = alive;
    snprintf(h->reports[h->report_count++].detail, sizeof h->reports[0].detail, "%s", detail != NULL ? detail : "");
    return 0;
}

int cohort_agent_report(cohort *h, int64_t operation, int status, const char *detail)
{
    return note(h, operation, status, 0, detail);
}

int cohort_agent_alive(cohort *h, int64_t operation, int status, const char *detail)
{
    return note(h, operation, status, 1, detail);
}

int cohort_agent_record(cohort *h, int64_t operation, const void *blob, int64_t size)
{
    if (h->record_error != 0)
        return h->record_error;
    memcpy(h->record, blob, (size_t)size);
    h->record_size = size;
    h->record_operation = operation;
    if (h->on_record != NULL)
        h->on_record(h);
    return 0;
}

const char *cohort_target_text(cohort *h, const cohort_target *target, const char *property)
{
    int i;

    (void)target;
    for (i = 0; h->properties[i][0] != NULL; i++)
        if (strcasecmp(h->properties[i][0], property) == 0)
            return h->properties[i][1];
    return "";
}

int64_t cohort_target_int(cohort *h, const cohort_target *target, const char *property)
{
    (void)target;
    return strcmp(property, "LogLimit") == 0 ? h->log_limit : 0;
}

int cohort_target_parameter(cohort *h, const cohort_target *target, int index, const char **ret_name,
                            const char **ret_value)
{
    (void)target;
    if (h->properties[index][0] == NULL)
        return 0;
    *ret_name = h->properties[index][0];
    *ret_value = h->properties[index][1];
    return 1;
}

const char *cohort_target_provider(cohort *h, const cohort_target *target, const char *type, const char *property)
{
    (void)target;
    assert_string_equal(type, "IP Address");
    assert_string_equal(property, "Address");
    return h->provider != NULL ? h->provider : "";
}

int cohort_watch(cohort *h, int fd, int write, void (*ready)(cohort *h, int fd, void *user), void *user)
{
    assert_int_equal(write, 0);
    assert_true(h->watch_count < FAKE_MAX);
    h->watches[h->watch_count].fd = fd;
    h->watches[h->watch_count].ready = ready;
    h->watches[h->watch_count++].user = user;
    return 0;
}

void cohort_unwatch(cohort *h, int fd)
{
    int i;

    for (i = 0; i < h->watch_count; i++)
        if (h->watches[i].fd == fd) {
            h->watches[i] = h->watches[--h->watch_count];
            return;
        }
}

#endif
