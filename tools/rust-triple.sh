#!/usr/bin/env bash
# Prints the Rust target that fits a C compiler: rust-triple.sh <output of -dumpmachine> [machine flags]
set -euo pipefail
source "$(dirname "$0")/common.sh"

machine=$1
shift
flags=" $* "

# float_suffix: "hf" when the calling convention passes floats in registers.
float_suffix() {
    case $flags in
        *" -mfloat-abi=hard "*) echo hf ;;
        *) echo "" ;;
    esac
}

arm_bare() {
    case $flags in
        *cortex-m0* | *cortex-m1\ * | *armv6*) echo thumbv6m-none-eabi ;;
        *cortex-m23* | *armv8-m.base*) echo thumbv8m.base-none-eabi ;;
        *cortex-m33* | *cortex-m35* | *cortex-m55* | *cortex-m85* | *armv8*-m.main*) echo "thumbv8m.main-none-eabi$(float_suffix)" ;;
        *cortex-m4* | *cortex-m7* | *armv7e-m*) echo "thumbv7em-none-eabi$(float_suffix)" ;;
        *cortex-m3* | *armv7-m*) echo thumbv7m-none-eabi ;;
        *cortex-a* | *armv7-a*) echo "armv7a-none-eabi$(float_suffix)" ;;
        *) die "no Rust target known for $machine with flags$flags(set MPNET_RUST_TARGET)" ;;
    esac
}

riscv_bare() {
    case $flags in
        *march=rv32imafc* | *march=rv32gc*) echo riscv32imafc-unknown-none-elf ;;
        *march=rv32imac*) echo riscv32imac-unknown-none-elf ;;
        *march=rv32imc*) echo riscv32imc-unknown-none-elf ;;
        *march=rv64*) echo riscv64gc-unknown-none-elf ;;
        *) die "no Rust target known for $machine with flags$flags(set MPNET_RUST_TARGET)" ;;
    esac
}

case $machine in
    x86_64-*linux-gnu)
        case $flags in
            *" -m32 "*) echo i686-unknown-linux-gnu ;;
            *) echo x86_64-unknown-linux-gnu ;;
        esac ;;
    x86_64-*linux-musl) echo x86_64-unknown-linux-musl ;;
    i?86-*linux-gnu) echo i686-unknown-linux-gnu ;;
    aarch64-*linux-gnu) echo aarch64-unknown-linux-gnu ;;
    arm*-linux-gnueabihf) echo armv7-unknown-linux-gnueabihf ;;
    arm-none-eabi) arm_bare ;;
    riscv*-elf) riscv_bare ;;
    xtensa-esp32-elf | xtensa-esp32s2-elf | xtensa-esp32s3-elf) echo "${machine%-elf}-none-elf" ;;
    *) die "no Rust target known for $machine (set MPNET_RUST_TARGET)" ;;
esac
