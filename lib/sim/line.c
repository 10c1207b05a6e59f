/*
 * One line of a scenario: the simulation's own, or the command language's. Then the clock runs until it is quiet, and
 * the result follows.
 */
#include "sim/inner.h"

#include <string.h>

#include <cohort/cluster.h>
#include <cohort/command.h>
#include <cohort/request.h>

#include "util/text.h"

/* A line that asks for something tells everything; a line that configures does not repeat itself. */
static int configures(int count, char **words)
{
    static const char *const goals[] = {"online", "offline", "move", "fail", "start", "stop", "restart"};
    size_t i;

    if (count > 0 && strcmp(words[0], "procedure") == 0)
        return 1;
    for (i = 0; i < sizeof goals / sizeof goals[0]; i++)
        if (count > 1 && strcmp(words[1], goals[i]) == 0)
            return 0;
    return 1;
}

/* Blank lines end the expected output of a block, so an answer has none. */
static void add_lines(struct coh_buf *buf, const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");

        if (size > 0) {
            coh_buf_addn(buf, text, size);
            coh_buf_addc(buf, '\n');
        }
        text += size + (text[size] == '\n');
    }
}

static void add_outcome(cohort_sim *sim, int wait)
{
    const char *reason = coh_buf_text(&sim->reason);

    if (sim->result == COHORT_REQUEST_REACHED)
        coh_buf_add(&sim->text, "ok\n");
    else if (sim->result == COHORT_REQUEST_FAILED)
        coh_buf_fmt(&sim->text, "failed: %s\n", reason);
    else if (sim->result == COHORT_REQUEST_PENDING && !wait)
        coh_buf_add(&sim->text, "accepted\n");
    else if (sim->result == COHORT_REQUEST_PENDING)
        coh_buf_fmt(&sim->text, "pending: %s\n", reason);
    else
        coh_sim_bug(sim, "the request's result is not known: %s", cohort_errmsg(sim->h));
}

static void add_refusal(cohort_sim *sim, const cohort_answer *answer, const char *sentence, int64_t win32)
{
    if (answer->exit_code == COHORT_EXIT_USAGE)
        coh_buf_fmt(&sim->text, "usage: %s\n", answer->error);
    else if (*sentence != '\0' && win32 >= 0x80000000)
        coh_buf_fmt(&sim->text, "refused (0x%08llX): %s\n", (unsigned long long)win32, sentence);
    else if (*sentence != '\0' && win32 != 0)
        coh_buf_fmt(&sim->text, "refused (%lld): %s\n", (long long)win32, sentence);
    else
        coh_buf_fmt(&sim->text, "refused: %s\n", answer->error);
}

/* Verbs of profiles are procedures: what one did before it was refused (an event in a log) stays. */
static int is_procedure(const cohort *h, const char *word)
{
    size_t size = strlen(word);
    int i, k;

    for (i = 0; i < h->profile_count; i++)
        for (k = 0; k < h->profiles[i]->verb_count; k++) {
            const char *usage = h->profiles[i]->verbs[k].usage;

            if (strncmp(usage, word, size) == 0 && (usage[size] == ' ' || usage[size] == '\0'))
                return 1;
        }
    return 0;
}

/* What is refused changes nothing. */
static void check_unchanged(cohort_sim *sim, const char *before)
{
    char after[17] = "";

    if (cohort_digest(sim->h, after) == 0 && strcmp(before, after) != 0)
        coh_sim_bug(sim, "it was refused, and something has changed");
}

static int run_command(cohort_sim *sim, int count, char **words, int wait)
{
    cohort_answer answer = {.struct_size = sizeof answer};
    struct coh_buf sentence;
    char before[17] = "";
    int64_t win32;
    int rc = cohort_digest(sim->h, before);

    if (rc < 0)
        return rc;
    coh_buf_init(&sentence, &sim->mem, 0);
    sim->hide = configures(count, words);
    rc = cohort_command_words(sim->h, count, (const char *const *)words, 0, &answer);
    sim->hide = 0;
    if (rc < 0)
        return rc;
    win32 = cohort_win32(sim->h);
    coh_buf_add(&sentence, answer.exit_code == COHORT_EXIT_REFUSED ? cohort_errmsg(sim->h)
                                                                   : ""); /* before the next call clears it */
    if (!is_procedure(sim->h, words[0]) &&
        (answer.exit_code == COHORT_EXIT_REFUSED || answer.exit_code == COHORT_EXIT_USAGE))
        check_unchanged(sim, before);
    coh_sim_check(sim);
    sim->request = answer.exit_code == 0 ? answer.request : 0;
    sim->result = 0;
    rc = wait ? coh_sim_quiet(sim) : coh_sim_work(sim);
    coh_sim_look(sim);
    sim->request = 0;
    if (answer.error != NULL)
        add_refusal(sim, &answer, coh_buf_text(&sentence), win32);
    else if (answer.request > 0) {
        add_lines(&sim->text, answer.output); /* a remark */
        add_outcome(sim, wait);
    } else {
        add_lines(&sim->text, answer.output);
    }
    cohort_answer_free(sim->h, &answer);
    coh_buf_free(&sentence);
    return rc;
}

static int run_words(cohort_sim *sim, int count, char **words)
{
    int wait = strcmp(words[0], "nowait") != 0;
    int rc = 0, script;

    if (!wait && --count == 0) {
        coh_buf_add(&sim->text, "usage: nowait LINE\n");
        return 0;
    }
    words += !wait;
    script = coh_script_line(sim, count, words, &rc);
    if (script == 0)
        return run_command(sim, count, words, wait);
    coh_sim_check(sim);
    if (rc == 0)
        rc = wait ? coh_sim_quiet(sim) : coh_sim_work(sim);
    if (rc == 0 && script == 1 && sim->text.size == 0)
        coh_buf_add(&sim->text, "ok\n");
    return rc;
}

/* ---- begin, lines, commit: one command of the language ---- */

void coh_sim_batch_free(cohort_sim *sim)
{
    int i;

    for (i = 0; i < sim->batch_count; i++)
        coh_free(&sim->mem, sim->batch[i]);
    coh_free(&sim->mem, sim->batch);
    sim->batch = NULL;
    sim->batch_count = sim->batch_room = 0;
}

static int keep_line(cohort_sim *sim, const char *line)
{
    int rc = coh_sim_grow(sim, &sim->batch, sim->batch_count, &sim->batch_room, sizeof *sim->batch);

    if (rc == 0 && (sim->batch[sim->batch_count] = coh_strdup(&sim->mem, line)) != NULL)
        sim->batch_count++;
    else
        rc = COHORT_ERR_NOMEM;
    return rc;
}

/* 1: the line belongs to a batch; *ret_rc. */
static int batch_line(cohort_sim *sim, int count, char **words, const char *line, int *ret_rc)
{
    if (sim->batch == NULL) {
        if (count != 1 || strcmp(words[0], "begin") != 0)
            return 0;
        *ret_rc = keep_line(sim, "batch");
    } else if (count == 1 && strcmp(words[0], "commit") == 0) {
        *ret_rc = run_command(sim, sim->batch_count, sim->batch, 1);
        coh_sim_batch_free(sim);
    } else if (count == 1 && strcmp(words[0], "rollback") == 0) {
        coh_sim_batch_free(sim);
        coh_buf_add(&sim->text, "ok\n");
    } else {
        *ret_rc = keep_line(sim, line);
    }
    return 1;
}

/* Appends to sim->text. */
static int run_line(cohort_sim *sim, const char *line)
{
    char **words = NULL;
    int count = 0, column = 0;
    int rc = coh_words_split(&sim->mem, line, &words, &count, &column);

    if (rc == COHORT_ERR_SYNTAX) {
        coh_buf_fmt(&sim->text, "usage: the line cannot be read from column %d on\n", column);
        return 0;
    }
    if (rc == 0 && count > 0 && !batch_line(sim, count, words, line, &rc))
        rc = run_words(sim, count, words);
    coh_free(&sim->mem, words);
    if (rc == 0)
        rc = sim->text.error;
    return rc;
}

int cohort_sim_line(cohort_sim *sim, const char *line, const char **ret_text)
{
    int rc;

    if (sim == NULL || line == NULL || ret_text == NULL)
        return COHORT_ERR_INVALID;
    coh_buf_clear(&sim->text);
    coh_buf_add(&sim->text, "");
    sim->bug = 0;
    rc = run_line(sim, line);
    if (rc == 0 && sim->bug)
        rc = COHORT_ERR_BUG;
    *ret_text = coh_buf_text(&sim->text);
    return rc;
}
