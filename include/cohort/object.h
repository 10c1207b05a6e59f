/**
 * @file object.h
 * Objects: one set of calls for all kinds.
 *
 * Kinds are "cluster", "node", "group", "resource", "type", "service", "groupset", "affinity" and "kind" (kinds of objects that
 * are data: profile.h), and each kind that is data, in any case. An object is addressed by kind
 * and name. Names compare without regard to ASCII case and keep the case given; 1..255 bytes, UTF-8, no control
 * characters; node names without '@', resource names without '[' and ']'. A service's name is `SERVICE@NODE`. The
 * cluster may also be named "".
 *
 * Each changing call is one request (request.h): checked, stored durably, then it returns; refused, nothing at all has
 * changed. What each may return beside what it lists: request.h.
 */
#ifndef COHORT_OBJECT_H
#define COHORT_OBJECT_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** cohort_create(), cohort_set(): accepted, and a property that is not known was kept as text: it may be misspelt. */
#define COHORT_UNKNOWN_PROPERTY 2

/**
 * Create an object. A node is Down until it is played. A group is empty, and owned by the first node that is Up, if the
 * cluster has quorum. A resource is Offline and stays so until it, its group or a dependent is brought online. A
 * service is Stopped.
 *
 * @param kind        "node", "group", "resource", "type", "service", "groupset", "affinity" or "kind".
 * @param name        Its name. Copied.
 * @param properties  NULL-terminated array of "Property=Value"; may be NULL. Required: for a resource Group=... and
 *                    Type=...; a service may have Needs=SERVICE, repeated, naming services of the same node. A property
 *                    that is not known is kept as text.
 * @retval COHORT_UNKNOWN_PROPERTY  Accepted; one of them is not known: as cohort_set().
 * @retval COHORT_ERR_EXISTS     The name is taken (Win32 5010; a node: 5040; a service: 1073); the service that it
 *                               would drive is driven by another resource, a need is named twice, or another object has
 *                               what its kind's table marks unique (5010).
 * @retval COHORT_ERR_NOT_FOUND  Its group (5013), type (5078), node (5042) or needed service (1060) is not there.
 *                               Its type allows one in the cluster (5940) or in a group (5941), and there is one.
 * @retval COHORT_ERR_NOT_OWNER  Its group runs on a node that is no possible owner of its type (5015).
 * @retval COHORT_ERR_CIRCULAR   Its needs, or those of the service that it drives, would form a circle with
 *                               dependencies (1059).
 * @retval COHORT_ERR_INVALID    No such kind; a name that cannot be one; no Group or Type; not Property=Value; not a
 *                               number (87).
 * @retval COHORT_ERR_RANGE      A value is outside its range; the sentence names the range (5913).
 * @retval COHORT_ERR_READONLY   Not a property that can be set, such as State (5089).
 * @retval COHORT_ERR_LIMIT      More than COHORT_NODES_MAX nodes (5935); a value longer than COHORT_VALUE_MAX (87).
 * @since 0.1
 */
COHORT_API int cohort_create(cohort *h, const char *kind, const char *name, const char *const *properties,
                             int64_t *ret_request);

/**
 * Delete an object. A node is evicted, by the same rules as cohort_node_evict(). The cluster and the built-in types
 * cannot be deleted.
 *
 * @retval COHORT_ERR_STATE      A resource that is not Offline or Failed, a group that is not empty, a service that is
 *                               not Stopped or is about to start, a built-in type (5023); a type that resources are of
 *                               (5909); a node that is not Down (5056) or is the only possible owner of a resource
 *                               (5023).
 * @retval COHORT_ERR_DEPENDENT  A resource that others depend on (5001); a service that others need (1051). The
 *                               sentence names one.
 * @retval COHORT_ERR_NOT_FOUND  It is not there (5007, 5013, 5042, 5078, 1060).
 * @retval COHORT_ERR_INVALID    No such kind, or the cluster (87).
 * @since 0.1
 * @see docs/manual/objects.md
 */
COHORT_API int cohort_delete(cohort *h, const char *kind, const char *name, int64_t *ret_request);

/** cohort_delete_ex(): with what hangs on it, as far as that is safe. */
#define COHORT_DELETE_FORCE 1

/**
 * As cohort_delete(), with flags.
 *
 * @param flags  COHORT_DELETE_FORCE: a group goes with its resources, all of which must be Offline or Failed; a
 *               resource goes out of the dependencies of those that depend on it, and a service out of the needs of
 *               those that need it. What waited for it waits no longer. 0: as cohort_delete().
 * @retval COHORT_ERR_STATE     As cohort_delete(); a resource of the group is neither Offline nor Failed (5023); a
 *                              dependent is OnlinePending (5019).
 * @retval COHORT_ERR_REQUIRED  The type of a dependent requires this dependency (5002).
 * @retval COHORT_ERR_INVALID   Of another kind, or a flag that does not exist (87).
 * @since 0.1
 * @see docs/manual/objects.md, tests/scenarios/delete-force.txt
 */
COHORT_API int cohort_delete_ex(cohort *h, const char *kind, const char *name, int flags, int64_t *ret_request);

/**
 * Rename an object; what refers to it by id follows (dependencies, owners, needs). A resource's ServiceName is a text
 * and does not follow.
 *
 * @param new_name  1..COHORT_NAME_MAX bytes; of a service: SERVICE alone. Copied.
 * @retval COHORT_ERR_EXISTS     The name is taken (5010; a node: 5040; a service: 1073).
 * @retval COHORT_ERR_STATE      A built-in type; a service that is not Stopped or is about to start (5023).
 * @retval COHORT_ERR_CIRCULAR   A service, where dependencies and needs would then form a circle (1059).
 * @retval COHORT_ERR_NOT_FOUND  It is not there (5007, 5013, 5042, 5078, 1060).
 * @retval COHORT_ERR_INVALID    No such kind, or no name (87).
 * @since 0.1
 * @see docs/manual/objects.md
 */
COHORT_API int cohort_rename(cohort *h, const char *kind, const char *name, const char *new_name, int64_t *ret_request);

/** cohort_set(), cohort_unset(): accepted, and something of it is in force from the next online only. */
#define COHORT_STORED 1

/**
 * Set properties, all or none.
 *
 * Needs=... of a service replaces its needs: a list of names of services of the same node. cohort_get_text() and
 * cohort_unset() know it too.
 *
 * @param assignments  NULL-terminated array of "Property=Value", one at least. A list's items are separated by line
 *                     feeds. "Parameters.X" and "X" mean the same. Durations in milliseconds may have a unit: "30s". A
 *                     property that is not known is kept as text.
 * @retval COHORT_STORED         Accepted. One of them at least is effective at the next online (a service: start), and the
 *                               object runs: what runs goes on with the old value, which cohort_list_properties() and
 *                               agents see as the one in force. cohort_win32() is 5024 and cohort_errmsg() names the
 *                               first one; cohort_errcode() is 0.
 * @retval COHORT_UNKNOWN_PROPERTY  Accepted, whatever else. A property is not known, neither to Cohort nor from the
 *                               Properties that the resource's type or the object's kind declares.
 *                               cohort_errmsg() names the first such, and the known one whose name is nearest;
 *                               cohort_errcode() and cohort_win32() are 0.
 * @retval COHORT_ERR_RANGE      A value outside its range; the sentence names the range (5913).
 * @retval COHORT_ERR_READONLY   It is no property: Group and Type of a resource, or something that cohort_list() shows,
 *                               such as State (5089).
 * @retval COHORT_ERR_STATE      It can be set only while the resource is Offline or Failed (5023); Class and Drives of
 *                               a type only while no resource is of it (5909).
 * @retval COHORT_ERR_EXISTS     The service that it would drive is driven by another resource, a need is named twice,
 *                               or another object has what its kind's table marks unique (5010).
 * @retval COHORT_ERR_CIRCULAR   With the needs of services, dependencies would form a circle (1059).
 * @retval COHORT_ERR_NOT_FOUND  The object is not there (5007, 5013, 5042, 5078, 1060), or a needed service is not
 *                               (1060).
 * @retval COHORT_ERR_INVALID    No such kind; not Property=Value; not a number (87).
 * @retval COHORT_ERR_LIMIT      A value longer than COHORT_VALUE_MAX (87).
 * @since 0.1
 * @see docs/manual/properties.md
 */
COHORT_API int cohort_set(cohort *h, const char *kind, const char *name, const char *const *assignments,
                          int64_t *ret_request);

/**
 * Restore properties' defaults, all or none. A property that has its default already is left alone; one that is not
 * known is removed.
 *
 * @param properties  NULL-terminated array of names, one at least.
 * @retval COHORT_STORED         As cohort_set().
 * @retval COHORT_ERR_NOT_FOUND  The object is not there (5007, 5013, 5042, 5078, 1060), or it has no such property
 *                               (87).
 * @retval COHORT_ERR_STATE, COHORT_ERR_READONLY, COHORT_ERR_EXISTS, COHORT_ERR_CIRCULAR, COHORT_ERR_INVALID  As
 *                               cohort_set().
 * @since 0.1
 */
COHORT_API int cohort_unset(cohort *h, const char *kind, const char *name, const char *const *properties,
                            int64_t *ret_request);

/**
 * A number of an object's property: as set, else its type's (poll intervals and PendingTimeout of a resource), else the
 * default.
 *
 * @retval COHORT_ERR_NOT_FOUND  No such object, or it has no such property.
 * @retval COHORT_ERR_INVALID    No such kind; it is no number (87).
 * @since 0.1
 */
COHORT_API int cohort_get_int(cohort *h, const char *kind, const char *name, const char *property, int64_t *ret_value);

/**
 * A property's value as text, any type (lists: items separated by line feeds); found as by cohort_get_int().
 *
 * @param ret_value  Borrowed until the next call that is not a getter.
 * @retval COHORT_ERR_NOT_FOUND  No such object, or it has no such property.
 * @retval COHORT_ERR_INVALID    No such kind (87).
 * @since 0.1
 */
COHORT_API int cohort_get_text(cohort *h, const char *kind, const char *name, const char *property,
                               const char **ret_value);

/** A cursor over rows, as a prepared statement: cohort_next() until it returns 0. Opaque. */
typedef struct cohort_cursor cohort_cursor;

/**
 * List the objects of a kind, by id; resources group by group.
 *
 * Columns, all kinds: "name", "id"; all but types: "reason" (a sentence, "" if there is nothing to say).
 *  - cluster: "quorum" (1, 0), "votes", "total", "forced" (1: quorum was forced, and the configured votes are no
 *    majority yet), "witness", "witness_name", "witness_up" (1: it can be reached), "witness_vote" (now);
 *  - node: "state", "status", "vote" (now), "drain_target" (of a drain --to), "drain_error" (Windows' number), "groups" (names that it owns);
 *  - group: "state", "owner", "persistent", "preferred", "resources" (how many), "depends" (what it waits for),
 *    "failovers" (within FailoverPeriod, as number, and in words with FailoverThreshold: "1 of 2 in 6 h"), "status";
 *  - groupset: "state", "status", "groups", "depends" (sets that its groups wait for);
 *  - resource: "state", "owner", "group", "type", "persistent", "depends", "possible", "drives" (a service's name),
 *    "restarts" (within RestartPeriod, as number, and in words with RestartThreshold: "1 of 1 in 15 min"), "status";
 *  - type: "class", "drives", "required", "possible", "builtin" (1, 0), "resources" (how many), "description";
 *  - service: "service", "node", "state", "start", "needs", "by", "identity", "resource" (that has its hand on it now);
 *  - affinity: "type", "enabled", "soft", "groups";
 *  - kind: "objects" (how many), "description"; without "reason";
 *  - a kind that is data: its properties, the first 40 of them, "" where a text or a reference is not set; without
 *    "reason".
 *
 * "status": words beside the state, separated by ", ", and as number the bits of types.h (COHORT_NODE_STATUS_..., COHORT_GROUP_STATUS_...).
 * States have a text and a number (of types.h); references a name, and as number the id; lists of names are separated
 * by ", ".
 *
 * @param ret_cursor  Yours; cohort_cursor_free(). It shows the moment of the call, whatever happens later.
 * @retval COHORT_ERR_INVALID  No such kind (87).
 * @since 0.1
 */
COHORT_API int cohort_list(cohort *h, const char *kind, cohort_cursor **ret_cursor);

/**
 * Show one object: its row of cohort_list(), at a cost that does not grow with the others. The cursor stands on that
 * row: its values can be read at once.
 *
 * @param ret_cursor  Yours; cohort_cursor_free(). It shows the moment of the call.
 * @retval COHORT_ERR_NOT_FOUND  It is not there (5007, 5013, 5042, 5078, 1060).
 * @retval COHORT_ERR_INVALID    No such kind (87).
 * @since 0.1
 */
COHORT_API int cohort_show(cohort *h, const char *kind, const char *name, cohort_cursor **ret_cursor);

/**
 * List an object's properties: those that it can have, then those that were set beside them. Columns: "property",
 * "value", "type" ("int", "text", "list", "bool"; of definitions that are data also "binary", "ref", "refs"), "default",
 * "set" (1 where it was set to something else than the default), "meaning", "in_force" (the value of the present run,
 * where it is not the one that is set; else NULL), "known" (0: kept as text for agents; it may be misspelt).
 *
 * @param ret_cursor  Yours; cohort_cursor_free().
 * @retval COHORT_ERR_NOT_FOUND  No such object.
 * @retval COHORT_ERR_INVALID    No such kind (87).
 * @since 0.1
 */
COHORT_API int cohort_list_properties(cohort *h, const char *kind, const char *name, cohort_cursor **ret_cursor);

/** Go to the next row; to the first one to begin with. @return 1: there is one; 0: no more, or NULL. @since 0.1 */
COHORT_API int cohort_next(cohort_cursor *cursor);
/** Number of columns; 0 for NULL. @since 0.1 */
COHORT_API int cohort_cursor_columns(const cohort_cursor *cursor);
/** Name of column @p index (0..); NULL outside. @since 0.1 */
COHORT_API const char *cohort_cursor_name(const cohort_cursor *cursor, int index);
/**
 * The row's value of a column as text; NULL where it has none, there is no such column, or cohort_next() has not been
 * called. Borrowed: as long as the cursor.
 * @since 0.1
 */
COHORT_API const char *cohort_cursor_text(const cohort_cursor *cursor, const char *column);
/** The row's value as a number; 0 where it has none. @since 0.1 */
COHORT_API int64_t cohort_cursor_int(const cohort_cursor *cursor, const char *column);
/**
 * Free a cursor; NULL is allowed. With an allocator of your own: before cohort_close() of its handle frees what the
 * allocator needs.
 * @since 0.1
 */
COHORT_API void cohort_cursor_free(cohort_cursor *cursor);

#ifdef __cplusplus
}
#endif
#endif
