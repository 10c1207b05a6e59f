/*
 * docs/manual against the code: properties.md and rules.md are made from its tables (COHORT_REWRITE=1 writes them), errors.md has every code, links lead
 * somewhere, transcripts are those of scenarios. Blocks of C are compiled by tests/install/docs.sh.
 */
#include <ctype.h>
#include <glob.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <cohort/cohort.h>

#include "core/model.h"
#include "core/rules.h"
#include "read_all.h"

#define MANUAL COHORT_SOURCE_DIR "/docs/manual/"

/* ---- pages that are made from tables ---- */

static void write_all(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void page_is(const char *path, void (*write)(FILE *out))
{
    const char *rewrite = getenv("COHORT_REWRITE");
    char *expected = NULL, *real;
    size_t size = 0;
    FILE *out = open_memstream(&expected, &size);

    assert_non_null(out);
    write(out);
    fclose(out);
    real = read_all(path);
    if (rewrite != NULL && strcmp(rewrite, "1") == 0)
        write_all(path, expected);
    else if (real == NULL || strcmp(real, expected) != 0)
        fail_msg("%s is not what the code says; COHORT_REWRITE=1 test_manual writes it", path);
    free(real);
    free(expected);
}

/* Where a property belongs: the order of the page. */
static const struct {
    int kind, scope;
    const char *title, *text;
} sections[] = {
    {COH_NONE, COH_SCOPE_ALL, "Every object", NULL},
    {COH_CLUSTER, COH_SCOPE_ALL, "Cluster", NULL},
    {COH_NODE, COH_SCOPE_ALL, "Node", NULL},
    {COH_GROUP, COH_SCOPE_ALL, "Group", NULL},
    {COH_RESOURCE, COH_SCOPE_ALL, "Resource, any type", NULL},
    {COH_RESOURCE, COH_SCOPE_PROGRAM, "Resource of a type that runs a command line",
     "Generic Application, and types with `Class=program`."},
    {COH_RESOURCE, COH_SCOPE_DRIVES, "Resource of a type that drives a service",
     "Generic Service, and types with `Drives=service`."},
    {COH_RESOURCE, COH_SCOPE_SCRIPT, "Resource of a type that calls a script",
     "Generic Script, and types with `Class=script`."},
    {COH_RESOURCE, COH_SCOPE_ADDRESS, "Resource of a type that is an address",
     "IP Address, and types with `Class=IP address`."},
    {COH_RESOURCE, COH_SCOPE_NETWORK_NAME, "Resource of a type that is a name",
     "Network Name, and types with `Class=network name`."},
    {COH_TYPE, COH_SCOPE_ALL, "Resource type",
     "Of the built-in types Class, Drives, RequiredDependencies and Description are what `type list` shows."},
    {COH_SERVICE, COH_SCOPE_ALL, "Service", NULL},
    {COH_GROUPSET, COH_SCOPE_ALL, "Group set", NULL},
    {COH_AFFINITY, COH_SCOPE_ALL, "Affinity rule", NULL},
    {COH_KIND, COH_SCOPE_ALL, "Kind", "Kinds of objects that are data: see [profiles.md](profiles.md)."},
    {COH_OBJECT, COH_SCOPE_ALL, "Object of a kind that is data", "Beside what its kind's Properties say."},
};
enum { SECTIONS = sizeof sections / sizeof sections[0] };

/* In a table a bar would begin a new cell. */
static void put_choices(FILE *out, const char *choices)
{
    const char *between = "";

    for (;;) {
        size_t size = strcspn(choices, "|");

        if (size > 0) {
            fprintf(out, "%s%.*s", between, (int)size, choices);
            between = ", ";
        }
        if (choices[size] == '\0')
            break;
        choices += size + 1;
    }
}

static void put_property(FILE *out, const struct coh_propdef *def)
{
    fprintf(out, "| %s | %s | ", def->name, def->unit);
    if (def->type == COH_VALUE_INT)
        fprintf(out, "%" PRId64 " to %" PRId64 " | %" PRId64, def->min, def->max, def->fallback);
    else if (def->type == COH_VALUE_BOOL)
        fprintf(out, "0, 1 | %" PRId64, def->fallback);
    else if (def->choices != NULL)
        put_choices(out, def->choices);
    else
        fputs(def->type == COH_VALUE_LIST ? "list of texts" : "text", out);
    if (def->type == COH_VALUE_TEXT || def->type == COH_VALUE_LIST)
        fprintf(out, " | %s", def->fallback_text != NULL ? def->fallback_text : "");
    fprintf(out, " | %s | %s |\n",
            def->flags & COH_PROP_OFFLINE_ONLY  ? "set only while Offline or Failed"
            : def->flags & COH_PROP_NEXT_ONLINE ? "next online"
                                                : "at once",
            def->meaning);
}

static void put_section(FILE *out, int section)
{
    const struct coh_propdef *def;
    int i;

    fprintf(out, "\n## %s\n\n", sections[section].title);
    if (sections[section].text != NULL)
        fprintf(out, "%s\n\n", sections[section].text);
    fputs("| property | unit | range | default | effective | meaning |\n|---|---|---|---|---|---|\n", out);
    for (i = 0; (def = coh_propdef_at(i)) != NULL; i++)
        if (def->kind == sections[section].kind && def->scope == sections[section].scope)
            put_property(out, def);
}

static void put_properties(FILE *out)
{
    int i;

    fputs("<!-- Made from the table in lib/core/props.c by tests/unit/test_manual.c; COHORT_REWRITE=1 writes it. -->\n"
          "# Properties\n"
          "\n"
          "    set resource ENTSSO RestartThreshold=3 RestartPeriod=30m\n"
          "    unset resource ENTSSO RestartThreshold\n"
          "    get resource ENTSSO                      # all of them, with value in force, default and meaning\n"
          "\n"
          "Names compare without regard to case. Only what differs from the default is stored, and `unset` restores "
          "the default. A property in\n"
          "ms, s or h takes a duration too: `500ms 30s 15m 6h 2d`. 4294967295 is WSFC's 0xFFFFFFFF; numbers may be "
          "written in "
          "hexadecimal. A list is given by\n"
          "naming the property several times. Private properties of a type may be written `Parameters.X`.\n"
          "\n"
          "The Group and the Type of a resource are given when it is added and cannot be set (5089), nor can what "
          "`show`\n"
          "shows, such as State. Class and Drives of a type can be set while no resource is of it (5909). A service's "
          "Needs are\n"
          "set like a list, and shown by `service list`.\n"
          "\n"
          "A value outside its range is refused (5913), and the sentence names the range. A property that Cohort does "
          "not know is kept as text: agents\n"
          "of other programs read such properties. The answer says so, and which known name is nearest: it may be a "
          "slip.\n"
          "\n"
          "**Effective:** *at once* means from the next decision, operation or check that looks at it; what is under "
          "way (a delay that has begun) is not\n"
          "changed. *Next online*: what runs goes on with the old value; exceptions are in "
          "[runner.md](runner.md#changing-properties-of-what-is-online).\n"
          "\n"
          "See [properties.txt](../../tests/scenarios/properties.txt). What the restart and failover properties do "
          "together: [failures.md](failures.md).\n",
          out);
    for (i = 0; i < SECTIONS; i++)
        put_section(out, i);
}

static void properties_page_is_the_table(void **state)
{
    (void)state;
    page_is(MANUAL "properties.md", put_properties);
}

/* No property falls between the sections. */
static void every_property_has_a_section(void **state)
{
    const struct coh_propdef *def;
    int i, k;

    (void)state;
    for (i = 0; (def = coh_propdef_at(i)) != NULL; i++) {
        for (k = 0; k < SECTIONS && (def->kind != sections[k].kind || def->scope != sections[k].scope); k++)
            continue;
        if (k == SECTIONS)
            fail_msg("%s is in no section of properties.md", def->name);
    }
    assert_true(i > 30);
}

static const struct {
    const char *name, *sentence;
} rules[] = {
#define RULE(id, name, sentence) {name, sentence},
    COH_RULE_LIST(RULE)
#undef RULE
};

/* What a sentence's places stand for. */
static void put_sentence(FILE *out, const char *sentence)
{
    for (; *sentence != '\0'; sentence++) {
        if (*sentence != '%')
            fputc(*sentence, out);
        else if (*++sentence == 's')
            fputs("*TEXT*", out);
        else
            fputs(islower((unsigned char)*sentence) ? "*N*" : "*DURATION*", out);
    }
}

static void put_rules(FILE *out)
{
    size_t i;

    fputs("<!-- Made from lib/core/rules.h by tests/unit/test_manual.c; COHORT_REWRITE=1 writes it. -->\n"
          "# Rules\n"
          "\n"
          "Every transition names the rule that decided it: in `cohort history --json`, in the table `transition`, in "
          "the column \"rule\" of `cohort_history()`. The\n"
          "id is stable; the sentence, which also has the values that decided, may be reworded.\n"
          "\n"
          "| rule | sentence |\n"
          "|---|---|\n",
          out);
    for (i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        fprintf(out, "| `%s` | ", rules[i].name);
        put_sentence(out, rules[i].sentence);
        fputs(" |\n", out);
    }
}

static void rules_page_is_the_table(void **state)
{
    (void)state;
    page_is(MANUAL "rules.md", put_rules);
}

/* ---- errors.md ---- */

/* Rows begin with the constant and its value, or, with @value_first, the other way round. */
static void codes_are_listed(const char *header, const char *prefix, int value_first)
{
    char *page = read_all(MANUAL "errors.md"), name[100], row[200], line[1000];
    FILE *file = fopen(header, "r");
    int value, seen = 0;

    assert_non_null(page);
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "#define %99s (%d)", name, &value) != 2 && sscanf(line, "#define %99s %d", name, &value) != 2)
            continue;
        if (strncmp(name, prefix, strlen(prefix)) != 0)
            continue;
        if (value_first)
            snprintf(row, sizeof row, "\n| %d | `%s` |", value, name);
        else
            snprintf(row, sizeof row, "\n| `%s` | %d |", name, value);
        if (strstr(page, row) == NULL)
            fail_msg("errors.md has no row \"%s\"", row + 1);
        seen++;
    }
    fclose(file);
    free(page);
    assert_true(seen > 4);
}

static void every_code_is_in_the_manual(void **state)
{
    (void)state;
    codes_are_listed(COHORT_SOURCE_DIR "/include/cohort/error.h", "COHORT_ERR_", 0);
    codes_are_listed(COHORT_SOURCE_DIR "/include/cohort/command.h", "COHORT_EXIT_", 1);
}

/* Each Windows number that the engine or the runtime gives is explained. */
static void every_windows_number_is_in_the_manual(void **state)
{
    char *page = read_all(MANUAL "errors.md"), row[32];
    glob_t found;
    size_t i;
    int seen = 0;

    (void)state;
    assert_non_null(page);
    assert_int_equal(glob(COHORT_SOURCE_DIR "/lib/core/*.c", 0, NULL, &found), 0);
    for (i = 0; i < found.gl_pathc; i++) {
        char *text = read_all(found.gl_pathv[i]), *at = text;

        while ((at = strstr(at, "COHORT_ERR_")) != NULL) {
            int number;

            at += strcspn(at, ",;)\n");
            if (sscanf(at, ", %d, \"", &number) != 1 || number <= 0)
                continue;
            snprintf(row, sizeof row, "\n| %d |", number);
            if (strstr(page, row) == NULL)
                fail_msg("errors.md does not explain %d, which %s gives", number, found.gl_pathv[i]);
            seen++;
        }
        free(text);
    }
    globfree(&found);
    free(page);
    assert_true(seen > 30);
}

/* ---- links ---- */

/* The name that a heading has as a target, as the usual viewers make it. */
static void anchor_of(const char *heading, char *out, size_t room)
{
    size_t size = 0;

    for (; *heading != '\0' && *heading != '\n' && size + 1 < room; heading++) {
        if (isalnum((unsigned char)*heading) || *heading == '_' || *heading == '-')
            out[size++] = (char)tolower((unsigned char)*heading);
        else if (*heading == ' ')
            out[size++] = '-';
    }
    out[size] = '\0';
}

static int has_anchor(const char *path, const char *anchor)
{
    char *text = read_all(path), *at = text, name[256];
    int found = 0;

    while (!found && at != NULL && *at != '\0') {
        if (*at == '#') {
            anchor_of(at + strspn(at, "# "), name, sizeof name);
            found = strcmp(name, anchor) == 0;
        }
        at = strchr(at, '\n');
        at = at != NULL ? at + 1 : NULL;
    }
    free(text);
    return found;
}

/* @link as it stands in @page. */
static void link_leads_somewhere(const char *page, const char *link)
{
    char path[1024];
    const char *slash = strrchr(page, '/'), *hash = strchr(link, '#');
    struct stat st;

    if (strstr(link, "://") != NULL)
        return;
    if (link[0] == '#')
        snprintf(path, sizeof path, "%s", page);
    else
        snprintf(path, sizeof path, "%.*s/%.*s", (int)(slash - page), page, (int)strcspn(link, "#"), link);
    if (stat(path, &st) < 0)
        fail_msg("%s: %s is not there", page, link);
    if (hash != NULL && !has_anchor(path, hash + 1))
        fail_msg("%s: %s: no such heading", page, link);
}

static int links_of(const char *page)
{
    char *text = read_all(page), *at = text, link[512];
    int count = 0;

    assert_non_null(text);
    while ((at = strstr(at, "](")) != NULL) {
        size_t size = strcspn(at += 2, ")\n ");

        if (at[size] != ')' || size >= sizeof link || size == 0)
            continue;
        memcpy(link, at, size);
        link[size] = '\0';
        link_leads_somewhere(page, link);
        count++;
    }
    free(text);
    return count;
}

static void links_lead_somewhere(void **state)
{
    static const char *const pages[] = {COHORT_SOURCE_DIR "/docs/*.md", MANUAL "*.md"};
    glob_t found;
    int count = 0;
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        assert_int_equal(glob(pages[i], 0, NULL, &found), 0);
        for (k = 0; k < found.gl_pathc; k++)
            count += links_of(found.gl_pathv[k]);
        globfree(&found);
    }
    assert_true(count > 100);
}

/* ---- transcripts ---- */

/* All files that match, one after the other; begins with a line feed. */
static char *read_pages(const char *pattern)
{
    char *text = NULL;
    size_t size = 0, i;
    FILE *out = open_memstream(&text, &size);
    glob_t found;

    assert_non_null(out);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (i = 0; i < found.gl_pathc; i++) {
        char *page = read_all(found.gl_pathv[i]);

        fprintf(out, "\n%s", page);
        free(page);
    }
    globfree(&found);
    fclose(out);
    return text;
}

/* Every scenario is told of somewhere in the manual. */
static void every_scenario_is_linked(void **state)
{
    char *pages = read_pages(MANUAL "*.md"), name[256];
    glob_t found;
    size_t i;

    (void)state;
    assert_int_equal(glob(COHORT_SOURCE_DIR "/tests/scenarios/*.txt", 0, NULL, &found), 0);
    assert_int_equal(glob(COHORT_SOURCE_DIR "/tests/scenarios/*/*.txt", GLOB_APPEND, NULL, &found), 0);
    for (i = 0; i < found.gl_pathc; i++) {
        snprintf(name, sizeof name, "%s)", strstr(found.gl_pathv[i], "/scenarios/") + 1);
        if (strstr(pages, name) == NULL)
            fail_msg("no page of the manual links to tests/%.*s", (int)strlen(name) - 1, name);
    }
    globfree(&found);
    free(pages);
}

/* The list of stories: each of the engine's is in it, and what it says is refused is. */
static void stories_are_listed_with_what_they_refuse(void **state)
{
    char *page = read_all(MANUAL "scenarios.md"), path[512], name[128], want[32], *row, *numbers, *end, *story;
    glob_t found;
    size_t i;

    (void)state;
    assert_int_equal(glob(COHORT_SOURCE_DIR "/tests/scenarios/*.txt", 0, NULL, &found), 0);
    for (i = 0; i < found.gl_pathc; i++) {
        snprintf(name, sizeof name, "%s)", strstr(found.gl_pathv[i], "/scenarios/") + strlen("/scenarios/"));
        if (strncmp(name, "sso-", 4) != 0 && strncmp(name, "biztalk-", 8) != 0 && strstr(page, name) == NULL)
            fail_msg("scenarios.md does not list %s", name);
    }
    globfree(&found);
    for (row = strstr(page, "\n| ["); row != NULL; row = strstr(row + 1, "\n| [")) {
        assert_int_equal(sscanf(row, "\n| [%120[^]]](", name), 1);
        end = strchr(row + 1, '\n');
        assert_non_null(end);
        *end = '\0';
        *strrchr(row, '|') = '\0';
        numbers = strrchr(row, '|') + 1;
        snprintf(path, sizeof path, "%s/tests/scenarios/%s.txt", COHORT_SOURCE_DIR, name);
        story = read_all(path);
        for (numbers = strtok(numbers, ", "); numbers != NULL; numbers = strtok(NULL, ", ")) {
            snprintf(want, sizeof want, "\nrefused (%s): ", numbers);
            if (strstr(story, want) == NULL)
                fail_msg("scenarios.md says that %s refuses something with %s", name, numbers);
        }
        free(story);
        *end = '\n';
        row = end - 1;
    }
    free(page);
}

/* What a block of a page shows as a scenario's line: a transition, a refusal, a command, a step of a chain of causes. */
static const char *shown(const char *line)
{
    if (strncmp(line, "> ", 2) == 0)
        return line + 2;
    return line[0] == '[' || strncmp(line, "  [", 3) == 0 || strncmp(line, "refused", 7) == 0 ? line : NULL;
}

static int transcripts_of(const char *path, const char *scenarios)
{
    char *text = read_all(path), *line, *rest, *want, *again;
    int count = 0, in_block = 0;

    assert_non_null(text);
    for (line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "```", 3) == 0)
            in_block = !in_block;
        if (!in_block || shown(line) == NULL)
            continue;
        assert_true(asprintf(&want, "\n%s\n", shown(line)) > 0);
        assert_true(asprintf(&again, "\n> %s\n", shown(line)) > 0);
        if (strstr(scenarios, want) == NULL && strstr(scenarios, again) == NULL)
            fail_msg("%s shows what no scenario has: %s", path, line);
        free(want);
        free(again);
        count++;
    }
    free(text);
    return count;
}

static void transcripts_are_those_of_scenarios(void **state)
{
    static const char *const pages[] = {"concepts", "dependencies", "failures", "services",
                                        "nodes",    "placement",    "quorum",   "errors"};
    char *scenarios = read_pages(COHORT_SOURCE_DIR "/tests/scenarios/*.txt"), path[512];
    int count = 0;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        snprintf(path, sizeof path, "%s%s.md", MANUAL, pages[i]);
        count += transcripts_of(path, scenarios);
    }
    free(scenarios);
    assert_true(count > 40);
}

/* ---- members of JSON ---- */

/* The quoted words of @text, each followed by a blank; @members: those before a colon only. Yours. */
static char *names_of(const char *text, int members)
{
    char *names = calloc(1, strlen(text) + 2);
    const char *end;

    assert_non_null(names);
    for (; (text = strchr(text, '"')) != NULL; text = end + 1) {
        end = strchr(++text, '"');
        assert_non_null(end);
        if (!members || end[1] == ':') {
            strncat(names, text, (size_t)(end - text));
            strcat(names, " ");
        }
    }
    return names;
}

/* With one object of each kind the members are those of the manual, in its order. */
static void status_has_the_members_of_the_manual(void **state)
{
    static const char *const resource[] = {"Group=G", "Type=Generic Application", NULL};
    char *page = read_all(MANUAL "commands.md"), *from, *listed, *real, *json = NULL;
    cohort *h = NULL;

    (void)state;
    assert_non_null(page);
    from = strstr(page, "{\"format\":1");
    assert_non_null(from);
    *strstr(from, "\n\n") = '\0';
    assert_int_equal(cohort_open(":memory:", 0, &h), 0);
    assert_int_equal(cohort_create(h, "node", "A", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "group", "G", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "resource", "R", resource, NULL), 0);
    assert_int_equal(cohort_create(h, "service", "S@A", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "groupset", "P", NULL, NULL), 0);
    assert_int_equal(cohort_status_json(h, &json), 0);
    listed = names_of(from, 0);
    real = names_of(json, 1);
    assert_string_equal(listed, real);
    free(listed);
    free(real);
    free(page);
    cohort_free(h, json);
    cohort_close(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(properties_page_is_the_table),
        cmocka_unit_test(every_property_has_a_section),
        cmocka_unit_test(rules_page_is_the_table),
        cmocka_unit_test(every_code_is_in_the_manual),
        cmocka_unit_test(every_windows_number_is_in_the_manual),
        cmocka_unit_test(links_lead_somewhere),
        cmocka_unit_test(every_scenario_is_linked),
        cmocka_unit_test(stories_are_listed_with_what_they_refuse),
        cmocka_unit_test(transcripts_are_those_of_scenarios),
        cmocka_unit_test(status_has_the_members_of_the_manual),
    };

    return cmocka_run_group_tests_name("manual", tests, NULL, NULL);
}
