/*
 * What the stand-ins share: names are looked up in a hosts-format file, as clients would ask DNS, and talk is a line of
 * text over TCP.
 *
 * They stand for the real programs where a cluster can tell the difference: the SSO server is found under a name and
 * answers only for the name that it goes by; a BizTalk host cannot live without it.
 */
#ifndef STANDIN_H
#define STANDIN_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define SSO_UNAVAILABLE "0x800706BA The RPC server is unavailable"
#define SSO_NO_ENDPOINT "0x800706D9 There are no more endpoints available from the endpoint mapper"

/* The name that this program goes by: the cluster's network name, or its node's. */
static inline const char *standin_identity(void)
{
    const char *name = getenv("_CLUSTER_NETWORK_NAME_");

    return name != NULL && *name != '\0' ? name : "localhost";
}

/* The @index-th address in the file, of that name, or of any if @name is NULL. 1: found. */
static inline int standin_lookup(const char *hosts, const char *name, int index, struct in_addr *ret_address)
{
    FILE *file = fopen(hosts, "re");
    char line[512], *word, *rest;
    int found = 0;

    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "#\n")] = '\0';
        word = strtok_r(line, " \t", &rest);
        if (word == NULL || inet_pton(AF_INET, word, ret_address) != 1)
            continue;
        while ((word = strtok_r(NULL, " \t", &rest)) != NULL)
            if ((name == NULL || strcasecmp(word, name) == 0) && index-- == 0)
                found = 1;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

static inline struct sockaddr_in standin_at(struct in_addr address, int port)
{
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr = address};
}

/* Listen on the address of @name; says why not and exits. */
static inline int standin_listen(const char *hosts, int port, const char *name)
{
    struct sockaddr_in at;
    struct in_addr address;
    int fd, yes = 1;

    if (!standin_lookup(hosts, name, 0, &address)) {
        printf("%s has no address in %s\n", name, hosts);
        exit(1);
    }
    at = standin_at(address, port);
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 64) < 0) {
        printf("cannot listen on %s port %d: %s\n", inet_ntoa(address), port, strerror(errno));
        exit(1);
    }
    printf("%s listens on %s port %d\n", name, inet_ntoa(address), port);
    fflush(stdout);
    return fd;
}

/* One line there, one line back. The connection, or -1 if nobody answers. */
static inline int standin_ask(struct in_addr address, int port, const char *question, char *answer, size_t room)
{
    struct sockaddr_in at = standin_at(address, port);
    struct timeval limit = {.tv_sec = 2};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ssize_t got = -1;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(fd, (struct sockaddr *)&at, sizeof at) == 0 && send(fd, question, strlen(question), MSG_NOSIGNAL) > 0)
        got = recv(fd, answer, room - 1, 0);
    if (got <= 0) {
        close(fd);
        return -1;
    }
    answer[got] = '\0';
    answer[strcspn(answer, "\n")] = '\0';
    return fd;
}

/*
 * Fetch the secret from the SSO server that goes by @name. A connection that stays, and the secret; or -1, and the
 * error as Windows words it. If nothing listens under the name but an SSO server runs under another one, the endpoint
 * is missing, and not the server.
 */
static inline int sso_fetch(const char *hosts, int port, const char *name, char *answer, size_t room)
{
    struct in_addr address;
    char question[300];
    int fd = -1, i;

    snprintf(question, sizeof question, "SECRET %s\n", name);
    if (standin_lookup(hosts, name, 0, &address)) {
        fd = standin_ask(address, port, question, answer, room);
        for (i = 0; fd < 0 && standin_lookup(hosts, NULL, i, &address); i++)
            fd = standin_ask(address, port, question, answer, room);
    }
    if (fd >= 0 && strncmp(answer, "OK ", 3) == 0) {
        memmove(answer, answer + 3, strlen(answer + 3) + 1);
        return fd;
    }
    if (fd < 0)
        snprintf(answer, room, "%s", SSO_UNAVAILABLE);
    else
        close(fd);
    return -1;
}

#endif
