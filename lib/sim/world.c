/*
 * The scripted world: which processes live on which node, what agents answer and when.
 *
 * One callback table serves every resource type and the services. A call becomes an event in the future; the event is
 * the answer.
 */
#include "sim/inner.h"

#include <string.h>

#include <cohort/node.h>

#include "util/text.h"

/* NULL: no memory */
static struct coh_thing *thing_of(cohort_sim *sim, int64_t id)
{
    int i;

    for (i = 0; i < sim->thing_count; i++)
        if (sim->things[i].id == id)
            return &sim->things[i];
    if (coh_sim_grow(sim, &sim->things, sim->thing_count, &sim->thing_room, sizeof *sim->things) < 0)
        return NULL;
    memset(&sim->things[i], 0, sizeof sim->things[i]);
    sim->things[i].id = id;
    return &sim->things[sim->thing_count++];
}

/* ---- events ---- */

int coh_world_add(cohort_sim *sim, int64_t delay_ms, int kind, int64_t thing, int64_t operation, int64_t node,
                  int status)
{
    int64_t time_ms = delay_ms < INT64_MAX / 2 - sim->now_ms ? sim->now_ms + delay_ms : INT64_MAX / 2;
    int at = sim->event_count;
    int rc = coh_sim_grow(sim, &sim->events, sim->event_count, &sim->event_room, sizeof *sim->events);

    if (rc < 0)
        return rc;
    while (at > 0 && sim->events[at - 1].time_ms > time_ms) {
        sim->events[at] = sim->events[at - 1];
        at--;
    }
    sim->events[at] = (struct coh_event){time_ms, ++sim->event_seq, thing, operation, node, kind, status};
    sim->event_count++;
    return 0;
}

static void take_event(cohort_sim *sim, int at, struct coh_event *ret_event)
{
    *ret_event = sim->events[at];
    memmove(&sim->events[at], &sim->events[at + 1], (size_t)(sim->event_count - at - 1) * sizeof *sim->events);
    sim->event_count--;
}

/* Back to the front, where it was: there is room. */
static void untake_event(cohort_sim *sim, const struct coh_event *event)
{
    memmove(&sim->events[1], &sim->events[0], (size_t)sim->event_count * sizeof *sim->events);
    sim->events[0] = *event;
    sim->event_count++;
}

/* The answer that was on its way will not come: the operation was replaced, or its node is gone. */
static void forget_operation(cohort_sim *sim, struct coh_thing *thing)
{
    struct coh_event gone;
    int i = 0;

    while (i < sim->event_count)
        if (sim->events[i].kind == COH_EVENT_ANSWER && sim->events[i].thing == thing->id)
            take_event(sim, i, &gone);
        else
            i++;
    thing->operation = 0;
    thing->held = 0;
}

static int is_isolated(const cohort_sim *sim, int64_t node)
{
    const struct coh_obj *obj = coh_by_id(coh_sim_model(sim), node);

    return obj != NULL && obj->kind == COH_NODE &&
           (((const struct coh_node *)obj)->status & COHORT_NODE_STATUS_ISOLATED) != 0;
}

static const char *detail_of(int status)
{
    return status == COHORT_AGENT_FAILED            ? "refused"
           : status == COHORT_AGENT_DIED            ? "killed"
           : status == COHORT_AGENT_EMBEDDED        ? "no heartbeat"
           : status == COHORT_AGENT_CANNOT_HERE     ? "as the scenario says"
           : status == COHORT_AGENT_CANNOT_ANYWHERE ? "as the scenario says"
                                                    : NULL;
}

/* Tell the cluster, or keep it until the node is back. Fails before anything has changed. */
static int answer(cohort_sim *sim, struct coh_thing *thing, int64_t operation, int64_t node, int status)
{
    int held = is_isolated(sim, node);
    int rc = held ? 0 : cohort_agent_report(sim->h, operation, status, detail_of(status));

    if (rc < 0)
        return rc;
    forget_operation(sim, thing);
    if (held) {
        thing->operation = operation;
        thing->node = node;
        thing->held = 1;
        thing->held_status = status;
    }
    return 0;
}

static int deliver_answer(cohort_sim *sim, const struct coh_event *event)
{
    struct coh_thing *thing = thing_of(sim, event->thing);
    int rc;

    if (thing->operation != event->operation)
        return 0;
    rc = answer(sim, thing, event->operation, event->node, event->status);
    if (rc < 0)
        return rc;
    if ((thing->op == COH_OP_OFFLINE && event->status == COHORT_AGENT_DONE) || event->status == COHORT_AGENT_DIED ||
        event->status == COHORT_AGENT_CANNOT_HERE || event->status == COHORT_AGENT_CANNOT_ANYWHERE)
        thing->run_node = thing->run = 0;
    return 0;
}

static const char *name_of(cohort_sim *sim, int64_t id)
{
    const struct coh_obj *obj = coh_by_id(coh_sim_model(sim), id);

    return obj != NULL ? coh_full_name(obj) : "?";
}

/* The thing that an event of a resource or service is about, if it runs where the event says; *ret_thing NULL: it does not. */
static int running_thing(cohort_sim *sim, const struct coh_event *event, struct coh_thing **ret_thing)
{
    const struct coh_obj *obj = coh_by_id(coh_sim_model(sim), event->thing);
    struct coh_thing *thing;
    int64_t id = event->thing;

    *ret_thing = NULL;
    if (obj != NULL && obj->kind == COH_RESOURCE && ((const struct coh_resource *)obj)->drives != NULL) {
        const struct coh_resource *r = (const struct coh_resource *)obj;
        const struct coh_service *service = coh_service_on(coh_sim_model(sim), r->group->owner, r->drives);

        id = service != NULL ? service->o.id : 0; /* its process is the service's on the node that owns it now */
    }
    thing = id != 0 ? thing_of(sim, id) : NULL;
    if (id != 0 && thing == NULL)
        return COHORT_ERR_NOMEM;
    if (thing == NULL || thing->run_node == 0 || (event->node != 0 && event->node != thing->run_node)) {
        coh_sim_note(sim, "(nothing of %s runs%s%s: nothing to %s)", obj != NULL ? name_of(sim, event->thing) : "it",
                     event->node != 0 ? " on " : "", event->node != 0 ? name_of(sim, event->node) : "",
                     event->kind == COH_EVENT_DEATH ? "kill" : "fail");
        return 0;
    }
    *ret_thing = thing;
    return 0;
}

/* It dies: whatever was asked of it is answered by that. */
static int deliver_death(cohort_sim *sim, const struct coh_event *event)
{
    struct coh_thing *thing;
    int rc = running_thing(sim, event, &thing);

    if (rc < 0 || thing == NULL)
        return rc;
    rc = answer(sim, thing, thing->operation != 0 ? thing->operation : thing->run, thing->run_node, COHORT_AGENT_DIED);
    if (rc == 0)
        thing->run_node = thing->run = 0;
    return rc;
}

/* Those that are cut off have stopped themselves, and that is known. */
static int end_lease(cohort_sim *sim)
{
    const char *names[COHORT_NODES_MAX + 1];
    int i, count = 0;

    for (i = 0; i < sim->parted_count; i++) {
        const struct coh_obj *obj = coh_by_id(coh_sim_model(sim), sim->parted[i]);

        if (obj != NULL && is_isolated(sim, obj->id)) {
            names[count++] = obj->name;
            coh_world_lost(sim, obj->id);
        } else {
            sim->parted[i] = 0; /* it crashed, or contact came back */
        }
    }
    names[count] = NULL;
    sim->lease_over = 1;
    return count > 0 ? cohort_node_down(sim->h, names, NULL) : 0;
}

void coh_world_forget_lease(cohort_sim *sim)
{
    struct coh_event gone;
    int i;

    for (i = 0; i < sim->event_count; i++)
        if (sim->events[i].kind == COH_EVENT_LEASE) {
            take_event(sim, i, &gone);
            return;
        }
}

/* Something inside it fails, or is well again: it runs on. What an isolated node would say is lost; while it starts or stops it says nothing. */
static int deliver_inside(cohort_sim *sim, const struct coh_event *event)
{
    struct coh_thing *thing;
    int rc = running_thing(sim, event, &thing);

    if (rc < 0 || thing == NULL || thing->operation != 0 || is_isolated(sim, thing->run_node))
        return rc;
    return cohort_agent_report(sim->h, thing->run, event->status, detail_of(event->status));
}

/* A sign of progress, and the next one. status: the milliseconds between them. */
static int deliver_progress(cohort_sim *sim, const struct coh_event *event)
{
    const struct coh_thing *thing = thing_of(sim, event->thing);
    int rc = 0;

    if (thing == NULL || thing->operation != event->operation)
        return thing == NULL ? COHORT_ERR_NOMEM : 0;
    if (!is_isolated(sim, event->node))
        rc = cohort_agent_report(sim->h, event->operation, COHORT_AGENT_PROGRESS, NULL);
    return rc < 0 ? rc
                  : coh_world_add(sim, event->status, COH_EVENT_PROGRESS, event->thing, event->operation, event->node,
                                  event->status);
}

int coh_world_deliver(cohort_sim *sim, int *ret_did)
{
    struct coh_event event;
    int rc = 0;

    *ret_did = 0;
    while (rc == 0 && sim->event_count > 0 && sim->events[0].time_ms <= sim->now_ms) {
        take_event(sim, 0, &event);
        rc = event.kind == COH_EVENT_ANSWER     ? deliver_answer(sim, &event)
             : event.kind == COH_EVENT_DEATH    ? deliver_death(sim, &event)
             : event.kind == COH_EVENT_LEASE    ? end_lease(sim)
             : event.kind == COH_EVENT_PROGRESS ? deliver_progress(sim, &event)
                                                : deliver_inside(sim, &event);
        if (rc < 0)
            untake_event(sim, &event);
        *ret_did = 1;
    }
    return rc;
}

int coh_world_outstanding(cohort_sim *sim)
{
    int i;

    for (i = 0; i < sim->thing_count; i++)
        if (sim->things[i].operation != 0 && !is_isolated(sim, sim->things[i].node))
            return 1;
    return coh_world_scripted(sim);
}

int coh_world_scripted(const cohort_sim *sim)
{
    int i;

    for (i = 0; i < sim->event_count; i++)
        if (sim->events[i].kind == COH_EVENT_DEATH || sim->events[i].kind == COH_EVENT_INSIDE)
            return 1;
    return 0;
}

void coh_world_lost(cohort_sim *sim, int64_t node)
{
    int i;

    for (i = 0; i < sim->thing_count; i++) {
        struct coh_thing *thing = &sim->things[i];

        if (thing->operation != 0 && thing->node == node)
            forget_operation(sim, thing);
        if (thing->run_node == node)
            thing->run_node = thing->run = 0;
    }
}

int coh_world_back(cohort_sim *sim, int64_t node)
{
    int rc = 0, i;

    for (i = 0; rc == 0 && i < sim->thing_count; i++) {
        struct coh_thing *thing = &sim->things[i];

        if (!thing->held || thing->node != node)
            continue;
        thing->held = 0;
        rc = coh_world_add(sim, 0, COH_EVENT_ANSWER, thing->id, thing->operation, node, thing->held_status);
    }
    return rc;
}

/* ---- how it behaves ---- */

int coh_world_fault(cohort_sim *sim, int64_t thing, int64_t node, int64_t times, int status)
{
    int i;

    for (i = 0; i < sim->fault_count; i++)
        if (sim->faults[i].thing == thing && sim->faults[i].node == node && sim->faults[i].status == status) {
            sim->faults[i].times = times;
            return 0;
        }
    if (coh_sim_grow(sim, &sim->faults, sim->fault_count, &sim->fault_room, sizeof *sim->faults) < 0)
        return COHORT_ERR_NOMEM;
    sim->faults[sim->fault_count++] = (struct coh_fault){thing, node, times, status};
    return 0;
}

int coh_world_pace(cohort_sim *sim, int64_t thing, const char *type, const struct coh_pace *wanted)
{
    struct coh_pace *pace = NULL;
    int i;

    for (i = 0; pace == NULL && i < sim->pace_count; i++)
        if (sim->paces[i].thing == thing && (thing != 0 || coh_name_cmp(sim->paces[i].type, type) == 0))
            pace = &sim->paces[i];
    if (pace == NULL) {
        if (coh_sim_grow(sim, &sim->paces, sim->pace_count, &sim->pace_room, sizeof *sim->paces) < 0)
            return COHORT_ERR_NOMEM;
        pace = &sim->paces[sim->pace_count];
        *pace = (struct coh_pace){thing, NULL, COH_SIM_TAKES_MS, COH_SIM_TAKES_MS, 0};
        pace->type = coh_strdup(&sim->mem, type);
        if (pace->type == NULL)
            return COHORT_ERR_NOMEM;
        sim->pace_count++;
    }
    if (wanted->online_ms >= 0)
        pace->online_ms = wanted->online_ms;
    if (wanted->offline_ms >= 0)
        pace->offline_ms = wanted->offline_ms;
    if (wanted->progress_ms >= 0)
        pace->progress_ms = wanted->progress_ms;
    return 0;
}

/* The resource that drives this service now: what a script says of it holds for the service. 0: none. */
static int64_t driver_of(cohort_sim *sim, int64_t id)
{
    const struct coh_obj *obj = coh_by_id(coh_sim_model(sim), id);
    const struct coh_resource *driver = NULL;

    if (obj != NULL && obj->kind == COH_SERVICE)
        driver = coh_driver_of(coh_sim_model(sim), (const struct coh_service *)obj);
    return driver != NULL ? driver->o.id : 0;
}

/* The fault that this operation meets, used up once; COHORT_AGENT_DONE: none. */
static int meet_fault(cohort_sim *sim, int64_t id, int64_t node, int op)
{
    int64_t driver = driver_of(sim, id);
    int i;

    for (i = 0; i < sim->fault_count; i++) {
        struct coh_fault *fault = &sim->faults[i];

        if ((fault->thing != id && (driver == 0 || fault->thing != driver)) || fault->times == 0)
            continue;
        if (fault->node != 0 && fault->node != node)
            continue;
        if (op != COH_OP_ONLINE && fault->status != COHORT_AGENT_LATER)
            continue;
        if (fault->times > 0)
            fault->times--;
        return fault->status;
    }
    return COHORT_AGENT_DONE;
}

/* The thing's own pace, else its driver's, else its type's. */
static const struct coh_pace *pace_of(cohort_sim *sim, const cohort_target *target)
{
    static const struct coh_pace usual = {0, NULL, COH_SIM_TAKES_MS, COH_SIM_TAKES_MS, 0};
    int64_t driver = driver_of(sim, target->id);
    const struct coh_pace *best = NULL;
    int best_rank = 0, i;

    for (i = 0; i < sim->pace_count; i++) {
        const struct coh_pace *pace = &sim->paces[i];
        int rank = pace->thing == target->id                                         ? 3
                   : pace->thing != 0 && pace->thing == driver                       ? 2
                   : pace->thing == 0 && coh_name_cmp(pace->type, target->type) == 0 ? 1
                                                                                     : 0;

        if (rank > best_rank) {
            best_rank = rank;
            best = pace;
        }
    }
    return best != NULL ? best : &usual;
}

/* ---- agents ---- */

struct call {
    cohort_sim *sim;
    struct coh_thing *thing;
    int64_t node;
};

static int begin_call(void *instance, const cohort_target *target, int op, struct call *call)
{
    const struct coh_node *node;

    call->sim = instance;
    node = coh_find_node(coh_sim_model(call->sim), target->node);
    call->node = node != NULL ? node->o.id : 0;
    call->thing = thing_of(call->sim, target->id);
    if (call->thing == NULL || node == NULL) {
        call->sim->error = COHORT_ERR_NOMEM;
        return 0;
    }
    forget_operation(call->sim, call->thing);
    call->thing->operation = target->operation;
    call->thing->node = call->node;
    call->thing->op = op;
    return 1;
}

static int later(struct call *call, const cohort_target *target, int status)
{
    const struct coh_pace *pace = pace_of(call->sim, target);
    int64_t progress_ms = pace->progress_ms;
    int rc = 0;

    if (status != COHORT_AGENT_LATER)
        rc = coh_world_add(call->sim, call->thing->op == COH_OP_ONLINE ? pace->online_ms : pace->offline_ms,
                           COH_EVENT_ANSWER, target->id, target->operation, call->node, status);
    if (rc == 0 && status != COHORT_AGENT_LATER && progress_ms > 0 && progress_ms <= INT32_MAX)
        rc = coh_world_add(call->sim, progress_ms, COH_EVENT_PROGRESS, target->id, target->operation, call->node,
                           (int)progress_ms);
    if (rc < 0)
        call->sim->error = COHORT_ERR_NOMEM;
    return COHORT_AGENT_LATER;
}

static int on_open(cohort *h, void *user, const cohort_target *target, void **ret_instance)
{
    (void)h;
    (void)target;
    *ret_instance = user;
    return COHORT_AGENT_DONE;
}

static int on_online(cohort *h, void *instance, const cohort_target *target)
{
    struct call call;

    (void)h;
    if (!begin_call(instance, target, COH_OP_ONLINE, &call))
        return COHORT_AGENT_LATER;
    if (call.thing->run_node != 0 && call.thing->run != target->operation)
        coh_sim_bug(call.sim, "%s is started on %s while it still runs on %s", target->name, target->node,
                    name_of(call.sim, call.thing->run_node));
    call.thing->run_node = call.node;
    call.thing->run = target->operation;
    return later(&call, target, meet_fault(call.sim, target->id, call.node, COH_OP_ONLINE));
}

static int on_offline(cohort *h, void *instance, const cohort_target *target)
{
    struct call call;

    (void)h;
    if (!begin_call(instance, target, COH_OP_OFFLINE, &call))
        return COHORT_AGENT_LATER;
    return later(&call, target, meet_fault(call.sim, target->id, call.node, COH_OP_OFFLINE));
}

/* A process that is killed is gone at once. */
static int on_terminate(cohort *h, void *instance, const cohort_target *target)
{
    struct call call;

    (void)h;
    if (!begin_call(instance, target, COH_OP_TERMINATE, &call))
        return COHORT_AGENT_LATER;
    call.thing->operation = 0;
    if (call.thing->run_node == call.node)
        call.thing->run_node = call.thing->run = 0;
    return COHORT_AGENT_DONE;
}

/* A check: well, unless a line has said otherwise of this run. Of an isolated node nothing is heard. */
static int on_check(cohort *h, void *instance, const cohort_target *target)
{
    cohort_sim *sim = instance;
    const struct coh_thing *thing = thing_of(sim, target->id);

    (void)h;
    if (thing == NULL)
        sim->error = COHORT_ERR_NOMEM;
    if (thing == NULL || thing->silent_run != target->operation || is_isolated(sim, thing->run_node))
        return COHORT_AGENT_DONE;
    return thing->silent;
}

int coh_world_silent(cohort_sim *sim, int64_t id, int status)
{
    struct coh_event event = {.time_ms = sim->now_ms, .thing = id, .kind = COH_EVENT_INSIDE};
    struct coh_thing *thing;
    int rc = running_thing(sim, &event, &thing);

    if (rc < 0 || thing == NULL)
        return rc;
    thing->silent_run = thing->run;
    thing->silent = status;
    return 0;
}

int coh_world_begin(cohort_sim *sim, int polls)
{
    cohort_agent agent = {
        .struct_size = sizeof agent,
        .user = sim,
        .open = on_open,
        .online = on_online,
        .offline = on_offline,
        .terminate = on_terminate,
        .looks_alive = polls ? on_check : NULL,
        .is_alive = polls ? on_check : NULL,
    };

    return coh_handle_agent_any(sim->h, &agent);
}

/* One thing of a copy: it runs, or what was asked of it is asked again. */
static int find_running(cohort_sim *sim, const struct coh_obj *obj)
{
    struct coh_thing *thing;
    int64_t operation, node;
    int op, up;

    node = coh_play_where(obj, &operation, &op, &up);
    if (node == 0 || (!up && op == COH_OP_NONE))
        return 0;
    thing = thing_of(sim, obj->id);
    if (thing == NULL)
        return COHORT_ERR_NOMEM;
    thing->run_node = node;
    thing->run = operation;
    return 0;
}

int coh_world_found(cohort_sim *sim)
{
    const struct coh_model *m = coh_sim_model(sim);
    const struct coh_resource *r;
    const struct coh_service *s;
    const struct coh_group *g;
    int rc = 0;

    for (g = m->groups; rc == 0 && g != NULL; g = g->next)
        for (r = g->first; rc == 0 && r != NULL; r = r->next)
            if (r->drives == NULL) /* its process is the service's */
                rc = find_running(sim, &r->o);
    for (s = m->services; rc == 0 && s != NULL; s = s->next)
        rc = find_running(sim, &s->o);
    return rc;
}
