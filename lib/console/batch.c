/*
 * Lines as one request: all or none. A script writes begin, the lines, and commit; whoever reads it sends them as one command, so that nobody
 * can leave a batch open.
 */
#include "console/console.h"

#include <stdlib.h>

#include <cohort/request.h>

/* One line of the batch. 1: it was accepted. */
static int run_line(struct coh_console *c, int number)
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
    if (answer.exit_code == COHORT_EXIT_USAGE)
        c->exit_code = COHORT_EXIT_USAGE;
    cohort_answer_free(c->h, &answer);
    free(words);
    return ok;
}

void coh_run_batch(struct coh_console *c)
{
    int64_t request = 0;
    int i;

    if (cohort_begin(c->h) < 0) {
        coh_console_refused(c);
        return;
    }
    for (i = 1; i <= c->arg_count; i++)
        if (!run_line(c, i)) {
            cohort_rollback(c->h);
            return;
        }
    i = cohort_commit(c->h, &request);
    coh_console_requested(c, i, request);
}
