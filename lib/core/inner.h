/*
 * What the files of core share and nobody else sees.
 */
#ifndef COH_INNER_H
#define COH_INNER_H

#include "core/journal.h"
#include "core/model.h"
#include "core/rules.h"

/* model.c */
void coh_model_init(struct coh_engine *e);
void coh_model_free(struct coh_engine *e);
void coh_drop_half(struct coh_engine *e);
struct coh_obj *coh_obj_new(struct coh_engine *e, int kind, int64_t id, const char *name);
void coh_obj_link(struct coh_engine *e, struct coh_obj *obj);
void coh_obj_unlink(struct coh_engine *e, struct coh_obj *obj);
void coh_obj_rename(struct coh_engine *e, struct coh_obj *obj, const char *name);
void coh_group_remove(struct coh_engine *e, struct coh_resource *r);
void coh_group_insert(struct coh_engine *e, struct coh_resource *r, struct coh_group *g);
void coh_add_user(struct coh_engine *e, struct coh_service *s, int64_t needed_id);
struct coh_service *coh_need(const struct coh_engine *e, const struct coh_service *s, int index);
struct coh_service *coh_user(const struct coh_engine *e, const struct coh_service *s, int index);

/* record.c: transitions and states */
/* Record a change; it becomes the reason of the object where it is a change of state, owner or policy. Later records follow from it. */
void coh_record(struct coh_engine *e, struct coh_obj *obj, int change, const char *old_text, const char *new_text,
                int rule, int64_t a, int64_t b, const char *s);
void coh_follow_input(struct coh_engine *e);
void coh_give_reason(struct coh_engine *e, struct coh_obj *obj, int rule, int64_t a, int64_t b, const char *s);
void coh_sentence(struct coh_buf *buf, int rule, int64_t a, int64_t b, const char *s);
void coh_resource_set_state(struct coh_engine *e, struct coh_resource *r, int state, int rule, int64_t a, int64_t b,
                            const char *s);
void coh_resource_set_op(struct coh_engine *e, struct coh_resource *r, int op);
void coh_resource_set_hold(struct coh_engine *e, struct coh_resource *r, int hold);
void coh_service_set_state(struct coh_engine *e, struct coh_service *s, int state, int rule, int64_t a, int64_t b,
                           const char *text);
int coh_resource_is_busy(const struct coh_resource *r); /* something of it may run */
void coh_lock(struct coh_engine *e, struct coh_resource *r, const char *why);
void coh_unlock(struct coh_engine *e, struct coh_resource *r, const char *how);
void coh_account(struct coh_engine *e, struct coh_resource *r, int sign); /* its share of the group's counters */

/* depend.c */
struct coh_terms {
    int count, clauses;
    struct {
        int clause;
        struct coh_resource *provider;
    } v[COHORT_PROVIDERS_MAX];
};
void coh_depend_parse(struct coh_engine *e, const struct coh_resource *r, const char *text,
                      struct coh_terms *ret_terms);
/* Its present expression without one provider; a clause that had it alone goes. */
void coh_terms_without(const struct coh_resource *r, const struct coh_resource *provider, struct coh_terms *ret_terms);
void coh_depend_check(struct coh_engine *e, struct coh_resource *r, const struct coh_terms *terms);
void coh_depend_replace(struct coh_engine *e, struct coh_resource *r, const struct coh_terms *terms);
struct coh_depends *coh_depend_build(struct coh_engine *e, struct coh_resource *r, const struct coh_terms *terms);
void coh_depend_link(struct coh_engine *e, struct coh_resource *r);
/* Throws 1059 when dependencies and needs form a circle through that resource or service. */
void coh_circle_check(struct coh_engine *e, struct coh_obj *obj);
/* The sort of dependency that its type requires and that is missing; NULL: none. */
const char *coh_required_missing(struct coh_engine *e, const struct coh_resource *r);

/* want.c: what follows from marks, persistent states and the group */
void coh_refresh_blocked(struct coh_engine *e, struct coh_resource *r);
void coh_refresh_wanted(struct coh_engine *e, struct coh_resource *r);
void coh_refresh_group(struct coh_engine *e, struct coh_group *g, int rule, const char *text);
void coh_refresh_groups(struct coh_engine *e, int rule, const char *text);
int coh_persistent_on(const struct coh_resource *r);
int coh_possible(const struct coh_group *g, const struct coh_node *node, const struct coh_resource **ret_against);
/* Whose list of possible owners leaves the node out: the resource, or its type; NULL: neither. */
const struct coh_obj *coh_owners_against(const struct coh_resource *r, const struct coh_node *node);
int coh_node_usable(const struct coh_node *node);
int coh_node_present(const struct coh_node *node);
int coh_node_hosts(const struct coh_node *node);                       /* what it owns may go on running there */
void coh_refresh_drives(struct coh_engine *e, struct coh_resource *r); /* after a change of type or properties */

/* settle.c */
void coh_push(struct coh_engine *e, struct coh_resource *r, int rule, const char *text);
void coh_push_service(struct coh_engine *e, struct coh_service *s);
void coh_push_group(struct coh_engine *e, struct coh_group *g);
void coh_push_gate(struct coh_engine *e, struct coh_group *g); /* look at its wait */
void coh_decide_all(struct coh_engine *e);                     /* decisions only: what must leave is OfflinePending */
void coh_settle(struct coh_engine *e);
void coh_queues_clear(struct coh_engine *e);
void coh_begin(struct coh_engine *e, struct coh_resource *r, int op, int rule, int64_t a, int64_t b, const char *text);
void coh_action(struct coh_engine *e, struct coh_obj *obj, int op, int64_t operation, const struct coh_node *node,
                int64_t timeout_ms);

/* services.c */
void coh_drive(struct coh_engine *e, struct coh_resource *r, int op);
void coh_service_look_around(struct coh_engine *e, struct coh_service *s);
/* It is deleted, or its name changes: who waits for it or for its resource looks again, and that resource too. */
void coh_service_leaves(struct coh_engine *e, struct coh_service *s);
void coh_service_boot(struct coh_engine *e, struct coh_service *s);
void coh_drive_again(struct coh_engine *e, struct coh_resource *r);
int coh_gate_start(struct coh_engine *e, struct coh_resource *r); /* 1: it may start */
int coh_gate_stop(struct coh_engine *e, struct coh_resource *r);  /* 1: it may stop */
void coh_wake_above(struct coh_engine *e, struct coh_resource *r);
void coh_wake_needers(struct coh_engine *e, struct coh_resource *r);
void coh_settle_service(struct coh_engine *e, struct coh_service *s);
void coh_service_report(struct coh_engine *e, struct coh_service *s, int status, const char *detail);
void coh_service_timer(struct coh_engine *e, struct coh_service *s);
void coh_service_gone(struct coh_engine *e, struct coh_service *s, int rule, const char *text); /* its node is down */
/* Who would hold the group if all of it left its node; NULL. */
struct coh_service *coh_group_holder(struct coh_engine *e, struct coh_group *g);
/* The sentence: why it cannot leave its owner; it is held. */
const char *coh_group_held(struct coh_engine *e, struct coh_group *g);
void coh_check_holders(struct coh_engine *e, struct coh_group *g, const char *what); /* throws 1051 */
void coh_request_service_start(struct coh_engine *e, struct coh_service *s);
void coh_request_service_stop(struct coh_engine *e, struct coh_service *s, int dependents);

/* failure.c: what an answer means, and the policy */
void coh_resource_report(struct coh_engine *e, struct coh_resource *r, int status, const char *detail);
void coh_resource_fail(struct coh_engine *e, struct coh_resource *r, int died, int rule, int64_t a, const char *detail);
void coh_resource_cannot(struct coh_engine *e, struct coh_resource *r, int status, const char *detail);
void coh_lost_destination(struct coh_engine *e, struct coh_group *g, struct coh_node *node, const char *how);
void coh_leave_isolated(struct coh_engine *e);
void coh_wait_after_failure(struct coh_engine *e, struct coh_resource *r);
void coh_came_online(struct coh_engine *e, struct coh_resource *r, int rule, const char *text);
void coh_embedded_failure(struct coh_engine *e, struct coh_resource *r, const char *detail);
void coh_embedded_over(struct coh_engine *e, struct coh_resource *r);
int coh_timeout_rule(const struct coh_obj *obj);    /* which timeout coh_op_timeout() is */
int coh_others_serve(const struct coh_resource *r); /* for all that depend on it, others are or come online */
void coh_op_done(struct coh_engine *e, struct coh_resource *r);
void coh_resource_timer(struct coh_engine *e, struct coh_resource *r);
void coh_admin_success(struct coh_engine *e, struct coh_group *g);
void coh_admin_reached(struct coh_engine *e, struct coh_resource *r);

/* affinity.c: what binds groups to each other */
struct
    coh_conflict { /* a bond that keeps a group from a node, because of another group that is there, or in its fault domain */
    const struct coh_bond *bond;
    const struct coh_group *other;
    const struct coh_node *node, *there;
};
struct coh_pull {                       /* what a group's bonds say of the nodes, by index */
    uint64_t hard;                      /* bits: forbidden */
    uint16_t against[COHORT_NODES_MAX]; /* wishes that would not be met */
};
void coh_bonds_refresh(struct coh_engine *e);
const struct coh_obj *coh_bonds_wrong(const struct coh_model *m);
int coh_bonded(const struct coh_model *m, const struct coh_group *g);
void coh_bonds_of(const struct coh_model *m, const struct coh_group *g, int ignore, struct coh_pull *ret_pull);
void coh_put_beside(struct coh_engine *e, struct coh_group *g, const struct coh_node *node);
int coh_node_index(const struct coh_model *m, const struct coh_node *node);
int coh_conflict(const struct coh_model *m, const struct coh_group *g, const struct coh_node *node,
                 struct coh_conflict *ret_conflict);
int coh_kept_out(const struct coh_model *m, const struct coh_group *g, struct coh_conflict *ret_conflict);
void coh_wake_kept_out(struct coh_engine *e, const struct coh_group *g);
void coh_bonds_changed(struct coh_engine *e);
int coh_arrives_beside(const struct coh_model *m, const struct coh_group *g);
void coh_wake_barred(struct coh_engine *e, const struct coh_group *g);
void coh_keep_off(struct coh_engine *e, const struct coh_group *g); /* its move is off: it stays on its owner */
int coh_conflict_win32(const struct coh_conflict *conflict);        /* 5971, or for a class 5071 */
const char *coh_conflict_sentence(struct coh_engine *e, const struct coh_group *g, const char *what,
                                  const struct coh_conflict *conflict);
int coh_bar_words(struct coh_buf *buf, const char *lead, const struct coh_model *m, const struct coh_group *g,
                  const struct coh_node *node);
const char *coh_with_bar(struct coh_engine *e, const struct coh_group *g, const struct coh_node *node, const char *why,
                         const char *between);
void coh_conflict_words(struct coh_buf *buf, const struct coh_conflict *conflict);
_Noreturn void coh_throw_conflict(struct coh_engine *e, int code, const struct coh_group *g, const char *what,
                                  const struct coh_conflict *conflict);

/* domain.c: fault domains and sites */
void coh_domain_refresh(struct coh_engine *e, struct coh_node *node);
int coh_same_domain(const struct coh_node *a, const struct coh_node *b);
const char *coh_preferred_site(const struct coh_model *m, const struct coh_group *g); /* NULL: sites do not matter */
int coh_site_rank(const struct coh_group *g, const struct coh_node *node, const char *preferred);
const char *coh_domain_checked(struct coh_engine *e, const struct coh_node *node, const char *value);
void coh_site_check(struct coh_engine *e, const struct coh_obj *obj, const char *site);

/* place.c: owners */
struct coh_node *coh_target_failover(struct coh_engine *e, const struct coh_group *g, int *ret_forget);
struct coh_node *coh_target_move(struct coh_engine *e, const struct coh_group *g);
struct coh_node *coh_target_ignoring(struct coh_engine *e,
                                     const struct coh_group *g); /* as a move, hard bonds being wishes */
struct coh_node *coh_target_place(struct coh_engine *e, const struct coh_group *g);
void coh_group_off(struct coh_engine *e, struct coh_group *g, int off);
const char *coh_off_reason(const struct coh_model *m, const struct coh_group *g); /* why nothing starts it by itself */
void coh_arrive(struct coh_engine *e, struct coh_group *g, struct coh_node *node, int rule, const char *text);
void coh_stays(struct coh_engine *e, struct coh_group *g, int rule, int64_t a, int64_t b, const char *why);
int coh_at_rest(const struct coh_group *g);
void coh_tell_move(struct coh_engine *e, struct coh_group *g, const char *outcome);
struct coh_group *coh_group_after(const struct coh_model *m,
                                  const struct coh_group *g); /* by priority, then id; NULL: the first */
int coh_can_take(struct coh_engine *e, const struct coh_group *g, const struct coh_node *node);
void coh_forget_failures(struct coh_engine *e, struct coh_resource *r);
void coh_place_orphan(struct coh_engine *e, struct coh_group *g);
void coh_place_orphans(struct coh_engine *e);
void coh_set_dest(struct coh_engine *e, struct coh_group *g, struct coh_node *dest); /* NULL: it is not on its way */
int coh_up_nodes(const struct coh_model *m);
int coh_avoided(const struct coh_node *node);   /* others are chosen before it */
int coh_down_rule(const struct coh_node *node); /* why it is Down: stopped or lost */

int coh_priority_class(const struct coh_group *g); /* 0 for the highest */

/* wait.c: groups that wait before they start */
void coh_wait_form(struct coh_engine *e);                          /* the cluster forms: DefaultOwners are waited for */
int coh_wait_owner(struct coh_engine *e, struct coh_group *g);     /* 1: it stays where it is for now */
void coh_wait_begin(struct coh_engine *e, struct coh_group *g);    /* it may start now, and nothing of it runs */
void coh_wait_end(struct coh_engine *e, struct coh_group *g);      /* it cannot start, or need not */
void coh_wait_asked(struct coh_engine *e, struct coh_group *g);    /* an administrator wants it to start now */
void coh_wait_no_owner(struct coh_engine *e, struct coh_group *g); /* he does not wait for its DefaultOwner */
void coh_wait_class(struct coh_engine *e, struct coh_group *g);    /* its Priority changed */
void coh_wait_look(struct coh_engine *e, struct coh_group *g);     /* is it over? */
void coh_wait_settled(struct coh_engine *e, struct coh_group *g);
void coh_forget_default(struct coh_engine *e, struct coh_group *g, int rule);
void coh_wait_timer(struct coh_engine *e, struct coh_group *g);
void coh_wait_derive(struct coh_engine *e, struct coh_group *g);                              /* after loading */
void coh_wait_forget(struct coh_engine *e, struct coh_group *g, const struct coh_node *node); /* it is evicted */
int coh_wait_is_rule(int rule);                /* it says why a group waited */
int coh_wait_wants(const struct coh_group *g); /* a resource of it should be online */
int coh_wait_open(const struct coh_group *g);  /* no group of higher priority starts on its node */
/* groupset.c: groups that wait for groups and for group sets */
void coh_request_after(struct coh_engine *e, const struct coh_input *input, int kind);
void coh_request_set_groups(struct coh_engine *e, const struct coh_input *input);
void coh_groupset_changed(struct coh_engine *e, struct coh_groupset *s);
void coh_groupset_timer(struct coh_engine *e, struct coh_groupset *s);
int coh_groupset_needed(const struct coh_groupset *s);
int coh_groupset_reached(const struct coh_groupset *s);           /* how many of its groups count as up */
int coh_group_stands(const struct coh_group *g);                  /* 0 down, 1 coming up, 2 up */
void coh_group_counts(struct coh_engine *e, struct coh_group *g); /* its resources have changed */
void coh_wait_bounds(struct coh_engine *e);
const struct coh_obj *coh_wait_provider(const struct coh_model *m, const struct coh_group *g); /* not ready; NULL */
void coh_provider_words(struct coh_buf *buf, const struct coh_obj *provider);                  /* how it stands */
void coh_ready_words(struct coh_buf *buf, const struct coh_model *m,
                     const struct coh_group *g);               /* how all of its stand */
void coh_wait_gone(struct coh_engine *e, struct coh_obj *obj); /* a group or a set is deleted */
void coh_wait_derive_all(struct coh_engine *e);
const char *coh_names_text(struct coh_engine *e, const struct coh_ints *ids);

/* What a group waits for, in words. */
void coh_wait_reason(struct coh_buf *buf, const struct coh_model *m, const struct coh_group *g);

/* quorum.c */
void coh_quorum_configured(struct coh_engine *e);
void coh_quorum_force(struct coh_engine *e);
void coh_quorum_leave(struct coh_engine *e, struct coh_node *node); /* it is about to go down in good order */

/* members.c: nodes */
void coh_node_join(struct coh_engine *e, struct coh_node *node, int rule);
void coh_nodes_joined(struct coh_engine *e, struct coh_node *const *back, int count); /* what follows for the others */
void coh_node_emptied(struct coh_engine *e, struct coh_node *node, int rule);         /* everything on it is dead */
void coh_nodes_gone(struct coh_engine *e);                                            /* what follows for the others */
void coh_nodes_up(struct coh_engine *e, const struct coh_input *input);
void coh_nodes_down(struct coh_engine *e, const struct coh_input *input);
void coh_node_isolate(struct coh_engine *e, const struct coh_input *input);
void coh_quorum_refresh(struct coh_engine *e);
void coh_need_quorum(struct coh_engine *e); /* throws 5925 */

/* leave.c: start and stop of nodes, quarantine */
void coh_node_start(struct coh_engine *e, const struct coh_input *input);
void coh_node_stop(struct coh_engine *e, const struct coh_input *input);
void coh_node_stop_on(struct coh_engine *e, struct coh_node *node);  /* its drain ended, or something of it stopped */
void coh_node_stop_end(struct coh_engine *e, struct coh_node *node); /* nothing of it runs any more */
void coh_not_stopping(struct coh_engine *e, const struct coh_node *node, const char *what); /* throws 5022, 5073 */
void coh_cluster_stop(struct coh_engine *e);
void coh_cluster_stop_on(struct coh_engine *e); /* a node of it went or stopped */
void coh_cluster_start(struct coh_engine *e);
int coh_kept_outside(struct coh_engine *e, struct coh_node *node); /* 1: it was reported up, and does not join */
void coh_note_loss(struct coh_engine *e, struct coh_node *node);
void coh_node_timer(struct coh_engine *e, struct coh_node *node);
int coh_quarantine_needed(struct coh_engine *e,
                          struct coh_node **joined); /* the others cannot do without: how many join */

/* regroup.c */
void coh_resource_regroup(struct coh_engine *e, const struct coh_input *input);
void coh_maintenance(struct coh_engine *e, const struct coh_input *input);
void coh_maintenance_over(struct coh_engine *e, struct coh_obj *obj);
void coh_ignore_failure(struct coh_engine *e, struct coh_resource *r, int died, const char *detail);

/* move.c: moves that are asked for, and those that wait */
void coh_request_move(struct coh_engine *e, const struct coh_input *input);
void coh_request_move_all(struct coh_engine *e, const struct coh_input *input);
void coh_group_cancel(struct coh_engine *e, const struct coh_input *input);
/* What says "not now" to a move of the group: a rule and its text; COH_RULE_NONE: nothing. */
int coh_move_obstacle(struct coh_engine *e, struct coh_group *g, int flags, const char **ret_text);
int coh_later_obstacle(struct coh_engine *e, struct coh_group *g, const char **ret_text);
const char *coh_lock_text(struct coh_engine *e, const struct coh_resource *r); /* "resource R is locked: ..." */
void coh_move_later(struct coh_engine *e, struct coh_group *g, int move, struct coh_node *to, int flags);
void coh_try_later(struct coh_engine *e, struct coh_group *g);
void coh_try_all_later(struct coh_engine *e);
void coh_wake_later(struct coh_engine *e, const struct coh_node *owner); /* NULL: of all owners */
int coh_goes_back(struct coh_engine *e, const struct coh_group *g);
void coh_look_back(struct coh_engine *e, struct coh_group *g);

/* result.c */
void coh_local_time(struct coh_buf *buf, const struct coh_cluster *c, int64_t time_ms);

/* failback.c */
struct coh_node *coh_better_owner(struct coh_engine *e, const struct coh_group *g);
void coh_failback_reason(struct coh_buf *buf, const struct coh_model *m, const struct coh_group *g);
struct coh_node *coh_failback_target(struct coh_engine *e, struct coh_group *g);
void coh_failback_all(struct coh_engine *e, const struct coh_node *back);

/* drain.c */
/* Begin a move that nobody asked of this group itself. */
void coh_send_away(struct coh_engine *e, struct coh_group *g, struct coh_node *target, int move, int rule);
void coh_node_pause(struct coh_engine *e, const struct coh_input *input);
void coh_node_resume(struct coh_engine *e, const struct coh_input *input);
/* @flags: COHORT_PAUSE_...; @within_ms: the drain has failed if it lasts longer; 0: it may. */
void coh_drain_begin(struct coh_engine *e, struct coh_node *node, const struct coh_node *target, int flags,
                     int64_t within_ms, int rule);
void coh_drain_end(struct coh_engine *e, struct coh_node *node); /* forget it, and how it ended */
void coh_drain_late(struct coh_engine *e, struct coh_node *node);
void coh_drains_retry(struct coh_engine *e); /* something changed: those that are to be tried again are */
void coh_drain_fail(struct coh_engine *e, struct coh_node *node, const char *why);
/* Moves to a node that starts nothing any more look for another target, or are called off. */
void coh_keep_away(struct coh_engine *e, struct coh_node *node, const char *how);
void coh_drain_on(struct coh_engine *e, struct coh_node *node); /* a group left, or a holder stopped */

/* change.c: requests that change the configuration; request.c: requests that change goals */
void coh_request_config(struct coh_engine *e, const struct coh_input *input);
void coh_request_goal(struct coh_engine *e, const struct coh_input *input);
void coh_set_persistent(struct coh_engine *e, struct coh_obj *obj, int32_t *where, int value, int rule,
                        const char *text);
void coh_check_instances(struct coh_engine *e, const struct coh_resource *r);     /* throws 5940, 5941 */
struct coh_obj *coh_want_obj(struct coh_engine *e, int kind, const char *name);   /* throws not found */
const char *coh_depends_text(struct coh_engine *e, const struct coh_resource *r); /* its expression */
void coh_unmet_words(struct coh_buf *buf, const struct coh_resource *r); /* result.c; it has a clause that is not met */
void coh_list_without(struct coh_engine *e, struct coh_obj *obj, int change, struct coh_ints **list,
                      const struct coh_obj *gone, int rule);          /* remove.c */
void coh_delete(struct coh_engine *e, const struct coh_input *input); /* remove.c */

/* props.c */
const char *coh_prop_bare(const char *name); /* without "Parameters." */
/* What its value is of when it does not set its own: its type; NULL. */
const struct coh_obj *coh_prop_deferred(const struct coh_obj *obj, int id);
/* Where the text stands in "A|B"; -1. */
int coh_choice_index(const char *choices, const char *text);
int coh_prop_runs(const struct coh_obj *obj); /* it has a run whose values may be in force */

/* assign.c */
/* Set (value NULL: unset) a property of an object from text; throws. Returns its definition or NULL. */
const struct coh_propdef *coh_prop_assign(struct coh_engine *e, struct coh_obj *obj, const char *name,
                                          const char *value);
void coh_run_over(struct coh_engine *e, struct coh_obj *obj); /* nothing of it runs: what was set is in force */
void coh_prop_put(struct coh_engine *e, struct coh_obj *obj, const struct coh_propdef *def, const char *name, int type,
                  int64_t num, const char *text, int remove);

/* custom.c: kinds and property tables that are data */
void coh_refresh_defs(struct coh_engine *e, struct coh_obj *obj); /* its Properties changed; throws */
void coh_custom_create(struct coh_engine *e, const struct coh_input *input);
void coh_custom_refull(struct coh_engine *e, struct coh_custom *c);
void coh_custom_check_delete(struct coh_engine *e, const struct coh_obj *obj); /* throws when something refers to it */
void coh_custom_timer(struct coh_engine *e, const struct coh_input *input);
void coh_custom_timer_fires(struct coh_engine *e, struct coh_custom *c);
void coh_log(struct coh_engine *e, const struct coh_input *input);
void coh_custom_kind_renamed(struct coh_engine *e, const char *old, const char *name); /* definitions follow */
/* Throws when another one has the same of what its table marks unique. */
void coh_custom_check_unique(struct coh_engine *e, const struct coh_obj *obj);
void coh_custom_check_refs(struct coh_engine *e); /* after loading; throws */
/* A value for a definition that is data; throws. @num and @text as they are kept. */
void coh_custom_value(struct coh_engine *e, const struct coh_obj *obj, const struct coh_propdef *def, const char *value,
                      int64_t *ret_num, const char **ret_text);

/* change.c, for custom.c */
struct coh_obj *coh_new_object(struct coh_engine *e, int kind, const char *name);
void coh_check_name(struct coh_engine *e, int kind, const char *name);
void coh_check_free(struct coh_engine *e, int kind, const char *name, const struct coh_obj *except);
void coh_assign_all(struct coh_engine *e, struct coh_obj *obj, const char *const *list, int creating);

/* columns.c */
void coh_column_put(struct coh_engine *e, struct coh_obj *obj, const struct coh_column *f, const struct coh_cell *cell);

/* builtin.c */
struct coh_builtin {
    const char *name, *class_name, *drives, *required, *meaning;
    int64_t looks_alive_ms, is_alive_ms;
};
void coh_builtin_types(struct coh_engine *e);

#endif
