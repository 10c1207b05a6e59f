/*
 * Words of a line: split and quote. What coh_words_quote() writes means the same to a shell, so that a line which
 * Cohort prints can be pasted into either.
 */
#include <string.h>

#include <cohort/error.h>

#include "util/text.h"

struct split {
    const char *at;
    char *out;         /* where the next byte of a word goes */
    const char *wrong; /* where the line is wrong */
};

static int is_space(char c)
{
    return c == ' ' || c == '\t';
}

static int is_control(char c)
{
    unsigned char u = (unsigned char)c;

    return (u < 0x20 && c != '\t') || u == 0x7F;
}

static int wrong_at(struct split *split, const char *at)
{
    split->wrong = at;
    return COHORT_ERR_SYNTAX;
}

/* From an opening quote to behind the closing one. */
static int take_quoted(struct split *split)
{
    const char *open = split->at;

    for (split->at++; *split->at != *open; split->at++) {
        if (*split->at == '\0')
            return wrong_at(split, open);
        if (*open == '"' && split->at[0] == '\\' && (split->at[1] == '"' || split->at[1] == '\\'))
            split->at++;
        if (is_control(*split->at))
            return wrong_at(split, split->at);
        *split->out++ = *split->at;
    }
    split->at++;
    return COHORT_OK;
}

static int take_word(struct split *split)
{
    int rc;

    while (*split->at != '\0' && !is_space(*split->at)) {
        if (*split->at == '\'' || *split->at == '"') {
            rc = take_quoted(split);
            if (rc < 0)
                return rc;
            continue;
        }
        if (*split->at == '\\') {
            if (split->at[1] == '\0')
                return wrong_at(split, split->at);
            split->at++;
        }
        if (is_control(*split->at))
            return wrong_at(split, split->at);
        *split->out++ = *split->at++;
    }
    *split->out++ = '\0';
    return COHORT_OK;
}

/* To the next word. A comment's bytes are checked too: a line is free of control characters or it is refused. */
static int skip_space(struct split *split)
{
    while (is_space(*split->at))
        split->at++;
    if (*split->at == '#')
        for (; *split->at != '\0'; split->at++)
            if (is_control(*split->at))
                return wrong_at(split, split->at);
    return COHORT_OK;
}

static int column_of(const char *line, const char *at)
{
    int column = 1;

    for (; line < at; line++)
        column += ((unsigned char)line[1] & 0xC0) != 0x80;
    return column;
}

int coh_words_split(const struct coh_mem *mem, const char *line, char ***ret_words, int *ret_count, int *ret_column)
{
    struct split split = {.at = line};
    size_t size = strlen(line);
    size_t room = size / 2 + 1 < COHORT_WORDS_MAX ? size / 2 + 1 : COHORT_WORDS_MAX;
    char **words;
    int count = 0;
    int rc;

    if (size > COHORT_LINE_MAX)
        return COHORT_ERR_LIMIT;
    words = coh_alloc(mem, (room + 1) * sizeof *words + size + 1);
    if (words == NULL)
        return COHORT_ERR_NOMEM;
    split.out = (char *)(words + room + 1); /* a word is never longer than its text in the line */

    while ((rc = skip_space(&split)) == 0 && *split.at != '\0') {
        if (count == COHORT_WORDS_MAX) {
            rc = COHORT_ERR_LIMIT;
            break;
        }
        words[count++] = split.out;
        rc = take_word(&split);
        if (rc < 0)
            break;
    }
    if (rc == COHORT_ERR_SYNTAX && ret_column != NULL)
        *ret_column = column_of(line, split.wrong);
    if (rc < 0) {
        coh_free(mem, words);
        return rc;
    }
    words[count] = NULL;
    *ret_words = words;
    *ret_count = count;
    return COHORT_OK;
}

/* Characters that neither a line of ours nor a shell treats specially. */
static int is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80 ||
           (c != '\0' && strchr("_-./:=,@%+^", c) != NULL);
}

void coh_words_quote(struct coh_buf *buf, const char *word)
{
    const char *s = word;

    while (is_plain(*s))
        s++;
    if (*s == '\0' && s != word) {
        coh_buf_add(buf, word);
        return;
    }
    coh_buf_addc(buf, '\'');
    for (s = word; *s != '\0'; s++) {
        if (*s == '\'')
            coh_buf_add(buf, "'\\''");
        else
            coh_buf_addc(buf, *s);
    }
    coh_buf_addc(buf, '\'');
}
