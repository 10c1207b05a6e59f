#!/usr/bin/env bash
# Files of lib and bindings have at most 800 lines, functions at most 70. Exceptions, each with its reason, are in
# limits.allow; one that is no longer needed fails too, so the list can only shrink.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "${COHORT_SOURCE_DIR:-$here/../..}"

mapfile -t files < <(find lib bindings \( -name '*.[ch]' -o -name '*.py' -o -name '*.sh' \) | LC_ALL=C sort)
# A function's body begins with a brace that stands alone in column 1.
found=$(awk '
    FNR == 1 { name = ""; start = 0 }
    FNR == 801 { print FILENAME " has more than 800 lines" }
    FILENAME !~ /\.[ch]$/ { next }
    /^[A-Za-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
    /^\{/ { start = FNR }
    /^\}/ {
        if (start && FNR - start - 1 > 70)
            print FILENAME ":" name " has " FNR - start - 1 " lines, more than 70"
        start = 0
    }
' "${files[@]}" </dev/null)

bad=0
while read -r what rest; do
    [ -n "$what" ] || continue
    if ! grep -v '^#' "$here/limits.allow" | grep -q "^$what "; then
        echo "$what $rest"
        bad=1
    fi
done <<<"$found"
while read -r what reason; do
    case $what in '' | \#*) continue ;; esac
    if [ -z "$reason" ]; then
        echo "limits.allow: $what has no reason"
        bad=1
    fi
    if ! grep -q "^$what " <<<"$found"; then
        echo "limits.allow: $what keeps to the limits, remove its line"
        bad=1
    fi
done <"$here/limits.allow"
[ $bad -eq 0 ] && echo "${#files[@]} files keep to the limits"
