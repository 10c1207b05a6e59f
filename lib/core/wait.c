/*
 * Groups that wait before they start: for the node where they were last when the cluster forms, for groups and group sets that they depend on
 * (groupset.c), then for groups of higher priority on their node.
 *
 * Only the start of a group of which nothing runs waits; what runs is never held up or taken back. Each wait has a bound and ends by itself. A node
 * counts its groups that wait in the queue and those that start, by class of priority: who may go is known without looking at the others.
 */
#include "core/inner.h"

int coh_held_back(const struct coh_group *g)
{
    return g->wait != COH_WAIT_NONE && g->wait != COH_WAIT_START;
}

int coh_may_start(const struct coh_group *g)
{
    return g->starts && !coh_held_back(g);
}

int coh_wait_is_rule(int rule)
{
    return rule == COH_RULE_WAIT_OWNER || rule == COH_RULE_WAIT_OWNER_OVER || rule == COH_RULE_WAIT_QUEUE ||
           rule == COH_RULE_WAIT_QUEUE_OVER || rule == COH_RULE_WAIT_OVER || rule == COH_RULE_WAIT_DEPENDS ||
           rule == COH_RULE_WAIT_DEPENDS_OVER;
}

int coh_wait_wants(const struct coh_group *g)
{
    const struct coh_resource *r;

    for (r = g->first; r != NULL; r = r->next)
        if (r->wanted)
            return 1;
    return 0;
}

struct coh_node *coh_default_owner(const struct coh_model *m, const struct coh_group *g)
{
    struct coh_obj *set = coh_by_id(m, coh_prop_int(&g->o, COH_P_DEFAULT_OWNER));

    return set != NULL && set->kind == COH_NODE ? (struct coh_node *)set : g->owner;
}

static int64_t wait_delay_ms(const struct coh_engine *e)
{
    return coh_prop_int(&e->m.cluster->o, COH_P_WAIT_DELAY) * 1000;
}

/* ---- stages ---- */

static int higher(const struct coh_node *node, int lane)
{
    int i, count = 0;

    for (i = 0; i < lane; i++)
        count += node->queued[i] + node->starting[i];
    return count;
}

int coh_wait_open(const struct coh_group *g)
{
    return higher(g->owner, g->lane) == 0;
}

static void count(struct coh_engine *e, struct coh_group *g, int sign)
{
    int32_t *at = g->wait == COH_WAIT_QUEUE   ? &g->owner->queued[g->lane]
                  : g->wait == COH_WAIT_START ? &g->owner->starting[g->lane]
                                              : NULL;

    if (at != NULL)
        coh_set32(e, at, *at + sign);
}

/* Those of the next class go, if there are any and nobody above them is left. */
static void wake_queue(struct coh_engine *e, struct coh_node *node)
{
    struct coh_group *g;
    int lane = 0;

    while (lane < COH_LANES && node->queued[lane] == 0)
        lane++;
    if (lane == COH_LANES || higher(node, lane) > 0)
        return;
    for (g = e->m.groups; g != NULL; g = g->next)
        if (g->owner == node && g->wait == COH_WAIT_QUEUE && g->lane == lane)
            coh_push_gate(e, g);
}

static void set_stage(struct coh_engine *e, struct coh_group *g, int wait)
{
    int counted = g->wait == COH_WAIT_QUEUE || g->wait == COH_WAIT_START, lane = g->lane;

    count(e, g, -1);
    coh_set32(e, &g->wait, wait);
    coh_push_group(e, g); /* it may have come to rest */
    coh_set32(e, &g->lane, (int32_t)coh_priority_class(g));
    count(e, g, 1);
    coh_clear_timer(e, &g->gate);
    coh_dirty(e, &g->o, COH_DIRTY_ROW);
    if (counted && g->owner->queued[lane] + g->owner->starting[lane] == 0) /* the last of its class */
        wake_queue(e, g->owner);
}

void coh_wait_derive(struct coh_engine *e, struct coh_group *g)
{
    if (g->wait != COH_WAIT_NONE && g->owner == NULL)
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "the row of group \"%s\" contradicts others", g->o.name);
    g->lane = (int32_t)coh_priority_class(g);
    count(e, g, 1);
}

void coh_wait_class(struct coh_engine *e, struct coh_group *g)
{
    if (g->lane == coh_priority_class(g) || (g->wait != COH_WAIT_QUEUE && g->wait != COH_WAIT_START))
        return;
    count(e, g, -1);
    coh_set32(e, &g->lane, (int32_t)coh_priority_class(g));
    count(e, g, 1);
    coh_push_gate(e, g);
    wake_queue(e, g->owner);
}

void coh_wait_end(struct coh_engine *e, struct coh_group *g)
{
    int told = coh_held_back(g) && coh_wait_is_rule(g->o.rule);

    if (g->wait != COH_WAIT_NONE)
        set_stage(e, g, COH_WAIT_NONE);
    if (told) { /* what it waited for no longer matters */
        coh_set32(e, &g->o.rule, COH_RULE_STOPPED);
        coh_set_text(e, &g->o.s, NULL);
    }
}

static void push_members(struct coh_engine *e, struct coh_group *g, int rule, const char *text)
{
    struct coh_resource *r;

    for (r = g->first; r != NULL; r = r->next) {
        coh_push(e, r, rule, text);
        if (r->drives != NULL)
            coh_wake_needers(e, r);
    }
    coh_push_group(e, g);
}

/* It has waited: now it goes, and says why. */
static void let_go(struct coh_engine *e, struct coh_group *g, int rule, int64_t a, const char *text)
{
    coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, "starts", rule, a, 0, text);
    push_members(e, g, COH_RULE_GROUP_STARTS, NULL);
}

void coh_wait_begin(struct coh_engine *e, struct coh_group *g)
{
    if (e->loading || g->busy > 0 || g->wait != COH_WAIT_NONE || !coh_wait_wants(g))
        return;
    set_stage(e, g, COH_WAIT_DEPENDS);
    coh_push_gate(e, g);
}

void coh_wait_asked(struct coh_engine *e, struct coh_group *g)
{
    if (g->wait == COH_WAIT_QUEUE) {
        set_stage(e, g, COH_WAIT_START);
        let_go(e, g, COH_RULE_REQUESTED, 0, NULL);
    }
    if (g->starts && g->wait == COH_WAIT_NONE && g->busy == 0 && coh_wait_wants(g))
        coh_wait_begin(e, g);
    if (g->wait == COH_WAIT_DEPENDS) { /* its time runs on */
        coh_set32(e, &g->wait, COH_WAIT_ASKED);
        coh_dirty(e, &g->o, COH_DIRTY_ROW);
    }
}

/* The first group of the highest class that starts, or waits, before this one. */
static const struct coh_group *first_above(const struct coh_model *m, const struct coh_group *g)
{
    const struct coh_group *other, *best = NULL;

    for (other = m->groups; other != NULL; other = other->next)
        if (other->owner == g->owner && (other->wait == COH_WAIT_QUEUE || other->wait == COH_WAIT_START) &&
            other->lane < (best != NULL ? best->lane : g->lane))
            best = other;
    return best;
}

static void look_at_queue(struct coh_engine *e, struct coh_group *g, int waited)
{
    int64_t delay_ms = wait_delay_ms(e);

    if (coh_wait_open(g) || delay_ms == 0) {
        set_stage(e, g, COH_WAIT_START);
        if (waited)
            let_go(e, g, COH_RULE_WAIT_OVER, 0,
                   delay_ms == 0 ? "ClusterGroupWaitDelay is 0 now" : "no group of higher priority starts any more");
        else
            coh_push_group(e, g); /* perhaps nothing can start */
    } else if (!waited) {
        coh_set_timer(e, &g->gate, COH_TIMER_WAIT, e->m.cluster->now_ms + delay_ms);
        coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, "waits", COH_RULE_WAIT_QUEUE, delay_ms, 0,
                   first_above(&e->m, g)->o.name);
    }
}

/* How it stands; NULL: how all stand that it waited for. */
static const char *provider_text(struct coh_engine *e, const struct coh_group *g, const struct coh_obj *provider)
{
    coh_buf_clear(&e->scratch);
    if (provider != NULL)
        coh_provider_words(&e->scratch, provider);
    else
        coh_ready_words(&e->scratch, &e->m, g);
    if (e->scratch.error)
        coh_throw_nomem(e);
    return coh_arena_text(e, coh_buf_text(&e->scratch));
}

/* It waits for no provider any more: it starts, or goes into the queue. @rule: why; NONE: it has not waited. */
static void past_providers(struct coh_engine *e, struct coh_group *g, int rule, int64_t a, const char *text)
{
    int asked = g->wait == COH_WAIT_ASKED;

    set_stage(e, g, asked ? COH_WAIT_NONE : COH_WAIT_QUEUE);
    if (!asked)
        coh_push_gate(e, g); /* when all that come into the queue now are in it */
    if (rule == COH_RULE_NONE)
        return;
    coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, "waits no longer", rule, a, 0, text);
    push_members(e, g, COH_RULE_GROUP_STARTS, NULL);
}

static void look_at_providers(struct coh_engine *e, struct coh_group *g, int waited)
{
    int64_t timeout_ms = coh_prop_int(&e->m.cluster->o, COH_P_DEPENDENCY_TIMEOUT) * 1000;
    const struct coh_obj *provider = timeout_ms > 0 ? coh_wait_provider(&e->m, g) : NULL;

    if (provider == NULL) {
        past_providers(e, g, waited ? COH_RULE_WAIT_OVER : COH_RULE_NONE, 0,
                       timeout_ms > 0 ? provider_text(e, g, NULL) : "GroupDependencyTimeout is 0 now");
    } else if (!waited) {
        coh_set_timer(e, &g->gate, COH_TIMER_WAIT, e->m.cluster->now_ms + timeout_ms);
        coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, "waits", COH_RULE_WAIT_DEPENDS, timeout_ms, 0,
                   provider_text(e, g, provider));
    }
}

void coh_wait_look(struct coh_engine *e, struct coh_group *g)
{
    int waited = g->gate.kind == COH_TIMER_WAIT;

    if (!coh_held_back(g))
        return;
    if (g->busy > 0) { /* something that runs has come into it */
        coh_wait_end(e, g);
        push_members(e, g, COH_RULE_GROUP_STARTS, NULL);
        return;
    }
    if (g->wait == COH_WAIT_OWNER) {
        if (wait_delay_ms(e) == 0)
            coh_wait_timer(e, g);
        return;
    }
    if (!coh_wait_wants(g))
        coh_wait_end(e, g);
    else if (g->wait == COH_WAIT_QUEUE)
        look_at_queue(e, g, waited);
    else
        look_at_providers(e, g, waited);
}

/* Its resources have come to something: those of lower priority need not wait for it any more. */
void coh_wait_settled(struct coh_engine *e, struct coh_group *g)
{
    if (g->wait == COH_WAIT_START && coh_group_state(g) != COHORT_GROUP_PENDING)
        set_stage(e, g, COH_WAIT_NONE);
    coh_group_counts(e, g);
}

/* It starts where it is, unless it finds another place. */
static void owner_over(struct coh_engine *e, struct coh_group *g)
{
    if (g->o.rule == COH_RULE_WAIT_OWNER_OVER)
        set_stage(e, g, COH_WAIT_NONE);
    else
        coh_wait_end(e, g);
    if (coh_node_usable(g->owner) && coh_default_owner(&e->m, g) == g->owner)
        push_members(e, g, COH_RULE_OWNER_UP, g->owner->o.name);
    else
        push_members(e, g, COH_RULE_GROUP_STARTS, NULL);
    if (g->starts)
        coh_wait_begin(e, g);
}

void coh_wait_no_owner(struct coh_engine *e, struct coh_group *g)
{
    if (g->wait == COH_WAIT_OWNER)
        owner_over(e, g);
}

void coh_wait_timer(struct coh_engine *e, struct coh_group *g)
{
    const struct coh_node *node = coh_default_owner(&e->m, g);
    int64_t delay_ms = wait_delay_ms(e);
    const char *above;

    if (g->wait == COH_WAIT_OWNER) {
        coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, "waits no longer", COH_RULE_WAIT_OWNER_OVER, delay_ms, 0,
                   node != NULL ? node->o.name : "?");
        coh_forget_default(e, g, COH_RULE_WAIT_OWNER_OVER);
        owner_over(e, g);
        coh_place_orphan(e, g);
        return;
    }
    if (g->wait != COH_WAIT_QUEUE) {
        past_providers(e, g, COH_RULE_WAIT_DEPENDS_OVER,
                       coh_prop_int(&e->m.cluster->o, COH_P_DEPENDENCY_TIMEOUT) * 1000,
                       provider_text(e, g, coh_wait_provider(&e->m, g)));
        return;
    }
    above = first_above(&e->m, g)->o.name;
    set_stage(e, g, COH_WAIT_START);
    let_go(e, g, COH_RULE_WAIT_QUEUE_OVER, delay_ms, above);
}

/* ---- the node where it was last ---- */

/* Set by an administrator, it holds until the group has a new place. */
void coh_forget_default(struct coh_engine *e, struct coh_group *g, int rule)
{
    const struct coh_prop *prop = coh_prop_set_at(&g->o, "DefaultOwner");
    int64_t cause = e->cause;

    if (prop == NULL)
        return;
    coh_prop_put(e, &g->o, prop->def, prop->def->name, 0, 0, NULL, 1);
    coh_record(e, &g->o, COH_CHANGE_PROPERTY, "DefaultOwner", NULL, rule, 0, 0,
               g->o.s != NULL ? coh_arena_text(e, g->o.s) : NULL);
    e->cause = cause;
}

void coh_wait_forget(struct coh_engine *e, struct coh_group *g, const struct coh_node *node)
{
    if (g->wait == COH_WAIT_OWNER && coh_default_owner(&e->m, g) == node)
        owner_over(e, g);
    else if (g->owner == node)
        coh_wait_end(e, g);
    if (coh_prop_int(&g->o, COH_P_DEFAULT_OWNER) == node->o.id)
        coh_forget_default(e, g, COH_RULE_EVICTED);
}

static void form(struct coh_engine *e, struct coh_group *g)
{
    struct coh_node *node = coh_default_owner(&e->m, g);
    int64_t delay_ms = wait_delay_ms(e);

    if (node == NULL || g->busy > 0 || g->dest != NULL || g->count == 0)
        return;
    if (node->state != COHORT_NODE_DOWN) {
        if (node != g->owner && coh_can_take(e, g, node))
            coh_arrive(e, g, node, COH_RULE_DEFAULT_OWNER, node->o.name);
    } else if (delay_ms > 0 && g->owner != NULL && !(node->status & COHORT_NODE_STATUS_QUARANTINED)) {
        set_stage(e, g, COH_WAIT_OWNER);
        coh_set_timer(e, &g->gate, COH_TIMER_WAIT, e->m.cluster->now_ms + delay_ms);
        coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, "waits", COH_RULE_WAIT_OWNER, delay_ms, 0, node->o.name);
    }
}

/* Its properties changed: with a bound of 0 nobody waits. */
void coh_wait_bounds(struct coh_engine *e)
{
    struct coh_group *g;

    for (g = e->m.groups; g != NULL; g = g->next)
        if (coh_held_back(g))
            coh_push_gate(e, g);
}

void coh_wait_form(struct coh_engine *e)
{
    int64_t cause = e->cause;
    struct coh_group *g = NULL;

    while ((g = coh_group_after(&e->m, g)) != NULL) {
        e->cause = cause;
        form(e, g);
    }
    e->cause = cause;
}

int coh_wait_owner(struct coh_engine *e, struct coh_group *g)
{
    struct coh_node *node;

    if (g->wait != COH_WAIT_OWNER)
        return 0;
    node = coh_default_owner(&e->m, g);
    if (node != NULL && node->state == COHORT_NODE_DOWN)
        return 1;
    owner_over(e, g);
    if (node == NULL || node == g->owner || !coh_can_take(e, g, node))
        return 0;
    coh_arrive(e, g, node, COH_RULE_DEFAULT_OWNER, node->o.name);
    return 1;
}

void coh_wait_reason(struct coh_buf *buf, const struct coh_model *m, const struct coh_group *g)
{
    const struct coh_node *node = coh_default_owner(m, g);
    const struct coh_obj *provider = coh_wait_provider(m, g);
    const struct coh_group *above;

    if ((g->wait == COH_WAIT_DEPENDS || g->wait == COH_WAIT_ASKED) && provider != NULL)
        coh_provider_words(buf, provider);
    else if (g->wait == COH_WAIT_OWNER && node != NULL)
        coh_buf_fmt(buf, "node %s, its DefaultOwner, is waited for", node->o.name);
    else if (g->wait == COH_WAIT_QUEUE && (above = first_above(m, g)) != NULL)
        coh_buf_fmt(buf, "group %s, which has a higher priority, starts on node %s first", above->o.name,
                    g->owner->o.name);
}
