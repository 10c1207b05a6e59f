/*
 * procedure.h: runs of procedures. What is seen for the first time, or is no longer so, is kept in milestones.
 */
#include "runtime/procedure.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "util/text.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

const cohort_kind coh_procedure_kinds[] = {
    {sizeof(cohort_kind), "procedure", "A run of a procedure",
     LIST("Procedure text: which procedure", "Parameters list: what was given: Name=Value",
          "Finished bool default=0: all of its steps were seen done")},
    {sizeof(cohort_kind), "milestone", "A step of a run whose post-condition became true",
     LIST("Procedure text: the run", "Step text: the step's number", "Condition text: what became true",
          "Sequence int: of the last transition before it was seen", "Computer text: where it was done",
          "Account text: as whom", "Recorded bool default=0: a person said so",
          "Found bool default=0: it was so when the run began", "RestsOn text: what it rests on, as it was then",
          "Undone bool default=0: it is no longer so, or what it rests on has changed")},
};
const int coh_procedure_kind_count = (int)(sizeof coh_procedure_kinds / sizeof coh_procedure_kinds[0]);

enum { PARAMETERS_MAX = 64 };

/* ---- milestones ---- */

/* @done 0: it is undone. The step's found and recorded are kept, too. */
static int keep(struct coh_run *run, struct coh_looked *step, int done, int64_t sequence, int64_t *ret_request)
{
    char name[COHORT_NAME_MAX + 1], texts[9][COH_SENTENCE_MAX + 32];
    const char *list[11] = {NULL};
    int i;

    snprintf(name, sizeof name, "%.200s %.40s", run->name, step->step->number);
    if (!done) {
        step->undone = 1;
        return cohort_set(run->h, "milestone", name, LIST("Undone=1"), ret_request);
    }
    snprintf(texts[0], sizeof texts[0], "Procedure=%s", run->name);
    snprintf(texts[1], sizeof texts[1], "Step=%s", step->step->number);
    snprintf(texts[2], sizeof texts[2], "Condition=%.*s", COH_SENTENCE_MAX,
             step->step->condition != NULL ? step->step->condition : "");
    snprintf(texts[3], sizeof texts[3], "Sequence=%" PRId64, sequence);
    snprintf(texts[4], sizeof texts[4], "Computer=%s", step->computer);
    snprintf(texts[5], sizeof texts[5], "Account=%s", step->account);
    snprintf(texts[6], sizeof texts[6], "RestsOn=%s", step->rests_on);
    snprintf(texts[7], sizeof texts[7], "Recorded=%d", step->recorded);
    snprintf(texts[8], sizeof texts[8], "Found=%d", step->found);
    for (i = 0; i < 9; i++)
        list[i] = texts[i];
    list[9] = "Undone=0";
    return step->seen ? cohort_set(run->h, "milestone", name, list + 3, ret_request)
                      : cohort_create(run->h, "milestone", name, list, ret_request);
}

/* Requests that were made; < 0: an error, which is left to the next time. @began: the run has just begun. */
static int notice(struct coh_run *run, int64_t sequence, int began)
{
    int64_t request = 0;
    int i, made = 0, all = 1, rc = 0;

    for (i = 0; rc == 0 && i < run->procedure->step_count; i++) {
        struct coh_looked *step = &run->steps[i];
        int done = step->state == COHORT_STEP_DONE, change = 0;

        all &= done || (step->step->flags & COHORT_STEP_OPTIONAL) != 0;
        if (done && !coh_step_counts(step))
            change = 1;
        else if (step->seen && !step->undone && (!coh_step_is_true(step) || !coh_step_counts(step)))
            change = -1;
        step->found = began;
        step->recorded = 0;
        if (change != 0)
            rc = keep(run, step, change > 0, sequence, &request);
        made += change != 0 && rc >= 0;
        rc = rc > 0 ? 0 : rc;
    }
    if (rc == 0 && all != run->finished) {
        rc = cohort_set(run->h, "procedure", run->name, LIST(all ? "Finished=1" : "Finished=0"), &request);
        made += rc >= 0;
    }
    return rc < 0 ? rc : made;
}

/* Of a run that is finished only changes of what is configured are of interest. */
static int concerns(const struct coh_effects *effects, int finished)
{
    int i;

    for (i = 0; i < effects->transition_count; i++) {
        const struct coh_transition *t = &effects->transitions[i];

        if (!finished || t->change == COH_CHANGE_PROPERTY || t->change == COH_CHANGE_DEPENDS ||
            t->change == COH_CHANGE_DELETED || t->change == COH_CHANGE_CREATED)
            return 1;
    }
    return 0;
}

static int begins(cohort *h, const char *name, const struct coh_effects *effects)
{
    const struct coh_obj *obj = coh_find_of(coh_model(h), "procedure", name);
    int i;

    for (i = 0; obj != NULL && i < effects->transition_count; i++)
        if (effects->transitions[i].change == COH_CHANGE_CREATED && effects->transitions[i].object == obj->id)
            return 1;
    return 0;
}

static int notice_run(cohort *h, const char *name, const struct coh_effects *effects)
{
    int64_t sequence = effects->transitions[effects->transition_count - 1].seq;
    struct coh_run run;
    int rc = coh_procedure_read(h, name, &run);

    if (rc == 0 && !concerns(effects, run.finished))
        rc = 1;
    if (rc == 0)
        rc = coh_procedure_judge(&run);
    if (rc == 0) {
        h->reacting = run.profile->name;
        h->reacting_to = sequence;
        rc = notice(&run, sequence, begins(h, name, effects));
        h->reacting = NULL;
    } else if (rc == 1) {
        rc = 0;
    }
    if (run.h != NULL)
        coh_procedure_free(&run);
    return rc;
}

int coh_procedures_notice(cohort *h, const struct coh_effects *effects)
{
    cohort_cursor *row = NULL;
    int i, brings = 0, made = 0, rc;

    for (i = 0; i < h->profile_count; i++)
        brings |= h->profiles[i]->procedure_count > 0;
    if (!brings || effects->transition_count == 0 || coh_find(coh_model(h), COH_KIND, "procedure") == NULL ||
        !concerns(effects, 0))
        return 0;
    rc = cohort_list(h, "procedure", &row);
    while (rc == 0 && cohort_next(row)) {
        int did = notice_run(h, cohort_cursor_text(row, "name"), coh_engine_effects(h->engine));

        made += did > 0 ? did : 0;
    }
    cohort_cursor_free(row);
    return made;
}

/* ---- calls ---- */

int cohort_list_procedures(cohort *h, cohort_cursor **ret_cursor)
{
    static const char *const columns[] = {"procedure", "profile", "meaning", "parameters", "source", "steps", NULL};
    cohort_cursor *cursor;
    struct coh_buf text;
    int i, k, rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (ret_cursor == NULL)
        return coh_missing(h, "ret_cursor");
    cursor = coh_cursor_new(h);
    coh_cursor_columns(cursor, columns);
    coh_buf_init(&text, &h->mem, 0);
    for (i = 0; i < h->profile_count; i++)
        for (k = 0; k < h->profiles[i]->procedure_count; k++) {
            const cohort_procedure *p = &h->profiles[i]->procedures[k];
            const char *const *parameter = p->parameters;

            coh_buf_clear(&text);
            for (; parameter != NULL && *parameter != NULL; parameter++)
                coh_buf_fmt(&text, "%s%s", parameter != p->parameters ? "\n" : "", *parameter);
            coh_cursor_text(cursor, p->name);
            coh_cursor_text(cursor, h->profiles[i]->name);
            coh_cursor_text(cursor, p->meaning);
            coh_cursor_text(cursor, coh_buf_text(&text));
            coh_cursor_text(cursor, p->source);
            coh_cursor_int(cursor, p->step_count);
        }
    coh_buf_free(&text);
    return coh_cursor_done(h, cursor, ret_cursor);
}

/* The length of the name in "Name: meaning", "Name required: meaning". */
static size_t name_size(const char *spec)
{
    return strcspn(spec, " :");
}

/* The procedure has parameters of these names. */
static int check_names(cohort *h, const cohort_procedure *procedure, const char *const *parameters)
{
    const char *const *spec, *const *parameter;

    for (parameter = parameters; parameter != NULL && *parameter != NULL; parameter++) {
        for (spec = procedure->parameters;
             spec != NULL && *spec != NULL && !coh_parameter_is(*parameter, *spec, name_size(*spec)); spec++)
            continue;
        if (spec == NULL || *spec == NULL)
            return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "procedure \"%s\" has no parameter \"%.*s\"",
                                 procedure->name, (int)strcspn(*parameter, "="), *parameter);
    }
    return 0;
}

static int check_required(cohort *h, const cohort_procedure *procedure, const char *const *parameters)
{
    const char *const *spec, *const *parameter;

    for (spec = procedure->parameters; spec != NULL && *spec != NULL; spec++) {
        size_t size = name_size(*spec);

        if (strncmp(*spec + size, " required", 9) != 0)
            continue;
        for (parameter = parameters;
             parameter != NULL && *parameter != NULL && !coh_parameter_is(*parameter, *spec, size); parameter++)
            continue;
        if (parameter == NULL || *parameter == NULL)
            return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "procedure \"%s\" needs %.*s%s", procedure->name,
                                 (int)size, *spec, strchr(*spec, ':') != NULL ? strchr(*spec, ':') : "");
    }
    return 0;
}

/* Of a run of that name which was deleted. */
static int forget_milestones(cohort *h, const char *run)
{
    cohort_cursor *row = NULL;
    int rc = coh_find(coh_model(h), COH_KIND, "milestone") != NULL ? cohort_list(h, "milestone", &row) : 0;

    while (rc == 0 && row != NULL && cohort_next(row))
        if (coh_name_cmp(cohort_cursor_text(row, "Procedure"), run) == 0)
            rc = cohort_delete(h, "milestone", cohort_cursor_text(row, "name"), NULL);
    cohort_cursor_free(row);
    return rc;
}

int cohort_procedure_start(cohort *h, const char *procedure, const char *run, const char *const *parameters,
                           int64_t *ret_request)
{
    struct coh_run found = {.h = h};
    struct coh_buf which, list;
    const char *text;
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (procedure == NULL)
        return coh_missing(h, "procedure");
    if (!coh_procedure_find(h, procedure, &found))
        return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "there is no procedure \"%s\"", procedure);
    rc = check_names(h, found.procedure, parameters);
    if (rc == 0)
        rc = check_required(h, found.procedure, parameters);
    if (rc < 0)
        return rc;
    run = run != NULL ? run : found.procedure->name;
    if (coh_find(coh_model(h), COH_KIND, "procedure") == NULL ||
        cohort_get_text(h, "procedure", run, "Procedure", &text) < 0)
        rc = forget_milestones(h, run);
    if (rc < 0)
        return rc;
    coh_buf_init(&which, &h->mem, 0);
    coh_buf_init(&list, &h->mem, 0);
    coh_buf_fmt(&which, "Procedure=%s", found.procedure->name);
    coh_buf_add(&list, "Parameters=");
    for (; parameters != NULL && *parameters != NULL; parameters++)
        coh_buf_fmt(&list, "%s%s", *parameters, parameters[1] != NULL ? "\n" : "");
    rc = which.error < 0 || list.error < 0
             ? coh_out_of_memory(h)
             : cohort_create(h, "procedure", run, LIST(coh_buf_text(&which), coh_buf_text(&list)), ret_request);
    coh_buf_free(&which);
    coh_buf_free(&list);
    return rc;
}

static int is_named(const char *const *parameters, const char *item)
{
    for (; *parameters != NULL; parameters++)
        if (coh_parameter_is(*parameters, item, strcspn(item, "=")))
            return 1;
    return 0;
}

/* What was given before and is not named now, then what is named. Returns how many. */
static int merge(const struct coh_run *run, const char *const *parameters, const char **all, int max)
{
    const char *item = run->parameters;
    int count = 0;

    for (; item != NULL && *item != '\0'; item += strlen(item) + 1)
        if (count < max && !is_named(parameters, item))
            all[count++] = item;
    for (; *parameters != NULL && count < max; parameters++)
        if ((*parameters)[strcspn(*parameters, "=")] != '\0' && strchr(*parameters, '=')[1] != '\0')
            all[count++] = *parameters;
    return count;
}

int cohort_procedure_set(cohort *h, const char *name, const char *const *parameters, int64_t *ret_request)
{
    struct coh_run run = {.h = h};
    const char *all[PARAMETERS_MAX + 1] = {NULL};
    struct coh_buf list;
    int i, count, rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (name == NULL || parameters == NULL)
        return coh_missing(h, name == NULL ? "run" : "parameters");
    rc = coh_procedure_read(h, name, &run);
    if (rc == 0 && run.name[0] == '\0')
        rc = coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "procedure \"%s\" was not started", name);
    count = rc == 0 ? merge(&run, parameters, all, PARAMETERS_MAX) : 0;
    if (rc == 0)
        rc = check_names(h, run.procedure, parameters);
    if (rc == 0)
        rc = check_required(h, run.procedure, all);
    coh_buf_init(&list, &h->mem, 0);
    coh_buf_add(&list, "Parameters=");
    for (i = 0; i < count; i++)
        coh_buf_fmt(&list, "%s%s", i > 0 ? "\n" : "", all[i]);
    if (rc == 0)
        rc = list.error < 0 ? coh_out_of_memory(h)
                            : cohort_set(h, "procedure", name, LIST(coh_buf_text(&list)), ret_request);
    coh_buf_free(&list);
    coh_procedure_free(&run);
    return rc;
}

static const char *state_name(int state)
{
    static const char *const names[] = {NULL, "done", "next", "blocked", "later", "unknown", "possible"};

    return names[state];
}

static void add_text(cohort_cursor *cursor, const char *text)
{
    coh_cursor_text(cursor, text != NULL && *text != '\0' ? text : NULL);
}

static void add_step(cohort_cursor *cursor, const struct coh_run *run, const struct coh_looked *step)
{
    int done = step->state == COHORT_STEP_DONE;

    coh_cursor_text(cursor, step->step->number);
    if (run->name[0] != '\0')
        coh_cursor_both(cursor, state_name(step->state), step->state);
    else
        coh_cursor_null(cursor);
    coh_cursor_text(cursor, step->step->text);
    add_text(cursor, step->step->where);
    add_text(cursor, step->step->after);
    add_text(cursor, step->step->condition);
    add_text(cursor, step->step->undone_by);
    add_text(cursor, step->message);
    add_text(cursor, step->line);
    coh_cursor_text(cursor, (step->step->flags & COHORT_STEP_PERSON) != 0 && !step->first ? "person" : "cohort");
    coh_cursor_int(cursor, step->first);
    if (done && coh_step_counts(step))
        coh_cursor_int(cursor, step->sequence);
    else
        coh_cursor_null(cursor);
    add_text(cursor, done ? step->computer : NULL);
    add_text(cursor, done ? step->account : NULL);
    coh_cursor_int(cursor, done && step->recorded);
}

int cohort_list_steps(cohort *h, const char *name, cohort_cursor **ret_cursor)
{
    static const char *const columns[] = {"step",      "state",   "text",     "where", "after", "condition",
                                          "undone_by", "message", "line",     "by",    "first", "sequence",
                                          "computer",  "account", "recorded", NULL};
    cohort_cursor *cursor;
    struct coh_run run = {.h = h};
    int i, rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (name == NULL || ret_cursor == NULL)
        return coh_missing(h, name == NULL ? "run" : "ret_cursor");
    rc = coh_procedure_read(h, name, &run);
    if (rc == 0 && run.name[0] != '\0')
        rc = coh_procedure_judge(&run);
    if (rc == 0) {
        cursor = coh_cursor_new(h);
        coh_cursor_columns(cursor, columns);
        for (i = 0; i < run.procedure->step_count; i++)
            add_step(cursor, &run, &run.steps[i]);
        coh_error_clear(&h->error);
        rc = coh_cursor_done(h, cursor, ret_cursor);
    }
    coh_procedure_free(&run);
    return rc;
}

static int check_record(struct coh_run *run, const struct coh_looked *step, int done)
{
    cohort *h = run->h;
    const char *number = step->step->number;

    if (!done && (!step->seen || step->undone))
        return coh_error_set(&h->error, COHORT_ERR_STATE, 87, "%s was not seen or said to be done", number);
    if (!done && (step->step->flags & COHORT_STEP_PASSES) == 0 && step->holds == COHORT_STEP_TRUE)
        return coh_error_set(&h->error, COHORT_ERR_STATE, 87, "%s can be read, and it is so: %s", number,
                             step->step->condition);
    if (done && step->state == COHORT_STEP_LATER)
        return coh_error_set(&h->error, COHORT_ERR_STATE, 87, "%s comes %s, which is not done", number,
                             strstr(step->message, "after "));
    if (done && (step->step->flags & COHORT_STEP_PASSES) == 0 && step->holds == COHORT_STEP_FALSE)
        return coh_error_set(&h->error, COHORT_ERR_STATE, 87, "%s can be read, and it is not so: %s", number,
                             step->message[0] != '\0' ? step->message : step->step->condition);
    return 0;
}

int cohort_procedure_record(cohort *h, const char *name, const char *number, int done, const char *computer,
                            const char *account, int64_t *ret_request)
{
    struct coh_run run = {.h = h};
    struct coh_looked *step;
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (name == NULL || number == NULL)
        return coh_missing(h, name == NULL ? "run" : "step");
    rc = coh_procedure_read(h, name, &run);
    if (rc == 0 && run.name[0] == '\0')
        rc = coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "procedure \"%s\" was not started", name);
    if (rc == 0)
        rc = coh_procedure_judge(&run);
    step = rc == 0 ? coh_procedure_step(&run, number, strlen(number)) : NULL;
    if (rc == 0 && step == NULL)
        rc = coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "\"%s\" has no step %s", name, number);
    if (rc == 0)
        rc = check_record(&run, step, done);
    if (rc == 0) {
        snprintf(step->computer, sizeof step->computer, "%s", computer != NULL ? computer : "");
        snprintf(step->account, sizeof step->account, "%s", account != NULL ? account : "");
        step->recorded = 1;
        step->found = 0;
        rc = keep(&run, step, done, coh_engine_sequence(h->engine), ret_request);
    }
    coh_procedure_free(&run);
    return rc;
}
