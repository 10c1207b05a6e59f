#!/usr/bin/env bash
# The walk through the chapter on BizTalk is real: what stands there between <!-- follow --> and <!-- end --> is done, line by line, on a runner that
# pretends, and answered as it says. A block after <!-- again --> is part of what one line says when it is repeated until all steps are done.
set -euo pipefail

[ -n "${COHORT:-}" ] || { echo "the command is not built"; exit 77; }
work=$(mktemp -d) runner=''
trap '[ -z "$runner" ] || kill "$runner" 2>/dev/null; wait; rm -rf "$work"' EXIT
cd "$work"
ln -s "$(cd "$(dirname "$COHORT")" && pwd)/$(basename "$COHORT")" cohort
export PATH="$work:$PATH"

awk '/<!-- follow -->/ {on = 1} /<!-- end -->/ {on = 0} on' "$COHORT_SOURCE_DIR/docs/manual/biztalk.md" >walk.md
grep -q '^\$ cohort run' walk.md || { echo "the chapter has no walk"; exit 1; }
same() { # WHAT EXPECTED REAL
    local digits='s/sequence [0-9]*/sequence N/'
    [ "$(sed "$digits" <<<"$2")" = "$(sed "$digits" <<<"$3")" ] || { printf '%s\n---- the manual says\n%s\n---- it said\n%s\n' "$1" "$2" "$3"; exit 1; }
}
command='' expected='' block='' again=''
carry_out() {
    [ -n "$command" ] || return 0
    case $command in
    export\ *) eval "$command" ;;
    *'&')
        eval "${command%&} >runner.log 2>&1 &"
        runner=$!
        for _ in $(seq 200); do [ -S sso.db-sock ] || sleep 0.05; done
        ;;
    *) same "$command" "$expected" "$(eval "timeout 30 $command" 2>&1 || true)" ;;
    esac
    command='' expected=''
}
repeat() {
    for _ in $(seq 60); do
        timeout 30 cohort procedure next scenario-1 --done >>steps.txt
        if tail -1 steps.txt | grep -qx 'all steps are done'; then return 0; fi
    done
    echo "the procedure does not come to its end" && exit 1
}
while IFS= read -r line; do
    case $line in
    '<!-- again -->') again=1 ;;
    '```')
        if [ -z "$block" ]; then
            block=1
        else
            carry_out
            [ -z "$again" ] || { [ -s steps.txt ] || repeat; [[ $(<steps.txt) == *"$expected"* ]] || { echo "no such steps: $expected"; exit 1; }; }
            block='' again='' expected=''
        fi
        ;;
    '$ '*) [ -z "$block" ] || { carry_out; command=${line#'$ '}; } ;;
    *) [ -z "$block" ] || expected+=${expected:+$'\n'}$line ;;
    esac
done <walk.md
kill "$runner"
wait "$runner" || { echo "the runner did not end well"; exit 1; }
runner=''
