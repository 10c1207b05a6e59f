/*
 * "IP Address": an address of the loopback network, which needs no root and no interface of its own. It is held by a
 * name in the abstract namespace of Unix sockets: like addresses that namespace belongs to the network namespace, so
 * that no two runners hold one address, and the hold goes when its runner dies. It takes no port.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "agents/agents.h"

enum { ADDRESS_MAX = 256 }; /* bytes of an address as it is given; longer ones do not parse */

struct address {
    const struct coh_agents *agents;
    int hold; /* -1: not held */
};

struct where {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } to;
    socklen_t size;
    char text[INET6_ADDRSTRLEN]; /* canonical */
};

/* COHORT_AGENT_DONE, or what to answer, with @why. */
static int parse(const char *text, struct where *w, struct coh_buf *why)
{
    int loopback;

    memset(w, 0, sizeof *w);
    if (inet_pton(AF_INET, text, &w->to.v4.sin_addr) == 1) {
        w->to.v4.sin_family = AF_INET;
        w->size = sizeof w->to.v4;
        loopback = ntohl(w->to.v4.sin_addr.s_addr) >> 24 == 127;
        inet_ntop(AF_INET, &w->to.v4.sin_addr, w->text, sizeof w->text);
    } else if (inet_pton(AF_INET6, text, &w->to.v6.sin6_addr) == 1) {
        w->to.v6.sin6_family = AF_INET6;
        w->size = sizeof w->to.v6;
        loopback = IN6_IS_ADDR_LOOPBACK(&w->to.v6.sin6_addr);
        inet_ntop(AF_INET6, &w->to.v6.sin6_addr, w->text, sizeof w->text);
    } else {
        if (text[0] == '\0')
            coh_buf_add(why, "Address is not set");
        else
            coh_buf_fmt(why, "%s is not an IP address", text);
        return COHORT_AGENT_CANNOT_ANYWHERE;
    }
    if (loopback)
        return COHORT_AGENT_DONE;
    coh_buf_fmt(why, "%s fits no network of this node: only the loopback network (127.0.0.0/8, ::1) is served", text);
    return COHORT_AGENT_CANNOT_HERE;
}

static int check_bindable(const struct where *w, struct coh_buf *why)
{
    int fd = socket(w->to.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int status = COHORT_AGENT_DONE;

    if (fd < 0 || bind(fd, &w->to.any, w->size) < 0) {
        status = errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT ? COHORT_AGENT_CANNOT_HERE : COHORT_AGENT_FAILED;
        if (status == COHORT_AGENT_CANNOT_HERE)
            coh_buf_fmt(why, "%s fits no network of this node", w->text);
        else
            coh_buf_fmt(why, "%s cannot be bound: %s", w->text, strerror(errno));
    }
    if (fd >= 0)
        close(fd);
    return status;
}

static int hold(struct address *a, const struct where *w, struct coh_buf *why)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "cohort/address/%s", w->text);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && bind(fd, (struct sockaddr *)&name,
                        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length)) == 0) {
        a->hold = fd;
        return COHORT_AGENT_DONE;
    }
    if (errno == EADDRINUSE)
        coh_buf_fmt(why, "%s is online elsewhere: another resource or runner on this machine holds it", w->text);
    else
        coh_buf_fmt(why, "%s cannot be held: %s", w->text, strerror(errno));
    if (fd >= 0)
        close(fd);
    return COHORT_AGENT_FAILED;
}

static int take(struct address *a, const char *address, struct coh_buf *why)
{
    struct where w;
    int status = parse(address, &w, why);

    if (status == COHORT_AGENT_DONE)
        status = check_bindable(&w, why);
    if (status == COHORT_AGENT_DONE && a->hold < 0)
        status = hold(a, &w, why);
    return status;
}

static int open_address(cohort *h, void *user, const cohort_target *target, void **ret_instance)
{
    struct address *a = calloc(1, sizeof *a);

    (void)h;
    (void)target;
    if (a == NULL)
        return COHORT_AGENT_FAILED;
    a->agents = user;
    a->hold = -1;
    *ret_instance = a;
    return COHORT_AGENT_DONE;
}

static int offline(cohort *h, void *instance, const cohort_target *target)
{
    struct address *a = instance;

    (void)h;
    (void)target;
    if (a->hold >= 0)
        close(a->hold);
    a->hold = -1;
    return COHORT_AGENT_DONE;
}

static void close_address(cohort *h, void *instance)
{
    offline(h, instance, NULL);
    free(instance);
}

static int online(cohort *h, void *instance, const cohort_target *target)
{
    struct address *a = instance;
    char address[ADDRESS_MAX];
    struct coh_buf why;
    int status;

    offline(h, a, target); /* the property may name another one now */
    coh_buf_init(&why, &a->agents->mem, 0);
    snprintf(address, sizeof address, "%s", cohort_target_text(h, target, "Address"));
    status = take(a, address, &why);
    if (status == COHORT_AGENT_DONE &&
        cohort_agent_record(h, target->operation, address, (int64_t)strlen(address)) < 0) {
        coh_buf_add(&why, "cannot record the address that is taken");
        status = COHORT_AGENT_FAILED;
    }
    if (status == COHORT_AGENT_DONE)
        return status;
    return coh_agent_answer(h, target->operation, status, &why);
}

/* Also takes the hold back after a restart of the runner. What counts is the address that was taken: another is for the
 * next online. */
static int is_alive(cohort *h, void *instance, const cohort_target *target)
{
    struct address *a = instance;
    char address[ADDRESS_MAX];
    struct coh_buf why;

    snprintf(address, sizeof address, "%.*s", (int)target->record_size,
             target->record_size > 0 ? (const char *)target->record : "");
    coh_buf_init(&why, &a->agents->mem, 0);
    if (take(a, address, &why) == COHORT_AGENT_DONE)
        return COHORT_AGENT_DONE;
    return coh_agent_poll_answer(h, target->operation, COHORT_AGENT_FAILED, &why);
}

cohort_agent coh_address_agent(void)
{
    return (cohort_agent){
        .open = open_address, .close = close_address, .online = online, .offline = offline, .is_alive = is_alive};
}
