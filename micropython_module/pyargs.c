#include "pyargs.h"

void pyargs_parse(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args, size_t n, size_t required,
    const qstr_short_t *names, mp_obj_t *out) {
    mp_arg_t allowed[PYARGS_MAX];
    mp_arg_val_t values[PYARGS_MAX];
    for (size_t i = 0; i < n; i++) {
        mp_arg_t arg = { names[i], MP_ARG_OBJ | (i < required ? MP_ARG_REQUIRED : 0), { .u_obj = MP_OBJ_NULL } };
        memcpy(&allowed[i], &arg, sizeof(arg));
    }
    mp_arg_parse_all(n_args, pos_args, kw_args, n, allowed, values);
    for (size_t i = 0; i < n; i++) {
        out[i] = values[i].u_obj;
    }
}
