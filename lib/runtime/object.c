/* object.h: the one set of calls for all kinds. Lists are in list.c. */
#include <stdio.h>
#include <string.h>

#include <cohort/request.h>

#include "runtime/runtime.h"
#include "util/text.h"

static int no_kind(cohort *h, const char *kind)
{
    const struct coh_link *link;
    struct coh_buf others;
    int rc;

    coh_buf_init(&others, &h->mem, 0);
    for (link = coh_model(h)->first[COH_KIND]; link != NULL; link = link->next)
        coh_buf_fmt(&others, ", %s", link->o.name);
    rc = coh_error_set(&h->error, COHORT_ERR_INVALID, 87,
                       "there is no kind \"%s\"; kinds are cluster, node, group, resource, type, service, groupset, "
                       "affinity, kind%s",
                       kind, coh_buf_text(&others));
    coh_buf_free(&others);
    return rc;
}

int coh_object_arg(cohort *h, const char *kind, const char *name, int *ret_kind, const char **ret_name)
{
    struct coh_buf full;
    char *text;

    if (kind == NULL)
        return coh_missing(h, "kind");
    *ret_kind = coh_kind_parse(kind);
    if (ret_name != NULL)
        *ret_name = name;
    if (*ret_kind != COH_NONE)
        return 0;
    *ret_kind = COH_OBJECT;
    if (coh_find(coh_model(h), COH_KIND, kind) == NULL && !coh_profile_offers(h, kind, 0))
        return no_kind(h, kind);
    if (ret_name == NULL || name == NULL)
        return 0;
    coh_buf_init(&full, &h->mem, 0);
    coh_buf_fmt(&full, "%s/%s", kind, name);
    text = coh_borrow(h, &full);
    coh_buf_free(&full);
    if (text == NULL)
        return h->error.code;
    *ret_name = text;
    return 0;
}

int coh_not_found(cohort *h, int kind, const char *name)
{
    static const int64_t win32[COH_KINDS] = {
        [COH_NODE] = 5042,     [COH_GROUP] = 5013,  [COH_RESOURCE] = 5007, [COH_TYPE] = 5078, [COH_SERVICE] = 1060,
        [COH_GROUPSET] = 5992, [COH_AFFINITY] = 87, [COH_KIND] = 87,       [COH_OBJECT] = 87};

    return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, win32[kind], "there is no %s \"%s\"",
                         kind == COH_TYPE ? "resource type" : coh_kind_name(kind), name);
}

int coh_find_object(cohort *h, const char *kind, const char *name, struct coh_obj **ret_obj)
{
    int number, rc;

    rc = coh_object_arg(h, kind, name, &number, &name);
    if (rc < 0)
        return rc;
    if (name == NULL)
        return coh_missing(h, "name");
    *ret_obj = coh_find(coh_model(h), number, name);
    return *ret_obj != NULL ? 0 : coh_not_found(h, number, name);
}

static int change_object(cohort *h, const char *kind, struct coh_input *input, int64_t *ret_request)
{
    int rc = coh_enter_write(h);

    if (rc == 0)
        rc = coh_object_arg(h, kind, input->name, &input->kind, &input->name);
    if (rc < 0)
        return rc;
    return input->name == NULL ? coh_missing(h, "name") : coh_request(h, input, ret_request);
}

static int change(cohort *h, int verb, const char *kind, const char *name, const char *arg, const char *const *list,
                  int64_t *ret_request)
{
    struct coh_input input = {.verb = verb, .name = name, .arg = arg, .list = list};

    return change_object(h, kind, &input, ret_request);
}

/* The attached profile that has yet to enter the kind or type that is asked for; NULL: there is none. */
static const cohort_profile *bringer(cohort *h, const char *kind, const char *const *properties)
{
    int i, index = 0;

    if (coh_kind_parse(kind) == COH_NONE && coh_find(coh_model(h), COH_KIND, kind) == NULL)
        index = coh_profile_offers(h, kind, 0);
    for (i = 0; coh_kind_parse(kind) == COH_RESOURCE && properties != NULL && properties[i] != NULL; i++)
        if (strncmp(properties[i], "Type=", 5) == 0 && coh_find_type(coh_model(h), properties[i] + 5) == NULL)
            index = coh_profile_offers(h, properties[i] + 5, 1);
    return index > 0 ? h->profiles[index - 1] : NULL;
}

static int create(cohort *h, const char *kind, const char *name, const char *const *properties, int64_t *ret_request)
{
    const cohort_profile *profile;
    struct coh_error refusal;
    int alone, rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    profile = kind != NULL ? bringer(h, kind, properties) : NULL;
    if (profile == NULL)
        return change(h, COH_VERB_CREATE, kind, name, NULL, properties, ret_request);
    /* The tables come with the first object, or not at all. */
    alone = h->batch == COH_BATCH_NONE && h->reacting == NULL;
    if (alone && (rc = cohort_begin(h)) < 0)
        return rc;
    rc = cohort_profile_install(h, profile->name);
    if (rc == 0)
        rc = change(h, COH_VERB_CREATE, kind, name, NULL, properties, ret_request);
    if (!alone)
        return rc;
    if (rc >= 0)
        return cohort_commit(h, ret_request);
    refusal = h->error;
    cohort_rollback(h);
    h->error = refusal;
    return rc;
}

/* COHORT_UNKNOWN_PROPERTY with the sentence, if one of these properties is none that is known, and so was kept as text. */
static int unknown_kept(cohort *h, const char *kind, const char *name, const char *const *list)
{
    char property[COHORT_NAME_MAX + 1];
    struct coh_obj *obj = NULL;
    struct coh_buf words;

    if (coh_find_object(h, kind, name, &obj) < 0)
        coh_error_clear(&h->error);
    for (; obj != NULL && list != NULL && *list != NULL; list++) {
        snprintf(property, sizeof property, "%.*s", (int)strcspn(*list, "="), *list);
        if (coh_propdef_find(obj, property) != NULL || coh_prop_set_at(obj, property) == NULL)
            continue;
        coh_buf_init(&words, &h->mem, 0);
        coh_unknown_words(&words, obj, property);
        coh_error_set(&h->error, 0, 0, "kept as text for agents: %s", coh_buf_text(&words));
        coh_buf_free(&words);
        return COHORT_UNKNOWN_PROPERTY;
    }
    return 0;
}

int cohort_create(cohort *h, const char *kind, const char *name, const char *const *properties, int64_t *ret_request)
{
    int rc = create(h, kind, name, properties, ret_request);

    return rc == 0 ? unknown_kept(h, kind, name, properties) : rc;
}

int cohort_delete(cohort *h, const char *kind, const char *name, int64_t *ret_request)
{
    return change(h, COH_VERB_DELETE, kind, name, NULL, NULL, ret_request);
}

int cohort_delete_ex(cohort *h, const char *kind, const char *name, int flags, int64_t *ret_request)
{
    struct coh_input input = {.verb = COH_VERB_DELETE, .name = name, .a = flags != 0};
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (flags & ~COHORT_DELETE_FORCE)
        return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "there are no such flags as %d", flags);
    return change_object(h, kind, &input, ret_request);
}

int cohort_rename(cohort *h, const char *kind, const char *name, const char *new_name, int64_t *ret_request)
{
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    return new_name == NULL ? coh_missing(h, "new_name")
                            : change(h, COH_VERB_RENAME, kind, name, new_name, NULL, ret_request);
}

/* COHORT_STORED with the sentence, if one of these properties is in force from the next start only. */
static int stored_only(cohort *h, const char *kind, const char *name, const char *const *list)
{
    const struct coh_obj *obj = coh_find(coh_model(h), coh_kind_parse(kind), name);
    char property[COHORT_NAME_MAX + 1];
    const struct coh_propdef *def;

    for (; obj != NULL && *list != NULL; list++) {
        snprintf(property, sizeof property, "%.*s", (int)strcspn(*list, "="), *list);
        def = coh_propdef_find(obj, property);
        if (coh_prop_held(obj, def) == NULL)
            continue;
        coh_error_set(&h->error, 0, 5024, "stored: %s of %s \"%s\" is in force from its next %s", def->name,
                      coh_kind_name(obj->kind), coh_full_name(obj), obj->kind == COH_SERVICE ? "start" : "online");
        return COHORT_STORED;
    }
    return 0;
}

static int change_properties(cohort *h, int verb, const char *kind, const char *name, const char *const *list,
                             int64_t *ret_request)
{
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (list == NULL || list[0] == NULL)
        return coh_missing(h, "properties");
    rc = change(h, verb, kind, name, NULL, list, ret_request);
    if (rc == 0)
        rc = unknown_kept(h, kind, name, list);
    return rc == 0 ? stored_only(h, kind, name, list) : rc;
}

int cohort_set(cohort *h, const char *kind, const char *name, const char *const *assignments, int64_t *ret_request)
{
    return change_properties(h, COH_VERB_SET, kind, name, assignments, ret_request);
}

int cohort_unset(cohort *h, const char *kind, const char *name, const char *const *properties, int64_t *ret_request)
{
    return change_properties(h, COH_VERB_UNSET, kind, name, properties, ret_request);
}

static int no_property(cohort *h, const struct coh_obj *obj, const char *property)
{
    struct coh_buf words;
    int rc;

    coh_buf_init(&words, &h->mem, 0);
    coh_unknown_words(&words, obj, property);
    rc = coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 0, "%s", coh_buf_text(&words));
    coh_buf_free(&words);
    return rc;
}

int cohort_get_int(cohort *h, const char *kind, const char *name, const char *property, int64_t *ret_value)
{
    const struct coh_propdef *def;
    const struct coh_prop *prop;
    struct coh_obj *obj;
    int64_t value = 0;
    int rc = coh_enter_get(h);

    if (rc == 0)
        rc = coh_find_object(h, kind, name, &obj);
    if (rc < 0)
        return rc;
    if (property == NULL || ret_value == NULL)
        return coh_missing(h, property == NULL ? "property" : "ret_value");
    def = coh_propdef_find(obj, property);
    prop = coh_prop_set_at(obj, property);
    if (def == NULL && prop == NULL)
        return no_property(h, obj, property);
    if (prop != NULL && (prop->type == COH_VALUE_INT || prop->type == COH_VALUE_BOOL || prop->type == COH_VALUE_REF))
        value = prop->num;
    else if (def != NULL && (def->type == COH_VALUE_INT || def->type == COH_VALUE_BOOL))
        value = def->id != COH_P_NONE ? coh_prop_int(obj, def->id) : def->fallback;
    else if (prop == NULL || prop->text == NULL || coh_int_parse(prop->text, &value) < 0)
        return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "%s of %s \"%s\" is no number", property,
                             coh_kind_name(obj->kind), coh_full_name(obj));
    *ret_value = value;
    return 0;
}

int cohort_get_text(cohort *h, const char *kind, const char *name, const char *property, const char **ret_value)
{
    struct coh_obj *obj;
    struct coh_buf buf;
    const char *text;
    int rc = coh_enter_get(h);

    if (rc == 0)
        rc = coh_find_object(h, kind, name, &obj);
    if (rc < 0)
        return rc;
    if (property == NULL || ret_value == NULL)
        return coh_missing(h, property == NULL ? "property" : "ret_value");
    coh_buf_init(&buf, &h->mem, 0);
    rc = coh_prop_format(&buf, coh_model(h), obj, property);
    if (rc == COHORT_ERR_NOT_FOUND) {
        rc = no_property(h, obj, property);
        goto out;
    }
    text = coh_borrow(h, &buf);
    rc = text != NULL ? 0 : h->error.code;
    if (rc == 0)
        *ret_value = text;
out:
    coh_buf_free(&buf);
    return rc;
}

/* ---- words that several files need ---- */

void coh_names_of(struct coh_buf *buf, const struct coh_model *m, const struct coh_ints *ids, const char *between)
{
    const char *before = "";
    int i;

    for (i = 0; ids != NULL && i < ids->count; i++) {
        const struct coh_obj *obj = coh_by_id(m, ids->v[i]);

        if (obj == NULL)
            continue;
        coh_buf_add(buf, before);
        coh_buf_add(buf, obj->name);
        before = between;
    }
}

const char *coh_persistent_name(int persistent)
{
    return persistent == COHORT_PERSISTENT_ONLINE    ? "Online"
           : persistent == COHORT_PERSISTENT_OFFLINE ? "Offline"
                                                     : "inherit";
}

const struct coh_resource *coh_service_resource(const cohort *h, const struct coh_service *s)
{
    const struct coh_resource *r = coh_driver_of(coh_model(h), s);

    return r != NULL && (r->state == COHORT_RESOURCE_ONLINE || r->state >= 128) ? r : NULL;
}
