/*
 * A model that was loaded goes on exactly as one that was not.
 *
 * Random lives on engine A. What its effects say is dirty, and nothing else, is written to a shadow of the store; at random points engine B is
 * made from those rows. Both then get the same inputs: answers, transitions, actions and digests must stay equal, bit for bit.
 * Steps are rolled back at random: the digest is that of before. Every step keeps the invariants; every refusal changes nothing.
 *
 * COHORT_RANDOM_RUNS: how many seeds (150); COHORT_RANDOM_SEED: the first one (1); COHORT_RANDOM_VERBOSE: print the inputs.
 */
#include "test_core_help.h"

#include "shadow_store.h"

#include "util/buf.h"

enum { STEPS = 400, NODES = 4, GROUPS = 4, RESOURCES = 12, SERVICES = 5, WORDS = 6 };

struct life {
    uint64_t seed, random;
    struct bed a, b;
    int has_b;
    int calm; /* less goes wrong */
    struct shadow *shadow;
    char names[WORDS][64];
    int verbose;
    char last[40][200];
    int lines;
    int batch; /* 1: one is open; 2: and refused */
};

static void write_everything(struct life *life)
{
    struct coh_obj **list = calloc(SHADOW_ROWS, sizeof *list);
    int count = all_objects(life->a.e, list), i;

    for (i = 0; i < count; i++)
        write_object(life->shadow, life->a.e, list[i], COH_DIRTY_ROW | COH_DIRTY_PROPERTIES | COH_DIRTY_DEPENDS);
    free(list);
}

/* ---- chance ---- */

static int below(struct life *life, int count)
{
    uint64_t x = life->random;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    life->random = x;
    return (int)((x >> 11) % (uint64_t)count);
}

static int one_in(struct life *life, int count)
{
    return below(life, count) == 0;
}

static _Noreturn void life_failed(struct life *life, const char *what, const char *text)
{
    int i, first = life->lines > 40 ? life->lines - 40 : 0;

    for (i = first; i < life->lines; i++)
        print_message("    %s\n", life->last[i % 40]);
    fail_msg("seed %llu: %s: %s", (unsigned long long)life->seed, what, text);
    abort();
}

/* ---- one input to both ---- */

static int same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void compare_effects(struct life *life)
{
    const struct coh_effects *x = coh_engine_effects(life->a.e), *y = coh_engine_effects(life->b.e);
    char text[300];
    int i;

    for (i = 0; i < x->transition_count && i < y->transition_count; i++) {
        const struct coh_transition *s = &x->transitions[i], *t = &y->transitions[i];

        if (s->seq != t->seq || s->cause != t->cause || s->object != t->object || s->change != t->change ||
            s->rule != t->rule || s->a != t->a || s->b != t->b || !same_text(s->old_text, t->old_text) ||
            !same_text(s->new_text, t->new_text) || !same_text(s->s, t->s) || !same_text(s->name, t->name)) {
            snprintf(text, sizeof text, "%s %s -> %s (%s %s, cause %lld) and %s %s -> %s (%s %s, cause %lld)", s->name,
                     s->old_text ? s->old_text : "", s->new_text ? s->new_text : "", coh_rule_name(s->rule),
                     s->s ? s->s : "", (long long)s->cause, t->name, t->old_text ? t->old_text : "",
                     t->new_text ? t->new_text : "", coh_rule_name(t->rule), t->s ? t->s : "", (long long)t->cause);
            life_failed(life, "the loaded engine goes another way", text);
        }
    }
    if (x->transition_count != y->transition_count || x->action_count != y->action_count ||
        x->dirty_count != y->dirty_count)
        life_failed(life, "the loaded engine does more or less", "");
    for (i = 0; i < x->action_count; i++)
        if (memcmp(&x->actions[i], &y->actions[i], sizeof x->actions[i]) != 0)
            life_failed(life, "the loaded engine acts differently", "");
    for (i = 0; i < x->dirty_count; i++)
        if (coh_obj_id(x->dirty[i]) != coh_obj_id(y->dirty[i]))
            life_failed(life, "the loaded engine writes other rows", "");
}

static int same_cell(const struct coh_cell *x, const struct coh_cell *y)
{
    return x->type == y->type && (x->type != COH_CELL_INT || x->num == y->num) &&
           (x->type != COH_CELL_TEXT || strcmp(x->text, y->text) == 0);
}

/* The first cell that differs, for people. */
static const char *difference(struct life *life)
{
    static char text[300];
    struct coh_obj *list[SHADOW_ROWS];
    struct coh_cell x[COH_COLUMNS_MAX], y[COH_COLUMNS_MAX];
    int count = all_objects(life->a.e, list), i, k, columns;

    for (i = 0; i < count; i++) {
        struct coh_obj *other = coh_by_id(coh_engine_model(life->b.e), list[i]->id);

        if (other == NULL)
            return list[i]->name;
        if (coh_row_get(life->a.e, list[i], x) < 0 || coh_row_get(life->b.e, other, y) < 0)
            return "";
        coh_columns(list[i]->kind, &columns);
        for (k = 0; k < columns; k++)
            if (!same_cell(&x[k], &y[k])) {
                snprintf(text, sizeof text, "%s %s column %s: %lld %s and %lld %s", coh_kind_name(list[i]->kind),
                         list[i]->name, coh_columns(list[i]->kind, &columns)[k].name, (long long)x[k].num,
                         x[k].text ? x[k].text : "", (long long)y[k].num, y[k].text ? y[k].text : "");
                return text;
            }
    }
    return "a property or a dependency";
}

static void compare_digests(struct life *life)
{
    char x[17], y[17];

    if (!life->has_b)
        return;
    bed_digest(&life->a, x);
    bed_digest(&life->b, y);
    if (strcmp(x, y) != 0)
        life_failed(life, "the digests differ", difference(life));
}

/* Why everything is as it is, and what became of a request: the same words. */
static void compare_reasons(struct life *life)
{
    static const int verbs[] = {COH_VERB_GROUP_ONLINE,    COH_VERB_GROUP_OFFLINE,    COH_VERB_GROUP_MOVE,
                                COH_VERB_RESOURCE_ONLINE, COH_VERB_RESOURCE_OFFLINE, COH_VERB_RESOURCE_FAIL,
                                COH_VERB_SERVICE_START,   COH_VERB_SERVICE_STOP};
    struct coh_obj *list[SHADOW_ROWS];
    struct coh_buf x, y;
    int count = all_objects(life->a.e, list), i;
    size_t k;

    coh_buf_init(&x, &life->a.mem, 0);
    coh_buf_init(&y, &life->b.mem, 0);
    for (i = 0; i < count; i++) {
        coh_buf_clear(&x);
        coh_buf_clear(&y);
        coh_reason(&x, coh_engine_model(life->a.e), list[i]);
        coh_reason(&y, coh_engine_model(life->b.e), coh_by_id(coh_engine_model(life->b.e), list[i]->id));
        for (k = 0; k < sizeof verbs / sizeof verbs[0]; k++) {
            struct coh_input input = {
                .verb = verbs[k], .name = coh_full_name(list[i]), .arg = verbs[k] == COH_VERB_GROUP_MOVE ? "N1" : NULL};

            if (list[i]->kind != (verbs[k] <= COH_VERB_GROUP_MOVE      ? COH_GROUP
                                  : verbs[k] <= COH_VERB_RESOURCE_FAIL ? COH_RESOURCE
                                                                       : COH_SERVICE))
                continue;
            coh_buf_int(&x, coh_engine_result(life->a.e, &input, &x));
            coh_buf_int(&y, coh_engine_result(life->b.e, &input, &y));
        }
        if (strcmp(coh_buf_text(&x), coh_buf_text(&y)) != 0)
            life_failed(life, coh_buf_text(&x), coh_buf_text(&y));
    }
    coh_buf_free(&x);
    coh_buf_free(&y);
}

static void remember(struct life *life, const struct coh_input *input)
{
    struct coh_buf buf;

    coh_buf_init(&buf, &life->a.mem, 0);
    coh_input_words(&buf, input);
    snprintf(life->last[life->lines % 40], 200, "%lld %s (%lld %lld %lld)", (long long)input->time_ms,
             coh_buf_text(&buf), (long long)input->a, (long long)input->b, (long long)input->c);
    if (life->verbose)
        print_message("> %s\n", life->last[life->lines % 40]);
    life->lines++;
    coh_buf_free(&buf);
}

/* Not committed. */
static int step(struct life *life, struct coh_input input)
{
    struct coh_error error;
    char before[17], after[17];
    int rc, rc_b;

    input.time_ms = life->a.now_ms;
    remember(life, &input);
    bed_digest(&life->a, before);
    rc = coh_engine_step(life->a.e, &input, &life->a.error);
    if (life->verbose && rc < 0)
        print_message("    %s\n", life->a.error.text);
    if (rc == COHORT_ERR_BUG || rc == COHORT_ERR_NOMEM)
        life_failed(life, "step", life->a.error.text);
    if (rc < 0) {
        bed_digest(&life->a, after);
        if (strcmp(before, after) != 0)
            life_failed(life, "a refusal changed the digest", life->a.error.text);
    } else if (!coh_engine_batch(life->a.e) && coh_engine_check(life->a.e, &error) < 0) {
        life_failed(life, "invariant", error.text);
    }
    if (life->has_b) {
        rc_b = coh_engine_step(life->b.e, &input, &life->b.error);
        if (rc != rc_b || (rc < 0 && strcmp(life->a.error.text, life->b.error.text) != 0))
            life_failed(life, "the loaded engine answers otherwise", life->b.error.text);
        compare_effects(life);
        compare_digests(life);
        if (one_in(life, 4))
            compare_reasons(life);
    }
    return rc;
}

static void commit(struct life *life)
{
    const struct coh_effects *effects = coh_engine_effects(life->a.e);
    int i;

    for (i = 0; i < effects->dirty_count; i++)
        write_object(life->shadow, life->a.e, effects->dirty[i], coh_obj_dirty(effects->dirty[i]));
    bed_take_actions(&life->a);
    coh_engine_commit(life->a.e);
    if (life->has_b)
        coh_engine_commit(life->b.e);
}

static void due(struct life *life)
{
    if (coh_engine_deadline(life->a.e) <= life->a.now_ms && step(life, (struct coh_input){.verb = COH_VERB_TICK}) == 0)
        commit(life);
}

static void take(struct life *life, struct coh_input input)
{
    char before[17], after[17];

    if (life->batch) {
        if (life->batch == 1 && step(life, input) < 0)
            life->batch = 2;
        return;
    }
    due(life);
    if (one_in(life, 8)) { /* taken back, and nothing is left of it */
        bed_digest(&life->a, before);
        step(life, input);
        if (one_in(life, 2))
            step(life, input);
        coh_engine_rollback(life->a.e);
        if (life->has_b)
            coh_engine_rollback(life->b.e);
        bed_digest(&life->a, after);
        if (strcmp(before, after) != 0)
            life_failed(life, "rolling back does not restore the digest", "");
        compare_digests(life);
    }
    if (step(life, input) == 0)
        commit(life);
}

#define TAKE(life, ...) take((life), (struct coh_input){__VA_ARGS__})

#include "random_property.h"

/* ---- a cluster and its life ---- */

static const char *word(struct life *life, int at, const char *format, ...) __attribute__((format(printf, 3, 4)));

static const char *word(struct life *life, int at, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    vsnprintf(life->names[at], sizeof life->names[at], format, ap);
    va_end(ap);
    return life->names[at];
}

static const char *node_name(struct life *life, int at)
{
    return word(life, at, "N%d", below(life, NODES));
}

static const char *group_name(struct life *life, int at)
{
    return word(life, at, "G%d", below(life, GROUPS));
}

static const char *resource_name(struct life *life, int at)
{
    return word(life, at, "R%d", below(life, RESOURCES));
}

static const char *service_name(struct life *life, int at)
{
    return word(life, at, "S%d@N%d", below(life, SERVICES), below(life, NODES));
}

static void create_resource(struct life *life)
{
    const char *name = resource_name(life, 0), *group = word(life, 1, "Group=G%d", below(life, GROUPS));

    switch (below(life, 4)) {
    case 0:
        TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = name,
             .list = LIST(group, "Type=Generic Service", word(life, 2, "ServiceName=S%d", below(life, SERVICES)),
                          one_in(life, 4) ? "OnRunning=Restart" : "RestartDelay=0"));
        break;
    case 1:
        TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = name,
             .list = LIST(group, "Type=Own", "CommandLine=x"));
        break;
    default:
        TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = name,
             .list = LIST(group, one_in(life, 4) ? "Type=Network Name" : "Type=Generic Application"));
        break;
    }
}

static void create_service(struct life *life)
{
    const char *name = service_name(life, 0), *at = strchr(name, '@');

    (void)at;
    TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = name,
         .list = LIST(one_in(life, 2) ? word(life, 1, "Needs=S%d", below(life, SERVICES)) : "Needs=",
                      one_in(life, 4)   ? "Start=Auto"
                      : one_in(life, 8) ? "Start=Disabled"
                                        : "Start=Manual"));
}

/* Affinity rules, and objects whose kind is data. */
static void bonds_and_kinds(struct life *life)
{
    static const char *const types[] = {"Type=SameNode", "Type=DifferentNode", "Type=DifferentFaultDomain"};
    static const char *const rule[] = {"Enabled=0", "Enabled=1", "SoftAntiAffinity=1", "SoftAntiAffinity=0"};
    const char *affinity = word(life, 3, "Rule%d", below(life, 2)), *thing = word(life, 4, "thing/T%d", below(life, 3)),
               *kind = one_in(life, 8) ? "item" : "thing";

    switch (below(life, 12)) {
    case 0:
    case 1:
        TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_AFFINITY, .name = affinity,
             .list = LIST(types[below(life, 3)], word(life, 0, "Groups=G%d", below(life, GROUPS)),
                          word(life, 1, "Groups=G%d", below(life, GROUPS))));
        break;
    case 2:
        TAKE(life, .verb = COH_VERB_AFFINITY_GROUPS, .name = affinity,
             .list = LIST(group_name(life, 0), group_name(life, 1)));
        break;
    case 3:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_AFFINITY, .name = affinity, .list = LIST(rule[below(life, 4)]));
        break;
    case 4: TAKE(life, .verb = COH_VERB_DELETE, .kind = COH_AFFINITY, .name = affinity); break;
    case 5:
        TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_KIND, .name = "thing",
             .list = LIST("Properties=A ref of=group\nB refs of=service\nC ref of=thing\nD ref of=node"));
        break;
    case 6: TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_OBJECT, .name = thing); break;
    case 7:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_OBJECT, .name = thing,
             .list = LIST(word(life, 0, "A=G%d", below(life, GROUPS)),
                          word(life, 1, "B=S%d@N%d", below(life, SERVICES), below(life, NODES))));
        break;
    case 8:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_OBJECT, .name = thing,
             .list = LIST(one_in(life, 2) ? word(life, 0, "C=T%d", below(life, 3))
                                          : word(life, 1, "D=N%d", below(life, NODES))));
        break;
    case 9: TAKE(life, .verb = COH_VERB_DELETE, .kind = COH_OBJECT, .name = thing); break;
    case 10:
        if (one_in(life, 2))
            TAKE(life, .verb = COH_VERB_RENAME, .kind = COH_KIND, .name = kind, .arg = *kind == 'i' ? "thing" : "item");
        else
            TAKE(life, .verb = COH_VERB_UNSET, .kind = COH_OBJECT, .name = thing, .list = LIST("A", "B", "C", "D"));
        break;
    default: TAKE(life, .verb = COH_VERB_OBJECT_TIMER, .name = thing, .a = below(life, 9000)); break;
    }
}

static void populate(struct life *life)
{
    int i;

    TAKE(life, .verb = COH_VERB_CLUSTER_CREATE, .name = "LIFE");
    if (one_in(life, 2))
        TAKE(life, .verb = COH_VERB_QUORUM_WITNESS, .a = COHORT_WITNESS_DISK, .arg = "W");
    TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_TYPE, .name = "Own", .list = LIST("Class=program"));
    for (i = 0; i < NODES; i++) {
        TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = word(life, 0, "N%d", i));
        if (i == 0 || !one_in(life, 4))
            TAKE(life, .verb = COH_VERB_NODE_UP, .list = LIST(word(life, 0, "N%d", i)), .arg = "boot");
    }
    for (i = 0; i < GROUPS; i++)
        TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = word(life, 0, "G%d", i));
    for (i = 0; i < 20; i++)
        bonds_and_kinds(life);
    for (i = 0; i < SERVICES * NODES; i++)
        create_service(life);
    for (i = 0; i < RESOURCES; i++)
        create_resource(life);
}

static void goal(struct life *life)
{
    const char *group = group_name(life, 0), *resource = resource_name(life, 1), *service = service_name(life, 2);

    switch (below(life, 16)) {
    case 12: TAKE(life, .verb = COH_VERB_GROUP_CANCEL, .name = group); break;
    case 13:
        TAKE(life, .verb = COH_VERB_MAINTENANCE, .kind = COH_GROUP, .name = group, .a = below(life, 2),
             .b = below(life, 2) * 5000);
        break;
    case 14:
        TAKE(life, .verb = COH_VERB_MAINTENANCE, .kind = COH_RESOURCE, .name = resource, .a = below(life, 2),
             .b = below(life, 2) * 5000);
        break;
    case 15: TAKE(life, .verb = COH_VERB_RESOURCE_REGROUP, .name = resource, .arg = group); break;
    case 0:
    case 1:
    case 2: TAKE(life, .verb = COH_VERB_GROUP_ONLINE, .name = group); break;
    case 3: TAKE(life, .verb = COH_VERB_GROUP_OFFLINE, .name = group); break;
    case 4:
        TAKE(life, .verb = COH_VERB_GROUP_MOVE, .name = group, .arg = one_in(life, 2) ? node_name(life, 3) : NULL);
        break;
    case 5:
    case 6: TAKE(life, .verb = COH_VERB_RESOURCE_ONLINE, .name = resource); break;
    case 7: TAKE(life, .verb = COH_VERB_RESOURCE_OFFLINE, .name = resource); break;
    case 8: TAKE(life, .verb = COH_VERB_RESOURCE_FAIL, .name = resource); break;
    case 9:
    case 10: TAKE(life, .verb = COH_VERB_SERVICE_START, .name = service); break;
    default: TAKE(life, .verb = COH_VERB_SERVICE_STOP, .name = service, .a = below(life, 2)); break;
    }
}

static void depend(struct life *life)
{
    char text[100];
    int r = below(life, RESOURCES), p = below(life, RESOURCES), q = below(life, RESOURCES);

    snprintf(text, sizeof text,
             one_in(life, 2)   ? "[R%d] or [R%d]"
             : one_in(life, 2) ? "([R%d]) and [R%d]"
                               : "[R%d]",
             p, q);
    TAKE(life, .verb = COH_VERB_RESOURCE_DEPEND, .name = word(life, 0, "R%d", r), .arg = one_in(life, 5) ? NULL : text);
}

static void set_property(struct life *life)
{
    static const char *const resource[] = {"RestartThreshold=0",
                                           "RestartThreshold=2",
                                           "RestartDelay=0",
                                           "RestartDelay=3s",
                                           "RestartAction=0",
                                           "RestartAction=1",
                                           "RestartAction=3",
                                           "PendingTimeout=2s",
                                           "RetryPeriodOnFailure=10s",
                                           "Mine=a b",
                                           "UseNetworkName=1",
                                           "RestartPeriod=20s",
                                           "LooksAlivePollInterval=4294967295",
                                           "Group=G1",
                                           "HeldStop=Block"};
    static const char *const group[] = {"FailoverThreshold=0", "FailoverThreshold=3",      "FailoverThreshold=5000",
                                        "FailoverPeriod=1",    "AutoFailbackType=1",       "FailbackWindowStart=3",
                                        "FailbackWindowEnd=5", "AntiAffinityClassNames=x", "Priority=0",
                                        "Priority=3000",       "ColdStartSetting=1",       "LockedFromMoving=1",
                                        "LockedFromMoving=0"};
    static const char *const service[] = {"Start=Auto",     "Start=Disabled", "Start=Manual", "PendingTimeout=1s",
                                          "Needs=S2",       "Needs=S1\nS3",   "Needs=",       "Recovery=Restart",
                                          "OnNeedLost=Exit"};
    static const char *const type[] = {"PendingTimeout=5s", "Class=program", "Class=script", "Drives=service",
                                       "RequiredDependencies=Network Name"};

    switch (below(life, 6)) {
    case 0:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_GROUP, .name = group_name(life, 0),
             .list = LIST(group[below(life, 13)]));
        break;
    case 1:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_SERVICE, .name = service_name(life, 0),
             .list = LIST(service[below(life, 9)]));
        break;
    case 2:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_TYPE, .name = "Own", .list = LIST(type[below(life, 5)]));
        break;
    case 3:
        TAKE(life, .verb = COH_VERB_UNSET, .kind = COH_RESOURCE, .name = resource_name(life, 0),
             .list = LIST("RestartDelay", "Mine"));
        break;
    default:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = resource_name(life, 0),
             .list = LIST(resource[below(life, 15)]));
        break;
    }
}

/* Any property that there is, of an object of its kind. */
static void any_property(struct life *life)
{
    char text[160], name[64];
    const struct coh_propdef *def = random_property(life, text, sizeof text);
    int kind = def->kind == COH_NONE ? COH_GROUP : def->kind, i = below(life, 4);

    switch (kind) {
    case COH_CLUSTER: *name = '\0'; break;
    case COH_NODE: snprintf(name, sizeof name, "N%d", i); break;
    case COH_GROUP: snprintf(name, sizeof name, "G%d", i); break;
    case COH_TYPE: snprintf(name, sizeof name, i == 0 ? "Generic Application" : "Own"); break;
    case COH_SERVICE: snprintf(name, sizeof name, "S%d@N%d", i, below(life, NODES)); break;
    case COH_GROUPSET: snprintf(name, sizeof name, "S%d", i % 2); break;
    case COH_AFFINITY: snprintf(name, sizeof name, "Rule%d", i % 2); break;
    default: snprintf(name, sizeof name, "R%d", below(life, RESOURCES)); break;
    }
    if (one_in(life, 4))
        text[strcspn(text, "=")] = '\0';
    TAKE(life, .verb = strchr(text, '=') != NULL ? COH_VERB_SET : COH_VERB_UNSET, .kind = kind, .name = name,
         .list = LIST(text));
}

/* What changes the record and not the cluster, and the clock. */
static void record_and_clock(struct life *life)
{
    int64_t seq = coh_engine_sequence(life->a.e);

    switch (below(life, 3)) {
    case 0: TAKE(life, .verb = COH_VERB_PRUNE, .a = below(life, (int)seq + 3)); break;
    case 1:
        TAKE(life, .verb = COH_VERB_LOG, .kind = COH_RESOURCE, .name = resource_name(life, 0), .a = below(life, 100),
             .b = below(life, 5), .arg = one_in(life, 8) ? NULL : "an event");
        break;
    default:
        if (!life->batch)
            TAKE(life, .verb = COH_VERB_CLOCK, .a = life->a.now_ms + 3600000 * (int64_t)below(life, 48),
                 .b = 3600000 * (int64_t)(below(life, 25) - 12));
        break;
    }
}

static void waits(struct life *life)
{
    static const char *const set[] = {"StartupSetting=2", "StartupSetting=1", "StartupDelay=0", "StartupDelay=3s",
                                      "StartupCount=1",   "IsGlobal=1",       "IsGlobal=0"};
    static const char *const cluster[] = {"GroupDependencyTimeout=5s", "GroupDependencyTimeout=1m",
                                          "ClusterGroupWaitDelay=3s", "ClusterGroupWaitDelay=0"};
    const char *one = word(life, 3, "S%d", below(life, 2)), *other = word(life, 4, "S%d", below(life, 2));

    switch (below(life, 8)) {
    case 0: TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_GROUPSET, .name = one); break;
    case 1: TAKE(life, .verb = COH_VERB_DELETE, .kind = COH_GROUPSET, .name = one); break;
    case 2:
        TAKE(life, .verb = COH_VERB_GROUPSET_GROUPS, .name = one,
             .list = LIST(group_name(life, 0), group_name(life, 1)));
        break;
    case 3: TAKE(life, .verb = COH_VERB_GROUPSET_DEPEND, .name = one, .list = LIST(other)); break;
    case 4: TAKE(life, .verb = COH_VERB_GROUP_DEPEND, .name = group_name(life, 0), .list = LIST(one)); break;
    case 5:
        TAKE(life, .verb = COH_VERB_GROUP_DEPEND, .name = group_name(life, 0), .list = LIST(group_name(life, 1)));
        break;
    case 6:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_GROUPSET, .name = one, .list = LIST(set[below(life, 7)]));
        break;
    default:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_CLUSTER, .name = "LIFE", .list = LIST(cluster[below(life, 4)]));
        break;
    }
}

/* Verbs with flags, and what takes others along. */
static void flags(struct life *life)
{
    const char *group = group_name(life, 0), *resource = resource_name(life, 1), *node = node_name(life, 2);

    switch (below(life, 14)) {
    case 0:
    case 1:
        TAKE(life, .verb = COH_VERB_GROUP_MOVE, .name = group, .arg = node,
             .a = COHORT_MOVE_QUEUE | 2 * below(life, 2));
        break;
    case 2:
        TAKE(life, .verb = COH_VERB_GROUP_MOVE, .name = group, .arg = node,
             .a = COHORT_MOVE_RETURN | (one_in(life, 2) ? COHORT_IGNORE_AFFINITY : 0));
        break;
    case 3: TAKE(life, .verb = COH_VERB_GROUP_MOVE_ALL, .arg = node, .a = below(life, 8)); break;
    case 4: TAKE(life, .verb = COH_VERB_RESOURCE_OFFLINE, .name = resource, .a = below(life, 8)); break;
    case 5: TAKE(life, .verb = COH_VERB_RESOURCE_ONLINE, .name = resource, .a = below(life, 4)); break;
    case 6: TAKE(life, .verb = COH_VERB_RESOURCE_RESTART, .name = resource); break;
    case 7: TAKE(life, .verb = COH_VERB_GROUP_ONLINE, .name = group, .a = COHORT_IGNORE_AFFINITY); break;
    case 8: TAKE(life, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = resource, .a = 1); break;
    case 9:
        TAKE(life, .verb = COH_VERB_DELETE, .kind = COH_GROUP, .name = group, .a = 1);
        TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = group);
        break;
    case 10: TAKE(life, .verb = COH_VERB_DELETE, .kind = COH_SERVICE, .name = service_name(life, 0), .a = 1); break;
    case 11:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_GROUP, .name = group,
             .list = LIST(word(life, 3, "DefaultOwner=%s", node), "AutoFailbackType=1"));
        break;
    case 12:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_NODE, .name = node,
             .list = LIST(word(life, 3, "FaultDomain=Site:S%d", below(life, 2))));
        break;
    default:
        TAKE(life, .verb = COH_VERB_TYPE_OWNERS, .name = "Generic Application",
             .list = one_in(life, 2) ? NULL : LIST(node, node_name(life, 3)));
        break;
    }
}

static void configure(struct life *life)
{
    if (one_in(life, 4)) {
        waits(life);
        return;
    }
    switch (below(life, 18)) {
    case 14:
    case 15:
    case 16: any_property(life); break;
    case 17: record_and_clock(life); break;
    case 0:
    case 1:
    case 2: depend(life); break;
    case 3:
    case 4: set_property(life); break;
    case 5:
        TAKE(life, .verb = COH_VERB_GROUP_OWNERS, .name = group_name(life, 0),
             .list = LIST(node_name(life, 1), node_name(life, 2)));
        break;
    case 6:
        TAKE(life, .verb = COH_VERB_RESOURCE_OWNERS, .name = resource_name(life, 0),
             .list = one_in(life, 2) ? NULL : LIST(node_name(life, 1)));
        break;
    case 7:
        TAKE(life, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = resource_name(life, 0));
        TAKE(life, .verb = COH_VERB_DELETE, .kind = COH_GROUP, .name = group_name(life, 0));
        TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = group_name(life, 0));
        break;
    case 8: create_resource(life); break;
    case 9: create_service(life); break;
    case 10: TAKE(life, .verb = COH_VERB_DELETE, .kind = COH_SERVICE, .name = service_name(life, 0)); break;
    case 11:
        if (one_in(life, 3)) {
            TAKE(life, .verb = COH_VERB_DELETE, .kind = COH_NODE, .name = node_name(life, 0));
            TAKE(life, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = node_name(life, 0));
        }
        break;
    case 12:
        TAKE(life, .verb = COH_VERB_RENAME, .kind = COH_SERVICE, .name = service_name(life, 0),
             .arg = word(life, 1, "S%d", below(life, SERVICES)));
        break;
    default:
        if (one_in(life, 2)) { /* two nodes swap their names */
            TAKE(life, .verb = COH_VERB_RENAME, .kind = COH_NODE, .name = "N0", .arg = "swap");
            TAKE(life, .verb = COH_VERB_RENAME, .kind = COH_NODE, .name = "N1", .arg = "N0");
            TAKE(life, .verb = COH_VERB_RENAME, .kind = COH_NODE, .name = "swap", .arg = "N1");
        } else {
            TAKE(life, .verb = COH_VERB_RENAME, .kind = COH_RESOURCE, .name = resource_name(life, 0),
                 .arg = resource_name(life, 1));
        }
        break;
    }
}

/* Several inputs as one: they are settled and committed at its end, or leave nothing. */
static void batch(struct life *life)
{
    char before[17], after[17];
    int count = 1 + below(life, 6), at = life->a.open_count;

    due(life);
    bed_digest(&life->a, before);
    if (step(life, (struct coh_input){.verb = COH_VERB_BEGIN}) < 0)
        life_failed(life, "a batch cannot begin", life->a.error.text);
    for (life->batch = 1; count > 0 && life->batch == 1; count--)
        switch (below(life, 4)) {
        case 0: goal(life); break;
        case 1: configure(life); break;
        case 2: flags(life); break;
        default: bonds_and_kinds(life); break;
        }
    count = life->batch;
    life->batch = 0;
    if (count == 1 && !one_in(life, 6)) {
        if (step(life, (struct coh_input){.verb = COH_VERB_COMMIT}) < 0)
            life_failed(life, "a batch cannot end", life->a.error.text);
        commit(life);
        return;
    }
    coh_engine_rollback(life->a.e);
    if (life->has_b)
        coh_engine_rollback(life->b.e);
    bed_digest(&life->a, after);
    if (strcmp(before, after) != 0 || life->a.open_count != at)
        life_failed(life, "a batch that is taken back leaves something", "");
    compare_digests(life);
}

static void node_trouble(struct life *life)
{
    const char *node = node_name(life, 0);

    switch (below(life, 18)) {
    case 17: TAKE(life, .verb = one_in(life, 3) ? COH_VERB_CLUSTER_STOP : COH_VERB_CLUSTER_START); break;
    case 13: TAKE(life, .verb = COH_VERB_NODE_STOP, .name = node); break;
    case 14:
    case 15: TAKE(life, .verb = COH_VERB_NODE_START, .name = node, .a = below(life, 8)); break;
    case 16:
        TAKE(life, .verb = COH_VERB_NODE_PAUSE, .name = node, .a = COHORT_PAUSE_DRAIN | 2 * below(life, 4),
             .b = below(life, 20000));
        break;
    case 11: TAKE(life, .verb = COH_VERB_QUORUM_FORCE); break;
    case 12:
        TAKE(life, .verb = COH_VERB_SET, .kind = COH_CLUSTER, .name = "",
             .list = LIST(one_in(life, 2)   ? "DynamicQuorum=0"
                          : one_in(life, 2) ? "DynamicQuorum=1"
                          : one_in(life, 2) ? "QuarantineThreshold=1"
                          : one_in(life, 2) ? "IgnorePersistentStateOnStartup=1"
                                            : "LowerQuorumPriorityNodeID=3"));
        break;
    case 8:
    case 9:
        TAKE(life, .verb = COH_VERB_NODE_PAUSE, .name = node, .a = below(life, 2),
             .arg = one_in(life, 4) ? node_name(life, 1) : NULL);
        break;
    case 10: TAKE(life, .verb = COH_VERB_NODE_RESUME, .name = node, .a = below(life, 3)); break;
    case 0:
    case 1: TAKE(life, .verb = COH_VERB_NODE_DOWN, .list = LIST(node)); break;
    case 2: TAKE(life, .verb = COH_VERB_NODE_ISOLATE, .name = node, .a = 1); break;
    case 3: TAKE(life, .verb = COH_VERB_NODE_ISOLATE, .name = node, .a = 0); break;
    case 4: TAKE(life, .verb = COH_VERB_WITNESS_REPORT, .a = below(life, 2)); break;
    case 5: TAKE(life, .verb = COH_VERB_OPEN, .a = 77777, .b = 3600000 * below(life, 3)); break;
    default:
        TAKE(life, .verb = COH_VERB_NODE_UP, .list = LIST(node), .arg = one_in(life, 2) ? "boot" : "boot anew");
        break;
    }
}

static void answer(struct life *life)
{
    static const int statuses[] = {COHORT_AGENT_DONE,
                                   COHORT_AGENT_DONE,
                                   COHORT_AGENT_DONE,
                                   COHORT_AGENT_DONE,
                                   COHORT_AGENT_FAILED,
                                   COHORT_AGENT_DIED,
                                   COHORT_AGENT_PROGRESS,
                                   COHORT_AGENT_DONE,
                                   COHORT_AGENT_DONE,
                                   COHORT_AGENT_CANNOT_HERE,
                                   COHORT_AGENT_CANNOT_ANYWHERE,
                                   COHORT_AGENT_DONE};
    struct bed *a = &life->a;
    int at = below(life, a->open_count),
        status = life->calm && !one_in(life, 8) ? COHORT_AGENT_DONE : statuses[below(life, 12)];
    struct coh_action action = a->open[at];

    if (status != COHORT_AGENT_PROGRESS) {
        memmove(&a->open[at], &a->open[at + 1], (size_t)(a->open_count - at - 1) * sizeof a->open[0]);
        a->open_count--;
    }
    TAKE(life, .verb = COH_VERB_REPORT, .a = action.object, .b = action.operation, .c = status,
         .arg = status == COHORT_AGENT_FAILED ? "said no" : NULL);
}

static void fault(struct life *life)
{
    static const int statuses[] = {COHORT_AGENT_DIED,     COHORT_AGENT_DIED,   COHORT_AGENT_FAILED,
                                   COHORT_AGENT_FAILED,   COHORT_AGENT_LOCKED, COHORT_AGENT_UNLOCKED,
                                   COHORT_AGENT_EMBEDDED, COHORT_AGENT_DONE};
    int64_t id = 2 + below(life, (int)coh_engine_model(life->a.e)->cluster->next_id), op;
    const struct coh_obj *obj = coh_by_id(coh_engine_model(life->a.e), id);

    if (obj == NULL || (obj->kind != COH_RESOURCE && obj->kind != COH_SERVICE))
        return;
    op = obj->kind == COH_RESOURCE ? ((const struct coh_resource *)obj)->op_id
                                   : ((const struct coh_service *)obj)->op_id;
    TAKE(life, .verb = COH_VERB_REPORT, .a = id, .b = op - (one_in(life, 5) ? 1 : 0), .c = statuses[below(life, 8)]);
}

static void time_passes(struct life *life)
{
    struct bed *a = &life->a;
    int64_t deadline = coh_engine_deadline(a->e);

    if (deadline != COH_NEVER && one_in(life, 3))
        a->now_ms = deadline > a->now_ms ? deadline : a->now_ms;
    else
        a->now_ms += below(life, one_in(life, 10) ? 200000 : 800);
    due(life);
}

/* Operations that the engine still waits for and that nobody remembers would be lost by a crash. */
static void check_inflight(struct life *life)
{
    struct coh_action *list = NULL;
    int count = 0, i;

    assert_int_equal(coh_engine_inflight(life->a.e, 0, &list, &count), 0);
    for (i = 0; i < count; i++) {
        int at = bed_open_of(&life->a, list[i].object);

        if (at >= 0 && (life->a.open[at].op != list[i].op || life->a.open[at].operation != list[i].operation ||
                        life->a.open[at].node != list[i].node))
            life_failed(life, "an operation in flight is not what was issued", "");
    }
    coh_free(&life->a.mem, list);
}

static void reload(struct life *life)
{
    if (life->has_b)
        bed_done(&life->b);
    bed_init(&life->b);
    coh_engine_free(life->b.e);
    assert_int_equal(coh_engine_new(&life->b.mem, &life->b.e), 0);
    load_shadow(life->shadow, life->b.e);
    life->has_b = 1;
    compare_digests(life);
    assert_true(coh_engine_deadline(life->a.e) == coh_engine_deadline(life->b.e));
    assert_true(coh_engine_sequence(life->a.e) == coh_engine_sequence(life->b.e));
    check_inflight(life);
}

static void live(uint64_t seed)
{
    struct life *life = calloc(1, sizeof *life);
    int i, kind;

    life->seed = seed;
    life->random = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    life->shadow = calloc(1, sizeof *life->shadow);
    life->calm = seed % 3 != 0;
    life->verbose = getenv("COHORT_RANDOM_VERBOSE") != NULL;
    bed_init(&life->a);
    write_everything(life);
    populate(life);
    for (i = 0; i < STEPS; i++) {
        kind = below(life, 25);
        if (kind == 24)
            batch(life);
        else if (kind >= 22)
            bonds_and_kinds(life);
        else if (kind >= 20)
            flags(life);
        else if (kind < 3)
            goal(life);
        else if (kind < 5)
            configure(life);
        else if (kind < 6 && (!life->calm || one_in(life, 4)))
            node_trouble(life);
        else if (kind < 14 && life->a.open_count > 0)
            answer(life);
        else if (kind < 16 && (!life->calm || one_in(life, 4)))
            fault(life);
        else
            time_passes(life);
        if (one_in(life, 25))
            reload(life);
    }
    bed_done(&life->a);
    if (life->has_b)
        bed_done(&life->b);
    for (i = 0; i < SHADOW_ROWS; i++)
        drop_row(&life->shadow->rows[i]);
    free(life->shadow);
    free(life);
}

static uint64_t number(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void a_loaded_engine_goes_on_as_the_other(void **state)
{
    uint64_t seed, first = number("COHORT_RANDOM_SEED", 1), runs = number("COHORT_RANDOM_RUNS", 150);

    (void)state;
    for (seed = first; seed < first + runs; seed++)
        live(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_engine_goes_on_as_the_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
