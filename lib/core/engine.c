/*
 * The engine's door: one input in, effects out. Dispatch, marks of the journal, time, and nothing else.
 */
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

static const char *const verb_names[COH_VERBS] = {"",
                                                  "cluster create",
                                                  "create",
                                                  "delete",
                                                  "rename",
                                                  "set",
                                                  "unset",
                                                  "group online",
                                                  "group offline",
                                                  "group move",
                                                  "group move --all",
                                                  "group owners",
                                                  "group depend",
                                                  "groupset groups",
                                                  "groupset depend",
                                                  "resource online",
                                                  "resource offline",
                                                  "resource restart",
                                                  "resource fail",
                                                  "resource depend",
                                                  "resource owners",
                                                  "type owners",
                                                  "resource move",
                                                  "group cancel",
                                                  "affinity groups",
                                                  "maintenance",
                                                  "service start",
                                                  "service stop",
                                                  "quorum witness",
                                                  "witness",
                                                  "quorum force",
                                                  "node up",
                                                  "node down",
                                                  "node isolate",
                                                  "node start",
                                                  "node stop",
                                                  "cluster stop",
                                                  "cluster start",
                                                  "node pause",
                                                  "node resume",
                                                  "object timer",
                                                  "log",
                                                  "history prune",
                                                  "commit",
                                                  "report",
                                                  "open",
                                                  "begin",
                                                  "clock",
                                                  "tick"};

const char *coh_verb_name(int verb)
{
    return verb > 0 && verb < COH_VERBS ? verb_names[verb] : "";
}

int coh_verb_parse(const char *text)
{
    int verb;

    for (verb = 1; text != NULL && verb < COH_VERBS; verb++)
        if (strcmp(text, verb_names[verb]) == 0)
            return verb;
    return 0;
}

int coh_verb_is_request(int verb)
{
    return verb > 0 && verb < COH_VERB_REPORT;
}

static int has_flags(int verb)
{
    return verb == COH_VERB_GROUP_ONLINE || verb == COH_VERB_GROUP_OFFLINE || verb == COH_VERB_GROUP_MOVE ||
           verb == COH_VERB_GROUP_MOVE_ALL || verb == COH_VERB_RESOURCE_ONLINE || verb == COH_VERB_RESOURCE_OFFLINE;
}

/* A word; a list of texts is given one by one, "Property=Value" for each. */
static void add_item(struct coh_buf *buf, const char *item)
{
    size_t name = strcspn(item, "="), size;
    const char *at = item + name;
    struct coh_buf word;

    if (*at == '\0' || strchr(at, '\n') == NULL) {
        coh_buf_addc(buf, ' ');
        coh_words_quote(buf, item);
        return;
    }
    coh_buf_init(&word, buf->mem, 0);
    for (at++; at != NULL; at = at[size] == '\n' ? at + size + 1 : NULL) {
        size = strcspn(at, "\n");
        coh_buf_clear(&word);
        coh_buf_addn(&word, item, name + 1);
        coh_buf_addn(&word, at, size);
        coh_buf_addc(buf, ' ');
        coh_words_quote(buf, coh_buf_text(&word));
    }
    if (word.error < 0)
        buf->error = word.error;
    coh_buf_free(&word);
}

void coh_input_words(struct coh_buf *buf, const struct coh_input *input)
{
    int i;

    coh_buf_add(buf, coh_verb_name(input->verb));
    if (input->kind != COH_NONE) {
        coh_buf_addc(buf, ' ');
        coh_buf_add(buf, coh_kind_name(input->kind));
    }
    if (input->name != NULL) {
        coh_buf_addc(buf, ' ');
        coh_words_quote(buf, input->name);
    }
    if (input->verb == COH_VERB_PRUNE)
        coh_buf_fmt(buf, " --before %lld", (long long)input->a);
    if (input->verb == COH_VERB_QUORUM_WITNESS)
        coh_buf_fmt(buf, " %s", coh_witness_name((int)input->a));
    if (input->verb == COH_VERB_MAINTENANCE)
        coh_buf_add(buf, input->a ? " on" : " off");
    if (input->verb == COH_VERB_MAINTENANCE && input->b > 0)
        coh_buf_fmt(buf, " --for %lldms", (long long)input->b);
    if (input->verb == COH_VERB_NODE_PAUSE && input->a)
        coh_buf_fmt(buf, " --drain%s%s%s", input->a & COHORT_PAUSE_FORCE ? " --force" : "",
                    input->a & COHORT_PAUSE_RETRY ? " --retry" : "", input->arg != NULL ? " --to" : "");
    if (input->verb == COH_VERB_NODE_START)
        coh_buf_fmt(buf, "%s%s%s", input->a & COHORT_START_FORCE_QUORUM ? " --force-quorum" : "",
                    input->a & COHORT_START_PREVENT_QUORUM ? " --prevent-quorum" : "",
                    input->a & COHORT_START_CLEAR_QUARANTINE ? " --clear-quarantine" : "");
    if (input->verb == COH_VERB_NODE_RESUME)
        coh_buf_add(buf, input->a == COHORT_FAILBACK_NOW      ? " --failback now"
                         : input->a == COHORT_FAILBACK_POLICY ? " --failback policy"
                                                              : " --failback none");
    if (input->verb == COH_VERB_RESOURCE_DEPEND && input->a)
        coh_buf_add(buf, input->a == 1 ? " --add" : " --remove");
    if (input->arg != NULL && input->verb != COH_VERB_NODE_UP && input->verb != COH_VERB_REPORT) {
        coh_buf_addc(buf, ' ');
        coh_words_quote(buf, input->arg);
    }
    for (i = 0; input->list != NULL && input->list[i] != NULL; i++)
        add_item(buf, input->list[i]);
    if (input->verb == COH_VERB_WITNESS_REPORT)
        coh_buf_add(buf, input->a ? " back" : " lost");
    if (input->verb == COH_VERB_NODE_ISOLATE && !input->a)
        coh_buf_add(buf, " no");
    if (input->verb == COH_VERB_NODE_PAUSE && input->b > 0)
        coh_buf_fmt(buf, " --within %lldms", (long long)input->b);
    if (input->verb == COH_VERB_SERVICE_STOP && input->a)
        coh_buf_add(buf, " --dependents");
    if (has_flags(input->verb) && input->a & COHORT_IGNORE_LOCKED)
        coh_buf_add(buf, " --ignore-locked");
    if (has_flags(input->verb) && input->a & COHORT_IGNORE_AFFINITY)
        coh_buf_add(buf, " --ignore-affinity");
    if (input->verb == COH_VERB_GROUP_MOVE || input->verb == COH_VERB_GROUP_MOVE_ALL)
        coh_buf_fmt(buf, "%s%s", input->a & COHORT_MOVE_RETURN ? " --return" : "",
                    input->a & COHORT_MOVE_QUEUE ? " --queue" : "");
    if ((input->verb == COH_VERB_RESOURCE_OFFLINE && input->a & COHORT_OFFLINE_FORCE) ||
        (input->verb == COH_VERB_DELETE && input->a))
        coh_buf_add(buf, " --force");
    if ((input->verb == COH_VERB_RESOURCE_OFFLINE && input->a & COHORT_OFFLINE_KEEP_PERSISTENT) ||
        (input->verb == COH_VERB_RESOURCE_ONLINE && input->a & COHORT_ONLINE_KEEP_PERSISTENT))
        coh_buf_add(buf, " --keep-persistent");
    if (input->verb == COH_VERB_OBJECT_TIMER || input->verb == COH_VERB_LOG)
        coh_buf_fmt(buf, " %lld", (long long)input->a);
    if (input->verb == COH_VERB_REPORT) {
        coh_buf_fmt(buf, " %lld", (long long)input->b);
        if (input->arg != NULL)
            coh_buf_fmt(buf, " %s", input->arg);
    }
}

/* ---- making and unmaking ---- */

static void empty_cluster(struct coh_engine *e)
{
    struct coh_cluster *c = (struct coh_cluster *)coh_obj_new(e, COH_CLUSTER, 1, "Cluster");

    c->next_id = 2;
    c->next_op = 1;
    coh_obj_link(e, &c->o);
    coh_builtin_types(e);
}

int coh_engine_new(const struct coh_mem *mem, struct coh_engine **ret_engine)
{
    struct coh_engine *e = coh_zalloc(mem, sizeof *e);
    struct coh_error error;
    jmp_buf escape;

    if (e == NULL)
        return COHORT_ERR_NOMEM;
    e->mem = *mem;
    e->error = &error;
    e->escape = &escape;
    e->loading = 1; /* what every cluster has is not an effect */
    coh_buf_init(&e->scratch, &e->mem, 0);
    coh_model_init(e);
    if (setjmp(escape) != 0) {
        coh_drop_half(e);
        coh_engine_free(e);
        return COHORT_ERR_NOMEM;
    }
    empty_cluster(e);
    e->loading = 0;
    e->escape = NULL;
    *ret_engine = e;
    return 0;
}

static void queue_free(struct coh_engine *e, struct coh_queue *q)
{
    coh_free(&e->mem, q->v);
}

void coh_engine_free(struct coh_engine *e)
{
    struct coh_mem mem;

    if (e == NULL)
        return;
    coh_engine_rollback(e);
    coh_forget(e);
    coh_model_free(e);
    coh_free(&e->mem, e->undo);
    coh_free(&e->mem, e->inputs);
    coh_free(&e->mem, e->transitions);
    coh_free(&e->mem, e->dirty);
    coh_free(&e->mem, e->actions);
    queue_free(e, &e->decide);
    queue_free(e, &e->gates);
    queue_free(e, &e->issue);
    queue_free(e, &e->services);
    queue_free(e, &e->groups);
    coh_buf_free(&e->scratch);
    coh_free(&e->mem, e->arena);
    mem = e->mem;
    coh_free(&mem, e);
}

/* ---- a step ---- */

static void keep_input(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_cluster *c = e->m.cluster;
    struct coh_applied *applied;
    const char **list = NULL;
    int i, count = 0;

    while (input->list != NULL && input->list[count] != NULL)
        count++;
    if (input->list != NULL) {
        list = coh_arena(e, (size_t)(count + 1) * sizeof *list);
        for (i = 0; i < count; i++)
            list[i] = coh_arena_text(e, input->list[i]);
        list[count] = NULL;
    }
    COH_VEC_PUSH(e, e->inputs, e->effects.input_count, e->input_room);
    applied = &e->inputs[e->effects.input_count - 1];
    applied->input = *input;
    applied->input.list = list;
    applied->input.name = coh_arena_text(e, input->name);
    applied->input.arg = coh_arena_text(e, input->arg);
    coh_set64(e, &c->input_seq, c->input_seq + 1);
    applied->seq = c->input_seq;
}

static void report(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_obj *obj = coh_by_id(&e->m, input->a);
    int op = COH_OP_NONE;

    if (obj != NULL && obj->kind == COH_RESOURCE)
        op = ((struct coh_resource *)obj)->op;
    else if (obj != NULL && obj->kind == COH_SERVICE)
        op = ((struct coh_service *)obj)->op;
    if (op != COH_OP_NONE) /* an answer follows from its operation; a failure that nobody asked for, from this input */
        e->cause = obj->last;
    /* An answer that is no longer awaited is recorded as an input, and that is all. */
    if (obj != NULL && obj->kind == COH_RESOURCE && ((struct coh_resource *)obj)->drives != NULL)
        return; /* it has no agent: its service answers */
    if (obj != NULL && obj->kind == COH_RESOURCE && ((struct coh_resource *)obj)->op_id == input->b) {
        if (((struct coh_resource *)obj)->op != COH_OP_NONE)
            e->cause = obj->last; /* an answer follows from what was asked; anything else from itself */
        coh_resource_report(e, (struct coh_resource *)obj, (int)input->c, input->arg);
    } else if (obj != NULL && obj->kind == COH_SERVICE && ((struct coh_service *)obj)->op_id == input->b) {
        if (((struct coh_service *)obj)->op != COH_OP_NONE)
            e->cause = obj->last;
        coh_service_report(e, (struct coh_service *)obj, (int)input->c, input->arg);
    }
}

/* A program opened the database: the clocks of what is in flight begin anew, the policies' deadlines stand. */
static void opened(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_cluster *c = e->m.cluster;
    struct coh_resource *r;
    struct coh_service *s;
    struct coh_group *g;

    coh_set64(e, &c->wall_offset_ms, input->a - c->now_ms);
    coh_set64(e, &c->utc_offset_ms, input->b);
    coh_wake_later(e, NULL); /* windows are of the local clock */
    for (g = e->m.groups; g != NULL; g = g->next)
        for (r = g->first; r != NULL; r = r->next)
            if (r->timer.kind == COH_TIMER_PENDING || r->timer.kind == COH_TIMER_HELD)
                coh_set_timer(e, &r->timer, r->timer.kind, c->now_ms + coh_op_timeout(&r->o));
    for (s = e->m.services; s != NULL; s = s->next)
        if (s->timer.kind == COH_TIMER_PENDING)
            coh_set_timer(e, &s->timer, s->timer.kind, c->now_ms + coh_op_timeout(&s->o));
}

static const char *local_now(struct coh_engine *e)
{
    coh_buf_clear(&e->scratch);
    coh_local_time(&e->scratch, e->m.cluster, e->m.cluster->now_ms);
    if (e->scratch.error)
        coh_throw_nomem(e);
    return coh_arena_text(e, coh_buf_text(&e->scratch));
}

/* Durations count in engine time and go on; only what is told in local time follows: windows, and the times that are shown. */
static void clock_set(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_cluster *c = e->m.cluster;
    const char *before = local_now(e);
    int utc = c->utc_offset_ms != input->b;

    coh_set64(e, &c->wall_offset_ms, input->a - c->now_ms);
    coh_set64(e, &c->utc_offset_ms, input->b);
    coh_record(e, &c->o, COH_CHANGE_CLOCK, before, local_now(e), utc ? COH_RULE_UTC_OFFSET : COH_RULE_CLOCK_SET, 0, 0,
               NULL);
    coh_wake_later(e, NULL);
}

/* a: the first transition that stays. The record is shortened by who stores it, in the transaction of this input. */
static void prune(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_cluster *c = e->m.cluster;

    if (input->a < 1 || input->a > c->transition_seq + 1)
        coh_throw(e, COHORT_ERR_RANGE, 87, "the history can be pruned before a transition from 1 to %lld",
                  (long long)c->transition_seq + 1);
    if (input->a <= c->pruned)
        return;
    coh_record(e, &c->o, COH_CHANGE_PRUNED, coh_arena_fmt(e, "%lld", (long long)(c->pruned > 0 ? c->pruned : 1)),
               coh_arena_fmt(e, "%lld", (long long)input->a - 1), COH_RULE_REQUESTED, 0, 0, NULL);
    coh_set64(e, &c->pruned, input->a);
}

/* The timers that are due, by (deadline, id); each is settled before the next. */
static void tick(struct coh_engine *e)
{
    struct coh_timer *timer;

    while ((timer = coh_heap_top(&e->m)) != NULL && timer->deadline_ms <= e->m.cluster->now_ms) {
        e->cause = timer->obj->last;
        if (timer->kind == COH_TIMER_MAINTENANCE)
            coh_maintenance_over(e, timer->obj);
        else if (timer->obj->kind == COH_GROUPSET)
            coh_groupset_timer(e, (struct coh_groupset *)timer->obj);
        else if (timer->kind == COH_TIMER_WAIT)
            coh_wait_timer(e, (struct coh_group *)timer->obj);
        else if (timer->obj->kind == COH_OBJECT)
            coh_custom_timer_fires(e, (struct coh_custom *)timer->obj);
        else if (timer->obj->kind == COH_RESOURCE)
            coh_resource_timer(e, (struct coh_resource *)timer->obj);
        else if (timer->obj->kind == COH_NODE)
            coh_node_timer(e, (struct coh_node *)timer->obj);
        else if (timer->obj->kind == COH_GROUP)
            coh_try_later(e, (struct coh_group *)timer->obj);
        else
            coh_service_timer(e, (struct coh_service *)timer->obj);
        coh_settle(e);
    }
}

static void apply(struct coh_engine *e, const struct coh_input *input)
{
    switch (input->verb) {
    case COH_VERB_GROUP_ONLINE:
    case COH_VERB_GROUP_OFFLINE:
    case COH_VERB_RESOURCE_ONLINE:
    case COH_VERB_RESOURCE_OFFLINE:
    case COH_VERB_RESOURCE_RESTART:
    case COH_VERB_RESOURCE_FAIL:
    case COH_VERB_SERVICE_START:
    case COH_VERB_SERVICE_STOP: coh_request_goal(e, input); break;
    case COH_VERB_GROUP_MOVE: coh_request_move(e, input); break;
    case COH_VERB_GROUP_MOVE_ALL: coh_request_move_all(e, input); break;
    case COH_VERB_NODE_UP: coh_nodes_up(e, input); break;
    case COH_VERB_NODE_DOWN: coh_nodes_down(e, input); break;
    case COH_VERB_NODE_ISOLATE: coh_node_isolate(e, input); break;
    case COH_VERB_RESOURCE_REGROUP: coh_resource_regroup(e, input); break;
    case COH_VERB_GROUP_CANCEL: coh_group_cancel(e, input); break;
    case COH_VERB_MAINTENANCE: coh_maintenance(e, input); break;
    case COH_VERB_QUORUM_FORCE: coh_quorum_force(e); break;
    case COH_VERB_NODE_START: coh_node_start(e, input); break;
    case COH_VERB_NODE_STOP: coh_node_stop(e, input); break;
    case COH_VERB_CLUSTER_STOP: coh_cluster_stop(e); break;
    case COH_VERB_CLUSTER_START: coh_cluster_start(e); break;
    case COH_VERB_NODE_PAUSE: coh_node_pause(e, input); break;
    case COH_VERB_NODE_RESUME: coh_node_resume(e, input); break;
    case COH_VERB_OBJECT_TIMER: coh_custom_timer(e, input); break;
    case COH_VERB_LOG: coh_log(e, input); break;
    case COH_VERB_PRUNE: prune(e, input); break;
    case COH_VERB_REPORT: report(e, input); break;
    case COH_VERB_OPEN: opened(e, input); break;
    case COH_VERB_CLOCK: clock_set(e, input); break;
    case COH_VERB_BEGIN:
    case COH_VERB_COMMIT: coh_set8(e, &e->batch, input->verb == COH_VERB_BEGIN); break;
    case COH_VERB_TICK: tick(e); break;
    default:
        if (input->verb <= 0 || input->verb >= COH_VERBS)
            coh_throw(e, COHORT_ERR_INVALID, 87, "unknown request %d", input->verb);
        coh_request_config(e, input);
        break;
    }
    if (!e->batch)
        coh_settle(e);
}

static void take_back(struct coh_engine *e, int undo, const struct coh_effects *mark)
{
    coh_queues_clear(e);
    coh_undo_to(e, undo);
    e->effects.input_count = mark->input_count;
    e->effects.transition_count = mark->transition_count;
    e->effects.dirty_count = mark->dirty_count;
    e->effects.action_count = mark->action_count;
}

int coh_engine_step(struct coh_engine *e, const struct coh_input *input, struct coh_error *error)
{
    struct coh_cluster *c = e->m.cluster;
    const struct coh_timer *due;
    struct coh_effects mark;
    jmp_buf escape;
    int undo;

    if (e->committed)
        coh_forget(e);
    due = coh_heap_top(&e->m);
    if (input->time_ms < c->now_ms)
        return coh_error_set(error, COHORT_ERR_BUG, 0, "time went back from %lld to %lld", (long long)c->now_ms,
                             (long long)input->time_ms);
    if (e->batch ? input->verb >= COH_VERB_REPORT : input->verb == COH_VERB_COMMIT)
        return coh_error_set(error, COHORT_ERR_BUG, 0, "%s %s a batch", coh_verb_name(input->verb),
                             e->batch ? "inside" : "without");
    if (input->verb != COH_VERB_TICK && input->verb != COH_VERB_OPEN && !e->batch && due != NULL &&
        due->deadline_ms <= input->time_ms)
        return coh_error_set(error, COHORT_ERR_BUG, 0, "a timer of %lld is due before the input of %lld",
                             (long long)due->deadline_ms, (long long)input->time_ms);
    mark = e->effects;
    undo = e->undo_count;
    e->error = error;
    e->escape = &escape;
    e->keep_locks = NULL;
    if (setjmp(escape) != 0) {
        take_back(e, undo, &mark);
        e->escape = NULL;
        if (mark.input_count == 0)
            coh_forget(e); /* texts of refusals do not pile up */
        return error->code;
    }
    coh_set64(e, &c->now_ms, input->time_ms);
    keep_input(e, input);
    coh_follow_input(e);
    coh_dirty(e, &c->o, COH_DIRTY_ROW);
    apply(e, &e->inputs[e->effects.input_count - 1].input);
    e->escape = NULL;
    return 0;
}

const struct coh_effects *coh_engine_effects(struct coh_engine *e)
{
    e->effects.inputs = e->inputs;
    e->effects.transitions = e->transitions;
    e->effects.dirty = e->dirty;
    e->effects.actions = e->actions;
    return &e->effects;
}

void coh_engine_commit(struct coh_engine *e)
{
    e->committed = 1; /* what hangs on it is freed by the next step, so that the effects stay readable */
}

void coh_engine_rollback(struct coh_engine *e)
{
    static const struct coh_effects nothing;

    if (e->committed)
        return;
    take_back(e, 0, &nothing);
    coh_forget(e);
}

int coh_engine_batch(const struct coh_engine *e)
{
    return e->batch;
}

int64_t coh_engine_now(const struct coh_engine *e)
{
    return e->m.cluster->now_ms;
}

int64_t coh_engine_deadline(const struct coh_engine *e)
{
    const struct coh_timer *top = coh_heap_top(&e->m);

    return top != NULL ? top->deadline_ms : COH_NEVER;
}

int64_t coh_engine_sequence(const struct coh_engine *e)
{
    return e->m.cluster->transition_seq;
}

int64_t coh_engine_input_sequence(const struct coh_engine *e)
{
    return e->m.cluster->input_seq;
}
