/* ACC001-ACC016: accounts and groups. */
#include "rules.h"

/* ---- who is asked ---- */

/* @where: the computers whose ENTSSO runs as the account. */
typedef void (*judge_account)(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account,
                              const char *where);

/* Each account that ENTSSO runs as, once; @clustered: only where a resource drives it. Where it is not known it is
 * asked for. */
static void each_account(struct bzv_view *v, cohort_findings *findings, int clustered, judge_account judge)
{
    const struct bzv_row *account, *server;
    const char *missing = bzv_missing_servers(v, clustered), *unknown = missing;

    BZV_EACH (server, v, "ssoserver")
        if (!bzv_told(server, "Account") && (!clustered || bzv_sso_may_be(v, bzv_node_of(v, server))))
            unknown = bzv_join(v, unknown, bzv_get(server, "Computer"));
    BZV_EACH (account, v, "account") {
        const char *where = "";

        BZV_EACH (server, v, "ssoserver")
            if (bzv_is(server, "Account", bzv_name(account)) &&
                (!clustered || bzv_sso_may_be(v, bzv_node_of(v, server))))
                where = bzv_join(v, where, bzv_get(server, "Computer"));
        if (*where != '\0')
            judge(v, findings, account, where);
    }
    bzv_needs_servers(findings, "the account of ENTSSO", unknown, missing, "Account=ACCOUNT");
}

/* Type of the account; "": nobody told, which is said. */
static const char *type_of(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account)
{
    if (!bzv_told(account, "Type"))
        bzv_needs(findings, bzv_name(account), "what kind of account \"%s\" is: set account %s Type=DomainUser|...",
                  bzv_name(account), bzv_word(v, bzv_name(account)));
    return bzv_get(account, "Type");
}

/* The SSO Administrators, or @property of the system; "": nobody told, which is said. */
static const char *group_of(struct bzv_view *v, cohort_findings *findings, const char *property)
{
    const struct bzv_row *system = bzv_system(v);

    if (!bzv_told(system, property))
        bzv_needs(findings, bzv_name(system), "the %s of the SSO system: %s ssosystem %s %s=GROUP", property,
                  system != NULL ? "set" : "create", system != NULL ? bzv_word(v, bzv_name(system)) : "NAME", property);
    return bzv_get(system, property);
}

typedef void (*judge_group)(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *group,
                            const char *property);

/* Each of the two groups of the SSO system, with its Scope, which is asked for. */
static void each_group(struct bzv_view *v, cohort_findings *findings, judge_group judge)
{
    static const char *const properties[] = {"AdministratorsGroup", "AffiliateGroup"};
    const struct bzv_row *group;
    int i;

    if (!bzv_concerns(v))
        return;
    for (i = 0; i < BZT_COUNT(properties); i++) {
        group = bzv_find(v, "domaingroup", group_of(v, findings, properties[i]));
        if (group != NULL && !bzv_told(group, "Scope"))
            bzv_needs(findings, bzv_name(group),
                      "what kind of group \"%s\" is: set domaingroup %s Scope=Domain|Local|BuiltIn|Individual",
                      bzv_name(group), bzv_word(v, bzv_name(group)));
        else if (group != NULL)
            judge(v, findings, group, properties[i]);
    }
}

/* ---- the rules ---- */

static void not_of_domain(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *group,
                          const char *property)
{
    (void)v;
    if (!bzv_is(group, "Scope", "Domain"))
        bzv_found(findings, bzv_name(group), NULL,
                  "the %s of the SSO system is \"%s\", whose scope is %s, and ENTSSO is clustered", property,
                  bzv_name(group), bzv_get(group, "Scope"));
}

void bzt_ACC001(struct bzv_view *v, cohort_findings *findings)
{
    if (bzv_any_sso(v) != NULL)
        each_group(v, findings, not_of_domain);
}

static void no_domain_account(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account,
                              const char *where)
{
    const char *type = type_of(v, findings, account);

    if (*type != '\0' && !bzt_same(type, "DomainUser") && !bzt_same(type, "ManagedService"))
        bzv_found(findings, bzv_name(account), NULL, "the clustered ENTSSO of %s runs as \"%s\", which is a %s", where,
                  bzv_name(account), type);
}

void bzt_ACC002(struct bzv_view *v, cohort_findings *findings)
{
    each_account(v, findings, 1, no_domain_account);
}

/* The account is in the group of administrators; if not, or if it is not known, that is said. */
static void check_member(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account, const char *what)
{
    const char *name = bzv_name(account), *group = group_of(v, findings, "AdministratorsGroup");

    if (*group == '\0')
        return;
    if (!bzv_told(account, "Groups") && !bzt_same(name, group))
        bzv_needs(findings, name, "the groups of account \"%s\": set account %s Groups=GROUP", name, bzv_word(v, name));
    else if (!bzv_is_member(v, name, group))
        bzv_found(findings, name, bzv_list_line(v, "account", name, "Groups", bzv_get(account, "Groups"), group),
                  "account \"%s\", %s, is no member of \"%s\"", name, what, group);
}

static void no_administrator(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account,
                             const char *where)
{
    check_member(v, findings, account, bzv_print(v, "which ENTSSO runs as on %s", where));
}

void bzt_ACC003(struct bzv_view *v, cohort_findings *findings)
{
    each_account(v, findings, 0, no_administrator);
}

/* Of nodes: what a computer outside allows is its own affair. */
static void may_not_log_on(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account,
                           const char *where)
{
    const char *name = bzv_name(account), *allowed = bzv_get(account, "LogOnAsService");
    const struct bzv_row *computer;
    int asked = 0;

    BZV_EACH (computer, v, "computer") {
        if (!bzv_told(computer, "Node") || !bzv_has(where, bzv_name(computer)))
            continue;
        if (*allowed == '\0')
            asked = 1;
        else if (!bzv_has(allowed, bzv_name(computer)))
            bzv_found(findings, name, bzv_list_line(v, "account", name, "LogOnAsService", allowed, bzv_name(computer)),
                      "account \"%s\", which ENTSSO runs as, may not log on as a service on %s", name,
                      bzv_name(computer));
    }
    if (asked)
        bzv_needs(findings, name,
                  "where account \"%s\" may log on as a service: set account %s LogOnAsService=COMPUTER", name,
                  bzv_word(v, name));
}

void bzt_ACC004(struct bzv_view *v, cohort_findings *findings)
{
    each_account(v, findings, 0, may_not_log_on);
}

/* Each account that configured SSO, once; @where: on which computers. Asked for where SSO is configured, or clustered,
 * and nobody told. */
static void each_configurer(struct bzv_view *v, cohort_findings *findings, judge_account judge)
{
    const char *missing = bzv_missing_servers(v, 0), *unknown = missing;
    const struct bzv_row *server, *account;

    BZV_EACH (server, v, "ssoserver")
        if (!bzv_told(server, "ConfiguredBy") && !bzv_is(server, "Configured", "None"))
            unknown = bzv_join(v, unknown, bzv_get(server, "Computer"));
    BZV_EACH (account, v, "account") {
        const char *where = "";

        BZV_EACH (server, v, "ssoserver")
            if (bzv_is(server, "ConfiguredBy", bzv_name(account)))
                where = bzv_join(v, where, bzv_get(server, "Computer"));
        if (*where != '\0')
            judge(v, findings, account, where);
    }
    bzv_needs_servers(findings, "who configured SSO", unknown, missing, "ConfiguredBy=ACCOUNT");
}

static void configurer_is_member(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account,
                                 const char *where)
{
    check_member(v, findings, account, bzv_print(v, "which configured SSO on %s", where));
}

void bzt_ACC005(struct bzv_view *v, cohort_findings *findings)
{
    each_configurer(v, findings, configurer_is_member);
}

static void is_local_system(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account,
                            const char *where)
{
    const char *type = type_of(v, findings, account);

    if (bzt_same(type, "LocalSystem") || bzt_same(type, "LocalService"))
        bzv_found(findings, bzv_name(account), NULL, "ENTSSO on %s runs as \"%s\", which is %s", where,
                  bzv_name(account), type);
}

void bzt_ACC006(struct bzv_view *v, cohort_findings *findings)
{
    each_account(v, findings, 0, is_local_system);
}

static void has_local_rights(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account,
                             const char *where)
{
    const char *type = type_of(v, findings, account);
    const struct bzv_row *computer;

    if (bzt_same(type, "NetworkService") || bzt_same(type, "LocalUser"))
        bzv_found(findings, bzv_name(account), NULL, "ENTSSO on %s runs as \"%s\", which is a %s", where,
                  bzv_name(account), type);
    BZV_EACH (computer, v, "computer")
        if (bzv_has(where, bzv_name(computer)) && bzv_has(bzv_get(account, "LocalAdministrator"), bzv_name(computer)))
            bzv_found(findings, bzv_name(account), NULL,
                      "account \"%s\", which ENTSSO runs as, is a local administrator of %s", bzv_name(account),
                      bzv_name(computer));
}

void bzt_ACC007(struct bzv_view *v, cohort_findings *findings)
{
    each_account(v, findings, 0, has_local_rights);
}

static void is_managed(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account, const char *where)
{
    if (bzt_same(type_of(v, findings, account), "ManagedService"))
        bzv_found(findings, bzv_name(account), NULL,
                  "ENTSSO on %s runs as \"%s\", which is a group managed service account", where, bzv_name(account));
}

void bzt_ACC008(struct bzv_view *v, cohort_findings *findings)
{
    each_account(v, findings, 0, is_managed);
}

static void is_individual(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *group,
                          const char *property)
{
    (void)v;
    if (bzv_is(group, "Scope", "Individual"))
        bzv_found(findings, bzv_name(group), NULL, "the %s of the SSO system is \"%s\", an individual account",
                  property, bzv_name(group));
}

void bzt_ACC009(struct bzv_view *v, cohort_findings *findings)
{
    each_group(v, findings, is_individual);
}

static void is_built_in(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *group,
                        const char *property)
{
    (void)v;
    if (bzv_is(group, "Scope", "BuiltIn"))
        bzv_found(findings, bzv_name(group), NULL, "the %s of the SSO system is \"%s\", which is built in", property,
                  bzv_name(group));
}

void bzt_ACC010(struct bzv_view *v, cohort_findings *findings)
{
    each_group(v, findings, is_built_in);
}

static void is_shared(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account, const char *where)
{
    const struct bzv_row *instance = bzv_where(v, "hostinstance", "Account", bzv_name(account));
    const char *others = bzv_line(v, bzv_get(account, "OtherServices"));

    if (instance != NULL)
        others = bzv_join(v, others,
                          bzv_print(v, BZT_HOST_SERVICE "%s of \"%s\"", bzv_get(instance, "Host"), bzv_name(instance)));
    if (*others != '\0')
        bzv_found(findings, bzv_name(account), NULL, "account \"%s\", which ENTSSO runs as on %s, also runs %s",
                  bzv_name(account), where, others);
}

void bzt_ACC011(struct bzv_view *v, cohort_findings *findings)
{
    each_account(v, findings, 0, is_shared);
}

static void lacks_control(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account,
                          const char *where)
{
    const char *name = bzv_name(account);

    if (!bzv_told(account, "ClusterFullControl"))
        bzv_needs(findings, name,
                  "whether account \"%s\" has Full Control of the cluster: set account %s ClusterFullControl=Yes|No",
                  name, bzv_word(v, name));
    else if (bzv_is(account, "ClusterFullControl", "No"))
        bzv_found(findings, name, bzv_print(v, "set account %s ClusterFullControl=Yes", bzv_word(v, name)),
                  "account \"%s\", which the clustered ENTSSO of %s runs as, lacks Full Control of the cluster", name,
                  where);
}

void bzt_ACC012(struct bzv_view *v, cohort_findings *findings)
{
    each_account(v, findings, 1, lacks_control);
}

void bzt_ACC013(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *server;

    BZV_EACH (server, v, "ssoserver")
        if (bzv_contains(bzv_get(server, "LastRefusal"), "C0002A15"))
            bzv_found(
                findings, bzv_name(server),
                bzv_print(v, "ssomanage -disablesso --at %s --as ACCOUNT", bzv_word(v, bzv_get(server, "Computer"))),
                "on %s a change of the SSO administrators was refused with 0xC0002A15: SSO is enabled",
                bzv_get(server, "Computer"));
}

void bzt_ACC014(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *group;

    if (bzv_first(v, "biztalkgroup") == NULL && bzv_hosts(v)[0] != NULL)
        bzv_needs(findings, "",
                  "the administrators of the BizTalk group: create biztalkgroup NAME AdministratorsGroup=GROUP");
    BZV_EACH (group, v, "biztalkgroup") {
        const struct bzv_row *administrators = bzv_ref(v, group, "AdministratorsGroup", "domaingroup");
        const char *affiliate = group_of(v, findings, "AffiliateGroup"), *name = bzv_name(administrators);

        if (administrators == NULL)
            bzv_needs(findings, bzv_name(group), "its administrators: set biztalkgroup %s AdministratorsGroup=GROUP",
                      bzv_word(v, bzv_name(group)));
        else if (!bzv_told(administrators, "Groups"))
            bzv_needs(findings, name, "the groups that \"%s\" is in: set domaingroup %s Groups=GROUP", name,
                      bzv_word(v, name));
        else if (*affiliate != '\0' && !bzv_is_within(v, name, affiliate))
            bzv_found(findings, name,
                      bzv_list_line(v, "domaingroup", name, "Groups", bzv_get(administrators, "Groups"), affiliate),
                      "\"%s\", the administrators of BizTalk group \"%s\", is no member of \"%s\"", name,
                      bzv_name(group), affiliate);
    }
}

/* BizTalk is on more than one computer. */
static int has_several(const struct bzv_view *v)
{
    const struct bzv_row *row;
    int nodes = 0, servers = 0;

    BZV_EACH (row, v, "node")
        nodes += bzv_has_biztalk(v, bzv_name(row));
    BZV_EACH (row, v, "biztalkserver")
        servers += bzv_is(row, "Installed", "1");
    return nodes > 1 || servers > 1;
}

/* A reference of @row to a group or account that must be of the domain. */
static void must_be_of_domain(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *row,
                              const char *kind, const char *property, const char *of, const char *fact)
{
    const struct bzv_row *named = bzv_ref(v, row, property, of);
    const char *value = bzv_get(named, fact);

    if (named == NULL)
        bzv_needs(findings, bzv_name(row), "its %s: set %s %s %s=NAME", property, kind, bzv_word(v, bzv_name(row)),
                  property);
    else if (*value == '\0')
        bzv_needs(findings, bzv_name(named), "the %s of \"%s\": set %s %s %s=VALUE", fact, bzv_name(named), of,
                  bzv_word(v, bzv_name(named)), fact);
    else if (!bzv_begins(value, "Domain") && !bzt_same(value, "ManagedService"))
        bzv_found(findings, bzv_name(row), NULL, "the %s of %s \"%s\" is \"%s\", whose %s is %s", property, kind,
                  bzv_name(row), bzv_name(named), fact, value);
}

void bzt_ACC015(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row;

    if (!has_several(v))
        return;
    if (bzv_first(v, "biztalkgroup") == NULL && bzv_first(v, "host") == NULL)
        bzv_needs(findings, "",
                  "the groups and accounts of BizTalk: create biztalkgroup NAME "
                  "AdministratorsGroup=GROUP, create host NAME WindowsGroup=GROUP");
    BZV_EACH (row, v, "biztalkgroup")
        must_be_of_domain(v, findings, row, "biztalkgroup", "AdministratorsGroup", "domaingroup", "Scope");
    BZV_EACH (row, v, "host")
        must_be_of_domain(v, findings, row, "host", "WindowsGroup", "domaingroup", "Scope");
    BZV_EACH (row, v, "hostinstance")
        must_be_of_domain(v, findings, row, "hostinstance", "Account", "account", "Type");
}

static void is_of_forest(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *account,
                         const char *where)
{
    const char *own = bzv_get(account, "Forest"), *name = bzv_name(account);
    const struct bzv_row *computer;

    if (*own == '\0') {
        bzv_needs(findings, name, "the forest of account \"%s\": set account %s Forest=FOREST", name,
                  bzv_word(v, name));
        return;
    }
    BZV_EACH (computer, v, "computer") {
        const char *there = bzv_get(computer, "Forest"), *on = bzv_name(computer);

        if (!bzv_has(where, on))
            continue;
        if (*there == '\0')
            bzv_needs(findings, on, "the forest of computer %s: set computer %s Forest=FOREST", on, bzv_word(v, on));
        else if (!bzt_same(own, there))
            bzv_found(findings, name, NULL, "account \"%s\", which configured SSO on %s, is of forest %s, and %s of %s",
                      name, on, own, on, there);
    }
}

void bzt_ACC016(struct bzv_view *v, cohort_findings *findings)
{
    each_configurer(v, findings, is_of_forest);
}
