/*
 * Commands about procedures: procedure list, show, start, next, record, run --simulate.
 *
 * A step is done by a line of the command language: "next" carries out that line, "run --simulate" carries out all of
 * them in a copy of the database.
 */
#include "console/console.h"

#include <string.h>

#include <cohort/procedure.h>
#include <cohort/sim.h>

#include "util/text.h"

static void rows_json(struct coh_console *c, cohort_cursor *row)
{
    struct coh_json json;

    coh_json_init(&json, &c->out);
    coh_json_array(&json, NULL);
    while (cohort_next(row)) {
        coh_json_object(&json, NULL);
        coh_json_row(&json, row);
        coh_json_end_object(&json);
    }
    coh_json_end_array(&json);
    coh_buf_addc(&c->out, '\n');
}

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
    coh_buf_fmt(&text, "%d of %d done%s%s", done, all, next != NULL ? "; next is " : "", next != NULL ? next : "");
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
    coh_table_print(&c->out, &table, 1, c->color);
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
        rows_json(c, row);
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
    coh_table_print(&c->out, &table, 1, c->color);
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

void coh_run_procedure_show(struct coh_console *c)
{
    cohort_cursor *row = NULL;
    struct coh_table table;
    int started = 0;

    if (cohort_list_steps(c->h, c->args[0], &row) < 0) {
        coh_console_refused(c);
        return;
    }
    if (c->json) {
        rows_json(c, row);
        cohort_cursor_free(row);
        return;
    }
    coh_table_init(&table, c->mem, 5);
    coh_table_head(&table, "STEP|STATE|WHERE|WHAT|BECAUSE");
    while (cohort_next(row)) {
        int state = (int)cohort_cursor_int(row, "state");

        started |= state;
        coh_table_add(&table, cohort_cursor_text(row, "step"), COH_PLAIN);
        coh_table_add(&table, cohort_cursor_text(row, "state"), tint_of(state));
        coh_table_add(&table, cohort_cursor_text(row, "where"), COH_PLAIN);
        coh_table_add(&table, cohort_cursor_text(row, "text"), COH_PLAIN);
        coh_table_add(&table, cohort_cursor_text(row, "message"), COH_PLAIN);
    }
    if (!started)
        add_parameters(c, c->args[0]);
    coh_table_print(&c->out, &table, 1, c->color);
    coh_table_free(&table);
    cohort_cursor_free(row);
}

void coh_run_procedure_start(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_procedure_start(c->h, c->args[0], coh_option(c, "--run"), c->args + 1, &request);

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
static void add_step(struct coh_console *c, struct coh_buf *out, cohort_cursor *row)
{
    const char *message = cohort_cursor_text(row, "message");
    const char *where = cohort_cursor_text(row, "where");

    (void)c;
    coh_buf_fmt(out, "%s%s%s: %s\n", cohort_cursor_text(row, "step"), where != NULL ? " " : "",
                where != NULL ? where : "", cohort_cursor_text(row, "text"));
    if (cohort_cursor_int(row, "first"))
        coh_buf_fmt(out, "%s needs first: %s\n", cohort_cursor_text(row, "step"), message != NULL ? message : "");
    else if (message != NULL)
        coh_buf_fmt(out, "  %s\n", message);
}

/* Carry out another line in this one's place. */
static void carry_line(struct coh_console *c, const char *line)
{
    cohort_answer answer = {.struct_size = sizeof answer};

    coh_buf_fmt(&c->out, "> %s\n", line);
    if (cohort_command(c->h, line, 0, &answer) < 0) {
        coh_console_refused(c);
        return;
    }
    coh_buf_add(&c->out, answer.output);
    if (answer.error != NULL)
        coh_buf_add(&c->error, answer.error);
    c->exit_code = answer.exit_code;
    c->request = answer.request;
    cohort_answer_free(c->h, &answer);
}

static void next_json(struct coh_console *c, cohort_cursor *row, int carry)
{
    struct coh_json json;
    struct coh_buf told = c->out;

    coh_buf_init(&c->out, c->mem, 0);
    if (carry)
        carry_line(c, cohort_cursor_text(row, "line"));
    coh_buf_free(&c->out);
    c->out = told;
    coh_json_init(&json, &c->out);
    coh_json_object(&json, NULL);
    coh_json_row(&json, row);
    if (c->request > 0)
        coh_json_int(&json, "request", c->request);
    coh_json_end_object(&json);
    coh_buf_addc(&c->out, '\n');
}

void coh_run_procedure_next(struct coh_console *c)
{
    const char *run = c->args[0], *line, *by;
    cohort_cursor *row = NULL;
    int carry;

    if (!find_next(c, c->h, run, &row)) {
        if (c->exit_code == 0)
            coh_buf_add(&c->out, c->json ? "null\n" : "all steps are done\n");
        return;
    }
    line = cohort_cursor_text(row, "line");
    by = cohort_cursor_text(row, "by");
    carry = line != NULL && (strcmp(by, "person") != 0 || coh_option(c, "--done") != NULL);
    if (c->json) {
        next_json(c, row, carry);
    } else {
        add_step(c, &c->out, row);
        if (carry)
            carry_line(c, line);
        else if (line != NULL)
            coh_buf_fmt(&c->out, "a person does this, and then: procedure next %s --done, or\n> %s\n", run, line);
        else if (cohort_cursor_int(row, "state") != COHORT_STEP_BLOCKED)
            coh_buf_fmt(&c->out, "a person does this, and then: procedure record %s %s\n", run,
                        cohort_cursor_text(row, "step"));
    }
    cohort_cursor_free(row);
}

/* ---- rehearsal ---- */

enum { LINES_MAX = 500 };

/* Nobody plays the nodes of a copy: those that are Down boot. */
static int boot(struct coh_console *c, cohort_sim *sim)
{
    cohort_cursor *row = NULL;
    struct coh_buf line;
    const char *text;
    int count = 0, rc = cohort_list(cohort_sim_handle(sim), "node", &row);

    coh_buf_init(&line, c->mem, 0);
    coh_buf_add(&line, "boot");
    while (rc == 0 && cohort_next(row))
        if (cohort_cursor_int(row, "state") == COHORT_NODE_DOWN) {
            coh_buf_fmt(&line, " \"%s\"", cohort_cursor_text(row, "name"));
            count++;
        }
    cohort_cursor_free(row);
    if (rc == 0 && count > 0) {
        rc = cohort_sim_line(sim, coh_buf_text(&line), &text);
        coh_buf_fmt(&c->out, "> %s\n%s", coh_buf_text(&line), text);
    }
    coh_buf_free(&line);
    return rc;
}

/* The step's line in the copy, or what a person would record there. 0: it cannot go on. */
static int rehearse(struct coh_console *c, cohort_sim *sim, cohort_cursor *row, const char *run)
{
    const char *line = cohort_cursor_text(row, "line"), *text = "";
    struct coh_buf record;
    int went;

    add_step(c, &c->out, row);
    coh_buf_init(&record, c->mem, 0);
    if (line == NULL && cohort_cursor_int(row, "state") != COHORT_STEP_BLOCKED) {
        coh_buf_fmt(&record, "procedure record \"%s\" %s", run, cohort_cursor_text(row, "step"));
        line = coh_buf_text(&record);
    }
    if (line == NULL || cohort_sim_line(sim, line, &text) < 0) {
        coh_buf_fmt(&c->out, "%s\n", line != NULL ? text : "it stops here: a person must change something first");
        coh_buf_free(&record);
        return 0;
    }
    coh_buf_fmt(&c->out, "> %s\n%s", line, text);
    coh_buf_free(&record);
    went = strstr(text, "refused") == NULL && strstr(text, "usage: ") == NULL && strstr(text, "failed: ") == NULL &&
           strstr(text, "pending: ") == NULL;
    if (!went)
        coh_buf_add(&c->out, "it stops here\n");
    return went;
}

void coh_run_procedure_rehearse(struct coh_console *c)
{
    const char *run = c->args[0];
    cohort_cursor *row = NULL;
    cohort_sim *sim = NULL;
    int count = 0, steps = 0;

    if (!find_next(c, c->h, run, &row)) {
        if (c->exit_code == 0)
            coh_buf_add(&c->out, "all steps are done\n");
        return;
    }
    cohort_cursor_free(row);
    if (cohort_sim_copy(c->h, &sim) < 0) {
        coh_console_refused(c);
        return;
    }
    if (boot(c, sim) < 0)
        coh_console_refuse(c, "the copy of the database cannot be played");
    while (c->exit_code == 0 && count < LINES_MAX && find_next(c, cohort_sim_handle(sim), run, &row)) {
        count++;
        if (!rehearse(c, sim, row, run)) {
            c->exit_code = COHORT_EXIT_NOT_REACHED;
            steps = -1;
        }
        cohort_cursor_free(row);
    }
    if (steps == 0 && c->exit_code == 0)
        coh_buf_fmt(&c->out,
                    count == LINES_MAX ? "it does not come to an end: %d lines\n"
                                       : "all steps would be done: %d lines; nothing was changed\n",
                    count);
    cohort_sim_free(sim);
}
