/*
 * The undo journal, the step's arena, and the heap of timers.
 *
 * A journal entry is an address and what stood there. Links and counters that follow from other fields are journalled too: rolling back is
 * then a loop over the entries and needs no knowledge of the model.
 */
#include "core/journal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/text.h"

_Noreturn void coh_throw(struct coh_engine *e, int code, int64_t win32, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    coh_error_vset(e->error, code, win32, format, ap);
    va_end(ap);
    longjmp(*e->escape, 1);
}

_Noreturn void coh_throw_nomem(struct coh_engine *e)
{
    coh_throw(e, COHORT_ERR_NOMEM, 8, "out of memory");
}

const char *coh_arena_fmt(struct coh_engine *e, const char *format, ...)
{
    va_list ap;
    char *text;
    int size;

    va_start(ap, format);
    size = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    text = coh_arena(e, (size_t)size + 1);
    va_start(ap, format);
    vsnprintf(text, (size_t)size + 1, format, ap);
    va_end(ap);
    return text;
}

void *coh_new_block(struct coh_engine *e, size_t size)
{
    void *block = coh_zalloc(&e->mem, size);

    if (block == NULL)
        coh_throw_nomem(e);
    return block;
}

void coh_vec_grow(struct coh_engine *e, void **array, int *room, size_t size)
{
    int more = *room ? *room * 2 : 64;
    void *grown = coh_realloc(&e->mem, *array, (size_t)more * size);

    if (grown == NULL)
        coh_throw_nomem(e);
    *array = grown;
    *room = more;
}

void *coh_arena(struct coh_engine *e, size_t size)
{
    struct coh_chunk *chunk = e->arena;
    size_t room;
    void *block;

    size = (size + 7u) & ~(size_t)7u;
    if (chunk == NULL || chunk->room - chunk->used < size) {
        room = size > 4000 ? size : 4000;
        chunk = coh_alloc(&e->mem, sizeof *chunk + room);
        if (chunk == NULL)
            coh_throw_nomem(e);
        chunk->next = e->arena;
        chunk->used = 0;
        chunk->room = room;
        e->arena = chunk;
    }
    block = (char *)(chunk + 1) + chunk->used;
    chunk->used += size;
    return block;
}

const char *coh_arena_text(struct coh_engine *e, const char *text)
{
    size_t size;

    if (text == NULL)
        return NULL;
    size = strlen(text) + 1;
    return memcpy(coh_arena(e, size), text, size);
}

static void note(struct coh_engine *e, int kind, void *where, int64_t old, void *other)
{
    struct coh_undo *undo;

    if (e->loading)
        return;
    COH_VEC_PUSH(e, e->undo, e->undo_count, e->undo_room);
    undo = &e->undo[e->undo_count - 1];
    undo->kind = kind;
    undo->where = where;
    undo->old = old;
    undo->other = other;
}

int coh_journal_room(struct coh_engine *e)
{
    int more = e->undo_room ? e->undo_room * 2 : 64;
    void *grown = coh_realloc(&e->mem, e->undo, (size_t)more * sizeof *e->undo);

    if (grown == NULL)
        return 0;
    e->undo = grown;
    e->undo_room = more;
    return 1;
}

void coh_set8(struct coh_engine *e, uint8_t *where, uint8_t value)
{
    if (*where == value)
        return;
    note(e, UNDO_8, where, *where, NULL);
    *where = value;
}

void coh_set32(struct coh_engine *e, int32_t *where, int32_t value)
{
    if (*where == value)
        return;
    note(e, UNDO_32, where, *where, NULL);
    *where = value;
}

void coh_set64(struct coh_engine *e, int64_t *where, int64_t value)
{
    if (*where == value)
        return;
    note(e, UNDO_64, where, *where, NULL);
    *where = value;
}

void coh_set_ptr(struct coh_engine *e, void *where, const void *value)
{
    void *old;

    memcpy(&old, where, sizeof old);
    if (old == value)
        return;
    note(e, UNDO_PTR, where, 0, old);
    memcpy(where, &value, sizeof value);
}

void coh_set_block(struct coh_engine *e, void *where, void *value)
{
    void *old;

    memcpy(&old, where, sizeof old);
    if (old == value)
        return;
    if (e->loading) {
        coh_free(&e->mem, old);
        memcpy(where, &value, sizeof value);
        return;
    }
    if (e->undo_count == e->undo_room && coh_journal_room(e) == 0) {
        coh_free(&e->mem, value); /* it is nobody's until it is noted */
        coh_throw_nomem(e);
    }
    note(e, UNDO_BLOCK, where, 0, old);
    memcpy(where, &value, sizeof value);
}

void coh_set_text(struct coh_engine *e, char **where, const char *value)
{
    char *copy = NULL;

    if (*where == value || (*where != NULL && value != NULL && strcmp(*where, value) == 0))
        return;
    if (value != NULL) {
        copy = coh_strdup(&e->mem, value);
        if (copy == NULL)
            coh_throw_nomem(e);
    }
    coh_set_block(e, where, copy);
}

/* ---- heap: (deadline, id of the object) ---- */

static int earlier(const struct coh_timer *a, const struct coh_timer *b)
{
    if (a->deadline_ms != b->deadline_ms)
        return a->deadline_ms < b->deadline_ms;
    return a->obj->id < b->obj->id;
}

static void heap_put(struct coh_model *m, int place, struct coh_timer *timer)
{
    m->heap[place] = timer;
    timer->place = place;
}

static void heap_fix(struct coh_model *m, int place)
{
    struct coh_timer *timer = m->heap[place];
    int child;

    while (place > 0 && earlier(timer, m->heap[(place - 1) / 2])) {
        heap_put(m, place, m->heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    while ((child = 2 * place + 1) < m->heap_count) {
        if (child + 1 < m->heap_count && earlier(m->heap[child + 1], m->heap[child]))
            child++;
        if (!earlier(m->heap[child], timer))
            break;
        heap_put(m, place, m->heap[child]);
        place = child;
    }
    heap_put(m, place, timer);
}

static void timer_raw(struct coh_model *m, struct coh_timer *timer, int kind, int64_t deadline_ms)
{
    int place;

    timer->deadline_ms = deadline_ms;
    if (kind != COH_TIMER_NONE && timer->kind == COH_TIMER_NONE) {
        heap_put(m, m->heap_count++, timer);
    } else if (kind == COH_TIMER_NONE && timer->kind != COH_TIMER_NONE) {
        place = timer->place;
        timer->place = -1;
        timer->kind = kind;
        if (place != --m->heap_count) {
            heap_put(m, place, m->heap[m->heap_count]);
            heap_fix(m, place);
        }
        return;
    }
    timer->kind = kind;
    if (kind != COH_TIMER_NONE)
        heap_fix(m, timer->place);
}

void coh_set_timer(struct coh_engine *e, struct coh_timer *timer, int kind, int64_t deadline_ms)
{
    if (timer->kind == kind && timer->deadline_ms == deadline_ms)
        return;
    note(e, UNDO_TIMER, timer, timer->deadline_ms, (void *)(intptr_t)timer->kind);
    timer_raw(&e->m, timer, kind, deadline_ms);
    coh_dirty(e, timer->obj, COH_DIRTY_ROW);
}

void coh_clear_timer(struct coh_engine *e, struct coh_timer *timer)
{
    coh_set_timer(e, timer, COH_TIMER_NONE, 0);
}

void coh_heap_reserve(struct coh_engine *e)
{
    struct coh_model *m = &e->m;

    /* timer_count only counts up: a timer that rollback brings back has its place. */
    if (m->timer_count + 1 > m->heap_room)
        coh_vec_grow(e, (void **)&m->heap, &m->heap_room, sizeof *m->heap);
    m->timer_count++;
}

struct coh_timer *coh_heap_top(const struct coh_model *m)
{
    return m->heap_count ? m->heap[0] : NULL;
}

/* ---- maps ---- */

void coh_map_add(struct coh_engine *e, struct coh_map *map, void *value)
{
    if (coh_map_reserve(map, 1) < 0)
        coh_throw_nomem(e);
    note(e, UNDO_MAP_PUT, map, 0, value);
    coh_map_put_name(map, value);
}

void coh_map_remove(struct coh_engine *e, struct coh_map *map, void *value)
{
    note(e, UNDO_MAP_DEL, map, 0, value);
    coh_map_del_name(map, map->name_of(value));
}

void coh_map_add_id(struct coh_engine *e, struct coh_obj *obj)
{
    if (coh_map_reserve(&e->m.by_id, 1) < 0)
        coh_throw_nomem(e);
    note(e, UNDO_ID_PUT, &e->m.by_id, obj->id, obj);
    coh_map_put_id(&e->m.by_id, obj->id, obj);
}

void coh_map_remove_id(struct coh_engine *e, struct coh_obj *obj)
{
    note(e, UNDO_ID_DEL, &e->m.by_id, obj->id, obj);
    coh_map_del_id(&e->m.by_id, obj->id);
}

void coh_note_new(struct coh_engine *e, struct coh_obj *obj)
{
    note(e, UNDO_NEW, obj, 0, NULL);
}

void coh_note_gone(struct coh_engine *e, struct coh_obj *obj)
{
    note(e, UNDO_GONE, obj, 0, NULL);
    coh_set8(e, &obj->gone, 1);
}

void coh_dirty(struct coh_engine *e, struct coh_obj *obj, unsigned flags)
{
    if (e->loading || (obj->dirty & flags) == flags)
        return;
    if (obj->dirty == 0) {
        COH_VEC_PUSH(e, e->dirty, e->effects.dirty_count, e->dirty_room);
        e->dirty[e->effects.dirty_count - 1] = obj;
    }
    coh_set8(e, &obj->dirty, (uint8_t)(obj->dirty | flags));
}

/* ---- undo and forget ---- */

static void undo_one(struct coh_engine *e, struct coh_undo *undo)
{
    uint8_t small;
    int32_t word;
    void *block;

    switch (undo->kind) {
    case UNDO_8:
        small = (uint8_t)undo->old;
        memcpy(undo->where, &small, sizeof small);
        break;
    case UNDO_32:
        word = (int32_t)undo->old;
        memcpy(undo->where, &word, sizeof word);
        break;
    case UNDO_64: memcpy(undo->where, &undo->old, sizeof undo->old); break;
    case UNDO_BLOCK:
        memcpy(&block, undo->where, sizeof block);
        coh_free(&e->mem, block);
        memcpy(undo->where, &undo->other, sizeof undo->other);
        break;
    case UNDO_PTR: memcpy(undo->where, &undo->other, sizeof undo->other); break;
    case UNDO_TIMER: timer_raw(&e->m, undo->where, (int)(intptr_t)undo->other, undo->old); break;
    case UNDO_MAP_PUT: {
        struct coh_map *map = undo->where;

        coh_map_del_name(map, map->name_of(undo->other));
        break;
    }
    case UNDO_MAP_DEL: coh_map_put_name(undo->where, undo->other); break;
    case UNDO_ID_PUT: coh_map_del_id(undo->where, undo->old); break;
    case UNDO_ID_DEL: coh_map_put_id(undo->where, undo->old, undo->other); break;
    case UNDO_NEW: coh_obj_free(e, undo->where); break;
    default: /* UNDO_GONE: gone itself was journalled */ break;
    }
}

void coh_undo_to(struct coh_engine *e, int count)
{
    while (e->undo_count > count)
        undo_one(e, &e->undo[--e->undo_count]);
}

void coh_forget(struct coh_engine *e)
{
    int i;

    for (i = 0; i < e->effects.dirty_count; i++)
        e->dirty[i]->dirty = 0;
    for (i = 0; i < e->undo_count; i++) {
        struct coh_undo *undo = &e->undo[i];

        if (undo->kind == UNDO_BLOCK)
            coh_free(&e->mem, undo->other);
    }
    /* Objects last: a block may have hung on one of them. */
    for (i = 0; i < e->undo_count; i++)
        if (e->undo[i].kind == UNDO_GONE)
            coh_obj_free(e, e->undo[i].where);
    e->undo_count = 0;
    e->effects.input_count = e->effects.transition_count = e->effects.dirty_count = e->effects.action_count = 0;
    while (e->arena != NULL) {
        struct coh_chunk *next = e->arena->next;

        if (next == NULL) { /* one stays for the next step */
            e->arena->used = 0;
            break;
        }
        coh_free(&e->mem, e->arena);
        e->arena = next;
    }
    e->committed = 0;
}

/* ---- lists of numbers ---- */

static struct coh_ints *ints_new(struct coh_engine *e, int count)
{
    struct coh_ints *list;

    if (count == 0)
        return NULL;
    list = coh_new_block(e, sizeof *list + (size_t)count * sizeof list->v[0]);
    list->count = count;
    return list;
}

struct coh_ints *coh_ints_with(struct coh_engine *e, const struct coh_ints *list, int64_t value)
{
    int count = list ? list->count : 0;
    struct coh_ints *copy = ints_new(e, count + 1);

    if (list != NULL)
        memcpy(copy->v, list->v, (size_t)count * sizeof list->v[0]);
    copy->v[count] = value;
    return copy;
}

struct coh_ints *coh_ints_sorted_with(struct coh_engine *e, const struct coh_ints *list, int64_t value)
{
    struct coh_ints *copy = coh_ints_with(e, list, value);
    int i;

    for (i = copy->count - 1; i > 0 && copy->v[i - 1] > value; i--) {
        copy->v[i] = copy->v[i - 1];
        copy->v[i - 1] = value;
    }
    return copy;
}

struct coh_ints *coh_ints_without(struct coh_engine *e, const struct coh_ints *list, int64_t value)
{
    struct coh_ints *copy;
    int i, keep = 0;

    for (i = 0; list != NULL && i < list->count; i++)
        keep += list->v[i] != value;
    copy = ints_new(e, keep);
    for (i = 0, keep = 0; copy != NULL && i < list->count; i++)
        if (list->v[i] != value)
            copy->v[keep++] = list->v[i];
    return copy;
}

struct coh_ints *coh_ints_since(struct coh_engine *e, const struct coh_ints *list, int64_t from)
{
    struct coh_ints *copy;
    int i, keep = 0;

    for (i = 0; list != NULL && i < list->count; i++)
        keep += list->v[i] >= from;
    copy = ints_new(e, keep);
    for (i = 0, keep = 0; copy != NULL && i < list->count; i++)
        if (list->v[i] >= from)
            copy->v[keep++] = list->v[i];
    return copy;
}

int coh_ints_has(const struct coh_ints *list, int64_t value)
{
    int i;

    for (i = 0; list != NULL && i < list->count; i++)
        if (list->v[i] == value)
            return 1;
    return 0;
}
