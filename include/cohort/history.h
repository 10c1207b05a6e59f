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
 * "id" and "name" (of then) of the object; "change"; "old", "new"; "rule" (a stable id, docs/manual/rules.md); "reason"
 * (a sentence); "cause" (seq of the transition that led to it, 0: the input itself); "request" (the words of the
 * input); "actor"; "text" (the line as a person would read it).
 *
 * Changes are "state", "owner", "created", "deleted", "renamed", "property", "depends", "owners", "persistent",
 * "status", "quorum", "witness", "group", "groups", "policy" (nothing changed but what will happen), "timer", "event"
 * (what a profile reported), "moved", "clock", "pruned", and there may be more. "moved" is an operator's event: the one line
 * that tells of a whole failover, move, drain or failback when it is over. Its old and new values are nodes; they are
 * the same when the group stays.
 *
 * What was pruned is told: if @p since lies before what is stored, the first row, which no limit and no filter leaves
 * out, has the change "lost"; its old and new values are the first and the last transition that are gone, and its seq
 * is the last one's. So whoever goes on with the last seq plus one has heard of everything or of its loss. (What
 * pruning keeps because it explains the present is not listed: cohort_why(), cohort_history_chain().)
 *
 * @param since       Sequence number of the first one; 0: all that is stored.
 * @param limit       At most so many rows; 0: no limit.
 * @param ret_cursor  Yours; cohort_cursor_free().
 * @retval COHORT_ERR_STORE, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  It cannot be read.
 * @since 0.1
 */
COHORT_API int cohort_history(cohort *h, int64_t since, int limit, cohort_cursor **ret_cursor);

/** Which transitions. Zero: all. */
typedef struct cohort_history_filter {
    uint32_t struct_size; /**< sizeof(cohort_history_filter). */
    int32_t limit;        /**< At most so many rows; 0: no limit. */
    int64_t since;        /**< Sequence number of the first one; 0: all that is stored. */
    const char *kind;     /**< Kind of the object: "group", or of a profile's; NULL: any. */
    const char
        *name; /**< The object, under all its names: its name now, or one that it had when it is gone; NULL: any. */
    const char *const *changes; /**< "state", "moved" ..., NULL-terminated; NULL: any. */
} cohort_history_filter;

/**
 * As cohort_history(), of one object, of one kind, or of some changes.
 *
 * @retval COHORT_ERR_INVALID    There is no such kind or change (87); @p filter is NULL or its struct_size wrong.
 * @retval COHORT_ERR_NOT_FOUND  There is nothing of that name, and nothing in the history had it.
 * @retval COHORT_ERR_STORE, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  It cannot be read.
 * @since 0.1
 */
COHORT_API int cohort_history_select(cohort *h, const cohort_history_filter *filter, cohort_cursor **ret_cursor);

/**
 * A transition and the chain of its causes, newest first, down to the one that an input led to. Columns as
 * cohort_history(). At most 100 rows. Where pruning cut the chain, the last row has the change "lost".
 *
 * @param seq  Of a stored transition.
 * @retval COHORT_ERR_NOT_FOUND  It is not stored, or no more.
 * @retval COHORT_ERR_STORE, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  It cannot be read.
 * @since 0.1
 */
COHORT_API int cohort_history_chain(cohort *h, int64_t seq, cohort_cursor **ret_cursor);

/**
 * Drop old transitions from the record, and the inputs that only they belong to. What explains the present stays: of
 * each object the last transition that says why it is as it is, with its causes (at most 100).
 *
 * A record that was pruned cannot be replayed from its beginning (cohort_replay()), and a request whose input was
 * dropped is not found any more (cohort_request_result()). The file does not become smaller: it reuses the room.
 *
 * @param before       First transition that stays, 1 to cohort_sequence() + 1; 0: by @p keep_ms. If it was pruned
 *                     already, nothing happens.
 * @param keep_ms      With @p before 0: what is older than so many milliseconds goes. >= 0.
 * @param ret_request  Receives the request id; may be NULL.
 * @retval COHORT_ERR_RANGE  @p before or @p keep_ms is out of range (87).
 * @since 0.1
 */
COHORT_API int cohort_history_prune(cohort *h, int64_t before, int64_t keep_ms, int64_t *ret_request);

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
 * Why is it as it is? Text of one or more lines: the state and the rule that decided (of what is well: what it was
 * started for; of a group that nothing was decided about: a resource of it), then the chain of causes, newest
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
