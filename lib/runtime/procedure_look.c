/*
 * procedure.h: how the steps of a run are. What a step's look says and what was seen before make its state.
 */
#include "runtime/procedure.h"

#include <stdio.h>
#include <string.h>

#include "util/text.h"

struct cohort_look {
    struct coh_run *run;
    struct coh_looked *to;
    char value[COH_SENTENCE_MAX];
};

/* ---- what a look says ---- */

static void put(char *out, size_t room, const char *text)
{
    snprintf(out, room, "%s", text != NULL ? text : "");
}

/* "Name=Value" of the parameter whose name is @name, @size bytes of it. */
int coh_parameter_is(const char *parameter, const char *name, size_t size)
{
    char one[COHORT_NAME_MAX + 1], other[COHORT_NAME_MAX + 1];

    if (size > COHORT_NAME_MAX || strcspn(parameter, "=") != size || parameter[size] != '=')
        return 0;
    snprintf(one, sizeof one, "%.*s", (int)size, parameter);
    snprintf(other, sizeof other, "%.*s", (int)size, name);
    return coh_name_cmp(one, other) == 0;
}

static const char *given(const struct coh_run *run, const char *name)
{
    const char *item = run->parameters;
    size_t size = strlen(name);

    for (; item != NULL && *item != '\0'; item += strlen(item) + 1)
        if (coh_parameter_is(item, name, size))
            return item + size + 1;
    return "";
}

const char *cohort_look_parameter(const cohort_look *look, const char *name)
{
    return given(look->run, name);
}

const char *cohort_look_run(const cohort_look *look)
{
    return look->run->name;
}

int cohort_look_found(const cohort_look *look)
{
    const struct coh_looked *before = look->to - 1;

    while (before >= look->run->steps && (before->step->flags & COHORT_STEP_OPTIONAL) != 0)
        before--;
    return before < look->run->steps || before->found || before->recorded;
}

void *cohort_look_view(const cohort_look *look)
{
    return look->run->view;
}

struct coh_looked *coh_procedure_step(const struct coh_run *run, const char *number, size_t size)
{
    int i;

    for (i = 0; i < run->procedure->step_count; i++)
        if (strlen(run->steps[i].step->number) == size && memcmp(run->steps[i].step->number, number, size) == 0)
            return &run->steps[i];
    return NULL;
}

int cohort_look_is_done(const cohort_look *look, const char *number)
{
    const struct coh_looked *step = coh_procedure_step(look->run, number, strlen(number));

    return step != NULL && step->state == COHORT_STEP_DONE;
}

void cohort_look_holds(cohort_look *look, int state, const char *sentence)
{
    look->to->holds = state;
    if (sentence != NULL && !look->to->first && !look->to->blocked)
        put(look->to->message, COH_SENTENCE_MAX, sentence);
}

/* Half a line would do something else. */
static int is_too_long(cohort_look *look, const char *line)
{
    char text[128];

    if (line == NULL || strlen(line) < COH_SENTENCE_MAX)
        return 0;
    snprintf(text, sizeof text, "the line for it is too long: %.60s...", line);
    cohort_look_blocked(look, text);
    return 1;
}

void cohort_look_line(cohort_look *look, const char *line)
{
    if (!look->to->first && !is_too_long(look, line))
        put(look->to->line, COH_SENTENCE_MAX, line);
}

void cohort_look_first(cohort_look *look, const char *line, const char *sentence)
{
    if (is_too_long(look, line))
        return;
    look->to->first = 1;
    put(look->to->line, COH_SENTENCE_MAX, line);
    put(look->to->message, COH_SENTENCE_MAX, sentence);
}

void cohort_look_blocked(cohort_look *look, const char *sentence)
{
    look->to->blocked = 1;
    put(look->to->message, COH_SENTENCE_MAX, sentence);
}

void cohort_look_rests_on(cohort_look *look, const char *text)
{
    put(look->to->rests_on, COH_SENTENCE_MAX, text);
}

void cohort_look_who(cohort_look *look, const char *computer, const char *account)
{
    if (look->to->seen)
        return;
    put(look->to->computer, sizeof look->to->computer, computer);
    put(look->to->account, sizeof look->to->account, account);
}

/* ---- the state of a run ---- */

int coh_procedure_find(cohort *h, const char *name, struct coh_run *run)
{
    int i, k;

    for (i = 0; i < h->profile_count; i++)
        for (k = 0; k < h->profiles[i]->procedure_count; k++)
            if (coh_name_cmp(h->profiles[i]->procedures[k].name, name) == 0) {
                run->profile = h->profiles[i];
                run->procedure = &run->profile->procedures[k];
                return 1;
            }
    return 0;
}

void coh_procedure_free(struct coh_run *run)
{
    if (run->view != NULL)
        run->profile->free_view(run->view);
    coh_free(&run->h->mem, run->steps);
    coh_free(&run->h->mem, run->parameters);
}

/* The items of a list property, which are separated by line feeds. */
static int take_parameters(struct coh_run *run, const char *text)
{
    size_t size = strlen(text), i;

    run->parameters = coh_zalloc(&run->h->mem, size + 2);
    if (run->parameters == NULL)
        return coh_out_of_memory(run->h);
    for (i = 0; i < size; i++)
        run->parameters[i] = text[i] == '\n' ? '\0' : text[i];
    return 0;
}

/* What was seen before. */
static int read_milestones(struct coh_run *run)
{
    cohort_cursor *row = NULL;
    int rc;

    if (run->name[0] == '\0' || coh_find(coh_model(run->h), COH_KIND, "milestone") == NULL)
        return 0;
    rc = cohort_list(run->h, "milestone", &row);
    while (rc == 0 && cohort_next(row)) {
        const char *number = cohort_cursor_text(row, "Step");
        struct coh_looked *step;

        if (coh_name_cmp(cohort_cursor_text(row, "Procedure"), run->name) != 0)
            continue;
        step = coh_procedure_step(run, number, strlen(number));
        if (step == NULL)
            continue;
        step->seen = 1;
        step->undone = strcmp(cohort_cursor_text(row, "Undone"), "1") == 0;
        step->recorded = strcmp(cohort_cursor_text(row, "Recorded"), "1") == 0;
        step->found = strcmp(cohort_cursor_text(row, "Found"), "1") == 0;
        step->sequence = cohort_cursor_int(row, "Sequence");
        put(step->rested_on, COH_SENTENCE_MAX, cohort_cursor_text(row, "RestsOn"));
        put(step->computer, sizeof step->computer, cohort_cursor_text(row, "Computer"));
        put(step->account, sizeof step->account, cohort_cursor_text(row, "Account"));
    }
    cohort_cursor_free(row);
    return rc;
}

/* The first predecessor that is not done; NULL: none. */
static const struct coh_looked *waits_for(const struct coh_run *run, int i)
{
    const char *after = run->steps[i].step->after;
    const struct coh_looked *before;
    size_t size;

    if (after == NULL) {
        for (i--; i >= 0 && (run->steps[i].step->flags & COHORT_STEP_OPTIONAL) != 0; i--)
            continue;
        return i >= 0 && run->steps[i].state != COHORT_STEP_DONE ? &run->steps[i] : NULL;
    }
    for (after += strspn(after, " "); *after != '\0'; after += size + strspn(after + size, " ")) {
        size = strcspn(after, " ");
        before = coh_procedure_step(run, after, size);
        if (before != NULL && before->state != COHORT_STEP_DONE)
            return before;
    }
    return NULL;
}

int coh_step_counts(const struct coh_looked *step)
{
    return step->seen && !step->undone &&
           (step->rests_on[0] == '\0' || step->rested_on[0] == '\0' || strcmp(step->rests_on, step->rested_on) == 0);
}

int coh_step_is_true(const struct coh_looked *step)
{
    if ((step->step->flags & COHORT_STEP_PASSES) != 0)
        return coh_step_counts(step) || step->holds == COHORT_STEP_TRUE;
    return step->holds == COHORT_STEP_TRUE ||
           (step->holds == COHORT_STEP_UNSURE && coh_step_counts(step) && step->recorded);
}

static void say_undone(struct coh_looked *step)
{
    if (!step->seen || coh_step_counts(step) || step->first || step->blocked)
        return;
    if (step->rested_on[0] != '\0' && strcmp(step->rested_on, step->rests_on) != 0)
        snprintf(step->message, COH_SENTENCE_MAX, "undone: it was done with %.400s, and now there is %.400s",
                 step->rested_on, step->rests_on);
    else if (step->message[0] == '\0')
        put(step->message, COH_SENTENCE_MAX, "undone since");
}

/* What passes comes after what passes before it: when that was done again, this one is to be done again, too. */
static int is_overtaken(const struct coh_run *run, int i)
{
    const struct coh_looked *step = &run->steps[i], *before = i > 0 ? &run->steps[i - 1] : NULL;

    return before != NULL && (before->step->flags & step->step->flags & COHORT_STEP_PASSES) != 0 && step->seen &&
           !step->recorded && before->seen && !before->recorded && before->sequence > step->sequence;
}

static void judge(struct coh_run *run, int i)
{
    struct coh_looked *step = &run->steps[i];
    const struct coh_looked *before = waits_for(run, i);
    cohort_look look = {.run = run, .to = step};

    step->undone |= is_overtaken(run, i);
    step->step->look(run->h, &look);
    if (before == NULL && coh_step_is_true(step)) {
        step->state = COHORT_STEP_DONE;
        step->message[0] = step->line[0] = '\0';
        step->first = 0;
    } else if (before != NULL) {
        step->state = COHORT_STEP_LATER;
        snprintf(step->message, COH_SENTENCE_MAX, "%safter %s", coh_step_is_true(step) ? "it is so already; " : "",
                 before->step->number);
        step->line[0] = '\0';
        step->first = 0;
    } else {
        say_undone(step);
        if (step->blocked && !step->first)
            step->line[0] = '\0';
        step->state = step->blocked || step->first               ? COHORT_STEP_BLOCKED
                      : step->step->flags & COHORT_STEP_OPTIONAL ? COHORT_STEP_POSSIBLE
                      : step->holds == COHORT_STEP_UNSURE        ? COHORT_STEP_UNKNOWN
                                                                 : COHORT_STEP_NEXT;
    }
}

int coh_procedure_judge(struct coh_run *run)
{
    int i, rc;

    rc = read_milestones(run);
    if (rc == 0 && run->profile->read_view != NULL) {
        run->view = run->profile->read_view(run->h);
        if (run->view == NULL)
            return coh_out_of_memory(run->h);
    }
    run->h->callbacks++; /* a look only reads */
    for (i = 0; rc == 0 && i < run->procedure->step_count; i++)
        judge(run, i);
    run->h->callbacks--;
    return rc;
}

int coh_procedure_read(cohort *h, const char *name, struct coh_run *run)
{
    const char *text = "";
    char procedure[COHORT_NAME_MAX + 1];
    int i, there = coh_find(coh_model(h), COH_KIND, "procedure") != NULL &&
                   cohort_get_text(h, "procedure", name, "Procedure", &text) == 0;

    *run = (struct coh_run){.h = h};
    put(procedure, sizeof procedure, there ? text : name);
    coh_error_clear(&h->error);
    if (!coh_procedure_find(h, procedure, run))
        return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87,
                             there ? "no profile that is attached has procedure \"%s\""
                                   : "there is no procedure and no run \"%s\"",
                             procedure);
    run->steps = coh_zalloc(&h->mem, (size_t)run->procedure->step_count * sizeof *run->steps);
    if (run->steps == NULL)
        return coh_out_of_memory(h);
    for (i = 0; i < run->procedure->step_count; i++)
        run->steps[i].step = &run->procedure->steps[i];
    if (!there)
        return 0;
    put(run->name, sizeof run->name, name);
    run->finished = cohort_get_text(h, "procedure", name, "Finished", &text) == 0 && strcmp(text, "1") == 0;
    return cohort_get_text(h, "procedure", name, "Parameters", &text) < 0 ? h->error.code : take_parameters(run, text);
}
