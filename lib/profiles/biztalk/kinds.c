/*
 * Kinds of objects and resource types of the domain.
 *
 * A fact that nobody has told is empty: rules then answer "unknown", never "ok". Yes and No are told.
 */
#include "biztalk.h"

#include <stddef.h>

#define FACT " text choices=|Yes|No: "
#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define KIND(name, meaning, ...)                                                                                       \
    {                                                                                                                  \
        sizeof(cohort_kind), name, meaning, LIST(__VA_ARGS__)                                                          \
    }

/* A node of the cluster is a computer too: the one whose Node it is. */
#define COMPUTER                                                                                                       \
    KIND("computer", "A computer: a node of this cluster, or one outside of it",                                       \
         "Node ref of=node unique: the node of this cluster that it is; none: it is outside",                          \
         "State text choices=Up|Down|Unreachable default=Up: of a computer outside; a node's is the node's",           \
         "Entsso text choices=None|Stopped|Running default=None: the SSO service of a computer outside; a node's is "  \
         "service ENTSSO",                                                                                             \
         "EntssoIdentity text: outside: the name that its SSO service goes by; empty: the computer's",                 \
         "Clustered" FACT "outside: its SSO service is itself clustered",                                              \
         "SsoServerAll text: SSO server for all users (ssomanage -serverall); empty: not set",                         \
         "Domain text: its domain", "Forest text: the forest of its domain",                                           \
         "LoadBalanced" FACT "it is a member of a network load balancing cluster",                                     \
         "TimeSynchronized" FACT "its clock is kept by a time service",                                                \
         "RpcOpen" FACT "RPC (135 and the dynamic ports) is open between it and the master secret server",             \
         "AddressedByFqdn" FACT "others address it by its full DNS name through a firewall",                           \
         "NameConsistent" FACT "NetBIOS, DNS and reverse lookup of its name agree",                                    \
         "RestrictRemoteClients" FACT "RPC hardening keeps anonymous clients out",                                     \
         "StaleConsole bool default=0: a console is open there since before a failover of SQL Server",                 \
         "ExtendedEdi" FACT "the Base EDI adapter of BizTalk Server 2006 is installed")

#define DIRECTORY                                                                                                      \
    KIND("account", "An account that services run as, or that somebody is logged on with",                             \
         "Type text choices=|DomainUser|LocalUser|LocalSystem|LocalService|NetworkService|ManagedService|BuiltIn: "    \
         "what it is",                                                                                                 \
         "Domain text: its domain", "Forest text: the forest of its domain",                                           \
         "Groups refs of=domaingroup: groups that it is a member of",                                                  \
         "LogOnAsService refs of=computer: where it has the right Log on as a service",                                \
         "LocalAdministrator refs of=computer: where it is a local administrator",                                     \
         "BizTalkAdministrator" FACT "it may act as BizTalk administrator",                                            \
         "SqlAdministrator" FACT "it is sysadmin, or securityadmin and db_owner of the SSO database",                  \
         "ClusterFullControl" FACT "it has Full Control of the cluster",                                               \
         "OtherServices list: services beside ENTSSO that run as it"),                                                 \
        KIND("domaingroup", "A Windows group, by its exact name (SSO Administrators, ...)",                            \
             "Scope text choices=|Domain|Local|BuiltIn|Individual: where it lives; Individual: an account in a "       \
             "group's place",                                                                                          \
             "Domain text: its domain", "Groups refs of=domaingroup: groups that it is a member of")

#define SSO                                                                                                            \
    KIND("ssosystem", "The SSO system: one for an environment",                                                        \
         "Database ref of=ssodatabase unique: the SSO database",                                                       \
         "SecretServer text: name of the master secret server, as the database has it",                                \
         "AdministratorsGroup ref of=domaingroup: the SSO Administrators",                                             \
         "AffiliateGroup ref of=domaingroup: the SSO Affiliate Administrators",                                        \
         "ServiceAccount ref of=account: the account that it was created with",                                        \
         "Enabled bool default=1: SSO is enabled (ssomanage -enablesso)",                                              \
         "CurrentSecret text: id of the present master secret; empty: none",                                           \
         "PreviousSecret text: id of the one before",                                                                  \
         "SecretCreated int unit=ms min=-1 default=-1: when the present one was generated, engine time; -1: nobody "   \
         "told",                                                                                                       \
         "Reencrypting bool default=0: the database is being re-encrypted",                                            \
         "PollInterval int unit=ms min=1000 max=86400000 default=30000: how often servers look after the master "      \
         "secret server and the database",                                                                             \
         "DatabaseGrace int unit=ms min=0 max=86400000 default=300000: without the database so long, a server goes "   \
         "out of service",                                                                                             \
         "TicketTimeout int unit=min min=1 max=525600 default=2: life of a ticket",                                    \
         "CredentialCacheTimeout int unit=min min=1 max=525600 default=60: life of cached credentials",                \
         "TicketsAllowed bool default=0: tickets may be issued", "ValidateTickets bool default=1: they are validated", \
         "StartWithoutMaster bool default=1: a server starts, with a warning, when the master secret server is away",  \
         "DecryptNeedsMaster bool default=0: while the master secret server is away a secret in memory does not help", \
         "AuditDeletedApps int min=0 max=1000000 default=1000: rows of the audit table of deleted applications",       \
         "AuditDeletedMappings int min=0 max=1000000 default=1000: rows of that of deleted mappings",                  \
         "AuditCredentialLookups int min=0 max=1000000 default=1000: rows of that of credential lookups",              \
         "ReencryptionTime int unit=ms min=1 max=86400000 default=10000: how long the database takes to re-encrypt",   \
         "NameConsistent" FACT "NetBIOS, DNS and reverse lookup of the secret server's name agree",                    \
         "FailoverTested" FACT "its cluster group was moved to every node and back",                                   \
         "LastUpdateTags list: tags of the last file given to ssomanage -updatedb",                                    \
         "LastUpdateAt ref of=computer: where that was run"),                                                          \
        KIND("ssodatabase", "The SSO database", "Server text: its SQL Server",                                         \
             "Instance ref of=sqlinstance: the SQL instance that holds it",                                            \
             "State text choices=Available|Unreachable|NeedsUpgrade|NotConfigured default=Available: how it is",       \
             "HighlyAvailable" FACT "it is clustered or in an availability group"),                                    \
        KIND("ssoserver", "The SSO service of one computer, as it was configured there",                               \
             "Computer ref of=computer unique: where", "System ref of=ssosystem: the system that it belongs to",       \
             "Installed bool default=1: its files are installed",                                                      \
             "Configured text choices=|None|Create|Join: how it was configured",                                       \
             "Account ref of=account: the account that the service runs as",                                           \
             "ConfiguredBy ref of=account: who was logged on when it was configured",                                  \
             "CachedSecret text: id of the master secret that it has in memory; empty: none",                          \
             "MasterLost bool default=0: its last look after the master secret server failed",                         \
             "OutOfService bool default=0: it went out of service without the database",                               \
             "DatabaseLost bool default=0: its last look after the database failed",                                   \
             "CameOnline bool default=0: the cluster resource came online here since it arrived",                      \
             "StartedAlone bool default=0: it was running before its cluster resource came online there",              \
             "CycledHere bool default=0: the cluster resource was taken offline and online here since it arrived",     \
             "RestoredUncycled bool default=0: a secret was restored here before that",                                \
             "RestartedWithoutMaster bool default=0: it was restarted while the master secret server was away",        \
             "LastRefusal text: code with which the real tools refused something here last; who saw it tells it",      \
             "Version text: of its files", "Hotfixes list: knowledge base articles whose fixes are installed",         \
             "Reconfigured bool default=0: the wizard was run again to change what was configured",                    \
             "Ssl bool default=0: it speaks to SQL Server with SSL",                                                   \
             "RegistryCheckpoint" FACT "its registry key is replicated by a cluster checkpoint"),                      \
        KIND("secretcopy", "A master secret in the registry of one computer",                                          \
             "Computer ref of=computer unique: where", "Secret text unique: its id",                                   \
             "Account ref of=account: the service account that it is bound to"),                                       \
        KIND("secretbackup", "A backup file of a master secret", "Secret text: id of the secret in it",                \
             "Path text: the file", "Computer ref of=computer: where it lies",                                         \
             "FileSystem text choices=|NTFS|Removable|Other: what it lies on",                                         \
             "PasswordKnown" FACT "its password is known"),                                                            \
        KIND("ssopointer", "The SSO server of one user on one computer (ssomanage -server)",                           \
             "Computer ref of=computer unique: where", "Account ref of=account unique: whose",                         \
             "Server text: the SSO server's name")

#define BIZTALK                                                                                                        \
    KIND("biztalkgroup", "A BizTalk group", "SsoServer text: SSO Server name of its properties page",                  \
         "System ref of=ssosystem: the SSO system that it uses", "ManagementServer text: SQL Server of its databases", \
         "ManagementDatabase text default=BizTalkMgmtDb: its management database",                                     \
         "AdministratorsGroup ref of=domaingroup: the BizTalk Server Administrators",                                  \
         "MessageBoxes int min=1 max=1000 default=1: message boxes"),                                                  \
        KIND("biztalkserver", "BizTalk Server on one computer", "Computer ref of=computer unique: where",              \
             "Group ref of=biztalkgroup: the group that it was created or joined in",                                  \
             "Configured text choices=|None|Create|Join: how the group was configured",                                \
             "Edition text choices=|Enterprise|Standard|Branch|Developer: which",                                      \
             "Version text: 2009, 2010, 2013, ...", "Installed bool default=1: its files are installed",               \
             "ConfiguredAway bool default=0: the group with ENTSSO was elsewhere when it was configured",              \
             "Features list: what is configured"),                                                                     \
        KIND("host", "A BizTalk host", "Group ref of=biztalkgroup: its BizTalk group",                                 \
             "Type text choices=InProcess|Isolated default=InProcess: in the BizTalk service, or in IIS",              \
             "ClusterGroup ref of=group: the cluster group that it is clustered in; none: it is not",                  \
             "WindowsGroup ref of=domaingroup: its users", "Default bool default=0: the default host",                 \
             "Tracking bool default=0: it moves tracking data", "Trusted bool default=0: authentication trusted",      \
             "Only32Bit bool default=0: 32 bits only",                                                                 \
             "StartsLate" FACT "its instances' services are started delayed",                                          \
             "ClusterIn ref of=group: the cluster group that it is going to be clustered in; none: no plan",           \
             "Quiesced" FACT "before it is clustered its work was stopped: receive locations, send ports",             \
             "ClusteredBy ref of=account: who clustered it, or is going to",                                           \
             "Retiring bool default=0: it is going to be deleted",                                                     \
             "Unclustering bool default=0: its resource is being taken offline, to be deleted",                        \
             "ShutdownTime int unit=ms min=0 max=86400000 default=0: how long an instance takes to stop"),             \
        KIND("hostinstance", "The instance of a host on one BizTalk server; its service is BTSSvc$HOST",               \
             "Host ref of=host unique: the host", "Server ref of=biztalkserver unique: the server",                    \
             "State text choices=Installed|InstallationFailed|UninstallationFailed|UpdateFailed|NotInstalled "         \
             "default=Installed: how its configuration went",                                                          \
             "Disabled bool default=0: it must not start", "Account ref of=account: the account that it runs as",      \
             "StartedBy text choices=|Cluster|Service: who started it last",                                           \
             "DeployedInParallel" FACT "tools restart it from several nodes at once"),                                 \
        KIND("handler", "An adapter's handler in a host", "Host ref of=host: the host",                                \
             "Adapter text: FILE, FTP, SFTP, POP3, MSMQ, MQSeries, HTTP, SOAP, WCF, SQL, SAP, ...",                    \
             "Direction text choices=Receive|Send default=Receive: which way",                                         \
             "OrderedDelivery bool default=0: the order is kept",                                                      \
             "Locks" FACT "what it reads is locked against a second reader",                                           \
             "RemoteQueues bool default=0: it reads queues of another, clustered computer only",                       \
             "LoadBalanced" FACT "requests come through a load balancer"),                                             \
        KIND("sqlinstance", "An instance of SQL Server", "Group ref of=group: its cluster group; none: not here",      \
             "Computer ref of=computer: where it runs, if not clustered",                                              \
             "Databases list: what it holds: SSODB, BizTalkMgmtDb, BizTalkMsgBoxDb, ...",                              \
             "FailoverTime int unit=ms min=0 max=86400000 default=0: how long its failover takes")

#define IIS_DTC                                                                                                        \
    KIND("website", "A site of IIS that isolated hosts use", "Computers refs of=computer: where it exists",            \
         "Resource ref of=resource: its cluster resource; none: not clustered", "Site text: its name",                 \
         "ScriptSite text: name in the resource's script", "ScriptPool text: name of the pool in that script",         \
         "Pool ref of=apppool: its application pool",                                                                  \
         "SharedConfiguration" FACT "IIS shares its configuration, with offline files on all nodes",                   \
         "RunsOnPassive" FACT "the site or its pool runs on nodes that do not own the group", "Version text: of IIS"), \
        KIND("apppool", "An application pool of IIS", "Identity ref of=account: the account that it runs as",          \
             "Hosts refs of=host: isolated hosts that it serves", "Adapters list: isolated adapters in it"),           \
        KIND("dtc", "A Distributed Transaction Coordinator: the local one of a computer, or a clustered one",          \
             "Resource ref of=resource: the clustered one whose settings these are; none: the local one",              \
             "Computer ref of=computer: where", "NetworkAccess" FACT "network access is on",                           \
             "Inbound" FACT "inbound transactions are allowed", "Outbound" FACT "outbound transactions are allowed",   \
             "Authentication text choices=|Mutual|IncomingCaller|None: how callers prove who they are",                \
             "Start text choices=|Auto|Manual|Disabled: start type of the service", "Running" FACT "it runs",          \
             "Cid text: its CID value",                                                                                \
             "SecurityChanged" FACT "its security settings were changed beside those of a clustered one"),             \
        KIND("monitor", "A tool that starts services by itself", "Services list: what it starts",                      \
             "Computers refs of=computer: where",                                                                      \
             "MovesGroups" FACT "it moves cluster groups by itself, to balance the nodes",                             \
             "OwnerOnly" FACT "it looks only at the node that owns the group",                                         \
             "WatchesPhysical" FACT "it reports on nodes, not on the clustered service")

const cohort_kind bzt_kinds[] = {COMPUTER, DIRECTORY, SSO, BIZTALK, IIS_DTC};

const cohort_type bzt_types[] = {
    {sizeof(cohort_type), "BizTalk Host",
     LIST("Description=The service of a clustered BizTalk host", "Drives=service", "RequiredDependencies=network name"),
     NULL},
    {sizeof(cohort_type), "Distributed Transaction Coordinator",
     LIST("Description=The clustered MSDTC", "Class=program", "RequiredDependencies=network name\nstorage"), NULL},
    {sizeof(cohort_type), "Physical Disk", LIST("Description=A shared disk", "Class=storage"), NULL},
};
