/* A first cluster: one node, one program, in memory. Build: cc first.c $(pkg-config --cflags --libs cohort) */
#include <stdio.h>

#include <cohort/cohort.h>

int main(void)
{
    const char *const nodes[] = {"here", NULL};
    const char *const clock[] = {"Group=demo", "Type=Generic Application",
                                 "CommandLine=sh -c 'while sleep 1; do date; done'", NULL};
    cohort_answer answer = {.struct_size = sizeof answer};
    int64_t request;
    cohort *h;

    if (cohort_open(":memory:", 0, &h) < 0 || cohort_agents_builtin(h, NULL) < 0 ||
        cohort_create(h, "node", "here", NULL, NULL) < 0 || cohort_create(h, "group", "demo", NULL, NULL) < 0 ||
        cohort_create(h, "resource", "clock", clock, NULL) < 0 || cohort_node_host(h, nodes) < 0 ||
        cohort_group_online(h, "demo", &request) < 0 || cohort_wait(h, request, 10000) != COHORT_REQUEST_REACHED) {
        fprintf(stderr, "%s\n", cohort_errmsg(h));
        cohort_close(h);
        return 1;
    }
    if (cohort_command(h, "status", 0, &answer) == 0)
        printf("%s", answer.output);
    cohort_answer_free(h, &answer);

    /* What runs would go on running: a cluster outlives its runner. */
    if (cohort_group_offline(h, "demo", &request) == 0)
        cohort_wait(h, request, 10000);
    cohort_close(h);
    return 0;
}
