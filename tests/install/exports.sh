#!/usr/bin/env bash
# Each shared library exports exactly what its public headers declare.
set -euo pipefail
cd "${COHORT_SOURCE_DIR:?}"

command -v nm >/dev/null || exit 77

# Names that headers declare. A declaration may go over several lines; comments may mention calls of other headers.
declared() {
    cat "$@" | sed -e 's@/\*.*\*/@@' | tr '\n' ' ' | sed -e 's@/\*@\n/*@g; s@\*/@*/\n@g' |
        grep -v '^/\*' | grep -o 'COHORT_API[^;(]*' | grep -o 'cohort_[a-z0-9_]* *$' | tr -d ' ' | LC_ALL=C sort -u
}

check() {
    local library=$COHORT_BUILD_DIR/$1 declared exported missing extra
    shift
    declared=$(declared "$@")
    exported=$(nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort -u)
    missing=$(LC_ALL=C comm -23 <(echo "$declared") <(echo "$exported"))
    extra=$(LC_ALL=C comm -13 <(echo "$declared") <(echo "$exported"))
    [ -z "$missing" ] || printf 'Declared but not exported by %s:\n%s\n' "$library" "$missing"
    [ -z "$extra" ] || printf 'Exported by %s but not declared:\n%s\n' "$library" "$extra"
    [ -z "$missing$extra" ]
    echo "$(basename "$library"): $(echo "$declared" | wc -l) functions, all declared and all exported"
}

shopt -s extglob
check libcohort.so include/cohort/!(biztalk).h
check libcohort-biztalk.so include/cohort/biztalk.h
