#!/usr/bin/env python3
"""Bytes of code, constants and memory on the emulated boards' processors, against tests/size/budget.txt.

Components: at, coap, dns = the engine crates with their part of the C ABI; shared = what the linker found equal or what
serves more than one; constants = read-only data of the Rust code; glue = the C files. `ram` is data and bss of all of it,
`object` rows are the engines' memory in one Python object each.
"""

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BUDGET = PROJECT / "tests/size/budget.txt"
TOOLS_OF = {"MPS2_AN385": "arm-none-eabi-", "VIRT_RV32": "riscv64-unknown-elf-"}
OBJECTS = {"at": "MPNET_AT_WORDS", "coap": "MPNET_COAP_ENDPOINT_WORDS", "dns": "MPNET_DNS_LOOKUP_WORDS"}


def output_of(*command):
    return subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout


def component_of(symbol):
    """The component a function belongs to, by its demangled name."""
    exported = re.match(r"mpnet_(at|coap|dns)_", symbol)
    if exported:
        return exported[1]
    crate = re.search(r"\b(at_socket|coap|dns)::", symbol)
    return {"at_socket": "at", "coap": "coap", "dns": "dns"}[crate[1]] if crate else "shared"


def sections_of(tools, path):
    """{section: bytes} of an object file, the numbered parts of a section added up."""
    sizes = {}
    for name, size in re.findall(r"^\.(text|rodata|data|bss)\S*\s+(\d+)", output_of(tools + "size", "-A", path), re.MULTILINE):
        sizes[name] = sizes.get(name, 0) + int(size)
    return sizes


def measure(board):
    """{component: bytes} of one board's build."""
    firmware = output_of(PROJECT / "tools/build-board.sh", board).strip()
    folder = Path(firmware).parent / "micropython_module"
    tools = TOOLS_OF[board]
    rust = folder / "rust_archive.o"
    sizes = dict.fromkeys(("at", "coap", "dns", "shared", "constants", "glue", "ram"), 0)
    listing = output_of(tools + "nm", "--demangle", "--print-size", rust)
    for size, name in re.findall(r"^\S+ (\S+) [tTwW] (.+)$", listing, re.MULTILINE):
        sizes[component_of(name)] += int(size, 16)
    sizes["constants"] = sections_of(tools, rust).get("rodata", 0)
    for path in folder.glob("*.o"):
        sections = sections_of(tools, path)
        sizes["ram"] += sections.get("data", 0) + sections.get("bss", 0)
        if path.name not in ("rust_archive.o", "rust_archive.c.o"):
            sizes["glue"] += sections.get("text", 0) + sections.get("rodata", 0)
    header = (PROJECT / "micropython_module/mpnet.h").read_text()
    for name, constant in OBJECTS.items():
        sizes["object " + name] = 8 * int(re.search(rf"#define {constant} (\d+)", header)[1])
    return sizes


def budgets():
    rows = (line.split("#")[0].split() for line in BUDGET.read_text().splitlines())
    return {" ".join(row[:-1]): int(row[-1]) for row in rows if row}


def main(boards):
    limits = budgets()
    over = 0
    for board in boards or TOOLS_OF:
        print(board)
        for name, size in measure(board).items():
            limit = limits.get(name)
            is_over = limit is not None and size > limit
            over += is_over
            print(f"  {name:12} {size:7} {'' if limit is None else f'of {limit}'}{'  OVER' if is_over else ''}")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
