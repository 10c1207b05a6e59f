/**
 * @file affinity.h
 * Affinity rules: which groups share a node or a fault domain, and which do not.
 *
 * A rule is made with cohort_create(h, "affinity", name, properties): RuleType (SameFaultDomain 1, SameNode 2,
 * DifferentFaultDomain 3, DifferentNode 4), Groups=NAME once for each group, and if you like Enabled and
 * SoftAntiAffinity. These but Groups are set later with cohort_set(); cohort_delete() removes the rule. The two Same
 * types are wishes; the two Different types are conditions, or with SoftAntiAffinity 1 wishes. A rule moves nothing: it
 * counts from the next placement or start of its groups.
 */
#ifndef COHORT_AFFINITY_H
#define COHORT_AFFINITY_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Replace the groups of a rule. A request: request.h.
 *
 * @param rule   Its name.
 * @param groups NULL-terminated array of names; NULL or empty: none, and the rule does nothing.
 * @retval COHORT_ERR_NOT_FOUND  No such rule (87) or group (5013).
 * @retval COHORT_ERR_EXISTS     A group is named twice (5010).
 * @since 0.1
 * @see docs/manual/placement.md, tests/scenarios/affinity-rules.txt
 */
COHORT_API int cohort_affinity_groups(cohort *h, const char *rule, const char *const *groups, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
