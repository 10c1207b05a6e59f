/*
 * A view of the model at one moment, for those that look at all of it, such as the rules: tables of all kinds, and the
 * questions about them, each answered in one place (sso.h: the same for those that act on one thing). A text of the
 * view lives as long as the view; none is NULL.
 *
 * A fact that nobody told is "". Of a kind with at least one object the objects are taken to be all there are: where
 * no object of it exists at all, nobody told.
 */
#ifndef BZV_VIEW_H
#define BZV_VIEW_H

#include "sso.h"

#include <stdarg.h>
#include <stddef.h>

struct bzv_table;

/* One object. */
struct bzv_row {
    const struct bzv_table *table;
    const char *const *cells;
    int last; /* of its table */
};

struct bzv_view;

/* NULL: no memory. Reads all kinds; model.c has the questions about the domain. */
struct bzv_view *bzv_view_new(cohort *h);
void bzv_view_free(struct bzv_view *v);
int64_t bzv_now(const struct bzv_view *v); /* engine time */

/* ---- rows ---- */

/* By id; NULL: there is none. Kinds of the profile and Cohort's own ("resource", ...): the columns of cohort_list(). */
const struct bzv_row *bzv_first(const struct bzv_view *v, const char *kind);
const struct bzv_row *bzv_next(const struct bzv_row *row);
#define BZV_EACH(row, v, kind) for ((row) = bzv_first(v, kind); (row) != NULL; (row) = bzv_next(row))
int bzv_count(const struct bzv_view *v, const char *kind);
const struct bzv_row *bzv_find(const struct bzv_view *v, const char *kind, const char *name);
/* @return "" where it has none, and of NULL. */
const char *bzv_get(const struct bzv_row *row, const char *column);
const char *bzv_name(const struct bzv_row *row);
int64_t bzv_int(const struct bzv_row *row, const char *column);
int bzv_is(const struct bzv_row *row, const char *column, const char *value); /* ASCII case is all the same */
int bzv_told(const struct bzv_row *row, const char *column);                  /* it is not "" */
/* The object of @kind that the column names; NULL: none. */
const struct bzv_row *bzv_ref(const struct bzv_view *v, const struct bzv_row *row, const char *column,
                              const char *kind);
/* The first of a kind whose column is that; NULL: none. */
const struct bzv_row *bzv_where(const struct bzv_view *v, const char *kind, const char *column, const char *value);
/* The next one with the same there. What rules look up for each of many (names, the services of a host) is indexed. */
const struct bzv_row *bzv_next_where(const struct bzv_row *row, const char *column);
#define BZV_EACH_WHERE(row, v, kind, column, value)                                                                    \
    for ((row) = bzv_where(v, kind, column, value); (row) != NULL; (row) = bzv_next_where(row, column))
/* Each host once: objects, then those that only a resource or a service names; ends with NULL. */
const char *const *bzv_hosts(const struct bzv_view *v);
/* A property that cohort_list() does not show. */
const char *bzv_value(struct bzv_view *v, const char *kind, const char *name, const char *property);

/* ---- texts ---- */

int bzv_begins(const char *text, const char *part);   /* ASCII case is all the same */
int bzv_has(const char *list, const char *item);      /* items are separated by ", " or line feeds */
int bzv_contains(const char *text, const char *part); /* ASCII case is all the same */
const char *bzv_print(struct bzv_view *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *bzv_vprint(struct bzv_view *v, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
/* A name as a word of the command language: quoted where it must be. */
const char *bzv_word(struct bzv_view *v, const char *name);
/* "A", then "A, B", ... */
const char *bzv_join(struct bzv_view *v, const char *list, const char *item);

/* A list in one line: items separated by ", ". */
const char *bzv_line(struct bzv_view *v, const char *list);
/* The line that adds an item to a list property. */
const char *bzv_list_line(struct bzv_view *v, const char *kind, const char *name, const char *property,
                          const char *list, const char *item);

/* ---- resources and groups ---- */

const char *bzv_class(const struct bzv_view *v, const struct bzv_row *resource);
/* A service name is that of SSO, or its display name. */
int bzv_sso_name(const char *service);
/* It drives ENTSSO. */
int bzv_is_sso(const struct bzv_row *resource);
/* Those that do; NULL: no more. */
const struct bzv_row *bzv_any_sso(const struct bzv_view *v);
const struct bzv_row *bzv_next_sso(const struct bzv_row *resource);
#define BZV_EACH_SSO(row, v) for ((row) = bzv_any_sso(v); (row) != NULL; (row) = bzv_next_sso(row))
/* The host whose service it drives; "": none. */
const char *bzv_host_of(const struct bzv_row *resource);
/* The host whose service it is; "": none. */
const char *bzv_host_of_service(const char *service);
/* It is IIS: drives its service, or calls its script, or a website says so. */
int bzv_is_iis(struct bzv_view *v, const struct bzv_row *resource);
/* Possible owners of the resource and of its type. */
int bzv_may_own(const struct bzv_view *v, const struct bzv_row *resource, const char *node);
/* Those of all resources of the group. */
int bzv_group_may(const struct bzv_view *v, const char *group, const char *node);
/* The nodes on which both groups may be; "": none. */
const char *bzv_both(struct bzv_view *v, const char *group, const char *other);
/* It names the other among its dependencies. */
int bzv_depends(const struct bzv_row *resource, const char *provider);
/* Directly or over others. */
int bzv_reaches(const struct bzv_view *v, const struct bzv_row *resource, const char *provider);
/* Its first direct provider of that class; NULL: none. */
const struct bzv_row *bzv_provider(const struct bzv_view *v, const struct bzv_row *resource, const char *class_name);
/* The group's first resource of that class; NULL: none. */
const struct bzv_row *bzv_of_class(const struct bzv_view *v, const char *group, const char *class_name);
/* The group's resource that drives ENTSSO; NULL: none. */
const struct bzv_row *bzv_sso_of(const struct bzv_view *v, const char *group);
/* The resource that drives a host's service and may come to that node (NULL: any); NULL: none, it is not clustered. */
const struct bzv_row *bzv_host_resource(const struct bzv_view *v, const char *host, const char *node);
/* It is the service of a host that no resource drives there. */
int bzv_is_unclustered(const struct bzv_view *v, const struct bzv_row *service);
/* The group's IIS; NULL: none. */
const struct bzv_row *bzv_iis_of(struct bzv_view *v, const char *group);
/* A resource that drives ENTSSO may come to that node. */
int bzv_sso_may_be(const struct bzv_view *v, const char *node);
/* The nodes with ENTSSO, or (@clustered) those to which a resource that drives it may come, of which no ssoserver is
 * told; "": none. */
const char *bzv_missing_servers(struct bzv_view *v, int clustered);
/* The group's first resource of a host; NULL: none. */
const struct bzv_row *bzv_host_in(const struct bzv_view *v, const char *group);
/* The line that adds a dependency on @provider to what is there. */
const char *bzv_depend_line(struct bzv_view *v, const struct bzv_row *resource, const char *provider);
/* Clients know the group under it: a Network Name of the group has it. */
int bzv_group_is_called(struct bzv_view *v, const char *group, const char *name);
/* The client name of the group: of ENTSSO's provider, else of the group's first Network Name; "": none. */
const char *bzv_group_name(struct bzv_view *v, const char *group);

/* ---- services, computers, SSO ---- */

/* Service ENTSSO of a node, under either name; NULL: none. */
const struct bzv_row *bzv_sso_service(const struct bzv_view *v, const char *node);
/* The computer that a node is; NULL: nobody told. */
const struct bzv_row *bzv_computer(const struct bzv_view *v, const char *node);
/* The ssoserver of a node's computer; NULL: nobody told. */
const struct bzv_row *bzv_ssoserver(const struct bzv_view *v, const char *node);
/* The first SSO system; NULL: nobody told. */
const struct bzv_row *bzv_system(const struct bzv_view *v);
/* The computer that is called so, or whose SSO service is; NULL: none. */
const struct bzv_row *bzv_computer_called(const struct bzv_view *v, const char *name);
/* The biztalkserver of a node; NULL: none. */
const struct bzv_row *bzv_biztalkserver(const struct bzv_view *v, const char *node);
/* The node has BizTalk: a host's service, or BizTalk Server is said to be installed. */
int bzv_has_biztalk(const struct bzv_view *v, const char *node);
/* The computer has BizTalk: it is said to be installed, or it is such a node. */
int bzv_is_biztalk(const struct bzv_view *v, const struct bzv_row *computer);
/* As bzt_is_member() and bzt_is_within(). */
int bzv_is_member(const struct bzv_view *v, const char *account, const char *group);
int bzv_is_within(const struct bzv_view *v, const char *inner, const char *outer);
/* The node that a computer (a row's Computer, or Server's Computer) is; "": outside. */
const char *bzv_node_of(const struct bzv_view *v, const struct bzv_row *row);

enum bzv_role {
    BZV_ROLE_UNKNOWN, /* nobody told who the master secret server is */
    BZV_ROLE_MASTER,  /* this group is, or is meant to be: what SecretServer names is the group, or of its nodes */
    BZV_ROLE_MEMBER,  /* it is a computer outside */
};

/* What the clustered ENTSSO of a group is. */
enum bzv_role bzv_role(struct bzv_view *v, const char *group);
/* A clustered ENTSSO is the master secret server. */
int bzv_is_clustered_master(struct bzv_view *v);
/* The model has to do with SSO or BizTalk at all: a service, a resource or an object of this profile. */
int bzv_concerns(const struct bzv_view *v);

/* ---- what rules say ---- */

/* @remedy NULL: the rule's. */
void bzv_found(cohort_findings *findings, const char *subject, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void bzv_needs(cohort_findings *findings, const char *subject, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The line that tells a fact of the computer, ssoserver or biztalkserver of nodes (a list in one line): "set ...", or
 * where one of them has none, "create ...". */
const char *bzv_tell_line(struct bzv_view *v, const char *kind, const char *nodes, const char *assignment);
/* @what is not known of the SSO servers @unknown (nodes, computers); of @missing of them nobody told at all. */
void bzv_needs_servers(cohort_findings *findings, const char *what, const char *unknown, const char *missing,
                       const char *assignment);
/* How SSO ("ssoserver") or the BizTalk group ("biztalkserver") was configured on nodes, "": none. */
void bzv_needs_configured(struct bzv_view *v, cohort_findings *findings, const char *kind, const char *nodes);
/* It is not known whether the clustered ENTSSO is the master secret server. */
void bzv_needs_role(struct bzv_view *v, cohort_findings *findings);

#endif
