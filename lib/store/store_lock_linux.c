/*
 * The writer's lock: an open-file-description lock on FILE-lock. On a file of its own, because closing any descriptor
 * of the database would drop SQLite's POSIX locks on it. The kernel releases it when the process dies; the file
 * stays, since removing it would race with who opens it next.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/store_internal.h"

static void busy(int fd, const char *shown, struct coh_error *error)
{
    char pid[24] = "";
    ssize_t size = pread(fd, pid, sizeof pid - 1, 0);

    pid[size > 0 ? size : 0] = '\0';
    pid[strspn(pid, "0123456789")] = '\0';
    if (pid[0] != '\0')
        coh_error_set(error, COHORT_ERR_BUSY, 0, "%s is open for writing by another program (process %s)", shown, pid);
    else
        coh_error_set(error, COHORT_ERR_BUSY, 0, "%s is open for writing by another program", shown);
}

int coh_store_lock(const char *path, const char *shown, int *ret_lock, struct coh_error *error)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char pid[24];
    int size, fd, rc = 0;

    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return coh_error_set(error, COHORT_ERR_IO, 0, "%s cannot be opened for its lock: %s", path, strerror(errno));
    if (fcntl(fd, F_OFD_SETLK, &lock) < 0) {
        if (errno == EAGAIN || errno == EACCES)
            busy(fd, shown, error);
        else
            coh_error_set(error, COHORT_ERR_IO, 0, "%s cannot be locked: %s", path, strerror(errno));
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
