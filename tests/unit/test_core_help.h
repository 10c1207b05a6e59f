/*
 * A bed for the engine's own tests: one engine, a clock, and agents that answer when the test says so.
 *
 * Every step checks all invariants. A refused step must leave the digest as it was. Nothing is stored: commit follows the step.
 */
#ifndef TEST_CORE_HELP_H
#define TEST_CORE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cohort/error.h>

#include "core/engine.h"
#include "core/model.h"
#include "fail_mem.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ACTIONS_MAX 4096

struct bed {
    struct fail_mem fail;
    struct coh_mem mem;
    struct coh_engine *e;
    struct coh_error error;
    int64_t now_ms;
    struct coh_action open[ACTIONS_MAX]; /* not answered yet, oldest first */
    int open_count;
    int issued[4]; /* actions of each operation, ever */
};

static inline void bed_init(struct bed *b)
{
    cohort_allocator allocator;

    memset(b, 0, sizeof *b);
    allocator = fail_mem_allocator(&b->fail);
    assert_int_equal(coh_mem_init(&b->mem, &allocator), 0);
    assert_int_equal(coh_engine_new(&b->mem, &b->e), 0);
    b->now_ms = 1000;
}

static inline void bed_done(struct bed *b)
{
    coh_engine_free(b->e);
    assert_int_equal(b->fail.live, 0);
}

static inline void bed_digest(struct bed *b, char digest[17])
{
    assert_int_equal(coh_engine_digest(b->e, digest), 0);
}

static inline void bed_check(struct bed *b)
{
    struct coh_error error;

    if (coh_engine_check(b->e, &error) < 0)
        fail_msg("invariant: %s", error.text);
}

/* An operation replaces an older one of the same object. */
static inline void bed_take_actions(struct bed *b)
{
    const struct coh_effects *effects = coh_engine_effects(b->e);
    int i, k, keep;

    for (i = 0; i < effects->action_count; i++) {
        for (k = 0, keep = 0; k < b->open_count; k++)
            if (b->open[k].object != effects->actions[i].object)
                b->open[keep++] = b->open[k];
        b->open_count = keep;
        assert_in_range(b->open_count, 0, ACTIONS_MAX - 1);
        b->open[b->open_count++] = effects->actions[i];
        b->issued[effects->actions[i].op]++;
    }
}

/* One input at the bed's time. Timers that are due must have fired. */
static inline int bed_step(struct bed *b, struct coh_input input)
{
    char before[17], after[17];
    int rc;

    input.time_ms = b->now_ms;
    bed_digest(b, before);
    rc = coh_engine_step(b->e, &input, &b->error);
    if (rc < 0) {
        bed_digest(b, after);
        assert_string_equal(before, after);
        return rc;
    }
    bed_check(b);
    bed_take_actions(b);
    coh_engine_commit(b->e);
    return rc;
}

static inline void bed_tick(struct bed *b)
{
    if (coh_engine_deadline(b->e) <= b->now_ms && bed_step(b, (struct coh_input){.verb = COH_VERB_TICK}) < 0)
        fail_msg("tick: %s", b->error.text);
}

static inline int bed_try(struct bed *b, struct coh_input input)
{
    bed_tick(b);
    return bed_step(b, input);
}

#define TRY(b, ...) bed_try((b), (struct coh_input){__VA_ARGS__})
#define OK(b, ...)                                                                                                     \
    do {                                                                                                               \
        if (TRY(b, __VA_ARGS__) < 0)                                                                                   \
            fail_msg("%s:%d: %s", __FILE__, __LINE__, (b)->error.text);                                                \
    } while (0)
/* Refused with that code and that Windows number; bed_step() saw that nothing changed. */
#define REFUSED(b, code_, win32_, ...)                                                                                 \
    do {                                                                                                               \
        if (TRY(b, __VA_ARGS__) == 0)                                                                                  \
            fail_msg("%s:%d: not refused", __FILE__, __LINE__);                                                        \
        if ((b)->error.code != (code_) || (b)->error.win32 != (win32_))                                                \
            fail_msg("%s:%d: %d, %lld: %s", __FILE__, __LINE__, (b)->error.code, (long long)(b)->error.win32,          \
                     (b)->error.text);                                                                                 \
    } while (0)

/* ---- answers ---- */

static inline int bed_answer(struct bed *b, int at, int status)
{
    struct coh_action action = b->open[at];

    if (status != COHORT_AGENT_PROGRESS) {
        memmove(&b->open[at], &b->open[at + 1], (size_t)(b->open_count - at - 1) * sizeof b->open[0]);
        b->open_count--;
    }
    return TRY(b, .verb = COH_VERB_REPORT, .a = action.object, .b = action.operation, .c = status);
}

static inline int bed_open_of(struct bed *b, int64_t object)
{
    int i;

    for (i = 0; i < b->open_count; i++)
        if (b->open[i].object == object)
            return i;
    return -1;
}

static inline int64_t bed_id(struct bed *b, const char *name)
{
    const struct coh_model *m = coh_engine_model(b->e);
    struct coh_obj *obj = strchr(name, '@') != NULL ? coh_find(m, COH_SERVICE, name) : coh_find(m, COH_RESOURCE, name);

    if (obj == NULL)
        fail_msg("there is no %s", name);
    return obj->id;
}

/* The open operation of that resource or SERVICE@NODE; COH_OP_NONE. */
static inline int bed_op(struct bed *b, const char *name)
{
    int at = bed_open_of(b, bed_id(b, name));

    return at < 0 ? COH_OP_NONE : b->open[at].op;
}

#define ANSWER(b, name, status)                                                                                        \
    do {                                                                                                               \
        int at_ = bed_open_of((b), bed_id((b), (name)));                                                               \
        if (at_ < 0)                                                                                                   \
            fail_msg("%s:%d: nothing is asked of %s", __FILE__, __LINE__, (name));                                     \
        assert_int_equal(bed_answer((b), at_, (status)), 0);                                                           \
    } while (0)

/* Something that runs dies, or fails its check. */
static inline void bed_fault(struct bed *b, const char *name, int status)
{
    const struct coh_obj *obj = coh_by_id(coh_engine_model(b->e), bed_id(b, name));
    int64_t op = obj->kind == COH_RESOURCE ? ((const struct coh_resource *)obj)->op_id
                                           : ((const struct coh_service *)obj)->op_id;

    OK(b, .verb = COH_VERB_REPORT, .a = obj->id, .b = op, .c = status);
}

/* Every operation is answered, and what follows, until nothing is asked. No time passes. */
static inline void bed_quiet(struct bed *b)
{
    int guard = 0;

    while (b->open_count > 0) {
        assert_int_equal(bed_answer(b, 0, COHORT_AGENT_DONE), 0);
        if (++guard > 10000)
            fail_msg("it does not settle");
    }
}

/* Time passes: each timer at its deadline, everything answered. */
static inline void bed_pass(struct bed *b, int64_t ms)
{
    int64_t until = b->now_ms + ms;

    for (;;) {
        bed_quiet(b);
        if (coh_engine_deadline(b->e) > until)
            break;
        if (coh_engine_deadline(b->e) > b->now_ms)
            b->now_ms = coh_engine_deadline(b->e);
        bed_tick(b);
    }
    b->now_ms = until;
}

/* ---- looking ---- */

static inline struct coh_resource *bed_resource(struct bed *b, const char *name)
{
    struct coh_resource *r = coh_find_resource(coh_engine_model(b->e), name);

    assert_non_null(r);
    return r;
}

static inline struct coh_group *bed_group(struct bed *b, const char *name)
{
    struct coh_group *g = coh_find_group(coh_engine_model(b->e), name);

    assert_non_null(g);
    return g;
}

static inline struct coh_service *bed_service(struct bed *b, const char *name)
{
    struct coh_service *s = coh_find_service(coh_engine_model(b->e), name);

    assert_non_null(s);
    return s;
}

static inline const char *bed_state(struct bed *b, const char *name)
{
    return strchr(name, '@') != NULL ? coh_service_state_name(bed_service(b, name)->state)
                                     : coh_resource_state_name(bed_resource(b, name)->state);
}

static inline const char *bed_owner(struct bed *b, const char *group)
{
    const struct coh_node *owner = bed_group(b, group)->owner;

    return owner != NULL ? owner->o.name : "";
}

#define STATE(b, name, expected) assert_string_equal(bed_state((b), (name)), (expected))
#define OWNER(b, group, expected) assert_string_equal(bed_owner((b), (group)), (expected))
#define GROUP_STATE(b, group, expected)                                                                                \
    assert_string_equal(coh_group_state_name(bed_group((b), (group))->state), (expected))

/* ---- building ---- */

static inline void bed_nodes(struct bed *b, const char *const *names)
{
    int i;

    OK(b, .verb = COH_VERB_CLUSTER_CREATE, .name = "TEST");
    for (i = 0; names[i] != NULL; i++)
        OK(b, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = names[i]);
    OK(b, .verb = COH_VERB_QUORUM_WITNESS, .a = COHORT_WITNESS_DISK, .arg = "W");
    OK(b, .verb = COH_VERB_NODE_UP, .list = names, .arg = "boot-1");
}

static inline void bed_group_add(struct bed *b, const char *name)
{
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = name);
}

static inline void bed_app(struct bed *b, const char *group, const char *name)
{
    char in[300];

    snprintf(in, sizeof in, "Group=%s", group);
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = name, .list = LIST(in, "Type=Generic Application"));
}

static inline void bed_driver(struct bed *b, const char *group, const char *name, const char *service)
{
    char in[300], drives[300];

    snprintf(in, sizeof in, "Group=%s", group);
    snprintf(drives, sizeof drives, "ServiceName=%s", service);
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = name,
       .list = LIST(in, "Type=Generic Service", drives));
}

static inline void bed_service_add(struct bed *b, const char *name, const char *needs)
{
    char need[300];

    snprintf(need, sizeof need, "Needs=%s", needs != NULL ? needs : "");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = name, .list = LIST(need));
}

static inline void bed_set(struct bed *b, int kind, const char *name, const char *property)
{
    OK(b, .verb = COH_VERB_SET, .kind = kind, .name = name, .list = LIST(property));
}

static inline void bed_depend(struct bed *b, const char *name, const char *expression)
{
    OK(b, .verb = COH_VERB_RESOURCE_DEPEND, .name = name, .arg = expression);
}

/* ---- a copy by way of rows, as the store makes it ---- */

static inline void copy_failed(const struct coh_error *error)
{
    fail_msg("loading: %s", error->text);
}

static inline void copy_object(struct coh_engine *from, struct coh_engine *to, const struct coh_obj *obj)
{
    struct coh_cell cells[COH_COLUMNS_MAX];
    struct coh_error error;

    assert_int_equal(coh_row_get(from, obj, cells), 0);
    if (coh_load_row(to, coh_obj_kind(obj), cells, &error) < 0)
        copy_failed(&error);
}

static inline void copy_properties(struct coh_engine *to, const struct coh_obj *obj)
{
    const char *name, *type;
    struct coh_cell value;
    struct coh_error error;
    int i;

    for (i = 0; coh_property_at(obj, i, &name, &type, &value); i++)
        if (coh_load_property(to, coh_obj_id(obj), name, type, &value, &error) < 0)
            copy_failed(&error);
}

static inline void copy_dependencies(struct coh_engine *to, const struct coh_obj *obj)
{
    struct coh_error error;
    int64_t provider;
    int i, clause;

    for (i = 0; coh_dependency_at(obj, i, &clause, &provider); i++)
        if (coh_load_dependency(to, coh_obj_id(obj), clause, provider, &error) < 0)
            copy_failed(&error);
}

/* Everything of an engine in the order of ids, within the order of kinds. Returns how many; @list: room for all. */
static inline int all_objects(const struct coh_engine *e, struct coh_obj **list)
{
    static const int order[] = {COH_CLUSTER, COH_NODE,     COH_TYPE,     COH_GROUP, COH_RESOURCE,
                                COH_SERVICE, COH_GROUPSET, COH_AFFINITY, COH_KIND,  COH_OBJECT};
    const struct coh_model *m = coh_engine_model(e);
    int64_t id;
    size_t k;
    int count = 0;

    for (k = 0; k < sizeof order / sizeof order[0]; k++)
        for (id = -20; id < m->cluster->next_id; id++) {
            struct coh_obj *obj = coh_by_id(m, id);

            if (obj != NULL && obj->kind == order[k])
                list[count++] = obj;
        }
    return count;
}

static inline void engine_copy(struct coh_engine *from, const struct coh_mem *mem, struct coh_engine **ret_copy)
{
    struct coh_obj **list = calloc((size_t)coh_engine_model(from)->cluster->next_id + 30, sizeof *list);
    int count = all_objects(from, list), i;
    struct coh_error error;

    assert_int_equal(coh_engine_new(mem, ret_copy), 0);
    for (i = 0; i < count; i++)
        copy_object(from, *ret_copy, list[i]);
    for (i = 0; i < count; i++) /* types have the lower ids: their class decides what a property of a resource is */
        copy_properties(*ret_copy, list[i]);
    for (i = 0; i < count; i++)
        copy_dependencies(*ret_copy, list[i]);
    if (coh_load_done(*ret_copy, &error) < 0)
        copy_failed(&error);
    free(list);
}

/* ---- tables: data files, a case a line ---- */

static inline FILE *table_open(const char *name)
{
    char path[512];
    FILE *file;

    snprintf(path, sizeof path, "%s/tests/unit/data/%s", COHORT_SOURCE_DIR, name);
    file = fopen(path, "r");
    assert_non_null(file);
    return file;
}

/* The next case, and the number of its line; 0: there are no more, and the file is closed. */
static inline int table_next(FILE *file, char *line, int size, int *ret_number)
{
    while (fgets(line, size, file) != NULL) {
        ++*ret_number;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        line[strcspn(line, "\n")] = '\0';
        return 1;
    }
    fclose(file);
    return 0;
}

#endif
