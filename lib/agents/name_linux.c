/*
 * "Network Name": a name that is published in a hosts-format file with the addresses of its IP Address providers.
 *
 * The file may be shared with other lines and other clusters: it is changed under a lock (FILE.lock) and replaced as a
 * whole, so that a reader sees it before or after. Our lines end with "# cohort"; all others stay as they are, byte for
 * byte. What was published is recorded, so that the right name is taken back when the property has changed since.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "agents/agents.h"
#include "util/text.h"

#define MARK "# cohort"
#define HOSTS_MAX (4 << 20)
#define LOCK_TRIES 50 /* of 10 ms; it is held for as long as it takes to write a small file */

struct name {
    const struct coh_agents *agents;
};

/* ---- the text ---- */

static int line_is_ours(const char *line, size_t size)
{
    while (size > 0 && isspace((unsigned char)line[size - 1]))
        size--;
    return size >= strlen(MARK) && memcmp(line + size - strlen(MARK), MARK, strlen(MARK)) == 0;
}

/* 1: the line gives @name an address; that is copied when there is room for it. */
static int line_names(const char *line, size_t size, const char *name, char *address, size_t room)
{
    const char *end = memchr(line, '#', size);
    size_t length = strlen(name), at = 0, first, word = 0;

    if (end != NULL)
        size = (size_t)(end - line);
    for (;;) {
        while (at < size && isspace((unsigned char)line[at]))
            at++;
        for (first = at; at < size && !isspace((unsigned char)line[at]);)
            at++;
        if (at == first)
            return 0;
        if (word == 0 && at - first < room) {
            memcpy(address, line + first, at - first);
            address[at - first] = '\0';
        }
        if (word++ > 0 && at - first == length && strncasecmp(line + first, name, length) == 0)
            return 1;
    }
}

/* 1: @address is a line of @list. */
static int listed(const char *list, const char *address)
{
    size_t length = strlen(address);

    for (; list != NULL && *list != '\0'; list = strchr(list, '\n') != NULL ? strchr(list, '\n') + 1 : NULL)
        if (strncmp(list, address, length) == 0 && (list[length] == '\0' || list[length] == '\n'))
            return 1;
    return 0;
}

static int list_count(const char *list)
{
    int count = *list != '\0';

    for (; *list != '\0'; list++)
        count += *list == '\n';
    return count;
}

/* The file without our lines for @name. *ret_kept: how many of those gave an address of @addresses. *ret_foreign: line
 * of somebody else's that gives it an address; 0: none. */
static void without(const char *text, const char *name, const char *addresses, struct coh_buf *out, int *ret_kept,
                    int *ret_foreign)
{
    char address[64];
    int number = 1;

    *ret_kept = *ret_foreign = 0;
    for (; *text != '\0'; number++) {
        size_t size = strcspn(text, "\n");
        int names = line_names(text, size, name, address, sizeof address), ours = line_is_ours(text, size);

        if (names && ours)
            *ret_kept += listed(addresses, address);
        else
            coh_buf_addn(out, text, size + (text[size] == '\n'));
        if (names && !ours && *ret_foreign == 0)
            *ret_foreign = number;
        text += size + (text[size] == '\n');
    }
    if (out->size > 0 && out->text[out->size - 1] != '\n')
        coh_buf_addc(out, '\n');
}

static void add_lines(struct coh_buf *out, const char *name, const char *addresses)
{
    while (*addresses != '\0') {
        size_t size = strcspn(addresses, "\n");

        coh_buf_addn(out, addresses, size);
        coh_buf_fmt(out, " %s " MARK "\n", name);
        addresses += size + (addresses[size] == '\n');
    }
}

/* ---- the file ---- */

/* An absent file is an empty one. 0 or an errno. */
static int read_hosts(const char *path, struct coh_buf *text, mode_t *ret_mode)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), error = 0;
    char block[8192];
    struct stat st;
    ssize_t got;

    *ret_mode = 0644;
    if (fd < 0)
        return errno == ENOENT ? 0 : errno;
    if (fstat(fd, &st) == 0)
        *ret_mode = st.st_mode & 07777;
    while ((got = read(fd, block, sizeof block)) > 0)
        coh_buf_addn(text, block, (size_t)got);
    if (got < 0)
        error = errno;
    else if (text->error != 0)
        error = text->error == COHORT_ERR_LIMIT ? EFBIG : ENOMEM;
    close(fd);
    return error;
}

/* 0 or an errno. */
static int replace(const struct coh_mem *mem, const char *path, mode_t mode, const struct coh_buf *text)
{
    struct coh_buf temporary;
    int fd = -1, error = 0;

    errno = 0;
    coh_buf_init(&temporary, mem, 0);
    coh_buf_fmt(&temporary, "%s.new", path);
    if (text->error != 0 || temporary.error != 0)
        error = ENOMEM;
    else if ((fd = open(coh_buf_text(&temporary), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)) < 0)
        error = errno;
    else if (write(fd, coh_buf_text(text), text->size) != (ssize_t)text->size)
        error = errno != 0 ? errno : ENOSPC;
    else if (fchmod(fd, mode) < 0 || fdatasync(fd) < 0 || rename(coh_buf_text(&temporary), path) < 0)
        error = errno;
    if (fd >= 0 && error != 0)
        unlink(coh_buf_text(&temporary));
    if (fd >= 0)
        close(fd);
    coh_buf_free(&temporary);
    return error;
}

/* The lock, or -1 and errno. */
static int lock(const struct coh_mem *mem, const char *path)
{
    const struct timespec pause = {.tv_nsec = 10000000};
    struct coh_buf name;
    int fd, tries;

    coh_buf_init(&name, mem, 0);
    coh_buf_fmt(&name, "%s.lock", path);
    fd = open(coh_buf_text(&name), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    coh_buf_free(&name);
    for (tries = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0; tries++) {
        if (errno != EWOULDBLOCK || tries == LOCK_TRIES) {
            int error = errno;

            close(fd);
            errno = error;
            return -1;
        }
        nanosleep(&pause, NULL);
    }
    return fd;
}

/* @addresses "": take it back. 0, or -1 and @why. */
static int publish(const struct coh_agents *agents, const char *path, const char *name, const char *addresses,
                   struct coh_buf *why)
{
    struct coh_buf before, after;
    int guard, kept, foreign, error;
    mode_t mode;

    coh_buf_init(&before, &agents->mem, HOSTS_MAX);
    coh_buf_init(&after, &agents->mem, HOSTS_MAX + 65536);
    guard = lock(&agents->mem, path);
    error = guard < 0 ? errno : read_hosts(path, &before, &mode);
    if (error != 0)
        goto out;
    without(coh_buf_text(&before), name, addresses, &after, &kept, &foreign);
    if (foreign != 0 && addresses[0] != '\0') {
        coh_buf_fmt(why, "%s is in %s already, line %d, and not by Cohort", name, path, foreign);
        goto out;
    }
    add_lines(&after, name, addresses);
    if (after.error != 0 || strcmp(coh_buf_text(&before), coh_buf_text(&after)) != 0)
        error = replace(&agents->mem, path, mode, &after);
out:
    if (error != 0)
        coh_buf_fmt(why, "%s: %s", path, strerror(error));
    if (guard >= 0)
        close(guard);
    coh_buf_free(&before);
    coh_buf_free(&after);
    return why->size > 0 ? -1 : 0;
}

/* ---- the agent ---- */

/* Copies: what cohort_target_...() lends is gone at the next such call. */
struct wish {
    char *name, *addresses, *path;
};

static void wish_free(const struct coh_agents *agents, struct wish *w)
{
    coh_free(&agents->mem, w->name);
    coh_free(&agents->mem, w->addresses);
    coh_free(&agents->mem, w->path);
}

/* @recorded: what is published already, if there is a record ("NAME", a line feed, the file): other properties are for
 * the next online. */
static int wish_get(cohort *h, const struct coh_agents *agents, const cohort_target *target, int recorded,
                    struct wish *w, struct coh_buf *why)
{
    const char *split =
        recorded && target->record_size > 0 ? memchr(target->record, '\n', (size_t)target->record_size) : NULL;
    const char *path, *name, *record = target->record;

    *w = (struct wish){0};
    if (split != NULL) {
        w->name = coh_strndup(&agents->mem, record, (size_t)(split - record));
        w->path = coh_strndup(&agents->mem, split + 1, (size_t)(record + target->record_size - split - 1));
    } else {
        path = cohort_target_text(h, target, "HostsFile");
        w->path = coh_strdup(&agents->mem, path[0] != '\0' ? path : agents->hosts);
        name = cohort_target_text(h, target, "Name");
        w->name = coh_strdup(&agents->mem, name[0] != '\0' ? name : target->name);
    }
    w->addresses = coh_strdup(&agents->mem, cohort_target_provider(h, target, "IP Address", "Address"));
    if (w->path == NULL || w->name == NULL || w->addresses == NULL)
        coh_buf_add(why, "out of memory");
    else if (w->path[0] == '\0')
        coh_buf_add(why, "HostsFile is not set");
    else if (strpbrk(w->name, " \t\r\n#") != NULL || coh_name_check(w->name, NULL) != NULL)
        coh_buf_fmt(why, "Name \"%s\" is not a name for a host", w->name);
    return why->size > 0 ? -1 : 0;
}

static int record(cohort *h, const cohort_target *target, const struct wish *w)
{
    struct coh_mem mem;
    struct coh_buf buf;
    int rc;

    coh_mem_init(&mem, NULL);
    coh_buf_init(&buf, &mem, COHORT_RECORD_MAX);
    coh_buf_fmt(&buf, "%s\n%s", w->name, w->path);
    rc = buf.error < 0 ? buf.error : cohort_agent_record(h, target->operation, coh_buf_text(&buf), (int64_t)buf.size);
    coh_buf_free(&buf);
    return rc;
}

static int open_name(cohort *h, void *user, const cohort_target *target, void **ret_instance)
{
    (void)h;
    (void)target;
    *ret_instance = user;
    return COHORT_AGENT_DONE;
}

static int online(cohort *h, void *instance, const cohort_target *target)
{
    const struct coh_agents *agents = instance;
    struct coh_buf why;
    struct wish w;

    coh_buf_init(&why, &agents->mem, 0);
    if (wish_get(h, agents, target, 0, &w, &why) == 0) {
        if (w.addresses[0] == '\0')
            coh_buf_fmt(&why, "no IP Address that %s depends on directly is Online", target->name);
        else if (record(h, target, &w) < 0)
            coh_buf_add(&why, "cannot record the name that is to be published");
        else
            publish(agents, w.path, w.name, w.addresses, &why);
    }
    wish_free(agents, &w);
    return why.size > 0 ? coh_agent_answer(h, target->operation, COHORT_AGENT_FAILED, &why) : COHORT_AGENT_DONE;
}

static int offline(cohort *h, void *instance, const cohort_target *target)
{
    const struct coh_agents *agents = instance;
    struct coh_buf why;
    struct wish w;

    coh_buf_init(&why, &agents->mem, 0);
    if (wish_get(h, agents, target, 1, &w, &why) == 0)
        publish(agents, w.path, w.name, "", &why);
    else if (w.path != NULL && w.name != NULL)
        coh_buf_clear(&why); /* with these properties it cannot have been published */
    wish_free(agents, &w);
    if (why.size > 0)
        return coh_agent_answer(h, target->operation, COHORT_AGENT_FAILED, &why);
    coh_buf_free(&why);
    return COHORT_AGENT_DONE;
}

static int is_alive(cohort *h, void *instance, const cohort_target *target)
{
    const struct coh_agents *agents = instance;
    struct coh_buf why, text, rest;
    int kept = 0, foreign, error;
    struct wish w;
    mode_t mode;

    coh_buf_init(&why, &agents->mem, 0);
    coh_buf_init(&text, &agents->mem, HOSTS_MAX);
    coh_buf_init(&rest, &agents->mem, 0);
    if (wish_get(h, agents, target, 1, &w, &why) == 0) {
        error = read_hosts(w.path, &text, &mode);
        without(coh_buf_text(&text), w.name, w.addresses, &rest, &kept, &foreign);
        if (error != 0)
            coh_buf_fmt(&why, "%s: %s", w.path, strerror(error));
        else if (kept == 0)
            coh_buf_fmt(&why, "%s is not in %s any more", w.name, w.path);
        else if (kept != list_count(w.addresses)) /* another of its addresses came online since, or went */
            publish(agents, w.path, w.name, w.addresses, &why);
    }
    wish_free(agents, &w);
    coh_buf_free(&text);
    coh_buf_free(&rest);
    return why.size > 0 ? coh_agent_poll_answer(h, target->operation, COHORT_AGENT_FAILED, &why) : COHORT_AGENT_DONE;
}

cohort_agent coh_name_agent(void)
{
    return (cohort_agent){.open = open_name, .online = online, .offline = offline, .is_alive = is_alive};
}
