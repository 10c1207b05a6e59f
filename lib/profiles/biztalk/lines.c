/* The verbs as lines of the command language. */
#include "verbs.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CHANGES COHORT_VERB_CHANGES
#define RUNNING (COHORT_VERB_CHANGES | COHORT_VERB_RUNNING)

static void answer(cohort_words *words, int rc, const int64_t *request)
{
    if (rc < 0)
        cohort_words_refuse(words, NULL);
    else if (*request != 0)
        cohort_words_request(words, *request);
}

static const char *arg(const cohort_words *words, int index)
{
    return cohort_words_argument(words, index);
}

static const char *at(const cohort_words *words)
{
    return cohort_words_option(words, "--at");
}

static const char *as(const cohort_words *words)
{
    return cohort_words_option(words, "--as");
}

/* Services of a node start and stop only where somebody plays the nodes; a computer outside is only described. */
static int is_played(cohort *h, cohort_words *words)
{
    struct bzt_computer computer;
    char text[1024];

    if (!bzt_computer(h, at(words), &computer) || computer.node[0] == '\0' || cohort_node_hosted(h))
        return 1;
    snprintf(text, sizeof text,
             "nothing plays the nodes, so nothing could carry this out; start \"cohort run -d %s --nodes A,B\" and try "
             "again",
             cohort_path(h));
    cohort_words_refuse(words, text);
    return 0;
}

/* The arguments from @from on. */
enum { REST_MAX = 32 };

static void rest(const cohort_words *words, int from, const char *list[REST_MAX])
{
    int i;

    for (i = 0; i < REST_MAX - 1 && arg(words, from + i) != NULL; i++)
        list[i] = arg(words, from + i);
    list[i] = NULL;
}

/* ---- SSO ---- */

static void sso_configure(cohort *h, cohort_words *words)
{
    cohort_biztalk_sso what = {.struct_size = sizeof what,
                               .system = arg(words, 1),
                               .database = cohort_words_option(words, "--database"),
                               .server = cohort_words_option(words, "--server"),
                               .service_account = cohort_words_option(words, "--account"),
                               .admins = cohort_words_option(words, "--admins"),
                               .affiliates = cohort_words_option(words, "--affiliates"),
                               .backup = cohort_words_option(words, "--backup")};
    int64_t request = 0;
    int rc = strcmp(arg(words, 0), "create") == 0 ? cohort_biztalk_sso_create(h, at(words), as(words), &what, &request)
                                                  : cohort_biztalk_sso_join(h, at(words), as(words), &what, &request);

    answer(words, rc, &request);
}

static void sso_update(cohort *h, cohort_words *words)
{
    const char *tags[REST_MAX];
    int64_t request = 0;

    rest(words, 0, tags);
    answer(words, cohort_biztalk_sso_update(h, at(words), as(words), tags, &request), &request);
}

static void enable(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_sso_enable(h, at(words), as(words), 1, &request), &request);
}

static void disable(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_sso_enable(h, at(words), as(words), 0, &request), &request);
}

static void secret_generate(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_secret_generate(h, at(words), as(words), arg(words, 0), &request), &request);
}

static void secret_backup(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words,
           cohort_biztalk_secret_backup(h, at(words), as(words), arg(words, 0),
                                        cohort_words_option(words, "--file-system"), &request),
           &request);
}

static void secret_restore(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_secret_restore(h, at(words), as(words), arg(words, 0), &request), &request);
}

static void secret_copy(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words,
           cohort_biztalk_secret_copy(h, arg(words, 0), arg(words, 1), cohort_words_option(words, "--to"), &request),
           &request);
}

static void server_all(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_server_all(h, at(words), as(words), arg(words, 0), &request), &request);
}

static void server_user(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_server_user(h, at(words), as(words), arg(words, 0), &request), &request);
}

/* ---- showing ---- */

/* @text as a JSON string. */
static void json_text(cohort_words *words, const char *text)
{
    char one[8];

    cohort_words_print(words, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            snprintf(one, sizeof one, "\\%c", *text);
        else if ((unsigned char)*text < 0x20)
            snprintf(one, sizeof one, "\\u%04x", (unsigned)*text);
        else
            snprintf(one, sizeof one, "%c", *text);
        cohort_words_print(words, one);
    }
    cohort_words_print(words, "\"");
}

static void json_member(cohort_words *words, const char *name, const char *text)
{
    cohort_words_print(words, ",\"");
    cohort_words_print(words, name);
    cohort_words_print(words, "\":");
    if (text != NULL && *text != '\0')
        json_text(words, text);
    else
        cohort_words_print(words, "null");
}

static void row(cohort_words *words, const char *name, const char *text)
{
    char head[32];

    if (text == NULL || *text == '\0')
        return;
    snprintf(head, sizeof head, "%-9s ", name);
    cohort_words_print(words, head);
    cohort_words_print(words, text);
    cohort_words_print(words, "\n");
}

static void server_show(cohort *h, cohort_words *words)
{
    cohort_biztalk_servers set = {.struct_size = sizeof set};

    if (cohort_biztalk_server_show(h, at(words), as(words), &set) < 0) {
        cohort_words_refuse(words, NULL);
        return;
    }
    if (cohort_words_json(words)) {
        cohort_words_print(words, "{\"server\":");
        json_text(words, set.used);
        json_member(words, "level", set.level);
        json_member(words, "user", set.user);
        json_member(words, "machine", set.machine);
        cohort_words_print(words, "}\n");
        return;
    }
    row(words, "user", set.user);
    row(words, "machine", set.machine);
    row(words, "used", strcmp(set.level, "local") == 0 ? "the SSO server on this computer" : set.used);
}

static void json_number(cohort_words *words, const char *name, int64_t value)
{
    char text[96];

    snprintf(text, sizeof text, ",\"%s\":%" PRId64, name, value);
    cohort_words_print(words, text);
}

static void json_bool(cohort_words *words, const char *name, int value)
{
    cohort_words_print(words, ",\"");
    cohort_words_print(words, name);
    cohort_words_print(words, value ? "\":true" : "\":false");
}

static void system_json(cohort_words *words, const cohort_biztalk_system *shown)
{
    cohort_words_print(words, "{\"server\":");
    json_text(words, shown->server);
    json_member(words, "system", shown->system);
    json_member(words, "sqlServer", shown->sql_server);
    json_member(words, "database", shown->database);
    json_member(words, "secretServer", shown->secret_server);
    json_member(words, "ssoAdminAccount", shown->admins);
    json_member(words, "ssoAffiliateAdminAccount", shown->affiliates);
    json_number(words, "auditDeletedApps", shown->audit_deleted_apps);
    json_number(words, "auditDeletedMappings", shown->audit_deleted_mappings);
    json_number(words, "auditCredentialLookups", shown->audit_lookups);
    json_number(words, "ticketTimeout", shown->ticket_timeout);
    json_number(words, "credCacheTimeout", shown->cache_timeout);
    json_bool(words, "enabled", shown->enabled);
    json_bool(words, "ticketsAllowed", shown->tickets_allowed);
    json_bool(words, "validateTickets", shown->tickets_validated);
    cohort_words_print(words, "}\n");
}

static void label(cohort_words *words, const char *name, const char *value)
{
    char text[COHORT_NAME_MAX + 96];

    snprintf(text, sizeof text, "%-55s : %s\n", name, *value != '\0' ? value : "(not told)");
    cohort_words_print(words, text);
}

static void label_number(cohort_words *words, const char *name, int64_t value)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRId64, value);
    label(words, name, text);
}

/* The tool's own labels. */
static void system_text(cohort_words *words, const cohort_biztalk_system *shown)
{
    cohort_words_print(words, "Using SSO server ");
    cohort_words_print(words, strcmp(shown->level, "local") == 0 ? "on this computer" : shown->server);
    cohort_words_print(words, "\n");
    label(words, "SQL Server", shown->sql_server);
    label(words, "SSO database", shown->database);
    label(words, "SSO secret server name", shown->secret_server);
    label(words, "SSO Admin account", shown->admins);
    label(words, "SSO Affiliate Admin account", shown->affiliates);
    label_number(words, "Size of audit table for deleted applications", shown->audit_deleted_apps);
    label_number(words, "Size of audit table for deleted user mappings", shown->audit_deleted_mappings);
    label_number(words, "Size of audit table for external credential lookups", shown->audit_lookups);
    label_number(words, "Ticket timeout (in minutes)", shown->ticket_timeout);
    label_number(words, "Credential cache timeout (in minutes)", shown->cache_timeout);
    label(words, "SSO status", shown->enabled ? "Enabled" : "Disabled");
    label(words, "Tickets allowed", shown->tickets_allowed ? "Yes" : "No");
    label(words, "Validate tickets", shown->tickets_validated ? "Yes" : "No");
}

static void display_database(cohort *h, cohort_words *words)
{
    cohort_biztalk_system shown = {.struct_size = sizeof shown};

    if (cohort_biztalk_sso_show(h, at(words), as(words), &shown) < 0)
        cohort_words_refuse(words, NULL);
    else if (cohort_words_json(words))
        system_json(words, &shown);
    else
        system_text(words, &shown);
}

static const char *state_word(int state)
{
    return state == COHORT_BIZTALK_STOPPED         ? "Stopped"
           : state == COHORT_BIZTALK_START_PENDING ? "StartPending"
           : state == COHORT_BIZTALK_STOP_PENDING  ? "StopPending"
           : state == COHORT_BIZTALK_RUNNING       ? "Running"
                                                   : "Unknown";
}

static void status_json(cohort_words *words, const cohort_biztalk_status *shown)
{
    cohort_words_print(words, "{\"server\":");
    json_text(words, shown->computer);
    json_member(words, "state", shown->state != 0 ? state_word(shown->state) : NULL);
    json_bool(words, "master", shown->is_master);
    json_bool(words, "outOfService", shown->out_of_service);
    json_member(words, "computerNameCluster", shown->network_name);
    json_member(words, "computerNameNode", shown->computer);
    json_member(words, "configured", shown->configured);
    json_member(words, "system", shown->system);
    json_member(words, "sqlServer", shown->sql_server);
    json_member(words, "database", shown->database);
    json_member(words, "secretServer", shown->secret_server);
    json_member(words, "serviceAccount", shown->account);
    json_member(words, "secret", shown->secret);
    json_member(words, "version", shown->version);
    cohort_words_print(words, "}\n");
}

static void status_text(cohort_words *words, const cohort_biztalk_status *shown)
{
    char state[64];

    snprintf(state, sizeof state, "%s%s%s", shown->state != 0 ? state_word(shown->state) : "none",
             shown->is_master ? ", master secret server" : "", shown->out_of_service ? ", out of service" : "");
    label(words, "SSO service", state);
    label(words, "Computer name (cluster)", shown->network_name[0] != '\0' ? shown->network_name : "(none)");
    label(words, "Computer name (node)", shown->computer);
    label(words, "Configured", shown->configured);
    if (shown->system[0] == '\0')
        return;
    label(words, "SQL Server", shown->sql_server);
    label(words, "SSO database", shown->database);
    label(words, "SSO secret server name", shown->secret_server);
    label(words, "Service account", shown->account);
    label(words, "Master secret in memory", shown->secret[0] != '\0' ? shown->secret : "(none)");
    label(words, "Version", shown->version);
}

static void server_status(cohort *h, cohort_words *words)
{
    cohort_biztalk_status shown = {.struct_size = sizeof shown};

    if (cohort_biztalk_sso_status(h, at(words), &shown) < 0)
        cohort_words_refuse(words, NULL);
    else if (cohort_words_json(words))
        status_json(words, &shown);
    else
        status_text(words, &shown);
}

static void show_database(cohort *h, cohort_words *words)
{
    cohort_biztalk_status shown = {.struct_size = sizeof shown};

    if (cohort_biztalk_sso_status(h, at(words), &shown) < 0) {
        cohort_words_refuse(words, NULL);
    } else if (shown.system[0] == '\0') {
        bzt_refuse(h, COHORT_ERR_STATE, BZT_NOT_CONFIGURED, "SSO is not configured on \"%s\"", shown.computer);
        cohort_words_refuse(words, NULL);
    } else if (cohort_words_json(words)) {
        cohort_words_print(words, "{\"server\":");
        json_text(words, shown.computer);
        json_member(words, "sqlServer", shown.sql_server);
        json_member(words, "database", shown.database);
        cohort_words_print(words, "}\n");
    } else {
        label(words, "SQL Server", shown.sql_server);
        label(words, "SSO database", shown.database);
    }
}

static void hexadecimal(char out[16], int64_t code)
{
    out[0] = '\0';
    if (code != 0)
        snprintf(out, 16, "0x%08X", (unsigned)code);
}

static void probe_json(cohort_words *words, const cohort_biztalk_answer *probe)
{
    char code[16], event[32];

    cohort_words_print(words, "{\"server\":");
    json_text(words, probe->server);
    json_member(words, "level", probe->level);
    json_member(words, "computer", probe->computer);
    cohort_words_print(words, probe->known ? ",\"known\":true" : ",\"known\":false");
    hexadecimal(code, probe->code);
    json_member(words, "decrypt", code);
    hexadecimal(code, probe->encrypt);
    json_member(words, "encrypt", code);
    hexadecimal(code, probe->rpc);
    json_member(words, "rpc", code);
    snprintf(event, sizeof event, ",\"event\":%d", probe->event);
    cohort_words_print(words, event);
    json_member(words, "secret", probe->secret);
    json_member(words, "message", probe->sentence);
    cohort_words_print(words, "}\n");
}

static const char *chosen(const char *level)
{
    return strcmp(level, "explicit") == 0  ? "the client names it"
           : strcmp(level, "user") == 0    ? "set for this user"
           : strcmp(level, "machine") == 0 ? "set for all users"
                                           : "nothing is set: the local one";
}

static const char *word_of(int64_t code)
{
    return code == BZT_NO_SSO_SERVER    ? "no SSO server"
           : code == BZT_NO_SECRET      ? "no secret"
           : code == BZT_OUT_OF_SERVICE ? "out of service"
           : code == BZT_DISABLED       ? "SSO is disabled"
           : code == BZT_NOT_CONFIGURED ? "not configured"
           : code == BZT_DB_ACCESS      ? "no database"
           : code == BZT_REENCRYPTING   ? "being re-encrypted"
           : code == BZT_DECRYPT_FAILED ? "cannot be decrypted"
           : code == BZT_NO_ENDPOINT    ? "there are no more endpoints available"
           : code == BZT_UNAVAILABLE    ? "the RPC server is unavailable"
                                        : "failed";
}

static void probe_code(cohort_words *words, const char *name, int64_t code)
{
    char text[128];

    snprintf(text, sizeof text, "0x%08X, %s", (unsigned)code, word_of(code));
    row(words, name, code != 0 ? text : "ok");
}

static void probe_text(cohort_words *words, const cohort_biztalk_answer *probe)
{
    char text[COHORT_NAME_MAX + 64];

    snprintf(text, sizeof text, "%s (%s)", probe->server, chosen(probe->level));
    row(words, "server", text);
    row(words, "answers", probe->computer[0] != '\0' ? probe->computer : "nobody");
    if (!probe->known) {
        row(words, "secret", "unknown: needs an SSO system with its SecretServer and CurrentSecret");
        return;
    }
    row(words, "secret", probe->secret);
    if (probe->rpc != 0)
        probe_code(words, "rpc", probe->rpc);
    probe_code(words, "decrypt", probe->code);
    probe_code(words, "encrypt", probe->encrypt);
    if (probe->event != 0) {
        snprintf(text, sizeof text, "%d", probe->event);
        row(words, "event", text);
    }
    row(words, "because", probe->sentence);
}

static void sso_probe(cohort *h, cohort_words *words)
{
    cohort_biztalk_answer probe = {.struct_size = sizeof probe};

    if (cohort_biztalk_probe(h, arg(words, 0), as(words), cohort_words_option(words, "--server"), &probe) < 0)
        cohort_words_refuse(words, NULL);
    else if (cohort_words_json(words))
        probe_json(words, &probe);
    else
        probe_text(words, &probe);
    if (probe.code != 0)
        cohort_words_unmet(words);
}

/* ---- services ---- */

static void net_start(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    if (!is_played(h, words))
        return;
    answer(words, cohort_biztalk_net_start(h, at(words), arg(words, 0), &request), &request);
}

static void net_stop(cohort *h, cohort_words *words)
{
    int64_t request = 0;
    char names[2048];

    if (!is_played(h, words))
        return;
    if (cohort_words_option(words, "--yes") != NULL && !cohort_words_json(words) &&
        cohort_biztalk_dependents(h, at(words), arg(words, 0), names, sizeof names) > 0) {
        cohort_words_print(words, "stops too: ");
        cohort_words_print(words, names);
        cohort_words_print(words, "\n");
    }
    answer(words,
           cohort_biztalk_net_stop(h, at(words), arg(words, 0), cohort_words_option(words, "--yes") != NULL, &request),
           &request);
}

/* ---- BizTalk ---- */

static void biztalk_configure(cohort *h, cohort_words *words)
{
    int64_t request = 0;
    int rc = strcmp(arg(words, 0), "create") == 0
                 ? cohort_biztalk_group_create(h, at(words), as(words), arg(words, 1), &request)
                 : cohort_biztalk_group_join(h, at(words), as(words), arg(words, 1), &request);

    answer(words, rc, &request);
}

static void host_add(cohort *h, cohort_words *words)
{
    const char *properties[REST_MAX];
    int64_t request = 0;

    rest(words, 1, properties);
    answer(words,
           cohort_biztalk_host_add(h, arg(words, 0), cohort_words_option(words, "--group"), properties, &request),
           &request);
}

static void host_delete(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_host_delete(h, arg(words, 0), &request), &request);
}

static void instance_add(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(
        words,
        cohort_biztalk_instance_add(h, arg(words, 0), arg(words, 1), cohort_words_option(words, "--account"), &request),
        &request);
}

static void instance_delete(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_instance_delete(h, arg(words, 0), arg(words, 1), &request), &request);
}

static void instance_start(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_instance_start(h, arg(words, 0), arg(words, 1), &request), &request);
}

static void instance_stop(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_instance_stop(h, arg(words, 0), arg(words, 1), &request), &request);
}

static const char *type_word(int type)
{
    return type == COHORT_BIZTALK_VIRTUAL     ? "ClusteredVirtualInstance"
           : type == COHORT_BIZTALK_CLUSTERED ? "ClusteredInstance"
                                              : "UnClusteredInstance";
}

static void instance_json(cohort_words *words, const cohort_biztalk_instance *one)
{
    cohort_words_print(words, "{\"host\":");
    json_text(words, one->host);
    json_member(words, "server", one->server);
    json_member(words, "type", type_word(one->type));
    json_member(words, "state", state_word(one->state));
    json_member(words, "configuration", one->configuration);
    cohort_words_print(words, one->disabled ? ",\"disabled\":true}" : ",\"disabled\":false}");
}

static void instance_row(cohort_words *words, const char *host, const char *server, const char *type, const char *state,
                         const char *note)
{
    char text[2 * COHORT_NAME_MAX + 128];

    snprintf(text, sizeof text, "%-24s  %-16s  %-24s  %s%s%s\n", host, server, type, state, *note != '\0' ? "  " : "",
             note);
    cohort_words_print(words, text);
}

static void instance_list(cohort *h, cohort_words *words)
{
    cohort_biztalk_instance one = {.struct_size = sizeof one};
    int i, rc, json = cohort_words_json(words);

    for (i = 0; (rc = cohort_biztalk_instance_at(h, arg(words, 0), i, &one)) > 0; i++) {
        if (!json && i == 0)
            instance_row(words, "HOST", "SERVER", "TYPE", "STATE", "");
        if (json)
            cohort_words_print(words, i == 0 ? "[" : ",");
        if (json)
            instance_json(words, &one);
        else
            instance_row(words, one.host, one.server, type_word(one.type), state_word(one.state),
                         one.disabled                                  ? "disabled"
                         : strcmp(one.configuration, "Installed") == 0 ? ""
                                                                       : one.configuration);
    }
    if (rc < 0)
        cohort_words_refuse(words, NULL);
    else if (json)
        cohort_words_print(words, i == 0 ? "[]\n" : "]\n");
}

static void host_cluster(cohort *h, cohort_words *words)
{
    int flags = cohort_words_option(words, "--with-sso") != NULL ? COHORT_BIZTALK_WITH_SSO : 0;
    int64_t request = 0;

    answer(words, cohort_biztalk_host_cluster(h, arg(words, 0), arg(words, 1), as(words), flags, &request), &request);
}

static void host_uncluster(cohort *h, cohort_words *words)
{
    int64_t request = 0;

    answer(words, cohort_biztalk_host_uncluster(h, arg(words, 0), as(words), &request), &request);
}

#define VERB(usage, flags, run, help)                                                                                  \
    {                                                                                                                  \
        sizeof(cohort_verb), flags, usage, help, run                                                                   \
    }

const cohort_verb bzt_verbs[] = {
    VERB("sso configure create|join SYSTEM --at COMPUTER --as ACCOUNT [--database DATABASE] [--server SQLSERVER] "
         "[--account ACCOUNT] [--admins GROUP] [--affiliates GROUP] [--backup BACKUP]",
         CHANGES, sso_configure, "configure SSO on a computer: create the SSO system, or join it"),
    VERB("sso update TAG=VALUE... --at COMPUTER --as ACCOUNT", CHANGES, sso_update,
         "change the SSO system, as ssomanage -updatedb does: secretServer=NAME, ticketTimeout=MINUTES, ..."),
    VERB("sso secret generate BACKUP --at COMPUTER --as ACCOUNT", CHANGES, secret_generate,
         "generate a new master secret, with its backup"),
    VERB("sso secret backup BACKUP --at COMPUTER --as ACCOUNT [--file-system FILESYSTEM]", CHANGES, secret_backup,
         "back up the master secret"),
    VERB("sso secret copy BACKUP NEW --to COMPUTER", CHANGES, secret_copy, "copy a backup file to another computer"),
    VERB("sso secret restore BACKUP --at COMPUTER --as ACCOUNT", CHANGES, secret_restore,
         "restore the master secret into the registry of a computer"),
    VERB("sso probe COMPUTER [--as ACCOUNT] [--server NAME]", 0, sso_probe,
         "what an SSO client on a computer is answered, by which server, and why"),
    VERB("ssoconfig -status --at COMPUTER", 0, server_status,
         "the SSO service of a computer, and how it was configured"),
    VERB("ssoconfig -showdb --at COMPUTER", 0, show_database, "the SSO database of a computer's SSO server"),
    VERB("ssomanage -showdb --at COMPUTER", 0, show_database, "the same as ssoconfig -showdb"),
    VERB("ssomanage -updatedb TAG=VALUE... --at COMPUTER --as ACCOUNT", CHANGES, sso_update, "the same as sso update"),
    VERB("ssoconfig -generatesecret BACKUP --at COMPUTER --as ACCOUNT", CHANGES, secret_generate,
         "the same as sso secret generate"),
    VERB("ssoconfig -backupsecret BACKUP --at COMPUTER --as ACCOUNT [--file-system FILESYSTEM]", CHANGES, secret_backup,
         "the same as sso secret backup"),
    VERB("ssoconfig -restoresecret BACKUP --at COMPUTER --as ACCOUNT", CHANGES, secret_restore,
         "the same as sso secret restore"),
    VERB("ssomanage -serverall NAME --at COMPUTER [--as ACCOUNT]", CHANGES, server_all,
         "the SSO server of all users of a computer; \"\": none"),
    VERB("ssomanage -server NAME --at COMPUTER --as ACCOUNT", CHANGES, server_user,
         "the SSO server of one user on a computer; \"\": none"),
    VERB("ssomanage -showserver --at COMPUTER [--as ACCOUNT]", 0, server_show, "which SSO server is set, and used"),
    VERB("ssomanage -displaydb --at COMPUTER [--as ACCOUNT]", 0, display_database,
         "the SSO system, as the SSO server that is used there shows it"),
    VERB("ssomanage -enablesso --at COMPUTER --as ACCOUNT", CHANGES, enable, "enable SSO"),
    VERB("ssomanage -disablesso --at COMPUTER --as ACCOUNT", CHANGES, disable, "disable SSO"),
    VERB("net start SERVICE --at COMPUTER", CHANGES, net_start, "start a service of a computer"),
    VERB("net stop SERVICE --at COMPUTER [--yes]", CHANGES, net_stop,
         "stop a service of a computer; --yes: and the services that depend on it"),
    VERB("biztalk configure create|join GROUP --at COMPUTER --as ACCOUNT", CHANGES, biztalk_configure,
         "configure BizTalk Server on a computer: create a BizTalk group, or join it"),
    VERB("host add HOST --group GROUP [Property=Value...]", CHANGES, host_add, "create a BizTalk host"),
    VERB("host delete HOST", CHANGES, host_delete, "delete a BizTalk host"),
    VERB("host instance add HOST SERVER [--account ACCOUNT]", CHANGES, instance_add,
         "create the instance of a host on a BizTalk server, and its service"),
    VERB("host instance delete HOST SERVER", CHANGES, instance_delete, "delete the instance of a host"),
    VERB("host instance list [HOST]", 0, instance_list,
         "the instances of hosts, of clustered ones also the virtual one; their types and states"),
    VERB("host instance start HOST [SERVER]", RUNNING, instance_start,
         "start the instance of a host; of a clustered one: its resource"),
    VERB("host instance stop HOST [SERVER]", RUNNING, instance_stop, "stop the instance of a host"),
    VERB("host cluster HOST GROUP [--with-sso] [--as ACCOUNT]", RUNNING, host_cluster,
         "make a host a cluster resource of a group; --with-sso: it depends on ENTSSO too, beyond what the tool does"),
    VERB("host uncluster HOST [--as ACCOUNT]", RUNNING, host_uncluster, "make a clustered host an ordinary one"),
};
