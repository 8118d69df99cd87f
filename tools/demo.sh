#!/usr/bin/env bash
# Runs examples/unix/coap_over_at.py under build/micropython against a CoAP server on loopback.
set -euo pipefail
source "$(dirname "$0")/common.sh"

python=$("$project/tools/python-env.sh" server)
export PYTHONPATH="$project/tests" MICROPYPATH="$project/tests"
exec "$python" -m e2e.coap_server -- "$build/micropython" "$project/examples/unix/coap_over_at.py"
