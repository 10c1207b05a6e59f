/*
 * One error. The sentence lives in a fixed array: telling of "out of memory" must not need memory.
 */
#include "util/error.h"

#include <stdio.h>
#include <string.h>

#include <cohort/error.h>

void coh_error_clear(struct coh_error *error)
{
    error->code = 0;
    error->win32 = 0;
    error->text[0] = '\0';
}

int coh_error_set(struct coh_error *error, int code, int64_t win32, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    coh_error_vset(error, code, win32, format, ap);
    va_end(ap);
    return code;
}

int coh_error_vset(struct coh_error *error, int code, int64_t win32, const char *format, va_list ap)
{
    char text[sizeof error->text]; /* apart, so that the old sentence may be an argument of the new one */
    size_t end = sizeof text - sizeof "...";
    int size = vsnprintf(text, sizeof text, format, ap);

    if (size < 0) {
        snprintf(text, sizeof text, "%s", cohort_strerror(code));
    } else if ((size_t)size >= sizeof text) {
        while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
            end--; /* never half a UTF-8 character */
        memcpy(text + end, "...", sizeof "...");
    }
    error->code = code;
    error->win32 = win32;
    memcpy(error->text, text, strlen(text) + 1);
    return code;
}
