/* Stands for an IIS web site: web_server HOSTS PORT NAME
 * Listens on the address of the name, and answers each request with 200 and who it is. */
#include "standin.h"

int main(int argc, char **argv)
{
    const char *node = getenv("COHORT_NODE");
    char request[4096], body[300], answer[512];
    int listener, fd, size;

    if (argc != 4) {
        fprintf(stderr, "web_server HOSTS PORT NAME\n");
        return 2;
    }
    listener = standin_listen(argv[1], atoi(argv[2]), argv[3]);
    size = snprintf(body, sizeof body, "ok, %s on %s\n", argv[3], node != NULL ? node : "?");
    snprintf(answer, sizeof answer, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", size,
             body);
    while ((fd = accept(listener, NULL, NULL)) >= 0) {
        struct timeval limit = {.tv_sec = 1};

        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        if (recv(fd, request, sizeof request, 0) > 0)
            send(fd, answer, strlen(answer), MSG_NOSIGNAL);
        shutdown(fd, SHUT_WR);
        close(fd);
    }
    return 1;
}
