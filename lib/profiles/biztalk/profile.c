/* The profile: its tables put together. */
#include "biztalk.h"
#include "procedures.h"
#include "rules.h"
#include "verbs.h"
#include "view.h"

static void *read_view(cohort *h)
{
    return bzv_view_new(h);
}

static void free_view(void *view)
{
    bzv_view_free(view);
}

const cohort_profile *cohort_biztalk_profile(void)
{
    static cohort_profile profile;

    profile = (cohort_profile){.struct_size = sizeof profile,
                               .name = "biztalk",
                               .meaning = "Enterprise Single Sign-On and BizTalk Server",
                               .kinds = bzt_kinds,
                               .kind_count = bzt_kind_count,
                               .types = bzt_types,
                               .type_count = bzt_type_count,
                               .rules = bzt_rules,
                               .rule_count = bzt_rule_count,
                               .read_view = read_view,
                               .free_view = free_view,
                               .procedures = bzt_procedures,
                               .procedure_count = bzt_procedure_count,
                               .verbs = bzt_verbs,
                               .verb_count = bzt_verb_count,
                               .react = bzt_react};
    return &profile;
}
