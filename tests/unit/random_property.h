/*
 * A random property of the table of those that core knows, with a value for it. Included where struct life, below() and one_in() are known.
 */
#ifndef RANDOM_PROPERTY_H
#define RANDOM_PROPERTY_H

#include <stdio.h>
#include <string.h>

#include "core/model.h"

/* One of "A|B|C", which may be empty. */
static void random_choice(struct life *life, const char *choices, char *text, size_t room)
{
    int count = 1, which;
    const char *at;

    for (at = choices; (at = strchr(at, '|')) != NULL; at++)
        count++;
    for (which = below(life, count), at = choices; which > 0; which--)
        at = strchr(at, '|') + 1;
    snprintf(text, room, "%.*s", (int)strcspn(at, "|"), at);
}

/* Mostly in its range, and small: what waits is waited for. */
static int64_t random_number(struct life *life, const struct coh_propdef *def)
{
    int64_t span = def->max - def->min, most = strcmp(def->unit, "ms") == 0 ? 60000 : 100;

    if (one_in(life, 20))
        return def->min - 1;
    return one_in(life, 4) ? def->fallback : def->min + below(life, (int)(span < most ? span : most) + 1);
}

/* "Name=value" */
static const struct coh_propdef *random_property(struct life *life, char *text, size_t room)
{
    static const char *const words[] = {"x", "y", "", "S1", "N1", "G1", "Site:S1", "no such thing"};
    const struct coh_propdef *def;
    char value[80];
    int count = 0;

    while (coh_propdef_at(count) != NULL)
        count++;
    do
        def = coh_propdef_at(below(life, count));
    while (def->kind == COH_KIND);
    if (def->type == COH_VALUE_INT)
        snprintf(value, sizeof value, "%lld", (long long)random_number(life, def));
    else if (def->type == COH_VALUE_BOOL)
        snprintf(value, sizeof value, "%d", below(life, 2));
    else if (def->choices != NULL)
        random_choice(life, def->choices, value, sizeof value);
    else
        snprintf(value, sizeof value, "%s", words[below(life, 8)]);
    snprintf(text, room, "%s=%s", def->name, value);
    return def;
}

#endif
