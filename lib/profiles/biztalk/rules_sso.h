/* Rules about SSO's resource and the group that it is in. */
#ifndef BZT_RULES_SSO_H
#define BZT_RULES_SSO_H

#include "sources.h"

#define BZT_RULES_SSO(X)                                                                                               \
    X(SSO001, ERROR, "ENTSSO is clustered in one group and an in-process host of the same nodes in another",           \
      "The host loses SSO as soon as one of the groups moves", "Put the host into the group of ENTSSO", BZT_SEED)      \
    X(SSO002, ERROR, "A host that is not clustered has an instance on a possible owner of the clustered ENTSSO",       \
      "Not supported: the instance holds a planned move, and fails in an unplanned one",                               \
      "Cluster the host in the group of ENTSSO, or delete the instance", BZT_SEED ", notes of both scenarios")         \
    X(SSO003, ERROR, "An instance of a host that is not clustered runs where ENTSSO's group is",                       \
      "ENTSSO cannot be stopped while a service that needs it runs: a move is refused", "Stop the instance first",     \
      BZT_SEED ", notes of both scenarios")                                                                            \
    X(SSO004, ERROR, "Isolated hosts have instances on the nodes of a clustered ENTSSO, and no IIS is in its group",   \
      "Isolated adapters run where there is no SSO", "Create the clustered IIS web service in the group of ENTSSO",    \
      BZT_SEED ", steps 1.3 and 2.16")                                                                                 \
    X(SSO005, ERROR, "The clustered IIS is in another group than ENTSSO",                                              \
      "After the first failover the isolated adapters run where there is no SSO", "Put it into the group of ENTSSO",   \
      BZT_SEED)                                                                                                        \
    X(SSO006, ERROR, "The resource of ENTSSO depends on no Network Name",                                              \
      "Clients cannot retrieve the master secret: 10532 with 0x800706D9; a backup answers 0xC0002A0F",                 \
      "Add the dependency on the group's Network Name, then take the resource offline and online",                     \
      BZT_SEED ", step 2.15.10")                                                                                       \
    X(SSO007, ERROR, "The clustered ENTSSO is the master secret server and does not use the network name, or not yet", \
      "It goes by the node's name, which is not that of the secret server: clients get 0x800706D9",                    \
      "Set UseNetworkName=1, then take the resource offline and online", BZT_MSS)                                      \
    X(SSO008, ERROR, "The group of ENTSSO or of a host has no Network Name or no IP Address",                          \
      "Clients cannot reach it, and a host does not function as a clustered resource", "Add what is missing",          \
      BZT_HOSTS)                                                                                                       \
    X(SSO009, INFORMATION, "The resource of ENTSSO depends on a disk",                                                 \
      "SSO needs none: one more thing whose failure takes it down", "Remove that dependency unless it is wanted",      \
      BZT_SEED ", step 2.15.3")                                                                                        \
    X(SSO010, ERROR, "A resource that is meant to be SSO is no Generic Service of ENTSSO",                             \
      "The cluster does not control the service", "Create it as a Generic Service with ServiceName=ENTSSO",            \
      BZT_SEED ", steps 2.15.4 and 2.15.5")                                                                            \
    X(SSO011, ERROR, "Two resources drive ENTSSO, and a node is a possible owner of both",                             \
      "There is one ENTSSO on a computer: each takes it from the other", "Keep one", BZT_COHORT)                       \
    X(SSO012, WARNING, "Where ENTSSO is clustered it starts by itself, or runs without the cluster having started it", \
      "The endpoint is not registered when the group arrives: 0x800706D9, 10536, 0xC0002A0F",                          \
      "Start it by hand only, stop it on other nodes, then take the resource offline and online",                      \
      "Reports of administrators; " BZT_COHORT)                                                                        \
    X(SSO013, WARNING, "A monitoring tool starts ENTSSO or a clustered host on all nodes",                             \
      "As SSO012; a host that runs twice; 0x80C02831 on the passive node",                                             \
      "Let it look at the node that owns the group only", "Reports of administrators")                                 \
    X(SSO014, ERROR, "The possible owners of ENTSSO are not the nodes on which SSO is configured",                     \
      "A failover to a node without it fails (10511); a node with it is never used",                                   \
      "Make the possible owners those nodes", BZT_MSS)                                                                 \
    X(SSO015, ERROR, "ENTSSO and a host of its group have different possible owners",                                  \
      "The group cannot go where one of them cannot start", "Make them equal", BZT_HOSTS)                              \
    X(SSO016, ERROR, "The master secret server is on a network load balancing cluster", "Not supported",               \
      "Use a failover cluster", BZT_MSS)                                                                               \
    X(SSO017, WARNING, "ENTSSO is clustered on BizTalk nodes and no host is in its group",                             \
      "Host instances cannot start on the node where ENTSSO does not run",                                             \
      "Cluster the hosts in the same group, or SSO elsewhere (the cluster of its database)",                           \
      "Checklist: Providing High Availability with Fault Tolerance or Load Balancing")                                 \
    X(SSO018, INFORMATION, "The master secret server and the MessageBox database run on the same node", "Load",        \
      "Prefer another owner for one of them", "Clustering the Master Secret Server (technical guides)")                \
    X(SSO019, WARNING, "The clustered SSO is not the master secret server, and that one is not clustered",             \
      "The master secret has a single point of failure", "Cluster it, or have its replacement by hand written down",   \
      "Master Secret Server")                                                                                          \
    X(SSO020, WARNING, "A host is clustered and ENTSSO is not",                                                        \
      "SSO is not highly available: without it on a node what needs it there fails",                                   \
      "Cluster ENTSSO in the same group, or accept it with a reason", BZT_SEED ", scenario 3")                         \
    X(SSO021, WARNING, "A host in the group of ENTSSO does not depend on it",                                          \
      "The cluster does not order them: the host's service would start ENTSSO by itself (SSO012)",                     \
      "Add the dependency", BZT_COHORT)

#define BZT_RULES_SERVICES(X)                                                                                          \
    X(SVC001, ERROR, "A clustered ENTSSO or host restarts by itself on a possible owner (Recovery of its service)",    \
      "Node and cluster both restart it: it may run where the group is not",                                           \
      "Leave the restart to the cluster: Recovery=None", BZT_COHORT)                                                   \
    X(SVC002, WARNING, "The service of a clustered host starts with the node",                                         \
      "After a restart of the node it runs where the group is not", "Set Start=Manual", BZT_COHORT)                    \
    X(SVC003, WARNING, "IIS in the group of ENTSSO does not depend on it",                                             \
      "Isolated adapters may be called before SSO is there, and stay up without it", "Add the dependency", BZT_COHORT)

#endif
