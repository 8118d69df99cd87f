#!/usr/bin/env bash
# Prints the path of an MQTT broker: this machine's mosquitto, else Debian's package of it, unpacked in the build folder
# without being installed.
set -euo pipefail
source "$(dirname "$0")/common.sh"

installed=$(PATH=$PATH:/usr/sbin command -v mosquitto || true)
if [ -n "$installed" ]; then
    echo "$installed"
    exit 0
fi
folder=$build/mosquitto
if [ ! -x "$folder/run" ]; then
    command -v apt-get >/dev/null || die "no mosquitto here"
    rm -rf "$folder"
    mkdir -p "$folder/packages"
    # What apt would install, with the libraries that are missing.
    mapfile -t packages < <(apt-get install --simulate --no-install-recommends mosquitto 2>/dev/null |
        awk '/^Inst/ { print $2 }')
    [ ${#packages[@]} -gt 0 ] || die "apt knows no mosquitto"
    (cd "$folder/packages" && apt-get download "${packages[@]}") >"$folder/log" 2>&1 ||
        die "mosquitto cannot be fetched (log: $folder/log)"
    for package in "$folder"/packages/*.deb; do
        dpkg --extract "$package" "$folder"
    done
    libraries=$(dirname "$(find "$folder/usr/lib" -name 'libmosquitto.so*' | head -n 1)")
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$libraries" "$folder/usr/sbin/mosquitto" >"$folder/run.partial"
    chmod +x "$folder/run.partial"
    mv "$folder/run.partial" "$folder/run"
fi
echo "$folder/run"
