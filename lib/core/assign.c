/*
 * Setting properties: values are checked against the table (props.c), and only what differs from the default is kept.
 */
#include <stdio.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

static size_t texts_size(const char *name, const char *text)
{
    return strlen(name) + 1 + (text != NULL ? strlen(text) + 1 : 0);
}

static char *put_text(char *at, const char **where, const char *text)
{
    size_t size;

    *where = NULL;
    if (text == NULL)
        return at;
    size = strlen(text) + 1;
    *where = memcpy(at, text, size);
    return at + size;
}

/* The block with one property replaced, added or removed; sorted by name. */
void coh_prop_put(struct coh_engine *e, struct coh_obj *obj, const struct coh_propdef *def, const char *name, int type,
                  int64_t num, const char *text, int remove)
{
    const struct coh_props *old = obj->props;
    struct coh_prop added = {def, name, type, num, text};
    struct coh_props *block;
    int count = 0, i, placed = remove;
    size_t size = texts_size(name, text);
    char *at;

    for (i = 0; old != NULL && i < old->count; i++)
        size += texts_size(old->v[i].name, old->v[i].text);
    size += sizeof *block + (size_t)((old ? old->count : 0) + 1) * sizeof block->v[0];
    block = coh_new_block(e, size);
    for (i = 0; old != NULL && i < old->count; i++) {
        int order = coh_name_cmp(old->v[i].name, name);

        if (order > 0 && !placed) {
            block->v[count++] = added;
            placed = 1;
        }
        if (order != 0)
            block->v[count++] = old->v[i];
    }
    if (!placed)
        block->v[count++] = added;
    block->count = count;
    at = (char *)&block->v[count];
    for (i = 0; i < count; i++) {
        const char *from_name = block->v[i].name, *from_text = block->v[i].text;

        at = put_text(at, &block->v[i].name, from_name);
        at = put_text(at, &block->v[i].text, from_text);
    }
    if (count == 0) {
        coh_free(&e->mem, block);
        block = NULL;
    }
    coh_set_block(e, &obj->props, block);
    coh_dirty(e, obj, COH_DIRTY_PROPERTIES);
}

static const char *canonical_choice(struct coh_engine *e, const struct coh_obj *obj, const struct coh_propdef *def,
                                    const char *value)
{
    const char *at = def->choices;
    int index = coh_choice_index(at, value);
    int64_t num;

    if (index < 0 && (def->flags & COH_PROP_NUMBERED) && coh_int_parse(value, &num) == 0 && num >= 0 && num < 64)
        index = (int)num;
    for (; index > 0 && at != NULL; index--) {
        at = strchr(at, '|');
        at += at != NULL;
    }
    if (index < 0 || at == NULL)
        coh_throw(e, COHORT_ERR_RANGE, 5913, "%s of %s \"%s\" is %sone of %s, not \"%s\"", def->name,
                  coh_kind_name(obj->kind), coh_full_name(obj), *def->choices == '|' ? "empty or " : "",
                  def->choices + (*def->choices == '|'), value);
    return coh_arena_fmt(e, "%.*s", (int)strcspn(at, "|"), at);
}

/* A service may be chosen by what people call it: what is kept is its name. */
static const char *service_name(struct coh_engine *e, const char *value)
{
    const char *found = NULL;
    const struct coh_service *s;

    for (s = e->m.services; s != NULL; s = s->next) {
        if (coh_name_cmp(s->o.name, value) == 0)
            return value;
        if (found == NULL && coh_prop_is(&s->o, COH_P_DISPLAY_NAME, value))
            found = s->o.name;
    }
    return found != NULL && *value != '\0' ? found : value;
}

/* A node by name or id; 0: none. */
static int64_t node_id(struct coh_engine *e, const char *value)
{
    const struct coh_obj *node = coh_find(&e->m, COH_NODE, value);
    int64_t id = 0;

    if (node == NULL && coh_int_parse(value, &id) == 0 && id == 0)
        return 0;
    if (node == NULL)
        node = coh_by_id(&e->m, id);
    if (node == NULL || node->kind != COH_NODE)
        coh_throw(e, COHORT_ERR_NOT_FOUND, 5042, "there is no node \"%s\"", value);
    return node->id;
}

/* The unit in which the property keeps a duration; NULL: it is none. */
static const char *unit_words(const struct coh_propdef *def, int64_t *ret_ms)
{
    static const struct {
        const char *unit, *words;
        int64_t ms;
    } units[] = {{"ms", "milliseconds", 1}, {"s", "seconds", 1000}, {"h", "hours", 3600000}};
    size_t i;

    for (i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(def->unit, units[i].unit) == 0) {
            *ret_ms = units[i].ms;
            return units[i].words;
        }
    return NULL;
}

/* A number, of a duration in the property's unit; or a duration that says its own. */
static int parse_int(struct coh_engine *e, const struct coh_obj *obj, const struct coh_propdef *def, const char *value,
                     int64_t *ret_num)
{
    int64_t unit_ms = 0;
    const char *unit = unit_words(def, &unit_ms);
    int rc = coh_int_parse(value, ret_num);

    if (rc == COHORT_ERR_SYNTAX && unit != NULL) {
        rc = coh_duration_parse(value, unit_ms, ret_num);
        if (rc == 0 && *ret_num % unit_ms != 0)
            coh_throw(e, COHORT_ERR_RANGE, 5913, "%s of %s \"%s\" is a whole number of %s, and %s is not", def->name,
                      coh_kind_name(obj->kind), coh_full_name(obj), unit, value);
        *ret_num /= unit_ms;
    }
    if (rc == COHORT_ERR_SYNTAX)
        coh_throw(e, COHORT_ERR_INVALID, 87, "%s of %s \"%s\" is %s%s, not \"%s\"", def->name, coh_kind_name(obj->kind),
                  coh_full_name(obj),
                  unit != NULL                  ? "a duration such as 30s or 6h, or a number of "
                  : def->type == COH_VALUE_BOOL ? "0 or 1 (no or yes, false or true)"
                                                : "a number",
                  unit != NULL ? unit : "", value);
    return rc;
}

static int64_t checked_int(struct coh_engine *e, const struct coh_obj *obj, const struct coh_propdef *def,
                           const char *value)
{
    int64_t num = 0;
    int rc;

    if (def->type == COH_VALUE_BOOL && (coh_name_cmp(value, "true") == 0 || coh_name_cmp(value, "yes") == 0))
        return 1;
    if (def->type == COH_VALUE_BOOL && (coh_name_cmp(value, "false") == 0 || coh_name_cmp(value, "no") == 0))
        return 0;
    if (def->id == COH_P_DEFAULT_OWNER || def->id == COH_P_LOWER_NODE)
        return node_id(e, value);
    rc = parse_int(e, obj, def, value, &num);
    if ((def->id == COH_P_FAILBACK_START || def->id == COH_P_FAILBACK_END) &&
        (rc < 0 || num < 0 || (num > 23 && num != UINT32_MAX)))
        coh_throw(e, COHORT_ERR_RANGE, 5913,
                  "%s of group \"%s\" is an hour between 0 and 23, or 4294967295 for none, not %s", def->name,
                  obj->name, value);
    if (rc < 0 || num < def->min || num > def->max)
        coh_throw(e, COHORT_ERR_RANGE, def->id == COH_P_NODE_WEIGHT ? 5954 : 5913,
                  "%s of %s \"%s\" lies between %lld and %lld%s%s, and %s does not", def->name,
                  coh_kind_name(obj->kind), coh_full_name(obj), (long long)def->min, (long long)def->max,
                  *def->unit ? " " : "", def->unit, value);
    if (def->id == COH_P_PRIORITY && num % 1000 != 0)
        coh_throw(e, COHORT_ERR_RANGE, 5913, "Priority of group \"%s\" is 3000, 2000, 1000 or 0, not %s", obj->name,
                  value);
    return num;
}

static void check_text(struct coh_engine *e, const struct coh_obj *obj, const char *name, const char *value)
{
    if (strlen(value) > COHORT_VALUE_MAX)
        coh_throw(e, COHORT_ERR_LIMIT, 87, "%s of %s \"%s\" is longer than %d bytes", name, coh_kind_name(obj->kind),
                  coh_full_name(obj), COHORT_VALUE_MAX);
    if (!coh_utf8_ok(value))
        coh_throw(e, COHORT_ERR_INVALID, 87, "%s of %s \"%s\" is not UTF-8", name, coh_kind_name(obj->kind),
                  coh_full_name(obj));
}

/* What status shows is not a property: a slip must not be kept as one. */
static int is_shown(const struct coh_obj *obj, const char *name)
{
    static const char *const shown[COH_KINDS] = {
        "",
        "Id|Name|Quorum|Witness|",
        "Id|Name|State|Status|Groups|",
        "Id|Name|State|Owner|Persistent|PersistentState|PreferredOwners|Resources|Depends|",
        "Id|Name|State|Owner|Group|Type|Persistent|PersistentState|PossibleOwners|Depends|Dependencies|",
        "Id|Name|",
        "Id|Name|State|Node|By|Identity|Resource|",
        "Id|Name|State|Groups|Depends|",
        "Id|Name|Groups|",
        "Id|Name|Objects|",
        "Id|Name|Kind|"};
    const char *at = shown[obj->kind];
    char word[32];
    size_t length;

    for (; *at != '\0'; at += length + 1) {
        length = strcspn(at, "|");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        if (coh_name_cmp(word, name) == 0)
            return 1;
    }
    return 0;
}

/* An empty reference is none. */
static void assign_custom(struct coh_engine *e, struct coh_obj *obj, const struct coh_propdef *def, const char *value)
{
    int is_ref = def->type == COH_VALUE_REF || def->type == COH_VALUE_REFS;
    int64_t num = 0;

    if (def->type == COH_VALUE_INT || def->type == COH_VALUE_BOOL) {
        num = checked_int(e, obj, def, value);
        coh_prop_put(e, obj, NULL, def->name, def->type, num, NULL, num == def->fallback);
        return;
    }
    if (def->choices != NULL)
        value = canonical_choice(e, obj, def, value);
    if (!(is_ref && *value == '\0'))
        coh_custom_value(e, obj, def, value, &num, &value);
    coh_prop_put(e, obj, NULL, def->name, def->type, num, value,
                 is_ref ? num == 0 && (value == NULL || *value == '\0')
                        : strcmp(value, def->fallback_text != NULL ? def->fallback_text : "") == 0);
}

_Noreturn static void throw_unknown(struct coh_engine *e, const struct coh_obj *obj, const char *name)
{
    coh_buf_clear(&e->scratch);
    coh_unknown_words(&e->scratch, obj, name);
    if (e->scratch.error)
        coh_throw_nomem(e);
    coh_throw(e, COHORT_ERR_NOT_FOUND, 87, "%s", coh_buf_text(&e->scratch));
}

static const struct coh_propdef *assign(struct coh_engine *e, struct coh_obj *obj, const char *name, const char *value)
{
    const struct coh_propdef *def = coh_propdef_find(obj, name);
    const char *wrong = coh_name_check(coh_prop_bare(name), "=");

    if (wrong != NULL)
        coh_throw(e, COHORT_ERR_INVALID, 87, "the property name \"%s\" %s", name, wrong);
    if (def == NULL && is_shown(obj, name))
        coh_throw(e, COHORT_ERR_READONLY, 5089, "%s of %s \"%s\" cannot be set", name, coh_kind_name(obj->kind),
                  coh_full_name(obj));
    if (def != NULL && (def->flags & COH_PROP_OFFLINE_ONLY) && coh_resource_is_busy((struct coh_resource *)obj))
        coh_throw(e, COHORT_ERR_STATE, 5023,
                  "%s of resource \"%s\" can be set only while it is Offline or Failed; it is %s", def->name, obj->name,
                  coh_resource_state_name(((struct coh_resource *)obj)->state));
    if (def != NULL && (def->id == COH_P_DRIVES || def->id == COH_P_CLASS) &&
        ((struct coh_type *)obj)->resource_count > 0)
        coh_throw(e, COHORT_ERR_STATE, 5909, "%s of type \"%s\" cannot be set: %d resource%s of it", def->name,
                  obj->name, ((struct coh_type *)obj)->resource_count,
                  ((struct coh_type *)obj)->resource_count == 1 ? " is" : "s are");
    if (value == NULL) {
        if (coh_prop_set_at(obj, name) != NULL)
            coh_prop_put(e, obj, def != NULL && def->id != COH_P_NONE ? def : NULL,
                         def != NULL ? def->name : coh_prop_bare(name), 0, 0, NULL, 1);
        else if (def == NULL)
            throw_unknown(e, obj, name);
        return def;
    }
    check_text(e, obj, name, value);
    if (def == NULL) {
        coh_prop_put(e, obj, NULL, coh_prop_bare(name), COH_VALUE_TEXT, 0, value, 0);
    } else if (def->id == COH_P_NONE) {
        assign_custom(e, obj, def, value);
    } else if (def->type == COH_VALUE_INT || def->type == COH_VALUE_BOOL) {
        int64_t num = checked_int(e, obj, def, value);

        /* What is a type's when it is not set is kept even where it equals the table's default; a poll interval's default says "the type's". */
        coh_prop_put(e, obj, def, def->name, def->type, num, NULL,
                     num == def->fallback && (coh_prop_deferred(obj, def->id) == NULL || num == UINT32_MAX));
    } else {
        if (def->choices != NULL)
            value = canonical_choice(e, obj, def, value);
        if (def->id == COH_P_FAULT_DOMAIN)
            value = coh_domain_checked(e, (struct coh_node *)obj, value);
        else if (def->id == COH_P_PREFERRED_SITE)
            coh_site_check(e, obj, value);
        else if (def->id == COH_P_SERVICE_NAME)
            value = service_name(e, value);
        coh_prop_put(e, obj, def, def->name, def->type, 0, value,
                     obj->kind != COH_TYPE && def->fallback_text != NULL && strcmp(value, def->fallback_text) == 0);
    }
    return def;
}

/* What runs goes on with the value that it was started with. */
const struct coh_propdef *coh_prop_assign(struct coh_engine *e, struct coh_obj *obj, const char *name,
                                          const char *value)
{
    const struct coh_propdef *def = coh_propdef_find(obj, name);
    int64_t num;
    const char *text, *key;
    int is_int;

    if (def == NULL || !(def->flags & COH_PROP_NEXT_ONLINE) || !coh_prop_runs(obj))
        return assign(e, obj, name, value);
    is_int = def->type == COH_VALUE_INT || def->type == COH_VALUE_BOOL;
    num = is_int ? coh_run_int(obj, def->id) : 0;
    text = is_int ? NULL : coh_arena_text(e, coh_run_text(obj, def->id));
    key = coh_arena_fmt(e, "=%s", def->name);
    assign(e, obj, name, value);
    coh_prop_put(e, obj, NULL, key, def->type, num, text,
                 is_int ? num == coh_prop_int(obj, def->id) : strcmp(text, coh_prop_text(obj, def->id)) == 0);
    return def;
}
