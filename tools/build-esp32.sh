#!/usr/bin/env bash
# Builds ESP32 firmware with both modules in it, where an ESP-IDF is installed: build-esp32.sh [board, e.g. ESP32_GENERIC_C3]
# The board's libraries are git submodules, so MICROPYTHON_DIR must name a checkout that has them (make submodules).
set -euo pipefail
source "$(dirname "$0")/common.sh"

board=${1:-ESP32_GENERIC}
[ -n "${IDF_PATH:-}" ] && command -v idf.py >/dev/null || die "no ESP-IDF here: install it and source its export.sh"
tree=$("$project/tools/micropython-source.sh")
[ -d "$tree/ports/esp32/boards/$board" ] || die "no board $board there: $(cd "$tree/ports/esp32/boards" && echo [A-Z]*)"
[ -f "$tree/lib/micropython-lib/README.md" ] ||
    die "this tree lacks its submodules: name a checkout with MICROPYTHON_DIR and run make submodules in its ports/esp32"
env -u MAKEFLAGS -u MFLAGS make -C "$tree/ports/esp32" BOARD="$board" BUILD="$build/esp32/$board" \
    USER_C_MODULES="$project/micropython_module/micropython.cmake" >&2
echo "$build/esp32/$board/firmware.bin"
