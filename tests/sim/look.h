/*
 * Looking at a random life: no line that reads may change anything, and everything has a reason in words.
 */
#ifndef LOOK_H
#define LOOK_H

#include "life.h"

static const char *const looks[] = {
    "status",
    "status --json",
    "group list",
    "group list --json",
    "resource list",
    "node list",
    "service list --json",
    "groupset list",
    "affinity list",
    "type list",
    "quorum show",
    "quorum show --json",
    "cluster show",
    "history --limit 5",
    "history --events",
    "history --json --limit 20",
    "check",
    "check --json",
    "get cluster RANDOM",
    "show group G0",
    "show node N0 --json",
    "why G0",
    "why N0",
    "get resource R0",
    "show resource R1",
    "get type 'IP Address' --json",
};

static inline void random_look(struct life *life)
{
    char before[17], after[17];

    digest(life, before);
    run(life, "nowait %s", looks[below(life, (int)(sizeof looks / sizeof looks[0]))]);
    digest(life, after);
    if (strcmp(before, after) != 0)
        fail_life(life, "a line that reads changed something", "");
}

/* Each object of a kind says why it is as it is: in its first line behind a colon, and with the input that it began with, unless the chain is long. */
static inline void require_reasons_of(struct life *life, const char *kind)
{
    char names[64][2 * COHORT_NAME_MAX + 2];
    cohort_cursor *cursor = NULL;
    int rc = cohort_list(cohort_sim_handle(life->sim), kind, &cursor), count = 0, i;
    const char *text, *colon;

    while (rc == 0 && cohort_next(cursor) && count < 64)
        snprintf(names[count++], sizeof names[0], "%s", cohort_cursor_text(cursor, "name"));
    cohort_cursor_free(cursor);
    for (i = 0; i < count; i++) {
        text = run(life, "nowait why %s --kind %s", names[i], kind);
        colon = strstr(text, ": ");
        if (strncmp(text, "refused", 7) == 0 || colon == NULL || strchr("\n ", colon[2]) != NULL || strstr(text, "?") ||
            (strstr(text, "  input: ") == NULL && strstr(text, "  and so on, back from ") == NULL && !life->pruned))
            fail_life(life, "nothing says why", text);
    }
}

static inline void require_reasons(struct life *life)
{
    require_reasons_of(life, "group");
    require_reasons_of(life, "resource");
    require_reasons_of(life, "service");
    require_reasons_of(life, "node");
    require_reasons_of(life, "groupset");
}

#endif
