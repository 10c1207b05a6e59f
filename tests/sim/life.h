/*
 * A random life of a simulated cluster: its state, its random numbers, and lines that are carried out and kept.
 */
#ifndef LIFE_H
#define LIFE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cohort/cohort.h>

#include "sim/inner.h"

enum { STEPS = 80, KEPT = 400, NODES_MAX = 4, GROUPS_MAX = 4, RESOURCES_MAX = 14, SERVICES_MAX = 5 };

struct life {
    uint64_t seed, random;
    cohort_sim *sim;
    int nodes, groups, resources, services;
    int group_of[RESOURCES_MAX], drives[RESOURCES_MAX]; /* drives: a service, or -1 */
    int on_node[SERVICES_MAX][NODES_MAX];
    uint64_t hash; /* of the whole transcript */
    char last[KEPT][160];
    int lines;
    int batch;  /* lines are one request */
    int pruned; /* its record cannot be replayed */
};

static uint64_t next_random(struct life *life)
{
    uint64_t x = life->random;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return life->random = x;
}

static int below(struct life *life, int count)
{
    return (int)((next_random(life) >> 11) % (uint64_t)count);
}

static int one_in(struct life *life, int count)
{
    return below(life, count) == 0;
}

static _Noreturn void fail_life(struct life *life, const char *what, const char *text)
{
    int i, first = life->lines > KEPT ? life->lines - KEPT : 0;

    for (i = first; i < life->lines; i++)
        print_message("    %s\n", life->last[i % KEPT]);
    fprintf(stderr, "%s\n", text); /* cmocka cuts at 1 KiB */
    fail_msg("seed %llu: %s", (unsigned long long)life->seed, what);
    abort();
}

static void add_hash(struct life *life, const char *text)
{
    for (; *text != '\0'; text++)
        life->hash = (life->hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
}

/* Carry out a line; the text is borrowed until the next one. */
static const char *run(struct life *life, const char *format, ...) __attribute__((format(printf, 2, 3)));

static const char *run(struct life *life, const char *format, ...)
{
    char *line = life->last[life->lines++ % KEPT];
    const char *text = "";
    va_list ap;
    int rc;

    va_start(ap, format);
    vsnprintf(line, sizeof life->last[0], format, ap);
    va_end(ap);
    rc = cohort_sim_line(life->sim, line, &text);
    add_hash(life, line);
    add_hash(life, text);
    if (getenv("COHORT_RANDOM_VERBOSE") != NULL)
        print_message("> %s\n%s", line, text);
    if (rc < 0)
        fail_life(life, cohort_err_name(rc), text);
    if (strncmp(text, "usage:", 6) == 0 && strstr(text, "that is there") == NULL &&
        strstr(text, "there is no") == NULL && strstr(line, "partition") == NULL && strstr(line, "heal") == NULL)
        fail_life(life, "the test wrote a wrong line", text);
    return text;
}

static void digest(struct life *life, char out[17])
{
    if (cohort_digest(cohort_sim_handle(life->sim), out) < 0)
        fail_life(life, "digest", "");
}

/* A request at any moment, also while others are under way. Refused: nothing may have changed. */
static void request(struct life *life, const char *line)
{
    char before[17], after[17];
    const char *text;

    if (life->batch) {
        run(life, "%s", line);
        return;
    }
    digest(life, before);
    text = run(life, "nowait %s", line);
    digest(life, after);
    if (strncmp(text, "refused", 7) == 0 && strcmp(before, after) != 0)
        fail_life(life, "a refused request changed the digest", text);
    if (!one_in(life, 3))
        run(life, "advance 0ms");
}

#endif
