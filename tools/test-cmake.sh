#!/usr/bin/env bash
# Builds the CMake port of tests/cmake with both modules, with Ninja and with Unix Makefiles, and runs a script in it. Then
# the Rust targets of Espressif's chips: the table, and the archives for the RISC-V ones (check-xtensa.sh has the others).
set -euo pipefail
source "$(dirname "$0")/common.sh"

"$project/tools/system-packages.sh" cmake
tree=$("$project/tools/micropython-source.sh")
script=$(<"$project/tests/cmake/script.py")
passed=0 failed=0

# check <name> <command ...>
check() {
    local name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        say "cmake: $name failed"
        failed=$((failed + 1))
    fi
}

prints_what_it_should() { "$1/micropython_cmake" "$script" | diff "$project/tests/cmake/script.py.exp" -; }

# The second build finds nothing to do: the program stays as it is.
is_incremental() {
    local before
    before=$(stat -c %y "$1/micropython_cmake")
    cmake --build "$1" >>"$1.log" 2>&1 && [ "$before" = "$(stat -c %y "$1/micropython_cmake")" ]
}

builds() {
    cmake -G "$1" -S "$project/tests/cmake" -B "$2" -DMICROPY_DIR="$tree" \
        -DUSER_C_MODULES="$project/micropython_module/micropython.cmake" >"$2.log" 2>&1 &&
        cmake --build "$2" -j"$(nproc)" >>"$2.log" 2>&1 || { tail -n 30 "$2.log" >&2; return 1; }
}

knows_the_chips() { cmake -P "$project/tests/cmake/chips.cmake" 2>&1 | diff "$project/tests/cmake/chips.txt" -; }

unset MAKEFLAGS MFLAGS
# A tree inside this repository is not a checkout of it: its version does not change with ours.
GIT_CEILING_DIRECTORIES=$(dirname "$tree")
export GIT_CEILING_DIRECTORIES
mkdir -p "$build/cmake"
for generator in Ninja "Unix Makefiles"; do
    folder=$build/cmake/${generator// /-}
    check "$generator build" builds "$generator" "$folder"
    check "$generator script" prints_what_it_should "$folder"
    check "$generator build again" is_incremental "$folder"
done
check "table of chips" knows_the_chips
for triple in riscv32imc-unknown-none-elf riscv32imac-unknown-none-elf; do
    check "symbols of the archive for $triple" "$project/tools/check-archive.sh" symbols "$triple" >/dev/null
    check "panics in the archive for $triple" "$project/tools/check-archive.sh" panics "$triple" >/dev/null
done
echo "cmake: $passed passed, $failed failed"
[ "$failed" = 0 ]
