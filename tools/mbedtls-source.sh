#!/usr/bin/env bash
# Fills lib/mbedtls of a MicroPython source tree where that git submodule is empty, as in Debian's source package.
#
# The sources are Debian's packages of Mbed TLS 3.6, the long-term series that MicroPython uses, their SHA-256 checked:
# that of the stable suite, else a newer one.
set -euo pipefail
source "$(dirname "$0")/common.sh"
source "$project/tools/debian-source.sh"

# suite, version, SHA-256 of the original tarball
pinned=(
    "trixie 3.6.6-0.1~deb13u1 8fb65fae8dcae5840f793c0a334860a411f884cc537ea290ce1c52bb64ca007a"
    "sid 3.6.7-3 a7e8bcbec0e6f761b4af24f25677626b35f762f68eef79c08677a363212d11f6"
)

target=$("$project/tools/micropython-source.sh")/lib/mbedtls
[ ! -f "$target/include/mbedtls/ssl.h" ] || exit 0
partial=$build/mbedtls.partial
for row in "${pinned[@]}"; do
    read -r suite version sha256 <<<"$row"
    rm -rf "$partial"
    if unpack_from_debian "$suite" "mbedtls=$version" "mbedtls_${version%-*}.orig.tar.bz2" "$sha256" "$partial"; then
        mkdir -p "$target"
        cp -R "$partial/include" "$partial/library" "$partial/LICENSE" "$target"
        rm -rf "$partial"
        exit 0
    fi
done
die "Mbed TLS cannot be fetched (log: $build/apt-state/log)"
