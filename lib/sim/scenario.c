/*
 * Scenario files: comments, and blocks of command lines, a line "----", and the expected output up to a blank line.
 *
 * The transcript is the text with every output replaced by the real one; comments and blank lines stay where they are.
 */
#include "sim/inner.h"

#include <string.h>

#include <cohort/cluster.h>

#include "util/text.h"

struct script {
    cohort_sim *sim;
    const struct coh_mem *mem;
    const char *at;
    int number; /* of the line at @at */
    struct coh_buf out;
    int bug;
};

static size_t line_size(const char *at)
{
    return strcspn(at, "\n");
}

static int is_line(const char *at, const char *text)
{
    size_t size = line_size(at);

    while (size > 0 && (at[size - 1] == ' ' || at[size - 1] == '\t' || at[size - 1] == '\r'))
        size--;
    return size == strlen(text) && memcmp(at, text, size) == 0;
}

static int is_comment(const char *at)
{
    return at[strspn(at, " \t")] == '#';
}

static void skip(struct script *s)
{
    s->at += line_size(s->at);
    if (*s->at == '\n') {
        s->at++;
        s->number++;
    }
}

static void copy_line(struct script *s)
{
    coh_buf_addn(&s->out, s->at, line_size(s->at));
    coh_buf_addc(&s->out, '\n');
    skip(s);
}

static int at_block_end(const struct script *s)
{
    return *s->at == '\0' || is_line(s->at, "") || is_line(s->at, "----");
}

/* Lines of the block that are commands. */
static int count_commands(const struct script *s)
{
    struct script look = *s;
    int count = 0;

    for (; !at_block_end(&look); skip(&look))
        count += !is_comment(look.at);
    return count;
}

static int run_command(struct script *s, struct coh_buf *output, int echo, int *ret_plain)
{
    const char *text = "";
    char *line = coh_strndup(s->mem, s->at, line_size(s->at));
    size_t size;
    int rc;

    if (line == NULL)
        return COHORT_ERR_NOMEM;
    size = strlen(line);
    while (size > 0 && (line[size - 1] == '\r' || line[size - 1] == ' '))
        line[--size] = '\0';
    if (echo)
        coh_buf_fmt(output, "> %s\n", line);
    rc = cohort_sim_line(s->sim, line, &text);
    coh_buf_add(output, text);
    *ret_plain &= strcmp(text, "ok\n") == 0;
    coh_free(s->mem, line);
    s->bug |= rc == COHORT_ERR_BUG;
    return rc == COHORT_ERR_BUG ? 0 : rc;
}

/* A block: its lines as they are, "----", what came of them; one "ok" where there is nothing else to say of any of
 * them. */
static int run_block(struct script *s)
{
    struct coh_buf output;
    int echo = count_commands(s) > 1, plain = 1, rc = 0;

    coh_buf_init(&output, s->mem, 0);
    while (rc == 0 && !at_block_end(s)) {
        if (!is_comment(s->at))
            rc = run_command(s, &output, echo, &plain);
        copy_line(s);
    }
    coh_buf_add(&s->out, "----\n");
    coh_buf_add(&s->out, plain && echo ? "ok\n" : coh_buf_text(&output));
    if (output.error != 0)
        rc = output.error;
    coh_buf_free(&output);
    if (is_line(s->at, "----"))
        for (skip(s); *s->at != '\0' && !is_line(s->at, ""); skip(s))
            continue; /* what was expected */
    return rc;
}

static int run_script(struct script *s, struct coh_error *error)
{
    int rc = 0;

    while (rc == 0 && *s->at != '\0') {
        if (is_line(s->at, "----"))
            return coh_error_set(error, COHORT_ERR_SYNTAX, 87, "line %d: \"----\" without a command before it",
                                 s->number);
        if (is_line(s->at, "") || is_comment(s->at))
            copy_line(s);
        else
            rc = run_block(s);
    }
    return rc < 0 ? rc : s->out.error;
}

/* The record must lead to where we are. */
static void check_replay(struct script *s)
{
    char digest[17], replayed[17];

    if (coh_sim_model(s->sim)->cluster->pruned > 0) /* its beginning is gone */
        return;
    if (cohort_digest(s->sim->h, digest) < 0 || cohort_replay(s->sim->h, replayed) < 0) {
        coh_buf_fmt(&s->out, "BUG: replay: %s\n", cohort_errmsg(s->sim->h));
        s->bug = 1;
    } else if (strcmp(digest, replayed) != 0) {
        coh_buf_fmt(&s->out, "BUG: replay leads to %s, not to %s\n", replayed, digest);
        s->bug = 1;
    }
}

int cohort_sim_scenario(const cohort_profile *const *profiles, const char *text, char **ret_transcript)
{
    struct coh_error error;
    struct coh_mem mem;
    struct script s = {.mem = &mem, .at = text, .number = 1};
    int i, rc;

    if (text == NULL || ret_transcript == NULL)
        return COHORT_ERR_INVALID;
    coh_mem_init(&mem, NULL);
    coh_error_clear(&error);
    coh_buf_init(&s.out, &mem, 0);
    coh_buf_add(&s.out, "");
    if (coh_utf8_ok(text)) {
        rc = cohort_sim_new(&s.sim);
        for (i = 0; rc == 0 && profiles != NULL && profiles[i] != NULL; i++)
            rc = cohort_sim_attach(s.sim, profiles[i]);
        if (rc == 0)
            rc = run_script(&s, &error);
        if (rc == 0)
            check_replay(&s);
    } else {
        rc = coh_error_set(&error, COHORT_ERR_SYNTAX, 87, "it is not UTF-8");
    }
    if (rc == COHORT_ERR_SYNTAX) { /* the sentence takes the transcript's place */
        coh_buf_clear(&s.out);
        coh_buf_add(&s.out, error.text);
    }
    if (rc == 0 && s.out.error != 0)
        rc = s.out.error;
    if (rc == 0 || rc == COHORT_ERR_SYNTAX)
        *ret_transcript = coh_buf_take(&s.out);
    if (rc == 0 && s.bug)
        rc = COHORT_ERR_BUG;
    cohort_sim_free(s.sim);
    coh_buf_free(&s.out);
    return rc;
}
