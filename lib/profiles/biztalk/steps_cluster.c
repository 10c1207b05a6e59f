/* Looks at groups and resources: what is there, where it is, whether it is online. */
#include "procedures.h"

#include <string.h>

/* ---- questions ---- */

static const char *owner_of(const struct bzp *p)
{
    return bzv_get(bzv_find(p->v, "group", p->group), "owner");
}

static int is_online(const struct bzp *p)
{
    return bzv_is(bzv_find(p->v, "group", p->group), "state", "Online");
}

static const struct bzv_row *sso(const struct bzp *p)
{
    return bzv_sso_of(p->v, p->group);
}

static int runs(const struct bzp *p, const char *node)
{
    const struct bzv_row *service = bzv_sso_service(p->v, node);

    return service != NULL && !bzv_is(service, "state", "Stopped");
}

static int has_secrets(const struct bzp *p)
{
    return bzp_everywhere(p, bzp_has_secret);
}

/* ---- an IP Address and a Network Name ---- */

/* The next line that makes them in @group; 1: both are there. */
static int access_point(struct bzp *p, const char *group, const char *netname, const char *address, const char *ask)
{
    const struct bzv_row *ip = bzv_of_class(p->v, group, "ip address");
    const struct bzv_row *name = bzv_of_class(p->v, group, "network name");
    const char *word = bzv_word(p->v, group);

    if (name != NULL && ip != NULL && bzv_provider(p->v, name, "ip address") != NULL)
        return 1;
    if (bzv_find(p->v, "group", group) == NULL) {
        bzp_line(p, "group add %s", word);
        bzp_holds(p, COHORT_STEP_FALSE, "there is no group \"%s\"", group);
    } else if (ip == NULL && *address == '\0') {
        bzp_ask(p, ask, bzv_print(p->v, "which address do clients of group \"%s\" use", group));
    } else if (ip == NULL) {
        bzp_line(p, "resource add %s --group %s --type \"IP Address\" Address=%s",
                 bzv_word(p->v, bzv_print(p->v, "%s IP", group)), word, bzv_word(p->v, address));
        bzp_holds(p, COHORT_STEP_FALSE, "group \"%s\" has no IP Address", group);
    } else if (name == NULL) {
        bzp_line(p, "resource add %s --group %s --type \"Network Name\" Name=%s", bzv_word(p->v, netname), word,
                 bzv_word(p->v, netname));
        bzp_holds(p, COHORT_STEP_FALSE, "group \"%s\" has no Network Name", group);
    } else {
        bzp_line(p, "%s", bzv_depend_line(p->v, name, bzv_name(ip)));
        bzp_holds(p, COHORT_STEP_FALSE, "Network Name \"%s\" depends on no IP Address", bzv_name(name));
    }
    return 0;
}

BZP_LOOK(access_point)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (access_point(&p, p.group, p.netname, bzp_get(&p, "Address", ""), "Address"))
        bzp_done(&p);
}

/* ---- MSDTC ---- */

static const struct bzv_row *dtc_of(const struct bzp *p)
{
    const struct bzv_row *row;

    BZV_EACH (row, p->v, "resource")
        if (bzv_is(row, "type", "Distributed Transaction Coordinator") || bzv_is(row, "drives", "MSDTC"))
            return row;
    return NULL;
}

/* The next line for what MSDTC needs in its group; 1: nothing. */
static int dtc_needs(struct bzp *p, const char *group)
{
    const struct bzv_row *disk, *dtc = dtc_of(p);

    if (!access_point(p, group, bzp_get(p, "DtcName", group), bzp_get(p, "DtcAddress", ""), "DtcAddress"))
        return 0;
    disk = bzv_of_class(p->v, group, "storage");
    if (disk == NULL) {
        bzp_line(p, "resource add %s --group %s --type \"Physical Disk\"",
                 bzv_word(p->v, bzv_print(p->v, "%s disk", group)), bzv_word(p->v, group));
        bzp_holds(p, COHORT_STEP_FALSE, "group \"%s\" has no disk", group);
    } else if (dtc == NULL) {
        bzp_line(p, "resource add %s --group %s --type \"Distributed Transaction Coordinator\"",
                 bzv_word(p->v, bzv_print(p->v, "%s service", group)), bzv_word(p->v, group));
        bzp_holds(p, COHORT_STEP_FALSE, "MSDTC is not clustered");
    } else if (bzv_provider(p->v, dtc, "network name") == NULL) {
        bzp_line(p, "%s", bzv_depend_line(p->v, dtc, bzv_name(bzv_of_class(p->v, group, "network name"))));
        bzp_holds(p, COHORT_STEP_FALSE, "\"%s\" depends on no Network Name", bzv_name(dtc));
    } else if (bzv_provider(p->v, dtc, "storage") == NULL) {
        bzp_line(p, "%s", bzv_depend_line(p->v, dtc, bzv_name(disk)));
        bzp_holds(p, COHORT_STEP_FALSE, "\"%s\" depends on no disk", bzv_name(dtc));
    } else {
        return 1;
    }
    return 0;
}

BZP_LOOK(dtc)
{
    const struct bzv_row *dtc;
    const char *group;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    dtc = dtc_of(&p);
    if (dtc != NULL && bzv_is(dtc, "drives", "MSDTC")) {
        bzp_done(&p);
        return;
    }
    group = dtc != NULL ? bzv_get(dtc, "group") : bzp_get(&p, "DtcGroup", "MSDTC");
    if (!dtc_needs(&p, group))
        return;
    bzp_line(&p, "group online %s", bzv_word(p.v, group));
    bzp_holds(&p, bzv_is(bzv_find(p.v, "group", group), "state", "Online") || sso(&p) != NULL,
              "group \"%s\" is not online", group);
}

static int is_silenced(cohort *h, const char *rule)
{
    cohort_cursor *row = NULL;
    int is = 0;

    if (cohort_list_rules(h, &row) < 0)
        return 0;
    while (!is && cohort_next(row))
        is = bzt_same(cohort_cursor_text(row, "rule"), rule) && cohort_cursor_text(row, "silenced") != NULL;
    cohort_cursor_free(row);
    return is;
}

/* Where the procedure's own source does not ask for it: a rule does, and the rule can be silenced. */
BZP_LOOK(dtc_or_reason)
{
    struct bzp p;

    if (is_silenced(h, "DTC001")) {
        bzp_read(&p, look);
        bzp_done(&p);
    } else {
        bzp_look_dtc(h, look);
    }
}

/* ---- ENTSSO is stopped ---- */

/* The line that stops ENTSSO on the first of those nodes where it runs; NULL: it runs on none. */
static const char *stop_line(struct bzp *p, int count, const char **ret_node)
{
    int i;

    for (i = 0; i < count && i < p->node_count; i++)
        if (runs(p, p->nodes[i])) {
            *ret_node = p->nodes[i];
            return bzv_print(p->v, "net stop ENTSSO --at %s --yes", bzv_word(p->v, p->nodes[i]));
        }
    return NULL;
}

static int is_stopped(struct bzp *p, int count)
{
    const char *node, *line = stop_line(p, count, &node);

    if (line == NULL)
        return 1;
    bzp_line(p, "%s", line);
    bzp_holds(p, COHORT_STEP_FALSE, "ENTSSO runs on %s", node);
    return 0;
}

BZP_LOOK(stopped_all)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (sso(&p) != NULL || is_stopped(&p, p.node_count))
        bzp_done(&p);
}

static int is_renamed(struct bzp *p)
{
    return bzv_is(bzv_system(p->v), "SecretServer", p->netname);
}

BZP_LOOK(stopped_first)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (p.node_count > 0)
        cohort_look_who(look, p.nodes[0], "");
    if (is_renamed(&p) || is_stopped(&p, 1))
        bzp_done(&p);
}

BZP_LOOK(started_first)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (p.node_count == 0)
        return;
    cohort_look_who(look, p.nodes[0], "");
    bzp_line(&p, "net start ENTSSO --at %s", bzv_word(p.v, p.nodes[0]));
    bzp_holds(&p, is_renamed(&p) || bzv_is(bzv_sso_service(p.v, p.nodes[0]), "state", "Running"),
              "ENTSSO does not run on %s", p.nodes[0]);
}

/* ---- where groups are ---- */

/* Something keeps ENTSSO from leaving @node: said as what is needed first. */
static int is_held(struct bzp *p, const char *node)
{
    const struct bzv_row *service;

    if (sso(p) == NULL || bzv_is(sso(p), "state", "Offline"))
        return 0;
    BZV_EACH (service, p->v, "service") {
        const char *name = bzv_get(service, "service");

        if (!bzv_is(service, "node", node) || !bzv_is(service, "state", "Running") ||
            !bzv_is_unclustered(p->v, service))
            continue;
        cohort_look_first(p->look, bzv_print(p->v, "net stop %s --at %s", bzv_word(p->v, name), bzv_word(p->v, node)),
                          bzv_print(p->v, "stop %s on %s: it needs ENTSSO, is not clustered, and holds group \"%s\"",
                                    name, node, p->group));
        return 1;
    }
    return 0;
}

/* A group can be moved to @node; or what is in the way. */
static int may_go_to(struct bzp *p, const char *node)
{
    const char *state = bzv_get(bzv_find(p->v, "node", node), "state");

    if (bzt_same(state, "Up"))
        return 1;
    bzp_blocked(p, "node %s is %s, and group \"%s\" is on %s: it cannot be moved there", node,
                *state != '\0' ? state : "not there", p->group, owner_of(p));
    return 0;
}

/* The group is on @node, or the line that moves it there, with what is needed first. */
static int bring_to(struct bzp *p, const char *node)
{
    const char *owner = owner_of(p);

    if (bzt_same(owner, node) && is_online(p))
        return 1;
    if (!bzt_same(owner, node)) {
        bzp_line(p, "group move %s %s", bzv_word(p->v, p->group), bzv_word(p->v, node));
        bzp_holds(p, COHORT_STEP_FALSE, "group \"%s\" is on %s", p->group, owner);
        if (may_go_to(p, node))
            is_held(p, owner);
    } else {
        bzp_line(p, "group online %s", bzv_word(p->v, p->group));
        bzp_holds(p, COHORT_STEP_FALSE, "group \"%s\" is %s", p->group,
                  bzv_get(bzv_find(p->v, "group", p->group), "state"));
    }
    return 0;
}

/* The group is on @node, online or not; or what is needed first. */
static int first_at(struct bzp *p, const char *node, const char *why)
{
    const char *owner = owner_of(p);

    if (bzt_same(owner, node))
        return 1;
    if (may_go_to(p, node) && !is_held(p, owner))
        cohort_look_first(p->look, bzv_print(p->v, "group move %s %s", bzv_word(p->v, p->group), bzv_word(p->v, node)),
                          bzv_print(p->v, "%s, and group \"%s\" is on %s, not on %s", why, p->group, owner, node));
    return 0;
}

int bzp_first_on(struct bzp *p, const char *node, const char *why)
{
    if (!first_at(p, node, why))
        return 0;
    if (is_online(p))
        return 1;
    cohort_look_first(p->look, bzv_print(p->v, "group online %s", bzv_word(p->v, p->group)),
                      bzv_print(p->v, "%s, and group \"%s\" is not online", why, p->group));
    return 0;
}

int bzp_first_cycled(struct bzp *p, const char *node)
{
    if (sso(p) == NULL || bzv_is(bzv_ssoserver(p->v, node), "CycledHere", "1"))
        return 1;
    if (!is_held(p, node))
        cohort_look_first(
            p->look, bzv_print(p->v, "resource restart %s", bzv_word(p->v, bzv_name(sso(p)))),
            bzv_print(p->v,
                      "take ENTSSO offline and online on %s: it was not since the group arrived there, and "
                      "the restore may not succeed",
                      node));
    return 0;
}

BZP_LOOK(groups_together)
{
    const struct bzv_row *group;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    cohort_look_who(look, p.node_count > 0 ? p.nodes[0] : "", p.account);
    BZV_EACH (group, p.v, "group") {
        if (sso(&p) != NULL || p.node_count == 0 || !bzv_told(group, "owner") || bzv_is(group, "owner", p.nodes[0]))
            continue;
        bzp_line(&p, "group move %s %s", bzv_word(p.v, bzv_name(group)), bzv_word(p.v, p.nodes[0]));
        bzp_holds(&p, COHORT_STEP_FALSE, "group \"%s\" is on %s", bzv_name(group), bzv_get(group, "owner"));
        return;
    }
    bzp_done(&p);
}

/* Until BizTalk is configured on that node, which is what it is for. */
static void look_at(cohort_look *look, int index)
{
    struct bzp p;

    bzp_read(&p, look);
    if (index >= p.node_count)
        return;
    cohort_look_who(look, p.nodes[index], p.account);
    if (bzp_in_biztalk(&p, p.nodes[index]) || bring_to(&p, p.nodes[index]))
        bzp_done(&p);
}

BZP_LOOK(at_first)
{
    (void)h;
    look_at(look, 0);
}

BZP_LOOK(at_second)
{
    (void)h;
    look_at(look, 1);
}

/* ---- the resource of ENTSSO ---- */

static void look_resource(cohort_look *look, int master)
{
    const struct bzv_row *other;
    struct bzp p;

    bzp_read(&p, look);
    other = bzv_any_sso(p.v);
    if (sso(&p) == NULL && other != NULL) {
        bzp_blocked(&p, "ENTSSO is clustered in group \"%s\" (resource \"%s\"), not in \"%s\"", bzv_get(other, "group"),
                    bzv_name(other), p.group);
    } else if (sso(&p) == NULL) {
        const char *node, *line = stop_line(&p, p.node_count, &node);

        if (line != NULL)
            cohort_look_first(look, line,
                              bzv_print(p.v, "stop ENTSSO on %s: it must not run when it is made a resource", node));
        bzp_line(&p, "resource add ENTSSO --group %s --type \"Generic Service\" ServiceName=ENTSSO%s",
                 bzv_word(p.v, p.group), master ? " UseNetworkName=1" : "");
        bzp_holds(&p, COHORT_STEP_FALSE, "nothing in group \"%s\" drives ENTSSO", p.group);
    } else if (master && strcmp(bzv_value(p.v, "resource", bzv_name(sso(&p)), "UseNetworkName"), "1") != 0) {
        bzp_line(&p, "set resource %s UseNetworkName=1", bzv_word(p.v, bzv_name(sso(&p))));
        bzp_holds(&p, COHORT_STEP_FALSE, "resource \"%s\" does not use the network name: it goes by the node's name",
                  bzv_name(sso(&p)));
    } else {
        bzp_done(&p);
    }
}

BZP_LOOK(sso_master_resource)
{
    (void)h;
    look_resource(look, 1);
}

BZP_LOOK(sso_resource)
{
    (void)h;
    look_resource(look, 0);
}

/* UseNetworkName and the dependency are in force from the next online: the name that ENTSSO was started with; "": it is
 * the group's. Before a secret is restored T3 sees to it. */
static const char *older_identity(const struct bzp *p)
{
    const struct bzv_row *service = bzv_sso_service(p->v, owner_of(p));
    const char *identity = bzv_get(service, "identity");
    int uses = sso(p) != NULL && strcmp(bzv_value(p->v, "resource", bzv_name(sso(p)), "UseNetworkName"), "1") == 0;

    return uses && has_secrets(p) && bzv_is(sso(p), "state", "Online") && bzv_is(service, "state", "Running") &&
                   !bzv_group_is_called(p->v, p->group, identity)
               ? identity
               : "";
}

BZP_LOOK(name_dependency)
{
    const struct bzv_row *name;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    name = bzv_of_class(p.v, p.group, "network name");
    if (sso(&p) == NULL || name == NULL)
        return;
    if (bzv_provider(p.v, sso(&p), "network name") == NULL) {
        bzp_line(&p, "%s", bzv_depend_line(p.v, sso(&p), bzv_name(name)));
        bzp_holds(&p, COHORT_STEP_FALSE, "resource \"%s\" depends on no Network Name", bzv_name(sso(&p)));
    } else if (*older_identity(&p) != '\0') {
        bzp_line(&p, "resource restart %s", bzv_word(p.v, bzv_name(sso(&p))));
        bzp_holds(&p, COHORT_STEP_FALSE, "ENTSSO still goes by the name \"%s\" that it was started with",
                  older_identity(&p));
        is_held(&p, owner_of(&p));
    } else {
        bzp_done(&p);
    }
}

/* ---- IIS ---- */

static int has_w3svc(const struct bzp *p)
{
    const struct bzv_row *service;

    BZV_EACH (service, p->v, "service")
        if (bzv_is(service, "service", "W3SVC"))
            return 1;
    return 0;
}

static const struct bzv_row *any_iis(struct bzp *p)
{
    const struct bzv_row *row;

    BZV_EACH (row, p->v, "resource")
        if (bzv_is_iis(p->v, row))
            return row;
    return NULL;
}

BZP_LOOK(iis)
{
    const struct bzv_row *iis, *name;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    iis = bzv_iis_of(p.v, p.group);
    name = bzv_of_class(p.v, p.group, "network name");
    if (iis == NULL && any_iis(&p) != NULL) {
        bzp_blocked(&p, "IIS is clustered in group \"%s\": isolated adapters lose SSO when one of the groups moves",
                    bzv_get(any_iis(&p), "group"));
        bzp_line(&p, "resource move %s --group %s", bzv_word(p.v, bzv_name(any_iis(&p))), bzv_word(p.v, p.group));
        return;
    }
    if (iis == NULL) {
        bzp_line(&p, "resource add %s --group %s --type %s", bzv_word(p.v, bzp_get(&p, "WebSite", "Default Web Site")),
                 bzv_word(p.v, p.group),
                 has_w3svc(&p) ? "\"Generic Service\" ServiceName=W3SVC"
                               : "\"Generic Script\" 'ScriptFilepath=%systemroot%\\System32\\inetsrv\\clusweb7.vbs'");
        bzp_holds(&p, COHORT_STEP_FALSE, "no web service is clustered in group \"%s\"", p.group);
    } else if (name != NULL && !bzv_reaches(p.v, iis, bzv_name(name))) {
        bzp_line(&p, "%s", bzv_depend_line(p.v, iis, bzv_name(name)));
        bzp_holds(&p, COHORT_STEP_FALSE, "\"%s\" does not depend on the Network Name", bzv_name(iis));
    } else if (sso(&p) != NULL && !bzv_reaches(p.v, iis, bzv_name(sso(&p)))) {
        bzp_line(&p, "%s", bzv_depend_line(p.v, iis, bzv_name(sso(&p))));
        bzp_holds(&p, COHORT_STEP_FALSE, "\"%s\" does not depend on ENTSSO: it would start before it", bzv_name(iis));
    } else {
        bzp_done(&p);
    }
}

/* ---- online, moved, taken offline and brought online ---- */

/* What the run of ENTSSO, and so its name, rests on. */
static void rests_on(struct bzp *p)
{
    const char *name = sso(p) != NULL ? bzv_name(sso(p)) : "";
    const char *depends = bzv_get(sso(p), "depends");

    cohort_look_who(p->look, owner_of(p), "");
    cohort_look_rests_on(p->look,
                         bzv_print(p->v, "dependencies %s, UseNetworkName=%s", *depends != '\0' ? depends : "none",
                                   *name != '\0' ? bzv_value(p->v, "resource", name, "UseNetworkName") : "0"));
}

BZP_LOOK(online_first)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (p.node_count > 0)
        cohort_look_who(look, p.nodes[0], "");
    if (p.node_count > 0 && (has_secrets(&p) || bring_to(&p, p.nodes[0])))
        bzp_done(&p);
}

BZP_LOOK(online)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    cohort_look_who(look, owner_of(&p), "");
    bzp_line(&p, "group online %s", bzv_word(p.v, p.group));
    bzp_holds(&p, is_online(&p), "group \"%s\" is %s", p.group, bzv_get(bzv_find(p.v, "group", p.group), "state"));
}

/* A group is not moved, and nothing is taken offline, where it may have been done before the run began. */
static int may_be_done(struct bzp *p, const char *how)
{
    if (!cohort_look_found(p->look))
        return 0;
    bzp_holds(p, COHORT_STEP_UNSURE, "%s; whether it was done before this run began, nothing tells", how);
    return 1;
}

static void look_moved(cohort_look *look, int index)
{
    const char *node;
    struct bzp p;

    bzp_read(&p, look);
    if (index >= p.node_count)
        return;
    node = p.nodes[index];
    cohort_look_who(look, node, "");
    if (!bzt_same(owner_of(&p), node) &&
        may_be_done(&p, bzv_print(p.v, "group \"%s\" is on %s", p.group, owner_of(&p))))
        bzp_line(&p, "group move %s %s", bzv_word(p.v, p.group), bzv_word(p.v, node));
    else if (bring_to(&p, node))
        bzp_done(&p);
}

BZP_LOOK(moved)
{
    (void)h;
    look_moved(look, 1);
}

/* There and back: somebody may have told that this was done. */
static void look_tested(cohort_look *look, int index)
{
    struct bzp p;

    bzp_read(&p, look);
    if (bzv_is(bzv_system(p.v), "FailoverTested", "Yes"))
        bzp_done(&p);
    else
        look_moved(look, index);
}

BZP_LOOK(tested_first)
{
    (void)h;
    look_tested(look, 0);
}

BZP_LOOK(tested_second)
{
    (void)h;
    look_tested(look, 1);
}

BZP_LOOK(moved_for_secret)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (has_secrets(&p))
        bzp_done(&p);
    else
        look_moved(look, 1);
}

static void look_offline(struct bzp *p)
{
    const char *how = bzv_print(p->v, "resource \"%s\" is %s", bzv_name(sso(p)), bzv_get(sso(p), "state"));

    rests_on(p);
    if (sso(p) == NULL)
        return;
    bzp_line(p, "resource offline %s", bzv_word(p->v, bzv_name(sso(p))));
    if (bzv_is(sso(p), "state", "Offline"))
        bzp_done(p);
    else if (!may_be_done(p, how) && !is_held(p, owner_of(p)))
        bzp_holds(p, COHORT_STEP_FALSE, "%s", how);
}

static void look_online(struct bzp *p)
{
    rests_on(p);
    if (sso(p) == NULL)
        return;
    bzp_line(p, "group online %s", bzv_word(p->v, p->group));
    bzp_holds(p, bzv_is(sso(p), "state", "Online"), "resource \"%s\" is %s", bzv_name(sso(p)),
              bzv_get(sso(p), "state"));
}

BZP_LOOK(taken_offline)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    look_offline(&p);
}

BZP_LOOK(brought_online)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    look_online(&p);
}

/* Where the secret will be restored; what happens elsewhere does not count. */
static void look_secret(cohort_look *look, void (*does)(struct bzp *p))
{
    struct bzp p;

    bzp_read(&p, look);
    if (has_secrets(&p))
        bzp_done(&p);
    else if (p.node_count > 1 && first_at(&p, p.nodes[1], "the secret is restored where ENTSSO is"))
        does(&p);
    else
        rests_on(&p);
}

BZP_LOOK(secret_offline)
{
    (void)h;
    look_secret(look, look_offline);
}

BZP_LOOK(secret_online)
{
    (void)h;
    look_secret(look, look_online);
}
