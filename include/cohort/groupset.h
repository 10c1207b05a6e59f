/**
 * @file groupset.h
 * Group sets: groups whose start other groups wait for.
 *
 * A set is made with cohort_create(h, "groupset", ...); when it is ready is in its properties: StartupSetting,
 * StartupCount, StartupDelay, IsGlobal. A group may be in one set. The calls here are requests: request.h says what that
 * means and what they may return beside what they list. What waits for what orders starts only: nothing that runs is
 * stopped because of it. cohort_group_depend() is the call for groups.
 */
#ifndef COHORT_GROUPSET_H
#define COHORT_GROUPSET_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Set the groups of a set (WSFC ClusterAddGroupToGroupSet, ClusterRemoveGroupFromGroupSet). Groups that wait are looked
 * at again.
 *
 * @param set     Its name.
 * @param groups  NULL-terminated array of names; NULL or empty: no group.
 * @retval COHORT_ERR_NOT_FOUND  No such set (5992) or group (5013).
 * @retval COHORT_ERR_EXISTS     A group is named twice, or is in another set (5011).
 * @retval COHORT_ERR_CIRCULAR   A group waits for the set itself (5993), or a group would wait for itself (87).
 * @retval COHORT_ERR_INVALID    Something waits for the set, and no group is left in it (87).
 * @retval COHORT_ERR_LIMIT      More than COHORT_DEPTH_MAX groups would wait in a row (5929).
 * @since 0.1
 * @see docs/manual/waiting.md, tests/scenarios/group-set.txt
 */
COHORT_API int cohort_groupset_groups(cohort *h, const char *set, const char *const *groups, int64_t *ret_request);

/**
 * Set the sets that the groups of a set wait for (WSFC AddClusterGroupSetDependency, RemoveClusterGroupSetDependency).
 *
 * @param set   Its name.
 * @param sets  NULL-terminated array of names; NULL or empty: none.
 * @retval COHORT_ERR_NOT_FOUND  One of the sets is not there (5992).
 * @retval COHORT_ERR_EXISTS     A set is named twice (5003).
 * @retval COHORT_ERR_CIRCULAR   A group would wait for itself (87).
 * @retval COHORT_ERR_INVALID    A set to wait for has no group, or it is not global and @p set is (87).
 * @retval COHORT_ERR_LIMIT      More than COHORT_DEPTH_MAX groups would wait in a row (5929).
 * @since 0.1
 * @see docs/manual/waiting.md, tests/scenarios/group-set.txt
 */
COHORT_API int cohort_groupset_depend(cohort *h, const char *set, const char *const *sets, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
