/* verbs.h: what the verbs share. */
#include "verbs.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- several changes ---- */

/* All or nothing: a batch, unless the caller has one open already. */
void bzt_begin(struct bzt_do *d, cohort *h)
{
    *d = (struct bzt_do){.h = h};
    d->batch = cohort_begin(h) == 0;
}

int bzt_end(struct bzt_do *d, int64_t *ret_request)
{
    int64_t request = 0;

    if (d->batch && d->rc < 0)
        cohort_rollback(d->h);
    else if (d->batch)
        bzt_did(d, cohort_commit(d->h, &request), &request);
    if (d->rc < 0)
        return cohort_refuse(d->h, d->rc, d->win32, d->sentence[0] != '\0' ? d->sentence : cohort_strerror(d->rc));
    if (ret_request != NULL)
        *ret_request = d->request;
    return 0;
}

void bzt_did(struct bzt_do *d, int rc, const int64_t *request)
{
    if (rc >= 0) {
        d->request = *request;
        return;
    }
    d->rc = rc;
    d->win32 = cohort_win32(d->h);
    snprintf(d->sentence, sizeof d->sentence, "%s", cohort_errmsg(d->h));
}

void bzt_prop(struct bzt_props *props, const char *name, const char *value)
{
    size_t room = sizeof props->text - props->used;
    int size;

    if (value == NULL || *value == '\0' || props->count == (int)(sizeof props->v / sizeof props->v[0]) - 1)
        return;
    size = snprintf(props->text + props->used, room, "%s=%s", name, value);
    if (size < 0 || (size_t)size >= room)
        return;
    props->v[props->count++] = props->text + props->used;
    props->used += (size_t)size + 1;
}

void bzt_free_name(cohort *h, const char *kind, bzt_name name)
{
    bzt_name first;
    int i;

    bzt_copy(first, name);
    for (i = 2; bzt_exists(h, kind, name); i++)
        snprintf(name, sizeof(bzt_name), "%.240s-%d", first, i);
}

void bzt_create(struct bzt_do *d, const char *kind, const char *name, const struct bzt_props *props)
{
    int64_t request = 0;

    if (d->rc >= 0)
        bzt_did(d, cohort_create(d->h, kind, name, props != NULL ? props->v : NULL, &request), &request);
}

void bzt_put(struct bzt_do *d, const char *kind, const char *name, const char *property, const char *value)
{
    struct bzt_props props = {.count = 0};
    const char *const unset[] = {property, NULL};
    int64_t request = d->request;
    bzt_name now;

    if (d->rc < 0) /* a getter would forget why */
        return;
    bzt_get(d->h, kind, name, property, now);
    if (strcmp(now, value) == 0)
        return;
    bzt_prop(&props, property, value);
    if (*value == '\0')
        bzt_did(d, cohort_unset(d->h, kind, name, unset, &request), &request);
    else
        bzt_did(d, cohort_set(d->h, kind, name, props.v, &request), &request);
}

void bzt_event(struct bzt_do *d, const char *server, int severity, int event, const char *format, ...)
{
    int64_t request = d->request;
    char text[2048];
    va_list ap;

    if (d->rc < 0)
        return;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    bzt_did(d, cohort_log(d->h, "ssoserver", server, severity, event, text, &request), &request);
}

void bzt_set(struct bzt_do *d, const char *kind, const char *name, const struct bzt_props *props)
{
    int64_t request = 0;

    if (d->rc >= 0 && props->count > 0)
        bzt_did(d, cohort_set(d->h, kind, name, props->v, &request), &request);
}

/* ---- structs of programs ---- */

static uint32_t size_of(const void *theirs)
{
    uint32_t size;

    memcpy(&size, theirs, sizeof size);
    return size;
}

int bzt_has_room(const void *theirs)
{
    return theirs != NULL && size_of(theirs) > 2 * sizeof(uint32_t);
}

void bzt_take(void *ours, size_t size, const void *theirs)
{
    memset(ours, 0, size);
    memcpy(ours, theirs, size_of(theirs) < size ? size_of(theirs) : size);
}

void bzt_give(void *theirs, const void *ours, size_t size)
{
    size_t room = size_of(theirs) < size ? size_of(theirs) : size;

    memcpy((char *)theirs + sizeof(uint32_t), (const char *)ours + sizeof(uint32_t), room - sizeof(uint32_t));
}

/* ---- refusals ---- */

int bzt_refuse(cohort *h, int error, int64_t win32, const char *format, ...)
{
    char text[2048];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    return cohort_refuse(h, error, win32, text);
}

int bzt_need_account(cohort *h, const char *account)
{
    if (account == NULL || *account == '\0')
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "it matters who does this: --as ACCOUNT");
    return 0;
}

int bzt_logged_on(cohort *h, const char *computer, const char *account, struct bzt_computer *ret)
{
    if (computer == NULL || !bzt_computer(h, computer, ret))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no computer and no node \"%s\"",
                          computer != NULL ? computer : "");
    if (ret->described)
        bzt_spelled(h, "computer", computer, ret->name);
    if (!ret->up)
        return bzt_refuse(h, COHORT_ERR_NODE_DOWN, 5050, "\"%s\" is down or out of reach: nobody can log on there",
                          ret->name);
    if (account != NULL && *account != '\0' && !bzt_exists(h, "account", account))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no account \"%s\"", account);
    return 0;
}

int bzt_need_local_admin(cohort *h, const struct bzt_computer *at, const char *account)
{
    if (account == NULL || bzt_lists(h, "account", account, "LocalAdministrator", at->name))
        return 0;
    return bzt_refuse(h, COHORT_ERR_STATE, BZT_NOT_ADMIN, "\"%s\" is no local administrator of \"%s\"", account,
                      at->name);
}

int bzt_need_sso_admin(cohort *h, const struct bzt_system *system, const char *account)
{
    if (account == NULL || system->admins[0] == '\0' || bzt_is_member(h, account, system->admins))
        return 0;
    return bzt_refuse(h, COHORT_ERR_STATE, BZT_NOT_SSO_ADMIN,
                      "\"%s\" is no SSO administrator: it is no member of \"%s\"", account, system->admins);
}

int bzt_need_biztalk_admin(cohort *h, const char *account)
{
    bzt_name admin;

    if (account == NULL || *account == '\0')
        return 0;
    if (!bzt_exists(h, "account", account))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 87, "there is no account \"%s\"", account);
    bzt_get(h, "account", account, "BizTalkAdministrator", admin);
    return bzt_same(admin, "No") ? bzt_refuse(h, COHORT_ERR_STATE, BZT_ACCESS_DENIED,
                                              "\"%s\" may not act as BizTalk administrator", account)
                                 : 0;
}

int bzt_need_database(cohort *h, const struct bzt_system *system)
{
    bzt_name state;

    bzt_get(h, "ssodatabase", system->database, "State", state);
    if (system->database_up)
        return 0;
    if (bzt_same(state, "NeedsUpgrade"))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_DATABASE_UPGRADE, "SSO database \"%s\" must be upgraded first",
                          system->database);
    if (bzt_same(state, "NotConfigured"))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NOT_CONFIGURED, "SSO database \"%s\" is not configured",
                          system->database);
    return bzt_refuse(h, COHORT_ERR_STATE, BZT_DB_ACCESS, "SSO database \"%s\" cannot be reached", system->database);
}

int bzt_need_system(cohort *h, const struct bzt_computer *at, struct bzt_system *ret)
{
    bzt_name name, configured;

    bzt_get(h, "ssoserver", at->server, "System", name);
    bzt_get(h, "ssoserver", at->server, "Configured", configured);
    if (at->server[0] == '\0' || !bzt_is_configured(configured) || !bzt_system(h, name, ret))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NOT_CONFIGURED, "SSO is not configured on \"%s\"", at->name);
    return bzt_need_database(h, ret);
}

int bzt_need_server(cohort *h, const struct bzt_computer *at, const char *account, struct bzt_computer *ret)
{
    struct bzt_endpoint endpoint;
    const char *level;
    bzt_name server, out;

    bzt_choose(h, at->name, account, NULL, server, &level);
    bzt_endpoint(h, at->name, server, &endpoint);
    if (endpoint.code != 0)
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_NO_SSO_SERVER,
                          "could not contact the SSO server \"%s\" (RPC: 0x%08X): %s", server, (unsigned)endpoint.code,
                          endpoint.why);
    *ret = endpoint.at;
    bzt_get(h, "ssoserver", ret->server, "OutOfService", out);
    if (bzt_same(out, "1"))
        return bzt_refuse(h, COHORT_ERR_STATE, BZT_OUT_OF_SERVICE,
                          "the SSO server on \"%s\" is out of service: it lost its database", ret->name);
    return 0;
}
