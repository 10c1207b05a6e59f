/* Agents: when they are called, how they answer, what they may do inside a call, what is adopted and what is ended. */
#include "runtime_fake.h"

#include <poll.h>
#include <pthread.h>

static void callbacks_run_inside_process_only(void **state)
{
    (void)state;
    open_handle(":memory:", 1, 0);
    build();
    host();
    must(cohort_group_online(h, "G", NULL));
    asked("");
    assert_int_equal(cohort_get_deadline_ms(h), 0);
    must(cohort_process(h));
    asked("open R1;online R1;open R2;online R2;open R3;online R3;");
    assert_string_equal(state_of("group", "G"), "Online");
    assert_true(coh_handle_deadline(h) > coh_handle_now(h));
}

static void an_agent_may_answer_later(void **state)
{
    (void)state;
    open_handle(":memory:", 1, 0);
    fake.online = COHORT_AGENT_LATER;
    online();
    asked("open R1;online R1;");
    assert_string_equal(state_of("resource", "R1"), "OnlinePending");
    assert_int_equal(cohort_agent_report(h, fake.operation + 1000, COHORT_AGENT_DONE, NULL),
                     0); /* nobody awaits that */
    must(cohort_process(h));
    assert_int_equal(cohort_agent_report(h, fake.operation, COHORT_AGENT_DONE, NULL), 0);
    assert_int_equal(cohort_get_deadline_ms(h), 0);
    must(cohort_process(h));
    asked("open R2;online R2;");
    assert_string_equal(state_of("resource", "R1"), "Online");
}

static void failures_take_their_sentence_along(void **state)
{
    char *why = NULL;

    (void)state;
    open_handle(":memory:", 1, 0);
    fake.online = COHORT_AGENT_LATER;
    online();
    fake.log[0] = '\0';
    must(cohort_agent_report(h, fake.operation, COHORT_AGENT_FAILED, "exit\nstatus \xff 3"));
    must(cohort_process(h));
    asked("terminate R1;");
    must(cohort_why(h, NULL, "R1", &why));
    assert_non_null(strstr(why, "exit status ? 3"));
    cohort_free(h, why);
}

static void a_type_without_an_agent_cannot_come_online_here(void **state)
{
    const char *resource[] = {"Group=G", "Type=Other", NULL};
    char *why = NULL;

    (void)state;
    open_handle(":memory:", 1, 0);
    build();
    must(cohort_create(h, "type", "Other", NULL, NULL));
    must(cohort_create(h, "resource", "X", resource, NULL));
    host();
    must(cohort_resource_online(h, "X", NULL));
    must(cohort_process(h));
    must(cohort_why(h, "resource", "X", &why));
    if (strstr(why, "\"Other\"") == NULL)
        fail_msg("%s", why);
    cohort_free(h, why);
}

static void inside_a_call(cohort *handle, const cohort_target *target)
{
    const char *nodes[] = {"A", NULL}, *name, *value;

    assert_int_equal(cohort_group_offline(handle, "G", NULL), COHORT_ERR_MISUSE);
    assert_int_equal(cohort_process(handle), COHORT_ERR_MISUSE);
    assert_int_equal(cohort_wait(handle, 1, 0), COHORT_ERR_MISUSE);
    assert_int_equal(cohort_node_host(handle, nodes), COHORT_ERR_MISUSE);
    assert_string_equal(cohort_target_text(handle, target, "Note"), "hello");
    assert_string_equal(cohort_target_text(handle, target, "Parameters.Note"), "hello");
    assert_string_equal(cohort_target_text(handle, target, "Nothing"), "");
    assert_int_equal(cohort_target_int(handle, target, "RestartThreshold"), 5);
    assert_int_equal(cohort_target_int(handle, target, "Number"), 42);
    assert_int_equal(cohort_target_int(handle, target, "Note"), 0);
    assert_int_equal(cohort_target_parameter(handle, target, 0, &name, &value), 1);
    assert_string_equal(name, "Note");
    assert_int_equal(cohort_target_parameter(handle, target, 1, &name, &value), 1);
    assert_string_equal(value, "42");
    assert_int_equal(cohort_target_parameter(handle, target, 2, &name, &value), 0);
    assert_string_equal(target->kind, "resource");
    assert_string_equal(target->type, "Thing");
    assert_string_equal(target->node, "A");
    assert_string_equal(target->identity, "A");
    assert_null(target->service);
    cohort_close(handle); /* ignored: the call returns into it */
}

static void a_callback_may_read_and_not_change(void **state)
{
    const char *set[] = {"Note=hello", "Number=42", "RestartThreshold=5", NULL};

    (void)state;
    open_handle(":memory:", 1, 0);
    build();
    must(cohort_set(h, "resource", "R1", set, NULL));
    host();
    fake.inside = inside_a_call;
    must(cohort_resource_online(h, "R1", NULL));
    must(cohort_process(h));
    asked("open R1;online R1;");
}

static void keep_record(cohort *handle, const cohort_target *target)
{
    static char big[COHORT_RECORD_MAX + 1];

    if (target->operation == 0)
        return;
    assert_int_equal(cohort_agent_record(handle, target->operation + 99, "x", 1), COHORT_ERR_STALE);
    assert_int_equal(cohort_agent_record(handle, target->operation, big, sizeof big), COHORT_ERR_LIMIT);
    assert_int_equal(cohort_agent_record(handle, target->operation, "first", 5), 0);
    assert_string_equal(ask(path, "SELECT blob FROM agent_record"), "first"); /* durable when it returns */
    assert_int_equal(cohort_agent_record(handle, target->operation, "pid 17", 6), 0);
    if (target->record_size > 0)
        assert_memory_equal(target->record, "pid 17", 6); /* what it was called with stays readable */
}

static void records_come_back_after_a_crash(void **state)
{
    (void)state;
    open_handle(path, 1, 0);
    build();
    host();
    fake.online = COHORT_AGENT_LATER;
    fake.inside = keep_record;
    must(cohort_resource_online(h, "R1", NULL));
    must(cohort_process(h));
    asked("open R1;online R1;");
    assert_int_equal(cohort_agent_record(h, fake.operation, "x", 1), COHORT_ERR_MISUSE); /* not in a callback */
    cohort_close(h);
    open_handle(path, 1, 0);
    host();
    must(cohort_process(h));
    asked("open R1;online R1;"); /* at least once */
    assert_string_equal(fake.record, "pid 17");
    assert_string_equal(state_of("resource", "R1"), "Online");
    must(cohort_delete(h, "resource", "R3", NULL));
    must(cohort_resource_offline(h, "R1", NULL));
    must(cohort_process(h));
    must(cohort_resource_depend(h, "R2", "", NULL));
    must(cohort_delete(h, "resource", "R1", NULL));
    must(cohort_process(h));
    assert_int_equal(fake.opened, 0); /* deleted: closed */
    assert_string_equal(ask(path, "SELECT count(*) FROM agent_record"), "0");
}

static void pretending_touches_nothing_and_forgets_nothing(void **state)
{
    const char *other[] = {"Group=G", "Type=Physical Thing", NULL};

    (void)state;
    open_handle(path, 1, 0);
    build();
    must(cohort_create(h, "type", "Physical Thing", NULL, NULL));
    must(cohort_create(h, "resource", "Disk", other, NULL));
    host();
    assert_int_equal(cohort_agents_pretend(h), COHORT_ERR_MISUSE); /* it plays already */
    fake.inside = keep_record;
    must(cohort_resource_online(h, "R1", NULL));
    must(cohort_process(h));
    cohort_close(h);
    open_handle(path, 1, 0);
    assert_int_equal(cohort_agents_pretend(h), COHORT_ERR_STATE); /* its program would be forgotten */
    assert_non_null(strstr(cohort_errmsg(h), "\"R1\" may run"));
    host();
    must(cohort_resource_offline(h, "R1", NULL));
    must(cohort_process(h));
    cohort_close(h);
    open_handle(path, 1, 0);
    must(cohort_agents_pretend(h));
    host();
    must(cohort_resource_online(h, "Disk", NULL));
    must(cohort_resource_online(h, "R1", NULL)); /* its type has an agent of its own */
    must(cohort_process(h));
    asked("open R1;online R1;");
    assert_string_equal(state_of("resource", "Disk"), "Online");
    must(cohort_resource_offline(h, "Disk", NULL));
    must(cohort_process(h));
    assert_string_equal(state_of("resource", "Disk"), "Offline");
}

static void the_clock_that_is_set_is_followed(void **state)
{
    int64_t inputs;

    (void)state;
    open_handle(":memory:", 1, 1);
    online();
    inputs = coh_engine_input_sequence(coh_handle_engine(h));
    wall_ms += 1000; /* a drift */
    must(cohort_process(h));
    assert_int_equal(coh_engine_input_sequence(coh_handle_engine(h)), inputs);
    wall_ms += 3600000;
    must(cohort_process(h));
    assert_int_equal(coh_engine_input_sequence(coh_handle_engine(h)), inputs + 1);
    must(cohort_process(h));
    must(cohort_clock(h)); /* nothing to tell */
    assert_int_equal(coh_engine_input_sequence(coh_handle_engine(h)), inputs + 1);
    wall_ms -= 7200000;
    must(cohort_clock(h));
    assert_int_equal(coh_engine_input_sequence(coh_handle_engine(h)), inputs + 2);
    assert_int_equal(coh_handle_deadline(h) - coh_handle_now(h), 5000); /* durations go on */
}

static void polls_pass_unrecorded_and_failures_enter(void **state)
{
    int64_t inputs;
    int i;

    (void)state;
    open_handle(":memory:", 1, 1);
    online();
    fake.log[0] = '\0';
    inputs = coh_engine_input_sequence(coh_handle_engine(h));
    assert_int_equal(coh_handle_deadline(h) - coh_handle_now(h), 5000);
    clock_ms += 5000;
    must(cohort_process(h));
    assert_non_null(strstr(fake.log, "looks R1;"));
    assert_non_null(strstr(fake.log, "looks R3;"));
    assert_null(strstr(fake.log, "is "));
    for (i = 0; i < 11; i++) {
        clock_ms += 5000;
        must(cohort_process(h));
    }
    assert_non_null(strstr(fake.log, "is R2;"));
    assert_int_equal(coh_engine_input_sequence(coh_handle_engine(h)), inputs);
    fake.looks = COHORT_AGENT_FAILED; /* but is_alive says that it is well */
    fake.log[0] = '\0';
    clock_ms += 5000;
    must(cohort_process(h));
    assert_non_null(strstr(fake.log, "looks R1;"));
    assert_non_null(strstr(fake.log, "is R1;"));
    assert_int_equal(coh_engine_input_sequence(coh_handle_engine(h)), inputs);
    fake.is = COHORT_AGENT_DIED;
    clock_ms += 5000;
    must(cohort_process(h));
    assert_true(coh_engine_input_sequence(coh_handle_engine(h)) > inputs);
    assert_string_equal(state_of("resource", "R1"), "Failed");
}

static void a_poll_may_answer_later(void **state)
{
    (void)state;
    open_handle(":memory:", 1, 1);
    build();
    host();
    must(cohort_resource_online(h, "R1", NULL));
    must(cohort_process(h));
    fake.is = COHORT_AGENT_LATER;
    fake.log[0] = '\0';
    clock_ms += 60000;
    must(cohort_process(h));
    assert_non_null(strstr(fake.log, "is R1;"));
    fake.log[0] = '\0';
    clock_ms += 60000;
    must(cohort_process(h));
    asked(""); /* while an answer is outstanding nothing is asked */
    must(cohort_agent_alive(h, fake.operation, COHORT_AGENT_DONE, NULL));
    must(cohort_process(h));
    assert_string_equal(state_of("resource", "R1"), "Online");
    clock_ms += 60000;
    must(cohort_process(h));
    must(cohort_agent_alive(h, fake.operation, COHORT_AGENT_DIED, "gone"));
    must(cohort_process(h));
    assert_string_equal(state_of("resource", "R1"), "Failed");
    assert_int_equal(cohort_agent_alive(h, fake.operation, COHORT_AGENT_LATER, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_agent_report(h, fake.operation, 77, NULL), COHORT_ERR_INVALID);
}

/* An answer that never comes is a failure when DeadlockTimeout is over: polling does not end in silence. */
static void a_poll_that_is_never_answered_has_failed(void **state)
{
    const char *set[] = {"DeadlockTimeout=90s", NULL};
    char *why = NULL;

    (void)state;
    open_handle(":memory:", 1, 1);
    build();
    must(cohort_set(h, "resource", "R1", set, NULL));
    host();
    must(cohort_resource_online(h, "R1", NULL));
    must(cohort_process(h));
    fake.is = COHORT_AGENT_LATER;
    clock_ms += 60000;
    must(cohort_process(h));
    clock_ms += 89999;
    must(cohort_process(h));
    assert_string_equal(state_of("resource", "R1"), "Online");
    must(cohort_resource_maintenance(h, "R1", 1, 0, NULL)); /* it is left alone: asked again later */
    clock_ms += 1;
    must(cohort_process(h));
    assert_string_equal(state_of("resource", "R1"), "Online");
    must(cohort_resource_maintenance(h, "R1", 0, 0, NULL));
    clock_ms += 60000;
    must(cohort_process(h));
    assert_int_equal(coh_handle_deadline(h) <= coh_handle_now(h) + 90000, 1);
    fake.log[0] = '\0';
    clock_ms += 90000;
    must(cohort_process(h));
    assert_non_null(strstr(fake.log, "terminate R1;"));
    must(cohort_why(h, "resource", "R1", &why));
    if (strstr(why, "is_alive has not answered within DeadlockTimeout 90 s") == NULL)
        fail_msg("%s", why);
    cohort_free(h, why);
}

static void take_long(cohort *handle, const cohort_target *target)
{
    (void)handle;
    (void)target;
    clock_ms += 120000;
    fake.inside = NULL;
}

/* A call in this program cannot be ended: when it is back, it is told. */
static void a_call_that_took_too_long_is_told(void **state)
{
    const char *set[] = {"DeadlockTimeout=90s", NULL};
    cohort_cursor *cursor = NULL;
    const char *reason = "";

    (void)state;
    open_handle(":memory:", 1, 1);
    build();
    must(cohort_set(h, "resource", "R1", set, NULL));
    host();
    must(cohort_resource_online(h, "R1", NULL));
    must(cohort_process(h));
    fake.inside = take_long;
    clock_ms += 60000;
    must(cohort_process(h));
    assert_string_equal(state_of("resource", "R1"), "Online");
    must(cohort_history(h, 0, 0, &cursor));
    while (cohort_next(cursor))
        if (strcmp(cohort_cursor_text(cursor, "rule"), "overdue") == 0)
            reason = cohort_cursor_text(cursor, "reason");
    assert_string_equal(reason,
                        "its agent's is_alive did not return for 2 min, longer than DeadlockTimeout 90 s; a call "
                        "in this program cannot be ended");
    cohort_cursor_free(cursor);
    assert_int_equal(cohort_agent_report(h, fake.operation, COHORT_AGENT_OVERDUE, NULL), COHORT_ERR_INVALID);
}

static int64_t operation_of(const char *name)
{
    return coh_find_resource(coh_model(h), name)->op_id;
}

/* From the online on, with its operation; stored, so that the next program has it too. */
static void agents_lock_their_resource(void **state)
{
    int64_t operation;

    (void)state;
    open_handle(path, 1, 0);
    online();
    operation = operation_of("R1");
    assert_int_equal(cohort_agent_report(h, operation, COHORT_AGENT_LOCKED, "a backup runs"), 0);
    must(cohort_process(h));
    assert_int_equal(cohort_resource_offline(h, "R1", NULL), COHORT_ERR_STATE);
    assert_int_equal(cohort_win32(h), 5960);
    assert_int_equal(cohort_group_move(h, "G", "B", NULL), COHORT_ERR_STATE);
    assert_int_equal(cohort_win32(h), 5960);
    assert_int_equal(cohort_group_move_ex(h, "G", "B", COHORT_IGNORE_LOCKED | COHORT_MOVE_QUEUE, NULL),
                     COHORT_ERR_INVALID);
    assert_int_equal(cohort_group_offline_ex(h, "G", 64, NULL), COHORT_ERR_INVALID);
    assert_int_equal(coh_group_status(coh_model(h), coh_find_group(coh_model(h), "G")),
                     COHORT_GROUP_STATUS_LOCKED_MODE);
    cohort_close(h);
    open_handle(path, 1, 0);
    assert_int_equal(coh_resource_status(coh_find_resource(coh_model(h), "R1")), COHORT_RESOURCE_STATUS_LOCKED_MODE);
    host();
    must(cohort_process(h));
    assert_int_equal(cohort_group_offline(h, "G", NULL), COHORT_ERR_STATE);
    assert_int_equal(cohort_agent_report(h, operation, COHORT_AGENT_UNLOCKED, NULL), 0);
    must(cohort_process(h));
    must(cohort_group_offline(h, "G", NULL));
    assert_int_equal(cohort_agent_report(h, operation, COHORT_AGENT_CANNOT_ANYWHERE + 9, NULL), COHORT_ERR_INVALID);
}

static void deaths_of_one_turn_are_providers_first(void **state)
{
    cohort_cursor *cursor = NULL;
    int64_t since;
    char order[100] = "";

    (void)state;
    open_handle(":memory:", 1, 0);
    online();
    since = cohort_sequence(h) + 1;
    must(cohort_agent_report(h, operation_of("R3"), COHORT_AGENT_DIED, NULL));
    must(cohort_agent_report(h, operation_of("R1"), COHORT_AGENT_DIED, NULL));
    must(cohort_agent_report(h, operation_of("R2"), COHORT_AGENT_DIED, NULL));
    must(cohort_process(h));
    must(cohort_history(h, since, 0, &cursor));
    while (cohort_next(cursor))
        if (strcmp(cohort_cursor_text(cursor, "new"), "Failed") == 0 &&
            strcmp(cohort_cursor_text(cursor, "kind"), "resource") == 0)
            strcat(order, cohort_cursor_text(cursor, "name"));
    cohort_cursor_free(cursor);
    assert_string_equal(order, "R1"); /* the others were on their way down by then: no failures of their own */
}

static void what_still_runs_is_adopted(void **state)
{
    (void)state;
    open_handle(path, 1, 1);
    online();
    cohort_close(h);
    open_handle(path, 1, 1);
    host();
    must(cohort_process(h));
    assert_non_null(strstr(fake.log, "open R1;is R1;"));
    assert_non_null(strstr(fake.log, "open R3;is R3;"));
    assert_null(strstr(fake.log, "online"));
    assert_string_equal(state_of("group", "G"), "Online");
    cohort_close(h);
    open_handle(path, 1, 1);
    fake.is = COHORT_AGENT_DIED;
    host();
    must(cohort_process(h));
    assert_string_equal(state_of("resource", "R1"), "Failed");
}

/* What was stored as Online is not Online before somebody has looked. */
static void a_request_waits_for_adoption(void **state)
{
    const char *reason = NULL;
    int64_t request = 0;

    (void)state;
    open_handle(path, 1, 1);
    online();
    cohort_close(h);
    open_handle(path, 1, 1);
    fake.is = COHORT_AGENT_LATER;
    host();
    must(cohort_group_online(h, "G", &request));
    assert_int_equal(cohort_request_result(h, request, &reason), COHORT_REQUEST_PENDING);
    assert_string_equal(reason, "what ran before is being looked at");
    must(cohort_process(h));
    assert_int_equal(cohort_request_result(h, request, NULL), COHORT_REQUEST_PENDING);
    must(cohort_agent_alive(h, operation_of("R1"), COHORT_AGENT_DONE, NULL));
    must(cohort_agent_alive(h, operation_of("R2"), COHORT_AGENT_DONE, NULL));
    must(cohort_agent_alive(h, operation_of("R3"), COHORT_AGENT_DIED, "it is not there"));
    assert_int_equal(cohort_request_result(h, request, NULL), COHORT_REQUEST_PENDING);
    must(cohort_process(h));
    assert_string_equal(state_of("resource", "R3"), "Failed");
    assert_int_equal(cohort_request_result(h, request, NULL), COHORT_REQUEST_PENDING); /* its restart */
    clock_ms += 500;
    must(cohort_process(h));
    assert_int_equal(cohort_request_result(h, request, NULL), COHORT_REQUEST_REACHED);
    assert_int_equal(h->adopting_count, 0);
}

static char seen[64];

static void look_at_the_line(cohort *handle, const cohort_target *target)
{
    const char *name, *value;
    int i;

    snprintf(seen, sizeof seen, "%s", cohort_target_text(handle, target, "CommandLine"));
    for (i = 0; cohort_target_parameter(handle, target, i, &name, &value); i++)
        assert_string_not_equal(name, "=CommandLine");
}

/* What runs is checked and stopped with what it was started with, also by the next program. */
static void the_value_in_force_is_that_of_the_run(void **state)
{
    const char *type[] = {"Class=program", NULL}, *resource[] = {"Group=P", "Type=Program", "CommandLine=one", NULL};
    const char *two[] = {"CommandLine=two", NULL};
    cohort_agent agent = fake_agent(1);
    int i;

    (void)state;
    for (i = 0; i < 2; i++) {
        open_handle(path, 1, 1);
        must(cohort_agent_register(h, "Program", &agent));
        if (i == 0) {
            build();
            must(cohort_create(h, "type", "Program", type, NULL));
            must(cohort_create(h, "group", "P", NULL, NULL));
            must(cohort_create(h, "resource", "App", resource, NULL));
        }
        fake.inside = look_at_the_line;
        host();
        if (i == 0) {
            must(cohort_resource_online(h, "App", NULL));
            must(cohort_process(h));
            assert_int_equal(cohort_set(h, "resource", "App", two, NULL), COHORT_STORED);
            assert_int_equal(cohort_errcode(h), 0);
            assert_int_equal(cohort_win32(h), 5024);
            assert_non_null(strstr(cohort_errmsg(h), "CommandLine"));
        }
        seen[0] = '\0';
        clock_ms += 60000;
        must(cohort_process(h));
        assert_string_equal(seen, "one");
        if (i == 0)
            cohort_close(h);
    }
    must(cohort_resource_restart(h, "App", NULL));
    must(cohort_process(h));
    assert_string_equal(seen, "two");
    assert_string_equal(state_of("resource", "App"), "Online");
    fake.inside = NULL;
}

static void another_boot_is_a_cold_start(void **state)
{
    (void)state;
    open_handle(path, 1, 1);
    online();
    cohort_close(h);
    open_handle(path, 1, 1);
    must(coh_handle_boot_id(h, "boot-2"));
    host();
    must(cohort_process(h));
    assert_non_null(strstr(fake.log, "online R1;"));
    assert_null(strstr(fake.log, "is R1;"));
    assert_string_equal(state_of("group", "G"), "Online");
}

static void nodes_that_nobody_plays_are_ended_first(void **state)
{
    const char *only[] = {"A", NULL};

    (void)state;
    open_handle(path, 1, 1);
    online();
    must(cohort_group_move(h, "G", "B", NULL)); /* A has the vote of the two */
    must(cohort_process(h));
    cohort_close(h);
    open_handle(path, 1, 1);
    must(cohort_node_host(h, only));
    assert_string_equal(state_of("node", "B"), "Down");
    assert_non_null(strstr(fake.log, "terminate R1;"));
    assert_non_null(strstr(fake.log, "terminate R3;"));
    assert_null(strstr(fake.log, "online"));
    must(cohort_process(h));
    assert_string_equal(state_of("group", "G"), "Online");
    assert_int_equal(cohort_node_host(h, only), COHORT_ERR_MISUSE);
    assert_int_equal(cohort_node_hosted(h), 1);
}

static void a_node_is_not_down_while_something_may_run_for_it(void **state)
{
    const char *only[] = {"A", NULL};

    (void)state;
    open_handle(path, 1, 1);
    online();
    must(cohort_group_move(h, "G", "B", NULL)); /* A has the vote of the two */
    must(cohort_process(h));
    cohort_close(h);
    open_handle(path, 1, 1);
    fake.terminate = COHORT_AGENT_FAILED;
    assert_int_equal(cohort_node_host(h, only), COHORT_ERR_TIMEOUT);
    assert_string_equal(state_of("node", "B"), "Up");
    assert_int_equal(cohort_node_hosted(h), 0);
    fake.terminate = COHORT_AGENT_DONE;
    must(cohort_node_host(h, only));
    assert_string_equal(state_of("node", "B"), "Down");
}

/* Who plays it again does not bring it in; and it ends what ran for a node only once. */
static void a_stopped_node_stays_out_until_it_is_started(void **state)
{
    const char *only[] = {"A", NULL};

    (void)state;
    open_handle(path, 1, 1);
    online();
    must(cohort_node_stop(h, "B", NULL)); /* nothing runs there */
    assert_string_equal(state_of("node", "B"), "Down");
    must(cohort_node_stop(h, "A", NULL));
    assert_string_equal(state_of("node", "A"), "Paused");
    must(cohort_process(h));
    assert_non_null(strstr(fake.log, "offline R3;offline R2;offline R1;"));
    assert_string_equal(state_of("node", "A"), "Down");
    assert_int_equal(cohort_node_hosted(h), 2);
    cohort_close(h);
    open_handle(path, 1, 1);
    host();
    must(cohort_process(h));
    assert_string_equal(fake.log, "");
    assert_string_equal(state_of("node", "A"), "Down");
    must(cohort_node_start(h, "A", 0, NULL));
    must(cohort_process(h));
    assert_non_null(strstr(fake.log, "online R1;"));
    assert_string_equal(state_of("group", "G"), "Online");
    cohort_close(h);
    open_handle(path, 1, 1);
    must(cohort_node_host(h, only)); /* B is not there any more */
    assert_int_equal(cohort_node_start(h, "B", 0, NULL), COHORT_ERR_NODE_DOWN);
    assert_int_equal(cohort_win32(h), 5050);
    assert_int_equal(cohort_node_start(h, "A", 0, NULL), COHORT_ERR_STATE);
    assert_int_equal(cohort_node_start(h, "A", 8, NULL), COHORT_ERR_INVALID);
    assert_string_equal(state_of("group", "G"), "Online");
}

/* A runner that no longer plays a node has not lost it. */
static void what_is_not_played_any_more_is_no_loss(void **state)
{
    const char *threshold[] = {"QuarantineThreshold=1", NULL}, *only[] = {"A", NULL};

    (void)state;
    open_handle(path, 1, 1);
    online();
    must(cohort_set(h, "cluster", "Cluster", threshold, NULL));
    cohort_close(h);
    open_handle(path, 1, 1);
    must(cohort_node_host(h, only));
    cohort_close(h);
    open_handle(path, 1, 1);
    host();
    assert_string_equal(state_of("node", "B"), "Up");
}

static void hosting_refuses_unknown_nodes(void **state)
{
    const char *unknown[] = {"A", "Z", NULL}, *none[] = {NULL};

    (void)state;
    open_handle(":memory:", 1, 0);
    build();
    assert_int_equal(cohort_node_host(h, unknown), COHORT_ERR_NOT_FOUND);
    assert_int_equal(cohort_win32(h), 5042);
    assert_non_null(strstr(cohort_errmsg(h), "\"Z\""));
    assert_int_equal(cohort_node_host(h, none), COHORT_ERR_INVALID);
    assert_string_equal(state_of("node", "A"), "Down");
}

/* The store fails: what cannot be refused is kept, nothing acts, and it is stored later, in order. */
static void a_store_that_fails_delays_everything(void **state)
{
    sqlite3 *other = NULL;
    char before[17], after[17];

    (void)state;
    open_handle(path, 1, 0);
    fake.online = COHORT_AGENT_LATER;
    online();
    fake.log[0] = '\0';
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    must(cohort_digest(h, before));
    must(cohort_agent_report(h, fake.operation, COHORT_AGENT_DONE, NULL));
    assert_int_equal(cohort_process(h), COHORT_ERR_BUSY);
    assert_non_null(strstr(cohort_errmsg(h), path));
    asked("");
    assert_int_equal(cohort_resource_offline(h, "R3", NULL), COHORT_ERR_BUSY);
    assert_int_equal(cohort_process(h), COHORT_ERR_BUSY);
    must(cohort_digest(h, after));
    assert_string_equal(before, after);
    assert_int_equal(coh_handle_deadline(h) - coh_handle_now(h), COH_RETRY_MS); /* and no busy loop */
    sqlite3_close(other);
    must(cohort_process(h));
    asked("open R2;online R2;");
    assert_string_equal(state_of("resource", "R1"), "Online");
    assert_int_equal(cohort_replay(h, NULL), 0);
}

static void timers_fire_before_later_answers(void **state)
{
    const char *set[] = {"PendingTimeout=100", NULL};

    (void)state;
    open_handle(":memory:", 1, 0);
    build();
    must(cohort_set(h, "resource", "R1", set, NULL));
    host();
    fake.online = COHORT_AGENT_LATER;
    must(cohort_resource_online(h, "R1", NULL));
    must(cohort_process(h));
    clock_ms += 99;
    must(
        cohort_agent_report(h, fake.operation, COHORT_AGENT_DONE, NULL)); /* in time, though nobody looks until later */
    clock_ms += 500;
    must(cohort_process(h));
    assert_string_equal(state_of("resource", "R1"), "Online");
    must(cohort_resource_offline(h, "R1", NULL));
    must(cohort_process(h));
    must(cohort_resource_online(h, "R1", NULL));
    must(cohort_process(h));
    clock_ms += 101;
    must(cohort_agent_report(h, fake.operation, COHORT_AGENT_DONE, NULL)); /* too late */
    fake.log[0] = '\0';
    must(cohort_process(h));
    assert_non_null(strstr(fake.log, "terminate R1;"));
    assert_int_equal(cohort_replay(h, NULL), 0);
}

/* ---- the real loop ---- */

static void *report_later(void *user)
{
    struct timespec nap = {.tv_nsec = 20000000};

    nanosleep(&nap, NULL);
    cohort_agent_report(h, *(int64_t *)user, COHORT_AGENT_DONE, "from another thread");
    return NULL;
}

static void answers_come_from_any_thread(void **state)
{
    struct pollfd pfd = {.events = POLLIN};
    pthread_t thread;
    int64_t request;

    (void)state;
    open_handle(path, 0, 0);
    fake.online = COHORT_AGENT_LATER;
    build();
    host();
    must(cohort_resource_online(h, "R1", &request));
    pfd.fd = cohort_get_fd(h);
    assert_int_equal(poll(&pfd, 1, 0), 1); /* the actions wait for cohort_process() */
    must(cohort_process(h));
    assert_int_equal(cohort_request_result(h, request, NULL), COHORT_REQUEST_PENDING);
    assert_int_equal(cohort_wait(h, request, 0), COHORT_ERR_TIMEOUT);
    assert_int_equal(pthread_create(&thread, NULL, report_later, &fake.operation), 0);
    assert_int_equal(cohort_wait(h, request, 5000), COHORT_REQUEST_REACHED);
    pthread_join(thread, NULL);
}

static int pipes[2];
static int watched;

static void ready(cohort *handle, int fd, void *user)
{
    char byte;

    assert_int_equal(read(fd, &byte, 1), 1);
    assert_ptr_equal(user, &watched);
    assert_int_equal(cohort_group_online(handle, "G", NULL), COHORT_ERR_MISUSE);
    watched++;
    if (byte == 'q')
        cohort_unwatch(handle, fd);
}

static void descriptors_are_watched(void **state)
{
    (void)state;
    watched = 0;
    open_handle(path, 0, 0);
    assert_int_equal(pipe(pipes), 0);
    must(cohort_watch(h, pipes[0], 0, ready, &watched));
    assert_int_equal(write(pipes[1], "aq", 2), 2);
    must(cohort_turn(h, 1000));
    must(cohort_turn(h, 1000));
    assert_int_equal(watched, 2);
    assert_int_equal(write(pipes[1], "b", 1), 1);
    must(cohort_turn(h, 20));
    assert_int_equal(watched, 2);
    cohort_unwatch(h, pipes[0]); /* harmless */
    assert_int_equal(cohort_watch(h, -1, 0, ready, NULL), COHORT_ERR_INVALID);
    assert_int_equal(cohort_watch(h, 12345, 0, ready, NULL), COHORT_ERR_IO);
    must(cohort_watch(h, pipes[0], 0, ready, &watched)); /* left for cohort_close() */
    cohort_stop(h);
    assert_int_equal(cohort_run(h), 0);
    close(pipes[0]);
    close(pipes[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, runtime_setup, runtime_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(callbacks_run_inside_process_only),
        TEST(an_agent_may_answer_later),
        TEST(failures_take_their_sentence_along),
        TEST(a_type_without_an_agent_cannot_come_online_here),
        TEST(a_callback_may_read_and_not_change),
        TEST(records_come_back_after_a_crash),
        TEST(pretending_touches_nothing_and_forgets_nothing),
        TEST(the_clock_that_is_set_is_followed),
        TEST(polls_pass_unrecorded_and_failures_enter),
        TEST(a_poll_may_answer_later),
        TEST(a_poll_that_is_never_answered_has_failed),
        TEST(a_call_that_took_too_long_is_told),
        TEST(agents_lock_their_resource),
        TEST(deaths_of_one_turn_are_providers_first),
        TEST(what_still_runs_is_adopted),
        TEST(a_request_waits_for_adoption),
        TEST(the_value_in_force_is_that_of_the_run),
        TEST(another_boot_is_a_cold_start),
        TEST(nodes_that_nobody_plays_are_ended_first),
        TEST(a_node_is_not_down_while_something_may_run_for_it),
        TEST(a_stopped_node_stays_out_until_it_is_started),
        TEST(what_is_not_played_any_more_is_no_loss),
        TEST(hosting_refuses_unknown_nodes),
        TEST(a_store_that_fails_delays_everything),
        TEST(timers_fire_before_later_answers),
        TEST(answers_come_from_any_thread),
        TEST(descriptors_are_watched),
    };

    return cmocka_run_group_tests(tests, dir_setup, dir_teardown);
}
