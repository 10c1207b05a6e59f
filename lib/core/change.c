/*
 * Requests that change the configuration: create, delete, rename, set, unset, dependencies, owners, witness.
 */
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

struct coh_obj *coh_want_obj(struct coh_engine *e, int kind, const char *name)
{
    static const int missing[COH_KINDS] = {87, 5007, 5042, 5013, 5007, 5078, 1060, 5992, 87, 87, 87};
    struct coh_obj *obj;

    if (kind <= COH_NONE || kind >= COH_KINDS)
        coh_throw(e, COHORT_ERR_INVALID, 87, "there is no kind of objects %d", kind);
    if (name == NULL || (*name == '\0' && kind != COH_CLUSTER))
        coh_throw(e, COHORT_ERR_INVALID, 87, "the name of the %s is missing", coh_kind_name(kind));
    if (kind == COH_SERVICE && strchr(name, '@') == NULL)
        coh_throw(e, COHORT_ERR_INVALID, 87, "service \"%s\": which node? A service is named SERVICE@NODE", name);
    obj = coh_find(&e->m, kind, name);
    if (obj == NULL)
        coh_throw(e, COHORT_ERR_NOT_FOUND, missing[kind], "there is no %s \"%s\"", coh_kind_name(kind), name);
    return obj;
}

void coh_check_name(struct coh_engine *e, int kind, const char *name)
{
    const char *forbidden = kind == COH_NODE || kind == COH_SERVICE ? "@"
                            : kind == COH_RESOURCE                  ? "[]"
                            : kind == COH_KIND                      ? "/"
                                                                    : NULL;
    const char *wrong = name != NULL ? coh_name_check(name, forbidden) : "is missing";

    if (wrong != NULL)
        coh_throw(e, COHORT_ERR_INVALID, 87, "the name of the %s %s", coh_kind_name(kind), wrong);
}

void coh_check_free(struct coh_engine *e, int kind, const char *name, const struct coh_obj *except)
{
    const struct coh_obj *taken = coh_find(&e->m, kind, name);

    if (taken != NULL && taken != except)
        coh_throw(e, COHORT_ERR_EXISTS,
                  kind == COH_NODE      ? 5040
                  : kind == COH_SERVICE ? 1073
                                        : 5010,
                  "%s \"%s\" exists already", coh_kind_name(kind), coh_full_name(taken));
}

static struct coh_ints *node_ids(struct coh_engine *e, const char *const *names)
{
    struct coh_ints *list;
    int i, k, count = 0;

    while (names != NULL && names[count] != NULL)
        count++;
    if (count == 0)
        return NULL;
    for (i = 0; i < count; i++) /* everything that throws comes before the block is made */
        for (k = 0; k < i; k++)
            if (coh_want_obj(e, COH_NODE, names[i]) == coh_want_obj(e, COH_NODE, names[k]))
                coh_throw(e, COHORT_ERR_EXISTS, 5010, "node \"%s\" is named twice", names[i]);
    coh_want_obj(e, COH_NODE, names[0]);
    list = coh_new_block(e, sizeof *list + (size_t)count * sizeof list->v[0]);
    list->count = count;
    for (i = 0; i < count; i++)
        list->v[i] = coh_find_node(&e->m, names[i])->o.id;
    return list;
}

/* ---- create ---- */

/* The value of "Key=Value" in the list; NULL: not there. */
static const char *listed(const char *const *list, const char *key, int *from)
{
    size_t length = strlen(key);
    char start[64];

    for (; list != NULL && list[*from] != NULL; (*from)++) {
        const char *item = list[*from];

        if (strlen(item) > length && item[length] == '=' && length < sizeof start) {
            memcpy(start, item, length);
            start[length] = '\0';
            if (coh_name_cmp(start, key) == 0)
                return list[(*from)++] + length + 1;
        }
    }
    return NULL;
}

static const char *listed_once(const char *const *list, const char *key)
{
    int from = 0;

    return listed(list, key, &from);
}

/* What says where an object belongs: not a property. Only a service's needs can be set later. */
static int is_given_at_creation(const struct coh_obj *obj, const char *name)
{
    if (obj->kind == COH_AFFINITY)
        return coh_name_cmp(name, "Groups") == 0;
    if (obj->kind == COH_RESOURCE)
        return coh_name_cmp(name, "Group") == 0 || coh_name_cmp(name, "Type") == 0;
    return obj->kind == COH_SERVICE && coh_name_cmp(name, "Needs") == 0;
}

/* Ids of groups, in the order given. */
static struct coh_ints *group_ids(struct coh_engine *e, const char *const *names)
{
    struct coh_ints *list;
    int i, k, count = 0;

    for (; names != NULL && names[count] != NULL; count++)
        coh_want_obj(e, COH_GROUP, names[count]);
    for (i = 0; i < count; i++) /* everything that throws comes before the block is made */
        for (k = 0; k < i; k++)
            if (coh_name_cmp(names[i], names[k]) == 0)
                coh_throw(e, COHORT_ERR_EXISTS, 5010, "group \"%s\" is named twice", names[i]);
    if (count == 0)
        return NULL;
    list = coh_new_block(e, sizeof *list + (size_t)count * sizeof list->v[0]);
    list->count = count;
    for (i = 0; i < count; i++)
        list->v[i] = coh_find_group(&e->m, names[i])->o.id;
    return list;
}

/* "Groups=NAME" of a rule's creation: as often as there are groups, or one with line feeds between the names. */
static void rule_groups(struct coh_engine *e, struct coh_affinity *rule, const char *const *list)
{
    const char *names[COHORT_WORDS_MAX + 1], *at;
    int count = 0, from = 0;
    size_t length;

    while ((at = listed(list, "Groups", &from)) != NULL)
        for (; *at != '\0'; at += length + (at[length] == '\n')) {
            length = strcspn(at, "\n");
            if (count == COHORT_WORDS_MAX)
                coh_throw(e, COHORT_ERR_LIMIT, 87, "more than %d groups are named", COHORT_WORDS_MAX);
            names[count++] = coh_arena_fmt(e, "%.*s", (int)length, at);
        }
    names[count] = NULL;
    coh_set_block(e, &rule->groups, group_ids(e, names));
}

/* @names: of services of the same node, separated by line feeds. */
static void add_needs(struct coh_engine *e, struct coh_service *s, const char *names)
{
    const char *full = coh_arena_fmt(e, "%s@%s", s->o.name, s->node->o.name);
    struct coh_service *needed;
    size_t length;

    for (; *names != '\0'; names += length + (names[length] == '\n')) {
        const char *name;

        length = strcspn(names, "\n");
        name = coh_arena_fmt(e, "%.*s", (int)length, names);
        needed = coh_service_on(&e->m, s->node, name);
        if (needed == NULL)
            coh_throw(e, COHORT_ERR_NOT_FOUND, 1060,
                      "service \"%s\" cannot need \"%s\": node \"%s\" has no such service", full, name,
                      s->node->o.name);
        if (coh_ints_has(s->needs, needed->o.id))
            coh_throw(e, COHORT_ERR_EXISTS, 5010, "service \"%s\" needs \"%s\" twice", full, name);
        coh_set_block(e, &s->needs, coh_ints_sorted_with(e, s->needs, needed->o.id));
    }
}

static void replace_needs(struct coh_engine *e, struct coh_service *s, const char *names)
{
    struct coh_service *needed;
    int i;

    for (i = 0; (needed = coh_need(e, s, i)) != NULL; i++)
        coh_set_block(e, &needed->users, coh_ints_without(e, needed->users, s->o.id));
    coh_set_block(e, &s->needs, NULL);
    add_needs(e, s, names);
    for (i = 0; s->needs != NULL && i < s->needs->count; i++)
        coh_add_user(e, s, s->needs->v[i]);
    coh_dirty(e, &s->o, COH_DIRTY_ROW);
}

static void record_property(struct coh_engine *e, struct coh_obj *obj, const struct coh_propdef *def,
                            const char *old_text, const char *new_text)
{
    int later = coh_prop_held(obj, def) != NULL;

    coh_record(e, obj, COH_CHANGE_PROPERTY, old_text, new_text, later ? COH_RULE_NEXT_ONLINE : COH_RULE_REQUESTED, 0, 0,
               !later                     ? NULL
               : obj->kind == COH_SERVICE ? "start"
                                          : "online");
}

void coh_assign_all(struct coh_engine *e, struct coh_obj *obj, const char *const *list, int creating)
{
    char name[COHORT_NAME_MAX + 1];
    const struct coh_propdef *def;
    const char *equals;
    int i, unique = 0;

    for (i = 0; list != NULL && list[i] != NULL; i++) {
        equals = strchr(list[i], '=');
        if (equals == NULL || equals == list[i] || equals - list[i] > COHORT_NAME_MAX)
            coh_throw(e, COHORT_ERR_INVALID, 87, "\"%s\" is not Property=Value", list[i]);
        memcpy(name, list[i], (size_t)(equals - list[i]));
        name[equals - list[i]] = '\0';
        if (is_given_at_creation(obj, name)) {
            if (creating)
                continue;
            if (obj->kind == COH_SERVICE) {
                replace_needs(e, (struct coh_service *)obj, equals + 1);
                coh_record(e, obj, COH_CHANGE_PROPERTY, NULL, list[i], COH_RULE_REQUESTED, 0, 0, NULL);
                continue;
            }
            coh_throw(e, COHORT_ERR_READONLY, 5089, "%s of %s \"%s\" cannot be set", name, coh_kind_name(obj->kind),
                      coh_full_name(obj));
        }
        def = coh_prop_assign(e, obj, name, equals + 1);
        unique |= def != NULL && (def->flags & COH_PROP_UNIQUE);
        if (!creating)
            record_property(e, obj, def, NULL, list[i]);
    }
    if (unique)
        coh_custom_check_unique(e, obj);
}

struct coh_obj *coh_new_object(struct coh_engine *e, int kind, const char *name)
{
    struct coh_cluster *c = e->m.cluster;
    struct coh_obj *obj = coh_obj_new(e, kind, c->next_id, name);

    coh_set64(e, &c->next_id, c->next_id + 1);
    return obj;
}

/* Types of which there may be one resource only. @r: one of the type, where it is to be. */
void coh_check_instances(struct coh_engine *e, const struct coh_resource *r)
{
    int cluster = coh_prop_is(&r->type->o, COH_P_INSTANCES, "cluster");
    const struct coh_resource *other;
    const struct coh_group *g;

    if (!cluster && !coh_prop_is(&r->type->o, COH_P_INSTANCES, "group"))
        return;
    for (g = cluster ? e->m.groups : r->group; g != NULL; g = cluster ? g->next : NULL)
        for (other = g->first; other != NULL; other = other->next)
            if (other != r && other->type == r->type)
                coh_throw(e, COHORT_ERR_EXISTS, cluster ? 5940 : 5941,
                          "resources \"%s\" and \"%s\": type \"%s\" allows one in %s", other->o.name, r->o.name,
                          r->type->o.name, cluster ? "the cluster" : "a group");
}

static void create_resource(struct coh_engine *e, const struct coh_input *input)
{
    const char *group = listed_once(input->list, "Group"), *type = listed_once(input->list, "Type");
    struct coh_resource *r;
    struct coh_group *g;
    struct coh_type *t;

    if (group == NULL || type == NULL)
        coh_throw(e, COHORT_ERR_INVALID, 87, "resource \"%s\" needs a %s", input->name,
                  group == NULL ? "group" : "type");
    g = (struct coh_group *)coh_want_obj(e, COH_GROUP, group);
    t = (struct coh_type *)coh_want_obj(e, COH_TYPE, type);
    r = (struct coh_resource *)coh_new_object(e, COH_RESOURCE, input->name);
    r->group = g;
    r->type = t;
    r->state = COHORT_RESOURCE_OFFLINE;
    r->persistent =
        COHORT_PERSISTENT_OFFLINE; /* a new resource starts when somebody says so, not because its group is online */
    coh_obj_link(e, &r->o);
    coh_check_instances(e, r);
    coh_record(e, &r->o, COH_CHANGE_CREATED, NULL, t->o.name, COH_RULE_CREATED, 0, 0, NULL);
    coh_assign_all(e, &r->o, input->list, 1);
    coh_refresh_drives(e, r);
    coh_circle_check(e, &r->o);
    if (g->busy > 0 && g->owner != NULL && coh_owners_against(r, g->owner) != NULL)
        coh_throw(
            e, COHORT_ERR_NOT_OWNER, 5015,
            "resource \"%s\" cannot be in group \"%s\", which runs on node \"%s\": that is not a possible owner of "
            "type \"%s\"",
            r->o.name, g->o.name, g->owner->o.name, t->o.name);
    coh_place_orphan(e, g);
    coh_refresh_group(e, g, COH_RULE_WANTED, NULL);
    coh_push_group(e, g);
}

static void create_service(struct coh_engine *e, const struct coh_input *input)
{
    char name[COHORT_NAME_MAX + 1];
    const char *at = input->name != NULL ? strrchr(input->name, '@') : NULL, *needs;
    struct coh_service *s;
    struct coh_node *node;
    int from = 0;

    if (at == NULL || at == input->name || at - input->name > COHORT_NAME_MAX)
        coh_throw(e, COHORT_ERR_INVALID, 87, "a service is named SERVICE@NODE, not \"%s\"",
                  input->name != NULL ? input->name : "");
    memcpy(name, input->name, (size_t)(at - input->name));
    name[at - input->name] = '\0';
    coh_check_name(e, COH_SERVICE, name);
    node = (struct coh_node *)coh_want_obj(e, COH_NODE, at + 1);
    coh_check_free(e, COH_SERVICE, input->name, NULL);
    s = (struct coh_service *)coh_new_object(e, COH_SERVICE, name);
    s->node = node;
    s->state = COHORT_SERVICE_STOPPED;
    while ((needs = listed(input->list, "Needs", &from)) != NULL)
        add_needs(e, s, needs);
    coh_obj_link(e, &s->o);
    coh_record(e, &s->o, COH_CHANGE_CREATED, NULL, NULL, COH_RULE_CREATED, 0, 0, NULL);
    coh_assign_all(e, &s->o, input->list, 1);
    coh_circle_check(e, &s->o);
}

static struct coh_node *lowest_up(const struct coh_model *m)
{
    struct coh_node *avoided = NULL;
    int i;

    for (i = 0; i < m->node_count; i++) {
        if (!coh_node_usable(m->nodes[i]))
            continue;
        if (!coh_avoided(m->nodes[i]))
            return m->nodes[i];
        avoided = avoided != NULL ? avoided : m->nodes[i];
    }
    return avoided;
}

static void create_plain(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_model *m = &e->m;
    struct coh_obj *obj;
    struct coh_node *owner;

    if (input->kind == COH_NODE && m->node_count == COHORT_NODES_MAX)
        coh_throw(e, COHORT_ERR_LIMIT, 5935, "a cluster has at most %d nodes", COHORT_NODES_MAX);
    obj = coh_new_object(e, input->kind, input->name);
    if (input->kind == COH_NODE)
        ((struct coh_node *)obj)->state = COHORT_NODE_DOWN;
    if (input->kind == COH_GROUP)
        ((struct coh_group *)obj)->state = COHORT_GROUP_OFFLINE;
    coh_obj_link(e, obj);
    coh_record(e, obj, COH_CHANGE_CREATED, NULL, NULL, COH_RULE_CREATED, 0, 0, NULL);
    if (input->kind == COH_AFFINITY)
        rule_groups(e, (struct coh_affinity *)obj, input->list);
    coh_assign_all(e, obj, input->list, 1);
    if (input->kind == COH_AFFINITY || *coh_prop_text(obj, COH_P_ANTI_AFFINITY) != '\0')
        coh_bonds_refresh(e);
    if (input->kind == COH_KIND || input->kind == COH_TYPE)
        coh_refresh_defs(e, obj);
    if (input->kind == COH_NODE) {
        coh_domain_refresh(e, (struct coh_node *)obj);
        coh_quorum_configured(e);
    }
    if (input->kind == COH_GROUPSET)
        coh_groupset_changed(e, (struct coh_groupset *)obj);
    if (input->kind == COH_GROUP && (owner = lowest_up(m)) != NULL && m->cluster->quorum)
        coh_arrive(e, (struct coh_group *)obj, owner, COH_RULE_CREATED, NULL);
}

static void create(struct coh_engine *e, const struct coh_input *input)
{
    switch (input->kind) {
    case COH_SERVICE: create_service(e, input); return;
    case COH_OBJECT: coh_custom_create(e, input); return;
    case COH_NODE:
    case COH_GROUP:
    case COH_RESOURCE:
    case COH_TYPE:
    case COH_GROUPSET:
    case COH_AFFINITY:
    case COH_KIND:
        if (input->kind == COH_KIND && input->name != NULL && coh_kind_parse(input->name) != COH_NONE)
            coh_throw(e, COHORT_ERR_EXISTS, 5010, "kind \"%s\" is built in", input->name);
        coh_check_name(e, input->kind, input->name);
        coh_check_free(e, input->kind, input->name, NULL);
        if (input->kind == COH_RESOURCE)
            create_resource(e, input);
        else
            create_plain(e, input);
        return;
    default:
        coh_throw(e, COHORT_ERR_INVALID, 87, "objects of kind \"%s\" cannot be created", coh_kind_name(input->kind));
    }
}

/* ---- rename, set, unset ---- */

static void rename_object(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_obj *obj = coh_want_obj(e, input->kind, input->name);
    const char *old = coh_arena_text(e, obj->name);

    coh_check_name(e, input->kind, input->arg);
    if (obj->kind == COH_TYPE && ((struct coh_type *)obj)->builtin != NULL)
        coh_throw(e, COHORT_ERR_STATE, 5023, "type \"%s\" is built in and cannot be renamed", obj->name);
    if (obj->kind == COH_SERVICE && (((struct coh_service *)obj)->state != COHORT_SERVICE_STOPPED ||
                                     ((struct coh_service *)obj)->goal != COH_OP_NONE))
        coh_throw(e, COHORT_ERR_STATE, 5023, "service \"%s\" cannot be renamed: it is %s",
                  ((struct coh_service *)obj)->full,
                  ((struct coh_service *)obj)->state != COHORT_SERVICE_STOPPED
                      ? coh_service_state_name(((struct coh_service *)obj)->state)
                      : "about to start");
    if (obj->kind == COH_KIND && coh_kind_parse(input->arg) != COH_NONE)
        coh_throw(e, COHORT_ERR_EXISTS, 5010, "kind \"%s\" is built in", input->arg);
    if (obj->kind == COH_OBJECT)
        coh_check_free(e, COH_OBJECT,
                       coh_arena_fmt(e, "%s/%s", ((struct coh_custom *)obj)->kind->link.o.name, input->arg), obj);
    else if (obj->kind == COH_SERVICE)
        coh_check_free(e, COH_SERVICE, coh_arena_fmt(e, "%s@%s", input->arg, ((struct coh_service *)obj)->node->o.name),
                       obj);
    else if (obj->kind != COH_CLUSTER)
        coh_check_free(e, obj->kind, input->arg, obj);
    coh_record(e, obj, COH_CHANGE_RENAMED, old, coh_arena_text(e, input->arg), COH_RULE_REQUESTED, 0, 0, NULL);
    if (obj->kind == COH_SERVICE)
        coh_service_leaves(e, (struct coh_service *)obj);
    coh_obj_rename(e, obj, input->arg);
    if (obj->kind == COH_SERVICE) {
        coh_circle_check(e, obj);
        coh_service_leaves(e, (struct coh_service *)obj); /* perhaps another resource drives it now */
    }
    if (obj->kind == COH_AFFINITY)
        coh_bonds_refresh(e);
    if (obj->kind == COH_KIND)
        coh_custom_kind_renamed(e, old, obj->name);
}

/* What follows from changed properties. */
static void after_properties(struct coh_engine *e, struct coh_obj *obj)
{
    struct coh_resource *r = (struct coh_resource *)obj;
    struct coh_group *g;

    if (obj->kind == COH_RESOURCE) {
        coh_refresh_drives(e, r);
        coh_circle_check(e, obj);
        coh_push(e, r, COH_RULE_WANTED, NULL);
    } else if (obj->kind == COH_KIND) {
        coh_refresh_defs(e, obj);
    } else if (obj->kind == COH_TYPE) {
        coh_refresh_defs(e, obj);
        for (g = e->m.groups; g != NULL; g = g->next)
            for (r = g->first; r != NULL; r = r->next)
                if (&r->type->o == obj) {
                    coh_check_instances(e, r);
                    coh_refresh_drives(e, r);
                }
    } else if (obj->kind == COH_GROUP) {
        g = (struct coh_group *)obj;
        for (r = g->first; r != NULL; r = r->next)
            coh_push(e, r, COH_RULE_WANTED, NULL);
        if (coh_bonded(&e->m, g) || *coh_prop_text(obj, COH_P_ANTI_AFFINITY) != '\0')
            coh_bonds_changed(e);
        coh_wait_class(e, g);
        if (g->wait == COH_WAIT_OWNER) /* for another node now, or for none */
            coh_place_orphan(e, g);
        coh_push_group(e, g); /* a move of it may wait: for its window, for LockedFromMoving */
        coh_drains_retry(e);
    } else if (obj->kind == COH_NODE || obj->kind == COH_CLUSTER) {
        if (obj->kind == COH_NODE)
            coh_domain_refresh(e, (struct coh_node *)obj);
        if (obj->kind == COH_CLUSTER)
            coh_wait_bounds(e);
        coh_wake_later(e, NULL); /* a failback may wait for AvoidPlacement to end */
        coh_quorum_configured(e);
        coh_bonds_changed(e);
    } else if (obj->kind == COH_AFFINITY) {
        coh_bonds_changed(e);
    } else if (obj->kind == COH_GROUPSET) {
        coh_groupset_changed(e, (struct coh_groupset *)obj);
    } else if (obj->kind == COH_SERVICE) {
        coh_circle_check(e, obj);
        coh_service_look_around(e, (struct coh_service *)obj);
    }
}

static void set(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_obj *obj = coh_want_obj(e, input->kind, input->name);
    const struct coh_propdef *def;
    int i;

    if (input->list == NULL || input->list[0] == NULL)
        coh_throw(e, COHORT_ERR_INVALID, 87, "no property is named");
    if (input->verb == COH_VERB_SET)
        coh_assign_all(e, obj, input->list, 0);
    for (i = 0; input->verb == COH_VERB_UNSET && input->list[i] != NULL; i++) {
        def = NULL;
        if (obj->kind == COH_SERVICE && is_given_at_creation(obj, input->list[i]))
            replace_needs(e, (struct coh_service *)obj, "");
        else
            def = coh_prop_assign(e, obj, input->list[i], NULL);
        record_property(e, obj, def, input->list[i], NULL);
    }
    after_properties(e, obj);
}

/* ---- dependencies, owners, witness ---- */

const char *coh_depends_text(struct coh_engine *e, const struct coh_resource *r)
{
    coh_buf_clear(&e->scratch);
    coh_depend_print(&e->scratch, r);
    if (e->scratch.error)
        coh_throw_nomem(e);
    return coh_arena_text(e, coh_buf_text(&e->scratch));
}

/* Its expression with one provider more (a: 1), as a clause of its own, or one less (2). */
static void change_terms(struct coh_engine *e, struct coh_resource *r, const struct coh_input *input,
                         struct coh_terms *ret_terms)
{
    const struct coh_resource *p = input->arg != NULL ? coh_find_resource(&e->m, input->arg) : NULL;
    int i = 0, count = r->depends != NULL ? r->depends->edge_count : 0;
    const char *old = coh_depends_text(e, r);

    if (input->a == 1 && p == NULL)
        coh_throw(e, COHORT_ERR_NOT_FOUND, 87, "resource \"%s\" cannot depend on \"%s\": there is no such resource",
                  r->o.name, input->arg != NULL ? input->arg : "");
    while (i < count && r->depends->edges[i].provider != p)
        i++;
    if (input->a == 1 && i < count)
        coh_throw(e, COHORT_ERR_EXISTS, 5003, "resource \"%s\" depends on \"%s\" already", r->o.name, p->o.name);
    if (input->a == 1)
        coh_depend_parse(e, r, coh_arena_fmt(e, "%s%s[%s]", old, *old != '\0' ? " and " : "", p->o.name), ret_terms);
    else if (i == count)
        coh_throw(e, COHORT_ERR_NOT_FOUND, 5002, "resource \"%s\" does not depend on \"%s\"", r->o.name,
                  input->arg != NULL ? input->arg : "");
    else
        coh_terms_without(r, p, ret_terms);
}

static void depend(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_resource *r = (struct coh_resource *)coh_want_obj(e, COH_RESOURCE, input->name);
    const char *old = coh_depends_text(e, r);
    struct coh_terms terms;

    if (input->a != 0)
        change_terms(e, r, input, &terms);
    else
        coh_depend_parse(e, r, input->arg != NULL ? input->arg : "", &terms);
    coh_depend_check(e, r, &terms);
    if (r->state == COHORT_RESOURCE_ONLINE_PENDING)
        coh_throw(e, COHORT_ERR_STATE, 5019,
                  "the dependencies of resource \"%s\" cannot be changed while it is OnlinePending", r->o.name);
    coh_depend_replace(e, r, &terms);
    if (r->state == COHORT_RESOURCE_ONLINE && r->unmet > 0) {
        coh_buf_clear(&e->scratch);
        coh_unmet_words(&e->scratch, r);
        coh_throw(
            e, COHORT_ERR_STATE, 5019,
            "resource \"%s\" is Online and would not be satisfied (%s): bring a provider of each clause online first",
            r->o.name, coh_arena_text(e, coh_buf_text(&e->scratch)));
    }
    coh_circle_check(e, &r->o);
    coh_record(e, &r->o, COH_CHANGE_DEPENDS, old, coh_depends_text(e, r), COH_RULE_REQUESTED, 0, 0, NULL);
}

const char *coh_names_text(struct coh_engine *e, const struct coh_ints *ids)
{
    int i;

    coh_buf_clear(&e->scratch);
    for (i = 0; ids != NULL && i < ids->count; i++)
        coh_buf_fmt(&e->scratch, "%s%s", i ? ", " : "", coh_by_id(&e->m, ids->v[i])->name);
    if (e->scratch.error)
        coh_throw_nomem(e);
    return coh_arena_text(e, coh_buf_text(&e->scratch));
}

/* name, list: groups. */
static void affinity_groups(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_affinity *rule = (struct coh_affinity *)coh_want_obj(e, COH_AFFINITY, input->name);
    const char *old = coh_names_text(e, rule->groups);

    coh_set_block(e, &rule->groups, group_ids(e, input->list));
    coh_record(e, &rule->link.o, COH_CHANGE_GROUP, old, coh_names_text(e, rule->groups), COH_RULE_REQUESTED, 0, 0,
               NULL);
    coh_bonds_changed(e);
}

static void group_owners(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_group *g = (struct coh_group *)coh_want_obj(e, COH_GROUP, input->name);
    const char *old = coh_names_text(e, g->preferred);

    coh_set_block(e, &g->preferred, node_ids(e, input->list));
    coh_record(e, &g->o, COH_CHANGE_OWNERS, old, coh_names_text(e, g->preferred), COH_RULE_REQUESTED, 0, 0, NULL);
    coh_push_group(e, g); /* a failback may be due to another node */
}

static void resource_owners(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_resource *r = (struct coh_resource *)coh_want_obj(e, COH_RESOURCE, input->name);
    const char *old = coh_names_text(e, r->possible);

    coh_set_block(e, &r->possible, node_ids(e, input->list));
    if (coh_resource_is_busy(r) && r->possible != NULL && !coh_ints_has(r->possible, r->group->owner->o.id))
        coh_throw(e, COHORT_ERR_STATE, 5023, "resource \"%s\" is %s on node \"%s\", which must stay a possible owner",
                  r->o.name, coh_resource_state_name(r->state), r->group->owner->o.name);
    coh_record(e, &r->o, COH_CHANGE_OWNERS, old, coh_names_text(e, r->possible), COH_RULE_REQUESTED, 0, 0, NULL);
    coh_place_orphan(e, r->group);
    coh_refresh_group(e, r->group, COH_RULE_REQUESTED, NULL);
}

/* Hard for every resource of the type, beside the resource's own list. */
static void type_owners(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_type *t = (struct coh_type *)coh_want_obj(e, COH_TYPE, input->name);
    const char *old = coh_names_text(e, t->possible);
    struct coh_resource *r;
    struct coh_group *g;

    coh_set_block(e, &t->possible, node_ids(e, input->list));
    for (g = e->m.groups; g != NULL; g = g->next)
        for (r = g->first; r != NULL && t->possible != NULL; r = r->next)
            if (r->type == t && coh_resource_is_busy(r) && !coh_ints_has(t->possible, g->owner->o.id))
                coh_throw(e, COHORT_ERR_STATE, 5023,
                          "resource \"%s\" of type \"%s\" is %s on node \"%s\", which must stay a possible owner",
                          r->o.name, t->o.name, coh_resource_state_name(r->state), g->owner->o.name);
    coh_record(e, &t->o, COH_CHANGE_OWNERS, old, coh_names_text(e, t->possible), COH_RULE_REQUESTED, 0, 0, NULL);
    coh_place_orphans(e);
    coh_refresh_groups(e, COH_RULE_REQUESTED, NULL);
}

static const char *witness_words(struct coh_engine *e)
{
    const struct coh_cluster *c = e->m.cluster;
    const char *kind = coh_witness_name(c->witness);

    return c->witness_name != NULL && *c->witness_name != '\0' ? coh_arena_fmt(e, "%s %s", kind, c->witness_name)
                                                               : kind;
}

static void witness(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_cluster *c = e->m.cluster;
    const char *old = witness_words(e);

    if (input->a < COHORT_WITNESS_NONE || input->a > COHORT_WITNESS_CLOUD)
        coh_throw(e, COHORT_ERR_RANGE, 5913, "a witness is none, disk, share or cloud");
    coh_set32(e, &c->witness, (int32_t)input->a);
    coh_set_text(e, &c->witness_name, input->a ? input->arg : NULL);
    coh_set32(e, &c->witness_up, input->a != COHORT_WITNESS_NONE);
    coh_set32(e, &c->witness_vote, 0); /* a new one has been at no vote yet */
    coh_record(e, &c->o, COH_CHANGE_WITNESS, old, witness_words(e), COH_RULE_REQUESTED, 0, 0, NULL);
    coh_quorum_configured(e);
}

static void witness_report(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_cluster *c = e->m.cluster;
    int up = input->a != 0;

    if (c->witness == COHORT_WITNESS_NONE)
        coh_throw(e, COHORT_ERR_STATE, 5023, "the cluster has no witness");
    if (up == c->witness_up)
        return;
    coh_set32(e, &c->witness_up, up);
    coh_record(e, &c->o, COH_CHANGE_WITNESS, up ? "lost" : "reachable", up ? "reachable" : "lost", COH_RULE_WITNESS, 0,
               0, NULL);
    coh_quorum_refresh(e);
}

static void cluster_create(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_cluster *c = e->m.cluster;

    coh_check_name(e, COH_CLUSTER, input->name);
    if (c->created)
        coh_throw(e, COHORT_ERR_EXISTS, 5010, "this database has a cluster already: \"%s\"", c->o.name);
    coh_set32(e, &c->created, 1);
    coh_obj_rename(e, &c->o, input->name);
    coh_record(e, &c->o, COH_CHANGE_CREATED, NULL, NULL, COH_RULE_CREATED, 0, 0, NULL);
}

void coh_request_config(struct coh_engine *e, const struct coh_input *input)
{
    switch (input->verb) {
    case COH_VERB_CLUSTER_CREATE: cluster_create(e, input); break;
    case COH_VERB_CREATE: create(e, input); break;
    case COH_VERB_DELETE: coh_delete(e, input); break;
    case COH_VERB_RENAME: rename_object(e, input); break;
    case COH_VERB_SET:
    case COH_VERB_UNSET: set(e, input); break;
    case COH_VERB_RESOURCE_DEPEND: depend(e, input); break;
    case COH_VERB_GROUP_OWNERS: group_owners(e, input); break;
    case COH_VERB_AFFINITY_GROUPS: affinity_groups(e, input); break;
    case COH_VERB_GROUP_DEPEND: coh_request_after(e, input, COH_GROUP); break;
    case COH_VERB_GROUPSET_DEPEND: coh_request_after(e, input, COH_GROUPSET); break;
    case COH_VERB_GROUPSET_GROUPS: coh_request_set_groups(e, input); break;
    case COH_VERB_RESOURCE_OWNERS: resource_owners(e, input); break;
    case COH_VERB_TYPE_OWNERS: type_owners(e, input); break;
    case COH_VERB_QUORUM_WITNESS: witness(e, input); break;
    default: witness_report(e, input); break;
    }
    coh_wake_later(e, NULL); /* what a move waits for may be gone with it */
}
