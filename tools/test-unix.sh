#!/usr/bin/env bash
# tests/unix/*/*.py under build/micropython, compared with their .exp files by MicroPython's own runner.
# TESTS selects files; MICROPYTHON=<executable> names another interpreter than the one built here, MODULES_FOLDER the
# folder it has the modules from.
set -euo pipefail
source "$(dirname "$0")/common.sh"

# The runner of the pinned release drives older interpreters too.
tree=$(MICROPYTHON_DIR="" MICROPYTHON_VERSION="" "$project/tools/micropython-source.sh")
if [ -z "${MICROPYTHON:-}" ]; then
    "$project/tools/build-unix.sh"
    MICROPYTHON=$build/micropython
fi
export MICROPY_MICROPYTHON=$MICROPYTHON
# Helpers of the tests, the simulator, and asyncio, which this build does not freeze.
export MICROPYPATH="${MODULES_FOLDER:+$MODULES_FOLDER:}$project/tests/unix/lib:$project/tests:$tree/extmod"
# Old releases know their modules by names of their own only.
"$MICROPYTHON" -c 'import time, os' 2>/dev/null || MICROPYPATH+=":$project/tests/unix/lib/old_names"

results=$build/test-unix
rm -rf "$results"
if [ -n "${TESTS:-}" ]; then
    read -ra selection <<<"$TESTS"
else
    mapfile -t folders < <(find "$project/tests/unix" -mindepth 1 -maxdepth 1 -type d ! -name lib | sort)
    selection=(-d "${folders[@]}")
fi
run=(python3 "$tree/tests/run-tests.py" --keep-path --result-dir "$results")
"${run[@]}" "${selection[@]}" || {
    "${run[@]}" --print-failures
    exit 1
}
