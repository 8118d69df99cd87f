#!/usr/bin/env bash
# Makes an object of what LLVM's Xtensa back end wrote as text: xtensa-assemble.sh <file.s> <file.o>
#
# LLVM 22 puts the literals of a function behind the function before it and does not align them, so an object of its own
# making cannot be linked: l32r reads words at addresses that four divides. Here each function's literals get a section of
# their own, .literal.<function>, as linkers of that family expect them. And it stores the argument in a7 of a C function
# with variable arguments when a7 is its frame pointer already: here before.
set -euo pipefail
source "$(dirname "$0")/common.sh"

awk '
$1 == "or" && $2 $3 $4 == "a7,a1,a1" { held = $0 "\n"; next }
held && $1 == "s32i" && $2 $3 == "a7,a7," { print "\ts32i\ta7, a1, " $4; next }
held && $1 == "s32i" { held = held $0 "\n"; next }
held { printf "%s", held; held = "" }
$1 == ".literal_position" { next }
$1 == ".literal" { literals = literals substr($2, 1, length($2) - 1) ":\n\t.long\t" $3 "\n"; next }
$1 == ".text" { name = "" }
$1 == ".section" { name = $2; sub(/,.*/, "", name); sub(/^\.text/, "", name) }
$1 == ".p2align" && literals {
    printf "\t.section\t.literal%s,\"ax\",@progbits\n\t.p2align\t2\n%s", name, literals
    printf "\t.section\t.text%s,\"ax\",@progbits\n", name
    literals = ""
}
{ print }
END { if (literals) exit 1 }' "$1" >"$2.s"
llvm-mc-22 --triple=xtensa --mcpu=esp32 --filetype=obj -o "$2" "$2.s"
rm "$2.s"
