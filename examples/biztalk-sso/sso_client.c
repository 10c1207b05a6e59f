/* Any client of Enterprise Single Sign-On: sso_client HOSTS PORT NAME
 * Fetches the secret through the name and prints it, or prints the error as Windows words it and exits with 1. */
#include "standin.h"

int main(int argc, char **argv)
{
    char answer[600];
    int fd;

    if (argc != 4) {
        fprintf(stderr, "sso_client HOSTS PORT NAME\n");
        return 2;
    }
    fd = sso_fetch(argv[1], atoi(argv[2]), argv[3], answer, sizeof answer);
    puts(answer);
    return fd >= 0 ? 0 : 1;
}
