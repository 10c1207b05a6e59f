/*
 * Properties: the one table of those that core knows, and reading the properties of objects. Setting them: assign.c.
 *
 * Only what differs from the default is kept. Properties that core does not know are kept as text: agents and profiles read them.
 */
#include <stdio.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

#define U32_MAX 4294967295LL
#define INT(id, kind, flags, name, unit, min, max, fallback, scope, meaning)                                           \
    {                                                                                                                  \
        COH_P_##id, kind, COH_VALUE_INT, flags, name, unit, min, max, fallback, NULL, scope, NULL, meaning, NULL       \
    }
#define BOOL(id, kind, flags, name, fallback, scope, meaning)                                                          \
    {                                                                                                                  \
        COH_P_##id, kind, COH_VALUE_BOOL, flags, name, "", 0, 1, fallback, NULL, scope, NULL, meaning, NULL            \
    }
#define TEXT(id, kind, flags, name, fallback, scope, choices, meaning)                                                 \
    {                                                                                                                  \
        COH_P_##id, kind, COH_VALUE_TEXT, flags, name, "", 0, 0, 0, fallback, scope, choices, meaning, NULL            \
    }
#define LIST(id, kind, flags, name, meaning)                                                                           \
    {                                                                                                                  \
        COH_P_##id, kind, COH_VALUE_LIST, flags, name, "", 0, 0, 0, "", COH_SCOPE_ALL, NULL, meaning, NULL             \
    }

#define VARIANTS 3 /* of one name: COH_NONE is every kind */
static const struct coh_propdef table[COH_P_NONE_LAST][VARIANTS] = {
    [COH_P_DESCRIPTION] = {TEXT(DESCRIPTION, COH_NONE, 0, "Description", "", COH_SCOPE_ALL, NULL, "Free text")},
    [COH_P_PROPERTIES] =
        {LIST(PROPERTIES, COH_KIND, 0, "Properties",
              "The properties of its objects, one item each: NAME TYPE [min=N] [max=N] [unit=U] [choices=A|B] "
              "[of=KIND] [unique] [default=VALUE]: meaning; TYPE is int, bool, text, list, binary, ref or refs"),
         LIST(PROPERTIES, COH_TYPE, 0, "Properties",
              "Private properties of its resources, beside those that its Class and Drives give them; as those of a "
              "kind")},
    [COH_P_RESTART_ACTION] = {INT(
        RESTART_ACTION, COH_RESOURCE, 0, "RestartAction", "", 0, 2, 2, COH_SCOPE_ALL,
        "After a failure: 0 leave it Failed; 1 restart, never fail the group over; 2 restart, then fail over")},
    [COH_P_RESTART_THRESHOLD] = {INT(RESTART_THRESHOLD, COH_RESOURCE, 0, "RestartThreshold", "", 0, U32_MAX, 1,
                                     COH_SCOPE_ALL, "Restarts allowed within RestartPeriod; the next failure acts")},
    [COH_P_RESTART_PERIOD] = {INT(RESTART_PERIOD, COH_RESOURCE, 0, "RestartPeriod", "ms", 0, U32_MAX, 900000,
                                  COH_SCOPE_ALL, "Sliding window in which restarts count")},
    [COH_P_RESTART_DELAY] = {INT(RESTART_DELAY, COH_RESOURCE, 0, "RestartDelay", "ms", 0, U32_MAX, 500, COH_SCOPE_ALL,
                                 "Wait before each restart")},
    [COH_P_RETRY_PERIOD] = {INT(RETRY_PERIOD, COH_RESOURCE, 0, "RetryPeriodOnFailure", "ms", 0, U32_MAX, 3600000,
                                COH_SCOPE_ALL,
                                "After everything failed, begin a new series after this long; 4294967295: never")},
    [COH_P_PENDING_TIMEOUT] = {INT(PENDING_TIMEOUT, COH_RESOURCE, 0, "PendingTimeout", "ms", 10, U32_MAX, 180000,
                                   COH_SCOPE_ALL,
                                   "Longest time between signs of progress of an operation; not set: the type's"),
                               INT(PENDING_TIMEOUT, COH_TYPE, 0, "PendingTimeout", "ms", 10, U32_MAX, 180000,
                                   COH_SCOPE_ALL, "PendingTimeout of resources that do not set their own"),
                               INT(PENDING_TIMEOUT, COH_SERVICE, 0, "PendingTimeout", "ms", 10, U32_MAX, 30000,
                                   COH_SCOPE_ALL, "Longest time of a start or stop that no resource drives")},
    [COH_P_DEADLOCK_TIMEOUT] = {INT(DEADLOCK_TIMEOUT, COH_RESOURCE, 0, "DeadlockTimeout", "ms", 1000, U32_MAX, 300000,
                                    COH_SCOPE_ALL,
                                    "Longest time of one call of its agent, and bound of PendingTimeout; not set: the "
                                    "type's"),
                                INT(DEADLOCK_TIMEOUT, COH_TYPE, 0, "DeadlockTimeout", "ms", 30000, U32_MAX, 300000,
                                    COH_SCOPE_ALL, "DeadlockTimeout of resources that do not set their own"),
                                INT(DEADLOCK_TIMEOUT, COH_SERVICE, 0, "DeadlockTimeout", "ms", 1000, U32_MAX, 300000,
                                    COH_SCOPE_ALL,
                                    "Longest time of one call of its agent, and bound of PendingTimeout")},
    [COH_P_EMBEDDED_ACTION] = {INT(
        EMBEDDED_ACTION, COH_RESOURCE, 0, "EmbeddedFailureAction", "", 0, 2, 2, COH_SCOPE_ALL,
        "When its agent says that something inside it has failed: 0 nothing, 1 tell it, 2 it is a failure")},
    [COH_P_LOOKS_ALIVE] = {INT(LOOKS_ALIVE, COH_RESOURCE, 0, "LooksAlivePollInterval", "ms", 10, U32_MAX, U32_MAX,
                               COH_SCOPE_ALL, "Time between quick looks; 4294967295: the type's"),
                           INT(LOOKS_ALIVE, COH_TYPE, 0, "LooksAlivePollInterval", "ms", 10, U32_MAX, 5000,
                               COH_SCOPE_ALL, "Time between quick looks at resources that do not set their own"),
                           INT(LOOKS_ALIVE, COH_SERVICE, 0, "LooksAlivePollInterval", "ms", 10, U32_MAX, 5000,
                               COH_SCOPE_ALL, "Time between quick looks")},
    [COH_P_IS_ALIVE] = {INT(IS_ALIVE, COH_RESOURCE, 0, "IsAlivePollInterval", "ms", 10, U32_MAX, U32_MAX, COH_SCOPE_ALL,
                            "Time between thorough looks; 4294967295: the type's"),
                        INT(IS_ALIVE, COH_TYPE, 0, "IsAlivePollInterval", "ms", 10, U32_MAX, 60000, COH_SCOPE_ALL,
                            "Time between thorough looks at resources that do not set their own"),
                        INT(IS_ALIVE, COH_SERVICE, 0, "IsAlivePollInterval", "ms", 10, U32_MAX, 60000, COH_SCOPE_ALL,
                            "Time between thorough looks")},
    [COH_P_FAILOVER_THRESHOLD] = {INT(
        FAILOVER_THRESHOLD, COH_GROUP, 0, "FailoverThreshold", "", 0, U32_MAX, U32_MAX, COH_SCOPE_ALL,
        "Failovers allowed within FailoverPeriod; 4294967295: nodes that are Up or Paused, less one")},
    [COH_P_FAILOVER_PERIOD] = {INT(FAILOVER_PERIOD, COH_GROUP, 0, "FailoverPeriod", "h", 0, 1193, 6, COH_SCOPE_ALL,
                                   "Sliding window in which failovers count")},
    [COH_P_DRIVES] = {TEXT(
        DRIVES, COH_TYPE, 0, "Drives", "", COH_SCOPE_ALL, "|service",
        "What resources of the type are the cluster's hand on: nothing, or a service of the owner node")},
    [COH_P_CLASS] = {TEXT(CLASS, COH_TYPE, 0, "Class", "", COH_SCOPE_ALL, NULL,
                          "What other types' RequiredDependencies may ask for: IP address, network name, storage")},
    [COH_P_REQUIRED] = {LIST(REQUIRED, COH_TYPE, 0, "RequiredDependencies",
                             "Classes or type names that resources of the type must depend on to come online")},
    [COH_P_INSTANCES] = {TEXT(
        INSTANCES, COH_TYPE, 0, "Instances", "", COH_SCOPE_ALL, "|group|cluster",
        "How many resources of the type there may be: any number, one in a group, or one in all")},
    [COH_P_NODE_WEIGHT] = {INT(NODE_WEIGHT, COH_NODE, 0, "NodeWeight", "", 0, 1, 1, COH_SCOPE_ALL,
                               "Votes of the node")},
    [COH_P_START] = {TEXT(START, COH_SERVICE, 0, "Start", "Manual", COH_SCOPE_ALL, "Auto|Manual|Disabled",
                          "How the service is started; Disabled: not at all")},
    [COH_P_COMMAND_LINE] = {TEXT(COMMAND_LINE, COH_RESOURCE, COH_PROP_PRIVATE | COH_PROP_NEXT_ONLINE, "CommandLine", "",
                                 COH_SCOPE_PROGRAM, NULL,
                                 "The program and its arguments, quoted as in a shell; no expansions"),
                            TEXT(COMMAND_LINE, COH_SERVICE, COH_PROP_NEXT_ONLINE, "CommandLine", "", COH_SCOPE_ALL,
                                 NULL, "The program and its arguments, quoted as in a shell; no expansions")},
    [COH_P_CURRENT_DIRECTORY] = {TEXT(CURRENT_DIRECTORY, COH_RESOURCE, COH_PROP_PRIVATE | COH_PROP_NEXT_ONLINE,
                                      "CurrentDirectory", "", COH_SCOPE_PROGRAM, NULL,
                                      "Where the program runs; empty: where the runner was started"),
                                 TEXT(CURRENT_DIRECTORY, COH_SERVICE, COH_PROP_NEXT_ONLINE, "CurrentDirectory", "",
                                      COH_SCOPE_ALL,
                                      NULL, "Where the program runs; empty: where the runner was started")},
    [COH_P_LOG_LIMIT] = {INT(LOG_LIMIT, COH_RESOURCE, COH_PROP_PRIVATE, "LogLimit", "bytes", 0, INT64_MAX, 1048576,
                             COH_SCOPE_PROGRAM,
                             "Size at which the output log is set aside (NAME.log.1) and begun anew; 0: no limit"),
                         INT(LOG_LIMIT, COH_RESOURCE, COH_PROP_PRIVATE, "LogLimit", "bytes", 0, INT64_MAX, 1048576,
                             COH_SCOPE_SCRIPT,
                             "Size at which the output log is set aside (NAME.log.1) and begun anew; 0: no limit"),
                         INT(LOG_LIMIT, COH_SERVICE, 0, "LogLimit", "bytes", 0, INT64_MAX, 1048576, COH_SCOPE_ALL,
                             "Size at which the output log is set aside (NAME.log.1) and begun anew; 0: no limit")},
    [COH_P_SERVICE_NAME] = {TEXT(SERVICE_NAME, COH_RESOURCE, COH_PROP_PRIVATE | COH_PROP_OFFLINE_ONLY, "ServiceName",
                                 "", COH_SCOPE_DRIVES, NULL,
                                 "Name of the service that the resource drives, on whichever node owns it")},
    [COH_P_USE_NETWORK_NAME] = {BOOL(USE_NETWORK_NAME, COH_RESOURCE, COH_PROP_PRIVATE | COH_PROP_NEXT_ONLINE,
                                     "UseNetworkName", 0, COH_SCOPE_DRIVES,
                                     "1: the program goes by the Name of the Network Name among the direct providers"),
                                BOOL(USE_NETWORK_NAME, COH_RESOURCE, COH_PROP_PRIVATE | COH_PROP_NEXT_ONLINE,
                                     "UseNetworkName", 0, COH_SCOPE_PROGRAM,
                                     "1: the program goes by the Name of the Network Name among the direct providers")},
    [COH_P_ON_RUNNING] = {TEXT(ON_RUNNING, COH_RESOURCE, COH_PROP_PRIVATE, "OnRunning", "Adopt", COH_SCOPE_DRIVES,
                               "Adopt|Restart",
                               "What online does with a service that runs already: adopt it as it is, or restart it")},
    [COH_P_PRIORITY] = {INT(
        PRIORITY, COH_GROUP, 0, "Priority", "", 0, 3000, 2000, COH_SCOPE_ALL,
        "3000 high, 2000 medium, 1000 low: placed and drained in this order; 0: never started by itself")},
    [COH_P_COLD_START] = {INT(COLD_START, COH_GROUP, 0, "ColdStartSetting", "", 0, 2, 0, COH_SCOPE_ALL,
                              "When its node or the cluster starts: 0 and 2 start it as before, 1 does not start it")},
    [COH_P_AUTO_FAILBACK] = {INT(AUTO_FAILBACK, COH_GROUP, 0, "AutoFailbackType", "", 0, 1, 0, COH_SCOPE_ALL,
                                 "1: it goes back to a more preferred owner that is Up again; 0: it stays")},
    [COH_P_FAILBACK_START] = {INT(FAILBACK_START, COH_GROUP, 0, "FailbackWindowStart", "hour", 0, U32_MAX, U32_MAX,
                                  COH_SCOPE_ALL,
                                  "First local hour of failback, 0 to 23; 4294967295: no window, at once")},
    [COH_P_FAILBACK_END] = {INT(FAILBACK_END, COH_GROUP, 0, "FailbackWindowEnd", "hour", 0, U32_MAX, U32_MAX,
                                COH_SCOPE_ALL, "Last local hour of failback, 0 to 23; 4294967295: no window, at once")},
    [COH_P_LOCKED] = {INT(LOCKED, COH_GROUP, 0, "LockedFromMoving", "", 0, 1, 0, COH_SCOPE_ALL,
                          "1: nobody moves it, by hand, drain or failback; failures and node losses still do")},
    [COH_P_ANTI_AFFINITY] = {LIST(ANTI_AFFINITY, COH_GROUP, 0, "AntiAffinityClassNames",
                                  "Groups that share a name are kept on different nodes where that is possible")},
    [COH_P_DEFAULT_OWNER] = {INT(DEFAULT_OWNER, COH_GROUP, 0, "DefaultOwner", "", 0, U32_MAX, 0, COH_SCOPE_ALL,
                                 "Id of the node where it starts when the cluster forms; 0: where it was last")},
    [COH_P_WAIT_DELAY] = {INT(WAIT_DELAY, COH_CLUSTER, 0, "ClusterGroupWaitDelay", "s", 0, 86400, 120, COH_SCOPE_ALL,
                              "How long a group waits for its DefaultOwner when the cluster forms, and for groups of "
                              "higher priority; 0: not at all")},
    [COH_P_DEPENDENCY_TIMEOUT] = {INT(
        DEPENDENCY_TIMEOUT, COH_CLUSTER, 0, "GroupDependencyTimeout", "s", 0, 86400, 600, COH_SCOPE_ALL,
        "How long a group waits for the groups and group sets that it depends on; 0: not at all")},
    [COH_P_STARTUP_SETTING] = {INT(STARTUP_SETTING, COH_GROUPSET, 0, "StartupSetting", "", 1, 2, 1, COH_SCOPE_ALL,
                                   "Which groups count as up: 1 those that are starting or online, 2 those online")},
    [COH_P_STARTUP_COUNT] = {INT(STARTUP_COUNT, COH_GROUPSET, 0, "StartupCount", "", 1, U32_MAX, U32_MAX, COH_SCOPE_ALL,
                                 "How many groups must be up; 4294967295: all")},
    [COH_P_STARTUP_DELAY] = {INT(STARTUP_DELAY, COH_GROUPSET, 0, "StartupDelay", "s", 0, 86400, 20, COH_SCOPE_ALL,
                                 "Wait after that, before those that wait for the set start")},
    [COH_P_IS_GLOBAL] = {BOOL(IS_GLOBAL, COH_GROUPSET, 0, "IsGlobal", 0, COH_SCOPE_ALL,
                              "1: every group that is not in a global set waits for the set")},
    [COH_P_ENFORCED] = {BOOL(ENFORCED, COH_CLUSTER, 0, "ClusterEnforcedAntiAffinity", 0, COH_SCOPE_ALL,
                             "1: rather stay offline than share a node with an anti-affine group")},
    [COH_P_RULE_TYPE] = {TEXT(RULE_TYPE, COH_AFFINITY, COH_PROP_NUMBERED, "RuleType", "None", COH_SCOPE_ALL,
                              "None|SameFaultDomain|SameNode|DifferentFaultDomain|DifferentNode",
                              "What the rule does with its groups; also as a number, 0 to 4 in this order")},
    [COH_P_ENABLED] = {BOOL(ENABLED, COH_AFFINITY, 0, "Enabled", 1, COH_SCOPE_ALL, "0: the rule is not in force")},
    [COH_P_SOFT] = {BOOL(SOFT, COH_AFFINITY, 0, "SoftAntiAffinity", 0, COH_SCOPE_ALL,
                         "1: the two Different types are a wish too, not a condition")},
    [COH_P_FAULT_DOMAIN] = {LIST(FAULT_DOMAIN, COH_NODE, 0, "FaultDomain",
                                 "Where the node is: Site:NAME, Rack:NAME and Chassis:NAME, each at most once")},
    [COH_P_AVOID] = {BOOL(AVOID, COH_NODE, 0, "AvoidPlacement", 0, COH_SCOPE_ALL,
                          "1: a group is placed there only when no other node can take it")},
    [COH_P_PREFERRED_SITE] =
        {TEXT(PREFERRED_SITE, COH_GROUP, 0, "PreferredSite", "", COH_SCOPE_ALL, NULL,
              "Site whose nodes are chosen first; empty: the cluster's PreferredSite"),
         TEXT(PREFERRED_SITE, COH_CLUSTER, 0, "PreferredSite", "", COH_SCOPE_ALL, NULL,
              "Site whose nodes are chosen first for groups without a PreferredSite of their own")},
    [COH_P_DYNAMIC_QUORUM] = {BOOL(
        DYNAMIC_QUORUM, COH_CLUSTER, 0, "DynamicQuorum", 1, COH_SCOPE_ALL,
        "1: the votes follow the members, as long as there is quorum; 0: they are as configured")},
    [COH_P_LOWER_NODE] = {INT(LOWER_NODE, COH_CLUSTER, 0, "LowerQuorumPriorityNodeID", "", 0, U32_MAX, 0, COH_SCOPE_ALL,
                              "Node (name or id) that loses its vote when an even number is made odd; 0: the highest")},
    [COH_P_DRAIN_ON_SHUTDOWN] = {BOOL(DRAIN_ON_SHUTDOWN, COH_CLUSTER, 0, "DrainOnShutdown", 1, COH_SCOPE_ALL,
                                      "1: a node that is stopped is drained first; 0: what it runs stops")},
    [COH_P_QUARANTINE_THRESHOLD] = {INT(
        QUARANTINE_THRESHOLD, COH_CLUSTER, 0, "QuarantineThreshold", "", 0, U32_MAX, 3, COH_SCOPE_ALL,
        "Unexpected losses of a node within an hour that put it into quarantine; 0: none does")},
    [COH_P_QUARANTINE_DURATION] = {INT(
        QUARANTINE_DURATION, COH_CLUSTER, 0, "QuarantineDuration", "s", 1, U32_MAX, 7200, COH_SCOPE_ALL,
        "How long a node in quarantine stays out; 4294967295: until it is started by hand")},
    [COH_P_IGNORE_PERSISTENT] = {BOOL(
        IGNORE_PERSISTENT, COH_CLUSTER, 0, "IgnorePersistentStateOnStartup", 0, COH_SCOPE_ALL,
        "1: nothing is started by itself when the cluster starts, whatever was asked for before")},
    [COH_P_RECOVERY] = {TEXT(
        RECOVERY, COH_SERVICE, 0, "Recovery", "None", COH_SCOPE_ALL, "None|Restart",
        "What follows when the service ends by itself after it had been running: nothing, or a restart")},
    [COH_P_RECOVERY_DELAY] = {INT(RECOVERY_DELAY, COH_SERVICE, 0, "RecoveryDelay", "ms", 0, U32_MAX, 60000,
                                  COH_SCOPE_ALL, "Wait before a restart by Recovery")},
    [COH_P_DISPLAY_NAME] = {TEXT(DISPLAY_NAME, COH_SERVICE, 0, "DisplayName", "", COH_SCOPE_ALL, NULL,
                                 "What people call it; a resource's ServiceName may be given so")},
    [COH_P_ON_NEED_LOST] = {TEXT(ON_NEED_LOST, COH_SERVICE, 0, "OnNeedLost", "Ignore", COH_SCOPE_ALL, "Ignore|Exit",
                                 "What the service does when one that it needs no longer runs: nothing, or it ends")},
    [COH_P_HELD_STOP] = {TEXT(HELD_STOP, COH_RESOURCE, COH_PROP_PRIVATE, "HeldStop", "Terminate", COH_SCOPE_DRIVES,
                              "Terminate|Block",
                              "A stop that follows from a failure and is held by a service outside: after "
                              "PendingTimeout terminate, or wait on")},
    [COH_P_SCRIPT] = {TEXT(SCRIPT, COH_RESOURCE, COH_PROP_PRIVATE | COH_PROP_NEXT_ONLINE, "ScriptFilepath", "",
                           COH_SCOPE_SCRIPT, NULL,
                           "The executable that is called with online, offline, looksalive, isalive or terminate")},
    [COH_P_ADDRESS] = {TEXT(ADDRESS, COH_RESOURCE, COH_PROP_PRIVATE | COH_PROP_NEXT_ONLINE, "Address", "",
                            COH_SCOPE_ADDRESS, NULL, "The address")},
    [COH_P_SUBNET_MASK] = {TEXT(SUBNET_MASK, COH_RESOURCE, COH_PROP_PRIVATE, "SubnetMask", "", COH_SCOPE_ADDRESS, NULL,
                                "Its mask")},
    [COH_P_NETWORK] = {TEXT(NETWORK, COH_RESOURCE, COH_PROP_PRIVATE, "Network", "", COH_SCOPE_ADDRESS, NULL,
                            "Its network")},
    [COH_P_NAME] = {TEXT(NAME, COH_RESOURCE, COH_PROP_PRIVATE | COH_PROP_NEXT_ONLINE, "Name", "",
                         COH_SCOPE_NETWORK_NAME, NULL, "The name that clients use; empty: the resource's name")},
    [COH_P_HOSTS_FILE] = {TEXT(
        HOSTS_FILE, COH_RESOURCE, COH_PROP_PRIVATE | COH_PROP_NEXT_ONLINE, "HostsFile", "", COH_SCOPE_NETWORK_NAME,
        NULL, "The hosts-format file that the name is published in; empty: FILE.hosts beside the database")},
};

const struct coh_propdef *coh_propdef_at(int index)
{
    int id, i;

    for (id = 1; id < COH_P_NONE_LAST; id++)
        for (i = 0; i < VARIANTS && table[id][i].name != NULL; i++)
            if (index-- == 0)
                return &table[id][i];
    return NULL;
}

static int scope_fits(const struct coh_type *type, int scope)
{
    switch (scope) {
    case COH_SCOPE_DRIVES: return *coh_prop_text(&type->o, COH_P_DRIVES) != '\0';
    case COH_SCOPE_PROGRAM: return coh_prop_is(&type->o, COH_P_CLASS, "program");
    case COH_SCOPE_SCRIPT: return coh_prop_is(&type->o, COH_P_CLASS, "script");
    case COH_SCOPE_ADDRESS: return coh_prop_is(&type->o, COH_P_CLASS, "IP address");
    case COH_SCOPE_NETWORK_NAME: return coh_prop_is(&type->o, COH_P_CLASS, "network name");
    default: return 1;
    }
}

static const struct coh_propdef *def_of(const struct coh_obj *obj, int id)
{
    const struct coh_propdef *def;
    int i;

    for (i = 0; i < VARIANTS && (def = &table[id][i])->name != NULL; i++)
        if ((def->kind == obj->kind || def->kind == COH_NONE) &&
            (def->scope == COH_SCOPE_ALL || scope_fits(((const struct coh_resource *)obj)->type, def->scope)))
            return def;
    return NULL;
}

/* "Parameters.X" and "X" are the same. */
const char *coh_prop_bare(const char *name)
{
    static const char prefix[] = "parameters.";
    size_t i;

    for (i = 0; prefix[i] != '\0'; i++)
        if ((name[i] | 0x20) != (prefix[i] | 0x20))
            return name;
    return name + i;
}

const struct coh_propdef *coh_propdef_find(const struct coh_obj *obj, const char *name)
{
    const struct coh_defs *defs = coh_defs_of(obj);
    const struct coh_propdef *def;
    int id;

    name = coh_prop_bare(name);
    for (id = 1; id < COH_P_NONE_LAST; id++)
        if (coh_name_cmp(table[id][0].name, name) == 0 && (def = def_of(obj, id)) != NULL)
            return def;
    for (id = 0; defs != NULL && id < defs->count; id++)
        if (coh_name_cmp(defs->v[id].name, name) == 0)
            return &defs->v[id];
    return NULL;
}

/* The known one whose name is nearest, if it is near enough to be what was meant: one letter in four may differ. */
static const char *nearest(const struct coh_obj *obj, const char *name)
{
    const struct coh_defs *defs = coh_defs_of(obj);
    int best = 2 + (int)strlen(name) / 4, i, distance;
    const struct coh_propdef *def;
    const char *found = NULL;

    for (i = 0; (def = coh_propdef_at(i)) != NULL; i++) {
        distance = coh_name_distance(def->name, name);
        if (distance < best && coh_propdef_find(obj, def->name) == def) {
            best = distance;
            found = def->name;
        }
    }
    for (i = 0; defs != NULL && i < defs->count; i++) {
        distance = coh_name_distance(defs->v[i].name, name);
        if (distance < best) {
            best = distance;
            found = defs->v[i].name;
        }
    }
    return found;
}

void coh_unknown_words(struct coh_buf *buf, const struct coh_obj *obj, const char *name)
{
    const char *near = nearest(obj, coh_prop_bare(name));

    coh_buf_fmt(buf, "%s \"%s\" has no property \"%s\"", coh_kind_name(obj->kind), coh_full_name(obj), name);
    if (near != NULL)
        coh_buf_fmt(buf, "; the nearest is %s", near);
}

/* ---- reading ---- */

static const struct coh_prop *find_def(const struct coh_obj *obj, const struct coh_propdef *def)
{
    int i;

    for (i = 0; obj->props != NULL && i < obj->props->count; i++)
        if (obj->props->v[i].def == def)
            return &obj->props->v[i];
    return NULL;
}

const struct coh_prop *coh_prop_set_at(const struct coh_obj *obj, const char *name)
{
    int i;

    name = coh_prop_bare(name);
    for (i = 0; obj->props != NULL && i < obj->props->count; i++)
        if (coh_name_cmp(obj->props->v[i].name, name) == 0)
            return &obj->props->v[i];
    return NULL;
}

/* Poll intervals and timeouts that a resource does not set are its type's. */
const struct coh_obj *coh_prop_deferred(const struct coh_obj *obj, int id)
{
    if (obj->kind == COH_RESOURCE && (id == COH_P_LOOKS_ALIVE || id == COH_P_IS_ALIVE || id == COH_P_PENDING_TIMEOUT ||
                                      id == COH_P_DEADLOCK_TIMEOUT))
        return &((const struct coh_resource *)obj)->type->o;
    return NULL;
}

int64_t coh_prop_int(const struct coh_obj *obj, int id)
{
    const struct coh_propdef *def = def_of(obj, id);
    const struct coh_prop *prop = def != NULL ? find_def(obj, def) : NULL;

    if (prop != NULL)
        return prop->num;
    if (coh_prop_deferred(obj, id) != NULL)
        return coh_prop_int(coh_prop_deferred(obj, id), id);
    return def != NULL ? def->fallback : 0;
}

int64_t coh_op_timeout(const struct coh_obj *obj)
{
    int64_t pending_ms = coh_prop_int(obj, COH_P_PENDING_TIMEOUT),
            deadlock_ms = coh_prop_int(obj, COH_P_DEADLOCK_TIMEOUT);

    return deadlock_ms < pending_ms ? deadlock_ms : pending_ms;
}

const char *coh_prop_text(const struct coh_obj *obj, int id)
{
    const struct coh_builtin *builtin = obj->kind == COH_TYPE ? ((const struct coh_type *)obj)->builtin : NULL;
    const struct coh_propdef *def = def_of(obj, id);
    const struct coh_prop *prop = def != NULL ? find_def(obj, def) : NULL;

    if (prop != NULL)
        return prop->text;
    if (builtin != NULL && id == COH_P_DRIVES)
        return builtin->drives;
    if (builtin != NULL && id == COH_P_CLASS)
        return builtin->class_name;
    if (builtin != NULL && id == COH_P_REQUIRED)
        return builtin->required;
    if (builtin != NULL && id == COH_P_DESCRIPTION)
        return builtin->meaning;
    return def != NULL && def->fallback_text != NULL ? def->fallback_text : "";
}

/* The choice's number among @choices; -1: none of them. */
int coh_choice_index(const char *choices, const char *text)
{
    char choice[64];
    size_t length;
    int i;

    for (i = 0;; i++, choices += length + 1) {
        length = strcspn(choices, "|");
        snprintf(choice, sizeof choice, "%.*s", (int)length, choices);
        if (coh_name_cmp(choice, text) == 0)
            return i;
        if (choices[length] == '\0')
            return -1;
    }
}

int coh_prop_choice(const struct coh_obj *obj, int id)
{
    return coh_choice_index(def_of(obj, id)->choices, coh_prop_text(obj, id));
}

int coh_prop_is(const struct coh_obj *obj, int id, const char *text)
{
    return coh_name_cmp(coh_prop_text(obj, id), text) == 0;
}

/* ---- the values in force of a run ---- */

int coh_prop_is_held(const struct coh_prop *prop)
{
    return prop->name[0] == '=';
}

const struct coh_prop *coh_prop_held(const struct coh_obj *obj, const struct coh_propdef *def)
{
    int i;

    for (i = 0; def != NULL && (def->flags & COH_PROP_NEXT_ONLINE) && obj->props != NULL && i < obj->props->count; i++)
        if (coh_prop_is_held(&obj->props->v[i]) && coh_name_cmp(obj->props->v[i].name + 1, def->name) == 0)
            return &obj->props->v[i];
    return NULL;
}

int64_t coh_run_int(const struct coh_obj *obj, int id)
{
    const struct coh_prop *held = coh_prop_held(obj, def_of(obj, id));

    return held != NULL ? held->num : coh_prop_int(obj, id);
}

const char *coh_run_text(const struct coh_obj *obj, int id)
{
    const struct coh_prop *held = coh_prop_held(obj, def_of(obj, id));

    return held != NULL && held->text != NULL ? held->text : coh_prop_text(obj, id);
}

int coh_run_format(struct coh_buf *buf, const struct coh_model *m, const struct coh_obj *obj, const char *name)
{
    const struct coh_prop *held = coh_prop_held(obj, coh_propdef_find(obj, name));

    if (held == NULL)
        return coh_prop_format(buf, m, obj, name);
    if (held->text != NULL)
        coh_buf_add(buf, held->text);
    else
        coh_buf_int(buf, held->num);
    return buf->error;
}

/* Something of it may run, with the values that it was started with. */
int coh_prop_runs(const struct coh_obj *obj)
{
    if (obj->kind == COH_RESOURCE)
        return coh_resource_is_busy((const struct coh_resource *)obj);
    return obj->kind == COH_SERVICE && ((const struct coh_service *)obj)->state != COHORT_SERVICE_STOPPED;
}

void coh_run_over(struct coh_engine *e, struct coh_obj *obj)
{
    const struct coh_props *before = obj->props;
    int i = 0;

    while (obj->props != NULL && i < obj->props->count) {
        if (coh_prop_is_held(&obj->props->v[i]))
            coh_prop_put(e, obj, NULL, coh_arena_text(e, obj->props->v[i].name), 0, 0, NULL, 1);
        else
            i++;
    }
    if (obj->props != before && obj->kind == COH_RESOURCE) /* the service's name stands in them */
        coh_refresh_drives(e, (struct coh_resource *)obj);
}

/* Ids as names, separated by line feeds. */
static void format_refs(struct coh_buf *buf, const struct coh_model *m, const char *ids)
{
    const char *before = "";
    const struct coh_obj *obj;
    char word[24];
    size_t size;
    int64_t id;

    for (; *ids != '\0'; ids += size + (ids[size] == '\n')) {
        size = strcspn(ids, "\n");
        snprintf(word, sizeof word, "%.*s", (int)size, ids);
        obj = coh_int_parse(word, &id) == 0 ? coh_by_id(m, id) : NULL;
        if (obj == NULL)
            continue;
        coh_buf_add(buf, before);
        coh_buf_add(buf, obj->kind == COH_OBJECT ? obj->name : coh_full_name(obj));
        before = "\n";
    }
}

/* As it is set; NULL: as the definition, which is data, says. */
static void format_custom(struct coh_buf *buf, const struct coh_model *m, const struct coh_propdef *def,
                          const struct coh_prop *prop)
{
    int type = prop != NULL ? prop->type : def->type;
    char id[24];

    if (prop == NULL && (type == COH_VALUE_INT || type == COH_VALUE_BOOL))
        coh_buf_int(buf, def->fallback);
    else if (prop == NULL)
        coh_buf_add(buf, def->fallback_text != NULL ? def->fallback_text : "");
    else if (type == COH_VALUE_INT || type == COH_VALUE_BOOL)
        coh_buf_int(buf, prop->num);
    else if (type == COH_VALUE_REF && snprintf(id, sizeof id, "%lld", (long long)prop->num) > 0)
        format_refs(buf, m, id);
    else if (type == COH_VALUE_REFS)
        format_refs(buf, m, prop->text);
    else
        coh_buf_add(buf, prop->text);
}

int coh_prop_format(struct coh_buf *buf, const struct coh_model *m, const struct coh_obj *obj, const char *name)
{
    const struct coh_propdef *def = coh_propdef_find(obj, name);
    const struct coh_prop *prop = coh_prop_set_at(obj, name);

    if (obj->kind == COH_SERVICE && coh_name_cmp(name, "Needs") == 0) {
        const struct coh_ints *needs = ((const struct coh_service *)obj)->needs;
        int i;

        for (i = 0; needs != NULL && i < needs->count; i++)
            coh_buf_fmt(buf, "%s%s", i > 0 ? "\n" : "", coh_by_id(m, needs->v[i])->name);
        if (needs == NULL)
            coh_buf_add(buf, "");
        return buf->error;
    }
    if (def == NULL && prop == NULL)
        return COHORT_ERR_NOT_FOUND;
    if (def == NULL || def->id == COH_P_NONE)
        format_custom(buf, m, def, prop);
    else if (def->type == COH_VALUE_INT || def->type == COH_VALUE_BOOL)
        coh_buf_int(buf, coh_prop_int(obj, def->id));
    else
        coh_buf_add(buf, coh_prop_text(obj, def->id));
    return buf->error;
}

int coh_property_at(const struct coh_obj *obj, int index, const char **ret_name, const char **ret_type,
                    struct coh_cell *ret_value)
{
    const struct coh_prop *prop;

    if (obj->props == NULL || index < 0 || index >= obj->props->count)
        return 0;
    prop = &obj->props->v[index];
    *ret_name = prop->name;
    *ret_type = coh_value_type_name(prop->type);
    ret_value->type = prop->text != NULL ? COH_CELL_TEXT : COH_CELL_INT;
    ret_value->num = prop->num;
    ret_value->text = prop->text;
    return 1;
}
