/* group.h: requests about groups. */
#include <cohort/group.h>

#include "runtime/runtime.h"

int cohort_group_online(cohort *h, const char *group, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_GROUP_ONLINE, group, NULL, 0, ret_request);
}

int cohort_group_offline(cohort *h, const char *group, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_GROUP_OFFLINE, group, NULL, 0, ret_request);
}

int cohort_group_move(cohort *h, const char *group, const char *node, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_GROUP_MOVE, group, node, 0, ret_request);
}

int cohort_group_cancel(cohort *h, const char *group, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_GROUP_CANCEL, group, NULL, 0, ret_request);
}

int cohort_group_maintenance(cohort *h, const char *group, int on, int64_t duration_ms, int64_t *ret_request)
{
    return coh_request_maintenance(h, COH_GROUP, group, on, duration_ms, ret_request);
}

int cohort_group_owners(cohort *h, const char *group, const char *const *nodes, int64_t *ret_request)
{
    return coh_request_list(h, COH_VERB_GROUP_OWNERS, COH_NONE, group, nodes, ret_request);
}
