/* resource.h: requests about resources. */
#include <cohort/resource.h>

#include "runtime/runtime.h"

int cohort_resource_online(cohort *h, const char *resource, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_ONLINE, resource, NULL, 0, ret_request);
}

int cohort_resource_offline(cohort *h, const char *resource, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_OFFLINE, resource, NULL, 0, ret_request);
}

int cohort_resource_fail(cohort *h, const char *resource, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_FAIL, resource, NULL, 0, ret_request);
}

int cohort_resource_depend(cohort *h, const char *resource, const char *expression, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_DEPEND, resource, expression != NULL ? expression : "", 0,
                             ret_request);
}

int cohort_resource_owners(cohort *h, const char *resource, const char *const *nodes, int64_t *ret_request)
{
    return coh_request_list(h, COH_VERB_RESOURCE_OWNERS, COH_NONE, resource, nodes, ret_request);
}
