/*
 * Cursors: rows that were taken at one moment, all in memory. A cell may have a text and a number (a state's name and
 * its value).
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

enum { COLUMNS_MAX = 48 };

struct cell {
    int64_t num;
    int64_t text; /* offset in texts; -1: NULL */
};

struct cohort_cursor {
    struct coh_mem mem;
    const char *names[COLUMNS_MAX]; /* static texts, or owned */
    char *owned[COLUMNS_MAX];
    int columns;
    struct cell *cells;
    int64_t count, room; /* of cells */
    int64_t row;         /* present row; -1 before the first */
    struct coh_buf texts;
    int error;
};

cohort_cursor *coh_cursor_new(cohort *h)
{
    cohort_cursor *cursor = coh_zalloc(&h->mem, sizeof *cursor);

    if (cursor == NULL)
        return NULL;
    cursor->mem = h->mem;
    cursor->row = -1;
    coh_buf_init(&cursor->texts, &cursor->mem, 0);
    return cursor;
}

void coh_cursor_columns(cohort_cursor *cursor, const char *const *names)
{
    for (; cursor != NULL && *names != NULL && cursor->columns < COLUMNS_MAX; names++)
        cursor->names[cursor->columns++] = *names;
}

void coh_cursor_column(cohort_cursor *cursor, const char *name)
{
    if (cursor == NULL || cursor->columns == COLUMNS_MAX)
        return;
    cursor->owned[cursor->columns] = coh_strdup(&cursor->mem, name);
    if (cursor->owned[cursor->columns] == NULL)
        cursor->error = COHORT_ERR_NOMEM;
    cursor->names[cursor->columns] = cursor->owned[cursor->columns];
    cursor->columns++;
}

static void add(cohort_cursor *cursor, const char *text, int64_t num)
{
    struct cell *cells;

    if (cursor == NULL || cursor->error < 0)
        return;
    if (cursor->count == cursor->room) {
        cursor->room = cursor->room == 0 ? 64 : 2 * cursor->room;
        cells = coh_realloc(&cursor->mem, cursor->cells, (size_t)cursor->room * sizeof *cells);
        if (cells == NULL) {
            cursor->error = COHORT_ERR_NOMEM;
            return;
        }
        cursor->cells = cells;
    }
    cursor->cells[cursor->count++] = (struct cell){.num = num, .text = text != NULL ? (int64_t)cursor->texts.size : -1};
    if (text != NULL)
        coh_buf_addn(&cursor->texts, text, strlen(text) + 1);
}

void coh_cursor_null(cohort_cursor *cursor)
{
    add(cursor, NULL, 0);
}

void coh_cursor_both(cohort_cursor *cursor, const char *text, int64_t value)
{
    add(cursor, text, value);
}

void coh_cursor_int(cohort_cursor *cursor, int64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, value);
    add(cursor, digits, value);
}

void coh_cursor_text(cohort_cursor *cursor, const char *text)
{
    int64_t num = 0;

    if (text == NULL || coh_int_parse(text, &num) < 0)
        num = 0;
    add(cursor, text, num);
}

int coh_cursor_done(cohort *h, cohort_cursor *cursor, cohort_cursor **ret_cursor)
{
    if (cursor == NULL || cursor->error < 0 || cursor->texts.error < 0) {
        cohort_cursor_free(cursor);
        return coh_out_of_memory(h);
    }
    *ret_cursor = cursor;
    return 0;
}

int coh_cursor_rows(const cohort_cursor *cursor)
{
    return cursor->count > 0;
}

int cohort_next(cohort_cursor *cursor)
{
    if (cursor == NULL || cursor->columns == 0 || (cursor->row + 1) * cursor->columns >= cursor->count)
        return 0;
    cursor->row++;
    return 1;
}

int cohort_cursor_columns(const cohort_cursor *cursor)
{
    return cursor != NULL ? cursor->columns : 0;
}

const char *cohort_cursor_name(const cohort_cursor *cursor, int index)
{
    return cursor != NULL && index >= 0 && index < cursor->columns ? cursor->names[index] : NULL;
}

static const struct cell *cell_of(const cohort_cursor *cursor, const char *column)
{
    int i;

    for (i = 0; cursor != NULL && column != NULL && cursor->row >= 0 && i < cursor->columns; i++)
        if (coh_name_cmp(cursor->names[i], column) == 0)
            return &cursor->cells[cursor->row * cursor->columns + i];
    return NULL;
}

const char *cohort_cursor_text(const cohort_cursor *cursor, const char *column)
{
    const struct cell *cell = cell_of(cursor, column);

    return cell != NULL && cell->text >= 0 ? coh_buf_text(&cursor->texts) + cell->text : NULL;
}

int64_t cohort_cursor_int(const cohort_cursor *cursor, const char *column)
{
    const struct cell *cell = cell_of(cursor, column);

    return cell != NULL ? cell->num : 0;
}

void cohort_cursor_free(cohort_cursor *cursor)
{
    struct coh_mem mem;
    int i;

    if (cursor == NULL)
        return;
    mem = cursor->mem;
    for (i = 0; i < COLUMNS_MAX; i++)
        coh_free(&mem, cursor->owned[i]);
    coh_buf_free(&cursor->texts);
    coh_free(&mem, cursor->cells);
    coh_free(&mem, cursor);
}
