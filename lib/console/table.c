/*
 * Tables for people: columns aligned by the width that a terminal gives the text, no trailing blanks, colours on
 * demand.
 */
#include "console/console.h"

#include <string.h>

#include "util/text.h"

static const struct {
    uint32_t first, last;
    int width;
} ranges[] = {
    /* Combining marks and joiners take no column... */
    {0x0300, 0x036F, 0},
    {0x0483, 0x0489, 0},
    {0x0591, 0x05BD, 0},
    {0x0610, 0x061A, 0},
    {0x064B, 0x065F, 0},
    {0x0E34, 0x0E3A, 0},
    {0x0E47, 0x0E4E, 0},
    {0x1AB0, 0x1AFF, 0},
    {0x1DC0, 0x1DFF, 0},
    {0x200B, 0x200F, 0},
    {0x20D0, 0x20FF, 0},
    {0xFE00, 0xFE0F, 0},
    {0xFE20, 0xFE2F, 0},
    /* ...East Asian wide and full-width characters, and pictographs, take two. */
    {0x1100, 0x115F, 2},
    {0x2E80, 0x303E, 2},
    {0x3041, 0xA4CF, 2},
    {0xAC00, 0xD7A3, 2},
    {0xF900, 0xFAFF, 2},
    {0xFE30, 0xFE6F, 2},
    {0xFF00, 0xFF60, 2},
    {0xFFE0, 0xFFE6, 2},
    {0x1F300, 0x1F64F, 2},
    {0x1F900, 0x1F9FF, 2},
    {0x20000, 0x3FFFD, 2},
};

static uint32_t decode(const unsigned char *s, int size)
{
    uint32_t code = size <= 1 ? s[0] : (uint32_t)(s[0] & (0xFF >> (size + 1)));
    int i;

    for (i = 1; i < size; i++)
        code = code << 6 | (s[i] & 0x3F);
    return code;
}

int coh_display_width(const char *text)
{
    int width = 0;

    while (*text != '\0') {
        int size = coh_utf8_size(text);
        uint32_t code = decode((const unsigned char *)text, size);
        int one = 1;
        size_t i;

        for (i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
            if (size > 1 && code >= ranges[i].first && code <= ranges[i].last)
                one = ranges[i].width;
        width += one;
        text += size > 0 ? size : 1;
    }
    return width;
}

enum coh_tint coh_state_tint(const char *state)
{
    static const struct {
        const char *state;
        enum coh_tint tint;
    } tints[] = {
        {"Online", COH_GREEN},
        {"Up", COH_GREEN},
        {"Running", COH_GREEN},
        {"Failed", COH_RED},
        {"Down", COH_RED},
        {"Pending", COH_YELLOW},
        {"OnlinePending", COH_YELLOW},
        {"OfflinePending", COH_YELLOW},
        {"StartPending", COH_YELLOW},
        {"StopPending", COH_YELLOW},
        {"PartialOnline", COH_YELLOW},
        {"Joining", COH_YELLOW},
        {"Paused", COH_YELLOW},
        {"Isolated", COH_YELLOW},
    };
    size_t i;

    for (i = 0; state != NULL && i < sizeof tints / sizeof tints[0]; i++)
        if (strcmp(tints[i].state, state) == 0)
            return tints[i].tint;
    return COH_PLAIN;
}

void coh_tint_begin(struct coh_buf *buf, enum coh_tint tint)
{
    static const char *const codes[] = {"", "\033[1m", "\033[2m", "\033[32m", "\033[33m", "\033[31m"};

    coh_buf_add(buf, codes[tint]);
}

void coh_tint_end(struct coh_buf *buf, enum coh_tint tint)
{
    if (tint != COH_PLAIN)
        coh_buf_add(buf, "\033[0m");
}

void coh_table_init(struct coh_table *table, const struct coh_mem *mem, int columns)
{
    *table = (struct coh_table){.mem = mem, .columns = columns < COH_TABLE_COLUMNS ? columns : COH_TABLE_COLUMNS};
}

void coh_table_free(struct coh_table *table)
{
    int i;

    for (i = 0; i < table->count; i++)
        coh_free(table->mem, table->cells[i].text);
    coh_free(table->mem, table->cells);
}

/* One line, whatever the text holds; control characters would let a name repaint the terminal. */
static char *clean(const struct coh_mem *mem, const char *text)
{
    struct coh_buf buf;

    coh_buf_init(&buf, mem, 0);
    coh_buf_add(&buf, "");
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            coh_buf_add(&buf, ", ");
        else
            coh_buf_addc(&buf, (unsigned char)*text < 0x20 || *text == 0x7F ? '?' : *text);
    }
    text = coh_buf_take(&buf);
    coh_buf_free(&buf);
    return (char *)(uintptr_t)text;
}

void coh_table_add(struct coh_table *table, const char *text, enum coh_tint tint)
{
    if (table->count == table->room) {
        int room = table->room == 0 ? 64 : table->room * 2;
        void *cells = coh_realloc(table->mem, table->cells, (size_t)room * sizeof *table->cells);

        if (cells == NULL) {
            table->error = COHORT_ERR_NOMEM;
            return;
        }
        table->cells = cells;
        table->room = room;
    }
    table->cells[table->count].tint = tint;
    table->cells[table->count].text = clean(table->mem, text != NULL ? text : "");
    if (table->cells[table->count].text == NULL)
        table->error = COHORT_ERR_NOMEM;
    else
        table->count++;
}

void coh_table_head(struct coh_table *table, const char *headings)
{
    char heading[64];
    int i;

    for (i = 0; i < table->columns; i++) {
        size_t size = strcspn(headings, "|");
        size_t keep = size < sizeof heading - 1 ? size : sizeof heading - 1;

        memcpy(heading, headings, keep);
        heading[keep] = '\0';
        coh_table_add(table, heading, COH_BOLD);
        headings += size + (headings[size] == '|');
    }
}

/* 0: the column is empty below its heading. */
static int column_width(const struct coh_table *table, int column, int head)
{
    int width = 0, filled = 0, i;

    for (i = column; i < table->count; i += table->columns) {
        int one = coh_display_width(table->cells[i].text);

        if (one > width)
            width = one;
        if (one > 0 && (!head || i >= table->columns))
            filled = 1;
    }
    return filled ? width : 0;
}

enum { NARROW = 12 }; /* a column is not folded further */

/* Makes the widest columns narrower until the table fits; names, which are in the first one, stay whole. */
static void fold(const struct coh_table *table, int *widths, int room)
{
    int total = -2, widest, i;

    for (i = 0; i < table->columns; i++)
        total += widths[i] > 0 ? widths[i] + 2 : 0;
    for (; total > room; total--) {
        for (widest = 1, i = 2; i < table->columns; i++)
            if (widths[i] > widths[widest])
                widest = i;
        if (table->columns < 2 || widths[widest] <= NARROW)
            return;
        widths[widest]--;
    }
}

/* Bytes of @text that fit into @width: all of it, or up to a blank, or what fits of a long word. */
static size_t fitting(const char *text, int width, int *ret_used)
{
    size_t at = 0, blank = 0, size;
    int used = 0, before = 0, one;
    char character[8] = "";

    *ret_used = coh_display_width(text);
    if (*ret_used <= width)
        return strlen(text);
    for (;; at += size, used += one) {
        size = (size_t)coh_utf8_size(text + at);
        size = size > 0 && size < sizeof character ? size : 1;
        memcpy(character, text + at, size);
        character[size] = '\0';
        one = coh_display_width(character);
        if (text[at] == ' ' && at > 0 && text[at - 1] != ' ') {
            blank = at;
            before = used;
        }
        if (used + one > width && at > 0)
            break;
    }
    *ret_used = blank > 0 ? before : used;
    return blank > 0 ? blank : at;
}

/* One line of a row; *rest: what is left of each cell. 1: there is more. */
static int print_line(struct coh_buf *buf, const struct coh_table *table, int row, const int *widths, const char **rest,
                      int color)
{
    int blanks = 0, more = 0, used, column; /* blanks are owed: written only when something follows */

    for (column = 0; column < table->columns; column++) {
        enum coh_tint tint = table->cells[row * table->columns + column].tint;
        const char *text = rest[column];
        size_t size;

        if (widths[column] == 0)
            continue;
        size = fitting(text, widths[column], &used);
        rest[column] += size + strspn(text + size, " ");
        more |= *rest[column] != '\0';
        if (used > 0) {
            for (; blanks > 0; blanks--)
                coh_buf_addc(buf, ' ');
            if (color)
                coh_tint_begin(buf, tint);
            coh_buf_fmt(buf, "%.*s", (int)size, text);
            if (color)
                coh_tint_end(buf, tint);
        }
        blanks += widths[column] - used + 2;
    }
    coh_buf_addc(buf, '\n');
    return more;
}

static void print_row(struct coh_buf *buf, const struct coh_table *table, int row, const int *widths, int color)
{
    const char *rest[COH_TABLE_COLUMNS];
    int column;

    for (column = 0; column < table->columns; column++)
        rest[column] = table->cells[row * table->columns + column].text;
    while (print_line(buf, table, row, widths, rest, color))
        continue;
}

void coh_table_print(struct coh_buf *buf, const struct coh_table *table, int head, const struct coh_console *c)
{
    int rows = table->count / table->columns;
    int widths[COH_TABLE_COLUMNS] = {0};
    int row, column;

    if (table->error != 0) {
        buf->error = table->error;
        return;
    }
    if (rows <= (head ? 1 : 0))
        return;
    for (column = 0; column < table->columns; column++)
        widths[column] = column_width(table, column, head);
    if (c->width > 0)
        fold(table, widths, c->width);
    for (row = 0; row < rows; row++)
        print_row(buf, table, row, widths, c->color);
}
