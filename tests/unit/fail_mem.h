/* An allocator that counts what is live and can fail the n-th allocation, once or from then on. */
#ifndef FAIL_MEM_H
#define FAIL_MEM_H

#include <stdint.h>
#include <stdlib.h>

#include <cohort/handle.h>

struct fail_mem {
    int64_t live;    /* blocks not yet released */
    int64_t calls;   /* allocations asked for */
    int64_t fail_at; /* the call that fails, from 1; 0: none */
    int persistent;  /* and all later ones */
};

static inline int fail_mem_now(struct fail_mem *fail)
{
    fail->calls++;
    return fail->fail_at != 0 && (fail->calls == fail->fail_at || (fail->persistent && fail->calls > fail->fail_at));
}

static inline void *fail_mem_allocate(void *user, uint64_t size)
{
    struct fail_mem *fail = user;
    void *block = fail_mem_now(fail) ? NULL : malloc((size_t)size);

    fail->live += block != NULL;
    return block;
}

static inline void *fail_mem_reallocate(void *user, void *block, uint64_t size)
{
    struct fail_mem *fail = user;
    void *bigger = fail_mem_now(fail) ? NULL : realloc(block, (size_t)size);

    fail->live += bigger != NULL && block == NULL;
    return bigger;
}

static inline void fail_mem_release(void *user, void *block)
{
    struct fail_mem *fail = user;

    fail->live -= block != NULL;
    free(block);
}

static inline cohort_allocator fail_mem_allocator(struct fail_mem *fail)
{
    return (cohort_allocator){
        .struct_size = sizeof(cohort_allocator),
        .user = fail,
        .allocate = fail_mem_allocate,
        .reallocate = fail_mem_reallocate,
        .release = fail_mem_release,
    };
}

#endif
