/*
 * What the files of this profile share. Public headers only: any program could be this.
 *
 *   kinds.c     kinds of objects and resource types: data
 *   view.c      the tables of the model at one moment, and texts; model.c: one place for each question about it
 *   rules.c     the table of rules; rules_*.c what they look at
 *   sso.c       the same questions one by one, for those that act: verbs.h and what it lists
 *   react.c     what SSO servers do when something around them changes
 *   profile.c   the tables put together
 */
#ifndef BZT_H
#define BZT_H

#include <cohort/biztalk.h>
#include <cohort/cohort.h>

#define BZT_COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* kinds.c. A table of another size does not compile. */
enum { BZT_KINDS = 19, BZT_TYPES = 3 };
extern const cohort_kind bzt_kinds[BZT_KINDS];
extern const cohort_type bzt_types[BZT_TYPES];

#endif
