/*
 * The store: one SQLite database. Nothing else touches SQLite.
 *
 * application_id, user_version, STRICT tables, foreign keys, WAL with synchronous=FULL. One writer (it holds a lock for as long as it is open), any
 * number of readers. The schema is public: docs/schema.md.
 */
#ifndef COH_STORE_H
#define COH_STORE_H

#include <stdint.h>

#include "core/engine.h"
#include "util/error.h"
#include "util/mem.h"

#define COH_STORE_APPLICATION_ID 0x436f6872 /* "Cohr" */
#define COH_STORE_VERSION 1

struct coh_store;

/* Open (flags: COHORT_OPEN_...) and load everything into @engine, which is new and empty. A new database gets its schema and the rows of the
 * empty engine. COHORT_ERR_BUSY, _FOREIGN, _NEWER, _DAMAGED, _NOT_FOUND, _IO, _FULL, _STORE, _NOMEM. *ret_store NULL on failure. */
int coh_store_open(const struct coh_mem *mem, const char *path, uint32_t flags, struct coh_engine *engine,
                   struct coh_store **ret_store, struct coh_error *error);
/* A copy of what @from holds now, in memory, loaded into @engine. */
int coh_store_open_copy(const struct coh_mem *mem, struct coh_store *from, struct coh_engine *engine,
                        struct coh_store **ret_store, struct coh_error *error);
void coh_store_close(struct coh_store *store);

/* Store the effects in one transaction: all or nothing. Durable when it returns 0. */
int coh_store_write(struct coh_store *store, struct coh_engine *engine, const struct coh_effects *effects,
                    const char *actor, const char *origin, struct coh_error *error);

/* An agent's record: the last one of each object and node; size 0 deletes. Its own transaction: durable when it returns. */
int coh_store_record_put(struct coh_store *store, int64_t object, int64_t node, int64_t operation, const void *blob,
                         int64_t size, struct coh_error *error);
/* *ret_blob: coh_free(); NULL and 0 when there is none. */
int coh_store_record_get(struct coh_store *store, int64_t object, int64_t node, int64_t *ret_operation, void **ret_blob,
                         int64_t *ret_size, struct coh_error *error);

/* Objects that have a record on @node, by id: *ret_objects is yours (coh_free), NULL when there is none. */
int coh_store_records(struct coh_store *store, int64_t node, int64_t **ret_objects, int *ret_count,
                      struct coh_error *error);

/* A stored input. Texts: valid until the next call on the store that reads inputs. COHORT_ERR_NOT_FOUND. */
int coh_store_input(struct coh_store *store, int64_t seq, struct coh_input *ret_input, struct coh_error *error);
/* Every input from the first on, in order; stops when @each returns non-zero and returns that. */
int coh_store_each_input(struct coh_store *store, int (*each)(void *user, int64_t seq, const struct coh_input *input),
                         void *user, struct coh_error *error);

/* A stored transition with its input's words and actor. Texts: valid during the call. */
struct coh_stored_transition {
    struct coh_transition t;                   /* a, b, s, t are not filled: */
    const char *rule, *reason, *change, *kind; /* texts as stored */
    const char *request, *actor;
    int64_t wall_ms;
};
/* Zero: everything. */
struct coh_store_filter {
    int64_t since, limit;
    const char *kind;    /* as stored */
    int64_t object;      /* its id */
    const char *name;    /* that the object had at some time; case ignored */
    const char *prefix;  /* of the name of then; case ignored */
    const char *changes; /* " state owner ": with blanks around each */
};
int coh_store_each_transition(struct coh_store *store, const struct coh_store_filter *filter,
                              int (*each)(void *user, const struct coh_stored_transition *row), void *user,
                              struct coh_error *error);
/* First transition at or after that engine time; 0: there is none. */
int coh_store_since(struct coh_store *store, int64_t time_ms, int64_t *ret_seq, struct coh_error *error);
/* As stored now: a handle for reading knows what was when it opened. */
int coh_store_pruned(struct coh_store *store, int64_t *ret_seq, struct coh_error *error);
int coh_store_transition(struct coh_store *store, int64_t seq,
                         int (*each)(void *user, const struct coh_stored_transition *row), void *user,
                         struct coh_error *error);

#endif
