#!/usr/bin/env bash
# Cohort in a minute: builds it, and tells the story of Enterprise Single Sign-On and a BizTalk host in one cluster group, on two nodes that this
# machine plays. Every step is checked: what was expected and did not happen ends it with status 1, so this is the end-to-end test as well.
#
#   examples/quickstart.sh [--keep] [--built DIR]
#
#   --keep       leave the folder of this run (database, logs, hosts file) where it is
#   --built DIR  take the programs from this build instead of building into build/quickstart
#
# It needs no root if the packages are there, leaves no process, and writes nothing outside the build folder.
# shellcheck disable=SC2016  # a $ in the name of a service is no variable
set -euo pipefail

keep='' built='' runner=''
while [ $# -gt 0 ]; do
    case $1 in
    --keep) keep=1 ;;
    --built) built=${2:?--built needs a folder} && shift ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
    esac
    shift
done
source_dir=$(cd "$(dirname "$0")/.." && pwd)

# ---- telling and checking ----

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; fi
tell() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

fail() {
    printf '\nFAILED: %s\n' "$*" >&2
    if [ -n "${run:-}" ]; then
        printf -- '---- status\n' >&2 && { cohort status >&2 || true; }
        printf -- '---- last of the history\n' >&2 && { cohort history 2>&1 | tail -25 >&2 || true; }
        printf -- '---- runner\n' >&2 && { tail -25 "$run/runner.log" >&2 || true; }
    fi
    exit 1
}

cohort() { "$bin_cohort" "$@"; }
# Show a command as one would type it, and what it says. Its status is the function's.
show() {
    local word line=
    for word in "$@"; do
        word=${word//"$bin_cohort"/cohort} word=${word//"$bin/"/} word=${word//"$hosts"/hosts}
        case $word in
        *\'*) word="\"$word\"" ;;
        *[!A-Za-z0-9_.,:=/@%+-]*) word="'$word'" ;;
        esac
        line+="$word "
    done
    printf '%s$ %s%s\n' "$dim" "${line% }" "$plain"
    "$@"
}

# resource_is NAME STATE [OWNER]; a status is one line of JSON in which objects do not nest.
resource_is() {
    local object
    object=$(cohort status --json | grep -o "{\"name\":\"$1\",\"group\"[^}]*}") || return 1
    [[ $object == *"\"state\":\"$2\""* && (-z ${3:-} || $object == *"\"owner\":\"$3\""*) ]]
}
all_online() {
    local name
    for name in "SSO IP" "SSO Name" ENTSSO "IIS Site" 'BTSSvc$Processing'; do resource_is "$name" Online "$1" || return 1; done
}
# within SECONDS WHAT COMMAND...: try until it succeeds.
within() {
    local tries=$(($1 * 20)) what=$2
    shift 2
    until "$@"; do
        [ $((tries -= 1)) -gt 0 ] || fail "$what"
        sleep 0.05
    done
}
# pid_of PROGRAM [WORDS]: of this run; a program that has not been allowed to start does not count.
pid_of() {
    local path command
    for path in /proc/[0-9]*; do
        command=$(tr '\0' ' ' 2>/dev/null <"$path/cmdline") || continue
        [[ $command == "$bin/$1 $hosts "* ]] && echo "${path#/proc/}" && return 0
    done
    return 1
}
own_processes() {
    local path
    for path in /proc/[0-9]*; do
        [ "${path#/proc/}" = $$ ] || ! grep -qsF "$run/" "$path/cmdline" || echo "${path#/proc/}"
    done
}
no_own_processes() { [ -z "$(own_processes)" ]; }
secret_works() { [ "$("$bin/sso_client" "$hosts" "$port" SSOCLUSTER)" = the-master-secret-of-SSOCLUSTER ]; }
no_endpoint() { [[ $("$bin/sso_client" "$hosts" "$port" SSOCLUSTER) == 0x800706D9* ]]; }
clean() { cohort check | grep -q '^0 errors, 0 warnings, 0 advice, 0 unknown, '; }
web_says() {
    local answer
    answer=$(exec 3<>"/dev/tcp/$address/$web_port" && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && cat <&3) 2>/dev/null || return 1
    [[ $answer == *"200 OK"* && $answer == *"ok, SSOCLUSTER on $1"* ]]
}
# history_has SINCE PATTERN
history_has() { cohort history --since "$1" | grep -q -- "$2"; }
both_up() { cohort status --json 2>/dev/null | grep -q '"name":"BTS001","state":"Up".*"name":"BTS002","state":"Up"'; }
sequence() { cohort status --json | sed 's/.*"seq":\([0-9]*\).*/\1/'; }
# online_order SINCE: names in the order in which they came online.
online_order() { cohort history --json --since "$1" 2>/dev/null | grep -o '"name":"[^"]*"[^}]*"new":"Online"' | sed 's/"name":"\([^"]*\)".*/\1/'; }

start_runner() {
    "$bin_cohort" -d "$COHORT_DB" run --nodes BTS001,BTS002 >>"$run/runner.log" 2>&1 & # not the function: $! must be the runner
    runner=$!
    within 10 "the runner starts" both_up
}

clean_up() {
    local status=$?
    trap - EXIT
    set +e
    if [ -n "${run:-}" ]; then
        # Ours and nobody else's: their command lines name the folder of this run.
        for pid in $runner $(own_processes); do kill -9 "$pid" 2>/dev/null; done
        wait 2>/dev/null
        if [ -n "$keep" ]; then
            echo "kept: $run"
        else
            rm -rf "$run"
        fi
    fi
    exit $status
}
trap clean_up EXIT

# ---- build ----

if [ -z "$built" ]; then
    built=$source_dir/build/quickstart
    # shellcheck source=examples/install-packages.sh
    . "$source_dir/examples/install-packages.sh"
    need_build_packages
    echo "building into build/quickstart ..."
    mkdir -p "$built"
    { cmake -S "$source_dir" -B "$built" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCOHORT_BUILD_TESTS=OFF -DCOHORT_BUILD_EXAMPLES=ON &&
        cmake --build "$built" -j "$(nproc)"; } >"$built/build.log" 2>&1 || { tail -40 "$built/build.log" >&2 && exit 1; }
fi
built=$(cd "$built" && pwd)
bin_cohort=$built/cohort
bin=$built/examples
if [ ! -x "$bin_cohort" ] || [ ! -x "$bin/sso_server" ]; then fail "$built has the command cohort and the example programs"; fi

# ---- the folder and the addresses of this run; several may go on side by side ----

run=$(mktemp -d "$built/run.XXXXXX")
hosts=$run/hosts
net=127.$((RANDOM % 250 + 2)).$((RANDOM % 250 + 2))
address=$net.10
port=$((RANDOM % 10000 + 20000)) web_port=$((RANDOM % 10000 + 10000))
export COHORT_DB=$run/sso.db
printf '%s BTS001\n%s BTS002\n' "$net.1" "$net.2" >"$hosts"
sed -e "s|@BIN@|$bin|g; s|@HOSTS@|$hosts|g; s|@ADDRESS@|$address|g; s|@PORT@|$port|g; s|@WEBPORT@|$web_port|g" \
    -e "s|@DIR@|$source_dir/examples/biztalk-sso|g; s|@RUN@|$run|g" "$source_dir/examples/biztalk-sso/setup.txt" >"$run/setup.txt"

# ---- the story ----

tell "1. Two nodes, what is installed there, and a group with an address and a name (examples/biztalk-sso/setup.txt). A runner plays both nodes on
this machine. From there the procedure leads: BizTalk hosts and the master secret server in one cluster group."
cohort - <"$run/setup.txt" >"$run/setup.out" 2>&1 || { cat "$run/setup.out" >&2 && fail "the cluster is set up"; }
start_runner
show cohort procedure list
echo "Now one line, again and again: it does the next step, or tells the model that a person did it on the real computers (--done)."
echo '$ cohort procedure next scenario-1 --done'
tries=60
until cohort procedure next scenario-1 --done >"$run/next" 2>&1 && grep -q '^all steps are done' "$run/next"; do
    cat "$run/next"
    [ $((tries -= 1)) -gt 0 ] || fail "the procedure comes to its end"
done
cat "$run/next"
all_online BTS002 || fail "everything is online on BTS002, where the procedure ends"
echo
echo "The rules ask for what nobody can read from a cluster. They are told (examples/biztalk-sso/facts.txt); then nothing is left to ask or to say."
cohort check | tail -1
cohort - <"$source_dir/examples/biztalk-sso/facts.txt" || fail "the facts are told"
show cohort check
clean || fail "check finds nothing, and has nothing to ask"
echo
since=$(($(sequence) + 1))
show cohort group move SSO BTS001 || fail "the group moves"
all_online BTS001 || fail "everything is online on BTS001"
[ "$(online_order "$since" | grep -nxE 'SSO IP|SSO Name|ENTSSO' | cut -d: -f2 | uniq | tr '\n' ' ')" = "SSO IP SSO Name ENTSSO " ] ||
    fail "address, name, ENTSSO come online in this order, not: $(online_order "$since" | tr '\n' ',')"
show cohort status

tell "2. A client fetches the secret through the cluster's name; the web site answers there too."
within 5 "ENTSSO has begun to listen" secret_works
show "$bin/sso_client" "$hosts" "$port" SSOCLUSTER || fail "the client gets the secret"
within 5 "the web site answers from BTS001" web_says BTS001

tell "3. kill -9 of ENTSSO: it is restarted in place, and what depends on it is stopped and started around it."
since=$(($(sequence) + 1)) old=$(pid_of sso_server)
kill -9 "$old"
within 15 "the death of ENTSSO is seen" history_has "$since" 'ENTSSO.*killed by signal 9'
within 15 "everything is online again on BTS001" all_online BTS001
[ "$(pid_of sso_server)" != "$old" ] || fail "ENTSSO is a new process"
[ "$(online_order "$since" | grep -cxE 'IIS Site|BTSSvc\$Processing')" -eq 2 ] || fail "the web site and the BizTalk host were cycled"
show cohort history --since "$since"
within 5 "the client gets the secret again" secret_works

tell "4. Killed again within RestartPeriod: once was allowed (RestartThreshold), so now the group fails over, with everything in it."
kill -9 "$(pid_of sso_server)"
within 15 "everything is online on BTS002" all_online BTS002
show cohort why SSO
within 5 "ENTSSO has begun to listen" secret_works
show "$bin/sso_client" "$hosts" "$port" SSOCLUSTER || fail "the same client call works"
within 5 "the web site answers from BTS002" web_says BTS002

tell "5. A BizTalk host outside the cluster is started on BTS002. It needs ENTSSO, so the planned move back is refused, and nothing stops."
unclustered="'$bin/biztalk_host' '$hosts' $port SSOCLUSTER"
show cohort service add 'BTSSvc$Unclustered' --node BTS002 --needs ENTSSO Start=Manual CommandLine="$unclustered" || fail "the service is added"
show cohort service start 'BTSSvc$Unclustered' --node BTS002 || fail "the unclustered host starts"
digest=$(cohort digest) code=0
show cohort group move SSO BTS001 2>"$run/refusal" || code=$?
cat "$run/refusal"
[ $code -eq 1 ] || fail "the move is refused with exit status 1, not $code"
grep -qF 'BTSSvc$Unclustered' "$run/refusal" || fail "the refusal names the service that holds the group"
[ "$(cohort digest)" = "$digest" ] || fail "a refused request changes nothing"
all_online BTS002 || fail "everything stays online on BTS002"

show cohort check SSO003 && fail "check names the host that holds the group"

tell "6. It is stopped and deleted, and the move succeeds."
show cohort service stop 'BTSSvc$Unclustered' --node BTS002 || fail "the unclustered host stops"
cohort service delete 'BTSSvc$Unclustered' --node BTS002 || fail "the unclustered host is deleted"
show cohort group move SSO BTS001 || fail "the group moves"
all_online BTS001 || fail "everything is online on BTS001"
within 5 "the client gets the secret after the move" secret_works

tell "7. kill -9 of the runner itself. The programs go on; a new runner adopts them: same processes, nothing restarted."
within 5 "the BizTalk host runs" pid_of biztalk_host >/dev/null
before="$(pid_of sso_server) $(pid_of biztalk_host) $(pid_of web_server)"
since=$(($(sequence) + 1))
kill -9 "$runner"
wait "$runner" 2>/dev/null || true
secret_works || fail "the client gets the secret without a runner"
start_runner
all_online BTS001 || fail "everything is online on BTS001 for the new runner"
sleep 0.5
after="$(pid_of sso_server) $(pid_of biztalk_host) $(pid_of web_server)"
[ "$before" = "$after" ] || fail "the processes are the same: $before, not $after"
[ -z "$(online_order "$since")" ] || fail "nothing was brought online again: $(online_order "$since" | tr '\n' ',')"
echo "ENTSSO, BizTalk host and web site before: $before; after: $after"
echo "It sees them end, too: kill -9 of the BizTalk host, which it did not start itself."
kill -9 "$(pid_of biztalk_host)"
within 15 "the new runner sees an adopted process end" history_has "$since" 'exit status unknown (adopted)'
within 15 "the BizTalk host is restarted" all_online BTS001

tell "8. One mistake: ENTSSO does not depend on the name any more. For the cluster all is well. A client finds no endpoint, and check says why."
show cohort group offline SSO || fail "the group goes offline"
show cohort resource depend ENTSSO --none || fail "the dependency is removed"
show cohort resource online "SSO Name" || fail "the name comes online"
show cohort resource online ENTSSO || fail "ENTSSO comes online"
within 5 "the client feels it as 0x800706D9" no_endpoint
show "$bin/sso_client" "$hosts" "$port" SSOCLUSTER || true
code=0
show cohort check SSO006 || code=$?
[ $code -eq 3 ] || fail "check ends with exit status 3, not $code"
show cohort procedure next scenario-1 || fail "the procedure mends it"
show cohort group online SSO || fail "the group comes online"
within 5 "the client gets the secret again" secret_works
show cohort check
clean || fail "check finds nothing again"

tell "9. It was all written down: why it is as it is, and every transition with its cause. Replaying the record gives the same state."
show cohort why ENTSSO
show cohort history --since $(($(sequence) - 15))
show cohort replay || fail "the record replays to the same state"

cohort group offline SSO >/dev/null || fail "the group goes offline"
kill "$runner"
wait "$runner" || fail "the runner ends well"
runner=''
within 5 "no process is left" no_own_processes
tell "Done. This was a real cluster on one machine; 'cohort help' lists what else it can do."
