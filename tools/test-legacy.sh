#!/usr/bin/env bash
# Calls and scripts made for the Python originals (tests/legacy/run.py); TESTS selects by name.
set -euo pipefail
source "$(dirname "$0")/common.sh"
"$project/tools/build-unix.sh"
export MICROPYTHON=${MICROPYTHON:-$build/micropython}
exec python3 "$project/tests/legacy/run.py" ${TESTS:-}
