/* HST001-HST014: which hosts are clustered where, and who starts them. */
#include "hosts.h"
#include "rules.h"

/* The next line towards an instance that is whole: what is left of one goes first, and ENTSSO is there before it. Of
 * the service alone where no BizTalk server is known. */
static const char *instance_line(struct bzv_view *v, const char *host, const char *node)
{
    const struct bzv_row *server = bzv_biztalkserver(v, node);

    if (server != NULL && bzv_instance(v, host, node) != NULL)
        return bzv_print(v, "host instance delete %s %s", bzv_word(v, host), bzv_word(v, bzv_name(server)));
    if (bzv_sso_service(v, node) == NULL)
        return bzv_print(v, "service add " BZT_ENTSSO " --node %s", bzv_word(v, node));
    if (server != NULL && bzv_find(v, "host", host) != NULL)
        return bzv_print(v, "host instance add %s %s", bzv_word(v, host), bzv_word(v, bzv_name(server)));
    return bzv_print(v, "service add %s --node %s --needs " BZT_ENTSSO,
                     bzv_word(v, bzv_print(v, BZT_HOST_SERVICE "%s", host)), bzv_word(v, node));
}

void bzt_HST001(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *node;
    const char *host;
    int i;

    BZV_EACH_HOST (host, i, v)
        BZV_EACH (node, v, "node") {
            const char *name = bzv_name(node);

            if (bzv_isolated(v, host) || !bzv_host_may(v, host, name) || bzv_installed(v, host, name))
                continue;
            bzv_found(findings, host, instance_line(v, host, name),
                      bzv_instance(v, host, name) != NULL
                          ? "host \"%s\" of group \"%s\" may come to %s, where its instance is not installed"
                          : "host \"%s\" of group \"%s\" may come to %s and has no instance there",
                      host, bzv_host_goes(v, host), name);
        }
}

static void disabled_there(struct bzv_view *v, cohort_findings *findings, const char *host, const char *node)
{
    const struct bzv_row *instance = bzv_instance(v, host, node), *service = bzv_host_service(v, host, node);

    if (bzv_is(instance, "Disabled", "1"))
        bzv_found(findings, host, bzv_print(v, "set hostinstance %s Disabled=0", bzv_word(v, bzv_name(instance))),
                  "host \"%s\" of group \"%s\" may come to %s, where its instance \"%s\" is disabled", host,
                  bzv_host_goes(v, host), node, bzv_name(instance));
    else if (bzv_is(service, "start", "Disabled") && (instance == NULL || bzv_is(instance, "State", "Installed")))
        bzv_found(findings, host, bzv_print(v, "set service %s Start=Manual", bzv_word(v, bzv_name(service))),
                  "host \"%s\" of group \"%s\" may come to %s, where service \"%s\" is disabled", host,
                  bzv_host_goes(v, host), node, bzv_get(service, "service"));
}

void bzt_HST002(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *node;
    const char *host;
    int i;

    BZV_EACH_HOST (host, i, v)
        BZV_EACH (node, v, "node")
            if (bzv_host_may(v, host, bzv_name(node)))
                disabled_there(v, findings, host, bzv_name(node));
}

void bzt_HST003(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *node;
    const char *host;
    int i;

    BZV_EACH_HOST (host, i, v) {
        const char *list = "", *group = bzv_get(bzv_find(v, "host", host), "Group");
        int count = 0;

        if (*bzv_host_goes(v, host) == '\0')
            continue;
        BZV_EACH (node, v, "node") {
            const char *other = bzv_get(bzv_biztalkserver(v, bzv_name(node)), "Group");

            if (!bzv_has_biztalk(v, bzv_name(node)) || (*group != '\0' && *other != '\0' && !bzt_same(group, other)))
                continue;
            list = bzv_join(v, list, bzv_name(node));
            count++;
        }
        if (count < 2)
            bzv_found(findings, host, NULL, "host \"%s\" belongs to group \"%s\", and %s a BizTalk server of it", host,
                      bzv_host_goes(v, host),
                      count == 0 ? "no node is" : bzv_print(v, "of all nodes only %s is", list));
    }
}

void bzt_HST004(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *node;
    const char *unknown = "";

    BZV_EACH (node, v, "node") {
        const struct bzv_row *server = bzv_biztalkserver(v, bzv_name(node));
        const char *host = bzv_host_here(v, bzv_name(node));

        if (host == NULL || bzv_is(server, "Edition", "Enterprise"))
            continue;
        if (!bzv_told(server, "Edition"))
            unknown = bzv_join(v, unknown, bzv_name(node));
        else
            bzv_found(findings, bzv_name(server), NULL,
                      "host \"%s\" of group \"%s\" may come to %s, whose edition is %s, not Enterprise", host,
                      bzv_host_goes(v, host), bzv_name(node), bzv_get(server, "Edition"));
    }
    if (*unknown != '\0')
        bzv_needs(findings, "", "the edition of BizTalk Server on %s: %s", unknown,
                  bzv_tell_line(v, "biztalkserver", unknown, "Edition=Enterprise|Standard|Branch|Developer"));
}

void bzt_HST005(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *who;
    const char *unknown = "", *name;
    int i;

    BZV_EACH_HOST (name, i, v) {
        const struct bzv_row *host = bzv_find(v, "host", name);
        const char *group = bzv_get(bzv_ref(v, host, "Group", "biztalkgroup"), "AdministratorsGroup");

        if (*bzv_host_goes(v, name) == '\0')
            continue;
        who = bzv_ref(v, host, "ClusteredBy", "account");
        if (who == NULL) {
            unknown = bzv_join(v, unknown, name);
        } else if (bzv_is(who, "BizTalkAdministrator", "Yes") || bzv_is_member(v, bzv_name(who), group))
            continue;
        else if (!bzv_told(who, "BizTalkAdministrator") && (*group == '\0' || !bzv_told(who, "Groups")))
            bzv_needs(findings, name,
                      "whether \"%s\" is a BizTalk administrator: set account %s "
                      "BizTalkAdministrator=Yes|No",
                      bzv_name(who), bzv_word(v, bzv_name(who)));
        else
            bzv_found(findings, name,
                      bzv_then(v, "Make it a member of the BizTalk Server Administrators",
                               bzv_print(v, "set account %s BizTalkAdministrator=Yes", bzv_word(v, bzv_name(who)))),
                      "host \"%s\" is clustered by \"%s\", which is no BizTalk administrator", name, bzv_name(who));
    }
    if (*unknown != '\0')
        bzv_needs(findings, "", "who clusters %s: %s", unknown, bzv_tell_host_line(v, unknown, "ClusteredBy=ACCOUNT"));
}

void bzt_HST006(struct bzv_view *v, cohort_findings *findings)
{
    static const char *const needed[][2] = {{"network name", "Network Name"}, {"IP address", "IP Address"}};
    const char *host, *looked = "";
    int i, k, lacks[BZT_COUNT(needed)] = {0};

    BZV_EACH_HOST (host, i, v) {
        const char *group = bzv_host_goes(v, host);

        for (k = 0; *group != '\0' && !bzt_same(group, looked) && k < BZT_COUNT(needed); k++)
            lacks[k] = bzv_of_class(v, group, needed[k][0]) == NULL;
        looked = *group != '\0' ? group : looked; /* of the last host's group it is known already */
        for (k = 0; *group != '\0' && k < BZT_COUNT(needed); k++)
            if (lacks[k])
                bzv_found(findings, host,
                          bzv_print(v, "resource add NAME --group %s --type '%s'", bzv_word(v, group), needed[k][1]),
                          "host \"%s\" belongs to group \"%s\", which has no %s", host, group, needed[k][1]);
    }
}

void bzt_HST007(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *host;

    BZV_EACH (host, v, "host") {
        const char *name = bzv_name(host);

        if (!bzv_told(host, "ClusterIn") || *bzv_host_group(v, name) != '\0' || bzv_is(host, "Quiesced", "Yes"))
            continue;
        if (!bzv_told(host, "Quiesced"))
            bzv_needs(findings, name, "whether the work of host \"%s\" is stopped: set host %s Quiesced=Yes|No", name,
                      bzv_word(v, name));
        else
            bzv_found(findings, name, NULL,
                      "host \"%s\" is going to be clustered in group \"%s\" and its work is not stopped", name,
                      bzv_get(host, "ClusterIn"));
    }
}

static const char *start_line(struct bzv_view *v, const struct bzv_row *service)
{
    return bzv_print(v, "service start %s --node %s", bzv_word(v, bzv_get(service, "service")),
                     bzv_word(v, bzv_get(service, "node")));
}

/* It has an instance outside the cluster: whether that runs is not known. */
static int is_outside(const struct bzv_view *v, const char *host)
{
    const struct bzv_row *row;

    BZV_EACH_WHERE (row, v, "hostinstance", "Host", host)
        if (*bzv_node_of(v, row) == '\0' && bzv_is(row, "State", "Installed") && bzv_is(row, "Disabled", "0"))
            return 1;
    return 0;
}

void bzt_HST008(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *service, *first;
    const char *host, *group;
    int i;

    BZV_EACH_HOST (host, i, v) {
        int runs = 0;

        first = NULL;
        if (*bzv_host_group(v, host) != '\0' || bzv_isolated(v, host) || is_outside(v, host))
            continue;
        BZV_EACH_WHERE (service, v, "service", "service", bzv_print(v, BZT_HOST_SERVICE "%s", host)) {
            runs += !bzv_is(service, "state", "Stopped");
            if (first == NULL && !bzv_is(service, "start", "Disabled") &&
                bzv_is(bzv_find(v, "node", bzv_get(service, "node")), "state", "Up"))
                first = service;
        }
        group = bzv_group_beside(v, host);
        if (runs == 0 && first != NULL)
            bzv_found(findings, host, group != NULL ? bzv_cluster_line(v, host, group) : start_line(v, first),
                      "host \"%s\" is not clustered and none of its instances runs", host);
    }
}

void bzt_HST009(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *node;

    BZV_EACH (node, v, "node") {
        const struct bzv_row *server = bzv_biztalkserver(v, bzv_name(node));
        const char *host = bzv_host_here(v, bzv_name(node));

        if (server != NULL && host != NULL && bzv_is(server, "Configured", "None"))
            bzv_found(findings, bzv_name(server), NULL,
                      "host \"%s\" of group \"%s\" may come to %s, where BizTalk Server is not configured", host,
                      bzv_host_goes(v, host), bzv_name(node));
    }
}

void bzt_HST010(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *host, *resource;

    BZV_EACH (host, v, "host")
        if (bzv_is(host, "Retiring", "1") && *bzv_host_group(v, bzv_name(host)) != '\0')
            bzv_found(findings, bzv_name(host), bzv_print(v, "host uncluster %s", bzv_word(v, bzv_name(host))),
                      "host \"%s\" is going to be deleted and is clustered in group \"%s\"", bzv_name(host),
                      bzv_host_group(v, bzv_name(host)));
    BZV_EACH (resource, v, "resource") {
        const char *name = bzv_host_of(resource);

        if (*name != '\0' && bzv_first(v, "host") != NULL && bzv_find(v, "host", name) == NULL &&
            bzv_where(v, "service", "service", bzv_get(resource, "drives")) == NULL)
            bzv_found(findings, bzv_name(resource), bzv_delete_line(v, resource),
                      "resource \"%s\" drives the service of host \"%s\", and there is no such host, nor its service",
                      bzv_name(resource), name);
    }
}

void bzt_HST011(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *service, *resource;

    BZV_EACH (resource, v, "resource") {
        const char *host = bzv_host_of(resource), *list = "";
        int count = 0;

        if (*host == '\0')
            continue;
        BZV_EACH_WHERE (service, v, "service", "service", bzv_get(resource, "drives"))
            if (!bzv_is(service, "state", "Stopped")) {
                list = bzv_join(v, list, bzv_get(service, "node"));
                count++;
            }
        BZV_EACH_WHERE (service, v, "service", "service", bzv_get(resource, "drives"))
            if (count > 1 && !bzv_is(service, "state", "Stopped") && !bzv_told(service, "resource"))
                bzv_found(findings, bzv_name(service), bzv_stop_line(v, service),
                          "host \"%s\" of group \"%s\" runs on %s, and the cluster did not start it on %s", host,
                          bzv_get(resource, "group"), list, bzv_get(service, "node"));
    }
}

void bzt_HST012(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "service") {
        const char *group = bzv_host_group(v, bzv_host_of_service(bzv_get(row, "service")));

        if (*bzv_host_of_service(bzv_get(row, "service")) != '\0' && *group != '\0' &&
            !bzv_is(row, "state", "Stopped") && !bzv_told(row, "resource"))
            bzv_found(
                findings, bzv_name(row), bzv_stop_line(v, row),
                "service \"%s\" runs on %s outside the cluster (by %s), and its host is clustered in group \"%s\"",
                bzv_get(row, "service"), bzv_get(row, "node"), bzv_get(row, "by"), group);
    }
    BZV_EACH (row, v, "hostinstance") {
        const char *host = bzv_get(row, "Host"), *node = bzv_node_of(v, row);

        if (bzv_is(row, "StartedBy", "Service") && *bzv_host_group(v, host) != '\0' &&
            bzv_host_service(v, host, node) == NULL)
            bzv_found(findings, bzv_name(row), NULL,
                      "instance \"%s\" was started as a service, and host \"%s\" is clustered in group \"%s\"",
                      bzv_name(row), host, bzv_host_group(v, host));
    }
}

void bzt_HST013(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row;
    const char *host, *untold = "";
    int i;

    BZV_EACH_HOST (host, i, v) {
        const char *parallel = "", *unknown = "";

        if (*bzv_host_group(v, host) == '\0')
            continue;
        BZV_EACH_WHERE (row, v, "hostinstance", "Host", host) {
            if (bzv_is(row, "DeployedInParallel", "Yes"))
                parallel = bzv_join(v, parallel, bzv_get(row, "Server"));
            else if (!bzv_told(row, "DeployedInParallel"))
                unknown = bzv_join(v, unknown, bzv_name(row));
        }
        if (*parallel != '\0')
            bzv_found(findings, host, NULL,
                      "host \"%s\" of group \"%s\" is restarted on %s at once by what deploys to it", host,
                      bzv_host_group(v, host), parallel);
        else if (*unknown != '\0' || bzv_first(v, "hostinstance") == NULL)
            untold = bzv_join(v, untold, host);
    }
    if (*untold != '\0')
        bzv_needs(findings, "", "whether tools restart %s from several nodes at once: %s DeployedInParallel=Yes|No",
                  untold,
                  bzv_first(v, "hostinstance") == NULL ? "create hostinstance NAME Host=HOST Server=SERVER"
                                                       : "set hostinstance NAME");
}

void bzt_HST014(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *host, *resource;

    BZV_EACH (host, v, "host") {
        const char *name = bzv_name(host), *group = bzv_host_goes(v, name);

        resource = bzv_host_resource(v, name, NULL);
        if (!bzv_isolated(v, name) || *group == '\0')
            continue;
        bzv_found(findings, name,
                  resource != NULL                 ? bzv_delete_line(v, resource)
                  : bzv_told(host, "ClusterGroup") ? bzv_print(v, "unset host %s ClusterGroup", bzv_word(v, name))
                                                   : bzv_print(v, "unset host %s ClusterIn", bzv_word(v, name)),
                  "host \"%s\" is isolated, and is clustered in group \"%s\" as a service", name, group);
    }
}
