/* Lists of object.h: one row an object, with the names of what it refers to; and an object's properties. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

struct list {
    cohort *h;
    const struct coh_model *m;
    cohort_cursor *cursor;
    struct coh_buf scratch;
};

/* What is built up in the scratch, as a cell. */
static void scratch(struct list *list)
{
    coh_cursor_text(list->cursor, coh_buf_text(&list->scratch));
    coh_buf_clear(&list->scratch);
}

static void reason(struct list *list, const struct coh_obj *obj)
{
    coh_reason(&list->scratch, list->m, obj);
    scratch(list);
}

static void reference(struct list *list, const struct coh_obj *obj)
{
    if (obj == NULL)
        coh_cursor_null(list->cursor);
    else
        coh_cursor_both(list->cursor, obj->name, obj->id);
}

static void names(struct list *list, const struct coh_ints *ids)
{
    coh_names_of(&list->scratch, list->m, ids, ", ");
    scratch(list);
}

static void head(struct list *list, const struct coh_obj *obj)
{
    coh_cursor_both(list->cursor, coh_full_name(obj), 0);
    coh_cursor_int(list->cursor, obj->id);
}

static void list_cluster(struct list *list)
{
    static const char *const columns[] = {"name",    "id",           "quorum",     "votes",        "total",  "forced",
                                          "witness", "witness_name", "witness_up", "witness_vote", "reason", NULL};
    const struct coh_cluster *cluster = list->m->cluster;
    int votes = 0, total = 0;

    coh_cursor_columns(list->cursor, columns);
    head(list, &cluster->o);
    coh_votes(list->m, &votes, &total);
    coh_cursor_both(list->cursor, cluster->quorum ? "yes" : "no", cluster->quorum);
    coh_cursor_int(list->cursor, votes);
    coh_cursor_int(list->cursor, total);
    coh_cursor_int(list->cursor, cluster->forced);
    coh_cursor_both(list->cursor, coh_witness_name(cluster->witness), cluster->witness);
    coh_cursor_text(list->cursor, cluster->witness_name);
    coh_cursor_int(list->cursor, cluster->witness_up);
    coh_cursor_int(list->cursor, cluster->witness_vote);
    reason(list, &cluster->o);
}

static void status(struct list *list, int kind, int bits)
{
    const char *name;
    int i;

    for (i = 0; (name = coh_status_name(kind, bits, i)) != NULL; i++)
        coh_buf_fmt(&list->scratch, "%s%s", i > 0 ? ", " : "", name);
    coh_cursor_both(list->cursor, coh_buf_text(&list->scratch), bits);
    coh_buf_clear(&list->scratch);
}

static void list_nodes(struct list *list)
{
    static const char *const columns[] = {"name",         "id",          "state",  "status", "vote",
                                          "drain_target", "drain_error", "groups", "reason", NULL};
    int i;

    coh_cursor_columns(list->cursor, columns);
    for (i = 0; i < list->m->node_count; i++) {
        const struct coh_node *node = list->m->nodes[i];
        const struct coh_group *g;

        head(list, &node->o);
        coh_cursor_both(list->cursor, coh_node_state_name(node->state), node->state);
        status(list, COH_NODE, coh_node_status(node));
        coh_cursor_int(list->cursor, node->vote);
        reference(list, coh_by_id(list->m, node->drain_target));
        if (node->drain_error != 0)
            coh_cursor_int(list->cursor, node->drain_error);
        else
            coh_cursor_null(list->cursor);
        for (g = node->group_count > 0 ? list->m->groups : NULL; g != NULL; g = g->next)
            if (g->owner == node)
                coh_buf_fmt(&list->scratch, "%s%s", list->scratch.size > 0 ? ", " : "", g->o.name);
        scratch(list);
        reason(list, &node->o);
    }
}

/* "1 of 2 in 6 h"; nothing if it has not acted. */
static void used(struct list *list, struct coh_used used)
{
    if (used.count > 0) {
        coh_buf_fmt(&list->scratch, "%d of %" PRId64 " in ", used.count, used.limit);
        coh_duration_words(&list->scratch, used.window_ms);
    }
    coh_cursor_both(list->cursor, coh_buf_text(&list->scratch), used.count);
    coh_buf_clear(&list->scratch);
}

static void list_groups(struct list *list)
{
    static const char *const columns[] = {"name",      "id",      "state",     "owner",  "persistent", "preferred",
                                          "resources", "depends", "failovers", "status", "reason",     NULL};
    const struct coh_group *g;

    coh_cursor_columns(list->cursor, columns);
    for (g = list->m->groups; g != NULL; g = g->next) {
        head(list, &g->o);
        coh_cursor_both(list->cursor, coh_group_state_name(g->state), g->state);
        reference(list, g->owner != NULL ? &g->owner->o : NULL);
        coh_cursor_both(list->cursor, coh_persistent_name(g->persistent), g->persistent);
        names(list, g->preferred);
        coh_cursor_int(list->cursor, g->count);
        names(list, g->after);
        used(list, coh_failovers_used(list->m, g, coh_handle_now(list->h)));
        status(list, COH_GROUP, coh_group_status(list->m, g));
        reason(list, &g->o);
    }
}

static void list_resources(struct list *list)
{
    static const char *const columns[] = {"name",    "id",       "state",  "owner",    "group",  "type",   "persistent",
                                          "depends", "possible", "drives", "restarts", "status", "reason", NULL};
    const struct coh_group *g;
    const struct coh_resource *r;

    coh_cursor_columns(list->cursor, columns);
    for (g = list->m->groups; g != NULL; g = g->next)
        for (r = g->first; r != NULL; r = r->next) {
            head(list, &r->o);
            coh_cursor_both(list->cursor, coh_resource_state_name(r->state), r->state);
            reference(list, g->owner != NULL ? &g->owner->o : NULL);
            reference(list, &g->o);
            reference(list, &r->type->o);
            coh_cursor_both(list->cursor, coh_persistent_name(r->persistent), r->persistent);
            coh_depend_print(&list->scratch, r);
            scratch(list);
            names(list, r->possible);
            coh_cursor_text(list->cursor, r->drives);
            used(list, coh_restarts_used(r, coh_handle_now(list->h)));
            status(list, COH_RESOURCE, coh_resource_status(r));
            reason(list, &r->o);
        }
}

static void list_types(struct list *list)
{
    static const char *const columns[] = {"name",     "id",      "class",     "drives",      "required",
                                          "possible", "builtin", "resources", "description", NULL};
    const struct coh_type *type;

    coh_cursor_columns(list->cursor, columns);
    for (type = list->m->types; type != NULL; type = type->next) {
        head(list, &type->o);
        coh_cursor_text(list->cursor, coh_prop_text(&type->o, COH_P_CLASS));
        coh_cursor_text(list->cursor, coh_prop_text(&type->o, COH_P_DRIVES));
        coh_cursor_text(list->cursor, coh_prop_text(&type->o, COH_P_REQUIRED));
        names(list, type->possible);
        coh_cursor_int(list->cursor, type->builtin != NULL);
        coh_cursor_int(list->cursor, type->resource_count);
        coh_cursor_text(list->cursor, coh_prop_text(&type->o, COH_P_DESCRIPTION));
    }
}

static void list_services(struct list *list)
{
    static const char *const columns[] = {"name",  "id", "service",  "node",     "state",  "start",
                                          "needs", "by", "identity", "resource", "reason", NULL};
    const struct coh_service *s;
    const struct coh_resource *r;

    coh_cursor_columns(list->cursor, columns);
    for (s = list->m->services; s != NULL; s = s->next) {
        int runs = s->state != COHORT_SERVICE_STOPPED;

        r = coh_service_resource(list->h, s);
        head(list, &s->o);
        coh_cursor_text(list->cursor, s->o.name);
        reference(list, &s->node->o);
        coh_cursor_both(list->cursor, coh_service_state_name(s->state), s->state);
        coh_cursor_text(list->cursor, coh_prop_text(&s->o, COH_P_START));
        names(list, s->needs);
        coh_cursor_both(list->cursor, runs ? coh_by_name(s->by) : NULL, s->by);
        coh_cursor_text(list->cursor, runs ? s->identity : NULL);
        reference(list, r != NULL ? &r->o : NULL);
        reason(list, &s->o);
    }
}

static void list_groupsets(struct list *list)
{
    static const char *const columns[] = {"name", "id", "state", "status", "groups", "depends", "reason", NULL};
    const struct coh_link *link;

    coh_cursor_columns(list->cursor, columns);
    for (link = list->m->first[COH_GROUPSET]; link != NULL; link = link->next) {
        const struct coh_groupset *set = (const struct coh_groupset *)link;

        head(list, &link->o);
        coh_cursor_both(list->cursor, coh_groupset_state_name(set->state), set->state);
        status(list, COH_GROUPSET, coh_groupset_status(set));
        names(list, set->groups);
        names(list, set->after);
        reason(list, &link->o);
    }
}

static void list_affinities(struct list *list)
{
    static const char *const columns[] = {"name", "id", "type", "enabled", "soft", "groups", "reason", NULL};
    const struct coh_link *link;

    coh_cursor_columns(list->cursor, columns);
    for (link = list->m->first[COH_AFFINITY]; link != NULL; link = link->next) {
        head(list, &link->o);
        coh_cursor_both(list->cursor, coh_prop_text(&link->o, COH_P_RULE_TYPE),
                        coh_prop_choice(&link->o, COH_P_RULE_TYPE));
        coh_cursor_int(list->cursor, coh_prop_int(&link->o, COH_P_ENABLED));
        coh_cursor_int(list->cursor, coh_prop_int(&link->o, COH_P_SOFT));
        names(list, ((const struct coh_affinity *)link)->groups);
        reason(list, &link->o);
    }
}

static void list_kinds(struct list *list)
{
    static const char *const columns[] = {"name", "id", "objects", "description", NULL};
    const struct coh_link *link;

    coh_cursor_columns(list->cursor, columns);
    for (link = list->m->first[COH_KIND]; link != NULL; link = link->next) {
        head(list, &link->o);
        coh_cursor_int(list->cursor, ((const struct coh_custom_kind *)link)->count);
        coh_cursor_text(list->cursor, coh_prop_text(&link->o, COH_P_DESCRIPTION));
    }
}

/* All objects whose kind is data. */
static void list_objects(struct list *list)
{
    static const char *const columns[] = {"name", "id", "kind", "reason", NULL};
    const struct coh_link *link;

    coh_cursor_columns(list->cursor, columns);
    for (link = list->m->first[COH_OBJECT]; link != NULL; link = link->next) {
        head(list, &link->o);
        reference(list, &((const struct coh_custom *)link)->kind->link.o);
        reason(list, &link->o);
    }
}

/* Those of one kind, with a column for each of its properties. */
static void list_kind(struct list *list, const char *name)
{
    static const char *const columns[] = {"name", "id", NULL};
    const struct coh_obj *kind = coh_find(list->m, COH_KIND, name);
    const struct coh_defs *defs = kind != NULL ? ((const struct coh_custom_kind *)kind)->defs : NULL;
    const struct coh_link *link;
    int i, count = defs == NULL ? 0 : defs->count < COH_LIST_PROPERTIES ? defs->count : COH_LIST_PROPERTIES;

    coh_cursor_columns(list->cursor, columns);
    for (i = 0; i < count; i++)
        coh_cursor_column(list->cursor, defs->v[i].name);
    for (link = kind != NULL ? list->m->first[COH_OBJECT] : NULL; link != NULL; link = link->next) {
        if (&((const struct coh_custom *)link)->kind->link.o != kind)
            continue;
        coh_cursor_both(list->cursor, link->o.name, 0);
        coh_cursor_int(list->cursor, link->o.id);
        for (i = 0; i < count; i++) {
            coh_prop_format(&list->scratch, list->m, &link->o, defs->v[i].name);
            scratch(list);
        }
    }
}

int cohort_list(cohort *h, const char *kind, cohort_cursor **ret_cursor)
{
    static void (*const lists[COH_KINDS])(struct list * list) = {
        [COH_CLUSTER] = list_cluster,    [COH_NODE] = list_nodes,          [COH_GROUP] = list_groups,
        [COH_RESOURCE] = list_resources, [COH_TYPE] = list_types,          [COH_SERVICE] = list_services,
        [COH_GROUPSET] = list_groupsets, [COH_AFFINITY] = list_affinities, [COH_KIND] = list_kinds,
        [COH_OBJECT] = list_objects};
    struct list list = {.h = h};
    int number, rc = coh_enter(h);

    if (rc == 0)
        rc = coh_object_arg(h, kind, NULL, &number, NULL);
    if (rc < 0)
        return rc;
    if (ret_cursor == NULL)
        return coh_missing(h, "ret_cursor");
    list.m = coh_model(h);
    list.cursor = coh_cursor_new(h);
    coh_buf_init(&list.scratch, &h->mem, 0);
    if (coh_kind_parse(kind) == COH_NONE)
        list_kind(&list, kind);
    else
        lists[number](&list);
    if (list.scratch.error < 0) {
        cohort_cursor_free(list.cursor);
        list.cursor = NULL;
    }
    coh_buf_free(&list.scratch);
    return coh_cursor_done(h, list.cursor, ret_cursor);
}

/* ---- properties ---- */

static void known_property(struct list *list, const struct coh_obj *obj, const struct coh_propdef *def)
{
    char number[24];

    coh_cursor_text(list->cursor, def->name);
    coh_prop_format(&list->scratch, list->m, obj, def->name);
    scratch(list);
    coh_cursor_text(list->cursor, coh_value_type_name(def->type));
    if (def->type == COH_VALUE_INT || def->type == COH_VALUE_BOOL) {
        snprintf(number, sizeof number, "%" PRId64, def->fallback);
        coh_cursor_text(list->cursor, number);
    } else {
        coh_cursor_text(list->cursor, def->fallback_text != NULL ? def->fallback_text : "");
    }
    coh_cursor_int(list->cursor, coh_prop_set_at(obj, def->name) != NULL);
    coh_cursor_text(list->cursor, def->meaning);
    if (coh_prop_held(obj, def) == NULL) {
        coh_cursor_null(list->cursor);
    } else {
        coh_run_format(&list->scratch, list->m, obj, def->name);
        scratch(list);
    }
    coh_cursor_int(list->cursor, 1);
}

int cohort_list_properties(cohort *h, const char *kind, const char *name, cohort_cursor **ret_cursor)
{
    static const char *const columns[] = {"property", "value",    "type",  "default", "set",
                                          "meaning",  "in_force", "known", NULL};
    struct list list = {.h = h};
    const struct coh_propdef *def;
    const struct coh_defs *defs;
    struct coh_obj *obj;
    int i, rc = coh_enter(h);

    if (rc == 0)
        rc = coh_find_object(h, kind, name, &obj);
    if (rc < 0)
        return rc;
    if (ret_cursor == NULL)
        return coh_missing(h, "ret_cursor");
    list.m = coh_model(h);
    list.cursor = coh_cursor_new(h);
    coh_buf_init(&list.scratch, &h->mem, 0);
    coh_cursor_columns(list.cursor, columns);
    for (i = 0; (def = coh_propdef_at(i)) != NULL; i++)
        if (coh_propdef_find(obj, def->name) == def)
            known_property(&list, obj, def);
    for (i = 0, defs = coh_defs_of(obj); defs != NULL && i < defs->count; i++)
        known_property(&list, obj, &defs->v[i]);
    for (i = 0; obj->props != NULL && i < obj->props->count; i++) {
        const struct coh_prop *prop = &obj->props->v[i];

        if (prop->def != NULL || coh_prop_is_held(prop) || coh_propdef_find(obj, prop->name) != NULL)
            continue;
        coh_cursor_text(list.cursor, prop->name);
        coh_prop_format(&list.scratch, list.m, obj, prop->name);
        scratch(&list);
        coh_cursor_text(list.cursor, coh_value_type_name(prop->type));
        coh_cursor_text(list.cursor, "");
        coh_cursor_int(list.cursor, 1);
        coh_cursor_text(list.cursor, "not known: kept as text for agents");
        coh_cursor_null(list.cursor);
        coh_cursor_int(list.cursor, 0);
    }
    if (list.scratch.error < 0) {
        cohort_cursor_free(list.cursor);
        list.cursor = NULL;
    }
    coh_buf_free(&list.scratch);
    return coh_cursor_done(h, list.cursor, ret_cursor);
}
