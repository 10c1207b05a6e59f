/**
 * @file command.h The command language: one line in, text or JSON out; and the control socket that serves it.
 * docs/manual/commands.md has the lines.
 */
#ifndef COHORT_COMMAND_H
#define COHORT_COMMAND_H

#include <cohort/error.h>
#include <cohort/profile.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHORT_COMMAND_JSON 1u  /**< Answer in JSON. */
#define COHORT_COMMAND_COLOR 2u /**< Colour tables, for a terminal. */
/** Times the columns of a terminal, at most 65535, as part of the flags: wider tables are folded. Without: lines of any
 * length. */
#define COHORT_COMMAND_WIDTH 0x10000u

/** @name Exit codes of the command. */
/** @{ */
#define COHORT_EXIT_REACHED 0     /**< The outcome is reached; or accepted, and nobody waited. */
#define COHORT_EXIT_REFUSED 1     /**< Refused: one sentence, and nothing has changed. */
#define COHORT_EXIT_USAGE 2       /**< Not a line of the language; the sentence says what was expected. */
#define COHORT_EXIT_NOT_REACHED 3 /**< Accepted, but the outcome is not reached; the sentence says why. */
#define COHORT_EXIT_TIMED_OUT 4   /**< Accepted; the time that was given for waiting is over. */
/** @} */

/** What a line answered. */
typedef struct cohort_answer {
    uint32_t struct_size; /**< sizeof(cohort_answer). */
    int exit_code;        /**< COHORT_EXIT_...; an accepted request that is still pending: COHORT_EXIT_REACHED. */
    int64_t request;      /**< Id of the request that the line made, to wait for; 0: none. */
    char *output;         /**< Text for standard output, with its line feeds; never NULL. */
    char *error;          /**< One sentence for standard error; NULL: none. */
    int64_t follow;       /**< > 0: "history --follow": go on with cohort_history() from this sequence number. */
} cohort_answer;

/**
 * Carry out one line of the command language. Does not wait for the outcome of a request. A line that needs a running
 * cluster is refused when this handle plays no nodes.
 *
 * @param h           NULL: the line is only checked. Then help and usage errors are answered, everything else is
 *                    refused.
 * @param line        At most COHORT_LINE_MAX bytes. "" and comments answer nothing.
 * @param flags       COHORT_COMMAND_... or 0; "--json" in the line does the same as the flag.
 * @param ret_answer  Zero-fill, set struct_size; free it with cohort_answer_free(). Untouched on failure.
 * @retval 0                   Also for a line that was refused or is no line: see exit_code.
 * @retval COHORT_ERR_INVALID  An argument is NULL, or struct_size is too small.
 * @retval COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_command(cohort *h, const char *line, uint32_t flags, cohort_answer *ret_answer);

/** As cohort_command(), with the words apart. @param words @p count texts; none may be NULL. @since 0.1 */
COHORT_API int cohort_command_words(cohort *h, int count, const char *const *words, uint32_t flags,
                                    cohort_answer *ret_answer);

/**
 * As cohort_command_words() without a handle: help and usage errors are answered, everything else is refused.
 *
 * @param profiles  NULL-terminated: whose verbs there are too; NULL: none.
 * @since 0.1
 */
COHORT_API int cohort_command_check(const cohort_profile *const *profiles, int count, const char *const *words,
                                    uint32_t flags, cohort_answer *ret_answer);

/**
 * 1: a line of these words may change the cluster; 2: and means something only where the nodes are played; 0: it only
 * reads, or is no command.
 *
 * @param profiles  As cohort_command_check().
 * @since 0.1
 */
COHORT_API int cohort_command_changes(const cohort_profile *const *profiles, int count, const char *const *words);

/**
 * Split a line into words, quoted as in a shell: '...' is literal; "..." knows an escaped quote and an escaped
 * backslash; elsewhere a backslash takes the next byte as it is. From '#' at the start of a word on it is a comment.
 *
 * @param ret_words   Yours, one block: free() of the C library. NULL-terminated.
 * @param ret_count   Receives how many there are; may be 0.
 * @param ret_column  Receives where a line that cannot be read is wrong, from 1 on; may be NULL.
 * @retval COHORT_ERR_SYNTAX   An open quote, a \\ at the end, a control character.
 * @retval COHORT_ERR_LIMIT    More than COHORT_LINE_MAX bytes or COHORT_WORDS_MAX words.
 * @retval COHORT_ERR_INVALID  An argument is NULL.
 * @retval COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_line_words(const char *line, char ***ret_words, int *ret_count, int *ret_column);

/** Free what an answer holds. @p h may be NULL, also for an answer of another handle; so may @p answer. @since 0.1 */
COHORT_API void cohort_answer_free(cohort *h, cohort_answer *answer);

/**
 * Serve the control socket inside the same loop, so that the `cohort` command works on this program. The socket is
 * FILE-sock beside the database, mode 0600; only the same user and root are listened to. It goes with cohort_close().
 * Linux.
 *
 * @retval COHORT_ERR_IO      It cannot be made.
 * @retval COHORT_ERR_MISUSE  ":memory:"; it listens already; inside a callback; or opened for reading only.
 * @since 0.1
 */
COHORT_API int cohort_listen(cohort *h);

/**
 * Called with each piece that a forwarded line answers; @p stream 1: output, 2: error. The bytes are borrowed for the
 * call and not NUL-terminated.
 */
typedef void (*cohort_sink)(void *user, int stream, const char *bytes, int64_t size);

/**
 * Send a line to the program that listens on a database. Needs no handle. Blocks until it is answered. Linux.
 *
 * @param path        The database's file.
 * @param flags       COHORT_COMMAND_... or 0.
 * @param wait        1: wait for the request's outcome, at most @p timeout_ms (-1: no limit); 0: do not.
 * @param sink        Receives the answer; NULL: it is dropped.
 * @param ret_exit    Receives COHORT_EXIT_...
 * @retval 0                     Answered; also if it was refused: see @p ret_exit.
 * @retval COHORT_ERR_NOT_FOUND  Nothing listens, or there is no such file.
 * @retval COHORT_ERR_BUSY       Something listens and cannot be connected to, and nothing was sent: errno says why. The
 *                               usual reason is that it is another user's.
 * @retval COHORT_ERR_IO         The connection broke: it is unknown whether the line was carried out.
 * @retval COHORT_ERR_TIMEOUT    The program that listens said nothing until a second after @p timeout_ms: likewise.
 * @retval COHORT_ERR_LIMIT      More than COHORT_FORWARD_MAX bytes, with 4 for each word and 24 for all.
 * @retval COHORT_ERR_INVALID    An argument is NULL.
 * @retval COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_forward(const char *path, int count, const char *const *words, uint32_t flags, int wait,
                              int64_t timeout_ms, cohort_sink sink, void *user, int *ret_exit);

#ifdef __cplusplus
}
#endif
#endif
