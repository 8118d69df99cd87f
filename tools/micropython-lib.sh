#!/usr/bin/env bash
# Prints a folder with the modules of micropython-lib that tests use unmodified, after fetching them: umqtt.simple and
# urequests, as published on the Python package index, their SHA-256 checked by pip.
set -euo pipefail
source "$(dirname "$0")/common.sh"

wanted=$project/tools/requirements/micropython-lib.txt
folder=$build/micropython-lib
if ! cmp -s "$wanted" "$folder/requirements.txt"; then
    pip=$(dirname "$("$project/tools/python-env.sh")")/pip
    rm -rf "$folder" "$folder.partial"
    mkdir -p "$folder.partial/pip" "$folder.partial/modules"
    # They have no build script: pip checks and unpacks each, and then gives up. What it unpacked is all there is.
    while read -r requirement; do
        echo "$requirement" >"$folder.partial/one.txt"
        TMPDIR=$folder.partial/pip "$pip" download --quiet --no-clean --no-deps --require-hashes \
            --dest "$folder.partial" -r "$folder.partial/one.txt" >>"$folder.partial/log" 2>&1 || true
    done < <(grep -v '^#' "$wanted")
    find "$folder.partial/pip" -mindepth 2 -maxdepth 2 -type d -exec cp -R {}/. "$folder.partial/modules" \;
    [ -f "$folder.partial/modules/umqtt/simple.py" ] && [ -f "$folder.partial/modules/urequests/__init__.py" ] ||
        die "micropython-lib cannot be fetched (log: $folder.partial/log)"
    rm -rf "$folder.partial/pip"
    cp "$wanted" "$folder.partial/requirements.txt"
    mv "$folder.partial" "$folder"
fi
echo "$folder/modules"
