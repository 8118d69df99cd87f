#!/usr/bin/env bash
# Generates or checks micropython_module/mpnet.h: header.sh write|check
set -euo pipefail
source "$(dirname "$0")/common.sh"

header=$project/micropython_module/mpnet.h
cbindgen=$("$project/tools/cargo-tool.sh" cbindgen)
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
(cd "$project/rust/capi" && "$cbindgen" --quiet --config cbindgen.toml) | cat -s >"$fresh"
version=$(awk -F '"' '/^version = / { print $2; exit }' "$project/Cargo.toml")
sed -i "s/@MPNET_VERSION@/$version/" "$fresh"
# cbindgen takes a name that has no row as it is.
if grep -E '^(struct|enum|union|#define) ' "$fresh" | grep -vE ' (mpnet_|MPNET_)'; then
    die "the names above have no row in rust/capi/cbindgen.toml"
fi
case ${1:-} in
    write) cmp -s "$fresh" "$header" || install -m 644 "$fresh" "$header" ;;
    check) diff -u "$header" "$fresh" || die "mpnet.h is not what cbindgen makes: run make header" ;;
    *) die "usage: header.sh write|check" ;;
esac
