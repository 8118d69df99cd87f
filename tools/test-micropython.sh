#!/usr/bin/env bash
# MicroPython's own socket tests with our module in the place of `socket`. WORLDS selects dialects, TESTS parts of names.
set -euo pipefail
source "$(dirname "$0")/common.sh"
MICROPYTHON_TREE=$("$project/tools/micropython-source.sh")
export MICROPYTHON_TREE
"$project/tools/build-unix.sh"
"$project/tools/build-unix.sh" tls || say "without TLS: its tests are left out"
read -ra worlds <<<"${WORLDS:-}"
run=(python3 "$project/tests/sockets/upstream.py" "${worlds[@]}")
# The tests have their ports built in: in a network of its own, where one may be had, nobody else uses them.
if unshare --net --map-root-user true 2>/dev/null; then
    OWN_NETWORK=1 exec unshare --net --map-root-user "${run[@]}"
fi
exec "${run[@]}"
