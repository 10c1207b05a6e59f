/**
 * @file biztalk.h
 * The profile of Enterprise Single Sign-On (SSO) and BizTalk Server, its own library: libcohort-biztalk.
 *
 * Its kinds of objects, resource types, rules and verbs are in docs/manual/biztalk.md. Rules whose facts are in the
 * plain model (resources, dependencies, services named ENTSSO and BTSSvc$...) need no object of these kinds.
 */
#ifndef COHORT_BIZTALK_H
#define COHORT_BIZTALK_H

#include <cohort/profile.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The profile, for cohort_profile_attach(); a constant. @since 0.1 */
COHORT_API const cohort_profile *cohort_biztalk_profile(void);

#ifdef __cplusplus
}
#endif
#endif
