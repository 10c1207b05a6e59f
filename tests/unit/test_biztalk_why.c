/*
 * Why, also of what a profile brings: after every step of every scenario each group, resource, node and service has an answer that names the rule that decided, with its
 * values, and a chain of causes that ends with an input.
 */
#define _DEFAULT_SOURCE
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

static const char *scenario;
static int line_number, wrong, answers;

static void complain(const char *what, const char *answer)
{
    fprintf(stderr, "ERROR: %s, line %d: %s:\n%s", scenario, line_number, what, answer);
    wrong++;
}

/* Nothing in these says which rule decided: "Offline: stopped" is not an answer. */
static int is_empty_phrase(const char *reason)
{
    static const char *const phrases[] = {"started", "stopped", "terminated", "requested", "created", "failover",
                                          "placed",  "arrived", "derived",    "%",         "none"};
    size_t i;

    for (i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
        if (strcmp(reason, phrases[i]) == 0)
            return 1;
    return 0;
}

/* What is up says who wants it: whoever asked, a persistent state, a dependent, or that it was left up. */
static int says_who(const char *answer, const char *reason)
{
    static const char *const whos[] = {"asked for by", "persistent state of its group is Online",
                                       "its persistent state is Online", " needs it", "against its persistent state"};
    size_t i;

    if (strncmp(answer, "resource ", 9) != 0 ||
        (strstr(answer, " is Online on ") == NULL && strstr(answer, " is OnlinePending on ") == NULL))
        return 1;
    for (i = 0; i < sizeof whos / sizeof whos[0]; i++)
        if (strstr(reason, whos[i]) != NULL)
            return 1;
    return 0;
}

/* "group G is Online on A: REASON", lines of the chain, "  [time]  input: WORDS, by WHO". */
static void check(const char *answer)
{
    const char *end = strchr(answer, '\n'), *colon = strstr(answer, ": "), *last = answer, *at;
    char reason[1024];

    answers++;
    if (getenv("COHORT_WHY") != NULL)
        printf("%.*s\n", end != NULL ? (int)(end - answer) : 0, answer);
    if (end == NULL || colon == NULL || colon > end || colon + 2 == end) {
        complain("no reason", answer);
        return;
    }
    snprintf(reason, sizeof reason, "%.*s", (int)(end - colon - 2), colon + 2);
    if (is_empty_phrase(reason))
        complain("a reason that says nothing", answer);
    if (!says_who(answer, reason))
        complain("who wants it?", answer);
    if (strchr(reason, '?') != NULL || strstr(answer, "(null)") != NULL)
        complain("a gap", answer);
    for (at = answer; *at != '\0'; at = strchr(at, '\n') + 1)
        last = at;
    if (strstr(last, "  input: ") == NULL && strstr(last, "and so on, back from") == NULL &&
        strstr(last, "(pruned)") == NULL)
        complain("the chain does not end with an input", answer);
}

static void ask(cohort *h, const char *kind)
{
    cohort_cursor *cursor = NULL;
    char name[600], *answer;

    assert_int_equal(cohort_list(h, kind, &cursor), 0);
    while (cohort_next(cursor)) {
        snprintf(name, sizeof name, "%s", cohort_cursor_text(cursor, "name"));
        answer = NULL;
        if (cohort_why(h, kind, name, &answer) < 0)
            complain(cohort_errmsg(h), name);
        else
            check(answer);
        cohort_free(h, answer);
    }
    cohort_cursor_free(cursor);
}

static void ask_all(cohort *h)
{
    ask(h, "node");
    ask(h, "group");
    ask(h, "resource");
    ask(h, "service");
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text;
    long size;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    text = calloc(1, (size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    return text;
}

/* Commands up to "----", then what was expected up to a blank line. */
static void play(const char *path)
{
    char *text = read_file(path), *line, *rest = text;
    const char *output;
    cohort_sim *sim = NULL;
    int expected = 0;

    scenario = strrchr(path, '/') + 1;
    line_number = 0;
    assert_int_equal(cohort_sim_new(&sim), 0);
    assert_int_equal(cohort_sim_attach(sim, cohort_biztalk_profile()), 0);
    while ((line = strsep(&rest, "\n")) != NULL) {
        line_number++;
        if (strcmp(line, "----") == 0)
            expected = 1;
        else if (*line == '\0')
            expected = 0;
        if (expected || *line == '\0' || *line == '#')
            continue;
        assert_int_equal(cohort_sim_line(sim, line, &output), 0);
        ask_all(cohort_sim_handle(sim));
    }
    cohort_sim_free(sim);
    free(text);
}

static void every_object_of_every_story_says_why(void **state)
{
    glob_t found;
    size_t i;

    (void)state;
    assert_int_equal(glob(COHORT_SOURCE_DIR "/tests/scenarios/*.txt", 0, NULL, &found), 0);
    for (i = 0; i < found.gl_pathc; i++)
        play(found.gl_pathv[i]);
    globfree(&found);
    assert_true(answers > 10000);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_object_of_every_story_says_why)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
