#include "platform.h"
#include "pycall.h"

static void let_others_run(void) {
    compat_handle_pending();
    // Ports whose delay keeps the lock would starve other threads.
    MP_THREAD_GIL_EXIT();
    MP_THREAD_GIL_ENTER();
}

void platform_wait(uint32_t ms) {
    let_others_run();
    if (ms > 0) {
        mp_hal_delay_ms(MIN(ms, PLATFORM_SLICE_MS));
    }
}

void platform_wait_for_event(void) {
    let_others_run();
    compat_wait_for_event(1);
}

void platform_sleep(uint32_t ms) {
    deadline_t deadline = deadline_in(ms);
    for (uint32_t left = ms; left > 0; left = deadline_left(&deadline)) {
        platform_wait(left);
    }
}

deadline_t deadline_in(uint32_t ms) {
    deadline_t deadline = { platform_now(), ms };
    return deadline;
}

uint32_t deadline_left(const deadline_t *deadline) {
    if (deadline->span == PLATFORM_FOREVER) {
        return PLATFORM_FOREVER;
    }
    uint32_t elapsed = platform_now() - deadline->start;
    return elapsed < deadline->span ? deadline->span - elapsed : 0;
}

static uint32_t platform_scaled(mp_obj_t value, mp_int_t scale) {
    #if MICROPY_PY_BUILTINS_FLOAT
    if (!pycall_is_int(value)) {
        mp_float_t scaled = mp_obj_get_float(value) * (mp_float_t)scale;
        return scaled <= 0 ? 0 : scaled < (mp_float_t)INT32_MAX ? (uint32_t)scaled : INT32_MAX;
    }
    #endif
    mp_int_t number = mp_obj_get_int(value);
    return number <= 0 ? 0 : number < INT32_MAX / scale ? (uint32_t)(number * scale) : INT32_MAX;
}

uint32_t platform_ms_of(mp_obj_t seconds) {
    return seconds == mp_const_none ? PLATFORM_FOREVER : platform_scaled(seconds, 1000);
}

uint32_t platform_percent_of(mp_obj_t factor) {
    return platform_scaled(factor, 100);
}

static mp_obj_t random_bytes(void *context) {
    (void)context;
    return pycall_1(pycall_import(MP_QSTR_os), MP_QSTR_urandom, MP_OBJ_NEW_SMALL_INT(4));
}

uint32_t platform_random(void) {
    uint32_t value = 0;
    mp_obj_t bytes = pycall_try(random_bytes, NULL, NULL);
    mp_buffer_info_t buffer;
    if (bytes != MP_OBJ_NULL && mp_get_buffer(bytes, &buffer, MP_BUFFER_READ) && buffer.len >= sizeof(value)) {
        memcpy(&value, buffer.buf, sizeof(value));
        return value;
    }
    return (uint32_t)mp_hal_ticks_us() * UINT32_C(2654435761);
}
