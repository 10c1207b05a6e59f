/*
 * A profile: a domain brought by a program. Here: programs that may run only on nodes that have a licence for them.
 *
 * It brings a kind of objects (licence), a rule (a group may come to a node that has none), a verb (licence grant) and
 * a reactor (what came online without one is logged). What is stored is data: the cohort command lists licences too.
 *
 *   example_profile           tries it in a simulation
 *   example_profile FILE      serves FILE: cohort -d FILE licence grant CAD --node N1
 */
#include <stdio.h>
#include <string.h>

#include <cohort/cohort.h>

/* ---- objects ---- */

static const char *const properties[] = {"Program ref of=resource unique: what may run",
                                         "Node ref of=node unique: where", "Until text: when it ends", NULL};
static const cohort_kind kinds[] = {
    {sizeof(cohort_kind), "licence", "The right to run a program on a node", properties}};

/* @node NULL: anywhere. A reference that is not set is "". */
static int has_licence(cohort *h, const char *program, const char *node)
{
    cohort_cursor *row = NULL;
    int found = 0;

    if (cohort_list(h, "licence", &row) < 0)
        return 0;
    while (!found && cohort_next(row))
        found = strcmp(cohort_cursor_text(row, "Program"), program) == 0 &&
                (node == NULL || strcmp(cohort_cursor_text(row, "Node"), node) == 0);
    cohort_cursor_free(row);
    return found;
}

/* ---- a rule: it reads, and reports what it finds ---- */

static void check_nodes(cohort *h, cohort_findings *findings)
{
    cohort_cursor *program = NULL, *node = NULL;
    char message[1024], remedy[1024];

    cohort_list(h, "resource", &program);
    while (cohort_next(program)) {
        const char *name = cohort_cursor_text(program, "name");

        if (!has_licence(h, name, NULL))
            continue; /* of no concern */
        cohort_list(h, "node", &node);
        while (cohort_next(node)) {
            const char *at = cohort_cursor_text(node, "name");

            if (has_licence(h, name, at))
                continue;
            snprintf(message, sizeof message, "there is no licence for \"%s\" on \"%s\"", name, at);
            snprintf(remedy, sizeof remedy, "licence grant %s --node %s", name, at);
            cohort_finding(findings, COHORT_FINDING, name, message, remedy);
        }
        cohort_cursor_free(node);
    }
    cohort_cursor_free(program);
}

static const cohort_rule rules[] = {{sizeof(cohort_rule), COHORT_SEVERITY_WARNING, "LIC001",
                                     "a licensed program may come to a node without a licence", "it runs unlawfully",
                                     "grant a licence, or bar the node", "the contract", check_nodes}};

/* ---- a verb: a line of the command language ---- */

static void grant(cohort *h, cohort_words *words)
{
    const char *program = cohort_words_argument(words, 0), *node = cohort_words_option(words, "--node");
    char name[256], of[300], at[300];
    const char *const assignments[] = {of, at, NULL};
    int64_t request = 0;

    snprintf(name, sizeof name, "%.120s@%.120s", program, node);
    snprintf(of, sizeof of, "Program=%s", program);
    snprintf(at, sizeof at, "Node=%s", node);
    if (cohort_create(h, "licence", name, assignments, &request) < 0)
        cohort_words_refuse(words, NULL); /* in the words of the engine */
    else
        cohort_words_request(words, request);
}

static const cohort_verb verbs[] = {{sizeof(cohort_verb), COHORT_VERB_CHANGES, "licence grant PROGRAM --node NODE",
                                     "allow a program on a node", grant}};

/* ---- a reactor: called for each transition, before it is stored ---- */

static void react(cohort *h, const cohort_change *change)
{
    cohort_cursor *row = NULL;

    if (strcmp(change->kind, "resource") != 0 || strcmp(change->change, "state") != 0 ||
        strcmp(change->new_value, "Online") != 0 || !has_licence(h, change->name, NULL) ||
        cohort_show(h, "resource", change->name, &row) < 0)
        return;
    if (!has_licence(h, change->name, cohort_cursor_text(row, "owner"))) /* who is Online has an owner */
        cohort_log(h, "resource", change->name, COHORT_SEVERITY_WARNING, 4001, "it runs without a licence", NULL);
    cohort_cursor_free(row);
}

static const cohort_profile licences = {.struct_size = sizeof licences,
                                        .name = "licences",
                                        .meaning = "Programs that need a licence",
                                        .kinds = kinds,
                                        .kind_count = 1,
                                        .rules = rules,
                                        .rule_count = 1,
                                        .verbs = verbs,
                                        .verb_count = 1,
                                        .react = react};

static int try_it(void)
{
    static const char *const lines[] = {"cluster create LAB",
                                        "node add N1 N2",
                                        "quorum witness disk Q:",
                                        "boot N1 N2",
                                        "group add G",
                                        "resource add CAD --group G --type 'Generic Application'",
                                        "licence grant CAD --node N1",
                                        "licence grant CAD --node N1",
                                        "group online G",
                                        "check",
                                        "group move G N2"};
    const char *text = "";
    cohort_sim *sim = NULL;
    size_t i;
    int rc = cohort_sim_new(&sim);

    if (rc == 0)
        rc = cohort_sim_attach(sim, &licences);
    for (i = 0; rc == 0 && i < sizeof lines / sizeof lines[0]; i++) {
        rc = cohort_sim_line(sim, lines[i], &text);
        printf("> %s\n%s", lines[i], text);
    }
    cohort_sim_free(sim);
    return rc < 0;
}

static int serve(const char *file)
{
    cohort *h;
    int rc = cohort_open(file, 0, &h);

    if (rc == 0)
        rc = cohort_profile_attach(h, &licences); /* before cohort_listen(): its lines come through the socket too */
    if (rc == 0)
        rc = cohort_listen(h);
    if (rc == 0)
        rc = cohort_run(h);
    if (rc < 0)
        fprintf(stderr, "%s\n", cohort_errmsg(h));
    cohort_close(h);
    return rc < 0;
}

int main(int argc, char **argv)
{
    return argc > 1 ? serve(argv[1]) : try_it();
}
