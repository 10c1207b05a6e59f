/*
 * Kinds of objects, and properties of resource types, that are data: entered by an input and stored, so that whoever opens the database can
 * list, set and replay them without the program that brought them.
 *
 * A definition is one item of the list property Properties of a kind or type:
 *
 *   NAME TYPE [min=N] [max=N] [unit=U] [choices=A|B] [of=KIND] [unique] [default=VALUE]: meaning
 *
 * TYPE is int, bool, text, list, binary (hexadecimal digits), ref or refs. A default is the last of its line and may have spaces.
 * No two objects have the same values of all properties that are marked unique; one that is not set is like no other.
 */
#include <stdio.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

static const char *const type_names[] = {"", "int", "text", "list", "bool", "binary", "ref", "refs", NULL};

const char *coh_value_type_name(int type)
{
    return type > 0 && type <= COH_VALUE_REFS ? type_names[type] : "";
}

const struct coh_defs *coh_defs_of(const struct coh_obj *obj)
{
    if (obj->kind == COH_OBJECT)
        return ((const struct coh_custom *)obj)->kind->defs;
    if (obj->kind == COH_RESOURCE)
        return ((const struct coh_resource *)obj)->type->defs;
    return NULL;
}

struct coh_obj *coh_find_of(const struct coh_model *m, const char *kind, const char *name)
{
    char full[2 * COHORT_NAME_MAX + 2];
    int number = coh_kind_parse(kind);

    if (kind == NULL || name == NULL)
        return NULL;
    if (number != COH_NONE && number != COH_OBJECT)
        return coh_find(m, number, name);
    if (number == COH_OBJECT)
        return coh_find(m, COH_OBJECT, name);
    if (snprintf(full, sizeof full, "%s/%s", kind, name) >= (int)sizeof full)
        return NULL;
    return coh_find(m, COH_OBJECT, full);
}

/* ---- reading definitions ---- */

static _Noreturn void bad(struct coh_engine *e, const struct coh_obj *obj, const char *line, const char *what)
{
    coh_throw(e, COHORT_ERR_INVALID, 87, "Properties of %s \"%s\": \"%s\" %s", coh_kind_name(obj->kind), obj->name,
              line, what);
}

/* The next word of *@at, copied; NULL at the end. */
static const char *next_word(struct coh_engine *e, const char **at)
{
    const char *from = *at + strspn(*at, " ");
    size_t size = strcspn(from, " ");

    *at = from + size;
    return size > 0 ? coh_arena_fmt(e, "%.*s", (int)size, from) : NULL;
}

int coh_value_type_parse(const char *name)
{
    int i;

    for (i = 1; name != NULL && type_names[i] != NULL; i++)
        if (coh_name_cmp(type_names[i], name) == 0)
            return i;
    return 0;
}

static int is_ref(const struct coh_propdef *def)
{
    return def->type == COH_VALUE_REF || def->type == COH_VALUE_REFS;
}

static int is_number(const struct coh_propdef *def)
{
    return def->type == COH_VALUE_INT || def->type == COH_VALUE_BOOL;
}

static void take_option(struct coh_engine *e, const struct coh_obj *obj, struct coh_propdef *def, const char *line,
                        const char *word)
{
    if (strncmp(word, "min=", 4) == 0 && is_number(def) && coh_int_parse(word + 4, &def->min) == 0)
        return;
    if (strncmp(word, "max=", 4) == 0 && is_number(def) && coh_int_parse(word + 4, &def->max) == 0)
        return;
    if (strncmp(word, "unit=", 5) == 0 && def->type == COH_VALUE_INT)
        def->unit = word + 5;
    else if (strncmp(word, "choices=", 8) == 0 && def->type == COH_VALUE_TEXT)
        def->choices = word + 8;
    else if (strncmp(word, "of=", 3) == 0 && is_ref(def))
        def->of = word + 3;
    else if (strcmp(word, "unique") == 0 &&
             (def->type == COH_VALUE_INT || def->type == COH_VALUE_TEXT || def->type == COH_VALUE_REF))
        def->flags |= COH_PROP_UNIQUE;
    else
        bad(e, obj, line, coh_arena_fmt(e, "has \"%s\", which does not fit it", word));
}

static void take_default(struct coh_engine *e, const struct coh_obj *obj, struct coh_propdef *def, const char *line,
                         const char *value)
{
    if (is_ref(def))
        bad(e, obj, line, "is a reference, which has no default");
    if (!is_number(def))
        def->fallback_text = value;
    else if (coh_int_parse(value, &def->fallback) < 0 || def->fallback < def->min || def->fallback > def->max)
        bad(e, obj, line, "has a default outside its range");
}

/* One item: its texts stay in the arena until the block is made. */
static void parse(struct coh_engine *e, const struct coh_obj *obj, const char *line, struct coh_propdef *def)
{
    const char *colon = strstr(line, ": "), *head, *at, *word, *wrong;
    const char *end;

    memset(def, 0, sizeof *def);
    head = colon != NULL ? coh_arena_fmt(e, "%.*s", (int)(colon - line), line) : line;
    def->meaning = colon != NULL ? colon + 2 : "";
    end = strstr(head, " default=");
    at = end != NULL ? coh_arena_fmt(e, "%.*s", (int)(end - head), head) : head;
    def->name = next_word(e, &at);
    def->type = (uint8_t)coh_value_type_parse(next_word(e, &at));
    if (def->name == NULL || def->type == 0)
        bad(e, obj, line, "is not NAME TYPE ...: TYPE is int, bool, text, list, binary, ref or refs");
    wrong = coh_name_check(def->name, "=");
    if (wrong != NULL || strncmp(def->name, "Parameters.", 11) == 0)
        bad(e, obj, line, wrong != NULL ? wrong : "names a property with Parameters.");
    def->kind = obj->kind == COH_KIND ? COH_OBJECT : COH_RESOURCE;
    def->unit = "";
    def->min = def->type == COH_VALUE_BOOL ? 0 : INT64_MIN;
    def->max = def->type == COH_VALUE_BOOL ? 1 : INT64_MAX;
    while ((word = next_word(e, &at)) != NULL)
        take_option(e, obj, def, line, word);
    if (is_ref(def) && def->of == NULL)
        bad(e, obj, line, "is a reference and does not say of=KIND");
    if (end != NULL)
        take_default(e, obj, def, line, end + 9);
    else if (is_number(def) && (def->min > 0 || def->max < 0))
        bad(e, obj, line, "has no default, and 0 is outside its range");
}

/* ---- the block ---- */

static size_t text_size(const char *text)
{
    return text != NULL ? strlen(text) + 1 : 0;
}

static char *keep(char *at, const char **text)
{
    size_t size = text_size(*text);

    if (*text == NULL)
        return at;
    *text = memcpy(at, *text, size);
    return at + size;
}

static struct coh_defs *pack(struct coh_engine *e, const struct coh_propdef *list, int count)
{
    struct coh_defs *defs;
    size_t size = sizeof *defs + (size_t)count * sizeof defs->v[0];
    char *at;
    int i;

    for (i = 0; i < count; i++)
        size += text_size(list[i].name) + text_size(list[i].unit) + text_size(list[i].fallback_text) +
                text_size(list[i].choices) + text_size(list[i].meaning) + text_size(list[i].of);
    defs = coh_new_block(e, size);
    defs->count = count;
    at = (char *)&defs->v[count];
    for (i = 0; i < count; i++) {
        defs->v[i] = list[i];
        at = keep(at, &defs->v[i].name);
        at = keep(at, &defs->v[i].unit);
        at = keep(at, &defs->v[i].fallback_text);
        at = keep(at, &defs->v[i].choices);
        at = keep(at, &defs->v[i].meaning);
        at = keep(at, &defs->v[i].of);
    }
    return defs;
}

/* ---- unique ---- */

/* Has @other what @obj has in all that the table marks unique? */
static int is_twin(const struct coh_obj *obj, const struct coh_obj *other)
{
    const struct coh_defs *defs = coh_defs_of(obj);
    int i, marked = 0;

    for (i = 0; defs != NULL && i < defs->count; i++) {
        const struct coh_prop *a, *b;

        if (!(defs->v[i].flags & COH_PROP_UNIQUE))
            continue;
        a = coh_prop_set_at(obj, defs->v[i].name);
        b = coh_prop_set_at(other, defs->v[i].name);
        if (a == NULL || b == NULL || a->num != b->num || (a->text == NULL) != (b->text == NULL) ||
            (a->text != NULL && strcmp(a->text, b->text) != 0))
            return 0;
        marked = 1;
    }
    return marked && other != obj;
}

static const struct coh_obj *find_twin(const struct coh_engine *e, const struct coh_obj *obj)
{
    const struct coh_link *link;
    const struct coh_resource *r;
    const struct coh_group *g;

    for (link = obj->kind == COH_OBJECT ? e->m.first[COH_OBJECT] : NULL; link != NULL; link = link->next)
        if (((const struct coh_custom *)link)->kind == ((const struct coh_custom *)obj)->kind && is_twin(obj, &link->o))
            return &link->o;
    for (g = obj->kind == COH_RESOURCE ? e->m.groups : NULL; g != NULL; g = g->next)
        for (r = g->first; r != NULL; r = r->next)
            if (r->type == ((const struct coh_resource *)obj)->type && is_twin(obj, &r->o))
                return &r->o;
    return NULL;
}

void coh_custom_check_unique(struct coh_engine *e, const struct coh_obj *obj)
{
    const struct coh_obj *twin = find_twin(e, obj);
    const struct coh_defs *defs = coh_defs_of(obj);
    const char *what = "";
    int i, count = 0;

    for (i = 0; twin != NULL && i < defs->count; i++) {
        const struct coh_prop *prop = coh_prop_set_at(obj, defs->v[i].name);
        const char *value;

        if (!(defs->v[i].flags & COH_PROP_UNIQUE))
            continue;
        value = prop->type == COH_VALUE_REF   ? coh_by_id(&e->m, prop->num)->name
                : prop->type == COH_VALUE_INT ? coh_arena_fmt(e, "%lld", (long long)prop->num)
                                              : prop->text;
        what = coh_arena_fmt(e, "%s%s%s \"%s\"", what, count++ > 0 ? " and " : "", defs->v[i].name, value);
    }
    if (twin != NULL)
        coh_throw(e, COHORT_ERR_EXISTS, 5010, "%s \"%s\" cannot have %s: %s \"%s\" has %s already",
                  coh_kind_name(obj->kind), coh_full_name(obj), what, coh_kind_name(twin->kind), coh_full_name(twin),
                  count > 1 ? "them" : "it");
}

/* What is set already must be of the type that the new table says, and as unique. */
static void check_set(struct coh_engine *e, const struct coh_obj *owner, const struct coh_obj *obj)
{
    int i;

    for (i = 0; obj->props != NULL && i < obj->props->count; i++) {
        const struct coh_prop *prop = &obj->props->v[i];
        const struct coh_propdef *def = prop->def == NULL ? coh_propdef_find(obj, prop->name) : NULL;

        if (def != NULL && def->type != prop->type)
            coh_throw(e, COHORT_ERR_STATE, 5909, "Properties of %s \"%s\": %s is %s, and %s \"%s\" has it set as %s",
                      coh_kind_name(owner->kind), owner->name, def->name, coh_value_type_name(def->type),
                      coh_kind_name(obj->kind), coh_full_name(obj), coh_value_type_name(prop->type));
    }
    coh_custom_check_unique(e, obj);
}

static void check_all_set(struct coh_engine *e, const struct coh_obj *owner)
{
    const struct coh_link *link;
    const struct coh_resource *r;
    const struct coh_group *g;

    for (link = owner->kind == COH_KIND ? e->m.first[COH_OBJECT] : NULL; link != NULL; link = link->next)
        if (&((const struct coh_custom *)link)->kind->link.o == owner)
            check_set(e, owner, &link->o);
    for (g = owner->kind == COH_TYPE && ((const struct coh_type *)owner)->resource_count > 0 ? e->m.groups : NULL;
         g != NULL; g = g->next)
        for (r = g->first; r != NULL; r = r->next)
            if (&r->type->o == owner)
                check_set(e, owner, &r->o);
}

void coh_refresh_defs(struct coh_engine *e, struct coh_obj *obj)
{
    struct coh_defs **where =
        obj->kind == COH_KIND ? &((struct coh_custom_kind *)obj)->defs : &((struct coh_type *)obj)->defs;
    const char *at = coh_prop_text(obj, COH_P_PROPERTIES), *from;
    struct coh_propdef *list;
    int count = 0, room = 1, i;
    size_t size;

    for (from = at; *from != '\0'; from++)
        room += *from == '\n';
    list = coh_arena(e, (size_t)room * sizeof *list);
    for (; *at != '\0'; at += size + (at[size] == '\n')) {
        size = strcspn(at, "\n");
        if (size == 0)
            continue;
        parse(e, obj, coh_arena_fmt(e, "%.*s", (int)size, at), &list[count]);
        for (i = 0; i < count; i++)
            if (coh_name_cmp(list[i].name, list[count].name) == 0)
                bad(e, obj, list[count].name, "is defined twice");
        count++;
    }
    coh_set_block(e, where, count > 0 ? pack(e, list, count) : NULL);
    if (!e->loading)
        check_all_set(e, obj);
}

/* ---- values ---- */

static int64_t referred(struct coh_engine *e, const struct coh_obj *obj, const struct coh_propdef *def,
                        const char *name)
{
    const struct coh_obj *to = coh_find_of(&e->m, def->of, name);

    if (to == NULL)
        coh_throw(e, COHORT_ERR_NOT_FOUND, 87, "%s of %s \"%s\" refers to a %s, and there is no %s \"%s\"", def->name,
                  coh_kind_name(obj->kind), coh_full_name(obj), def->of, def->of, name);
    return to->id;
}

static const char *referred_all(struct coh_engine *e, const struct coh_obj *obj, const struct coh_propdef *def,
                                const char *names)
{
    const char *ids = "";
    size_t size;

    for (; *names != '\0'; names += size + (names[size] == '\n')) {
        size = strcspn(names, "\n");
        if (size > 0)
            ids = coh_arena_fmt(e, "%s%s%lld", ids, *ids != '\0' ? "\n" : "",
                                (long long)referred(e, obj, def, coh_arena_fmt(e, "%.*s", (int)size, names)));
    }
    return ids;
}

void coh_custom_value(struct coh_engine *e, const struct coh_obj *obj, const struct coh_propdef *def, const char *value,
                      int64_t *ret_num, const char **ret_text)
{
    size_t digits = strspn(value, "0123456789abcdefABCDEF");

    *ret_num = 0;
    *ret_text = value;
    if (def->type == COH_VALUE_REF) {
        *ret_num = referred(e, obj, def, value);
        *ret_text = NULL;
    } else if (def->type == COH_VALUE_REFS) {
        *ret_text = referred_all(e, obj, def, value);
    } else if (def->type == COH_VALUE_BINARY && (value[digits] != '\0' || digits % 2 != 0)) {
        coh_throw(e, COHORT_ERR_INVALID, 87, "%s of %s \"%s\" is binary: hexadecimal digits, two a byte, not \"%s\"",
                  def->name, coh_kind_name(obj->kind), coh_full_name(obj), value);
    }
}

/* ---- objects ---- */

void coh_custom_refull(struct coh_engine *e, struct coh_custom *c)
{
    char full[2 * COHORT_NAME_MAX + 2];

    snprintf(full, sizeof full, "%s/%s", c->kind->link.o.name, c->link.o.name);
    coh_set_text(e, &c->full, full);
}

void coh_custom_create(struct coh_engine *e, const struct coh_input *input)
{
    const char *slash = input->name != NULL ? strchr(input->name, '/') : NULL;
    struct coh_custom_kind *kind;
    struct coh_custom *c;

    if (slash == NULL)
        coh_throw(e, COHORT_ERR_INVALID, 87, "an object is named KIND/NAME, not \"%s\"",
                  input->name != NULL ? input->name : "");
    kind = (struct coh_custom_kind *)coh_want_obj(e, COH_KIND,
                                                  coh_arena_fmt(e, "%.*s", (int)(slash - input->name), input->name));
    coh_check_name(e, COH_OBJECT, slash + 1);
    coh_check_free(e, COH_OBJECT, input->name, NULL);
    c = (struct coh_custom *)coh_new_object(e, COH_OBJECT, slash + 1);
    c->kind = kind;
    coh_obj_link(e, &c->link.o);
    coh_record(e, &c->link.o, COH_CHANGE_CREATED, NULL, NULL, COH_RULE_CREATED, 0, 0, NULL);
    coh_assign_all(e, &c->link.o, input->list, 1);
}

/* name: KIND/NAME, a: in so many milliseconds; 0: none. */
void coh_custom_timer(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_custom *c = (struct coh_custom *)coh_want_obj(e, COH_OBJECT, input->name);

    if (input->a < 0 || input->a > INT64_MAX / 4)
        coh_throw(e, COHORT_ERR_RANGE, 5913, "the timer of object \"%s\" fires in 1 ms or later; 0: never", c->full);
    if (input->a == 0)
        coh_clear_timer(e, &c->timer);
    else
        coh_set_timer(e, &c->timer, COH_TIMER_OBJECT, e->m.cluster->now_ms + input->a);
    coh_dirty(e, &c->link.o, COH_DIRTY_ROW);
}

void coh_custom_timer_fires(struct coh_engine *e, struct coh_custom *c)
{
    coh_clear_timer(e, &c->timer);
    coh_record(e, &c->link.o, COH_CHANGE_TIMER, NULL, NULL, COH_RULE_TIMER, 0, 0, NULL);
}

/* kind, name; a: id of the event, b: its severity, arg: what it says. */
void coh_log(struct coh_engine *e, const struct coh_input *input)
{
    static const char *const severities[] = {"", "Information", "Warning", "Error"};
    struct coh_obj *obj = coh_want_obj(e, input->kind, input->name);

    if (input->arg == NULL || *input->arg == '\0')
        coh_throw(e, COHORT_ERR_INVALID, 87, "the text of the event is missing");
    if (input->b < COHORT_SEVERITY_INFORMATION || input->b > COHORT_SEVERITY_ERROR)
        coh_throw(e, COHORT_ERR_RANGE, 5913, "the severity of an event is 1, 2 or 3, not %lld", (long long)input->b);
    coh_record(e, obj, COH_CHANGE_LOGGED, severities[input->b], coh_arena_text(e, input->arg), COH_RULE_LOGGED,
               input->a, 0, NULL);
}

/* ---- kinds that are renamed ---- */

/* A definition with of=@old as of=@name; NULL: it does not refer to that kind. */
static const char *of_renamed(struct coh_engine *e, const char *line, size_t size, const char *old, const char *name)
{
    const char *text = coh_arena_fmt(e, "%.*s", (int)size, line), *end = strstr(text, ": "), *at;
    size_t length;

    end = end != NULL ? end : text + size;
    for (at = text; (at = strstr(at, " of=")) != NULL && at < end; at += length) {
        length = 4 + strcspn(at + 4, " :");
        if (coh_name_cmp(coh_arena_fmt(e, "%.*s", (int)length - 4, at + 4), old) == 0)
            return coh_arena_fmt(e, "%.*s of=%s%s", (int)(at - text), text, name, at + length);
    }
    return NULL;
}

static void follow_kind(struct coh_engine *e, struct coh_obj *obj, const char *old, const char *name)
{
    const struct coh_prop *set = coh_prop_set_at(obj, "Properties");
    const char *at = set != NULL ? set->text : "", *table = NULL, *line;
    int followed = 0;
    size_t size;

    for (; *at != '\0'; at += size + (at[size] == '\n')) {
        size = strcspn(at, "\n");
        line = of_renamed(e, at, size, old, name);
        followed |= line != NULL;
        line = line != NULL ? line : coh_arena_fmt(e, "%.*s", (int)size, at);
        table = table != NULL ? coh_arena_fmt(e, "%s\n%s", table, line) : line;
    }
    if (!followed)
        return;
    coh_prop_put(e, obj, set->def, set->name, set->type, 0, table, 0);
    coh_refresh_defs(e, obj);
}

void coh_custom_kind_renamed(struct coh_engine *e, const char *old, const char *name)
{
    struct coh_link *link;
    struct coh_type *t;

    for (link = e->m.first[COH_KIND]; link != NULL; link = link->next)
        follow_kind(e, &link->o, old, name);
    for (t = e->m.types; t != NULL; t = t->next)
        follow_kind(e, &t->o, old, name);
}

/* ---- references ---- */

static int refers(const struct coh_obj *obj, int64_t id)
{
    char word[24];
    int i;

    snprintf(word, sizeof word, "%lld", (long long)id);
    for (i = 0; obj->props != NULL && i < obj->props->count; i++) {
        const struct coh_prop *prop = &obj->props->v[i];
        const char *at = prop->type == COH_VALUE_REFS ? prop->text : "";
        size_t size;

        if (prop->type == COH_VALUE_REF && prop->num == id)
            return 1;
        for (; *at != '\0'; at += size + (at[size] == '\n')) {
            size = strcspn(at, "\n");
            if (size == strlen(word) && memcmp(at, word, size) == 0)
                return 1;
        }
    }
    return 0;
}

/* What may have references: objects whose kind is data, and resources of types with a table of their own. 1: go on. */
static void each_bearer(struct coh_engine *e, void (*each)(struct coh_engine *e, const struct coh_obj *bearer, void *),
                        void *user)
{
    const struct coh_link *link;
    const struct coh_resource *r;
    const struct coh_group *g;
    const struct coh_type *t;
    int typed = 0;

    for (link = e->m.first[COH_OBJECT]; link != NULL; link = link->next)
        each(e, &link->o, user);
    for (t = e->m.types; t != NULL; t = t->next)
        typed |= t->defs != NULL && t->resource_count > 0;
    for (g = typed ? e->m.groups : NULL; g != NULL; g = g->next)
        for (r = g->first; r != NULL; r = r->next)
            if (r->type->defs != NULL)
                each(e, &r->o, user);
}

static void refuse_referred(struct coh_engine *e, const struct coh_obj *bearer, void *user)
{
    const struct coh_obj *obj = user;

    if (bearer != obj && refers(bearer, obj->id))
        coh_throw(e, COHORT_ERR_DEPENDENT, 5001, "%s \"%s\" cannot be deleted: %s \"%s\" refers to it",
                  coh_kind_name(obj->kind), coh_full_name(obj), coh_kind_name(bearer->kind), coh_full_name(bearer));
}

void coh_custom_check_delete(struct coh_engine *e, const struct coh_obj *obj)
{
    each_bearer(e, refuse_referred, (void *)(uintptr_t)obj);
}

static void check_refs(struct coh_engine *e, const struct coh_obj *bearer, void *user)
{
    int i;

    (void)user;
    for (i = 0; bearer->props != NULL && i < bearer->props->count; i++) {
        const struct coh_prop *prop = &bearer->props->v[i];
        const char *at = prop->type == COH_VALUE_REFS ? prop->text : "";
        int64_t id = prop->num;
        int good = prop->type != COH_VALUE_REF || coh_by_id(&e->m, id) != NULL;
        size_t size;

        for (; good && *at != '\0'; at += size + (at[size] == '\n')) {
            size = strcspn(at, "\n");
            good = coh_int_parse(coh_arena_fmt(e, "%.*s", (int)size, at), &id) == 0 && coh_by_id(&e->m, id) != NULL;
        }
        if (!good)
            coh_throw(e, COHORT_ERR_DAMAGED, 0, "property %s of %s \"%s\" refers to an object that is not there",
                      prop->name, coh_kind_name(bearer->kind), coh_full_name(bearer));
    }
}

void coh_custom_check_refs(struct coh_engine *e)
{
    each_bearer(e, check_refs, NULL);
}
