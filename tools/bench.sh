#!/usr/bin/env bash
# Requests a second and garbage of microcoapy, beside aiocoap and libcoap in the same run.
set -euo pipefail
source "$(dirname "$0")/common.sh"
"$project/tools/build-unix.sh"
"$project/tools/system-packages.sh" libcoap || say "without libcoap: its rows are left out"
python=$("$project/tools/python-env.sh" server)
cd "$project/tests"
PYTHONPATH="$project/tests" exec "$python" bench/run.py "$@"
