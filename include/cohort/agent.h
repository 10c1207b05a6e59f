/**
 * @file agent.h
 * Agents: what brings resources and services online on a node.
 *
 * An agent is a resource type in code: a table of callbacks. Callbacks run inside cohort_process(), on the handle that
 * plays the node. Each may answer now, through its result, or return COHORT_AGENT_LATER and answer with
 * cohort_agent_report(), from any thread. A callback must not block: while it runs, nothing else of the handle does.
 *
 * An operation is asked for *after* the decision is durable, and at least once: after a crash it is asked for again
 * with the same operation id, so an agent must recognise what it has done (cohort_agent_record()). An answer with an id
 * that is no longer awaited is ignored.
 *
 * Inside a callback only getters, cohort_agent_report(), cohort_agent_alive(), cohort_agent_record(), cohort_watch(),
 * cohort_unwatch() and the cohort_target_...() calls are allowed; requests are answered with COHORT_ERR_MISUSE.
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
    uint32_t struct_size; /**< sizeof(cohort_target), of the library. */
    int64_t operation;    /**< Durable operation id. For polls and open: that of the present run's online, or 0. */
    int64_t id;           /**< The resource's or service's id. */
    const char *kind;     /**< "resource" or "service". */
    const char *name;     /**< The resource's; a service's full name, with the node. */
    const char *type;     /**< The resource's type; "Service". */
    const char *node;     /**< The node that it is on. */
    const char *identity; /**< Name that a program goes by: the network name, or the node's. */
    const char *service;  /**< For a service: its name without the node; else NULL. */
    int64_t timeout_ms;   /**< PendingTimeout of this operation; 0 for polls and open. */
    const void *record;   /**< What cohort_agent_record() stored last for this object on this node; NULL: nothing. */
    int64_t record_size;  /**< Its bytes; 0: nothing. */
    int64_t record_operation; /**< The operation that it was stored for. */
    int state;                /**< COHORT_RESOURCE_... or COHORT_SERVICE_...: as the cluster sees it. */
} cohort_target;

/**
 * The table. Zero-fill, set struct_size. online and offline are required; terminate is what offline does if it is NULL;
 * others may be NULL.
 * @p instance is what open() gave (NULL without open()). A result that means nothing counts as COHORT_AGENT_FAILED.
 */
typedef struct cohort_agent {
    uint32_t struct_size; /**< sizeof(cohort_agent). */
    void *user;           /**< Given back to open(). */
    /** The handle begins to play this object on its node; before every other call, and not before the first one is due.
     *  May set *ret_instance. Result: COHORT_AGENT_DONE; anything else: it cannot be opened, and the operation that it
     *  was for has failed. */
    int (*open)(cohort *h, void *user, const cohort_target *target, void **ret_instance);
    /** The handle has done with it (deleted, another node, closing). What runs must go on running. */
    void (*close)(cohort *h, void *instance);
    /** Bring it online. DONE, LATER, FAILED, DIED, CANNOT_HERE or CANNOT_ANYWHERE. If it is up already by this
     *  operation: DONE. */
    int (*online)(cohort *h, void *instance, const cohort_target *target);
    /** Take it offline in good order. DONE, LATER or FAILED (then terminate is called). If it does not run: DONE. */
    int (*offline)(cohort *h, void *instance, const cohort_target *target);
    /** End it at once. May come at any time, also during another operation, which then needs no answer. DONE, LATER or
     *  FAILED; it is asked again after each PendingTimeout until it is done, and until then nothing of the resource is
     *  started. */
    int (*terminate)(cohort *h, void *instance, const cohort_target *target);
    /** Quick look, each LooksAlivePollInterval. DONE, FAILED (then is_alive is asked at once) or LATER; DIED. */
    int (*looks_alive)(cohort *h, void *instance, const cohort_target *target);
    /** Thorough look, each IsAlivePollInterval, and once when a program that was restarted adopts what runs. DONE,
     *  FAILED, DIED or LATER. */
    int (*is_alive)(cohort *h, void *instance, const cohort_target *target);
    /** The handle needs @p user no more: it is being closed (after every close()), or the type was registered anew. */
    void (*release)(void *user);
} cohort_agent;

/**
 * Use an agent for a resource type, or for services, on this handle. Before cohort_node_host(). A type that is
 * registered again gets the new table; the old one is released. The type need not be in the database (yet). A resource
 * whose type has no agent here "cannot come online on this node".
 *
 * @param type   The type's name, in any case; "Service": services (those that resources drive too). Copied.
 * @param agent  Copied; what @p user points to must live until release().
 * @retval COHORT_ERR_INVALID  online or offline is missing, or struct_size is too small (87).
 * @retval COHORT_ERR_MISUSE   The handle plays nodes already; it is for reading only; or inside a callback.
 * @since 0.1
 * @see docs/embedding.md
 */
COHORT_API int cohort_agent_register(cohort *h, const char *type, const cohort_agent *agent);

/**
 * Register Cohort's own agents: processes (Generic Application, services), Generic Script, IP Address, Network Name.
 * Linux. What they do: docs/manual/runner.md.
 *
 * @param directory  Where output logs go; NULL: beside the database, in FILE.logs. A cluster in memory without a
 *                   directory keeps no logs. Copied.
 * @retval COHORT_ERR_MISUSE  As cohort_agent_register().
 * @since 0.1
 */
COHORT_API int cohort_agents_builtin(cohort *h, const char *directory);

/**
 * Pretend: every start, stop and check of every type, and of services, succeeds at once, and nothing is touched. For a
 * description of a cluster that is elsewhere: procedures can be followed, moves and failures tried, in real time. Types
 * that have an agent of their own keep it.
 *
 * @retval COHORT_ERR_MISUSE  As cohort_agent_register().
 * @retval COHORT_ERR_STATE   A program of Cohort's own agents may run, which would be forgotten: the sentence names what
 *                            it runs for. Take that offline with the agents that started it.
 * @since 0.1
 * @see docs/manual/runner.md
 */
COHORT_API int cohort_agents_pretend(cohort *h);

/**
 * Report an answer, a sign of progress, or that something that was online failed (with the operation id of the online
 * that started it). Allowed from any thread, also inside callbacks, until cohort_close(). It is applied by
 * cohort_process(). It does not touch cohort_errmsg().
 *
 * COHORT_AGENT_LOCKED, with the operation id of the online (while that is under way or lasts), asks that the resource be
 * kept as it is: from then on requests that would end its state, and moves of its group, are refused (5960) unless they
 * ignore locks. Failures and the loss of the node are not held back. It ends with COHORT_AGENT_UNLOCKED, or with the
 * state. It is stored: a program that starts again finds it, and its agent ends it. Services have no locks.
 *
 * @param operation  That of the target. An id that is no longer awaited is ignored.
 * @param status     COHORT_AGENT_DONE, _FAILED, _DIED, _CANNOT_HERE, _CANNOT_ANYWHERE, _PROGRESS, _LOCKED,
 *                   _UNLOCKED or _EMBEDDED. Of what
 *                   is online _EMBEDDED says that it runs and something inside it has failed, which EmbeddedFailureAction
 *                   decides about, and _DONE that it is well again.
 * @param detail     One sentence for the history ("exit status 3"); may be NULL. Copied; control characters become
 *                   blanks.
 * @retval 0                   It will be applied.
 * @retval COHORT_ERR_INVALID  @p h is NULL or @p status none of these.
 * @retval COHORT_ERR_NOMEM    It is not reported: try again.
 * @since 0.1
 */
COHORT_API int cohort_agent_report(cohort *h, int64_t operation, int status, const char *detail);

/**
 * As cohort_agent_report(), for a poll's answer that was promised with COHORT_AGENT_LATER.
 *
 * @param status  COHORT_AGENT_DONE, _FAILED or _DIED.
 * @retval 0                   It will be applied.
 * @retval COHORT_ERR_INVALID  @p h is NULL or @p status none of these.
 * @retval COHORT_ERR_NOMEM    It is not reported: try again.
 * @since 0.1
 */
COHORT_API int cohort_agent_alive(cohort *h, int64_t operation, int status, const char *detail);

/**
 * Remember a blob for the operation's object on its node; returns when it is durable. Only in a callback of this table
 * or of cohort_watch(), while the operation is awaited or its run lasts. It replaces the one before. It comes back as
 * target->record.
 *
 * @param blob  @p size bytes. Copied. May be NULL with 0.
 * @param size  At most COHORT_RECORD_MAX; 0: forget.
 * @retval COHORT_ERR_STALE   The operation is no longer awaited.
 * @retval COHORT_ERR_LIMIT   Too large.
 * @retval COHORT_ERR_MISUSE  Not inside a callback.
 * @retval COHORT_ERR_STORE, COHORT_ERR_FULL, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  Not stored; the record before stands.
 * @since 0.1
 */
COHORT_API int cohort_agent_record(cohort *h, int64_t operation, const void *blob, int64_t size);

/**
 * A property of the target as text: the value in force of its run, which is that of its start if the property is
 * effective at the next online; otherwise as cohort_get_text(). "" where it is not set and has no default; never NULL. Only
 * inside a callback. Borrowed until the next call that is not a getter (cohort_agent_record() is none), at most until
 * the callback returns.
 * @since 0.1
 */
COHORT_API const char *cohort_target_text(cohort *h, const cohort_target *target, const char *property);
/** A number of the target, as cohort_get_int(); 0 where it has none. Only inside a callback. @since 0.1 */
COHORT_API int64_t cohort_target_int(cohort *h, const cohort_target *target, const char *property);

/**
 * Each private property of the target, also those at their default, then those that Cohort does not know. Names are
 * bare ("CommandLine"). Only inside a callback.
 *
 * @param index  0..
 * @return 1 and both texts (borrowed as by cohort_target_text()) while @p index is in range, 0 beyond.
 * @since 0.1
 */
COHORT_API int cohort_target_parameter(cohort *h, const cohort_target *target, int index, const char **ret_name,
                                       const char **ret_value);

/**
 * What the direct providers of the target have: @p property of each provider of @p type (a type's name) that is Online,
 * separated by line feeds; "" if there is none. Only inside a callback; for a Network Name: (h, target, "IP Address",
 * "Address"). Borrowed as by cohort_target_text().
 * @since 0.1
 */
COHORT_API const char *cohort_target_provider(cohort *h, const cohort_target *target, const char *type,
                                              const char *property);

/**
 * Watch a file descriptor in the handle's loop: @p ready runs inside cohort_process() while it is readable, or with
 * @p write writable. One watch a descriptor: a second one replaces the first.
 *
 * @param fd    Stays yours; cohort_unwatch() before it is closed.
 * @param user  Given back to @p ready.
 * @retval COHORT_ERR_IO  The system cannot watch it (a file on a disk), or the handle has no loop.
 * @since 0.1
 */
COHORT_API int cohort_watch(cohort *h, int fd, int write, void (*ready)(cohort *h, int fd, void *user), void *user);
/** Stop watching. Harmless if it is not watched. Before the descriptor is closed. @since 0.1 */
COHORT_API void cohort_unwatch(cohort *h, int fd);

#ifdef __cplusplus
}
#endif
#endif
