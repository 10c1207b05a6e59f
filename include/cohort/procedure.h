/**
 * @file procedure.h
 * Procedures: numbered steps that lead an administrator to a goal, each verified by what can be read.
 *
 * A procedure is a table that a profile brings (cohort_profile.procedures). To follow it, start a run: an object of kind
 * "procedure" that holds what was given. That a step is done is never stored, it is looked up: its post-condition holds,
 * and the steps that come before it are done. What passes (a service was stopped, a group was moved) is kept as a
 * *milestone*, an object of kind "milestone", made in the same transaction in which the post-condition became true and
 * marked Undone when what it rests on has changed. Both kinds are data: without the profile they can be listed and read.
 */
#ifndef COHORT_PROCEDURE_H
#define COHORT_PROCEDURE_H

#include <cohort/error.h>
#include <cohort/object.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @name What a profile brings. */
/** @{ */
#define COHORT_STEP_PERSON 1u   /**< A person does it, outside of Cohort; the line tells that it was done. */
#define COHORT_STEP_PASSES 2u   /**< Its post-condition passes: once seen after its predecessors, it is done. */
#define COHORT_STEP_OPTIONAL 4u /**< What comes after does not wait for it. */

#define COHORT_STEP_FALSE 0  /**< The post-condition does not hold. */
#define COHORT_STEP_TRUE 1   /**< It holds, or what it was good for is reached. */
#define COHORT_STEP_UNSURE 2 /**< It cannot be known: a person says so (cohort_procedure_record()). */

/** A look at one step of one run; opaque, valid during the call. */
typedef struct cohort_look cohort_look;

typedef struct cohort_step {
    uint32_t struct_size;
    uint32_t flags;        /**< COHORT_STEP_... */
    const char *number;    /**< "2.15.1"; unique in the procedure. */
    const char *text;      /**< What to do. */
    const char *where;     /**< "on each node". */
    const char *after;     /**< Numbers of its predecessors, separated by blanks; NULL: the one before; "": none. */
    const char *condition; /**< Its post-condition, in words. */
    const char *undone_by; /**< What invalidates it, beyond the loss of its post-condition; NULL: nothing. */
    /** Say how things are with the cohort_look_...() calls. Only calls that read are allowed. */
    void (*look)(cohort *h, cohort_look *look);
} cohort_step;

/** A table of steps, in the order in which they are done. */
typedef struct cohort_procedure {
    uint32_t struct_size;
    const char *name;              /**< 1..COHORT_NAME_MAX bytes; unique among the profiles that are attached. */
    const char *meaning;           /**< What it leads to. */
    const char *source;            /**< Where that is written. */
    const char *const *parameters; /**< NULL-terminated: "Name: meaning", "Name required: meaning". */
    const cohort_step *steps;      /**< At most COHORT_STEPS_MAX. */
    int step_count;
} cohort_procedure;

/** What was given for a parameter; "": nothing. Borrowed during the look. @since 0.1 */
COHORT_API const char *cohort_look_parameter(const cohort_look *look, const char *name);
/** The run's name. Borrowed during the look. @since 0.1 */
COHORT_API const char *cohort_look_run(const cohort_look *look);
/** 1: the step before this one was done when the run began, or a person said so: nothing tells whether this one, if it
 * passes, was done then, too. @since 0.1 */
COHORT_API int cohort_look_found(const cohort_look *look);
/** What the profile's read_view() returned, once for all steps that are looked at. NULL: it has none. @since 0.1 */
COHORT_API void *cohort_look_view(const cohort_look *look);
/** 1: that step of the run, which comes before this one, is done. @since 0.1 */
COHORT_API int cohort_look_is_done(const cohort_look *look, const char *number);
/** The post-condition. @param state COHORT_STEP_... @param sentence Why it does not hold, what is not known; NULL: none.
 * Copied, as are all texts here. @since 0.1 */
COHORT_API void cohort_look_holds(cohort_look *look, int state, const char *sentence);
/** The line of the command language that does it, or the next part of it. @since 0.1 */
COHORT_API void cohort_look_line(cohort_look *look, const char *line);
/** Something else is needed first, and this line does it. @since 0.1 */
COHORT_API void cohort_look_first(cohort_look *look, const char *line, const char *sentence);
/** It cannot be done as things are: what is wrong, and what a person should do. @since 0.1 */
COHORT_API void cohort_look_blocked(cohort_look *look, const char *sentence);
/** What a step that passes rests on: when this text is another one than it was, the step is undone. @since 0.1 */
COHORT_API void cohort_look_rests_on(cohort_look *look, const char *text);
/** Where and as whom it was done, where that can be read. @since 0.1 */
COHORT_API void cohort_look_who(cohort_look *look, const char *computer, const char *account);
/** @} */

/** @name Following a procedure. */
/** @{ */
#define COHORT_STEP_DONE 1     /**< It is done, and so is all that comes before it. */
#define COHORT_STEP_NEXT 2     /**< It can be done now. */
#define COHORT_STEP_BLOCKED 3  /**< It would be next, and something else is needed first. */
#define COHORT_STEP_LATER 4    /**< Its predecessors are not done. */
#define COHORT_STEP_UNKNOWN 5  /**< It would be next; whether it is done cannot be known. */
#define COHORT_STEP_POSSIBLE 6 /**< It can be done now and need not be. */

/**
 * The procedures of the attached profiles. Columns: "procedure", "profile", "meaning", "parameters" (one a line),
 * "source", "steps" (how many).
 *
 * @param ret_cursor  Yours; cohort_cursor_free().
 * @since 0.1
 */
COHORT_API int cohort_list_procedures(cohort *h, cohort_cursor **ret_cursor);

/**
 * Start a run of a procedure: create the object of kind "procedure" that holds what is given. It can be started in the
 * middle of the work: what holds already counts. What was given is the list property Parameters, items "Name=Value";
 * it is changed with cohort_procedure_set(). A run is ended with cohort_delete().
 *
 * @param procedure   Its name.
 * @param run         The run's name; NULL: the procedure's.
 * @param parameters  NULL-terminated "Name=Value"; NULL: none.
 * @retval COHORT_ERR_NOT_FOUND  No attached profile has that procedure (87).
 * @retval COHORT_ERR_INVALID    A parameter that the procedure does not have, or one that it requires is missing (87).
 * @retval COHORT_ERR_EXISTS     There is a run of that name (5010).
 * @since 0.1
 * @see docs/manual/profiles.md
 */
COHORT_API int cohort_procedure_start(cohort *h, const char *procedure, const char *run, const char *const *parameters,
                                      int64_t *ret_request);

/**
 * Change what was given to a run; what is not named stays.
 *
 * @param parameters  NULL-terminated "Name=Value"; "Name=": no longer given.
 * @retval COHORT_ERR_NOT_FOUND  There is no such run (87).
 * @retval COHORT_ERR_INVALID    As cohort_procedure_start().
 * @since 0.1
 */
COHORT_API int cohort_procedure_set(cohort *h, const char *run, const char *const *parameters, int64_t *ret_request);

/**
 * The steps of a run, as they are now. Columns: "step", "state" (a word; as number COHORT_STEP_DONE, ...), "text",
 * "where", "after", "condition", "undone_by", "message" (why it is not done; NULL: none), "line" (the line that does it
 * or its next part, or what is needed first; NULL: none), "by" ("cohort", "person"; with "person" the line tells that it
 * was done), "first" (1: the line does not belong to the step, it makes it possible), "sequence" (of the last transition
 * before it was seen done; NULL: it was not seen), "computer", "account", "recorded" (1: a person said so).
 *
 * @param run         A run; or a procedure of which there is no run: then states and lines are NULL.
 * @param ret_cursor  Yours; cohort_cursor_free().
 * @retval COHORT_ERR_NOT_FOUND  There is no such run or procedure; the profile of the run's procedure is not attached
 *                               (87).
 * @since 0.1
 */
COHORT_API int cohort_list_steps(cohort *h, const char *run, cohort_cursor **ret_cursor);

/**
 * Say that a step was done, where that cannot be known; or that it was not.
 *
 * @param done      1: it was; 0: it is to be done again.
 * @param computer  Where; NULL: not told.
 * @param account   As whom; NULL: not told.
 * @retval COHORT_ERR_NOT_FOUND  There is no such run or step (87).
 * @retval COHORT_ERR_STATE      A step that comes before it is not done; what it leads to is known not to be so; or with
 *                               0: nobody said so, or it was read (87). The sentence says which.
 * @since 0.1
 */
COHORT_API int cohort_procedure_record(cohort *h, const char *run, const char *step, int done, const char *computer,
                                       const char *account, int64_t *ret_request);
/** @} */

#ifdef __cplusplus
}
#endif
#endif
