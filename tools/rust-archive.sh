#!/usr/bin/env bash
# Builds libmpnet.a for one Rust target and prints its path: rust-archive.sh <triple> [cargo arguments]
# The one place that knows how to get Rust's core library for a target without an operating system.
set -euo pipefail
source "$(dirname "$0")/common.sh"

triple=$1
shift

# has_core <triple>: the toolchain in use brings that target's core library.
has_core() {
    local folder
    folder=$(cd "$project" && rustc --print target-libdir --target "$1" 2>/dev/null) && [ -d "$folder" ]
}

# added_by_rustup <triple>
added_by_rustup() {
    command -v rustup >/dev/null && (cd "$project" && timeout 300 rustup --quiet target add "$1") >/dev/null 2>&1
}

command -v cargo >/dev/null || die "cargo is missing: install Rust 1.85 or newer"
cargo=(cargo)
if ! has_core "$triple" && ! added_by_rustup "$triple"; then
    "$project/tools/system-packages.sh" rust-bare-metal
    export RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc
    cargo=(/usr/bin/cargo)
    set -- -Zbuild-std=core "$@"
fi
# The jobserver of a calling make is not cargo's.
env -u MAKEFLAGS -u MFLAGS "${cargo[@]}" build --quiet --release --locked --manifest-path "$project/Cargo.toml" \
    --package mpnet --features port --target "$triple" --target-dir "$cargo_target" "$@" >&2
echo "$cargo_target/$triple/release/libmpnet.a"
