/*
 * What became of a request, why something is as it is, and what is still in flight: all derived from the model as it is now.
 */
#include <stdlib.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

/* ---- reasons ---- */

static const struct coh_clause *unmet_clause(const struct coh_resource *r)
{
    int i;

    for (i = 0; r->depends != NULL && i < r->depends->clause_count; i++)
        if (r->depends->clauses[i].online == 0)
            return &r->depends->clauses[i];
    return NULL;
}

/* "B is Offline and C is Failed" */
static void members_words(struct coh_buf *buf, const struct coh_clause *c)
{
    int i;

    for (i = 0; i < c->count; i++)
        coh_buf_fmt(buf, "%s%s is %s",
                    i == 0             ? ""
                    : i + 1 < c->count ? ", "
                                       : " and ",
                    c->edges[i].provider->o.name, coh_resource_state_name(c->edges[i].provider->state));
}

void coh_unmet_words(struct coh_buf *buf, const struct coh_resource *r)
{
    members_words(buf, unmet_clause(r));
}

static void waits_for(struct coh_buf *buf, const struct coh_clause *c)
{
    if (c->count == 1) {
        coh_buf_fmt(buf, "waits for provider %s, which is %s", c->edges[0].provider->o.name,
                    coh_resource_state_name(c->edges[0].provider->state));
    } else {
        coh_buf_add(buf, "waits for a provider: ");
        members_words(buf, c);
    }
}

/* It is Down because an administrator said so, all of it. */
static int is_stopped(const struct coh_model *m)
{
    int i, stopped = 0;

    for (i = 0; i < m->node_count; i++) {
        if (m->nodes[i]->state != COHORT_NODE_DOWN)
            return 0;
        stopped += m->nodes[i]->stopped;
    }
    return m->node_count > 0 && stopped == m->node_count;
}

static void group_waits(struct coh_buf *buf, const struct coh_model *m, const struct coh_group *g)
{
    const struct coh_resource *against = NULL;
    struct coh_conflict conflict;

    if (g->dest != NULL)
        coh_buf_fmt(buf, "group %s moves to node %s%s", g->o.name, g->dest->o.name,
                    g->dest->status & COHORT_NODE_STATUS_ISOLATED ? ", which is isolated" : "");
    else if (g->off)
        coh_buf_fmt(buf, "%s: it is not started by itself", coh_off_reason(m, g));
    else if (!m->cluster->quorum)
        coh_buf_add(buf, is_stopped(m) ? "the cluster is stopped" : "the cluster has no quorum");
    else if (coh_held_back(g))
        coh_wait_reason(buf, m, g);
    else if (g->owner == NULL)
        coh_buf_fmt(buf, "no node that is Up can host group %s", g->o.name);
    else if (g->owner->status & COHORT_NODE_STATUS_ISOLATED)
        coh_buf_fmt(buf, "node %s is isolated", g->owner->o.name);
    else if (g->owner->stopping != COH_STOPPING_NONE)
        coh_buf_fmt(buf, "node %s is being stopped", g->owner->o.name);
    else if (g->owner->state == COHORT_NODE_PAUSED)
        coh_buf_fmt(buf, "node %s is paused", g->owner->o.name);
    else if (g->owner->state != COHORT_NODE_UP) {
        coh_buf_fmt(buf, "node %s is %s and no other node can take group %s", g->owner->o.name,
                    coh_node_state_name(g->owner->state), g->o.name);
        coh_bar_words(buf, ": ", m, g, NULL);
    } else if (!coh_possible(g, g->owner, &against))
        coh_buf_fmt(buf, "node %s is not a possible owner of %s %s, and no other node can take group %s",
                    g->owner->o.name, coh_kind_name(coh_owners_against(against, g->owner)->kind),
                    coh_owners_against(against, g->owner)->name, g->o.name);
    else if (coh_kept_out(m, g, &conflict))
        coh_conflict_words(buf, &conflict);
}

/* Its service is to be started anew, and cannot be stopped: who needs it. 1: told. */
static int held_start(struct coh_buf *buf, const char *lead, const struct coh_model *m, const struct coh_resource *r)
{
    const struct coh_service *s = r->op == COH_OP_ONLINE ? coh_service_on(m, r->group->owner, r->drives) : NULL, *u;
    int i;

    if (s == NULL || s->state != COHORT_SERVICE_RUNNING || s->goal != COH_OP_OFFLINE)
        return 0;
    for (i = 0; s->users != NULL && i < s->users->count; i++) {
        u = (const struct coh_service *)coh_by_id(m, s->users->v[i]);
        if (u->state == COHORT_SERVICE_STOPPED)
            continue;
        coh_buf_fmt(buf, "%sOnRunning is Restart, and service %s runs and needs %s", lead, u->full, s->full);
        return 1;
    }
    return 0;
}

/* A resource that should be online and is not: what it waits for. 0: nothing to say. */
static int resource_waits(struct coh_buf *buf, const struct coh_model *m, const struct coh_resource *r)
{
    const struct coh_clause *unmet = unmet_clause(r);
    const struct coh_service *s, *n;
    int i;

    if (held_start(buf, "", m, r))
        return 1;
    if ((r->state != COHORT_RESOURCE_OFFLINE && r->state != COHORT_RESOURCE_FAILED) || r->op != COH_OP_NONE ||
        r->hold != COH_HOLD_NONE)
        return 0;
    if (!r->wanted && r->shut > 0 && coh_persistent_on(r) && unmet != NULL) {
        for (i = 0; i + 1 < unmet->count && !unmet->edges[i].provider->stopped; i++)
            ;
        coh_buf_fmt(buf, "waits for provider %s, which an administrator took offline",
                    unmet->edges[i].provider->o.name);
        return 1;
    }
    if (!r->wanted)
        return 0;
    if (!coh_may_start(r->group) || coh_kept_out(m, r->group, NULL)) {
        coh_buf_add(buf, "waits: ");
        group_waits(buf, m, r->group);
        return 1;
    }
    if (unmet != NULL) {
        waits_for(buf, unmet);
        return 1;
    }
    s = coh_service_on(m, r->group->owner, r->drives);
    for (i = 0; s != NULL && s->needs != NULL && i < s->needs->count; i++) {
        n = (const struct coh_service *)coh_by_id(m, s->needs->v[i]);
        if (n->state != COHORT_SERVICE_RUNNING) {
            coh_buf_fmt(buf, "waits for service %s, which is %s", n->full, coh_service_state_name(n->state));
            return 1;
        }
    }
    return 0;
}

/* Local date and time of an engine time, by the offsets that were reported last. */
void coh_local_time(struct coh_buf *buf, const struct coh_cluster *c, int64_t time_ms)
{
    int64_t minutes = (time_ms + c->wall_offset_ms + c->utc_offset_ms) / 60000, days = minutes / 1440 + 719468;
    int64_t era = days / 146097, of_era = days % 146097; /* eras of 400 years that begin in March */
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t day = of_era - (365 * year + year / 4 - year / 100), month = (5 * day + 2) / 153;

    day -= (153 * month + 2) / 5;
    month = month < 10 ? month + 3 : month - 9;
    coh_buf_fmt(buf, "%lld-%02lld-%02lld %02lld:%02lld", (long long)(year + era * 400 + (month <= 2)), (long long)month,
                (long long)day + 1, (long long)(minutes / 60 % 24), (long long)(minutes % 60));
}

/* Maintenance cannot be forgotten: it is the first thing that is told. 1: told. */
static int maintenance_reason(struct coh_buf *buf, const struct coh_model *m, const struct coh_obj *obj)
{
    const struct coh_care *care = coh_care_of(obj);

    if (care == NULL)
        return 0;
    coh_buf_add(buf, "in maintenance");
    if (care->until.kind != COH_TIMER_NONE) {
        coh_buf_add(buf, " until ");
        coh_local_time(buf, m->cluster, care->until.deadline_ms);
    }
    if (obj->kind == COH_RESOURCE && ((const struct coh_resource *)obj)->lost)
        coh_buf_add(buf, "; it ended meanwhile");
    return 1;
}

/* What a move that waits waits for. 1: told. */
static int waiting_reason(struct coh_buf *buf, const struct coh_group *g)
{
    if (g->later == COH_MOVE_NONE || g->dest != NULL || (g->o.rule != COH_RULE_HELD && g->o.rule != COH_RULE_LOCKED))
        return 0;
    if (g->later != COH_MOVE_ASKED)
        coh_buf_add(buf, "failback due: ");
    else if (g->later_to != NULL)
        coh_buf_fmt(buf, "move to node %s queued: ", g->later_to->o.name);
    else
        coh_buf_add(buf, "move queued: ");
    coh_sentence(buf, g->o.rule, g->o.a, g->o.b, g->o.s);
    return 1;
}

/* Of a failed resource: what is to come. */
static void outlook(struct coh_buf *buf, const struct coh_model *m, const struct coh_resource *r)
{
    if (r->state != COHORT_RESOURCE_FAILED || r->op != COH_OP_NONE)
        return;
    if (r->hold == COH_HOLD_RESTART) {
        coh_buf_add(buf, "; it is restarted after RestartDelay ");
        coh_duration_words(buf, coh_prop_int(&r->o, COH_P_RESTART_DELAY));
    }
    if (r->timer.kind == COH_TIMER_RETRY) {
        coh_buf_add(buf, "; tried again by RetryPeriodOnFailure at ");
        coh_local_time(buf, m->cluster, r->timer.deadline_ms);
    }
}

/* Offline because nobody wants it otherwise: how it came to that no longer matters. 1: told. */
static int rest_reason(struct coh_buf *buf, const struct coh_model *m, const struct coh_obj *obj)
{
    const struct coh_group *g = (const struct coh_group *)obj;
    const struct coh_resource *r = (const struct coh_resource *)obj;

    if (obj->kind == COH_GROUP) {
        if (g->state != COHORT_GROUP_OFFLINE || g->persistent == COHORT_PERSISTENT_ONLINE || g->dest != NULL)
            return 0;
        coh_buf_add(buf, "its persistent state is Offline");
        return 1;
    }
    if (obj->kind != COH_RESOURCE || r->state != COHORT_RESOURCE_OFFLINE || r->op != COH_OP_NONE ||
        r->hold != COH_HOLD_NONE || r->wanted)
        return 0;
    if (r->persistent == COHORT_PERSISTENT_OFFLINE)
        coh_buf_add(buf, "its persistent state is Offline");
    else if (r->persistent == COHORT_PERSISTENT_INHERIT && r->group->persistent == COHORT_PERSISTENT_OFFLINE)
        coh_buf_add(buf, "the persistent state of its group is Offline");
    else if (r->stopped)
        coh_buf_add(buf, "an administrator took it offline");
    else if (r->group->off)
        coh_buf_fmt(buf, "%s: it is not started by itself", coh_off_reason(m, r->group));
    else
        return 0;
    return 1;
}

/* A service that was adopted, or whose dependencies changed since, may not answer under the name that clients use. */
static void other_name(struct coh_buf *buf, const struct coh_model *m, const struct coh_service *s)
{
    const struct coh_resource *r = coh_driver_of(m, s);

    if (s->state != COHORT_SERVICE_RUNNING || r == NULL || r->state != COHORT_RESOURCE_ONLINE || s->identity == NULL ||
        coh_name_cmp(s->identity, coh_identity(m, r)) == 0)
        return;
    coh_buf_fmt(buf, "; it goes by %s and not by %s, as resource %s would start it", s->identity, coh_identity(m, r),
                r->o.name);
}

void coh_reason(struct coh_buf *buf, const struct coh_model *m, const struct coh_obj *obj)
{
    if (maintenance_reason(buf, m, obj) || rest_reason(buf, m, obj))
        return;
    if (obj->kind == COH_RESOURCE && resource_waits(buf, m, (const struct coh_resource *)obj))
        return;
    if (obj->kind == COH_GROUP) {
        const struct coh_group *g = (const struct coh_group *)obj;

        if ((!coh_may_start(g) || g->off || coh_kept_out(m, g, NULL)) && g->busy == 0 &&
            g->persistent == COHORT_PERSISTENT_ONLINE && !(g->frozen && g->state == COHORT_GROUP_ONLINE)) {
            group_waits(buf, m, g);
            return;
        }
        if (waiting_reason(buf, g))
            return;
    }
    coh_sentence(buf, obj->rule, obj->a, obj->b, obj->s);
    if (obj->kind == COH_GROUP)
        coh_failback_reason(buf, m, (const struct coh_group *)obj);
    if (obj->kind == COH_RESOURCE)
        outlook(buf, m, (const struct coh_resource *)obj);
    if (obj->kind == COH_SERVICE)
        other_name(buf, m, (const struct coh_service *)obj);
    if (obj->kind == COH_RESOURCE && ((const struct coh_resource *)obj)->lock != NULL)
        coh_buf_fmt(buf, "; locked%s%s", *((const struct coh_resource *)obj)->lock ? ": " : "",
                    ((const struct coh_resource *)obj)->lock);
}

/* ---- what became of a request ---- */

struct tally {
    int missed;  /* members that are not what they should be */
    int pending; /* something is under way that may mend it */
    const struct coh_resource *first;
};

static int under_way(const struct coh_resource *r)
{
    return r->op != COH_OP_NONE || r->state >= 128 || r->hold == COH_HOLD_RESTART;
}

static void count_member(struct tally *t, const struct coh_resource *r, int online)
{
    int reached = online ? r->state == COHORT_RESOURCE_ONLINE : r->state == COHORT_RESOURCE_OFFLINE;

    t->pending += under_way(r);
    if (reached)
        return;
    if (t->missed++ == 0 || (t->first->state != COHORT_RESOURCE_FAILED && r->state == COHORT_RESOURCE_FAILED))
        t->first = r;
}

/* A member that cannot come online here harms nothing while others serve its dependents. */
static int excused(const struct coh_resource *r)
{
    const struct coh_edge *edge;

    if (r->hold != COH_HOLD_HERE || r->dependents == NULL)
        return 0;
    for (edge = r->dependents; edge != NULL; edge = edge->next)
        if (edge->clause->online == 0)
            return 0;
    return 1;
}

static int verdict(struct coh_buf *reason, const struct coh_model *m, const struct coh_group *g, const struct tally *t)
{
    if (g->dest == NULL && t->missed > 0 && coh_held_back(g)) {
        coh_buf_fmt(reason, "group %s waits: ", g->o.name);
        coh_wait_reason(reason, m, g);
        return COHORT_REQUEST_PENDING;
    }
    if (g->dest != NULL || t->pending > 0) {
        if (t->first != NULL) {
            coh_buf_fmt(reason, "resource %s is %s", t->first->o.name, coh_resource_state_name(t->first->state));
            held_start(reason, ": ", m, t->first);
        }
        return COHORT_REQUEST_PENDING;
    }
    if (t->missed == 0)
        return COHORT_REQUEST_REACHED;
    coh_buf_fmt(reason, "resource %s is %s: ", t->first->o.name, coh_resource_state_name(t->first->state));
    if (g->frozen)
        coh_buf_fmt(reason, "node %s is isolated; it is done when contact is back", g->owner->o.name);
    else
        coh_reason(reason, m, &t->first->o);
    return COHORT_REQUEST_FAILED;
}

static int group_result(struct coh_buf *reason, const struct coh_model *m, const struct coh_group *g, int online)
{
    const struct coh_resource *r;
    struct tally t = {0, 0, NULL};

    for (r = g->first; r != NULL; r = r->next)
        if (!(online && excused(r)))
            count_member(&t, r, online);
    return verdict(reason, m, g, &t);
}

/* A move without a destination that came to nothing; what became of it is still the reason. */
static int has_failed(const struct coh_group *g)
{
    return g->o.rule == COH_RULE_STAYS || g->o.rule == COH_RULE_MOVE_BACK || g->o.rule == COH_RULE_MOVE_CANCELLED;
}

static int move_result(struct coh_buf *reason, const struct coh_model *m, const struct coh_group *g, const char *node)
{
    const struct coh_resource *r;
    struct tally t = {0, 0, NULL};

    for (r = g->first; r != NULL; r = r->next)
        if (r->wanted && !excused(r))
            count_member(&t, r, 1);
        else
            t.pending += under_way(r);
    if (g->later == COH_MOVE_ASKED && g->dest == NULL) {
        coh_buf_fmt(reason, "group %s: ", g->o.name);
        coh_reason(reason, m, &g->o);
        return COHORT_REQUEST_PENDING;
    }
    if (g->dest == NULL && t.pending == 0 &&
        (node != NULL ? g->owner == NULL || coh_name_cmp(g->owner->o.name, node) != 0 : has_failed(g))) {
        if (g->o.rule != COH_RULE_STAYS)
            coh_buf_fmt(reason, "group %s is on node %s: ", g->o.name, g->owner != NULL ? g->owner->o.name : "(none)");
        if (has_failed(g)) /* of the move, whatever else is to be said of the group */
            coh_sentence(reason, g->o.rule, g->o.a, g->o.b, g->o.s);
        else
            coh_reason(reason, m, &g->o);
        return COHORT_REQUEST_FAILED;
    }
    return verdict(reason, m, g, &t);
}

/* Of all groups: the worst that came of one; each that failed is named. */
static int all_result(struct coh_buf *reason, const struct coh_model *m, const char *node)
{
    int pending = 0, failed = 0, result;
    const struct coh_group *g;
    struct coh_buf one;

    coh_buf_init(&one, m->mem, 0);
    for (g = m->groups; g != NULL; g = g->next) {
        coh_buf_clear(&one);
        result = move_result(&one, m, g, node);
        if (result == COHORT_REQUEST_REACHED)
            continue;
        pending += result == COHORT_REQUEST_PENDING;
        failed += result == COHORT_REQUEST_FAILED;
        if (one.size > 0)
            coh_buf_fmt(reason, "%s%s", reason->size > 0 ? "; " : "", coh_buf_text(&one));
        if (one.error < 0)
            reason->error = one.error;
    }
    coh_buf_free(&one);
    return pending > 0 ? COHORT_REQUEST_PENDING : failed > 0 ? COHORT_REQUEST_FAILED : COHORT_REQUEST_REACHED;
}

static int resource_result(struct coh_buf *reason, const struct coh_model *m, const struct coh_resource *r, int online)
{
    const struct coh_resource *other;
    struct tally t = {0, 0, NULL};

    count_member(&t, r, online);
    /* What it waits for is another member of its group. */
    for (other = r->group->first; t.missed > 0 && online && other != NULL; other = other->next)
        t.pending += under_way(other);
    return verdict(reason, m, r->group, &t);
}

/* It and what went down with it. */
static void count_above(struct coh_engine *e, struct tally *t, struct coh_resource *r)
{
    const struct coh_edge *edge;

    if (r->mark == e->epoch)
        return;
    r->mark = e->epoch;
    if (r->wanted && !excused(r))
        count_member(t, r, 1);
    else
        t->pending += under_way(r);
    for (edge = r->dependents; edge != NULL; edge = edge->next)
        count_above(e, t, edge->clause->dependent);
}

static int restart_result(struct coh_engine *e, struct coh_buf *reason, struct coh_resource *r)
{
    const struct coh_resource *other;
    struct tally t = {0, 0, NULL};

    e->epoch++;
    count_above(e, &t, r);
    for (other = r->group->first; t.missed > 0 && other != NULL; other = other->next)
        t.pending += under_way(other); /* what they wait for */
    return verdict(reason, &e->m, r->group, &t);
}

/* A failure's outcome: the group is quiet again and it is back. */
static int fail_result(struct coh_buf *reason, const struct coh_model *m, const struct coh_resource *r)
{
    return move_result(reason, m, r->group, NULL);
}

static int service_result(struct coh_buf *reason, const struct coh_model *m, const struct coh_service *s, int online)
{
    int wanted = online ? COHORT_SERVICE_RUNNING : COHORT_SERVICE_STOPPED;

    if (s->state == wanted)
        return COHORT_REQUEST_REACHED;
    coh_buf_fmt(reason, "service %s is %s", s->full, coh_service_state_name(s->state));
    if (s->op != COH_OP_NONE || s->goal != COH_OP_NONE)
        return COHORT_REQUEST_PENDING;
    coh_buf_add(reason, ": ");
    coh_reason(reason, m, &s->o);
    return COHORT_REQUEST_FAILED;
}

static int drain_result(struct coh_buf *reason, const struct coh_model *m, const struct coh_node *node, int drain)
{
    const struct coh_group *g;

    if (!drain || (node != NULL && node->drain == COHORT_DRAIN_COMPLETED))
        return COHORT_REQUEST_REACHED;
    if (node == NULL || node->drain == COHORT_DRAIN_NONE) {
        coh_buf_add(reason, "the drain was given up");
        return COHORT_REQUEST_FAILED;
    }
    if (node->drain == COHORT_DRAIN_IN_PROGRESS) {
        for (g = m->groups; g != NULL && g->owner != node; g = g->next)
            ;
        coh_buf_fmt(reason, "group %s has not left yet", g != NULL ? g->o.name : node->o.name);
        return COHORT_REQUEST_PENDING;
    }
    coh_reason(reason, m, &node->o);
    return COHORT_REQUEST_FAILED;
}

static int node_result(struct coh_buf *reason, const struct coh_model *m, const struct coh_node *node, int online)
{
    if (node == NULL) {
        coh_buf_add(reason, "the node is no longer there");
        return COHORT_REQUEST_FAILED;
    }
    if ((node->state != COHORT_NODE_DOWN && node->stopping == COH_STOPPING_NONE) == online)
        return online || node->state == COHORT_NODE_DOWN ? COHORT_REQUEST_REACHED : COHORT_REQUEST_PENDING;
    coh_buf_fmt(reason, "node %s is %s: ", node->o.name, coh_node_state_name(node->state));
    coh_reason(reason, m, &node->o);
    return COHORT_REQUEST_FAILED;
}

static int cluster_result(struct coh_buf *reason, const struct coh_model *m, int online)
{
    int votes, total, i;

    if (online && m->cluster->quorum)
        return COHORT_REQUEST_REACHED;
    if (online) {
        coh_votes(m, &votes, &total);
        coh_buf_fmt(reason, "the cluster has no quorum: %d of %d votes", votes, total);
        return COHORT_REQUEST_FAILED;
    }
    for (i = 0; i < m->node_count; i++)
        if (m->nodes[i]->state != COHORT_NODE_DOWN)
            coh_buf_fmt(reason, "%snode %s is %s", reason->size > 0 ? ", " : "", m->nodes[i]->o.name,
                        m->nodes[i]->status & COHORT_NODE_STATUS_ISOLATED ? "isolated"
                        : m->nodes[i]->stopping != COH_STOPPING_NONE      ? "being stopped"
                                                                          : coh_node_state_name(m->nodes[i]->state));
    return m->cluster->stopping ? COHORT_REQUEST_PENDING
           : reason->size > 0   ? COHORT_REQUEST_FAILED
                                : COHORT_REQUEST_REACHED;
}

int coh_engine_result(struct coh_engine *e, const struct coh_input *input, struct coh_buf *reason)
{
    const struct coh_model *m = &e->m;
    struct coh_obj *obj;
    int kind;

    switch (input->verb) {
    case COH_VERB_GROUP_ONLINE:
    case COH_VERB_GROUP_OFFLINE:
    case COH_VERB_GROUP_MOVE: kind = COH_GROUP; break;
    case COH_VERB_RESOURCE_ONLINE:
    case COH_VERB_RESOURCE_OFFLINE:
    case COH_VERB_RESOURCE_RESTART:
    case COH_VERB_RESOURCE_FAIL: kind = COH_RESOURCE; break;
    case COH_VERB_SERVICE_START:
    case COH_VERB_SERVICE_STOP: kind = COH_SERVICE; break;
    case COH_VERB_GROUP_MOVE_ALL: return all_result(reason, m, input->arg);
    case COH_VERB_NODE_START:
    case COH_VERB_NODE_STOP:
        return node_result(reason, m, coh_find_node(m, input->name), input->verb == COH_VERB_NODE_START);
    case COH_VERB_CLUSTER_STOP:
    case COH_VERB_CLUSTER_START: return cluster_result(reason, m, input->verb == COH_VERB_CLUSTER_START);
    case COH_VERB_NODE_PAUSE: return drain_result(reason, m, coh_find_node(m, input->name), input->a != 0);
    default: return COHORT_REQUEST_REACHED; /* done when it was accepted */
    }
    obj = coh_find(m, kind, input->name);
    if (obj == NULL && (input->verb == COH_VERB_RESOURCE_OFFLINE || input->verb == COH_VERB_SERVICE_STOP))
        return COHORT_REQUEST_REACHED; /* it was down, or it could not have been deleted */
    if (obj == NULL) {
        coh_buf_fmt(reason, "%s %s is no longer there", coh_kind_name(kind), input->name);
        return COHORT_REQUEST_FAILED;
    }
    switch (input->verb) {
    case COH_VERB_GROUP_ONLINE:
    case COH_VERB_GROUP_OFFLINE:
        return group_result(reason, m, (struct coh_group *)obj, input->verb == COH_VERB_GROUP_ONLINE);
    case COH_VERB_GROUP_MOVE: return move_result(reason, m, (struct coh_group *)obj, input->arg);
    case COH_VERB_RESOURCE_RESTART: return restart_result(e, reason, (struct coh_resource *)obj);
    case COH_VERB_RESOURCE_FAIL: return fail_result(reason, m, (struct coh_resource *)obj);
    case COH_VERB_RESOURCE_ONLINE:
    case COH_VERB_RESOURCE_OFFLINE:
        return resource_result(reason, m, (struct coh_resource *)obj, input->verb == COH_VERB_RESOURCE_ONLINE);
    default: return service_result(reason, m, (struct coh_service *)obj, input->verb == COH_VERB_SERVICE_START);
    }
}

/* ---- in flight ---- */

static int by_operation(const void *a, const void *b)
{
    const struct coh_action *x = a, *y = b;

    return x->operation < y->operation ? -1 : x->operation > y->operation;
}

static void flight(struct coh_action *action, const struct coh_obj *obj, int op, int64_t operation,
                   const struct coh_node *node, const struct coh_obj *clock)
{
    action->kind = obj->kind;
    action->op = op;
    action->object = obj->id;
    action->operation = operation;
    action->node = node->o.id;
    action->timeout_ms = coh_op_timeout(clock);
}

int coh_engine_inflight(struct coh_engine *e, int64_t node, struct coh_action **ret_actions, int *ret_count)
{
    const struct coh_model *m = &e->m;
    struct coh_action *list;
    struct coh_resource *r;
    struct coh_service *s;
    struct coh_group *g;
    int count = 0;

    list = coh_alloc(&e->mem, (size_t)(m->resource_count + m->service_count + 1) * sizeof *list);
    if (list == NULL)
        return COHORT_ERR_NOMEM;
    for (g = m->groups; g != NULL; g = g->next)
        for (r = g->first; r != NULL && (node == 0 || (g->owner != NULL && g->owner->o.id == node)); r = r->next)
            if (r->op != COH_OP_NONE && !coh_prop_is(&r->type->o, COH_P_DRIVES, "service"))
                flight(&list[count++], &r->o, r->op, r->op_id, g->owner, &r->o);
    for (s = m->services; s != NULL; s = s->next) {
        if (s->op == COH_OP_NONE || (node != 0 && s->node->o.id != node))
            continue;
        r = s->timer.kind == COH_TIMER_NONE ? coh_driver_of(m, s) : NULL; /* whose clock counts */
        flight(&list[count++], &s->o, s->op, s->op_id, s->node, r != NULL ? &r->o : &s->o);
    }
    qsort(list, (size_t)count, sizeof *list, by_operation);
    *ret_actions = list;
    *ret_count = count;
    return 0;
}
