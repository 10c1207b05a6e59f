/*
 * Deleting: what refers to a deleted object forgets it, or keeps it from being deleted (manual: "Objects").
 */
#include "core/inner.h"

/* Dependents forget it: a clause that had it alone goes. */
static void forget_provider(struct coh_engine *e, struct coh_resource *d, const struct coh_resource *r)
{
    const char *missing = coh_required_missing(e, d);
    struct coh_terms terms;

    if (d->state == COHORT_RESOURCE_ONLINE_PENDING)
        coh_throw(e, COHORT_ERR_STATE, 5019, "resource \"%s\" cannot be deleted: \"%s\", which depends on it, is %s",
                  r->o.name, d->o.name, coh_resource_state_name(d->state));
    coh_terms_without(d, r, &terms);
    coh_depend_replace(e, d, &terms);
    if (missing == NULL && (missing = coh_required_missing(e, d)) != NULL)
        coh_throw(
            e, COHORT_ERR_REQUIRED, 5002,
            "resource \"%s\" cannot be deleted: the type of \"%s\", which depends on it, requires a dependency on %s",
            r->o.name, d->o.name, missing);
    coh_record(e, &d->o, COH_CHANGE_DEPENDS, NULL, coh_depends_text(e, d), COH_RULE_REQUESTED, 0, 0, NULL);
    coh_push(e, d, COH_RULE_REQUESTED, NULL);
}

/* What keeps it from being deleted; NULL: nothing of it runs. */
static const char *still_runs(struct coh_engine *e, const struct coh_resource *r)
{
    int down = r->state == COHORT_RESOURCE_OFFLINE || r->state == COHORT_RESOURCE_FAILED;

    return !coh_resource_is_busy(r) ? NULL
                                    : coh_arena_fmt(e, "is %s, %s", coh_resource_state_name(r->state),
                                                    down ? "and still being terminated" : "not Offline or Failed");
}

static void delete_resource(struct coh_engine *e, struct coh_resource *r, int force)
{
    const char *runs = still_runs(e, r);
    struct coh_terms none;

    none.count = none.clauses = 0;
    if (runs != NULL)
        coh_throw(e, COHORT_ERR_STATE, 5023, "resource \"%s\" cannot be deleted: it %s", r->o.name, runs);
    while (force && r->dependents != NULL)
        forget_provider(e, r->dependents->clause->dependent, r);
    if (r->dependents != NULL)
        coh_throw(e, COHORT_ERR_DEPENDENT, 5001, "resource \"%s\" cannot be deleted: \"%s\" depends on it", r->o.name,
                  r->dependents->clause->dependent->o.name);
    coh_depend_replace(e, r, &none);
    coh_account(e, r, -1);
    if (r->drives != NULL) {
        coh_map_remove(e, &e->m.drivers, r);
        coh_set_ptr(e, &r->drives, NULL);
    }
    coh_push_group(e, r->group);
    coh_push_gate(e, r->group); /* perhaps nothing is left to wait for */
}

/* A service that others need, or that runs, stays. */
static void delete_service(struct coh_engine *e, struct coh_service *s, int force)
{
    struct coh_service *user = coh_user(e, s, 0);

    coh_service_leaves(e, s);
    for (; force && s->state == COHORT_SERVICE_STOPPED && s->goal == COH_OP_NONE && user != NULL;
         user = coh_user(e, s, 0)) {
        coh_set_block(e, &user->needs, coh_ints_without(e, user->needs, s->o.id));
        coh_set_block(e, &s->users, coh_ints_without(e, s->users, user->o.id));
        coh_record(e, &user->o, COH_CHANGE_PROPERTY, coh_arena_fmt(e, "Needs=%s", s->o.name), NULL, COH_RULE_REQUESTED,
                   0, 0, NULL);
        coh_push_service(e, user);
    }

    if (s->goal == COH_OP_ONLINE)
        coh_throw(e, COHORT_ERR_STATE, 5023, "service \"%s\" cannot be deleted: it is about to start", s->full);
    if (s->state != COHORT_SERVICE_STOPPED)
        coh_throw(e, COHORT_ERR_STATE, 5023, "service \"%s\" cannot be deleted: it is %s", s->full,
                  coh_service_state_name(s->state));
    if (user != NULL)
        coh_throw(e, COHORT_ERR_DEPENDENT, 1051, "service \"%s\" cannot be deleted: service \"%s\" needs it", s->full,
                  user->full);
}

/* A list that others may look at, without what is gone: a change like any other. */
void coh_list_without(struct coh_engine *e, struct coh_obj *obj, int change, struct coh_ints **list,
                      const struct coh_obj *gone, int rule)
{
    const char *old;
    int64_t cause = e->cause;

    if (!coh_ints_has(*list, gone->id))
        return;
    old = coh_names_text(e, *list);
    coh_set_block(e, list, coh_ints_without(e, *list, gone->id));
    coh_record(e, obj, change, old, coh_names_text(e, *list), rule, 0, 0, gone->name);
    e->cause = cause;
}

/* A list of possible owners without the node. The last one stays: an empty list would mean all nodes. */
static void forget_owner(struct coh_engine *e, struct coh_obj *obj, struct coh_ints **list, const struct coh_node *node)
{
    if (!coh_ints_has(*list, node->o.id))
        return;
    if ((*list)->count == 1)
        coh_throw(e, COHORT_ERR_STATE, 5023,
                  "node \"%s\" cannot be evicted: it is the only possible owner of %s \"%s\"", node->o.name,
                  coh_kind_name(obj->kind), obj->name);
    coh_list_without(e, obj, COH_CHANGE_OWNERS, list, &node->o, COH_RULE_EVICTED);
}

static void forget_node(struct coh_engine *e, struct coh_node *node)
{
    struct coh_resource *r;
    struct coh_group *g;
    struct coh_type *t;

    for (g = e->m.groups; g != NULL; g = g->next) {
        coh_wait_forget(e, g, node);
        coh_list_without(e, &g->o, COH_CHANGE_OWNERS, &g->preferred, &node->o, COH_RULE_EVICTED);
        if (g->beside == node)
            coh_put_beside(e, g, NULL);
        if (g->drained_from == node || g->return_to == node) {
            coh_set_ptr(e, &g->drained_from, g->drained_from == node ? NULL : g->drained_from);
            coh_set_ptr(e, &g->return_to, g->return_to == node ? NULL : g->return_to);
            coh_dirty(e, &g->o, COH_DIRTY_ROW);
        }
        if (coh_ints_has(g->back, node->o.id)) {
            coh_set_block(e, &g->back, coh_ints_without(e, g->back, node->o.id));
            coh_dirty(e, &g->o, COH_DIRTY_ROW);
        }
        if (g->later_to == node) /* it is Down: what waited for it was given up then */
            coh_move_later(e, g, COH_MOVE_NONE, NULL, 0);
        if (coh_ints_has(g->tried, node->o.id)) {
            coh_set_block(e, &g->tried, coh_ints_without(e, g->tried, node->o.id));
            coh_dirty(e, &g->o, COH_DIRTY_ROW);
        }
        if (g->owner == node) {
            coh_set_ptr(e, &g->owner, NULL);
            coh_record(e, &g->o, COH_CHANGE_OWNER, node->o.name, NULL, COH_RULE_EVICTED, 0, 0, node->o.name);
        }
        for (r = g->first; r != NULL; r = r->next)
            forget_owner(e, &r->o, &r->possible, node);
    }
    for (t = e->m.types; t != NULL; t = t->next)
        forget_owner(e, &t->o, &t->possible, node);
}

/* Its id is never used again: nothing is said of it any more. */
static void forget_lower(struct coh_engine *e, const struct coh_node *node)
{
    struct coh_obj *cluster = &e->m.cluster->o;
    const struct coh_prop *prop = coh_prop_set_at(cluster, "LowerQuorumPriorityNodeID");
    int64_t cause = e->cause;

    if (prop == NULL || prop->num != node->o.id)
        return;
    coh_prop_put(e, cluster, prop->def, prop->def->name, 0, 0, NULL, 1);
    coh_record(e, cluster, COH_CHANGE_PROPERTY, "LowerQuorumPriorityNodeID", NULL, COH_RULE_EVICTED, 0, 0,
               node->o.name);
    e->cause = cause;
}

static void evict(struct coh_engine *e, struct coh_node *node)
{
    struct coh_service *s;
    int i;

    if (node->state != COHORT_NODE_DOWN)
        coh_throw(e, COHORT_ERR_STATE, 5056, "node \"%s\" cannot be evicted: it is %s, not Down; stop it first",
                  node->o.name, coh_node_state_name(node->state));
    forget_node(e, node);
    forget_lower(e, node);
    for (i = 0; i < e->m.node_count; i++)
        if (e->m.nodes[i]->drain_target == node->o.id) {
            coh_set64(e, &e->m.nodes[i]->drain_target, 0);
            coh_dirty(e, &e->m.nodes[i]->o, COH_DIRTY_ROW);
        }
    while (node->services != NULL) { /* who needs others goes before them */
        for (s = node->services; s->users != NULL; s = s->node_next)
            ;
        coh_custom_check_delete(e, &s->o);
        coh_record(e, &s->o, COH_CHANGE_DELETED, NULL, NULL, COH_RULE_EVICTED, 0, 0, node->o.name);
        coh_obj_unlink(e, &s->o);
    }
}

/* A group that is deleted leaves its affinity rules. */
static void leave_rules(struct coh_engine *e, const struct coh_obj *group)
{
    struct coh_affinity *rule;

    for (rule = (struct coh_affinity *)e->m.first[COH_AFFINITY]; rule != NULL;
         rule = (struct coh_affinity *)rule->link.next)
        coh_list_without(e, &rule->link.o, COH_CHANGE_GROUP, &rule->groups, group, COH_RULE_DELETED);
}

static void delete_group(struct coh_engine *e, struct coh_group *g, int force)
{
    struct coh_resource *r;
    const char *runs;

    for (r = force ? g->first : NULL; r != NULL; r = r->next) /* before any of them is gone */
        if ((runs = still_runs(e, r)) != NULL)
            coh_throw(e, COHORT_ERR_STATE, 5023, "group \"%s\" cannot be deleted: resource \"%s\" %s", g->o.name,
                      r->o.name, runs);
    while (force && g->first != NULL) { /* who depends on others goes before them */
        for (r = g->first; r->dependents != NULL; r = r->next)
            ;
        coh_custom_check_delete(e, &r->o);
        delete_resource(e, r, 0);
        coh_record(e, &r->o, COH_CHANGE_DELETED, NULL, NULL, COH_RULE_REQUESTED, 0, 0, NULL);
        coh_obj_unlink(e, &r->o);
    }
    if (g->first != NULL)
        coh_throw(e, COHORT_ERR_STATE, 5023,
                  "group \"%s\" cannot be deleted: it is not empty, resource \"%s\" is in it", g->o.name,
                  g->first->o.name);
    leave_rules(e, &g->o);
    coh_wait_end(e, g);
    coh_wait_gone(e, &g->o);
    coh_move_later(e, g, COH_MOVE_NONE, NULL, 0);
    coh_set_dest(e, g, NULL);
    if (g->owner != NULL)
        coh_set32(e, &g->owner->group_count, g->owner->group_count - 1);
}

/* kind, name, a: force */
void coh_delete(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_obj *obj = coh_want_obj(e, input->kind, input->name);
    int force = input->a != 0;

    if (force && obj->kind != COH_RESOURCE && obj->kind != COH_GROUP && obj->kind != COH_SERVICE)
        coh_throw(e, COHORT_ERR_INVALID, 87, "a %s cannot be deleted by force", coh_kind_name(obj->kind));
    coh_custom_check_delete(e, obj);
    switch (obj->kind) {
    case COH_RESOURCE: delete_resource(e, (struct coh_resource *)obj, force); break;
    case COH_GROUP: delete_group(e, (struct coh_group *)obj, force); break;
    case COH_SERVICE: delete_service(e, (struct coh_service *)obj, force); break;
    case COH_NODE: evict(e, (struct coh_node *)obj); break;
    case COH_TYPE:
        if (((struct coh_type *)obj)->builtin != NULL)
            coh_throw(e, COHORT_ERR_STATE, 5023, "type \"%s\" is built in and cannot be deleted", obj->name);
        if (((struct coh_type *)obj)->resource_count > 0)
            coh_throw(e, COHORT_ERR_STATE, 5909, "type \"%s\" cannot be deleted: %d resource%s of it", obj->name,
                      ((struct coh_type *)obj)->resource_count,
                      ((struct coh_type *)obj)->resource_count == 1 ? " is" : "s are");
        break;
    case COH_KIND:
        if (((struct coh_custom_kind *)obj)->count > 0)
            coh_throw(e, COHORT_ERR_STATE, 5909, "kind \"%s\" cannot be deleted: %d object%s of it", obj->name,
                      ((struct coh_custom_kind *)obj)->count,
                      ((struct coh_custom_kind *)obj)->count == 1 ? " is" : "s are");
        break;
    case COH_GROUPSET: coh_wait_gone(e, obj); break;
    case COH_OBJECT:
    case COH_AFFINITY: break;
    default:
        coh_throw(e, COHORT_ERR_INVALID, 87, "objects of kind \"%s\" cannot be deleted", coh_kind_name(input->kind));
    }
    coh_record(e, obj, COH_CHANGE_DELETED, NULL, NULL, COH_RULE_REQUESTED, 0, 0, NULL);
    coh_obj_unlink(e, obj);
    if (obj->kind == COH_AFFINITY || (obj->kind == COH_GROUP && coh_bonded(&e->m, (struct coh_group *)obj)))
        coh_bonds_changed(e);
    if (obj->kind == COH_GROUP &&
        ((struct coh_group *)obj)->owner != NULL) { /* perhaps its node waited for it to leave */
        coh_drain_on(e, ((struct coh_group *)obj)->owner);
        coh_node_stop_on(e, ((struct coh_group *)obj)->owner);
    }
    if (obj->kind == COH_RESOURCE) /* its possible owners no longer count */
        coh_refresh_group(e, ((struct coh_resource *)obj)->group, COH_RULE_WANTED, NULL);
    if (obj->kind == COH_NODE) {
        coh_quorum_configured(e);
        coh_place_orphans(e);
    }
}
