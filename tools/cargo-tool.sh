#!/usr/bin/env bash
# Prints the path of a pinned Rust tool, after building it when it is not there yet: cargo-tool.sh bindgen|cbindgen
set -euo pipefail
source "$(dirname "$0")/common.sh"

case $1 in
    bindgen) package=bindgen-cli version=0.73.2 ;;
    cbindgen) package=cbindgen version=0.29.2 ;;
    *) die "unknown tool: $1" ;;
esac
tool=$build/tools/$1-$version
if [ ! -x "$tool" ]; then
    say "building $package $version"
    env -u MAKEFLAGS -u MFLAGS cargo install --quiet --locked --version "$version" --target-dir "$build/tools/target" \
        --root "$build/tools" "$package" >&2
    mv "$build/tools/bin/$1" "$tool"
    rm -rf "$build/tools/target"
fi
echo "$tool"
