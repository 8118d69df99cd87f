#!/usr/bin/env bash
# tests/unix under the firmware of the emulated boards, by MicroPython's own runner, then tests/boards with the simulated
# modem on a serial port of the board: test-boards.sh [board ...], all but XTENSA_LX when none is named.
# tests/boards/not-applicable.txt names the scripts that need what a board has not. MPNET_FEATURES=mpy takes firmware with
# the modules as files (tools/build-board.sh) and leaves out what tests/mpy/not-applicable.txt names besides.
set -euo pipefail
source "$(dirname "$0")/common.sh"

tree=$("$project/tools/micropython-source.sh")
python=$("$project/tools/python-env.sh" boards server)
variant=${MPNET_FEATURES:+-$MPNET_FEATURES}
lists=("$project/tests/boards/not-applicable.txt")
[ "$variant" != -mpy ] || lists+=("$project/tests/mpy/not-applicable.txt")
mapfile -t not_applicable < <(awk '!/^#/ && NF { print $1 }' "${lists[@]}" | sort -u)

# emulator <board> <firmware>: the command whose standard input and output are the board's first serial port
emulator() {
    local options="-display none -monitor none -semihosting -serial stdio"
    case $1 in
        MPS2_AN385) echo "qemu-system-arm -machine mps2-an385 $options -kernel $2" ;;
        VIRT_RV32) echo "qemu-system-riscv32 -machine virt -bios none $options -kernel $2" ;;
        XTENSA_LX) echo "qemu-xtensa -cpu dc233c $2" ;;
    esac
}

# Scripts to run, without those that do not apply.
selected() {
    if [ -n "${TESTS:-}" ]; then
        tr ' ' '\n' <<<"$TESTS"
    else
        (cd "$project" && find tests/unix -mindepth 2 -maxdepth 2 -name '*.py' ! -path 'tests/unix/lib/*' | sort) |
            grep -vxF -f <(printf '%s\n' "${not_applicable[@]}") | sed "s,^,$project/,"
    fi
}

# run_on <board> <firmware>: nothing may be skipped that the list does not name.
run_on() {
    local board=$1 firmware=$2 results=$build/test-boards/$1$variant status=0
    local run=("$python" "$tree/tests/run-tests.py" --result-dir "$results")
    rm -rf "$results"
    echo "$board: ${#scripts[@]} scripts, ${#not_applicable[@]} not applicable"
    "${run[@]}" -t exec:"$(emulator "$board" "$firmware")" "${scripts[@]}" >"$results.log" 2>&1 || status=1
    cat "$results.log"
    [ $status = 0 ] || "${run[@]}" --print-failures
    ! grep '^[0-9]* tests skipped:' "$results.log" || status=1
    return $status
}

[ $# -gt 0 ] || set -- MPS2_AN385 VIRT_RV32
mapfile -t scripts < <(selected)
mkdir -p "$build/test-boards"
jobs=() status=0
for board; do
    firmware=$("$project/tools/build-board.sh" "$board")
    run_on "$board" "$firmware" >"$build/test-boards/$board$variant.txt" 2>&1 &
    jobs+=("$!")
done
for board; do
    wait "${jobs[0]}" || status=1
    jobs=("${jobs[@]:1}")
    cat "$build/test-boards/$board$variant.txt"
done
# QEMU's user mode has no second serial port.
with_modem=${*//XTENSA_LX/}
if [ -z "${TESTS:-}$variant" ] && [ -n "$with_modem" ]; then
    cd "$project/tests"
    BOARDS=$with_modem FIRMWARE_FOLDER=$build/boards PYBOARD=$tree/tools/pyboard.py "$python" -m unittest boards.test_uart || status=1
fi
exit $status
