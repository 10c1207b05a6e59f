/* biztalk.h: which SSO server is used (ssomanage -server, -serverall); net start and net stop. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

/* ---- pointers ---- */

static void pointer_name(bzt_name out, const char *account, const char *computer)
{
    if (snprintf(out, sizeof(bzt_name), "%s@%s", account, computer) >= (int)sizeof(bzt_name))
        out[0] = '\0'; /* too long to be anybody's name */
}

void bzt_choose(cohort *h, const char *computer, const char *account, const char *explicit_server, bzt_name ret_server,
                const char **ret_level)
{
    bzt_name pointer;

    *ret_level = "explicit";
    bzt_copy(ret_server, explicit_server);
    if (ret_server[0] == '\0' && account != NULL) {
        *ret_level = "user";
        if (bzt_find2(h, "ssopointer", "Computer", computer, "Account", account, pointer))
            bzt_get(h, "ssopointer", pointer, "Server", ret_server);
    }
    if (ret_server[0] == '\0') {
        *ret_level = "machine";
        bzt_get(h, "computer", computer, "SsoServerAll", ret_server);
    }
    if (ret_server[0] == '\0') {
        *ret_level = "local";
        bzt_copy(ret_server, computer);
    }
}

int cohort_biztalk_server_all(cohort *h, const char *computer, const char *account, const char *server,
                              int64_t *ret_request)
{
    struct bzt_computer at;
    struct bzt_do d;
    int rc = bzt_logged_on(h, computer, account, &at);

    if (rc == 0)
        rc = bzt_need_local_admin(h, &at, account);
    if (rc < 0)
        return rc;
    bzt_begin(&d, h);
    bzt_describe(&d, &at);
    bzt_put(&d, "computer", at.name, "SsoServerAll", server != NULL ? server : "");
    return bzt_end(&d, ret_request);
}

int cohort_biztalk_server_user(cohort *h, const char *computer, const char *account, const char *server,
                               int64_t *ret_request)
{
    struct bzt_props props = {.count = 0};
    struct bzt_computer at;
    bzt_name pointer;
    struct bzt_do d;
    int64_t request = 0;
    int found, rc = bzt_need_account(h, account);

    if (rc == 0)
        rc = bzt_logged_on(h, computer, account, &at);
    if (rc < 0)
        return rc;
    bzt_begin(&d, h);
    bzt_describe(&d, &at);
    found = bzt_find2(h, "ssopointer", "Computer", at.name, "Account", account, pointer);
    if (found && (server == NULL || *server == '\0')) {
        bzt_did(&d, cohort_delete(h, "ssopointer", pointer, &request), &request);
    } else if (found) {
        bzt_put(&d, "ssopointer", pointer, "Server", server);
    } else if (server != NULL && *server != '\0') {
        pointer_name(pointer, account, at.name);
        bzt_free_name(h, "ssopointer", pointer);
        bzt_prop(&props, "Computer", at.name);
        bzt_prop(&props, "Account", account);
        bzt_prop(&props, "Server", server);
        bzt_create(&d, "ssopointer", pointer, &props);
    }
    return bzt_end(&d, ret_request);
}

/* ---- net start, net stop ---- */

static int outside(cohort *h, const struct bzt_computer *at, const char *service, const char *state,
                   int64_t *ret_request)
{
    struct bzt_do d;

    if (!bzt_same(service, BZT_ENTSSO))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 1060,
                          "\"%s\" is outside the cluster: only ENTSSO is known there, not \"%s\"", at->name, service);
    if (at->entsso == 0)
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 1060, "\"%s\" has no service ENTSSO", at->name);
    if (bzt_same(state, "Stopped") && at->entsso == COHORT_SERVICE_STOPPED)
        return bzt_refuse(h, COHORT_ERR_STATE, 1062, "ENTSSO does not run on \"%s\"", at->name);
    bzt_begin(&d, h);
    bzt_put(&d, "computer", at->name, "Entsso", state);
    return bzt_end(&d, ret_request);
}

/* The service's full name, as it is spelled; 0: none. */
static int full_name(cohort *h, const struct bzt_computer *at, const char *service, bzt_name out)
{
    const char *name = bzt_same(service, BZT_ENTSSO_DISPLAY) ? BZT_ENTSSO : service;
    bzt_name wanted;

    bzt_service_at(wanted, name, at->node);
    return bzt_find(h, "service", "name", wanted, out);
}

/* The computer, and of a node the service's SERVICE@NODE. */
static int service_at(cohort *h, const char *computer, const char *service, struct bzt_computer *ret_at,
                      bzt_name ret_full)
{
    int rc = bzt_logged_on(h, computer, NULL, ret_at);

    if (rc < 0)
        return rc;
    if (service == NULL)
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "service is missing");
    if (ret_at->node[0] != '\0' && !full_name(h, ret_at, service, ret_full))
        return bzt_refuse(h, COHORT_ERR_NOT_FOUND, 1060, "node \"%s\" has no service \"%s\"", ret_at->node, service);
    return 0;
}

int cohort_biztalk_net_start(cohort *h, const char *computer, const char *service, int64_t *ret_request)
{
    struct bzt_computer at;
    bzt_name full;
    int rc = service_at(h, computer, service, &at, full);

    if (rc < 0)
        return rc;
    return at.node[0] == '\0' ? outside(h, &at, service, "Running", ret_request)
                              : cohort_service_start(h, full, ret_request);
}

/* Is @item in "a, b, c"? */
static int in_list(const char *list, const char *item)
{
    bzt_name one;
    size_t size;

    for (; list != NULL && *list != '\0'; list += size + strspn(list + size, ", ")) {
        size = strcspn(list, ",");
        snprintf(one, sizeof one, "%.*s", (int)size, list);
        if (bzt_same(one, item))
            return 1;
    }
    return 0;
}

int cohort_biztalk_dependents(cohort *h, const char *computer, const char *service, char *ret_names, int64_t size)
{
    cohort_cursor *row = NULL;
    struct bzt_computer at;
    const char *state;
    int64_t used = 0;
    int rc = bzt_logged_on(h, computer, NULL, &at), count = 0;

    if (rc < 0)
        return rc;
    if (service == NULL || ret_names == NULL || size <= 0)
        return bzt_refuse(h, COHORT_ERR_INVALID, 87,
                          service == NULL ? "service is missing" : "there is no room for names");
    if (bzt_same(service, BZT_ENTSSO_DISPLAY))
        service = BZT_ENTSSO;
    ret_names[0] = '\0';
    if (cohort_list(h, "service", &row) < 0)
        return cohort_errcode(h);
    while (cohort_next(row)) {
        state = cohort_cursor_text(row, "state");
        if (!bzt_same(cohort_cursor_text(row, "node"), at.node) || bzt_same(state, "Stopped") ||
            !in_list(cohort_cursor_text(row, "needs"), service))
            continue;
        used += snprintf(ret_names + used, (size_t)(size - used), "%s%s", count++ > 0 ? ", " : "",
                         cohort_cursor_text(row, "service"));
        if (used >= size)
            break;
    }
    cohort_cursor_free(row);
    return count;
}

int cohort_biztalk_net_stop(cohort *h, const char *computer, const char *service, int dependents, int64_t *ret_request)
{
    struct bzt_computer at;
    char names[2048];
    bzt_name full;
    int rc = service_at(h, computer, service, &at, full);

    if (rc < 0)
        return rc;
    if (at.node[0] == '\0')
        return outside(h, &at, service, "Stopped", ret_request);
    if (!dependents && cohort_biztalk_dependents(h, computer, service, names, sizeof names) > 0)
        return bzt_refuse(h, COHORT_ERR_HELD, 1051,
                          "these services depend on %s and would be stopped too: %s; say --yes", full, names);
    return cohort_service_stop(h, full, dependents, ret_request);
}
