/**
 * @file agent.h
 * Agents: what brings resources and services online on a node.
 *
 * An agent is a resource type in code: a table of callbacks. Callbacks run inside cohort_process(), on the handle that plays the node. Each may answer
 * now, through its result, or return COHORT_AGENT_LATER and answer with cohort_agent_report(), from any thread.
 *
 * An operation is asked for *after* the decision is durable, and at least once: after a crash it is asked for again with the same operation id,
 * so an agent must recognise what it has done (cohort_agent_record()). An answer with an id that is no longer awaited is ignored.
 */
#ifndef COHORT_AGENT_H
#define COHORT_AGENT_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What an agent is called for. Valid during the call only; text is borrowed for the call. */
typedef struct cohort_target {
    uint32_t struct_size;
    int64_t operation;      /**< Durable operation id. For polls and open: of the online operation of the present run, or 0. */
    int64_t id;             /**< The resource's or service's id. */
    const char *kind;       /**< "resource" or "service". */
    const char *name;       /**< Of the resource, or SERVICE@NODE. */
    const char *type;       /**< The resource's type; "Service". */
    const char *node;       /**< The node that it is on. */
    const char *identity;   /**< Name that a program goes by: the network name, or the node's. */
    const char *service;    /**< For a service: its name without the node; else NULL. */
    int64_t timeout_ms;     /**< PendingTimeout of this operation. */
    const void *record;     /**< What cohort_agent_record() stored last for this object on this node; NULL: nothing. */
    int64_t record_size;
    int64_t record_operation; /**< The operation that it was stored for. */
    int state;              /**< COHORT_RESOURCE_... or COHORT_SERVICE_...: as the cluster sees it. */
} cohort_target;

/**
 * The table. Zero-fill, set struct_size. online and offline are required; terminate is what offline does if it is NULL; others may be NULL.
 * @p instance is what open() gave (NULL without open()).
 */
typedef struct cohort_agent {
    uint32_t struct_size;
    void *user; /**< Given back to open(). */
    /** The handle begins to play this object on its node; before every other call. May set *ret_instance. Result: COHORT_AGENT_DONE or _FAILED. */
    int (*open)(cohort *h, void *user, const cohort_target *target, void **ret_instance);
    /** The handle has done with it (deleted, another node, closing). What runs must go on running. */
    void (*close)(cohort *h, void *instance);
    int (*online)(cohort *h, void *instance, const cohort_target *target);
    int (*offline)(cohort *h, void *instance, const cohort_target *target);
    /** End it at once. May come at any time, also during another operation, which then needs no answer. */
    int (*terminate)(cohort *h, void *instance, const cohort_target *target);
    /** Quick look, each LooksAlivePollInterval. DONE, FAILED (then is_alive is asked at once) or LATER. */
    int (*looks_alive)(cohort *h, void *instance, const cohort_target *target);
    /** Thorough look, each IsAlivePollInterval, and once when a program that was restarted adopts what runs. DONE, FAILED, DIED or LATER. */
    int (*is_alive)(cohort *h, void *instance, const cohort_target *target);
    /** The handle needs @p user no more: it is being closed (after every close()), or the type was registered anew. */
    void (*release)(void *user);
} cohort_agent;

/**
 * Use @p agent for a resource type, or for services (@p type "Service"), on this handle. The table is copied. Before cohort_node_host().
 * @retval COHORT_ERR_INVALID A required callback is missing. @since 0.1
 */
COHORT_API int cohort_agent_register(cohort *h, const char *type, const cohort_agent *agent);

/** Register Cohort's own agents: processes (Generic Application, services), Generic Script, IP Address, Network Name. @p directory: where output logs
 *  go; NULL: beside the database, in FILE.logs. Linux. @since 0.1 */
COHORT_API int cohort_agents_builtin(cohort *h, const char *directory);

/**
 * Report an answer, a sign of progress, or that something that was online failed (with the operation id of the online that started it).
 * The one call that is allowed from any thread. It is applied by cohort_process().
 * @param status COHORT_AGENT_... @param detail One sentence for the history ("exit status 3"); may be NULL. Copied. @since 0.1
 */
COHORT_API int cohort_agent_report(cohort *h, int64_t operation, int status, const char *detail);

/** As cohort_agent_report(), for a poll's answer that was promised with COHORT_AGENT_LATER. @since 0.1 */
COHORT_API int cohort_agent_alive(cohort *h, int64_t operation, int status, const char *detail);

/**
 * Remember @p blob for the operation's object; returns when it is durable. Only inside cohort_process(): in a callback of this table or of
 * cohort_watch(), while the operation is awaited.
 * @param size 0: forget. At most COHORT_RECORD_MAX. @retval COHORT_ERR_STALE, COHORT_ERR_LIMIT, COHORT_ERR_STORE @since 0.1
 */
COHORT_API int cohort_agent_record(cohort *h, int64_t operation, const void *blob, int64_t size);

/** A property of the target, as cohort_get_text(); only inside a callback. "" where it is not set and has no default. Borrowed until the next
 *  call. @since 0.1 */
COHORT_API const char *cohort_target_text(cohort *h, const cohort_target *target, const char *property);
/** A number of the target; 0 where it has none. @since 0.1 */
COHORT_API int64_t cohort_target_int(cohort *h, const cohort_target *target, const char *property);

/** Each private property ("Parameters.X") of the target; @return 1 and both texts while @p index is in range, 0 beyond. @since 0.1 */
COHORT_API int cohort_target_parameter(cohort *h, const cohort_target *target, int index, const char **ret_name, const char **ret_value);

/**
 * What the direct providers of the target have: @p property of each provider of @p type that is Online, separated by line feeds; "" if there is
 * none. Only inside a callback; for a Network Name: (h, target, "IP Address", "Address"). Borrowed until the next call. @since 0.1
 */
COHORT_API const char *cohort_target_provider(cohort *h, const cohort_target *target, const char *type, const char *property);

/**
 * Watch a file descriptor in the handle's loop: @p ready runs inside cohort_process() when it is readable (or, with @p write, writable). For agents.
 * @retval COHORT_ERR_IO, COHORT_ERR_NOMEM @since 0.1
 */
COHORT_API int cohort_watch(cohort *h, int fd, int write, void (*ready)(cohort *h, int fd, void *user), void *user);
/** Stop watching. Harmless if it is not watched. Before the descriptor is closed. @since 0.1 */
COHORT_API void cohort_unwatch(cohort *h, int fd);

#ifdef __cplusplus
}
#endif
#endif
