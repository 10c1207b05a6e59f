/*
 * A resource or a group is left alone for maintenance; a resource changes its group, with everything that it depends on and that depends on it.
 */
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

/* ---- maintenance ---- */

int coh_in_maintenance(const struct coh_resource *r)
{
    return r->care.on || r->group->care.on;
}

const struct coh_care *coh_care_of(const struct coh_obj *obj)
{
    const struct coh_resource *r = obj->kind == COH_RESOURCE ? (const struct coh_resource *)obj : NULL;
    const struct coh_group *g = obj->kind == COH_GROUP ? (const struct coh_group *)obj : r != NULL ? r->group : NULL;

    if (r != NULL && r->care.on)
        return &r->care;
    return g != NULL && g->care.on ? &g->care : NULL;
}

/* What ended meanwhile has failed now. */
static void catch_up(struct coh_engine *e, struct coh_resource *r)
{
    int64_t cause = e->cause;

    if (coh_in_maintenance(r))
        return;
    if (!r->lost && r->embedded && r->state == COHORT_RESOURCE_ONLINE && r->op == COH_OP_NONE &&
        coh_prop_int(&r->o, COH_P_EMBEDDED_ACTION) == 2)
        coh_resource_fail(e, r, 0, COH_RULE_EMBEDDED, 0, "it was told during maintenance");
    e->cause = cause;
    if (!r->lost)
        return;
    coh_set8(e, &r->lost, 0);
    coh_dirty(e, &r->o, COH_DIRTY_ROW);
    if (r->state == COHORT_RESOURCE_ONLINE)
        coh_resource_fail(e, r, 1, COH_RULE_FAILED, 0, "it ended during maintenance");
    e->cause = cause;
}

/* "Maintenance until 2026-11-23 22:00"; "": none. */
static const char *maintenance_text(struct coh_engine *e, int on, const struct coh_timer *until)
{
    if (!on || until->kind == COH_TIMER_NONE)
        return on ? "Maintenance" : "";
    coh_buf_clear(&e->scratch);
    coh_buf_add(&e->scratch, "Maintenance until ");
    coh_local_time(&e->scratch, e->m.cluster, until->deadline_ms);
    if (e->scratch.error)
        coh_throw_nomem(e);
    return coh_arena_text(e, coh_buf_text(&e->scratch));
}

static void set_maintenance(struct coh_engine *e, struct coh_obj *obj, struct coh_care *care, int on,
                            int64_t duration_ms, int rule)
{
    const char *before = maintenance_text(e, care->on, &care->until), *after;
    struct coh_resource *r;

    if (on && duration_ms > 0)
        coh_set_timer(e, &care->until, COH_TIMER_MAINTENANCE, e->m.cluster->now_ms + duration_ms);
    else
        coh_clear_timer(e, &care->until);
    after = maintenance_text(e, on, &care->until);
    coh_dirty(e, obj, COH_DIRTY_ROW);
    if (strcmp(before, after) == 0)
        return;
    coh_record(e, obj, COH_CHANGE_STATUS, before, after, rule, 0, 0, NULL);
    coh_set64(e, &care->seq, on ? e->m.cluster->transition_seq : 0);
    coh_set8(e, &care->on, (uint8_t)on);
    if (on)
        return;
    if (obj->kind == COH_RESOURCE)
        catch_up(e, (struct coh_resource *)obj);
    for (r = obj->kind == COH_GROUP ? ((struct coh_group *)obj)->first : NULL; r != NULL; r = r->next)
        catch_up(e, r);
    coh_push_group(e, obj->kind == COH_GROUP ? (struct coh_group *)obj
                                             : ((struct coh_resource *)obj)->group); /* a failback may wait */
}

static void maintenance(struct coh_engine *e, struct coh_obj *obj, int on, int64_t duration_ms, int rule)
{
    struct coh_care *care =
        obj->kind == COH_RESOURCE ? &((struct coh_resource *)obj)->care : &((struct coh_group *)obj)->care;

    set_maintenance(e, obj, care, on, duration_ms, rule);
}

/* kind, name, a: on, b: for so many milliseconds; 0: until it is ended. */
void coh_maintenance(struct coh_engine *e, const struct coh_input *input)
{
    if (input->kind != COH_RESOURCE && input->kind != COH_GROUP)
        coh_throw(e, COHORT_ERR_INVALID, 87, "maintenance is of resources and groups");
    if (input->b < 0)
        coh_throw(e, COHORT_ERR_RANGE, 5913, "maintenance lasts 0 ms (until it is ended) or longer");
    maintenance(e, coh_want_obj(e, input->kind, input->name), input->a != 0, input->b, COH_RULE_REQUESTED);
}

void coh_maintenance_over(struct coh_engine *e, struct coh_obj *obj)
{
    maintenance(e, obj, 0, 0, COH_RULE_MAINTENANCE_OVER);
}

/* A failure of something that is left alone: it is told, and nothing follows. @died: nothing of it runs any more. */
void coh_ignore_failure(struct coh_engine *e, struct coh_resource *r, int died, const char *detail)
{
    if (r->lost)
        return;
    coh_record(e, &r->o, COH_CHANGE_POLICY, NULL, "left alone", COH_RULE_MAINTENANCE, 0, 0, detail);
    if (died) {
        coh_set8(e, &r->lost, 1);
        coh_dirty(e, &r->o, COH_DIRTY_ROW);
    }
}

/* ---- another group ---- */

static void mark_tree(struct coh_engine *e, struct coh_resource *r)
{
    const struct coh_edge *edge;
    int i;

    if (r->mark == e->epoch)
        return;
    r->mark = e->epoch;
    for (i = 0; r->depends != NULL && i < r->depends->edge_count; i++)
        mark_tree(e, r->depends->edges[i].provider);
    for (edge = r->dependents; edge != NULL; edge = edge->next)
        mark_tree(e, edge->clause->dependent);
}

/* What comes into a group that has no resource yet brings its being online along. */
static void adopt_state(struct coh_engine *e, struct coh_group *to, const struct coh_group *from)
{
    if (to->count > 0 || from->persistent != COHORT_PERSISTENT_ONLINE)
        return;
    coh_set_persistent(e, &to->o, &to->persistent, from->persistent, COH_RULE_REGROUPED, from->o.name);
    coh_set8(e, &to->off, from->off);
    coh_dirty(e, &to->o, COH_DIRTY_ROW);
}

/* A change of group starts and stops nothing: where the new group's persistent state is another one, what it inherited becomes its own. */
static void keep_state(struct coh_engine *e, struct coh_resource *r, const struct coh_group *from, int was_on)
{
    if (r->persistent == COHORT_PERSISTENT_INHERIT && from->persistent != r->group->persistent)
        coh_set_persistent(e, &r->o, &r->persistent, from->persistent, COH_RULE_REGROUPED, from->o.name);
    if (was_on && !coh_persistent_on(r) && coh_resource_is_busy(r)) /* the new group is not started by itself */
        coh_set8(e, &r->kept, 1);
}

static void change_group(struct coh_engine *e, struct coh_resource *r, struct coh_group *to)
{
    struct coh_group *from = r->group;
    int was_on = coh_persistent_on(r);

    coh_account(e, r, -1);
    coh_group_remove(e, r);
    coh_record(e, &r->o, COH_CHANGE_GROUP, from->o.name, to->o.name, COH_RULE_REQUESTED, 0, 0, NULL);
    coh_group_insert(e, r, to);
    coh_account(e, r, 1);
    keep_state(e, r, from, was_on);
    coh_check_instances(e, r);
    coh_push(e, r, COH_RULE_REQUESTED, NULL);
}

/* name, arg: the group. Both groups have the same owner; the whole dependency tree goes along. */
void coh_resource_regroup(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_resource *r = (struct coh_resource *)coh_want_obj(e, COH_RESOURCE, input->name), *m, *next, **moved;
    struct coh_group *to = (struct coh_group *)coh_want_obj(e, COH_GROUP, input->arg), *from = r->group;
    const struct coh_resource *against = NULL;
    int i, count = 0;

    if (to == from)
        return;
    if (from->dest != NULL || to->dest != NULL)
        coh_throw(e, COHORT_ERR_STATE, 5908, "resource \"%s\" cannot change its group: group \"%s\" is moving",
                  r->o.name, from->dest != NULL ? from->o.name : to->o.name);
    if (from->owner != to->owner)
        coh_throw(
            e, COHORT_ERR_STATE, 5016,
            "resource \"%s\" cannot change its group: node \"%s\" owns group \"%s\", and node \"%s\" owns group \"%s\"",
            r->o.name, from->owner != NULL ? from->owner->o.name : "(none)", from->o.name,
            to->owner != NULL ? to->owner->o.name : "(none)", to->o.name);
    adopt_state(e, to, from);
    e->epoch++;
    mark_tree(e, r);
    moved = coh_arena(e, (size_t)from->count * sizeof(struct coh_resource *));
    for (m = from->first; m != NULL; m = next) {
        next = m->next;
        if (m->mark == e->epoch)
            change_group(e, moved[count++] = m, to);
    }
    if (to->owner != NULL && to->busy > 0 && !coh_possible(to, to->owner, &against))
        coh_throw(e, COHORT_ERR_NOT_OWNER, 5015,
                  "resource \"%s\" cannot go to group \"%s\": node \"%s\" is not a possible owner of %s \"%s\"",
                  r->o.name, to->o.name, to->owner->o.name, coh_kind_name(coh_owners_against(against, to->owner)->kind),
                  coh_owners_against(against, to->owner)->name);
    for (m = to->first; m != NULL; m = m->next) /* what they inherit is the new group's */
        coh_refresh_wanted(e, m);
    coh_refresh_group(e, from, COH_RULE_REQUESTED, NULL);
    coh_refresh_group(e, to, COH_RULE_REQUESTED, NULL);
    coh_push_group(e, from);
    coh_push_gate(e, from); /* perhaps nothing is left to wait for */
    coh_push_group(e, to);
    coh_push_gate(e, to);       /* perhaps something runs now */
    for (i = 0; i < count; i++) /* the new group may be no longer left alone */
        catch_up(e, moved[i]);
}
