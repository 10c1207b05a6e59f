/* Questions about hosts, their instances and adapters, and about what stands beside them. */
#include "hosts.h"

#include <stdio.h>
#include <string.h>

/* ---- hosts ---- */

int bzv_isolated(const struct bzv_view *v, const char *host)
{
    return bzv_is(bzv_find(v, "host", host), "Type", "Isolated");
}

const char *bzv_host_group(const struct bzv_view *v, const char *host)
{
    const struct bzv_row *resource = bzv_host_resource(v, host, NULL);

    return resource != NULL ? bzv_get(resource, "group") : bzv_get(bzv_find(v, "host", host), "ClusterGroup");
}

const char *bzv_host_goes(const struct bzv_view *v, const char *host)
{
    const char *group = bzv_host_group(v, host);

    return *group != '\0' ? group : bzv_get(bzv_find(v, "host", host), "ClusterIn");
}

int bzv_host_may(const struct bzv_view *v, const char *host, const char *node)
{
    const struct bzv_row *resource = bzv_host_resource(v, host, NULL);
    const char *group = bzv_host_goes(v, host);

    if (resource != NULL)
        return bzv_may_own(v, resource, node);
    return *group != '\0' && bzv_group_may(v, group, node);
}

const char *bzv_host_here(struct bzv_view *v, const char *node)
{
    const char *host;
    int i;

    BZV_EACH_HOST (host, i, v)
        if (!bzv_isolated(v, host) && bzv_host_may(v, host, node))
            return host;
    return NULL;
}

const struct bzv_row *bzv_instance(const struct bzv_view *v, const char *host, const char *node)
{
    const struct bzv_row *row;

    BZV_EACH_WHERE (row, v, "hostinstance", "Host", host)
        if (bzt_same(bzv_node_of(v, row), node))
            return row;
    return NULL;
}

const struct bzv_row *bzv_host_service(const struct bzv_view *v, const char *host, const char *node)
{
    char service[COHORT_NAME_MAX + 16];

    snprintf(service, sizeof service, BZT_HOST_SERVICE "%s", host);
    return bzv_service(v, service, node);
}

int bzv_installed(const struct bzv_view *v, const char *host, const char *node)
{
    const struct bzv_row *instance = bzv_instance(v, host, node);

    return instance != NULL ? !bzv_is(instance, "State", "NotInstalled") : bzv_host_service(v, host, node) != NULL;
}

int bzv_active(struct bzv_view *v, const char *host, const char **list)
{
    const struct bzv_row *row;
    char service[COHORT_NAME_MAX + 16];
    int count = 0;

    snprintf(service, sizeof service, BZT_HOST_SERVICE "%s", host);
    *list = "";
    BZV_EACH_WHERE (row, v, "hostinstance", "Host", host)
        if (!bzv_is(row, "State", "NotInstalled") && !bzv_is(row, "Disabled", "1")) {
            *list = bzv_join(v, *list, bzv_get(row, "Server"));
            count++;
        }
    BZV_EACH_WHERE (row, v, "service", "service", service)
        if (!bzv_is(row, "start", "Disabled") && bzv_instance(v, host, bzv_get(row, "node")) == NULL) {
            *list = bzv_join(v, *list, bzv_get(row, "node"));
            count++;
        }
    return *bzv_host_group(v, host) != '\0' ? 1 : count;
}

const char *bzv_tell_host_line(struct bzv_view *v, const char *hosts, const char *assignment)
{
    const char *host, *only = "";
    int i, count = 0, missing = 0;

    BZV_EACH_HOST (host, i, v) {
        if (!bzv_has(hosts, host))
            continue;
        missing |= bzv_find(v, "host", host) == NULL;
        only = host;
        count++;
    }
    return bzv_print(v, "%s host %s %s", missing ? "create" : "set", count == 1 ? bzv_word(v, only) : "NAME",
                     assignment);
}

/* Two nodes at least are said to be BizTalk servers of the host's group: it can be clustered as the tool does it. */
static int is_described(struct bzv_view *v, const char *host)
{
    const struct bzv_row *server, *row = bzv_find(v, "host", host);
    int count = 0;

    BZV_EACH (server, v, "biztalkserver")
        count += bzv_is(server, "Group", bzv_get(row, "Group")) && *bzv_node_of(v, server) != '\0';
    return row != NULL && count > 1;
}

const char *bzv_cluster_line(struct bzv_view *v, const char *host, const char *group)
{
    const char *name = bzv_word(v, bzv_print(v, BZT_HOST_SERVICE "%s", host));

    if (is_described(v, host))
        return bzv_print(v, "host cluster %s %s --with-sso", bzv_word(v, host), bzv_word(v, group));
    return bzv_print(v, "resource add %s --group %s --type 'BizTalk Host' ServiceName=%s", name, bzv_word(v, group),
                     name);
}

const char *bzv_group_beside(struct bzv_view *v, const char *host)
{
    const struct bzv_row *sso, *node;

    BZV_EACH_SSO (sso, v)
        BZV_EACH (node, v, "node")
            if (bzv_may_own(v, sso, bzv_name(node)) && bzv_installed(v, host, bzv_name(node)))
                return bzv_get(sso, "group");
    return NULL;
}

const char *bzv_stop_line(struct bzv_view *v, const struct bzv_row *service)
{
    const char *name = bzv_get(service, "service"), *node = bzv_get(service, "node"), *dependents = "";
    const struct bzv_row *row;

    BZV_EACH (row, v, "service") {
        if (!bzv_is(row, "node", node) || bzv_is(row, "state", "Stopped") || !bzv_has(bzv_get(row, "needs"), name))
            continue;
        if (bzv_told(row, "resource"))
            return NULL;
        dependents = " --dependents";
    }
    return bzv_print(v, "service stop %s --node %s%s", bzv_word(v, name), bzv_word(v, node), dependents);
}

const char *bzv_move_line(struct bzv_view *v, const struct bzv_row *resource, const char *group)
{
    const struct bzv_row *from = bzv_ref(v, resource, "group", "group"), *to = bzv_find(v, "group", group);

    if (bzv_told(to, "owner") && !bzv_is(from, "owner", bzv_get(to, "owner")))
        return bzv_print(v, "group move %s %s", bzv_word(v, bzv_name(from)), bzv_word(v, bzv_get(to, "owner")));
    return bzv_print(v, "resource move %s --group %s", bzv_word(v, bzv_name(resource)), bzv_word(v, group));
}

const char *bzv_delete_line(struct bzv_view *v, const struct bzv_row *resource)
{
    int is_down = bzv_is(resource, "state", "Offline") || bzv_is(resource, "state", "Failed");

    return bzv_print(v, "resource %s %s", is_down ? "delete" : "offline", bzv_word(v, bzv_name(resource)));
}

int bzv_needs_isolated(const struct bzv_view *v, cohort_findings *findings)
{
    if (bzv_first(v, "host") != NULL || bzv_hosts(v)[0] == NULL)
        return 0;
    bzv_needs(findings, "", "which hosts are isolated, if there are any: create host NAME Type=InProcess|Isolated");
    return 1;
}

int bzv_is_ours(const struct bzv_view *v, const char *node)
{
    return bzv_sso_service(v, node) != NULL || bzv_has_biztalk(v, node);
}

const char *bzv_then(struct bzv_view *v, const char *deed, const char *line)
{
    return bzv_print(v, "%s, then: %s", deed, line);
}

/* ---- adapters ---- */

int bzv_adapter(const struct bzv_row *handler, const char *adapter)
{
    const char *name = bzv_get(handler, "Adapter");

    return bzv_begins(name, adapter) && (name[strlen(adapter)] == '\0' || name[strlen(adapter)] == '-');
}

int bzv_wants_one(const struct bzv_row *handler)
{
    static const char *const adapters[] = {"FTP", "SFTP", "POP3", "MSMQ", "SQL", "WCF-SQL", "SAP", "WCF-SAP"};
    int i;

    if (bzv_is(handler, "OrderedDelivery", "1"))
        return 1;
    for (i = 0; i < BZT_COUNT(adapters); i++)
        if (bzv_adapter(handler, adapters[i]) && bzv_is(handler, "Direction", "Receive"))
            return 1;
    return bzv_adapter(handler, "MSMQ");
}

/* ---- beside them ---- */

int bzv_is_msmq(const struct bzv_row *resource)
{
    return bzv_is(resource, "type", "MSMQ") || bzv_is(resource, "type", "Message Queuing") ||
           bzv_is(resource, "drives", "MSMQ") || bzv_begins(bzv_get(resource, "drives"), "MSMQ$");
}

int bzv_is_dtc(const struct bzv_row *resource)
{
    return bzv_is(resource, "type", "Distributed Transaction Coordinator") || bzv_is(resource, "drives", "MSDTC");
}

const struct bzv_row *bzv_first_that(const struct bzv_view *v, const char *group,
                                     int (*is)(const struct bzv_row *resource))
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if ((group == NULL || bzv_is(row, "group", group)) && is(row))
            return row;
    return NULL;
}

const struct bzv_row *bzv_service(const struct bzv_view *v, const char *service, const char *node)
{
    const struct bzv_row *row;

    BZV_EACH_WHERE (row, v, "service", "service", service)
        if (bzv_is(row, "node", node))
            return row;
    return NULL;
}

int bzv_done(const struct bzv_view *v, const char *step)
{
    const struct bzv_row *row;
    size_t size = strlen(step);

    BZV_EACH (row, v, "milestone") {
        const char *number = bzv_get(row, "Step");
        size_t before = strlen(number) - (strlen(number) < size ? strlen(number) : size);

        if (bzt_same(number + before, step) && (before == 0 || number[before - 1] == '.') && bzv_is(row, "Undone", "0"))
            return 1;
    }
    return 0;
}
