#!/usr/bin/env bash
# Makes one object file of the Rust archive, or a library of that one object:
# rust-object.sh <target.o|target.a> [further object ...] -- [machine flags of the C compiler]
#
# Environment: CC, AR, OBJCOPY (the firmware's tools), MPNET_RUST_TARGET (default: guessed from the C compiler),
# MPNET_FEATURES (default: all; see micropython.mk).
# The target stays untouched when nothing changed, so that only a change of the Rust code relinks the firmware.
set -euo pipefail
source "$(dirname "$0")/common.sh"

target=$1
shift
objects=()
while [ "$1" != -- ]; do
    objects+=("$1")
    shift
done
shift
read -ra compiler <<<"${CC:-cc}"
triple=${MPNET_RUST_TARGET:-$("$project/tools/rust-triple.sh" "$("${compiler[@]}" -dumpmachine)" "${compiler[@]:1}" "$@")}
flags=()
if [ -n "${MPNET_FEATURES:-}" ]; then
    # The families of modems are features of the archive, too; the linker leaves the rest out.
    families=$(tr ' ;' '\n\n' <<<"$MPNET_FEATURES" | grep -xE 'nordic|quectel|sequans' | tr '\n' ',') || families=
    flags=(--no-default-features --features "$families")
fi
archive=$("$project/tools/rust-archive.sh" "$triple" "${flags[@]}" ${MPNET_CARGO_FLAGS:-})

work=$target.rust
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT

# Rust objects alone, and without compiler_builtins: memcpy, 64-bit division and the like come from the firmware, its
# ROM or libgcc.
(cd "$work" && "${AR:-ar}" x "$archive" && rm -f ./*compiler_builtins*)
"${compiler[@]}" "$@" -nostdlib -r -Wl,-z,noexecstack -o "$work/joined.o" "$work"/*.rcgu.o "${objects[@]}"
# Nothing unwinds; bitcode is of no use to this linker; only the C ABI leaves the object.
"${OBJCOPY:-objcopy}" --wildcard --keep-global-symbol='mpnet_*' \
    -R .eh_frame -R '.ARM.exidx*' -R '.ARM.extab*' -R .llvmbc -R .llvmcmd "$work/joined.o"
made=$work/joined.o
if [[ $target == *.a ]]; then
    made=$work/joined.a
    "${AR:-ar}" rcD "$made" "$work/joined.o"
    "${AR:-ar}" sD "$made"
fi
cmp -s "$made" "$target" || mv "$made" "$target"
