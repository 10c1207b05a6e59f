/*
 * A cluster inside somebody else's event loop: one descriptor, one deadline, one call. Here the loop is epoll's, and
 * the program also reads lines of the command language from standard input.
 *
 *   echo status | example_epoll_loop
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include <cohort/cohort.h>

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* How long epoll may sleep: until the deadline, which is absolute. */
static int timeout_ms(cohort *h)
{
    int64_t deadline = cohort_get_deadline_ms(h), left = deadline - now_ms();

    if (deadline == INT64_MAX)
        return -1;
    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static void carry_out(cohort *h, const char *line)
{
    cohort_answer answer = {.struct_size = sizeof answer};

    if (cohort_command(h, line, 0, &answer) == 0) {
        fputs(answer.output, stdout);
        if (answer.error != NULL)
            fprintf(stderr, "%s\n", answer.error);
    }
    fflush(stdout);
    cohort_answer_free(h, &answer);
}

/* All complete lines that have arrived. 0: the input has ended. */
static int read_lines(cohort *h, int fd, char *text, size_t room, size_t *size)
{
    ssize_t got = read(fd, text + *size, room - *size - 1);
    char *line = text, *end;

    if (got <= 0)
        return 0;
    *size += (size_t)got;
    text[*size] = '\0';
    for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        carry_out(h, line);
    }
    *size = strlen(line);
    memmove(text, line, *size + 1);
    return *size + 1 < room;
}

int main(int argc, char **argv)
{
    struct epoll_event event = {.events = EPOLLIN}, ready[2];
    static char text[COHORT_LINE_MAX];
    size_t size = 0;
    int loop = epoll_create1(EPOLL_CLOEXEC), open = 1, rc;
    cohort *h;

    rc = cohort_open(argc > 1 ? argv[1] : ":memory:", 0, &h);
    if (rc < 0) {
        fprintf(stderr, "%s\n", cohort_errmsg(h));
        cohort_close(h);
        return 1;
    }
    event.data.fd = cohort_get_fd(h);
    epoll_ctl(loop, EPOLL_CTL_ADD, event.data.fd, &event);
    event.data.fd = STDIN_FILENO;
    if (epoll_ctl(loop, EPOLL_CTL_ADD, STDIN_FILENO, &event) < 0) /* a file: always ready, and not for epoll */
        while (read_lines(h, STDIN_FILENO, text, sizeof text, &size))
            open = 0;
    while (open) {
        int i, count = epoll_wait(loop, ready, 2, timeout_ms(h));

        if (count < 0 && errno != EINTR)
            break;
        for (i = 0; i < count; i++)
            if (ready[i].data.fd == STDIN_FILENO)
                open = read_lines(h, STDIN_FILENO, text, sizeof text, &size);
        if (cohort_process(h) < 0) /* kept and tried again by itself; nothing acts meanwhile */
            fprintf(stderr, "%s\n", cohort_errmsg(h));
    }
    cohort_close(h);
    close(loop);
    return 0;
}
