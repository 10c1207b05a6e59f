/* Rules about SSO's resource and the group that it is in. */
#ifndef BZT_RULES_SSO_H
#define BZT_RULES_SSO_H

#include "sources.h"

#define BZT_RULES_SSO(X)                                                                                               \
    X(SSO006, ERROR, "The resource of ENTSSO depends on no Network Name",                                              \
      "Clients cannot retrieve the master secret: 10532 with 0x800706D9; a backup answers 0xC0002A0F",                 \
      "Add the dependency on the group's Network Name, then take the resource offline and online",                     \
      BZT_SEED ", step 15.10")

#endif
