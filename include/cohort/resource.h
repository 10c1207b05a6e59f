/**
 * @file resource.h
 * Resources and their dependencies.
 */
#ifndef COHORT_RESOURCE_H
#define COHORT_RESOURCE_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Bring a resource online, its providers first. Its persistent state becomes Online, even if the attempt fails. Stop marks and
 * failures of it and of its providers are forgotten.
 * @retval COHORT_ERR_STATE    It is pending (Win32 5023).  @retval COHORT_ERR_REQUIRED A dependency that its type requires is missing (5002).
 * @retval COHORT_ERR_NO_QUORUM (5925), COHORT_ERR_NOT_FOUND (5007), COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_resource_online(cohort *h, const char *resource, int64_t *ret_request);

/**
 * Take a resource offline, its dependents first (those that would lose their last provider). Its persistent state becomes Offline; the dependents'
 * do not change, and they return with it. A Failed resource becomes Offline.
 * @retval COHORT_ERR_STATE It is pending (5023).  @retval COHORT_ERR_HELD A running service outside needs one that would stop (1051).
 * @retval COHORT_ERR_NO_QUORUM, COHORT_ERR_NOT_FOUND, COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_resource_offline(cohort *h, const char *resource, int64_t *ret_request);

/** Treat a resource as failed, by the failure policy. @retval COHORT_ERR_STATE It is neither Online nor pending (5023). @since 0.1 */
COHORT_API int cohort_resource_fail(cohort *h, const char *resource, int64_t *ret_request);

/**
 * Replace a resource's dependencies.
 *
 * @param expression "[A] and ([B] or [C])", keywords in any case; a bare "[A] or [B]" is one OR list. "" or NULL: none.
 * @retval COHORT_ERR_SYNTAX    It does not parse; the sentence names the column (87).
 * @retval COHORT_ERR_NOT_FOUND A resource is not there (87).   @retval COHORT_ERR_INVALID A resource is of another group (87).
 * @retval COHORT_ERR_CIRCULAR  A circle, itself included (1059).   @retval COHORT_ERR_EXISTS The same provider twice (5003).
 * @retval COHORT_ERR_LIMIT     Deeper than COHORT_DEPTH_MAX (5929).
 * @retval COHORT_ERR_STATE     It is OnlinePending, or Online and the expression is not satisfied now (5019).
 * @retval COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_resource_depend(cohort *h, const char *resource, const char *expression, int64_t *ret_request);

/** Set the possible owners. @p nodes: NULL-terminated; NULL or empty: all nodes, future ones too.
 *  @retval COHORT_ERR_STATE It is online or pending on a node that would be left out (5023). @since 0.1 */
COHORT_API int cohort_resource_owners(cohort *h, const char *resource, const char *const *nodes, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
