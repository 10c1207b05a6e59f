/*
 * Loading: objects from rows, then what follows from them.
 *
 * While loading nothing is journalled and nobody is pushed. The derived fields are made by the same functions that keep them.
 */
#include <string.h>

#include "core/inner.h"

/* Run one loading call: a throw becomes its result. */
#define GUARDED(e, error_, call)                                                                                       \
    do {                                                                                                               \
        jmp_buf escape_;                                                                                               \
        (e)->error = (error_);                                                                                         \
        (e)->escape = &escape_;                                                                                        \
        (e)->loading = 1;                                                                                              \
        if (setjmp(escape_) != 0) {                                                                                    \
            coh_drop_half(e);                                                                                          \
            (e)->loading = 0;                                                                                          \
            return (error_)->code;                                                                                     \
        }                                                                                                              \
        call;                                                                                                          \
        (e)->loading = 0;                                                                                              \
        return 0;                                                                                                      \
    } while (0)

/* Objects that every engine has from the start: their rows are loaded over them. */
static struct coh_obj *known_already(struct coh_engine *e, int kind, int64_t id)
{
    struct coh_obj *obj = coh_by_id(&e->m, id);

    return obj != NULL && obj->kind == kind && (kind == COH_CLUSTER || id < 0) ? obj : NULL;
}

/* Each is there, of that kind, and there once. */
static int are(const struct coh_engine *e, int kind, const struct coh_ints *ids)
{
    int i, k;

    for (i = 0; ids != NULL && i < ids->count; i++) {
        const struct coh_obj *obj = coh_by_id(&e->m, ids->v[i]);

        if (obj == NULL || obj->kind != kind)
            return 0;
        for (k = 0; k < i; k++)
            if (ids->v[k] == ids->v[i])
                return 0;
    }
    return 1;
}

static int is_node(const struct coh_node *node)
{
    return node == NULL || node->o.kind == COH_NODE;
}

static int counts(int64_t value)
{
    return value >= 0 && value < INT64_MAX / 4;
}

/* Ids are below the next one, and counters far from their end. */
static void check_numbers(struct coh_engine *e, struct coh_obj *obj)
{
    const struct coh_cluster *c = (struct coh_cluster *)obj;
    int bad = obj->kind != COH_CLUSTER && obj->id > 0 && obj->id >= e->m.cluster->next_id;

    if (obj->kind == COH_CLUSTER)
        bad = !counts(c->next_id) || !counts(c->next_op) || !counts(c->input_seq) || !counts(c->transition_seq) ||
              !counts(c->now_ms);
    if (bad || !counts(obj->last))
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "the row of %s \"%s\" has a number that cannot be",
                  coh_kind_name(obj->kind), obj->name);
}

static void check_parents(struct coh_engine *e, struct coh_obj *obj)
{
    struct coh_resource *r = (struct coh_resource *)obj;
    struct coh_service *s = (struct coh_service *)obj;
    struct coh_group *g = (struct coh_group *)obj;
    int bad = 0;

    if (obj->kind == COH_NODE)
        bad = e->m.node_count == COHORT_NODES_MAX;
    if (obj->kind == COH_GROUP)
        bad = !is_node(g->owner) || !is_node(g->dest) || !is_node(g->drained_from) || !is_node(g->later_to) ||
              !is_node(g->return_to) || !is_node(g->beside) || !are(e, COH_NODE, g->preferred) ||
              !are(e, COH_NODE, g->tried) || !are(e, COH_NODE, g->back);
    if (obj->kind == COH_RESOURCE)
        bad = r->group == NULL || r->type == NULL || r->group->o.kind != COH_GROUP || r->type->o.kind != COH_TYPE ||
              !are(e, COH_NODE, r->possible);
    if (obj->kind == COH_TYPE)
        bad = !are(e, COH_NODE, ((struct coh_type *)obj)->possible);
    if (obj->kind == COH_SERVICE)
        bad = s->node == NULL || s->node->o.kind != COH_NODE;
    if (obj->kind == COH_GROUPSET)
        bad = !are(e, COH_GROUP, ((struct coh_groupset *)obj)->groups);
    if (obj->kind == COH_AFFINITY)
        bad = !are(e, COH_GROUP, ((struct coh_affinity *)obj)->groups);
    if (obj->kind == COH_OBJECT)
        bad = ((struct coh_custom *)obj)->kind == NULL || ((struct coh_custom *)obj)->kind->link.o.kind != COH_KIND;
    if (!bad && obj->kind == COH_OBJECT)
        coh_custom_refull(e, (struct coh_custom *)obj);
    if (!bad && obj->kind == COH_SERVICE)
        bad = coh_service_on(&e->m, s->node, obj->name) != NULL;
    else if (!bad &&
             obj->kind != COH_CLUSTER) /* a name stands for one object, which may be this one (a built-in type) */
        bad = coh_find(&e->m, obj->kind, coh_full_name(obj)) != NULL &&
              coh_find(&e->m, obj->kind, coh_full_name(obj)) != obj;
    if (bad)
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "the row of %s \"%s\" contradicts others", coh_kind_name(obj->kind),
                  obj->name);
}

static void load_row(struct coh_engine *e, int kind, const struct coh_cell *cells)
{
    int count, i;
    const struct coh_column *columns = coh_columns(kind, &count);
    struct coh_obj *obj = known_already(e, kind, cells[0].num);
    int known = obj != NULL;

    if (!known && kind == COH_CLUSTER)
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "a cluster has the id 1, not %lld", (long long)cells[0].num);
    if (!known && coh_by_id(&e->m, cells[0].num) != NULL)
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "id %lld stands for two objects", (long long)cells[0].num);
    if (cells[1].text == NULL)
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "object %lld has no name", (long long)cells[0].num);
    if (!known)
        obj = coh_obj_new(e, kind, cells[0].num, cells[1].text);
    else if (kind == COH_CLUSTER)
        coh_obj_rename(e, obj, cells[1].text);
    for (i = 2; i < count; i++)
        coh_column_put(e, obj, &columns[i], &cells[i]);
    check_numbers(e, obj);
    check_parents(e, obj);
    if (!known)
        coh_obj_link(e, obj);
}

int coh_load_row(struct coh_engine *e, int kind, const struct coh_cell *cells, struct coh_error *error)
{
    GUARDED(e, error, load_row(e, kind, cells));
}

static void load_property(struct coh_engine *e, int64_t id, const char *name, const char *type,
                          const struct coh_cell *value)
{
    struct coh_obj *obj = coh_by_id(&e->m, id);
    const struct coh_propdef *def, *held;
    int number = strcmp(type, "int") == 0 || strcmp(type, "bool") == 0 || strcmp(type, "ref") == 0;
    int text = !number;

    if (obj == NULL)
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "property %s belongs to object %lld, which is not there", name,
                  (long long)id);
    if (text && value->text == NULL)
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "property %s of %s \"%s\" has no value", name, coh_kind_name(obj->kind),
                  obj->name);
    def = coh_propdef_find(obj, name);
    if (def != NULL && strcmp(type, coh_value_type_name(def->type)) != 0)
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "property %s of %s \"%s\" is of type %s, not %s", def->name,
                  coh_kind_name(obj->kind), obj->name, coh_value_type_name(def->type), type);
    if (*name == '=' && ((held = coh_propdef_find(obj, name + 1)) == NULL || !(held->flags & COH_PROP_NEXT_ONLINE) ||
                         strcmp(type, coh_value_type_name(held->type)) != 0))
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "property %s of %s \"%s\" cannot be", name, coh_kind_name(obj->kind),
                  obj->name);
    /* What is data has its type in the row: definitions that are data are read when all rows are there. */
    coh_prop_put(e, obj, def, def != NULL ? def->name : name, def != NULL ? def->type : coh_value_type_parse(type),
                 value->num, text ? value->text : NULL, 0);
}

int coh_load_property(struct coh_engine *e, int64_t object, const char *name, const char *type,
                      const struct coh_cell *value, struct coh_error *error)
{
    GUARDED(e, error, load_property(e, object, name, type, value));
}

/* Rows come sorted by resource, clause and position: an expression grows by its last member. */
static void load_dependency(struct coh_engine *e, int64_t id, int clause, int64_t provider_id)
{
    struct coh_resource *r = (struct coh_resource *)coh_by_id(&e->m, id),
                        *p = (struct coh_resource *)coh_by_id(&e->m, provider_id);
    struct coh_terms terms;
    int i;

    if (r == NULL || p == NULL || r->o.kind != COH_RESOURCE || p->o.kind != COH_RESOURCE || r->group != p->group ||
        r == p)
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "the dependency of object %lld on object %lld cannot be", (long long)id,
                  (long long)provider_id);
    terms.count = r->depends != NULL ? r->depends->edge_count : 0;
    terms.clauses = r->depends != NULL ? r->depends->clause_count : 0;
    for (i = 0; i < terms.count; i++) {
        terms.v[i].clause = (int)(r->depends->edges[i].clause - r->depends->clauses);
        terms.v[i].provider = r->depends->edges[i].provider;
    }
    if (clause < terms.clauses - 1 || clause > terms.clauses || terms.count == COHORT_PROVIDERS_MAX)
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "the clauses of resource \"%s\" are not in order", r->o.name);
    terms.v[terms.count].clause = clause;
    terms.v[terms.count++].provider = p;
    terms.clauses = clause + 1;
    coh_set_block(e, &r->depends, coh_depend_build(e, r, &terms));
}

int coh_load_dependency(struct coh_engine *e, int64_t resource, int clause, int64_t provider, struct coh_error *error)
{
    GUARDED(e, error, load_dependency(e, resource, clause, provider));
}

/* ---- what follows ---- */

/* @may: bits of the kinds that this timer can be of. */
static void arm(struct coh_engine *e, struct coh_timer *timer, unsigned may)
{
    int kind = timer->kind;

    timer->kind = COH_TIMER_NONE;
    if (kind == COH_TIMER_NONE)
        return;
    if (!(may & 1u << kind))
        coh_throw(e, COHORT_ERR_DAMAGED, 0, "%s \"%s\" has a timer of a kind that it cannot have",
                  coh_kind_name(timer->obj->kind), timer->obj->name);
    coh_set_timer(e, timer, kind, timer->deadline_ms);
}

static void derive_group(struct coh_engine *e, struct coh_group *g)
{
    struct coh_resource *r;

    if (g->owner != NULL)
        g->owner->group_count++;
    if (g->dest != NULL)
        g->dest->coming++;
    e->m.later_count += g->later != COH_MOVE_NONE;
    arm(e, &g->timer, 1u << COH_TIMER_FAILBACK);
    arm(e, &g->care.until, 1u << COH_TIMER_MAINTENANCE);
    arm(e, &g->gate, 1u << COH_TIMER_WAIT);
    coh_wait_derive(e, g);
    for (r = g->first; r != NULL; r = r->next) {
        r->going = r->state == COHORT_RESOURCE_OFFLINE_PENDING || r->op == COH_OP_TERMINATE;
        coh_account(e, r, 1);
        arm(e, &r->timer,
            1u << COH_TIMER_PENDING | 1u << COH_TIMER_HELD | 1u << COH_TIMER_RESTART | 1u << COH_TIMER_RETRY);
        arm(e, &r->care.until, 1u << COH_TIMER_MAINTENANCE);
    }
    /* All edges first, while nothing is wanted or blocked: both then spread by themselves. */
    for (r = g->first; r != NULL; r = r->next)
        coh_depend_link(e, r);
    for (r = g->first; r != NULL; r = r->next) {
        coh_refresh_drives(e, r);
        coh_refresh_blocked(e, r);
    }
    coh_refresh_group(e, g, COH_RULE_NONE, NULL);
}

/* What a service needs may have a higher id than it has itself. */
static void derive_users(struct coh_engine *e, struct coh_service *s)
{
    int i;

    for (i = 0; s->needs != NULL && i < s->needs->count; i++) {
        const struct coh_obj *needed = coh_by_id(&e->m, s->needs->v[i]);

        if (needed == NULL || needed->kind != COH_SERVICE || ((const struct coh_service *)needed)->node != s->node)
            coh_throw(e, COHORT_ERR_DAMAGED, 0, "service \"%s\" needs object %lld, which is no service of its node",
                      s->full, (long long)s->needs->v[i]);
        coh_add_user(e, s, s->needs->v[i]);
    }
}

static void load_done(struct coh_engine *e)
{
    struct coh_link *link;
    struct coh_type *t;
    struct coh_service *s;
    struct coh_group *g;
    int i;

    for (i = 0; i < e->m.node_count; i++)
        arm(e, &e->m.nodes[i]->timer, 1u << COH_TIMER_QUARANTINE | 1u << COH_TIMER_DRAIN);
    for (s = e->m.services; s != NULL; s = s->next)
        derive_users(e, s);
    for (i = 0; i < e->m.node_count; i++)
        coh_domain_refresh(e, e->m.nodes[i]);
    coh_bonds_refresh(e);
    for (g = e->m.groups; g != NULL; g = g->next)
        derive_group(e, g);
    for (link = e->m.first[COH_GROUPSET]; link != NULL; link = link->next)
        arm(e, &((struct coh_groupset *)link)->timer, 1u << COH_TIMER_WAIT);
    coh_wait_derive_all(e);
    for (link = e->m.first[COH_OBJECT]; link != NULL; link = link->next)
        arm(e, &((struct coh_custom *)link)->timer, 1u << COH_TIMER_OBJECT);
    for (link = e->m.first[COH_KIND]; link != NULL; link = link->next)
        coh_refresh_defs(e, &link->o);
    for (t = e->m.types; t != NULL; t = t->next)
        coh_refresh_defs(e, &t->o);
    coh_custom_check_refs(e);
    for (s = e->m.services; s != NULL; s = s->next)
        arm(e, &s->timer, 1u << COH_TIMER_PENDING | 1u << COH_TIMER_RECOVERY);
}

static int done(struct coh_engine *e, struct coh_error *error)
{
    GUARDED(e, error, load_done(e));
}

int coh_load_done(struct coh_engine *e, struct coh_error *error)
{
    int rc = done(e, error);

    if (rc < 0 && rc != COHORT_ERR_NOMEM) /* whatever the sentence is of: it stood in the file */
        rc = error->code = COHORT_ERR_DAMAGED;

    if (rc == 0 && coh_engine_check(e, error) < 0) {
        error->code = COHORT_ERR_DAMAGED;
        rc = COHORT_ERR_DAMAGED;
    }
    return rc;
}
