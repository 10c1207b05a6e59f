/*
 * "Generic Application" and "Service": one program, Online while it runs. Its end is seen at once through its pidfd,
 * not by polls; polls only bound its log and, after a restart of the runner, adopt it.
 */
#include <signal.h>
#include <stdlib.h>

#include "agents/process_linux.h"

enum awaits { AWAITS_NONE, AWAITS_START, AWAITS_STOP, AWAITS_POLL };

struct program {
    cohort *h;
    const struct coh_agents *agents;
    struct coh_process process;
    struct coh_launch *next; /* AWAITS_START: when what runs has ended */
    int64_t run;             /* operation that started the present run */
    int64_t operation;       /* that awaits the end of it */
    enum awaits awaits;
};

static int start(struct program *p, struct coh_launch *launch, int64_t operation)
{
    struct coh_buf why;
    int rc;

    coh_buf_init(&why, &p->agents->mem, 0);
    rc = coh_process_start(&p->process, launch, operation, &why);
    coh_launch_free(launch);
    if (rc < 0)
        return coh_agent_answer(p->h, operation, COHORT_AGENT_FAILED, &why);
    p->run = operation;
    coh_buf_free(&why);
    return COHORT_AGENT_DONE;
}

static void ended(void *user, int status, const char *how)
{
    struct program *p = user;
    enum awaits awaits = p->awaits;
    struct coh_launch *next = p->next;
    int64_t operation = p->operation;

    (void)status;
    p->awaits = AWAITS_NONE;
    p->next = NULL;
    switch (awaits) {
    case AWAITS_START:
        if (start(p, next, operation) == COHORT_AGENT_DONE)
            cohort_agent_report(p->h, operation, COHORT_AGENT_DONE, NULL);
        break;
    case AWAITS_STOP: cohort_agent_report(p->h, operation, COHORT_AGENT_DONE, how); break;
    case AWAITS_POLL: cohort_agent_alive(p->h, operation, COHORT_AGENT_DIED, how); break;
    case AWAITS_NONE: cohort_agent_report(p->h, p->run, COHORT_AGENT_DIED, how); break;
    }
}

static void await(struct program *p, enum awaits awaits, int64_t operation, struct coh_launch *next)
{
    coh_launch_free(p->next);
    p->next = next;
    p->awaits = awaits;
    p->operation = operation;
}

static int open_program(cohort *h, void *user, const cohort_target *target, void **ret_instance)
{
    struct program *p = calloc(1, sizeof *p);

    if (p == NULL)
        return COHORT_AGENT_FAILED;
    p->h = h;
    p->agents = user;
    p->run = target->operation;
    coh_process_init(&p->process, h, 0, ended, p);
    *ret_instance = p;
    return COHORT_AGENT_DONE;
}

static void close_program(cohort *h, void *instance)
{
    struct program *p = instance;

    (void)h;
    coh_process_close(&p->process);
    coh_launch_free(p->next);
    free(p);
}

/* What runs for it, be it started by an earlier runner. 0, or COHORT_AGENT_LATER: it cannot be told, and that has been
 * answered. */
static int look(struct program *p, const cohort_target *target, int (*answer)(cohort *, int64_t, int, struct coh_buf *))
{
    struct coh_buf why;

    if (p->process.pid != 0 || coh_process_adopt(&p->process, target->record, target->record_size) != COH_ADOPT_UNKNOWN)
        return 0;
    coh_buf_init(&why, &p->agents->mem, 0);
    coh_buf_add(&why, "cannot tell whether the process that was started before still runs");
    return answer(p->h, target->operation, COHORT_AGENT_FAILED, &why);
}

static int online(cohort *h, void *instance, const cohort_target *target)
{
    struct program *p = instance;
    struct coh_launch *launch;
    struct coh_buf why;

    if (look(p, target, coh_agent_answer) != 0)
        return COHORT_AGENT_LATER;
    if (p->process.pid != 0 && p->process.pidfd >= 0 && !p->process.launcher && p->awaits == AWAITS_NONE) {
        p->run = target->operation;
        return COHORT_AGENT_DONE;
    }
    coh_buf_init(&why, &p->agents->mem, 0);
    launch = coh_launch_new(h, p->agents, target, cohort_target_text(h, target, "CommandLine"), 0, &why);
    if (launch == NULL)
        return coh_agent_answer(h, target->operation, COHORT_AGENT_FAILED, &why);
    coh_buf_free(&why);
    if (p->process.pid == 0)
        return start(p, launch, target->operation);
    await(p, AWAITS_START, target->operation, launch);
    coh_process_signal(&p->process, SIGKILL);
    return COHORT_AGENT_LATER;
}

static int stop(struct program *p, const cohort_target *target, int number)
{
    if (look(p, target, coh_agent_answer) != 0)
        return COHORT_AGENT_LATER;
    if (p->process.pid == 0)
        return COHORT_AGENT_DONE;
    await(p, AWAITS_STOP, target->operation, NULL);
    coh_process_signal(&p->process, p->process.launcher ? SIGKILL : number);
    return COHORT_AGENT_LATER;
}

static int offline(cohort *h, void *instance, const cohort_target *target)
{
    (void)h;
    return stop(instance, target, SIGTERM);
}

static int terminate(cohort *h, void *instance, const cohort_target *target)
{
    (void)h;
    return stop(instance, target, SIGKILL);
}

static int is_alive(cohort *h, void *instance, const cohort_target *target)
{
    struct program *p = instance;

    if (look(p, target, coh_agent_poll_answer) != 0)
        return COHORT_AGENT_LATER;
    if (p->process.pid == 0) {
        cohort_agent_alive(h, target->operation, COHORT_AGENT_DIED,
                           "ended while no runner was there, exit status unknown");
        return COHORT_AGENT_LATER;
    }
    p->run = target->operation;
    if (p->process.pidfd >= 0 && !p->process.launcher)
        return COHORT_AGENT_DONE;
    if (p->awaits == AWAITS_NONE) /* else its end answers what was asked later */
        await(p, AWAITS_POLL, target->operation, NULL);
    coh_process_signal(&p->process, SIGKILL);
    return COHORT_AGENT_LATER;
}

static int looks_alive(cohort *h, void *instance, const cohort_target *target)
{
    struct program *p = instance;
    char *log = coh_log_path(p->agents, target->name);

    if (log != NULL)
        coh_log_trim(log, cohort_target_int(h, target, "LogLimit"));
    coh_free(&p->agents->mem, log);
    return is_alive(h, instance, target);
}

cohort_agent coh_program_agent(void)
{
    return (cohort_agent){
        .open = open_program,
        .close = close_program,
        .online = online,
        .offline = offline,
        .terminate = terminate,
        .looks_alive = looks_alive,
        .is_alive = is_alive,
    };
}
