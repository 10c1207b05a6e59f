/* history.h: transitions with their causes. "Why" is in why.c. */
#include <stdio.h>
#include <string.h>

#include "runtime/runtime.h"

struct history {
    cohort_cursor *cursor;
    struct coh_buf text;
};

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
                        row->t.new_text, row->reason);
    coh_cursor_text(cursor, coh_buf_text(&history->text));
    return history->text.error;
}

int cohort_history(cohort *h, int64_t since, int limit, cohort_cursor **ret_cursor)
{
    static const char *const columns[] = {"seq",   "input",   "time_ms", "wall_ms", "kind", "id",
                                          "name",  "change",  "old",     "new",     "rule", "reason",
                                          "cause", "request", "actor",   "text",    NULL};
    struct history history = {0};
    int rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (ret_cursor == NULL || limit < 0)
        return coh_missing(h, ret_cursor == NULL ? "ret_cursor" : "limit");
    history.cursor = coh_cursor_new(h);
    if (history.cursor == NULL)
        return coh_out_of_memory(h);
    coh_cursor_columns(history.cursor, columns);
    coh_buf_init(&history.text, &h->mem, 0);
    rc = coh_store_each_transition(h->store, since, limit, add, &history, &h->error);
    coh_buf_free(&history.text);
    if (rc < 0) {
        cohort_cursor_free(history.cursor);
        return h->error.code == rc ? rc : coh_out_of_memory(h);
    }
    return coh_cursor_done(h, history.cursor, ret_cursor);
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
