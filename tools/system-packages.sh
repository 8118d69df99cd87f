#!/usr/bin/env bash
# Installs the Debian packages behind one need: system-packages.sh <need>
# The only place that names such packages. Who is not root gets the one line to run.
set -euo pipefail
source "$(dirname "$0")/common.sh"

case $1 in
    python-venv) packages=(python3-venv) ;;
    rust-bare-metal) packages=(rustc-web cargo-web rust-web-src) ;;
    board-arm-compiler) packages=(gcc-arm-none-eabi libnewlib-arm-none-eabi) ;;
    board-arm) packages=(gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm) ;;
    board-riscv) packages=(gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc) ;;
    llvm) packages=(llvm-22) ;;
    libcoap) packages=(libcoap3-bin) ;;
    cmake) packages=(cmake ninja-build) ;;
    *) die "unknown need: $1" ;;
esac

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
command -v apt-get >/dev/null || die "please install what Debian calls ${missing[*]}"
install="apt-get install --yes --no-install-recommends ${missing[*]}"
[ "$(id -u)" = 0 ] || die "please run: sudo $install"
say "installing ${missing[*]}"
mkdir -p "$build"
export DEBIAN_FRONTEND=noninteractive
# The package lists may be missing or old: then once more with fresh ones.
$install >"$build/apt.log" 2>&1 || { apt-get update && $install; } >"$build/apt.log" 2>&1 ||
    die "apt-get could not install ${missing[*]} (log: $build/apt.log)"
