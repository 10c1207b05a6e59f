#!/usr/bin/env bash
# The scenario in the README is real: its transcript is what the simulator says.
set -euo pipefail

[ -n "${COHORT:-}" ] || { echo "the command is not built"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk '/<!-- scenario -->/ {found = 1; next} found && /^```/ {if (++fences == 2) exit; next} found' \
    "$COHORT_SOURCE_DIR/README.md" >"$work/readme.txt"
[ -s "$work/readme.txt" ] || { echo "README.md has no scenario"; exit 1; }
"$COHORT" sim --check "$work/readme.txt"
