/* type.h: requests about resource types. */
#include <cohort/type.h>

#include "runtime/runtime.h"

int cohort_type_owners(cohort *h, const char *type, const char *const *nodes, int64_t *ret_request)
{
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    return type == NULL ? coh_missing(h, "type")
                        : coh_request_list(h, COH_VERB_TYPE_OWNERS, COH_NONE, type, nodes, ret_request);
}
