// Arguments of Python-visible functions, by position or by name as Python code takes them.
#ifndef MPNET_PYARGS_H
#define MPNET_PYARGS_H

#include "compat.h"

#define PYARGS_MAX (3)

// Takes `n` arguments named in `names`. Those behind the first `required` may be left out: they come as
// MP_OBJ_NULL.
void pyargs_parse(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args, size_t n, size_t required,
    const qstr_short_t *names, mp_obj_t *out);

// Defines the function object <function>_obj around `function(self, args)` with the arguments named in
// the list; visible to other files, where a header declares it.
#define PYARGS_METHOD(function, required, ...) \
    static const qstr_short_t function##_names[] = { __VA_ARGS__ }; \
    static mp_obj_t function##_call(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) { \
        mp_obj_t args[PYARGS_MAX]; \
        pyargs_parse(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(function##_names), required, function##_names, \
            args); \
        return function(pos_args[0], args); \
    } \
    MP_DEFINE_CONST_FUN_OBJ_KW(function##_obj, 1, function##_call)

// The same around `function(args)`, for functions without self.
#define PYARGS_FUNCTION(function, required, ...) \
    static const qstr_short_t function##_names[] = { __VA_ARGS__ }; \
    static mp_obj_t function##_call(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) { \
        mp_obj_t args[PYARGS_MAX]; \
        pyargs_parse(n_args, pos_args, kw_args, MP_ARRAY_SIZE(function##_names), required, function##_names, args); \
        return function(args); \
    } \
    MP_DEFINE_CONST_FUN_OBJ_KW(function##_obj, 0, function##_call)

#endif // MPNET_PYARGS_H
