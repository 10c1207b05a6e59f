/*
 * A program in a process group of its own, of which never two copies run.
 *
 * It is started through a launcher that waits for permission on a socket and ends if it gets none. Permission is given
 * when who it is (boot id, pid, start time, socket) has been recorded durably. So whoever comes after a crash either finds the
 * record, or a launcher that never executed anything.
 */
#ifndef COH_PROCESS_H
#define COH_PROCESS_H

#include <sys/types.h>

#include "agents/agents.h"

/* What to start. */
struct coh_launch {
    const struct coh_mem *mem;
    char **words;    /* one block; words[0] is not used */
    char *program;   /* absolute */
    char *directory; /* "": the runner's */
    char **env;      /* one block */
    char *env_text;
    char *log;
    int64_t log_limit;
};

/* @line: program and arguments, as CommandLine. @params: the private properties go into the environment. NULL: @why has
 * the sentence. */
struct coh_launch *coh_launch_new(cohort *h, const struct coh_agents *agents, const cohort_target *target,
                                  const char *line, int params, struct coh_buf *why);
void coh_launch_free(struct coh_launch *launch);

struct coh_process {
    cohort *h;
    pid_t pid;               /* leader of its group; 0: nothing runs */
    int64_t started;         /* clock ticks from boot: with the pid, who it is */
    unsigned long long gate; /* inode of the socket on which the launcher waits; 0: not known */
    int pidfd;               /* -1 with a pid: the leader has ended, and the rest of the group is waited for */
    int timer;               /* timerfd; -1 */
    int ticks;
    int status;         /* exit status; -1: a signal, or unknown */
    uint8_t leave_rest; /* what the leader leaves behind goes on running */
    uint8_t launcher;   /* adopted while it was waiting for permission, or ending: it does not count as running */
    uint8_t adopted;
    uint8_t timed_out; /* coh_process_limit() killed it */
    char how[80];
    void (*ended)(void *user, int status, const char *how); /* nothing of it runs any more; may start anew */
    void *user;
};

void coh_process_init(struct coh_process *p, cohort *h, int leave_rest, void (*ended)(void *, int, const char *),
                      void *user);
/* Forget it; it goes on running. */
void coh_process_close(struct coh_process *p);
/* @operation: where it is recorded; 0: nowhere (a short call that may be repeated). -1: nothing runs, and @why has the
 * sentence. */
int coh_process_start(struct coh_process *p, const struct coh_launch *launch, int64_t operation, struct coh_buf *why);
/* Signal the group. */
void coh_process_signal(struct coh_process *p, int number);
/* Kill it when it runs longer. */
void coh_process_limit(struct coh_process *p, int64_t ms);

#define COH_ADOPT_NONE 0    /* nothing of it runs */
#define COH_ADOPT_RUNS 1    /* see launcher */
#define COH_ADOPT_ENDING 2  /* its leader is dead, the rest is being killed; ended() will be called */
#define COH_ADOPT_UNKNOWN 3 /* it cannot be told (errno): nothing may be started */
int coh_process_adopt(struct coh_process *p, const void *record, int64_t size);

#endif
