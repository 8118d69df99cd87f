#!/usr/bin/env bash
# The simulator's own tests, under CPython; TESTS selects modules by name.
set -euo pipefail
source "$(dirname "$0")/common.sh"
cd "$project"
if [ -n "${TESTS:-}" ]; then
    cd tests
    exec python3 -m unittest $TESTS
fi
exec python3 -m unittest discover -s tests/modemsim/tests -t tests
