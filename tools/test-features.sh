#!/usr/bin/env bash
# The unix port with a part of the modules (MPNET_FEATURES): microcoapy alone, microATsocket with one family of modems.
set -euo pipefail
source "$(dirname "$0")/common.sh"

status=0
# check <features> <file ...>: these tests in an interpreter built with no more than that.
check() {
    local features=$1
    shift
    MPNET_FEATURES=$features "$project/tools/build-unix.sh" || die "$features does not build"
    MICROPYTHON=$build/micropython-${features// /-} TESTS=$* "$project/tools/test-unix.sh" || status=1
}

check "coap" "$project"/tests/unix/coap/*.py
check "dns sequans" "$project"/tests/unix/at/*.py
check "nordic" "$project"/tests/features/nordic.py
exit $status
