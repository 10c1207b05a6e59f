/*
 * The handle from inside: struct cohort, and what the files of this room and lib/sim share.
 *
 * The public calls are in one file a header. Behind them:
 *   step.c      inputs: engine step, store write, commit, actions          (the one place where the state changes)
 *   play.c      what this handle plays: agents' instances, actions, polls
 *   queue.c     answers that wait: from any thread
 *   loop_linux.c, control_linux.c   epoll, eventfd, clocks; the control socket
 */
#ifndef COH_RUNTIME_H
#define COH_RUNTIME_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include <cohort/agent.h>
#include <cohort/handle.h>
#include <cohort/history.h>
#include <cohort/object.h>
#include <cohort/profile.h>

#include "core/engine.h"
#include "core/model.h"
#include "store/store.h"
#include "util/buf.h"
#include "util/error.h"
#include "util/json.h"
#include "util/map.h"
#include "util/mem.h"

#define COH_RETRY_MS 1000   /* between attempts to store what could not be stored */
#define COH_ORPHAN_MS 30000 /* bound for ending what runs for a node that nobody plays any more */
#define COH_BATCH_MAX 4096  /* reports of one transaction */
#define COH_CAUSES_MAX 100  /* of a chain that is shown */
#define COH_ROUNDS_MAX 64   /* of answer and action inside one cohort_process() */

/* ---- what lib/sim puts in ---- */

struct coh_clock {
    int64_t (*now_ms)(void *user);        /* monotonic; any origin */
    int64_t (*wall_ms)(void *user);       /* since 1970, UTC */
    int64_t (*utc_offset_ms)(void *user); /* local time less UTC; NULL: none */
    void *user;
    struct coh_store *copy_of; /* what the handle begins with, in memory; NULL: what its path says */
};

/* cohort_open_config() with another clock (NULL: the machine's). With a clock of its own a handle has no file
 * descriptor, and cohort_turn() is cohort_process(). */
int coh_handle_open(const cohort_config *config, const struct coh_clock *clock, cohort **ret_h);
/* Called for every applied transition, in order, after its commit. */
void coh_handle_on_transition(cohort *h, void (*hook)(void *user, const struct coh_transition *transition), void *user);
/* Play every node, present and future, without cohort_node_host(): nodes come and go by cohort_node_up() and _down()
 * alone. */
void coh_handle_play_all(cohort *h);
/* The agent of every type that has none of its own, and of services. */
int coh_handle_agent_any(cohort *h, const cohort_agent *agent);
int coh_handle_boot_id(cohort *h, const char *boot_id);
struct coh_engine *coh_handle_engine(cohort *h);
struct coh_store *coh_handle_store(cohort *h);
/* In engine time, as coh_handle_now(). INT64_MAX: none; <= now: call cohort_process(). */
int64_t coh_handle_deadline(cohort *h);
int64_t coh_handle_now(cohort *h);

/* "resource ENTSSO: Online -> Failed (exit status 3)": the one form in which people read a transition. */
void coh_transition_text(struct coh_buf *buf, const char *kind, const char *name, int change, int rule,
                         const char *old_text, const char *new_text, const char *reason);
/* Local time; with a virtual clock, engine time. */
void coh_time_text(const cohort *h, struct coh_buf *buf, int64_t time_ms, int64_t wall_ms);
void coh_transition_line(struct coh_buf *buf, const struct coh_transition *transition);

/* ---- inside ---- */

/* A callback table and the type that it is for. */
struct coh_agent_entry {
    char *type;
    cohort_agent agent;
    struct coh_agent_entry *next;
};

enum coh_batch { COH_BATCH_NONE = 0, COH_BATCH_OPEN = 1, COH_BATCH_DOOMED = 2 };
enum coh_poll { COH_POLL_NONE = 0, COH_POLL_LOOKS = 1, COH_POLL_IS = 2 };

/* One object that this handle plays, on one node. */
struct coh_play {
    int64_t object, node;
    const cohort_agent *agent; /* NULL: its type has none here */
    void *instance;
    int opened;
    int dead;          /* its object is deleted: to be closed and freed at the next chance */
    int64_t operation; /* asked for last: awaited, or answered */
    int64_t run;       /* the online operation of the present run: what polls are about */
    void *record;      /* as stored */
    void *lent;        /* the record that the running callback sees */
    int64_t record_size, record_operation;
    int64_t looks_ms, is_ms; /* when to poll next; INT64_MAX: never */
    int64_t answer_ms;       /* when the answer that was promised is overdue; INT64_MAX: none is awaited */
    int place;               /* in the heap of polls; -1 */
    int waits;               /* enum coh_poll: an answer was promised */
    int adopting;            /* it was up when this program began to play it, and has not answered yet whether it is */
    int failed;              /* its failure is reported: not polled any more in this run */
    struct coh_play *next, *prev;
};

/* An answer on its way to the engine. */
struct coh_report {
    struct coh_report *next;
    int64_t operation, time_ms;
    int64_t object;        /* filled in when it is taken */
    int32_t status, alive; /* alive: the answer to a poll */
    int32_t rank;
    int32_t room; /* of detail */
    char detail[];
};

struct coh_loop;    /* loop_linux.c */
struct coh_control; /* control_linux.c */
struct coh_borrow;

struct cohort {
    struct coh_mem mem;
    struct coh_error error;
    char *path; /* as given */
    char *file; /* canonical; NULL: ":memory:" */
    char *actor, *boot_id;
    const char *by;     /* actor of the present input: the handle's, or the socket's peer */
    const char *origin; /* "api" or "socket" */
    uint32_t flags;
    struct coh_engine *engine;
    struct coh_store *store;
    struct coh_clock clock;
    int64_t clock_base, engine_base; /* engine time = engine_base + (clock - clock_base) */
    int virtual_clock, broken;
    int callbacks, processing; /* depth of callbacks; inside cohort_process() */
    atomic_int stop;
    int batch;                    /* enum coh_batch */
    struct coh_error batch_error; /* why it is doomed */
    int64_t retry_ms;             /* engine time before which what could not be stored is not tried again; 0: none */
    struct coh_error trouble;     /* why, while there is such a time */
    int64_t announced;
    struct coh_borrow *borrowed;

    const cohort_profile *profiles[COHORT_PROFILES_MAX]; /* ours: one block each, with their tables */
    const cohort_profile *given[COHORT_PROFILES_MAX];    /* as they were attached */
    int profile_count;
    const char *reacting; /* the profile whose reactor runs; NULL: none */
    int64_t reacting_to;  /* the transition that its requests follow from */
    int reactions;        /* requests of reactors since the last commit */

    void (*on_history)(cohort *h, void *user);
    void *on_history_user;
    void (*on_transition)(void *user, const struct coh_transition *transition);
    void *on_transition_user;

    pthread_mutex_t mutex; /* guards arrived, arrived_last and nothing else */
    struct coh_report *arrived, *arrived_last;
    struct coh_report *taken; /* of the loop's thread: sorted, waiting for their commit */

    struct coh_agent_entry *agents;
    cohort_agent any;
    int has_any, play_all;
    int64_t hosted[COHORT_NODES_MAX];
    int hosted_count;
    struct coh_map plays, operations; /* object -> coh_play; operation -> coh_play */
    struct coh_play *first_play;
    struct coh_play **polls; /* heap by time */
    int poll_count, poll_room, play_count, dead_count;
    int adopting_count;         /* plays whose present state is what was stored, and not seen yet */
    struct coh_action *actions; /* durable, to be performed; action_next is the first that was not */
    int action_count, action_next, action_room;
    const struct coh_play *calling; /* whose callback runs */
    int64_t calling_operation;

    struct coh_loop *loop;
    struct coh_control *control;
};

/* handle.c. Every public call begins with one of these; both clear the error. */
int coh_enter_get(cohort *h);                     /* a getter: what was borrowed stays valid */
int coh_enter(cohort *h);                         /* allowed in callbacks and on read-only handles */
int coh_enter_write(cohort *h);                   /* changes the cluster: neither */
int coh_enter_turn(cohort *h);                    /* as coh_enter_write(); not in a reactor either */
int coh_missing(cohort *h, const char *argument); /* COHORT_ERR_INVALID: "name is NULL" */
int coh_out_of_memory(cohort *h);
/* Take over the buffer's text until the next call that is not a getter. NULL: no memory. */
char *coh_borrow(cohort *h, struct coh_buf *buf);
/* @ret_kind: COH_OBJECT for a kind that is data; *ret_name then is KIND/NAME, borrowed. @name may be NULL (and ret_name). */
int coh_object_arg(cohort *h, const char *kind, const char *name, int *ret_kind, const char **ret_name);
int coh_clock_follow(cohort *h); /* the machine's clock was set: an input */
int coh_find_object(cohort *h, const char *kind, const char *name, struct coh_obj **ret_obj); /* with the sentence */
/* Among groups, resources, nodes, services and group sets, in that order. */
int coh_find_any(cohort *h, const char *name, struct coh_obj **ret_obj);
int coh_not_found(cohort *h, int kind, const char *name);
const struct coh_model *coh_model(const cohort *h);

/* profile.c */
int coh_profile_offers(cohort *h, const char *kind, int is_type); /* its index + 1; 0: nobody does */
int coh_profile_react(cohort *h, int *ret_from);                  /* transitions from *ret_from on; moves it */
void coh_profiles_free(cohort *h);

/* procedure.c */
extern const cohort_kind coh_procedure_kinds[]; /* brought by whoever brings procedures */
extern const int coh_procedure_kind_count;
/* Keep what has become true, and what is no longer. > 0: requests were made. */
int coh_procedures_notice(cohort *h, const struct coh_effects *effects);

/* step.c */
/* Apply at once; durable when it returns 0. */
int coh_request(cohort *h, struct coh_input *input, int64_t *ret_request);
/* A whole public verb, from its checks on. */
int coh_request_maintenance(cohort *h, int kind, const char *name, int on, int64_t duration_ms, int64_t *ret_request);
int coh_request_named(cohort *h, int verb, const char *name, const char *arg, int64_t a, int64_t *ret_request);
int coh_request_list(cohort *h, int verb, int kind, const char *name, const char *const *list, int64_t *ret_request);
int coh_run_queue(cohort *h, int *ret_did); /* timers and answers, as one transaction */

int coh_flush(cohort *h);             /* make the steps since the last commit durable, or undo them */
int coh_tick(cohort *h, int64_t now); /* 1: timers were due and have fired; 0: none was */
int coh_note_bug(cohort *h, int rc);

/* batch.c */
int coh_batch_request(cohort *h, struct coh_input *input, int64_t *ret_request);

/* queue.c */
struct coh_report *coh_report_new(const cohort *h, int64_t operation, int status, int alive, const char *detail);
void coh_report_detail(struct coh_report *report, const char *format, ...) __attribute__((format(printf, 2, 3)));
int coh_queue_empty(cohort *h);
void coh_queue_add_report(cohort *h, struct coh_report *report); /* takes it; from any thread; cannot fail */
void coh_queue_take(cohort *h);                                  /* arrived -> taken, with objects, providers first */
int coh_queue_pick(cohort *h, int64_t operation); /* the status that arrived for it, taken out; -1: none */
void coh_queue_free(cohort *h);

/* play.c: plays and their callbacks */
const cohort_agent *coh_agent_of(const cohort *h, const struct coh_obj *obj); /* NULL: its type has none here */
const char *coh_agent_type(const struct coh_obj *obj);
int coh_play_is_hosted(const cohort *h, int64_t node);
struct coh_play *coh_play_of(const cohort *h, int64_t object);            /* NULL */
int coh_play_make(cohort *h, int64_t object, struct coh_play **ret_play); /* that of an object, made if need be */
void coh_play_set_operation(cohort *h, struct coh_play *play, int64_t operation, int is_run);
/* COHORT_AGENT_DONE, _FAILED; < 0: an error, try again. */
int coh_play_open(cohort *h, struct coh_play *play, int64_t node);
int coh_play_call(cohort *h, struct coh_play *play, int op, int64_t operation, int64_t timeout_ms);
int coh_play_call_poll(cohort *h, struct coh_play *play, int poll);
void coh_play_record(cohort *h, struct coh_play *play, void *record, int64_t size, int64_t operation); /* takes it */
void coh_play_kill(cohort *h, struct coh_play *play); /* off the tables; closed by coh_play_bury() */
void coh_play_bury(cohort *h);
void coh_play_free(cohort *h); /* all: at close */
/* Where a resource or service is, 0: nowhere; *ret_operation: its operation; *ret_up: Online or Running, and nothing
 * in flight. */
int64_t coh_play_where(const struct coh_obj *obj, int64_t *ret_operation, int *ret_op, int *ret_up);

/* act.c: what follows from effects */
int coh_act_prepare(cohort *h, const struct coh_effects *effects); /* memory for coh_act_apply(); may fail */
void coh_act_apply(cohort *h, const struct coh_effects *effects);  /* before coh_engine_commit(); cannot fail */
int coh_act_run(cohort *h, int *ret_did);                          /* perform what is durable */
int coh_act_again(cohort *h); /* after a crash: operations in flight, and what is up is adopted */

/* poll.c */
void coh_poll_schedule(cohort *h, struct coh_play *play, const struct coh_obj *obj, int adopt);
void coh_poll_stop(cohort *h, struct coh_play *play);
void coh_poll_adopted(cohort *h, struct coh_play *play); /* what is stored of it is what is */
int coh_poll_due(cohort *h, int *ret_did);
int64_t coh_poll_deadline(const cohort *h); /* engine time */
void coh_poll_answer(cohort *h, struct coh_play *play, int poll, int status, const char *detail);

/* object.c */
void coh_names_of(struct coh_buf *buf, const struct coh_model *m, const struct coh_ints *ids, const char *between);
const char *coh_persistent_name(int persistent);
/* The resource that drives it now: Online or pending; NULL. */
const struct coh_resource *coh_service_resource(const cohort *h, const struct coh_service *s);

/* cursor.c: built cell by cell; cursor may be NULL, errors stick, coh_cursor_done() tells. */
cohort_cursor *coh_cursor_new(cohort *h);
/* Static texts, NULL-terminated; rows then have one cell for each. */
void coh_cursor_columns(cohort_cursor *cursor, const char *const *names);
void coh_cursor_column(cohort_cursor *cursor, const char *name); /* one more; copied */
#define COH_LIST_PROPERTIES 40 /* that a list of objects of a kind that is data shows */
void coh_cursor_null(cohort_cursor *cursor);
void coh_cursor_int(cohort_cursor *cursor, int64_t value);
void coh_cursor_text(cohort_cursor *cursor, const char *text); /* NULL: none */
void coh_cursor_both(cohort_cursor *cursor, const char *text, int64_t value);
int coh_cursor_rows(const cohort_cursor *cursor); /* 1: it has any */
int coh_cursor_done(cohort *h, cohort_cursor *cursor, cohort_cursor **ret_cursor);

/* loop_linux.c */
struct coh_watch;
typedef void (*coh_ready)(cohort *h, int fd, void *user);
int coh_loop_new(cohort *h);
void coh_loop_free(cohort *h);
void coh_loop_wake(cohort *h); /* from any thread, from signal handlers */
int coh_loop_fd(const cohort *h);
int coh_loop_dispatch(cohort *h); /* what is ready, without waiting */
void coh_loop_wait(cohort *h, int64_t timeout_ms);
int coh_loop_watch(cohort *h, int fd, uint32_t events, int internal, coh_ready ready, void *user);
int coh_loop_change(cohort *h, int fd, uint32_t events);
void coh_loop_unwatch(cohort *h, int fd);
void coh_clock_machine(struct coh_clock *clock);
int64_t coh_monotonic_ms(void);
int coh_boot_id_read(const struct coh_mem *mem, char **ret_text);

/* control_linux.c */
void coh_control_turn(cohort *h);              /* waiting and following connections, after each turn */
int64_t coh_control_deadline(const cohort *h); /* engine time */
void coh_control_free(cohort *h);

#endif
