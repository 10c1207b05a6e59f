/* Looks at hosts and their instances. */
#include "procedures.h"

/* It is one of those that are to be clustered. Without ENTSSO in the group the others may stay as they are. */
static int is_wanted(struct bzp *p, const struct bzv_row *host)
{
    const char *given = bzp_get(p, "Hosts", ""), *name;
    int i;

    if (!bzv_is(host, "Group", p->biztalk_group) || bzv_is(host, "Type", "Isolated"))
        return 0;
    if (*given == '\0' || bzv_sso_of(p->v, p->group) != NULL)
        return 1;
    for (i = 0; (name = bzp_item(p, given, i)) != NULL; i++)
        if (bzt_same(name, bzv_name(host)))
            return 1;
    return 0;
}

static const struct bzv_row *instance_of(const struct bzp *p, const char *host, const char *node)
{
    const char *server = bzv_name(bzv_biztalkserver(p->v, node));
    const struct bzv_row *row;

    BZV_EACH (row, p->v, "hostinstance")
        if (bzv_is(row, "Host", host) && bzv_is(row, "Server", server))
            return row;
    return NULL;
}

static const char *as(struct bzp *p)
{
    return *p->account != '\0' ? bzv_print(p->v, " --as %s", bzv_word(p->v, p->account)) : "";
}

/* ---- who may ---- */

static int server_is_fit(struct bzp *p, const char *node)
{
    const struct bzv_row *server = bzv_biztalkserver(p->v, node);

    if (!bzp_in_biztalk(p, node)) {
        bzp_blocked(p, "%s is no server of BizTalk group \"%s\"", node, p->biztalk_group);
        return 0;
    }
    if (bzv_is(server, "Edition", "Enterprise") || bzv_is(server, "Edition", "Developer"))
        return 1;
    bzp_line(p, "set biztalkserver %s Edition=Enterprise", bzv_word(p->v, bzv_name(server)));
    if (bzv_told(server, "Edition"))
        bzp_blocked(p, "%s has the %s edition: clustered hosts need the Enterprise edition", node,
                    bzv_get(server, "Edition"));
    else
        bzp_holds(p, COHORT_STEP_UNSURE, "the edition of BizTalk Server on %s", node);
    return 0;
}

BZP_LOOK(servers)
{
    const struct bzv_row *account;
    struct bzp p;
    int i;

    (void)h;
    bzp_read(&p, look);
    if (p.node_count < 2)
        bzp_blocked(&p, "it takes two nodes at least, and there %s %d", p.node_count == 1 ? "is" : "are", p.node_count);
    for (i = 0; i < p.node_count; i++)
        if (!server_is_fit(&p, p.nodes[i]))
            return;
    account = bzv_find(p.v, "account", p.account);
    if (*p.account == '\0' || bzv_is(account, "BizTalkAdministrator", "Yes")) {
        bzp_done(&p);
        return;
    }
    bzp_line(&p, "set account %s BizTalkAdministrator=Yes", bzv_word(p.v, p.account));
    if (account == NULL || bzv_is(account, "BizTalkAdministrator", "No"))
        bzp_blocked(&p, "\"%s\" may not act as BizTalk administrator", p.account);
    bzp_holds(&p, COHORT_STEP_UNSURE, "whether \"%s\" may act as BizTalk administrator", p.account);
}

/* ---- instances ---- */

/* The hosts that were given, where one is not there; 1: all are. */
static int are_there(struct bzp *p)
{
    const char *given = bzp_get(p, "Hosts", ""), *host;
    const struct bzv_row *row;
    int i, count = 0;

    for (i = 0; (host = bzp_item(p, given, i)) != NULL; i++)
        if (bzv_find(p->v, "host", host) == NULL) {
            bzp_line(p, "host add %s --group %s", bzv_word(p->v, host), bzv_word(p->v, p->biztalk_group));
            bzp_holds(p, COHORT_STEP_FALSE, "there is no host \"%s\"", host);
            return 0;
        }
    BZV_EACH (row, p->v, "host")
        count += is_wanted(p, row);
    if (count == 0)
        bzp_ask(p, "Hosts",
                bzv_print(p->v, "BizTalk group \"%s\" has no in-process host: which are to be clustered",
                          p->biztalk_group));
    return count > 0;
}

BZP_LOOK(instances)
{
    const struct bzv_row *host, *instance;
    struct bzp p;
    int i;

    (void)h;
    bzp_read(&p, look);
    if (!are_there(&p))
        return;
    BZV_EACH (host, p.v, "host")
        for (i = 0; i < p.node_count && is_wanted(&p, host); i++) {
            instance = instance_of(&p, bzv_name(host), p.nodes[i]);
            if (instance == NULL) {
                bzp_line(&p, "host instance add %s %s", bzv_word(p.v, bzv_name(host)),
                         bzv_word(p.v, bzv_name(bzv_biztalkserver(p.v, p.nodes[i]))));
                bzp_holds(&p, COHORT_STEP_FALSE, "host \"%s\" has no instance on %s", bzv_name(host), p.nodes[i]);
                return;
            }
            if (!bzv_is(instance, "State", "Installed")) {
                bzp_blocked(&p, "the instance of host \"%s\" on %s is not installed (%s): delete it and create it anew",
                            bzv_name(host), p.nodes[i], bzv_get(instance, "State"));
                return;
            }
        }
    bzp_done(&p);
}

BZP_LOOK(enabled)
{
    const struct bzv_row *host, *instance;
    struct bzp p;
    int i;

    (void)h;
    bzp_read(&p, look);
    BZV_EACH (host, p.v, "host")
        for (i = 0; i < p.node_count && is_wanted(&p, host); i++) {
            instance = instance_of(&p, bzv_name(host), p.nodes[i]);
            if (!bzv_is(instance, "Disabled", "1"))
                continue;
            bzp_line(&p, "set hostinstance %s Disabled=0", bzv_word(p.v, bzv_name(instance)));
            bzp_holds(&p, COHORT_STEP_FALSE, "the instance of host \"%s\" on %s must not start", bzv_name(host),
                      p.nodes[i]);
            return;
        }
    bzp_done(&p);
}

/* ---- clustered ---- */

BZP_LOOK(hosts)
{
    const struct bzv_row *host, *resource;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    BZV_EACH (host, p.v, "host") {
        if (!is_wanted(&p, host))
            continue;
        resource = bzv_host_resource(p.v, bzv_name(host), NULL);
        if (bzv_is(resource, "group", p.group))
            continue;
        if (resource != NULL)
            bzp_blocked(&p, "host \"%s\" is clustered in group \"%s\", not in \"%s\": host uncluster %s",
                        bzv_name(host), bzv_get(resource, "group"), p.group, bzv_word(p.v, bzv_name(host)));
        bzp_line(&p, "host cluster %s %s%s%s", bzv_word(p.v, bzv_name(host)), bzv_word(p.v, p.group),
                 bzv_sso_of(p.v, p.group) != NULL ? " --with-sso" : "", as(&p));
        bzp_holds(&p, COHORT_STEP_FALSE, "host \"%s\" is not clustered", bzv_name(host));
        return;
    }
    bzp_done(&p);
}

BZP_LOOK(owners)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    bzp_holds(&p, COHORT_STEP_UNSURE, "whether a node is to be barred: resource owners BTSSvc$HOST NODE...");
}
