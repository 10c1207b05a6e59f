/*
 * A resource type of one's own: here a cache that lives in this program. It answers online later, from another thread,
 * and reports that it failed; the engine restarts it, and everything that happened is in the history.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cohort/cohort.h>

struct cache {
    cohort *h;
    pthread_t thread;
    int64_t operation;
    int64_t megabytes;
    int busy, starts;
};

static int open_cache(cohort *h, void *user, const cohort_target *target, void **ret_instance)
{
    struct cache *cache = calloc(1, sizeof *cache);

    (void)user;
    if (cache == NULL)
        return COHORT_AGENT_FAILED;
    cache->h = h;
    *ret_instance = cache;
    printf("agent: playing %s on %s\n", target->name, target->node);
    return COHORT_AGENT_DONE;
}

static void join(struct cache *cache)
{
    if (cache->busy)
        pthread_join(cache->thread, NULL);
    cache->busy = 0;
}

static void close_cache(cohort *h, void *instance)
{
    (void)h;
    join(instance);
    free(instance);
}

/* Warming up takes a while; the first time something breaks afterwards. cohort_agent_report() may be called from any
 * thread. */
static void *warm_up(void *user)
{
    struct cache *cache = user;

    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    cohort_agent_report(cache->h, cache->operation, COHORT_AGENT_DONE, NULL);
    if (cache->starts == 1)
        cohort_agent_report(cache->h, cache->operation, COHORT_AGENT_DIED, "the cache lost its memory");
    return NULL;
}

static int online(cohort *h, void *instance, const cohort_target *target)
{
    struct cache *cache = instance;

    join(cache);
    cache->operation = target->operation;
    cache->megabytes = cohort_target_int(h, target, "Megabytes");
    cache->starts++;
    printf("agent: warming up %lld MB\n", (long long)cache->megabytes);
    if (pthread_create(&cache->thread, NULL, warm_up, cache) != 0)
        return COHORT_AGENT_FAILED;
    cache->busy = 1;
    return COHORT_AGENT_LATER;
}

static int offline(cohort *h, void *instance, const cohort_target *target)
{
    (void)h;
    (void)target;
    join(instance);
    return COHORT_AGENT_DONE;
}

int main(void)
{
    const cohort_agent agent = {
        .struct_size = sizeof agent, .open = open_cache, .close = close_cache, .online = online, .offline = offline};
    const char *const nodes[] = {"here", NULL};
    const char *const cache[] = {"Group=demo", "Type=Cache", "Megabytes=64", "RestartDelay=100", NULL};
    cohort_cursor *history;
    int64_t request;
    int i, rc = 1;
    cohort *h;

    if (cohort_open(":memory:", 0, &h) < 0 || cohort_create(h, "type", "Cache", NULL, NULL) < 0 ||
        cohort_agent_register(h, "Cache", &agent) < 0 || cohort_create(h, "node", "here", NULL, NULL) < 0 ||
        cohort_create(h, "group", "demo", NULL, NULL) < 0 || cohort_create(h, "resource", "cache", cache, NULL) < 0 ||
        cohort_node_host(h, nodes) < 0 || cohort_group_online(h, "demo", &request) < 0)
        goto out;
    for (i = 0; i < 10; i++)
        cohort_turn(h, 100);
    if (cohort_wait(h, request, 10000) != COHORT_REQUEST_REACHED || cohort_history(h, 0, 0, &history) < 0)
        goto out;
    while (cohort_next(history))
        printf("%s\n", cohort_cursor_text(history, "text"));
    cohort_cursor_free(history);
    rc = 0;
out:
    if (rc != 0)
        fprintf(stderr, "%s\n", cohort_errmsg(h));
    cohort_close(h);
    return rc;
}
