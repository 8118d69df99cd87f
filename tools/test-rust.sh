#!/usr/bin/env bash
# Tests of all crates; TESTS selects by name.
set -euo pipefail
source "$(dirname "$0")/common.sh"
cd "$project"
exec cargo test --quiet --locked --workspace --target-dir "$cargo_target" -- ${TESTS:-}
