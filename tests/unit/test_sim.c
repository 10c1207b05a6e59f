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

#include "sim_lines.h"

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
static void says(const char *command, const char *begin)
{
    const char *text = NULL;

    assert_int_equal(cohort_sim_line(sim, command, &text), 0);
    if (strncmp(text, begin, strlen(begin)) != 0)
        fail_msg("\"%s\" says \"%s\", not \"%s\"", command, text, begin);
}

static void lines_of_the_simulation_are_checked(void **state)
{
    (void)state;
    assert_int_equal(cohort_sim_new(&sim), 0);
    says("boot", "usage: expected NODE");
    says("boot X", "usage: there is no node \"X\"");
    says("advance soon", "usage: expected DURATION");
    says("advance 5", "usage: expected DURATION");
    says("fail R", "usage: there is no resource \"R\"");
    says("fail service S", "usage: expected service NAME --node NODE");
    says("witness gone", "usage: expected lost or back");
    says("nowait", "usage: nowait LINE");
    says("group add 'x", "usage: the line cannot be read from column 11");
    says("behave R", "usage: expected online=DURATION");
    says("node add A", "ok");
    says("boot A", "[     0] node A: Down -> Up");
    says("advance 1h", "ok");
    says("group add G", "ok");
    says("resource add R --group G --type 'Generic Application'", "ok");
    says("fail R", "[3600000] (nothing of R runs: nothing to kill)");
    says("nowait resource online R", "[3600000] resource R: persistent");
    says("resource online R", "[3600010] resource R: OnlinePending -> Online");
    cohort_sim_free(sim);
    cohort_sim_free(NULL);
}

static void an_isolated_node_answers_when_it_is_back(void **state)
{
    const char *text;

    (void)state;
    assert_int_equal(cohort_sim_new(&sim), 0);
    assert_int_equal(cohort_sim_line(sim, "node add A B C", &text), 0);
    assert_int_equal(cohort_sim_line(sim, "boot A B C", &text), 0);
    assert_int_equal(cohort_sim_line(sim, "group add G", &text), 0);
    assert_int_equal(cohort_sim_line(sim, "resource add R --group G --type 'Generic Application'", &text), 0);
    says("nowait group online G", "[     0] group G: persistent");
    says("isolate A", "[     0] node A: status none -> Isolated");
    says("advance 1m", "ok");
    says("rejoin A", "[ 60000] node A: status Isolated -> none");
    says("group list", "GROUP  STATE   OWNER  PERSISTENT\nG      Online  A      Online\n");
    cohort_sim_free(sim);
}

/* A window that is shorter than the failures that it should count, or a threshold beyond what is remembered. */
static void restarts_without_end_are_left(void **state)
{
    assert_int_equal(cohort_sim_new(&sim), 0);
    line("cluster create C", "ok");
    line("node add A", "ok");
    line("boot A", "reported up");
    line("group add G", "ok");
    line("resource add R --group G --type \"Generic Application\" CommandLine=x RestartPeriod=500ms RestartDelay=900ms",
         "ok");
    line("refuse R", "ok");
    line("group online G", "moments: resource R is restarted again and again");
    line("set resource R RestartPeriod=900000 RestartThreshold=4294967295 RestartDelay=0", "without RestartDelay");
    line("allow R", "resource R: OnlinePending -> Online");
    line("status", "Online");
    sim_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transcript_is_its_own_scenario),
        cmocka_unit_test(what_is_no_scenario_is_told_with_its_line),
        cmocka_unit_test(ok_is_said_once),
        cmocka_unit_test(lines_of_the_simulation_are_checked),
        cmocka_unit_test(an_isolated_node_answers_when_it_is_back),
        cmocka_unit_test(restarts_without_end_are_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
