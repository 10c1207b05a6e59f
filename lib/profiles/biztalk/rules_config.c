/* CFG005-CFG012, OPS001-OPS003: in which order things were done, and what is being done. */
#include "hosts.h"
#include "rules.h"

/* ---- create and join ---- */

/* Two that were created and belong together: both are nodes, or both name the same @of. */
static int together(const struct bzv_view *v, const struct bzv_row *a, const struct bzv_row *b, const char *of)
{
    return (bzv_told(a, of) && bzv_is(a, of, bzv_get(b, of))) ||
           (*bzv_node_of(v, a) != '\0' && *bzv_node_of(v, b) != '\0');
}

static void created_twice(struct bzv_view *v, cohort_findings *findings, const char *kind, const char *of,
                          const char *what)
{
    const struct bzv_row *row, *other;

    BZV_EACH (row, v, kind)
        for (other = bzv_next(row); other != NULL; other = bzv_next(other))
            if (bzv_is(row, "Configured", "Create") && bzv_is(other, "Configured", "Create") &&
                together(v, row, other, of))
                bzv_found(findings, bzv_name(other), NULL, "%s was created on \"%s\" and again on \"%s\"", what,
                          bzv_get(row, "Computer"), bzv_get(other, "Computer"));
}

/* The nodes with SSO, or BizTalk, of which nobody told how that was configured. */
static const char *untold(struct bzv_view *v, const char *kind)
{
    int is_sso = bzt_same(kind, "ssoserver");
    const struct bzv_row *node;
    const char *list = "";

    BZV_EACH (node, v, "node") {
        const char *name = bzv_name(node);
        const struct bzv_row *server = is_sso ? bzv_ssoserver(v, name) : bzv_biztalkserver(v, name);

        if ((is_sso ? bzv_sso_service(v, name) != NULL : bzv_has_biztalk(v, name)) && !bzv_told(server, "Configured"))
            list = bzv_join(v, list, name);
    }
    return list;
}

void bzt_CFG005(struct bzv_view *v, cohort_findings *findings)
{
    bzv_needs_configured(v, findings, "ssoserver", untold(v, "ssoserver"));
    bzv_needs_configured(v, findings, "biztalkserver", untold(v, "biztalkserver"));
    created_twice(v, findings, "ssoserver", "System", "an SSO system");
    created_twice(v, findings, "biztalkserver", "Group", "a BizTalk group");
}

/* The computer outside that the secret server's name is; NULL: it is not known to be one. */
static const struct bzv_row *master_outside(const struct bzv_view *v)
{
    const struct bzv_row *computer = bzv_computer_called(v, bzv_get(bzv_system(v), "SecretServer"));

    return computer != NULL && !bzv_told(computer, "Node") ? computer : NULL;
}

void bzt_CFG006(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *server, *sso = bzv_any_sso(v), *master = master_outside(v);

    if (sso != NULL && !bzv_told(bzv_system(v), "SecretServer"))
        bzv_needs_role(v, findings);
    else if (sso != NULL && master != NULL)
        bzv_needs_configured(v, findings, "ssoserver", untold(v, "ssoserver"));
    BZV_EACH (server, v, "ssoserver") {
        const char *node = bzv_node_of(v, server);

        if (sso == NULL || master == NULL || *node == '\0' || !bzv_is(server, "Configured", "Create") ||
            !bzv_may_own(v, sso, node))
            continue;
        bzv_found(findings, bzv_name(server), NULL,
                  "SSO was created on %s, and the master secret server is \"%s\", which is no node", node,
                  bzv_name(master));
    }
}

/* ---- order ---- */

void bzt_CFG007(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *service;

    BZV_EACH_SSO (sso, v)
        BZV_EACH (service, v, "service")
            if (bzv_is(sso, "state", "Offline") && bzv_sso_name(bzv_get(service, "service")) &&
                !bzv_is(service, "state", "Stopped") && bzv_may_own(v, sso, bzv_get(service, "node")))
                bzv_found(findings, bzv_name(service), bzv_stop_line(v, service),
                          "service \"%s\" runs on %s, and resource \"%s\" is Offline", bzv_get(service, "service"),
                          bzv_get(service, "node"), bzv_name(sso));
}

void bzt_CFG008(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *server, *sso = bzv_any_sso(v);

    BZV_EACH (server, v, "biztalkserver") {
        const char *node = bzv_node_of(v, server);

        if (sso != NULL && bzv_is(server, "ConfiguredAway", "1") && *node != '\0' && bzv_may_own(v, sso, node))
            bzv_found(
                findings, bzv_name(server),
                bzv_is(sso, "owner", node)
                    ? bzv_then(v, "Configure it again",
                               bzv_print(v, "set biztalkserver %s ConfiguredAway=0", bzv_word(v, bzv_name(server))))
                    : bzv_print(v, "group move %s %s", bzv_word(v, bzv_get(sso, "group")), bzv_word(v, node)),
                "BizTalk was configured on %s while group \"%s\" with ENTSSO was elsewhere", node,
                bzv_get(sso, "group"));
    }
}

void bzt_CFG009(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso = bzv_any_sso(v), *system = bzv_system(v), *master;
    const char *name = bzv_get(system, "SecretServer");
    enum bzv_role role = sso != NULL ? bzv_role(v, bzv_get(sso, "group")) : BZV_ROLE_MASTER;

    if (role == BZV_ROLE_UNKNOWN)
        bzv_needs_role(v, findings);
    if (role != BZV_ROLE_MEMBER || bzv_is_clustered_master(v))
        return;
    master = master_outside(v);
    if (master == NULL)
        bzv_needs(findings, name, "how master secret server \"%s\" is: create computer %s State=Up Entsso=Running",
                  name, bzv_word(v, name));
    else if (!bzv_is(master, "State", "Up") || !bzv_is(master, "Entsso", "Running"))
        bzv_found(findings, bzv_name(master),
                  bzv_then(v, "Bring it up",
                           bzv_print(v, "set computer %s State=Up Entsso=Running", bzv_word(v, bzv_name(master)))),
                  "master secret server \"%s\" is %s, and its ENTSSO is %s", bzv_name(master), bzv_get(master, "State"),
                  bzv_get(master, "Entsso"));
}

/* The cluster started it where the group is, and it goes by the group's name: it has no older one. */
static int goes_by_its_name(struct bzv_view *v, const struct bzv_row *sso)
{
    const struct bzv_row *service = bzv_sso_service(v, bzv_get(sso, "owner"));

    return bzv_is(service, "by", "cluster") && bzv_told(service, "identity") &&
           bzv_is(service, "identity", bzv_group_name(v, bzv_get(sso, "group")));
}

void bzt_CFG010(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *server, *sso = bzv_any_sso(v);
    const char *list = "";

    if (sso == NULL || bzv_done(v, "19b") || bzv_done(v, "T3b") || goes_by_its_name(v, sso))
        return;
    BZV_EACH (server, v, "ssoserver") {
        if (bzv_is(server, "CycledHere", "1"))
            return;
        if (*bzv_node_of(v, server) != '\0' && bzv_may_own(v, sso, bzv_node_of(v, server)))
            list = bzv_join(v, list, bzv_node_of(v, server));
    }
    if (*list != '\0')
        bzv_found(findings, bzv_name(sso),
                  bzv_print(v, "resource %s %s", bzv_is(sso, "state", "Online") ? "restart" : "online",
                            bzv_word(v, bzv_name(sso))),
                  "resource \"%s\" was not taken offline and online on any of %s since the group moved there",
                  bzv_name(sso), list);
    else
        bzv_needs(findings, bzv_name(sso),
                  "whether resource \"%s\" was taken offline and online after a move: create "
                  "ssoserver NAME Computer=COMPUTER CycledHere=0|1",
                  bzv_name(sso));
}

void bzt_CFG011(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso = bzv_any_sso(v), *system = bzv_system(v);

    if (sso == NULL || bzv_is(system, "FailoverTested", "Yes") || bzv_done(v, "T7b"))
        return;
    if (bzv_is(system, "FailoverTested", "No"))
        bzv_found(findings, bzv_get(sso, "group"),
                  bzv_then(v, "Move it to every node and back (group move), and look",
                           bzv_print(v, "set ssosystem %s FailoverTested=Yes", bzv_word(v, bzv_name(system)))),
                  "group \"%s\" was not moved to every node and back", bzv_get(sso, "group"));
    else
        bzv_needs(findings, bzv_get(sso, "group"),
                  "whether group \"%s\" was moved there and back: %s ssosystem %s "
                  "FailoverTested=Yes|No",
                  bzv_get(sso, "group"), system != NULL ? "set" : "create",
                  system != NULL ? bzv_word(v, bzv_name(system)) : "NAME");
}

void bzt_CFG012(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *server;

    BZV_EACH (server, v, "ssoserver")
        if (bzv_is(server, "Reconfigured", "1"))
            bzv_found(findings, bzv_name(server), NULL, "the wizard was run again for SSO on \"%s\"",
                      bzv_get(server, "Computer"));
}

/* ---- operations ---- */

void bzt_OPS001(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *computer;

    BZV_EACH (computer, v, "computer")
        if (bzv_is(computer, "StaleConsole", "1"))
            bzv_found(findings, bzv_name(computer),
                      bzv_then(v, "Open it again",
                               bzv_print(v, "set computer %s StaleConsole=0", bzv_word(v, bzv_name(computer)))),
                      "the administration console on \"%s\" is open since before the last failover of SQL Server",
                      bzv_name(computer));
}

void bzt_OPS002(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *monitor;
    const char *host, *list = "";
    int i;

    BZV_EACH_HOST (host, i, v)
        if (*bzv_host_group(v, host) != '\0')
            list = bzv_join(v, list, host);
    if (*list == '\0')
        return;
    if (bzv_first(v, "monitor") == NULL)
        bzv_needs(findings, "", "what watches %s: create monitor NAME WatchesPhysical=Yes|No", list);
    BZV_EACH (monitor, v, "monitor") {
        const char *name = bzv_name(monitor);

        if (bzv_is(monitor, "WatchesPhysical", "Yes"))
            bzv_found(findings, name,
                      bzv_then(v, "Let it watch the clustered services",
                               bzv_print(v, "set monitor %s WatchesPhysical=No", bzv_word(v, name))),
                      "\"%s\" watches nodes, and %s %s clustered", name, list, bzv_contains(list, ", ") ? "are" : "is");
        else if (!bzv_told(monitor, "WatchesPhysical"))
            bzv_needs(findings, name,
                      "whether \"%s\" watches nodes or the clustered services: set monitor %s "
                      "WatchesPhysical=Yes|No",
                      name, bzv_word(v, name));
    }
}

void bzt_OPS003(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *system;

    if (bzv_system(v) == NULL && bzv_concerns(v))
        bzv_needs(findings, "", "whether SSO is enabled: create ssosystem NAME Enabled=0|1");
    BZV_EACH (system, v, "ssosystem")
        if (bzv_is(system, "Enabled", "0"))
            bzv_found(findings, bzv_name(system), "ssomanage -enablesso --at COMPUTER --as ACCOUNT",
                      "SSO system \"%s\" is disabled", bzv_name(system));
}
