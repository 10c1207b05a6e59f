/* agent.h: registering, answering, and what a callback may ask. */
#include <cohort/agent.h>

#include <stddef.h>
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

static struct coh_agent_entry *entry_of(const cohort *h, const char *type)
{
    struct coh_agent_entry *entry = h->agents;

    while (entry != NULL && coh_name_cmp(entry->type, type) != 0)
        entry = entry->next;
    return entry;
}

int cohort_agent_register(cohort *h, const char *type, const cohort_agent *agent)
{
    struct coh_agent_entry *entry;
    cohort_agent full = {0};
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (type == NULL || agent == NULL)
        return coh_missing(h, type == NULL ? "type" : "agent");
    if (agent->struct_size < offsetof(cohort_agent, terminate))
        return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "struct_size of the agent of \"%s\" is %u", type,
                             agent->struct_size);
    coh_take(&full, sizeof full, agent, 0);
    if (full.online == NULL || full.offline == NULL)
        return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "the agent of \"%s\" has no %s", type,
                             full.online == NULL ? "online" : "offline");
    if (h->hosted_count > 0)
        return coh_error_set(&h->error, COHORT_ERR_MISUSE, 0, "agents are registered before cohort_node_host()");
    entry = entry_of(h, type);
    if (entry != NULL) {
        cohort_agent old = entry->agent;

        entry->agent = full;
        if (old.release != NULL)
            old.release(old.user);
        return 0;
    }
    entry = coh_zalloc(&h->mem, sizeof *entry);
    if (entry != NULL)
        entry->type = coh_strdup(&h->mem, type);
    if (entry == NULL || entry->type == NULL) {
        coh_free(&h->mem, entry);
        return coh_out_of_memory(h);
    }
    entry->agent = full;
    entry->next = h->agents;
    h->agents = entry;
    return 0;
}

/* ---- pretending ---- */

static int pretend(cohort *h, void *instance, const cohort_target *target)
{
    (void)h;
    (void)instance;
    (void)target;
    return COHORT_AGENT_DONE;
}

/* A program that was really started may run for it. */
static int is_real(cohort *h, const struct coh_obj *obj, int64_t node)
{
    int64_t operation, started = 0, size = 0;
    void *blob = NULL;
    int op, up;

    if (obj == NULL || coh_play_where(obj, &operation, &op, &up) != node || (!up && op == COH_OP_NONE) ||
        coh_store_record_get(h->store, obj->id, node, &started, &blob, &size, &h->error) < 0)
        return 0;
    coh_free(&h->mem, blob);
    return size > 0 && (started == operation || op != COH_OP_NONE);
}

static int nothing_is_real(cohort *h)
{
    const struct coh_model *m = coh_model(h);
    int64_t *objects = NULL;
    int i, k, count, rc = 0;

    for (k = 0; rc == 0 && k < m->node_count; k++) {
        rc = coh_store_records(h->store, m->nodes[k]->o.id, &objects, &count, &h->error);
        for (i = 0; rc == 0 && i < count; i++) {
            const struct coh_obj *obj = coh_by_id(m, objects[i]);

            if (is_real(h, obj, m->nodes[k]->o.id))
                rc = coh_error_set(&h->error, COHORT_ERR_STATE, 0,
                                   "\"%s\" may run: a runner that did not pretend started it, and one must stop it",
                                   obj->name);
        }
        coh_free(&h->mem, objects);
        objects = NULL;
    }
    return rc;
}

int cohort_agents_pretend(cohort *h)
{
    static const cohort_agent agent = {
        .struct_size = sizeof agent, .online = pretend, .offline = pretend, .terminate = pretend};
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (h->hosted_count > 0)
        return coh_error_set(&h->error, COHORT_ERR_MISUSE, 0, "agents are registered before cohort_node_host()");
    rc = nothing_is_real(h);
    return rc < 0 ? rc : coh_handle_agent_any(h, &agent);
}

/* ---- answers ---- */

/* From any thread: it touches the queue, and nothing else of the handle. */
static int report(cohort *h, int64_t operation, int status, int alive, const char *detail)
{
    struct coh_report *item;

    if (h == NULL)
        return COHORT_ERR_INVALID;
    item = coh_report_new(h, operation, status, alive, detail);
    if (item == NULL)
        return COHORT_ERR_NOMEM;
    coh_queue_add_report(h, item);
    return 0;
}

int cohort_agent_report(cohort *h, int64_t operation, int status, const char *detail)
{
    switch (status) {
    case COHORT_AGENT_DONE:
    case COHORT_AGENT_FAILED:
    case COHORT_AGENT_DIED:
    case COHORT_AGENT_CANNOT_HERE:
    case COHORT_AGENT_CANNOT_ANYWHERE:
    case COHORT_AGENT_EMBEDDED:
    case COHORT_AGENT_LOCKED:
    case COHORT_AGENT_UNLOCKED:
    case COHORT_AGENT_PROGRESS: return report(h, operation, status, 0, detail);
    default: return COHORT_ERR_INVALID;
    }
}

int cohort_agent_alive(cohort *h, int64_t operation, int status, const char *detail)
{
    if (status != COHORT_AGENT_DONE && status != COHORT_AGENT_FAILED && status != COHORT_AGENT_DIED)
        return COHORT_ERR_INVALID;
    return report(h, operation, status, 1, detail);
}

int cohort_agent_record(cohort *h, int64_t operation, const void *blob, int64_t size)
{
    struct coh_play *play;
    void *copy = NULL;
    int rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (h->callbacks == 0)
        return coh_error_set(&h->error, COHORT_ERR_MISUSE, 0, "a record is stored inside a callback only");
    if (size < 0 || (size > 0 && blob == NULL))
        return coh_missing(h, "blob");
    if (size > COHORT_RECORD_MAX)
        return coh_error_set(&h->error, COHORT_ERR_LIMIT, 0, "a record has at most %d bytes", COHORT_RECORD_MAX);
    play = coh_map_get_id(&h->operations, operation);
    if (play == NULL || play->node == 0)
        return coh_error_set(&h->error, COHORT_ERR_STALE, 0, "operation %lld is no longer awaited",
                             (long long)operation);
    if (size > 0) {
        copy = coh_alloc(&h->mem, (size_t)size);
        if (copy == NULL)
            return coh_out_of_memory(h);
        memcpy(copy, blob, (size_t)size);
    }
    rc = coh_store_record_put(h->store, play->object, play->node, operation, blob, size, &h->error);
    if (rc < 0) {
        coh_free(&h->mem, copy);
        return rc;
    }
    coh_play_record(h, play, copy, size, operation);
    return 0;
}

/* ---- what a callback may ask ---- */

static const struct coh_obj *object_of(cohort *h, const cohort_target *target)
{
    return target != NULL && coh_enter_get(h) == 0 ? coh_by_id(coh_model(h), target->id) : NULL;
}

const char *cohort_target_text(cohort *h, const cohort_target *target, const char *property)
{
    const struct coh_obj *obj = object_of(h, target);
    const char *text = NULL;
    struct coh_buf buf;

    if (obj == NULL || property == NULL)
        return "";
    coh_buf_init(&buf, &h->mem, 0);
    if (coh_run_format(&buf, coh_model(h), obj, property) == 0)
        text = coh_borrow(h, &buf);
    coh_buf_free(&buf);
    return text != NULL ? text : "";
}

int64_t cohort_target_int(cohort *h, const cohort_target *target, const char *property)
{
    const struct coh_obj *obj = object_of(h, target);
    const struct coh_propdef *def;
    const struct coh_prop *prop;
    int64_t value = 0;

    if (obj == NULL || property == NULL)
        return 0;
    def = coh_propdef_find(obj, property);
    if (def != NULL && (def->type == COH_VALUE_INT || def->type == COH_VALUE_BOOL))
        return coh_run_int(obj, def->id);
    prop = coh_prop_set_at(obj, property);
    return prop != NULL && prop->text != NULL && coh_int_parse(prop->text, &value) == 0 ? value : 0;
}

/* Those that core knows, in its table's order; then what was set beside them. */
int cohort_target_parameter(cohort *h, const cohort_target *target, int index, const char **ret_name,
                            const char **ret_value)
{
    const struct coh_obj *obj = object_of(h, target);
    const struct coh_propdef *def;
    const struct coh_defs *defs;
    int i;

    if (obj == NULL || index < 0)
        return 0;
    for (i = 0; (def = coh_propdef_at(i)) != NULL; i++) {
        if ((def->flags & COH_PROP_PRIVATE) == 0 || coh_propdef_find(obj, def->name) != def || index-- > 0)
            continue;
        *ret_name = def->name;
        *ret_value = cohort_target_text(h, target, def->name);
        return 1;
    }
    for (i = 0, defs = coh_defs_of(obj); defs != NULL && i < defs->count; i++) {
        if (index-- > 0)
            continue;
        *ret_name = defs->v[i].name;
        *ret_value = cohort_target_text(h, target, *ret_name);
        return 1;
    }
    for (i = 0; obj->props != NULL && i < obj->props->count; i++) {
        if (obj->props->v[i].def != NULL || coh_prop_is_held(&obj->props->v[i]) ||
            coh_propdef_find(obj, obj->props->v[i].name) != NULL || index-- > 0)
            continue;
        *ret_name = obj->props->v[i].name;
        *ret_value = cohort_target_text(h, target, *ret_name);
        return 1;
    }
    return 0;
}

const char *cohort_target_provider(cohort *h, const cohort_target *target, const char *type, const char *property)
{
    const struct coh_obj *obj = object_of(h, target);
    const struct coh_resource *r = (const struct coh_resource *)obj;
    struct coh_buf buf;
    const char *text;
    int i;

    if (obj == NULL || obj->kind != COH_RESOURCE || r->depends == NULL || type == NULL || property == NULL)
        return "";
    coh_buf_init(&buf, &h->mem, 0);
    for (i = 0; i < r->depends->edge_count; i++) {
        const struct coh_resource *provider = r->depends->edges[i].provider;
        size_t before = buf.size;

        if (provider->state != COHORT_RESOURCE_ONLINE || coh_name_cmp(provider->type->o.name, type) != 0)
            continue;
        if (before > 0)
            coh_buf_addc(&buf, '\n');
        if (coh_run_format(&buf, coh_model(h), &provider->o, property) == COHORT_ERR_NOT_FOUND)
            buf.size = before;
    }
    if (buf.text != NULL)
        buf.text[buf.size] = '\0';
    text = coh_borrow(h, &buf);
    coh_buf_free(&buf);
    return text != NULL ? text : "";
}
