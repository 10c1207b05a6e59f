/* Quorum: which failures a cluster survives. Every combination of nodes is tried, and the table says what came of them all. */
#include "test_core_help.h"

enum { NODES_MAX = 8, SURVIVED = 1, LOST = 2 };

static struct bed bed, *const b = &bed;
static const char *const names[] = {"A", "B", "C", "D", "E", "F", "G", "H"};

static void form(int nodes, int witness)
{
    const char *all[NODES_MAX + 1] = {NULL};
    int i;

    bed_init(b);
    OK(b, .verb = COH_VERB_CLUSTER_CREATE, .name = "Q");
    for (i = 0; i < nodes; i++) {
        OK(b, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = names[i]);
        all[i] = names[i];
    }
    if (witness)
        OK(b, .verb = COH_VERB_QUORUM_WITNESS, .a = COHORT_WITNESS_SHARE, .arg = "//fs/w");
    OK(b, .verb = COH_VERB_NODE_UP, .list = all, .arg = "boot");
    assert_true(coh_engine_model(b->e)->cluster->quorum);
}

static int verdict(void)
{
    return coh_engine_model(b->e)->cluster->quorum ? SURVIVED : LOST;
}

static int one_failure(int nodes, int witness)
{
    int i, seen = 0;

    for (i = 0; i < nodes; i++) {
        form(nodes, witness);
        OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST(names[i]));
        seen |= verdict();
        bed_done(b);
    }
    return seen;
}

/* @together: reported in one input. Otherwise the second fails after the first was survived, or not. */
static int two_failures(int nodes, int witness, int together)
{
    int i, k, seen = 0;

    for (i = 0; i < nodes; i++)
        for (k = 0; k < nodes; k++) {
            if (i == k)
                continue;
            form(nodes, witness);
            if (together)
                OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST(names[i], names[k]));
            else {
                OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST(names[i]));
                OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST(names[k]));
            }
            seen |= verdict();
            bed_done(b);
        }
    return seen;
}

static void expect(int line, const char *what, int seen, const char *said)
{
    static const char *const words[] = {"nothing", "yes", "no", "50/50"};

    if (strcmp(words[seen], said) != 0)
        fail_msg("line %d: %s: %s, and the table says %s", line, what, words[seen], said);
}

static void failures_are_survived_as_the_table_says(void **state)
{
    FILE *file = table_open("survivability.txt");
    char line[300], one[8], sequential[8], together[8], witness;
    int number = 0, cases = 0, nodes;

    (void)state;
    while (table_next(file, line, sizeof line, &number)) {
        if (sscanf(line, "%d %c %7s %7s %7s", &nodes, &witness, one, sequential, together) != 5 || nodes > NODES_MAX)
            fail_msg("line %d is no case", number);
        expect(number, "one failure", one_failure(nodes, witness == '+'), one);
        expect(number, "two sequential failures", two_failures(nodes, witness == '+', 0), sequential);
        expect(number, "two simultaneous failures", two_failures(nodes, witness == '+', 1), together);
        cases++;
    }
    assert_true(cases >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_are_survived_as_the_table_says),
    };

    return cmocka_run_group_tests_name("survivability", tests, NULL, NULL);
}
