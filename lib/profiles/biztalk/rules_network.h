/* Rules about MSDTC, the network and SQL Server. */
#ifndef BZT_RULES_NETWORK_H
#define BZT_RULES_NETWORK_H

#include "sources.h"

#define BZT_RULES_DTC(X)                                                                                               \
    X(DTC001, ERROR, "ENTSSO or a host is clustered and MSDTC is not", "It has to be clustered before BizTalk is",     \
      "Cluster MSDTC", BZT_SEED ", steps 1.1 and 2.1")                                                                 \
    X(DTC002, ERROR, "The clustered MSDTC depends on no Network Name or on no disk",                                   \
      "It does not come online, and BizTalk's transactions fail", "Add the dependency",                                \
      "Troubleshooting a Windows Server Cluster")                                                                      \
    X(DTC003, ERROR, "Network access of MSDTC is off, or inbound or outbound transactions are",                        \
      "0x8004D024, 0x8004D025, 0x8004D00A, 0xC0002A24; the configuration cannot access the SSO database",              \
      "Allow all three on BizTalk, SSO and SQL servers and restart MSDTC", BZT_DTC_TROUBLE)                            \
    X(DTC004, WARNING, "The clustered MSDTC does not ask for the authentication of incoming callers",                  \
      "Callers and MSDTC do not agree how to prove who they are", "Set it to Incoming Caller Authentication Required", \
      BZT_DTC_TROUBLE)                                                                                                 \
    X(DTC005, WARNING, "Where MSDTC is clustered, its service does not start by hand",                                 \
      "The node and the cluster both start it", "Set its start type to Manual", BZT_DTC_ADMIN)                         \
    X(DTC006, WARNING, "Where MSDTC is not clustered, its service does not start with the computer",                   \
      "BizTalk fails after a restart of the computer", "Set its start type to Automatic", BZT_DTC_ADMIN)               \
    X(DTC007, WARNING, "The security settings of a local MSDTC were changed beside those of the clustered one",        \
      "The clustered one may not start any more and has to be made anew", "Change those of the clustered one only",    \
      BZT_REPORTS)                                                                                                     \
    X(DTC008, ERROR, "Two computers have the same CID of MSDTC", "Transactions between them fail: a cloned machine",   \
      "msdtc -uninstall, then msdtc -install on one of them", BZT_REPORTS)                                             \
    X(DTC009, ERROR, "ENTSSO 4 or 4.5 without fix 2688226, where MSDTC is clustered",                                  \
      "ENTSSO, BizTalk and MSDTC wait for each other when they start: a deadlock", "Install the fix", "KB 2688226")    \
    X(DTC010, WARNING, "ENTSSO is there and no MSDTC runs", "SSO needs it: 11049 at the start", "Start MSDTC",         \
      BZT_EVENTS ": 11049")

#define BZT_RULES_NETWORK(X)                                                                                           \
    X(NET001, ERROR, "RPC is closed between an SSO server and the master secret server, or hardened against it",       \
      "10532 with 0x800706BA; hardened: 10555", "Open port 135 and the dynamic ports both ways",                       \
      "Ports for the Enterprise Single Sign-On Servers")                                                               \
    X(NET002, WARNING, "A computer is addressed by its full DNS name through a firewall", "It is not contacted",       \
      "Use its NetBIOS name", "How to Use the Servers Snap-in")                                                        \
    X(NET003, WARNING, "NetBIOS, DNS and reverse lookup of a name do not agree", "MSDTC and RPC fail",                 \
      "Correct DNS and the hosts files", BZT_DTC_TROUBLE)                                                              \
    X(SQL001, WARNING, "The master secret server is clustered and its database is not highly available",               \
      "SSO is down with the database", "Cluster the SQL Server of the SSO database", BZT_CLUSTERED_MSS)                \
    X(SQL002, INFORMATION, "Clustered SQL Server holds BizTalk databases before SSO is configured",                    \
      "The master secret server comes first", "Configure the master secret server first",                              \
      "Clustering the BizTalk Server Databases")

#endif
