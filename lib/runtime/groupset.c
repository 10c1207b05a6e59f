/* groupset.h: requests about group sets. */
#include <cohort/groupset.h>

#include "runtime/runtime.h"

int cohort_groupset_groups(cohort *h, const char *set, const char *const *groups, int64_t *ret_request)
{
    return coh_request_list(h, COH_VERB_GROUPSET_GROUPS, COH_NONE, set, groups, ret_request);
}

int cohort_groupset_depend(cohort *h, const char *set, const char *const *sets, int64_t *ret_request)
{
    return coh_request_list(h, COH_VERB_GROUPSET_DEPEND, COH_NONE, set, sets, ret_request);
}
