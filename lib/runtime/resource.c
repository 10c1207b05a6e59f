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

int cohort_resource_online_ex(cohort *h, const char *resource, int flags, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_ONLINE, resource, NULL, flags, ret_request);
}

int cohort_resource_offline_ex(cohort *h, const char *resource, int flags, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_OFFLINE, resource, NULL, flags, ret_request);
}

int cohort_resource_restart(cohort *h, const char *resource, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_RESTART, resource, NULL, 0, ret_request);
}

int cohort_resource_fail(cohort *h, const char *resource, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_FAIL, resource, NULL, 0, ret_request);
}

int cohort_resource_move(cohort *h, const char *resource, const char *group, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_REGROUP, resource, group != NULL ? group : "", 0, ret_request);
}

int coh_request_maintenance(cohort *h, int kind, const char *name, int on, int64_t duration_ms, int64_t *ret_request)
{
    struct coh_input input = {.verb = COH_VERB_MAINTENANCE, .kind = kind, .name = name, .a = on != 0, .b = duration_ms};
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    return name == NULL ? coh_missing(h, coh_kind_name(kind)) : coh_request(h, &input, ret_request);
}

int cohort_resource_maintenance(cohort *h, const char *resource, int on, int64_t duration_ms, int64_t *ret_request)
{
    return coh_request_maintenance(h, COH_RESOURCE, resource, on, duration_ms, ret_request);
}

int cohort_resource_depend(cohort *h, const char *resource, const char *expression, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_DEPEND, resource, expression != NULL ? expression : "", 0,
                             ret_request);
}

int cohort_resource_depend_add(cohort *h, const char *resource, const char *provider, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_DEPEND, resource, provider != NULL ? provider : "", 1, ret_request);
}

int cohort_resource_depend_remove(cohort *h, const char *resource, const char *provider, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_RESOURCE_DEPEND, resource, provider != NULL ? provider : "", 2, ret_request);
}

int cohort_resource_owners(cohort *h, const char *resource, const char *const *nodes, int64_t *ret_request)
{
    return coh_request_list(h, COH_VERB_RESOURCE_OWNERS, COH_NONE, resource, nodes, ret_request);
}
