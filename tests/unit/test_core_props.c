/* lib/core/props.c: every property's range and default, what is stored, and what cannot be set. */
#include "test_core_help.h"

#include "util/buf.h"

static struct bed bed, *const b = &bed;

/* One object of each kind, and a resource of a type of each scope. */
static int setup(void **state)
{
    (void)state;
    bed_init(b);
    bed_nodes(b, LIST("N", "M"));
    bed_group_add(b, "G");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = "elsewhere",
       .list = LIST("FaultDomain=Site:some text")); /* a PreferredSite must be some node's */
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_TYPE, .name = "T");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = "S@N");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "program",
       .list = LIST("Group=G", "Type=Generic Application"));
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "service",
       .list = LIST("Group=G", "Type=Generic Service"));
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "script",
       .list = LIST("Group=G", "Type=Generic Script"));
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "address", .list = LIST("Group=G", "Type=IP Address"));
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "name", .list = LIST("Group=G", "Type=Network Name"));
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "own", .list = LIST("Group=G", "Type=T"));
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_GROUPSET, .name = "SET");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_AFFINITY, .name = "RULE");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_KIND, .name = "K");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_OBJECT, .name = "K/O");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bed_done(b);
    return 0;
}

/* COH_NONE is every kind: the cluster stands for them. */
static int kind_of(const struct coh_propdef *def)
{
    return def->kind != COH_NONE ? def->kind : COH_CLUSTER;
}

/* An object that has the property. */
static const char *bearer(const struct coh_propdef *def)
{
    static const char *const by_scope[] = {"program", "service", "program", "script", "address", "name"};

    switch (def->kind) {
    case COH_NONE:
    case COH_CLUSTER: return "TEST";
    case COH_NODE: return "N";
    case COH_GROUP: return "G";
    case COH_TYPE: return "T";
    case COH_SERVICE: return "S@N";
    case COH_GROUPSET: return "SET";
    case COH_AFFINITY: return "RULE";
    case COH_KIND: return "K";
    case COH_OBJECT: return "K/O";
    default: return by_scope[def->scope];
    }
}

static struct coh_obj *object_of(const struct coh_propdef *def)
{
    return coh_find(coh_engine_model(b->e), kind_of(def), bearer(def));
}

static int set(const struct coh_propdef *def, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int set(const struct coh_propdef *def, const char *format, ...)
{
    char value[200], item[300];
    va_list ap;

    va_start(ap, format);
    vsnprintf(value, sizeof value, format, ap);
    va_end(ap);
    snprintf(item, sizeof item, "%s=%s", def->name, value);
    return TRY(b, .verb = COH_VERB_SET, .kind = kind_of(def), .name = bearer(def), .list = LIST(item));
}

static void assert_value(const struct coh_propdef *def, int64_t expected)
{
    if (coh_prop_int(object_of(def), def->id) != expected)
        fail_msg("%s of %s is %lld, not %lld", def->name, bearer(def), (long long)coh_prop_int(object_of(def), def->id),
                 (long long)expected);
}

/* What a resource that sets nothing has: its own default, or its type's. */
static int64_t in_force_by_default(const struct coh_propdef *def)
{
    if (def->kind == COH_RESOURCE && def->id == COH_P_LOOKS_ALIVE)
        return 5000;
    if (def->kind == COH_RESOURCE && def->id == COH_P_IS_ALIVE)
        return 60000;
    return def->fallback;
}

static void number_keeps_to_its_range(const struct coh_propdef *def)
{
    char range[64];

    assert_value(def, in_force_by_default(def));
    if (set(def, "%lld", (long long)def->min - 1) == 0)
        fail_msg("%s of %s takes %lld", def->name, bearer(def), (long long)def->min - 1);
    if (def->max < INT64_MAX) {
        if (set(def, "%lld", (long long)def->max + 1) == 0)
            fail_msg("%s of %s takes %lld", def->name, bearer(def), (long long)def->max + 1);
        assert_int_equal(b->error.code, COHORT_ERR_RANGE);
        assert_int_equal(b->error.win32, def->id == COH_P_NODE_WEIGHT ? 5954 : 5913);
        snprintf(range, sizeof range, "between %lld and %lld", (long long)def->min,
                 strcmp(def->unit, "hour") == 0 ? 23LL : (long long)def->max); /* an hour, or none */
        assert_non_null(strstr(b->error.text, range));
    }
    assert_int_equal(set(def, "nonsense"), COHORT_ERR_INVALID);
    assert_int_equal(set(def, "%s", ""), COHORT_ERR_INVALID);
    assert_int_equal(set(def, "%lld", (long long)def->min), 0);
    assert_value(def, def->min);
    assert_int_equal(set(def, "%lld", (long long)def->max), 0);
    assert_value(def, def->max == 4294967295LL && in_force_by_default(def) != def->fallback ? in_force_by_default(def)
                                                                                            : def->max);
}

/* Only what differs from the default is kept; for PendingTimeout and DeadlockTimeout of a resource the default is its type's. */
static void default_is_not_stored(const struct coh_propdef *def)
{
    assert_int_equal(set(def, "%lld", (long long)def->fallback), 0);
    if (!(def->kind == COH_RESOURCE && (def->id == COH_P_PENDING_TIMEOUT || def->id == COH_P_DEADLOCK_TIMEOUT)))
        assert_null(coh_prop_set_at(object_of(def), def->name));
    assert_value(def, in_force_by_default(def));
    assert_int_equal(TRY(b, .verb = COH_VERB_UNSET, .kind = kind_of(def), .name = bearer(def), .list = LIST(def->name)),
                     0);
    assert_null(coh_prop_set_at(object_of(def), def->name));
    assert_value(def, in_force_by_default(def));
}

static void every_number_keeps_to_its_range_and_default(void **state)
{
    const struct coh_propdef *def;
    int i, count = 0;

    (void)state;
    for (i = 0; (def = coh_propdef_at(i)) != NULL; i++) {
        if ((def->type != COH_VALUE_INT && def->type != COH_VALUE_BOOL) || def->id == COH_P_DEFAULT_OWNER ||
            def->id == COH_P_LOWER_NODE)
            continue; /* a node must be there: scenarios default-owner, lower-priority-node */
        number_keeps_to_its_range(def);
        default_is_not_stored(def);
        count++;
    }
    assert_true(count > 15);
}

static void every_text_keeps_to_its_choices_and_default(void **state)
{
    const struct coh_propdef *def;
    int i;

    (void)state;
    for (i = 0; (def = coh_propdef_at(i)) != NULL; i++) {
        if (def->type != COH_VALUE_TEXT || def->kind == COH_TYPE)
            continue;
        assert_string_equal(coh_prop_text(object_of(def), def->id), def->fallback_text);
        if (def->choices != NULL) {
            assert_int_equal(set(def, "nonsense"), COHORT_ERR_RANGE);
            assert_non_null(strstr(b->error.text, def->choices));
        } else {
            assert_int_equal(set(def, "some text"), 0);
            assert_string_equal(coh_prop_text(object_of(def), def->id), "some text");
            assert_int_equal(set(def, "\xFF"), COHORT_ERR_INVALID);
        }
        assert_int_equal(set(def, "%s", def->fallback_text), 0);
        assert_null(coh_prop_set_at(object_of(def), def->name));
    }
}

static void choices_are_kept_in_their_own_spelling(void **state)
{
    (void)state;
    bed_set(b, COH_SERVICE, "S@N", "start=DISABLED");
    assert_string_equal(coh_prop_text(&bed_service(b, "S@N")->o, COH_P_START), "Disabled");
    assert_string_equal(coh_prop_set_at(&bed_service(b, "S@N")->o, "START")->name, "Start");
}

static void private_properties_are_known_bare_and_in_full(void **state)
{
    (void)state;
    bed_set(b, COH_RESOURCE, "program", "Parameters.CommandLine=/bin/true");
    assert_string_equal(coh_prop_text(&bed_resource(b, "program")->o, COH_P_COMMAND_LINE), "/bin/true");
    bed_set(b, COH_RESOURCE, "program", "commandline=");
    assert_null(coh_prop_set_at(&bed_resource(b, "program")->o, "Parameters.CommandLine"));
}

static void unknown_properties_are_kept_until_they_are_unset(void **state)
{
    struct coh_buf buf;

    (void)state;
    bed_set(b, COH_RESOURCE, "own", "Parameters.Colour=blue");
    bed_set(b, COH_RESOURCE, "own", "colour=light blue");
    coh_buf_init(&buf, &b->mem, 0);
    assert_int_equal(coh_prop_format(&buf, coh_engine_model(b->e), &bed_resource(b, "own")->o, "Parameters.COLOUR"), 0);
    assert_string_equal(coh_buf_text(&buf), "light blue");
    assert_int_equal(bed_resource(b, "own")->o.props->count, 1);
    coh_buf_free(&buf);
    OK(b, .verb = COH_VERB_UNSET, .kind = COH_RESOURCE, .name = "own", .list = LIST("Colour"));
    assert_null(bed_resource(b, "own")->o.props);
    REFUSED(b, COHORT_ERR_NOT_FOUND, 87, .verb = COH_VERB_UNSET, .kind = COH_RESOURCE, .name = "own",
            .list = LIST("Colour"));
}

static void durations_may_have_units(void **state)
{
    (void)state;
    bed_set(b, COH_RESOURCE, "own", "RestartPeriod=2h");
    assert_int_equal(coh_prop_int(&bed_resource(b, "own")->o, COH_P_RESTART_PERIOD), 7200000);
    REFUSED(b, COHORT_ERR_RANGE, 5913, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "own",
            .list = LIST("RestartPeriod=60d"));
    bed_set(b, COH_RESOURCE, "own", "RestartPeriod=0x10");
    assert_int_equal(coh_prop_int(&bed_resource(b, "own")->o, COH_P_RESTART_PERIOD), 16);
    bed_set(b, COH_GROUP, "G", "FailoverPeriod=2h");
    assert_int_equal(coh_prop_int(&bed_group(b, "G")->o, COH_P_FAILOVER_PERIOD), 2);
    REFUSED(b, COHORT_ERR_RANGE, 5913, .verb = COH_VERB_SET, .kind = COH_GROUP, .name = "G",
            .list = LIST("FailoverPeriod=90m"));
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_SET, .kind = COH_GROUP, .name = "G",
            .list = LIST("FailoverPeriod=h"));
}

static void resource_takes_what_it_does_not_set_from_its_type(void **state)
{
    (void)state;
    bed_set(b, COH_TYPE, "T", "PendingTimeout=7s");
    bed_set(b, COH_TYPE, "T", "IsAlivePollInterval=9s");
    assert_int_equal(coh_prop_int(&bed_resource(b, "own")->o, COH_P_PENDING_TIMEOUT), 7000);
    assert_int_equal(coh_prop_int(&bed_resource(b, "own")->o, COH_P_IS_ALIVE), 9000);
    bed_set(b, COH_RESOURCE, "own", "PendingTimeout=180000"); /* the table's default, and not the type's */
    assert_int_equal(coh_prop_int(&bed_resource(b, "own")->o, COH_P_PENDING_TIMEOUT), 180000);
    bed_set(b, COH_RESOURCE, "own", "IsAlivePollInterval=4294967295"); /* says: the type's */
    assert_int_equal(coh_prop_int(&bed_resource(b, "own")->o, COH_P_IS_ALIVE), 9000);
}

static void what_is_shown_is_not_a_property(void **state)
{
    (void)state;
    REFUSED(b, COHORT_ERR_READONLY, 5089, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "own",
            .list = LIST("Group=H"));
    REFUSED(b, COHORT_ERR_READONLY, 5089, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "own",
            .list = LIST("State=Online"));
    REFUSED(b, COHORT_ERR_READONLY, 5089, .verb = COH_VERB_SET, .kind = COH_GROUP, .name = "G",
            .list = LIST("Owner=N"));
    OK(b, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "name",
       .list = LIST("Name=CLIENTS")); /* a Network Name has one of its own */
}

static void type_in_use_keeps_its_class_and_what_it_drives(void **state)
{
    (void)state;
    REFUSED(b, COHORT_ERR_STATE, 5909, .verb = COH_VERB_SET, .kind = COH_TYPE, .name = "T",
            .list = LIST("Class=program"));
    REFUSED(b, COHORT_ERR_STATE, 5909, .verb = COH_VERB_SET, .kind = COH_TYPE, .name = "T",
            .list = LIST("Drives=service"));
    REFUSED(b, COHORT_ERR_STATE, 5909, .verb = COH_VERB_UNSET, .kind = COH_TYPE, .name = "T", .list = LIST("Drives"));
    OK(b, .verb = COH_VERB_DELETE, .kind = COH_RESOURCE, .name = "own");
    OK(b, .verb = COH_VERB_SET, .kind = COH_TYPE, .name = "T", .list = LIST("Class=program", "Drives=service"));
}

static void driven_service_changes_only_while_nothing_runs(void **state)
{
    (void)state;
    bed_set(b, COH_RESOURCE, "service", "ServiceName=S");
    OK(b, .verb = COH_VERB_RESOURCE_ONLINE, .name = "service");
    bed_quiet(b);
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "service",
            .list = LIST("ServiceName=T"));
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_UNSET, .kind = COH_RESOURCE, .name = "service",
            .list = LIST("ServiceName"));
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_RENAME, .kind = COH_SERVICE, .name = "S@N", .arg = "T");
    REFUSED(b, COHORT_ERR_STATE, 5023, .verb = COH_VERB_DELETE, .kind = COH_SERVICE, .name = "S@N");
    OK(b, .verb = COH_VERB_RENAME, .kind = COH_NODE, .name = "N", .arg = "renamed"); /* its services go along */
    STATE(b, "S@renamed", "Running");
    OK(b, .verb = COH_VERB_RESOURCE_OFFLINE, .name = "service");
    bed_quiet(b);
    STATE(b, "S@renamed", "Stopped");
}

static void a_service_is_driven_by_one_resource(void **state)
{
    (void)state;
    bed_set(b, COH_RESOURCE, "service", "ServiceName=S");
    REFUSED(b, COHORT_ERR_EXISTS, 5010, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "second",
            .list = LIST("Group=G", "Type=Generic Service", "ServiceName=s"));
    bed_set(b, COH_RESOURCE, "service", "ServiceName=other");
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "second",
       .list = LIST("Group=G", "Type=Generic Service", "ServiceName=s"));
}

static void one_bad_assignment_undoes_all(void **state)
{
    (void)state;
    REFUSED(b, COHORT_ERR_RANGE, 5913, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "own",
            .list = LIST("RestartDelay=1s", "Mine=1", "RestartAction=3"));
    assert_null(bed_resource(b, "own")->o.props);
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "own",
            .list = LIST("RestartDelay"));
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "own", .list = LIST("=1"));
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "own", .list = NULL);
}

static void names_and_values_have_limits(void **state)
{
    char name[300], *value = malloc(COHORT_VALUE_MAX + 10);

    (void)state;
    memset(name, 'n', sizeof name);
    name[COHORT_NAME_MAX] = '\0';
    bed_group_add(b, name);
    bed_app(b, "G", name);
    OK(b, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = name);
    name[COHORT_NAME_MAX] = 'n';
    name[COHORT_NAME_MAX + 1] = '\0';
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = name);
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_RENAME, .kind = COH_GROUP, .name = "G", .arg = name);
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = "");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = "a\nb");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = "\xC3");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = "a@b");
    REFUSED(b, COHORT_ERR_INVALID, 87, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "a]",
            .list = LIST("Group=G", "Type=T"));
    memset(value, 'v', COHORT_VALUE_MAX + 9);
    memcpy(value, "Mine=", 5);
    value[5 + COHORT_VALUE_MAX] = '\0';
    bed_set(b, COH_RESOURCE, "own", value);
    value[5 + COHORT_VALUE_MAX] = 'v';
    value[6 + COHORT_VALUE_MAX > COHORT_VALUE_MAX + 9 ? COHORT_VALUE_MAX + 9 : 6 + COHORT_VALUE_MAX] = '\0';
    REFUSED(b, COHORT_ERR_LIMIT, 87, .verb = COH_VERB_SET, .kind = COH_RESOURCE, .name = "own", .list = LIST(value));
    free(value);
}

static void names_are_unique_without_regard_to_case(void **state)
{
    (void)state;
    REFUSED(b, COHORT_ERR_EXISTS, 5010, .verb = COH_VERB_CREATE, .kind = COH_GROUP, .name = "g");
    REFUSED(b, COHORT_ERR_EXISTS, 5040, .verb = COH_VERB_CREATE, .kind = COH_NODE, .name = "m");
    REFUSED(b, COHORT_ERR_EXISTS, 5010, .verb = COH_VERB_CREATE, .kind = COH_RESOURCE, .name = "OWN",
            .list = LIST("Group=G", "Type=T"));
    REFUSED(b, COHORT_ERR_EXISTS, 1073, .verb = COH_VERB_CREATE, .kind = COH_SERVICE, .name = "s@n");
    REFUSED(b, COHORT_ERR_EXISTS, 5010, .verb = COH_VERB_CREATE, .kind = COH_TYPE, .name = "generic service");
    OK(b, .verb = COH_VERB_RENAME, .kind = COH_GROUP, .name = "g", .arg = "g"); /* its own name in another case */
    assert_string_equal(bed_group(b, "G")->o.name, "g");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(every_number_keeps_to_its_range_and_default),
        T(every_text_keeps_to_its_choices_and_default),
        T(choices_are_kept_in_their_own_spelling),
        T(private_properties_are_known_bare_and_in_full),
        T(unknown_properties_are_kept_until_they_are_unset),
        T(durations_may_have_units),
        T(resource_takes_what_it_does_not_set_from_its_type),
        T(what_is_shown_is_not_a_property),
        T(type_in_use_keeps_its_class_and_what_it_drives),
        T(driven_service_changes_only_while_nothing_runs),
        T(a_service_is_driven_by_one_resource),
        T(one_bad_assignment_undoes_all),
        T(names_and_values_have_limits),
        T(names_are_unique_without_regard_to_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
