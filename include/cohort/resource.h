/**
 * @file resource.h
 * Resources and their dependencies.
 *
 * A resource is made with cohort_create(h, "resource", ...), which needs Group=... and Type=.... The calls here are
 * requests: request.h says what that means and what each may return beside what it lists.
 */
#ifndef COHORT_RESOURCE_H
#define COHORT_RESOURCE_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Bring a resource online, its providers first. Its persistent state becomes Online, even if the attempt fails. Stop
 * marks, and failures that were given up, of it and of its providers are forgotten; if it comes online, its restarts
 * and its group's failovers are counted anew.
 *
 * @param resource  Its name.
 * @retval COHORT_ERR_STATE      It is OnlinePending or OfflinePending (5023); it, or a provider that would have to
 *                               start, is locked (5960).
 * @retval COHORT_ERR_REQUIRED   A dependency that its type requires is missing (5002).
 * @retval COHORT_ERR_NOT_FOUND  No such resource (5007).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see tests/scenarios/online-order.txt
 */
COHORT_API int cohort_resource_online(cohort *h, const char *resource, int64_t *ret_request);

/**
 * Take a resource offline, its dependents first (those that would lose their last provider). Its persistent state
 * becomes Offline; the dependents' do not change, and they return with it. A Failed resource becomes Offline.
 *
 * @param resource  Its name.
 * @retval COHORT_ERR_STATE      It is OnlinePending or OfflinePending (5023); it, or a dependent that would have to
 *                               stop, is locked (5960).
 * @retval COHORT_ERR_HELD       A running service that does not go with it needs one that would stop; the sentence
 *                               names both (1051).
 * @retval COHORT_ERR_NOT_FOUND  No such resource (5007).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see tests/scenarios/stop-marks.txt
 */
COHORT_API int cohort_resource_offline(cohort *h, const char *resource, int64_t *ret_request);

/**
 * As cohort_resource_online(), with flags.
 *
 * @param flags  COHORT_IGNORE_AFFINITY: as cohort_group_online_ex(); COHORT_IGNORE_LOCKED: locks of it and of its providers do not refuse it (5960).
 *               COHORT_ONLINE_KEEP_PERSISTENT: its persistent state does not change. If that is Offline, it stays online
 *               until it is taken offline, its group changes its owner, or its node boots. 0: as cohort_resource_online().
 * @retval COHORT_ERR_INVALID  A flag that does not exist (87).
 * @since 0.1
 * @see tests/scenarios/keep-persistent.txt
 */
COHORT_API int cohort_resource_online_ex(cohort *h, const char *resource, int flags, int64_t *ret_request);

/**
 * As cohort_resource_offline(), with flags.
 *
 * @param flags  COHORT_IGNORE_LOCKED: locks of it and of its dependents do not refuse it (5960).
 *               COHORT_OFFLINE_KEEP_PERSISTENT: its persistent state does not change; if that is Online, it returns when
 *               its group changes its owner or its node boots. COHORT_OFFLINE_FORCE: it is terminated when its
 *               dependents are down, which stop in good order; no service holds it, and a start or a stop that is
 *               under way is cut short. Both, or 0: as cohort_resource_offline().
 * @retval COHORT_ERR_INVALID  A flag that does not exist (87).
 * @since 0.1
 * @see tests/scenarios/offline-force.txt
 */
COHORT_API int cohort_resource_offline_ex(cohort *h, const char *resource, int flags, int64_t *ret_request);

/**
 * Restart a resource: it goes offline, its dependents first, and returns to its persistent state, which does not change;
 * the dependents return with it. What is Offline or Failed is brought online if its persistent state says so. The
 * request is reached when the resource and its dependents are what they should be.
 *
 * @param resource  Its name.
 * @retval COHORT_ERR_STATE      It is OnlinePending or OfflinePending (5023), its owner is isolated (5984) or paused (70),
 *                               or it would start beside an anti-affine group (5071); one that would stop is locked (5960).
 * @retval COHORT_ERR_HELD       A running service that does not go with it needs one that would stop (1051).
 * @retval COHORT_ERR_REQUIRED   A dependency that its type requires is missing (5002).
 * @retval COHORT_ERR_NOT_FOUND  No such resource (5007).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see tests/scenarios/resource-restart.txt
 */
COHORT_API int cohort_resource_restart(cohort *h, const char *resource, int64_t *ret_request);

/**
 * Treat a resource as failed: it is terminated, and the failure policy decides. Nothing can hold this. While it is
 * OfflinePending it is terminated, and that is no failure.
 *
 * @param resource  Its name.
 * @retval COHORT_ERR_STATE      It is neither Online nor pending (5023), its owner is isolated (5984), or it or its group
 *                               is in maintenance (5970).
 * @retval COHORT_ERR_NOT_FOUND  No such resource (5007).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see tests/scenarios/restart.txt
 */
COHORT_API int cohort_resource_fail(cohort *h, const char *resource, int64_t *ret_request);

/**
 * Replace a resource's dependencies, all of them.
 *
 * @param resource    Its name.
 * @param expression  "[A] and ([B] or [C])", keywords in any case; a bare "[A] or [B]" is one OR list. "" or NULL:
 *                    none. At most COHORT_EXPRESSION_MAX bytes and COHORT_PROVIDERS_MAX providers.
 * @retval COHORT_ERR_SYNTAX     It does not parse; the sentence names the column (87).
 * @retval COHORT_ERR_NOT_FOUND  No such resource (5007), or no such provider (87).
 * @retval COHORT_ERR_INVALID    A provider is of another group (87).
 * @retval COHORT_ERR_EXISTS     The same provider twice (5003).
 * @retval COHORT_ERR_CIRCULAR   A circle, itself included; or one together with the needs of services, on some node
 *                               (1059).
 * @retval COHORT_ERR_LIMIT      Deeper than COHORT_DEPTH_MAX (5929); too long, or too many providers (87).
 * @retval COHORT_ERR_STATE      It is OnlinePending, or Online and the expression is not satisfied now (5019).
 * @since 0.1
 * @see docs/manual/dependencies.md, tests/scenarios/dependency-errors.txt
 */
COHORT_API int cohort_resource_depend(cohort *h, const char *resource, const char *expression, int64_t *ret_request);

/**
 * Add one provider to a resource's dependencies: a clause of its own, beside the others.
 *
 * @param provider  Its name; a resource of the same group.
 * @retval COHORT_ERR_EXISTS  The resource depends on it already, in whichever clause (5003).
 * @retval COHORT_ERR_SYNTAX, COHORT_ERR_NOT_FOUND, COHORT_ERR_INVALID, COHORT_ERR_CIRCULAR, COHORT_ERR_LIMIT,
 *         COHORT_ERR_STATE   As cohort_resource_depend(): for an Online resource, the provider must be Online (5019).
 * @since 0.1
 * @see tests/scenarios/depend-add.txt
 */
COHORT_API int cohort_resource_depend_add(cohort *h, const char *resource, const char *provider, int64_t *ret_request);

/**
 * Remove one provider from a resource's dependencies; a clause that had it alone goes.
 *
 * @param provider  Its name.
 * @retval COHORT_ERR_NOT_FOUND  No such resource (5007), or it does not depend on @p provider (5002).
 * @retval COHORT_ERR_STATE      It is OnlinePending, or Online and what is left is not satisfied (5019).
 * @since 0.1
 * @see tests/scenarios/depend-add.txt
 */
COHORT_API int cohort_resource_depend_remove(cohort *h, const char *resource, const char *provider,
                                             int64_t *ret_request);

/**
 * Move a resource to another group, with everything that it depends on and that depends on it. Nothing is started or stopped by that: a
 * persistent state that a resource inherited becomes its own where the new group has another one, and the new group's where that had no
 * resource and the old one is online.
 *
 * @retval COHORT_ERR_STATE     The groups have different owners (5016), or one of them is moving (5908).
 * @retval COHORT_ERR_NOT_OWNER Their owner is not a possible owner of all resources that would then be in the group (5015).
 * @retval COHORT_ERR_NOT_FOUND No such resource (5007) or group (5013).
 * @since 0.1
 * @see docs/manual/objects.md, tests/scenarios/regroup.txt
 */
COHORT_API int cohort_resource_move(cohort *h, const char *resource, const char *group, int64_t *ret_request);

/** As cohort_group_maintenance(), for one resource. @retval COHORT_ERR_NOT_FOUND (5007) @since 0.1 */
COHORT_API int cohort_resource_maintenance(cohort *h, const char *resource, int on, int64_t duration_ms,
                                           int64_t *ret_request);

/**
 * Set the possible owners: the only nodes on which the resource, and with it its group, may run.
 *
 * @param resource  Its name.
 * @param nodes     NULL-terminated array of names; NULL or empty: all nodes, future ones too.
 * @retval COHORT_ERR_STATE      It is online or pending on a node that would be left out (5023).
 * @retval COHORT_ERR_NOT_FOUND  No such resource (5007) or node (5042).
 * @retval COHORT_ERR_EXISTS     A node is named twice (5010).
 * @since 0.1
 * @see tests/scenarios/owners.txt
 */
COHORT_API int cohort_resource_owners(cohort *h, const char *resource, const char *const *nodes, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
