/*
 * Rows: what of each kind is stored, listed and digested. This table is the one place that knows.
 */
#include <stdio.h>
#include <string.h>

#include "core/inner.h"
#include "util/text.h"

enum how {
    HOW_ID,
    HOW_NAME,
    HOW_I64,
    HOW_I32,
    HOW_U8,
    HOW_TEXT,
    HOW_REF,  /* pointer to an object: its id */
    HOW_INTS, /* list: JSON array */
    HOW_ENUM, /* int32 with names (NULL-terminated, from column.first on; "" has no text) */
    HOW_TIMER,
    HOW_DEADLINE
};

static const char *const resource_states[] = {"Initializing", "Online", "Offline", "Failed", NULL};
static const char *const group_states[] = {"Online", "Offline", "Failed", "PartialOnline", "Pending", NULL};
static const char *const node_states[] = {"Up", "Down", "Paused", "Joining", NULL};
static const char *const service_states[] = {"Stopped", "StartPending", "StopPending", "Running", NULL};
static const char *const ops[] = {"", "online", "offline", "terminate", NULL};
static const char *const holds[] = {"", "restart", "final", "here", "anywhere", NULL};
static const char *const moves[] = {"", "move", "failover", "drain", "return", "failback", "back", NULL};
static const char *const drains[] = {"", "InProgress", "Completed", "Failed", NULL};
static const char *const bys[] = {"", "cluster", "manual", "boot", "needs", "recovery", NULL};
static const char *const timers[] = {"",         "pending",  "held",        "restart",    "retry",
                                     "recovery", "failback", "maintenance", "quarantine", "object",
                                     "wait",     "drain",    NULL};
static const char *const waits[] = {"", "owner", "queue", "start", "depends", "asked", NULL};
static const char *const set_states[] = {"NotReady", "Delay", "Ready", NULL};
static const char *const persistents[] = {"inherit", "Offline", "Online", NULL};
static const char *const witnesses[] = {"none", "disk", "share", "cloud", NULL};

#define F(type, field, how, sql, flags, meaning)                                                                       \
    {                                                                                                                  \
#field, sql, meaning, flags, how, offsetof(struct type, field), NULL, 0                                        \
    }
#define FN(type, field, name, how, sql, flags, meaning)                                                                \
    {                                                                                                                  \
        name, sql, meaning, flags, how, offsetof(struct type, field), NULL, 0                                          \
    }
#define E(type, field, names, first, meaning)                                                                          \
    {                                                                                                                  \
#field, "TEXT", meaning, COH_COLUMN_DIGEST, HOW_ENUM, offsetof(struct type, field), names, first               \
    }
#define EN(type, field, name, names, first, meaning)                                                                   \
    {                                                                                                                  \
        name, "TEXT", meaning, COH_COLUMN_DIGEST, HOW_ENUM, offsetof(struct type, field), names, first                 \
    }
#define D COH_COLUMN_DIGEST
#define COMMON(type, in)                                                                                               \
    FN(type, in o.id, "id", HOW_ID, "INTEGER PRIMARY KEY", D, "Never reused"),                                         \
        FN(type, in o.name, "name", HOW_NAME, "TEXT NOT NULL", D, "As it was given")
#define REASON(type, in)                                                                                               \
    FN(type, in o.last, "last_seq", HOW_I64, "INTEGER", 0, "Last transition that says why it is as it is"),            \
        FN(type, in o.rule, "rule", HOW_I32, "INTEGER", D, "Number of the rule that decided"),                         \
        FN(type, in o.a, "rule_a", HOW_I64, "INTEGER", D, "First value of the rule's sentence"),                       \
        FN(type, in o.b, "rule_b", HOW_I64, "INTEGER", D, "Second value"),                                             \
        FN(type, in o.s, "rule_text", HOW_TEXT, "TEXT", D, "Text of the rule's sentence")

static const struct coh_column cluster_fields[] = {
    COMMON(coh_cluster, ),
    F(coh_cluster, created, HOW_I32, "INTEGER", D, "1: an administrator named it"),
    E(coh_cluster, witness, witnesses, 0, "Kind of the witness"),
    F(coh_cluster, witness_name, HOW_TEXT, "TEXT", D, "Where the witness is"),
    F(coh_cluster, witness_up, HOW_I32, "INTEGER", D, "1: the witness can be reached"),
    F(coh_cluster, witness_vote, HOW_I32, "INTEGER", D, "The witness's vote now"),
    F(coh_cluster, quorum, HOW_I32, "INTEGER", D, "1: a majority of the votes is present"),
    F(coh_cluster, formed, HOW_I32, "INTEGER", D, "1: it has had quorum: its votes follow its members"),
    F(coh_cluster, stopping, HOW_I32, "INTEGER", D, "1: it is being stopped as a whole"),
    F(coh_cluster, forced, HOW_I32, "INTEGER", D, "1: quorum was forced, and the configured votes are no majority"),
    F(coh_cluster, now_ms, HOW_I64, "INTEGER", 0, "Engine time of the last input"),
    F(coh_cluster, wall_offset_ms, HOW_I64, "INTEGER", 0, "Wall clock less engine time"),
    F(coh_cluster, utc_offset_ms, HOW_I64, "INTEGER", 0, "Local time less UTC"),
    F(coh_cluster, next_id, HOW_I64, "INTEGER", D, "Id of the next object"),
    F(coh_cluster, next_op, HOW_I64, "INTEGER", D, "Id of the next operation"),
    F(coh_cluster, input_seq, HOW_I64, "INTEGER", 0, "Last input"),
    F(coh_cluster, transition_seq, HOW_I64, "INTEGER", 0, "Last transition"),
    F(coh_cluster, pruned, HOW_I64, "INTEGER", 0, "Transitions before this one were pruned; 0: none were"),
    REASON(coh_cluster, )};
static const struct coh_column node_fields[] = {
    COMMON(coh_node, ),
    E(coh_node, state, node_states, 0, "Up, Down, Paused or Joining"),
    F(coh_node, status, HOW_I32, "INTEGER", D, "Bits: 1 isolated, 2 quarantined"),
    F(coh_node, stopped, HOW_I32, "INTEGER", D, "1: an administrator stopped it; it stays out until it is started"),
    F(coh_node, stopping, HOW_I32, "INTEGER", D, "A stop under way: 1 its groups leave, 2 what is left stops"),
    F(coh_node, waiting, HOW_I32, "INTEGER", D, "1: it is there and kept out, by a stop or a quarantine"),
    F(coh_node, prevent, HOW_I32, "INTEGER", D, "1: started so that it joins and does not form a cluster"),
    F(coh_node, losses, HOW_INTS, "TEXT", D, "Times of its unexpected losses in the last hour: JSON array"),
    FN(coh_node, timer.kind, "timer", HOW_TIMER, "TEXT", D,
       "quarantine: it ends by itself; drain: it has lasted too long"),
    FN(coh_node, timer.deadline_ms, "deadline_ms", HOW_DEADLINE, "INTEGER", D, "When that is, engine time"),
    F(coh_node, boot_id, HOW_TEXT, "TEXT", D, "Id of the boot that it came up with"),
    F(coh_node, vote, HOW_I32, "INTEGER", D,
      "Its vote now: NodeWeight, or 0 while it is no member or evens the number out"),
    F(coh_node, paused, HOW_I32, "INTEGER", D, "1: an administrator paused it; survives a reboot"),
    E(coh_node, drain, drains, 0, "How its drain stands"),
    F(coh_node, drain_target, HOW_I64, "INTEGER", D,
      "Id of the node that it is drained to; 0: the best one for each group"),
    F(coh_node, drain_flags, HOW_I32, "INTEGER", D, "How it is drained: bits 2 by force, 4 tried again"),
    F(coh_node, drain_error, HOW_I32, "INTEGER", D, "Windows' number of why the drain failed; 0"),
    REASON(coh_node, )};
static const struct coh_column type_fields[] = {
    COMMON(coh_type, ),
    FN(coh_type, possible, "possible", HOW_INTS, "TEXT", D,
       "Possible owners of its resources: JSON array of node ids; NULL: all"),
    REASON(coh_type, )};
static const struct coh_column group_fields[] = {
    COMMON(coh_group, ),
    E(coh_group, state, group_states, 0, "Follows from the members"),
    FN(coh_group, owner, "owner", HOW_REF, "INTEGER REFERENCES node(id) DEFERRABLE INITIALLY DEFERRED", D,
       "Node that owns it"),
    FN(coh_group, dest, "destination", HOW_REF, "INTEGER REFERENCES node(id) DEFERRABLE INITIALLY DEFERRED", D,
       "Node that it moves to"),
    E(coh_group, move, moves, 0, "Why it moves"),
    E(coh_group, persistent, persistents, -1, "What an administrator asked for last"),
    EN(coh_group, later, "waiting_move", moves, 0, "A move that waits until it can happen, and why it is one"),
    FN(coh_group, later_to, "waiting_destination", HOW_REF, "INTEGER REFERENCES node(id) DEFERRABLE INITIALLY DEFERRED",
       D, "Where that goes; NULL: to the best node of then"),
    FN(coh_group, later_flags, "waiting_flags", HOW_I32, "INTEGER", D, "Its flags: COHORT_MOVE_..."),
    F(coh_group, back, HOW_INTS, "TEXT", D, "Nodes whose return made a failback due: JSON array of ids"),
    FN(coh_group, beside, "beside", HOW_REF, "INTEGER REFERENCES node(id) DEFERRABLE INITIALLY DEFERRED", D,
       "Node where an administrator put it although affinity forbids it"),
    FN(coh_group, return_to, "return_to", HOW_REF, "INTEGER REFERENCES node(id) DEFERRABLE INITIALLY DEFERRED", D,
       "Node that it goes back to if it does not come online where it is"),
    FN(coh_group, drained_from, "drained_from", HOW_REF, "INTEGER REFERENCES node(id) DEFERRABLE INITIALLY DEFERRED", D,
       "Node that a drain took it from"),
    FN(coh_group, left, "arrived_from", HOW_TEXT, "TEXT", D, "Node that it came from; NULL when it has come to rest"),
    FN(coh_group, left_rule, "arrived_rule", HOW_I32, "INTEGER", D, "Number of the rule that brought it"),
    FN(coh_group, left_why, "arrived_text", HOW_TEXT, "TEXT", D, "Text of that rule's sentence"),
    FN(coh_group, left_seq, "arrived_seq", HOW_I64, "INTEGER", 0, "Transition of its arrival"),
    F(coh_group, preferred, HOW_INTS, "TEXT", D, "Preferred owners: JSON array of node ids, in order"),
    F(coh_group, failovers, HOW_INTS, "TEXT", D, "Times of the failovers in FailoverPeriod: JSON array"),
    F(coh_group, tried, HOW_INTS, "TEXT", D, "Nodes tried in this series of failovers: JSON array of ids"),
    FN(coh_group, care.on, "maintenance", HOW_U8, "INTEGER", D,
       "1: its resources are left alone: no checks, no reaction"),
    FN(coh_group, care.until.kind, "maintenance_timer", HOW_TIMER, "TEXT", D, "maintenance: it ends by itself"),
    FN(coh_group, care.until.deadline_ms, "maintenance_until_ms", HOW_DEADLINE, "INTEGER", D,
       "When it ends, engine time"),
    FN(coh_group, care.seq, "maintenance_seq", HOW_I64, "INTEGER", 0, "Transition that began it"),
    F(coh_group, off, HOW_U8, "INTEGER", D, "1: it came to its owner by itself and is not started by itself"),
    E(coh_group, wait, waits, 0, "What it waits for before it starts; start: nothing, and others wait for it"),
    FN(coh_group, after, "depends", HOW_INTS, "TEXT", D, "Groups and group sets that it waits for: JSON array of ids"),
    FN(coh_group, gate.kind, "wait_timer", HOW_TIMER, "TEXT", D, "wait: it does not wait for ever"),
    FN(coh_group, gate.deadline_ms, "wait_until_ms", HOW_DEADLINE, "INTEGER", D, "When the wait is over, engine time"),
    FN(coh_group, timer.kind, "timer", HOW_TIMER, "TEXT", D, "What its timer is for"),
    FN(coh_group, timer.deadline_ms, "deadline_ms", HOW_DEADLINE, "INTEGER", D, "When it fires, engine time"),
    F(coh_group, admin, HOW_U8, "INTEGER", D, "1: an administrator's online has not been reached yet"),
    REASON(coh_group, )};
static const struct coh_column resource_fields[] = {
    COMMON(coh_resource, ),
    FN(coh_resource, group, "grp", HOW_REF, "INTEGER NOT NULL REFERENCES grp(id) DEFERRABLE INITIALLY DEFERRED", D,
       "Its group"),
    FN(coh_resource, type, "type", HOW_REF, "INTEGER NOT NULL REFERENCES type(id) DEFERRABLE INITIALLY DEFERRED", D,
       "Its type"),
    E(coh_resource, state, resource_states, 1,
      "Online, Offline, Failed, OnlinePending, OfflinePending or Initializing"),
    E(coh_resource, persistent, persistents, -1, "What an administrator asked for last"),
    FN(coh_resource, care.on, "maintenance", HOW_U8, "INTEGER", D, "1: it is left alone: no checks, no reaction"),
    F(coh_resource, lost, HOW_U8, "INTEGER", D, "1: it ended during maintenance"),
    FN(coh_resource, care.until.kind, "maintenance_timer", HOW_TIMER, "TEXT", D, "maintenance: it ends by itself"),
    FN(coh_resource, care.until.deadline_ms, "maintenance_until_ms", HOW_DEADLINE, "INTEGER", D,
       "When it ends, engine time"),
    FN(coh_resource, care.seq, "maintenance_seq", HOW_I64, "INTEGER", 0, "Transition that began it"),
    F(coh_resource, stopped, HOW_U8, "INTEGER", D, "1: an administrator took it offline; its dependents wait for it"),
    F(coh_resource, kept, HOW_U8, "INTEGER", D,
      "1: online against its persistent state; stays until it is taken offline or its group leaves"),
    F(coh_resource, force, HOW_U8, "INTEGER", D, "1: its stop is a termination"),
    F(coh_resource, again, HOW_U8, "INTEGER", D, "1: it is taken offline to be brought online again"),
    E(coh_resource, hold, holds, 0, "Why it is not started although it is wanted"),
    E(coh_resource, op, ops, 0, "Operation in flight"),
    FN(coh_resource, op_id, "operation", HOW_I64, "INTEGER", D, "Its id; while Online: that of the online"),
    FN(coh_resource, timer.kind, "timer", HOW_TIMER, "TEXT", D, "What its timer is for"),
    FN(coh_resource, timer.deadline_ms, "deadline_ms", HOW_DEADLINE, "INTEGER", D, "When it fires, engine time"),
    F(coh_resource, lock, HOW_TEXT, "TEXT", D, "Why its agent keeps it in its state; NULL: it is not locked"),
    F(coh_resource, restarts, HOW_INTS, "TEXT", D, "Times of the failures in RestartPeriod: JSON array"),
    FN(coh_resource, possible, "possible", HOW_INTS, "TEXT", D, "Possible owners: JSON array of node ids; NULL: all"),
    F(coh_resource, admin, HOW_U8, "INTEGER", D, "1: an administrator's online has not been reached yet"),
    F(coh_resource, embedded, HOW_U8, "INTEGER", D, "1: something inside it has failed"),
    REASON(coh_resource, )};
static const struct coh_column service_fields[] = {
    COMMON(coh_service, ),
    FN(coh_service, node, "node", HOW_REF, "INTEGER NOT NULL REFERENCES node(id) DEFERRABLE INITIALLY DEFERRED", D,
       "Its node"),
    E(coh_service, state, service_states, 1, "Stopped, StartPending, StopPending or Running"),
    E(coh_service, goal, ops, 0, "A start or stop that waits for other services"),
    E(coh_service, op, ops, 0, "Operation in flight"),
    FN(coh_service, op_id, "operation", HOW_I64, "INTEGER", D, "Its id; while Running: that of the start"),
    E(coh_service, by, bys, 0, "Who started it"),
    F(coh_service, identity, HOW_TEXT, "TEXT", D, "The name that it goes by"),
    F(coh_service, needs, HOW_INTS, "TEXT", D, "Services that it needs: JSON array of ids"),
    FN(coh_service, timer.kind, "timer", HOW_TIMER, "TEXT", D, "What its timer is for"),
    FN(coh_service, timer.deadline_ms, "deadline_ms", HOW_DEADLINE, "INTEGER", D, "When it fires, engine time"),
    REASON(coh_service, )};
static const struct coh_column groupset_fields[] = {
    COMMON(coh_groupset, link.),
    F(coh_groupset, groups, HOW_INTS, "TEXT", D, "Its groups: JSON array of ids"),
    FN(coh_groupset, after, "depends", HOW_INTS, "TEXT", D, "Group sets that its groups wait for: JSON array of ids"),
    E(coh_groupset, state, set_states, 0, "NotReady, Delay or Ready"),
    F(coh_groupset, since_ms, HOW_I64, "INTEGER", D, "When enough of its groups had come up, engine time"),
    FN(coh_groupset, timer.kind, "timer", HOW_TIMER, "TEXT", D, "What its timer is for"),
    FN(coh_groupset, timer.deadline_ms, "deadline_ms", HOW_DEADLINE, "INTEGER", D, "When it fires, engine time"),
    REASON(coh_groupset, link.)};
static const struct coh_column affinity_fields[] = {
    COMMON(coh_affinity, link.), F(coh_affinity, groups, HOW_INTS, "TEXT", D, "Its groups: JSON array of ids"),
    REASON(coh_affinity, link.)};
static const struct coh_column kind_fields[] = {COMMON(coh_custom_kind, link.), REASON(coh_custom_kind, link.)};
static const struct coh_column object_fields[] = {
    COMMON(coh_custom, link.),
    FN(coh_custom, kind, "kind", HOW_REF, "INTEGER NOT NULL REFERENCES kind(id) DEFERRABLE INITIALLY DEFERRED", D,
       "Its kind"),
    FN(coh_custom, timer.kind, "timer", HOW_TIMER, "TEXT", D, "object: a profile waits for it"),
    FN(coh_custom, timer.deadline_ms, "deadline_ms", HOW_DEADLINE, "INTEGER", D, "When it fires, engine time"),
    REASON(coh_custom, link.)};

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
static const struct {
    const struct coh_column *fields;
    int count;
} kinds[COH_KINDS] = {{NULL, 0},
                      {cluster_fields, COUNT(cluster_fields)},
                      {node_fields, COUNT(node_fields)},
                      {group_fields, COUNT(group_fields)},
                      {resource_fields, COUNT(resource_fields)},
                      {type_fields, COUNT(type_fields)},
                      {service_fields, COUNT(service_fields)},
                      {groupset_fields, COUNT(groupset_fields)},
                      {affinity_fields, COUNT(affinity_fields)},
                      {kind_fields, COUNT(kind_fields)},
                      {object_fields, COUNT(object_fields)}};

const struct coh_column *coh_columns(int kind, int *ret_count)
{
    int known = kind > 0 && kind < COH_KINDS;

    *ret_count = known ? kinds[kind].count : 0;
    return known ? kinds[kind].fields : NULL;
}

/* ---- a cell ---- */

static const char *enum_text(const struct coh_column *f, int value)
{
    int i = value - f->first, count = 0;

    if (f->names == resource_states && value >= 128)
        return coh_resource_state_name(value);
    while (f->names[count] != NULL)
        count++;
    return i >= 0 && i < count && *f->names[i] ? f->names[i] : NULL;
}

static int enum_value(const struct coh_column *f, const char *text, int *ret_value)
{
    int i;

    for (i = 0; f->names[i] != NULL; i++)
        if (strcmp(f->names[i], text) == 0) {
            *ret_value = i + f->first;
            return 1;
        }
    if (f->names == resource_states && strcmp(text, "OnlinePending") == 0)
        *ret_value = COHORT_RESOURCE_ONLINE_PENDING;
    else if (f->names == resource_states && strcmp(text, "OfflinePending") == 0)
        *ret_value = COHORT_RESOURCE_OFFLINE_PENDING;
    else
        return 0;
    return 1;
}

static void ints_text(struct coh_buf *buf, const struct coh_ints *list)
{
    int i;

    for (i = 0; i < list->count; i++) {
        coh_buf_addc(buf, i ? ',' : '[');
        coh_buf_int(buf, list->v[i]);
    }
    coh_buf_addc(buf, ']');
}

#define AT(type, obj, f) (*(type const *)(const void *)((const char *)(obj) + (f)->offset))

/* Lists are written into @buf; the cell then holds the offset until all are written. */
static void get(const struct coh_obj *obj, const struct coh_column *f, struct coh_buf *buf, struct coh_cell *cell)
{
    const struct coh_obj *ref;
    int32_t value;

    cell->type = COH_CELL_NULL;
    cell->num = 0;
    cell->text = NULL;
    switch (f->how) {
    case HOW_ID:
    case HOW_I64:
    case HOW_DEADLINE:
        cell->num = AT(int64_t, obj, f);
        cell->type = f->how == HOW_DEADLINE && cell->num == 0 ? COH_CELL_NULL : COH_CELL_INT;
        break;
    case HOW_I32:
        cell->type = COH_CELL_INT;
        cell->num = AT(int32_t, obj, f);
        break;
    case HOW_U8:
        cell->type = COH_CELL_INT;
        cell->num = AT(uint8_t, obj, f);
        break;
    case HOW_NAME:
    case HOW_TEXT:
        cell->text = AT(char *, obj, f);
        cell->type = cell->text != NULL ? COH_CELL_TEXT : COH_CELL_NULL;
        break;
    case HOW_REF:
        ref = AT(struct coh_obj *, obj, f);
        cell->type = ref != NULL ? COH_CELL_INT : COH_CELL_NULL;
        cell->num = ref != NULL ? ref->id : 0;
        break;
    case HOW_INTS:
        if (AT(struct coh_ints *, obj, f) == NULL)
            break;
        cell->type = COH_CELL_TEXT;
        cell->num = (int64_t)buf->size + 1;
        ints_text(buf, AT(struct coh_ints *, obj, f));
        coh_buf_addc(buf, '\0');
        break;
    default:
        value = AT(int32_t, obj, f);
        cell->text = f->how == HOW_TIMER ? (value ? timers[value] : NULL) : enum_text(f, value);
        cell->type = cell->text != NULL ? COH_CELL_TEXT : COH_CELL_NULL;
        break;
    }
}

int coh_row_get(struct coh_engine *e, const struct coh_obj *obj, struct coh_cell *cells)
{
    const struct coh_column *fields = kinds[obj->kind].fields;
    int i;

    coh_buf_clear(&e->scratch);
    for (i = 0; i < kinds[obj->kind].count; i++)
        get(obj, &fields[i], &e->scratch, &cells[i]);
    if (e->scratch.error)
        return e->scratch.error;
    for (i = 0; i < kinds[obj->kind].count; i++)
        if (fields[i].how == HOW_INTS && cells[i].type == COH_CELL_TEXT) {
            cells[i].text = e->scratch.text + cells[i].num - 1;
            cells[i].num = 0;
        }
    return 0;
}

static struct coh_ints *ints_parse(struct coh_engine *e, const char *text)
{
    struct coh_ints *list;
    const char *at;
    int count = 1, i = 0, minus;

    for (at = text; *at != '\0'; at++)
        count += *at == ',';
    list = coh_new_block(e, sizeof *list + (size_t)count * sizeof list->v[0]);
    list->count = count;
    for (at = text; *at != '\0' && i < count; at++) {
        if (*at != '-' && (*at < '0' || *at > '9'))
            continue;
        minus = *at == '-';
        for (at += minus; *at >= '0' && *at <= '9'; at++)
            list->v[i] = list->v[i] * 10 + (*at - '0');
        list->v[i] = minus ? -list->v[i] : list->v[i];
        i++;
        at--;
    }
    return list;
}

#define PUT(type, obj, f, value) (*(type *)(void *)((char *)(obj) + (f)->offset) = (value))

/* Loading: the cell's value into the object. Only before the object is linked. */
void coh_column_put(struct coh_engine *e, struct coh_obj *obj, const struct coh_column *f, const struct coh_cell *cell)
{
    struct coh_obj *ref;
    int value = 0, i;

    if (cell->type == COH_CELL_NULL || f->how == HOW_ID || f->how == HOW_NAME)
        return;
    switch (f->how) {
    case HOW_I64:
    case HOW_DEADLINE: PUT(int64_t, obj, f, cell->num); break;
    case HOW_I32: PUT(int32_t, obj, f, (int32_t)cell->num); break;
    case HOW_U8: PUT(uint8_t, obj, f, (uint8_t)cell->num); break;
    case HOW_TEXT: coh_set_text(e, (char **)(void *)((char *)obj + f->offset), cell->text); break;
    case HOW_REF:
        ref = coh_by_id(&e->m, cell->num);
        if (ref == NULL)
            coh_throw(e, COHORT_ERR_DAMAGED, 0, "%s \"%s\" refers to object %lld in column %s, which is not there",
                      coh_kind_name(obj->kind), obj->name, (long long)cell->num, f->name);
        PUT(struct coh_obj *, obj, f, ref);
        break;
    case HOW_INTS: PUT(struct coh_ints *, obj, f, ints_parse(e, cell->text)); break;
    default:
        for (i = 1; f->how == HOW_TIMER && timers[i] != NULL; i++)
            if (strcmp(timers[i], cell->text) == 0)
                value = i;
        if (f->how == HOW_ENUM && !enum_value(f, cell->text, &value))
            coh_throw(e, COHORT_ERR_DAMAGED, 0, "%s \"%s\" has the unknown %s \"%s\"", coh_kind_name(obj->kind),
                      obj->name, f->name, cell->text);
        PUT(int32_t, obj, f, value);
        break;
    }
}

/* ---- digest: FNV-1a over names and cells, by id ---- */

static void mix(uint64_t *hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;

    while (size-- > 0)
        *hash = (*hash ^ *at++) * 1099511628211ull;
}

static void mix_text(uint64_t *hash, const char *text)
{
    mix(hash, text, strlen(text) + 1);
}

static void mix_int(uint64_t *hash, int64_t num)
{
    unsigned char bytes[8];
    int i;

    for (i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)num >> (8 * i));
    mix(hash, bytes, sizeof bytes);
}

static void mix_cell(uint64_t *hash, const struct coh_cell *cell)
{
    mix_int(hash, cell->type);
    if (cell->type == COH_CELL_TEXT)
        mix_text(hash, cell->text);
    else if (cell->type == COH_CELL_INT)
        mix_int(hash, cell->num);
}

static int mix_object(struct coh_engine *e, uint64_t *hash, const struct coh_obj *obj)
{
    struct coh_cell cells[COH_COLUMNS_MAX], value;
    const char *name, *type;
    int64_t provider;
    int i, clause, rc = coh_row_get(e, obj, cells);

    if (rc < 0)
        return rc;
    mix_int(hash, obj->kind);
    for (i = 0; i < kinds[obj->kind].count; i++)
        if (kinds[obj->kind].fields[i].flags & COH_COLUMN_DIGEST)
            mix_cell(hash, &cells[i]);
    for (i = 0; coh_property_at(obj, i, &name, &type, &value); i++) {
        mix_text(hash, name);
        mix_cell(hash, &value);
    }
    for (i = 0; coh_dependency_at(obj, i, &clause, &provider); i++) {
        mix_int(hash, clause);
        mix_int(hash, provider);
    }
    return 0;
}

int coh_engine_digest(struct coh_engine *e, char digest[17])
{
    const struct coh_model *m = &e->m;
    uint64_t hash = 14695981039346656037ull;
    const struct coh_resource *r;
    const struct coh_service *s;
    const struct coh_group *g;
    const struct coh_link *link;
    const struct coh_type *t;
    int i, rc = mix_object(e, &hash, &m->cluster->o);

    for (i = 0; rc == 0 && i < m->node_count; i++)
        rc = mix_object(e, &hash, &m->nodes[i]->o);
    for (t = m->types; rc == 0 && t != NULL; t = t->next)
        rc = mix_object(e, &hash, &t->o);
    for (g = m->groups; rc == 0 && g != NULL; g = g->next) {
        rc = mix_object(e, &hash, &g->o);
        for (r = g->first; rc == 0 && r != NULL; r = r->next)
            rc = mix_object(e, &hash, &r->o);
    }
    for (s = m->services; rc == 0 && s != NULL; s = s->next)
        rc = mix_object(e, &hash, &s->o);
    for (i = 0; i < COH_KINDS; i++)
        for (link = m->first[i]; rc == 0 && link != NULL; link = link->next)
            rc = mix_object(e, &hash, &link->o);
    if (rc == 0)
        snprintf(digest, 17, "%016llx", (unsigned long long)hash);
    return rc;
}
