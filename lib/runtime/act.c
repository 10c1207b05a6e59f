/*
 * What follows from effects: actions wait here until they are durable and cohort_process() performs them; polls begin
 * and end with what is up.
 */
#include <stdlib.h>
#include <string.h>

#include "runtime/runtime.h"

static int room_for_actions(cohort *h, int more)
{
    struct coh_action *actions;
    int room = h->action_room == 0 ? 64 : h->action_room;

    while (room < h->action_count + more)
        room *= 2;
    if (room == h->action_room)
        return 0;
    actions = coh_realloc(&h->mem, h->actions, (size_t)room * sizeof *actions);
    if (actions == NULL)
        return coh_out_of_memory(h);
    h->actions = actions;
    h->action_room = room;
    return 0;
}

static int is_played_kind(const struct coh_obj *obj)
{
    return obj->kind == COH_SERVICE ||
           (obj->kind == COH_RESOURCE && ((const struct coh_resource *)obj)->drives == NULL);
}

static int is_polled(const cohort *h, const struct coh_obj *obj)
{
    const cohort_agent *agent = coh_agent_of(h, obj);

    return agent != NULL && (agent->looks_alive != NULL || agent->is_alive != NULL);
}

int coh_act_prepare(cohort *h, const struct coh_effects *effects)
{
    struct coh_play *play;
    int64_t operation;
    int i, op, up, rc;

    rc = room_for_actions(h, effects->action_count);
    for (i = 0; rc == 0 && i < effects->dirty_count; i++) {
        const struct coh_obj *obj = effects->dirty[i];

        if ((coh_obj_dirty(obj) & COH_DIRTY_DELETED) != 0 || !is_played_kind(obj))
            continue;
        if (coh_play_is_hosted(h, coh_play_where(obj, &operation, &op, &up)) && up && is_polled(h, obj))
            rc = coh_play_make(h, obj->id, &play);
    }
    return rc;
}

void coh_act_apply(cohort *h, const struct coh_effects *effects)
{
    int64_t node, operation;
    int i, op, up;

    for (i = 0; i < effects->dirty_count; i++) {
        const struct coh_obj *obj = effects->dirty[i];
        struct coh_play *play = coh_play_of(h, obj->id);

        if (play == NULL)
            continue;
        if ((coh_obj_dirty(obj) & COH_DIRTY_DELETED) != 0 || !is_played_kind(obj)) {
            coh_play_kill(h, play);
            continue;
        }
        node = coh_play_where(obj, &operation, &op, &up);
        if (!up || play->run != operation)
            coh_poll_adopted(h, play); /* its failure has arrived, or it was told something else */
        if (!up || !coh_play_is_hosted(h, node)) {
            coh_poll_stop(h, play);
        } else if (is_polled(h, obj) && (play->place < 0 || play->run != operation) &&
                   !(play->failed && play->run == operation)) {
            coh_play_set_operation(h, play, operation, 1);
            coh_poll_schedule(h, play, obj, 0);
        }
    }
    if (effects->action_count > 0)
        memcpy(h->actions + h->action_count, effects->actions, (size_t)effects->action_count * sizeof *h->actions);
    h->action_count += effects->action_count;
}

static int is_answer(int status)
{
    return status == COHORT_AGENT_DONE || status == COHORT_AGENT_FAILED || status == COHORT_AGENT_DIED ||
           status == COHORT_AGENT_CANNOT_HERE || status == COHORT_AGENT_CANNOT_ANYWHERE;
}

/* Without an agent nothing of it can run here: there is nothing to stop, and no way to start it. */
static int no_agent(const struct coh_action *action, const struct coh_obj *obj, struct coh_report *report)
{
    coh_report_detail(report, "no agent for %s \"%s\" is registered here",
                      obj->kind == COH_SERVICE ? "services," : "type", coh_agent_type(obj));
    return action->op == COH_OP_ONLINE ? COHORT_AGENT_CANNOT_HERE : COHORT_AGENT_DONE;
}

static int perform(cohort *h, const struct coh_action *action, const struct coh_obj *obj, struct coh_report *report)
{
    struct coh_play *play;
    int status, rc;

    rc = coh_play_make(h, action->object, &play);
    if (rc < 0)
        return rc;
    coh_poll_stop(h, play);
    coh_play_set_operation(h, play, action->operation, action->op == COH_OP_ONLINE);
    if (coh_agent_of(h, obj) == NULL) {
        report->status = no_agent(action, obj, report);
        return 0;
    }
    status = coh_play_open(h, play, action->node);
    if (status < 0)
        return status;
    if (status != COHORT_AGENT_DONE) {
        coh_report_detail(report, "its agent could not be opened");
        report->status = COHORT_AGENT_FAILED;
        return 0;
    }
    status = coh_play_call(h, play, action->op, action->operation, action->timeout_ms);
    report->status = status == COHORT_AGENT_LATER || is_answer(status) ? status : COHORT_AGENT_FAILED;
    if (report->status != status)
        coh_report_detail(report, "its agent answered %d, which means nothing", status);
    return 0;
}

/* An operation that was overtaken by another before it began is not begun. */
static int is_current(const cohort *h, const struct coh_action *action, const struct coh_obj *obj)
{
    int64_t operation;
    int op, up;

    if (obj == NULL || (obj->kind != COH_SERVICE && obj->kind != COH_RESOURCE) || !coh_play_is_hosted(h, action->node))
        return 0;
    coh_play_where(obj, &operation, &op, &up);
    return operation == action->operation && op == action->op;
}

int coh_act_run(cohort *h, int *ret_did)
{
    int rc;

    for (; h->action_next < h->action_count; h->action_next++) {
        struct coh_action action = h->actions[h->action_next];
        const struct coh_obj *obj = coh_by_id(coh_model(h), action.object);
        struct coh_report *report;

        if (!is_current(h, &action, obj))
            continue;
        report = coh_report_new(h, action.operation, COHORT_AGENT_LATER, 0,
                                NULL); /* before the call: its answer must not be lost */
        if (report == NULL)
            return coh_out_of_memory(h);
        rc = perform(h, &action, obj, report);
        if (rc < 0 || report->status == COHORT_AGENT_LATER)
            coh_free(&h->mem, report);
        else
            coh_queue_add_report(h, report);
        if (rc < 0)
            return rc;
        *ret_did = 1;
    }
    h->action_next = h->action_count = 0;
    return 0;
}

static int is_waiting(const cohort *h, const struct coh_action *action)
{
    int i;

    for (i = h->action_next; i < h->action_count; i++)
        if (h->actions[i].operation == action->operation)
            return 1;
    return 0;
}

/* What is up is opened, and asked once whether it is. */
static int adopt(cohort *h, const struct coh_obj *obj)
{
    struct coh_play *play;
    int64_t node, operation;
    int op, up, rc;

    node = coh_play_where(obj, &operation, &op, &up);
    if (!up || !is_played_kind(obj) || !coh_play_is_hosted(h, node))
        return 0;
    rc = coh_play_make(h, obj->id, &play);
    if (rc < 0)
        return rc;
    coh_play_set_operation(h, play, operation, 1);
    coh_poll_schedule(h, play, obj, 1);
    return 0;
}

int coh_act_again(cohort *h)
{
    const struct coh_model *m = coh_model(h);
    const struct coh_service *s;
    const struct coh_group *g;
    const struct coh_resource *r;
    struct coh_action *actions = NULL;
    int i, count = 0, rc;

    if (coh_engine_inflight(h->engine, 0, &actions, &count) < 0)
        return coh_out_of_memory(h);
    rc = room_for_actions(h, count);
    for (i = 0; rc == 0 && i < count; i++)
        if (!is_waiting(h, &actions[i]))
            h->actions[h->action_count++] = actions[i];
    coh_free(&h->mem, actions);
    for (g = m->groups; rc == 0 && g != NULL; g = g->next)
        for (r = g->first; rc == 0 && r != NULL; r = r->next)
            rc = adopt(h, &r->o);
    for (s = m->services; rc == 0 && s != NULL; s = s->next)
        rc = adopt(h, &s->o);
    return rc;
}
