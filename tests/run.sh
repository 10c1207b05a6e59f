#!/usr/bin/env bash
# Builds everything and runs all tests. Arguments go to ctest: tests/run.sh -R scenario -V
# COHORT_BUILD_DIR: where to build (default build/tests). COHORT_CMAKE_ARGS: more arguments for cmake.
set -euo pipefail

source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build_dir=${COHORT_BUILD_DIR:-$source_dir/build/tests}
. "$source_dir/examples/install-packages.sh"
need_build_packages libcmocka-dev sqlite3

jobs=$(nproc 2>/dev/null || echo 4)
generator=()
if [ ! -f "$build_dir/CMakeCache.txt" ] && command -v ninja >/dev/null; then
    generator=(-G Ninja)
fi
read -r -a more <<<"${COHORT_CMAKE_ARGS:-}"

mkdir -p "$build_dir"
log=$build_dir/build.log
quietly() {
    "$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2; echo "This failed: $*" >&2; exit 1; }
}
echo "Building in $build_dir"
quietly cmake -S "$source_dir" -B "$build_dir" "${generator[@]}" -DCOHORT_BUILD_TESTS=ON "${more[@]}"
quietly cmake --build "$build_dir" --parallel "$jobs"
exec ctest --test-dir "$build_dir" --output-on-failure --no-tests=error -j "$jobs" "$@" </dev/null
