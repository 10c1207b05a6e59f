/* request.h: many requests as one. They are applied at once; settled, stored and acted on at the commit. */
#include <cohort/request.h>

#include "runtime/runtime.h"

static int step(cohort *h, struct coh_input *input)
{
    input->time_ms = coh_engine_now(h->engine); /* time stands still until the commit */
    return coh_note_bug(h, coh_engine_step(h->engine, input, &h->error));
}

/* One refusal takes everything back. */
static void doom(cohort *h)
{
    struct coh_error refusal = h->error;

    coh_engine_rollback(h->engine);
    h->batch = COH_BATCH_DOOMED;
    h->batch_error = h->error = refusal;
}

int coh_batch_request(cohort *h, struct coh_input *input, int64_t *ret_request)
{
    int rc;

    if (h->batch == COH_BATCH_DOOMED)
        return coh_error_set(&h->error, COHORT_ERR_STATE, 0, "the batch is refused already: %s", h->batch_error.text);
    rc = step(h, input);
    if (rc < 0)
        doom(h);
    else if (ret_request != NULL)
        *ret_request = coh_engine_input_sequence(h->engine);
    return rc;
}

int cohort_begin(cohort *h)
{
    struct coh_input input = {.verb = COH_VERB_BEGIN};
    int64_t now;
    int rc = coh_enter_turn(h);

    if (rc < 0)
        return rc;
    now = coh_handle_now(h);
    rc = coh_tick(h, now < coh_engine_now(h->engine) ? coh_engine_now(h->engine) : now);
    if (rc > 0)
        rc = coh_flush(h);
    else if (rc < 0)
        coh_engine_rollback(h->engine);
    if (rc == 0) {
        input.time_ms = now < coh_engine_now(h->engine) ? coh_engine_now(h->engine) : now;
        rc = coh_engine_step(h->engine, &input, &h->error);
    }
    if (rc == 0)
        h->batch = COH_BATCH_OPEN;
    return coh_note_bug(h, rc);
}

static int need_batch(cohort *h)
{
    int rc = coh_enter_write(h);

    if (rc == 0 && h->batch == COH_BATCH_NONE)
        rc = coh_error_set(&h->error, COHORT_ERR_MISUSE, 5919, "no batch is open: cohort_begin() comes first");
    return rc;
}

int cohort_commit(cohort *h, int64_t *ret_request)
{
    struct coh_input input = {.verb = COH_VERB_COMMIT};
    int64_t seq;
    int rc = need_batch(h);

    if (rc < 0)
        return rc;
    if (h->batch == COH_BATCH_DOOMED) {
        h->batch = COH_BATCH_NONE;
        h->error = h->batch_error;
        return h->error.code;
    }
    rc = step(h, &input);
    seq = coh_engine_input_sequence(h->engine);
    h->batch = COH_BATCH_NONE;
    if (rc < 0)
        coh_engine_rollback(h->engine);
    else
        rc = coh_flush(h);
    if (rc < 0)
        return rc;
    if (h->action_next < h->action_count)
        coh_loop_wake(h);
    if (ret_request != NULL)
        *ret_request = seq;
    return 0;
}

int cohort_rollback(cohort *h)
{
    int rc = need_batch(h);

    if (rc < 0)
        return rc;
    if (h->batch == COH_BATCH_OPEN)
        coh_engine_rollback(h->engine);
    h->batch = COH_BATCH_NONE;
    return 0;
}
