/*
 * Effects into rows. This is the path that the throughput budget is about: statements are prepared once, texts are
 * bound in place, and only what is dirty is written.
 */
#include <string.h>

#include "store/store_internal.h"
#include "util/json.h"

static int nomem(const struct coh_store *store, struct coh_error *error)
{
    return coh_error_set(error, COHORT_ERR_NOMEM, 0, "out of memory for %s", store->path);
}

/* Texts are the engine's and outlive the step; only out-of-memory can make a binding fail, and the step tells of that. */
static void bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
    if (text == NULL)
        sqlite3_bind_null(stmt, at);
    else
        sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

static void bind_cell(sqlite3_stmt *stmt, int at, const struct coh_cell *cell)
{
    if (cell->type == COH_CELL_INT)
        sqlite3_bind_int64(stmt, at, cell->num);
    else
        bind_text(stmt, at, cell->type == COH_CELL_TEXT ? cell->text : NULL);
}

static int run_with_id(struct coh_store *store, int which, int64_t id, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int rc = coh_store_stmt(store, which, &stmt, error);

    if (rc < 0)
        return rc;
    sqlite3_bind_int64(stmt, 1, id);
    return coh_store_run(store, stmt, error);
}

static int write_row(struct coh_store *store, struct coh_engine *engine, const struct coh_obj *obj, int what,
                     struct coh_error *error)
{
    int kind = coh_obj_kind(obj);
    sqlite3_stmt *stmt = NULL;
    int count, i, rc;

    coh_columns(kind, &count);
    rc = coh_store_stmt(store, kind * STMT_ROW_KINDS + what, &stmt, error);
    if (rc < 0)
        return rc;
    if (coh_row_get(engine, obj, store->cells) < 0)
        return nomem(store, error);
    for (i = 0; i < count; i++)
        bind_cell(stmt, i + 1, &store->cells[i]);
    rc = coh_store_run(store, stmt, error);
    if (rc == 0 && what == STMT_ROW_UPDATE && sqlite3_changes(store->db) != 1)
        rc = coh_error_set(error, COHORT_ERR_DAMAGED, 0, "%s is damaged: %s %s has lost its row", store->path,
                           coh_kind_name(kind), coh_obj_name(obj));
    return rc;
}

static int write_properties(struct coh_store *store, const struct coh_obj *obj, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    const char *name, *type;
    struct coh_cell value;
    int i, rc;

    rc = coh_store_stmt(store, STMT_PROPERTY_INSERT, &stmt, error);
    for (i = 0; rc == 0 && coh_property_at(obj, i, &name, &type, &value); i++) {
        sqlite3_bind_int64(stmt, 1, coh_obj_id(obj));
        bind_text(stmt, 2, name);
        bind_text(stmt, 3, type);
        bind_cell(stmt, 4, &value);
        rc = coh_store_run(store, stmt, error);
    }
    return rc;
}

static int write_dependencies(struct coh_store *store, const struct coh_obj *obj, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int64_t provider;
    int i, rc, clause, last = -1, position = 0;

    rc = coh_store_stmt(store, STMT_DEPENDENCY_INSERT, &stmt, error);
    for (i = 0; rc == 0 && coh_dependency_at(obj, i, &clause, &provider); i++) {
        position = clause == last ? position + 1 : 0;
        last = clause;
        sqlite3_bind_int64(stmt, 1, coh_obj_id(obj));
        sqlite3_bind_int(stmt, 2, clause);
        sqlite3_bind_int(stmt, 3, position);
        sqlite3_bind_int64(stmt, 4, provider);
        rc = coh_store_run(store, stmt, error);
    }
    return rc;
}

static int delete_object(struct coh_store *store, const struct coh_obj *obj, struct coh_error *error)
{
    int kind = coh_obj_kind(obj);
    int64_t id = coh_obj_id(obj);
    int rc;

    rc = run_with_id(store, STMT_PROPERTY_DELETE, id, error);
    if (rc == 0 && kind == COH_RESOURCE)
        rc = run_with_id(store, STMT_DEPENDENCY_DELETE, id, error);
    if (rc == 0 && (kind == COH_RESOURCE || kind == COH_SERVICE))
        rc = run_with_id(store, STMT_RECORD_FORGET, id, error);
    if (rc == 0)
        rc = run_with_id(store, kind * STMT_ROW_KINDS + STMT_ROW_DELETE, id, error);
    return rc;
}

int coh_store_write_object(struct coh_store *store, struct coh_engine *engine, const struct coh_obj *obj,
                           uint32_t dirty, struct coh_error *error)
{
    int is_new = (dirty & COH_DIRTY_NEW) != 0;
    int rc = 0;

    if ((dirty & COH_DIRTY_DELETED) != 0)
        return is_new ? 0 : delete_object(store, obj, error);
    if (is_new || (dirty & COH_DIRTY_ROW) != 0)
        rc = write_row(store, engine, obj, is_new ? STMT_ROW_INSERT : STMT_ROW_UPDATE, error);
    if (rc == 0 && !is_new && (dirty & COH_DIRTY_PROPERTIES) != 0)
        rc = run_with_id(store, STMT_PROPERTY_DELETE, coh_obj_id(obj), error);
    if (rc == 0 && (is_new || (dirty & COH_DIRTY_PROPERTIES) != 0))
        rc = write_properties(store, obj, error);
    if (coh_obj_kind(obj) != COH_RESOURCE)
        return rc;
    if (rc == 0 && !is_new && (dirty & COH_DIRTY_DEPENDS) != 0)
        rc = run_with_id(store, STMT_DEPENDENCY_DELETE, coh_obj_id(obj), error);
    if (rc == 0 && (is_new || (dirty & COH_DIRTY_DEPENDS) != 0))
        rc = write_dependencies(store, obj, error);
    return rc;
}

static int write_input(struct coh_store *store, const struct coh_applied *applied, int64_t wall_offset,
                       const char *actor, const char *origin, struct coh_error *error)
{
    const struct coh_input *input = &applied->input;
    struct coh_buf *buf = &store->words;
    sqlite3_stmt *stmt = NULL;
    struct coh_json json;
    size_t words;
    int i, rc;

    rc = coh_store_stmt(store, STMT_INPUT_INSERT, &stmt, error); /* first: it may use the buffer */
    if (rc < 0)
        return rc;
    coh_buf_clear(buf);
    coh_input_words(buf, input);
    coh_buf_addc(buf, '\0');
    words = buf->size;
    if (input->list != NULL) {
        coh_json_init(&json, buf);
        coh_json_array(&json, NULL);
        for (i = 0; input->list[i] != NULL; i++)
            coh_json_text(&json, NULL, input->list[i]);
        coh_json_end_array(&json);
    }
    if (buf->error < 0)
        return nomem(store, error);
    sqlite3_bind_int64(stmt, 1, applied->seq);
    sqlite3_bind_int64(stmt, 2, input->time_ms);
    sqlite3_bind_int64(stmt, 3, input->time_ms + wall_offset);
    sqlite3_bind_int(stmt, 4, COH_SEMANTICS);
    bind_text(stmt, 5, actor);
    bind_text(stmt, 6, input->origin != NULL ? input->origin : origin);
    bind_text(stmt, 7, coh_verb_name(input->verb));
    bind_text(stmt, 8, input->kind != COH_NONE ? coh_kind_name(input->kind) : NULL);
    bind_text(stmt, 9, input->name);
    bind_text(stmt, 10, input->arg);
    bind_text(stmt, 11, input->list != NULL ? buf->text + words : NULL);
    sqlite3_bind_int64(stmt, 12, input->a);
    sqlite3_bind_int64(stmt, 13, input->b);
    sqlite3_bind_int64(stmt, 14, input->c);
    bind_text(stmt, 15, buf->text);
    return coh_store_run(store, stmt, error);
}

static int write_transition(struct coh_store *store, const struct coh_transition *t, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int rc;

    rc = coh_store_stmt(store, STMT_TRANSITION_INSERT, &stmt, error);
    if (rc < 0)
        return rc;
    coh_buf_clear(&store->words);
    coh_rule_sentence(&store->words, t);
    if (store->words.error < 0)
        return nomem(store, error);
    sqlite3_bind_int64(stmt, 1, t->seq);
    sqlite3_bind_int64(stmt, 2, t->input);
    sqlite3_bind_int64(stmt, 3, t->cause);
    sqlite3_bind_int64(stmt, 4, t->time_ms);
    bind_text(stmt, 5, coh_kind_name(t->kind));
    sqlite3_bind_int64(stmt, 6, t->object);
    bind_text(stmt, 7, t->name);
    bind_text(stmt, 8, coh_change_name(t->change));
    bind_text(stmt, 9, t->old_text);
    bind_text(stmt, 10, t->new_text);
    bind_text(stmt, 11, coh_rule_name(t->rule));
    bind_text(stmt, 12, coh_buf_text(&store->words));
    return coh_store_run(store, stmt, error);
}

int coh_store_write(struct coh_store *store, struct coh_engine *engine, const struct coh_effects *effects,
                    const char *actor, const char *origin, struct coh_error *error)
{
    int64_t wall_offset = coh_engine_model(engine)->cluster->wall_offset_ms;
    int i, rc;

    rc = coh_store_begin(store, error);
    if (rc < 0)
        return rc;
    for (i = 0; rc == 0 && i < effects->input_count; i++)
        rc = write_input(store, &effects->inputs[i], wall_offset, actor, origin, error);
    for (i = 0; rc == 0 && i < effects->transition_count; i++)
        rc = write_transition(store, &effects->transitions[i], error);
    for (i = 0; rc == 0 && i < effects->dirty_count; i++)
        rc = coh_store_write_object(store, engine, effects->dirty[i], coh_obj_dirty(effects->dirty[i]), error);
    for (i = 0; rc == 0 && i < effects->input_count; i++)
        if (effects->inputs[i].input.verb == COH_VERB_PRUNE)
            rc = coh_store_prune(store, effects->inputs[i].input.a, error);
    if (rc == 0)
        rc = coh_store_commit(store, error);
    if (rc < 0)
        coh_store_undo(store);
    return rc;
}

int coh_store_record_put(struct coh_store *store, int64_t object, int64_t node, int64_t operation, const void *blob,
                         int64_t size, struct coh_error *error)
{
    sqlite3_stmt *stmt = NULL;
    int rc;

    rc = coh_store_stmt(store, size > 0 ? STMT_RECORD_PUT : STMT_RECORD_DELETE, &stmt, error);
    if (rc < 0)
        return rc;
    sqlite3_bind_int64(stmt, 1, object);
    sqlite3_bind_int64(stmt, 2, node);
    if (size > 0) {
        sqlite3_bind_int64(stmt, 3, operation);
        sqlite3_bind_blob64(stmt, 4, blob, (sqlite3_uint64)size, SQLITE_STATIC);
    }
    return coh_store_run(store, stmt, error);
}
