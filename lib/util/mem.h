/* Memory of one handle: every allocation of the library goes through it. */
#ifndef COH_MEM_H
#define COH_MEM_H

#include <stddef.h>

#include <cohort/handle.h>

struct coh_mem {
    cohort_allocator use; /* always filled in */
};

/* @from NULL: malloc. Returns COHORT_ERR_INVALID when a function is missing. */
int coh_mem_init(struct coh_mem *mem, const cohort_allocator *from);

void *coh_alloc(const struct coh_mem *mem, size_t size);  /* NULL: out of memory */
void *coh_zalloc(const struct coh_mem *mem, size_t size); /* zero-filled */
void *coh_realloc(const struct coh_mem *mem, void *block, size_t size);
void coh_free(const struct coh_mem *mem, void *block);
char *coh_strdup(const struct coh_mem *mem, const char *text);
char *coh_strndup(const struct coh_mem *mem, const char *text, size_t size);

/* Public structs begin with their struct_size: a program may have been compiled with fewer or more members than ours. */

/* What a struct must have of @type at least: everything up to @member. */
#define COH_UP_TO(type, member) (offsetof(type, member) + sizeof(((type *)NULL)->member))
/* Element @index of @array (0: a struct alone) as one of ours, of @size bytes; members that it lacks are 0. */
void coh_take(void *ours, size_t size, const void *array, size_t index);
/* As much of @ours as a program's struct has room for; its struct_size stays what it is. */
void coh_give(void *theirs, const void *ours, size_t size);

#endif
