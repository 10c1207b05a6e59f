/**
 * @file cluster.h
 * The cluster as a whole: its name, quorum and witness, its status in one document, its record.
 *
 * Calls with ret_request are requests: request.h says what that means and what each may return beside what it lists.
 */
#ifndef COHORT_CLUSTER_H
#define COHORT_CLUSTER_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Name the cluster of a new database. A database has one cluster from the beginning, named "Cluster"; this can be done
 * once. Later: cohort_rename(h, "cluster", ...).
 *
 * @param name  1..COHORT_NAME_MAX bytes. Copied.
 * @retval COHORT_ERR_EXISTS   It has been created before (5010).
 * @retval COHORT_ERR_INVALID  The name cannot be one (87).
 * @since 0.1
 */
COHORT_API int cohort_cluster_create(cohort *h, const char *name, int64_t *ret_request);

/**
 * Stop the whole cluster in good order: nothing moves, what runs on its nodes stops, and when nothing runs on any of them all are Down
 * together. Persistent states and votes stay as they are. Every node stays out, also one that was Down and boots, until
 * cohort_cluster_start() or cohort_node_start(). One that is isolated cannot be asked and is left out. The outcome of the request is that
 * all nodes are Down.
 *
 * @retval COHORT_ERR_STATE  It is being stopped (5022), or none of its nodes is Up or Paused and in contact (5062).
 * @since 0.1
 * @see docs/manual/nodes.md, tests/scenarios/cluster-stop.txt
 */
COHORT_API int cohort_cluster_stop(cohort *h, int64_t *ret_request);

/**
 * Start the nodes that are Down, all at once: those that are played or were reported up join, those that are not come in when they are. A
 * quarantined one stays out. The outcome of the request is quorum; what is to be online starts then.
 *
 * @retval COHORT_ERR_STATE      It is being stopped (5022), or no node is Down (5061).
 * @retval COHORT_ERR_NODE_DOWN  None that is Down is played or was reported up (5050).
 * @since 0.1
 * @see docs/manual/nodes.md, tests/scenarios/cluster-stop.txt
 */
COHORT_API int cohort_cluster_start(cohort *h, int64_t *ret_request);

/**
 * Give the cluster a witness vote, or none. It counts as reachable until cohort_witness_report() says otherwise:
 * nothing in this library looks at it.
 *
 * @param witness  COHORT_WITNESS_NONE, _DISK, _SHARE or _CLOUD; the kinds differ in name only.
 * @param name     Where it is (a path, a share, an account), for people. Copied; may be NULL.
 * @retval COHORT_ERR_RANGE  @p witness is none of these (5913).
 * @since 0.1
 * @see docs/manual/quorum.md, tests/scenarios/quorum.txt
 */
COHORT_API int cohort_quorum_witness(cohort *h, int witness, const char *name, int64_t *ret_request);

/**
 * Force quorum: an administrator vouches that the nodes that are not Up run nothing. The votes become those of the members that are Up.
 *
 * @retval COHORT_ERR_STATE      The cluster has quorum (5023).
 * @retval COHORT_ERR_NODE_DOWN  No node is Up (5050).
 * @since 0.1
 * @see docs/manual/quorum.md
 */
COHORT_API int cohort_quorum_force(cohort *h, int64_t *ret_request);

/**
 * Tell whether the witness can be reached; for who watches it.
 *
 * @param reachable  1: yes; 0: no.
 * @retval COHORT_ERR_STATE  The cluster has no witness (5023).
 * @since 0.1
 */
COHORT_API int cohort_witness_report(cohort *h, int reachable, int64_t *ret_request);

/**
 * Whether the cluster has quorum: more than half of the votes.
 *
 * @param ret_votes, ret_total  Receive the votes that are present, and all; may be NULL.
 * @return 1: it has; 0: it has not; < 0: an error that every call may return.
 * @since 0.1
 */
COHORT_API int cohort_quorum(cohort *h, int *ret_votes, int *ret_total);

/**
 * The whole status as one line of JSON; its members are listed in docs/manual/commands.md, "status". Readers must
 * ignore members that they do not know.
 *
 * @param ret_json  Yours: cohort_free().
 * @retval COHORT_ERR_INVALID  @p h or @p ret_json is NULL (87).
 * @retval COHORT_ERR_NOMEM    No memory is left.
 * @since 0.1
 */
COHORT_API int cohort_status_json(cohort *h, char **ret_json);

/**
 * Digest of the model (without sequence numbers, time and history): equal models have equal digests on every machine. A
 * refused request leaves it as it was. It is no protection against somebody who forges one.
 *
 * @param digest  Room for 17 bytes: receives 16 hexadecimal digits and a NUL.
 * @retval COHORT_ERR_INVALID  @p h or @p digest is NULL (87).
 * @retval COHORT_ERR_NOMEM    No memory is left.
 * @since 0.1
 */
COHORT_API int cohort_digest(cohort *h, char digest[17]);

/**
 * Verify the record: replay all stored inputs into a second, empty model and compare digests. Takes time and memory
 * with the length of the record.
 *
 * @param digest  Room for 17 bytes: receives the replay's digest, also when they differ; may be NULL.
 * @retval 0                   The record leads to the present state.
 * @retval COHORT_ERR_DAMAGED  It does not, or an input that was accepted is refused in the replay; the sentence says
 *                             which.
 * @retval COHORT_ERR_STATE    The record was pruned: its beginning is gone.
 * @retval COHORT_ERR_STORE, COHORT_ERR_BUSY  The record cannot be read.
 * @since 0.1
 */
COHORT_API int cohort_replay(cohort *h, char *digest);

#ifdef __cplusplus
}
#endif
#endif
