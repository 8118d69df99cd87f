#!/usr/bin/env python3
"""Bytes of each feature set in the firmware of the emulated boards, against tests/size/budget.txt.

Rows: at, coap, dns = code of the engine crates with their part of the C ABI; shared = Rust code of none of them, or of
several, which the linker found equal; constants = read-only data of the Rust code; engines = all of these; glue = code and
read-only data of the C files; ram = data and bss of both; firmware = what the whole firmware grew by, names and the
compiler's helpers included. What the linker left out is not there, so it is not counted.

`further` rows: what a family of modems adds to the engine of another one. `object` rows: memory of an engine.
`heap` rows: bytes of the garbage-collected heap, as measured on the board (tests/size/heap.py).
"""

import os
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BUDGET = PROJECT / "tests/size/budget.txt"
# board: prefix of the tools, Rust target, emulator
BOARDS = {
    "MPS2_AN385": ("arm-none-eabi-", "thumbv7m-none-eabi", "qemu-system-arm -machine mps2-an385"),
    "VIRT_RV32": ("riscv64-unknown-elf-", "riscv32imac-unknown-none-elf", "qemu-system-riscv32 -machine virt -bios none"),
}
# feature set: value of MPNET_FEATURES, empty for the firmware that the boards' tests run
SETS = {
    "one dialect": "sequans",
    "all dialects": "nordic quectel sequans",
    "coap": "coap",
    "everything": "",
}
FURTHER = ("nordic", "quectel")
NO_TOOLS = 77  # the exit status of a script that needs what is not there (tools/test.py)
OBJECTS = {"at": "MPNET_AT_WORDS", "coap": "MPNET_COAP_ENDPOINT_WORDS", "dns": "MPNET_DNS_LOOKUP_WORDS"}
# An input section in the linker's map: name, size, file; a long name stands on a line of its own.
PLACED = re.compile(r"^ \.(text|rodata|data|bss)(\S*)\s+0x\S+\s+0x(\S+) \S*/micropython_module/(\S+)$", re.MULTILINE)


def output_of(*command, features=""):
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS")}
    environment["MPNET_FEATURES"] = features
    done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode == NO_TOOLS:
        print(done.stderr, end="")
        sys.exit(NO_TOOLS)
    if done.returncode:
        sys.exit(f"{done.stderr}\nsize.py: failed: {' '.join(map(str, command))} {features}")
    return done.stdout


def component_of(section):
    """The component of Rust code, by the name of the function in the name of its section."""
    exported = re.search(r"mpnet_(at|coap|dns)_", section)
    if exported:
        return exported[1]
    crate = re.search(r"(?:\d|\.|\$)(at_socket|coap|dns)(?:\d|\.|\$)", section)
    return {"at_socket": "at", "coap": "coap", "dns": "dns"}[crate[1]] if crate else "shared"


def flash_of(tools, firmware):
    text, data = output_of(tools + "size", firmware).splitlines()[1].split()[:2]
    return int(text) + int(data)


def firmware_of(board, features):
    return Path(output_of("tools/build-board.sh", board, features=features).strip())


def measure(board, features):
    """{row: bytes} of one firmware."""
    firmware = firmware_of(board, features)
    sizes = dict.fromkeys(("at", "coap", "dns", "shared", "constants", "engines", "glue", "ram"), 0)
    linked = firmware.with_suffix(".map").read_text().split("Linker script and memory map", 1)[1]
    for kind, name, size, file in PLACED.findall(linked):
        size = int(size, 16)
        if kind in ("data", "bss"):
            sizes["ram"] += size
        elif not file.startswith("rust_archive"):
            sizes["glue"] += size
        else:
            sizes["engines"] += size
            sizes["constants" if kind == "rodata" else component_of(name)] += size
    tools = BOARDS[board][0]
    sizes["firmware"] = flash_of(tools, firmware) - flash_of(tools, firmware_of(board, "none"))
    return sizes


def engine_with(board, families):
    """Bytes of the Rust archive with these families of modems."""
    tools, target, _ = BOARDS[board]
    archive = output_of("tools/rust-archive.sh", target, "--no-default-features", "--features", ",".join(families))
    members = re.split(r"^(\S+\.o) .*:$", output_of(tools + "size", "-A", archive.strip()), flags=re.MULTILINE)
    listing = "".join(text for name, text in zip(members[1::2], members[2::2]) if name.endswith(".rcgu.o"))
    return sum(int(size) for size in re.findall(r"^\.(?:text|rodata)\S*\s+(\d+)", listing, re.MULTILINE))


def heap_of(board):
    """{row: bytes} as the script prints them."""
    python = output_of("tools/python-env.sh", "boards").strip()
    tree = output_of("tools/micropython-source.sh").strip()
    firmware = firmware_of(board, SETS["everything"])
    serial = f"exec:{BOARDS[board][2]} -display none -monitor none -semihosting -serial stdio -kernel {firmware}"
    printed = output_of(python, f"{tree}/tools/pyboard.py", "-d", serial, "tests/size/heap.py")
    return {f"heap {name}": int(size) for name, size in (line.rsplit(" ", 1) for line in printed.splitlines())}


def rows_of(board):
    rows = {}
    for name, features in SETS.items():
        rows |= {f"{name}: {row}": size for row, size in measure(board, features).items()}
    for family in FURTHER:
        rows[f"further {family}"] = engine_with(board, ["sequans", family]) - engine_with(board, ["sequans"])
    header = (PROJECT / "micropython_module/mpnet.h").read_text()
    for name, constant in OBJECTS.items():
        rows[f"object {name}"] = 8 * int(re.search(rf"#define {constant} (\d+)", header)[1])
    return rows | heap_of(board)


def budgets():
    """{row: {board: bytes}}"""
    lines = [line.split("#")[0].split() for line in BUDGET.read_text().splitlines()]
    boards, *rows = [line for line in lines if line]
    return {" ".join(row[: -len(boards)]): dict(zip(boards, map(int, row[-len(boards) :]))) for row in rows}


def main(boards):
    limits = budgets()
    checked = over = 0
    for board in boards or BOARDS:
        print(board)
        for name, size in rows_of(board).items():
            limit = limits.get(name, {}).get(board)
            is_over = limit is not None and size > limit
            checked += limit is not None
            over += is_over
            print(f"  {name:26} {size:7} {'' if limit is None else f'of {limit}'}{'  OVER' if is_over else ''}".rstrip())
    print(f"size: {checked - over} passed, {over} failed")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
