#!/usr/bin/env bash
# Builds MicroPython's unix port with both modules in it: build/micropython; `build-unix.sh tls` builds it with TLS and
# select.select() besides: build/micropython-tls. Only what changed is built again. Further arguments go to the port's make.
# With MPNET_FEATURES (micropython.mk) it is build/micropython-<features>; "none" leaves the modules out altogether.
set -euo pipefail
source "$(dirname "$0")/common.sh"

tree=$("$project/tools/micropython-source.sh")
name=micropython
folder=$build/unix
# Names of the libraries and frozen modules to leave out, in new trees and in old ones: most are git submodules, which
# Debian's source package does not contain.
without=(MICROPY_PY_BTREE=0 MICROPY_PY_FFI=0 MICROPY_PY_BLUETOOTH=0 FROZEN_MANIFEST= FROZEN_MPY_DIR=)
if [ "${1:-}" = tls ]; then
    shift
    "$project/tools/mbedtls-source.sh"
    name=micropython-tls
    folder=$build/unix-tls
    options=(VARIANT_DIR="$project/tools/variant-tls" MICROPY_PY_SSL=1 MICROPY_SSL_MBEDTLS=1 MICROPY_SSL_AXTLS=0)
else
    options=(VARIANT=standard)
    without+=(MICROPY_PY_SSL=0 MICROPY_SSL_MBEDTLS=0 MICROPY_PY_USSL=0 MICROPY_SSL_AXTLS=0)
fi
if [ -n "${MICROPYTHON_DIR:-}${MICROPYTHON_VERSION:-}" ]; then
    # A tree of the user's choice has a folder of its own, named by where the tree is.
    folder+=-$(cksum <<<"$tree" | cut -d ' ' -f 1)
fi
if [ -n "${MPNET_FEATURES:-}" ]; then
    name+=-${MPNET_FEATURES// /-}
    folder+=-${MPNET_FEATURES// /-}
fi
mkdir -p "$folder"
if [ ! -d "$tree/ports/unix/variants" ]; then
    # Releases of that age do not compile without warnings on compilers of today; ours are errors all the same. They want
    # a folder to freeze, and put the program beside their sources.
    mkdir -p "$folder/frozen"
    options=(CWARN="-Wall" FROZEN_DIR="$folder/frozen" PROG="$folder/micropython")
fi
[ "${MPNET_FEATURES:-}" = none ] || options+=(USER_C_MODULES="$project")
# A tree inside this repository is not a checkout of it: its version is its own.
env -u MAKEFLAGS -u MFLAGS GIT_CEILING_DIRECTORIES="$(dirname "$tree")" make -C "$tree/ports/unix" -j"$(nproc)" \
    --no-print-directory BUILD="$folder" "${options[@]}" "${without[@]}" \
    ${MPNET_FEATURES:+MPNET_FEATURES="$MPNET_FEATURES"} "$@" >&2
ln -sfn "$(basename "$folder")/micropython" "$build/$name"
