/*
 * The command language: words in, an answer out. Public headers and util only.
 *
 *   grammar.c  the one table of commands; a command's usage line is also what its words are parsed by
 *   console.c  one line: words -> command -> answer; help and usage errors, all made from the table
 *   verbs.c    commands that change the cluster
 *   show.c     commands that read objects        record.c  history, why, digest, replay
 *   status.c   the status for people             table.c   columns by display width
 */
#ifndef COH_CONSOLE_H
#define COH_CONSOLE_H

#include <stddef.h>
#include <stdint.h>

#include <cohort/command.h>
#include <cohort/object.h>
#include <cohort/profile.h>

#include "util/buf.h"
#include "util/json.h"
#include "util/mem.h"

struct coh_console;

#define COH_COMMAND_CHANGES 1u /* makes a request */
#define COH_COMMAND_RUNNING 2u /* means something only where somebody plays the nodes */
#define COH_COMMAND_SHOWS 4u   /* changes nothing when only NAME is given: shows it */

struct coh_command {
    /* Lower-case words that name the command, then its arguments: NAME, [NODE], NAME..., [NODE...], --node NODE,
     * [--since SEQ], [--needs SERVICE...], [--follow]. */
    const char *usage;
    uint32_t flags;
    void (*run)(struct coh_console *c);
    const char *help;
};
const struct coh_command *coh_commands(int *ret_count);

/* One element of a usage line. */
struct coh_element {
    char name[32];  /* "NAME", "--node" */
    char value[32]; /* of an option; "": a flag */
    int option, optional, many;
};
/* Number of words that name the command. */
int coh_usage_words(const char *usage);
/* Where the arguments begin. */
const char *coh_usage_rest(const char *usage);
/* The element at *@at, which moves behind it; 0 at the end. */
int coh_usage_next(const char **at, struct coh_element *ret_element);
/* Only what is there of a command with COH_COMMAND_SHOWS is asked for. */
int coh_console_shows(const struct coh_console *c);
/* Does @word equal word @index of the usage? */
int coh_usage_is(const char *usage, int index, const char *word);

struct coh_option {
    const char *name, *value; /* value NULL: a flag */
};

struct coh_console {
    cohort *h;
    const cohort_profile *profiles[COHORT_PROFILES_MAX + 1]; /* whose verbs there are too; NULL-terminated */
    struct coh_command found;                                /* what command points to */
    cohort_verb verb;                                        /* of a profile, where the command is */
    const struct coh_mem *mem;
    const struct coh_command *command;
    const char **args; /* NULL-terminated */
    struct coh_option *options;
    int arg_count, option_count;
    int json, color;
    int width; /* of a terminal; 0: lines may be of any length */
    struct coh_buf out, error, scratch;
    int exit_code;
    int64_t request, follow;
};

/* The value of an option; "" for a flag that is there, NULL: not given. */
const char *coh_option(const struct coh_console *c, const char *name);

#define COH_HRESULT 0x80000000 /* numbers from here on are read in hexadecimal */

/* Each sets the exit code and the sentence for standard error. */
void coh_console_usage(struct coh_console *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
void coh_console_refuse(struct coh_console *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Refused by the call on the handle that has just failed. */
void coh_console_refused(struct coh_console *c);
/* After a request: @rc of the call. Says nothing to people: silence is success; {"request":N} in JSON. @rc > 0: with a
 * remark. */
void coh_console_requested(struct coh_console *c, int rc, int64_t request);
/* @note: what is to be known of it though it was accepted; NULL: nothing */
void coh_console_accepted(struct coh_console *c, int64_t request, int64_t win32, const char *note);

/* ---- table.c ---- */

enum coh_tint { COH_PLAIN = 0, COH_BOLD, COH_DIM, COH_GREEN, COH_YELLOW, COH_RED };

#define COH_TABLE_COLUMNS 16

struct coh_table_cell {
    char *text;
    enum coh_tint tint;
};
struct coh_table {
    const struct coh_mem *mem;
    struct coh_table_cell *cells;
    int columns, count, room;
    int error;
};
void coh_table_init(struct coh_table *table, const struct coh_mem *mem, int columns);
void coh_table_free(struct coh_table *table);
/* Cells from left to right, row after row; NULL is "". A line feed is shown as ", ", other control characters as "?".
 * */
void coh_table_add(struct coh_table *table, const char *text, enum coh_tint tint);
/* A row of headings, @columns of them, separated by '|'. */
void coh_table_head(struct coh_table *table, const char *headings);
/* Columns that have nothing below their heading are left out, and so is a table without rows. @head: its first row is
 * headings. @c: colours; a table that is wider than the terminal has its widest columns folded. */
void coh_table_print(struct coh_buf *buf, const struct coh_table *table, int head, const struct coh_console *c);
/* Columns of a terminal that @text takes. */
int coh_display_width(const char *text);
enum coh_tint coh_state_tint(const char *state);
void coh_tint_begin(struct coh_buf *buf, enum coh_tint tint);
void coh_tint_end(struct coh_buf *buf, enum coh_tint tint);

/* ---- handlers ---- */

void coh_run_help(struct coh_console *c);
void coh_run_check(struct coh_console *c);
void coh_run_rule_list(struct coh_console *c);
void coh_run_rule_show(struct coh_console *c);
void coh_run_rule_silence(struct coh_console *c);
void coh_run_procedure_list(struct coh_console *c);
void coh_run_procedure_show(struct coh_console *c);
void coh_run_procedure_start(struct coh_console *c);
void coh_run_procedure_next(struct coh_console *c);
void coh_run_procedure_set(struct coh_console *c);
void coh_run_procedure_record(struct coh_console *c);
void coh_run_procedure_rehearse(struct coh_console *c);

void coh_run_cluster_create(struct coh_console *c);
void coh_run_node_add(struct coh_console *c);
void coh_run_node_start(struct coh_console *c);
void coh_run_node_stop(struct coh_console *c);
void coh_run_cluster_stop(struct coh_console *c);
void coh_run_cluster_start(struct coh_console *c);
void coh_run_node_pause(struct coh_console *c);
void coh_run_node_resume(struct coh_console *c);
void coh_run_node_evict(struct coh_console *c);
void coh_run_group_owners(struct coh_console *c);
void coh_run_group_depend(struct coh_console *c);
void coh_run_groupset_groups(struct coh_console *c);
void coh_run_groupset_depend(struct coh_console *c);
void coh_run_group_move(struct coh_console *c);
void coh_run_group_move_all(struct coh_console *c);
void coh_run_group_online(struct coh_console *c);
void coh_run_group_offline(struct coh_console *c);
void coh_run_resource_add(struct coh_console *c);
void coh_run_affinity_add(struct coh_console *c);
void coh_run_affinity_groups(struct coh_console *c);
void coh_run_resource_depend(struct coh_console *c);
void coh_run_resource_owners(struct coh_console *c);
void coh_run_type_owners(struct coh_console *c);
void coh_run_resource_online(struct coh_console *c);
void coh_run_resource_offline(struct coh_console *c);
void coh_run_service_add(struct coh_console *c);
void coh_run_service_stop(struct coh_console *c);
void coh_run_verb(struct coh_console *c);   /* group cancel, resource fail, service start */
void coh_run_add(struct coh_console *c);    /* KIND add NAME ... */
void coh_run_delete(struct coh_console *c); /* KIND delete NAME */
void coh_run_maintenance(struct coh_console *c);
void coh_run_resource_move(struct coh_console *c);
void coh_run_quorum_force(struct coh_console *c);
void coh_run_quorum_witness(struct coh_console *c);
void coh_run_witness(struct coh_console *c);
void coh_run_create(struct coh_console *c);
void coh_run_kind_delete(struct coh_console *c);
void coh_run_rename(struct coh_console *c);
void coh_run_set(struct coh_console *c);
void coh_run_unset(struct coh_console *c);

void coh_run_list(struct coh_console *c); /* KIND list, list KIND */
void coh_run_show(struct coh_console *c); /* KIND show NAME, show KIND NAME */
void coh_run_get(struct coh_console *c);
void coh_run_quorum_show(struct coh_console *c);
void coh_run_status(struct coh_console *c);
void coh_run_why(struct coh_console *c);
void coh_run_history(struct coh_console *c);
void coh_run_batch(struct coh_console *c);
void coh_run_history_prune(struct coh_console *c);
void coh_run_digest(struct coh_console *c);
void coh_run_replay(struct coh_console *c);

/* The name that the command's first word is the kind of: "group" of "group show". */
void coh_kind_word(const struct coh_console *c, char kind[32]);
/* SERVICE@NODE of a name and --node, in c->scratch. */
const char *coh_service_name(struct coh_console *c, const char *name);
/* Row of @name (a service: SERVICE@NODE) in a list of @kind: the cursor stands on it; NULL after a refusal. */
cohort_cursor *coh_find_row(struct coh_console *c, const char *kind, const char *name);
/* All columns of the cursor's row as members. */
void coh_json_row(struct coh_json *json, cohort_cursor *cursor);
/* The answer: an array of all its rows. */
void coh_json_rows(struct coh_console *c, cohort_cursor *cursor);

#endif
