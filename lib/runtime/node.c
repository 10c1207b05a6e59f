/*
 * node.h: who plays which nodes, and membership.
 *
 * Playing begins with what nobody plays any more: a node that is Up and not named is Down only when all that ran for
 * it has been ended, because its groups move to other nodes at that moment.
 */
#include <cohort/node.h>

#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

int cohort_node_up(cohort *h, const char *const *nodes, const char *boot_id, int64_t *ret_request)
{
    struct coh_input input = {.verb = COH_VERB_NODE_UP, .list = nodes, .arg = boot_id};
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    return nodes == NULL || nodes[0] == NULL ? coh_missing(h, "nodes") : coh_request(h, &input, ret_request);
}

int cohort_node_down(cohort *h, const char *const *nodes, int64_t *ret_request)
{
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (nodes == NULL || nodes[0] == NULL)
        return coh_missing(h, "nodes");
    return coh_request_list(h, COH_VERB_NODE_DOWN, COH_NONE, NULL, nodes, ret_request);
}

int cohort_node_isolate(cohort *h, const char *const *nodes, int isolated, int64_t *ret_request)
{
    struct coh_input input = {.verb = COH_VERB_NODE_ISOLATE, .list = nodes, .a = isolated != 0};
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    return nodes == NULL || nodes[0] == NULL ? coh_missing(h, "nodes") : coh_request(h, &input, ret_request);
}

int cohort_node_start(cohort *h, const char *node, int flags, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_NODE_START, node, NULL, flags, ret_request);
}

int cohort_node_stop(cohort *h, const char *node, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_NODE_STOP, node, NULL, 0, ret_request);
}

int cohort_node_pause(cohort *h, const char *node, int flags, const char *target, int64_t within_ms,
                      int64_t *ret_request)
{
    struct coh_input input = {.verb = COH_VERB_NODE_PAUSE, .name = node, .arg = target, .a = flags, .b = within_ms};
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    return node == NULL ? coh_missing(h, "node") : coh_request(h, &input, ret_request);
}

int cohort_node_resume(cohort *h, const char *node, int failback, int64_t *ret_request)
{
    return coh_request_named(h, COH_VERB_NODE_RESUME, node, NULL, failback, ret_request);
}

int cohort_node_evict(cohort *h, const char *node, int64_t *ret_request)
{
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    return node == NULL ? coh_missing(h, "node")
                        : coh_request_list(h, COH_VERB_DELETE, COH_NODE, node, NULL, ret_request);
}

int cohort_node_hosted(cohort *h)
{
    if (coh_enter_get(h) < 0)
        return 0;
    return h->play_all ? coh_model(h)->node_count : h->hosted_count;
}

/* ---- what runs for nodes that nobody plays any more ---- */

static int terminate(cohort *h, struct coh_play *play, const struct coh_obj *obj, int64_t node, int64_t operation)
{
    int status;

    if (coh_agent_of(h, obj) == NULL)
        return coh_error_set(&h->error, COHORT_ERR_AGENT, 0,
                             "%s \"%s\" may run for a node that is not played any more, and no agent for \"%s\" "
                             "is registered that could end it",
                             coh_kind_name(obj->kind), coh_full_name(obj), coh_agent_type(obj));
    status = coh_play_open(h, play, node);
    if (status < 0)
        return status;
    if (status == COHORT_AGENT_DONE) {
        if (operation == 0)
            operation = play->record_operation;
        coh_play_set_operation(h, play, operation, 0);
        status = coh_play_call(h, play, COH_OP_TERMINATE, operation, COH_ORPHAN_MS);
    }
    return status;
}

/* Turn the loop for this answer alone; others stay in the queue. */
static int await(cohort *h, int64_t operation, int64_t until)
{
    int status;

    while ((status = coh_queue_pick(h, operation)) < 0 || status == COHORT_AGENT_PROGRESS ||
           status == COHORT_AGENT_LOCKED || status == COHORT_AGENT_UNLOCKED) {
        if (coh_handle_now(h) >= until || h->virtual_clock)
            return COHORT_AGENT_LATER;
        coh_loop_wait(h, until - coh_handle_now(h));
        coh_loop_dispatch(h);
    }
    return status;
}

/* Until nothing of it runs on @node. */
static int end_orphan(cohort *h, int64_t object, int64_t node, int64_t operation)
{
    const struct coh_obj *obj = coh_by_id(coh_model(h), object);
    struct coh_play *play;
    int status, rc;

    if (obj == NULL)
        return 0;
    rc = coh_play_make(h, object, &play);
    if (rc < 0)
        return rc;
    status = terminate(h, play, obj, node, operation);
    if (status < 0)
        return status;
    if (status == COHORT_AGENT_LATER)
        status = await(h, play->operation, coh_handle_now(h) + COH_ORPHAN_MS);
    if (status != COHORT_AGENT_DONE && status != COHORT_AGENT_DIED)
        return coh_error_set(&h->error, COHORT_ERR_TIMEOUT, 0,
                             "%s \"%s\" still runs for a node that is not played any more and could not be "
                             "ended",
                             coh_kind_name(obj->kind), coh_full_name(obj));
    coh_play_kill(h, play);
    return coh_store_record_put(h->store, object, node, 0, NULL, 0, &h->error);
}

/* What the model knows to be up there, where an agent can end it (without one, nothing was started through this
 * library here). */
static int end_if_up(cohort *h, const struct coh_obj *obj, int64_t node)
{
    int64_t operation;
    int op, up;

    if (coh_play_where(obj, &operation, &op, &up) != node || (!up && op == COH_OP_NONE) || coh_agent_of(h, obj) == NULL)
        return 0;
    return end_orphan(h, obj->id, node, operation);
}

static int end_all(cohort *h, int64_t node)
{
    const struct coh_model *m = coh_model(h);
    const struct coh_resource *r;
    const struct coh_service *s;
    const struct coh_group *g;
    int64_t *objects = NULL;
    int i, count = 0, rc;

    rc = coh_store_records(h->store, node, &objects, &count, &h->error);
    for (i = 0; rc == 0 && i < count; i++)
        rc = end_orphan(h, objects[i], node, 0);
    coh_free(&h->mem, objects);
    for (s = m->services; rc == 0 && s != NULL; s = s->next)
        rc = end_if_up(h, &s->o, node);
    for (g = m->groups; rc == 0 && g != NULL; g = g->next)
        for (r = g->first; rc == 0 && r != NULL; r = r->next)
            rc = r->drives == NULL ? end_if_up(h, &r->o, node) : 0;
    coh_play_bury(h);
    return rc;
}

static int is_named(const char *const *nodes, const char *name)
{
    for (; *nodes != NULL; nodes++)
        if (coh_name_cmp(*nodes, name) == 0)
            return 1;
    return 0;
}

static int lose_others(cohort *h, const char *const *nodes)
{
    struct coh_input input = {.verb = COH_VERB_NODE_DOWN, .a = 1}; /* in good order: nothing of them runs by then */
    const struct coh_model *m = coh_model(h);
    const char *lost[COHORT_NODES_MAX + 1];
    int i, count = 0, rc = 0;

    for (i = 0; rc == 0 && i < m->node_count; i++) {
        const struct coh_node *node = m->nodes[i];

        if ((node->state == COHORT_NODE_DOWN && !node->waiting) || is_named(nodes, node->o.name))
            continue;
        lost[count++] = node->o.name;
        rc = end_all(h, node->o.id);
    }
    lost[count] = NULL;
    if (rc < 0 || count == 0)
        return rc;
    input.list = lost;
    return coh_request(h, &input, NULL);
}

/* ---- playing ---- */

static int resolve(cohort *h, const char *const *nodes, int64_t ids[COHORT_NODES_MAX], int *ret_count)
{
    int count = 0, i;

    for (i = 0; nodes[i] != NULL; i++) {
        const struct coh_node *node = coh_find_node(coh_model(h), nodes[i]);

        if (node == NULL)
            return coh_not_found(h, COH_NODE, nodes[i]);
        if (count == COHORT_NODES_MAX)
            return coh_error_set(&h->error, COHORT_ERR_LIMIT, 0, "a cluster has at most %d nodes", COHORT_NODES_MAX);
        ids[count++] = node->o.id;
    }
    *ret_count = count;
    return 0;
}

int cohort_node_host(cohort *h, const char *const *nodes)
{
    struct coh_input input = {.verb = COH_VERB_NODE_UP, .list = nodes};
    int64_t ids[COHORT_NODES_MAX];
    int count = 0, rc = coh_enter_turn(h);

    if (rc < 0)
        return rc;
    if (nodes == NULL || nodes[0] == NULL)
        return coh_missing(h, "nodes");
    if (h->hosted_count > 0 || h->processing)
        return coh_error_set(&h->error, COHORT_ERR_MISUSE, 0,
                             h->processing ? "cohort_process() is running" : "this handle plays nodes already");
    rc = resolve(h, nodes, ids, &count);
    if (rc == 0 && h->boot_id == NULL && coh_boot_id_read(&h->mem, &h->boot_id) == COHORT_ERR_NOMEM)
        rc = coh_out_of_memory(h);
    if (rc == 0)
        rc = lose_others(h, nodes);
    if (rc < 0)
        return rc;
    input.arg = h->boot_id;
    memcpy(h->hosted, ids, sizeof ids[0] * (size_t)count);
    h->hosted_count = count; /* first: what follows from their arrival is ours to do */
    rc = coh_request(h, &input, NULL);
    if (rc == 0)
        rc = coh_act_again(h);
    if (rc < 0) {
        h->hosted_count = 0;
        return rc;
    }
    coh_loop_wake(h);
    return 0;
}
