/* The one JSON writer: objects and arrays into a buffer, on one line, commas by itself. */
#ifndef COH_JSON_H
#define COH_JSON_H

#include "util/buf.h"

struct coh_json {
    struct coh_buf *buf;
    int comma; /* the next value needs a comma before it */
};

void coh_json_init(struct coh_json *json, struct coh_buf *buf);
/* @key NULL inside arrays and at the top. */
void coh_json_object(struct coh_json *json, const char *key);
void coh_json_end_object(struct coh_json *json);
void coh_json_array(struct coh_json *json, const char *key);
void coh_json_end_array(struct coh_json *json);
void coh_json_text(struct coh_json *json, const char *key,
                   const char *text); /* NULL: null. Bytes that are not UTF-8 become U+FFFD. */
void coh_json_int(struct coh_json *json, const char *key, int64_t value);
void coh_json_bool(struct coh_json *json, const char *key, int value);

#endif
