/* CFG001-CFG004: the names under which clients look for the clustered ENTSSO. */
#include "hosts.h"
#include "rules.h"

/* ---- who asks ---- */

/* BizTalk is on a node where the group may be: it has no ENTSSO of its own there. */
static int is_for_biztalk(struct bzv_view *v, const char *group)
{
    const struct bzv_row *node;

    BZV_EACH (node, v, "node")
        if (bzv_group_may(v, group, bzv_name(node)) && bzv_has_biztalk(v, bzv_name(node)))
            return 1;
    return 0;
}

/* The group of the clustered ENTSSO that BizTalk servers ask, under its name; NULL: none, or it has no name. One that is
 * clustered elsewhere, as where SQL Server is, is asked by the ENTSSO of each server, not by BizTalk. */
static const char *asked_group(struct bzv_view *v)
{
    const struct bzv_row *sso;

    BZV_EACH_SSO (sso, v)
        if (*bzv_group_name(v, bzv_get(sso, "group")) != '\0' && is_for_biztalk(v, bzv_get(sso, "group")))
            return bzv_get(sso, "group");
    return NULL;
}

/* A clustered ENTSSO is called so. */
static int is_called(struct bzv_view *v, const char *name)
{
    const struct bzv_row *sso;

    BZV_EACH_SSO (sso, v)
        if (bzv_group_is_called(v, bzv_get(sso, "group"), name))
            return 1;
    return 0;
}

/* ---- rules ---- */

static void server_all(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *computer, const char *group)
{
    const char *name = bzv_group_name(v, group), *server = bzv_get(computer, "SsoServerAll");
    const char *line =
        bzv_print(v, "ssomanage -serverall %s --at %s", bzv_word(v, name), bzv_word(v, bzv_name(computer)));

    if (is_called(v, server))
        return;
    if (*server != '\0')
        bzv_found(findings, bzv_name(computer), line,
                  "all users of \"%s\" ask SSO server \"%s\", and ENTSSO is clustered as \"%s\"", bzv_name(computer),
                  server, name);
    else if (bzv_role(v, group) == BZV_ROLE_MEMBER)
        bzv_found(findings, bzv_name(computer), line,
                  "for all users of \"%s\" no SSO server is set, and ENTSSO is clustered as \"%s\"", bzv_name(computer),
                  name);
}

static void needs_computers(struct bzv_view *v, cohort_findings *findings, const char *group)
{
    const struct bzv_row *node;
    const char *unknown = "";

    BZV_EACH (node, v, "node")
        if (bzv_has_biztalk(v, bzv_name(node)) && bzv_computer(v, bzv_name(node)) == NULL)
            unknown = bzv_join(v, unknown, bzv_name(node));
    if (*unknown != '\0')
        bzv_needs(findings, group,
                  "the SSO server for all users of %s: create computer NAME Node=NODE SsoServerAll=NAME", unknown);
}

static void needs_group(struct bzv_view *v, cohort_findings *findings, const char *group)
{
    if (bzv_first(v, "biztalkgroup") == NULL && bzv_hosts(v)[0] != NULL)
        bzv_needs(findings, group, "SSO Server name of the BizTalk group: create biztalkgroup NAME SsoServer=NAME");
}

void bzt_CFG001(struct bzv_view *v, cohort_findings *findings)
{
    const char *group = asked_group(v);
    const struct bzv_row *computer;

    if (group == NULL)
        return;
    BZV_EACH (computer, v, "computer")
        if (bzv_is_biztalk(v, computer))
            server_all(v, findings, computer, group);
    if (bzv_role(v, group) == BZV_ROLE_UNKNOWN)
        bzv_needs_role(v, findings);
    needs_computers(v, findings, group);
}

void bzt_CFG002(struct bzv_view *v, cohort_findings *findings)
{
    const char *group = asked_group(v);
    const struct bzv_row *pointer;

    if (group == NULL)
        return;
    if (bzv_first(v, "ssopointer") == NULL)
        bzv_needs(
            findings, group,
            "the SSO servers of single users: ssomanage -server NAME --at COMPUTER --as ACCOUNT; where nobody has one, "
            "create ssopointer none");
    BZV_EACH (pointer, v, "ssopointer") {
        const struct bzv_row *computer = bzv_ref(v, pointer, "Computer", "computer");
        const char *server = bzv_get(pointer, "Server");

        if (computer == NULL || !bzv_is_biztalk(v, computer) || *server == '\0' || is_called(v, server))
            continue;
        bzv_found(findings, bzv_name(pointer),
                  bzv_print(v, "ssomanage -server %s --at %s --as %s", bzv_word(v, bzv_group_name(v, group)),
                            bzv_word(v, bzv_name(computer)), bzv_word(v, bzv_get(pointer, "Account"))),
                  "\"%s\" asks SSO server \"%s\" on \"%s\", and ENTSSO is clustered as \"%s\"",
                  bzv_get(pointer, "Account"), server, bzv_name(computer), bzv_group_name(v, group));
    }
}

void bzt_CFG003(struct bzv_view *v, cohort_findings *findings)
{
    const char *group = asked_group(v);
    const struct bzv_row *row;

    if (group == NULL)
        return;
    needs_group(v, findings, group);
    BZV_EACH (row, v, "biztalkgroup") {
        const char *name = bzv_name(row), *server = bzv_get(row, "SsoServer");

        if (is_called(v, server))
            continue;
        if (*server == '\0')
            bzv_needs(findings, name, "SSO Server name of BizTalk group \"%s\": set biztalkgroup %s SsoServer=NAME",
                      name, bzv_word(v, name));
        else
            bzv_found(findings, name,
                      bzv_print(v, "set biztalkgroup %s SsoServer=%s", bzv_word(v, name),
                                bzv_word(v, bzv_group_name(v, group))),
                      "SSO Server name of BizTalk group \"%s\" is \"%s\", and ENTSSO is clustered as \"%s\"", name,
                      server, bzv_group_name(v, group));
    }
}

/* What the name is, if it is the cluster's or that of a node where the group may be; NULL: neither. */
static const char *machine(struct bzv_view *v, const char *group, const char *name)
{
    const struct bzv_row *node;

    if (is_called(v, name) || *name == '\0')
        return NULL;
    if (bzt_same(name, bzv_name(bzv_first(v, "cluster"))))
        return "the cluster";
    BZV_EACH (node, v, "node")
        if (bzv_group_may(v, group, bzv_name(node)) &&
            (bzt_same(name, bzv_name(node)) || bzt_same(name, bzv_name(bzv_computer(v, bzv_name(node))))))
            return "a node";
    return NULL;
}

/* What is given to clients for one group. */
static void given_names(struct bzv_view *v, cohort_findings *findings, const char *group)
{
    static const char *const names[][2] = {
        {"computer", "SsoServerAll"}, {"ssopointer", "Server"}, {"biztalkgroup", "SsoServer"}};
    const struct bzv_row *row;
    int i;

    for (i = 0; i < BZT_COUNT(names); i++)
        BZV_EACH (row, v, names[i][0]) {
            const char *name = bzv_get(row, names[i][1]), *what = machine(v, group, name);

            if (what != NULL)
                bzv_found(findings, bzv_name(row),
                          bzv_print(v, "set %s %s %s=%s", names[i][0], bzv_word(v, bzv_name(row)), names[i][1],
                                    bzv_word(v, bzv_group_name(v, group))),
                          "%s of %s \"%s\" is \"%s\", which is %s; group \"%s\" is called \"%s\"", names[i][1],
                          names[i][0], bzv_name(row), name, what, group, bzv_group_name(v, group));
        }
}

void bzt_CFG004(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso;
    const char *group = asked_group(v);

    if (group != NULL) {
        needs_computers(v, findings, group);
        needs_group(v, findings, group);
    }
    BZV_EACH_SSO (sso, v)
        if (*bzv_group_name(v, bzv_get(sso, "group")) != '\0')
            given_names(v, findings, bzv_get(sso, "group"));
}
