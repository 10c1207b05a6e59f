/*
 * The engine alone, without store and agents: how long a decision takes, what it costs in instructions, what a resource costs in memory.
 *
 *   bench_engine decide GROUPS RESOURCES NODES [ROUNDS]   median time of deciding one node's failure, microseconds
 *   bench_engine setup GROUPS RESOURCES NODES             build that cluster and stop: to be subtracted from instruction counts
 *   bench_engine node GROUPS RESOURCES NODES              build, then decide one node's failure once
 *   bench_engine fail GROUPS RESOURCES NODES              build, then decide one resource's failure once
 *   bench_engine memory GROUPS RESOURCES NODES            bytes that the model holds for each resource
 *   bench_engine simulate SECONDS                         inputs applied per second, one after the other, with simulated answers
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/engine.h"
#include "core/model.h"

static struct coh_engine *engine;
static int64_t now_ms, steps;

static int64_t clock_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void step(const struct coh_input *input)
{
    struct coh_error error;

    if (coh_engine_step(engine, input, &error) < 0) {
        fprintf(stderr, "refused: %s\n", error.text);
        exit(1);
    }
    steps++;
}

static void request(int verb, int kind, const char *name, const char *arg, const char *const *list)
{
    struct coh_input input = {now_ms, verb, kind, name, arg, list, 0, 0, 0};

    step(&input);
}

/* Answer every operation that is asked for, until none is. */
static void answer_all(void)
{
    static struct coh_action *actions;
    static int room;
    int count, i;

    for (;;) {
        const struct coh_effects *effects = coh_engine_effects(engine);

        count = effects->action_count;
        if (count == 0)
            break;
        if (count > room)
            actions = realloc(actions, sizeof *actions * (size_t)(room = count * 2));
        memcpy(actions, effects->actions, sizeof *actions * (size_t)count);
        coh_engine_commit(engine);
        for (i = 0; i < count; i++) {
            struct coh_input input = {++now_ms, COH_VERB_REPORT, 0, NULL, NULL, NULL, actions[i].object, actions[i].operation, 0};

            step(&input);
        }
    }
    coh_engine_commit(engine);
}

/* Each group is a chain of resources: the second depends on the first, and so on. */
static void build(int groups, int resources, int nodes)
{
    static struct coh_mem mem;
    char name[32], group[32], expression[64];
    int g, r;

    coh_mem_init(&mem, NULL);
    if (coh_engine_new(&mem, &engine) < 0)
        exit(1);
    for (g = 0; g < nodes; g++) {
        const char *up[] = {name, NULL};

        snprintf(name, sizeof name, "node%d", g + 1);
        request(COH_VERB_CREATE, COH_NODE, name, NULL, NULL);
        request(COH_VERB_NODE_UP, 0, NULL, "boot", up);
    }
    for (g = 0; g < groups; g++) {
        snprintf(group, sizeof group, "group%d", g);
        request(COH_VERB_CREATE, COH_GROUP, group, NULL, NULL);
        snprintf(expression, sizeof expression, "Group=%s", group);
        for (r = 0; r < resources; r++) {
            const char *properties[] = {expression, "Type=Generic Application", NULL};

            snprintf(name, sizeof name, "resource%d-%d", g, r);
            request(COH_VERB_CREATE, COH_RESOURCE, name, NULL, properties);
        }
        for (r = 1; r < resources; r++) {
            snprintf(name, sizeof name, "resource%d-%d", g, r);
            snprintf(expression, sizeof expression, "[resource%d-%d]", g, r - 1);
            request(COH_VERB_RESOURCE_DEPEND, 0, name, expression, NULL);
        }
        snprintf(name, sizeof name, "node%d", g % nodes + 1);
        request(COH_VERB_GROUP_MOVE, 0, group, name, NULL);
        request(COH_VERB_GROUP_ONLINE, 0, group, NULL, NULL);
        answer_all();
    }
    coh_engine_commit(engine);
}

/* Not inlined: callgrind counts what happens inside these two (--toggle-collect). */
static __attribute__((noinline)) void node_fails(void)
{
    const char *down[] = {"node1", NULL};

    request(COH_VERB_NODE_DOWN, 0, NULL, NULL, down);
}

static __attribute__((noinline)) void resource_fails(void)
{
    const struct coh_resource *r = coh_find_resource(coh_engine_model(engine), "resource0-0");
    struct coh_input input = {++now_ms, COH_VERB_REPORT, 0, NULL, "killed", NULL, r->o.id, r->op_id, COHORT_AGENT_DIED};

    step(&input);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static void decide(int rounds)
{
    int64_t *ns = calloc((size_t)rounds, sizeof *ns), start;
    int i;

    for (i = 0; i < rounds; i++) { /* decided, timed and taken back: what a preview does */
        start = clock_ns();
        node_fails();
        ns[i] = clock_ns() - start;
        coh_engine_rollback(engine);
    }
    qsort(ns, (size_t)rounds, sizeof *ns, by_value);
    printf("%.1f\n", (double)ns[rounds / 2] / 1000);
    free(ns);
}

static void simulate(int seconds)
{
    int64_t start, count;

    build(100, 5, 4);
    start = clock_ns();
    for (count = steps; clock_ns() - start < (int64_t)seconds * 1000000000;) {
        request(COH_VERB_GROUP_OFFLINE, 0, "group7", NULL, NULL);
        answer_all();
        request(COH_VERB_GROUP_ONLINE, 0, "group7", NULL, NULL);
        answer_all();
    }
    printf("%.0f\n", (double)(steps - count) * 1e9 / (double)(clock_ns() - start));
}

int main(int argc, char **argv)
{
    int groups = argc > 2 ? atoi(argv[2]) : 0, resources = argc > 3 ? atoi(argv[3]) : 0, nodes = argc > 4 ? atoi(argv[4]) : 0;
    size_t before;

    if (argc == 3 && strcmp(argv[1], "simulate") == 0) {
        simulate(groups);
        return 0;
    }
    if (argc < 5) {
        fprintf(stderr, "usage: bench_engine decide|setup|node|fail|memory GROUPS RESOURCES NODES, or simulate SECONDS\n");
        return 2;
    }
    before = mallinfo2().uordblks;
    build(groups, resources, nodes);
    if (strcmp(argv[1], "decide") == 0)
        decide(argc > 5 ? atoi(argv[5]) : 51);
    else if (strcmp(argv[1], "node") == 0)
        node_fails();
    else if (strcmp(argv[1], "fail") == 0)
        resource_fails();
    else if (strcmp(argv[1], "memory") == 0)
        printf("%.0f\n", (double)(mallinfo2().uordblks + mallinfo2().hblkhd - before) / ((double)groups * resources));
    return 0;
}
