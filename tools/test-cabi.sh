#!/usr/bin/env bash
# tests/cabi/test_*.c linked with the archive of this machine, under address and undefined-behaviour sanitizers.
set -euo pipefail
source "$(dirname "$0")/common.sh"

folder=$build/cabi
mkdir -p "$folder"
# The development profile: overflow checks and debug assertions of the engines are on.
env -u MAKEFLAGS -u MFLAGS cargo build --quiet --locked --manifest-path "$project/Cargo.toml" --package mpnet \
    --target-dir "$cargo_target"

failed=0
for source in "$project"/tests/cabi/test_*.c; do
    program=$folder/$(basename "$source" .c)
    cc -std=c11 -g -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all \
        -I"$project/micropython_module" -I"$project/tests/cabi" -o "$program" "$source" \
        "$cargo_target/debug/libmpnet.a" -lpthread -ldl -lm
    "$program" || failed=1
done
exit $failed
