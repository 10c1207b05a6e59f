/*
 * Owners: which node a group goes to, and its arrival there.
 *
 * Possible owners are hard, preferred owners are soft. The list of a group: its preferred owners in order, then the other nodes by id.
 */
#include "core/inner.h"

int coh_up_nodes(const struct coh_model *m)
{
    int i, up = 0;

    for (i = 0; i < m->node_count; i++)
        up += coh_node_usable(m->nodes[i]);
    return up;
}

static int candidates(const struct coh_engine *e, const struct coh_group *g, struct coh_node **list)
{
    const struct coh_model *m = &e->m;
    int count = 0, i;

    for (i = 0; g->preferred != NULL && i < g->preferred->count; i++)
        list[count++] = (struct coh_node *)coh_by_id(m, g->preferred->v[i]);
    for (i = 0; i < m->node_count; i++)
        if (!coh_ints_has(g->preferred, m->nodes[i]->o.id))
            list[count++] = m->nodes[i];
    return count;
}

static int can_take(const struct coh_group *g, const struct coh_node *node)
{
    return coh_node_usable(node) && coh_possible(g, node, NULL);
}

/* The next possible one after the owner, wrapping; one tried in this series only when all were. */
struct coh_node *coh_target_failover(struct coh_engine *e, const struct coh_group *g, int *ret_forget)
{
    struct coh_node *list[COHORT_NODES_MAX];
    int count = candidates(e, g, list), at = 0, i, round;

    while (at < count && list[at] != g->owner)
        at++;
    for (round = 0; round < 2; round++)
        for (i = 1; i < count; i++) {
            struct coh_node *node = list[(at + i) % count];

            if (node != g->owner && can_take(g, node) && (round == 1 || !coh_ints_has(g->tried, node->o.id))) {
                *ret_forget = round;
                return node;
            }
        }
    return NULL;
}

static struct coh_node *fewest_groups(struct coh_engine *e, const struct coh_group *g)
{
    const struct coh_model *m = &e->m;
    struct coh_node *best = NULL;
    int i;

    for (i = 0; i < m->node_count; i++)
        if (m->nodes[i] != g->owner && can_take(g, m->nodes[i]) && (best == NULL || m->nodes[i]->group_count < best->group_count))
            best = m->nodes[i];
    return best;
}

/* A move without destination: the most preferred possible one other than the owner; without preference, fewest groups. */
struct coh_node *coh_target_move(struct coh_engine *e, const struct coh_group *g)
{
    int i;

    for (i = 0; g->preferred != NULL && i < g->preferred->count; i++) {
        struct coh_node *node = (struct coh_node *)coh_by_id(&e->m, g->preferred->v[i]);

        if (node != g->owner && can_take(g, node))
            return node;
    }
    return fewest_groups(e, g);
}

/* After a node loss, or when the owner cannot host the group: next after the owner in the preferred list, else fewest groups. */
struct coh_node *coh_target_place(struct coh_engine *e, const struct coh_group *g)
{
    int forget = 0;

    if (g->preferred != NULL && g->owner != NULL)
        return coh_target_failover(e, g, &forget);
    return g->owner == NULL ? coh_target_move(e, g) : fewest_groups(e, g);
}

/* A new beginning on a node: stop marks, failures and restart counts end here. */
void coh_forget_failures(struct coh_engine *e, struct coh_resource *r)
{
    coh_set8(e, &r->stopped, 0);
    coh_set8(e, &r->kept, 0);
    coh_set_block(e, &r->restarts, NULL);
    coh_clear_timer(e, &r->timer);
    coh_resource_set_hold(e, r, COH_HOLD_NONE);
    coh_dirty(e, &r->o, COH_DIRTY_ROW);
    coh_refresh_blocked(e, r);
}

/* The group's new owner: everything is down. */
void coh_arrive(struct coh_engine *e, struct coh_group *g, struct coh_node *node, int rule, const char *text)
{
    struct coh_node *from = g->owner;
    struct coh_resource *r;

    if (from != NULL)
        coh_set32(e, &from->group_count, from->group_count - 1);
    coh_set32(e, &node->group_count, node->group_count + 1);
    coh_set_ptr(e, &g->owner, node);
    coh_set_ptr(e, &g->dest, NULL);
    coh_set32(e, &g->move, COH_MOVE_NONE);
    coh_set8(e, &g->runs, 0);
    coh_set8(e, &g->starts, 0);
    coh_record(e, &g->o, COH_CHANGE_OWNER, from != NULL ? from->o.name : NULL, node->o.name, rule, 0, 0,
               text != NULL ? text : rule == COH_RULE_FAILOVER && g->o.s != NULL ? coh_arena_text(e, g->o.s) : NULL);
    for (r = g->first; r != NULL; r = r->next)
        coh_forget_failures(e, r);
    coh_refresh_group(e, g, COH_RULE_ARRIVED, node->o.name);
    coh_push_group(e, g);
    if (from != NULL)
        coh_drain_on(e, from);
}

/* Without a node that is Up, a paused one takes what a lost one owned; it starts nothing. */
static struct coh_node *paused_refuge(struct coh_engine *e, const struct coh_group *g)
{
    struct coh_node *best = NULL;
    int i;

    for (i = 0; i < e->m.node_count; i++)
        if (coh_node_present(e->m.nodes[i]) && coh_possible(g, e->m.nodes[i], NULL) &&
            (best == NULL || e->m.nodes[i]->group_count < best->group_count))
            best = e->m.nodes[i];
    return best;
}

/* A group whose owner cannot host it goes where it can be hosted, if nothing of it runs. */
void coh_place_orphan(struct coh_engine *e, struct coh_group *g)
{
    struct coh_node *target;

    if (g->dest != NULL || g->busy > 0 || !e->m.cluster->quorum)
        return;
    if (g->owner != NULL && g->owner->state != COHORT_NODE_DOWN && ((g->owner->status & COHORT_NODE_STATUS_ISOLATED) || coh_possible(g, g->owner, NULL)))
        return;
    target = coh_target_place(e, g);
    if (target == NULL && g->owner != NULL && g->owner->state == COHORT_NODE_DOWN)
        target = paused_refuge(e, g);
    if (target == NULL && g->owner == NULL && coh_up_nodes(&e->m) > 0 && g->count > 0)
        return; /* owned by none until a possible owner comes */
    if (target != NULL)
        coh_arrive(e, g, target, g->owner != NULL && g->owner->state == COHORT_NODE_DOWN ? COH_RULE_NODE_LOST : COH_RULE_PLACED,
                   g->owner != NULL ? g->owner->o.name : NULL);
}

void coh_place_orphans(struct coh_engine *e)
{
    int64_t cause = e->cause;
    struct coh_group *g;

    for (g = e->m.groups; g != NULL; g = g->next) {
        e->cause = cause;
        coh_place_orphan(e, g);
    }
    e->cause = cause;
}
