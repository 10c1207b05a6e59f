/* lib/util/buf.c and mem.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fail_mem.h"

#include "util/buf.h"

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

static void mem_wants_all_three_functions(void **state)
{
    cohort_allocator allocator = fail_mem_allocator(&fail);
    struct coh_mem other;

    (void)state;
    assert_int_equal(coh_mem_init(&other, NULL), COHORT_OK);
    coh_free(&other, coh_realloc(&other, coh_alloc(&other, 0), 100));
    allocator.release = NULL;
    assert_int_equal(coh_mem_init(&other, &allocator), COHORT_ERR_INVALID);
    allocator = fail_mem_allocator(&fail);
    allocator.reallocate = NULL;
    assert_int_equal(coh_mem_init(&other, &allocator), COHORT_ERR_INVALID);
    allocator = fail_mem_allocator(&fail);
    allocator.allocate = NULL;
    assert_int_equal(coh_mem_init(&other, &allocator), COHORT_ERR_INVALID);
    allocator = fail_mem_allocator(&fail);
    allocator.struct_size = 8;
    assert_int_equal(coh_mem_init(&other, &allocator), COHORT_ERR_INVALID);
}

static void mem_copies_text(void **state)
{
    char *a = coh_strdup(&mem, "abc");
    char *b = coh_strndup(&mem, "abcdef", 2);
    char *zeros = coh_zalloc(&mem, 3);

    (void)state;
    assert_string_equal(a, "abc");
    assert_string_equal(b, "ab");
    assert_memory_equal(zeros, "\0\0\0", 3);
    coh_free(&mem, a);
    coh_free(&mem, b);
    coh_free(&mem, zeros);
    coh_free(&mem, NULL);
    assert_null(coh_strndup(&mem, "", SIZE_MAX));
    fail.fail_at = fail.calls + 1;
    assert_null(coh_strdup(&mem, "abc"));
    assert_true(fail.calls > 0);
}

static void buf_is_empty_text_before_anything(void **state)
{
    struct coh_buf buf;
    char *text;

    (void)state;
    coh_buf_init(&buf, &mem, 0);
    assert_string_equal(coh_buf_text(&buf), "");
    text = coh_buf_take(&buf);
    assert_string_equal(text, "");
    coh_free(&mem, text);
    coh_buf_free(&buf);
}

static void buf_appends(void **state)
{
    struct coh_buf buf;
    char *text;

    (void)state;
    coh_buf_init(&buf, &mem, 0);
    coh_buf_add(&buf, "a");
    coh_buf_addc(&buf, 'b');
    coh_buf_addn(&buf, NULL, 0);
    coh_buf_addn(&buf, "cdX", 2);
    coh_buf_int(&buf, INT64_MIN);
    coh_buf_fmt(&buf, "[%s %d]", "x", 7);
    assert_string_equal(coh_buf_text(&buf), "abcd-9223372036854775808[x 7]");
    assert_int_equal(buf.size, strlen(buf.text));
    coh_buf_clear(&buf);
    assert_string_equal(coh_buf_text(&buf), "");
    coh_buf_add(&buf, "again");
    text = coh_buf_take(&buf);
    assert_string_equal(text, "again");
    assert_int_equal(buf.size, 0);
    assert_string_equal(coh_buf_text(&buf), "");
    coh_free(&mem, text);
}

/* The formatted text meets the end of the room at every distance. */
static void buf_formats_across_growth(void **state)
{
    char text[301];
    int size, before;

    (void)state;
    for (before = 0; before < 130; before++) {
        for (size = 0; size < 300; size += 7) {
            struct coh_buf buf;

            memset(text, 'y', sizeof text);
            text[size] = '\0';
            coh_buf_init(&buf, &mem, 0);
            coh_buf_fmt(&buf, "%*s", before, "");
            coh_buf_fmt(&buf, "%s", text);
            assert_int_equal(buf.error, 0);
            assert_int_equal(buf.size, before + size);
            assert_string_equal(coh_buf_text(&buf) + before, text);
            coh_buf_free(&buf);
        }
    }
}

static void buf_keeps_to_its_limit(void **state)
{
    struct coh_buf buf;

    (void)state;
    coh_buf_init(&buf, &mem, 5);
    coh_buf_add(&buf, "12345");
    coh_buf_add(&buf, "");
    assert_int_equal(buf.error, 0);
    coh_buf_fmt(&buf, "%s", "6");
    assert_int_equal(buf.error, COHORT_ERR_LIMIT);
    assert_string_equal(coh_buf_text(&buf), "12345");
    assert_null(coh_buf_take(&buf));
    assert_int_equal(buf.error, COHORT_ERR_LIMIT);
    coh_buf_clear(&buf);
    coh_buf_add(&buf, "123");
    coh_buf_add(&buf, "456");
    coh_buf_add(&buf, "4"); /* it would fit, but the error sticks */
    assert_string_equal(coh_buf_text(&buf), "123");
    assert_int_equal(buf.error, COHORT_ERR_LIMIT);
    coh_buf_free(&buf);
}

static void buf_survives_no_memory(void **state)
{
    struct coh_buf buf;

    (void)state;
    coh_buf_init(&buf, &mem, 0);
    fail.fail_at = 2;
    coh_buf_add(&buf, "short");
    coh_buf_fmt(&buf, "%0200d", 1);
    assert_int_equal(buf.error, COHORT_ERR_NOMEM);
    assert_string_equal(coh_buf_text(&buf), "short");
    coh_buf_addc(&buf, 'x');
    assert_string_equal(coh_buf_text(&buf), "short");
    assert_null(coh_buf_take(&buf));

    coh_buf_init(&buf, &mem, 0);
    fail.fail_at = fail.calls + 1;
    coh_buf_add(&buf, "x");
    assert_int_equal(buf.error, COHORT_ERR_NOMEM);
    assert_string_equal(coh_buf_text(&buf), "");
    assert_null(coh_buf_take(&buf));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(mem_wants_all_three_functions, setup, teardown),
        cmocka_unit_test_setup_teardown(mem_copies_text, setup, teardown),
        cmocka_unit_test_setup_teardown(buf_is_empty_text_before_anything, setup, teardown),
        cmocka_unit_test_setup_teardown(buf_appends, setup, teardown),
        cmocka_unit_test_setup_teardown(buf_formats_across_growth, setup, teardown),
        cmocka_unit_test_setup_teardown(buf_keeps_to_its_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(buf_survives_no_memory, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
