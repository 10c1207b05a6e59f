/*
 * procedure.h as the author of a profile sees it: public headers only, in a simulation.
 *
 * The procedure: a group with a lamp in it, that is switched on once, looked at, and signed.
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

/* ---- the procedure ---- */

static void does(cohort_look *look, const char *before, const char *after)
{
    char text[2048];

    snprintf(text, sizeof text, "%s%s%s", before, cohort_look_parameter(look, "Group"), after);
    cohort_look_line(look, text);
}

static void look_group(cohort *h, cohort_look *look)
{
    const char *group = cohort_look_parameter(look, "group"), *text;
    int there = cohort_get_text(h, "group", group, "Description", &text) == 0;

    cohort_look_holds(look, there, there ? NULL : "there is no such group");
    does(look, "group add ", "");
}

static void look_lamp(cohort *h, cohort_look *look)
{
    const char *text;

    cohort_look_holds(look, cohort_get_text(h, "resource", "L", "Description", &text) == 0, NULL);
    does(look, "resource add L --group ", " --type \"Generic Application\"");
}

static int lamp_state(cohort *h)
{
    cohort_cursor *row = NULL;
    int state = 0;

    assert_int_equal(cohort_list(h, "resource", &row), 0);
    if (cohort_next(row))
        state = (int)cohort_cursor_int(row, "state");
    cohort_cursor_free(row);
    return state;
}

static void look_burnt(cohort *h, cohort_look *look)
{
    const char *text = "";

    cohort_get_text(h, "resource", "L", "CommandLine", &text);
    cohort_look_rests_on(look, *text != '\0' ? text : "no bulb");
    cohort_look_holds(look,
                      lamp_state(h) == COHORT_RESOURCE_ONLINE ? COHORT_STEP_TRUE
                      : cohort_look_found(look)               ? COHORT_STEP_UNSURE
                                                              : COHORT_STEP_FALSE,
                      "it does not burn");
    cohort_look_who(look, "N1", "");
    if (lamp_state(h) == COHORT_RESOURCE_FAILED)
        cohort_look_first(look, "resource offline L", "the bulb is broken");
    does(look, "group online ", "");
}

static void look_seen(cohort *h, cohort_look *look)
{
    (void)h;
    assert_int_equal(cohort_look_is_done(look, "9"), 0); /* there is none */
    assert_int_equal(strlen(cohort_look_run(look)), strlen("lamp"));
    cohort_look_holds(look, COHORT_STEP_UNSURE, "whether somebody looked");
}

static void look_signed(cohort *h, cohort_look *look)
{
    const char *group = cohort_look_parameter(look, "Group"), *text = "";

    cohort_get_text(h, "group", group, "Description", &text);
    if (strcmp(text, "never") == 0)
        cohort_look_blocked(look, "it was forbidden");
    cohort_look_holds(look, strcmp(text, "signed") == 0, NULL);
    does(look, "set group ", " Description=signed");
}

#define STEP(number, flags, text, after, look)                                                                         \
    {                                                                                                                  \
        sizeof(cohort_step), flags, number, text, "at home", after, "it is so", NULL, look                             \
    }

static const cohort_step steps[] = {
    STEP("1", 0, "make a group", "", look_group),
    STEP("2.1", 0, "hang up a lamp", NULL, look_lamp),
    STEP("2.2", COHORT_STEP_PASSES, "switch it on once", NULL, look_burnt),
    STEP("3", COHORT_STEP_PERSON, "look at it", "1 2.2", look_seen),
    STEP("4", COHORT_STEP_PERSON | COHORT_STEP_OPTIONAL, "sign", NULL, look_signed),
};
static const char *const parameters[] = {"Group required: what is made", "Colour: of the lamp", NULL};
static const cohort_procedure procedures[] = {
    {sizeof(cohort_procedure), "lamp", "A lamp that burns", "the box", parameters, steps, 5}};
static const cohort_profile profile = {
    .struct_size = sizeof profile, .name = "lamps", .procedures = procedures, .procedure_count = 1};

/* ---- tests ---- */

static int setup(void **state)
{
    (void)state;
    sim_begin(&profile);
    return 0;
}

static void begin(void)
{
    line("cluster create C", "ok");
    line("node add N1", "ok");
    line("boot N1", "Up");
    line("procedure start lamp Group=G Colour=red", "ok");
}

/* The state of a step, and what is in a column of it. */
static void step(const char *number, int state, const char *column, const char *value)
{
    cohort_cursor *row = NULL;
    const char *text;
    int found = 0;

    assert_int_equal(cohort_list_steps(cohort_sim_handle(sim), "LAMP", &row), 0);
    while (!found && cohort_next(row)) {
        if (strcmp(cohort_cursor_text(row, "step"), number) != 0)
            continue;
        found = 1;
        text = cohort_cursor_text(row, column);
        if (cohort_cursor_int(row, "state") != state || (value != NULL && strcmp(text != NULL ? text : "", value) != 0))
            fail_msg("step %s: %s, %s %s", number, cohort_cursor_text(row, "state"), column, text);
    }
    cohort_cursor_free(row);
    assert_int_equal(found, 1);
}

static void a_run_is_led_through(void **state)
{
    char digest[17], replayed[17];

    (void)state;
    begin();
    line("procedure list", "0 of 5 done; next is 1");
    step("1", COHORT_STEP_NEXT, "line", "group add G");
    step("2.1", COHORT_STEP_LATER, "message", "after 1");
    line("procedure next lamp", "> group add G");
    line("procedure next lamp", "ok");
    line("procedure show lamp", "it does not burn");
    line("procedure next lamp", "resource L: OnlinePending -> Online");
    line("group offline G", "Online -> Offline");
    step("2.2", COHORT_STEP_DONE, "computer", "N1"); /* it burnt once */
    line("procedure next lamp", "a person does this, and then: procedure record lamp 3");
    step("3", COHORT_STEP_UNKNOWN, "message", "whether somebody looked");
    line("procedure record lamp 3 --at N1 --as bob", "ok");
    step("3", COHORT_STEP_DONE, "account", "bob");
    line("get procedure lamp Finished", "1");
    step("4", COHORT_STEP_POSSIBLE, "line", "set group G Description=signed");
    line("procedure next lamp", "all steps are done");
    assert_int_equal(cohort_digest(cohort_sim_handle(sim), digest), 0);
    assert_int_equal(cohort_replay(cohort_sim_handle(sim), replayed), 0);
    assert_string_equal(digest, replayed);
}

static void what_a_step_rests_on_undoes_it(void **state)
{
    (void)state;
    begin();
    line("procedure next lamp", "ok");
    line("procedure next lamp", "ok");
    line("procedure next lamp", "ok");
    line("procedure record lamp 3", "ok");
    line("group offline G", "Offline");
    line("set resource L CommandLine=bulb", "ok");
    step("2.2", COHORT_STEP_NEXT, "message", "undone: it was done with no bulb, and now there is bulb");
    step("3", COHORT_STEP_LATER, "message", "it is so already; after 2.2");
    line("set resource L CommandLine=", "ok");
    step("2.2", COHORT_STEP_NEXT, NULL, NULL); /* the change was seen */
    line("group online G", "Online");
    step("3", COHORT_STEP_DONE, NULL, NULL);
    line("resource delete L --force", "refused (5023)");
    line("group offline G", "Offline");
    line("resource delete L", "ok");
    step("2.1", COHORT_STEP_NEXT, NULL, NULL);
}

static void it_can_be_entered_half_way(void **state)
{
    (void)state;
    line("cluster create C", "ok");
    line("node add N1", "ok");
    line("boot N1", "Up");
    line("group add G", "ok");
    line("resource add L --group G --type \"Generic Application\"", "ok");
    line("group online G", "Online");
    line("procedure start lamp --run LAMP Group=G", "ok");
    step("2.2", COHORT_STEP_DONE, NULL, NULL);
    step("3", COHORT_STEP_UNKNOWN, NULL, NULL);
    line("delete procedure lamp", "ok");
    line("group offline G", "Offline");
    line("procedure start lamp Group=G", "ok");
    step("2.2", COHORT_STEP_UNKNOWN, NULL, NULL); /* milestones of the run before do not count: it may have burnt */
    line("procedure next lamp", "if it was done: procedure record lamp 2.2; to do it now: procedure next lamp --done");
    line("status", "Offline");
    line("procedure next lamp --done", "Online");
    step("2.2", COHORT_STEP_DONE, NULL, NULL);
}

static void what_was_given_can_be_changed(void **state)
{
    (void)state;
    line("procedure set lamp Group=H", "refused (87): procedure \"lamp\" was not started");
    begin();
    line("procedure set lamp", "usage: ");
    line("procedure set lamp group=H", "ok");
    line("get procedure lamp Parameters", "Colour=red\ngroup=H");
    step("1", COHORT_STEP_NEXT, "line", "group add H");
    line("procedure set lamp Size=3 Group=G", "refused (87): procedure \"lamp\" has no parameter \"Size\"");
    line("procedure set lamp Colour=red Group=", "refused (87): procedure \"lamp\" needs Group: what is made");
    line("procedure set lamp Colour=", "ok");
    line("get procedure lamp Parameters", "group=H");
    line("procedure set lamp Group=G", "ok");
    step("1", COHORT_STEP_NEXT, "line", "group add G");
}

static void half_a_line_is_never_offered(void **state)
{
    char text[1300];
    int size;

    (void)state;
    begin();
    size = snprintf(text, sizeof text, "procedure set lamp Group=");
    memset(text + size, 'x', 1100);
    text[size + 1100] = '\0';
    line(text, "ok");
    step("1", COHORT_STEP_BLOCKED, "line", "");
    line("procedure next lamp", "the line for it is too long: group add xxx");
}

static void too_many_steps_are_refused(void **state)
{
    static const cohort_procedure endless = {
        .struct_size = sizeof endless, .name = "endless", .steps = steps, .step_count = COHORT_STEPS_MAX + 1};
    static const cohort_profile other = {
        .struct_size = sizeof other, .name = "endless", .procedures = &endless, .procedure_count = 1};

    (void)state;
    assert_int_equal(cohort_sim_attach(sim, &other), COHORT_ERR_LIMIT);
    assert_null(cohort_profile_at(cohort_sim_handle(sim), 1));
}

static void wrong_words_and_wrong_order_are_refused(void **state)
{
    (void)state;
    line("procedure start lump Group=G", "refused (87): there is no procedure \"lump\"");
    line("procedure start lamp", "refused (87): procedure \"lamp\" needs Group: what is made");
    line("procedure start lamp Group=G Size=3", "refused (87): procedure \"lamp\" has no parameter \"Size\"");
    line("procedure show lamp", "Group required: what is made");
    line("procedure next lamp", "procedure \"lamp\" was not started");
    line("procedure record lamp 1", "refused (87): procedure \"lamp\" was not started");
    begin();
    line("procedure start lamp Group=G", "refused (5010)");
    line("procedure record lamp 3", "refused (87): 3 comes after 1, which is not done");
    line("procedure record lamp 1", "refused (87): 1 can be read, and it is not so: there is no such group");
    line("procedure record lamp 9", "refused (87): \"lamp\" has no step 9");
    line("procedure record lamp 3 --undo", "refused (87): 3 was not seen or said to be done");
    line("procedure run lamp", "--simulate is missing");
    line("group add G", "ok");
    line("procedure record lamp 1 --undo", "refused (87): 1 can be read, and it is so: it is so");
}

static void something_may_be_needed_first(void **state)
{
    (void)state;
    begin();
    line("procedure next lamp", "ok");
    line("procedure next lamp", "ok");
    line("refuse L", "");
    line("procedure next lamp", "> group online G");
    step("2.2", COHORT_STEP_BLOCKED, "line", "resource offline L");
    line("procedure next lamp", "2.2 needs first: the bulb is broken");
    line("procedure record lamp 2.2", "ok");
    line("procedure record lamp 3", "ok");
    line("set group G Description=never", "ok");
    step("4", COHORT_STEP_BLOCKED, "message", "it was forbidden");
}

static void a_copy_rehearses_and_nothing_changes(void **state)
{
    char digest[17], after[17];

    (void)state;
    begin();
    line("procedure next lamp", "ok");
    assert_int_equal(cohort_digest(cohort_sim_handle(sim), digest), 0);
    line("procedure run lamp --simulate", "> resource add L --group G");
    line("procedure run lamp --simulate", "OnlinePending -> Online (started)");
    line("procedure run lamp --simulate", "> procedure record \"lamp\" 3");
    line("procedure run lamp --simulate", "all steps would be done: 3 lines; nothing was changed");
    line("procedure run lamp --simulate --json", "\"step\":\"3\",\"line\":\"procedure record");
    line("procedure run lamp --simulate --json", "\"all_done\":true}");
    assert_int_equal(cohort_digest(cohort_sim_handle(sim), after), 0);
    assert_string_equal(digest, after);
}

/* What runs in the one runs in its copy, and each goes its own way. */
static void a_copy_is_a_cluster_of_its_own(void **state)
{
    char digest[17], after[17];
    cohort_sim *copy = NULL;
    const char *answer = "";

    (void)state;
    begin();
    line("procedure next lamp", "ok");
    line("procedure next lamp", "ok");
    line("procedure next lamp", "Online");
    line("advance 1h", "ok");
    assert_int_equal(cohort_digest(cohort_sim_handle(sim), digest), 0);
    assert_int_equal(cohort_sim_copy(NULL, &copy), COHORT_ERR_INVALID);
    assert_int_equal(cohort_sim_copy(cohort_sim_handle(sim), NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_sim_copy(cohort_sim_handle(sim), &copy), 0);
    assert_int_equal(cohort_sim_line(copy, "fail L", &answer), 0);
    assert_non_null(strstr(answer, "[     0] resource L: Online -> Failed (failure: killed)"));
    assert_non_null(strstr(answer, "resource L: OnlinePending -> Online (started)"));
    assert_int_equal(cohort_sim_line(copy, "procedure show lamp", &answer), 0);
    assert_non_null(strstr(answer, "2.2   done"));
    assert_int_equal(cohort_sim_line(copy, "replay", &answer), 0);
    assert_null(strstr(answer, "refused"));
    assert_int_equal(cohort_digest(cohort_sim_handle(sim), after), 0);
    assert_string_equal(digest, after);
    line("fail L", "resource L: Online -> Failed (failure: killed)");
    cohort_sim_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_run_is_led_through, setup, sim_end),
        cmocka_unit_test_setup_teardown(what_a_step_rests_on_undoes_it, setup, sim_end),
        cmocka_unit_test_setup_teardown(it_can_be_entered_half_way, setup, sim_end),
        cmocka_unit_test_setup_teardown(what_was_given_can_be_changed, setup, sim_end),
        cmocka_unit_test_setup_teardown(half_a_line_is_never_offered, setup, sim_end),
        cmocka_unit_test_setup_teardown(too_many_steps_are_refused, setup, sim_end),
        cmocka_unit_test_setup_teardown(wrong_words_and_wrong_order_are_refused, setup, sim_end),
        cmocka_unit_test_setup_teardown(something_may_be_needed_first, setup, sim_end),
        cmocka_unit_test_setup_teardown(a_copy_rehearses_and_nothing_changes, setup, sim_end),
        cmocka_unit_test_setup_teardown(a_copy_is_a_cluster_of_its_own, setup, sim_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
