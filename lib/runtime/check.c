/*
 * profile.h: rules, what they find, and which of it is silenced. A silenced rule is a property of the cluster,
 * "Silenced.RULE" or "Silenced.RULE:SUBJECT", whose value is the reason.
 */
#include <stdio.h>
#include <string.h>

#include "runtime/runtime.h"
#include "util/text.h"

struct cohort_findings {
    cohort *h;
    cohort_cursor *cursor;
    const cohort_rule *rule;
    void *view; /* of the profile whose rules run */
};

void *cohort_findings_view(const cohort_findings *findings)
{
    return findings->view;
}

static const char *severity_name(int severity)
{
    return severity == COHORT_SEVERITY_ERROR ? "error" : severity == COHORT_SEVERITY_WARNING ? "warning" : "advice";
}

/* The reason with which it is silenced; NULL: it is not. @subject NULL: all of the rule. */
static const char *silence_of(const cohort *h, const char *rule, const char *subject)
{
    char name[2 * COHORT_NAME_MAX];
    const struct coh_prop *prop;

    if (subject == NULL)
        snprintf(name, sizeof name, "Silenced.%s", rule);
    else
        snprintf(name, sizeof name, "Silenced.%s:%s", rule, subject);
    prop = coh_prop_set_at(&coh_model(h)->cluster->o, name);
    return prop != NULL ? prop->text : NULL;
}

/* The subjects of which a rule is silenced, a line each: "SUBJECT: REASON". */
static void list_subjects(const cohort *h, const char *rule, struct coh_buf *ret)
{
    const struct coh_props *props = coh_model(h)->cluster->o.props;
    char begin[COHORT_NAME_MAX];
    size_t size;
    int i;

    snprintf(begin, sizeof begin, "Silenced.%s:", rule);
    size = strlen(begin);
    for (i = 0; props != NULL && i < props->count; i++)
        if (strncmp(props->v[i].name, begin, size) == 0)
            coh_buf_fmt(ret, "%s%s: %s", coh_buf_text(ret)[0] != '\0' ? "\n" : "", props->v[i].name + size,
                        props->v[i].text);
}

void cohort_finding(cohort_findings *findings, int state, const char *subject, const char *message, const char *remedy)
{
    const cohort_rule *rule = findings->rule;
    const char *silenced = silence_of(findings->h, rule->id, NULL);

    subject = subject != NULL ? subject : "";
    if (silenced == NULL)
        silenced = silence_of(findings->h, rule->id, subject);
    coh_cursor_text(findings->cursor, rule->id);
    coh_cursor_both(findings->cursor, severity_name(rule->severity), rule->severity);
    coh_cursor_both(findings->cursor, state == COHORT_UNKNOWN ? "unknown" : "finding", state);
    coh_cursor_text(findings->cursor, subject);
    coh_cursor_text(findings->cursor, message != NULL ? message : "");
    coh_cursor_text(findings->cursor, remedy != NULL ? remedy : rule->remedy);
    coh_cursor_text(findings->cursor, rule->source);
    coh_cursor_text(findings->cursor, silenced);
}

static const cohort_rule *find_rule(const cohort *h, const char *id)
{
    int i, k;

    for (i = 0; i < h->profile_count; i++)
        for (k = 0; k < h->profiles[i]->rule_count; k++)
            if (coh_name_cmp(h->profiles[i]->rules[k].id, id) == 0)
                return &h->profiles[i]->rules[k];
    return NULL;
}

static int no_rule(cohort *h, const char *id)
{
    return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "there is no rule \"%s\"", id);
}

/* @rule NULL: all of the profile. */
static int check_profile(cohort *h, const cohort_profile *profile, const char *rule, struct cohort_findings *findings)
{
    int k;

    findings->view = NULL;
    for (k = 0; k < profile->rule_count; k++) {
        findings->rule = &profile->rules[k];
        if (rule != NULL && coh_name_cmp(findings->rule->id, rule) != 0)
            continue;
        if (findings->view == NULL && profile->read_view != NULL) {
            findings->view = profile->read_view(h);
            if (findings->view == NULL)
                return coh_out_of_memory(h);
        }
        findings->rule->check(h, findings);
    }
    if (findings->view != NULL)
        profile->free_view(findings->view);
    return 0;
}

int cohort_check(cohort *h, const char *rule, cohort_cursor **ret_cursor)
{
    static const char *const columns[] = {"rule",   "severity", "state",    "subject", "message",
                                          "remedy", "source",   "silenced", NULL};
    struct cohort_findings findings = {.h = h};
    int i, rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (ret_cursor == NULL)
        return coh_missing(h, "ret_cursor");
    if (rule != NULL && find_rule(h, rule) == NULL)
        return no_rule(h, rule);
    findings.cursor = coh_cursor_new(h);
    coh_cursor_columns(findings.cursor, columns);
    h->callbacks++; /* a rule only reads */
    for (i = 0; rc == 0 && i < h->profile_count; i++)
        rc = check_profile(h, h->profiles[i], rule, &findings);
    h->callbacks--;
    if (rc < 0) {
        cohort_cursor_free(findings.cursor);
        return rc;
    }
    coh_error_clear(&h->error);
    return coh_cursor_done(h, findings.cursor, ret_cursor);
}

int cohort_list_rules(cohort *h, cohort_cursor **ret_cursor)
{
    static const char *const columns[] = {"rule",   "severity", "profile",  "condition", "consequence",
                                          "remedy", "source",   "silenced", "subjects",  NULL};
    struct coh_buf subjects;
    cohort_cursor *cursor;
    int i, k, rc = coh_enter(h);

    if (rc < 0)
        return rc;
    if (ret_cursor == NULL)
        return coh_missing(h, "ret_cursor");
    cursor = coh_cursor_new(h);
    coh_cursor_columns(cursor, columns);
    for (i = 0; i < h->profile_count; i++)
        for (k = 0; k < h->profiles[i]->rule_count; k++) {
            const cohort_rule *rule = &h->profiles[i]->rules[k];

            coh_cursor_text(cursor, rule->id);
            coh_cursor_both(cursor, severity_name(rule->severity), rule->severity);
            coh_cursor_text(cursor, h->profiles[i]->name);
            coh_cursor_text(cursor, rule->condition);
            coh_cursor_text(cursor, rule->consequence);
            coh_cursor_text(cursor, rule->remedy);
            coh_cursor_text(cursor, rule->source);
            coh_cursor_text(cursor, silence_of(h, rule->id, NULL));
            coh_buf_init(&subjects, &h->mem, 0);
            list_subjects(h, rule->id, &subjects);
            coh_cursor_text(cursor, coh_buf_text(&subjects));
            coh_buf_free(&subjects);
        }
    return coh_cursor_done(h, cursor, ret_cursor);
}

int cohort_rule_silence(cohort *h, const char *rule, const char *subject, const char *reason, int64_t *ret_request)
{
    const char *list[2] = {NULL, NULL};
    struct coh_buf text;
    int rc = coh_enter_write(h);

    if (rc < 0)
        return rc;
    if (rule == NULL)
        return coh_missing(h, "rule");
    if (find_rule(h, rule) == NULL)
        return no_rule(h, rule);
    if (reason != NULL && *reason == '\0')
        return coh_error_set(&h->error, COHORT_ERR_INVALID, 87, "why is rule \"%s\" silenced?", rule);
    rule = find_rule(h, rule)->id;
    if (reason == NULL && silence_of(h, rule, subject) == NULL)
        return coh_error_set(&h->error, COHORT_ERR_NOT_FOUND, 87, "rule \"%s\" is not silenced%s%s", rule,
                             subject != NULL ? " for " : "", subject != NULL ? subject : "");
    coh_buf_init(&text, &h->mem, 0);
    coh_buf_fmt(&text, "Silenced.%s%s%s%s%s", rule, subject != NULL ? ":" : "", subject != NULL ? subject : "",
                reason != NULL ? "=" : "", reason != NULL ? reason : "");
    list[0] = coh_buf_text(&text);
    rc = text.error < 0
             ? coh_out_of_memory(h)
             : coh_request_list(h, reason != NULL ? COH_VERB_SET : COH_VERB_UNSET, COH_CLUSTER, "", list, ret_request);
    coh_buf_free(&text);
    return rc;
}
