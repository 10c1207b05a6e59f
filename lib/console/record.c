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

void coh_run_history(struct coh_console *c)
{
    cohort_cursor *cursor = NULL;
    struct coh_json json;
    int64_t since = 0, limit = 0, last = cohort_sequence(c->h);

    if (!number_option(c, "--since", INT64_MAX, &since) || !number_option(c, "--limit", INT32_MAX, &limit))
        return;
    if (cohort_history(c->h, since, (int)limit, &cursor) < 0) {
        coh_console_refused(c);
        return;
    }
    coh_json_init(&json, &c->out);
    if (c->json && coh_option(c, "--follow") == NULL)
        coh_json_array(&json, NULL);
    while (cohort_next(cursor)) {
        last = cohort_cursor_int(cursor, "seq");
        if (c->json) {
            coh_json_object(&json, NULL);
            coh_json_row(&json, cursor);
            coh_json_end_object(&json);
            if (coh_option(c, "--follow") !=
                NULL) { /* who follows reads line by line: there is no closing bracket to wait for */
                coh_buf_addc(&c->out, '\n');
                json.comma = 0;
            }
        } else {
            coh_buf_fmt(&c->out, "%5" PRId64 "  ", last);
            add_time(&c->out, cohort_cursor_int(cursor, "time_ms"), cohort_cursor_int(cursor, "wall_ms"));
            coh_buf_fmt(&c->out, "%s\n", cohort_cursor_text(cursor, "text"));
        }
    }
    if (c->json && coh_option(c, "--follow") == NULL) {
        coh_json_end_array(&json);
        coh_buf_addc(&c->out, '\n');
    }
    if (coh_option(c, "--follow") != NULL)
        c->follow = last + 1;
    cohort_cursor_free(cursor);
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
