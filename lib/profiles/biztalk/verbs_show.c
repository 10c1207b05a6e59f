/* biztalk.h: what is set, as the tools show it (ssomanage -showserver, -displaydb). */
#include "verbs.h"

#include <string.h>

int cohort_biztalk_server_show(cohort *h, const char *computer, const char *account, cohort_biztalk_servers *ret)
{
    struct bzt_computer at;
    bzt_name pointer;
    int rc = bzt_logged_on(h, computer, account, &at);

    if (rc < 0)
        return rc;
    if (ret == NULL || ret->struct_size < sizeof *ret)
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "there is no room for the servers");
    ret->user[0] = '\0';
    bzt_get(h, "computer", at.name, "SsoServerAll", ret->machine);
    if (account != NULL && bzt_find2(h, "ssopointer", "Computer", at.name, "Account", account, pointer))
        bzt_get(h, "ssopointer", pointer, "Server", ret->user);
    bzt_choose(h, at.name, account, NULL, ret->used, &ret->level);
    return 0;
}

int cohort_biztalk_sso_show(cohort *h, const char *computer, const char *account, cohort_biztalk_system *ret)
{
    struct bzt_computer at, server;
    struct bzt_system system;
    int rc = bzt_logged_on(h, computer, account, &at);

    if (rc < 0)
        return rc;
    if (ret == NULL || ret->struct_size < sizeof *ret)
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "there is no room for the SSO system");
    if ((rc = bzt_need_server(h, &at, account, &server)) < 0 || (rc = bzt_need_system(h, &server, &system)) < 0 ||
        (rc = bzt_need_sso_admin(h, &system, account)) < 0)
        return rc;
    bzt_choose(h, at.name, account, NULL, ret->server, &ret->level);
    bzt_copy(ret->system, system.name);
    bzt_copy(ret->database, system.database);
    bzt_get(h, "ssodatabase", system.database, "Server", ret->sql_server);
    bzt_copy(ret->secret_server, system.secret_server);
    bzt_copy(ret->admins, system.admins);
    bzt_get(h, "ssosystem", system.name, "AffiliateGroup", ret->affiliates);
    ret->audit_deleted_apps = bzt_int(h, "ssosystem", system.name, "AuditDeletedApps");
    ret->audit_deleted_mappings = bzt_int(h, "ssosystem", system.name, "AuditDeletedMappings");
    ret->audit_lookups = bzt_int(h, "ssosystem", system.name, "AuditCredentialLookups");
    ret->ticket_timeout = bzt_int(h, "ssosystem", system.name, "TicketTimeout");
    ret->cache_timeout = bzt_int(h, "ssosystem", system.name, "CredentialCacheTimeout");
    ret->enabled = system.enabled;
    ret->tickets_allowed = bzt_int(h, "ssosystem", system.name, "TicketsAllowed") != 0;
    ret->tickets_validated = bzt_int(h, "ssosystem", system.name, "ValidateTickets") != 0;
    return 0;
}
