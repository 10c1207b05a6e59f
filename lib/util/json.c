/*
 * The one JSON writer. It knows commas and escapes; that objects and arrays are closed is the caller's care.
 */
#include "util/json.h"

#include "util/text.h"

void coh_json_init(struct coh_json *json, struct coh_buf *buf)
{
    json->buf = buf;
    json->comma = 0;
}

static void add_escaped(struct coh_buf *buf, unsigned char c)
{
    static const char letters[] = "btn\0fr"; /* of 8..13; 11 has none */

    if (c == '"' || c == '\\')
        coh_buf_fmt(buf, "\\%c", c);
    else if (c >= 8 && c <= 13 && c != 11)
        coh_buf_fmt(buf, "\\%c", letters[c - 8]);
    else
        coh_buf_fmt(buf, "\\u%04x", c);
}

static void add_quoted(struct coh_buf *buf, const char *text)
{
    const char *plain = text; /* what need not be changed is added in one piece */
    int size;

    coh_buf_addc(buf, '"');
    for (; *text != '\0'; text += size > 0 ? size : 1) {
        unsigned char c = (unsigned char)*text;

        size = coh_utf8_size(text);
        if (size > 0 && c >= 0x20 && c != '"' && c != '\\')
            continue;
        coh_buf_addn(buf, plain, (size_t)(text - plain));
        if (size > 0)
            add_escaped(buf, c);
        else
            coh_buf_add(buf, "\xEF\xBF\xBD");
        plain = text + 1;
    }
    coh_buf_addn(buf, plain, (size_t)(text - plain));
    coh_buf_addc(buf, '"');
}

static void begin_value(struct coh_json *json, const char *key)
{
    if (json->comma)
        coh_buf_addc(json->buf, ',');
    json->comma = 1;
    if (key != NULL) {
        add_quoted(json->buf, key);
        coh_buf_addc(json->buf, ':');
    }
}

void coh_json_object(struct coh_json *json, const char *key)
{
    begin_value(json, key);
    coh_buf_addc(json->buf, '{');
    json->comma = 0;
}

void coh_json_end_object(struct coh_json *json)
{
    coh_buf_addc(json->buf, '}');
    json->comma = 1;
}

void coh_json_array(struct coh_json *json, const char *key)
{
    begin_value(json, key);
    coh_buf_addc(json->buf, '[');
    json->comma = 0;
}

void coh_json_end_array(struct coh_json *json)
{
    coh_buf_addc(json->buf, ']');
    json->comma = 1;
}

void coh_json_text(struct coh_json *json, const char *key, const char *text)
{
    begin_value(json, key);
    if (text == NULL)
        coh_buf_add(json->buf, "null");
    else
        add_quoted(json->buf, text);
}

void coh_json_int(struct coh_json *json, const char *key, int64_t value)
{
    begin_value(json, key);
    coh_buf_int(json->buf, value);
}

void coh_json_bool(struct coh_json *json, const char *key, int value)
{
    begin_value(json, key);
    coh_buf_add(json->buf, value ? "true" : "false");
}
