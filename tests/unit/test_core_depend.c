/* lib/core/depend.c: expressions, circles, depth, and what a changed expression does. */
#include "test_core_help.h"

#include "util/buf.h"

static struct bed bed, *const b = &bed;

static int setup(void **state)
{
    (void)state;
    bed_init(b);
    bed_nodes(b, LIST("N1", "N2"));
    bed_group_add(b, "G");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bed_done(b);
    return 0;
}

static void assert_expression(const char *resource, const char *expected)
{
    struct coh_buf buf;

    coh_buf_init(&buf, &b->mem, 0);
    coh_depend_print(&buf, bed_resource(b, resource));
    assert_string_equal(coh_buf_text(&buf), expected);
    coh_buf_free(&buf);
}

/* ---- the table ---- */

static void blank_is_cut(char *text)
{
    size_t size = strlen(text);

    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\n'))
        text[--size] = '\0';
}

static void is_refused(const char *text, const char *expected, int line)
{
    const char *column = strstr(b->error.text, "column ");
    char name[64];
    int win32, at;

    assert_int_equal(sscanf(expected, "%63s %d %d", name, &win32, &at), 3);
    if (TRY(b, .verb = COH_VERB_RESOURCE_DEPEND, .name = "R", .arg = text) == 0)
        fail_msg("line %d: %s is accepted", line, text);
    column = strstr(b->error.text, "column ");
    if (strcmp(cohort_err_name(b->error.code), name) != 0 || b->error.win32 != win32 ||
        (column != NULL ? atoi(column + 7) : 0) != at)
        fail_msg("line %d: %s: %s %lld: %s", line, text, cohort_err_name(b->error.code), (long long)b->error.win32,
                 b->error.text);
}

static void every_expression_is_read_as_the_table_says(void **state)
{
    FILE *file = fopen(COHORT_SOURCE_DIR "/tests/unit/data/expressions.txt", "r");
    static const char *const beside[] = {"A", "B", "C", "D", "two words", "and", "ümlaut", "semi;colon", "R"};
    char line[400], *arrow;
    int number = 0, cases = 0;
    size_t i;

    (void)state;
    assert_non_null(file);
    for (i = 0; i < sizeof beside / sizeof beside[0]; i++)
        bed_app(b, "G", beside[i]);
    bed_group_add(b, "H");
    bed_app(b, "H", "X");
    while (fgets(line, sizeof line, file) != NULL) {
        number++;
        if (line[0] == '#')
            continue;
        blank_is_cut(line);
        if ((arrow = strstr(line, "=> ")) != NULL) {
            *arrow = '\0';
            blank_is_cut(line);
            is_refused(line, arrow + 3, number);
        } else if ((arrow = strstr(line, "->")) != NULL) {
            *arrow = '\0';
            if (TRY(b, .verb = COH_VERB_RESOURCE_DEPEND, .name = "R", .arg = line) < 0)
                fail_msg("line %d: %s", number, b->error.text);
            assert_expression("R", arrow[2] ? arrow + 3 : "");
            /* Its canonical form says the same. */
            if (arrow[2] && TRY(b, .verb = COH_VERB_RESOURCE_DEPEND, .name = "R", .arg = arrow + 3) < 0)
                fail_msg("line %d: %s", number, b->error.text);
            assert_expression("R", arrow[2] ? arrow + 3 : "");
        } else {
            fail_msg("line %d is no case", number);
        }
        cases++;
    }
    fclose(file);
    assert_true(cases > 60);
}

static void expression_that_is_too_long_is_refused(void **state)
{
    char *text = malloc(COHORT_EXPRESSION_MAX + 2);

    (void)state;
    bed_app(b, "G", "R");
    memset(text, ' ', COHORT_EXPRESSION_MAX + 1);
    text[COHORT_EXPRESSION_MAX + 1] = '\0';
    REFUSED(b, COHORT_ERR_LIMIT, 87, .verb = COH_VERB_RESOURCE_DEPEND, .name = "R", .arg = text);
    text[COHORT_EXPRESSION_MAX] = '\0';
    OK(b, .verb = COH_VERB_RESOURCE_DEPEND, .name = "R", .arg = text);
    free(text);
}

/* ---- structure ---- */

static void circles_are_refused_direct_and_through_others(void **state)
{
    (void)state;
    bed_app(b, "G", "A");
    bed_app(b, "G", "B");
    bed_app(b, "G", "C");
    bed_depend(b, "A", "[B]");
    REFUSED(b, COHORT_ERR_CIRCULAR, 1059, .verb = COH_VERB_RESOURCE_DEPEND, .name = "B", .arg = "[A]");
    bed_depend(b, "B", "[C]");
    REFUSED(b, COHORT_ERR_CIRCULAR, 1059, .verb = COH_VERB_RESOURCE_DEPEND, .name = "C", .arg = "[B] or [A]");
    bed_depend(b, "A", "");
    bed_depend(b, "C", "[A]");
}

/* D100 depends on D99 ... on D0: 100 steps. */
static void dependency_tree_is_at_most_100_deep(void **state)
{
    char name[16], on[16];
    int i;

    (void)state;
    for (i = 0; i <= 103; i++) {
        snprintf(name, sizeof name, "D%d", i);
        bed_app(b, "G", name);
    }
    for (i = 1; i <= COHORT_DEPTH_MAX; i++) {
        snprintf(name, sizeof name, "D%d", i);
        snprintf(on, sizeof on, "[D%d]", i - 1);
        bed_depend(b, name, on);
    }
    REFUSED(b, COHORT_ERR_LIMIT, 5929, .verb = COH_VERB_RESOURCE_DEPEND, .name = "D101", .arg = "[D100]");
    REFUSED(b, COHORT_ERR_LIMIT, 5929, .verb = COH_VERB_RESOURCE_DEPEND, .name = "D0", .arg = "[D101]");
    /* Two chains that together are too deep, joined in the middle. */
    bed_depend(b, "D102", "[D98]");
    bed_depend(b, "D103", "[D102]");
    REFUSED(b, COHORT_ERR_LIMIT, 5929, .verb = COH_VERB_RESOURCE_DEPEND, .name = "D102", .arg = "[D99]");
    bed_depend(b, "D50", "");
    OK(b, .verb = COH_VERB_RESOURCE_DEPEND, .name = "D102", .arg = "[D99]");
}

static void deepest_tree_starts_and_stops_in_order(void **state)
{
    char name[16], on[16];
    int i;

    (void)state;
    for (i = 0; i <= COHORT_DEPTH_MAX; i++) {
        snprintf(name, sizeof name, "D%d", i);
        snprintf(on, sizeof on, "[D%d]", i - 1);
        bed_app(b, "G", name);
        if (i > 0)
            bed_depend(b, name, on);
    }
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "D100");
    for (i = 0; i <= COHORT_DEPTH_MAX; i++) {
        snprintf(name, sizeof name, "D%d", i);
        assert_int_equal(b->open_count, 1);
        assert_int_equal(bed_op(b, name), COH_OP_ONLINE);
        ANSWER(b, name, COHORT_AGENT_DONE);
    }
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "D0");
    for (i = COHORT_DEPTH_MAX; i >= 0; i--) {
        snprintf(name, sizeof name, "D%d", i);
        assert_int_equal(b->open_count, 1);
        assert_int_equal(bed_op(b, name), COH_OP_OFFLINE);
        ANSWER(b, name, COHORT_AGENT_DONE);
    }
}

static void needs_and_dependencies_together_form_no_circle(void **state)
{
    (void)state;
    bed_service_add(b, "SSO@N1", NULL);
    bed_service_add(b, "HOST@N1", "SSO");
    bed_driver(b, "G", "Sso", "SSO");
    bed_driver(b, "G", "Host", "HOST");
    bed_app(b, "G", "Between");
    bed_depend(b, "Host", "[Sso]"); /* the same direction: fine */
    bed_depend(b, "Host", "");
    REFUSED(b, COHORT_ERR_CIRCULAR, 1059, .verb = COH_VERB_RESOURCE_DEPEND, .name = "Sso", .arg = "[Host]");
    bed_depend(b, "Between", "[Host]");
    REFUSED(b, COHORT_ERR_CIRCULAR, 1059, .verb = COH_VERB_RESOURCE_DEPEND, .name = "Sso", .arg = "[Between]");
    /* The other way round: the edge is there, the need comes. */
    bed_depend(b, "Between", "");
    bed_depend(b, "Sso", "[Between]");
    bed_service_add(b, "BETWEEN@N2", NULL);
    bed_service_add(b, "HOST@N2", NULL);
    bed_service_add(b, "OTHER@N2", "HOST");
    bed_depend(b, "Host", "[Between]");
    bed_driver(b, "G", "Other", "OTHER");
    REFUSED(b, COHORT_ERR_CIRCULAR, 1059, .verb = COH_VERB_RESOURCE_DEPEND, .name = "Between", .arg = "[Other]");
    /* ... or a resource gets its hand on another service. */
    OK(b, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "Other", .list = LIST("ServiceName=NONE"));
    bed_depend(b, "Between", "[Other]");
    REFUSED(b, COHORT_ERR_CIRCULAR, 1059, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "Other",
            .list = LIST("ServiceName=OTHER"));
    /* ... or a service gets another name. */
    REFUSED(b, COHORT_ERR_CIRCULAR, 1059, .verb = COH_VERB_RENAME, .kind = COH_SERVICE, .name = "OTHER@N2",
            .arg = "NONE");
    /* ... or a service needs more. */
    REFUSED(b, COHORT_ERR_CIRCULAR, 1059, .verb = COH_VERB_SET, .kind = COH_SERVICE, .name = "SSO@N1",
            .list = LIST("Needs=HOST"));
    REFUSED(b, COHORT_ERR_CIRCULAR, 1059, .verb = COH_VERB_SET, .kind = COH_SERVICE, .name = "SSO@N1",
            .list = LIST("Needs=SSO"));
}

/* ---- an expression that changes ---- */

static void online_resource_takes_only_what_is_satisfied(void **state)
{
    (void)state;
    bed_app(b, "G", "Up");
    bed_app(b, "G", "Down");
    bed_app(b, "G", "R");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Up");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "R");
    REFUSED(b, COHORT_ERR_STATE, 5019, .verb = COH_VERB_RESOURCE_DEPEND, .name = "R",
            .arg = "[Up]"); /* OnlinePending */
    bed_quiet(b);
    REFUSED(b, COHORT_ERR_STATE, 5019, .verb = COH_VERB_RESOURCE_DEPEND, .name = "R", .arg = "[Down]");
    REFUSED(b, COHORT_ERR_STATE, 5019, .verb = COH_VERB_RESOURCE_DEPEND, .name = "R", .arg = "[Up] and [Down]");
    bed_depend(b, "R", "[Up] or [Down]");
    STATE(b, "R", "Online");
    assert_int_equal(bed_op(b, "Down"), COH_OP_ONLINE); /* all members of the clause are tried */
    bed_quiet(b);
    bed_depend(b, "R", "[Up] and [Down]");
    STATE(b, "R", "Online");
}

static void dropped_dependency_frees_the_dependent(void **state)
{
    (void)state;
    bed_app(b, "G", "P");
    bed_app(b, "G", "D");
    bed_depend(b, "D", "[P]");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "D");
    ANSWER(b, "P", COHORT_AGENT_FAILED);
    STATE(b, "D", "Offline");
    bed_depend(b, "D", "");
    STATE(b, "D", "OnlinePending");
    bed_quiet(b);
    STATE(b, "D", "Online");
}

static void provider_in_use_cannot_be_deleted(void **state)
{
    (void)state;
    bed_app(b, "G", "P");
    bed_app(b, "G", "D");
    bed_depend(b, "D", "[P]");
    REFUSED(b, COHORT_ERR_DEPENDENT, 5001, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "P");
    OK(b, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "D");
    OK(b, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "P");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_expression_is_read_as_the_table_says, setup, teardown),
        cmocka_unit_test_setup_teardown(expression_that_is_too_long_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(circles_are_refused_direct_and_through_others, setup, teardown),
        cmocka_unit_test_setup_teardown(dependency_tree_is_at_most_100_deep, setup, teardown),
        cmocka_unit_test_setup_teardown(deepest_tree_starts_and_stops_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(needs_and_dependencies_together_form_no_circle, setup, teardown),
        cmocka_unit_test_setup_teardown(online_resource_takes_only_what_is_satisfied, setup, teardown),
        cmocka_unit_test_setup_teardown(dropped_dependency_frees_the_dependent, setup, teardown),
        cmocka_unit_test_setup_teardown(provider_in_use_cannot_be_deleted, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
