/* The client's side of the control socket. It has no handle: it may be a program that cannot open the database,
 * because the other one has it. */
#include <cohort/command.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "runtime/wire_linux.h"

enum { GRACE_MS = 1000 }; /* beyond the time that a request is given, for one who listens to say that it is over */

int coh_wire_address(const struct coh_mem *mem, const char *file, struct sockaddr_un *ret_address, int *ret_dir)
{
    const char *slash = strrchr(file, '/');
    char *dir = NULL;
    int size;

    *ret_dir = -1;
    *ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    size = snprintf(ret_address->sun_path, sizeof ret_address->sun_path, "%s-sock", file);
    if ((size_t)size < sizeof ret_address->sun_path)
        return 0;
    if (slash == NULL)
        return COHORT_ERR_IO;
    dir = coh_strndup(mem, file, (size_t)(slash - file) + 1);
    if (dir == NULL)
        return COHORT_ERR_NOMEM;
    *ret_dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    coh_free(mem, dir);
    size =
        snprintf(ret_address->sun_path, sizeof ret_address->sun_path, "/proc/self/fd/%d/%s-sock", *ret_dir, slash + 1);
    if (*ret_dir >= 0 && (size_t)size < sizeof ret_address->sun_path)
        return 0;
    if (*ret_dir >= 0)
        close(*ret_dir);
    *ret_dir = -1;
    return COHORT_ERR_IO;
}

/* How long a call may wait for one who listens and does not move; < 0: as long as it takes. */
static void set_patience(int fd, int64_t ms)
{
    struct timeval limit = {0};

    if (ms > 0) {
        limit.tv_sec = (time_t)(ms / 1000);
        limit.tv_usec = (suseconds_t)(ms % 1000 * 1000);
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

static int connect_to(const struct coh_mem *mem, const char *path, int64_t patience_ms, int *ret_fd)
{
    struct sockaddr_un address;
    char *file = realpath(path, NULL);
    int fd, dir = -1, rc, why = 0;

    if (file == NULL)
        return errno == ENOMEM ? COHORT_ERR_NOMEM : COHORT_ERR_NOT_FOUND;
    rc = coh_wire_address(mem, file, &address, &dir);
    free(file);
    if (rc < 0)
        return rc;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        set_patience(fd, patience_ms);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) < 0) {
        why = errno;
        rc = why == ENOENT || why == ECONNREFUSED ? COHORT_ERR_NOT_FOUND
             : why == EAGAIN                      ? COHORT_ERR_TIMEOUT
                                                  : COHORT_ERR_BUSY;
    }
    if (dir >= 0)
        close(dir);
    if (rc < 0 && fd >= 0)
        close(fd);
    else
        *ret_fd = fd;
    errno = why;
    return rc;
}

static int send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return COHORT_ERR_IO;
        bytes += sent;
        size -= (size_t)sent;
    }
    return 0;
}

static int receive_all(int fd, char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t got = recv(fd, bytes, size, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return COHORT_ERR_TIMEOUT;
        if (got <= 0)
            return COHORT_ERR_IO;
        bytes += got;
        size -= (size_t)got;
    }
    return 0;
}

static int build(struct coh_buf *buf, int count, const char *const *words, uint32_t flags, int wait, int64_t timeout_ms)
{
    size_t size = COH_WIRE_FIXED;
    int i;

    for (i = 0; i < count; i++)
        size += 4 + strlen(words[i]);
    if (size > COH_WIRE_REQUEST_MAX)
        return COHORT_ERR_LIMIT;
    coh_buf_addc(buf, 'Q');
    coh_wire_put(buf, size, 4);
    coh_wire_put(buf, COH_WIRE_VERSION, 4);
    coh_wire_put(buf, flags, 4);
    coh_wire_put(buf, wait != 0, 4);
    coh_wire_put(buf, (uint64_t)timeout_ms, 8);
    coh_wire_put(buf, (uint64_t)count, 4);
    for (i = 0; i < count; i++) {
        coh_wire_put(buf, strlen(words[i]), 4);
        coh_buf_add(buf, words[i]);
    }
    return buf->error;
}

static int pass_on(int fd, int stream, size_t size, cohort_sink sink, void *user)
{
    char piece[8192];

    while (size > 0) {
        size_t part = size < sizeof piece ? size : sizeof piece;

        if (receive_all(fd, piece, part) < 0)
            return COHORT_ERR_IO;
        if (sink != NULL)
            sink(user, stream, piece, (int64_t)part);
        size -= part;
    }
    return 0;
}

static int answers(int fd, cohort_sink sink, void *user, int *ret_exit)
{
    char head[COH_WIRE_HEAD], code[4];
    size_t size;
    int rc;

    for (;;) {
        rc = receive_all(fd, head, sizeof head);
        if (rc < 0)
            return rc;
        set_patience(fd, -1); /* it moves */
        size = (size_t)coh_wire_get(head + 1, 4);
        if (head[0] == 'X') {
            if (size != sizeof code || receive_all(fd, code, sizeof code) < 0)
                return COHORT_ERR_IO;
            *ret_exit = (int)coh_wire_get(code, 4);
            return 0;
        }
        if (head[0] != 'O' && head[0] != 'E')
            return COHORT_ERR_IO;
        rc = pass_on(fd, head[0] == 'O' ? 1 : 2, size, sink, user);
        if (rc < 0)
            return rc;
    }
}

int cohort_forward(const char *path, int count, const char *const *words, uint32_t flags, int wait, int64_t timeout_ms,
                   cohort_sink sink, void *user, int *ret_exit)
{
    struct coh_mem mem;
    struct coh_buf buf;
    int fd = -1, sent = 0, rc;

    if (path == NULL || count < 0 || (count > 0 && words == NULL) || ret_exit == NULL)
        return COHORT_ERR_INVALID;
    coh_mem_init(&mem, NULL);
    coh_buf_init(&buf, &mem, 0);
    rc = build(&buf, count, words, flags, wait, timeout_ms);
    if (rc == 0)
        rc =
            connect_to(&mem, path, wait && timeout_ms >= 0 && timeout_ms < INT32_MAX ? timeout_ms + GRACE_MS : -1, &fd);
    if (rc == 0) {
        sent = send_all(fd, coh_buf_text(&buf), buf.size) == 0;
        rc = answers(fd, sink, user, ret_exit); /* also of one who did not want to hear */
    }
    if (rc == COHORT_ERR_IO && !sent)
        rc = COHORT_ERR_NOT_FOUND;
    if (fd >= 0)
        close(fd);
    coh_buf_free(&buf);
    return rc;
}
