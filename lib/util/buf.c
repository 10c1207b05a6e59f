/*
 * A growing text. Errors stick: after the first one every append does nothing, so callers ask once, at the end.
 */
#include "util/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <cohort/error.h>

enum { BUF_FIRST_ROOM = 64 };

void coh_buf_init(struct coh_buf *buf, const struct coh_mem *mem, size_t max)
{
    *buf = (struct coh_buf){.mem = mem, .max = max};
}

void coh_buf_free(struct coh_buf *buf)
{
    if (buf->text != NULL)
        coh_free(buf->mem, buf->text);
    buf->text = NULL;
    buf->size = 0;
    buf->room = 0;
}

void coh_buf_clear(struct coh_buf *buf)
{
    buf->size = 0;
    buf->error = 0;
    if (buf->text != NULL)
        buf->text[0] = '\0';
}

/* Room for @more bytes and the NUL. */
static int grow(struct coh_buf *buf, size_t more)
{
    size_t room = buf->room == 0 ? BUF_FIRST_ROOM : buf->room;
    char *text;

    if (buf->error < 0)
        return buf->error;
    if (buf->max != 0 && more > buf->max - buf->size)
        return buf->error = COHORT_ERR_LIMIT;
    if (more >= SIZE_MAX / 2 - buf->size)
        return buf->error = COHORT_ERR_NOMEM;
    if (buf->size + more < buf->room)
        return 0;
    while (room <= buf->size + more)
        room *= 2;
    text = coh_realloc(buf->mem, buf->text, room);
    if (text == NULL)
        return buf->error = COHORT_ERR_NOMEM;
    buf->text = text;
    buf->room = room;
    return 0;
}

void coh_buf_add(struct coh_buf *buf, const char *text)
{
    coh_buf_addn(buf, text, strlen(text));
}

void coh_buf_addn(struct coh_buf *buf, const void *bytes, size_t size)
{
    if (grow(buf, size) < 0)
        return;
    if (size > 0)
        memcpy(buf->text + buf->size, bytes, size);
    buf->size += size;
    buf->text[buf->size] = '\0';
}

void coh_buf_addc(struct coh_buf *buf, char c)
{
    coh_buf_addn(buf, &c, 1);
}

void coh_buf_int(struct coh_buf *buf, int64_t value)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%" PRId64, value);

    coh_buf_addn(buf, digits, (size_t)size);
}

void coh_buf_fmt(struct coh_buf *buf, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    coh_buf_vfmt(buf, format, ap);
    va_end(ap);
}

void coh_buf_vfmt(struct coh_buf *buf, const char *format, va_list ap)
{
    va_list again;
    size_t left, old;
    int size;

    if (grow(buf, 0) < 0)
        return;
    old = buf->size;
    left = buf->room - old;
    va_copy(again, ap);
    size = vsnprintf(buf->text + old, left, format, ap);
    if (size < 0)
        buf->error = COHORT_ERR_INVALID; /* a format that cannot be printed: our own mistake */
    else if (grow(buf, (size_t)size) == 0)
        buf->size += (size_t)size;
    if (buf->size - old >= left) /* it was cut; now there is room */
        vsnprintf(buf->text + old, buf->room - old, format, again);
    buf->text[buf->size] = '\0'; /* on error: as it was */
    va_end(again);
}

const char *coh_buf_text(const struct coh_buf *buf)
{
    return buf->text != NULL ? buf->text : "";
}

char *coh_buf_take(struct coh_buf *buf)
{
    char *text;

    grow(buf, 0); /* an empty buffer gives an empty text, not NULL */
    if (buf->error < 0) {
        coh_buf_free(buf);
        return NULL;
    }
    text = buf->text;
    text[buf->size] = '\0';
    buf->text = NULL;
    coh_buf_free(buf);
    return text;
}
