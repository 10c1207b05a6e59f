/*
 * The control socket's protocol: frames of a type, four bytes of length (little endian) and so many bytes.
 *
 *   client: one 'Q': version, flags, wait, timeout_ms (8 bytes), count; then each word: length, bytes
 *   server: 'O' and 'E' (pieces of output and error, any number), then one 'X': the exit code
 */
#ifndef COH_WIRE_H
#define COH_WIRE_H

#include <stdint.h>
#include <string.h>
#include <sys/un.h>

#include <cohort/types.h>

#include "util/buf.h"
#include "util/mem.h"

#define COH_WIRE_VERSION 1u
#define COH_WIRE_HEAD 5u
#define COH_WIRE_FIXED 24u /* of 'Q', before the words */
#define COH_WIRE_REQUEST_MAX COHORT_FORWARD_MAX

static inline void coh_wire_put(struct coh_buf *buf, uint64_t value, int size)
{
    for (; size > 0; size--, value >>= 8)
        coh_buf_addc(buf, (char)(value & 0xff));
}

static inline uint64_t coh_wire_get(const void *bytes, int size)
{
    const unsigned char *at = bytes;
    uint64_t value = 0;

    while (size-- > 0)
        value = value << 8 | at[size];
    return value;
}

static inline void coh_wire_frame(struct coh_buf *buf, char type, const void *bytes, size_t size)
{
    coh_buf_addc(buf, type);
    coh_wire_put(buf, size, 4);
    coh_buf_addn(buf, bytes, size);
}

static inline void coh_wire_exit(struct coh_buf *buf, int exit_code)
{
    coh_wire_frame(buf, 'X', (const unsigned char[]){(unsigned char)exit_code, 0, 0, 0}, 4);
}

/* The address of FILE-sock. A path that is too long for one is reached through its directory: *ret_dir is that
 * descriptor (to be closed), or -1. */
int coh_wire_address(const struct coh_mem *mem, const char *file, struct sockaddr_un *ret_address, int *ret_dir);

#endif
