#!/usr/bin/env bash
# Formatting and warnings of Rust and Python, all of them errors. C is compiled with -Wall -Wextra -Werror by the build.
set -uo pipefail
source "$(dirname "$0")/common.sh"
cd "$project" || exit 1

passed=0 failed=0

# check <name> <command ...>
check() {
    local name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        say "lint: $name failed"
        failed=$((failed + 1))
    fi
}

clippy=(cargo clippy --quiet --locked --target-dir "$cargo_target")
ruff() { "$(dirname "$("$project/tools/python-env.sh" lint)")/ruff" check --quiet --config tools/ruff.toml .; }
# MicroPython 1.11 runs tests/unix too: there OSError has no errno, and startswith() takes no tuple.
old_releases() {
    ! grep -rnE --include='*.py' 'error\.errno|startswith\((\(|[A-Z_]+\))' tests/unix tests/bench/*.py
}

check rustfmt cargo fmt --all --check -- -l
check "clippy (tests too)" "${clippy[@]}" --workspace --all-targets -- -D warnings
check "clippy (firmware)" "${clippy[@]}" --package mpnet --features port --lib -- -D warnings
for family in nordic quectel sequans; do
    check "clippy ($family alone)" "${clippy[@]}" --package mpnet --no-default-features --features "$family" --lib -- -D warnings
done
check ruff ruff
check "words old releases lack" old_releases
check "C with warnings as errors" "$project/tools/build-unix.sh"
echo "lint: $passed passed, $failed failed"
[ "$failed" = 0 ]
