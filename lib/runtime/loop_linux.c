/* The loop's file descriptor (epoll, an eventfd in it), watched descriptors, the machine's clocks and boot id. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "runtime/runtime.h"

enum { EVENTS_A_TURN = 64, HOUR_S = 3600 };

struct coh_watch {
    struct coh_watch *next, *prev; /* prev: of those alive */
    int fd, internal, dead;
    coh_ready ready;
    void *user;
};

struct coh_loop {
    int epoll, event;
    int wall; /* ready when the wall clock is set, and at full hours, when summer time begins and ends; -1 */
    int dispatching;
    struct coh_map by_fd;
    struct coh_watch *watches, *dead;
};

static void forget(cohort *h, struct coh_watch **list)
{
    struct coh_watch *watch;

    while ((watch = *list) != NULL) {
        *list = watch->next;
        coh_free(&h->mem, watch);
    }
}

static void arm_wall(struct coh_loop *loop)
{
    struct itimerspec at = {.it_value = {.tv_sec = (time(NULL) / HOUR_S + 1) * HOUR_S}};

    timerfd_settime(loop->wall, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL);
}

/* Without it the clock is looked at whenever there is something to do. */
static void watch_wall(struct coh_loop *loop)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &loop->wall};

    loop->wall = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (loop->wall < 0)
        return;
    arm_wall(loop);
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->wall, &event) == 0)
        return;
    close(loop->wall);
    loop->wall = -1;
}

int coh_loop_new(cohort *h)
{
    struct epoll_event event = {.events = EPOLLIN};
    struct coh_loop *loop = coh_zalloc(&h->mem, sizeof *loop);

    if (loop == NULL)
        return coh_out_of_memory(h);
    h->loop = loop;
    coh_map_init(&loop->by_fd, &h->mem, NULL);
    loop->event = loop->wall = -1;
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll >= 0)
        loop->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->event < 0 || epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->event, &event) < 0) {
        coh_error_set(&h->error, COHORT_ERR_IO, 0, "no event loop can be made: %s", strerror(errno));
        coh_loop_free(h);
        return COHORT_ERR_IO;
    }
    watch_wall(loop);
    return 0;
}

void coh_loop_free(cohort *h)
{
    struct coh_loop *loop = h->loop;

    if (loop == NULL)
        return;
    forget(h, &loop->watches);
    forget(h, &loop->dead);
    coh_map_free(&loop->by_fd);
    if (loop->event >= 0)
        close(loop->event);
    if (loop->wall >= 0)
        close(loop->wall);
    if (loop->epoll >= 0)
        close(loop->epoll);
    h->loop = NULL;
    coh_free(&h->mem, loop);
}

/* Also in signal handlers and other threads: nothing but a write. */
void coh_loop_wake(cohort *h)
{
    uint64_t one = 1;
    int saved = errno;

    if (h->loop != NULL && write(h->loop->event, &one, sizeof one) < 0)
        errno = saved; /* EAGAIN: it is awake */
    errno = saved;
}

int coh_loop_fd(const cohort *h)
{
    return h->loop != NULL ? h->loop->epoll : -1;
}

void coh_loop_wait(cohort *h, int64_t timeout_ms)
{
    struct pollfd pfd = {.fd = coh_loop_fd(h), .events = POLLIN};

    poll(&pfd, 1, timeout_ms < 0 ? -1 : timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms);
}

int coh_loop_dispatch(cohort *h)
{
    struct epoll_event events[EVENTS_A_TURN];
    struct coh_loop *loop = h->loop;
    struct coh_watch *watch;
    uint64_t drained;
    int i, count;

    if (loop == NULL)
        return 0;
    count = epoll_wait(loop->epoll, events, EVENTS_A_TURN, 0);
    loop->dispatching = 1;
    for (i = 0; i < count; i++) {
        watch = events[i].data.ptr;
        if (watch == NULL) {
            (void)!read(loop->event, &drained, sizeof drained);
        } else if (events[i].data.ptr == &loop->wall) {
            (void)!read(loop->wall, &drained, sizeof drained); /* ECANCELED: it was set */
            arm_wall(loop);
        } else if (!watch->dead) { /* another callback of this turn may have ended it */
            h->callbacks += !watch->internal;
            watch->ready(h, watch->fd, watch->user);
            h->callbacks -= !watch->internal;
        }
    }
    loop->dispatching = 0;
    forget(h, &loop->dead);
    return count > 0;
}

int coh_loop_watch(cohort *h, int fd, uint32_t events, int internal, coh_ready ready, void *user)
{
    struct epoll_event event = {.events = events};
    struct coh_watch *watch;

    if (h->loop == NULL)
        return coh_error_set(&h->error, COHORT_ERR_IO, 0, "this handle has no event loop");
    watch = coh_zalloc(&h->mem, sizeof *watch);
    if (watch == NULL)
        return coh_out_of_memory(h);
    event.data.ptr = watch;
    coh_loop_unwatch(h, fd);
    if (coh_map_reserve(&h->loop->by_fd, 1) < 0) {
        coh_free(&h->mem, watch);
        return coh_out_of_memory(h);
    }
    if (epoll_ctl(h->loop->epoll, EPOLL_CTL_ADD, fd, &event) < 0) {
        coh_free(&h->mem, watch);
        return coh_error_set(&h->error, COHORT_ERR_IO, 0, "descriptor %d cannot be watched: %s", fd, strerror(errno));
    }
    *watch = (struct coh_watch){.next = h->loop->watches, .fd = fd, .internal = internal, .ready = ready, .user = user};
    if (watch->next != NULL)
        watch->next->prev = watch;
    h->loop->watches = watch;
    coh_map_put_id(&h->loop->by_fd, fd, watch);
    return 0;
}

int coh_loop_change(cohort *h, int fd, uint32_t events)
{
    struct coh_watch *watch = coh_map_get_id(&h->loop->by_fd, fd);
    struct epoll_event event = {.events = events, .data.ptr = watch};

    return watch != NULL && epoll_ctl(h->loop->epoll, EPOLL_CTL_MOD, fd, &event) == 0 ? 0 : COHORT_ERR_IO;
}

void coh_loop_unwatch(cohort *h, int fd)
{
    struct coh_loop *loop = h->loop;
    struct coh_watch *watch = loop != NULL ? coh_map_get_id(&loop->by_fd, fd) : NULL;

    if (watch == NULL)
        return;
    epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
    coh_map_del_id(&loop->by_fd, fd);
    if (watch->next != NULL)
        watch->next->prev = watch->prev;
    if (watch->prev != NULL)
        watch->prev->next = watch->next;
    else
        loop->watches = watch->next;
    watch->dead = 1; /* events of this turn may still point to it */
    watch->next = loop->dead;
    loop->dead = watch;
    if (!loop->dispatching)
        forget(h, &loop->dead);
}

int cohort_watch(cohort *h, int fd, int write, void (*ready)(cohort *h, int fd, void *user), void *user)
{
    int rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (fd < 0 || ready == NULL)
        return coh_missing(h, fd < 0 ? "fd" : "ready");
    return coh_loop_watch(h, fd, write ? EPOLLOUT : EPOLLIN, 0, ready, user);
}

void cohort_unwatch(cohort *h, int fd)
{
    if (h != NULL)
        coh_loop_unwatch(h, fd);
}

/* ---- clocks ---- */

static int64_t read_clock(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t machine_now(void *user)
{
    (void)user;
    return read_clock(CLOCK_BOOTTIME);
}

static int64_t machine_utc_offset(void *user)
{
    time_t now = time(NULL);
    struct tm local;

    (void)user;
    return localtime_r(&now, &local) != NULL ? (int64_t)local.tm_gmtoff * 1000 : 0;
}

static int64_t machine_wall(void *user)
{
    (void)user;
    return read_clock(CLOCK_REALTIME);
}

void coh_clock_machine(struct coh_clock *clock)
{
    *clock = (struct coh_clock){.now_ms = machine_now, .wall_ms = machine_wall, .utc_offset_ms = machine_utc_offset};
}

int64_t coh_monotonic_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int coh_boot_id_read(const struct coh_mem *mem, char **ret_text)
{
    char text[64];
    ssize_t size;
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return COHORT_ERR_IO;
    size = read(fd, text, sizeof text - 1);
    close(fd);
    if (size <= 0)
        return COHORT_ERR_IO;
    text[size] = '\0';
    text[strcspn(text, "\n")] = '\0';
    *ret_text = coh_strdup(mem, text);
    return *ret_text != NULL ? 0 : COHORT_ERR_NOMEM;
}
