/*
 * The command `cohort`: arguments and a terminal around the command language, the runner, and scenarios.
 * Public headers and libuv only: what it does, any program outside could do.
 *
 *   main.c      arguments      line.c  one line: to the program that listens, or on the file itself
 *   run.c       the runner     simulate.c  scenario files     profiles.c  the profiles that it knows
 */
#ifndef COHORT_CLI_H
#define COHORT_CLI_H

#include <stdint.h>

#include <cohort/cohort.h>

/* A program that starts or goes holds the file for a moment without listening on it: try again, that often. */
enum { CLI_BUSY_TRIES = 50, CLI_BUSY_MS = 20 };

struct cli {
    const char *file; /* the database */
    uint32_t flags;   /* COHORT_COMMAND_... */
    int wait, keep_going;
    int64_t timeout_ms;          /* -1: no limit */
    const char *nodes, *log_dir; /* of the runner */
    int quiet, pretend, check, rewrite;
    const char **words; /* what is left: the line */
    int count;
    cohort *h; /* the file, opened by ourselves */
    int writable;
};

/* One sentence on standard error, "cohort: ..."; returns @code. */
int cli_say(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

int cli_line(struct cli *cli, int count, const char *const *words,
             int line);         /* line: its number in the input; 0: none */
int cli_lines(struct cli *cli); /* from standard input */
void cli_close(struct cli *cli);
/* The profiles that the command knows, NULL-terminated; and attach them. */
const cohort_profile *const *cli_profiles(void);
int cli_attach(cohort *h);
int cli_run(struct cli *cli);
int cli_simulate(struct cli *cli);

#endif
