/*
 * Failback: a group goes back to a more preferred owner that is Up again, at once or within its window of local hours.
 *
 * It needs preferred owners. A failback that is held by a service outside waits and is tried again when the holder stops.
 */
#include "core/inner.h"

enum { HOUR_MS = 3600000, DAY_HOURS = 24, NO_WINDOW = -1 };

/* The highest-ranked preferred owner that can take it, if that is not the owner; NULL. */
static struct coh_node *better_owner(struct coh_engine *e, const struct coh_group *g)
{
    int i;

    for (i = 0; g->preferred != NULL && i < g->preferred->count; i++) {
        struct coh_node *node = (struct coh_node *)coh_by_id(&e->m, g->preferred->v[i]);

        if (node == g->owner)
            return NULL;
        if (coh_can_take(e, g, node))
            return node;
    }
    return NULL;
}

static int64_t window_hour(const struct coh_group *g, int prop_id)
{
    int64_t hour = coh_prop_int(&g->o, prop_id);

    return hour == UINT32_MAX ? NO_WINDOW : hour;
}

/* How long until the window opens; 0: now. The end is part of it; a window may wrap midnight. Without both ends there is none. */
static int64_t until_window(struct coh_engine *e, const struct coh_group *g)
{
    const struct coh_cluster *c = e->m.cluster;
    int64_t start = window_hour(g, COH_P_FAILBACK_START), end = window_hour(g, COH_P_FAILBACK_END);
    int64_t local_ms = c->now_ms + c->wall_offset_ms + c->utc_offset_ms, hour = local_ms / HOUR_MS % DAY_HOURS;

    if (start == NO_WINDOW || end == NO_WINDOW)
        return 0;
    if (start <= end ? hour >= start && hour <= end : hour >= start || hour <= end)
        return 0;
    return ((start - hour + DAY_HOURS) % DAY_HOURS) * HOUR_MS - local_ms % HOUR_MS;
}

void coh_failback(struct coh_engine *e, struct coh_group *g)
{
    struct coh_service *holder;
    struct coh_node *node;
    int64_t wait_ms;

    if (!coh_prop_int(&g->o, COH_P_AUTO_FAILBACK) || g->dest != NULL || g->frozen || g->owner == NULL ||
        !e->m.cluster->quorum || coh_prop_int(&g->o, COH_P_LOCKED) || (node = better_owner(e, g)) == NULL) {
        coh_clear_timer(e, &g->timer);
        return;
    }
    wait_ms = until_window(e, g);
    if (wait_ms > 0) {
        coh_set_timer(e, &g->timer, COH_TIMER_FAILBACK, e->m.cluster->now_ms + wait_ms);
        return;
    }
    coh_clear_timer(e, &g->timer);
    if ((holder = coh_group_holder(e, g)) != NULL) {
        coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, "failback held", COH_RULE_HELD, 0, 0, holder->full);
        return;
    }
    coh_send_away(e, g, node, COH_MOVE_FAILBACK, COH_RULE_FAILBACK);
}

/* @back: the node that came back; what an administrator moved away from another one stays. NULL: those that wait for a window. */
void coh_failback_all(struct coh_engine *e, const struct coh_node *back)
{
    int64_t cause = e->cause;
    struct coh_group *g = NULL;

    while ((g = coh_group_after(&e->m, g)) != NULL) {
        e->cause = cause;
        if (back != NULL ? better_owner(e, g) == back : g->timer.kind == COH_TIMER_FAILBACK)
            coh_failback(e, g);
    }
    e->cause = cause;
}
