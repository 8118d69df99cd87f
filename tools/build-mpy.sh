#!/usr/bin/env bash
# Builds the modules as native modules: build-mpy.sh x64|armv7m|rv32imc|xtensawin
# Prints the folder with microATsocket.mpy, microcoapy.mpy and dns_query.mpy, files to copy onto a board whose firmware
# knows nothing of them. The sources are those of the firmware build, the compilers too.
set -euo pipefail
source "$(dirname "$0")/common.sh"

arch=${1:-}
case $arch in
    x64) need="" triple=x86_64-unknown-linux-gnu ;;
    armv7m) need=board-arm-compiler triple=thumbv7m-none-eabi ;;
    rv32imc) need=board-riscv-compiler triple=riscv32imc-unknown-none-elf ;;
    xtensawin) need=xtensa-compiler triple=xtensa-any-none-elf ;;
    *) die "usage: build-mpy.sh x64|armv7m|rv32imc|xtensawin" ;;
esac
[ -z "$need" ] || "$project/tools/system-packages.sh" "$need"
tree=$("$project/tools/micropython-source.sh")
python=$("$project/tools/python-env.sh" mpy)
folder=$build/mpy/$arch
if [ -n "${MICROPYTHON_DIR:-}${MICROPYTHON_VERSION:-}" ]; then
    # A tree of the user's choice has a folder of its own, named by where the tree is.
    folder+=-$(cksum <<<"$tree" | cut -d ' ' -f 1)
fi
mkdir -p "$folder"
# Native modules are loaded anywhere, which on Xtensa is nothing special. The archive for them is another one than that of
# firmware.
export CARGO_TARGET_DIR=$cargo_target/mpy
[ "$arch" = xtensawin ] || export RUSTFLAGS=-Crelocation-model=pic
for module in microATsocket microcoapy dns_query; do
    mkdir -p "$folder/work/$module"
    env -u MAKEFLAGS -u MFLAGS make -f "$project/micropython_module/mpy/Makefile" -j"$(nproc)" --no-print-directory \
        ARCH="$arch" MODULE="$module" BUILD="$folder/work/$module" MPY_DIR="$tree" PYTHON="$python" \
        MPNET_RUST_TARGET="$triple" RUST_ARCHIVE="$CARGO_TARGET_DIR/$triple/release/linkable/libmpnet.a" >&2
    cp "$folder/work/$module/$module.mpy" "$folder/"
done
echo "$folder"
