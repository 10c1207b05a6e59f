/*
 * The built-in resource types. They are code: they are in every database under the same (negative) ids, and nobody can delete them.
 *
 * What core must know of a type is a property here (class, what it drives, what it requires); core never compares type names.
 */
#include "core/inner.h"

static const struct coh_builtin builtins[] = {
    {"Generic Application", "program", "", "", "A program that the cluster runs", 5000, 60000},
    {"Generic Service", "", "service", "", "The cluster's hand on a service of the owner node", 5000, 60000},
    {"Generic Script", "script", "", "",
     "An executable that is called with online, offline, looksalive, isalive, terminate", 5000, 60000},
    {"IP Address", "IP address", "", "", "An address that clients reach the group under", 5000, 60000},
    {"Network Name", "network name", "", "IP address", "A name that clients reach the group under", 5000, 60000},
};

void coh_builtin_types(struct coh_engine *e)
{
    size_t i;

    for (i = 0; i < sizeof builtins / sizeof builtins[0]; i++) {
        struct coh_obj *obj = coh_obj_new(e, COH_TYPE, -1 - (int64_t)i, builtins[i].name);

        ((struct coh_type *)obj)->builtin = &builtins[i];
        coh_obj_link(e, obj);
    }
}
