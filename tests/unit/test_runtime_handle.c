/* The handle: opening, errors, time, memory; objects, lists, status, history and "why". */
#include "runtime_fake.h"

#include "fail_mem.h"

static void every_call_survives_null(void **state)
{
    cohort_answer answer = {.struct_size = sizeof answer};
    cohort_cursor *cursor = NULL;
    char digest[17];

    (void)state;
    assert_int_equal(cohort_open(":memory:", 0, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_open_config(NULL, &h), COHORT_ERR_INVALID);
    assert_int_equal(cohort_create(NULL, "node", "A", NULL, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_process(NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_list(NULL, "node", &cursor), COHORT_ERR_INVALID);
    assert_int_equal(cohort_digest(NULL, digest), COHORT_ERR_INVALID);
    assert_int_equal(cohort_get_fd(NULL), -1);
    assert_int_equal(cohort_errcode(NULL), COHORT_ERR_NOMEM);
    assert_true(strlen(cohort_errmsg(NULL)) > 0);
    assert_int_equal(cohort_agent_report(NULL, 1, 0, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_next(NULL), 0);
    cohort_cursor_free(NULL);
    cohort_close(NULL);
    cohort_stop(NULL);
    cohort_free(NULL, NULL);
    open_handle(":memory:", 1, 0);
    assert_int_equal(cohort_create(h, NULL, "A", NULL, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_create(h, "node", NULL, NULL, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_create(h, "nod", "A", NULL, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_group_online(h, NULL, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_set(h, "node", "A", NULL, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_node_up(h, NULL, NULL, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_list(h, "node", NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_agent_register(h, NULL, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_why(h, NULL, NULL, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_status_json(h, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_group_online(h, "bad \xff", NULL), COHORT_ERR_INVALID);
}

static void a_handle_that_did_not_open_tells_why(void **state)
{
    cohort_config config = {.struct_size = sizeof config, .path = path, .flags = 0x100};
    cohort *bad = NULL;

    (void)state;
    assert_int_equal(cohort_open_config(&config, &bad), COHORT_ERR_INVALID);
    assert_non_null(strstr(cohort_errmsg(bad), "0x100"));
    assert_int_equal(cohort_group_online(bad, "G", NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_process(bad), COHORT_ERR_INVALID);
    cohort_close(bad);
    assert_int_equal(cohort_open("", 0, &bad), COHORT_ERR_INVALID);
    cohort_close(bad);
    assert_int_equal(cohort_open(dir, 0, &bad), COHORT_ERR_IO);
    assert_non_null(strstr(cohort_errmsg(bad), dir));
    cohort_close(bad);
    open_handle(":memory:", 1, 0);
}

static void errors_are_of_the_last_call(void **state)
{
    int64_t request = -7;

    (void)state;
    open_handle(":memory:", 1, 0);
    assert_int_equal(cohort_group_online(h, "nope", &request), COHORT_ERR_NOT_FOUND);
    assert_int_equal(request, -7); /* outputs are untouched on failure */
    assert_int_equal(cohort_errcode(h), COHORT_ERR_NOT_FOUND);
    assert_int_equal(cohort_win32(h), 5013);
    assert_non_null(strstr(cohort_errmsg(h), "nope"));
    must(cohort_create(h, "group", "G", NULL, &request));
    assert_int_equal(request, 1); /* the refusal left no trace */
    assert_int_equal(cohort_errcode(h), 0);
    assert_string_equal(cohort_errmsg(h), "");
    assert_int_equal(cohort_win32(h), 0);
}

static void readers_cannot_change(void **state)
{
    cohort *reader = NULL;
    char *json = NULL, a[17], b[17];

    (void)state;
    open_handle(path, 1, 0);
    online();
    assert_int_equal(cohort_open(path, COHORT_OPEN_READONLY, &reader), 0);
    assert_int_equal(cohort_group_offline(reader, "G", NULL), COHORT_ERR_MISUSE);
    assert_int_equal(cohort_node_host(reader, (const char *[]){"A", NULL}), COHORT_ERR_MISUSE);
    assert_int_equal(cohort_listen(reader), COHORT_ERR_MISUSE);
    assert_int_equal(cohort_process(reader), 0);
    assert_true(cohort_get_deadline_ms(reader) == INT64_MAX);
    must(cohort_digest(h, a));
    assert_int_equal(cohort_digest(reader, b), 0);
    assert_string_equal(a, b);
    assert_int_equal(cohort_status_json(reader, &json), 0);
    cohort_free(reader, json);
    assert_int_equal(cohort_replay(reader, NULL), 0);
    assert_int_equal(cohort_request_result(reader, 10, NULL) > 0, 1);
    cohort_close(reader);
}

static void engine_time_never_goes_back(void **state)
{
    int64_t before;

    (void)state;
    wall_ms = 5000000;
    open_handle(path, 1, 0);
    assert_int_equal(coh_handle_now(h), 5000000);
    clock_ms += 60000;
    must(cohort_create(h, "group", "G", NULL, NULL));
    before = coh_engine_now(coh_handle_engine(h));
    assert_int_equal(before, 5060000);
    cohort_close(h);
    wall_ms = 1000000; /* the clock was set back */
    clock_ms = 3;      /* and the machine booted */
    open_handle(path, 1, 0);
    assert_int_equal(coh_handle_now(h), before);
    assert_string_equal(ask(path, "SELECT wall_offset_ms FROM cluster"), "-4060000");
    assert_string_equal(ask(path, "SELECT words FROM input ORDER BY seq DESC"), "open");
    cohort_close(h);
    open_handle(path, 1, 0); /* as it was: nothing to tell */
    assert_string_equal(ask(path, "SELECT count(*) FROM input"), "2");
    clock_ms += 10;
    must(cohort_create(h, "group", "H", NULL, NULL));
    assert_string_equal(ask(path, "SELECT wall_ms FROM input ORDER BY seq DESC"), "1000010");
}

static void lists_have_names_and_numbers(void **state)
{
    const char *service[] = {"Start=Auto", NULL}, *needs[] = {"Needs=S1", NULL}, *owners[] = {"B", "A", NULL};
    cohort_cursor *cursor = NULL;

    (void)state;
    open_handle(":memory:", 1, 0);
    online();
    must(cohort_create(h, "service", "S1@A", service, NULL));
    must(cohort_create(h, "service", "S2@A", needs, NULL));
    must(cohort_group_owners(h, "G", owners, NULL));
    must(cohort_list(h, "resource", &cursor));
    assert_null(cohort_cursor_text(cursor, "name")); /* before the first row */
    assert_int_equal(cohort_next(cursor), 1);
    assert_string_equal(cohort_cursor_text(cursor, "name"), "R3");
    assert_string_equal(cohort_cursor_text(cursor, "STATE"), "Online");
    assert_int_equal(cohort_cursor_int(cursor, "state"), COHORT_RESOURCE_ONLINE);
    assert_string_equal(cohort_cursor_text(cursor, "owner"), "A");
    assert_string_equal(cohort_cursor_text(cursor, "group"), "G");
    assert_string_equal(cohort_cursor_text(cursor, "type"), "Thing");
    assert_string_equal(cohort_cursor_text(cursor, "depends"), "([R2])");
    assert_null(cohort_cursor_text(cursor, "nothing"));
    assert_null(cohort_cursor_name(cursor, 99));
    must(cohort_delete(h, "service", "S2@A", NULL)); /* it shows the moment of the call */
    assert_int_equal(cohort_next(cursor) + cohort_next(cursor), 2);
    assert_int_equal(cohort_next(cursor), 0);
    cohort_cursor_free(cursor);
    must(cohort_list(h, "group", &cursor));
    assert_int_equal(cohort_next(cursor), 1);
    assert_string_equal(cohort_cursor_text(cursor, "preferred"), "B, A");
    cohort_cursor_free(cursor);
    must(cohort_list(h, "service", &cursor));
    assert_int_equal(cohort_next(cursor), 1);
    assert_string_equal(cohort_cursor_text(cursor, "name"), "S1@A");
    assert_string_equal(cohort_cursor_text(cursor, "service"), "S1");
    assert_string_equal(cohort_cursor_text(cursor, "node"), "A");
    assert_string_equal(cohort_cursor_text(cursor, "start"), "Auto");
    cohort_cursor_free(cursor);
    assert_int_equal(cohort_list(h, "things", &cursor), COHORT_ERR_INVALID);
}

static void properties_are_read_in_every_way(void **state)
{
    const char *set[] = {"RestartThreshold=3", "Own=text", NULL}, *slip[] = {"Priorty=3000", NULL};
    const char *first, *second;
    cohort_cursor *cursor = NULL;
    int64_t value = 0;
    int seen = 0;

    (void)state;
    open_handle(":memory:", 1, 0);
    build();
    assert_int_equal(cohort_set(h, "resource", "R1", set, NULL), COHORT_UNKNOWN_PROPERTY);
    assert_string_equal(cohort_errmsg(h), "kept as text for agents: resource \"R1\" has no property \"Own\"");
    assert_int_equal(cohort_errcode(h), 0);
    assert_int_equal(cohort_win32(h), 0);
    assert_int_equal(cohort_create(h, "group", "Slip", slip, NULL), COHORT_UNKNOWN_PROPERTY);
    assert_non_null(strstr(cohort_errmsg(h), "\"Priorty\"; the nearest is Priority"));
    assert_int_equal(cohort_set(h, "resource", "R1", set + 2, NULL), COHORT_ERR_INVALID); /* none at all */
    must(cohort_get_text(h, "resource", "R1", "Own", &first));
    must(cohort_get_text(h, "resource", "r1", "restartthreshold", &second));
    assert_string_equal(first, "text"); /* a getter leaves what another one lent */
    assert_string_equal(second, "3");
    must(cohort_get_int(h, "resource", "R1", "RestartDelay", &value));
    assert_int_equal(value, 500);
    assert_int_equal(cohort_get_int(h, "resource", "R1", "Own", &value), COHORT_ERR_INVALID);
    assert_int_equal(cohort_get_int(h, "resource", "R1", "None", &value), COHORT_ERR_NOT_FOUND);
    assert_int_equal(cohort_get_text(h, "resource", "None", "Own", &first), COHORT_ERR_NOT_FOUND);
    assert_int_equal(cohort_win32(h), 5007);
    must(cohort_list_properties(h, "resource", "R1", &cursor));
    while (cohort_next(cursor)) {
        seen += strcmp(cohort_cursor_text(cursor, "property"), "Own") == 0 && cohort_cursor_int(cursor, "known") == 0;
        if (strcmp(cohort_cursor_text(cursor, "property"), "RestartThreshold") == 0) {
            assert_int_equal(cohort_cursor_int(cursor, "value"), 3);
            assert_int_equal(cohort_cursor_int(cursor, "default"), 1);
            assert_int_equal(cohort_cursor_int(cursor, "set"), 1);
            assert_int_equal(cohort_cursor_int(cursor, "known"), 1);
            assert_string_equal(cohort_cursor_text(cursor, "type"), "int");
            seen++;
        }
    }
    assert_int_equal(seen, 2);
    cohort_cursor_free(cursor);
}

static void status_is_one_line(void **state)
{
    char *json = NULL;

    (void)state;
    open_handle(":memory:", 1, 0);
    must(cohort_cluster_create(h, "C\"1", NULL));
    online();
    must(cohort_status_json(h, &json));
    assert_null(strchr(json, '\n'));
    assert_non_null(strstr(json, "{\"format\":1,\"cluster\":\"C\\\"1\",\"quorum\":true,\"seq\":"));
    assert_non_null(strstr(json, "{\"name\":\"A\",\"state\":\"Up\",\"status\":[]"));
    assert_non_null(strstr(json, "\"state\":\"Online\",\"owner\":\"A\",\"persistent\":\"Online\""));
    assert_non_null(strstr(json, "\"depends\":\"([R1])\""));
    assert_non_null(strstr(json, "\"services\":[]"));
    cohort_free(h, json);
}

static void the_chain_of_causes_leads_to_who_asked(void **state)
{
    char *why = NULL;

    (void)state;
    open_handle(":memory:", 1, 0);
    online();
    must(cohort_why(h, NULL, "G", &why));
    assert_non_null(strstr(why, "group G is Online on A"));
    cohort_free(h, why);
    must(cohort_why(h, "resource", "R2", &why));
    assert_non_null(strstr(why, "resource R2: OnlinePending -> Online"));
    assert_non_null(strstr(why, "resource R1: OnlinePending -> Online"));
    assert_non_null(strstr(why, "group online G, by tester"));
    cohort_free(h, why);
    must(cohort_agent_report(h, coh_find_resource(coh_model(h), "R1")->op_id, COHORT_AGENT_DIED, "exit status 3"));
    must(cohort_process(h));
    clock_ms += 500;
    must(cohort_process(h));
    must(cohort_agent_report(h, coh_find_resource(coh_model(h), "R1")->op_id, COHORT_AGENT_DIED, "exit status 4"));
    must(cohort_process(h));
    assert_string_equal(state_of("group", "G"), "Online");
    must(cohort_why(h, "group", "G", &why));
    if (strstr(why, "owner A -> B") == NULL || strstr(why, "RestartThreshold 1") == NULL ||
        strstr(why, "exit status 4") == NULL)
        fail_msg("%s", why);
    cohort_free(h, why);
    assert_int_equal(cohort_why(h, NULL, "nobody", &why), COHORT_ERR_NOT_FOUND);
    assert_int_equal(cohort_replay(h, NULL), 0);
}

static void pruned_history_is_said_to_be(void **state)
{
    char *why = NULL;

    (void)state;
    open_handle(path, 1, 0);
    online();
    cohort_close(h);
    sql(path, "DELETE FROM transition WHERE seq < (SELECT last_seq FROM resource WHERE name = 'R2')");
    open_handle(path, 1, 0);
    must(cohort_why(h, NULL, "R2", &why));
    assert_non_null(strstr(why, "(pruned)"));
    cohort_free(h, why);
}

static int told;

static void news(cohort *handle, void *user)
{
    cohort_cursor *cursor = NULL;
    int64_t *since = user;

    assert_int_equal(cohort_history(handle, *since + 1, 0, &cursor), 0);
    while (cohort_next(cursor)) {
        *since = cohort_cursor_int(cursor, "seq");
        told++;
    }
    cohort_cursor_free(cursor);
}

static void a_batch_is_one_request(void **state)
{
    int64_t first = 0, second = 0, whole = 0;
    char before[17], after[17];
    const char *reason = "";

    (void)state;
    open_handle(path, 1, 0);
    assert_int_equal(cohort_commit(h, NULL), COHORT_ERR_MISUSE);
    assert_int_equal(cohort_win32(h), 5919);
    assert_int_equal(cohort_rollback(h), COHORT_ERR_MISUSE);
    must(cohort_begin(h));
    assert_int_equal(cohort_begin(h), COHORT_ERR_MISUSE);
    assert_int_equal(cohort_win32(h), 5918);
    assert_int_equal(cohort_process(h), COHORT_ERR_MISUSE);
    assert_int_equal(cohort_wait(h, 1, 0), COHORT_ERR_MISUSE);
    must(cohort_create(h, "group", "G", NULL, &first));
    must(cohort_create(h, "group", "H", NULL, &second));
    assert_true(second == first + 1);
    assert_string_equal(ask(path, "SELECT count(*) FROM grp"), "0"); /* not before the commit */
    must(cohort_commit(h, &whole));
    assert_true(whole == second + 1);
    assert_string_equal(ask(path, "SELECT count(*) FROM grp"), "2");
    assert_int_equal(cohort_request_result(h, whole, &reason), COHORT_REQUEST_REACHED);
    assert_int_equal(cohort_request_result(h, first, &reason), COHORT_REQUEST_REACHED);
    must(cohort_digest(h, before));
    must(cohort_begin(h)); /* one refusal takes all back */
    must(cohort_create(h, "group", "I", NULL, NULL));
    assert_int_equal(cohort_create(h, "group", "G", NULL, NULL), COHORT_ERR_EXISTS);
    assert_int_equal(cohort_create(h, "group", "J", NULL, NULL), COHORT_ERR_STATE);
    assert_non_null(strstr(cohort_errmsg(h), "refused already"));
    assert_int_equal(cohort_commit(h, NULL), COHORT_ERR_EXISTS);
    must(cohort_begin(h)); /* and so does whoever changes his mind */
    must(cohort_delete(h, "group", "H", NULL));
    must(cohort_rollback(h));
    must(cohort_digest(h, after));
    assert_string_equal(before, after);
    must(cohort_replay(h, NULL));
    must(cohort_begin(h)); /* closing rolls back */
    must(cohort_delete(h, "group", "H", NULL));
    cohort_close(h);
    open_handle(path, 1, 0);
    must(cohort_digest(h, after));
    assert_string_equal(before, after);
}

static void observers_are_told_inside_process(void **state)
{
    int64_t since = 0;

    (void)state;
    told = 0;
    open_handle(":memory:", 1, 0);
    cohort_on_history(h, news, &since);
    build();
    assert_int_equal(told, 0);
    assert_int_equal(cohort_get_deadline_ms(h), 0);
    must(cohort_process(h));
    assert_int_equal(told, cohort_sequence(h));
    assert_true(cohort_get_deadline_ms(h) == INT64_MAX);
    cohort_on_history(h, NULL, NULL);
}

static void a_damaged_record_is_found_by_replay(void **state)
{
    char digest[17] = "";

    (void)state;
    open_handle(path, 1, 0);
    online();
    cohort_close(h);
    sql(path, "UPDATE input SET list = '[\"Group=G\",\"Type=Thing\",\"RestartDelay=7\"]' WHERE name = 'R1' AND verb = "
              "'create'");
    open_handle(path, 1, 0);
    assert_int_equal(cohort_replay(h, digest), COHORT_ERR_DAMAGED);
    assert_int_equal(strlen(digest), 16);
    cohort_close(h);
    sql(path, "DELETE FROM input WHERE verb = 'create' AND kind = 'type'");
    open_handle(path, 1, 0);
    assert_int_equal(cohort_replay(h, NULL), COHORT_ERR_DAMAGED);
    assert_non_null(strstr(cohort_errmsg(h), "refused"));
}

/* One life of a handle; returns the first error. */
static int life(struct fail_mem *memory)
{
    cohort_allocator allocator = fail_mem_allocator(memory);
    struct coh_clock clock = {.now_ms = fake_now, .wall_ms = fake_wall};
    cohort_config config = {.struct_size = sizeof config, .path = ":memory:", .actor = "t", .allocator = &allocator};
    const char *resource[] = {"Group=G", "Type=Thing", NULL}, *nodes[] = {"A", "B", NULL};
    cohort_agent agent = fake_agent(1);
    cohort_cursor *cursor = NULL;
    char *text = NULL;
    int rc, i;

    memset(&fake, 0, sizeof fake);
    rc = coh_handle_open(&config, &clock, &h);
    rc = rc < 0 ? rc : coh_handle_boot_id(h, "boot-1");
    rc = rc < 0 ? rc : cohort_agent_register(h, "Thing", &agent);
    rc = rc < 0 ? rc : cohort_create(h, "node", "A", NULL, NULL);
    rc = rc < 0 ? rc : cohort_create(h, "node", "B", NULL, NULL);
    rc = rc < 0 ? rc : cohort_create(h, "type", "Thing", NULL, NULL);
    rc = rc < 0 ? rc : cohort_create(h, "group", "G", NULL, NULL);
    rc = rc < 0 ? rc : cohort_create(h, "resource", "R1", resource, NULL);
    rc = rc < 0 ? rc : cohort_create(h, "resource", "R2", resource, NULL);
    rc = rc < 0 ? rc : cohort_resource_depend(h, "R2", "[R1]", NULL);
    rc = rc < 0 ? rc : cohort_node_host(h, nodes);
    rc = rc < 0 ? rc : cohort_group_online(h, "G", NULL);
    rc = rc < 0 ? rc : cohort_process(h);
    rc = rc < 0 ? rc : cohort_list(h, "resource", &cursor);
    cohort_cursor_free(cursor);
    rc = rc < 0 ? rc : cohort_status_json(h, &text);
    cohort_free(h, text);
    text = NULL;
    rc = rc < 0 ? rc : cohort_why(h, NULL, "R2", &text);
    cohort_free(h, text);
    clock_ms += 5000;
    rc = rc < 0 ? rc : cohort_process(h);
    /* After a failure the handle works on, once there is memory again, and nothing was lost. */
    if (h != NULL && coh_handle_engine(h) != NULL && !memory->persistent) {
        memory->fail_at = 0;
        for (i = 0; i < 3; i++)
            assert_int_equal(cohort_process(h), 0);
        assert_int_equal(cohort_replay(h, NULL), 0);
        if (cohort_node_hosted(h) > 0 && cohort_group_online(h, "G", NULL) == 0 && cohort_process(h) == 0)
            assert_string_equal(state_of("group", "G"), "Online");
    }
    cohort_close(h);
    h = NULL;
    return rc;
}

static void out_of_memory_at_any_moment(void **state)
{
    static struct fail_mem memory; /* outlives a failed assertion */
    int64_t n;
    int rc, mode;

    (void)state;
    for (mode = 0; mode < 2; mode++)
        for (n = 1;; n++) {
            memory = (struct fail_mem){.fail_at = n, .persistent = mode};
            rc = life(&memory);
            if (memory.live != 0)
                fail_msg("allocation %ld: %ld blocks are left", (long)n, (long)memory.live);
            if (fake.opened != 0)
                fail_msg("allocation %ld: %d instances are left", (long)n, fake.opened);
            if (rc < 0 && rc != COHORT_ERR_NOMEM)
                fail_msg("allocation %ld: %s", (long)n, cohort_err_name(rc));
            if (memory.calls < n)
                break;
        }
    open_handle(":memory:", 1, 0);
}

static void status_says(const char *what)
{
    cohort_answer answer = {.struct_size = sizeof answer};

    assert_int_equal(cohort_command(h, "status", 0, &answer), 0);
    if (strstr(answer.output, what) == NULL)
        fail_msg("not said: %s\n%s", what, answer.output);
    cohort_answer_free(h, &answer);
}

static void status_warns_where_it_may_not_be_so(void **state)
{
    sqlite3 *other = NULL;
    char *json = NULL;

    (void)state;
    open_handle(path, 0, 0);
    online();
    assert_null(cohort_trouble(h));
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    must(cohort_agent_report(h, fake.operation, COHORT_AGENT_DIED, "gone"));
    assert_int_equal(cohort_process(h), COHORT_ERR_BUSY);
    assert_non_null(strstr(cohort_trouble(h), "locked"));
    status_says("cannot be stored, and nothing acts: ");
    must(cohort_status_json(h, &json));
    assert_non_null(strstr(json, "\"played\":2,\"trouble\":\""));
    cohort_free(h, json);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    while (cohort_trouble(h) != NULL) /* it is tried again each second */
        must(cohort_turn(h, 100));
    cohort_close(h);
    must(cohort_open(path, COHORT_OPEN_READONLY, &h));
    status_says("nothing plays the nodes");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, runtime_setup, runtime_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_call_survives_null),
        TEST(a_handle_that_did_not_open_tells_why),
        TEST(errors_are_of_the_last_call),
        TEST(readers_cannot_change),
        TEST(engine_time_never_goes_back),
        TEST(lists_have_names_and_numbers),
        TEST(properties_are_read_in_every_way),
        TEST(status_is_one_line),
        TEST(the_chain_of_causes_leads_to_who_asked),
        TEST(pruned_history_is_said_to_be),
        TEST(a_batch_is_one_request),
        TEST(observers_are_told_inside_process),
        TEST(a_damaged_record_is_found_by_replay),
        TEST(status_warns_where_it_may_not_be_so),
        TEST(out_of_memory_at_any_moment),
    };

    return cmocka_run_group_tests(tests, dir_setup, dir_teardown);
}
