/* biztalk.h: cluster a host, and uncluster it. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

struct cluster {
    bzt_name host, group, service, biztalk_group;
    bzt_name netname;        /* the Network Name resource of the group */
    struct bzt_resource sso; /* that drives ENTSSO; name "": none */
    const char *nodes[COHORT_NODES_MAX + 1];
    bzt_name texts[COHORT_NODES_MAX];
    int count;
};

/* A BizTalk server of the group, on a node: it must have an instance that can run. */
static int check_node(cohort *h, const struct cluster *c, const char *server, const char *node)
{
    bzt_name instance, state, edition;

    bzt_get(h, "biztalkserver", server, "Edition", edition);
    if (edition[0] != '\0' && !bzt_same(edition, "Enterprise") && !bzt_same(edition, "Developer"))
        return bzt_refuse(h, COHORT_ERR_STATE, 50, "clustered hosts need the Enterprise edition, and \"%s\" has %s",
                          server, edition);
    if (!bzt_find2(h, "hostinstance", "Host", c->host, "Server", server, instance))
        return bzt_refuse(
            h, COHORT_ERR_STATE, 1060,
            "host \"%s\" has no instance on node \"%s\": add it on every node that is to be a possible owner", c->host,
            node);
    bzt_get(h, "hostinstance", instance, "State", state);
    if (!bzt_same(state, "Installed"))
        return bzt_refuse(h, COHORT_ERR_STATE, 1060, "the instance of host \"%s\" on node \"%s\" is not installed (%s)",
                          c->host, node, state);
    if (bzt_int(h, "hostinstance", instance, "Disabled") != 0)
        return bzt_refuse(h, COHORT_ERR_STATE, 1058, "the instance of host \"%s\" on node \"%s\" is disabled", c->host,
                          node);
    return 0;
}

/* The nodes that are BizTalk servers of the host's group. */
static int check_nodes(cohort *h, struct cluster *c)
{
    cohort_cursor *row = NULL;
    struct bzt_computer at;
    int rc = 0;

    if (cohort_list(h, "biztalkserver", &row) < 0)
        return cohort_errcode(h);
    while (rc == 0 && cohort_next(row)) {
        if (!bzt_same(cohort_cursor_text(row, "Group"), c->biztalk_group) || c->count == COHORT_NODES_MAX ||
            !bzt_computer(h, cohort_cursor_text(row, "Computer"), &at) || at.node[0] == '\0')
            continue;
        rc = check_node(h, c, cohort_cursor_text(row, "name"), at.node);
        bzt_copy(c->texts[c->count], at.node);
        c->nodes[c->count] = c->texts[c->count];
        c->count++;
    }
    cohort_cursor_free(row);
    if (rc == 0 && c->count < 2)
        return bzt_refuse(h, COHORT_ERR_STATE, 5015,
                          "two BizTalk servers of group \"%s\" at least must be nodes of this cluster, and %d %s",
                          c->biztalk_group, c->count, c->count == 1 ? "is" : "are");
    return rc;
}

/* The group is where the host can be. */
static int check_owner(cohort *h, const struct cluster *c)
{
    cohort_cursor *row = bzt_shown(h, "group", c->group);
    bzt_name owner;
    int i;

    bzt_copy(owner, cohort_cursor_text(row, "owner"));
    cohort_cursor_free(row);
    for (i = 0; i < c->count; i++)
        if (bzt_same(c->nodes[i], owner))
            return 0;
    return owner[0] == '\0'
               ? 0
               : bzt_refuse(h, COHORT_ERR_NOT_OWNER, 5015,
                            "group \"%s\" is on node \"%s\", where host \"%s\" has no instance: move it first",
                            c->group, owner, c->host);
}

static int check_cluster(cohort *h, const char *host, const char *group, const char *account, int flags,
                         struct cluster *c)
{
    bzt_name type, clustered, name;
    int rc = bzt_need_biztalk_admin(h, account);

    if (rc < 0)
        return rc;
    if (!bzt_spelled(h, "host", host, c->host))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no host \"%s\"", host != NULL ? host : "");
    if (!bzt_spelled(h, "group", group, c->group))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 5013, "there is no group \"%s\"", group != NULL ? group : "");
    snprintf(c->service, sizeof c->service, "%s%.200s", BZT_HOST_SERVICE, c->host);
    bzt_get(h, "host", host, "Type", type);
    bzt_host_group(h, host, clustered);
    bzt_get(h, "host", host, "Group", c->biztalk_group);
    if (bzt_same(type, "Isolated"))
        return bzt_refuse(h, COHORT_ERR_STATE, 50,
                          "host \"%s\" is isolated: it runs in IIS; cluster the web site instead", host);
    if (clustered[0] != '\0')
        return bzt_refuse(h, COHORT_ERR_EXISTS, 5010, "host \"%s\" is clustered already, in group \"%s\"", host,
                          clustered);
    if (!bzt_group_network_name(h, group, c->netname, name))
        return bzt_refuse(h, COHORT_ERR_REQUIRED, 5002,
                          "group \"%s\" has no Network Name: a clustered host is reached by it", group);
    if (!bzt_driver(h, BZT_ENTSSO, &c->sso) || !bzt_same(c->sso.group, group))
        c->sso.name[0] = '\0';
    if ((flags & COHORT_BIZTALK_WITH_SSO) != 0 && c->sso.name[0] == '\0')
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 5007, "no resource of group \"%s\" drives ENTSSO", group);
    rc = check_nodes(h, c);
    return rc < 0 ? rc : check_owner(h, c);
}

/* What the service manager did by itself is the cluster's from now on; only the owner's instance goes on running. */
static void give_services(struct bzt_do *d, const struct cluster *c, const char *owner)
{
    bzt_name full;
    int64_t request = 0;
    int i, state;

    for (i = 0; i < c->count; i++) {
        state = bzt_service_state(d->h, c->service, c->nodes[i]);
        bzt_service_at(full, c->service, c->nodes[i]);
        if (state == 0)
            continue;
        bzt_put(d, "service", full, "Start", "Manual");
        bzt_put(d, "service", full, "Recovery", "None");
        if (d->rc >= 0 && state == COHORT_SERVICE_RUNNING && !bzt_same(c->nodes[i], owner))
            bzt_did(d, cohort_service_stop(d->h, full, 0, &request), &request);
    }
}

int cohort_biztalk_host_cluster(cohort *h, const char *host, const char *group, const char *account, int flags,
                                int64_t *ret_request)
{
    struct cluster c = {.count = 0};
    struct bzt_props props = {.count = 0};
    struct bzt_resource r;
    char depends[3 * (COHORT_NAME_MAX + 1)];
    struct bzt_do d;
    int64_t request = 0;
    int rc = check_cluster(h, host, group, account, flags, &c);

    if (rc < 0)
        return rc;
    if ((flags & COHORT_BIZTALK_WITH_SSO) != 0)
        snprintf(depends, sizeof depends, "[%s] and [%s]", c.netname, c.sso.name);
    else
        snprintf(depends, sizeof depends, "[%s]", c.netname);
    bzt_prop(&props, "Group", c.group);
    bzt_prop(&props, "Type", "BizTalk Host");
    bzt_prop(&props, "ServiceName", c.service);
    bzt_begin(&d, h);
    bzt_create(&d, "resource", c.service, &props);
    if (d.rc >= 0)
        bzt_did(&d, cohort_resource_depend(h, c.service, depends, &request), &request);
    if (d.rc >= 0)
        bzt_did(&d, cohort_resource_owners(h, c.service, c.nodes, &request), &request);
    bzt_put(&d, "host", host, "ClusterGroup", group);
    if (account != NULL)
        bzt_put(&d, "host", host, "ClusteredBy", account);
    if (d.rc >= 0 && bzt_resource(h, c.service, &r))
        give_services(&d, &c, r.owner);
    if (d.rc >= 0)
        bzt_did(&d, cohort_resource_online(h, c.service, &request), &request);
    return bzt_end(&d, ret_request);
}

/* The resource goes when it is offline: the reactor deletes it then. */
int cohort_biztalk_host_uncluster(cohort *h, const char *host, const char *account, int64_t *ret_request)
{
    struct bzt_resource r;
    bzt_name service, group;
    struct bzt_do d;
    int64_t request = 0;
    int rc = bzt_need_biztalk_admin(h, account);

    if (rc < 0)
        return rc;
    if (!bzt_exists(h, "host", host))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no host \"%s\"", host != NULL ? host : "");
    bzt_host_group(h, host, group);
    snprintf(service, sizeof service, "%s%.200s", BZT_HOST_SERVICE, host);
    if (group[0] == '\0')
        return bzt_refuse(h, COHORT_ERR_STATE, 5007, "host \"%s\" is not clustered", host);
    bzt_begin(&d, h);
    if (!bzt_driver(h, service, &r)) { /* the resource is gone already */
        bzt_put(&d, "host", host, "ClusterGroup", "");
        return bzt_end(&d, ret_request);
    }
    if (r.state == COHORT_RESOURCE_OFFLINE || r.state == COHORT_RESOURCE_FAILED) {
        bzt_did(&d, cohort_delete(h, "resource", r.name, &request), &request);
        bzt_put(&d, "host", host, "ClusterGroup", "");
        return bzt_end(&d, ret_request);
    }
    bzt_did(&d, cohort_resource_offline(h, r.name, &request), &request);
    bzt_put(&d, "host", host, "Unclustering", "1");
    if (d.rc >= 0)
        d.request = request; /* that is what there is to wait for */
    return bzt_end(&d, ret_request);
}
