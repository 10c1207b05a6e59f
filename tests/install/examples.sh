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

"$bin/example_watch" c.db 2 >watch
has watch "cluster X: created"
has watch "node A: created"
