// What MicroPython's ports/qemu needs of a C library and of a serial port, on Xtensa in QEMU's Linux user mode. The
// emulator itself spills register windows to the stack and fills them.

#if defined(__XTENSA__)

#include <setjmp.h>
#include <stdlib.h>
#include "py/mphal.h"
#include "uart.h"
#include "xtensa_start.h"

// Calls nested so deep that no older window stays in registers. Each takes eight of at most 64 registers.
static __attribute__((noinline, optnone)) void spill_windows(int depth) {
    if (depth > 0) {
        spill_windows(depth - 1);
    }
}

// A caller's a0 to a3 were spilled below the stack pointer of the function it called, its a4 to a7 below the stack pointer
// of its own caller; at offset 4 of the former is its stack pointer.
static uint32_t *spilled_a4(const uint32_t *a0) {
    const uint32_t *caller_a0 = (const uint32_t *)a0[1] - 4;
    return (uint32_t *)caller_a0[1] - 8;
}

// buffer: a0 to a3 of the caller, where a return with the stack pointer behind them finds them; its a4 to a7; the return
// address.
int setjmp(jmp_buf buffer) {
    uint32_t *kept = (uint32_t *)buffer;
    uint32_t *stack, address;
    spill_windows(8);
    __asm__ volatile ("or %0, a1, a1\n or %1, a0, a0" : "=&r" (stack), "=r" (address));
    const uint32_t *a0 = stack - 4;
    const uint32_t *a4 = spilled_a4(a0);
    for (int i = 0; i < 4; i++) {
        kept[i] = a0[i];
        kept[4 + i] = a4[i];
    }
    kept[8] = address;
    return 0;
}

void longjmp(jmp_buf buffer, int value) {
    uint32_t *kept = (uint32_t *)buffer;
    spill_windows(8);
    uint32_t *a4 = spilled_a4(kept);
    for (int i = 0; i < 4; i++) {
        a4[i] = kept[4 + i];
    }
    __asm__ volatile ("or a0, %0, %0\n or a1, %1, %1\n or a2, %2, %2\n retw"
                      : : "r" (kept[8]), "r" (kept + 4), "r" (value ? value : 1));
    __builtin_unreachable();
}

void __real_mp_stack_set_limit(mp_uint_t limit);
void __wrap_mp_stack_set_limit(mp_uint_t limit);

void __wrap_mp_stack_set_limit(mp_uint_t limit) {
    __real_mp_stack_set_limit(4 * limit);
}

enum { STDIN = 0, STDOUT = 1, CLOCK_MONOTONIC = 1, POLLIN = 1 };

int uart_rx_chr(void) {
    struct { int fd; short events, revents; } input = {STDIN, POLLIN, 0};
    char byte;
    if (system_call(SYS_POLL, (long)&input, 1, 0) <= 0) {
        return UART_RX_NO_CHAR;
    }
    if (system_call(SYS_READ, STDIN, (long)&byte, 1) <= 0) {
        exit(0);
    }
    return byte;
}

void uart_tx_strn(const char *text, size_t length) {
    system_call(SYS_WRITE, STDOUT, (long)text, length);
}

mp_uint_t mp_hal_ticks_us(void) {
    struct { int32_t seconds, nanoseconds; } now;
    system_call(SYS_CLOCK_GETTIME, CLOCK_MONOTONIC, (long)&now, 0);
    return (uint32_t)now.seconds * 1000000u + now.nanoseconds / 1000;
}

mp_uint_t mp_hal_ticks_ms(void) {
    struct { int32_t seconds, nanoseconds; } now;
    system_call(SYS_CLOCK_GETTIME, CLOCK_MONOTONIC, (long)&now, 0);
    return (uint32_t)now.seconds * 1000u + now.nanoseconds / 1000000;
}

#endif
