/*
 * Processes: start, adopt, signal, and see them end. See process_linux.h for the promise.
 *
 * A pid alone proves nothing: it may have been given to somebody else. A pid with its start time and boot id does, and
 * a pidfd does while it is open; a child that has not been waited for keeps its pid, and with it the number of its
 * group.
 */
#include "agents/process_linux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define GO_FD 3
#define REST_TICK_MS 5
#define REST_TICKS 400 /* 2 s: what SIGKILL has not ended by then hangs in the kernel */

static const char marker[] = "cohort-launch";
static const char launcher[] = "IFS= read -r cohort_go <&3 && [ \"$cohort_go\" = go ] || exit 125\n"
                               "exec 3<&-\n"
                               "[ -z \"$1\" ] || CDPATH= cd -- \"$1\" || exit 126\n"
                               "shift\n"
                               "exec \"$@\"\n";

#ifdef COHORT_FAULTS
/* Die here if the test says so. */
static void fault(const char *point)
{
    const char *at = getenv("COHORT_FAULT");

    if (at != NULL && strcmp(at, point) == 0)
        raise(SIGKILL);
}
#else
#define fault(point) ((void)0)
#endif

/* ---- who is who ---- */

static ssize_t read_file(const char *path, char *text, size_t room)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = -1;

    if (fd >= 0) {
        got = read(fd, text, room - 1);
        close(fd);
    }
    if (got >= 0)
        text[got] = '\0';
    return got;
}

static int read_boot_id(char id[64])
{
    if (read_file("/proc/sys/kernel/random/boot_id", id, 64) <= 0)
        return -1;
    id[strcspn(id, "\n")] = '\0';
    return 0;
}

#define FLAG_EXITING 4 /* PF_EXITING of the kernel: it has, or soon will have, neither descriptors nor a command line */

struct stat_line {
    char state;
    long long group;
    unsigned int flags;
    long long started;
};

/* /proc/PID/stat: "pid (name) state ppid pgrp ..."; the name may hold anything, so count from the last parenthesis. */
static int read_stat(long long pid, struct stat_line *line)
{
    char path[64], text[1024];
    const char *at;
    int field;

    snprintf(path, sizeof path, "/proc/%lld/stat", pid);
    if (read_file(path, text, sizeof text) <= 0)
        return -1;
    at = strrchr(text, ')');
    if (at == NULL || sscanf(at, ") %c %*d %lld %*d %*d %*d %u", &line->state, &line->group, &line->flags) != 3)
        return -1;
    for (field = 2; field < 22 && at != NULL; field++)
        at = strchr(at + 1, ' ');
    if (at == NULL || sscanf(at, "%lld", &line->started) != 1)
        return -1;
    return 0;
}

static int is_dead(const struct stat_line *line)
{
    return line->state == 'Z' || line->state == 'X';
}

/* What /proc says of descriptor 3. 1: it is the launcher's socket; 0: it is not; -1: it does not say. */
static int has_gate(const struct coh_process *p)
{
    char path[64], link[64], gate[64];
    ssize_t got;

    if (p->gate == 0)
        return -1;
    snprintf(path, sizeof path, "/proc/%lld/fd/%d", (long long)p->pid, GO_FD);
    snprintf(gate, sizeof gate, "socket:[%llu]", p->gate);
    got = readlink(path, link, sizeof link - 1);
    if (got < 0)
        return errno == ENOENT ? 0 : -1;
    link[got] = '\0';
    return strcmp(link, gate) == 0;
}

/* 1: the command line is the launcher's. For a moment while something is executed it is empty, or that of who started it. */
static int has_marker(const struct coh_process *p)
{
    char path[64], text[2048], *at = text, *end;
    ssize_t got;
    int word;

    snprintf(path, sizeof path, "/proc/%lld/cmdline", (long long)p->pid);
    got = read_file(path, text, sizeof text);
    if (got <= 0)
        return 0;
    for (end = text + got, word = 0; word < 3 && at < end; word++) /* sh -c SCRIPT cohort-launch ... */
        at += strlen(at) + 1;
    return at < end && strcmp(at, marker) == 0;
}

/* 1: it still waits for permission, or it is on its way out. It has its socket from before it is executed until it has permission. */
static int is_launcher(const struct coh_process *p)
{
    struct stat_line line;
    int gate = has_gate(p);

    if (gate > 0 || (gate < 0 && has_marker(p)))
        return 1;
    return read_stat(p->pid, &line) < 0 || is_dead(&line) || (line.flags & FLAG_EXITING) != 0;
}

/* 1: the pid belongs to somebody else now. */
static int is_recycled(const struct coh_process *p)
{
    struct stat_line line;

    return read_stat(p->pid, &line) == 0 && line.started != p->started;
}

/* 1: something of the group still runs. A zombie does not: its parent may never wait for it. */
static int group_lives(const struct coh_process *p)
{
    struct dirent *entry;
    struct stat_line line;
    DIR *proc;
    int lives = 0;

    if (kill(-p->pid, 0) < 0 && errno == ESRCH)
        return 0;
    proc = opendir("/proc");
    if (proc == NULL)
        return 1; /* for all we know */
    while (!lives && (entry = readdir(proc)) != NULL) {
        char *end;
        long long pid = strtoll(entry->d_name, &end, 10);

        if (pid <= 0 || *end != '\0' || read_stat(pid, &line) < 0 || line.group != p->pid || is_dead(&line))
            continue;
        if (pid == p->pid && line.started != p->started)
            break; /* the number went to somebody else, so ours are all gone */
        lives = 1;
    }
    closedir(proc);
    return lives;
}

/* ---- the end ---- */

static void timer_stop(struct coh_process *p)
{
    if (p->timer < 0)
        return;
    cohort_unwatch(p->h, p->timer);
    close(p->timer);
    p->timer = -1;
}

static void finish(struct coh_process *p)
{
    timer_stop(p);
    p->pid = 0;
    p->launcher = p->adopted = 0;
    p->ended(p->user, p->status, p->how);
}

static void timer_ready(cohort *h, int fd, void *user)
{
    struct coh_process *p = user;
    uint64_t times;

    (void)h;
    if (read(fd, &times, sizeof times) < 0 && errno == EAGAIN)
        return;
    if (p->pidfd >= 0) { /* coh_process_limit() */
        timer_stop(p);
        p->timed_out = 1;
        coh_process_signal(p, SIGKILL);
        return;
    }
    if (group_lives(p) && ++p->ticks < REST_TICKS) {
        kill(-p->pid, SIGKILL);
        return;
    }
    finish(p);
}

static int timer_start(struct coh_process *p, int64_t first_ms, int64_t each_ms)
{
    struct itimerspec when = {
        .it_value = {.tv_sec = first_ms / 1000, .tv_nsec = first_ms % 1000 * 1000000},
        .it_interval = {.tv_sec = each_ms / 1000, .tv_nsec = each_ms % 1000 * 1000000},
    };

    timer_stop(p);
    p->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (p->timer < 0)
        return -1;
    if (timerfd_settime(p->timer, 0, &when, NULL) == 0 && cohort_watch(p->h, p->timer, 0, timer_ready, p) == 0)
        return 0;
    close(p->timer);
    p->timer = -1;
    return -1;
}

/* The leader is gone: so must be the rest, before anybody hears of it. */
static void end_rest(struct coh_process *p)
{
    p->ticks = 0;
    if (p->leave_rest || !group_lives(p) || timer_start(p, 1, REST_TICK_MS) < 0)
        finish(p);
}

static void describe(struct coh_process *p, const siginfo_t *info)
{
    p->status = -1;
    if (info == NULL) {
        snprintf(p->how, sizeof p->how, "exit status unknown%s", p->adopted ? " (adopted)" : "");
    } else if (info->si_code == CLD_EXITED) {
        p->status = info->si_status;
        snprintf(p->how, sizeof p->how, "exit status %d", info->si_status);
    } else {
        const char *name = sigabbrev_np(info->si_status);

        snprintf(p->how, sizeof p->how, "killed by signal %d%s%s%s", info->si_status, name != NULL ? " (" : "",
                 name != NULL ? name : "", name != NULL ? ")" : "");
    }
}

static void leader_ended(cohort *h, int fd, void *user)
{
    struct coh_process *p = user;
    siginfo_t info = {0};
    int child = waitid(P_PIDFD, (id_t)fd, &info, WEXITED | WNOHANG | WNOWAIT) == 0;

    if (child && info.si_pid == 0)
        return;
    describe(p, child ? &info : NULL);
    /* First the group, then the wait: the zombie keeps the group's number ours. */
    if (!p->leave_rest && (child || !is_recycled(p)))
        kill(-p->pid, SIGKILL);
    if (child)
        waitid(P_PIDFD, (id_t)fd, &info, WEXITED | WNOHANG);
    cohort_unwatch(h, fd);
    close(fd);
    p->pidfd = -1;
    timer_stop(p);
    end_rest(p);
}

/* ---- the start ---- */

void coh_process_init(struct coh_process *p, cohort *h, int leave_rest, void (*ended)(void *, int, const char *),
                      void *user)
{
    *p = (struct coh_process){
        .h = h, .pidfd = -1, .timer = -1, .leave_rest = (uint8_t)leave_rest, .ended = ended, .user = user};
}

void coh_process_close(struct coh_process *p)
{
    timer_stop(p);
    if (p->pidfd >= 0) {
        cohort_unwatch(p->h, p->pidfd);
        close(p->pidfd);
    }
    p->pidfd = -1;
    p->pid = 0;
}

/* Out of the way of the numbers that the child's own descriptors get. */
static int above(int fd)
{
    int high;

    if (fd < 0 || fd > GO_FD)
        return fd;
    high = fcntl(fd, F_DUPFD_CLOEXEC, GO_FD + 1);
    close(fd);
    return high;
}

/* 0 or an errno. */
static int spawn_actions(posix_spawn_file_actions_t *actions, int go, int log)
{
    int rc = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(actions, log, STDOUT_FILENO);
    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(actions, log, STDERR_FILENO);
    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(actions, go, GO_FD);
    if (rc == 0)
        rc = posix_spawn_file_actions_addclosefrom_np(actions, GO_FD + 1);
    return rc;
}

/* 0 or an errno. */
static int spawn(const struct coh_launch *launch, int go, int log, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t set;
    char **argv;
    int count = 0, rc;

    while (launch->words[count] != NULL)
        count++;
    argv = calloc((size_t)count + 6, sizeof *argv);
    if (argv == NULL)
        return ENOMEM;
    argv[0] = (char *)(uintptr_t) "/bin/sh";
    argv[1] = (char *)(uintptr_t) "-c";
    argv[2] = (char *)(uintptr_t)launcher;
    argv[3] = (char *)(uintptr_t)marker;
    argv[4] = launch->directory;
    argv[5] = launch->program;
    memcpy(argv + 6, launch->words + 1, (size_t)count * sizeof *argv); /* with the NULL */

    posix_spawnattr_init(&attr);
    posix_spawn_file_actions_init(&actions);
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attr, &set);
    sigfillset(&set);
    posix_spawnattr_setsigdefault(&attr, &set);
    rc = posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (rc == 0)
        rc = spawn_actions(&actions, go, log);
    if (rc == 0)
        rc = posix_spawn(ret_pid, argv[0], &actions, &attr, argv, launch->env);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    free(argv);
    return rc;
}

static int describe_self(struct coh_process *p, char *record, size_t room)
{
    struct stat_line line;
    char boot[64];

    if (read_boot_id(boot) < 0 || read_stat(p->pid, &line) < 0)
        return -1;
    p->started = line.started;
    snprintf(record, room, "%s %lld %lld %llu", boot, (long long)p->pid, line.started, p->gate);
    return 0;
}

/* It has executed nothing yet and never will. */
static void abandon(struct coh_process *p)
{
    if (p->pid > 0) {
        kill(p->pid, SIGKILL);
        while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    coh_process_close(p);
}

/* From a launcher that waits to a program that runs. -1: @why. */
static int permit(struct coh_process *p, int go, int64_t operation, struct coh_buf *why)
{
    char record[160];
    int rc;

    p->pidfd = pidfd_open(p->pid, 0);
    if (p->pidfd < 0 || describe_self(p, record, sizeof record) < 0) {
        coh_buf_fmt(why, "cannot watch the process: %s", strerror(errno));
        return -1;
    }
    rc = operation != 0 ? cohort_agent_record(p->h, operation, record, (int64_t)strlen(record)) : 0;
    if (rc < 0) {
        coh_buf_fmt(why, "cannot record the process: %s", cohort_strerror(rc));
        return -1;
    }
    fault("launch-after-record");
    rc = cohort_watch(p->h, p->pidfd, 0, leader_ended, p);
    if (rc < 0) {
        coh_buf_fmt(why, "cannot watch the process: %s", cohort_strerror(rc));
        return -1;
    }
    if (send(go, "go\n", 3, MSG_NOSIGNAL) != 3) {
        coh_buf_fmt(why, "the launcher ended: %s", strerror(errno));
        return -1;
    }
    fault("launch-after-go");
    return 0;
}

int coh_process_start(struct coh_process *p, const struct coh_launch *launch, int64_t operation, struct coh_buf *why)
{
    int go[2] = {-1, -1}, log, error, rc = -1;
    struct stat gate;

    fault("launch-before-spawn");
    p->launcher = p->adopted = p->timed_out = 0;
    log = above(coh_log_open(launch->log, launch->log_limit));
    if (log < 0) {
        coh_buf_fmt(why, "cannot open %s: %s", launch->log, strerror(errno));
        goto out;
    }
    /* A socket and not a pipe: writing to it cannot raise SIGPIPE in the embedder. */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, go) < 0 || (go[1] = above(go[1])) < 0) {
        coh_buf_fmt(why, "cannot make a socket: %s", strerror(errno));
        goto out;
    }
    p->gate = fstat(go[1], &gate) == 0 ? (unsigned long long)gate.st_ino : 0;
    error = spawn(launch, go[1], log, &p->pid);
    if (error != 0) {
        p->pid = 0;
        coh_buf_fmt(why, "cannot start a process: %s", strerror(error));
        goto out;
    }
    close(go[1]);
    go[1] = -1;
    fault("launch-after-spawn");
    rc = permit(p, go[0], operation, why);
out:
    if (rc < 0)
        abandon(p);
    if (log >= 0)
        close(log);
    if (go[0] >= 0)
        close(go[0]);
    if (go[1] >= 0)
        close(go[1]);
    return rc;
}

/* ---- what runs already ---- */

/* The leader is dead. What it has left belongs to it as long as its number is not somebody else's. */
static int adopt_rest(struct coh_process *p)
{
    if (p->leave_rest || !group_lives(p)) {
        p->pid = 0;
        return COH_ADOPT_NONE;
    }
    describe(p, NULL);
    kill(-p->pid, SIGKILL);
    p->ticks = 0;
    if (timer_start(p, 1, REST_TICK_MS) == 0)
        return COH_ADOPT_ENDING;
    p->pid = 0;
    return COH_ADOPT_UNKNOWN;
}

/* 1: it lives and p->pidfd is its; 0: it is dead; -1: it cannot be told, which is not the same. */
static int adopt_leader(struct coh_process *p)
{
    struct stat_line line;

    /* First the pidfd, then the start time: if that is the recorded one, the pidfd is its too. */
    p->pidfd = pidfd_open(p->pid, 0);
    if (p->pidfd < 0) /* EINVAL, ENOENT: the number is that of another's thread */
        return errno == ESRCH || errno == EINVAL || errno == ENOENT ? 0 : -1;
    if (read_stat(p->pid, &line) < 0)
        return pidfd_send_signal(p->pidfd, 0, NULL, 0) < 0 && errno == ESRCH ? 0 : -1;
    return line.started == p->started && !is_dead(&line);
}

int coh_process_adopt(struct coh_process *p, const void *record, int64_t size)
{
    char text[160], boot[64], now[64];
    long long pid, started;
    unsigned long long gate = 0;
    int lives;

    if (record == NULL || size <= 0 || size >= (int64_t)sizeof text)
        return COH_ADOPT_NONE;
    memcpy(text, record, (size_t)size);
    text[size] = '\0';
    if (sscanf(text, "%63s %lld %lld %llu", boot, &pid, &started, &gate) < 3 || pid <= 1)
        return COH_ADOPT_NONE;
    if (read_boot_id(now) < 0)
        return COH_ADOPT_UNKNOWN;
    if (strcmp(boot, now) != 0)
        return COH_ADOPT_NONE;
    p->pid = (pid_t)pid;
    p->started = started;
    p->gate = gate;
    p->adopted = 1;
    p->launcher = p->timed_out = 0;
    lives = adopt_leader(p);
    if (lives > 0) {
        p->launcher = (uint8_t)is_launcher(p);
        if (cohort_watch(p->h, p->pidfd, 0, leader_ended, p) == 0)
            return COH_ADOPT_RUNS;
    }
    if (p->pidfd >= 0)
        close(p->pidfd);
    p->pidfd = -1;
    if (lives == 0)
        return adopt_rest(p);
    p->pid = 0;
    return COH_ADOPT_UNKNOWN;
}

void coh_process_signal(struct coh_process *p, int number)
{
    /* While the leader can be signalled, even as a zombie, its number is not somebody else's. */
    if (p->pid == 0 || p->pidfd < 0 || pidfd_send_signal(p->pidfd, 0, NULL, 0) < 0)
        return;
    if (getpgid(p->pid) != p->pid) {
        pidfd_send_signal(p->pidfd, number, NULL, 0);
        return;
    }
    kill(-p->pid, number);
    if (number == SIGTERM)
        kill(-p->pid, SIGCONT); /* what was stopped could not hear it */
}

void coh_process_limit(struct coh_process *p, int64_t ms)
{
    if (p->pid != 0 && p->pidfd >= 0 && ms > 0)
        timer_start(p, ms, 0);
}
