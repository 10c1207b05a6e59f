/*
 * A shadow of the store: what an engine's effects say is dirty, and nothing else, is written to rows, from which another engine is made.
 */
#ifndef SHADOW_STORE_H
#define SHADOW_STORE_H

#include "test_core_help.h"

enum { SHADOW_ROWS = 1200, SHADOW_PROPERTIES = 60, SHADOW_EDGES = 24 };

struct shadow_row {
    int kind; /* 0: none */
    int cells_count, properties_count, dependencies_count;
    struct coh_cell cells[COH_COLUMNS_MAX];
    struct {
        char *name, *type;
        struct coh_cell value;
    } properties[SHADOW_PROPERTIES];
    struct {
        int clause;
        int64_t provider;
    } dependencies[SHADOW_EDGES];
};

struct shadow {
    struct shadow_row rows[SHADOW_ROWS]; /* by id + 20: those of built-in types are negative */
};

static struct coh_cell keep_cell(struct coh_cell cell)
{
    cell.text = cell.text != NULL ? strdup(cell.text) : NULL;
    return cell;
}

static void drop_cells(struct shadow_row *row)
{
    for (int i = 0; i < row->cells_count; i++)
        free((void *)(uintptr_t)row->cells[i].text);
    row->cells_count = 0;
}

static void drop_properties(struct shadow_row *row)
{
    for (int i = 0; i < row->properties_count; i++) {
        free(row->properties[i].name);
        free(row->properties[i].type);
        free((void *)(uintptr_t)row->properties[i].value.text);
    }
    row->properties_count = 0;
}

static void drop_row(struct shadow_row *row)
{
    drop_cells(row);
    drop_properties(row);
    row->dependencies_count = 0;
    row->kind = 0;
}

static struct shadow_row *row_of(struct shadow *shadow, int64_t id)
{
    assert_in_range(id + 20, 0, SHADOW_ROWS - 1);
    return &shadow->rows[id + 20];
}

static void write_object(struct shadow *shadow, struct coh_engine *e, const struct coh_obj *obj, uint32_t flags)
{
    struct shadow_row *row = row_of(shadow, coh_obj_id(obj));
    const char *name, *type;
    struct coh_cell cells[COH_COLUMNS_MAX], value;
    int64_t provider;
    int i, clause;

    if (flags & COH_DIRTY_DELETED) {
        drop_row(row);
        return;
    }
    row->kind = coh_obj_kind(obj);
    if (flags & (COH_DIRTY_ROW | COH_DIRTY_NEW)) {
        drop_cells(row);
        assert_int_equal(coh_row_get(e, obj, cells), 0);
        coh_columns(row->kind, &row->cells_count);
        for (i = 0; i < row->cells_count; i++)
            row->cells[i] = keep_cell(cells[i]);
    }
    if (flags & COH_DIRTY_PROPERTIES) {
        drop_properties(row);
        for (i = 0; coh_property_at(obj, i, &name, &type, &value); i++) {
            assert_in_range(i, 0, SHADOW_PROPERTIES - 1);
            row->properties[i].name = strdup(name);
            row->properties[i].type = strdup(type);
            row->properties[i].value = keep_cell(value);
            row->properties_count++;
        }
    }
    if (flags & COH_DIRTY_DEPENDS) {
        row->dependencies_count = 0;
        for (i = 0; coh_dependency_at(obj, i, &clause, &provider); i++) {
            row->dependencies[i].clause = clause;
            row->dependencies[i].provider = provider;
            row->dependencies_count++;
        }
    }
}

static void load_rows(struct coh_engine *e, struct shadow *shadow, int kind)
{
    struct coh_error error;
    int i;

    for (i = 0; i < SHADOW_ROWS; i++)
        if (shadow->rows[i].kind == kind && coh_load_row(e, kind, shadow->rows[i].cells, &error) < 0)
            copy_failed(&error);
}

static void load_shadow(struct shadow *shadow, struct coh_engine *e)
{
    struct coh_error error;
    int i, k;

    load_rows(e, shadow, COH_CLUSTER);
    load_rows(e, shadow, COH_NODE);
    load_rows(e, shadow, COH_TYPE);
    load_rows(e, shadow, COH_GROUP);
    load_rows(e, shadow, COH_RESOURCE);
    load_rows(e, shadow, COH_SERVICE);
    load_rows(e, shadow, COH_GROUPSET);
    load_rows(e, shadow, COH_AFFINITY);
    load_rows(e, shadow, COH_KIND);
    load_rows(e, shadow, COH_OBJECT);
    for (i = 0; i < SHADOW_ROWS; i++)
        for (k = 0; k < shadow->rows[i].properties_count; k++)
            if (coh_load_property(e, i - 20, shadow->rows[i].properties[k].name, shadow->rows[i].properties[k].type,
                                  &shadow->rows[i].properties[k].value, &error) < 0)
                copy_failed(&error);
    for (i = 0; i < SHADOW_ROWS; i++)
        for (k = 0; k < shadow->rows[i].dependencies_count; k++)
            if (coh_load_dependency(e, i - 20, shadow->rows[i].dependencies[k].clause,
                                    shadow->rows[i].dependencies[k].provider, &error) < 0)
                copy_failed(&error);
    if (coh_load_done(e, &error) < 0)
        copy_failed(&error);
}

#endif
