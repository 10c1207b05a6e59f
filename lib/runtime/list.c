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
    const struct coh_custom_kind *data; /* whose objects they are */
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

/* ---- the row of an object ---- */

static const char *const cluster_columns[] = {"name",       "id",           "quorum",  "votes",
                                              "total",      "forced",       "witness", "witness_name",
                                              "witness_up", "witness_vote", "reason",  NULL};

static void cluster_row(struct list *list, const struct coh_obj *obj)
{
    const struct coh_cluster *cluster = (const struct coh_cluster *)obj;
    int votes = 0, total = 0;

    head(list, obj);
    coh_votes(list->m, &votes, &total);
    coh_cursor_both(list->cursor, cluster->quorum ? "yes" : "no", cluster->quorum);
    coh_cursor_int(list->cursor, votes);
    coh_cursor_int(list->cursor, total);
    coh_cursor_int(list->cursor, cluster->forced);
    coh_cursor_both(list->cursor, coh_witness_name(cluster->witness), cluster->witness);
    coh_cursor_text(list->cursor, cluster->witness_name);
    coh_cursor_int(list->cursor, cluster->witness_up);
    coh_cursor_int(list->cursor, cluster->witness_vote);
    reason(list, obj);
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

static const char *const node_columns[] = {"name",         "id",          "state",  "status", "vote",
                                           "drain_target", "drain_error", "groups", "reason", NULL};

static void node_row(struct list *list, const struct coh_obj *obj)
{
    const struct coh_node *node = (const struct coh_node *)obj;
    const struct coh_group *g;

    head(list, obj);
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
    reason(list, obj);
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

static const char *const group_columns[] = {"name",      "id",      "state",     "owner",  "persistent", "preferred",
                                            "resources", "depends", "failovers", "status", "reason",     NULL};

static void group_row(struct list *list, const struct coh_obj *obj)
{
    const struct coh_group *g = (const struct coh_group *)obj;

    head(list, obj);
    coh_cursor_both(list->cursor, coh_group_state_name(g->state), g->state);
    reference(list, g->owner != NULL ? &g->owner->o : NULL);
    coh_cursor_both(list->cursor, coh_persistent_name(g->persistent), g->persistent);
    names(list, g->preferred);
    coh_cursor_int(list->cursor, g->count);
    names(list, g->after);
    used(list, coh_failovers_used(list->m, g, coh_handle_now(list->h)));
    status(list, COH_GROUP, coh_group_status(list->m, g));
    reason(list, obj);
}

static const char *const resource_columns[] = {"name",     "id",         "state",   "owner",    "group",
                                               "type",     "persistent", "depends", "possible", "drives",
                                               "restarts", "status",     "reason",  NULL};

static void resource_row(struct list *list, const struct coh_obj *obj)
{
    const struct coh_resource *r = (const struct coh_resource *)obj;

    head(list, obj);
    coh_cursor_both(list->cursor, coh_resource_state_name(r->state), r->state);
    reference(list, r->group->owner != NULL ? &r->group->owner->o : NULL);
    reference(list, &r->group->o);
    reference(list, &r->type->o);
    coh_cursor_both(list->cursor, coh_persistent_name(r->persistent), r->persistent);
    coh_depend_print(&list->scratch, r);
    scratch(list);
    names(list, r->possible);
    coh_cursor_text(list->cursor, r->drives);
    used(list, coh_restarts_used(r, coh_handle_now(list->h)));
    status(list, COH_RESOURCE, coh_resource_status(r));
    reason(list, obj);
}

static const char *const type_columns[] = {"name",     "id",      "class",     "drives",      "required",
                                           "possible", "builtin", "resources", "description", NULL};

static void type_row(struct list *list, const struct coh_obj *obj)
{
    const struct coh_type *type = (const struct coh_type *)obj;

    head(list, obj);
    coh_cursor_text(list->cursor, coh_prop_text(obj, COH_P_CLASS));
    coh_cursor_text(list->cursor, coh_prop_text(obj, COH_P_DRIVES));
    coh_cursor_text(list->cursor, coh_prop_text(obj, COH_P_REQUIRED));
    names(list, type->possible);
    coh_cursor_int(list->cursor, type->builtin != NULL);
    coh_cursor_int(list->cursor, type->resource_count);
    coh_cursor_text(list->cursor, coh_prop_text(obj, COH_P_DESCRIPTION));
}

static const char *const service_columns[] = {"name",  "id", "service",  "node",     "state",  "start",
                                              "needs", "by", "identity", "resource", "reason", NULL};

static void service_row(struct list *list, const struct coh_obj *obj)
{
    const struct coh_service *s = (const struct coh_service *)obj;
    const struct coh_resource *r = coh_service_resource(list->h, s);
    int runs = s->state != COHORT_SERVICE_STOPPED;

    head(list, obj);
    coh_cursor_text(list->cursor, s->o.name);
    reference(list, &s->node->o);
    coh_cursor_both(list->cursor, coh_service_state_name(s->state), s->state);
    coh_cursor_text(list->cursor, coh_prop_text(obj, COH_P_START));
    names(list, s->needs);
    coh_cursor_both(list->cursor, runs ? coh_by_name(s->by) : NULL, s->by);
    coh_cursor_text(list->cursor, runs ? s->identity : NULL);
    reference(list, r != NULL ? &r->o : NULL);
    reason(list, obj);
}

static const char *const groupset_columns[] = {"name", "id", "state", "status", "groups", "depends", "reason", NULL};

static void groupset_row(struct list *list, const struct coh_obj *obj)
{
    const struct coh_groupset *set = (const struct coh_groupset *)obj;

    head(list, obj);
    coh_cursor_both(list->cursor, coh_groupset_state_name(set->state), set->state);
    status(list, COH_GROUPSET, coh_groupset_status(set));
    names(list, set->groups);
    names(list, set->after);
    reason(list, obj);
}

static const char *const affinity_columns[] = {"name", "id", "type", "enabled", "soft", "groups", "reason", NULL};

static void affinity_row(struct list *list, const struct coh_obj *obj)
{
    head(list, obj);
    coh_cursor_both(list->cursor, coh_prop_text(obj, COH_P_RULE_TYPE), coh_prop_choice(obj, COH_P_RULE_TYPE));
    coh_cursor_int(list->cursor, coh_prop_int(obj, COH_P_ENABLED));
    coh_cursor_int(list->cursor, coh_prop_int(obj, COH_P_SOFT));
    names(list, ((const struct coh_affinity *)obj)->groups);
    reason(list, obj);
}

static const char *const kind_columns[] = {"name", "id", "objects", "description", NULL};

static void kind_row(struct list *list, const struct coh_obj *obj)
{
    head(list, obj);
    coh_cursor_int(list->cursor, ((const struct coh_custom_kind *)obj)->count);
    coh_cursor_text(list->cursor, coh_prop_text(obj, COH_P_DESCRIPTION));
}

/* Of objects whose kind is data, listed together. */
static const char *const object_columns[] = {"name", "id", "kind", "reason", NULL};

static void object_row(struct list *list, const struct coh_obj *obj)
{
    head(list, obj);
    reference(list, &((const struct coh_custom *)obj)->kind->link.o);
    reason(list, obj);
}

/* Of one kind that is data: a column for each of its properties. */
static const char *const data_columns[] = {"name", "id", NULL};

static int data_count(const struct list *list)
{
    const struct coh_defs *defs = list->data != NULL ? list->data->defs : NULL;

    return defs == NULL ? 0 : defs->count < COH_LIST_PROPERTIES ? defs->count : COH_LIST_PROPERTIES;
}

static void data_row(struct list *list, const struct coh_obj *obj)
{
    int i, count = data_count(list);

    if (&((const struct coh_custom *)obj)->kind->link.o != &list->data->link.o)
        return;
    coh_cursor_both(list->cursor, obj->name, 0);
    coh_cursor_int(list->cursor, obj->id);
    for (i = 0; i < count; i++) {
        coh_prop_format(&list->scratch, list->m, obj, list->data->defs->v[i].name);
        scratch(list);
    }
}

/* ---- lists ---- */

static const struct row {
    const char *const *columns;
    void (*add)(struct list *list, const struct coh_obj *obj);
} rows[COH_KINDS] = {
    [COH_CLUSTER] = {cluster_columns, cluster_row},
    [COH_NODE] = {node_columns, node_row},
    [COH_GROUP] = {group_columns, group_row},
    [COH_RESOURCE] = {resource_columns, resource_row},
    [COH_TYPE] = {type_columns, type_row},
    [COH_SERVICE] = {service_columns, service_row},
    [COH_GROUPSET] = {groupset_columns, groupset_row},
    [COH_AFFINITY] = {affinity_columns, affinity_row},
    [COH_KIND] = {kind_columns, kind_row},
    [COH_OBJECT] = {object_columns, object_row},
};
static const struct row data_rows = {data_columns, data_row};

static void all_rows(struct list *list, int kind, const struct row *row)
{
    const struct coh_model *m = list->m;
    const struct coh_link *link;
    const struct coh_resource *r;
    const struct coh_service *s;
    const struct coh_group *g;
    const struct coh_type *t;
    int i;

    if (kind == COH_CLUSTER)
        row->add(list, &m->cluster->o);
    for (i = 0; kind == COH_NODE && i < m->node_count; i++)
        row->add(list, &m->nodes[i]->o);
    for (g = kind == COH_GROUP ? m->groups : NULL; g != NULL; g = g->next)
        row->add(list, &g->o);
    for (g = kind == COH_RESOURCE ? m->groups : NULL; g != NULL; g = g->next)
        for (r = g->first; r != NULL; r = r->next)
            row->add(list, &r->o);
    for (t = kind == COH_TYPE ? m->types : NULL; t != NULL; t = t->next)
        row->add(list, &t->o);
    for (s = kind == COH_SERVICE ? m->services : NULL; s != NULL; s = s->next)
        row->add(list, &s->o);
    for (link = m->first[kind]; link != NULL; link = link->next)
        row->add(list, &link->o);
}

/* The rows of a kind; with @only the one of that object. */
static int make_list(cohort *h, const char *kind, const struct coh_obj *only, cohort_cursor **ret_cursor)
{
    struct list list = {.h = h, .m = coh_model(h)};
    int i, number = coh_kind_parse(kind), is_data = number == COH_NONE;
    const struct row *row = is_data ? &data_rows : &rows[number];

    if (is_data)
        list.data = (const struct coh_custom_kind *)coh_find(list.m, COH_KIND, kind);
    list.cursor = coh_cursor_new(h);
    coh_buf_init(&list.scratch, &h->mem, 0);
    coh_cursor_columns(list.cursor, row->columns);
    for (i = 0; is_data && i < data_count(&list); i++)
        coh_cursor_column(list.cursor, list.data->defs->v[i].name);
    if (only != NULL)
        row->add(&list, only);
    else if (!is_data || list.data != NULL) /* a kind that a profile only offers has no objects */
        all_rows(&list, is_data ? COH_OBJECT : number, row);
    if (list.scratch.error < 0) {
        cohort_cursor_free(list.cursor);
        list.cursor = NULL;
    }
    coh_buf_free(&list.scratch);
    return coh_cursor_done(h, list.cursor, ret_cursor);
}

int cohort_list(cohort *h, const char *kind, cohort_cursor **ret_cursor)
{
    int number, rc = coh_enter(h);

    if (rc == 0)
        rc = coh_object_arg(h, kind, NULL, &number, NULL);
    if (rc < 0)
        return rc;
    return ret_cursor == NULL ? coh_missing(h, "ret_cursor") : make_list(h, kind, NULL, ret_cursor);
}

int cohort_show(cohort *h, const char *kind, const char *name, cohort_cursor **ret_cursor)
{
    struct coh_obj *obj = NULL;
    int rc = coh_enter(h);

    if (rc == 0)
        rc = coh_find_object(h, kind, name, &obj);
    if (rc < 0)
        return rc;
    if (ret_cursor == NULL)
        return coh_missing(h, "ret_cursor");
    rc = make_list(h, kind, obj, ret_cursor);
    if (rc == 0)
        cohort_next(*ret_cursor);
    return rc;
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
