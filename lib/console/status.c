/*
 * The status for people: one header line, then nodes, groups with their resources, services. Empty columns are left
 * out.
 */
#include "console/console.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <cohort/cluster.h>
#include <cohort/handle.h>
#include <cohort/history.h>
#include <cohort/node.h>

#include "util/text.h"

static const char *text_of(cohort_cursor *cursor, const char *column)
{
    const char *text = cohort_cursor_text(cursor, column);

    return text != NULL ? text : "";
}

/* A reason that says more than the state does. */
static const char *telling(const char *reason, const char *state)
{
    static const char *const plain[] = {"started",
                                        "stopped",
                                        "created",
                                        "requested",
                                        "reported up",
                                        "reported down",
                                        "its persistent state is Offline",
                                        "the persistent state of its group is Offline"};
    size_t i;

    for (i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (strcmp(reason, plain[i]) == 0)
            return "";
    return strcmp(state, "Up") == 0 ? "" : reason;
}

/* What is shown may no longer be so: said in the line below the header. */
static void caveat(struct coh_console *c)
{
    const char *trouble = cohort_trouble(c->h);
    cohort_cursor *cursor = NULL;
    int up = 0;

    if (trouble == NULL && !cohort_node_hosted(c->h) && cohort_list(c->h, "node", &cursor) == 0)
        while (cohort_next(cursor))
            up |= strcmp(text_of(cursor, "state"), "Down") != 0;
    cohort_cursor_free(cursor);
    if (trouble == NULL && !up)
        return;
    if (c->color)
        coh_tint_begin(&c->out, COH_YELLOW);
    if (trouble != NULL)
        coh_buf_fmt(&c->out, "what happens now cannot be stored, and nothing acts: %s", trouble);
    else
        coh_buf_add(&c->out, "nothing plays the nodes: this is what was stored last");
    if (c->color)
        coh_tint_end(&c->out, COH_YELLOW);
    coh_buf_addc(&c->out, '\n');
}

static int header(struct coh_console *c)
{
    cohort_cursor *cursor = NULL;
    int votes = 0, total = 0;
    int quorum = cohort_quorum(c->h, &votes, &total);
    const char *name = "";
    enum coh_tint tint = quorum > 0 ? COH_GREEN : COH_RED;

    if (quorum < 0 || cohort_list(c->h, "cluster", &cursor) < 0) {
        coh_console_refused(c);
        return 0;
    }
    if (cohort_next(cursor))
        name = text_of(cursor, "name");
    coh_buf_fmt(&c->out, "cluster %s   ", *name != '\0' ? name : "(no name)");
    if (c->color)
        coh_tint_begin(&c->out, tint);
    coh_buf_fmt(&c->out, "%s, %d of %d votes", quorum ? "quorum" : "no quorum", votes, total);
    if (c->color)
        coh_tint_end(&c->out, tint);
    coh_buf_fmt(&c->out, "   sequence %" PRId64 "\n", cohort_sequence(c->h));
    cohort_cursor_free(cursor);
    caveat(c);
    return 1;
}

static void section(struct coh_console *c, struct coh_table *table)
{
    if (table->count > table->columns)
        coh_buf_addc(&c->out, '\n');
    coh_table_print(&c->out, table, 1, c);
    coh_table_free(table);
}

static int nodes(struct coh_console *c)
{
    cohort_cursor *cursor = NULL;
    struct coh_table table;

    if (cohort_list(c->h, "node", &cursor) < 0) {
        coh_console_refused(c);
        return 0;
    }
    coh_table_init(&table, c->mem, 4);
    coh_table_head(&table, "NODE|STATE|STATUS|REASON");
    while (cohort_next(cursor)) {
        coh_table_add(&table, text_of(cursor, "name"), COH_PLAIN);
        coh_table_add(&table, text_of(cursor, "state"), coh_state_tint(text_of(cursor, "state")));
        coh_table_add(&table, text_of(cursor, "status"), COH_YELLOW);
        coh_table_add(&table,
                      telling(text_of(cursor, "reason"), *text_of(cursor, "status") ? "" : text_of(cursor, "state")),
                      COH_DIM);
    }
    section(c, &table);
    cohort_cursor_free(cursor);
    return 1;
}

/* ---- groups with their resources ---- */

/* Cells of a row; a resource's are kept until its group's turn. */
enum { NAME, STATE, STATUS, OWNER, TYPE, PERSISTENT, DEPENDS, REASON, CELLS };
#define HEADINGS "GROUP|STATE|STATUS|OWNER|TYPE|PERSISTENT|DEPENDS|REASON"

struct member {
    char *group;
    int row; /* of the members' table */
};
struct members {
    struct coh_table table;
    struct member *v;
    int count, room;
};

static void group_row(struct coh_table *table, cohort_cursor *group)
{
    coh_table_add(table, text_of(group, "name"), COH_BOLD);
    coh_table_add(table, text_of(group, "state"), coh_state_tint(text_of(group, "state")));
    coh_table_add(table, text_of(group, "status"), COH_YELLOW);
    coh_table_add(table, text_of(group, "owner"), COH_PLAIN);
    coh_table_add(table, "", COH_PLAIN);
    coh_table_add(table, text_of(group, "persistent"), COH_PLAIN);
    coh_table_add(table, "", COH_PLAIN);
    coh_table_add(table, telling(text_of(group, "reason"), text_of(group, "state")), COH_DIM);
}

static void member_row(struct coh_console *c, struct coh_table *table, cohort_cursor *resource)
{
    const char *persistent = text_of(resource, "persistent");

    coh_buf_clear(&c->scratch);
    coh_buf_fmt(&c->scratch, "  %s", text_of(resource, "name"));
    coh_table_add(table, coh_buf_text(&c->scratch), COH_PLAIN);
    coh_table_add(table, text_of(resource, "state"), coh_state_tint(text_of(resource, "state")));
    coh_table_add(table, text_of(resource, "status"), COH_YELLOW);
    coh_table_add(table, "", COH_PLAIN); /* the owner is its group's */
    coh_table_add(table, text_of(resource, "type"), COH_PLAIN);
    coh_table_add(table, coh_name_cmp(persistent, "inherit") != 0 ? persistent : "", COH_PLAIN);
    coh_table_add(table, text_of(resource, "depends"), COH_PLAIN);
    coh_table_add(table, telling(text_of(resource, "reason"), text_of(resource, "state")), COH_DIM);
}

static void members_free(struct members *members, const struct coh_mem *mem)
{
    int i;

    for (i = 0; i < members->count; i++)
        coh_free(mem, members->v[i].group);
    coh_free(mem, members->v);
    coh_table_free(&members->table);
}

static int members_add(struct coh_console *c, struct members *members, cohort_cursor *resource)
{
    if (members->count == members->room) {
        int room = members->room == 0 ? 64 : members->room * 2;
        void *v = coh_realloc(c->mem, members->v, (size_t)room * sizeof *members->v);

        if (v == NULL)
            return COHORT_ERR_NOMEM;
        members->v = v;
        members->room = room;
    }
    members->v[members->count].row = members->count;
    members->v[members->count].group = coh_strdup(c->mem, text_of(resource, "group"));
    if (members->v[members->count].group == NULL)
        return COHORT_ERR_NOMEM;
    members->count++;
    member_row(c, &members->table, resource);
    return members->table.error;
}

static int by_group(const void *a, const void *b)
{
    const struct member *one = a, *other = b;
    int order = strcmp(one->group, other->group);

    return order != 0 ? order : one->row - other->row;
}

/* All resources, sorted by group: looking through them once per group would be quadratic. */
static int members_load(struct coh_console *c, struct members *members)
{
    cohort_cursor *cursor = NULL;
    int rc = cohort_list(c->h, "resource", &cursor);

    while (rc == 0 && cohort_next(cursor))
        rc = members_add(c, members, cursor);
    cohort_cursor_free(cursor);
    if (rc == 0 && members->count > 0)
        qsort(members->v, (size_t)members->count, sizeof *members->v, by_group);
    return rc;
}

static void add_members(struct coh_table *table, const struct members *members, const char *group)
{
    int low = 0, high = members->count, column;

    while (low < high) { /* the first of the group */
        int middle = low + (high - low) / 2;

        if (strcmp(members->v[middle].group, group) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < members->count && strcmp(members->v[low].group, group) == 0; low++)
        for (column = 0; column < CELLS; column++) {
            const struct coh_table_cell *cell = &members->table.cells[members->v[low].row * CELLS + column];

            coh_table_add(table, cell->text, cell->tint);
        }
}

static int groups(struct coh_console *c)
{
    struct members members = {.count = 0};
    cohort_cursor *cursor = NULL;
    struct coh_table table;
    int rc;

    coh_table_init(&table, c->mem, CELLS);
    coh_table_init(&members.table, c->mem, CELLS);
    rc = members_load(c, &members);
    if (rc == 0)
        rc = cohort_list(c->h, "group", &cursor);
    if (rc == 0)
        coh_table_head(&table, HEADINGS);
    while (rc == 0 && cohort_next(cursor)) {
        group_row(&table, cursor);
        add_members(&table, &members, text_of(cursor, "name"));
    }
    if (rc == COHORT_ERR_NOMEM)
        c->out.error = rc;
    else if (rc < 0)
        coh_console_refused(c);
    section(c, &table);
    members_free(&members, c->mem);
    cohort_cursor_free(cursor);
    return rc == 0;
}

/* ---- services ---- */

/* The resources that drive services: name of the service, state, owner. */
enum { DRIVEN, DRIVER_STATE, DRIVER_OWNER, DRIVER_CELLS };

static void drivers_load(struct coh_console *c, struct coh_table *drivers)
{
    cohort_cursor *cursor = NULL;

    coh_table_init(drivers, c->mem, DRIVER_CELLS);
    if (cohort_list(c->h, "resource", &cursor) < 0)
        return;
    while (cohort_next(cursor)) {
        if (*text_of(cursor, "drives") == '\0')
            continue;
        coh_table_add(drivers, text_of(cursor, "drives"), COH_PLAIN);
        coh_table_add(drivers, text_of(cursor, "state"), COH_PLAIN);
        coh_table_add(drivers, text_of(cursor, "owner"), COH_PLAIN);
    }
    cohort_cursor_free(cursor);
}

/* A service that runs though the resource that drives it is neither Online nor pending where it runs. */
static int is_outside(const struct coh_table *drivers, cohort_cursor *service)
{
    int driven = 0, inside = 0, i;

    if (strcmp(text_of(service, "state"), "Running") != 0)
        return 0;
    for (i = 0; i < drivers->count; i += DRIVER_CELLS) {
        const struct coh_table_cell *driver = &drivers->cells[i];

        if (coh_name_cmp(driver[DRIVEN].text, text_of(service, "service")) != 0)
            continue;
        driven = 1;
        inside |= (strcmp(driver[DRIVER_STATE].text, "Online") == 0 ||
                   strstr(driver[DRIVER_STATE].text, "Pending") != NULL) &&
                  strcmp(driver[DRIVER_OWNER].text, text_of(service, "node")) == 0;
    }
    return driven && !inside;
}

static int services(struct coh_console *c)
{
    cohort_cursor *cursor = NULL;
    struct coh_table table, drivers;

    if (cohort_list(c->h, "service", &cursor) < 0) {
        coh_console_refused(c);
        return 0;
    }
    drivers_load(c, &drivers);
    coh_table_init(&table, c->mem, 9);
    coh_table_head(&table, "SERVICE|NODE|STATE|START|NEEDS|STARTED BY|IDENTITY|NOTE|REASON");
    while (cohort_next(cursor)) {
        coh_table_add(&table, text_of(cursor, "service"), COH_PLAIN);
        coh_table_add(&table, text_of(cursor, "node"), COH_PLAIN);
        coh_table_add(&table, text_of(cursor, "state"), coh_state_tint(text_of(cursor, "state")));
        coh_table_add(&table, text_of(cursor, "start"), COH_PLAIN);
        coh_table_add(&table, text_of(cursor, "needs"), COH_PLAIN);
        coh_table_add(&table, text_of(cursor, "by"), COH_PLAIN);
        coh_table_add(&table, text_of(cursor, "identity"), COH_PLAIN);
        coh_table_add(&table, is_outside(&drivers, cursor) ? "outside the cluster" : "", COH_YELLOW);
        coh_table_add(&table, telling(text_of(cursor, "reason"), text_of(cursor, "state")), COH_DIM);
    }
    section(c, &table);
    coh_table_free(&drivers);
    cohort_cursor_free(cursor);
    return 1;
}

/* Shown where there are some. */
static int groupsets(struct coh_console *c)
{
    cohort_cursor *cursor = NULL;
    struct coh_table table;

    if (cohort_list(c->h, "groupset", &cursor) < 0) {
        coh_console_refused(c);
        return 0;
    }
    coh_table_init(&table, c->mem, 5);
    coh_table_head(&table, "SET|STATE|GROUPS|DEPENDS|REASON");
    while (cohort_next(cursor)) {
        coh_table_add(&table, text_of(cursor, "name"), COH_PLAIN);
        coh_table_add(&table, text_of(cursor, "state"), COH_PLAIN);
        coh_table_add(&table, text_of(cursor, "groups"), COH_PLAIN);
        coh_table_add(&table, text_of(cursor, "depends"), COH_PLAIN);
        coh_table_add(&table, telling(text_of(cursor, "reason"), ""), COH_DIM);
    }
    section(c, &table);
    cohort_cursor_free(cursor);
    return 1;
}

void coh_run_status(struct coh_console *c)
{
    char *json = NULL;

    if (!c->json) {
        if (header(c) && nodes(c) && groups(c) && groupsets(c))
            services(c);
        return;
    }
    if (cohort_status_json(c->h, &json) < 0) {
        coh_console_refused(c);
        return;
    }
    coh_buf_fmt(&c->out, "%s\n", json);
    cohort_free(c->h, json);
}
