/*
 * The schema: tables of objects are made from core's table of columns, so that a row is described once; the others
 * stand here. docs/schema.md explains each table and column to who queries the database.
 */
#include <string.h>

#include "store/store_internal.h"

const char *coh_store_table(int kind)
{
    return kind == COH_GROUP ? "grp" : coh_kind_name(kind); /* GROUP is a keyword of SQL */
}

int coh_store_width(void)
{
    int width = 0, count, kind;

    for (kind = 1; kind < COH_KINDS; kind++) {
        coh_columns(kind, &count);
        if (count > width)
            width = count;
    }
    return width;
}

/* History and inputs refer to nothing by foreign keys: they outlive what they tell of. */
static const char fixed[] = "CREATE TABLE property(\n"
                            "  object INTEGER NOT NULL,\n"
                            "  name TEXT NOT NULL,\n"
                            "  type TEXT NOT NULL,\n"
                            "  value ANY NOT NULL,\n"
                            "  PRIMARY KEY(object, name)\n"
                            ") STRICT, WITHOUT ROWID;\n"
                            "CREATE TABLE dependency(\n"
                            "  resource INTEGER NOT NULL REFERENCES resource(id) DEFERRABLE INITIALLY DEFERRED,\n"
                            "  clause INTEGER NOT NULL,\n"
                            "  position INTEGER NOT NULL,\n"
                            "  provider INTEGER NOT NULL REFERENCES resource(id) DEFERRABLE INITIALLY DEFERRED,\n"
                            "  PRIMARY KEY(resource, clause, position)\n"
                            ") STRICT, WITHOUT ROWID;\n"
                            "CREATE INDEX dependency_provider ON dependency(provider);\n"
                            "CREATE TABLE input(\n"
                            "  seq INTEGER PRIMARY KEY,\n"
                            "  time_ms INTEGER NOT NULL,\n"
                            "  wall_ms INTEGER NOT NULL,\n"
                            "  semantics INTEGER NOT NULL,\n"
                            "  actor TEXT,\n"
                            "  comment TEXT,\n"
                            "  origin TEXT,\n"
                            "  verb TEXT NOT NULL,\n"
                            "  kind TEXT,\n"
                            "  name TEXT,\n"
                            "  arg TEXT,\n"
                            "  list TEXT,\n"
                            "  a INTEGER NOT NULL,\n"
                            "  b INTEGER NOT NULL,\n"
                            "  c INTEGER NOT NULL,\n"
                            "  words TEXT NOT NULL\n"
                            ") STRICT;\n"
                            "CREATE TABLE transition(\n"
                            "  seq INTEGER PRIMARY KEY,\n"
                            "  input INTEGER NOT NULL,\n"
                            "  cause INTEGER NOT NULL,\n"
                            "  time_ms INTEGER NOT NULL,\n"
                            "  kind TEXT NOT NULL,\n"
                            "  object INTEGER NOT NULL,\n"
                            "  name TEXT NOT NULL,\n"
                            "  change TEXT NOT NULL,\n"
                            "  old TEXT,\n"
                            "  new TEXT,\n"
                            "  rule TEXT NOT NULL,\n"
                            "  reason TEXT NOT NULL\n"
                            ") STRICT;\n"
                            "CREATE TABLE agent_record(\n"
                            "  object INTEGER NOT NULL,\n"
                            "  node INTEGER NOT NULL,\n"
                            "  operation INTEGER NOT NULL,\n"
                            "  blob BLOB NOT NULL,\n"
                            "  PRIMARY KEY(object, node)\n"
                            ") STRICT, WITHOUT ROWID;\n";

static void table_of_kind(struct coh_buf *buf, int kind)
{
    const struct coh_column *columns;
    int count, i;

    columns = coh_columns(kind, &count);
    coh_buf_fmt(buf, "CREATE TABLE %s(\n", coh_store_table(kind));
    for (i = 0; i < count; i++) {
        coh_buf_fmt(buf, "  %s %s", columns[i].name, i == 0 ? "INTEGER PRIMARY KEY" : columns[i].sql);
        /* Objects are stored in any order and deleted in any order: what matters is how they stand at the end. */
        if (strstr(columns[i].sql, "REFERENCES") != NULL && strstr(columns[i].sql, "DEFERRABLE") == NULL)
            coh_buf_add(buf, " DEFERRABLE INITIALLY DEFERRED");
        coh_buf_add(buf, i + 1 < count ? ",\n" : "\n");
    }
    coh_buf_add(buf, ") STRICT;\n");
    for (i = 0; i < count; i++) /* without these, deleting what is referred to would read the whole table */
        if (strstr(columns[i].sql, "REFERENCES") != NULL)
            coh_buf_fmt(buf, "CREATE INDEX %s_%s ON %s(%s);\n", coh_store_table(kind), columns[i].name,
                        coh_store_table(kind), columns[i].name);
}

int coh_store_schema(struct coh_buf *buf)
{
    int kind;

    for (kind = 1; kind < COH_KINDS; kind++)
        table_of_kind(buf, kind);
    coh_buf_add(buf, fixed);
    coh_buf_fmt(buf, "PRAGMA application_id=%d;\nPRAGMA user_version=%d;\n", COH_STORE_APPLICATION_ID,
                COH_STORE_VERSION);
    return buf->error;
}

int coh_store_row_sql(struct coh_buf *buf, int kind, int what)
{
    const char *table = coh_store_table(kind);
    const struct coh_column *columns;
    int count, i;

    columns = coh_columns(kind, &count);
    coh_buf_clear(buf);
    switch (what) {
    case STMT_ROW_INSERT:
        coh_buf_fmt(buf, "INSERT INTO %s VALUES(", table);
        for (i = 0; i < count; i++)
            coh_buf_fmt(buf, "%s?%d", i > 0 ? "," : "", i + 1);
        coh_buf_add(buf, ")");
        break;
    case STMT_ROW_UPDATE:
        coh_buf_fmt(buf, "UPDATE %s SET ", table);
        for (i = 1; i < count; i++)
            coh_buf_fmt(buf, "%s%s=?%d", i > 1 ? "," : "", columns[i].name, i + 1);
        coh_buf_add(buf, " WHERE id=?1");
        break;
    case STMT_ROW_DELETE: coh_buf_fmt(buf, "DELETE FROM %s WHERE id=?1", table); break;
    default:
        coh_buf_add(buf, "SELECT ");
        for (i = 0; i < count; i++)
            coh_buf_fmt(buf, "%s%s", i > 0 ? "," : "", columns[i].name);
        coh_buf_fmt(buf, " FROM %s ORDER BY id", table);
    }
    return buf->error;
}
