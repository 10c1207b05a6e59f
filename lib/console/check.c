/*
 * Commands about rules: check, rule list, show, silence.
 */
#include "console/console.h"

#include <string.h>

#include <cohort/profile.h>

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

static void finding_text(struct coh_console *c, cohort_cursor *row)
{
    int unknown = cohort_cursor_int(row, "state") == COHORT_UNKNOWN;
    const char *subject = cohort_cursor_text(row, "subject"), *remedy = cohort_cursor_text(row, "remedy");
    enum coh_tint tint = unknown                                                       ? COH_DIM
                         : cohort_cursor_int(row, "severity") == COHORT_SEVERITY_ERROR ? COH_RED
                                                                                       : COH_YELLOW;

    if (c->color)
        coh_tint_begin(&c->out, tint);
    coh_buf_fmt(&c->out, "%s %s", unknown ? "unknown" : cohort_cursor_text(row, "severity"),
                cohort_cursor_text(row, "rule"));
    if (c->color)
        coh_tint_end(&c->out, tint);
    if (subject != NULL && *subject != '\0')
        coh_buf_fmt(&c->out, " %s", subject);
    coh_buf_fmt(&c->out, ": %s%s\n", unknown ? "needs " : "", cohort_cursor_text(row, "message"));
    if (!unknown && remedy != NULL && *remedy != '\0')
        coh_buf_fmt(&c->out, "    remedy: %s\n", remedy);
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

void coh_run_check(struct coh_console *c)
{
    struct counts counts = {0};
    cohort_cursor *row = NULL;
    struct coh_json json;

    if (cohort_check(c->h, c->arg_count > 0 ? c->args[0] : NULL, &row) < 0) {
        coh_console_refused(c);
        return;
    }
    coh_json_init(&json, &c->out);
    if (c->json)
        coh_json_array(&json, NULL);
    while (cohort_next(row)) {
        count(&counts, row);
        if (c->json)
            finding_json(&json, row);
        else if (cohort_cursor_text(row, "silenced") == NULL)
            finding_text(c, row);
    }
    cohort_cursor_free(row);
    if (c->json) {
        coh_json_end_array(&json);
        coh_buf_addc(&c->out, '\n');
    } else {
        coh_buf_fmt(&c->out, "%d error%s, %d warning%s, %d advice, %d unknown, %d silenced\n", counts.errors,
                    counts.errors == 1 ? "" : "s", counts.warnings, counts.warnings == 1 ? "" : "s", counts.advice,
                    counts.unknown, counts.silenced);
    }
    if (counts.errors > 0)
        c->exit_code = COHORT_EXIT_NOT_REACHED;
}

void coh_run_rule_list(struct coh_console *c)
{
    cohort_cursor *row = NULL;
    struct coh_table table;
    struct coh_json json;

    if (cohort_list_rules(c->h, &row) < 0) {
        coh_console_refused(c);
        return;
    }
    if (c->json) {
        coh_json_init(&json, &c->out);
        coh_json_array(&json, NULL);
        while (cohort_next(row)) {
            coh_json_object(&json, NULL);
            coh_json_row(&json, row);
            coh_json_end_object(&json);
        }
        coh_json_end_array(&json);
        coh_buf_addc(&c->out, '\n');
    } else {
        coh_table_init(&table, c->mem, 4);
        coh_table_head(&table, "RULE|SEVERITY|CONDITION|SILENCED");
        while (cohort_next(row)) {
            coh_table_add(&table, cohort_cursor_text(row, "rule"), COH_PLAIN);
            coh_table_add(&table, cohort_cursor_text(row, "severity"), COH_PLAIN);
            coh_table_add(&table, cohort_cursor_text(row, "condition"), COH_PLAIN);
            coh_table_add(&table, cohort_cursor_text(row, "silenced"), COH_DIM);
        }
        coh_table_print(&c->out, &table, 1, c->color);
        coh_table_free(&table);
    }
    cohort_cursor_free(row);
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
