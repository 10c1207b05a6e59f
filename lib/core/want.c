/*
 * What should be online: persistent states, stop marks, dependents that pull, and whether the group may run at all.
 *
 * wanted = not blocked, and its persistent state is Online, or a wanted dependent needs it, or one needed it when it was brought online (kept):
 * nothing is stopped because nobody wants it any more;
 * blocked = stop mark, or a clause whose members are all blocked.
 */
#include "core/inner.h"
#include "util/text.h"

int coh_persistent_on(const struct coh_resource *r)
{
    if (r->group->off)
        return 0;
    return (r->persistent == COHORT_PERSISTENT_INHERIT ? r->group->persistent : r->persistent) ==
           COHORT_PERSISTENT_ONLINE;
}

int coh_wanted_words(struct coh_buf *buf, const struct coh_resource *r)
{
    const struct coh_edge *edge = r->dependents;

    while (edge != NULL && !edge->clause->dependent->wanted)
        edge = edge->next;
    if (!r->wanted)
        return 0;
    if (coh_persistent_on(r))
        coh_buf_fmt(buf, "%s is Online",
                    r->persistent == COHORT_PERSISTENT_INHERIT ? "the persistent state of its group"
                                                               : "its persistent state");
    else if (edge != NULL)
        coh_buf_fmt(buf, "dependent %s needs it", edge->clause->dependent->o.name);
    else
        coh_buf_add(buf, "against its persistent state it stays until it is taken offline or its group leaves");
    return 1;
}

/* Depth of the recursion: that of the dependency tree, at most COHORT_DEPTH_MAX. */
void coh_refresh_wanted(struct coh_engine *e, struct coh_resource *r)
{
    int wanted = !r->blocked && (coh_persistent_on(r) || r->pullers > 0 || r->kept);
    int i;

    if (wanted == r->wanted)
        return;
    coh_set8(e, &r->wanted, (uint8_t)wanted);
    if (!wanted && coh_held_back(r->group))
        coh_push_gate(e, r->group); /* perhaps nothing is left to wait for */
    for (i = 0; r->depends != NULL && i < r->depends->edge_count; i++) {
        struct coh_resource *provider = r->depends->edges[i].provider;

        coh_set32(e, &provider->pullers, provider->pullers + (wanted ? 1 : -1));
        if (wanted)
            coh_push(e, provider, COH_RULE_NEEDED, r->o.name);
        coh_refresh_wanted(e, provider);
    }
    coh_push(e, r, COH_RULE_WANTED, NULL);
    coh_wake_needers(e, r);
}

void coh_refresh_blocked(struct coh_engine *e, struct coh_resource *r)
{
    int blocked = r->stopped || r->shut > 0;
    struct coh_edge *edge;

    if (blocked != r->blocked) {
        coh_set8(e, &r->blocked, (uint8_t)blocked);
        for (edge = r->dependents; edge != NULL; edge = edge->next) {
            struct coh_clause *clause = edge->clause;
            struct coh_resource *d = clause->dependent;

            coh_set32(e, &clause->open, clause->open + (blocked ? -1 : 1));
            if (clause->open == (blocked ? 0 : 1)) {
                coh_set32(e, &d->shut, d->shut + (blocked ? 1 : -1));
                coh_refresh_blocked(e, d);
            }
        }
    }
    coh_refresh_wanted(e, r);
}

int coh_node_usable(const struct coh_node *node)
{
    return node != NULL && node->state == COHORT_NODE_UP && !(node->status & COHORT_NODE_STATUS_ISOLATED);
}

/* It can be a group's place, if only to stay: a paused node too. */
int coh_node_present(const struct coh_node *node)
{
    return node != NULL && (node->state == COHORT_NODE_UP || node->state == COHORT_NODE_PAUSED) &&
           !(node->status & COHORT_NODE_STATUS_ISOLATED);
}

const struct coh_obj *coh_owners_against(const struct coh_resource *r, const struct coh_node *node)
{
    if (r->possible != NULL && !coh_ints_has(r->possible, node->o.id))
        return &r->o;
    return r->type->possible != NULL && !coh_ints_has(r->type->possible, node->o.id) ? &r->type->o : NULL;
}

int coh_node_hosts(const struct coh_node *node)
{
    return coh_node_present(node) && node->stopping != COH_STOPPING_REST;
}

int coh_possible(const struct coh_group *g, const struct coh_node *node, const struct coh_resource **ret_against)
{
    const struct coh_resource *r;

    for (r = g->first; r != NULL; r = r->next)
        if (coh_owners_against(r, node) != NULL) {
            if (ret_against != NULL)
                *ret_against = r;
            return 0;
        }
    return 1;
}

/* Whether the group's members may come online on its owner. When that changes, everybody in it is looked at. */
void coh_refresh_group(struct coh_engine *e, struct coh_group *g, int rule, const char *text)
{
    int frozen =
        g->owner != NULL && g->owner->state != COHORT_NODE_DOWN && (g->owner->status & COHORT_NODE_STATUS_ISOLATED);
    int runs = g->dest == NULL && coh_node_hosts(g->owner) && e->m.cluster->quorum && coh_possible(g, g->owner, NULL);
    int starts = runs && coh_node_usable(g->owner);
    struct coh_resource *r;

    if (g->dest != NULL) /* it may be able to arrive now */
        coh_push_group(e, g);
    if (!starts && (g->wait != COH_WAIT_OWNER || !e->m.cluster->quorum || g->dest != NULL))
        coh_wait_end(e, g);
    if (runs == g->runs && starts == g->starts && frozen == g->frozen)
        return;
    coh_set8(e, &g->runs, (uint8_t)runs);
    if (starts && !g->starts)
        coh_wait_begin(e, g);
    coh_set8(e, &g->starts, (uint8_t)starts);
    coh_set8(e, &g->frozen, (uint8_t)frozen);
    for (r = g->first; r != NULL; r = r->next) {
        coh_push(e, r, rule, text);
        if (r->drives != NULL)
            coh_wake_needers(e, r);
    }
    coh_push_group(e, g);
}

/* Those of higher priority first: they start before others that they keep out. */
void coh_refresh_groups(struct coh_engine *e, int rule, const char *text)
{
    struct coh_group *g = NULL;

    while ((g = coh_group_after(&e->m, g)) != NULL)
        coh_refresh_group(e, g, rule, text);
}

void coh_refresh_drives(struct coh_engine *e, struct coh_resource *r)
{
    const char *drives =
        coh_prop_is(&r->type->o, COH_P_DRIVES, "service") ? coh_prop_text(&r->o, COH_P_SERVICE_NAME) : "";
    struct coh_resource *other;

    if (*drives == '\0')
        drives = NULL;
    if (drives != NULL && (other = coh_map_get_name(&e->m.drivers, drives)) != NULL && other != r)
        coh_throw(e, COHORT_ERR_EXISTS, 5010, "service \"%s\" is driven by resource \"%s\" already", drives,
                  other->o.name);
    if (r->drives != NULL)
        coh_map_remove(e, &e->m.drivers, r);
    coh_set_ptr(e, &r->drives, drives);
    if (drives != NULL)
        coh_map_add(e, &e->m.drivers, r);
}
