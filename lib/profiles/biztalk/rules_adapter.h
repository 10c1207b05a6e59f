/* Rules about adapters, and about IIS, in which isolated ones run. */
#ifndef BZT_RULES_ADAPTER_H
#define BZT_RULES_ADAPTER_H

#include "sources.h"

#define BZT_RULES_ADAPTER(X)                                                                                           \
    X(ADP001, ERROR, "FTP or SFTP is received by more than one instance of a host",                                    \
      "The same file is fetched twice: the protocol has no locks", "Cluster the host", BZT_SINGLE)                     \
    X(ADP002, WARNING, "POP3 is received by more than one instance, and the server lets several in",                   \
      "The same mail is fetched twice", "Cluster the host", BZT_SINGLE)                                                \
    X(ADP003, ERROR, "A clustered host has MSMQ handlers, and message queuing is not clustered in its group",          \
      "No transactional reads of local queues, and messages are lost when sent", "Cluster message queuing there",      \
      BZT_SINGLE)                                                                                                      \
    X(ADP004, WARNING, "A clustered host with MSMQ handlers does not depend on message queuing",                       \
      "It starts before its queues are there", "Add the dependency", BZT_SINGLE)                                       \
    X(ADP005, ERROR, "A clustered host receives MSMQ on a node without a message queuing service of its own",          \
      "The receive locations are shut down soon after they are enabled",                                               \
      "Start message queuing on the node, beside the clustered one", "Known Issues with the MSMQ Adapter")             \
    X(ADP006, INFORMATION, "A host is clustered for MSMQ, and reads queues of other computers only",                   \
      "It need not be: several instances read a remote queue in turn", "Uncluster it if nothing else asks for it",     \
      BZT_SINGLE)                                                                                                      \
    X(ADP007, WARNING, "Ordered delivery, and more than one instance of the host", "The order is lost",                \
      "Cluster the host", BZT_SINGLE)                                                                                  \
    X(ADP008, WARNING, "SAP is received by a host that is not clustered",                                              \
      "A two-phase commit may be left open when the instance moves", "Cluster the host",                               \
      "Planning for High Availability")                                                                                \
    X(ADP009, WARNING, "SQL is polled by more than one instance and the query does not lock what it reads",            \
      "The same rows are read twice", "Cluster the host, or lock the rows in the query",                               \
      "Clustering Receiving Hosts (technical guides)")                                                                 \
    X(ADP010, INFORMATION, "An isolated adapter has neither a load balancer nor a clustered IIS",                      \
      "It is not highly available", "Balance the load; cluster IIS where ENTSSO is clustered",                         \
      "Scaled-Out Receiving Hosts; " BZT_SEED)

#define BZT_RULES_IIS(X)                                                                                               \
    X(IIS001, ERROR, "A clustered IIS 7 or later is driven by a script of IIS 6", "The script does not fit it",        \
      "Use clusweb7.vbs, with the names of the site and its pool", BZT_IIS)                                            \
    X(IIS002, ERROR, "The site or pool that the script names is not there, or is written otherwise, on some node",     \
      "It does not come online there, or nothing is looked after: the names are compared exactly",                     \
      "Make the names and the nodes the same", BZT_IIS)                                                                \
    X(IIS003, WARNING, "Two clustered sites share one script file or one disk",                                        \
      "The wrong site is looked after, or both move together", "Give each its own", BZT_IIS)                           \
    X(IIS004, WARNING, "A clustered IIS has no shared configuration with offline files",                               \
      "The nodes' configurations drift; without the offline files IIS ends with the share", "Set it up on all nodes",  \
      BZT_IIS)                                                                                                         \
    X(IIS005, ERROR, "A site with isolated hosts runs on nodes that do not own ENTSSO's group",                        \
      "The isolated hosts run on where there is no SSO", "Stop the site and its pool there", BZT_COHORT)               \
    X(IIS006, INFORMATION, "IIS is clustered and ENTSSO is not", "It runs on one node only",                           \
      "A load balancer serves better, unless SSO must be beside it", BZT_IIS)                                          \
    X(IIS007, ERROR, "An application pool serves two isolated hosts, or HTTP and SOAP",                                \
      "The receive location is not found, or messages are lost after a 202", "A pool for each", BZT_REPORTS)           \
    X(IIS008, ERROR, "The identity of an application pool is no member of its isolated host's group",                  \
      "The adapter cannot register", "Make it a member", "Instantiating Isolated Adapters")

#endif
