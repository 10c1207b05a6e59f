/* service.h: requests about services. */
#include <cohort/service.h>

#include "runtime/runtime.h"

int cohort_service_start(cohort *h, const char *service, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_SERVICE_START, service, NULL, 0, ret_request);
}

int cohort_service_stop(cohort *h, const char *service, int dependents, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_SERVICE_STOP, service, NULL, dependents != 0, ret_request);
}
