/* HST015-HST024: what hosts do, how long it takes them, and what disturbs them. */
#include "hosts.h"
#include "rules.h"

#include <stdlib.h>

/* ---- what they are for ---- */

void bzt_HST015(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *handler;
    const char *host, *unknown = "";
    int i;

    if (bzv_any_sso(v) != NULL)
        return;
    BZV_EACH_HOST (host, i, v) {
        const char *adapters = "";
        int wants = 0;

        if (*bzv_host_group(v, host) == '\0' || bzv_isolated(v, host))
            continue;
        BZV_EACH_WHERE (handler, v, "handler", "Host", host) {
            adapters = bzv_join(v, adapters, bzv_get(handler, "Adapter"));
            wants |= bzv_wants_one(handler);
        }
        if (bzv_first(v, "handler") == NULL)
            unknown = bzv_join(v, unknown, host);
        else if (!wants)
            bzv_found(findings, host, bzv_print(v, "host uncluster %s", bzv_word(v, host)),
                      "host \"%s\" is clustered in group \"%s\", its adapters (%s) do not ask for it, and ENTSSO is "
                      "not clustered",
                      host, bzv_host_group(v, host), *adapters != '\0' ? adapters : "none");
    }
    if (*unknown != '\0')
        bzv_needs(findings, "", "the adapters of %s: create handler NAME Host=HOST Adapter=ADAPTER", unknown);
}

/* Of one BizTalk group; NULL: of what is there. */
static void tracking(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *group)
{
    const struct bzv_row *host;
    const char *hosts = "", *list;
    int boxes = group != NULL ? (int)bzv_int(group, "MessageBoxes") : 1, count = 0, unknown = 0;

    BZV_EACH (host, v, "host") {
        int active = bzv_active(v, bzv_name(host), &list);

        if (!bzv_is(host, "Tracking", "1") ||
            (group != NULL && bzv_told(host, "Group") && !bzv_is(host, "Group", bzv_name(group))))
            continue;
        hosts = bzv_join(v, hosts, bzv_name(host));
        count += active;
        unknown |= active == 0;
    }
    if (*hosts == '\0')
        bzv_needs(findings, bzv_name(group), "which hosts track: %s host NAME Tracking=1",
                  bzv_first(v, "host") == NULL ? "create" : "set");
    else if (count > boxes)
        return;
    else if (unknown)
        bzv_needs(findings, bzv_name(group),
                  "the instances of hosts that track (%s): create hostinstance NAME Host=HOST Server=SERVER", hosts);
    else
        bzv_found(findings, bzv_name(group), NULL,
                  "%d of the instances that track (%s) can run at a time, and there %s %d message box%s: %d are wanted",
                  count, hosts, boxes == 1 ? "is" : "are", boxes, boxes == 1 ? "" : "es", boxes + 1);
}

void bzt_HST016(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *group;

    if (bzv_hosts(v)[0] == NULL)
        return;
    if (bzv_first(v, "biztalkgroup") == NULL)
        tracking(v, findings, NULL);
    BZV_EACH (group, v, "biztalkgroup")
        tracking(v, findings, group);
}

/* ---- how long it takes ---- */

/* Stopping takes the MSMQ adapter that long at least. */
#define MSMQ_STOP_MS 120000

static int receives_msmq(const struct bzv_view *v, const char *host)
{
    const struct bzv_row *handler;

    BZV_EACH_WHERE (handler, v, "handler", "Host", host)
        if (bzv_is(handler, "Direction", "Receive") && bzv_adapter(handler, "MSMQ"))
            return 1;
    return 0;
}

/* How long a host takes to stop, in ms; 0: nobody told. */
static long long stop_time(const struct bzv_view *v, const char *host)
{
    long long told = (long long)bzv_int(bzv_find(v, "host", host), "ShutdownTime");

    return told == 0 && receives_msmq(v, host) ? MSMQ_STOP_MS : told;
}

void bzt_HST017(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *resource;
    const char *unknown = "";

    BZV_EACH (resource, v, "resource") {
        const char *host = bzv_host_of(resource), *pending;
        long long takes = stop_time(v, host);

        if (*host == '\0')
            continue;
        pending = bzv_value(v, "resource", bzv_name(resource), "PendingTimeout");
        if (takes == 0)
            unknown = bzv_join(v, unknown, host);
        else if (takes >= strtoll(pending, NULL, 10))
            bzv_found(findings, bzv_name(resource),
                      bzv_print(v, "set resource %s PendingTimeout=%llds", bzv_word(v, bzv_name(resource)),
                                takes < 120000 ? 180 : takes / 1000 + 60),
                      "host \"%s\" takes %lld s to stop, and PendingTimeout of resource \"%s\" is %lld s", host,
                      takes / 1000, bzv_name(resource), strtoll(pending, NULL, 10) / 1000);
    }
    if (*unknown != '\0')
        bzv_needs(findings, "", "the time that it takes to stop %s: %s", unknown,
                  bzv_tell_host_line(v, unknown, "ShutdownTime=DURATION"));
}

void bzt_HST018(struct bzv_view *v, cohort_findings *findings)
{
    static const char *const policy[][3] = {{"RestartAction", "2", "2"},
                                            {"RestartThreshold", "1", "1"},
                                            {"RestartPeriod", "900000", "15m"},
                                            {"RetryPeriodOnFailure", "3600000", "1h"},
                                            {"PendingTimeout", "180000", "3m"}};
    const struct bzv_row *resource;
    int i;

    BZV_EACH (resource, v, "resource") {
        const char *differs = "", *line = "", *name = bzv_name(resource);

        for (i = 0; *bzv_host_of(resource) != '\0' && i < BZT_COUNT(policy); i++) {
            const char *value = bzv_value(v, "resource", name, policy[i][0]);

            if (bzt_same(value, policy[i][1]) ||
                (bzt_same(policy[i][0], "PendingTimeout") &&
                 stop_time(v, bzv_host_of(resource)) >= strtoll(policy[i][1], NULL, 10)))
                continue; /* the default, or it takes longer to stop: HST017 */
            differs = bzv_join(v, differs, bzv_print(v, "%s is %s, not %s", policy[i][0], value, policy[i][1]));
            line = bzv_print(v, "%s %s=%s", line, policy[i][0], policy[i][2]);
        }
        if (*differs != '\0')
            bzv_found(findings, name, bzv_print(v, "set resource %s%s", bzv_word(v, name), line),
                      "resource \"%s\" of host \"%s\": %s", name, bzv_host_of(resource), differs);
    }
}

/* How long the slowest failover of an instance with a database of BizTalk takes; 0: nobody told. */
static long long sql_failover(const struct bzv_view *v, const char **instance)
{
    const struct bzv_row *row;
    long long longest = 0;

    BZV_EACH (row, v, "sqlinstance")
        if (bzv_int(row, "FailoverTime") > longest && bzv_contains(bzv_get(row, "Databases"), "BizTalk")) {
            longest = (long long)bzv_int(row, "FailoverTime");
            *instance = bzv_name(row);
        }
    return longest;
}

static void needs_failover_time(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row, *found = NULL;

    BZV_EACH (row, v, "sqlinstance")
        if (bzv_contains(bzv_get(row, "Databases"), "BizTalk"))
            found = row;
    if (found != NULL)
        bzv_needs(findings, bzv_name(found),
                  "how long a failover of \"%s\" takes: set sqlinstance %s "
                  "FailoverTime=DURATION",
                  bzv_name(found), bzv_word(v, bzv_name(found)));
    else
        bzv_needs(findings, "",
                  "how long a failover of the SQL Server with the BizTalk databases takes: create "
                  "sqlinstance NAME Databases=BizTalkMsgBoxDb FailoverTime=DURATION");
}

void bzt_HST019(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *service;
    const char *instance = "";
    long long takes = sql_failover(v, &instance);

    BZV_EACH (service, v, "service") {
        const char *host = bzv_host_of_service(bzv_get(service, "service")), *name = bzv_name(service);
        long long delay;

        if (*host == '\0' || *bzv_host_group(v, host) != '\0')
            continue;
        if (takes == 0) {
            needs_failover_time(v, findings);
            return;
        }
        delay = strtoll(bzv_value(v, "service", name, "RecoveryDelay"), NULL, 10);
        if (bzt_same(bzv_value(v, "service", name, "Recovery"), "None"))
            bzv_found(findings, name,
                      bzv_print(v, "set service %s Recovery=Restart RecoveryDelay=%llds", bzv_word(v, name),
                                takes / 1000 + 1),
                      "service \"%s\" is not restarted when it ended in the failover of \"%s\"", name, instance);
        else if (delay < takes)
            bzv_found(findings, name,
                      bzv_print(v, "set service %s RecoveryDelay=%llds", bzv_word(v, name), takes / 1000 + 1),
                      "service \"%s\" is restarted after %lld s, and a failover of \"%s\" takes %lld s", name,
                      delay / 1000, instance, takes / 1000);
    }
}

/* ---- how they are set up ---- */

void bzt_HST020(struct bzv_view *v, cohort_findings *findings)
{
    static const char *const broken[] = {"InstallationFailed", "UninstallationFailed", "UpdateFailed"};
    const struct bzv_row *row;
    int i;

    BZV_EACH (row, v, "hostinstance") {
        const char *host = bzv_get(row, "Host"), *node = bzv_node_of(v, row);

        for (i = 0; i < BZT_COUNT(broken); i++)
            if (bzv_is(row, "State", broken[i]) && *node != '\0' && bzv_host_may(v, host, node))
                bzv_found(
                    findings, bzv_name(row),
                    bzv_print(v, "host instance delete %s %s", bzv_word(v, host), bzv_word(v, bzv_get(row, "Server"))),
                    "host \"%s\" of group \"%s\" may come to %s, where its instance is %s", host,
                    bzv_host_goes(v, host), node, broken[i]);
    }
}

/* Do both trusted and other hosts have instances at all? */
static int both_kinds(const struct bzv_view *v)
{
    const struct bzv_row *row;
    int kinds = 0;

    BZV_EACH (row, v, "hostinstance")
        kinds |= bzv_is(bzv_ref(v, row, "Host", "host"), "Trusted", "1") ? 1 : 2;
    return kinds == 3;
}

/* An account that instances of both hosts run as; NULL: none. */
static const char *shared_account(const struct bzv_view *v, const char *host, const char *other)
{
    const struct bzv_row *a, *b;

    BZV_EACH (a, v, "hostinstance")
        BZV_EACH (b, v, "hostinstance")
            if (bzv_is(a, "Host", host) && bzv_is(b, "Host", other) && bzv_told(a, "Account") &&
                bzv_is(b, "Account", bzv_get(a, "Account")))
                return bzv_get(a, "Account");
    return NULL;
}

void bzt_HST021(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row, *other;
    const char *unknown = "", *account;

    if (bzv_first(v, "hostinstance") == NULL && bzv_hosts(v)[0] != NULL && bzv_hosts(v)[1] != NULL)
        bzv_needs(findings, "",
                  "which hosts are trusted, and their accounts: create host NAME Trusted=0|1, create hostinstance NAME "
                  "Host=HOST Server=SERVER Account=ACCOUNT");
    if (!both_kinds(v))
        return;
    BZV_EACH (row, v, "host")
        BZV_EACH (other, v, "host") {
            account = bzv_is(row, "Trusted", "1") && bzv_is(other, "Trusted", "0")
                          ? shared_account(v, bzv_name(row), bzv_name(other))
                          : NULL;
            if (account != NULL)
                bzv_found(findings, bzv_name(row), NULL,
                          "host \"%s\" is trusted and \"%s\" is not, and both run as \"%s\"", bzv_name(row),
                          bzv_name(other), account);
        }
    BZV_EACH (row, v, "hostinstance")
        if (!bzv_told(row, "Account"))
            unknown = bzv_join(v, unknown, bzv_name(row));
    if (*unknown != '\0')
        bzv_needs(findings, "", "the accounts of host instances %s: set hostinstance NAME Account=ACCOUNT", unknown);
}

void bzt_HST022(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *service;
    const char *unknown = "";

    BZV_EACH (service, v, "service") {
        const char *name = bzv_host_of_service(bzv_get(service, "service"));
        const struct bzv_row *host = bzv_find(v, "host", name);

        if (*name == '\0' || *bzv_host_group(v, name) != '\0' || !bzv_is(service, "start", "Auto") ||
            bzv_is(host, "StartsLate", "Yes"))
            continue;
        if (!bzv_told(host, "StartsLate"))
            unknown = bzv_has(unknown, name) ? unknown : bzv_join(v, unknown, name);
        else
            bzv_found(findings, bzv_name(service),
                      bzv_then(v, "Set its start type to Automatic (Delayed Start)",
                               bzv_print(v, "set host %s StartsLate=Yes", bzv_word(v, name))),
                      "service \"%s\" starts with node %s and not delayed, and ENTSSO may take 3 minutes to start",
                      bzv_get(service, "service"), bzv_get(service, "node"));
    }
    if (*unknown != '\0')
        bzv_needs(findings, "", "whether the services of %s start delayed: %s", unknown,
                  bzv_tell_host_line(v, unknown, "StartsLate=Yes|No"));
}

/* A group that this profile is about. */
static const char *group_here(struct bzv_view *v)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (bzv_is_sso(row) || *bzv_host_of(row) != '\0')
            return bzv_get(row, "group");
    return "";
}

void bzt_HST023(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *monitor;
    const char *group = group_here(v);

    if (*group == '\0')
        return;
    if (bzv_first(v, "monitor") == NULL)
        bzv_needs(findings, group,
                  "whether something moves group \"%s\" to balance the nodes: create monitor NAME "
                  "MovesGroups=Yes|No",
                  group);
    BZV_EACH (monitor, v, "monitor") {
        const char *name = bzv_name(monitor);

        if (!bzv_told(monitor, "MovesGroups"))
            bzv_needs(findings, name,
                      "whether \"%s\" moves groups to balance the nodes: set monitor %s "
                      "MovesGroups=Yes|No",
                      name, bzv_word(v, name));
        else if (bzv_is(monitor, "MovesGroups", "Yes"))
            bzv_found(findings, name,
                      bzv_then(v, "Switch that off", bzv_print(v, "set monitor %s MovesGroups=No", bzv_word(v, name))),
                      "\"%s\" moves groups by itself to balance the nodes, group \"%s\" too", name, group);
    }
}

void bzt_HST024(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso = bzv_any_sso(v), *node;
    const char *adapters = "", *versions = "";

    if (sso == NULL)
        return;
    BZV_EACH (node, v, "node") {
        const struct bzv_row *computer = bzv_computer(v, bzv_name(node));
        const struct bzv_row *server = bzv_biztalkserver(v, bzv_name(node));
        const char *version = bzv_get(server, "Version");

        if (!bzv_may_own(v, sso, bzv_name(node)) || !bzv_has_biztalk(v, bzv_name(node)) ||
            bzv_is(computer, "ExtendedEdi", "No") || (*version != '\0' && !bzv_begins(version, "2006")))
            continue;
        if (bzv_is(computer, "ExtendedEdi", "Yes"))
            bzv_found(findings, bzv_name(computer),
                      bzv_then(v, "Move the adapter elsewhere",
                               bzv_print(v, "set computer %s ExtendedEdi=No", bzv_word(v, bzv_name(computer)))),
                      "the Base EDI adapter is on %s, where group \"%s\" with ENTSSO may be", bzv_name(node),
                      bzv_get(sso, "group"));
        else if (*version != '\0')
            adapters = bzv_join(v, adapters, bzv_name(node));
        else
            versions = bzv_join(v, versions, bzv_name(node));
    }
    if (*adapters != '\0')
        bzv_needs(findings, "", "whether the Base EDI adapter is on %s: %s", adapters,
                  bzv_tell_line(v, "computer", adapters, "ExtendedEdi=Yes|No"));
    if (*versions != '\0')
        bzv_needs(findings, "", "the version of BizTalk Server on %s: %s", versions,
                  bzv_tell_line(v, "biztalkserver", versions, "Version=YEAR"));
}
