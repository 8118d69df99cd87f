#!/usr/bin/env bash
# Builds MicroPython's unix port with both modules in it: build/micropython. Only what changed is built again.
# Further arguments go to the port's make.
set -euo pipefail
source "$(dirname "$0")/common.sh"

tree=$("$project/tools/micropython-source.sh")
folder=$build/unix
mkdir -p "$folder"
# A tree inside this repository is not a checkout of it: its version is its own (GIT_CEILING_DIRECTORIES). The libraries
# left out are git submodules, which Debian's source package does not contain.
env -u MAKEFLAGS -u MFLAGS GIT_CEILING_DIRECTORIES="$(dirname "$tree")" make -C "$tree/ports/unix" -j"$(nproc)" --no-print-directory BUILD="$folder" VARIANT=standard \
    USER_C_MODULES="$project" FROZEN_MANIFEST= \
    MICROPY_PY_SSL=0 MICROPY_SSL_MBEDTLS=0 MICROPY_PY_BTREE=0 MICROPY_PY_FFI=0 MICROPY_PY_BLUETOOTH=0 "$@" >&2
ln -sfn unix/micropython "$build/micropython"
