/*
 * The simulator from inside: a handle on ":memory:" with a virtual clock, and a scripted world that its agents act in.
 *
 *   sim.c       time: process, jump to the next event, until it is quiet; the transcript of transitions
 *   world.c     what runs where; agents; the queue of events
 *   script.c    lines that only a simulation has
 *   line.c      one line: the simulation's or the command language's
 *   scenario.c  files: commands, ----, expected output
 */
#ifndef COH_SIM_INNER_H
#define COH_SIM_INNER_H

#include <stdint.h>

#include <cohort/sim.h>

#include "runtime/runtime.h"
#include "util/buf.h"
#include "util/error.h"
#include "util/mem.h"

#define COH_SIM_TAKES_MS 10 /* a start or a stop, unless "behave" says otherwise */
#define COH_SIM_LEASE_MS                                                                                               \
    30000 /* after which a node without the others has stopped itself, unless "lease=" says otherwise */
#define COH_SIM_STEPS_MAX 1000000 /* at one time: beyond, it does not settle */
#define COH_SIM_MOMENTS_MAX                                                                                            \
    10000 /* of one line, without a scripted failure, and 10 for each object: beyond, it is left */

/* The next operations of a thing that go wrong, on a node (0: on every node). */
struct coh_fault {
    int64_t thing; /* id of the resource or service */
    int64_t node;
    int64_t times; /* left; -1: always */
    int status;    /* COHORT_AGENT_...; COHORT_AGENT_LATER: no answer */
};

/* How long operations take: of a thing, or of all things of a type. */
struct coh_pace {
    int64_t thing; /* 0: by type */
    char *type;
    int64_t online_ms, offline_ms;
    int64_t progress_ms; /* between signs of progress; 0: none */
};

/* A resource or a service, as the world has it. */
struct coh_thing {
    int64_t id;
    int64_t run_node, run;   /* where a process of it lives, and the online operation that started it; 0: none */
    int64_t operation, node; /* asked for and not answered; 0: none */
    int op;
    int held, held_status; /* the answer is ready and its node is isolated */
    int64_t silent_run;    /* the run that does not say that it is well; 0: none */
    int silent;            /* COHORT_AGENT_...: what checks of it answer */
};

enum coh_event_kind {
    COH_EVENT_ANSWER = 1,
    COH_EVENT_DEATH = 2,
    COH_EVENT_LEASE = 3,
    COH_EVENT_INSIDE = 4,  /* status: COHORT_AGENT_... */
    COH_EVENT_PROGRESS = 5 /* a sign of progress, and again as long as the operation lasts */
};

struct coh_event {
    int64_t time_ms, seq;
    int64_t thing, operation, node;
    int kind, status;
};

struct cohort_sim {
    struct coh_mem mem;
    cohort *h;
    int64_t now_ms, event_seq;
    int64_t origin_ms;       /* engine time that transcripts count from */
    int64_t wall_ms, utc_ms; /* wall clock less virtual time; local time less UTC */
    int64_t boots;
    int64_t parted[COHORT_NODES_MAX]; /* nodes that a partition cut off */
    int parted_count, lease_over;     /* lease_over: they have stopped themselves */
    struct coh_thing *things;
    struct coh_event *events; /* by (time, seq) */
    struct coh_fault *faults;
    struct coh_pace *paces;
    int thing_count, thing_room, event_count, event_room, fault_count, fault_room, pace_count, pace_room;
    struct coh_buf text; /* of the present line */
    uint64_t persistent; /* of the last check */
    int64_t checked;     /* input after which the invariants were checked last */
    int hide;            /* the present line configures: what it creates and sets is not told */
    int bug;
    char **batch; /* "batch" and the lines since begin; NULL: none is open */
    int batch_count, batch_room;
    int64_t request; /* whose outcome is awaited; 0: none */
    int result;      /* its first outcome: what a waiting command would have seen */
    struct coh_buf reason;
    int error; /* sticky: COHORT_ERR_NOMEM in a callback */
};

/* @allocator: of the handle only; NULL: malloc. */
int coh_sim_new(const cohort_allocator *allocator, cohort_sim **ret_sim);
const struct coh_model *coh_sim_model(const cohort_sim *sim);
void coh_sim_bug(cohort_sim *sim, const char *format, ...) __attribute__((format(printf, 2, 3)));
void coh_sim_note(cohort_sim *sim, const char *format, ...) __attribute__((format(printf, 2, 3))); /* "[  time] ..." */
int coh_sim_check(cohort_sim *sim); /* the engine's invariants */
int coh_sim_work(cohort_sim *sim);  /* all that is due now */
int coh_sim_quiet(cohort_sim *sim); /* until nothing is outstanding */
void coh_sim_look(cohort_sim *sim); /* at the awaited request */
int coh_sim_until(cohort_sim *sim, int64_t time_ms);
int coh_sim_grow(cohort_sim *sim, void *array, int count, int *room, size_t size);

/* world.c */
int coh_world_begin(cohort_sim *sim, int polls); /* agents; @polls: that are asked whether it is well */
int coh_world_found(cohort_sim *sim);            /* what the model says that runs, runs */
int coh_world_silent(cohort_sim *sim, int64_t thing, int status);
void coh_world_lost(cohort_sim *sim, int64_t node); /* its processes are dead */
int coh_world_back(cohort_sim *sim, int64_t node);  /* its answers arrive */
int coh_world_add(cohort_sim *sim, int64_t delay_ms, int kind, int64_t thing, int64_t operation, int64_t node,
                  int status);
int coh_world_deliver(cohort_sim *sim, int *ret_did); /* events that are due */
int coh_world_outstanding(cohort_sim *sim);
int coh_world_scripted(const cohort_sim *sim); /* a failure that a line has asked for is to come */
void coh_world_forget_lease(cohort_sim *sim);  /* contact is back in time */
int coh_world_fault(cohort_sim *sim, int64_t thing, int64_t node, int64_t times, int status);
int coh_world_pace(cohort_sim *sim, int64_t thing, const char *type, const struct coh_pace *pace); /* -1: as it was */

/* script.c: 1: it was one of the simulation's lines and is done; 0: it is not one. */
int coh_script_line(cohort_sim *sim, int count, char **words, int *ret_rc);
/* line.c */
void coh_sim_batch_free(cohort_sim *sim);

#endif
