/* group.h: requests about groups. */
#include <cohort/group.h>

#include "runtime/runtime.h"

int cohort_group_online(cohort *h, const char *group, int64_t *ret_request)
{
    return cohort_group_online_ex(h, group, 0, ret_request);
}

int cohort_group_online_ex(cohort *h, const char *group, int flags, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_GROUP_ONLINE, group, NULL, flags, ret_request);
}

int cohort_group_offline(cohort *h, const char *group, int64_t *ret_request)
{
    return cohort_group_offline_ex(h, group, 0, ret_request);
}

int cohort_group_offline_ex(cohort *h, const char *group, int flags, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_GROUP_OFFLINE, group, NULL, flags, ret_request);
}

int cohort_group_move(cohort *h, const char *group, const char *node, int64_t *ret_request)
{
    return cohort_group_move_ex(h, group, node, 0, ret_request);
}

int cohort_group_move_ex(cohort *h, const char *group, const char *node, int flags, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_GROUP_MOVE, group, node, flags, ret_request);
}

int cohort_group_move_all(cohort *h, const char *node, int flags, int64_t *ret_request)
{
    struct coh_input input = {.verb = COH_VERB_GROUP_MOVE_ALL, .arg = node, .a = flags};
    int rc = coh_enter_write(h);

    return rc < 0 ? rc : coh_request(h, &input, ret_request);
}

int cohort_group_cancel(cohort *h, const char *group, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_GROUP_CANCEL, group, NULL, 0, ret_request);
}

int cohort_group_maintenance(cohort *h, const char *group, int on, int64_t duration_ms, int64_t *ret_request)
{
    return coh_request_maintenance(h, COH_GROUP, group, on, duration_ms, ret_request);
}

int cohort_group_depend(cohort *h, const char *group, const char *const *providers, int64_t *ret_request)
{
    return coh_request_list(h, COH_VERB_GROUP_DEPEND, COH_NONE, group, providers, ret_request);
}

int cohort_group_owners(cohort *h, const char *group, const char *const *nodes, int64_t *ret_request)
{
    return coh_request_list(h, COH_VERB_GROUP_OWNERS, COH_NONE, group, nodes, ret_request);
}
