#!/usr/bin/env bash
# tests/soak under build/micropython: soak.sh [exchanges [seed]]
set -euo pipefail
source "$(dirname "$0")/common.sh"
"$project/tools/build-unix.sh"
export MICROPYPATH="$project/tests"
exec "${MICROPYTHON:-$build/micropython}" "$project/tests/soak/soak.py" "$@"
