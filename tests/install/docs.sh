#!/usr/bin/env bash
# What the documentation says compiles: every block marked "<!-- compiled -->" in docs/*.md, as strictly as the library, against the public headers.
set -euo pipefail
cd "${COHORT_SOURCE_DIR:-$(dirname "${BASH_SOURCE[0]}")/../..}"

cc=${CC:-cc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for page in docs/*.md; do
    awk -v out="$work/$(basename "$page" .md)" '
        /^<!-- compiled -->$/ { marked = 1; next }
        marked && /^```c$/ { file = sprintf("%s-%d.c", out, NR); marked = 0; printf "#line %d \"%s\"\n", NR + 1, FILENAME > file; next }
        marked { print FILENAME ":" NR ": a mark without a block of C" > "/dev/stderr"; exit 1 }
        /^```$/ { if (file != "") close(file); file = ""; next }
        file != "" { print > file }
    ' "$page"
done

count=0
for block in "$work"/*.c; do
    [ -e "$block" ] || { echo "There is no block to compile"; exit 1; }
    "$cc" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wundef -Wvla -Wformat=2 -Werror -fsyntax-only -Iinclude "$block"
    count=$((count + 1))
done
echo "$count blocks compile"
