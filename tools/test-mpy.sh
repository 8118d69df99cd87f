#!/usr/bin/env bash
# tests/unix with the modules as native modules (.mpy), in a unix port that is built without them.
# tests/mpy/not-applicable.txt names the scripts that need what a native module has not.
set -euo pipefail
source "$(dirname "$0")/common.sh"

folder=$("$project/tools/build-mpy.sh" x64)
MPNET_FEATURES=none "$project/tools/build-unix.sh"
if [ -z "${TESTS:-}" ]; then
    TESTS=$(find "$project"/tests/unix -mindepth 2 -maxdepth 2 -name '*.py' ! -path '*/unix/lib/*' | sort |
        grep -vFf <(awk '!/^#/ && NF { print "/" $1 }' "$project/tests/mpy/not-applicable.txt") | tr '\n' ' ')
fi
export TESTS
MICROPYTHON=$build/micropython-none MODULES_FOLDER=$folder "$project/tools/test-unix.sh"
