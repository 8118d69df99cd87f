#!/usr/bin/env bash
# RUSTC_WRAPPER of builds for Xtensa: what is linked is written as assembly text besides (xtensa-assemble.sh), and nothing
# else is, since LLVM 22 cannot make code of every library of its own for that processor.
case " $* " in
    *" --crate-type staticlib "* | *" --crate-name compiler_builtins "* | *" --test "*) exec "$@" --emit=asm ;;
    *) exec "$@" ;;
esac
