/* The table of all rules. */
#include "rules.h"

#define ROW(id, severity, condition, consequence, remedy, source)                                                      \
    {sizeof(cohort_rule), COHORT_SEVERITY_##severity, #id, condition, consequence, remedy, source, bzt_##id},

const cohort_rule bzt_rules[] = {BZT_RULE_LIST(ROW)};
const int bzt_rule_count = BZT_COUNT(bzt_rules);
