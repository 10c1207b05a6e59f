/*
 * A simulation: the real handle, driven by a clock that jumps from event to event.
 *
 * The same lines give the same transcript: nothing here looks at the machine's clock, at addresses or at chance.
 */
#include "sim/inner.h"

#include <stdarg.h>
#include <string.h>

#include <cohort/cluster.h>
#include <cohort/request.h>

#include "util/text.h"

static int64_t virtual_now(void *user)
{
    return ((cohort_sim *)user)->now_ms;
}

static int64_t virtual_wall(void *user)
{
    return ((cohort_sim *)user)->now_ms + ((cohort_sim *)user)->wall_ms;
}

static int64_t virtual_utc(void *user)
{
    return ((cohort_sim *)user)->utc_ms;
}

const struct coh_model *coh_sim_model(const cohort_sim *sim)
{
    return coh_engine_model(coh_handle_engine(sim->h));
}

int coh_sim_grow(cohort_sim *sim, void *array, int count, int *room, size_t size)
{
    void **at = array;
    int more = *room == 0 ? 16 : *room * 2;
    void *block;

    if (count < *room)
        return 0;
    block = coh_realloc(&sim->mem, *at, (size_t)more * size);
    if (block == NULL)
        return COHORT_ERR_NOMEM;
    *at = block;
    *room = more;
    return 0;
}

void coh_sim_bug(cohort_sim *sim, const char *format, ...)
{
    va_list ap;

    coh_buf_add(&sim->text, "BUG: ");
    va_start(ap, format);
    coh_buf_vfmt(&sim->text, format, ap);
    va_end(ap);
    coh_buf_addc(&sim->text, '\n');
    sim->bug = 1;
}

void coh_sim_note(cohort_sim *sim, const char *format, ...)
{
    va_list ap;

    coh_buf_fmt(&sim->text, "[%6lld] ", (long long)sim->now_ms);
    va_start(ap, format);
    coh_buf_vfmt(&sim->text, format, ap);
    va_end(ap);
    coh_buf_addc(&sim->text, '\n');
}

/* Stands for every persistent state, whatever the order. */
static uint64_t persistent_sum(const struct coh_model *m)
{
    const struct coh_resource *r;
    const struct coh_group *g;
    uint64_t sum = 0;

    for (g = m->groups; g != NULL; g = g->next) {
        sum += (uint64_t)g->o.id * 1000003u * (uint64_t)(g->persistent + 3);
        for (r = g->first; r != NULL; r = r->next)
            sum += (uint64_t)r->o.id * 1000003u * (uint64_t)(r->persistent + 3);
    }
    return sum;
}

/* Persistent states change only by an administrator. */
static void check_persistent(cohort_sim *sim)
{
    const struct coh_effects *effects = coh_engine_effects(coh_handle_engine(sim->h));
    uint64_t sum = persistent_sum(coh_sim_model(sim));
    int i, verb, asked = sum == sim->persistent;

    for (i = 0; !asked && i < effects->input_count; i++) {
        verb = effects->inputs[i].input.verb;
        asked = verb == COH_VERB_CREATE || verb == COH_VERB_DELETE || verb == COH_VERB_GROUP_ONLINE ||
                verb == COH_VERB_GROUP_OFFLINE || verb == COH_VERB_RESOURCE_ONLINE ||
                verb == COH_VERB_RESOURCE_OFFLINE || verb == COH_VERB_RESOURCE_REGROUP;
    }
    if (!asked)
        coh_sim_bug(sim, "a persistent state changed and no administrator asked for it");
    sim->persistent = sum;
}

int coh_sim_check(cohort_sim *sim)
{
    struct coh_engine *engine = coh_handle_engine(sim->h);
    struct coh_error error;

    sim->checked = coh_engine_input_sequence(engine);
    check_persistent(sim);
    coh_error_clear(&error);
    if (coh_engine_check(engine, &error) == COHORT_ERR_BUG)
        coh_sim_bug(sim, "%s", error.text);
    return 0;
}

/* What a line that configures says anyway. */
static int is_configuration(const struct coh_transition *transition)
{
    int change = transition->change;

    if (change == COH_CHANGE_OWNER)
        return strcmp(coh_rule_name(transition->rule), "created") == 0;
    return change == COH_CHANGE_CREATED || change == COH_CHANGE_DELETED || change == COH_CHANGE_RENAMED ||
           change == COH_CHANGE_PROPERTY || change == COH_CHANGE_DEPENDS || change == COH_CHANGE_OWNERS ||
           change == COH_CHANGE_GROUPS;
}

static void on_transition(void *user, const struct coh_transition *transition)
{
    cohort_sim *sim = user;

    if (sim->checked != coh_engine_input_sequence(coh_handle_engine(sim->h)))
        coh_sim_check(sim);
    if (sim->hide && is_configuration(transition))
        return;
    coh_buf_fmt(&sim->text, "[%6lld] ", (long long)(transition->time_ms - sim->origin_ms));
    coh_transition_line(&sim->text, transition);
    coh_buf_addc(&sim->text, '\n');
}

static int open_handle(cohort_sim *sim, struct coh_store *copy_of, const cohort_allocator *allocator)
{
    cohort_config config = {
        .struct_size = sizeof config, .path = ":memory:", .actor = "simulation", .allocator = allocator};
    struct coh_clock clock = {
        .now_ms = virtual_now, .wall_ms = virtual_wall, .utc_offset_ms = virtual_utc, .user = sim, .copy_of = copy_of};
    int rc = coh_handle_open(&config, &clock, &sim->h);

    if (rc < 0)
        return rc;
    sim->origin_ms = copy_of != NULL ? coh_handle_now(sim->h) : 0;
    coh_handle_on_transition(sim->h, on_transition, sim);
    coh_handle_play_all(sim->h);
    return coh_world_begin(sim, 0);
}

static int sim_new(struct coh_store *copy_of, const cohort_allocator *allocator, cohort_sim **ret_sim)
{
    struct coh_mem mem;
    cohort_sim *sim;
    int rc;

    coh_mem_init(&mem, NULL);
    sim = coh_zalloc(&mem, sizeof *sim);
    if (sim == NULL)
        return COHORT_ERR_NOMEM;
    sim->mem = mem;
    coh_buf_init(&sim->text, &sim->mem, 0);
    coh_buf_init(&sim->reason, &sim->mem, 0);
    rc = open_handle(sim, copy_of, allocator);
    if (rc < 0) {
        cohort_sim_free(sim);
        return rc;
    }
    *ret_sim = sim;
    return 0;
}

int coh_sim_new(const cohort_allocator *allocator, cohort_sim **ret_sim)
{
    return sim_new(NULL, allocator, ret_sim);
}

int cohort_sim_copy(cohort *h, cohort_sim **ret_sim)
{
    cohort_sim *sim = NULL;
    int i, rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (ret_sim == NULL)
        return coh_missing(h, "ret_sim");
    rc = sim_new(coh_handle_store(h), NULL, &sim);
    for (i = 0; rc == 0 && cohort_profile_at(h, i) != NULL; i++)
        rc = cohort_sim_attach(sim, cohort_profile_at(h, i));
    if (rc == 0)
        rc = coh_world_found(sim);
    if (rc == 0)
        rc = coh_act_again(sim->h);
    if (rc == 0)
        rc = coh_sim_quiet(sim); /* what was under way goes on */
    if (rc < 0) {
        cohort_sim_free(sim);
        return coh_error_set(&h->error, rc, 0, "the database cannot be copied into a simulation");
    }
    coh_buf_clear(&sim->text);
    *ret_sim = sim;
    return 0;
}

int cohort_sim_new(cohort_sim **ret_sim)
{
    return ret_sim != NULL ? coh_sim_new(NULL, ret_sim) : COHORT_ERR_INVALID;
}

void cohort_sim_free(cohort_sim *sim)
{
    struct coh_mem mem;
    int i;

    if (sim == NULL)
        return;
    mem = sim->mem;
    cohort_close(sim->h);
    coh_sim_batch_free(sim);
    for (i = 0; i < sim->pace_count; i++)
        coh_free(&mem, sim->paces[i].type);
    coh_free(&mem, sim->things);
    coh_free(&mem, sim->events);
    coh_free(&mem, sim->faults);
    coh_free(&mem, sim->paces);
    coh_buf_free(&sim->text);
    coh_buf_free(&sim->reason);
    coh_free(&mem, sim);
}

int cohort_sim_attach(cohort_sim *sim, const cohort_profile *profile)
{
    return sim != NULL ? cohort_profile_attach(sim->h, profile) : COHORT_ERR_INVALID;
}

cohort *cohort_sim_handle(cohort_sim *sim)
{
    return sim != NULL ? sim->h : NULL;
}

/* ---- time ---- */

int coh_sim_work(cohort_sim *sim)
{
    int steps = 0, did = 1, rc;

    while (did || coh_handle_deadline(sim->h) <= coh_handle_now(sim->h)) {
        rc = coh_world_deliver(sim, &did);
        if (rc == 0)
            rc = cohort_process(sim->h);
        if (rc == 0)
            rc = sim->error;
        sim->error = 0;
        if (rc < 0)
            return rc;
        coh_sim_check(sim);
        if (++steps == COH_SIM_STEPS_MAX) {
            coh_sim_bug(sim, "it does not settle: %d steps at one time", steps);
            return COHORT_ERR_BUG;
        }
    }
    return 0;
}

/* A command that waits returns with the first outcome, whatever happens later. */
void coh_sim_look(cohort_sim *sim)
{
    const char *reason = "";

    if (sim->request == 0 || sim->result == COHORT_REQUEST_REACHED || sim->result == COHORT_REQUEST_FAILED)
        return;
    sim->result = cohort_request_result(sim->h, sim->request, &reason);
    coh_buf_clear(&sim->reason);
    coh_buf_add(&sim->reason, reason);
}

/* NULL: none. */
static const struct coh_obj *restart_is_armed(const cohort_sim *sim)
{
    const struct coh_model *m = coh_sim_model(sim);
    int i;

    for (i = 0; i < m->heap_count; i++)
        if (m->heap[i]->kind == COH_TIMER_RESTART)
            return m->heap[i]->obj;
    return NULL;
}

/* When something happens next: an event of the world or a timer of the cluster. */
static int64_t next_time(cohort_sim *sim)
{
    int64_t deadline = coh_handle_deadline(sim->h);

    if (deadline != INT64_MAX)
        deadline = deadline - coh_handle_now(sim->h) + sim->now_ms;
    if (sim->event_count > 0 && sim->events[0].time_ms < deadline)
        deadline = sim->events[0].time_ms;
    return deadline;
}

int coh_sim_until(cohort_sim *sim, int64_t time_ms)
{
    int64_t next;
    int rc = coh_sim_work(sim);

    while (rc == 0 && (next = next_time(sim)) <= time_ms) {
        if (next > sim->now_ms)
            sim->now_ms = next;
        rc = coh_sim_work(sim);
    }
    if (rc == 0 && time_ms > sim->now_ms)
        sim->now_ms = time_ms;
    return rc;
}

/* Thresholds may allow restarts without end: 1: this line has had enough of them. */
static int is_endless(cohort_sim *sim, int moments)
{
    const struct coh_obj *obj = restart_is_armed(sim);

    if (moments < COH_SIM_MOMENTS_MAX + 10 * sim->thing_count)
        return 0;
    coh_sim_note(sim, "not quiet after %d moments: %s%s is restarted again and again; the next line goes on", moments,
                 obj != NULL ? "resource " : "a resource without RestartDelay", obj != NULL ? obj->name : "");
    return 1;
}

int coh_sim_quiet(cohort_sim *sim)
{
    int moments = 0;
    int rc = coh_sim_work(sim);

    coh_sim_look(sim);
    while (rc == 0 && (coh_world_outstanding(sim) || restart_is_armed(sim) != NULL)) {
        int64_t next = next_time(sim);

        if (next == INT64_MAX) {
            coh_sim_bug(sim, "it does not settle: an operation is awaited for ever");
            return COHORT_ERR_BUG;
        }
        moments = coh_world_scripted(sim) ? 0 : moments + 1;
        if (is_endless(sim, moments))
            return 0;
        if (next > sim->now_ms)
            sim->now_ms = next;
        rc = coh_sim_work(sim);
        coh_sim_look(sim);
    }
    return rc;
}
