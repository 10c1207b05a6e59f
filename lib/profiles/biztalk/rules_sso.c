/* SSO001-SSO011: SSO's resource, what it depends on, and who is in its group. */
#include "hosts.h"
#include "rules.h"

#include <string.h>

void bzt_SSO001(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *host;

    BZV_EACH_SSO (sso, v) {
        const char *group = bzv_get(sso, "group");

        BZV_EACH (host, v, "resource") {
            const char *other = bzv_get(host, "group");
            const char *nodes = *bzv_host_of(host) != '\0' && !bzt_same(group, other) ? bzv_both(v, group, other) : "";

            if (*nodes != '\0')
                bzv_found(findings, bzv_name(host), bzv_move_line(v, host, group),
                          "resource \"%s\" is in group \"%s\" and ENTSSO in group \"%s\"; both may be on %s",
                          bzv_name(host), other, group, nodes);
        }
    }
}

static void unclustered_instances(struct bzv_view *v, cohort_findings *findings, const char *group)
{
    const struct bzv_row *instance, *host;

    BZV_EACH (instance, v, "hostinstance") {
        const char *node = bzv_node_of(v, instance);
        const char *service = bzv_print(v, BZT_HOST_SERVICE "%s@%s", bzv_get(instance, "Host"), node);

        host = bzv_ref(v, instance, "Host", "host");
        if (*node == '\0' || !bzv_is(host, "Type", "InProcess") || bzv_host_resource(v, bzv_name(host), node) != NULL)
            continue;
        if (bzv_is(instance, "State", "NotInstalled") || bzv_find(v, "service", service) != NULL)
            continue; /* its service says it already */
        if (bzv_group_may(v, group, node))
            bzv_found(findings, bzv_name(instance), bzv_cluster_line(v, bzv_name(host), group),
                      "host \"%s\" is not clustered and has an instance on %s, where group \"%s\" with ENTSSO may be",
                      bzv_name(host), node, group);
    }
}

void bzt_SSO002(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *service;

    BZV_EACH_SSO (sso, v) {
        const char *group = bzv_get(sso, "group");

        BZV_EACH (service, v, "service")
            if (bzv_is_unclustered(v, service) && bzv_group_may(v, group, bzv_get(service, "node")))
                bzv_found(findings, bzv_name(service),
                          bzv_cluster_line(v, bzv_host_of_service(bzv_get(service, "service")), group),
                          "host \"%s\" is not clustered and has an instance on %s, where group \"%s\" with ENTSSO may "
                          "be",
                          bzv_host_of_service(bzv_get(service, "service")), bzv_get(service, "node"), group);
        unclustered_instances(v, findings, group);
    }
}

void bzt_SSO003(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *service;

    BZV_EACH_SSO (sso, v)
        BZV_EACH (service, v, "service")
            if (bzv_told(sso, "owner") && bzv_is(service, "node", bzv_get(sso, "owner")) &&
                bzv_is_unclustered(v, service) && !bzv_is(service, "state", "Stopped"))
                bzv_found(findings, bzv_name(service), bzv_stop_line(v, service),
                          "service \"%s\" runs on %s and needs ENTSSO: a move of group \"%s\" is refused (1051)",
                          bzv_get(service, "service"), bzv_get(service, "node"), bzv_get(sso, "group"));
}

/* A node where the group may be has BizTalk, or nobody told: isolated hosts may be there. */
static int may_have_biztalk(const struct bzv_view *v, const char *group)
{
    const struct bzv_row *node;

    BZV_EACH (node, v, "node")
        if (bzv_group_may(v, group, bzv_name(node)) &&
            (bzv_has_biztalk(v, bzv_name(node)) || bzv_biztalkserver(v, bzv_name(node)) == NULL))
            return 1;
    return 0;
}

/* No host is known, or an isolated one and no instance of any. */
static int asks_isolated(const struct bzv_view *v)
{
    return bzv_first(v, "host") == NULL ||
           (bzv_first(v, "hostinstance") == NULL && bzv_where(v, "host", "Type", "Isolated") != NULL);
}

void bzt_SSO004(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *instance;

    BZV_EACH_SSO (sso, v) {
        const char *group = bzv_get(sso, "group");

        if (bzv_iis_of(v, group) != NULL)
            continue;
        if (asks_isolated(v) && may_have_biztalk(v, group))
            bzv_needs(findings, bzv_name(sso),
                      "whether isolated hosts have instances on the nodes of group \"%s\": %screate hostinstance NAME "
                      "Host=HOST Server=SERVER",
                      group, bzv_first(v, "host") == NULL ? "create host NAME Type=Isolated, " : "");
        BZV_EACH (instance, v, "hostinstance") {
            const char *node = bzv_node_of(v, instance);

            if (!bzv_is(bzv_ref(v, instance, "Host", "host"), "Type", "Isolated") || *node == '\0' ||
                bzv_is(instance, "State", "NotInstalled") || !bzv_group_may(v, group, node))
                continue;
            bzv_found(findings, bzv_name(instance),
                      bzv_print(v, "resource add NAME --group %s --type 'Generic Script' ScriptFilepath=FILE",
                                bzv_word(v, group)),
                      "isolated host \"%s\" has an instance on %s, and group \"%s\" with ENTSSO has no IIS",
                      bzv_get(instance, "Host"), node, group);
        }
    }
}

/* A clustered IIS serves isolated hosts: 1, it does not: 0, nobody told its pool: -1. */
static int serves_isolated(const struct bzv_view *v, const struct bzv_row *iis)
{
    const struct bzv_row *site = bzv_where(v, "website", "Resource", bzv_name(iis)), *host;
    const struct bzv_row *pool = bzv_ref(v, site, "Pool", "apppool");

    if (pool == NULL)
        return -1;
    BZV_EACH (host, v, "host")
        if (bzv_is(host, "Type", "Isolated") && bzv_has(bzv_get(pool, "Hosts"), bzv_name(host)))
            return 1;
    return 0;
}

/* One that is elsewhere, where ENTSSO may be too. Beside another in ENTSSO's group it may have nothing to do with BizTalk. */
static void judge_iis(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *iis, const char *group)
{
    const char *other = bzv_get(iis, "group"), *nodes = bzv_both(v, group, other);
    int serves = serves_isolated(v, iis);

    if (*nodes == '\0' || serves == 0)
        return;
    if (serves < 0 && bzv_iis_of(v, group) != NULL)
        bzv_needs(
            findings, bzv_name(iis),
            "which isolated hosts IIS resource \"%s\" serves: create apppool NAME Hosts=HOST, create website NAME "
            "Resource=%s Pool=NAME",
            bzv_name(iis), bzv_word(v, bzv_name(iis)));
    else
        bzv_found(findings, bzv_name(iis), bzv_move_line(v, iis, group),
                  "IIS resource \"%s\" is in group \"%s\" and ENTSSO in group \"%s\"; both may be on %s", bzv_name(iis),
                  other, group, nodes);
}

void bzt_SSO005(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *iis;

    BZV_EACH_SSO (sso, v)
        BZV_EACH (iis, v, "resource")
            if (!bzv_is(iis, "group", bzv_get(sso, "group")) && bzv_is_iis(v, iis))
                judge_iis(v, findings, iis, bzv_get(sso, "group"));
}

void bzt_SSO006(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *name;

    BZV_EACH_SSO (sso, v) {
        if (bzv_provider(v, sso, "network name") != NULL)
            continue;
        name = bzv_of_class(v, bzv_get(sso, "group"), "network name");
        bzv_found(findings, bzv_name(sso), name != NULL ? bzv_depend_line(v, sso, bzv_name(name)) : NULL,
                  "resource \"%s\" drives ENTSSO in group \"%s\" and depends on no Network Name: clients find no "
                  "endpoint under the group's name",
                  bzv_name(sso), bzv_get(sso, "group"));
    }
}

/* What the service on the owner goes by, if it was started by the cluster under another name than the resource gives it
 * now: it was changed since. NULL: nothing of the kind. */
static const char *old_identity(struct bzv_view *v, const struct bzv_row *sso)
{
    const struct bzv_row *service = bzv_sso_service(v, bzv_get(sso, "owner"));
    const char *identity = bzv_get(service, "identity");

    return bzv_is(sso, "state", "Online") && bzv_is(service, "by", "cluster") && *identity != '\0' &&
                   bzv_provider(v, sso, "network name") != NULL &&
                   !bzv_group_is_called(v, bzv_get(sso, "group"), identity)
               ? identity
               : NULL;
}

void bzt_SSO007(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso;

    BZV_EACH_SSO (sso, v) {
        const char *group = bzv_get(sso, "group"), *old = old_identity(v, sso);
        int is_off = bzt_same(bzv_value(v, "resource", bzv_name(sso), "UseNetworkName"), "0");
        enum bzv_role role;

        if (!is_off && old == NULL)
            continue;
        role = bzv_role(v, group);
        if (role == BZV_ROLE_UNKNOWN)
            bzv_needs_role(v, findings);
        else if (role == BZV_ROLE_MASTER && !is_off)
            bzv_found(findings, bzv_name(sso), bzv_print(v, "resource restart %s", bzv_word(v, bzv_name(sso))),
                      "group \"%s\" is the master secret server, and the service of resource \"%s\" still goes by the "
                      "name \"%s\" that it was started with, not by \"%s\"",
                      group, bzv_name(sso), old, bzv_group_name(v, group));
        else if (role == BZV_ROLE_MASTER)
            bzv_found(findings, bzv_name(sso),
                      bzv_print(v, "set resource %s UseNetworkName=1", bzv_word(v, bzv_name(sso))),
                      "group \"%s\" is the master secret server, and resource \"%s\" has UseNetworkName=0: its service "
                      "goes by the node's name, not by \"%s\"",
                      group, bzv_name(sso), bzv_group_name(v, group));
    }
}

static int is_reached(const struct bzv_row *resource)
{
    return bzv_is_sso(resource) || *bzv_host_of(resource) != '\0';
}

/* The first resource of its group that clients reach. */
static int speaks_for_group(const struct bzv_view *v, const struct bzv_row *resource)
{
    const struct bzv_row *row;

    if (!is_reached(resource))
        return 0;
    BZV_EACH (row, v, "resource")
        if (is_reached(row) && bzv_is(row, "group", bzv_get(resource, "group")))
            return row == resource;
    return 0;
}

void bzt_SSO008(struct bzv_view *v, cohort_findings *findings)
{
    static const char *const needed[][2] = {{"network name", "Network Name"}, {"IP address", "IP Address"}};
    const struct bzv_row *resource;
    int i;

    BZV_EACH (resource, v, "resource") {
        const char *name = bzv_get(resource, "group");

        if (!speaks_for_group(v, resource))
            continue;
        for (i = 0; i < BZT_COUNT(needed); i++)
            if (bzv_of_class(v, name, needed[i][0]) == NULL)
                bzv_found(findings, name,
                          bzv_print(v, "resource add NAME --group %s --type '%s'", bzv_word(v, name), needed[i][1]),
                          "group \"%s\" has no %s: clients cannot reach what runs in it", name, needed[i][1]);
    }
}

/* The dependencies without one provider; NULL: it is one of several of a clause. */
static const char *without(struct bzv_view *v, const char *expression, const char *provider)
{
    const char *clause = bzv_print(v, "([%s])", provider), *at = strstr(expression, clause);
    size_t size = strlen(clause), before;

    if (at == NULL)
        return NULL;
    before = (size_t)(at - expression);
    if (strncmp(at + size, " and ", 5) == 0)
        size += 5;
    else if (before >= 5)
        before -= 5;
    return bzv_print(v, "%.*s%s", (int)before, expression, at + size);
}

void bzt_SSO009(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *disk;

    BZV_EACH_SSO (sso, v) {
        const char *rest, *name = bzv_word(v, bzv_name(sso));

        disk = bzv_provider(v, sso, "storage");
        if (disk == NULL)
            continue;
        rest = without(v, bzv_get(sso, "depends"), bzv_name(disk));
        bzv_found(findings, bzv_name(sso),
                  rest == NULL    ? NULL
                  : *rest != '\0' ? bzv_print(v, "resource depend %s %s", name, bzv_word(v, rest))
                                  : bzv_print(v, "resource depend %s --none", name),
                  "resource \"%s\" drives ENTSSO and depends on disk \"%s\", which SSO does not need", bzv_name(sso),
                  bzv_name(disk));
    }
}

static int means_sso(const char *text)
{
    return bzv_contains(text, "entsso") || bzv_contains(text, "Single Sign-On");
}

void bzt_SSO010(struct bzv_view *v, cohort_findings *findings)
{
    static const char *const program[] = {"ServiceName", "CommandLine", "ScriptFilepath"};
    const struct bzv_row *row;
    int i, meant;

    BZV_EACH (row, v, "resource") {
        const char *class_name = bzv_class(v, row), *name = bzv_name(row);

        if (bzv_is_sso(row) || bzt_same(class_name, "network name") || bzt_same(class_name, "IP address") ||
            bzt_same(class_name, "storage") || *bzv_host_of(row) != '\0')
            continue;
        meant = means_sso(name) && bzv_sso_of(v, bzv_get(row, "group")) == NULL;
        for (i = 0; !meant && i < BZT_COUNT(program); i++)
            meant = means_sso(bzv_value(v, "resource", name, program[i]));
        if (!meant)
            continue;
        if (*bzv_get(bzv_ref(v, row, "type", "type"), "drives") != '\0')
            bzv_found(findings, name, bzv_print(v, "set resource %s ServiceName=" BZT_ENTSSO, bzv_word(v, name)),
                      "resource \"%s\" is meant to be SSO, and its ServiceName is \"%s\", not ENTSSO", name,
                      bzv_value(v, "resource", name, "ServiceName"));
        else
            bzv_found(findings, name, NULL, "resource \"%s\" is meant to be SSO, and is a %s, not a Generic Service",
                      name, bzv_get(row, "type"));
    }
}

void bzt_SSO011(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *other, *node;

    BZV_EACH_SSO (sso, v)
        for (other = bzv_next(sso); other != NULL; other = bzv_next(other)) {
            const char *nodes = "";

            BZV_EACH (node, v, "node")
                if (bzv_is_sso(other) && bzv_may_own(v, sso, bzv_name(node)) && bzv_may_own(v, other, bzv_name(node)))
                    nodes = bzv_join(v, nodes, bzv_name(node));
            if (*nodes != '\0')
                bzv_found(findings, bzv_name(other), bzv_delete_line(v, other),
                          "resources \"%s\" and \"%s\" both drive the ENTSSO of %s", bzv_name(sso), bzv_name(other),
                          nodes);
        }
}
