/*
 * Answers that wait: reported by any thread, taken by the loop's.
 *
 * What is taken in one turn is put in order: deaths of providers before those of their dependents, so that one cause
 * (a machine that ran out of memory, a restart of the runner) does not look like many failures.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

enum { DETAIL_ROOM = 512, RANK_DEPTH = 4096 };

struct coh_report *coh_report_new(const cohort *h, int64_t operation, int status, int alive, const char *detail)
{
    size_t room = detail != NULL ? strlen(detail) + 1 : 1;
    struct coh_report *report;

    if (room < DETAIL_ROOM)
        room = DETAIL_ROOM;
    if (room > COHORT_VALUE_MAX)
        room = COHORT_VALUE_MAX;
    report = coh_alloc(&h->mem, sizeof *report + room);
    if (report == NULL)
        return NULL;
    *report = (struct coh_report){.operation = operation, .status = status, .alive = alive, .room = (int32_t)room};
    coh_report_detail(report, "%s", detail != NULL ? detail : "");
    return report;
}

void coh_report_detail(struct coh_report *report, const char *format, ...)
{
    char *at;
    va_list ap;
    int size;

    va_start(ap, format);
    vsnprintf(report->detail, (size_t)report->room, format, ap);
    va_end(ap);
    /* Agents pass on what programs say: it must be one line of UTF-8 to be stored and shown. */
    for (at = report->detail; *at != '\0'; at += size) {
        size = coh_utf8_size(at);
        if (size == 0 || (unsigned char)*at < 0x20 || *at == 0x7f) {
            *at = size == 0 ? '?' : ' ';
            size = 1;
        }
    }
}

void coh_queue_add_report(cohort *h, struct coh_report *report)
{
    report->next = NULL;
    report->time_ms = coh_handle_now(h);
    pthread_mutex_lock(&h->mutex);
    if (h->arrived_last != NULL)
        h->arrived_last->next = report;
    else
        h->arrived = report;
    h->arrived_last = report;
    pthread_mutex_unlock(&h->mutex);
    coh_loop_wake(h);
}

int coh_queue_empty(cohort *h)
{
    int empty;

    pthread_mutex_lock(&h->mutex);
    empty = h->arrived == NULL;
    pthread_mutex_unlock(&h->mutex);
    return empty && h->taken == NULL;
}

int coh_queue_pick(cohort *h, int64_t operation)
{
    struct coh_report **at, *report, *last = NULL;
    int status = -1;

    pthread_mutex_lock(&h->mutex);
    for (at = &h->arrived; (report = *at) != NULL; last = report, at = &report->next)
        if (report->operation == operation && !report->alive) {
            *at = report->next;
            if (h->arrived_last == report)
                h->arrived_last = last;
            break;
        }
    pthread_mutex_unlock(&h->mutex);
    if (report == NULL)
        return -1;
    status = report->status;
    coh_free(&h->mem, report);
    return status;
}

/* ---- providers first ---- */

struct rank {
    struct rank *next;
    int32_t value;
};
struct ranks {
    cohort *h;
    struct coh_map map; /* object -> struct rank */
    struct rank *first;
};

static int rank_of(struct ranks *ranks, const struct coh_resource *r, const struct coh_service *s, int depth);

static int rank_of_resource(struct ranks *ranks, const struct coh_resource *r, int depth)
{
    const struct coh_service *s = NULL;

    if (r->drives != NULL && r->group->owner != NULL)
        s = coh_service_on(coh_model(ranks->h), r->group->owner, r->drives);
    return rank_of(ranks, r, s, depth);
}

static int deepest_below(struct ranks *ranks, const struct coh_resource *r, const struct coh_service *s, int depth)
{
    int i, below, deepest = 0;

    for (i = 0; r != NULL && r->depends != NULL && i < r->depends->edge_count; i++) {
        below = rank_of_resource(ranks, r->depends->edges[i].provider, depth + 1);
        deepest = below > deepest ? below : deepest;
    }
    for (i = 0; s != NULL && s->needs != NULL && i < s->needs->count; i++) {
        const struct coh_obj *obj = coh_by_id(coh_model(ranks->h), s->needs->v[i]);
        const struct coh_service *needed = (const struct coh_service *)obj;

        if (obj == NULL)
            continue;
        below = rank_of(ranks, coh_driver_of(coh_model(ranks->h), needed), needed, depth + 1);
        deepest = below > deepest ? below : deepest;
    }
    return deepest;
}

/* A resource and the service that it drives are one thing; 1 + the deepest of what it depends on and needs. */
static int rank_of(struct ranks *ranks, const struct coh_resource *r, const struct coh_service *s, int depth)
{
    int64_t id = s != NULL ? s->o.id : r->o.id;
    struct rank *rank = coh_map_get_id(&ranks->map, id);
    int value;

    if (rank != NULL)
        return rank->value;
    value = depth < RANK_DEPTH ? 1 + deepest_below(ranks, r, s, depth) : 0;
    rank = coh_alloc(&ranks->h->mem, sizeof *rank);
    if (rank == NULL || coh_map_reserve(&ranks->map, 1) < 0) { /* without memory the order suffers, nothing else */
        coh_free(&ranks->h->mem, rank);
        return value;
    }
    *rank = (struct rank){.next = ranks->first, .value = value};
    ranks->first = rank;
    coh_map_put_id(&ranks->map, id, rank);
    return value;
}

static struct coh_report *merge(struct coh_report *a, struct coh_report *b)
{
    struct coh_report *first = NULL, **end = &first;

    while (a != NULL && b != NULL) {
        struct coh_report **from = b->rank < a->rank ? &b : &a; /* equal: as they came */

        *end = *from;
        end = &(*end)->next;
        *from = *end;
    }
    *end = a != NULL ? a : b;
    return first;
}

static struct coh_report *sort(struct coh_report *first)
{
    struct coh_report *slow = first, *fast = first, *second;

    if (first == NULL || first->next == NULL)
        return first;
    while (fast->next != NULL && fast->next->next != NULL) {
        slow = slow->next;
        fast = fast->next->next;
    }
    second = slow->next;
    slow->next = NULL;
    return merge(sort(first), sort(second));
}

static void rank_all(cohort *h, struct coh_report *first)
{
    struct ranks ranks = {.h = h};
    struct coh_report *report;
    struct rank *rank;

    coh_map_init(&ranks.map, &h->mem, NULL);
    for (report = first; report != NULL; report = report->next) {
        const struct coh_obj *obj = coh_by_id(coh_model(h), report->object);

        report->rank = 0; /* answers that are no deaths come first */
        if (obj == NULL || (report->status != COHORT_AGENT_DIED && report->status != COHORT_AGENT_FAILED))
            continue;
        if (obj->kind == COH_RESOURCE)
            report->rank = rank_of_resource(&ranks, (const struct coh_resource *)obj, 0);
        else if (obj->kind == COH_SERVICE)
            report->rank = rank_of(&ranks, coh_driver_of(coh_model(h), (const struct coh_service *)obj),
                                   (const struct coh_service *)obj, 0);
    }
    while ((rank = ranks.first) != NULL) {
        ranks.first = rank->next;
        coh_free(&h->mem, rank);
    }
    coh_map_free(&ranks.map);
}

void coh_queue_take(cohort *h)
{
    struct coh_report *report, *next, *first = NULL, **end = &first, **taken;

    pthread_mutex_lock(&h->mutex);
    report = h->arrived;
    h->arrived = h->arrived_last = NULL;
    pthread_mutex_unlock(&h->mutex);
    for (; report != NULL; report = next) {
        struct coh_play *play = coh_map_get_id(&h->operations, report->operation);

        next = report->next;
        if (!report->alive) { /* one that nobody awaits is recorded, and ignored by the engine */
            report->object = play != NULL ? play->object : 0;
            *end = report;
            end = &report->next;
            continue;
        }
        if (play != NULL && play->run == report->operation && play->waits != COH_POLL_NONE) {
            int poll = play->waits;

            play->waits = COH_POLL_NONE;
            coh_poll_answer(h, play, poll, report->status, report->detail);
        }
        coh_free(&h->mem, report);
    }
    *end = NULL;
    if (first != NULL && first->next != NULL) {
        rank_all(h, first);
        first = sort(first);
    }
    for (taken = &h->taken; *taken != NULL; taken = &(*taken)->next)
        continue;
    *taken = first;
}

void coh_queue_free(cohort *h)
{
    struct coh_report *report;

    while ((report = h->arrived != NULL ? h->arrived : h->taken) != NULL) {
        if (h->arrived != NULL)
            h->arrived = report->next;
        else
            h->taken = report->next;
        coh_free(&h->mem, report);
    }
    h->arrived_last = NULL;
}
