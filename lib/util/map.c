/*
 * Hash tables with linear probing. A deletion moves the followers up instead of leaving a mark, and a table never
 * shrinks: therefore undoing a deletion always finds room, and lookups do not slow down with churn.
 * Nobody iterates, so the order of slots is never seen.
 */
#include "util/map.h"

#include <cohort/error.h>

#include "util/text.h"

enum { MAP_FIRST_ROOM = 16 };

void coh_map_init(struct coh_map *map, const struct coh_mem *mem, const char *(*name_of)(const void *value))
{
    *map = (struct coh_map){.mem = mem, .name_of = name_of};
}

void coh_map_free(struct coh_map *map)
{
    if (map->slots != NULL)
        coh_free(map->mem, map->slots);
    map->slots = NULL;
    map->used = 0;
    map->room = 0;
}

/* Where the search for a hash begins. Multiplying spreads ids, which are dense, and evens out weak name hashes. */
static size_t home_of(const struct coh_map *map, uint64_t hash)
{
    return (size_t)((hash * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (map->room - 1);
}

static void put(struct coh_map *map, uint64_t hash, void *value)
{
    size_t at = home_of(map, hash);

    while (map->slots[at].value != NULL)
        at = (at + 1) & (map->room - 1);
    map->slots[at] = (struct coh_map_slot){hash, value};
    map->used++;
}

int coh_map_reserve(struct coh_map *map, size_t more)
{
    struct coh_map old = *map;
    size_t room = map->room == 0 ? MAP_FIRST_ROOM : map->room;
    struct coh_map_slot *slots;
    size_t i;

    if (more > SIZE_MAX / 4 / sizeof *slots - map->used)
        return COHORT_ERR_NOMEM;
    while (map->used + more > room / 4 * 3)
        room *= 2;
    if (room == map->room)
        return COHORT_OK;
    slots = coh_zalloc(map->mem, room * sizeof *slots);
    if (slots == NULL)
        return COHORT_ERR_NOMEM;
    map->slots = slots;
    map->room = room;
    map->used = 0;
    for (i = 0; i < old.room; i++)
        if (old.slots[i].value != NULL)
            put(map, old.slots[i].hash, old.slots[i].value);
    coh_free(map->mem, old.slots);
    return COHORT_OK;
}

/* The slot of a key (@name NULL: the hash is the key), or NULL. */
static struct coh_map_slot *find(const struct coh_map *map, uint64_t hash, const char *name)
{
    size_t at;

    if (map->used == 0)
        return NULL;
    for (at = home_of(map, hash); map->slots[at].value != NULL; at = (at + 1) & (map->room - 1)) {
        struct coh_map_slot *slot = &map->slots[at];

        if (slot->hash == hash && (name == NULL || coh_name_cmp(map->name_of(slot->value), name) == 0))
            return slot;
    }
    return NULL;
}

static void del(struct coh_map *map, struct coh_map_slot *slot)
{
    size_t mask = map->room - 1;
    size_t hole, at;

    if (slot == NULL)
        return;
    hole = (size_t)(slot - map->slots);
    for (at = (hole + 1) & mask; map->slots[at].value != NULL; at = (at + 1) & mask) {
        size_t home = home_of(map, map->slots[at].hash);

        /* A follower may move up unless that would put it before its home. */
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            map->slots[hole] = map->slots[at];
            hole = at;
        }
    }
    map->slots[hole] = (struct coh_map_slot){0, NULL};
    map->used--;
}

void *coh_map_get_name(const struct coh_map *map, const char *name)
{
    struct coh_map_slot *slot = find(map, coh_name_hash(name), name);

    return slot == NULL ? NULL : slot->value;
}

void coh_map_put_name(struct coh_map *map, void *value)
{
    put(map, coh_name_hash(map->name_of(value)), value);
}

void coh_map_del_name(struct coh_map *map, const char *name)
{
    del(map, find(map, coh_name_hash(name), name));
}

void *coh_map_get_id(const struct coh_map *map, int64_t id)
{
    struct coh_map_slot *slot = find(map, (uint64_t)id, NULL);

    return slot == NULL ? NULL : slot->value;
}

void coh_map_put_id(struct coh_map *map, int64_t id, void *value)
{
    put(map, (uint64_t)id, value);
}

void coh_map_del_id(struct coh_map *map, int64_t id)
{
    del(map, find(map, (uint64_t)id, NULL));
}
