/*
 * Commands that read objects: lists, one object, properties, quorum.
 */
#include "console/console.h"

#include <stdio.h>
#include <string.h>

#include <cohort/cluster.h>

#include "util/text.h"

/* What people see of a kind's list; --json has every column. */
static const struct {
    const char *kind, *headings, *columns;
} lists[] = {
    {"node", "NODE|ID|STATE|STATUS", "name|id|state|status"},
    {"group", "GROUP|STATE|STATUS|OWNER|PERSISTENT|PREFERRED", "name|state|status|owner|persistent|preferred"},
    {"groupset", "SET|STATE|STATUS|GROUPS|DEPENDS|REASON", "name|state|status|groups|depends|reason"},
    {"resource", "RESOURCE|STATE|STATUS|OWNER|GROUP|TYPE|DEPENDS", "name|state|status|owner|group|type|depends"},
    {"service", "SERVICE|NODE|STATE|START|NEEDS|BY|IDENTITY", "service|node|state|start|needs|by|identity"},
    {"affinity", "RULE|TYPE|ENABLED|SOFT|GROUPS", "name|type|enabled|soft|groups"},
    {"type", "TYPE|CLASS|DRIVES|REQUIRED|DESCRIPTION", "name|class|drives|required|description"},
};
enum { LISTS = sizeof lists / sizeof lists[0] };

/* Columns and properties whose values are numbers in JSON. */
static int is_number(const char *column)
{
    static const char *const numbers[] = {
        "id",   "seq",          "input",       "time_ms",  "wall_ms", "cause",     "set",       "votes",
        "vote", "witness_vote", "drain_error", "forced",   "total",   "resources", "builtin",   "enabled",
        "soft", "first",        "recorded",    "sequence", "steps",   "restarts",  "failovers", "witness_up"};
    size_t i;

    for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (strcmp(numbers[i], column) == 0)
            return 1;
    return 0;
}

void coh_json_row(struct coh_json *json, cohort_cursor *cursor)
{
    int count = cohort_cursor_columns(cursor);
    int i;

    for (i = 0; i < count; i++) {
        const char *name = cohort_cursor_name(cursor, i);

        if (is_number(name) && cohort_cursor_text(cursor, name) != NULL)
            coh_json_int(json, name, cohort_cursor_int(cursor, name));
        else
            coh_json_text(json, name, cohort_cursor_text(cursor, name));
    }
}

void coh_json_rows(struct coh_console *c, cohort_cursor *cursor)
{
    struct coh_json json;

    coh_json_init(&json, &c->out);
    coh_json_array(&json, NULL);
    while (cohort_next(cursor)) {
        coh_json_object(&json, NULL);
        coh_json_row(&json, cursor);
        coh_json_end_object(&json);
    }
    coh_json_end_array(&json);
    coh_buf_addc(&c->out, '\n');
}

/* The item at *@at of a '|' list into @out; moves behind it. */
static int take_item(const char **at, char out[64])
{
    size_t size = strcspn(*at, "|");

    if (**at == '\0')
        return 0;
    memcpy(out, *at, size < 63 ? size : 63);
    out[size < 63 ? size : 63] = '\0';
    *at += size + ((*at)[size] == '|');
    return 1;
}

static int count_items(const char *text)
{
    int count = 1;

    for (; *text != '\0'; text++)
        count += *text == '|';
    return count;
}

static void list_table(struct coh_console *c, cohort_cursor *cursor, const char *headings, const char *columns)
{
    struct coh_table table;

    coh_table_init(&table, c->mem, count_items(columns));
    coh_table_head(&table, headings);
    while (cohort_next(cursor)) {
        const char *at = columns;
        char column[64];

        while (take_item(&at, column)) {
            const char *text = cohort_cursor_text(cursor, column);

            coh_table_add(&table, text, strcmp(column, "state") == 0 ? coh_state_tint(text) : COH_PLAIN);
        }
    }
    coh_table_print(&c->out, &table, 1, c);
    coh_table_free(&table);
}

/* Kinds without a row in the table: every column as it is. */
static void list_plain(struct coh_console *c, cohort_cursor *cursor)
{
    int count = cohort_cursor_columns(cursor);
    int i;

    coh_buf_clear(&c->scratch);
    for (i = 0; i < count && i < COH_TABLE_COLUMNS; i++)
        coh_buf_fmt(&c->scratch, "%s%s", i > 0 ? "|" : "", cohort_cursor_name(cursor, i));
    list_table(c, cursor, coh_buf_text(&c->scratch), coh_buf_text(&c->scratch));
}

/* "KIND list" or "list KIND". */
static void kind_and_name(struct coh_console *c, char kind[32], const char **ret_name)
{
    int general = c->command->usage[0] == 'l' || c->command->usage[0] == 's'; /* list, show KIND */

    if (general && coh_usage_words(c->command->usage) == 1) {
        snprintf(kind, 32, "%s", c->args[0]);
        *ret_name = c->args[1];
        return;
    }
    coh_kind_word(c, kind);
    *ret_name = c->arg_count > 0 && strcmp(kind, "service") == 0 ? coh_service_name(c, c->args[0]) : c->args[0];
}

void coh_run_list(struct coh_console *c)
{
    cohort_cursor *cursor = NULL;
    const char *name;
    char kind[32];
    int i;

    kind_and_name(c, kind, &name);
    if (cohort_list(c->h, kind, &cursor) < 0) {
        coh_console_refused(c);
        return;
    }
    for (i = 0; i < LISTS && coh_name_cmp(lists[i].kind, kind) != 0; i++)
        continue;
    if (c->json)
        coh_json_rows(c, cursor);
    else if (i < LISTS)
        list_table(c, cursor, lists[i].headings, lists[i].columns);
    else
        list_plain(c, cursor);
    cohort_cursor_free(cursor);
}

cohort_cursor *coh_find_row(struct coh_console *c, const char *kind, const char *name)
{
    cohort_cursor *cursor = NULL;

    if (cohort_show(c->h, kind, name, &cursor) == 0)
        return cursor;
    coh_console_refused(c);
    return NULL;
}

static void show_properties_json(struct coh_json *json, cohort_cursor *properties)
{
    coh_json_object(json, "properties");
    while (cohort_next(properties)) {
        const char *type = cohort_cursor_text(properties, "type");
        const char *name = cohort_cursor_text(properties, "property");

        if (type != NULL && strcmp(type, "int") == 0)
            coh_json_int(json, name, cohort_cursor_int(properties, "value"));
        else
            coh_json_text(json, name, cohort_cursor_text(properties, "value"));
    }
    coh_json_end_object(json);
}

/* What runs goes on with these until it is started next. */
static void show_in_force_json(struct coh_console *c, struct coh_json *json, const char *kind, const char *name)
{
    cohort_cursor *properties = NULL;

    if (cohort_list_properties(c->h, kind, name, &properties) < 0)
        return;
    coh_json_object(json, "in_force");
    while (cohort_next(properties))
        if (cohort_cursor_text(properties, "in_force") != NULL)
            coh_json_text(json, cohort_cursor_text(properties, "property"), cohort_cursor_text(properties, "in_force"));
    coh_json_end_object(json);
    cohort_cursor_free(properties);
}

/* The properties of an object whose kind a profile brings are its columns as well. */
static int is_column(cohort_cursor *row, const char *name)
{
    int i, count = cohort_cursor_columns(row);

    for (i = 0; i < count; i++)
        if (strcmp(cohort_cursor_name(row, i), name) == 0)
            return 1;
    return 0;
}

static void show_text(struct coh_console *c, cohort_cursor *row, cohort_cursor *properties)
{
    struct coh_table table;
    int count = cohort_cursor_columns(row);
    int i;

    coh_table_init(&table, c->mem, 2);
    for (i = 0; i < count; i++) {
        const char *name = cohort_cursor_name(row, i);
        const char *text = cohort_cursor_text(row, name);

        if (text == NULL || *text == '\0')
            continue;
        coh_table_add(&table, name, COH_DIM);
        coh_table_add(&table, text, strcmp(name, "state") == 0 ? coh_state_tint(text) : COH_PLAIN);
    }
    while (cohort_next(properties)) {
        if (cohort_cursor_text(properties, "in_force") == NULL &&
            (cohort_cursor_int(properties, "set") == 0 || is_column(row, cohort_cursor_text(properties, "property"))))
            continue;
        coh_table_add(&table, cohort_cursor_text(properties, "property"), COH_DIM);
        coh_buf_clear(&c->scratch);
        coh_buf_add(&c->scratch, cohort_cursor_text(properties, "value"));
        if (cohort_cursor_text(properties, "in_force") != NULL)
            coh_buf_fmt(&c->scratch, "   (when it is started next; in force: %s)",
                        cohort_cursor_text(properties, "in_force"));
        if (cohort_cursor_int(properties, "known") == 0)
            coh_buf_add(&c->scratch, "   (not known: kept as text for agents)");
        coh_table_add(&table, coh_buf_text(&c->scratch), COH_PLAIN);
    }
    coh_table_print(&c->out, &table, 0, c);
    coh_table_free(&table);
}

/* The resources of a group, as a table or an array. */
static void show_members(struct coh_console *c, const char *group, struct coh_json *json)
{
    cohort_cursor *cursor = NULL;
    struct coh_table table;

    if (cohort_list(c->h, "resource", &cursor) < 0)
        return;
    coh_table_init(&table, c->mem, 4);
    coh_table_head(&table, "RESOURCE|STATE|TYPE|DEPENDS");
    if (json != NULL)
        coh_json_array(json, "members");
    while (cohort_next(cursor)) {
        const char *state = cohort_cursor_text(cursor, "state");

        if (strcmp(cohort_cursor_text(cursor, "group"), group) != 0)
            continue;
        if (json != NULL) {
            coh_json_text(json, NULL, cohort_cursor_text(cursor, "name"));
            continue;
        }
        coh_table_add(&table, cohort_cursor_text(cursor, "name"), COH_PLAIN);
        coh_table_add(&table, state, coh_state_tint(state));
        coh_table_add(&table, cohort_cursor_text(cursor, "type"), COH_PLAIN);
        coh_table_add(&table, cohort_cursor_text(cursor, "depends"), COH_PLAIN);
    }
    if (json != NULL)
        coh_json_end_array(json);
    else if (table.count > table.columns)
        coh_buf_addc(&c->out, '\n');
    coh_table_print(&c->out, &table, 1, c);
    coh_table_free(&table);
    cohort_cursor_free(cursor);
}

/* The cluster is the one object of its kind: its name need not be given. */
static const char *cluster_name(struct coh_console *c)
{
    cohort_cursor *cursor = NULL;

    coh_buf_clear(&c->scratch);
    if (cohort_list(c->h, "cluster", &cursor) == 0 && cohort_next(cursor))
        coh_buf_add(&c->scratch, cohort_cursor_text(cursor, "name"));
    cohort_cursor_free(cursor);
    return coh_buf_text(&c->scratch);
}

void coh_run_show(struct coh_console *c)
{
    cohort_cursor *row, *properties = NULL;
    struct coh_json json;
    const char *name;
    char kind[32];
    int group;

    kind_and_name(c, kind, &name);
    if (name == NULL)
        name = cluster_name(c);
    group = coh_name_cmp(kind, "group") == 0;
    row = coh_find_row(c, kind, name);
    if (row == NULL)
        return;
    if (cohort_list_properties(c->h, kind, name, &properties) < 0) {
        coh_console_refused(c);
    } else if (c->json) {
        coh_json_init(&json, &c->out);
        coh_json_object(&json, NULL);
        coh_json_row(&json, row);
        show_properties_json(&json, properties);
        show_in_force_json(c, &json, kind, name);
        if (group)
            show_members(c, cohort_cursor_text(row, "name"), &json);
        coh_json_end_object(&json);
        coh_buf_addc(&c->out, '\n');
    } else {
        show_text(c, row, properties);
        if (group)
            show_members(c, cohort_cursor_text(row, "name"), NULL);
    }
    cohort_cursor_free(properties);
    cohort_cursor_free(row);
}

static void get_one(struct coh_console *c)
{
    struct coh_json json;
    const char *value = NULL;

    if (cohort_get_text(c->h, c->args[0], c->args[1], c->args[2], &value) < 0) {
        coh_console_refused(c);
        return;
    }
    if (!c->json) {
        coh_buf_fmt(&c->out, "%s\n", value);
        return;
    }
    coh_json_init(&json, &c->out);
    coh_json_object(&json, NULL);
    coh_json_text(&json, "property", c->args[2]);
    coh_json_text(&json, "value", value);
    coh_json_end_object(&json);
    coh_buf_addc(&c->out, '\n');
}

void coh_run_get(struct coh_console *c)
{
    cohort_cursor *cursor = NULL;

    if (c->arg_count == 3) {
        get_one(c);
        return;
    }
    if (cohort_list_properties(c->h, c->args[0], c->args[1], &cursor) < 0)
        coh_console_refused(c);
    else if (c->json)
        coh_json_rows(c, cursor);
    else
        list_table(c, cursor, "PROPERTY|VALUE|IN FORCE|DEFAULT|MEANING", "property|value|in_force|default|meaning");
    cohort_cursor_free(cursor);
}

/* "A, C (Down)": nodes that have a vote, or have none. */
static void voters(struct coh_console *c, cohort_cursor *nodes, int vote, const char *before)
{
    int any = 0;

    while (cohort_next(nodes)) {
        const char *absent = cohort_cursor_int(nodes, "status") & COHORT_NODE_STATUS_ISOLATED ? " (Isolated)"
                             : cohort_cursor_int(nodes, "state") == COHORT_NODE_DOWN          ? " (Down)"
                                                                                              : "";

        if (cohort_cursor_int(nodes, "vote") != vote)
            continue;
        coh_buf_fmt(&c->out, "%s%s%s", any ? ", " : before, cohort_cursor_text(nodes, "name"), absent);
        any = 1;
    }
    if (any)
        coh_buf_addc(&c->out, '\n');
}

static void votes_json(struct coh_console *c, cohort_cursor *cluster, cohort_cursor *nodes)
{
    struct coh_json json;

    coh_json_init(&json, &c->out);
    coh_json_object(&json, NULL);
    coh_json_bool(&json, "quorum", cohort_cursor_int(cluster, "quorum") != 0);
    coh_json_int(&json, "votes", cohort_cursor_int(cluster, "votes"));
    coh_json_int(&json, "total", cohort_cursor_int(cluster, "total"));
    coh_json_bool(&json, "forced", cohort_cursor_int(cluster, "forced") != 0);
    coh_json_text(&json, "witness", cohort_cursor_text(cluster, "witness"));
    coh_json_text(&json, "witness_name", cohort_cursor_text(cluster, "witness_name"));
    coh_json_bool(&json, "witness_up", cohort_cursor_int(cluster, "witness_up") != 0);
    coh_json_int(&json, "witness_vote", cohort_cursor_int(cluster, "witness_vote"));
    coh_json_array(&json, "nodes");
    while (cohort_next(nodes)) {
        coh_json_object(&json, NULL);
        coh_json_text(&json, "name", cohort_cursor_text(nodes, "name"));
        coh_json_text(&json, "state", cohort_cursor_text(nodes, "state"));
        coh_json_int(&json, "vote", cohort_cursor_int(nodes, "vote"));
        coh_json_end_object(&json);
    }
    coh_json_end_array(&json);
    coh_json_end_object(&json);
    coh_buf_addc(&c->out, '\n');
}

static void witness_line(struct coh_console *c, cohort_cursor *cluster)
{
    const char *where = cohort_cursor_text(cluster, "witness_name");

    if (cohort_cursor_int(cluster, "witness") == COHORT_WITNESS_NONE)
        return;
    coh_buf_fmt(&c->out, "witness: %s%s%s, %s\n", cohort_cursor_text(cluster, "witness"),
                where != NULL && *where != '\0' ? " " : "", where != NULL ? where : "",
                !cohort_cursor_int(cluster, "witness_up")    ? "cannot be reached"
                : cohort_cursor_int(cluster, "witness_vote") ? "votes"
                                                             : "no vote");
}

void coh_run_quorum_show(struct coh_console *c)
{
    cohort_cursor *cluster = NULL, *nodes = NULL, *others = NULL;
    int total;

    if (cohort_list(c->h, "cluster", &cluster) < 0 || cohort_list(c->h, "node", &nodes) < 0 ||
        cohort_list(c->h, "node", &others) < 0 || !cohort_next(cluster)) {
        coh_console_refused(c);
    } else if (c->json) {
        votes_json(c, cluster, nodes);
    } else {
        total = (int)cohort_cursor_int(cluster, "total");
        coh_buf_fmt(&c->out, "%s: %d of %d votes, %d needed\n",
                    cohort_cursor_int(cluster, "quorum") ? "quorum" : "no quorum",
                    (int)cohort_cursor_int(cluster, "votes"), total, total / 2 + 1);
        if (cohort_cursor_int(cluster, "forced"))
            coh_buf_add(&c->out,
                        "forced: by the configured votes it is no majority; who comes later joins and does not form\n");
        voters(c, nodes, 1, "votes: ");
        voters(c, others, 0, "no vote: ");
        witness_line(c, cluster);
    }
    cohort_cursor_free(cluster);
    cohort_cursor_free(nodes);
    cohort_cursor_free(others);
}
