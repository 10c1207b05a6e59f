/* lib/core/services.c: a service's own rules, the resource's hand on it, and the gates between needs and resources. */
#include "test_core_help.h"

static struct bed bed, *const b = &bed;

static int setup(void **state)
{
    (void)state;
    bed_init(b);
    bed_nodes(b, LIST("A", "B"));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bed_done(b);
    return 0;
}

/* SSO and HOST, which needs it, on both nodes. */
static void sso_and_host(void)
{
    bed_service_add(b, "SSO@A", NULL);
    bed_service_add(b, "SSO@B", NULL);
    bed_service_add(b, "HOST@A", "SSO");
    bed_service_add(b, "HOST@B", "SSO");
}

/* Both driven by resources of G, without a dependency between them, Online on A. */
static void driven_pair(void)
{
    sso_and_host();
    bed_group_add(b, "G");
    bed_driver(b, "G", "Host", "HOST"); /* the needer has the lower id: order comes from the needs */
    bed_driver(b, "G", "Sso", "SSO");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
}

static void start(const char *name)
{
    OK(b, .verb = COH_VERB_SERVICE_START, .name = name);
    bed_quiet(b);
    STATE(b, name, "Running");
}

static void assert_by(const char *name, int by, const char *identity)
{
    assert_int_equal(bed_service(b, name)->by, by);
    assert_string_equal(bed_service(b, name)->identity, identity);
}

/* ---- a service of its own ---- */

static void start_starts_what_it_needs(void **state)
{
    (void)state;
    sso_and_host();
    bed_service_add(b, "TOP@A", "HOST");
    OK(b, .verb = COH_VERB_SERVICE_START, .name = "TOP@A");
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_ONLINE);
    assert_int_equal(b->open_count, 1);
    ANSWER(b, "SSO@A", COHORT_AGENT_DONE);
    ANSWER(b, "HOST@A", COHORT_AGENT_DONE);
    ANSWER(b, "TOP@A", COHORT_AGENT_DONE);
    assert_by("TOP@A", COH_BY_MANUAL, "A");
    assert_by("HOST@A", COH_BY_NEEDS, "A");
    assert_by("SSO@A", COH_BY_NEEDS, "A");
}

static void service_that_is_needed_does_not_stop(void **state)
{
    (void)state;
    sso_and_host();
    start("HOST@A");
    REFUSED(b, COHORT_ERR_HELD, 1051, .verb = COH_VERB_SERVICE_STOP, .name = "SSO@A");
    OK(b, .verb = COH_VERB_SERVICE_STOP, .name = "SSO@A", .a = 1);
    assert_int_equal(bed_op(b, "HOST@A"), COH_OP_OFFLINE);
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_NONE);
    bed_quiet(b);
    STATE(b, "SSO@A", "Stopped");
    REFUSED(b, COHORT_ERR_STATE, 1062, .verb = COH_VERB_SERVICE_STOP, .name = "SSO@A");
}

static void disabled_service_does_not_start_nor_does_who_needs_it(void **state)
{
    (void)state;
    sso_and_host();
    bed_set(b, COH_SERVICE, "SSO@A", "Start=Disabled");
    REFUSED(b, COHORT_ERR_STATE, 1058, .verb = COH_VERB_SERVICE_START, .name = "SSO@A");
    REFUSED(b, COHORT_ERR_STATE, 1058, .verb = COH_VERB_SERVICE_START, .name = "HOST@A");
}

static void crash_stops_nothing_else(void **state)
{
    (void)state;
    sso_and_host();
    start("HOST@A");
    bed_fault(b, "SSO@A", COHORT_AGENT_DIED);
    STATE(b, "SSO@A", "Stopped");
    STATE(b, "HOST@A", "Running");
}

static void needed_service_that_fails_gives_up_who_waits(void **state)
{
    (void)state;
    sso_and_host();
    bed_service_add(b, "TOP@A", "HOST");
    OK(b, .verb = COH_VERB_SERVICE_START, .name = "TOP@A");
    ANSWER(b, "SSO@A", COHORT_AGENT_DIED);
    STATE(b, "TOP@A", "Stopped");
    assert_int_equal(bed_service(b, "TOP@A")->goal, COH_OP_NONE);
    assert_int_equal(bed_service(b, "HOST@A")->goal, COH_OP_NONE);
    assert_int_equal(b->open_count, 0);
}

static void own_clock_bounds_a_start_and_a_stop(void **state)
{
    (void)state;
    sso_and_host();
    OK(b, .verb = COH_VERB_SERVICE_START, .name = "HOST@A");
    b->now_ms += 30000;
    bed_tick(b);
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_TERMINATE);
    assert_int_equal(bed_service(b, "HOST@A")->goal, COH_OP_NONE);
    b->now_ms += 30000;
    bed_tick(b); /* asked again */
    assert_int_equal(b->issued[COH_OP_TERMINATE], 2);
    bed_quiet(b);
    start("SSO@A");
    OK(b, .verb = COH_VERB_SERVICE_STOP, .name = "SSO@A");
    b->now_ms += 30000;
    bed_tick(b);
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_TERMINATE);
}

static void service_that_crashes_while_it_is_to_stop_is_just_stopped(void **state)
{
    (void)state;
    sso_and_host();
    start("HOST@A");
    OK(b, .verb = COH_VERB_SERVICE_STOP, .name = "SSO@A", .a = 1);
    bed_fault(b, "SSO@A", COHORT_AGENT_DIED);
    assert_int_equal(bed_service(b, "SSO@A")->goal, COH_OP_NONE);
    bed_quiet(b);
    start("SSO@A");
    bed_pass(b, 60000);
    STATE(b, "SSO@A", "Running"); /* the old stop is not carried out now */
}

static void auto_services_start_with_their_node_only(void **state)
{
    (void)state;
    sso_and_host();
    bed_set(b, COH_SERVICE, "SSO@A", "Start=Auto");
    OK(b, .verb = COH_VERB_NODE_UP, .list = LIST("A"), .arg = "boot-1"); /* the same boot */
    assert_int_equal(b->open_count, 0);
    OK(b, .verb = COH_VERB_NODE_UP, .list = LIST("A"), .arg = "boot-2");
    bed_quiet(b);
    STATE(b, "SSO@A", "Running");
    STATE(b, "HOST@A", "Stopped");
    assert_by("SSO@A", COH_BY_BOOT, "A");
}

static void needs_are_at_most_100_deep(void **state)
{
    char name[32], needs[32];
    int i;

    (void)state;
    for (i = 0; i <= COHORT_DEPTH_MAX; i++) {
        snprintf(name, sizeof name, "S%d@A", i);
        snprintf(needs, sizeof needs, "S%d", i - 1);
        bed_service_add(b, name, i > 0 ? needs : NULL);
    }
    REFUSED(b, COHORT_ERR_LIMIT, 5929, .verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = "TOP@A",
            .list = LIST("Needs=S100"));
    bed_service_add(b, "BELOW@A", NULL);
    REFUSED(b, COHORT_ERR_LIMIT, 5929, .verb = COH_VERB_SET, .kind = COH_SERVICE, .name = "S0@A",
            .list = LIST("Needs=BELOW"));
    OK(b, .verb = COH_VERB_SERVICE_START, .name = "S100@A");
    bed_quiet(b);
    STATE(b, "S100@A", "Running");
    OK(b, .verb = COH_VERB_SERVICE_STOP, .name = "S0@A", .a = 1);
    bed_quiet(b);
    STATE(b, "S0@A", "Stopped");
}

/* ---- the resource's hand ---- */

static void online_makes_the_service_the_clusters(void **state)
{
    (void)state;
    bed_service_add(b, "SSO@A", NULL);
    bed_set(b, COH_SERVICE, "SSO@A", "Start=Auto");
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Sso");
    bed_quiet(b);
    STATE(b, "Sso", "Online");
    assert_by("SSO@A", COH_BY_CLUSTER, "A");
    assert_string_equal(coh_prop_text(&bed_service(b, "SSO@A")->o, COH_P_START), "Manual");
}

static void identity_is_that_of_the_network_name_among_the_direct_providers(void **state)
{
    (void)state;
    bed_service_add(b, "SSO@A", NULL);
    bed_group_add(b, "G");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "IP", .list = LIST("Group=G", "Type=IP Address"));
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "Net",
       .list = LIST("Group=G", "Type=Network Name", "Name=SSOCLUSTER"));
    bed_driver(b, "G", "Sso", "SSO");
    bed_set(b, COH_RESOURCE, "Sso", "UseNetworkName=1");
    bed_app(b, "G", "Between");
    bed_depend(b, "Net", "[IP]");
    bed_depend(b, "Between", "[Net]");
    bed_depend(b, "Sso", "[Between]"); /* in its group, and even below it: not a direct provider */
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Sso");
    bed_quiet(b);
    assert_by("SSO@A", COH_BY_CLUSTER, "A");
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "Sso");
    bed_quiet(b);
    bed_depend(b, "Sso", "[Between] and [Net]");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Sso");
    bed_quiet(b);
    assert_by("SSO@A", COH_BY_CLUSTER, "SSOCLUSTER");
}

static void running_service_is_adopted_as_it_is(void **state)
{
    (void)state;
    bed_service_add(b, "SSO@A", NULL);
    start("SSO@A");
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Sso");
    STATE(b, "Sso", "Online");
    assert_int_equal(b->open_count, 0);
    assert_by("SSO@A", COH_BY_MANUAL, "A");
}

static void running_service_is_restarted_where_that_is_asked_for(void **state)
{
    (void)state;
    bed_service_add(b, "SSO@A", NULL);
    start("SSO@A");
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    bed_set(b, COH_RESOURCE, "Sso", "OnRunning=Restart");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Sso");
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_OFFLINE);
    STATE(b, "Sso", "OnlinePending");
    ANSWER(b, "SSO@A", COHORT_AGENT_DONE);
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_ONLINE);
    bed_quiet(b);
    STATE(b, "Sso", "Online");
    assert_by("SSO@A", COH_BY_CLUSTER, "A");
}

static void restart_that_waits_for_users_survives_the_crash_of_the_service(void **state)
{
    (void)state;
    sso_and_host();
    start("HOST@A");
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    bed_set(b, COH_RESOURCE, "Sso", "OnRunning=Restart");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Sso");
    assert_int_equal(b->open_count, 0); /* HOST runs and needs it */
    bed_fault(b, "SSO@A", COHORT_AGENT_DIED);
    STATE(b, "Sso", "OnlinePending"); /* that was no failed start */
    bed_quiet(b);
    STATE(b, "Sso", "Online");
}

static void stopping_the_service_of_an_online_resource_is_its_failure(void **state)
{
    (void)state;
    bed_service_add(b, "SSO@A", NULL);
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Sso");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_SERVICE_STOP, .name = "SSO@A");
    STATE(b, "Sso", "Online");
    bed_quiet(b);
    STATE(b, "Sso", "Failed");
    bed_pass(b, 500);
    STATE(b, "Sso", "Online");
}

static void service_outside_the_cluster_changes_no_resource(void **state)
{
    (void)state;
    driven_pair();
    start("HOST@B");
    STATE(b, "SSO@B", "Running");
    OWNER(b, "G", "A");
    GROUP_STATE(b, "G", "Online");
    OK(b, .verb = COH_VERB_SERVICE_STOP, .name = "SSO@B", .a = 1);
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
}

static void node_without_the_service_is_no_place_for_it(void **state)
{
    (void)state;
    bed_service_add(b, "SSO@B", NULL);
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    OWNER(b, "G", "B");
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
}

static void start_that_was_waiting_becomes_the_clusters(void **state)
{
    (void)state;
    sso_and_host();
    bed_group_add(b, "G");
    bed_driver(b, "G", "Host", "HOST");
    OK(b, .verb = COH_VERB_SERVICE_START, .name = "HOST@A"); /* waits for SSO */
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Host");
    OK(b, .verb = COH_VERB_SERVICE_START, .name = "HOST@A"); /* and this changes nothing */
    bed_quiet(b);
    assert_by("HOST@A", COH_BY_CLUSTER, "A");
    STATE(b, "Host", "Online");
}

static void resources_clock_takes_over_from_the_services(void **state)
{
    (void)state;
    bed_service_add(b, "SSO@A", NULL);
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    OK(b, .verb = COH_VERB_SERVICE_START, .name = "SSO@A");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Sso"); /* waits for what is under way */
    assert_int_equal(b->issued[COH_OP_ONLINE], 1);
    b->now_ms += 100000; /* more than the service's PendingTimeout */
    bed_tick(b);
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_ONLINE);
    ANSWER(b, "SSO@A", COHORT_AGENT_PROGRESS);
    b->now_ms += 100000;
    bed_tick(b);
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_ONLINE);
    b->now_ms += 80000;
    bed_tick(b);
    STATE(b, "Sso", "Failed");
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_TERMINATE);
}

static void waiting_service_is_neither_deleted_nor_renamed(void **state)
{
    (void)state;
    sso_and_host();
    OK(b, .verb = COH_VERB_SERVICE_START, .name = "HOST@A");
    STATE(b, "HOST@A", "Stopped");
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_DELETE, .kind = COH_SERVICE, .name = "HOST@A");
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_RENAME, .kind = COH_SERVICE, .name = "HOST@A", .arg = "H2");
    bed_quiet(b);
}

/* ---- gates ---- */

static void needer_starts_last_and_stops_first(void **state)
{
    (void)state;
    sso_and_host();
    bed_group_add(b, "G");
    bed_driver(b, "G", "Host", "HOST");
    bed_driver(b, "G", "Sso", "SSO");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    STATE(b, "Host", "Offline");
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_ONLINE);
    ANSWER(b, "SSO@A", COHORT_AGENT_DONE);
    assert_int_equal(bed_op(b, "HOST@A"), COH_OP_ONLINE);
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G");
    assert_int_equal(bed_op(b, "HOST@A"), COH_OP_OFFLINE);
    STATE(b, "Sso", "OfflinePending"); /* decided; its clock starts with its own stop */
    assert_int_equal(bed_resource(b, "Sso")->timer.kind, COH_TIMER_NONE);
    ANSWER(b, "HOST@A", COHORT_AGENT_DONE);
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_OFFLINE);
    bed_quiet(b);
    OWNER(b, "G", "B");
    GROUP_STATE(b, "G", "Online");
}

static void needer_that_overruns_its_timeout_is_terminated(void **state)
{
    (void)state;
    driven_pair();
    OK(b, .verb = COH_VERB_GROUP_OFFLINE, .name = "G");
    b->now_ms += 180000;
    bed_tick(b);
    assert_int_equal(bed_op(b, "HOST@A"), COH_OP_TERMINATE);
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_NONE);
    bed_quiet(b);
    GROUP_STATE(b, "G", "Offline");
}

static void needer_does_not_wait_for_what_will_not_come(void **state)
{
    (void)state;
    sso_and_host();
    bed_group_add(b, "G");
    bed_driver(b, "G", "Host", "HOST");
    bed_driver(b, "G", "Sso", "SSO"); /* nobody wants it */
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Host");
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_ONLINE); /* the service manager starts it */
    bed_quiet(b);
    STATE(b, "Host", "Online");
    STATE(b, "Sso", "Offline");
    assert_by("SSO@A", COH_BY_NEEDS, "A");
}

static void restart_of_a_needed_resource_leaves_its_needer_alone(void **state)
{
    (void)state;
    driven_pair();
    bed_fault(b, "SSO@A", COHORT_AGENT_DIED); /* a crash stops nothing else by itself */
    STATE(b, "Host", "Online");
    bed_pass(b, 1000);
    GROUP_STATE(b, "G", "Online");
}

static void service_outside_holds_what_is_asked_for(void **state)
{
    (void)state;
    sso_and_host();
    bed_service_add(b, "REPORT@A", "HOST"); /* indirectly */
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    start("REPORT@A");
    bed_fault(b, "HOST@A", COHORT_AGENT_DIED); /* only the indirect one is left */
    REFUSED(b, COHORT_ERR_HELD, 1051, .verb = COH_VERB_GROUP_MOVE, .name = "G");
    assert_non_null(strstr(b->error.text, "REPORT@A"));
    assert_non_null(strstr(b->error.text, "\"Sso\""));
    assert_non_null(strstr(b->error.text, "\"G\""));
    REFUSED(b, COHORT_ERR_HELD, 1051, .verb = COH_VERB_GROUP_OFFLINE, .name = "G");
    REFUSED(b, COHORT_ERR_HELD, 1051, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "Sso");
    OK(b, .verb = COH_VERB_SERVICE_STOP, .name = "REPORT@A");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G");
    bed_quiet(b);
    OWNER(b, "G", "B");
}

static void needer_of_another_group_holds_too_and_is_named(void **state)
{
    (void)state;
    sso_and_host();
    bed_group_add(b, "G");
    bed_group_add(b, "H");
    bed_driver(b, "G", "Sso", "SSO");
    bed_driver(b, "H", "Host", "HOST");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "H");
    bed_quiet(b);
    REFUSED(b, COHORT_ERR_HELD, 1051, .verb = COH_VERB_GROUP_OFFLINE, .name = "G");
    assert_non_null(strstr(b->error.text, "under resource \"Host\""));
    OK(b, .verb = COH_VERB_GROUP_OFFLINE, .name = "H");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_GROUP_OFFLINE, .name = "G");
}

static void needer_that_is_being_terminated_does_not_hold(void **state)
{
    (void)state;
    driven_pair();
    bed_fault(b, "HOST@A", COHORT_AGENT_FAILED);
    STATE(b, "Host", "Failed");
    assert_int_equal(bed_op(b, "HOST@A"), COH_OP_TERMINATE);
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G");
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_NONE); /* but it is waited for */
    bed_quiet(b);
    OWNER(b, "G", "B");
    GROUP_STATE(b, "G", "Online");
}

static void consequential_stop_waits_for_a_holder_until_its_timeout(void **state)
{
    (void)state;
    sso_and_host();
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    bed_app(b, "G", "App");
    bed_set(b, COH_RESOURCE, "App", "RestartThreshold=0");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    start("HOST@A");
    bed_fault(b, "App", COHORT_AGENT_DIED);
    STATE(b, "Sso", "OfflinePending");
    assert_int_equal(b->open_count, 0);
    assert_int_equal(bed_resource(b, "Sso")->timer.kind, COH_TIMER_HELD);
    b->now_ms += 180000;
    bed_tick(b);
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_TERMINATE);
    bed_quiet(b);
    OWNER(b, "G", "B");
    STATE(b, "HOST@A", "Running");
}

static void holder_that_stops_frees_the_consequential_stop(void **state)
{
    (void)state;
    sso_and_host();
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    bed_app(b, "G", "App");
    bed_set(b, COH_RESOURCE, "App", "RestartThreshold=0");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    start("HOST@A");
    bed_fault(b, "App", COHORT_AGENT_DIED);
    OK(b, .verb = COH_VERB_SERVICE_STOP, .name = "HOST@A");
    ANSWER(b, "HOST@A", COHORT_AGENT_DONE);
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_OFFLINE);
    bed_quiet(b);
    OWNER(b, "G", "B");
}

static void failure_crash_and_node_loss_are_never_held(void **state)
{
    (void)state;
    sso_and_host();
    bed_group_add(b, "G");
    bed_driver(b, "G", "Sso", "SSO");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    start("HOST@A");
    OK(b, .verb = COH_VERB_RESOURCE_FAIL, .name = "Sso");
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_TERMINATE);
    bed_quiet(b);
    bed_pass(b, 1000);
    STATE(b, "Sso", "Online");
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("A"));
    OWNER(b, "G", "B");
    STATE(b, "HOST@A", "Stopped");
}

static void stop_with_dependents_is_not_outrun_by_a_restart(void **state)
{
    (void)state;
    sso_and_host();
    bed_group_add(b, "G");
    bed_driver(b, "G", "Host", "HOST");
    bed_set(b, COH_RESOURCE, "Host", "RestartDelay=0");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Host");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_SERVICE_STOP, .name = "SSO@A", .a = 1);
    ANSWER(b, "HOST@A", COHORT_AGENT_DONE); /* its resource restarts it at once ... */
    STATE(b, "Host", "OnlinePending");
    assert_int_equal(bed_op(b, "SSO@A"), COH_OP_OFFLINE); /* ... after SSO, which was to stop, has */
    bed_quiet(b);
    STATE(b, "Host", "Online");
    STATE(b, "SSO@A", "Running");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(start_starts_what_it_needs),
        T(service_that_is_needed_does_not_stop),
        T(disabled_service_does_not_start_nor_does_who_needs_it),
        T(crash_stops_nothing_else),
        T(needed_service_that_fails_gives_up_who_waits),
        T(own_clock_bounds_a_start_and_a_stop),
        T(service_that_crashes_while_it_is_to_stop_is_just_stopped),
        T(auto_services_start_with_their_node_only),
        T(needs_are_at_most_100_deep),
        T(online_makes_the_service_the_clusters),
        T(identity_is_that_of_the_network_name_among_the_direct_providers),
        T(running_service_is_adopted_as_it_is),
        T(running_service_is_restarted_where_that_is_asked_for),
        T(restart_that_waits_for_users_survives_the_crash_of_the_service),
        T(stopping_the_service_of_an_online_resource_is_its_failure),
        T(service_outside_the_cluster_changes_no_resource),
        T(node_without_the_service_is_no_place_for_it),
        T(start_that_was_waiting_becomes_the_clusters),
        T(resources_clock_takes_over_from_the_services),
        T(waiting_service_is_neither_deleted_nor_renamed),
        T(needer_starts_last_and_stops_first),
        T(needer_that_overruns_its_timeout_is_terminated),
        T(needer_does_not_wait_for_what_will_not_come),
        T(restart_of_a_needed_resource_leaves_its_needer_alone),
        T(service_outside_holds_what_is_asked_for),
        T(needer_of_another_group_holds_too_and_is_named),
        T(needer_that_is_being_terminated_does_not_hold),
        T(consequential_stop_waits_for_a_holder_until_its_timeout),
        T(holder_that_stops_frees_the_consequential_stop),
        T(failure_crash_and_node_loss_are_never_held),
        T(stop_with_dependents_is_not_outrun_by_a_restart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
