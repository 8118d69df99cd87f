#!/usr/bin/env bash
# Prints the path of MicroPython's source tree, after providing it when it is not there yet.
#
#   MICROPYTHON_DIR=<tree>          use that tree as it is
#   MICROPYTHON_VERSION=<release>   one of the releases pinned below (default 1.25.0)
#
# The pinned release comes from upstream's repository by tag, its commit checked; where that cannot be reached, from
# Debian's source package of the same version, its SHA-256 checked. Nothing of the machine's configuration changes.
set -euo pipefail
source "$(dirname "$0")/common.sh"
source "$project/tools/debian-source.sh"

upstream=https://github.com/micropython/micropython

# Sets the facts that make a release trustworthy: the commit of its tag, and Debian's tarball with the suite that has it.
pinned_release() {
    case $1 in
        1.25.0)
            commit=f498a16c7db6d4b2de200b3e0856528dfe0613c3
            suite=trixie package=1.25.0+ds-1
            sha256=7b25be99a502f070b2de81dafc08da7051d992325d6e67daa9045a918fffdbea ;;
        1.26.1)
            commit=647c8b96cae7e202c7a020395b7cfe65e5b8ce04
            suite=sid package=1.26.1+ds-1
            sha256=f5ad2ec89d3e921f753d448955af98b6005655f84ba26087dde6ba0e8d062f34 ;;
        *) die "MicroPython $1 is not pinned here: unpack it yourself and name it with MICROPYTHON_DIR" ;;
    esac
}

# from_upstream <release> <target>: fails at once when upstream cannot be reached.
from_upstream() {
    local release=$1 target=$2 remote
    command -v git >/dev/null || return 1
    remote=$(GIT_TERMINAL_PROMPT=0 timeout 10 git ls-remote "$upstream" "refs/tags/v$release^{}" 2>/dev/null) || return 1
    [ "${remote%%[[:space:]]*}" = "$commit" ] || die "upstream's tag v$release is not commit $commit"
    say "MicroPython $release from upstream"
    GIT_TERMINAL_PROMPT=0 timeout 300 git -c advice.detachedHead=false clone --quiet --depth 1 \
        --branch "v$release" "$upstream" "$target" || return 1
    [ "$(git -C "$target" rev-parse HEAD)" = "$commit" ] || die "the clone of v$release is not commit $commit"
}

# from_debian <release> <target>
from_debian() {
    local target=$2
    unpack_from_debian "$suite" "micropython=$package" "micropython_${package%-*}.orig.tar.xz" "$sha256" "$target"
}

# provide <release> <target>
provide() {
    local release=$1 target=$2 partial=$2.partial
    pinned_release "$release"
    mkdir -p "$build"
    rm -rf "$partial"
    from_upstream "$release" "$partial" || { rm -rf "$partial"; from_debian "$release" "$partial"; } ||
        die "MicroPython $release cannot be fetched (log: $build/apt-state/log): unpack it and name it with MICROPYTHON_DIR"
    mv "$partial" "$target"
}

if [ -n "${MICROPYTHON_DIR:-}" ]; then
    [ -f "$MICROPYTHON_DIR/py/mpconfig.h" ] || die "MICROPYTHON_DIR=$MICROPYTHON_DIR is no MicroPython source tree"
    cd "$MICROPYTHON_DIR" && pwd
    exit 0
fi
release=${MICROPYTHON_VERSION:-1.25.0}
target=$build/micropython-src/$release
if [ ! -f "$target/py/mpconfig.h" ]; then
    provide "$release" "$target"
fi
echo "$target"
