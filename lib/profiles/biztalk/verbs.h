/*
 * What the verbs share: who is where, refusals with the tools' codes, several changes as one.
 *
 *   verbs_sso.c     configure SSO; update, enable and disable the system
 *   verbs_secret.c  the master secret: generate, back up, restore
 *   verbs_server.c  which SSO server is used; net start and net stop
 *   verbs_show.c    what is set: ssomanage -showserver, -displaydb; ssoconfig -status, -showdb
 *   verbs_host.c    BizTalk groups, hosts and their instances
 *   verbs_cluster.c cluster and uncluster a host
 *   probe.c         what an SSO client is answered
 *   lines.c         all of it as lines of the command language
 */
#ifndef BZT_VERBS_H
#define BZT_VERBS_H

#include "sso.h"

#include <stddef.h>

/* Codes of ENTSSO, by the last two digits. */
#define BZT_CODE(digits) (0xC0002A00 + (digits))
#define BZT_DISABLED BZT_CODE(0x02)
#define BZT_MEDIA BZT_CODE(0x07)
#define BZT_NOT_SECRET_SERVER BZT_CODE(0x0E)
#define BZT_NO_SSO_SERVER BZT_CODE(0x0F)
#define BZT_OUT_OF_SERVICE BZT_CODE(0x10)
#define BZT_NOT_ADMIN BZT_CODE(0x13)
#define BZT_NOT_SSO_ADMIN BZT_CODE(0x14)
#define BZT_MUST_BE_DISABLED BZT_CODE(0x15)
#define BZT_NOT_IN_NEW_ADMINS BZT_CODE(0x16)
#define BZT_NO_BUILTIN BZT_CODE(0x19)
#define BZT_DECRYPT_FAILED BZT_CODE(0x1A)
#define BZT_WRONG_PASSWORD BZT_CODE(0x1B)
#define BZT_NO_LOCAL_ACCOUNTS BZT_CODE(0x1D)
#define BZT_NO_SECRET BZT_CODE(0x1F)
#define BZT_FILE_OPEN BZT_CODE(0x20)
#define BZT_DB_ACCESS BZT_CODE(0x21)
#define BZT_ACCOUNT_NOT_VALID BZT_CODE(0x22)
#define BZT_REENCRYPTING BZT_CODE(0x3E)
#define BZT_WRONG_SECRET BZT_CODE(0x3F)
#define BZT_DATABASE_EXISTS BZT_CODE(0x4F)
#define BZT_DATABASE_UPGRADE BZT_CODE(0x50)
#define BZT_NOT_CONFIGURED BZT_CODE(0x51)
#define BZT_SERVICE_NOT_ADMIN BZT_CODE(0x52)
#define BZT_NAME_TOO_LONG BZT_CODE(0x55)
#define BZT_PASSIVE_INSTANCE 0x80C02831
#define BZT_ACCESS_DENIED 5
#define BZT_LOGON_FAILED 1069

/* ---- several changes ---- */

/* One batch: all or none. */
struct bzt_do {
    cohort *h;
    int rc;
    int batch;       /* ours */
    int64_t request; /* the last one */
    int64_t win32;   /* of the refusal, and its sentence: getters forget them */
    char sentence[1024];
};
struct bzt_props {
    const char *v[32];
    int count;
    size_t used;
    char text[12 * (COHORT_NAME_MAX + 1)];
};

void bzt_begin(struct bzt_do *d, cohort *h);
int bzt_end(struct bzt_do *d, int64_t *ret_request);
/* Add NAME=VALUE; nothing where @value is NULL or "". */
void bzt_prop(struct bzt_props *props, const char *name, const char *value);
void bzt_create(struct bzt_do *d, const char *kind, const char *name, const struct bzt_props *props);
/* @name, or where an object of that kind has it, NAME-2, NAME-3, ... */
void bzt_free_name(cohort *h, const char *kind, bzt_name name);
/* Set all of them, or none. */
void bzt_set(struct bzt_do *d, const char *kind, const char *name, const struct bzt_props *props);
/* Set what is another value now. */
void bzt_put(struct bzt_do *d, const char *kind, const char *name, const char *property, const char *value);
void bzt_event(struct bzt_do *d, const char *server, int severity, int event, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* The request just made, by a call of the API itself. */
void bzt_did(struct bzt_do *d, int rc, const int64_t *request);

/* ---- structs of programs, which may have been compiled with fewer or more members than ours ---- */

/* 1: there is one, with a member at least. */
int bzt_has_room(const void *theirs);
/* What it has of ours; what it lacks is 0. */
void bzt_take(void *ours, size_t size, const void *theirs);
/* As much of ours as it has room for; its struct_size stays. */
void bzt_give(void *theirs, const void *ours, size_t size);

/* ---- refusals ---- */

int bzt_refuse(cohort *h, int error, int64_t win32, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Somebody can be logged on at @computer as @account (NULL or "": it does not matter who). */
int bzt_logged_on(cohort *h, const char *computer, const char *account, struct bzt_computer *ret);
/* An account is asked for and there is none. */
int bzt_need_account(cohort *h, const char *account);
int bzt_need_local_admin(cohort *h, const struct bzt_computer *at, const char *account);
int bzt_need_sso_admin(cohort *h, const struct bzt_system *system, const char *account);
int bzt_need_biztalk_admin(cohort *h, const char *account);
/* The system that the SSO server of @at belongs to, and its database within reach. */
int bzt_need_system(cohort *h, const struct bzt_computer *at, struct bzt_system *ret);
int bzt_need_database(cohort *h, const struct bzt_system *system);
/* The SSO server that the tools on @at use for @account answers; *ret: which computer that is. */
int bzt_need_server(cohort *h, const struct bzt_computer *at, const char *account, struct bzt_computer *ret);

/* ---- verbs_server.c ---- */

/* Which SSO server a client uses, and who said so: "explicit", "user", "machine", "local". */
void bzt_choose(cohort *h, const char *computer, const char *account, const char *explicit_server, bzt_name ret_server,
                const char **ret_level);

/* ---- verbs_sso.c ---- */

/* The computer object of @at, and its ssoserver; made where they are missing. */
void bzt_describe(struct bzt_do *d, struct bzt_computer *at);

/* ---- verbs_host.c ---- */

/* The cluster group of a host: of the resource that drives its service, whoever made that, else as the host says; "":
 * it is not clustered. */
void bzt_host_group(cohort *h, const char *host, bzt_name ret);

/* ---- lines.c ---- */
enum { BZT_VERBS = 32 };
extern const cohort_verb bzt_verbs[BZT_VERBS];

/* ---- react.c ---- */
void bzt_react(cohort *h, const cohort_change *change);

#endif
