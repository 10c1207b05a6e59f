#!/usr/bin/env bash
# The shared library exports exactly what the public headers declare.
set -euo pipefail
cd "${COHORT_SOURCE_DIR:?}"

command -v nm >/dev/null || exit 77
# A declaration may go over several lines; comments may mention calls of other headers.
declared=$(cat include/cohort/*.h | sed -e 's@/\*.*\*/@@' | tr '\n' ' ' | sed -e 's@/\*@\n/*@g; s@\*/@*/\n@g' |
    grep -v '^/\*' | grep -o 'COHORT_API[^;(]*' | grep -o 'cohort_[a-z0-9_]* *$' | tr -d ' ' | LC_ALL=C sort -u)
library=$COHORT_BUILD_DIR/libcohort.so
exported=$(nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort -u)

missing=$(LC_ALL=C comm -23 <(echo "$declared") <(echo "$exported"))
extra=$(LC_ALL=C comm -13 <(echo "$declared") <(echo "$exported"))
[ -z "$missing" ] || printf 'Declared but not exported:\n%s\n' "$missing"
[ -z "$extra" ] || printf 'Exported but not declared:\n%s\n' "$extra"
[ -z "$missing$extra" ]
echo "$(echo "$declared" | wc -l) functions, all declared and all exported"
