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
    static const cohort_profile profile = {.struct_size = sizeof profile,
                                           .name = "biztalk",
                                           .meaning = "Enterprise Single Sign-On and BizTalk Server",
                                           .kinds = bzt_kinds,
                                           .kind_count = BZT_KINDS,
                                           .types = bzt_types,
                                           .type_count = BZT_TYPES,
                                           .rules = bzt_rules,
                                           .rule_count = BZT_RULES,
                                           .read_view = read_view,
                                           .free_view = free_view,
                                           .procedures = bzt_procedures,
                                           .procedure_count = BZT_PROCEDURES,
                                           .verbs = bzt_verbs,
                                           .verb_count = BZT_VERBS,
                                           .react = bzt_react};

    return &profile;
}
