/*
 * Lines as one request: all or none. A script writes begin, the lines, and commit; whoever reads it sends them as one command, so that nobody
 * can leave a batch open.
 */
#include "console/console.h"

#include <stdlib.h>
#include <string.h>

#include <cohort/request.h>

/* What a line that was accepted says nevertheless. */
static void keep_note(struct coh_buf *notes, int number, const char *output)
{
    size_t size = strcspn(output, "\n");

    if (size > 0)
        coh_buf_fmt(notes, "%sline %d of the batch: %.*s", notes->size > 0 ? "; " : "", number, (int)size, output);
}

/* One line of the batch. 1: it was accepted. */
static int run_line(struct coh_console *c, int number, struct coh_buf *notes)
{
    cohort_answer answer = {.struct_size = sizeof answer};
    const char *line = c->args[number - 1];
    char **words = NULL;
    int count = 0, column = 0, ok = 0;

    if (cohort_line_words(line, &words, &count, &column) < 0) {
        coh_console_refuse(c, "line %d of the batch cannot be read from column %d on", number, column);
        c->exit_code = COHORT_EXIT_USAGE;
        return 0;
    }
    if (count == 0) {
        free(words);
        return 1;
    }
    if (cohort_command_words(c->h, count, (const char *const *)words, 0, &answer) < 0)
        c->error.error = COHORT_ERR_NOMEM;
    else if (answer.exit_code != COHORT_EXIT_REACHED)
        coh_console_refuse(c, "line %d of the batch: %s", number, answer.error);
    else if (answer.request == 0)
        coh_console_refuse(c, "line %d of the batch changes nothing: %s", number, line);
    else
        ok = 1;
    if (ok)
        keep_note(notes, number, answer.output);
    if (answer.exit_code == COHORT_EXIT_USAGE)
        c->exit_code = COHORT_EXIT_USAGE;
    cohort_answer_free(c->h, &answer);
    free(words);
    return ok;
}

void coh_run_batch(struct coh_console *c)
{
    int64_t request = 0;
    struct coh_buf notes;
    int i;

    if (cohort_begin(c->h) < 0) {
        coh_console_refused(c);
        return;
    }
    coh_buf_init(&notes, c->mem, 0);
    for (i = 1; i <= c->arg_count && run_line(c, i, &notes); i++)
        ;
    if (notes.error < 0)
        c->error.error = COHORT_ERR_NOMEM;
    if (i <= c->arg_count || notes.error < 0)
        cohort_rollback(c->h);
    else if (cohort_commit(c->h, &request) < 0)
        coh_console_refused(c);
    else
        coh_console_accepted(c, request, 0, notes.size > 0 ? coh_buf_text(&notes) : NULL);
    coh_buf_free(&notes);
}
