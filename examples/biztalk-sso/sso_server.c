/* Stands for ENTSSO, the Enterprise Single Sign-On service: sso_server HOSTS PORT
 * It listens on the address of the name that it goes by, and hands the secret out to who asks for that name. */
#include "standin.h"

#include <poll.h>

#define CLIENTS 64

/* A question is one line and short; who sends anything else is not answered well. */
static int serve(int fd, const char *identity)
{
    char line[512], answer[600];
    ssize_t got = recv(fd, line, sizeof line - 1, 0);

    if (got <= 0)
        return -1;
    line[got] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    if (strncmp(line, "SECRET ", 7) == 0 && strcasecmp(line + 7, identity) == 0)
        snprintf(answer, sizeof answer, "OK the-master-secret-of-%s\n", identity);
    else
        snprintf(answer, sizeof answer, SSO_NO_ENDPOINT "\n");
    return send(fd, answer, strlen(answer), MSG_NOSIGNAL) > 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
    struct pollfd fds[CLIENTS] = {{.events = POLLIN}};
    const char *identity = standin_identity();
    int count = 1, i;

    if (argc != 3) {
        fprintf(stderr, "sso_server HOSTS PORT\n");
        return 2;
    }
    fds[0].fd = standin_listen(argv[1], atoi(argv[2]), identity);
    for (;;) {
        fds[0].events = count < CLIENTS ? POLLIN : 0;
        if (poll(fds, (nfds_t)count, -1) < 0)
            continue;
        for (i = count - 1; i > 0; i--)
            if (fds[i].revents != 0 && serve(fds[i].fd, identity) < 0) {
                close(fds[i].fd);
                fds[i] = fds[--count];
            }
        if (fds[0].revents & POLLIN) {
            fds[count].events = POLLIN;
            fds[count].revents = 0;
            fds[count].fd = accept(fds[0].fd, NULL, NULL);
            count += fds[count].fd >= 0;
        }
    }
}
