/*
 * The store on a bad disk. A shim over SQLite's own VFS, under the whole library:
 *
 *   faults  the n-th operation fails (I/O error or full disk), once or from then on; n grows until a run meets no
 *           fault. Each call succeeds or gives a declared error, nothing is half done, and when the disk is well
 *           again so is the handle.
 *   crash   the power fails after the n-th operation: what was synced stays, of the rest each sector is kept, lost or
 *           garbage. The database then opens, is sound, and holds every request that was answered and at most one
 *           more.
 */
#define DIR_FAST 1
#include "../unit/runtime_fake.h"

enum { FILES_MAX = 8, PENDING_MAX = 4096, SECTOR = 512 };

/* What a disk promises of one file. */
struct pending {
    sqlite3_int64 at;
    int size; /* -1: truncate to @at */
    unsigned char *bytes;
};
struct image {
    char name[512];
    unsigned char *durable;
    sqlite3_int64 size;
    struct pending pending[PENDING_MAX];
    int count, used;
};

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    int armed;
    int64_t operation, at; /* counted; the one that fails or crashes, 0: none */
    int persistent, full, crash;
    int64_t hits;
    struct image images[FILES_MAX];
    char crash_dir[64];
    int acknowledged, crash_acknowledged;
    uint64_t random;
} disk;

struct shim {
    sqlite3_file base;
    struct image *image; /* NULL: not tracked */
    sqlite3_file real[];
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct shim *)file)->real;
}

static uint32_t chance(void)
{
    disk.random = disk.random * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(disk.random >> 33);
}

/* ---- power ---- */

static void grow(struct image *image, sqlite3_int64 size)
{
    if (size <= image->size)
        return;
    image->durable = realloc(image->durable, (size_t)size);
    memset(image->durable + image->size, 0, (size_t)(size - image->size));
    image->size = size;
}

static void settle_one(struct image *image, const struct pending *pending)
{
    if (pending->size < 0) {
        if (pending->at < image->size)
            image->size = pending->at;
        return;
    }
    grow(image, pending->at + pending->size);
    memcpy(image->durable + pending->at, pending->bytes, (size_t)pending->size);
}

static void forget_pending(struct image *image)
{
    while (image->count > 0)
        free(image->pending[--image->count].bytes);
}

static void settle_all(struct image *image)
{
    int i;

    for (i = 0; i < image->count; i++)
        settle_one(image, &image->pending[i]);
    forget_pending(image);
}

/* A copy of the file as the power cut leaves it. */
static void crash_file(const struct image *image)
{
    struct image left = {.size = 0};
    char name[700];
    int i, at;

    grow(&left, image->size);
    if (image->size > 0)
        memcpy(left.durable, image->durable, (size_t)image->size);
    for (i = 0; i < image->count; i++) {
        const struct pending *pending = &image->pending[i];

        if (pending->size < 0) {
            if (chance() % 2)
                settle_one(&left, pending);
            continue;
        }
        for (at = 0; at < pending->size; at += SECTOR) {
            int size = pending->size - at < SECTOR ? pending->size - at : SECTOR, j;
            struct pending sector = {.at = pending->at + at, .size = size, .bytes = pending->bytes + at};
            uint32_t fate = chance() % 8;

            if (fate < 3)
                continue;
            settle_one(&left, &sector);
            for (j = 0; fate == 7 && j < size; j++)
                left.durable[sector.at + j] = (unsigned char)chance();
        }
    }
    snprintf(name, sizeof name, "%s/%s", disk.crash_dir, strrchr(image->name, '/') + 1);
    write_file(name, left.durable, (size_t)left.size);
    free(left.durable);
}

static void power_fails(void)
{
    int i;

    disk.crash_acknowledged = disk.acknowledged;
    for (i = 0; i < FILES_MAX; i++)
        if (disk.images[i].used)
            crash_file(&disk.images[i]);
}

static struct image *image_of(const char *name)
{
    struct image *unused = NULL;
    int i;

    for (i = 0; i < FILES_MAX; i++) {
        if (disk.images[i].used && strcmp(disk.images[i].name, name) == 0)
            return &disk.images[i];
        if (!disk.images[i].used && unused == NULL)
            unused = &disk.images[i];
    }
    assert_non_null(unused);
    *unused = (struct image){.used = 1};
    snprintf(unused->name, sizeof unused->name, "%s", name);
    return unused;
}

static void image_drop(struct image *image)
{
    forget_pending(image);
    free(image->durable);
    *image = (struct image){0};
}

/* ---- an operation ---- */

static int fails(void)
{
    if (!disk.armed)
        return 0;
    disk.operation++;
    if (disk.crash) {
        if (disk.operation == disk.at) {
            disk.hits++;
            power_fails();
        }
        return 0;
    }
    if (disk.at == 0 || disk.operation < disk.at || (disk.operation > disk.at && !disk.persistent))
        return 0;
    disk.hits++;
    return 1;
}

static int error_of(int code)
{
    return disk.full ? SQLITE_FULL : code;
}

static int shim_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int shim_read(sqlite3_file *file, void *to, int size, sqlite3_int64 at)
{
    if (!disk.full && !disk.crash && fails())
        return SQLITE_IOERR_READ;
    return real_of(file)->pMethods->xRead(real_of(file), to, size, at);
}

static void keep(struct image *image, sqlite3_int64 at, int size, const void *bytes)
{
    struct pending *pending;

    if (image == NULL || !disk.crash)
        return;
    assert_true(image->count < PENDING_MAX);
    pending = &image->pending[image->count++];
    *pending = (struct pending){.at = at, .size = size};
    if (size > 0) {
        pending->bytes = malloc((size_t)size);
        memcpy(pending->bytes, bytes, (size_t)size);
    }
}

static int shim_write(sqlite3_file *file, const void *from, int size, sqlite3_int64 at)
{
    if (fails())
        return error_of(SQLITE_IOERR_WRITE);
    keep(((struct shim *)file)->image, at, size, from);
    return real_of(file)->pMethods->xWrite(real_of(file), from, size, at);
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (fails())
        return SQLITE_IOERR_TRUNCATE;
    keep(((struct shim *)file)->image, size, -1, NULL);
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int shim_sync(sqlite3_file *file, int flags)
{
    if (fails())
        return error_of(SQLITE_IOERR_FSYNC);
    if (((struct shim *)file)->image != NULL)
        settle_all(((struct shim *)file)->image);
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int shim_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), ret_size);
}

static int shim_lock(sqlite3_file *file, int lock)
{
    return real_of(file)->pMethods->xLock(real_of(file), lock);
}

static int shim_unlock(sqlite3_file *file, int lock)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), lock);
}

static int shim_reserved(sqlite3_file *file, int *ret)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret);
}

static int shim_control(sqlite3_file *file, int op, void *arg)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int shim_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int shim_traits(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int shim_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret)
{
    if (!disk.crash && fails())
        return error_of(SQLITE_IOERR_SHMMAP);
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, ret);
}

static int shim_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void shim_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int shim_shm_unmap(sqlite3_file *file, int delete)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), delete);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_reserved,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_traits,
    .xShmMap = shim_shm_map,
    .xShmLock = shim_shm_lock,
    .xShmBarrier = shim_shm_barrier,
    .xShmUnmap = shim_shm_unmap,
};

static int shim_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *ret_flags)
{
    struct shim *shim = (struct shim *)file;
    int rc;

    (void)vfs;
    shim->base.pMethods = NULL;
    shim->image = NULL;
    if (!disk.crash && fails())
        return SQLITE_CANTOPEN;
    rc = disk.real->xOpen(disk.real, name, shim->real, flags, ret_flags);
    if (rc != SQLITE_OK)
        return rc;
    shim->base.pMethods = &methods;
    if (disk.crash && disk.armed && name != NULL && strncmp(name, dir, strlen(dir)) == 0)
        shim->image = image_of(name);
    return SQLITE_OK;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    if (fails())
        return SQLITE_IOERR_DELETE;
    if (disk.crash && disk.armed && strncmp(name, dir, strlen(dir)) == 0)
        image_drop(image_of(name));
    return disk.real->xDelete(disk.real, name, sync);
}

static int shim_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
    (void)vfs;
    return disk.real->xAccess(disk.real, name, flags, ret);
}

static int shim_full_name(sqlite3_vfs *vfs, const char *name, int size, char *to)
{
    (void)vfs;
    return disk.real->xFullPathname(disk.real, name, size, to);
}

static int install(void **state)
{
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "shim";
    disk.vfs.pNext = NULL;
    disk.vfs.szOsFile = (int)sizeof(struct shim) + disk.real->szOsFile;
    disk.vfs.xOpen = shim_open;
    disk.vfs.xDelete = shim_delete;
    disk.vfs.xAccess = shim_access;
    disk.vfs.xFullPathname = shim_full_name;
    if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
        return -1;
    if (dir_setup(state) < 0)
        return -1;
    snprintf(disk.crash_dir, sizeof disk.crash_dir, "%.40s-crashed", dir);
    return mkdir(disk.crash_dir, 0700);
}

static void empty_crash_dir(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal", "-lock"};
    char name[200];
    size_t i;

    for (i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        snprintf(name, sizeof name, "%s/t.db%s", disk.crash_dir, suffixes[i]);
        unlink(name);
    }
}

static int remove_all(void **state)
{
    empty_crash_dir();
    rmdir(disk.crash_dir);
    return dir_teardown(state);
}

/* ---- a life ---- */

static void count(int rc)
{
    disk.acknowledged += rc >= 0;
}

static int open_on(const char *file)
{
    struct coh_clock clock = {.now_ms = fake_now, .wall_ms = fake_wall};
    cohort_config config = {.struct_size = sizeof config, .path = file, .actor = "tester"};
    cohort_agent agent = fake_agent(0);
    int rc;

    memset(&fake, 0, sizeof fake);
    rc = coh_handle_open(&config, &clock, &h);
    if (rc < 0)
        return rc;
    must(cohort_agent_register(h, "Thing", &agent));
    must(coh_handle_boot_id(h, "boot-1"));
    return 0;
}

static void record(cohort *handle, const cohort_target *target)
{
    if (target->operation != 0)
        cohort_agent_record(handle, target->operation, "a record of some length", 23);
}

/* Requests one after the other, whatever becomes of each. */
static void requests(void)
{
    const char *one[] = {"Group=G", "Type=Thing", NULL}, *nodes[] = {"A", "B", NULL},
               *set[] = {"Note=a longer property of the resource", NULL};
    int i;

    fake.inside = record;
    count(cohort_create(h, "node", "A", NULL, NULL));
    count(cohort_create(h, "node", "B", NULL, NULL));
    count(cohort_create(h, "type", "Thing", NULL, NULL));
    count(cohort_create(h, "group", "G", NULL, NULL));
    count(cohort_create(h, "resource", "R1", one, NULL));
    count(cohort_create(h, "resource", "R2", one, NULL));
    count(cohort_resource_depend(h, "R2", "[R1]", NULL));
    count(cohort_set(h, "resource", "R1", set, NULL));
    count(cohort_node_host(h, nodes));
    count(cohort_group_online(h, "G", NULL));
    for (i = 0; i < 4; i++)
        cohort_process(h);
    count(cohort_group_move(h, "G", "B", NULL));
    for (i = 0; i < 4; i++)
        cohort_process(h);
    count(cohort_resource_depend(h, "R2", "", NULL));
}

static int declared(int rc)
{
    static const int codes[] = {COHORT_ERR_STORE, COHORT_ERR_FULL,    COHORT_ERR_IO,  COHORT_ERR_DAMAGED,
                                COHORT_ERR_NOMEM, COHORT_ERR_FOREIGN, COHORT_ERR_BUSY};
    size_t i;

    for (i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (rc == codes[i])
            return 1;
    return rc >= 0;
}

/* The handle, on a disk that is well again, and what the next one finds. */
static void verify_handle(int64_t n)
{
    char before[17], after[17];
    int64_t sequence;
    int i;

    for (i = 0; i < 8; i++)
        if (cohort_process(h) < 0)
            fail_msg("operation %ld: %s", (long)n, cohort_errmsg(h));
    if (coh_find_group(coh_model(h), "later") == NULL)
        must(cohort_create(h, "group", "later", NULL, NULL));
    must(cohort_replay(h, NULL));
    must(cohort_digest(h, before));
    sequence = cohort_sequence(h);
    cohort_close(h);
    must(open_on(path));
    must(cohort_digest(h, after));
    assert_string_equal(before, after);
    assert_int_equal(cohort_sequence(h), sequence);
    must(cohort_replay(h, NULL));
    assert_string_equal(ask(path, "PRAGMA integrity_check"), "ok");
}

static int one_fault(int64_t n, int persistent, int full)
{
    void *state = NULL;
    int rc;

    runtime_setup(&state);
    disk.operation = disk.hits = 0;
    disk.at = n;
    disk.persistent = persistent;
    disk.full = full;
    disk.armed = 1;
    rc = open_on(path);
    if (!declared(rc))
        fail_msg("operation %ld: %s: %s", (long)n, cohort_err_name(rc), cohort_errmsg(h));
    if (rc == 0)
        requests();
    disk.armed = 0;
    if (rc < 0) {
        cohort_close(h);
        must(open_on(path));
    }
    verify_handle(n);
    assert_int_equal(runtime_teardown(&state), 0);
    return disk.hits > 0;
}

static void faults(int persistent, int full)
{
    int64_t n;

    disk.crash = 0;
    for (n = 1; one_fault(n, persistent, full); n++)
        continue;
    assert_true(n > 100); /* the shim sees the work */
}

static void an_operation_fails_once(void **state)
{
    (void)state;
    faults(0, 0);
}

static void the_disk_breaks(void **state)
{
    (void)state;
    faults(1, 0);
}

static void the_disk_is_full_once(void **state)
{
    (void)state;
    faults(0, 1);
}

static void the_disk_stays_full(void **state)
{
    (void)state;
    faults(1, 1);
}

/* ---- crash ---- */

static void verify_crash(int64_t n, uint64_t seed)
{
    char file[200];
    int rc;

    snprintf(file, sizeof file, "%s/t.db", disk.crash_dir);
    rc = open_on(file);
    if (rc < 0)
        fail_msg("operation %ld, seed %lu: %s", (long)n, (unsigned long)seed, cohort_errmsg(h));
    if (cohort_replay(h, NULL) < 0)
        fail_msg("operation %ld, seed %lu: %s", (long)n, (unsigned long)seed, cohort_errmsg(h));
    /* Of the inputs, those that are requests (the first 8 are) were answered one by one. */
    if (disk.crash_acknowledged <= 8 && (coh_engine_input_sequence(coh_handle_engine(h)) < disk.crash_acknowledged ||
                                         coh_engine_input_sequence(coh_handle_engine(h)) > disk.crash_acknowledged + 1))
        fail_msg("operation %ld, seed %lu: %d were answered, %ld are stored", (long)n, (unsigned long)seed,
                 disk.crash_acknowledged, (long)coh_engine_input_sequence(coh_handle_engine(h)));
    assert_string_equal(ask(file, "PRAGMA integrity_check"), "ok");
    assert_string_equal(ask(file, "SELECT count(*) FROM pragma_foreign_key_check"), "0");
    must(cohort_create(h, "group", "after", NULL, NULL));
    cohort_close(h);
    h = NULL;
}

static int one_crash(int64_t n, uint64_t seed)
{
    void *state = NULL;
    int i;

    runtime_setup(&state);
    empty_crash_dir();
    disk.operation = disk.hits = 0;
    disk.acknowledged = disk.crash_acknowledged = 0;
    disk.random = seed;
    disk.at = n;
    disk.armed = 1;
    must(open_on(path));
    requests();
    disk.armed = 0;
    cohort_close(h);
    h = NULL;
    for (i = 0; i < FILES_MAX; i++)
        image_drop(&disk.images[i]);
    if (disk.hits > 0)
        verify_crash(n, seed);
    return disk.hits > 0;
}

static void the_power_fails(void **state)
{
    uint64_t seed;
    int64_t n;

    (void)state;
    disk.crash = 1;
    disk.full = 0;
    for (seed = 1; seed <= 3; seed++) {
        for (n = 1; one_crash(n, seed); n++)
            continue;
        assert_true(n > 100);
    }
    disk.crash = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operation_fails_once), cmocka_unit_test(the_disk_breaks),
        cmocka_unit_test(the_disk_is_full_once),   cmocka_unit_test(the_disk_stays_full),
        cmocka_unit_test(the_power_fails),
    };

    return cmocka_run_group_tests(tests, install, remove_all);
}
