/**
 * @file history.h
 * History: every transition with its cause, pulled with a cursor; and the question why.
 */
#ifndef COHORT_HISTORY_H
#define COHORT_HISTORY_H

#include <cohort/error.h>
#include <cohort/object.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Transitions from sequence number @p since on (0: all that is stored), at most @p limit rows (0: no limit).
 * Columns: "seq", "input" (the input it belongs to), "time_ms", "wall_ms", "kind", "id", "name" (of then), "change" ("state", "owner", "created",
 * "deleted", "renamed", "property", ...), "old", "new", "rule" (stable id), "reason" (a sentence), "cause" (the transition that led to it, 0:
 * the input itself), "request" (the words of the input), "actor", "text" (the line as a person would read it).
 * @since 0.1
 */
COHORT_API int cohort_history(cohort *h, int64_t since, int limit, cohort_cursor **ret_cursor);

/** Sequence number of the last transition. @since 0.1 */
COHORT_API int64_t cohort_sequence(cohort *h);

/** Called inside cohort_process() when there are transitions that were not announced; pull them with cohort_history(). NULL: none. @since 0.1 */
COHORT_API void cohort_on_history(cohort *h, void (*notify)(cohort *h, void *user), void *user);

/**
 * Why is it as it is? Text of one or more lines: the state, the rule and the values that decided, then the chain of causes.
 * @param kind NULL: look for the name among groups, resources, nodes and services, in that order.
 * @param ret_text Yours; cohort_free().
 * @since 0.1
 */
COHORT_API int cohort_why(cohort *h, const char *kind, const char *name, char **ret_text);

#ifdef __cplusplus
}
#endif
#endif
