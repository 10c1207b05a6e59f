/*
 * The profile's calls as a program meets them; and random lives of an SSO cluster, in which every line of the profile is
 * thrown at a model that fails all the time: no line may break it, what servers have in memory must fit what runs, and
 * the record must replay to the same state without the profile's reactions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cohort/biztalk.h>
#include <cohort/cohort.h>
#include <cohort/sim.h>

#define ADMIN "CONTOSO\\admin"
#define SERVICE "CONTOSO\\svc-entsso"

static const char *const world[] = {
    "cluster create BIZTALK",
    "node add N1 N2",
    "quorum witness share witness",
    "boot N1 N2",
    "create computer N1 Node=N1",
    "create computer N2 Node=N2",
    "create computer OUT Entsso=Stopped",
    "create domaingroup Admins Scope=Domain",
    "create domaingroup Affiliates Scope=Domain",
    "create account 'CONTOSO\\svc-entsso' Groups=Admins LogOnAsService=N1 LogOnAsService=N2 LogOnAsService=OUT",
    "create account 'CONTOSO\\admin' Groups=Admins LocalAdministrator=N1 LocalAdministrator=N2 LocalAdministrator=OUT",
    "create account 'CONTOSO\\nobody'",
    "group add G",
    "resource add IP --group G --type 'IP Address' Address=10.0.0.1",
    "resource add NAME --group G --type 'Network Name' Name=NAME",
    "resource add ENTSSO --group G --type 'Generic Service' ServiceName=ENTSSO UseNetworkName=1",
    "resource depend NAME [IP]",
    "resource depend ENTSSO [NAME]",
    "sso configure create SSO --at N1 --as 'CONTOSO\\admin' --database DB --account 'CONTOSO\\svc-entsso' --admins "
    "Admins "
    "--affiliates Affiliates --backup first.bak",
    "sso configure join SSO --at N2 --as 'CONTOSO\\admin'",
    "sso configure join SSO --at OUT --as 'CONTOSO\\admin'",
    "sso update secretServer=NAME --at N1 --as 'CONTOSO\\admin'",
    "net stop entsso --at N1",
    "net stop entsso --at N2",
    "group online G",
    "biztalk configure create BTS --at N1 --as 'CONTOSO\\admin'",
    "group move G N2",
    "resource offline ENTSSO",
    "resource online ENTSSO",
    "sso secret copy first.bak second.bak --to N2",
    "sso secret restore second.bak --at N2 --as 'CONTOSO\\admin'",
    "biztalk configure join BTS --at N2 --as 'CONTOSO\\admin'",
    "host add H --group BTS",
    "host instance add H N1",
    "host instance add H N2",
    "host cluster H G --with-sso",
};

/* "@" is a computer, "#" a number. */
static const char *const lines[] = {
    "sso configure create SSO --at @ --as 'CONTOSO\\admin' --database DB --account 'CONTOSO\\svc-entsso' --admins "
    "Admins "
    "--affiliates Affiliates --backup first.bak",
    "sso configure join SSO --at @ --as 'CONTOSO\\admin'",
    "sso configure join SSO --at @ --as 'CONTOSO\\nobody'",
    "sso update secretServer=NAME --at @ --as 'CONTOSO\\admin'",
    "sso update secretServer=@ --at @ --as 'CONTOSO\\admin'",
    "sso update ticketTimeout=# --at @ --as 'CONTOSO\\admin'",
    "sso secret generate new#.bak --at @ --as 'CONTOSO\\admin'",
    "sso secret backup again#.bak --at @ --as 'CONTOSO\\admin'",
    "sso secret copy first.bak copy#.bak --to @",
    "sso secret restore first.bak --at @ --as 'CONTOSO\\admin'",
    "sso secret restore copy#.bak --at @ --as 'CONTOSO\\admin'",
    "ssomanage -serverall NAME --at @",
    "ssomanage -serverall '' --at @",
    "ssomanage -server @ --at @ --as 'CONTOSO\\nobody'",
    "ssomanage -showserver --at @",
    "ssomanage -displaydb --at @ --as 'CONTOSO\\nobody'",
    "ssomanage -displaydb --at @ --json",
    "ssoconfig -status --at @",
    "ssomanage -showdb --at @ --json",
    "ssomanage -enablesso --at @ --as 'CONTOSO\\admin'",
    "ssomanage -disablesso --at @ --as 'CONTOSO\\admin'",
    "sso probe @",
    "sso probe @ --as 'CONTOSO\\nobody' --json",
    "net start entsso --at @",
    "net start entsso --at @",
    "net stop entsso --at @",
    "net stop entsso --at @ --yes",
    "biztalk configure create BTS --at @ --as 'CONTOSO\\admin'",
    "biztalk configure join BTS --at @ --as 'CONTOSO\\admin'",
    "host add H --group BTS",
    "host delete H",
    "host instance add H @",
    "host instance delete H @",
    "host instance start H @",
    "host instance stop H @",
    "host instance start H",
    "host cluster H G",
    "host cluster H G --with-sso",
    "host uncluster H",
    "group online G",
    "group online G",
    "group offline G",
    "group move G",
    "resource offline ENTSSO",
    "resource online ENTSSO",
    "resource online ENTSSO",
    "resource depend ENTSSO ''",
    "resource depend ENTSSO [NAME]",
    "set resource ENTSSO UseNetworkName=0",
    "set resource ENTSSO UseNetworkName=1",
    "set resource ENTSSO OnRunning=Restart",
    "set ssodatabase DB State=Unreachable",
    "set ssodatabase DB State=NeedsUpgrade",
    "set ssodatabase DB State=Available",
    "set ssodatabase DB State=Available",
    "set ssodatabase DB State=Available",
    "set ssosystem SSO StartWithoutMaster=0",
    "set ssosystem SSO StartWithoutMaster=1",
    "set account 'CONTOSO\\svc-entsso' Groups=Admins",
    "set account 'CONTOSO\\svc-entsso' Groups=Admins",
    "unset account 'CONTOSO\\svc-entsso' Groups",
    "set computer OUT State=Down",
    "set computer OUT State=Up",
    "fail service ENTSSO --node @",
    "fail ENTSSO",
    "crash @",
    "boot N1 N2",
    "boot N1 N2",
    "advance 20s",
    "advance 40s",
    "advance 10m",
    "check",
};

static uint32_t next(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static void fill(char *out, size_t size, const char *line, uint32_t *seed)
{
    static const char *const computers[] = {"N1", "N2", "OUT", "N1", "N2"};
    size_t used = 0;

    for (; *line != '\0' && used + 16 < size; line++) {
        if (*line == '@')
            used += (size_t)snprintf(out + used, size - used, "%s", computers[next(seed, 5)]);
        else if (*line == '#')
            used += (size_t)snprintf(out + used, size - used, "%u", (unsigned)next(seed, 4));
        else
            out[used++] = *line;
    }
    out[used] = '\0';
}

static const char *carry_out(cohort_sim *sim, const char *line)
{
    const char *text = "";
    int rc = cohort_sim_line(sim, line, &text);

    if (rc != 0)
        fail_msg("%s: %d, %s", line, rc, text);
    return text;
}

/* A server that does not run has nothing in memory. */
static void check_memory(cohort *h, const char *life)
{
    cohort_cursor *row = NULL;

    assert_int_equal(cohort_list(h, "ssoserver", &row), 0);
    while (cohort_next(row)) {
        cohort_biztalk_answer answer = {.struct_size = sizeof answer};
        const char *computer = cohort_cursor_text(row, "Computer"), *secret = cohort_cursor_text(row, "CachedSecret");

        if (secret == NULL || *secret == '\0' || cohort_biztalk_probe(h, computer, NULL, computer, &answer) < 0)
            continue;
        if (answer.code == 0xC0002A0F && answer.rpc == 0x800706BA)
            fail_msg("%s: %s has secret %s in memory and does not run", life, computer, secret);
    }
    cohort_cursor_free(row);
}

/* Two looks after the last change every server has what it can have: no change was missed. */
static void check_looks(cohort *h, const char *life)
{
    cohort_cursor *row = NULL;

    assert_int_equal(cohort_list(h, "ssoserver", &row), 0);
    while (cohort_next(row)) {
        cohort_biztalk_answer answer = {.struct_size = sizeof answer};
        const char *computer = cohort_cursor_text(row, "Computer");

        if (cohort_biztalk_probe(h, computer, NULL, computer, &answer) < 0)
            continue;
        if (answer.code == 0xC0002A1A || (answer.code == 0xC0002A1F && answer.rpc == 0 && answer.event == 10532))
            fail_msg("%s: %s could have the present secret and has not: %s", life, computer, answer.sentence);
    }
    cohort_cursor_free(row);
}

static void live(uint32_t seed)
{
    char line[512], life[32], digest[17], replayed[17];
    cohort_sim *sim = NULL;
    cohort *h;
    size_t i;
    int k;

    snprintf(life, sizeof life, "life %u", (unsigned)seed);
    assert_int_equal(cohort_sim_new(&sim), 0);
    assert_int_equal(cohort_sim_attach(sim, cohort_biztalk_profile()), 0);
    for (i = 0; i < sizeof world / sizeof world[0]; i++)
        if (strstr(carry_out(sim, world[i]), "refused") != NULL)
            fail_msg("%s is refused", world[i]);
    for (k = 0; k < 120; k++) {
        fill(line, sizeof line, lines[next(&seed, sizeof lines / sizeof lines[0])], &seed);
        carry_out(sim, line);
    }
    h = cohort_sim_handle(sim);
    check_memory(h, life);
    carry_out(sim, "advance 1m");
    check_looks(h, life);
    assert_int_equal(cohort_digest(h, digest), 0);
    assert_int_equal(cohort_replay(h, replayed), 0);
    assert_string_equal(digest, replayed);
    cohort_sim_free(sim);
}

static void random_lives(void **state)
{
    const char *runs = getenv("COHORT_RANDOM_RUNS");
    uint32_t i, count = runs != NULL ? (uint32_t)strtoul(runs, NULL, 10) : 40;

    (void)state;
    for (i = 1; i <= count; i++)
        live(i);
}

/* ---- as a program meets them ---- */

static void refused(cohort *h, int rc, int error, int64_t win32)
{
    if (rc != error || cohort_win32(h) != win32)
        fail_msg("%d (0x%llx, %s), not %d (0x%llx)", rc, (long long)cohort_win32(h), cohort_errmsg(h), error,
                 (long long)win32);
}

static void calls_check_what_they_are_given(void **state)
{
    cohort_biztalk_sso what = {.struct_size = sizeof what, .system = "SSO"};
    cohort_biztalk_answer answer = {.struct_size = 4};
    cohort_biztalk_servers servers = {.struct_size = 4};
    cohort_biztalk_system shown = {.struct_size = 4};
    char names[8] = "left";
    cohort *h = NULL;
    int64_t left = -1;

    (void)state;
    assert_int_equal(cohort_open(":memory:", 0, &h), 0);
    assert_int_equal(cohort_profile_attach(h, cohort_biztalk_profile()), 0);
    assert_int_equal(cohort_cluster_create(h, "C", NULL), 0);
    assert_int_equal(cohort_create(h, "computer", "A", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "account", ADMIN, NULL, NULL), 0);
    refused(h, cohort_biztalk_sso_create(h, "B", ADMIN, &what, NULL), COHORT_ERR_NOT_FOUND, 87);
    refused(h, cohort_biztalk_sso_create(h, NULL, ADMIN, &what, NULL), COHORT_ERR_NOT_FOUND, 87);
    refused(h, cohort_biztalk_sso_create(h, "A", NULL, &what, NULL), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_sso_create(h, "A", ADMIN, NULL, NULL), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_sso_create(h, "A", ADMIN, &what, NULL), COHORT_ERR_STATE, 0xC0002A13);
    what.struct_size = 8;
    refused(h, cohort_biztalk_sso_join(h, "A", ADMIN, &what, NULL), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_sso_update(h, "A", ADMIN, NULL, NULL), COHORT_ERR_STATE, 0xC0002A51);
    refused(h, cohort_biztalk_probe(h, "A", NULL, NULL, &answer), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_probe(h, "A", NULL, NULL, NULL), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_server_show(h, "A", NULL, NULL), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_server_show(h, "A", NULL, &servers), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_server_show(h, "B", NULL, &servers), COHORT_ERR_NOT_FOUND, 87);
    servers.struct_size = sizeof servers;
    assert_int_equal(cohort_biztalk_server_show(h, "A", NULL, &servers), 0);
    assert_string_equal(servers.used, "A");
    assert_string_equal(servers.level, "local");
    refused(h, cohort_biztalk_sso_show(h, "A", NULL, NULL), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_sso_show(h, "A", NULL, &shown), COHORT_ERR_INVALID, 87);
    shown.struct_size = sizeof shown;
    refused(h, cohort_biztalk_sso_show(h, "A", NULL, &shown), COHORT_ERR_STATE, 0xC0002A0F);
    answer.struct_size = sizeof answer;
    assert_int_equal(cohort_biztalk_probe(h, "A", NULL, NULL, &answer), 0);
    assert_string_equal(answer.level, "local");
    assert_int_equal(answer.rpc, 0x800706BA);
    refused(h, cohort_biztalk_net_stop(h, "A", NULL, 0, NULL), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_net_stop(h, "A", "ENTSSO", 0, NULL), COHORT_ERR_NOT_FOUND, 1060);
    refused(h, cohort_biztalk_dependents(h, "A", "ENTSSO", NULL, 8), COHORT_ERR_INVALID, 87);
    assert_int_equal(cohort_biztalk_dependents(h, "A", "ENTSSO", names, sizeof names), 0);
    assert_string_equal(names, "");
    refused(h, cohort_biztalk_host_add(h, NULL, "BTS", NULL, NULL), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_host_cluster(h, "H", NULL, NULL, 0, NULL), COHORT_ERR_NOT_FOUND, 87);
    refused(h, cohort_biztalk_instance_start(h, NULL, NULL, NULL), COHORT_ERR_NOT_FOUND, 87);
    refused(h, cohort_biztalk_secret_copy(h, NULL, "x", "A", NULL), COHORT_ERR_NOT_FOUND, 0xC0002A20);
    refused(h, cohort_refuse(h, 0, 1, "no error"), COHORT_ERR_INVALID, 87);
    refused(h, cohort_refuse(h, COHORT_ERR_STATE, 0xC0002A1F, ""), COHORT_ERR_INVALID, 87);
    refused(h, cohort_refuse(h, COHORT_ERR_STATE, 0xC0002A1F, "no secret"), COHORT_ERR_STATE, 0xC0002A1F);
    assert_int_equal(cohort_object_timer_left(h, "computer", "A", &left), 0);
    assert_int_equal(left, 0);
    assert_int_equal(cohort_object_timer(h, "computer", "A", 60000, NULL), 0);
    assert_int_equal(cohort_object_timer_left(h, "computer", "A", &left), 0);
    assert_in_range(left, 1, 60000);
    refused(h, cohort_object_timer_left(h, "cluster", "", &left), COHORT_ERR_NOT_FOUND, 87);
    cohort_close(h);
}

/* A program that was compiled when its struct had no last member: nothing is written where that is now. */
#define WITHOUT(type, member) ((uint32_t)offsetof(type, member))

static void older_programs_get_what_they_know(void **state)
{
    cohort_biztalk_sso what = {
        .struct_size = WITHOUT(cohort_biztalk_sso, affiliates), .system = "SSO", .backup = (const char *)1};
    cohort_biztalk_answer answer = {.struct_size = WITHOUT(cohort_biztalk_answer, sentence), .sentence = "mine"};
    cohort_biztalk_servers servers = {.struct_size = WITHOUT(cohort_biztalk_servers, level), .level = "mine"};
    cohort_biztalk_status status = {.struct_size = WITHOUT(cohort_biztalk_status, version), .version = "mine"};
    cohort_biztalk_instance one = {.struct_size = WITHOUT(cohort_biztalk_instance, configuration),
                                   .configuration = "mine"};
    cohort *h = NULL;

    (void)state;
    assert_int_equal(cohort_open(":memory:", 0, &h), 0);
    assert_int_equal(cohort_profile_attach(h, cohort_biztalk_profile()), 0);
    assert_int_equal(cohort_create(h, "computer", "A", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "biztalkserver", "A", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "host", "H", NULL, NULL), 0);
    assert_int_equal(cohort_create(h, "hostinstance", "H@A", (const char *const[]){"Host=H", "Server=A", NULL}, NULL),
                     0);
    assert_int_equal(cohort_create(h, "account", ADMIN, (const char *const[]){"LocalAdministrator=A", NULL}, NULL), 0);
    refused(h, cohort_biztalk_sso_create(h, "A", ADMIN, &what, NULL), COHORT_ERR_INVALID, 87);
    assert_non_null(strstr(cohort_errmsg(h), "needs a database"));
    assert_int_equal(cohort_biztalk_probe(h, "A", NULL, NULL, &answer), 0);
    assert_string_equal(answer.server, "A");
    assert_int_equal(answer.rpc, 0x800706BA);
    assert_string_equal(answer.sentence, "mine");
    assert_int_equal(cohort_biztalk_server_show(h, "A", NULL, &servers), 0);
    assert_string_equal(servers.used, "A");
    assert_string_equal(servers.level, "mine");
    refused(h, cohort_biztalk_sso_status(h, "A", NULL), COHORT_ERR_INVALID, 87);
    refused(h, cohort_biztalk_sso_status(h, "A", &status), COHORT_ERR_NOT_FOUND, 1060);
    assert_int_equal(cohort_create(h, "ssoserver", "A", (const char *const[]){"Computer=A", NULL}, NULL), 0);
    assert_int_equal(cohort_biztalk_sso_status(h, "A", &status), 0);
    assert_int_equal(status.state, 0);
    assert_string_equal(status.configured, "");
    assert_string_equal(status.version, "mine");
    assert_int_equal(cohort_biztalk_instance_at(h, NULL, 0, &one), 1);
    assert_string_equal(one.server, "A");
    assert_string_equal(one.configuration, "mine");
    assert_int_equal(one.struct_size, WITHOUT(cohort_biztalk_instance, configuration));
    cohort_close(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(older_programs_get_what_they_know),
        cmocka_unit_test(calls_check_what_they_are_given),
        cmocka_unit_test(random_lives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
