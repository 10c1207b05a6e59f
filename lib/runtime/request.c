/* request.h: what became of a request. */
#include <cohort/request.h>

#include <string.h>

#include "runtime/runtime.h"

/* Requests that are reached by what runs: what was stored of it may be no longer true. */
static int is_about_running(int verb)
{
    return verb == COH_VERB_GROUP_ONLINE || verb == COH_VERB_GROUP_MOVE || verb == COH_VERB_RESOURCE_ONLINE ||
           verb == COH_VERB_RESOURCE_RESTART || verb == COH_VERB_RESOURCE_FAIL || verb == COH_VERB_SERVICE_START;
}

static int result(cohort *h, int64_t request, struct coh_buf *reason);

/* Was a goal of the same object asked for later in the batch? @seen: "\nresource App\n" of each. */
static int is_overruled(struct coh_buf *seen, const struct coh_input *input)
{
    const char *kind = input->verb == COH_VERB_GROUP_ONLINE || input->verb == COH_VERB_GROUP_OFFLINE ? "group"
                       : input->verb == COH_VERB_RESOURCE_ONLINE || input->verb == COH_VERB_RESOURCE_OFFLINE
                           ? "resource"
                       : input->verb == COH_VERB_SERVICE_START || input->verb == COH_VERB_SERVICE_STOP ? "service"
                                                                                                       : NULL;
    struct coh_buf one;
    int overruled;

    if (kind == NULL || input->name == NULL)
        return 0;
    coh_buf_init(&one, seen->mem, 0);
    coh_buf_fmt(&one, "\n%s %s\n", kind, input->name);
    overruled = strstr(coh_buf_text(seen), coh_buf_text(&one)) != NULL;
    coh_buf_add(seen, coh_buf_text(&one));
    if (one.error < 0)
        seen->error = one.error;
    coh_buf_free(&one);
    return overruled;
}

/* The parts stand before it, back to its begin: failed if one is, pending if one is. */
static int batch_result(cohort *h, int64_t commit, struct coh_buf *reason)
{
    int rc, worst = COHORT_REQUEST_REACHED;
    struct coh_input input;
    struct coh_buf part, seen;
    int64_t seq;

    coh_buf_init(&part, &h->mem, 0);
    coh_buf_init(&seen, &h->mem, 0);
    for (seq = commit - 1; worst != COHORT_REQUEST_FAILED; seq--) {
        rc = coh_store_input(h->store, seq, &input, &h->error);
        if (rc < 0)
            worst = rc;
        if (rc < 0 || input.verb == COH_VERB_BEGIN)
            break;
        if (is_overruled(&seen, &input))
            continue;
        coh_buf_clear(&part);
        rc = result(h, seq, &part);
        if (rc < 0) {
            worst = rc;
            break;
        }
        if (rc != COHORT_REQUEST_REACHED) {
            worst = rc;
            coh_buf_clear(reason);
            coh_buf_add(reason, coh_buf_text(&part));
        }
    }
    if (part.error < 0 || seen.error < 0)
        worst = coh_out_of_memory(h);
    coh_buf_free(&part);
    coh_buf_free(&seen);
    return worst;
}

/* COHORT_REQUEST_... with its reason, or an error. */
static int result(cohort *h, int64_t request, struct coh_buf *reason)
{
    struct coh_input input;
    int rc;

    rc = coh_store_input(h->store, request, &input, &h->error);
    if (rc < 0)
        return rc;
    if (!coh_verb_is_request(input.verb))
        return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 0, "%lld is no request", (long long)request);
    if (input.verb == COH_VERB_COMMIT)
        return batch_result(h, request, reason);
    rc = coh_engine_result(h->engine, &input, reason);
    if (rc == COHORT_REQUEST_REACHED && h->adopting_count > 0 && is_about_running(input.verb)) {
        coh_buf_add(reason, "what ran before is being looked at");
        rc = COHORT_REQUEST_PENDING;
    }
    if (rc < 0 || reason->error < 0)
        return coh_out_of_memory(h);
    return rc;
}

int cohort_request_result(cohort *h, int64_t request, const char **ret_reason)
{
    struct coh_buf reason;
    const char *text;
    int rc = coh_enter_get(h);

    if (rc < 0)
        return rc;
    coh_buf_init(&reason, &h->mem, 0);
    rc = result(h, request, &reason);
    if (rc > 0 && ret_reason != NULL) {
        text = coh_borrow(h, &reason);
        if (text != NULL)
            *ret_reason = text;
        else
            rc = h->error.code;
    }
    coh_buf_free(&reason);
    return rc;
}

int cohort_wait(cohort *h, int64_t request, int64_t timeout_ms)
{
    struct coh_buf reason;
    int64_t begin, left;
    int rc = coh_enter_turn(h);

    if (rc < 0)
        return rc;
    begin = coh_handle_now(h);
    coh_buf_init(&reason, &h->mem, 0);
    for (;;) {
        coh_buf_clear(&reason);
        rc = result(h, request, &reason);
        if (rc != COHORT_REQUEST_PENDING)
            break;
        left = timeout_ms < 0 ? INT64_MAX : begin + timeout_ms - coh_handle_now(h);
        /* A virtual clock stands still while we wait: when nothing is left to do now, nothing will come. */
        if (left <= 0 || (h->virtual_clock && coh_handle_deadline(h) > coh_handle_now(h))) {
            rc = coh_error_set(&h->error, COHORT_ERR_TIMEOUT, 0, "request %lld is still pending: %s",
                               (long long)request, coh_buf_text(&reason));
            break;
        }
        rc = cohort_turn(h, timeout_ms < 0 ? -1 : left);
        if (rc < 0 && rc != COHORT_ERR_STORE && rc != COHORT_ERR_FULL && rc != COHORT_ERR_BUSY &&
            rc != COHORT_ERR_NOMEM)
            break;
    }
    if (rc == COHORT_REQUEST_FAILED)
        coh_error_set(&h->error, COHORT_ERR_STATE, 0, "%s", coh_buf_text(&reason));
    coh_buf_free(&reason);
    return rc;
}
