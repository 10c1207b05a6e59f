/*
 * Start and stop of nodes, and the quarantine of one that is lost too often.
 *
 * A stop goes in order: the groups leave as in a drain, what is left stops, and the node's services with it; then the node is Down, and stays out until it is
 * started, whoever reports it up. A quarantine keeps it out in the same way, for a while.
 *
 * A stop of the cluster is that of all nodes at once: nothing moves, and they are Down together when nothing runs on any of them, so that each keeps its vote.
 */
#include "core/inner.h"
#include "util/text.h"

enum { LOSS_WINDOW_MS = 3600000 };

static struct coh_node *want_node(struct coh_engine *e, const char *name)
{
    return (struct coh_node *)coh_want_obj(e, COH_NODE, name);
}

static int is_quarantined(const struct coh_node *node)
{
    return (node->status & COHORT_NODE_STATUS_QUARANTINED) != 0;
}

/* ---- stop ---- */

void coh_not_stopping(struct coh_engine *e, const struct coh_node *node, const char *what)
{
    if (e->m.cluster->stopping)
        coh_throw(e, COHORT_ERR_STATE, 5022, "node \"%s\" cannot be %s: the cluster is being stopped", node->o.name,
                  what);
    if (node->stopping != COH_STOPPING_NONE)
        coh_throw(e, COHORT_ERR_STATE, 5073, "node \"%s\" cannot be %s: it is being stopped", node->o.name, what);
}

/* name */
void coh_node_stop(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_node *node = want_node(e, input->name);

    coh_not_stopping(e, node, "stopped");
    if (node->state == COHORT_NODE_DOWN)
        coh_throw(e, COHORT_ERR_STATE, 5062, "node \"%s\" cannot be stopped: it is Down already", node->o.name);
    if (node->status & COHORT_NODE_STATUS_ISOLATED)
        coh_throw(e, COHORT_ERR_STATE, 5984, "node \"%s\" cannot be stopped: it is isolated", node->o.name);
    coh_set32(e, &node->stopped, 1);
    coh_set32(e, &node->stopping, COH_STOPPING_DRAIN);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
    if (node->state == COHORT_NODE_UP) {
        coh_record(e, &node->o, COH_CHANGE_STATE, "Up", "Paused", COH_RULE_NODE_STOPPING, 0, 0, node->o.name);
        coh_set32(e, &node->state, COHORT_NODE_PAUSED);
        coh_keep_away(e, node, "is being stopped");
        coh_refresh_groups(e, COH_RULE_WANTED, NULL);
    } else {
        coh_record(e, &node->o, COH_CHANGE_POLICY, NULL, "stop", COH_RULE_NODE_STOPPING, 0, 0, node->o.name);
    }
    if (node->drain != COHORT_DRAIN_IN_PROGRESS && e->m.cluster->quorum && coh_up_nodes(&e->m) > 0 &&
        node->group_count > 0 && coh_prop_int(&e->m.cluster->o, COH_P_DRAIN_ON_SHUTDOWN))
        coh_drain_begin(e, node, NULL, 0, 0, COH_RULE_NODE_STOPPING);
    coh_node_stop_on(e, node);
}

/* Of what the node runs, something that is not down yet; NULL: nothing. */
static const struct coh_obj *still_runs(const struct coh_engine *e, const struct coh_node *node)
{
    const struct coh_service *s;
    const struct coh_group *g;

    for (g = node->group_count > 0 ? e->m.groups : NULL; g != NULL; g = g->next)
        if (g->owner == node && g->busy > 0)
            return &g->o;
    for (s = node->services; s != NULL; s = s->node_next)
        if (s->state != COHORT_SERVICE_STOPPED || s->op != COH_OP_NONE)
            return &s->o;
    return NULL;
}

/* A group is on its way: its members stop, or it arrives in this step. One whose destination is isolated has left as far as it can. */
static int still_leaves(const struct coh_engine *e, const struct coh_node *node)
{
    const struct coh_group *g;

    for (g = e->m.groups; g != NULL; g = g->next)
        if (g->owner == node && g->dest != NULL && (g->busy > 0 || coh_node_usable(g->dest)))
            return 1;
    return 0;
}

/* What did not leave, and the node's own services: services stop when nobody needs them any more, as coh_settle_service() says. */
static void stop_all_of(struct coh_engine *e, struct coh_node *node)
{
    int64_t cause = e->cause;
    struct coh_service *s;
    struct coh_group *g;

    for (g = e->m.groups; g != NULL; g = g->next) {
        e->cause = cause;
        if (g->owner == node)
            coh_refresh_group(e, g, COH_RULE_NODE_STOPPING, node->o.name);
    }
    e->cause = cause;
    for (s = node->services; s != NULL; s = s->node_next)
        coh_push_service(e, s);
}

static void stop_rest(struct coh_engine *e, struct coh_node *node)
{
    coh_set32(e, &node->stopping, COH_STOPPING_REST);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
    if (still_runs(e, node) != NULL)
        coh_record(e, &node->o, COH_CHANGE_POLICY, NULL, "stop the rest", COH_RULE_NODE_REST, 0, 0, NULL);
    stop_all_of(e, node);
}

void coh_node_stop_on(struct coh_engine *e, struct coh_node *node)
{
    if (node->stopping == COH_STOPPING_NONE || (node->status & COHORT_NODE_STATUS_ISOLATED))
        return;
    e->cause = node->o.last;
    if (node->stopping == COH_STOPPING_DRAIN) {
        if (node->drain == COHORT_DRAIN_IN_PROGRESS && still_leaves(e, node))
            return;
        stop_rest(e, node);
    }
    if (still_runs(e, node) == NULL)
        coh_node_stop_end(e, node);
}

static void is_down(struct coh_engine *e, struct coh_node *node)
{
    coh_record(e, &node->o, COH_CHANGE_STATE, coh_node_state_name(node->state), "Down", COH_RULE_KEPT_OUT, 0, 0, NULL);
    coh_set32(e, &node->state, COHORT_NODE_DOWN);
    coh_set32(e, &node->stopping, COH_STOPPING_NONE);
    coh_set32(e, &node->waiting, 1);
    coh_set32(e, &node->prevent, 0);
    coh_drain_end(e, node);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
    coh_node_emptied(e, node, COH_RULE_NODE_LEFT);
}

/* The others go on without it: a voter hands its vote over before it leaves. */
void coh_node_stop_end(struct coh_engine *e, struct coh_node *node)
{
    if (e->m.cluster->stopping) {
        coh_cluster_stop_on(e);
        return;
    }
    coh_quorum_leave(e, node);
    is_down(e, node);
    coh_nodes_gone(e);
}

/* ---- the whole cluster ---- */

/* One that is isolated cannot be asked; the others do not wait for it. */
static int stops_now(const struct coh_node *node)
{
    return node->stopping != COH_STOPPING_NONE && !(node->status & COHORT_NODE_STATUS_ISOLATED);
}

/* It takes nothing any more; one that is Down stays out. */
static void begin_stop(struct coh_engine *e, struct coh_node *node)
{
    if (node->state != COHORT_NODE_DOWN && (node->status & COHORT_NODE_STATUS_ISOLATED))
        return;
    coh_set32(e, &node->stopped, 1);
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
    if (node->state == COHORT_NODE_DOWN)
        return;
    coh_drain_end(e, node);
    coh_set32(e, &node->stopping, COH_STOPPING_REST);
    if (node->state == COHORT_NODE_PAUSED)
        return;
    coh_record(e, &node->o, COH_CHANGE_STATE, "Up", "Paused", COH_RULE_CLUSTER_STOPPING, 0, 0, NULL);
    coh_set32(e, &node->state, COHORT_NODE_PAUSED);
}

/* Once all have begun: nobody takes what another one leaves. */
static void go_on_stopping(struct coh_engine *e, int64_t cause)
{
    struct coh_node *node;
    int i, what;

    for (what = 0; what < 2; what++)
        for (i = 0; i < e->m.node_count; i++) {
            node = e->m.nodes[i];
            e->cause = cause;
            if (node->stopping != COH_STOPPING_NONE && what == 0)
                coh_keep_away(e, node, "is being stopped");
            else if (node->stopping != COH_STOPPING_NONE)
                stop_all_of(e, node);
        }
    e->cause = cause;
    coh_cluster_stop_on(e);
}

void coh_cluster_stop(struct coh_engine *e)
{
    struct coh_cluster *c = e->m.cluster;
    int64_t cause;
    int i, count = 0;

    if (c->stopping)
        coh_throw(e, COHORT_ERR_STATE, 5022, "the cluster is being stopped already");
    for (i = 0; i < e->m.node_count; i++)
        count += coh_node_present(e->m.nodes[i]);
    if (count == 0)
        coh_throw(e, COHORT_ERR_STATE, 5062, "the cluster cannot be stopped: none of its nodes is there");
    coh_set32(e, &c->stopping, 1);
    coh_record(e, &c->o, COH_CHANGE_POLICY, NULL, "stop", COH_RULE_CLUSTER_STOPPING, 0, 0, NULL);
    cause = e->cause;
    for (i = 0; i < e->m.node_count; i++) {
        e->cause = cause;
        begin_stop(e, e->m.nodes[i]);
    }
    go_on_stopping(e, cause);
}

void coh_cluster_stop_on(struct coh_engine *e)
{
    int64_t cause = e->cause;
    int i;

    for (i = 0; e->m.cluster->stopping && i < e->m.node_count; i++)
        if (stops_now(e->m.nodes[i]) && still_runs(e, e->m.nodes[i]) != NULL)
            return;
    if (!e->m.cluster->stopping)
        return;
    coh_set32(e, &e->m.cluster->stopping, 0);
    for (i = 0; i < e->m.node_count; i++) {
        e->cause = cause;
        if (stops_now(e->m.nodes[i]))
            is_down(e, e->m.nodes[i]);
    }
    e->cause = cause;
    coh_nodes_gone(e);
}

/* All that are there join together; those that are not may come. */
void coh_cluster_start(struct coh_engine *e)
{
    struct coh_node *joined[COHORT_NODES_MAX], *node;
    int64_t cause = e->cause;
    int i, down = 0, count = 0;

    if (e->m.cluster->stopping)
        coh_throw(e, COHORT_ERR_STATE, 5022, "the cluster cannot be started: it is being stopped");
    for (i = 0; i < e->m.node_count; i++) {
        node = e->m.nodes[i];
        e->cause = cause;
        if (node->state != COHORT_NODE_DOWN)
            continue;
        down++;
        if (!node->waiting && node->stopped)
            coh_record(e, &node->o, COH_CHANGE_POLICY, NULL, "may join", COH_RULE_REQUESTED, 0, 0, NULL);
        coh_set32(e, &node->stopped, 0);
        coh_dirty(e, &node->o, COH_DIRTY_ROW);
        if (!node->waiting || is_quarantined(node))
            continue;
        coh_node_join(e, node, COH_RULE_REQUESTED);
        joined[count++] = node;
    }
    e->cause = cause;
    if (down == 0)
        coh_throw(e, COHORT_ERR_STATE, 5061, "the cluster cannot be started: none of its nodes is Down");
    if (count == 0)
        coh_throw(e, COHORT_ERR_NODE_DOWN, 5050,
                  "the cluster cannot be started: nothing plays a node that is Down or reports it up");
    coh_nodes_joined(e, joined, count);
}

/* ---- quarantine ---- */

/* At most a quarter of the nodes, or one; and the others must be a cluster without it. */
static int may_quarantine(const struct coh_model *m)
{
    int i, out = 0;

    for (i = 0; i < m->node_count; i++)
        out += is_quarantined(m->nodes[i]);
    return m->cluster->quorum && coh_up_nodes(m) > 0 && (out + 1) * 4 <= (m->node_count > 4 ? m->node_count : 4);
}

/* It was lost, and nobody had meant it to. */
void coh_note_loss(struct coh_engine *e, struct coh_node *node)
{
    const struct coh_obj *cluster = &e->m.cluster->o;
    int64_t threshold = coh_prop_int(cluster, COH_P_QUARANTINE_THRESHOLD),
            duration_ms = coh_prop_int(cluster, COH_P_QUARANTINE_DURATION), now_ms = e->m.cluster->now_ms;

    duration_ms = duration_ms == UINT32_MAX ? 0 : duration_ms * 1000;
    coh_set_block(e, &node->losses, coh_ints_since(e, node->losses, now_ms - LOSS_WINDOW_MS));
    coh_set_block(e, &node->losses, coh_ints_with(e, node->losses, now_ms));
    if (node->losses->count > COHORT_FAILOVERS_MAX)
        coh_set_block(e, &node->losses, coh_ints_without(e, node->losses, node->losses->v[0]));
    coh_dirty(e, &node->o, COH_DIRTY_ROW);
    if (threshold == 0 || node->losses->count < threshold || !may_quarantine(&e->m))
        return;
    coh_buf_clear(&e->scratch);
    coh_buf_fmt(&e->scratch, "%d loss%s within 1 h reached QuarantineThreshold %lld: it stays out ",
                node->losses->count, node->losses->count == 1 ? "" : "es", (long long)threshold);
    if (duration_ms > 0) {
        coh_buf_add(&e->scratch, "for ");
        coh_duration_words(&e->scratch, duration_ms);
        coh_set_timer(e, &node->timer, COH_TIMER_QUARANTINE, now_ms + duration_ms);
    } else {
        coh_buf_add(&e->scratch, "until it is started by hand");
    }
    if (e->scratch.error)
        coh_throw_nomem(e);
    coh_set32(e, &node->status, node->status | COHORT_NODE_STATUS_QUARANTINED);
    coh_record(e, &node->o, COH_CHANGE_STATUS, "", "Quarantined", COH_RULE_QUARANTINE, 0, 0,
               coh_arena_text(e, coh_buf_text(&e->scratch)));
}

/* It ends; 1: and the node joins. */
static int end_quarantine(struct coh_engine *e, struct coh_node *node, int rule)
{
    coh_set32(e, &node->status, node->status & ~COHORT_NODE_STATUS_QUARANTINED);
    coh_set_block(e, &node->losses, NULL);
    coh_clear_timer(e, &node->timer);
    coh_record(e, &node->o, COH_CHANGE_STATUS, "Quarantined", "", rule, 0, 0, NULL);
    if (!node->waiting || node->stopped)
        return 0;
    coh_node_join(e, node, rule);
    return 1;
}

void coh_node_timer(struct coh_engine *e, struct coh_node *node)
{
    if (node->timer.kind == COH_TIMER_DRAIN)
        coh_drain_late(e, node);
    else if (end_quarantine(e, node, COH_RULE_QUARANTINE_OVER))
        coh_nodes_joined(e, &node, 1);
}

int coh_quarantine_needed(struct coh_engine *e, struct coh_node **joined)
{
    int64_t cause = e->cause;
    int i, count = 0;

    if (coh_up_nodes(&e->m) > 0 && e->m.cluster->quorum)
        return 0;
    for (i = 0; i < e->m.node_count; i++) {
        e->cause = cause;
        if (is_quarantined(e->m.nodes[i]) && end_quarantine(e, e->m.nodes[i], COH_RULE_QUARANTINE_NEEDED))
            joined[count++] = e->m.nodes[i];
    }
    e->cause = cause;
    return count;
}

/* ---- start ---- */

int coh_kept_outside(struct coh_engine *e, struct coh_node *node)
{
    if (!node->stopped && !is_quarantined(node))
        return 0;
    if (!node->waiting) {
        coh_set32(e, &node->waiting, 1);
        coh_record(e, &node->o, COH_CHANGE_POLICY, NULL, "stays Down",
                   node->stopped ? COH_RULE_KEPT_OUT : COH_RULE_QUARANTINED, 0, 0, NULL);
    }
    return 1;
}

/* name, a: COHORT_START_... */
void coh_node_start(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_node *node = want_node(e, input->name);
    int force = (input->a & COHORT_START_FORCE_QUORUM) != 0, prevent = (input->a & COHORT_START_PREVENT_QUORUM) != 0;

    if (input->a & ~7 || (force && prevent))
        coh_throw(e, COHORT_ERR_INVALID, 87, "a node is started with force-quorum or with prevent-quorum, not both");
    coh_not_stopping(e, node, "started");
    if (node->state != COHORT_NODE_DOWN)
        coh_throw(e, COHORT_ERR_STATE, 5061, "node \"%s\" cannot be started: it is %s already", node->o.name,
                  coh_node_state_name(node->state));
    if (is_quarantined(node) && !(input->a & COHORT_START_CLEAR_QUARANTINE))
        coh_throw(e, COHORT_ERR_STATE, 5985,
                  "node \"%s\" cannot be started: it is quarantined; --clear-quarantine starts it all the same",
                  node->o.name);
    if (!node->waiting)
        coh_throw(e, COHORT_ERR_NODE_DOWN, 5050, "node \"%s\" cannot be started: nothing plays it or reports it up",
                  node->o.name);
    if (force && e->m.cluster->quorum)
        coh_throw(e, COHORT_ERR_STATE, 5023, "the cluster has quorum: there is nothing to force");
    coh_set32(e, &node->stopped, 0);
    coh_set32(e, &node->prevent, prevent && !e->m.cluster->quorum);
    if (is_quarantined(node))
        end_quarantine(e, node, COH_RULE_REQUESTED);
    if (node->state == COHORT_NODE_DOWN)
        coh_node_join(e, node, node->prevent ? COH_RULE_PREVENT : COH_RULE_REQUESTED);
    coh_nodes_joined(e, &node, 1);
    if (force && !e->m.cluster->quorum)
        coh_quorum_force(e);
}
