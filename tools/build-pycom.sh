#!/usr/bin/env bash
# Drives the own build of a checkout of Pycom's firmware, with both modules in it: PYCOM_DIR=<checkout> build-pycom.sh [board]
# The board is GPY (the default), FIPY or another of those in esp32/boards. What the checkout needs: docs/pycom.md.
set -euo pipefail
source "$(dirname "$0")/common.sh"

board=${1:-GPY}
[ -n "${PYCOM_DIR:-}" ] || die "name a checkout of pycom-micropython-sigfox with PYCOM_DIR (docs/pycom.md)"
[ -f "$PYCOM_DIR/esp32/application.mk" ] || die "PYCOM_DIR=$PYCOM_DIR is no checkout of pycom-micropython-sigfox"
[ -d "$PYCOM_DIR/esp32/boards/$board" ] || die "no board $board there: $(cd "$PYCOM_DIR/esp32/boards" && echo [A-Z]*)"
[ -d "${IDF_PATH:-}/components" ] || die "no ESP-IDF: set IDF_PATH to a checkout of pycom-esp-idf (docs/pycom.md)"
command -v xtensa-esp32-elf-gcc >/dev/null || die "no xtensa-esp32-elf-gcc on the PATH (docs/pycom.md)"
# The firmware's make would do that too, and hide why it could not.
"$project/tools/rust-archive.sh" xtensa-esp32-none-elf >/dev/null

checkout=$(cd "$PYCOM_DIR" && pwd)
unset MAKEFLAGS MFLAGS
make -C "$checkout/mpy-cross" -j"$(nproc)" >&2
# That tree's compiler is old: its further warnings are not asked for.
for target in boot app; do
    make -C "$checkout/esp32" -j"$(nproc)" BOARD="$board" TARGET=$target USER_C_MODULES="$project" MPNET_WARNINGS= >&2
done
echo "$checkout/esp32/build/$board/release/${board,,}.bin"
