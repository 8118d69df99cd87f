#!/usr/bin/env bash
# Prints the Python interpreter of the local virtual environment, which it makes: python-env.sh [requirement set ...]
# A set is a file of tools/requirements/; it is installed when it is new or has changed.
set -euo pipefail
source "$(dirname "$0")/common.sh"

venv=$build/venv
if [ ! -x "$venv/bin/pip" ]; then
    python3 -m venv "$venv" >/dev/null 2>&1 || {
        rm -rf "$venv"
        "$project/tools/system-packages.sh" python-venv
        python3 -m venv "$venv" >&2
    }
fi
for name in "$@"; do
    wanted=$project/tools/requirements/$name.txt
    installed=$venv/$name.txt
    if ! cmp -s "$wanted" "$installed"; then
        "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$wanted" >&2
        cp "$wanted" "$installed"
    fi
done
echo "$venv/bin/python"
