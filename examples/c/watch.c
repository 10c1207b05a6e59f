/*
 * Watching a cluster that another program runs: readers open its database beside the writer and pull the history with a
 * cursor.
 *
 *   example_watch FILE [COUNT]     print COUNT transitions (default: no end), the stored ones first
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cohort/cohort.h>

int main(int argc, char **argv)
{
    long left = argc > 2 ? atol(argv[2]) : -1;
    int64_t next = 0;
    cohort *h;

    if (argc < 2) {
        fprintf(stderr, "example_watch FILE [COUNT]\n");
        return 2;
    }
    if (cohort_open(argv[1], COHORT_OPEN_READONLY | COHORT_OPEN_EXISTING, &h) < 0) {
        fprintf(stderr, "%s\n", cohort_errmsg(h));
        cohort_close(h);
        return 1;
    }
    while (left != 0) {
        cohort_cursor *history;

        if (cohort_history(h, next, 1000, &history) < 0) {
            fprintf(stderr, "%s\n", cohort_errmsg(h));
            break;
        }
        while (left != 0 && cohort_next(history)) {
            next = cohort_cursor_int(history, "seq") + 1;
            printf("%lld  %s\n", (long long)cohort_cursor_int(history, "seq"), cohort_cursor_text(history, "text"));
            left -= left > 0;
        }
        cohort_cursor_free(history);
        fflush(stdout);
        if (left != 0)
            nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    }
    cohort_close(h);
    return left == 0 ? 0 : 1;
}
