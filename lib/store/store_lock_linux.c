/*
 * The writer's lock: an open-file-description lock on FILE-lock. On a file of its own, because closing any descriptor
 * of the database would drop SQLite's POSIX locks on it. The kernel releases it when the process dies; the file
 * stays, since removing it would race with who opens it next.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/store_internal.h"

enum { GHOST_MS = 1000, NAP_MS = 5 };

/* Who has written its process id there; 0: nobody. */
static pid_t holder(int fd)
{
    char text[24];
    ssize_t size = pread(fd, text, sizeof text - 1, 0);

    text[size > 0 ? size : 0] = '\0';
    return (pid_t)strtol(text, NULL, 10);
}

/*
 * The lock, or EAGAIN. A program that is killed while it starts another leaves the lock to that child until it has
 * executed: then the holder is dead and the lock is not, for a moment that is waited for.
 */
static int take(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct timespec nap = {.tv_nsec = NAP_MS * 1000000};
    int waited_ms;

    for (waited_ms = 0; fcntl(fd, F_OFD_SETLK, &lock) < 0; waited_ms += NAP_MS) {
        int failure = errno;
        pid_t pid = holder(fd);

        if (failure != EAGAIN && failure != EACCES)
            return failure;
        if (waited_ms >= GHOST_MS || pid <= 0 || kill(pid, 0) == 0 || errno != ESRCH)
            return EAGAIN;
        nanosleep(&nap, NULL);
    }
    return 0;
}

static void busy(int fd, const char *shown, struct coh_error *error)
{
    pid_t pid = holder(fd);

    if (pid > 0)
        coh_error_set(error, COHORT_ERR_BUSY, 0, "%s is open for writing by another program (process %" PRIdMAX ")",
                      shown, (intmax_t)pid);
    else
        coh_error_set(error, COHORT_ERR_BUSY, 0, "%s is open for writing by another program", shown);
}

int coh_store_lock(const char *path, const char *shown, int *ret_lock, struct coh_error *error)
{
    char pid[24];
    int size, fd, failure, rc = 0;

    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return coh_error_set(error, COHORT_ERR_IO, 0, "%s cannot be opened for its lock: %s", path, strerror(errno));
    failure = take(fd);
    if (failure == EAGAIN)
        busy(fd, shown, error);
    else if (failure != 0)
        coh_error_set(error, COHORT_ERR_IO, 0, "%s cannot be locked: %s", path, strerror(failure));
    if (failure != 0) {
        rc = error->code;
        goto out;
    }
    /* For people and for the sentence above; that it cannot be written (a full disk) takes nothing from the lock. */
    size = snprintf(pid, sizeof pid, "%" PRIdMAX "\n", (intmax_t)getpid());
    if (ftruncate(fd, 0) == 0 && pwrite(fd, pid, (size_t)size, 0) < 0)
        (void)!ftruncate(fd, 0);
    *ret_lock = fd;
    fd = -1;
out:
    if (fd >= 0)
        close(fd);
    return rc;
}

void coh_store_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}
