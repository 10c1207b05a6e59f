/* One error: code, Windows number, one sentence. */
#ifndef COH_ERROR_H
#define COH_ERROR_H

#include <stdarg.h>
#include <stdint.h>

struct coh_error {
    int code;
    int64_t win32;
    char text[1024]; /* a longer sentence ends with "..." (cut at a UTF-8 boundary) */
};

void coh_error_clear(struct coh_error *error);
/* Returns @code. */
int coh_error_set(struct coh_error *error, int code, int64_t win32, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
int coh_error_vset(struct coh_error *error, int code, int64_t win32, const char *format, va_list ap)
    __attribute__((format(printf, 4, 0)));

#endif
