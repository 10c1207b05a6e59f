/**
 * @file error.h
 * Error codes, and how to ask what went wrong.
 *
 * Every call that can fail returns a negative code of this page. The handle then holds one sentence with the names in
 * it, cohort_errmsg(), and, where Windows has one, the Windows number of the error, cohort_win32().
 * docs/manual/errors.md lists the codes with their numbers and what to do about them.
 *
 * What *every* call on a handle may return, beside what it lists itself:
 *  - COHORT_ERR_INVALID: the handle is NULL, or an argument is NULL that may not be; the sentence names it (Win32 87);
 *  - after a cohort_open() that failed: that error again, COHORT_ERR_MISUSE if there was none;
 *  - COHORT_ERR_NOMEM: out of memory; the call changed nothing;
 *  - COHORT_ERR_BUG: this handle has met an error of Cohort's own. It does nothing more; only cohort_errmsg() and
 *    cohort_close() make sense.
 *
 * What every *request* may return as well (the calls with ret_request): see request.h.
 */
#ifndef COHORT_ERROR_H
#define COHORT_ERROR_H

#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @name Codes. Blocks: -1xx caller, -2xx state, -3xx cluster, -4xx agents, -5xx store, -6xx format, -9xx fatal. */
/** @{ */
#define COHORT_OK 0                 /**< Success. */
#define COHORT_ERR_INVALID (-101)   /**< An argument is wrong: missing, malformed, not of this kind. Win32 87. */
#define COHORT_ERR_NOT_FOUND (-102) /**< Nothing of that name. Win32 5007, 5013, 5042, 5078, 1060, 87. */
#define COHORT_ERR_EXISTS (-103)    /**< The name is taken, or the relation exists. Win32 5010, 5040, 1073, 5003. */
#define COHORT_ERR_RANGE (-104)     /**< A value lies outside its range; the sentence names the range. Win32 5913. */
#define COHORT_ERR_SYNTAX (-105)    /**< Text that does not parse; the sentence names the column. Win32 87. */
#define COHORT_ERR_LIMIT (-106)     /**< A limit of types.h is exceeded. Win32 5929, 5935, 87. */
#define COHORT_ERR_MISUSE (-107)    /**< Called at a wrong time: from a callback, or on a read-only handle. */
#define COHORT_ERR_READONLY (-108)  /**< It cannot be set: Group, Type, State and the like. Win32 5089. */
#define COHORT_ERR_STATE (-201)     /**< Its state forbids it. Win32 5023, 5019, 5056, 5908, 1058, 1061, 1062... */
#define COHORT_ERR_CIRCULAR (-202)  /**< Dependencies, with the services' needs, would form a circle. Win32 1059. */
#define COHORT_ERR_DEPENDENT (-203) /**< Something depends on it. Win32 5001; a service that others need: 1051. */
#define COHORT_ERR_HELD (-204)      /**< A running service needs a service that would stop. Win32 1051. */
#define COHORT_ERR_REQUIRED (-205)  /**< A dependency that the resource's type requires is missing. Win32 5002. */
#define COHORT_ERR_NO_QUORUM (-301) /**< The cluster has no quorum. Win32 5925. */
#define COHORT_ERR_NODE_DOWN (-302) /**< The node is not Up. Win32 5005, 5050. */
#define COHORT_ERR_NOT_OWNER (-303) /**< The node is not a possible owner. Win32 5015. */
#define COHORT_ERR_NO_TARGET (-304) /**< No other node can take the group. Win32 5005. */
#define COHORT_ERR_AGENT (-401)     /**< Something still runs and no agent is registered here that could end it. */
#define COHORT_ERR_STALE (-402)     /**< The operation is no longer awaited; recorded and ignored. */
#define COHORT_ERR_TIMEOUT (-403)   /**< The time given to a waiting call is over. */
#define COHORT_ERR_STORE (-501)     /**< The database answered with an error; the sentence has SQLite's words. */
#define COHORT_ERR_BUSY (-502)      /**< Another program has this database open for writing. */
#define COHORT_ERR_FULL (-503)      /**< The disk is full. */
#define COHORT_ERR_DAMAGED (-504)   /**< The database is damaged; nothing was changed. */
#define COHORT_ERR_FOREIGN (-505)   /**< The file is not a Cohort database. */
#define COHORT_ERR_NEWER (-506)     /**< The database was written by a newer Cohort. */
#define COHORT_ERR_IO (-507)        /**< A file or a socket cannot be opened, read or written. */
#define COHORT_ERR_NOMEM (-901)     /**< Out of memory; the call changed nothing. */
#define COHORT_ERR_BUG (-902)       /**< An error of Cohort's own. The handle does nothing more. */
/** @} */

/**
 * The code's name, "COHORT_ERR_STATE"; "COHORT_OK" for 0, "COHORT_ERR_UNKNOWN" for other numbers. Never NULL, never
 * freed.
 * @since 0.1
 */
COHORT_API const char *cohort_err_name(int code);

/** The code's meaning in a few words, for when there is no handle to ask. Never NULL, never freed. @since 0.1 */
COHORT_API const char *cohort_strerror(int code);

/**
 * Code of the last call on @p h that could fail; 0 after success. COHORT_ERR_NOMEM for NULL: the handle for which there
 * was no memory. The calls that are allowed from any thread do not touch it.
 * @since 0.1
 */
COHORT_API int cohort_errcode(const cohort *h);

/**
 * One sentence about the last call's error, names included, no full stop; "" after success. UTF-8, one line; a sentence
 * that is very long ends with "...". Borrowed until the next call on @p h. For NULL: the words of COHORT_ERR_NOMEM.
 * Never NULL.
 * @since 0.1
 */
COHORT_API const char *cohort_errmsg(const cohort *h);

/**
 * Windows' number of the last call's error (5001, 1059, ...); 0 after success, where Windows has none, and for NULL.
 * @since 0.1
 */
COHORT_API int64_t cohort_win32(const cohort *h);

#ifdef __cplusplus
}
#endif
#endif
