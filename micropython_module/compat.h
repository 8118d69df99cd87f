// Differences between MicroPython 1.11 and 1.20 .. current, and nothing else. Every other file of
// this module is written against the current names.
#ifndef MPNET_COMPAT_H
#define MPNET_COMPAT_H

#include <string.h>

#include "py/mpstate.h" // first: Pycom's mpthreadport.h includes it from within mpthread.h

#include "py/builtin.h"
#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/mpthread.h"
#include "py/obj.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "py/unicode.h"

#ifndef MICROPY_VERSION_MAJOR // the first trees with these macros came after the oldest ones served
#define MICROPY_VERSION_MAJOR (1)
#define MICROPY_VERSION_MINOR (11)
#endif
#define COMPAT_VERSION (MICROPY_VERSION_MAJOR * 100 + MICROPY_VERSION_MINOR)

// Threads are a build option; without them there is no lock to hand over.
#if !MICROPY_PY_THREAD
#ifndef MP_THREAD_GIL_EXIT
#define MP_THREAD_GIL_EXIT()
#define MP_THREAD_GIL_ENTER()
#endif
#endif

#if COMPAT_VERSION < 113
#define MP_ERROR_TEXT(text) (text)
typedef const char *mp_rom_error_text_t;
#define mp_obj_new_bytearray(length, bytes) mp_obj_new_bytearray((length), (void *)(bytes)) // it is only read
#define mp_raise_msg_varg(type, ...) nlr_raise(mp_obj_new_exception_msg_varg((type), __VA_ARGS__))
// The old function must not be given an object that is already of the native type.
#define mp_obj_cast_to_native_base(object, type) \
    (MP_OBJ_FROM_PTR(mp_obj_get_type(object)) == (type) ? (object) : mp_instance_cast_to_native_base((object), (type)))
#define compat_handle_pending() mp_handle_pending()
// getattr() with a default does not catch there what __getattr__ raises; to return no object says the same.
#define compat_raise_no_attribute(attr) return MP_OBJ_NULL
#else
#define compat_handle_pending() mp_handle_pending(true)
#define compat_raise_no_attribute(attr) status_raise_no_attribute(attr)
#endif

// The text of an exception as a str. Where firmware keeps such texts compressed, exceptions alone can read them.
#if MICROPY_ROM_TEXT_COMPRESSION && !MICROPY_ENABLE_DYNRUNTIME
#define compat_text_object(text) mp_obj_exception_get_value(mp_obj_new_exception_msg(&mp_type_Exception, (text)))
#else
#define compat_text_object(text) mp_obj_new_str((text), strlen(text))
#endif

#if COMPAT_VERSION >= 129
#define utf8_check(bytes, length) unicode_encoding_check(MP_ENCODING_UTF8, (bytes), (length))
#endif

// The waits for an event came with MICROPY_INTERNAL_WFE. Ports with the older hook wait as long as that likes, which
// on ESP32 is a tick of 10 ms: a serial port's buffer would overflow meanwhile.
#if defined(MICROPY_INTERNAL_WFE) && !defined(MICROPY_EVENT_POLL_HOOK)
#define compat_wait_for_event(ms) mp_event_wait_ms(ms)
#else
#define compat_wait_for_event(ms) mp_hal_delay_ms(ms)
#endif

#ifndef MP_NORETURN
#define MP_NORETURN __attribute__((noreturn))
#endif

#if MICROPY_ENABLE_DYNRUNTIME
#include "mpy/mpy.h"
#endif

#ifndef MP_ROM_NONE
#define MP_ROM_NONE MP_ROM_PTR(&mp_const_none_obj)
#define MP_ROM_FALSE MP_ROM_PTR(&mp_const_false_obj)
#define MP_ROM_TRUE MP_ROM_PTR(&mp_const_true_obj)
#endif

#ifndef MP_STREAM_POLL_NVAL
#define MP_STREAM_POLL_NVAL (0x0020)
#endif

#if COMPAT_VERSION < 119
#define COMPAT_DOTTED_MODULES (1) // a dotted import of a built-in is looked up by its full name
static inline void *compat_obj_malloc(size_t size, const mp_obj_type_t *type) {
    mp_obj_base_t *object = m_malloc(size);
    object->type = type;
    return object;
}
#define mp_obj_malloc(c_type, type) ((c_type *)compat_obj_malloc(sizeof(c_type), (type)))
#else
#define COMPAT_DOTTED_MODULES (0)
#endif

#if COMPAT_VERSION == 119 || COMPAT_VERSION == 120
// A dotted import of a built-in is found there among the loaded modules only, and stored in the package, which is ROM:
// so the package loads its modules in __init__(), and the last row of its globals takes stores of what is there.
static inline void compat_load_submodules(const mp_obj_module_t *package) {
    const mp_map_t *globals = &package->globals->map;
    const char *name = qstr_str(MP_OBJ_QSTR_VALUE(mp_obj_dict_get(MP_OBJ_FROM_PTR(package->globals),
        MP_OBJ_NEW_QSTR(MP_QSTR___name__))));
    for (size_t i = 0; i + 1 < globals->used; i++) {
        const mp_map_elem_t *row = &globals->table[i];
        if (mp_obj_is_type(row->value, &mp_type_module)) {
            vstr_t dotted;
            vstr_init(&dotted, 32);
            vstr_printf(&dotted, "%s.%s", name, qstr_str(MP_OBJ_QSTR_VALUE(row->key)));
            mp_obj_dict_store(MP_OBJ_FROM_PTR(&MP_STATE_VM(mp_loaded_modules_dict)),
                MP_OBJ_NEW_QSTR(qstr_from_strn(dotted.buf, dotted.len)), row->value);
        }
    }
}
static inline void compat_package_attr(mp_obj_t package, qstr attr, mp_obj_t *dest) {
    mp_obj_dict_t *globals = ((mp_obj_module_t *)MP_OBJ_TO_PTR(package))->globals;
    mp_map_elem_t *row = mp_map_lookup(&globals->map, MP_OBJ_NEW_QSTR(attr), MP_MAP_LOOKUP);
    if (dest[0] != MP_OBJ_NULL && row != NULL && row->value == dest[1]) {
        dest[0] = MP_OBJ_NULL;
    }
}
#define COMPAT_PACKAGE_ROW { MP_ROM_QSTR(MP_QSTRnull), MP_ROM_PTR(compat_package_attr) },
#else
#define compat_load_submodules(package)
#define COMPAT_PACKAGE_ROW
#endif

#if COMPAT_VERSION < 123
static inline void *compat_with_type(void *object, const mp_obj_type_t *type) {
    ((mp_obj_base_t *)object)->type = type;
    return object;
}
#define mp_obj_malloc_with_finaliser(c_type, type) \
    ((c_type *)compat_with_type(m_new_obj_with_finaliser(c_type), (type)))
#endif

#if COMPAT_VERSION < 120
typedef uint16_t qstr_short_t;
#define mp_obj_new_bytes_from_vstr(vstr) mp_obj_new_str_from_vstr(&mp_type_bytes, (vstr))
#define compat_new_str_from_vstr(vstr) mp_obj_new_str_from_vstr(&mp_type_str, (vstr))

// The current macro: flags, then slot, value, slot, value ...
#define MP_TYPE_FLAG_NONE (0)
#define COMPAT_SLOT_make_new(f) .make_new = f
#define COMPAT_SLOT_print(f) .print = f
#define COMPAT_SLOT_call(f) .call = f
#define COMPAT_SLOT_protocol(p) .protocol = p
#define COMPAT_SLOT_locals_dict(d) .locals_dict = (mp_obj_dict_t *)d
#define COMPAT_SLOTS_1(f) .flags = f
#define COMPAT_SLOTS_3(f, s, v) .flags = f, COMPAT_SLOT_##s(v)
#define COMPAT_SLOTS_5(f, s, v, ...) COMPAT_SLOT_##s(v), COMPAT_SLOTS_3(f, __VA_ARGS__)
#define COMPAT_SLOTS_7(f, s, v, ...) COMPAT_SLOT_##s(v), COMPAT_SLOTS_5(f, __VA_ARGS__)
#define COMPAT_SLOTS_9(f, s, v, ...) COMPAT_SLOT_##s(v), COMPAT_SLOTS_7(f, __VA_ARGS__)
#define COMPAT_COUNT(a, b, c, d, e, f, g, h, i, n, ...) COMPAT_SLOTS_##n
#define COMPAT_SLOTS(...) COMPAT_COUNT(__VA_ARGS__, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)(__VA_ARGS__)
#define MP_DEFINE_CONST_OBJ_TYPE(id, type_name, ...) \
    const mp_obj_type_t id = { .base = { &mp_type_type }, .name = type_name, COMPAT_SLOTS(__VA_ARGS__) }

#define COMPAT_BINDS_SELF MP_TYPE_FLAG_NONE // there the name "closure" makes a callable bind self
#define COMPAT_METHOD_NAME MP_QSTR_closure
#define compat_type_protocol(type) ((type)->protocol)
#define compat_type_locals(type) ((type)->locals_dict)
#else
#define compat_new_str_from_vstr(vstr) mp_obj_new_str_from_vstr(vstr)
#define COMPAT_BINDS_SELF MP_TYPE_FLAG_BINDS_SELF
#define COMPAT_METHOD_NAME MP_QSTR_function
#define compat_type_protocol(type) MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, protocol)
#define compat_type_locals(type) ((mp_obj_dict_t *)MP_OBJ_TYPE_GET_SLOT(type, locals_dict))
#endif

// What differs in a native module (mpy/mpy.h): the dictionary that lives as long as the module is loaded; the type of
// tuples in constant tables; what stands in such a table, where it leaves it; and error numbers, where they leave.
#if MICROPY_ENABLE_DYNRUNTIME
#define compat_lasting_dict() MP_OBJ_FROM_PTR(mpy_vm.module->globals)
#define COMPAT_ROM_TUPLE mpy_tuple_type
#define compat_rom_object(object) mpy_object(object)
#define compat_errno(error) mpy_errno(error)
#else
#define compat_lasting_dict() MP_OBJ_FROM_PTR(&MP_STATE_VM(mp_loaded_modules_dict))
#define COMPAT_ROM_TUPLE mp_type_tuple
#define compat_rom_object(object) (object)
#define compat_errno(error) (error)
#endif

#endif // MPNET_COMPAT_H
