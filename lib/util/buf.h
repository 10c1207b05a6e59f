/* A growing text with a sticky error: append without checking, ask once at the end. */
#ifndef COH_BUF_H
#define COH_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "util/mem.h"

struct coh_buf {
    const struct coh_mem *mem;
    char *text;             /* NUL-terminated once anything was appended; may be NULL when empty */
    size_t size, room, max; /* max 0: no limit */
    int error;              /* sticky: 0, COHORT_ERR_NOMEM or COHORT_ERR_LIMIT */
};

void coh_buf_init(struct coh_buf *buf, const struct coh_mem *mem, size_t max);
void coh_buf_free(struct coh_buf *buf);
void coh_buf_clear(struct coh_buf *buf); /* keeps the room, forgets text and error */
void coh_buf_add(struct coh_buf *buf, const char *text);
void coh_buf_addn(struct coh_buf *buf, const void *bytes, size_t size);
void coh_buf_addc(struct coh_buf *buf, char c);
void coh_buf_int(struct coh_buf *buf, int64_t value);
void coh_buf_fmt(struct coh_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void coh_buf_vfmt(struct coh_buf *buf, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));
const char *coh_buf_text(const struct coh_buf *buf); /* never NULL */
char *coh_buf_take(
    struct coh_buf
        *buf); /* hand over (coh_free); NULL on error, which stays until coh_buf_clear(); the buffer is empty after */

#endif
