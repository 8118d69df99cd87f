#!/usr/bin/env python3
"""Who may depend on whom: the rules of the layers, over the metadata of cargo, `use` and `#include` lines."""

import json
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

# crate: what it may depend on, then what its tests may depend on besides
CRATES = {
    "at-socket": ({"bitflags", "dns", "heapless"}, {"proptest"}),
    "coap": ({"bitflags"}, {"proptest"}),
    "dns": (set(), {"proptest"}),
    "micropython-sys": ({"cty"}, set()),
    "mpnet": ({"at-socket", "coap", "cty", "dns", "micropython-sys"}, set()),
}

# Rust files, a pattern that must not stand in them, and why
RUST_RULES = [
    ("at-socket/src/dialect/*.rs", r"crate::modem|super::super::modem", "a dialect knows nothing of the modem engine"),
    ("coap/src/option.rs", r"crate::(endpoint|exchange)", "options know nothing of exchanges"),
    ("coap/src/message.rs", r"crate::(endpoint|exchange)", "messages know nothing of exchanges"),
    ("*/src/**/*.rs", r"std::(time|net|fs|thread|io)\b", "engines have no clock and no input or output"),
]

# C files allowed to match, the pattern, and why nobody else may
C_RULES = [
    ({"status.c"}, r"mp_type_\w*Error\b", "only status.c names exception types"),
    ({"pycall.c"}, r"\bnlr_push\b", "only pycall.c catches"),
    ({"compat.h"}, r"^\s*#\s*(if|elif)\b.*MICROPY_VERSION", "only compat.h tests the MicroPython version"),
    (set(), r"^static\s+(?!const\b|inline\b|MP_|NORETURN)[\w\s\*]+\b\w+(\[\w*\])?\s*(=|;)", "no mutable static data"),
]

# Where the keyword `unsafe` may open a block or an implementation
UNSAFE_HOMES = {"capi/src/slice.rs", "capi/src/storage.rs", "micropython-sys/src/lib.rs"}
UNSAFE = re.compile(r"\bunsafe\b(?!\s+extern\s+\"C\"\s+fn)(?!\()(?!_)")


def code_of(path):
    """(number, line) of a source file without its line comments."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        yield number, line.split("//")[0]


def crate_faults():
    metadata = subprocess.run(
        ["cargo", "metadata", "--locked", "--no-deps", "--format-version", "1"],
        cwd=PROJECT, check=True, capture_output=True, text=True,
    )
    packages = {package["name"]: package for package in json.loads(metadata.stdout)["packages"]}
    for name in packages.keys() ^ CRATES.keys():
        yield f"crate {name} has no row in tools/check_deps.py, or a row has no crate"
    for name in packages.keys() & CRATES.keys():
        allowed, tests = CRATES[name]
        for dependency in packages[name]["dependencies"]:
            permitted = allowed | tests if dependency["kind"] == "dev" else allowed
            if dependency["name"] not in permitted:
                yield f"crate {name} may not depend on {dependency['name']}"


def rust_faults():
    rust = PROJECT / "rust"
    for files, pattern, reason in RUST_RULES:
        for path in sorted(rust.glob(files)):
            for number, line in code_of(path):
                if re.search(pattern, line):
                    yield f"{path.relative_to(PROJECT)}:{number}: {reason}"
    for path in sorted((rust / "at-socket/src/dialect").glob("*.rs")):
        others = "|".join(other.stem for other in path.parent.glob("*.rs") if other != path)
        for number, line in code_of(path):
            if others and re.search(rf"\b(super|dialect)::({others})\b", line):
                yield f"{path.relative_to(PROJECT)}:{number}: a dialect knows no other dialect"
    for name in ("at-socket", "coap", "dns"):
        page = (rust / name / "src/lib.rs").read_text()
        for attribute in ("no_std", "forbid(unsafe_code)"):
            if not re.search(rf"^#!\[.*{re.escape(attribute)}", page, re.MULTILINE):
                yield f"rust/{name}/src/lib.rs: {attribute} is missing"
    for path in sorted(set(rust.glob("*/src/**/*.rs")) - set(rust.glob("*/src/bindings/*.rs"))):
        home = path.relative_to(rust).as_posix()
        for number, line in code_of(path):
            if line.startswith("mod tests"):
                break
            if home not in UNSAFE_HOMES and UNSAFE.search(line):
                yield f"rust/{home}:{number}: unsafe code lives in {', '.join(sorted(UNSAFE_HOMES))}"


def c_faults():
    glue = PROJECT / "micropython_module"
    for path in sorted([*glue.glob("*.c"), *glue.glob("*.h")]):
        for number, line in code_of(path):
            for homes, pattern, reason in C_RULES:
                if path.name not in homes and re.search(pattern, line):
                    yield f"{path.relative_to(PROJECT)}:{number}: {reason}"
            included = re.match(r'\s*#\s*include\s+"(class_\w+)\.[ch]"', line)
            if included and path.name.startswith("class_") and included[1] != path.stem:
                yield f"{path.relative_to(PROJECT)}:{number}: a class file includes no other class file"


def main():
    failed = 0
    for check in (crate_faults, rust_faults, c_faults):
        faults = list(check())
        failed += bool(faults)
        for fault in faults:
            print(fault)
    print(f"deps: {3 - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
