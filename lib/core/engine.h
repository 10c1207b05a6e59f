/*
 * The engine as the rooms around it see it: (state, input) -> (state', effects).
 *
 * Pure and deterministic: no I/O, no clock, no random numbers, no iteration in pointer or hash order.
 *
 *   coh_engine_step(e, &input, &error)   0: applied; effects were appended.  < 0: refused or out of memory; this step is undone.
 *   ... more steps ...
 *   effects = coh_engine_effects(e)      store them in one transaction, then
 *   coh_engine_commit(e)                 forget the journal; the effects' actions stay readable until the next step, or
 *   coh_engine_rollback(e)               the state is that of the last commit.
 *
 * Steps between a COH_VERB_BEGIN and a COH_VERB_COMMIT are one: they are applied, and settled at the end. They are committed together; when one is
 * refused, all must be rolled back.
 *
 * Timers that are due must be fired by a COH_VERB_TICK before any other input of that time: step() refuses otherwise (COHORT_ERR_BUG). Those that a batch
 * makes due wait for its end.
 */
#ifndef COH_ENGINE_H
#define COH_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/error.h"
#include "util/mem.h"

/* Version of the semantics: replay is promised within one. */
#define COH_SEMANTICS 1

enum coh_kind {
    COH_NONE = 0,
    COH_CLUSTER = 1,
    COH_NODE = 2,
    COH_GROUP = 3,
    COH_RESOURCE = 4,
    COH_TYPE = 5,
    COH_SERVICE = 6,
    COH_GROUPSET = 7,
    COH_AFFINITY = 8,
    COH_KIND = 9,    /* a kind of objects that is data */
    COH_OBJECT = 10, /* an object of such a kind; its name is KIND/NAME */
    COH_KINDS = 11
};
const char *coh_kind_name(int kind);  /* "resource" */
int coh_kind_parse(const char *text); /* COH_NONE: unknown; case ignored */

enum coh_verb {
    COH_VERB_CLUSTER_CREATE = 1, /* name */
    COH_VERB_CREATE,             /* kind, name, list: "Property=Value" */
    COH_VERB_DELETE,             /* kind, name, a: force */
    COH_VERB_RENAME,             /* kind, name, arg: new name */
    COH_VERB_SET,                /* kind, name, list: "Property=Value" */
    COH_VERB_UNSET,              /* kind, name, list: names */
    COH_VERB_GROUP_ONLINE,       /* name, a: COHORT_IGNORE_LOCKED */
    COH_VERB_GROUP_OFFLINE,      /* name, a: COHORT_IGNORE_LOCKED */
    COH_VERB_GROUP_MOVE,         /* name, arg: node or NULL, a: flags */
    COH_VERB_GROUP_MOVE_ALL,     /* arg: node or NULL, a: flags */
    COH_VERB_GROUP_OWNERS,       /* name, list: nodes */
    COH_VERB_GROUP_DEPEND,       /* name, list: groups and group sets */
    COH_VERB_GROUPSET_GROUPS,    /* name, list: groups */
    COH_VERB_GROUPSET_DEPEND,    /* name, list: group sets */
    COH_VERB_RESOURCE_ONLINE,    /* name, a: COHORT_ONLINE_..., COHORT_IGNORE_LOCKED */
    COH_VERB_RESOURCE_OFFLINE,   /* name, a: COHORT_OFFLINE_..., COHORT_IGNORE_LOCKED */
    COH_VERB_RESOURCE_RESTART,   /* name */
    COH_VERB_RESOURCE_FAIL,      /* name */
    COH_VERB_RESOURCE_DEPEND,    /* name, arg: expression; a: 1 a provider that is added, 2 removed */
    COH_VERB_RESOURCE_OWNERS,    /* name, list: nodes */
    COH_VERB_TYPE_OWNERS,        /* name, list: nodes */
    COH_VERB_RESOURCE_REGROUP,   /* name, arg: group */
    COH_VERB_GROUP_CANCEL,       /* name */
    COH_VERB_AFFINITY_GROUPS,    /* name, list: groups */
    COH_VERB_MAINTENANCE,        /* kind, name, a: on, b: for so many milliseconds, 0: until it is ended */
    COH_VERB_SERVICE_START,      /* name */
    COH_VERB_SERVICE_STOP,       /* name, a: dependents too */
    COH_VERB_QUORUM_WITNESS,     /* a: COHORT_WITNESS_..., arg: where */
    COH_VERB_WITNESS_REPORT,     /* a: reachable */
    COH_VERB_QUORUM_FORCE,
    COH_VERB_NODE_UP,      /* list: nodes, arg: boot id */
    COH_VERB_NODE_DOWN,    /* list: nodes, a: in good order, no loss */
    COH_VERB_NODE_ISOLATE, /* list: nodes, a: 1 isolated, 0 back */
    COH_VERB_NODE_START,   /* name, a: COHORT_START_... */
    COH_VERB_NODE_STOP,    /* name */
    COH_VERB_CLUSTER_STOP,
    COH_VERB_CLUSTER_START,
    COH_VERB_NODE_PAUSE, /* name, a: COHORT_PAUSE_..., arg: drain target or NULL, b: within so many milliseconds, 0: no bound */
    COH_VERB_NODE_RESUME,  /* name, a: COHORT_FAILBACK_... */
    COH_VERB_OBJECT_TIMER, /* name: KIND/NAME, a: in so many milliseconds; 0: none */
    COH_VERB_LOG,          /* kind, name, a: id of the event, b: COHORT_SEVERITY_..., arg: text */
    COH_VERB_PRUNE,        /* a: transitions before this one are dropped from the record */
    COH_VERB_COMMIT,       /* what was asked for since begin is settled */
    COH_VERB_REPORT,       /* a: object id, b: operation, c: COHORT_AGENT_..., arg: detail */
    COH_VERB_OPEN,         /* a: wall-clock ms, b: local time less UTC: a program opened the database */
    COH_VERB_BEGIN,        /* nothing is settled until commit: what is asked for in between is one input */
    COH_VERB_CLOCK,        /* a: wall-clock ms, b: local time less UTC: the machine's clock was set */
    COH_VERB_TICK,         /* timers up to time_ms fire */
    COH_VERBS
};
const char *coh_verb_name(int verb);  /* "group online"; as stored */
int coh_verb_parse(const char *text); /* 0: unknown */
int coh_verb_is_request(int verb);    /* 1: asked for by somebody, can be refused */

struct coh_input {
    int64_t time_ms; /* engine time; never before that of the last input */
    int32_t verb;
    int32_t kind;
    const char *name;
    const char *arg;
    const char *const *list; /* NULL-terminated, or NULL */
    int64_t a, b, c;
    const char *origin; /* a static text: the profile that made it in the turn of somebody else; NULL: nobody else */
    int64_t follows;    /* the transition that it is a reaction to; 0: it is a beginning */
};

/* The input as the words of a command line, for people ("group move SSO BTS002"). */
void coh_input_words(struct coh_buf *buf, const struct coh_input *input);

/* Beside COHORT_AGENT_...: the call of an agent did not return in time. Reported by the runtime only. */
#define COHORT_AGENT_OVERDUE 200

enum coh_op { COH_OP_NONE = 0, COH_OP_ONLINE = 1, COH_OP_OFFLINE = 2, COH_OP_TERMINATE = 3 };
const char *coh_op_name(int op);

enum coh_change {
    COH_CHANGE_STATE = 1,
    COH_CHANGE_OWNER,
    COH_CHANGE_CREATED,
    COH_CHANGE_DELETED,
    COH_CHANGE_RENAMED,
    COH_CHANGE_PROPERTY,
    COH_CHANGE_DEPENDS,
    COH_CHANGE_OWNERS,
    COH_CHANGE_PERSISTENT,
    COH_CHANGE_STATUS,
    COH_CHANGE_QUORUM,
    COH_CHANGE_WITNESS,
    COH_CHANGE_GROUP,
    COH_CHANGE_GROUPS, /* of a group set */
    COH_CHANGE_POLICY, /* nothing changed but what will happen: "restart 1 of 1 in 500 ms", "failover to B" */
    COH_CHANGE_TIMER,  /* of an object of a kind that is data: it fired */
    COH_CHANGE_LOGGED, /* an event that a program reported about it */
    COH_CHANGE_MOVED,  /* the one event of a failover or move, when it is over: from, to (the same: the group stayed) */
    COH_CHANGE_CLOCK,  /* the wall clock or its offset from UTC: local time before and after */
    COH_CHANGE_PRUNED, /* the record was shortened: first and last transition that were dropped */
    COH_CHANGES
};
const char *coh_change_name(int change);
int coh_change_parse(const char *text); /* 0: unknown */

/* One change with its cause. Texts are borrowed: valid until commit or rollback. */
struct coh_transition {
    int64_t seq;
    int64_t cause; /* seq of the transition that led to it; 0: the input itself */
    int64_t input; /* seq of the input */
    int64_t time_ms;
    int64_t object;
    int32_t kind;
    int32_t change;
    const char *name;                /* the object's, of the time */
    const char *old_text, *new_text; /* may be NULL */
    int32_t rule;
    int64_t a, b;      /* values that the rule's sentence names */
    const char *s, *t; /* texts that it names; may be NULL */
};
const char *coh_rule_name(int rule);  /* stable id: "restart-threshold" */
int coh_rule_parse(const char *text); /* 0: unknown */
void coh_rule_sentence(struct coh_buf *buf, const struct coh_transition *transition); /* why, without the change */

/* To be done when the effects are durable. */
struct coh_action {
    int32_t kind; /* COH_RESOURCE or COH_SERVICE */
    int32_t op;
    int64_t object;
    int64_t operation;
    int64_t node;
    int64_t timeout_ms;
};

/* One applied input. seq: of the input; the request's id. */
struct coh_applied {
    struct coh_input input; /* texts copied; valid until commit or rollback */
    int64_t seq;
};

#define COH_DIRTY_ROW 1u
#define COH_DIRTY_PROPERTIES 2u
#define COH_DIRTY_DEPENDS 4u
#define COH_DIRTY_NEW 8u
#define COH_DIRTY_DELETED 16u

struct coh_obj; /* model.h */

struct coh_effects {
    const struct coh_applied *inputs;
    int input_count;
    const struct coh_transition *transitions;
    int transition_count;
    struct coh_obj *const *
        dirty; /* each once; its flags: coh_obj_dirty(); the cluster's row is among them whenever anything was applied */
    int dirty_count;
    const struct coh_action *actions;
    int action_count;
};

struct coh_engine;

int coh_engine_new(const struct coh_mem *mem, struct coh_engine **ret_engine); /* an empty cluster, time 0 */
void coh_engine_free(struct coh_engine *e);

int coh_engine_step(struct coh_engine *e, const struct coh_input *input, struct coh_error *error);
const struct coh_effects *coh_engine_effects(struct coh_engine *e); /* of all steps since the last commit */
void coh_engine_commit(struct coh_engine *e);                       /* actions stay readable until the next step */
void coh_engine_rollback(struct coh_engine *e);                     /* all steps since the last commit are undone */

int coh_engine_batch(const struct coh_engine *e); /* 1: between begin and commit */

int64_t coh_engine_now(const struct coh_engine *e);
int64_t coh_engine_deadline(const struct coh_engine *e); /* of the next timer; INT64_MAX: none */
int64_t coh_engine_sequence(const struct coh_engine *e); /* last transition */
int64_t coh_engine_input_sequence(const struct coh_engine *e);

/* Every operation in flight, again, for @node (0: all): after a crash. Appends to *ret_actions (coh_free); sorted by operation. */
int coh_engine_inflight(struct coh_engine *e, int64_t node, struct coh_action **ret_actions, int *ret_count);

/* What became of a request: COHORT_REQUEST_...; *reason is filled. @input: as it was stored. Pure. */
int coh_engine_result(struct coh_engine *e, const struct coh_input *input, struct coh_buf *reason);

/* Digest of the model, without sequence numbers, time and history. COHORT_ERR_NOMEM. */
int coh_engine_digest(struct coh_engine *e, char digest[17]);

/* Every invariant that must hold at the end of a step. COHORT_ERR_BUG with a sentence. Costs a walk over everything. */
int coh_engine_check(struct coh_engine *e, struct coh_error *error);

/* ---- rows: how objects are stored, listed and digested. One table says what a kind's row has (columns.c). ---- */

enum coh_cell_type { COH_CELL_NULL = 0, COH_CELL_INT = 1, COH_CELL_TEXT = 2 };
struct coh_cell {
    int32_t type;
    int64_t num;
    const char *text; /* borrowed: until the next coh_row_get() on this engine, or the next change */
};

#define COH_COLUMN_DIGEST 1u /* part of the digest */
struct coh_column {
    const char *name; /* as in SQL: "state" */
    const char *sql;  /* type and constraints: "TEXT NOT NULL", "INTEGER REFERENCES node(id)" ... */
    const char *meaning;
    uint32_t flags;
    /* core's own: */
    int how;
    size_t offset;
    const char *const *names;
    int first;
};
#define COH_COLUMNS_MAX 48 /* of any kind */
/* The columns of a kind's row. The first two are always id and name. */
const struct coh_column *coh_columns(int kind, int *ret_count);

int64_t coh_obj_id(const struct coh_obj *obj);
int coh_obj_kind(const struct coh_obj *obj);
const char *coh_obj_name(const struct coh_obj *obj); /* a service's: SERVICE alone */
uint32_t coh_obj_dirty(const struct coh_obj *obj);
/* Cells of an object, in the order of coh_columns(); @cells has room for all. COHORT_ERR_NOMEM. */
int coh_row_get(struct coh_engine *e, const struct coh_obj *obj, struct coh_cell *cells);

/* Properties that are set: @index 0..; returns 1 while there is one. type: 'int', 'text', 'list' (items separated by line feeds). */
int coh_property_at(const struct coh_obj *obj, int index, const char **ret_name, const char **ret_type,
                    struct coh_cell *ret_value);
/* Members of a resource's expression: @index 0..; returns 1 while there is one; clause: 0.. */
int coh_dependency_at(const struct coh_obj *obj, int index, int *ret_clause, int64_t *ret_provider);

/* Loading, into a new engine: kinds in the order CLUSTER, NODE, TYPE, GROUP, RESOURCE, SERVICE, GROUPSET, AFFINITY, KIND,
 * OBJECT; then properties, then dependencies (by resource, clause,
 * position), then done(), which derives the rest and checks. COHORT_ERR_DAMAGED with a sentence when rows contradict each other. */
int coh_load_row(struct coh_engine *e, int kind, const struct coh_cell *cells, struct coh_error *error);
int coh_load_property(struct coh_engine *e, int64_t object, const char *name, const char *type,
                      const struct coh_cell *value, struct coh_error *error);
int coh_load_dependency(struct coh_engine *e, int64_t resource, int clause, int64_t provider, struct coh_error *error);
int coh_load_done(struct coh_engine *e, struct coh_error *error);

#endif
