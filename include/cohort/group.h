/**
 * @file group.h
 * Groups: what is owned, moved and failed over as one.
 *
 * A group is made with cohort_create(h, "group", ...). The calls here are requests: request.h says what that means and
 * what each may return beside what it lists.
 */
#ifndef COHORT_GROUP_H
#define COHORT_GROUP_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Bring all resources of a group online, providers first, on its owner (or, if that cannot host it and nothing of it
 * runs, on a node that can). Sets the group's persistent state to Online and its members' to inherit; forgets stop
 * marks, and failures that were given up. What is online already is left alone. It is accepted even if no node can host
 * the group now: it comes online when one can.
 *
 * @param group  Its name.
 * @retval COHORT_ERR_NOT_FOUND  No such group (5013).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see docs/manual/concepts.md, tests/scenarios/online-order.txt
 */
COHORT_API int cohort_group_online(cohort *h, const char *group, int64_t *ret_request);

/**
 * Take all resources of a group offline, dependents first. Sets the group's persistent state to Offline and its
 * members' to inherit. What is starting is terminated; what has Failed becomes Offline.
 *
 * @param group  Its name.
 * @retval COHORT_ERR_HELD       A running service that does not go with it needs one that would stop; the sentence
 *                               names both (1051).
 * @retval COHORT_ERR_NOT_FOUND  No such group (5013).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see tests/scenarios/holders.txt
 */
COHORT_API int cohort_group_offline(cohort *h, const char *group, int64_t *ret_request);

/**
 * Move a group: offline on its owner, dependents first; then each resource to its persistent state on the new one. Does
 * not count as a failover. Should the new owner go down on the way, the move is cancelled and the group comes back
 * online where it is.
 *
 * @param group  Its name.
 * @param node   Where to; NULL: the most preferred possible node that is Up, other than the owner; without preferred
 *               owners the one that owns the fewest groups. The present owner: success, and nothing happens.
 * @retval COHORT_ERR_HELD       A running service that does not go with it needs one that would stop; the sentence
 *                               names both (1051).
 * @retval COHORT_ERR_STATE      It is moving already (5908), or its owner is isolated (5984).
 * @retval COHORT_ERR_NODE_DOWN  @p node is Down or isolated (5005).
 * @retval COHORT_ERR_NOT_OWNER  @p node is not a possible owner of some resource, which the sentence names (5015).
 * @retval COHORT_ERR_NO_TARGET  @p node is NULL and no other node can take the group (5005).
 * @retval COHORT_ERR_NOT_FOUND  No such group (5013) or node (5042).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see tests/scenarios/move.txt
 */
COHORT_API int cohort_group_move(cohort *h, const char *group, const char *node, int64_t *ret_request);

/**
 * Call off a move that was asked for, or that a drain or a failback began: the group stays on its owner, and what stopped is brought back.
 *
 * @retval COHORT_ERR_STATE     It is not moving, or it fails over (5023).
 * @retval COHORT_ERR_NOT_FOUND No such group (5013).
 * @since 0.1
 * @see docs/manual/placement.md
 */
COHORT_API int cohort_group_cancel(cohort *h, const char *group, int64_t *ret_request);

/**
 * Leave a group's resources alone, or end that: no checks are made, and a failure of one of them has no consequence until it is over. They still follow
 * their group and their providers. What ended meanwhile fails when it is over.
 *
 * @param on          1 begins it, 0 ends it.
 * @param duration_ms It ends by itself after so long; 0: when it is ended.
 * @retval COHORT_ERR_NOT_FOUND No such group (5013).   @retval COHORT_ERR_RANGE @p duration_ms is negative (5913).
 * @since 0.1
 * @see docs/manual/maintenance.md, tests/scenarios/maintenance.txt
 */
COHORT_API int cohort_group_maintenance(cohort *h, const char *group, int on, int64_t duration_ms, int64_t *ret_request);

/**
 * Set a group's preferred owners, in order. Takes effect at the next placement; nothing moves by itself.
 *
 * @param group  Its name.
 * @param nodes  NULL-terminated array of names; NULL or empty: no preference.
 * @retval COHORT_ERR_NOT_FOUND  No such group (5013) or node (5042).
 * @retval COHORT_ERR_EXISTS     A node is named twice (5010).
 * @since 0.1
 * @see tests/scenarios/owners.txt
 */
COHORT_API int cohort_group_owners(cohort *h, const char *group, const char *const *nodes, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
