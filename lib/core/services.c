/*
 * Services: what a node runs itself, the resources that drive them, and the gates between both.
 *
 * A service is not a goal-keeper: a start or a stop is asked for once and waits only for what it needs (goal), as in the Windows service manager.
 * A resource that drives a service has no agent of its own: its operations end when the service's state says so (notify()).
 */
#include "core/inner.h"
#include "util/text.h"

/* How a service came to its state. */
enum { HOW_STARTED, HOW_START_FAILED, HOW_STOPPED, HOW_ENDED };

static int running(const struct coh_service *s)
{
    return s->state != COHORT_SERVICE_STOPPED;
}

static struct coh_service *service_of(const struct coh_engine *e, const struct coh_resource *r)
{
    return coh_service_on(&e->m, r->group->owner, r->drives);
}

/* The resource that waits for this service or answers for it now. */
static struct coh_resource *hand_on(const struct coh_engine *e, const struct coh_service *s)
{
    struct coh_resource *r = coh_driver_of(&e->m, s);

    return r != NULL && coh_resource_is_busy(r) ? r : NULL;
}

static struct coh_service *running_user(struct coh_engine *e, struct coh_service *s)
{
    struct coh_service *u;
    int i;

    for (i = 0; (u = coh_user(e, s, i)) != NULL; i++)
        if (running(u))
            return u;
    return NULL;
}

static void notify(struct coh_engine *e, struct coh_service *s, int how, int status, const char *detail);

/* ---- operations of a service ---- */

static void begin(struct coh_engine *e, struct coh_service *s, int op, int rule, const char *text)
{
    struct coh_cluster *c = e->m.cluster;
    struct coh_resource *r = hand_on(e, s);
    int own = r == NULL || r->op == COH_OP_NONE; /* while a resource waits for it, the resource's clock counts */
    int64_t timeout_ms = coh_op_timeout(own ? &s->o : &r->o);

    coh_set64(e, &s->op_id, c->next_op);
    coh_set64(e, &c->next_op, c->next_op + 1);
    coh_set32(e, &s->op, op);
    coh_set32(e, &s->goal, COH_OP_NONE);
    coh_service_set_state(e, s, op == COH_OP_ONLINE ? COHORT_SERVICE_START_PENDING : COHORT_SERVICE_STOP_PENDING, rule,
                          rule == COH_RULE_RECOVERY ? coh_prop_int(&s->o, COH_P_RECOVERY_DELAY) : 0, 0, text);
    coh_dirty(e, &s->o, COH_DIRTY_ROW);
    if (own)
        coh_set_timer(e, &s->timer, COH_TIMER_PENDING, c->now_ms + timeout_ms);
    coh_action(e, &s->o, op, s->op_id, s->node, timeout_ms);
}

static void want_start(struct coh_engine *e, struct coh_service *s, int by, const char *identity)
{
    if (s->timer.kind == COH_TIMER_RECOVERY)
        coh_clear_timer(e, &s->timer);
    coh_set32(e, &s->goal, COH_OP_ONLINE);
    coh_set32(e, &s->by, by);
    coh_set_text(e, &s->identity, identity);
    coh_dirty(e, &s->o, COH_DIRTY_ROW);
    coh_push_service(e, s);
}

void coh_service_boot(struct coh_engine *e, struct coh_service *s)
{
    want_start(e, s, COH_BY_BOOT, s->node->o.name);
}

/* A Disabled one starts for nobody. */
static void start_driven(struct coh_engine *e, struct coh_resource *r, struct coh_service *s)
{
    if (coh_prop_is(&s->o, COH_P_START, "Disabled"))
        coh_resource_fail(e, r, 1, COH_RULE_START_FAILED, 0, coh_arena_fmt(e, "service %s is Disabled", s->full));
    else
        want_start(e, s, COH_BY_CLUSTER, coh_identity(&e->m, r));
}

/* An online of a resource that drives it: the service becomes the cluster's. */
static void drive_online(struct coh_engine *e, struct coh_resource *r, struct coh_service *s)
{
    if (!coh_prop_is(&s->o, COH_P_RECOVERY, "None")) {
        coh_record(e, &s->o, COH_CHANGE_PROPERTY, "Recovery=Restart", "Recovery=None", COH_RULE_SERVICE_MANUAL, 0, 0,
                   NULL);
        coh_prop_assign(e, &s->o, "Recovery", "None");
    }
    if (coh_prop_is(&s->o, COH_P_START, "Auto")) {
        coh_record(e, &s->o, COH_CHANGE_PROPERTY, "Start=Auto", "Start=Manual", COH_RULE_SERVICE_MANUAL, 0, 0, NULL);
        coh_prop_assign(e, &s->o, "Start", "Manual");
    }
    if (s->state == COHORT_SERVICE_RUNNING && coh_prop_is(&r->o, COH_P_ON_RUNNING, "Adopt")) {
        coh_came_online(e, r, COH_RULE_ADOPTED, s->full);
    } else if (s->state == COHORT_SERVICE_RUNNING) {
        coh_set32(e, &s->goal, COH_OP_OFFLINE); /* stopped first; notify() starts it again */
        coh_dirty(e, &s->o, COH_DIRTY_ROW);
        coh_push_service(e, s);
    } else if (s->state == COHORT_SERVICE_STOPPED) {
        start_driven(e, r, s);
    }
    /* StartPending and StopPending: what comes of it is told to the resource. */
}

void coh_drive(struct coh_engine *e, struct coh_resource *r, int op)
{
    struct coh_service *s = service_of(e, r);

    if (s == NULL && op == COH_OP_ONLINE) {
        coh_resource_cannot(e, r, COHORT_AGENT_CANNOT_HERE,
                            r->drives == NULL
                                ? "its ServiceName is not set"
                                : coh_arena_fmt(e, "node %s has no service %s", r->group->owner->o.name, r->drives));
        return;
    }
    if (s == NULL) {
        coh_op_done(e, r);
        return;
    }
    coh_clear_timer(e, &s->timer); /* from here on the resource's clock counts */
    if (op == COH_OP_ONLINE) {
        drive_online(e, r, s);
        return;
    }
    coh_set32(e, &s->goal, COH_OP_NONE);
    coh_dirty(e, &s->o, COH_DIRTY_ROW);
    if (s->state == COHORT_SERVICE_STOPPED)
        coh_op_done(e, r);
    else if (s->op != op)
        begin(e, s, op, COH_RULE_DRIVEN, r->o.name);
}

/* No answer to a termination: ask again. */
void coh_drive_again(struct coh_engine *e, struct coh_resource *r)
{
    struct coh_service *s = service_of(e, r);

    if (s == NULL || s->state == COHORT_SERVICE_STOPPED)
        coh_op_done(e, r);
    else if (s->op == COH_OP_TERMINATE)
        coh_action(e, &s->o, s->op, s->op_id, s->node, coh_op_timeout(&r->o));
    else
        begin(e, s, COH_OP_TERMINATE, COH_RULE_PENDING_TIMEOUT, NULL);
}

/* ---- gates ---- */

/* Whether a resource comes online here by itself: it is wanted, nothing holds it, and neither is what it depends on. Each is walked once. */
static int comes(struct coh_engine *e, struct coh_resource *r)
{
    int i, k;

    if (r->state == COHORT_RESOURCE_ONLINE)
        return 1;
    if (r->mark == e->epoch)
        return r->depth;
    r->mark = e->epoch;
    r->depth = 0;
    if (!r->wanted || !coh_may_start(r->group) || (r->hold != COH_HOLD_NONE && r->hold != COH_HOLD_RESTART))
        return 0;
    for (i = 0; r->depends != NULL && i < r->depends->clause_count; i++) {
        const struct coh_clause *c = &r->depends->clauses[i];

        for (k = 0; k < c->count && !comes(e, c->edges[k].provider); k++)
            ;
        if (k == c->count)
            return 0;
    }
    return r->depth = 1;
}

static int will_come(struct coh_engine *e, struct coh_resource *r)
{
    e->epoch++;
    return r->state != COHORT_RESOURCE_ONLINE && comes(e, r);
}

int coh_gate_start(struct coh_engine *e, struct coh_resource *r)
{
    struct coh_service *s = r->drives != NULL ? service_of(e, r) : NULL, *n;
    struct coh_resource *driver;
    int i;

    if (coh_kept_out(&e->m, r->group, NULL))
        return 0;
    for (i = 0; s != NULL && (n = coh_need(e, s, i)) != NULL; i++) {
        driver = coh_driver_of(&e->m, n);
        if (driver != NULL && driver != r && will_come(e, driver))
            return 0;
    }
    return 1;
}

/*
 * A stop waits for the services that need this one. Those of the group's own resources are told to go; one outside holds it until PendingTimeout.
 * Without quorum nothing is held.
 */
int coh_gate_stop(struct coh_engine *e, struct coh_resource *r)
{
    struct coh_service *s = r->drives != NULL ? service_of(e, r) : NULL, *u, *outside = NULL;
    struct coh_resource *driver;
    int i, wait = 0;

    for (i = 0; s != NULL && running(s) && (u = coh_user(e, s, i)) != NULL; i++) {
        if (!running(u))
            continue;
        driver = coh_driver_of(&e->m, u);
        if (driver == NULL || driver->group != r->group || !coh_resource_is_busy(driver)) {
            outside = outside != NULL ? outside : u;
            continue;
        }
        wait = 1;
        if (driver->state == COHORT_RESOURCE_ONLINE)
            coh_resource_set_state(e, driver, COHORT_RESOURCE_OFFLINE_PENDING, COH_RULE_NEED_LEAVING, 0, 0, r->o.name);
    }
    if (outside == NULL || !e->m.cluster->quorum || wait) {
        if (r->timer.kind == COH_TIMER_HELD)
            coh_clear_timer(e, &r->timer);
        return !wait;
    }
    if (r->timer.kind != COH_TIMER_HELD) {
        coh_set_timer(e, &r->timer, COH_TIMER_HELD, e->m.cluster->now_ms + coh_prop_int(&r->o, COH_P_PENDING_TIMEOUT));
        coh_record(e, &r->o, COH_CHANGE_POLICY, NULL, "held", COH_RULE_HELD, 0, 0, outside->full);
    }
    return 0;
}

/* A resource will not come for now: neither will what depends on it. Who waits for their services looks again. */
void coh_wake_above(struct coh_engine *e, struct coh_resource *r)
{
    const struct coh_edge *edge;

    if (r->mark == e->epoch)
        return;
    r->mark = e->epoch;
    coh_wake_needers(e, r);
    for (edge = r->dependents; edge != NULL; edge = edge->next)
        coh_wake_above(e, edge->clause->dependent);
}

/* The situation of a resource changed: those whose service waits for its service look again. */
void coh_wake_needers(struct coh_engine *e, struct coh_resource *r)
{
    struct coh_service *s = !e->loading && r->drives != NULL ? service_of(e, r) : NULL, *u;
    struct coh_resource *driver;
    int i;

    for (i = 0; s != NULL && (u = coh_user(e, s, i)) != NULL; i++) {
        driver = coh_driver_of(&e->m, u);
        if (driver != NULL)
            coh_push(e, driver,
                     r->state == COHORT_RESOURCE_ONLINE && r->wanted ? COH_RULE_NEED_ONLINE : COH_RULE_WANTED,
                     r->o.name);
        if (u->goal == COH_OP_ONLINE)
            coh_push_service(e, u);
    }
}

/* Who runs, needs the service directly or not, and does not go with it; NULL. A member on its way down is OfflinePending by now; of the group @all
 * (may be NULL) every member goes. */
static struct coh_service *holder_of(struct coh_engine *e, struct coh_service *s, const struct coh_group *all)
{
    struct coh_resource *driver;
    struct coh_service *u, *found;
    int i;

    for (i = 0; (u = coh_user(e, s, i)) != NULL; i++) {
        if (u->mark == e->epoch)
            continue;
        u->mark = e->epoch;
        driver = coh_driver_of(&e->m, u);
        if (running(u) &&
            (driver == NULL || (!driver->going && !(driver->group == all && coh_resource_is_busy(driver)))))
            return u;
        if ((found = holder_of(e, u, all)) != NULL)
            return found;
    }
    return NULL;
}

/* @what: "group "G" cannot leave node "A", it" */
static const char *held_text(struct coh_engine *e, const char *what, const struct coh_resource *r,
                             const struct coh_service *s, const struct coh_service *holder)
{
    const struct coh_resource *driver = coh_driver_of(&e->m, holder);

    driver = driver != NULL && driver->state == COHORT_RESOURCE_ONLINE ? driver : NULL;
    return coh_arena_fmt(e,
                         "%s is held: service \"%s\" %s%s%s and needs \"%s\", which resource \"%s\" of group \"%s\" "
                         "drives; stop it first",
                         what, holder->full, driver != NULL ? "runs under resource \"" : "runs outside the cluster",
                         driver != NULL ? driver->o.name : "", driver != NULL ? "\"" : "", s->full, r->o.name,
                         r->group->o.name);
}

/* Throws 1051 when a member on its way down is held. Decisions are made, nothing has been issued. */
void coh_check_holders(struct coh_engine *e, struct coh_group *g, const char *what)
{
    struct coh_resource *r;
    struct coh_service *s, *u;

    e->epoch++;
    for (r = g->first; r != NULL && e->m.service_count > 0; r = r->next) {
        s = r->state == COHORT_RESOURCE_OFFLINE_PENDING && r->drives != NULL && !r->force ? service_of(e, r) : NULL;
        if (s != NULL && running(s) && (u = holder_of(e, s, NULL)) != NULL)
            coh_throw(e, COHORT_ERR_HELD, 1051, "%s", held_text(e, what, r, s, u));
    }
}

/* Who would hold the group if all of it left its node, and what he holds; NULL: nobody. */
static struct coh_service *group_holder(struct coh_engine *e, struct coh_group *g, struct coh_resource **ret_held)
{
    struct coh_resource *r;
    struct coh_service *s, *u;

    e->epoch++;
    for (r = g->first; r != NULL && e->m.service_count > 0; r = r->next) {
        s = coh_resource_is_busy(r) && r->drives != NULL ? service_of(e, r) : NULL;
        if (s != NULL && running(s) && (u = holder_of(e, s, g)) != NULL) {
            *ret_held = r;
            return u;
        }
    }
    return NULL;
}

struct coh_service *coh_group_holder(struct coh_engine *e, struct coh_group *g)
{
    struct coh_resource *held = NULL;

    return group_holder(e, g, &held);
}

const char *coh_group_held(struct coh_engine *e, struct coh_group *g)
{
    struct coh_resource *held = NULL;
    struct coh_service *holder = group_holder(e, g, &held);

    return held_text(e, coh_arena_fmt(e, "group \"%s\" cannot leave node \"%s\", it", g->o.name, g->owner->o.name),
                     held, service_of(e, held), holder);
}

/* ---- a service of its own ---- */

static void give_up_users(struct coh_engine *e, struct coh_service *s)
{
    struct coh_service *u;
    struct coh_resource *r;
    int i;

    for (i = 0; (u = coh_user(e, s, i)) != NULL; i++) {
        if (u->goal != COH_OP_ONLINE || u->state != COHORT_SERVICE_STOPPED)
            continue;
        coh_set32(e, &u->goal, COH_OP_NONE);
        coh_set32(e, &u->by, COH_BY_NONE);
        coh_set_text(e, &u->identity, NULL);
        coh_record(e, &u->o, COH_CHANGE_POLICY, NULL, "not started", COH_RULE_NEED_FAILED, 0, 0, s->full);
        r = hand_on(e, u);
        give_up_users(e, u);
        if (r != NULL && r->op == COH_OP_ONLINE)
            coh_resource_fail(e, r, 1, COH_RULE_NEED_FAILED, 0, s->full);
    }
}

/* What needs this service, and what it needs: a gate may have opened. */
void coh_service_look_around(struct coh_engine *e, struct coh_service *s)
{
    struct coh_service *other;
    struct coh_resource *r;
    int i;

    for (i = 0; (other = coh_need(e, s, i)) != NULL; i++) {
        coh_push_service(e, other);
        if ((r = coh_driver_of(&e->m, other)) != NULL)
            coh_push(e, r, COH_RULE_STOPPED, NULL);
    }
    for (i = 0; (other = coh_user(e, s, i)) != NULL; i++) {
        coh_push_service(e, other);
        if ((r = coh_driver_of(&e->m, other)) != NULL)
            coh_push(e, r, COH_RULE_WANTED, NULL);
    }
}

void coh_service_leaves(struct coh_engine *e, struct coh_service *s)
{
    struct coh_resource *r = coh_driver_of(&e->m, s);

    if (r != NULL)
        coh_push(e, r, COH_RULE_WANTED, NULL);
    coh_service_look_around(e, s);
}

/* A service that needs others waits for them, and starts those that nobody else will. Returns 1 when all of them run. */
static int needs_run(struct coh_engine *e, struct coh_service *s)
{
    struct coh_service *n;
    struct coh_resource *driver;
    int i, all = 1;

    for (i = 0; (n = coh_need(e, s, i)) != NULL; i++) {
        if (n->state == COHORT_SERVICE_RUNNING &&
            n->goal != COH_OP_OFFLINE) /* one that is to stop is waited for: it is started again */
            continue;
        all = 0;
        driver = coh_driver_of(&e->m, n);
        if (n->state != COHORT_SERVICE_STOPPED || n->goal == COH_OP_ONLINE || (driver != NULL && will_come(e, driver)))
            continue;
        if (coh_prop_is(&n->o, COH_P_START, "Disabled")) {
            give_up_users(e, n);
            return 0;
        }
        want_start(e, n, COH_BY_NEEDS, n->node->o.name);
    }
    return all;
}

static void start_service(struct coh_engine *e, struct coh_service *s)
{
    const struct coh_resource *r = hand_on(e, s);
    struct coh_service *u;
    int i;

    for (i = 0; s->by == COH_BY_NEEDS && (u = coh_user(e, s, i)) != NULL; i++)
        if (u->goal == COH_OP_ONLINE) {
            begin(e, s, COH_OP_ONLINE, COH_RULE_SERVICE_NEEDED, u->full);
            return;
        }
    if (s->by == COH_BY_CLUSTER && r != NULL)
        begin(e, s, COH_OP_ONLINE, COH_RULE_DRIVEN, r->o.name);
    else if (s->by == COH_BY_RECOVERY)
        begin(e, s, COH_OP_ONLINE, COH_RULE_RECOVERY, NULL);
    else if (s->by == COH_BY_BOOT)
        begin(e, s, COH_OP_ONLINE, COH_RULE_BOOT, s->node->o.name);
    else
        begin(e, s, COH_OP_ONLINE, COH_RULE_REQUESTED, NULL);
}

/* Its node is being stopped: it starts no more, and stops when nobody needs it. What a resource drives stops with that. */
static void stop_with_node(struct coh_engine *e, struct coh_service *s)
{
    if (s->goal == COH_OP_ONLINE && s->state == COHORT_SERVICE_STOPPED) {
        coh_set32(e, &s->goal, COH_OP_NONE);
        coh_set32(e, &s->by, COH_BY_NONE);
        coh_set_text(e, &s->identity, NULL);
        coh_dirty(e, &s->o, COH_DIRTY_ROW);
    }
    if (s->timer.kind == COH_TIMER_RECOVERY)
        coh_clear_timer(e, &s->timer);
    if (s->state == COHORT_SERVICE_RUNNING && hand_on(e, s) == NULL && running_user(e, s) == NULL)
        begin(e, s, COH_OP_OFFLINE, COH_RULE_NODE_STOPPING, s->node->o.name);
}

static void stop_service(struct coh_engine *e, struct coh_service *s)
{
    const struct coh_resource *r = hand_on(e, s);
    int anew = r != NULL && r->op == COH_OP_ONLINE;

    begin(e, s, COH_OP_OFFLINE, anew ? COH_RULE_ON_RUNNING : COH_RULE_REQUESTED, anew ? r->o.name : NULL);
}

void coh_settle_service(struct coh_engine *e, struct coh_service *s)
{
    if (s->op != COH_OP_NONE || !coh_node_present(s->node)) /* an isolated node's services wait as its groups do */
        return;
    if (s->node->stopping == COH_STOPPING_REST) {
        stop_with_node(e, s);
        return;
    }
    if (s->goal == COH_OP_ONLINE) {
        if (s->state == COHORT_SERVICE_STOPPED && needs_run(e, s))
            start_service(e, s);
    } else if (s->goal == COH_OP_OFFLINE) {
        if (s->state == COHORT_SERVICE_RUNNING && running_user(e, s) == NULL)
            stop_service(e, s);
    }
}

static void now_running(struct coh_engine *e, struct coh_service *s)
{
    const struct coh_service *n;
    int i;

    coh_set32(e, &s->op, COH_OP_NONE);
    coh_clear_timer(e, &s->timer);
    coh_service_set_state(e, s, COHORT_SERVICE_RUNNING, COH_RULE_STARTED, 0, 0, NULL);
    coh_service_look_around(e, s);
    notify(e, s, HOW_STARTED, 0, NULL);
    for (i = 0; (n = coh_need(e, s, i)) != NULL; i++) /* lost while it started */
        if (n->state == COHORT_SERVICE_STOPPED && s->op == COH_OP_NONE &&
            coh_prop_is(&s->o, COH_P_ON_NEED_LOST, "Exit"))
            begin(e, s, COH_OP_TERMINATE, COH_RULE_NEED_LOST, n->full);
}

/* A service that ended by itself and had been running may come back; the cluster's are the cluster's. */
static void recover(struct coh_engine *e, struct coh_service *s)
{
    const struct coh_resource *r = hand_on(e, s);

    if ((r == NULL || r->state == COHORT_RESOURCE_FAILED) && coh_prop_is(&s->o, COH_P_RECOVERY, "Restart"))
        coh_set_timer(e, &s->timer, COH_TIMER_RECOVERY,
                      e->m.cluster->now_ms + coh_prop_int(&s->o, COH_P_RECOVERY_DELAY));
}

/* Those that exit when a service that they need is gone. */
static void need_lost(struct coh_engine *e, struct coh_service *s)
{
    int64_t cause = e->cause;
    struct coh_service *u;
    int i;

    for (i = 0; (u = coh_user(e, s, i)) != NULL; i++) {
        e->cause = cause;
        if (u->state == COHORT_SERVICE_RUNNING && u->op == COH_OP_NONE &&
            coh_prop_is(&u->o, COH_P_ON_NEED_LOST, "Exit"))
            begin(e, u, COH_OP_TERMINATE, COH_RULE_NEED_LOST, s->full);
    }
    e->cause = cause;
}

static void now_stopped(struct coh_engine *e, struct coh_service *s, int how, int status, int rule, const char *detail)
{
    int64_t cause;

    coh_set32(e, &s->op, COH_OP_NONE);
    coh_clear_timer(e, &s->timer);
    coh_service_set_state(e, s, COHORT_SERVICE_STOPPED, rule, 0, 0, detail);
    cause = e->cause;
    if (s->goal == COH_OP_OFFLINE)
        coh_set32(e, &s->goal, COH_OP_NONE);
    coh_set32(e, &s->by, COH_BY_NONE);
    coh_set_text(e, &s->identity, NULL);
    coh_dirty(e, &s->o, COH_DIRTY_ROW);
    coh_service_look_around(e, s);
    if (how == HOW_START_FAILED)
        give_up_users(e, s);
    notify(e, s, how, status,
           rule == COH_RULE_NEED_LOST ? coh_arena_fmt(e, "service %s, which it needs, no longer runs", detail)
                                      : detail);
    e->cause = cause;
    need_lost(e, s);
    if (how == HOW_ENDED && s->state == COHORT_SERVICE_STOPPED && s->goal == COH_OP_NONE)
        recover(e, s);
    coh_drain_on(e, s->node); /* it may have waited for this one, and so may other moves */
    coh_node_stop_on(e, s->node);
    coh_wake_later(e, s->node);
}

/* Tell the resource whose hand is on the service. */
static void notify(struct coh_engine *e, struct coh_service *s, int how, int status, const char *detail)
{
    struct coh_resource *r = hand_on(e, s);

    if (r == NULL)
        return;
    if (how == HOW_STARTED) {
        if (r->op == COH_OP_ONLINE && s->by != COH_BY_CLUSTER)
            drive_online(e, r, s); /* somebody else's start was under way: adopted, or started anew */
        else if (r->op == COH_OP_ONLINE)
            coh_op_done(e, r);
        coh_set8(e, &r->lost, 0); /* it was restarted during maintenance */
        coh_dirty(e, &r->o, COH_DIRTY_ROW);
        return;
    }
    if (r->op == COH_OP_OFFLINE || r->op == COH_OP_TERMINATE) {
        coh_op_done(e, r);
    } else if (r->op == COH_OP_ONLINE &&
               (how == HOW_STOPPED || how == HOW_ENDED)) { /* it was on its way down: now the start */
        start_driven(e, r, s);
    } else if (r->op == COH_OP_ONLINE &&
               (status == COHORT_AGENT_CANNOT_HERE || status == COHORT_AGENT_CANNOT_ANYWHERE)) {
        coh_resource_cannot(e, r, status, detail);
    } else if (r->op == COH_OP_ONLINE) {
        coh_resource_fail(e, r, 1, COH_RULE_START_FAILED, 0, detail != NULL ? detail : "its service did not start");
    } else if (r->state == COHORT_RESOURCE_OFFLINE_PENDING) {
        coh_resource_set_state(e, r, COHORT_RESOURCE_OFFLINE, COH_RULE_STOPPED, 0, 0, NULL);
    } else if (r->state == COHORT_RESOURCE_ONLINE && coh_in_maintenance(r)) {
        coh_ignore_failure(e, r, 1, detail != NULL ? detail : "its service does not run");
    } else if (r->state == COHORT_RESOURCE_ONLINE) {
        coh_resource_fail(e, r, 1, COH_RULE_FAILED, 0,
                          detail != NULL       ? detail
                          : how == HOW_STOPPED ? "its service was stopped"
                                               : "its service ended");
    }
}

/* Something of it may run: it is terminated before anything else. */
static void start_failed(struct coh_engine *e, struct coh_service *s, const char *detail)
{
    struct coh_resource *r = hand_on(e, s);

    give_up_users(e, s);
    if (r != NULL && r->op == COH_OP_ONLINE)
        coh_resource_fail(e, r, 0, COH_RULE_START_FAILED, 0, detail);
    else
        begin(e, s, COH_OP_TERMINATE, COH_RULE_START_FAILED, detail);
}

void coh_service_report(struct coh_engine *e, struct coh_service *s, int status, const char *detail)
{
    int bad =
        status == COHORT_AGENT_FAILED || status == COHORT_AGENT_CANNOT_HERE || status == COHORT_AGENT_CANNOT_ANYWHERE;
    struct coh_resource *r = hand_on(e, s);
    struct coh_timer *timer = r != NULL && r->op != COH_OP_NONE ? &r->timer : &s->timer;

    if (status == COHORT_AGENT_PROGRESS) {
        if (timer->kind == COH_TIMER_PENDING)
            coh_set_timer(e, timer, COH_TIMER_PENDING, e->m.cluster->now_ms + coh_op_timeout(timer->obj));
        return;
    }
    if (status == COHORT_AGENT_OVERDUE) {
        coh_record(e, &s->o, COH_CHANGE_STATUS, "", "deadlocked", COH_RULE_OVERDUE,
                   coh_prop_int(&s->o, COH_P_DEADLOCK_TIMEOUT), 0, detail);
        return;
    }
    if (status == COHORT_AGENT_EMBEDDED) { /* a service has no policy of its own */
        if (r != NULL && s->state == COHORT_SERVICE_RUNNING)
            coh_embedded_failure(e, r, detail);
        return;
    }
    if (status == COHORT_AGENT_DONE && s->state == COHORT_SERVICE_RUNNING && s->op == COH_OP_NONE && r != NULL &&
        r->embedded && r->state == COHORT_RESOURCE_ONLINE) {
        coh_embedded_over(e, r);
        return;
    }
    if (s->op == COH_OP_ONLINE) {
        if (status == COHORT_AGENT_DONE)
            now_running(e, s);
        else if (status == COHORT_AGENT_FAILED)
            start_failed(e, s, detail != NULL ? detail : "it could not be started");
        else
            now_stopped(e, s, HOW_START_FAILED, status, COH_RULE_START_FAILED,
                        detail != NULL ? detail : "it ended at once");
    } else if (s->op == COH_OP_OFFLINE && bad) {
        begin(e, s, COH_OP_TERMINATE, COH_RULE_REQUESTED, NULL);
    } else if (s->op == COH_OP_OFFLINE || s->op == COH_OP_TERMINATE) {
        if (!bad && s->o.rule == COH_RULE_NEED_LOST) /* it ended by itself */
            now_stopped(e, s, HOW_ENDED, status, COH_RULE_NEED_LOST, coh_arena_text(e, s->o.s));
        else if (!bad && s->o.rule == COH_RULE_START_FAILED) /* terminated, but that is not why it does not run */
            now_stopped(e, s, HOW_STOPPED, status, COH_RULE_START_FAILED, coh_arena_text(e, s->o.s));
        else if (!bad)
            now_stopped(e, s, HOW_STOPPED, status, s->op == COH_OP_OFFLINE ? COH_RULE_STOPPED : COH_RULE_TERMINATED,
                        NULL);
    } else if (s->state == COHORT_SERVICE_RUNNING && status == COHORT_AGENT_DIED) {
        now_stopped(e, s, HOW_ENDED, status, COH_RULE_SERVICE_CRASHED, detail != NULL ? detail : "it ended");
    } else if (s->state == COHORT_SERVICE_RUNNING && bad && r != NULL && r->state == COHORT_RESOURCE_ONLINE &&
               coh_in_maintenance(r)) {
        coh_ignore_failure(e, r, 0, detail != NULL ? detail : "its service does not answer");
    } else if (s->state == COHORT_SERVICE_RUNNING && bad && r != NULL && r->state == COHORT_RESOURCE_ONLINE) {
        coh_resource_fail(e, r, 0, COH_RULE_FAILED, 0, detail != NULL ? detail : "its service does not answer");
    } else if (s->state == COHORT_SERVICE_RUNNING && bad) {
        begin(e, s, COH_OP_TERMINATE, COH_RULE_FAILED, detail != NULL ? detail : "it does not answer");
    }
}

void coh_service_timer(struct coh_engine *e, struct coh_service *s)
{
    int64_t timeout_ms = coh_op_timeout(&s->o);

    if (!coh_node_present(s->node)) { /* nothing can be said of an isolated node */
        coh_set_timer(e, &s->timer, s->timer.kind, e->m.cluster->now_ms + timeout_ms);
        return;
    }
    if (s->timer.kind == COH_TIMER_RECOVERY) {
        coh_clear_timer(e, &s->timer);
        if (s->state == COHORT_SERVICE_STOPPED && !coh_prop_is(&s->o, COH_P_START, "Disabled") &&
            coh_prop_is(&s->o, COH_P_RECOVERY, "Restart"))
            want_start(e, s, COH_BY_RECOVERY, s->node->o.name);
        return;
    }
    if (s->op == COH_OP_TERMINATE) { /* until it answers nothing else may run */
        coh_set_timer(e, &s->timer, COH_TIMER_PENDING, e->m.cluster->now_ms + timeout_ms);
        coh_record(e, &s->o, COH_CHANGE_POLICY, NULL, "terminate", COH_RULE_TERMINATE_AGAIN, timeout_ms, 0, NULL);
        coh_action(e, &s->o, COH_OP_TERMINATE, s->op_id, s->node, timeout_ms);
        return;
    }
    coh_clear_timer(e, &s->timer);
    coh_record(e, &s->o, COH_CHANGE_POLICY, NULL, "terminate", coh_timeout_rule(&s->o), timeout_ms, 0, NULL);
    if (s->op == COH_OP_ONLINE)
        give_up_users(e, s);
    begin(e, s, COH_OP_TERMINATE, COH_RULE_PENDING_TIMEOUT, NULL);
}

/* Its node is down: it runs no more. Resources are told by who took the node down. */
void coh_service_gone(struct coh_engine *e, struct coh_service *s, int rule, const char *text)
{
    coh_set32(e, &s->op, COH_OP_NONE);
    coh_set32(e, &s->goal, COH_OP_NONE);
    coh_set32(e, &s->by, COH_BY_NONE);
    coh_set_text(e, &s->identity, NULL);
    coh_clear_timer(e, &s->timer);
    coh_dirty(e, &s->o, COH_DIRTY_ROW);
    coh_service_set_state(e, s, COHORT_SERVICE_STOPPED, rule, 0, 0, text);
}

/* ---- requests ---- */

static void check_startable(struct coh_engine *e, struct coh_service *s, const struct coh_service *asked)
{
    struct coh_service *n;
    int i;

    if (s->mark == e->epoch || s->state == COHORT_SERVICE_RUNNING)
        return;
    s->mark = e->epoch;
    if (coh_prop_is(&s->o, COH_P_START, "Disabled"))
        coh_throw(e, COHORT_ERR_STATE, 1058, "service \"%s\" cannot be started: %s%s%s is Disabled", asked->full,
                  s == asked ? "it" : "\"", s == asked ? "" : s->full, s == asked ? "" : "\", which it needs,");
    for (i = 0; (n = coh_need(e, s, i)) != NULL; i++)
        check_startable(e, n, asked);
}

void coh_request_service_start(struct coh_engine *e, struct coh_service *s)
{
    if (!coh_node_present(s->node))
        coh_throw(e, COHORT_ERR_NODE_DOWN, 5050, "service \"%s\" cannot be started: node \"%s\" is %s", s->full,
                  s->node->o.name,
                  s->node->state != COHORT_NODE_DOWN ? "isolated" : coh_node_state_name(s->node->state));
    if (s->node->stopping != COH_STOPPING_NONE)
        coh_throw(e, COHORT_ERR_STATE, 5073, "service \"%s\" cannot be started: node \"%s\" is being stopped", s->full,
                  s->node->o.name);
    if (s->state == COHORT_SERVICE_STOP_PENDING)
        coh_throw(e, COHORT_ERR_STATE, 1061, "service \"%s\" cannot be started: it is StopPending", s->full);
    if (s->state != COHORT_SERVICE_STOPPED || s->goal == COH_OP_ONLINE)
        return;
    e->epoch++;
    check_startable(e, s, s);
    want_start(e, s, COH_BY_MANUAL, s->node->o.name);
}

static void want_stop(struct coh_engine *e, struct coh_service *s)
{
    struct coh_service *u;
    int i;

    if (s->mark == e->epoch)
        return;
    s->mark = e->epoch;
    for (i = 0; (u = coh_user(e, s, i)) != NULL; i++)
        if (running(u))
            want_stop(e, u);
    coh_set32(e, &s->goal, COH_OP_OFFLINE);
    coh_dirty(e, &s->o, COH_DIRTY_ROW);
    coh_push_service(e, s);
}

void coh_request_service_stop(struct coh_engine *e, struct coh_service *s, int dependents)
{
    struct coh_service *user;

    if (!coh_node_present(s->node))
        coh_throw(e, COHORT_ERR_NODE_DOWN, 5050, "service \"%s\" cannot be stopped: node \"%s\" is %s", s->full,
                  s->node->o.name,
                  s->node->state != COHORT_NODE_DOWN ? "isolated" : coh_node_state_name(s->node->state));
    if (s->timer.kind == COH_TIMER_RECOVERY) { /* stopped for good: it does not come back */
        coh_clear_timer(e, &s->timer);
        coh_record(e, &s->o, COH_CHANGE_POLICY, NULL, "no recovery", COH_RULE_REQUESTED, 0, 0, NULL);
        return;
    }
    if (s->state == COHORT_SERVICE_STOPPED)
        coh_throw(e, COHORT_ERR_STATE, 1062, "service \"%s\" cannot be stopped: it does not run", s->full);
    if (s->op != COH_OP_NONE)
        coh_throw(e, COHORT_ERR_STATE, 1061, "service \"%s\" cannot be stopped: it is %s", s->full,
                  coh_service_state_name(s->state));
    user = running_user(e, s);
    if (user != NULL && !dependents)
        coh_throw(e, COHORT_ERR_HELD, 1051, "service \"%s\" cannot be stopped: service \"%s\" runs and needs it",
                  s->full, user->full);
    e->epoch++;
    want_stop(e, s);
}
