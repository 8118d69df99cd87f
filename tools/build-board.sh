#!/usr/bin/env bash
# Builds MicroPython's firmware for an emulated board with both modules in it: build-board.sh MPS2_AN385|VIRT_RV32|XTENSA_LX
# Prints the path of firmware.elf. The modem simulator is frozen into it, since these boards have no file system.
# MPNET_FEATURES chooses what is built (micropython.mk), "none" not even the modules, "mpy" neither: there they are files,
# native modules in a file system that starts with the board. Each choice has a folder of its own.
set -euo pipefail
source "$(dirname "$0")/common.sh"

board=${1:-}
case $board in
    MPS2_AN385) need=board-arm arch=armv7m triple=thumbv7m-none-eabi options=() ;;
    # Debian's gcc 12 picks its 64-bit libgcc for the newer way to spell the extensions.
    VIRT_RV32) need=board-riscv arch=rv32imc triple=riscv32imac-unknown-none-elf options=(RV32_ARCH="rv32imac -misa-spec=2.2") ;;
    XTENSA_LX)
        need=board-xtensa arch=xtensawin triple=xtensa-lx-none-elf
        options=(MPNET_RUST_TARGET=$triple BOARD_DIR="$project/tests/boards/XTENSA_LX" CC="$project/tools/xtensa-cc.sh" AR=llvm-ar-22
            OBJCOPY=xtensa-lx106-elf-objcopy SIZE=xtensa-lx106-elf-size) ;;
    *) die "usage: build-board.sh MPS2_AN385|VIRT_RV32|XTENSA_LX" ;;
esac
"$project/tools/system-packages.sh" "$need"
features=${MPNET_FEATURES:-}
without=false
case $features in none | mpy) without=true ;; esac
# The firmware's make would do that too, and hide why it could not.
archive=$("$project/tools/rust-archive.sh" "$triple")
# The compiler brings no run-time library there: the archive has Rust's.
[ "$board" != XTENSA_LX ] || options+=(LIBS="$archive")
tree=$("$project/tools/micropython-source.sh")
folder=$build/boards/$board${features:+-${features// /-}}
# The objects do not depend on what the port is configured with, so another configuration, or tree, is another build.
configuration="$(cat "$project"/tests/boards/port/* | cksum) $tree"
[ "$configuration" = "$(cat "$folder/configuration" 2>/dev/null)" ] || rm -rf "$folder"
mkdir -p "$folder/lib"
echo "$configuration" >"$folder/configuration"
# makemanifest wants to see micropython-lib, of which nothing is frozen.
touch "$folder/lib/README.md"
# The modules of this firmware: ours, and what the port lacks.
mkdir -p "$folder/modules"
$without || ln -sfn "$project/micropython_module" "$folder/modules/micropython_module"
ln -sfn "$project/tests/boards/port" "$folder/modules/port"
if [ "$features" = mpy ]; then
    files=$(env -u MPNET_FEATURES "$project/tools/build-mpy.sh" "$arch")
    mkdir -p "$folder/frozen_files"
    python3 - "$files"/*.mpy >"$folder/frozen_files/native_files.new" <<'PYTHON'
import pathlib, sys
print("FILES =", {pathlib.Path(name).name: pathlib.Path(name).read_bytes() for name in sys.argv[1:]})
PYTHON
    cmp -s "$folder/frozen_files/native_files.new" "$folder/frozen_files/native_files.py" ||
        cp "$folder/frozen_files/native_files.new" "$folder/frozen_files/native_files.py"
    export NATIVE_FILES=$folder/frozen_files
fi
MICROPY_MPYCROSS=$("$project/tools/mpy-cross.sh")
export MICROPY_MPYCROSS
# The tree does not freeze again when only the names of the C files have changed, although it has to.
if [ -n "$(find "$project/micropython_module" -name '*.c' -newer "$folder/frozen_content.c" 2>/dev/null)" ]; then
    rm "$folder/frozen_content.c"
fi
env -u MAKEFLAGS -u MFLAGS GIT_CEILING_DIRECTORIES="$(dirname "$tree")" make -C "$tree/ports/qemu" -j"$(nproc)" \
    --no-print-directory BOARD="$board" BUILD="$folder" USER_C_MODULES="$folder/modules" MICROPY_HEAP_SIZE=1048576 \
    FROZEN_MANIFEST="$project/tools/board-manifest.py" MPY_LIB_DIR="$folder/lib" "${options[@]}" \
    ${features:+MPNET_FEATURES="$features"} >&2
echo "$folder/firmware.elf"
