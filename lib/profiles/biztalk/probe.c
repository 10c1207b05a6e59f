/* biztalk.h: what an SSO client is answered. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

struct asked {
    cohort *h;
    cohort_biztalk_answer *answer;
    struct bzt_computer at; /* who answers */
    struct bzt_system system;
};

static void say(cohort_biztalk_answer *answer, int64_t code, int64_t rpc, int event, const char *sentence)
{
    answer->code = code;
    answer->rpc = rpc;
    answer->event = event;
    snprintf(answer->sentence, sizeof answer->sentence, "%.*s", (int)sizeof answer->sentence - 1, sentence);
}

/* The server has no secret that fits: why. */
static void no_secret(struct asked *a, const struct bzt_endpoint *master)
{
    char text[2048];

    snprintf(text, sizeof text, "failed to retrieve master secrets; secret server name: %s; error code: 0x%08X, %s",
             a->system.secret_server, (unsigned)master->code, master->why);
    say(a->answer, BZT_NO_SECRET, master->code, 10532, text);
}

/* The master is asked itself, or the server asks it. */
static void ask_secret(struct asked *a)
{
    struct bzt_endpoint master;
    bzt_name cached;
    char text[2048];
    int event;

    bzt_secret_endpoint(a->h, a->at.name, &a->system, &master);
    bzt_get(a->h, "ssoserver", a->at.server, "CachedSecret", cached);
    event = master.code == 0 ? bzt_secret_event(a->h, &a->system, &master.at) : 0;
    a->answer->encrypt = master.code != 0 || event != 0 ? BZT_NO_SECRET
                         : !a->system.database_up       ? BZT_DB_ACCESS
                         : a->system.reencrypting       ? BZT_REENCRYPTING
                                                        : 0;
    bzt_copy(a->answer->secret, cached);
    if (cached[0] != '\0' && bzt_same(cached, a->system.current) && master.code != 0 &&
        bzt_int(a->h, "ssosystem", a->system.name, "DecryptNeedsMaster") != 0) {
        no_secret(a, &master);
        return;
    }
    if (cached[0] != '\0' && bzt_same(cached, a->system.current)) {
        if (a->answer->encrypt == BZT_NO_SECRET)
            snprintf(a->answer->sentence, sizeof a->answer->sentence,
                     "secret %s is cached on %s; nothing new can be encrypted: %.400s", cached, a->at.name,
                     master.code != 0 ? master.why : "the master has no secret that it can use");
        return;
    }
    if (cached[0] != '\0' && bzt_same(cached, a->system.previous) && a->system.reencrypting)
        return; /* what is not re-encrypted yet can still be read */
    if (cached[0] != '\0') {
        snprintf(text, sizeof text, "%s still has secret %s, and the database is encrypted with %s", a->at.name, cached,
                 a->system.current);
        say(a->answer, BZT_DECRYPT_FAILED, 0, 0, text);
    } else if (event != 0) {
        snprintf(text, sizeof text,
                 event == 10521 ? "master secret %s on %s is bound to another service account"
                                : "there is no master secret %s on %s",
                 a->system.current, master.at.name);
        say(a->answer, BZT_NO_SECRET, 0, event, text);
    } else if (master.code == 0) {
        snprintf(text, sizeof text, "%s has no master secret yet: %s answers, and is asked within PollInterval",
                 a->at.name, a->system.secret_server);
        say(a->answer, BZT_NO_SECRET, 0, 0, text);
    } else {
        no_secret(a, &master);
    }
}

static void ask_server(struct asked *a)
{
    bzt_name name, configured;
    char text[1024];

    bzt_get(a->h, "ssoserver", a->at.server, "System", name);
    bzt_get(a->h, "ssoserver", a->at.server, "Configured", configured);
    if (a->at.server[0] == '\0' || configured[0] == '\0' || !bzt_system(a->h, name, &a->system)) {
        a->answer->known = 0; /* the plain model: the server answers; of secrets nothing is known */
        return;
    }
    if (bzt_same(configured, "None")) {
        snprintf(text, sizeof text, "SSO is not configured on %s", a->at.name);
        say(a->answer, BZT_NOT_CONFIGURED, 0, 0, text);
    } else if (bzt_int(a->h, "ssoserver", a->at.server, "OutOfService") != 0) {
        snprintf(text, sizeof text, "the SSO server on %s is out of service: it lost its database", a->at.name);
        say(a->answer, BZT_OUT_OF_SERVICE, 0, 10590, text);
    } else if (!a->system.enabled) {
        say(a->answer, BZT_DISABLED, 0, 10537, "SSO is disabled");
    } else if (!bzt_told(&a->system)) {
        a->answer->known = 0;
    } else {
        ask_secret(a);
    }
}

int cohort_biztalk_probe(cohort *h, const char *computer, const char *account, const char *server,
                         cohort_biztalk_answer *ret_answer)
{
    cohort_biztalk_answer answer = {.known = 1};
    struct asked asked = {.h = h, .answer = &answer};
    struct bzt_endpoint endpoint;
    struct bzt_computer from;
    int rc;

    if (!bzt_has_room(ret_answer))
        return bzt_refuse(h, COHORT_ERR_INVALID, 87, "ret_answer is missing, or what struct_size says");
    rc = bzt_logged_on(h, computer, account, &from);
    if (rc < 0)
        return rc;
    bzt_choose(h, from.name, account, server, answer.server, &answer.level);
    bzt_endpoint(h, from.name, answer.server, &endpoint);
    if (endpoint.code != 0) {
        say(&answer, BZT_NO_SSO_SERVER, endpoint.code, 10536, endpoint.why);
        answer.encrypt = answer.code;
    } else {
        bzt_copy(answer.computer, endpoint.at.name);
        asked.at = endpoint.at;
        ask_server(&asked);
        if (answer.code != 0)
            answer.encrypt = answer.code;
    }
    bzt_give(ret_answer, &answer, sizeof answer);
    return 0;
}
