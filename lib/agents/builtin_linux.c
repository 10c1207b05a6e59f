/*
 * The built-in agents: their registration, and what they share.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cohort/handle.h>

#include "agents/agents.h"

/* Absolute: the embedder may go to another directory. */
static char *beside(const struct coh_mem *mem, const char *path, const char *suffix)
{
    char here[4096];
    struct coh_buf buf;

    coh_buf_init(&buf, mem, 0);
    if (path[0] != '\0' && path[0] != '/' && getcwd(here, sizeof here) != NULL)
        coh_buf_fmt(&buf, "%s/", here);
    coh_buf_fmt(&buf, "%s%s", path, suffix);
    return coh_buf_take(&buf);
}

static void agents_release(void *user)
{
    struct coh_agents *agents = user;

    if (agents == NULL)
        return;
    coh_free(&agents->mem, agents->logs);
    coh_free(&agents->mem, agents->hosts);
    free(agents);
}

static int agents_new(cohort *h, const char *directory, struct coh_agents **ret_agents)
{
    struct coh_agents *agents = calloc(1, sizeof *agents);
    const char *path = cohort_path(h);
    int file = path != NULL && strcmp(path, ":memory:") != 0;

    if (agents == NULL)
        return COHORT_ERR_NOMEM;
    coh_mem_init(&agents->mem, NULL);
    if (directory != NULL)
        agents->logs = beside(&agents->mem, directory, "");
    else
        agents->logs = beside(&agents->mem, file ? path : "", file ? ".logs" : "");
    agents->hosts = beside(&agents->mem, file ? path : agents->logs != NULL ? agents->logs : "", ".hosts");
    if (agents->logs == NULL || agents->hosts == NULL) {
        agents_release(agents);
        return COHORT_ERR_NOMEM;
    }
    if (!file && directory == NULL)
        agents->hosts[0] = '\0'; /* a cluster in memory leaves nothing behind unless it is told where */
    *ret_agents = agents;
    return 0;
}

int coh_agent_answer(cohort *h, int64_t operation, int status, struct coh_buf *text)
{
    cohort_agent_report(h, operation, status, coh_buf_text(text));
    coh_buf_free(text);
    return COHORT_AGENT_LATER;
}

int coh_agent_poll_answer(cohort *h, int64_t operation, int status, struct coh_buf *text)
{
    cohort_agent_alive(h, operation, status, coh_buf_text(text));
    coh_buf_free(text);
    return COHORT_AGENT_LATER;
}

int cohort_agents_builtin(cohort *h, const char *directory)
{
    const struct {
        const char *type;
        cohort_agent (*agent)(void);
    } table[] = {
        {"Generic Application", coh_program_agent}, {"Service", coh_program_agent},
        {"Generic Script", coh_script_agent},       {"IP Address", coh_address_agent},
        {"Network Name", coh_name_agent},
    };
    size_t i;

    for (i = 0; i < sizeof table / sizeof *table; i++) {
        cohort_agent agent = table[i].agent();
        struct coh_agents *agents;
        int rc = agents_new(h, directory, &agents);

        if (rc < 0)
            return rc;
        agent.struct_size = sizeof agent;
        agent.user = agents;
        agent.release = agents_release;
        rc = cohort_agent_register(h, table[i].type, &agent);
        if (rc < 0) {
            agents_release(agents);
            return rc;
        }
    }
    return 0;
}
