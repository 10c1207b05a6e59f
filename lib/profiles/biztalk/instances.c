/* biztalk.h: the list of host instances, with the virtual ones. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

static int state_of(int service)
{
    return service == COHORT_SERVICE_STOPPED         ? COHORT_BIZTALK_STOPPED
           : service == COHORT_SERVICE_START_PENDING ? COHORT_BIZTALK_START_PENDING
           : service == COHORT_SERVICE_STOP_PENDING  ? COHORT_BIZTALK_STOP_PENDING
           : service == COHORT_SERVICE_RUNNING       ? COHORT_BIZTALK_RUNNING
                                                     : COHORT_BIZTALK_STATE_UNKNOWN;
}

static void service_of(const char *host, bzt_name out)
{
    snprintf(out, sizeof(bzt_name), "%s%.200s", BZT_HOST_SERVICE, host);
}

static int is_clustered(cohort *h, const char *host)
{
    bzt_name group;

    bzt_host_group(h, host, group);
    return group[0] != '\0';
}

/* What its resource is, on the node that owns it. */
static void virtual_one(cohort *h, const char *host, cohort_biztalk_instance *ret)
{
    struct bzt_resource r;
    bzt_name service, computer;

    ret->type = COHORT_BIZTALK_VIRTUAL;
    ret->state = COHORT_BIZTALK_STATE_UNKNOWN;
    service_of(host, service);
    if (!bzt_driver(h, service, &r))
        return;
    ret->state = r.state == COHORT_RESOURCE_ONLINE            ? COHORT_BIZTALK_RUNNING
                 : r.state == COHORT_RESOURCE_ONLINE_PENDING  ? COHORT_BIZTALK_START_PENDING
                 : r.state == COHORT_RESOURCE_OFFLINE_PENDING ? COHORT_BIZTALK_STOP_PENDING
                                                              : COHORT_BIZTALK_STOPPED;
    bzt_computer_of_node(h, r.owner, computer);
    bzt_find(h, "biztalkserver", "Computer", computer, ret->server);
}

static void plain_one(cohort *h, const char *host, const char *name, cohort_biztalk_instance *ret)
{
    bzt_name computer, node, service, type;

    ret->type = is_clustered(h, host) ? COHORT_BIZTALK_CLUSTERED : COHORT_BIZTALK_UNCLUSTERED;
    ret->disabled = bzt_int(h, "hostinstance", name, "Disabled") != 0;
    bzt_get(h, "hostinstance", name, "Server", ret->server);
    bzt_get(h, "hostinstance", name, "State", type);
    snprintf(ret->configuration, sizeof ret->configuration, "%.31s", type);
    bzt_get(h, "biztalkserver", ret->server, "Computer", computer);
    bzt_get(h, "computer", computer, "Node", node);
    bzt_get(h, "host", host, "Type", type);
    service_of(host, service);
    ret->state = state_of(bzt_same(type, "Isolated") ? 0 : bzt_service_state(h, service, node));
}

/* Instance *@index of @host, counted down over the hosts; 1: that was it. */
static int find_at(cohort *h, const char *host, int *index, cohort_biztalk_instance *ret)
{
    cohort_cursor *row = NULL;
    int found = is_clustered(h, host) && (*index)-- == 0;

    if (found)
        virtual_one(h, host, ret);
    if (found || cohort_list(h, "hostinstance", &row) < 0)
        return found;
    while (!found && cohort_next(row)) {
        if (!bzt_same(cohort_cursor_text(row, "Host"), host) || (*index)-- != 0)
            continue;
        plain_one(h, host, cohort_cursor_text(row, "name"), ret);
        found = 1;
    }
    cohort_cursor_free(row);
    return found;
}

int cohort_biztalk_instance_at(cohort *h, const char *host, int index, cohort_biztalk_instance *ret)
{
    cohort_biztalk_instance instance = {.type = COHORT_BIZTALK_UNCLUSTERED};
    cohort_cursor *row = NULL;
    int found = 0;

    if (!bzt_has_room(ret) || index < 0)
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "ret is missing, or what struct_size says, or the index");
    if (host != NULL && !bzt_exists(h, "host", host))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no host \"%s\"", host);
    if (cohort_list(h, "host", &row) < 0)
        return cohort_errcode(h);
    while (!found && cohort_next(row)) {
        const char *name = cohort_cursor_text(row, "name");

        if (host != NULL && !bzt_same(name, host))
            continue;
        bzt_copy(instance.host, name);
        found = find_at(h, name, &index, &instance);
    }
    cohort_cursor_free(row);
    if (found)
        bzt_give(ret, &instance, sizeof instance);
    return found;
}
