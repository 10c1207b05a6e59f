/*
 * One line of the command language: to the program that listens on the file, or, if nothing listens, on the file
 * itself.
 */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct forwarded {
    int line;
    int error_begun; /* standard error is in the middle of a sentence */
};

static void print_prefix(int line)
{
    fputs("cohort: ", stderr);
    if (line > 0)
        fprintf(stderr, "line %d: ", line);
}

static void on_bytes(void *user, int stream, const char *bytes, int64_t size)
{
    struct forwarded *forwarded = user;

    if (size <= 0)
        return;
    if (stream == 1) {
        fwrite(bytes, 1, (size_t)size, stdout);
        fflush(stdout);
        return;
    }
    if (!forwarded->error_begun)
        print_prefix(forwarded->line);
    fwrite(bytes, 1, (size_t)size, stderr);
    forwarded->error_begun = bytes[size - 1] != '\n';
}

/* Why there is no answer. */
static int lost(struct cli *cli, int rc, int count, const char *const *words)
{
    if (rc == COHORT_ERR_BUSY)
        return cli_say(COHORT_EXIT_REFUSED, "the program that listens on %s cannot be connected to: %s", cli->file,
                       strerror(errno));
    if (rc == COHORT_ERR_LIMIT)
        return cli_say(COHORT_EXIT_REFUSED, "more than %d bytes cannot be sent to the program that listens on %s",
                       COHORT_FORWARD_MAX, cli->file);
    if (rc != COHORT_ERR_IO && rc != COHORT_ERR_TIMEOUT)
        return cli_say(COHORT_EXIT_REFUSED, "%s", cohort_strerror(rc));
    return cli_say(
        rc == COHORT_ERR_IO ? COHORT_EXIT_NOT_REACHED : COHORT_EXIT_TIMED_OUT, "the program that listens on %s %s%s",
        cli->file, rc == COHORT_ERR_IO ? "went away" : "does not answer",
        cohort_command_changes(cli_profiles(), count, words) != 0 ? "; whether the line was carried out is unknown"
                                                                  : "");
}

/* 1: something listens and *ret_code is its answer. */
static int forward(struct cli *cli, int count, const char *const *words, int line, int *ret_code)
{
    struct forwarded forwarded = {.line = line};
    int code = 0;
    int rc =
        cohort_forward(cli->file, count, words, cli->flags, cli->wait, cli->timeout_ms, on_bytes, &forwarded, &code);

    if (forwarded.error_begun)
        fputc('\n', stderr);
    if (rc == COHORT_ERR_NOT_FOUND)
        return 0;
    if (rc == COHORT_ERR_BUSY && cohort_command_changes(cli_profiles(), count, words) == 0)
        return 0; /* another user's: who may read the file reads it */
    *ret_code = rc < 0 ? lost(cli, rc, count, words) : code;
    return 1;
}

void cli_close(struct cli *cli)
{
    cohort_close(cli->h);
    cli->h = NULL;
}

/* Open the file ourselves: for writing only when the line configures, and only then a new one. 1: another program is
 * about to listen, or has just gone; else 0, and *ret_code. */
static int open_file(struct cli *cli, int configures, int last, int *ret_code)
{
    struct stat st;
    int rc = 0;

    *ret_code = 0;
    if (cli->h != NULL && (cli->writable || !configures))
        return 0;
    cli_close(cli);
    if (!configures && stat(cli->file, &st) != 0) {
        *ret_code = cli_say(COHORT_EXIT_REFUSED, "no database %s", cli->file);
        return 0;
    }
    rc = cohort_open(cli->file, configures ? 0 : COHORT_OPEN_READONLY | COHORT_OPEN_EXISTING, &cli->h);
    if (rc == 0)
        rc = cli_attach(cli->h);
    cli->writable = configures;
    if (rc == 0)
        return 0;
    if (rc != COHORT_ERR_BUSY || last)
        *ret_code = cli_say(COHORT_EXIT_REFUSED, "%s", cli->h != NULL ? cohort_errmsg(cli->h) : cohort_strerror(rc));
    cli_close(cli);
    return rc == COHORT_ERR_BUSY && !last;
}

/* 1: it was forwarded and *ret_code is the answer; 0: the file is open here, or *ret_code says why not. */
static int reach(struct cli *cli, int count, const char *const *words, int line, int *ret_code)
{
    int configures =
        cohort_command_changes(cli_profiles(), count, words) == 1; /* what needs a runner is refused without one */
    int tries = 0, again = 1;

    while (again) {
        if ((cli->h == NULL || !cli->writable) && forward(cli, count, words, line, ret_code))
            return 1;
        again = open_file(cli, configures, ++tries == CLI_BUSY_TRIES, ret_code);
        if (again)
            usleep(CLI_BUSY_MS * 1000);
    }
    return 0;
}

/* What became of the request, on a file that nothing plays: it is reached at once, or waits for a runner. */
static int outcome(struct cli *cli, int64_t request)
{
    const char *reason = "";
    int result = cohort_request_result(cli->h, request, &reason);

    if (!cli->wait || result == COHORT_REQUEST_REACHED || result < 0)
        return COHORT_EXIT_REACHED;
    if (result == COHORT_REQUEST_PENDING)
        return cli_say(COHORT_EXIT_NOT_REACHED,
                       "accepted, but nothing plays the nodes: \"cohort run\" will go on with it");
    return cli_say(COHORT_EXIT_NOT_REACHED, "accepted, but not reached: %s", reason);
}

static int show_answer(struct cli *cli, const cohort_answer *answer, int line)
{
    fputs(answer->output, stdout);
    if (answer->error != NULL) {
        fflush(stdout);
        print_prefix(line);
        fprintf(stderr, "%s\n", answer->error);
    }
    if (answer->exit_code == 0 && answer->request > 0)
        return outcome(cli, answer->request);
    if (answer->follow > 0)
        return cli_say(answer->exit_code, "nothing runs on %s, so nothing more will come", cli->file);
    return answer->exit_code;
}

/* Help and usage errors need no database; but whoever listens may have a profile with lines that are not known here.
 * 1: *ret_code is the answer. */
static int checked(struct cli *cli, int count, const char *const *words, int line, int *ret_code)
{
    cohort_answer answer = {.struct_size = sizeof answer};
    int rc = cohort_command_check(cli_profiles(), count, words, cli->flags, &answer);
    int done = rc < 0 || answer.exit_code != COHORT_EXIT_REFUSED;

    if (rc < 0)
        *ret_code = cli_say(COHORT_EXIT_REFUSED, "%s", cohort_strerror(rc));
    else if (done && !(answer.exit_code == COHORT_EXIT_USAGE && forward(cli, count, words, line, ret_code)))
        *ret_code = show_answer(cli, &answer, line);
    if (rc == 0)
        cohort_answer_free(NULL, &answer);
    return done;
}

int cli_line(struct cli *cli, int count, const char *const *words, int line)
{
    cohort_answer answer = {.struct_size = sizeof answer};
    int code, rc;

    if (count == 0 || checked(cli, count, words, line, &code))
        return count == 0 ? 0 : code;
    if (reach(cli, count, words, line, &code) || code != 0)
        return code;
    rc = cohort_command_words(cli->h, count, words, cli->flags, &answer);
    if (rc < 0)
        return cli_say(COHORT_EXIT_REFUSED, "%s", cohort_strerror(rc));
    code = show_answer(cli, &answer, line);
    cohort_answer_free(cli->h, &answer);
    return code;
}

static int one_of_lines(struct cli *cli, const char *text, int number)
{
    char **words = NULL;
    int count = 0, column = 0, code;
    int rc = cohort_line_words(text, &words, &count, &column);

    if (rc == COHORT_ERR_SYNTAX)
        return cli_say(COHORT_EXIT_USAGE, "line %d: it cannot be read from column %d on", number, column);
    if (rc == COHORT_ERR_LIMIT)
        return cli_say(COHORT_EXIT_USAGE, "line %d is longer than %d bytes or %d words", number, COHORT_LINE_MAX,
                       COHORT_WORDS_MAX);
    if (rc < 0)
        return cli_say(COHORT_EXIT_REFUSED, "line %d: %s", number, cohort_strerror(rc));
    code = cli_line(cli, count, (const char *const *)words, number);
    fflush(stdout);
    free(words);
    return code;
}

/* The lines since "begin": arguments of one "batch" command. */
struct batch {
    char **words;
    int count, room;
    int line; /* of "begin"; 0: none is open */
};

static void batch_drop(struct batch *batch)
{
    while (batch->count > 0)
        free(batch->words[--batch->count]);
    batch->line = 0;
}

static int batch_add(struct batch *batch, const char *text)
{
    int room = batch->room > 0 ? 2 * batch->room : 16;
    char **words = batch->words, *copy = strdup(text);

    if (batch->count == batch->room)
        words = realloc(batch->words, (size_t)room * sizeof *words);
    if (words != NULL && batch->count == batch->room)
        batch->room = room;
    if (words != NULL)
        batch->words = words;
    if (words == NULL || copy == NULL) {
        free(copy);
        return cli_say(COHORT_EXIT_REFUSED, "out of memory");
    }
    batch->words[batch->count++] = copy;
    return 0;
}

/* Is the line that one word? */
static int is_word(const char *text, const char *word)
{
    size_t size = strlen(word);

    text += strspn(text, " \t");
    return strncmp(text, word, size) == 0 && text[size + strspn(text + size, " \t")] == '\0';
}

/* 1: it belongs to a batch, *ret_code. */
static int batch_line(struct cli *cli, struct batch *batch, const char *text, int number, int *ret_code)
{
    *ret_code = 0;
    if (batch->line == 0 && is_word(text, "begin")) {
        *ret_code = batch_add(batch, "batch");
        batch->line = number;
    } else if (batch->line == 0) {
        return 0;
    } else if (is_word(text, "commit")) {
        *ret_code = cli_line(cli, batch->count, (const char *const *)batch->words, batch->line);
        batch_drop(batch);
    } else if (is_word(text, "rollback")) {
        batch_drop(batch);
    } else {
        *ret_code = batch_add(batch, text);
    }
    return 1;
}

int cli_lines(struct cli *cli)
{
    struct batch batch = {0};
    char *text = NULL;
    size_t room = 0;
    ssize_t size;
    int first = 0, number = 0;

    while ((first == 0 || cli->keep_going) && (size = getline(&text, &room, stdin)) >= 0) {
        int code;

        if (size > 0 && text[size - 1] == '\n')
            text[--size] = '\0';
        if (size > 0 && text[size - 1] == '\r')
            text[--size] = '\0';
        number++;
        if (strlen(text) != (size_t)size)
            code = cli_say(COHORT_EXIT_USAGE, "line %d has a NUL byte", number);
        else if (!batch_line(cli, &batch, text, number, &code))
            code = one_of_lines(cli, text, number);
        fflush(stdout);
        if (first == 0)
            first = code;
    }
    if (batch.line > 0 && first == 0)
        first = cli_say(COHORT_EXIT_USAGE, "line %d: begin has no commit; nothing of it was done", batch.line);
    batch_drop(&batch);
    free(batch.words);
    free(text);
    return first;
}
