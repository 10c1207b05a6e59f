/*
 * Names and meanings of the error codes: the one table beside error.h. tests/unit/test_util_error.c compares the two.
 */
#include <stddef.h>

#include <cohort/error.h>

static const struct {
    int code;
    const char *name;
    const char *meaning;
} codes[] = {
#define CODE(name, meaning)                                                                                            \
    {                                                                                                                  \
        name, #name, meaning                                                                                           \
    }
    CODE(COHORT_OK, "success"),
    CODE(COHORT_ERR_INVALID, "an argument is wrong"),
    CODE(COHORT_ERR_NOT_FOUND, "no object of that kind and name"),
    CODE(COHORT_ERR_EXISTS, "it is there already"),
    CODE(COHORT_ERR_RANGE, "a value is outside its range"),
    CODE(COHORT_ERR_SYNTAX, "the text does not parse"),
    CODE(COHORT_ERR_LIMIT, "a limit is exceeded"),
    CODE(COHORT_ERR_MISUSE, "the call is not allowed at this time or on this handle"),
    CODE(COHORT_ERR_READONLY, "the property cannot be set"),
    CODE(COHORT_ERR_STATE, "the object's state forbids it"),
    CODE(COHORT_ERR_CIRCULAR, "dependencies would form a circle"),
    CODE(COHORT_ERR_DEPENDENT, "something depends on it"),
    CODE(COHORT_ERR_HELD, "a running service needs a service that would stop"),
    CODE(COHORT_ERR_REQUIRED, "a required dependency is missing"),
    CODE(COHORT_ERR_NO_QUORUM, "the cluster has no quorum"),
    CODE(COHORT_ERR_NODE_DOWN, "the node is not up"),
    CODE(COHORT_ERR_NOT_OWNER, "the node is not a possible owner"),
    CODE(COHORT_ERR_NO_TARGET, "no other node can take the group"),
    CODE(COHORT_ERR_AGENT, "the agent is wrong or missing"),
    CODE(COHORT_ERR_STALE, "the operation is no longer awaited"),
    CODE(COHORT_ERR_TIMEOUT, "the time is over"),
    CODE(COHORT_ERR_STORE, "the database answered with an error"),
    CODE(COHORT_ERR_BUSY, "another program has the database open for writing"),
    CODE(COHORT_ERR_FULL, "the disk is full"),
    CODE(COHORT_ERR_DAMAGED, "the database is damaged"),
    CODE(COHORT_ERR_FOREIGN, "the file is not a Cohort database"),
    CODE(COHORT_ERR_NEWER, "the database was written by a newer Cohort"),
    CODE(COHORT_ERR_IO, "a file or a socket cannot be opened, read or written"),
    CODE(COHORT_ERR_NOMEM, "out of memory"),
    CODE(COHORT_ERR_BUG, "an invariant does not hold, which is an error of Cohort"),
#undef CODE
};

static size_t find(int code)
{
    size_t i = 0;

    while (i < sizeof codes / sizeof codes[0] && codes[i].code != code)
        i++;
    return i;
}

const char *cohort_err_name(int code)
{
    size_t i = find(code);

    return i < sizeof codes / sizeof codes[0] ? codes[i].name : "COHORT_ERR_UNKNOWN";
}

const char *cohort_strerror(int code)
{
    size_t i = find(code);

    return i < sizeof codes / sizeof codes[0] ? codes[i].meaning : "unknown error";
}
