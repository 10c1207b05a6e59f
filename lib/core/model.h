/*
 * The model: cluster, nodes, groups, resources, types, services, and what follows from them.
 *
 * Fields marked (derived) follow from the others and are rebuilt after loading; the rest is in columns.c.
 * Every change goes through journal.h. Lists are kept in the order of ids, so that a model that was loaded walks as one that was not.
 */
#ifndef COH_MODEL_H
#define COH_MODEL_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include <cohort/types.h>

#include "core/engine.h"
#include "util/map.h"

#define COH_NEVER INT64_MAX

/* A list of numbers (ids, times). Never changed in place: replaced. NULL: empty. */
struct coh_ints {
    int32_t count;
    int64_t v[];
};

struct coh_propdef;

struct coh_prop {
    const struct coh_propdef *def; /* NULL: not a property that core knows */
    const char *name;
    int32_t type; /* enum coh_value_type */
    int64_t num;
    const char *text; /* lists: items separated by line feeds */
};
/* Properties that differ from their defaults, by name. One block; never changed in place: replaced. */
struct coh_props {
    int32_t count;
    struct coh_prop v[];
};

struct coh_obj {
    int64_t id;
    char *name;
    struct coh_props *props;
    int64_t last; /* seq of the last transition about it */
    int64_t a, b; /* values of its reason */
    char *s;      /* text of its reason; NULL */
    int32_t rule; /* why it is as it is */
    uint8_t kind;
    uint8_t gone;  /* deleted; freed at commit */
    uint8_t dirty; /* COH_DIRTY_... since the last commit */
    uint8_t pad;
};

enum coh_timer_kind {
    COH_TIMER_NONE = 0,
    COH_TIMER_PENDING = 1,     /* an operation must answer */
    COH_TIMER_HELD = 2,        /* a stop waits for services outside */
    COH_TIMER_RESTART = 3,     /* RestartDelay */
    COH_TIMER_RETRY = 4,       /* RetryPeriodOnFailure */
    COH_TIMER_RECOVERY = 5,    /* RecoveryDelay of a service */
    COH_TIMER_FAILBACK = 6,    /* the failback window of a group opens */
    COH_TIMER_MAINTENANCE = 7, /* maintenance is over */
    COH_TIMER_QUARANTINE = 8,  /* a node's quarantine is over */
    COH_TIMER_OBJECT = 9,      /* of an object whose kind is data: what it means is a profile's */
    COH_TIMER_WAIT = 10,       /* the longest time that a group waits to start */
    COH_TIMER_DRAIN = 11       /* a node's drain has lasted too long */
};

struct coh_timer {
    int64_t deadline_ms;
    struct coh_obj *obj;
    int32_t kind;  /* NONE: not armed */
    int32_t place; /* in the heap; -1 */
};

/* A stop that is under way: first what can leave leaves, then what is left stops. */
enum coh_stopping { COH_STOPPING_NONE = 0, COH_STOPPING_DRAIN = 1, COH_STOPPING_REST = 2 };
enum { COH_LANES = 4 }; /* classes of Priority: 3000, 2000, 1000, 0 */

struct coh_node {
    struct coh_obj o;
    int32_t state;
    int32_t status;
    int32_t stopped;         /* an administrator's stop: it stays out until it is started */
    int32_t stopping;        /* enum coh_stopping */
    int32_t waiting;         /* Down, and reported up: it is kept out, by a stop or a quarantine */
    int32_t prevent;         /* started so that it joins and does not form: no vote until there is quorum */
    struct coh_ints *losses; /* times of the unexpected ones of the last hour */
    struct coh_timer timer;  /* the end of its quarantine, or of the time for its drain */
    char *boot_id;
    int32_t vote;                                   /* in force: with DynamicQuorum it follows the members */
    int32_t paused;                                 /* an administrator said so; survives a reboot */
    int32_t drain;                                  /* COHORT_DRAIN_... */
    int32_t drain_flags;                            /* COHORT_PAUSE_... */
    int32_t drain_error;                            /* Windows' number of why it failed; 0 */
    int64_t drain_target;                           /* id of a node; 0: the best one for each group */
    struct coh_service *services, *services_last;   /* (derived) */
    const char *domain;                             /* (derived) FaultDomain; NULL: none */
    int32_t group_count, coming;                    /* (derived) owned groups, and groups on their way to it */
    int32_t queued[COH_LANES], starting[COH_LANES]; /* (derived) its groups by priority class: wait.c */
};

enum coh_move {
    COH_MOVE_NONE = 0,
    COH_MOVE_ASKED = 1,
    COH_MOVE_FAILOVER = 2,
    COH_MOVE_DRAIN = 3,
    COH_MOVE_RETURN = 4,
    COH_MOVE_FAILBACK = 5,
    COH_MOVE_BACK = 6 /* after a move that failed */
};

/* What a group that should start waits for: wait.c. */
enum coh_wait {
    COH_WAIT_NONE = 0,
    COH_WAIT_OWNER = 1,   /* its DefaultOwner, when the cluster forms */
    COH_WAIT_QUEUE = 2,   /* groups of higher priority that start on its node */
    COH_WAIT_START = 3,   /* nothing: it starts, and those of lower priority wait for it */
    COH_WAIT_DEPENDS = 4, /* groups and group sets that it depends on; then the queue */
    COH_WAIT_ASKED = 5    /* the same, as an administrator asked for: no queue */
};

/* Maintenance: a resource, or all of a group, is left alone. */
struct coh_care {
    struct coh_timer until;
    int64_t seq; /* the transition that began it */
    uint8_t on;
};

struct coh_group {
    struct coh_obj o;
    struct coh_node *owner; /* NULL: none yet */
    struct coh_node *dest;  /* NULL: not moving */
    int32_t move;           /* enum coh_move */
    int32_t persistent;
    int32_t state;                /* as last recorded; follows from the counters */
    struct coh_timer timer, gate; /* gate: the end of its wait */
    struct coh_care care;         /* maintenance */
    int32_t wait;                 /* enum coh_wait */
    int32_t lane;                 /* (derived) priority class in which its node counts it */
    int32_t later, later_flags;   /* enum coh_move: a move that waits until it can happen */
    struct coh_node *later_to;    /* NULL: the best one of then */
    struct coh_ints *back;        /* nodes that came back: one of them it fails back to, when it can */
    struct coh_node *beside;      /* an administrator put it there in spite of a hard bond */
    struct coh_node *return_to;   /* it is on probation where it is: back there if it does not work */
    struct coh_ints *after;       /* ids of the groups and group sets that it waits for */
    struct coh_ints *users;       /* (derived) ids of the groups that wait for it */
    struct coh_groupset *set;     /* (derived) the set that it is in; NULL */
    int32_t stands;               /* (derived) down, coming up, up: where somebody counts or waits */
    int64_t mark;                 /* scratch of walks */
    int height;
    struct coh_node *drained_from;     /* where a drain took it from: resume may bring it back */
    char *left, *left_why;             /* it arrived and has not come to rest: from where, and the sentence */
    int64_t left_seq;                  /* the transition of its arrival */
    int32_t left_rule;                 /* and its rule */
    struct coh_ints *preferred;        /* node ids */
    struct coh_ints *failovers;        /* times */
    struct coh_ints *tried;            /* node ids of this series */
    struct coh_resource *first, *last; /* (derived) members */
    struct coh_group *prev, *next;     /* (derived) all groups */
    int32_t count, online, failed, pending, busy; /* (derived) members; busy: something may still run */
    uint8_t runs;                                 /* (derived) members may be online on the owner */
    uint8_t starts;                               /* (derived) and may be brought online there: it is not paused */
    uint8_t frozen;                               /* (derived) the owner is isolated: nothing is decided */
    uint8_t queued;                               /* bits: 1 to settle, 2 to look at its wait */
    uint8_t asked;                                /* scratch of move.c */
    uint8_t off;   /* it came to its owner by itself, and nothing starts it by itself: Priority 0 or ColdStartSetting */
    uint8_t admin; /* an administrator asked for it to be online and that has not been reached yet */
    int64_t qcause, gcause;
};

enum coh_hold {
    COH_HOLD_NONE = 0,
    COH_HOLD_RESTART = 1, /* waits for RestartDelay */
    COH_HOLD_FINAL = 2,   /* the policy has given up (a retry may be armed) */
    COH_HOLD_HERE = 3,    /* cannot come online on this node */
    COH_HOLD_ANYWHERE = 4 /* cannot come online on any node */
};

struct coh_edge {
    struct coh_resource *provider;
    struct coh_clause *clause;
    struct coh_edge *prev, *next; /* the provider's dependents, by the dependent's id */
};
struct coh_clause {
    struct coh_resource *dependent;
    struct coh_edge *edges;
    int32_t count;
    int32_t online; /* members Online */
    int32_t open;   /* members that are not blocked */
};
/* A resource's expression: one block; never changed but for the counters and links: replaced. */
struct coh_depends {
    int32_t clause_count, edge_count;
    struct coh_clause *clauses;
    struct coh_edge *edges;
};

struct coh_resource {
    struct coh_obj o;
    struct coh_group *group;
    struct coh_type *type;
    int32_t state;
    int32_t persistent;
    int32_t hold;
    int32_t op;    /* in flight */
    int64_t op_id; /* of the operation in flight, or of the online of the present run */
    struct coh_timer timer;
    struct coh_care care;        /* maintenance */
    char *lock;                  /* why its agent keeps it as it is; NULL: it does not */
    struct coh_ints *restarts;   /* times of failures that led to restarts */
    struct coh_ints *possible;   /* node ids; NULL: all */
    struct coh_depends *depends; /* (derived from rows) */
    struct coh_edge *dependents; /* (derived) */
    struct coh_edge *dependents_last;
    struct coh_resource *prev, *next; /* (derived) of the group */
    const char *drives;               /* (derived) service name; NULL: none */
    int64_t qcause;                   /* why it is in the queue */
    const char *qtext;
    int64_t mark; /* scratch of walks */
    int32_t depth, qrule;
    int32_t unmet;    /* (derived) clauses without an Online member */
    int32_t shut;     /* (derived) clauses whose members are all blocked */
    int32_t pullers;  /* (derived) edges from wanted dependents */
    int32_t leaving;  /* (derived) edges from dependents on their way down */
    uint8_t lost;     /* it ended during maintenance: a failure when that is over */
    uint8_t stopped;  /* stop mark */
    uint8_t kept;     /* online against its persistent state: stays until it is taken offline or its group leaves */
    uint8_t force;    /* its stop is a termination */
    uint8_t again;    /* it is taken offline to be brought online again */
    uint8_t admin;    /* an administrator's online that has not been reached yet */
    uint8_t embedded; /* something inside it has failed */
    uint8_t blocked;  /* (derived) stopped, or shut > 0 */
    uint8_t wanted;   /* (derived) should be online wherever the group runs */
    uint8_t going;    /* (derived) on its way down: counted in the providers' leaving */
    uint8_t queued;   /* bits: 1 to decide, 2 to issue */
};

struct coh_type {
    struct coh_obj o;
    struct coh_defs *defs;             /* (derived) what its Properties say of its resources */
    const struct coh_builtin *builtin; /* NULL: data */
    struct coh_type *next;
    struct coh_ints *possible; /* node ids; NULL: all */
    int32_t resource_count;    /* (derived) */
};

struct coh_service {
    struct coh_obj o;
    struct coh_node *node;
    int32_t state;
    int32_t
        goal; /* enum coh_op: NONE, ONLINE (a start waits for what it needs), OFFLINE (a stop waits for who needs it) */
    int32_t op;
    int32_t by; /* enum coh_by */
    int64_t op_id;
    char *full; /* (derived) SERVICE@NODE */
    char *identity;
    struct coh_ints *needs; /* service ids */
    struct coh_timer timer;
    struct coh_service *prev, *next;           /* (derived) all, by id */
    struct coh_service *node_prev, *node_next; /* (derived) of the node */
    struct coh_ints *users;                    /* (derived) ids of who needs it */
    int32_t user_count;
    int32_t depth, qrule; /* scratch */
    int64_t qcause;
    int64_t mark; /* scratch of walks */
    uint8_t queued;
};

enum coh_by {
    COH_BY_NONE = 0,
    COH_BY_CLUSTER = 1,
    COH_BY_MANUAL = 2,
    COH_BY_BOOT = 3,
    COH_BY_NEEDS = 4,
    COH_BY_RECOVERY = 5
};

/* What kinds have that stand in one list and nothing else: in the order of ids. */
struct coh_link {
    struct coh_obj o;
    struct coh_link *prev, *next; /* (derived) all of the kind */
};

/* Groups whose start others may wait for. */
struct coh_groupset {
    struct coh_link link;
    struct coh_ints *groups; /* ids of its groups */
    struct coh_ints *after;  /* ids of the sets that its groups wait for */
    struct coh_timer timer;  /* StartupDelay */
    int32_t state;           /* COHORT_GROUPSET_... */
    int64_t since_ms;        /* when enough of its groups had come up */
    struct coh_ints *users;  /* (derived) ids of the groups and sets that wait for it */
    int32_t up, coming;      /* (derived) its groups that are online, and that are starting */
    uint8_t global;          /* (derived) IsGlobal */
    int64_t mark;            /* scratch of walks */
    int height;
};

/* Groups that are kept together or apart: what it says is in its properties; what follows is in the model's bonds. */
struct coh_affinity {
    struct coh_link link;
    struct coh_ints *groups; /* ids of its groups */
};

/* A kind of objects that an input brought: what its objects have is data. */
struct coh_custom_kind {
    struct coh_link link;
    struct coh_defs *defs; /* (derived) of its Properties */
    int32_t count;         /* (derived) objects of it */
};
struct coh_custom {
    struct coh_link link;
    struct coh_custom_kind *kind;
    char *full; /* (derived) KIND/NAME */
    struct coh_timer timer;
};

/* An affinity rule that is in force, or a class name that groups share. */
struct coh_bond {
    const char *name;     /* of the rule or class; within the block */
    int32_t rule;         /* 0: a class */
    int32_t type;         /* COHORT_AFFINITY_... */
    int32_t apart, hard;  /* hard: a condition, not a wish */
    int32_t first, count; /* its groups, in members */
};
struct coh_bonded {
    struct coh_group *group;
    int32_t bond; /* index */
};
/* All bonds: one block; never changed: replaced. */
struct coh_bonds {
    struct coh_bonded *members, *of_groups; /* the same memberships, by bond and group id, and by group id and bond */
    int32_t memberships, count;
    struct coh_bond v[];
};

struct coh_cluster {
    struct coh_obj o;
    int32_t created; /* an administrator named it */
    int32_t witness, witness_up;
    char *witness_name;
    int32_t quorum;   /* as last recorded; follows from votes */
    int32_t formed;   /* there has been quorum once: dynamic votes are those of its members then */
    int32_t stopping; /* it is being stopped as a whole: its nodes are Down when nothing runs on any of them */
    int32_t forced;   /* quorum was forced, and the configured votes are no majority yet */
    int32_t witness_vote;
    int64_t now_ms, wall_offset_ms, utc_offset_ms;
    int64_t next_id, next_op, input_seq, transition_seq;
    int64_t pruned; /* transitions before this one were dropped from the record; 0: none */
};

struct coh_model {
    const struct coh_mem *mem;
    struct coh_cluster *cluster;
    struct coh_node *nodes[COHORT_NODES_MAX]; /* by id */
    int32_t node_count;
    struct coh_group *groups, *groups_last;
    struct coh_type *types; /* builtin ones first */
    struct coh_service *services, *services_last;
    struct coh_link *first[COH_KINDS], *last[COH_KINDS]; /* of group sets and affinity rules */
    int64_t group_count, resource_count, service_count;
    struct coh_bonds *bonds; /* (derived) NULL: none */
    int64_t later_count;     /* (derived) groups with a move that waits */
    int32_t global_count;    /* (derived) group sets that are global */
    struct coh_map by_id;
    struct coh_map names[COH_KINDS]; /* services: by SERVICE@NODE */
    struct coh_map drivers;          /* service name -> resource */
    struct coh_timer **heap;
    int32_t heap_count, heap_room;
    int32_t timer_count; /* timers that exist: the heap always has room for them */
};

struct coh_resource *coh_find_resource(const struct coh_model *m, const char *name);
struct coh_group *coh_find_group(const struct coh_model *m, const char *name);
struct coh_node *coh_find_node(const struct coh_model *m, const char *name);
struct coh_type *coh_find_type(const struct coh_model *m, const char *name);
/* "SERVICE@NODE" */
struct coh_service *coh_find_service(const struct coh_model *m, const char *full_name);
struct coh_service *coh_service_on(const struct coh_model *m, const struct coh_node *node, const char *name);
struct coh_obj *coh_find(const struct coh_model *m, int kind, const char *name);
struct coh_obj *coh_by_id(const struct coh_model *m, int64_t id);
/* The resource that drives a service of that name, if its group is owned by that node; NULL. */
struct coh_resource *coh_driver_of(const struct coh_model *m, const struct coh_service *service);
/* SERVICE@NODE or the plain name. */
const char *coh_full_name(const struct coh_obj *obj);

const struct coh_model *coh_engine_model(const struct coh_engine *e);

int coh_group_state(const struct coh_group *g); /* from the members' counters */
const char *coh_resource_state_name(int state);
const char *coh_group_state_name(int state);
const char *coh_node_state_name(int state);
const char *coh_groupset_state_name(int state);
const char *coh_service_state_name(int state);
const char *coh_by_name(int by); /* NULL for COH_BY_NONE */
const char *coh_witness_name(int witness);

/* An object of any kind, also of one that is data; NULL. */
struct coh_obj *coh_find_of(const struct coh_model *m, const char *kind, const char *name);
/* What is defined of an object's properties beside core's own table; NULL: nothing. */
const struct coh_defs *coh_defs_of(const struct coh_obj *obj);
int coh_value_type_parse(const char *name); /* 0: there is no such type */
const char *coh_value_type_name(int type);  /* "int", "text", "list", "bool", "binary", "ref", "refs" */
/* It waits to start: its resources are held back. */
int coh_held_back(const struct coh_group *g);
int coh_may_start(const struct coh_group *g); /* nothing keeps its resources from coming online on its owner */
/* The node where it is to be when the cluster forms; NULL. */
struct coh_node *coh_default_owner(const struct coh_model *m, const struct coh_group *g);

/* It, or its group, is left alone. */
int coh_in_maintenance(const struct coh_resource *r);
/* That of the object, or of its group; NULL: it is in none. */
const struct coh_care *coh_care_of(const struct coh_obj *obj);

/* Status bits, COHORT_NODE_STATUS_..., COHORT_GROUP_STATUS_... and COHORT_RESOURCE_STATUS_...; derived. */
int coh_node_status(const struct coh_node *node);
int coh_groupset_status(const struct coh_groupset *s);
int coh_group_status(const struct coh_model *m, const struct coh_group *g);
int coh_resource_status(const struct coh_resource *r);
/* The names of the bits that are set: @index 0..; NULL beyond. @kind: COH_NODE, COH_GROUP or COH_RESOURCE. */
const char *coh_status_name(int kind, int status, int index);

/* Votes present and of all, by the present node states. */
void coh_votes(const struct coh_model *m, int *ret_up, int *ret_total);

/* "([A]) and ([B] or [C])"; "" without dependencies. */
void coh_depend_print(struct coh_buf *buf, const struct coh_resource *r);
/* The sentence of an object's reason: why it is as it is now. */
void coh_reason(struct coh_buf *buf, const struct coh_model *m, const struct coh_obj *obj);
/* Who wants it online: "the persistent state of its group is Online". 0: nobody does. */
int coh_wanted_words(struct coh_buf *buf, const struct coh_resource *r);

/* How often a policy has acted within its window, and how often it may. */
struct coh_used {
    int count;
    int64_t limit, window_ms;
};
struct coh_used coh_restarts_used(const struct coh_resource *r, int64_t now_ms);
struct coh_used coh_failovers_used(const struct coh_model *m, const struct coh_group *g, int64_t now_ms);
/* The name that the service of this resource goes by: its Network Name's, or the node's. */
const char *coh_identity(const struct coh_model *m, const struct coh_resource *r);

/* ---- properties (props.c) ---- */

enum coh_value_type {
    COH_VALUE_INT = 1,
    COH_VALUE_TEXT = 2,
    COH_VALUE_LIST = 3,
    COH_VALUE_BOOL = 4,
    COH_VALUE_BINARY = 5, /* text: hexadecimal digits */
    COH_VALUE_REF = 6,    /* num: id of an object */
    COH_VALUE_REFS = 7    /* text: ids, separated by line feeds */
};

#define COH_PROP_PRIVATE 1u      /* Parameters.X of a type */
#define COH_PROP_OFFLINE_ONLY 2u /* set only while the resource is Offline or Failed */
#define COH_PROP_NEXT_ONLINE 8u  /* effective at the next online */
#define COH_PROP_NUMBERED 16u    /* a choice may be given as its number, from 0 */
#define COH_PROP_UNIQUE 32u      /* together with all others that are marked so */

enum coh_prop_scope {
    COH_SCOPE_ALL = 0,
    COH_SCOPE_DRIVES,  /* types that drive a service */
    COH_SCOPE_PROGRAM, /* types that run a command line */
    COH_SCOPE_SCRIPT,
    COH_SCOPE_ADDRESS,     /* types of class IP address */
    COH_SCOPE_NETWORK_NAME /* types of class network name */
};

struct coh_propdef {
    int32_t id; /* enum coh_prop_id; COH_P_NONE: it is data */
    uint8_t kind;
    uint8_t type;
    uint16_t flags;
    const char *name;
    const char *unit; /* "ms", "h", ""... */
    int64_t min, max, fallback;
    const char *fallback_text;
    uint8_t scope;       /* enum coh_prop_scope: which types' resources have it */
    const char *choices; /* texts only: "Auto|Manual|Disabled"; NULL: any */
    const char *meaning;
    const char *of; /* references: the kind of what they refer to */
};

/* Definitions that are data: of an object's kind, or of a resource's type. One block with its texts. */
struct coh_defs {
    int32_t count;
    struct coh_propdef v[];
};

enum coh_prop_id {
    COH_P_NONE = 0,
    COH_P_DESCRIPTION,
    COH_P_RESTART_ACTION,
    COH_P_RESTART_THRESHOLD,
    COH_P_RESTART_PERIOD,
    COH_P_RESTART_DELAY,
    COH_P_RETRY_PERIOD,
    COH_P_PENDING_TIMEOUT,
    COH_P_LOOKS_ALIVE,
    COH_P_IS_ALIVE,
    COH_P_FAILOVER_THRESHOLD,
    COH_P_FAILOVER_PERIOD,
    COH_P_DRIVES,
    COH_P_CLASS,
    COH_P_REQUIRED,
    COH_P_NODE_WEIGHT,
    COH_P_START,
    COH_P_COMMAND_LINE,
    COH_P_CURRENT_DIRECTORY,
    COH_P_SERVICE_NAME,
    COH_P_USE_NETWORK_NAME,
    COH_P_ON_RUNNING,
    COH_P_SCRIPT,
    COH_P_ADDRESS,
    COH_P_SUBNET_MASK,
    COH_P_NETWORK,
    COH_P_NAME,
    COH_P_HOSTS_FILE,
    COH_P_LOG_LIMIT,
    COH_P_PRIORITY,
    COH_P_COLD_START,
    COH_P_AUTO_FAILBACK,
    COH_P_FAILBACK_START,
    COH_P_FAILBACK_END,
    COH_P_LOCKED,
    COH_P_ANTI_AFFINITY,
    COH_P_ENFORCED,
    COH_P_RULE_TYPE,
    COH_P_ENABLED,
    COH_P_SOFT,
    COH_P_FAULT_DOMAIN,
    COH_P_PREFERRED_SITE,
    COH_P_AVOID,
    COH_P_DYNAMIC_QUORUM,
    COH_P_LOWER_NODE,
    COH_P_RECOVERY,
    COH_P_RECOVERY_DELAY,
    COH_P_ON_NEED_LOST,
    COH_P_DISPLAY_NAME,
    COH_P_HELD_STOP,
    COH_P_DRAIN_ON_SHUTDOWN,
    COH_P_QUARANTINE_THRESHOLD,
    COH_P_QUARANTINE_DURATION,
    COH_P_IGNORE_PERSISTENT,
    COH_P_INSTANCES,
    COH_P_PROPERTIES,
    COH_P_DEFAULT_OWNER,
    COH_P_WAIT_DELAY,
    COH_P_DEADLOCK_TIMEOUT,
    COH_P_EMBEDDED_ACTION,
    COH_P_DEPENDENCY_TIMEOUT,
    COH_P_STARTUP_SETTING,
    COH_P_STARTUP_COUNT,
    COH_P_STARTUP_DELAY,
    COH_P_IS_GLOBAL,
    COH_P_NONE_LAST
};

/* All definitions: the table that the manual's is made from. */
const struct coh_propdef *coh_propdef_at(int index); /* 0..; NULL beyond */
/* Definition of a name ("X" or "Parameters.X") on an object; NULL: core does not know it. */
const struct coh_propdef *coh_propdef_find(const struct coh_obj *obj, const char *name);
/* That an object has no such property, for a sentence, and which it has whose name is nearly that. */
void coh_unknown_words(struct coh_buf *buf, const struct coh_obj *obj, const char *name);
/* Values in force: set on the object, else its type's (poll intervals, PendingTimeout), else the default. */
int64_t coh_prop_int(const struct coh_obj *obj, int prop_id);
const char *coh_prop_text(const struct coh_obj *obj, int prop_id);         /* never NULL */
int coh_prop_choice(const struct coh_obj *obj, int prop_id);               /* index among its choices */
int coh_prop_is(const struct coh_obj *obj, int prop_id, const char *text); /* case ignored */
/* The longest time between signs of progress of an operation: PendingTimeout, and DeadlockTimeout where that is shorter. */
int64_t coh_op_timeout(const struct coh_obj *obj);
const struct coh_prop *coh_prop_set_at(const struct coh_obj *obj, const char *name); /* as set; NULL */
/*
 * The values with which what runs was started: those in force of a run. A property that is effective at the next online and was changed meanwhile
 * has a second entry, named "=" and its name, which goes when nothing runs any more; without one, or a run, they are the values above.
 */
int64_t coh_run_int(const struct coh_obj *obj, int prop_id);
const char *coh_run_text(const struct coh_obj *obj, int prop_id); /* never NULL */
int coh_prop_is_held(const struct coh_prop *prop);                /* it is such an entry */
/* Its value in force, where it is not the one that is set; NULL: it is. */
const struct coh_prop *coh_prop_held(const struct coh_obj *obj, const struct coh_propdef *def);
int coh_run_format(struct coh_buf *buf, const struct coh_model *m, const struct coh_obj *obj, const char *name);
/* Value of any property, known or not, as text; COHORT_ERR_NOT_FOUND. */
int coh_prop_format(struct coh_buf *buf, const struct coh_model *m, const struct coh_obj *obj, const char *name);

#endif
