#!/usr/bin/env bash
# The soak under build/micropython, or MICROPYTHON=<executable>: SOAK=<exchanges> (2000), SEED=<number> (1).
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
interpreter=${MICROPYTHON:-$project/build/micropython}
export MICROPYPATH="$project/tests"
status=0
output=$("$interpreter" "$project/tests/soak/soak.py" "${SOAK:-2000}" "${SEED:-1}") || status=$?
printf '%s\n' "$output"
if [ "$status" = 0 ]; then echo "soak: 1 passed, 0 failed"; else echo "soak: 0 passed, 1 failed"; fi
exit "$status"
