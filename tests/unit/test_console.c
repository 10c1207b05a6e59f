/*
 * The command language: parsing by the grammar's table, answers, tables by display width.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cohort/cohort.h>

#include "console/console.h"

static int open_memory(void **state)
{
    cohort *h = NULL;

    assert_int_equal(cohort_open(":memory:", 0, &h), 0);
    *state = h;
    return 0;
}

static int close_memory(void **state)
{
    cohort_close(*state);
    return 0;
}

/* Carry out a line and require the exit code; @output, @error: what must be in them, or NULL. */
static void line(cohort *h, const char *text, int exit_code, const char *output, const char *error)
{
    cohort_answer answer = {.struct_size = sizeof answer};

    assert_int_equal(cohort_command(h, text, 0, &answer), 0);
    if (answer.exit_code != exit_code)
        fail_msg("\"%s\": exit code %d, not %d: %s", text, answer.exit_code, exit_code,
                 answer.error != NULL ? answer.error : answer.output);
    if (output != NULL && strstr(answer.output, output) == NULL)
        fail_msg("\"%s\": \"%s\" is not in \"%s\"", text, output, answer.output);
    if (error != NULL && (answer.error == NULL || strstr(answer.error, error) == NULL))
        fail_msg("\"%s\": \"%s\" is not in \"%s\"", text, error, answer.error != NULL ? answer.error : "");
    cohort_answer_free(h, &answer);
}

static void every_usage_line_parses(void **state)
{
    int count, i;
    const struct coh_command *commands = coh_commands(&count);

    (void)state;
    for (i = 0; i < count; i++) {
        const char *at = coh_usage_rest(commands[i].usage);
        struct coh_element element;
        int many = 0;

        assert_true(coh_usage_words(commands[i].usage) >= 1);
        while (coh_usage_next(&at, &element)) {
            assert_true(element.name[0] != '\0');
            assert_true(element.option || !many); /* nothing can follow what takes all words */
            many |= !element.option && element.many && strcmp(element.name, "NODE") != 0;
            assert_true(!element.option || strncmp(element.name, "--", 2) == 0);
        }
    }
}

static void a_line_is_checked_against_its_usage(void **state)
{
    cohort *h = *state;

    line(h, "", 0, "", NULL);
    line(h, "# only a comment", 0, "", NULL);
    line(h, "frobnicate", COHORT_EXIT_USAGE, NULL, "no such command: frobnicate");
    line(h, "node poke A", COHORT_EXIT_USAGE, NULL, "no such command: node poke; there is: node add");
    line(h, "group add", COHORT_EXIT_USAGE, NULL, "NAME is missing");
    line(h, "group add A Description", COHORT_EXIT_USAGE, NULL, "expected Property=Value, not \"Description\"");
    line(h, "group delete A B", COHORT_EXIT_USAGE, NULL, "\"B\" is one word too many");
    line(h, "resource add R --group G", COHORT_EXIT_USAGE, NULL, "--type TYPE is missing");
    line(h, "resource add R --group --type T", COHORT_EXIT_USAGE, NULL, "--group expects GROUP");
    line(h, "resource add R --group G --group H --type T", COHORT_EXIT_USAGE, NULL, "--group is given twice");
    line(h, "status --nothing", COHORT_EXIT_USAGE, NULL, "no such option: --nothing");
    line(h, "quorum witness tape", COHORT_EXIT_USAGE, NULL, "expected one of none|disk|share|cloud");
    line(h, "group add 'open", COHORT_EXIT_USAGE, NULL, "column 11");
    line(h, "group add -- --odd", 0, "", NULL);
    line(h, "group list", 0, "--odd", NULL);
}

static void refusals_tell_the_windows_number(void **state)
{
    cohort *h = *state;

    line(h, "group delete NONE", COHORT_EXIT_REFUSED, NULL, "there is no group \"NONE\" (5013)");
    line(h, "group add G", 0, "", NULL);
    line(h, "group online G", COHORT_EXIT_REFUSED, NULL, "nothing plays the nodes");
    line(h, "node add A B A", COHORT_EXIT_USAGE, NULL, "\"A\" is named twice");
    line(h, "node add A B@C", COHORT_EXIT_REFUSED, NULL, "@");
    line(h, "node list", 0, "", NULL); /* none of them was added */
    line(h, "node add A B", 0, "", NULL);
    line(h, "node add C b", COHORT_EXIT_REFUSED, NULL, "(5040)");
    line(h, "show node C", COHORT_EXIT_REFUSED, NULL, "(5042)");
}

/* Who watches the witness tells from a script; quorum show says what came of it, and who votes. */
static void the_witness_is_told_by_a_line(void **state)
{
    cohort *h = *state;

    line(h, "witness lost", COHORT_EXIT_REFUSED, NULL, "the cluster has no witness (5023)");
    line(h, "node add A B", 0, "", NULL);
    line(h, "quorum witness share //fs/w", 0, "", NULL);
    line(h, "quorum show", 0, "witness: share //fs/w, votes", NULL);
    line(h, "witness lost", 0, "", NULL);
    line(h, "quorum show", 0, "votes: A (Down), B (Down)\nwitness: share //fs/w, cannot be reached", NULL);
    line(h, "quorum show --json", 0, "\"witness_up\":false", NULL);
    line(h, "witness back", 0, "", NULL);
    line(h, "quorum show --json", 0, "\"witness_up\":true", NULL);
}

/* 16 digits, the same after a refusal, others after a change. */
static void digests_tell_whether_anything_changed(void **state)
{
    cohort_answer answer = {.struct_size = sizeof answer};
    cohort *h = *state;
    char before[18];

    line(h, "node add A", 0, NULL, NULL);
    assert_int_equal(cohort_command(h, "digest", 0, &answer), 0);
    assert_int_equal(strspn(answer.output, "0123456789abcdef"), 16);
    assert_string_equal(answer.output + 16, "\n");
    strcpy(before, answer.output);
    cohort_answer_free(h, &answer);
    line(h, "node add A", COHORT_EXIT_REFUSED, NULL, "exists already");
    line(h, "digest", 0, before, NULL);
    line(h, "node add B", 0, NULL, NULL);
    assert_int_equal(cohort_command(h, "digest", 0, &answer), 0);
    assert_string_not_equal(answer.output, before);
    cohort_answer_free(h, &answer);
    line(h, "replay", 0, ": the record leads to the present state", NULL);
    line(h, "digest --json", 0, "\"digest\":\"", NULL);
}

static void json_may_stand_anywhere(void **state)
{
    cohort *h = *state;

    line(h, "--json group add G", 0, "{\"request\":", NULL);
    line(h, "group --json list", 0, "[{\"name\":\"G\",\"id\":", NULL);
    line(h, "get group G FailoverPeriod --json", 0, "{\"property\":\"FailoverPeriod\",\"value\":\"6\"}", NULL);
    line(h, "status --json", 0, "{\"format\":1,", NULL);
    line(h, "show group G --json", 0, "\"FailoverPeriod\":6", NULL);
    line(h, "help group move --json", 0, "[{\"usage\":\"group move NAME [NODE] [", NULL);
    line(h, "group delete NONE --json", COHORT_EXIT_REFUSED, NULL, "there is no group");
}

static void repeated_properties_are_a_list(void **state)
{
    cohort *h = *state;

    line(h, "create type T RequiredDependencies=storage requireddependencies='IP address'", 0, "", NULL);
    line(h, "get type T RequiredDependencies", 0, "storage\nIP address\n", NULL);
    line(h, "node add A", 0, "", NULL);
    line(h, "service add One --node A", 0, "", NULL);
    line(h, "service add Two --node A", 0, "", NULL);
    line(h, "service add Three@A --needs One Two CommandLine='sleep 1'", 0, "", NULL);
    line(h, "service show Three --node A", 0, "sleep 1", NULL);
    line(h, "service list", 0, "One, Two", NULL);
}

static void expressions_may_come_as_words(void **state)
{
    cohort *h = *state;

    line(h, "group add G", 0, "", NULL);
    line(h, "resource add 'SSO IP' --group G --type 'IP Address'", 0, "", NULL);
    line(h, "resource add B --group G --type 'IP Address'", 0, "", NULL);
    line(h, "resource add C --group G --type 'IP Address'", 0, "", NULL);
    line(h, "resource depend C [SSO IP] or [B]", 0, "", NULL);
    line(h, "resource depend C", 0, "([SSO IP] or [B])\n", NULL);
    line(h, "resource depend C [B] --none", COHORT_EXIT_USAGE, NULL, "contradict");
    line(h, "resource depend C --none", 0, "", NULL);
    line(h, "resource depend C", 0, "", NULL);
}

static void a_line_knows_what_it_does(void **state)
{
    static const char *const reads[] = {"group", "owners", "G"}, *const sets[] = {"group", "owners", "G", "A"},
                             *const runs[] = {"--json", "group", "online", "G"}, *const wrong[] = {"group", "online"};
    cohort_answer answer = {.struct_size = sizeof answer};

    (void)state;
    assert_int_equal(cohort_command_changes(NULL, 3, reads), 0);
    assert_int_equal(cohort_command_changes(NULL, 4, sets), 1);
    assert_int_equal(cohort_command_changes(NULL, 4, runs), 2);
    assert_int_equal(cohort_command_changes(NULL, 2, wrong), 0);
    assert_int_equal(cohort_command_changes(NULL, 0, NULL), 0);
    line(NULL, "help", 0, "group move NAME [NODE]", NULL);
    line(NULL, "status", COHORT_EXIT_REFUSED, NULL, "no database");
    assert_int_equal(cohort_command(NULL, NULL, 0, &answer), COHORT_ERR_INVALID);
    answer.struct_size = 4;
    assert_int_equal(cohort_command(NULL, "help", 0, &answer), COHORT_ERR_INVALID);
    answer.struct_size = offsetof(cohort_answer, follow); /* of a program that does not know it */
    answer.follow = 7;
    assert_int_equal(cohort_command(NULL, "help", 0, &answer), 0);
    assert_int_equal(answer.follow, 7);
    assert_int_equal(answer.struct_size, offsetof(cohort_answer, follow));
    cohort_answer_free(NULL, &answer);
}

static void columns_align_by_display_width(void **state)
{
    struct coh_console paper = {.color = 0};
    struct coh_table table;
    struct coh_buf buf;
    struct coh_mem mem;

    (void)state;
    assert_int_equal(coh_display_width("abc"), 3);
    assert_int_equal(coh_display_width("Zürich"), 6);
    assert_int_equal(coh_display_width("e\xCC\x81"), 1);                /* e and a combining accent */
    assert_int_equal(coh_display_width("\xE6\x97\xA5\xE6\x9C\xAC"), 4); /* two wide characters */
    coh_mem_init(&mem, NULL);
    coh_buf_init(&buf, &mem, 0);
    coh_table_init(&table, &mem, 3);
    coh_table_head(&table, "NAME|EMPTY|STATE");
    coh_table_add(&table, "Zürich", COH_PLAIN);
    coh_table_add(&table, NULL, COH_PLAIN);
    coh_table_add(&table, "Online", COH_GREEN);
    coh_table_add(&table, "a\nb\x1B", COH_PLAIN);
    coh_table_add(&table, "", COH_PLAIN);
    coh_table_add(&table, "", COH_PLAIN);
    coh_table_print(&buf, &table, 1, &paper);
    assert_string_equal(coh_buf_text(&buf), "NAME    STATE\nZürich  Online\na, b?\n");
    coh_buf_clear(&buf);
    paper.color = 1;
    coh_table_print(&buf, &table, 1, &paper);
    assert_non_null(strstr(coh_buf_text(&buf), "\033[32mOnline\033[0m\n"));
    coh_table_free(&table);
    coh_buf_free(&buf);
}

static void wide_tables_are_folded_for_a_terminal(void **state)
{
    struct coh_console paper = {.width = 44};
    struct coh_table table;
    struct coh_buf buf;
    struct coh_mem mem;

    (void)state;
    coh_mem_init(&mem, NULL);
    coh_buf_init(&buf, &mem, 0);
    coh_table_init(&table, &mem, 3);
    coh_table_head(&table, "STEP|WHAT|BECAUSE");
    coh_table_add(&table, "1.1", COH_PLAIN);
    coh_table_add(&table, "move the group to Zürich, and log on", COH_PLAIN);
    coh_table_add(&table, "a-word-that-is-longer-than-its-column", COH_PLAIN);
    coh_table_add(&table, "1.2", COH_PLAIN);
    coh_table_add(&table,
                  "\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5"
                  "\xE6\x97\xA5\xE6\x97\xA5",
                  COH_PLAIN);
    coh_table_add(&table, "", COH_PLAIN);
    coh_table_print(&buf, &table, 1, &paper);
    assert_string_equal(coh_buf_text(&buf), "STEP  WHAT                BECAUSE\n"
                                            "1.1   move the group to   a-word-that-is-lon\n"
                                            "      Zürich, and log on  ger-than-its-colum\n"
                                            "                          n\n"
                                            "1.2   \xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5"
                                            "\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\n"
                                            "      \xE6\x97\xA5\n");
    paper.width = 20; /* nobody can read that: columns stay as wide as a word or two */
    coh_buf_clear(&buf);
    coh_table_print(&buf, &table, 1, &paper);
    assert_non_null(strstr(coh_buf_text(&buf), "1.1   move the      a-word-that-\n"));
    coh_table_free(&table);
    coh_buf_free(&buf);
}

static void status_has_no_trailing_blanks(void **state)
{
    cohort *h = *state;
    cohort_answer answer = {.struct_size = sizeof answer};

    line(h, "node add A B", 0, "", NULL);
    line(h, "group add G", 0, "", NULL);
    line(h, "resource add R --group G --type 'Generic Service' ServiceName=S", 0, "", NULL);
    line(h, "service add S --node A", 0, "", NULL);
    assert_int_equal(cohort_command(h, "status", 0, &answer), 0);
    assert_null(strstr(answer.output, " \n"));
    assert_non_null(strstr(answer.output, "  R    Offline"));
    cohort_answer_free(h, &answer);
}

int main(void)
{
#define ON_MEMORY(test) cmocka_unit_test_setup_teardown(test, open_memory, close_memory)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_usage_line_parses),
        ON_MEMORY(a_line_is_checked_against_its_usage),
        ON_MEMORY(refusals_tell_the_windows_number),
        ON_MEMORY(the_witness_is_told_by_a_line),
        ON_MEMORY(digests_tell_whether_anything_changed),
        ON_MEMORY(refusals_tell_the_windows_number),
        ON_MEMORY(the_witness_is_told_by_a_line),
        ON_MEMORY(json_may_stand_anywhere),
        ON_MEMORY(repeated_properties_are_a_list),
        ON_MEMORY(expressions_may_come_as_words),
        cmocka_unit_test(a_line_knows_what_it_does),
        cmocka_unit_test(columns_align_by_display_width),
        cmocka_unit_test(wide_tables_are_folded_for_a_terminal),
        ON_MEMORY(status_has_no_trailing_blanks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
