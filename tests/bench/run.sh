#!/usr/bin/env bash
# Measures what Cohort promises about its speed and size, each against a peer in the same run, and writes docs/benchmarks.md.
#
#   tests/bench/run.sh [ROW...]    ROW: decide growth transitions restart memory open simulate. With rows named, only those, and nothing is written.
#
# Status 1: a row is outside its budget. A peer that cannot be had is said in its row. What runs are COHORT_BUILD_DIR/tests/bench_* (default build/bench).
# Pacemaker's crm_simulate is taken as it is installed, else from Debian's packages, unpacked in the build folder: nothing of it is installed or started.
set -euo pipefail

source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build_dir=${COHORT_BUILD_DIR:-$source_dir/build/bench}
bench_dir=$source_dir/tests/bench
. "$source_dir/examples/install-packages.sh"

all_rows=(decide growth transitions restart memory open simulate)
rows=("$@")
for row in "${rows[@]}"; do
    [[ " ${all_rows[*]} " == *" $row "* ]] || { sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2 && exit 2; }
done
[ ${#rows[@]} -gt 0 ] || rows=("${all_rows[@]}")

# ---- building ----

quietly() {
    "$@" >"$build_dir/build.log" 2>&1 </dev/null || { cat "$build_dir/build.log" >&2; echo "This failed: $*" >&2; exit 1; }
}
build() {
    local generator=()
    need_build_packages
    mkdir -p "$build_dir"
    if [ ! -f "$build_dir/CMakeCache.txt" ] && command -v ninja >/dev/null; then generator=(-G Ninja); fi
    echo "Building in $build_dir" >&2
    quietly cmake -S "$source_dir" -B "$build_dir" "${generator[@]}" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCOHORT_SANITIZE= \
        -DCOHORT_BUILD_TESTS=ON -DCOHORT_BUILD_EXAMPLES=OFF -DCOHORT_BUILD_BINDINGS=OFF
    quietly cmake --build "$build_dir" --parallel "$(nproc)" --target cohort_shared bench_engine bench_store bench_restart
}

build
work=$(mktemp -d "$build_dir/run.XXXXXX") # on the file system of the build: what fsync costs is what it costs there
trap 'rm -rf "$work"' EXIT
engine=$build_dir/tests/bench_engine
store=$build_dir/tests/bench_store

# ---- the table ----

header="row | measured | peer | ratio | budget | verdict"
table=() missed=0

# add ROW MEASURED PEER RATIO BUDGET VERDICT
add() {
    local line="$1 | $2 | $3 | $4 | $5 | $6"
    [ "$6" != MISSED ] || missed=1
    table+=("$line")
}
# verdict EXPRESSION...: every one is true
verdict() {
    local each
    for each in "$@"; do
        awk "BEGIN { exit !($each) }" </dev/null || { echo MISSED; return; }
    done
    echo ok
}
calc() { awk "BEGIN { printf \"$1\", $2 }" </dev/null; } # calc FORMAT EXPRESSION
# seconds COMMAND...: how long it took, on standard output; its own goes to $work/output
seconds() {
    local TIMEFORMAT=%R
    { time "$@" >"$work/output" 2>"$work/errors" </dev/null; } 2>&1
}

# ---- Pacemaker, as a peer ----

crm_version='' crm_env=(env "CIB_shadow_dir=$work")
# Unpacks Debian's packages without installing them: installing Pacemaker would start its daemons.
unpack_peer() {
    local into=$build_dir/pacemaker packages package libraries
    if [ ! -x "$into/usr/sbin/crm_simulate" ]; then
        command -v apt-get >/dev/null || return 1
        [ "$(id -u)" -ne 0 ] || apt-get update -q >/dev/null 2>&1 </dev/null || true
        # What is installed already (its libraries, xmllint) is not fetched.
        packages=$(apt-get install --simulate --no-install-recommends pacemaker-cli-utils libxml2-utils 2>/dev/null </dev/null |
            awk '$1 == "Inst" { print $2 }')
        [ -n "$packages" ] || return 1
        rm -rf "$into" "$into.new" && mkdir -p "$into.new/packages"
        echo "Fetching Pacemaker's packages into $into" >&2
        # shellcheck disable=SC2086  # the names are words
        (cd "$into.new/packages" && apt-get download -q $packages >/dev/null 2>&1 </dev/null) || return 1
        for package in "$into.new"/packages/*.deb; do dpkg-deb -x "$package" "$into.new" || return 1; done
        mv "$into.new" "$into" # all of it, or none
    fi
    libraries=$(find "$into/usr/lib" "$into/lib" -maxdepth 2 -name '*.so.*' -printf '%h\n' 2>/dev/null | sort -u | paste -sd:)
    crm_env+=("PATH=$PATH:$into/usr/bin:$into/usr/sbin" "LD_LIBRARY_PATH=$libraries" "PCMK_schema_directory=$into/usr/share/pacemaker")
}
find_peer() {
    if ! command -v crm_simulate >/dev/null || ! command -v xmllint >/dev/null; then unpack_peer || return 1; fi
    crm_version=$("${crm_env[@]}" crm_simulate --version 2>/dev/null </dev/null | awk 'NR == 1 { print $2 }')
    [ -n "$crm_version" ]
}
# The largest shape that crm_simulate ends within three minutes: sets peer_groups, peer_s, peer_xml_s.
run_peer() {
    local starts
    for peer_groups in 1000 500 250 100; do
        awk -v nodes=8 -v groups="$peer_groups" -v resources=5 -f "$bench_dir/cib.awk" >"$work/cib.xml" </dev/null
        peer_xml_s=$(seconds "${crm_env[@]}" xmllint --noout "$work/cib.xml") || return 1
        peer_s=$(seconds "${crm_env[@]}" timeout 180 crm_simulate -R --node-fail=node1 --xml-file="$work/cib.xml") || {
            [ $? -ne 124 ] || continue # too slow: a smaller one
            cat "$work/errors" >&2
            return 1
        }
        starts=$(sed -n '/^Transition Summary/,$p' "$work/output" | grep -c '^  \* Start ') || true
        # shellcheck disable=SC2017  # whole groups: those that ran on the node that failed
        [ "$starts" -ne $(((peer_groups + 7) / 8 * 5)) ] || return 0
        echo "crm_simulate planned $starts starts, which is not what was asked of it" >&2
        return 1
    done
    return 1
}

# ---- rows ----

row_decide() {
    local us ms peer='not to be had' ratio=- same budget="< 5 ms, 1000 x faster" good said
    us=$("$engine" decide 1000 5 8 </dev/null)
    ms=$(calc %.3f "$us / 1000")
    good=("$ms < 5")
    if find_peer && run_peer; then
        same=$us
        peer="crm_simulate $crm_version -R --node-fail: $peer_s s (parsing its XML: $peer_xml_s s)"
        if [ "$peer_groups" -ne 1000 ]; then
            same=$("$engine" decide "$peer_groups" 5 8 </dev/null)
            peer+=", $peer_groups groups only"
        fi
        ratio=$(calc %.0f "$peer_s * 1e6 / $same")
        good+=("$ratio >= 1000")
        ratio+=" x"
    fi
    said=$(verdict "${good[@]}")
    if [ "$ratio" = - ] && [ "$said" = ok ]; then said="ok, without a peer"; fi
    add "decide: a node of 8 fails, 1 000 groups of 5" "$ms ms" "$peer" "$ratio" "$budget" "$said"
}

# instructions FUNCTION ARGUMENT...: of bench_engine, inside the function
instructions() {
    local function=$1
    shift
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no --toggle-collect="$function" "$engine" "$@" 2>&1 </dev/null |
        awk '/Collected :/ { print $NF }'
}
row_growth() {
    local few many
    if ! command -v valgrind >/dev/null && ! need_packages valgrind >&2; then
        add "growth" "not measured: valgrind is missing" - - "12 x, 1.5 x" "not measured"
        return
    fi
    few=$(instructions node_fails node 100 5 8)
    many=$(instructions node_fails node 1000 5 8)
    add "growth: a node of 8 fails, 1 000 groups of 5" "$many instructions" "100 groups of 5: $few" "$(calc %.2f "$many / $few") x" \
        "at most 12 x" "$(verdict "$few > 0" "$many <= 12 * $few")"
    few=$(instructions resource_fails fail 20 5 8)
    many=$(instructions resource_fails fail 20000 5 8)
    add "growth: a resource of 100 000 fails" "$many instructions" "of 100: $few" "$(calc %.2f "$many / $few") x" \
        "at most 1.5 x" "$(verdict "$few > 0" "$many <= 1.5 * $few")"
}

transitions() { # transitions MODE SLICES WHAT
    local ours theirs ratio each
    read -r ours theirs ratio each < <("$store" transitions "$work" "$1" "$2" </dev/null)
    add "durable transitions: $3 ($each a commit)" "$ours /s" "bare SQLite loop: $theirs /s" "$(calc %.0f "$ratio * 100") %" "at least 70 %" \
        "$(verdict "$ratio >= 0.7")"
}
row_transitions() {
    transitions one 200 "groups move, each input a commit"
    transitions waves 160 "nodes fail and return, answers in waves"
}

row_restart() {
    local ours bare fsync excess idle
    read -r ours bare fsync excess idle < <("$build_dir/tests/bench_restart" "$work" 200 </dev/null)
    add "restart: kill -9 to posix_spawn (RestartDelay 0)" "$(calc %.2f "$ours / 1000") ms; an idle second: $idle ms of processor time" \
        "bare pidfd loop: $(calc %.2f "$bare / 1000") ms; one fsync: $(calc %.2f "$fsync / 1000") ms" "$(calc %+.2f "$excess / 1000") ms" \
        "one fsync + 2 ms" "$(verdict "$excess <= 2000")"
}

row_memory() {
    local few many size
    few=$("$engine" memory 1000 5 8 </dev/null)
    many=$("$engine" memory 20000 5 8 </dev/null)
    add "memory: a resource in the model" "$many bytes of 100 000, $few of 5 000" - - "at most 1 024 bytes" \
        "$(verdict "$few <= 1024" "$many <= 1024")"
    strip -o "$work/libcohort.so" "$build_dir/libcohort.so"
    size=$(stat -c %s "$work/libcohort.so")
    add "size: libcohort.so, stripped" "$(calc %.0f "$size / 1024") KiB" - - "at most 500 KiB" "$(verdict "$size <= 500 * 1024")"
}

row_open() {
    local ours theirs
    read -r ours theirs < <("$store" open "$work" 20000 5 8 7 </dev/null)
    add "open: a database of 100 000 resources" "$ours ms" "bare SQLite reads the same rows: $theirs ms" "$(calc %.2f "$ours / $theirs") x" "< 1 s" \
        "$(verdict "$ours < 1000")"
}

row_simulate() {
    local rate
    rate=$("$engine" simulate 2 </dev/null)
    add "simulate: engine only, one core" "$rate inputs/s" - - "at least 500 000 /s" "$(verdict "$rate >= 500000")"
}

# ---- docs/benchmarks.md ----

page() {
    cat <<'END'
# Benchmarks

Written by `tests/bench/run.sh`, which measures all of this again (some minutes; it fetches what it lacks) and fails when a row is outside its budget.
Every peer runs in the same run on the same machine. Times are medians; the ratio is what counts, times depend on the machine and its disk.

END
    echo "| ${header//|/|} |"
    echo "|---|---|---|---|---|---|"
    printf '| %s |\n' "${table[@]}"
    cat <<'END'

What is measured, and how:

- **decide** (`bench_engine decide 1000 5 8`): one node of eight is lost, and the engine decides what becomes of its groups. Engine only: nothing is
  stored and nobody is asked to act. Each decision is timed and rolled back; the median of 51. The peer is Pacemaker's own scheduler on the same shape
  (`cib.awk`: 1 000 groups of 5 primitives, every resource's state known on every node so that nothing is probed, no fencing), end to end: one run of
  `crm_simulate -R --node-fail=node1`, without simulated execution. How long `xmllint` takes to parse the same file stands beside it.
- **growth**: instructions inside the one call, counted by callgrind, so they are the same in every run. The peer is the same work in the smaller
  cluster: 100 groups instead of 1 000, 100 resources instead of 100 000.
- **durable transitions** (`bench_store transitions`): 200 groups of 5 resources on 8 nodes in a file, WAL with `synchronous=FULL`; engine step, store
  and commit together. The peer is a loop over prepared statements that writes the same rows (captured before, whole rows, inserts and updates) in the
  same transactions into a second file of the same schema and settings. Slices of both alternate; afterwards both files must hold the same. The ratio is
  the median of the slices'.
- **restart** (`bench_restart`): a handle with the built-in agents plays a node with one Generic Application; from `kill -9` of its process until the
  library calls `posix_spawn` for the next. The peer is a loop over a pidfd that does nothing else; one commit of a row by bare SQLite on the same file
  system is the fsync. The ratio column has the excess over both: the median of the rounds'. The processor time of a second in which nothing happens shows
  that nothing is polled.
- **memory** (`bench_engine memory`): what malloc has handed out for the model, divided by its resources; each has a command line, the second of a
  group depends on the first, and so on. **size**: the shared library of a release build (`RelWithDebInfo`) after `strip`.
- **open** (`bench_store open 20000 5 8`): `cohort_open()` of a database with 100 000 resources in 20 000 groups, each a chain, each resource with a
  command line. The peer reads every row of the tables that are loaded, and does nothing with them.
- **simulate** (`bench_engine simulate 2`): groups go offline and online with simulated answers, inputs applied one after the other.
END
}

for row in "${rows[@]}"; do
    echo "Measuring: $row" >&2
    "row_$row"
done
echo
{ echo "$header" && printf '%s\n' "${table[@]}"; } | column -t -s '|' -o '|'
[ $# -gt 0 ] || page >"$source_dir/docs/benchmarks.md"
[ $missed -eq 0 ] || { echo "A row is outside its budget." >&2; exit 1; }
