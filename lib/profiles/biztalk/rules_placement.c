/* SSO012-SSO021 and SVC001-SVC003: where ENTSSO and hosts may run, who starts them, and beside what. */
#include "hosts.h"
#include "rules.h"

/* ---- who starts ENTSSO ---- */

static void starts_by_itself(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *sso, const char *node)
{
    const struct bzv_row *service = bzv_sso_service(v, node), *server = bzv_ssoserver(v, node);
    const char *name = bzv_name(service);

    if (bzv_is(service, "start", "Auto"))
        bzv_found(findings, name, bzv_print(v, "set service %s Start=Manual", bzv_word(v, name)),
                  "service \"%s\" starts with node %s, and ENTSSO is clustered in group \"%s\"",
                  bzv_get(service, "service"), node, bzv_get(sso, "group"));
    if (service != NULL && !bzv_is(service, "state", "Stopped") && !bzv_told(service, "resource"))
        bzv_found(findings, name, bzv_stop_line(v, service),
                  "service \"%s\" runs on %s outside the cluster (by %s); group \"%s\" with ENTSSO is on %s",
                  bzv_get(service, "service"), node, bzv_get(service, "by"), bzv_get(sso, "group"),
                  bzv_told(sso, "owner") ? bzv_get(sso, "owner") : "no node");
    if (bzv_told(service, "resource") && bzv_told(service, "by") && !bzv_is(service, "by", "cluster"))
        bzv_found(
            findings, name, bzv_print(v, "resource restart %s", bzv_word(v, bzv_name(sso))),
            "service \"%s\" was running on %s (by %s) before resource \"%s\" came online there, and goes by the name "
            "\"%s\"",
            bzv_get(service, "service"), node, bzv_get(service, "by"), bzv_name(sso), bzv_get(service, "identity"));
    else if (bzv_is(server, "StartedAlone", "1"))
        bzv_found(findings, bzv_name(server), bzv_print(v, "resource restart %s", bzv_word(v, bzv_name(sso))),
                  "ENTSSO was running on %s before resource \"%s\" came online there", node, bzv_name(sso));
}

void bzt_SSO012(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *node;

    BZV_EACH_SSO (sso, v)
        BZV_EACH (node, v, "node")
            if (bzv_may_own(v, sso, bzv_name(node)))
                starts_by_itself(v, findings, sso, bzv_name(node));
}

/* What of the monitor's Services is clustered; "": nothing. */
static const char *clustered_of(struct bzv_view *v, const struct bzv_row *monitor)
{
    const struct bzv_row *row;
    const char *list = "", *services = bzv_get(monitor, "Services");

    BZV_EACH (row, v, "resource") {
        const char *service = bzv_get(row, "drives");

        if (bzv_is_sso(row) && (bzv_has(services, BZT_ENTSSO) || bzv_has(services, BZT_ENTSSO_DISPLAY)))
            list = bzv_join(v, list, service);
        else if (*bzv_host_of(row) != '\0' && (bzv_has(services, service) || bzv_has(services, BZT_HOST_SERVICE "*")))
            list = bzv_join(v, list, service);
    }
    return list;
}

static int is_ours(const struct bzv_row *resource)
{
    return bzv_is_sso(resource) || *bzv_host_of(resource) != '\0';
}

void bzt_SSO013(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *monitor, *clustered = bzv_first_that(v, NULL, is_ours);

    if (clustered != NULL && bzv_first(v, "monitor") == NULL)
        bzv_needs(findings, bzv_name(clustered),
                  "whether a tool starts ENTSSO or hosts by itself: create monitor NAME Services=SERVICE "
                  "OwnerOnly=Yes|No");
    BZV_EACH (monitor, v, "monitor") {
        const char *services = clustered_of(v, monitor), *name = bzv_name(monitor);

        if (*services == '\0' || bzv_is(monitor, "OwnerOnly", "Yes"))
            continue;
        if (!bzv_told(monitor, "OwnerOnly"))
            bzv_needs(findings, name,
                      "whether \"%s\" starts %s only where the cluster has them: set monitor %s OwnerOnly=Yes|No", name,
                      services, bzv_word(v, name));
        else
            bzv_found(findings, name, bzv_print(v, "set monitor %s OwnerOnly=Yes", bzv_word(v, name)),
                      "monitor \"%s\" starts %s on every node, and the cluster runs them on one", name, services);
    }
}

/* ---- possible owners ---- */

/* The line that gives a resource these possible owners. */
static const char *owners_line(struct bzv_view *v, const struct bzv_row *resource, const char *words)
{
    return bzv_print(v, "resource owners %s %s", bzv_word(v, bzv_name(resource)), *words != '\0' ? words : "--none");
}

/* The ENTSSO of a node is there for hosts that may run without the group of the clustered one. */
static int serves_others(const struct bzv_view *v, const char *node, const char *group)
{
    const struct bzv_row *service, *resource;

    BZV_EACH (service, v, "service") {
        const char *host = bzv_host_of_service(bzv_get(service, "service"));

        if (*host == '\0' || !bzv_is(service, "node", node))
            continue;
        resource = bzv_host_resource(v, host, NULL);
        if (resource == NULL || (bzv_may_own(v, resource, node) && !bzv_is(resource, "group", group)))
            return 1;
    }
    return 0;
}

void bzt_SSO014(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *node;

    BZV_EACH_SSO (sso, v) {
        const char *missing = "", *idle = "", *unknown = "", *right = "";

        BZV_EACH (node, v, "node") {
            const char *name = bzv_name(node);
            const struct bzv_row *server = bzv_ssoserver(v, name);
            int may = bzv_may_own(v, sso, name), has = bzv_sso_service(v, name) != NULL;
            int configured = bzt_is_configured(bzv_get(server, "Configured"));
            int is_idle =
                !may && has && configured && !bzv_sso_may_be(v, name) && !serves_others(v, name, bzv_get(sso, "group"));

            if ((may && has && !bzv_is(server, "Configured", "None")) || is_idle)
                right = bzv_print(v, "%s%s%s", right, *right != '\0' ? " " : "", bzv_word(v, name));
            if (may && (!has || bzv_is(server, "Configured", "None")))
                missing = bzv_join(v, missing, name);
            else if (is_idle)
                idle = bzv_join(v, idle, name);
            else if (may && !configured)
                unknown = bzv_join(v, unknown, name);
        }
        if (*missing != '\0')
            bzv_found(findings, bzv_name(sso), *right != '\0' ? owners_line(v, sso, right) : NULL,
                      "resource \"%s\" may come to %s, where SSO is not configured", bzv_name(sso), missing);
        if (*idle != '\0')
            bzv_found(findings, bzv_name(sso), owners_line(v, sso, right),
                      "SSO is configured on %s, which is no possible owner of resource \"%s\"", idle, bzv_name(sso));
        bzv_needs_configured(v, findings, "ssoserver", unknown);
    }
}

static void compare_owners(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *sso,
                           const struct bzv_row *host)
{
    const struct bzv_row *node;
    const char *words = "", *sso_only = "", *host_only = "";
    int everywhere = 1;

    BZV_EACH (node, v, "node") {
        const char *name = bzv_name(node);
        int of_sso = bzv_may_own(v, sso, name), of_host = bzv_may_own(v, host, name);

        if (of_sso && !of_host)
            sso_only = bzv_join(v, sso_only, name);
        if (of_host && !of_sso)
            host_only = bzv_join(v, host_only, name);
        if (of_sso)
            words = bzv_print(v, "%s%s%s", words, *words != '\0' ? " " : "", bzv_word(v, name));
        everywhere &= of_sso;
    }
    if (*sso_only != '\0' || *host_only != '\0')
        bzv_found(findings, bzv_name(host), owners_line(v, host, everywhere ? "" : words),
                  "possible owner of \"%s\" alone: %s; of \"%s\" alone: %s; group \"%s\" cannot go there",
                  bzv_name(sso), *sso_only != '\0' ? sso_only : "no node", bzv_name(host),
                  *host_only != '\0' ? host_only : "no node", bzv_get(sso, "group"));
}

void bzt_SSO015(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *host;

    BZV_EACH_SSO (sso, v)
        BZV_EACH (host, v, "resource")
            if (*bzv_host_of(host) != '\0' && bzv_is(host, "group", bzv_get(sso, "group")))
                compare_owners(v, findings, sso, host);
}

/* ---- what is beside it ---- */

/* One unknown for all nodes of which it is not known. */
static void balanced_nodes(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *sso)
{
    const struct bzv_row *node, *computer;
    const char *unknown = "";

    BZV_EACH (node, v, "node") {
        if (!bzv_may_own(v, sso, bzv_name(node)))
            continue;
        computer = bzv_computer(v, bzv_name(node));
        if (!bzv_told(computer, "LoadBalanced"))
            unknown = bzv_join(v, unknown, bzv_name(node));
        else if (bzv_is(computer, "LoadBalanced", "Yes"))
            bzv_found(
                findings, bzv_name(computer), NULL,
                "%s is a member of a network load balancing cluster, and the master secret server is group \"%s\"",
                bzv_name(computer), bzv_get(sso, "group"));
    }
    if (*unknown != '\0')
        bzv_needs(findings, bzv_name(sso), "whether load balancing is used on %s: %s", unknown,
                  bzv_tell_line(v, "computer", unknown, "LoadBalanced=Yes|No"));
}

void bzt_SSO016(struct bzv_view *v, cohort_findings *findings)
{
    const char *name = bzv_get(bzv_system(v), "SecretServer");
    const struct bzv_row *sso, *master = bzv_computer_called(v, name);

    BZV_EACH_SSO (sso, v) {
        enum bzv_role role = bzv_role(v, bzv_get(sso, "group"));

        if (role == BZV_ROLE_UNKNOWN)
            bzv_needs_role(v, findings);
        else if (role == BZV_ROLE_MASTER)
            balanced_nodes(v, findings, sso);
    }
    if (bzv_any_sso(v) == NULL && bzv_concerns(v) && *name == '\0')
        bzv_needs_role(v, findings);
    if (master == NULL && *name != '\0' && !bzv_is_clustered_master(v))
        bzv_needs(findings, name, "whether %s is load balanced: create computer %s LoadBalanced=Yes|No", name,
                  bzv_word(v, name));
    if (master == NULL || bzv_told(master, "Node"))
        return;
    if (bzv_is(master, "LoadBalanced", "Yes"))
        bzv_found(findings, bzv_name(master), NULL,
                  "%s is the master secret server, and a member of a network load balancing cluster", bzv_name(master));
    else if (!bzv_told(master, "LoadBalanced"))
        bzv_needs(findings, bzv_name(master), "whether %s is load balanced: set computer %s LoadBalanced=Yes|No",
                  bzv_name(master), bzv_word(v, bzv_name(master)));
}

void bzt_SSO017(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *node;

    BZV_EACH_SSO (sso, v) {
        const char *group = bzv_get(sso, "group"), *nodes = "", *unknown = "";

        if (bzv_host_in(v, group) != NULL)
            continue;
        BZV_EACH (node, v, "node") {
            if (!bzv_may_own(v, sso, bzv_name(node)))
                continue;
            if (bzv_has_biztalk(v, bzv_name(node)))
                nodes = bzv_join(v, nodes, bzv_name(node));
            else if (bzv_biztalkserver(v, bzv_name(node)) == NULL)
                unknown = bzv_join(v, unknown, bzv_name(node));
        }
        if (*nodes != '\0')
            bzv_found(
                findings, bzv_name(sso), NULL,
                "BizTalk is on %s, and no host is in group \"%s\" with ENTSSO: hosts cannot start where the group "
                "is not",
                nodes, group);
        else if (*unknown != '\0')
            bzv_needs(findings, "",
                      "whether BizTalk Server is installed on %s: create biztalkserver NAME Computer=COMPUTER "
                      "Installed=1|0",
                      unknown);
    }
}

static int knows_messagebox(const struct bzv_view *v)
{
    const struct bzv_row *sql;

    BZV_EACH (sql, v, "sqlinstance")
        if (bzv_has(bzv_get(sql, "Databases"), "BizTalkMsgBoxDb"))
            return 1;
    return 0;
}

void bzt_SSO018(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *sql;

    BZV_EACH_SSO (sso, v) {
        const char *group = bzv_get(sso, "group"), *owner = bzv_get(sso, "owner");

        enum bzv_role role = bzv_role(v, group);

        if (role == BZV_ROLE_UNKNOWN)
            bzv_needs_role(v, findings);
        if (role != BZV_ROLE_MASTER)
            continue;
        if (!knows_messagebox(v))
            bzv_needs(findings, bzv_name(sso),
                      "where the MessageBox database is: create sqlinstance NAME Databases=BizTalkMsgBoxDb, and "
                      "Group=GROUP where that is a group of this cluster");
        BZV_EACH (sql, v, "sqlinstance") {
            const char *at = bzv_get(bzv_ref(v, sql, "Group", "group"), "owner");

            if (bzv_has(bzv_get(sql, "Databases"), "BizTalkMsgBoxDb") && *owner != '\0' && bzt_same(at, owner))
                bzv_found(findings, bzv_name(sso), bzv_print(v, "group move %s", bzv_word(v, group)),
                          "group \"%s\" is the master secret server and runs on %s, as SQL instance \"%s\" with the "
                          "MessageBox",
                          group, owner, bzv_name(sql));
        }
    }
}

void bzt_SSO019(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *master;
    const char *name = bzv_get(bzv_system(v), "SecretServer");

    BZV_EACH_SSO (sso, v) {
        enum bzv_role role = bzv_role(v, bzv_get(sso, "group"));

        if (role == BZV_ROLE_UNKNOWN)
            bzv_needs_role(v, findings);
        if (role != BZV_ROLE_MEMBER)
            continue;
        master = bzv_computer_called(v, name);
        if (bzv_is_clustered_master(v))
            continue; /* it is another group of this cluster */
        if (!bzv_told(master, "Clustered"))
            bzv_needs(findings, name,
                      "whether the master secret server %s is clustered: %s computer %s Clustered=Yes|No", name,
                      master != NULL ? "set" : "create", bzv_word(v, master != NULL ? bzv_name(master) : name));
        else if (bzv_is(master, "Clustered", "No"))
            bzv_found(findings, name, NULL,
                      "the master secret server %s is not clustered, and group \"%s\" with ENTSSO needs it", name,
                      bzv_get(sso, "group"));
    }
}

void bzt_SSO020(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *host, *node;

    BZV_EACH (host, v, "resource") {
        const char *nodes = "", *group = bzv_get(host, "group");

        if (*bzv_host_of(host) == '\0' || bzv_host_in(v, group) != host)
            continue; /* one finding a group */
        BZV_EACH (node, v, "node")
            if (!bzv_sso_may_be(v, bzv_name(node)) && bzv_group_may(v, group, bzv_name(node)))
                nodes = bzv_join(v, nodes, bzv_name(node));
        if (*nodes != '\0')
            bzv_found(findings, group, NULL,
                      "hosts of group \"%s\" may run on %s, where ENTSSO is not clustered: without it there they fail",
                      group, nodes);
    }
}

void bzt_SSO021(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *host;

    BZV_EACH_SSO (sso, v)
        BZV_EACH (host, v, "resource")
            if (*bzv_host_of(host) != '\0' && bzv_is(host, "group", bzv_get(sso, "group")) &&
                !bzv_reaches(v, host, bzv_name(sso)))
                bzv_found(findings, bzv_name(host), bzv_depend_line(v, host, bzv_name(sso)),
                          "resource \"%s\" does not depend on \"%s\", which drives ENTSSO in the same group \"%s\"",
                          bzv_name(host), bzv_name(sso), bzv_get(sso, "group"));
}

/* ---- services of nodes ---- */

/* The resource that drives this service and may come to its node; NULL: none. */
static const struct bzv_row *driver(const struct bzv_view *v, const struct bzv_row *service)
{
    const char *name = bzv_get(service, "service");
    const struct bzv_row *row;

    BZV_EACH_WHERE (row, v, "resource", "drives", name)
        if (bzv_may_own(v, row, bzv_get(service, "node")))
            return row;
    return NULL;
}

void bzt_SVC001(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *service, *resource;

    BZV_EACH (service, v, "service") {
        const char *name = bzv_name(service), *recovery;

        resource = driver(v, service);
        if (resource == NULL || (!bzv_is_sso(resource) && *bzv_host_of(resource) == '\0'))
            continue;
        recovery = bzv_value(v, "service", name, "Recovery");
        if (!bzt_same(recovery, "None"))
            bzv_found(findings, name, bzv_print(v, "set service %s Recovery=None", bzv_word(v, name)),
                      "service \"%s\" on %s has Recovery=%s, and resource \"%s\" in group \"%s\" drives it",
                      bzv_get(service, "service"), bzv_get(service, "node"), recovery, bzv_name(resource),
                      bzv_get(resource, "group"));
    }
}

void bzt_SVC002(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *service, *resource;

    BZV_EACH (service, v, "service") {
        const char *name = bzv_name(service);

        resource = driver(v, service);
        if (resource != NULL && *bzv_host_of(resource) != '\0' && bzv_is(service, "start", "Auto"))
            bzv_found(findings, name, bzv_print(v, "set service %s Start=Manual", bzv_word(v, name)),
                      "service \"%s\" starts with node %s, and resource \"%s\" in group \"%s\" drives it",
                      bzv_get(service, "service"), bzv_get(service, "node"), bzv_name(resource),
                      bzv_get(resource, "group"));
    }
}

void bzt_SVC003(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *iis;

    BZV_EACH_SSO (sso, v)
        BZV_EACH (iis, v, "resource")
            if (bzv_is(iis, "group", bzv_get(sso, "group")) && bzv_is_iis(v, iis) &&
                !bzv_reaches(v, iis, bzv_name(sso)))
                bzv_found(findings, bzv_name(iis), bzv_depend_line(v, iis, bzv_name(sso)),
                          "IIS resource \"%s\" does not depend on \"%s\", which drives ENTSSO in the same group \"%s\"",
                          bzv_name(iis), bzv_name(sso), bzv_get(sso, "group"));
}
