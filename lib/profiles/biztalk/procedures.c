/*
 * The procedures: scenario 1 to 3 of clustering SSO and BizTalk hosts in one group, and clustering the master secret
 * server, which is step 2 of scenario 1. Numbers are those of the documents; "a" and "b" are parts of one step.
 */
#include "procedures.h"

#define PERSON COHORT_STEP_PERSON
#define PASSES COHORT_STEP_PASSES
#define EACH "on each node"
#define FIRST "on the first node"
#define SECOND "on the second node"
#define FURTHER "on each further node"
#define OWNER "in the cluster"
#define CYCLED "a change of the resource's dependencies or of UseNetworkName"

#define STEP(number, flags, look, where, text, condition)                                                              \
    {                                                                                                                  \
        sizeof(cohort_step), flags, number, text, where, NULL, condition, NULL, bzp_look_##look                        \
    }
#define UNDONE(number, flags, look, where, text, condition, by)                                                        \
    {                                                                                                                  \
        sizeof(cohort_step), flags, number, text, where, NULL, condition, by, bzp_look_##look                          \
    }

/* Clustering the master secret server; P: what stands before the numbers. */
#define MASTER(P)                                                                                                      \
    STEP(P "M1", PERSON, installed, EACH,                                                                              \
         "install the SSO administration and master secret server components, with BizTalk Server; do not configure",  \
         "SSO is installed on each node"),                                                                             \
        STEP(P "M2", PERSON, domain_groups, "in the domain",                                                           \
             "create the groups SSO Administrators and SSO Affiliate Administrators as domain groups",                 \
             "both are domain groups"),                                                                                \
        STEP(P "M3", PERSON, account, "in the domain",                                                                 \
             "create the service account: a domain account in SSO Administrators, with Log on as a service on each "   \
             "node",                                                                                                   \
             "it is a member, and has the right on each node"),                                                        \
        STEP(P "M4", PERSON, installer, "in the domain",                                                               \
             "add the account that installs to SSO Administrators; without this and the step before, configuring SSO " \
             "fails",                                                                                                  \
             "it is a member, and local administrator of each node"),                                                  \
        STEP(P "M5", PERSON, sso_created, FIRST, "log on and start the configuration program",                         \
             "SSO is configured on the first node"),                                                                   \
        STEP(P "M6", PERSON, sso_created, FIRST, "choose the custom configuration; database server, user, password",   \
             "SSO is configured on the first node"),                                                                   \
        STEP(P "M7", PERSON, sso_created, FIRST,                                                                       \
             "enable SSO and create a new SSO system: database, service account, both groups",                         \
             "SSO is configured on the first node"),                                                                   \
        STEP(P "M8", PERSON, sso_created, FIRST, "say where the master secret is backed up, with a password",          \
             "SSO is configured on the first node"),                                                                   \
        STEP(P "M9-12", PERSON, sso_created, FIRST, "apply the configuration, and close it",                           \
             "SSO is configured on the first node"),                                                                   \
        STEP(P "M13-19", PERSON, sso_joined, FURTHER,                                                                  \
             "the same with the same values, but join the existing SSO system", "SSO is joined on each further node"), \
        STEP(P "U1a", PASSES, stopped_first, FIRST, "stop ENTSSO", "it was stopped there"),                            \
        STEP(P "U1b", PASSES, started_first, FIRST, "start ENTSSO", "it runs again"),                                  \
        STEP(P "U2", PERSON, secret_server, FIRST,                                                                     \
             "make the group's network name the secret server, with ssomanage -updatedb",                              \
             "the database names the group's network name"),                                                           \
        STEP(P "R5", 0, access_point, OWNER,                                                                           \
             "choose or make the group that will hold SSO: an IP Address and a Network Name; no disk is needed",       \
             "the group has both, and the name depends on the address"),                                               \
        STEP(P "R6a", PASSES, stopped_all, EACH, "stop ENTSSO", "it ran on no node"),                                  \
        STEP(P "R6-9", 0, sso_master_resource, OWNER, "add a Generic Service for ENTSSO that uses the network name",   \
             "the group drives ENTSSO, with UseNetworkName=1"),                                                        \
        STEP(P "R10-12", 0, name_dependency, OWNER,                                                                    \
             "make it depend on the Network Name; without that, clients get 0x800706D9", "it does"),                   \
        STEP(P "T1", PASSES, online_first, FIRST, "bring the group online", "it was online there"),                    \
        STEP(P "T2", PASSES, moved_for_secret, SECOND, "move the group there", "it was online there"),                 \
        UNDONE(P "T3a", PASSES, secret_offline, SECOND,                                                                \
               "take ENTSSO offline, and online again: else the restore may not succeed", "it was offline there",      \
               CYCLED),                                                                                                \
        UNDONE(P "T3b", PASSES, secret_online, SECOND, "bring ENTSSO online", "it came online there", CYCLED),         \
        STEP(P "T4", PERSON, backup_copied, FURTHER, "copy the backup of the master secret there",                     \
             "a backup of the present secret lies on that node"),                                                      \
        STEP(P "T5-6", PERSON, secret_restored, FURTHER, "restore the master secret with ssoconfig -restoresecret",    \
             "each node has the present secret in its registry"),                                                      \
        STEP(P "T7a", PASSES, tested_first, FIRST, "verify: move the group to the first node", "it was online there"), \
        STEP(P "T7b", PASSES, tested_second, SECOND, "verify: move the group to the second node",                      \
             "it was online there")

/* Making a host a cluster resource; WHAT: which hosts. */
#define HOSTS(P, WHAT)                                                                                                 \
    STEP(P "1", PERSON, servers, "in BizTalk Administration",                                                          \
         "two servers of the BizTalk group at least are nodes of the cluster, in an edition that can; you are a "      \
         "BizTalk administrator",                                                                                      \
         "each node is a server of the group, Enterprise edition"),                                                    \
        STEP(P "2", PERSON, instances, "in BizTalk Administration",                                                    \
             "create an instance of each host on every node that is to be a possible owner",                           \
             "there is one, installed, on each node"),                                                                 \
        STEP(P "3", PERSON, enabled, "in BizTalk Administration", "enable them", "no instance is disabled"),           \
        STEP(P "4", 0, access_point, OWNER, "the group has an IP Address and a Network Name", "it has both"),          \
        STEP(P "5", 0, hosts, OWNER, WHAT, "every host is a resource of the group"),                                   \
        STEP(P "6", COHORT_STEP_OPTIONAL, owners, OWNER, "bar nodes, by the possible owners of the host's resource",   \
             "as you want it")

#define ALL_HOSTS                                                                                                      \
    "cluster all hosts in the group, where they come online and process at once: beside a clustered SSO a host "       \
    "outside "                                                                                                         \
    "the cluster is not supported"

#define DTC(number)                                                                                                    \
    STEP(number, 0, dtc, OWNER, "cluster MSDTC, if it is not", "there is a clustered MSDTC with name and disk")

/* The dialog of the second scenario's configuration; P is 2.7 or 2.12. */
#define JOIN(P, look, where)                                                                                           \
    STEP(P ".1", PERSON, look, where, "enable Enterprise Single Sign-On on this computer", "SSO is joined there"),     \
        STEP(P ".2", PERSON, look, where, "join an existing SSO system", "SSO is joined there"),                       \
        STEP(P ".3", PERSON, look, where, "name the existing SSO database and its server", "SSO is joined there"),     \
        STEP(P ".4", PERSON, look, where, "name the existing service account", "SSO is joined there")

static const cohort_step scenario_1[] = {
    DTC("1.1"),
    MASTER("1.2."),
    STEP("1.3", 0, iis, OWNER, "cluster IIS in the same group", "the group has a web service that needs ENTSSO"),
    STEP("1.4", 0, at_first, FIRST, "move the group there, and log on there", "the group is online there"),
    STEP("1.5", PERSON, biztalk_created, FIRST, "configure BizTalk Server; create a new BizTalk group",
         "that node is in the BizTalk group"),
    STEP("1.6", 0, at_second, SECOND, "move the group there, and log on there", "the group is online there"),
    STEP("1.7", PERSON, biztalk_joined, FURTHER, "configure BizTalk Server; join the BizTalk group",
         "each further node is in the BizTalk group"),
    HOSTS("1.8.", ALL_HOSTS),
};

static const cohort_step scenario_2[] = {
    DTC("2.1"),
    STEP("2.2", PERSON, domain_groups, "in the domain",
         "create the groups SSO Administrators and SSO Affiliate Administrators as domain groups",
         "both are domain groups"),
    STEP("2.3", PERSON, account, "in the domain",
         "create the service account: a domain account in SSO Administrators, with Log on as a service on each node",
         "it is a member, and has the right on each node"),
    STEP("2.4", PERSON, installer, "in the domain",
         "add the account that installs to SSO Administrators; without this and the step before, configuring SSO fails",
         "it is a member, and local administrator of each node"),
    STEP("2.5", PERSON, installed_first, FIRST, "install BizTalk Server, and start the configuration",
         "it is installed there"),
    STEP("2.6", PERSON, sso_joined_first, FIRST, "choose the custom configuration; database server, user, password",
         "SSO is joined there"),
    JOIN("2.7", sso_joined_first, FIRST),
    STEP("2.8", PERSON, biztalk_created, FIRST, "create a new BizTalk group", "that node is in the BizTalk group"),
    STEP("2.9", PERSON, biztalk_created, FIRST, "choose the rest, and apply the configuration",
         "that node is in the BizTalk group"),
    STEP("2.10", PERSON, installed, FURTHER, "install BizTalk Server, and start the configuration",
         "it is installed on each node"),
    STEP("2.11", PERSON, sso_joined, FURTHER, "choose the custom configuration; database server, user, password",
         "SSO is joined there"),
    JOIN("2.12", sso_joined, FURTHER),
    STEP("2.13", PERSON, biztalk_joined, FURTHER, "join the BizTalk group", "that node is in the BizTalk group"),
    STEP("2.14", PERSON, biztalk_joined, FURTHER, "choose the rest, and apply the configuration",
         "that node is in the BizTalk group"),
    STEP("2.15.1", PASSES, stopped_all, EACH, "stop ENTSSO", "it ran on no node"),
    STEP("2.15.2", PASSES, groups_together, FIRST, "move all groups there, and log on there", "all groups were there"),
    STEP("2.15.3", 0, access_point, OWNER,
         "choose the group that will hold SSO and the hosts: an IP Address and a Network Name; no disk is needed",
         "the group has both, and the name depends on the address"),
    STEP("2.15.4", 0, sso_resource, OWNER, "add a Generic Service to it", "the group drives ENTSSO"),
    STEP("2.15.5", 0, sso_resource, OWNER, "choose Enterprise Single Sign-On Service", "the group drives ENTSSO"),
    STEP("2.15.6", 0, sso_resource, OWNER, "confirm", "the group drives ENTSSO"),
    STEP("2.15.7", 0, sso_resource, OWNER, "finish: the resource is there", "the group drives ENTSSO"),
    STEP("2.15.8", 0, name_dependency, OWNER, "open its properties", "ENTSSO depends on the Network Name"),
    STEP("2.15.9", 0, name_dependency, OWNER, "insert a dependency", "ENTSSO depends on the Network Name"),
    STEP("2.15.10", 0, name_dependency, OWNER, "choose the Network Name; without it, clients get 0x800706D9",
         "ENTSSO depends on the Network Name"),
    STEP("2.16", 0, iis, OWNER, "cluster IIS in the same group", "the group has a web service that needs ENTSSO"),
    STEP("2.17", PASSES, online, OWNER, "bring the group online", "it was online"),
    STEP("2.18", PASSES, moved, SECOND, "move the group there", "it was online there"),
    UNDONE("2.19a", PASSES, taken_offline, OWNER, "take ENTSSO offline", "it was offline", CYCLED),
    UNDONE("2.19b", PASSES, brought_online, OWNER, "bring ENTSSO online", "it came online", CYCLED),
    STEP("2.20", PERSON, pointers, "on each BizTalk server",
         "make the group's network name (not the cluster's, nor a node's) the SSO server of all users, with ssomanage "
         "-serverall in the folder of SSO",
         "each server of the BizTalk group points there"),
    STEP("2.21", PERSON, group_pointer, "in BizTalk Administration", "make it the SSO server name of the BizTalk group",
         "the group's properties have it"),
    HOSTS("2.22.", ALL_HOSTS),
};

/* Its source says nothing of MSDTC; that on installing BizTalk on a cluster does, for all of them. */
static const cohort_step scenario_3[] = {
    STEP("3.0", 0, dtc_or_reason, OWNER,
         "cluster MSDTC, if it is not; where that is not wanted: rule silence DTC001 --reason TEXT",
         "there is a clustered MSDTC with name and disk, or rule DTC001 is silenced"),
    HOSTS("3.", "cluster the hosts in the group; they come online and process at once"),
};
static const cohort_step master[] = {DTC("R1"), MASTER("")};

#define NAMES                                                                                                          \
    "Group required: the cluster group",                                                                               \
        "Nodes: the nodes, separated by commas, the first one first; default: all that can own the group",             \
        "Account: who is logged on"
#define ADDRESS_NAMES                                                                                                  \
    "Address: of the group, where it has none",                                                                        \
        "NetworkName: of the group for clients, where it has none; default: the group's name"
#define DTC_NAMES                                                                                                      \
    "DtcAddress: of MSDTC, where that is not clustered", "DtcGroup: its group then; default: MSDTC",                   \
        "DtcName: its network name then; default: the name of its group"
#define SSO_NAMES                                                                                                      \
    ADDRESS_NAMES, "ServiceAccount: as which ENTSSO runs; default: the SSO system's",                                  \
        "Administrators: the group; default: SSO Administrators",                                                      \
        "Affiliates: the group; default: SSO Affiliate Administrators",                                                \
        "System: the SSO system; default: the one that is described, else SSO", DTC_NAMES
#define CREATE_NAMES "Database: the SSO database; default: SSODB", "Backup: of the master secret; default: SYSTEM.bak"
#define HOST_NAMES                                                                                                     \
    "BizTalkGroup: the BizTalk group; default: that of the first node, else BizTalkGroup",                             \
        "Hosts: the hosts, separated by commas; default: all in-process hosts"
#define WEB_NAMES "WebSite: resource of the web service; default: Default Web Site"
#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define PROCEDURE(name, meaning, source, parameters, steps)                                                            \
    {                                                                                                                  \
        sizeof(cohort_procedure), name, meaning, source, parameters, steps, BZT_COUNT(steps)                           \
    }

const cohort_procedure bzt_procedures[] = {
    PROCEDURE("scenario-1", "BizTalk hosts and the master secret server in one cluster group",
              "Cluster SSO and a BizTalk host in the same cluster group, first procedure",
              LIST(NAMES, SSO_NAMES, CREATE_NAMES, HOST_NAMES, WEB_NAMES), scenario_1),
    PROCEDURE("scenario-2", "BizTalk hosts and SSO in one cluster group, the master secret server elsewhere",
              "Cluster SSO and a BizTalk host in the same cluster group, second procedure",
              LIST(NAMES, SSO_NAMES, HOST_NAMES, WEB_NAMES), scenario_2),
    PROCEDURE("scenario-3", "BizTalk hosts in a cluster group, SSO on every node by itself",
              "Configure a BizTalk host as a cluster resource", LIST(NAMES, ADDRESS_NAMES, DTC_NAMES, HOST_NAMES),
              scenario_3),
    PROCEDURE("master-secret-server", "The master secret server in a cluster group", "Cluster the master secret server",
              LIST(NAMES, SSO_NAMES, CREATE_NAMES), master),
};
