/* lib/util/error.c and errname.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fail_mem.h"

#include "util/error.h"
#include "util/text.h"

static void set_and_clear(void **state)
{
    struct coh_error error;

    (void)state;
    coh_error_clear(&error);
    assert_int_equal(error.code, 0);
    assert_string_equal(error.text, "");
    assert_int_equal(coh_error_set(&error, COHORT_ERR_CIRCULAR, 1059, "%s needs %s", "A", "B"), COHORT_ERR_CIRCULAR);
    assert_int_equal(error.code, COHORT_ERR_CIRCULAR);
    assert_int_equal(error.win32, 1059);
    assert_string_equal(error.text, "A needs B");
    coh_error_set(&error, COHORT_ERR_STATE, 0xC0002A1F, "outer: %s", error.text);
    assert_string_equal(error.text, "outer: A needs B");
    assert_true(error.win32 == INT64_C(0xC0002A1F));
    coh_error_clear(&error);
    assert_int_equal(error.win32, 0);
}

/* A sentence that is too long is cut between characters, at every phase of a three-byte one. */
static void long_sentence_is_cut(void **state)
{
    char text[3000];
    int shift, i;

    (void)state;
    for (shift = 0; shift < 3; shift++) {
        struct coh_error error;

        memset(text, 'a', sizeof text);
        for (i = shift; i + 3 < 2900; i += 3)
            memcpy(text + i, "\xE2\x82\xAC", 3);
        text[2900] = '\0';
        coh_error_set(&error, COHORT_ERR_STORE, 0, "%s", text);
        assert_true(strlen(error.text) < sizeof error.text);
        assert_true(strlen(error.text) > sizeof error.text - 8);
        assert_string_equal(error.text + strlen(error.text) - 3, "...");
        assert_true(coh_utf8_ok(error.text));
        assert_memory_equal(error.text, text, strlen(error.text) - 3);
    }
}

static void a_sentence_that_just_fits_is_whole(void **state)
{
    struct coh_error error;
    char text[sizeof error.text + 1];

    (void)state;
    memset(text, 'a', sizeof text);
    text[sizeof error.text - 1] = '\0';
    coh_error_set(&error, COHORT_ERR_STORE, 0, "%s", text);
    assert_string_equal(error.text, text);
    text[sizeof error.text - 1] = 'a';
    text[sizeof error.text] = '\0';
    coh_error_set(&error, COHORT_ERR_STORE, 0, "%s", text);
    assert_string_equal(error.text + sizeof error.text - 4 - 1, "a...");
}

/* Every code of the public header has its name in the table. */
static void header_and_table_agree(void **state)
{
    FILE *file = fopen(COHORT_SOURCE_DIR "/include/cohort/error.h", "r");
    char line[1000], name[100];
    int code, seen = 0;

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "#define %99s (%d)", name, &code) != 2)
            continue;
        seen++;
        assert_string_equal(cohort_err_name(code), name);
        assert_string_not_equal(cohort_strerror(code), cohort_strerror(-1));
    }
    fclose(file);
    assert_true(seen > 25);
    assert_string_equal(cohort_err_name(0), "COHORT_OK");
    assert_string_equal(cohort_err_name(-1), "COHORT_ERR_UNKNOWN");
    assert_string_equal(cohort_err_name(COHORT_ERR_BUG - 1), "COHORT_ERR_UNKNOWN");
    assert_string_equal(cohort_strerror(12345), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_and_clear),
        cmocka_unit_test(long_sentence_is_cut),
        cmocka_unit_test(a_sentence_that_just_fits_is_whole),
        cmocka_unit_test(header_and_table_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
