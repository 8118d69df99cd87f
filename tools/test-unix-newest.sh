#!/usr/bin/env bash
# tests/unix under the newest release of MicroPython that is pinned and can be had; build/micropython stays the usual one.
set -euo pipefail
source "$(dirname "$0")/common.sh"

newest=1.26.1
MICROPYTHON_VERSION=$newest "$project/tools/micropython-source.sh" >/dev/null || {
    say "needs the source of MicroPython $newest"
    exit 77
}
MICROPYTHON_VERSION=$newest "$project/tools/build-unix.sh"
MICROPYTHON=$(readlink -f "$build/micropython")
export MICROPYTHON
"$project/tools/build-unix.sh"
"$MICROPYTHON" -c 'import sys; print("MicroPython %d.%d.%d" % sys.implementation.version[:3])'
exec "$project/tools/test-unix.sh"
