/* Questions about the domain, each answered here and nowhere else. */
#include "view.h"

#include <stdio.h>
#include <string.h>

/* ---- resources and groups ---- */

const char *bzv_class(const struct bzv_view *v, const struct bzv_row *resource)
{
    return bzv_get(bzv_ref(v, resource, "type", "type"), "class");
}

int bzv_sso_name(const char *service)
{
    return bzt_same(service, BZT_ENTSSO) || bzt_same(service, BZT_ENTSSO_DISPLAY);
}

int bzv_is_sso(const struct bzv_row *resource)
{
    return bzv_sso_name(bzv_get(resource, "drives"));
}

const struct bzv_row *bzv_any_sso(const struct bzv_view *v)
{
    const struct bzv_row *row = bzv_first(v, "resource");

    return row == NULL || bzv_is_sso(row) ? row : bzv_next_sso(row);
}

const struct bzv_row *bzv_next_sso(const struct bzv_row *resource)
{
    do
        resource = bzv_next(resource);
    while (resource != NULL && !bzv_is_sso(resource));
    return resource;
}

const char *bzv_host_of_service(const char *service)
{
    size_t size = strlen(BZT_HOST_SERVICE);

    return bzv_begins(service, BZT_HOST_SERVICE) ? service + size : "";
}

const char *bzv_host_of(const struct bzv_row *resource)
{
    return bzv_host_of_service(bzv_get(resource, "drives"));
}

int bzv_is_iis(struct bzv_view *v, const struct bzv_row *resource)
{
    const char *script;

    if (bzt_same(bzv_get(resource, "drives"), "W3SVC"))
        return 1;
    if (bzv_where(v, "website", "Resource", bzv_name(resource)) != NULL)
        return 1;
    if (!bzt_same(bzv_class(v, resource), "script"))
        return 0;
    script = bzv_value(v, "resource", bzv_name(resource), "ScriptFilepath");
    return bzv_contains(script, "clusweb") || bzv_contains(script, "clweb");
}

int bzv_may_own(const struct bzv_view *v, const struct bzv_row *resource, const char *node)
{
    const char *of_resource = bzv_get(resource, "possible");
    const char *of_type = bzv_get(bzv_ref(v, resource, "type", "type"), "possible");

    return (*of_resource == '\0' || bzv_has(of_resource, node)) && (*of_type == '\0' || bzv_has(of_type, node));
}

int bzv_group_may(const struct bzv_view *v, const char *group, const char *node)
{
    const struct bzv_row *resource;

    BZV_EACH (resource, v, "resource")
        if (bzv_is(resource, "group", group) && !bzv_may_own(v, resource, node))
            return 0;
    return 1;
}

const char *bzv_both(struct bzv_view *v, const char *group, const char *other)
{
    const struct bzv_row *node;
    const char *list = "";

    BZV_EACH (node, v, "node")
        if (bzv_group_may(v, group, bzv_name(node)) && bzv_group_may(v, other, bzv_name(node)))
            list = bzv_join(v, list, bzv_name(node));
    return list;
}

int bzv_depends(const struct bzv_row *resource, const char *provider)
{
    const char *at = bzv_get(resource, "depends");
    size_t size = strlen(provider);

    while ((at = strchr(at, '[')) != NULL)
        if (bzv_begins(++at, provider) && at[size] == ']')
            return 1;
    return 0;
}

static int reaches(const struct bzv_view *v, const struct bzv_row *resource, const char *provider, int depth)
{
    const struct bzv_row *row;

    if (bzv_depends(resource, provider))
        return 1;
    if (depth == COHORT_DEPTH_MAX || !bzv_told(resource, "depends"))
        return 0;
    BZV_EACH (row, v, "resource")
        if (bzv_depends(resource, bzv_name(row)) && reaches(v, row, provider, depth + 1))
            return 1;
    return 0;
}

int bzv_reaches(const struct bzv_view *v, const struct bzv_row *resource, const char *provider)
{
    return reaches(v, resource, provider, 0);
}

const struct bzv_row *bzv_provider(const struct bzv_view *v, const struct bzv_row *resource, const char *class_name)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (bzv_depends(resource, bzv_name(row)) && bzt_same(bzv_class(v, row), class_name))
            return row;
    return NULL;
}

const struct bzv_row *bzv_of_class(const struct bzv_view *v, const char *group, const char *class_name)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (bzv_is(row, "group", group) && bzt_same(bzv_class(v, row), class_name))
            return row;
    return NULL;
}

const struct bzv_row *bzv_sso_of(const struct bzv_view *v, const char *group)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (bzv_is(row, "group", group) && bzv_is_sso(row))
            return row;
    return NULL;
}

const struct bzv_row *bzv_host_resource(const struct bzv_view *v, const char *host, const char *node)
{
    const struct bzv_row *row;
    char service[COHORT_NAME_MAX + 16];

    if (*host == '\0')
        return NULL;
    snprintf(service, sizeof service, BZT_HOST_SERVICE "%s", host);
    BZV_EACH_WHERE (row, v, "resource", "drives", service)
        if (node == NULL || bzv_may_own(v, row, node))
            return row;
    return NULL;
}

int bzv_is_unclustered(const struct bzv_view *v, const struct bzv_row *service)
{
    const char *host = bzv_host_of_service(bzv_get(service, "service"));

    return *host != '\0' && bzv_host_resource(v, host, bzv_get(service, "node")) == NULL;
}

const struct bzv_row *bzv_iis_of(struct bzv_view *v, const char *group)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (bzv_is(row, "group", group) && bzv_is_iis(v, row))
            return row;
    return NULL;
}

const struct bzv_row *bzv_host_in(const struct bzv_view *v, const char *group)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (*bzv_host_of(row) != '\0' && bzv_is(row, "group", group))
            return row;
    return NULL;
}

int bzv_sso_may_be(const struct bzv_view *v, const char *node)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (*node != '\0' && bzv_is_sso(row) && bzv_may_own(v, row, node))
            return 1;
    return 0;
}

const char *bzv_missing_servers(struct bzv_view *v, int clustered)
{
    const struct bzv_row *node;
    const char *list = "";

    BZV_EACH (node, v, "node") {
        const char *name = bzv_name(node);
        int is_one = bzv_sso_may_be(v, name) || (!clustered && bzv_sso_service(v, name) != NULL);

        if (is_one && bzv_ssoserver(v, name) == NULL)
            list = bzv_join(v, list, name);
    }
    return list;
}

const char *bzv_depend_line(struct bzv_view *v, const struct bzv_row *resource, const char *provider)
{
    const char *old = bzv_get(resource, "depends");

    return bzv_print(v, "resource depend %s %s", bzv_word(v, bzv_name(resource)),
                     bzv_word(v, bzv_print(v, "%s%s([%s])", old, *old != '\0' ? " and " : "", provider)));
}

/* The name that clients know a Network Name under. */
static const char *client_name(struct bzv_view *v, const struct bzv_row *network_name)
{
    const char *name = network_name != NULL ? bzv_value(v, "resource", bzv_name(network_name), "Name") : "";

    return *name != '\0' ? name : bzv_name(network_name);
}

int bzv_group_is_called(struct bzv_view *v, const char *group, const char *name)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (bzv_is(row, "group", group) && bzt_same(bzv_class(v, row), "network name") &&
            bzt_same(client_name(v, row), name))
            return 1;
    return 0;
}

const char *bzv_group_name(struct bzv_view *v, const char *group)
{
    const struct bzv_row *sso = bzv_sso_of(v, group);
    const struct bzv_row *name = sso != NULL ? bzv_provider(v, sso, "network name") : NULL;

    return client_name(v, name != NULL ? name : bzv_of_class(v, group, "network name"));
}

/* ---- services, computers, SSO ---- */

const struct bzv_row *bzv_sso_service(const struct bzv_view *v, const char *node)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "service")
        if (bzv_is(row, "node", node) && bzv_sso_name(bzv_get(row, "service")))
            return row;
    return NULL;
}

const struct bzv_row *bzv_computer(const struct bzv_view *v, const char *node)
{
    return bzv_where(v, "computer", "Node", node);
}

const struct bzv_row *bzv_ssoserver(const struct bzv_view *v, const char *node)
{
    const struct bzv_row *computer = bzv_computer(v, node);

    return computer != NULL ? bzv_where(v, "ssoserver", "Computer", bzv_name(computer)) : NULL;
}

const struct bzv_row *bzv_system(const struct bzv_view *v)
{
    return bzv_first(v, "ssosystem");
}

const struct bzv_row *bzv_computer_called(const struct bzv_view *v, const char *name)
{
    const struct bzv_row *computer = bzv_find(v, "computer", name);

    if (computer == NULL && *name != '\0')
        computer = bzv_where(v, "computer", "EntssoIdentity", name);
    return computer;
}

const struct bzv_row *bzv_biztalkserver(const struct bzv_view *v, const char *node)
{
    const struct bzv_row *computer = bzv_computer(v, node);

    return computer != NULL ? bzv_where(v, "biztalkserver", "Computer", bzv_name(computer)) : NULL;
}

int bzv_has_biztalk(const struct bzv_view *v, const char *node)
{
    const struct bzv_row *service;

    BZV_EACH (service, v, "service")
        if (bzv_is(service, "node", node) && *bzv_host_of_service(bzv_get(service, "service")) != '\0')
            return 1;
    return bzv_is(bzv_biztalkserver(v, node), "Installed", "1");
}

int bzv_is_biztalk(const struct bzv_view *v, const struct bzv_row *computer)
{
    return bzv_is(bzv_where(v, "biztalkserver", "Computer", bzv_name(computer)), "Installed", "1") ||
           (bzv_told(computer, "Node") && bzv_has_biztalk(v, bzv_get(computer, "Node")));
}

const char *bzv_node_of(const struct bzv_view *v, const struct bzv_row *row)
{
    const struct bzv_row *server = bzv_ref(v, row, "Server", "biztalkserver");

    return bzv_get(bzv_ref(v, server != NULL ? server : row, "Computer", "computer"), "Node");
}

/* A name that means a machine of the group rather than the group: a node, its computer, the cluster, or the group's own
 * name with a domain. */
static int means_group(struct bzv_view *v, const char *group, const char *name)
{
    const char *own = bzv_group_name(v, group);
    const struct bzv_row *node;

    if (*own != '\0' && bzv_begins(name, own) && name[strlen(own)] == '.')
        return 1;
    BZV_EACH (node, v, "node")
        if (bzv_group_may(v, group, bzv_name(node)) &&
            (bzt_same(bzv_name(node), name) || bzt_same(bzv_name(bzv_computer(v, bzv_name(node))), name)))
            return 1;
    return bzt_same(bzv_name(bzv_first(v, "cluster")), name);
}

enum bzv_role bzv_role(struct bzv_view *v, const char *group)
{
    const struct bzv_row *system = bzv_system(v), *node, *computer;
    const char *name = bzv_get(system, "SecretServer");

    if (*name == '\0')
        return BZV_ROLE_UNKNOWN;
    if (bzv_group_is_called(v, group, name) || means_group(v, group, name))
        return BZV_ROLE_MASTER;
    computer = bzv_computer_called(v, name);
    if (computer != NULL && !bzv_told(computer, "Node"))
        return BZV_ROLE_MEMBER;
    BZV_EACH (node, v, "node")
        if (bzv_group_may(v, group, bzv_name(node)) && bzv_is(bzv_ssoserver(v, bzv_name(node)), "Configured", "Create"))
            return BZV_ROLE_MASTER; /* the system was created here: a name that nothing goes by is a mistake */
    return BZV_ROLE_MEMBER;
}

int bzv_is_clustered_master(struct bzv_view *v)
{
    const struct bzv_row *sso;

    BZV_EACH_SSO (sso, v)
        if (bzv_role(v, bzv_get(sso, "group")) == BZV_ROLE_MASTER)
            return 1;
    return 0;
}

int bzv_concerns(const struct bzv_view *v)
{
    const struct bzv_row *row;
    int i;

    for (i = 0; i < BZT_KINDS; i++)
        if (bzv_first(v, bzt_kinds[i].name) != NULL)
            return 1;
    BZV_EACH (row, v, "service")
        if (bzv_sso_name(bzv_get(row, "service")) || *bzv_host_of_service(bzv_get(row, "service")) != '\0')
            return 1;
    BZV_EACH (row, v, "resource")
        if (bzv_is_sso(row) || *bzv_host_of(row) != '\0')
            return 1;
    return 0;
}

const char *bzv_tell_line(struct bzv_view *v, const char *kind, const char *nodes, const char *assignment)
{
    const struct bzv_row *node, *row, *only = NULL;
    int count = 0, missing = 0, is_computer = bzt_same(kind, "computer");

    BZV_EACH (node, v, "node") {
        if (!bzv_has(nodes, bzv_name(node)))
            continue;
        row = bzv_computer(v, bzv_name(node));
        if (!is_computer && row != NULL)
            row = bzv_where(v, kind, "Computer", bzv_name(row));
        missing += row == NULL;
        only = row;
        count++;
    }
    if (missing > 0)
        return bzv_print(v, "create %s NAME %s %s", kind, is_computer ? "Node=NODE" : "Computer=COMPUTER", assignment);
    return bzv_print(v, "set %s %s %s", kind, count == 1 ? bzv_word(v, bzv_name(only)) : "NAME", assignment);
}

void bzv_needs_servers(cohort_findings *findings, const char *what, const char *unknown, const char *missing,
                       const char *assignment)
{
    if (*unknown != '\0')
        bzv_needs(findings, "", "%s on %s: %s ssoserver NAME %s%s", what, unknown, *missing != '\0' ? "create" : "set",
                  *missing != '\0' ? "Computer=COMPUTER " : "", assignment);
}

void bzv_needs_configured(struct bzv_view *v, cohort_findings *findings, const char *kind, const char *nodes)
{
    if (*nodes != '\0')
        bzv_needs(findings, "", "how %s was configured on %s: %s%s",
                  bzt_same(kind, "ssoserver") ? "SSO" : "the BizTalk group", nodes,
                  bzv_first(v, "computer") == NULL ? "create computer NAME Node=NODE, " : "",
                  bzv_tell_line(v, kind, nodes, "Configured=Create|Join"));
}

void bzv_needs_role(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *system = bzv_system(v);

    if (system == NULL)
        bzv_needs(findings, "", "the secret server of the SSO system: create ssosystem NAME SecretServer=NAME");
    else
        bzv_needs(findings, "", "the secret server of the SSO system: set ssosystem %s SecretServer=NAME",
                  bzv_word(v, bzv_name(system)));
}
