/*
 * The rules of the profile: each has tests/scenarios/rules/ID.txt, in which it fires and in which it is content; the
 * scenarios themselves are run as all others. docs/manual/biztalk-rules.md is made from the table (COHORT_REWRITE=1).
 */
#include <ctype.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cohort/biztalk.h>
#include <cohort/cohort.h>

#include "read_all.h"

#define SCENARIOS COHORT_SOURCE_DIR "/tests/scenarios/rules/"
#define PAGE COHORT_SOURCE_DIR "/docs/manual/biztalk-rules.md"

static const char *severity_name(int severity)
{
    return severity == COHORT_SEVERITY_ERROR ? "error" : severity == COHORT_SEVERITY_WARNING ? "warning" : "advice";
}

static void rows_are_complete(void **state)
{
    const cohort_profile *profile = cohort_biztalk_profile();
    int i, k;

    (void)state;
    assert_true(profile->rule_count > 0);
    for (i = 0; i < profile->rule_count; i++) {
        const cohort_rule *rule = &profile->rules[i];

        if (strlen(rule->id) != 6 || !isupper((unsigned char)rule->id[0]) || !isdigit((unsigned char)rule->id[5]))
            fail_msg("%s is no id of a rule", rule->id);
        if (!*rule->condition || !*rule->consequence || !*rule->remedy || !*rule->source)
            fail_msg("%s does not say everything", rule->id);
        if (strpbrk(rule->condition, "|\n") || strpbrk(rule->consequence, "|\n") || strpbrk(rule->remedy, "|\n"))
            fail_msg("%s does not fit into a table", rule->id);
        for (k = 0; k < i; k++)
            if (strcmp(profile->rules[k].id, rule->id) == 0)
                fail_msg("%s is there twice", rule->id);
    }
}

/* After "check ID", alone or among others, the output has @answer on its first line, or begins a line of it. */
static int answers(const char *text, const char *id, const char *answer, int first)
{
    char command[64];
    const char *at = text, *end, *found;

    snprintf(command, sizeof command, "check %s\n", id);
    while ((at = strstr(at, command)) != NULL) {
        int echo = at - text >= 3 && strncmp(at - 3, "\n> ", 3) == 0;

        at += strlen(command);
        if (!echo && strncmp(at, "----\n", 5) != 0)
            continue; /* the list of a block's commands */
        if (!echo)
            at += 5;
        end = strstr(at, "\n\n");
        found = strstr(at, "\n> ");
        end = found != NULL && (end == NULL || found < end) ? found : end;
        for (found = at; found != NULL && (end == NULL || found < end);) {
            if (strncmp(found, answer, strlen(answer)) == 0)
                return 1;
            found = first ? NULL : strchr(found, '\n');
            found = found != NULL ? found + 1 : NULL;
        }
    }
    return 0;
}

static void every_rule_fires_and_is_content(void **state)
{
    const cohort_profile *profile = cohort_biztalk_profile();
    char path[512], line[64];
    int i;

    (void)state;
    for (i = 0; i < profile->rule_count; i++) {
        const cohort_rule *rule = &profile->rules[i];
        char *text;

        snprintf(path, sizeof path, "%s%s.txt", SCENARIOS, rule->id);
        text = read_all(path);
        if (text == NULL)
            fail_msg("tests/scenarios/rules/%s.txt is not there", rule->id);
        if (text[0] != '#')
            fail_msg("%s.txt does not begin with what it shows", rule->id);
        snprintf(line, sizeof line, "%s %s", severity_name(rule->severity), rule->id);
        if (!answers(text, rule->id, line, 0))
            fail_msg("in %s.txt the rule never fires (\"check %s\" shows no \"%s\")", rule->id, rule->id, line);
        if (!answers(text, rule->id, "0 errors, 0 warnings, 0 advice, 0 unknown, 0 silenced\n", 1))
            fail_msg("in %s.txt the rule is never content (\"check %s\" never finds nothing)", rule->id, rule->id);
        free(text);
    }
}

static void every_scenario_has_a_rule(void **state)
{
    const cohort_profile *profile = cohort_biztalk_profile();
    glob_t found;
    size_t i;
    int k;

    (void)state;
    assert_int_equal(glob(SCENARIOS "*.txt", 0, NULL, &found), 0);
    for (i = 0; i < found.gl_pathc; i++) {
        const char *name = strrchr(found.gl_pathv[i], '/') + 1;

        for (k = 0; k < profile->rule_count && strncmp(profile->rules[k].id, name, strcspn(name, ".")) != 0; k++)
            continue;
        if (k == profile->rule_count)
            fail_msg("there is no rule for tests/scenarios/rules/%s", name);
    }
    globfree(&found);
}

/* A database with the profile in which nothing has to do with SSO: no rule has anything to say. */
static void a_plain_cluster_is_left_in_peace(void **state)
{
    const char *const resource[] = {"Group=G", "Type=Generic Application", NULL};
    cohort_cursor *row = NULL;
    cohort *h = NULL;

    (void)state;
    assert_int_equal(cohort_open(":memory:", 0, &h), 0);
    assert_int_equal(cohort_profile_attach(h, cohort_biztalk_profile()), 0);
    assert_int_equal(cohort_create(h, "node", "N1", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "group", "G", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "resource", "R", resource, NULL), 0);
    assert_int_equal(cohort_check(h, NULL, &row), 0);
    while (cohort_next(row))
        fail_msg("%s: %s", cohort_cursor_text(row, "rule"), cohort_cursor_text(row, "message"));
    cohort_cursor_free(row);
    cohort_close(h);
}

/* ---- the page ---- */

static void put_page(FILE *out)
{
    const cohort_profile *profile = cohort_biztalk_profile();
    int i;

    fputs(
        "<!-- Made from the profile's table of rules by tests/unit/test_biztalk_rules.c; COHORT_REWRITE=1 writes it. "
        "-->\n"
        "# Rules of SSO and BizTalk\n"
        "\n"
        "`check` looks at all of them, `check RULE` at one; `rule show RULE` tells what stands here. What a finding's "
        "remedy is in\n"
        "the case at hand, as a line of the command language where there is one, `check` says. How to silence a rule: "
        "[profiles.md](profiles.md#rules).\n"
        "\n"
        "| rule | severity | fires when | consequence | remedy | source |\n"
        "|---|---|---|---|---|---|\n",
        out);
    for (i = 0; i < profile->rule_count; i++) {
        const cohort_rule *rule = &profile->rules[i];

        fprintf(out, "| [%s](../../tests/scenarios/rules/%s.txt) | %s | %s | %s | %s | %s |\n", rule->id, rule->id,
                severity_name(rule->severity), rule->condition, rule->consequence, rule->remedy, rule->source);
    }
}

static void page_is_the_table(void **state)
{
    const char *rewrite = getenv("COHORT_REWRITE");
    char *expected = NULL, *real = read_all(PAGE);
    size_t size = 0;
    FILE *out = open_memstream(&expected, &size);

    (void)state;
    assert_non_null(out);
    put_page(out);
    fclose(out);
    if (rewrite != NULL && strcmp(rewrite, "1") == 0) {
        FILE *file = fopen(PAGE, "w");

        assert_non_null(file);
        assert_true(fputs(expected, file) >= 0);
        assert_int_equal(fclose(file), 0);
    } else if (real == NULL || strcmp(real, expected) != 0) {
        fail_msg("%s is not what the code says; COHORT_REWRITE=1 test_biztalk_rules writes it", PAGE);
    }
    free(real);
    free(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_complete),         cmocka_unit_test(every_rule_fires_and_is_content),
        cmocka_unit_test(every_scenario_has_a_rule), cmocka_unit_test(a_plain_cluster_is_left_in_peace),
        cmocka_unit_test(page_is_the_table),
    };

    return cmocka_run_group_tests_name("biztalk rules", tests, NULL, NULL);
}
