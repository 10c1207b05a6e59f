/* Where a group goes: each row of data/placement.txt is a cluster, an event, and the owner of the group G after it. */
#include "test_core_help.h"

static struct bed bed, *const b = &bed;

/* The text of "key=value" in a row; NULL: no such word. Words are separated by blanks. */
static const char *value_of(const char *row, const char *key, char value[200])
{
    size_t length = strlen(key);
    const char *at = row;

    for (; *at != '\0'; at += strcspn(at, " "), at += strspn(at, " "))
        if (strncmp(at, key, length) == 0 && at[length] == '=') {
            snprintf(value, 200, "%.*s", (int)strcspn(at + length + 1, " "), at + length + 1);
            return value;
        }
    return NULL;
}

/* Items between @by into @list, NULL-terminated; @text is cut up. */
static int split(char *text, const char *by, const char *list[32])
{
    int count = 0;

    for (text = strtok(text, by); text != NULL && count < 31; text = strtok(NULL, by))
        list[count++] = text;
    list[count] = NULL;
    return count;
}

static void put(const char *group, const char *node)
{
    if (strcmp(bed_owner(b, group), node) != 0)
        OK(b, .verb = COH_VERB_GROUP_MOVE, .name = group, .arg = node);
    bed_quiet(b);
}

static void add_group(const char *name, const char *node, int online)
{
    char resource[64];

    snprintf(resource, sizeof resource, "%s.app", name);
    bed_group_add(b, name);
    bed_app(b, name, resource);
    bed_set(b, COH_RESOURCE, resource, "RestartThreshold=0");
    bed_set(b, COH_GROUP, name, "FailoverThreshold=100");
    put(name, node);
    if (online)
        OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = name);
    bed_quiet(b);
}

/* nodes=A,B,... all Up at first; domains=A:Site:S1+Rack:R1,... */
static void add_nodes(const char *row)
{
    char value[200], domain[100];
    const char *list[32], *colon;
    int i;

    assert_non_null(value_of(row, "nodes", value));
    split(value, ",", list);
    bed_nodes(b, list);
    if (value_of(row, "domains", value) == NULL)
        return;
    split(value, ",", list);
    for (i = 0; list[i] != NULL; i++) {
        char *plus, name[64];

        colon = strchr(list[i], ':');
        snprintf(name, sizeof name, "%.*s", (int)(colon - list[i]), list[i]);
        snprintf(domain, sizeof domain, "FaultDomain=%s", colon + 1);
        while ((plus = strchr(domain, '+')) != NULL)
            *plus = '\n';
        bed_set(b, COH_NODE, name, domain);
    }
}

/* groups=H:B,I:C other groups and where they are, online. */
static void add_groups(const char *row)
{
    char value[200], other[64];
    const char *list[32], *colon;
    int i;

    if (value_of(row, "groups", value) == NULL)
        return;
    split(value, ",", list);
    for (i = 0; list[i] != NULL; i++) {
        colon = strchr(list[i], ':');
        snprintf(other, sizeof other, "%.*s", (int)(colon - list[i]), list[i]);
        add_group(other, colon + 1, 1);
    }
}

/* rule=DifferentNode:G+H soft=1, rule2=..., class=H, enforced=1 */
static void add_rule(const char *row, const char *key, const char *name)
{
    char value[200], type[64], groups[64], *plus;
    const char *colon;

    if (value_of(row, key, value) == NULL)
        return;
    colon = strchr(value, ':');
    snprintf(type, sizeof type, "RuleType=%.*s", (int)(colon - value), value);
    snprintf(groups, sizeof groups, "Groups=%s", colon + 1);
    while ((plus = strchr(groups, '+')) != NULL)
        *plus = '\n';
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_AFFINITY, .name = name, .list = LIST(type, groups));
    if (value_of(row, "soft", value) != NULL)
        bed_set(b, COH_AFFINITY, name, "SoftAntiAffinity=1");
}

static void add_rules(const char *row)
{
    char value[200], property[240];

    add_rule(row, "rule", "One");
    add_rule(row, "rule2", "Two");
    if (value_of(row, "class", value) != NULL) {
        bed_set(b, COH_GROUP, "G", "AntiAffinityClassNames=web");
        bed_set(b, COH_GROUP, value, "AntiAffinityClassNames=other\nWEB");
    }
    if (value_of(row, "enforced", value) != NULL)
        bed_set(b, COH_CLUSTER, "TEST", "ClusterEnforcedAntiAffinity=1");
    if (value_of(row, "site", value) != NULL) {
        snprintf(property, sizeof property, "PreferredSite=%s", value);
        bed_set(b, COH_GROUP, "G", property);
    }
    if (value_of(row, "sites", value) != NULL) {
        snprintf(property, sizeof property, "PreferredSite=%s", value);
        bed_set(b, COH_CLUSTER, "TEST", property);
    }
}

/* preferred=C,D possible=A,B */
static void set_owners(const char *row)
{
    char value[200];
    const char *list[32];

    if (value_of(row, "preferred", value) != NULL) {
        split(value, ",", list);
        OK(b, .verb = COH_VERB_GROUP_OWNERS, .name = "G", .list = list);
    }
    if (value_of(row, "possible", value) != NULL) {
        split(value, ",", list);
        OK(b, .verb = COH_VERB_RESOURCE_OWNERS, .name = "G.app", .list = list);
    }
}

/* down=B paused=C isolated=D */
static void set_states(const char *row)
{
    char value[200];
    const char *list[32];
    int i;

    if (value_of(row, "down", value) != NULL) {
        split(value, ",", list);
        OK(b, .verb = COH_VERB_NODE_DOWN, .list = list);
    }
    if (value_of(row, "paused", value) != NULL)
        for (i = 0, split(value, ",", list); list[i] != NULL; i++)
            OK(b, .verb = COH_VERB_NODE_PAUSE, .name = list[i]);
    if (value_of(row, "isolated", value) != NULL)
        for (i = 0, split(value, ",", list); list[i] != NULL; i++)
            OK(b, .verb = COH_VERB_NODE_ISOLATE, .name = list[i], .a = 1);
    bed_quiet(b);
}

static void happen(const char *event)
{
    const char *owner = bed_owner(b, "G");

    bed_pass(b, 1000);
    if (strcmp(event, "fail") == 0)
        bed_fault(b, "G.app", COHORT_AGENT_DIED);
    else if (strcmp(event, "lost") == 0)
        OK(b, .verb = COH_VERB_NODE_DOWN, .list = LIST(owner));
    else if (strcmp(event, "drain") == 0)
        OK(b, .verb = COH_VERB_NODE_PAUSE, .name = owner, .a = 1);
    else if (strcmp(event, "move") == 0)
        (void)TRY(b, .verb = COH_VERB_GROUP_MOVE, .name = "G"); /* refused when nobody can take it */
    else
        fail_msg("no event: %s", event);
    bed_quiet(b);
}

/* EVENT word... -> OWNER[,OWNER...]: the event happens as often as there are owners. */
static void go(int line, const char *row)
{
    char value[200], owners[100], event[16];
    const char *arrow = strstr(row, "-> "), *list[32];
    int i;

    if (arrow == NULL || sscanf(row, "%15s", event) != 1 || sscanf(arrow + 3, "%99s", owners) != 1)
        fail_msg("line %d is no case", line);
    bed_init(b);
    add_nodes(row);
    assert_non_null(value_of(row, "owner", value));
    add_group("G", value, 0);
    add_groups(row);
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    add_rules(row);
    set_owners(row);
    set_states(row);
    split(owners, ",", list);
    for (i = 0; list[i] != NULL; i++) {
        happen(event);
        if (strcmp(bed_owner(b, "G"), list[i]) != 0)
            fail_msg("line %d, event %d: G is on %s, and the table says %s", line, i + 1, bed_owner(b, "G"), list[i]);
    }
    bed_done(b);
}

static void groups_go_where_the_table_says(void **state)
{
    FILE *file = table_open("placement.txt");
    char line[400];
    int number = 0, cases = 0;

    (void)state;
    while (table_next(file, line, sizeof line, &number)) {
        go(number, line);
        cases++;
    }
    assert_true(cases >= 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_go_where_the_table_says),
    };

    return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
