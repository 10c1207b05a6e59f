/* Words of a line, names, durations, numbers. */
#ifndef COH_TEXT_H
#define COH_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/mem.h"

/* Split a line into words, quoted as in a shell: '...' is literal; "..." with \" \\ ; \x outside quotes; a '#' at the start of a word begins a
 * comment. No expansions. *ret_words: one block (coh_free), NULL-terminated.
 * COHORT_ERR_SYNTAX: *ret_column (1.., in characters; may be NULL) is where (an open quote, a control character other than tab, even quoted; a \ at the
 * end); COHORT_ERR_LIMIT; COHORT_ERR_NOMEM. */
int coh_words_split(const struct coh_mem *mem, const char *line, char ***ret_words, int *ret_count, int *ret_column);
/* Append one word so that coh_words_split(), and a shell, give it back; quotes only where needed. A word with control characters is quoted
 * but not accepted back. */
void coh_words_quote(struct coh_buf *buf, const char *word);

/* ASCII case is ignored. */
int coh_name_cmp(const char *a, const char *b);
/* How many letters must be put in, left out or changed to make one name of the other, without regard to case; names that are long: COH_FAR. */
#define COH_FAR 64
int coh_name_distance(const char *a, const char *b);
uint64_t coh_name_hash(const char *name);
/* 0, or a static text that says what is wrong with it ("is empty", "is longer than 255 bytes", "is not UTF-8", "has a control character",
 * "has a character that names may not have: [") ; @forbidden: characters, may be NULL. */
const char *coh_name_check(const char *name, const char *forbidden);
int coh_utf8_ok(const char *text);
/* Bytes of the character that begins here, 1..4; 0 at the end, or if these bytes are not UTF-8. */
int coh_utf8_size(const char *text);

/* "500ms 30s 15m 6h 2d", a bare number is @bare_unit_ms each (0: not allowed). One number, one unit, no sign. COHORT_ERR_SYNTAX or COHORT_ERR_RANGE. */
int coh_duration_parse(const char *text, int64_t bare_unit_ms, int64_t *ret_ms);
/* Shortest exact form: "15 min", "500 ms", "90 s", "1 h"; "1.5 s" never; 0: "0 s". */
void coh_duration_words(struct coh_buf *buf, int64_t ms);
/* Decimal or 0x..., optional sign; whole text. COHORT_ERR_SYNTAX or COHORT_ERR_RANGE. */
int coh_int_parse(const char *text, int64_t *ret_value);

#endif
