// A native module (.mpy) in place of firmware: the interpreter's names for code that is loaded at run time.
//
// The glue is compiled against MicroPython's own headers. The functions that it calls are defined in this folder, on top
// of mp_fun_table, the table of entries that the loader gives a native module. Two things cannot be had that way:
//
// * Names. Those that each interpreter numbers alike (py/makeqstrdata.py) are their number; the others are MPY_NAME plus
//   their index in mp_native_qstr_table, where the loader puts the number they have in the interpreter at hand. So names
//   are constants in tables and `case` labels. mpy_name() translates; every function of this folder that hands a name on
//   does it, and names that come in are given back their constant.
// * Types and objects of the interpreter in constant tables, unless mp_fun_table has them. Instead of them stand types of
//   our own, and mpy_object() makes the real objects.
#ifndef MPNET_MPY_H
#define MPNET_MPY_H

#include "py/nativeglue.h"
#include "py/objfun.h"

#define MPY_NAME (0x8000)

// Types by their name in `builtins`, in the order of mpy_builtin_names.
typedef enum {
    MPY_BUILTIN_AttributeError,
    MPY_BUILTIN_OSError,
    MPY_BUILTIN_OverflowError,
    MPY_BUILTIN_StopAsyncIteration,
    MPY_BUILTIN_StopIteration,
    MPY_BUILTIN_TypeError,
    MPY_BUILTIN_UnicodeError,
    MPY_BUILTIN_ValueError,
    MPY_BUILTIN_bytearray,
    MPY_BUILTIN_bytes,
    MPY_BUILTIN_float,
    MPY_BUILTIN_hasattr,
    MPY_BUILTIN_int,
    MPY_BUILTIN_len,
    MPY_BUILTIN_object,
    MPY_BUILTIN_property,
    MPY_BUILTIN_repr,
    MPY_BUILTIN_tuple,
    MPY_BUILTINS,
} mpy_builtin_t;

// What the module knows of its interpreter, filled before anything else runs.
typedef struct _mpy_vm_t {
    mp_obj_module_t *module;
    mp_obj_t builtins[MPY_BUILTINS];
    mp_obj_t submodules;                   // dict: those made of constant tables, by dotted name
    mp_obj_t ticks_ms, ticks_us, sleep_ms; // functions of the module `time`
    mp_obj_t new_lock, thread_id;          // functions of the module `_thread`, MP_OBJ_NULL without it
    int etimedout, enotconn;               // numbers of the module `errno`
    uint32_t last_ticks, clock;            // the clock made of ticks_ms() and when it was read last
} mpy_vm_t;

extern mpy_vm_t mpy_vm;

// Types that stand in constant tables for the interpreter's.
extern const mp_obj_type_t mpy_module_type;
extern const mp_obj_type_t mpy_tuple_type;

// The module that a library registers is what the file is loaded as.
extern const mp_obj_module_t *const mpy_package;
#define MP_REGISTER_MODULE(name, rom_module) const mp_obj_module_t *const mpy_package = &rom_module

// The interpreter's number of a name.
qstr mpy_name(qstr name);

// The constant of a name that came from the interpreter; its own number where it is none of ours.
qstr mpy_constant(qstr name);

// The object that a row of a constant table stands for.
mp_obj_t mpy_object(mp_const_obj_t object);

// The firmware's number of an error: those that a C library numbers otherwise than MicroPython does.
int mpy_errno(int error);

// Objects of names: as they are in constant tables, and those that go out.
#undef MP_ROM_QSTR
#undef MP_OBJ_NEW_QSTR
#undef MP_OBJ_QSTR_VALUE
#define MP_ROM_QSTR(name) ((mp_obj_t)(((mp_uint_t)(name) << 3) | 2))
#define MP_OBJ_NEW_QSTR(name) (MP_ROM_QSTR(mpy_name(name)))
#define MP_OBJ_QSTR_VALUE(object) (mpy_constant((mp_uint_t)(object) >> 3))

// The interpreter reads the name of a type, so it is one that all number alike: "_".
#undef MP_DEFINE_CONST_OBJ_TYPE
#define MPY_TYPE_WITH(flags, slot0, f0, slot1, f1, n, ...) MP_DEFINE_CONST_OBJ_TYPE_NARGS_##n
#define MP_DEFINE_CONST_OBJ_TYPE(id, name, ...) \
    MPY_TYPE_WITH(__VA_ARGS__, 2, , 1, , 0, )(mp_obj_type_t, id, MP_QSTR__, __VA_ARGS__)

#define MPY_BUILTIN(name) (mpy_vm.builtins[MPY_BUILTIN_##name])
#define MPY_TYPE(name) (*(const mp_obj_type_t *)MP_OBJ_TO_PTR(MPY_BUILTIN(name)))
#define mp_type_AttributeError MPY_TYPE(AttributeError)
#define mp_type_OSError MPY_TYPE(OSError)
#define mp_type_StopAsyncIteration MPY_TYPE(StopAsyncIteration)
#define mp_type_StopIteration MPY_TYPE(StopIteration)
#define mp_type_TypeError MPY_TYPE(TypeError)
#define mp_type_ValueError MPY_TYPE(ValueError)
#define mp_type_bytearray MPY_TYPE(bytearray)
#define mp_type_bytes MPY_TYPE(bytes)
#define mp_type_int MPY_TYPE(int)
#define mp_type_property MPY_TYPE(property)
#define mp_type_tuple MPY_TYPE(tuple)
#define mp_type_module mpy_module_type // in constant tables only

// The original asserts that it is not asked for types whose addresses are no constants here.
#undef mp_obj_is_type
#define mp_obj_is_type(object, type) mp_obj_is_exact_type(object, type)

#undef mp_const_empty_tuple
#undef mp_const_empty_bytes
#define mp_const_empty_tuple mp_obj_new_tuple(0, NULL)
#define mp_const_empty_bytes mp_obj_new_bytes(NULL, 0)

#define mp_plat_print (*mp_fun_table.plat_print)
#undef MP_PYTHON_PRINTER
#define MP_PYTHON_PRINTER (&mp_plat_print)

// Functions of variable arguments hand them on as they come, since compilers differ in what they make a list of.
#define mp_printf(print, ...) mp_fun_table.printf_((print), __VA_ARGS__)
#define mp_raise_msg_varg(type, ...) do { \
        mpy_message_t message; \
        mpy_message_start(&message); \
        mp_printf(&message.print, __VA_ARGS__); \
        mpy_message_raise(&message, (type)); \
} while (0)

typedef struct _mpy_message_t {
    vstr_t text;
    mp_print_t print;
} mpy_message_t;

void mpy_message_start(mpy_message_t *message);
MP_NORETURN void mpy_message_raise(mpy_message_t *message, const mp_obj_type_t *type);

// The function by which the interpreter tells str and bytes.
#define mp_obj_str_binary_op MP_OBJ_TYPE_GET_SLOT(&mp_type_str, binary_op)

// What firmware saves there depends on its build: registers, those of a floating-point unit among them, or what the
// setjmp() of its C library wants. There is room for all of it.
typedef struct _mpy_nlr_buf_t {
    void *prev;
    void *ret_val;
    uint64_t saved[26];
} mpy_nlr_buf_t;
#define nlr_buf_t mpy_nlr_buf_t

// It returns twice into its caller, so no function can stand between. Where firmware uses setjmp(), that is called next.
#define nlr_push(buffer) \
    (mp_fun_table.nlr_push((void *)(buffer)) != 0 \
        || (mp_fun_table.setjmp_ != NULL && ((int (*)(void *))mp_fun_table.setjmp_)((buffer)->saved) != 0))

#endif // MPNET_MPY_H
