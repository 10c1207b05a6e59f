/* lib/core/members.c, place.c: votes and quorum, nodes that come, go and are isolated, and where groups go then. */
#include "test_core_help.h"

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

/* ---- votes ---- */

static void quorum_case(const char *nodes, char witness, const char *votes, const char *verdict, int line)
{
    const char *name;
    char text[32], names[COHORT_NODES_MAX][16];
    int i, up, total;

    bed_init(b);
    OK(b, .verb = COH_VERB_CLUSTER_CREATE, .name = "Q");
    OK(b, .verb = COH_VERB_SET, .kind = COH_CLUSTER, .name = "Q", .list = LIST("DynamicQuorum=0"));
    for (i = 0; nodes[i] != '\0'; i++) {
        snprintf(names[i], sizeof names[i], "N%d", i);
        name = names[i];
        OK(b, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = name,
           .list = LIST(strchr("udi", nodes[i]) ? "NodeWeight=0" : "NodeWeight=1"));
    }
    if (witness != '-')
        OK(b, .verb = COH_VERB_QUORUM_WITNESS, .a = COHORT_WITNESS_SHARE, .arg = "//fs/w");
    if (witness == '0')
        OK(b, .verb = COH_VERB_WITNESS_REPORT, .a = 0);
    for (i = 0; nodes[i] != '\0'; i++)
        if (strchr("UuIi", nodes[i]))
            OK(b, .verb = COH_VERB_NODE_UP, .list = LIST(names[i]), .arg = "boot");
    for (i = 0; nodes[i] != '\0'; i++)
        if (strchr("Ii", nodes[i]))
            OK(b, .verb = COH_VERB_NODE_ISOLATE, .name = names[i], .a = 1);
    coh_votes(coh_engine_model(b->e), &up, &total);
    snprintf(text, sizeof text, "%d/%d", up, total);
    if (strcmp(text, votes) != 0 || coh_engine_model(b->e)->cluster->quorum != (strcmp(verdict, "quorum") == 0))
        fail_msg("line %d: %s %c has %s votes", line, nodes, witness, text);
    bed_done(b);
}

static void votes_are_as_the_table_says(void **state)
{
    FILE *file = table_open("quorum.txt");
    char line[200], nodes[64], votes[16], verdict[16], witness;
    int number = 0, cases = 0;

    (void)state;
    while (table_next(file, line, sizeof line, &number)) {
        if (sscanf(line, "%63s %c %15s %15s", nodes, &witness, votes, verdict) != 4)
            fail_msg("line %d is no case", number);
        quorum_case(nodes, witness, votes, verdict, number);
        cases++;
    }
    assert_true(cases > 30);
}

/* ---- losing and gaining it ---- */

static void two_nodes_a_group(void)
{
    bed_nodes(b, LIST("A", "B"));
    bed_group_add(b, "G");
    bed_app(b, "G", "P");
    bed_app(b, "G", "D");
    bed_depend(b, "D", "[P]");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
    OWNER(b, "G", "A");
}

static void quorum_loss_stops_everything_and_its_return_starts_it(void **state)
{
    (void)state;
    two_nodes_a_group();
    OK(b, .verb = COH_VERB_SET, .kind = COH_CLUSTER, .name = "", .list = LIST("DynamicQuorum=0"));
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("B"));
    STATE(b, "D", "Online");
    OK(b, .verb = COH_VERB_WITNESS_REPORT, .a = 0);
    STATE(b, "D", "OfflinePending");
    assert_int_equal(bed_op(b, "P"), COH_OP_NONE); /* the dependent goes first */
    REFUSED(b, COHORT_ERR_NO_QUORUM, 5925, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    REFUSED(b, COHORT_ERR_NO_QUORUM, 5925, .verb = COH_VERB_GROUP_MOVE, .name = "G");
    REFUSED(b, COHORT_ERR_NO_QUORUM, 5925, .verb = COH_VERB_RESOURCE_ONLINE, .name = "P");
    REFUSED(b, COHORT_ERR_NO_QUORUM, 5925, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "P");
    REFUSED(b, COHORT_ERR_NO_QUORUM, 5925, .verb = COH_VERB_RESOURCE_FAIL, .name = "P");
    bed_quiet(b);
    GROUP_STATE(b, "G", "Offline");
    bed_pass(b, 3600000);
    GROUP_STATE(b, "G", "Offline");
    OK(b, .verb = COH_VERB_WITNESS_REPORT, .a = 1);
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
}

static void stop_without_quorum_is_terminated_at_its_bound(void **state)
{
    (void)state;
    two_nodes_a_group();
    OK(b, .verb = COH_VERB_SET, .kind = COH_CLUSTER, .name = "", .list = LIST("DynamicQuorum=0"));
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("B"));
    OK(b, .verb = COH_VERB_WITNESS_REPORT, .a = 0);
    b->now_ms += 180000;
    bed_tick(b);
    assert_int_equal(bed_op(b, "D"), COH_OP_TERMINATE);
}

/* ---- isolation ---- */

static void isolated_group_waits_for_proof(void **state)
{
    (void)state;
    two_nodes_a_group();
    OK(b, .verb = COH_VERB_NODE_ISOLATE, .name = "A", .a = 1);
    STATE(b, "D", "Online");
    OWNER(b, "G", "A");
    bed_pass(b, 24 * 3600000);
    OWNER(b, "G", "A");
    assert_int_equal(b->open_count, 0);
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("A"));
    OWNER(b, "G", "B");
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
}

static void isolated_group_refuses_what_it_cannot_do(void **state)
{
    (void)state;
    two_nodes_a_group();
    OK(b, .verb = COH_VERB_NODE_ISOLATE, .name = "A", .a = 1);
    REFUSED(b, COHORT_ERR_STATE, 5984, .verb = COH_VERB_GROUP_MOVE, .name = "G");
    REFUSED(b, COHORT_ERR_STATE, 5984, .verb = COH_VERB_RESOURCE_FAIL, .name = "P");
    OK(b, .verb = COH_VERB_NODE_UP, .list = LIST("A"), .arg = "boot-1");
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G");
}

static void failure_during_isolation_moves_nothing(void **state)
{
    (void)state;
    two_nodes_a_group();
    bed_set(b, COH_RESOURCE, "P", "RestartThreshold=0");
    OK(b, .verb = COH_VERB_NODE_ISOLATE, .name = "A", .a = 1);
    bed_fault(b, "D", COHORT_AGENT_DIED);
    bed_fault(b, "P", COHORT_AGENT_DIED);
    bed_pass(b, 3600000);
    OWNER(b, "G", "A");
    assert_int_equal(b->open_count, 0);
    OK(b, .verb = COH_VERB_NODE_ISOLATE, .name = "A", .a = 0);
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
    OWNER(b, "G", "A");
}

static void clocks_stand_still_on_an_isolated_node(void **state)
{
    (void)state;
    two_nodes_a_group();
    bed_service_add(b, "S@A", NULL);
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "D");
    OK(b, .verb = COH_VERB_SERVICE_START, .name = "S@A");
    OK(b, .verb = COH_VERB_NODE_ISOLATE, .name = "A", .a = 1);
    b->now_ms += 10 * 3600000;
    bed_tick(b);
    assert_int_equal(bed_op(b, "D"), COH_OP_OFFLINE); /* not terminated */
    assert_int_equal(bed_op(b, "S@A"), COH_OP_ONLINE);
    OK(b, .verb = COH_VERB_NODE_ISOLATE, .name = "A", .a = 0);
    b->now_ms += 180000;
    bed_tick(b);
    assert_int_equal(bed_op(b, "D"), COH_OP_TERMINATE);
    assert_int_equal(bed_op(b, "S@A"), COH_OP_TERMINATE);
}

static void isolated_destination_that_goes_down_is_given_up(void **state)
{
    (void)state;
    two_nodes_a_group();
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G", .arg = "B");
    OK(b, .verb = COH_VERB_NODE_ISOLATE, .name = "B", .a = 1);
    bed_quiet(b);
    OWNER(b, "G", "A"); /* waits */
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("B"));
    bed_quiet(b);
    OWNER(b, "G", "A");
    GROUP_STATE(b, "G", "Online");
}

static void owner_lost_while_the_destination_is_isolated(void **state)
{
    (void)state;
    bed_nodes(b, LIST("A", "B", "C"));
    bed_group_add(b, "G");
    bed_app(b, "G", "R");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G", .arg = "B");
    OK(b, .verb = COH_VERB_NODE_ISOLATE, .name = "B", .a = 1);
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("A"));
    OK(b, .verb = COH_VERB_DELETE, .kind = COH_NODE, .name = "A");
    OK(b, .verb = COH_VERB_NODE_UP, .list = LIST("B"), .arg = "boot-1");
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("B"));
    bed_quiet(b);
    OWNER(b, "G", "C");
    GROUP_STATE(b, "G", "Online");
}

/* ---- loss, boots, eviction ---- */

static void another_boot_id_is_a_cold_start_and_the_same_is_not(void **state)
{
    (void)state;
    two_nodes_a_group();
    OK(b, .verb = COH_VERB_NODE_UP, .list = LIST("A"), .arg = "boot-1");
    STATE(b, "P", "Online");
    OK(b, .verb = COH_VERB_NODE_UP, .list = LIST("A"), .arg = "boot-2");
    STATE(b, "P", "OnlinePending");
    STATE(b, "D", "Offline");
    OWNER(b, "G", "A");
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
}

static void lost_node_takes_its_operations_along(void **state)
{
    (void)state;
    two_nodes_a_group();
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "P");
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("A"));
    OWNER(b, "G", "B");
    STATE(b, "P", "OnlinePending"); /* the mark is gone with the arrival; D, which is wanted, needs it */
    bed_quiet(b);
    STATE(b, "D", "Online");
    assert_int_equal(bed_resource(b, "P")->persistent, COHORT_PERSISTENT_OFFLINE);
}

static void both_ends_of_a_failover_are_lost_at_once(void **state)
{
    (void)state;
    bed_nodes(b, LIST("A", "B", "C", "D", "E"));
    bed_group_add(b, "G");
    bed_app(b, "G", "R");
    bed_app(b, "G", "S");
    bed_set(b, COH_RESOURCE, "R", "RestartThreshold=0");
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    bed_fault(b, "R", COHORT_AGENT_DIED);
    assert_string_equal(bed_group(b, "G")->dest->o.name, "B");
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("A", "B"));
    OWNER(b, "G", "C");
    b->open_count = 0; /* what was asked on A died with it */
    bed_check(b);
    assert_string_equal(bed_state(b, "R"), "OnlinePending");
}

static void evicted_node_is_forgotten_everywhere(void **state)
{
    (void)state;
    bed_nodes(b, LIST("A", "B", "C"));
    bed_group_add(b, "G");
    bed_app(b, "G", "R");
    bed_service_add(b, "S@B", NULL);
    bed_service_add(b, "T@B", "S");
    bed_set(b, COH_RESOURCE, "R", "RestartThreshold=0");
    bed_set(b, COH_GROUP, "G", "FailoverThreshold=10");
    OK(b, .verb = COH_VERB_GROUP_OWNERS, .name = "G", .list = LIST("B", "A"));
    OK(b, .verb = COH_VERB_RESOURCE_OWNERS, .name = "R", .list = LIST("A", "B"));
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_GROUP_MOVE, .name = "G", .arg = "B");
    bed_quiet(b);
    bed_fault(b, "R", COHORT_AGENT_DIED); /* B was tried */
    bed_quiet(b);
    OWNER(b, "G", "A");
    REFUSED(b, COHORT_ERR_STATE, 5056, .verb = COH_VERB_DELETE, .kind = COH_NODE, .name = "B");
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("B"));
    OK(b, .verb = COH_VERB_DELETE, .kind = COH_NODE, .name = "B");
    assert_int_equal(bed_group(b, "G")->preferred->count, 1);
    assert_null(bed_group(b, "G")->tried);
    assert_int_equal(bed_resource(b, "R")->possible->count, 1);
    assert_null(coh_find_service(coh_engine_model(b->e), "S@B"));
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("A"));
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_DELETE, .kind = COH_NODE,
            .name = "A"); /* R would have no possible owner */
    OK(b, .verb = COH_VERB_RESOURCE_OWNERS, .name = "R", .list = NULL);
    bed_quiet(b);
    OWNER(b, "G", "C");
}

static void cluster_has_at_most_64_nodes(void **state)
{
    char name[16];
    int i;

    (void)state;
    for (i = 0; i < COHORT_NODES_MAX; i++) {
        snprintf(name, sizeof name, "N%d", i);
        OK(b, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = name);
    }
    REFUSED(b, COHORT_ERR_LIMIT, 5935, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = "more");
    OK(b, .verb = COH_VERB_DELETE, .kind = COH_NODE, .name = "N7");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = "more");
}

/* ---- possible owners ---- */

static void group_leaves_an_owner_that_is_no_longer_possible(void **state)
{
    (void)state;
    two_nodes_a_group();
    bed_app(b, "G", "Idle");
    OK(b, .verb = COH_VERB_RESOURCE_OWNERS, .name = "Idle", .list = LIST("B"));
    bed_quiet(b);
    OWNER(b, "G", "B");
    STATE(b, "D", "Online");
}

static void deleted_resource_no_longer_says_who_may_own(void **state)
{
    (void)state;
    two_nodes_a_group();
    bed_app(b, "G", "Idle");
    OK(b, .verb = COH_VERB_GROUP_OFFLINE, .name = "G");
    bed_quiet(b);
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("B"));
    OK(b, .verb = COH_VERB_RESOURCE_OWNERS, .name = "Idle", .list = LIST("B"));
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    assert_int_equal(b->open_count, 0); /* nobody who is up may have it */
    OK(b, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "Idle");
    bed_quiet(b);
    GROUP_STATE(b, "G", "Online");
    OWNER(b, "G", "A");
}

static void node_loss_without_preference_spreads_groups(void **state)
{
    char name[8];
    int i, on_b = 0;

    (void)state;
    bed_nodes(b, LIST("A", "B", "C"));
    for (i = 0; i < 6; i++) {
        snprintf(name, sizeof name, "G%d", i);
        bed_group_add(b, name);
        OWNER(b, name, "A"); /* the lowest Up node */
    }
    OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST("A"));
    for (i = 0; i < 6; i++) {
        snprintf(name, sizeof name, "G%d", i);
        on_b += strcmp(bed_owner(b, name), "B") == 0;
    }
    assert_int_equal(on_b, 3);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(votes_are_as_the_table_says),
        T(quorum_loss_stops_everything_and_its_return_starts_it),
        T(stop_without_quorum_is_terminated_at_its_bound),
        T(isolated_group_waits_for_proof),
        T(isolated_group_refuses_what_it_cannot_do),
        T(failure_during_isolation_moves_nothing),
        T(clocks_stand_still_on_an_isolated_node),
        T(isolated_destination_that_goes_down_is_given_up),
        T(owner_lost_while_the_destination_is_isolated),
        T(another_boot_id_is_a_cold_start_and_the_same_is_not),
        T(lost_node_takes_its_operations_along),
        T(both_ends_of_a_failover_are_lost_at_once),
        T(evicted_node_is_forgotten_everywhere),
        T(cluster_has_at_most_64_nodes),
        T(group_leaves_an_owner_that_is_no_longer_possible),
        T(deleted_resource_no_longer_says_who_may_own),
        T(node_loss_without_preference_spreads_groups),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
