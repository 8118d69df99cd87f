#!/usr/bin/env python3
"""Clears the distance in the l32r instructions of an object that are to be linked: xtensa-literals.py <file.o>

MicroPython's linker of native modules adds to what stands there, gcc leaves nothing there and LLVM does.
"""

import sys

from elftools.elf.elffile import ELFFile

R_XTENSA_SLOT0_OP = 20

with open(sys.argv[1], "r+b") as file:
    elf = ELFFile(file)
    sections = list(elf.iter_sections())
    symbols = list(elf.get_section_by_name(".symtab").iter_symbols())
    places = []
    for relocations in sections:
        if relocations.header.sh_type != "SHT_RELA":
            continue
        code = sections[relocations.header.sh_info]
        for row in relocations.iter_relocations():
            index = symbols[row["r_info_sym"]]["st_shndx"]
            if row["r_info_type"] == R_XTENSA_SLOT0_OP and sections[index].name.startswith(".literal"):
                places.append(code.header.sh_offset + row["r_offset"])
    for place in places:
        file.seek(place)
        assert file.read(1)[0] & 0xF == 1, hex(place)
        file.seek(place + 1)
        file.write(b"\0\0")
