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

# Debian's compiler and its sources, from which cargo builds the core library.
use_debian_rust() {
    "$project/tools/system-packages.sh" rust-bare-metal
    export RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc
    cargo=(/usr/bin/cargo)
    arguments+=(-Zbuild-std=core)
}

# xtensa_target <triple>: prints the file that describes the target. The data layout that rustc has for it is older than
# its LLVM's.
xtensa_target() {
    local file=$build/targets/$1.json
    mkdir -p "$build/targets"
    /usr/bin/rustc -Zunstable-options --print target-spec-json --target xtensa-esp32-none-elf 2>/dev/null | python3 -c '
import json, sys
spec = json.load(sys.stdin)
spec["data-layout"] = "e-m:e-p:32:32-i8:8:32-i16:16:32-i64:64-n32"
spec["cpu"] = "esp32"
json.dump(spec, sys.stdout, indent=1)' >"$file.new"
    cmp -s "$file.new" "$file" || mv "$file.new" "$file"
    echo "$file"
}

# assembled_again <archive>: prints the path of the same archive with objects made from the assembly text beside it.
assembled_again() {
    local folder work=$1.objects made=${1%/*}/linkable member text
    folder=$(dirname "$1")/deps
    rm -rf "$work"
    mkdir -p "$work" "$made"
    for member in $(llvm-ar-22 t "$1"); do
        # <crate>-<hash>.<crate>.<hash>-cgu.<number>.rcgu.o is of <crate>-<hash>.s.
        text=$folder/${member%%.*}.s
        "$project/tools/xtensa-assemble.sh" "$text" "$work/$member"
    done
    rm -f "$work.a"
    llvm-ar-22 rcsD "$work.a" "$work"/*.o
    rm -rf "$work"
    mv "$work.a" "$made/libmpnet.a"
    echo "$made/libmpnet.a"
}

command -v cargo >/dev/null || die "cargo is missing: install Rust 1.85 or newer"
cargo=(cargo)
arguments=()
levels=("")
target=$triple
case $triple in
    xtensa-*)
        use_debian_rust
        "$project/tools/system-packages.sh" llvm
        target=$(xtensa_target "$triple")
        arguments+=(-Zjson-target-spec)
        # LLVM knows the first chip of the family; the others are that one without what they lack. The floating-point
        # units are off: the core library's half-precision helpers cannot be compiled with them, and the engines have no
        # floating point.
        features=-fp,-dfpaccel
        # The core that QEMU emulates (tests/boards).
        [ "$triple" != xtensa-lx-none-elf ] || features+=,-mul32high
        [ "$triple" != xtensa-esp32s2-none-elf ] || features+=,-loop,-mac16,-bool,-s32c1i
        # What all of them have (build-mpy.sh).
        [ "$triple" != xtensa-any-none-elf ] || features+=,-mul32high,-loop,-mac16,-bool,-s32c1i
        export RUSTFLAGS="-Ctarget-cpu=esp32 -Ctarget-feature=$features ${RUSTFLAGS:-}"
        export RUSTC_WRAPPER=$project/tools/xtensa-rustc.sh
        levels=(z s 2 1)
        ;;
    *) has_core "$triple" || added_by_rustup "$triple" || use_debian_rust ;;
esac
# The jobserver of a calling make is not cargo's.
build() {
    env -u MAKEFLAGS -u MFLAGS "${cargo[@]}" build --quiet --release --locked --manifest-path "$project/Cargo.toml" \
        --package mpnet --features port --target "$target" --target-dir "$cargo_target" "${arguments[@]}" "$@" >&2
}

# For Xtensa this LLVM runs out of registers in one function or another at some level of optimisation: the next then.
built=no
for level in "${levels[@]}"; do
    [ -z "$level" ] || export CARGO_PROFILE_RELEASE_OPT_LEVEL=$level
    build "$@" && built=yes && break
done
[ $built = yes ] || exit 1
archive=$cargo_target/$triple/release/libmpnet.a
case $triple in
    xtensa-*) assembled_again "$archive" ;;
    *) echo "$archive" ;;
esac
