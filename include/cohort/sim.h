/**
 * @file sim.h
 * Scenarios: the same engine with a virtual clock and scripted agents. docs/manual/scenarios.md has the lines.
 */
#ifndef COHORT_SIM_H
#define COHORT_SIM_H

#include <cohort/error.h>
#include <cohort/profile.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A simulation. Opaque. One thread at a time; any number of them. */
typedef struct cohort_sim cohort_sim;

/**
 * Begin an empty simulation at time 0: a cluster in memory, no nodes.
 *
 * @param ret_sim  Yours; cohort_sim_free().
 * @retval COHORT_ERR_INVALID  @p ret_sim is NULL.
 * @retval COHORT_ERR_NOMEM
 * @retval COHORT_ERR_STORE    The database in memory cannot be made.
 * @since 0.1
 */
COHORT_API int cohort_sim_new(cohort_sim **ret_sim);

/**
 * Begin a simulation with a copy of what a handle's database holds now, in memory, with its profiles attached: what runs
 * there runs here too, under the virtual clock. Nothing that is done here touches the database.
 *
 * @param h        Any open handle, also for reading only.
 * @param ret_sim  Yours; cohort_sim_free(). May outlive @p h; the profiles must outlive it.
 * @retval COHORT_ERR_INVALID  @p ret_sim is NULL (87).
 * @retval COHORT_ERR_NOMEM
 * @retval COHORT_ERR_STORE    The database cannot be read, or the copy cannot be made.
 * @since 0.1
 */
COHORT_API int cohort_sim_copy(cohort *h, cohort_sim **ret_sim);

/** Free a simulation. NULL is allowed. @since 0.1 */
COHORT_API void cohort_sim_free(cohort_sim *sim);

/**
 * Carry out one line and run until it is quiet.
 *
 * @param line      Of the command language, or one that only a simulation has.
 * @param ret_text  Receives the transitions, then the result. Borrowed until the next call on @p sim.
 * @retval 0                   Also for a line that was refused or cannot be read: the text says so.
 * @retval COHORT_ERR_BUG      An invariant broke: a defect of Cohort. The text says which.
 * @retval COHORT_ERR_INVALID  An argument is NULL.
 * @retval COHORT_ERR_LIMIT    More than COHORT_LINE_MAX bytes or COHORT_WORDS_MAX words.
 * @retval COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_sim_line(cohort_sim *sim, const char *line, const char **ret_text);

/** Attach a profile, as cohort_profile_attach() does. @since 0.1 */
COHORT_API int cohort_sim_attach(cohort_sim *sim, const cohort_profile *profile);

/** The handle inside; read from it, do not change it or close it. NULL for NULL. @since 0.1 */
COHORT_API cohort *cohort_sim_handle(cohort_sim *sim);

/**
 * Run a whole scenario text in a fresh simulation and write its transcript: the text with every expected output
 * replaced by the real one. The same text gives the same transcript on every machine.
 *
 * @param profiles        NULL-terminated, to be attached; NULL: none.
 * @param text            UTF-8.
 * @param ret_transcript  Yours; free() of the C library. With COHORT_ERR_SYNTAX: one sentence that says what is wrong,
 *                        with the line.
 * @retval 0                   The transcript is complete. Compare it with the text to see whether it went as expected.
 * @retval COHORT_ERR_SYNTAX   The text is not a scenario.
 * @retval COHORT_ERR_BUG      An invariant broke or the replay differs; the transcript says which.
 * @retval COHORT_ERR_INVALID  An argument is NULL.
 * @retval COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_sim_scenario(const cohort_profile *const *profiles, const char *text, char **ret_transcript);

#ifdef __cplusplus
}
#endif
#endif
