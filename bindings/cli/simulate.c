/*
 * cohort sim: scenario files. Prints transcripts, compares them with the files, or puts them there.
 */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(FILE *file)
{
    size_t size = 0, room = 65536, got;
    char *text = malloc(room);

    while (text != NULL && (got = fread(text + size, 1, room - size - 1, file)) > 0) {
        size += got;
        if (room - size < 2) {
            char *more = realloc(text, room *= 2);

            if (more == NULL)
                free(text);
            text = more;
        }
    }
    if (text != NULL)
        text[size] = '\0';
    return text;
}

static char *read_file(const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    char *text;

    if (file == NULL) {
        cli_say(0, "%s: %s", path, strerror(errno));
        return NULL;
    }
    text = read_all(file);
    if (file != stdin)
        fclose(file);
    if (text == NULL)
        cli_say(0, "%s: out of memory", path);
    return text;
}

/* A new file beside it, then renamed: an interrupted rewrite leaves the old one. */
static int write_file(const char *path, const char *text)
{
    size_t size = strlen(path) + 8;
    char *temporary = malloc(size);
    FILE *file = NULL;
    int rc = -1;

    if (temporary != NULL) {
        snprintf(temporary, size, "%s.new", path);
        file = fopen(temporary, "we");
    }
    if (file != NULL) {
        rc = fputs(text, file) < 0 ? -1 : 0;
        if (fclose(file) != 0)
            rc = -1;
        if (rc == 0)
            rc = rename(temporary, path);
        if (rc < 0)
            remove(temporary);
    }
    if (rc < 0)
        cli_say(0, "%s: %s", path, strerror(errno));
    free(temporary);
    return rc;
}

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return *line == '\n' ? line + 1 : line;
}

static int same_line(const char *a, const char *b)
{
    size_t size = strcspn(a, "\n");

    return size == strcspn(b, "\n") && memcmp(a, b, size) == 0;
}

static void print_lines(char mark, const char *line, int count)
{
    for (; count-- > 0 && *line != '\0'; line = next_line(line))
        printf("%c %.*s\n", mark, (int)strcspn(line, "\n"), line);
}

/* The first difference, with the lines around it. */
static void print_difference(const char *path, const char *expected, const char *real)
{
    const char *before[3] = {expected, expected, expected};
    int number = 1;

    while (*expected != '\0' && *real != '\0' && same_line(expected, real)) {
        before[0] = before[1];
        before[1] = before[2];
        before[2] = expected;
        expected = next_line(expected);
        real = next_line(real);
        number++;
    }
    printf("%s:%d: the transcript differs from the file\n", path, number);
    print_lines(' ', before[0], number > 3 ? 3 : number - 1);
    print_lines('-', expected, 6);
    print_lines('+', real, 6);
}

static int simulate(struct cli *cli, const char *path)
{
    char *text = read_file(path), *transcript = NULL;
    int code = COHORT_EXIT_REFUSED, rc;

    if (text == NULL)
        return code;
    rc = cohort_sim_scenario(cli_profiles(), text, &transcript);
    if (rc < 0 && rc != COHORT_ERR_BUG) {
        cli_say(0, "%s: %s", path, transcript != NULL ? transcript : cohort_strerror(rc));
        code = rc == COHORT_ERR_SYNTAX ? COHORT_EXIT_USAGE : COHORT_EXIT_REFUSED;
        goto out;
    }
    code = rc == COHORT_ERR_BUG ? COHORT_EXIT_REFUSED : 0;
    if (cli->check && strcmp(text, transcript) != 0) {
        print_difference(path, text, transcript);
        code = COHORT_EXIT_REFUSED;
    } else if (cli->rewrite && strcmp(text, transcript) != 0) {
        if (write_file(path, transcript) < 0)
            code = COHORT_EXIT_REFUSED;
    } else if (!cli->check && !cli->rewrite) {
        fputs(transcript, stdout);
    }
    if (rc == COHORT_ERR_BUG)
        cli_say(0, "%s: an invariant broke; look for BUG in the transcript", path);
out:
    free(text);
    free(transcript);
    return code;
}

int cli_simulate(struct cli *cli)
{
    int code = 0, i;

    if (cli->count < 2 || (cli->check && cli->rewrite))
        return cli_say(COHORT_EXIT_USAGE, "usage: cohort sim [--check | --rewrite] FILE...");
    for (i = 1; i < cli->count; i++) {
        int one = simulate(cli, cli->words[i]);

        if (one != 0 && code == 0)
            code = one;
    }
    return code;
}
