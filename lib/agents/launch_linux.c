/*
 * What to start: the program and its arguments, where, with which environment, and where its output goes. All that can
 * be told to be wrong beforehand is told here, in a sentence.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agents/process_linux.h"
#include "util/text.h"

/* ---- the program ---- */

/* 0 or an errno. */
static int check_program(const char *path)
{
    struct stat st;

    if (stat(path, &st) < 0)
        return errno;
    if (S_ISDIR(st.st_mode))
        return EISDIR;
    return access(path, X_OK) < 0 ? errno : 0;
}

/* As a shell would in that directory. 0 or an errno; @out has the path. */
static int find_program(const char *word, const char *directory, struct coh_buf *out)
{
    const char *path = getenv("PATH"), *end;
    int error = ENOENT;

    if (strchr(word, '/') != NULL) {
        if (word[0] != '/')
            coh_buf_fmt(out, "%s/", directory);
        coh_buf_add(out, word);
        return out->error != 0 ? ENOMEM : check_program(coh_buf_text(out));
    }
    if (path == NULL || path[0] == '\0')
        path = "/usr/local/bin:/usr/bin:/bin";
    for (; word[0] != '\0'; path = end + 1) {
        end = strchr(path, ':');
        if (end == NULL)
            end = path + strlen(path);
        coh_buf_clear(out);
        coh_buf_addn(out, path, (size_t)(end - path));
        coh_buf_fmt(out, "%s%s", end == path ? "./" : "/", word); /* an empty entry is the present directory */
        error = out->error != 0 ? ENOMEM : check_program(coh_buf_text(out));
        if (error == 0 || *end == '\0')
            break;
    }
    return error;
}

static int set_program(struct coh_launch *l, const char *base, struct coh_buf *why)
{
    struct coh_buf path;
    int error;

    coh_buf_init(&path, l->mem, PATH_MAX - 1);
    error = find_program(l->words[0], base, &path);
    if (error != 0)
        coh_buf_fmt(why, "cannot execute %s: %s", strchr(l->words[0], '/') != NULL ? coh_buf_text(&path) : l->words[0],
                    strerror(error));
    else
        l->program = coh_buf_take(&path);
    coh_buf_free(&path);
    return l->program != NULL ? 0 : -1;
}

static int set_directory(struct coh_launch *l, const char *directory, char *here, struct coh_buf *why)
{
    struct coh_buf path;
    struct stat st;

    if (getcwd(here, PATH_MAX) == NULL)
        strcpy(here, "/");
    coh_buf_init(&path, l->mem, PATH_MAX - 1);
    if (directory[0] != '\0' && directory[0] != '/')
        coh_buf_fmt(&path, "%s/", here);
    coh_buf_add(&path, directory);
    if (directory[0] != '\0') {
        if (stat(coh_buf_text(&path), &st) < 0 || (!S_ISDIR(st.st_mode) && (errno = ENOTDIR))) {
            coh_buf_fmt(why, "CurrentDirectory %s: %s", coh_buf_text(&path), strerror(errno));
            coh_buf_free(&path);
            return -1;
        }
        if (path.error == 0)
            strcpy(here, coh_buf_text(&path)); /* relative programs are looked for there */
    }
    l->directory = directory[0] == '\0' ? coh_strdup(l->mem, "") : coh_buf_take(&path);
    coh_buf_free(&path);
    return l->directory != NULL ? 0 : -1;
}

/* ---- the environment ---- */

static const char *const ours[] = {
    "COHORT_RESOURCE=", "COHORT_SERVICE=", "COHORT_NODE=", "_CLUSTER_NETWORK_NAME_=", "COMPUTERNAME=", "COHORT_PARAM_"};

static int is_ours(const char *entry)
{
    size_t i;

    for (i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strncmp(entry, ours[i], strlen(ours[i])) == 0)
            return 1;
    return 0;
}

static void env_add(struct coh_buf *env, const char *name, const char *value)
{
    coh_buf_fmt(env, "%s=%s", name, value != NULL ? value : "");
    coh_buf_addc(env, '\0');
}

/* COHORT_PARAM_NAME=value: capitals, as the case of a property's name says nothing. */
static void env_params(struct coh_buf *env, cohort *h, const cohort_target *target)
{
    static const char prefix[] = "Parameters.";
    const char *name, *value;
    int i;

    for (i = 0; cohort_target_parameter(h, target, i, &name, &value) == 1; i++) {
        if (strncasecmp(name, prefix, strlen(prefix)) == 0)
            name += strlen(prefix);
        coh_buf_add(env, "COHORT_PARAM_");
        for (; *name != '\0'; name++)
            coh_buf_addc(env, isalnum((unsigned char)*name) ? (char)toupper((unsigned char)*name) : '_');
        coh_buf_fmt(env, "=%s", value);
        coh_buf_addc(env, '\0');
    }
}

static int set_env(struct coh_launch *l, cohort *h, const cohort_target *target, int params)
{
    struct coh_buf env;
    size_t count = 0, i, at;

    coh_buf_init(&env, l->mem, 0);
    for (i = 0; environ != NULL && environ[i] != NULL; i++)
        if (!is_ours(environ[i]))
            coh_buf_addn(&env, environ[i], strlen(environ[i]) + 1);
    if (target->service != NULL)
        env_add(&env, "COHORT_SERVICE", target->service);
    else
        env_add(&env, "COHORT_RESOURCE", target->name);
    env_add(&env, "COHORT_NODE", target->node);
    env_add(&env, "_CLUSTER_NETWORK_NAME_", target->identity);
    env_add(&env, "COMPUTERNAME", target->identity);
    if (params)
        env_params(&env, h, target);
    for (i = 0; i < env.size; i++)
        count += env.text[i] == '\0';
    at = env.size;
    l->env_text = coh_buf_take(&env);
    l->env = coh_alloc(l->mem, (count + 1) * sizeof *l->env);
    coh_buf_free(&env);
    if (l->env_text == NULL || l->env == NULL)
        return -1;
    for (count = 0, i = 0; i < at; i += strlen(l->env_text + i) + 1)
        l->env[count++] = l->env_text + i;
    l->env[count] = NULL;
    return 0;
}

/* ---- together ---- */

void coh_launch_free(struct coh_launch *l)
{
    if (l == NULL)
        return;
    coh_free(l->mem, l->words);
    coh_free(l->mem, l->program);
    coh_free(l->mem, l->directory);
    coh_free(l->mem, l->env);
    coh_free(l->mem, l->env_text);
    coh_free(l->mem, l->log);
    coh_free(l->mem, l);
}

static int set_words(struct coh_launch *l, const char *line, struct coh_buf *why)
{
    int count, column = 0, rc;

    rc = coh_words_split(l->mem, line, &l->words, &count, &column);
    if (rc == COHORT_ERR_SYNTAX)
        coh_buf_fmt(why, "CommandLine cannot be split into words, see column %d", column);
    else if (rc < 0)
        coh_buf_fmt(why, "CommandLine cannot be split into words: %s", cohort_strerror(rc));
    else if (count == 0)
        coh_buf_add(why, "CommandLine is not set");
    return rc < 0 || count == 0 ? -1 : 0;
}

struct coh_launch *coh_launch_new(cohort *h, const struct coh_agents *agents, const cohort_target *target,
                                  const char *line, int params, struct coh_buf *why)
{
    struct coh_launch *l = coh_zalloc(&agents->mem, sizeof *l);
    char here[PATH_MAX];

    if (l != NULL) {
        l->mem = &agents->mem;
        if (set_words(l, line, why) == 0 &&
            set_directory(l, cohort_target_text(h, target, "CurrentDirectory"), here, why) == 0 &&
            set_program(l, here, why) == 0 && set_env(l, h, target, params) == 0) {
            l->log = coh_log_path(agents, target->name);
            l->log_limit = cohort_target_int(h, target, "LogLimit");
            if (l->log != NULL)
                return l;
        }
        coh_launch_free(l);
    }
    if (why->size == 0)
        coh_buf_add(why, "out of memory");
    return NULL;
}
