/*
 * Memory of one handle. It decides nothing but where blocks come from: the embedder's functions or malloc.
 */
#include "util/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void *default_allocate(void *user, uint64_t size)
{
    (void)user;
    return size > SIZE_MAX ? NULL : malloc((size_t)size);
}

static void *default_reallocate(void *user, void *block, uint64_t size)
{
    (void)user;
    return size > SIZE_MAX ? NULL : realloc(block, (size_t)size);
}

static void default_release(void *user, void *block)
{
    (void)user;
    free(block);
}

int coh_mem_init(struct coh_mem *mem, const cohort_allocator *from)
{
    if (from == NULL) {
        mem->use = (cohort_allocator){
            .struct_size = sizeof mem->use,
            .allocate = default_allocate,
            .reallocate = default_reallocate,
            .release = default_release,
        };
        return COHORT_OK;
    }
    if (from->struct_size < COH_UP_TO(cohort_allocator, release))
        return COHORT_ERR_INVALID;
    if (from->allocate == NULL || from->reallocate == NULL || from->release == NULL)
        return COHORT_ERR_INVALID;
    coh_take(&mem->use, sizeof mem->use, from, 0);
    return COHORT_OK;
}

void *coh_alloc(const struct coh_mem *mem, size_t size)
{
    /* Zero bytes may give NULL, which must mean "out of memory" only. */
    return mem->use.allocate(mem->use.user, size == 0 ? 1 : size);
}

void *coh_zalloc(const struct coh_mem *mem, size_t size)
{
    void *block = coh_alloc(mem, size);

    if (block != NULL)
        memset(block, 0, size);
    return block;
}

void *coh_realloc(const struct coh_mem *mem, void *block, size_t size)
{
    return mem->use.reallocate(mem->use.user, block, size == 0 ? 1 : size);
}

void coh_free(const struct coh_mem *mem, void *block)
{
    if (block != NULL)
        mem->use.release(mem->use.user, block);
}

char *coh_strdup(const struct coh_mem *mem, const char *text)
{
    return coh_strndup(mem, text, strlen(text));
}

char *coh_strndup(const struct coh_mem *mem, const char *text, size_t size)
{
    char *copy;

    if (size == SIZE_MAX)
        return NULL;
    copy = coh_alloc(mem, size + 1);
    if (copy != NULL) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

/* ---- public structs of any version ---- */

void coh_take(void *ours, size_t size, const void *array, size_t index)
{
    const uint32_t full = (uint32_t)size;
    uint32_t stride;

    memcpy(&stride, array, sizeof stride);
    memset(ours, 0, size);
    memcpy(ours, (const char *)array + index * stride, stride < size ? stride : size);
    memcpy(ours, &full, sizeof full);
}

void coh_give(void *theirs, const void *ours, size_t size)
{
    uint32_t room;

    memcpy(&room, theirs, sizeof room);
    if (room > sizeof room)
        memcpy((char *)theirs + sizeof room, (const char *)ours + sizeof room,
               (room < size ? room : size) - sizeof room);
}
