/* biztalk.h: the master secret: generate, back up, copy the file, restore. */
#include "verbs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Secret operations are done on the master secret server itself, by an administrator of both. */
static int need_master(cohort *h, const struct bzt_computer *at, const char *account, struct bzt_system *ret)
{
    struct bzt_computer server;
    int rc = bzt_need_system(h, at, ret);

    if (rc < 0 || (rc = bzt_need_local_admin(h, at, account)) < 0 || (rc = bzt_need_sso_admin(h, ret, account)) < 0 ||
        (rc = bzt_need_server(h, at, account, &server)) < 0)
        return rc;
    if (ret->secret_server[0] == '\0')
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NOT_SECRET_SERVER,
                          "SSO system \"%s\" has no master secret server: its SecretServer is not set", ret->name);
    if (!bzt_same(server.name, at->name) || !bzt_same(at->identity, ret->secret_server))
        return bzt_refuse(
            h, COHORT_ERR_STATE, BZT_NOT_SECRET_SERVER,
            "\"%s\" is not the master secret server: that is %s, and ENTSSO on \"%s\" goes by the name %s", at->name,
            ret->secret_server, at->name, at->identity[0] != '\0' ? at->identity : "of nobody: it does not run");
    return 0;
}

static int begin_secret(cohort *h, const char *computer, const char *account, struct bzt_computer *at,
                        struct bzt_system *system)
{
    int rc = bzt_need_account(h, account);

    if (rc == 0)
        rc = bzt_logged_on(h, computer, account, at);
    return rc < 0 ? rc : need_master(h, at, account, system);
}

/* The registry of @at has @secret now, bound to the account of its service. */
static void store(struct bzt_do *d, const struct bzt_computer *at, const char *secret)
{
    struct bzt_props props = {.count = 0};
    bzt_name copy, account;

    bzt_get(d->h, "ssoserver", at->server, "Account", account);
    if (bzt_find2(d->h, "secretcopy", "Computer", at->name, "Secret", secret, copy)) {
        bzt_put(d, "secretcopy", copy, "Account", account);
        return;
    }
    snprintf(copy, sizeof copy, "%.120s@%.120s", secret, at->name);
    bzt_free_name(d->h, "secretcopy", copy);
    bzt_prop(&props, "Computer", at->name);
    bzt_prop(&props, "Secret", secret);
    bzt_prop(&props, "Account", account);
    bzt_create(d, "secretcopy", copy, &props);
}

static void file(struct bzt_do *d, const char *name, const char *computer, const char *secret, const char *file_system)
{
    struct bzt_props props = {.count = 0};

    bzt_prop(&props, "Computer", computer);
    bzt_prop(&props, "Secret", secret);
    bzt_prop(&props, "FileSystem", file_system);
    bzt_prop(&props, "PasswordKnown", "Yes");
    bzt_create(d, "secretbackup", name, &props);
}

static int check_file(cohort *h, const char *backup, const char *file_system)
{
    if (backup == NULL || *backup == '\0')
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "into which file?");
    if (bzt_exists(h, "secretbackup", backup))
        return bzt_refuse(h, COHORT_ERR_EXISTS, 5010, "there is a backup \"%s\" already", backup);
    if (file_system != NULL && *file_system != '\0' && !bzt_same(file_system, "NTFS") &&
        !bzt_same(file_system, "Removable"))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_MEDIA,
                          "a master secret is backed up to NTFS or to a removable disk, not to \"%s\"", file_system);
    return 0;
}

/* The name of the secret after @current: its number, one higher. */
static void next_secret(bzt_name out, const struct bzt_system *system)
{
    const char *dash = strrchr(system->current, '-');
    long number = dash != NULL ? strtol(dash + 1, NULL, 10) : 0;

    snprintf(out, sizeof(bzt_name), "%.200s-%ld", system->name, number + 1);
}

int cohort_biztalk_secret_generate(cohort *h, const char *computer, const char *account, const char *backup,
                                   int64_t *ret_request)
{
    struct bzt_computer at;
    struct bzt_system system;
    struct bzt_do d;
    bzt_name secret, now;
    int rc = begin_secret(h, computer, account, &at, &system);

    if (rc < 0)
        return rc;
    if (system.reencrypting)
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_REENCRYPTING, "SSO database \"%s\" is being re-encrypted",
                          system.database);
    rc = check_file(h, backup, NULL);
    if (rc < 0)
        return rc;
    next_secret(secret, &system);
    bzt_begin(&d, h);
    store(&d, &at, secret);
    file(&d, backup, at.name, secret, "NTFS");
    bzt_put(&d, "ssosystem", system.name, "PreviousSecret", system.current);
    bzt_put(&d, "ssoserver", at.server, "CachedSecret", secret);
    bzt_event(&d, at.server, COHORT_SEVERITY_INFORMATION, 10525, "master secret %s was generated", secret);
    bzt_put(&d, "ssosystem", system.name, "CurrentSecret", secret);
    snprintf(now, sizeof now, "%" PRId64, cohort_time_ms(h));
    bzt_put(&d, "ssosystem", system.name, "SecretCreated", now);
    bzt_put(&d, "ssosystem", system.name, "Reencrypting", "1");
    return bzt_end(&d, ret_request);
}

int cohort_biztalk_secret_backup(cohort *h, const char *computer, const char *account, const char *backup,
                                 const char *file_system, int64_t *ret_request)
{
    struct bzt_computer at;
    struct bzt_system system;
    struct bzt_do d;
    int event, rc = begin_secret(h, computer, account, &at, &system);

    if (rc < 0)
        return rc;
    event = bzt_secret_event(h, &system, &at);
    if (event != 0)
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NO_SECRET,
                          "\"%s\" has no master secret %s that it can use (event %d)", at.name, system.current, event);
    rc = check_file(h, backup, file_system);
    if (rc < 0)
        return rc;
    bzt_begin(&d, h);
    file(&d, backup, at.name, system.current, file_system != NULL && *file_system != '\0' ? file_system : "NTFS");
    bzt_event(&d, at.server, COHORT_SEVERITY_INFORMATION, 10559, "master secret %s was backed up: %s", system.current,
              backup);
    return bzt_end(&d, ret_request);
}

int cohort_biztalk_secret_copy(cohort *h, const char *backup, const char *copy, const char *computer,
                               int64_t *ret_request)
{
    struct bzt_computer at;
    bzt_name secret, password;
    struct bzt_do d;
    int rc = bzt_logged_on(h, computer, NULL, &at);

    if (rc < 0)
        return rc;
    if (!bzt_exists(h, "secretbackup", backup))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, BZT_FILE_OPEN, "there is no backup \"%s\"",
                          backup != NULL ? backup : "");
    rc = check_file(h, copy, NULL);
    if (rc < 0)
        return rc;
    bzt_get(h, "secretbackup", backup, "Secret", secret);
    bzt_get(h, "secretbackup", backup, "PasswordKnown", password);
    bzt_begin(&d, h);
    bzt_describe(&d, &at);
    file(&d, copy, at.name, secret, "NTFS");
    bzt_put(&d, "secretbackup", copy, "PasswordKnown", password);
    return bzt_end(&d, ret_request);
}

static int check_restore(cohort *h, const struct bzt_computer *at, const struct bzt_system *system, const char *backup)
{
    bzt_name computer, password, secret;

    if (!bzt_exists(h, "secretbackup", backup))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, BZT_FILE_OPEN, "there is no backup \"%s\"",
                          backup != NULL ? backup : "");
    bzt_get(h, "secretbackup", backup, "Computer", computer);
    bzt_get(h, "secretbackup", backup, "PasswordKnown", password);
    bzt_get(h, "secretbackup", backup, "Secret", secret);
    if (!bzt_same(computer, at->name))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_FILE_OPEN, "backup \"%s\" lies on \"%s\": copy it to \"%s\" first",
                          backup, computer, at->name);
    if (bzt_same(password, "No"))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_WRONG_PASSWORD, "the password of backup \"%s\" is not known",
                          backup);
    if (!bzt_same(secret, system->current))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_WRONG_SECRET,
                          "backup \"%s\" holds secret %s, and the SSO database is encrypted with %s", backup, secret,
                          system->current);
    return 0;
}

int cohort_biztalk_secret_restore(cohort *h, const char *computer, const char *account, const char *backup,
                                  int64_t *ret_request)
{
    struct bzt_computer at;
    struct bzt_system system;
    struct bzt_resource sso;
    struct bzt_do d;
    int rc = begin_secret(h, computer, account, &at, &system);

    if (rc == 0)
        rc = check_restore(h, &at, &system, backup);
    if (rc < 0)
        return rc;
    bzt_begin(&d, h);
    store(&d, &at, system.current);
    bzt_put(&d, "ssoserver", at.server, "CachedSecret", system.current);
    if (bzt_driver(h, BZT_ENTSSO, &sso) && at.node[0] != '\0')
        bzt_put(&d, "ssoserver", at.server, "RestoredUncycled",
                bzt_int(h, "ssoserver", at.server, "CycledHere") != 0 ? "0" : "1");
    bzt_event(&d, at.server, COHORT_SEVERITY_INFORMATION, 10523, "master secret %s was restored from %s",
              system.current, backup);
    return bzt_end(&d, ret_request);
}
