/* Rules about the names that clients are given, the order of the procedures, and operations. */
#ifndef BZT_RULES_CONFIG_H
#define BZT_RULES_CONFIG_H

#include "sources.h"

#define BZT_RULES_CONFIG(X)                                                                                            \
    X(CFG001, ERROR, "The SSO server for all users of a BizTalk server is not the group of the clustered ENTSSO",      \
      "Its clients ask a name that is not there", "Set it to the group's Network Name with ssomanage -serverall",      \
      BZT_SEED ", step 2.20")                                                                                          \
    X(CFG002, WARNING, "The SSO server of one user of a BizTalk server is not the group of the clustered ENTSSO",      \
      "It goes before that for all users, and nobody notices", "Set it with ssomanage -server as that user",           \
      "How to Change the Behavior of a Single Sign-On Interface")                                                      \
    X(CFG003, ERROR, "SSO Server name of the BizTalk group is not the group of the clustered ENTSSO",                  \
      "Lookups of adapters' configuration fail: Primary SSO Server failed",                                            \
      "Set it in the properties of the BizTalk group", BZT_SEED ", step 2.21")                                         \
    X(CFG004, ERROR, "Clients are given the name of the cluster or of a node for the clustered ENTSSO",                \
      "It breaks after a move", "Use the Network Name of the group", BZT_SEED ", note of step 2.20")                   \
    X(CFG005, ERROR, "SSO or the BizTalk group was created on two computers",                                          \
      "A second SSO system, or a second BizTalk group", "Join on the second one", BZT_SEED ", steps 1.7, 2.12, 2.13")  \
    X(CFG006, ERROR, "SSO was created on a node, and the master secret server is a computer outside",                  \
      "The node has a system of its own", "Join the existing system", BZT_SEED ", step 2.7")                           \
    X(CFG007, ERROR, "ENTSSO runs on a node while its resource is offline",                                            \
      "The cluster finds it running: no endpoint under the group's name", "Stop ENTSSO on every node first",           \
      BZT_SEED ", step 2.15.1")                                                                                        \
    X(CFG008, ERROR, "BizTalk was configured on a node that did not own the group of ENTSSO",                          \
      "There was no SSO: the configuration is not whole", "Move the group there and configure again",                  \
      BZT_SEED ", steps 1.4 and 1.6")                                                                                  \
    X(CFG009, ERROR, "The master secret server outside is not available",                                              \
      "SSO cannot be joined, and what starts gets no secret", "Bring it up", BZT_SEED ", scenario 2")                  \
    X(CFG010, WARNING, "The resource of ENTSSO was not taken offline and online on the node that the group moved to",  \
      "It may still go by the name that it had", "Take it offline and online", BZT_SEED ", steps 2.18 and 2.19")       \
    X(CFG011, WARNING, "Failover and failback of the group were not tried", "Nobody knows whether they work",          \
      "Move the group there and back, and look", BZT_MSS)                                                              \
    X(CFG012, WARNING, "SSO was configured a second time with the wizard",                                             \
      "The wizard does not change what it has configured", "Use ssomanage and ssoconfig", "Configure BizTalk Server")  \
    X(OPS001, WARNING, "An administration console is open since before a failover of SQL Server",                      \
      "It shows errors of connections that are gone", "Open it again",                                                 \
      "Troubleshooting BizTalk Server Administration")                                                                 \
    X(OPS002, INFORMATION, "A tool watches the nodes and not the clustered hosts",                                     \
      "Alerts about the passive node mean nothing, or come twice", "Watch the clustered service",                      \
      "Troubleshooting the BizTalk Management Pack")                                                                   \
    X(OPS003, WARNING, "SSO is disabled", "Everything that asks it fails: 10537, 0xC0002A02",                          \
      "Enable it with ssomanage -enablesso", BZT_EVENTS ": 10537")

#endif
