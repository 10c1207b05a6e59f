/* cohort_status_json(): the whole status as one line, with the members that docs/manual/commands.md promises. */
#include <cohort/cluster.h>
#include <cohort/node.h>

#include <string.h>

#include "runtime/runtime.h"

struct status {
    cohort *h;
    const struct coh_model *m;
    struct coh_json json;
    struct coh_buf scratch;
};

static void reason(struct status *s, const struct coh_obj *obj)
{
    coh_buf_clear(&s->scratch);
    coh_reason(&s->scratch, s->m, obj);
    coh_json_text(&s->json, "reason", s->scratch.size > 0 ? coh_buf_text(&s->scratch) : NULL);
}

static void names(struct status *s, const char *key, const struct coh_ints *ids)
{
    int i;

    coh_json_array(&s->json, key);
    for (i = 0; ids != NULL && i < ids->count; i++) {
        const struct coh_obj *obj = coh_by_id(s->m, ids->v[i]);

        if (obj != NULL)
            coh_json_text(&s->json, NULL, obj->name);
    }
    coh_json_end_array(&s->json);
}

static void status_names(struct status *s, int kind, int bits)
{
    const char *name;
    int i;

    coh_json_array(&s->json, "status");
    for (i = 0; (name = coh_status_name(kind, bits, i)) != NULL; i++)
        coh_json_text(&s->json, NULL, name);
    coh_json_end_array(&s->json);
}

static void nodes(struct status *s)
{
    int i;

    coh_json_array(&s->json, "nodes");
    for (i = 0; i < s->m->node_count; i++) {
        const struct coh_node *node = s->m->nodes[i];

        coh_json_object(&s->json, NULL);
        coh_json_text(&s->json, "name", node->o.name);
        coh_json_text(&s->json, "state", coh_node_state_name(node->state));
        status_names(s, COH_NODE, coh_node_status(node));
        coh_json_end_object(&s->json);
    }
    coh_json_end_array(&s->json);
}

static void groups(struct status *s)
{
    const struct coh_group *g;

    coh_json_array(&s->json, "groups");
    for (g = s->m->groups; g != NULL; g = g->next) {
        coh_json_object(&s->json, NULL);
        coh_json_text(&s->json, "name", g->o.name);
        coh_json_text(&s->json, "state", coh_group_state_name(g->state));
        coh_json_text(&s->json, "owner", g->owner != NULL ? g->owner->o.name : NULL);
        coh_json_text(&s->json, "persistent", coh_persistent_name(g->persistent));
        coh_json_bool(&s->json, "maintenance", g->care.on);
        status_names(s, COH_GROUP, coh_group_status(s->m, g));
        reason(s, &g->o);
        names(s, "preferred", g->preferred);
        names(s, "depends", g->after);
        coh_json_end_object(&s->json);
    }
    coh_json_end_array(&s->json);
}

static void groupsets(struct status *s)
{
    const struct coh_link *link;

    coh_json_array(&s->json, "groupsets");
    for (link = s->m->first[COH_GROUPSET]; link != NULL; link = link->next) {
        const struct coh_groupset *set = (const struct coh_groupset *)link;

        coh_json_object(&s->json, NULL);
        coh_json_text(&s->json, "name", link->o.name);
        coh_json_text(&s->json, "state", coh_groupset_state_name(set->state));
        status_names(s, COH_GROUPSET, coh_groupset_status(set));
        reason(s, &link->o);
        names(s, "groups", set->groups);
        names(s, "depends", set->after);
        coh_json_end_object(&s->json);
    }
    coh_json_end_array(&s->json);
}

static void resource(struct status *s, const struct coh_resource *r)
{
    coh_json_object(&s->json, NULL);
    coh_json_text(&s->json, "name", r->o.name);
    coh_json_text(&s->json, "group", r->group->o.name);
    coh_json_text(&s->json, "type", r->type->o.name);
    coh_json_text(&s->json, "state", coh_resource_state_name(r->state));
    coh_json_text(&s->json, "owner", r->group->owner != NULL ? r->group->owner->o.name : NULL);
    coh_buf_clear(&s->scratch);
    coh_depend_print(&s->scratch, r);
    coh_json_text(&s->json, "depends", s->scratch.size > 0 ? coh_buf_text(&s->scratch) : NULL);
    coh_json_text(&s->json, "persistent", coh_persistent_name(r->persistent));
    coh_json_bool(&s->json, "maintenance", coh_in_maintenance(r));
    status_names(s, COH_RESOURCE, coh_resource_status(r));
    reason(s, &r->o);
    coh_json_end_object(&s->json);
}

/* By group, members in the order of ids: the order in which the model keeps them. */
static void resources(struct status *s)
{
    const struct coh_group *g;
    const struct coh_resource *r;

    coh_json_array(&s->json, "resources");
    for (g = s->m->groups; g != NULL; g = g->next)
        for (r = g->first; r != NULL; r = r->next)
            resource(s, r);
    coh_json_end_array(&s->json);
}

static void services(struct status *s)
{
    const struct coh_service *service;
    const struct coh_resource *r;

    coh_json_array(&s->json, "services");
    for (service = s->m->services; service != NULL; service = service->next) {
        int runs = service->state != COHORT_SERVICE_STOPPED;

        r = coh_service_resource(s->h, service);
        coh_json_object(&s->json, NULL);
        coh_json_text(&s->json, "name", service->o.name);
        coh_json_text(&s->json, "node", service->node->o.name);
        coh_json_text(&s->json, "state", coh_service_state_name(service->state));
        coh_json_text(&s->json, "start", coh_prop_text(&service->o, COH_P_START));
        names(s, "needs", service->needs);
        coh_json_text(&s->json, "by", runs ? coh_by_name(service->by) : NULL);
        coh_json_text(&s->json, "identity", runs ? service->identity : NULL);
        coh_json_text(&s->json, "resource", r != NULL ? r->o.name : NULL);
        reason(s, &service->o);
        coh_json_end_object(&s->json);
    }
    coh_json_end_array(&s->json);
}

int cohort_status_json(cohort *h, char **ret_json)
{
    struct status s = {.h = h};
    struct coh_buf out;
    char *text;
    int rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (ret_json == NULL)
        return coh_missing(h, "ret_json");
    s.m = coh_model(h);
    coh_buf_init(&out, &h->mem, 0);
    coh_buf_init(&s.scratch, &h->mem, 0);
    coh_json_init(&s.json, &out);
    coh_json_object(&s.json, NULL);
    coh_json_int(&s.json, "format", 1);
    coh_json_text(&s.json, "cluster", s.m->cluster->o.name);
    coh_json_bool(&s.json, "quorum", s.m->cluster->quorum != 0);
    coh_json_int(&s.json, "seq", coh_engine_sequence(h->engine));
    coh_json_int(&s.json, "now_ms", coh_engine_now(h->engine));
    coh_json_int(&s.json, "wall_ms", coh_engine_now(h->engine) + s.m->cluster->wall_offset_ms);
    coh_json_int(&s.json, "played", cohort_node_hosted(h));
    coh_json_text(&s.json, "trouble", cohort_trouble(h));
    nodes(&s);
    groups(&s);
    resources(&s);
    services(&s);
    groupsets(&s);
    coh_json_end_object(&s.json);
    if (s.scratch.error < 0)
        out.error = s.scratch.error;
    text = coh_buf_take(&out);
    coh_buf_free(&s.scratch);
    if (text == NULL)
        return coh_out_of_memory(h);
    *ret_json = text;
    return 0;
}
