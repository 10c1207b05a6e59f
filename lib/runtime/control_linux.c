/*
 * The control socket: lines of the command language from other programs of the same user, inside the handle's loop.
 *
 * Nothing here blocks: a connection is bytes in, one command, and then bytes out until it is done; waiting for an
 * outcome is a look at each turn. A client that is slow, silent or says nonsense costs its own connection only.
 */
#include <cohort/command.h>
#include <cohort/request.h>

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/runtime.h"
#include "runtime/wire_linux.h"
#include "util/text.h"

enum {
    CONNECTIONS_MAX = 64,
    STALL_MS = 30000,           /* without a byte either way */
    OUT_MAX = 64 * 1024 * 1024, /* an answer that is larger ends its connection */
    FOLLOW_ROOM = 64 * 1024     /* a follower that is behind by more is not fed */
};
#define FOLLOW_ROWS "256"

enum state { READING, WAITING, FOLLOWING, FLUSHING };

struct conn {
    struct conn *next;
    cohort *h;
    int fd;
    enum state state;
    int dead;
    uint32_t flags;
    int64_t request, until_ms; /* WAITING: engine time */
    int64_t follow;
    const char **words; /* FOLLOWING: the command that gives what came since; one block */
    int word_count;
    char since[24];   /* one of them */
    int64_t moved_ms; /* when bytes moved last */
    struct coh_buf in, out;
    size_t sent;
    char actor[64];
};

struct coh_control {
    int fd;
    int count;
    struct conn *conns;
    struct sockaddr_un address;
    int dir;
};

static int64_t wait_deadline(const struct conn *conn)
{
    return conn->state == WAITING ? conn->until_ms : INT64_MAX;
}

/* Nothing to say and nothing to hear is no stall. */
static int64_t stall_deadline(const struct conn *conn)
{
    return conn->state == READING || conn->sent < conn->out.size ? conn->moved_ms + STALL_MS : INT64_MAX;
}

int64_t coh_control_deadline(const cohort *h)
{
    int64_t least = INT64_MAX, deadline;
    const struct conn *conn;

    for (conn = h->control != NULL ? h->control->conns : NULL; conn != NULL; conn = conn->next) {
        deadline = wait_deadline(conn) < stall_deadline(conn) ? wait_deadline(conn) : stall_deadline(conn);
        if (conn->state == FOLLOWING && conn->sent == conn->out.size && conn->follow <= coh_engine_sequence(h->engine))
            deadline = INT64_MIN;
        least = deadline < least ? deadline : least;
    }
    return least;
}

/* ---- out ---- */

static void say(struct conn *conn, char type, const char *text)
{
    if (text != NULL && text[0] != '\0')
        coh_wire_frame(&conn->out, type, text, strlen(text));
}

static void finish(struct conn *conn, int exit_code)
{
    coh_wire_exit(&conn->out, exit_code);
    conn->state = FLUSHING;
}

static void flush(struct conn *conn)
{
    while (!conn->dead && conn->sent < conn->out.size) {
        ssize_t sent =
            send(conn->fd, conn->out.text + conn->sent, conn->out.size - conn->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (sent <= 0) {
            conn->dead = 1;
            return;
        }
        conn->sent += (size_t)sent;
        conn->moved_ms = coh_handle_now(conn->h);
    }
    coh_buf_clear(&conn->out);
    conn->sent = 0;
    if (conn->state == FLUSHING)
        conn->dead = 1;
}

/* What came since, as the command itself writes it. */
static void follow(struct conn *conn)
{
    cohort_answer answer = {.struct_size = sizeof answer};

    if (conn->out.size - conn->sent > FOLLOW_ROOM || conn->follow > coh_engine_sequence(conn->h->engine))
        return;
    snprintf(conn->since, sizeof conn->since, "%" PRId64, conn->follow);
    if (cohort_command_words(conn->h, conn->word_count, conn->words, conn->flags, &answer) < 0) {
        conn->dead = 1;
        return;
    }
    say(conn, 'O', answer.output);
    if (answer.exit_code == COHORT_EXIT_REACHED && answer.follow > conn->follow) {
        conn->follow = answer.follow;
    } else {
        say(conn, 'E', answer.error);
        finish(conn, answer.exit_code);
    }
    cohort_answer_free(conn->h, &answer);
}

static void look(struct conn *conn)
{
    const char *reason = "";
    int rc = cohort_request_result(conn->h, conn->request, &reason);

    if (rc == COHORT_REQUEST_PENDING && coh_handle_now(conn->h) < conn->until_ms)
        return;
    if (rc == COHORT_REQUEST_REACHED) {
        finish(conn, COHORT_EXIT_REACHED);
    } else if (rc == COHORT_REQUEST_FAILED) {
        say(conn, 'E', reason);
        finish(conn, COHORT_EXIT_NOT_REACHED);
    } else if (rc == COHORT_REQUEST_PENDING) {
        say(conn, 'E', reason);
        finish(conn, COHORT_EXIT_TIMED_OUT);
    } else {
        say(conn, 'E', cohort_errmsg(conn->h));
        finish(conn, COHORT_EXIT_NOT_REACHED);
    }
}

/* ---- the command ---- */

/* The command, to be asked again from where it left off. 0: no memory. */
static int keep_words(struct conn *conn, int count, const char *const *words)
{
    size_t size = ((size_t)count + 5) * sizeof *conn->words;
    char *text;
    int i;

    for (i = 0; i < count; i++)
        size += strlen(words[i]) + 1;
    conn->words = coh_zalloc(&conn->h->mem, size);
    if (conn->words == NULL)
        return 0;
    text = (char *)(conn->words + count + 5);
    for (i = 0; i < count; i++) {
        if (strcmp(words[i], "--since") == 0 || strcmp(words[i], "--limit") == 0) {
            i++;
            continue;
        }
        conn->words[conn->word_count++] = strcpy(text, words[i]);
        text += strlen(text) + 1;
    }
    conn->words[conn->word_count++] = "--since";
    conn->words[conn->word_count++] = conn->since;
    conn->words[conn->word_count++] = "--limit";
    conn->words[conn->word_count++] = FOLLOW_ROWS;
    return 1;
}

static void carry_out(struct conn *conn, int count, const char *const *words, int wait, int64_t timeout_ms)
{
    cohort_answer answer = {.struct_size = sizeof answer};
    cohort *h = conn->h;
    const char *by = h->by, *origin = h->origin;
    int64_t now;
    int rc;

    h->by = conn->actor;
    h->origin = "socket";
    rc = cohort_command_words(h, count, words, conn->flags, &answer);
    h->by = by;
    h->origin = origin;
    if (rc < 0) {
        say(conn, 'E', cohort_strerror(rc));
        finish(conn, COHORT_EXIT_REFUSED);
        return;
    }
    say(conn, 'O', answer.output);
    say(conn, 'E', answer.error);
    now = coh_handle_now(h);
    if (answer.follow > 0 && answer.exit_code == COHORT_EXIT_REACHED) {
        conn->follow = answer.follow;
        conn->state = FOLLOWING;
        conn->dead |= !keep_words(conn, count, words);
    } else if (wait && answer.request > 0 && answer.exit_code == COHORT_EXIT_REACHED) {
        conn->request = answer.request;
        conn->until_ms = timeout_ms < 0 || timeout_ms > INT64_MAX - now ? INT64_MAX : now + timeout_ms;
        conn->state = WAITING;
    } else {
        finish(conn, answer.exit_code);
    }
    cohort_answer_free(h, &answer);
}

/* Points @words at the request's words, which it ends with NUL in place; each is followed by the next one's length,
 * which is read first. */
static int split(char *at, const char *end, int count, const char **words)
{
    size_t size;
    char *word;
    int i;

    if (end - at < 4 * (ptrdiff_t)(count > 0))
        return -1;
    size = count > 0 ? (size_t)coh_wire_get(at, 4) : 0;
    for (i = 0; i < count; i++) {
        word = at + 4;
        if (size > (size_t)(end - word))
            return -1;
        at = word + size;
        if (memchr(word, '\0', size) != NULL)
            return -1;
        if (i + 1 < count) {
            if (end - at < 4)
                return -1;
            size = (size_t)coh_wire_get(at, 4);
        }
        *at = '\0';
        words[i] = word;
    }
    return at == end ? 0 : -1;
}

/* A whole frame has come. */
static void request(struct conn *conn)
{
    char *body = conn->in.text + COH_WIRE_HEAD;
    size_t size = conn->in.size - COH_WIRE_HEAD;
    uint64_t count = coh_wire_get(body + 20, 4); /* each has four bytes of length */
    const char **words;

    if (coh_wire_get(body, 4) != COH_WIRE_VERSION) {
        say(conn, 'E', "the program that listens speaks another version of the control protocol");
        finish(conn, COHORT_EXIT_REFUSED);
        return;
    }
    words = count <= size / 4 ? coh_zalloc(&conn->h->mem, ((size_t)count + 1) * sizeof *words) : NULL;
    if (words == NULL || split(body + COH_WIRE_FIXED, body + size, (int)count, words) < 0) {
        conn->dead = 1; /* no client of ours */
    } else {
        conn->flags = (uint32_t)coh_wire_get(body + 4, 4) &
                      (COHORT_COMMAND_JSON | COHORT_COMMAND_COLOR | 0xFFFFu * COHORT_COMMAND_WIDTH);
        carry_out(conn, (int)count, words, coh_wire_get(body + 8, 4) != 0, (int64_t)coh_wire_get(body + 12, 8));
    }
    coh_free(&conn->h->mem, words);
    coh_buf_free(&conn->in);
}

/* ---- in ---- */

/* Bytes that a frame still lacks; 0: it is whole. */
static size_t lacking(struct conn *conn)
{
    size_t size;

    if (conn->in.size < COH_WIRE_HEAD)
        return COH_WIRE_HEAD - conn->in.size;
    size = (size_t)coh_wire_get(conn->in.text + 1, 4);
    if (conn->in.text[0] != 'Q' || size < COH_WIRE_FIXED || size > COH_WIRE_REQUEST_MAX) {
        conn->dead = 1;
        return 0;
    }
    return COH_WIRE_HEAD + size - conn->in.size;
}

static void receive(struct conn *conn)
{
    char piece[8192];
    size_t lacks;
    ssize_t got;

    while (!conn->dead) {
        lacks = conn->state == READING ? lacking(conn) : 1;
        if (conn->dead || lacks == 0)
            break;
        got = recv(conn->fd, piece, lacks < sizeof piece ? lacks : sizeof piece, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        /* The end, or more than one request: who asked is not interested any more. */
        if (got <= 0 || conn->state != READING) {
            conn->dead = 1;
            return;
        }
        conn->moved_ms = coh_handle_now(conn->h);
        coh_buf_addn(&conn->in, piece, (size_t)got);
        if (conn->in.error < 0)
            conn->dead = 1;
    }
    if (!conn->dead && conn->state == READING)
        request(conn);
}

static void conn_ready(cohort *h, int fd, void *user)
{
    struct conn *conn = user;

    (void)h;
    (void)fd;
    receive(conn);
    flush(conn);
}

/* ---- connections ---- */

static void peer_name(struct conn *conn, uid_t uid)
{
    char room[1024];
    struct passwd pw, *found = NULL;

    if (getpwuid_r(uid, &pw, room, sizeof room, &found) == 0 && found != NULL && coh_utf8_ok(pw.pw_name))
        snprintf(conn->actor, sizeof conn->actor, "%s", pw.pw_name);
    else
        snprintf(conn->actor, sizeof conn->actor, "uid %u", (unsigned)uid);
}

/* One too many is told so, as far as that can be said without waiting. */
static void turn_away(cohort *h, int fd)
{
    struct coh_buf buf;
    char text[128];

    snprintf(text, sizeof text, "%d programs are connected to the one that listens, as many as there may be: try again",
             CONNECTIONS_MAX);
    coh_buf_init(&buf, &h->mem, 0);
    coh_wire_frame(&buf, 'E', text, strlen(text));
    coh_wire_exit(&buf, COHORT_EXIT_REFUSED);
    if (buf.error == 0 && send(fd, buf.text, buf.size, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        coh_buf_clear(&buf); /* it finds itself hung up on */
    coh_buf_free(&buf);
}

static int accept_one(cohort *h, int fd)
{
    struct coh_control *control = h->control;
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    struct conn *conn;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0 || (peer.uid != geteuid() && peer.uid != 0))
        return -1;
    if (control->count >= CONNECTIONS_MAX) {
        turn_away(h, fd);
        return -1;
    }
    conn = coh_zalloc(&h->mem, sizeof *conn);
    if (conn == NULL)
        return -1;
    conn->h = h;
    conn->fd = fd;
    conn->moved_ms = coh_handle_now(h);
    coh_buf_init(&conn->in, &h->mem, COH_WIRE_HEAD + COH_WIRE_REQUEST_MAX);
    coh_buf_init(&conn->out, &h->mem, OUT_MAX);
    peer_name(conn, peer.uid);
    if (coh_loop_watch(h, fd, EPOLLIN, 1, conn_ready, conn) < 0) {
        coh_free(&h->mem, conn);
        return -1;
    }
    conn->next = control->conns;
    control->conns = conn;
    control->count++;
    return 0;
}

static void control_ready(cohort *h, int fd, void *user)
{
    int i, one;

    (void)user;
    for (i = 0; i < CONNECTIONS_MAX; i++) {
        one = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (one < 0)
            return;
        if (accept_one(h, one) < 0)
            close(one);
    }
}

static void drop(cohort *h, struct conn *conn)
{
    coh_loop_unwatch(h, conn->fd);
    close(conn->fd);
    coh_buf_free(&conn->in);
    coh_buf_free(&conn->out);
    coh_free(&h->mem, conn->words);
    coh_free(&h->mem, conn);
    h->control->count--;
}

void coh_control_turn(cohort *h)
{
    struct conn **at, *conn;

    if (h->control == NULL)
        return;
    for (at = &h->control->conns; (conn = *at) != NULL;) {
        if (!conn->dead && conn->state == WAITING)
            look(conn);
        if (!conn->dead && conn->state == FOLLOWING)
            follow(conn);
        if (conn->out.error < 0 || stall_deadline(conn) <= coh_handle_now(h))
            conn->dead = 1;
        flush(conn);
        if (conn->dead) {
            *at = conn->next;
            drop(h, conn);
            continue;
        }
        coh_loop_change(h, conn->fd, conn->sent < conn->out.size ? EPOLLIN | EPOLLOUT : EPOLLIN);
        at = &conn->next;
    }
}

void coh_control_free(cohort *h)
{
    struct coh_control *control = h->control;
    struct conn *conn;

    if (control == NULL)
        return;
    while ((conn = control->conns) != NULL) {
        control->conns = conn->next;
        drop(h, conn);
    }
    coh_loop_unwatch(h, control->fd);
    close(control->fd);
    unlink(control->address.sun_path);
    if (control->dir >= 0)
        close(control->dir);
    h->control = NULL;
    coh_free(&h->mem, control);
}

int cohort_listen(cohort *h)
{
    struct coh_control *control;
    int rc = coh_enter_turn(h);

    if (rc < 0)
        return rc;
    if (h->file == NULL || h->control != NULL || h->loop == NULL)
        return coh_error_set(&h->error, COHORT_ERR_MISUSE, 0,
                             h->control != NULL ? "this handle listens already"
                                                : "a cluster in memory has no control socket");
    control = coh_zalloc(&h->mem, sizeof *control);
    if (control == NULL)
        return coh_out_of_memory(h);
    control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    rc = coh_wire_address(&h->mem, h->file, &control->address, &control->dir);
    if (rc == 0 && control->fd >= 0) {
        unlink(control->address.sun_path); /* a dead program's: the writer's lock is ours */
        fchmod(control->fd, 0600);         /* the mode that bind() gives it, without touching the process's umask */
        if (bind(control->fd, (const struct sockaddr *)&control->address, sizeof control->address) == 0 &&
            listen(control->fd, 16) == 0)
            rc = coh_loop_watch(h, control->fd, EPOLLIN, 1, control_ready, NULL);
        else
            rc = COHORT_ERR_IO;
    }
    if (rc == 0 && control->fd >= 0) {
        h->control = control;
        return 0;
    }
    if (h->error.code == 0)
        rc = coh_error_set(&h->error, rc == COHORT_ERR_NOMEM ? rc : COHORT_ERR_IO, 0, "%s-sock cannot be made: %s",
                           h->file, strerror(errno));
    if (control->fd >= 0)
        close(control->fd);
    if (control->dir >= 0)
        close(control->dir);
    coh_free(&h->mem, control);
    return rc;
}
