#!/usr/bin/env bash
# MicroPython scripts against real servers and clients; TESTS selects tests by name.
set -euo pipefail
source "$(dirname "$0")/common.sh"
"$project/tools/build-unix.sh"
"$project/tools/build-unix.sh" tls || say "without TLS: CoAP over DTLS is left out"
"$project/tools/system-packages.sh" libcoap || say "without libcoap: its tests are skipped"
python=$("$project/tools/python-env.sh" server)
cd "$project/tests"
export PYTHONPATH="$project/tests"
if [ -n "${TESTS:-}" ]; then
    exec "$python" -m unittest $TESTS
fi
exec "$python" -m unittest discover -s e2e -t .
