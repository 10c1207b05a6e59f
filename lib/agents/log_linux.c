/*
 * Output logs: one for each resource or service, opened for appending by the programs themselves, bounded in size.
 * A log is bounded by copying its end aside and truncating it; what is written in between is lost.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agents/agents.h"

char *coh_log_path(const struct coh_agents *agents, const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@$-";
    struct coh_buf buf;

    if (agents->logs[0] == '\0')
        return coh_strdup(&agents->mem, "");
    coh_buf_init(&buf, &agents->mem, 0);
    coh_buf_fmt(&buf, "%s/", agents->logs);
    if (name[0] == '.') /* neither hidden nor ".." */
        coh_buf_addc(&buf, '_'), name++;
    for (; *name != '\0'; name++)
        coh_buf_addc(&buf, strchr(allowed, *name) != NULL ? *name : '_');
    coh_buf_add(&buf, ".log");
    return coh_buf_take(&buf);
}

/* The last @limit bytes of @from to a new file. */
static void copy_end(int from, off_t size, int64_t limit, const char *to_path)
{
    int to = open(to_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    off_t at = size - (off_t)limit;
    char block[16384];

    while (to >= 0 && at < size) {
        ssize_t got = pread(from, block, size - at < (off_t)sizeof block ? (size_t)(size - at) : sizeof block, at);

        if (got <= 0 || write(to, block, (size_t)got) != got)
            break;
        at += got;
    }
    if (to >= 0)
        close(to);
}

static void trim(int fd, const char *path, int64_t limit)
{
    char old[4096];
    struct stat st;

    if (limit <= 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= limit)
        return;
    if (strlen(path) + 3 > sizeof old)
        return;
    strcpy(old, path);
    strcat(old, ".1");
    copy_end(fd, st.st_size, limit, old);
    if (ftruncate(fd, 0) < 0)
        return; /* the next poll tries again */
}

void coh_log_trim(const char *path, int64_t limit)
{
    struct stat st;
    int fd;

    if (limit <= 0 || path[0] == '\0' || stat(path, &st) < 0 || st.st_size <= limit)
        return;
    fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd >= 0) {
        trim(fd, path, limit);
        close(fd);
    }
}

int coh_log_open(const char *path, int64_t limit)
{
    char directory[4096];
    const char *slash = strrchr(path, '/');
    int fd;

    if (path[0] == '\0')
        return open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (slash != NULL && slash != path && (size_t)(slash - path) < sizeof directory) {
        memcpy(directory, path, (size_t)(slash - path));
        directory[slash - path] = '\0';
        if (mkdir(directory, 0700) < 0 && errno != EEXIST)
            return -1;
    }
    /* Readable for trim(), so that a log which nobody polls is bounded at each start. */
    fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0)
        trim(fd, path, limit);
    return fd;
}
