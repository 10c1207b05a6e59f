/* Small hash tables that point to objects: open addressing, deterministic; never iterated.
 * A value is never NULL; a name may change only while its object is not in the table. Deleting what is not there does nothing. */
#ifndef COH_MAP_H
#define COH_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "util/mem.h"

/* Both tables: coh_*_reserve() before a put makes that put (and a later take-back) unable to fail.
 * A deletion can always be undone: tables do not shrink. */
struct coh_map_slot {
    uint64_t hash;
    void *value;
};

struct coh_map {
    const struct coh_mem *mem;
    struct coh_map_slot *slots;
    size_t used, room;                         /* room: a power of two */
    const char *(*name_of)(const void *value); /* names: how to compare; NULL: the hash is the key (ids) */
};

void coh_map_init(struct coh_map *map, const struct coh_mem *mem, const char *(*name_of)(const void *value));
void coh_map_free(struct coh_map *map);
int coh_map_reserve(struct coh_map *map, size_t more); /* COHORT_ERR_NOMEM */

void *coh_map_get_name(const struct coh_map *map, const char *name); /* case ignored */
void coh_map_put_name(struct coh_map *map, void *value);             /* room must be reserved; not there yet */
void coh_map_del_name(struct coh_map *map, const char *name);

void *coh_map_get_id(const struct coh_map *map, int64_t id);
void coh_map_put_id(struct coh_map *map, int64_t id, void *value);
void coh_map_del_id(struct coh_map *map, int64_t id);

#endif
