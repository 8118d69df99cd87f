#!/usr/bin/env bash
# Prints the path of MicroPython's bytecode compiler, after building it when it is not there yet.
set -euo pipefail
source "$(dirname "$0")/common.sh"

tree=$("$project/tools/micropython-source.sh")
folder=$build/mpy-cross
env -u MAKEFLAGS -u MFLAGS GIT_CEILING_DIRECTORIES="$(dirname "$tree")" \
    make -C "$tree/mpy-cross" -j"$(nproc)" --no-print-directory BUILD="$folder" >&2
echo "$folder/mpy-cross"
