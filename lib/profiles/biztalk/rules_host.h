/* Rules about BizTalk hosts and their instances. */
#ifndef BZT_RULES_HOST_H
#define BZT_RULES_HOST_H

#include "sources.h"

#define BZT_RULES_HOST(X)                                                                                              \
    X(HST001, ERROR, "A host that is clustered, or going to be, has no instance on a node that may own it",            \
      "Clustering it is refused, or a failover to that node fails", "Add an instance on every node that may own it",   \
      BZT_HOSTS)                                                                                                       \
    X(HST002, ERROR, "The instance of a clustered host is disabled on a node that may own it",                         \
      "It cannot fail over to that node", "Enable the instance", BZT_HOSTS)                                            \
    X(HST003, ERROR, "A host is clustered and fewer than two of its BizTalk servers are nodes of the cluster",         \
      "It cannot be clustered", "Join another node to the BizTalk group", BZT_FEATURE)                                 \
    X(HST004, ERROR, "A node that may own a clustered host has another edition than Enterprise",                       \
      "Hosts cannot be clustered there", "Install the Enterprise edition", BZT_FEATURE)                                \
    X(HST005, ERROR, "Who clusters a host is no BizTalk administrator", "It is denied",                                \
      "Make the account a member of the BizTalk Server Administrators", BZT_HOSTS)                                     \
    X(HST006, ERROR, "The group of a clustered host has no Network Name or no IP Address",                             \
      "The host does not function as a clustered resource", "Add what is missing", BZT_HOSTS)                          \
    X(HST007, WARNING, "A host that works is going to be clustered",                                                   \
      "Its resource comes online at once and starts to process", "Stop its work first", BZT_HOSTS)                     \
    X(HST008, WARNING, "A host is not clustered and none of its instances runs",                                       \
      "Nothing is processed: unclustering stops all instances and starts none", "Start an instance", BZT_HOSTS)        \
    X(HST009, ERROR, "BizTalk is not configured on a node that may own a clustered host",                              \
      "The resource goes offline there",                                                                               \
      "Fail the host over and delete that instance before BizTalk is unconfigured; or take the node from the owners",  \
      BZT_HOSTS)                                                                                                       \
    X(HST010, ERROR, "A clustered host is going to be deleted, or was", "It is refused; what is left drives nothing",  \
      "Uncluster the host first", "How to Delete a Host")                                                              \
    X(HST011, ERROR, "More than one instance of a clustered host runs",                                                \
      "What it receives is received twice; there is to be one", "Stop the instance that the cluster does not own",     \
      BZT_SINGLE)                                                                                                      \
    X(HST012, WARNING, "The instance of a clustered host was started without the cluster",                             \
      "The cluster knows nothing of it; on the passive node it fails (0x80C02831)", "Start and stop it as a resource", \
      BZT_REPORTS)                                                                                                     \
    X(HST013, WARNING, "A tool restarts a clustered host from several nodes at once",                                  \
      "The host stays stopped now and then: a stop takes about a minute", "Let it do so from one node at a time",      \
      BZT_REPORTS)                                                                                                     \
    X(HST014, WARNING, "An isolated host is clustered as if it were a service", "IIS runs it, no service does",        \
      "Cluster IIS in the group instead", "Hosts")                                                                     \
    X(HST015, WARNING, "A clustered host has no adapter that asks for it, and ENTSSO is not clustered",                \
      "Nothing is gained, and the load is on one node", "Uncluster it", BZT_SINGLE)                                    \
    X(HST016, WARNING, "Fewer instances track than there are message boxes, and one more",                             \
      "Tracking data piles up when one is away", "Add an instance of a host that tracks", BZT_CHECKLIST)               \
    X(HST017, WARNING, "A clustered host takes longer to stop than its resource waits", "A move fails it by force",    \
      "Raise PendingTimeout", "Known Issues with the MSMQ Adapter")                                                    \
    X(HST018, INFORMATION, "The failure policy of a clustered host is not the default",                                \
      "It does not restart and fail over as the documentation says", "Keep it if it is meant", BZT_HOSTS)              \
    X(HST019, WARNING, "A failover of SQL Server takes longer than the service of a host waits before its restart",    \
      "The host stays stopped after it", "Raise the delay, or start the host by hand", BZT_SERVICES)                   \
    X(HST020, ERROR, "The instance of a clustered host is half installed on a node that may own it",                   \
      "It cannot start there, also after the server is back", "Delete the instance and add it again",                  \
      "How to Add a Host Instance")                                                                                    \
    X(HST021, WARNING, "A host that is trusted and one that is not run as the same account",                           \
      "Whom to trust is decided by the account: it cannot tell them apart", "Give them accounts of their own",         \
      "How to Modify Host Properties")                                                                                 \
    X(HST022, WARNING, "The service of a host starts with the node and not delayed",                                   \
      "ENTSSO takes minutes to start: the host gives up after a reboot",                                               \
      "Start it delayed, where it is not clustered", "Troubleshooting Enterprise Single Sign-On")                      \
    X(HST023, INFORMATION, "Something moves cluster groups by itself to balance the nodes",                            \
      "The group moves when nobody wants it, about every half hour", "Switch that off", BZT_REPORTS)                   \
    X(HST024, WARNING, "The Base EDI adapter of BizTalk Server 2006 is on a node of the clustered ENTSSO",             \
      "Not supported", "Move it", BZT_SEED ", edition of 2006")

#endif
