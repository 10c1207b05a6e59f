/*
 * The reactor: what SSO servers do when something around them changes. What they remember are properties of the
 * ssoserver and ssosystem objects.
 *
 * A server looks after its master secret server and its database every PollInterval. The model has the looks that find
 * something: a change arms the system's timer, and when that fires every running server looks.
 */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

#define INFORMATION COHORT_SEVERITY_INFORMATION
#define WARNING COHORT_SEVERITY_WARNING
#define ERROR COHORT_SEVERITY_ERROR

static int flag(cohort *h, const char *server, const char *property)
{
    return bzt_int(h, "ssoserver", server, property) != 0;
}

static void put(struct bzt_do *d, const char *server, const char *property, const char *value)
{
    bzt_put(d, "ssoserver", server, property, value);
}

/* ---- looks ---- */

/* Within PollInterval the servers of every system will notice. */
static void look_soon(struct bzt_do *d)
{
    cohort_cursor *row = NULL;

    if (cohort_list(d->h, "ssosystem", &row) < 0)
        return;
    while (cohort_next(row)) {
        const char *name = cohort_cursor_text(row, "name");
        int64_t left = 0, request = 0;

        if (cohort_object_timer_left(d->h, "ssosystem", name, &left) == 0 && left == 0)
            cohort_object_timer(d->h, "ssosystem", name, bzt_int(d->h, "ssosystem", name, "PollInterval"), &request);
    }
    cohort_cursor_free(row);
}

/* Stop a server that cannot start: on a node that is a failure of what drives it. */
static void give_up(struct bzt_do *d, const struct bzt_computer *at, const char *code)
{
    bzt_name full;

    bzt_event(d, at->server, ERROR, 10503, "the SSO service failed to start: %s", code);
    if (at->node[0] == '\0') {
        bzt_put(d, "computer", at->name, "Entsso", "Stopped");
        return;
    }
    bzt_service_at(full, BZT_ENTSSO, at->node);
    cohort_service_stop(d->h, full, 1, NULL);
}

/* The master itself: what it has in its registry. */
static int load_secret(struct bzt_do *d, const struct bzt_system *system, const struct bzt_computer *at, int tell)
{
    int event = bzt_secret_event(d->h, system, at);

    if (event == 0) {
        put(d, at->server, "CachedSecret", system->current);
        return 1;
    }
    put(d, at->server, "CachedSecret", "");
    if (tell && event == 10521)
        bzt_event(d, at->server, ERROR, 10565,
                  "master secret %s was stored for another service account and cannot be validated", system->current);
    if (tell)
        bzt_event(d, at->server, event == 10521 ? ERROR : WARNING, event,
                  event == 10521 ? "the master secrets could not be loaded; secret %s must be restored here"
                                 : "there is no master secret here; secret %s must be restored",
                  system->current);
    return 0;
}

/* Every other server: ask the master. 1: it has the present secret now. */
static int fetch_secret(struct bzt_do *d, const struct bzt_system *system, const struct bzt_computer *at)
{
    struct bzt_endpoint endpoint;
    int lost = flag(d->h, at->server, "MasterLost");
    bzt_name cached;

    bzt_secret_endpoint(d->h, at->name, system, &endpoint);
    if (endpoint.code == 0 && bzt_secret_event(d->h, system, &endpoint.at) != 0) {
        endpoint.code = BZT_NO_SECRET;
        snprintf(endpoint.why, sizeof endpoint.why, "\"%s\" has no master secret itself", endpoint.at.name);
    }
    if (endpoint.code != 0) {
        if (!lost)
            bzt_event(d, at->server, WARNING, 10532,
                      "failed to retrieve master secrets; secret server name: %s; error code: 0x%08X, %s",
                      system->secret_server, (unsigned)endpoint.code, endpoint.why);
        put(d, at->server, "MasterLost", "1");
        return 0;
    }
    if (lost)
        bzt_event(d, at->server, INFORMATION, 10533, "the master secret server %s answers again",
                  system->secret_server);
    put(d, at->server, "MasterLost", "0");
    bzt_get(d->h, "ssoserver", at->server, "CachedSecret", cached);
    if (!bzt_same(cached, system->current))
        bzt_event(d, at->server, INFORMATION, 10529, "got master secret %s from %s", system->current,
                  system->secret_server);
    if (!bzt_same(cached, system->current) && system->previous[0] != '\0')
        bzt_event(d, at->server, INFORMATION, 10530, "got the previous master secret, %s, from %s", system->previous,
                  system->secret_server);
    put(d, at->server, "CachedSecret", system->current);
    put(d, at->server, "RestartedWithoutMaster", "0");
    return 1;
}

static int is_master(const struct bzt_system *system, const struct bzt_computer *at)
{
    return bzt_same(at->identity, system->secret_server);
}

static void look_database(struct bzt_do *d, const struct bzt_system *system, const struct bzt_computer *at)
{
    int lost = flag(d->h, at->server, "DatabaseLost"), out = flag(d->h, at->server, "OutOfService");
    int64_t grace = bzt_int(d->h, "ssosystem", system->name, "DatabaseGrace"), request = 0;

    if (!system->database_up && !lost) {
        put(d, at->server, "DatabaseLost", "1");
        bzt_event(d, at->server, WARNING, 10603, "SSO database %s cannot be reached", system->database);
        bzt_event(d, at->server, ERROR, 10515, "the look after the SSO database failed: it is out of service in %lld s",
                  (long long)grace / 1000);
        cohort_object_timer(d->h, "ssoserver", at->server, grace > 0 ? grace : 1, &request);
    } else if (system->database_up && lost) {
        put(d, at->server, "DatabaseLost", "0");
        cohort_object_timer(d->h, "ssoserver", at->server, 0, &request);
        put(d, at->server, "OutOfService", "0");
        if (out)
            bzt_event(d, at->server, INFORMATION, 10591, "back online: SSO database %s is reached again",
                      system->database);
    }
}

/* Go on re-encrypting, unless that is under way. */
static void reencrypt_soon(struct bzt_do *d, const struct bzt_system *system)
{
    int64_t left = 0, request = 0;

    if (system->reencrypting && cohort_object_timer_left(d->h, "ssodatabase", system->database, &left) == 0 &&
        left == 0)
        cohort_object_timer(d->h, "ssodatabase", system->database,
                            bzt_int(d->h, "ssosystem", system->name, "ReencryptionTime"), &request);
}

/* The computer of a server that runs, configured in @system (""; any); 0: it does not. */
static int running(cohort *h, const char *server, const char *system, struct bzt_computer *at)
{
    bzt_name computer, of, configured;

    bzt_get(h, "ssoserver", server, "Computer", computer);
    bzt_get(h, "ssoserver", server, "System", of);
    bzt_get(h, "ssoserver", server, "Configured", configured);
    return computer[0] != '\0' && (*system == '\0' || bzt_same(of, system)) && bzt_is_configured(configured) &&
           bzt_computer(h, computer, at) && at->up && at->entsso == COHORT_SERVICE_RUNNING;
}

/* The master itself: it may have been given its secret since, or have to go on re-encrypting. */
static void look_master(struct bzt_do *d, const struct bzt_system *system, const struct bzt_computer *at)
{
    bzt_name cached;

    put(d, at->server, "MasterLost", "0");
    bzt_get(d->h, "ssoserver", at->server, "CachedSecret", cached);
    if (bzt_same(cached, system->current) || load_secret(d, system, at, 0))
        reencrypt_soon(d, system);
}

static void look(struct bzt_do *d, const char *name)
{
    cohort_cursor *row = NULL;
    struct bzt_system system;
    struct bzt_computer at;

    if (!bzt_system(d->h, name, &system) || cohort_list(d->h, "ssoserver", &row) < 0)
        return;
    while (cohort_next(row)) {
        if (!running(d->h, cohort_cursor_text(row, "name"), name, &at))
            continue;
        look_database(d, &system, &at);
        if (!bzt_told(&system))
            continue;
        if (is_master(&system, &at))
            look_master(d, &system, &at);
        else
            fetch_secret(d, &system, &at);
    }
    cohort_cursor_free(row);
}

/* ---- a server starts and stops ---- */

/* The account that the service runs as: some it refuses, of some it warns. */
static int may_run_as(struct bzt_do *d, const struct bzt_computer *at, const char *account)
{
    bzt_name type;

    bzt_get(d->h, "account", account, "Type", type);
    if (bzt_same(type, "LocalSystem") || bzt_same(type, "LocalService")) {
        bzt_event(d, at->server, ERROR, bzt_same(type, "LocalSystem") ? 11038 : 11039,
                  "the SSO service cannot run as %s (%s)", account, type);
        give_up(d, at, "0xC0002A22");
        return 0;
    }
    if (bzt_same(type, "NetworkService") || bzt_same(type, "LocalUser"))
        bzt_event(d, at->server, WARNING, bzt_same(type, "LocalUser") ? 11041 : 11040,
                  "the SSO service runs as %s (%s), and should run as a domain account", account, type);
    if (bzt_lists(d->h, "account", account, "LocalAdministrator", at->name))
        bzt_event(d, at->server, WARNING, 10599, "service account %s is a local administrator of %s", account,
                  at->name);
    return 1;
}

static int may_start(struct bzt_do *d, const struct bzt_system *system, const struct bzt_computer *at)
{
    bzt_name account, state;

    bzt_get(d->h, "ssoserver", at->server, "Account", account);
    if (account[0] != '\0' && !may_run_as(d, at, account))
        return 0;
    bzt_get(d->h, "ssodatabase", system->database, "State", state);
    if (account[0] != '\0' && system->admins[0] != '\0' && !bzt_is_member(d->h, account, system->admins)) {
        bzt_event(d, at->server, ERROR, 10550, "service account %s is no member of %s", account, system->admins);
        give_up(d, at, "0xC0002A52");
    } else if (bzt_same(state, "NeedsUpgrade")) {
        bzt_event(d, at->server, ERROR, 10728, "SSO database %s is of an older version: it must be upgraded",
                  system->database);
        give_up(d, at, "0xC0002A50");
    } else if (!system->database_up) {
        bzt_event(d, at->server, ERROR, 10513, "SSO database %s cannot be reached", system->database);
        give_up(d, at, "0xC0002A21");
    } else {
        return 1;
    }
    return 0;
}

/* Where SSO is installed and was never configured there is nothing that the service could read. */
static void unconfigured(struct bzt_do *d, const char *server, const char *computer)
{
    struct bzt_computer at;
    bzt_name configured, system;

    bzt_get(d->h, "ssoserver", server, "Configured", configured);
    bzt_get(d->h, "ssoserver", server, "System", system);
    if (!bzt_same(configured, "None") || system[0] != '\0' || !bzt_computer(d->h, computer, &at))
        return;
    bzt_event(d, server, ERROR, 10511, "SSO is not configured on %s: there is no database to read", at.name);
    give_up(d, &at, "0xC0002A51");
}

/* What the master says when nobody could restore its secret. */
static void warn_of_backup(struct bzt_do *d, const struct bzt_system *system, const char *server)
{
    bzt_name backup;

    if (!bzt_find(d->h, "secretbackup", "Secret", system->current, backup))
        bzt_event(d, server, ERROR, 10589, "master secret %s is not backed up", system->current);
}

/* 1: it has its secret. */
static int start_secret(struct bzt_do *d, const struct bzt_system *system, const struct bzt_computer *at)
{
    int has;

    if (!is_master(system, at)) {
        has = fetch_secret(d, system, at);
        put(d, at->server, "RestartedWithoutMaster", has ? "0" : "1");
        return has;
    }
    bzt_event(d, at->server, INFORMATION, 10534, "this is the master secret server, %s", system->secret_server);
    put(d, at->server, "RestartedWithoutMaster", "0");
    has = load_secret(d, system, at, 1);
    if (has) {
        warn_of_backup(d, system, at->server);
        reencrypt_soon(d, system);
    }
    return has;
}

static void started(struct bzt_do *d, const char *computer)
{
    struct bzt_system system;
    struct bzt_computer at;
    bzt_name server, name;
    int has;

    if (!bzt_find(d->h, "ssoserver", "Computer", computer, server))
        return;
    if (!running(d->h, server, "", &at)) {
        unconfigured(d, server, computer);
        return;
    }
    bzt_get(d->h, "ssoserver", server, "System", name);
    if (!bzt_system(d->h, name, &system) || !may_start(d, &system, &at))
        return;
    put(d, server, "OutOfService", "0");
    put(d, server, "CachedSecret", "");
    has = bzt_told(&system) ? start_secret(d, &system, &at) : 1; /* 1: of secrets nothing is known */
    if (!has && !is_master(&system, &at) && bzt_int(d->h, "ssosystem", system.name, "StartWithoutMaster") == 0) {
        give_up(d, &at, "0xC0002A1F");
        return;
    }
    bzt_event(d, server, INFORMATION, 10502, "the SSO service started on %s%s", at.name,
              has ? "" : "; no master secret was retrieved");
}

/* @orderly: not killed, nor gone with its computer: it can say so itself. */
static void stopped(struct bzt_do *d, const char *computer, int orderly)
{
    static const char *const flags[] = {"MasterLost", "OutOfService", "DatabaseLost", "StartedAlone"};
    bzt_name server, configured;
    int64_t request = 0;
    size_t i;

    if (!bzt_find(d->h, "ssoserver", "Computer", computer, server))
        return;
    bzt_get(d->h, "ssoserver", server, "Configured", configured);
    if (!bzt_is_configured(configured))
        return;
    if (flag(d->h, server, "DatabaseLost"))
        cohort_object_timer(d->h, "ssoserver", server, 0, &request);
    put(d, server, "CachedSecret", "");
    for (i = 0; i < sizeof flags / sizeof flags[0]; i++)
        put(d, server, flags[i], "0");
    if (orderly)
        bzt_event(d, server, INFORMATION, 10505, "the SSO service stopped on %s", computer);
}

/* Without its database for so long: out of service. */
static void grace_over(struct bzt_do *d, const char *server)
{
    if (!flag(d->h, server, "DatabaseLost") || flag(d->h, server, "OutOfService"))
        return;
    put(d, server, "OutOfService", "1");
    bzt_event(d, server, ERROR, 10590, "going offline: the SSO database was not reached within DatabaseGrace");
}

/* ---- re-encryption ---- */

/* The master secret server that runs, of the system in @database. */
static int find_master(cohort *h, const struct bzt_system *system, struct bzt_computer *at)
{
    struct bzt_endpoint endpoint;

    bzt_secret_endpoint(h, system->secret_server, system, &endpoint);
    *at = endpoint.at;
    return endpoint.code == 0 && at->server[0] != '\0';
}

static void reencrypt(struct bzt_do *d, const char *name)
{
    struct bzt_system system;
    struct bzt_computer at;

    if (!bzt_system(d->h, name, &system) || !system.reencrypting || !find_master(d->h, &system, &at))
        return;
    bzt_event(d, at.server, INFORMATION, 10562, "re-encrypting SSO database %s with secret %s", system.database,
              system.current);
    reencrypt_soon(d, &system);
}

static void reencrypted(struct bzt_do *d, const char *database)
{
    struct bzt_system system;
    struct bzt_computer at;
    bzt_name name;

    if (!bzt_find(d->h, "ssosystem", "Database", database, name) || !bzt_system(d->h, name, &system) ||
        !system.reencrypting || !find_master(d->h, &system, &at))
        return; /* the master goes on when it is back */
    if (!system.database_up) {
        bzt_event(d, at.server, ERROR, 10522,
                  "SSO database %s could not be re-encrypted; when it is back it is tried again", database);
        return;
    }
    bzt_put(d, "ssosystem", name, "Reencrypting", "0");
    bzt_event(d, at.server, INFORMATION, 10528, "SSO database %s is re-encrypted with secret %s", database,
              system.current);
}

/* ---- described ---- */

/* A server that runs, and that nobody has seen starting, got its secret when it did: if there is one to get. */
static void give_secret(struct bzt_do *d, const struct bzt_computer *at)
{
    struct bzt_endpoint master;
    struct bzt_system system;
    bzt_name name, cached;

    bzt_get(d->h, "ssoserver", at->server, "System", name);
    bzt_get(d->h, "ssoserver", at->server, "CachedSecret", cached);
    if (cached[0] != '\0' || flag(d->h, at->server, "MasterLost") || flag(d->h, at->server, "RestartedWithoutMaster") ||
        !bzt_system(d->h, name, &system) || !bzt_told(&system) || !system.database_up)
        return;
    bzt_secret_endpoint(d->h, at->name, &system, &master);
    if (master.code == 0 && bzt_secret_event(d->h, &system, &master.at) == 0)
        put(d, at->server, "CachedSecret", system.current);
}

/* A system, a server or a secret was described: what runs already did not wait for that. */
static void described(struct bzt_do *d)
{
    cohort_cursor *row = NULL;
    struct bzt_computer at;

    if (cohort_list(d->h, "ssoserver", &row) < 0)
        return;
    while (cohort_next(row))
        if (running(d->h, cohort_cursor_text(row, "name"), "", &at))
            give_secret(d, &at);
    cohort_cursor_free(row);
}

/* A computer that is named as a node, and not said to be another one, is that node. */
static void computer_described(struct bzt_do *d, const char *name)
{
    bzt_name node;

    bzt_get(d->h, "computer", name, "Node", node);
    if (node[0] == '\0' && bzt_exists(d->h, "node", name))
        bzt_put(d, "computer", name, "Node", name);
}

/* ---- what changed ---- */

/* A property was set, or its default restored. People write its name and its value as they like. */
static int touches(const cohort_change *change, const char *property)
{
    bzt_name name;

    if (change->new_value == NULL)
        return bzt_same(change->old_value, property);
    snprintf(name, sizeof name, "%.*s", (int)strcspn(change->new_value, "="), change->new_value);
    return bzt_same(name, property);
}

static int begins(const char *text, const char *with)
{
    return text != NULL && strncmp(text, with, strlen(with)) == 0;
}

/* The name before '@' and the computer behind it. */
static void split(const char *full, bzt_name service, bzt_name node)
{
    const char *at = strrchr(full, '@');

    snprintf(service, sizeof(bzt_name), "%.*s", at != NULL ? (int)(at - full) : (int)strlen(full), full);
    bzt_copy(node, at != NULL ? at + 1 : "");
}

/* Who started the instance of a clustered host. */
static void host_started(struct bzt_do *d, const char *full, const char *service, const char *computer)
{
    bzt_name server, instance;
    cohort_cursor *row;

    if (!bzt_find(d->h, "biztalkserver", "Computer", computer, server) ||
        !bzt_find2(d->h, "hostinstance", "Host", service + strlen(BZT_HOST_SERVICE), "Server", server, instance))
        return;
    row = bzt_shown(d->h, "service", full);
    bzt_put(d, "hostinstance", instance, "StartedBy",
            bzt_same(cohort_cursor_text(row, "by"), "cluster") ? "Cluster" : "Service");
    cohort_cursor_free(row);
}

static void service_changed(struct bzt_do *d, const cohort_change *change)
{
    int runs = bzt_same(change->new_value, "Running");
    bzt_name service, node, computer;

    if (!runs && !bzt_same(change->new_value, "Stopped"))
        return;
    split(change->name, service, node);
    bzt_computer_of_node(d->h, node, computer);
    if (runs && begins(service, BZT_HOST_SERVICE))
        host_started(d, change->name, service, computer);
    if (!bzt_same(service, BZT_ENTSSO))
        return;
    if (runs)
        started(d, computer);
    else
        stopped(d, computer, bzt_same(change->rule, "stopped"));
    look_soon(d);
}

/* The resource that drives ENTSSO came online on @owner. */
static void sso_online(struct bzt_do *d, const char *owner)
{
    struct bzt_computer at;
    bzt_name computer;

    bzt_computer_of_node(d->h, owner, computer);
    if (!bzt_computer(d->h, computer, &at) || at.server[0] == '\0')
        return;
    if (flag(d->h, at.server, "CameOnline"))
        put(d, at.server, "CycledHere", "1");
    put(d, at.server, "CameOnline", "1");
    if (at.by[0] != '\0') /* it runs still */
        put(d, at.server, "StartedAlone", bzt_same(at.by, "cluster") ? "0" : "1");
}

/* A host that is being unclustered: when its resource is offline, that goes. */
static void uncluster(struct bzt_do *d, const char *host)
{
    struct bzt_resource r;
    bzt_name service;
    int64_t request = 0;

    if (bzt_int(d->h, "host", host, "Unclustering") == 0)
        return;
    snprintf(service, sizeof service, "%s%.200s", BZT_HOST_SERVICE, host);
    if (bzt_driver(d->h, service, &r)) {
        if (r.state != COHORT_RESOURCE_OFFLINE && r.state != COHORT_RESOURCE_FAILED)
            return;
        bzt_did(d, cohort_delete(d->h, "resource", r.name, &request), &request);
    }
    bzt_put(d, "host", host, "Unclustering", "0");
    bzt_put(d, "host", host, "ClusterGroup", "");
}

static void resource_changed(struct bzt_do *d, const cohort_change *change)
{
    int online = bzt_same(change->new_value, "Online");
    int down = bzt_same(change->new_value, "Offline") || bzt_same(change->new_value, "Failed");
    bzt_name service, name;
    struct bzt_resource r;

    if (!online && !down)
        return;
    bzt_get(d->h, "resource", change->name, "ServiceName", service);
    if (down && begins(service, BZT_HOST_SERVICE))
        uncluster(d, service + strlen(BZT_HOST_SERVICE));
    bzt_get(d->h, "resource", change->name, "Name", name);
    if (online && bzt_same(service, BZT_ENTSSO) && bzt_resource(d->h, change->name, &r))
        sso_online(d, r.owner);
    if (name[0] != '\0')
        look_soon(d);
}

/* The group with ENTSSO arrived on a node: what was done there before does not count any more. */
static void group_arrived(struct bzt_do *d, const cohort_change *change)
{
    static const char *const flags[] = {"CameOnline", "CycledHere", "RestoredUncycled"};
    bzt_name computer, server;
    struct bzt_resource sso;
    size_t i;

    if (change->new_value == NULL || !bzt_driver(d->h, BZT_ENTSSO, &sso) || !bzt_same(sso.group, change->name))
        return;
    bzt_computer_of_node(d->h, change->new_value, computer);
    if (!bzt_find(d->h, "ssoserver", "Computer", computer, server))
        return;
    for (i = 0; i < sizeof flags / sizeof flags[0]; i++)
        put(d, server, flags[i], "0");
}

static void computer_changed(struct bzt_do *d, const cohort_change *change)
{
    int entsso = touches(change, "Entsso"), state = touches(change, "State");
    struct bzt_computer at;
    bzt_name cached, is;

    if (!bzt_computer(d->h, change->name, &at) || at.node[0] != '\0')
        return;
    bzt_get(d->h, "ssoserver", at.server, "CachedSecret", cached);
    bzt_get(d->h, "computer", at.name, "State", is);
    if (at.entsso == COHORT_SERVICE_RUNNING && (entsso || (state && cached[0] == '\0')))
        started(d, at.name);
    else if (entsso || (state && bzt_same(is, "Down")))
        stopped(d, at.name, at.up);
    look_soon(d);
}

static void system_changed(struct bzt_do *d, const cohort_change *change)
{
    int64_t left = 0, request = 0;

    if (bzt_same(change->change, "timer"))
        look(d, change->name);
    else if (touches(change, "PollInterval") && cohort_object_timer_left(d->h, "ssosystem", change->name, &left) == 0 &&
             left > 0)
        cohort_object_timer(d->h, "ssosystem", change->name, bzt_int(d->h, "ssosystem", change->name, "PollInterval"),
                            &request);
    else if (touches(change, "Reencrypting"))
        reencrypt(d, change->name);
    else if (touches(change, "SecretServer") || touches(change, "CurrentSecret"))
        look_soon(d);
}

/* An instance that is disabled, or not whole, does not start: neither does its service. */
static void instance_changed(struct bzt_do *d, const char *name, int created)
{
    bzt_name host, server, computer, node, state, service, full, group;
    int usable;

    bzt_get(d->h, "hostinstance", name, "Host", host);
    bzt_get(d->h, "hostinstance", name, "Server", server);
    bzt_get(d->h, "hostinstance", name, "State", state);
    bzt_get(d->h, "biztalkserver", server, "Computer", computer);
    bzt_get(d->h, "computer", computer, "Node", node);
    snprintf(service, sizeof service, "%s%.200s", BZT_HOST_SERVICE, host);
    if (bzt_service_state(d->h, service, node) == 0)
        return;
    bzt_service_at(full, service, node);
    usable = bzt_same(state, "Installed") && bzt_int(d->h, "hostinstance", name, "Disabled") == 0;
    bzt_get(d->h, "service", full, "Start", state);
    bzt_host_group(d->h, host, group);
    if (!usable)
        bzt_put(d, "service", full, "Start", "Disabled");
    else if (!created && bzt_same(state, "Disabled"))
        bzt_put(d, "service", full, "Start", group[0] != '\0' ? "Manual" : "Auto");
}

/* What an object of the profile's own was told to be. */
static void object_changed(struct bzt_do *d, const cohort_change *change)
{
    const char *kind = change->kind;
    int created = bzt_same(change->change, "created");

    if (created && bzt_same(kind, "computer"))
        computer_described(d, change->name);
    else if (bzt_same(kind, "computer"))
        computer_changed(d, change);
    else if (bzt_same(kind, "host") && touches(change, "Unclustering"))
        uncluster(d, change->name);
    else if (bzt_same(kind, "hostinstance") && (created || touches(change, "Disabled") || touches(change, "State")))
        instance_changed(d, change->name, created);
    else if (!created && bzt_same(kind, "ssosystem"))
        system_changed(d, change);
    else if (!created && bzt_same(kind, "ssodatabase"))
        look_soon(d);
    else if (bzt_same(kind, "ssosystem") || bzt_same(kind, "secretcopy") ||
             (bzt_same(kind, "ssoserver") &&
              (created || touches(change, "Computer") || touches(change, "System") || touches(change, "Configured"))))
        described(d);
}

void bzt_react(cohort *h, const cohort_change *change)
{
    int told = bzt_same(change->change, "property") || bzt_same(change->change, "created");
    int state = bzt_same(change->change, "state"), timer = bzt_same(change->change, "timer");
    const char *kind = change->kind;
    struct bzt_do d;

    bzt_begin(&d, h);
    if (state && bzt_same(kind, "service"))
        service_changed(&d, change);
    else if (state && bzt_same(kind, "resource"))
        resource_changed(&d, change);
    else if (bzt_same(kind, "group") && bzt_same(change->change, "owner"))
        group_arrived(&d, change);
    else if (bzt_same(kind, "node") && (state || bzt_same(change->change, "status")))
        look_soon(&d);
    else if (told)
        object_changed(&d, change);
    else if (timer && bzt_same(kind, "ssosystem"))
        system_changed(&d, change);
    else if (timer && bzt_same(kind, "ssodatabase"))
        reencrypted(&d, change->name);
    else if (timer && bzt_same(kind, "ssoserver"))
        grace_over(&d, change->name);
}
