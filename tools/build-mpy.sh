#!/usr/bin/env bash
# Builds the modules as native modules: build-mpy.sh x64|armv7m|rv32imc|xtensawin
# Prints the folder with microATsocket.mpy, microcoapy.mpy and dns_query.mpy, files to copy onto a board whose firmware
# knows nothing of them. The sources are those of the firmware build, the compilers too.
set -euo pipefail
source "$(dirname "$0")/common.sh"

arch=${1:-}
case $arch in
    x64) need="" compiler=gcc triple=x86_64-unknown-linux-gnu ;;
    armv7m) need=board-arm-compiler compiler=arm-none-eabi-gcc triple=thumbv7m-none-eabi ;;
    rv32imc) need=board-riscv-compiler compiler=riscv64-unknown-elf-gcc triple=riscv32imc-unknown-none-elf ;;
    xtensawin) need="" compiler=xtensa-esp32-elf-gcc triple=xtensa-esp32-none-elf ;;
    *) die "usage: build-mpy.sh x64|armv7m|rv32imc|xtensawin" ;;
esac
[ -z "$need" ] || "$project/tools/system-packages.sh" "$need"
command -v "$compiler" >/dev/null || {
    say "needs $compiler in PATH: it comes with an ESP-IDF, whose export.sh puts it there"
    exit 77
}
tree=$("$project/tools/micropython-source.sh")
python=$("$project/tools/python-env.sh" mpy)
folder=$build/mpy/$arch
if [ -n "${MICROPYTHON_DIR:-}${MICROPYTHON_VERSION:-}" ]; then
    # A tree of the user's choice has a folder of its own, named by where the tree is.
    folder+=-$(cksum <<<"$tree" | cut -d ' ' -f 1)
fi
mkdir -p "$folder"
# Native modules are loaded anywhere. The archive for them is another one than that of firmware.
export RUSTFLAGS=-Crelocation-model=pic CARGO_TARGET_DIR=$cargo_target/mpy
for module in microATsocket microcoapy dns_query; do
    mkdir -p "$folder/work/$module"
    env -u MAKEFLAGS -u MFLAGS make -f "$project/micropython_module/mpy/Makefile" -j"$(nproc)" --no-print-directory \
        ARCH="$arch" MODULE="$module" BUILD="$folder/work/$module" MPY_DIR="$tree" PYTHON="$python" \
        MPNET_RUST_TARGET="$triple" >&2
    cp "$folder/work/$module/$module.mpy" "$folder/"
done
echo "$folder"
