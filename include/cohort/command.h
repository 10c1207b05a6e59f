/**
 * @file command.h
 * The command language: one line in, text or JSON out; and the control socket that serves it.
 */
#ifndef COHORT_COMMAND_H
#define COHORT_COMMAND_H

#include <cohort/error.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHORT_COMMAND_JSON 1u  /**< Answer in JSON. */
#define COHORT_COMMAND_COLOR 2u /**< Colour tables, for a terminal. */

/** @name Exit codes of the command. @{ */
#define COHORT_EXIT_REACHED 0
#define COHORT_EXIT_REFUSED 1
#define COHORT_EXIT_USAGE 2
#define COHORT_EXIT_NOT_REACHED 3
#define COHORT_EXIT_TIMED_OUT 4
/** @} */

/** What a line answered. */
typedef struct cohort_answer {
    uint32_t struct_size;
    int exit_code;       /**< COHORT_EXIT_...; for an accepted request that is still pending: COHORT_EXIT_REACHED, see request. */
    int64_t request;     /**< Id of the request that the line made, to wait for; 0: none. */
    char *output;        /**< Text for standard output, with its line feeds; never NULL. */
    char *error;         /**< One sentence for standard error; NULL: none. */
    int64_t follow;      /**< > 0: "history --follow": go on with cohort_history() from this sequence number. */
} cohort_answer;

/**
 * Carry out one line of the command language. Does not wait for the outcome of a request.
 * @param h NULL: the line is only checked. Then help and usage errors are answered, everything else is refused.
 * @param ret_answer Zero-fill, set struct_size; free it with cohort_answer_free().
 * @retval 0 also for a line that was refused (see exit_code). @retval COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_command(cohort *h, const char *line, uint32_t flags, cohort_answer *ret_answer);

/** As cohort_command(), with the words apart. */
COHORT_API int cohort_command_words(cohort *h, int count, const char *const *words, uint32_t flags, cohort_answer *ret_answer);

/** 1: a line of these words may change the cluster; 0: it only reads, or is no command. @since 0.1 */
COHORT_API int cohort_command_changes(int count, const char *const *words);

/**
 * Split a line into words, quoted as in a shell; from '#' on it is a comment.
 * @param ret_words Yours, one block: free(). NULL-terminated. @param ret_column Receives where a line that cannot be read is wrong, from 1
 * on; may be NULL.
 * @retval COHORT_ERR_SYNTAX An open quote, a \\ at the end, a control character. @retval COHORT_ERR_LIMIT, COHORT_ERR_NOMEM @since 0.1
 */
COHORT_API int cohort_line_words(const char *line, char ***ret_words, int *ret_count, int *ret_column);

/** Free what an answer holds. @p h may be NULL. */
COHORT_API void cohort_answer_free(cohort *h, cohort_answer *answer);

/**
 * Serve the control socket inside the same loop, so that the `cohort` command works on this program. The socket is FILE-sock beside the
 * database; only the same user (and root) may use it.
 * @retval COHORT_ERR_IO It cannot be made. @retval COHORT_ERR_MISUSE ":memory:", or it listens already. @since 0.1
 */
COHORT_API int cohort_listen(cohort *h);

/** Called with each piece that a forwarded line answers; @p stream 1: output, 2: error. */
typedef void (*cohort_sink)(void *user, int stream, const char *bytes, int64_t size);

/**
 * Send a line to the program that listens on @p path. Blocks.
 * @param wait 1: wait for the request's outcome, at most @p timeout_ms (-1: no limit).
 * @param ret_exit Receives COHORT_EXIT_...
 * @retval COHORT_ERR_NOT_FOUND Nothing listens. @retval COHORT_ERR_IO The connection broke: whether the line was carried out is unknown.
 * @since 0.1
 */
COHORT_API int cohort_forward(const char *path, int count, const char *const *words, uint32_t flags, int wait, int64_t timeout_ms,
                              cohort_sink sink, void *user, int *ret_exit);

#ifdef __cplusplus
}
#endif
#endif
