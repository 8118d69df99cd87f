#include "pymethod.h"
#include "status.h"

// The place of an argument that is given by name and not by position.
static size_t place_of(const pymethod_t *method, size_t n_positional, mp_obj_t key) {
    qstr name = MP_OBJ_QSTR_VALUE(key);
    for (size_t i = n_positional; i < method->n; i++) {
        if (method->names[i] == name) {
            return i;
        }
    }
    status_raise_for_argument(MP_ERROR_TEXT("unexpected keyword argument '%s'"), name);
}

static void take_arguments(const pymethod_t *method, size_t n_args, size_t n_kw, const mp_obj_t *args, mp_obj_t *taken) {
    for (size_t i = 0; i < method->n; i++) {
        taken[i] = i < n_args ? args[i] : MP_OBJ_NULL;
    }
    for (args += n_args; n_kw-- > 0; args += 2) {
        taken[place_of(method, n_args, args[0])] = args[1];
    }
    for (size_t i = n_args; i < method->n; i++) {
        if (taken[i] == MP_OBJ_NULL && i < method->required) {
            status_raise_for_argument(MP_ERROR_TEXT("'%s' argument required"), method->names[i]);
        }
        if (taken[i] == MP_OBJ_NULL && method->or_none) {
            taken[i] = mp_const_none;
        }
    }
}

static mp_obj_t method_call(mp_obj_t method_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    const pymethod_t *method = MP_OBJ_TO_PTR(method_in);
    if (method->is_builtin) {
        return mp_call_function_n_kw(MP_OBJ_FROM_PTR(method->call.builtin), n_args, n_kw, args);
    }
    size_t n_self = method->base.type == &pymethod_type;
    bool has_names = method->names != NULL;
    mp_arg_check_num(n_args, n_kw, n_self + (has_names ? 0 : method->required), n_self + method->positional, has_names);
    mp_obj_t taken[PYMETHOD_ARGS];
    take_arguments(method, n_args - n_self, n_kw, args + n_self, taken);
    return method->call.body(n_self > 0 ? args[0] : MP_OBJ_NULL, taken);
}

MP_DEFINE_CONST_OBJ_TYPE(pymethod_type, COMPAT_METHOD_NAME, COMPAT_BINDS_SELF, call, method_call);
MP_DEFINE_CONST_OBJ_TYPE(pymethod_static_type, MP_QSTR_staticmethod, MP_TYPE_FLAG_NONE, call, method_call);

mp_int_t pymethod_int(mp_obj_t arg, mp_int_t otherwise) {
    return arg == MP_OBJ_NULL || arg == mp_const_none ? otherwise : mp_obj_get_int(arg);
}
