#!/usr/bin/env bash
# What is installed can be used: with pkg-config, with find_package (shared and static), and the command runs.
set -euo pipefail

: "${COHORT_BUILD_DIR:?}"
if [ -n "${COHORT_SANITIZE:-}" ]; then
    echo "A library with sanitizers is not installed"
    exit 77
fi
work=$(mktemp -d "$COHORT_BUILD_DIR/install-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
cmake --install "$COHORT_BUILD_DIR" --prefix "$prefix" >"$work/log" || { cat "$work/log"; exit 1; }

cat >"$work/program.c" <<'PROGRAM'
#include <stdio.h>

#include <cohort/cohort.h>

int main(void)
{
    cohort *h;
    int rc = cohort_open(":memory:", 0, &h);

    if (rc == 0)
        rc = cohort_cluster_create(h, "Test", NULL);
    printf("%s %s%s\n", cohort_version(), cohort_err_name(rc), cohort_errmsg(h));
    cohort_close(h);
    return rc != 0;
}
PROGRAM
cat >"$work/biztalk.c" <<'PROGRAM'
#include <stdio.h>

#include <cohort/biztalk.h>
#include <cohort/cohort.h>

int main(void)
{
    cohort_biztalk_answer answer = {.struct_size = sizeof answer};
    cohort *h;
    int rc = cohort_open(":memory:", 0, &h);

    if (rc == 0)
        rc = cohort_profile_attach(h, cohort_biztalk_profile());
    if (rc == 0)
        rc = cohort_create(h, "computer", "BTS003", NULL, NULL);
    if (rc == 0)
        rc = cohort_biztalk_probe(h, "BTS003", NULL, NULL, &answer);
    printf("0x%08llX%s\n", (unsigned long long)answer.code, cohort_errmsg(h));
    cohort_close(h);
    return rc != 0;
}
PROGRAM
expect() {
    if [ "$2" != "$3" ]; then
        echo "$1: expected \"$3\", got \"$2\""
        exit 1
    fi
}
pc=$(dirname "$(find "$prefix" -name cohort.pc)")
libdir=$(dirname "$pc")
wanted="$(PKG_CONFIG_PATH=$pc pkg-config --modversion cohort) COHORT_OK"

read -r -a flags < <(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs cohort)
"${CC:-cc}" -std=c11 -Wall -Werror "$work/program.c" "${flags[@]}" -o "$work/by-pkg-config"
expect pkg-config "$(LD_LIBRARY_PATH=$libdir "$work/by-pkg-config")" "$wanted"
read -r -a flags < <(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs cohort-biztalk)
"${CC:-cc}" -std=c11 -Wall -Werror "$work/biztalk.c" "${flags[@]}" -o "$work/by-pkg-config"
expect "pkg-config, profile" "$(LD_LIBRARY_PATH=$libdir "$work/by-pkg-config")" 0xC0002A0F

cat >"$work/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(user C)
find_package(cohort 0.1 REQUIRED)
add_executable(shared program.c)
target_link_libraries(shared cohort::cohort)
add_executable(static program.c)
target_link_libraries(static cohort::cohort_static)
add_executable(biztalk biztalk.c)
target_link_libraries(biztalk cohort::cohort_biztalk)
CMAKE
{ cmake -S "$work" -B "$work/user" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="${CC:-cc}" &&
    cmake --build "$work/user"; } >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
expect "find_package, shared" "$("$work/user/shared")" "$wanted"
expect "find_package, static" "$("$work/user/static")" "$wanted"
expect "find_package, profile" "$("$work/user/biztalk")" 0xC0002A0F

# The tree may be moved: nothing installed knows where it was.
mv "$prefix" "$work/moved"
pc=${pc/#$prefix/$work/moved}
read -r -a flags < <(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs cohort)
"${CC:-cc}" -std=c11 "$work/program.c" "${flags[@]}" -o "$work/moved-program"

if [ -n "${COHORT:-}" ]; then
    command=$work/moved/bin/cohort
    "$command" -d "$work/test.db" cluster create Test
    "$command" -d "$work/test.db" status --json | grep -q '"cluster":"Test"'
    rc=0
    "$command" -d "$work/test.db" cluster create Test 2>/dev/null || rc=$?
    expect "cluster create, again: exit code" "$rc" 1
fi
echo "Installed, linked five ways, moved, run"
