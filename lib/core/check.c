/*
 * Invariants: what must hold at the end of every step. Everything that is derived is derived again and compared.
 */
#include <string.h>

#include "core/inner.h"

#define WRONG(error, ...) coh_error_set(error, COHORT_ERR_BUG, 0, __VA_ARGS__)

static int check_clauses(const struct coh_resource *r, struct coh_error *error)
{
    int i, k, unmet = 0, shut = 0;

    for (i = 0; r->depends != NULL && i < r->depends->clause_count; i++) {
        const struct coh_clause *c = &r->depends->clauses[i];
        int online = 0, open = 0;

        for (k = 0; k < c->count; k++) {
            online += c->edges[k].provider->state == COHORT_RESOURCE_ONLINE;
            open += !c->edges[k].provider->blocked;
            if (c->edges[k].provider->group != r->group)
                return WRONG(error, "%s depends on %s of another group", r->o.name, c->edges[k].provider->o.name);
        }
        if (online != c->online || open != c->open)
            return WRONG(error, "a clause of %s counts %d online and %d open instead of %d and %d", r->o.name,
                         c->online, c->open, online, open);
        unmet += online == 0;
        shut += open == 0;
    }
    if (unmet != r->unmet || shut != r->shut)
        return WRONG(error, "%s counts %d unmet and %d shut clauses instead of %d and %d", r->o.name, r->unmet, r->shut,
                     unmet, shut);
    return 0;
}

static int check_derived(const struct coh_resource *r, struct coh_error *error)
{
    const struct coh_edge *edge;
    int pullers = 0, leaving = 0;
    int64_t before = 0;

    for (edge = r->dependents; edge != NULL; edge = edge->next) {
        const struct coh_resource *d = edge->clause->dependent;

        if (edge->provider != r || d->o.id < before)
            return WRONG(error, "the dependents of %s are out of order", r->o.name);
        before = d->o.id;
        pullers += d->wanted;
        leaving += d->going;
    }
    if (pullers != r->pullers || leaving != r->leaving)
        return WRONG(error, "%s counts %d pullers and %d leaving instead of %d and %d", r->o.name, r->pullers,
                     r->leaving, pullers, leaving);
    if (r->blocked != (r->stopped || r->shut > 0))
        return WRONG(error, "%s has a wrong blocked flag", r->o.name);
    if (r->wanted != (!r->blocked && (coh_persistent_on(r) || r->pullers > 0 || r->kept)))
        return WRONG(error, "%s has a wrong wanted flag", r->o.name);
    if (r->going != (r->state == COHORT_RESOURCE_OFFLINE_PENDING || r->op == COH_OP_TERMINATE))
        return WRONG(error, "%s has a wrong going flag", r->o.name);
    return 0;
}

/* The rules of failover that no state may break. */
static int check_safety(struct coh_engine *e, const struct coh_resource *r, struct coh_error *error)
{
    const struct coh_group *g = r->group;
    int up = r->state == COHORT_RESOURCE_ONLINE || r->state == COHORT_RESOURCE_ONLINE_PENDING;

    if (r->state == COHORT_RESOURCE_ONLINE && r->unmet > 0 && !g->frozen)
        return WRONG(error, "%s is Online while a clause of its dependency is unmet", r->o.name);
    if (coh_resource_is_busy(r) && (g->owner == NULL || g->owner->state == COHORT_NODE_DOWN))
        return WRONG(error, "%s is %s on a node that is not Up", r->o.name, coh_resource_state_name(r->state));
    if (up && !e->m.cluster->quorum && !g->frozen)
        return WRONG(error, "%s is %s without quorum", r->o.name, coh_resource_state_name(r->state));
    if (up && !g->frozen && (g->dest != NULL || !coh_possible(g, g->owner, NULL)))
        return WRONG(error, "%s is %s on a node that is not its place", r->o.name, coh_resource_state_name(r->state));
    if ((r->state == COHORT_RESOURCE_ONLINE_PENDING) != (r->op == COH_OP_ONLINE))
        return WRONG(error, "%s is %s with operation %s", r->o.name, coh_resource_state_name(r->state),
                     coh_op_name(r->op));
    if ((r->again && r->state != COHORT_RESOURCE_OFFLINE_PENDING) ||
        (r->force && r->state != COHORT_RESOURCE_OFFLINE_PENDING && !(g->frozen && (up || r->op != COH_OP_NONE))))
        return WRONG(error, "%s is %s and is to stop in a special way", r->o.name, coh_resource_state_name(r->state));
    if (r->op == COH_OP_OFFLINE && r->state != COHORT_RESOURCE_OFFLINE_PENDING)
        return WRONG(error, "%s is %s while it is stopped", r->o.name, coh_resource_state_name(r->state));
    return 0;
}

/* No goal is left with nothing in flight, no timer and no reason. */
static int check_progress(struct coh_engine *e, struct coh_resource *r, struct coh_error *error)
{
    struct coh_service *s, *u;
    int i, held = 0;

    if (r->group->frozen)
        return 0;
    if (r->op != COH_OP_NONE)
        return r->timer.kind == COH_TIMER_PENDING
                   ? 0
                   : WRONG(error, "operation %s of %s has no clock", coh_op_name(r->op), r->o.name);
    if (r->state == COHORT_RESOURCE_OFFLINE_PENDING && r->leaving == 0 && r->timer.kind != COH_TIMER_HELD) {
        s = coh_service_on(&e->m, r->group->owner, r->drives);
        for (i = 0; s != NULL && (u = coh_user(e, s, i)) != NULL; i++)
            held += u->state != COHORT_SERVICE_STOPPED;
        if (!held)
            return WRONG(error, "%s is OfflinePending and nothing stops it", r->o.name);
    }
    if (r->hold == COH_HOLD_RESTART && r->timer.kind != COH_TIMER_RESTART)
        return WRONG(error, "%s waits for a restart that no timer brings", r->o.name);
    if (!coh_may_start(r->group) || !r->wanted || r->hold != COH_HOLD_NONE || r->unmet > 0 || r->leaving > 0)
        return 0;
    if ((r->state == COHORT_RESOURCE_OFFLINE || r->state == COHORT_RESOURCE_FAILED) && coh_gate_start(e, r))
        return WRONG(error, "%s should be online, may start, and nothing starts it", r->o.name);
    return 0;
}

/* Who waits has a reason and a bound; who starts is about to. */
static int check_wait(const struct coh_model *m, const struct coh_group *g, struct coh_error *error)
{
    if (coh_held_back(g) != (g->gate.kind == COH_TIMER_WAIT))
        return WRONG(error, "group %s waits without a bound, or has a bound and does not wait", g->o.name);
    if ((g->wait == COH_WAIT_QUEUE || g->wait == COH_WAIT_START) && (!g->starts || g->lane != coh_priority_class(g)))
        return WRONG(error, "group %s is in a start queue and may not start", g->o.name);
    if (g->wait == COH_WAIT_QUEUE && (g->busy > 0 || coh_wait_open(g) || !coh_wait_wants(g)))
        return WRONG(error, "group %s waits in the start queue for nothing", g->o.name);
    if (g->wait == COH_WAIT_START && g->state != COHORT_GROUP_PENDING)
        return WRONG(error, "group %s is %s and still counted as starting", g->o.name, coh_group_state_name(g->state));
    if ((g->wait == COH_WAIT_DEPENDS || g->wait == COH_WAIT_ASKED) &&
        (!g->starts || g->busy > 0 || coh_wait_provider(m, g) == NULL || !coh_wait_wants(g)))
        return WRONG(error, "group %s waits for other groups for nothing", g->o.name);
    if ((g->set != NULL || g->users != NULL) && g->stands != coh_group_stands(g))
        return WRONG(error, "group %s is counted wrongly by those that wait for it", g->o.name);
    if (g->wait == COH_WAIT_OWNER &&
        (g->busy > 0 || !g->owner || g->dest != NULL || coh_default_owner(m, g)->state != COHORT_NODE_DOWN))
        return WRONG(error, "group %s waits for a node and should not", g->o.name);
    return 0;
}

/* A group set's count of its groups, and what follows. */
static int check_set(const struct coh_model *m, const struct coh_groupset *s, struct coh_error *error)
{
    int up = 0, coming = 0, need = coh_groupset_needed(s), i;
    const struct coh_group *g;

    for (i = 0; s->groups != NULL && i < s->groups->count; i++) {
        g = (const struct coh_group *)coh_by_id(m, s->groups->v[i]);
        if (g->set != s)
            return WRONG(error, "group %s does not know that it is in group set %s", g->o.name, s->link.o.name);
        up += coh_group_stands(g) == 2;
        coming += coh_group_stands(g) == 1;
    }
    if (up != s->up || coming != s->coming)
        return WRONG(error, "group set %s counts %d groups online and %d starting instead of %d and %d", s->link.o.name,
                     s->up, s->coming, up, coming);
    if ((s->state != COHORT_GROUPSET_NOT_READY) != (need > 0 && coh_groupset_reached(s) >= need) ||
        (s->state == COHORT_GROUPSET_DELAY) != (s->timer.kind == COH_TIMER_WAIT))
        return WRONG(error, "group set %s is wrongly %s", s->link.o.name, coh_groupset_state_name(s->state));
    return 0;
}

/* A node's counts of its groups. */
static int check_counts(const struct coh_model *m, const struct coh_node *node, struct coh_error *error)
{
    int owned = 0, coming = 0, queued[COH_LANES] = {0}, starting[COH_LANES] = {0}, i;
    const struct coh_group *g;

    for (g = m->groups; g != NULL; g = g->next) {
        coming += g->dest == node;
        if (g->owner != node)
            continue;
        owned++;
        queued[g->lane] += g->wait == COH_WAIT_QUEUE;
        starting[g->lane] += g->wait == COH_WAIT_START;
    }
    if (owned != node->group_count || coming != node->coming)
        return WRONG(error, "node %s counts %d groups and %d on their way to it instead of %d and %d", node->o.name,
                     node->group_count, node->coming, owned, coming);
    for (i = 0; i < COH_LANES; i++)
        if (queued[i] != node->queued[i] || starting[i] != node->starting[i])
            return WRONG(error, "node %s counts %d groups of class %d that wait and %d that start instead of %d and %d",
                         node->o.name, node->queued[i], i, node->starting[i], queued[i], starting[i]);
    return 0;
}

static int check_group(struct coh_engine *e, struct coh_group *g, struct coh_error *error)
{
    struct coh_resource *r;
    int count = 0, online = 0, failed = 0, pending = 0, busy = 0;

    for (r = g->first; r != NULL; r = r->next) {
        if (check_clauses(r, error) < 0 || check_derived(r, error) < 0 || check_safety(e, r, error) < 0 ||
            check_progress(e, r, error) < 0)
            return error->code;
        if (r->queued)
            return WRONG(error, "%s is still in a queue", r->o.name);
        count++;
        online += r->state == COHORT_RESOURCE_ONLINE;
        failed += r->state == COHORT_RESOURCE_FAILED;
        pending += r->state >= 128;
        busy += coh_resource_is_busy(r);
    }
    if (count != g->count || online != g->online || failed != g->failed || pending != g->pending || busy != g->busy)
        return WRONG(error, "group %s counts its members wrongly", g->o.name);
    if (g->state != coh_group_state(g))
        return WRONG(error, "group %s is recorded as %s but is %s", g->o.name, coh_group_state_name(g->state),
                     coh_group_state_name(coh_group_state(g)));
    if ((g->owner == NULL || g->owner->state == COHORT_NODE_DOWN) && g->dest == NULL && e->m.cluster->quorum &&
        g->wait != COH_WAIT_OWNER && coh_target_place(e, g) != NULL)
        return WRONG(error, "group %s has no node that is there, and one could take it", g->o.name);
    if (g->left != NULL && coh_at_rest(g))
        return WRONG(error, "group %s came to rest on its new owner and no event tells of it", g->o.name);
    if (g->dest != NULL && g->busy == 0 && coh_node_usable(g->dest) && !coh_arrives_beside(&e->m, g))
        return WRONG(error, "group %s has left and does not arrive", g->o.name);
    if (g->runs !=
            (g->dest == NULL && coh_node_hosts(g->owner) && e->m.cluster->quorum && coh_possible(g, g->owner, NULL)) ||
        g->starts != (g->runs && coh_node_usable(g->owner)))
        return WRONG(error, "group %s has a wrong runs flag", g->o.name);
    return check_wait(&e->m, g, error);
}

/* A move that waits, waits for something. */
static int check_later(struct coh_engine *e, struct coh_group *g, struct coh_error *error)
{
    const char *text;

    if (g->return_to != NULL && g->dest == NULL && g->owner == NULL)
        return WRONG(error, "group %s may go back and is nowhere", g->o.name);
    if (g->timer.kind == COH_TIMER_FAILBACK && g->later != COH_MOVE_FAILBACK)
        return WRONG(error, "group %s waits for a window and for no failback", g->o.name);
    if (g->later == COH_MOVE_NONE || g->dest != NULL || g->frozen || !e->m.cluster->quorum ||
        g->timer.kind == COH_TIMER_FAILBACK || coh_later_obstacle(e, g, &text) != COH_RULE_NONE)
        return 0;
    if (g->later == COH_MOVE_FAILBACK && coh_better_owner(e, g) == NULL)
        return 0; /* until an anti-affine group leaves */
    return WRONG(error, "a move of group %s waits for nothing", g->o.name);
}

static int check_service(struct coh_engine *e, const struct coh_service *s, struct coh_error *error)
{
    const struct coh_resource *r = coh_driver_of(&e->m, s);
    int i, k;

    if (s->state != COHORT_SERVICE_STOPPED && s->node->state == COHORT_NODE_DOWN)
        return WRONG(error, "service %s is %s on a node that is not Up", s->full, coh_service_state_name(s->state));
    if (s->op != COH_OP_NONE && s->timer.kind == COH_TIMER_NONE && (r == NULL || r->timer.kind != COH_TIMER_PENDING))
        return WRONG(error, "operation %s of service %s has no clock", coh_op_name(s->op), s->full);
    if ((s->state == COHORT_SERVICE_START_PENDING || s->state == COHORT_SERVICE_STOP_PENDING) != (s->op != COH_OP_NONE))
        return WRONG(error, "service %s is %s with operation %s", s->full, coh_service_state_name(s->state),
                     coh_op_name(s->op));
    if (r != NULL && r->state == COHORT_RESOURCE_ONLINE && s->state != COHORT_SERVICE_RUNNING &&
        s->state != COHORT_SERVICE_STOP_PENDING && !coh_in_maintenance(r))
        return WRONG(error, "resource %s is Online and its service %s is %s", r->o.name, s->full,
                     coh_service_state_name(s->state));
    for (i = 0; s->needs != NULL && i < s->needs->count; i++) {
        const struct coh_service *n = coh_need(e, s, i);

        if (n == NULL || n->node != s->node || !coh_ints_has(n->users, s->o.id))
            return WRONG(error, "service %s and what it needs do not know each other", s->full);
    }
    for (k = 0; s->users != NULL && k < s->users->count; k++)
        if (coh_user(e, s, k) == NULL)
            return WRONG(error, "service %s is needed by object %lld, which is not there", s->full,
                         (long long)s->users->v[k]);
    return 0;
}

static int check_node(const struct coh_node *node, struct coh_error *error)
{
    int quarantined = (node->status & COHORT_NODE_STATUS_QUARANTINED) != 0, down = node->state == COHORT_NODE_DOWN;

    if (strcmp(node->domain != NULL ? node->domain : "", coh_prop_text(&node->o, COH_P_FAULT_DOMAIN)) != 0)
        return WRONG(error, "node %s has a wrong fault domain", node->o.name);
    if (node->stopping < COH_STOPPING_NONE || node->stopping > COH_STOPPING_REST ||
        (node->stopping != COH_STOPPING_NONE && (node->state != COHORT_NODE_PAUSED || !node->stopped)))
        return WRONG(error, "node %s is %s and being stopped", node->o.name, coh_node_state_name(node->state));
    if (node->stopped && !down && node->stopping == COH_STOPPING_NONE)
        return WRONG(error, "node %s was stopped and is %s", node->o.name, coh_node_state_name(node->state));
    if (node->waiting && (!down || (!node->stopped && !quarantined)))
        return WRONG(error, "node %s is %s and is kept out by nothing", node->o.name, coh_node_state_name(node->state));
    if (node->timer.kind == COH_TIMER_DRAIN && node->drain != COHORT_DRAIN_IN_PROGRESS)
        return WRONG(error, "node %s has a clock for a drain that is not under way", node->o.name);
    if (quarantined && !down)
        return WRONG(error, "node %s is %s and quarantined", node->o.name, coh_node_state_name(node->state));
    return 0;
}

/* A node that is being drained or stopped: something of it is under way. */
static int check_leaving(const struct coh_model *m, const struct coh_node *node, struct coh_error *error)
{
    int moving = 0, leaving = 0, running = 0;
    const struct coh_service *s;
    const struct coh_group *g;

    if (node->status & COHORT_NODE_STATUS_ISOLATED)
        return 0;
    for (g = m->groups; g != NULL; g = g->next) {
        if (g->owner != node)
            continue;
        moving += g->dest != NULL;
        leaving += g->dest != NULL && (g->busy > 0 || coh_node_usable(g->dest));
        running += g->busy > 0;
    }
    for (s = node->services; s != NULL; s = s->node_next)
        running += s->state != COHORT_SERVICE_STOPPED || s->op != COH_OP_NONE;
    if (node->drain == COHORT_DRAIN_IN_PROGRESS && moving == 0)
        return WRONG(error, "node %s is being drained and no group leaves", node->o.name);
    if (node->stopping == COH_STOPPING_DRAIN && (node->drain != COHORT_DRAIN_IN_PROGRESS || leaving == 0))
        return WRONG(error, "node %s is being stopped and nothing goes on", node->o.name);
    if (node->stopping == COH_STOPPING_REST && running == 0 && !m->cluster->stopping)
        return WRONG(error, "node %s is being stopped, nothing of it runs, and it is not Down", node->o.name);
    return 0;
}

static int check_heap(const struct coh_model *m, struct coh_error *error)
{
    int i;

    for (i = 0; i < m->heap_count; i++) {
        const struct coh_timer *t = m->heap[i];

        if (t->place != i || t->kind == COH_TIMER_NONE || (i > 0 && m->heap[(i - 1) / 2]->deadline_ms > t->deadline_ms))
            return WRONG(error, "the timers are out of order at %s", t->obj->name);
    }
    return 0;
}

int coh_engine_check(struct coh_engine *e, struct coh_error *error)
{
    const struct coh_model *m = &e->m;
    const struct coh_link *link;
    struct coh_service *s;
    struct coh_group *g;
    int i, up, total, waiting = 0;
    const struct coh_obj *wrong;

    if (check_heap(m, error) < 0)
        return error->code;
    if ((wrong = coh_bonds_wrong(m)) != NULL)
        return WRONG(error, "%s is not bound as its rules say", wrong->name);
    for (g = m->groups; g != NULL; g = g->next) {
        if (check_group(e, g, error) < 0 || check_later(e, g, error) < 0)
            return error->code;
        waiting += g->later != COH_MOVE_NONE;
    }
    if (waiting != m->later_count)
        return WRONG(error, "%d moves wait instead of %d", (int)m->later_count, waiting);
    for (s = m->services; s != NULL; s = s->next)
        if (check_service(e, s, error) < 0)
            return error->code;
    for (link = m->first[COH_GROUPSET]; link != NULL; link = link->next)
        if (check_set(m, (const struct coh_groupset *)link, error) < 0)
            return error->code;
    for (i = 0; i < m->node_count; i++) {
        if (check_node(m->nodes[i], error) < 0 || check_counts(m, m->nodes[i], error) < 0 ||
            check_leaving(m, m->nodes[i], error) < 0)
            return error->code;
    }
    coh_votes(m, &up, &total);
    if (m->cluster->quorum && total > 0 && total % 2 == 0 && coh_prop_int(&m->cluster->o, COH_P_DYNAMIC_QUORUM))
        return WRONG(error, "%d votes are an even number", total);
    if (m->cluster->quorum != (up * 2 > total))
        return WRONG(error, "quorum is recorded wrongly: %d of %d votes", up, total);
    return 0;
}
