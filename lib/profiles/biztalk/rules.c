/* The table of all rules. */
#include "rules.h"

#define CHECK(id, severity, condition, consequence, remedy, source)                                                    \
    static void check_##id(cohort *h, cohort_findings *findings)                                                       \
    {                                                                                                                  \
        (void)h;                                                                                                       \
        bzt_##id(cohort_findings_view(findings), findings);                                                            \
    }
BZT_RULE_LIST(CHECK)

#define ROW(id, severity, condition, consequence, remedy, source)                                                      \
    {sizeof(cohort_rule), COHORT_SEVERITY_##severity, #id, condition, consequence, remedy, source, check_##id},

const cohort_rule bzt_rules[] = {BZT_RULE_LIST(ROW)};
