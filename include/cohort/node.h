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
 * is started again, on the same owner. One that was stopped or is quarantined stays Down until it is started.
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
 * started elsewhere at this moment. A node that is Down already is left alone. A loss counts towards its quarantine
 * (QuarantineThreshold), unless it was being stopped.
 *
 * @param nodes  NULL-terminated array of names, one at least.
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see tests/scenarios/node-loss.txt
 */
COHORT_API int cohort_node_down(cohort *h, const char *const *nodes, int64_t *ret_request);

/**
 * Contact with nodes is lost or back, at once, and nothing is proved yet: while a node is Isolated its groups wait and its
 * vote does not count. However long it lasts, it is not taken for lost: only cohort_node_down() says so.
 *
 * @param nodes     NULL-terminated array of names, one at least.
 * @param isolated  1: lost; 0: back.
 * @retval COHORT_ERR_NODE_DOWN  One is Down (5050).
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see tests/scenarios/isolation.txt, tests/scenarios/partition.txt
 */
COHORT_API int cohort_node_isolate(cohort *h, const char *const *nodes, int isolated, int64_t *ret_request);

/**
 * Stop a node in good order, as the end of its cluster service does. With DrainOnShutdown its groups are moved away first,
 * as by a drain; what does not leave stops, dependents first, and then its services. When nothing of it runs it is Down, and
 * stays so, also when it is played or reported up again, until cohort_node_start(). A voter hands its vote over before it
 * leaves. The outcome of the request is that it is Down.
 *
 * @retval COHORT_ERR_STATE      It is Down already (5062), it is being stopped (5073), or it is isolated (5984).
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see docs/manual/nodes.md, tests/scenarios/node-stop.txt
 */
COHORT_API int cohort_node_stop(cohort *h, const char *node, int64_t *ret_request);

/**
 * Start a node that is played or was reported up, and is kept out by a stop or a quarantine. Its Auto services start.
 *
 * @param flags  0, or of COHORT_START_CLEAR_QUARANTINE: its quarantine ends now; COHORT_START_PREVENT_QUORUM: while there is
 *               no quorum its vote does not help to reach it, so it joins a cluster and does not form one;
 *               COHORT_START_FORCE_QUORUM: and force quorum, cohort_quorum_force().
 * @retval COHORT_ERR_STATE      It is Up or Paused (5061), being stopped (5073), or quarantined (5985); force: there is
 *                               quorum, or DynamicQuorum is 0 (5023).
 * @retval COHORT_ERR_NODE_DOWN  Nothing plays it, and nobody reported it up (5050).
 * @retval COHORT_ERR_INVALID    Other flags, or force and prevent together (87).
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see docs/manual/nodes.md, tests/scenarios/quarantine.txt
 */
COHORT_API int cohort_node_start(cohort *h, const char *node, int flags, int64_t *ret_request);

/**
 * Pause a node: it keeps what it owns and runs, and nothing is brought online there any more. It survives a reboot. With
 * COHORT_PAUSE_DRAIN its groups are also moved away, as by cohort_group_move(). A group that cannot leave (held by a service
 * outside, LockedFromMoving, nobody to take it) stays, and fails the drain in the end, which names it; the column
 * "drain_error" of the list of nodes has Windows' number of the first reason (1051, 5960, 5005; 1223 called off; 1460 late).
 *
 * @param flags     0, or COHORT_PAUSE_DRAIN with: COHORT_PAUSE_FORCE: groups leave although they are locked or held; what
 *                  is held is terminated at its PendingTimeout, unless its HeldStop is Block. COHORT_PAUSE_RETRY: a drain
 *                  that failed goes on by itself when a group can leave after all.
 * @param target    Where to; NULL: the best node for each group. Only with a drain.
 * @param within_ms The drain has failed if it lasts longer, and what is on its way goes on; 0: as long as it takes.
 * @retval COHORT_ERR_NODE_DOWN  The node is Down (5050), or @p target is not Up (5005).
 * @retval COHORT_ERR_NO_TARGET  No other node is Up (5050).
 * @retval COHORT_ERR_INVALID    @p target is the node itself (114); flags, target or bound without a drain (87).
 * @retval COHORT_ERR_RANGE      @p within_ms is negative, or more than 4294967295 (5913).
 * @retval COHORT_ERR_STATE      It is being drained (5962) or stopped (5073); it is isolated, and is to be drained (5984).
 * @retval COHORT_ERR_NOT_FOUND  No such node (5042).
 * @since 0.1
 * @see docs/manual/nodes.md
 */
COHORT_API int cohort_node_pause(cohort *h, const char *node, int flags, const char *target, int64_t within_ms,
                                 int64_t *ret_request);

/**
 * Resume a paused node.
 *
 * @param failback COHORT_FAILBACK_NOW: the groups that its drain moved away return at once; COHORT_FAILBACK_POLICY: groups go back by their
 *                 AutoFailbackType and window; COHORT_FAILBACK_NONE: they stay.
 * @retval COHORT_ERR_STATE      It is not paused (5058), or it is being stopped (5073).
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
