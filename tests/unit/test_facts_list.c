/* docs/facts.md: ids are unique, rows are complete, and the tests that they name exist. Prints how many facts are done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define PAGE COHORT_SOURCE_DIR "/docs/facts.md"
#define TESTS COHORT_SOURCE_DIR "/tests/"

enum { COLUMNS = 5, ID = 0, FACT, WHERE, STATUS, PINNED };
enum { LINE_MAX_BYTES = 2048, ROWS_MAX = 4000 };

static int line_number;
static char ids[ROWS_MAX][80];
static int row_count, yes_count, choice_count, no_count;

#define WRONG(...)                                                                                                     \
    do {                                                                                                               \
        print_error("docs/facts.md:%d: ", line_number);                                                                \
        fail_msg(__VA_ARGS__);                                                                                         \
    } while (0)

static int file_has(const char *path, const char *begin, const char *rest)
{
    char line[LINE_MAX_BYTES], want[300];
    FILE *file = fopen(path, "r");
    int found = 0;

    if (file == NULL)
        WRONG("%s is not there", path);
    snprintf(want, sizeof want, "%s%s", begin, rest);
    while (!found && fgets(line, sizeof line, file) != NULL)
        found = strncmp(line, want, strlen(want)) == 0;
    fclose(file);
    return found;
}

static void is_there(const char *path)
{
    if (access(path, R_OK) < 0)
        WRONG("%s is not there", path);
}

/* "scenario NAME", "unit FILE:FUNCTION", "data FILE" or "data FILE:STORY". */
static void test_exists(char *name)
{
    char path[600], want[200], *colon = strchr(name, ':');

    if (colon != NULL)
        *colon++ = '\0';
    if (strncmp(name, "scenario ", 9) == 0 && colon == NULL) {
        snprintf(path, sizeof path, TESTS "scenarios/%s.txt", name + 9);
        is_there(path);
    } else if (strncmp(name, "unit ", 5) == 0 && colon != NULL) {
        snprintf(path, sizeof path, TESTS "unit/%s.c", name + 5);
        snprintf(want, sizeof want, "%s(void **state)", colon);
        if (!file_has(path, "static void ", want))
            WRONG("tests/unit/%s.c has no test %s", name + 5, colon);
    } else if (strncmp(name, "data ", 5) == 0) {
        snprintf(path, sizeof path, TESTS "unit/data/%s", name + 5);
        is_there(path);
        snprintf(want, sizeof want, "%s\n", colon != NULL ? colon : "");
        if (colon != NULL && !file_has(path, "== ", want) && !file_has(path, "==! ", want))
            WRONG("tests/unit/data/%s has no story %s", name + 5, colon);
    } else {
        WRONG("\"%s\" names no test", name);
    }
}

static void tests_exist(char *names)
{
    char *name, *rest;

    for (name = strtok_r(names, ",", &rest); name != NULL; name = strtok_r(NULL, ",", &rest))
        test_exists(name + strspn(name, " "));
}

/* The cells of a row without the blanks around them; how many there are. */
static int cells_of(char *line, char **cell, int room)
{
    char *at = line + 1, *end;
    int count = 0;

    for (; (end = strchr(at, '|')) != NULL && count < room; at = end + 1) {
        *end = '\0';
        at += strspn(at, " ");
        while (*at != '\0' && at[strlen(at) - 1] == ' ')
            at[strlen(at) - 1] = '\0';
        cell[count++] = at;
    }
    return *at == '\0' || *at == '\n' ? count : -1;
}

static void id_is_new(const char *id)
{
    int i;

    if (id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")] != '\0' || strlen(id) >= sizeof ids[0])
        WRONG("\"%s\" is no id", id);
    for (i = 0; i < row_count; i++)
        if (strcmp(ids[i], id) == 0)
            WRONG("%s is there twice", id);
    assert_in_range(row_count, 0, ROWS_MAX - 1);
    strcpy(ids[row_count++], id);
}

static void check_row(char **cell)
{
    int i;

    for (i = 0; i < COLUMNS; i++)
        if (cell[i][0] == '\0')
            WRONG("column %d of %s is empty", i + 1, cell[ID]);
    id_is_new(cell[ID]);
    if (strcmp(cell[STATUS], "yes") == 0) {
        yes_count++;
        tests_exist(cell[PINNED]);
    } else if (strncmp(cell[STATUS], "choice: [choices](manual/choices.md#", 36) == 0) {
        choice_count++;
        tests_exist(cell[PINNED]);
    } else if (strncmp(cell[STATUS], "no: ", 4) == 0) {
        no_count++;
        if (strlen(cell[STATUS]) < 12)
            WRONG("%s: \"%s\" is no reason", cell[ID], cell[STATUS] + 4);
        if (strcmp(cell[PINNED], "-") != 0)
            WRONG("%s is not done, and pinned", cell[ID]);
    } else {
        WRONG("%s: \"%s\" is no status", cell[ID], cell[STATUS]);
    }
}

static void every_row_is_complete_and_names_tests_that_exist(void **state)
{
    char line[LINE_MAX_BYTES], *cell[COLUMNS + 1];
    FILE *file = fopen(PAGE, "r");
    int in_table = 0, count;

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        line_number++;
        if (line[0] != '|') {
            in_table = 0;
        } else if (strcmp(line, "| id | fact | where | status | pinned by |\n") == 0) {
            in_table = 1;
        } else if (in_table && line[1] != '-') {
            if ((count = cells_of(line, cell, COLUMNS + 1)) != COLUMNS)
                WRONG("a row has %d columns, not %d", count, COLUMNS);
            check_row(cell);
        }
    }
    fclose(file);
    print_message("%d facts: %d yes, %d choice, %d no\n", row_count, yes_count, choice_count, no_count);
    assert_true(row_count > 800);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete_and_names_tests_that_exist),
    };

    return cmocka_run_group_tests_name("list of facts", tests, NULL, NULL);
}
