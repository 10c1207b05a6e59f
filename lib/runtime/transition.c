/* A transition as people read it: one line, for history, transcripts and "why". */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/rules.h"
#include "runtime/runtime.h"

static void arrow(struct coh_buf *buf, const char *old_text, const char *new_text)
{
    if (old_text != NULL)
        coh_buf_fmt(buf, "%s -> ", old_text[0] != '\0' ? old_text : "none");
    coh_buf_add(buf, new_text != NULL && new_text[0] != '\0' ? new_text : "none");
}

/* The operator's words for a move, by the rule that brought it about. */
static void moved(struct coh_buf *buf, int rule, const char *from, const char *to)
{
    const char *verb = rule == COH_RULE_FAILOVER || rule == COH_RULE_NODE_LOST ? "failed over"
                       : rule == COH_RULE_FAILBACK                             ? "failed back"
                       : rule == COH_RULE_DRAIN_BACK                           ? "returned"
                                                                               : "moved";

    if (strcmp(from, to) == 0)
        coh_buf_fmt(buf, "stays on %s", to);
    else
        coh_buf_fmt(buf, "%s from %s to %s", verb, from, to);
}

void coh_transition_text(struct coh_buf *buf, const char *kind, const char *name, int change, int rule,
                         const char *old_text, const char *new_text, const char *reason)
{
    const char *slash = strcmp(kind, coh_kind_name(COH_OBJECT)) == 0 ? strchr(name, '/') : NULL;

    if (slash != NULL) /* of a kind that is data: KIND/NAME */
        coh_buf_fmt(buf, "%.*s %s: ", (int)(slash - name), name, slash + 1);
    else
        coh_buf_fmt(buf, "%s %s: ", kind, name);
    switch (change) {
    case COH_CHANGE_STATE: arrow(buf, old_text, new_text); break;
    case COH_CHANGE_POLICY: coh_buf_add(buf, new_text != NULL ? new_text : ""); break;
    case COH_CHANGE_MOVED: moved(buf, rule, old_text != NULL ? old_text : "", new_text != NULL ? new_text : ""); break;
    case COH_CHANGE_CREATED:
    case COH_CHANGE_DELETED: coh_buf_add(buf, coh_change_name(change)); break;
    case COH_CHANGE_PRUNED: coh_buf_fmt(buf, "transitions %s to %s pruned", old_text, new_text); break;
    case COH_CHANGE_TIMER: coh_buf_add(buf, "timer"); break;
    case COH_CHANGE_LOGGED: coh_buf_fmt(buf, "%s: %s", old_text, new_text); break;
    case COH_CHANGE_RENAMED: coh_buf_fmt(buf, "renamed to %s", new_text != NULL ? new_text : ""); break;
    default: coh_buf_fmt(buf, "%s ", coh_change_name(change)); arrow(buf, old_text, new_text);
    }
    if (change == COH_CHANGE_MOVED && reason != NULL)
        coh_buf_fmt(buf, " because %s", reason);
    else if (reason != NULL && reason[0] != '\0' && strcmp(reason, coh_change_name(change)) != 0)
        coh_buf_fmt(buf, " (%s)", reason);
}

void coh_transition_line(struct coh_buf *buf, const struct coh_transition *transition)
{
    struct coh_buf reason;

    coh_buf_init(&reason, buf->mem, 0);
    coh_rule_sentence(&reason, transition);
    coh_transition_text(buf, coh_kind_name(transition->kind), transition->name, transition->change, transition->rule,
                        transition->old_text, transition->new_text, coh_buf_text(&reason));
    if (reason.error < 0 && buf->error == 0)
        buf->error = reason.error;
    coh_buf_free(&reason);
}

void coh_time_text(const cohort *h, struct coh_buf *buf, int64_t time_ms, int64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    char text[64];
    struct tm tm;

    if (h->virtual_clock || localtime_r(&seconds, &tm) == NULL) {
        coh_buf_fmt(buf, "[%9lld]", (long long)time_ms);
        return;
    }
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
    coh_buf_fmt(buf, "%s.%03d", text, (int)(wall_ms % 1000));
}
