/* Rules about the accounts and groups that SSO and BizTalk run as and are run by. */
#ifndef BZT_RULES_ACCOUNTS_H
#define BZT_RULES_ACCOUNTS_H

#include "sources.h"

#define BZT_RULES_ACCOUNTS(X)                                                                                          \
    X(ACC001, ERROR, "SSO is clustered, and SSO Administrators or SSO Affiliate Administrators is no domain group",    \
      "A clustered SSO cannot be created", "Use domain groups", BZT_SEED ", step 2.2")                                 \
    X(ACC002, ERROR, "A clustered ENTSSO runs as an account that is not of the domain",                                \
      "A clustered SSO cannot be created", "Use a domain account", "Domain Groups")                                    \
    X(ACC003, ERROR, "The account of ENTSSO is no member of SSO Administrators",                                       \
      "10550: the service does not start, configuration fails", "Add it to the group", BZT_SEED ", step 2.3")          \
    X(ACC004, ERROR, "The account of ENTSSO may not log on as a service on a node", "ENTSSO does not start there",     \
      "Grant Log on as a service on each node", BZT_SEED ", step 2.3")                                                 \
    X(ACC005, ERROR, "Who configured SSO is no member of SSO Administrators", "Configuration of SSO fails",            \
      "Add the account to the group and log on anew", BZT_SEED ", step 2.4")                                           \
    X(ACC006, ERROR, "ENTSSO runs as LocalSystem or LocalService", "Refused: 11038, 11039", "Use a domain account",    \
      BZT_EVENTS ": 11038, 11039")                                                                                     \
    X(ACC007, WARNING, "ENTSSO runs as NetworkService, as a local account or as a local administrator",                \
      "11040, 11041, 10599", "Use a domain account without further rights", BZT_EVENTS ": 11040, 11041, 10599")        \
    X(ACC008, ERROR, "ENTSSO runs as a group managed service account", "Not supported", "Use an ordinary account",     \
      "Configure gMSA")                                                                                                \
    X(ACC009, WARNING, "An individual account stands where an SSO group should",                                       \
      "It cannot be changed to another individual: 11051 to 11054", "Use a group with two members at least",           \
      "SSO User Groups")                                                                                               \
    X(ACC010, ERROR, "A built-in account or group stands where an SSO group should", "Refused: 0xC0002A19",            \
      "Use a domain group", "SSO User Groups")                                                                         \
    X(ACC011, WARNING, "The account of ENTSSO also runs other services", "Who controls them controls SSO",             \
      "Use an account of its own", "SSO User Groups")                                                                  \
    X(ACC012, WARNING, "The account of a clustered ENTSSO lacks Full Control of the cluster",                          \
      "Operations of the resource may be denied, before Windows Server 2008 above all", "Grant it",                    \
      "Clustering the Master Secret Server (technical guides)")                                                        \
    X(ACC013, ERROR, "The SSO administrators were to be changed while SSO is enabled", "Refused: 10570, 0xC0002A15",   \
      "Disable SSO, change them, enable it", BZT_EVENTS ": 10570")                                                     \
    X(ACC014, WARNING, "The BizTalk Server Administrators are no members of SSO Affiliate Administrators",             \
      "Adding handlers and adapters fails", "Add that group to the other", "Minimum Security User Rights")             \
    X(ACC015, ERROR, "BizTalk on several computers uses a local group or account", "Not supported",                    \
      "Use domain groups and accounts", "Windows Groups and User Accounts in BizTalk Server")                          \
    X(ACC016, WARNING, "Who configured SSO is of another forest than the computer", "SSO cannot be configured",        \
      "Use an account of the same forest", "Implement Active Directory permissions")

#endif
