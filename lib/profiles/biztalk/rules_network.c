/* NET001-NET003, SQL001-SQL002: what is between the computers, and the databases. */
#include "hosts.h"
#include "rules.h"

/* ---- between computers ---- */

/* A computer with SSO or BizTalk, or SQL Server. */
static int is_ours(const struct bzv_view *v, const struct bzv_row *computer)
{
    const char *name = bzv_name(computer), *node = bzv_get(computer, "Node");

    return bzv_where(v, "ssoserver", "Computer", name) != NULL || bzv_is_biztalk(v, computer) ||
           bzv_where(v, "sqlinstance", "Computer", name) != NULL || !bzv_is(computer, "Entsso", "None") ||
           (*node != '\0' && bzv_is_ours(v, node));
}

/* A fact about computers: where it is @bad the rule fires with @what; where nobody told, it is asked for. */
static void look(struct bzv_view *v, cohort_findings *findings, const char *fact, const char *bad, const char *what,
                 const char *deed, const char *question)
{
    const struct bzv_row *computer, *node;
    const char *untold = "", *unknown = "";

    BZV_EACH (computer, v, "computer")
        if (is_ours(v, computer) && !bzv_told(computer, fact))
            untold = bzv_join(v, untold, bzv_name(computer));
        else if (bzv_is(computer, fact, bad))
            bzv_found(findings, bzv_name(computer),
                      bzv_then(v, deed,
                               bzv_print(v, "set computer %s %s=%s", bzv_word(v, bzv_name(computer)), fact,
                                         bzt_same(bad, "Yes") ? "No" : "Yes")),
                      "computer \"%s\": %s", bzv_name(computer), what);
    BZV_EACH (node, v, "node")
        if (bzv_computer(v, bzv_name(node)) == NULL && bzv_is_ours(v, bzv_name(node)))
            unknown = bzv_join(v, unknown, bzv_name(node));
    if (*unknown != '\0')
        bzv_needs(findings, "", "the computers of %s: create computer NAME Node=NODE PROPERTY=VALUE...", unknown);
    if (*untold != '\0')
        bzv_needs(findings, "", "whether %s %s: set computer NAME %s=Yes|No", question, untold, fact);
}

void bzt_NET001(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *computer;

    look(v, findings, "RpcOpen", "No", "RPC is not open between it and the master secret server",
         "Open port 135 and the dynamic ports", "RPC is open to the master secret server, for");
    BZV_EACH (computer, v, "computer")
        if (bzv_is(computer, "RestrictRemoteClients", "Yes"))
            bzv_found(
                findings, bzv_name(computer),
                bzv_then(v, "Take that off",
                         bzv_print(v, "set computer %s RestrictRemoteClients=No", bzv_word(v, bzv_name(computer)))),
                "RPC hardening (RestrictRemoteClients) keeps callers out of computer \"%s\": 10555",
                bzv_name(computer));
}

void bzt_NET002(struct bzv_view *v, cohort_findings *findings)
{
    look(v, findings, "AddressedByFqdn", "Yes", "it is addressed by its full DNS name through a firewall",
         "Use its NetBIOS name", "a full DNS name is used through a firewall, for");
}

void bzt_NET003(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *system;

    look(v, findings, "NameConsistent", "No", "NetBIOS, DNS and reverse lookup of its name do not agree",
         "Correct DNS and the hosts files", "NetBIOS, DNS and reverse lookup agree, for");
    BZV_EACH (system, v, "ssosystem")
        if (bzv_is(system, "NameConsistent", "No"))
            bzv_found(findings, bzv_name(system),
                      bzv_then(v, "Correct DNS and the hosts files",
                               bzv_print(v, "set ssosystem %s NameConsistent=Yes", bzv_word(v, bzv_name(system)))),
                      "NetBIOS, DNS and reverse lookup of the secret server's name \"%s\" do not agree",
                      bzv_get(system, "SecretServer"));
        else if (bzv_told(system, "SecretServer") && !bzv_told(system, "NameConsistent"))
            bzv_needs(findings, bzv_name(system),
                      "whether NetBIOS, DNS and reverse lookup of \"%s\" agree: set ssosystem %s NameConsistent=Yes|No",
                      bzv_get(system, "SecretServer"), bzv_word(v, bzv_name(system)));
}

/* ---- databases ---- */

void bzt_SQL001(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso = bzv_any_sso(v), *system = bzv_system(v), *database;
    enum bzv_role role = sso != NULL ? bzv_role(v, bzv_get(sso, "group")) : BZV_ROLE_MEMBER;

    database = bzv_ref(v, system, "Database", "ssodatabase");
    if (role == BZV_ROLE_UNKNOWN)
        bzv_needs_role(v, findings);
    if (role != BZV_ROLE_MASTER || bzv_is(database, "HighlyAvailable", "Yes") ||
        bzv_told(bzv_ref(v, database, "Instance", "sqlinstance"), "Group"))
        return;
    if (database == NULL)
        bzv_needs(findings, bzv_name(system),
                  "the database of SSO system \"%s\": create ssodatabase NAME HighlyAvailable=Yes|No, set ssosystem %s "
                  "Database=NAME",
                  bzv_name(system), bzv_word(v, bzv_name(system)));
    else if (!bzv_told(database, "HighlyAvailable"))
        bzv_needs(findings, bzv_name(database),
                  "whether database \"%s\" is highly available: set ssodatabase %s HighlyAvailable=Yes|No",
                  bzv_name(database), bzv_word(v, bzv_name(database)));
    else
        bzv_found(findings, bzv_name(database), NULL,
                  "group \"%s\" is the master secret server, and its database \"%s\" is not highly available",
                  bzv_get(sso, "group"), bzv_name(database));
}

void bzt_SQL002(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso = bzv_any_sso(v), *sql, *node;
    int known = 0, configured = 0;

    BZV_EACH (node, v, "node") {
        const struct bzv_row *server = bzv_ssoserver(v, bzv_name(node));

        known |= bzv_told(server, "Configured") && sso != NULL && bzv_may_own(v, sso, bzv_name(node));
        configured |= bzt_is_configured(bzv_get(server, "Configured"));
    }
    if (sso != NULL && !configured && bzv_first(v, "sqlinstance") == NULL)
        bzv_needs(findings, "",
                  "where the BizTalk databases are: create sqlinstance NAME Databases=BizTalkMgmtDb, and Group=GROUP "
                  "where that is a group of this cluster");
    BZV_EACH (sql, v, "sqlinstance") {
        if (sso == NULL || configured || !bzv_told(sql, "Group") || !bzv_contains(bzv_get(sql, "Databases"), "BizTalk"))
            continue;
        if (known)
            bzv_found(
                findings, bzv_name(sql), NULL,
                "SQL Server \"%s\" of group \"%s\" holds BizTalk databases, and SSO is not configured on a node of "
                "group \"%s\"",
                bzv_name(sql), bzv_get(sql, "Group"), bzv_get(sso, "group"));
        else
            bzv_needs(findings, bzv_get(sso, "group"),
                      "how SSO is configured on the nodes of group \"%s\": create "
                      "ssoserver NAME Computer=COMPUTER Configured=Create|Join|None",
                      bzv_get(sso, "group"));
    }
}
