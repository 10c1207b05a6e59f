/*
 * Commands about procedures: procedure list, show, start, next, record, run --simulate.
 *
 * A step is done by a line of the command language: "next" carries out that line, "run --simulate" carries out all of
 * them in a copy of the database.
 */
#include "console/console.h"

#include <string.h>

#include <cohort/procedure.h>
#include <cohort/request.h>
#include <cohort/sim.h>

#include "util/text.h"

/* How far a run is. */
static void add_progress(struct coh_console *c, struct coh_table *table, const char *run)
{
    cohort_cursor *row = NULL;
    struct coh_buf text;
    const char *next = NULL;
    int done = 0, all = 0;

    if (cohort_list_steps(c->h, run, &row) < 0) {
        coh_table_add(table, "its profile is not attached", COH_PLAIN);
        return;
    }
    coh_buf_init(&text, c->mem, 0);
    for (; cohort_next(row); all++) {
        int state = (int)cohort_cursor_int(row, "state");

        done += state == COHORT_STEP_DONE;
        if (next == NULL && state != COHORT_STEP_DONE && state != COHORT_STEP_POSSIBLE && state != COHORT_STEP_LATER)
            next = cohort_cursor_text(row, "step");
    }
    coh_buf_fmt(&text, "%d of %d done%s%s", done, all,
                next != NULL ? "; next is "
                : done < all ? "; what is left need not be"
                             : "",
                next != NULL ? next : "");
    coh_table_add(table, coh_buf_text(&text), COH_PLAIN);
    coh_buf_free(&text);
    cohort_cursor_free(row);
}

static void list_runs(struct coh_console *c)
{
    cohort_cursor *row = NULL;
    struct coh_table table;

    if (cohort_list(c->h, "procedure", &row) < 0)
        return; /* none was ever started */
    coh_table_init(&table, c->mem, 4);
    coh_table_head(&table, "RUN|PROCEDURE|PROGRESS|PARAMETERS");
    while (cohort_next(row)) {
        coh_table_add(&table, cohort_cursor_text(row, "name"), COH_PLAIN);
        coh_table_add(&table, cohort_cursor_text(row, "Procedure"), COH_PLAIN);
        add_progress(c, &table, cohort_cursor_text(row, "name"));
        coh_table_add(&table, cohort_cursor_text(row, "Parameters"), COH_DIM);
    }
    coh_table_print(&c->out, &table, 1, c);
    coh_table_free(&table);
    cohort_cursor_free(row);
}

void coh_run_procedure_list(struct coh_console *c)
{
    cohort_cursor *row = NULL;
    struct coh_table table;

    if (cohort_list_procedures(c->h, &row) < 0) {
        coh_console_refused(c);
        return;
    }
    if (c->json) {
        coh_json_rows(c, row);
        cohort_cursor_free(row);
        return;
    }
    coh_table_init(&table, c->mem, 3);
    coh_table_head(&table, "PROCEDURE|STEPS|MEANING");
    while (cohort_next(row)) {
        coh_table_add(&table, cohort_cursor_text(row, "procedure"), COH_PLAIN);
        coh_table_add(&table, cohort_cursor_text(row, "steps"), COH_PLAIN);
        coh_table_add(&table, cohort_cursor_text(row, "meaning"), COH_PLAIN);
    }
    coh_table_print(&c->out, &table, 1, c);
    coh_table_free(&table);
    cohort_cursor_free(row);
    list_runs(c);
}

static enum coh_tint tint_of(int state)
{
    return state == COHORT_STEP_DONE      ? COH_GREEN
           : state == COHORT_STEP_BLOCKED ? COH_RED
           : state == COHORT_STEP_LATER   ? COH_DIM
           : state == 0                   ? COH_PLAIN
                                          : COH_YELLOW;
}

/* What a procedure asks for, when it was not started. */
static void add_parameters(struct coh_console *c, const char *name)
{
    cohort_cursor *row = NULL;

    if (cohort_list_procedures(c->h, &row) < 0)
        return;
    while (cohort_next(row))
        if (coh_name_cmp(cohort_cursor_text(row, "procedure"), name) == 0) {
            const char *text = cohort_cursor_text(row, "parameters");

            coh_buf_fmt(&c->out, "%s (%s)\n", cohort_cursor_text(row, "meaning"), cohort_cursor_text(row, "source"));
            for (; text != NULL && *text != '\0'; text += strcspn(text, "\n"), text += *text == '\n')
                coh_buf_fmt(&c->out, "  %.*s\n", (int)strcspn(text, "\n"), text);
        }
    cohort_cursor_free(row);
}

/* "on BTS001: do this" */
static void add_what(struct coh_buf *out, cohort_cursor *row)
{
    const char *where = cohort_cursor_text(row, "where");

    coh_buf_fmt(out, "%s%s%s", where != NULL ? where : "", where != NULL ? ": " : "", cohort_cursor_text(row, "text"));
}

void coh_run_procedure_show(struct coh_console *c)
{
    cohort_cursor *row = NULL;
    struct coh_table table;
    struct coh_buf what;
    int started = 0;

    if (cohort_list_steps(c->h, c->args[0], &row) < 0) {
        coh_console_refused(c);
        return;
    }
    if (c->json) {
        coh_json_rows(c, row);
        cohort_cursor_free(row);
        return;
    }
    coh_table_init(&table, c->mem, 4);
    coh_table_head(&table, "STEP|STATE|WHAT|BECAUSE");
    coh_buf_init(&what, c->mem, 0);
    while (cohort_next(row)) {
        int state = (int)cohort_cursor_int(row, "state");

        started |= state;
        coh_table_add(&table, cohort_cursor_text(row, "step"), COH_PLAIN);
        coh_table_add(&table, cohort_cursor_text(row, "state"), tint_of(state));
        coh_buf_clear(&what);
        add_what(&what, row);
        coh_table_add(&table, coh_buf_text(&what), COH_PLAIN);
        coh_table_add(&table, cohort_cursor_text(row, "message"), COH_PLAIN);
    }
    if (!started)
        add_parameters(c, c->args[0]);
    coh_table_print(&c->out, &table, 1, c);
    coh_table_free(&table);
    coh_buf_free(&what);
    cohort_cursor_free(row);
}

void coh_run_procedure_start(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_procedure_start(c->h, c->args[0], coh_option(c, "--run"), c->args + 1, &request);

    coh_console_requested(c, rc, request);
}

void coh_run_procedure_set(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_procedure_set(c->h, c->args[0], c->args + 1, &request);

    coh_console_requested(c, rc, request);
}

void coh_run_procedure_record(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_procedure_record(c->h, c->args[0], c->args[1], coh_option(c, "--undo") == NULL,
                                     coh_option(c, "--at"), coh_option(c, "--as"), &request);

    coh_console_requested(c, rc, request);
}

/* ---- the next step ---- */

enum { LINES_MAX = 500 };

/* The row of the step that is next; 0: all are done, or the run cannot be read (refused). */
static int find_next(struct coh_console *c, cohort *h, const char *run, cohort_cursor **ret_row)
{
    int state;

    *ret_row = NULL;
    if (cohort_list_steps(h, run, ret_row) < 0) {
        coh_console_refused(c);
        return 0;
    }
    while (cohort_next(*ret_row)) {
        state = (int)cohort_cursor_int(*ret_row, "state");
        if (state == COHORT_STEP_NEXT || state == COHORT_STEP_BLOCKED || state == COHORT_STEP_UNKNOWN)
            return 1;
        if (state == 0) {
            coh_console_refuse(c, "procedure \"%s\" was not started: procedure start %s ...", run, run);
            break;
        }
    }
    cohort_cursor_free(*ret_row);
    *ret_row = NULL;
    return 0;
}

/* "1.5 on BTS001: do this"; with what is needed first. */
static void add_step(struct coh_buf *out, cohort_cursor *row)
{
    const char *message = cohort_cursor_text(row, "message");

    coh_buf_fmt(out, "%s%s", cohort_cursor_text(row, "step"), cohort_cursor_text(row, "where") != NULL ? " " : ": ");
    add_what(out, row);
    coh_buf_addc(out, '\n');
    if (cohort_cursor_int(row, "first"))
        coh_buf_fmt(out, "%s needs first: %s\n", cohort_cursor_text(row, "step"), message != NULL ? message : "");
    else if (message != NULL)
        coh_buf_fmt(out, "  %s\n", message);
}

/* Carry out another line in this one's place. 1: it is done, and its outcome need not be waited for. */
static int carry_line(struct coh_console *c, const char *line, struct coh_json *lines)
{
    cohort_answer answer = {.struct_size = sizeof answer};
    int rc;

    if (lines != NULL)
        coh_json_text(lines, NULL, line);
    else
        coh_buf_fmt(&c->out, "> %s\n", line);
    if (cohort_command(c->h, line, 0, &answer) < 0) {
        coh_console_refused(c);
        return 0;
    }
    if (lines == NULL)
        coh_buf_add(&c->out, answer.output);
    if (answer.error != NULL)
        coh_buf_add(&c->error, answer.error);
    c->exit_code = answer.exit_code;
    c->request = answer.request;
    cohort_answer_free(c->h, &answer);
    rc = c->exit_code == 0 && c->request > 0 ? cohort_request_result(c->h, c->request, NULL) : 0;
    return c->exit_code == 0 && (c->request == 0 || rc == COHORT_REQUEST_REACHED);
}

static int is_for_cohort(cohort_cursor *row)
{
    return strcmp(cohort_cursor_text(row, "by"), "cohort") == 0;
}

/* All lines of the step, as long as each is done at once and another one follows. */
static void carry_step(struct coh_console *c, cohort_cursor *row, int all, struct coh_json *lines)
{
    cohort_cursor *next = NULL;
    struct coh_buf step, line;
    int count = 0;

    coh_buf_init(&step, c->mem, 0);
    coh_buf_init(&line, c->mem, 0);
    coh_buf_add(&step, cohort_cursor_text(row, "step"));
    coh_buf_add(&line, cohort_cursor_text(row, "line"));
    while (count++ < LINES_MAX && carry_line(c, coh_buf_text(&line), lines)) {
        const char *text;

        if (!find_next(c, c->h, c->args[0], &next))
            break;
        text = cohort_cursor_text(next, "line");
        if (text == NULL || (!all && !is_for_cohort(next)) || strcmp(text, coh_buf_text(&line)) == 0 ||
            strcmp(cohort_cursor_text(next, "step"), coh_buf_text(&step)) != 0)
            break;
        coh_buf_clear(&line);
        coh_buf_add(&line, text);
        cohort_cursor_free(next);
        next = NULL;
    }
    cohort_cursor_free(next);
    coh_buf_free(&step);
    coh_buf_free(&line);
}

static void next_json(struct coh_console *c, cohort_cursor *row, int carry, int done)
{
    struct coh_json json;

    coh_json_init(&json, &c->out);
    coh_json_object(&json, NULL);
    coh_json_row(&json, row);
    coh_json_array(&json, "lines");
    if (carry)
        carry_step(c, row, done, &json);
    coh_json_end_array(&json);
    if (c->request > 0)
        coh_json_int(&json, "request", c->request);
    coh_json_end_object(&json);
    coh_buf_addc(&c->out, '\n');
}

void coh_run_procedure_next(struct coh_console *c)
{
    int carry, unknown, done = coh_option(c, "--done") != NULL;
    const char *run = c->args[0], *line;
    cohort_cursor *row = NULL;

    if (!find_next(c, c->h, run, &row)) {
        if (c->exit_code == 0)
            coh_buf_add(&c->out, c->json ? "null\n" : "all steps are done\n");
        return;
    }
    line = cohort_cursor_text(row, "line");
    unknown = cohort_cursor_int(row, "state") == COHORT_STEP_UNKNOWN;
    carry = line != NULL && ((is_for_cohort(row) && !unknown) || done);
    if (c->json) {
        next_json(c, row, carry, done);
    } else {
        add_step(&c->out, row);
        if (carry)
            carry_step(c, row, done, NULL);
        else if (line != NULL && is_for_cohort(row))
            coh_buf_fmt(&c->out,
                        "if it was done: procedure record %s %s; to do it now: procedure next %s --done, which begins "
                        "with\n> %s\n",
                        run, cohort_cursor_text(row, "step"), run, line);
        else if (line != NULL)
            coh_buf_fmt(&c->out, "a person does this, and then: procedure next %s --done, which begins with\n> %s\n",
                        run, line);
        else if (cohort_cursor_int(row, "state") != COHORT_STEP_BLOCKED)
            coh_buf_fmt(&c->out, "a person does this, and then: procedure record %s %s\n", run,
                        cohort_cursor_text(row, "step"));
    }
    if (line == NULL && cohort_cursor_int(row, "state") == COHORT_STEP_BLOCKED)
        c->exit_code = COHORT_EXIT_NOT_REACHED;
    cohort_cursor_free(row);
}

/* ---- rehearsal ---- */

struct rehearsal {
    cohort_sim *sim;
    struct coh_buf step, line; /* the last ones */
    struct coh_json json;
    int count;
};

/* One line of the copy and what it answered; without a line, what stands in the way. */
static void tell(struct coh_console *c, struct rehearsal *r, const char *step, const char *line, const char *answer,
                 int well)
{
    if (!c->json && line != NULL)
        coh_buf_fmt(&c->out, "> %s\n%s", line, answer);
    else if (!c->json)
        coh_buf_fmt(&c->out, "%s\n", answer);
    if (!c->json)
        return;
    coh_json_object(&r->json, NULL);
    coh_json_text(&r->json, "step", step);
    coh_json_text(&r->json, "line", line);
    coh_json_text(&r->json, "answer", answer);
    coh_json_bool(&r->json, "well", well);
    coh_json_end_object(&r->json);
}

/* What one line answered is as it should be. */
static int went_well(const char *text)
{
    static const char *const bad[] = {"refused", "usage: ", "failed: ", "pending: "};
    size_t i;

    for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (strncmp(text, bad[i], strlen(bad[i])) == 0 ||
            (strstr(text, bad[i]) != NULL && strstr(text, bad[i])[-1] == '\n'))
            return 0;
    return 1;
}

/* Nobody plays the nodes of a copy: those that are Down boot. */
static int boot(struct coh_console *c, struct rehearsal *r)
{
    cohort_cursor *row = NULL;
    struct coh_buf line;
    const char *text;
    int count = 0, rc = cohort_list(cohort_sim_handle(r->sim), "node", &row);

    coh_buf_init(&line, c->mem, 0);
    coh_buf_add(&line, "boot");
    while (rc == 0 && cohort_next(row))
        if (cohort_cursor_int(row, "state") == COHORT_NODE_DOWN) {
            coh_buf_fmt(&line, " \"%s\"", cohort_cursor_text(row, "name"));
            count++;
        }
    cohort_cursor_free(row);
    if (rc == 0 && count > 0) {
        rc = cohort_sim_line(r->sim, coh_buf_text(&line), &text);
        if (rc == 0)
            tell(c, r, NULL, coh_buf_text(&line), text, went_well(text));
    }
    coh_buf_free(&line);
    return rc;
}

/* The step's line in the copy, or what a person would record there. 0: it cannot go on. */
static int rehearse(struct coh_console *c, struct rehearsal *r, cohort_cursor *row, const char *run)
{
    const char *step = cohort_cursor_text(row, "step"), *line = cohort_cursor_text(row, "line"), *text = "";
    struct coh_buf record;
    int same, went = 0;

    if (!c->json && (strcmp(step, coh_buf_text(&r->step)) != 0 || cohort_cursor_int(row, "first") || line == NULL))
        add_step(&c->out, row);
    coh_buf_clear(&r->step);
    coh_buf_add(&r->step, step);
    coh_buf_init(&record, c->mem, 0);
    if (line != NULL)
        coh_buf_add(&record, line);
    else if (cohort_cursor_int(row, "state") != COHORT_STEP_BLOCKED)
        coh_buf_fmt(&record, "procedure record \"%s\" %s", run, step);
    same = strcmp(coh_buf_text(&record), coh_buf_text(&r->line)) == 0;
    coh_buf_clear(&r->line);
    coh_buf_add(&r->line, coh_buf_text(&record));
    if (record.size == 0) {
        tell(c, r, step, NULL, c->json ? cohort_cursor_text(row, "message") : "a person must change something first",
             0);
    } else if (same) {
        tell(c, r, step, NULL, cohort_cursor_text(row, "message"), 0);
    } else if (cohort_sim_line(r->sim, coh_buf_text(&record), &text) == 0) {
        went = went_well(text);
        tell(c, r, step, coh_buf_text(&record), text, went);
    }
    if (!went && !c->json)
        coh_buf_fmt(&c->out, "it stops at %s\n", step);
    coh_buf_free(&record);
    return went;
}

static void rehearse_all(struct coh_console *c, struct rehearsal *r, const char *run)
{
    cohort_cursor *row = NULL;
    int went = 1;

    if (c->json) {
        coh_json_init(&r->json, &c->out);
        coh_json_object(&r->json, NULL);
        coh_json_text(&r->json, "run", run);
        coh_json_array(&r->json, "lines");
    }
    if (boot(c, r) < 0) {
        coh_buf_clear(&c->out);
        coh_console_refuse(c, "the copy of the database cannot be played");
        return;
    }
    while (went && r->count < LINES_MAX && find_next(c, cohort_sim_handle(r->sim), run, &row)) {
        went = rehearse(c, r, row, run);
        r->count += went;
        cohort_cursor_free(row);
    }
    went = went && r->count < LINES_MAX;
    if (c->json) {
        coh_json_end_array(&r->json);
        coh_json_bool(&r->json, "all_done", went);
        coh_json_end_object(&r->json);
        coh_buf_addc(&c->out, '\n');
    } else if (went) {
        coh_buf_fmt(&c->out, "all steps would be done: %d line%s; nothing was changed\n", r->count,
                    r->count == 1 ? "" : "s");
    }
    if (!went)
        c->exit_code = COHORT_EXIT_NOT_REACHED;
}

void coh_run_procedure_rehearse(struct coh_console *c)
{
    struct rehearsal r = {.sim = NULL};
    cohort_cursor *row = NULL;

    if (!find_next(c, c->h, c->args[0], &row)) {
        if (c->exit_code == 0 && c->json)
            coh_buf_add(&c->out, "{\"lines\":[],\"all_done\":true}\n");
        else if (c->exit_code == 0)
            coh_buf_add(&c->out, "all steps are done\n");
        return;
    }
    cohort_cursor_free(row);
    if (cohort_sim_copy(c->h, &r.sim) < 0) {
        coh_console_refused(c);
        return;
    }
    coh_buf_init(&r.step, c->mem, 0);
    coh_buf_init(&r.line, c->mem, 0);
    coh_buf_add(&r.step, "");
    coh_buf_add(&r.line, "");
    rehearse_all(c, &r, c->args[0]);
    coh_buf_free(&r.step);
    coh_buf_free(&r.line);
    cohort_sim_free(r.sim);
}
