/* The view: tables, texts, and what rules say. The questions about the domain are in model.c. */
#include "view.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text, and where it stands among others. */
struct entry {
    const char *text;
    int place;
};

/* The rows by what stands in one column, those with the same by id. */
struct index {
    const char *column;
    struct entry *entries; /* place: of the row */
    int *at;               /* of a row: its entry */
};

enum { INDEXES_MAX = 2 };

struct bzv_table {
    const char *kind;
    cohort_cursor *cursor; /* the cells are its texts */
    int columns, count, index_count;
    const char **names; /* of the columns */
    const char **cells;
    struct bzv_row *rows;
    struct index indexes[INDEXES_MAX];
};

/* A text that was made for the view. */
struct made {
    struct made *next;
    char text[];
};

enum { TABLES_MAX = 64 };

struct bzv_view {
    cohort *h;
    struct bzv_table tables[TABLES_MAX];
    int table_count;
    const char **hosts; /* ends with NULL */
    struct made *made;
};

/* ---- reading ---- */

static int add_row(struct bzv_table *table, int *room)
{
    int i;

    if (table->count == *room) {
        const char **cells;

        *room = *room == 0 ? 16 : 2 * *room;
        cells = realloc(table->cells, (size_t)*room * (size_t)table->columns * sizeof *cells);
        if (cells == NULL)
            return -1;
        table->cells = cells;
    }
    for (i = 0; i < table->columns; i++) {
        const char *text = cohort_cursor_text(table->cursor, table->names[i]);

        table->cells[table->count * table->columns + i] = text != NULL ? text : "";
    }
    table->count++;
    return 0;
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int compare(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int i = 0;

    while (a->text[i] != '\0' && lower(a->text[i]) == lower(b->text[i]))
        i++;
    i = lower(a->text[i]) - lower(b->text[i]);
    return i != 0 ? i : a->place - b->place;
}

/* What is looked up for each of many; all that is not here is looked for row by row. */
static int add_index(struct bzv_table *table, const char *column)
{
    struct index *index = &table->indexes[table->index_count];
    int i;

    index->column = column;
    index->entries = calloc((size_t)table->count, sizeof *index->entries);
    index->at = calloc((size_t)table->count, sizeof *index->at);
    table->index_count++;
    if (index->entries == NULL || index->at == NULL)
        return -1;
    for (i = 0; i < table->count; i++)
        index->entries[i] = (struct entry){bzv_get(&table->rows[i], column), i};
    qsort(index->entries, (size_t)table->count, sizeof *index->entries, compare);
    for (i = 0; i < table->count; i++)
        index->at[index->entries[i].place] = i;
    return 0;
}

static int add_indexes(struct bzv_table *table)
{
    static const char *const more[][2] = {
        {"service", "service"}, {"resource", "drives"}, {"hostinstance", "Host"}, {"handler", "Host"}};
    int i, rc = add_index(table, table->names[0]);

    for (i = 0; rc == 0 && i < BZT_COUNT(more); i++)
        if (bzt_same(table->kind, more[i][0]))
            rc = add_index(table, more[i][1]);
    return rc;
}

static int read_table(struct bzv_view *v, const char *kind)
{
    struct bzv_table *table = &v->tables[v->table_count];
    int i, rc, room = 0;

    if (v->table_count == TABLES_MAX)
        return -1;
    table->kind = kind;
    rc = cohort_list(v->h, kind, &table->cursor);
    if (rc < 0)
        return rc == COHORT_ERR_NOMEM ? -1 : 0; /* a kind that is not there has no objects */
    v->table_count++;
    table->columns = cohort_cursor_columns(table->cursor);
    table->names = calloc((size_t)table->columns, sizeof *table->names);
    if (table->names == NULL)
        return -1;
    for (i = 0; i < table->columns; i++)
        table->names[i] = cohort_cursor_name(table->cursor, i);
    while (cohort_next(table->cursor))
        if (add_row(table, &room) < 0)
            return -1;
    if (table->count == 0)
        return 0;
    table->rows = calloc((size_t)table->count, sizeof *table->rows);
    if (table->rows == NULL)
        return -1;
    for (i = 0; i < table->count; i++)
        table->rows[i] = (struct bzv_row){table, &table->cells[i * table->columns], i == table->count - 1};
    return add_indexes(table);
}

/* The hosts that objects name, then those that only resources name, then those that only services do. */
static int list_hosts(struct bzv_view *v)
{
    size_t room = (size_t)(bzv_count(v, "host") + bzv_count(v, "resource") + bzv_count(v, "service")) + 1;
    struct entry *named = calloc(room, sizeof *named);
    const struct bzv_row *row;
    int count = 0, kept = 0, i;

    v->hosts = calloc(room, sizeof *v->hosts);
    for (i = 0; named != NULL && v->hosts != NULL && i < 3; i++) {
        static const char *const kinds[] = {"host", "resource", "service"};

        BZV_EACH (row, v, kinds[i]) {
            const char *host = i == 0   ? bzv_name(row)
                               : i == 1 ? bzv_host_of(row)
                                        : bzv_host_of_service(bzv_get(row, "service"));

            if (*host != '\0')
                named[count] = (struct entry){host, count};
            count += *host != '\0';
        }
    }
    if (named == NULL || v->hosts == NULL) {
        free(named);
        return -1;
    }
    qsort(named, (size_t)count, sizeof *named, compare);
    for (i = 0; i < count; i++)
        if (i == 0 || !bzt_same(named[i].text, named[i - 1].text))
            v->hosts[named[i].place] = named[i].text;
    for (i = 0; i < count; i++)
        if (v->hosts[i] != NULL)
            v->hosts[kept++] = v->hosts[i];
    v->hosts[kept] = NULL;
    free(named);
    return 0;
}

struct bzv_view *bzv_view_new(cohort *h)
{
    static const char *const own[] = {"cluster", "node", "group", "resource", "type", "service", "milestone"};
    struct bzv_view *v = calloc(1, sizeof *v);
    int i, rc = 0;

    if (v == NULL)
        return NULL;
    v->h = h;
    for (i = 0; rc == 0 && i < BZT_COUNT(own); i++)
        rc = read_table(v, own[i]);
    for (i = 0; rc == 0 && i < BZT_KINDS; i++)
        rc = read_table(v, bzt_kinds[i].name);
    if (rc == 0)
        rc = list_hosts(v);
    if (rc == 0)
        return v;
    bzv_view_free(v);
    return NULL;
}

static void free_table(struct bzv_table *table)
{
    int i;

    cohort_cursor_free(table->cursor);
    free(table->names);
    free(table->cells);
    free(table->rows);
    for (i = 0; i < table->index_count; i++) {
        free(table->indexes[i].entries);
        free(table->indexes[i].at);
    }
}

void bzv_view_free(struct bzv_view *v)
{
    int i;

    if (v == NULL)
        return;
    for (i = 0; i < v->table_count; i++)
        free_table(&v->tables[i]);
    free(v->hosts);
    while (v->made != NULL) {
        struct made *next = v->made->next;

        free(v->made);
        v->made = next;
    }
    free(v);
}

/* ---- rows ---- */

static const struct bzv_table *table_of(const struct bzv_view *v, const char *kind)
{
    int i;

    for (i = 0; i < v->table_count; i++)
        if (bzt_same(v->tables[i].kind, kind))
            return &v->tables[i];
    return NULL;
}

const struct bzv_row *bzv_first(const struct bzv_view *v, const char *kind)
{
    const struct bzv_table *table = table_of(v, kind);

    return table != NULL ? table->rows : NULL;
}

const struct bzv_row *bzv_next(const struct bzv_row *row)
{
    return row->last ? NULL : row + 1;
}

int bzv_count(const struct bzv_view *v, const char *kind)
{
    const struct bzv_table *table = table_of(v, kind);

    return table != NULL ? table->count : 0;
}

const struct bzv_row *bzv_find(const struct bzv_view *v, const char *kind, const char *name)
{
    const struct bzv_row *first = *name != '\0' ? bzv_first(v, kind) : NULL;

    return first != NULL ? bzv_where(v, kind, first->table->names[0], name) : NULL;
}

const char *bzv_get(const struct bzv_row *row, const char *column)
{
    int i;

    for (i = 0; row != NULL && i < row->table->columns; i++)
        if (row->table->names[i] == column || bzt_same(row->table->names[i], column))
            return row->cells[i];
    return "";
}

const char *bzv_name(const struct bzv_row *row)
{
    return row != NULL ? row->cells[0] : "";
}

int64_t bzv_int(const struct bzv_row *row, const char *column)
{
    return strtoll(bzv_get(row, column), NULL, 10);
}

int bzv_is(const struct bzv_row *row, const char *column, const char *value)
{
    return row != NULL && bzt_same(bzv_get(row, column), value);
}

int bzv_told(const struct bzv_row *row, const char *column)
{
    return *bzv_get(row, column) != '\0';
}

const struct bzv_row *bzv_ref(const struct bzv_view *v, const struct bzv_row *row, const char *column, const char *kind)
{
    return bzv_find(v, kind, bzv_get(row, column));
}

static const struct index *index_of(const struct bzv_row *row, const char *column)
{
    int i;

    for (i = 0; row != NULL && i < row->table->index_count; i++)
        if (bzt_same(row->table->indexes[i].column, column))
            return &row->table->indexes[i];
    return NULL;
}

/* The first row with that text; NULL: none. */
static const struct bzv_row *first_of(const struct bzv_table *table, const struct index *index, const char *text)
{
    const struct entry wanted = {text, -1}; /* before all rows with that text */
    int low = 0, high = table->count;

    while (low < high) {
        int middle = (low + high) / 2;

        if (compare(&index->entries[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < table->count && bzt_same(index->entries[low].text, text) ? &table->rows[index->entries[low].place]
                                                                          : NULL;
}

const struct bzv_row *bzv_where(const struct bzv_view *v, const char *kind, const char *column, const char *value)
{
    const struct bzv_row *row = bzv_first(v, kind);
    const struct index *index = index_of(row, column);

    if (index != NULL)
        return first_of(row->table, index, value);
    for (; row != NULL && !bzv_is(row, column, value); row = bzv_next(row))
        continue;
    return row;
}

const struct bzv_row *bzv_next_where(const struct bzv_row *row, const char *column)
{
    const struct index *index = index_of(row, column);
    const char *value = bzv_get(row, column);
    int at;

    if (index == NULL) {
        do
            row = bzv_next(row);
        while (row != NULL && !bzv_is(row, column, value));
        return row;
    }
    at = index->at[row - row->table->rows] + 1;
    return at < row->table->count && bzt_same(index->entries[at].text, value)
               ? &row->table->rows[index->entries[at].place]
               : NULL;
}

const char *const *bzv_hosts(const struct bzv_view *v)
{
    return v->hosts;
}

const char *bzv_value(struct bzv_view *v, const char *kind, const char *name, const char *property)
{
    const char *text = "";

    if (cohort_get_text(v->h, kind, name, property, &text) < 0)
        return "";
    return bzv_print(v, "%s", text);
}

/* ---- texts ---- */

int bzv_begins(const char *text, const char *part)
{
    for (; *part != '\0' && lower(*text) == lower(*part); text++, part++)
        continue;
    return *part == '\0';
}

static int ends_item(const char *at)
{
    return *at == '\0' || *at == '\n' || strncmp(at, ", ", 2) == 0;
}

int bzv_has(const char *list, const char *item)
{
    while (*list != '\0') {
        if (bzv_begins(list, item) && ends_item(list + strlen(item)))
            return 1;
        list += strcspn(list, ",\n");
        list += *list != '\0';
        list += *list == ' ';
    }
    return 0;
}

int bzv_contains(const char *text, const char *part)
{
    for (; *text != '\0'; text++)
        if (bzv_begins(text, part))
            return 1;
    return 0;
}

const char *bzv_vprint(struct bzv_view *v, const char *format, va_list args)
{
    struct made *made;
    va_list again;
    int size;

    va_copy(again, args);
    size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    made = size < 0 ? NULL : malloc(sizeof *made + (size_t)size + 1);
    if (made == NULL)
        return "(no memory)";
    vsnprintf(made->text, (size_t)size + 1, format, args);
    made->next = v->made;
    v->made = made;
    return made->text;
}

const char *bzv_print(struct bzv_view *v, const char *format, ...)
{
    const char *text;
    va_list args;

    va_start(args, format);
    text = bzv_vprint(v, format, args);
    va_end(args);
    return text;
}

const char *bzv_word(struct bzv_view *v, const char *name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.@:/,+=";

    if (*name != '\0' && name[strspn(name, plain)] == '\0')
        return name;
    if (strchr(name, '\'') == NULL)
        return bzv_print(v, "'%s'", name);
    return bzv_print(v, "\"%s\"", name);
}

const char *bzv_join(struct bzv_view *v, const char *list, const char *item)
{
    return *list == '\0' ? item : bzv_print(v, "%s, %s", list, item);
}

const char *bzv_line(struct bzv_view *v, const char *list)
{
    const char *line = "";
    size_t size;

    for (; *list != '\0'; list += size + (list[size] != '\0')) {
        size = strcspn(list, "\n");
        line = bzv_join(v, line, bzv_print(v, "%.*s", (int)size, list));
    }
    return line;
}

const char *bzv_list_line(struct bzv_view *v, const char *kind, const char *name, const char *property,
                          const char *list, const char *item)
{
    const char *line = bzv_print(v, "set %s %s", kind, bzv_word(v, name));
    size_t size;

    for (; *list != '\0'; list += size + (list[size] != '\0')) {
        size = strcspn(list, "\n");
        line = bzv_print(v, "%s %s=%s", line, property, bzv_word(v, bzv_print(v, "%.*s", (int)size, list)));
    }
    return bzv_print(v, "%s %s=%s", line, property, bzv_word(v, item));
}

int bzv_is_member(const struct bzv_view *v, const char *account, const char *group)
{
    return bzt_is_member(v->h, account, group);
}

int bzv_is_within(const struct bzv_view *v, const char *inner, const char *outer)
{
    return bzt_is_within(v->h, inner, outer);
}

int64_t bzv_now(const struct bzv_view *v)
{
    return cohort_time_ms(v->h);
}

/* ---- what rules say ---- */

__attribute__((format(printf, 5, 0))) static void say(cohort_findings *findings, int state, const char *subject,
                                                      const char *remedy, const char *format, va_list args)
{
    /* All of it, however many names are in it: what to enter stands at its end. */
    cohort_finding(findings, state, subject, bzv_vprint(cohort_findings_view(findings), format, args), remedy);
}

void bzv_found(cohort_findings *findings, const char *subject, const char *remedy, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(findings, COHORT_FINDING, subject, remedy, format, args);
    va_end(args);
}

void bzv_needs(cohort_findings *findings, const char *subject, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(findings, COHORT_UNKNOWN, subject, NULL, format, args);
    va_end(args);
}
