/* A simulation that is given lines, with public headers only: include after cmocka.h and cohort.h. */
#ifndef SIM_LINES_H
#define SIM_LINES_H

#include <string.h>

static cohort_sim *sim;

static inline void sim_begin(const cohort_profile *profile)
{
    assert_int_equal(cohort_sim_new(&sim), 0);
    assert_int_equal(cohort_sim_attach(sim, profile), 0);
}

static inline int sim_end(void **state)
{
    (void)state;
    cohort_sim_free(sim);
    return 0;
}

/* What a line answers must have @expected in it. */
static inline void line(const char *text, const char *expected)
{
    const char *answer = NULL;

    assert_int_equal(cohort_sim_line(sim, text, &answer), 0);
    if (answer == NULL || strstr(answer, expected) == NULL)
        fail_msg("%s\n%s\n... has no \"%s\"", text, answer ? answer : "(no answer)", expected);
}

#endif
