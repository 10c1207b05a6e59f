#!/usr/bin/env bash
# The quickstart is the end-to-end test: it checks every step of its story itself. Here with the programs of this build.
set -euo pipefail
[ -x "${COHORT_BUILD_DIR:?}/examples/sso_server" ] && [ -x "${COHORT:-}" ] || exit 77 # built without examples or command
exec "${COHORT_SOURCE_DIR:?}/examples/quickstart.sh" --built "$COHORT_BUILD_DIR"
