/*
 * procedure.h: runs of procedures. What a step's look says and what was seen before make its state; what is seen for the
 * first time, or is no longer so, is kept in milestones.
 */
#include <cohort/procedure.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/runtime.h"
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
          "RestsOn text: what it rests on, as it was then",
          "Undone bool default=0: it is no longer so, or what it rests on has changed")},
};
const int coh_procedure_kind_count = (int)(sizeof coh_procedure_kinds / sizeof coh_procedure_kinds[0]);

enum { SENTENCE_MAX = 1024 };

struct looked {
    const cohort_step *step;
    int state; /* COHORT_STEP_DONE, ... */
    int holds, first, blocked;
    int seen, undone, recorded; /* its milestone */
    int64_t sequence;
    char message[SENTENCE_MAX], line[SENTENCE_MAX], rests_on[SENTENCE_MAX], rested_on[SENTENCE_MAX];
    char computer[COHORT_NAME_MAX + 1], account[COHORT_NAME_MAX + 1];
};

struct run {
    cohort *h;
    const cohort_profile *profile;
    const cohort_procedure *procedure;
    char name[COHORT_NAME_MAX + 1]; /* "": no run, the procedure itself */
    char *parameters;               /* items "Name=Value", each with its NUL; then an empty one */
    int finished;
    struct looked *steps;
    void *view;
};

struct cohort_look {
    struct run *run;
    struct looked *to;
    char value[SENTENCE_MAX];
};

/* ---- what a look says ---- */

static void put(char *out, size_t room, const char *text)
{
    snprintf(out, room, "%s", text != NULL ? text : "");
}

/* "Name=Value" of the parameter whose name is @name, @size bytes of it. */
static int is_of(const char *parameter, const char *name, size_t size)
{
    char one[COHORT_NAME_MAX + 1], other[COHORT_NAME_MAX + 1];

    if (size > COHORT_NAME_MAX || strcspn(parameter, "=") != size || parameter[size] != '=')
        return 0;
    snprintf(one, sizeof one, "%.*s", (int)size, parameter);
    snprintf(other, sizeof other, "%.*s", (int)size, name);
    return coh_name_cmp(one, other) == 0;
}

static const char *given(const struct run *run, const char *name)
{
    const char *item = run->parameters;
    size_t size = strlen(name);

    for (; item != NULL && *item != '\0'; item += strlen(item) + 1)
        if (is_of(item, name, size))
            return item + size + 1;
    return "";
}

const char *cohort_look_parameter(const cohort_look *look, const char *name)
{
    return given(look->run, name);
}

void *cohort_look_view(const cohort_look *look)
{
    return look->run->view;
}

static struct looked *find_step(const struct run *run, const char *number, size_t size)
{
    int i;

    for (i = 0; i < run->procedure->step_count; i++)
        if (strlen(run->steps[i].step->number) == size && memcmp(run->steps[i].step->number, number, size) == 0)
            return &run->steps[i];
    return NULL;
}

int cohort_look_is_done(const cohort_look *look, const char *number)
{
    const struct looked *step = find_step(look->run, number, strlen(number));

    return step != NULL && step->state == COHORT_STEP_DONE;
}

void cohort_look_holds(cohort_look *look, int state, const char *sentence)
{
    look->to->holds = state;
    if (sentence != NULL && !look->to->first && !look->to->blocked)
        put(look->to->message, SENTENCE_MAX, sentence);
}

void cohort_look_line(cohort_look *look, const char *line)
{
    if (!look->to->first)
        put(look->to->line, SENTENCE_MAX, line);
}

void cohort_look_first(cohort_look *look, const char *line, const char *sentence)
{
    look->to->first = 1;
    put(look->to->line, SENTENCE_MAX, line);
    put(look->to->message, SENTENCE_MAX, sentence);
}

void cohort_look_blocked(cohort_look *look, const char *sentence)
{
    look->to->blocked = 1;
    put(look->to->message, SENTENCE_MAX, sentence);
}

void cohort_look_rests_on(cohort_look *look, const char *text)
{
    put(look->to->rests_on, SENTENCE_MAX, text);
}

void cohort_look_who(cohort_look *look, const char *computer, const char *account)
{
    if (look->to->seen)
        return;
    put(look->to->computer, sizeof look->to->computer, computer);
    put(look->to->account, sizeof look->to->account, account);
}

/* ---- the state of a run ---- */

const cohort_procedure *coh_procedure_at(const cohort_profile *profile, int i)
{
    return (const cohort_procedure *)(const void *)((const char *)profile->procedures +
                                                    (size_t)i * profile->procedures->struct_size);
}

static const cohort_step *step_at(const cohort_procedure *procedure, int i)
{
    return (const cohort_step *)(const void *)((const char *)procedure->steps +
                                               (size_t)i * procedure->steps->struct_size);
}

static int find_procedure(cohort *h, const char *name, struct run *run)
{
    int i, k;

    for (i = 0; i < h->profile_count; i++)
        for (k = 0; k < h->profiles[i]->procedure_count; k++)
            if (coh_name_cmp(coh_procedure_at(h->profiles[i], k)->name, name) == 0) {
                run->profile = h->profiles[i];
                run->procedure = coh_procedure_at(run->profile, k);
                return 1;
            }
    return 0;
}

static void run_free(struct run *run)
{
    if (run->view != NULL)
        run->profile->free_view(run->view);
    coh_free(&run->h->mem, run->steps);
    coh_free(&run->h->mem, run->parameters);
}

/* The items of a list property, which are separated by line feeds. */
static int take_parameters(struct run *run, const char *text)
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
static int read_milestones(struct run *run)
{
    cohort_cursor *row = NULL;
    int rc;

    if (run->name[0] == '\0' || coh_find(coh_model(run->h), COH_KIND, "milestone") == NULL)
        return 0;
    rc = cohort_list(run->h, "milestone", &row);
    while (rc == 0 && cohort_next(row)) {
        const char *number = cohort_cursor_text(row, "Step");
        struct looked *step;

        if (coh_name_cmp(cohort_cursor_text(row, "Procedure"), run->name) != 0)
            continue;
        step = find_step(run, number, strlen(number));
        if (step == NULL)
            continue;
        step->seen = 1;
        step->undone = strcmp(cohort_cursor_text(row, "Undone"), "1") == 0;
        step->recorded = strcmp(cohort_cursor_text(row, "Recorded"), "1") == 0;
        step->sequence = cohort_cursor_int(row, "Sequence");
        put(step->rested_on, SENTENCE_MAX, cohort_cursor_text(row, "RestsOn"));
        put(step->computer, sizeof step->computer, cohort_cursor_text(row, "Computer"));
        put(step->account, sizeof step->account, cohort_cursor_text(row, "Account"));
    }
    cohort_cursor_free(row);
    return rc;
}

/* The first predecessor that is not done; NULL: none. */
static const struct looked *waits_for(const struct run *run, int i)
{
    const char *after = run->steps[i].step->after;
    const struct looked *before;
    size_t size;

    if (after == NULL) {
        for (i--; i >= 0 && (run->steps[i].step->flags & COHORT_STEP_OPTIONAL) != 0; i--)
            continue;
        return i >= 0 && run->steps[i].state != COHORT_STEP_DONE ? &run->steps[i] : NULL;
    }
    for (after += strspn(after, " "); *after != '\0'; after += size + strspn(after + size, " ")) {
        size = strcspn(after, " ");
        before = find_step(run, after, size);
        if (before != NULL && before->state != COHORT_STEP_DONE)
            return before;
    }
    return NULL;
}

/* It was seen, and nothing that it rests on has changed since. */
static int still_counts(const struct looked *step)
{
    return step->seen && !step->undone &&
           (step->rests_on[0] == '\0' || step->rested_on[0] == '\0' || strcmp(step->rests_on, step->rested_on) == 0);
}

static int is_true(const struct looked *step)
{
    if ((step->step->flags & COHORT_STEP_PASSES) != 0)
        return still_counts(step) || step->holds == COHORT_STEP_TRUE;
    return step->holds == COHORT_STEP_TRUE ||
           (step->holds == COHORT_STEP_UNSURE && still_counts(step) && step->recorded);
}

static void say_undone(struct looked *step)
{
    if (!step->seen || still_counts(step) || step->first || step->blocked)
        return;
    if (step->rested_on[0] != '\0' && strcmp(step->rested_on, step->rests_on) != 0)
        snprintf(step->message, SENTENCE_MAX, "undone: it was done with %.400s, and now there is %.400s",
                 step->rested_on, step->rests_on);
    else if (step->message[0] == '\0')
        put(step->message, SENTENCE_MAX, "undone since");
}

static void judge(struct run *run, int i)
{
    struct looked *step = &run->steps[i];
    const struct looked *before = waits_for(run, i);
    cohort_look look = {.run = run, .to = step};

    step->step->look(run->h, &look);
    if (before == NULL && is_true(step)) {
        step->state = COHORT_STEP_DONE;
        step->message[0] = step->line[0] = '\0';
        step->first = 0;
    } else if (before != NULL) {
        step->state = COHORT_STEP_LATER;
        snprintf(step->message, SENTENCE_MAX, "%safter %s", is_true(step) ? "it is so already; " : "",
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

static int judge_all(struct run *run)
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

/* @name: a run, or a procedure without one. The error is set. */
static int run_read(cohort *h, const char *name, struct run *run)
{
    const char *text = "";
    char procedure[COHORT_NAME_MAX + 1];
    int i, there = coh_find(coh_model(h), COH_KIND, "procedure") != NULL &&
                   cohort_get_text(h, "procedure", name, "Procedure", &text) == 0;

    *run = (struct run){.h = h};
    put(procedure, sizeof procedure, there ? text : name);
    coh_error_clear(&h->error);
    if (!find_procedure(h, procedure, run))
        return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87,
                             there ? "no profile that is attached has procedure \"%s\""
                                   : "there is no procedure and no run \"%s\"",
                             procedure);
    run->steps = coh_zalloc(&h->mem, (size_t)run->procedure->step_count * sizeof *run->steps);
    if (run->steps == NULL)
        return coh_out_of_memory(h);
    for (i = 0; i < run->procedure->step_count; i++)
        run->steps[i].step = step_at(run->procedure, i);
    if (!there)
        return 0;
    put(run->name, sizeof run->name, name);
    run->finished = cohort_get_text(h, "procedure", name, "Finished", &text) == 0 && strcmp(text, "1") == 0;
    return cohort_get_text(h, "procedure", name, "Parameters", &text) < 0 ? h->error.code : take_parameters(run, text);
}

/* ---- milestones ---- */

/* @done 0: it is undone. */
static int keep(struct run *run, struct looked *step, int done, int recorded, int64_t sequence, int64_t *ret_request)
{
    char name[COHORT_NAME_MAX + 1], texts[8][SENTENCE_MAX + 32];
    const char *list[10] = {NULL};
    int i;

    snprintf(name, sizeof name, "%.200s %.40s", run->name, step->step->number);
    if (!done) {
        step->undone = 1;
        return cohort_set(run->h, "milestone", name, LIST("Undone=1"), ret_request);
    }
    snprintf(texts[0], sizeof texts[0], "Procedure=%s", run->name);
    snprintf(texts[1], sizeof texts[1], "Step=%s", step->step->number);
    snprintf(texts[2], sizeof texts[2], "Condition=%.*s", SENTENCE_MAX,
             step->step->condition != NULL ? step->step->condition : "");
    snprintf(texts[3], sizeof texts[3], "Sequence=%" PRId64, sequence);
    snprintf(texts[4], sizeof texts[4], "Computer=%s", step->computer);
    snprintf(texts[5], sizeof texts[5], "Account=%s", step->account);
    snprintf(texts[6], sizeof texts[6], "RestsOn=%s", step->rests_on);
    snprintf(texts[7], sizeof texts[7], "Recorded=%d", recorded);
    for (i = 0; i < 8; i++)
        list[i] = texts[i];
    list[8] = "Undone=0";
    return step->seen ? cohort_set(run->h, "milestone", name, list + 3, ret_request)
                      : cohort_create(run->h, "milestone", name, list, ret_request);
}

/* Requests that were made; < 0: an error, which is left to the next time. */
static int notice(struct run *run, int64_t sequence)
{
    int64_t request = 0;
    int i, made = 0, all = 1, rc = 0;

    for (i = 0; rc == 0 && i < run->procedure->step_count; i++) {
        struct looked *step = &run->steps[i];
        int done = step->state == COHORT_STEP_DONE, change = 0;

        all &= done || (step->step->flags & COHORT_STEP_OPTIONAL) != 0;
        if (done && !still_counts(step))
            change = 1;
        else if (step->seen && !step->undone && !is_true(step))
            change = -1;
        if (change != 0)
            rc = keep(run, step, change > 0, 0, sequence, &request);
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

static int notice_run(cohort *h, const char *name, const struct coh_effects *effects)
{
    int64_t sequence = effects->transitions[effects->transition_count - 1].seq;
    struct run run;
    int rc = run_read(h, name, &run);

    if (rc == 0 && !concerns(effects, run.finished))
        rc = 1;
    if (rc == 0)
        rc = judge_all(&run);
    if (rc == 0) {
        h->reacting = run.profile->name;
        rc = notice(&run, sequence);
        h->reacting = NULL;
    } else if (rc == 1) {
        rc = 0;
    }
    if (run.h != NULL)
        run_free(&run);
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
            const cohort_procedure *p = coh_procedure_at(h->profiles[i], k);
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

static int check_parameters(cohort *h, const cohort_procedure *procedure, const char *const *parameters)
{
    const char *const *spec, *const *parameter;

    for (parameter = parameters; parameter != NULL && *parameter != NULL; parameter++) {
        for (spec = procedure->parameters; spec != NULL && *spec != NULL && !is_of(*parameter, *spec, name_size(*spec));
             spec++)
            continue;
        if (spec == NULL || *spec == NULL)
            return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "procedure \"%s\" has no parameter \"%.*s\"",
                                 procedure->name, (int)strcspn(*parameter, "="), *parameter);
    }
    for (spec = procedure->parameters; spec != NULL && *spec != NULL; spec++) {
        size_t size = name_size(*spec);

        if (strncmp(*spec + size, " required", 9) != 0)
            continue;
        for (parameter = parameters; parameter != NULL && *parameter != NULL && !is_of(*parameter, *spec, size);
             parameter++)
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
    struct run found = {.h = h};
    struct coh_buf which, list;
    const char *text;
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (procedure == NULL)
        return coh_missing(h, "procedure");
    if (!find_procedure(h, procedure, &found))
        return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "there is no procedure \"%s\"", procedure);
    rc = check_parameters(h, found.procedure, parameters);
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

static const char *state_name(int state)
{
    static const char *const names[] = {NULL, "done", "next", "blocked", "later", "unknown", "possible"};

    return names[state];
}

static void add_text(cohort_cursor *cursor, const char *text)
{
    coh_cursor_text(cursor, text != NULL && *text != '\0' ? text : NULL);
}

static void add_step(cohort_cursor *cursor, const struct run *run, const struct looked *step)
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
    if (done && still_counts(step))
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
    struct run run = {.h = h};
    int i, rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (name == NULL || ret_cursor == NULL)
        return coh_missing(h, name == NULL ? "run" : "ret_cursor");
    rc = run_read(h, name, &run);
    if (rc == 0 && run.name[0] != '\0')
        rc = judge_all(&run);
    if (rc == 0) {
        cursor = coh_cursor_new(h);
        coh_cursor_columns(cursor, columns);
        for (i = 0; i < run.procedure->step_count; i++)
            add_step(cursor, &run, &run.steps[i]);
        coh_error_clear(&h->error);
        rc = coh_cursor_done(h, cursor, ret_cursor);
    }
    run_free(&run);
    return rc;
}

static int check_record(struct run *run, const struct looked *step, int done)
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
    struct run run = {.h = h};
    struct looked *step;
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (name == NULL || number == NULL)
        return coh_missing(h, name == NULL ? "run" : "step");
    rc = run_read(h, name, &run);
    if (rc == 0 && run.name[0] == '\0')
        rc = coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "procedure \"%s\" was not started", name);
    if (rc == 0)
        rc = judge_all(&run);
    step = rc == 0 ? find_step(&run, number, strlen(number)) : NULL;
    if (rc == 0 && step == NULL)
        rc = coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "\"%s\" has no step %s", name, number);
    if (rc == 0)
        rc = check_record(&run, step, done);
    if (rc == 0) {
        put(step->computer, sizeof step->computer, computer);
        put(step->account, sizeof step->account, account);
        rc = keep(&run, step, done, 1, coh_engine_sequence(h->engine), ret_request);
    }
    run_free(&run);
    return rc;
}
