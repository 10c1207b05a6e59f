/*
 * The procedures: tables of steps (procedures.c), and what their looks share. A look says how things are, and the one
 * line that comes next; it is looked at again after that line.
 *
 *   steps_server.c    computers, accounts, the configuration of SSO and BizTalk, the master secret
 *   steps_cluster.c   groups and resources, moves, what is online
 *   steps_host.c      hosts and their instances
 */
#ifndef BZT_PROCEDURES_H
#define BZT_PROCEDURES_H

#include "view.h"

#define BZP_NODES_MAX 16

/* What was given, with defaults; texts live as long as the view. */
struct bzp {
    cohort_look *look;
    struct bzv_view *v;
    const char *group, *system, *database, *biztalk_group, *account, *service_account, *admins, *affiliates;
    const char *netname;              /* that clients use: the group's, else what was given, else the group's name */
    const char *nodes[BZP_NODES_MAX]; /* the first is where things are created */
    int node_count;
};

void bzp_read(struct bzp *p, cohort_look *look);
const char *bzp_get(const struct bzp *p, const char *parameter, const char *fallback);
/* @sentence, @line: as cohort_look_...(); formatted. */
void bzp_holds(struct bzp *p, int state, const char *format, ...) __attribute__((format(printf, 3, 4)));
void bzp_done(struct bzp *p); /* the post-condition holds */
void bzp_line(struct bzp *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bzp_blocked(struct bzp *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Blocked: this parameter was not given. */
void bzp_ask(struct bzp *p, const char *parameter, const char *question);
/* The item @at of "a, b,c"; NULL: there is none. */
const char *bzp_item(struct bzp *p, const char *list, int at);

/* ---- questions ---- */

/* It is in the BizTalk group. */
int bzp_in_biztalk(const struct bzp *p, const char *node);
/* The registry of the node has the present master secret. */
int bzp_has_secret(const struct bzp *p, const char *node);
int bzp_everywhere(const struct bzp *p, int (*is)(const struct bzp *p, const char *node));
/* The same, as what is needed first. */
int bzp_first_on(struct bzp *p, const char *node, const char *why);
/* ENTSSO was taken offline and online on @node since the group is there, or what is needed first. */
int bzp_first_cycled(struct bzp *p, const char *node);

#define BZP_LOOK(name) void bzp_look_##name(cohort *h, cohort_look *look)
/* steps_server.c */
BZP_LOOK(installed);
BZP_LOOK(installed_first);
BZP_LOOK(domain_groups);
BZP_LOOK(account);
BZP_LOOK(installer);
BZP_LOOK(sso_created);
BZP_LOOK(sso_joined);
BZP_LOOK(sso_joined_first);
BZP_LOOK(secret_server);
BZP_LOOK(backup_copied);
BZP_LOOK(secret_restored);
BZP_LOOK(biztalk_created);
BZP_LOOK(biztalk_joined);
BZP_LOOK(pointers);
BZP_LOOK(group_pointer);
/* steps_cluster.c */
BZP_LOOK(dtc);
BZP_LOOK(dtc_or_reason);
BZP_LOOK(access_point);
BZP_LOOK(stopped_first);
BZP_LOOK(started_first);
BZP_LOOK(stopped_all);
BZP_LOOK(groups_together);
BZP_LOOK(sso_master_resource);
BZP_LOOK(sso_resource);
BZP_LOOK(name_dependency);
BZP_LOOK(iis);
BZP_LOOK(online_first);
BZP_LOOK(online);
BZP_LOOK(moved_for_secret);
BZP_LOOK(moved);
BZP_LOOK(tested_first);
BZP_LOOK(tested_second);
BZP_LOOK(taken_offline);
BZP_LOOK(brought_online);
BZP_LOOK(secret_offline);
BZP_LOOK(secret_online);
BZP_LOOK(at_first);
BZP_LOOK(at_second);
/* steps_host.c */
BZP_LOOK(servers);
BZP_LOOK(instances);
BZP_LOOK(enabled);
BZP_LOOK(hosts);
BZP_LOOK(owners);

enum { BZT_PROCEDURES = 4 };
extern const cohort_procedure bzt_procedures[BZT_PROCEDURES];

#endif
