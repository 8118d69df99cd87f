#if defined(__XTENSA__)

#include <stdlib.h>
#include "xtensa_start.h"

int main(int argc, char **argv);
void program_main(uint32_t *const *stack);

uint32_t *const *program_stack;

// The chain of frames ends below _start: the stack pointer there must be one that a window can be spilled to.
__asm__(
    ".section .text._start, \"ax\"\n"
    ".global _start\n"
    ".p2align 2\n"
    ".Lmain:\n"
    "    .long program_main\n"
    "_start:\n"
    "    movi a0, 0\n"
    "    or a10, a1, a1\n"
    "    addi a1, a1, -64\n"
    "    addi a8, a1, -16\n"
    "    s32i a1, a8, 4\n"
    "    l32r a8, .Lmain\n"
    "    callx8 a8\n");

void program_main(uint32_t *const *stack) {
    program_stack = stack;
    exit(main((int)(intptr_t)stack[0], (char **)(stack + 1)));
}

long system_call6(long number, const long arguments[6]) {
    register long a2 __asm__ ("a2") = number;
    register long a6 __asm__ ("a6") = arguments[0];
    register long a3 __asm__ ("a3") = arguments[1];
    register long a4 __asm__ ("a4") = arguments[2];
    register long a5 __asm__ ("a5") = arguments[3];
    register long a8 __asm__ ("a8") = arguments[4];
    register long a9 __asm__ ("a9") = arguments[5];
    __asm__ volatile ("syscall"
                      : "+r" (a2) : "r" (a6), "r" (a3), "r" (a4), "r" (a5), "r" (a8), "r" (a9) : "memory");
    return a2;
}

long system_call(long number, long first, long second, long third) {
    const long arguments[6] = {first, second, third};
    return system_call6(number, arguments);
}

void exit(int status) {
    system_call(SYS_EXIT_GROUP, status, 0, 0);
    __builtin_unreachable();
}

void abort(void) {
    exit(134);
}

#endif
