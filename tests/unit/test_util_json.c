/* lib/util/json.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fail_mem.h"

#include "util/json.h"

static struct coh_mem mem;
static struct coh_buf buf;
static struct coh_json json;

static int setup(void **state)
{
    (void)state;
    coh_mem_init(&mem, NULL);
    coh_buf_init(&buf, &mem, 0);
    coh_json_init(&json, &buf);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    coh_buf_free(&buf);
    return 0;
}

static void commas_come_by_themselves(void **state)
{
    (void)state;
    coh_json_object(&json, NULL);
    coh_json_int(&json, "format", 1);
    coh_json_array(&json, "nodes");
    coh_json_object(&json, NULL);
    coh_json_text(&json, "name", "a");
    coh_json_text(&json, "owner", NULL);
    coh_json_end_object(&json);
    coh_json_object(&json, NULL);
    coh_json_end_object(&json);
    coh_json_array(&json, NULL);
    coh_json_end_array(&json);
    coh_json_text(&json, NULL, "x");
    coh_json_int(&json, NULL, INT64_MIN);
    coh_json_end_array(&json);
    coh_json_bool(&json, "quorum", 2);
    coh_json_bool(&json, "no", 0);
    coh_json_text(&json, "none", NULL);
    coh_json_end_object(&json);
    assert_string_equal(coh_buf_text(&buf),
                        "{\"format\":1,\"nodes\":[{\"name\":\"a\",\"owner\":null},{},[],\"x\",-9223372036854775808],"
                        "\"quorum\":true,\"no\":false,\"none\":null}");
}

static void check_text(const char *text, const char *expected)
{
    coh_buf_clear(&buf);
    coh_json_init(&json, &buf);
    coh_json_text(&json, NULL, text);
    assert_string_equal(coh_buf_text(&buf), expected);
}

static void text_is_escaped(void **state)
{
    (void)state;
    check_text("", "\"\"");
    check_text("plain \x7F /", "\"plain \x7F /\"");
    check_text("\"\\", "\"\\\"\\\\\"");
    check_text("a\b\t\n\f\rz", "\"a\\b\\t\\n\\f\\rz\"");
    check_text("\x01\x0B\x1F", "\"\\u0001\\u000b\\u001f\"");
    check_text("Gr\xC3\xBC\xC3\x9F"
               "e \xF0\x9F\x98\x80",
               "\"Gr\xC3\xBC\xC3\x9F"
               "e \xF0\x9F\x98\x80\"");
}

#define FFFD "\xEF\xBF\xBD"
static void bytes_that_are_not_utf8_are_replaced(void **state)
{
    (void)state;
    check_text("a\xFFz", "\"a" FFFD "z\"");
    check_text("\xC3", "\"" FFFD "\"");
    check_text("\xE2\x82", "\"" FFFD FFFD "\"");
    check_text("\xC0\x80", "\"" FFFD FFFD "\"");                   /* overlong */
    check_text("\xED\xA0\x80", "\"" FFFD FFFD FFFD "\"");          /* a surrogate */
    check_text("\xF4\x90\x80\x80", "\"" FFFD FFFD FFFD FFFD "\""); /* beyond Unicode */
    check_text("\xE2\"\n", "\"" FFFD "\\\"\\n\"");
}

static void keys_are_escaped_too(void **state)
{
    (void)state;
    coh_json_object(&json, NULL);
    coh_json_text(&json, "a\"b", "c");
    coh_json_end_object(&json);
    assert_string_equal(coh_buf_text(&buf), "{\"a\\\"b\":\"c\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(commas_come_by_themselves, setup, teardown),
        cmocka_unit_test_setup_teardown(text_is_escaped, setup, teardown),
        cmocka_unit_test_setup_teardown(bytes_that_are_not_utf8_are_replaced, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_are_escaped_too, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
