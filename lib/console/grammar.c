/*
 * The table of commands, and how a usage line is read. Help, usage errors and parsing all come from this table: a
 * command is one row and one handler.
 */
#include "console/console.h"

#include <string.h>

#include "util/text.h"

#define CHANGES COH_COMMAND_CHANGES
#define SHOWS (COH_COMMAND_CHANGES | COH_COMMAND_SHOWS)
#define RUNNING (COH_COMMAND_CHANGES | COH_COMMAND_RUNNING)

static const struct coh_command commands[] = {
    {"cluster create NAME", CHANGES, coh_run_cluster_create, "name the cluster of a new database"},
    {"cluster show", 0, coh_run_show, "the cluster and its properties"},
    {"cluster stop", RUNNING, coh_run_cluster_stop,
     "stop what runs, on all nodes; nothing moves; they stay Down until they are started"},
    {"cluster start", RUNNING, coh_run_cluster_start, "let all nodes in that were stopped"},

    {"node add NAME...", CHANGES, coh_run_node_add, "add nodes; a node is Down until something plays it"},
    {"node start NAME [--clear-quarantine] [--prevent-quorum] [--force-quorum]", RUNNING, coh_run_node_start,
     "let a node in that was stopped or is quarantined; --prevent-quorum: it joins and does not form; --force-quorum: "
     "the "
     "members that are Up are the cluster"},
    {"node stop NAME", RUNNING, coh_run_node_stop,
     "drain a node, stop what is left and its services; it stays Down until it is started"},
    {"node list", 0, coh_run_list, "nodes and their states"},
    {"node show NAME", 0, coh_run_show, "one node and its properties"},
    {"node pause NAME [--drain] [--to NODE] [--force] [--retry] [--within DURATION]", RUNNING, coh_run_node_pause,
     "start nothing there any more; --drain: move its groups away, --to: all to that node; --force: also those that "
     "are "
     "held or locked; --retry: what failed is tried again; --within: it has failed if it lasts longer"},
    {"node resume NAME [--failback MODE]", RUNNING, coh_run_node_resume,
     "end a pause; --failback now: its drained groups return; policy (as without): by their AutoFailbackType; none: "
     "they stay"},
    {"node evict NAME", CHANGES, coh_run_node_evict, "remove a node that is Down, with its services"},

    {"group add NAME [Property=Value...]", CHANGES, coh_run_add, "add an empty group"},
    {"group delete NAME [--force]", CHANGES, coh_run_delete, "delete an empty group; --force: with its resources"},
    {"group list", 0, coh_run_list, "groups, their states and owners"},
    {"group show NAME", 0, coh_run_show, "one group, its resources and properties"},
    {"group owners NAME [NODE...] [--none]", SHOWS, coh_run_group_owners,
     "set the preferred owners, in order; without nodes: show them; --none: no preference"},
    {"group depend NAME [PROVIDER...] [--none]", SHOWS, coh_run_group_depend,
     "set the groups and group sets whose start it waits for; without: show them; --none: none"},
    {"group online NAME [--ignore-locked] [--ignore-affinity]", RUNNING, coh_run_group_online,
     "bring all resources of a group online, providers first"},
    {"group offline NAME [--ignore-locked]", RUNNING, coh_run_group_offline,
     "take all resources of a group offline, dependents first"},
    {"group move NAME [NODE] [--ignore-locked] [--ignore-affinity] [--return] [--queue]", RUNNING, coh_run_group_move,
     "move a group; without NODE: to the best other node; --return: back if it does not come online there; "
     "--queue: wait for what is in the way"},
    {"group move --all [NODE] [--ignore-locked] [--ignore-affinity] [--return] [--queue]", RUNNING,
     coh_run_group_move_all, "move every group that can move: to NODE, or each to its best other node"},
    {"group cancel NAME", RUNNING, coh_run_verb, "call off a move, or one that waits: the group stays where it is"},
    {"group maintenance NAME on|off [--for DURATION]", CHANGES, coh_run_maintenance,
     "leave its resources alone: no checks, no reaction to failures; --for: so long, else until off"},

    {"groupset add NAME [Property=Value...]", CHANGES, coh_run_add, "add an empty group set"},
    {"groupset delete NAME", CHANGES, coh_run_delete, "delete a group set; its groups stay"},
    {"groupset list", 0, coh_run_list, "group sets, their groups and whether they are ready"},
    {"groupset show NAME", 0, coh_run_show, "one group set and its properties"},
    {"groupset groups NAME [GROUP...] [--none]", SHOWS, coh_run_groupset_groups,
     "set its groups; without: show them; --none: no group"},
    {"groupset depend NAME [SET...] [--none]", SHOWS, coh_run_groupset_depend,
     "set the group sets that its groups wait for; without: show them; --none: none"},

    {"resource add NAME --group GROUP --type TYPE [Property=Value...]", CHANGES, coh_run_resource_add,
     "add a resource to a group"},
    {"resource delete NAME [--force]", CHANGES, coh_run_delete,
     "delete a resource that is Offline or Failed; --force: its dependents forget it"},
    {"resource list", 0, coh_run_list, "resources, their states and owners"},
    {"resource show NAME", 0, coh_run_show, "one resource and its properties"},
    {"resource depend NAME [EXPRESSION...] [--none] [--add PROVIDER] [--remove PROVIDER]", SHOWS,
     coh_run_resource_depend,
     "replace its dependencies: \"[A] and ([B] or [C])\"; without: show them; --none: remove all; --add, --remove: "
     "one provider"},
    {"resource owners NAME [NODE...] [--none]", SHOWS, coh_run_resource_owners,
     "set the possible owners; without nodes: show them; --none: all nodes"},
    {"resource move NAME --group GROUP", CHANGES, coh_run_resource_move,
     "move it to another group, with all that it depends on and that depends on it"},
    {"resource maintenance NAME on|off [--for DURATION]", CHANGES, coh_run_maintenance,
     "leave it alone: no checks, no reaction to failures; --for: so long, else until off"},
    {"resource online NAME [--keep-persistent] [--ignore-locked] [--ignore-affinity]", RUNNING, coh_run_resource_online,
     "bring a resource online, its providers first; --keep-persistent: its persistent state stays as it is"},
    {"resource offline NAME [--force] [--keep-persistent] [--ignore-locked]", RUNNING, coh_run_resource_offline,
     "take a resource offline, its dependents first; --force: terminate it; --keep-persistent: its persistent state "
     "stays as it is"},
    {"resource restart NAME", RUNNING, coh_run_verb,
     "take it offline with its dependents, and back to its persistent state"},
    {"resource fail NAME", RUNNING, coh_run_verb, "treat a resource as failed, by the failure policy"},

    {"service add NAME --node NODE [--needs SERVICE...] [Property=Value...]", CHANGES, coh_run_service_add,
     "add a service that a node runs itself"},
    {"service delete NAME --node NODE [--force]", CHANGES, coh_run_delete,
     "delete a service that is Stopped; --force: those that need it forget it"},
    {"service list", 0, coh_run_list, "services of all nodes"},
    {"service show NAME --node NODE", 0, coh_run_show, "one service and its properties"},
    {"service start NAME --node NODE", RUNNING, coh_run_verb, "start a service, first what it needs"},
    {"service stop NAME --node NODE [--dependents]", RUNNING, coh_run_service_stop,
     "stop a service; --dependents: first the services that need it"},

    {"quorum show", 0, coh_run_quorum_show, "votes, majority and witness"},
    {"quorum force", RUNNING, coh_run_quorum_force,
     "without quorum: the members that are Up are the cluster; the others must run nothing"},
    {"quorum witness none|disk|share|cloud [NAME]", CHANGES, coh_run_quorum_witness,
     "give the cluster a witness vote, or none; NAME: where it is"},
    {"witness lost|back", CHANGES, coh_run_witness, "the witness cannot be reached, or can again; for who watches it"},

    {"affinity add NAME --type TYPE GROUP...", CHANGES, coh_run_affinity_add,
     "add an affinity rule for groups; TYPE: SameNode, SameFaultDomain, DifferentNode or DifferentFaultDomain"},
    {"affinity delete NAME", CHANGES, coh_run_delete, "delete an affinity rule"},
    {"affinity list", 0, coh_run_list, "affinity rules and their groups"},
    {"affinity show NAME", 0, coh_run_show, "one affinity rule and its properties"},
    {"affinity groups NAME [GROUP...] [--none]", SHOWS, coh_run_affinity_groups,
     "set the groups of a rule; without groups: show them; --none: no groups"},

    {"type list", 0, coh_run_list, "resource types"},
    {"type show NAME", 0, coh_run_show, "one resource type and its properties"},
    {"type owners NAME [NODE...] [--none]", SHOWS, coh_run_type_owners,
     "set the possible owners of all its resources; without nodes: show them; --none: all nodes"},

    {"create KIND NAME [Property=Value...]", CHANGES, coh_run_create, "create an object of any kind"},
    {"delete KIND NAME [--force]", CHANGES, coh_run_kind_delete, "delete an object of any kind"},
    {"list KIND", 0, coh_run_list, "list the objects of a kind"},
    {"show KIND NAME", 0, coh_run_show, "show an object of any kind"},
    {"rename KIND NAME NEW", CHANGES, coh_run_rename, "rename an object; what refers to it follows"},
    {"set KIND NAME Property=Value...", CHANGES, coh_run_set, "set properties, all or none"},
    {"unset KIND NAME Property...", CHANGES, coh_run_unset, "restore properties' defaults, all or none"},
    {"get KIND NAME [Property]", 0, coh_run_get, "a property's value, or all properties"},

    {"check [RULE]", 0, coh_run_check,
     "what the rules find wrong or cannot say; exit code 3 when there is an error among it"},
    {"rule list", 0, coh_run_rule_list, "the rules that check looks at"},
    {"rule show RULE", 0, coh_run_rule_show, "one rule: condition, consequence, remedy, source"},
    {"rule silence RULE [SUBJECT] [--reason TEXT] [--off]", CHANGES, coh_run_rule_silence,
     "findings of a rule, of one subject or all, are known and accepted; --off: no longer"},

    {"procedure list", 0, coh_run_procedure_list, "the procedures that there are, and the runs that were started"},
    {"procedure show NAME", 0, coh_run_procedure_show,
     "the steps of a run, or of a procedure: which are done, and why not"},
    {"procedure start PROCEDURE [--run NAME] [Property=Value...]", CHANGES, coh_run_procedure_start,
     "follow a procedure, with what is given once; NAME: of this run, if there are several"},
    {"procedure set NAME Property=Value...", CHANGES, coh_run_procedure_set,
     "change what was given to a run; the rest stays, Property= takes it back"},
    {"procedure next NAME [--done]", CHANGES, coh_run_procedure_next,
     "do the next step of a run, or say what a person does; --done: carry out the line that tells that it is done, or "
     "does what may have been done before"},
    {"procedure record NAME STEP [--at COMPUTER] [--as ACCOUNT] [--undo]", CHANGES, coh_run_procedure_record,
     "say that a step was done that cannot be read; --undo: it was not"},
    {"procedure run NAME --simulate", 0, coh_run_procedure_rehearse,
     "rehearse the rest of a run in a copy of the database: what each line would do"},

    {"batch LINE...", CHANGES, coh_run_batch,
     "carry out lines that change the cluster as one request, all or none; in a script: begin, the lines, commit"},
    {"status", 0, coh_run_status, "everything at a glance"},
    {"why NAME [--kind KIND]", 0, coh_run_why, "why something is as it is: state, rule, chain of causes"},
    {"history [--since SEQ] [--limit COUNT] [--events] [--change CHANGE...] [--kind KIND] [--object NAME] "
     "[--cause SEQ] [--follow]",
     0, coh_run_history,
     "every transition with its cause; --events: one line for each failover or move; --cause: one and what led to it; "
     "--follow: go on as they happen"},
    {"history prune [--before SEQ] [--keep DURATION]", CHANGES, coh_run_history_prune,
     "drop what is older from the record, except what explains the present"},
    {"digest", 0, coh_run_digest, "16 digits that equal models share"},
    {"replay", 0, coh_run_replay, "verify the record: replay the stored inputs and compare digests"},
    {"help [WORD...]", 0, coh_run_help, "this list, or the commands that begin with these words"},
};

const struct coh_command *coh_commands(int *ret_count)
{
    *ret_count = (int)(sizeof commands / sizeof commands[0]);
    return commands;
}

static const char *skip_word(const char *at)
{
    at += strcspn(at, " ");
    return at + strspn(at, " ");
}

static int is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* A usage word is literal when it is lower case and no list of choices; also "-word", and "--word" unless a value follows:
 * that is an option which must be there. */
static int is_literal(const char *at)
{
    size_t size = strcspn(at, " "), dashes = strspn(at, "-");
    const char *next = skip_word(at);

    return is_lower(at[dashes]) && memchr(at, '|', size) == NULL && (dashes != 2 || *next < 'A' || *next > 'Z');
}

int coh_usage_words(const char *usage)
{
    int count = 0;

    for (; is_literal(usage); usage = skip_word(usage))
        count++;
    return count;
}

const char *coh_usage_rest(const char *usage)
{
    while (is_literal(usage))
        usage = skip_word(usage);
    return usage;
}

/* "-word" is the flag of another tool, and such tools take theirs in any case. */
static int is_word(const char *usage, size_t size, const char *word)
{
    char flag[32];

    if (strlen(word) != size)
        return 0;
    if (usage[0] != '-' || usage[1] == '-' || size >= sizeof flag)
        return memcmp(usage, word, size) == 0;
    memcpy(flag, usage, size);
    flag[size] = '\0';
    return coh_name_cmp(flag, word) == 0;
}

int coh_usage_is(const char *usage, int index, const char *word)
{
    size_t size;

    while (index-- > 0)
        usage = skip_word(usage);
    size = strcspn(usage, " ");
    return is_word(usage, size, word);
}

/* Copy a usage word without what is around it; 1: it ends with "...". */
static int take(const char **at, char out[32])
{
    size_t size = strcspn(*at, " ]");
    int many = size > 3 && memcmp(*at + size - 3, "...", 3) == 0;
    size_t keep = many ? size - 3 : size;

    if (keep > 31)
        keep = 31;
    memcpy(out, *at, keep);
    out[keep] = '\0';
    *at += size;
    return many;
}

int coh_usage_next(const char **at, struct coh_element *ret_element)
{
    struct coh_element element = {.optional = 0};

    *at += strspn(*at, " ");
    if (**at == '\0')
        return 0;
    if (**at == '[') {
        element.optional = 1;
        (*at)++;
    }
    element.option = **at == '-';
    element.many = take(at, element.name);
    if (element.option && **at == ' ' && ((*at)[1] >= 'A' && (*at)[1] <= 'Z')) {
        (*at)++;
        element.many = take(at, element.value);
    }
    if (element.optional && **at == ']')
        (*at)++;
    *ret_element = element;
    return 1;
}
