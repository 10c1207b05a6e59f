/*
 * Commands about rules: check, rule list, show, silence.
 */
#include "console/console.h"

#include <string.h>

#include <cohort/profile.h>

#include "util/mem.h"
#include "util/text.h"

static void finding_json(struct coh_json *json, cohort_cursor *row)
{
    static const char *const members[] = {"rule",    "severity", "state",  "subject",
                                          "message", "remedy",   "source", "silenced"};
    size_t i;

    coh_json_object(json, NULL);
    for (i = 0; i < sizeof members / sizeof members[0]; i++)
        coh_json_text(json, members[i], cohort_cursor_text(row, members[i]));
    coh_json_end_object(json);
}

static void tinted(struct coh_console *c, enum coh_tint tint, const char *word)
{
    if (c->color)
        coh_tint_begin(&c->out, tint);
    coh_buf_add(&c->out, word);
    if (c->color)
        coh_tint_end(&c->out, tint);
}

static void finding_text(struct coh_console *c, cohort_cursor *row)
{
    const char *subject = cohort_cursor_text(row, "subject"), *remedy = cohort_cursor_text(row, "remedy");

    tinted(c, cohort_cursor_int(row, "severity") == COHORT_SEVERITY_ERROR ? COH_RED : COH_YELLOW,
           cohort_cursor_text(row, "severity"));
    coh_buf_fmt(&c->out, " %s", cohort_cursor_text(row, "rule"));
    if (subject != NULL && *subject != '\0')
        coh_buf_fmt(&c->out, " %s", subject);
    coh_buf_fmt(&c->out, ": %s\n", cohort_cursor_text(row, "message"));
    if (remedy != NULL && *remedy != '\0')
        coh_buf_fmt(&c->out, "    remedy: %s\n", remedy);
}

/* What cannot be said, and why not: texts of the cursor. */
struct unknown {
    const char *rule, *subject, *message;
    int told;
};

struct unknowns {
    struct unknown *v;
    size_t count, room;
};

static int keep(struct coh_console *c, struct unknowns *unknowns, cohort_cursor *row)
{
    if (unknowns->count == unknowns->room) {
        size_t room = unknowns->room == 0 ? 32 : 2 * unknowns->room;
        struct unknown *v = coh_realloc(c->mem, unknowns->v, room * sizeof *v);

        if (v == NULL)
            return COHORT_ERR_NOMEM;
        unknowns->v = v;
        unknowns->room = room;
    }
    unknowns->v[unknowns->count++] = (struct unknown){
        cohort_cursor_text(row, "rule"), cohort_cursor_text(row, "subject"), cohort_cursor_text(row, "message"), 0};
    return 0;
}

/* After what was found; once what several rules need. */
static void tell_unknowns(struct coh_console *c, struct unknowns *unknowns)
{
    size_t i, k;

    for (i = 0; i < unknowns->count; i++) {
        struct unknown *one = &unknowns->v[i];
        const char *rule = one->rule;

        if (one->told)
            continue;
        tinted(c, COH_DIM, "unknown");
        coh_buf_fmt(&c->out, " %s", one->rule);
        for (k = i + 1; k < unknowns->count; k++) {
            struct unknown *other = &unknowns->v[k];

            if (other->told || strcmp(other->message, one->message) != 0 || strcmp(other->subject, one->subject) != 0)
                continue;
            if (strcmp(other->rule, rule) != 0)
                coh_buf_fmt(&c->out, ", %s", other->rule);
            rule = other->rule;
            other->told = 1;
        }
        coh_buf_fmt(&c->out, "%s%s: needs %s\n", *one->subject != '\0' ? " " : "", one->subject, one->message);
    }
}

struct counts {
    int errors, warnings, advice, unknown, silenced;
};

static void count(struct counts *counts, cohort_cursor *row)
{
    if (cohort_cursor_text(row, "silenced") != NULL)
        counts->silenced++;
    else if (cohort_cursor_int(row, "state") == COHORT_UNKNOWN)
        counts->unknown++;
    else if (cohort_cursor_int(row, "severity") == COHORT_SEVERITY_ERROR)
        counts->errors++;
    else if (cohort_cursor_int(row, "severity") == COHORT_SEVERITY_WARNING)
        counts->warnings++;
    else
        counts->advice++;
}

static void tell_counts(struct coh_console *c, const struct counts *counts)
{
    coh_buf_fmt(&c->out, "%d error%s, %d warning%s, %d advice, %d unknown, %d silenced\n", counts->errors,
                counts->errors == 1 ? "" : "s", counts->warnings, counts->warnings == 1 ? "" : "s", counts->advice,
                counts->unknown, counts->silenced);
}

static void check_json(struct coh_console *c, cohort_cursor *row, struct counts *counts)
{
    struct coh_json json;

    coh_json_init(&json, &c->out);
    coh_json_array(&json, NULL);
    while (cohort_next(row)) {
        count(counts, row);
        finding_json(&json, row);
    }
    coh_json_end_array(&json);
    coh_buf_addc(&c->out, '\n');
}

static int check_text(struct coh_console *c, cohort_cursor *row, struct counts *counts)
{
    struct unknowns unknowns = {NULL, 0, 0};
    int rc = 0;

    while (rc == 0 && cohort_next(row)) {
        count(counts, row);
        if (cohort_cursor_text(row, "silenced") != NULL)
            continue;
        if (cohort_cursor_int(row, "state") == COHORT_UNKNOWN)
            rc = keep(c, &unknowns, row);
        else
            finding_text(c, row);
    }
    if (rc == 0) {
        tell_unknowns(c, &unknowns);
        tell_counts(c, counts);
    }
    coh_free(c->mem, unknowns.v);
    return rc;
}

void coh_run_check(struct coh_console *c)
{
    struct counts counts = {0};
    cohort_cursor *row = NULL;
    int rc = 0;

    if (cohort_check(c->h, c->arg_count > 0 ? c->args[0] : NULL, &row) < 0) {
        coh_console_refused(c);
        return;
    }
    if (c->json)
        check_json(c, row, &counts);
    else
        rc = check_text(c, row, &counts);
    cohort_cursor_free(row);
    if (rc < 0)
        c->out.error = rc;
    if (counts.errors > 0)
        c->exit_code = COHORT_EXIT_NOT_REACHED;
}

/* Why it is silenced: all of it, or of which subjects. */
static const char *silences_of(cohort_cursor *row)
{
    const char *all = cohort_cursor_text(row, "silenced");

    return all != NULL ? all : cohort_cursor_text(row, "subjects");
}

void coh_run_rule_list(struct coh_console *c)
{
    cohort_cursor *row = NULL;
    struct coh_table table;

    if (cohort_list_rules(c->h, &row) < 0) {
        coh_console_refused(c);
        return;
    }
    if (c->json) {
        coh_json_rows(c, row);
    } else {
        coh_table_init(&table, c->mem, 4);
        coh_table_head(&table, "RULE|SEVERITY|CONDITION|SILENCED");
        while (cohort_next(row)) {
            coh_table_add(&table, cohort_cursor_text(row, "rule"), COH_PLAIN);
            coh_table_add(&table, cohort_cursor_text(row, "severity"), COH_PLAIN);
            coh_table_add(&table, cohort_cursor_text(row, "condition"), COH_PLAIN);
            coh_table_add(&table, silences_of(row), COH_DIM);
        }
        coh_table_print(&c->out, &table, 1, c);
        coh_table_free(&table);
    }
    cohort_cursor_free(row);
}

/* The subjects of which a rule is silenced, below what is silenced of all. */
static void show_subjects(struct coh_console *c, const char *lines)
{
    size_t size;

    for (; *lines != '\0'; lines += size + (lines[size] != '\0')) {
        size = strcspn(lines, "\n");
        coh_buf_fmt(&c->out, "  %-12s %.*s\n", "silenced", (int)size, lines);
    }
}

void coh_run_rule_show(struct coh_console *c)
{
    static const char *const members[] = {"severity", "condition", "consequence", "remedy",
                                          "source",   "profile",   "silenced"};
    cohort_cursor *row = NULL;
    struct coh_json json;
    size_t i;
    int found = 0;

    if (cohort_list_rules(c->h, &row) < 0) {
        coh_console_refused(c);
        return;
    }
    while (!found && cohort_next(row)) {
        if (coh_name_cmp(cohort_cursor_text(row, "rule"), c->args[0]) != 0)
            continue;
        found = 1;
        if (c->json) {
            coh_json_init(&json, &c->out);
            coh_json_object(&json, NULL);
            coh_json_row(&json, row);
            coh_json_end_object(&json);
            coh_buf_addc(&c->out, '\n');
            continue;
        }
        coh_buf_fmt(&c->out, "%s\n", cohort_cursor_text(row, "rule"));
        for (i = 0; i < sizeof members / sizeof members[0]; i++)
            if (cohort_cursor_text(row, members[i]) != NULL && *cohort_cursor_text(row, members[i]) != '\0')
                coh_buf_fmt(&c->out, "  %-12s %s\n", members[i], cohort_cursor_text(row, members[i]));
        show_subjects(c, cohort_cursor_text(row, "subjects"));
    }
    cohort_cursor_free(row);
    if (!found)
        coh_console_refuse(c, "there is no rule \"%s\"", c->args[0]);
}

void coh_run_rule_silence(struct coh_console *c)
{
    const char *reason = coh_option(c, "--reason");
    int off = coh_option(c, "--off") != NULL;
    int64_t request = 0;
    int rc;

    if (off == (reason != NULL)) {
        coh_console_usage(c, "say why with --reason, or --off to hear of it again");
        return;
    }
    rc = cohort_rule_silence(c->h, c->args[0], c->arg_count > 1 ? c->args[1] : NULL, off ? NULL : reason, &request);
    coh_console_requested(c, rc, request);
}
