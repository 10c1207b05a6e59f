#!/usr/bin/env bash
# Each public header compiles alone, as C99, C11 and C++17, with every warning an error; cohort.h includes them all.
set -euo pipefail
cd "${COHORT_SOURCE_DIR:-$(dirname "${BASH_SOURCE[0]}")/../..}"

cc=${CC:-cc}
cxx=
for candidate in c++ g++ clang++; do
    if command -v "$candidate" >/dev/null; then
        cxx=$candidate
        break
    fi
done
[ -n "$cxx" ] || echo "There is no C++ compiler: C++17 was not checked"

warnings=(-Wall -Wextra -Wpedantic -Wundef -Wshadow -Werror -fsyntax-only -Iinclude)
count=0
for header in include/cohort/*.h; do
    name=cohort/$(basename "$header")
    for standard in c99 c11; do
        echo "#include <$name>" | "$cc" -x c -std=$standard "${warnings[@]}" -Wstrict-prototypes -
    done
    if [ -n "$cxx" ]; then
        echo "#include <$name>" | "$cxx" -x c++ -std=c++17 "${warnings[@]}" -
    fi
    if [ "$name" != cohort/cohort.h ] && ! grep -q "#include <$name>" include/cohort/cohort.h \
        && ! grep -q 'its own library' "$header"; then
        echo "cohort.h does not include $name"
        exit 1
    fi
    count=$((count + 1))
done
echo "$count headers compile alone"
