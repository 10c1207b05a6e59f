/*
 * Transitions: the one place where states change, and where the change gets its cause and its rule.
 *
 * Counters that follow from a state (unmet clauses, the group's members, dependents on their way down) are kept here too.
 */
#include <stdio.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

static const char *const rule_names[COH_RULES] = {"none",
#define NAME(id, name, sentence) name,
                                                  COH_RULE_LIST(NAME)
#undef NAME
};
static const char *const rule_sentences[COH_RULES] = {"",
#define SENTENCE(id, name, sentence) sentence,
                                                      COH_RULE_LIST(SENTENCE)
#undef SENTENCE
};
static const char *const change_names[COH_CHANGES] = {
    "",        "state",  "owner",      "created", "deleted", "renamed", "property",
    "depends", "owners", "persistent", "status",  "quorum",  "witness", "group",
    "groups",  "policy", "timer",      "event",   "moved",   "clock",   "pruned"};

const char *coh_rule_name(int rule)
{
    return rule > 0 && rule < COH_RULES ? rule_names[rule] : "none";
}

int coh_rule_parse(const char *text)
{
    int rule = 1;

    while (text != NULL && rule < COH_RULES && strcmp(rule_names[rule], text) != 0)
        rule++;
    return text != NULL && rule < COH_RULES ? rule : 0;
}

const char *coh_change_name(int change)
{
    return change > 0 && change < COH_CHANGES ? change_names[change] : "";
}

int coh_change_parse(const char *text)
{
    int change = 1;

    while (change < COH_CHANGES && strcmp(change_names[change], text) != 0)
        change++;
    return change < COH_CHANGES ? change : 0;
}

const char *coh_op_name(int op)
{
    static const char *const names[] = {"none", "online", "offline", "terminate"};

    return op >= 0 && op <= COH_OP_TERMINATE ? names[op] : "none";
}

void coh_sentence(struct coh_buf *buf, int rule, int64_t a, int64_t b, const char *s)
{
    const char *at = rule > 0 && rule < COH_RULES ? rule_sentences[rule] : "";

    for (; *at != '\0'; at++) {
        if (*at != '%') {
            coh_buf_addc(buf, *at);
            continue;
        }
        at++;
        if (*at == 's')
            coh_buf_add(buf, s != NULL ? s : "?");
        else if (*at == 'a' || *at == 'b')
            coh_buf_int(buf, *at == 'a' ? a : b);
        else
            coh_duration_words(buf, *at == 'A' ? a : b);
    }
}

void coh_rule_sentence(struct coh_buf *buf, const struct coh_transition *transition)
{
    coh_sentence(buf, transition->rule, transition->a, transition->b, transition->s);
    if (transition->t != NULL)
        coh_buf_fmt(buf, "; %s", transition->t);
}

/* A change of one of these says why the object is as it is. The event of a move tells again what its arrival told. */
static int is_reason(const struct coh_obj *obj, int change, int rule, int stays)
{
    if (change == COH_CHANGE_MOVED)
        return stays;
    if (rule == COH_RULE_DERIVED || rule == COH_RULE_VOTE_TAKEN || rule == COH_RULE_MAINTENANCE ||
        (change == COH_CHANGE_STATUS && obj->kind != COH_NODE))
        return 0;
    return change == COH_CHANGE_STATE || change == COH_CHANGE_OWNER || change == COH_CHANGE_POLICY ||
           change == COH_CHANGE_CREATED || change == COH_CHANGE_STATUS || change == COH_CHANGE_QUORUM;
}

static const struct coh_input *present_input(const struct coh_engine *e)
{
    return &e->inputs[e->effects.input_count - 1].input;
}

/* What is recorded next follows from the present input itself, in a batch also what is only settled at its end; or from what that reacts to. */
void coh_follow_input(struct coh_engine *e)
{
    e->cause = e->batch ? -e->m.cluster->input_seq : present_input(e)->follows;
}

/* Why the object is as it is: what was recorded last, of whatever object. */
void coh_give_reason(struct coh_engine *e, struct coh_obj *obj, int rule, int64_t a, int64_t b, const char *s)
{
    coh_set64(e, &obj->last, e->cause);
    coh_set32(e, &obj->rule, rule);
    coh_set64(e, &obj->a, a);
    coh_set64(e, &obj->b, b);
    coh_set_text(e, &obj->s, s);
    coh_dirty(e, obj, COH_DIRTY_ROW);
}

void coh_record(struct coh_engine *e, struct coh_obj *obj, int change, const char *old_text, const char *new_text,
                int rule, int64_t a, int64_t b, const char *s)
{
    int stays = old_text != NULL && new_text != NULL && strcmp(old_text, new_text) == 0;
    struct coh_transition *t;

    if (e->loading)
        return;
    COH_VEC_PUSH(e, e->transitions, e->effects.transition_count, e->transition_room);
    t = &e->transitions[e->effects.transition_count - 1];
    coh_set64(e, &e->m.cluster->transition_seq, e->m.cluster->transition_seq + 1);
    t->seq = e->m.cluster->transition_seq;
    t->cause = e->cause > 0 ? e->cause : 0;
    t->input = e->cause < 0 ? -e->cause : e->m.cluster->input_seq;
    t->time_ms = e->m.cluster->now_ms;
    t->object = obj->id;
    t->kind = obj->kind;
    t->change = change;
    t->name = coh_full_name(obj);
    t->old_text = old_text;
    t->new_text = new_text;
    t->rule = rule;
    t->a = a;
    t->b = b;
    t->s = s;
    t->t = NULL;
    if ((rule == COH_RULE_REQUESTED || rule == COH_RULE_CREATED) && present_input(e)->origin != NULL) {
        t->rule = COH_RULE_REACTION;
        t->s = present_input(e)->origin;
    }
    e->cause = t->seq;
    coh_dirty(e, obj, COH_DIRTY_ROW);
    if (is_reason(obj, change, rule, stays) || obj->rule == COH_RULE_NONE)
        coh_give_reason(e, obj, rule, a, b, s);
}

/* ---- resources ---- */

int coh_resource_is_busy(const struct coh_resource *r)
{
    return r->state == COHORT_RESOURCE_ONLINE || r->state >= 128 || r->op != COH_OP_NONE;
}

void coh_account(struct coh_engine *e, struct coh_resource *r, int sign)
{
    struct coh_group *g = r->group;

    if (r->state == COHORT_RESOURCE_ONLINE)
        coh_set32(e, &g->online, g->online + sign);
    if (r->state == COHORT_RESOURCE_FAILED)
        coh_set32(e, &g->failed, g->failed + sign);
    if (r->state >= 128)
        coh_set32(e, &g->pending, g->pending + sign);
    if (coh_resource_is_busy(r))
        coh_set32(e, &g->busy, g->busy + sign);
}

static void refresh_going(struct coh_engine *e, struct coh_resource *r)
{
    int going = r->state == COHORT_RESOURCE_OFFLINE_PENDING || r->op == COH_OP_TERMINATE;
    int i;

    if (going == r->going)
        return;
    coh_set8(e, &r->going, (uint8_t)going);
    if (going && r->drives != NULL && r->group->owner != NULL) /* it no longer holds what its service needs */
        coh_wake_later(e, r->group->owner);
    for (i = 0; r->depends != NULL && i < r->depends->edge_count; i++) {
        struct coh_resource *provider = r->depends->edges[i].provider;

        coh_set32(e, &provider->leaving, provider->leaving + (going ? 1 : -1));
        if (provider->leaving == 0)
            coh_push(e, provider, COH_RULE_WANTED, NULL);
    }
}

/* A resource came Online or left it: the clauses of its dependents. */
static void tell_dependents(struct coh_engine *e, struct coh_resource *r, int sign)
{
    struct coh_edge *edge;

    for (edge = r->dependents; edge != NULL; edge = edge->next) {
        struct coh_clause *clause = edge->clause;
        struct coh_resource *d = clause->dependent;

        coh_set32(e, &clause->online, clause->online + sign);
        if (sign > 0 && clause->online == 1) {
            coh_set32(e, &d->unmet, d->unmet - 1);
            if (d->unmet == 0)
                coh_push(e, d, COH_RULE_PROVIDER_ONLINE, r->o.name);
        } else if (sign < 0 && clause->online == 0) {
            coh_set32(e, &d->unmet, d->unmet + 1);
            coh_push(e, d,
                     r->blocked ? COH_RULE_PROVIDER_STOPPED
                     : r->again ? COH_RULE_PROVIDER_RESTARTS
                                : COH_RULE_PROVIDER_LOST,
                     r->o.name);
        }
    }
}

/* ---- locks: an agent keeps its resource as it is ---- */

static void locked(struct coh_engine *e, struct coh_resource *r, const char *why, int rule, const char *text)
{
    int64_t cause = e->cause;

    coh_record(e, &r->o, COH_CHANGE_STATUS, why != NULL ? "" : "Locked", why != NULL ? "Locked" : "", rule, 0, 0, text);
    coh_set_text(e, &r->lock, why);
    coh_push_group(e, r->group); /* a move may wait for that */
    e->cause = cause;
}

void coh_lock(struct coh_engine *e, struct coh_resource *r, const char *why)
{
    if (r->going || r->state == COHORT_RESOURCE_FAILED || (r->lock != NULL && strcmp(r->lock, why) == 0))
        return;
    locked(e, r, why, COH_RULE_LOCK, *why ? why : "locked in its state");
}

void coh_unlock(struct coh_engine *e, struct coh_resource *r, const char *how)
{
    if (r->lock == NULL)
        return;
    if (e->keep_locks)
        coh_throw(e, COHORT_ERR_STATE, 5960, "%s: %s", e->keep_locks, coh_lock_text(e, r));
    locked(e, r, NULL, COH_RULE_LOCK_OVER, how);
}

void coh_resource_set_state(struct coh_engine *e, struct coh_resource *r, int state, int rule, int64_t a, int64_t b,
                            const char *s)
{
    int old = r->state, again = r->again;

    if (old == state)
        return;
    if (old != COHORT_RESOURCE_ONLINE_PENDING || state != COHORT_RESOURCE_ONLINE)
        coh_unlock(e, r, "the state that it kept has ended");
    coh_account(e, r, -1);
    coh_set32(e, &r->state, state);
    coh_account(e, r, 1);
    coh_record(e, &r->o, COH_CHANGE_STATE, coh_resource_state_name(old), coh_resource_state_name(state), rule, a, b, s);
    refresh_going(e, r);
    if (state != COHORT_RESOURCE_OFFLINE_PENDING) { /* how it was to stop, and what for */
        coh_set8(e, &r->force, 0);
        coh_set8(e, &r->again, 0);
    }
    if (state == COHORT_RESOURCE_ONLINE || state == COHORT_RESOURCE_OFFLINE)
        coh_set8(e, &r->embedded, 0);
    if (!coh_resource_is_busy(r))
        coh_run_over(e, &r->o);
    if (old == COHORT_RESOURCE_ONLINE)
        tell_dependents(e, r, -1);
    else if (state == COHORT_RESOURCE_ONLINE)
        tell_dependents(e, r, 1);
    coh_push_group(e, r->group);
    if (again && state == COHORT_RESOURCE_OFFLINE) /* its restart was asked for */
        coh_push(e, r, COH_RULE_REQUESTED, NULL);
    else
        coh_push(e, r, rule, s);
    coh_wake_needers(e, r);
}

void coh_resource_set_op(struct coh_engine *e, struct coh_resource *r, int op)
{
    if (r->op == op)
        return;
    coh_account(e, r, -1);
    coh_set32(e, &r->op, op);
    coh_account(e, r, 1);
    coh_dirty(e, &r->o, COH_DIRTY_ROW);
    refresh_going(e, r);
    if (op == COH_OP_NONE)
        coh_clear_timer(e, &r->timer);
    if (!coh_resource_is_busy(r))
        coh_run_over(e, &r->o);
    coh_push_group(e, r->group);
    coh_push(e, r, COH_RULE_WANTED, NULL);
}

void coh_resource_set_hold(struct coh_engine *e, struct coh_resource *r, int hold)
{
    if (r->hold == hold)
        return;
    coh_set32(e, &r->hold, hold);
    coh_dirty(e, &r->o, COH_DIRTY_ROW);
    if (hold == COH_HOLD_NONE)
        coh_push(e, r, COH_RULE_WANTED, NULL);
    coh_push_group(e, r->group); /* it may have come to rest */
    e->epoch++;
    coh_wake_above(e, r);
}

/* ---- services ---- */

void coh_service_set_state(struct coh_engine *e, struct coh_service *s, int state, int rule, int64_t a, int64_t b,
                           const char *text)
{
    int old = s->state;

    if (old == state)
        return;
    coh_set32(e, &s->state, state);
    coh_record(e, &s->o, COH_CHANGE_STATE, coh_service_state_name(old), coh_service_state_name(state), rule, a, b,
               text);
    if (state == COHORT_SERVICE_STOPPED)
        coh_run_over(e, &s->o);
    coh_push_service(e, s);
}

/* ---- names of states ---- */

const char *coh_resource_state_name(int state)
{
    switch (state) {
    case COHORT_RESOURCE_INITIALIZING: return "Initializing";
    case COHORT_RESOURCE_ONLINE: return "Online";
    case COHORT_RESOURCE_OFFLINE: return "Offline";
    case COHORT_RESOURCE_FAILED: return "Failed";
    case COHORT_RESOURCE_ONLINE_PENDING: return "OnlinePending";
    case COHORT_RESOURCE_OFFLINE_PENDING: return "OfflinePending";
    default: return "Unknown";
    }
}

static const char *name_in(const char *const *names, int count, int value)
{
    return value >= 0 && value < count ? names[value] : "Unknown";
}

const char *coh_group_state_name(int state)
{
    static const char *const names[] = {"Online", "Offline", "Failed", "PartialOnline", "Pending"};

    return name_in(names, 5, state);
}

const char *coh_node_state_name(int state)
{
    static const char *const names[] = {"Up", "Down", "Paused", "Joining"};

    return name_in(names, 4, state);
}

const char *coh_groupset_state_name(int state)
{
    static const char *const names[] = {"NotReady", "Delay", "Ready"};

    return name_in(names, 3, state);
}

const char *coh_service_state_name(int state)
{
    static const char *const names[] = {"Stopped", "StartPending", "StopPending", "Running"};

    return name_in(names, 4, state - 1);
}

const char *coh_by_name(int by)
{
    static const char *const names[] = {"cluster", "manual", "boot", "needs", "recovery"};

    return by > 0 && by <= 5 ? names[by - 1] : NULL;
}

const char *coh_witness_name(int witness)
{
    static const char *const names[] = {"none", "disk", "share", "cloud"};

    return name_in(names, 4, witness);
}

int coh_group_state(const struct coh_group *g)
{
    if (g->failed > 0)
        return COHORT_GROUP_FAILED;
    if (g->pending > 0)
        return COHORT_GROUP_PENDING;
    if (g->online > 0)
        return g->online < g->count ? COHORT_GROUP_PARTIAL_ONLINE : COHORT_GROUP_ONLINE;
    return COHORT_GROUP_OFFLINE;
}
