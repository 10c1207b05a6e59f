/* lib/util/text.c and words.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fail_mem.h"

#include "util/text.h"

static struct fail_mem fail;
static struct coh_mem mem;

static int setup(void **state)
{
    cohort_allocator allocator = fail_mem_allocator(&fail);

    (void)state;
    memset(&fail, 0, sizeof fail);
    return coh_mem_init(&mem, &allocator);
}

static int teardown(void **state)
{
    (void)state;
    return fail.live != 0;
}

/* @expected: the words, each in angle brackets. */
static void check_split(const char *line, const char *expected)
{
    char **words;
    struct coh_buf buf;
    int count = -1, i;

    assert_int_equal(coh_words_split(&mem, line, &words, &count, NULL), 0);
    coh_buf_init(&buf, &mem, 0);
    for (i = 0; i < count; i++)
        coh_buf_fmt(&buf, "<%s>", words[i]);
    assert_string_equal(coh_buf_text(&buf), expected);
    assert_null(words[count]);
    coh_free(&mem, words);
    coh_buf_free(&buf);
}

static void check_wrong(const char *line, int expected_column)
{
    char **words = NULL;
    int count = -1, column = -1;

    assert_int_equal(coh_words_split(&mem, line, &words, &count, &column), COHORT_ERR_SYNTAX);
    assert_int_equal(column, expected_column);
    assert_null(words);
    assert_int_equal(count, -1);
    assert_int_equal(coh_words_split(&mem, line, &words, &count, NULL), COHORT_ERR_SYNTAX);
}

static void words_are_split(void **state)
{
    (void)state;
    check_split("", "");
    check_split(" \t ", "");
    check_split("a", "<a>");
    check_split("  node\tadd  A B ", "<node><add><A><B>");
    check_split("# all of it", "");
    check_split("status # why", "<status>");
    check_split("a#b '#c' \\#d \"#\"", "<a#b><#c><#d><#>");
    check_split("''#x", "<#x>");
    check_split("'' \"\"", "<><>");
    check_split("'a b'\"c d\"e\\ f", "<a bc de f>");
    check_split("'a\\' b", "<a\\><b>");
    check_split("'\"' \"'\"", "<\"><'>");
    check_split("\"a\\\"b\\\\c\\d\\$\"", "<a\"b\\c\\d\\$>");
    check_split("\\a\\\\\\'\\\"", "<a\\'\">");
    check_split("Gr\xC3\xBC\xC3\x9F"
                "e \\\xC3\xBC",
                "<Gr\xC3\xBC\xC3\x9F"
                "e><\xC3\xBC>");
    check_split("resource depend Web '[A] and ([B] or [C])'", "<resource><depend><Web><[A] and ([B] or [C])>");
    check_split("set x Y='a b' Z=\"c\"", "<set><x><Y=a b><Z=c>");
    check_split("'a\tb'", "<a\tb>");
}

static void wrong_lines_name_the_column(void **state)
{
    (void)state;
    check_wrong("'", 1);
    check_wrong("ab 'cd", 4);
    check_wrong("ab c\"d\\\"", 5);
    check_wrong("\"a\\", 1);
    check_wrong("ab\\", 3);
    check_wrong("a\nb", 2);
    check_wrong("a \r", 3);
    check_wrong("'a\nb'", 3);
    check_wrong("\"a\x01\"", 3);
    check_wrong("a\\\x7F", 3);
    check_wrong("# \x1B[2J", 3);
    check_wrong("\xC3\xBC\xE2\x82\xAC 'x", 4); /* characters, not bytes */
}

static void lines_have_limits(void **state)
{
    static char line[COHORT_LINE_MAX + 2];
    char **words;
    int count, i;

    (void)state;
    memset(line, 'a', COHORT_LINE_MAX);
    assert_int_equal(coh_words_split(&mem, line, &words, &count, NULL), 0);
    assert_int_equal(strlen(words[0]), COHORT_LINE_MAX);
    coh_free(&mem, words);
    line[COHORT_LINE_MAX] = 'a';
    assert_int_equal(coh_words_split(&mem, line, &words, &count, NULL), COHORT_ERR_LIMIT);

    memset(line, 0, sizeof line);
    for (i = 0; i < COHORT_WORDS_MAX; i++)
        memcpy(line + 2 * i, "w ", 2);
    assert_int_equal(coh_words_split(&mem, line, &words, &count, NULL), 0);
    assert_int_equal(count, COHORT_WORDS_MAX);
    coh_free(&mem, words);
    line[2 * COHORT_WORDS_MAX] = '#';
    assert_int_equal(coh_words_split(&mem, line, &words, &count, NULL), 0);
    coh_free(&mem, words);
    line[2 * COHORT_WORDS_MAX] = 'w';
    assert_int_equal(coh_words_split(&mem, line, &words, &count, NULL), COHORT_ERR_LIMIT);

    fail.fail_at = fail.calls + 1;
    assert_int_equal(coh_words_split(&mem, "a", &words, &count, NULL), COHORT_ERR_NOMEM);
}

static void check_quote(const char *word, const char *expected)
{
    struct coh_buf buf;
    char **words;
    int count;

    coh_buf_init(&buf, &mem, 0);
    coh_words_quote(&buf, word);
    assert_string_equal(coh_buf_text(&buf), expected);
    assert_int_equal(coh_words_split(&mem, coh_buf_text(&buf), &words, &count, NULL), 0);
    assert_int_equal(count, 1);
    assert_string_equal(words[0], word);
    coh_free(&mem, words);
    coh_buf_free(&buf);
}

static void quoted_words_come_back(void **state)
{
    char word[2] = {0};
    int c;

    (void)state;
    check_quote("plain", "plain");
    check_quote("RestartDelay=500", "RestartDelay=500");
    check_quote("ENTSSO@BTS001", "ENTSSO@BTS001");
    check_quote("Gr\xC3\xBC\xC3\x9F"
                "e",
                "Gr\xC3\xBC\xC3\x9F"
                "e");
    check_quote("", "''");
    check_quote("a b", "'a b'");
    check_quote("#x", "'#x'");
    check_quote("it's", "'it'\\''s'");
    check_quote("'", "''\\'''");
    check_quote("a\\b\"", "'a\\b\"'");
    check_quote("[A]", "'[A]'");
    check_quote("a\tb", "'a\tb'");
    for (c = 0x20; c < 0x7F; c++) {
        struct coh_buf buf;
        char **words;
        int count;

        word[0] = (char)c;
        coh_buf_init(&buf, &mem, 0);
        coh_words_quote(&buf, word);
        assert_int_equal(coh_words_split(&mem, coh_buf_text(&buf), &words, &count, NULL), 0);
        assert_int_equal(count, 1);
        assert_string_equal(words[0], word);
        coh_free(&mem, words);
        coh_buf_free(&buf);
    }
}

static void names_compare_without_case(void **state)
{
    (void)state;
    assert_int_equal(coh_name_cmp("abc", "ABC"), 0);
    assert_int_equal(coh_name_cmp("", ""), 0);
    assert_true(coh_name_cmp("ab", "abc") < 0);
    assert_true(coh_name_cmp("abd", "ABC") > 0);
    assert_int_equal(coh_name_distance("RestartTreshold", "restartthreshold"), 1);
    assert_int_equal(coh_name_distance("Adress", "Address"), 1);
    assert_int_equal(coh_name_distance("kitten", "sitting"), 3);
    assert_int_equal(coh_name_distance("", "abc"), 3);
    assert_int_equal(coh_name_distance("abc", ""), 3);
    assert_int_equal(coh_name_distance("123456789012345678901234567890123456789012345678901234567890123", "1"), 62);
    assert_int_equal(coh_name_distance("1234567890123456789012345678901234567890123456789012345678901234", "1"),
                     COH_FAR);
    assert_true(coh_name_cmp("a_", "aB") < 0); /* '_' lies between the cases; letters count as small ones */
    assert_true(coh_name_cmp("a", "\xC3\xA4") < 0);
    assert_true(coh_name_cmp("\xC3\x84", "\xC3\xA4") < 0);
    assert_true(coh_name_hash("Web") == coh_name_hash("wEB"));
    assert_true(coh_name_hash("Web") != coh_name_hash("Web2"));
    assert_true(coh_name_hash("") == UINT64_C(0xCBF29CE484222325)); /* the same on every machine */
    assert_true(coh_name_hash("a") == UINT64_C(0xAF63DC4C8601EC8C));
}

static void names_are_checked(void **state)
{
    char name[COHORT_NAME_MAX + 2] = {0};

    (void)state;
    assert_null(coh_name_check("BTS001", "@"));
    assert_null(coh_name_check("a@b", NULL));
    assert_null(coh_name_check("\xC2\xA0", "@"));
    assert_string_equal(coh_name_check("", NULL), "is empty");
    assert_string_equal(coh_name_check(" \t ", NULL), "is blank");
    assert_string_equal(coh_name_check("a\nb", NULL), "has a control character");
    assert_string_equal(coh_name_check("\x7F", NULL), "has a control character");
    assert_string_equal(coh_name_check("\xC2\x9B", NULL), "has a control character");
    assert_string_equal(coh_name_check("a\xFF", NULL), "is not UTF-8");
    assert_string_equal(coh_name_check("a@b", "@"), "has a character that names may not have: @");
    assert_string_equal(coh_name_check("a]", "[]"), "has a character that names may not have: ]");
    assert_string_equal(coh_name_check("[a", "[]"), "has a character that names may not have: [");
    memset(name, 'n', COHORT_NAME_MAX);
    assert_null(coh_name_check(name, NULL));
    name[COHORT_NAME_MAX] = 'n';
    assert_string_equal(coh_name_check(name, NULL), "is longer than 255 bytes");
}

static void utf8_is_strict(void **state)
{
    static const char *const good[] = {"",
                                       "a",
                                       "\x7F",
                                       "\xC2\x80",
                                       "\xDF\xBF",
                                       "\xE0\xA0\x80",
                                       "\xED\x9F\xBF",
                                       "\xEE\x80\x80",
                                       "\xEF\xBF\xBF",
                                       "\xF0\x90\x80\x80",
                                       "\xF4\x8F\xBF\xBF"};
    static const char *const bad[] = {"\x80",
                                      "\xBF",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xC2",
                                      "\xC2\x61",
                                      "\xE0\x9F\xBF",
                                      "\xED\xA0\x80",
                                      "\xE2\x82",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xF0\x9F\x98",
                                      "a\xFF",
                                      "\xE2\x82\xAC\xAC"};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(coh_utf8_ok(good[i]));
        assert_int_equal(coh_utf8_size(good[i]), strlen(good[i]));
    }
    for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(coh_utf8_ok(bad[i]));
}

static void check_duration(const char *text, int64_t bare, int expected_rc, int64_t expected)
{
    int64_t ms = 4711;

    assert_int_equal(coh_duration_parse(text, bare, &ms), expected_rc);
    assert_true(ms == (expected_rc < 0 ? 4711 : expected));
}

static void durations_parse(void **state)
{
    (void)state;
    check_duration("500ms", 1, 0, 500);
    check_duration("30s", 1, 0, 30000);
    check_duration("15m", 1, 0, 900000);
    check_duration("6h", 1, 0, 21600000);
    check_duration("2d", 1, 0, 172800000);
    check_duration("0", 1, 0, 0);
    check_duration("7", 1000, 0, 7000);
    check_duration("7", 0, COHORT_ERR_SYNTAX, 0);
    check_duration("9223372036854775807ms", 1, 0, INT64_MAX);
    check_duration("9223372036854775808ms", 1, COHORT_ERR_RANGE, 0);
    check_duration("9223372036854775807s", 1, COHORT_ERR_RANGE, 0);
    check_duration("106751991168d", 1, COHORT_ERR_RANGE, 0);
    check_duration("99999999999999999999999h", 1, COHORT_ERR_RANGE, 0);
    check_duration("99999999999999999999999x", 1, COHORT_ERR_SYNTAX, 0);
    check_duration("", 1, COHORT_ERR_SYNTAX, 0);
    check_duration("s", 1, COHORT_ERR_SYNTAX, 0);
    check_duration("-1s", 1, COHORT_ERR_SYNTAX, 0);
    check_duration("1.5s", 1, COHORT_ERR_SYNTAX, 0);
    check_duration("1 s", 1, COHORT_ERR_SYNTAX, 0);
    check_duration("1h30m", 1, COHORT_ERR_SYNTAX, 0);
    check_duration("1S", 1, COHORT_ERR_SYNTAX, 0);
    check_duration("0x10s", 1, COHORT_ERR_SYNTAX, 0);
}

static void check_duration_words(int64_t ms, const char *expected)
{
    struct coh_buf buf;

    coh_buf_init(&buf, &mem, 0);
    coh_duration_words(&buf, ms);
    assert_string_equal(coh_buf_text(&buf), expected);
    coh_buf_free(&buf);
}

static void durations_format(void **state)
{
    (void)state;
    check_duration_words(0, "0 s");
    check_duration_words(1, "1 ms");
    check_duration_words(500, "500 ms");
    check_duration_words(1000, "1 s");
    check_duration_words(1500, "1500 ms");
    check_duration_words(60000, "1 min");
    check_duration_words(90000, "90 s");
    check_duration_words(900000, "15 min");
    check_duration_words(3600000, "1 h");
    check_duration_words(5400000, "90 min");
    check_duration_words(86400000, "1 d");
    check_duration_words(90000000, "25 h");
    check_duration_words(-5000, "-5 s");
    check_duration_words(INT64_MAX, "9223372036854775807 ms");
}

static void check_int(const char *text, int expected_rc, int64_t expected)
{
    int64_t value = 4711;

    assert_int_equal(coh_int_parse(text, &value), expected_rc);
    assert_true(value == (expected_rc < 0 ? 4711 : expected));
}

static void numbers_parse(void **state)
{
    (void)state;
    check_int("0", 0, 0);
    check_int("-0", 0, 0);
    check_int("+5", 0, 5);
    check_int("007", 0, 7);
    check_int("0xFFFFFFFF", 0, 4294967295);
    check_int("0XfF", 0, 255);
    check_int("-0x10", 0, -16);
    check_int("9223372036854775807", 0, INT64_MAX);
    check_int("9223372036854775808", COHORT_ERR_RANGE, 0);
    check_int("-9223372036854775808", 0, INT64_MIN);
    check_int("-9223372036854775809", COHORT_ERR_RANGE, 0);
    check_int("0x8000000000000000", COHORT_ERR_RANGE, 0);
    check_int("-0x8000000000000000", 0, INT64_MIN);
    check_int("18446744073709551616", COHORT_ERR_RANGE, 0);
    check_int("0x10000000000000000", COHORT_ERR_RANGE, 0);
    check_int("", COHORT_ERR_SYNTAX, 0);
    check_int("-", COHORT_ERR_SYNTAX, 0);
    check_int("0x", COHORT_ERR_SYNTAX, 0);
    check_int("0xg", COHORT_ERR_SYNTAX, 0);
    check_int("+-1", COHORT_ERR_SYNTAX, 0);
    check_int(" 1", COHORT_ERR_SYNTAX, 0);
    check_int("1 ", COHORT_ERR_SYNTAX, 0);
    check_int("1a", COHORT_ERR_SYNTAX, 0);
    check_int("99999999999999999999 x", COHORT_ERR_SYNTAX, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_are_split, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_lines_name_the_column, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_have_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(quoted_words_come_back, setup, teardown),
        cmocka_unit_test_setup_teardown(names_compare_without_case, setup, teardown),
        cmocka_unit_test_setup_teardown(names_are_checked, setup, teardown),
        cmocka_unit_test_setup_teardown(utf8_is_strict, setup, teardown),
        cmocka_unit_test_setup_teardown(durations_parse, setup, teardown),
        cmocka_unit_test_setup_teardown(durations_format, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers_parse, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
