/*
 * The rules of the profile: each has tests/scenarios/rules/ID.txt, in which it fires and in which it is content, and the
 * lines that its remedies are make a finding go; the scenarios themselves are run as all others. docs/manual/biztalk-rules.md is made from the table (COHORT_REWRITE=1).
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
#include <time.h>

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

/* ---- remedies ---- */

enum { STEPS = 6, TEXT = 4096 };

static const char *next_line(const char *at)
{
    at += strcspn(at, "\n");
    return *at != '\0' ? at + 1 : at;
}

/* The line at @at is a finding of @rule and its remedy is a line that can be carried out as it is: that, and the finding. */
static int has_line(const char *at, const char *rule, char *ret_finding, char *ret_line)
{
    static const char *const gaps[] = {"NAME", "NEW", "FILE", "COMPUTER", "ACCOUNT"};
    const char *remedy = next_line(at), *then;
    char pattern[16];
    size_t i;

    snprintf(pattern, sizeof pattern, " %s ", rule);
    snprintf(ret_finding, TEXT, "%.*s", (int)strcspn(at, "\n"), at);
    if (strncmp(remedy, "    remedy: ", 12) != 0 || strstr(ret_finding, pattern) == NULL)
        return 0;
    snprintf(ret_line, TEXT, "%.*s", (int)strcspn(remedy, "\n") - 12, remedy + 12);
    then = strstr(ret_line, ", then: ");
    if (then != NULL)
        memmove(ret_line, then + 8, strlen(then + 8) + 1);
    for (i = 0; i < sizeof gaps / sizeof gaps[0]; i++)
        if (strstr(ret_line, gaps[i]) != NULL)
            return 0;
    return islower((unsigned char)ret_line[0]) && strncmp(ret_line, "msdtc ", 6) != 0;
}

static const char *ask(cohort_sim *sim, const char *line)
{
    const char *answer = NULL;

    assert_int_equal(cohort_sim_line(sim, line, &answer), 0);
    return answer != NULL ? answer : "";
}

/* Nodes that never started would refuse whatever is done in the cluster. */
static void boot_all(cohort_sim *sim)
{
    cohort_cursor *node = NULL;
    char line[TEXT] = "boot";

    assert_int_equal(cohort_list(cohort_sim_handle(sim), "node", &node), 0);
    while (cohort_next(node)) {
        if (strcmp(cohort_cursor_text(node, "state"), "Down") != 0)
            continue;
        snprintf(line + strlen(line), sizeof line - strlen(line), " %s", cohort_cursor_text(node, "name"));
    }
    cohort_cursor_free(node);
    if (strcmp(line, "boot") != 0)
        ask(sim, line);
}

/* Carry out what the finding says, and what it says then, in a copy: it must go. */
static void follow(cohort_sim *sim, const char *rule, const char *finding)
{
    char check[32], now[TEXT], line[TEXT], last[TEXT] = "";
    cohort_sim *copy = NULL;
    const char *at;
    int step;

    snprintf(check, sizeof check, "check %s", rule);
    assert_int_equal(cohort_sim_copy(cohort_sim_handle(sim), &copy), 0);
    boot_all(copy);
    for (step = 0; step < STEPS; step++) {
        for (at = ask(copy, check); *at != '\0' && strncmp(at, finding, strlen(finding)) != 0; at = next_line(at))
            continue;
        if (*at == '\0' || !has_line(at, rule, now, line))
            break;
        if (strcmp(line, last) == 0)
            fail_msg("%s\n\"%s\" does not mend it", finding, line);
        strcpy(last, line);
        if (strstr(ask(copy, line), "refused (") != NULL)
            fail_msg("%s\n\"%s\" is refused", finding, line);
    }
    if (step == STEPS)
        fail_msg("%s\nis still there after %d lines", finding, step);
    cohort_sim_free(copy);
}

/* Each finding of a scenario that has a line, where it stands. */
static int follow_all(const char *text, const char *rule)
{
    char command[TEXT], finding[TEXT], line[TEXT], check[32];
    const char *at;
    cohort_sim *sim = NULL;
    int count = 0, is_output = 0;

    snprintf(check, sizeof check, "check %s", rule);
    assert_int_equal(cohort_sim_new(&sim), 0);
    assert_int_equal(cohort_sim_attach(sim, cohort_biztalk_profile()), 0);
    for (; *text != '\0'; text = next_line(text)) {
        snprintf(command, sizeof command, "%.*s", (int)strcspn(text, "\n"), text);
        is_output = is_output ? command[0] != '\0' : strcmp(command, "----") == 0;
        if (is_output || command[0] == '\0' || command[0] == '#')
            continue;
        for (at = ask(sim, command); *at != '\0' && strcmp(command, check) == 0; at = next_line(at)) {
            if (!has_line(at, rule, finding, line))
                continue;
            follow(sim, rule, finding);
            count++;
        }
    }
    cohort_sim_free(sim);
    return count;
}

static void what_remedies_say_mends(void **state)
{
    const cohort_profile *profile = cohort_biztalk_profile();
    char path[512];
    int i, count = 0;

    (void)state;
    for (i = 0; i < profile->rule_count; i++) {
        char *text;

        snprintf(path, sizeof path, "%s%s.txt", SCENARIOS, profile->rules[i].id);
        text = read_all(path);
        if (text == NULL)
            fail_msg("%s is not there", path);
        count += follow_all(text, profile->rules[i].id);
        free(text);
    }
    assert_true(count > 60); /* most of those whose facts are in the model */
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

/* ---- growth ---- */

enum { NODES = 4 };

static void add_host(cohort *h, int number)
{
    char name[32], service[64], drives[64];
    const char *const needs[] = {"Needs=ENTSSO", NULL};
    const char *const resource[] = {"Group=G", "Type=BizTalk Host", drives, NULL};
    int node;

    snprintf(name, sizeof name, "Host%d", number);
    snprintf(drives, sizeof drives, "ServiceName=BTSSvc$%s", name);
    for (node = 1; node <= NODES; node++) {
        snprintf(service, sizeof service, "BTSSvc$%s@N%d", name, node);
        assert_int_equal(cohort_create(h, "service", service, needs, NULL), 0);
    }
    assert_int_equal(cohort_create(h, "resource", name, resource, NULL), 0);
}

/* Processor time of one check of a cluster with so many hosts, of which nothing is told. */
static clock_t time_check(int hosts)
{
    clock_t begin, best = 0;
    cohort_cursor *row = NULL;
    cohort *h = NULL;
    char name[32];
    int i;

    assert_int_equal(cohort_open(":memory:", 0, &h), 0);
    assert_int_equal(cohort_profile_attach(h, cohort_biztalk_profile()), 0);
    assert_int_equal(cohort_begin(h), 0);
    for (i = 1; i <= NODES; i++) {
        snprintf(name, sizeof name, "N%d", i);
        assert_int_equal(cohort_create(h, "node", name, NULL, NULL), 0);
        snprintf(name, sizeof name, "ENTSSO@N%d", i);
        assert_int_equal(cohort_create(h, "service", name, NULL, NULL), 0);
    }
    assert_int_equal(cohort_create(h, "group", "G", NULL, NULL), 0);
    for (i = 0; i < hosts; i++)
        add_host(h, i);
    assert_int_equal(cohort_commit(h, NULL), 0);
    for (i = 0; i < 3; i++) {
        begin = clock();
        assert_int_equal(cohort_check(h, NULL, &row), 0);
        begin = clock() - begin;
        best = i == 0 || begin < best ? begin : best;
        cohort_cursor_free(row);
    }
    cohort_close(h);
    return best;
}

/* With the square of the hosts it would be 16 times, and hosts are looked up by name in many places. */
static void check_grows_as_the_cluster_does(void **state)
{
    clock_t few = time_check(100), many = time_check(400);

    (void)state;
    if (many > 10 * few + CLOCKS_PER_SEC / 100)
        fail_msg("4 times the hosts took %.1f times as long", (double)many / (double)few);
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
        cmocka_unit_test(rows_are_complete),
        cmocka_unit_test(every_rule_fires_and_is_content),
        cmocka_unit_test(every_scenario_has_a_rule),
        cmocka_unit_test(what_remedies_say_mends),
        cmocka_unit_test(a_plain_cluster_is_left_in_peace),
        cmocka_unit_test(check_grows_as_the_cluster_does),
        cmocka_unit_test(page_is_the_table),
    };

    return cmocka_run_group_tests_name("biztalk rules", tests, NULL, NULL);
}
