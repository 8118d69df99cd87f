// The start of a program for Xtensa in QEMU's Linux user mode, and the way to the system.

#include <stdint.h>

enum {
    SYS_READ = 12, SYS_WRITE = 13, SYS_POLL = 16, SYS_MMAP2 = 80, SYS_EXIT_GROUP = 119, SYS_CLOCK_GETTIME = 245,
    SYS_GETRANDOM = 338
};

// The number of arguments, then where they are: what Linux puts on the stack of a program.
extern uint32_t *const *program_stack;

long system_call(long number, long first, long second, long third);
long system_call6(long number, const long arguments[6]);
