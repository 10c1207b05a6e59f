/*
 * What this handle plays: one record for each object, the agent's instance in it, and the calls of its callbacks.
 */
#include <stddef.h>
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

const char *coh_agent_type(const struct coh_obj *obj)
{
    return obj->kind == COH_SERVICE ? "Service" : ((const struct coh_resource *)obj)->type->o.name;
}

const cohort_agent *coh_agent_of(const cohort *h, const struct coh_obj *obj)
{
    const struct coh_agent_entry *entry;
    const char *type = coh_agent_type(obj);

    for (entry = h->agents; entry != NULL; entry = entry->next)
        if (coh_name_cmp(entry->type, type) == 0)
            return &entry->agent;
    return h->has_any ? &h->any : NULL;
}

int coh_play_is_hosted(const cohort *h, int64_t node)
{
    int i;

    if (node == 0)
        return 0;
    for (i = 0; i < h->hosted_count; i++)
        if (h->hosted[i] == node)
            return 1;
    return h->play_all;
}

struct coh_play *coh_play_of(const cohort *h, int64_t object)
{
    return coh_map_get_id(&h->plays, object);
}

int64_t coh_play_where(const struct coh_obj *obj, int64_t *ret_operation, int *ret_op, int *ret_up)
{
    const struct coh_resource *r = (const struct coh_resource *)obj;
    const struct coh_service *s = (const struct coh_service *)obj;

    if (obj->kind == COH_SERVICE) {
        *ret_operation = s->op_id;
        *ret_op = s->op;
        *ret_up = s->state == COHORT_SERVICE_RUNNING && s->op == COH_OP_NONE;
        return s->node->o.id;
    }
    *ret_operation = r->op_id;
    *ret_op = r->op;
    *ret_up = r->state == COHORT_RESOURCE_ONLINE && r->op == COH_OP_NONE;
    return r->group->owner != NULL ? r->group->owner->o.id : 0;
}

/* Room in every table for one play more, so that what follows from a commit cannot fail. */
static int make_room(cohort *h)
{
    struct coh_play **polls;

    if (coh_map_reserve(&h->plays, 1) < 0 || coh_map_reserve(&h->operations, 2 * ((size_t)h->play_count + 1)) < 0)
        return coh_out_of_memory(h);
    if (h->play_count < h->poll_room)
        return 0;
    polls = coh_realloc(&h->mem, h->polls, (size_t)(h->poll_room == 0 ? 16 : 2 * h->poll_room) * sizeof *polls);
    if (polls == NULL)
        return coh_out_of_memory(h);
    h->polls = polls;
    h->poll_room = h->poll_room == 0 ? 16 : 2 * h->poll_room;
    return 0;
}

int coh_play_make(cohort *h, int64_t object, struct coh_play **ret_play)
{
    struct coh_play *play = coh_play_of(h, object);
    int rc;

    if (play == NULL) {
        rc = make_room(h);
        if (rc < 0)
            return rc;
        play = coh_zalloc(&h->mem, sizeof *play);
        if (play == NULL)
            return coh_out_of_memory(h);
        play->object = object;
        play->looks_ms = play->is_ms = play->answer_ms = INT64_MAX;
        play->place = -1;
        play->next = h->first_play;
        if (play->next != NULL)
            play->next->prev = play;
        h->first_play = play;
        h->play_count++;
        coh_map_put_id(&h->plays, object, play);
    }
    *ret_play = play;
    return 0;
}

/* Two ids lead to a play: of what was asked for last, and of the online of its present run. */
void coh_play_set_operation(cohort *h, struct coh_play *play, int64_t operation, int is_run)
{
    int64_t old = play->operation, old_run = play->run;

    play->operation = operation;
    if (is_run && old_run != operation) { /* a new run is checked anew, whatever became of the one before */
        play->run = operation;
        play->failed = 0;
    }
    if (old != 0 && old != play->operation && old != play->run)
        coh_map_del_id(&h->operations, old);
    if (old_run != 0 && old_run != old && old_run != play->operation && old_run != play->run)
        coh_map_del_id(&h->operations, old_run);
    if (operation != 0 && coh_map_get_id(&h->operations, operation) == NULL)
        coh_map_put_id(&h->operations, operation, play);
}

/* ---- callbacks ---- */

static void fill(cohort *h, struct coh_play *play, int64_t operation, int64_t timeout_ms, cohort_target *target)
{
    const struct coh_obj *obj = coh_by_id(coh_model(h), play->object);
    const struct coh_obj *node = coh_by_id(coh_model(h), play->node);
    const struct coh_resource *r = (const struct coh_resource *)obj;
    const struct coh_service *s = (const struct coh_service *)obj;

    coh_free(&h->mem, play->lent); /* nobody looks at it any more */
    play->lent = NULL;
    *target = (cohort_target){.struct_size = sizeof *target,
                              .operation = operation,
                              .id = play->object,
                              .kind = coh_kind_name(obj->kind),
                              .name = coh_full_name(obj),
                              .type = coh_agent_type(obj),
                              .node = node != NULL ? node->name : "",
                              .timeout_ms = timeout_ms,
                              .record = play->record,
                              .record_size = play->record_size,
                              .record_operation = play->record_operation};
    if (obj->kind == COH_SERVICE) {
        target->identity = s->identity != NULL ? s->identity : target->node;
        target->service = obj->name;
        target->state = s->state;
    } else {
        target->identity = coh_identity(coh_model(h), r);
        target->state = r->state;
    }
    if (target->identity == NULL)
        target->identity = target->node;
}

static void close_instance(cohort *h, struct coh_play *play)
{
    if (play->opened && play->agent != NULL && play->agent->close != NULL) {
        h->callbacks++;
        play->agent->close(h, play->instance);
        h->callbacks--;
    }
    play->opened = 0;
    play->instance = NULL;
    coh_free(&h->mem, play->record);
    coh_free(&h->mem, play->lent);
    play->lent = NULL;
    play->record = NULL;
    play->record_size = play->record_operation = 0;
}

/* A call that took longer than DeadlockTimeout: it is back, so that all that can be done is to tell. */
static void note_overdue(cohort *h, struct coh_play *play, const char *what, int64_t operation, int64_t began_ms)
{
    const struct coh_obj *obj = coh_by_id(coh_model(h), play->object);
    int64_t took_ms = coh_handle_now(h) - began_ms;
    struct coh_report *report;
    struct coh_buf text;

    if (obj == NULL || took_ms <= coh_prop_int(obj, COH_P_DEADLOCK_TIMEOUT))
        return;
    coh_buf_init(&text, &h->mem, 0);
    coh_buf_fmt(&text, "its agent's %s did not return for ", what);
    coh_duration_words(&text, took_ms);
    report = text.error < 0 ? NULL : coh_report_new(h, operation, COHORT_AGENT_OVERDUE, 0, coh_buf_text(&text));
    coh_buf_free(&text);
    if (report != NULL) /* without memory it is not told */
        coh_queue_add_report(h, report);
}

int coh_play_open(cohort *h, struct coh_play *play, int64_t node)
{
    const struct coh_obj *obj = coh_by_id(coh_model(h), play->object);
    cohort_target target;
    int status = COHORT_AGENT_DONE, rc;

    if (play->opened && play->node == node)
        return COHORT_AGENT_DONE;
    close_instance(h, play);
    play->node = node;
    play->agent = coh_agent_of(h, obj);
    if (play->agent == NULL)
        return COHORT_AGENT_FAILED;
    rc = coh_store_record_get(h->store, play->object, node, &play->record_operation, &play->record, &play->record_size,
                              &h->error);
    if (rc < 0)
        return rc;
    if (play->agent->open != NULL) {
        fill(h, play, play->run, 0, &target);
        h->callbacks++;
        status = play->agent->open(h, play->agent->user, &target, &play->instance);
        h->callbacks--;
    }
    play->opened = status == COHORT_AGENT_DONE;
    return play->opened ? COHORT_AGENT_DONE : COHORT_AGENT_FAILED;
}

int coh_play_call(cohort *h, struct coh_play *play, int op, int64_t operation, int64_t timeout_ms)
{
    int (*call)(cohort * h, void *instance, const cohort_target *target) = play->agent->online;
    int64_t began_ms = coh_handle_now(h);
    cohort_target target;
    int status;

    if (op == COH_OP_OFFLINE)
        call = play->agent->offline;
    else if (op == COH_OP_TERMINATE)
        call = play->agent->terminate != NULL ? play->agent->terminate : play->agent->offline;
    fill(h, play, operation, timeout_ms, &target);
    h->callbacks++;
    status = call(h, play->instance, &target);
    h->callbacks--;
    note_overdue(h, play, coh_op_name(op), operation, began_ms);
    return status;
}

int coh_play_call_poll(cohort *h, struct coh_play *play, int poll)
{
    int64_t began_ms = coh_handle_now(h);
    cohort_target target;
    int status;

    fill(h, play, play->run, 0, &target);
    h->callbacks++;
    status = (poll == COH_POLL_IS ? play->agent->is_alive : play->agent->looks_alive)(h, play->instance, &target);
    h->callbacks--;
    note_overdue(h, play, poll == COH_POLL_IS ? "is_alive" : "looks_alive", play->run, began_ms);
    return status;
}

/* The callback that stores a record may go on reading the one that it was called with. */
void coh_play_record(cohort *h, struct coh_play *play, void *record, int64_t size, int64_t operation)
{
    if (play->lent == NULL)
        play->lent = play->record;
    else
        coh_free(&h->mem, play->record);
    play->record = record;
    play->record_size = size;
    play->record_operation = size > 0 ? operation : 0;
}

/* ---- ends ---- */

void coh_play_kill(cohort *h, struct coh_play *play)
{
    coh_poll_stop(h, play);
    coh_poll_adopted(h, play);
    coh_map_del_id(&h->plays, play->object);
    if (play->operation != 0)
        coh_map_del_id(&h->operations, play->operation);
    if (play->run != 0 && play->run != play->operation)
        coh_map_del_id(&h->operations, play->run);
    play->dead = 1;
    h->dead_count++;
}

static void unlink_play(cohort *h, struct coh_play *play)
{
    if (play->next != NULL)
        play->next->prev = play->prev;
    if (play->prev != NULL)
        play->prev->next = play->next;
    else
        h->first_play = play->next;
    h->play_count--;
}

void coh_play_bury(cohort *h)
{
    struct coh_play *play, *next;

    for (play = h->dead_count > 0 ? h->first_play : NULL; play != NULL; play = next) {
        next = play->next;
        if (!play->dead)
            continue;
        close_instance(h, play);
        unlink_play(h, play);
        coh_free(&h->mem, play);
    }
    h->dead_count = 0;
}

void coh_play_free(cohort *h)
{
    struct coh_agent_entry *entry;
    struct coh_play *play;

    while ((play = h->first_play) != NULL) {
        close_instance(h, play);
        unlink_play(h, play);
        coh_free(&h->mem, play);
    }
    while ((entry = h->agents) != NULL) {
        h->agents = entry->next;
        if (entry->agent.release != NULL)
            entry->agent.release(entry->agent.user);
        coh_free(&h->mem, entry->type);
        coh_free(&h->mem, entry);
    }
    if (h->has_any && h->any.release != NULL)
        h->any.release(h->any.user);
    h->has_any = 0;
}
