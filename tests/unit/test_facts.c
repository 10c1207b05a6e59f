/*
 * Facts of docs/facts.md that no scenario tells: numbers of constants, defaults and ranges of properties, what built-in types require, short
 * stories, which losses of nodes are survived. What can be a table is one in tests/unit/data.
 */
#include <inttypes.h>
#include <stdbool.h>

#include "runtime_fake.h"

#include "util/text.h"

#define DATA(name) COHORT_SOURCE_DIR "/tests/unit/data/" name

/* The next line without its line feed that is neither empty nor a comment; NULL: the end. */
static char *next_line(FILE *file, char *line, size_t room)
{
    while (fgets(line, (int)room, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0' && line[0] != '#')
            return line;
    }
    return NULL;
}

/* Cut at "|" and take blanks away from both ends. Returns how many. */
static int split(char *line, char **ret_cells, int room)
{
    int count = 0;
    char *at = line, *end;

    for (; at != NULL && count < room; at = end) {
        end = strchr(at, '|');
        if (end != NULL)
            *end++ = '\0';
        at += strspn(at, " ");
        while (*at != '\0' && at[strlen(at) - 1] == ' ')
            at[strlen(at) - 1] = '\0';
        ret_cells[count++] = at;
    }
    return count;
}

static int teardown(void **state)
{
    (void)state;
    cohort_close(h);
    h = NULL;
    return 0;
}

/* ---- numbers ---- */

static void constants_are_windows(void **state)
{
    static const struct {
        const char *name;
        int64_t value, windows;
    } constants[] = {
#define C(name, windows) {#name, name, windows}
        C(COHORT_RESOURCE_INITIALIZING, 1),
        C(COHORT_RESOURCE_ONLINE, 2),
        C(COHORT_RESOURCE_OFFLINE, 3),
        C(COHORT_RESOURCE_FAILED, 4),
        C(COHORT_RESOURCE_ONLINE_PENDING, 129),
        C(COHORT_RESOURCE_OFFLINE_PENDING, 130),
        C(COHORT_GROUP_ONLINE, 0),
        C(COHORT_GROUP_OFFLINE, 1),
        C(COHORT_GROUP_FAILED, 2),
        C(COHORT_GROUP_PARTIAL_ONLINE, 3),
        C(COHORT_GROUP_PENDING, 4),
        C(COHORT_NODE_UP, 0),
        C(COHORT_NODE_DOWN, 1),
        C(COHORT_NODE_PAUSED, 2),
        C(COHORT_NODE_JOINING, 3),
        C(COHORT_NODE_STATUS_ISOLATED, 1),
        C(COHORT_NODE_STATUS_QUARANTINED, 2),
        C(COHORT_NODE_STATUS_DRAINING, 4),
        C(COHORT_NODE_STATUS_DRAINED, 8),
        C(COHORT_NODE_STATUS_DRAIN_FAILED, 16),
        C(COHORT_GROUP_STATUS_WAITING_TO_START, 16),
        C(COHORT_RESOURCE_STATUS_EMBEDDED_FAILURE, 2),
        C(COHORT_GROUP_STATUS_EMBEDDED_FAILURE, 32),
        C(COHORT_RESOURCE_STATUS_LOCKED_MODE, 1),
        C(COHORT_GROUP_STATUS_LOCKED_MODE, 1),
        C(COHORT_GROUP_STATUS_WAITING_IN_QUEUE_FOR_MOVE, 4),
        C(COHORT_IGNORE_LOCKED, 1),
        C(COHORT_MOVE_RETURN, 2),
        C(COHORT_MOVE_QUEUE, 4),
        C(COHORT_GROUP_STATUS_ANTIAFFINITY_CONFLICT, 64),
        C(COHORT_IGNORE_AFFINITY, 0x20),
        C(COHORT_AFFINITY_NONE, 0),
        C(COHORT_AFFINITY_SAME_FAULT_DOMAIN, 1),
        C(COHORT_AFFINITY_SAME_NODE, 2),
        C(COHORT_AFFINITY_DIFFERENT_FAULT_DOMAIN, 3),
        C(COHORT_AFFINITY_DIFFERENT_NODE, 4),
        C(COHORT_GROUP_STATUS_WAITING_FOR_DEPENDENCIES, 4096),
        C(COHORT_GROUPSET_STATUS_GROUPS_PENDING, 1),
        C(COHORT_GROUPSET_STATUS_GROUPS_ONLINE, 2),
        C(COHORT_DRAIN_NONE, 0),
        C(COHORT_DRAIN_IN_PROGRESS, 1),
        C(COHORT_DRAIN_COMPLETED, 2),
        C(COHORT_DRAIN_FAILED, 3),
        C(COHORT_FAILBACK_NONE, 0),
        C(COHORT_FAILBACK_NOW, 1),
        C(COHORT_PERSISTENT_OFFLINE, 0),
        C(COHORT_PERSISTENT_ONLINE, 1),
        C((uint32_t)COHORT_PERSISTENT_INHERIT, 0xFFFFFFFF),
        C(COHORT_AGENT_DONE, 0),
        C(COHORT_AGENT_CANNOT_ANYWHERE, 126),
        C(COHORT_AGENT_CANNOT_HERE, 127),
        C(COHORT_SERVICE_STOPPED, 1),
        C(COHORT_SERVICE_START_PENDING, 2),
        C(COHORT_SERVICE_STOP_PENDING, 3),
        C(COHORT_SERVICE_RUNNING, 4),
        C(COHORT_DEPTH_MAX, 100),
        C(COHORT_NODES_MAX, 64),
#undef C
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof constants / sizeof constants[0]; i++)
        if (constants[i].value != constants[i].windows)
            fail_msg("%s is %" PRId64 ", and %" PRId64 " in Windows", constants[i].name, constants[i].value,
                     constants[i].windows);
    for (i = 0; i < 6; i++) /* the bit that says pending */
        assert_int_equal((constants[i].value & 128) != 0, constants[i].value >= 128);
}

/* A simulation that has come as far as these lines. */
static cohort_sim *simulate(const char *const *lines)
{
    cohort_sim *sim = NULL;
    const char *text;

    assert_int_equal(cohort_sim_new(&sim), 0);
    for (; *lines != NULL; lines++) {
        assert_int_equal(cohort_sim_line(sim, *lines, &text), 0);
        if (strncmp(text, "refused", 7) == 0 || strncmp(text, "usage", 5) == 0)
            fail_msg("%s: %s", *lines, text);
    }
    return sim;
}

static void state_is(cohort_sim *sim, const char *kind, const char *name, const char *state, int64_t number)
{
    cohort_cursor *cursor = NULL;
    int seen = 0;

    assert_int_equal(cohort_list(cohort_sim_handle(sim), kind, &cursor), 0);
    while (cohort_next(cursor)) {
        if (strcmp(cohort_cursor_text(cursor, "name"), name) != 0)
            continue;
        assert_string_equal(cohort_cursor_text(cursor, "state"), state);
        assert_int_equal(cohort_cursor_int(cursor, "state"), number);
        seen++;
    }
    assert_int_equal(seen, 1);
    cohort_cursor_free(cursor);
}

static void states_have_windows_names_and_numbers(void **state)
{
    static const char *const lines[] = {"cluster create T",
                                        "node add UP DOWN PAUSED",
                                        "boot UP PAUSED",
                                        "node pause PAUSED",
                                        "group add ON",
                                        "resource add On --group ON --type \"Generic Application\"",
                                        "group online ON",
                                        "group add OFF",
                                        "resource add Off --group OFF --type \"Generic Application\"",
                                        "group add BAD",
                                        "resource add Bad --group BAD --type \"Generic Application\" RestartAction=0",
                                        "group online BAD",
                                        "fail Bad",
                                        "group add PART",
                                        "resource add P1 --group PART --type \"Generic Application\"",
                                        "resource add P2 --group PART --type \"Generic Application\"",
                                        "resource online P1",
                                        "group add START",
                                        "resource add Start --group START --type \"Generic Application\"",
                                        "behave Start online=1m",
                                        "group add STOP",
                                        "resource add Stop --group STOP --type \"Generic Application\"",
                                        "group online STOP",
                                        "behave Stop offline=1m",
                                        "nowait group online START",
                                        "nowait group offline STOP",
                                        NULL};
    cohort_sim *sim = simulate(lines);

    (void)state;
    state_is(sim, "node", "UP", "Up", 0);
    state_is(sim, "node", "DOWN", "Down", 1);
    state_is(sim, "node", "PAUSED", "Paused", 2);
    state_is(sim, "resource", "On", "Online", 2);
    state_is(sim, "resource", "Off", "Offline", 3);
    state_is(sim, "resource", "Bad", "Failed", 4);
    state_is(sim, "resource", "Start", "OnlinePending", 129);
    state_is(sim, "resource", "Stop", "OfflinePending", 130);
    state_is(sim, "group", "ON", "Online", 0);
    state_is(sim, "group", "OFF", "Offline", 1);
    state_is(sim, "group", "BAD", "Failed", 2);
    state_is(sim, "group", "PART", "PartialOnline", 3);
    state_is(sim, "group", "START", "Pending", 4);
    state_is(sim, "group", "STOP", "Pending", 4);
    cohort_sim_free(sim);
}

static int64_t sequence(cohort_sim *sim)
{
    char *json = NULL, *at;
    int64_t number;

    assert_int_equal(cohort_status_json(cohort_sim_handle(sim), &json), 0);
    at = strstr(json, "\"seq\":");
    assert_non_null(at);
    number = strtoll(at + 6, NULL, 10);
    cohort_free(cohort_sim_handle(sim), json);
    return number;
}

static void what_is_read_has_a_number_that_grows(void **state)
{
    static const char *const lines[] = {"cluster create T", "node add A", "boot A", "group add G", NULL};
    cohort_sim *sim = simulate(lines);
    int64_t before = sequence(sim);
    const char *text;

    (void)state;
    assert_int_equal(sequence(sim), before);
    assert_int_equal(cohort_sim_line(sim, "group online G", &text), 0);
    assert_true(sequence(sim) > before);
    cohort_sim_free(sim);
}

/* ---- properties ---- */

static void build_one_of_each(void)
{
    static const char *const types[] = {"Generic Application", "Generic Service", "Generic Script", "IP Address",
                                        "Network Name"};
    size_t i;

    assert_int_equal(cohort_open(":memory:", 0, &h), 0);
    assert_int_equal(cohort_cluster_create(h, "cluster", NULL), 0);
    assert_int_equal(cohort_create(h, "node", "node", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "group", "group", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "groupset", "groupset", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "type", "type", NULL, NULL), 0);
    for (i = 0; i < sizeof types / sizeof types[0]; i++) {
        char type[64];

        snprintf(type, sizeof type, "Type=%s", types[i]);
        assert_int_equal(cohort_create(h, "resource", types[i], (const char *const[]){"Group=group", type, NULL}, NULL),
                         0);
    }
}

static int set(const char *kind, const char *name, const char *property, const char *value)
{
    char text[200];

    snprintf(text, sizeof text, "%s=%s", property, value);
    return cohort_set(h, kind, name, (const char *const[]){text, NULL}, NULL);
}

static void is_out_of_range(const char *kind, const char *name, const char *property, int64_t value)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRId64, value);
    if (set(kind, name, property, text) == 0)
        fail_msg("%s of a %s may be %s", property, kind, text);
    assert_int_equal(cohort_win32(h), value < 0 && cohort_errcode(h) == COHORT_ERR_INVALID
                                          ? 87 /* a duration is no negative number */
                                      : strcmp(property, "NodeWeight") == 0 ? 5954
                                                                            : 5913);
}

static void range_is(const char *kind, const char *name, const char *property, const char *least, const char *greatest)
{
    int64_t value;

    assert_int_equal(set(kind, name, property, least), 0);
    assert_int_equal(cohort_get_int(h, kind, name, property, &value), 0);
    assert_int_equal(value, strtoll(least, NULL, 10));
    assert_int_equal(set(kind, name, property, greatest), 0);
    is_out_of_range(kind, name, property, strtoll(least, NULL, 10) - 1);
    is_out_of_range(kind, name, property, strtoll(greatest, NULL, 10) + 1);
    assert_int_equal(cohort_unset(h, kind, name, (const char *const[]){property, NULL}, NULL), 0);
}

/* The default as the list of properties tells it: a resource that defers to its type has 4294967295 there. */
static void default_is(const char *kind, const char *name, const char *property, const char *expected)
{
    cohort_cursor *cursor = NULL;
    int seen = 0;

    assert_int_equal(cohort_list_properties(h, kind, name, &cursor), 0);
    while (cohort_next(cursor)) {
        const char *text = cohort_cursor_text(cursor, "default");

        if (strcmp(cohort_cursor_text(cursor, "property"), property) != 0)
            continue;
        if (strcmp(text != NULL ? text : "", expected) != 0)
            fail_msg("the default of %s of a %s is \"%s\", not \"%s\"", property, kind, text != NULL ? text : "",
                     expected);
        seen++;
    }
    if (seen != 1)
        fail_msg("a %s has no property %s", kind, property);
    cohort_cursor_free(cursor);
}

static void properties_have_windows_defaults_and_ranges(void **state)
{
    FILE *file = fopen(DATA("facts-properties.txt"), "r");
    char line[300], *cell[5];
    int count = 0;

    (void)state;
    assert_non_null(file);
    build_one_of_each();
    while (next_line(file, line, sizeof line) != NULL) {
        const char *name;

        assert_int_equal(split(line, cell, 5), 5);
        name = strchr(cell[0], '/');
        cell[0][strcspn(cell[0], "/")] = '\0';
        name = name != NULL ? name + 1 : cell[0];
        default_is(cell[0], name, cell[1], cell[2]);
        if (strcmp(cell[3], "text") != 0)
            range_is(cell[0], name, cell[1], cell[3], cell[4]);
        else
            assert_int_equal(set(cell[0], name, cell[1], "some text"), 0);
        count++;
    }
    fclose(file);
    assert_true(count > 30);
}

static void built_in_types_require_what_windows_says(void **state)
{
    static const char *const required[][2] = {{"Generic Application", ""},
                                              {"Generic Service", ""},
                                              {"Generic Script", ""},
                                              {"IP Address", ""},
                                              {"Network Name", "IP address"}};
    const char *text;
    size_t i;

    (void)state;
    build_one_of_each();
    for (i = 0; i < sizeof required / sizeof required[0]; i++) {
        assert_int_equal(cohort_get_text(h, "type", required[i][0], "RequiredDependencies", &text), 0);
        assert_string_equal(text, required[i][1]);
    }
}

/* ---- stories ---- */

static char *ends_with_number(char *line, int64_t *ret_number)
{
    char *arrow = strstr(line, " => ");

    if (arrow == NULL)
        return NULL;
    *arrow = '\0';
    assert_int_equal(coh_int_parse(arrow + 4, ret_number), 0);
    return arrow;
}

/* Runs of blanks are one: columns are as wide as they need to be. */
static char *squeezed(const char *text)
{
    char *copy = malloc(strlen(text) + 1), *to = copy;

    assert_non_null(copy);
    for (; *text != '\0'; text++)
        if (*text != ' ' || text[1] != ' ')
            *to++ = *text;
    *to = '\0';
    return copy;
}

/* Returns 0 if it went as the line says. */
static int tell(cohort_sim *sim, const char *story, char *line)
{
    char *has = strstr(line, " ~ "), *has_not = strstr(line, " !~ "), refusal[40], *answer;
    const char *text;
    int64_t number = 0;
    int wrong;

    if (has != NULL)
        *has = '\0';
    if (has_not != NULL)
        *has_not = '\0';
    ends_with_number(line, &number);
    assert_int_equal(cohort_sim_line(sim, line, &text), 0);
    answer = squeezed(text);
    snprintf(refusal, sizeof refusal, "refused (%" PRId64 "): ", number);
    wrong = number != 0 ? strstr(answer, refusal) == NULL
                        : strstr(answer, "refused") == answer || strstr(answer, "usage") == answer;
    wrong |= has != NULL && strstr(answer, has + 3) == NULL;
    wrong |= has_not != NULL && strstr(answer, has_not + 4) != NULL;
    if (wrong)
        print_error("%s: %s%s%s: %s\n", story, line,
                    has != NULL       ? " ~ "
                    : has_not != NULL ? " !~ "
                                      : "",
                    has != NULL       ? has + 3
                    : has_not != NULL ? has_not + 4
                                      : "",
                    answer);
    free(answer);
    return wrong;
}

static void stories_go_as_they_say(void **state)
{
    FILE *file = fopen(DATA("facts-stories.txt"), "r");
    char line[300], story[300] = "", prelude[20][300];
    int before = 0, count = 0, wrong = 0, i;
    cohort_sim *sim = NULL;

    (void)state;
    assert_non_null(file);
    while (next_line(file, line, sizeof line) != NULL) {
        if (strncmp(line, "==", 2) == 0) {
            cohort_sim_free(sim);
            assert_int_equal(cohort_sim_new(&sim), 0);
            memcpy(story, line, sizeof story);
            for (i = 0; line[2] != '!' && i < before; i++) {
                char copy[300];

                memcpy(copy, prelude[i], sizeof copy);
                wrong += tell(sim, story, copy);
            }
            count++;
        } else if (sim == NULL) {
            assert_in_range(before, 0, 19);
            memcpy(prelude[before++], line, sizeof line);
        } else {
            wrong += tell(sim, story, line);
        }
    }
    cohort_sim_free(sim);
    fclose(file);
    assert_int_equal(wrong, 0);
    assert_true(count > 25);
}

/* ---- agents ---- */

static void seconds(int count)
{
    for (; count > 0; count--) {
        clock_ms += 1000;
        assert_true(cohort_process(h) >= 0);
    }
}

static void begin(void)
{
    fake.log[0] = '\0';
}

static void agents_are_called_as_windows_calls_them(void **state)
{
    (void)state;
    open_handle(":memory:", 1, 1);
    build();
    host();
    begin();
    seconds(130);
    assert_null(strstr(fake.log, "looks")); /* only what is Online is looked at */
    assert_null(strstr(fake.log, "is "));
    must(cohort_resource_online(h, "R1", NULL));
    seconds(130);
    assert_non_null(strstr(fake.log, "looks R1;"));
    assert_non_null(strstr(fake.log, "is R1;"));
    fake.offline = COHORT_AGENT_FAILED; /* a stop that fails is terminated, and the resource is Offline */
    must(cohort_resource_offline(h, "R1", NULL));
    begin();
    seconds(1);
    assert_non_null(strstr(fake.log, "offline R1;terminate R1;"));
    assert_string_equal(state_of("resource", "R1"), "Offline");
    begin();
    seconds(130);
    assert_string_equal(fake.log, "");
    must(cohort_resource_online(h, "R1", NULL));
    seconds(1);
    fake.is = COHORT_AGENT_FAILED;
    fake.looks = COHORT_AGENT_FAILED; /* LooksAlive says no, so does IsAlive: Failed, and terminated */
    begin();
    seconds(5);
    assert_non_null(strstr(fake.log, "looks R1;is R1;terminate R1;"));
    fake.looks = fake.is = COHORT_AGENT_DONE;
    must(cohort_resource_online(h, "R1", NULL));
    must(cohort_process(h));
    must(set("resource", "R1", "PendingTimeout", "10s"));
    fake.terminate =
        COHORT_AGENT_LATER; /* a termination that does not answer is asked for again, for as long as it takes */
    must(cohort_resource_fail(h, "R1", NULL));
    begin();
    seconds(25);
    assert_string_equal(fake.log, "terminate R1;terminate R1;terminate R1;");
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, teardown)
    const struct CMUnitTest tests[] = {
        T(constants_are_windows),
        T(states_have_windows_names_and_numbers),
        T(what_is_read_has_a_number_that_grows),
        T(properties_have_windows_defaults_and_ranges),
        T(built_in_types_require_what_windows_says),
        T(stories_go_as_they_say),
        T(agents_are_called_as_windows_calls_them),
    };

    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
