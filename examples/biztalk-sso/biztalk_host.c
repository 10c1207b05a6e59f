/* Stands for a BizTalk host instance: biztalk_host HOSTS PORT NAME
 * It needs the secret from the SSO server of that name to start, and gives it 3 s, as a server that was just started
 * does not listen yet. Then it looks each 200 ms whether the server is still there, and ends when it is not. */
#include "standin.h"

int main(int argc, char **argv)
{
    char answer[600], byte;
    int fd, tries;

    if (argc != 4) {
        fprintf(stderr, "biztalk_host HOSTS PORT NAME\n");
        return 2;
    }
    for (tries = 0; (fd = sso_fetch(argv[1], atoi(argv[2]), argv[3], answer, sizeof answer)) < 0 && tries < 60; tries++)
        usleep(50000);
    if (fd < 0) {
        printf("Failed to retrieve master secrets from %s: %s\n", argv[3], answer);
        return 1;
    }
    printf("%s runs with the secret of %s\n", standin_identity(), argv[3]);
    fflush(stdout);
    for (;;) {
        usleep(200000);
        if (recv(fd, &byte, 1, MSG_DONTWAIT) >= 0 || errno != EAGAIN) {
            printf("%s is gone\n", argv[3]);
            return 1;
        }
    }
}
