/* Rules about the master secret: who keeps it, where it is, and whether it would be found again. */
#ifndef BZT_RULES_SECRET_H
#define BZT_RULES_SECRET_H

#include "sources.h"

#define BZT_RULES_SECRET(X)                                                                                            \
    X(SSO030, ERROR, "There is more than one master secret server",                                                    \
      "Not supported: an environment has one SSO system", "Keep one SSO system", "Master Secret Server")               \
    X(SSO031, ERROR, "The secret server's name is not the Network Name of the group that is the master secret server", \
      "After a move nothing goes by that name: 10532", "Set it with ssomanage -updatedb to the group's Network Name",  \
      BZT_MSS)                                                                                                         \
    X(SSO032, ERROR, "A possible owner of the master secret server lacks the present master secret",                   \
      "After a failover to it 10520 or 10521: no encryption, no decryption",                                           \
      "Restore the secret on that node, when the group is there and ENTSSO was taken offline and online", BZT_MSS)     \
    X(SSO033, ERROR, "A master secret is bound to another account than ENTSSO runs as",                                \
      "10565 and 10521: the secret cannot be read", "Restore the secret there, or give the service its old account",   \
      BZT_EVENTS ": 10521, 10565")                                                                                     \
    X(SSO034, ERROR, "ENTSSO runs as different accounts on its possible owners",                                       \
      "Restoring the secret on one node breaks the other", "Use the same domain account everywhere", BZT_MSS)          \
    X(SSO035, ERROR, "There is no backup of a master secret", "10589; with the secret everything encrypted is lost",   \
      "Back it up now, and keep the file elsewhere", "How to Back Up the Master Secret")                               \
    X(SSO036, ERROR, "All backups are older than the present master secret",                                           \
      "A restore brings a wrong secret: 0xC0002A3F, 0x80090005", "Back it up anew", BZT_EVENTS ": 10815, 10520")       \
    X(SSO037, WARNING, "A backup lies on what is neither NTFS nor removable", "Refused: 10561, 0xC0002A07",            \
      "Back up to NTFS", BZT_EVENTS ": 10561")                                                                         \
    X(SSO038, WARNING, "The only backup lies on a computer of the master secret server", "It is lost with it",         \
      "Copy the file elsewhere", "How to Back Up the Master Secret")                                                   \
    X(SSO039, INFORMATION, "The master secret is older than a year",                                                   \
      "A warning event; it is announced to be enforced", "Back up, generate a new one, restore it on all nodes",       \
      "Reports of administrators")                                                                                     \
    X(SSO040, ERROR, "After a new master secret a possible owner still has the one before it only",                    \
      "After the next move as SSO032", "Restore the new secret there too", BZT_COHORT)                                 \
    X(SSO041, ERROR, "A secret was restored before ENTSSO had been taken offline and online there",                    \
      "The restore may not have succeeded", "Take the resource offline and online, then restore again", BZT_MSS)       \
    X(SSO042, ERROR, "A file with more than the secret server was given to ssomanage -updatedb off that server",       \
      "The update fails", "Leave only secretServer in the file", "How to Change the Master Secret Server")             \
    X(SSO043, ERROR, "A secret operation was called where the master secret server is not", "0xC0002A0E",              \
      "Call it on the owner of its group", BZT_EVENTS ": 10766")                                                       \
    X(SSO044, WARNING, "The registry key of the secrets is replicated by a cluster checkpoint",                        \
      "What is in it is bound to an account and a computer", "Restore on each node instead", BZT_MSS)                  \
    X(SSO045, WARNING, "SSO of version 5 lacks fix 3062831", "After a restore 10536 with 0x80090005",                  \
      "Install it (3000847 alone leaks memory)", "3000847, 3062831")                                                   \
    X(SSO046, WARNING, "ENTSSO was restarted while the master secret server was away",                                 \
      "Its cached secret is lost: processing stops there", "Bring the master secret server back first",                \
      "Planning for High Availability")                                                                                \
    X(SSO047, INFORMATION, "The master secret server also processes messages",                                         \
      "Who can run code there is near the master secret", "Dedicate computers to it, unless this is what is wanted",   \
      "SSO Security Recommendations")                                                                                  \
    X(SSO048, WARNING, "The clock of an SSO server is not kept by a time service",                                     \
      "Tickets and timestamps: 0xC0002A33", "Use a time service", "SSO Security Recommendations")

#endif
