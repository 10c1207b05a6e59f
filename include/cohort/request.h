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

/**
 * Begin a batch: the requests that follow on this handle are one, all or nothing. They are applied at once (lists and
 * properties show them) and refused at once; but nothing is stored, started or stopped before cohort_commit(), and
 * nothing is decided in between: only what comes of all of them counts. So a group can be built and brought online, or
 * a resource replaced, without passing through what is in between.
 *
 * One refusal dooms the batch: everything of it is taken back, later requests are refused (COHORT_ERR_STATE), and
 * cohort_commit() answers with that first refusal.
 *
 * A batch belongs to its handle and is meant to be short: time stands still, and the calls that turn the loop
 * (cohort_process(), cohort_turn(), cohort_run(), cohort_wait()) and those that say what this handle plays are refused
 * (COHORT_ERR_MISUSE) until it is over. cohort_close() rolls it back.
 *
 * @retval 0                  Begun.
 * @retval COHORT_ERR_MISUSE  One is open already (5918); inside a callback or a reactor; the handle is for reading.
 * @retval COHORT_ERR_STORE, COHORT_ERR_FULL, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  Timers were due before it, and could
 *                            not be stored.
 * @since 0.1
 */
COHORT_API int cohort_begin(cohort *h);

/**
 * End a batch: what it asked for is decided, stored in one transaction, and carried out by the loop. The record has its
 * requests one by one, between "begin" and "commit".
 *
 * @param ret_request  Receives the request id of the whole: it is reached when all are, and failed when one is
 *                     (what a later request of the batch overruled does not count). The
 *                     requests' own ids are valid from now on.
 * @retval 0                  Accepted and durable. The batch is over.
 * @retval COHORT_ERR_MISUSE  No batch is open (5919); inside a callback.
 * @return Otherwise the batch is over too, and nothing has changed: the refusal of the request that doomed it, or that
 *         it could not be stored.
 * @since 0.1
 */
COHORT_API int cohort_commit(cohort *h, int64_t *ret_request);

/**
 * Take back everything of a batch, doomed or not.
 *
 * @retval 0                  It is over; nothing has changed.
 * @retval COHORT_ERR_MISUSE  No batch is open (5919); inside a callback.
 * @since 0.1
 */
COHORT_API int cohort_rollback(cohort *h);

#ifdef __cplusplus
}
#endif
#endif
