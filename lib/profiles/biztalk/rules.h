/*
 * The rules: tables of rows X(ID, SEVERITY, condition, consequence, remedy, source), one header a chapter, put together
 * in rules.c. The function that looks is bzt_ID, in rules_*.c.
 *
 * A remedy here is what to do in words; a finding gives the line of the command language where there is one.
 */
#ifndef BZT_RULES_H
#define BZT_RULES_H

#include "biztalk.h"
#include "rules_accounts.h"
#include "rules_adapter.h"
#include "rules_config.h"
#include "rules_host.h"
#include "rules_network.h"
#include "rules_secret.h"
#include "rules_sso.h"
#include "view.h"

#define BZT_RULE_LIST(X)                                                                                               \
    BZT_RULES_SSO(X)                                                                                                   \
    BZT_RULES_SECRET(X)                                                                                                \
    BZT_RULES_ACCOUNTS(X)                                                                                              \
    BZT_RULES_SERVICES(X)                                                                                              \
    BZT_RULES_HOST(X)                                                                                                  \
    BZT_RULES_ADAPTER(X)                                                                                               \
    BZT_RULES_IIS(X)                                                                                                   \
    BZT_RULES_DTC(X)                                                                                                   \
    BZT_RULES_NETWORK(X)                                                                                               \
    BZT_RULES_CONFIG(X)

#define BZT_DECLARE(id, severity, condition, consequence, remedy, source)                                              \
    void bzt_##id(struct bzv_view *v, cohort_findings *findings);
BZT_RULE_LIST(BZT_DECLARE)
#undef BZT_DECLARE

#define BZT_ONE(id, severity, condition, consequence, remedy, source) +1
enum { BZT_RULES = 0 BZT_RULE_LIST(BZT_ONE) };
#undef BZT_ONE
extern const cohort_rule bzt_rules[BZT_RULES];

#endif
