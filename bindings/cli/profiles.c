/*
 * The profiles that the command knows: what any program would attach.
 */
#include "cli.h"

#include <stddef.h>

#ifdef COHORT_WITH_BIZTALK
#include <cohort/biztalk.h>
#endif

const cohort_profile *const *cli_profiles(void)
{
    static const cohort_profile *profiles[2];

#ifdef COHORT_WITH_BIZTALK
    profiles[0] = cohort_biztalk_profile();
#endif
    return profiles;
}

int cli_attach(cohort *h)
{
    const cohort_profile *const *profile;
    int rc = 0;

    for (profile = cli_profiles(); rc == 0 && *profile != NULL; profile++)
        rc = cohort_profile_attach(h, *profile);
    return rc;
}
