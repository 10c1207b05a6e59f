/*
 * profile.h: what profiles bring. Kinds and types become objects of the database; rules, verbs and the reactor stay
 * with the handle. cohort_check() is in check.c.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

/* ---- attaching ---- */

/* The tables of a profile: where they are, what an element is with us, and what every one must have. */
static const struct table {
    const char *name;
    size_t array, count, size, least;
} tables[] = {
    {"kind", offsetof(cohort_profile, kinds), offsetof(cohort_profile, kind_count), sizeof(cohort_kind),
     COH_UP_TO(cohort_kind, name)},
    {"type", offsetof(cohort_profile, types), offsetof(cohort_profile, type_count), sizeof(cohort_type),
     COH_UP_TO(cohort_type, name)},
    {"rule", offsetof(cohort_profile, rules), offsetof(cohort_profile, rule_count), sizeof(cohort_rule),
     COH_UP_TO(cohort_rule, check)},
    {"verb", offsetof(cohort_profile, verbs), offsetof(cohort_profile, verb_count), sizeof(cohort_verb),
     COH_UP_TO(cohort_verb, run)},
    {"procedure", offsetof(cohort_profile, procedures), offsetof(cohort_profile, procedure_count),
     sizeof(cohort_procedure), COH_UP_TO(cohort_procedure, step_count)},
};
enum { TABLES = sizeof tables / sizeof tables[0] };

static const void *array_of(const cohort_profile *profile, const struct table *table)
{
    const void *array;

    memcpy(&array, (const char *)profile + table->array, sizeof array);
    return array;
}

static int count_of(const cohort_profile *profile, const struct table *table)
{
    int count;

    memcpy(&count, (const char *)profile + table->count, sizeof count);
    return count;
}

/* Can the elements of @array be read: there are some, and of a size that can be? */
static int check_array(cohort *h, const char *whose, const char *name, const void *array, int count, size_t least)
{
    uint32_t size = 0;

    if (count == 0)
        return 0;
    if (array != NULL)
        memcpy(&size, array, sizeof size);
    if (count > 0 && size >= least)
        return 0;
    return coh_error_set(&h->error, COHORT_ERR_INVALID, 87,
                         "\"%s\" cannot be attached: it has %d %ss, and struct_size of the first one is %u", whose,
                         count, name, (unsigned)size);
}

static int check_arrays(cohort *h, const cohort_profile *profile)
{
    cohort_procedure procedure;
    int i, rc = 0;

    for (i = 0; rc == 0 && i < TABLES; i++)
        rc = check_array(h, profile->name, tables[i].name, array_of(profile, &tables[i]), count_of(profile, &tables[i]),
                         tables[i].least);
    for (i = 0; rc == 0 && i < profile->procedure_count; i++) {
        coh_take(&procedure, sizeof procedure, profile->procedures, (size_t)i);
        if (procedure.name == NULL)
            rc = coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "procedure %d of profile \"%s\" has no name", i + 1,
                               profile->name);
        else if (procedure.step_count > COHORT_STEPS_MAX)
            rc = coh_error_set(&h->error, COHORT_ERR_LIMIT, 87, "procedure \"%s\" has more than %d steps",
                               procedure.name, COHORT_STEPS_MAX);
        else
            rc = check_array(h, procedure.name, "step", procedure.steps, procedure.step_count,
                             COH_UP_TO(cohort_step, look));
    }
    return rc;
}

static char *copy_array(char *to, const void *array, int count, size_t size)
{
    int i;

    for (i = 0; i < count; i++)
        coh_take(to + (size_t)i * size, size, array, (size_t)i);
    return to + (size_t)count * size;
}

static size_t size_of(const cohort_profile *profile)
{
    size_t size = sizeof *profile;
    cohort_procedure procedure;
    int i;

    for (i = 0; i < TABLES; i++)
        size += (size_t)count_of(profile, &tables[i]) * tables[i].size;
    for (i = 0; i < profile->procedure_count; i++) {
        coh_take(&procedure, sizeof procedure, profile->procedures, (size_t)i);
        size += (size_t)procedure.step_count * sizeof(cohort_step);
    }
    return size;
}

/* The profile and its tables with elements of our size, one block. Their texts stay the profile's. */
static const cohort_profile *copy_profile(cohort *h, const cohort_profile *from)
{
    cohort_profile *copy = coh_zalloc(&h->mem, size_of(from));
    cohort_procedure *procedures;
    char *at;
    int i;

    if (copy == NULL)
        return NULL;
    *copy = *from;
    at = (char *)(copy + 1);
    for (i = 0; i < TABLES; i++) {
        memcpy((char *)copy + tables[i].array, &at, sizeof at);
        at = copy_array(at, array_of(from, &tables[i]), count_of(from, &tables[i]), tables[i].size);
    }
    procedures = (cohort_procedure *)(uintptr_t)copy->procedures;
    for (i = 0; i < copy->procedure_count; i++) {
        const void *steps = procedures[i].steps;

        procedures[i].steps = (const cohort_step *)(const void *)at;
        at = copy_array(at, steps, procedures[i].step_count, sizeof(cohort_step));
    }
    return copy;
}

/* What would be called, or compared, must be there; NULL: all is. */
static const char *lacks(const cohort_profile *profile)
{
    int i, k;

    for (i = 0; i < profile->kind_count; i++)
        if (profile->kinds[i].name == NULL)
            return "a kind without a name";
    for (i = 0; i < profile->type_count; i++)
        if (profile->types[i].name == NULL)
            return "a type without a name";
    for (i = 0; i < profile->rule_count; i++)
        if (profile->rules[i].id == NULL || profile->rules[i].check == NULL)
            return "a rule without an id or a check";
    for (i = 0; i < profile->verb_count; i++)
        if (profile->verbs[i].usage == NULL || profile->verbs[i].help == NULL || profile->verbs[i].run == NULL)
            return "a verb without usage, help or run";
    for (i = 0; i < profile->procedure_count; i++)
        for (k = 0; k < profile->procedures[i].step_count; k++)
            if (profile->procedures[i].steps[k].number == NULL || profile->procedures[i].steps[k].look == NULL)
                return "a step without a number or a look";
    return (profile->read_view == NULL) != (profile->free_view == NULL) ? "one of read_view and free_view alone" : NULL;
}

int cohort_profile_attach(cohort *h, const cohort_profile *profile)
{
    const cohort_profile *copy;
    cohort_profile full;
    int i, rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (profile == NULL || profile->struct_size < COH_UP_TO(cohort_profile, name))
        return coh_missing(h, profile == NULL ? "profile" : "what struct_size says of the profile");
    coh_take(&full, sizeof full, profile, 0);
    if (full.name == NULL || full.name[0] == '\0')
        return coh_missing(h, "the profile's name");
    for (i = 0; i < h->profile_count; i++)
        if (coh_name_cmp(h->profiles[i]->name, full.name) == 0)
            return coh_error_set(&h->error, COHORT_ERR_EXISTS, 5010, "profile \"%s\" is attached already", full.name);
    if (h->profile_count == COHORT_PROFILES_MAX)
        return coh_error_set(&h->error, COHORT_ERR_LIMIT, 87, "a handle has at most %d profiles", COHORT_PROFILES_MAX);
    rc = check_arrays(h, &full);
    if (rc < 0)
        return rc;
    copy = copy_profile(h, &full);
    if (copy == NULL)
        return coh_out_of_memory(h);
    if (lacks(copy) != NULL) {
        rc = coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "profile \"%s\" has %s", full.name, lacks(copy));
        coh_free(&h->mem, (void *)(uintptr_t)copy);
        return rc;
    }
    h->given[h->profile_count] = profile;
    h->profiles[h->profile_count++] = copy;
    return 0;
}

const cohort_profile *cohort_profile_at(const cohort *h, int index)
{
    return h != NULL && index >= 0 && index < h->profile_count ? h->given[index] : NULL;
}

void coh_profiles_free(cohort *h)
{
    while (h->profile_count > 0)
        coh_free(&h->mem, (void *)(uintptr_t)h->profiles[--h->profile_count]);
}

int coh_profile_offers(cohort *h, const char *kind, int is_type)
{
    int i, k;

    for (i = 0; kind != NULL && i < h->profile_count; i++) {
        const cohort_profile *profile = h->profiles[i];

        for (k = 0; !is_type && k < profile->kind_count; k++)
            if (coh_name_cmp(profile->kinds[k].name, kind) == 0)
                return i + 1;
        for (k = 0; is_type && k < profile->type_count; k++)
            if (coh_name_cmp(profile->types[k].name, kind) == 0)
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
        rc =
            install(h, COH_KIND, profile->kinds[i].name, profile->kinds[i].meaning, NULL, profile->kinds[i].properties);
    for (i = 0; rc == 0 && profile->procedure_count > 0 && i < coh_procedure_kind_count; i++)
        rc = install(h, COH_KIND, coh_procedure_kinds[i].name, coh_procedure_kinds[i].meaning, NULL,
                     coh_procedure_kinds[i].properties);
    for (i = 0; rc == 0 && i < profile->type_count; i++)
        rc = install(h, COH_TYPE, profile->types[i].name, NULL, profile->types[i].assignments,
                     profile->types[i].properties);
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
