#!/usr/bin/env bash
# shellcheck disable=SC2016  # backticks of Markdown
# docs/seed-statements.md: every statement has a row, no row is empty, and everything that a row names exists.
set -euo pipefail
cd "${COHORT_SOURCE_DIR:?}"

[ -n "${COHORT:-}" ] || { echo "the command is not built"; exit 77; }
table=docs/seed-statements.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0
bad() { echo "$table: $*"; wrong=1; }

# What there is. An object of the profile brings its kinds and types.
printf '%s\n' 'create computer C' 'list kind' 'type list' 'rule list' 'procedure show scenario-1' 'procedure show scenario-2' \
    'procedure show scenario-3' 'procedure show master-secret-server' ---- >"$work/ask.txt"
"$COHORT" sim "$work/ask.txt" >"$work/there"
"$COHORT" help >"$work/verbs"

# Places: the introduction, three categories with their boxes, 8 steps, 22 steps with their parts and boxes.
places="0.1 0.N $(echo C1.{1..5} C1.N.{1..3} C2.{1..6} C2.N.{1..3} C3.{1..5})
    $(echo P1.{1..8} P1.2.1 P1.5.1 P1.7.1 P1.8.N.{1..3})
    $(echo P2.{1..22} P2.2.1 P2.3.{1,2} P2.4.I P2.7.{1..4} P2.12.{1..4} P2.15.{1..10} P2.15.3.N P2.15.10.I P2.20.1 P2.20.N P2.22.N.{1..3})"
for place in $places; do
    [ "$(grep -c "^| ${place//./\\.} |" "$table")" -eq 1 ] || bad "place $place has not one row"
done

rows=0
while IFS='|' read -r _ place statement names _; do
    rows=$((rows + 1))
    [ -n "${statement// /}" ] || bad "$place: no statement"
    grep -q '`' <<<"$names" || bad "$place: nothing implements it"
    while read -r kind name; do
        case $kind in
        scenario) [ -s "tests/scenarios/$name.txt" ] ;;
        rule | step | object) grep -qE "^${name//./\\.}( |$)" "$work/there" ;;
        type) grep -q "^$name  " "$work/there" ;;
        verb) grep -qE "^ *$name( |$)" "$work/verbs" ;;
        *) false ;;
        esac || bad "$place: there is no $kind $name"
    done < <(grep -o '`[^`]*`' <<<"$names" | tr -d '`')
done < <(grep -E '^\| [0CP][0-9.]' "$table")
[ "$rows" -eq "$(wc -w <<<"$places")" ] || bad "$rows rows, and $(wc -w <<<"$places") statements"
[ $wrong -eq 0 ]
echo "$rows statements, everything they name exists"
