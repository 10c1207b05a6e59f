/*
 * A profile of one's own: a kind of objects, a rule about them, and a reactor that follows what happens.
 *
 * Licences of programs: one that names a group must be valid; when its group moves, the move is noted. The example runs
 * in a simulation, so that it needs no files and takes no time.
 */
#include <stdio.h>
#include <string.h>

#include <cohort/cohort.h>

static const char *const licence_properties[] = {
    "Group ref of=group: the group whose program it is for", "Valid text choices=|Yes|No: whether it is valid",
    "Moves int min=0 default=0: how often its group came to another node", NULL};
static const cohort_kind kinds[] = {{sizeof(cohort_kind), "licence", "A program's licence", licence_properties}};

static void licences_are_valid(cohort *h, cohort_findings *findings)
{
    cohort_cursor *row;

    if (cohort_list(h, "licence", &row) < 0)
        return;
    while (cohort_next(row)) {
        const char *name = cohort_cursor_text(row, "name"), *valid = cohort_cursor_text(row, "Valid");

        if (*valid == '\0')
            cohort_finding(findings, COHORT_UNKNOWN, name, "whether it is valid: set licence NAME Valid=Yes", NULL);
        else if (strcmp(valid, "No") == 0)
            cohort_finding(findings, COHORT_FINDING, name, "the licence is not valid", NULL);
    }
    cohort_cursor_free(row);
}

static const cohort_rule rules[] = {{sizeof(cohort_rule), COHORT_SEVERITY_ERROR, "LIC001", "a licence is not valid",
                                     "the program stops one day", "renew it", "its vendor", licences_are_valid}};

/* Its requests are stored together with the transition that led to them. */
static void count_moves(cohort *h, const cohort_change *change)
{
    char moves[32], text[600];
    const char *list[] = {moves, NULL};
    cohort_cursor *row;

    if (strcmp(change->kind, "group") != 0 || strcmp(change->change, "owner") != 0 || change->old_value == NULL)
        return;
    if (cohort_list(h, "licence", &row) < 0)
        return;
    while (cohort_next(row)) {
        const char *name = cohort_cursor_text(row, "name");

        if (strcmp(cohort_cursor_text(row, "Group"), change->name) != 0)
            continue;
        snprintf(moves, sizeof moves, "Moves=%lld", (long long)cohort_cursor_int(row, "Moves") + 1);
        snprintf(text, sizeof text, "used on %s", change->new_value);
        cohort_set(h, "licence", name, list, NULL);
        cohort_log(h, "licence", name, COHORT_SEVERITY_INFORMATION, 100, text, NULL);
    }
    cohort_cursor_free(row);
}

static const cohort_profile profile = {.struct_size = sizeof profile,
                                       .name = "licences",
                                       .meaning = "Licences of programs",
                                       .kinds = kinds,
                                       .kind_count = 1,
                                       .rules = rules,
                                       .rule_count = 1,
                                       .react = count_moves};

int main(void)
{
    static const char *const lines[] = {
        "cluster create DEMO",
        "node add A B",
        "boot A B",
        "group add Shop",
        "resource add Web --group Shop --type \"Generic Application\" CommandLine=/bin/true",
        "group online Shop",
        "create licence Till Group=Shop Valid=No",
        "create licence Stock Group=Shop",
        "group move Shop B",
        "list licence",
        "check"};
    const char *text;
    cohort_sim *sim;
    size_t i;
    int rc;

    if (cohort_sim_new(&sim) < 0)
        return 1;
    rc = cohort_sim_attach(sim, &profile);
    for (i = 0; rc == 0 && i < sizeof lines / sizeof lines[0]; i++) {
        rc = cohort_sim_line(sim, lines[i], &text);
        if (rc == 0)
            printf("> %s\n%s", lines[i], text);
    }
    cohort_sim_free(sim);
    return rc == 0 ? 0 : 1;
}
