/*
 * Seeded random clusters and random lives: requests, failures, crashes, boots, pauses, drains, isolation, hangs, time.
 *
 * After every engine step the simulator checks the engine's invariants, and that nothing is started twice. Here: a refused request leaves the digest
 * as it was; everything says why it is as it is; healed, every goal settles; replay reaches the digest; the same seed gives the same life.
 *
 * COHORT_RANDOM_RUNS: how many seeds (200); COHORT_RANDOM_SEED: the first one (1). A failing seed is printed with its
 * last lines.
 */
#include "look.h"

#include "../unit/random_property.h"

/* ---- the cluster ---- */

static void add_dependencies(struct life *life, int resource)
{
    char line[160];
    int i, size, terms = 0;

    size = snprintf(line, sizeof line, "resource depend R%d \"", resource);
    for (i = 0; i < resource && terms < 3; i++) {
        if (life->group_of[i] != life->group_of[resource] || !one_in(life, 2))
            continue;
        size += snprintf(line + size, sizeof line - (size_t)size, "%s[R%d]",
                         terms > 0 ? (one_in(life, 2) ? " or " : " and ") : "", i);
        terms++;
        if (terms == 2)
            break; /* "and" and "or" do not mix without parentheses */
    }
    snprintf(line + size, sizeof line - (size_t)size, "\"");
    if (terms > 0)
        run(life, "%s", line);
}

static void set_policy(struct life *life, int resource)
{
    static const char *const delays[] = {"0", "500", "5000"};
    static const char *const timeouts[] = {"180s", "1s", "30s"};

    if (one_in(life, 2))
        run(life, "set resource R%d RestartThreshold=%d RestartDelay=%s", resource, below(life, 4),
            delays[below(life, 3)]);
    if (one_in(life, 4))
        run(life, "set resource R%d RestartAction=%d", resource, below(life, 3));
    if (one_in(life, 3))
        run(life, "set resource R%d PendingTimeout=%s", resource, timeouts[below(life, 3)]);
    if (one_in(life, 4))
        run(life, "behave R%d online=%dms offline=%dms", resource, below(life, 3000), below(life, 3000));
    if (one_in(life, 8))
        run(life, "resource owners R%d N%d N%d", resource, below(life, life->nodes), below(life, life->nodes));
}

static void set_service_policy(struct life *life, int s, int n)
{
    static const char *const delays[] = {"0", "500", "60s"};

    if (one_in(life, 3))
        run(life, "set service S%d@N%d Recovery=Restart RecoveryDelay=%s", s, n, delays[below(life, 3)]);
    if (one_in(life, 4))
        run(life, "set service S%d@N%d OnNeedLost=Exit", s, n);
}

static void add_services(struct life *life)
{
    int s, n;

    for (s = 0; s < life->services; s++)
        for (n = 0; n < life->nodes; n++) {
            if (one_in(life, 5))
                continue;
            life->on_node[s][n] = 1;
            if (s > 0 && one_in(life, 2) && life->on_node[s - 1][n])
                run(life, "service add S%d --node N%d --needs S%d", s, n, s - 1);
            else
                run(life, "service add S%d --node N%d %s", s, n, one_in(life, 4) ? "Start=Auto" : "");
            if (one_in(life, 4))
                run(life, "behave service S%d --node N%d online=%dms offline=%dms", s, n, below(life, 2000),
                    below(life, 2000));
            set_service_policy(life, s, n);
        }
}

static void add_resource(struct life *life, int r)
{
    int service = life->services > 0 && one_in(life, 3) ? below(life, life->services) : -1, i;

    for (i = 0; i < r; i++)
        if (service >= 0 && life->drives[i] == service)
            service = -1; /* one hand on a service */
    life->group_of[r] = below(life, life->groups);
    life->drives[r] = service;
    if (service >= 0)
        run(life, "resource add R%d --group G%d --type 'Generic Service' ServiceName=S%d%s%s", r, life->group_of[r],
            service, one_in(life, 4) ? " OnRunning=Restart" : "", one_in(life, 4) ? " HeldStop=Block" : "");
    else
        run(life, "resource add R%d --group G%d --type '%s'", r, life->group_of[r],
            one_in(life, 3) ? "IP Address" : "Generic Application");
    add_dependencies(life, r);
    set_policy(life, r);
}

/* A move with flags, of one or of all, or calling one off. */
static void random_move(struct life *life)
{
    static const char *const flags[] = {
        "", " --queue", " --return", " --return --queue", " --ignore-locked", " --ignore-affinity"};
    int g = below(life, life->groups), n = below(life, life->nodes);
    const char *flag = flags[below(life, 6)];
    char line[120];

    switch (below(life, 6)) {
    case 0: snprintf(line, sizeof line, "group move --all N%d%s", n, flag); break;
    case 1: snprintf(line, sizeof line, "group move --all%s", flag); break;
    case 2: snprintf(line, sizeof line, "group cancel G%d", g); break;
    case 3: snprintf(line, sizeof line, "group move G%d%s", g, flag); break;
    default: snprintf(line, sizeof line, "group move G%d N%d%s", g, n, flag); break;
    }
    request(life, line);
}

static void random_lock(struct life *life)
{
    int r = below(life, life->resources);
    char line[120];

    switch (below(life, 8)) {
    case 6:
        snprintf(line, sizeof line, "group online G%d --ignore-affinity", below(life, life->groups));
        request(life, line);
        break;
    case 7:
        snprintf(line, sizeof line, "resource online R%d --ignore-affinity", r);
        request(life, line);
        break;
    case 0:
    case 1:
    case 2: run(life, "nowait lock R%d", r); break;
    case 3: run(life, "nowait unlock R%d", r); break;
    case 4:
        snprintf(line, sizeof line, "resource %s R%d --ignore-locked", one_in(life, 2) ? "online" : "offline", r);
        request(life, line);
        break;
    default:
        snprintf(line, sizeof line, "group %s G%d --ignore-locked", one_in(life, 2) ? "online" : "offline",
                 below(life, life->groups));
        request(life, line);
        break;
    }
}

/* A property of where a group goes; the line is a request. */
static void placement_line(struct life *life, char *line, size_t room, int group)
{
    static const char *const classes[] = {"x", "y", "x AntiAffinityClassNames=y", "''"};

    switch (below(life, 7)) {
    case 6: snprintf(line, room, "set group G%d PreferredSite=S%d", group, below(life, 2)); break;
    case 0: snprintf(line, room, "set group G%d Priority=%d", group, 1000 * below(life, 4)); break;
    case 1: snprintf(line, room, "set group G%d AutoFailbackType=%d", group, !one_in(life, 4)); break;
    case 2:
        snprintf(line, room, "set group G%d FailbackWindowStart=%d FailbackWindowEnd=%d", group, below(life, 24),
                 below(life, 24));
        break;
    case 3: snprintf(line, room, "set group G%d LockedFromMoving=%d", group, below(life, 2)); break;
    case 4: snprintf(line, room, "set group G%d ColdStartSetting=%d", group, below(life, 3)); break;
    default: snprintf(line, room, "set group G%d AntiAffinityClassNames=%s", group, classes[below(life, 4)]); break;
    }
}

enum { SETS = 3 };

/* What groups wait for before they start. */
static void wait_line(struct life *life, char *line, size_t room)
{
    int g = below(life, life->groups), h = below(life, life->groups), s = below(life, SETS), t = below(life, SETS);

    switch (below(life, 12)) {
    case 0:
    case 1: snprintf(line, room, "groupset groups GS%d G%d", s, g); break;
    case 2: snprintf(line, room, "groupset groups GS%d G%d G%d", s, g, h); break;
    case 3: snprintf(line, room, "groupset depend GS%d GS%d", s, t); break;
    case 4: snprintf(line, room, "group depend G%d GS%d", g, s); break;
    case 5: snprintf(line, room, "group depend G%d G%d", g, h); break;
    case 6: snprintf(line, room, one_in(life, 2) ? "group depend G%d --none" : "groupset groups GS%d --none", s); break;
    case 7:
        snprintf(line, room, "set groupset GS%d StartupSetting=%d StartupCount=%d StartupDelay=%d", s,
                 1 + below(life, 2), 1 + below(life, 3), 10 * below(life, 3));
        break;
    case 8: snprintf(line, room, "set groupset GS%d IsGlobal=%d", s, below(life, 2)); break;
    case 9: snprintf(line, room, "groupset %s GS%d", one_in(life, 2) ? "delete" : "add", s); break;
    case 10:
        snprintf(line, room, "set cluster RANDOM GroupDependencyTimeout=%d ClusterGroupWaitDelay=%d",
                 30 * below(life, 10), 30 * below(life, 4));
        break;
    default: snprintf(line, room, "set group G%d DefaultOwner=N%d", g, below(life, life->nodes)); break;
    }
}

static void cluster_line(struct life *life, char *line, size_t room)
{
    static const char *const types[] = {"SameFaultDomain", "SameNode", "DifferentFaultDomain", "DifferentNode"};

    switch (below(life, 12)) {
    case 5: snprintf(line, room, "set cluster RANDOM DrainOnShutdown=%d", below(life, 2)); break;
    case 6: snprintf(line, room, "set cluster RANDOM QuarantineThreshold=%d", below(life, 4)); break;
    case 7: snprintf(line, room, "set cluster RANDOM IgnorePersistentStateOnStartup=%d", below(life, 2)); break;
    case 8:
        snprintf(line, room, "affinity add Rule%d --type %s G%d G%d", below(life, 3), types[below(life, 4)],
                 below(life, life->groups), below(life, life->groups));
        break;
    case 9:
        snprintf(line, room, "set affinity Rule%d Enabled=%d SoftAntiAffinity=%d", below(life, 3), !one_in(life, 3),
                 below(life, 2));
        break;
    case 10:
        if (one_in(life, 2))
            snprintf(line, room, "affinity groups Rule%d G%d G%d", below(life, 3), below(life, life->groups),
                     below(life, life->groups));
        else
            snprintf(line, room, "affinity delete Rule%d", below(life, 3));
        break;
    case 11: snprintf(line, room, "set node N%d FaultDomain=Site:S%d", below(life, life->nodes), below(life, 2)); break;
    case 0: snprintf(line, room, "set cluster RANDOM DynamicQuorum=%d", below(life, 2)); break;
    case 1: snprintf(line, room, "set cluster RANDOM ClusterEnforcedAntiAffinity=%d", below(life, 2)); break;
    case 2: snprintf(line, room, "set cluster RANDOM LowerQuorumPriorityNodeID=%d", below(life, 6)); break;
    case 3:
        snprintf(line, room, "set node N%d %s=%d", below(life, life->nodes),
                 one_in(life, 2) ? "NodeWeight" : "AvoidPlacement", !one_in(life, 3));
        break;
    default: snprintf(line, room, "quorum force"); break;
    }
}

static void make_cluster(struct life *life)
{
    char line[120];
    int i;

    life->nodes = 1 + below(life, NODES_MAX);
    life->groups = 1 + below(life, GROUPS_MAX);
    life->resources = 1 + below(life, RESOURCES_MAX);
    life->services = below(life, SERVICES_MAX + 1);
    run(life, "cluster create RANDOM");
    if (one_in(life, 8))
        run(life, "polls");
    for (i = 0; i < life->nodes; i++)
        run(life, "node add N%d", i);
    if (one_in(life, 2))
        run(life, "quorum witness disk");
    for (i = 0; i < life->nodes; i++)
        if (i == 0 || !one_in(life, 5))
            run(life, "boot N%d", i);
    add_services(life);
    for (i = 0; i < life->groups; i++) {
        run(life, "group add G%d", i);
        if (one_in(life, 3))
            run(life, "group owners G%d N%d", i, below(life, life->nodes));
        if (one_in(life, 3))
            run(life, "set group G%d FailoverThreshold=%d FailoverPeriod=1", i, below(life, 5));
        while (!one_in(life, 3)) {
            placement_line(life, line, sizeof line, i);
            run(life, "%s", line);
        }
    }
    for (i = 0; i < life->resources; i++)
        add_resource(life, i);
    for (i = 0; i < SETS && one_in(life, 2); i++)
        run(life, "groupset add GS%d", i);
    while (i > 0 && !one_in(life, 6)) {
        wait_line(life, line, sizeof line);
        run(life, "nowait %s", line);
    }
    while (one_in(life, 2)) {
        cluster_line(life, line, sizeof line);
        run(life, "nowait %s", line);
    }
}

/* ---- its life ---- */

static void random_request(struct life *life)
{
    int g = below(life, life->groups), r = below(life, life->resources), n = below(life, life->nodes);
    char line[120];

    switch (below(life, 14)) {
    case 10: snprintf(line, sizeof line, "resource restart R%d", r); break;
    case 11: snprintf(line, sizeof line, "resource online R%d --keep-persistent", r); break;
    case 12: snprintf(line, sizeof line, "resource offline R%d --keep-persistent", r); break;
    case 13: snprintf(line, sizeof line, "resource offline R%d --force", r); break;
    case 0:
    case 1: snprintf(line, sizeof line, "group online G%d", g); break;
    case 2: snprintf(line, sizeof line, "group offline G%d", g); break;
    case 3: snprintf(line, sizeof line, "group move G%d N%d", g, n); break;
    case 4: snprintf(line, sizeof line, "group move G%d", g); break;
    case 5:
    case 6: snprintf(line, sizeof line, "resource online R%d", r); break;
    case 7:
    case 8: snprintf(line, sizeof line, "resource offline R%d", r); break;
    default: snprintf(line, sizeof line, "resource fail R%d", r); break;
    }
    request(life, line);
}

static void random_node_request(struct life *life)
{
    int n = below(life, life->nodes);
    char line[120];

    switch (below(life, 13)) {
    case 12: snprintf(line, sizeof line, "cluster %s", one_in(life, 3) ? "stop" : "start"); break;
    case 8:
    case 9: snprintf(line, sizeof line, "node stop N%d", n); break;
    case 10: snprintf(line, sizeof line, "node start N%d%s", n, one_in(life, 2) ? " --clear-quarantine" : ""); break;
    case 11: snprintf(line, sizeof line, "node start N%d --%s-quorum", n, one_in(life, 2) ? "force" : "prevent"); break;
    case 0: snprintf(line, sizeof line, "node pause N%d", n); break;
    case 1:
    case 2: snprintf(line, sizeof line, "node pause N%d --drain", n); break;
    case 3: snprintf(line, sizeof line, "node pause N%d --drain --to N%d", n, below(life, life->nodes)); break;
    case 6:
        snprintf(line, sizeof line, "node pause N%d --drain%s%s --within %ds", n, one_in(life, 2) ? " --force" : "",
                 one_in(life, 2) ? " --retry" : "", 1 + below(life, 30));
        break;
    case 4: snprintf(line, sizeof line, "node resume N%d --failback now", n); break;
    case 5: snprintf(line, sizeof line, "node resume N%d --failback none", n); break;
    default: snprintf(line, sizeof line, "node resume N%d", n); break;
    }
    request(life, line);
}

static void random_service_trouble(struct life *life)
{
    static const char *const policies[] = {"Recovery=Restart",  "Recovery=None",  "OnNeedLost=Exit",
                                           "OnNeedLost=Ignore", "Start=Disabled", "Start=Auto"};
    int s = below(life, life->services), n = below(life, life->nodes);
    char line[120];

    if (!life->on_node[s][n])
        return;
    switch (below(life, 4)) {
    case 0:
    case 1: run(life, "%sfail service S%d --node N%d", one_in(life, 2) ? "nowait " : "", s, n); break;
    case 2: run(life, "refuse service S%d --node N%d times=%d", s, n, 1 + below(life, 2)); break;
    default:
        snprintf(line, sizeof line, "set service S%d@N%d %s", s, n, policies[below(life, 6)]);
        request(life, line);
        break;
    }
}

static void random_service_request(struct life *life)
{
    int s = below(life, life->services), n = below(life, life->nodes);
    char line[120];

    snprintf(line, sizeof line, "service %s S%d --node N%d%s", one_in(life, 2) ? "start" : "stop", s, n, "");
    if (strncmp(line, "service stop", 12) == 0 && one_in(life, 3))
        snprintf(line, sizeof line, "service stop S%d --node N%d --dependents", s, n);
    request(life, line);
}

static void random_change(struct life *life)
{
    int r = below(life, life->resources), p = below(life, life->resources);
    char line[120];

    switch (below(life, 12)) {
    case 10: snprintf(line, sizeof line, "resource depend R%d --add R%d", r, p); break;
    case 11: snprintf(line, sizeof line, "resource depend R%d --remove R%d", r, p); break;
    case 8:
        snprintf(line, sizeof line, "set resource R%d CommandLine=line%d UseNetworkName=%d", r, below(life, 3),
                 below(life, 2));
        break;
    case 9: snprintf(line, sizeof line, "unset resource R%d CommandLine UseNetworkName", r); break;
    case 6:
        snprintf(line, sizeof line, "type owners '%s' N%d N%d", one_in(life, 2) ? "IP Address" : "Generic Service",
                 below(life, life->nodes), below(life, life->nodes));
        break;
    case 7:
        snprintf(line, sizeof line, "type owners '%s' --none", one_in(life, 2) ? "IP Address" : "Generic Service");
        break;
    case 0: snprintf(line, sizeof line, "resource depend R%d [R%d]", r, p); break;
    case 1: snprintf(line, sizeof line, "resource depend R%d --none", r); break;
    case 2: snprintf(line, sizeof line, "resource owners R%d N%d", r, below(life, life->nodes)); break;
    case 3: snprintf(line, sizeof line, "resource owners R%d --none", r); break;
    case 4:
        snprintf(line, sizeof line, "set resource R%d RestartAction=%d", r, below(life, 4));
        break; /* 3: out of range */
    default:
        snprintf(line, sizeof line, "group owners G%d N%d", below(life, life->groups), below(life, life->nodes));
        break;
    }
    request(life, line);
}

static void random_placement(struct life *life)
{
    char line[120];

    if (one_in(life, 3))
        cluster_line(life, line, sizeof line);
    else if (one_in(life, 2))
        wait_line(life, line, sizeof line);
    else
        placement_line(life, line, sizeof line, below(life, life->groups));
    request(life, line);
}

static void random_trouble(struct life *life)
{
    int r = below(life, life->resources), n = below(life, life->nodes);

    switch (below(life, 15)) {
    case 14: run(life, one_in(life, 3) ? "nowait clock utc +%dh" : "nowait clock +%dh", below(life, 15)); break;
    case 13: run(life, "nowait silent R%d%s", r, one_in(life, 2) ? " --hang" : ""); break;
    case 10: run(life, "%sfail R%d --embedded", one_in(life, 2) ? "nowait " : "", r); break;
    case 11: run(life, "nowait well R%d", r); break;
    case 12:
        run(life, "nowait set resource R%d EmbeddedFailureAction=%d DeadlockTimeout=%ds", r, below(life, 3),
            1 + below(life, 300));
        break;
    case 0:
    case 1:
    case 2: run(life, "%sfail R%d", one_in(life, 2) ? "nowait " : "", r); break;
    case 3: run(life, "nowait fail R%d times=%d every=%dms", r, 1 + below(life, 4), below(life, 3000)); break;
    case 4: run(life, "refuse R%d times=%d", r, 1 + below(life, 3)); break;
    case 5: run(life, "cannot R%d on=N%d times=%d", r, n, 1 + below(life, 3)); break;
    case 6: run(life, "hang R%d", r); break;
    case 7: run(life, "refuse R%d on=N%d", r, n); break;
    case 8: run(life, "allow R%d", r); break;
    default: run(life, "witness %s", one_in(life, 2) ? "lost" : "back"); break;
    }
}

/* ---- objects that come and go ---- */

/* Delete anything, with whatever refers to it, or add it again. */
static void random_object(struct life *life)
{
    int r = below(life, life->resources), g = below(life, life->groups), n = below(life, life->nodes);
    int s = life->services > 0 ? below(life, life->services) : 0;
    const char *force = one_in(life, 2) ? " --force" : "";
    char line[160];

    switch (below(life, 12)) {
    case 0: snprintf(line, sizeof line, "resource delete R%d%s", r, force); break;
    case 1:
    case 2: snprintf(line, sizeof line, "resource add R%d --group G%d --type 'Generic Application'", r, g); break;
    case 3: snprintf(line, sizeof line, "group delete G%d%s", g, force); break;
    case 4:
    case 5: snprintf(line, sizeof line, "group add G%d Priority=%d", g, 1000 * below(life, 4)); break;
    case 6: snprintf(line, sizeof line, "service delete S%d --node N%d%s", s, n, force); break;
    case 7: snprintf(line, sizeof line, "service add S%d --node N%d", s, n); break;
    case 8: snprintf(line, sizeof line, "node evict N%d", n); break;
    case 9: snprintf(line, sizeof line, "node add N%d", n); break;
    case 10: snprintf(line, sizeof line, "rename group G%d G%d", g, below(life, life->groups)); break;
    default: snprintf(line, sizeof line, "resource move R%d --group G%d", r, g); break;
    }
    request(life, line);
}

/* Another name, which may be taken: what refers to it follows. */
static void random_rename(struct life *life)
{
    int r = below(life, life->resources), n = below(life, life->nodes), s = below(life, SERVICES_MAX);
    char line[120];

    switch (below(life, 6)) {
    case 0: snprintf(line, sizeof line, "rename resource R%d R%d", r, below(life, life->resources)); break;
    case 1: snprintf(line, sizeof line, "rename node N%d N%d", n, below(life, life->nodes)); break;
    case 2: snprintf(line, sizeof line, "rename groupset GS%d GS%d", below(life, SETS), below(life, SETS)); break;
    case 3: snprintf(line, sizeof line, "rename affinity Rule%d Rule%d", below(life, 3), below(life, 3)); break;
    default: snprintf(line, sizeof line, "rename service S%d@N%d S%d", s, n, below(life, SERVICES_MAX)); break;
    }
    request(life, line);
}

/* Not Drives: a type of which there is a resource keeps it, and nothing would heal that. */
static int can_be_drawn(const struct coh_propdef *def)
{
    return def->id != COH_P_DRIVES &&
           (def->type == COH_VALUE_INT || def->type == COH_VALUE_BOOL || def->choices != NULL);
}

/* Any number or choice of the table of properties, set or unset. */
static void any_property(struct life *life)
{
    const struct coh_propdef *def;
    char text[160], name[40], line[240];
    int i = below(life, 4);

    do
        def = random_property(life, text, sizeof text);
    while (!can_be_drawn(def));
    switch (def->kind) {
    case COH_CLUSTER: snprintf(name, sizeof name, "RANDOM"); break;
    case COH_NODE: snprintf(name, sizeof name, "N%d", i); break;
    case COH_TYPE: snprintf(name, sizeof name, i < 2 ? "'IP Address'" : "'Generic Application'"); break;
    case COH_SERVICE: snprintf(name, sizeof name, "S%d@N%d", i, below(life, NODES_MAX)); break;
    case COH_GROUPSET: snprintf(name, sizeof name, "GS%d", i % SETS); break;
    case COH_AFFINITY: snprintf(name, sizeof name, "Rule%d", i % 3); break;
    case COH_RESOURCE: snprintf(name, sizeof name, "R%d", below(life, life->resources)); break;
    default: snprintf(name, sizeof name, "G%d", i); break;
    }
    if (one_in(life, 4))
        text[strcspn(text, "=")] = '\0';
    snprintf(line, sizeof line, "%s %s %s %s", strchr(text, '=') != NULL ? "set" : "unset",
             def->kind == COH_NONE ? "group" : coh_kind_name(def->kind), name, text);
    request(life, line);
}

/* Types of others, and how long what they start takes. */
static void random_type(struct life *life)
{
    int t = below(life, 2), r = below(life, life->resources);
    char line[160];

    switch (below(life, 6)) {
    case 0:
        snprintf(line, sizeof line, "create type Own%d Class=%s", t, one_in(life, 2) ? "program" : "storage");
        break;
    case 1: snprintf(line, sizeof line, "delete type Own%d", t); break;
    case 2:
        snprintf(line, sizeof line, "resource add R%d --group G%d --type Own%d", r, below(life, life->groups), t);
        break;
    case 3: snprintf(line, sizeof line, "rename type Own%d Own%d", t, 1 - t); break;
    case 4:
        run(life, "behave 'Generic Application' online=%dms offline=%dms", below(life, 2000), below(life, 2000));
        return;
    default: run(life, "behave R%d online=%dms progress=%dms", r, below(life, 9000), 1 + below(life, 3000)); return;
    }
    request(life, line);
}

/* Another witness; a record that is shortened. */
static void random_record(struct life *life)
{
    static const char *const witnesses[] = {"none", "disk W", "share W", "cloud"};
    char line[80];

    if (!one_in(life, 4)) {
        snprintf(line, sizeof line, "quorum witness %s", witnesses[below(life, 4)]);
        request(life, line);
    } else if (life->seed % 8 == 0) {
        run(life, "nowait history prune --keep %ds", below(life, 4000));
        life->pruned = 1;
    }
}

static void random_maintenance(struct life *life)
{
    int is_group = one_in(life, 2);
    char line[120];

    snprintf(line, sizeof line, "%s maintenance %s%d", is_group ? "group" : "resource", is_group ? "G" : "R",
             below(life, is_group ? life->groups : life->resources));
    if (one_in(life, 3))
        snprintf(line + strlen(line), 40, " off");
    else if (one_in(life, 2))
        snprintf(line + strlen(line), 40, " on");
    else
        snprintf(line + strlen(line), 40, " on --for %ds", 1 + below(life, 600));
    request(life, line);
}

/* Objects whose kind is data, and what refers to what. */
static void random_custom(struct life *life)
{
    static const char *const kinds[] = {"group", "resource", "node", "service", "thing", "groupset"};
    static const char *const first[] = {"G", "R", "N", "S", "T", "GS"};
    int k = below(life, 6), t = below(life, 3), to = below(life, 4);
    char line[200], name[24];

    snprintf(name, sizeof name, k == 3 ? "%s%d@N%d" : "%s%d", first[k], to, below(life, NODES_MAX));
    switch (below(life, 8)) {
    case 0:
        snprintf(line, sizeof line,
                 "create kind thing 'Properties=A ref of=%s' 'Properties=B refs of=%s' 'Properties=C int default=%d'",
                 kinds[k], kinds[below(life, 6)], t);
        break;
    case 1:
    case 2: snprintf(line, sizeof line, "create thing T%d C=%d", t, to); break;
    case 3:
    case 4: snprintf(line, sizeof line, "set thing T%d %c=%s", t, one_in(life, 2) ? 'A' : 'B', name); break;
    case 5: snprintf(line, sizeof line, "unset thing T%d A B", t); break;
    case 6: snprintf(line, sizeof line, "delete thing T%d", t); break;
    default: snprintf(line, sizeof line, one_in(life, 2) ? "delete kind thing" : "rename thing T%d T%d", t, to); break;
    }
    request(life, line);
}

/* Two sides; it may be none, where all are on one. */
static void partition(struct life *life)
{
    char sides[2][120] = {"", ""};
    int i, side;

    for (i = 0; i < life->nodes; i++) {
        side = below(life, 2);
        snprintf(sides[side] + strlen(sides[side]), 20, "%sN%d", *sides[side] != '\0' ? "," : "", i);
    }
    if (*sides[0] != '\0' && *sides[1] != '\0')
        run(life, "nowait partition '%s|%s' lease=%ds", sides[0], sides[1], 1 + below(life, 60));
}

static void random_node(struct life *life)
{
    int n = below(life, life->nodes);

    switch (below(life, 8)) {
    case 6: partition(life); break;
    case 7: run(life, "nowait heal"); break;
    case 0:
    case 1: run(life, "%scrash N%d", one_in(life, 2) ? "nowait " : "", n); break;
    case 2: run(life, "nowait isolate N%d N%d", n, below(life, life->nodes)); break;
    case 3: run(life, "nowait rejoin N%d", n); break;
    default: run(life, "%sboot N%d", one_in(life, 2) ? "nowait " : "", n); break;
    }
}

/* Several requests as one; some are refused, and then all are. */
static void random_batch(struct life *life)
{
    static void (*const of[])(struct life *) = {random_request, random_request,     random_node_request, random_change,
                                                random_move,    random_placement,   random_object,       random_custom,
                                                random_rename,  random_maintenance, any_property};
    int count = 1 + below(life, 5);

    run(life, "begin");
    for (life->batch = 1; count > 0; count--)
        of[below(life, (int)(sizeof of / sizeof of[0]))](life);
    life->batch = 0;
    run(life, one_in(life, 10) ? "rollback" : "commit");
}

static void random_step(struct life *life)
{
    int kind = below(life, 48);

    if (kind >= 47)
        random_type(life);
    else if (kind >= 46)
        random_record(life);
    else if (kind >= 44)
        random_look(life);
    else if (kind >= 43)
        random_rename(life);
    else if (kind >= 40)
        any_property(life);
    else if (kind >= 37)
        random_batch(life);
    else if (kind >= 34)
        random_object(life);
    else if (kind >= 33)
        random_maintenance(life);
    else if (kind >= 31)
        random_custom(life);
    else if (kind >= 28)
        random_move(life);
    else if (kind >= 26)
        random_lock(life);
    else if (kind >= 24)
        random_placement(life);
    else if (kind < 2)
        random_node_request(life);
    else if (kind < 3 && life->services > 0)
        random_service_trouble(life);
    else if (kind < 10)
        random_request(life);
    else if (kind < 12 && life->services > 0)
        random_service_request(life);
    else if (kind < 15)
        random_change(life);
    else if (kind < 18)
        random_trouble(life);
    else if (kind < 20)
        random_node(life);
    else if (kind < 21)
        run(life, "nowait advance %dms", below(life, 50));
    else
        run(life, "advance %ds", one_in(life, 4) ? below(life, 8000) : below(life, 10));
}

/* ---- the end: healed, every goal settles ---- */

/* Every property that any_property() may have set, of @name, or of @name0, @name1, ... */
static void unset_all(struct life *life, int kind, const char *of, int count)
{
    const struct coh_propdef *def;
    char name[40];
    int i, k;

    for (i = 0; i < (count > 0 ? count : 1); i++)
        for (k = 0; (def = coh_propdef_at(k)) != NULL; k++) {
            if (def->kind != kind || !can_be_drawn(def))
                continue;
            snprintf(name, sizeof name, "%s%.*d", of, count > 0, i); /* none of it where count is 0 */
            run(life, "nowait unset %s %s %s", coh_kind_name(kind), name, def->name);
        }
}

static void heal(struct life *life)
{
    int i, n;

    unset_all(life, COH_RESOURCE, "R", life->resources);
    unset_all(life, COH_GROUP, "G", life->groups);
    unset_all(life, COH_CLUSTER, "RANDOM", 0);
    unset_all(life, COH_NODE, "N", life->nodes);
    unset_all(life, COH_GROUPSET, "GS", SETS);
    unset_all(life, COH_TYPE, "'IP Address'", 0);
    unset_all(life, COH_TYPE, "'Generic Application'", 0);
    run(life, "behave 'Generic Application' online=10ms offline=10ms");
    for (i = 0; i < life->resources; i++) {
        run(life, "nowait unlock R%d", i);
        run(life, "nowait resource maintenance R%d off", i);
        run(life, "allow R%d", i);
        run(life, "behave R%d online=10ms offline=10ms", i);
    }
    for (i = 0; i < life->services; i++)
        for (n = 0; n < life->nodes; n++)
            if (life->on_node[i][n]) {
                run(life, "behave service S%d --node N%d online=10ms offline=10ms", i, n);
                run(life, "allow service S%d --node N%d", i, n);
                run(life, "nowait set service S%d@N%d Start=Manual", i, n);
            }
    run(life, "nowait heal");
    run(life, "witness back");
    run(life, "nowait set cluster RANDOM ClusterEnforcedAntiAffinity=0 DynamicQuorum=1");
    for (i = 0; i < 3; i++)
        run(life, "nowait affinity delete Rule%d", i);
    run(life, "nowait set cluster RANDOM GroupDependencyTimeout=60 ClusterGroupWaitDelay=60");
    for (i = 0; i < life->groups; i++)
        run(life, "nowait set group G%d LockedFromMoving=0", i), run(life, "nowait group maintenance G%d off", i);
    for (i = 0; i < life->nodes; i++) {
        run(life, "nowait node add N%d", i);
        run(life, "nowait rejoin N%d", i);
        run(life, "boot N%d", i);
        run(life, "nowait node start N%d --clear-quarantine", i);
        run(life, "nowait node resume N%d", i);
    }
    run(life, "nowait quorum force"); /* nobody has a weight */
    run(life, "nowait type owners 'IP Address' --none");
    run(life, "nowait type owners 'Generic Service' --none");
    for (i = 0; i < life->resources; i++) {
        run(life, "nowait resource owners R%d --none", i);
        if (life->drives[i] >=
            0) /* a restart that is held by who needs the service is a failure, and may be the last */
            run(life, "nowait set resource R%d OnRunning=Adopt", i);
    }
    run(life, "advance 3h");
}

static int is_state(cohort_cursor *cursor, const char *state)
{
    const char *is = cohort_cursor_text(cursor, "state");

    return is != NULL && strcmp(is, state) == 0;
}

static void require_settled(struct life *life)
{
    cohort_cursor *cursor = NULL;
    int rc = cohort_list(cohort_sim_handle(life->sim), "resource", &cursor);

    while (rc == 0 && cohort_next(cursor)) {
        const char *state = cohort_cursor_text(cursor, "state");

        if (state != NULL && strstr(state, "Pending") != NULL)
            fail_life(life, "a resource is pending for ever", cohort_cursor_text(cursor, "name"));
    }
    cohort_cursor_free(cursor);
    if (rc < 0)
        fail_life(life, "list", cohort_errmsg(cohort_sim_handle(life->sim)));
}

/* How many objects of a kind have that text in that column; @column: NULL: all. */
static int count_of(struct life *life, const char *kind, const char *column, const char *text)
{
    cohort_cursor *cursor = NULL;
    int rc = cohort_list(cohort_sim_handle(life->sim), kind, &cursor), count = 0;

    while (rc == 0 && cohort_next(cursor)) {
        const char *is = column != NULL ? cohort_cursor_text(cursor, column) : NULL;

        count += column == NULL || (is != NULL && strcmp(is, text) == 0);
    }
    cohort_cursor_free(cursor);
    return count;
}

/* What nothing hinders must be online: groups whose services are on every node. */
static int is_simple(struct life *life, const char *group)
{
    cohort_cursor *cursor = NULL;
    int rc = cohort_list(cohort_sim_handle(life->sim), "resource", &cursor), members = 0, simple = 1;

    while (rc == 0 && cohort_next(cursor)) {
        const char *drives = cohort_cursor_text(cursor, "drives");

        if (strcmp(cohort_cursor_text(cursor, "group"), group) != 0)
            continue;
        members++;
        simple &= drives == NULL || count_of(life, "service", "service", drives) == count_of(life, "node", NULL, NULL);
    }
    cohort_cursor_free(cursor);
    return members > 0 && simple;
}

static void require_online(struct life *life)
{
    cohort_cursor *cursor = NULL;
    int g, rc, online;

    for (g = 0; g < life->groups; g++) {
        char name[16];

        run(life, "group online G%d", g);
        run(life, "advance 10m"); /* a restart of a service that others need waits for PendingTimeout */
        snprintf(name, sizeof name, "G%d", g);
        if (count_of(life, "group", "name", name) == 0 || !is_simple(life, name))
            continue;
        rc = cohort_list(cohort_sim_handle(life->sim), "group", &cursor);
        online = 0;
        while (rc == 0 && cohort_next(cursor))
            online |= strcmp(cohort_cursor_text(cursor, "name"), name) == 0 && is_state(cursor, "Online");
        cohort_cursor_free(cursor);
        cursor = NULL;
        if (!online)
            fail_life(life, "a group that nothing hinders does not come online", run(life, "status"));
    }
}

static uint64_t live(uint64_t seed, char out[17])
{
    struct life life = {
        .seed = seed, .random = seed * UINT64_C(0x9E3779B97F4A7C15) + 1, .hash = UINT64_C(0xCBF29CE484222325)};
    char replayed[17];
    int i;

    if (cohort_sim_new(&life.sim) < 0)
        fail_life(&life, "no simulation", "");
    for (i = 0; i < 8; i++)
        next_random(&life);
    make_cluster(&life);
    for (i = 0; i < STEPS; i++)
        random_step(&life);
    require_reasons(&life);
    heal(&life);
    require_settled(&life);
    require_online(&life);
    require_reasons(&life);
    digest(&life, out);
    if (life.pruned) {
        cohort_sim_free(life.sim);
        return life.hash;
    }
    if (cohort_replay(cohort_sim_handle(life.sim), replayed) < 0)
        fail_life(&life, "replay", cohort_errmsg(cohort_sim_handle(life.sim)));
    if (strcmp(out, replayed) != 0)
        fail_life(&life, "replay leads to another digest", replayed);
    cohort_sim_free(life.sim);
    return life.hash;
}

static int64_t number(const char *name, int64_t fallback)
{
    const char *text = getenv(name);

    return text != NULL && *text != '\0' ? strtoll(text, NULL, 10) : fallback;
}

static void random_lives_keep_every_promise(void **state)
{
    int64_t runs = number("COHORT_RANDOM_RUNS", 200), first = number("COHORT_RANDOM_SEED", 1), i;
    char digest_one[17], digest_two[17];

    (void)state;
    for (i = 0; i < runs; i++) {
        uint64_t hash = live((uint64_t)(first + i), digest_one);

        if (i % 10 != 0)
            continue;
        if (live((uint64_t)(first + i), digest_two) != hash)
            fail_msg("seed %lld: the second life is another one", (long long)(first + i));
        assert_string_equal(digest_one, digest_two);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_lives_keep_every_promise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
