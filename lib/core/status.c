/*
 * Status bits of nodes, groups and resources: what is the matter beside the state. All derived; numbers and meanings are WSFC's StatusInformation.
 */
#include "core/inner.h"

static const struct {
    int kind, bit;
    const char *name;
} bits[] = {
    {COH_NODE, COHORT_NODE_STATUS_ISOLATED, "Isolated"},
    {COH_NODE, COHORT_NODE_STATUS_QUARANTINED, "Quarantined"},
    {COH_NODE, COHORT_NODE_STATUS_DRAINING, "DrainInProgress"},
    {COH_NODE, COHORT_NODE_STATUS_DRAINED, "DrainCompleted"},
    {COH_NODE, COHORT_NODE_STATUS_DRAIN_FAILED, "DrainFailed"},
    {COH_NODE, COHORT_NODE_STATUS_AVOID, "AvoidPlacement"},
    {COH_GROUP, COHORT_GROUP_STATUS_LOCKED_MODE, "LockedMode"},
    {COH_GROUP, COHORT_GROUP_STATUS_WAITING_IN_QUEUE_FOR_MOVE, "WaitingInQueueForMove"},
    {COH_GROUP, COHORT_GROUP_STATUS_WAITING_TO_START, "WaitingToStart"},
    {COH_RESOURCE, COHORT_RESOURCE_STATUS_EMBEDDED_FAILURE, "EmbeddedFailure"},
    {COH_GROUP, COHORT_GROUP_STATUS_EMBEDDED_FAILURE, "EmbeddedFailure"},
    {COH_GROUP, COHORT_GROUP_STATUS_ANTIAFFINITY_CONFLICT, "AntiAffinityConflict"},
    {COH_RESOURCE, COHORT_RESOURCE_STATUS_LOCKED_MODE, "LockedMode"},
    {COH_GROUP, COHORT_GROUP_STATUS_WAITING_FOR_DEPENDENCIES, "WaitingForDependencies"},
    {COH_GROUPSET, COHORT_GROUPSET_STATUS_GROUPS_PENDING, "GroupsPending"},
    {COH_GROUPSET, COHORT_GROUPSET_STATUS_GROUPS_ONLINE, "GroupsOnline"},
};

int coh_node_status(const struct coh_node *node)
{
    static const int drains[] = {0, COHORT_NODE_STATUS_DRAINING, COHORT_NODE_STATUS_DRAINED,
                                 COHORT_NODE_STATUS_DRAIN_FAILED}; /* COHORT_DRAIN_NONE.. */

    return node->status | drains[node->drain] | (coh_avoided(node) ? COHORT_NODE_STATUS_AVOID : 0);
}

int coh_group_status(const struct coh_model *m, const struct coh_group *g)
{
    const struct coh_resource *r;
    int status = g->later == COH_MOVE_ASKED ? COHORT_GROUP_STATUS_WAITING_IN_QUEUE_FOR_MOVE : 0;

    for (r = g->first; r != NULL; r = r->next)
        status |= (r->embedded ? COHORT_GROUP_STATUS_EMBEDDED_FAILURE : 0) |
                  (r->lock != NULL ? COHORT_GROUP_STATUS_LOCKED_MODE : 0);
    if (g->persistent == COHORT_PERSISTENT_ONLINE && !g->off && g->dest == NULL && coh_kept_out(m, g, NULL))
        status |= COHORT_GROUP_STATUS_ANTIAFFINITY_CONFLICT;
    if ((g->wait == COH_WAIT_OWNER && coh_wait_wants(g)) || g->wait == COH_WAIT_QUEUE)
        status |= COHORT_GROUP_STATUS_WAITING_TO_START;
    if (g->wait == COH_WAIT_DEPENDS || g->wait == COH_WAIT_ASKED)
        status |= COHORT_GROUP_STATUS_WAITING_FOR_DEPENDENCIES;
    return status;
}

int coh_groupset_status(const struct coh_groupset *s)
{
    int need = coh_groupset_needed(s);

    return (need > 0 && s->up + s->coming >= need ? COHORT_GROUPSET_STATUS_GROUPS_PENDING : 0) |
           (need > 0 && s->up >= need ? COHORT_GROUPSET_STATUS_GROUPS_ONLINE : 0);
}

int coh_resource_status(const struct coh_resource *r)
{
    return (r->embedded ? COHORT_RESOURCE_STATUS_EMBEDDED_FAILURE : 0) |
           (r->lock != NULL ? COHORT_RESOURCE_STATUS_LOCKED_MODE : 0);
}

const char *coh_status_name(int kind, int status, int index)
{
    size_t i;

    for (i = 0; i < sizeof bits / sizeof bits[0]; i++)
        if (bits[i].kind == kind && (status & bits[i].bit) != 0 && index-- == 0)
            return bits[i].name;
    return NULL;
}
