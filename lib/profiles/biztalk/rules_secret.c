/* SSO030-SSO048: the master secret, its copies, its backups, and the computers that use it. */
#include "rules.h"

#include <inttypes.h>

#define YEAR_MS (INT64_C(365) * 24 * 3600 * 1000)

/* The clustered ENTSSO that is the master secret server; NULL: none, or it is not known, which is then said. */
static const struct bzv_row *master(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *unknown = NULL;

    BZV_EACH_SSO (sso, v) {
        enum bzv_role role = bzv_role(v, bzv_get(sso, "group"));

        if (role == BZV_ROLE_MASTER)
            return sso;
        if (role == BZV_ROLE_UNKNOWN)
            unknown = sso;
    }
    if (unknown != NULL)
        bzv_needs_role(v, findings);
    return NULL;
}

/* Id of the present secret; "": nobody told, which is said. */
static const char *current(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *system)
{
    const char *secret = bzv_get(system, "CurrentSecret"), *name = bzv_name(system);

    if (system == NULL && bzv_concerns(v))
        bzv_needs(findings, "", "the SSO system and its master secret: create ssosystem NAME CurrentSecret=ID");
    else if (system != NULL && *secret == '\0')
        bzv_needs(findings, name, "the id of its master secret: set ssosystem %s CurrentSecret=ID", bzv_word(v, name));
    return secret;
}

/* The computer where the master secret server is now; "COMPUTER": nobody told. */
static const char *master_computer(struct bzv_view *v)
{
    const struct bzv_row *sso, *computer = bzv_computer_called(v, bzv_get(bzv_system(v), "SecretServer"));

    BZV_EACH_SSO (sso, v)
        if (computer == NULL && bzv_told(sso, "owner") && bzv_role(v, bzv_get(sso, "group")) == BZV_ROLE_MASTER)
            computer = bzv_computer(v, bzv_get(sso, "owner"));
    return computer != NULL ? bzv_word(v, bzv_name(computer)) : "COMPUTER";
}

/* The next line that brings a secret to a computer: a copy of its backup, or the restore; NULL: there is no backup. */
static const char *restore_line(struct bzv_view *v, const char *computer, const char *secret)
{
    const struct bzv_row *backup, *elsewhere = NULL;

    BZV_EACH (backup, v, "secretbackup") {
        if (!bzv_is(backup, "Secret", secret))
            continue;
        if (bzv_is(backup, "Computer", computer))
            return bzv_print(v, "sso secret restore %s --at %s --as ACCOUNT", bzv_word(v, bzv_name(backup)),
                             bzv_word(v, computer));
        elsewhere = backup;
    }
    return elsewhere == NULL ? NULL
                             : bzv_print(v, "sso secret copy %s NEW --to %s", bzv_word(v, bzv_name(elsewhere)),
                                         bzv_word(v, computer));
}

static const struct bzv_row *copy_at(const struct bzv_view *v, const struct bzv_row *computer, const char *secret)
{
    const struct bzv_row *copy;

    BZV_EACH (copy, v, "secretcopy")
        if (bzv_is(copy, "Computer", bzv_name(computer)) && bzv_is(copy, "Secret", secret))
            return copy;
    return NULL;
}

void bzt_SSO030(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *system;
    const char *list = "";

    if (bzv_system(v) == NULL && bzv_concerns(v))
        bzv_needs_role(v, findings);
    BZV_EACH (system, v, "ssosystem") {
        const char *name = bzv_get(system, "SecretServer");

        if (*name == '\0')
            bzv_needs(findings, bzv_name(system), "its secret server: set ssosystem %s SecretServer=NAME",
                      bzv_word(v, bzv_name(system)));
        else
            list = bzv_join(v, list, bzv_print(v, "%s of \"%s\"", name, bzv_name(system)));
    }
    if (bzv_count(v, "ssosystem") > 1)
        bzv_found(findings, "", NULL, "there are %d SSO systems with master secret servers: %s",
                  bzv_count(v, "ssosystem"), list);
}

void bzt_SSO031(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso = master(v, findings), *system = bzv_system(v);
    const char *name = bzv_get(system, "SecretServer"), *group = bzv_get(sso, "group");

    if (sso != NULL && !bzv_group_is_called(v, group, name))
        bzv_found(findings, bzv_name(system),
                  bzv_print(v, "sso update secretServer=%s --at %s --as ACCOUNT", bzv_word(v, bzv_group_name(v, group)),
                            master_computer(v)),
                  "the secret server is \"%s\", and clients know group \"%s\", which is it, as \"%s\"", name, group,
                  bzv_group_name(v, group));
    if (sso == NULL && *name != '\0' && bzv_any_sso(v) != NULL && bzv_computer_called(v, name) == NULL)
        bzv_needs(findings, bzv_name(system), "which computer the secret server \"%s\" is: create computer %s", name,
                  bzv_word(v, name));
}

void bzt_SSO032(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso = master(v, findings), *node;
    const char *secret = sso != NULL ? current(v, findings, bzv_system(v)) : "", *unknown = "";

    if (*secret == '\0')
        return;
    BZV_EACH (node, v, "node") {
        const struct bzv_row *computer = bzv_computer(v, bzv_name(node));

        if (!bzv_may_own(v, sso, bzv_name(node)))
            continue;
        if (computer == NULL || bzv_first(v, "secretcopy") == NULL)
            unknown = bzv_join(v, unknown, bzv_name(node));
        else if (copy_at(v, computer, secret) == NULL)
            bzv_found(findings, bzv_name(node), restore_line(v, bzv_name(computer), secret),
                      "%s may own group \"%s\", the master secret server, and lacks master secret %s", bzv_name(node),
                      bzv_get(sso, "group"), secret);
    }
    if (*unknown != '\0')
        bzv_needs(findings, bzv_name(sso),
                  "whether %s have master secret %s: create secretcopy NAME Computer=COMPUTER Secret=%s", unknown,
                  secret, secret);
}

void bzt_SSO033(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *copy, *server;

    if (bzv_concerns(v) && bzv_first(v, "secretcopy") == NULL)
        bzv_needs(findings, "",
                  "where the master secret is, and the account that it is bound to: create secretcopy "
                  "NAME Computer=COMPUTER Secret=ID Account=ACCOUNT");
    BZV_EACH (copy, v, "secretcopy") {
        const char *bound = bzv_get(copy, "Account"), *at = bzv_get(copy, "Computer"), *runs;

        server = bzv_where(v, "ssoserver", "Computer", at);
        runs = bzv_get(server, "Account");
        if (*bound == '\0')
            bzv_needs(findings, bzv_name(copy), "the account that it is bound to: set secretcopy %s Account=ACCOUNT",
                      bzv_word(v, bzv_name(copy)));
        else if (*runs == '\0')
            bzv_needs(findings, bzv_name(copy), "the account of ENTSSO on %s: %s ssoserver %s Account=ACCOUNT", at,
                      server != NULL ? "set" : "create", bzv_word(v, server != NULL ? bzv_name(server) : at));
        else if (!bzt_same(bound, runs))
            bzv_found(findings, bzv_name(copy), restore_line(v, at, bzv_get(copy, "Secret")),
                      "master secret %s on %s is bound to account \"%s\", and ENTSSO runs there as \"%s\"",
                      bzv_get(copy, "Secret"), at, bound, runs);
    }
}

void bzt_SSO034(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *node;

    BZV_EACH_SSO (sso, v) {
        const char *first = "", *list = "", *unknown = "";
        int differ = 0;

        BZV_EACH (node, v, "node") {
            const char *name = bzv_name(node), *account = bzv_get(bzv_ssoserver(v, name), "Account");

            if (!bzv_may_own(v, sso, name))
                continue;
            if (*account == '\0') {
                unknown = bzv_join(v, unknown, name);
                continue;
            }
            first = *first == '\0' ? account : first;
            differ |= !bzt_same(first, account);
            list = bzv_join(v, list, bzv_print(v, "\"%s\" on %s", account, name));
        }
        if (differ)
            bzv_found(findings, bzv_name(sso), NULL, "ENTSSO of resource \"%s\" runs as %s", bzv_name(sso), list);
        if (*unknown != '\0')
            bzv_needs_servers(findings, "the account of ENTSSO", unknown, bzv_missing_servers(v, 1), "Account=ACCOUNT");
    }
}

/* ---- backups ---- */

static const struct bzv_row *backup_of(const struct bzv_view *v, const char *secret)
{
    return bzv_where(v, "secretbackup", "Secret", secret);
}

void bzt_SSO035(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *system = bzv_system(v);
    const char *secret = current(v, findings, system);

    if (*secret != '\0' && bzv_first(v, "secretbackup") == NULL)
        bzv_found(findings, bzv_name(system),
                  bzv_print(v, "sso secret backup NEW --at %s --as ACCOUNT", master_computer(v)),
                  "no backup of master secret %s is known (one that exists: create secretbackup NAME Secret=%s "
                  "Computer=COMPUTER)",
                  secret, bzv_word(v, secret));
}

void bzt_SSO036(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *system = bzv_system(v), *backup = bzv_first(v, "secretbackup");
    const char *secret = current(v, findings, system);

    if (*secret != '\0' && backup != NULL && backup_of(v, secret) == NULL)
        bzv_found(findings, bzv_name(system),
                  bzv_print(v, "sso secret backup NEW --at %s --as ACCOUNT", master_computer(v)),
                  "no backup is of master secret %s; the one in \"%s\" is of %s", secret, bzv_name(backup),
                  bzv_told(backup, "Secret") ? bzv_get(backup, "Secret") : "none that is known");
}

/* No backup is known at all: 1, and it is said. */
static int no_backup(struct bzv_view *v, cohort_findings *findings)
{
    if (bzv_first(v, "secretbackup") != NULL)
        return 0;
    if (bzv_concerns(v))
        bzv_needs(findings, "",
                  "where the backups of the master secret lie: create secretbackup NAME Secret=ID Computer=COMPUTER "
                  "FileSystem=NTFS|Removable|Other");
    return 1;
}

void bzt_SSO037(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *backup;

    if (no_backup(v, findings))
        return;
    BZV_EACH (backup, v, "secretbackup") {
        const char *name = bzv_name(backup);

        if (!bzv_told(backup, "FileSystem"))
            bzv_needs(findings, name, "what it lies on: set secretbackup %s FileSystem=NTFS|Removable|Other",
                      bzv_word(v, name));
        else if (bzv_is(backup, "FileSystem", "Other"))
            bzv_found(findings, name, NULL,
                      "backup \"%s\" of master secret %s lies on neither NTFS nor a removable disk", name,
                      bzv_get(backup, "Secret"));
    }
}

/* The computer is one that the master secret server is or may be on. */
static int is_master(struct bzv_view *v, const struct bzv_row *computer)
{
    const char *name = bzv_get(bzv_system(v), "SecretServer"), *node = bzv_get(computer, "Node");
    const struct bzv_row *sso;

    if (bzv_computer_called(v, name) == computer)
        return 1;
    BZV_EACH_SSO (sso, v)
        if (*node != '\0' && bzv_may_own(v, sso, node) && bzv_role(v, bzv_get(sso, "group")) == BZV_ROLE_MASTER)
            return 1;
    return 0;
}

void bzt_SSO038(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *system = bzv_system(v), *backup, *computer = NULL;
    const char *secret = no_backup(v, findings) ? "" : current(v, findings, system);
    int elsewhere = 0;

    if (*secret == '\0' || backup_of(v, secret) == NULL)
        return; /* SSO036 speaks of the second */
    if (!bzv_told(system, "SecretServer")) {
        bzv_needs_role(v, findings);
        return;
    }
    BZV_EACH (backup, v, "secretbackup") {
        const struct bzv_row *at = bzv_ref(v, backup, "Computer", "computer");

        if (!bzv_is(backup, "Secret", secret))
            continue;
        if (at == NULL)
            bzv_needs(findings, bzv_name(backup), "where it lies: set secretbackup %s Computer=COMPUTER",
                      bzv_word(v, bzv_name(backup)));
        elsewhere |= at == NULL || !is_master(v, at) || (computer != NULL && computer != at);
        computer = at;
    }
    if (!elsewhere)
        bzv_found(findings, bzv_name(computer),
                  bzv_print(v, "sso secret copy %s NEW --to COMPUTER", bzv_word(v, bzv_name(backup_of(v, secret)))),
                  "all backups of master secret %s lie on %s, on which the master secret server may run", secret,
                  bzv_name(computer));
}

/* ---- the secret ---- */

void bzt_SSO039(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *system = bzv_system(v);
    const char *secret = current(v, findings, system);
    int64_t created = bzv_int(system, "SecretCreated"), age = bzv_now(v) - created;

    if (*secret == '\0')
        return;
    if (created < 0)
        bzv_needs(findings, bzv_name(system),
                  "when master secret %s was generated: set ssosystem %s SecretCreated=TIME, in ms; now it is %" PRId64,
                  secret, bzv_word(v, bzv_name(system)), bzv_now(v));
    else if (age > YEAR_MS)
        bzv_found(findings, bzv_name(system),
                  bzv_print(v, "sso secret generate NEW --at %s --as ACCOUNT", master_computer(v)),
                  "master secret %s is %" PRId64 " days old", secret, age / (YEAR_MS / 365));
}

void bzt_SSO040(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso = master(v, findings), *system = bzv_system(v), *node;
    const char *secret = bzv_get(system, "CurrentSecret"), *before = bzv_get(system, "PreviousSecret");

    if (sso == NULL || *secret == '\0' || *before == '\0')
        return; /* SSO032 asks for what is needed */
    BZV_EACH (node, v, "node") {
        const struct bzv_row *computer = bzv_computer(v, bzv_name(node));

        if (computer != NULL && bzv_may_own(v, sso, bzv_name(node)) && copy_at(v, computer, secret) == NULL &&
            copy_at(v, computer, before) != NULL)
            bzv_found(findings, bzv_name(node), restore_line(v, bzv_name(computer), secret),
                      "%s has master secret %s, and the present one is %s: it was not restored there", bzv_name(node),
                      before, secret);
    }
}

/* The next line towards a restore on this server: the group is there, ENTSSO was cycled there, then the restore. */
static const char *again_line(struct bzv_view *v, const struct bzv_row *server)
{
    const struct bzv_row *sso = bzv_any_sso(v);
    const char *node = bzv_node_of(v, server);

    if (sso == NULL || *node == '\0')
        return NULL;
    if (!bzv_is(sso, "owner", node))
        return bzv_print(v, "group move %s %s", bzv_word(v, bzv_get(sso, "group")), bzv_word(v, node));
    if (!bzv_is(server, "CycledHere", "1"))
        return bzv_print(v, "resource restart %s", bzv_word(v, bzv_name(sso)));
    return restore_line(v, bzv_get(server, "Computer"), bzv_get(bzv_system(v), "CurrentSecret"));
}

void bzt_SSO041(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *server;

    BZV_EACH (server, v, "ssoserver")
        if (bzv_is(server, "RestoredUncycled", "1"))
            bzv_found(findings, bzv_name(server), again_line(v, server),
                      "on %s a master secret was restored before ENTSSO had been taken offline and online there",
                      bzv_get(server, "Computer"));
}

void bzt_SSO042(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *system, *at;

    BZV_EACH (system, v, "ssosystem") {
        const char *tags = bzv_get(system, "LastUpdateTags");

        if (*tags == '\0' || bzt_same(tags, "secretServer"))
            continue;
        at = bzv_ref(v, system, "LastUpdateAt", "computer");
        if (at == NULL)
            bzv_needs(findings, bzv_name(system),
                      "where ssomanage -updatedb was run: set ssosystem %s LastUpdateAt=COMPUTER",
                      bzv_word(v, bzv_name(system)));
        else if (!is_master(v, at))
            bzv_found(findings, bzv_name(system), NULL,
                      "on %s, which is not the master secret server, ssomanage -updatedb was given %s", bzv_name(at),
                      bzv_line(v, tags));
    }
}

void bzt_SSO043(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *server;

    BZV_EACH (server, v, "ssoserver")
        if (bzv_contains(bzv_get(server, "LastRefusal"), "C0002A0E"))
            bzv_found(findings, bzv_name(server), NULL,
                      "on %s a secret operation was refused with 0xC0002A0E: it is not the master secret server",
                      bzv_get(server, "Computer"));
}

void bzt_SSO044(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso = master(v, findings), *node;
    const char *unknown = "";

    BZV_EACH (node, v, "node") {
        const struct bzv_row *server = bzv_ssoserver(v, bzv_name(node));

        if (sso == NULL || !bzv_may_own(v, sso, bzv_name(node)))
            continue;
        if (!bzv_told(server, "RegistryCheckpoint"))
            unknown = bzv_join(v, unknown, bzv_name(node));
        else if (bzv_is(server, "RegistryCheckpoint", "Yes"))
            bzv_found(findings, bzv_name(server), NULL,
                      "a cluster checkpoint replicates the registry key of %s in which the master secret is",
                      bzv_name(node));
    }
    if (*unknown != '\0')
        bzv_needs(findings, bzv_name(sso), "whether a checkpoint replicates the registry key of the secrets on %s: %s",
                  unknown, bzv_tell_line(v, "ssoserver", unknown, "RegistryCheckpoint=Yes|No"));
}

void bzt_SSO045(struct bzv_view *v, cohort_findings *findings)
{
    const char *missing = bzv_missing_servers(v, 0), *unknown = missing;
    const struct bzv_row *server;

    BZV_EACH (server, v, "ssoserver") {
        const char *version = bzv_get(server, "Version"), *name = bzv_name(server);

        if (*version == '\0')
            unknown = bzv_join(v, unknown, bzv_get(server, "Computer"));
        else if (bzv_begins(version, "5") && !bzv_contains(bzv_get(server, "Hotfixes"), "3062831"))
            bzv_found(findings, name,
                      bzv_list_line(v, "ssoserver", name, "Hotfixes", bzv_get(server, "Hotfixes"), "3062831"),
                      "SSO on %s is of version %s and lacks fix 3062831", bzv_get(server, "Computer"), version);
    }
    bzv_needs_servers(findings, "the version of SSO", unknown, missing, "Version=VERSION");
}

void bzt_SSO046(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *server;

    BZV_EACH (server, v, "ssoserver")
        if (bzv_is(server, "RestartedWithoutMaster", "1"))
            bzv_found(findings, bzv_name(server), NULL,
                      "ENTSSO on %s was restarted while the master secret server was away, and has no master secret",
                      bzv_get(server, "Computer"));
}

void bzt_SSO047(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso = master(v, findings), *computer, *node;
    const char *nodes = "", *unknown = "";

    BZV_EACH (node, v, "node") {
        const char *name = bzv_name(node);

        if (sso == NULL || !bzv_may_own(v, sso, name))
            continue;
        if (bzv_has_biztalk(v, name))
            nodes = bzv_join(v, nodes, name);
        else if (bzv_biztalkserver(v, name) == NULL)
            unknown = bzv_join(v, unknown, name);
    }
    if (*nodes != '\0')
        bzv_found(findings, bzv_name(sso), NULL,
                  "group \"%s\" is the master secret server, and BizTalk processes messages on %s",
                  bzv_get(sso, "group"), nodes);
    if (bzv_any_sso(v) == NULL && bzv_concerns(v) && !bzv_told(bzv_system(v), "SecretServer"))
        bzv_needs_role(v, findings);
    computer = sso == NULL ? bzv_computer_called(v, bzv_get(bzv_system(v), "SecretServer")) : NULL;
    node = computer != NULL ? bzv_where(v, "biztalkserver", "Computer", bzv_name(computer)) : NULL;
    if (node != NULL && bzv_is(node, "Installed", "1"))
        bzv_found(findings, bzv_name(computer), NULL, "%s is the master secret server, and has BizTalk Server",
                  bzv_name(computer));
    else if (computer != NULL && bzv_first(v, "biztalkserver") == NULL)
        unknown = bzv_name(computer);
    if (*unknown != '\0')
        bzv_needs(findings, "",
                  "whether BizTalk Server is installed on %s: create biztalkserver NAME Computer=COMPUTER "
                  "Installed=1|0",
                  unknown);
}

void bzt_SSO048(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *computer, *node;
    const char *unknown = "", *missing;

    BZV_EACH (node, v, "node")
        if ((bzv_sso_service(v, bzv_name(node)) != NULL || bzv_sso_may_be(v, bzv_name(node))) &&
            bzv_computer(v, bzv_name(node)) == NULL)
            unknown = bzv_join(v, unknown, bzv_name(node));
    missing = unknown;
    BZV_EACH (computer, v, "computer") {
        const char *name = bzv_name(computer), *on = bzv_get(computer, "Node");

        if (bzv_where(v, "ssoserver", "Computer", name) == NULL && !is_master(v, computer) &&
            (*on == '\0' || bzv_sso_service(v, on) == NULL))
            continue;
        if (!bzv_told(computer, "TimeSynchronized"))
            unknown = bzv_join(v, unknown, name);
        else if (bzv_is(computer, "TimeSynchronized", "No"))
            bzv_found(findings, name, NULL, "no time service keeps the clock of SSO server %s", name);
    }
    if (*unknown != '\0')
        bzv_needs(findings, "",
                  "whether the clocks of %s are kept by a time service: %s computer NAME %sTimeSynchronized=Yes|No",
                  unknown, *missing != '\0' ? "create" : "set", *missing != '\0' ? "Node=NODE " : "");
}
