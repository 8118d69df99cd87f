#!/usr/bin/env bash
# What things cost. TESTS selects parts: wire (round trips and bytes of modem operations), line (how busy transfers keep a
# serial line), processor (instructions and memory of an exchange, with valgrind), coap (requests a second and garbage,
# beside aiocoap and libcoap).
set -euo pipefail
source "$(dirname "$0")/common.sh"
"$project/tools/build-unix.sh"
micropython=$build/micropython
cd "$project/tests"
export MICROPYPATH="$project/tests"

# Instructions of so many exchanges, start and end of the interpreter included.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$micropython" -X heapsize=2M bench/processor.py "$@" 2>&1 |
        awk '/Collected/ { print $4 }'
}

bench_wire() { "$micropython" bench/wire.py; }

bench_line() { "$micropython" -X heapsize=4M bench/line.py; }

bench_processor() {
    printf 'an exchange of 100 bytes each way     instructions   of them the modem object   bytes of heap\n'
    for kind in texts datagrams stream; do
        local counts=(- -)
        if command -v valgrind >/dev/null; then
            counts=()
            for measured in "$kind" "$kind-modem"; do
                counts+=($((($(instructions "$measured" 250) - $(instructions "$measured" 50)) / 200)))
            done
        fi
        printf '%-36s %13s %26s %15s\n' "$kind" "${counts[@]}" "$("$micropython" -X heapsize=2M bench/processor.py $kind 200)"
    done
}

bench_coap() {
    "$project/tools/system-packages.sh" libcoap || say "without libcoap: its rows are left out"
    local python
    python=$("$project/tools/python-env.sh" server)
    PYTHONPATH="$project/tests" "$python" bench/run.py "$@"
}

for part in ${TESTS:-wire line processor coap}; do
    "bench_$part" "$@"
    echo
done
