/*
 * Running out of memory, at every allocation: a call succeeds, or answers COHORT_ERR_NOMEM and has changed nothing;
 * nothing leaks; the
 * next call works. The story ends in the same state as without failures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cohort/cohort.h>

#include "sim/inner.h"

struct counter {
    int64_t live, calls;
    int64_t fail_at; /* the call that fails; -1: none */
    int persistent;  /* and all after it */
    int failed;
};

static int fails(struct counter *c)
{
    int64_t call = c->calls++;
    int now = c->fail_at >= 0 && (call == c->fail_at || (c->persistent && call > c->fail_at));

    c->failed |= now;
    return now;
}

static void *allocate(void *user, uint64_t size)
{
    struct counter *c = user;
    void *block = fails(c) ? NULL : malloc((size_t)size);

    c->live += block != NULL;
    return block;
}

static void *reallocate(void *user, void *block, uint64_t size)
{
    struct counter *c = user;
    void *more = fails(c) ? NULL : realloc(block, (size_t)size);

    c->live += more != NULL && block == NULL;
    return more;
}

static void release(void *user, void *block)
{
    struct counter *c = user;

    c->live -= block != NULL;
    free(block);
}

static void arm(struct counter *c, int64_t at, int persistent)
{
    c->calls = 0;
    c->fail_at = at;
    c->persistent = persistent;
    c->failed = 0;
}

static const char *const story[] = {
    "cluster create OOM",
    "node add A",
    "node add B",
    "quorum witness disk W",
    "boot",
    "group add G",
    "group owners G B A",
    "service add SPOOL --node A Start=Auto",
    "service add SPOOL --node B",
    "service add Tool --node A --needs SPOOL",
    "resource add IP --group G --type 'IP Address' Address=127.0.0.9",
    "resource add Name --group G --type 'Network Name'",
    "resource add Spool --group G --type 'Generic Service' ServiceName=SPOOL UseNetworkName=1",
    "resource add App --group G --type 'Generic Application' Description='a property that needs memory'",
    "resource depend Name [IP]",
    "resource depend Spool [Name]",
    "resource depend App '[Name] and ([IP] or [Spool])'",
    "rename resource App Application",
    "group online G",
    "status",
    "status --json",
    "list resource --json",
    "why G",
    "resource fail IP",
    "resource fail IP",
    "group move G A",
    "resource offline Spool",
    "resource online Application",
    "history",
    "set resource Application RestartDelay=1s",
    "unset resource Application RestartDelay",
    "service stop SPOOL --node B",
    "down",
    "group offline G",
    "resource depend Application --none",
    "resource delete Application",
    "batch 'group add Late' 'set group Late Priority=3000' 'group move G'",
    "batch 'group add Later' 'group add Later'",
    "replay",
};
enum { STORY = sizeof story / sizeof story[0] };

static int line_call(cohort_sim *sim, const char *line)
{
    static const char *const all[] = {"A", "B", NULL}, *const b[] = {"B", NULL};
    cohort_answer answer = {.struct_size = sizeof answer};
    int rc;

    if (strcmp(line, "boot") == 0)
        return cohort_node_up(sim->h, all, "boot-1", NULL);
    if (strcmp(line, "down") == 0)
        return cohort_node_down(sim->h, b, NULL);
    rc = cohort_command(sim->h, line, 0, &answer);
    if (rc == 0 && answer.exit_code != 0 && cohort_errcode(sim->h) == COHORT_ERR_NOMEM)
        rc = COHORT_ERR_NOMEM;
    if (rc == 0)
        cohort_answer_free(sim->h, &answer);
    return rc;
}

static void digest_of(cohort_sim *sim, char out[17])
{
    assert_int_equal(cohort_digest(sim->h, out), 0);
}

static cohort_sim *new_sim(struct counter *counter)
{
    cohort_allocator allocator = {sizeof allocator, counter, allocate, reallocate, release};
    cohort_sim *sim = NULL;

    assert_int_equal(coh_sim_new(&allocator, &sim), 0);
    return sim;
}

/* One line, its n-th allocation failing, n = 0.. until it meets no failure. */
static void line_fails_everywhere(struct counter *counter, cohort_sim *sim, const char *line, int persistent)
{
    char before[17], after[17];
    int64_t n;
    int rc = COHORT_ERR_NOMEM;

    for (n = 0; rc == COHORT_ERR_NOMEM; n++) {
        digest_of(sim, before);
        arm(counter, n, persistent);
        rc = line_call(sim, line);
        arm(counter, -1, 0);
        assert_true(n < 100000);
        if (rc != COHORT_ERR_NOMEM)
            break;
        digest_of(sim, after);
        if (strcmp(before, after) != 0)
            fail_msg("\"%s\" failed at allocation %lld and changed the digest", line, (long long)n);
    }
    if (rc != 0)
        fail_msg("\"%s\": %s, at allocation %lld", line, cohort_err_name(rc), (long long)n);
}

/* What follows from a line, likewise: cohort_process() may fail, and goes on. */
static void rest_fails_everywhere(struct counter *counter, cohort_sim *sim, const char *line, int64_t n)
{
    int tries = 0, rc;

    do {
        arm(counter, n, 0);
        rc = coh_sim_quiet(sim);
        n += 7; /* each failure later than the one before */
        arm(counter, -1, 0);
        if (rc == COHORT_ERR_NOMEM && ++tries > 1000)
            rc = coh_sim_quiet(sim);
    } while (rc == COHORT_ERR_NOMEM && tries <= 1001);
    if (rc != 0)
        fail_msg("after \"%s\": %s\n%s", line, cohort_err_name(rc), coh_buf_text(&sim->text));
    assert_int_equal(sim->bug, 0);
}

static void tell(struct counter *counter, int failing, int persistent, int64_t n, char out[17])
{
    cohort_sim *sim = new_sim(counter);
    char replayed[17];
    int i;

    for (i = 0; i < STORY; i++) {
        if (failing) {
            line_fails_everywhere(counter, sim, story[i], persistent);
            rest_fails_everywhere(counter, sim, story[i], n);
        } else {
            assert_int_equal(line_call(sim, story[i]), 0);
            assert_int_equal(coh_sim_quiet(sim), 0);
        }
    }
    if (getenv("COHORT_OOM_VERBOSE") != NULL)
        fputs(coh_buf_text(&sim->text), stderr);
    digest_of(sim, out);
    assert_int_equal(cohort_replay(sim->h, replayed), 0);
    assert_string_equal(out, replayed);
    cohort_sim_free(sim);
    assert_int_equal(counter->live, 0);
}

static void out_of_memory_changes_nothing(void **state)
{
    struct counter counter = {.fail_at = -1};
    char clean[17], failing[17];
    int64_t n;

    (void)state;
    tell(&counter, 0, 0, 0, clean);
    for (n = 0; n < 12; n++) {
        tell(&counter, 1, n % 2, n, failing);
        assert_string_equal(clean, failing);
    }
}

static void opening_without_memory_leaks_nothing(void **state)
{
    struct counter counter = {.fail_at = -1};
    cohort_allocator allocator = {sizeof allocator, &counter, allocate, reallocate, release};
    cohort_sim *sim = NULL;
    int64_t n;
    int rc = COHORT_ERR_NOMEM;

    (void)state;
    for (n = 0; rc == COHORT_ERR_NOMEM; n++) {
        arm(&counter, n, (int)(n % 2));
        rc = coh_sim_new(&allocator, &sim);
        arm(&counter, -1, 0);
        if (rc < 0)
            assert_int_equal(counter.live, 0);
    }
    assert_int_equal(rc, 0);
    cohort_sim_free(sim);
    assert_int_equal(counter.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_without_memory_leaks_nothing),
        cmocka_unit_test(out_of_memory_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
