/* IIS001-IIS008: IIS and its scripts, sites and pools. */
#include "hosts.h"
#include "rules.h"

#include <string.h>

/* A clustered IIS, where SSO or BizTalk is. */
static int is_iis(struct bzv_view *v, const struct bzv_row *resource)
{
    return bzv_is_iis(v, resource) && bzv_concerns(v);
}

static const char *script_of(struct bzv_view *v, const struct bzv_row *resource)
{
    return bzt_same(bzv_class(v, resource), "script") ? bzv_value(v, "resource", bzv_name(resource), "ScriptFilepath")
                                                      : "";
}

/* The site of a clustered IIS; NULL: nobody told, which is then said. */
static const struct bzv_row *site_of(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *resource)
{
    const struct bzv_row *site = bzv_where(v, "website", "Resource", bzv_name(resource));

    if (site == NULL)
        bzv_needs(findings, bzv_name(resource), "the site of resource \"%s\": create website NAME Resource=%s",
                  bzv_name(resource), bzv_word(v, bzv_name(resource)));
    return site;
}

void bzt_IIS001(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row, *site;

    BZV_EACH (row, v, "resource") {
        const char *script = script_of(v, row), *version;

        if ((!bzv_contains(script, "clusweb.vbs") && !bzv_contains(script, "clusftp.vbs")) || !bzv_concerns(v))
            continue;
        site = bzv_where(v, "website", "Resource", bzv_name(row));
        version = bzv_get(site, "Version");
        if (bzv_begins(version, "6"))
            continue;
        if (*version == '\0')
            bzv_needs(findings, bzv_name(row),
                      site == NULL ? "the version of IIS: create website NAME Resource=%s Version=VERSION"
                                   : "the version of IIS: set website %s Version=VERSION",
                      bzv_word(v, bzv_name(site == NULL ? row : site)));
        else
            bzv_found(findings, bzv_name(row),
                      bzv_print(v, "set resource %s ScriptFilepath=FILE", bzv_word(v, bzv_name(row))),
                      "resource \"%s\" calls \"%s\", a script of IIS 6, and its IIS is %s", bzv_name(row), script,
                      version);
    }
}

/* The possible owners on whose computers the site does not exist. */
static const char *missing_on(struct bzv_view *v, const struct bzv_row *resource, const struct bzv_row *site)
{
    const struct bzv_row *node;
    const char *list = "";

    BZV_EACH (node, v, "node") {
        const struct bzv_row *computer = bzv_computer(v, bzv_name(node));

        if (bzv_may_own(v, resource, bzv_name(node)) &&
            !bzv_has(bzv_get(site, "Computers"), computer != NULL ? bzv_name(computer) : bzv_name(node)))
            list = bzv_join(v, list, bzv_name(node));
    }
    return list;
}

void bzt_IIS002(struct bzv_view *v, cohort_findings *findings)
{
    static const char *const names[][2] = {{"ScriptSite", "Site"}, {"ScriptPool", "Pool"}};
    const struct bzv_row *row, *site;
    int i;

    BZV_EACH (row, v, "resource") {
        const char *name, *unknown = "", *missing;

        if (!is_iis(v, row) || !bzt_same(bzv_class(v, row), "script"))
            continue;
        site = site_of(v, findings, row);
        name = bzv_name(site);
        for (i = 0; site != NULL && i < BZT_COUNT(names); i++) {
            const char *script = bzv_get(site, names[i][0]), *real = bzv_get(site, names[i][1]);

            if (*script == '\0' || *real == '\0')
                unknown = bzv_join(v, unknown, *script == '\0' ? names[i][0] : names[i][1]);
            else if (strcmp(script, real) != 0)
                bzv_found(findings, name,
                          bzv_print(v, "set website %s %s=%s", bzv_word(v, name), names[i][0], bzv_word(v, real)),
                          "the script of resource \"%s\" looks for \"%s\", and the %s is called \"%s\"", bzv_name(row),
                          script, i == 0 ? "site" : "pool", real);
        }
        missing = site == NULL || !bzv_told(site, "Computers") ? "" : missing_on(v, row, site);
        if (*missing != '\0')
            bzv_found(findings, name, NULL, "site \"%s\" of resource \"%s\" is not on %s, which may own it", name,
                      bzv_name(row), missing);
        if (site != NULL && !bzv_told(site, "Computers"))
            unknown = bzv_join(v, unknown, "Computers");
        if (*unknown != '\0')
            bzv_needs(findings, name, "%s of site \"%s\": set website %s PROPERTY=VALUE", unknown, name,
                      bzv_word(v, name));
    }
}

void bzt_IIS003(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row, *other;

    BZV_EACH (row, v, "resource")
        for (other = bzv_next(row); other != NULL && is_iis(v, row); other = bzv_next(other)) {
            const char *script = script_of(v, row);
            const struct bzv_row *disk = bzv_provider(v, row, "storage");

            if (!is_iis(v, other))
                continue;
            if (*script != '\0' && bzt_same(script, script_of(v, other)))
                bzv_found(findings, bzv_name(other),
                          bzv_print(v, "set resource %s ScriptFilepath=FILE", bzv_word(v, bzv_name(other))),
                          "resources \"%s\" and \"%s\" call the same script \"%s\"", bzv_name(row), bzv_name(other),
                          script);
            if (disk != NULL && bzv_depends(other, bzv_name(disk)))
                bzv_found(findings, bzv_name(other), NULL, "resources \"%s\" and \"%s\" both depend on disk \"%s\"",
                          bzv_name(row), bzv_name(other), bzv_name(disk));
        }
}

void bzt_IIS004(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row, *site;

    BZV_EACH (row, v, "resource") {
        site = is_iis(v, row) ? site_of(v, findings, row) : NULL;
        if (site == NULL || bzv_is(site, "SharedConfiguration", "Yes"))
            continue;
        if (!bzv_told(site, "SharedConfiguration"))
            bzv_needs(findings, bzv_name(site),
                      "whether IIS of \"%s\" shares its configuration: set website %s "
                      "SharedConfiguration=Yes|No",
                      bzv_name(site), bzv_word(v, bzv_name(site)));
        else
            bzv_found(findings, bzv_name(site),
                      bzv_then(v, "Set it up on all nodes",
                               bzv_print(v, "set website %s SharedConfiguration=Yes", bzv_word(v, bzv_name(site)))),
                      "site \"%s\" of resource \"%s\" has no shared configuration with offline files", bzv_name(site),
                      bzv_name(row));
    }
}

/* The web service is known, and stopped, on each node that may own the resource and does not. */
static int is_quiet_elsewhere(const struct bzv_view *v, const struct bzv_row *resource)
{
    const struct bzv_row *node;

    BZV_EACH (node, v, "node")
        if (bzv_may_own(v, resource, bzv_name(node)) && !bzv_is(resource, "owner", bzv_name(node)) &&
            !bzv_is(bzv_service(v, "W3SVC", bzv_name(node)), "state", "Stopped"))
            return 0;
    return 1;
}

void bzt_IIS005(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row, *site;

    BZV_EACH (row, v, "resource") {
        if (!bzv_is_iis(v, row) || bzv_sso_of(v, bzv_get(row, "group")) == NULL || is_quiet_elsewhere(v, row))
            continue;
        site = site_of(v, findings, row);
        if (site == NULL || bzv_is(site, "RunsOnPassive", "No"))
            continue;
        if (!bzv_told(site, "RunsOnPassive"))
            bzv_needs(findings, bzv_name(site),
                      "whether site \"%s\" runs on nodes that do not own group \"%s\": set "
                      "website %s RunsOnPassive=Yes|No",
                      bzv_name(site), bzv_get(row, "group"), bzv_word(v, bzv_name(site)));
        else
            bzv_found(findings, bzv_name(site),
                      bzv_then(v, "Stop the site and its pool there",
                               bzv_print(v, "set website %s RunsOnPassive=No", bzv_word(v, bzv_name(site)))),
                      "site \"%s\" or its pool runs on nodes that do not own group \"%s\" with ENTSSO", bzv_name(site),
                      bzv_get(row, "group"));
    }
}

void bzt_IIS006(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (is_iis(v, row) && bzv_any_sso(v) == NULL)
            bzv_found(findings, bzv_name(row), NULL,
                      "resource \"%s\" clusters IIS in group \"%s\", and ENTSSO is not clustered", bzv_name(row),
                      bzv_get(row, "group"));
}

/* The hosts that a pool serves. */
static int hosts_of(struct bzv_view *v, const struct bzv_row *pool, const char **list)
{
    const struct bzv_row *host;
    int count = 0;

    *list = "";
    BZV_EACH (host, v, "host")
        if (bzv_has(bzv_get(pool, "Hosts"), bzv_name(host))) {
            *list = bzv_join(v, *list, bzv_name(host));
            count++;
        }
    return count;
}

/* Isolated hosts are there, and no pool: 1, and it is said. */
static int no_pool(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *host;
    const char *list = "";

    if (bzv_first(v, "apppool") != NULL)
        return 0;
    if (bzv_needs_isolated(v, findings))
        return 1;
    BZV_EACH (host, v, "host")
        if (bzv_is(host, "Type", "Isolated"))
            list = bzv_join(v, list, bzv_name(host));
    if (*list != '\0')
        bzv_needs(findings, "",
                  "the application pools of %s: create apppool NAME Hosts=HOST Adapters=ADAPTER "
                  "Identity=ACCOUNT",
                  list);
    return 1;
}

void bzt_IIS007(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *pool;

    if (no_pool(v, findings))
        return;
    BZV_EACH (pool, v, "apppool") {
        const char *hosts, *adapters = bzv_get(pool, "Adapters");
        int count = hosts_of(v, pool, &hosts);

        if (count > 1)
            bzv_found(findings, bzv_name(pool), NULL, "pool \"%s\" serves several isolated hosts: %s", bzv_name(pool),
                      hosts);
        if (bzv_has(adapters, "HTTP") && bzv_has(adapters, "SOAP"))
            bzv_found(findings, bzv_name(pool), NULL, "pool \"%s\" serves both HTTP and SOAP", bzv_name(pool));
        else if (*adapters == '\0' && count > 0)
            bzv_needs(findings, bzv_name(pool), "the adapters in pool \"%s\": set apppool %s Adapters=ADAPTER",
                      bzv_name(pool), bzv_word(v, bzv_name(pool)));
    }
}

void bzt_IIS008(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *pool, *host;

    if (no_pool(v, findings))
        return;
    BZV_EACH (pool, v, "apppool")
        BZV_EACH (host, v, "host") {
            const char *group = bzv_get(host, "WindowsGroup"), *account = bzv_get(pool, "Identity");

            if (!bzv_has(bzv_get(pool, "Hosts"), bzv_name(host)))
                continue;
            if (*account == '\0')
                bzv_needs(findings, bzv_name(pool), "whom pool \"%s\" runs as: set apppool %s Identity=ACCOUNT",
                          bzv_name(pool), bzv_word(v, bzv_name(pool)));
            else if (*group == '\0')
                bzv_needs(findings, bzv_name(host), "the group of isolated host \"%s\": set host %s WindowsGroup=GROUP",
                          bzv_name(host), bzv_word(v, bzv_name(host)));
            else if (!bzv_told(bzv_find(v, "account", account), "Groups") && !bzt_same(account, group))
                bzv_needs(findings, account, "the groups of account \"%s\": set account %s Groups=GROUP", account,
                          bzv_word(v, account));
            else if (!bzv_is_member(v, account, group))
                bzv_found(findings, bzv_name(pool), NULL,
                          "pool \"%s\" of isolated host \"%s\" runs as \"%s\", which is no member of \"%s\"",
                          bzv_name(pool), bzv_name(host), account, group);
        }
}
