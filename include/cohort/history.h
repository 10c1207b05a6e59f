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
 * The stored transitions, oldest first.
 *
 * Columns: "seq"; "input" (the input that it belongs to); "time_ms" (engine time); "wall_ms" (since 1970, UTC); "kind",
 * "id" and "name" (of then) of the object; "change" ("state", "owner", "created", "deleted", "renamed", "property",
 * "depends", "owners", "persistent", "status", "quorum", "witness", "group", "policy", "moved"); "old", "new"; "rule" (a stable id,
 * docs/manual/rules.md); "reason" (a sentence); "cause" (seq of the transition that led to it, 0: the input itself);
 * "request" (the words of the input); "actor"; "text" (the line as a person would read it).
 *
 * @param since       Sequence number of the first one; 0: all that is stored.
 * @param limit       At most so many rows; 0: no limit.
 * @param ret_cursor  Yours; cohort_cursor_free().
 * @retval COHORT_ERR_STORE, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  It cannot be read.
 * @since 0.1
 */
COHORT_API int cohort_history(cohort *h, int64_t since, int limit, cohort_cursor **ret_cursor);

/**
 * Sequence number of the last transition this handle knows; 0: none (or NULL). A handle that reads beside a writer
 * knows what was there when it opened; cohort_history() reads what is there now.
 * @since 0.1
 */
COHORT_API int64_t cohort_sequence(cohort *h);

/**
 * Be told inside cohort_process() that there are transitions that were not announced; pull them with cohort_history().
 * Those that are stored when the handle is opened are not announced. One for each handle: the last one counts.
 *
 * @param notify  NULL: none.
 * @param user  Given back to it.
 * @since 0.1
 */
COHORT_API void cohort_on_history(cohort *h, void (*notify)(cohort *h, void *user), void *user);

/**
 * Why is it as it is? Text of one or more lines: the state and the rule that decided, then the chain of causes, newest
 * first, down to the input that began it and who gave it. At most 100 steps.
 *
 * @param kind      Its kind; NULL: look for the name among groups, resources, nodes and services, in that order.
 * @param name      Its name.
 * @param ret_text  Yours; cohort_free().
 * @retval COHORT_ERR_NOT_FOUND  There is nothing of that name.
 * @retval COHORT_ERR_INVALID    There is no such kind (87).
 * @retval COHORT_ERR_STORE, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  The history cannot be read.
 * @since 0.1
 */
COHORT_API int cohort_why(cohort *h, const char *kind, const char *name, char **ret_text);

#ifdef __cplusplus
}
#endif
#endif
