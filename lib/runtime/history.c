/* history.h: transitions with their causes. "Why" is in why.c. */
#include <stdio.h>
#include <string.h>

#include "core/rules.h"
#include "runtime/runtime.h"

struct history {
    cohort_cursor *cursor;
    struct coh_buf text, asked;
    int64_t cause; /* of the row that was read last */
};

/* Who asked stands in the record of the request; here it is told. */
static const char *reason_of(struct history *history, const struct coh_stored_transition *row)
{
    if (row->t.rule != COH_RULE_REQUESTED || row->actor == NULL)
        return row->reason;
    coh_buf_clear(&history->asked);
    coh_buf_fmt(&history->asked, "%s by %s", row->reason, row->actor);
    return coh_buf_text(&history->asked);
}

static int add(void *user, const struct coh_stored_transition *row)
{
    struct history *history = user;
    cohort_cursor *cursor = history->cursor;
    const char *slash = strcmp(row->kind, coh_kind_name(COH_OBJECT)) == 0 ? strchr(row->t.name, '/') : NULL;
    char kind[COHORT_NAME_MAX + 1];

    if (slash != NULL) /* of a kind that is data: KIND/NAME */
        snprintf(kind, sizeof kind, "%.*s", (int)(slash - row->t.name), row->t.name);

    coh_cursor_int(cursor, row->t.seq);
    coh_cursor_int(cursor, row->t.input);
    coh_cursor_int(cursor, row->t.time_ms);
    coh_cursor_int(cursor, row->wall_ms);
    coh_cursor_text(cursor, slash != NULL ? kind : row->kind);
    coh_cursor_int(cursor, row->t.object);
    coh_cursor_text(cursor, slash != NULL ? slash + 1 : row->t.name);
    coh_cursor_text(cursor, row->change);
    coh_cursor_text(cursor, row->t.old_text);
    coh_cursor_text(cursor, row->t.new_text);
    coh_cursor_text(cursor, row->rule);
    coh_cursor_text(cursor, row->reason);
    coh_cursor_int(cursor, row->t.cause);
    coh_cursor_text(cursor, row->request);
    coh_cursor_text(cursor, row->actor);
    coh_buf_clear(&history->text);
    coh_transition_text(&history->text, row->kind, row->t.name, row->t.change, row->t.rule, row->t.old_text,
                        row->t.new_text, reason_of(history, row));
    coh_cursor_text(cursor, coh_buf_text(&history->text));
    return history->text.error < 0 ? history->text.error : history->asked.error;
}

/* The row that tells what is gone. */
static int add_lost(struct history *history, const cohort *h, int64_t from, int64_t to, int chain)
{
    const struct coh_obj *cluster = &coh_model(h)->cluster->o;
    cohort_cursor *cursor = history->cursor;

    coh_cursor_int(cursor, to);
    coh_cursor_null(cursor);
    coh_cursor_null(cursor);
    coh_cursor_null(cursor);
    coh_cursor_text(cursor, coh_kind_name(COH_CLUSTER));
    coh_cursor_int(cursor, cluster->id);
    coh_cursor_text(cursor, cluster->name);
    coh_cursor_text(cursor, "lost");
    coh_cursor_int(cursor, from);
    coh_cursor_int(cursor, to);
    coh_cursor_text(cursor, "pruned");
    coh_cursor_text(cursor, "pruned");
    coh_cursor_int(cursor, 0);
    coh_cursor_null(cursor);
    coh_cursor_null(cursor);
    coh_buf_clear(&history->text);
    if (chain)
        coh_buf_add(&history->text, "what led to it was pruned");
    else
        coh_buf_fmt(&history->text, "transitions %lld to %lld were pruned", (long long)from, (long long)to);
    coh_cursor_text(cursor, coh_buf_text(&history->text));
    return history->text.error;
}

static int begin(cohort *h, struct history *history)
{
    static const char *const columns[] = {"seq",   "input",   "time_ms", "wall_ms", "kind", "id",
                                          "name",  "change",  "old",     "new",     "rule", "reason",
                                          "cause", "request", "actor",   "text",    NULL};

    history->cursor = coh_cursor_new(h);
    if (history->cursor == NULL)
        return coh_out_of_memory(h);
    coh_cursor_columns(history->cursor, columns);
    coh_buf_init(&history->text, &h->mem, 0);
    coh_buf_init(&history->asked, &h->mem, 0);
    return 0;
}

static int end(cohort *h, struct history *history, int rc, cohort_cursor **ret_cursor)
{
    coh_buf_free(&history->text);
    coh_buf_free(&history->asked);
    if (rc == 0)
        return coh_cursor_done(h, history->cursor, ret_cursor);
    cohort_cursor_free(history->cursor);
    return h->error.code == rc ? rc : coh_out_of_memory(h);
}

static int list(cohort *h, struct coh_store_filter *filter, cohort_cursor **ret_cursor)
{
    struct history history = {0};
    int64_t pruned = 0;
    int rc;

    if (ret_cursor == NULL)
        return coh_missing(h, "ret_cursor");
    if (filter->limit < 0)
        return coh_missing(h, "limit");
    rc = begin(h, &history);
    if (rc < 0)
        return rc;
    rc = coh_store_pruned(h->store, &pruned, &h->error);
    if (rc == 0 && filter->since < pruned) {
        rc = add_lost(&history, h, filter->since > 1 ? filter->since : 1, pruned - 1, 0);
        filter->since = pruned;
    }
    if (rc == 0)
        rc = coh_store_each_transition(h->store, filter, add, &history, &h->error);
    return end(h, &history, rc, ret_cursor);
}

int cohort_history(cohort *h, int64_t since, int limit, cohort_cursor **ret_cursor)
{
    struct coh_store_filter filter = {.since = since, .limit = limit};
    int rc = coh_enter(h);

    return rc < 0 ? rc : list(h, &filter, ret_cursor);
}

/* ---- some of them ---- */

/* " state moved " of the names. */
static int changes_of(cohort *h, const char *const *changes, struct coh_buf *buf)
{
    int i;

    for (; *changes != NULL; changes++) {
        if (coh_change_parse(*changes) == 0) {
            coh_buf_clear(buf);
            for (i = 1; i < COH_CHANGES; i++)
                coh_buf_fmt(buf, "%s%s", i > 1 ? ", " : "", coh_change_name(i));
            return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "there is no change \"%s\"; changes are %s",
                                 *changes, coh_buf_text(buf));
        }
        coh_buf_fmt(buf, " %s ", *changes);
    }
    return buf->error < 0 ? coh_out_of_memory(h) : 0;
}

/* The object that the filter names: by its id if it is there, so that its earlier names are found; else by the name. */
static int object_of(cohort *h, const char *kind, const char *name, struct coh_store_filter *filter)
{
    struct coh_obj *obj = NULL;
    int number = COH_NONE, rc;

    if (kind != NULL) {
        rc = coh_object_arg(h, kind, name, &number, &name);
        if (rc < 0)
            return rc;
        filter->kind = coh_kind_name(number);
        filter->prefix = number == COH_OBJECT && name == NULL ? kind : NULL;
    }
    if (name == NULL)
        return 0;
    if (kind != NULL)
        obj = coh_find(coh_model(h), number, name);
    else if (coh_find_any(h, name, &obj) < 0)
        coh_error_clear(&h->error);
    if (obj != NULL)
        filter->object = obj->id;
    else
        filter->name = name;
    return 0;
}

int cohort_history_select(cohort *h, const cohort_history_filter *which, cohort_cursor **ret_cursor)
{
    struct coh_store_filter inner = {0};
    cohort_history_filter filter;
    struct coh_buf changes;
    cohort_cursor *cursor = NULL;
    int rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (which == NULL || which->struct_size < COH_UP_TO(cohort_history_filter, limit))
        return coh_missing(h, which == NULL ? "filter" : "filter->struct_size");
    coh_take(&filter, sizeof filter, which, 0);
    coh_buf_init(&changes, &h->mem, 0);
    inner.since = filter.since;
    inner.limit = filter.limit;
    rc = object_of(h, filter.kind, filter.name, &inner);
    if (rc == 0 && filter.changes != NULL) {
        rc = changes_of(h, filter.changes, &changes);
        inner.changes = coh_buf_text(&changes);
    }
    if (rc == 0)
        rc = list(h, &inner, &cursor);
    if (rc == 0 && inner.name != NULL && filter.since <= 1 && filter.changes == NULL && !coh_cursor_rows(cursor)) {
        cohort_cursor_free(cursor);
        rc = coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 0,
                           "there is nothing named \"%s\", and nothing in the history had that name", filter.name);
    }
    coh_buf_free(&changes);
    if (rc == 0 && ret_cursor == NULL)
        rc = coh_missing(h, "ret_cursor");
    if (rc == 0)
        *ret_cursor = cursor;
    return rc;
}

/* ---- causes ---- */

static int add_step(void *user, const struct coh_stored_transition *row)
{
    struct history *history = user;

    history->cause = row->t.cause;
    return add(user, row);
}

int cohort_history_chain(cohort *h, int64_t seq, cohort_cursor **ret_cursor)
{
    struct history history = {0};
    int rc = coh_enter(h), steps;

    if (rc < 0)
        return rc;
    if (ret_cursor == NULL)
        return coh_missing(h, "ret_cursor");
    rc = begin(h, &history);
    if (rc < 0)
        return rc;
    for (steps = 0; rc == 0 && steps < COH_CAUSES_MAX && (steps == 0 || seq > 0); steps++, seq = history.cause) {
        rc = coh_store_transition(h->store, seq, add_step, &history, &h->error);
        if (rc != COHORT_ERR_NOT_FOUND || steps == 0)
            continue;
        coh_error_clear(&h->error);
        rc = add_lost(&history, h, 1, seq, 1);
        history.cause = 0;
    }
    return end(h, &history, rc, ret_cursor);
}

/* ---- pruning ---- */

int cohort_history_prune(cohort *h, int64_t before, int64_t keep_ms, int64_t *ret_request)
{
    struct coh_input input = {.verb = COH_VERB_PRUNE, .a = before};
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (before < 0 || keep_ms < 0)
        return coh_error_set(&h->error, COHORT_ERR_RANGE, 87, "%s is negative", before < 0 ? "before" : "keep_ms");
    if (before == 0) {
        rc = coh_store_since(h->store, coh_handle_now(h) - keep_ms, &input.a, &h->error);
        if (rc < 0)
            return rc;
        if (input.a == 0)
            input.a = coh_engine_sequence(h->engine) + 1;
    }
    return coh_request(h, &input, ret_request);
}

int64_t cohort_sequence(cohort *h)
{
    return coh_enter_get(h) == 0 ? coh_engine_sequence(h->engine) : 0;
}

void cohort_on_history(cohort *h, void (*notify)(cohort *h, void *user), void *user)
{
    if (h == NULL)
        return;
    h->on_history = notify;
    h->on_history_user = user;
}
