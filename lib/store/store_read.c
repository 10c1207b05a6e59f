/* Reading back: inputs, transitions, agents' records. */
#include <string.h>

#include "store/store_internal.h"

static int nomem(const struct coh_store *store, struct coh_error *error)
{
    return coh_error_set(error, COHORT_ERR_NOMEM, 0, "out of memory for %s", store->path);
}

static int verb_of(const struct coh_store *store, sqlite3_stmt *stmt, struct coh_input *input, struct coh_error *error)
{
    const char *verb = (const char *)sqlite3_column_text(stmt, 2);
    const char *kind = (const char *)sqlite3_column_text(stmt, 3);

    input->verb = verb != NULL ? coh_verb_parse(verb) : 0;
    input->kind = kind != NULL ? coh_kind_parse(kind) : COH_NONE;
    if (input->verb == 0 || (kind != NULL && input->kind == COH_NONE))
        return coh_error_set(
            error, COHORT_ERR_DAMAGED, 0, "%s is damaged: input %lld is \"%s %s\", which does not exist", store->path,
            (long long)sqlite3_column_int64(stmt, 0), verb != NULL ? verb : "", kind != NULL ? kind : "");
    return 0;
}

/* The items of a JSON array, NUL after NUL, appended to @buf. */
static int list_of(struct coh_store *store, const char *json, struct coh_buf *buf, int *ret_count,
                   struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    const char *item;
    int rc, row, count = 0;

    rc = coh_store_stmt(store, STMT_LIST, &stmt, error);
    if (rc < 0)
        return rc;
    sqlite3_bind_text(stmt, 1, json, -1, SQLITE_TRANSIENT);
    while ((row = sqlite3_step(stmt)) == SQLITE_ROW) {
        item = (const char *)sqlite3_column_text(stmt, 0);
        coh_buf_addn(buf, item != NULL ? item : "", (item != NULL ? strlen(item) : 0) + 1);
        count++;
    }
    if (row == SQLITE_ERROR) /* not JSON */
        rc = coh_error_set(error, COHORT_ERR_DAMAGED, 0, "%s is damaged: %s", store->path, sqlite3_errmsg(store->db));
    else if (row != SQLITE_DONE)
        rc = coh_store_fail(store, error);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    *ret_count = count;
    return rc;
}

static void add_text(struct coh_buf *buf, const char *text)
{
    if (text != NULL)
        coh_buf_addn(buf, text, strlen(text) + 1);
}

/* Copy the row's texts into one block of the store's and point the input at them. */
static int input_of(struct coh_store *store, sqlite3_stmt *stmt, struct coh_input *input, struct coh_error *error)
{
    const char *list = (const char *)sqlite3_column_text(stmt, 6);
    int has_name = sqlite3_column_type(stmt, 4) != SQLITE_NULL, has_arg = sqlite3_column_type(stmt, 5) != SQLITE_NULL;
    struct coh_buf buf;
    const char *at;
    int i, count = 0, rc;

    *input = (struct coh_input){.time_ms = sqlite3_column_int64(stmt, 1),
                                .a = sqlite3_column_int64(stmt, 7),
                                .b = sqlite3_column_int64(stmt, 8),
                                .c = sqlite3_column_int64(stmt, 9)};
    coh_free(&store->mem, store->read_text);
    coh_free(&store->mem, store->read_list);
    store->read_text = NULL;
    store->read_list = NULL;
    coh_buf_init(&buf, &store->mem, 0);
    rc = verb_of(store, stmt, input, error);
    add_text(&buf, (const char *)sqlite3_column_text(stmt, 4));
    add_text(&buf, (const char *)sqlite3_column_text(stmt, 5));
    if (rc == 0 && list != NULL)
        rc = list_of(store, list, &buf, &count, error);
    if (rc == 0) {
        store->read_text = coh_buf_take(&buf);
        store->read_list = coh_zalloc(&store->mem, ((size_t)count + 1) * sizeof *store->read_list);
        if (store->read_text == NULL || store->read_list == NULL)
            rc = nomem(store, error);
    }
    coh_buf_free(&buf);
    if (rc < 0)
        return rc;
    at = store->read_text;
    if (has_name) {
        input->name = at;
        at += strlen(at) + 1;
    }
    if (has_arg) {
        input->arg = at;
        at += strlen(at) + 1;
    }
    for (i = 0; i < count; i++, at += strlen(at) + 1)
        store->read_list[i] = at;
    if (list != NULL)
        input->list = store->read_list;
    return 0;
}

int coh_store_input(struct coh_store *store, int64_t seq, struct coh_input *ret_input, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int rc, row;

    rc = coh_store_stmt(store, STMT_INPUT_GET, &stmt, error);
    if (rc < 0)
        return rc;
    sqlite3_bind_int64(stmt, 1, seq);
    row = sqlite3_step(stmt);
    if (row == SQLITE_ROW)
        rc = input_of(store, stmt, ret_input, error);
    else if (row == SQLITE_DONE)
        rc = coh_error_set(error, COHORT_ERR_NOT_FOUND, 0, "request %lld is not in %s", (long long)seq, store->path);
    else
        rc = coh_store_fail(store, error);
    sqlite3_reset(stmt);
    return rc;
}

int coh_store_each_input(struct coh_store *store, int (*each)(void *user, int64_t seq, const struct coh_input *input),
                         void *user, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    struct coh_input input;
    int rc, row = SQLITE_DONE;

    rc = coh_store_stmt(store, STMT_INPUT_EACH, &stmt, error);
    while (rc == 0 && (row = sqlite3_step(stmt)) == SQLITE_ROW) {
        rc = input_of(store, stmt, &input, error);
        if (rc == 0)
            rc = each(user, sqlite3_column_int64(stmt, 0), &input);
    }
    if (rc == 0 && row != SQLITE_DONE)
        rc = coh_store_fail(store, error);
    sqlite3_reset(stmt);
    return rc;
}

static const char *text_or_empty(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);

    return text != NULL ? text : "";
}

static void transition_of(sqlite3_stmt *stmt, struct coh_stored_transition *row)
{
    *row = (struct coh_stored_transition){.t = {.seq = sqlite3_column_int64(stmt, 0),
                                                .input = sqlite3_column_int64(stmt, 1),
                                                .cause = sqlite3_column_int64(stmt, 2),
                                                .time_ms = sqlite3_column_int64(stmt, 3),
                                                .object = sqlite3_column_int64(stmt, 5),
                                                .name = text_or_empty(stmt, 6),
                                                .old_text = (const char *)sqlite3_column_text(stmt, 8),
                                                .new_text = (const char *)sqlite3_column_text(stmt, 9)},
                                          .kind = text_or_empty(stmt, 4),
                                          .change = text_or_empty(stmt, 7),
                                          .rule = text_or_empty(stmt, 10),
                                          .reason = text_or_empty(stmt, 11),
                                          .request = (const char *)sqlite3_column_text(stmt, 12),
                                          .actor = (const char *)sqlite3_column_text(stmt, 13),
                                          .wall_ms = sqlite3_column_int64(stmt, 14)};
    row->t.kind = coh_kind_parse(row->kind);
    row->t.change = coh_change_parse(row->change);
    row->t.rule = coh_rule_parse(row->rule);
}

static int each_row(struct coh_store *store, sqlite3_stmt *stmt,
                    int (*each)(void *user, const struct coh_stored_transition *row), void *user, int *ret_count,
                    struct coh_error *error)
{
    struct coh_stored_transition transition;
    int rc = 0, row = SQLITE_DONE;

    *ret_count = 0;
    while (rc == 0 && (row = sqlite3_step(stmt)) == SQLITE_ROW) {
        transition_of(stmt, &transition);
        rc = each(user, &transition);
        ++*ret_count;
    }
    if (rc == 0 && row != SQLITE_DONE)
        rc = coh_store_fail(store, error);
    sqlite3_reset(stmt);
    return rc;
}

static void bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
    if (text == NULL)
        sqlite3_bind_null(stmt, at);
    else
        sqlite3_bind_text(stmt, at, text, -1, SQLITE_TRANSIENT);
}

static int one_number(struct coh_store *store, sqlite3_stmt *stmt, int64_t *ret_value, struct coh_error *error)
{
    int row = sqlite3_step(stmt), rc = 0;

    if (row == SQLITE_ROW)
        *ret_value = sqlite3_column_int64(stmt, 0);
    else if (row != SQLITE_DONE)
        rc = coh_store_fail(store, error);
    sqlite3_reset(stmt);
    return rc;
}

int coh_store_since(struct coh_store *store, int64_t time_ms, int64_t *ret_seq, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int rc = coh_store_stmt(store, STMT_TRANSITION_SINCE, &stmt, error);

    if (rc < 0)
        return rc;
    *ret_seq = 0;
    sqlite3_bind_int64(stmt, 1, time_ms);
    return one_number(store, stmt, ret_seq, error);
}

int coh_store_pruned(struct coh_store *store, int64_t *ret_seq, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int rc = coh_store_stmt(store, STMT_PRUNED, &stmt, error);

    if (rc < 0)
        return rc;
    *ret_seq = 0;
    return one_number(store, stmt, ret_seq, error);
}

int coh_store_each_transition(struct coh_store *store, const struct coh_store_filter *filter,
                              int (*each)(void *user, const struct coh_stored_transition *row), void *user,
                              struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int rc, count;

    rc = coh_store_stmt(store, STMT_TRANSITION_EACH, &stmt, error);
    if (rc < 0)
        return rc;
    sqlite3_bind_int64(stmt, 1, filter->since);
    sqlite3_bind_int64(stmt, 2, filter->limit > 0 ? filter->limit : -1);
    bind_text(stmt, 3, filter->kind);
    sqlite3_bind_int64(stmt, 4, filter->object);
    bind_text(stmt, 5, filter->name);
    bind_text(stmt, 6, filter->prefix);
    bind_text(stmt, 7, filter->changes);
    return each_row(store, stmt, each, user, &count, error);
}

int coh_store_transition(struct coh_store *store, int64_t seq,
                         int (*each)(void *user, const struct coh_stored_transition *row), void *user,
                         struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int rc, count;

    rc = coh_store_stmt(store, STMT_TRANSITION_GET, &stmt, error);
    if (rc < 0)
        return rc;
    sqlite3_bind_int64(stmt, 1, seq);
    rc = each_row(store, stmt, each, user, &count, error);
    if (rc == 0 && count == 0)
        rc = coh_error_set(error, COHORT_ERR_NOT_FOUND, 0, "transition %lld is not in %s", (long long)seq, store->path);
    return rc;
}

int coh_store_record_get(struct coh_store *store, int64_t object, int64_t node, int64_t *ret_operation, void **ret_blob,
                         int64_t *ret_size, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int64_t operation = 0, size = 0;
    void *blob = NULL;
    int rc, row;

    rc = coh_store_stmt(store, STMT_RECORD_GET, &stmt, error);
    if (rc < 0)
        return rc;
    sqlite3_bind_int64(stmt, 1, object);
    sqlite3_bind_int64(stmt, 2, node);
    row = sqlite3_step(stmt);
    if (row == SQLITE_ROW) {
        operation = sqlite3_column_int64(stmt, 0);
        size = sqlite3_column_bytes(stmt, 1);
        blob = coh_alloc(&store->mem, size > 0 ? (size_t)size : 1);
        if (blob == NULL)
            rc = nomem(store, error);
        else if (size > 0)
            memcpy(blob, sqlite3_column_blob(stmt, 1), (size_t)size);
    } else if (row != SQLITE_DONE) {
        rc = coh_store_fail(store, error);
    }
    sqlite3_reset(stmt);
    if (rc < 0)
        return rc;
    *ret_operation = operation;
    *ret_blob = blob;
    *ret_size = size;
    return 0;
}

int coh_store_records(struct coh_store *store, int64_t node, int64_t **ret_objects, int *ret_count,
                      struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int64_t *objects = NULL, *more;
    int count = 0, room = 0, rc, row = SQLITE_DONE;

    rc = coh_store_stmt(store, STMT_RECORD_EACH, &stmt, error);
    if (rc < 0)
        return rc;
    sqlite3_bind_int64(stmt, 1, node);
    while (rc == 0 && (row = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (count == room) {
            room = room == 0 ? 16 : room * 2;
            more = coh_realloc(&store->mem, objects, (size_t)room * sizeof *objects);
            if (more == NULL) {
                rc = nomem(store, error);
                break;
            }
            objects = more;
        }
        objects[count++] = sqlite3_column_int64(stmt, 0);
    }
    if (rc == 0 && row != SQLITE_DONE)
        rc = coh_store_fail(store, error);
    sqlite3_reset(stmt);
    if (rc < 0) {
        coh_free(&store->mem, objects);
        return rc;
    }
    *ret_objects = objects;
    *ret_count = count;
    return 0;
}
