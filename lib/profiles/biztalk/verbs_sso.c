/* biztalk.h: configure SSO on a computer; update, enable and disable the SSO system. */
#include "verbs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DATABASE_NAME_MAX = 123 };

void bzt_describe(struct bzt_do *d, struct bzt_computer *at)
{
    struct bzt_props props = {.count = 0};

    if (at->described)
        return;
    bzt_prop(&props, "Node", at->node);
    bzt_create(d, "computer", at->name, &props);
    at->described = 1;
}

static void describe_server(struct bzt_do *d, struct bzt_computer *at)
{
    struct bzt_props props = {.count = 0};

    bzt_describe(d, at);
    if (at->server[0] != '\0')
        return;
    bzt_copy(at->server, at->name);
    bzt_free_name(d->h, "ssoserver", at->server);
    bzt_prop(&props, "Computer", at->name);
    bzt_create(d, "ssoserver", at->server, &props);
}

/* ---- configure ---- */

static int check_group(cohort *h, const struct bzt_computer *at, const char *group, const char *what)
{
    const char *option = strcmp(what, "SSO Administrators") == 0 ? "--admins" : "--affiliates";
    bzt_name scope;

    if (group == NULL || *group == '\0')
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "the %s need a group: %s GROUP", what, option);
    if (!bzt_exists(h, "domaingroup", group))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, BZT_ACCOUNT_NOT_VALID, "there is no group \"%s\" for the %s", group,
                          what);
    bzt_get(h, "domaingroup", group, "Scope", scope);
    if (bzt_same(scope, "BuiltIn"))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NO_BUILTIN, "\"%s\" is a built-in group: it cannot be the %s", group,
                          what);
    if (bzt_same(scope, "Local") && at->node[0] != '\0')
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NO_LOCAL_ACCOUNTS,
                          "\"%s\" is a local group: on a node of a cluster the %s must be a domain group", group, what);
    return 0;
}

static int check_service_account(cohort *h, const struct bzt_computer *at, const char *account, const char *admins)
{
    bzt_name type;

    if (account == NULL || *account == '\0')
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "the SSO service needs an account to run as: --account ACCOUNT");
    if (!bzt_exists(h, "account", account))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, BZT_ACCOUNT_NOT_VALID, "there is no account \"%s\"", account);
    bzt_get(h, "account", account, "Type", type);
    if (bzt_same(type, "LocalSystem") || bzt_same(type, "LocalService") || bzt_same(type, "ManagedService"))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_ACCOUNT_NOT_VALID, "the SSO service cannot run as \"%s\" (%s)",
                          account, type);
    if (bzt_same(type, "LocalUser") && at->node[0] != '\0')
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NO_LOCAL_ACCOUNTS,
                          "\"%s\" is a local account: on a node of a cluster it must be a domain account", account);
    if (admins[0] != '\0' && !bzt_is_member(h, account, admins))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_SERVICE_NOT_ADMIN,
                          "service account \"%s\" is no member of \"%s\": the SSO service would not start", account,
                          admins);
    if (!bzt_lists(h, "account", account, "LogOnAsService", at->name))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_LOGON_FAILED,
                          "account \"%s\" has no right to log on as a service on \"%s\"", account, at->name);
    return 0;
}

/* It can be started, where there is one. */
static int check_service(cohort *h, const struct bzt_computer *at)
{
    bzt_name full, start;

    if (at->node[0] == '\0' || at->entsso == 0)
        return 0;
    bzt_service_at(full, BZT_ENTSSO, at->node);
    bzt_get(h, "service", full, "Start", start);
    if (bzt_same(start, "Disabled"))
        return bzt_refuse(h, COHORT_ERR_STATE, 1058, "service \"%s\" is disabled", full);
    if (at->entsso == COHORT_SERVICE_STOP_PENDING)
        return bzt_refuse(h, COHORT_ERR_STATE, 1061, "service \"%s\" is just stopping", full);
    return 0;
}

/* What holds for create and join. */
static int check_configure(cohort *h, const char *computer, const char *account, const cohort_biztalk_sso *what,
                           cohort_biztalk_sso *full, struct bzt_computer *at)
{
    bzt_name configured;
    int rc = bzt_need_account(h, account);

    if (rc == 0)
        rc = bzt_logged_on(h, computer, account, at);
    if (rc < 0)
        return rc;
    if (bzt_has_room(what))
        bzt_take(full, sizeof *full, what);
    if (full->system == NULL || *full->system == '\0')
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "which SSO system?");
    if (at->server[0] != '\0') {
        bzt_get(h, "ssoserver", at->server, "Configured", configured);
        if (bzt_int(h, "ssoserver", at->server, "Installed") == 0)
            return bzt_refuse(h, COHORT_ERR_STATE, 1060, "SSO is not installed on \"%s\"", at->name);
        if (bzt_is_configured(configured))
            return bzt_refuse(h, COHORT_ERR_EXISTS, 5010,
                              "SSO is configured on \"%s\" already (%s): change it with the SSO tools", at->name,
                              configured);
    }
    rc = check_service(h, at);
    return rc < 0 ? rc : bzt_need_local_admin(h, at, account);
}

/* The service of a node, as its configuration leaves it: automatic, and running. */
static void start_service(struct bzt_do *d, const struct bzt_computer *at)
{
    struct bzt_props props = {.count = 0};
    bzt_name full;
    int64_t request = d->request;

    if (at->node[0] == '\0') {
        bzt_put(d, "computer", at->name, "Entsso", "Running");
        return;
    }
    bzt_service_at(full, BZT_ENTSSO, at->node);
    bzt_prop(&props, "Start", "Auto");
    if (at->entsso == 0)
        bzt_create(d, "service", full, &props);
    if (d->rc >= 0)
        bzt_did(d, cohort_service_start(d->h, full, &request), &request);
}

static void create_database(struct bzt_do *d, const cohort_biztalk_sso *what)
{
    struct bzt_props props = {.count = 0};

    if (bzt_exists(d->h, "ssodatabase", what->database)) {
        bzt_put(d, "ssodatabase", what->database, "State", "Available");
        return;
    }
    bzt_prop(&props, "Server", what->server);
    bzt_create(d, "ssodatabase", what->database, &props);
}

static void create_system(struct bzt_do *d, const struct bzt_computer *at, const cohort_biztalk_sso *what,
                          const char *secret)
{
    struct bzt_props system = {.count = 0}, copy = {.count = 0}, backup = {.count = 0};
    bzt_name name, now;

    bzt_prop(&system, "Database", what->database);
    bzt_prop(&system, "SecretServer", at->name);
    bzt_prop(&system, "AdministratorsGroup", what->admins);
    bzt_prop(&system, "AffiliateGroup", what->affiliates);
    bzt_prop(&system, "ServiceAccount", what->service_account);
    bzt_prop(&system, "CurrentSecret", secret);
    snprintf(now, sizeof now, "%" PRId64, cohort_time_ms(d->h));
    bzt_prop(&system, "SecretCreated", now);
    bzt_create(d, "ssosystem", what->system, &system);
    snprintf(name, sizeof name, "%.120s@%.120s", secret, at->name);
    bzt_free_name(d->h, "secretcopy", name);
    bzt_prop(&copy, "Computer", at->name);
    bzt_prop(&copy, "Secret", secret);
    bzt_prop(&copy, "Account", what->service_account);
    bzt_create(d, "secretcopy", name, &copy);
    bzt_prop(&backup, "Computer", at->name);
    bzt_prop(&backup, "Secret", secret);
    bzt_prop(&backup, "FileSystem", "NTFS");
    bzt_prop(&backup, "PasswordKnown", "Yes");
    if (what->backup != NULL && *what->backup != '\0')
        bzt_create(d, "secretbackup", what->backup, &backup);
}

static void configure_server(struct bzt_do *d, struct bzt_computer *at, const char *system, const char *how,
                             const char *account, const char *by)
{
    describe_server(d, at);
    bzt_put(d, "ssoserver", at->server, "System", system);
    bzt_put(d, "ssoserver", at->server, "Configured", how);
    bzt_put(d, "ssoserver", at->server, "Account", account);
    bzt_put(d, "ssoserver", at->server, "ConfiguredBy", by);
}

/* The system that there is: of that name, or in that database. */
static int find_taken(cohort *h, const char *name, const char *database, struct bzt_system *ret_system)
{
    bzt_name system;

    return bzt_system(h, name, ret_system) ||
           (bzt_find(h, "ssosystem", "Database", database, system) && bzt_system(h, system, ret_system));
}

int cohort_biztalk_sso_create(cohort *h, const char *computer, const char *account, const cohort_biztalk_sso *given,
                              int64_t *ret_request)
{
    cohort_biztalk_sso full = {.system = NULL}, *what = &full;
    struct bzt_system other;
    struct bzt_computer at;
    struct bzt_do d;
    bzt_name secret, state;
    int rc = check_configure(h, computer, account, given, &full, &at);

    if (rc < 0)
        return rc;
    if (what->database == NULL || *what->database == '\0')
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "SSO system \"%s\" needs a database: --database DATABASE",
                          what->system);
    if (strlen(what->database) > DATABASE_NAME_MAX)
        return bzt_refuse(h, COHORT_ERR_INVALID, BZT_NAME_TOO_LONG,
                          "the name of a new SSO database has at most %d characters", DATABASE_NAME_MAX);
    if (what->backup != NULL && bzt_exists(h, "secretbackup", what->backup))
        return bzt_refuse(h, COHORT_ERR_EXISTS, 5010, "there is a backup \"%s\" already", what->backup);
    bzt_get(h, "ssodatabase", what->database, "State", state);
    if (bzt_same(state, "Unreachable"))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_DB_ACCESS, "SSO database \"%s\" cannot be reached", what->database);
    if (find_taken(h, what->system, what->database, &other))
        return bzt_refuse(h, COHORT_ERR_EXISTS, BZT_DATABASE_EXISTS,
                          "there is an SSO system \"%s\" in database \"%s\" already: join it", other.name,
                          other.database);
    if ((rc = check_group(h, &at, what->admins, "SSO Administrators")) < 0 ||
        (rc = check_group(h, &at, what->affiliates, "SSO Affiliate Administrators")) < 0)
        return rc;
    if (!bzt_is_member(h, account, what->admins))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NOT_SSO_ADMIN,
                          "\"%s\" is no member of \"%s\": the configuration would fail", account, what->admins);
    rc = check_service_account(h, &at, what->service_account, what->admins);
    if (rc < 0)
        return rc;
    snprintf(secret, sizeof secret, "%.200s-1", what->system);
    bzt_begin(&d, h);
    bzt_describe(&d, &at);
    create_database(&d, what);
    create_system(&d, &at, what, secret);
    configure_server(&d, &at, what->system, "Create", what->service_account, account);
    bzt_event(&d, at.server, COHORT_SEVERITY_INFORMATION, 10548, "SSO database %s was created", what->database);
    bzt_event(&d, at.server, COHORT_SEVERITY_INFORMATION, 10525, "master secret %s was generated", secret);
    if (what->backup != NULL && *what->backup != '\0')
        bzt_event(&d, at.server, COHORT_SEVERITY_INFORMATION, 10559, "master secret %s was backed up: %s", secret,
                  what->backup);
    start_service(&d, &at);
    return bzt_end(&d, ret_request);
}

/* A server that joins asks the master for its secret. */
static int check_master(cohort *h, const struct bzt_computer *at, const struct bzt_system *system)
{
    struct bzt_endpoint endpoint;

    bzt_secret_endpoint(h, at->name, system, &endpoint);
    if (endpoint.code == 0 || bzt_int(h, "ssosystem", system->name, "StartWithoutMaster") != 0)
        return 0;
    return bzt_refuse(h, COHORT_ERR_STATE, BZT_NO_SECRET,
                      "the master secret server \"%s\" does not answer (RPC: 0x%08X): %s", system->secret_server,
                      (unsigned)endpoint.code, endpoint.why);
}

int cohort_biztalk_sso_join(cohort *h, const char *computer, const char *account, const cohort_biztalk_sso *given,
                            int64_t *ret_request)
{
    cohort_biztalk_sso full = {.system = NULL}, *what = &full;
    struct bzt_system system;
    struct bzt_computer at;
    struct bzt_do d;
    bzt_name service;
    int rc = check_configure(h, computer, account, given, &full, &at);

    if (rc < 0)
        return rc;
    if (!bzt_system(h, what->system, &system))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, BZT_NOT_CONFIGURED,
                          "there is no SSO system \"%s\" to join: it must be created first", what->system);
    if (what->database != NULL && *what->database != '\0' && !bzt_same(what->database, system.database))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NOT_CONFIGURED,
                          "SSO system \"%s\" is in database \"%s\", not in \"%s\"", system.name, system.database,
                          what->database);
    bzt_get(h, "ssosystem", system.name, "ServiceAccount", service);
    if (what->service_account != NULL && *what->service_account != '\0')
        bzt_copy(service, what->service_account);
    if ((rc = bzt_need_database(h, &system)) < 0 || (rc = bzt_need_sso_admin(h, &system, account)) < 0 ||
        (rc = check_service_account(h, &at, service, system.admins)) < 0 || (rc = check_master(h, &at, &system)) < 0)
        return rc;
    bzt_begin(&d, h);
    bzt_describe(&d, &at);
    configure_server(&d, &at, system.name, "Join", service, account);
    start_service(&d, &at);
    return bzt_end(&d, ret_request);
}

/* ---- update ---- */

static const struct {
    const char *tag, *property;
} tags[] = {
    {"secretServer", "SecretServer"},
    {"ssoAdminAccount", "AdministratorsGroup"},
    {"ssoAffiliateAdminAccount", "AffiliateGroup"},
    {"auditDeletedApps", "AuditDeletedApps"},
    {"auditDeletedMappings", "AuditDeletedMappings"},
    {"auditCredentialLookups", "AuditCredentialLookups"},
    {"ticketTimeout", "TicketTimeout"},
    {"credCacheTimeout", "CredentialCacheTimeout"},
};

/* Index of "TAG=VALUE" in the table, its value; -1: no such tag. */
static int find_tag(const char *assignment, const char **ret_value)
{
    bzt_name tag;
    int i;

    snprintf(tag, sizeof tag, "%.*s", (int)strcspn(assignment, "="), assignment);
    *ret_value = assignment + strcspn(assignment, "=");
    *ret_value += **ret_value == '=';
    for (i = 0; i < BZT_COUNT(tags); i++)
        if (bzt_same(tags[i].tag, tag))
            return i;
    return -1;
}

static int check_new_admins(cohort *h, const struct bzt_computer *at, const struct bzt_system *system,
                            const char *account, const char *group)
{
    bzt_name old_scope, new_scope, service;
    int rc = check_group(h, at, group, "SSO Administrators");

    if (rc < 0)
        return rc;
    if (system->enabled)
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_MUST_BE_DISABLED,
                          "SSO must be disabled before its administrators are another group");
    bzt_get(h, "ssoserver", at->server, "Account", service);
    bzt_get(h, "domaingroup", system->admins, "Scope", old_scope);
    bzt_get(h, "domaingroup", group, "Scope", new_scope);
    if (bzt_same(old_scope, "Individual") && bzt_same(new_scope, "Individual"))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_ACCOUNT_NOT_VALID,
                          "the administrator is an individual account and cannot become another individual one");
    if (!bzt_is_member(h, account, group) || !bzt_is_member(h, service, group))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NOT_IN_NEW_ADMINS, "\"%s\" is no member of \"%s\"",
                          bzt_is_member(h, account, group) ? service : account, group);
    return 0;
}

static int check_tag(cohort *h, const struct bzt_computer *at, const struct bzt_system *system, const char *account,
                     const char *assignment, int is_master)
{
    const char *value;
    int tag = find_tag(assignment, &value);

    if (tag < 0)
        return bzt_refuse(
            h, COHORT_ERR_INVALID, 87,
            "\"%s\" is no tag of globalInfo: secretServer, ssoAdminAccount, ssoAffiliateAdminAccount, "
            "auditDeletedApps, auditDeletedMappings, auditCredentialLookups, ticketTimeout, credCacheTimeout",
            assignment);
    if (*value == '\0')
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "%s has no value", tags[tag].tag);
    if (tag > 0 && !is_master)
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NOT_SECRET_SERVER,
                          "\"%s\" is not the master secret server: there the file may have secretServer only, not %s",
                          at->name, tags[tag].tag);
    return tag == 1   ? check_new_admins(h, at, system, account, value)
           : tag == 2 ? check_group(h, at, value, "SSO Affiliate Administrators")
                      : 0;
}

/* The tags of the last file: rules look at them. */
static void keep_tags(struct bzt_do *d, const char *system, const struct bzt_computer *at, const char *const *list)
{
    char text[1024] = "";
    size_t used = 0;
    int i;

    for (i = 0; list[i] != NULL && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%.*s", i > 0 ? "\n" : "",
                                 (int)strcspn(list[i], "="), list[i]);
    bzt_put(d, "ssosystem", system, "LastUpdateTags", text);
    bzt_put(d, "ssosystem", system, "LastUpdateAt", at->name);
}

static void apply_tags(struct bzt_do *d, const struct bzt_system *system, const struct bzt_computer *at,
                       const char *const *list)
{
    struct bzt_props props = {.count = 0};
    const char *value;
    int i, tag;

    for (i = 0; list[i] != NULL; i++) {
        tag = find_tag(list[i], &value);
        bzt_prop(&props, tags[tag].property, value);
    }
    bzt_set(d, "ssosystem", system->name, &props);
    for (i = 0; list[i] != NULL; i++)
        if (find_tag(list[i], &value) == 0 && !bzt_same(value, system->secret_server))
            bzt_event(d, at->server, COHORT_SEVERITY_INFORMATION, 10575,
                      "the master secret server was changed from %s to %s", system->secret_server, value);
}

int cohort_biztalk_sso_update(cohort *h, const char *computer, const char *account, const char *const *list,
                              int64_t *ret_request)
{
    struct bzt_computer at, server;
    struct bzt_system system;
    struct bzt_do d;
    int i, is_master, rc = bzt_need_account(h, account);

    if (rc == 0)
        rc = bzt_logged_on(h, computer, account, &at);
    if (rc < 0 || (rc = bzt_need_system(h, &at, &system)) < 0 || (rc = bzt_need_server(h, &at, account, &server)) < 0 ||
        (rc = bzt_need_sso_admin(h, &system, account)) < 0)
        return rc;
    if (list == NULL || list[0] == NULL)
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "the file has no tag");
    is_master = bzt_same(at.identity, system.secret_server);
    for (i = 0; rc == 0 && list[i] != NULL; i++)
        rc = check_tag(h, &at, &system, account, list[i], is_master);
    if (rc < 0)
        return rc;
    bzt_begin(&d, h);
    bzt_describe(&d, &at);
    apply_tags(&d, &system, &at, list);
    keep_tags(&d, system.name, &at, list);
    return bzt_end(&d, ret_request);
}

int cohort_biztalk_sso_enable(cohort *h, const char *computer, const char *account, int on, int64_t *ret_request)
{
    struct bzt_computer at, server;
    struct bzt_system system;
    struct bzt_do d;
    int rc = bzt_need_account(h, account);

    if (rc == 0)
        rc = bzt_logged_on(h, computer, account, &at);
    if (rc < 0 || (rc = bzt_need_system(h, &at, &system)) < 0 || (rc = bzt_need_server(h, &at, account, &server)) < 0 ||
        (rc = bzt_need_sso_admin(h, &system, account)) < 0)
        return rc;
    bzt_begin(&d, h);
    bzt_put(&d, "ssosystem", system.name, "Enabled", on ? "1" : "0");
    if (system.enabled != (on != 0))
        bzt_event(&d, at.server, COHORT_SEVERITY_INFORMATION, on ? 10582 : 10583, "SSO was %s",
                  on ? "enabled" : "disabled");
    return bzt_end(&d, ret_request);
}
