/*
 * Polling: looks_alive and is_alive of what is up on the nodes that this handle plays. Plays are in a heap by their
 * next poll, so that a thousand healthy resources cost what is due. A check that passed is no input; a failure
 * becomes one.
 */
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

enum { POLLS_A_TURN = 1024 };
#define POLL_TYPES 4294967295LL /* "the type's" */

static int64_t due(const struct coh_play *play)
{
    int64_t next = play->looks_ms < play->is_ms ? play->looks_ms : play->is_ms;

    return play->answer_ms < next ? play->answer_ms : next;
}

static void place(cohort *h, struct coh_play *play, int at)
{
    h->polls[at] = play;
    play->place = at;
}

static void sift(cohort *h, struct coh_play *play)
{
    int at = play->place, up, child;

    for (; at > 0 && due(h->polls[up = (at - 1) / 2]) > due(play); at = up)
        place(h, h->polls[up], at);
    for (; (child = 2 * at + 1) < h->poll_count; at = child) {
        if (child + 1 < h->poll_count && due(h->polls[child + 1]) < due(h->polls[child]))
            child++;
        if (due(h->polls[child]) >= due(play))
            break;
        place(h, h->polls[child], at);
    }
    place(h, play, at);
}

void coh_poll_adopted(cohort *h, struct coh_play *play)
{
    h->adopting_count -= play->adopting;
    play->adopting = 0;
}

void coh_poll_stop(cohort *h, struct coh_play *play)
{
    struct coh_play *last;
    int at = play->place;

    play->looks_ms = play->is_ms = play->answer_ms = INT64_MAX;
    play->waits = COH_POLL_NONE;
    if (at < 0)
        return;
    play->place = -1;
    last = h->polls[--h->poll_count];
    if (last == play)
        return;
    place(h, last, at);
    sift(h, last);
}

static int64_t interval(const struct coh_obj *obj, int prop, int64_t fallback)
{
    int64_t ms = coh_prop_int(obj, prop);

    if (ms == POLL_TYPES && obj->kind == COH_RESOURCE)
        ms = coh_prop_int(&((const struct coh_resource *)obj)->type->o, prop);
    return ms == POLL_TYPES || ms <= 0 ? fallback : ms;
}

static int64_t next_look(const struct coh_obj *obj, int64_t now)
{
    return now + interval(obj, COH_P_LOOKS_ALIVE, 5000);
}

static int64_t next_check(const struct coh_obj *obj, int64_t now)
{
    return now + interval(obj, COH_P_IS_ALIVE, 60000);
}

void coh_poll_schedule(cohort *h, struct coh_play *play, const struct coh_obj *obj, int adopt)
{
    const cohort_agent *agent = coh_agent_of(h, obj);
    int64_t now = coh_handle_now(h);

    play->failed = 0;
    play->waits = COH_POLL_NONE;
    play->answer_ms = INT64_MAX;
    play->looks_ms = agent != NULL && agent->looks_alive != NULL ? next_look(obj, now) : INT64_MAX;
    play->is_ms = agent != NULL && agent->is_alive != NULL ? next_check(obj, now) : INT64_MAX;
    coh_poll_adopted(h, play);
    if (adopt) {
        play->is_ms = now;
        h->adopting_count += play->adopting = 1;
    }
    if (play->place < 0) /* there is room: coh_play_make() */
        place(h, play, h->poll_count++);
    sift(h, play);
}

/* Tell the engine, once for each run. */
static void failed(cohort *h, struct coh_play *play, int status, const char *detail)
{
    struct coh_report *report = coh_report_new(h, play->run, status, 0, detail);

    if (report == NULL) { /* asked again soon */
        play->is_ms = coh_handle_now(h) + COH_RETRY_MS;
        if (play->answer_ms != INT64_MAX)
            play->answer_ms = play->is_ms;
        if (play->place >= 0)
            sift(h, play);
        return;
    }
    play->failed = 1;
    coh_poll_stop(h, play);
    coh_queue_add_report(h, report);
}

void coh_poll_answer(cohort *h, struct coh_play *play, int poll, int status, const char *detail)
{
    const char *sentence = poll == COH_POLL_IS ? "is_alive failed" : "looks_alive failed";

    play->answer_ms = INT64_MAX;
    if (play->place >= 0)
        sift(h, play);
    if (status == COHORT_AGENT_DONE)
        coh_poll_adopted(h, play);
    if (status == COHORT_AGENT_DONE || status == COHORT_AGENT_PROGRESS || play->place < 0)
        return;
    if (poll == COH_POLL_LOOKS && status != COHORT_AGENT_DIED && play->agent != NULL && play->agent->is_alive != NULL) {
        play->is_ms = coh_handle_now(h); /* the thorough look decides */
        sift(h, play);
        return;
    }
    failed(h, play, status == COHORT_AGENT_DIED ? status : COHORT_AGENT_FAILED,
           detail != NULL && detail[0] != '\0' ? detail : sentence);
}

static int64_t deadlock_of(const struct coh_obj *obj)
{
    return coh_prop_int(obj, COH_P_DEADLOCK_TIMEOUT);
}

static void call(cohort *h, struct coh_play *play, const struct coh_obj *obj, int poll)
{
    int64_t deadlock_ms = deadlock_of(obj);
    int status;

    play->waits = poll; /* before the call, which may answer at once by cohort_agent_alive() */
    status = coh_play_call_poll(h, play, poll);
    if (status == COHORT_AGENT_LATER) {
        play->answer_ms = coh_handle_now(h) + deadlock_ms;
        sift(h, play);
        return;
    }
    play->waits = COH_POLL_NONE;
    coh_poll_answer(h, play, poll, status, NULL);
}

/* The answer that was promised has not come: what does not say that it is well is not. */
static void overdue(cohort *h, struct coh_play *play, const struct coh_obj *obj)
{
    struct coh_buf text;

    coh_buf_init(&text, &h->mem, 0);
    coh_buf_fmt(&text, "%s has not answered within DeadlockTimeout ",
                play->waits == COH_POLL_IS ? "is_alive" : "looks_alive");
    coh_duration_words(&text, deadlock_of(obj));
    failed(h, play, COHORT_AGENT_FAILED, text.error < 0 ? "no answer within DeadlockTimeout" : coh_buf_text(&text));
    coh_buf_free(&text);
}

/* In maintenance no checks are made, neither of a resource nor of the service that it drives. */
static int left_alone(cohort *h, const struct coh_obj *obj)
{
    const struct coh_resource *r = obj->kind == COH_RESOURCE
                                       ? (const struct coh_resource *)obj
                                       : coh_driver_of(coh_model(h), (const struct coh_service *)obj);

    return r != NULL && coh_in_maintenance(r);
}

/* One play that is due. */
static int poll_one(cohort *h, struct coh_play *play, int64_t now)
{
    const struct coh_obj *obj = coh_by_id(coh_model(h), play->object);
    int64_t node, operation;
    int op, up, status, check = play->is_ms <= now;

    node = obj != NULL ? coh_play_where(obj, &operation, &op, &up) : 0;
    if (obj == NULL || !up || operation != play->run || !coh_play_is_hosted(h, node)) {
        coh_poll_stop(h, play);
        coh_poll_adopted(h, play);
        return 0;
    }
    if (coh_agent_of(h, obj) == NULL) {
        failed(h, play, COHORT_AGENT_FAILED, "no agent for its type is registered here");
        return 0;
    }
    status = coh_play_open(h, play, node);
    if (status < 0)
        return status;
    if (status != COHORT_AGENT_DONE) {
        failed(h, play, COHORT_AGENT_FAILED, "its agent could not be opened");
        return 0;
    }
    if (play->waits != COH_POLL_NONE && play->answer_ms <= now) {
        if (left_alone(h, obj)) { /* asked again when that is over */
            play->waits = COH_POLL_NONE;
            play->answer_ms = INT64_MAX;
            sift(h, play);
        } else {
            overdue(h, play, obj);
        }
        return 0;
    }
    if (check)
        play->is_ms = play->agent->is_alive != NULL ? next_check(obj, now) : INT64_MAX;
    if (play->looks_ms <= now)
        play->looks_ms = next_look(obj, now);
    sift(h, play);
    if (play->waits == COH_POLL_NONE && !left_alone(h, obj) &&
        (check ? play->agent->is_alive != NULL : play->agent->looks_alive != NULL))
        call(h, play, obj, check ? COH_POLL_IS : COH_POLL_LOOKS);
    if (play->waits == COH_POLL_NONE && !play->failed) /* nobody can be asked, or it is left alone */
        coh_poll_adopted(h, play);
    if (play->place >= 0 && due(play) == INT64_MAX)
        coh_poll_stop(h, play); /* it was only opened */
    return 0;
}

int coh_poll_due(cohort *h, int *ret_did)
{
    int64_t now = coh_handle_now(h);
    int i, rc = 0;

    for (i = 0; rc == 0 && i < POLLS_A_TURN && h->poll_count > 0 && due(h->polls[0]) <= now; i++) {
        rc = poll_one(h, h->polls[0], now);
        *ret_did = 1;
    }
    return rc;
}

int64_t coh_poll_deadline(const cohort *h)
{
    return h->poll_count > 0 ? due(h->polls[0]) : INT64_MAX;
}
