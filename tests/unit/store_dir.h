/* A directory of its own for each test program's databases. */
#ifndef STORE_DIR_H
#define STORE_DIR_H

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

static char dir[64];
static char path[300];

#ifndef DIR_FAST
#define DIR_FAST 0 /* 1: in memory, where that can be had: for tests that sync thousands of times */
#endif

/* Empties the directory, makes it if need be; path names a database in it that is not there. */
static inline int dir_setup(void **state)
{
    struct dirent *entry;
    DIR *d;

    (void)state;
    if (dir[0] == '\0') {
        strcpy(dir,
               DIR_FAST && access("/dev/shm", W_OK) == 0 ? "/dev/shm/cohort-test-XXXXXX" : "/tmp/cohort-test-XXXXXX");
        if (mkdtemp(dir) == NULL)
            return -1;
    }
    d = opendir(dir);
    while (d != NULL && (entry = readdir(d)) != NULL)
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(d), entry->d_name, 0);
    if (d != NULL)
        closedir(d);
    snprintf(path, sizeof path, "%s/t.db", dir);
    return 0;
}

static inline int dir_teardown(void **state)
{
    dir_setup(state);
    return rmdir(dir);
}

static inline void sql(const char *file, const char *text)
{
    sqlite3 *db = NULL;
    char *error = NULL;

    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s: %s", text, error);
    sqlite3_close(db);
}

/* The first column of the first row, as text, in a static buffer. */
static inline const char *ask(const char *file, const char *text)
{
    static char answer[4096];
    sqlite3_stmt *stmt = NULL;
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open_v2(file, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &stmt, NULL), SQLITE_OK);
    answer[0] = '\0';
    if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, 0) != NULL)
        snprintf(answer, sizeof answer, "%s", (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return answer;
}

static inline void write_file(const char *file, const void *bytes, size_t size)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, size), size);
    close(fd);
}

/* FNV-1a of the whole file; 0 if it is not there. */
static inline uint64_t file_hash(const char *file)
{
    uint64_t hash = 1469598103934665603ull;
    unsigned char piece[4096];
    ssize_t size, i;
    int fd = open(file, O_RDONLY);

    if (fd < 0)
        return 0;
    while ((size = read(fd, piece, sizeof piece)) > 0)
        for (i = 0; i < size; i++)
            hash = (hash ^ piece[i]) * 1099511628211ull;
    close(fd);
    return hash;
}

static inline int exists(const char *suffix)
{
    char name[400];

    snprintf(name, sizeof name, "%s%s", path, suffix);
    return access(name, F_OK) == 0;
}

#endif
