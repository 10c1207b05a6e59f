/*
 * Runs of procedures, between procedure_look.c (how the steps of a run are) and procedure.c (milestones and calls).
 */
#ifndef COH_PROCEDURE_H
#define COH_PROCEDURE_H

#include <cohort/procedure.h>

#include "runtime/runtime.h"

enum { COH_SENTENCE_MAX = 1024 };

struct coh_looked {
    const cohort_step *step;
    int state; /* COHORT_STEP_DONE, ... */
    int holds, first, blocked;
    int seen, undone, recorded, found; /* its milestone */
    int64_t sequence;
    char message[COH_SENTENCE_MAX], line[COH_SENTENCE_MAX], rests_on[COH_SENTENCE_MAX], rested_on[COH_SENTENCE_MAX];
    char computer[COHORT_NAME_MAX + 1], account[COHORT_NAME_MAX + 1];
};

struct coh_run {
    cohort *h;
    const cohort_profile *profile;
    const cohort_procedure *procedure;
    char name[COHORT_NAME_MAX + 1]; /* "": no run, the procedure itself */
    char *parameters;               /* items "Name=Value", each with its NUL; then an empty one */
    int finished;
    struct coh_looked *steps;
    void *view;
};

/* The item "Name=Value" is of the parameter whose name is @name, @size bytes of it. */
int coh_parameter_is(const char *item, const char *name, size_t size);
int coh_procedure_find(cohort *h, const char *name, struct coh_run *run);
/* @name: a run, or a procedure without one. The error is set. Free it also where it failed. */
int coh_procedure_read(cohort *h, const char *name, struct coh_run *run);
void coh_procedure_free(struct coh_run *run);
/* Look at all of its steps. */
int coh_procedure_judge(struct coh_run *run);
struct coh_looked *coh_procedure_step(const struct coh_run *run, const char *number, size_t size);
/* It was seen, and nothing that it rests on has changed since. */
int coh_step_counts(const struct coh_looked *step);
/* Its post-condition is true, or was. */
int coh_step_is_true(const struct coh_looked *step);

#endif
