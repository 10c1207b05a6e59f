/* Rows: what is written comes back the same; what fails leaves nothing; docs/schema.md names all of it. */
#include "store_dir.h"

#include <cohort/error.h>

#include "core/model.h"
#include "store/store.h"

static struct coh_mem mem;
static struct coh_error error;

static struct coh_engine *engine;
static struct coh_store *store;

static void begin(uint32_t flags)
{
    coh_mem_init(&mem, NULL);
    assert_int_equal(coh_engine_new(&mem, &engine), 0);
    if (coh_store_open(&mem, path, flags, engine, &store, &error) < 0)
        fail_msg("%s", error.text);
}

static void end(void)
{
    coh_store_close(store);
    coh_engine_free(engine);
}

static void step(struct coh_input input)
{
    input.time_ms = coh_engine_now(engine) + 7;
    if (coh_engine_step(engine, &input, &error) < 0)
        fail_msg("%s", error.text);
}

static int save(void)
{
    int rc = coh_store_write(store, engine, coh_engine_effects(engine), "tester", "api", &error);

    if (rc == 0)
        coh_engine_commit(engine);
    else
        coh_engine_rollback(engine);
    return rc;
}

static void create(int kind, const char *name, const char *const *list)
{
    step((struct coh_input){.verb = COH_VERB_CREATE, .kind = kind, .name = name, .list = list});
}

/* Every kind, properties of every type, dependencies, owners, and texts that SQL and JSON must quote. */
static void populate(void)
{
    const char *resource[] = {"Group=G'1",          "Type=Generic Application",
                              "RestartThreshold=7", "CommandLine=a \"b\" \\ 'c'\t%s \xE2\x82\xAC",
                              "Mine=one\ntwo",      NULL};
    const char *plain[] = {"Group=G'1", "Type=Generic Application", NULL};
    const char *type[] = {"Class=program", "RequiredDependencies=IP address\nNetwork Name", NULL};
    const char *service[] = {"Start=Auto", NULL}, *needs[] = {"Needs=S1", NULL};
    const char *nodes[] = {"A", "B", NULL}, *back[] = {"B", "A", NULL};

    step((struct coh_input){.verb = COH_VERB_CLUSTER_CREATE, .name = "C; DROP TABLE node; --"});
    create(COH_NODE, "A", NULL);
    create(COH_NODE, "B", NULL);
    create(COH_TYPE, "Mine", type);
    create(COH_GROUP, "G'1", NULL);
    create(COH_RESOURCE, "R1", resource);
    create(COH_RESOURCE, "R2", plain);
    create(COH_RESOURCE, "R3", plain);
    create(COH_SERVICE, "S1@A", service);
    create(COH_SERVICE, "S2@A", needs);
    step((struct coh_input){.verb = COH_VERB_RESOURCE_DEPEND, .name = "R3", .arg = "[R1] or [R2]"});
    step((struct coh_input){.verb = COH_VERB_GROUP_OWNERS, .name = "G'1", .list = back});
    step((struct coh_input){.verb = COH_VERB_RESOURCE_OWNERS, .name = "R2", .list = nodes});
    step((struct coh_input){.verb = COH_VERB_NODE_UP, .list = nodes, .arg = "boot-1"});
    step((struct coh_input){.verb = COH_VERB_GROUP_ONLINE, .name = "G'1"});
}

static void reopened_is_the_same(void)
{
    char before[17], after[17];
    int64_t seq = coh_engine_sequence(engine), input = coh_engine_input_sequence(engine), now = coh_engine_now(engine);

    assert_int_equal(coh_engine_digest(engine, before), 0);
    end();
    begin(0);
    assert_int_equal(coh_engine_digest(engine, after), 0);
    assert_string_equal(before, after);
    assert_int_equal(coh_engine_sequence(engine), seq);
    assert_int_equal(coh_engine_input_sequence(engine), input);
    assert_int_equal(coh_engine_now(engine), now);
    if (coh_engine_check(engine, &error) < 0)
        fail_msg("%s", error.text);
}

static void everything_comes_back(void **state)
{
    (void)state;
    begin(0);
    populate();
    assert_int_equal(save(), 0);
    reopened_is_the_same();
    step((struct coh_input){.verb = COH_VERB_RENAME, .kind = COH_RESOURCE, .name = "R1", .arg = "R1 anew"});
    step((struct coh_input){.verb = COH_VERB_UNSET,
                            .kind = COH_RESOURCE,
                            .name = "R1 anew",
                            .list = (const char *[]){"RestartThreshold", "Mine", NULL}});
    step((struct coh_input){.verb = COH_VERB_RESOURCE_DEPEND, .name = "R3", .arg = "[R2]"});
    assert_int_equal(save(), 0);
    reopened_is_the_same();
    assert_string_equal(ask(path, "PRAGMA integrity_check"), "ok");
    assert_string_equal(ask(path, "SELECT count(*) FROM pragma_foreign_key_check"), "0");
    end();
}

static void deleted_objects_leave_no_rows(void **state)
{
    int64_t id;

    (void)state;
    begin(0);
    populate();
    assert_int_equal(save(), 0);
    create(COH_GROUP, "G2", NULL);
    create(COH_RESOURCE, "X", (const char *[]){"Group=G2", "Type=Mine", "Note=n", NULL});
    create(COH_RESOURCE, "Y", (const char *[]){"Group=G2", "Type=Mine", NULL});
    step((struct coh_input){.verb = COH_VERB_RESOURCE_DEPEND, .name = "X", .arg = "[Y]"});
    assert_int_equal(save(), 0);
    id = coh_find_resource(coh_engine_model(engine), "X")->o.id;
    assert_int_equal(coh_store_record_put(store, id, 2, 5, "blob", 4, &error), 0);
    assert_string_equal(ask(path, "SELECT count(*) FROM agent_record"), "1");
    step((struct coh_input){.verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "X"});
    step((struct coh_input){.verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "Y"});
    create(COH_RESOURCE, "Z", (const char *[]){"Group=G2", "Type=Mine", NULL}); /* comes and goes in one commit */
    step((struct coh_input){.verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "Z"});
    step((struct coh_input){.verb = COH_VERB_DELETE, .kind = COH_GROUP, .name = "G2"});
    step((struct coh_input){.verb = COH_VERB_DELETE, .kind = COH_TYPE, .name = "Mine"});
    if (save() < 0)
        fail_msg("%s", error.text);
    assert_string_equal(ask(path, "SELECT count(*) FROM agent_record"), "0");
    assert_string_equal(ask(path, "SELECT count(*) FROM dependency WHERE resource NOT IN (SELECT id FROM resource)"),
                        "0");
    assert_string_equal(ask(path, "SELECT count(*) FROM property WHERE name = 'Note'"), "0");
    reopened_is_the_same();
    end();
}

static int compare_input(void *user, int64_t seq, const struct coh_input *input)
{
    const struct coh_input *expected = user;
    int i;

    if (seq != 1)
        return 0;
    assert_int_equal(input->time_ms, 7);
    assert_int_equal(input->verb, expected->verb);
    assert_int_equal(input->kind, expected->kind);
    assert_string_equal(input->name, expected->name);
    assert_null(input->arg);
    for (i = 0; expected->list[i] != NULL; i++)
        assert_string_equal(input->list[i], expected->list[i]);
    assert_null(input->list[i]);
    return 41;
}

static void inputs_come_back_exactly(void **state)
{
    const char *list[] = {"Description=\"quoted\" \\ \x01 \xF0\x9F\x90\x98 [1,2]", "Other=", "Number=1e5", "Null=null",
                          NULL};
    struct coh_input input = {.verb = COH_VERB_CREATE, .kind = COH_NODE, .name = "N\"\\", .list = list}, got;

    (void)state;
    begin(0);
    step(input);
    assert_int_equal(save(), 0);
    assert_int_equal(coh_store_each_input(store, compare_input, &input, &error), 41);
    assert_int_equal(coh_store_input(store, 1, &got, &error), 0);
    assert_int_equal(compare_input(&input, 1, &got), 41);
    assert_int_equal(coh_store_input(store, 2, &got, &error), COHORT_ERR_NOT_FOUND);
    assert_string_equal(ask(path, "SELECT actor || origin || words FROM input"),
                        "testerapicreate node 'N\"\\' 'Description=\"quoted\" \\ \x01 \xF0\x9F\x90\x98 [1,2]' Other= "
                        "Number=1e5 Null=null");
    end();
}

static int count_rows(void *user, const struct coh_stored_transition *row)
{
    int64_t *next = user;

    assert_int_equal(row->t.seq, *next);
    assert_int_equal(row->wall_ms, row->t.time_ms);
    assert_string_equal(row->actor, "tester");
    assert_int_equal(coh_kind_parse(row->kind), row->t.kind);
    assert_string_equal(coh_change_name(row->t.change), row->change);
    ++*next;
    return 0;
}

static void transitions_are_read_from_and_to(void **state)
{
    const struct coh_store_filter all = {0}, two = {.since = 3, .limit = 2};
    int64_t next = 1, last;

    (void)state;
    begin(0);
    populate();
    assert_int_equal(save(), 0);
    last = coh_engine_sequence(engine);
    assert_int_equal(coh_store_each_transition(store, &all, count_rows, &next, &error), 0);
    assert_int_equal(next, last + 1);
    next = 3;
    assert_int_equal(coh_store_each_transition(store, &two, count_rows, &next, &error), 0);
    assert_int_equal(next, 5);
    assert_int_equal(coh_store_transition(store, last, count_rows, &last, &error), 0);
    assert_int_equal(coh_store_transition(store, last, count_rows, &last, &error), COHORT_ERR_NOT_FOUND);
    end();
}

static void records_are_per_object_and_node(void **state)
{
    int64_t *objects = NULL, operation, size;
    void *blob;
    int count;

    (void)state;
    begin(0);
    assert_int_equal(coh_store_record_put(store, 5, 1, 10, "a\0b", 3, &error), 0);
    assert_int_equal(coh_store_record_put(store, 5, 2, 11, "other", 5, &error), 0);
    assert_int_equal(coh_store_record_put(store, 4, 1, 12, "x", 1, &error), 0);
    assert_int_equal(coh_store_record_put(store, 5, 1, 13, "again", 5, &error), 0);
    assert_int_equal(coh_store_record_get(store, 5, 1, &operation, &blob, &size, &error), 0);
    assert_int_equal(operation, 13);
    assert_int_equal(size, 5);
    assert_memory_equal(blob, "again", 5);
    coh_free(&mem, blob);
    assert_int_equal(coh_store_records(store, 1, &objects, &count, &error), 0);
    assert_int_equal(count, 2);
    assert_int_equal(objects[0], 4);
    coh_free(&mem, objects);
    assert_int_equal(coh_store_record_put(store, 5, 1, 13, NULL, 0, &error), 0);
    assert_int_equal(coh_store_record_get(store, 5, 1, &operation, &blob, &size, &error), 0);
    assert_null(blob);
    assert_int_equal(size, 0);
    end();
}

static void what_fails_leaves_nothing(void **state)
{
    char before[17], after[17];
    sqlite3 *other = NULL;

    (void)state;
    begin(0);
    populate();
    assert_int_equal(save(), 0);
    assert_int_equal(coh_engine_digest(engine, before), 0);
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    create(COH_GROUP, "G2", NULL);
    assert_int_equal(save(), COHORT_ERR_BUSY);
    assert_non_null(strstr(error.text, path));
    sqlite3_close(other);
    assert_int_equal(coh_engine_digest(engine, after), 0);
    assert_string_equal(before, after);
    sql(path,
        "INSERT INTO transition VALUES((SELECT max(seq) + 3 FROM transition),1,0,0,'x',1,'x','x',NULL,NULL,'x','x')");
    create(COH_GROUP, "G2", NULL); /* its third transition meets that row */
    create(COH_GROUP, "G3", NULL);
    create(COH_GROUP, "G4", NULL);
    assert_int_equal(save(), COHORT_ERR_STORE);
    assert_string_equal(ask(path, "SELECT count(*) FROM grp"), "1");
    reopened_is_the_same();
    sql(path, "DELETE FROM transition WHERE kind = 'x'");
    create(COH_GROUP, "G2", NULL);
    assert_int_equal(save(), 0);
    reopened_is_the_same();
    end();
}

static void the_schema_is_documented(void **state)
{
    static char text[100000], word[300];
    sqlite3_stmt *stmt = NULL;
    const char *section, *end_of;
    sqlite3 *db = NULL;
    FILE *file;

    (void)state;
    begin(0);
    end();
    file = fopen(COHORT_SOURCE_DIR "/docs/schema.md", "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c"
                                        " WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%'",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        snprintf(word, sizeof word, "\n### `%s`\n", (const char *)sqlite3_column_text(stmt, 0));
        section = strstr(text, word);
        if (section == NULL)
            fail_msg("docs/schema.md lacks table %s", (const char *)sqlite3_column_text(stmt, 0));
        end_of = strstr(section + 5, "\n##");
        snprintf(word, sizeof word, "\n| `%s` |", (const char *)sqlite3_column_text(stmt, 1));
        section = strstr(section, word);
        if (section == NULL || (end_of != NULL && section > end_of))
            fail_msg("docs/schema.md lacks column %s of table %s", (const char *)sqlite3_column_text(stmt, 1),
                     (const char *)sqlite3_column_text(stmt, 0));
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(everything_comes_back, dir_setup),
        cmocka_unit_test_setup(deleted_objects_leave_no_rows, dir_setup),
        cmocka_unit_test_setup(inputs_come_back_exactly, dir_setup),
        cmocka_unit_test_setup(transitions_are_read_from_and_to, dir_setup),
        cmocka_unit_test_setup(records_are_per_object_and_node, dir_setup),
        cmocka_unit_test_setup(what_fails_leaves_nothing, dir_setup),
        cmocka_unit_test_setup(the_schema_is_documented, dir_setup),
    };

    return cmocka_run_group_tests(tests, dir_setup, dir_teardown);
}
