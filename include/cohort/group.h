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
 * the group now: it comes online when one can. A group that depends on others waits for them first
 * (cohort_group_depend()); meanwhile the request is pending.
 *
 * @param group  Its name.
 * @retval COHORT_ERR_STATE      Its owner is paused (70), a group runs there that anti-affinity (5071) or an affinity
 *                               rule (5971) keeps it from, or a resource that would start is locked (5960).
 * @retval COHORT_ERR_NOT_FOUND  No such group (5013).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see docs/manual/concepts.md, tests/scenarios/online-order.txt
 */
COHORT_API int cohort_group_online(cohort *h, const char *group, int64_t *ret_request);

/**
 * As cohort_group_online(), with flags.
 *
 * @param flags  COHORT_IGNORE_LOCKED and COHORT_IGNORE_AFFINITY, or 0.
 * @retval COHORT_ERR_INVALID  A flag that does not exist (87).
 * @since 0.1
 * @see tests/scenarios/lock.txt
 */
COHORT_API int cohort_group_online_ex(cohort *h, const char *group, int flags, int64_t *ret_request);

/**
 * Take all resources of a group offline, dependents first. Sets the group's persistent state to Offline and its
 * members' to inherit. What is starting is terminated; what has Failed becomes Offline.
 *
 * @param group  Its name.
 * @retval COHORT_ERR_HELD       A running service that does not go with it needs one that would stop; the sentence
 *                               names both (1051).
 * @retval COHORT_ERR_STATE      A resource that would stop is locked (5960).
 * @retval COHORT_ERR_NOT_FOUND  No such group (5013).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see tests/scenarios/holders.txt, tests/scenarios/lock.txt
 */
COHORT_API int cohort_group_offline(cohort *h, const char *group, int64_t *ret_request);

/**
 * As cohort_group_offline(), with flags.
 *
 * @param flags  COHORT_IGNORE_LOCKED, or 0.
 * @retval COHORT_ERR_INVALID  A flag that does not exist (87).
 * @since 0.1
 * @see tests/scenarios/lock.txt
 */
COHORT_API int cohort_group_offline_ex(cohort *h, const char *group, int flags, int64_t *ret_request);

/**
 * Move a group: offline on its owner, dependents first; then each resource to its persistent state on the new one. Does
 * not count as a failover. Should the new owner go down on the way, the move is cancelled and the group comes back
 * online where it is. A move replaces one that waits, and a failback that is due.
 *
 * @param group  Its name.
 * @param node   Where to; NULL: the most preferred possible node that is Up, other than the owner; without preferred
 *               owners the one that owns the fewest groups; one whose AvoidPlacement is 1 only if no other can take it.
 *               The present owner: success, and nothing happens.
 * @retval COHORT_ERR_HELD       A running service that does not go with it needs one that would stop; the sentence
 *                               names both (1051).
 * @retval COHORT_ERR_STATE      It is moving already (5908), its owner is isolated (5984), a resource is locked, or
 *                               LockedFromMoving is 1 (5960).
 * @retval COHORT_ERR_NODE_DOWN  @p node is Down or isolated (5005).
 * @retval COHORT_ERR_NOT_OWNER  @p node is not a possible owner of some resource, which the sentence names (5015), or
 *                               has a group that enforced anti-affinity (5071) or an affinity rule (5971) keeps it
 *                               from.
 * @retval COHORT_ERR_NO_TARGET  @p node is NULL and no other node can take the group (5005).
 * @retval COHORT_ERR_NOT_FOUND  No such group (5013) or node (5042).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see tests/scenarios/move.txt
 */
COHORT_API int cohort_group_move(cohort *h, const char *group, const char *node, int64_t *ret_request);

/**
 * As cohort_group_move(), with flags.
 *
 * @param flags  COHORT_MOVE_..., COHORT_IGNORE_LOCKED and COHORT_IGNORE_AFFINITY, or 0.
 *               - COHORT_IGNORE_LOCKED: locks of its resources end. LockedFromMoving still refuses.
 *               - COHORT_IGNORE_AFFINITY: it goes there, and starts, whatever affinity rules and anti-affinity say. While it
 *                 is there it keeps nobody out either; that ends when it leaves or is taken offline.
 *               - COHORT_MOVE_RETURN: if one of its resources does not come online there by the failure policy, the
 *                 group goes back to its present owner instead of failing over, and the request has failed.
 *               - COHORT_MOVE_QUEUE: instead of COHORT_ERR_HELD and of 5960 the move waits until nothing is in its way;
 *                 the request is pending meanwhile. cohort_group_cancel() calls it off. It is given up when the
 *                 destination can no longer take the group.
 * @retval COHORT_ERR_INVALID    A flag that does not exist, or COHORT_IGNORE_LOCKED with COHORT_MOVE_QUEUE (87).
 * @since 0.1
 * @see docs/manual/placement.md, tests/scenarios/move-flags.txt, tests/scenarios/move-queue.txt
 */
COHORT_API int cohort_group_move_ex(cohort *h, const char *group, const char *node, int flags, int64_t *ret_request);

/**
 * Move every group that can move, those of higher Priority first, each as by cohort_group_move(): one request, one
 * input. A group that cannot move stays and says why; the request's outcome names it.
 *
 * @param node   Where to: the groups that are there already stay. NULL: each to its best other node.
 * @param flags  As of cohort_group_move_ex().
 * @return 0 also if there was nothing to move. If some group had to move and none can: the error of the first, with all
 *         of them in the sentence.
 * @retval COHORT_ERR_INVALID    As of cohort_group_move_ex() (87).
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @retval COHORT_ERR_NO_QUORUM  The cluster has no quorum (5925).
 * @since 0.1
 * @see tests/scenarios/move-all.txt
 */
COHORT_API int cohort_group_move_all(cohort *h, const char *node, int flags, int64_t *ret_request);

/**
 * Call off a move that was asked for, or that a drain, a resume or a failback began, or one of these that still waits:
 * the group stays on its owner, and what stopped is brought back. What has begun to stop stops first.
 *
 * @retval COHORT_ERR_STATE      It is not moving and no move of it waits, it fails over, or it goes back after a move
 *                               that failed (5023).
 * @retval COHORT_ERR_NOT_FOUND  No such group (5013).
 * @since 0.1
 * @see docs/manual/placement.md, tests/scenarios/cancel.txt
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
COHORT_API int cohort_group_maintenance(cohort *h, const char *group, int on, int64_t duration_ms,
                                        int64_t *ret_request);

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

/**
 * Set what a group waits for before it starts: groups, and group sets (WSFC AddClusterGroupDependency,
 * AddClusterGroupToGroupSetDependency). It orders starts only: a group that runs is not stopped because of it. A group is
 * ready when it is Online or PartialOnline, a set as its properties say. Nobody waits longer than the cluster's
 * GroupDependencyTimeout.
 *
 * @param group      Its name.
 * @param providers  NULL-terminated array of names of groups and group sets; NULL or empty: none.
 * @retval COHORT_ERR_NOT_FOUND  No such group, or neither group nor set of that name (5013).
 * @retval COHORT_ERR_EXISTS     One is named twice (5003).
 * @retval COHORT_ERR_CIRCULAR   The group is in that set (5993), or a group would wait for itself (1059).
 * @retval COHORT_ERR_INVALID    A set has no group, or a name is that of a group and of a set (87).
 * @retval COHORT_ERR_LIMIT      More than COHORT_DEPTH_MAX groups would wait in a row (5929).
 * @since 0.1
 * @see docs/manual/waiting.md, tests/scenarios/group-depend.txt
 */
COHORT_API int cohort_group_depend(cohort *h, const char *group, const char *const *providers, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
