#!/usr/bin/env bash
# What the release archive of the Rust code refers to: check-archive.sh panics|symbols [triple]
#
# panics:  nothing of the core library's panic machinery, and not the function the panic handler ends in. Without a
#          triple the gate is first shown to close: on a copy of the code with one index that is not checked it must fail.
# symbols: nothing but the list in tools/archive-symbols.txt.
set -euo pipefail
source "$(dirname "$0")/common.sh"

named=${2:-}
triple=${named:-$("$project/tools/rust-triple.sh" "$(cc -dumpmachine)")}

# undefined <source tree> <cargo target folder>: what its archive leaves to others, compiler_builtins and compiler-rt
# left out. (Run as a condition, where errexit is off: hence the explicit returns.)
undefined() {
    local archive objects=$build/check-archive
    archive=$(CARGO_TARGET_DIR=$2 "$1/tools/rust-archive.sh" "$triple") || return 1
    rm -rf "$objects"
    mkdir -p "$objects"
    (cd "$objects" && ar x "$archive" && rm -f ./*compiler_builtins*) || return 1
    nm --demangle --defined-only --format=posix "$objects"/*.rcgu.o | symbols_of | sort -u >"$objects/defined" || return 1
    nm --demangle --undefined-only --format=posix "$objects"/*.rcgu.o | symbols_of | sort -u >"$objects/undefined" || return 1
    comm -23 "$objects/undefined" "$objects/defined"
}

# The names in a posix listing of nm, whose demangled names have blanks in them.
symbols_of() { sed -nE 's/^(.+) [A-Za-z]( [0-9a-f]*)*$/\1/p'; }

panic_machinery='core::panicking|core::(option|result|slice|str|cell)::.*(fail|panic)|nlr_jump_fail|mp_plat_print|rust_begin_unwind'

# A copy of the Rust code in which one exported function indexes without a check.
copy_with_panic() {
    local copy=$1
    rm -rf "$copy"
    mkdir -p "$copy"
    cp -r "$project/Cargo.toml" "$project/Cargo.lock" "$project/rust" "$project/tools" "$copy"
    cat >>"$copy/rust/capi/src/lib.rs" <<'RUST'
/// Panics for numbers above 3.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_unchecked_index(number: usize) -> u8 {
    const TABLE: [u8; 4] = [2, 3, 5, 7];
    TABLE[core::hint::black_box(number)]
}
RUST
}

gate_closes() {
    local copy=$build/check-panics/source bad
    copy_with_panic "$copy"
    bad=$(undefined "$copy" "$build/check-panics/target") || return 1
    if ! grep -qE "$panic_machinery" <<<"$bad"; then
        say "the gate does not see an unchecked index"
        return 1
    fi
}

check_panics() {
    local all
    [ -n "$named" ] || gate_closes || return 1
    all=$(undefined "$project" "$cargo_target") || return 1
    if grep -E "$panic_machinery" <<<"$all"; then
        say "the archive for $triple can panic: it refers to the symbols above"
        return 1
    fi
}

check_symbols() {
    local all
    all=$(undefined "$project" "$cargo_target") || return 1
    if grep -vxF -f <(awk '!/^#/ && NF { print $1 }' "$project/tools/archive-symbols.txt") <<<"$all" | grep .; then
        say "the symbols above, of $triple, are not in tools/archive-symbols.txt"
        return 1
    fi
}

case ${1:-} in
    panics | symbols) ;;
    *) die "usage: check-archive.sh panics|symbols [triple]" ;;
esac
if "check_$1"; then
    echo "$1: 1 passed, 0 failed"
else
    echo "$1: 0 passed, 1 failed"
    exit 1
fi
