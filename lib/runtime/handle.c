/*
 * handle.h and error.h: the handle's life, its errors, what it lends.
 */
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/runtime.h"
#include "util/text.h"

#ifndef COHORT_VERSION_TEXT
#define COHORT_VERSION_TEXT "0.1.0"
#endif

/* Texts that getters gave out: freed at the next call that is not a getter. */
struct coh_borrow {
    struct coh_borrow *next;
    char *text;
};

const char *cohort_version(void)
{
    return COHORT_VERSION_TEXT;
}

int cohort_errcode(const cohort *h)
{
    return h != NULL ? h->error.code : COHORT_ERR_NOMEM;
}

const char *cohort_errmsg(const cohort *h)
{
    return h != NULL ? h->error.text : cohort_strerror(COHORT_ERR_NOMEM);
}

int64_t cohort_win32(const cohort *h)
{
    return h != NULL ? h->error.win32 : 0;
}

const char *cohort_trouble(const cohort *h)
{
    return h != NULL && h->retry_ms != 0 ? h->trouble.text : NULL;
}

const char *cohort_path(const cohort *h)
{
    return h != NULL && h->path != NULL ? h->path : "";
}

void cohort_free(cohort *h, void *block)
{
    if (h != NULL && block != NULL)
        coh_free(&h->mem, block);
}

const struct coh_model *coh_model(const cohort *h)
{
    return coh_engine_model(h->engine);
}

/* ---- entering a call ---- */

static void give_back(cohort *h)
{
    struct coh_borrow *borrow;

    while ((borrow = h->borrowed) != NULL) {
        h->borrowed = borrow->next;
        coh_free(&h->mem, borrow->text);
        coh_free(&h->mem, borrow);
    }
}

int coh_enter_get(cohort *h)
{
    if (h == NULL)
        return COHORT_ERR_INVALID;
    if (h->engine == NULL) /* the error of cohort_open() stays: it says why */
        return h->error.code != 0 ? h->error.code : COHORT_ERR_MISUSE;
    coh_error_clear(&h->error);
    if (h->broken)
        return coh_error_set(&h->error, COHORT_ERR_BUG, 0,
                             "this handle met an error of Cohort's own and does nothing more; open a new one");
    return 0;
}

int coh_enter(cohort *h)
{
    int rc = coh_enter_get(h);

    if (rc == 0)
        give_back(h);
    return rc;
}

int coh_enter_write(cohort *h)
{
    int rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (h->callbacks > 0)
        return coh_error_set(&h->error, COHORT_ERR_MISUSE, 0, "this call is not allowed inside a callback");
    if ((h->flags & COHORT_OPEN_READONLY) != 0)
        return coh_error_set(&h->error, COHORT_ERR_MISUSE, 0, "%s is open for reading only", h->path);
    return 0;
}

int coh_enter_turn(cohort *h)
{
    int rc = coh_enter_write(h);

    if (rc == 0 && h->reacting != NULL)
        return coh_error_set(&h->error, COHORT_ERR_MISUSE, 0, "this call is not allowed inside a reactor");
    if (rc == 0 && h->batch != COH_BATCH_NONE)
        return coh_error_set(&h->error, COHORT_ERR_MISUSE, 5918, "a batch is open: commit it or roll it back first");
    return rc;
}

int coh_missing(cohort *h, const char *argument)
{
    return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "%s is missing", argument);
}

int coh_out_of_memory(cohort *h)
{
    return coh_error_set(&h->error, COHORT_ERR_NOMEM, 0, "out of memory");
}

char *coh_borrow(cohort *h, struct coh_buf *buf)
{
    struct coh_borrow *borrow = coh_alloc(&h->mem, sizeof *borrow);
    char *text = coh_buf_take(buf);

    if (borrow == NULL || text == NULL) {
        coh_free(&h->mem, borrow);
        coh_free(&h->mem, text);
        coh_out_of_memory(h);
        return NULL;
    }
    *borrow = (struct coh_borrow){.next = h->borrowed, .text = text};
    h->borrowed = borrow;
    return text;
}

/* ---- opening and closing ---- */

static int machine_user(cohort *h)
{
    char room[1024], number[32];
    struct passwd pw, *found = NULL;

    if (getpwuid_r(geteuid(), &pw, room, sizeof room, &found) != 0 || found == NULL) {
        struct coh_buf buf;

        coh_buf_init(&buf, &h->mem, sizeof number);
        coh_buf_fmt(&buf, "uid %u", (unsigned)geteuid());
        h->actor = coh_buf_take(&buf);
    } else {
        h->actor = coh_strdup(&h->mem, pw.pw_name);
    }
    return h->actor != NULL ? 0 : coh_out_of_memory(h);
}

static int take_config(cohort *h, const cohort_config *config)
{
    if (config->path == NULL || config->path[0] == '\0')
        return coh_missing(h, "path");
    if ((config->flags & ~(COHORT_OPEN_READONLY | COHORT_OPEN_EXISTING)) != 0)
        return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "flags has bits that mean nothing: 0x%x",
                             config->flags);
    h->flags = config->flags;
    h->path = coh_strdup(&h->mem, config->path);
    if (h->path == NULL)
        return coh_out_of_memory(h);
    if (config->actor == NULL)
        return machine_user(h);
    if (!coh_utf8_ok(config->actor))
        return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "actor is not UTF-8");
    h->actor = coh_strdup(&h->mem, config->actor);
    return h->actor != NULL ? 0 : coh_out_of_memory(h);
}

static int canonical(cohort *h)
{
    char *file;

    if (strcmp(h->path, ":memory:") == 0)
        return 0;
    file = realpath(h->path, NULL);
    if (file == NULL)
        return coh_error_set(&h->error, errno == ENOMEM ? COHORT_ERR_NOMEM : COHORT_ERR_IO, 0, "%s: %s", h->path,
                             strerror(errno));
    h->file = coh_strdup(&h->mem, file);
    free(file);
    return h->file != NULL ? 0 : coh_out_of_memory(h);
}

/* Both clocks, as an input would report them. 1: they are not those that the engine has. */
static int clock_differs(cohort *h, struct coh_input *input)
{
    int64_t off;

    input->a = h->clock.wall_ms(h->clock.user);
    input->b = h->clock.utc_offset_ms != NULL ? h->clock.utc_offset_ms(h->clock.user) : 0;
    off = input->a - coh_handle_now(h) - coh_model(h)->cluster->wall_offset_ms;
    return off > COHORT_CLOCK_TOLERANCE_MS || off < -COHORT_CLOCK_TOLERANCE_MS ||
           input->b != coh_model(h)->cluster->utc_offset_ms;
}

int coh_clock_follow(cohort *h)
{
    struct coh_input input = {.verb = COH_VERB_CLOCK};

    return clock_differs(h, &input) ? coh_request(h, &input, NULL) : 0;
}

int cohort_clock(cohort *h)
{
    int rc = coh_enter_turn(h);

    return rc < 0 ? rc : coh_clock_follow(h);
}

/* Opening is an input where it matters: operations in flight begin their timeouts anew, or the wall clock was set. */
static int apply_open(cohort *h)
{
    struct coh_input input = {.verb = COH_VERB_OPEN};
    struct coh_action *actions = NULL;
    int count = 0, differs = clock_differs(h, &input), rc;

    rc = coh_engine_inflight(h->engine, 0, &actions, &count);
    coh_free(&h->mem, actions);
    if (rc < 0)
        return coh_out_of_memory(h);
    return count > 0 || differs ? coh_request(h, &input, NULL) : 0;
}

static int open_steps(cohort *h, const cohort_config *config)
{
    int64_t wall, stored;
    int rc;

    rc = take_config(h, config);
    if (rc < 0)
        return rc;
    h->by = h->actor;
    rc = coh_engine_new(&h->mem, &h->engine);
    if (rc < 0)
        return coh_out_of_memory(h);
    rc = h->clock.copy_of != NULL ? coh_store_open_copy(&h->mem, h->clock.copy_of, h->engine, &h->store, &h->error)
                                  : coh_store_open(&h->mem, h->path, h->flags, h->engine, &h->store, &h->error);
    if (rc == 0)
        rc = canonical(h);
    if (rc == 0 && !h->virtual_clock && (h->flags & COHORT_OPEN_READONLY) == 0)
        rc = coh_loop_new(h);
    if (rc < 0)
        return rc;
    wall = h->clock.wall_ms(h->clock.user);
    stored = coh_engine_now(h->engine);
    h->engine_base = wall > stored ? wall : stored;
    h->clock_base = h->clock.now_ms(h->clock.user);
    h->announced = coh_engine_sequence(h->engine);
    return (h->flags & COHORT_OPEN_READONLY) != 0 ? 0 : apply_open(h);
}

/* A handle on which every call but cohort_errmsg() and cohort_close() answers with the error of its opening. */
static void close_inner(cohort *h)
{
    coh_store_close(h->store);
    coh_engine_free(h->engine);
    h->store = NULL;
    h->engine = NULL;
}

int coh_handle_open(const cohort_config *config, const struct coh_clock *clock, cohort **ret_h)
{
    cohort_config full = {0};
    struct coh_mem mem;
    cohort *h;
    int rc, bad;

    if (config == NULL || ret_h == NULL)
        return COHORT_ERR_INVALID;
    coh_take(&full, sizeof full, config, 0);
    bad = coh_mem_init(&mem, full.allocator);
    if (bad < 0)
        coh_mem_init(&mem, NULL); /* for a handle that can say so */
    h = coh_zalloc(&mem, sizeof *h);
    *ret_h = h;
    if (h == NULL)
        return COHORT_ERR_NOMEM;
    h->mem = mem;
    h->origin = "api";
    pthread_mutex_init(&h->mutex, NULL);
    coh_map_init(&h->plays, &h->mem, NULL);
    coh_map_init(&h->operations, &h->mem, NULL);
    if (clock != NULL) {
        h->clock = *clock;
        h->virtual_clock = 1;
    } else {
        coh_clock_machine(&h->clock);
    }
    if (bad < 0)
        return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "allocator lacks a function");
    if (config->struct_size < sizeof(uint32_t))
        return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "struct_size of the configuration is %u",
                             (unsigned)config->struct_size);
    rc = open_steps(h, &full);
    if (rc < 0)
        close_inner(h);
    return rc;
}

int cohort_open_config(const cohort_config *config, cohort **ret_h)
{
    return coh_handle_open(config, NULL, ret_h);
}

int cohort_open(const char *path, uint32_t flags, cohort **ret_h)
{
    cohort_config config = {.struct_size = sizeof config, .flags = flags, .path = path};

    return coh_handle_open(&config, NULL, ret_h);
}

void cohort_close(cohort *h)
{
    struct coh_mem mem;

    if (h == NULL || h->callbacks > 0 || h->reacting != NULL) /* a callback returns into the handle: it cannot go */
        return;
    mem = h->mem;
    coh_control_free(h);
    coh_play_free(h);
    coh_loop_free(h);
    coh_queue_free(h);
    close_inner(h);
    coh_profiles_free(h);
    give_back(h);
    coh_map_free(&h->plays);
    coh_map_free(&h->operations);
    coh_free(&mem, h->polls);
    coh_free(&mem, h->actions);
    coh_free(&mem, h->boot_id);
    coh_free(&mem, h->actor);
    coh_free(&mem, h->file);
    coh_free(&mem, h->path);
    pthread_mutex_destroy(&h->mutex);
    coh_free(&mem, h);
}

/* ---- what lib/sim puts in ---- */

void coh_handle_on_transition(cohort *h, void (*hook)(void *user, const struct coh_transition *transition), void *user)
{
    h->on_transition = hook;
    h->on_transition_user = user;
}

void coh_handle_play_all(cohort *h)
{
    h->play_all = 1;
}

int coh_handle_agent_any(cohort *h, const cohort_agent *agent)
{
    h->any = *agent;
    h->has_any = 1;
    return 0;
}

int coh_handle_boot_id(cohort *h, const char *boot_id)
{
    char *copy = coh_strdup(&h->mem, boot_id);

    if (copy == NULL)
        return coh_out_of_memory(h);
    coh_free(&h->mem, h->boot_id);
    h->boot_id = copy;
    return 0;
}

struct coh_engine *coh_handle_engine(cohort *h)
{
    return h->engine;
}

struct coh_store *coh_handle_store(cohort *h)
{
    return h->store;
}

int64_t cohort_time_ms(cohort *h)
{
    return h != NULL ? coh_handle_now(h) : 0;
}

int64_t coh_handle_now(cohort *h)
{
    return h->engine_base + (h->clock.now_ms(h->clock.user) - h->clock_base);
}
