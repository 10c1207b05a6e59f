/*
 * What the model says about computers, their SSO service, the master secret server and who answers under which name.
 * Everything is read anew at each question: nothing is kept between two calls.
 */
#ifndef BZT_SSO_H
#define BZT_SSO_H

#include "biztalk.h"

#define BZT_ENTSSO "ENTSSO"
#define BZT_ENTSSO_DISPLAY "Enterprise Single Sign-On Service"
#define BZT_HOST_SERVICE "BTSSvc$"

/* RPC: the name answers and nothing is registered there; nobody answers. */
#define BZT_NO_ENDPOINT 0x800706D9
#define BZT_UNAVAILABLE 0x800706BA

typedef char bzt_name[COHORT_NAME_MAX + 1];

/* ---- reading ---- */

/* Compare as names do, without regard to ASCII case. */
int bzt_same(const char *a, const char *b);
void bzt_copy(bzt_name out, const char *text);
/* A property as text; "" where there is none. */
void bzt_get(cohort *h, const char *kind, const char *name, const char *property, bzt_name out);
/* A number; 0 where there is none. */
int64_t bzt_int(cohort *h, const char *kind, const char *name, const char *property);
int bzt_exists(cohort *h, const char *kind, const char *name);
/* The name of that object as it is spelled; 0: there is none. */
int bzt_spelled(cohort *h, const char *kind, const char *name, bzt_name out);
/* Is @item one of the list (of texts or references) @property? */
int bzt_lists(cohort *h, const char *kind, const char *name, const char *property, const char *item);
/* A cursor on the row of that object; NULL: there is none. cohort_cursor_free(). */
cohort_cursor *bzt_shown(cohort *h, const char *kind, const char *name);
/* The name of the first object of @kind whose @column is @value; 0: there is none, and @out is "". */
int bzt_find(cohort *h, const char *kind, const char *column, const char *value, bzt_name out);
/* The same with two columns. */
int bzt_find2(cohort *h, const char *kind, const char *column, const char *value, const char *column2,
              const char *value2, bzt_name out);

/* ---- computers ---- */

struct bzt_computer {
    bzt_name name;
    bzt_name node;     /* "": outside the cluster */
    bzt_name identity; /* the name that its SSO service goes by; "" while that does not run */
    bzt_name by;       /* who started that: "cluster", "manual", ... */
    bzt_name server;   /* the ssoserver object; "": none */
    int described;     /* there is a computer object of that name */
    int up;
    int entsso; /* COHORT_SERVICE_...; 0: it has none */
};
/* The computer object of that name, or the node; 0: there is neither. */
int bzt_computer(cohort *h, const char *name, struct bzt_computer *ret);
/* The computer that is this node. */
void bzt_computer_of_node(cohort *h, const char *node, bzt_name out);

/* ---- the SSO service in the cluster ---- */

struct bzt_resource {
    bzt_name name, group, owner, type;
    int state;
    char depends[4096]; /* as listed: names in brackets */
};
int bzt_resource(cohort *h, const char *name, struct bzt_resource *ret);
/* Resource that drives @service on @node (any node: NULL): the one of whose possible owners it is; 0: none. */
int bzt_driver(cohort *h, const char *service, struct bzt_resource *ret);
/* The Network Name resource of @group and its Name; 0: none. */
int bzt_group_network_name(cohort *h, const char *group, bzt_name ret_resource, bzt_name ret_netname);
/* "SERVICE@NODE". */
void bzt_service_at(bzt_name out, const char *service, const char *node);
/* State of a service; 0: there is none. */
int bzt_service_state(cohort *h, const char *service, const char *node);

/* ---- the SSO system ---- */

struct bzt_system {
    bzt_name name, database, secret_server, current, previous, admins;
    int enabled, reencrypting, database_up;
};
/* @name NULL or "": the only one, the first. */
int bzt_system(cohort *h, const char *name, struct bzt_system *ret);

/* Somebody told who the master secret server is, and which secret it has: without that nothing can be said of secrets. */
int bzt_told(const struct bzt_system *system);

/* Who answers under a name, or why nobody does. */
struct bzt_endpoint {
    int64_t code; /* 0, BZT_NO_ENDPOINT, BZT_UNAVAILABLE */
    struct bzt_computer at;
    char why[1200];
};
/* The SSO server that clients reach under @name, asked from @from. */
void bzt_endpoint(cohort *h, const char *from, const char *name, struct bzt_endpoint *ret);
/* The secret server of @system. */
void bzt_secret_endpoint(cohort *h, const char *from, const struct bzt_system *system, struct bzt_endpoint *ret);
/* Can @master use the present secret? 0: yes; else the event that says why not (10520: it has none, 10521: bound to
 * another account). */
int bzt_secret_event(cohort *h, const struct bzt_system *system, const struct bzt_computer *master);
/* What Configured of a server says: it was created or joined. */
int bzt_is_configured(const char *how);
/* Is a group the other one, or in it, directly or through a group? */
int bzt_is_within(cohort *h, const char *inner, const char *outer);
/* May @account act as SSO administrator of @group (directly, through a group, or because it is that account)? */
int bzt_is_member(cohort *h, const char *account, const char *group);

#endif
