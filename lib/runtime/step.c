/*
 * Inputs: the one place where the state changes. Engine step, store write, commit; then, in cohort_process(), the
 * actions.
 *
 * A request is stored by itself, so that its answer is true when it returns. What cannot be refused (answers, timers)
 * waits in the queue and is stored together; if that fails it is undone, kept, and tried again.
 */
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

int coh_note_bug(cohort *h, int rc)
{
    if (rc == COHORT_ERR_BUG)
        h->broken = 1;
    return rc;
}

/* 1: timers were due and have fired; 0: none was. */
int coh_tick(cohort *h, int64_t now)
{
    struct coh_input input = {.verb = COH_VERB_TICK, .time_ms = now};
    int rc;

    if (coh_engine_deadline(h->engine) > now)
        return 0;
    rc = coh_engine_step(h->engine, &input, &h->error);
    return rc < 0 ? rc : 1;
}

static void show_transitions(cohort *h, const struct coh_effects *effects)
{
    int i;

    if (h->on_transition == NULL)
        return;
    h->callbacks++;
    for (i = 0; i < effects->transition_count; i++)
        h->on_transition(h->on_transition_user, &effects->transitions[i]);
    h->callbacks--;
}

/* Make the steps since the last commit durable, with what reactors add to them, or undo them. */
int coh_flush(cohort *h)
{
    const struct coh_effects *effects;
    int rc, from = 0;

    h->reactions = 0;
    rc = coh_profile_react(h, &from);
    effects = coh_engine_effects(h->engine);
    if (rc == 0)
        rc = coh_act_prepare(h, effects);
    if (rc == 0)
        rc = coh_store_write(h->store, h->engine, effects, h->by, h->origin, &h->error);
    if (rc < 0) {
        coh_engine_rollback(h->engine);
        return coh_note_bug(h, rc);
    }
    coh_act_apply(h, effects);
    show_transitions(h, effects);
    coh_engine_commit(h->engine);
    return 0;
}

static int check_texts(cohort *h, const struct coh_input *input)
{
    int i, ok;

    ok = (input->name == NULL || coh_utf8_ok(input->name)) && (input->arg == NULL || coh_utf8_ok(input->arg));
    for (i = 0; ok && input->list != NULL && input->list[i] != NULL; i++)
        ok = coh_utf8_ok(input->list[i]);
    /* Here, for every verb: what is stored must come back the same. */
    return ok ? 0 : coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "a text is not UTF-8");
}

/* A reactor's request: a step of the turn that is about to be stored. */
static int react(cohort *h, struct coh_input *input, int64_t *ret_request)
{
    int rc;

    if (h->reactions >= COHORT_REACTIONS_MAX)
        return coh_error_set(&h->error, COHORT_ERR_LIMIT, 87, "profile \"%s\" made more than %d requests in one turn",
                             h->reacting, COHORT_REACTIONS_MAX);
    h->reactions++;
    input->time_ms = coh_engine_now(h->engine);
    input->origin = h->reacting;
    input->follows = h->reacting_to;
    rc = coh_engine_step(h->engine, input, &h->error);
    if (rc == 0 && input->verb == COH_VERB_LOG) /* what it says is why it does the rest */
        h->reacting_to = coh_engine_sequence(h->engine);
    if (rc == 0 && ret_request != NULL)
        *ret_request = coh_engine_input_sequence(h->engine);
    return coh_note_bug(h, rc);
}

int coh_request(cohort *h, struct coh_input *input, int64_t *ret_request)
{
    int64_t now = coh_handle_now(h), seq;
    int ticked, rc;

    rc = check_texts(h, input);
    if (rc < 0)
        return rc;
    if (h->reacting != NULL)
        return react(h, input, ret_request);
    if (h->batch != COH_BATCH_NONE)
        return coh_batch_request(h, input, ret_request);
    if (now < coh_engine_now(h->engine))
        now = coh_engine_now(h->engine);
    ticked = input->verb != COH_VERB_OPEN ? coh_tick(h, now) : 0; /* opening comes before any timer */
    if (ticked < 0) {
        rc = ticked;
        coh_engine_rollback(h->engine);
        return coh_note_bug(h, rc);
    }
    input->time_ms = now;
    rc = coh_engine_step(h->engine, input, &h->error);
    seq = coh_engine_input_sequence(h->engine);
    if (rc < 0) {
        struct coh_error refusal = h->error;

        if (ticked) /* should this fail, the timers are due again in cohort_process() */
            coh_flush(h);
        h->error = refusal;
        return coh_note_bug(h, rc);
    }
    rc = coh_flush(h);
    if (rc < 0)
        return rc;
    if (h->action_next < h->action_count)
        coh_loop_wake(h); /* callbacks run in cohort_process() only */
    if (ret_request != NULL)
        *ret_request = seq;
    return 0;
}

int coh_request_named(cohort *h, int verb, const char *name, const char *arg, int64_t a, int64_t *ret_request)
{
    struct coh_input input = {.verb = verb, .name = name, .arg = arg, .a = a};
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    return name == NULL ? coh_missing(h, "name") : coh_request(h, &input, ret_request);
}

int coh_request_list(cohort *h, int verb, int kind, const char *name, const char *const *list, int64_t *ret_request)
{
    struct coh_input input = {.verb = verb, .kind = kind, .name = name, .list = list};

    return coh_request(h, &input, ret_request);
}

/* One answer, and before it the timers that were due when it came. 0 also if the engine has no use for it. */
static int step_report(cohort *h, const struct coh_report *report)
{
    struct coh_input input = {.verb = COH_VERB_REPORT,
                              .time_ms = report->time_ms,
                              .a = report->object,
                              .b = report->operation,
                              .c = report->status,
                              .arg = report->detail[0] != '\0' ? report->detail : NULL};
    int rc;

    if (input.time_ms < coh_engine_now(h->engine))
        input.time_ms = coh_engine_now(h->engine);
    rc = coh_tick(h, input.time_ms);
    if (rc >= 0)
        rc = coh_engine_step(h->engine, &input, &h->error);
    return rc == COHORT_ERR_NOMEM || rc == COHORT_ERR_BUG ? rc : 0;
}

static void drop_taken(cohort *h, int count)
{
    struct coh_report *report;

    while (count-- > 0 && (report = h->taken) != NULL) {
        h->taken = report->next;
        coh_free(&h->mem, report);
    }
}

int coh_run_queue(cohort *h, int *ret_did)
{
    int64_t now = coh_handle_now(h), last = coh_engine_input_sequence(h->engine);
    struct coh_report *report;
    int count = 0, rc = 0;

    coh_queue_take(h);
    for (report = h->taken; rc == 0 && report != NULL && count < COH_BATCH_MAX; report = report->next) {
        rc = step_report(h, report);
        count += rc == 0;
    }
    if (rc == 0)
        rc = coh_tick(h, now < coh_engine_now(h->engine) ? coh_engine_now(h->engine) : now);
    if (rc < 0) {
        coh_engine_rollback(h->engine);
        coh_note_bug(h, rc);
    } else {
        rc = coh_engine_input_sequence(h->engine) > last ? coh_flush(h) : 0;
    }
    if (rc < 0) {
        h->retry_ms = now + COH_RETRY_MS;
        h->trouble = h->error;
        return rc;
    }
    *ret_did |= count > 0 || coh_engine_input_sequence(h->engine) > last;
    drop_taken(h, count);
    h->retry_ms = 0;
    coh_error_clear(&h->error); /* of answers that the engine had no use for */
    return 0;
}
