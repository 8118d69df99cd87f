// The clock of the emulated boards: the functions of py/mphal.h that ports/qemu leaves out, and a `time` module.

#include "py/mphal.h"
#include "py/runtime.h"
#include "py/smallint.h"

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
#else
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
#endif

void mp_hal_delay_ms(mp_uint_t ms) {
    mp_uint_t start = mp_hal_ticks_ms();
    while (mp_hal_ticks_ms() - start < ms) {
        mp_handle_pending(true);
    }
}

#define TICKS_MASK (MICROPY_PY_TIME_TICKS_PERIOD - 1)

// ticks_ms()
static mp_obj_t time_ticks_ms(void) {
    return MP_OBJ_NEW_SMALL_INT(mp_hal_ticks_ms() & TICKS_MASK);
}
static MP_DEFINE_CONST_FUN_OBJ_0(time_ticks_ms_obj, time_ticks_ms);

// ticks_diff(end, start)
static mp_obj_t time_ticks_diff(mp_obj_t end_in, mp_obj_t start_in) {
    mp_uint_t diff = MP_OBJ_SMALL_INT_VALUE(end_in) - MP_OBJ_SMALL_INT_VALUE(start_in);
    mp_int_t half = MICROPY_PY_TIME_TICKS_PERIOD / 2;
    return MP_OBJ_NEW_SMALL_INT((mp_int_t)((diff + half) & TICKS_MASK) - half);
}
static MP_DEFINE_CONST_FUN_OBJ_2(time_ticks_diff_obj, time_ticks_diff);

// ticks_add(ticks, delta)
static mp_obj_t time_ticks_add(mp_obj_t ticks_in, mp_obj_t delta_in) {
    mp_uint_t sum = MP_OBJ_SMALL_INT_VALUE(ticks_in) + mp_obj_get_int(delta_in);
    return MP_OBJ_NEW_SMALL_INT(sum & TICKS_MASK);
}
static MP_DEFINE_CONST_FUN_OBJ_2(time_ticks_add_obj, time_ticks_add);

// sleep_ms(ms)
static mp_obj_t time_sleep_ms(mp_obj_t ms_in) {
    mp_int_t ms = mp_obj_get_int(ms_in);
    if (ms > 0) {
        mp_hal_delay_ms(ms);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(time_sleep_ms_obj, time_sleep_ms);

// sleep(seconds)
static mp_obj_t time_sleep(mp_obj_t seconds_in) {
    mp_hal_delay_ms((mp_uint_t)(mp_obj_get_float(seconds_in) * MICROPY_FLOAT_CONST(1000.0)));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(time_sleep_obj, time_sleep);

// time(): whole seconds since the board started
static mp_obj_t time_time(void) {
    return mp_obj_new_int_from_uint(mp_hal_ticks_ms() / 1000);
}
static MP_DEFINE_CONST_FUN_OBJ_0(time_time_obj, time_time);

static const mp_rom_map_elem_t time_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_time) },
    { MP_ROM_QSTR(MP_QSTR_sleep), MP_ROM_PTR(&time_sleep_obj) },
    { MP_ROM_QSTR(MP_QSTR_sleep_ms), MP_ROM_PTR(&time_sleep_ms_obj) },
    { MP_ROM_QSTR(MP_QSTR_ticks_add), MP_ROM_PTR(&time_ticks_add_obj) },
    { MP_ROM_QSTR(MP_QSTR_ticks_diff), MP_ROM_PTR(&time_ticks_diff_obj) },
    { MP_ROM_QSTR(MP_QSTR_ticks_ms), MP_ROM_PTR(&time_ticks_ms_obj) },
    { MP_ROM_QSTR(MP_QSTR_time), MP_ROM_PTR(&time_time_obj) },
};
static MP_DEFINE_CONST_DICT(time_globals, time_globals_table);

const mp_obj_module_t board_time_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&time_globals,
};

MP_REGISTER_MODULE(MP_QSTR_time, board_time_module);
