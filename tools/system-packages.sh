#!/usr/bin/env bash
# Installs the Debian packages behind one need: system-packages.sh <need>
# The only place that names such packages. Who is not root gets the one line to run. Exit status 77 when they are neither
# there nor to be had without a question.
set -euo pipefail
source "$(dirname "$0")/common.sh"

case $1 in
    python-venv) packages=(python3-venv) ;;
    rust-bare-metal) packages=(rustc-web cargo-web rust-web-src) ;;
    board-arm-compiler) packages=(gcc-arm-none-eabi libnewlib-arm-none-eabi) ;;
    board-arm) packages=(gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm) ;;
    board-riscv-compiler) packages=(gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf) ;;
    board-riscv) packages=(gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc) ;;
    xtensa-compiler) packages=(clang-22 llvm-22 binutils-xtensa-lx106 picolibc-xtensa-lx106-elf) ;;
    board-xtensa)
        packages=(clang-22 llvm-22 binutils-xtensa-lx106 picolibc-xtensa-lx106-elf qemu-user) ;;
    llvm) packages=(llvm-22) ;;
    xtensa-linker) packages=(binutils-xtensa-lx106) ;;
    libcoap) packages=(libcoap3-bin) ;;
    cmake) packages=(cmake ninja-build) ;;
    *) die "unknown need: $1" ;;
esac

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

without() {
    say "needs ${missing[*]}: $*"
    exit 77
}

command -v apt-get >/dev/null || without "please install what Debian calls so"
[ "$(id -u)" = 0 ] || without "please run: sudo apt-get install --yes --no-install-recommends ${missing[*]}"
options=(--yes -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=120)
install() { apt-get install "${options[@]}" --no-install-recommends "${missing[@]}"; }
say "installing ${missing[*]}"
mkdir -p "$build"
export DEBIAN_FRONTEND=noninteractive
# The package lists may be missing or old: then once more with fresh ones.
install >"$build/apt.log" 2>&1 || { apt-get "${options[@]}" update && install; } >"$build/apt.log" 2>&1 ||
    without "apt-get could not install that (log: $build/apt.log)"
