// C functions as methods of Python classes, and as functions of modules. One record is the row of a class's table and
// the object in the class's dict at once.
//
//     // get(path, timeout=None) -> bytes
//     static mp_obj_t thing_get(mp_obj_t self, mp_obj_t *args) { ... }
//
//     static const pymethod_t thing_methods[] = {
//         PYMETHOD(get, thing_get, PYARGS(1, MP_QSTR_path, MP_QSTR_timeout)),
//     };
//
// `args` holds what stands behind self, by position or by name as Python code takes it; MP_OBJ_NULL for what was left out.
#ifndef MPNET_PYMETHOD_H
#define MPNET_PYMETHOD_H

#include "compat.h"

// Most arguments of a method.
#define PYMETHOD_ARGS (16)

// What a method does. It may use `args` as its own; a function of a module has no self.
typedef mp_obj_t pymethod_body_t(mp_obj_t self, mp_obj_t *args);

typedef struct _pymethod_t {
    mp_obj_base_t base;
    union {
        pymethod_body_t *body;
        const void *builtin; // a function object of the interpreter's, which takes its arguments itself
    } call;
    qstr_short_t name;
    uint16_t n : 5;          // arguments at most
    uint16_t positional : 5; // the first of them, which are taken by position too
    uint16_t required : 4;
    uint16_t or_none : 1; // what is left out is None
    uint16_t is_builtin : 1;
    const qstr_short_t *names; // of the arguments; NULL: they have none
} pymethod_t;

extern const mp_obj_type_t pymethod_type;
extern const mp_obj_type_t pymethod_static_type;

// Arguments, of which the first `required` must be given: named; with None for those left out; with only the first
// `positional` taken by position too; named in a table of the caller's; without names.
#define PYARGS(required, ...) PYARGS_ROW(PYARGS_COUNT(__VA_ARGS__), required, 0, __VA_ARGS__)
#define PYARGS_OR_NONE(required, ...) PYARGS_ROW(PYARGS_COUNT(__VA_ARGS__), required, 1, __VA_ARGS__)
#define PYARGS_KEYWORDS(positional, required, ...) PYARGS_ROW(positional, required, 1, __VA_ARGS__)
#define PYARGS_OF(names, positional, required, or_none) MP_ARRAY_SIZE(names), positional, required, or_none, 0, names
#define PYARGS_UNNAMED(required, n) n, n, required, 0, 0, NULL

#define PYARGS_NO_NAME (0) // in a list of names, for an argument that is not taken

#define PYARGS_COUNT(...) (sizeof((const qstr_short_t[]) { __VA_ARGS__ }) / sizeof(qstr_short_t))
#define PYARGS_ROW(positional, required, or_none, ...) \
    PYARGS_COUNT(__VA_ARGS__), positional, required, or_none, 0, (const qstr_short_t[]) { __VA_ARGS__ }
#define PYARGS_BUILTIN 0, 0, 0, 0, 1, NULL

// Rows. A static one takes no self: methods that are called on the class, and functions of modules.
#define PYMETHOD(python_name, body, ...) { { &pymethod_type }, { body }, MP_QSTR_##python_name, __VA_ARGS__ }
#define PYMETHOD_STATIC(python_name, body, ...) { { &pymethod_static_type }, { body }, MP_QSTR_##python_name, __VA_ARGS__ }
#define PYMETHOD_BUILTIN(python_name, object) \
    { { &pymethod_type }, { .builtin = &object }, MP_QSTR_##python_name, PYARGS_BUILTIN }
#define PYMETHOD_STATIC_BUILTIN(python_name, object) \
    { { &pymethod_static_type }, { .builtin = &object }, MP_QSTR_##python_name, PYARGS_BUILTIN }

// A number; `otherwise` for an argument that was left out, or None.
mp_int_t pymethod_int(mp_obj_t arg, mp_int_t otherwise);

#endif // MPNET_PYMETHOD_H
