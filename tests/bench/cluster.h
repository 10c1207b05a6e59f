/* What the benchmarks share: one engine, a cluster of chains in it, and simulated answers to what it asks for. */
#ifndef BENCH_CLUSTER_H
#define BENCH_CLUSTER_H

#include <stdint.h>

#include "core/engine.h"
#include "core/model.h"

extern struct coh_engine *engine;
extern int64_t now_ms, steps;    /* engine time; inputs applied */
extern void (*committing)(void); /* called before each commit: the store, where there is one */

_Noreturn void fail(const char *what, const char *why);
int64_t clock_ns(void);
int64_t median(int64_t *values, int count); /* sorts them */

void engine_new(void);
void step(const struct coh_input *input);
void request(int verb, int kind, const char *name, const char *arg, const char *const *list);
void commit(void);
void answer_all(void); /* what was asked for by the last commit, until nothing is; all that waits is one commit */

/* Each group is a chain of resources: the second depends on the first, and so on. Brought online @batch groups at a time. */
void build(int groups, int resources, int nodes, int batch);
void node_fails(int node);
void node_returns(int node);
void resource_fails(void); /* the first of the first group dies */

#endif
