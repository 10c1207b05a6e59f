/*
 * Lines that only a simulation has: nodes that boot and crash, things that fail, time that passes.
 */
#include "sim/inner.h"

#include <stdio.h>
#include <string.h>

#include <cohort/cluster.h>
#include <cohort/node.h>

#include "util/text.h"

/* The words of a line behind the first: names, and options "name=value" and "--name value". */
struct words {
    cohort_sim *sim;
    char **v;
    int count;
    int failed; /* a sentence was written */
};

static void refuse(struct words *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void refuse(struct words *w, const char *format, ...)
{
    va_list ap;

    if (w->failed)
        return;
    coh_buf_add(&w->sim->text, "usage: ");
    va_start(ap, format);
    coh_buf_vfmt(&w->sim->text, format, ap);
    va_end(ap);
    coh_buf_addc(&w->sim->text, '\n');
    w->failed = 1;
}

static void drop(struct words *w, int at, int count)
{
    memmove(&w->v[at], &w->v[at + count], (size_t)(w->count - at - count + 1) * sizeof *w->v);
    w->count -= count;
}

/* The value of "name=value", which is taken out; NULL: not there. */
static const char *take(struct words *w, const char *name)
{
    size_t size = strlen(name);
    int i;

    for (i = 0; i < w->count; i++)
        if (strncmp(w->v[i], name, size) == 0 && w->v[i][size] == '=') {
            const char *value = w->v[i] + size + 1;

            drop(w, i, 1);
            return value;
        }
    return NULL;
}

static int take_flag(struct words *w, const char *name)
{
    int i;

    for (i = 0; i < w->count; i++)
        if (strcmp(w->v[i], name) == 0) {
            drop(w, i, 1);
            return 1;
        }
    return 0;
}

static int64_t take_duration(struct words *w, const char *name, int64_t fallback)
{
    const char *text = take(w, name);
    int64_t ms = fallback;

    if (text != NULL && coh_duration_parse(text, 0, &ms) < 0)
        refuse(w, "%s=%s is not a duration (500ms 30s 15m 6h)", name, text);
    return ms;
}

static int64_t take_count(struct words *w, const char *name, int64_t fallback)
{
    const char *text = take(w, name);
    int64_t count = fallback;

    if (text != NULL && (coh_int_parse(text, &count) < 0 || count < 0 || count > 1000000))
        refuse(w, "%s=%s is not a number from 0 to 1000000", name, text);
    return count;
}

static int64_t node_id(struct words *w, const char *name)
{
    const struct coh_node *node = coh_find_node(coh_sim_model(w->sim), name);

    if (node == NULL)
        refuse(w, "there is no node \"%s\"", name);
    return node != NULL ? node->o.id : 0;
}

static int64_t take_node(struct words *w)
{
    const char *name = take(w, "on");

    return name != NULL ? node_id(w, name) : 0;
}

/* "RESOURCE", or "service NAME --node NODE", or "service NAME@NODE"; 0 after a sentence. */
static int64_t target_id(struct words *w)
{
    const struct coh_model *m = coh_sim_model(w->sim);
    const struct coh_obj *obj = NULL;

    if (w->count >= 2 && strcmp(w->v[0], "service") == 0) {
        if (w->count == 4 && strcmp(w->v[2], "--node") == 0)
            obj = (const struct coh_obj *)coh_service_on(m, coh_find_node(m, w->v[3]), w->v[1]);
        else if (w->count == 2)
            obj = (const struct coh_obj *)coh_find_service(m, w->v[1]);
        if (obj == NULL)
            refuse(w, "expected service NAME --node NODE of a service that is there");
    } else if (w->count == 1) {
        obj = (const struct coh_obj *)coh_find_resource(m, w->v[0]);
        if (obj == NULL)
            refuse(w, "there is no resource \"%s\"", w->v[0]);
    } else {
        refuse(w, "expected TARGET: a resource, or service NAME --node NODE");
    }
    return obj != NULL ? obj->id : 0;
}

static int told(cohort_sim *sim, int rc)
{
    if (rc < 0 && rc != COHORT_ERR_NOMEM) {
        coh_buf_fmt(&sim->text, "refused (%lld): %s\n", (long long)cohort_win32(sim->h), cohort_errmsg(sim->h));
        return 0;
    }
    return rc;
}

/* ---- nodes ---- */

static int all_nodes(struct words *w)
{
    int i;

    if (w->count == 0)
        refuse(w, "expected NODE...");
    for (i = 0; !w->failed && i < w->count; i++)
        node_id(w, w->v[i]);
    return !w->failed;
}

static void lose(struct words *w)
{
    int i;

    for (i = 0; i < w->count; i++)
        coh_world_lost(w->sim, node_id(w, w->v[i]));
}

static int run_boot(struct words *w)
{
    char boot_id[32];

    if (!all_nodes(w))
        return 0;
    lose(w); /* a node that boots has no processes, whatever it had before */
    snprintf(boot_id, sizeof boot_id, "boot-%lld", (long long)++w->sim->boots);
    return told(w->sim, cohort_node_up(w->sim->h, (const char *const *)w->v, boot_id, NULL));
}

static int run_crash(struct words *w)
{
    if (!all_nodes(w))
        return 0;
    lose(w);
    return told(w->sim, cohort_node_down(w->sim->h, (const char *const *)w->v, NULL));
}

static int run_isolate(struct words *w)
{
    if (!all_nodes(w))
        return 0;
    return told(w->sim, cohort_node_isolate(w->sim->h, (const char *const *)w->v, 1, NULL));
}

static int run_rejoin(struct words *w)
{
    int i, rc;

    if (!all_nodes(w))
        return 0;
    rc = cohort_node_isolate(w->sim->h, (const char *const *)w->v, 0, NULL);
    if (rc < 0)
        return told(w->sim, rc);
    for (i = 0; rc == 0 && i < w->count; i++)
        rc = coh_world_back(w->sim, node_id(w, w->v[i]));
    return rc;
}

/* ---- partitions ---- */

struct side {
    int votes;
    int count;
    int64_t nodes[COHORT_NODES_MAX];
};

/* "A,B|C": the sides, in the order in which they are named. A node that is Down is on none. */
static int take_sides(struct words *w, struct side *sides)
{
    const struct coh_model *m = coh_sim_model(w->sim);
    char name[COHORT_NAME_MAX + 1];
    const char *at = w->v[0];
    int64_t seen[COHORT_NODES_MAX];
    int count = 0, named = 0, i, k;
    size_t size;

    memset(&sides[0], 0, sizeof sides[0]);
    for (; !w->failed && *at != '\0'; at += size + (at[size] != '\0')) {
        const struct coh_node *node;

        size = strcspn(at, ",|");
        snprintf(name, sizeof name, "%.*s", (int)size, at);
        node = node_id(w, name) != 0 ? coh_find_node(m, name) : NULL;
        for (k = 0; node != NULL && k < named; k++)
            if (seen[k] == node->o.id)
                refuse(w, "node \"%s\" is on two sides", name);
        if (w->failed || named == COHORT_NODES_MAX)
            return 0;
        seen[named++] = node->o.id;
        if (node->state != COHORT_NODE_DOWN && !(node->status & COHORT_NODE_STATUS_ISOLATED)) {
            sides[count].nodes[sides[count].count++] = node->o.id;
            sides[count].votes += node->vote;
        }
        if (at[size] == '|')
            memset(&sides[++count], 0, sizeof sides[0]);
    }
    for (i = 0; !w->failed && i < m->node_count; i++) {
        for (k = 0; k < named && seen[k] != m->nodes[i]->o.id; k++)
            ;
        if (k == named && m->nodes[i]->state != COHORT_NODE_DOWN)
            refuse(w, "node \"%s\" is on no side", m->nodes[i]->o.name);
    }
    return count + 1;
}

/* The nodes of every side but the one with the most votes are cut off. Who has no majority stops itself within the lease. */
static int run_partition(struct words *w)
{
    int64_t lease_ms = take_duration(w, "lease", COH_SIM_LEASE_MS);
    struct side sides[COHORT_NODES_MAX + 1];
    const char *names[COHORT_NODES_MAX + 1];
    int count, i, k, stays = 0, cut = 0, rc;

    if (w->count != 1 || strchr(w->v[0], '|') == NULL || strlen(w->v[0]) > COHORT_NODES_MAX)
        refuse(w, "expected A,B|C: which nodes still reach each other");
    else if (w->sim->parted_count > 0)
        refuse(w, "there is a partition already: heal it first");
    count = w->failed ? 0 : take_sides(w, sides);
    if (w->failed)
        return 0;
    for (i = 1; i < count; i++)
        if (sides[i].votes > sides[stays].votes)
            stays = i;
    for (i = 0; i < count; i++)
        for (k = 0; i != stays && k < sides[i].count; k++) {
            names[cut] = coh_by_id(coh_sim_model(w->sim), sides[i].nodes[k])->name;
            w->sim->parted[cut++] = sides[i].nodes[k];
        }
    names[cut] = NULL;
    if (cut == 0) {
        refuse(w, "nobody is cut off by that");
        return 0;
    }
    rc = cohort_node_isolate(w->sim->h, names, 1, NULL);
    if (rc < 0)
        return told(w->sim, rc);
    w->sim->parted_count = cut;
    w->sim->lease_over = 0;
    return coh_world_add(w->sim, lease_ms, COH_EVENT_LEASE, 0, 0, 0, 0);
}

/* Contact is back. Who has stopped itself starts again; who had not goes on. */
static int run_heal(struct words *w)
{
    const struct coh_model *m = coh_sim_model(w->sim);
    const char *names[COHORT_NODES_MAX + 1];
    int i, count = 0, rc = 0;

    if (w->count != 0)
        refuse(w, "heal");
    else if (w->sim->parted_count == 0)
        refuse(w, "there is no partition");
    if (w->failed)
        return 0;
    for (i = 0; i < w->sim->parted_count; i++) {
        const struct coh_node *node = (const struct coh_node *)coh_by_id(m, w->sim->parted[i]);

        if (node != NULL && (node->state == COHORT_NODE_DOWN) == w->sim->lease_over)
            names[count++] = node->o.name;
        else
            w->sim->parted[i] = 0;
    }
    names[count] = NULL;
    if (count > 0)
        rc = w->sim->lease_over ? cohort_node_up(w->sim->h, names, NULL, NULL)
                                : cohort_node_isolate(w->sim->h, names, 0, NULL);
    if (rc < 0)
        return told(w->sim, rc);
    for (i = 0; rc == 0 && !w->sim->lease_over && i < w->sim->parted_count; i++)
        rc = w->sim->parted[i] != 0 ? coh_world_back(w->sim, w->sim->parted[i]) : 0;
    coh_world_forget_lease(w->sim);
    w->sim->parted_count = 0;
    return rc;
}

static int run_witness(struct words *w)
{
    int lost = w->count == 1 && strcmp(w->v[0], "lost") == 0;

    if (!lost && (w->count != 1 || strcmp(w->v[0], "back") != 0)) {
        refuse(w, "expected lost or back");
        return 0;
    }
    return told(w->sim, cohort_witness_report(w->sim->h, !lost, NULL));
}

/* ---- things ---- */

static int run_fail(struct words *w)
{
    int64_t times = take_count(w, "times", 1), every = take_duration(w, "every", 1000), node = take_node(w);
    int kind = take_flag(w, "--embedded") ? COH_EVENT_INSIDE : COH_EVENT_DEATH, rc = 0;
    int64_t id = w->failed ? 0 : target_id(w), i;

    for (i = 0; rc == 0 && id != 0 && i < times; i++)
        rc = coh_world_add(w->sim, i * every, kind, id, 0, node, COHORT_AGENT_EMBEDDED);
    return rc;
}

/* From now on what is started is checked: LooksAlive and IsAlive, as often as its properties say. */
static int run_polls(struct words *w)
{
    if (w->count != 0)
        refuse(w, "polls stands alone");
    return w->failed ? 0 : coh_world_begin(w->sim, 1);
}

/* It runs on, and does not say that it is well: checks say no, or with --hang never answer. */
static int run_silent(struct words *w)
{
    int status = take_flag(w, "--hang") ? COHORT_AGENT_LATER : COHORT_AGENT_FAILED;
    int64_t id = target_id(w);

    return id != 0 ? coh_world_silent(w->sim, id, status) : 0;
}

/* What has failed inside it is well again. */
static int run_well(struct words *w)
{
    int64_t id = target_id(w);

    return id != 0 ? coh_world_add(w->sim, 0, COH_EVENT_INSIDE, id, 0, 0, COHORT_AGENT_DONE) : 0;
}

static int add_fault(struct words *w, int64_t times, int64_t node, int status)
{
    int64_t id = w->failed ? 0 : target_id(w);

    return id != 0 ? coh_world_fault(w->sim, id, node, times, status) : 0;
}

static int run_refuse(struct words *w)
{
    int64_t times = take_count(w, "times", -1), node = take_node(w);

    return add_fault(w, times, node, COHORT_AGENT_FAILED);
}

static int run_cannot(struct words *w)
{
    int anywhere = take_flag(w, "anywhere");
    int64_t times = take_count(w, "times", -1), node = take_node(w);

    return add_fault(w, times, node, anywhere ? COHORT_AGENT_CANNOT_ANYWHERE : COHORT_AGENT_CANNOT_HERE);
}

static int run_hang(struct words *w)
{
    return add_fault(w, 1, 0, COHORT_AGENT_LATER);
}

/* Everything that refuse, cannot and hang said about it is over. */
static int run_allow(struct words *w)
{
    int64_t id = target_id(w);
    int i;

    for (i = 0; i < w->sim->fault_count; i++)
        if (id != 0 && w->sim->faults[i].thing == id)
            w->sim->faults[i].times = 0;
    return 0;
}

static int run_behave(struct words *w)
{
    struct coh_pace pace = {0, NULL, take_duration(w, "online", -1), take_duration(w, "offline", -1),
                            take_duration(w, "progress", -1)};
    const struct coh_type *type = w->count == 1 ? coh_find_type(coh_sim_model(w->sim), w->v[0]) : NULL;
    int64_t id;

    if (pace.online_ms < 0 && pace.offline_ms < 0 && pace.progress_ms < 0)
        refuse(w, "expected online=DURATION, offline=DURATION or progress=DURATION");
    if (w->failed)
        return 0;
    if (type != NULL && coh_find_resource(coh_sim_model(w->sim), w->v[0]) == NULL)
        return coh_world_pace(w->sim, 0, type->o.name, &pace);
    id = target_id(w);
    return id != 0 ? coh_world_pace(w->sim, id, "", &pace) : 0;
}

/* Its agent keeps it in its state, or does so no longer. */
static int report_lock(struct words *w, int status, const char *why)
{
    const struct coh_obj *obj = coh_by_id(coh_sim_model(w->sim), w->failed ? 0 : target_id(w));

    if (obj != NULL && obj->kind != COH_RESOURCE)
        refuse(w, "expected RESOURCE");
    if (obj == NULL || w->failed)
        return 0;
    return cohort_agent_report(w->sim->h, ((const struct coh_resource *)obj)->op_id, status, why);
}

static int run_lock(struct words *w)
{
    return report_lock(w, COHORT_AGENT_LOCKED, take(w, "because"));
}

static int run_unlock(struct words *w)
{
    return report_lock(w, COHORT_AGENT_UNLOCKED, NULL);
}

static int run_advance(struct words *w)
{
    int64_t ms = 0;

    if (w->count != 1 || coh_duration_parse(w->v[0], 0, &ms) < 0 || ms > INT64_MAX / 4 - w->sim->now_ms) {
        refuse(w, "expected DURATION: 500ms 30s 15m 6h");
        return 0;
    }
    return coh_sim_until(w->sim, w->sim->now_ms + ms);
}

/* "+1h" "-30m": 0: no such thing. */
static int signed_duration(const char *text, int64_t *ret_ms)
{
    int64_t ms = 0;

    if ((*text != '+' && *text != '-') || coh_duration_parse(text + 1, 0, &ms) < 0)
        return 0;
    *ret_ms = *text == '-' ? -ms : ms;
    return 1;
}

/* The machine's clock is set: forward, back, or to another distance from UTC. Virtual time goes on as it did. */
static int run_clock(struct words *w)
{
    int utc = w->count == 2 && strcmp(w->v[0], "utc") == 0;
    int64_t ms = 0;

    if (w->count != 1 + utc || !signed_duration(w->v[w->count - 1], &ms) || ms > INT64_C(3153600000000) ||
        (utc && (ms > 50400000 || ms < -43200000)))
        refuse(w, "expected +DURATION or -DURATION, or utc and local time's distance from UTC: utc +2h");
    else if (w->sim->now_ms + w->sim->wall_ms + ms + (utc ? 0 : w->sim->utc_ms) < 0)
        refuse(w, "a clock cannot be set to before 1970");
    else if (utc)
        w->sim->utc_ms = ms;
    else
        w->sim->wall_ms += ms;
    return 0;
}

int coh_script_line(cohort_sim *sim, int count, char **words, int *ret_rc)
{
    static const struct {
        const char *word;
        int (*run)(struct words *w);
    } lines[] = {
        {"boot", run_boot},           {"crash", run_crash},     {"isolate", run_isolate}, {"rejoin", run_rejoin},
        {"witness", run_witness},     {"fail", run_fail},       {"refuse", run_refuse},   {"cannot", run_cannot},
        {"partition", run_partition}, {"heal", run_heal},       {"hang", run_hang},       {"allow", run_allow},
        {"behave", run_behave},       {"advance", run_advance}, {"clock", run_clock},     {"well", run_well},
        {"polls", run_polls},         {"silent", run_silent},   {"lock", run_lock},       {"unlock", run_unlock},
    };
    struct words w = {sim, words + 1, count - 1, 0};
    size_t i;

    for (i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (strcmp(lines[i].word, words[0]) == 0) {
            *ret_rc = lines[i].run(&w);
            return w.failed ? 2 : 1;
        }
    return 0;
}
