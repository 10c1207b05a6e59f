/*
 * Fault domains: where a node stands, Site over Rack over Chassis; and the preference for sites.
 *
 * The innermost domain of a node is all that it has in common with others when it is named in full: two nodes share a fault domain when their FaultDomain
 * is the same. A node without one is a fault domain of its own.
 */
#include <stdio.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

enum { LEVELS = 3 };
static const char *const levels[LEVELS] = {"Site", "Rack", "Chassis"};

/* The name on that level of a FaultDomain; NULL: none. */
static const char *name_at(const char *domain, int level, char name[COHORT_NAME_MAX + 1])
{
    size_t length = strlen(levels[level]), size;

    for (; domain != NULL && *domain != '\0'; domain += size + (domain[size] == '\n')) {
        size = strcspn(domain, "\n");
        if (size > length && domain[length] == ':' && memcmp(domain, levels[level], length) == 0) {
            snprintf(name, COHORT_NAME_MAX + 1, "%.*s", (int)(size - length - 1), domain + length + 1);
            return name;
        }
    }
    return NULL;
}

static int same_at(const char *a, const char *b, int level)
{
    char one[COHORT_NAME_MAX + 1], other[COHORT_NAME_MAX + 1];
    const char *x = name_at(a, level, one), *y = name_at(b, level, other);

    return x != NULL && y != NULL && coh_name_cmp(x, y) == 0;
}

static int both_without(const char *a, const char *b, int level)
{
    char name[COHORT_NAME_MAX + 1];

    return name_at(a, level, name) == NULL && name_at(b, level, name) == NULL;
}

/* ---- what a node's FaultDomain may be ---- */

static int level_of(struct coh_engine *e, const struct coh_node *node, const char *item, size_t size)
{
    size_t length = strcspn(item, ":");
    char word[32];
    int level;

    snprintf(word, sizeof word, "%.*s", (int)(length < size ? length : size), item);
    for (level = 0; level < LEVELS; level++)
        if (length < size && coh_name_cmp(word, levels[level]) == 0)
            return level;
    coh_throw(
        e, COHORT_ERR_INVALID, 5995,
        "FaultDomain of node \"%s\" consists of Site:NAME, Rack:NAME and Chassis:NAME, and \"%.*s\" is none of them",
        node->o.name, (int)size, item);
}

/* A rack is in one site, and a chassis in one rack: all nodes that name it agree. */
static void check_parents(struct coh_engine *e, const struct coh_node *node, const char *domain)
{
    char name[COHORT_NAME_MAX + 1];
    int i, level, above;

    for (i = 0; i < e->m.node_count; i++) {
        const struct coh_node *other = e->m.nodes[i];

        for (level = 1; other != node && other->domain != NULL && level < LEVELS; level++)
            for (above = 0; above < level && same_at(domain, other->domain, level); above++)
                if (!same_at(domain, other->domain, above) && !both_without(domain, other->domain, above))
                    coh_throw(e, COHORT_ERR_INVALID, 5995,
                              "%s \"%s\" of node \"%s\" is the one of node \"%s\", and so must its %s be",
                              levels[level], name_at(domain, level, name), node->o.name, other->o.name, levels[above]);
    }
}

/* The value in its one form: levels in order, in their spelling. */
const char *coh_domain_checked(struct coh_engine *e, const struct coh_node *node, const char *value)
{
    const char *names[LEVELS] = {NULL}, *domain = "", *wrong;
    size_t size;
    int level;

    for (; *value != '\0'; value += size + (value[size] == '\n')) {
        size = strcspn(value, "\n");
        if (size == 0)
            continue;
        level = level_of(e, node, value, size);
        if (names[level] != NULL)
            coh_throw(e, COHORT_ERR_INVALID, 5995, "FaultDomain of node \"%s\" names two %s", node->o.name,
                      level == 0   ? "sites"
                      : level == 1 ? "racks"
                                   : "chassis");
        names[level] = coh_arena_fmt(e, "%.*s", (int)size, value);
        names[level] += strlen(levels[level]) + 1;
        wrong = coh_name_check(names[level], NULL);
        if (wrong != NULL)
            coh_throw(e, COHORT_ERR_INVALID, 5995, "the name of the %s of node \"%s\" %s", levels[level], node->o.name,
                      wrong);
    }
    for (level = 0; level < LEVELS; level++)
        if (names[level] != NULL)
            domain = coh_arena_fmt(e, "%s%s%s:%s", domain, *domain != '\0' ? "\n" : "", levels[level], names[level]);
    check_parents(e, node, domain);
    return domain;
}

void coh_domain_refresh(struct coh_engine *e, struct coh_node *node)
{
    const char *domain = coh_prop_text(&node->o, COH_P_FAULT_DOMAIN);

    coh_set_ptr(e, &node->domain, *domain != '\0' ? domain : NULL);
}

int coh_same_domain(const struct coh_node *a, const struct coh_node *b)
{
    return a == b || (a->domain != NULL && b->domain != NULL && coh_name_cmp(a->domain, b->domain) == 0);
}

/* ---- sites ---- */

/* A site that no node is in is a slip. */
void coh_site_check(struct coh_engine *e, const struct coh_obj *obj, const char *site)
{
    char name[COHORT_NAME_MAX + 1];
    int i;

    if (*site == '\0')
        return;
    for (i = 0; i < e->m.node_count; i++)
        if (name_at(e->m.nodes[i]->domain, 0, name) != NULL && coh_name_cmp(name, site) == 0)
            return;
    coh_throw(e, COHORT_ERR_NOT_FOUND, 5994, "PreferredSite of %s \"%s\": no node's FaultDomain has the site \"%s\"",
              coh_kind_name(obj->kind), obj->name, site);
}

/* The group's, else the cluster's, "" without either; NULL: no node has a fault domain. */
const char *coh_preferred_site(const struct coh_model *m, const struct coh_group *g)
{
    const char *site;
    int i;

    for (i = 0; i < m->node_count && m->nodes[i]->domain == NULL; i++)
        continue;
    if (i == m->node_count)
        return NULL;
    site = coh_prop_text(&g->o, COH_P_PREFERRED_SITE);
    return *site != '\0' ? site : coh_prop_text(&m->cluster->o, COH_P_PREFERRED_SITE);
}

/* 0: of the preferred site; 1: of the owner's; 2: of another, or of none. */
int coh_site_rank(const struct coh_group *g, const struct coh_node *node, const char *preferred)
{
    char name[COHORT_NAME_MAX + 1];

    if (preferred == NULL || name_at(node->domain, 0, name) == NULL)
        return 2;
    if (*preferred != '\0' && coh_name_cmp(name, preferred) == 0)
        return 0;
    return g->owner != NULL && same_at(node->domain, g->owner->domain, 0) ? 1 : 2;
}
