/*
 * Names, UTF-8, numbers and durations. Nothing here looks at the locale: the same bytes mean the same everywhere.
 */
#include "util/text.h"

#include <string.h>

#include <cohort/error.h>

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

int coh_name_cmp(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return (int)lower(*a) - (int)lower(*b);
}

int coh_name_distance(const char *a, const char *b)
{
    size_t rows = strlen(a), columns = strlen(b), i, k;
    int row[COH_FAR + 1], diagonal, above, cost;

    if (rows >= COH_FAR || columns >= COH_FAR)
        return COH_FAR;
    for (k = 0; k <= columns; k++)
        row[k] = (int)k;
    for (i = 1; i <= rows; i++) {
        diagonal = row[0];
        row[0] = (int)i;
        for (k = 1; k <= columns; k++) {
            above = row[k];
            cost = diagonal + (lower(a[i - 1]) != lower(b[k - 1]));
            cost = above + 1 < cost ? above + 1 : cost;
            row[k] = row[k - 1] + 1 < cost ? row[k - 1] + 1 : cost;
            diagonal = above;
        }
    }
    return row[columns];
}

uint64_t coh_name_hash(const char *name)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */

    for (; *name != '\0'; name++)
        hash = (hash ^ lower(*name)) * UINT64_C(0x100000001B3);
    return hash;
}

int coh_utf8_size(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    unsigned low = 0x80, high = 0xBF; /* of the second byte */
    int size, i;

    if (s[0] == 0)
        return 0;
    if (s[0] < 0x80)
        return 1;
    if (s[0] < 0xC2 || s[0] > 0xF4)
        return 0;
    size = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    switch (s[0]) {
    case 0xE0: low = 0xA0; break;  /* overlong */
    case 0xED: high = 0x9F; break; /* surrogates */
    case 0xF0: low = 0x90; break;  /* overlong */
    case 0xF4: high = 0x8F; break; /* beyond U+10FFFF */
    default: break;
    }
    if (s[1] < low || s[1] > high)
        return 0;
    for (i = 2; i < size; i++)
        if (s[i] < 0x80 || s[i] > 0xBF)
            return 0;
    return size;
}

int coh_utf8_ok(const char *text)
{
    int size;

    for (; *text != '\0'; text += size)
        if ((size = coh_utf8_size(text)) == 0)
            return 0;
    return 1;
}

/* Only static texts are returned, hence the table. */
static const char *forbidden_text(char c)
{
#define MAY_NOT "has a character that names may not have"
    switch (c) {
    case '@': return MAY_NOT ": @";
    case '[': return MAY_NOT ": [";
    case ']': return MAY_NOT ": ]";
    case '=': return MAY_NOT ": =";
    case ',': return MAY_NOT ": ,";
    case '|': return MAY_NOT ": |";
    case '/': return MAY_NOT ": /";
    default: return MAY_NOT;
    }
#undef MAY_NOT
}

const char *coh_name_check(const char *name, const char *forbidden)
{
    const unsigned char *s = (const unsigned char *)name;

    if (*name == '\0')
        return "is empty";
    if (name[strspn(name, " \t\r\n")] == '\0')
        return "is blank";
    if (strlen(name) > COHORT_NAME_MAX)
        return "is longer than 255 bytes";
    if (!coh_utf8_ok(name))
        return "is not UTF-8";
    for (; *s != 0; s++) {
        if (*s < 0x20 || *s == 0x7F || (s[0] == 0xC2 && s[1] < 0xA0)) /* U+0080..U+009F are control characters too */
            return "has a control character";
        if (forbidden != NULL && strchr(forbidden, *s) != NULL)
            return forbidden_text((char)*s);
    }
    return NULL;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (lower(c) >= 'a' && lower(c) <= 'f')
        return lower(c) - 'a' + 10;
    return 99;
}

/* Digits of @base from *@text on, which is moved behind them. */
static int digits_parse(const char **text, int base, uint64_t *ret_value)
{
    uint64_t value = 0;
    int rc = digit_of(**text) < base ? COHORT_OK : COHORT_ERR_SYNTAX;

    for (; digit_of(**text) < base; (*text)++) {
        uint64_t digit = (uint64_t)digit_of(**text);

        if (value > (UINT64_MAX - digit) / (uint64_t)base)
            rc = COHORT_ERR_RANGE; /* and go on: what follows may still be a syntax error */
        else
            value = value * (uint64_t)base + digit;
    }
    *ret_value = value;
    return rc;
}

int coh_int_parse(const char *text, int64_t *ret_value)
{
    int negative = *text == '-';
    int base = 10;
    uint64_t value;
    int rc;

    if (*text == '-' || *text == '+')
        text++;
    if (text[0] == '0' && lower(text[1]) == 'x') {
        base = 16;
        text += 2;
    }
    rc = digits_parse(&text, base, &value);
    if (rc == COHORT_ERR_SYNTAX || *text != '\0')
        return COHORT_ERR_SYNTAX;
    if (rc < 0 || value > (uint64_t)INT64_MAX + (negative ? 1 : 0))
        return COHORT_ERR_RANGE;
    if (!negative)
        *ret_value = (int64_t)value;
    else
        *ret_value = value == 0 ? 0 : -(int64_t)(value - 1) - 1; /* INT64_MIN has no positive twin */
    return COHORT_OK;
}

static const struct {
    const char *suffix, *words;
    int64_t ms;
} units[] = {
    {"d", " d", 86400000}, {"h", " h", 3600000}, {"m", " min", 60000}, {"s", " s", 1000}, {"ms", " ms", 1},
};
enum { UNITS = sizeof units / sizeof units[0], UNIT_SECOND = 3 };

int coh_duration_parse(const char *text, int64_t bare_unit_ms, int64_t *ret_ms)
{
    int64_t unit_ms = 0;
    uint64_t value;
    int rc = digits_parse(&text, 10, &value);
    int i;

    if (rc == COHORT_ERR_SYNTAX)
        return rc;
    if (*text == '\0')
        unit_ms = bare_unit_ms;
    for (i = 0; i < UNITS; i++)
        if (strcmp(text, units[i].suffix) == 0)
            unit_ms = units[i].ms;
    if (unit_ms <= 0)
        return COHORT_ERR_SYNTAX;
    if (rc < 0 || value > (uint64_t)(INT64_MAX / unit_ms))
        return COHORT_ERR_RANGE;
    *ret_ms = (int64_t)value * unit_ms;
    return COHORT_OK;
}

/* The largest unit that measures @ms exactly: also the shortest form. */
static int unit_of(int64_t ms)
{
    int i = 0;

    if (ms == 0)
        return UNIT_SECOND;
    while (ms % units[i].ms != 0)
        i++;
    return i;
}

void coh_duration_words(struct coh_buf *buf, int64_t ms)
{
    int i = unit_of(ms);

    coh_buf_int(buf, ms / units[i].ms);
    coh_buf_add(buf, units[i].words);
}
