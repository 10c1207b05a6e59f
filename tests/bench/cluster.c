#include "cluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct coh_engine *engine;
int64_t now_ms, steps;
void (*committing)(void);

void fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

int64_t clock_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

int64_t median(int64_t *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    return count > 0 ? values[count / 2] : 0;
}

void engine_new(void)
{
    static struct coh_mem mem;

    coh_mem_init(&mem, NULL);
    if (coh_engine_new(&mem, &engine) < 0)
        fail("engine", "out of memory");
}

void step(const struct coh_input *input)
{
    struct coh_error error;

    if (coh_engine_step(engine, input, &error) < 0)
        fail("refused", error.text);
    steps++;
}

void request(int verb, int kind, const char *name, const char *arg, const char *const *list)
{
    struct coh_input input = {.time_ms = now_ms, .verb = verb, .kind = kind, .name = name, .arg = arg, .list = list};

    step(&input);
}

void commit(void)
{
    if (committing != NULL)
        committing();
    coh_engine_commit(engine);
}

void answer_all(void)
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
        if (actions == NULL)
            fail("answers", "out of memory");
        memcpy(actions, effects->actions, sizeof *actions * (size_t)count);
        commit();
        for (i = 0; i < count; i++) {
            struct coh_input input = {
                .time_ms = ++now_ms, .verb = COH_VERB_REPORT, .a = actions[i].object, .b = actions[i].operation};

            step(&input);
        }
    }
    commit();
}

static void build_group(int g, int resources, int nodes)
{
    char name[32], group[32], expression[64];
    int r;

    snprintf(group, sizeof group, "group%d", g);
    request(COH_VERB_CREATE, COH_GROUP, group, NULL, NULL);
    snprintf(expression, sizeof expression, "Group=%s", group);
    for (r = 0; r < resources; r++) {
        const char *properties[] = {expression, "Type=Generic Application", "CommandLine=program --with=its arguments",
                                    NULL};

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
}

void build(int groups, int resources, int nodes, int batch)
{
    char name[32];
    int i;

    for (i = 1; i <= nodes; i++) {
        snprintf(name, sizeof name, "node%d", i);
        request(COH_VERB_CREATE, COH_NODE, name, NULL, NULL);
        node_returns(i);
    }
    for (i = 0; i < groups; i++) {
        build_group(i, resources, nodes);
        if ((i + 1) % batch == 0 || i + 1 == groups)
            answer_all();
    }
}

/* Not inlined: callgrind counts what happens inside these (--toggle-collect). */
__attribute__((noinline)) void node_fails(int node)
{
    char name[32];
    const char *list[] = {name, NULL};

    snprintf(name, sizeof name, "node%d", node);
    request(COH_VERB_NODE_DOWN, 0, NULL, NULL, list);
}

void node_returns(int node)
{
    char name[32];
    const char *list[] = {name, NULL};

    snprintf(name, sizeof name, "node%d", node);
    request(COH_VERB_NODE_UP, 0, NULL, "boot", list);
}

__attribute__((noinline)) void resource_fails(void)
{
    const struct coh_resource *r = coh_find_resource(coh_engine_model(engine), "resource0-0");
    struct coh_input input = {.time_ms = ++now_ms,
                              .verb = COH_VERB_REPORT,
                              .arg = "killed",
                              .a = r->o.id,
                              .b = r->op_id,
                              .c = COHORT_AGENT_DIED};

    step(&input);
}
