/**
 * @file node.h
 * Nodes: playing them, and telling the cluster that they came or went.
 *
 * A node is made with cohort_create(h, "node", ...); it is Down until it is played or reported up. Calls with
 * ret_request are requests: request.h says what that means and what each may return beside what it lists.
 */
#ifndef COHORT_NODE_H
#define COHORT_NODE_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Play nodes on this machine: this handle calls their agents. They come up together, and what still runs for them is
 * adopted: a program that starts again is not a node loss. After a reboot (another boot id) it is a cold start with the
 * same owners.
 *
 * Nodes that are Up but not named here are played by nobody any more: what still runs for them is terminated, then they
 * are Down. That may block, at most 30 s for each thing that runs, and calls their agents' open and terminate: the only
 * callbacks outside cohort_process().
 *
 * Register agents before (cohort_agent_register(), cohort_agents_builtin()). Once for each handle.
 *
 * @param nodes  NULL-terminated array of names, one at least.
 * @retval 0                     They are Up, and what was in flight will be asked for again by cohort_process().
 * @retval COHORT_ERR_NOT_FOUND  No such node (Win32 5042).
 * @retval COHORT_ERR_MISUSE     This handle plays nodes already; or it is called inside a callback, or on a handle
 *                               opened for reading only.
 * @retval COHORT_ERR_LIMIT      More than COHORT_NODES_MAX names.
 * @retval COHORT_ERR_AGENT      Something may still run for a node that is not named, and no agent is registered that
 *                               could end it.
 * @retval COHORT_ERR_TIMEOUT    Something still runs for a node that is not named and could not be ended. No node was
 *                               reported down.
 * @retval COHORT_ERR_STORE, COHORT_ERR_FULL, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  It could not be stored; no node is
 *                               played.
 * @since 0.1
 * @see docs/manual/runner.md
 */
COHORT_API int cohort_node_host(cohort *h, const char *const *nodes);

/**
 * How many nodes this handle plays; 0: none (also for NULL), so nothing that needs a running cluster will be carried
 * out by it.
 * @since 0.1
 */
COHORT_API int cohort_node_hosted(cohort *h);

/**
 * Nodes came up; for who keeps membership. All at once, so that owners that come together keep their groups. For a node
 * that is Up: contact is back or, with another boot id than the stored one, it has booted: what ran there is gone and
 * is started again, on the same owner.
 *
 * @param nodes    NULL-terminated array of names, one at least.
 * @param boot_id  An id that changes with each boot; NULL: unknown, taken for the same boot. Copied.
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see tests/scenarios/cold-start.txt
 */
COHORT_API int cohort_node_up(cohort *h, const char *const *nodes, const char *boot_id, int64_t *ret_request);

/**
 * Nodes are lost, at once. The contract: only when they can run nothing any more (they stopped themselves within a
 * bound, were fenced, or the program that played them is dead and its processes are accounted for); what ran there is
 * started elsewhere at this moment. A node that is Down already is left alone.
 *
 * @param nodes  NULL-terminated array of names, one at least.
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see tests/scenarios/node-loss.txt
 */
COHORT_API int cohort_node_down(cohort *h, const char *const *nodes, int64_t *ret_request);

/**
 * Contact with a node is lost or back, and nothing is proved yet: while it is Isolated its groups wait and its vote
 * does not count.
 *
 * @param isolated  1: lost; 0: back.
 * @retval COHORT_ERR_NODE_DOWN  It is Down (5050).
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see tests/scenarios/isolation.txt
 */
COHORT_API int cohort_node_isolate(cohort *h, const char *node, int isolated, int64_t *ret_request);

/**
 * Pause a node: it keeps what it owns and runs, and nothing is brought online there any more. It survives a reboot. With @p drain its groups are
 * also moved away, as by cohort_group_move(); a group that is held by a service outside waits, and in the end fails the drain, which names it.
 *
 * @param drain  1: move its groups away; the request's outcome is the drain's. 0: leave them.
 * @param target Where to; NULL: the best node for each group. Only with @p drain.
 * @retval COHORT_ERR_NODE_DOWN  The node is Down (5050), or @p target is not Up (5005).
 * @retval COHORT_ERR_NO_TARGET  No other node is Up (5050).
 * @retval COHORT_ERR_INVALID    @p target is the node itself (114).
 * @retval COHORT_ERR_STATE      It is being drained already (5962).
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see docs/manual/nodes.md
 */
COHORT_API int cohort_node_pause(cohort *h, const char *node, int drain, const char *target, int64_t *ret_request);

/**
 * Resume a paused node.
 *
 * @param failback COHORT_FAILBACK_NOW: the groups that its drain moved away return at once; COHORT_FAILBACK_POLICY: groups go back by their
 *                 AutoFailbackType and window; COHORT_FAILBACK_NONE: they stay.
 * @retval COHORT_ERR_STATE      It is not paused (5058).
 * @retval COHORT_ERR_RANGE      @p failback is none of the three (5913).
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see docs/manual/nodes.md
 */
COHORT_API int cohort_node_resume(cohort *h, const char *node, int failback, int64_t *ret_request);

/**
 * Remove a node for good. It must be Down. Its services go with it, and every owner list forgets it. Groups that it
 * owned go to a node that can host them, or are owned by none.
 *
 * @retval COHORT_ERR_STATE      It is not Down (5056), or it is the only possible owner of some resource, which the
 *                               sentence names (5023).
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see docs/manual/objects.md
 */
COHORT_API int cohort_node_evict(cohort *h, const char *node, int64_t *ret_request);

#ifdef __cplusplus
}
#endif
#endif
