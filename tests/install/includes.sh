#!/usr/bin/env bash
# Arrows point downwards only: fails when an #include breaks the table of rooms.
set -euo pipefail
cd "${COHORT_SOURCE_DIR:-$(dirname "${BASH_SOURCE[0]}")/../..}"

check() {
    awk '
    function wrong(why) { printf "%s:%d: %s: %s\n", FILENAME, FNR, why, $0; bad = 1 }
    function room_of(path, part, n) {
        n = split(path, part, "/")
        if (part[1] == "lib") return part[2]
        if (part[1] == "bindings") return part[2]
        return part[1]
    }
    BEGIN {
        # What a room may include of lib, besides itself.
        rooms["core"] = " util "
        rooms["store"] = " core util "
        rooms["runtime"] = " core store util "
        rooms["agents"] = " util "
        rooms["sim"] = " core runtime util "
        rooms["console"] = " util "
        rooms["util"] = rooms["profiles"] = rooms["cli"] = rooms["include"] = " "
        # The public headers that have only types and numbers; the lower rooms see no more.
        types_only["util"] = types_only["core"] = types_only["store"] = 1
        # No system beyond standard C.
        standard_only["util"] = standard_only["core"] = standard_only["include"] = 1
        standard_only["console"] = standard_only["sim"] = standard_only["profiles"] = 1
        standard = " assert.h ctype.h errno.h float.h inttypes.h iso646.h limits.h locale.h math.h setjmp.h signal.h " \
            "stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h " \
            "tgmath.h threads.h time.h uchar.h wchar.h wctype.h "
        core_never = " time.h signal.h threads.h locale.h "
    }
    FNR == 1 {
        room = room_of(FILENAME); stdio = 0
        folder = FILENAME; sub(/[^\/]*$/, "", folder)
        if (!(room in rooms)) { printf "%s: the room %s is not in the table of includes.sh\n", FILENAME, room; bad = 1 }
    }
    # The engine does no I/O: of stdio.h it may use snprintf only.
    room == "core" && !/^ *(\*|\/\*|\/\/)/ {
        code = $0
        gsub(/"([^"\\]|\\.)*"|format\(printf|\/\*.*/, "", code)
        if (code ~ /(^|[^a-z_])(v?f?printf|f?puts|putchar|fopen|fwrite|fread|fflush|perror|stdin|stdout|stderr|FILE)([^a-z_A-Z]|$)/)
            wrong("the engine does no I/O")
    }
    !/^[ \t]*#[ \t]*include/ { next }
    {
        line = $0
        if (match(line, /<[^>]*>/)) angle = 1
        else if (match(line, /"[^"]*"/)) angle = 0
        else { wrong("this include cannot be checked"); next }
        name = substr(line, RSTART + 1, RLENGTH - 2)
    }
    !angle {
        if (name !~ /\//) {
            # Beside itself, for what is not under the include path lib/.
            if (room != "cli" && room != "profiles") wrong("written without its room")
            next
        }
        if (name ~ /\.\./) { wrong("leaves its room"); next }
        split(name, part, "/")
        if (part[1] != room && !index(rooms[room], " " part[1] " ")) wrong(room " may not include " part[1])
        next
    }
    name ~ /^cohort\// {
        if (types_only[room] && name !~ /^cohort\/(types|error|handle)\.h$/) wrong(room " sees types.h, error.h and handle.h only")
        next
    }
    name == "sqlite3.h" { if (room != "store") wrong("only the store touches SQLite"); next }
    name == "uv.h" { if (room != "cli") wrong("only the command uses libuv"); next }
    name ~ /^(linux\/.*|sys\/(epoll|pidfd|signalfd|eventfd|timerfd|inotify|un|syscall|prctl)\.h)$/ {
        if (FILENAME !~ /_linux\.[ch]$/) wrong("what only Linux has belongs into a file *_linux.c")
    }
    standard_only[room] && FILENAME !~ /_linux\.[ch]$/ && !index(standard, " " name " ") { wrong(room " may include standard C only") }
    room == "core" && index(core_never, " " name " ") { wrong("the engine has no clock, no threads and no locale") }
    END { exit bad }
    ' "$@"
}

mapfile -t files < <(find include lib bindings -name '*.[ch]' | LC_ALL=C sort)
check "${files[@]}"

# The checker itself: each of these must be refused.
if [ "${1:-}" != --no-self-test ]; then
    work=$(mktemp -d "${COHORT_BUILD_DIR:-${TMPDIR:-/tmp}}/includes.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    while read -r file text; do
        mkdir -p "$(dirname "$file")"
        printf '%s\n' "$text" >"$file"
        if check "$file" >/dev/null; then
            echo "includes.sh lets this pass: $file: $text"
            exit 1
        fi
        rm "$file"
    done <<'CASES'
lib/core/a.c #include "store/store.h"
lib/core/a.c #include <time.h>
lib/core/a.c #include <unistd.h>
lib/core/a.c #include <cohort/agent.h>
lib/core/a.c   fprintf(stderr, "x");
lib/util/a.c #include "core/model.h"
lib/runtime/a.c #include <sqlite3.h>
lib/runtime/a.c #include <sys/epoll.h>
lib/runtime/a.c #include "console/console.h"
lib/agents/a.c #include "runtime/handle.h"
lib/console/a.c #include "core/engine.h"
lib/console/a.c #include <unistd.h>
lib/sim/a.c #include "store/store.h"
lib/profiles/biztalk/a.c #include "util/buf.h"
lib/core/a.c # include "model.h"
lib/cellar/a.c int x;
bindings/cli/a.c #include "util/buf.h"
include/cohort/a.h #include <sys/types.h>
CASES
fi
echo "${#files[@]} files: every include points downwards"
