/*
 * The simulator: scenario files as text, lines that only a simulation has, the world that it keeps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cohort/cohort.h>

static const char start[] = "cluster create T\nnode add A B\nboot A B\ngroup add G\n"
                            "resource add R --group G --type \"Generic Application\"\n----\n";

static char *scenario(const char *text, int expected)
{
    char *transcript = NULL;

    assert_int_equal(cohort_sim_scenario(NULL, text, &transcript), expected);
    assert_non_null(transcript);
    return transcript;
}

static void a_transcript_is_its_own_scenario(void **state)
{
    char text[1024], *first, *second;

    (void)state;
    snprintf(text, sizeof text, "# A story.\n\n%s\n# Now.\ngroup online G\n----\nwrong\nlines\n\nstatus", start);
    first = scenario(text, 0);
    assert_non_null(strstr(first, "# Now.\ngroup online G\n----\n[     0] group G: persistent Offline -> Online"));
    assert_null(strstr(first, "wrong"));
    assert_non_null(strstr(first, "status\n----\ncluster T "));
    second = scenario(first, 0);
    assert_string_equal(first, second);
    free(first);
    free(second);
}

static void what_is_no_scenario_is_told_with_its_line(void **state)
{
    char *text;

    (void)state;
    text = scenario("# comment\n\n----\nok\n", COHORT_ERR_SYNTAX);
    assert_string_equal(text, "line 3: \"----\" without a command before it");
    free(text);
    text = scenario("group add \xFF\n", COHORT_ERR_SYNTAX);
    assert_string_equal(text, "it is not UTF-8");
    free(text);
    text = scenario("", 0);
    assert_string_equal(text, "");
    free(text);
    assert_int_equal(cohort_sim_scenario(NULL, NULL, &text), COHORT_ERR_INVALID);
}

static void ok_is_said_once(void **state)
{
    char *text = scenario("group add G\ngroup add H\n----\n\ngroup add I\ngroup add I\n----\n", 0);

    (void)state;
    assert_non_null(strstr(text, "group add H\n----\nok\n\n"));
    assert_non_null(strstr(text, "> group add I\nok\n> group add I\nrefused (5010): "));
    free(text);
}

/* The last line's answer begins with @begin. */
static void says(cohort_sim *sim, const char *line, const char *begin)
{
    const char *text = NULL;

    assert_int_equal(cohort_sim_line(sim, line, &text), 0);
    if (strncmp(text, begin, strlen(begin)) != 0)
        fail_msg("\"%s\" says \"%s\", not \"%s\"", line, text, begin);
}

static void lines_of_the_simulation_are_checked(void **state)
{
    cohort_sim *sim = NULL;

    (void)state;
    assert_int_equal(cohort_sim_new(&sim), 0);
    says(sim, "boot", "usage: expected NODE");
    says(sim, "boot X", "usage: there is no node \"X\"");
    says(sim, "advance soon", "usage: expected DURATION");
    says(sim, "advance 5", "usage: expected DURATION");
    says(sim, "fail R", "usage: there is no resource \"R\"");
    says(sim, "fail service S", "usage: expected service NAME --node NODE");
    says(sim, "witness gone", "usage: expected lost or back");
    says(sim, "nowait", "usage: nowait LINE");
    says(sim, "group add 'x", "usage: the line cannot be read from column 11");
    says(sim, "behave R", "usage: expected online=DURATION");
    says(sim, "node add A", "ok");
    says(sim, "boot A", "[     0] node A: Down -> Up");
    says(sim, "advance 1h", "ok");
    says(sim, "group add G", "ok");
    says(sim, "resource add R --group G --type 'Generic Application'", "ok");
    says(sim, "fail R", "[3600000] (nothing of R runs: nothing to kill)");
    says(sim, "nowait resource online R", "[3600000] resource R: persistent");
    says(sim, "resource online R", "[3600010] resource R: OnlinePending -> Online");
    cohort_sim_free(sim);
    cohort_sim_free(NULL);
}

static void an_isolated_node_answers_when_it_is_back(void **state)
{
    cohort_sim *sim = NULL;
    const char *text;

    (void)state;
    assert_int_equal(cohort_sim_new(&sim), 0);
    assert_int_equal(cohort_sim_line(sim, "node add A B C", &text), 0);
    assert_int_equal(cohort_sim_line(sim, "boot A B C", &text), 0);
    assert_int_equal(cohort_sim_line(sim, "group add G", &text), 0);
    assert_int_equal(cohort_sim_line(sim, "resource add R --group G --type 'Generic Application'", &text), 0);
    says(sim, "nowait group online G", "[     0] group G: persistent");
    says(sim, "isolate A", "[     0] node A: status none -> Isolated");
    says(sim, "advance 1m", "ok");
    says(sim, "rejoin A", "[ 60000] node A: status Isolated -> none");
    says(sim, "group list", "GROUP  STATE   OWNER  PERSISTENT\nG      Online  A      Online\n");
    cohort_sim_free(sim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transcript_is_its_own_scenario),
        cmocka_unit_test(what_is_no_scenario_is_told_with_its_line),
        cmocka_unit_test(ok_is_said_once),
        cmocka_unit_test(lines_of_the_simulation_are_checked),
        cmocka_unit_test(an_isolated_node_answers_when_it_is_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
