/* ADP001-ADP010: adapters, and how many instances of a host may run them. */
#include "hosts.h"
#include "rules.h"

/* ---- where nobody told which adapters there are ---- */

static int runs_twice(struct bzv_view *v, const char *host)
{
    const char *list;

    return !bzv_isolated(v, host) && bzv_active(v, host, &list) > 1;
}

static int is_clustered(struct bzv_view *v, const char *host)
{
    return !bzv_isolated(v, host) && *bzv_host_group(v, host) != '\0';
}

static int is_not_clustered(struct bzv_view *v, const char *host)
{
    return !bzv_isolated(v, host) && *bzv_host_group(v, host) == '\0';
}

static int is_isolated(struct bzv_view *v, const char *host)
{
    return bzv_isolated(v, host);
}

/* No handler is known, and hosts are there that the rule may be about: 1. */
static int asks(struct bzv_view *v, cohort_findings *findings, int (*about)(struct bzv_view *v, const char *host))
{
    const char *host, *list = "";
    int i;

    if (bzv_first(v, "handler") != NULL)
        return 0;
    BZV_EACH_HOST (host, i, v)
        if (about(v, host))
            list = bzv_join(v, list, host);
    if (*list != '\0')
        bzv_needs(findings, "", "the adapters of %s: create handler NAME Host=HOST Adapter=ADAPTER", list);
    return 1;
}

/* ---- one instance ---- */

/* The line that clusters the host beside ENTSSO; NULL: that is not clustered where the host is. */
static const char *cluster_line(struct bzv_view *v, const char *host)
{
    const char *group = bzv_group_beside(v, host);

    return group != NULL ? bzv_cluster_line(v, host, group) : NULL;
}

static void one_only(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *handler, const char *twice)
{
    const char *host = bzv_get(handler, "Host"), *list, *name = bzv_name(handler);
    int active = bzv_active(v, host, &list);

    if (active == 0)
        bzv_needs(findings, name, "the instances of host \"%s\": host instance add %s SERVER", host, bzv_word(v, host));
    else if (active > 1)
        bzv_found(findings, name, cluster_line(v, bzv_get(handler, "Host")),
                  "handler \"%s\" (%s) of host \"%s\" can run on %s at a time: %s", name, bzv_get(handler, "Adapter"),
                  host, list, twice);
}

/* What is read is said not to be locked (1), to be locked (0); or is asked for. */
static int unlocked(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *handler)
{
    const char *list, *name = bzv_name(handler);

    if (bzv_told(handler, "Locks"))
        return bzv_is(handler, "Locks", "No");
    if (bzv_active(v, bzv_get(handler, "Host"), &list) != 1)
        bzv_needs(findings, name, "whether what handler \"%s\" (%s) reads is locked: set handler %s Locks=Yes|No", name,
                  bzv_get(handler, "Adapter"), bzv_word(v, name));
    return 0;
}

static int receives(const struct bzv_row *handler, const char *adapter)
{
    return bzv_is(handler, "Direction", "Receive") && bzv_adapter(handler, adapter);
}

void bzt_ADP001(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler;

    asks(v, findings, runs_twice);
    BZV_EACH (handler, v, "handler")
        if (receives(handler, "FTP") || receives(handler, "SFTP"))
            one_only(v, findings, handler, "each file is fetched by each of them");
}

void bzt_ADP002(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler;

    asks(v, findings, runs_twice);
    BZV_EACH (handler, v, "handler")
        if (receives(handler, "POP3") && unlocked(v, findings, handler))
            one_only(v, findings, handler, "each mail is fetched by each of them");
}

void bzt_ADP007(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler;

    asks(v, findings, runs_twice);
    BZV_EACH (handler, v, "handler")
        if (bzv_is(handler, "OrderedDelivery", "1"))
            one_only(v, findings, handler, "the order is lost");
}

void bzt_ADP008(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler;

    asks(v, findings, is_not_clustered);
    BZV_EACH (handler, v, "handler")
        if ((receives(handler, "SAP") || receives(handler, "WCF-SAP")) && is_not_clustered(v, bzv_get(handler, "Host")))
            bzv_found(findings, bzv_name(handler), cluster_line(v, bzv_get(handler, "Host")),
                      "handler \"%s\" (%s) receives in host \"%s\", which is not clustered", bzv_name(handler),
                      bzv_get(handler, "Adapter"), bzv_get(handler, "Host"));
}

void bzt_ADP009(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler;

    asks(v, findings, runs_twice);
    BZV_EACH (handler, v, "handler")
        if ((receives(handler, "SQL") || receives(handler, "WCF-SQL")) && unlocked(v, findings, handler))
            one_only(v, findings, handler, "each row is read by each of them");
}

/* ---- message queuing ---- */

/* The cluster group of the host of an MSMQ handler that uses queues of its own node; "": not that. */
static const char *queue_group(const struct bzv_view *v, const struct bzv_row *handler)
{
    return bzv_adapter(handler, "MSMQ") && !bzv_is(handler, "RemoteQueues", "1")
               ? bzv_host_group(v, bzv_get(handler, "Host"))
               : "";
}

void bzt_ADP003(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler;

    asks(v, findings, is_clustered);
    BZV_EACH (handler, v, "handler") {
        const char *group = queue_group(v, handler);

        if (*group != '\0' && bzv_first_that(v, group, bzv_is_msmq) == NULL)
            bzv_found(findings, bzv_name(handler),
                      bzv_print(v, "resource add MSMQ --group %s --type 'Generic Service' 'ServiceName=MSMQ$MSMQ'",
                                bzv_word(v, group)),
                      "handler \"%s\" (MSMQ) of host \"%s\" is in group \"%s\", which has no message queuing",
                      bzv_name(handler), bzv_get(handler, "Host"), group);
    }
}

void bzt_ADP004(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler;

    asks(v, findings, is_clustered);
    BZV_EACH (handler, v, "handler") {
        const char *group = queue_group(v, handler);
        const struct bzv_row *host = bzv_host_resource(v, bzv_get(handler, "Host"), NULL);
        const struct bzv_row *queues = *group != '\0' ? bzv_first_that(v, group, bzv_is_msmq) : NULL;

        if (host != NULL && queues != NULL && !bzv_reaches(v, host, bzv_name(queues)))
            bzv_found(findings, bzv_name(host), bzv_depend_line(v, host, bzv_name(queues)),
                      "resource \"%s\" of host \"%s\" has handler \"%s\" (MSMQ) and does not depend on \"%s\"",
                      bzv_name(host), bzv_get(handler, "Host"), bzv_name(handler), bzv_name(queues));
    }
}

void bzt_ADP005(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler, *node;

    asks(v, findings, is_clustered);
    BZV_EACH (handler, v, "handler") {
        const char *host = bzv_get(handler, "Host");

        if (!receives(handler, "MSMQ") || *bzv_host_group(v, host) == '\0')
            continue;
        if (bzv_where(v, "service", "service", "MSMQ") == NULL) {
            bzv_needs(findings, host, "message queuing on the nodes of host \"%s\": service add MSMQ --node NODE",
                      host);
            continue;
        }
        BZV_EACH (node, v, "node") {
            const char *name = bzv_name(node);
            const struct bzv_row *service = bzv_service(v, "MSMQ", name);

            if (!bzv_host_may(v, host, name) ||
                (service != NULL && (!bzv_is(node, "state", "Up") ||
                                     (!bzv_is(service, "state", "Stopped") && !bzv_told(service, "resource")))))
                continue;
            bzv_found(findings, bzv_name(handler),
                      bzv_print(v, service == NULL ? "service add MSMQ --node %s" : "service start MSMQ --node %s",
                                bzv_word(v, name)),
                      "handler \"%s\" (MSMQ) of host \"%s\" may come to %s, where no message queuing runs that is not "
                      "clustered",
                      bzv_name(handler), host, name);
        }
    }
}

void bzt_ADP006(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler;
    const char *host;
    int i;

    asks(v, findings, is_clustered);
    if (bzv_any_sso(v) != NULL)
        return; /* where ENTSSO is clustered all hosts are */
    BZV_EACH_HOST (host, i, v) {
        int remote = 0, other = 0;

        if (!is_clustered(v, host))
            continue;
        BZV_EACH (handler, v, "handler") {
            int is_remote = receives(handler, "MSMQ") && bzv_is(handler, "RemoteQueues", "1") &&
                            bzv_is(handler, "OrderedDelivery", "0");

            if (bzv_is(handler, "Host", host) && is_remote)
                remote = 1;
            else if (bzv_is(handler, "Host", host) && bzv_wants_one(handler))
                other = 1;
        }
        if (remote && !other)
            bzv_found(findings, host, bzv_print(v, "host uncluster %s", bzv_word(v, host)),
                      "host \"%s\" is clustered in group \"%s\", and what it receives over MSMQ is on other computers",
                      host, bzv_host_group(v, host));
    }
}

/* ---- isolated ---- */

static const struct bzv_row *any_iis(struct bzv_view *v)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (bzv_is_iis(v, row))
            return row;
    return NULL;
}

void bzt_ADP010(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler;

    if (bzv_needs_isolated(v, findings))
        return;
    asks(v, findings, is_isolated);
    BZV_EACH (handler, v, "handler") {
        const char *name = bzv_name(handler);

        if (!bzv_isolated(v, bzv_get(handler, "Host")) || bzv_is(handler, "LoadBalanced", "Yes") || any_iis(v) != NULL)
            continue;
        if (!bzv_told(handler, "LoadBalanced"))
            bzv_needs(findings, name,
                      "whether requests to handler \"%s\" are balanced: set handler %s "
                      "LoadBalanced=Yes|No",
                      name, bzv_word(v, name));
        else
            bzv_found(findings, name, NULL,
                      "handler \"%s\" (%s) of isolated host \"%s\" has neither a load balancer nor a clustered IIS",
                      name, bzv_get(handler, "Adapter"), bzv_get(handler, "Host"));
    }
}
