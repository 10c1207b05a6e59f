/*
 * Requests that change goals: online, offline, fail, start, stop.
 *
 * A request that takes something offline is applied, decided and then looked at: if a service outside holds what would stop, it is refused,
 * and the journal takes everything back. Nothing has been issued by then.
 */
#include "core/inner.h"
#include "util/text.h"

static struct coh_group *want_group(struct coh_engine *e, const char *name)
{
    return (struct coh_group *)coh_want_obj(e, COH_GROUP, name);
}

void coh_set_persistent(struct coh_engine *e, struct coh_obj *obj, int32_t *where, int value, int rule,
                        const char *text)
{
    static const char *const names[] = {"inherit", "Offline", "Online"};
    int64_t cause = e->cause;

    if (*where == value)
        return;
    coh_record(e, obj, COH_CHANGE_PERSISTENT, names[*where + 1], names[value + 1], rule, 0, 0, text);
    coh_set32(e, where, value);
    e->cause = cause;
}

static void set_persistent(struct coh_engine *e, struct coh_obj *obj, int32_t *where, int value)
{
    coh_set_persistent(e, obj, where, value, COH_RULE_REQUESTED, NULL);
}

static void forget_hold(struct coh_engine *e, struct coh_resource *r)
{
    if (r->hold == COH_HOLD_NONE)
        return;
    coh_resource_set_hold(e, r, COH_HOLD_NONE);
    if (r->timer.kind == COH_TIMER_RESTART || r->timer.kind == COH_TIMER_RETRY)
        coh_clear_timer(e, &r->timer);
    coh_push(e, r, COH_RULE_REQUESTED, NULL);
}

static void clear_mark(struct coh_engine *e, struct coh_resource *r)
{
    if (!r->stopped)
        return;
    coh_set8(e, &r->stopped, 0);
    if (r->state != COHORT_RESOURCE_OFFLINE_PENDING) /* it was told so while its node was isolated */
        coh_set8(e, &r->force, 0);
    coh_dirty(e, &r->o, COH_DIRTY_ROW);
    coh_refresh_blocked(e, r);
}

/* A Failed resource that is told to be offline is Offline. */
static void failed_to_offline(struct coh_engine *e, struct coh_resource *r)
{
    if (r->state == COHORT_RESOURCE_FAILED && r->op == COH_OP_NONE)
        coh_resource_set_state(e, r, COHORT_RESOURCE_OFFLINE, COH_RULE_REQUESTED, 0, 0, NULL);
    else if (r->state == COHORT_RESOURCE_FAILED) /* its termination goes on */
        coh_resource_set_state(e, r, COHORT_RESOURCE_OFFLINE_PENDING, COH_RULE_REQUESTED, 0, 0, NULL);
}

static void not_on_paused(struct coh_engine *e, const struct coh_group *g)
{
    if (g->owner != NULL && g->owner->state == COHORT_NODE_PAUSED && g->dest == NULL)
        coh_throw(e, COHORT_ERR_STATE, 70,
                  "nothing of group \"%s\" can be brought online: its owner, node \"%s\", is paused", g->o.name,
                  g->owner->o.name);
}

/* Not beside a group that runs and that a hard bond keeps it from, unless the request ignores it. */
static void not_beside(struct coh_engine *e, struct coh_group *g, const struct coh_input *input)
{
    struct coh_conflict conflict;

    if (g->dest != NULL || !coh_kept_out(&e->m, g, &conflict))
        return;
    if (input->a & COHORT_IGNORE_AFFINITY)
        coh_put_beside(e, g, g->owner);
    else
        coh_throw_conflict(e, COHORT_ERR_STATE, g, "cannot be online on", &conflict);
}

/* What is locked is not brought online by a request, unless that ignores it. */
static void not_locked(struct coh_engine *e, const struct coh_resource *r, const char *what)
{
    if (r->lock != NULL && r->state != COHORT_RESOURCE_ONLINE && r->state != COHORT_RESOURCE_ONLINE_PENDING)
        coh_throw(e, COHORT_ERR_STATE, 5960, "%s: %s", what, coh_lock_text(e, r));
}

static int ignores_locks(const struct coh_input *input)
{
    return (input->a & COHORT_IGNORE_LOCKED) != 0;
}

/* Decisions of a request that takes something offline: what is locked refuses it. */
static void decide_unlocked(struct coh_engine *e, const struct coh_input *input, const char *what)
{
    if (!ignores_locks(input))
        e->keep_locks = what;
    coh_decide_all(e);
    e->keep_locks = NULL;
}

static void no_other_flags(struct coh_engine *e, const struct coh_input *input, int64_t known)
{
    if (input->a & ~known)
        coh_throw(e, COHORT_ERR_INVALID, 87, "%s: there are no such flags as %lld", input->name, (long long)input->a);
}

/* ---- groups ---- */

static void group_online(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_group *g = want_group(e, input->name);
    struct coh_resource *r;

    coh_need_quorum(e);
    no_other_flags(e, input, COHORT_IGNORE_LOCKED | COHORT_IGNORE_AFFINITY);
    not_on_paused(e, g);
    not_beside(e, g, input);
    for (r = ignores_locks(input) ? NULL : g->first; r != NULL; r = r->next)
        not_locked(e, r, coh_arena_fmt(e, "group \"%s\" cannot be brought online", g->o.name));
    coh_group_off(e, g, 0);
    set_persistent(e, &g->o, &g->persistent, COHORT_PERSISTENT_ONLINE);
    if (g->state == COHORT_GROUP_ONLINE)
        coh_admin_success(e, g); /* reached already */
    else
        coh_set8(e, &g->admin, 1);
    coh_dirty(e, &g->o, COH_DIRTY_ROW);
    for (r = g->first; r != NULL; r = r->next) {
        set_persistent(e, &r->o, &r->persistent, COHORT_PERSISTENT_INHERIT);
        clear_mark(e, r);
        forget_hold(e, r);
        coh_push(e, r, COH_RULE_REQUESTED, NULL);
    }
    for (r = g->first; r != NULL; r = r->next)
        coh_refresh_wanted(e, r);
    coh_wait_no_owner(e, g);
    coh_place_orphan(e, g);
    coh_refresh_group(e, g, COH_RULE_REQUESTED, NULL);
    coh_wait_asked(e, g);
    coh_push_group(e, g);
}

static void group_offline(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_group *g = want_group(e, input->name);
    struct coh_resource *r;

    coh_need_quorum(e);
    no_other_flags(e, input, COHORT_IGNORE_LOCKED);
    set_persistent(e, &g->o, &g->persistent, COHORT_PERSISTENT_OFFLINE);
    if (g->count == 0) /* who waits for it */
        coh_push_group(e, g);
    if (g->beside == g->owner)
        coh_put_beside(e, g, NULL);
    coh_set8(e, &g->admin, 0);
    coh_dirty(e, &g->o, COH_DIRTY_ROW);
    for (r = g->first; r != NULL; r = r->next) {
        set_persistent(e, &r->o, &r->persistent, COHORT_PERSISTENT_INHERIT);
        coh_set8(e, &r->kept, 0);
        coh_dirty(e, &r->o, COH_DIRTY_ROW);
        clear_mark(e, r);
        forget_hold(e, r);
        coh_push(e, r, COH_RULE_REQUESTED, NULL);
    }
    for (r = g->first; r != NULL; r = r->next)
        coh_refresh_wanted(e, r);
    decide_unlocked(e, input, coh_arena_fmt(e, "group \"%s\" cannot be taken offline", g->o.name));
    coh_check_holders(e, g, coh_arena_fmt(e, "group \"%s\" cannot go offline, it", g->o.name));
    for (r = g->first; r != NULL; r = r->next)
        failed_to_offline(e, r);
}

/* ---- resources ---- */

static struct coh_resource *want_resource(struct coh_engine *e, const struct coh_input *input)
{
    return (struct coh_resource *)coh_want_obj(e, COH_RESOURCE, input->name);
}

static void not_pending(struct coh_engine *e, const struct coh_resource *r, const char *what)
{
    if (r->state >= 128)
        coh_throw(e, COHORT_ERR_STATE, 5023, "resource \"%s\" cannot be %s: it is %s", r->o.name, what,
                  coh_resource_state_name(r->state));
}

/* The marks and the failures of what it needs go with it. Each is walked once. */
static void release_providers(struct coh_engine *e, struct coh_resource *r)
{
    int i;

    if (r->mark == e->epoch)
        return;
    r->mark = e->epoch;
    for (i = 0; r->depends != NULL && i < r->depends->edge_count; i++)
        release_providers(e, r->depends->edges[i].provider);
    clear_mark(e, r);
    forget_hold(e, r);
}

static void can_start(struct coh_engine *e, struct coh_resource *r, const struct coh_input *input)
{
    const char *missing = coh_required_missing(e, r);

    if (r->state != COHORT_RESOURCE_ONLINE)
        not_on_paused(e, r->group);
    if (missing != NULL)
        coh_throw(e, COHORT_ERR_REQUIRED, 5002,
                  "resource \"%s\" cannot be brought online: its type \"%s\" requires a dependency on %s", r->o.name,
                  r->type->o.name, missing);
    not_beside(e, r->group, input);
}

/* Neither it nor anything below it that would have to start may be locked. Each is walked once. */
static void none_locked(struct coh_engine *e, const struct coh_resource *asked, struct coh_resource *r)
{
    int i;

    if (r->mark == e->epoch || r->state == COHORT_RESOURCE_ONLINE)
        return;
    r->mark = e->epoch;
    not_locked(e, r, coh_arena_fmt(e, "resource \"%s\" cannot be brought online", asked->o.name));
    for (i = 0; r->depends != NULL && i < r->depends->edge_count; i++)
        if (r->depends->edges[i].clause->online == 0)
            none_locked(e, asked, r->depends->edges[i].provider);
}

/* Its persistent state is set: everything that kept it or its providers down is forgotten. */
static void bring_up(struct coh_engine *e, struct coh_resource *r)
{
    coh_dirty(e, &r->o, COH_DIRTY_ROW);
    coh_push(e, r, COH_RULE_REQUESTED, NULL);
    e->epoch++;
    release_providers(e, r);
    coh_refresh_wanted(e, r);
    coh_wait_no_owner(e, r->group);
    coh_place_orphan(e, r->group);
    coh_refresh_group(e, r->group, COH_RULE_REQUESTED, NULL);
    coh_wait_asked(e, r->group);
}

static void resource_online(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_resource *r = want_resource(e, input);

    coh_need_quorum(e);
    no_other_flags(e, input, COHORT_ONLINE_KEEP_PERSISTENT | COHORT_IGNORE_LOCKED | COHORT_IGNORE_AFFINITY);
    not_pending(e, r, "taken online");
    can_start(e, r, input);
    e->epoch++;
    if (!ignores_locks(input))
        none_locked(e, r, r);
    if (input->a & COHORT_ONLINE_KEEP_PERSISTENT) {
        coh_set8(e, &r->kept, (uint8_t)!coh_persistent_on(r));
    } else {
        coh_group_off(e, r->group, 0);
        set_persistent(e, &r->o, &r->persistent, COHORT_PERSISTENT_ONLINE);
    }
    if (r->state == COHORT_RESOURCE_ONLINE)
        coh_admin_reached(e, r);
    else
        coh_set8(e, &r->admin, 1);
    bring_up(e, r);
}

/* Down, with what depends on it, and back to its persistent state, which stays as it is. */
static void resource_restart(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_resource *r = want_resource(e, input);
    int on =
        (r->persistent == COHORT_PERSISTENT_INHERIT ? r->group->persistent : r->persistent) == COHORT_PERSISTENT_ONLINE;

    coh_need_quorum(e);
    not_pending(e, r, "restarted");
    if (r->group->frozen)
        coh_throw(e, COHORT_ERR_STATE, 5984, "resource \"%s\" cannot be restarted: its owner, node \"%s\", is isolated",
                  r->o.name, r->group->owner->o.name);
    if (on) {
        not_on_paused(e, r->group);
        can_start(e, r, input);
        e->epoch++;
        none_locked(e, r, r);
    }
    coh_set8(e, &r->kept, (uint8_t)(on && !coh_persistent_on(r)));
    coh_set8(e, &r->again, r->state == COHORT_RESOURCE_ONLINE);
    coh_set8(e, &r->admin, (uint8_t)on);
    failed_to_offline(e, r);
    if (on) {
        bring_up(e, r);
    } else {
        coh_dirty(e, &r->o, COH_DIRTY_ROW);
        coh_push(e, r, COH_RULE_REQUESTED, NULL);
        forget_hold(e, r);
        coh_refresh_wanted(e, r);
    }
    decide_unlocked(e, input, coh_arena_fmt(e, "resource \"%s\" cannot be restarted", r->o.name));
    coh_check_holders(e, r->group, coh_arena_fmt(e, "resource \"%s\" cannot be restarted, it", r->o.name));
}

/* Its stop, now or when its dependents are down, is a termination. One that is under way is cut short. */
static void terminate_soon(struct coh_engine *e, struct coh_resource *r)
{
    if (r->state != COHORT_RESOURCE_ONLINE && r->state < 128)
        return;
    coh_set8(e, &r->force, 1);
    if (r->op == COH_OP_OFFLINE && !r->group->frozen)
        coh_begin(e, r, COH_OP_TERMINATE, COH_RULE_REQUESTED, 0, 0, NULL);
}

static void resource_offline(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_resource *r = want_resource(e, input);

    coh_need_quorum(e);
    no_other_flags(e, input, COHORT_OFFLINE_FORCE | COHORT_OFFLINE_KEEP_PERSISTENT | COHORT_IGNORE_LOCKED);
    if (!(input->a & COHORT_OFFLINE_FORCE))
        not_pending(e, r, "taken offline");
    if (!(input->a & COHORT_OFFLINE_KEEP_PERSISTENT))
        set_persistent(e, &r->o, &r->persistent, COHORT_PERSISTENT_OFFLINE);
    if (input->a & COHORT_OFFLINE_FORCE)
        terminate_soon(e, r);
    coh_set8(e, &r->stopped, 1);
    coh_set8(e, &r->kept, 0);
    coh_set8(e, &r->admin, 0);
    coh_dirty(e, &r->o, COH_DIRTY_ROW);
    coh_push(e, r, COH_RULE_REQUESTED, NULL);
    forget_hold(e, r);
    coh_refresh_blocked(e, r);
    decide_unlocked(e, input, coh_arena_fmt(e, "resource \"%s\" cannot be taken offline", r->o.name));
    coh_check_holders(e, r->group, coh_arena_fmt(e, "resource \"%s\" cannot go offline, it", r->o.name));
    failed_to_offline(e, r);
}

static void resource_fail(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_resource *r = want_resource(e, input);

    coh_need_quorum(e);
    if (!coh_resource_is_busy(r) || r->state == COHORT_RESOURCE_FAILED)
        coh_throw(e, COHORT_ERR_STATE, 5023, "resource \"%s\" cannot be failed: it is %s", r->o.name,
                  coh_resource_state_name(r->state));
    if (r->group->frozen)
        coh_throw(e, COHORT_ERR_STATE, 5984, "resource \"%s\" cannot be failed: its owner, node \"%s\", is isolated",
                  r->o.name, r->group->owner->o.name);
    if (coh_in_maintenance(r))
        coh_throw(e, COHORT_ERR_STATE, 5970, "resource \"%s\" cannot be failed: %s%s%s is in maintenance", r->o.name,
                  r->care.on ? "it" : "group \"", r->care.on ? "" : r->group->o.name, r->care.on ? "" : "\"");
    coh_resource_fail(e, r, 0, COH_RULE_FAILED, 0, "an administrator declared it failed");
}

void coh_request_goal(struct coh_engine *e, const struct coh_input *input)
{
    switch (input->verb) {
    case COH_VERB_GROUP_ONLINE: group_online(e, input); break;
    case COH_VERB_GROUP_OFFLINE: group_offline(e, input); break;
    case COH_VERB_RESOURCE_ONLINE: resource_online(e, input); break;
    case COH_VERB_RESOURCE_OFFLINE: resource_offline(e, input); break;
    case COH_VERB_RESOURCE_RESTART: resource_restart(e, input); break;
    case COH_VERB_RESOURCE_FAIL: resource_fail(e, input); break;
    case COH_VERB_SERVICE_START:
        coh_request_service_start(e, (struct coh_service *)coh_want_obj(e, COH_SERVICE, input->name));
        break;
    default:
        coh_request_service_stop(e, (struct coh_service *)coh_want_obj(e, COH_SERVICE, input->name), input->a != 0);
        break;
    }
}
