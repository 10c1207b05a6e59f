/*
 * The event-loop contract of handle.h: fd, deadline, process; and the small loops made of them.
 *
 * One turn: what is ready; then rounds of (answers and timers -> one transaction -> actions) until nothing is left;
 * polls; news.
 */
#include "runtime/runtime.h"

int cohort_get_fd(cohort *h)
{
    return h != NULL && h->engine != NULL ? coh_loop_fd(h) : -1;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t coh_handle_deadline(cohort *h)
{
    int64_t deadline = coh_control_deadline(h);

    if (h->broken || (h->flags & COHORT_OPEN_READONLY) != 0)
        return INT64_MAX;
    if (h->retry_ms != 0) /* nothing acts until what waits is stored */
        return least(deadline, h->retry_ms);
    if (h->action_next < h->action_count || h->dead_count > 0 || !coh_queue_empty(h))
        return INT64_MIN;
    if (h->on_history != NULL && h->announced < coh_engine_sequence(h->engine))
        return INT64_MIN;
    deadline = least(deadline, coh_engine_deadline(h->engine));
    return least(deadline, coh_poll_deadline(h));
}

int64_t cohort_get_deadline_ms(cohort *h)
{
    int64_t deadline, left;

    if (h == NULL || h->engine == NULL)
        return INT64_MAX;
    deadline = coh_handle_deadline(h);
    if (deadline == INT64_MAX)
        return INT64_MAX;
    left = deadline == INT64_MIN ? 0 : deadline - coh_handle_now(h);
    return left <= 0 ? 0 : coh_monotonic_ms() + left;
}

static void announce(cohort *h)
{
    int64_t last = coh_engine_sequence(h->engine);

    if (h->announced >= last)
        return;
    h->announced = last;
    if (h->on_history == NULL)
        return;
    h->callbacks++;
    h->on_history(h, h->on_history_user);
    h->callbacks--;
}

static int rounds(cohort *h)
{
    int i, did = 1, rc = 0;

    for (i = 0; rc == 0 && did && i < COH_ROUNDS_MAX; i++) {
        did = 0;
        rc = coh_run_queue(h, &did);
        if (rc == 0)
            rc = coh_act_run(h, &did);
        if (rc == 0 && !did)
            rc = coh_poll_due(h, &did);
        did |= !coh_queue_empty(h);
    }
    return rc;
}

int cohort_process(cohort *h)
{
    struct coh_error error;
    int rc;

    rc = coh_enter_turn(h);
    if (rc < 0)
        return h != NULL && rc == COHORT_ERR_MISUSE && h->callbacks == 0 && h->reacting == NULL &&
                       h->batch == COH_BATCH_NONE && h->engine != NULL
                   ? 0
                   : rc; /* a reader has nothing to do */
    if (h->processing)
        return coh_error_set(&h->error, COHORT_ERR_MISUSE, 0, "cohort_process() is running");
    h->processing = 1;
    coh_loop_dispatch(h);
    coh_play_bury(h);
    rc = h->retry_ms == 0 && (h->hosted_count > 0 || h->play_all) ? coh_clock_follow(h) : 0;
    if (rc == 0)
        rc = rounds(h);
    coh_play_bury(h);
    error = h->error;
    if (rc < 0 && h->retry_ms == 0) {
        h->retry_ms = coh_handle_now(h) + COH_RETRY_MS;
        h->trouble = error;
    }
    announce(h);
    coh_control_turn(h);
    h->processing = 0;
    if (rc < 0)
        h->error = error;
    else
        coh_error_clear(&h->error);
    return rc;
}

int cohort_turn(cohort *h, int64_t timeout_ms)
{
    int64_t deadline, now;
    int rc;

    rc = coh_enter_turn(h);
    if (rc < 0)
        return cohort_process(h);
    if (!h->virtual_clock && !h->processing) {
        deadline = cohort_get_deadline_ms(h);
        now = coh_monotonic_ms();
        if (deadline != INT64_MAX) {
            int64_t left = deadline > now ? deadline - now : 0;

            timeout_ms = timeout_ms < 0 || left < timeout_ms ? left : timeout_ms;
        }
        coh_loop_wait(h, timeout_ms);
    }
    return cohort_process(h);
}

int cohort_run(cohort *h)
{
    int rc = coh_enter_turn(h);

    while (rc == 0 && !atomic_exchange(&h->stop, 0)) {
        rc = cohort_turn(h, -1);
        /* The store's trouble passes (a full disk); what came in is kept meanwhile. */
        if (rc == COHORT_ERR_STORE || rc == COHORT_ERR_FULL || rc == COHORT_ERR_BUSY || rc == COHORT_ERR_NOMEM)
            rc = 0;
    }
    return rc;
}

void cohort_stop(cohort *h)
{
    if (h == NULL)
        return;
    atomic_store(&h->stop, 1);
    coh_loop_wake(h);
}
