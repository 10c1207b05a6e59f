/*
 * The model's objects: making and unmaking them, finding them, and the lists that they stand in.
 *
 * No rule of failover lives here.
 */
#include "core/inner.h"

#include <stdio.h>
#include <string.h>

#include "util/text.h"

static const char *const kind_names[COH_KINDS] = {"",        "cluster",  "node",     "group", "resource", "type",
                                                  "service", "groupset", "affinity", "kind",  "object"};

const char *coh_kind_name(int kind)
{
    return kind > 0 && kind < COH_KINDS ? kind_names[kind] : "object";
}

int coh_kind_parse(const char *text)
{
    int kind;

    for (kind = 1; text != NULL && kind < COH_KINDS; kind++)
        if (coh_name_cmp(text, kind_names[kind]) == 0)
            return kind;
    return COH_NONE;
}

static const size_t kind_sizes[COH_KINDS] = {0,
                                             sizeof(struct coh_cluster),
                                             sizeof(struct coh_node),
                                             sizeof(struct coh_group),
                                             sizeof(struct coh_resource),
                                             sizeof(struct coh_type),
                                             sizeof(struct coh_service),
                                             sizeof(struct coh_groupset),
                                             sizeof(struct coh_affinity),
                                             sizeof(struct coh_custom_kind),
                                             sizeof(struct coh_custom)};

static const char *plain_name(const void *value)
{
    return ((const struct coh_obj *)value)->name;
}

static const char *service_full_name(const void *value)
{
    return ((const struct coh_service *)value)->full;
}

static const char *custom_full_name(const void *value)
{
    return ((const struct coh_custom *)value)->full;
}

static const char *driven_name(const void *value)
{
    return ((const struct coh_resource *)value)->drives;
}

void coh_model_init(struct coh_engine *e)
{
    struct coh_model *m = &e->m;
    int kind;

    m->mem = &e->mem;
    coh_map_init(&m->by_id, &e->mem, NULL);
    for (kind = 0; kind < COH_KINDS; kind++)
        coh_map_init(&m->names[kind], &e->mem,
                     kind == COH_SERVICE  ? service_full_name
                     : kind == COH_OBJECT ? custom_full_name
                                          : plain_name);
    coh_map_init(&m->drivers, &e->mem, driven_name);
}

/* ---- finding ---- */

struct coh_resource *coh_find_resource(const struct coh_model *m, const char *name)
{
    return coh_map_get_name(&m->names[COH_RESOURCE], name);
}

struct coh_group *coh_find_group(const struct coh_model *m, const char *name)
{
    return coh_map_get_name(&m->names[COH_GROUP], name);
}

struct coh_node *coh_find_node(const struct coh_model *m, const char *name)
{
    return coh_map_get_name(&m->names[COH_NODE], name);
}

struct coh_type *coh_find_type(const struct coh_model *m, const char *name)
{
    return coh_map_get_name(&m->names[COH_TYPE], name);
}

struct coh_service *coh_find_service(const struct coh_model *m, const char *full_name)
{
    return coh_map_get_name(&m->names[COH_SERVICE], full_name);
}

struct coh_obj *coh_find(const struct coh_model *m, int kind, const char *name)
{
    if (kind == COH_CLUSTER)
        return name == NULL || *name == '\0' || coh_name_cmp(name, m->cluster->o.name) == 0 ? &m->cluster->o : NULL;
    if (kind <= 0 || kind >= COH_KINDS || name == NULL)
        return NULL;
    return coh_map_get_name(&m->names[kind], name);
}

struct coh_obj *coh_by_id(const struct coh_model *m, int64_t id)
{
    return id ? coh_map_get_id(&m->by_id, id) : NULL;
}

struct coh_service *coh_service_on(const struct coh_model *m, const struct coh_node *node, const char *name)
{
    char full[2 * COHORT_NAME_MAX + 2];

    if (node == NULL || name == NULL || m->service_count == 0)
        return NULL;
    snprintf(full, sizeof full, "%s@%s", name, node->o.name);
    return coh_find_service(m, full);
}

struct coh_resource *coh_driver_of(const struct coh_model *m, const struct coh_service *service)
{
    struct coh_resource *r = coh_map_get_name(&m->drivers, service->o.name);

    return r != NULL && r->group->owner == service->node ? r : NULL;
}

const char *coh_full_name(const struct coh_obj *obj)
{
    return obj->kind == COH_SERVICE  ? ((const struct coh_service *)obj)->full
           : obj->kind == COH_OBJECT ? ((const struct coh_custom *)obj)->full
                                     : obj->name;
}

int64_t coh_obj_id(const struct coh_obj *obj)
{
    return obj->id;
}

int coh_obj_kind(const struct coh_obj *obj)
{
    return obj->kind;
}

const char *coh_obj_name(const struct coh_obj *obj)
{
    return obj->name;
}

uint32_t coh_obj_dirty(const struct coh_obj *obj)
{
    return obj->dirty;
}

const struct coh_model *coh_engine_model(const struct coh_engine *e)
{
    return &e->m;
}

/* ---- making ---- */

enum { TIMERS = 3 };

/* The timers of an object: @index 0..; NULL where it has none. */
static struct coh_timer *timer_of(struct coh_obj *obj, int index)
{
    struct coh_resource *r = (struct coh_resource *)obj;
    struct coh_group *g = (struct coh_group *)obj;

    if (obj->kind == COH_RESOURCE && index < 2)
        return index == 0 ? &r->timer : &r->care.until;
    if (obj->kind == COH_GROUPSET && index == 0)
        return &((struct coh_groupset *)obj)->timer;
    if (obj->kind == COH_GROUP)
        return index == 0 ? &g->timer : index == 1 ? &g->care.until : &g->gate;
    if (obj->kind == COH_SERVICE && index == 0)
        return &((struct coh_service *)obj)->timer;
    if (obj->kind == COH_NODE && index == 0)
        return &((struct coh_node *)obj)->timer;
    if (obj->kind == COH_OBJECT && index == 0)
        return &((struct coh_custom *)obj)->timer;
    return NULL;
}

/* A zeroed object with id and name, known by its id. Its place in the lists is coh_obj_link()'s. */
struct coh_obj *coh_obj_new(struct coh_engine *e, int kind, int64_t id, const char *name)
{
    struct coh_obj *obj = coh_new_block(e, kind_sizes[kind]);
    struct coh_timer *timer;
    int i;

    obj->id = id;
    obj->kind = (uint8_t)kind;
    obj->name = coh_strdup(&e->mem, name);
    if (obj->name == NULL || (!e->loading && e->undo_count == e->undo_room && coh_journal_room(e) == 0)) {
        coh_obj_free(e, obj);
        coh_throw_nomem(e);
    }
    coh_note_new(e, obj);
    e->half = e->loading ? obj : NULL;
    for (i = 0; i < TIMERS && (timer = timer_of(obj, i)) != NULL; i++) {
        coh_heap_reserve(e);
        timer->obj = obj;
        timer->place = -1;
    }
    coh_map_add_id(e, obj);
    coh_dirty(e, obj, COH_DIRTY_NEW | COH_DIRTY_ROW);
    return obj;
}

void coh_obj_free(struct coh_engine *e, struct coh_obj *obj)
{
    const struct coh_mem *mem = &e->mem;
    int i;

    coh_free(mem, obj->name);
    coh_free(mem, obj->props);
    coh_free(mem, obj->s);
    switch (obj->kind) {
    case COH_CLUSTER: coh_free(mem, ((struct coh_cluster *)obj)->witness_name); break;
    case COH_NODE:
        coh_free(mem, ((struct coh_node *)obj)->boot_id);
        coh_free(mem, ((struct coh_node *)obj)->losses);
        break;
    case COH_GROUP: {
        struct coh_group *g = (struct coh_group *)obj;

        coh_free(mem, g->preferred);
        coh_free(mem, g->failovers);
        coh_free(mem, g->tried);
        coh_free(mem, g->back);
        coh_free(mem, g->after);
        coh_free(mem, g->users);
        coh_free(mem, g->left);
        coh_free(mem, g->left_why);
        break;
    }
    case COH_RESOURCE: {
        struct coh_resource *r = (struct coh_resource *)obj;

        coh_free(mem, r->lock);
        coh_free(mem, r->restarts);
        coh_free(mem, r->possible);
        coh_free(mem, r->depends);
        break;
    }
    case COH_SERVICE: {
        struct coh_service *s = (struct coh_service *)obj;

        coh_free(mem, s->full);
        coh_free(mem, s->identity);
        coh_free(mem, s->needs);
        coh_free(mem, s->users);
        break;
    }
    case COH_GROUPSET: {
        struct coh_groupset *set = (struct coh_groupset *)obj;

        coh_free(mem, set->groups);
        coh_free(mem, set->after);
        coh_free(mem, set->users);
        break;
    }
    case COH_AFFINITY: coh_free(mem, ((struct coh_affinity *)obj)->groups); break;
    case COH_TYPE:
        coh_free(mem, ((struct coh_type *)obj)->possible);
        coh_free(mem, ((struct coh_type *)obj)->defs);
        break;
    case COH_KIND: coh_free(mem, ((struct coh_custom_kind *)obj)->defs); break;
    case COH_OBJECT: coh_free(mem, ((struct coh_custom *)obj)->full); break;
    default: break;
    }
    for (i = 0; i < TIMERS && timer_of(obj, i) != NULL; i++)
        if (timer_of(obj, i)->obj != NULL)
            e->m.timer_count--;
    coh_free(mem, obj);
}

/* ---- lists: in the order of ids, and ids only grow ---- */

#define APPEND(e, first, last, item, prev_, next_)                                                                     \
    do {                                                                                                               \
        coh_set_ptr((e), &(item)->prev_, (last));                                                                      \
        if ((last) != NULL)                                                                                            \
            coh_set_ptr((e), &(last)->next_, (item));                                                                  \
        else                                                                                                           \
            coh_set_ptr((e), &(first), (item));                                                                        \
        coh_set_ptr((e), &(last), (item));                                                                             \
    } while (0)

#define UNLINK(e, first, last, item, prev_, next_)                                                                     \
    do {                                                                                                               \
        if ((item)->prev_ != NULL)                                                                                     \
            coh_set_ptr((e), &(item)->prev_->next_, (item)->next_);                                                    \
        else                                                                                                           \
            coh_set_ptr((e), &(first), (item)->next_);                                                                 \
        if ((item)->next_ != NULL)                                                                                     \
            coh_set_ptr((e), &(item)->next_->prev_, (item)->prev_);                                                    \
        else                                                                                                           \
            coh_set_ptr((e), &(last), (item)->prev_);                                                                  \
    } while (0)

static void link_node(struct coh_engine *e, struct coh_node *node)
{
    struct coh_model *m = &e->m;

    coh_set_ptr(e, &m->nodes[m->node_count], node);
    coh_set32(e, &m->node_count, m->node_count + 1);
}

static void unlink_node(struct coh_engine *e, struct coh_node *node)
{
    struct coh_model *m = &e->m;
    int i, at = 0;

    while (m->nodes[at] != node)
        at++;
    for (i = at; i + 1 < m->node_count; i++)
        coh_set_ptr(e, &m->nodes[i], m->nodes[i + 1]);
    coh_set_ptr(e, &m->nodes[m->node_count - 1], NULL);
    coh_set32(e, &m->node_count, m->node_count - 1);
}

static void link_service(struct coh_engine *e, struct coh_service *s)
{
    struct coh_model *m = &e->m;
    int i;

    APPEND(e, m->services, m->services_last, s, prev, next);
    APPEND(e, s->node->services, s->node->services_last, s, node_prev, node_next);
    coh_set64(e, &m->service_count, m->service_count + 1);
    for (i = 0; !e->loading && s->needs != NULL && i < s->needs->count; i++) /* loading: when all are there */
        coh_add_user(e, s, s->needs->v[i]);
}

static void unlink_service(struct coh_engine *e, struct coh_service *s)
{
    struct coh_model *m = &e->m;
    int i;

    UNLINK(e, m->services, m->services_last, s, prev, next);
    UNLINK(e, s->node->services, s->node->services_last, s, node_prev, node_next);
    coh_set64(e, &m->service_count, m->service_count - 1);
    for (i = 0; s->needs != NULL && i < s->needs->count; i++) {
        struct coh_service *needed = coh_need(e, s, i);

        coh_set_block(e, &needed->users, coh_ints_without(e, needed->users, s->o.id));
    }
}

void coh_add_user(struct coh_engine *e, struct coh_service *s, int64_t needed_id)
{
    struct coh_service *needed = (struct coh_service *)coh_by_id(&e->m, needed_id);

    coh_set_block(e, &needed->users, coh_ints_sorted_with(e, needed->users, s->o.id));
}

struct coh_service *coh_need(const struct coh_engine *e, const struct coh_service *s, int index)
{
    return s->needs != NULL && index < s->needs->count ? (struct coh_service *)coh_by_id(&e->m, s->needs->v[index])
                                                       : NULL;
}

struct coh_service *coh_user(const struct coh_engine *e, const struct coh_service *s, int index)
{
    return s->users != NULL && index < s->users->count ? (struct coh_service *)coh_by_id(&e->m, s->users->v[index])
                                                       : NULL;
}

static void refull(struct coh_engine *e, struct coh_service *s)
{
    char full[2 * COHORT_NAME_MAX + 2];

    snprintf(full, sizeof full, "%s@%s", s->o.name, s->node->o.name);
    coh_set_text(e, &s->full, full);
}

/* Names and lists; parents (a resource's group and type, a service's node and needs) are set before. */
void coh_obj_link(struct coh_engine *e, struct coh_obj *obj)
{
    struct coh_model *m = &e->m;

    if (obj->kind == COH_SERVICE)
        refull(e, (struct coh_service *)obj);
    if (obj->kind == COH_OBJECT)
        coh_custom_refull(e, (struct coh_custom *)obj);
    if (obj->kind != COH_CLUSTER)
        coh_map_add(e, &m->names[obj->kind], obj);
    e->half = NULL; /* from here on the model frees it */
    switch (obj->kind) {
    case COH_CLUSTER: coh_set_ptr(e, &m->cluster, obj); break;
    case COH_NODE: link_node(e, (struct coh_node *)obj); break;
    case COH_GROUP: {
        struct coh_group *g = (struct coh_group *)obj;

        APPEND(e, m->groups, m->groups_last, g, prev, next);
        coh_set64(e, &m->group_count, m->group_count + 1);
        break;
    }
    case COH_RESOURCE: {
        struct coh_resource *r = (struct coh_resource *)obj;

        APPEND(e, r->group->first, r->group->last, r, prev, next);
        coh_set32(e, &r->group->count, r->group->count + 1);
        coh_set64(e, &m->resource_count, m->resource_count + 1);
        coh_set32(e, &r->type->resource_count, r->type->resource_count + 1);
        break;
    }
    case COH_TYPE: {
        struct coh_type **at = &m->types;

        while (*at != NULL)
            at = &(*at)->next;
        coh_set_ptr(e, at, obj);
        break;
    }
    case COH_SERVICE: link_service(e, (struct coh_service *)obj); break;
    case COH_OBJECT: {
        struct coh_custom *c = (struct coh_custom *)obj;

        APPEND(e, m->first[COH_OBJECT], m->last[COH_OBJECT], &c->link, prev, next);
        coh_set32(e, &c->kind->count, c->kind->count + 1);
        break;
    }
    default: APPEND(e, m->first[obj->kind], m->last[obj->kind], (struct coh_link *)obj, prev, next); break;
    }
}

void coh_obj_unlink(struct coh_engine *e, struct coh_obj *obj)
{
    struct coh_model *m = &e->m;
    int i;

    switch (obj->kind) {
    case COH_NODE: unlink_node(e, (struct coh_node *)obj); break;
    case COH_GROUP: {
        struct coh_group *g = (struct coh_group *)obj;

        UNLINK(e, m->groups, m->groups_last, g, prev, next);
        coh_set64(e, &m->group_count, m->group_count - 1);
        break;
    }
    case COH_RESOURCE: {
        struct coh_resource *r = (struct coh_resource *)obj;

        UNLINK(e, r->group->first, r->group->last, r, prev, next);
        coh_set32(e, &r->group->count, r->group->count - 1);
        coh_set64(e, &m->resource_count, m->resource_count - 1);
        coh_set32(e, &r->type->resource_count, r->type->resource_count - 1);
        break;
    }
    case COH_TYPE: {
        struct coh_type **at = &m->types;

        while (*at != (struct coh_type *)obj)
            at = &(*at)->next;
        coh_set_ptr(e, at, ((struct coh_type *)obj)->next);
        break;
    }
    case COH_SERVICE: unlink_service(e, (struct coh_service *)obj); break;
    case COH_OBJECT: {
        struct coh_custom *c = (struct coh_custom *)obj;

        UNLINK(e, m->first[COH_OBJECT], m->last[COH_OBJECT], &c->link, prev, next);
        coh_set32(e, &c->kind->count, c->kind->count - 1);
        break;
    }
    default: UNLINK(e, m->first[obj->kind], m->last[obj->kind], (struct coh_link *)obj, prev, next); break;
    }
    coh_map_remove(e, &m->names[obj->kind], obj);
    coh_map_remove_id(e, obj);
    for (i = 0; i < TIMERS && timer_of(obj, i) != NULL; i++)
        coh_clear_timer(e, timer_of(obj, i));
    coh_dirty(e, obj, COH_DIRTY_DELETED);
    coh_note_gone(e, obj);
}

/* A resource leaves its group's list, or enters one in the order of ids. */
void coh_group_remove(struct coh_engine *e, struct coh_resource *r)
{
    UNLINK(e, r->group->first, r->group->last, r, prev, next);
    coh_set32(e, &r->group->count, r->group->count - 1);
}

void coh_group_insert(struct coh_engine *e, struct coh_resource *r, struct coh_group *g)
{
    struct coh_resource *after = g->last;

    while (after != NULL && after->o.id > r->o.id)
        after = after->prev;
    coh_set_ptr(e, &r->group, g);
    coh_set_ptr(e, &r->prev, after);
    coh_set_ptr(e, &r->next, after != NULL ? after->next : g->first);
    if (r->next != NULL)
        coh_set_ptr(e, &r->next->prev, r);
    else
        coh_set_ptr(e, &g->last, r);
    if (after != NULL)
        coh_set_ptr(e, &after->next, r);
    else
        coh_set_ptr(e, &g->first, r);
    coh_set32(e, &g->count, g->count + 1);
}

void coh_obj_rename(struct coh_engine *e, struct coh_obj *obj, const char *name)
{
    struct coh_model *m = &e->m;
    struct coh_service *s;
    struct coh_link *link;

    for (link = obj->kind == COH_KIND ? m->first[COH_OBJECT] : NULL; link != NULL; link = link->next)
        if (&((struct coh_custom *)link)->kind->link.o == obj)
            coh_map_remove(e, &m->names[COH_OBJECT], link);
    if (obj->kind == COH_NODE) /* its services are known by its name too */
        for (s = ((struct coh_node *)obj)->services; s != NULL; s = s->node_next)
            coh_map_remove(e, &m->names[COH_SERVICE], s);
    if (obj->kind != COH_CLUSTER)
        coh_map_remove(e, &m->names[obj->kind], obj);
    coh_set_text(e, &obj->name, name);
    if (obj->kind == COH_SERVICE)
        refull(e, (struct coh_service *)obj);
    if (obj->kind == COH_OBJECT)
        coh_custom_refull(e, (struct coh_custom *)obj);
    if (obj->kind != COH_CLUSTER)
        coh_map_add(e, &m->names[obj->kind], obj);
    for (link = obj->kind == COH_KIND ? m->first[COH_OBJECT] : NULL; link != NULL; link = link->next)
        if (&((struct coh_custom *)link)->kind->link.o == obj) {
            coh_custom_refull(e, (struct coh_custom *)link);
            coh_map_add(e, &m->names[COH_OBJECT], link);
        }
    if (obj->kind == COH_NODE)
        for (s = ((struct coh_node *)obj)->services; s != NULL; s = s->node_next) {
            refull(e, s);
            coh_map_add(e, &m->names[COH_SERVICE], s);
        }
    coh_dirty(e, obj, COH_DIRTY_ROW);
}

/* A throw while loading leaves an object that is in no list. */
void coh_drop_half(struct coh_engine *e)
{
    if (e->half != NULL)
        coh_obj_free(e, e->half);
    e->half = NULL;
}

void coh_model_free(struct coh_engine *e)
{
    struct coh_model *m = &e->m;
    struct coh_group *g, *next_group;
    struct coh_resource *r, *next_resource;
    struct coh_service *s, *next_service;
    struct coh_type *t, *next_type;
    struct coh_link *link, *next_link;
    int i;

    for (s = m->services; s != NULL; s = next_service) {
        next_service = s->next;
        coh_obj_free(e, &s->o);
    }
    for (g = m->groups; g != NULL; g = next_group) {
        next_group = g->next;
        for (r = g->first; r != NULL; r = next_resource) {
            next_resource = r->next;
            coh_obj_free(e, &r->o);
        }
        coh_obj_free(e, &g->o);
    }
    for (t = m->types; t != NULL; t = next_type) {
        next_type = t->next;
        coh_obj_free(e, &t->o);
    }
    for (i = 0; i < COH_KINDS; i++)
        for (link = m->first[i]; link != NULL; link = next_link) {
            next_link = link->next;
            coh_obj_free(e, &link->o);
        }
    for (i = 0; i < m->node_count; i++)
        coh_obj_free(e, &m->nodes[i]->o);
    if (m->cluster != NULL)
        coh_obj_free(e, &m->cluster->o);
    coh_map_free(&m->by_id);
    for (i = 0; i < COH_KINDS; i++)
        coh_map_free(&m->names[i]);
    coh_map_free(&m->drivers);
    coh_free(&e->mem, m->bonds);
    coh_free(&e->mem, m->heap);
}
