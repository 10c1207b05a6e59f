/* cluster.h: the cluster as a whole. */
#include <cohort/cluster.h>

#include <string.h>

#include "runtime/runtime.h"

int cohort_cluster_create(cohort *h, const char *name, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_CLUSTER_CREATE, name, NULL, 0, ret_request);
}

int cohort_quorum_witness(cohort *h, int witness, const char *name, int64_t *ret_request)
{
    struct coh_input input = {.verb = COH_VERB_QUORUM_WITNESS, .arg = name, .a = witness};
    int rc = coh_enter_write(h);

    return rc < 0 ? rc : coh_request(h, &input, ret_request);
}

static int bare(cohort *h, int verb, int64_t *ret_request)
{
    struct coh_input input = {.verb = verb};
    int rc = coh_enter_write(h);

    return rc < 0 ? rc : coh_request(h, &input, ret_request);
}

int cohort_cluster_stop(cohort *h, int64_t *ret_request)
{
    return bare(h, COH_VERB_CLUSTER_STOP, ret_request);
}

int cohort_cluster_start(cohort *h, int64_t *ret_request)
{
    return bare(h, COH_VERB_CLUSTER_START, ret_request);
}

int cohort_quorum_force(cohort *h, int64_t *ret_request)
{
    return bare(h, COH_VERB_QUORUM_FORCE, ret_request);
}

int cohort_witness_report(cohort *h, int reachable, int64_t *ret_request)
{
    struct coh_input input = {.verb = COH_VERB_WITNESS_REPORT, .a = reachable != 0};
    int rc = coh_enter_write(h);

    return rc < 0 ? rc : coh_request(h, &input, ret_request);
}

int cohort_quorum(cohort *h, int *ret_votes, int *ret_total)
{
    int votes = 0, total = 0, rc = coh_enter_get(h);

    if (rc < 0)
        return rc;
    coh_votes(coh_model(h), &votes, &total);
    if (ret_votes != NULL)
        *ret_votes = votes;
    if (ret_total != NULL)
        *ret_total = total;
    return coh_model(h)->cluster->quorum != 0;
}

int cohort_digest(cohort *h, char digest[17])
{
    int rc = coh_enter_get(h);

    if (rc < 0)
        return rc;
    if (digest == NULL)
        return coh_missing(h, "digest");
    return coh_engine_digest(h->engine, digest) < 0 ? coh_out_of_memory(h) : 0;
}

/* ---- replay ---- */

struct replay {
    struct coh_engine *engine;
    struct coh_error *error;
};

static int replay_one(void *user, int64_t seq, const struct coh_input *input)
{
    struct replay *replay = user;
    int rc;

    rc = coh_engine_step(replay->engine, input, replay->error);
    if (rc == 0 && coh_engine_batch(replay->engine)) /* settled and committed with the last of it */
        return 0;
    if (rc == 0)
        coh_engine_commit(replay->engine);
    else if (rc != COHORT_ERR_NOMEM)
        rc = coh_error_set(replay->error, COHORT_ERR_DAMAGED, 0,
                           "input %lld, which was accepted, is refused in the replay: %s", (long long)seq,
                           replay->error->text);
    return rc;
}

int cohort_replay(cohort *h, char *digest)
{
    struct replay replay = {0};
    char own[17] = "", other[17] = "";
    int64_t pruned = 0;
    int rc = coh_enter(h);

    if (rc < 0)
        return rc;
    rc = coh_store_pruned(h->store, &pruned, &h->error);
    if (rc < 0)
        return rc;
    if (pruned > 0)
        return coh_error_set(&h->error, COHORT_ERR_STATE, 0,
                             "transitions before %lld were pruned: the record cannot be replayed from its beginning",
                             (long long)pruned);
    replay.error = &h->error;
    if (coh_engine_new(&h->mem, &replay.engine) < 0)
        return coh_out_of_memory(h);
    rc = coh_store_each_input(h->store, replay_one, &replay, &h->error);
    if (rc == 0 && (coh_engine_digest(h->engine, own) < 0 || coh_engine_digest(replay.engine, other) < 0))
        rc = coh_out_of_memory(h);
    if (rc == 0 && strcmp(own, other) != 0)
        rc = coh_error_set(&h->error, COHORT_ERR_DAMAGED, 0, "the record leads to another state: digest %s, present %s",
                           other, own);
    if (digest != NULL && other[0] != '\0')
        memcpy(digest, other, sizeof other);
    coh_engine_free(replay.engine);
    return rc;
}
