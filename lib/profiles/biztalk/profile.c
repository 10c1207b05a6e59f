/* The profile: its tables put together. */
#include "biztalk.h"

const cohort_profile *cohort_biztalk_profile(void)
{
    static cohort_profile profile;

    profile = (cohort_profile){.struct_size = sizeof profile,
                               .name = "biztalk",
                               .meaning = "Enterprise Single Sign-On and BizTalk Server",
                               .kinds = bzt_kinds,
                               .kind_count = bzt_kind_count,
                               .types = bzt_types,
                               .type_count = bzt_type_count};
    return &profile;
}
