/*
 * Nodes that come and go.
 *
 * Down may be reported only when the node can run nothing any more; until that is proved it is isolated and its groups wait.
 */
#include <string.h>

#include "core/inner.h"

/* ---- coming ---- */

/* Everything on the node is dead. */
void coh_node_emptied(struct coh_engine *e, struct coh_node *node, int rule)
{
    int64_t cause = e->cause;
    struct coh_group *g;
    struct coh_resource *r;
    struct coh_service *s;

    for (s = node->services; s != NULL; s = s->node_next) {
        coh_service_gone(e, s, rule, node->o.name);
        e->cause = cause;
    }
    for (g = e->m.groups; g != NULL; g = g->next) {
        if (g->owner == node && (coh_prop_int(&g->o, COH_P_PRIORITY) == 0 ||
                                 (rule == COH_RULE_COLD_START && coh_prop_int(&g->o, COH_P_COLD_START) == 1)))
            coh_group_off(e, g, 1);
        for (r = g->owner == node ? g->first : NULL; r != NULL; r = r->next) {
            coh_unlock(e, r, "its agent is gone");
            if (r->op != COH_OP_NONE || r->state == COHORT_RESOURCE_ONLINE || r->state >= 128) {
                coh_resource_set_state(
                    e, r, r->state == COHORT_RESOURCE_FAILED ? COHORT_RESOURCE_FAILED : COHORT_RESOURCE_OFFLINE, rule,
                    0, 0, node->o.name);
                e->cause = cause;
                coh_resource_set_op(e, r, COH_OP_NONE);
            }
            coh_forget_failures(e, r);
        }
    }
}

/* Contact is back: what waited for it goes on. */
static void wake_services(struct coh_engine *e, struct coh_node *node)
{
    struct coh_service *s;

    for (s = node->services; s != NULL; s = s->node_next)
        if (s->goal != COH_OP_NONE)
            coh_push_service(e, s);
}

/* What starts with its node: the Auto services, in the order of their needs. */
static void boot_services(struct coh_engine *e, struct coh_node *node)
{
    struct coh_service *s;

    for (s = node->services; s != NULL; s = s->node_next)
        if (s->state == COHORT_SERVICE_STOPPED && s->goal == COH_OP_NONE && coh_prop_is(&s->o, COH_P_START, "Auto"))
            coh_service_boot(e, s);
}

/* A pause survives a reboot. */
void coh_node_join(struct coh_engine *e, struct coh_node *node, int rule)
{
    int state = node->paused ? COHORT_NODE_PAUSED : COHORT_NODE_UP;

    coh_record(e, &node->o, COH_CHANGE_STATE, coh_node_state_name(node->state), coh_node_state_name(state),
               node->paused && rule == COH_RULE_NODE_UP ? COH_RULE_STILL_PAUSED : rule, 0, 0, NULL);
    coh_set32(e, &node->state, state);
    coh_set32(e, &node->waiting, 0);
    boot_services(e, node);
}

/* 1: it came back, and was not there all the time. */
static int node_up(struct coh_engine *e, struct coh_node *node, const char *boot_id)
{
    int same_boot = boot_id == NULL || (node->boot_id != NULL && strcmp(node->boot_id, boot_id) == 0);
    int boots = node->state == COHORT_NODE_DOWN || !same_boot,
        back = boots || (node->status & COHORT_NODE_STATUS_ISOLATED);

    if (node->state != COHORT_NODE_DOWN && !same_boot) {
        coh_record(e, &node->o, COH_CHANGE_STATUS, NULL, "booted", COH_RULE_COLD_START, 0, 0, node->o.name);
        coh_node_emptied(e, node, COH_RULE_COLD_START);
    }
    if (boot_id != NULL)
        coh_set_text(e, &node->boot_id, boot_id);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
    if (node->status & COHORT_NODE_STATUS_ISOLATED) {
        coh_set32(e, &node->status, node->status & ~COHORT_NODE_STATUS_ISOLATED);
        coh_record(e, &node->o, COH_CHANGE_STATUS, "Isolated", "", COH_RULE_NODE_BACK, 0, 0, NULL);
        wake_services(e, node);
    }
    if (node->stopping != COH_STOPPING_NONE) { /* a boot ended the rest as well */
        if (!same_boot)
            coh_node_stop_end(e, node);
        return 0;
    }
    if (node->state == COHORT_NODE_DOWN && coh_kept_outside(e, node))
        return 0;
    if (node->state == COHORT_NODE_DOWN)
        coh_node_join(e, node, COH_RULE_NODE_UP);
    else if (boots)
        boot_services(e, node);
    return back;
}

static struct coh_node *want_node(struct coh_engine *e, const char *name)
{
    return (struct coh_node *)coh_want_obj(e, COH_NODE, name);
}

/* A failover, or a move from a paused node: where the group is it could not start again. */
static int must_leave(const struct coh_group *g)
{
    return g->move == COH_MOVE_FAILOVER || g->move == COH_MOVE_BACK ||
           (g->owner != NULL && g->owner->state == COHORT_NODE_PAUSED);
}

static struct coh_node *other_target(struct coh_engine *e, const struct coh_group *g)
{
    int forget = 0;

    if (!must_leave(g))
        return NULL;
    return g->move == COH_MOVE_FAILOVER || g->move == COH_MOVE_BACK ? coh_target_failover(e, g, &forget)
                                                                    : coh_target_move(e, g);
}

/* A move to a node that went down, was paused or is isolated: a group that must leave looks for another target; other moves are cancelled. */
void coh_lost_destination(struct coh_engine *e, struct coh_group *g, struct coh_node *node, const char *how)
{
    struct coh_node *target = other_target(e, g);
    const char *what, *why;
    struct coh_resource *r;

    coh_set_ptr(e, &g->return_to, NULL);
    if (g->move == COH_MOVE_BACK) /* it does not work where it is */
        coh_set32(e, &g->move, COH_MOVE_FAILOVER);
    if (g->beside == g->dest)
        coh_put_beside(e, g, NULL);
    coh_set_dest(e, g, target);
    if (target != NULL) {
        what = g->move == COH_MOVE_FAILOVER ? "failover" : "move";
        why = coh_arena_fmt(e, "node %s %s during the %s", node->o.name, how, what);
        if (g->o.rule == COH_RULE_FAILOVER) /* what began it is still why it leaves */
            why = coh_arena_fmt(e, "%s; %s", g->o.s, why);
        coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, coh_arena_fmt(e, "%s to %s", what, target->o.name),
                   g->move == COH_MOVE_FAILOVER ? COH_RULE_FAILOVER : COH_RULE_REDIRECTED, 0, 0, why);
        coh_push_group(e, g);
        return;
    }
    coh_set32(e, &g->move, COH_MOVE_NONE);
    coh_stays(e, g, COH_RULE_MOVE_CANCELLED, 0, 0, coh_arena_fmt(e, "node %s %s", node->o.name, how));
    coh_keep_off(e, g);
    for (r = g->first; r != NULL; r = r->next)
        coh_wait_after_failure(e, r);
    coh_refresh_group(e, g, COH_RULE_MOVE_CANCELLED, coh_arena_fmt(e, "node %s %s", node->o.name, how));
    if (g->owner != NULL)
        coh_drain_on(e, g->owner);
}

/*
 * Nobody knows when an isolated node is back, and nothing of a group runs there before it has arrived: the group does not wait for it. Only one
 * that must leave and has no other target does.
 */
void coh_leave_isolated(struct coh_engine *e)
{
    int64_t cause = e->cause;
    struct coh_group *g;

    for (g = e->m.cluster->quorum ? e->m.groups : NULL; g != NULL; g = g->next) {
        e->cause = cause;
        if (g->dest != NULL && (g->dest->status & COHORT_NODE_STATUS_ISOLATED) && !g->frozen &&
            (!must_leave(g) || other_target(e, g) != NULL))
            coh_lost_destination(e, g, g->dest, "was isolated");
    }
    e->cause = cause;
}

void coh_nodes_joined(struct coh_engine *e, struct coh_node *const *back, int count)
{
    struct coh_group *g = NULL;
    int i;

    coh_quorum_refresh(e);
    coh_leave_isolated(e);
    coh_place_orphans(e);
    while ((g = coh_group_after(&e->m, g)) != NULL)
        coh_refresh_group(e, g, COH_RULE_OWNER_UP, g->owner != NULL ? g->owner->o.name : NULL);
    coh_wake_later(e, NULL);
    for (i = 0; i < count; i++)
        coh_failback_all(e, back[i]);
    coh_drains_retry(e);
    for (i = 0; i < e->m.node_count; i++)
        coh_node_stop_on(e, e->m.nodes[i]);
}

/* The cluster begins anew: nobody who was there has stayed. */
static int all_booted(const struct coh_model *m, struct coh_node *const *back, int count)
{
    int i, k;

    for (i = 0; i < m->node_count; i++) {
        for (k = 0; k < count && back[k] != m->nodes[i]; k++)
            ;
        if (k == count && m->nodes[i]->state != COHORT_NODE_DOWN)
            return 0;
    }
    return count > 0;
}

static void forget_goals(struct coh_engine *e)
{
    int64_t cause = e->cause;
    struct coh_group *g;

    for (g = e->m.groups; g != NULL; g = g->next) {
        e->cause = cause;
        if (g->busy == 0)
            coh_group_off(e, g, 1);
    }
    e->cause = cause;
}

void coh_nodes_up(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_node *node, *back[2 * COHORT_NODES_MAX];
    int i, count = 0, booted = 1;

    for (i = 0; input->list != NULL && input->list[i] != NULL; i++) {
        coh_follow_input(e);
        node = want_node(e, input->list[i]);
        booted &= input->arg != NULL && (node->boot_id == NULL || strcmp(node->boot_id, input->arg) != 0);
        if (node_up(e, node, input->arg) && count < COHORT_NODES_MAX)
            back[count++] = node;
    }
    count += coh_quarantine_needed(e, back + count);
    if (booted && coh_prop_int(&e->m.cluster->o, COH_P_IGNORE_PERSISTENT) && all_booted(&e->m, back, count))
        forget_goals(e);
    coh_nodes_joined(e, back, count);
}

/* ---- going ---- */

/* 1: nobody had meant it to go. */
static int node_down(struct coh_engine *e, struct coh_node *node, int planned)
{
    int meant = planned || node->stopping != COH_STOPPING_NONE;

    coh_set32(e, &node->waiting, 0);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
    if (node->state == COHORT_NODE_DOWN)
        return 0;
    coh_record(e, &node->o, COH_CHANGE_STATE, coh_node_state_name(node->state), "Down", COH_RULE_NODE_DOWN, 0, 0, NULL);
    coh_set32(e, &node->state, COHORT_NODE_DOWN);
    coh_set32(e, &node->status, 0);
    coh_set32(e, &node->stopping, COH_STOPPING_NONE);
    coh_set32(e, &node->prevent, 0);
    coh_drain_end(e, node);
    coh_node_emptied(e, node, COH_RULE_NODE_LOST);
    return !meant;
}

/* Where a group goes that was on its way from a node that is Down now. */
static void arrive_or_stay(struct coh_engine *e, struct coh_group *g)
{
    if (coh_node_usable(g->dest)) {
        coh_arrive(e, g, g->dest, coh_down_rule(g->owner), g->owner->o.name);
    } else { /* nothing of it runs any more: no need to wait for an isolated node */
        coh_set_dest(e, g, NULL);
        coh_set32(e, &g->move, COH_MOVE_NONE);
        coh_dirty(e, &g->o, COH_DIRTY_ROW);
    }
}

void coh_nodes_gone(struct coh_engine *e)
{
    struct coh_node *joined[COHORT_NODES_MAX];
    int64_t cause = e->cause;
    struct coh_group *g;
    int i, count;

    for (g = e->m.groups; g != NULL; g = g->next) {
        e->cause = cause;
        if (g->dest != NULL && g->dest->state == COHORT_NODE_DOWN)
            coh_lost_destination(e, g, g->dest, "went down");
    }
    e->cause = cause;
    coh_quorum_refresh(e);
    count = coh_quarantine_needed(e, joined);
    if (count > 0)
        coh_quorum_refresh(e);
    for (g = e->m.groups; g != NULL; g = g->next) {
        e->cause = cause;
        if (g->dest != NULL && g->owner != NULL && g->owner->state == COHORT_NODE_DOWN && e->m.cluster->quorum)
            arrive_or_stay(e, g);
    }
    e->cause = cause;
    coh_place_orphans(e);
    coh_refresh_groups(e, COH_RULE_NODE_LOST, NULL);
    coh_drains_retry(e);
    coh_cluster_stop_on(e);
    coh_wake_later(e, NULL);
    for (i = 0; i < count; i++)
        coh_failback_all(e, joined[i]);
}

/* list; a: in good order: it was made sure that nothing of them runs, and they were not lost. */
void coh_nodes_down(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_node *lost[COHORT_NODES_MAX], *node;
    int64_t cause;
    int i, count = 0;

    for (i = 0; input->list != NULL && input->list[i] != NULL; i++) {
        coh_follow_input(e);
        node = want_node(e, input->list[i]);
        if (node_down(e, node, input->a != 0) && count < COHORT_NODES_MAX)
            lost[count++] = node;
    }
    coh_nodes_gone(e);
    cause = e->cause;
    for (i = 0; i < count; i++) { /* now that it shows whether the others can do without it */
        e->cause = lost[i]->o.last;
        coh_note_loss(e, lost[i]);
    }
    e->cause = cause;
}

static void isolate_one(struct coh_engine *e, struct coh_node *node, int on)
{
    int32_t status = on ? node->status | COHORT_NODE_STATUS_ISOLATED : node->status & ~COHORT_NODE_STATUS_ISOLATED;

    if (node->state == COHORT_NODE_DOWN)
        coh_throw(e, COHORT_ERR_NODE_DOWN, 5050, "node \"%s\" is Down: it cannot be isolated", node->o.name);
    if (status == node->status)
        return;
    coh_set32(e, &node->status, status);
    coh_record(e, &node->o, COH_CHANGE_STATUS, on ? "" : "Isolated", on ? "Isolated" : "",
               on ? COH_RULE_NODE_ISOLATED : COH_RULE_NODE_BACK, 0, 0, NULL);
    if (!on)
        wake_services(e, node);
}

/* list (or name, as older records have it), a: contact is lost; 0: it is back. All at once: a majority that is lost together is lost. */
void coh_node_isolate(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_node *nodes[COHORT_NODES_MAX];
    int64_t cause = e->cause;
    int i, count = 0, on = input->a != 0;

    if (input->name != NULL)
        nodes[count++] = want_node(e, input->name);
    for (i = 0; input->list != NULL && input->list[i] != NULL && count < COHORT_NODES_MAX; i++)
        nodes[count++] = want_node(e, input->list[i]);
    for (i = 0; i < count; i++) {
        e->cause = cause;
        isolate_one(e, nodes[i], on);
    }
    coh_refresh_groups(e, COH_RULE_WANTED, NULL); /* their groups freeze before quorum is counted */
    if (!on) {                                    /* they are nodes that can take groups, as any that joins */
        coh_nodes_joined(e, nodes, count);
        return;
    }
    coh_quorum_refresh(e);
    coh_refresh_groups(e, COH_RULE_WANTED, NULL);
    coh_leave_isolated(e);
    coh_wake_later(e, NULL);
    for (i = 0; i < e->m.node_count; i++)
        coh_node_stop_on(e, e->m.nodes[i]);
}
