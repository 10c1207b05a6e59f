#!/usr/bin/env bash
# The C examples do what their first comment says.
set -euo pipefail
bin=${COHORT_BUILD_DIR:?}/examples
[ -x "$bin/example_first" ] || exit 77 # built without examples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# has OUTPUT WORDS: or say what was missing.
has() { grep -qF -- "$2" "$1" || { echo "no \"$2\" in:" && cat "$1" && exit 1; }; }

"$bin/example_first" >first
has first "clock"
has first "Online"

"$bin/example_custom_agent" >custom_agent
has custom_agent "Online -> Failed (failure: the cache lost its memory)"
[ "$(grep -c 'OnlinePending -> Online' custom_agent)" -eq 2 ] || { cat custom_agent && exit 1; }

printf 'cluster create X\nnode add A\nno such line\nstatus' | "$bin/example_epoll_loop" c.db >epoll_loop 2>errors
has errors "no such"
printf 'status\n' | "$bin/example_epoll_loop" c.db >epoll_loop
has epoll_loop "cluster X"

"$bin/example_profile" >profile
has profile 'remedy: licence grant CAD --node N2'
has profile 'resource CAD: Warning: it runs without a licence (event 4001)'

# The command does not know that profile; the program that listens does.
if [ -x "${COHORT:-}" ]; then
    "$bin/example_profile" licences.db &
    pid=$!
    trap '[ -z "$pid" ] || kill "$pid"; rm -rf "$work"' EXIT
    for _ in $(seq 100); do [ -S licences.db-sock ] && break; sleep 0.05; done # before, the command would do it itself
    for _ in $(seq 100); do "$COHORT" -d licences.db cluster create LAB >/dev/null 2>&1 && break; sleep 0.05; done
    "$COHORT" -d licences.db licence grant CAD --node N1 2>errors && exit 1
    has errors 'there is no resource "CAD"'
    "$COHORT" -d licences.db help licence >help
    has help "licence grant PROGRAM --node NODE"
    "$COHORT" -d licences.db licence take 2>errors && exit 1
    has errors "there is: licence grant"
    kill "$pid"
    wait "$pid" || true
    pid=
    "$COHORT" -d licences.db licence grant CAD --node N1 2>errors && exit 1
    has errors "no such command: licence"
fi

"$bin/example_watch" c.db 2 >watch
has watch "cluster X: created"
has watch "node A: created"
