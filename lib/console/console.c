/*
 * One line of the command language: its words find a row of the grammar, the row's usage says what the rest must be,
 * the row's handler fills in the answer. Help and usage errors are made from the same table.
 */
#include "console/console.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include <cohort/cluster.h>
#include <cohort/node.h>

#include "util/text.h"

void coh_console_usage(struct coh_console *c, const char *format, ...)
{
    va_list ap;

    coh_buf_clear(&c->error);
    va_start(ap, format);
    coh_buf_vfmt(&c->error, format, ap);
    va_end(ap);
    if (c->command != NULL)
        coh_buf_fmt(&c->error, "; usage: %s", c->command->usage);
    c->exit_code = COHORT_EXIT_USAGE;
}

void coh_console_refuse(struct coh_console *c, const char *format, ...)
{
    va_list ap;

    coh_buf_clear(&c->error);
    va_start(ap, format);
    coh_buf_vfmt(&c->error, format, ap);
    va_end(ap);
    c->exit_code = COHORT_EXIT_REFUSED;
}

void coh_console_refused(struct coh_console *c)
{
    int64_t win32 = cohort_win32(c->h);

    coh_console_refuse(c, "%s", cohort_errmsg(c->h));
    if (win32 >= COH_HRESULT)
        coh_buf_fmt(&c->error, " (0x%08" PRIX64 ")", (uint64_t)win32);
    else if (win32 != 0)
        coh_buf_fmt(&c->error, " (%" PRId64 ")", win32);
    if (cohort_errcode(c->h) == COHORT_ERR_NOMEM)
        c->error.error = COHORT_ERR_NOMEM;
}

void coh_console_accepted(struct coh_console *c, int64_t request, int64_t win32, const char *note)
{
    struct coh_json json;

    c->request = request;
    if (!c->json) {
        if (note != NULL)
            coh_buf_add(&c->out, note);
        if (note != NULL && win32 != 0)
            coh_buf_fmt(&c->out, " (%" PRId64 ")", win32);
        coh_buf_add(&c->out, note != NULL ? "\n" : "");
        return;
    }
    coh_json_init(&json, &c->out);
    coh_json_object(&json, NULL);
    coh_json_int(&json, "request", request);
    if (note != NULL) {
        coh_json_int(&json, "win32", win32);
        coh_json_text(&json, "note", note);
    }
    coh_json_end_object(&json);
    coh_buf_addc(&c->out, '\n');
}

void coh_console_requested(struct coh_console *c, int rc, int64_t request)
{
    if (rc < 0)
        coh_console_refused(c);
    else
        coh_console_accepted(c, request, rc > 0 ? cohort_win32(c->h) : 0, rc > 0 ? cohort_errmsg(c->h) : NULL);
}

const char *coh_option(const struct coh_console *c, const char *name)
{
    int i;

    for (i = 0; i < c->option_count; i++)
        if (strcmp(c->options[i].name, name) == 0)
            return c->options[i].value != NULL ? c->options[i].value : "";
    return NULL;
}

int coh_console_shows(const struct coh_console *c)
{
    return (c->command->flags & COH_COMMAND_SHOWS) != 0 && c->arg_count == 1 && c->option_count == 0;
}

/* How many of the command's words @words begins with; all of them, or 0. */
static int match(const struct coh_command *command, int count, const char *const *words)
{
    int named = coh_usage_words(command->usage);
    int i;

    for (i = 0; i < named; i++)
        if (i >= count || !coh_usage_is(command->usage, i, words[i]))
            return 0;
    return named;
}

static void run_profile_verb(struct coh_console *c)
{
    c->verb.run(c->h, (cohort_words *)(void *)c);
    /* A verb that finds all as it is to be asks for nothing. */
    if (c->json && (c->verb.flags & COHORT_VERB_CHANGES) != 0 && c->exit_code == 0 && c->out.size == 0 &&
        c->request == 0)
        coh_buf_add(&c->out, "{\"request\":null}\n");
}

/* Command @index of the table, then of the profiles; 0: there are no more. *ret_verb: the profile's. */
static int command_at(const struct coh_console *c, int index, struct coh_command *ret_command, cohort_verb *ret_verb)
{
    int count, i;
    const struct coh_command *all = coh_commands(&count);

    if (index < count) {
        *ret_command = all[index];
        return 1;
    }
    index -= count;
    for (i = 0; c->profiles[i] != NULL; i++) {
        cohort_profile profile;

        coh_take(&profile, sizeof profile, c->profiles[i], 0);
        if (index < profile.verb_count) {
            coh_take(ret_verb, sizeof *ret_verb, profile.verbs, (size_t)index);
            *ret_command = (struct coh_command){ret_verb->usage, ret_verb->flags, run_profile_verb, ret_verb->help};
            return 1;
        }
        index -= profile.verb_count;
    }
    return 0;
}

/* Sets c->command; NULL: there is none of these words. */
static void find(struct coh_console *c, int count, const char *const *words)
{
    struct coh_command command;
    cohort_verb verb;
    int i, named = 0;

    c->command = NULL;
    for (i = 0; command_at(c, i, &command, &verb); i++)
        if (match(&command, count, words) > named) {
            named = match(&command, count, words);
            c->found = command;
            c->verb = verb;
            c->command = &c->found;
        }
}

/* Both begin with the same two words: two forms of one command. */
static int is_variant(const char *usage, const char *before)
{
    size_t size = strcspn(usage, " ");

    size += usage[size] == ' ' ? 1 + strcspn(usage + size + 1, " ") : 0;
    return strncmp(usage, before, size) == 0 && (before[size] == ' ' || before[size] == '\0');
}

/* Words of scripts and scenarios, which gather the lines of a batch: as commands they are out of place. */
static int is_of_scripts(struct coh_console *c, const char *word)
{
    if (strcmp(word, "begin") == 0)
        coh_console_usage(c,
                          "\"begin\" opens a batch in a script or scenario, not inside another one; in one command it "
                          "is: batch LINE...");
    else if (strcmp(word, "commit") == 0 || strcmp(word, "rollback") == 0)
        coh_console_usage(c, "\"%s\" ends a batch that \"begin\" has opened in a script or scenario, and none is open",
                          word);
    else
        return 0;
    return 1;
}

static void add_unknown(struct coh_console *c, int count, const char *const *words)
{
    struct coh_command command;
    cohort_verb verb;
    const char *before = "";
    int i, found = 0;

    if (count == 1 && is_of_scripts(c, words[0]))
        return;
    coh_console_usage(c, "no such command: %s", words[0]);
    for (i = 0; command_at(c, i, &command, &verb); before = command.usage, i++) {
        const char *second = strchr(command.usage, ' ');

        if (!coh_usage_is(command.usage, 0, words[0]) || is_variant(command.usage, before))
            continue;
        if (!found++)
            coh_buf_fmt(&c->error, "%s%s; there is:", count > 1 ? " " : "", count > 1 ? words[1] : "");
        coh_buf_fmt(&c->error, "%s %s %.*s", found > 1 ? "," : "", words[0],
                    second != NULL ? (int)strcspn(second + 1, " ") : 0, second != NULL ? second + 1 : "");
    }
    if (!found)
        coh_buf_add(&c->error, "; \"help\" lists what there is");
}

static int find_option(const struct coh_command *command, const char *word, struct coh_element *ret_element)
{
    const char *at = coh_usage_rest(command->usage);

    while (coh_usage_next(&at, ret_element))
        if (ret_element->option && strcmp(ret_element->name, word) == 0)
            return 1;
    return 0;
}

static void add_option(struct coh_console *c, const char *name, const char *value)
{
    c->options[c->option_count].name = name;
    c->options[c->option_count++].value = value;
}

/* The option at words[@i] with its values; returns the index of its last word, or -1 after a usage error. */
static int take_option(struct coh_console *c, int i, int count, const char *const *words)
{
    const char *name = words[i];
    struct coh_element element;

    if (!find_option(c->command, name, &element)) {
        coh_console_usage(c, "no such option: %s", name);
        return -1;
    }
    if (coh_option(c, name) != NULL && !element.many) {
        coh_console_usage(c, "%s is given twice", name);
        return -1;
    }
    if (element.value[0] == '\0') {
        add_option(c, name, NULL);
        return i;
    }
    if (i + 1 >= count || strncmp(words[i + 1], "--", 2) == 0) {
        coh_console_usage(c, "%s expects %s", name, element.value);
        return -1;
    }
    add_option(c, name, words[++i]);
    while (element.many && i + 1 < count && strncmp(words[i + 1], "--", 2) != 0 && strchr(words[i + 1], '=') == NULL)
        add_option(c, name, words[++i]);
    return i;
}

static int is_choice(const char *choices, const char *word)
{
    size_t size = strlen(word);

    for (; choices != NULL; choices = strchr(choices, '|') != NULL ? strchr(choices, '|') + 1 : NULL)
        if (strcspn(choices, "|") == size && memcmp(choices, word, size) == 0)
            return 1;
    return 0;
}

/* Is args[@i] what @element asks for? */
static int check_arg(struct coh_console *c, const struct coh_element *element, const char *arg)
{
    const char *equals = strchr(arg, '=');

    if (strcmp(element->name, "Property=Value") == 0 && (equals == NULL || equals == arg)) {
        coh_console_usage(c, "expected Property=Value, not \"%s\"", arg);
        return 0;
    }
    if (strchr(element->name, '|') != NULL && !is_choice(element->name, arg)) {
        coh_console_usage(c, "expected one of %s, not \"%s\"", element->name, arg);
        return 0;
    }
    return 1;
}

static void check_args(struct coh_console *c)
{
    const char *at = coh_usage_rest(c->command->usage);
    struct coh_element element;
    int i = 0;

    while (coh_usage_next(&at, &element)) {
        if (element.option) {
            if (!element.optional && coh_option(c, element.name) == NULL &&
                (strcmp(element.name, "--node") != 0 || c->arg_count == 0 || strchr(c->args[0], '@') == NULL)) {
                coh_console_usage(c, "%s%s%s is missing", element.name, element.value[0] != '\0' ? " " : "",
                                  element.value);
                return;
            }
            continue;
        }
        if (i == c->arg_count && !element.optional) {
            coh_console_usage(c, "%s is missing", element.name);
            return;
        }
        while (i < c->arg_count) {
            if (!check_arg(c, &element, c->args[i++]))
                return;
            if (!element.many)
                break;
        }
    }
    if (i < c->arg_count)
        coh_console_usage(c, "\"%s\" is one word too many", c->args[i]);
}

static void parse(struct coh_console *c, int count, const char *const *words)
{
    int plain = 0; /* after "--" nothing is an option */
    int i = match(c->command, count, words);

    for (; i < count; i++) {
        if (!plain && strcmp(words[i], "--") == 0) {
            plain = 1;
        } else if (!plain && strncmp(words[i], "--", 2) == 0) {
            i = take_option(c, i, count, words);
            if (i < 0)
                return;
        } else {
            c->args[c->arg_count++] = words[i];
        }
    }
    check_args(c);
}

static void carry_out(struct coh_console *c, int count, const char *const *words)
{
    find(c, count, words);
    if (c->command == NULL) {
        add_unknown(c, count, words);
        return;
    }
    parse(c, count, words);
    if (c->exit_code != 0)
        return;
    if (c->h == NULL && c->command->run != coh_run_help) {
        coh_console_refuse(c, "there is no database to do this with");
        return;
    }
    if ((c->command->flags & COH_COMMAND_RUNNING) != 0 && !cohort_node_hosted(c->h)) {
        coh_console_refuse(c,
                           "nothing plays the nodes, so nothing could carry this out; "
                           "start \"cohort run -d %s --nodes A,B\" and try again",
                           cohort_path(c->h));
        return;
    }
    c->command->run(c);
}

/* ---- verbs of profiles: the console is what they see as the line's words ---- */

const char *cohort_words_argument(const cohort_words *words, int index)
{
    const struct coh_console *c = (const void *)words;

    return index >= 0 && index < c->arg_count ? c->args[index] : NULL;
}

const char *cohort_words_option(const cohort_words *words, const char *name)
{
    return coh_option((const void *)words, name);
}

int cohort_words_json(const cohort_words *words)
{
    return ((const struct coh_console *)(const void *)words)->json;
}

void cohort_words_print(cohort_words *words, const char *text)
{
    coh_buf_add(&((struct coh_console *)(void *)words)->out, text);
}

void cohort_words_request(cohort_words *words, int64_t request)
{
    coh_console_requested((struct coh_console *)(void *)words, 0, request);
}

void cohort_words_unmet(cohort_words *words)
{
    ((struct coh_console *)(void *)words)->exit_code = COHORT_EXIT_NOT_REACHED;
}

void cohort_words_refuse(cohort_words *words, const char *sentence)
{
    struct coh_console *c = (struct coh_console *)(void *)words;

    if (sentence != NULL)
        coh_console_refuse(c, "%s", sentence);
    else
        coh_console_refused(c);
}

/* The words without "--json", which may stand anywhere; sets c->json. */
static int without_json(struct coh_console *c, int count, const char *const *words, const char **out)
{
    int kept = 0, plain = 0, i;

    for (i = 0; i < count; i++) {
        plain |= strcmp(words[i], "--") == 0;
        if (!plain && strcmp(words[i], "--json") == 0)
            c->json = 1;
        else
            out[kept++] = words[i];
    }
    return kept;
}

static int console_init(struct coh_console *c, const struct coh_mem *mem, cohort *h,
                        const cohort_profile *const *profiles, int count, uint32_t flags)
{
    size_t room = (size_t)count + 1;
    int i;

    *c = (struct coh_console){.h = h, .mem = mem};
    for (i = 0; h == NULL && profiles != NULL && i < COHORT_PROFILES_MAX && profiles[i] != NULL; i++)
        c->profiles[i] = profiles[i];
    for (i = 0; h != NULL && cohort_profile_at(h, i) != NULL; i++)
        c->profiles[i] = cohort_profile_at(h, i);
    c->json = (flags & COHORT_COMMAND_JSON) != 0;
    c->color = (flags & COHORT_COMMAND_COLOR) != 0;
    c->width = (int)(flags / COHORT_COMMAND_WIDTH);
    coh_buf_init(&c->out, mem, 0);
    coh_buf_init(&c->error, mem, 0);
    coh_buf_init(&c->scratch, mem, 0);
    /* One block: options, then arguments, then the words that are left. */
    c->options = coh_zalloc(mem, room * (sizeof *c->options + 2 * sizeof *c->args));
    if (c->options == NULL)
        return COHORT_ERR_NOMEM;
    c->args = (const char **)(c->options + room);
    return 0;
}

static void console_free(struct coh_console *c)
{
    coh_free(c->mem, c->options);
    coh_buf_free(&c->out);
    coh_buf_free(&c->error);
    coh_buf_free(&c->scratch);
}

enum { ANSWER_LEAST = COH_UP_TO(cohort_answer, error) };

static int answer_from(struct coh_console *c, cohort_answer *ret_answer)
{
    cohort_answer answer = {.exit_code = c->exit_code, .request = c->request, .follow = c->follow};
    int wrong = c->exit_code != 0 && c->error.size > 0;

    coh_buf_add(&c->out, "");
    if (c->out.error != 0 || c->error.error != 0 || c->scratch.error != 0)
        return COHORT_ERR_NOMEM;
    answer.output = coh_buf_take(&c->out);
    answer.error = wrong ? coh_buf_take(&c->error) : NULL;
    if (answer.output == NULL || (wrong && answer.error == NULL)) {
        coh_free(c->mem, answer.output);
        return COHORT_ERR_NOMEM;
    }
    coh_give(ret_answer, &answer, sizeof answer);
    return 0;
}

static int words_of(cohort *h, const cohort_profile *const *profiles, int count, const char *const *words,
                    uint32_t flags, cohort_answer *ret_answer)
{
    struct coh_console c;
    struct coh_mem mem;
    const char **left;
    int rc;

    if (count < 0 || (words == NULL && count > 0) || ret_answer == NULL || ret_answer->struct_size < ANSWER_LEAST)
        return COHORT_ERR_INVALID;
    coh_mem_init(&mem, NULL); /* an answer may outlive what its handle's allocator allows */
    rc = console_init(&c, &mem, h, profiles, count, flags);
    if (rc < 0)
        goto out;
    left = c.args + count + 1;
    count = without_json(&c, count, words, left);
    if (count > 0)
        carry_out(&c, count, left);
    rc = answer_from(&c, ret_answer);
out:
    console_free(&c);
    return rc;
}

int cohort_command_words(cohort *h, int count, const char *const *words, uint32_t flags, cohort_answer *ret_answer)
{
    return words_of(h, NULL, count, words, flags, ret_answer);
}

int cohort_command_check(const cohort_profile *const *profiles, int count, const char *const *words, uint32_t flags,
                         cohort_answer *ret_answer)
{
    return words_of(NULL, profiles, count, words, flags, ret_answer);
}

static int answer_syntax(const struct coh_mem *mem, int rc, int column, cohort_answer *ret_answer)
{
    struct coh_console c;
    int result = console_init(&c, mem, NULL, NULL, 0, 0);

    if (result < 0)
        goto out;
    if (rc == COHORT_ERR_SYNTAX)
        coh_console_usage(
            &c, "the line cannot be read from column %d on: an open quote, a \\ at the end or a control character",
            column);
    else
        coh_console_usage(&c, "the line is longer than %d bytes or %d words", COHORT_LINE_MAX, COHORT_WORDS_MAX);
    result = answer_from(&c, ret_answer);
out:
    console_free(&c);
    return result;
}

int cohort_command(cohort *h, const char *line, uint32_t flags, cohort_answer *ret_answer)
{
    struct coh_mem mem;
    char **words = NULL;
    int count = 0, column = 0;
    int rc;

    if (line == NULL || ret_answer == NULL || ret_answer->struct_size < ANSWER_LEAST)
        return COHORT_ERR_INVALID;
    coh_mem_init(&mem, NULL);
    rc = coh_words_split(&mem, line, &words, &count, &column);
    if (rc == COHORT_ERR_SYNTAX || rc == COHORT_ERR_LIMIT)
        return answer_syntax(&mem, rc, column, ret_answer);
    if (rc < 0)
        return rc;
    rc = cohort_command_words(h, count, (const char *const *)words, flags, ret_answer);
    coh_free(&mem, words);
    return rc;
}

int cohort_command_changes(const cohort_profile *const *profiles, int count, const char *const *words)
{
    struct coh_console c;
    struct coh_mem mem;
    int changes = 0;

    if (count <= 0 || words == NULL)
        return 0;
    coh_mem_init(&mem, NULL);
    if (console_init(&c, &mem, NULL, profiles, count, 0) == 0) {
        const char **left = c.args + count + 1;

        count = without_json(&c, count, words, left);
        find(&c, count, left);
        if (c.command != NULL)
            parse(&c, count, left);
        if (c.command != NULL && c.exit_code == 0 && !coh_console_shows(&c))
            changes = (c.command->flags & COH_COMMAND_RUNNING) != 0   ? 2
                      : (c.command->flags & COH_COMMAND_CHANGES) != 0 ? 1
                                                                      : 0;
    }
    console_free(&c);
    return changes;
}

int cohort_line_words(const char *line, char ***ret_words, int *ret_count, int *ret_column)
{
    struct coh_mem mem;

    if (line == NULL || ret_words == NULL || ret_count == NULL)
        return COHORT_ERR_INVALID;
    coh_mem_init(&mem, NULL);
    return coh_words_split(&mem, line, ret_words, ret_count, ret_column);
}

void cohort_answer_free(cohort *h, cohort_answer *answer)
{
    struct coh_mem mem;

    (void)h;
    if (answer == NULL)
        return;
    coh_mem_init(&mem, NULL);
    coh_free(&mem, answer->output);
    coh_free(&mem, answer->error);
    answer->output = NULL;
    answer->error = NULL;
}

/* Do the words of a command begin with all of @args? */
static int begins_with(const struct coh_command *command, const struct coh_console *c)
{
    int i;

    for (i = 0; i < c->arg_count; i++)
        if (i >= coh_usage_words(command->usage) || !coh_usage_is(command->usage, i, c->args[i]))
            return 0;
    return 1;
}

static void help_json(struct coh_console *c)
{
    struct coh_command command;
    cohort_verb verb;
    struct coh_json json;
    int i;

    coh_json_init(&json, &c->out);
    coh_json_array(&json, NULL);
    for (i = 0; command_at(c, i, &command, &verb); i++) {
        if (!begins_with(&command, c))
            continue;
        coh_json_object(&json, NULL);
        coh_json_text(&json, "usage", command.usage);
        coh_json_text(&json, "help", command.help);
        coh_json_int(&json, "changes", (command.flags & COH_COMMAND_CHANGES) != 0);
        coh_json_end_object(&json);
    }
    coh_json_end_array(&json);
    coh_buf_addc(&c->out, '\n');
}

void coh_run_help(struct coh_console *c)
{
    struct coh_command command;
    cohort_verb verb;
    int i, found = 0;

    for (i = 0; command_at(c, i, &command, &verb); i++)
        found += begins_with(&command, c);
    if (!found) {
        coh_console_usage(c, "no command begins with \"%s\"", c->args[0]);
        return;
    }
    if (c->json) {
        help_json(c);
        return;
    }
    for (i = 0; command_at(c, i, &command, &verb); i++) {
        if (!begins_with(&command, c))
            continue;
        if (coh_display_width(command.usage) <= 44)
            coh_buf_fmt(&c->out, "%-44s  %s\n", command.usage, command.help);
        else
            coh_buf_fmt(&c->out, "%s\n%46s%s\n", command.usage, "", command.help);
    }
    if (c->arg_count == 0)
        coh_buf_add(&c->out, "Every line takes --json. Words are quoted as in a shell; # starts a comment.\n");
}
