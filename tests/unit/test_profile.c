/*
 * profile.h as the author of a profile sees it: public headers only, in a simulation.
 *
 * The profile: lamps. A lamp burns while the resource that it watches is Online; it cools for a second after that.
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

static int endless, limited;

/* ---- the profile ---- */

static const char *const lamp_properties[] = {"Watches ref of=resource: what it watches",
                                              "Burns bool default=0: it is on", "Hot bool default=0: it was on", NULL};
static const cohort_kind kinds[] = {{sizeof(cohort_kind), "lamp", "A lamp", lamp_properties}};
static const char *const bulb_assignments[] = {"Class=program", NULL};
static const char *const bulb_properties[] = {"Watts int min=1 max=100 default=40: its power", NULL};
static const cohort_type types[] = {{sizeof(cohort_type), "Bulb", bulb_assignments, bulb_properties}};

static void set_lamp(cohort *h, const char *name, const char *assignment)
{
    const char *list[] = {assignment, NULL};

    assert_int_equal(cohort_set(h, "lamp", name, list, NULL), 0);
}

static void burn(cohort *h, const char *lamp, int on)
{
    set_lamp(h, lamp, on ? "Burns=1" : "Burns=0");
    assert_int_equal(cohort_object_timer(h, "lamp", lamp, on ? 0 : 1000, NULL), 0);
    assert_int_equal(
        cohort_log(h, "lamp", lamp, COHORT_SEVERITY_WARNING, on ? 7001 : 7002, on ? "it burns" : "it is out", NULL), 0);
    if (on)
        set_lamp(h, lamp, "Hot=1");
}

static void react(cohort *h, const cohort_change *change)
{
    cohort_cursor *lamps = NULL;

    assert_int_equal(cohort_process(h), COHORT_ERR_MISUSE); /* it makes requests, it does not turn the loop */
    if (endless) {
        char name[32];

        snprintf(name, sizeof name, "L%lld", (long long)change->seq);
        limited |= cohort_create(h, "lamp", name, NULL, NULL) == COHORT_ERR_LIMIT;
        return;
    }
    if (strcmp(change->kind, "lamp") == 0 && strcmp(change->change, "timer") == 0)
        set_lamp(h, change->name, "Hot=0");
    if (strcmp(change->kind, "resource") != 0 || strcmp(change->change, "state") != 0)
        return;
    assert_int_equal(cohort_list(h, "lamp", &lamps), 0);
    while (cohort_next(lamps)) {
        const char *watches = cohort_cursor_text(lamps, "Watches");

        if (strcmp(watches, change->name) == 0 && strcmp(change->new_value, "Online") == 0)
            burn(h, cohort_cursor_text(lamps, "name"), 1);
        else if (strcmp(watches, change->name) == 0 && strcmp(change->old_value, "Online") == 0)
            burn(h, cohort_cursor_text(lamps, "name"), 0);
    }
    cohort_cursor_free(lamps);
}

/* What the rules share: read once for a check, and given back. */
static int views;

static void *read_view(cohort *h)
{
    (void)h;
    views++;
    return &views;
}

static void free_view(void *view)
{
    assert_ptr_equal(view, &views);
    views--;
}

static void check_lamps(cohort *h, cohort_findings *findings)
{
    cohort_cursor *lamps = NULL;

    assert_int_equal(cohort_set(h, "lamp", "X", (const char *const[]){"Hot=1", NULL}, NULL), COHORT_ERR_MISUSE);
    assert_ptr_equal(cohort_findings_view(findings), &views);
    assert_int_equal(views, 1);
    assert_int_equal(cohort_list(h, "lamp", &lamps), 0);
    while (cohort_next(lamps))
        if (*cohort_cursor_text(lamps, "Watches") == '\0')
            cohort_finding(findings, COHORT_UNKNOWN, cohort_cursor_text(lamps, "name"), "what it watches", NULL);
        else if (cohort_cursor_int(lamps, "Burns") == 0)
            cohort_finding(findings, COHORT_FINDING, cohort_cursor_text(lamps, "name"), "it is dark",
                           "resource online R");
    cohort_cursor_free(lamps);
}

/* Needs the same as the other one. */
static void check_colours(cohort *h, cohort_findings *findings)
{
    cohort_cursor *lamps = NULL;

    assert_int_equal(cohort_list(h, "lamp", &lamps), 0);
    while (cohort_next(lamps))
        if (*cohort_cursor_text(lamps, "Watches") == '\0')
            cohort_finding(findings, COHORT_UNKNOWN, cohort_cursor_text(lamps, "name"), "what it watches", NULL);
    cohort_cursor_free(lamps);
}

static const cohort_rule rules[] = {{sizeof(cohort_rule), COHORT_SEVERITY_ERROR, "LMP001", "a lamp is dark",
                                     "nobody sees anything", "light it", "the manual of lamps", check_lamps},
                                    {sizeof(cohort_rule), COHORT_SEVERITY_WARNING, "LMP003", "a lamp is green",
                                     "everybody waits", "change it", "the manual of lamps", check_colours}};

static void run_lamp(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    if (cohort_words_option(words, "--dry") != NULL) {
        cohort_words_print(words, cohort_words_json(words) ? "[]\n" : "nothing was done\n");
        return;
    }
    if (strcmp(cohort_words_argument(words, 0), "Forbidden") == 0) {
        cohort_words_refuse(words, "no lamp is called Forbidden");
        return;
    }
    if (cohort_create(h, "lamp", cohort_words_argument(words, 0), NULL, &request) < 0)
        cohort_words_refuse(words, NULL);
    else
        cohort_words_request(words, request);
}

static const cohort_verb verbs[] = {
    {sizeof(cohort_verb), COHORT_VERB_CHANGES, "lamp light NAME [--dry]", "make a lamp", run_lamp}};

static const cohort_profile profile = {sizeof profile, "lamps", "Lamps", kinds,     1,         types, 1, rules, 2,
                                       verbs,          1,       react,   read_view, free_view, NULL,  0};

/* ---- tests ---- */

static int setup(void **state)
{
    (void)state;
    endless = limited = 0;
    sim_begin(&profile);
    return 0;
}

static void cluster(void)
{
    line("cluster create C", "ok");
    line("node add N1", "ok");
    line("boot N1", "Up");
    line("group add G", "ok");
    line("resource add R --group G --type Bulb Watts=60", "ok");
}

static void kinds_and_types_come_with_the_first_object(void **state)
{
    (void)state;
    line("list kind", "");
    line("list lamp", ""); /* offered, and none is there */
    line("list candle", "there is no kind \"candle\"");
    line("create lamp L Watches=Q", "there is no resource \"Q\""); /* refused: nothing has changed, nor come */
    line("get kind lamp", "there is no kind \"lamp\"");
    cluster();
    line("list kind", "lamp");
    line("get resource R Watts", "60");
    line("set resource R Watts=200", "lies between 1 and 100");
    line("create lamp L Watches=Q", "there is no resource \"Q\"");
    line("create lamp L Watches=R", "ok");
    line("resource delete R", "object \"lamp/L\" refers to it");
}

static void the_reactor_follows_and_the_record_is_complete(void **state)
{
    char digest[17], replayed[17];

    (void)state;
    cluster();
    line("create lamp L Watches=R", "ok");
    line("group online G", "lamp L: Warning: it burns (event 7001)");
    line("get lamp L Burns", "1");
    line("group offline G", "lamp L: Warning: it is out (event 7002)");
    line("get lamp L Hot", "1");
    line("advance 2s", "lamp L: timer");
    line("get lamp L Hot", "0");
    line("history --json", "\"kind\":\"lamp\"");
    /* Replay has no profile: what the reactor asked for is in the record. */
    assert_int_equal(cohort_digest(cohort_sim_handle(sim), digest), 0);
    assert_int_equal(cohort_replay(cohort_sim_handle(sim), replayed), 0);
    assert_string_equal(digest, replayed);
}

/* cohort_show(): the row that cohort_list() would give. */
static void shows(cohort *h, const char *kind, const char *name, const char *column, const char *value)
{
    cohort_cursor *row = NULL;

    assert_int_equal(cohort_show(h, kind, name, &row), 0);
    assert_string_equal(cohort_cursor_text(row, column), value);
    assert_int_equal(cohort_next(row), 0);
    cohort_cursor_free(row);
}

static void one_object_is_shown_as_its_list_shows_it(void **state)
{
    cohort *h = cohort_sim_handle(sim);
    cohort_cursor *row = NULL;

    (void)state;
    assert_int_equal(cohort_show(h, "lamp", "L", &row), COHORT_ERR_NOT_FOUND);
    cluster();
    line("create lamp L Watches=R", "ok");
    line("service add S --node N1", "ok");
    shows(h, "cluster", "", "name", "C");
    shows(h, "node", "n1", "state", "Up");
    shows(h, "group", "G", "owner", "N1");
    shows(h, "resource", "r", "name", "R");
    shows(h, "resource", "R", "state", "Offline");
    shows(h, "type", "bulb", "class", "program");
    shows(h, "service", "S@N1", "node", "N1");
    shows(h, "kind", "lamp", "objects", "1");
    shows(h, "Lamp", "l", "name", "L");
    shows(h, "lamp", "L", "Watches", "R");
    assert_int_equal(cohort_show(h, "resource", "Q", &row), COHORT_ERR_NOT_FOUND);
    assert_int_equal(cohort_win32(h), 5007);
    assert_int_equal(cohort_show(h, "candle", "L", &row), COHORT_ERR_INVALID);
    assert_int_equal(cohort_show(h, "lamp", NULL, &row), COHORT_ERR_INVALID);
    assert_int_equal(cohort_show(h, "lamp", "L", NULL), COHORT_ERR_INVALID);
    assert_null(row);
}

static void a_reactor_without_end_is_stopped(void **state)
{
    (void)state;
    cluster();
    endless = 1;
    line("group add H", "ok");
    line("list group", "H");
    assert_true(limited);
}

static void rules_find_do_not_know_and_are_silenced(void **state)
{
    (void)state;
    cluster();
    line("create lamp L Watches=R", "ok");
    line("create lamp M", "ok");
    line("check", "error LMP001 L: it is dark\n    remedy: resource online R");
    line("check", "unknown LMP001, LMP003 M: needs what it watches\n");
    line("check LMP003", "unknown LMP003 M: needs what it watches\n");
    line("check", "1 error, 0 warnings, 0 advice, 2 unknown, 0 silenced");
    line("check --json", "\"severity\":\"error\",\"state\":\"finding\",\"subject\":\"L\"");
    assert_int_equal(views, 0);
    line("check LMP002", "there is no rule \"LMP002\"");
    line("rule show lmp001", "nobody sees anything");
    line("rule silence LMP001 L", "say why");
    line("rule silence LMP001 L --reason \"it is summer\"", "ok");
    line("rule show LMP001", "  silenced     L: it is summer\n");
    line("rule show LMP001 --json", "\"silenced\":null,\"subjects\":\"L: it is summer\"");
    line("rule list", "L: it is summer");
    line("check", "0 errors, 0 warnings, 0 advice, 2 unknown, 1 silenced");
    line("rule silence LMP001 L --off", "ok");
    line("rule silence LMP001 L --off", "is not silenced for L");
    line("rule silence LMP001 --reason \"all of them\"", "ok");
    line("check", "1 unknown, 2 silenced");
    line("rule list", "all of them");
}

static void verbs_are_lines_like_all_others(void **state)
{
    const char *const words[] = {"lamp", "light", "L"}, *const profiles_of_others[] = {NULL};
    const cohort_profile *const profiles[] = {&profile, NULL};

    (void)state;
    (void)profiles_of_others;
    line("help lamp", "make a lamp");
    line("lamp light", "NAME is missing; usage: lamp light NAME [--dry]");
    line("lamp light L --dry", "nothing was done");
    line("lamp light L", "ok");
    line("lamp light L", "exists already");
    line("lamp light Forbidden", "no lamp is called Forbidden");
    assert_int_equal(cohort_command_changes(profiles, 3, words), 1);
    assert_int_equal(cohort_command_changes(NULL, 3, words), 0);
}

static void more_profiles_than_there_may_be_are_refused(void **state)
{
    cohort *h = cohort_sim_handle(sim);
    cohort_profile others[COHORT_PROFILES_MAX];
    char names[COHORT_PROFILES_MAX][16];
    int i;

    (void)state;
    for (i = 0; i < COHORT_PROFILES_MAX; i++) {
        snprintf(names[i], sizeof names[i], "other%d", i);
        others[i] = (cohort_profile){.struct_size = sizeof others[i], .name = names[i]};
        assert_int_equal(cohort_profile_attach(h, &others[i]), i + 1 < COHORT_PROFILES_MAX ? 0 : COHORT_ERR_LIMIT);
    }
    line("check", "0 errors"); /* those that are attached bring nothing */
    cohort_sim_free(sim);      /* before their tables go */
    sim = NULL;
}

/* Structs of programs that were compiled with another version's headers: they end earlier, or later. */
static void profiles_of_other_versions_are_read(void **state)
{
    static const struct {
        uint32_t struct_size;
        const char *name, *meaning;
    } short_kinds[] = {{sizeof short_kinds[0], "stub", "A stub"}, {sizeof short_kinds[0], "end", "An end"}};
    static const struct {
        cohort_type known;
        const char *more;
    } long_types[] = {{{sizeof long_types[0], "Long", bulb_assignments, bulb_properties}, "later"},
                      {{sizeof long_types[0], "Longer", bulb_assignments, NULL}, "later"}};
    static const cohort_profile older = {.struct_size = offsetof(cohort_profile, rules),
                                         .name = "older",
                                         .kinds = (const cohort_kind *)(const void *)short_kinds,
                                         .kind_count = 2,
                                         .types = (const cohort_type *)(const void *)long_types,
                                         .type_count = 2,
                                         .rules = rules, /* beyond its size: not there */
                                         .rule_count = 2};
    cohort *h = cohort_sim_handle(sim);

    (void)state;
    assert_int_equal(cohort_profile_attach(h, &older), 0);
    assert_ptr_equal(cohort_profile_at(h, 1), &older);
    line("create end E Anything=1", "ok");
    line("get kind end", "An end");
    line("list kind", "A stub");
    line("type show Longer", "program");
    line("check", "0 errors");
    line("rule show LMP001", "lamps");
}

static void refused(cohort *h, const cohort_profile *other, const char *sentence)
{
    assert_int_equal(cohort_profile_attach(h, other), COHORT_ERR_INVALID);
    if (strstr(cohort_errmsg(h), sentence) == NULL)
        fail_msg("%s", cohort_errmsg(h));
}

static void what_cannot_be_read_is_not_attached(void **state)
{
    static const cohort_rule dumb[] = {
        {sizeof(cohort_rule), COHORT_SEVERITY_ERROR, "DUM001", "", "", "", "", check_lamps},
        {sizeof(cohort_rule), COHORT_SEVERITY_ERROR, "DUM002", "", "", "", "", NULL}};
    static const cohort_verb sizeless[] = {{0, 0, "lamp dim NAME", "dim it", run_lamp}};
    static const cohort_step walk[] = {{.struct_size = sizeof walk[0], .number = "1"}};
    static const cohort_procedure blind[] = {
        {.struct_size = sizeof blind[0], .name = "walk", .steps = walk, .step_count = 1}};
    cohort_profile other = {.struct_size = sizeof other, .name = "other", .rules = dumb, .rule_count = 2};
    cohort *h = cohort_sim_handle(sim);

    (void)state;
    refused(h, &other, "profile \"other\" has a rule without an id or a check");
    other.rule_count = 1;
    other.read_view = read_view;
    refused(h, &other, "one of read_view and free_view alone");
    other.free_view = free_view;
    other.verbs = sizeless;
    other.verb_count = 1;
    refused(h, &other, "\"other\" cannot be attached: it has 1 verbs, and struct_size of the first one is 0");
    other.verb_count = -1;
    refused(h, &other, "it has -1 verbs");
    other.verb_count = 0;
    other.kind_count = 3;
    refused(h, &other, "it has 3 kinds");
    other.kind_count = 0;
    other.procedures = blind;
    other.procedure_count = 1;
    refused(h, &other, "a step without a number or a look");
    other.procedure_count = 0;
    assert_int_equal(cohort_profile_attach(h, &other), 0);
}

static void what_cannot_be_attached_is_refused(void **state)
{
    cohort *h = cohort_sim_handle(sim);
    cohort_profile other = profile;

    (void)state;
    assert_int_equal(cohort_profile_attach(h, &profile), COHORT_ERR_EXISTS);
    assert_int_equal(cohort_profile_attach(h, NULL), COHORT_ERR_INVALID);
    other.name = "";
    assert_int_equal(cohort_profile_attach(h, &other), COHORT_ERR_INVALID);
    assert_ptr_equal(cohort_profile_at(h, 0), &profile);
    assert_null(cohort_profile_at(h, 1));
    assert_int_equal(cohort_profile_install(h, "candles"), COHORT_ERR_NOT_FOUND);
    assert_int_equal(cohort_object_timer(h, "lamp", "L", 5, NULL), COHORT_ERR_NOT_FOUND);
    assert_int_equal(cohort_object_timer(h, "candle", "L", 5, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_create(h, "lamp", "L", NULL, NULL), 0);
    assert_int_equal(cohort_object_timer(h, "lamp", "L", -5, NULL), COHORT_ERR_RANGE);
    assert_int_equal(cohort_log(h, "lamp", "L", 9, 1, "x", NULL), COHORT_ERR_RANGE);
    assert_int_equal(cohort_log(h, "lamp", "L", COHORT_SEVERITY_ERROR, 1, "", NULL), COHORT_ERR_INVALID);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, setup, sim_end)
    const struct CMUnitTest tests[] = {
        T(kinds_and_types_come_with_the_first_object),  T(the_reactor_follows_and_the_record_is_complete),
        T(one_object_is_shown_as_its_list_shows_it),    T(a_reactor_without_end_is_stopped),
        T(rules_find_do_not_know_and_are_silenced),     T(verbs_are_lines_like_all_others),
        T(more_profiles_than_there_may_be_are_refused), T(what_cannot_be_attached_is_refused),
        T(profiles_of_other_versions_are_read),         T(what_cannot_be_read_is_not_attached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
