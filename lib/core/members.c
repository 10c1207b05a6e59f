/*
 * Nodes that come and go.
 *
 * Down may be reported only when the node can run nothing any more; until that is proved it is isolated and its groups wait.
 */
#include <string.h>

#include "core/inner.h"

/* ---- coming ---- */

/* Everything on the node is dead, and was not stopped by us: a boot. */
static void empty_node(struct coh_engine *e, struct coh_node *node, int rule)
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

/* 1: it came back, and was not there all the time. */
static int node_up(struct coh_engine *e, struct coh_node *node, const char *boot_id)
{
    int same_boot = boot_id == NULL || (node->boot_id != NULL && strcmp(node->boot_id, boot_id) == 0);
    int boots = node->state == COHORT_NODE_DOWN || !same_boot,
        back = boots || (node->status & COHORT_NODE_STATUS_ISOLATED);

    if (node->state != COHORT_NODE_DOWN && !same_boot) {
        coh_record(e, &node->o, COH_CHANGE_STATUS, NULL, "booted", COH_RULE_COLD_START, 0, 0, node->o.name);
        empty_node(e, node, COH_RULE_COLD_START);
    }
    if (boot_id != NULL)
        coh_set_text(e, &node->boot_id, boot_id);
    if (node->state == COHORT_NODE_DOWN) { /* a pause survives a reboot */
        int state = node->paused ? COHORT_NODE_PAUSED : COHORT_NODE_UP;

        coh_record(e, &node->o, COH_CHANGE_STATE, coh_node_state_name(node->state), coh_node_state_name(state),
                   COH_RULE_NODE_UP, 0, 0, NULL);
        coh_set32(e, &node->state, state);
    }
    if (node->status & COHORT_NODE_STATUS_ISOLATED) {
        coh_set32(e, &node->status, node->status & ~COHORT_NODE_STATUS_ISOLATED);
        coh_record(e, &node->o, COH_CHANGE_STATUS, "Isolated", "", COH_RULE_NODE_BACK, 0, 0, NULL);
        wake_services(e, node);
    }
    if (boots)
        boot_services(e, node);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
    return back;
}

static struct coh_node *want_node(struct coh_engine *e, const char *name)
{
    return (struct coh_node *)coh_want_obj(e, COH_NODE, name);
}

void coh_nodes_up(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_node *node, *back[COHORT_NODES_MAX];
    int i, count = 0;

    for (i = 0; input->list != NULL && input->list[i] != NULL; i++) {
        e->cause = 0;
        node = want_node(e, input->list[i]);
        if (node_up(e, node, input->arg) && count < COHORT_NODES_MAX)
            back[count++] = node;
    }
    coh_quorum_refresh(e);
    coh_place_orphans(e);
    coh_refresh_groups(e, COH_RULE_WANTED, NULL);
    for (i = 0; i < count; i++)
        coh_failback_all(e, back[i]);
}

/* ---- going ---- */

/* A move to a node that went down or was paused: a failover, or a move from a paused node, looks for another target; others are cancelled. */
void coh_lost_destination(struct coh_engine *e, struct coh_group *g, struct coh_node *node, const char *how)
{
    struct coh_node *target = NULL;
    struct coh_resource *r;
    const char *what;
    int forget = 0;

    if (g->move == COH_MOVE_FAILOVER)
        target = coh_target_failover(e, g, &forget);
    else if (g->owner != NULL && g->owner->state == COHORT_NODE_PAUSED) /* where it is it could not start again */
        target = coh_target_move(e, g);
    coh_set_ptr(e, &g->dest, target);
    if (target != NULL) {
        what = g->move == COH_MOVE_FAILOVER ? "failover" : "move";
        coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, coh_arena_fmt(e, "%s to %s", what, target->o.name),
                   COH_RULE_FAILOVER, 0, 0, coh_arena_fmt(e, "node %s %s during the %s", node->o.name, how, what));
        coh_push_group(e, g);
        return;
    }
    coh_set32(e, &g->move, COH_MOVE_NONE);
    coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, "stays", COH_RULE_MOVE_CANCELLED, 0, 0,
               coh_arena_fmt(e, "node %s %s", node->o.name, how));
    for (r = g->first; r != NULL; r = r->next)
        coh_wait_after_failure(e, r);
    coh_refresh_group(e, g, COH_RULE_MOVE_CANCELLED, coh_arena_fmt(e, "node %s %s", node->o.name, how));
    if (g->owner != NULL)
        coh_drain_on(e, g->owner);
}

static void node_down(struct coh_engine *e, struct coh_node *node)
{
    if (node->state == COHORT_NODE_DOWN)
        return;
    coh_record(e, &node->o, COH_CHANGE_STATE, coh_node_state_name(node->state), "Down", COH_RULE_NODE_DOWN, 0, 0, NULL);
    coh_set32(e, &node->state, COHORT_NODE_DOWN);
    coh_set32(e, &node->status, 0);
    coh_set32(e, &node->drain, COHORT_DRAIN_NONE);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
    empty_node(e, node, COH_RULE_NODE_LOST);
}

void coh_nodes_down(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_group *g;
    int64_t cause;
    int i;

    for (i = 0; input->list != NULL && input->list[i] != NULL; i++) {
        e->cause = 0;
        node_down(e, want_node(e, input->list[i]));
    }
    cause = e->cause;
    for (g = e->m.groups; g != NULL; g = g->next) {
        e->cause = cause;
        if (g->dest != NULL && g->dest->state == COHORT_NODE_DOWN)
            coh_lost_destination(e, g, g->dest, "went down");
    }
    e->cause = cause;
    coh_quorum_refresh(e);
    for (g = e->m.groups; g != NULL; g = g->next) {
        e->cause = cause;
        if (g->dest == NULL || g->owner == NULL || g->owner->state != COHORT_NODE_DOWN || !e->m.cluster->quorum)
            continue;
        if (coh_node_usable(g->dest)) {
            coh_arrive(e, g, g->dest, COH_RULE_NODE_LOST, g->owner->o.name);
        } else { /* nothing of it runs any more: no need to wait for an isolated node */
            coh_set_ptr(e, &g->dest, NULL);
            coh_set32(e, &g->move, COH_MOVE_NONE);
            coh_dirty(e, &g->o, COH_DIRTY_ROW);
        }
    }
    e->cause = cause;
    coh_place_orphans(e);
    coh_refresh_groups(e, COH_RULE_NODE_LOST, NULL);
    for (i = 0; i < e->m.node_count; i++)
        coh_drain_on(e, e->m.nodes[i]);
}

void coh_node_isolate(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_node *node = want_node(e, input->name);
    int32_t status =
        input->a ? node->status | COHORT_NODE_STATUS_ISOLATED : node->status & ~COHORT_NODE_STATUS_ISOLATED;

    if (node->state == COHORT_NODE_DOWN)
        coh_throw(e, COHORT_ERR_NODE_DOWN, 5050, "node \"%s\" is Down: it cannot be isolated", node->o.name);
    if (status == node->status)
        return;
    coh_set32(e, &node->status, status);
    coh_record(e, &node->o, COH_CHANGE_STATUS, input->a ? "" : "Isolated", input->a ? "Isolated" : "",
               input->a ? COH_RULE_NODE_ISOLATED : COH_RULE_NODE_BACK, 0, 0, NULL);
    if (!input->a)
        wake_services(e, node);
    coh_refresh_groups(e, COH_RULE_WANTED, NULL); /* its groups freeze before quorum is counted */
    coh_quorum_refresh(e);
    coh_refresh_groups(e, COH_RULE_WANTED, NULL);
    if (!input->a)
        coh_failback_all(e, node);
}
