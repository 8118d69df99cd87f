// The clock of the emulated boards: the functions of py/mphal.h that ports/qemu leaves out.

#include "py/mphal.h"
#include "py/runtime.h"

#if defined(__riscv)
// CLINT of QEMU's "virt" machine: a 64-bit counter at 10 MHz.
#define MTIME_LOW (*(volatile uint32_t *)0x0200bff8)
#define MTIME_HIGH (*(volatile uint32_t *)0x0200bffc)
#define TICKS_PER_MS (10000)
#define TICKS_PER_US (10)

static uint64_t ticks(void) {
    uint32_t high, low;
    do {
        high = MTIME_HIGH;
        low = MTIME_LOW;
    } while (high != MTIME_HIGH);
    return ((uint64_t)high << 32) | low;
}

mp_uint_t mp_hal_ticks_ms(void) {
    return ticks() / TICKS_PER_MS;
}

mp_uint_t mp_hal_ticks_us(void) {
    return ticks() / TICKS_PER_US;
}
#elif defined(__arm__)
// FPGAIO of QEMU's "mps2-an385" machine: a counter behind a prescaler of the 25 MHz clock.
#define FPGAIO_COUNTER (*(volatile uint32_t *)0x40028018)
#define FPGAIO_PRESCALE (*(volatile uint32_t *)0x4002801c)
#define CLOCKS_PER_MS (25000)

mp_uint_t mp_hal_ticks_ms(void) {
    if (FPGAIO_PRESCALE != CLOCKS_PER_MS - 1) {
        FPGAIO_PRESCALE = CLOCKS_PER_MS - 1;
        FPGAIO_COUNTER = 0;
    }
    return FPGAIO_COUNTER;
}

// As fine as the counter is.
mp_uint_t mp_hal_ticks_us(void) {
    return mp_hal_ticks_ms() * 1000;
}
#endif // xtensa.c has its own

void mp_hal_delay_ms(mp_uint_t ms) {
    mp_uint_t start = mp_hal_ticks_ms();
    while (mp_hal_ticks_ms() - start < ms) {
        mp_handle_pending(true);
    }
}

void mp_hal_delay_us(mp_uint_t us) {
    mp_uint_t start = mp_hal_ticks_us();
    while (mp_hal_ticks_us() - start < us) {
    }
}

mp_uint_t mp_hal_ticks_cpu(void) {
    return mp_hal_ticks_us();
}
