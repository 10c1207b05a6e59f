/*
 * cohort_why(): the present state and its reason from the model, then the chain of causes from the stored history,
 * down to the input and who gave it.
 */
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

struct why {
    cohort *h;
    struct coh_buf *buf;
    int64_t cause, input; /* of the row that was read last */
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

static void present(struct why *why, const struct coh_obj *obj)
{
    const struct coh_node *owner = NULL;
    const char *state = NULL;
    struct coh_buf reason;

    if (obj->kind == COH_RESOURCE) {
        state = coh_resource_state_name(((const struct coh_resource *)obj)->state);
        owner = ((const struct coh_resource *)obj)->group->owner;
    } else if (obj->kind == COH_GROUP) {
        state = coh_group_state_name(((const struct coh_group *)obj)->state);
        owner = ((const struct coh_group *)obj)->owner;
    } else if (obj->kind == COH_NODE) {
        state = coh_node_state_name(((const struct coh_node *)obj)->state);
    } else if (obj->kind == COH_SERVICE) {
        state = coh_service_state_name(((const struct coh_service *)obj)->state);
    } else if (obj->kind == COH_GROUPSET) {
        state = coh_groupset_state_name(((const struct coh_groupset *)obj)->state);
    }
    coh_buf_fmt(why->buf, "%s %s", coh_kind_name(obj->kind), coh_full_name(obj));
    if (state != NULL)
        coh_buf_fmt(why->buf, " is %s", state);
    if (owner != NULL)
        coh_buf_fmt(why->buf, " on %s", owner->o.name);
    coh_buf_init(&reason, &why->h->mem, 0);
    coh_reason(&reason, coh_model(why->h), obj);
    if (reason.size > 0)
        coh_buf_fmt(why->buf, ": %s", coh_buf_text(&reason));
    if (reason.error < 0)
        why->buf->error = reason.error;
    coh_buf_free(&reason);
    coh_buf_addc(why->buf, '\n');
}

static int line(void *user, const struct coh_stored_transition *row)
{
    struct why *why = user;

    coh_buf_add(why->buf, "  ");
    coh_time_text(why->h, why->buf, row->t.time_ms, row->wall_ms);
    coh_buf_add(why->buf, "  ");
    coh_transition_text(why->buf, row->kind, row->t.name, row->t.change, row->t.rule, row->t.old_text, row->t.new_text,
                        row->reason);
    coh_buf_addc(why->buf, '\n');
    why->cause = row->t.cause;
    why->input = row->t.input;
    why->time_ms = row->t.time_ms;
    why->wall_ms = row->wall_ms;
    coh_free(&why->h->mem, why->actor);
    why->actor = row->actor != NULL ? coh_strdup(&why->h->mem, row->actor) : NULL;
    return 0;
}

/* The end of the chain: who asked, or what was reported. */
static int origin(struct why *why)
{
    struct coh_input input;
    int rc;

    coh_buf_add(why->buf, "  ");
    coh_time_text(why->h, why->buf, why->time_ms, why->wall_ms);
    rc = coh_store_input(why->h->store, why->input, &input, &why->h->error);
    if (rc == COHORT_ERR_NOT_FOUND) {
        coh_error_clear(&why->h->error);
        coh_buf_fmt(why->buf, "  input %lld (pruned)\n", (long long)why->input);
        return 0;
    }
    if (rc < 0)
        return rc;
    coh_buf_add(why->buf, "  input: ");
    coh_input_words(why->buf, &input);
    if (coh_verb_is_request(input.verb) && why->actor != NULL)
        coh_buf_fmt(why->buf, ", by %s", why->actor);
    coh_buf_addc(why->buf, '\n');
    return 0;
}

/* From a transition to the input that began it. */
static int chain(struct why *why, int64_t seq)
{
    int steps, rc;

    for (steps = 0; seq > 0; steps++, seq = why->cause) {
        if (steps == COH_CAUSES_MAX) {
            coh_buf_fmt(why->buf, "  and so on, back from %lld\n", (long long)seq);
            return 0;
        }
        rc = coh_store_transition(why->h->store, seq, line, why, &why->h->error);
        if (rc == COHORT_ERR_NOT_FOUND) {
            coh_error_clear(&why->h->error);
            coh_buf_fmt(why->buf, "  before %lld (pruned)\n", (long long)seq);
            return 0;
        }
        if (rc < 0)
            return rc;
    }
    return steps > 0 ? origin(why) : 0;
}

int cohort_why(cohort *h, const char *kind, const char *name, char **ret_text)
{
    struct coh_obj *obj = NULL;
    struct coh_buf buf;
    struct why why = {.h = h, .buf = &buf};
    char *text;
    int rc = coh_enter(h);

    if (rc == 0)
        rc = find(h, kind, name, &obj);
    if (rc < 0)
        return rc;
    if (ret_text == NULL)
        return coh_missing(h, "ret_text");
    coh_buf_init(&buf, &h->mem, 0);
    present(&why, obj);
    rc = chain(&why, obj->last);
    coh_free(&h->mem, why.actor);
    if (rc == 0) {
        text = coh_buf_take(&buf);
        if (text != NULL)
            *ret_text = text;
        else
            rc = coh_out_of_memory(h);
    }
    coh_buf_free(&buf);
    return rc;
}
