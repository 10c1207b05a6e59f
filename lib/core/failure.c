/*
 * What an agent's answer means, and the policy of failures: restart, then fail over, then wait (manual: "Failures").
 */
#include "core/inner.h"
#include "util/text.h"

/* ---- the end of an operation ---- */

void coh_admin_success(struct coh_engine *e, struct coh_group *g)
{
    struct coh_resource *r;

    coh_set8(e, &g->admin, 0);
    coh_set_block(e, &g->failovers, NULL);
    coh_set_block(e, &g->tried, NULL);
    coh_dirty(e, &g->o, COH_DIRTY_ROW);
    for (r = g->first; r != NULL; r = r->next)
        if (r->restarts != NULL) {
            coh_set_block(e, &r->restarts, NULL);
            coh_dirty(e, &r->o, COH_DIRTY_ROW);
        }
}

/* An administrator's successful online begins anew: its restarts, and the group's failovers. */
void coh_admin_reached(struct coh_engine *e, struct coh_resource *r)
{
    coh_set8(e, &r->admin, 0);
    coh_set_block(e, &r->restarts, NULL);
    coh_dirty(e, &r->o, COH_DIRTY_ROW);
    coh_set_block(e, &r->group->failovers, NULL);
    coh_set_block(e, &r->group->tried, NULL);
    coh_dirty(e, &r->group->o, COH_DIRTY_ROW);
}

void coh_came_online(struct coh_engine *e, struct coh_resource *r, int rule, const char *text)
{
    coh_resource_set_op(e, r, COH_OP_NONE);
    coh_resource_set_state(e, r, COHORT_RESOURCE_ONLINE, rule, 0, 0, text);
    coh_set8(e, &r->lost, 0);
    if (r->admin)
        coh_admin_reached(e, r);
}

/* It failed twice in one millisecond. A start can fail without anybody having been asked (a needed service is Disabled): without a pause the
 * step would never end. */
static int again_at_once(const struct coh_resource *r, int64_t now_ms)
{
    return r->restarts != NULL && r->restarts->count > 1 && r->restarts->v[r->restarts->count - 2] == now_ms;
}

/* The thing is down: RestartDelay or RetryPeriodOnFailure begins now. */
void coh_wait_after_failure(struct coh_engine *e, struct coh_resource *r)
{
    int64_t now_ms = e->m.cluster->now_ms, wait_ms;

    if (r->op != COH_OP_NONE || r->state != COHORT_RESOURCE_FAILED)
        return;
    if (r->hold == COH_HOLD_RESTART) {
        wait_ms = coh_prop_int(&r->o, COH_P_RESTART_DELAY);
        if (wait_ms == 0 && again_at_once(r, now_ms))
            wait_ms = 1;
        if (wait_ms > 0) {
            coh_set_timer(e, &r->timer, COH_TIMER_RESTART, now_ms + wait_ms);
        } else {
            coh_resource_set_hold(e, r, COH_HOLD_NONE);
            coh_push(e, r, COH_RULE_RESTART, NULL);
        }
    } else if (r->hold == COH_HOLD_FINAL && coh_prop_int(&r->o, COH_P_RESTART_ACTION) != 0 && r->group->dest == NULL) {
        wait_ms = coh_prop_int(&r->o, COH_P_RETRY_PERIOD);
        if (wait_ms != UINT32_MAX)
            coh_set_timer(e, &r->timer, COH_TIMER_RETRY, now_ms + (wait_ms > 0 ? wait_ms : 1));
    }
}

/* The operation in flight ended well. */
void coh_op_done(struct coh_engine *e, struct coh_resource *r)
{
    int rule = r->op == COH_OP_TERMINATE ? COH_RULE_TERMINATED : COH_RULE_STOPPED;

    if (r->op == COH_OP_ONLINE) {
        coh_came_online(e, r, COH_RULE_STARTED, NULL);
        return;
    }
    if (r->state == COHORT_RESOURCE_OFFLINE_PENDING)
        coh_resource_set_state(e, r, COHORT_RESOURCE_OFFLINE, rule, 0, 0, NULL);
    coh_resource_set_op(e, r, COH_OP_NONE);
    coh_wait_after_failure(e, r);
}

/* ---- policy ---- */

static const char *ordinal(struct coh_engine *e, int n)
{
    static const char *const words[] = {"first", "second", "third", "fourth", "fifth"};

    if (n >= 1 && n <= 5)
        return words[n - 1];
    return coh_arena_fmt(e, "%d%s", n,
                         n % 10 == 1 && n % 100 != 11   ? "st"
                         : n % 10 == 2 && n % 100 != 12 ? "nd"
                         : n % 10 == 3 && n % 100 != 13 ? "rd"
                                                        : "th");
}

/* "second failure of ENTSSO within 15 min" */
static const char *nth_failure(struct coh_engine *e, const struct coh_resource *r, int n)
{
    coh_buf_clear(&e->scratch);
    coh_duration_words(&e->scratch, coh_prop_int(&r->o, COH_P_RESTART_PERIOD));
    if (e->scratch.error)
        coh_throw_nomem(e);
    return coh_arena_fmt(e, "%s failure of %s within %s", ordinal(e, n), r->o.name, coh_buf_text(&e->scratch));
}

/* The default: nodes that are Up, less one. A paused one counts: a group may have come from there. */
static int64_t failover_limit(const struct coh_model *m, const struct coh_group *g)
{
    int64_t limit = coh_prop_int(&g->o, COH_P_FAILOVER_THRESHOLD);
    int i, present = 0;

    for (i = 0; i < m->node_count; i++)
        present += coh_node_present(m->nodes[i]);
    return limit == UINT32_MAX ? present - 1 : limit;
}

static struct coh_used used(const struct coh_ints *times, int64_t limit, int64_t window_ms, int64_t now_ms)
{
    struct coh_used used = {0, limit, window_ms};
    int i;

    for (i = 0; times != NULL && i < times->count; i++)
        used.count += times->v[i] >= now_ms - window_ms;
    return used;
}

struct coh_used coh_restarts_used(const struct coh_resource *r, int64_t now_ms)
{
    return used(r->restarts, coh_prop_int(&r->o, COH_P_RESTART_THRESHOLD), coh_prop_int(&r->o, COH_P_RESTART_PERIOD),
                now_ms);
}

struct coh_used coh_failovers_used(const struct coh_model *m, const struct coh_group *g, int64_t now_ms)
{
    return used(g->failovers, failover_limit(m, g), coh_prop_int(&g->o, COH_P_FAILOVER_PERIOD) * 3600000, now_ms);
}

/* What has failed, and why nothing more is done about it. That it cannot come online here (127) says both. */
static const char *with_failure(struct coh_engine *e, const struct coh_resource *r, const char *why)
{
    coh_buf_clear(&e->scratch);
    coh_sentence(&e->scratch, r->o.rule, r->o.a, r->o.b, r->o.s);
    if (r->state == COHORT_RESOURCE_FAILED)
        coh_buf_fmt(&e->scratch, "; %s", why);
    if (e->scratch.error)
        coh_throw_nomem(e);
    return coh_arena_text(e, coh_buf_text(&e->scratch));
}

/* The group does not go because of @r: told of the group, and why @r is as it is, whatever is told of its group from now on. */
static void stays_with(struct coh_engine *e, struct coh_resource *r, int rule, int64_t a, int64_t b, const char *why)
{
    coh_tell_move(e, r->group, "it did not come online there");
    coh_stays(e, r->group, rule, a, b, why);
    coh_give_reason(e, &r->o, rule, a, b, with_failure(e, r, why));
}

/* Fail the group over because of @r, if it may and can; @why says so in words. */
static void fail_over(struct coh_engine *e, struct coh_resource *r, const char *why)
{
    struct coh_group *g = r->group;
    int64_t window_ms = coh_prop_int(&g->o, COH_P_FAILOVER_PERIOD) * 3600000, limit = failover_limit(&e->m, g);
    struct coh_ints *recent;
    struct coh_node *target;
    int forget = 0, count;

    if (g->dest != NULL) /* it is leaving already */
        return;
    if (coh_goes_back(e, g)) { /* settle sends it there */
        coh_push_group(e, g);
        return;
    }
    recent = coh_ints_since(e, g->failovers, e->m.cluster->now_ms - window_ms);
    count = recent != NULL ? recent->count : 0;
    coh_set_block(e, &g->failovers, recent);
    if (count == 0) /* the last series is over */
        coh_set_block(e, &g->tried, NULL);
    coh_dirty(e, &g->o, COH_DIRTY_ROW);
    target = coh_target_failover(e, g, &forget);
    if (target != NULL && forget && count > 0 && recent->v[count - 1] == e->m.cluster->now_ms)
        target = NULL; /* it was everywhere in this very millisecond */
    if (target == NULL) {
        stays_with(e, r, COH_RULE_FAILOVER_NOWHERE, 0, 0, coh_with_bar(e, g, NULL, why, "; "));
        return;
    }
    if (count >= limit && limit <= COHORT_FAILOVERS_MAX) {
        stays_with(e, r, COH_RULE_FAILOVER_LIMIT, limit, count, why);
        return;
    }
    if (forget)
        coh_set_block(e, &g->tried, NULL);
    if (!coh_ints_has(g->tried, g->owner->o.id))
        coh_set_block(e, &g->tried, coh_ints_with(e, g->tried, g->owner->o.id));
    coh_set_block(e, &g->failovers, coh_ints_with(e, g->failovers, e->m.cluster->now_ms));
    if (g->failovers->count > COHORT_FAILOVERS_MAX)
        coh_set_block(e, &g->failovers, coh_ints_without(e, g->failovers, g->failovers->v[0]));
    coh_tell_move(e, g, "it did not come online there");
    coh_set_dest(e, g, target);
    coh_set32(e, &g->move, COH_MOVE_FAILOVER);
    coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, coh_arena_fmt(e, "failover to %s", target->o.name), COH_RULE_FAILOVER,
               0, 0, why);
    coh_refresh_group(e, g, COH_RULE_GROUP_FAILOVER, target->o.name);
}

/* Whether each clause that contains @r has another member Online or pending (or about to start). */
int coh_others_serve(const struct coh_resource *r)
{
    const struct coh_edge *edge;
    int i;

    for (edge = r->dependents; edge != NULL; edge = edge->next) {
        const struct coh_clause *c = edge->clause;

        for (i = 0; i < c->count; i++) {
            const struct coh_resource *p = c->edges[i].provider;

            if (p != r && (p->state == COHORT_RESOURCE_ONLINE || p->state == COHORT_RESOURCE_ONLINE_PENDING ||
                           (p->wanted && p->hold == COH_HOLD_NONE && p->state == COHORT_RESOURCE_OFFLINE)))
                break;
        }
        if (i == c->count)
            return 0;
    }
    return r->dependents != NULL;
}

/* @r does not serve here any more, and its group stays for its sake. A member beside it that cannot come online here (127) was excused while
 * another served: now it is not. */
static void no_longer_excused(struct coh_engine *e, struct coh_resource *r)
{
    const struct coh_edge *edge;
    int i;

    for (edge = r->dependents; edge != NULL; edge = edge->next)
        for (i = 0; i < edge->clause->count; i++) {
            struct coh_resource *p = edge->clause->edges[i].provider;

            if (p == r || p->hold != COH_HOLD_HERE || !p->wanted || coh_prop_int(&p->o, COH_P_RESTART_ACTION) != 2 ||
                coh_others_serve(p))
                continue;
            fail_over(e, p,
                      coh_arena_fmt(e, "%s cannot come online on this node, and %s is Failed", p->o.name, r->o.name));
            return;
        }
}

static void note_restart(struct coh_engine *e, struct coh_resource *r)
{
    if (r->restarts != NULL && r->restarts->count >= COHORT_RESTARTS_MAX)
        coh_set_block(e, &r->restarts, coh_ints_without(e, r->restarts, r->restarts->v[0]));
    coh_set_block(e, &r->restarts, coh_ints_with(e, r->restarts, e->m.cluster->now_ms));
}

/* It stays Failed, and its group where it is. */
static void left_failed(struct coh_engine *e, struct coh_resource *r, int rule, int64_t a, const char *text)
{
    const char *why = rule == COH_RULE_RESTART_THRESHOLD ? with_failure(e, r, text) : text;

    coh_resource_set_hold(e, r, COH_HOLD_FINAL);
    coh_record(e, &r->o, COH_CHANGE_POLICY, NULL, "left Failed", rule, a, 0, text);
    coh_give_reason(e, &r->o, rule, a, 0, why);
    no_longer_excused(e, r);
}

static void policy(struct coh_engine *e, struct coh_resource *r)
{
    int64_t action = coh_prop_int(&r->o, COH_P_RESTART_ACTION),
            threshold = coh_prop_int(&r->o, COH_P_RESTART_THRESHOLD);
    struct coh_ints *recent;
    const char *nth;
    int count;

    recent = coh_ints_since(e, r->restarts, e->m.cluster->now_ms - coh_prop_int(&r->o, COH_P_RESTART_PERIOD));
    count = recent != NULL ? recent->count : 0;
    coh_set_block(e, &r->restarts, recent);
    if (action == 0) {
        left_failed(e, r, COH_RULE_NO_RESTART, 0, NULL);
        return;
    }
    if (count < threshold &&
        coh_node_usable(r->group->owner)) { /* a paused node starts nothing: elsewhere, or not at all */
        note_restart(e, r);
        coh_resource_set_hold(e, r, COH_HOLD_RESTART);
        return;
    }
    nth = nth_failure(e, r, count + 1);
    coh_resource_set_hold(e, r, COH_HOLD_FINAL); /* until the group arrives elsewhere, or a retry */
    coh_set8(e, &r->group->admin, 0);
    coh_dirty(e, &r->group->o, COH_DIRTY_ROW);
    if (action == 1 && count < threshold)
        left_failed(e, r, COH_RULE_PAUSED, 0, r->group->owner->o.name);
    else if (action == 1)
        left_failed(e, r, COH_RULE_RESTART_THRESHOLD, threshold, nth);
    else
        fail_over(e, r,
                  count < threshold ? coh_arena_fmt(e, "%s, and node %s is paused", nth, r->group->owner->o.name)
                                    : coh_arena_fmt(e, "%s exceeded RestartThreshold %lld", nth, (long long)threshold));
}

void coh_resource_fail(struct coh_engine *e, struct coh_resource *r, int died, int rule, int64_t a, const char *detail)
{
    coh_set8(e, &r->lost, 0);
    if (r->state == COHORT_RESOURCE_OFFLINE_PENDING) { /* on its way down: not a failure */
        if (died) {
            coh_resource_set_state(e, r, COHORT_RESOURCE_OFFLINE, COH_RULE_STOPPED, 0, 0, NULL);
            coh_resource_set_op(e, r, COH_OP_NONE);
            coh_clear_timer(e, &r->timer);
        } else if (r->op != COH_OP_TERMINATE) {
            coh_begin(e, r, COH_OP_TERMINATE, rule, 0, 0, detail);
        }
        return;
    }
    coh_resource_set_state(e, r, COHORT_RESOURCE_FAILED, rule, a, 0, detail);
    coh_set8(e, &r->admin, 0);
    if (died)
        coh_resource_set_op(e, r, COH_OP_NONE);
    else
        coh_begin(e, r, COH_OP_TERMINATE, rule, 0, 0, detail);
    if (r->group->dest == NULL &&
        !r->group->frozen) /* frozen: nothing is decided; it is started again when contact is back */
        policy(e, r);
    coh_wait_after_failure(e, r);
}

/* 127: not on this node; 126: on no node. */
void coh_resource_cannot(struct coh_engine *e, struct coh_resource *r, int status, const char *detail)
{
    detail = detail != NULL ? detail : "no reason given";
    coh_resource_set_op(e, r, COH_OP_NONE);
    coh_set8(e, &r->admin, 0);
    if (status == COHORT_AGENT_CANNOT_ANYWHERE) {
        coh_resource_set_hold(e, r, COH_HOLD_ANYWHERE);
        coh_resource_set_state(e, r, COHORT_RESOURCE_FAILED, COH_RULE_CANNOT_ANYWHERE, 0, 0, detail);
        if (r->group->dest == NULL && !r->group->frozen)
            no_longer_excused(e, r);
        return;
    }
    coh_resource_set_hold(
        e, r, r->group->frozen ? COH_HOLD_NONE : COH_HOLD_HERE); /* frozen: asked again when contact is back */
    coh_resource_set_state(e, r, COHORT_RESOURCE_OFFLINE, COH_RULE_CANNOT_HERE, 0, 0, detail);
    if (r->group->dest == NULL && !r->group->frozen && coh_prop_int(&r->o, COH_P_RESTART_ACTION) == 2 &&
        !coh_others_serve(r))
        fail_over(e, r, coh_arena_fmt(e, "%s cannot come online on this node: %s", r->o.name, detail));
}

/* Something inside it has failed; it runs itself. Told once for each time. */
void coh_embedded_failure(struct coh_engine *e, struct coh_resource *r, const char *detail)
{
    int64_t action = coh_prop_int(&r->o, COH_P_EMBEDDED_ACTION);

    if (r->state != COHORT_RESOURCE_ONLINE || r->op != COH_OP_NONE || r->embedded || action == 0)
        return;
    detail = detail != NULL ? detail : "no reason given";
    coh_set8(e, &r->embedded, 1);
    coh_dirty(e, &r->o, COH_DIRTY_ROW);
    if (coh_in_maintenance(r))
        coh_ignore_failure(e, r, 0, coh_arena_fmt(e, "inside it: %s", detail));
    else if (action == 1)
        coh_record(e, &r->o, COH_CHANGE_POLICY, NULL, "left Online", COH_RULE_EMBEDDED_LOGGED, 0, 0, detail);
    else
        coh_resource_fail(e, r, 0, COH_RULE_EMBEDDED, 0, detail);
}

void coh_embedded_over(struct coh_engine *e, struct coh_resource *r)
{
    coh_set8(e, &r->embedded, 0);
    coh_record(e, &r->o, COH_CHANGE_POLICY, NULL, "well again", COH_RULE_EMBEDDED_OVER, 0, 0, NULL);
}

/* ---- answers ---- */

void coh_resource_report(struct coh_engine *e, struct coh_resource *r, int status, const char *detail)
{
    int starting = r->op == COH_OP_ONLINE;

    switch (status) {
    case COHORT_AGENT_PROGRESS:
        if (r->timer.kind == COH_TIMER_PENDING)
            coh_set_timer(e, &r->timer, COH_TIMER_PENDING, e->m.cluster->now_ms + coh_op_timeout(&r->o));
        return;
    case COHORT_AGENT_LOCKED: coh_lock(e, r, detail != NULL ? detail : ""); return;
    case COHORT_AGENT_UNLOCKED:
        coh_unlock(e, r, "its agent ended it");
        if (r->group->owner != NULL)
            coh_drain_on(e, r->group->owner);
        return;
    case COHORT_AGENT_DONE:
        if (r->op != COH_OP_NONE)
            coh_op_done(e, r);
        else if (r->embedded && r->state == COHORT_RESOURCE_ONLINE)
            coh_embedded_over(e, r);
        return;
    case COHORT_AGENT_EMBEDDED: coh_embedded_failure(e, r, detail); return;
    case COHORT_AGENT_OVERDUE:
        coh_record(e, &r->o, COH_CHANGE_STATUS, "", "deadlocked", COH_RULE_OVERDUE,
                   coh_prop_int(&r->o, COH_P_DEADLOCK_TIMEOUT), 0, detail);
        return;
    case COHORT_AGENT_CANNOT_HERE:
    case COHORT_AGENT_CANNOT_ANYWHERE:
        if (starting) {
            coh_resource_cannot(e, r, status, detail);
            return;
        }
        break;
    case COHORT_AGENT_DIED:
        if (r->op == COH_OP_OFFLINE || r->op == COH_OP_TERMINATE) {
            coh_op_done(e, r);
            return;
        }
        break;
    default: break;
    }
    if (r->state == COHORT_RESOURCE_ONLINE && coh_in_maintenance(r)) {
        coh_ignore_failure(e, r, status == COHORT_AGENT_DIED, detail != NULL ? detail : "it ended");
        return;
    }
    if (r->op == COH_OP_TERMINATE || (r->state != COHORT_RESOURCE_ONLINE && r->state < 128))
        return; /* a termination is asked for again when its time is over */
    coh_resource_fail(e, r, status == COHORT_AGENT_DIED, starting ? COH_RULE_START_FAILED : COH_RULE_FAILED, 0,
                      detail != NULL                ? detail
                      : status == COHORT_AGENT_DIED ? "it ended"
                                                    : "no reason given");
}

/* ---- timers ---- */

int coh_timeout_rule(const struct coh_obj *obj)
{
    return coh_op_timeout(obj) < coh_prop_int(obj, COH_P_PENDING_TIMEOUT) ? COH_RULE_DEADLOCK
                                                                          : COH_RULE_PENDING_TIMEOUT;
}

/* A paused node starts nothing: what was to be started again there goes elsewhere, if it may. */
static int elsewhere(struct coh_engine *e, struct coh_resource *r)
{
    const struct coh_node *owner = r->group->owner;

    if (owner->state != COHORT_NODE_PAUSED || r->group->frozen || coh_prop_int(&r->o, COH_P_RESTART_ACTION) != 2)
        return 0;
    coh_resource_set_hold(e, r, COH_HOLD_FINAL);
    fail_over(e, r, coh_arena_fmt(e, "%s is to be restarted, and node %s is paused", r->o.name, owner->o.name));
    coh_wait_after_failure(e, r);
    return 1;
}

void coh_resource_timer(struct coh_engine *e, struct coh_resource *r)
{
    int64_t timeout_ms = coh_op_timeout(&r->o);
    struct coh_cluster *c = e->m.cluster;

    switch (r->timer.kind) {
    case COH_TIMER_PENDING:
        if (r->group->frozen) { /* nothing can be said of an isolated node */
            coh_set_timer(e, &r->timer, COH_TIMER_PENDING, c->now_ms + timeout_ms);
        } else if (r->op == COH_OP_TERMINATE) { /* until it answers nothing else may run */
            coh_set_timer(e, &r->timer, COH_TIMER_PENDING, c->now_ms + timeout_ms);
            coh_record(e, &r->o, COH_CHANGE_POLICY, NULL, "terminate", COH_RULE_TERMINATE_AGAIN, timeout_ms, 0, NULL);
            if (r->drives == NULL)
                coh_action(e, &r->o, COH_OP_TERMINATE, r->op_id, r->group->owner, timeout_ms);
            else
                coh_drive_again(e, r);
        } else if (r->op == COH_OP_ONLINE) {
            coh_clear_timer(e, &r->timer);
            coh_resource_fail(e, r, 0, coh_timeout_rule(&r->o), timeout_ms, NULL);
        } else {
            coh_record(e, &r->o, COH_CHANGE_POLICY, NULL, "terminate", coh_timeout_rule(&r->o), timeout_ms, 0, NULL);
            coh_begin(e, r, COH_OP_TERMINATE, COH_RULE_PENDING_TIMEOUT, timeout_ms, 0, NULL);
        }
        break;
    case COH_TIMER_HELD:
        timeout_ms = coh_prop_int(&r->o, COH_P_PENDING_TIMEOUT); /* no call of an agent */
        if (r->group->frozen) {
            coh_set_timer(e, &r->timer, COH_TIMER_HELD, c->now_ms + timeout_ms);
            break;
        }
        if (coh_prop_is(&r->o, COH_P_HELD_STOP, "Block")) { /* it waits for its holders, however long */
            coh_set_timer(e, &r->timer, COH_TIMER_HELD, c->now_ms + timeout_ms);
            break;
        }
        coh_clear_timer(e, &r->timer);
        coh_record(e, &r->o, COH_CHANGE_POLICY, NULL, "terminate", COH_RULE_HELD_TIMEOUT, timeout_ms, 0, r->o.s);
        coh_begin(e, r, COH_OP_TERMINATE, COH_RULE_HELD_TIMEOUT, timeout_ms, 0, NULL);
        break;
    case COH_TIMER_RESTART:
        coh_clear_timer(e, &r->timer);
        if (elsewhere(e, r))
            break;
        coh_resource_set_hold(e, r, COH_HOLD_NONE);
        coh_push(e, r, COH_RULE_RESTART, NULL);
        break;
    default: /* COH_TIMER_RETRY: a new series; the failovers only age */
        coh_clear_timer(e, &r->timer);
        coh_set_block(e, &r->restarts, NULL);
        coh_set_block(e, &r->group->tried, NULL);
        coh_dirty(e, &r->group->o, COH_DIRTY_ROW);
        coh_record(e, &r->o, COH_CHANGE_POLICY, NULL, "tried again", COH_RULE_RETRY,
                   coh_prop_int(&r->o, COH_P_RETRY_PERIOD), 0, NULL);
        if (coh_prop_int(&r->o, COH_P_RETRY_PERIOD) > 0 && elsewhere(e, r))
            break;
        coh_resource_set_hold(e, r, COH_HOLD_NONE);
        coh_push(e, r, COH_RULE_RETRY, NULL);
        break;
    }
}
