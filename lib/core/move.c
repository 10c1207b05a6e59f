/*
 * Moves that somebody asked for: their requests, what stands in their way, those that wait until it is gone, and the way back.
 *
 * A move that waits is a wish of the group (later, later_to, later_flags). It is looked at whenever something of the group or of what it waits for
 * changes: a queued move of an administrator, the return of a drained group, and a failback that could not happen yet are this one mechanism.
 */
#include <string.h>

#include "core/inner.h"

enum { MOVE_FLAGS = COHORT_IGNORE_LOCKED | COHORT_MOVE_RETURN | COHORT_MOVE_QUEUE | COHORT_IGNORE_AFFINITY };

/* Why not: what coh_throw() would say. */
struct refusal {
    int code, win32;
    const char *text;
};

static void refuse(struct refusal *no, int code, int win32, const char *text)
{
    no->code = code;
    no->win32 = win32;
    no->text = text;
}

/* ---- what says "not now" ---- */

/* NULL: none */
static const struct coh_resource *locked_member(const struct coh_group *g)
{
    const struct coh_resource *r;

    for (r = g->first; r != NULL && r->lock == NULL; r = r->next)
        ;
    return r;
}

const char *coh_lock_text(struct coh_engine *e, const struct coh_resource *r)
{
    return coh_arena_fmt(e, "resource %s is locked%s%s", r->o.name, *r->lock ? ": " : "", r->lock);
}

int coh_move_obstacle(struct coh_engine *e, struct coh_group *g, int flags, const char **ret_text)
{
    const struct coh_resource *locked = flags & COHORT_IGNORE_LOCKED ? NULL : locked_member(g);
    const struct coh_service *holder;

    if (coh_prop_int(&g->o, COH_P_LOCKED)) {
        *ret_text = "LockedFromMoving is 1";
        return COH_RULE_LOCKED;
    }
    if (locked != NULL) {
        *ret_text = coh_lock_text(e, locked);
        return COH_RULE_LOCKED;
    }
    if ((holder = coh_group_holder(e, g)) != NULL) {
        *ret_text = holder->full;
        return COH_RULE_HELD;
    }
    return COH_RULE_NONE;
}

/* In the way of a move that waits: of a failback, which nobody asked for, also that somebody works on it. */
int coh_later_obstacle(struct coh_engine *e, struct coh_group *g, const char **ret_text)
{
    const struct coh_resource *r;

    for (r = g->later == COH_MOVE_FAILBACK ? g->first : NULL; r != NULL; r = r->next)
        if (coh_in_maintenance(r)) {
            *ret_text = g->care.on ? "the group is in maintenance"
                                   : coh_arena_fmt(e, "resource %s is in maintenance", r->o.name);
            return COH_RULE_LOCKED;
        }
    return coh_move_obstacle(e, g, g->later_flags, ret_text);
}

/* ---- moves that wait ---- */

void coh_move_later(struct coh_engine *e, struct coh_group *g, int move, struct coh_node *to, int flags)
{
    if (g->later == move && g->later_to == to && g->later_flags == flags)
        return;
    coh_set64(e, &e->m.later_count, e->m.later_count + (move != COH_MOVE_NONE) - (g->later != COH_MOVE_NONE));
    coh_set32(e, &g->later, move);
    coh_set_ptr(e, &g->later_to, to);
    coh_set32(e, &g->later_flags, flags);
    if (move != COH_MOVE_FAILBACK)
        coh_set_block(e, &g->back, NULL);
    if (move != COH_MOVE_FAILBACK && g->timer.kind == COH_TIMER_FAILBACK)
        coh_clear_timer(e, &g->timer);
    coh_dirty(e, &g->o, COH_DIRTY_ROW);
}

/* Something changed that may let them go: those of that owner, or (NULL) all. */
void coh_wake_later(struct coh_engine *e, const struct coh_node *owner)
{
    struct coh_group *g;

    for (g = e->m.later_count > 0 ? e->m.groups : NULL; g != NULL; g = g->next)
        if (g->later != COH_MOVE_NONE && (owner == NULL || g->owner == owner))
            coh_push_group(e, g);
}

/* What it waits for is told when it changes, not each time that it is looked at. */
static void still_waits(struct coh_engine *e, struct coh_group *g, int rule, const char *text, int is_new)
{
    const char *what;

    if (!is_new && g->o.rule == rule && g->o.s != NULL && strcmp(g->o.s, text) == 0)
        return;
    what = g->later != COH_MOVE_ASKED ? "failback held"
           : g->later_to == NULL      ? "move queued"
                                      : coh_arena_fmt(e, "move to %s queued", g->later_to->o.name);
    coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, what, rule, 0, 0, text);
}

/* ---- a move ---- */

static void begin_move(struct coh_engine *e, struct coh_group *g, struct coh_node *node, int rule, int flags)
{
    struct coh_conflict conflict;

    if ((flags & COHORT_IGNORE_AFFINITY) && coh_conflict(&e->m, g, node, &conflict))
        coh_put_beside(e, g, node);
    coh_move_later(e, g, COH_MOVE_NONE, NULL, 0);
    coh_set_ptr(e, &g->return_to, flags & COHORT_MOVE_RETURN ? g->owner : NULL);
    coh_set_dest(e, g, node);
    coh_set32(e, &g->move, COH_MOVE_ASKED);
    coh_set_ptr(e, &g->drained_from, NULL);
    coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, coh_arena_fmt(e, "move to %s", node->o.name), rule, 0, 0, NULL);
    coh_refresh_group(e, g, COH_RULE_GROUP_MOVE, node->o.name);
    coh_push_group(e, g);
}

/* Whether that node can take it at all. */
static int refuses_target(struct coh_engine *e, const struct coh_group *g, const struct coh_node *node, int flags,
                          struct refusal *no)
{
    const struct coh_resource *against = NULL;
    struct coh_conflict conflict;

    if (!coh_node_usable(node))
        refuse(
            no, COHORT_ERR_NODE_DOWN, 5005,
            coh_arena_fmt(e, "group \"%s\" cannot be moved to node \"%s\", which is %s", g->o.name, node->o.name,
                          node->status & COHORT_NODE_STATUS_ISOLATED ? "isolated" : coh_node_state_name(node->state)));
    else if (!coh_possible(g, node, &against))
        refuse(no, COHORT_ERR_NOT_OWNER, 5015,
               coh_arena_fmt(e,
                             "group \"%s\" cannot be moved to node \"%s\", which is not a possible owner of %s \"%s\"",
                             g->o.name, node->o.name, coh_kind_name(coh_owners_against(against, node)->kind),
                             coh_owners_against(against, node)->name));
    else if (!(flags & COHORT_IGNORE_AFFINITY) && coh_conflict(&e->m, g, node, &conflict))
        refuse(no, COHORT_ERR_NOT_OWNER, coh_conflict_win32(&conflict),
               coh_conflict_sentence(e, g, "cannot be moved to", &conflict));
    else
        return 0;
    return 1;
}

/* Where to: @to, or (NULL) the best other node. NULL with a refusal. */
static struct coh_node *target_for(struct coh_engine *e, const struct coh_group *g, struct coh_node *to, int flags,
                                   struct refusal *no)
{
    if (to == NULL) {
        to = flags & COHORT_IGNORE_AFFINITY ? coh_target_ignoring(e, g) : coh_target_move(e, g);
        if (to == NULL)
            refuse(no, COHORT_ERR_NO_TARGET, 5005,
                   coh_with_bar(e, g, NULL,
                                coh_arena_fmt(e, "group \"%s\" cannot be moved: no other node that is Up can take it",
                                              g->o.name),
                                "; "));
    } else if (to != g->owner && refuses_target(e, g, to, flags, no)) {
        return NULL;
    }
    return to;
}

/* As an administrator wants it. */
static void call_off(struct coh_engine *e, struct coh_group *g)
{
    coh_record(e, &g->o, COH_CHANGE_POLICY, NULL,
               g->dest != NULL              ? "move cancelled"
               : g->later == COH_MOVE_ASKED ? "queued move cancelled"
                                            : "failback cancelled",
               COH_RULE_REQUESTED, 0, 0, NULL);
    coh_move_later(e, g, COH_MOVE_NONE, NULL, 0);
}

enum ask { ASK_REFUSED, ASK_THERE, ASK_QUEUED, ASK_MOVES };

/* One group of a request. Refused: nothing has changed. */
static int ask(struct coh_engine *e, struct coh_group *g, struct coh_node *to, int flags, struct refusal *no)
{
    struct coh_node *node;
    const char *text;
    int rule;

    if (g->dest != NULL) {
        refuse(no, COHORT_ERR_STATE, 5908,
               coh_arena_fmt(e, "group \"%s\" is moving to node \"%s\" already", g->o.name, g->dest->o.name));
        return ASK_REFUSED;
    }
    if (g->frozen) {
        refuse(no, COHORT_ERR_STATE, 5984,
               coh_arena_fmt(e, "group \"%s\" cannot be moved: its owner, node \"%s\", is isolated", g->o.name,
                             g->owner->o.name));
        return ASK_REFUSED;
    }
    if ((node = target_for(e, g, to, flags, no)) == NULL)
        return ASK_REFUSED;
    if (node == g->owner) { /* it is to stay: what waited no longer counts */
        if (g->later != COH_MOVE_NONE)
            call_off(e, g);
        return ASK_THERE;
    }
    rule = coh_move_obstacle(e, g, flags, &text);
    if (rule != COH_RULE_NONE && (flags & COHORT_MOVE_QUEUE)) {
        coh_move_later(e, g, COH_MOVE_ASKED, to, flags);
        still_waits(e, g, rule, text, 1);
        return ASK_QUEUED;
    }
    if (rule == COH_RULE_NONE) {
        begin_move(e, g, node, COH_RULE_REQUESTED, flags);
        return ASK_MOVES;
    }
    if (rule == COH_RULE_HELD)
        refuse(no, COHORT_ERR_HELD, 1051, coh_group_held(e, g));
    else
        refuse(no, COHORT_ERR_STATE, 5960, coh_arena_fmt(e, "group \"%s\" cannot be moved: %s", g->o.name, text));
    return ASK_REFUSED;
}

static int checked_flags(struct coh_engine *e, int64_t flags, int known)
{
    if (flags & ~(int64_t)known)
        coh_throw(e, COHORT_ERR_INVALID, 87, "there are no flags %lld for that", (long long)(flags & ~(int64_t)known));
    if ((flags & COHORT_IGNORE_LOCKED) && (flags & COHORT_MOVE_QUEUE))
        coh_throw(e, COHORT_ERR_INVALID, 87,
                  "a move cannot both ignore locks and wait in the queue until they are gone");
    return (int)flags;
}

/* name; arg: node or NULL; a: flags. */
void coh_request_move(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_group *g = (struct coh_group *)coh_want_obj(e, COH_GROUP, input->name);
    int flags = checked_flags(e, input->a, MOVE_FLAGS);
    struct coh_node *to = NULL;
    struct refusal no;

    coh_need_quorum(e);
    if (input->arg != NULL)
        to = (struct coh_node *)coh_want_obj(e, COH_NODE, input->arg);
    if (ask(e, g, to, flags, &no) == ASK_REFUSED)
        coh_throw(e, no.code, no.win32, "%s", no.text);
}

/*
 * arg: node or NULL; a: flags. Every group that can move, those of higher priority first; one that is held by another is asked again when that one
 * has begun to leave. Those that cannot say so. Refused only if there are such and no group at all moves.
 */
void coh_request_move_all(struct coh_engine *e, const struct coh_input *input)
{
    int flags = checked_flags(e, input->a, MOVE_FLAGS), moving, moved = 0, round = 0;
    struct coh_node *to = NULL;
    const char *left = NULL;
    struct coh_group *g;
    struct refusal no = {0, 0, NULL}, first = {0, 0, NULL};

    coh_need_quorum(e);
    if (input->arg != NULL)
        to = (struct coh_node *)coh_want_obj(e, COH_NODE, input->arg);
    e->epoch++;
    do {
        moving = 0;
        for (g = NULL; (g = coh_group_after(&e->m, g)) != NULL;) {
            coh_follow_input(e);
            if (round > 0 && !g->asked)
                continue;
            coh_set8(e, &g->asked, 0);
            switch (ask(e, g, to, flags & ~COHORT_MOVE_QUEUE, &no)) {
            case ASK_MOVES: moving++; break;
            case ASK_REFUSED: coh_set8(e, &g->asked, 1); break;
            default: break;
            }
            coh_decide_all(e);
        }
        moved += moving;
        round++;
    } while (moving > 0);
    for (g = NULL; (g = coh_group_after(&e->m, g)) != NULL;) {
        if (!g->asked)
            continue;
        coh_set8(e, &g->asked, 0);
        coh_follow_input(e);
        if (ask(e, g, to, flags, &no) != ASK_REFUSED) {
            moved++;
            continue;
        }
        coh_stays(e, g, COH_RULE_STAYS, 0, 0, no.text);
        left = left != NULL ? coh_arena_fmt(e, "%s; %s", left, no.text) : no.text;
        first = first.text != NULL ? first : no;
    }
    if (moved == 0 && left != NULL)
        coh_throw(e, first.code, first.win32, "no group is moved: %s", left);
}

/* ---- looking again ---- */

void coh_try_later(struct coh_engine *e, struct coh_group *g)
{
    int move = g->later, flags = g->later_flags, rule;
    struct coh_node *node = NULL;
    struct refusal no;
    const char *text;

    if (g->timer.kind == COH_TIMER_FAILBACK)
        coh_clear_timer(e, &g->timer);
    if (move == COH_MOVE_NONE || g->dest != NULL || g->frozen || !e->m.cluster->quorum)
        return;
    if (move == COH_MOVE_FAILBACK && (node = coh_failback_target(e, g)) == NULL)
        return;
    if (move != COH_MOVE_FAILBACK && g->later_to == g->owner) {
        coh_move_later(e, g, COH_MOVE_NONE, NULL, 0);
        return;
    }
    if (move != COH_MOVE_FAILBACK && (node = target_for(e, g, g->later_to, flags, &no)) == NULL) {
        coh_move_later(e, g, COH_MOVE_NONE, NULL, 0);
        coh_stays(e, g, COH_RULE_MOVE_CANCELLED, 0, 0, no.text);
        return;
    }
    if ((rule = coh_later_obstacle(e, g, &text)) != COH_RULE_NONE) {
        still_waits(e, g, rule, text, 0);
        return;
    }
    if (move == COH_MOVE_ASKED) {
        begin_move(e, g, node, COH_RULE_UNQUEUED, flags);
        return;
    }
    coh_move_later(e, g, COH_MOVE_NONE, NULL, 0);
    coh_send_away(e, g, node, move, move == COH_MOVE_RETURN ? COH_RULE_DRAIN_BACK : COH_RULE_FAILBACK);
}

void coh_try_all_later(struct coh_engine *e)
{
    struct coh_group *g = NULL;
    int64_t cause = e->cause;

    while (e->m.later_count > 0 && (g = coh_group_after(&e->m, g)) != NULL) {
        e->cause = cause;
        coh_try_later(e, g);
    }
    e->cause = cause;
}

/* ---- the way back ---- */

/* It came here by a move with COHORT_MOVE_RETURN, is not what it should be yet, and can go back. */
int coh_goes_back(struct coh_engine *e, const struct coh_group *g)
{
    return g->return_to != NULL && g->dest == NULL && g->owner != g->return_to && coh_can_take(e, g, g->return_to);
}

/* A member that will not come online here: the policy has given up on it. */
static int given_up(const struct coh_resource *r)
{
    return r->wanted && r->state != COHORT_RESOURCE_ONLINE &&
           (r->hold == COH_HOLD_FINAL || r->hold == COH_HOLD_ANYWHERE ||
            (r->hold == COH_HOLD_HERE && !coh_others_serve(r)));
}

void coh_look_back(struct coh_engine *e, struct coh_group *g)
{
    const struct coh_resource *r, *bad = NULL;
    int missed = 0;

    if (g->return_to == NULL || g->dest != NULL || g->frozen || !e->m.cluster->quorum)
        return;
    for (r = g->first; r != NULL && bad == NULL; r = r->next) {
        missed += r->wanted && r->state != COHORT_RESOURCE_ONLINE && r->hold != COH_HOLD_HERE;
        bad = given_up(r) ? r : NULL;
    }
    if (bad != NULL && coh_goes_back(e, g)) {
        coh_set_dest(e, g, g->return_to);
        coh_set32(e, &g->move, COH_MOVE_BACK);
        coh_record(e, &g->o, COH_CHANGE_POLICY, NULL, coh_arena_fmt(e, "move back to %s", g->dest->o.name),
                   COH_RULE_MOVE_BACK, 0, 0,
                   coh_arena_fmt(e, "resource %s did not come online on %s", bad->o.name, g->owner->o.name));
        coh_refresh_group(e, g, COH_RULE_GROUP_MOVE, g->dest->o.name);
        coh_push_group(e, g);
    } else if (bad != NULL || missed == 0) {
        coh_set_ptr(e, &g->return_to, NULL);
        coh_dirty(e, &g->o, COH_DIRTY_ROW);
    }
}

/* ---- calling it off ---- */

/* A move that was asked for, or a drain's or a failback's, is called off: the group stays, and what stopped is brought back. */
void coh_group_cancel(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_group *g = (struct coh_group *)coh_want_obj(e, COH_GROUP, input->name);
    struct coh_resource *r;

    if (g->dest == NULL && g->later == COH_MOVE_NONE)
        coh_throw(e, COHORT_ERR_STATE, 5023, "there is nothing to cancel: group \"%s\" is not moving", g->o.name);
    if (g->dest != NULL && (g->move == COH_MOVE_FAILOVER || g->move == COH_MOVE_BACK))
        coh_throw(e, COHORT_ERR_STATE, 5023, "there is nothing to cancel: group \"%s\" %s", g->o.name,
                  g->move == COH_MOVE_FAILOVER ? "fails over" : "goes back after a move that failed");
    call_off(e, g);
    if (g->dest == NULL)
        return;
    if (g->beside == g->dest)
        coh_put_beside(e, g, NULL);
    coh_set_dest(e, g, NULL);
    if (g->owner != NULL && (g->move == COH_MOVE_DRAIN || g->owner->drain == COHORT_DRAIN_IN_PROGRESS))
        coh_drain_fail(e, g->owner, coh_arena_fmt(e, "the move of group %s was cancelled", g->o.name));
    coh_set_ptr(e, &g->drained_from, NULL);
    coh_set_ptr(e, &g->return_to, NULL);
    coh_set32(e, &g->move, COH_MOVE_NONE);
    coh_keep_off(e, g);
    for (r = g->first; r != NULL; r = r->next)
        coh_wait_after_failure(e, r);
    coh_refresh_group(e, g, COH_RULE_REQUESTED, NULL);
    coh_push_group(e, g);
}
