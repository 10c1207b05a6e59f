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
    /* A smaller struct has not all three functions; a larger one is a later version's, its tail is not ours. */
    if (from->struct_size < sizeof *from)
        return COHORT_ERR_INVALID;
    if (from->allocate == NULL || from->reallocate == NULL || from->release == NULL)
        return COHORT_ERR_INVALID;
    mem->use = *from;
    mem->use.struct_size = sizeof mem->use;
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
