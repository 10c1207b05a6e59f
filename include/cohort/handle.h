/**
 * @file handle.h
 * Opening a cluster's database, and the event loop.
 */
#ifndef COHORT_HANDLE_H
#define COHORT_HANDLE_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHORT_OPEN_READONLY 1u /**< Read only; any number of readers beside one writer. */
#define COHORT_OPEN_EXISTING 2u /**< Do not create a database that is not there: COHORT_ERR_NOT_FOUND. */

/** Memory functions of an embedder; all of one handle's memory comes from them (SQLite keeps its own). */
typedef struct cohort_allocator {
    uint32_t struct_size; /**< sizeof(cohort_allocator). */
    void *user;           /**< Given back to each function. */
    void *(*allocate)(void *user, uint64_t size);             /**< NULL: out of memory. */
    void *(*reallocate)(void *user, void *block, uint64_t size); /**< As realloc; @p block may be NULL. */
    void (*release)(void *user, void *block);                 /**< As free; @p block may be NULL. */
} cohort_allocator;

/** How to open. Zero means the default everywhere. */
typedef struct cohort_config {
    uint32_t struct_size;              /**< sizeof(cohort_config). */
    uint32_t flags;                    /**< COHORT_OPEN_... */
    const char *path;                  /**< File, or ":memory:". Copied. */
    const char *actor;                 /**< Who acts through this handle, for the history; NULL: the user's name. Copied. */
    const cohort_allocator *allocator; /**< NULL: malloc. Copied. */
} cohort_config;

/**
 * Open a cluster's database; it is created when it is not there (unless COHORT_OPEN_EXISTING).
 * One program at a time may have it open for writing.
 *
 * @param path   File name, or ":memory:" for a cluster that dies with its handle.
 * @param flags  COHORT_OPEN_... or 0.
 * @param ret_h  Receives a handle *even on failure* (so that cohort_errmsg() can be asked), except when there is no
 *               memory for it: then NULL. Close it in every case.
 * @retval COHORT_ERR_BUSY     Another program writes to it.
 * @retval COHORT_ERR_FOREIGN  The file is not a Cohort database.   @retval COHORT_ERR_NEWER  It is a newer Cohort's.
 * @retval COHORT_ERR_DAMAGED  The file is damaged; it was not touched.
 * @retval COHORT_ERR_NOT_FOUND, COHORT_ERR_IO, COHORT_ERR_STORE, COHORT_ERR_FULL, COHORT_ERR_NOMEM, COHORT_ERR_INVALID
 * @since 0.1
 */
COHORT_API int cohort_open(const char *path, uint32_t flags, cohort **ret_h);

/** As cohort_open(), with all that can be configured. @since 0.1 */
COHORT_API int cohort_open_config(const cohort_config *config, cohort **ret_h);

/** Close and free. What runs goes on running and is adopted by the next handle that plays its node. NULL is allowed. @since 0.1 */
COHORT_API void cohort_close(cohort *h);

/** The path that the handle was opened with, ":memory:" too. Borrowed for the handle's life. @since 0.1 */
COHORT_API const char *cohort_path(const cohort *h);

/** The library's version, "0.1.0". @since 0.1 */
COHORT_API const char *cohort_version(void);

/** One file descriptor that becomes readable when cohort_process() has something to do; -1 if the handle has none. @since 0.1 */
COHORT_API int cohort_get_fd(cohort *h);

/** When cohort_process() must be called even without input: absolute, CLOCK_MONOTONIC milliseconds; INT64_MAX: no need. 0: now. @since 0.1 */
COHORT_API int64_t cohort_get_deadline_ms(cohort *h);

/**
 * Do what is due: agents' answers, timers, polls, requests of the control socket. Never blocks. Callbacks run only in here.
 * @retval COHORT_ERR_STORE, COHORT_ERR_FULL  What came in cannot be stored now. It is kept and tried again at the next
 *         call; nothing acts meanwhile.
 * @since 0.1
 */
COHORT_API int cohort_process(cohort *h);

/** Wait for the next thing to do, at most @p timeout_ms (-1: for ever), then cohort_process(). For who has no loop. @since 0.1 */
COHORT_API int cohort_turn(cohort *h, int64_t timeout_ms);

/** Turn the loop until cohort_stop() is called on @p h or an error other than the store's happens. @since 0.1 */
COHORT_API int cohort_run(cohort *h);

/** Make cohort_run() return. The one call, beside cohort_agent_report(), that is allowed from any thread and from signal handlers. @since 0.1 */
COHORT_API void cohort_stop(cohort *h);

/** Free what a call said is yours. NULL is allowed. @since 0.1 */
COHORT_API void cohort_free(cohort *h, void *block);

#ifdef __cplusplus
}
#endif
#endif
