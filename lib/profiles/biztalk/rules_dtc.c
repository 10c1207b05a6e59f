/* DTC001-DTC010: MSDTC, the local one of each computer and the clustered one. */
#include "hosts.h"
#include "rules.h"

/* ---- which ---- */

/* The local MSDTC of a node; NULL: nobody told. */
static const struct bzv_row *local_dtc(const struct bzv_view *v, const char *node)
{
    const struct bzv_row *row, *computer = bzv_computer(v, node);

    BZV_EACH (row, v, "dtc")
        if (computer != NULL && bzv_is(row, "Computer", bzv_name(computer)) && !bzv_told(row, "Resource"))
            return row;
    return NULL;
}

/* The clustered MSDTC that may come to a node, NULL: to any; where SSO or BizTalk is. NULL: none. */
static const struct bzv_row *clustered(const struct bzv_view *v, const char *node)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (bzv_is_dtc(row) && (node == NULL || bzv_may_own(v, row, node)) && bzv_concerns(v))
            return row;
    return NULL;
}

/* What is not known of the local MSDTC of nodes: where none is known, all of it is asked for at once. */
static void asks(const struct bzv_view *v, cohort_findings *findings, const char *what, const char *nodes,
                 const char *assignment)
{
    if (*nodes == '\0')
        return;
    if (bzv_first(v, "dtc") == NULL)
        bzv_needs(findings, "", "the local MSDTC of %s: create dtc NAME Computer=COMPUTER PROPERTY=VALUE...", nodes);
    else
        bzv_needs(findings, "", "%s on %s: set dtc NAME %s", what, nodes, assignment);
}

/* ---- the clustered one ---- */

void bzt_DTC001(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row;

    if (bzv_first_that(v, NULL, bzv_is_dtc) != NULL)
        return;
    BZV_EACH (row, v, "resource")
        if (bzv_is_sso(row) || *bzv_host_of(row) != '\0') {
            bzv_found(findings, bzv_get(row, "group"),
                      bzv_print(v, "resource add MSDTC --group %s --type 'Distributed Transaction Coordinator'",
                                bzv_word(v, bzv_get(row, "group"))),
                      "resource \"%s\" of group \"%s\" is clustered, and no MSDTC is", bzv_name(row),
                      bzv_get(row, "group"));
            return;
        }
}

void bzt_DTC002(struct bzv_view *v, cohort_findings *findings)
{
    static const char *const needed[][3] = {{"network name", "Network Name", "Network Name"},
                                            {"storage", "disk", "Physical Disk"}};
    const struct bzv_row *row, *provider;
    int i;

    BZV_EACH (row, v, "resource")
        for (i = 0; bzv_is_dtc(row) && bzv_concerns(v) && i < BZT_COUNT(needed); i++) {
            if (bzv_provider(v, row, needed[i][0]) != NULL)
                continue;
            provider = bzv_of_class(v, bzv_get(row, "group"), needed[i][0]);
            bzv_found(findings, bzv_name(row),
                      provider != NULL ? bzv_depend_line(v, row, bzv_name(provider))
                                       : bzv_print(v, "resource add NAME --group %s --type '%s'",
                                                   bzv_word(v, bzv_get(row, "group")), needed[i][2]),
                      "resource \"%s\" is MSDTC and depends on no %s", bzv_name(row), needed[i][1]);
        }
}

void bzt_DTC004(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *row, *dtc;

    BZV_EACH (row, v, "resource") {
        if (!bzv_is_dtc(row) || !bzv_concerns(v))
            continue;
        dtc = bzv_where(v, "dtc", "Resource", bzv_name(row));
        if (bzv_is(dtc, "Authentication", "IncomingCaller"))
            continue;
        if (!bzv_told(dtc, "Authentication"))
            bzv_needs(findings, bzv_name(row),
                      dtc == NULL ? "the authentication of callers: create dtc NAME Resource=%s "
                                    "Authentication=IncomingCaller|Mutual|None"
                                  : "the authentication of callers: set dtc %s "
                                    "Authentication=IncomingCaller|Mutual|None",
                      bzv_word(v, bzv_name(dtc == NULL ? row : dtc)));
        else
            bzv_found(findings, bzv_name(row),
                      bzv_then(v, "Set Incoming Caller Authentication Required",
                               bzv_print(v, "set dtc %s Authentication=IncomingCaller", bzv_word(v, bzv_name(dtc)))),
                      "resource \"%s\" has Authentication=%s", bzv_name(row), bzv_get(dtc, "Authentication"));
    }
}

/* ---- the local ones ---- */

static void network_access(struct bzv_view *v, cohort_findings *findings, const struct bzv_row *dtc)
{
    static const char *const access[] = {"NetworkAccess", "Inbound", "Outbound"};
    const char *off = "", *unknown = "", *line = "", *name = bzv_name(dtc);
    int i;

    for (i = 0; i < BZT_COUNT(access); i++)
        if (bzv_is(dtc, access[i], "No")) {
            off = bzv_join(v, off, access[i]);
            line = bzv_print(v, "%s %s=Yes", line, access[i]);
        } else if (!bzv_told(dtc, access[i])) {
            unknown = bzv_print(v, "%s %s=Yes|No", unknown, access[i]);
        }
    if (*off != '\0')
        bzv_found(findings, name,
                  bzv_then(v, "Allow it and restart MSDTC", bzv_print(v, "set dtc %s%s", bzv_word(v, name), line)),
                  "of MSDTC \"%s\" is off: %s", name, off);
    else if (*unknown != '\0')
        bzv_needs(findings, name, "what MSDTC \"%s\" allows: set dtc %s%s", name, bzv_word(v, name), unknown);
}

void bzt_DTC003(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *node, *dtc, *row;
    const char *missing = "";

    BZV_EACH (dtc, v, "dtc")
        network_access(v, findings, dtc);
    BZV_EACH (row, v, "resource")
        if (bzv_is_dtc(row) && bzv_concerns(v) && bzv_where(v, "dtc", "Resource", bzv_name(row)) == NULL)
            bzv_needs(findings, bzv_name(row),
                      "what clustered MSDTC \"%s\" allows: create dtc NAME Resource=%s NetworkAccess=Yes|No "
                      "Inbound=Yes|No Outbound=Yes|No",
                      bzv_name(row), bzv_word(v, bzv_name(row)));
    BZV_EACH (node, v, "node")
        if (bzv_is_ours(v, bzv_name(node)) && local_dtc(v, bzv_name(node)) == NULL &&
            clustered(v, bzv_name(node)) == NULL)
            missing = bzv_join(v, missing, bzv_name(node));
    asks(v, findings, "what MSDTC allows", missing, "NetworkAccess=Yes|No Inbound=Yes|No Outbound=Yes|No");
}

/* The start type of MSDTC's service on a node; @line: what sets it to @wanted. "": nobody told. */
static const char *start_of(struct bzv_view *v, const char *node, const char *wanted, const char **line)
{
    const struct bzv_row *dtc = local_dtc(v, node), *service = bzv_service(v, "MSDTC", node);

    if (bzv_told(dtc, "Start") || service == NULL) {
        *line = bzv_then(v, bzv_print(v, "Set its start type to %s", wanted),
                         bzv_print(v, "set dtc %s Start=%s", bzv_word(v, bzv_name(dtc)), wanted));
        return bzv_get(dtc, "Start");
    }
    *line = bzv_print(v, "set service %s Start=%s", bzv_word(v, bzv_name(service)), wanted);
    return bzv_get(service, "start");
}

/* Nodes where it is clustered, or not, and does not start as it should. */
static void starts(struct bzv_view *v, cohort_findings *findings, int is_clustered, const char *wanted)
{
    const struct bzv_row *node, *resource;
    const char *unknown = "", *line;

    BZV_EACH (node, v, "node") {
        const char *name = bzv_name(node), *start = start_of(v, name, wanted, &line);

        resource = clustered(v, name);
        if ((resource != NULL) != is_clustered || (resource == NULL && !bzv_is_ours(v, name)) ||
            bzt_same(start, wanted))
            continue;
        if (*start == '\0')
            unknown = bzv_join(v, unknown, name);
        else
            bzv_found(findings, name, line,
                      resource != NULL ? "the start type of MSDTC on %s is %s, and resource \"%s\" drives it"
                                       : "the start type of MSDTC on %s is %s, and it is not clustered there",
                      name, start, bzv_name(resource));
    }
    asks(v, findings, "how MSDTC starts", unknown, "Start=Auto|Manual|Disabled");
}

void bzt_DTC005(struct bzv_view *v, cohort_findings *findings)
{
    starts(v, findings, 1, "Manual");
}

void bzt_DTC006(struct bzv_view *v, cohort_findings *findings)
{
    starts(v, findings, 0, "Auto");
}

void bzt_DTC007(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *node, *dtc, *resource;
    const char *unknown = "";

    BZV_EACH (node, v, "node") {
        resource = clustered(v, bzv_name(node));
        dtc = local_dtc(v, bzv_name(node));
        if (resource == NULL || bzv_is(dtc, "SecurityChanged", "No"))
            continue;
        if (bzv_is(dtc, "SecurityChanged", "Yes"))
            bzv_found(findings, bzv_name(dtc), NULL,
                      "the security settings of the local MSDTC of %s were changed, beside those of \"%s\"",
                      bzv_name(node), bzv_name(resource));
        else
            unknown = bzv_join(v, unknown, bzv_name(node));
    }
    asks(v, findings, "whether the security settings of the local MSDTC were changed", unknown,
         "SecurityChanged=Yes|No");
}

void bzt_DTC008(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *dtc, *other, *node;
    const char *unknown = "";

    BZV_EACH (dtc, v, "dtc")
        for (other = bzv_next(dtc); other != NULL; other = bzv_next(other))
            if (bzv_told(dtc, "Cid") && bzv_is(other, "Cid", bzv_get(dtc, "Cid")))
                bzv_found(findings, bzv_name(other), NULL, "MSDTC \"%s\" and \"%s\" have the same CID %s",
                          bzv_name(dtc), bzv_name(other), bzv_get(dtc, "Cid"));
    BZV_EACH (node, v, "node")
        if (bzv_is_ours(v, bzv_name(node)) && !bzv_told(local_dtc(v, bzv_name(node)), "Cid"))
            unknown = bzv_join(v, unknown, bzv_name(node));
    asks(v, findings, "the CID of MSDTC", unknown, "Cid=CID");
}

/* ENTSSO 4 and 4.5 came with 2009 and 2010. 1: that old, 0: newer, -1: nobody told. */
static int is_old(const struct bzv_view *v, const char *node)
{
    const char *files = bzv_get(bzv_ssoserver(v, node), "Version");
    const char *product = bzv_get(bzv_biztalkserver(v, node), "Version");

    if (*files != '\0')
        return bzt_same(files, "4") || bzv_begins(files, "4.");
    if (*product != '\0')
        return bzv_begins(product, "2009") || bzv_begins(product, "2010");
    return -1;
}

void bzt_DTC009(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *node, *resource;
    const char *unknown = "";

    BZV_EACH (node, v, "node") {
        const char *name = bzv_name(node);
        const struct bzv_row *server = bzv_ssoserver(v, name);
        int old = is_old(v, name);

        resource = clustered(v, name);
        if (resource == NULL || !bzv_is_ours(v, name) || old == 0 ||
            bzv_contains(bzv_get(server, "Hotfixes"), "2688226"))
            continue;
        if (old < 0)
            unknown = bzv_join(v, unknown, name);
        else
            bzv_found(findings, name,
                      server != NULL
                          ? bzv_then(v, "Install the fix",
                                     bzv_print(v, "set ssoserver %s Hotfixes=2688226", bzv_word(v, bzv_name(server))))
                          : NULL,
                      "ENTSSO of %s is of version 4 without fix 2688226, and MSDTC is clustered in group \"%s\"", name,
                      bzv_get(resource, "group"));
    }
    if (*unknown != '\0')
        bzv_needs(findings, "", "the version of SSO on %s: %s", unknown,
                  bzv_tell_line(v, "ssoserver", unknown, "Version=VERSION"));
}

static int online_somewhere(const struct bzv_view *v)
{
    const struct bzv_row *row;

    BZV_EACH (row, v, "resource")
        if (bzv_is_dtc(row) && bzv_is(row, "state", "Online"))
            return 1;
    return 0;
}

void bzt_DTC010(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *node;
    const char *unknown = "";

    BZV_EACH (node, v, "node") {
        const char *name = bzv_name(node);
        const struct bzv_row *dtc = local_dtc(v, name), *service = bzv_service(v, "MSDTC", name);
        int up = bzv_is(node, "state", "Up");

        if (bzv_sso_service(v, name) == NULL || bzv_is(dtc, "Running", "Yes") || online_somewhere(v) ||
            (service != NULL && (!up || !bzv_is(service, "state", "Stopped"))))
            continue;
        if (service != NULL || bzv_is(dtc, "Running", "No"))
            bzv_found(findings, name,
                      service != NULL ? bzv_print(v, "service start MSDTC --node %s", bzv_word(v, name))
                                      : bzv_then(v, "Start MSDTC",
                                                 bzv_print(v, "set dtc %s Running=Yes", bzv_word(v, bzv_name(dtc)))),
                      "ENTSSO is on %s, where MSDTC does not run, and none is online in the cluster", name);
        else
            unknown = bzv_join(v, unknown, name);
    }
    asks(v, findings, "whether MSDTC runs", unknown, "Running=Yes|No");
}
