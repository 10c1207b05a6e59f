/* SSO001-SSO021: SSO's resource and the group that it is in. */
#include "rules.h"

void bzt_SSO006(struct bzv_view *v, cohort_findings *findings)
{
    const struct bzv_row *sso, *name;

    BZV_EACH (sso, v, "resource") {
        if (!bzv_is_sso(sso) || bzv_provider(v, sso, "network name") != NULL)
            continue;
        name = bzv_of_class(v, bzv_get(sso, "group"), "network name");
        bzv_found(findings, bzv_name(sso), name != NULL ? bzv_depend_line(v, sso, bzv_name(name)) : NULL,
                  "resource \"%s\" drives ENTSSO in group \"%s\" and depends on no Network Name: clients find no "
                  "endpoint under the group's name",
                  bzv_name(sso), bzv_get(sso, "group"));
    }
}
