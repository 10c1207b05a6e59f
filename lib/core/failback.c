/*
 * Failback: a group goes back to a more preferred owner that is Up again, at once or within its window of local hours.
 *
 * It needs preferred owners. The return of such a node makes it due; from then on it waits as every move does (move.c) until nothing is in its way.
 */
#include "core/inner.h"

enum { HOUR_MS = 3600000, DAY_HOURS = 24, NO_WINDOW = -1 };

/* The highest-ranked preferred owner that can take it and is not avoided, if that is not the owner; @of: among those (NULL: of all). NULL: none. */
static struct coh_node *better_of(struct coh_engine *e, const struct coh_group *g, const struct coh_ints *of)
{
    int i;

    for (i = 0; g->preferred != NULL && i < g->preferred->count; i++) {
        struct coh_node *node = (struct coh_node *)coh_by_id(&e->m, g->preferred->v[i]);

        if (node == g->owner)
            return NULL;
        if ((of == NULL || coh_ints_has(of, node->o.id)) && !coh_avoided(node) && coh_can_take(e, g, node))
            return node;
    }
    return NULL;
}

struct coh_node *coh_better_owner(struct coh_engine *e, const struct coh_group *g)
{
    return g->back != NULL ? better_of(e, g, g->back) : NULL;
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

/* Those that came back and are gone again no longer count. */
static void forget_gone(struct coh_engine *e, struct coh_group *g)
{
    int i;

    for (i = 0; g->back != NULL && i < g->back->count; i++)
        if (!coh_node_usable((const struct coh_node *)coh_by_id(&e->m, g->back->v[i]))) {
            coh_set_block(e, &g->back, coh_ints_without(e, g->back, g->back->v[i]));
            coh_dirty(e, &g->o, COH_DIRTY_ROW);
            i = -1;
        }
}

/* One that came back is more preferred, and only kept from taking it by an anti-affine group or AvoidPlacement. */
static int may_come(const struct coh_engine *e, const struct coh_group *g)
{
    int i;

    for (i = 0; g->preferred != NULL && i < g->preferred->count && g->preferred->v[i] != g->owner->o.id; i++)
        if (coh_ints_has(g->back, g->preferred->v[i]) &&
            coh_possible(g, (const struct coh_node *)coh_by_id(&e->m, g->preferred->v[i]), NULL))
            return 1;
    return 0;
}

/* Of a group that runs: that it is to go back, and what it waits for, where no transition told it. */
void coh_failback_reason(struct coh_buf *buf, const struct coh_model *m, const struct coh_group *g)
{
    struct coh_conflict conflict;
    const struct coh_node *node;
    int i;

    if (g->later != COH_MOVE_FAILBACK || g->dest != NULL)
        return;
    if (g->timer.kind == COH_TIMER_FAILBACK) {
        coh_buf_add(buf, "; failback due when its window opens, at ");
        coh_local_time(buf, m->cluster, g->timer.deadline_ms);
        return;
    }
    for (i = 0; g->preferred != NULL && i < g->preferred->count && g->preferred->v[i] != g->owner->o.id; i++) {
        node = (const struct coh_node *)coh_by_id(m, g->preferred->v[i]);
        if (!coh_ints_has(g->back, node->o.id))
            continue;
        if (coh_avoided(node)) {
            coh_buf_fmt(buf, "; failback due: AvoidPlacement of node %s is 1", node->o.name);
        } else if (coh_conflict(m, g, node, &conflict)) {
            coh_buf_add(buf, "; failback due: ");
            coh_conflict_words(buf, &conflict);
        }
        return;
    }
}

/* Where a failback that is due goes now; NULL: it waits for its window or for room, or is no longer due. */
struct coh_node *coh_failback_target(struct coh_engine *e, struct coh_group *g)
{
    struct coh_node *node;
    int64_t wait_ms;

    forget_gone(e, g);
    node = coh_better_owner(e, g);
    if (!coh_prop_int(&g->o, COH_P_AUTO_FAILBACK) || g->owner == NULL || (node == NULL && !may_come(e, g))) {
        coh_move_later(e, g, COH_MOVE_NONE, NULL, 0);
        if (g->o.rule == COH_RULE_HELD || g->o.rule == COH_RULE_LOCKED) /* it was told that it waits */
            coh_stays(e, g, COH_RULE_FAILBACK_OVER, 0, 0, NULL);
        return NULL;
    }
    wait_ms = until_window(e, g);
    if (wait_ms == 0)
        return node;
    coh_set_timer(e, &g->timer, COH_TIMER_FAILBACK, e->m.cluster->now_ms + wait_ms);
    return NULL;
}

/* The return of @back makes it due: that node is more preferred than where the group is or goes, and no other one could have taken it before. */
static int is_due(struct coh_engine *e, const struct coh_group *g, const struct coh_node *back)
{
    const struct coh_node *at = g->dest != NULL ? g->dest : g->owner, *better = better_of(e, g, NULL);
    int i;

    if (!coh_prop_int(&g->o, COH_P_AUTO_FAILBACK) || at == NULL || at == back || g->owner == back ||
        (better != NULL && better != back && better != at) || !coh_node_usable(back) || !coh_possible(g, back, NULL))
        return 0;
    for (i = 0; g->preferred != NULL && i < g->preferred->count && g->preferred->v[i] != back->o.id; i++)
        if (g->preferred->v[i] == at->o.id)
            return 0;
    return g->preferred != NULL && i < g->preferred->count;
}

/* @back: the node that came back; what an administrator moved away from another one stays. It happens now, or as soon as nothing is in its way. */
void coh_failback_all(struct coh_engine *e, const struct coh_node *back)
{
    int64_t cause = e->cause;
    struct coh_group *g = NULL;

    while ((g = coh_group_after(&e->m, g)) != NULL) {
        e->cause = cause;
        if (g->later != COH_MOVE_ASKED && g->later != COH_MOVE_RETURN && is_due(e, g, back)) {
            coh_move_later(e, g, COH_MOVE_FAILBACK, NULL, 0);
            if (!coh_ints_has(g->back, back->o.id))
                coh_set_block(e, &g->back, coh_ints_with(e, g->back, back->o.id));
            coh_dirty(e, &g->o, COH_DIRTY_ROW);
            coh_try_later(e, g);
        }
    }
    e->cause = cause;
}
