/*
 * Dependency expressions: parsing, printing, checking, and hanging them into the model.
 *
 * An expression is an AND of resources and of OR lists; nothing more general exists. Grammar: the union of what Windows' two documents accept.
 */
#include <ctype.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

/* ---- parsing ---- */

struct parser {
    struct coh_engine *e;
    const struct coh_resource *r;
    const char *text, *at;
    struct coh_terms *terms;
};

enum token { TOK_END, TOK_NAME, TOK_OPEN, TOK_CLOSE, TOK_AND, TOK_OR, TOK_OTHER };

/* Of a byte of the text: 1.., in characters. */
static int column(const struct parser *p, const char *where)
{
    const char *at;
    int count = 1;

    for (at = p->text; at < where; at++)
        count += ((unsigned char)*at & 0xC0) != 0x80;
    return count;
}

static _Noreturn void bad_syntax(struct parser *p, const char *where, const char *expected)
{
    coh_throw(p->e, COHORT_ERR_SYNTAX, 87, "dependency expression of resource \"%s\": column %d: expected %s",
              p->r->o.name, column(p, where), expected);
}

static int keyword(const char *at, const char *word)
{
    size_t i, length = strlen(word);

    for (i = 0; i < length; i++)
        if (tolower((unsigned char)at[i]) != word[i])
            return 0;
    return !isalnum((unsigned char)at[length]);
}

static int peek(struct parser *p)
{
    while (*p->at == ' ' || *p->at == '\t')
        p->at++;
    switch (*p->at) {
    case '\0': return TOK_END;
    case '[': return TOK_NAME;
    case '(': return TOK_OPEN;
    case ')': return TOK_CLOSE;
    default:
        if (keyword(p->at, "and"))
            return TOK_AND;
        if (keyword(p->at, "or"))
            return TOK_OR;
        return TOK_OTHER;
    }
}

static void resource_name(struct parser *p, const char *expected)
{
    char name[COHORT_NAME_MAX + 1];
    const char *start, *end;
    struct coh_resource *provider;
    int i;

    if (peek(p) != TOK_NAME)
        bad_syntax(p, p->at, expected);
    start = p->at + 1;
    end = strchr(start, ']');
    if (end == NULL)
        bad_syntax(p, p->at + strlen(p->at), "]");
    if (end == start || end - start > COHORT_NAME_MAX)
        bad_syntax(p, start, "a name of 1 to 255 bytes");
    memcpy(name, start, (size_t)(end - start));
    name[end - start] = '\0';
    provider = coh_find_resource(&p->e->m, name);
    if (provider == NULL)
        coh_throw(p->e, COHORT_ERR_NOT_FOUND, 87,
                  "resource \"%s\" cannot depend on \"%s\": there is no such resource (column %d)", p->r->o.name, name,
                  column(p, start));
    for (i = 0; i < p->terms->count; i++)
        if (p->terms->v[i].provider == provider)
            coh_throw(p->e, COHORT_ERR_EXISTS, 5003, "resource \"%s\" depends on \"%s\" twice (column %d)",
                      p->r->o.name, provider->o.name, column(p, start));
    if (p->terms->count == COHORT_PROVIDERS_MAX)
        coh_throw(p->e, COHORT_ERR_LIMIT, 87, "resource \"%s\" may depend on at most %d resources", p->r->o.name,
                  COHORT_PROVIDERS_MAX);
    p->terms->v[p->terms->count].clause = p->terms->clauses;
    p->terms->v[p->terms->count++].provider = provider;
    p->at = end + 1;
}

static void or_list(struct parser *p)
{
    while (peek(p) == TOK_OR) {
        p->at += 2;
        resource_name(p, "[NAME] after or");
    }
}

static void clause(struct parser *p)
{
    if (peek(p) == TOK_OPEN) {
        p->at++;
        resource_name(p, "[NAME] after (");
        or_list(p);
        if (peek(p) != TOK_CLOSE)
            bad_syntax(p, p->at, "or or )");
        p->at++;
    } else {
        resource_name(p, "[NAME] or (");
    }
    p->terms->clauses++;
}

void coh_depend_parse(struct coh_engine *e, const struct coh_resource *r, const char *text, struct coh_terms *ret_terms)
{
    struct parser p = {e, r, text, text, ret_terms};

    ret_terms->count = ret_terms->clauses = 0;
    if (strlen(text) > COHORT_EXPRESSION_MAX)
        coh_throw(e, COHORT_ERR_LIMIT, 87, "the dependency expression of resource \"%s\" is longer than %d bytes",
                  r->o.name, COHORT_EXPRESSION_MAX);
    if (peek(&p) == TOK_END)
        return;
    if (peek(&p) == TOK_NAME) { /* a bare OR list needs no parentheses, if it is all */
        resource_name(&p, "[NAME]");
        if (peek(&p) == TOK_OR) {
            or_list(&p);
            if (peek(&p) != TOK_END)
                bad_syntax(&p, p.at, "or, or the end (an OR list beside and needs parentheses)");
        }
        ret_terms->clauses++;
    } else {
        clause(&p);
    }
    while (peek(&p) == TOK_AND) {
        p.at += 3;
        clause(&p);
    }
    if (peek(&p) != TOK_END)
        bad_syntax(&p, p.at,
                   peek(&p) == TOK_OR ? "and, or the end (an OR list beside and needs parentheses)"
                                      : "and, or the end");
}

void coh_depend_print(struct coh_buf *buf, const struct coh_resource *r)
{
    int i, k;

    for (i = 0; r->depends != NULL && i < r->depends->clause_count; i++) {
        const struct coh_clause *c = &r->depends->clauses[i];

        if (i > 0)
            coh_buf_add(buf, " and ");
        coh_buf_addc(buf, '(');
        for (k = 0; k < c->count; k++) {
            if (k > 0)
                coh_buf_add(buf, " or ");
            coh_buf_addc(buf, '[');
            coh_buf_add(buf, c->edges[k].provider->o.name);
            coh_buf_addc(buf, ']');
        }
        coh_buf_addc(buf, ')');
    }
}

/* ---- checking ---- */

/* Longest chain below (providers) or above (dependents); each resource is walked once an epoch. */
static int depth_down(struct coh_engine *e, struct coh_resource *r)
{
    int i, depth = 0;

    if (r->mark == e->epoch)
        return r->depth;
    r->mark = e->epoch;
    for (i = 0; r->depends != NULL && i < r->depends->edge_count; i++) {
        int below = 1 + depth_down(e, r->depends->edges[i].provider);

        depth = below > depth ? below : depth;
    }
    r->depth = depth;
    return depth;
}

static int depth_up(struct coh_engine *e, struct coh_resource *r)
{
    const struct coh_edge *edge;
    int depth = 0;

    if (r->mark == e->epoch)
        return r->depth;
    r->mark = e->epoch;
    for (edge = r->dependents; edge != NULL; edge = edge->next) {
        int above = 1 + depth_up(e, edge->clause->dependent);

        depth = above > depth ? above : depth;
    }
    r->depth = depth;
    return depth;
}

static int reaches(struct coh_engine *e, struct coh_resource *from, const struct coh_resource *to)
{
    int i;

    if (from == to)
        return 1;
    if (from->mark == e->epoch)
        return 0;
    from->mark = e->epoch;
    for (i = 0; from->depends != NULL && i < from->depends->edge_count; i++)
        if (reaches(e, from->depends->edges[i].provider, to))
            return 1;
    return 0;
}

void coh_depend_check(struct coh_engine *e, struct coh_resource *r, const struct coh_terms *terms)
{
    int i, below = 0, above;

    for (i = 0; i < terms->count; i++) {
        struct coh_resource *p = terms->v[i].provider;

        if (p->group != r->group)
            coh_throw(e, COHORT_ERR_INVALID, 87,
                      "resource \"%s\" of group \"%s\" cannot depend on \"%s\" of group \"%s\"", r->o.name,
                      r->group->o.name, p->o.name, p->group->o.name);
        if (p == r)
            coh_throw(e, COHORT_ERR_CIRCULAR, 1059, "resource \"%s\" cannot depend on itself", r->o.name);
        e->epoch++;
        if (reaches(e, p, r))
            coh_throw(e, COHORT_ERR_CIRCULAR, 1059, "resource \"%s\" cannot depend on \"%s\", which depends on it",
                      r->o.name, p->o.name);
    }
    e->epoch++;
    for (i = 0; i < terms->count; i++) {
        int depth = 1 + depth_down(e, terms->v[i].provider);

        below = depth > below ? depth : below;
    }
    e->epoch++;
    above = depth_up(e, r);
    if (below + above > COHORT_DEPTH_MAX)
        coh_throw(e, COHORT_ERR_LIMIT, 5929,
                  "the dependency tree through resource \"%s\" would be %d deep; the limit is %d", r->o.name,
                  below + above, COHORT_DEPTH_MAX);
}

/* ---- dependencies and services' needs together, on one node ---- */

/* A resource and the service that it drives are one: what the one waits for, the other does. */
static struct coh_obj *one_of(struct coh_engine *e, const struct coh_node *node, struct coh_resource *r)
{
    struct coh_service *s = coh_service_on(&e->m, node, r->drives);

    return s != NULL ? &s->o : &r->o;
}

static int circle(struct coh_engine *e, const struct coh_node *node, struct coh_obj *from, const struct coh_obj *to,
                  int first)
{
    struct coh_service *s = from->kind == COH_SERVICE ? (struct coh_service *)from : NULL;
    struct coh_resource *r = s != NULL ? coh_map_get_name(&e->m.drivers, s->o.name) : (struct coh_resource *)from;
    int64_t *mark = s != NULL ? &s->mark : &r->mark;
    int i;

    if (from == to && !first)
        return 1;
    if (*mark == e->epoch)
        return 0;
    *mark = e->epoch;
    for (i = 0; s != NULL && s->needs != NULL && i < s->needs->count; i++)
        if (circle(e, node, &coh_need(e, s, i)->o, to, 0))
            return 1;
    for (i = 0; r != NULL && r->depends != NULL && i < r->depends->edge_count; i++)
        if (circle(e, node, one_of(e, node, r->depends->edges[i].provider), to, 0))
            return 1;
    return 0;
}

/* Longest chain of needs from a service, down to what it needs or up to who needs it; each is walked once an epoch. */
static int needs_depth(struct coh_engine *e, struct coh_service *s, int up)
{
    struct coh_service *other;
    int i, depth = 0;

    if (s->mark == e->epoch)
        return s->depth;
    s->mark = e->epoch;
    s->depth = 0;
    for (i = 0; (other = up ? coh_user(e, s, i) : coh_need(e, s, i)) != NULL; i++) {
        int beyond = 1 + needs_depth(e, other, up);

        depth = beyond > depth ? beyond : depth;
    }
    s->depth = depth;
    return depth;
}

/* As that of dependencies: what walks needs may recurse. */
static void check_needs_depth(struct coh_engine *e, struct coh_service *s)
{
    int depth;

    e->epoch++;
    depth = needs_depth(e, s, 0);
    e->epoch++;
    depth += needs_depth(e, s, 1);
    if (depth > COHORT_DEPTH_MAX)
        coh_throw(e, COHORT_ERR_LIMIT, 5929, "the needs through service \"%s\" would be %d deep; the limit is %d",
                  s->full, depth, COHORT_DEPTH_MAX);
}

void coh_circle_check(struct coh_engine *e, struct coh_obj *obj)
{
    struct coh_model *m = &e->m;
    int i;

    for (i = 0; m->service_count > 0 && i < m->node_count; i++) {
        struct coh_obj *from = obj;

        if (obj->kind == COH_SERVICE && ((struct coh_service *)obj)->node != m->nodes[i])
            continue;
        if (obj->kind == COH_RESOURCE)
            from = one_of(e, m->nodes[i], (struct coh_resource *)obj);
        e->epoch++;
        if (circle(e, m->nodes[i], from, from, 1))
            coh_throw(e, COHORT_ERR_CIRCULAR, 1059,
                      "on node \"%s\" the dependencies and needs of %s \"%s\" would form a circle", m->nodes[i]->o.name,
                      coh_kind_name(obj->kind), coh_full_name(obj));
    }
    if (obj->kind == COH_SERVICE)
        check_needs_depth(e, (struct coh_service *)obj);
}

/* ---- hanging in ---- */

struct coh_depends *coh_depend_build(struct coh_engine *e, struct coh_resource *r, const struct coh_terms *terms)
{
    struct coh_depends *d;
    int i;

    if (terms->count == 0)
        return NULL;
    d = coh_new_block(e, sizeof *d + (size_t)terms->clauses * sizeof *d->clauses +
                             (size_t)terms->count * sizeof *d->edges);
    d->clauses = (struct coh_clause *)(d + 1);
    d->edges = (struct coh_edge *)(d->clauses + terms->clauses);
    d->clause_count = terms->clauses;
    d->edge_count = terms->count;
    for (i = 0; i < terms->count; i++) {
        struct coh_clause *c = &d->clauses[terms->v[i].clause];

        if (c->count++ == 0)
            c->edges = &d->edges[i];
        c->dependent = r;
        d->edges[i].clause = c;
        d->edges[i].provider = terms->v[i].provider;
    }
    return d;
}

static void edge_in(struct coh_engine *e, struct coh_edge *edge)
{
    struct coh_resource *p = edge->provider;
    struct coh_edge *after = p->dependents_last;
    int64_t id = edge->clause->dependent->o.id;

    while (after != NULL && after->clause->dependent->o.id > id)
        after = after->prev;
    coh_set_ptr(e, &edge->prev, after);
    coh_set_ptr(e, &edge->next, after != NULL ? after->next : p->dependents);
    if (edge->next != NULL)
        coh_set_ptr(e, &edge->next->prev, edge);
    else
        coh_set_ptr(e, &p->dependents_last, edge);
    if (after != NULL)
        coh_set_ptr(e, &after->next, edge);
    else
        coh_set_ptr(e, &p->dependents, edge);
}

static void edge_out(struct coh_engine *e, struct coh_edge *edge)
{
    struct coh_resource *p = edge->provider;

    if (edge->next != NULL)
        coh_set_ptr(e, &edge->next->prev, edge->prev);
    else
        coh_set_ptr(e, &p->dependents_last, edge->prev);
    if (edge->prev != NULL)
        coh_set_ptr(e, &edge->prev->next, edge->next);
    else
        coh_set_ptr(e, &p->dependents, edge->next);
}

/* Link the edges of r->depends and count both ends. */
void coh_depend_link(struct coh_engine *e, struct coh_resource *r)
{
    struct coh_depends *d = r->depends;
    int i;

    for (i = 0; d != NULL && i < d->edge_count; i++) {
        struct coh_resource *p = d->edges[i].provider;
        struct coh_clause *c = d->edges[i].clause;

        edge_in(e, &d->edges[i]);
        coh_set32(e, &c->online, c->online + (p->state == COHORT_RESOURCE_ONLINE));
        coh_set32(e, &c->open, c->open + !p->blocked);
        coh_set32(e, &p->leaving, p->leaving + r->going);
        coh_set32(e, &p->pullers, p->pullers + r->wanted);
    }
    for (i = 0; d != NULL && i < d->clause_count; i++) {
        coh_set32(e, &r->unmet, r->unmet + (d->clauses[i].online == 0));
        coh_set32(e, &r->shut, r->shut + (d->clauses[i].open == 0));
    }
}

static void detach(struct coh_engine *e, struct coh_resource *r)
{
    struct coh_depends *d = r->depends;
    int i;

    for (i = 0; d != NULL && i < d->edge_count; i++) {
        struct coh_resource *p = d->edges[i].provider;

        edge_out(e, &d->edges[i]);
        coh_set32(e, &p->leaving, p->leaving - r->going);
        coh_set32(e, &p->pullers, p->pullers - r->wanted);
    }
    coh_set_block(e, &r->depends, NULL);
    coh_set32(e, &r->unmet, 0);
    coh_set32(e, &r->shut, 0);
    for (i = 0; d != NULL && i < d->edge_count; i++) { /* the block lives until the step is forgotten */
        coh_refresh_wanted(e, d->edges[i].provider);
        coh_push(e, d->edges[i].provider, COH_RULE_NOT_WANTED, NULL);
    }
}

void coh_depend_replace(struct coh_engine *e, struct coh_resource *r, const struct coh_terms *terms)
{
    int i;

    detach(e, r);
    coh_set_block(e, &r->depends, coh_depend_build(e, r, terms));
    coh_depend_link(e, r);
    for (i = 0; r->depends != NULL && i < r->depends->edge_count; i++)
        coh_refresh_wanted(e, r->depends->edges[i].provider);
    coh_refresh_blocked(e, r);
    coh_dirty(e, &r->o, COH_DIRTY_DEPENDS);
    coh_push(e, r, COH_RULE_REQUESTED, NULL);
}

int coh_dependency_at(const struct coh_obj *obj, int index, int *ret_clause, int64_t *ret_provider)
{
    const struct coh_depends *d = obj->kind == COH_RESOURCE ? ((const struct coh_resource *)obj)->depends : NULL;

    if (d == NULL || index < 0 || index >= d->edge_count)
        return 0;
    *ret_clause = (int)(d->edges[index].clause - d->clauses);
    *ret_provider = d->edges[index].provider->o.id;
    return 1;
}

static int provides(const struct coh_resource *p, const char *what)
{
    return coh_prop_is(&p->type->o, COH_P_CLASS, what) || coh_name_cmp(p->type->o.name, what) == 0;
}

const char *coh_required_missing(struct coh_engine *e, const struct coh_resource *r)
{
    const char *at = coh_prop_text(&r->type->o, COH_P_REQUIRED);
    char item[COHORT_NAME_MAX + 1];
    int i;

    while (*at != '\0') {
        size_t length = strcspn(at, "\n");

        memcpy(item, at, length < sizeof item ? length : sizeof item - 1);
        item[length < sizeof item ? length : sizeof item - 1] = '\0';
        for (i = 0; r->depends != NULL && i < r->depends->edge_count; i++)
            if (provides(r->depends->edges[i].provider, item))
                break;
        if (r->depends == NULL || i == r->depends->edge_count)
            return coh_arena_text(e, item);
        at += length + (at[length] == '\n');
    }
    return NULL;
}

void coh_terms_without(const struct coh_resource *r, const struct coh_resource *provider, struct coh_terms *ret_terms)
{
    int i, clause, last = -1;

    ret_terms->count = ret_terms->clauses = 0;
    for (i = 0; r->depends != NULL && i < r->depends->edge_count; i++) {
        if (r->depends->edges[i].provider == provider)
            continue;
        clause = (int)(r->depends->edges[i].clause - r->depends->clauses);
        ret_terms->clauses += clause != last;
        last = clause;
        ret_terms->v[ret_terms->count].clause = ret_terms->clauses - 1;
        ret_terms->v[ret_terms->count++].provider = r->depends->edges[i].provider;
    }
}

const char *coh_identity(const struct coh_model *m, const struct coh_resource *r)
{
    int i;

    (void)m;
    for (i = 0; coh_run_int(&r->o, COH_P_USE_NETWORK_NAME) && r->depends != NULL && i < r->depends->edge_count; i++) {
        const struct coh_resource *p = r->depends->edges[i].provider;

        if (coh_prop_is(&p->type->o, COH_P_CLASS, "network name"))
            return *coh_run_text(&p->o, COH_P_NAME) ? coh_run_text(&p->o, COH_P_NAME) : p->o.name;
    }
    return r->group->owner != NULL ? r->group->owner->o.name : "";
}
