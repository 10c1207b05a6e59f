/* Looks at what persons do outside of the cluster: accounts, configuration, the master secret, pointers. */
#include "procedures.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- what was given ---- */

const char *bzp_get(const struct bzp *p, const char *parameter, const char *fallback)
{
    const char *text = cohort_look_parameter(p->look, parameter);

    return *text != '\0' ? text : fallback;
}

const char *bzp_item(struct bzp *p, const char *list, int at)
{
    size_t size;

    for (;; at--) {
        list += strspn(list, ", ");
        size = strcspn(list, ",");
        if (size == 0)
            return NULL;
        if (at == 0)
            return bzv_print(p->v, "%.*s", (int)size, list);
        list += size;
    }
}

static void read_nodes(struct bzp *p)
{
    const char *given = bzp_get(p, "Nodes", ""), *node;
    const struct bzv_row *row;

    while (p->node_count < BZP_NODES_MAX && (node = bzp_item(p, given, p->node_count)) != NULL)
        p->nodes[p->node_count++] = node;
    if (p->node_count > 0)
        return;
    BZV_EACH (row, p->v, "node")
        if (p->node_count < BZP_NODES_MAX && bzv_group_may(p->v, p->group, bzv_name(row)))
            p->nodes[p->node_count++] = bzv_name(row);
}

/* The BizTalk group where none was given. */
static const char *usual_group(const struct bzp *p)
{
    const char *in = p->node_count > 0 ? bzv_get(bzv_biztalkserver(p->v, p->nodes[0]), "Group") : "";

    if (*in != '\0')
        return in;
    return bzv_first(p->v, "biztalkgroup") != NULL ? bzv_name(bzv_first(p->v, "biztalkgroup")) : "BizTalkGroup";
}

void bzp_read(struct bzp *p, cohort_look *look)
{
    const char *name;

    *p = (struct bzp){.look = look, .v = cohort_look_view(look)};
    p->group = bzp_get(p, "Group", "");
    p->system = bzp_get(p, "System", bzv_system(p->v) != NULL ? bzv_name(bzv_system(p->v)) : "SSO");
    p->database = bzp_get(p, "Database", "SSODB");
    p->account = bzp_get(p, "Account", "");
    p->service_account = bzp_get(p, "ServiceAccount", "");
    p->admins = bzp_get(p, "Administrators", "SSO Administrators");
    p->affiliates = bzp_get(p, "Affiliates", "SSO Affiliate Administrators");
    name = bzv_group_name(p->v, p->group);
    p->netname = *name != '\0' ? name : bzp_get(p, "NetworkName", p->group);
    read_nodes(p);
    p->biztalk_group = bzp_get(p, "BizTalkGroup", usual_group(p));
}

static const char *print(struct bzp *p, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

static const char *print(struct bzp *p, const char *format, va_list args)
{
    return bzv_vprint(p->v, format, args);
}

void bzp_holds(struct bzp *p, int state, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    cohort_look_holds(p->look, state, state == COHORT_STEP_TRUE ? NULL : print(p, format, args));
    va_end(args);
}

void bzp_done(struct bzp *p)
{
    cohort_look_holds(p->look, COHORT_STEP_TRUE, NULL);
}

void bzp_line(struct bzp *p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    cohort_look_line(p->look, print(p, format, args));
    va_end(args);
}

void bzp_blocked(struct bzp *p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    cohort_look_blocked(p->look, print(p, format, args));
    va_end(args);
}

void bzp_ask(struct bzp *p, const char *parameter, const char *question)
{
    bzp_blocked(p, "%s? procedure set %s %s=...", question, bzv_word(p->v, cohort_look_run(p->look)), parameter);
}

/* ---- questions ---- */

/* "None", "Create", "Join"; "" as None. */
static const char *sso_configured(const struct bzp *p, const char *node)
{
    const char *how = bzv_get(bzv_ssoserver(p->v, node), "Configured");

    return *how != '\0' ? how : "None";
}

static int is_configured(const struct bzp *p, const char *node)
{
    return !bzt_same(sso_configured(p, node), "None");
}

int bzp_in_biztalk(const struct bzp *p, const char *node)
{
    return bzv_is(bzv_biztalkserver(p->v, node), "Group", p->biztalk_group);
}

int bzp_has_secret(const struct bzp *p, const char *node)
{
    const char *computer = bzv_name(bzv_computer(p->v, node));
    const struct bzv_row *copy;

    BZV_EACH (copy, p->v, "secretcopy")
        if (bzv_is(copy, "Computer", computer) && bzv_told(copy, "Secret") &&
            bzv_is(copy, "Secret", bzv_get(bzv_system(p->v), "CurrentSecret")))
            return 1;
    return 0;
}

int bzp_everywhere(const struct bzp *p, int (*is)(const struct bzp *p, const char *node))
{
    int i;

    for (i = 0; i < p->node_count; i++)
        if (!is(p, p->nodes[i]))
            return 0;
    return p->node_count > 0;
}

/* The account of these lines; told as blocked where nobody gave it. */
static const char *as(struct bzp *p)
{
    if (*p->account == '\0')
        bzp_ask(p, "Account", "who is logged on");
    return bzv_word(p->v, p->account);
}

static const char *computer_of(const struct bzp *p, const char *node)
{
    const struct bzv_row *computer = bzv_computer(p->v, node);

    return computer != NULL ? bzv_name(computer) : node;
}

/* ---- installed ---- */

static int is_installed(const struct bzp *p, const char *node)
{
    return bzv_is(bzv_ssoserver(p->v, node), "Installed", "1");
}

static void need_installed(struct bzp *p, const char *node)
{
    if (bzv_computer(p->v, node) == NULL)
        bzp_line(p, "create computer %s Node=%s", bzv_word(p->v, node), bzv_word(p->v, node));
    else if (bzv_ssoserver(p->v, node) == NULL)
        bzp_line(p, "create ssoserver %s Computer=%s Configured=None", bzv_word(p->v, computer_of(p, node)),
                 bzv_word(p->v, computer_of(p, node)));
    else
        bzp_line(p, "set ssoserver %s Installed=1", bzv_word(p->v, bzv_name(bzv_ssoserver(p->v, node))));
    bzp_holds(p, COHORT_STEP_FALSE, "nobody told that SSO is installed on %s", node);
}

static void look_installed(struct bzp *p, int to)
{
    int i;

    if (p->node_count < 2) {
        bzp_blocked(p, "it takes two nodes at least, and there %s %d", p->node_count == 1 ? "is" : "are",
                    p->node_count);
        return;
    }

    for (i = 0; i < p->node_count; i++)
        if (bzv_find(p->v, "node", p->nodes[i]) == NULL) {
            bzp_blocked(p, "there is no node \"%s\"", p->nodes[i]);
            return;
        }
    for (i = 0; i < to && i < p->node_count; i++)
        if (!is_installed(p, p->nodes[i])) {
            need_installed(p, p->nodes[i]);
            return;
        }
    bzp_done(p);
}

BZP_LOOK(installed)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    look_installed(&p, p.node_count);
}

BZP_LOOK(installed_first)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    look_installed(&p, 1);
}

/* ---- the directory ---- */

static int look_domain_group(struct bzp *p, const char *name)
{
    const struct bzv_row *group = bzv_find(p->v, "domaingroup", name);

    if (bzv_is(group, "Scope", "Domain"))
        return 1;
    if (group == NULL)
        bzp_line(p, "create domaingroup %s Scope=Domain", bzv_word(p->v, name));
    else
        bzp_line(p, "set domaingroup %s Scope=Domain", bzv_word(p->v, name));
    if (bzv_told(group, "Scope"))
        bzp_blocked(p,
                    "group \"%s\" is no domain group (%s): SSO in a cluster needs domain groups; create one, and set "
                    "its Scope",
                    name, bzv_get(group, "Scope"));
    bzp_holds(p, COHORT_STEP_FALSE, "%s \"%s\"", group == NULL ? "there is no group" : "nobody told where group", name);
    return 0;
}

BZP_LOOK(domain_groups)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (look_domain_group(&p, p.admins) && look_domain_group(&p, p.affiliates))
        bzp_done(&p);
}

/* An account that is a member of the administrators, and has a right on each node. */
static void look_account(struct bzp *p, const char *name, const char *right, const char *meaning)
{
    const struct bzv_row *account = bzv_find(p->v, "account", name);
    const char *word = bzv_word(p->v, name);
    int i;

    if (account == NULL) {
        bzp_line(p, "create account %s Type=DomainUser", word);
        bzp_holds(p, COHORT_STEP_FALSE, "there is no account \"%s\"", name);
        return;
    }
    if (bzv_told(account, "Type") && !bzv_is(account, "Type", "DomainUser")) {
        bzp_blocked(p, "account \"%s\" is no domain account (%s): SSO in a cluster needs one", name,
                    bzv_get(account, "Type"));
        return;
    }
    if (!bzv_has(bzv_get(account, "Groups"), p->admins)) {
        bzp_line(p, "%s", bzv_list_line(p->v, "account", name, "Groups", bzv_get(account, "Groups"), p->admins));
        bzp_holds(p, COHORT_STEP_FALSE, "\"%s\" is no member of \"%s\": the configuration of SSO would fail", name,
                  p->admins);
        return;
    }
    for (i = 0; i < p->node_count; i++)
        if (!bzv_has(bzv_get(account, right), computer_of(p, p->nodes[i]))) {
            if (bzv_computer(p->v, p->nodes[i]) == NULL)
                need_installed(p, p->nodes[i]);
            else
                bzp_line(
                    p, "%s",
                    bzv_list_line(p->v, "account", name, right, bzv_get(account, right), computer_of(p, p->nodes[i])));
            bzp_holds(p, COHORT_STEP_FALSE, "\"%s\" %s %s", name, meaning, p->nodes[i]);
            return;
        }
    bzp_done(p);
}

BZP_LOOK(account)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (*p.service_account == '\0')
        p.service_account = bzv_get(bzv_system(p.v), "ServiceAccount");
    if (*p.service_account == '\0')
        bzp_ask(&p, "ServiceAccount", "as which account does the SSO service run");
    else
        look_account(&p, p.service_account, "LogOnAsService", "may not log on as a service on");
}

BZP_LOOK(installer)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (*p.account == '\0' && bzp_everywhere(&p, is_configured)) {
        bzp_done(&p); /* nobody knows who it was, and SSO is configured */
        return;
    }
    as(&p);
    if (*p.account != '\0')
        look_account(&p, p.account, "LocalAdministrator", "is no local administrator of");
}

/* ---- SSO is configured ---- */

BZP_LOOK(sso_created)
{
    const char *first, *how;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (p.node_count == 0)
        return;
    first = p.nodes[0];
    how = sso_configured(&p, first);
    cohort_look_who(look, first, p.account);
    if (bzt_same(how, "Join") && !bzv_group_is_called(p.v, p.group, bzv_get(bzv_system(p.v), "SecretServer")) &&
        bzv_role(p.v, p.group) != BZV_ROLE_MASTER) {
        bzp_blocked(
            &p,
            "SSO on %s was joined, and the master secret server is \"%s\": this procedure is for a group that is "
            "the master secret server itself",
            first, bzv_get(bzv_system(p.v), "SecretServer"));
        return;
    }
    bzp_line(
        &p,
        "sso configure create %s --at %s --as %s --database %s --account %s --admins %s --affiliates %s --backup %s",
        bzv_word(p.v, p.system), bzv_word(p.v, first), as(&p), bzv_word(p.v, p.database),
        bzv_word(p.v, p.service_account), bzv_word(p.v, p.admins), bzv_word(p.v, p.affiliates),
        bzv_word(p.v, bzp_get(&p, "Backup", bzv_print(p.v, "%s.bak", p.system))));
    bzp_holds(&p, !bzt_same(how, "None"), "SSO is not configured on %s; one line tells of the whole dialog", first);
}

/* The first node of those from @from on that is not configured is joined. */
static void look_joined(struct bzp *p, int from, int to)
{
    int i;

    for (i = from; i < to && i < p->node_count; i++) {
        const char *how = sso_configured(p, p->nodes[i]);

        cohort_look_who(p->look, p->nodes[i], p->account);
        if (bzt_same(how, "Create")) {
            bzp_blocked(p,
                        "SSO on %s was configured with Create, and must join SSO system \"%s\": unconfigure it there",
                        p->nodes[i], p->system);
            return;
        }
        if (!bzt_same(how, "None"))
            continue;
        bzp_line(p, "sso configure join %s --at %s --as %s%s%s", bzv_word(p->v, p->system), bzv_word(p->v, p->nodes[i]),
                 as(p), *p->service_account != '\0' ? " --account " : "",
                 *p->service_account != '\0' ? bzv_word(p->v, p->service_account) : "");
        bzp_holds(p, COHORT_STEP_FALSE, "SSO is not configured on %s", p->nodes[i]);
        return;
    }
    bzp_done(p);
}

/* Scenario 2: the master secret server is elsewhere, and answers. */
static void need_remote_master(struct bzp *p)
{
    const struct bzv_row *system = bzv_system(p->v), *computer;
    const char *name = bzv_get(system, "SecretServer");

    computer = bzv_computer_called(p->v, name);
    if (system == NULL)
        bzp_blocked(p,
                    "no SSO system is described: create its ssodatabase, the computer of its master secret server, and "
                    "the ssosystem");
    else if (bzv_role(p->v, p->group) == BZV_ROLE_MASTER)
        bzp_blocked(p, "the master secret server is \"%s\", in this cluster: procedure scenario-1 is for that", name);
    else if (computer == NULL)
        bzp_blocked(p, "nothing is known of the master secret server \"%s\": create computer %s Entsso=Running", name,
                    bzv_word(p->v, name));
    else if (!bzv_told(computer, "Node") &&
             (!bzv_is(computer, "State", "Up") || !bzv_is(computer, "Entsso", "Running")))
        bzp_blocked(p, "the master secret server \"%s\" does not answer: bring it up first", name);
}

BZP_LOOK(sso_joined)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    look_joined(&p, 1, p.node_count);
}

BZP_LOOK(sso_joined_first)
{
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (p.node_count > 0 && !is_configured(&p, p.nodes[0]))
        need_remote_master(&p);
    look_joined(&p, 0, 1);
}

/* ---- the master secret ---- */

BZP_LOOK(secret_server)
{
    const char *name;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    name = bzv_get(bzv_system(p.v), "SecretServer");
    cohort_look_who(look, p.nodes[0], p.account);
    if (p.node_count > 0)
        bzp_line(&p, "sso update secretServer=%s --at %s --as %s", bzv_word(p.v, p.netname), bzv_word(p.v, p.nodes[0]),
                 as(&p));
    bzp_holds(&p, bzt_same(name, p.netname), "the database says that the master secret server is \"%s\"", name);
}

/* The first node without the present secret; NULL: all have it. */
static const char *without_secret(const struct bzp *p)
{
    int i;

    for (i = 0; i < p->node_count; i++)
        if (!bzp_has_secret(p, p->nodes[i]))
            return p->nodes[i];
    return NULL;
}

static const struct bzv_row *backup_on(const struct bzp *p, const char *computer)
{
    const char *secret = bzv_get(bzv_system(p->v), "CurrentSecret");
    const struct bzv_row *backup;

    BZV_EACH (backup, p->v, "secretbackup")
        if (bzv_is(backup, "Secret", secret) && (computer == NULL || bzv_is(backup, "Computer", computer)))
            return backup;
    return NULL;
}

BZP_LOOK(backup_copied)
{
    const struct bzv_row *backup;
    const char *node;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    node = without_secret(&p);
    if (node == NULL || backup_on(&p, computer_of(&p, node)) != NULL) {
        bzp_done(&p);
        return;
    }
    backup = backup_on(&p, NULL);
    if (backup == NULL) {
        bzp_blocked(&p, "there is no backup of the present master secret: sso secret backup");
        return;
    }
    bzp_line(&p, "sso secret copy %s %s --to %s", bzv_word(p.v, bzv_name(backup)),
             bzv_word(p.v, bzv_print(p.v, "%s@%s", bzv_name(backup), node)), bzv_word(p.v, node));
    bzp_holds(&p, COHORT_STEP_FALSE, "no backup of the present master secret lies on %s", node);
}

BZP_LOOK(secret_restored)
{
    const struct bzv_row *backup;
    const char *node;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    node = without_secret(&p);
    if (node == NULL) {
        cohort_look_who(look, p.node_count > 1 ? p.nodes[1] : "", p.account);
        bzp_done(&p);
        return;
    }
    backup = backup_on(&p, computer_of(&p, node));
    bzp_holds(&p, COHORT_STEP_FALSE, "the registry of %s does not have the present master secret", node);
    if (!bzp_first_on(&p, node, "the secret is restored where ENTSSO is") || !bzp_first_cycled(&p, node))
        return;
    bzp_line(&p, "sso secret restore %s --at %s --as %s", bzv_word(p.v, bzv_name(backup)), bzv_word(p.v, node), as(&p));
}

/* ---- BizTalk ---- */

BZP_LOOK(biztalk_created)
{
    const char *first, *in;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    if (p.node_count == 0)
        return;
    first = p.nodes[0];
    in = bzv_get(bzv_biztalkserver(p.v, first), "Group");
    cohort_look_who(look, first, p.account);
    if (*in != '\0' && !bzp_in_biztalk(&p, first))
        bzp_blocked(&p, "%s is in BizTalk group \"%s\", not in \"%s\"", first, in, p.biztalk_group);
    bzp_holds(&p, bzp_in_biztalk(&p, first), "%s is in no BizTalk group", first);
    if (!bzp_in_biztalk(&p, first) && bzv_sso_of(p.v, p.group) != NULL)
        bzp_first_on(&p, first, "BizTalk Server is configured where ENTSSO is");
    bzp_line(&p, "biztalk configure %s %s --at %s --as %s",
             bzv_find(p.v, "biztalkgroup", p.biztalk_group) != NULL ? "join" : "create", bzv_word(p.v, p.biztalk_group),
             bzv_word(p.v, first), as(&p));
}

BZP_LOOK(biztalk_joined)
{
    struct bzp p;
    int i;

    (void)h;
    bzp_read(&p, look);
    for (i = 1; i < p.node_count; i++) {
        const char *in = bzv_get(bzv_biztalkserver(p.v, p.nodes[i]), "Group");

        cohort_look_who(look, p.nodes[i], p.account);
        if (bzp_in_biztalk(&p, p.nodes[i]))
            continue;
        if (*in != '\0')
            bzp_blocked(&p,
                        "%s is in BizTalk group \"%s\": it must join \"%s\", not create another one; unconfigure it",
                        p.nodes[i], in, p.biztalk_group);
        bzp_holds(&p, COHORT_STEP_FALSE, "%s is in no BizTalk group", p.nodes[i]);
        if (bzv_sso_of(p.v, p.group) != NULL)
            bzp_first_on(&p, p.nodes[i], "BizTalk Server is configured where ENTSSO is");
        bzp_line(&p, "biztalk configure join %s --at %s --as %s", bzv_word(p.v, p.biztalk_group),
                 bzv_word(p.v, p.nodes[i]), as(&p));
        return;
    }
    bzp_done(&p);
}

/* ---- pointers ---- */

BZP_LOOK(pointers)
{
    const struct bzv_row *server, *computer;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    BZV_EACH (server, p.v, "biztalkserver") {
        computer = bzv_ref(p.v, server, "Computer", "computer");
        if (!bzv_is(server, "Group", p.biztalk_group) || bzv_is(computer, "SsoServerAll", p.netname))
            continue;
        bzp_line(&p, "ssomanage -serverall %s --at %s --as %s", bzv_word(p.v, p.netname),
                 bzv_word(p.v, bzv_name(computer)), as(&p));
        bzp_holds(&p, COHORT_STEP_FALSE, "for all users of %s the SSO server is \"%s\"", bzv_name(computer),
                  bzv_get(computer, "SsoServerAll"));
        return;
    }
    bzp_done(&p);
}

BZP_LOOK(group_pointer)
{
    const struct bzv_row *group;
    struct bzp p;

    (void)h;
    bzp_read(&p, look);
    group = bzv_find(p.v, "biztalkgroup", p.biztalk_group);
    bzp_line(&p, "set biztalkgroup %s SsoServer=%s", bzv_word(p.v, p.biztalk_group), bzv_word(p.v, p.netname));
    bzp_holds(&p, bzv_is(group, "SsoServer", p.netname), "the SSO server of BizTalk group \"%s\" is \"%s\"",
              p.biztalk_group, bzv_get(group, "SsoServer"));
}
