/*
 * "Generic Script": an executable that is called with online, offline, looksalive, isalive or terminate. One call runs
 * at a time; a later operation ends the call that is in its way, with its process group, before it makes its own. What
 * a call leaves behind when it has ended well (a daemon) is the script's affair.
 *
 * A call of an operation is recorded like a program: after a crash of the runner the operation is asked for again, and
 * the old call must not go on beside the new one.
 */
#include <signal.h>
#include <stdlib.h>

#include "agents/process_linux.h"
#include "util/text.h"

#define DEFAULT_LIMIT_MS 300000

enum call { CALL_NONE, CALL_ONLINE, CALL_OFFLINE, CALL_TERMINATE, CALL_LOOKS, CALL_IS };

static const char *const words[] = {"", "online", "offline", "terminate", "looksalive", "isalive"};

struct script {
    cohort *h;
    const struct coh_agents *agents;
    struct coh_process process;
    enum call call, next_call; /* CALL_NONE: what runs is of nobody any more */
    int64_t operation, next_operation;
    int64_t limit_ms, next_limit_ms;
    struct coh_launch *next; /* when what runs has ended */
};

static int is_poll(enum call call)
{
    return call == CALL_LOOKS || call == CALL_IS;
}

static int answer(struct script *s, enum call call, int64_t operation, int status, struct coh_buf *text)
{
    return is_poll(call) ? coh_agent_poll_answer(s->h, operation, status, text)
                         : coh_agent_answer(s->h, operation, status, text);
}

static int start(struct script *s, enum call call, int64_t operation, int64_t limit_ms, struct coh_launch *launch)
{
    struct coh_buf why;
    int rc;

    coh_buf_init(&why, &s->agents->mem, 0);
    s->process.leave_rest = 1;
    rc = coh_process_start(&s->process, launch, is_poll(call) ? 0 : operation, &why);
    coh_launch_free(launch);
    if (rc < 0)
        return answer(s, call, operation, COHORT_AGENT_FAILED, &why);
    s->call = call;
    s->operation = operation;
    s->limit_ms = limit_ms;
    if (is_poll(call))
        coh_process_limit(&s->process, limit_ms);
    coh_buf_free(&why);
    return COHORT_AGENT_LATER;
}

static int verdict(enum call call, int status)
{
    if (status == 0)
        return COHORT_AGENT_DONE;
    if (call == CALL_ONLINE && (status == COHORT_AGENT_CANNOT_HERE || status == COHORT_AGENT_CANNOT_ANYWHERE))
        return status;
    return COHORT_AGENT_FAILED;
}

static void ended(void *user, int status, const char *how)
{
    struct script *s = user;
    enum call call = s->call;
    struct coh_launch *next = s->next;
    struct coh_buf text;

    s->call = CALL_NONE;
    s->next = NULL;
    if (next != NULL) {
        start(s, s->next_call, s->next_operation, s->next_limit_ms, next);
        return;
    }
    if (call == CALL_NONE)
        return;
    coh_buf_init(&text, &s->agents->mem, 0);
    if (is_poll(call) && status < 0 && s->process.timed_out) {
        coh_buf_fmt(&text, "%s has not answered in ", words[call]);
        coh_duration_words(&text, s->limit_ms);
    } else if (status != 0) {
        coh_buf_fmt(&text, "%s: %s", words[call], how);
    }
    answer(s, call, s->operation, verdict(call, status), &text);
}

/* The engine bounds operations; a poll that does not end is killed after DeadlockTimeout. */
static int64_t limit_of(const struct script *s, const cohort_target *target)
{
    int64_t ms = target->timeout_ms > 0 ? target->timeout_ms : cohort_target_int(s->h, target, "DeadlockTimeout");

    return ms > 0 ? ms : DEFAULT_LIMIT_MS;
}

/* End what runs, with its group, and then make the call. */
static int supersede(struct script *s, enum call call, const cohort_target *target, struct coh_launch *launch)
{
    coh_launch_free(s->next);
    s->next = launch;
    s->next_call = call;
    s->next_operation = target->operation;
    s->next_limit_ms = limit_of(s, target);
    s->call = CALL_NONE;
    s->process.leave_rest = 0;
    coh_process_signal(&s->process, SIGKILL);
    return COHORT_AGENT_LATER;
}

static struct coh_launch *prepare(struct script *s, const cohort_target *target, enum call call, struct coh_buf *why)
{
    const char *path = cohort_target_text(s->h, target, "ScriptFilepath");
    struct coh_launch *launch = NULL;
    struct coh_buf line;

    coh_buf_init(&line, &s->agents->mem, 0);
    if (path[0] == '\0') {
        coh_buf_add(why, "ScriptFilepath is not set");
    } else {
        coh_words_quote(&line, path);
        coh_buf_fmt(&line, " %s", words[call]);
        launch = coh_launch_new(s->h, s->agents, target, coh_buf_text(&line), 1, why);
    }
    coh_buf_free(&line);
    return launch;
}

static int make_call(struct script *s, const cohort_target *target, enum call call)
{
    struct coh_launch *launch;
    struct coh_buf why;

    if (is_poll(call) && is_poll(s->call) && s->process.pid != 0)
        return COHORT_AGENT_LATER; /* its answer serves both */
    coh_buf_init(&why, &s->agents->mem, 0);
    if (s->process.pid == 0 &&
        coh_process_adopt(&s->process, target->record, target->record_size) == COH_ADOPT_UNKNOWN) {
        coh_buf_add(&why, "cannot tell whether the call that was made before still runs");
        return answer(s, call, target->operation, COHORT_AGENT_FAILED, &why);
    }
    launch = prepare(s, target, call, &why);
    if (launch == NULL)
        return answer(s, call, target->operation, COHORT_AGENT_FAILED, &why);
    coh_buf_free(&why);
    if (s->process.pid != 0)
        return supersede(s, call, target, launch);
    return start(s, call, target->operation, limit_of(s, target), launch);
}

static int open_script(cohort *h, void *user, const cohort_target *target, void **ret_instance)
{
    struct script *s = calloc(1, sizeof *s);

    (void)target;
    if (s == NULL)
        return COHORT_AGENT_FAILED;
    s->h = h;
    s->agents = user;
    coh_process_init(&s->process, h, 1, ended, s);
    *ret_instance = s;
    return COHORT_AGENT_DONE;
}

static void close_script(cohort *h, void *instance)
{
    struct script *s = instance;

    (void)h;
    coh_process_close(&s->process);
    coh_launch_free(s->next);
    free(s);
}

static int online(cohort *h, void *instance, const cohort_target *target)
{
    (void)h;
    return make_call(instance, target, CALL_ONLINE);
}

static int offline(cohort *h, void *instance, const cohort_target *target)
{
    (void)h;
    return make_call(instance, target, CALL_OFFLINE);
}

static int terminate(cohort *h, void *instance, const cohort_target *target)
{
    (void)h;
    return make_call(instance, target, CALL_TERMINATE);
}

static int looks_alive(cohort *h, void *instance, const cohort_target *target)
{
    (void)h;
    return make_call(instance, target, CALL_LOOKS);
}

static int is_alive(cohort *h, void *instance, const cohort_target *target)
{
    (void)h;
    return make_call(instance, target, CALL_IS);
}

cohort_agent coh_script_agent(void)
{
    return (cohort_agent){
        .open = open_script,
        .close = close_script,
        .online = online,
        .offline = offline,
        .terminate = terminate,
        .looks_alive = looks_alive,
        .is_alive = is_alive,
    };
}
