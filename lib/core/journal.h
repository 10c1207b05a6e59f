/*
 * The undo journal: every change of the model goes through here, so a step can be taken back exactly.
 *
 * Running out of memory and refusing are throws (longjmp to coh_engine_step): nobody in core checks for them, and nothing is left half done.
 */
#ifndef COH_JOURNAL_H
#define COH_JOURNAL_H

#include <setjmp.h>

#include "core/model.h"

enum coh_undo_kind {
    UNDO_8 = 1,
    UNDO_32,
    UNDO_64,
    UNDO_PTR,
    UNDO_BLOCK,
    UNDO_TIMER,
    UNDO_MAP_PUT,
    UNDO_MAP_DEL,
    UNDO_ID_PUT,
    UNDO_ID_DEL,
    UNDO_NEW,
    UNDO_GONE
};

struct coh_undo {
    void *where;
    int64_t old;
    void *other; /* UNDO_TIMER: kind; maps: the value */
    int32_t kind;
};

/* Memory that lives until the effects are forgotten. */
struct coh_chunk {
    struct coh_chunk *next;
    size_t used, room;
};

struct coh_queue {
    struct coh_obj **v;
    int head, count, room;
};

struct coh_engine {
    struct coh_mem mem;
    struct coh_model m;
    jmp_buf *escape;
    struct coh_error *error;
    struct coh_undo *undo;
    int undo_count, undo_room;
    struct coh_chunk *arena;
    struct coh_effects effects; /* its arrays are these: */
    struct coh_applied *inputs;
    struct coh_transition *transitions;
    struct coh_obj **dirty;
    struct coh_action *actions;
    int input_room, transition_room, dirty_room, action_room;
    struct coh_queue decide, gates, issue, services, groups;
    struct coh_buf scratch; /* cells of coh_row_get() */
    int64_t cause;          /* what the next transition follows from; <= 0: an input (in a batch, less its seq) */
    int64_t epoch;          /* of walks */
    uint8_t batch;          /* between begin and commit: nothing is settled */
    int committed;          /* the effects may be forgotten at the next step */
    const char *keep_locks; /* what the request may not do if that ends a lock: 5960; NULL: it may */
    int loading;            /* changes are not journalled */
    struct coh_obj *half;   /* while loading: made and in no list yet */
};

_Noreturn void coh_throw(struct coh_engine *e, int code, int64_t win32, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
_Noreturn void coh_throw_nomem(struct coh_engine *e);

void *coh_new_block(struct coh_engine *e, size_t size); /* zeroed; throws. To be stored with coh_set_block() */
void *coh_arena(struct coh_engine *e, size_t size);
const char *coh_arena_fmt(struct coh_engine *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *coh_arena_text(struct coh_engine *e, const char *text); /* NULL stays NULL */

void coh_set8(struct coh_engine *e, uint8_t *where, uint8_t value);
void coh_set32(struct coh_engine *e, int32_t *where, int32_t value);
void coh_set64(struct coh_engine *e, int64_t *where, int64_t value);
void coh_set_ptr(struct coh_engine *e, void *where, const void *value); /* a link */
/* Replace an owned block: the old one is freed at commit, the new one at rollback. */
void coh_set_block(struct coh_engine *e, void *where, void *value);
void coh_set_text(struct coh_engine *e, char **where,
                  const char *value); /* copies; NULL allowed; equal texts: nothing */
void coh_set_timer(struct coh_engine *e, struct coh_timer *timer, int kind, int64_t deadline_ms);
void coh_clear_timer(struct coh_engine *e, struct coh_timer *timer);
void coh_map_add(struct coh_engine *e, struct coh_map *map, void *value);
void coh_map_remove(struct coh_engine *e, struct coh_map *map, void *value);
void coh_map_add_id(struct coh_engine *e, struct coh_obj *obj);
void coh_map_remove_id(struct coh_engine *e, struct coh_obj *obj);
void coh_note_new(struct coh_engine *e, struct coh_obj *obj);  /* freed at rollback */
void coh_note_gone(struct coh_engine *e, struct coh_obj *obj); /* freed when the step is forgotten */
void coh_dirty(struct coh_engine *e, struct coh_obj *obj, unsigned flags);

void coh_undo_to(struct coh_engine *e, int count);
void coh_forget(struct coh_engine *e); /* the journal: frees what was replaced */
void coh_obj_free(struct coh_engine *e, struct coh_obj *obj);

/* The heap of timers. */
void coh_heap_reserve(struct coh_engine *e); /* for one timer more; throws */
struct coh_timer *coh_heap_top(const struct coh_model *m);

/* Lists of numbers. */
struct coh_ints *coh_ints_with(struct coh_engine *e, const struct coh_ints *list, int64_t value); /* at the end */
struct coh_ints *coh_ints_without(struct coh_engine *e, const struct coh_ints *list,
                                  int64_t value);                                                 /* NULL when empty */
struct coh_ints *coh_ints_since(struct coh_engine *e, const struct coh_ints *list, int64_t from); /* those >= from */
struct coh_ints *coh_ints_sorted_with(struct coh_engine *e, const struct coh_ints *list, int64_t value);
int coh_ints_has(const struct coh_ints *list, int64_t value);

#define COH_VEC_PUSH(e, array, count, room)                                                                            \
    do {                                                                                                               \
        if ((count) == (room))                                                                                         \
            coh_vec_grow((e), (void **)&(array), &(room), sizeof *(array));                                            \
        (count)++;                                                                                                     \
    } while (0)
int coh_journal_room(struct coh_engine *e); /* for one entry more; 0: out of memory */
void coh_vec_grow(struct coh_engine *e, void **array, int *room, size_t size);

#endif
