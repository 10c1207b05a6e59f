/* What the built-in agents share: where they put things, and how they answer with a sentence. */
#ifndef COH_AGENTS_H
#define COH_AGENTS_H

#include <cohort/agent.h>

#include "util/buf.h"
#include "util/mem.h"

/* One for each registered type: the table's user. */
struct coh_agents {
    struct coh_mem mem;
    char *logs;  /* directory of output logs; "": output is discarded */
    char *hosts; /* hosts file of Network Names that name none; "": none */
};

/* The tables, without user. */
cohort_agent coh_program_agent(void); /* Generic Application, Service */
cohort_agent coh_script_agent(void);
cohort_agent coh_address_agent(void);
cohort_agent coh_name_agent(void);

/* Answer an operation, or a poll, with a sentence: a callback's result has none. COHORT_AGENT_LATER. @text is freed. */
int coh_agent_answer(cohort *h, int64_t operation, int status, struct coh_buf *text);
int coh_agent_poll_answer(cohort *h, int64_t operation, int status, struct coh_buf *text);

/* DIRECTORY/NAME.log is opened for appending; -1 and errno. @limit: bytes; 0: none. */
int coh_log_open(const char *path, int64_t limit);
/* Larger than @limit: the end of it goes to PATH.1, and it begins again. */
void coh_log_trim(const char *path, int64_t limit);
/* Path of an object's log; NULL: out of memory; "": it has none. */
char *coh_log_path(const struct coh_agents *agents, const char *name);

#endif
