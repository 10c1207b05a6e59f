/**
 * @file biztalk.h
 * The profile of Enterprise Single Sign-On (SSO) and BizTalk Server, its own library: libcohort-biztalk.
 *
 * Its kinds of objects, resource types, rules and verbs are in docs/manual/biztalk.md. Rules whose facts are in the
 * plain model (resources, dependencies, services named ENTSSO and BTSSvc$...) need no object of these kinds.
 *
 * The calls here do on the model what the tools of SSO and BizTalk do on real computers, by whom and where it is done.
 * Each refuses what its tool refuses: cohort_win32() is then the tool's code, 0xC0002A.. for SSO. Common to them:
 *  - @p computer: name of a "computer" object, or of a node; where somebody is logged on;
 *  - @p account: name of an "account" object; who is;
 *  - ret_request: the last of the requests that the call made (request.h); NULL is allowed;
 *  - COHORT_ERR_NOT_FOUND: something that is named is not there (87; a group 5013; a service 1060);
 *  - COHORT_ERR_NODE_DOWN: the computer is down or out of reach (5050);
 *  - COHORT_ERR_INVALID: something is missing or malformed (87);
 *  - what the requests may return that they make (request.h).
 *
 * What is checked is checked before the first change.
 */
#ifndef COHORT_BIZTALK_H
#define COHORT_BIZTALK_H

#include <cohort/profile.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The profile, for cohort_profile_attach(); a constant. @since 0.1 */
COHORT_API const cohort_profile *cohort_biztalk_profile(void);

/** @name The SSO system. */
/** @{ */

/** What the configuration of SSO asks for. Names of objects; NULL or "": not given. */
typedef struct cohort_biztalk_sso {
    uint32_t struct_size;
    const char *system;          /**< "ssosystem". */
    const char *database;        /**< "ssodatabase"; made by create if it is not there. */
    const char *server;          /**< SQL Server of a database that is made. */
    const char *service_account; /**< "account" that ENTSSO runs as; join: default is that of the system. */
    const char *admins;          /**< create: "domaingroup" of the SSO Administrators. */
    const char *affiliates;      /**< create: "domaingroup" of the SSO Affiliate Administrators. */
    const char *backup;          /**< create: name of the "secretbackup" that is made; NULL: none. */
} cohort_biztalk_sso;

/**
 * Configure SSO on a computer and create the SSO system: its database, its master secret in the registry there, and
 * that computer as its master secret server. ENTSSO is installed as a service if need be, and started.
 *
 * @retval COHORT_ERR_EXISTS  SSO is configured there already (5010); the system or its database exists: 0xC0002A4F.
 * @retval COHORT_ERR_STATE   The account is no local administrator (0xC0002A13) or no member of the SSO Administrators
 *                            (0xC0002A14); the service account is no member (0xC0002A52), may not log on as a service
 *                            there (1069), cannot be used (0xC0002A22); a local group or account on a node
 *                            (0xC0002A1D), a built-in one (0xC0002A19); the database cannot be reached (0xC0002A21).
 * @retval COHORT_ERR_INVALID The database's name is too long (0xC0002A55).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-configure.txt
 */
COHORT_API int cohort_biztalk_sso_create(cohort *h, const char *computer, const char *account,
                                         const cohort_biztalk_sso *what, int64_t *ret_request);

/**
 * Configure SSO on a computer, as a further server of an SSO system.
 *
 * @retval COHORT_ERR_NOT_FOUND  There is no such system: 0xC0002A51.
 * @retval COHORT_ERR_EXISTS, COHORT_ERR_STATE  As cohort_biztalk_sso_create(); the system is in another database
 *                            (0xC0002A51), which must be upgraded (0xC0002A50); the master secret server does not answer
 *                            and StartWithoutMaster of the system is 0 (0xC0002A1F).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-configure.txt
 */
COHORT_API int cohort_biztalk_sso_join(cohort *h, const char *computer, const char *account,
                                       const cohort_biztalk_sso *what, int64_t *ret_request);

/**
 * Change the SSO system, as `ssomanage -updatedb` does with a file.
 *
 * @param tags  NULL-terminated "tag=value": secretServer, ssoAdminAccount, ssoAffiliateAdminAccount, auditDeletedApps,
 *              auditDeletedMappings, auditCredentialLookups, ticketTimeout, credCacheTimeout.
 * @retval COHORT_ERR_STATE  The SSO server does not answer (0xC0002A0F) or is out of service (0xC0002A10); the account
 *              is no SSO administrator (0xC0002A14); another tag than secretServer away from the master secret server
 *              (0xC0002A0E); other administrators while SSO is enabled (0xC0002A15), or of which the account or the
 *              service account is no member (0xC0002A16).
 * @retval COHORT_ERR_RANGE  A value is outside its range (5913).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-update.txt
 */
COHORT_API int cohort_biztalk_sso_update(cohort *h, const char *computer, const char *account, const char *const *tags,
                                         int64_t *ret_request);

/** What `ssomanage -displaydb` shows. */
typedef struct cohort_biztalk_system {
    uint32_t struct_size;
    int enabled;
    int tickets_allowed, tickets_validated;
    int64_t ticket_timeout, cache_timeout;                             /**< Minutes. */
    int64_t audit_deleted_apps, audit_deleted_mappings, audit_lookups; /**< Rows of the audit tables. */
    char server[COHORT_NAME_MAX + 1];                                  /**< The SSO server that was asked, by name. */
    const char *level;                                                 /**< Why that: as cohort_biztalk_answer. */
    char system[COHORT_NAME_MAX + 1];                                  /**< "ssosystem". */
    char sql_server[COHORT_NAME_MAX + 1], database[COHORT_NAME_MAX + 1];
    char secret_server[COHORT_NAME_MAX + 1];
    char admins[COHORT_NAME_MAX + 1], affiliates[COHORT_NAME_MAX + 1]; /**< "" where nobody told. */
} cohort_biztalk_system;

/**
 * Show the SSO system, as `ssomanage -displaydb` does: by the SSO server that is used on @p computer.
 *
 * @param account  NULL: it is not looked at.
 * @param ret      Yours, with its struct_size set.
 * @retval COHORT_ERR_STATE  That server does not answer (0xC0002A0F) or is out of service (0xC0002A10), is not
 *                           configured (0xC0002A51), does not reach its database (0xC0002A21, 0xC0002A50); the account
 *                           is no SSO administrator (0xC0002A14).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-update.txt
 */
COHORT_API int cohort_biztalk_sso_show(cohort *h, const char *computer, const char *account,
                                       cohort_biztalk_system *ret);

/** The SSO service of one computer: what `ssoconfig -status` shows. */
typedef struct cohort_biztalk_status {
    uint32_t struct_size;
    int state;                              /**< Of the service: COHORT_BIZTALK_STOPPED, ..., 0: it has none. */
    int is_master;                          /**< 1: it runs and goes by the name of the master secret server. */
    int out_of_service;                     /**< 1: it lost its database. */
    char computer[COHORT_NAME_MAX + 1];     /**< The computer's own name. */
    char network_name[COHORT_NAME_MAX + 1]; /**< That it goes by instead, clustered; "": its own. */
    char configured[16];                    /**< "Create", "Join", "None"; "": not told. */
    char system[COHORT_NAME_MAX + 1];       /**< "ssosystem", as the next ones "" where it is not configured. */
    char sql_server[COHORT_NAME_MAX + 1], database[COHORT_NAME_MAX + 1];
    char secret_server[COHORT_NAME_MAX + 1];
    char account[COHORT_NAME_MAX + 1]; /**< That the service runs as. */
    char secret[COHORT_NAME_MAX + 1];  /**< The master secret that it has in memory; "": none. */
    char version[COHORT_NAME_MAX + 1]; /**< Of its files. */
} cohort_biztalk_status;

/**
 * Show the SSO service of a computer, also while it does not run (`ssoconfig -status`, `-showdb`).
 *
 * @param ret  Yours, with its struct_size set.
 * @retval COHORT_ERR_NOT_FOUND  The computer has no service ENTSSO, and SSO was not configured there (1060).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-update.txt
 */
COHORT_API int cohort_biztalk_sso_status(cohort *h, const char *computer, cohort_biztalk_status *ret);

/**
 * Enable SSO, or disable it: then nothing is looked up, and the administrators can be changed. Where it is so already
 * nothing happens.
 *
 * @param on  1: enable; 0: disable.
 * @retval COHORT_ERR_STATE  SSO is not configured there (0xC0002A51), its database is not reached (0xC0002A21,
 *                           0xC0002A50); the SSO server does not answer (0xC0002A0F) or is out of service (0xC0002A10);
 *                           the account is no SSO administrator (0xC0002A14).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-update.txt
 */
COHORT_API int cohort_biztalk_sso_enable(cohort *h, const char *computer, const char *account, int on,
                                         int64_t *ret_request);
/** @} */

/** @name The master secret. On the master secret server itself, by a local administrator who is SSO administrator. */
/** @{ */

/**
 * Generate a new master secret, with its backup. The database is re-encrypted with it, which takes the system's
 * ReencryptionTime.
 *
 * @param backup  Name of the "secretbackup" that is made.
 * @retval COHORT_ERR_STATE   It is not the master secret server (0xC0002A0E); the SSO server does not answer
 *                            (0xC0002A0F); no rights (0xC0002A13, 0xC0002A14); the database is being re-encrypted
 *                            (0xC0002A3E).
 * @retval COHORT_ERR_EXISTS  There is such a backup (5010).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-secret.txt
 */
COHORT_API int cohort_biztalk_secret_generate(cohort *h, const char *computer, const char *account, const char *backup,
                                              int64_t *ret_request);

/**
 * Back up the master secret.
 *
 * @param file_system  "NTFS" (NULL, ""), "Removable"; anything else is refused (0xC0002A07).
 * @retval COHORT_ERR_STATE   As cohort_biztalk_secret_generate(), except 0xC0002A3E; it has no
 *                            secret that it can use (0xC0002A1F); the file system is another one (0xC0002A07).
 * @retval COHORT_ERR_EXISTS  There is such a backup (5010).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-secret.txt
 */
COHORT_API int cohort_biztalk_secret_backup(cohort *h, const char *computer, const char *account, const char *backup,
                                            const char *file_system, int64_t *ret_request);

/**
 * Copy a backup file to another computer, as backup @p copy. Who knows the password of one knows that of the other.
 *
 * @param computer  Where the copy lies.
 * @retval COHORT_ERR_NOT_FOUND  There is no backup @p backup (0xC0002A20).
 * @retval COHORT_ERR_EXISTS     There is a backup @p copy (5010).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-secret.txt
 */
COHORT_API int cohort_biztalk_secret_copy(cohort *h, const char *backup, const char *copy, const char *computer,
                                          int64_t *ret_request);

/**
 * Restore the master secret into the registry of a computer, bound to the service account there.
 *
 * @retval COHORT_ERR_NOT_FOUND  There is no such backup (0xC0002A20).
 * @retval COHORT_ERR_STATE  As cohort_biztalk_secret_generate(), except 0xC0002A3E; the file lies
 *                           on another computer (0xC0002A20), its password is not known (0xC0002A1B), it holds another
 *                           secret than the one that the database is encrypted with (0xC0002A3F).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-secret.txt
 */
COHORT_API int cohort_biztalk_secret_restore(cohort *h, const char *computer, const char *account, const char *backup,
                                             int64_t *ret_request);
/** @} */

/** @name Which SSO server is used. */
/** @{ */

/**
 * For all users of a computer (`ssomanage -serverall`).
 *
 * @param account  NULL: it is not looked at.
 * @param server   A name; "" or NULL: none any more.
 * @retval COHORT_ERR_STATE  The account is no local administrator (0xC0002A13).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-server-choice.txt
 */
COHORT_API int cohort_biztalk_server_all(cohort *h, const char *computer, const char *account, const char *server,
                                         int64_t *ret_request);
/**
 * For one user on one computer (`ssomanage -server`). It goes before that of all users of the computer.
 *
 * @param account  Whose.
 * @param server   A name; "" or NULL: none any more.
 * @retval COHORT_ERR_NOT_FOUND  There is no such computer or account (87).
 * @retval COHORT_ERR_INVALID    No account (87).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-server-choice.txt
 */
COHORT_API int cohort_biztalk_server_user(cohort *h, const char *computer, const char *account, const char *server,
                                          int64_t *ret_request);

/** Which SSO servers are set. */
typedef struct cohort_biztalk_servers {
    uint32_t struct_size;
    char user[COHORT_NAME_MAX + 1];    /**< The user's own; "": none. */
    char machine[COHORT_NAME_MAX + 1]; /**< That of all users of the computer; "": none. */
    char used[COHORT_NAME_MAX + 1];    /**< The one that the tools use there. */
    const char *level;                 /**< Why: "user", "machine", "local". A constant. */
} cohort_biztalk_servers;

/**
 * Show them (`ssomanage -showserver`).
 *
 * @param account  Whose; NULL: of somebody who has none of his own.
 * @param ret      Yours, with its struct_size set.
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-server-choice.txt
 */
COHORT_API int cohort_biztalk_server_show(cohort *h, const char *computer, const char *account,
                                          cohort_biztalk_servers *ret);

/** What an SSO client is answered. */
typedef struct cohort_biztalk_answer {
    uint32_t struct_size;
    char server[COHORT_NAME_MAX + 1];   /**< The SSO server that it picks, by name. */
    const char *level;                  /**< Why: "explicit", "user", "machine", "local". A constant. */
    char computer[COHORT_NAME_MAX + 1]; /**< Who answers under that name; "": nobody. */
    int known;       /**< 0: of its SSO system is not told who its master is, or which secret it has. */
    int64_t code;    /**< Of decrypting what is stored: 0, 0xC0002A0F (no server), 0xC0002A1F (no secret), ... */
    int64_t rpc;     /**< What RPC said: 0x800706D9 (no such endpoint), 0x800706BA (nobody there); 0. */
    int64_t encrypt; /**< Of encrypting something new: code, or 0xC0002A1F without the master, 0xC0002A3E. */
    int event;       /**< The event that goes with it: 10532, 10536, ...; 0. */
    char secret[COHORT_NAME_MAX + 1]; /**< The master secret that the server has; "". */
    char sentence[1024];              /**< What is the matter; "" if nothing is. */
} cohort_biztalk_answer;

/**
 * Ask as an SSO client on @p computer would, as @p account (NULL: whoever has no SSO server of his own).
 *
 * @param server      The client's own choice (CurrentSSOServer); NULL or "": none.
 * @param ret_answer  Yours, with its struct_size set. An error that the client meets is an answer: the call succeeds.
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-master-down.txt
 */
COHORT_API int cohort_biztalk_probe(cohort *h, const char *computer, const char *account, const char *server,
                                    cohort_biztalk_answer *ret_answer);
/** @} */

/** @name Services (net start, net stop). */
/** @{ */

/**
 * Start a service of a computer; of a node as cohort_service_start() does. Outside the cluster only ENTSSO is known.
 *
 * @param service  Its name; ENTSSO also by its display name.
 * @retval COHORT_ERR_NOT_FOUND  The computer has no such service (1060).
 * @retval COHORT_ERR_STATE      On a node: as cohort_service_start() (1058, 1061, ...).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-net-stop.txt
 */
COHORT_API int cohort_biztalk_net_start(cohort *h, const char *computer, const char *service, int64_t *ret_request);

/**
 * The services of a node that run and need @p service: what net stop names before it asks.
 *
 * @param ret_names  Room for @p size bytes: "BTSSvc$A, BTSSvc$B"; cut where the room ends.
 * @return how many; negative: an error.
 * @retval COHORT_ERR_INVALID  No service, or no room (87).
 * @since 0.1
 */
COHORT_API int cohort_biztalk_dependents(cohort *h, const char *computer, const char *service, char *ret_names,
                                         int64_t size);

/**
 * Stop a service of a computer. Outside the cluster only ENTSSO is known.
 *
 * @param dependents  1: what needs it is stopped first; 0: refused if something does.
 * @retval COHORT_ERR_NOT_FOUND  The computer has no such service (1060).
 * @retval COHORT_ERR_HELD   Services depend on it; the sentence names them (1051).
 * @retval COHORT_ERR_STATE  It does not run (1062).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/sso-net-stop.txt
 */
COHORT_API int cohort_biztalk_net_stop(cohort *h, const char *computer, const char *service, int dependents,
                                       int64_t *ret_request);
/** @} */

/** @name BizTalk: groups, hosts, instances. */
/** @{ */

/**
 * Configure BizTalk Server on a computer and create a BizTalk group.
 *
 * @retval COHORT_ERR_EXISTS  There is such a group, or the computer is in one (5010).
 * @retval COHORT_ERR_STATE   ENTSSO does not run there (0xC0002A0F; where it is clustered the sentence names the node
 *                            that it is on), or has no secret (0xC0002A1F); SSO is not configured there (0xC0002A51);
 *                            the account is no SSO administrator (0xC0002A14).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/biztalk-configure.txt
 */
COHORT_API int cohort_biztalk_group_create(cohort *h, const char *computer, const char *account, const char *group,
                                           int64_t *ret_request);
/**
 * Configure BizTalk Server on a computer and join a BizTalk group.
 *
 * @retval COHORT_ERR_NOT_FOUND  There is no such group (87).
 * @retval COHORT_ERR_EXISTS     The computer is in a group (5010).
 * @retval COHORT_ERR_STATE      As cohort_biztalk_group_create(); the group uses another SSO system (87).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/biztalk-configure.txt
 */
COHORT_API int cohort_biztalk_group_join(cohort *h, const char *computer, const char *account, const char *group,
                                         int64_t *ret_request);

/**
 * Create a host.
 *
 * @param properties  As of cohort_create(): "Type=Isolated", ...; may be NULL.
 * @retval COHORT_ERR_STATE      An isolated host that tracks or is the default host (87).
 * @retval COHORT_ERR_NOT_FOUND  There is no such BizTalk group (87).
 * @retval COHORT_ERR_INVALID    A name of more than 80 bytes (87).
 * @retval COHORT_ERR_EXISTS     There is such a host (5010).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/biztalk-host-cluster.txt
 */
COHORT_API int cohort_biztalk_host_add(cohort *h, const char *host, const char *group, const char *const *properties,
                                       int64_t *ret_request);

/**
 * Delete a host.
 *
 * @retval COHORT_ERR_STATE  It is clustered or the default host (5023), or has instances or handlers (5001).
 * @since 0.1
 */
COHORT_API int cohort_biztalk_host_delete(cohort *h, const char *host, int64_t *ret_request);

/**
 * Create the instance of a host on a BizTalk server; on a node also its service, BTSSvc$HOST: automatic, restarted
 * after a minute when it ends by itself, and ended with ENTSSO, which it needs.
 *
 * @param account  That it runs as; NULL: not told.
 * @retval COHORT_ERR_EXISTS  There is one (5010).
 * @retval COHORT_ERR_STATE   The server is in another BizTalk group (87).
 * @since 0.1
 */
COHORT_API int cohort_biztalk_instance_add(cohort *h, const char *host, const char *server, const char *account,
                                           int64_t *ret_request);

/** @name What an instance is, and its service's state: the tools' numbers. */
/** @{ */
#define COHORT_BIZTALK_UNCLUSTERED 0 /**< Of a host that is not clustered. */
#define COHORT_BIZTALK_CLUSTERED 1 /**< The instance of a clustered host on one server: it cannot be started itself. */
#define COHORT_BIZTALK_VIRTUAL 2   /**< The one that can: the resource. */
#define COHORT_BIZTALK_STOPPED 1
#define COHORT_BIZTALK_START_PENDING 2
#define COHORT_BIZTALK_STOP_PENDING 3
#define COHORT_BIZTALK_RUNNING 4
#define COHORT_BIZTALK_STATE_UNKNOWN 8 /**< Isolated: IIS knows; or its server is outside the cluster. */
/** @} */

/** A row of the list of instances. */
typedef struct cohort_biztalk_instance {
    uint32_t struct_size;
    int type;  /**< COHORT_BIZTALK_UNCLUSTERED, ... */
    int state; /**< COHORT_BIZTALK_STOPPED, ... */
    int disabled;
    char host[COHORT_NAME_MAX + 1];
    char server[COHORT_NAME_MAX + 1]; /**< Where it is; of the virtual one: where it would run now. */
    char configuration[32];           /**< "Installed", ...; of the virtual one "". */
} cohort_biztalk_instance;

/**
 * The instances, host by host; of a clustered host first the virtual one.
 *
 * @param host   Of this one only; NULL: of all.
 * @param index  0, 1, ...: which.
 * @param ret    Yours, with its struct_size set.
 * @return 1: there it is; 0: there is none of that index; negative: an error.
 * @retval COHORT_ERR_NOT_FOUND  There is no such host (87).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/biztalk-host-cluster.txt
 */
COHORT_API int cohort_biztalk_instance_at(cohort *h, const char *host, int index, cohort_biztalk_instance *ret);

/**
 * Delete an instance and its service.
 *
 * @retval COHORT_ERR_NOT_FOUND  There is no such host, server or instance (87).
 * @retval COHORT_ERR_STATE      It runs (5023).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/biztalk-host-cluster.txt
 */
COHORT_API int cohort_biztalk_instance_delete(cohort *h, const char *host, const char *server, int64_t *ret_request);

/**
 * Start an instance. Of a clustered host this is the resource, which only the server that owns it can start; @p server
 * NULL names that one.
 *
 * @retval COHORT_ERR_STATE  Passive instance of a clustered host (0x80C02831); it is disabled (1058), not installed, or
 *                           isolated: those run in IIS (1060).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/biztalk-host-cluster.txt
 */
COHORT_API int cohort_biztalk_instance_start(cohort *h, const char *host, const char *server, int64_t *ret_request);
/**
 * Stop an instance; of a clustered host: take its resource offline. @p server as of cohort_biztalk_instance_start().
 *
 * @retval COHORT_ERR_NOT_FOUND  There is no such host, server or instance (87).
 * @retval COHORT_ERR_INVALID    No server, and the host is not clustered (87).
 * @retval COHORT_ERR_STATE      Passive instance of a clustered host (0x80C02831); isolated (1060); it does not run
 *                               (1062).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/biztalk-host-cluster.txt
 */
COHORT_API int cohort_biztalk_instance_stop(cohort *h, const char *host, const char *server, int64_t *ret_request);

#define COHORT_BIZTALK_WITH_SSO 1 /**< cohort_biztalk_host_cluster(): depend on ENTSSO of the group as well. */

/**
 * Cluster a host: a resource of type "BizTalk Host" in @p group, named as the service, dependent on the group's Network
 * Name, with the nodes of the host's BizTalk group as possible owners. It is brought online at once.
 *
 * @param account  Who does it: becomes the host's ClusteredBy. NULL: it is not looked at.
 * @param flags    COHORT_BIZTALK_WITH_SSO or 0. The tool makes no such dependency; with it the cluster, and not the
 *                 service manager, sees to the order.
 * @retval COHORT_ERR_REQUIRED  The group has no Network Name (5002).
 * @retval COHORT_ERR_EXISTS    It is clustered (5010).
 * @retval COHORT_ERR_STATE     An isolated host, an edition that cannot (50); an instance is missing on a node or not
 *                              installed (1060), or disabled (1058); fewer than two servers are nodes (5015); the
 *                              account is no BizTalk administrator (5).
 * @retval COHORT_ERR_NOT_FOUND With COHORT_BIZTALK_WITH_SSO: no resource of the group drives ENTSSO (5007).
 * @since 0.1
 * @see docs/manual/biztalk.md, tests/scenarios/biztalk-host-cluster.txt
 */
COHORT_API int cohort_biztalk_host_cluster(cohort *h, const char *host, const char *group, const char *account,
                                           int flags, int64_t *ret_request);

/**
 * Uncluster a host: its resource is taken offline, and deleted when it is. Nothing of the host runs until an instance is
 * started.
 *
 * @retval COHORT_ERR_STATE  It is not clustered (5007); the account is no BizTalk administrator (5).
 * @since 0.1
 */
COHORT_API int cohort_biztalk_host_uncluster(cohort *h, const char *host, const char *account, int64_t *ret_request);
/** @} */

#ifdef __cplusplus
}
#endif
#endif
