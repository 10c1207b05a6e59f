/* affinity.h: requests about affinity rules. */
#include <cohort/affinity.h>

#include "runtime/runtime.h"

int cohort_affinity_groups(cohort *h, const char *rule, const char *const *groups, int64_t *ret_request)
{
    return coh_request_list(h, COH_VERB_AFFINITY_GROUPS, COH_NONE, rule, groups, ret_request);
}
