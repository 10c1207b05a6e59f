/**
 * @file type.h
 * Resource types.
 *
 * A type is made with cohort_create(h, "type", ...); what it is and asks for is in its properties. The call here is a
 * request: request.h says what that means and what it may return beside what it lists.
 */
#ifndef COHORT_TYPE_H
#define COHORT_TYPE_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Set the possible owners of all resources of a type: the only nodes on which they, and with them their groups, may
 * run. A resource's own list is a further condition (cohort_resource_owners()).
 *
 * @param type   Its name; a built-in one too.
 * @param nodes  NULL-terminated array of names; NULL or empty: all nodes, future ones too.
 * @retval COHORT_ERR_STATE      A resource of the type is online or pending on a node that would be left out (5023).
 * @retval COHORT_ERR_NOT_FOUND  No such type (5078) or node (5042).
 * @retval COHORT_ERR_EXISTS     A node is named twice (5010).
 * @since 0.1
 * @see docs/manual/placement.md, tests/scenarios/type-owners.txt
 */
COHORT_API int cohort_type_owners(cohort *h, const char *type, const char *const *nodes, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
