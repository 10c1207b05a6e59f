/* sso.h: what the model says, read through the public API. */
#include "sso.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

int bzt_same(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

void bzt_copy(bzt_name out, const char *text)
{
    snprintf(out, sizeof(bzt_name), "%s", text != NULL ? text : "");
}

void bzt_get(cohort *h, const char *kind, const char *name, const char *property, bzt_name out)
{
    const char *text = NULL;

    bzt_copy(out, cohort_get_text(h, kind, name, property, &text) == 0 ? text : "");
}

int64_t bzt_int(cohort *h, const char *kind, const char *name, const char *property)
{
    int64_t value = 0;

    return cohort_get_int(h, kind, name, property, &value) == 0 ? value : 0;
}

int bzt_exists(cohort *h, const char *kind, const char *name)
{
    const char *text;

    return name != NULL && *name != '\0' && cohort_get_text(h, kind, name, "Description", &text) == 0;
}

int bzt_lists(cohort *h, const char *kind, const char *name, const char *property, const char *item)
{
    const char *at = NULL;
    size_t size;
    bzt_name one;

    if (cohort_get_text(h, kind, name, property, &at) < 0)
        return 0;
    for (; *at != '\0'; at += size + (at[size] != '\0')) {
        size = strcspn(at, "\n");
        snprintf(one, sizeof one, "%.*s", (int)size, at);
        if (bzt_same(one, item))
            return 1;
    }
    return 0;
}

cohort_cursor *bzt_shown(cohort *h, const char *kind, const char *name)
{
    cohort_cursor *row = NULL;

    return cohort_show(h, kind, name, &row) == 0 ? row : NULL;
}

/* A cursor on the first row of @kind where each column of @columns ("Computer", "Secret", NULL) has its value of
 * @values; NULL: there is none. cohort_cursor_free(). */
static cohort_cursor *first_row(cohort *h, const char *kind, const char *const *columns, const char *const *values)
{
    cohort_cursor *row = NULL;
    int i;

    if (cohort_list(h, kind, &row) < 0)
        return NULL;
    while (cohort_next(row)) {
        for (i = 0; columns[i] != NULL; i++) {
            const char *text = cohort_cursor_text(row, columns[i]);

            if (!bzt_same(text != NULL ? text : "", values[i]))
                break;
        }
        if (columns[i] == NULL)
            return row;
    }
    cohort_cursor_free(row);
    return NULL;
}

int bzt_find2(cohort *h, const char *kind, const char *column, const char *value, const char *column2,
              const char *value2, bzt_name out)
{
    const char *const columns[] = {column, column2, NULL};
    const char *const values[] = {value, value2, NULL};
    cohort_cursor *row = first_row(h, kind, columns, values);

    bzt_copy(out, row != NULL ? cohort_cursor_text(row, "name") : "");
    cohort_cursor_free(row);
    return out[0] != '\0';
}

int bzt_find(cohort *h, const char *kind, const char *column, const char *value, bzt_name out)
{
    return bzt_find2(h, kind, column, value, NULL, NULL, out);
}

int bzt_spelled(cohort *h, const char *kind, const char *name, bzt_name out)
{
    cohort_cursor *row = bzt_shown(h, kind, name);

    bzt_copy(out, cohort_cursor_text(row, "name"));
    cohort_cursor_free(row);
    return out[0] != '\0';
}

/* ---- computers ---- */

void bzt_service_at(bzt_name out, const char *service, const char *node)
{
    if (snprintf(out, sizeof(bzt_name), "%s@%s", service, node) >= (int)sizeof(bzt_name))
        out[0] = '\0'; /* too long to be anybody's name */
}

/* The row of a service, whose name in lists is SERVICE@NODE. */
static cohort_cursor *service_row(cohort *h, const char *service, const char *node)
{
    bzt_name full;

    bzt_service_at(full, service, node);
    return bzt_shown(h, "service", full);
}

int bzt_service_state(cohort *h, const char *service, const char *node)
{
    cohort_cursor *row = service_row(h, service, node);
    int state = (int)cohort_cursor_int(row, "state");

    cohort_cursor_free(row);
    return state;
}

static void read_node(cohort *h, struct bzt_computer *c)
{
    cohort_cursor *row = bzt_shown(h, "node", c->node);
    int64_t state = cohort_cursor_int(row, "state");

    c->up = row != NULL && (state == COHORT_NODE_UP || state == COHORT_NODE_PAUSED) &&
            (cohort_cursor_int(row, "status") & COHORT_NODE_STATUS_ISOLATED) == 0;
    bzt_copy(c->node, cohort_cursor_text(row, "name"));
    cohort_cursor_free(row);
    row = service_row(h, BZT_ENTSSO, c->node);
    c->entsso = (int)cohort_cursor_int(row, "state");
    if (c->entsso == COHORT_SERVICE_RUNNING) {
        bzt_copy(c->identity, cohort_cursor_text(row, "identity"));
        bzt_copy(c->by, cohort_cursor_text(row, "by"));
    }
    cohort_cursor_free(row);
}

static void read_outside(cohort *h, struct bzt_computer *c)
{
    bzt_name state, entsso;

    bzt_get(h, "computer", c->name, "State", state);
    bzt_get(h, "computer", c->name, "Entsso", entsso);
    c->up = bzt_same(state, "Up");
    c->entsso = bzt_same(entsso, "None")               ? 0
                : c->up && bzt_same(entsso, "Running") ? COHORT_SERVICE_RUNNING
                                                       : COHORT_SERVICE_STOPPED;
    if (c->entsso != COHORT_SERVICE_RUNNING)
        return;
    bzt_get(h, "computer", c->name, "EntssoIdentity", c->identity);
    if (c->identity[0] == '\0')
        bzt_copy(c->identity, c->name);
    bzt_copy(c->by, "manual");
}

int bzt_computer(cohort *h, const char *name, struct bzt_computer *ret)
{
    *ret = (struct bzt_computer){.described = bzt_exists(h, "computer", name)};
    bzt_copy(ret->name, name);
    if (ret->described)
        bzt_get(h, "computer", name, "Node", ret->node);
    else if (bzt_exists(h, "node", name))
        bzt_copy(ret->node, name);
    else
        return 0;
    if (ret->node[0] != '\0')
        read_node(h, ret);
    else
        read_outside(h, ret);
    if (!ret->described)
        bzt_computer_of_node(h, ret->node, ret->name);
    bzt_find(h, "ssoserver", "Computer", ret->name, ret->server);
    return 1;
}

void bzt_computer_of_node(cohort *h, const char *node, bzt_name out)
{
    if (!bzt_find(h, "computer", "Node", node, out))
        bzt_copy(out, node);
}

/* ---- resources ---- */

static void read_resource(cohort_cursor *row, struct bzt_resource *ret)
{
    const char *depends = cohort_cursor_text(row, "depends");

    *ret = (struct bzt_resource){.state = (int)cohort_cursor_int(row, "state")};
    bzt_copy(ret->name, cohort_cursor_text(row, "name"));
    bzt_copy(ret->group, cohort_cursor_text(row, "group"));
    bzt_copy(ret->owner, cohort_cursor_text(row, "owner"));
    bzt_copy(ret->type, cohort_cursor_text(row, "type"));
    snprintf(ret->depends, sizeof ret->depends, "%s", depends != NULL ? depends : "");
}

static int resource_where(cohort *h, const char *column, const char *value, struct bzt_resource *ret)
{
    const char *const columns[] = {column, NULL};
    const char *const values[] = {value, NULL};
    cohort_cursor *row = first_row(h, "resource", columns, values);

    if (row == NULL)
        return 0;
    read_resource(row, ret);
    cohort_cursor_free(row);
    return 1;
}

int bzt_resource(cohort *h, const char *name, struct bzt_resource *ret)
{
    cohort_cursor *row = bzt_shown(h, "resource", name);

    if (row != NULL)
        read_resource(row, ret);
    cohort_cursor_free(row);
    return row != NULL;
}

int bzt_driver(cohort *h, const char *service, struct bzt_resource *ret)
{
    return resource_where(h, "drives", service, ret) ||
           (bzt_same(service, BZT_ENTSSO) && resource_where(h, "drives", BZT_ENTSSO_DISPLAY, ret));
}

static int is_network_name(cohort *h, const char *type)
{
    bzt_name class;

    bzt_get(h, "type", type, "Class", class);
    return bzt_same(class, "network name");
}

/* The name that a Network Name resource brings: its Name, else its own. */
static void name_of(cohort *h, const char *resource, bzt_name out)
{
    bzt_get(h, "resource", resource, "Name", out);
    if (out[0] == '\0')
        bzt_copy(out, resource);
}

/* The first Network Name of @group (NULL: any) that brings @netname (NULL: any). */
static int find_network_name(cohort *h, const char *group, const char *netname, struct bzt_resource *ret)
{
    cohort_cursor *row = NULL;
    bzt_name name;
    int found = 0;

    if (cohort_list(h, "resource", &row) < 0)
        return 0;
    while (!found && cohort_next(row)) {
        if (group != NULL && !bzt_same(cohort_cursor_text(row, "group"), group))
            continue;
        if (!is_network_name(h, cohort_cursor_text(row, "type")))
            continue;
        name_of(h, cohort_cursor_text(row, "name"), name);
        found = netname == NULL || bzt_same(name, netname);
        if (found)
            read_resource(row, ret);
    }
    cohort_cursor_free(row);
    return found;
}

/* The Network Name resource that answers to @netname; 0: none. */
static int network_name(cohort *h, const char *netname, struct bzt_resource *ret)
{
    return find_network_name(h, NULL, netname, ret);
}

int bzt_group_network_name(cohort *h, const char *group, bzt_name ret_resource, bzt_name ret_netname)
{
    struct bzt_resource r;

    if (!find_network_name(h, group, NULL, &r))
        return 0;
    bzt_copy(ret_resource, r.name);
    name_of(h, r.name, ret_netname);
    return 1;
}

/* Does @r depend on resource @name itself? */
static int depends_on(const struct bzt_resource *r, const char *name)
{
    const char *at = r->depends;
    bzt_name one;

    while ((at = strchr(at, '[')) != NULL) {
        at++;
        snprintf(one, sizeof one, "%.*s", (int)strcspn(at, "]"), at);
        if (bzt_same(one, name))
            return 1;
    }
    return 0;
}

/* ---- the SSO system ---- */

int bzt_system(cohort *h, const char *name, struct bzt_system *ret)
{
    cohort_cursor *row = NULL;
    bzt_name state;
    int found = 0;

    *ret = (struct bzt_system){.enabled = 0};
    if (cohort_list(h, "ssosystem", &row) < 0)
        return 0;
    while (!found && cohort_next(row)) {
        bzt_copy(ret->name, cohort_cursor_text(row, "name"));
        found = name == NULL || *name == '\0' || bzt_same(name, ret->name);
    }
    cohort_cursor_free(row);
    if (!found)
        return 0;
    bzt_get(h, "ssosystem", ret->name, "Database", ret->database);
    bzt_get(h, "ssosystem", ret->name, "SecretServer", ret->secret_server);
    bzt_get(h, "ssosystem", ret->name, "CurrentSecret", ret->current);
    bzt_get(h, "ssosystem", ret->name, "PreviousSecret", ret->previous);
    bzt_get(h, "ssosystem", ret->name, "AdministratorsGroup", ret->admins);
    ret->enabled = (int)bzt_int(h, "ssosystem", ret->name, "Enabled");
    ret->reencrypting = (int)bzt_int(h, "ssosystem", ret->name, "Reencrypting");
    bzt_get(h, "ssodatabase", ret->database, "State", state);
    ret->database_up = ret->database[0] == '\0' || bzt_same(state, "Available");
    return 1;
}

int bzt_told(const struct bzt_system *system)
{
    return system->secret_server[0] != '\0' && system->current[0] != '\0';
}

/* Under the name of a Network Name: on its owner, if the cluster started ENTSSO there and that depends on the name. */
static void clustered_endpoint(cohort *h, const char *name, const struct bzt_resource *netname,
                               struct bzt_endpoint *ret)
{
    struct bzt_resource sso;
    bzt_name computer;

    bzt_computer_of_node(h, netname->owner, computer);
    if (netname->state != COHORT_RESOURCE_ONLINE || !bzt_computer(h, computer, &ret->at) || !ret->at.up) {
        ret->code = BZT_UNAVAILABLE;
        snprintf(ret->why, sizeof ret->why, "network name %s is not online", name);
        return;
    }
    if (ret->at.entsso != COHORT_SERVICE_RUNNING) {
        ret->code = BZT_UNAVAILABLE;
        snprintf(ret->why, sizeof ret->why, "%s is %s, where ENTSSO does not run", name, ret->at.name);
        return;
    }
    ret->code = BZT_NO_ENDPOINT;
    if (!bzt_same(ret->at.by, "cluster") || !bzt_driver(h, BZT_ENTSSO, &sso))
        snprintf(ret->why, sizeof ret->why,
                 "ENTSSO on %s was not started by the cluster (by %s), so it is not there as %s", ret->at.name,
                 ret->at.by, name);
    else if (!depends_on(&sso, netname->name))
        snprintf(ret->why, sizeof ret->why, "resource \"%s\" does not depend on network name \"%s\"", sso.name,
                 netname->name);
    else
        ret->code = 0;
}

void bzt_endpoint(cohort *h, const char *from, const char *name, struct bzt_endpoint *ret)
{
    struct bzt_resource netname;
    bzt_name open;

    *ret = (struct bzt_endpoint){.code = BZT_UNAVAILABLE};
    bzt_get(h, "computer", from, "RpcOpen", open);
    if (network_name(h, name, &netname)) {
        clustered_endpoint(h, name, &netname, ret);
    } else if (!bzt_computer(h, name, &ret->at)) {
        snprintf(ret->why, sizeof ret->why, "no computer and no network name is called %s", name);
    } else if (!ret->at.up) {
        snprintf(ret->why, sizeof ret->why, "%s is down or out of reach", name);
    } else if (ret->at.entsso != COHORT_SERVICE_RUNNING) {
        snprintf(ret->why, sizeof ret->why, "ENTSSO does not run on %s", name);
    } else {
        ret->code = 0;
    }
    if (ret->code == 0 && bzt_same(open, "No") && !bzt_same(ret->at.name, from)) {
        ret->code = BZT_UNAVAILABLE;
        snprintf(ret->why, sizeof ret->why, "RPC is not open between %s and %s", from, name);
    }
}

void bzt_secret_endpoint(cohort *h, const char *from, const struct bzt_system *system, struct bzt_endpoint *ret)
{
    bzt_endpoint(h, from, system->secret_server, ret);
    if (ret->code != 0 || bzt_same(ret->at.identity, system->secret_server))
        return;
    ret->code = BZT_NO_ENDPOINT;
    snprintf(ret->why, sizeof ret->why, "ENTSSO on %s goes by the name %s, and the master secret server is %s",
             ret->at.name, ret->at.identity, system->secret_server);
}

int bzt_secret_event(cohort *h, const struct bzt_system *system, const struct bzt_computer *master)
{
    bzt_name copy, bound, account;

    if (!bzt_find2(h, "secretcopy", "Computer", master->name, "Secret", system->current, copy))
        return 10520;
    bzt_get(h, "secretcopy", copy, "Account", bound);
    bzt_get(h, "ssoserver", master->server, "Account", account);
    return bound[0] != '\0' && account[0] != '\0' && !bzt_same(bound, account) ? 10521 : 0;
}

/* ---- accounts ---- */

enum { GROUPS_DEEP = 8 };

static int group_within(cohort *h, const char *inner, const char *outer, int depth)
{
    const char *text = NULL;
    char *list, *at, *end;
    size_t size;
    int found = bzt_same(inner, outer);

    if (found || depth == GROUPS_DEEP || cohort_get_text(h, "domaingroup", inner, "Groups", &text) < 0)
        return found;
    size = strlen(text) + 1;
    list = malloc(size);
    if (list == NULL)
        return 0;
    memcpy(list, text, size);
    for (at = list; !found && *at != '\0'; at = end) {
        end = at + strcspn(at, "\n");
        if (*end != '\0')
            *end++ = '\0';
        found = group_within(h, at, outer, depth + 1);
    }
    free(list);
    return found;
}

int bzt_is_within(cohort *h, const char *inner, const char *outer)
{
    return group_within(h, inner, outer, 0);
}

int bzt_is_configured(const char *how)
{
    return bzt_same(how, "Create") || bzt_same(how, "Join");
}

int bzt_is_member(cohort *h, const char *account, const char *group)
{
    cohort_cursor *row = NULL;
    int found = 0;

    if (bzt_same(account, group))
        return 1;
    if (cohort_list(h, "domaingroup", &row) < 0)
        return 0;
    while (!found && cohort_next(row))
        found = bzt_lists(h, "account", account, "Groups", cohort_cursor_text(row, "name")) &&
                group_within(h, cohort_cursor_text(row, "name"), group, 0);
    cohort_cursor_free(row);
    return found;
}
