/*
 * A database that the profile made is a database like all others: a program that has never heard of the profile opens
 * it, shows it, changes it and replays it; and the profile goes on where it was. And: every line of the profile has an
 * answer in JSON that is JSON.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <cohort/biztalk.h>
#include <cohort/cohort.h>
#include <cohort/sim.h>

#define AS " --as 'CONTOSO\\admin'"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char folder[64], path[96];

/* ---- JSON, as far as one must know it to see whether a text is some ---- */

static const char *value(const char *at);

static const char *blank(const char *at)
{
    return at == NULL ? NULL : at + strspn(at, " \t\r\n");
}

static const char *string(const char *at)
{
    if (*at++ != '"')
        return NULL;
    while (*at != '"') {
        if ((unsigned char)*at < 0x20)
            return NULL;
        if (*at == '\\' && strchr("\"\\/bfnrtu", *++at) == NULL)
            return NULL;
        at++;
    }
    return at + 1;
}

/* The members of an object, the elements of an array. */
static const char *members(const char *at, char end, int named)
{
    at = blank(at + 1);
    if (at != NULL && *at == end)
        return at + 1;
    while (at != NULL) {
        if (named) {
            at = blank(string(at));
            if (at == NULL || *at != ':')
                return NULL;
            at = blank(at + 1);
        }
        at = blank(value(at));
        if (at == NULL || *at == end)
            return at == NULL ? NULL : at + 1;
        at = *at == ',' ? blank(at + 1) : NULL;
    }
    return NULL;
}

static const char *value(const char *at)
{
    static const char *const words[] = {"true", "false", "null"};
    char *end;
    size_t i;

    if (*at == '{' || *at == '[')
        return members(at, *at == '{' ? '}' : ']', *at == '{');
    if (*at == '"')
        return string(at);
    for (i = 0; i < COUNT(words); i++)
        if (strncmp(at, words[i], strlen(words[i])) == 0)
            return at + strlen(words[i]);
    strtod(at, &end);
    return end == at || isalpha((unsigned char)*at) ? NULL : end;
}

/* One text in JSON, or several lines of it. */
static int is_json(const char *text)
{
    if (*text == '\0')
        return 0;
    while (text != NULL && *text != '\0')
        text = blank(value(text));
    return text != NULL;
}

/* ---- a handle whose nodes are played by agents that always succeed ---- */

static int done(cohort *h, void *instance, const cohort_target *target)
{
    (void)h, (void)instance, (void)target;
    return COHORT_AGENT_DONE;
}

static int opened(cohort *h, void *user, const cohort_target *target, void **ret_instance)
{
    (void)h, (void)user, (void)target, (void)ret_instance;
    return COHORT_AGENT_DONE;
}

static void closed(cohort *h, void *instance)
{
    (void)h, (void)instance;
}

static cohort *open_database(int with_profile)
{
    cohort *h = NULL;

    if (cohort_open(path, 0, &h) != 0)
        fail_msg("%s", cohort_errmsg(h));
    if (with_profile)
        assert_int_equal(cohort_profile_attach(h, cohort_biztalk_profile()), 0);
    return h;
}

static void play(cohort *h)
{
    static const char *const types[] = {"Service",      "Generic Service", "BizTalk Host",
                                        "Network Name", "IP Address",      "Physical Disk"};
    static const char *const nodes[] = {"N1", "N2", NULL};
    cohort_agent agent = {.struct_size = sizeof agent,
                          .open = opened,
                          .close = closed,
                          .online = done,
                          .offline = done,
                          .terminate = done,
                          .looks_alive = done,
                          .is_alive = done};
    size_t i;

    for (i = 0; i < COUNT(types); i++)
        assert_int_equal(cohort_agent_register(h, types[i], &agent), 0);
    if (cohort_node_host(h, nodes) != 0)
        fail_msg("%s", cohort_errmsg(h));
}

/* Carry out a line and wait for what it asked for. The answer: cohort_answer_free(). */
static cohort_answer say(cohort *h, const char *line, uint32_t flags)
{
    cohort_answer answer = {.struct_size = sizeof answer};

    assert_int_equal(cohort_command(h, line, flags, &answer), 0);
    if (answer.exit_code == COHORT_EXIT_REACHED && answer.request > 0 && cohort_node_hosted(h) &&
        cohort_wait(h, answer.request, 5000) != COHORT_REQUEST_REACHED)
        fail_msg("%s: %s", line, cohort_errmsg(h));
    while (cohort_node_hosted(h) && cohort_turn(h, 5) > 0)
        ;
    return answer;
}

static void carry_out(cohort *h, const char *line)
{
    cohort_answer answer = say(h, line, 0);

    if (answer.exit_code != 0)
        fail_msg("%s: %s", line, answer.error);
    cohort_answer_free(h, &answer);
}

static void refused(cohort *h, const char *line, int exit_code)
{
    cohort_answer answer = say(h, line, 0);

    if (answer.exit_code != exit_code)
        fail_msg("%s: %d, %s", line, answer.exit_code, answer.error != NULL ? answer.error : answer.output);
    cohort_answer_free(h, &answer);
}

static const char *const world[] = {
    "create domaingroup 'SSO Administrators' Scope=Domain",
    "create domaingroup 'SSO Affiliate Administrators' Scope=Domain",
    "create computer N1 Node=N1",
    "create computer N2 Node=N2",
    "create computer OUT Entsso=Stopped",
    "create account 'CONTOSO\\svc-entsso' 'Groups=SSO Administrators' LogOnAsService=N1 LogOnAsService=N2 "
    "LogOnAsService=OUT",
    "create account 'CONTOSO\\admin' 'Groups=SSO Administrators' LocalAdministrator=N1 LocalAdministrator=N2 "
    "LocalAdministrator=OUT",
    "group add G",
    "resource add IP --group G --type 'IP Address' Address=10.0.0.1",
    "resource add SSOCLUSTER --group G --type 'Network Name' Name=SSOCLUSTER",
    "resource add ENTSSO --group G --type 'Generic Service' ServiceName=ENTSSO UseNetworkName=1",
    "resource depend SSOCLUSTER [IP]",
    "resource depend ENTSSO [SSOCLUSTER]",
};

/* Every line of the profile, in an order in which each succeeds. */
static const char *const lines[] = {
    "sso configure create SSO --at N1 --database SSODB --server SQL --account 'CONTOSO\\svc-entsso' "
    "--admins 'SSO Administrators' --affiliates 'SSO Affiliate Administrators' --backup first.bak" AS,
    "sso configure join SSO --at N2" AS,
    "sso configure join SSO --at OUT" AS,
    "biztalk configure create BTS --at N1" AS,
    "biztalk configure join BTS --at N2" AS,
    "sso secret backup second.bak --at N1" AS,
    "ssoconfig -backupsecret fourth.bak --at N1" AS,
    "ssomanage -updatedb ticketTimeout=4 --at N1" AS,
    "sso update secretServer=SSOCLUSTER --at N1" AS,
    "net stop entsso --at N1",
    "net stop entsso --at N2 --yes",
    "net start entsso --at N1",
    "net stop entsso --at N1",
    "group online G",
    "sso secret copy first.bak copy.bak --to N2",
    "group move G N2",
    "resource offline ENTSSO",
    "resource online ENTSSO",
    "sso secret restore copy.bak --at N2" AS,
    "ssoconfig -restoresecret copy.bak --at N2" AS,
    "set ssosystem SSO ReencryptionTime=1",
    "sso secret generate third.bak --at N2" AS,
    "ssoconfig -generatesecret fifth.bak --at N2" AS,
    "ssomanage -serverall SSOCLUSTER --at OUT",
    "ssomanage -server OUT --at OUT" AS,
    "ssomanage -showserver --at OUT" AS,
    "ssomanage -displaydb --at OUT",
    "ssomanage -showdb --at OUT",
    "ssoconfig -showdb --at N2",
    "ssoconfig -status --at N2",
    "ssomanage -disablesso --at N2" AS,
    "ssomanage -enablesso --at N2" AS,
    "ssomanage -enablesso --at N2" AS, /* it is so already */
    "sso probe OUT",
    "host add H --group BTS",
    "host add I --group BTS Type=Isolated",
    "host delete I",
    "host instance add H N1",
    "host instance add H N2",
    "host instance start H N2",
    "host instance list",
    "host instance stop H N2",
    "host cluster H G --with-sso",
    "host instance list H",
    "host uncluster H",
    "host instance delete H N1",
    "host instance add H N1",
    "host cluster H G",
};

static void make(cohort *h)
{
    size_t i;

    assert_int_equal(cohort_cluster_create(h, "CORP", NULL), 0);
    carry_out(h, "node add N1 N2");
    carry_out(h, "quorum witness disk Q:");
    play(h);
    for (i = 0; i < COUNT(world); i++)
        carry_out(h, world[i]);
}

static int setup(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/cohort-apart-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/c.db", folder);
    return 0;
}

static int teardown(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

/* ---- without the profile ---- */

static void dump_line(cohort *h, FILE *out, const char *line)
{
    cohort_answer answer = say(h, line, 0);

    fprintf(out, "> %s\n%s%s (%d)\n", line, answer.output, answer.error != NULL ? answer.error : "", answer.exit_code);
    cohort_answer_free(h, &answer);
}

/* What any program can see of it. */
static char *dump(cohort *h)
{
    static const char *const general[] = {
        "list kind",           "status",        "status --json",        "type list",    "group list",
        "group show G",        "resource list", "resource show ENTSSO", "service list", "history",
        "why resource ENTSSO", "why group G",   "history --json"};
    const cohort_profile *profile = cohort_biztalk_profile();
    char line[2 * COHORT_NAME_MAX];
    cohort_cursor *row = NULL;
    char *text = NULL;
    size_t i, size;
    FILE *out = open_memstream(&text, &size);
    int k;

    assert_non_null(out);
    for (i = 0; i < COUNT(general); i++)
        dump_line(h, out, general[i]);
    for (k = 0; k < profile->kind_count; k++) {
        snprintf(line, sizeof line, "list %s --json", profile->kinds[k].name);
        dump_line(h, out, line);
        if (cohort_list(h, profile->kinds[k].name, &row) < 0)
            fail_msg("%s: %s", profile->kinds[k].name, cohort_errmsg(h));
        while (cohort_next(row)) {
            snprintf(line, sizeof line, "show %s '%s'", profile->kinds[k].name, cohort_cursor_text(row, "name"));
            dump_line(h, out, line);
            snprintf(line, sizeof line, "get %s '%s' --json", profile->kinds[k].name, cohort_cursor_text(row, "name"));
            dump_line(h, out, line);
        }
        cohort_cursor_free(row);
    }
    fclose(out);
    return text;
}

static void same_digest(cohort *h, const char *digest)
{
    char now[17], replayed[17];

    assert_int_equal(cohort_digest(h, now), 0);
    assert_string_equal(now, digest);
    if (cohort_replay(h, replayed) != 0)
        fail_msg("%s", cohort_errmsg(h));
    assert_string_equal(replayed, digest);
}

/* A whole story of the profile: verbs, events, a timer that fired, a procedure with its milestones, a silenced rule. */
static void tell_a_story(cohort *h)
{
    cohort_answer answer;
    size_t i;
    int turns, lost = 0;

    make(h);
    for (i = 0; i < COUNT(lines); i++)
        carry_out(h, lines[i]);
    carry_out(h, "set ssosystem SSO PollInterval=1000");
    carry_out(h, "procedure start scenario-1 Group=G Nodes=N1,N2 'Account=CONTOSO\\admin' "
                 "'ServiceAccount=CONTOSO\\svc-entsso' NetworkName=SSOCLUSTER Address=10.0.0.1 DtcAddress=10.0.0.2 "
                 "BizTalkGroup=BTS Hosts=H");
    carry_out(h, "rule silence SSO001 --reason 'a rehearsal'");
    carry_out(h, "group offline G");
    for (turns = 0; turns < 60 && !lost; turns++) {
        cohort_turn(h, 100);
        answer = say(h, "history", 0);
        lost = strstr(answer.output, "event 10532") != NULL;
        cohort_answer_free(h, &answer);
    }
    assert_true(lost);
    carry_out(h, "ssomanage -server '' --at OUT" AS);
}

static void a_program_without_the_profile_can_use_it(void **state)
{
    char digest[17], *with, *without;
    const char *text;
    cohort_sim *sim = NULL;
    cohort *h = open_database(1);

    (void)state;
    tell_a_story(h);
    cohort_close(h);
    h = open_database(1);
    with = dump(h);
    assert_int_equal(cohort_digest(h, digest), 0);
    cohort_close(h);

    h = open_database(0);
    same_digest(h, digest);
    without = dump(h);
    assert_string_equal(with, without);
    free(with);
    free(without);
    refused(h, "sso probe OUT", COHORT_EXIT_USAGE); /* only the program is missing */
    carry_out(h, "check");
    carry_out(h, "set ssosystem SSO TicketTimeout=5");
    refused(h, "set ssosystem SSO TicketTimeout=0", COHORT_EXIT_REFUSED);
    refused(h, "delete ssodatabase SSODB", COHORT_EXIT_REFUSED); /* the system refers to it */
    carry_out(h, "create host Another Group=BTS");
    carry_out(h, "rename host Another Other");
    carry_out(h, "delete host Other");
    assert_int_equal(cohort_digest(h, digest), 0);
    same_digest(h, digest);
    assert_int_equal(cohort_sim_copy(h, &sim), 0);
    assert_int_equal(cohort_sim_line(sim, "group online G", &text), 0);
    assert_non_null(strstr(text, "resource ENTSSO: OnlinePending -> Online"));
    cohort_sim_free(sim);
    play(h);
    carry_out(h, "group online G");
    cohort_close(h);

    h = open_database(1);
    play(h);
    text = "";
    assert_int_equal(cohort_get_text(h, "ssosystem", "SSO", "TicketTimeout", &text), 0);
    assert_string_equal(text, "5");
    carry_out(h, "group offline G");
    carry_out(h, "group online G");
    carry_out(h, "sso probe OUT --server SSOCLUSTER");
    assert_int_equal(cohort_digest(h, digest), 0);
    same_digest(h, digest);
    cohort_close(h);
}

/* ---- JSON ---- */

/* Does @line begin with the words that name the verb? */
static int is_verb(const char *usage, const char *line)
{
    size_t size;

    for (;; usage += size + 1, line += size + 1) {
        size = strcspn(usage, " ");
        if (memchr(usage, '|', size) != NULL || !(islower((unsigned char)*usage) || *usage == '-') ||
            strncmp(usage, "--", 2) == 0)
            return 1;
        if (strncmp(usage, line, size) != 0 || (line[size] != ' ' && line[size] != '\0'))
            return 0;
        if (usage[size] == '\0' || line[size] == '\0')
            return usage[size] == '\0';
    }
}

static void every_line_answers_in_json(void **state)
{
    static const char *const more[] = {"procedure list", "procedure show scenario-3", "check",
                                       "rule list",      "rule show SSO006",          "history",
                                       "list ssosystem", "show ssosystem SSO",        "get ssosystem SSO",
                                       "list secretcopy"};
    static const char *const no[] = {"sso probe NOWHERE", "host instance list NOBODY", "ssomanage -displaydb --at X",
                                     "ssomanage -showserver --at X", "host delete NOBODY"};
    const cohort_profile *profile = cohort_biztalk_profile();
    cohort *h = open_database(1);
    cohort_answer answer;
    size_t i, k;
    int v;

    (void)state;
    make(h);
    for (i = 0; i < COUNT(lines) + COUNT(more); i++) {
        const char *line = i < COUNT(lines) ? lines[i] : more[i - COUNT(lines)];

        answer = say(h, line, COHORT_COMMAND_JSON);
        if ((answer.exit_code != 0 && strcmp(line, "check") != 0) || !is_json(answer.output))
            fail_msg("%s: %d, %s%s", line, answer.exit_code, answer.output, answer.error != NULL ? answer.error : "");
        cohort_answer_free(h, &answer);
    }
    for (i = 0; i < COUNT(no); i++) { /* a refusal is a sentence, and nothing else */
        answer = say(h, no[i], COHORT_COMMAND_JSON);
        if (answer.exit_code != COHORT_EXIT_REFUSED || *answer.output != '\0' || answer.error == NULL)
            fail_msg("%s: %d, %s", no[i], answer.exit_code, answer.output);
        cohort_answer_free(h, &answer);
    }
    for (v = 0; v < profile->verb_count; v++) {
        for (k = 0; k < COUNT(lines) && !is_verb(profile->verbs[v].usage, lines[k]); k++)
            ;
        if (k == COUNT(lines))
            fail_msg("no line here is a %s", profile->verbs[v].usage);
    }
    cohort_close(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_program_without_the_profile_can_use_it, setup, teardown),
        cmocka_unit_test_setup_teardown(every_line_answers_in_json, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
