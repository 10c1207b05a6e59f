/*
 * Owners: which node a group goes to, and its arrival there.
 *
 * Possible owners are hard, preferred owners are soft. The list of a group: its preferred owners in order, then the other nodes by id.
 * Every target is chosen by choose(): who cannot take the group is out, and of the others the first by a list of wishes.
 */
#include <stdio.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

int coh_up_nodes(const struct coh_model *m)
{
    int i, up = 0;

    for (i = 0; i < m->node_count; i++)
        up += coh_node_usable(m->nodes[i]);
    return up;
}

int coh_avoided(const struct coh_node *node)
{
    return (int)coh_prop_int(&node->o, COH_P_AVOID);
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

int coh_priority_class(const struct coh_group *g)
{
    return COH_LANES - 1 - (int)(coh_prop_int(&g->o, COH_P_PRIORITY) / 1000);
}

struct coh_group *coh_group_after(const struct coh_model *m, const struct coh_group *g)
{
    int class = g != NULL ? coh_priority_class(g) : 0;
    struct coh_group *next = g != NULL ? g->next : m->groups;

    for (; class < COH_LANES; class ++, next = m->groups)
        for (; next != NULL; next = next->next)
            if (coh_priority_class(next) == class)
                return next;
    return NULL;
}

/* It can be considered at all: Up, not isolated, and a possible owner of every resource. */
static int eligible(const struct coh_group *g, const struct coh_node *node)
{
    return coh_node_usable(node) && coh_possible(g, node, NULL);
}

/* Hard conditions: eligible, and no bond forbids it. */
int coh_can_take(struct coh_engine *e, const struct coh_group *g, const struct coh_node *node)
{
    struct coh_conflict conflict;

    return eligible(g, node) && !coh_conflict(&e->m, g, node, &conflict);
}

/* A series of failovers is over when the last of them is older than FailoverPeriod. */
static int in_series(const struct coh_engine *e, const struct coh_group *g)
{
    int64_t from = e->m.cluster->now_ms - coh_prop_int(&g->o, COH_P_FAILOVER_PERIOD) * 3600000;

    return g->failovers != NULL && g->failovers->v[g->failovers->count - 1] >= from;
}

/* Those that are on their way count where they go: a drain that sends many must not send all to one node. */
void coh_set_dest(struct coh_engine *e, struct coh_group *g, struct coh_node *dest)
{
    if (g->dest != NULL)
        coh_set32(e, &g->dest->coming, g->dest->coming - 1);
    if (dest != NULL)
        coh_set32(e, &dest->coming, dest->coming + 1);
    coh_set_ptr(e, &g->dest, dest);
}

/* How the nodes that are left after all other wishes are ordered. */
enum order {
    ORDER_NEXT, /* the next one after the owner in the group's list, wrapping */
    ORDER_BEST, /* the most preferred one, then the one with the fewest groups, those on their way included, then the lowest id */
    ORDER_FEWEST /* the one that owns the fewest groups, then the lowest id */
};

/* What is wished of a node, in this order; less is better. */
enum { WISH_NOT_AVOIDED, WISH_NOT_TRIED, WISH_BONDS, WISH_SITE, WISH_ORDER, WISHES };

static int rank_in_order(const struct coh_group *g, const struct coh_node *node, enum order order)
{
    int i;

    if (order == ORDER_FEWEST)
        return node->group_count;
    if (order != ORDER_BEST)
        return 0; /* the list is in order */
    for (i = 0; g->preferred != NULL && i < g->preferred->count; i++)
        if (g->preferred->v[i] == node->o.id)
            return i;
    return COHORT_NODES_MAX + node->group_count + node->coming;
}

static int is_better(const int *wish, const int *best)
{
    int i;

    for (i = 0; i < WISHES; i++)
        if (wish[i] != best[i])
            return wish[i] < best[i];
    return 0;
}

/*
 * The one filter. Out are: the owner; who is not Up or is isolated; who is not a possible owner of every resource; whom a hard bond forbids.
 * Of the others: not to be avoided; not tried in this series of failovers; the fewest soft bonds against it; the site; the order. NULL: nobody.
 */
static struct coh_node *choose(struct coh_engine *e, const struct coh_group *g, enum order order, int ignore,
                               int *ret_forget)
{
    const struct coh_model *m = &e->m;
    struct coh_node *list[COHORT_NODES_MAX], *node, *best = NULL;
    int count = candidates(e, g, list), series = order == ORDER_NEXT && in_series(e, g), at = 0, i, k;
    const char *site = coh_preferred_site(m, g);
    int wish[WISHES], best_wish[WISHES] = {0};
    struct coh_pull pull;

    coh_bonds_of(m, g, ignore, &pull);
    while (order == ORDER_NEXT && at < count && list[at] != g->owner)
        at++;
    for (i = 0; i < count; i++) {
        node = list[order == ORDER_NEXT ? (at + 1 + i) % count : i];
        k = coh_node_index(m, node);
        if (node == g->owner || !eligible(g, node) || (pull.hard >> k & 1))
            continue;
        wish[WISH_NOT_AVOIDED] = coh_avoided(node);
        wish[WISH_NOT_TRIED] = series && coh_ints_has(g->tried, node->o.id);
        wish[WISH_BONDS] = pull.against[k];
        wish[WISH_SITE] = coh_site_rank(g, node, site);
        wish[WISH_ORDER] = rank_in_order(g, node, order);
        if (best != NULL && !is_better(wish, best_wish))
            continue;
        best = node;
        memcpy(best_wish, wish, sizeof wish);
    }
    *ret_forget = best != NULL && best_wish[WISH_NOT_TRIED];
    return best;
}

/* After a failure. @ret_forget: all nodes were tried in this series. */
struct coh_node *coh_target_failover(struct coh_engine *e, const struct coh_group *g, int *ret_forget)
{
    int forget = 0;
    struct coh_node *node = choose(e, g, ORDER_NEXT, 0, &forget);

    if (node != NULL)
        *ret_forget = forget;
    return node;
}

/* A move without destination, and a drain. */
struct coh_node *coh_target_move(struct coh_engine *e, const struct coh_group *g)
{
    int forget;

    return choose(e, g, ORDER_BEST, 0, &forget);
}

struct coh_node *coh_target_ignoring(struct coh_engine *e, const struct coh_group *g)
{
    int forget;

    return choose(e, g, ORDER_BEST, 1, &forget);
}

/* After a node loss, or when the owner cannot host the group. */
struct coh_node *coh_target_place(struct coh_engine *e, const struct coh_group *g)
{
    int forget;

    if (g->return_to != NULL && g->owner != g->return_to && coh_can_take(e, g, g->return_to))
        return g->return_to;
    return choose(e, g, g->owner == NULL ? ORDER_BEST : g->preferred != NULL ? ORDER_NEXT : ORDER_FEWEST, 0, &forget);
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

const char *coh_off_reason(const struct coh_model *m, const struct coh_group *g)
{
    if (coh_prop_int(&g->o, COH_P_PRIORITY) == 0)
        return "Priority 0";
    if (coh_prop_int(&g->o, COH_P_COLD_START) == 1)
        return "ColdStartSetting 1";
    return coh_prop_int(&m->cluster->o, COH_P_IGNORE_PERSISTENT) ? "IgnorePersistentStateOnStartup 1"
                                                                 : "when the cluster started";
}

/* It is not started by itself (1), or an administrator said so (0). */
void coh_group_off(struct coh_engine *e, struct coh_group *g, int off)
{
    int64_t cause = e->cause;
    struct coh_resource *r;

    if (g->off == off)
        return;
    coh_set8(e, &g->off, (uint8_t)off);
    coh_dirty(e, &g->o, COH_DIRTY_ROW);
    if (off && g->persistent == COHORT_PERSISTENT_ONLINE)
        coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, "not started", COH_RULE_NOT_STARTED, 0, 0,
                   coh_off_reason(&e->m, g));
    e->cause = cause;
    for (r = g->first; r != NULL; r = r->next)
        coh_refresh_wanted(e, r);
}

/* ---- the event: one transition tells of a whole failover or move, when it is over ---- */

/* Nothing of it is under way, and neither a restart nor another group is awaited. */
int coh_at_rest(const struct coh_group *g)
{
    const struct coh_resource *r;

    if (g->dest != NULL || g->pending > 0 || (g->wait != COH_WAIT_NONE && g->wait != COH_WAIT_START))
        return 0;
    for (r = g->first; r != NULL; r = r->next)
        if (r->op != COH_OP_NONE || r->hold == COH_HOLD_RESTART)
            return 0;
    return 1;
}

/* A group that arrived has come to rest, or leaves again. @outcome: what came of it; NULL: it is Online. */
void coh_tell_move(struct coh_engine *e, struct coh_group *g, const char *outcome)
{
    int64_t cause = e->cause;

    if (g->left == NULL)
        return;
    e->cause = g->left_seq;
    coh_record(e, &g->o, COH_CHANGE_MOVED, coh_arena_text(e, g->left), g->owner->o.name, g->left_rule, 0, 0,
               coh_arena_text(e, g->left_why));
    e->transitions[e->effects.transition_count - 1].t = outcome;
    coh_set_text(e, &g->left, NULL);
    coh_set_text(e, &g->left_why, NULL);
    coh_set32(e, &g->left_rule, COH_RULE_NONE);
    coh_set64(e, &g->left_seq, 0);
    e->cause = cause;
}

static void begin_move(struct coh_engine *e, struct coh_group *g, const struct coh_node *from, int rule,
                       const char *why)
{
    coh_set_text(e, &g->left, from->o.name);
    coh_set_text(e, &g->left_why, why);
    coh_set32(e, &g->left_rule, rule);
    coh_set64(e, &g->left_seq, e->cause);
}

/* It was to go, and does not: an event too, and why it is where it is. */
void coh_stays(struct coh_engine *e, struct coh_group *g, int rule, int64_t a, int64_t b, const char *why)
{
    const char *on = g->owner != NULL ? g->owner->o.name : NULL;

    coh_record(e, &g->o, on != NULL ? COH_CHANGE_MOVED : COH_CHANGE_POLICY, on, on != NULL ? on : "stays", rule, a, b,
               why);
}

/* The group's new owner: everything is down. */
void coh_arrive(struct coh_engine *e, struct coh_group *g, struct coh_node *node, int rule, const char *text)
{
    struct coh_node *from = g->owner;
    struct coh_resource *r;

    for (r = g->first; r != NULL; r = r->next) /* its agent there is another one */
        coh_unlock(e, r, "the group leaves its node");
    if (text == NULL && rule == COH_RULE_FAILOVER)
        text = coh_arena_text(e, g->o.s);
    coh_tell_move(e, g, "it did not come online there");
    if (from != NULL)
        coh_set32(e, &from->group_count, from->group_count - 1);
    coh_set32(e, &node->group_count, node->group_count + 1);
    coh_wait_end(e, g);
    coh_set_ptr(e, &g->owner, node);
    coh_set_dest(e, g, NULL);
    if (g->beside != node)
        coh_set_ptr(e, &g->beside, NULL);
    coh_set32(e, &g->move, COH_MOVE_NONE);
    if (rule != COH_RULE_MOVE)
        coh_set_ptr(e, &g->return_to, NULL);
    if (g->later == COH_MOVE_ASKED && (g->later_to == NULL || g->later_to == node)) /* it has left, or is there */
        coh_move_later(e, g, COH_MOVE_NONE, NULL, 0);
    coh_set8(e, &g->runs, 0);
    coh_set8(e, &g->starts, 0);
    coh_record(e, &g->o, COH_CHANGE_OWNER, from != NULL ? from->o.name : NULL, node->o.name, rule, 0, 0, text);
    if (from != NULL)
        begin_move(e, g, from, rule, text);
    if ((rule == COH_RULE_FAILOVER || rule == COH_RULE_NODE_LOST || rule == COH_RULE_NODE_LEFT) &&
        coh_prop_int(&g->o, COH_P_PRIORITY) == 0)
        coh_group_off(e, g, 1);
    for (r = g->first; r != NULL; r = r->next)
        coh_forget_failures(e, r);
    coh_try_later(e, g); /* it may be on its way again before anything starts */
    coh_refresh_group(e, g, COH_RULE_ARRIVED, node->o.name);
    if (rule == COH_RULE_MOVE)
        coh_wait_asked(e, g);
    coh_forget_default(e, g, rule);
    coh_push_group(e, g);
    if (from != NULL) {
        coh_drain_on(e, from);
        coh_node_stop_on(e, from); /* perhaps it was the last that ran there */
    }
    coh_wake_barred(e, g);
}

int coh_down_rule(const struct coh_node *node)
{
    return node->stopped ? COH_RULE_NODE_LEFT : COH_RULE_NODE_LOST;
}

/* Without a node that is Up, a paused one takes what a lost one owned; it starts nothing. */
static struct coh_node *paused_refuge(struct coh_engine *e, const struct coh_group *g)
{
    struct coh_node *best = NULL;
    int i;

    for (i = 0; i < e->m.node_count; i++)
        if (coh_node_present(e->m.nodes[i]) && e->m.nodes[i]->state == COHORT_NODE_PAUSED &&
            e->m.nodes[i]->stopping == COH_STOPPING_NONE && coh_possible(g, e->m.nodes[i], NULL) &&
            (best == NULL || e->m.nodes[i]->group_count < best->group_count))
            best = e->m.nodes[i];
    return best;
}

/* Where it is a bond forbids it to start; elsewhere it might. */
static int better_elsewhere(const struct coh_model *m, const struct coh_group *g)
{
    return g->persistent == COHORT_PERSISTENT_ONLINE && !g->off && !coh_prop_int(&g->o, COH_P_LOCKED) &&
           coh_kept_out(m, g, NULL);
}

/* Why its owner, which is not Down, is not its place. */
static const char *misplaced(struct coh_engine *e, const struct coh_group *g)
{
    const struct coh_resource *against = NULL;
    struct coh_conflict conflict;

    if (g->owner == NULL)
        return "it had no owner";
    if (!coh_possible(g, g->owner, &against))
        return coh_arena_fmt(e, "node %s is not a possible owner of %s %s", g->owner->o.name,
                             coh_kind_name(coh_owners_against(against, g->owner)->kind),
                             coh_owners_against(against, g->owner)->name);
    if (!coh_kept_out(&e->m, g, &conflict))
        return "no node can host it";
    coh_buf_clear(&e->scratch);
    coh_conflict_words(&e->scratch, &conflict);
    if (e->scratch.error)
        coh_throw_nomem(e);
    return coh_arena_text(e, coh_buf_text(&e->scratch));
}

/* A group whose owner cannot host it goes where it can be hosted, if nothing of it runs. */
void coh_place_orphan(struct coh_engine *e, struct coh_group *g)
{
    struct coh_node *target;

    if (g->dest != NULL || g->busy > 0 || !e->m.cluster->quorum || coh_wait_owner(e, g))
        return;
    if (g->owner != NULL && g->owner->state != COHORT_NODE_DOWN &&
        ((g->owner->status & COHORT_NODE_STATUS_ISOLATED) ||
         (coh_possible(g, g->owner, NULL) && !better_elsewhere(&e->m, g))))
        return;
    target = coh_target_place(e, g);
    if (target == NULL && g->owner != NULL && g->owner->state == COHORT_NODE_DOWN)
        target = paused_refuge(e, g);
    if (target == NULL && g->owner == NULL && coh_up_nodes(&e->m) > 0 && g->count > 0)
        return; /* owned by none until a possible owner comes */
    if (target != NULL && g->owner != NULL && g->owner->state == COHORT_NODE_DOWN)
        coh_arrive(e, g, target, coh_down_rule(g->owner), g->owner->o.name);
    else if (target != NULL)
        coh_arrive(e, g, target, COH_RULE_PLACED, misplaced(e, g));
}

void coh_place_orphans(struct coh_engine *e)
{
    int64_t cause = e->cause;
    struct coh_group *g = NULL;

    while ((g = coh_group_after(&e->m, g)) != NULL) {
        e->cause = cause;
        coh_place_orphan(e, g);
    }
    e->cause = cause;
}
