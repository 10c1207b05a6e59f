/* biztalk.h: BizTalk groups, hosts and their instances. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

enum { HOST_NAME_MAX = 80, GROUP_NAME_MAX = 128 };

/* ---- the BizTalk group ---- */

/* BizTalk needs the SSO service of its own computer: there must be one, and it must have a secret. */
static int need_local_sso(cohort *h, const struct bzt_computer *at, const char *system)
{
    struct bzt_resource sso;
    bzt_name cached;

    if (at->entsso != COHORT_SERVICE_RUNNING && bzt_driver(h, BZT_ENTSSO, &sso) && !bzt_same(sso.owner, at->node))
        return bzt_refuse(
            h, COHORT_ERR_STATE, BZT_NO_SSO_SERVER,
            "ENTSSO does not run on \"%s\": group \"%s\" is on \"%s\"; move it here first (group move \"%s\" %s)",
            at->name, sso.group, sso.owner, sso.group, at->name);
    if (at->entsso != COHORT_SERVICE_RUNNING)
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NO_SSO_SERVER, "ENTSSO does not run on \"%s\"", at->name);
    bzt_get(h, "ssoserver", at->server, "CachedSecret", cached);
    if (cached[0] == '\0')
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NO_SECRET,
                          "ENTSSO on \"%s\" has no master secret of SSO system \"%s\"", at->name, system);
    return 0;
}

static int check_server(cohort *h, const char *computer, const char *account, struct bzt_computer *at,
                        struct bzt_system *system, bzt_name ret_server)
{
    bzt_name group;
    int rc = bzt_need_account(h, account);

    if (rc == 0)
        rc = bzt_logged_on(h, computer, account, at);
    if (rc < 0)
        return rc;
    if (bzt_find(h, "biztalkserver", "Computer", at->name, ret_server)) {
        bzt_get(h, "biztalkserver", ret_server, "Group", group);
        if (group[0] != '\0')
            return bzt_refuse(h, COHORT_ERR_EXISTS, 5010, "BizTalk Server on \"%s\" is in group \"%s\" already",
                              at->name, group);
        if (bzt_int(h, "biztalkserver", ret_server, "Installed") == 0)
            return bzt_refuse(h, COHORT_ERR_STATE, 1060, "BizTalk Server is not installed on \"%s\"", at->name);
    }
    rc = bzt_need_system(h, at, system);
    if (rc == 0)
        rc = bzt_need_sso_admin(h, system, account);
    return rc < 0 ? rc : need_local_sso(h, at, system->name);
}

static void configure_server(struct bzt_do *d, struct bzt_computer *at, const char *server, const char *group,
                             const char *how)
{
    struct bzt_props props = {.count = 0};
    bzt_name name;

    bzt_copy(name, server);
    bzt_describe(d, at);
    if (name[0] == '\0') {
        bzt_copy(name, at->name);
        bzt_free_name(d->h, "biztalkserver", name);
        bzt_prop(&props, "Computer", at->name);
        bzt_create(d, "biztalkserver", name, &props);
    }
    bzt_put(d, "biztalkserver", name, "Group", group);
    bzt_put(d, "biztalkserver", name, "Configured", how);
}

int cohort_biztalk_group_create(cohort *h, const char *computer, const char *account, const char *group,
                                int64_t *ret_request)
{
    struct bzt_props props = {.count = 0};
    struct bzt_computer at;
    struct bzt_system system;
    struct bzt_do d;
    bzt_name server;
    int rc = check_server(h, computer, account, &at, &system, server);

    if (rc < 0)
        return rc;
    if (group == NULL || *group == '\0' || strlen(group) > GROUP_NAME_MAX)
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "the name of a BizTalk group has 1 to %d characters",
                          GROUP_NAME_MAX);
    if (bzt_exists(h, "biztalkgroup", group))
        return bzt_refuse(h, COHORT_ERR_EXISTS, 5010, "there is a BizTalk group \"%s\" already: join it", group);
    bzt_begin(&d, h);
    bzt_prop(&props, "System", system.name);
    /* As the local ENTSSO is known: where the clustered one uses the network name, its group's. */
    bzt_prop(&props, "SsoServer", at.identity[0] != '\0' ? at.identity : at.name);
    bzt_create(&d, "biztalkgroup", group, &props);
    configure_server(&d, &at, server, group, "Create");
    return bzt_end(&d, ret_request);
}

int cohort_biztalk_group_join(cohort *h, const char *computer, const char *account, const char *group,
                              int64_t *ret_request)
{
    struct bzt_computer at;
    struct bzt_system system;
    struct bzt_do d;
    bzt_name server, of;
    int rc = check_server(h, computer, account, &at, &system, server);

    if (rc < 0)
        return rc;
    if (!bzt_exists(h, "biztalkgroup", group))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87,
                          "there is no BizTalk group \"%s\" to join: it must be created first",
                          group != NULL ? group : "");
    bzt_get(h, "biztalkgroup", group, "System", of);
    if (of[0] != '\0' && !bzt_same(of, system.name))
        return bzt_refuse(h, COHORT_ERR_STATE, 87,
                          "BizTalk group \"%s\" uses SSO system \"%s\", and \"%s\" belongs to \"%s\"", group, of,
                          at.name, system.name);
    bzt_begin(&d, h);
    configure_server(&d, &at, server, group, "Join");
    return bzt_end(&d, ret_request);
}

/* ---- hosts ---- */

void bzt_host_group(cohort *h, const char *host, bzt_name ret)
{
    struct bzt_resource r;
    bzt_name service;

    snprintf(service, sizeof service, "%s%.200s", BZT_HOST_SERVICE, host);
    if (bzt_driver(h, service, &r))
        bzt_copy(ret, r.group);
    else
        bzt_get(h, "host", host, "ClusterGroup", ret);
}

/* The value that a property is given last; "": none. */
static const char *given(const char *const *properties, const char *name)
{
    const char *value = "";
    bzt_name one;

    for (; properties != NULL && *properties != NULL; properties++) {
        snprintf(one, sizeof one, "%.*s", (int)strcspn(*properties, "="), *properties);
        if (bzt_same(one, name))
            value = *properties + strlen(one) + (strchr(*properties, '=') != NULL);
    }
    return value;
}

static int is_yes(const char *value)
{
    return bzt_same(value, "1") || bzt_same(value, "yes") || bzt_same(value, "true");
}

int cohort_biztalk_host_add(cohort *h, const char *host, const char *group, const char *const *properties,
                            int64_t *ret_request)
{
    struct bzt_props props = {.count = 0};
    int i;

    if (host == NULL || *host == '\0' || strlen(host) > HOST_NAME_MAX)
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "the name of a host has 1 to %d characters", HOST_NAME_MAX);
    if (!bzt_exists(h, "biztalkgroup", group))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no BizTalk group \"%s\"", group != NULL ? group : "");
    if (bzt_same(given(properties, "Type"), "Isolated") &&
        (is_yes(given(properties, "Tracking")) || is_yes(given(properties, "Default"))))
        return bzt_refuse(h, COHORT_ERR_STATE, 87,
                          "isolated host \"%s\" can neither move tracking data nor be the default host", host);
    bzt_prop(&props, "Group", group);
    for (i = 0; properties != NULL && properties[i] != NULL && props.count < 31; i++)
        props.v[props.count++] = properties[i];
    return cohort_create(h, "host", host, props.v, ret_request);
}

int cohort_biztalk_host_delete(cohort *h, const char *host, int64_t *ret_request)
{
    bzt_name group, other;

    if (!bzt_exists(h, "host", host))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no host \"%s\"", host != NULL ? host : "");
    bzt_host_group(h, host, group);
    if (group[0] != '\0')
        return bzt_refuse(h, COHORT_ERR_STATE, 5023, "host \"%s\" is clustered in group \"%s\": uncluster it first",
                          host, group);
    if (bzt_int(h, "host", host, "Default") != 0)
        return bzt_refuse(h, COHORT_ERR_STATE, 5023, "host \"%s\" is the default host", host);
    if (bzt_find(h, "hostinstance", "Host", host, other) || bzt_find(h, "handler", "Host", host, other))
        return bzt_refuse(h, COHORT_ERR_STATE, 5001, "host \"%s\" has \"%s\": delete that first", host, other);
    return cohort_delete(h, "host", host, ret_request);
}

/* ---- instances ---- */

struct instance {
    struct bzt_computer at;
    bzt_name host, server, name; /* name "": there is none */
    bzt_name service;            /* BTSSvc$HOST */
    bzt_name full;               /* BTSSvc$HOST@NODE */
    bzt_name cluster_group;      /* of the host */
    int isolated, state;         /* state: of the service, COHORT_SERVICE_... */
};

static int find_instance(cohort *h, const char *host, const char *server, struct instance *ret)
{
    bzt_name type, computer;

    *ret = (struct instance){.isolated = 0};
    if (!bzt_spelled(h, "host", host, ret->host))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no host \"%s\"", host != NULL ? host : "");
    if (!bzt_spelled(h, "biztalkserver", server, ret->server))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no BizTalk server \"%s\"",
                          server != NULL ? server : "");
    bzt_get(h, "host", host, "Type", type);
    bzt_host_group(h, host, ret->cluster_group);
    ret->isolated = bzt_same(type, "Isolated");
    bzt_get(h, "biztalkserver", server, "Computer", computer);
    if (!bzt_computer(h, computer, &ret->at))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "BizTalk server \"%s\" is on no computer", server);
    bzt_find2(h, "hostinstance", "Host", host, "Server", server, ret->name);
    snprintf(ret->service, sizeof ret->service, "%s%.200s", BZT_HOST_SERVICE, ret->host);
    bzt_service_at(ret->full, ret->service, ret->at.node);
    ret->state = bzt_service_state(h, ret->service, ret->at.node);
    return 0;
}

static int need_instance(cohort *h, const char *host, const char *server, struct instance *ret)
{
    int rc = find_instance(h, host, server, ret);

    return rc == 0 && ret->name[0] == '\0'
               ? bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "host \"%s\" has no instance on \"%s\"", host, server)
               : rc;
}

static int check_instance(cohort *h, const struct instance *it)
{
    bzt_name host_group, server_group;

    bzt_get(h, "host", it->host, "Group", host_group);
    bzt_get(h, "biztalkserver", it->server, "Group", server_group);
    if (it->name[0] != '\0')
        return bzt_refuse(h, COHORT_ERR_EXISTS, 5010, "host \"%s\" has an instance on \"%s\" already", it->host,
                          it->server);
    if (!bzt_same(host_group, server_group))
        return bzt_refuse(h, COHORT_ERR_STATE, 87, "host \"%s\" is of BizTalk group \"%s\", and \"%s\" is in \"%s\"",
                          it->host, host_group, it->server, server_group);
    if (!it->isolated && it->at.node[0] != '\0' && it->at.entsso == 0)
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 1060, "\"%s\" has no service ENTSSO, which the instance would need",
                          it->at.name);
    return 0;
}

int cohort_biztalk_instance_add(cohort *h, const char *host, const char *server, const char *account,
                                int64_t *ret_request)
{
    struct bzt_props props = {.count = 0}, service = {.count = 0};
    struct instance it;
    struct bzt_do d;
    int clustered, rc = find_instance(h, host, server, &it);

    if (rc == 0)
        rc = check_instance(h, &it);
    if (rc == 0 && account != NULL && *account != '\0' && !bzt_exists(h, "account", account))
        rc = bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no account \"%s\"", account);
    if (rc < 0)
        return rc;
    clustered = it.cluster_group[0] != '\0';
    snprintf(it.name, sizeof it.name, "%.120s@%.120s", it.host, it.server);
    bzt_free_name(h, "hostinstance", it.name);
    bzt_prop(&props, "Host", it.host);
    bzt_prop(&props, "Server", it.server);
    bzt_prop(&props, "Account", account);
    bzt_prop(&service, "Needs", BZT_ENTSSO);
    bzt_prop(&service, "Start", clustered ? "Manual" : "Auto");
    bzt_prop(&service, "Recovery", clustered ? "None" : "Restart");
    bzt_prop(&service, "OnNeedLost", "Exit");
    bzt_begin(&d, h);
    if (!it.isolated && it.at.node[0] != '\0' && it.state == 0)
        bzt_create(&d, "service", it.full, &service);
    bzt_create(&d, "hostinstance", it.name, &props);
    return bzt_end(&d, ret_request);
}

int cohort_biztalk_instance_delete(cohort *h, const char *host, const char *server, int64_t *ret_request)
{
    struct instance it;
    struct bzt_do d;
    int64_t request = 0;
    int rc = need_instance(h, host, server, &it);

    if (rc < 0)
        return rc;
    if (it.state != 0 && it.state != COHORT_SERVICE_STOPPED && it.cluster_group[0] != '\0')
        return bzt_refuse(h, COHORT_ERR_STATE, 5023,
                          "host \"%s\" is clustered and runs on \"%s\": fail group \"%s\" over first", host, server,
                          it.cluster_group);
    if (it.state != 0 && it.state != COHORT_SERVICE_STOPPED)
        return bzt_refuse(h, COHORT_ERR_STATE, 5023, "the instance of host \"%s\" on \"%s\" runs: stop it first", host,
                          server);
    bzt_begin(&d, h);
    if (it.state != 0)
        bzt_did(&d, cohort_delete(h, "service", it.full, &request), &request);
    if (d.rc >= 0)
        bzt_did(&d, cohort_delete(h, "hostinstance", it.name, &request), &request);
    return bzt_end(&d, ret_request);
}

/* Of a clustered host only the virtual instance can be started and stopped: the resource, seen from its owner. */
static int virtual_instance(cohort *h, const struct instance *it, int start, int64_t *ret_request)
{
    struct bzt_resource r;

    if (!bzt_driver(h, it->service, &r))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 5007, "no resource drives service \"%s\" of clustered host \"%s\"",
                          it->service, it->host);
    if (it->server[0] != '\0' && !bzt_same(r.owner, it->at.node))
        return bzt_refuse(
            h, COHORT_ERR_STATE, BZT_PASSIVE_INSTANCE,
            "host \"%s\" is clustered and its group \"%s\" is on \"%s\": the instance on \"%s\" is passive", it->host,
            r.group, r.owner, it->server);
    return start ? cohort_resource_online(h, r.name, ret_request) : cohort_resource_offline(h, r.name, ret_request);
}

static int check_start(cohort *h, const struct instance *it, int start)
{
    bzt_name state;

    if (it->isolated)
        return bzt_refuse(h, COHORT_ERR_STATE, 1060,
                          "host \"%s\" is isolated: its instances run in IIS and are no services", it->host);
    bzt_get(h, "hostinstance", it->name, "State", state);
    if (start && bzt_int(h, "hostinstance", it->name, "Disabled") != 0)
        return bzt_refuse(h, COHORT_ERR_STATE, 1058, "the instance of host \"%s\" on \"%s\" is disabled", it->host,
                          it->server);
    if (start && !bzt_same(state, "Installed"))
        return bzt_refuse(h, COHORT_ERR_STATE, 1060, "the instance of host \"%s\" on \"%s\" is not installed (%s)",
                          it->host, it->server, state);
    return 0;
}

static int run_instance(cohort *h, const char *host, const char *server, int start, int64_t *ret_request)
{
    struct instance it = {.isolated = 0};
    int rc;

    if (server == NULL || *server == '\0') { /* the virtual one */
        if (!bzt_exists(h, "host", host))
            return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no host \"%s\"", host != NULL ? host : "");
        bzt_host_group(h, host, it.cluster_group);
        if (it.cluster_group[0] == '\0')
            return bzt_refuse(h, COHORT_ERR_INVALID, 87, "host \"%s\" is not clustered: on which server?", host);
        bzt_copy(it.host, host);
        snprintf(it.service, sizeof it.service, "%s%.200s", BZT_HOST_SERVICE, host);
        return virtual_instance(h, &it, start, ret_request);
    }
    rc = need_instance(h, host, server, &it);
    if (rc == 0)
        rc = check_start(h, &it, start);
    if (rc < 0)
        return rc;
    if (it.cluster_group[0] != '\0')
        return virtual_instance(h, &it, start, ret_request);
    if (it.at.node[0] == '\0')
        return bzt_refuse(h, COHORT_ERR_STATE, 1060, "\"%s\" is outside the cluster: its services are not known here",
                          server);
    return start ? cohort_service_start(h, it.full, ret_request) : cohort_service_stop(h, it.full, 0, ret_request);
}

int cohort_biztalk_instance_start(cohort *h, const char *host, const char *server, int64_t *ret_request)
{
    return run_instance(h, host, server, 1, ret_request);
}

int cohort_biztalk_instance_stop(cohort *h, const char *host, const char *server, int64_t *ret_request)
{
    return run_instance(h, host, server, 0, ret_request);
}
