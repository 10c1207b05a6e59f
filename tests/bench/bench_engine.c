/*
 * The engine alone, without store and agents: how long a decision takes, what it costs in instructions, what a resource costs in memory.
 *
 *   bench_engine decide GROUPS RESOURCES NODES [ROUNDS]   median time of deciding one node's failure, microseconds
 *   bench_engine setup GROUPS RESOURCES NODES             build that cluster and stop
 *   bench_engine node GROUPS RESOURCES NODES              build, then decide one node's failure once: callgrind counts node_fails()
 *   bench_engine fail GROUPS RESOURCES NODES              build, then decide one resource's failure once: callgrind counts resource_fails()
 *   bench_engine memory GROUPS RESOURCES NODES            bytes that the model holds for each resource
 *   bench_engine simulate SECONDS                         inputs applied per second, one after the other, with simulated answers
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cluster.h"

static void decide(int rounds)
{
    int64_t *ns = calloc((size_t)rounds, sizeof *ns), start;
    int i;

    if (ns == NULL)
        fail("decide", "out of memory");
    for (i = 0; i < rounds; i++) { /* decided, timed and taken back: what a preview does */
        start = clock_ns();
        node_fails(1);
        ns[i] = clock_ns() - start;
        coh_engine_rollback(engine);
    }
    printf("%.1f\n", (double)median(ns, rounds) / 1000);
    free(ns);
}

static void simulate(int seconds)
{
    int64_t start, count;

    build(100, 5, 4, 1);
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
    int groups = argc > 2 ? atoi(argv[2]) : 0, resources = argc > 3 ? atoi(argv[3]) : 0,
        nodes = argc > 4 ? atoi(argv[4]) : 0;
    size_t before = mallinfo2().uordblks;

    engine_new();
    if (argc == 3 && groups > 0 && strcmp(argv[1], "simulate") == 0) {
        simulate(groups);
        return 0;
    }
    if (groups < 1 || resources < 1 || nodes < 1) {
        fprintf(stderr,
                "usage: bench_engine decide|setup|node|fail|memory GROUPS RESOURCES NODES, or simulate SECONDS\n");
        return 2;
    }
    build(groups, resources, nodes, 1);
    if (strcmp(argv[1], "decide") == 0)
        decide(argc > 5 ? atoi(argv[5]) : 51);
    else if (strcmp(argv[1], "node") == 0)
        node_fails(1);
    else if (strcmp(argv[1], "fail") == 0)
        resource_fails();
    else if (strcmp(argv[1], "memory") == 0)
        printf("%.0f\n", (double)(mallinfo2().uordblks + mallinfo2().hblkhd - before) / ((double)groups * resources));
    return 0;
}
