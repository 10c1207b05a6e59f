/* biztalk.h: what is set, as the tools show it (ssomanage -showserver, -displaydb; ssoconfig -status). */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

int cohort_biztalk_server_show(cohort *h, const char *computer, const char *account, cohort_biztalk_servers *ret)
{
    cohort_biztalk_servers set = {.level = ""};
    struct bzt_computer at;
    bzt_name pointer;
    int rc = bzt_logged_on(h, computer, account, &at);

    if (rc < 0)
        return rc;
    if (!bzt_has_room(ret))
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "there is no room for the servers");
    bzt_get(h, "computer", at.name, "SsoServerAll", set.machine);
    if (account != NULL && bzt_find2(h, "ssopointer", "Computer", at.name, "Account", account, pointer))
        bzt_get(h, "ssopointer", pointer, "Server", set.user);
    bzt_choose(h, at.name, account, NULL, set.used, &set.level);
    bzt_give(ret, &set, sizeof set);
    return 0;
}

int cohort_biztalk_sso_show(cohort *h, const char *computer, const char *account, cohort_biztalk_system *ret)
{
    cohort_biztalk_system shown = {.level = ""};
    struct bzt_computer at, server;
    struct bzt_system system;
    int rc = bzt_logged_on(h, computer, account, &at);

    if (rc < 0)
        return rc;
    if (!bzt_has_room(ret))
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "there is no room for the SSO system");
    if ((rc = bzt_need_server(h, &at, account, &server)) < 0 || (rc = bzt_need_system(h, &server, &system)) < 0 ||
        (rc = bzt_need_sso_admin(h, &system, account)) < 0)
        return rc;
    bzt_choose(h, at.name, account, NULL, shown.server, &shown.level);
    bzt_copy(shown.system, system.name);
    bzt_copy(shown.database, system.database);
    bzt_get(h, "ssodatabase", system.database, "Server", shown.sql_server);
    bzt_copy(shown.secret_server, system.secret_server);
    bzt_copy(shown.admins, system.admins);
    bzt_get(h, "ssosystem", system.name, "AffiliateGroup", shown.affiliates);
    shown.audit_deleted_apps = bzt_int(h, "ssosystem", system.name, "AuditDeletedApps");
    shown.audit_deleted_mappings = bzt_int(h, "ssosystem", system.name, "AuditDeletedMappings");
    shown.audit_lookups = bzt_int(h, "ssosystem", system.name, "AuditCredentialLookups");
    shown.ticket_timeout = bzt_int(h, "ssosystem", system.name, "TicketTimeout");
    shown.cache_timeout = bzt_int(h, "ssosystem", system.name, "CredentialCacheTimeout");
    shown.enabled = system.enabled;
    shown.tickets_allowed = bzt_int(h, "ssosystem", system.name, "TicketsAllowed") != 0;
    shown.tickets_validated = bzt_int(h, "ssosystem", system.name, "ValidateTickets") != 0;
    bzt_give(ret, &shown, sizeof shown);
    return 0;
}

int cohort_biztalk_sso_status(cohort *h, const char *computer, cohort_biztalk_status *ret)
{
    cohort_biztalk_status shown = {.configured = ""};
    struct bzt_computer at;
    struct bzt_system system;
    bzt_name name;
    int rc = bzt_logged_on(h, computer, NULL, &at);

    if (rc < 0)
        return rc;
    if (!bzt_has_room(ret))
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "there is no room for the status");
    if (at.entsso == 0 && at.server[0] == '\0')
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 1060, "\"%s\" has no service ENTSSO: SSO is not configured there",
                          at.name);
    shown.state = at.entsso;
    bzt_copy(shown.computer, at.name);
    if (!bzt_same(at.identity, at.name) && !bzt_same(at.identity, at.node))
        bzt_copy(shown.network_name, at.identity);
    bzt_get(h, "ssoserver", at.server, "Configured", name);
    snprintf(shown.configured, sizeof shown.configured, "%.15s", name);
    bzt_get(h, "ssoserver", at.server, "Account", shown.account);
    bzt_get(h, "ssoserver", at.server, "Version", shown.version);
    bzt_get(h, "ssoserver", at.server, "CachedSecret", shown.secret);
    shown.out_of_service = bzt_int(h, "ssoserver", at.server, "OutOfService") != 0;
    bzt_get(h, "ssoserver", at.server, "System", name);
    if (!bzt_same(shown.configured, "None") && name[0] != '\0' && bzt_system(h, name, &system)) {
        bzt_copy(shown.system, system.name);
        bzt_copy(shown.database, system.database);
        bzt_get(h, "ssodatabase", system.database, "Server", shown.sql_server);
        bzt_copy(shown.secret_server, system.secret_server);
        shown.is_master = at.identity[0] != '\0' && bzt_same(at.identity, system.secret_server);
    }
    bzt_give(ret, &shown, sizeof shown);
    return 0;
}
