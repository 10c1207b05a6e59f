/**
 * @file object.h
 * Objects: one set of calls for all kinds.
 *
 * Kinds are "cluster", "node", "group", "resource", "type" and "service". An object is addressed by kind and name. Names compare without
 * regard to ASCII case and keep the case given; 1..255 bytes, UTF-8, no control characters; node names without '@',
 * resource names without '[' and ']'. A service's name is SERVICE@NODE.
 *
 * Each changing call is one request: checked, stored durably, then it returns; refused, nothing at all has changed.
 */
#ifndef COHORT_OBJECT_H
#define COHORT_OBJECT_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Create an object.
 *
 * @param kind        "node", "group", "resource", "type" or "service".
 * @param name        Its name.
 * @param properties  NULL-terminated array of "Property=Value"; may be NULL. Required: for a resource Group=... and Type=...;
 *                    a service may have Needs=SERVICE, repeated, naming services of the same node.
 * @param ret_request Receives the request's id (> 0); may be NULL.
 * @retval COHORT_ERR_EXISTS    The name is taken (Win32 5010; a node: 5040).
 * @retval COHORT_ERR_NOT_FOUND Its group (5013), type (5078), node (5042) or needed service (1060) is not there.
 * @retval COHORT_ERR_CIRCULAR  Its needs would form a circle (1059).
 * @retval COHORT_ERR_INVALID, COHORT_ERR_RANGE, COHORT_ERR_LIMIT, COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_create(cohort *h, const char *kind, const char *name, const char *const *properties,
                             int64_t *ret_request);

/**
 * Delete an object. A node is evicted by the same rules as cohort_node_evict().
 * @retval COHORT_ERR_STATE     A resource that is not Offline or Failed, a group that is not empty, a service that runs (5023).
 * @retval COHORT_ERR_DEPENDENT A resource that others depend on (5001); a service that others need (1051).
 * @retval COHORT_ERR_NOT_FOUND, COHORT_ERR_INVALID, COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_delete(cohort *h, const char *kind, const char *name, int64_t *ret_request);

/** Rename an object; everything that refers to it follows. A service's new name is SERVICE alone. @since 0.1 */
COHORT_API int cohort_rename(cohort *h, const char *kind, const char *name, const char *new_name, int64_t *ret_request);

/**
 * Set properties, all or none.
 * @param assignments NULL-terminated array of "Property=Value". A list's items are separated by line feeds. "Parameters.X" and "X" mean
 *                    the same where that is unambiguous.
 * @retval COHORT_ERR_RANGE     A number outside its range; the sentence names it.
 * @retval COHORT_ERR_READONLY  The property cannot be set.
 * @retval COHORT_ERR_STATE     It can be set only while the resource is Offline or Failed (5023).
 * @retval COHORT_ERR_NOT_FOUND, COHORT_ERR_INVALID, COHORT_ERR_LIMIT, COHORT_ERR_STORE, COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_set(cohort *h, const char *kind, const char *name, const char *const *assignments,
                          int64_t *ret_request);

/** Restore properties' defaults, all or none. @p properties: NULL-terminated array of names. @since 0.1 */
COHORT_API int cohort_unset(cohort *h, const char *kind, const char *name, const char *const *properties,
                            int64_t *ret_request);

/** A number of an object's property (its default where it is not set). @since 0.1 */
COHORT_API int cohort_get_int(cohort *h, const char *kind, const char *name, const char *property, int64_t *ret_value);

/** A property's value as text, any type (lists: items separated by line feeds). Borrowed. @since 0.1 */
COHORT_API int cohort_get_text(cohort *h, const char *kind, const char *name, const char *property, const char **ret_value);

/** A cursor over rows, as a prepared statement: cohort_next() until it returns 0. Opaque. */
typedef struct cohort_cursor cohort_cursor;

/**
 * List the objects of a kind, by id.
 * Columns: "name", "id", "state", "owner", "group", "type", "node", ... as the kind has them (the manual lists them).
 * @param ret_cursor Yours; cohort_cursor_free(). It shows the moment of the call, whatever happens later.
 * @since 0.1
 */
COHORT_API int cohort_list(cohort *h, const char *kind, cohort_cursor **ret_cursor);

/** List an object's properties. Columns: "property", "value", "type", "default", "set" (1 where it differs from the default), "meaning". @since 0.1 */
COHORT_API int cohort_list_properties(cohort *h, const char *kind, const char *name, cohort_cursor **ret_cursor);

/** Go to the next row. @return 1: there is one; 0: no more. @since 0.1 */
COHORT_API int cohort_next(cohort_cursor *cursor);
/** Number of columns. @since 0.1 */
COHORT_API int cohort_cursor_columns(const cohort_cursor *cursor);
/** Name of column @p index (0..); NULL outside. @since 0.1 */
COHORT_API const char *cohort_cursor_name(const cohort_cursor *cursor, int index);
/** The row's value of a column as text; NULL where it has none or there is no such column. Borrowed until cohort_next(). @since 0.1 */
COHORT_API const char *cohort_cursor_text(const cohort_cursor *cursor, const char *column);
/** The row's value as a number; 0 where it has none. @since 0.1 */
COHORT_API int64_t cohort_cursor_int(const cohort_cursor *cursor, const char *column);
/** Free a cursor; NULL is allowed. Before cohort_close() of its handle. @since 0.1 */
COHORT_API void cohort_cursor_free(cohort_cursor *cursor);

#ifdef __cplusplus
}
#endif
#endif
