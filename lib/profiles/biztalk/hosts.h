/*
 * Questions about hosts, their instances and adapters, and about what stands beside them: MSMQ, MSDTC, accounts. As
 * those of view.h; a host is known by its name, whether an object, a resource or a service names it.
 */
#ifndef BZV_HOSTS_H
#define BZV_HOSTS_H

#include "view.h"

/* ---- hosts ---- */

#define BZV_EACH_HOST(host, i, v) for ((i) = 0; ((host) = bzv_hosts(v)[i]) != NULL; (i)++)
int bzv_isolated(const struct bzv_view *v, const char *host);
/* The cluster group that it is clustered in; "": it is not. */
const char *bzv_host_group(const struct bzv_view *v, const char *host);
/* The same, else the one that it is going to be clustered in (ClusterIn). */
const char *bzv_host_goes(const struct bzv_view *v, const char *host);
/* A host that is clustered, or going to be, may come to that node. */
int bzv_host_may(const struct bzv_view *v, const char *host, const char *node);
/* A host that is clustered, or going to be, may come there; the first one. NULL: none. */
const char *bzv_host_here(struct bzv_view *v, const char *node);
/* Its instance on a node, and that one's service; NULL: there is none. */
const struct bzv_row *bzv_instance(const struct bzv_view *v, const char *host, const char *node);
const struct bzv_row *bzv_host_service(const struct bzv_view *v, const char *host, const char *node);
/* It has an instance there: an installed one, or a service. */
int bzv_installed(const struct bzv_view *v, const char *host, const char *node);
/* How many of its instances may run at a time, those that are disabled left out: of a clustered host one. @list: where
 * they are. 0: no instance is known. */
int bzv_active(struct bzv_view *v, const char *host, const char **list);

/* The line that tells a fact of hosts (a list in one line): "set ...", or where one of them is no object, "create ...". */
const char *bzv_tell_host_line(struct bzv_view *v, const char *hosts, const char *assignment);
/* The line that makes a host a resource of the group. */
const char *bzv_cluster_line(struct bzv_view *v, const char *host, const char *group);
/* The group of the clustered ENTSSO that may come to a node where the host has an instance; NULL: none. */
const char *bzv_group_beside(struct bzv_view *v, const char *host);
/* The line that stops a service, with those that run and need it; NULL: one of those is a resource's. */
const char *bzv_stop_line(struct bzv_view *v, const struct bzv_row *service);
/* The next line towards a resource's being in @group: both groups must be on one node. */
const char *bzv_move_line(struct bzv_view *v, const struct bzv_row *resource, const char *group);
/* The next line towards deleting a resource: it must be offline. */
const char *bzv_delete_line(struct bzv_view *v, const struct bzv_row *resource);
/* Hosts are there, and nobody described one: whether some are isolated is asked for, and 1. */
int bzv_needs_isolated(const struct bzv_view *v, cohort_findings *findings);
/* A node with SSO or BizTalk. */
int bzv_is_ours(const struct bzv_view *v, const char *node);

/* A remedy for what is outside: what to do, and the line that tells it afterwards. */
const char *bzv_then(struct bzv_view *v, const char *deed, const char *line);

/* ---- adapters ---- */

/* The handler is of an adapter of that name, or of a kind of it: "WCF" is WCF-BasicHttp too. */
int bzv_adapter(const struct bzv_row *handler, const char *adapter);
/* The adapter reads what a second instance would read too, or asks for one instance. */
int bzv_wants_one(const struct bzv_row *handler);

/* ---- beside them ---- */

/* Message queuing: drives its service, or is of its type. */
int bzv_is_msmq(const struct bzv_row *resource);
/* The clustered MSDTC. */
int bzv_is_dtc(const struct bzv_row *resource);
/* The first resource for which @is; of a group, or of all (NULL). NULL: none. */
const struct bzv_row *bzv_first_that(const struct bzv_view *v, const char *group,
                                     int (*is)(const struct bzv_row *resource));
/* The service of a node; NULL: none. */
const struct bzv_row *bzv_service(const struct bzv_view *v, const char *service, const char *node);
/* A step that is called so, whatever procedure it is in ("1.2.T3b": "T3b"), is done, and nothing that undoes it
 * followed. */
int bzv_done(const struct bzv_view *v, const char *step);

#endif
