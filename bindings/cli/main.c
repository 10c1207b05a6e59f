/*
 * Arguments: options are taken from anywhere, the words that are left are a line of the command language, or run,
 * sim, -.
 */
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char usage[] =
    "cohort [-d FILE] [--json] [--no-wait] [--timeout DURATION] [--color auto|always|never] LINE...\n"
    "    carry out one line of the command language; \"cohort help\" lists it\n"
    "cohort [-d FILE] [--keep-going] -\n"
    "    read lines from standard input; stops at the first that is refused or not reached\n"
    "cohort run -d FILE --nodes A,B [--log-dir DIR] [--quiet] [--pretend]\n"
    "    the runner: play these nodes on this machine, and serve the other commands on FILE; --pretend: start "
    "nothing,\n"
    "    every start and stop succeeds\n"
    "cohort sim [--check | --rewrite] FILE...\n"
    "    run scenario files: print the transcript, compare it with the file, or put it there\n"
    "cohort --version | --help\n"
    "\n"
    "FILE is the cluster's database; without -d it is $COHORT_DB, else cohort.db.\n"
    "DURATION: 500ms 30s 15m 6h. Exit status: 0 reached, 1 refused, 2 usage, 3 accepted but not reached, 4 timed "
    "out.\n";

int cli_say(int code, const char *format, ...)
{
    va_list ap;

    fflush(stdout); /* what was answered before comes before */
    fputs("cohort: ", stderr);
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
    return code;
}

static int usage_error(const char *what, const char *name)
{
    return cli_say(COHORT_EXIT_USAGE, "%s: %s; \"cohort --help\" tells more", name, what);
}

static int parse_duration(const char *text, int64_t *ret_ms)
{
    static const struct {
        const char *suffix;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    char *end;
    size_t i;
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (*text < '0' || *text > '9' || errno != 0)
        return -1;
    for (i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(end, units[i].suffix) == 0 && value <= INT64_MAX / units[i].ms) {
            *ret_ms = value * units[i].ms;
            return 0;
        }
    return -1;
}

static int set_color(struct cli *cli, const char *when)
{
    const char *no = getenv("NO_COLOR");
    int color;

    if (strcmp(when, "always") == 0)
        color = 1;
    else if (strcmp(when, "never") == 0)
        color = 0;
    else if (strcmp(when, "auto") == 0)
        color = isatty(STDOUT_FILENO) && (no == NULL || *no == '\0');
    else
        return -1;
    cli->flags = (cli->flags & ~COHORT_COMMAND_COLOR) | (color ? COHORT_COMMAND_COLOR : 0);
    return 0;
}

/* Tables are folded to a terminal's width; elsewhere lines are of any length. */
static void set_width(struct cli *cli)
{
    struct winsize size = {0};

    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        cli->flags |= size.ws_col * COHORT_COMMAND_WIDTH;
}

/* An option that takes a value; -1: not one of ours, else 0 or an exit code. */
static int value_option(struct cli *cli, const char *name, const char *value)
{
    int timeout = strcmp(name, "--timeout") == 0, color = strcmp(name, "--color") == 0;
    const char **text = strcmp(name, "-d") == 0          ? &cli->file
                        : strcmp(name, "--nodes") == 0   ? &cli->nodes
                        : strcmp(name, "--log-dir") == 0 ? &cli->log_dir
                                                         : NULL;

    if (text == NULL && !timeout && !color)
        return -1;
    if (value == NULL || *value == '\0')
        return usage_error("expects a value", name);
    if (text != NULL)
        *text = value;
    else if (timeout && parse_duration(value, &cli->timeout_ms) < 0)
        return usage_error("expects a duration: 500ms 30s 15m 6h", name);
    else if (color && set_color(cli, value) < 0)
        return usage_error("expects auto, always or never", name);
    return 0;
}

/* 1: it was one of ours. */
static int flag_option(struct cli *cli, const char *name)
{
    int run = cli->count > 0 && strcmp(cli->words[0], "run") == 0;
    int sim = cli->count > 0 && strcmp(cli->words[0], "sim") == 0;

    if (strcmp(name, "--json") == 0)
        cli->flags |= COHORT_COMMAND_JSON;
    else if (strcmp(name, "--no-wait") == 0)
        cli->wait = 0;
    else if (strcmp(name, "--keep-going") == 0)
        cli->keep_going = 1;
    else if (run && strcmp(name, "--quiet") == 0)
        cli->quiet = 1;
    else if (run && strcmp(name, "--pretend") == 0)
        cli->pretend = 1;
    else if (sim && strcmp(name, "--check") == 0)
        cli->check = 1;
    else if (sim && strcmp(name, "--rewrite") == 0)
        cli->rewrite = 1;
    else
        return 0;
    return 1;
}

/* Splits the arguments into options and words. -1: go on, else an exit code. */
static int parse(struct cli *cli, int argc, char **argv)
{
    int i, rc;

    for (i = 1; i < argc; i++) {
        const char *word = argv[i];

        if (strcmp(word, "--") == 0) { /* the command language knows it too */
            while (i < argc)
                cli->words[cli->count++] = argv[i++];
            return -1;
        }
        if (cli->count == 0 && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
            fputs(usage, stdout);
            return 0;
        }
        if (cli->count == 0 && strcmp(word, "--version") == 0) {
            printf("cohort %s\n", cohort_version());
            return 0;
        }
        if (word[0] == '-' && flag_option(cli, word))
            continue;
        if (word[0] == '-' && (rc = value_option(cli, word, argv[i + 1])) >= 0) {
            if (rc > 0)
                return rc;
            i++;
            continue;
        }
        if (cli->count == 0 && word[0] == '-' && word[1] != '\0')
            return usage_error("no such option", word);
        cli->words[cli->count++] = word;
    }
    return -1;
}

static int dispatch(struct cli *cli)
{
    if (cli->count == 0) {
        fputs(usage, stderr);
        return COHORT_EXIT_USAGE;
    }
    if (strcmp(cli->words[0], "run") == 0)
        return cli_run(cli);
    if (strcmp(cli->words[0], "sim") == 0)
        return cli_simulate(cli);
    if (strcmp(cli->words[0], "-") == 0 && cli->count == 1)
        return cli_lines(cli);
    return cli_line(cli, cli->count, cli->words, 0);
}

int main(int argc, char **argv)
{
    struct cli cli = {.wait = 1, .timeout_ms = -1};
    int code;

    cli.words = calloc((size_t)argc + 1, sizeof *cli.words);
    if (cli.words == NULL)
        return cli_say(COHORT_EXIT_REFUSED, "out of memory");
    set_color(&cli, "auto");
    set_width(&cli);
    code = parse(&cli, argc, argv);
    if (cli.file == NULL)
        cli.file = getenv("COHORT_DB");
    if (cli.file == NULL || *cli.file == '\0')
        cli.file = "cohort.db";
    if (code < 0)
        code = dispatch(&cli);
    cli_close(&cli);
    free(cli.words);
    if (fflush(stdout) != 0 && code == 0)
        code = COHORT_EXIT_REFUSED;
    return code;
}
