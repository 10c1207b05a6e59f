/**
 * @file group.h
 * Groups: what is owned, moved and failed over as one.
 *
 * Requests return when the engine has decided: accepted and durable, or refused and nothing changed. What becomes of them: request.h.
 */
#ifndef COHORT_GROUP_H
#define COHORT_GROUP_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Bring all resources of a group online, on its owner (or, if that cannot host it, on a node that can). Sets the group's
 * persistent state to Online and its members' to inherit; forgets stop marks and failures.
 * @retval COHORT_ERR_NO_QUORUM (5925)  @retval COHORT_ERR_NOT_FOUND (5013)  @retval COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_group_online(cohort *h, const char *group, int64_t *ret_request);

/**
 * Take all resources of a group offline, dependents first. Sets the persistent state to Offline and its members' to inherit.
 * @retval COHORT_ERR_HELD A running service outside needs one that would stop; the sentence names both (1051).
 * @retval COHORT_ERR_NO_QUORUM, COHORT_ERR_NOT_FOUND, COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_group_offline(cohort *h, const char *group, int64_t *ret_request);

/**
 * Move a group: offline on its owner, dependents first; then each resource to its persistent state on the new one. Does not count as a failover.
 * @param node Where to; NULL: the most preferred possible node that is Up, other than the owner. The present owner: success, nothing happens.
 * @retval COHORT_ERR_HELD (1051)  @retval COHORT_ERR_NODE_DOWN @p node is not Up (5005)  @retval COHORT_ERR_NOT_OWNER @p node is not a possible
 * owner of some resource, which the sentence names (5015)  @retval COHORT_ERR_NO_TARGET no node can take it (5005)
 * @retval COHORT_ERR_STATE it is moving already (5908)  @retval COHORT_ERR_NO_QUORUM, COHORT_ERR_NOT_FOUND, COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_group_move(cohort *h, const char *group, const char *node, int64_t *ret_request);

/** Set a group's preferred owners, in order. @p nodes: NULL-terminated; NULL or empty: none. Takes effect at the next placement. @since 0.1 */
COHORT_API int cohort_group_owners(cohort *h, const char *group, const char *const *nodes, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
