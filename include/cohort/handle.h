/**
 * @file handle.h
 * Opening a cluster's database, and the event loop.
 *
 * A handle belongs to one thread at a time; there may be any number of handles. Only cohort_agent_report(),
 * cohort_agent_alive() and cohort_stop() may be called from any thread at any time before cohort_close().
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

/**
 * Memory functions of an embedder, for one handle. All three are required. They are called from every thread that calls
 * cohort_agent_report() or cohort_agent_alive(), so they must bear that. SQLite, the built-in agents, the command
 * language and simulations use malloc().
 */
typedef struct cohort_allocator {
    uint32_t struct_size;                                        /**< sizeof(cohort_allocator). */
    void *user;                                                  /**< Given back to each function. */
    void *(*allocate)(void *user, uint64_t size);                /**< Never of size 0. NULL: out of memory. */
    void *(*reallocate)(void *user, void *block, uint64_t size); /**< As realloc; @p block may be NULL. */
    void (*release)(void *user, void *block);                    /**< As free. */
} cohort_allocator;

/** How to open. Zero means the default everywhere. */
typedef struct cohort_config {
    uint32_t struct_size;              /**< sizeof(cohort_config). */
    uint32_t flags;                    /**< COHORT_OPEN_... */
    const char *path;                  /**< File, or ":memory:". Copied. */
    const char *actor;                 /**< Who acts, for the history; NULL: the user's name. UTF-8. Copied. */
    const cohort_allocator *allocator; /**< NULL: malloc. Copied. */
} cohort_config;

/**
 * Open a cluster's database; it is created when it is not there (unless COHORT_OPEN_EXISTING or COHORT_OPEN_READONLY).
 * One program at a time may have it open for writing. What was in flight when it was closed stays in flight; nothing
 * runs until cohort_node_host() and cohort_process().
 *
 * A handle that was opened for reading shows the cluster as it was at this moment; only its history (cohort_history())
 * goes on. Open it again to see what is.
 *
 * @param path   File name, or ":memory:" for a cluster that dies with its handle. Copied.
 * @param flags  COHORT_OPEN_... or 0.
 * @param ret_h  Receives a handle *even on failure* (so that cohort_errmsg() can be asked), except when there is no
 *               memory for it: then NULL. Close it in every case.
 * @retval COHORT_ERR_INVALID    @p path is NULL or "", an unknown flag, a broken cohort_config; also @p ret_h is NULL.
 * @retval COHORT_ERR_NOT_FOUND  It is not there, or empty, and is not to be created.
 * @retval COHORT_ERR_BUSY       Another program writes to it; the sentence has its process id where that is known.
 * @retval COHORT_ERR_FOREIGN    The file is not a Cohort database; it was not touched.
 * @retval COHORT_ERR_NEWER      It was written by a newer Cohort; it was not touched.
 * @retval COHORT_ERR_DAMAGED    It is damaged; it was not repaired.
 * @retval COHORT_ERR_IO         It cannot be opened, read or locked; or its file system cannot have a write-ahead log.
 * @retval COHORT_ERR_FULL       The disk is full.
 * @retval COHORT_ERR_STORE      SQLite answered otherwise; the sentence has its words.
 * @retval COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_open(const char *path, uint32_t flags, cohort **ret_h);

/** As cohort_open(), with all that can be configured. The struct is not needed afterwards. @since 0.1 */
COHORT_API int cohort_open_config(const cohort_config *config, cohort **ret_h);

/**
 * Close and free. What runs goes on running and is adopted by the next handle that plays its node. NULL is allowed.
 * Inside a callback it does nothing: the callback returns into the handle. Cursors and answers are freed apart.
 * @since 0.1
 */
COHORT_API void cohort_close(cohort *h);

/** The path that the handle was opened with, ":memory:" too; "" for NULL. Borrowed for the handle's life. @since 0.1 */
COHORT_API const char *cohort_path(const cohort *h);

/**
 * Why what has happened cannot be stored at present, in a sentence: a full disk, a database that is locked. Until it can, it is
 * kept and tried again each second, and nothing acts. Borrowed until the next call; NULL: all is stored.
 * @since 0.1
 */
COHORT_API const char *cohort_trouble(const cohort *h);

/** The library's version, "0.1.0". @since 0.1 */
COHORT_API const char *cohort_version(void);

/**
 * Engine time now, in milliseconds: what history, timers and durations count in. It never decreases; in a simulation it
 * is virtual. 0 for NULL.
 * @since 0.1
 */
COHORT_API int64_t cohort_time_ms(cohort *h);

/**
 * One file descriptor that becomes readable when cohort_process() has something to do; the same for the handle's life.
 * -1 if the handle has none: it is for reading only, a simulation's, or NULL. Do not read from it or close it.
 * @since 0.1
 */
COHORT_API int cohort_get_fd(cohort *h);

/**
 * When cohort_process() must be called even if the descriptor is quiet: absolute, CLOCK_MONOTONIC milliseconds;
 * INT64_MAX: no need; 0: now. It changes with each call on the handle: ask before each wait.
 * @since 0.1
 */
COHORT_API int64_t cohort_get_deadline_ms(cohort *h);

/**
 * Do what is due: agents' answers, timers, polls, requests of the control socket. Never blocks, except for the disk.
 * Callbacks run only in here (and see cohort_node_host()).
 *
 * @retval 0                  Done; also on a handle that was opened for reading, which has nothing to do.
 * @retval COHORT_ERR_MISUSE  Called inside a callback.
 * @retval COHORT_ERR_STORE, COHORT_ERR_FULL, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED, COHORT_ERR_NOMEM  What came in cannot
 *                            be stored now. It is kept and tried again after a second, or at the next call that is due;
 *                            nothing acts meanwhile.
 * @retval COHORT_ERR_BUG     This handle does nothing more. Close it, open a new one.
 * @since 0.1
 */
COHORT_API int cohort_process(cohort *h);

/**
 * Wait for the next thing to do, then cohort_process(). For who has no loop.
 *
 * @param timeout_ms  At most so long, in milliseconds; -1: for ever; 0: do not wait.
 * @return As cohort_process(). On a handle that was opened for reading it returns at once.
 * @since 0.1
 */
COHORT_API int cohort_turn(cohort *h, int64_t timeout_ms);

/**
 * Turn the loop until cohort_stop() is called on @p h. Trouble of the store (and of memory) is waited out.
 *
 * @retval 0                  cohort_stop() was called.
 * @retval COHORT_ERR_MISUSE  Inside a callback, or on a handle that was opened for reading.
 * @retval COHORT_ERR_DAMAGED, COHORT_ERR_BUG  As cohort_process().
 * @since 0.1
 */
COHORT_API int cohort_run(cohort *h);

/**
 * Make cohort_run() return, or the next one if none runs. Allowed from any thread and from signal handlers. NULL is
 * allowed.
 * @since 0.1
 */
COHORT_API void cohort_stop(cohort *h);

/**
 * Look at the machine's clock. If it was set, by more than COHORT_CLOCK_TOLERANCE_MS, or if local time's distance from
 * UTC has changed (summer time), that is an input: windows of local time, and the times that are shown, follow it.
 * Durations do not: engine time goes on.
 *
 * cohort_process() does this by itself on a handle that plays nodes, and its descriptor becomes readable when the
 * clock is set and at each full hour. Only a handle that plays none and yet stays open needs this call.
 *
 * @retval 0                  Done, or nothing to do.
 * @retval COHORT_ERR_MISUSE  Inside a callback, or on a handle that was opened for reading only.
 * @retval COHORT_ERR_STORE, COHORT_ERR_FULL, COHORT_ERR_BUSY, COHORT_ERR_DAMAGED  It could not be stored.
 * @since 0.1
 */
COHORT_API int cohort_clock(cohort *h);

/** Free what a call said is yours ("cohort_free()"). NULL is allowed. @since 0.1 */
COHORT_API void cohort_free(cohort *h, void *block);

#ifdef __cplusplus
}
#endif
#endif
