#!/usr/bin/env bash
# Tests of the engines, the very files of rust/*/tests, as programs for the Xtensa core that QEMU emulates: the messages
# of tests/datagrams, the dialogues of tests/transcripts and more. TESTS selects programs.
#
# Rust's standard library has no system for that processor; it is built for the one that asks least ("zkvm", std_calls.c).
set -euo pipefail
source "$(dirname "$0")/common.sh"

"$project/tools/system-packages.sh" board-xtensa
# Its compiler_builtins are linked, too.
archive=$("$project/tools/rust-archive.sh" xtensa-lx-none-elf 2>"$build/test-xtensa.log")
tree=$("$project/tools/micropython-source.sh")
folder=$build/xtensa
mkdir -p "$folder"

target=$folder/xtensa-lx-zkvm.json
python3 -c '
import json, sys
spec = json.load(sys.stdin)
# The program is linked below, from assembly text.
spec |= {"os": "zkvm", "panic-strategy": "abort", "linker-flavor": "ld", "linker": "true"}
json.dump(spec, sys.stdout, indent=1)' <"$build/targets/xtensa-lx-none-elf.json" >"$target.new"
cmp -s "$target.new" "$target" || mv "$target.new" "$target"

DIALOGUES=$folder/dialogues.rs
export DIALOGUES
{
    echo "&["
    for file in "$project"/tests/transcripts/*/*.at; do
        echo "(\"$(basename "$(dirname "$file")")\", \"$(basename "$file")\", include_str!(\"$file\")),"
    done
    echo "]"
} >"$DIALOGUES.new"
cmp -s "$DIALOGUES.new" "$DIALOGUES" || mv "$DIALOGUES.new" "$DIALOGUES"

compiler=("$project/tools/xtensa-cc.sh" -mno-mul32high -Os -std=gnu11 -ffreestanding -ffunction-sections -Wall -Werror)
objects=()
for source in "$project"/tests/{boards/port/xtensa_start,xtensa/std_calls}.c "$tree/shared/libc/string0.c"; do
    objects+=("$folder/$(basename "$source" .c).o")
    "${compiler[@]}" -I"$project/tests/boards/port" -c -o "${objects[-1]}" "$source"
done

# The program of one test, as assembly text: prints its path.
text_of() {
    rm -f "$folder/target/xtensa-lx-zkvm/release/deps/$1"-*.s
    env -u MAKEFLAGS -u MFLAGS RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc \
        RUSTC_WRAPPER="$project/tools/xtensa-rustc.sh" RUSTFLAGS="-Ctarget-cpu=esp32 -Ctarget-feature=-fp,-dfpaccel,-mul32high" \
        /usr/bin/cargo test --no-run --quiet --release --locked --manifest-path "$project/tests/xtensa/Cargo.toml" --test "$1" \
        --target "$target" --target-dir "$folder/target" -Zbuild-std=std,panic_abort,test -Zjson-target-spec \
        >>"$build/test-xtensa.log" 2>&1 || return 1
    ls "$folder/target/xtensa-lx-zkvm/release/deps/$1"-*.s
}

failed=0
for name in ${TESTS:-$(sed -nE '/^\[\[test\]\]/,/^$/ s/^name = "(.*)"/\1/p' "$project/tests/xtensa/Cargo.toml")}; do
    text=$(text_of "$name") || { tail -n 20 "$build/test-xtensa.log" >&2; die "$name cannot be built"; }
    "$project/tools/xtensa-assemble.sh" "$text" "$folder/$name.o"
    "$project/tools/xtensa-cc.sh" -T "$project/tests/boards/XTENSA_LX/memory.ld" -Wl,--gc-sections -o "$folder/$name.elf" \
        "${objects[@]}" "$folder/$name.o" "$archive"
    echo "$name"
    timeout 300 qemu-xtensa -cpu dc233c "$folder/$name.elf" || failed=1
done
exit $failed
