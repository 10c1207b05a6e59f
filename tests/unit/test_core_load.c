/* lib/core/load.c, columns.c: rows that contradict each other are damage, whatever they say; a good copy is equal to the original. */
#include "test_core_help.h"

enum { OBJECTS = 80 };

static struct bed bed, *const b = &bed;

/* Rows of the original; cells borrow from copies that are freed at the end. */
static struct row {
    int kind, count;
    struct coh_cell cells[COH_COLUMNS_MAX];
} rows[OBJECTS];
static int row_count;

static void keep_rows(void)
{
    struct coh_obj *list[OBJECTS];
    int i, k;

    row_count = all_objects(b->e, list);
    for (i = 0; i < row_count; i++) {
        rows[i].kind = list[i]->kind;
        coh_columns(list[i]->kind, &rows[i].count);
        assert_int_equal(coh_row_get(b->e, list[i], rows[i].cells), 0);
        for (k = 0; k < rows[i].count; k++)
            if (rows[i].cells[k].text != NULL)
                rows[i].cells[k].text = strdup(rows[i].cells[k].text);
    }
}

static int setup(void **state)
{
    (void)state;
    bed_init(b);
    bed_nodes(b, LIST("A", "B", "C"));
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_TYPE, .name = "Own", .list = LIST("Class=program"));
    bed_group_add(b, "G");
    bed_group_add(b, "H");
    OK(b, .verb = COH_VERB_GROUP_OWNERS, .name = "G", .list = LIST("B", "A"));
    bed_service_add(b, "SSO@A", NULL);
    bed_service_add(b, "HOST@A", "SSO");
    bed_service_add(b, "SSO@B", NULL);
    bed_driver(b, "G", "Sso", "SSO");
    bed_app(b, "G", "P");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "D",
       .list = LIST("Group=G", "Type=Own", "CommandLine=x", "Mine=1"));
    bed_depend(b, "D", "([P]) and ([Sso])");
    bed_app(b, "H", "Other");
    OK(b, .verb = COH_VERB_RESOURCE_OWNERS, .name = "D", .list = LIST("A", "B"));
    OK(b, .verb = COH_VERB_GROUP_ONLINE, .name = "G");
    bed_quiet(b);
    bed_fault(b, "P", COHORT_AGENT_DIED);
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "Other");
    keep_rows();
    return 0;
}

static int teardown(void **state)
{
    int i, k;

    (void)state;
    for (i = 0; i < row_count; i++)
        for (k = 0; k < rows[i].count; k++)
            free((void *)(uintptr_t)rows[i].cells[k].text);
    bed_done(b);
    return 0;
}

/* Load the rows as they are now, with the original's properties and dependencies. */
static int load(struct coh_engine *e, struct coh_error *error)
{
    struct coh_obj *list[OBJECTS];
    const char *name, *type;
    struct coh_cell value;
    int64_t provider;
    int count = all_objects(b->e, list), i, k, clause, rc = 0;

    for (i = 0; rc == 0 && i < row_count; i++)
        if (rows[i].kind != 0)
            rc = coh_load_row(e, rows[i].kind, rows[i].cells, error);
    for (i = 0; rc == 0 && i < count; i++)
        for (k = 0; rc == 0 && coh_property_at(list[i], k, &name, &type, &value); k++)
            rc = coh_load_property(e, coh_obj_id(list[i]), name, type, &value, error);
    for (i = 0; rc == 0 && i < count; i++)
        for (k = 0; rc == 0 && coh_dependency_at(list[i], k, &clause, &provider); k++)
            rc = coh_load_dependency(e, coh_obj_id(list[i]), clause, provider, error);
    return rc == 0 ? coh_load_done(e, error) : rc;
}

static int try_load(struct coh_error *error)
{
    struct bed other;
    int rc;

    bed_init(&other);
    rc = load(other.e, error);
    bed_done(&other);
    return rc;
}

static struct row *row_of(int kind, const char *name)
{
    int i;

    for (i = 0; i < row_count; i++)
        if (rows[i].kind == kind && strcmp(rows[i].cells[1].text, name) == 0)
            return &rows[i];
    fail_msg("no row of %s", name);
    return NULL;
}

static struct coh_cell *cell(int kind, const char *name, const char *column)
{
    int count, i;
    const struct coh_column *columns = coh_columns(kind, &count);

    for (i = 0; i < count; i++)
        if (strcmp(columns[i].name, column) == 0)
            return &row_of(kind, name)->cells[i];
    fail_msg("no column %s", column);
    return NULL;
}

/* One cell is another: refused as damage, with a sentence. */
static void assert_damaged(int kind, const char *name, const char *column, struct coh_cell wrong)
{
    struct coh_cell *at = cell(kind, name, column), was = *at;
    struct coh_error error;
    int rc;

    coh_error_clear(&error);
    *at = wrong;
    rc = try_load(&error);
    *at = was;
    if (rc != COHORT_ERR_DAMAGED || *error.text == '\0')
        fail_msg("%s of %s: %d %s", column, name, rc, error.text);
}

#define NUMBER(value) ((struct coh_cell){COH_CELL_INT, (value), NULL})
#define TEXT(value) ((struct coh_cell){COH_CELL_TEXT, 0, (value)})

static int64_t id_of(int kind, const char *name)
{
    return row_of(kind, name)->cells[0].num;
}

static void good_copy_is_equal(void **state)
{
    struct coh_engine *copy = NULL;
    char x[17], y[17];

    (void)state;
    engine_copy(b->e, &b->mem, &copy);
    bed_digest(b, x);
    assert_int_equal(coh_engine_digest(copy, y), 0);
    assert_string_equal(x, y);
    assert_int_equal(coh_engine_effects(copy)->transition_count, 0);
    assert_int_equal(coh_engine_effects(copy)->dirty_count, 0);
    assert_true(coh_engine_now(copy) == coh_engine_now(b->e) && coh_engine_sequence(copy) == coh_engine_sequence(b->e));
    coh_engine_free(copy);
}

static void references_to_nothing_or_to_the_wrong_kind_are_damage(void **state)
{
    char list[64];

    (void)state;
    assert_damaged(COH_GROUP, "G", "owner", NUMBER(9999));
    assert_damaged(COH_GROUP, "G", "owner", NUMBER(id_of(COH_RESOURCE, "P")));
    assert_damaged(COH_GROUP, "G", "destination", NUMBER(id_of(COH_GROUP, "H")));
    assert_damaged(COH_RESOURCE, "P", "grp", NUMBER(id_of(COH_NODE, "A")));
    assert_damaged(COH_RESOURCE, "P", "grp", (struct coh_cell){COH_CELL_NULL, 0, NULL});
    assert_damaged(COH_RESOURCE, "P", "type", NUMBER(id_of(COH_GROUP, "G")));
    assert_damaged(COH_SERVICE, "SSO", "node", NUMBER(id_of(COH_GROUP, "G")));
    assert_damaged(COH_GROUP, "G", "preferred", TEXT("[9999]"));
    assert_damaged(COH_GROUP, "G", "preferred", TEXT("[]"));
    assert_damaged(COH_GROUP, "G", "preferred", TEXT("nonsense"));
    snprintf(list, sizeof list, "[%lld,%lld]", (long long)id_of(COH_NODE, "A"), (long long)id_of(COH_NODE, "A"));
    assert_damaged(COH_GROUP, "G", "preferred", TEXT(list));
    snprintf(list, sizeof list, "[%lld]", (long long)id_of(COH_GROUP, "H"));
    assert_damaged(COH_GROUP, "G", "tried", TEXT(list));
    assert_damaged(COH_RESOURCE, "D", "possible", TEXT(list));
    assert_damaged(COH_SERVICE, "HOST", "needs", TEXT(list));
    assert_damaged(COH_SERVICE, "HOST", "needs", TEXT("[0]"));
}

/* A property's row says which type its value has: that of the table. */
static void property_of_another_type_is_damage(void **state)
{
    struct coh_cell text = TEXT("many"), number = NUMBER(1);
    struct coh_engine *e = NULL;
    struct coh_error error;

    (void)state;
    assert_int_equal(coh_engine_new(&b->mem, &e), 0);
    assert_int_equal(coh_load_property(e, 1, "DynamicQuorum", "text", &text, &error), COHORT_ERR_DAMAGED);
    assert_non_null(strstr(error.text, "DynamicQuorum of cluster \"Cluster\" is of type bool, not text"));
    assert_int_equal(coh_load_property(e, 1, "Description", "int", &number, &error), COHORT_ERR_DAMAGED);
    assert_int_equal(coh_load_property(e, 1, "DynamicQuorum", "bool", &number, &error), 0);
    assert_int_equal(coh_load_property(e, 1, "Mine", "text", &text, &error), 0); /* one that core does not know */
    coh_engine_free(e);
}

static void states_that_cannot_be_are_damage(void **state)
{
    (void)state;
    assert_damaged(COH_RESOURCE, "P", "state", TEXT("Nonsense"));
    assert_damaged(COH_RESOURCE, "P", "state", TEXT("Online")); /* its group counts it as it is recorded */
    assert_damaged(COH_GROUP, "H", "state", TEXT("Online"));
    assert_damaged(COH_CLUSTER, "TEST", "quorum", NUMBER(0));
    assert_damaged(COH_NODE, "A", "state", TEXT("Down"));
    assert_damaged(COH_RESOURCE, "Other", "op", (struct coh_cell){COH_CELL_NULL, 0, NULL});
    assert_damaged(COH_RESOURCE, "P", "timer", (struct coh_cell){COH_CELL_NULL, 0, NULL});
    assert_damaged(COH_SERVICE, "SSO", "state", TEXT("Stopped"));
}

static void numbers_that_cannot_be_are_damage(void **state)
{
    static const char *const counters[] = {"next_id", "next_op", "input_seq", "transition_seq", "now_ms"};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof counters / sizeof counters[0]; i++) {
        assert_damaged(COH_CLUSTER, "TEST", counters[i], NUMBER(-1));
        assert_damaged(COH_CLUSTER, "TEST", counters[i], NUMBER(INT64_MAX));
    }
    assert_damaged(COH_CLUSTER, "TEST", "next_id", NUMBER(3)); /* ids are never reused */
    assert_damaged(COH_CLUSTER, "TEST", "id", NUMBER(7));
}

static void two_objects_of_one_name_or_id_are_damage(void **state)
{
    struct coh_error error;
    struct coh_cell was = *cell(COH_RESOURCE, "P", "id");

    (void)state;
    assert_damaged(COH_RESOURCE, "P", "name", TEXT("d"));
    assert_damaged(COH_NODE, "B", "name", TEXT("a"));
    assert_damaged(COH_GROUP, "H", "name", TEXT("G"));
    assert_damaged(COH_GROUP, "H", "name", (struct coh_cell){COH_CELL_NULL, 0, NULL});
    *cell(COH_RESOURCE, "P", "id") = *cell(COH_NODE, "A", "id");
    assert_int_equal(try_load(&error), COHORT_ERR_DAMAGED);
    *cell(COH_RESOURCE, "P", "id") = was;
}

static void dependencies_that_cannot_be_are_damage(void **state)
{
    struct coh_error error;
    struct bed other;
    int64_t p = id_of(COH_RESOURCE, "P"), d = id_of(COH_RESOURCE, "D"), o = id_of(COH_RESOURCE, "Other"),
            g = id_of(COH_GROUP, "G");

    (void)state;
    bed_init(&other);
    assert_int_equal(load(other.e, &error), 0);
    assert_int_equal(coh_load_dependency(other.e, p, 0, p, &error), COHORT_ERR_DAMAGED); /* itself */
    assert_int_equal(coh_load_dependency(other.e, p, 0, o, &error), COHORT_ERR_DAMAGED); /* another group */
    assert_int_equal(coh_load_dependency(other.e, p, 0, g, &error), COHORT_ERR_DAMAGED); /* no resource */
    assert_int_equal(coh_load_dependency(other.e, p, 0, 9999, &error), COHORT_ERR_DAMAGED);
    assert_int_equal(coh_load_dependency(other.e, 9999, 0, p, &error), COHORT_ERR_DAMAGED);
    assert_int_equal(coh_load_dependency(other.e, d, 7, p, &error), COHORT_ERR_DAMAGED); /* clauses in order */
    assert_int_equal(coh_load_dependency(other.e, d, -1, p, &error), COHORT_ERR_DAMAGED);
    bed_done(&other);
}

static void properties_of_nothing_are_damage(void **state)
{
    struct coh_error error;
    struct bed other;
    struct coh_cell nothing = {COH_CELL_NULL, 0, NULL};

    (void)state;
    bed_init(&other);
    assert_int_equal(coh_load_property(other.e, 9999, "X", "text", &TEXT("x"), &error), COHORT_ERR_DAMAGED);
    assert_int_equal(coh_load_property(other.e, 1, "X", "text", &nothing, &error), COHORT_ERR_DAMAGED);
    bed_done(&other);
}

static void more_nodes_than_there_may_be_are_damage(void **state)
{
    struct coh_error error;
    struct coh_cell cells[COH_COLUMNS_MAX];
    struct bed other;
    char name[16];
    int i, count, rc = 0;

    (void)state;
    bed_init(&other);
    *cell(COH_CLUSTER, "TEST", "next_id") = NUMBER(1000);
    assert_int_equal(coh_load_row(other.e, COH_CLUSTER, row_of(COH_CLUSTER, "TEST")->cells, &error), 0);
    coh_columns(COH_NODE, &count);
    memset(cells, 0, sizeof cells);
    for (i = 0; rc == 0 && i <= COHORT_NODES_MAX; i++) {
        snprintf(name, sizeof name, "N%d", i);
        cells[0] = NUMBER(100 + i);
        cells[1] = TEXT(name);
        cells[2] = TEXT("Down");
        rc = coh_load_row(other.e, COH_NODE, cells, &error);
    }
    assert_int_equal(rc, COHORT_ERR_DAMAGED);
    assert_int_equal(i, COHORT_NODES_MAX + 1);
    bed_done(&other);
}

/* What was loaded goes on: requests are accepted or refused. */
static void goes_on(struct coh_engine *e)
{
    const struct coh_input inputs[] = {
        {.verb = COH_VERB_OPEN, .a = 1},
        {.verb = COH_VERB_TICK},
        {.verb = COH_VERB_GROUP_ONLINE, .name = "G"},
        {.verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = "new"},
        {.verb = COH_VERB_RESOURCE_OFFLINE, .name = "P"},
        {.verb = COH_VERB_NODE_DOWN, .list = LIST("A")},
        {.verb = COH_VERB_TICK},
        {.verb = COH_VERB_DELETE, .kind = COH_NODE, .name = "A"},
        {.verb = COH_VERB_GROUP_OFFLINE, .name = "G"},
        {.verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "D"},
    };
    struct coh_error error;
    size_t i;

    for (i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        struct coh_input input = inputs[i];

        if (coh_engine_now(e) > INT64_MAX / 2)
            return;
        input.time_ms = coh_engine_now(e) + 1000000;
        coh_engine_step(e, &input, &error);
        coh_engine_commit(e);
    }
}

/* Any one cell is anything: it loads, and goes on, or it is damage. It never crashes and never leaks. */
static void any_cell_may_be_anything(void **state)
{
    static const char *const texts[] = {
        "",        "Online", "Failed",  "OnlinePending", "[1]",     "[2,3]",    "[-1,999999999999]",
        "pending", "retry",  "offline", "here",          "inherit", "failover", "x\xFF"};
    static const int64_t numbers[] = {0, 1, 2, 3, 5, 9, -1, -3, 1000, INT64_MAX, INT64_MIN};
    enum { T = sizeof texts / sizeof texts[0], N = sizeof numbers / sizeof numbers[0] };
    struct coh_error error;
    int i, k, v, good = 0, bad = 0;

    (void)state;
    for (i = 0; i < row_count; i++)
        for (k = 0; k < rows[i].count; k++)
            for (v = 0; v < T + N + 1; v++) {
                struct coh_cell was = rows[i].cells[k];
                struct bed other;
                int rc;

                if (v < T && was.type == COH_CELL_INT) /* STRICT tables keep the type of a column */
                    continue;
                if (v >= T && v < T + N && was.type == COH_CELL_TEXT)
                    continue;
                rows[i].cells[k] = v < T       ? TEXT(texts[v])
                                   : v < T + N ? NUMBER(numbers[v - T])
                                               : (struct coh_cell){COH_CELL_NULL, 0, NULL};
                if (was.type == COH_CELL_NULL) { /* what type it would have: a text, unless a number fits */
                    int columns;
                    int text = strncmp(coh_columns(rows[i].kind, &columns)[k].sql, "TEXT", 4) == 0;

                    if ((v < T) != text) {
                        rows[i].cells[k] = was;
                        continue;
                    }
                }
                bed_init(&other);
                rc = load(other.e, &error);
                if (rc != 0 && rc != COHORT_ERR_DAMAGED)
                    fail_msg("%s row %d column %d value %d: %d %s", coh_kind_name(rows[i].kind), i, k, v, rc,
                             error.text);
                if (rc == 0)
                    goes_on(other.e);
                good += rc == 0;
                bad += rc != 0;
                rows[i].cells[k] = was;
                bed_done(&other);
            }
    assert_true(good > 100 && bad > 100);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(good_copy_is_equal),
        CASE(references_to_nothing_or_to_the_wrong_kind_are_damage),
        CASE(property_of_another_type_is_damage),
        CASE(states_that_cannot_be_are_damage),
        CASE(numbers_that_cannot_be_are_damage),
        CASE(two_objects_of_one_name_or_id_are_damage),
        CASE(dependencies_that_cannot_be_are_damage),
        CASE(properties_of_nothing_are_damage),
        CASE(more_nodes_than_there_may_be_are_damage),
        CASE(any_cell_may_be_anything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
