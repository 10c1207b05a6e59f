/* A handle with a clock that stands still until it is moved, and agents that do as they are told and write down what
 * they were asked. */
#ifndef RUNTIME_FAKE_H
#define RUNTIME_FAKE_H

#include "store_dir.h"

#include <cohort/cohort.h>

#include "runtime/runtime.h"

static int64_t clock_ms, wall_ms;
static cohort *h;

static int64_t fake_now(void *user)
{
    (void)user;
    return clock_ms;
}

static int64_t wall_began; /* clock_ms when the wall clock showed wall_ms */

static int64_t fake_wall(void *user)
{
    (void)user;
    return wall_ms + clock_ms - wall_began;
}

/* What agents answer next, and what they were asked: "online R1;". */
static struct {
    int online, offline, terminate, looks, is, open;
    char log[8192];
    int64_t operation; /* of the last call */
    char record[64];
    int opened;
    void (*inside)(cohort *h, const cohort_target *target);
} fake;

static inline void note(const char *what, const cohort_target *target)
{
    size_t size = strlen(fake.log);

    snprintf(fake.log + size, sizeof fake.log - size, "%s %s;", what, target->name);
    fake.operation = target->operation;
    snprintf(fake.record, sizeof fake.record, "%.*s", (int)target->record_size,
             target->record != NULL ? (const char *)target->record : "");
    if (fake.inside != NULL)
        fake.inside(h, target);
}

static inline int fake_open(cohort *handle, void *user, const cohort_target *target, void **ret_instance)
{
    (void)user;
    assert_ptr_equal(handle, h);
    note("open", target);
    *ret_instance = &fake;
    fake.opened += fake.open == COHORT_AGENT_DONE;
    return fake.open;
}

static inline void fake_close(cohort *handle, void *instance)
{
    (void)handle;
    assert_ptr_equal(instance, &fake);
    fake.opened--;
}

#define FAKE_CALL(name)                                                                                                \
    static inline int fake_##name(cohort *handle, void *instance, const cohort_target *target)                         \
    {                                                                                                                  \
        (void)handle;                                                                                                  \
        assert_ptr_equal(instance, &fake);                                                                             \
        note(#name, target);                                                                                           \
        return fake.name;                                                                                              \
    }
FAKE_CALL(online)
FAKE_CALL(offline)
FAKE_CALL(terminate)
FAKE_CALL(looks)
FAKE_CALL(is)

static inline cohort_agent fake_agent(int polls)
{
    return (cohort_agent){.struct_size = sizeof(cohort_agent),
                          .open = fake_open,
                          .close = fake_close,
                          .online = fake_online,
                          .offline = fake_offline,
                          .terminate = fake_terminate,
                          .looks_alive = polls ? fake_looks : NULL,
                          .is_alive = polls ? fake_is : NULL};
}

/* Without a virtual clock the handle has a real loop. */
static inline void open_handle(const char *file, int virtual_clock, int polls)
{
    struct coh_clock clock = {.now_ms = fake_now, .wall_ms = fake_wall};
    cohort_config config = {.struct_size = sizeof config, .path = file, .actor = "tester"};
    cohort_agent agent = fake_agent(polls);

    memset(&fake, 0, sizeof fake);
    wall_began = clock_ms;
    if (coh_handle_open(&config, virtual_clock ? &clock : NULL, &h) < 0)
        fail_msg("%s", cohort_errmsg(h));
    assert_int_equal(cohort_agent_register(h, "Thing", &agent), 0);
    assert_int_equal(cohort_agent_register(h, "service", &agent), 0); /* case is ignored */
    assert_int_equal(coh_handle_boot_id(h, "boot-1"), 0);
}

static inline void must(int rc)
{
    if (rc < 0)
        fail_msg("%s", cohort_errmsg(h));
}

/* Nodes A and B; group G with resources R1, R2 (of R1), R3 (of R2). */
static inline void build(void)
{
    const char *resource[] = {"Group=G", "Type=Thing", NULL};

    must(cohort_create(h, "node", "A", NULL, NULL));
    must(cohort_create(h, "node", "B", NULL, NULL));
    must(cohort_create(h, "type", "Thing", NULL, NULL));
    must(cohort_create(h, "group", "G", NULL, NULL));
    must(cohort_create(h, "resource", "R3", resource, NULL));
    must(cohort_create(h, "resource", "R1", resource, NULL));
    must(cohort_create(h, "resource", "R2", resource, NULL));
    must(cohort_resource_depend(h, "R2", "[R1]", NULL));
    must(cohort_resource_depend(h, "R3", "[R2]", NULL));
}

static inline void host(void)
{
    const char *nodes[] = {"A", "B", NULL};

    must(cohort_node_host(h, nodes));
}

static inline void online(void)
{
    build();
    host();
    must(cohort_group_online(h, "G", NULL));
    must(cohort_process(h));
}

static inline const char *state_of(const char *kind, const char *name)
{
    static char text[300];
    cohort_cursor *cursor = NULL;

    must(cohort_list(h, kind, &cursor));
    strcpy(text, "");
    while (cohort_next(cursor))
        if (strcmp(cohort_cursor_text(cursor, "name"), name) == 0)
            snprintf(text, sizeof text, "%s", cohort_cursor_text(cursor, "state"));
    cohort_cursor_free(cursor);
    return text;
}

static inline void asked(const char *expected)
{
    assert_string_equal(fake.log, expected);
    fake.log[0] = '\0';
}

static inline int runtime_setup(void **state)
{
    clock_ms = 1000;
    wall_ms = 0;
    return dir_setup(state);
}

static inline int runtime_teardown(void **state)
{
    (void)state;
    cohort_close(h);
    h = NULL;
    return fake.opened; /* every open() has its close() */
}

#endif
