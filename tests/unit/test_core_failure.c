/* lib/core/failure.c, settle.c, want.c: restarts, failovers, retries, stop marks; the group's state; what became of requests. */
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

static void online_group(const char *const *nodes, const char *const *resources)
{
    int i;

    bed_nodes(b, nodes);
    bed_group_add(b, "G");
    for (i = 0; resources[i] != NULL; i++)
        bed_app(b, "G", resources[i]);
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
    OWNER(b, "G", nodes[0]);
}

/* It dies; whatever follows within a second is answered. */
static void die(const char *resource)
{
    bed_fault(b, resource, COHORT_AGENT_DIED);
    bed_pass(b, 1000);
}

/* ---- the group's state ---- */

static void group_state_follows_from_its_members(void **state)
{
    static const struct {
        int count, online, failed, pending;
        int expected;
    } table[] = {
        {0, 0, 0, 0, COHORT_GROUP_OFFLINE}, /* empty */
        {3, 0, 0, 0, COHORT_GROUP_OFFLINE},
        {3, 3, 0, 0, COHORT_GROUP_ONLINE},
        {1, 1, 0, 0, COHORT_GROUP_ONLINE},
        {3, 1, 0, 0, COHORT_GROUP_PARTIAL_ONLINE},
        {3, 2, 0, 0, COHORT_GROUP_PARTIAL_ONLINE},
        {3, 2, 0, 1, COHORT_GROUP_PENDING}, /* Pending outranks PartialOnline */
        {3, 0, 0, 1, COHORT_GROUP_PENDING},
        {3, 0, 0, 3, COHORT_GROUP_PENDING},
        {3, 2, 1, 0, COHORT_GROUP_FAILED}, /* Failed outranks all */
        {3, 0, 1, 2, COHORT_GROUP_FAILED},
        {3, 0, 3, 0, COHORT_GROUP_FAILED},
        {3, 1, 1, 1, COHORT_GROUP_FAILED},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct coh_group g;

        memset(&g, 0, sizeof g);
        g.count = table[i].count;
        g.online = table[i].online;
        g.failed = table[i].failed;
        g.pending = table[i].pending;
        if (coh_group_state(&g) != table[i].expected)
            fail_msg("row %d: %s", (int)i, coh_group_state_name(coh_group_state(&g)));
    }
}

static void group_passes_through_its_states(void **state)
{
    (void)state;
    bed_nodes(b, LIST("A"));
    bed_group_add(b, "G");
    GROUP_STATE(b, "G", "Offline");
    bed_app(b, "G", "R");
    bed_app(b, "G", "S");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "R");
    GROUP_STATE(b, "G", "Pending");
    bed_quiet(b);
    GROUP_STATE(b, "G", "PartialOnline");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "S");
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
    bed_app(b, "G", "T");
    GROUP_STATE(b, "G", "PartialOnline");
    OK(b, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "T");
    GROUP_STATE(b, "G", "Online");
    OK(b, .verb = COH_VERB_RESOURCE_FAIL, .name = "R");
    GROUP_STATE(b, "G", "Failed");
}

/* ---- restarts ---- */

static void threshold_plus_first_failure_in_the_window_acts(void **state)
{
    static const char *const thresholds[] = {"RestartThreshold=0", "RestartThreshold=1", "RestartThreshold=3"};
    static const int allowed[] = {0, 1, 3};
    int i, k;

    (void)state;
    for (i = 0; i < 3; i++) {
        if (i > 0)
            bed_init(b);
        online_group(LIST("A", "B"), LIST("R"));
        bed_set(b, COH_RESOURCE, "R", thresholds[i]);
        for (k = 0; k < allowed[i]; k++) {
            die("R");
            OWNER(b, "G", "A");
            STATE(b, "R", "Online");
        }
        die("R");
        OWNER(b, "G", "B");
        if (i < 2)
            bed_done(b);
    }
}

static void restarts_age_with_the_period(void **state)
{
    int i;

    (void)state;
    online_group(LIST("A", "B"), LIST("R"));
    bed_set(b, COH_RESOURCE, "R", "RestartPeriod=10m");
    for (i = 0; i < 5; i++) {
        die("R");
        bed_pass(b, 10 * 60000);
        OWNER(b, "G", "A");
    }
    die("R");
    die("R");
    OWNER(b, "G", "B");
}

static void restart_waits_for_its_delay_after_the_thing_is_down(void **state)
{
    int64_t then;

    (void)state;
    online_group(LIST("A", "B"), LIST("R"));
    bed_set(b, COH_RESOURCE, "R", "RestartDelay=3s");
    bed_fault(b, "R", COHORT_AGENT_FAILED); /* something may still run */
    assert_int_equal(bed_op(b, "R"), COH_OP_TERMINATE);
    b->now_ms += 5000;
    bed_tick(b);
    STATE(b, "R", "Failed");
    then = b->now_ms;
    ANSWER(b, "R", COHORT_AGENT_DONE);
    assert_true(coh_engine_deadline(b->e) == then + 3000);
    bed_pass(b, 3000);
    STATE(b, "R", "Online");
}

static void restart_action_0_leaves_it_and_1_never_moves_the_group(void **state)
{
    (void)state;
    online_group(LIST("A", "B"), LIST("R", "S"));
    bed_set(b, COH_RESOURCE, "R", "RestartAction=0");
    die("R");
    bed_pass(b, 24 * 3600000);
    STATE(b, "R", "Failed");
    bed_set(b, COH_RESOURCE, "S", "RestartAction=1");
    die("S");
    STATE(b, "S", "Online");
    die("S");
    bed_pass(b, 60000);
    STATE(b, "S", "Failed");
    OWNER(b, "G", "A");
    bed_pass(b, 3600000); /* RetryPeriodOnFailure */
    STATE(b, "S", "Online");
}

static void online_of_an_administrator_begins_the_count_anew(void **state)
{
    (void)state;
    online_group(LIST("A", "B"), LIST("R"));
    die("R");
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "R");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "R");
    bed_quiet(b);
    die("R");
    OWNER(b, "G", "A");
    die("R");
    OWNER(b, "G", "B");
}

static void group_online_of_an_online_group_counts_once(void **state)
{
    (void)state;
    online_group(LIST("A", "B"), LIST("R"));
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G"); /* reached already */
    assert_int_equal(bed_group(b, "G")->admin, 0);
    die("R");
    assert_non_null(bed_resource(b, "R")->restarts); /* its return is no administrator's success */
    die("R");
    OWNER(b, "G", "B");
}

static void death_on_the_way_down_is_no_failure(void **state)
{
    (void)state;
    online_group(LIST("A", "B"), LIST("R", "D"));
    bed_depend(b, "D", "[R]");
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "R");
    STATE(b, "R", "OfflinePending"); /* waits for D */
    bed_fault(b, "R", COHORT_AGENT_DIED);
    STATE(b, "R", "Offline");
    assert_null(bed_resource(b, "R")->restarts);
    ANSWER(b, "D", COHORT_AGENT_DIED);
    STATE(b, "D", "Offline");
    assert_null(bed_resource(b, "D")->restarts);
    OWNER(b, "G", "A");
}

/* ---- failovers ---- */

static void failover_threshold_allows_that_many(void **state)
{
    (void)state;
    online_group(LIST("A", "B", "C"), LIST("R", "S"));
    bed_set(b, COH_RESOURCE, "R", "RestartThreshold=0");
    bed_set(b, COH_GROUP, "G", "FailoverThreshold=2");
    die("R");
    OWNER(b, "G", "B");
    die("R");
    OWNER(b, "G", "C");
    die("R");
    OWNER(b, "G", "C");
    STATE(b, "R", "Failed");
    STATE(b, "S", "Online"); /* the others keep running */
    bed_pass(b, 3600000);    /* a retry begins a new series of restarts; the failovers only age */
    STATE(b, "R", "Online");
    die("R");
    OWNER(b, "G", "C");
    STATE(b, "R", "Failed");
    bed_pass(b, 6 * 3600000);
    STATE(b, "R", "Online");
    die("R");
    OWNER(b, "G", "A");
}

static void default_failover_threshold_is_up_nodes_less_one(void **state)
{
    (void)state;
    online_group(LIST("A", "B", "C"), LIST("R"));
    bed_set(b, COH_RESOURCE, "R", "RestartThreshold=0");
    die("R");
    OWNER(b, "G", "B");
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("A"));
    die("R"); /* one failover was allowed on two nodes, and it was used */
    OWNER(b, "G", "B");
    STATE(b, "R", "Failed");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "R"); /* an administrator clears the count */
    bed_quiet(b);
    die("R");
    OWNER(b, "G", "C");
}

static void moves_and_node_losses_do_not_count(void **state)
{
    (void)state;
    online_group(LIST("A", "B", "C"), LIST("R"));
    bed_set(b, COH_GROUP, "G", "FailoverThreshold=1");
    bed_set(b, COH_RESOURCE, "R", "RestartThreshold=0");
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G", .arg = "B");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("B"));
    bed_quiet(b);
    assert_null(bed_group(b, "G")->failovers);
    die("R");
    assert_int_equal(bed_group(b, "G")->failovers->count, 1);
}

static void cannot_here_moves_the_group_and_cannot_anywhere_does_not(void **state)
{
    (void)state;
    online_group(LIST("A", "B", "C"), LIST("R"));
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "R");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "R");
    ANSWER(b, "R", COHORT_AGENT_CANNOT_HERE);
    OWNER(b, "G", "B");
    STATE(b, "R", "OnlinePending");
    ANSWER(b, "R", COHORT_AGENT_CANNOT_ANYWHERE);
    OWNER(b, "G", "B");
    STATE(b, "R", "Failed");
    bed_pass(b, 24 * 3600000);
    STATE(b, "R", "Failed");
}

static void cannot_here_is_no_matter_while_another_member_serves(void **state)
{
    (void)state;
    bed_nodes(b, LIST("A", "B"));
    bed_group_add(b, "G");
    bed_app(b, "G", "P");
    bed_app(b, "G", "Q");
    bed_app(b, "G", "D");
    bed_depend(b, "D", "[P] or [Q]");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    ANSWER(b, "P", COHORT_AGENT_CANNOT_HERE);
    STATE(b, "P", "Offline");
    OWNER(b, "G", "A");
    bed_quiet(b);
    STATE(b, "D", "Online");
    GROUP_STATE(b, "G", "PartialOnline");
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G"); /* there it may */
    bed_quiet(b);
    STATE(b, "P", "Online");
}

static void last_member_that_cannot_come_here_moves_the_group(void **state)
{
    (void)state;
    bed_nodes(b, LIST("A", "B"));
    bed_group_add(b, "G");
    bed_app(b, "G", "P");
    bed_app(b, "G", "Q");
    bed_app(b, "G", "D");
    bed_depend(b, "D", "[P] or [Q]");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    ANSWER(b, "P", COHORT_AGENT_CANNOT_HERE);
    ANSWER(b, "Q", COHORT_AGENT_CANNOT_HERE);
    OWNER(b, "G", "B");
}

static void what_is_still_terminated_is_not_deleted(void **state)
{
    (void)state;
    bed_nodes(b, LIST("A"));
    bed_group_add(b, "G");
    bed_app(b, "G", "R");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    ANSWER(b, "R", COHORT_AGENT_FAILED);
    STATE(b, "R", "Failed");
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "R");
    assert_non_null(strstr(b->error.text, "it is Failed, and still being terminated"));
    ANSWER(b, "R", COHORT_AGENT_DONE);
    OK(b, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "R");
}

/* A start can fail at once, with nobody asked. Nothing of that may go round in one instant. */
static void failures_in_one_instant_end(void **state)
{
    static const char *const nodes[] = {"A", "B", NULL};
    int i;

    (void)state;
    bed_nodes(b, nodes);
    for (i = 0; i < 2; i++) {
        OK(b, .verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = i ? "N@B" : "N@A", .list = LIST("Start=Disabled"));
        bed_service_add(b, i ? "S@B" : "S@A", "N");
    }
    bed_group_add(b, "G");
    bed_driver(b, "G", "R", "S");
    OK(b, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "R",
       .list = LIST("RestartDelay=0", "RestartThreshold=4294967295", "RetryPeriodOnFailure=0"));
    bed_set(b, COH_GROUP, "G", "FailoverThreshold=4294967294");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    assert_true(coh_engine_deadline(b->e) > b->now_ms);
    bed_set(b, COH_RESOURCE, "R", "RestartThreshold=0");
    for (i = 0; i < 5; i++) {
        b->now_ms += 1;
        bed_tick(b);
        assert_true(coh_engine_deadline(b->e) > b->now_ms);
    }
    bed_driver(b, "G", "Nowhere", "none"); /* 127 on both nodes */
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Nowhere");
    STATE(b, "Nowhere", "Offline");
}

/* ---- marks ---- */

static void stop_mark_suppresses_dependents_and_goes_with_an_online_of_them(void **state)
{
    (void)state;
    online_group(LIST("A", "B"), LIST("P", "D", "E"));
    bed_depend(b, "D", "[P]");
    bed_depend(b, "E", "[D]");
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "P");
    bed_quiet(b);
    assert_int_equal(bed_resource(b, "D")->persistent, COHORT_PERSISTENT_INHERIT);
    bed_pass(b, 24 * 3600000);
    STATE(b, "E", "Offline");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "P"); /* they return with their provider */
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "P");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "D"); /* and it with them */
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
    assert_int_equal(bed_resource(b, "P")->persistent, COHORT_PERSISTENT_OFFLINE);
    assert_int_equal(bed_resource(b, "P")->stopped, 0);
}

static void persistent_states_are_the_administrators(void **state)
{
    (void)state;
    online_group(LIST("A", "B"), LIST("R", "S"));
    bed_set(b, COH_RESOURCE, "R", "RestartThreshold=0");
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "S");
    bed_quiet(b);
    die("R");
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G");
    bed_quiet(b);
    assert_int_equal(bed_group(b, "G")->persistent, COHORT_PERSISTENT_ONLINE);
    assert_int_equal(bed_resource(b, "R")->persistent, COHORT_PERSISTENT_INHERIT);
    assert_int_equal(bed_resource(b, "S")->persistent, COHORT_PERSISTENT_OFFLINE);
    STATE(b, "S", "Offline");
    OK(b, .verb = COH_VERB_GROUP_OFFLINE, .name = "G"); /* members inherit again */
    bed_quiet(b);
    assert_int_equal(bed_resource(b, "S")->persistent, COHORT_PERSISTENT_INHERIT);
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    STATE(b, "S", "Online");
}

static void offline_of_a_failed_resource_makes_it_offline(void **state)
{
    (void)state;
    online_group(LIST("A"), LIST("R"));
    bed_set(b, COH_RESOURCE, "R", "RestartAction=0");
    bed_fault(b, "R", COHORT_AGENT_FAILED);
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "R"); /* its termination goes on */
    STATE(b, "R", "OfflinePending");
    bed_quiet(b);
    STATE(b, "R", "Offline");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "R");
    bed_quiet(b);
    die("R");
    STATE(b, "R", "Failed");
    OK(b, .verb = COH_VERB_GROUP_OFFLINE, .name = "G");
    STATE(b, "R", "Offline");
}

/* ---- what became of requests ---- */

static int result(struct coh_input input)
{
    struct coh_buf reason;
    int rc;

    coh_buf_init(&reason, &b->mem, 0);
    rc = coh_engine_result(b->e, &input, &reason);
    if (rc == COHORT_REQUEST_FAILED)
        assert_true(*coh_buf_text(&reason) != '\0');
    coh_buf_free(&reason);
    return rc;
}

static void request_is_pending_until_its_goal_is_met(void **state)
{
    struct coh_input online = {.verb = COH_VERB_GROUP_ONLINE, .name = "G"},
                     move = {.verb = COH_VERB_GROUP_MOVE, .name = "G", .arg = "B"},
                     offline = {.verb = COH_VERB_RESOURCE_OFFLINE, .name = "R"};

    (void)state;
    bed_nodes(b, LIST("A", "B"));
    bed_group_add(b, "G");
    bed_app(b, "G", "R");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    assert_int_equal(result(online), COHORT_REQUEST_PENDING);
    bed_quiet(b);
    assert_int_equal(result(online), COHORT_REQUEST_REACHED);
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G", .arg = "B");
    assert_int_equal(result(move), COHORT_REQUEST_PENDING);
    ANSWER(b, "R", COHORT_AGENT_DONE);
    assert_int_equal(result(move), COHORT_REQUEST_PENDING);
    bed_quiet(b);
    assert_int_equal(result(move), COHORT_REQUEST_REACHED);
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "R");
    assert_int_equal(result(offline), COHORT_REQUEST_PENDING);
    bed_quiet(b);
    assert_int_equal(result(offline), COHORT_REQUEST_REACHED);
}

static void request_fails_when_nothing_more_is_under_way(void **state)
{
    struct coh_input online = {.verb = COH_VERB_RESOURCE_ONLINE, .name = "D"};

    (void)state;
    bed_nodes(b, LIST("A"));
    bed_group_add(b, "G");
    bed_app(b, "G", "P");
    bed_app(b, "G", "D");
    bed_depend(b, "D", "[P]");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "D");
    assert_int_equal(result(online), COHORT_REQUEST_PENDING);
    ANSWER(b, "P", COHORT_AGENT_FAILED);
    assert_int_equal(result(online), COHORT_REQUEST_PENDING); /* it is terminated */
    ANSWER(b, "P", COHORT_AGENT_DONE);
    assert_int_equal(result(online), COHORT_REQUEST_PENDING); /* RestartDelay */
    b->now_ms = coh_engine_deadline(b->e);
    bed_tick(b);
    ANSWER(b, "P", COHORT_AGENT_DIED);
    assert_int_equal(result(online), COHORT_REQUEST_FAILED); /* a retry in an hour is not waited for */
    OK(b, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "D");
    assert_int_equal(result(online), COHORT_REQUEST_FAILED);
}

static void operations_in_flight_are_known_after_a_crash(void **state)
{
    struct coh_action *list = NULL;
    int count = 0, i;

    (void)state;
    bed_nodes(b, LIST("A", "B"));
    bed_group_add(b, "G");
    bed_group_add(b, "H");
    bed_service_add(b, "S@A", NULL);
    bed_app(b, "G", "R");
    bed_driver(b, "G", "D", "S");
    bed_app(b, "H", "Q");
    bed_app(b, "H", "Done");
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "H", .arg = "B");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Done");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Q");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    assert_int_equal(coh_engine_inflight(b->e, 0, &list, &count), 0);
    assert_int_equal(count, 3);
    assert_int_equal(b->open_count, 3);
    for (i = 0; i < 3; i++) /* exactly what was issued, in that order */
        assert_memory_equal(&list[i], &b->open[i], sizeof list[i]);
    coh_free(&b->mem, list);
    assert_int_equal(coh_engine_inflight(b->e, bed_resource(b, "Q")->group->owner->o.id, &list, &count), 0);
    assert_int_equal(count, 1);
    assert_true(list[0].object == bed_id(b, "Q"));
    coh_free(&b->mem, list);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(group_state_follows_from_its_members),
        T(group_passes_through_its_states),
        T(threshold_plus_first_failure_in_the_window_acts),
        T(restarts_age_with_the_period),
        T(restart_waits_for_its_delay_after_the_thing_is_down),
        T(restart_action_0_leaves_it_and_1_never_moves_the_group),
        T(online_of_an_administrator_begins_the_count_anew),
        T(group_online_of_an_online_group_counts_once),
        T(death_on_the_way_down_is_no_failure),
        T(failover_threshold_allows_that_many),
        T(default_failover_threshold_is_up_nodes_less_one),
        T(moves_and_node_losses_do_not_count),
        T(cannot_here_moves_the_group_and_cannot_anywhere_does_not),
        T(cannot_here_is_no_matter_while_another_member_serves),
        T(last_member_that_cannot_come_here_moves_the_group),
        T(what_is_still_terminated_is_not_deleted),
        T(failures_in_one_instant_end),
        T(stop_mark_suppresses_dependents_and_goes_with_an_online_of_them),
        T(persistent_states_are_the_administrators),
        T(offline_of_a_failed_resource_makes_it_offline),
        T(request_is_pending_until_its_goal_is_met),
        T(request_fails_when_nothing_more_is_under_way),
        T(operations_in_flight_are_known_after_a_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
