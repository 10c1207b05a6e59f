/**
 * @file request.h
 * What became of a request.
 */
#ifndef COHORT_REQUEST_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif


/**
 * What became of a request. It is derived from the present state: a goal that was reached and then overturned is Failed.
 * @param request   Its id. @param ret_reason Why it is pending or failed, one sentence; "" if reached. Borrowed. May be NULL.
 * @return COHORT_REQUEST_... (> 0), or COHORT_ERR_NOT_FOUND.
 * @since 0.1
 */
COHORT_API int cohort_request_result(cohort *h, int64_t request, const char **ret_reason);

/**
 * Turn the loop until the request is reached or failed.
 * @param timeout_ms At most so long; -1: no limit.
 * @return COHORT_REQUEST_REACHED or _FAILED (then cohort_errmsg() has the reason); COHORT_ERR_TIMEOUT; COHORT_ERR_NOT_FOUND.
 * @since 0.1
 */
COHORT_API int cohort_wait(cohort *h, int64_t request, int64_t timeout_ms);

#ifdef __cplusplus
}
#endif
#endif
