/* lib/core/journal.c, engine.c: a step is whole or nothing; time; timers; answers that come too late. */
#include "test_core_help.h"

#include "util/buf.h"

static struct bed bed, *const b = &bed;

static int setup(void **state)
{
    (void)state;
    bed_init(b);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bed_done(b);
    return 0;
}

/* ---- one story that has every kind of request ---- */

static const struct coh_input story[] = {
    {.verb = COH_VERB_CLUSTER_CREATE, .name = "STORY"},
    {.verb = COH_VERB_CREATE, .kind = COH_NODE, .name = "A"},
    {.verb = COH_VERB_CREATE, .kind = COH_NODE, .name = "B", .list = LIST("NodeWeight=1", "Description=the second")},
    {.verb = COH_VERB_QUORUM_WITNESS, .a = COHORT_WITNESS_DISK, .arg = "W"},
    {.verb = COH_VERB_NODE_UP, .list = LIST("A", "B"), .arg = "boot-1"},
    {.verb = COH_VERB_CREATE,
     .kind = COH_TYPE,
     .name = "Own",
     .list = LIST("Class=program", "RequiredDependencies=network name")},
    {.verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = "G"},
    {.verb = COH_VERB_GROUP_OWNERS, .name = "G", .list = LIST("B", "A")},
    {.verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = "SSO@A", .list = LIST("Start=Auto")},
    {.verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = "SSO@B"},
    {.verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = "HOST@A", .list = LIST("Needs=SSO")},
    {.verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = "HOST@B", .list = LIST("Needs=SSO")},
    {.verb = COH_VERB_CREATE,
     .kind = COH_RESOURCE,
     .name = "IP",
     .list = LIST("Group=G", "Type=IP Address", "Address=127.0.0.9")},
    {.verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "Name", .list = LIST("Group=G", "Type=Network Name")},
    {.verb = COH_VERB_CREATE,
     .kind = COH_RESOURCE,
     .name = "Sso",
     .list = LIST("Group=G", "Type=Generic Service", "ServiceName=SSO", "UseNetworkName=1")},
    {.verb = COH_VERB_CREATE,
     .kind = COH_RESOURCE,
     .name = "Host",
     .list = LIST("Group=G", "Type=Generic Service", "ServiceName=HOST")},
    {.verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "App", .list = LIST("Group=G", "Type=Own", "Colour=blue")},
    {.verb = COH_VERB_RESOURCE_DEPEND, .name = "Name", .arg = "[IP]"},
    {.verb = COH_VERB_RESOURCE_DEPEND, .name = "Sso", .arg = "[Name]"},
    {.verb = COH_VERB_RESOURCE_DEPEND, .name = "App", .arg = "([Name]) and ([Sso] or [Host])"},
    {.verb = COH_VERB_RESOURCE_OWNERS, .name = "App", .list = LIST("A", "B")},
    {.verb = COH_VERB_GROUP_ONLINE, .name = "G"},
    {.verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "App", .list = LIST("RestartDelay=0", "RestartThreshold=3")},
    {.verb = COH_VERB_UNSET, .kind = COH_RESOURCE, .name = "App", .list = LIST("RestartDelay", "Colour")},
    {.verb = COH_VERB_RENAME, .kind = COH_RESOURCE, .name = "App", .arg = "Application"},
    {.verb = COH_VERB_RENAME, .kind = COH_NODE, .name = "B", .arg = "BTS002"},
    {.verb = COH_VERB_RESOURCE_FAIL, .name = "IP"},
    {.verb = COH_VERB_RESOURCE_FAIL, .name = "IP"},
    {.verb = COH_VERB_GROUP_MOVE, .name = "G"},
    {.verb = COH_VERB_RESOURCE_OFFLINE, .name = "Host"},
    {.verb = COH_VERB_RESOURCE_ONLINE, .name = "Application"},
    {.verb = COH_VERB_SERVICE_START, .name = "HOST@A"},
    {.verb = COH_VERB_SERVICE_STOP, .name = "SSO@A", .a = 1},
    {.verb = COH_VERB_NODE_ISOLATE, .name = "A", .a = 1},
    {.verb = COH_VERB_NODE_ISOLATE, .name = "A", .a = 0},
    {.verb = COH_VERB_WITNESS_REPORT, .a = 0},
    {.verb = COH_VERB_OPEN, .a = 1234567},
    {.verb = COH_VERB_NODE_DOWN, .list = LIST("BTS002")},
    {.verb = COH_VERB_WITNESS_REPORT, .a = 1},
    {.verb = COH_VERB_GROUP_OFFLINE, .name = "G"},
    {.verb = COH_VERB_RESOURCE_DEPEND, .name = "Application"},
    {.verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "Application"},
    {.verb = COH_VERB_DELETE, .kind = COH_SERVICE, .name = "HOST@A"},
    {.verb = COH_VERB_DELETE, .kind = COH_TYPE, .name = "Own"},
    {.verb = COH_VERB_DELETE, .kind = COH_NODE, .name = "BTS002"},
};
enum { STORY = sizeof story / sizeof story[0] };

/* What follows from a chapter: every answer, and restarts after their delay. */
static void settle_down(void)
{
    bed_pass(b, 2000);
}

/* ---- out of memory at each allocation of each step ---- */

static void every_allocation_of_a_step_may_fail(struct coh_input input, int persistent)
{
    char before[17], after[17];
    int64_t n, seq = coh_engine_sequence(b->e);
    int rc = COHORT_ERR_NOMEM;

    input.time_ms = b->now_ms;
    bed_digest(b, before);
    for (n = 1; rc == COHORT_ERR_NOMEM; n++) {
        b->fail.calls = 0;
        b->fail.fail_at = n;
        b->fail.persistent = persistent;
        rc = coh_engine_step(b->e, &input, &b->error);
        b->fail.fail_at = 0;
        if (rc == COHORT_ERR_NOMEM) {
            bed_digest(b, after);
            assert_string_equal(before, after);
            assert_true(coh_engine_sequence(b->e) == seq);
            bed_check(b);
        } else if (rc < 0) {
            fail_msg("%s", b->error.text);
        }
        assert_true(n < 10000);
    }
    bed_check(b);
    bed_take_actions(b);
    coh_engine_commit(b->e);
}

static void answers_may_fail_too(int persistent)
{
    while (b->open_count > 0) {
        struct coh_action action = b->open[0];

        memmove(&b->open[0], &b->open[1], (size_t)(b->open_count - 1) * sizeof b->open[0]);
        b->open_count--;
        every_allocation_of_a_step_may_fail(
            (struct coh_input){
                .verb = COH_VERB_REPORT, .a = action.object, .b = action.operation, .c = COHORT_AGENT_DONE},
            persistent);
    }
}

static void tell_story(int failing, int persistent, char digest[17])
{
    int64_t until;
    int i;

    bed_init(b);
    for (i = 0; i < STORY; i++) {
        if (!failing) {
            if (TRY(b, .verb = 0) == 0 || bed_try(b, story[i]) < 0)
                fail_msg("chapter %d: %s", i, b->error.text);
            settle_down();
            continue;
        }
        every_allocation_of_a_step_may_fail(story[i], persistent);
        for (until = b->now_ms + 2000;;) {
            answers_may_fail_too(persistent);
            if (coh_engine_deadline(b->e) > until)
                break;
            b->now_ms = coh_engine_deadline(b->e) > b->now_ms ? coh_engine_deadline(b->e) : b->now_ms;
            every_allocation_of_a_step_may_fail((struct coh_input){.verb = COH_VERB_TICK}, persistent);
        }
        b->now_ms = until;
    }
    bed_digest(b, digest);
    bed_done(b);
}

static void out_of_memory_leaves_no_trace(void **state)
{
    char clean[17], failing[17];

    (void)state;
    tell_story(0, 0, clean);
    tell_story(1, 0, failing);
    assert_string_equal(clean, failing);
    tell_story(1, 1, failing);
    assert_string_equal(clean, failing);
}

static void every_allocation_of_an_engine_and_of_loading_may_fail(void **state)
{
    struct coh_engine *copy = NULL;
    struct bed other;
    int64_t n;
    int i, rc = COHORT_ERR_NOMEM;

    (void)state;
    for (i = 0; i < 30; i++) {
        bed_try(b, story[i]);
        settle_down();
    }
    memset(&other, 0, sizeof other);
    other.mem.use = fail_mem_allocator(&other.fail);
    for (n = 1; rc == COHORT_ERR_NOMEM; n++) {
        other.fail.calls = 0;
        other.fail.fail_at = n;
        rc = coh_engine_new(&other.mem, &copy);
        if (rc < 0)
            assert_int_equal(other.fail.live, 0);
    }
    coh_engine_free(copy);
    assert_int_equal(other.fail.live, 0);
    /* Loading: each call may fail; the engine is then only good to be freed. */
    for (n = 1, rc = COHORT_ERR_NOMEM; rc == COHORT_ERR_NOMEM; n++) {
        struct coh_obj *list[100];
        struct coh_cell cells[COH_COLUMNS_MAX];
        struct coh_error error;
        const char *name, *type;
        struct coh_cell value;
        int64_t provider;
        int count = all_objects(b->e, list), k, clause;

        other.fail.fail_at = 0;
        assert_int_equal(coh_engine_new(&other.mem, &copy), 0);
        other.fail.calls = 0;
        other.fail.fail_at = n;
        rc = 0;
        for (i = 0; rc == 0 && i < count; i++) {
            assert_int_equal(coh_row_get(b->e, list[i], cells), 0);
            rc = coh_load_row(copy, list[i]->kind, cells, &error);
        }
        for (i = 0; rc == 0 && i < count; i++)
            for (k = 0; rc == 0 && coh_property_at(list[i], k, &name, &type, &value); k++)
                rc = coh_load_property(copy, list[i]->id, name, type, &value, &error);
        for (i = 0; rc == 0 && i < count; i++)
            for (k = 0; rc == 0 && coh_dependency_at(list[i], k, &clause, &provider); k++)
                rc = coh_load_dependency(copy, list[i]->id, clause, provider, &error);
        if (rc == 0)
            rc = coh_load_done(copy, &error);
        coh_engine_free(copy);
        assert_int_equal(other.fail.live, 0);
    }
    assert_int_equal(rc, 0);
    assert_true(n > 50);
}

/* ---- rolling back ---- */

static void steps_that_are_not_committed_are_taken_back_together(void **state)
{
    char before[17], after[17];
    int i, k, from;

    (void)state;
    for (from = 0; from < STORY; from++) {
        int64_t seq = coh_engine_sequence(b->e), inputs = coh_engine_input_sequence(b->e),
                deadline = coh_engine_deadline(b->e);

        bed_digest(b, before);
        for (i = from; i < STORY && i < from + 6; i++) { /* some are refused: what they follow from was not answered */
            struct coh_input input = story[i];

            input.time_ms = b->now_ms;
            if (coh_engine_step(b->e, &input, &b->error) == 0)
                bed_check(b);
        }
        coh_engine_rollback(b->e);
        bed_digest(b, after);
        assert_string_equal(before, after);
        assert_true(coh_engine_sequence(b->e) == seq && coh_engine_input_sequence(b->e) == inputs &&
                    coh_engine_deadline(b->e) == deadline);
        bed_check(b);
        k = bed_try(b, story[from]);
        if (k < 0)
            fail_msg("%s", b->error.text);
        settle_down();
    }
}

static void refusal_takes_back_only_itself(void **state)
{
    struct coh_input good = story[1], bad = story[1];
    char before[17], after[17];

    (void)state;
    good.time_ms = bad.time_ms = b->now_ms;
    assert_int_equal(coh_engine_step(b->e, &good, &b->error), 0);
    bed_digest(b, before);
    assert_int_equal(coh_engine_step(b->e, &bad, &b->error), COHORT_ERR_EXISTS);
    bed_digest(b, after);
    assert_string_equal(before, after);
    assert_int_equal(coh_engine_effects(b->e)->input_count, 1);
    coh_engine_commit(b->e);
    assert_non_null(coh_find_node(coh_engine_model(b->e), "A"));
}

/* Each kind of request, refused: bed_step() compares the digests. */
static void refusals_change_nothing(void **state)
{
    static const char *const nobody[] = {"nobody", NULL}, *const twice[] = {"A", "A", NULL};
    int i;

    (void)state;
    for (i = 0; i < 22; i++) {
        bed_try(b, story[i]);
        settle_down();
    }
    REFUSED(b, COHORT_ERR_EXISTS, 5010, .verb = COH_VERB_CLUSTER_CREATE, .name = "again");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_CREATE, .kind = COH_CLUSTER, .name = "x");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_CREATE, .kind = 99, .name = "x");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_DELETE, .kind = 99, .name = "x");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_DELETE, .kind = -1, .name = "x");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_DELETE, .kind = COH_CLUSTER, .name = "STORY");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "x",
            .list = LIST("Group=G"));
    REFUSED(b, COHORT_ERR_NOT_FOUND, 5013, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "x",
            .list = LIST("Group=H", "Type=Own"));
    REFUSED(b, COHORT_ERR_NOT_FOUND, 5078, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "x",
            .list = LIST("Group=G", "Type=none"));
    REFUSED(b, COHORT_ERR_RANGE, 5913, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "x",
            .list = LIST("Group=G", "Type=Own", "RestartAction=9"));
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = "x");
    REFUSED(b, COHORT_ERR_NOT_FOUND, 5042, .verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = "x@nobody");
    REFUSED(b, COHORT_ERR_NOT_FOUND, 1060, .verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = "x@A",
            .list = LIST("Needs=none"));
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "App");
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_DELETE, .kind = COH_GROUP, .name = "G");
    REFUSED(b, COHORT_ERR_STATE, 5056, .verb = COH_VERB_DELETE, .kind = COH_NODE, .name = "A");
    REFUSED(b, COHORT_ERR_STATE, 5909, .verb = COH_VERB_DELETE, .kind = COH_TYPE, .name = "Own");
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_DELETE, .kind = COH_TYPE, .name = "IP Address");
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_RENAME, .kind = COH_TYPE, .name = "IP Address", .arg = "x");
    REFUSED(b, COHORT_ERR_EXISTS, 5040, .verb = COH_VERB_RENAME, .kind = COH_NODE, .name = "A", .arg = "b");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_RENAME, .kind = COH_NODE, .name = "A");
    REFUSED(b, COHORT_ERR_RANGE, 5954, .verb = COH_VERB_SET, .kind = COH_NODE, .name = "A",
            .list = LIST("NodeWeight=0", "NodeWeight=2"));
    REFUSED(b, COHORT_ERR_NOT_FOUND, 87, .verb = COH_VERB_UNSET, .kind = COH_NODE, .name = "A",
            .list = LIST("NodeWeight", "Mine"));
    REFUSED(b, COHORT_ERR_NOT_FOUND, 5013, .verb = COH_VERB_GROUP_ONLINE, .name = "nobody");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_GROUP_OFFLINE);
    REFUSED(b, COHORT_ERR_NOT_FOUND, 5042, .verb = COH_VERB_GROUP_MOVE, .name = "G", .arg = "nobody");
    REFUSED(b, COHORT_ERR_NOT_FOUND, 5042, .verb = COH_VERB_GROUP_OWNERS, .name = "G", .list = nobody);
    REFUSED(b, COHORT_ERR_EXISTS, 5010, .verb = COH_VERB_GROUP_OWNERS, .name = "G", .list = twice);
    REFUSED(b, COHORT_ERR_EXISTS, 5010, .verb = COH_VERB_RESOURCE_OWNERS, .name = "App", .list = twice);
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_RESOURCE_OWNERS, .name = "App", .list = LIST("B"));
    REFUSED(b, COHORT_ERR_NOT_FOUND, 5007, .verb = COH_VERB_RESOURCE_ONLINE, .name = "nobody");
    REFUSED(b, COHORT_ERR_HELD, 1051, .verb = COH_VERB_RESOURCE_OFFLINE,
            .name = "Name"); /* Host, which is no dependent of it, needs SSO */
    REFUSED(b, COHORT_ERR_CIRCULAR, 1059, .verb = COH_VERB_RESOURCE_DEPEND, .name = "Name", .arg = "[App]");
    REFUSED(b, COHORT_ERR_NOT_FOUND, 1060, .verb = COH_VERB_SERVICE_STOP, .name = "nobody@A");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_SERVICE_START, .name = "SSO");
    REFUSED(b, COHORT_ERR_NOT_FOUND, 5042, .verb = COH_VERB_NODE_UP, .list = LIST("A", "nobody"), .arg = "boot-9");
    REFUSED(b, COHORT_ERR_NOT_FOUND, 5042, .verb = COH_VERB_NODE_DOWN, .list = LIST("A", "nobody"));
    REFUSED(b, COHORT_ERR_RANGE, 5913, .verb = COH_VERB_QUORUM_WITNESS, .a = 9);
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = 0);
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERBS);
}

static void texts_of_refusals_do_not_pile_up(void **state)
{
    int64_t live;
    int i;

    (void)state;
    bed_nodes(b, LIST("A"));
    TRY(b, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = "A");
    live = b->fail.live;
    for (i = 0; i < 10000; i++) {
        struct coh_input input = {
            .verb = COH_VERB_RENAME, .kind = COH_NODE, .name = "A", .arg = "wrong@name", .time_ms = b->now_ms};

        assert_true(coh_engine_step(b->e, &input, &b->error) < 0);
    }
    assert_in_range(b->fail.live, 0, live + 2);
}

/* ---- time ---- */

static void time_never_goes_back(void **state)
{
    struct coh_input input = {.verb = COH_VERB_CLUSTER_CREATE, .name = "T"};

    (void)state;
    bed_nodes(b, LIST("A"));
    input.time_ms = b->now_ms - 1;
    assert_int_equal(coh_engine_step(b->e, &input, &b->error), COHORT_ERR_BUG);
    assert_true(coh_engine_now(b->e) == b->now_ms);
}

static void refused_input_does_not_move_the_clock(void **state)
{
    int64_t then;

    (void)state;
    bed_nodes(b, LIST("A"));
    then = coh_engine_now(b->e);
    b->now_ms += 5000;
    REFUSED(b, COHORT_ERR_EXISTS, 5040, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = "A");
    assert_true(coh_engine_now(b->e) == then);
}

static void timers_that_are_due_come_first(void **state)
{
    struct coh_input input = {.verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = "H"};

    (void)state;
    bed_nodes(b, LIST("A", "B"));
    bed_group_add(b, "G");
    bed_app(b, "G", "R");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "R");
    input.time_ms = coh_engine_deadline(b->e);
    assert_int_equal(coh_engine_step(b->e, &input, &b->error), COHORT_ERR_BUG);
    input.time_ms--;
    assert_int_equal(coh_engine_step(b->e, &input, &b->error), 0);
    coh_engine_commit(b->e);
    /* But opening a database is applied before any timer, and starts its clocks anew. */
    b->now_ms += 3600000;
    assert_int_equal(bed_step(b, (struct coh_input){.verb = COH_VERB_OPEN, .a = 1}), 0);
    assert_true(coh_engine_deadline(b->e) == b->now_ms + 180000);
    STATE(b, "R", "OnlinePending");
}

static void timers_fire_by_deadline_and_id(void **state)
{
    static const char *const names[] = {"R0", "R1", "R2", "R3", "R4", "R5"};
    static const int delays[] = {700, 100, 400, 100, 700, 400}, order[] = {1, 3, 2, 5, 0, 4};
    const struct coh_effects *effects;
    struct coh_input tick = {.verb = COH_VERB_TICK};
    char delay[32];
    int i, at = 0;

    (void)state;
    bed_nodes(b, LIST("A", "B"));
    bed_group_add(b, "G");
    for (i = 0; i < 6; i++) {
        bed_app(b, "G", names[i]);
        snprintf(delay, sizeof delay, "RestartDelay=%d", delays[i]);
        bed_set(b, COH_RESOURCE, names[i], delay);
    }
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    for (i = 5; i >= 0; i--)
        bed_fault(b, names[i], COHORT_AGENT_DIED);
    tick.time_ms = b->now_ms + 10000; /* all at once */
    assert_int_equal(coh_engine_step(b->e, &tick, &b->error), 0);
    effects = coh_engine_effects(b->e);
    assert_int_equal(effects->action_count, 6);
    for (i = 0; i < 6; i++)
        assert_true(effects->actions[i].object == bed_id(b, names[order[i]]));
    for (i = 0; i < effects->transition_count; i++)
        if (effects->transitions[i].kind == COH_RESOURCE && effects->transitions[i].change == COH_CHANGE_STATE)
            assert_true(effects->transitions[i].object == bed_id(b, names[order[at++]]));
    assert_int_equal(at, 6);
    coh_engine_commit(b->e);
}

/* ---- answers ---- */

static void answer_that_is_no_longer_awaited_is_ignored(void **state)
{
    char before[17], after[17];
    int64_t first, second, object;

    (void)state;
    bed_nodes(b, LIST("A", "B"));
    bed_group_add(b, "G");
    bed_app(b, "G", "R");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "R");
    object = bed_id(b, "R");
    first = bed_resource(b, "R")->op_id;
    b->now_ms += 180000;
    bed_tick(b); /* it is terminated */
    second = bed_resource(b, "R")->op_id;
    assert_true(second != first);
    bed_digest(b, before);
    OK(b, .verb = COH_VERB_REPORT, .a = object, .b = first, .c = COHORT_AGENT_DONE);
    OK(b, .verb = COH_VERB_REPORT, .a = object, .b = second + 7, .c = COHORT_AGENT_DONE);
    OK(b, .verb = COH_VERB_REPORT, .a = 0, .b = second, .c = COHORT_AGENT_DONE);
    OK(b, .verb = COH_VERB_REPORT, .a = 99999, .b = second, .c = COHORT_AGENT_DONE);
    OK(b, .verb = COH_VERB_REPORT, .a = bed_group(b, "G")->o.id, .b = 0, .c = COHORT_AGENT_DIED);
    OK(b, .verb = COH_VERB_REPORT, .a = 1, .b = 0, .c = COHORT_AGENT_DIED);
    bed_digest(b, after);
    assert_string_equal(before, after);
    OK(b, .verb = COH_VERB_REPORT, .a = object, .b = second, .c = COHORT_AGENT_DONE);
    bed_digest(b, before);
    OK(b, .verb = COH_VERB_REPORT, .a = object, .b = second, .c = COHORT_AGENT_DONE); /* repeated */
    OK(b, .verb = COH_VERB_REPORT, .a = object, .b = second, .c = COHORT_AGENT_DIED);
    OK(b, .verb = COH_VERB_REPORT, .a = object, .b = second, .c = COHORT_AGENT_PROGRESS);
    bed_digest(b, after);
    assert_string_equal(before, after);
}

static void driven_resource_takes_no_answers_of_its_own(void **state)
{
    (void)state;
    bed_nodes(b, LIST("A", "B"));
    bed_group_add(b, "G");
    bed_service_add(b, "S@A", NULL);
    bed_driver(b, "G", "R", "S");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "R");
    OK(b, .verb = COH_VERB_REPORT, .a = bed_id(b, "R"), .b = bed_resource(b, "R")->op_id, .c = COHORT_AGENT_DONE);
    STATE(b, "R", "OnlinePending");
    bed_quiet(b);
    STATE(b, "R", "Online");
    OK(b, .verb = COH_VERB_REPORT, .a = bed_id(b, "R"), .b = bed_resource(b, "R")->op_id, .c = COHORT_AGENT_DIED);
    STATE(b, "R", "Online");
}

static void progress_starts_the_clock_again(void **state)
{
    (void)state;
    bed_nodes(b, LIST("A", "B"));
    bed_group_add(b, "G");
    bed_app(b, "G", "R");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "R");
    b->now_ms += 179999;
    ANSWER(b, "R", COHORT_AGENT_PROGRESS);
    b->now_ms += 179999;
    bed_tick(b);
    STATE(b, "R", "OnlinePending");
    b->now_ms += 1;
    bed_tick(b);
    STATE(b, "R", "Failed");
    assert_int_equal(bed_op(b, "R"), COH_OP_TERMINATE);
    b->now_ms += 180000;
    assert_int_equal(b->issued[COH_OP_TERMINATE], 1);
    bed_tick(b); /* no answer: asked again, and nothing else */
    assert_int_equal(b->issued[COH_OP_TERMINATE], 2);
    assert_int_equal(bed_op(b, "R"), COH_OP_TERMINATE);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(out_of_memory_leaves_no_trace),
        T(every_allocation_of_an_engine_and_of_loading_may_fail),
        T(steps_that_are_not_committed_are_taken_back_together),
        T(refusal_takes_back_only_itself),
        T(refusals_change_nothing),
        T(texts_of_refusals_do_not_pile_up),
        T(time_never_goes_back),
        T(refused_input_does_not_move_the_clock),
        T(timers_that_are_due_come_first),
        T(timers_fire_by_deadline_and_id),
        T(answer_that_is_no_longer_awaited_is_ignored),
        T(driven_resource_takes_no_answers_of_its_own),
        T(progress_starts_the_clock_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
