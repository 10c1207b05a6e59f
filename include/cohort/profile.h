/**
 * @file profile.h
 * Profiles: kinds of objects, resource types, rules, verbs and reactions for a domain, brought by a program.
 *
 * What a profile brings into the database (kinds, types, property tables) is data: any program can open, list, set and
 * replay it without the profile. What it brings into the program (rules, verbs, the reactor) is attached to a handle.
 *
 * Everything here is a constant of the profile: the tables must live, unchanged, as long as a handle they are attached
 * to. Every struct begins with struct_size; arrays of structs are walked by the size that their first element states,
 * and members beyond it are 0.
 */
#ifndef COHORT_PROFILE_H
#define COHORT_PROFILE_H

#include <cohort/error.h>
#include <cohort/object.h>
#include <cohort/procedure.h>
#include <cohort/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @name Kinds and types: entered into the database when a first object of one of them is created. */
/** @{ */

/**
 * A kind of objects. Its objects are created, set, listed and shown by the same calls as all others, by this name.
 *
 * A property is one text: `NAME TYPE [min=N] [max=N] [unit=U] [choices=A|B] [of=KIND] [unique] [default=VALUE]: meaning`.
 * TYPE is int, bool, text, list, binary (hexadecimal digits), ref (an object of a kind, stored by its id) or refs
 * (several). No two objects have the same values of all their properties that are marked unique (5010); one that is not
 * set is like no other. An object that others refer to cannot be deleted (5001). Id, Name, Kind and Reason cannot be names of properties.
 */
typedef struct cohort_kind {
    uint32_t struct_size;
    const char *name;              /**< 1..COHORT_NAME_MAX bytes, without '/'; not a kind of Cohort's own. */
    const char *meaning;           /**< What such an object is; becomes its Description. */
    const char *const *properties; /**< NULL-terminated; NULL: none. */
} cohort_kind;

/** A resource type. */
typedef struct cohort_type {
    uint32_t struct_size;
    const char *name;
    const char *const *assignments; /**< NULL-terminated "Property=Value" of the type: Class, Drives, ... */
    const char *const *properties;  /**< As of a kind: what its resources have beside what Class and Drives give. */
} cohort_type;
/** @} */

/** @name Rules: what cohort_check() looks at. */
/** @{ */
#define COHORT_FINDING 1 /**< The rule fires for this subject. */
#define COHORT_UNKNOWN 2 /**< It cannot be said: the message names what is needed. Never reported as well. */

/** Where a rule reports to; opaque, valid during its check. */
typedef struct cohort_findings cohort_findings;

/** A rule: a pure function of what it can read on the handle. */
typedef struct cohort_rule {
    uint32_t struct_size;
    int severity;            /**< COHORT_SEVERITY_... */
    const char *id;          /**< Stable: "SSO006". */
    const char *condition;   /**< When it fires. */
    const char *consequence; /**< What happens then. */
    const char *remedy;      /**< What mends it. */
    const char *source;      /**< Where that is written. */
    /** Report with cohort_finding(); report nothing where all is well. Only calls that read are allowed: those that list
     * and get. */
    void (*check)(cohort *h, cohort_findings *findings);
} cohort_rule;

/**
 * Report one finding of the rule whose check runs.
 *
 * @param state    COHORT_FINDING or COHORT_UNKNOWN.
 * @param subject  Name of what it is about; "" for the whole. Copied, as the others.
 * @param message  One sentence with the names and values in it. With COHORT_UNKNOWN: what must be known ("the account
 *                 of ENTSSO on node N2"); it is shown as "unknown: needs ...".
 * @param remedy   A line of the command language that mends it, or a sentence; NULL: the rule's.
 * @since 0.1
 */
COHORT_API void cohort_finding(cohort_findings *findings, int state, const char *subject, const char *message,
                               const char *remedy);

/**
 * What the profile's read_view() returned for this run of cohort_check(): the rules of a profile read the model once.
 *
 * @return NULL: the profile has no read_view. Borrowed during the check.
 * @since 0.1
 */
COHORT_API void *cohort_findings_view(const cohort_findings *findings);

/**
 * Run the rules of the attached profiles, by profile and id.
 *
 * Columns: "rule", "severity" ("error", "warning", "advice"; as number COHORT_SEVERITY_...), "state" ("finding",
 * "unknown"; COHORT_FINDING, COHORT_UNKNOWN), "subject", "message", "remedy", "source", "silenced" (the stored reason;
 * NULL: it is not). Findings that are silenced come too.
 *
 * @param rule        Only this one; NULL: all.
 * @param ret_cursor  Yours; cohort_cursor_free().
 * @retval COHORT_ERR_NOT_FOUND  There is no such rule.
 * @retval COHORT_ERR_NOMEM      No memory, also of a profile's read_view.
 * @since 0.1
 */
COHORT_API int cohort_check(cohort *h, const char *rule, cohort_cursor **ret_cursor);

/**
 * The rules themselves. Columns: "rule", "severity", "profile", "condition", "consequence", "remedy", "source",
 * "silenced" (the reason with which all of its findings are silenced), "subjects" (those of which findings are silenced,
 * a line each: "SUBJECT: REASON").
 *
 * @param ret_cursor  Yours; cohort_cursor_free().
 * @since 0.1
 */
COHORT_API int cohort_list_rules(cohort *h, cohort_cursor **ret_cursor);

/**
 * Silence a rule, for one subject or for all, with a reason that is stored; or let it speak again.
 *
 * @param subject  NULL: all.
 * @param reason   NULL: it is no longer silenced.
 * @retval COHORT_ERR_NOT_FOUND  There is no such rule; or with NULL as reason: it is not silenced.
 * @retval COHORT_ERR_INVALID    The reason is "" (87).
 * @since 0.1
 */
COHORT_API int cohort_rule_silence(cohort *h, const char *rule, const char *subject, const char *reason,
                                   int64_t *ret_request);
/** @} */

/** @name Verbs: lines of the command language. */
/** @{ */
#define COHORT_VERB_CHANGES 1u /**< It makes requests. */
#define COHORT_VERB_RUNNING 2u /**< It means something only where somebody plays the nodes. */

/** A line as it was given, and its answer; opaque, valid during the call. */
typedef struct cohort_words cohort_words;

typedef struct cohort_verb {
    uint32_t struct_size;
    uint32_t flags; /**< COHORT_VERB_... */
    /** Lower-case words that name it, the second or a later one also as "-word" (taken in any case), then its arguments: NAME, [NODE],
     * NAME..., [NODE...], a|b, --node NODE, [--at C], [Property=Value...]. A line that does not fit is answered with this usage. */
    const char *usage;
    const char *help; /**< One sentence. */
    void (*run)(cohort *h, cohort_words *words);
} cohort_verb;

/** Argument @p index (0..); NULL beyond. Borrowed. @since 0.1 */
COHORT_API const char *cohort_words_argument(const cohort_words *words, int index);
/** Value of an option ("--at"); "" for a flag that is there; NULL: not given. Borrowed. @since 0.1 */
COHORT_API const char *cohort_words_option(const cohort_words *words, const char *name);
/** 1: the answer is to be JSON. @since 0.1 */
COHORT_API int cohort_words_json(const cohort_words *words);
/** Add to the answer for standard output. @since 0.1 */
COHORT_API void cohort_words_print(cohort_words *words, const char *text);
/** The line made this request: the command waits for its outcome. @since 0.1 */
COHORT_API void cohort_words_request(cohort_words *words, int64_t request);
/** What the line asks about is not so: the answer stands, and the exit status is COHORT_EXIT_NOT_REACHED. @since 0.1 */
COHORT_API void cohort_words_unmet(cohort_words *words);
/**
 * The line is refused. @param sentence NULL: that of the handle's last error, with its Windows number.
 * @since 0.1
 */
COHORT_API void cohort_words_refuse(cohort_words *words, const char *sentence);
/** @} */

/** @name The reactor. */
/** @{ */

/** A transition, as the reactor sees it. Texts are borrowed for the call. */
typedef struct cohort_change {
    uint32_t struct_size;
    int64_t seq, time_ms;
    int64_t id;       /**< Of the object. */
    const char *kind; /**< "resource", ... or a profile's. */
    const char *name;
    const char *change; /**< As in cohort_history(): "state", "owner", "property", "timer", "event", ... */
    const char *old_value, *new_value; /**< NULL: none. */
    const char *rule;                  /**< Stable id of the rule that decided. */
} cohort_change;

/**
 * Called for each transition before it is stored, in order; also for those that its own requests make. Requests that it
 * makes (cohort_set(), cohort_create(), cohort_delete(), cohort_object_timer(), cohort_log(), any verb of the API) are
 * stored with it, in the same transaction, as requests whose origin is the profile's name. What they change has the rule
 * "reaction", and its cause is this transition, or the last event that was logged (cohort_log()) in this call: say first
 * what is the matter, then do what follows from it. It must be a function of what it reads on the handle and of its argument: what it remembers are properties. It runs live and in simulations, not in
 * replay. One turn allows COHORT_REACTIONS_MAX requests; the rest is refused with COHORT_ERR_LIMIT.
 */
typedef void (*cohort_reactor)(cohort *h, const cohort_change *change);

/**
 * Arm or clear the timer of an object whose kind is a profile's. When it is due there is a transition "timer" of the
 * object. One for each object: the last one counts. It is stored, and counts engine time.
 *
 * @param in_ms  From now; 0: none.
 * @retval COHORT_ERR_NOT_FOUND  There is no such kind or object (87).
 * @retval COHORT_ERR_RANGE      in_ms is negative (5913).
 * @since 0.1
 */
COHORT_API int cohort_object_timer(cohort *h, const char *kind, const char *name, int64_t in_ms, int64_t *ret_request);

/**
 * How long until the timer of an object fires.
 *
 * @param ret_ms  Engine time from now, 1 or more; 0: none is armed.
 * @retval COHORT_ERR_NOT_FOUND  There is no such object, or its kind is Cohort's own (87).
 * @since 0.1
 */
COHORT_API int cohort_object_timer_left(cohort *h, const char *kind, const char *name, int64_t *ret_ms);

/**
 * Record an event about an object: a transition "event", in the history under its id.
 *
 * @param severity  COHORT_SEVERITY_...
 * @param event     The source's own number of it, such as 10532.
 * @param text      What it says; not empty.
 * @retval COHORT_ERR_NOT_FOUND  There is no such kind or object.
 * @retval COHORT_ERR_RANGE      No such severity (5913).
 * @retval COHORT_ERR_INVALID    No text (87).
 * @since 0.1
 */
COHORT_API int cohort_log(cohort *h, const char *kind, const char *name, int severity, int64_t event, const char *text,
                          int64_t *ret_request);
/** @} */

/** @name For calls that a profile offers to programs. */
/** @{ */

/**
 * Make @p sentence the handle's last error, as one of Cohort's own calls does when it refuses: a profile's call checks
 * what its domain forbids, and returns what this returns.
 *
 * @param error     COHORT_ERR_..., not 0.
 * @param win32     What cohort_win32() is to be; 0: none. Numbers of 0x80000000 and more are shown in hexadecimal.
 * @param sentence  One sentence with the names in it, without a full stop. Copied.
 * @return error; COHORT_ERR_INVALID if it is not negative or there is no sentence.
 * @since 0.1
 */
COHORT_API int cohort_refuse(cohort *h, int error, int64_t win32, const char *sentence);
/** @} */

/** A profile. Counts are of the arrays before them. */
typedef struct cohort_profile {
    uint32_t struct_size;
    const char *name; /**< "biztalk". */
    const char *meaning;
    const cohort_kind *kinds;
    int kind_count;
    const cohort_type *types;
    int type_count;
    const cohort_rule *rules;
    int rule_count;
    const cohort_verb *verbs;
    int verb_count;
    cohort_reactor react; /**< NULL: none. */
    /** What its rules share during one cohort_check(): called before the first of them, NULL: none. @return NULL: no
     * memory, which cohort_check() then reports. Only calls that read are allowed. */
    void *(*read_view)(cohort *h);
    void (*free_view)(void *view);      /**< After the last of them; NULL where read_view is. */
    const cohort_procedure *procedures; /**< procedure.h; their looks share a view as the rules do. */
    int procedure_count;
} cohort_profile;

/**
 * Attach a profile to a handle. Changes nothing in the database. At most COHORT_PROFILES_MAX; before cohort_listen(),
 * so that lines that come through the socket know it.
 *
 * @retval COHORT_ERR_EXISTS   A profile of that name is attached already (5010).
 * @retval COHORT_ERR_LIMIT    Too many, or a procedure of it has more than COHORT_STEPS_MAX steps (87).
 * @retval COHORT_ERR_INVALID  NULL, without a name, or struct_size is too small; a table cannot be read: there is none,
 *                             the struct_size of its first element is too small, or an element lacks a name, a text or a
 *                             function that is not said to be optional (87).
 * @retval COHORT_ERR_NOMEM
 * @since 0.1
 */
COHORT_API int cohort_profile_attach(cohort *h, const cohort_profile *profile);

/** Attached profile @p index (0..), in the order of attaching; NULL beyond. @since 0.1 */
COHORT_API const cohort_profile *cohort_profile_at(const cohort *h, int index);

/**
 * Enter what is missing of a profile's kinds and types into the database: one request for each. Done by itself when an
 * object of one of them is created.
 *
 * @retval COHORT_ERR_NOT_FOUND  No profile of that name is attached (87).
 * @since 0.1
 */
COHORT_API int cohort_profile_install(cohort *h, const char *name);

#ifdef __cplusplus
}
#endif
#endif
