/*
 * What binds groups to each other: affinity rules and AntiAffinityClassNames, one mechanism. Placement, drains, failback, refusals, starts and reasons ask here.
 *
 * A bond is a rule that is in force, or a class name that groups share. All bonds are one derived block, replaced when the configuration of one changes;
 * a cluster without any pays nothing. A group counts where it is going, else where its owner is, online or not, unless that node is Down.
 * A bond that keeps groups apart may be hard: then it is a condition of placement, and of starting beside a group that runs. All others are wishes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

/* ---- the block ---- */

struct bonded {
    struct coh_group *group;
    const struct coh_obj *rule; /* NULL: of a class */
    const char *name;           /* of the rule or class */
    int32_t bond;
};

static int by_bond(const void *a, const void *b)
{
    const struct bonded *x = a, *y = b;
    int order = (x->rule != NULL) - (y->rule != NULL);

    if (order == 0 && x->rule != y->rule)
        order = x->rule->id < y->rule->id ? -1 : 1;
    if (order == 0 && x->rule == NULL)
        order = coh_name_cmp(x->name, y->name);
    return order != 0 ? order : (x->group->o.id > y->group->o.id) - (x->group->o.id < y->group->o.id);
}

static int by_group(const void *a, const void *b)
{
    const struct coh_bonded *x = a, *y = b;

    if (x->group != y->group)
        return x->group->o.id < y->group->o.id ? -1 : 1;
    return (x->bond > y->bond) - (x->bond < y->bond);
}

static int rule_type(const struct coh_affinity *rule)
{
    return coh_prop_int(&rule->link.o, COH_P_ENABLED) ? coh_prop_choice(&rule->link.o, COH_P_RULE_TYPE)
                                                      : COHORT_AFFINITY_NONE;
}

static int class_count(const struct coh_group *g)
{
    const char *at = coh_prop_text(&g->o, COH_P_ANTI_AFFINITY);
    int count = *at != '\0';

    for (; *at != '\0'; at++)
        count += *at == '\n';
    return count;
}

/* Memberships that there may be: a name that is given twice or blank is counted too. */
static int count_all(const struct coh_model *m)
{
    const struct coh_affinity *rule;
    const struct coh_link *link;
    const struct coh_group *g;
    int count = 0;

    for (g = m->groups; g != NULL; g = g->next)
        count += class_count(g);
    for (link = m->first[COH_AFFINITY]; link != NULL; link = link->next) {
        rule = (const struct coh_affinity *)link;
        if (rule_type(rule) != COHORT_AFFINITY_NONE && rule->groups != NULL)
            count += rule->groups->count;
    }
    return count;
}

static int collect(struct coh_engine *e, struct bonded *list)
{
    const struct coh_model *m = &e->m;
    struct coh_affinity *rule;
    struct coh_link *link;
    struct coh_group *g;
    const char *at;
    int count = 0, i;
    size_t length;

    for (g = m->groups; g != NULL; g = g->next)
        for (at = coh_prop_text(&g->o, COH_P_ANTI_AFFINITY); *at != '\0'; at += length + (at[length] == '\n')) {
            length = strcspn(at, "\n");
            if (length > 0)
                list[count++] = (struct bonded){.group = g, .name = coh_arena_fmt(e, "%.*s", (int)length, at)};
        }
    for (link = m->first[COH_AFFINITY]; link != NULL; link = link->next) {
        rule = (struct coh_affinity *)link;
        for (i = 0; rule_type(rule) != COHORT_AFFINITY_NONE && rule->groups != NULL && i < rule->groups->count; i++)
            list[count++] = (struct bonded){
                .group = (struct coh_group *)coh_by_id(m, rule->groups->v[i]), .rule = &link->o, .name = link->o.name};
    }
    qsort(list, (size_t)count, sizeof *list, by_bond);
    return count;
}

static int same_bond(const struct bonded *a, const struct bonded *b)
{
    return a->rule == b->rule && (a->rule != NULL || coh_name_cmp(a->name, b->name) == 0);
}

/* One membership each; numbers the bonds. Returns how many memberships are left. */
static int number(struct bonded *list, int count, int *ret_bonds, size_t *ret_texts)
{
    int kept = 0, bonds = 0, i;
    size_t texts = 0;

    for (i = 0; i < count; i++) {
        if (kept > 0 && same_bond(&list[kept - 1], &list[i]) && list[kept - 1].group == list[i].group)
            continue;
        if (kept == 0 || !same_bond(&list[kept - 1], &list[i])) {
            bonds++;
            texts += strlen(list[i].name) + 1;
        }
        list[i].bond = bonds - 1;
        list[kept++] = list[i];
    }
    *ret_bonds = bonds;
    *ret_texts = texts;
    return kept;
}

static void fill_bond(const struct coh_model *m, struct coh_bond *bond, const struct bonded *from, int first)
{
    const struct coh_affinity *rule = (const struct coh_affinity *)from->rule;

    bond->rule = from->rule != NULL;
    bond->type = rule != NULL ? rule_type(rule) : COHORT_AFFINITY_DIFFERENT_NODE;
    bond->apart = bond->type == COHORT_AFFINITY_DIFFERENT_NODE || bond->type == COHORT_AFFINITY_DIFFERENT_FAULT_DOMAIN;
    bond->hard = bond->apart && (rule != NULL ? !coh_prop_int(from->rule, COH_P_SOFT)
                                              : coh_prop_int(&m->cluster->o, COH_P_ENFORCED) != 0);
    bond->first = first;
}

/* After any change of a class name, a rule, or what makes them hard. */
void coh_bonds_refresh(struct coh_engine *e)
{
    int room = count_all(&e->m), count, bonds, i;
    struct coh_bonds *block;
    struct bonded *list;
    size_t texts;
    char *text;

    if (room == 0) {
        coh_set_block(e, &e->m.bonds, NULL);
        return;
    }
    list = coh_arena(e, (size_t)room * sizeof *list);
    count = number(list, collect(e, list), &bonds, &texts);
    block = coh_new_block(e, sizeof *block + (size_t)bonds * sizeof block->v[0] +
                                 2 * (size_t)count * sizeof block->members[0] + texts);
    block->count = bonds;
    block->members = (struct coh_bonded *)&block->v[bonds];
    block->of_groups = block->members + count;
    block->memberships = count;
    text = (char *)(block->of_groups + count);
    for (i = 0; i < count; i++) {
        struct coh_bond *bond = &block->v[list[i].bond];

        if (bond->name == NULL) {
            fill_bond(&e->m, bond, &list[i], i);
            bond->name = strcpy(text, list[i].name);
            text += strlen(text) + 1;
        }
        bond->count++;
        block->members[i].group = block->of_groups[i].group = list[i].group;
        block->members[i].bond = block->of_groups[i].bond = list[i].bond;
    }
    qsort(block->of_groups, (size_t)count, sizeof block->of_groups[0], by_group);
    coh_set_block(e, &e->m.bonds, block);
}

/* Index of the first membership of a group among of_groups; memberships: none. */
static int first_of(const struct coh_bonds *bonds, const struct coh_group *g)
{
    int low = 0, high = bonds != NULL ? bonds->memberships : 0, middle;

    while (low < high) {
        middle = low + (high - low) / 2;
        if (bonds->of_groups[middle].group->o.id < g->o.id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The bonds of a group: @at from first_of() on; NULL: no more. */
static const struct coh_bond *bond_at(const struct coh_bonds *bonds, const struct coh_group *g, int at)
{
    if (bonds == NULL || at >= bonds->memberships || bonds->of_groups[at].group != g)
        return NULL;
    return &bonds->v[bonds->of_groups[at].bond];
}

int coh_bonded(const struct coh_model *m, const struct coh_group *g)
{
    return bond_at(m->bonds, g, first_of(m->bonds, g)) != NULL;
}

static int is_member(const struct coh_bonds *bonds, const struct coh_group *g, const char *name, int rule)
{
    const struct coh_bond *bond;
    int at = first_of(bonds, g);

    for (; (bond = bond_at(bonds, g, at)) != NULL; at++)
        if (bond->rule == rule && coh_name_cmp(bond->name, name) == 0)
            return 1;
    return 0;
}

/* An object that the bonds do not know as they should; NULL: none. For the check of invariants. */
const struct coh_obj *coh_bonds_wrong(const struct coh_model *m)
{
    const struct coh_affinity *rule;
    const struct coh_link *link;
    char name[COHORT_NAME_MAX + 1];
    const struct coh_group *g;
    const char *at;
    size_t length;
    int i;

    for (g = m->groups; g != NULL; g = g->next)
        for (at = coh_prop_text(&g->o, COH_P_ANTI_AFFINITY); *at != '\0'; at += length + (at[length] == '\n')) {
            length = strcspn(at, "\n");
            snprintf(name, sizeof name, "%.*s", (int)length, at);
            if (length > 0 && length < sizeof name && !is_member(m->bonds, g, name, 0))
                return &g->o;
        }
    for (link = m->first[COH_AFFINITY]; link != NULL; link = link->next) {
        rule = (const struct coh_affinity *)link;
        for (i = 0; rule_type(rule) != COHORT_AFFINITY_NONE && rule->groups != NULL && i < rule->groups->count; i++)
            if (!is_member(m->bonds, (const struct coh_group *)coh_by_id(m, rule->groups->v[i]), link->o.name, 1))
                return &link->o;
    }
    for (i = 0; m->bonds != NULL && i < m->bonds->memberships; i++) {
        const struct coh_bond *bond = &m->bonds->v[m->bonds->members[i].bond];

        g = m->bonds->members[i].group;
        if (g->o.gone || (bond->rule && coh_find(m, COH_AFFINITY, bond->name) == NULL))
            return &g->o;
    }
    return NULL;
}

/* ---- where groups are ---- */

/* Where it is going, else where it is; NULL: nowhere, or on a node that is Down. */
static const struct coh_node *place_of(const struct coh_group *g)
{
    const struct coh_node *node = g->dest != NULL ? g->dest : g->owner;

    return node != NULL && node->state != COHORT_NODE_DOWN ? node : NULL;
}

/* By the measure of that bond. */
static int together(const struct coh_bond *bond, const struct coh_node *a, const struct coh_node *b)
{
    if (a == b || bond->type == COHORT_AFFINITY_SAME_NODE || bond->type == COHORT_AFFINITY_DIFFERENT_NODE)
        return a == b;
    return coh_same_domain(a, b);
}

int coh_node_index(const struct coh_model *m, const struct coh_node *node)
{
    int low = 0, high = m->node_count - 1, middle;

    while (low < high) {
        middle = low + (high - low) / 2;
        if (m->nodes[middle]->o.id < node->o.id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The nodes that count as that one, by the measure of the bond: bits by index. */
static uint64_t nodes_with(const struct coh_model *m, const struct coh_bond *bond, const struct coh_node *node)
{
    uint64_t bits = UINT64_C(1) << coh_node_index(m, node);
    int i;

    if (bond->type == COHORT_AFFINITY_SAME_FAULT_DOMAIN || bond->type == COHORT_AFFINITY_DIFFERENT_FAULT_DOMAIN)
        for (i = 0; i < m->node_count; i++)
            bits |= (uint64_t)together(bond, m->nodes[i], node) << i;
    return bits;
}

/* What the bonds of a group say about every node; @ignore: hard ones are no more than wishes. */
void coh_bonds_of(const struct coh_model *m, const struct coh_group *g, int ignore, struct coh_pull *ret_pull)
{
    const struct coh_bonds *bonds = m->bonds;
    const struct coh_bond *bond;
    const struct coh_node *node;
    uint64_t with, bad;
    int at = first_of(bonds, g), i, any;

    memset(ret_pull, 0, sizeof *ret_pull);
    for (; (bond = bond_at(bonds, g, at)) != NULL; at++) {
        for (i = 0, with = 0, any = 0; i < bond->count; i++) {
            const struct coh_group *other = bonds->members[bond->first + i].group;

            if (other == g || (node = place_of(other)) == NULL)
                continue;
            with |= nodes_with(m, bond, node);
            any = 1;
        }
        bad = bond->apart ? with : any ? ~with : 0;
        if (bond->hard && !ignore)
            ret_pull->hard |= bad;
        for (i = 0; bad != 0 && (!bond->hard || ignore) && i < m->node_count; i++)
            ret_pull->against[i] += (uint16_t)(bad >> i & 1);
    }
}

/* ---- conflicts ---- */

/* A hard bond that forbids that node, and with whom. 1: there is one. */
int coh_conflict(const struct coh_model *m, const struct coh_group *g, const struct coh_node *node,
                 struct coh_conflict *ret_conflict)
{
    const struct coh_bonds *bonds = m->bonds;
    const struct coh_bond *bond;
    const struct coh_node *there;
    int at = first_of(bonds, g), i;

    for (; (bond = bond_at(bonds, g, at)) != NULL; at++)
        for (i = 0; bond->hard && i < bond->count; i++) {
            const struct coh_group *other = bonds->members[bond->first + i].group;

            if (other == g || (there = place_of(other)) == NULL || !together(bond, there, node))
                continue;
            *ret_conflict = (struct coh_conflict){bond, other, node, there};
            return 1;
        }
    return 0;
}

/* The first node that could take it if no bond forbade it. 1: there is one. */
static int barred(const struct coh_model *m, const struct coh_group *g, struct coh_conflict *ret_conflict)
{
    int i;

    for (i = 0; m->bonds != NULL && i < m->node_count; i++)
        if (m->nodes[i] != g->owner && coh_node_usable(m->nodes[i]) && coh_possible(g, m->nodes[i], NULL) &&
            coh_conflict(m, g, m->nodes[i], ret_conflict))
            return 1;
    return 0;
}

/* An idle group does not start where a group runs that a hard bond keeps it from. 1: that is so; @ret_conflict may be NULL. */
int coh_kept_out(const struct coh_model *m, const struct coh_group *g, struct coh_conflict *ret_conflict)
{
    const struct coh_bonds *bonds = m->bonds;
    const struct coh_bond *bond;
    int at, i;

    if (bonds == NULL || g->busy > 0 || g->owner == NULL || g->beside == g->owner)
        return 0;
    for (at = first_of(bonds, g); (bond = bond_at(bonds, g, at)) != NULL; at++)
        for (i = 0; bond->hard && i < bond->count; i++) {
            const struct coh_group *other = bonds->members[bond->first + i].group;

            if (other == g || other->busy == 0 || other->owner == NULL || other->beside == other->owner ||
                !together(bond, other->owner, g->owner))
                continue;
            if (ret_conflict != NULL)
                *ret_conflict = (struct coh_conflict){bond, other, g->owner, other->owner};
            return 1;
        }
    return 0;
}

/* An administrator puts it on that node, whatever its bonds say: it starts there, and keeps nobody out, until it leaves or is taken offline. */
void coh_put_beside(struct coh_engine *e, struct coh_group *g, const struct coh_node *node)
{
    if (g->beside == node)
        return;
    coh_set_ptr(e, &g->beside, node);
    coh_dirty(e, &g->o, COH_DIRTY_ROW);
}

/* It does not arrive where a group that a hard bond keeps it from has not left yet. */
int coh_arrives_beside(const struct coh_model *m, const struct coh_group *g)
{
    const struct coh_bonds *bonds = m->bonds;
    const struct coh_bond *bond;
    int at, i;

    if (g->beside == g->dest)
        return 0;
    for (at = first_of(bonds, g); (bond = bond_at(bonds, g, at)) != NULL; at++)
        for (i = 0; bond->hard && i < bond->count; i++) {
            const struct coh_group *other = bonds->members[bond->first + i].group;

            if (other != g && other->busy > 0 && other->owner != NULL && other->beside != other->owner &&
                together(bond, other->owner, g->dest))
                return 1;
        }
    return 0;
}

/* Where it was there is room now: for those that a hard bond keeps from it, and for moves that wait. */
void coh_wake_barred(struct coh_engine *e, const struct coh_group *g)
{
    const struct coh_bonds *bonds = e->m.bonds;
    const struct coh_bond *bond;
    int at, i;

    for (at = first_of(bonds, g); (bond = bond_at(bonds, g, at)) != NULL; at++)
        for (i = 0; bond->hard && i < bond->count; i++) {
            struct coh_group *other = bonds->members[bond->first + i].group;

            if (other != g && (other->busy == 0 || other->later != COH_MOVE_NONE))
                coh_push_group(e, other);
        }
}

/* It stays on its owner: groups that were on their way there and must not be beside it go elsewhere, or stay too. */
void coh_keep_off(struct coh_engine *e, const struct coh_group *g)
{
    const struct coh_bonds *bonds = g->owner != NULL ? e->m.bonds : NULL;
    const struct coh_bond *bond;
    int64_t cause = e->cause;
    int at, i;

    for (at = first_of(bonds, g); (bond = bond_at(bonds, g, at)) != NULL; at++)
        for (i = 0; bond->hard && i < bond->count; i++) {
            struct coh_group *other = bonds->members[bond->first + i].group;

            if (other == g || (other->dest != NULL && other->beside == other->dest))
                continue;
            e->cause = cause;
            if (other->dest != NULL && together(bond, other->dest, g->owner))
                coh_lost_destination(e, other, g->owner, coh_arena_fmt(e, "keeps group %s", g->o.name));
            else if (other->owner != NULL && together(bond, other->owner, g->owner)) /* it has arrived, and waits */
                coh_push_group(e, other);
        }
    e->cause = cause;
}

static void wake(struct coh_engine *e, struct coh_group *g)
{
    struct coh_resource *r;

    for (r = g->first; r != NULL; r = r->next)
        coh_push(e, r, COH_RULE_WANTED, NULL);
}

/* Those that a hard bond with @g may have kept out, now that nothing of @g runs, are looked at again: who has the higher priority first. */
void coh_wake_kept_out(struct coh_engine *e, const struct coh_group *g)
{
    const struct coh_bonds *bonds = e->m.bonds;
    const struct coh_bond *bond;
    int at = first_of(bonds, g), class, i;

    if (g->owner == NULL)
        return;
    for (; (bond = bond_at(bonds, g, at)) != NULL; at++)
        for (class = 0; bond->hard && class < COH_LANES; class ++)
            for (i = 0; i < bond->count; i++) {
                struct coh_group *other = bonds->members[bond->first + i].group;

                if (other == g || other->busy > 0 || coh_priority_class(other) != class)
                    continue;
                if (other->owner != NULL && together(bond, other->owner, g->owner))
                    wake(e, other);
                if (other->dest != NULL && together(bond, other->dest, g->owner)) /* it may arrive now */
                    coh_push_group(e, other);
            }
}

/* The rules changed: every group that is idle is looked at again. */
static void wake_bonded(struct coh_engine *e)
{
    const struct coh_bonds *bonds = e->m.bonds;
    int class, i;

    for (class = 0; bonds != NULL && class < COH_LANES; class ++)
        for (i = 0; i < bonds->memberships; i++) {
            struct coh_group *g = bonds->of_groups[i].group;

            if (g->busy > 0 || coh_priority_class(g) != class)
                continue;
            wake(e, g);
            coh_push_group(e, g); /* it may have to go elsewhere */
        }
}

/* Class names, rules or what makes them hard changed. Nothing that runs moves; who is idle is looked at again. */
void coh_bonds_changed(struct coh_engine *e)
{
    wake_bonded(e); /* whom they kept apart until now */
    coh_bonds_refresh(e);
    wake_bonded(e);
}

/* ---- words ---- */

/* "affinity rule APART keeps it from node B, where group SQL runs" */
void coh_conflict_words(struct coh_buf *buf, const struct coh_conflict *conflict)
{
    const struct coh_group *other = conflict->other;

    coh_buf_fmt(buf, "%s %s keeps it from node %s, ", conflict->bond->rule ? "affinity rule" : "AntiAffinityClassName",
                conflict->bond->name, conflict->node->o.name);
    if (conflict->there == conflict->node)
        coh_buf_fmt(buf, "where group %s %s", other->o.name, other->busy > 0 && other->dest == NULL ? "runs" : "is");
    else
        coh_buf_fmt(buf, "whose fault domain is that of node %s, where group %s is", conflict->there->o.name,
                    other->o.name);
}

/* @lead, and what keeps the group from @node, or (NULL) from one that is Up: a bond, or a list of possible owners. 1: told. */
int coh_bar_words(struct coh_buf *buf, const char *lead, const struct coh_model *m, const struct coh_group *g,
                  const struct coh_node *node)
{
    const struct coh_resource *against = NULL;
    struct coh_conflict conflict;
    int i;

    if (node != NULL ? coh_conflict(m, g, node, &conflict) : barred(m, g, &conflict)) {
        coh_buf_add(buf, lead);
        coh_conflict_words(buf, &conflict);
        return 1;
    }
    for (i = 0; i < m->node_count; i++) {
        const struct coh_node *other = m->nodes[i];
        const struct coh_obj *owners;

        if (other == g->owner || (node != NULL && node != other) || !coh_node_usable(other) ||
            coh_possible(g, other, &against))
            continue;
        owners = coh_owners_against(against, other);
        coh_buf_fmt(buf, "%snode %s is not a possible owner of %s %s", lead, other->o.name, coh_kind_name(owners->kind),
                    owners->name);
        return 1;
    }
    return 0;
}

/* @why, @between, and what keeps the group from @node, or (NULL) from one that is Up; or @why alone. */
const char *coh_with_bar(struct coh_engine *e, const struct coh_group *g, const struct coh_node *node, const char *why,
                         const char *between)
{
    int told;

    coh_buf_clear(&e->scratch);
    told = coh_bar_words(&e->scratch, between, &e->m, g, node);
    if (e->scratch.error)
        coh_throw_nomem(e);
    return told ? coh_arena_fmt(e, "%s%s", why, coh_buf_text(&e->scratch)) : why;
}

int coh_conflict_win32(const struct coh_conflict *conflict)
{
    return conflict->bond->rule ? 5971 : 5071;
}

/* @what: "cannot be moved to". */
const char *coh_conflict_sentence(struct coh_engine *e, const struct coh_group *g, const char *what,
                                  const struct coh_conflict *conflict)
{
    const char *other = conflict->other->o.name, *node = conflict->node->o.name;

    if (!conflict->bond->rule)
        return coh_arena_fmt(e, "group \"%s\" %s node \"%s\" beside group \"%s\": they share an AntiAffinityClassName",
                             g->o.name, what, node, other);
    if (conflict->there == conflict->node)
        return coh_arena_fmt(e, "group \"%s\" %s node \"%s\" beside group \"%s\": affinity rule \"%s\" forbids it",
                             g->o.name, what, node, other, conflict->bond->name);
    return coh_arena_fmt(e,
                         "group \"%s\" %s node \"%s\": affinity rule \"%s\" forbids the fault domain of node \"%s\", "
                         "where group \"%s\" is",
                         g->o.name, what, node, conflict->bond->name, conflict->there->o.name, other);
}

_Noreturn void coh_throw_conflict(struct coh_engine *e, int code, const struct coh_group *g, const char *what,
                                  const struct coh_conflict *conflict)
{
    coh_throw(e, code, coh_conflict_win32(conflict), "%s", coh_conflict_sentence(e, g, what, conflict));
}
