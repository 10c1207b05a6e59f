/*
 * cohort_why(): the present state and its reason from the model, then the chain of causes from the stored history,
 * down to the input and who gave it.
 *
 * A reason that only says how the last operation ended ("started"), or that somebody asked, is not an answer: then the chain says what decided,
 * and, of a group, a resource of it. What brought a resource up is half of it; the other half is who wants it to be.
 */
#include <string.h>

#include "core/rules.h"
#include "runtime/runtime.h"
#include "util/text.h"

/* A chain of causes while it is read. */
struct chain {
    cohort *h;
    struct coh_buf *rows;   /* lines for people; NULL: not asked for */
    struct coh_buf decided; /* reason of the nearest transition that has one */
    struct coh_buf asked;   /* the input, in words */
    struct coh_buf
        through; /* what passed that on: the resource that drives the service, the group that arrived, the profile that reacted */
    int is_service, is_decided, is_request, is_wish; /* a wish: that something be online */
    int64_t cause, input;                            /* of the row that was read last */
    int64_t time_ms, wall_ms;
    char *actor;
};

int coh_find_any(cohort *h, const char *name, struct coh_obj **ret_obj)
{
    static const int order[] = {COH_GROUP, COH_RESOURCE, COH_NODE, COH_SERVICE, COH_GROUPSET};
    size_t i;

    for (i = 0; i < sizeof order / sizeof order[0]; i++) {
        *ret_obj = coh_find(coh_model(h), order[i], name);
        if (*ret_obj != NULL)
            return 0;
    }
    return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 0,
                         "there is no group, resource, node, service or group set \"%s\"", name);
}

static int find(cohort *h, const char *kind, const char *name, struct coh_obj **ret_obj)
{
    if (kind != NULL)
        return coh_find_object(h, kind, name, ret_obj);
    return name == NULL ? coh_missing(h, "name") : coh_find_any(h, name, ret_obj);
}

static const char *state_of(const struct coh_obj *obj, const struct coh_node **ret_owner)
{
    *ret_owner = NULL;
    switch (obj->kind) {
    case COH_RESOURCE:
        *ret_owner = ((const struct coh_resource *)obj)->group->owner;
        return coh_resource_state_name(((const struct coh_resource *)obj)->state);
    case COH_GROUP:
        *ret_owner = ((const struct coh_group *)obj)->owner;
        return coh_group_state_name(((const struct coh_group *)obj)->state);
    case COH_NODE: return coh_node_state_name(((const struct coh_node *)obj)->state);
    case COH_SERVICE: return coh_service_state_name(((const struct coh_service *)obj)->state);
    case COH_GROUPSET: return coh_groupset_state_name(((const struct coh_groupset *)obj)->state);
    default: return NULL;
    }
}

/* ---- the chain ---- */

/* How an operation ended, or what only follows from others: not what decided. */
static int is_outcome(int rule)
{
    return rule == COH_RULE_STARTED || rule == COH_RULE_STOPPED || rule == COH_RULE_TERMINATED;
}

static int says_nothing(int rule)
{
    return is_outcome(rule) || rule == COH_RULE_DRIVEN || rule == COH_RULE_REQUESTED || rule == COH_RULE_CREATED ||
           rule == COH_RULE_NONE || rule == COH_RULE_GROUP_STARTS;
}

/* In a chain: the transition before it says more. */
static int is_between(int rule)
{
    return says_nothing(rule) || rule == COH_RULE_DERIVED || rule == COH_RULE_SERVICE_MANUAL;
}

static void decide(struct chain *c, const struct coh_stored_transition *row)
{
    int rule = row->t.rule;

    if (rule == COH_RULE_REACTION || rule == COH_RULE_ARRIVED) {
        if (strstr(coh_buf_text(&c->through), row->reason) == NULL)
            coh_buf_fmt(&c->through, "%s; ", row->reason);
    } else if (rule == COH_RULE_DRIVEN) {
        if (c->is_service && c->through.size == 0)
            coh_buf_fmt(&c->through, "%s; ", row->reason);
    } else if (!is_between(rule)) {
        if (rule == COH_RULE_LOGGED)
            coh_buf_fmt(&c->decided, "%s (%s)", row->t.new_text, row->reason);
        else
            coh_buf_add(&c->decided, row->reason);
        c->is_decided = 1;
    }
}

static void add_row(cohort *h, struct coh_buf *rows, const struct coh_stored_transition *row, const char *reason)
{
    coh_buf_add(rows, "  ");
    coh_time_text(h, rows, row->t.time_ms, row->wall_ms);
    coh_buf_add(rows, "  ");
    coh_transition_text(rows, row->kind, row->t.name, row->t.change, row->t.rule, row->t.old_text, row->t.new_text,
                        reason);
    coh_buf_addc(rows, '\n');
}

static int line(void *user, const struct coh_stored_transition *row)
{
    struct chain *c = user;

    if (c->rows != NULL)
        add_row(c->h, c->rows, row, row->reason);
    if (!c->is_decided)
        decide(c, row);
    c->cause = row->t.cause;
    c->input = row->t.input;
    c->time_ms = row->t.time_ms;
    c->wall_ms = row->wall_ms;
    coh_free(&c->h->mem, c->actor);
    c->actor = row->actor != NULL ? coh_strdup(&c->h->mem, row->actor) : NULL;
    return 0;
}

/* The end of the chain: who asked, or what was reported. */
static int origin(struct chain *c)
{
    struct coh_buf unseen, *rows = c->rows;
    struct coh_input input;
    int rc;

    coh_buf_init(&unseen, &c->h->mem, 0);
    rows = rows != NULL ? rows : &unseen;
    coh_buf_add(rows, "  ");
    coh_time_text(c->h, rows, c->time_ms, c->wall_ms);
    rc = coh_store_input(c->h->store, c->input, &input, &c->h->error);
    if (rc == COHORT_ERR_NOT_FOUND) {
        coh_error_clear(&c->h->error);
        coh_buf_fmt(rows, "  input %lld (pruned)\n", (long long)c->input);
        rc = 0;
    } else if (rc == 0) {
        c->is_request = coh_verb_is_request(input.verb);
        c->is_wish = input.verb == COH_VERB_GROUP_ONLINE || input.verb == COH_VERB_RESOURCE_ONLINE;
        coh_input_words(&c->asked, &input);
        coh_buf_fmt(rows, "  input: %s", coh_buf_text(&c->asked));
        if (c->is_request && c->actor != NULL)
            coh_buf_fmt(rows, ", by %s", c->actor);
        coh_buf_addc(rows, '\n');
    }
    coh_buf_free(&unseen);
    return rc;
}

/* From a transition to the input that began it. */
static int read_chain(struct chain *c, int64_t seq)
{
    int steps, rc;

    for (steps = 0; seq > 0; steps++, seq = c->cause) {
        if (steps == COH_CAUSES_MAX) {
            if (c->rows != NULL)
                coh_buf_fmt(c->rows, "  and so on, back from %lld\n", (long long)seq);
            return 0;
        }
        rc = coh_store_transition(c->h->store, seq, line, c, &c->h->error);
        if (rc == COHORT_ERR_NOT_FOUND) {
            coh_error_clear(&c->h->error);
            if (c->rows != NULL)
                coh_buf_fmt(c->rows,
                            c->h->batch == COH_BATCH_OPEN ? "  transition %lld (of the batch that is open)\n"
                                                          : "  before %lld (pruned)\n",
                            (long long)seq);
            return 0;
        }
        if (rc < 0)
            return rc;
    }
    return steps > 0 ? origin(c) : 0;
}

/* ---- the reason ---- */

static void add_sentence(struct coh_buf *buf, const struct coh_obj *obj)
{
    struct coh_transition reason = {.rule = obj->rule, .a = obj->a, .b = obj->b, .s = obj->s};

    coh_rule_sentence(buf, &reason);
}

/* "started: provider Base is online", "\"node pause A\" was asked for by simulation". 1: that somebody wants it online is part of it. */
static int add_decision(struct coh_buf *buf, const struct chain *c, const struct coh_obj *obj)
{
    if (obj->rule == COH_RULE_CREATED && obj->kind == COH_NODE) {
        coh_buf_add(buf, "it was added and has not come up yet");
        return 0;
    }
    if (obj->kind == COH_GROUP && ((const struct coh_group *)obj)->count == 0) {
        coh_buf_add(buf, "it has no resources");
        return 0;
    }
    if (obj->rule == COH_RULE_CREATED && obj->kind == COH_SERVICE) {
        coh_buf_add(buf, "it was added and nothing has started it yet");
        return 0;
    }
    if (is_outcome(obj->rule)) {
        add_sentence(buf, obj);
        coh_buf_add(buf, c->is_decided || c->is_request ? ": " : "");
    }
    coh_buf_add(buf, coh_buf_text(&c->through));
    if (c->is_decided && (obj->rule != COH_RULE_REQUESTED || c->through.size > 0))
        coh_buf_add(buf, coh_buf_text(&c->decided));
    else if (c->is_request)
        coh_buf_fmt(buf, "\"%s\" was asked for by %s", coh_buf_text(&c->asked), c->actor != NULL ? c->actor : "nobody");
    else if (c->asked.size > 0)
        coh_buf_fmt(buf, " after \"%s\"", coh_buf_text(&c->asked));
    else
        coh_buf_add(buf, ": what led to it was pruned");
    return c->is_wish && !c->is_decided;
}

/* Of a resource that is up: who wants it to be, if what was told from @begun on does not say so. */
static void add_wish(struct coh_buf *buf, const struct coh_obj *obj, size_t begun)
{
    const struct coh_resource *r = (const struct coh_resource *)obj;
    struct coh_buf words;

    if (obj->kind != COH_RESOURCE || (r->state != COHORT_RESOURCE_ONLINE && r->state != COHORT_RESOURCE_ONLINE_PENDING))
        return;
    coh_buf_init(&words, buf->mem, 0);
    if (coh_wanted_words(&words, r) && strstr(coh_buf_text(buf) + begun, coh_buf_text(&words)) == NULL)
        coh_buf_fmt(buf, "; %s", coh_buf_text(&words));
    if (words.error < 0)
        buf->error = words.error;
    coh_buf_free(&words);
}

/* The reason of the model, with the decision in the place of what says nothing. */
static void add_reason(struct coh_buf *buf, const struct chain *c, const struct coh_obj *obj)
{
    struct coh_buf reason, plain;
    size_t begun = buf->size;
    const char *text, *rest;
    int has_wish = 0;

    coh_buf_init(&reason, buf->mem, 0);
    coh_buf_init(&plain, buf->mem, 0);
    coh_reason(&reason, coh_model(c->h), obj);
    add_sentence(&plain, obj);
    text = coh_buf_text(&reason);
    rest = text + plain.size;
    if (says_nothing(obj->rule) && reason.size >= plain.size && memcmp(text, coh_buf_text(&plain), plain.size) == 0 &&
        (*rest == '\0' || *rest == ';')) {
        has_wish = add_decision(buf, c, obj);
    } else {
        coh_buf_add(buf, text);
        rest = "";
    }
    if (!has_wish)
        add_wish(buf, obj, begun);
    coh_buf_add(buf, rest);
    if (reason.error < 0 || plain.error < 0)
        buf->error = COHORT_ERR_NOMEM;
    coh_buf_free(&reason);
    coh_buf_free(&plain);
}

/* The member that makes the group what it is. */
static const struct coh_obj *telling_member(const struct coh_group *g)
{
    const struct coh_resource *r, *best = NULL;
    int rank, best_rank = 0;

    for (r = g->first; r != NULL; r = r->next) {
        rank = r->state == COHORT_RESOURCE_FAILED   ? 4
               : r->state >= 128                    ? 3
               : r->state != COHORT_RESOURCE_ONLINE ? 2
                                                    : 1;
        if (rank > best_rank) {
            best = r;
            best_rank = rank;
        }
    }
    return best != NULL ? &best->o : NULL;
}

/* Where the chain begins. A group that is Offline for want of a node was told nothing: its members were, when they went down. */
static int64_t chain_of(const struct coh_obj *obj, const struct coh_obj *member, const struct coh_buf *reason)
{
    struct coh_buf plain;
    int64_t seq = obj->last;

    if (member == NULL || member->last < obj->last || ((const struct coh_group *)obj)->state != COHORT_GROUP_OFFLINE)
        return seq;
    coh_buf_init(&plain, reason->mem, 0);
    add_sentence(&plain, obj);
    if (strcmp(coh_buf_text(&plain), coh_buf_text(reason)) != 0)
        seq = member->last;
    coh_buf_free(&plain);
    return seq;
}

static int explain(cohort *h, const struct coh_obj *obj, struct coh_buf *buf, struct coh_buf *rows);

static int explain_member(cohort *h, const struct coh_obj *member, struct coh_buf *buf, struct coh_buf *rows)
{
    const struct coh_node *owner;

    coh_buf_fmt(buf, "resource %s is %s: ", member->name, state_of(member, &owner));
    return explain(h, member, buf, rows);
}

/* The reason of a group says why it is where it is. Why it is Failed, Pending or PartialOnline a member says. */
static int explain_group(cohort *h, const struct coh_group *g, struct coh_buf *buf, size_t begun)
{
    const struct coh_obj *member = telling_member(g);

    if (member == NULL || g->state == COHORT_GROUP_ONLINE || g->state == COHORT_GROUP_OFFLINE ||
        strstr(coh_buf_text(buf) + begun, member->name) != NULL)
        return 0;
    coh_buf_add(buf, "; ");
    return explain_member(h, member, buf, NULL);
}

struct told {
    cohort *h;
    struct coh_buf *rows;
};

static int told_row(void *user, const struct coh_stored_transition *row)
{
    struct told *told = user;
    struct coh_buf reason;

    coh_buf_init(&reason, &told->h->mem, 0);
    coh_buf_fmt(&reason, "%s by %s", row->reason, row->actor != NULL ? row->actor : "nobody");
    add_row(told->h, told->rows, row, coh_buf_text(&reason));
    if (reason.error < 0)
        told->rows->error = reason.error;
    coh_buf_free(&reason);
    return 0;
}

/* Who put it, or its group, into maintenance: no link of the chain. */
static int add_care(cohort *h, const struct coh_obj *obj, struct coh_buf *rows)
{
    const struct coh_care *care = coh_care_of(obj);
    struct told told = {h, rows};
    int rc;

    if (care == NULL || rows == NULL)
        return 0;
    rc = coh_store_transition(h->store, care->seq, told_row, &told, &h->error);
    if (rc == COHORT_ERR_NOT_FOUND) { /* of a batch that is open */
        coh_error_clear(&h->error);
        rc = 0;
    }
    return rc;
}

static int explain(cohort *h, const struct coh_obj *obj, struct coh_buf *buf, struct coh_buf *rows)
{
    const struct coh_obj *member = obj->kind == COH_GROUP ? telling_member((const struct coh_group *)obj) : NULL;
    struct chain c = {.h = h, .rows = rows, .is_service = obj->kind == COH_SERVICE};
    struct coh_buf reason;
    size_t begun = buf->size;
    int64_t seq;
    int rc = 0;

    coh_buf_init(&reason, &h->mem, 0);
    coh_reason(&reason, coh_model(h), obj);
    if (member != NULL && says_nothing(obj->rule) && reason.size > 0 &&
        strcmp(coh_buf_text(&reason), coh_rule_name(obj->rule)) == 0) {
        coh_buf_free(&reason);
        return explain_member(h, member, buf, rows);
    }
    seq = chain_of(obj, member, &reason);
    coh_buf_free(&reason);
    coh_buf_init(&c.decided, &h->mem, 0);
    coh_buf_init(&c.asked, &h->mem, 0);
    coh_buf_init(&c.through, &h->mem, 0);
    rc = add_care(h, obj, rows);
    if (rc == 0)
        rc = read_chain(&c, seq);
    if (rc == 0)
        add_reason(buf, &c, obj);
    if (c.decided.error < 0 || c.asked.error < 0 || c.through.error < 0)
        buf->error = COHORT_ERR_NOMEM;
    coh_free(&h->mem, c.actor);
    coh_buf_free(&c.decided);
    coh_buf_free(&c.asked);
    coh_buf_free(&c.through);
    return rc == 0 && obj->kind == COH_GROUP ? explain_group(h, (const struct coh_group *)obj, buf, begun) : rc;
}

/* A node's state is not all: ", DrainFailed". */
static void add_status(struct coh_buf *buf, const struct coh_obj *obj)
{
    const char *status;
    int i;

    for (i = 0; obj->kind == COH_NODE; i++) {
        status = coh_status_name(COH_NODE, coh_node_status((const struct coh_node *)obj), i);
        if (status == NULL)
            return;
        coh_buf_fmt(buf, ", %s", status);
    }
}

int cohort_why(cohort *h, const char *kind, const char *name, char **ret_text)
{
    const struct coh_node *owner = NULL;
    struct coh_obj *obj = NULL;
    struct coh_buf buf, rows;
    const char *state;
    char *text;
    int rc = coh_enter(h);

    if (rc == 0)
        rc = find(h, kind, name, &obj);
    if (rc < 0)
        return rc;
    if (ret_text == NULL)
        return coh_missing(h, "ret_text");
    coh_buf_init(&buf, &h->mem, 0);
    coh_buf_init(&rows, &h->mem, 0);
    state = state_of(obj, &owner);
    coh_buf_fmt(&buf, "%s %s", coh_kind_name(obj->kind), coh_full_name(obj));
    if (state != NULL)
        coh_buf_fmt(&buf, " is %s", state);
    add_status(&buf, obj);
    if (owner != NULL)
        coh_buf_fmt(&buf, " on %s", owner->o.name);
    coh_buf_add(&buf, ": ");
    rc = explain(h, obj, &buf, &rows);
    coh_buf_fmt(&buf, "\n%s", coh_buf_text(&rows));
    if (rows.error < 0)
        buf.error = rows.error;
    if (rc == 0) {
        text = coh_buf_take(&buf);
        if (text != NULL)
            *ret_text = text;
        else
            rc = coh_out_of_memory(h);
    }
    coh_buf_free(&buf);
    coh_buf_free(&rows);
    return rc;
}
