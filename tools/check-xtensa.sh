#!/usr/bin/env bash
# The archives for ESP32, S2 and S3: built here, with the chips' windowed calling convention, without any helper that is
# not documented (soft floating point, 64-bit atomics), and a linker takes all of it.
set -euo pipefail
source "$(dirname "$0")/common.sh"

"$project/tools/system-packages.sh" llvm
"$project/tools/system-packages.sh" rust-bare-metal
"$project/tools/system-packages.sh" xtensa-linker
passed=0 failed=0

# Every exported function opens a register window.
is_windowed() {
    local archive functions windowed
    archive=$("$project/tools/rust-archive.sh" "$1" 2>/dev/null) || return 1
    functions=$(nm --defined-only --extern-only "$archive" 2>/dev/null | grep -c ' T mpnet_') || return 1
    windowed=$(llvm-objdump-22 --disassemble --triple=xtensa --mcpu=esp32 "$archive" 2>/dev/null |
        awk '/<mpnet_[a-z_]*>:$/ { getline; if ($0 ~ /entry[[:space:]]+a1,/) n++ } END { print n + 0 }')
    [ "$functions" -gt 0 ] && [ "$functions" = "$windowed" ]
}

# Every literal is within reach and where l32r can read it. What the archive leaves to others is not asked for here.
can_be_linked() {
    local archive
    archive=$("$project/tools/rust-archive.sh" "$1" 2>/dev/null) || return 1
    xtensa-lx106-elf-ld --no-relax --whole-archive --unresolved-symbols=ignore-all --entry=0 \
        -o "$build/check-xtensa.elf" "$archive"
}

for chip in esp32 esp32s2 esp32s3; do
    for check in is_windowed can_be_linked "$project/tools/check-archive.sh "{symbols,panics}; do
        if $check "xtensa-$chip-none-elf" >"$build/check-xtensa.log" 2>&1; then
            passed=$((passed + 1))
        else
            say "$chip: ${check##*/} failed (log: $build/check-xtensa.log)"
            failed=$((failed + 1))
        fi
    done
done
echo "xtensa: $passed passed, $failed failed"
[ "$failed" = 0 ]
