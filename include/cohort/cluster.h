/**
 * @file cluster.h
 * The cluster as a whole: its name, quorum and witness, its status in one document.
 */
#ifndef COHORT_CLUSTER_H
#define COHORT_CLUSTER_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Name the cluster of a new database. @retval COHORT_ERR_EXISTS It has been created before (Win32 5010). @since 0.1 */
COHORT_API int cohort_cluster_create(cohort *h, const char *name, int64_t *ret_request);


/** Give the cluster a witness vote, or none. @p name: where it is (a path, a share, an account); may be NULL. It counts as reachable until
 *  cohort_witness_report() says otherwise. @since 0.1 */
COHORT_API int cohort_quorum_witness(cohort *h, int witness, const char *name, int64_t *ret_request);

/** Tell whether the witness can be reached (1) or not (0); for who watches it. @since 0.1 */
COHORT_API int cohort_witness_report(cohort *h, int reachable, int64_t *ret_request);

/** 1: the cluster has quorum, 0: it has not. @p ret_votes, @p ret_total (may be NULL): votes present, and of all. @since 0.1 */
COHORT_API int cohort_quorum(cohort *h, int *ret_votes, int *ret_total);

/** The whole status as one line of JSON (docs/manual: "status"). @p ret_json is yours: cohort_free(). @since 0.1 */
COHORT_API int cohort_status_json(cohort *h, char **ret_json);

/** Digest of the model (without sequence numbers, time and history): 16 hexadecimal digits and a NUL into @p digest. Equal
 *  models have equal digests on every machine. @since 0.1 */
COHORT_API int cohort_digest(cohort *h, char digest[17]);

/** Replay the stored inputs into a second, empty model and compare digests. @p digest: that of the replay (17 bytes); may be NULL.
 *  @retval COHORT_ERR_DAMAGED They differ. @since 0.1 */
COHORT_API int cohort_replay(cohort *h, char *digest);

#ifdef __cplusplus
}
#endif
#endif
