/*
 * Commands that change the cluster: each puts its words into one call of the API. What they mean, and what is
 * refused, is
 * decided there.
 */
#include "console/console.h"

#include <string.h>

#include <cohort/affinity.h>
#include <cohort/cluster.h>
#include <cohort/group.h>
#include <cohort/groupset.h>
#include <cohort/node.h>
#include <cohort/resource.h>
#include <cohort/service.h>
#include <cohort/type.h>

#include "util/text.h"

/* The command's first word is a kind for "group online", not for "set KIND". */
void coh_kind_word(const struct coh_console *c, char kind[32])
{
    const char *at = c->command->usage;
    size_t size = strcspn(at, " ");

    memcpy(kind, at, size < 31 ? size : 31);
    kind[size < 31 ? size : 31] = '\0';
}

const char *coh_service_name(struct coh_console *c, const char *name)
{
    const char *node = coh_option(c, "--node");

    coh_buf_clear(&c->scratch);
    coh_buf_add(&c->scratch, name);
    if (node != NULL) {
        coh_buf_addc(&c->scratch, '@');
        coh_buf_add(&c->scratch, node);
    }
    return coh_buf_text(&c->scratch);
}

/* args[0] as the API names it: services are SERVICE@NODE. */
static const char *object_name(struct coh_console *c, const char *kind)
{
    return strcmp(kind, "service") == 0 ? coh_service_name(c, c->args[0]) : c->args[0];
}

/* ---- Property=Value ---- */

/* Texts of one allocation each, NULL-terminated. */
struct assignments {
    const struct coh_mem *mem;
    char **items;
    int count;
};

static void assignments_free(struct assignments *list)
{
    int i;

    for (i = 0; list->items != NULL && i < list->count; i++)
        coh_free(list->mem, list->items[i]);
    coh_free(list->mem, list->items);
}

static int assignments_init(struct assignments *list, const struct coh_console *c)
{
    list->mem = c->mem;
    list->count = 0;
    list->items = coh_zalloc(c->mem, ((size_t)c->arg_count + (size_t)c->option_count + 1) * sizeof *list->items);
    return list->items != NULL ? 0 : COHORT_ERR_NOMEM;
}

static int same_property(const char *a, const char *b)
{
    char one[COHORT_NAME_MAX + 1], other[COHORT_NAME_MAX + 1];
    size_t size = strcspn(a, "="), other_size = strcspn(b, "=");

    if (size != other_size || size > COHORT_NAME_MAX)
        return 0;
    memcpy(one, a, size);
    memcpy(other, b, size);
    one[size] = other[size] = '\0';
    return coh_name_cmp(one, other) == 0;
}

/* Add @property=@value; one that is there already is a list, and gets one more item. Needs are given one by one. */
static int assign(struct assignments *list, const char *property, const char *value)
{
    struct coh_buf buf;
    int rc = 0, i;

    coh_buf_init(&buf, list->mem, 0);
    for (i = 0; i < list->count; i++)
        if (same_property(list->items[i], property) && !same_property(property, "Needs"))
            break;
    if (i < list->count) {
        coh_buf_add(&buf, list->items[i]);
        coh_buf_addc(&buf, '\n');
    } else {
        coh_buf_addn(&buf, property, strcspn(property, "="));
        coh_buf_addc(&buf, '=');
    }
    coh_buf_add(&buf, value);
    if (buf.error != 0) {
        rc = COHORT_ERR_NOMEM;
        goto out;
    }
    coh_free(list->mem, list->items[i]);
    list->items[i] = coh_buf_take(&buf);
    list->count += i == list->count;
out:
    coh_buf_free(&buf);
    return rc;
}

static int assign_args(struct assignments *list, const struct coh_console *c, int first)
{
    int rc = 0, i;

    for (i = first; rc == 0 && i < c->arg_count; i++)
        rc = assign(list, c->args[i], strchr(c->args[i], '=') + 1);
    return rc;
}

static const char *const *items(const struct assignments *list)
{
    return (const char *const *)list->items;
}

/* Create @name with the assignments of the line, and those in @list before them. */
static void create(struct coh_console *c, const char *kind, const char *name, int first, struct assignments *list)
{
    int64_t request = 0;
    int rc;

    if (assign_args(list, c, first) < 0) {
        c->error.error = COHORT_ERR_NOMEM;
        return;
    }
    rc = cohort_create(c->h, kind, name, items(list), &request);
    coh_console_requested(c, rc, request);
}

static int begin(struct assignments *list, struct coh_console *c)
{
    if (assignments_init(list, c) == 0)
        return 1;
    c->error.error = COHORT_ERR_NOMEM;
    return 0;
}

void coh_run_add(struct coh_console *c)
{
    struct assignments list;
    char kind[32];

    coh_kind_word(c, kind);
    if (begin(&list, c))
        create(c, kind, c->args[0], 1, &list);
    assignments_free(&list);
}

void coh_run_create(struct coh_console *c)
{
    struct assignments list;

    if (begin(&list, c))
        create(c, c->args[0], c->args[1], 2, &list);
    assignments_free(&list);
}

void coh_run_resource_add(struct coh_console *c)
{
    struct assignments list;

    if (begin(&list, c)) {
        if (assign(&list, "Group", coh_option(c, "--group")) < 0 || assign(&list, "Type", coh_option(c, "--type")) < 0)
            c->error.error = COHORT_ERR_NOMEM;
        else
            create(c, "resource", c->args[0], 1, &list);
    }
    assignments_free(&list);
}

void coh_run_affinity_add(struct coh_console *c)
{
    struct assignments list;
    int64_t request = 0;
    int rc = 0, i;

    if (begin(&list, c)) {
        rc = assign(&list, "RuleType", coh_option(c, "--type"));
        for (i = 1; rc == 0 && i < c->arg_count; i++)
            rc = assign(&list, "Groups", c->args[i]);
        if (rc == 0) {
            rc = cohort_create(c->h, "affinity", c->args[0], items(&list), &request);
            coh_console_requested(c, rc, request);
        } else {
            c->error.error = COHORT_ERR_NOMEM;
        }
    }
    assignments_free(&list);
}

void coh_run_service_add(struct coh_console *c)
{
    struct assignments list;
    int rc = 0, i;

    if (begin(&list, c)) {
        for (i = 0; rc == 0 && i < c->option_count; i++)
            if (strcmp(c->options[i].name, "--needs") == 0)
                rc = assign(&list, "Needs", c->options[i].value);
        if (rc < 0)
            c->error.error = COHORT_ERR_NOMEM;
        else
            create(c, "service", coh_service_name(c, c->args[0]), 1, &list);
    }
    assignments_free(&list);
}

void coh_run_set(struct coh_console *c)
{
    struct assignments list;
    int64_t request = 0;
    int rc;

    if (begin(&list, c) && assign_args(&list, c, 2) == 0) {
        rc = cohort_set(c->h, c->args[0], c->args[1], items(&list), &request);
        coh_console_requested(c, rc, request);
    } else {
        c->error.error = COHORT_ERR_NOMEM;
    }
    assignments_free(&list);
}

void coh_run_unset(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_unset(c->h, c->args[0], c->args[1], c->args + 2, &request);

    coh_console_requested(c, rc, request);
}

/* ---- objects ---- */

void coh_run_cluster_create(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_cluster_create(c->h, c->args[0], &request);

    coh_console_requested(c, rc, request);
}

/* Would adding this node be refused for its name? The API says so in its own words; here it is only asked which one
 * to try first. */
static int node_name_is_bad(struct coh_console *c, int index)
{
    cohort_cursor *cursor = NULL;
    int bad = coh_name_check(c->args[index], "@") != NULL;
    int i;

    for (i = 0; i < index; i++)
        bad |= coh_name_cmp(c->args[i], c->args[index]) == 0;
    if (cohort_list(c->h, "node", &cursor) == 0)
        while (!bad && cohort_next(cursor))
            bad = coh_name_cmp(cohort_cursor_text(cursor, "name"), c->args[index]) == 0;
    cohort_cursor_free(cursor);
    return bad;
}

static int node_count(struct coh_console *c)
{
    cohort_cursor *cursor = NULL;
    int count = 0;

    if (cohort_list(c->h, "node", &cursor) == 0)
        while (cohort_next(cursor))
            count++;
    cohort_cursor_free(cursor);
    return count;
}

/* All or none: a name that would be refused is refused before the others are added. */
void coh_run_node_add(struct coh_console *c)
{
    int64_t request = 0;
    int rc = 0, i, bad = -1;

    if (node_count(c) + c->arg_count > COHORT_NODES_MAX) {
        coh_console_refuse(c, "a cluster has at most %d nodes (5935)", COHORT_NODES_MAX);
        return;
    }
    for (i = 0; bad < 0 && i < c->arg_count; i++)
        if (node_name_is_bad(c, i))
            bad = i;
    for (i = 0; bad >= 0 && i < bad; i++)
        if (coh_name_cmp(c->args[i], c->args[bad]) == 0) {
            coh_console_usage(c, "\"%s\" is named twice", c->args[bad]);
            return;
        }
    if (bad >= 0)
        rc = cohort_create(c->h, "node", c->args[bad], NULL, &request);
    for (i = 0; bad < 0 && rc == 0 && i < c->arg_count; i++)
        rc = cohort_create(c->h, "node", c->args[i], NULL, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_node_start(struct coh_console *c)
{
    int64_t request = 0;
    int flags = (coh_option(c, "--clear-quarantine") != NULL ? COHORT_START_CLEAR_QUARANTINE : 0) |
                (coh_option(c, "--prevent-quorum") != NULL ? COHORT_START_PREVENT_QUORUM : 0) |
                (coh_option(c, "--force-quorum") != NULL ? COHORT_START_FORCE_QUORUM : 0);
    int rc = cohort_node_start(c->h, c->args[0], flags, &request);

    coh_console_requested(c, rc, request);
}

void coh_run_cluster_stop(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_cluster_stop(c->h, &request);

    coh_console_requested(c, rc, request);
}

void coh_run_cluster_start(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_cluster_start(c->h, &request);

    coh_console_requested(c, rc, request);
}

void coh_run_node_stop(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_node_stop(c->h, c->args[0], &request);

    coh_console_requested(c, rc, request);
}

void coh_run_node_pause(struct coh_console *c)
{
    static const char *const with_drain[] = {"--to", "--force", "--retry", "--within"};
    const char *within = coh_option(c, "--within");
    int64_t request = 0, within_ms = 0;
    int flags = 0, rc;
    size_t i;

    for (i = 0; coh_option(c, "--drain") == NULL && i < sizeof with_drain / sizeof with_drain[0]; i++)
        if (coh_option(c, with_drain[i]) != NULL) {
            coh_console_usage(c, "%s goes with --drain", with_drain[i]);
            return;
        }
    if (within != NULL && (coh_duration_parse(within, 0, &within_ms) < 0 || within_ms <= 0)) {
        coh_console_usage(c, "--within is a duration such as 30m, not \"%s\"", within);
        return;
    }
    flags |= coh_option(c, "--drain") != NULL ? COHORT_PAUSE_DRAIN : 0;
    flags |= coh_option(c, "--force") != NULL ? COHORT_PAUSE_FORCE : 0;
    flags |= coh_option(c, "--retry") != NULL ? COHORT_PAUSE_RETRY : 0;
    rc = cohort_node_pause(c->h, c->args[0], flags, coh_option(c, "--to"), within_ms, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_node_resume(struct coh_console *c)
{
    static const char *const modes[] = {"none", "now", "policy"}; /* COHORT_FAILBACK_NONE.. */
    const char *failback = coh_option(c, "--failback");
    int64_t request = 0;
    int mode = failback != NULL ? COHORT_FAILBACK_NONE : COHORT_FAILBACK_POLICY, rc;

    while (failback != NULL && mode <= COHORT_FAILBACK_POLICY && strcmp(failback, modes[mode]) != 0)
        mode++;
    if (mode > COHORT_FAILBACK_POLICY) {
        coh_console_usage(c, "--failback is now, policy or none, not \"%s\"", failback);
        return;
    }
    rc = cohort_node_resume(c->h, c->args[0], mode, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_node_evict(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_node_evict(c->h, c->args[0], &request);

    coh_console_requested(c, rc, request);
}

static int delete_flags(const struct coh_console *c)
{
    return coh_option(c, "--force") != NULL ? COHORT_DELETE_FORCE : 0;
}

void coh_run_delete(struct coh_console *c)
{
    int64_t request = 0;
    char kind[32];
    int rc;

    coh_kind_word(c, kind);
    rc = cohort_delete_ex(c->h, kind, object_name(c, kind), delete_flags(c), &request);
    coh_console_requested(c, rc, request);
}

void coh_run_kind_delete(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_delete_ex(c->h, c->args[0], c->args[1], delete_flags(c), &request);

    coh_console_requested(c, rc, request);
}

void coh_run_rename(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_rename(c->h, c->args[0], c->args[1], c->args[2], &request);

    coh_console_requested(c, rc, request);
}

/* ---- owners and dependencies: set, cleared or shown ---- */

/* Prints the column that shows it; 1: that was all there was to do, or the words contradict each other. */
static int shown(struct coh_console *c, const char *kind, const char *column)
{
    struct coh_json json;
    cohort_cursor *cursor;
    const char *value;

    if (coh_option(c, "--none") != NULL && c->arg_count > 1) {
        coh_console_usage(c, "--none and \"%s\" contradict each other", c->args[1]);
        return 1;
    }
    if (!coh_console_shows(c))
        return 0;
    cursor = coh_find_row(c, kind, c->args[0]);
    if (cursor == NULL)
        return 1;
    value = cohort_cursor_text(cursor, column);
    if (c->json) {
        coh_json_init(&json, &c->out);
        coh_json_object(&json, NULL);
        coh_json_text(&json, "name", cohort_cursor_text(cursor, "name"));
        coh_json_text(&json, column, value);
        coh_json_end_object(&json);
        coh_buf_addc(&c->out, '\n');
    } else if (value != NULL && *value != '\0') {
        coh_buf_fmt(&c->out, "%s\n", value);
    }
    cohort_cursor_free(cursor);
    return 1;
}

void coh_run_group_owners(struct coh_console *c)
{
    int64_t request = 0;
    int rc;

    if (shown(c, "group", "preferred"))
        return;
    rc = cohort_group_owners(c->h, c->args[0], c->args + 1, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_affinity_groups(struct coh_console *c)
{
    int64_t request = 0;
    int rc;

    if (shown(c, "affinity", "groups"))
        return;
    rc = cohort_affinity_groups(c->h, c->args[0], c->args + 1, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_group_depend(struct coh_console *c)
{
    int64_t request = 0;
    int rc;

    if (shown(c, "group", "depends"))
        return;
    rc = cohort_group_depend(c->h, c->args[0], c->args + 1, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_groupset_depend(struct coh_console *c)
{
    int64_t request = 0;
    int rc;

    if (shown(c, "groupset", "depends"))
        return;
    rc = cohort_groupset_depend(c->h, c->args[0], c->args + 1, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_groupset_groups(struct coh_console *c)
{
    int64_t request = 0;
    int rc;

    if (shown(c, "groupset", "groups"))
        return;
    rc = cohort_groupset_groups(c->h, c->args[0], c->args + 1, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_resource_owners(struct coh_console *c)
{
    int64_t request = 0;
    int rc;

    if (shown(c, "resource", "possible"))
        return;
    rc = cohort_resource_owners(c->h, c->args[0], c->args + 1, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_type_owners(struct coh_console *c)
{
    int64_t request = 0;
    int rc;

    if (shown(c, "type", "possible"))
        return;
    rc = cohort_type_owners(c->h, c->args[0], c->args + 1, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_resource_depend(struct coh_console *c)
{
    const char *add = coh_option(c, "--add"), *drop = coh_option(c, "--remove");
    int64_t request = 0;
    int rc, i;

    if (shown(c, "resource", "depends"))
        return;
    if (add != NULL || drop != NULL) {
        if ((add != NULL && drop != NULL) || coh_option(c, "--none") != NULL || c->arg_count > 1) {
            coh_console_usage(c, "--add and --remove stand alone");
            return;
        }
        rc = add != NULL ? cohort_resource_depend_add(c->h, c->args[0], add, &request)
                         : cohort_resource_depend_remove(c->h, c->args[0], drop, &request);
        coh_console_requested(c, rc, request);
        return;
    }
    for (i = 1; i < c->arg_count; i++) {
        if (i > 1)
            coh_buf_addc(&c->scratch, ' '); /* an expression that was not quoted came as several words */
        coh_buf_add(&c->scratch, c->args[i]);
    }
    rc = cohort_resource_depend(c->h, c->args[0], coh_buf_text(&c->scratch), &request);
    coh_console_requested(c, rc, request);
}

/* ---- verbs ---- */

void coh_run_verb(struct coh_console *c)
{
    static const struct {
        const char *words;
        int (*call)(cohort *h, const char *name, int64_t *ret_request);
    } verbs[] = {
        {"resource restart NAME", cohort_resource_restart},
        {"group cancel NAME", cohort_group_cancel},
        {"resource fail NAME", cohort_resource_fail},
        {"service start NAME --node NODE", cohort_service_start},
    };
    int64_t request = 0;
    char kind[32];
    size_t i;

    coh_kind_word(c, kind);
    for (i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].words, c->command->usage) == 0) {
            int rc = verbs[i].call(c->h, object_name(c, kind), &request);

            coh_console_requested(c, rc, request);
        }
}

static int flags_of(const struct coh_console *c)
{
    return (coh_option(c, "--ignore-locked") != NULL ? COHORT_IGNORE_LOCKED : 0) |
           (coh_option(c, "--ignore-affinity") != NULL ? COHORT_IGNORE_AFFINITY : 0) |
           (coh_option(c, "--return") != NULL ? COHORT_MOVE_RETURN : 0) |
           (coh_option(c, "--queue") != NULL ? COHORT_MOVE_QUEUE : 0);
}

void coh_run_resource_online(struct coh_console *c)
{
    int flags = flags_of(c) | (coh_option(c, "--keep-persistent") != NULL ? COHORT_ONLINE_KEEP_PERSISTENT : 0);
    int64_t request = 0;
    int rc = cohort_resource_online_ex(c->h, c->args[0], flags, &request);

    coh_console_requested(c, rc, request);
}

void coh_run_resource_offline(struct coh_console *c)
{
    int flags = flags_of(c) | (coh_option(c, "--force") != NULL ? COHORT_OFFLINE_FORCE : 0) |
                (coh_option(c, "--keep-persistent") != NULL ? COHORT_OFFLINE_KEEP_PERSISTENT : 0);
    int64_t request = 0;
    int rc = cohort_resource_offline_ex(c->h, c->args[0], flags, &request);

    coh_console_requested(c, rc, request);
}

void coh_run_group_online(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_group_online_ex(c->h, c->args[0], flags_of(c), &request);

    coh_console_requested(c, rc, request);
}

void coh_run_group_offline(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_group_offline_ex(c->h, c->args[0], flags_of(c), &request);

    coh_console_requested(c, rc, request);
}

void coh_run_group_move(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_group_move_ex(c->h, c->args[0], c->args[1], flags_of(c), &request);

    coh_console_requested(c, rc, request);
}

void coh_run_group_move_all(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_group_move_all(c->h, c->args[0], flags_of(c), &request);

    coh_console_requested(c, rc, request);
}

void coh_run_service_stop(struct coh_console *c)
{
    int64_t request = 0;
    int rc =
        cohort_service_stop(c->h, coh_service_name(c, c->args[0]), coh_option(c, "--dependents") != NULL, &request);

    coh_console_requested(c, rc, request);
}

void coh_run_maintenance(struct coh_console *c)
{
    const char *duration = coh_option(c, "--for");
    int64_t request = 0, duration_ms = 0;
    int on = strcmp(c->args[1], "on") == 0, rc;
    char kind[32];

    if (duration != NULL && (!on || coh_duration_parse(duration, 0, &duration_ms) < 0 || duration_ms <= 0)) {
        coh_console_usage(c, on ? "--for is a duration such as 30m, not \"%s\"" : "--for \"%s\" goes with on",
                          duration);
        return;
    }
    coh_kind_word(c, kind);
    rc = strcmp(kind, "group") == 0 ? cohort_group_maintenance(c->h, c->args[0], on, duration_ms, &request)
                                    : cohort_resource_maintenance(c->h, c->args[0], on, duration_ms, &request);
    coh_console_requested(c, rc, request);
}

void coh_run_resource_move(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_resource_move(c->h, c->args[0], coh_option(c, "--group"), &request);

    coh_console_requested(c, rc, request);
}

void coh_run_quorum_force(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_quorum_force(c->h, &request);

    coh_console_requested(c, rc, request);
}

void coh_run_witness(struct coh_console *c)
{
    int64_t request = 0;
    int rc = cohort_witness_report(c->h, strcmp(c->args[0], "back") == 0, &request);

    coh_console_requested(c, rc, request);
}

void coh_run_quorum_witness(struct coh_console *c)
{
    static const char *const names[] = {"none", "disk", "share", "cloud"}; /* COHORT_WITNESS_NONE.. */
    int64_t request = 0;
    int witness = 0, rc;

    while (strcmp(names[witness], c->args[0]) != 0)
        witness++; /* the grammar has made sure that it is one of them */
    rc = cohort_quorum_witness(c->h, witness, c->args[1], &request);
    coh_console_requested(c, rc, request);
}
