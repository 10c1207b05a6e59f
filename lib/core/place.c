/*
 * Owners: which node a group goes to, and its arrival there.
 *
 * Possible owners are hard, preferred owners are soft. The list of a group: its preferred owners in order, then the other nodes by id.
 */
#include <stdio.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

int coh_up_nodes(const struct coh_model *m)
{
    int i, up = 0;

    for (i = 0; i < m->node_count; i++)
        up += coh_node_usable(m->nodes[i]);
    return up;
}

static int candidates(const struct coh_engine *e, const struct coh_group *g, struct coh_node **list)
{
    const struct coh_model *m = &e->m;
    int count = 0, i;

    for (i = 0; g->preferred != NULL && i < g->preferred->count; i++)
        list[count++] = (struct coh_node *)coh_by_id(m, g->preferred->v[i]);
    for (i = 0; i < m->node_count; i++)
        if (!coh_ints_has(g->preferred, m->nodes[i]->o.id))
            list[count++] = m->nodes[i];
    return count;
}

int64_t coh_priority_class(const struct coh_group *g)
{
    return 3 - coh_prop_int(&g->o, COH_P_PRIORITY) / 1000;
}

struct coh_group *coh_group_after(const struct coh_model *m, const struct coh_group *g)
{
    int64_t class = g != NULL ? coh_priority_class(g) : 0;
    struct coh_group *next = g != NULL ? g->next : m->groups;

    for (; class < 4; class ++, next = m->groups)
        for (; next != NULL; next = next->next)
            if (coh_priority_class(next) == class)
                return next;
    return NULL;
}

static int share_class(const char *a, const char *b)
{
    char name[COHORT_NAME_MAX + 1], other[COHORT_NAME_MAX + 1];
    const char *at;
    size_t length, size;

    for (; *a != '\0'; a += length + (a[length] == '\n')) {
        length = strcspn(a, "\n");
        snprintf(name, sizeof name, "%.*s", (int)length, a);
        for (at = b; *at != '\0'; at += size + (at[size] == '\n')) {
            size = strcspn(at, "\n");
            snprintf(other, sizeof other, "%.*s", (int)size, at);
            if (length > 0 && coh_name_cmp(name, other) == 0)
                return 1;
        }
    }
    return 0;
}

/* A group on that node, or on its way there, that shares an AntiAffinityClassName; NULL. */
const struct coh_group *coh_anti_affine(struct coh_engine *e, const struct coh_group *g, const struct coh_node *node)
{
    const char *classes = coh_prop_text(&g->o, COH_P_ANTI_AFFINITY);
    const struct coh_group *other;

    for (other = *classes != '\0' ? e->m.groups : NULL; other != NULL; other = other->next)
        if (other != g && (other->dest != NULL ? other->dest : other->owner) == node &&
            share_class(classes, coh_prop_text(&other->o, COH_P_ANTI_AFFINITY)))
            return other;
    return NULL;
}

static int enforced(const struct coh_model *m)
{
    return coh_prop_int(&m->cluster->o, COH_P_ENFORCED) != 0;
}

/* Enforced anti-affinity: the group that runs on the owner already and keeps an idle one from starting there; NULL. */
const struct coh_group *coh_kept_out(const struct coh_model *m, const struct coh_group *g)
{
    const char *classes = g->busy == 0 && enforced(m) ? coh_prop_text(&g->o, COH_P_ANTI_AFFINITY) : "";
    const struct coh_group *other;

    for (other = *classes != '\0' ? m->groups : NULL; other != NULL; other = other->next)
        if (other != g && other->owner == g->owner && other->busy > 0 &&
            share_class(classes, coh_prop_text(&other->o, COH_P_ANTI_AFFINITY)))
            return other;
    return NULL;
}

/* Nothing of @g runs any more, or (NULL) the rule changed: those that were kept out are looked at again. */
void coh_wake_kept_out(struct coh_engine *e, const struct coh_group *g)
{
    struct coh_group *other;
    struct coh_resource *r;

    if (g != NULL && (*coh_prop_text(&g->o, COH_P_ANTI_AFFINITY) == '\0' || !enforced(&e->m)))
        return;
    for (other = e->m.groups; other != NULL; other = other->next) {
        if (other == g || other->busy > 0 || (g != NULL && other->owner != g->owner) ||
            *coh_prop_text(&other->o, COH_P_ANTI_AFFINITY) == '\0')
            continue;
        for (r = other->first; r != NULL; r = r->next)
            coh_push(e, r, COH_RULE_WANTED, NULL);
        if (g == NULL)
            coh_push_group(e, other);
    }
}

/* Hard conditions: Up, possible owner of every resource, and anti-affinity where it is enforced. */
int coh_can_take(struct coh_engine *e, const struct coh_group *g, const struct coh_node *node)
{
    return coh_node_usable(node) && coh_possible(g, node, NULL) &&
           !(enforced(&e->m) && coh_anti_affine(e, g, node) != NULL);
}

/* A series of failovers is over when the last of them is older than FailoverPeriod. */
static int in_series(const struct coh_engine *e, const struct coh_group *g)
{
    int64_t from = e->m.cluster->now_ms - coh_prop_int(&g->o, COH_P_FAILOVER_PERIOD) * 3600000;

    return g->failovers != NULL && g->failovers->v[g->failovers->count - 1] >= from;
}

/* The next possible one after the owner, wrapping; one tried in this series only when all were, one with an anti-affine group only when all have. */
struct coh_node *coh_target_failover(struct coh_engine *e, const struct coh_group *g, int *ret_forget)
{
    struct coh_node *list[COHORT_NODES_MAX];
    int count = candidates(e, g, list), series = in_series(e, g), at = 0, i, round;

    while (at < count && list[at] != g->owner)
        at++;
    for (round = 0; round < 4; round++)
        for (i = 0; i < count; i++) {
            struct coh_node *node = list[(at + 1 + i) % count];

            if (node == g->owner || !coh_can_take(e, g, node) ||
                (round < 2 && series && coh_ints_has(g->tried, node->o.id)) ||
                (round % 2 == 0 && coh_anti_affine(e, g, node) != NULL))
                continue;
            *ret_forget = round / 2;
            return node;
        }
    return NULL;
}

/* Those that are on their way count where they go: a drain that sends many must not send all to one node. */
static int coming(const struct coh_model *m, const struct coh_node *node)
{
    const struct coh_group *g;
    int count = 0;

    for (g = m->groups; g != NULL; g = g->next)
        count += g->dest == node;
    return count;
}

static struct coh_node *fewest_groups(struct coh_engine *e, const struct coh_group *g, int with_coming)
{
    const struct coh_model *m = &e->m;
    struct coh_node *best = NULL;
    int i, conflict, count, best_conflict = 0, best_count = 0;

    for (i = 0; i < m->node_count; i++) {
        if (m->nodes[i] == g->owner || !coh_can_take(e, g, m->nodes[i]))
            continue;
        conflict = coh_anti_affine(e, g, m->nodes[i]) != NULL;
        count = m->nodes[i]->group_count + (with_coming ? coming(m, m->nodes[i]) : 0);
        if (best != NULL && (conflict > best_conflict || (conflict == best_conflict && count >= best_count)))
            continue;
        best = m->nodes[i];
        best_conflict = conflict;
        best_count = count;
    }
    return best;
}

/* A move without destination: the most preferred possible one other than the owner; without preference, fewest groups. */
struct coh_node *coh_target_move(struct coh_engine *e, const struct coh_group *g)
{
    struct coh_node *best = fewest_groups(e, g, 1), *node;
    int i, round;

    for (round = 0; round < 2; round++) {
        for (i = 0; g->preferred != NULL && i < g->preferred->count; i++) {
            node = (struct coh_node *)coh_by_id(&e->m, g->preferred->v[i]);
            if (node != g->owner && coh_can_take(e, g, node) && (round == 1 || coh_anti_affine(e, g, node) == NULL))
                return node;
        }
        if (best == NULL || coh_anti_affine(e, g, best) == NULL)
            break; /* any node without an anti-affine group comes before a preferred one with it */
    }
    return best;
}

/* After a node loss, or when the owner cannot host the group: next after the owner in the preferred list, else fewest groups. */
struct coh_node *coh_target_place(struct coh_engine *e, const struct coh_group *g)
{
    int forget = 0;

    if (g->preferred != NULL && g->owner != NULL)
        return coh_target_failover(e, g, &forget);
    return g->owner == NULL ? coh_target_move(e, g) : fewest_groups(e, g, 0);
}

/* A new beginning on a node: stop marks, failures and restart counts end here. */
void coh_forget_failures(struct coh_engine *e, struct coh_resource *r)
{
    coh_set8(e, &r->stopped, 0);
    coh_set8(e, &r->kept, 0);
    coh_set_block(e, &r->restarts, NULL);
    coh_clear_timer(e, &r->timer);
    coh_resource_set_hold(e, r, COH_HOLD_NONE);
    coh_dirty(e, &r->o, COH_DIRTY_ROW);
    coh_refresh_blocked(e, r);
}

const char *coh_off_reason(const struct coh_model *m, const struct coh_group *g)
{
    if (coh_prop_int(&g->o, COH_P_PRIORITY) == 0)
        return "Priority 0";
    if (coh_prop_int(&g->o, COH_P_COLD_START) == 1)
        return "ColdStartSetting 1";
    return coh_prop_int(&m->cluster->o, COH_P_IGNORE_PERSISTENT) ? "IgnorePersistentStateOnStartup 1"
                                                                 : "when the cluster started";
}

/* It is not started by itself (1), or an administrator said so (0). */
void coh_group_off(struct coh_engine *e, struct coh_group *g, int off)
{
    int64_t cause = e->cause;
    struct coh_resource *r;

    if (g->off == off)
        return;
    coh_set8(e, &g->off, (uint8_t)off);
    coh_dirty(e, &g->o, COH_DIRTY_ROW);
    if (off && g->persistent == COHORT_PERSISTENT_ONLINE)
        coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, "not started", COH_RULE_NOT_STARTED, 0, 0,
                   coh_off_reason(&e->m, g));
    e->cause = cause;
    for (r = g->first; r != NULL; r = r->next)
        coh_refresh_wanted(e, r);
}

/* The group's new owner: everything is down. */
void coh_arrive(struct coh_engine *e, struct coh_group *g, struct coh_node *node, int rule, const char *text)
{
    struct coh_node *from = g->owner;
    struct coh_resource *r;

    if (from != NULL)
        coh_set32(e, &from->group_count, from->group_count - 1);
    coh_set32(e, &node->group_count, node->group_count + 1);
    coh_wait_end(e, g);
    coh_set_ptr(e, &g->owner, node);
    coh_set_ptr(e, &g->dest, NULL);
    coh_set32(e, &g->move, COH_MOVE_NONE);
    coh_set8(e, &g->runs, 0);
    coh_set8(e, &g->starts, 0);
    coh_record(e, &g->o, COH_CHANGE_OWNER, from != NULL ? from->o.name : NULL, node->o.name, rule, 0, 0,
               text != NULL                                  ? text
               : rule == COH_RULE_FAILOVER && g->o.s != NULL ? coh_arena_text(e, g->o.s)
                                                             : NULL);
    if ((rule == COH_RULE_FAILOVER || rule == COH_RULE_NODE_LOST || rule == COH_RULE_NODE_LEFT) &&
        coh_prop_int(&g->o, COH_P_PRIORITY) == 0)
        coh_group_off(e, g, 1);
    for (r = g->first; r != NULL; r = r->next)
        coh_forget_failures(e, r);
    coh_refresh_group(e, g, COH_RULE_ARRIVED, node->o.name);
    if (rule == COH_RULE_MOVE)
        coh_wait_asked(e, g);
    coh_forget_default(e, g, rule);
    coh_push_group(e, g);
    if (from != NULL)
        coh_drain_on(e, from);
}

int coh_down_rule(const struct coh_node *node)
{
    return node->stopped ? COH_RULE_NODE_LEFT : COH_RULE_NODE_LOST;
}

/* Without a node that is Up, a paused one takes what a lost one owned; it starts nothing. */
static struct coh_node *paused_refuge(struct coh_engine *e, const struct coh_group *g)
{
    struct coh_node *best = NULL;
    int i;

    for (i = 0; i < e->m.node_count; i++)
        if (coh_node_present(e->m.nodes[i]) && e->m.nodes[i]->state == COHORT_NODE_PAUSED &&
            e->m.nodes[i]->stopping == COH_STOPPING_NONE && coh_possible(g, e->m.nodes[i], NULL) &&
            (best == NULL || e->m.nodes[i]->group_count < best->group_count))
            best = e->m.nodes[i];
    return best;
}

/* Beside an anti-affine group it cannot run; elsewhere it might. */
static int better_elsewhere(const struct coh_model *m, const struct coh_group *g)
{
    return g->persistent == COHORT_PERSISTENT_ONLINE && !g->off && !coh_prop_int(&g->o, COH_P_LOCKED) &&
           coh_kept_out(m, g) != NULL;
}

/* A group whose owner cannot host it goes where it can be hosted, if nothing of it runs. */
void coh_place_orphan(struct coh_engine *e, struct coh_group *g)
{
    struct coh_node *target;

    if (g->dest != NULL || g->busy > 0 || !e->m.cluster->quorum || coh_wait_owner(e, g))
        return;
    if (g->owner != NULL && g->owner->state != COHORT_NODE_DOWN &&
        ((g->owner->status & COHORT_NODE_STATUS_ISOLATED) ||
         (coh_possible(g, g->owner, NULL) && !better_elsewhere(&e->m, g))))
        return;
    target = coh_target_place(e, g);
    if (target == NULL && g->owner != NULL && g->owner->state == COHORT_NODE_DOWN)
        target = paused_refuge(e, g);
    if (target == NULL && g->owner == NULL && coh_up_nodes(&e->m) > 0 && g->count > 0)
        return; /* owned by none until a possible owner comes */
    if (target != NULL)
        coh_arrive(e, g, target,
                   g->owner != NULL && g->owner->state == COHORT_NODE_DOWN ? coh_down_rule(g->owner) : COH_RULE_PLACED,
                   g->owner != NULL ? g->owner->o.name : NULL);
}

void coh_place_orphans(struct coh_engine *e)
{
    int64_t cause = e->cause;
    struct coh_group *g = NULL;

    while ((g = coh_group_after(&e->m, g)) != NULL) {
        e->cause = cause;
        coh_place_orphan(e, g);
    }
    e->cause = cause;
}
