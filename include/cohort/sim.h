/**
 * @file sim.h
 * Scenarios: the same engine with a virtual clock and scripted agents.
 */
#ifndef COHORT_SIM_H
#define COHORT_SIM_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A simulation. Opaque. */
typedef struct cohort_sim cohort_sim;

/** Begin an empty simulation at time 0. @since 0.1 */
COHORT_API int cohort_sim_new(cohort_sim **ret_sim);
COHORT_API void cohort_sim_free(cohort_sim *sim);

/** Carry out one line and run until it is quiet. @p ret_text: transitions, then the result. Borrowed until the next call. @since 0.1 */
COHORT_API int cohort_sim_line(cohort_sim *sim, const char *line, const char **ret_text);

/** The handle inside; read from it, do not close it. @since 0.1 */
COHORT_API cohort *cohort_sim_handle(cohort_sim *sim);

/**
 * Run a whole scenario text (see docs/manual/scenarios.md) in a fresh simulation and write its transcript: the text with every expected output
 * replaced by the real one.
 * @param ret_transcript Yours; free(). With COHORT_ERR_SYNTAX: one sentence that says what is wrong, with the line.
 * @return 0, or COHORT_ERR_SYNTAX if the text is not a scenario; COHORT_ERR_BUG if an invariant broke or replay differs (the transcript says which).
 * @since 0.1
 */
COHORT_API int cohort_sim_scenario(const char *text, char **ret_transcript);

#ifdef __cplusplus
}
#endif
#endif
