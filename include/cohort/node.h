/**
 * @file node.h
 * Nodes: playing them, and telling the cluster that they came or went.
 */
#ifndef COHORT_NODE_H
#define COHORT_NODE_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Play nodes on this machine: this handle calls their agents. They come up together, and what still runs for them is adopted:
 * a program that starts again is not a node loss. After a reboot (another boot id) it is a cold start with the same owners.
 *
 * Nodes that are Up but not named here are played by nobody any more: what still runs for them is terminated, then they are Down.
 * Register agents before.
 *
 * @param nodes NULL-terminated array of names.
 * @retval COHORT_ERR_NOT_FOUND No such node (Win32 5042). @retval COHORT_ERR_MISUSE This handle plays nodes already.
 * @since 0.1
 */
COHORT_API int cohort_node_host(cohort *h, const char *const *nodes);

/** How many nodes this handle plays; 0: none, so nothing that needs a running cluster will be carried out by it. @since 0.1 */
COHORT_API int cohort_node_hosted(cohort *h);

/** Nodes came up; for who keeps membership. All at once, so that owners that come together keep their groups. @p boot_id: an
 *  id that changes with each boot; NULL: unknown. @since 0.1 */
COHORT_API int cohort_node_up(cohort *h, const char *const *nodes, const char *boot_id, int64_t *ret_request);

/** Nodes are lost, at once. The contract: only when they can run nothing any more (they stopped themselves within a bound, were fenced, or the
 *  program that played them is dead and its processes are accounted for). @since 0.1 */
COHORT_API int cohort_node_down(cohort *h, const char *const *nodes, int64_t *ret_request);

/** Contact with a node is lost (1) or back (0), and nothing is proved yet: it is Isolated and its groups wait. @since 0.1 */
COHORT_API int cohort_node_isolate(cohort *h, const char *node, int isolated, int64_t *ret_request);

/** Remove a node for good. It must be Down. Its services go with it, and every owner list forgets it.
 *  @retval COHORT_ERR_STATE It is Up (Win32 5056). @since 0.1 */
COHORT_API int cohort_node_evict(cohort *h, const char *node, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
