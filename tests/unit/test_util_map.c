/* lib/util/map.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fail_mem.h"

#include "util/map.h"

struct thing {
    char name[40];
    int present;
};

static struct fail_mem fail;
static struct coh_mem mem;

static const char *name_of(const void *value)
{
    return ((const struct thing *)value)->name;
}

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

static void empty_map_has_nothing(void **state)
{
    struct coh_map map;

    (void)state;
    coh_map_init(&map, &mem, name_of);
    assert_null(coh_map_get_name(&map, "x"));
    coh_map_del_name(&map, "x");
    assert_null(coh_map_get_id(&map, 0));
    coh_map_del_id(&map, 0);
    coh_map_free(&map);
    assert_int_equal(fail.calls, 0);
}

static void names_ignore_ascii_case_only(void **state)
{
    struct thing a = {"Web Server", 1}, b = {"\xC3\x84", 1};
    struct coh_map map;

    (void)state;
    coh_map_init(&map, &mem, name_of);
    assert_int_equal(coh_map_reserve(&map, 2), 0);
    coh_map_put_name(&map, &a);
    coh_map_put_name(&map, &b);
    assert_ptr_equal(coh_map_get_name(&map, "WEB sERVER"), &a);
    assert_null(coh_map_get_name(&map, "Web Serve"));
    assert_ptr_equal(coh_map_get_name(&map, "\xC3\x84"), &b);
    assert_null(coh_map_get_name(&map, "\xC3\xA4"));
    coh_map_del_name(&map, "web server");
    assert_null(coh_map_get_name(&map, "Web Server"));
    coh_map_free(&map);
}

/* Against a plain array: puts, deletions and look-ups in a fixed, mixed order. */
static void names_after_many_changes(void **state)
{
    static struct thing things[1000];
    struct coh_map map;
    uint32_t random = 1;
    size_t present = 0;
    int i, step;

    (void)state;
    coh_map_init(&map, &mem, name_of);
    for (i = 0; i < 1000; i++) {
        snprintf(things[i].name, sizeof things[i].name, "Resource %d", i);
        things[i].present = 0;
    }
    for (step = 0; step < 100000; step++) {
        struct thing *thing;

        random = random * 1664525u + 1013904223u;
        thing = &things[(random >> 8) % 1000];
        assert_ptr_equal(coh_map_get_name(&map, thing->name), thing->present ? thing : NULL);
        if (thing->present) {
            coh_map_del_name(&map, thing->name);
            present--;
        } else {
            assert_int_equal(coh_map_reserve(&map, 1), 0);
            coh_map_put_name(&map, thing);
            present++;
        }
        thing->present = !thing->present;
        assert_int_equal(map.used, present);
    }
    for (i = 0; i < 1000; i++)
        assert_ptr_equal(coh_map_get_name(&map, things[i].name), things[i].present ? &things[i] : NULL);
    assert_true(map.room <= 4096); /* churn does not make it grow */
    coh_map_free(&map);
}

static void ids_of_every_kind(void **state)
{
    static const int64_t ids[] = {0, 1, -1, INT64_MAX, INT64_MIN, 1LL << 32, 1LL << 40, 16, 32, 48, 64};
    static char values[sizeof ids / sizeof ids[0]];
    const size_t count = sizeof ids / sizeof ids[0];
    struct coh_map map;
    size_t i, gone;

    (void)state;
    coh_map_init(&map, &mem, NULL);
    assert_int_equal(coh_map_reserve(&map, count), 0);
    for (i = 0; i < count; i++)
        coh_map_put_id(&map, ids[i], &values[i]);
    for (gone = 0; gone < count; gone++) {
        for (i = 0; i < count; i++)
            assert_ptr_equal(coh_map_get_id(&map, ids[i]), i < gone ? NULL : &values[i]);
        coh_map_del_id(&map, ids[gone]);
        coh_map_del_id(&map, ids[gone]);
    }
    assert_int_equal(map.used, 0);
    coh_map_free(&map);
}

static void dense_ids_grow(void **state)
{
    static char value[20000];
    struct coh_map map;
    int i;

    (void)state;
    coh_map_init(&map, &mem, NULL);
    for (i = 0; i < 20000; i++) {
        assert_int_equal(coh_map_reserve(&map, 1), 0);
        coh_map_put_id(&map, i + 1, &value[i]);
    }
    for (i = 0; i < 20000; i++)
        assert_ptr_equal(coh_map_get_id(&map, i + 1), &value[i]);
    assert_null(coh_map_get_id(&map, 20001));
    coh_map_free(&map);
}

static void a_reserved_put_and_an_undone_deletion_need_no_memory(void **state)
{
    static char value[1000];
    struct coh_map map;
    int i;

    (void)state;
    coh_map_init(&map, &mem, NULL);
    assert_int_equal(coh_map_reserve(&map, 1000), 0);
    fail.fail_at = fail.calls + 1;
    fail.persistent = 1;
    for (i = 0; i < 1000; i++)
        coh_map_put_id(&map, i, &value[i]);
    for (i = 0; i < 1000; i++)
        coh_map_del_id(&map, i);
    assert_int_equal(coh_map_reserve(&map, 5), 0);
    for (i = 999; i >= 0; i--)
        coh_map_put_id(&map, i, &value[i]);
    for (i = 0; i < 1000; i++)
        assert_ptr_equal(coh_map_get_id(&map, i), &value[i]);
    assert_int_equal(coh_map_reserve(&map, 5000), COHORT_ERR_NOMEM);
    assert_int_equal(coh_map_reserve(&map, SIZE_MAX), COHORT_ERR_NOMEM);
    assert_ptr_equal(coh_map_get_id(&map, 500), &value[500]); /* nothing changed */
    coh_map_free(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(empty_map_has_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(names_ignore_ascii_case_only, setup, teardown),
        cmocka_unit_test_setup_teardown(names_after_many_changes, setup, teardown),
        cmocka_unit_test_setup_teardown(ids_of_every_kind, setup, teardown),
        cmocka_unit_test_setup_teardown(dense_ids_grow, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reserved_put_and_an_undone_deletion_need_no_memory, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
