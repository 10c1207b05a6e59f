/*
 * profile.h: what profiles bring. Kinds and types become objects of the database; rules, verbs and the reactor stay
 * with the handle. cohort_check() is in check.c.
 */
#include <stdio.h>
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

#define KIND_AT(profile, i)                                                                                            \
    ((const cohort_kind *)(const void *)((const char *)(profile)->kinds + (size_t)(i) * (profile)->kinds->struct_size))
#define TYPE_AT(profile, i)                                                                                            \
    ((const cohort_type *)(const void *)((const char *)(profile)->types + (size_t)(i) * (profile)->types->struct_size))

int cohort_profile_attach(cohort *h, const cohort_profile *profile)
{
    int i, rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (profile == NULL || profile->struct_size < sizeof *profile || profile->name == NULL || profile->name[0] == '\0')
        return coh_missing(h, profile == NULL ? "profile" : "its name, or what struct_size says");
    for (i = 0; i < h->profile_count; i++)
        if (coh_name_cmp(h->profiles[i]->name, profile->name) == 0)
            return coh_error_set(&h->error, COHORT_ERR_EXISTS, 5010, "profile \"%s\" is attached already",
                                 profile->name);
    if (h->profile_count == COHORT_PROFILES_MAX)
        return coh_error_set(&h->error, COHORT_ERR_LIMIT, 87, "a handle has at most %d profiles", COHORT_PROFILES_MAX);
    for (i = 0; i < profile->procedure_count; i++)
        if (coh_procedure_at(profile, i)->step_count > COHORT_STEPS_MAX)
            return coh_error_set(&h->error, COHORT_ERR_LIMIT, 87, "procedure \"%s\" has more than %d steps",
                                 coh_procedure_at(profile, i)->name, COHORT_STEPS_MAX);
    h->profiles[h->profile_count++] = profile;
    return 0;
}

const cohort_profile *cohort_profile_at(const cohort *h, int index)
{
    return h != NULL && index >= 0 && index < h->profile_count ? h->profiles[index] : NULL;
}

int coh_profile_offers(cohort *h, const char *kind, int is_type)
{
    int i, k;

    for (i = 0; kind != NULL && i < h->profile_count; i++) {
        const cohort_profile *profile = h->profiles[i];

        for (k = 0; !is_type && k < profile->kind_count; k++)
            if (coh_name_cmp(KIND_AT(profile, k)->name, kind) == 0)
                return i + 1;
        for (k = 0; is_type && k < profile->type_count; k++)
            if (coh_name_cmp(TYPE_AT(profile, k)->name, kind) == 0)
                return i + 1;
        for (k = 0; !is_type && profile->procedure_count > 0 && k < coh_procedure_kind_count; k++)
            if (coh_name_cmp(coh_procedure_kinds[k].name, kind) == 0)
                return i + 1;
    }
    return 0;
}

/* ---- installing ---- */

static int install(cohort *h, int kind, const char *name, const char *description, const char *const *assignments,
                   const char *const *properties)
{
    struct coh_input input = {.verb = COH_VERB_CREATE, .kind = kind, .name = name};
    struct coh_buf about, table;
    const char **list;
    int count = 0, i, rc;

    if (coh_find(coh_model(h), kind, name) != NULL)
        return 0;
    while (assignments != NULL && assignments[count] != NULL)
        count++;
    input.list = list = coh_zalloc(&h->mem, (size_t)(count + 3) * sizeof *list);
    if (list == NULL)
        return coh_out_of_memory(h);
    coh_buf_init(&about, &h->mem, 0);
    coh_buf_init(&table, &h->mem, 0);
    coh_buf_fmt(&about, "Description=%s", description != NULL ? description : "");
    coh_buf_add(&table, "Properties=");
    for (i = 0; properties != NULL && properties[i] != NULL; i++)
        coh_buf_fmt(&table, "%s%s", i > 0 ? "\n" : "", properties[i]);
    for (i = 0; i < count; i++)
        list[i] = assignments[i];
    if (description != NULL)
        list[count++] = coh_buf_text(&about);
    if (properties != NULL)
        list[count++] = coh_buf_text(&table);
    rc = about.error < 0 || table.error < 0 ? coh_out_of_memory(h) : coh_request(h, &input, NULL);
    coh_buf_free(&about);
    coh_buf_free(&table);
    coh_free(&h->mem, list);
    return rc;
}

int cohort_profile_install(cohort *h, const char *name)
{
    const cohort_profile *profile = NULL;
    int i, rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    for (i = 0; name != NULL && profile == NULL && i < h->profile_count; i++)
        if (coh_name_cmp(h->profiles[i]->name, name) == 0)
            profile = h->profiles[i];
    if (profile == NULL)
        return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "no profile \"%s\" is attached",
                             name != NULL ? name : "");
    for (i = 0; rc == 0 && i < profile->kind_count; i++)
        rc = install(h, COH_KIND, KIND_AT(profile, i)->name, KIND_AT(profile, i)->meaning, NULL,
                     KIND_AT(profile, i)->properties);
    for (i = 0; rc == 0 && profile->procedure_count > 0 && i < coh_procedure_kind_count; i++)
        rc = install(h, COH_KIND, coh_procedure_kinds[i].name, coh_procedure_kinds[i].meaning, NULL,
                     coh_procedure_kinds[i].properties);
    for (i = 0; rc == 0 && i < profile->type_count; i++)
        rc = install(h, COH_TYPE, TYPE_AT(profile, i)->name, NULL, TYPE_AT(profile, i)->assignments,
                     TYPE_AT(profile, i)->properties);
    return rc;
}

/* ---- events and timers ---- */

static int about(cohort *h, int verb, const char *kind, const char *name, int64_t a, int64_t b, const char *text,
                 int64_t *ret_request)
{
    struct coh_input input = {.verb = verb, .a = a, .b = b, .arg = text};
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (name == NULL)
        return coh_missing(h, "name");
    rc = coh_object_arg(h, kind, name, &input.kind, &input.name);
    return rc < 0 ? rc : coh_request(h, &input, ret_request);
}

int cohort_object_timer(cohort *h, const char *kind, const char *name, int64_t in_ms, int64_t *ret_request)
{
    return about(h, COH_VERB_OBJECT_TIMER, kind, name, in_ms, 0, NULL, ret_request);
}

int cohort_object_timer_left(cohort *h, const char *kind, const char *name, int64_t *ret_ms)
{
    const struct coh_timer *timer;
    struct coh_obj *obj = NULL;
    int64_t now;
    int rc = coh_enter_get(h);

    if (rc == 0)
        rc = coh_find_object(h, kind, name, &obj);
    if (rc < 0)
        return rc;
    if (ret_ms == NULL)
        return coh_missing(h, "ret_ms");
    if (obj->kind != COH_OBJECT)
        return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "%s \"%s\" has no timer of a profile",
                             coh_kind_name(obj->kind), coh_full_name(obj));
    timer = &((const struct coh_custom *)obj)->timer;
    now = coh_engine_now(h->engine);
    *ret_ms = timer->kind == COH_TIMER_NONE ? 0 : timer->deadline_ms > now ? timer->deadline_ms - now : 1;
    return 0;
}

int cohort_log(cohort *h, const char *kind, const char *name, int severity, int64_t event, const char *text,
               int64_t *ret_request)
{
    return about(h, COH_VERB_LOG, kind, name, event, severity, text, ret_request);
}

int cohort_refuse(cohort *h, int error, int64_t win32, const char *sentence)
{
    int rc = coh_enter_get(h);

    if (rc < 0)
        return rc;
    if (error >= 0 || sentence == NULL || *sentence == '\0')
        return coh_missing(h, error >= 0 ? "an error" : "sentence");
    return coh_error_set(&h->error, error, win32, "%s", sentence);
}

/* ---- the reactor ---- */

static void tell(cohort *h, const cohort_profile *profile, const struct coh_transition *t)
{
    const char *slash = t->kind == COH_OBJECT ? strchr(t->name, '/') : NULL;
    char kind[COHORT_NAME_MAX + 1];
    cohort_change change = {.struct_size = sizeof change,
                            .seq = t->seq,
                            .time_ms = t->time_ms,
                            .id = t->object,
                            .kind = coh_kind_name(t->kind),
                            .name = t->name,
                            .change = coh_change_name(t->change),
                            .old_value = t->old_text,
                            .new_value = t->new_text,
                            .rule = coh_rule_name(t->rule)};

    if (slash != NULL) {
        snprintf(kind, sizeof kind, "%.*s", (int)(slash - t->name), t->name);
        change.kind = kind;
        change.name = slash + 1;
    }
    h->reacting = profile->name;
    h->reacting_to = t->seq;
    profile->react(h, &change);
    h->reacting = NULL;
}

static int react(cohort *h, int *ret_from)
{
    const struct coh_effects *effects = coh_engine_effects(h->engine);
    int i, reacts = 0;

    for (i = 0; i < h->profile_count; i++)
        reacts |= h->profiles[i]->react != NULL;
    for (; reacts && *ret_from < effects->transition_count; effects = coh_engine_effects(h->engine)) {
        struct coh_transition t = effects->transitions[*ret_from]; /* the array may move under us */

        for (i = 0; i < h->profile_count; i++)
            if (h->profiles[i]->react != NULL)
                tell(h, h->profiles[i], &t);
        ++*ret_from;
        if (h->broken)
            return COHORT_ERR_BUG;
    }
    return 0;
}

int coh_profile_react(cohort *h, int *ret_from)
{
    struct coh_error error = h->error;
    int rc;

    do {
        rc = react(h, ret_from);
    } while (rc == 0 && coh_procedures_notice(h, coh_engine_effects(h->engine)) > 0);
    if (rc == 0)
        h->error = error; /* what a reactor was refused is its own affair */
    return rc;
}
