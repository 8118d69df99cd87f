# Shared by the scripts of this folder: where the project and its build folder are, and how to say things.
# shellcheck shell=bash

project=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${BUILD_DIR:-$project/build}
cargo_target=${CARGO_TARGET_DIR:-$project/target}

say() { printf '%s\n' "$*" >&2; }

die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}
