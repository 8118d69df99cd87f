#!/usr/bin/env bash
# One behaviour suite over the unix port's own socket module and over ours with each dialect.
# WORLDS selects some of them, TESTS scripts by parts of their names; KNOBS sets switches of the simulated modems.
set -euo pipefail
source "$(dirname "$0")/common.sh"
MICROPYTHON_TREE=$("$project/tools/micropython-source.sh")
export MICROPYTHON_TREE
"$project/tools/build-unix.sh"
"$project/tools/build-unix.sh" tls || say "without TLS: tests/sockets/tls is left out"
MODULES=$("$project/tools/micropython-lib.sh") || say "without micropython-lib: tests/sockets/ecosystem is left out"
MOSQUITTO=$("$project/tools/mosquitto.sh") || say "without mosquitto: tests/sockets/ecosystem/mqtt.py is left out"
export MODULES MOSQUITTO
read -ra worlds <<<"${WORLDS:-}"
exec python3 "$project/tests/sockets/run.py" "${worlds[@]}"
