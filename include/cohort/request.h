/**
 * @file request.h
 * Requests, and what became of them.
 *
 * The calls that change the cluster (those with ret_request) are requests. A request returns when the engine has
 * decided: 0, accepted and durable; or refused, with the reason in cohort_errmsg(), and nothing at all has changed.
 * Accepted says nothing about the outcome: a group that is to come online comes online while the loop turns. The
 * request's id (> 0), which @p ret_request receives (NULL is allowed), asks for it here. A request that only configures
 * is reached when it is accepted.
 *
 * What every request may return, beside what it lists itself and what every call may return (error.h):
 *  - COHORT_ERR_MISUSE: called inside a callback, or on a handle that was opened for reading only;
 *  - COHORT_ERR_INVALID: a text is not UTF-8 (Win32 87);
 *  - COHORT_ERR_STORE, COHORT_ERR_FULL, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED: it could not be stored. Nothing has
 *    changed; it may be asked again.
 */
#ifndef COHORT_REQUEST_H
#define COHORT_REQUEST_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What became of a request. It is derived from the present state: a goal that was reached and then overturned (by a
 * failure, or by a later request) is Failed.
 *
 * @param request     Its id.
 * @param ret_reason  Receives why it is pending or failed, one sentence; "" if reached. Borrowed: until the next call
 *                    that is not a getter. May be NULL.
 * @return COHORT_REQUEST_PENDING, _REACHED or _FAILED (all > 0).
 * @retval COHORT_ERR_NOT_FOUND  There is no such request (an input that nobody asked for, such as an agent's answer, is
 *                               none).
 * @retval COHORT_ERR_STORE, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  It cannot be read.
 * @since 0.1
 */
COHORT_API int cohort_request_result(cohort *h, int64_t request, const char **ret_reason);

/**
 * Turn the loop until the request is reached or failed. Callbacks run meanwhile. Trouble of the store is waited out.
 *
 * @param timeout_ms  At most so long, in milliseconds; -1: no limit; 0: look once.
 * @return COHORT_REQUEST_REACHED; or COHORT_REQUEST_FAILED, then cohort_errmsg() has the reason (and cohort_errcode()
 * is COHORT_ERR_STATE).
 * @retval COHORT_ERR_TIMEOUT    It is still pending; the sentence says on what. The request goes on.
 * @retval COHORT_ERR_NOT_FOUND  There is no such request.
 * @retval COHORT_ERR_MISUSE     Inside a callback, or on a handle that was opened for reading only.
 * @retval COHORT_ERR_STORE, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  The request cannot be read.
 * @since 0.1
 */
COHORT_API int cohort_wait(cohort *h, int64_t request, int64_t timeout_ms);

#ifdef __cplusplus
}
#endif
#endif
