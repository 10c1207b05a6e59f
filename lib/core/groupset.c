/*
 * Groups that wait for groups: dependencies between groups and group sets. They order starts, and nothing else.
 *
 * A group waits for what it depends on itself, for what its set depends on, and for the global sets. A provider that is a group is ready when it is
 * Online or PartialOnline, one without resources when it is to be online; a set, StartupDelay after enough of its groups came up. Each provider knows who waits for it, and each set counts its groups:
 * what a change costs does not depend on how many groups there are.
 */
#include "core/inner.h"
#include "util/text.h"

enum { STANDS_DOWN = 0, STANDS_COMING = 1, STANDS_UP = 2 };

static struct coh_ints **after_of(struct coh_obj *obj)
{
    return obj->kind == COH_GROUP ? &((struct coh_group *)obj)->after : &((struct coh_groupset *)obj)->after;
}

static struct coh_ints **users_of(struct coh_obj *obj)
{
    return obj->kind == COH_GROUP ? &((struct coh_group *)obj)->users : &((struct coh_groupset *)obj)->users;
}

static const char *kind_words(const struct coh_obj *obj)
{
    return obj->kind == COH_GROUP ? "group" : "group set";
}

static struct coh_group *group_at(const struct coh_engine *e, const struct coh_groupset *s, int index)
{
    return (struct coh_group *)coh_by_id(&e->m, s->groups->v[index]);
}

static struct coh_groupset *first_set(const struct coh_model *m)
{
    return (struct coh_groupset *)m->first[COH_GROUPSET];
}

static struct coh_groupset *next_set(const struct coh_groupset *s)
{
    return (struct coh_groupset *)s->link.next;
}

/* ---- ready or not ---- */

static int64_t delay_ms(const struct coh_groupset *s)
{
    return coh_prop_int(&s->link.o, COH_P_STARTUP_DELAY) * 1000;
}

int coh_groupset_needed(const struct coh_groupset *s)
{
    int64_t count = coh_prop_int(&s->link.o, COH_P_STARTUP_COUNT), all = s->groups != NULL ? s->groups->count : 0;

    return (int)(count < all ? count : all);
}

static int counts_starting(const struct coh_groupset *s)
{
    return coh_prop_int(&s->link.o, COH_P_STARTUP_SETTING) == 1;
}

int coh_groupset_reached(const struct coh_groupset *s)
{
    return s->up + (counts_starting(s) ? s->coming : 0);
}

int coh_group_stands(const struct coh_group *g)
{
    const struct coh_resource *r;
    int state = coh_group_state(g);

    if (state == COHORT_GROUP_ONLINE || state == COHORT_GROUP_PARTIAL_ONLINE ||
        (g->count == 0 && g->persistent == COHORT_PERSISTENT_ONLINE)) /* there is nothing that could still come up */
        return STANDS_UP;
    for (r = state == COHORT_GROUP_PENDING ? g->first : NULL; r != NULL; r = r->next)
        if (r->state == COHORT_RESOURCE_ONLINE_PENDING)
            return STANDS_COMING;
    return STANDS_DOWN;
}

static void wake_group(struct coh_engine *e, struct coh_group *g)
{
    if (coh_held_back(g))
        coh_push_gate(e, g);
}

static void wake_members(struct coh_engine *e, struct coh_groupset *s)
{
    int i;

    for (i = 0; s->groups != NULL && i < s->groups->count; i++)
        wake_group(e, group_at(e, s, i));
}

static void wake_users(struct coh_engine *e, struct coh_obj *provider)
{
    const struct coh_ints *users = *users_of(provider);
    struct coh_group *g;
    int i;

    for (i = 0; users != NULL && i < users->count; i++) {
        struct coh_obj *user = coh_by_id(&e->m, users->v[i]);

        if (user->kind == COH_GROUP)
            wake_group(e, (struct coh_group *)user);
        else
            wake_members(e, (struct coh_groupset *)user);
    }
    if (provider->kind == COH_GROUPSET && ((struct coh_groupset *)provider)->global)
        for (g = e->m.groups; g != NULL; g = g->next)
            wake_group(e, g);
}

static void set_state(struct coh_engine *e, struct coh_groupset *s, int state, int rule, int64_t a, int64_t b)
{
    coh_record(e, &s->link.o, COH_CHANGE_STATE, coh_groupset_state_name(s->state), coh_groupset_state_name(state), rule,
               a, b, NULL);
    coh_set32(e, &s->state, state);
    if (state == COHORT_GROUPSET_READY)
        wake_users(e, &s->link.o);
}

/* Its groups, or how many it needs, have changed. */
static void refresh(struct coh_engine *e, struct coh_groupset *s)
{
    int need = coh_groupset_needed(s), reached = coh_groupset_reached(s), rule;
    int64_t due_ms, now_ms = e->m.cluster->now_ms;

    if (e->loading)
        return;
    rule = counts_starting(s) ? COH_RULE_SET_STARTING : COH_RULE_SET_ONLINE;
    if (need == 0 || reached < need) {
        coh_clear_timer(e, &s->timer);
        if (s->state != COHORT_GROUPSET_NOT_READY)
            set_state(e, s, COHORT_GROUPSET_NOT_READY, rule, reached, need);
        coh_set64(e, &s->since_ms, 0);
        return;
    }
    if (s->state == COHORT_GROUPSET_NOT_READY) {
        coh_set64(e, &s->since_ms, now_ms);
        set_state(e, s, delay_ms(s) > 0 ? COHORT_GROUPSET_DELAY : COHORT_GROUPSET_READY, rule, reached, need);
    }
    if (s->state != COHORT_GROUPSET_DELAY)
        return;
    due_ms = s->since_ms + delay_ms(s);
    coh_set_timer(e, &s->timer, COH_TIMER_WAIT, due_ms > now_ms ? due_ms : now_ms);
}

void coh_groupset_timer(struct coh_engine *e, struct coh_groupset *s)
{
    coh_clear_timer(e, &s->timer);
    set_state(e, s, COHORT_GROUPSET_READY, COH_RULE_SET_DELAY, delay_ms(s), 0);
}

static void count(struct coh_engine *e, struct coh_groupset *s, int stands, int sign)
{
    if (stands == STANDS_UP)
        coh_set32(e, &s->up, s->up + sign);
    else if (stands == STANDS_COMING)
        coh_set32(e, &s->coming, s->coming + sign);
}

/* The group's resources have changed: its set counts anew, and who waits for it may go. */
void coh_group_counts(struct coh_engine *e, struct coh_group *g)
{
    int stands;

    if (g->set == NULL && g->users == NULL)
        return;
    stands = coh_group_stands(g);
    if (stands == g->stands)
        return;
    if (g->set != NULL) {
        count(e, g->set, g->stands, -1);
        count(e, g->set, stands, 1);
    }
    coh_set32(e, &g->stands, stands);
    if (g->set != NULL)
        refresh(e, g->set);
    if (stands == STANDS_UP)
        wake_users(e, &g->o);
}

/* ---- who waits for whom ---- */

static int is_ready(const struct coh_obj *provider)
{
    const struct coh_groupset *s = (const struct coh_groupset *)provider;

    if (provider->kind == COH_GROUP)
        return ((const struct coh_group *)provider)->stands == STANDS_UP;
    return s->state == COHORT_GROUPSET_READY || s->groups == NULL;
}

static const struct coh_obj *first_unready(const struct coh_model *m, const struct coh_ints *providers)
{
    const struct coh_obj *provider;
    int i;

    for (i = 0; providers != NULL && i < providers->count; i++) {
        provider = coh_by_id(m, providers->v[i]);
        if (!is_ready(provider))
            return provider;
    }
    return NULL;
}

const struct coh_obj *coh_wait_provider(const struct coh_model *m, const struct coh_group *g)
{
    const struct coh_obj *provider = first_unready(m, g->after);
    const struct coh_groupset *s;

    if (provider == NULL && g->set != NULL)
        provider = first_unready(m, g->set->after);
    if (provider != NULL || m->global_count == 0 || (g->set != NULL && g->set->global))
        return provider;
    for (s = first_set(m); s != NULL; s = next_set(s))
        if (s->global && !is_ready(&s->link.o))
            return &s->link.o;
    return NULL;
}

void coh_provider_words(struct coh_buf *buf, const struct coh_obj *provider)
{
    const struct coh_groupset *s = (const struct coh_groupset *)provider;
    const struct coh_group *g = (const struct coh_group *)provider;

    if (provider->kind == COH_GROUP) {
        coh_buf_fmt(buf, "group %s is %s%s", provider->name,
                    g->count == 0 && is_ready(provider) ? "to be online" : coh_group_state_name(g->state),
                    g->count == 0 ? " and has no resources" : "");
        return;
    }
    coh_buf_fmt(buf, "group set %s: %d of %d groups %s", provider->name, coh_groupset_reached(s),
                coh_groupset_needed(s), counts_starting(s) ? "starting or online" : "online");
    if (delay_ms(s) > 0 && s->state != COHORT_GROUPSET_READY) {
        coh_buf_add(buf, ", then ");
        coh_duration_words(buf, delay_ms(s));
    }
}

static void each_ready(struct coh_buf *buf, const struct coh_model *m, const struct coh_ints *providers)
{
    int i;

    for (i = 0; providers != NULL && i < providers->count; i++) {
        coh_buf_add(buf, buf->size > 0 ? ", " : "");
        coh_provider_words(buf, coh_by_id(m, providers->v[i]));
    }
}

void coh_ready_words(struct coh_buf *buf, const struct coh_model *m, const struct coh_group *g)
{
    const struct coh_groupset *s;

    each_ready(buf, m, g->after);
    if (g->set != NULL)
        each_ready(buf, m, g->set->after);
    for (s = g->set != NULL && g->set->global ? NULL : first_set(m); s != NULL; s = next_set(s))
        if (s->global) {
            coh_buf_add(buf, buf->size > 0 ? ", " : "");
            coh_provider_words(buf, &s->link.o);
        }
    if (buf->size == 0)
        coh_buf_add(buf, "there is nothing left that it waits for");
}

/* ---- circles ---- */

struct walk {
    struct coh_engine *e;
    const struct coh_obj *changed;
    int64_t win32;
};

static int64_t *mark_of(struct coh_obj *obj)
{
    return obj->kind == COH_GROUP ? &((struct coh_group *)obj)->mark : &((struct coh_groupset *)obj)->mark;
}

static int *height_of(struct coh_obj *obj)
{
    return obj->kind == COH_GROUP ? &((struct coh_group *)obj)->height : &((struct coh_groupset *)obj)->height;
}

static int height(struct walk *w, struct coh_obj *obj, int depth);

static int above(struct walk *w, const struct coh_ints *ids, int step, int depth, int best)
{
    int i, next;

    for (i = 0; ids != NULL && i < ids->count; i++) {
        next = height(w, coh_by_id(&w->e->m, ids->v[i]), depth + step) + step;
        best = next > best ? next : best;
    }
    return best;
}

/* How many waits in a row lie before it. Scratch: mark is the epoch when it is known, its negative while it is looked for. */
static int height(struct walk *w, struct coh_obj *obj, int depth)
{
    struct coh_group *g = (struct coh_group *)obj;
    struct coh_groupset *s;
    int best = 0, next;

    if (*mark_of(obj) == w->e->epoch)
        return *height_of(obj);
    if (*mark_of(obj) == -w->e->epoch)
        coh_throw(w->e, COHORT_ERR_CIRCULAR, w->win32,
                  "%s \"%s\" cannot be changed so: %s \"%s\" would wait for itself", kind_words(w->changed),
                  w->changed->name, kind_words(obj), obj->name);
    if (depth > COHORT_DEPTH_MAX)
        coh_throw(w->e, COHORT_ERR_LIMIT, 5929,
                  "%s \"%s\" cannot be changed so: more than %d groups would wait in a row", kind_words(w->changed),
                  w->changed->name, COHORT_DEPTH_MAX);
    *mark_of(obj) = -w->e->epoch;
    if (obj->kind == COH_GROUPSET) {
        best = above(w, ((struct coh_groupset *)obj)->groups, 0, depth, 0);
    } else {
        best = above(w, g->after, 1, depth, 0);
        if (g->set != NULL)
            best = above(w, g->set->after, 1, depth, best);
        for (s = g->set == NULL || !g->set->global ? first_set(&w->e->m) : NULL; s != NULL; s = next_set(s))
            if (s->global) {
                next = height(w, &s->link.o, depth + 1) + 1;
                best = next > best ? next : best;
            }
    }
    *mark_of(obj) = w->e->epoch;
    *height_of(obj) = best;
    return best;
}

static void check_circles(struct coh_engine *e, const struct coh_obj *changed, int64_t win32)
{
    struct walk w = {e, changed, win32};
    struct coh_groupset *s;
    struct coh_group *g;

    e->epoch++;
    for (g = e->m.groups; g != NULL; g = g->next)
        height(&w, &g->o, 0);
    for (s = first_set(&e->m); s != NULL; s = next_set(s))
        height(&w, &s->link.o, 0);
}

/* ---- requests ---- */

static void add_user(struct coh_engine *e, struct coh_obj *provider, int64_t user)
{
    struct coh_group *g = provider->kind == COH_GROUP ? (struct coh_group *)provider : NULL;

    if (g != NULL && g->set == NULL && g->users == NULL) /* nobody looked until now */
        coh_set32(e, &g->stands, coh_group_stands(g));
    coh_set_block(e, users_of(provider), coh_ints_sorted_with(e, *users_of(provider), user));
}

static void drop_providers(struct coh_engine *e, struct coh_obj *user)
{
    struct coh_ints *after = *after_of(user);
    int i;

    for (i = 0; after != NULL && i < after->count; i++) {
        struct coh_ints **users = users_of(coh_by_id(&e->m, after->v[i]));

        coh_set_block(e, users, coh_ints_without(e, *users, user->id));
    }
    coh_set_block(e, after_of(user), NULL);
}

/* A group may wait for groups and sets, a set for sets. */
static struct coh_obj *want_provider(struct coh_engine *e, const struct coh_obj *user, const char *name)
{
    struct coh_obj *group = user->kind == COH_GROUP ? coh_find(&e->m, COH_GROUP, name) : NULL,
                   *set = coh_find(&e->m, COH_GROUPSET, name);

    if (group != NULL && set != NULL)
        coh_throw(e, COHORT_ERR_INVALID, 87, "\"%s\" is a group and a group set: rename one of them", name);
    if (group == NULL && set == NULL)
        coh_throw(e, COHORT_ERR_NOT_FOUND, user->kind == COH_GROUP ? 5013 : 5992, "there is no %s \"%s\"",
                  user->kind == COH_GROUP ? "group or group set" : "group set", name);
    if (set != NULL && ((struct coh_groupset *)set)->groups == NULL)
        coh_throw(e, COHORT_ERR_INVALID, 87, "group set \"%s\" has no group: there is nothing to wait for", set->name);
    if (set != NULL && user->kind == COH_GROUP && (const struct coh_obj *)((const struct coh_group *)user)->set == set)
        coh_throw(e, COHORT_ERR_CIRCULAR, 5993, "group \"%s\" cannot wait for group set \"%s\": it is in it",
                  user->name, set->name);
    return group != NULL ? group : set;
}

/* A global set waits for global sets only. */
static void check_global(struct coh_engine *e, const struct coh_groupset *s)
{
    const struct coh_groupset *provider;
    int i;

    for (i = 0; s->global && s->after != NULL && i < s->after->count; i++) {
        provider = (const struct coh_groupset *)coh_by_id(&e->m, s->after->v[i]);
        if (!provider->global)
            coh_throw(e, COHORT_ERR_INVALID, 87, "group set \"%s\" is global and cannot wait for \"%s\", which is not",
                      s->link.o.name, provider->link.o.name);
    }
}

/* name, list: what it waits for */
void coh_request_after(struct coh_engine *e, const struct coh_input *input, int kind)
{
    struct coh_obj *user = coh_want_obj(e, kind, input->name), *provider;
    const char *old = coh_names_text(e, *after_of(user));
    int i;

    drop_providers(e, user);
    for (i = 0; input->list != NULL && input->list[i] != NULL; i++) {
        provider = want_provider(e, user, input->list[i]);
        if (coh_ints_has(*after_of(user), provider->id))
            coh_throw(e, COHORT_ERR_EXISTS, 5003, "%s \"%s\" is named twice", kind_words(provider), provider->name);
        coh_set_block(e, after_of(user), coh_ints_with(e, *after_of(user), provider->id));
        add_user(e, provider, user->id);
    }
    if (kind == COH_GROUPSET)
        check_global(e, (struct coh_groupset *)user);
    check_circles(e, user, kind == COH_GROUP ? 1059 : 87);
    coh_record(e, user, COH_CHANGE_DEPENDS, old, coh_names_text(e, *after_of(user)), COH_RULE_REQUESTED, 0, 0, NULL);
    if (kind == COH_GROUP)
        wake_group(e, (struct coh_group *)user);
    else
        wake_members(e, (struct coh_groupset *)user);
}

static void enter(struct coh_engine *e, struct coh_groupset *s, struct coh_group *g)
{
    coh_set_ptr(e, &g->set, s);
    coh_set32(e, &g->stands, coh_group_stands(g));
    count(e, s, g->stands, 1);
}

static void leave(struct coh_engine *e, struct coh_group *g)
{
    count(e, g->set, g->stands, -1);
    coh_set_ptr(e, &g->set, NULL);
}

/* name, list: its groups */
void coh_request_set_groups(struct coh_engine *e, const struct coh_input *input)
{
    struct coh_groupset *s = (struct coh_groupset *)coh_want_obj(e, COH_GROUPSET, input->name);
    const char *old = coh_names_text(e, s->groups);
    struct coh_group *g;
    int i;

    wake_members(e, s);
    for (i = 0; s->groups != NULL && i < s->groups->count; i++)
        leave(e, group_at(e, s, i));
    coh_set_block(e, &s->groups, NULL);
    for (i = 0; input->list != NULL && input->list[i] != NULL; i++) {
        g = (struct coh_group *)coh_want_obj(e, COH_GROUP, input->list[i]);
        if (g->set == s)
            coh_throw(e, COHORT_ERR_EXISTS, 5011, "group \"%s\" is named twice", g->o.name);
        if (g->set != NULL)
            coh_throw(e, COHORT_ERR_EXISTS, 5011, "group \"%s\" is in group set \"%s\" already", g->o.name,
                      g->set->link.o.name);
        if (coh_ints_has(g->after, s->link.o.id))
            coh_throw(e, COHORT_ERR_CIRCULAR, 5993, "group \"%s\" waits for group set \"%s\" and cannot be in it",
                      g->o.name, s->link.o.name);
        coh_set_block(e, &s->groups, coh_ints_with(e, s->groups, g->o.id));
        enter(e, s, g);
    }
    if (s->groups == NULL && s->users != NULL)
        coh_throw(e, COHORT_ERR_INVALID, 87, "%s \"%s\" waits for group set \"%s\", which must keep a group",
                  kind_words(coh_by_id(&e->m, s->users->v[0])), coh_by_id(&e->m, s->users->v[0])->name, s->link.o.name);
    check_circles(e, &s->link.o, 87);
    coh_record(e, &s->link.o, COH_CHANGE_GROUPS, old, coh_names_text(e, s->groups), COH_RULE_REQUESTED, 0, 0, NULL);
    wake_members(e, s);
    refresh(e, s);
    if (s->groups == NULL)
        wake_users(e, &s->link.o);
}

/* Its properties were set. */
void coh_groupset_changed(struct coh_engine *e, struct coh_groupset *s)
{
    int global = coh_prop_int(&s->link.o, COH_P_IS_GLOBAL) != 0, i;

    if (global != s->global) {
        if (!global)
            wake_users(e, &s->link.o);
        coh_set8(e, &s->global, (uint8_t)global);
        coh_set32(e, &e->m.global_count, e->m.global_count + (global ? 1 : -1));
        check_global(e, s);
        for (i = 0; s->users != NULL && i < s->users->count; i++)
            if (coh_by_id(&e->m, s->users->v[i])->kind == COH_GROUPSET)
                check_global(e, (struct coh_groupset *)coh_by_id(&e->m, s->users->v[i]));
        check_circles(e, &s->link.o, 87);
    }
    refresh(e, s);
}

/* A group or a set is deleted. Who waits for it waits no longer for it. */
void coh_wait_gone(struct coh_engine *e, struct coh_obj *obj)
{
    struct coh_groupset *s = obj->kind == COH_GROUPSET ? (struct coh_groupset *)obj : NULL,
                        *of = s == NULL ? ((struct coh_group *)obj)->set : NULL;
    struct coh_ints *users = *users_of(obj);
    int i;

    wake_users(e, obj);
    for (i = 0; users != NULL && i < users->count; i++) {
        struct coh_obj *user = coh_by_id(&e->m, users->v[i]);

        coh_list_without(e, user, COH_CHANGE_DEPENDS, after_of(user), obj, COH_RULE_DELETED);
    }
    coh_set_block(e, users_of(obj), NULL);
    if (s != NULL) {
        wake_members(e, s);
        for (i = 0; s->groups != NULL && i < s->groups->count; i++)
            leave(e, group_at(e, s, i));
        coh_set32(e, &e->m.global_count, e->m.global_count - s->global);
    }
    drop_providers(e, obj);
    if (of == NULL)
        return;
    leave(e, (struct coh_group *)obj);
    coh_list_without(e, &of->link.o, COH_CHANGE_GROUPS, &of->groups, obj, COH_RULE_DELETED);
    refresh(e, of);
    if (of->groups == NULL)
        wake_users(e, &of->link.o);
}

/* ---- loading ---- */

static void derive_users(struct coh_engine *e, struct coh_obj *user)
{
    struct coh_ints *after = *after_of(user);
    struct coh_obj *provider;
    int i;

    for (i = 0; after != NULL && i < after->count; i++) {
        provider = coh_by_id(&e->m, after->v[i]);
        if (provider == NULL || provider == user ||
            !(provider->kind == COH_GROUPSET || (provider->kind == COH_GROUP && user->kind == COH_GROUP)) ||
            coh_ints_has(*users_of(provider), user->id))
            coh_throw(e, COHORT_ERR_DAMAGED, 0, "%s \"%s\" waits for object %lld, which cannot be", kind_words(user),
                      user->name, (long long)after->v[i]);
        add_user(e, provider, user->id);
    }
}

void coh_wait_derive_all(struct coh_engine *e)
{
    struct coh_groupset *s;
    struct coh_group *g;
    int i;

    for (s = first_set(&e->m); s != NULL; s = next_set(s)) {
        s->global = coh_prop_int(&s->link.o, COH_P_IS_GLOBAL) != 0;
        e->m.global_count += s->global;
        for (i = 0; s->groups != NULL && i < s->groups->count; i++) {
            g = group_at(e, s, i);
            if (g->set != NULL)
                coh_throw(e, COHORT_ERR_DAMAGED, 0, "group \"%s\" is in two group sets", g->o.name);
            enter(e, s, g);
        }
        derive_users(e, &s->link.o);
    }
    for (g = e->m.groups; g != NULL; g = g->next)
        derive_users(e, &g->o);
}
