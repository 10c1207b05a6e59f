/*
 * Commands that read the record: history and why, and those that verify it.
 */
#include "console/console.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include <cohort/cluster.h>
#include <cohort/history.h>

#include "util/text.h"

void coh_run_why(struct coh_console *c)
{
    struct coh_json json;
    char *text = NULL;
    size_t size;

    if (cohort_why(c->h, coh_option(c, "--kind"), c->args[0], &text) < 0) {
        coh_console_refused(c);
        return;
    }
    size = strlen(text);
    if (c->json) {
        coh_json_init(&json, &c->out);
        coh_json_object(&json, NULL);
        coh_json_text(&json, "name", c->args[0]);
        coh_buf_clear(&c->scratch);
        coh_buf_addn(&c->scratch, text, strcspn(text, "\n"));
        coh_json_text(&json, "sentence", coh_buf_text(&c->scratch));
        coh_json_text(&json, "why", text);
        coh_json_end_object(&json);
        coh_buf_addc(&c->out, '\n');
    } else {
        coh_buf_add(&c->out, text);
        if (size > 0 && text[size - 1] != '\n')
            coh_buf_addc(&c->out, '\n');
    }
    cohort_free(c->h, text);
}

/* Local time; a clock that begins at 0 is a simulation's, and is shown as it is. */
static void add_time(struct coh_buf *buf, int64_t time_ms, int64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    char text[32];
    struct tm parts;

    if (wall_ms < INT64_C(100000000000) || localtime_r(&seconds, &parts) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts) == 0)
        coh_buf_fmt(buf, "[%6" PRId64 "] ", time_ms);
    else
        coh_buf_fmt(buf, "%s.%03d ", text, (int)(wall_ms % 1000));
}

static int number_option(struct coh_console *c, const char *name, int64_t max, int64_t *ret_value)
{
    const char *text = coh_option(c, name);

    if (text == NULL)
        return 1;
    if (coh_int_parse(text, ret_value) == 0 && *ret_value >= 0 && *ret_value <= max)
        return 1;
    coh_console_usage(c, "%s expects a number, not \"%s\"", name, text);
    return 0;
}

/* The seqs of a transition's causes, nearest first. */
static void add_chain(struct coh_console *c, struct coh_json *json, int64_t seq)
{
    cohort_cursor *chain = NULL;

    if (cohort_history_chain(c->h, seq, &chain) < 0)
        return;
    coh_json_array(json, "chain");
    cohort_next(chain); /* itself */
    while (cohort_next(chain) && strcmp(cohort_cursor_text(chain, "change"), "lost") != 0)
        coh_json_int(json, NULL, cohort_cursor_int(chain, "seq"));
    coh_json_end_array(json);
    cohort_cursor_free(chain);
}

/* As columns, or one JSON object a row; who follows reads line by line: there is no closing bracket to wait for. */
static void print_history(struct coh_console *c, cohort_cursor *cursor, int follow, int64_t *ret_count,
                          int64_t *ret_last)
{
    struct coh_json json;
    int64_t seq;

    coh_json_init(&json, &c->out);
    if (c->json && !follow)
        coh_json_array(&json, NULL);
    while (cohort_next(cursor)) {
        seq = cohort_cursor_int(cursor, "seq");
        *ret_last = seq;
        ++*ret_count;
        if (c->json) {
            coh_json_object(&json, NULL);
            coh_json_row(&json, cursor);
            if (strcmp(cohort_cursor_text(cursor, "change"), "moved") == 0)
                add_chain(c, &json, seq);
            coh_json_end_object(&json);
            if (follow) {
                coh_buf_addc(&c->out, '\n');
                json.comma = 0;
            }
            continue;
        }
        coh_buf_fmt(&c->out, "%5" PRId64 "  ", seq);
        if (cohort_cursor_text(cursor, "time_ms") != NULL)
            add_time(&c->out, cohort_cursor_int(cursor, "time_ms"), cohort_cursor_int(cursor, "wall_ms"));
        coh_buf_fmt(&c->out, "%s\n", cohort_cursor_text(cursor, "text"));
    }
    if (c->json && !follow) {
        coh_json_end_array(&json);
        coh_buf_addc(&c->out, '\n');
    }
}

/* What the options ask for. */
static int select_history(struct coh_console *c, const char **changes, int64_t *ret_limit, cohort_cursor **ret_cursor)
{
    cohort_history_filter filter = {.struct_size = sizeof filter};
    int i, count = 0;

    if (!number_option(c, "--since", INT64_MAX, &filter.since) || !number_option(c, "--limit", INT32_MAX, ret_limit))
        return 0;
    if (coh_option(c, "--events") != NULL) {
        changes[count++] = "moved";
        changes[count++] = "event";
    }
    for (i = 0; i < c->option_count; i++)
        if (strcmp(c->options[i].name, "--change") == 0)
            changes[count++] = c->options[i].value;
    filter.limit = (int32_t)*ret_limit;
    filter.kind = coh_option(c, "--kind");
    filter.name = coh_option(c, "--object");
    filter.changes = count > 0 ? changes : NULL;
    if (cohort_history_select(c->h, &filter, ret_cursor) == 0)
        return 1;
    coh_console_refused(c);
    return 0;
}

static void run_cause(struct coh_console *c)
{
    cohort_cursor *cursor = NULL;
    int64_t seq = 0, count = 0, last;

    if (c->option_count > 1)
        coh_console_usage(c, "--cause stands alone");
    else if (number_option(c, "--cause", INT64_MAX, &seq) && cohort_history_chain(c->h, seq, &cursor) < 0)
        coh_console_refused(c);
    else if (cursor != NULL)
        print_history(c, cursor, 0, &count, &last);
    cohort_cursor_free(cursor);
}

void coh_run_history(struct coh_console *c)
{
    int follow = coh_option(c, "--follow") != NULL;
    int64_t sequence = cohort_sequence(c->h), limit = 0, count = 0, last = 0;
    const char **changes;
    cohort_cursor *cursor = NULL;

    if (coh_option(c, "--cause") != NULL) {
        run_cause(c);
        return;
    }
    changes = coh_zalloc(c->mem, ((size_t)c->option_count + 3) * sizeof *changes);
    if (changes == NULL) {
        c->error.error = COHORT_ERR_NOMEM;
        return;
    }
    if (select_history(c, changes, &limit, &cursor)) {
        print_history(c, cursor, follow, &count, &last);
        if (limit == 0 || count < limit) /* all up to here was looked at */
            last = last > sequence ? last : sequence;
        if (follow)
            c->follow = last + 1;
    }
    coh_free(c->mem, changes);
    cohort_cursor_free(cursor);
}

void coh_run_history_prune(struct coh_console *c)
{
    const char *keep = coh_option(c, "--keep");
    int64_t before = 0, keep_ms = 0, request = 0;
    int rc;

    if ((keep == NULL) == (coh_option(c, "--before") == NULL)) {
        coh_console_usage(c, "expected either --before SEQ or --keep DURATION");
        return;
    }
    if (keep != NULL && (coh_duration_parse(keep, 0, &keep_ms) < 0 || keep_ms < 0)) {
        coh_console_usage(c, "--keep is a duration such as 720h, not \"%s\"", keep);
        return;
    }
    if (!number_option(c, "--before", INT64_MAX, &before))
        return;
    if (keep == NULL && before == 0) {
        coh_console_usage(c, "--before expects a transition from 1 on");
        return;
    }
    rc = cohort_history_prune(c->h, before, keep_ms, &request);
    coh_console_requested(c, rc, request);
}

static void print_digest(struct coh_console *c, const char *digest, int verified)
{
    struct coh_json json;

    if (!c->json) {
        coh_buf_fmt(&c->out, "%s%s\n", digest, verified ? ": the record leads to the present state" : "");
        return;
    }
    coh_json_init(&json, &c->out);
    coh_json_object(&json, NULL);
    coh_json_text(&json, "digest", digest);
    coh_json_end_object(&json);
    coh_buf_addc(&c->out, '\n');
}

void coh_run_digest(struct coh_console *c)
{
    char digest[17];

    if (cohort_digest(c->h, digest) < 0)
        coh_console_refused(c);
    else
        print_digest(c, digest, 0);
}

void coh_run_replay(struct coh_console *c)
{
    char digest[17];

    if (cohort_replay(c->h, digest) < 0)
        coh_console_refused(c);
    else
        print_digest(c, digest, 1);
}
