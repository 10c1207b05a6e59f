/* A whole file as text: include after cmocka.h and stdio.h. */
#ifndef READ_ALL_H
#define READ_ALL_H

/* Yours: free(). NULL: it cannot be opened. */
static inline char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL, block[8192];
    size_t size = 0, got;
    FILE *out;

    if (file == NULL)
        return NULL;
    out = open_memstream(&text, &size);
    assert_non_null(out);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        assert_int_equal(fwrite(block, 1, got, out), got);
    fclose(file);
    fclose(out);
    return text;
}

#endif
