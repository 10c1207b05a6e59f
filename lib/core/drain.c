/*
 * Pause, drain and resume of nodes.
 *
 * A paused node keeps what it owns and starts nothing. A drain also moves its groups away, one move each as an administrator's; a group that is
 * held by a service outside waits, is tried again whenever another has left or a holder has stopped, and in the end fails the drain.
 */
#include "core/inner.h"

enum { LATE = 1460 }; /* ERROR_TIMEOUT: the drain error of one that lasted too long */

static struct coh_node *want_node(struct coh_engine *e, const char *name)
{
    return (struct coh_node *)coh_want_obj(e, COH_NODE, name);
}

static void set_drain(struct coh_engine *e, struct coh_node *node, int drain, int error, int rule, int64_t a,
                      const char *text)
{
    static const char *const names[] = {"none", "in progress", "completed", "failed"};
    int old = node->drain;

    if (old == drain)
        return;
    coh_set32(e, &node->drain, drain);
    coh_set32(e, &node->drain_error, error);
    coh_record(e, &node->o, COH_CHANGE_STATUS, coh_arena_fmt(e, "drain %s", names[old]),
               coh_arena_fmt(e, "drain %s", names[drain]), rule, a, 0, text);
    if (drain == COHORT_DRAIN_IN_PROGRESS)
        return;
    if (node->timer.kind == COH_TIMER_DRAIN)
        coh_clear_timer(e, &node->timer);
    coh_node_stop_on(e, node);
}

/* @target: NULL: the best node for each group. An earlier one that ended is begun again. */
void coh_drain_begin(struct coh_engine *e, struct coh_node *node, const struct coh_node *target, int flags,
                     int64_t within_ms, int rule)
{
    coh_set64(e, &node->drain_target, target != NULL ? target->o.id : 0);
    coh_set32(e, &node->drain_flags, flags);
    coh_set32(e, &node->drain, COHORT_DRAIN_NONE);
    if (within_ms > 0)
        coh_set_timer(e, &node->timer, COH_TIMER_DRAIN, e->m.cluster->now_ms + within_ms);
    set_drain(e, node, COHORT_DRAIN_IN_PROGRESS, 0, rule, 0, rule != COH_RULE_REQUESTED ? node->o.name : NULL);
    coh_drain_on(e, node);
}

void coh_drain_end(struct coh_engine *e, struct coh_node *node)
{
    coh_set32(e, &node->drain, COHORT_DRAIN_NONE);
    coh_set32(e, &node->drain_flags, 0);
    coh_set32(e, &node->drain_error, 0);
    coh_set64(e, &node->drain_target, 0);
    if (node->timer.kind == COH_TIMER_DRAIN)
        coh_clear_timer(e, &node->timer);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
}

static struct coh_node *target_of(struct coh_engine *e, const struct coh_node *node, const struct coh_group *g)
{
    struct coh_node *target = (struct coh_node *)coh_by_id(&e->m, node->drain_target);

    if (target != NULL)
        return coh_can_take(e, g, target) ? target : NULL;
    return coh_target_move(e, g);
}

void coh_send_away(struct coh_engine *e, struct coh_group *g, struct coh_node *target, int move, int rule)
{
    struct coh_node *from = g->owner;

    coh_set_dest(e, g, target);
    coh_set32(e, &g->move, move);
    coh_set_ptr(e, &g->drained_from, move == COH_MOVE_DRAIN ? from : NULL);
    coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, coh_arena_fmt(e, "move to %s", target->o.name), rule, 0, 0,
               move == COH_MOVE_DRAIN ? from->o.name : target->o.name);
    coh_refresh_group(e, g, COH_RULE_GROUP_MOVE, target->o.name);
    coh_push_group(e, g);
}

static const char *nobody(struct coh_engine *e, const struct coh_node *node)
{
    const struct coh_obj *target = coh_by_id(&e->m, node->drain_target);

    return target != NULL ? coh_arena_fmt(e, "node %s, its target, cannot", target->name) : "no other node can";
}

/* What stays, in words, and the number of the first reason. */
struct left {
    const char *text;
    int error;
};

/* Each group that stays is named. */
static void stays(struct coh_engine *e, struct left *left, int error, const char *text)
{
    left->text = left->text != NULL ? coh_arena_fmt(e, "%s; %s", left->text, text) : text;
    if (left->error == 0)
        left->error = error;
}

/* Send a group away, or say why not. By force: its locks and who holds it do not count. 1: it leaves now. */
static int send_one(struct coh_engine *e, struct coh_node *node, struct coh_group *g, struct left *left)
{
    int force = (node->drain_flags & COHORT_PAUSE_FORCE) != 0, rule;
    struct coh_node *target;
    const char *text = NULL;

    rule = force ? COH_RULE_NONE : coh_move_obstacle(e, g, 0, &text);
    if (rule == COH_RULE_HELD) {
        stays(e, left, 1051, coh_arena_fmt(e, "group %s is held by service %s", g->o.name, text));
    } else if (rule != COH_RULE_NONE) {
        stays(e, left, 5960, coh_arena_fmt(e, "group %s cannot leave: %s", g->o.name, text));
    } else if ((target = target_of(e, node, g)) == NULL) {
        stays(e, left, 5005,
              coh_with_bar(e, g, (struct coh_node *)coh_by_id(&e->m, node->drain_target),
                           coh_arena_fmt(e, "%s take group %s", nobody(e, node), g->o.name), ": "));
    } else {
        coh_send_away(e, g, target, COH_MOVE_DRAIN, COH_RULE_DRAIN);
        return 1;
    }
    return 0;
}

/* Start every move that can start now; decide whether the drain is over. One that failed and is to be tried again goes on when a group can leave. */
void coh_drain_on(struct coh_engine *e, struct coh_node *node)
{
    int again = node->drain == COHORT_DRAIN_FAILED && (node->drain_flags & COHORT_PAUSE_RETRY);
    int64_t cause = node->o.last;
    struct coh_group *g = NULL;
    struct left left = {NULL, 0};
    int moving = 0, sent = 0;

    if (node->drain == COHORT_DRAIN_FAILED && node->drain_error == LATE && node->group_count == 0) {
        e->cause = cause;
        set_drain(e, node, COHORT_DRAIN_COMPLETED, 0, COH_RULE_DRAINED, 0, NULL);
    }
    if (node->drain != COHORT_DRAIN_IN_PROGRESS && !again)
        return;
    while ((g = coh_group_after(&e->m, g)) != NULL) {
        if (g->owner != node)
            continue;
        e->cause = cause;
        if (g->dest != NULL)
            moving++;
        else
            sent += send_one(e, node, g, &left);
    }
    e->cause = cause;
    moving += sent;
    if (moving == 0 && left.text == NULL)
        set_drain(e, node, COHORT_DRAIN_COMPLETED, 0, COH_RULE_DRAINED, 0, NULL);
    else if (moving == 0)
        set_drain(e, node, COHORT_DRAIN_FAILED, left.error, COH_RULE_DRAIN_FAILED, 0, left.text);
    else if (again && sent > 0)
        set_drain(e, node, COHORT_DRAIN_IN_PROGRESS, 0, COH_RULE_DRAIN, 0, node->o.name);
}

void coh_drains_retry(struct coh_engine *e)
{
    int64_t cause = e->cause;
    int i;

    for (i = 0; i < e->m.node_count; i++)
        coh_drain_on(e, e->m.nodes[i]);
    e->cause = cause;
}

/* Somebody called a move off: that is not tried again. */
void coh_drain_fail(struct coh_engine *e, struct coh_node *node, const char *why)
{
    coh_set32(e, &node->drain_flags, node->drain_flags & ~COHORT_PAUSE_RETRY);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
    if (node->drain == COHORT_DRAIN_IN_PROGRESS)
        set_drain(e, node, COHORT_DRAIN_FAILED, 1223, COH_RULE_DRAIN_FAILED, 0, why);
}

/* What is on its way goes on. */
void coh_drain_late(struct coh_engine *e, struct coh_node *node)
{
    const struct coh_group *g = NULL;

    coh_clear_timer(e, &node->timer);
    while ((g = coh_group_after(&e->m, g)) != NULL)
        if (g->owner == node)
            break;
    if (node->drain == COHORT_DRAIN_IN_PROGRESS)
        set_drain(e, node, COHORT_DRAIN_FAILED, LATE, COH_RULE_DRAIN_LATE, 0, g != NULL ? g->o.name : node->o.name);
}

void coh_keep_away(struct coh_engine *e, struct coh_node *node, const char *how)
{
    struct coh_group *g;
    int64_t cause = e->cause;

    for (g = e->m.groups; g != NULL; g = g->next) {
        e->cause = cause;
        if (g->dest == node)
            coh_lost_destination(e, g, node, how);
    }
    e->cause = cause;
    coh_wake_later(e, NULL);
}

static int other_up(const struct coh_engine *e, const struct coh_node *node)
{
    return coh_up_nodes(&e->m) - (node->state == COHORT_NODE_UP) > 0;
}

/* a: COHORT_PAUSE_..., arg: the drain's target, b: how long it may last; 0: as long as it takes. */
void coh_node_pause(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_node *node = want_node(e, input->name), *target = NULL;

    if (node->state == COHORT_NODE_DOWN)
        coh_throw(e, COHORT_ERR_NODE_DOWN, 5050, "node \"%s\" cannot be paused: it is Down", node->o.name);
    coh_not_stopping(e, node, "paused");
    if ((input->a & ~7) || (!(input->a & COHORT_PAUSE_DRAIN) && (input->a || input->arg != NULL || input->b)))
        coh_throw(e, COHORT_ERR_INVALID, 87, "how a node is drained goes with a drain");
    if (input->b < 0 || input->b > UINT32_MAX)
        coh_throw(e, COHORT_ERR_RANGE, 5913, "a drain lasts 1 to 4294967295 ms, or 0: as long as it takes");
    if (input->a)
        coh_need_quorum(e);
    if (input->a && (node->status & COHORT_NODE_STATUS_ISOLATED))
        coh_throw(e, COHORT_ERR_STATE, 5984, "node \"%s\" cannot be drained: it is isolated", node->o.name);
    if (input->a && node->drain == COHORT_DRAIN_IN_PROGRESS)
        coh_throw(e, COHORT_ERR_STATE, 5962, "node \"%s\" is being drained already", node->o.name);
    if (input->arg != NULL) {
        target = want_node(e, input->arg);
        if (target == node)
            coh_throw(e, COHORT_ERR_INVALID, 114, "node \"%s\" cannot be drained to itself", node->o.name);
        if (!coh_node_usable(target))
            coh_throw(e, COHORT_ERR_NODE_DOWN, 5005, "node \"%s\" cannot be drained to node \"%s\", which is %s",
                      node->o.name, target->o.name,
                      target->status & COHORT_NODE_STATUS_ISOLATED ? "isolated" : coh_node_state_name(target->state));
    }
    if (input->a && !other_up(e, node))
        coh_throw(e, COHORT_ERR_NO_TARGET, 5050, "node \"%s\" cannot be drained: no other node is Up", node->o.name);
    if (!node->paused) {
        coh_set32(e, &node->paused, 1);
        coh_record(e, &node->o, COH_CHANGE_STATE, coh_node_state_name(node->state), "Paused", COH_RULE_REQUESTED, 0, 0,
                   NULL);
        coh_set32(e, &node->state, COHORT_NODE_PAUSED);
        coh_keep_away(e, node, "was paused");
        coh_refresh_groups(e, COH_RULE_WANTED, NULL);
    }
    if (!input->a)
        return;
    coh_drain_begin(e, node, target, (int)input->a & ~COHORT_PAUSE_DRAIN, input->b, COH_RULE_REQUESTED);
}

/* What failed while its node could start nothing is tried again. */
static void try_again(struct coh_engine *e, struct coh_group *g)
{
    struct coh_resource *r;

    for (r = g->first; r != NULL; r = r->next)
        if (r->hold == COH_HOLD_FINAL && r->op == COH_OP_NONE && coh_prop_int(&r->o, COH_P_RESTART_ACTION) != 0) {
            coh_clear_timer(e, &r->timer);
            coh_resource_set_hold(e, r, COH_HOLD_NONE);
        }
}

static void bring_back(struct coh_engine *e, struct coh_group *g, struct coh_node *node)
{
    if (g->owner == node || g->later == COH_MOVE_ASKED || !coh_can_take(e, g, node))
        return;
    coh_move_later(e, g, COH_MOVE_RETURN, node, 0);
    coh_try_later(e, g);
}

/* a: COHORT_FAILBACK_... */
void coh_node_resume(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_node *node = want_node(e, input->name);
    struct coh_group *g = NULL;
    int64_t cause;

    if (!node->paused)
        coh_throw(e, COHORT_ERR_STATE, 5058, "node \"%s\" cannot be resumed: it is not paused", node->o.name);
    coh_not_stopping(e, node, "resumed");
    if (input->a < COHORT_FAILBACK_NONE || input->a > COHORT_FAILBACK_POLICY)
        coh_throw(e, COHORT_ERR_RANGE, 5913, "failback is now, policy or none");
    if (input->a == COHORT_FAILBACK_NOW)
        coh_need_quorum(e);
    coh_set32(e, &node->paused, 0);
    coh_drain_end(e, node);
    if (node->state == COHORT_NODE_PAUSED) {
        coh_record(e, &node->o, COH_CHANGE_STATE, "Paused", "Up", COH_RULE_REQUESTED, 0, 0, NULL);
        coh_set32(e, &node->state, COHORT_NODE_UP);
    } else { /* Down: it will come up Up */
        coh_record(e, &node->o, COH_CHANGE_STATUS, "paused", "not paused", COH_RULE_REQUESTED, 0, 0, NULL);
    }
    cause = e->cause;
    while ((g = coh_group_after(&e->m, g)) != NULL) {
        e->cause = cause;
        if (g->owner == node)
            try_again(e, g);
        if (g->drained_from != node)
            continue;
        coh_set_ptr(e, &g->drained_from, NULL);
        coh_dirty(e, &g->o, COH_DIRTY_ROW);
        if (input->a == COHORT_FAILBACK_NOW)
            bring_back(e, g, node);
    }
    e->cause = cause;
    coh_leave_isolated(e);
    coh_place_orphans(e);
    coh_wake_later(e, NULL);
    if (input->a == COHORT_FAILBACK_POLICY)
        coh_failback_all(e, node);
    coh_refresh_groups(e, COH_RULE_NODE_RESUMED, node->o.name);
    coh_drains_retry(e); /* of others: here is a node that takes groups */
}
