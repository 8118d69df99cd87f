// What MicroPython's headers are told about a native module. It must fit every firmware that loads it, so what differs
// between ports is left out.
#include <stdint.h>

typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef intptr_t mp_off_t;

#define NO_QSTR // the names come from names.h, below
#define MICROPY_ENABLE_DYNRUNTIME (1)
#define MICROPY_STREAMS_NON_BLOCK (1)
#define MICROPY_USE_INTERNAL_ERRNO (1) // mpy_errno() gives the firmware's own
#define MICROPY_PY_THREAD (1)
#define MICROPY_PY_THREAD_GIL (0) // so what is shared is locked, which costs little where there is such a lock

extern const uint16_t mp_native_qstr_table[];
extern const mp_uint_t mp_native_obj_table[];

// MP_QSTR_x as numbers, made by the build (module.mk).
#ifndef MPY_COLLECTS_NAMES
#include "names.h"
#endif
