#!/usr/bin/env bash
# The C compiler for Xtensa with register windows, of Debian's packages alone, with the options of gcc that builds use:
# xtensa-cc.sh -c|-E|-r|-dumpmachine|... (clang for C, LLVM's back end, xtensa-assemble.sh, the linker of binutils).
# The instructions are those of the Rust archive (rust-archive.sh), with -mno-<feature> without that feature of LLVM.
set -euo pipefail
source "$(dirname "$0")/common.sh"

clang=(clang-22 --target=xtensa -Wno-unused-command-line-argument -Wno-unknown-warning-option
    -D__XTENSA_WINDOWED_ABI__=1 -isystem "$project/tools/xtensa-include" -isystem /usr/lib/xtensa-lx106-elf/include)
features=-fp,-dfpaccel
arguments=()
task=link
for argument; do
    case $argument in
        -c) task=compile ;;
        -E | --version | -dumpversion) task=clang && arguments+=("$argument") ;;
        -dumpmachine) echo xtensa-esp32-elf && exit ;;
        --print-file-name=*) echo "${argument#*=}" && exit ;; # not found, as gcc says it
        -mno-*) features+=,-${argument#-mno-} ;;
        -m*) ;;
        *) arguments+=("$argument") ;;
    esac
done

# The value of -o.
output() {
    local i
    for ((i = 0; i < ${#arguments[@]}; i++)); do
        [ "${arguments[i]}" != -o ] || echo "${arguments[i + 1]}"
    done
}

compile() {
    local object work
    object=$(output)
    work=$object.work
    # Of two outputs the last is taken.
    "${clang[@]}" "${arguments[@]}" -MT "$object" -S -emit-llvm -o "$work.ll"
    llc-22 -mcpu=esp32 -mattr="$features" --function-sections --data-sections "$work.ll" -o "$work.s"
    "$project/tools/xtensa-assemble.sh" "$work.s" "$object"
    rm "$work.ll" "$work.s"
}

# No C library, no start-up code.
link() {
    local words=() argument options
    for argument in "${arguments[@]}"; do
        case $argument in
            -Wl,*) IFS=, read -ra options <<<"${argument#-Wl,}" && words+=("${options[@]}") ;;
            -nostdlib) ;;
            *) words+=("$argument") ;;
        esac
    done
    xtensa-lx106-elf-ld --no-relax "${words[@]}"
}

case $task in
    clang) "${clang[@]}" "${arguments[@]}" ;;
    *) $task ;;
esac
