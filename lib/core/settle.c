/*
 * Settle: look at the resources whose situation changed, decide who must leave, and issue each operation that is now allowed.
 *
 * Failover, move, restart and recovery after a crash are this same walk with other goals. It is level-triggered: settling twice does nothing.
 * Two queues: first all decisions (what must leave is OfflinePending at once, and its dependents with it), then operations, one by one.
 */
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

enum { DECIDE = 1, ISSUE = 2, SETTLE = 1, GATE = 2 };

static void queue_add(struct coh_engine *e, struct coh_queue *q, struct coh_obj *obj)
{
    if (q->head > 0 && q->head == q->count)
        q->head = q->count = 0;
    COH_VEC_PUSH(e, q->v, q->count, q->room);
    q->v[q->count - 1] = obj;
}

static struct coh_obj *queue_take(struct coh_queue *q)
{
    return q->head < q->count ? q->v[q->head++] : NULL;
}

/* How much a reason to look at a resource again tells of what happened. */
static int tells(int rule)
{
    switch (rule) {
    case COH_RULE_NONE:
    case COH_RULE_WANTED: return 0;
    case COH_RULE_STOPPED:
    case COH_RULE_TERMINATED:
    case COH_RULE_NOT_WANTED: return 1; /* how it came to rest: no reason to start */
    case COH_RULE_NEEDED:
    case COH_RULE_GROUP_STARTS: return 2;
    default: return 3;
    }
}

/* Look at a resource again. The first reason that says what happened is told; of requests in a batch the last one, which is what was asked for. */
void coh_push(struct coh_engine *e, struct coh_resource *r, int rule, const char *text)
{
    if (e->loading || r->o.gone)
        return;
    if (r->queued == 0 || (tells(r->qrule) < 3 && tells(rule) >= tells(r->qrule)) || rule == COH_RULE_PROVIDER_ONLINE ||
        rule == COH_RULE_RESTART || (rule == COH_RULE_REQUESTED && e->batch)) {
        r->qcause = e->cause;
        r->qrule = rule;
        r->qtext = text;
    }
    if (r->queued & DECIDE)
        return;
    queue_add(e, &e->decide, &r->o);
    r->queued |= DECIDE;
}

void coh_push_service(struct coh_engine *e, struct coh_service *s)
{
    if (e->loading || s->queued || s->o.gone)
        return;
    queue_add(e, &e->services, &s->o);
    s->queued = 1;
    s->qcause = e->cause;
}

void coh_push_group(struct coh_engine *e, struct coh_group *g)
{
    if (e->loading || g->o.gone)
        return;
    g->qcause = e->cause;
    if (g->queued & SETTLE)
        return;
    queue_add(e, &e->groups, &g->o);
    g->queued |= SETTLE;
}

void coh_push_gate(struct coh_engine *e, struct coh_group *g)
{
    if (e->loading || g->o.gone || (g->queued & GATE))
        return;
    queue_add(e, &e->gates, &g->o);
    g->queued |= GATE;
    g->gcause = e->cause;
}

static void queue_clear(struct coh_queue *q)
{
    int i;

    for (i = q->head; i < q->count; i++) {
        if (q->v[i]->kind == COH_RESOURCE)
            ((struct coh_resource *)q->v[i])->queued = 0;
        else if (q->v[i]->kind == COH_SERVICE)
            ((struct coh_service *)q->v[i])->queued = 0;
        else
            ((struct coh_group *)q->v[i])->queued = 0;
    }
    q->head = q->count = 0;
}

void coh_queues_clear(struct coh_engine *e)
{
    queue_clear(&e->decide);
    queue_clear(&e->gates);
    queue_clear(&e->issue);
    queue_clear(&e->services);
    queue_clear(&e->groups);
}

/* ---- operations ---- */

void coh_action(struct coh_engine *e, struct coh_obj *obj, int op, int64_t operation, const struct coh_node *node,
                int64_t timeout_ms)
{
    struct coh_action *action;

    COH_VEC_PUSH(e, e->actions, e->effects.action_count, e->action_room);
    action = &e->actions[e->effects.action_count - 1];
    action->kind = obj->kind;
    action->op = op;
    action->object = obj->id;
    action->operation = operation;
    action->node = node->o.id;
    action->timeout_ms = timeout_ms;
}

/* Begin an operation: the decision is made, its clock starts. A driven service is told; others' agents are. */
void coh_begin(struct coh_engine *e, struct coh_resource *r, int op, int rule, int64_t a, int64_t b, const char *text)
{
    struct coh_cluster *c = e->m.cluster;
    int64_t timeout_ms = coh_op_timeout(&r->o);

    coh_set64(e, &r->op_id, c->next_op);
    coh_set64(e, &c->next_op, c->next_op + 1);
    if (op == COH_OP_ONLINE)
        coh_resource_set_state(e, r, COHORT_RESOURCE_ONLINE_PENDING, rule, a, b, text);
    coh_resource_set_op(e, r, op);
    coh_set_timer(e, &r->timer, COH_TIMER_PENDING, c->now_ms + timeout_ms);
    if (r->drives != NULL || coh_prop_is(&r->type->o, COH_P_DRIVES, "service"))
        coh_drive(e, r, op);
    else
        coh_action(e, &r->o, op, r->op_id, r->group->owner, timeout_ms);
}

/* ---- decisions ---- */

/* Why an Online resource must leave: the first thing that is not as it should be. */
static int leaving_rule(const struct coh_resource *r, const char **ret_text)
{
    const struct coh_group *g = r->group;

    *ret_text = NULL;
    if (g->dest != NULL) {
        *ret_text = g->dest->o.name;
        return g->move == COH_MOVE_FAILOVER ? COH_RULE_GROUP_FAILOVER : COH_RULE_GROUP_MOVE;
    }
    if (g->owner != NULL && g->owner->stopping == COH_STOPPING_REST) {
        *ret_text = g->owner->o.name;
        return COH_RULE_NODE_STOPPING;
    }
    if (!g->runs)
        return r->qrule == COH_RULE_QUORUM_LOST ? COH_RULE_QUORUM_LOST : COH_RULE_NOT_WANTED;
    if (r->stopped || r->again)
        return COH_RULE_REQUESTED;
    if (!r->wanted && r->shut == 0)
        return g->persistent == COHORT_PERSISTENT_OFFLINE && r->persistent == COHORT_PERSISTENT_INHERIT
                   ? COH_RULE_GROUP_OFFLINE
                   : COH_RULE_NOT_WANTED;
    *ret_text = r->qtext;
    return r->qrule == COH_RULE_PROVIDER_STOPPED || r->qrule == COH_RULE_PROVIDER_RESTARTS ? r->qrule
                                                                                           : COH_RULE_PROVIDER_LOST;
}

/* The first member of an unmet clause, for the sentence. */
static const char *lost_provider(const struct coh_resource *r)
{
    int i;

    for (i = 0; r->depends != NULL && i < r->depends->clause_count; i++)
        if (r->depends->clauses[i].online == 0 || r->depends->clauses[i].open == 0)
            return r->depends->clauses[i].edges[0].provider->o.name;
    return NULL;
}

static void leave(struct coh_engine *e, struct coh_resource *r)
{
    int pending = r->state == COHORT_RESOURCE_ONLINE_PENDING;
    const char *text;
    int rule = leaving_rule(r, &text);
    int64_t a = 0, b = 0;

    if (rule == COH_RULE_QUORUM_LOST) {
        a = e->m.cluster->o.a;
        b = e->m.cluster->o.b;
    }
    if ((rule == COH_RULE_PROVIDER_LOST || rule == COH_RULE_PROVIDER_STOPPED) && text == NULL)
        text = lost_provider(r);
    coh_resource_set_state(e, r, COHORT_RESOURCE_OFFLINE_PENDING, rule, a, b, text);
    /* An online that is under way cannot be taken back by a stop: it is abandoned. */
    if (pending)
        coh_begin(e, r, COH_OP_TERMINATE, rule, 0, 0, text);
}

static void decide(struct coh_engine *e, struct coh_resource *r)
{
    if (r->group->frozen)
        return;
    if ((r->state == COHORT_RESOURCE_ONLINE || r->state == COHORT_RESOURCE_ONLINE_PENDING) &&
        (!r->group->runs || !r->wanted || r->unmet > 0 || r->again))
        leave(e, r);
    if (!(r->queued & ISSUE)) {
        queue_add(e, &e->issue, &r->o);
        r->queued |= ISSUE;
    }
}

void coh_decide_all(struct coh_engine *e)
{
    struct coh_resource *r;

    while ((r = (struct coh_resource *)queue_take(&e->decide)) != NULL) {
        r->queued &= (uint8_t)~DECIDE;
        if (r->o.gone)
            continue;
        e->cause = r->qcause;
        decide(e, r);
    }
}

/* ---- what is allowed now ---- */

static const char *wanted_text(struct coh_engine *e, const struct coh_resource *r)
{
    coh_buf_clear(&e->scratch);
    coh_wanted_words(&e->scratch, r);
    if (e->scratch.error)
        coh_throw_nomem(e);
    return coh_arena_text(e, coh_buf_text(&e->scratch));
}

static void start(struct coh_engine *e, struct coh_resource *r)
{
    const char *missing = coh_required_missing(e, r);
    int64_t a = 0, b = 0;
    const char *text = r->qtext;
    int rule = r->qrule;

    if (missing != NULL) {
        coh_resource_set_state(e, r, COHORT_RESOURCE_FAILED, COH_RULE_REQUIRED_MISSING, 0, 0, missing);
        coh_resource_set_hold(e, r, COH_HOLD_ANYWHERE);
        return;
    }
    if (r->state == COHORT_RESOURCE_FAILED && r->restarts != NULL && rule != COH_RULE_REQUESTED &&
        rule != COH_RULE_ARRIVED && rule != COH_RULE_RETRY) {
        rule = COH_RULE_RESTART;
        a = r->restarts->count;
        b = coh_prop_int(&r->o, COH_P_RESTART_THRESHOLD);
        text = NULL;
    } else if (tells(rule) <= 1) {
        rule = COH_RULE_WANTED;
        text = wanted_text(e, r);
    }
    if (rule == COH_RULE_QUORUM_GAINED) {
        a = e->m.cluster->o.a;
        b = e->m.cluster->o.b;
    } else if (rule == COH_RULE_RETRY) {
        a = coh_prop_int(&r->o, COH_P_RETRY_PERIOD);
    }
    coh_set8(e, &r->kept, (uint8_t)!coh_persistent_on(r));
    coh_begin(e, r, COH_OP_ONLINE, rule, a, b, text);
}

static void issue(struct coh_engine *e, struct coh_resource *r)
{
    const struct coh_group *g = r->group;

    if (g->frozen || r->op != COH_OP_NONE)
        return;
    if (r->state == COHORT_RESOURCE_OFFLINE_PENDING) {
        if (r->leaving == 0 && (r->force || coh_gate_stop(e, r)))
            coh_begin(e, r, r->force ? COH_OP_TERMINATE : COH_OP_OFFLINE, COH_RULE_NONE, 0, 0, NULL);
    } else if (r->state != COHORT_RESOURCE_ONLINE && r->state != COHORT_RESOURCE_ONLINE_PENDING) {
        if (coh_may_start(g) && r->wanted && r->hold == COH_HOLD_NONE && r->unmet == 0 && r->leaving == 0 &&
            coh_gate_start(e, r))
            start(e, r);
    }
}

/* An idle group on its way arrives; one whose owner cannot host it is placed. 1: it went. */
static int go(struct coh_engine *e, struct coh_group *g)
{
    if (g->busy == 0)
        coh_wake_kept_out(e, g);
    if (g->dest != NULL && g->busy == 0 && coh_node_usable(g->dest) && !coh_arrives_beside(&e->m, g)) {
        e->cause = g->o.last; /* what sent it on its way */
        coh_arrive(e, g, g->dest,
                   g->move == COH_MOVE_FAILOVER ? COH_RULE_FAILOVER
                   : g->move == COH_MOVE_ASKED  ? COH_RULE_MOVE
                                                : g->o.rule,
                   g->move >= COH_MOVE_DRAIN ? coh_arena_text(e, g->o.s) : NULL);
        return 1;
    }
    if (g->busy == 0 && (!g->runs || coh_kept_out(&e->m, g, NULL)))
        coh_place_orphan(e, g); /* its owner may no longer be a possible one */
    return 0;
}

/* It was told why the group did not go or start, and that no longer matters: what it was told of runs. */
static int is_past(const struct coh_group *g)
{
    const struct coh_resource *r;

    if (g->o.rule != COH_RULE_FAILOVER_LIMIT && g->o.rule != COH_RULE_FAILOVER_NOWHERE)
        return g->state == COHORT_GROUP_ONLINE && (g->o.rule == COH_RULE_NOT_STARTED || coh_wait_is_rule(g->o.rule));
    for (r = g->first; r != NULL; r = r->next)
        if (r->o.last == g->o.last && (r->state == COHORT_RESOURCE_FAILED || !coh_others_serve(r)))
            return 0;
    return 1;
}

static void tell_state(struct coh_engine *e, struct coh_group *g)
{
    int state = coh_group_state(g), changes = state != g->state;

    if (changes)
        coh_record(e, &g->o, COH_CHANGE_STATE, coh_group_state_name(g->state), coh_group_state_name(state),
                   COH_RULE_DERIVED, 0, 0, NULL);
    coh_set32(e, &g->state, state);
    if (is_past(g)) {
        e->cause = e->m.cluster->transition_seq;
        coh_give_reason(e, &g->o, COH_RULE_STARTED, 0, 0, NULL);
    }
    if (changes && state == COHORT_GROUP_ONLINE && g->admin)
        coh_admin_success(e, g);
}

static void settle_group(struct coh_engine *e, struct coh_group *g)
{
    int64_t cause = e->cause;

    if (go(e, g))
        return; /* it is looked at again where it arrived */
    tell_state(e, g);
    e->cause = cause;
    if (g->left != NULL && coh_at_rest(g))
        coh_tell_move(e, g,
                      g->state == COHORT_GROUP_ONLINE
                          ? NULL
                          : coh_arena_fmt(e, "it is %s there", coh_group_state_name(g->state)));
    coh_look_back(e, g);
    if (g->later != COH_MOVE_NONE)
        coh_try_later(e, g);
}

static void look_at_group(struct coh_engine *e, struct coh_group *g)
{
    settle_group(e, g);
    if (g->busy == 0 && g->owner != NULL && g->owner->stopping != COH_STOPPING_NONE)
        coh_node_stop_on(e, g->owner);
}

/* Until nothing is left to do. Groups last, so that they are told what their members came to, not what they passed through. */
void coh_settle(struct coh_engine *e)
{
    struct coh_obj *obj;

    for (;;) {
        coh_decide_all(e);
        if ((obj = queue_take(&e->gates)) != NULL) { /* before anything is issued: all that may wait are known */
            struct coh_group *g = (struct coh_group *)obj;

            g->queued &= (uint8_t)~GATE;
            e->cause = g->gcause;
            if (!obj->gone)
                coh_wait_look(e, g);
        } else if ((obj = queue_take(&e->issue)) != NULL) {
            struct coh_resource *r = (struct coh_resource *)obj;

            r->queued &= (uint8_t)~ISSUE;
            e->cause = r->qcause;
            if (!obj->gone)
                issue(e, r);
        } else if ((obj = queue_take(&e->services)) != NULL) {
            struct coh_service *s = (struct coh_service *)obj;

            s->queued = 0;
            e->cause = s->qcause;
            if (!obj->gone)
                coh_settle_service(e, s);
        } else if ((obj = queue_take(&e->groups)) != NULL) {
            struct coh_group *g = (struct coh_group *)obj;

            g->queued &= (uint8_t)~SETTLE;
            e->cause = g->qcause;
            if (!obj->gone) {
                look_at_group(e, g);
                coh_wait_settled(e, g);
            }
        } else {
            break;
        }
    }
    e->decide.head = e->decide.count = e->issue.head = e->issue.count = 0;
    e->gates.head = e->gates.count = 0;
    e->services.head = e->services.count = e->groups.head = e->groups.count = 0;
}
