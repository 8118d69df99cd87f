#include "pycall.h"

mp_int_t pycall_int(mp_obj_t obj, qstr attr) {
    return mp_obj_get_int(mp_load_attr(obj, attr));
}

bool pycall_flag(mp_obj_t obj, qstr attr) {
    return mp_obj_is_true(mp_load_attr(obj, attr));
}

void *pycall_native(mp_obj_t obj, const mp_obj_type_t *type) {
    mp_obj_t native = pycall_attr_or(obj, MP_QSTR__m, mp_const_none);
    return mp_obj_is_obj(native) && ((mp_obj_base_t *)MP_OBJ_TO_PTR(native))->type == type ? MP_OBJ_TO_PTR(native) : NULL;
}

void *pycall_new(size_t size, const mp_obj_type_t *type) {
    mp_obj_base_t *object = m_malloc0(size);
    object->type = type;
    return object;
}

bool pycall_is_int(mp_obj_t obj) {
    return mp_obj_is_int(obj);
}

bool pycall_is_str(mp_obj_t obj) {
    return mp_obj_is_str(obj);
}

bool pycall_is_array(mp_obj_t obj) {
    return mp_obj_is_type(obj, &mp_type_list) || mp_obj_is_type(obj, &mp_type_tuple);
}

void pycall_bytes(mp_obj_t obj, mp_buffer_info_t *bytes) {
    mp_get_buffer_raise(obj, bytes, MP_BUFFER_READ);
}

mp_obj_t pycall_attr_or(mp_obj_t obj, qstr attr, mp_obj_t otherwise) {
    mp_obj_t dest[2];
    mp_load_method_protected(obj, attr, dest, false);
    if (dest[0] == MP_OBJ_NULL) {
        return otherwise;
    }
    if (dest[1] != MP_OBJ_NULL) {
        return mp_obj_new_bound_meth(dest[0], dest[1]);
    }
    return dest[0];
}

bool pycall_has(mp_obj_t obj, qstr attr) {
    mp_obj_t dest[2];
    mp_load_method_protected(obj, attr, dest, false);
    return dest[0] != MP_OBJ_NULL;
}

mp_obj_t pycall_method(mp_obj_t obj, qstr method, size_t n_args, const mp_obj_t *args) {
    mp_obj_t call[2 + PYCALL_ARGS];
    if (n_args > PYCALL_ARGS) {
        mp_raise_TypeError(MP_ERROR_TEXT("too many arguments"));
    }
    mp_load_method(obj, method, call);
    if (n_args > 0) {
        memcpy(call + 2, args, n_args * sizeof(mp_obj_t));
    }
    return mp_call_method_n_kw(n_args, 0, call);
}

mp_obj_t pycall_0(mp_obj_t obj, qstr method) {
    return pycall_method(obj, method, 0, NULL);
}

mp_obj_t pycall_1(mp_obj_t obj, qstr method, mp_obj_t arg) {
    return pycall_method(obj, method, 1, &arg);
}

mp_obj_t pycall_2(mp_obj_t obj, qstr method, mp_obj_t arg0, mp_obj_t arg1) {
    mp_obj_t args[2] = { arg0, arg1 };
    return pycall_method(obj, method, 2, args);
}

void pycall_store_all(mp_obj_t obj, size_t n, const qstr_short_t *attrs, const mp_obj_t *values) {
    for (size_t i = 0; i < n; i++) {
        mp_store_attr(obj, attrs[i], values[i]);
    }
}

mp_obj_t pycall_pair(mp_obj_t first, mp_obj_t second) {
    mp_obj_t items[2] = { first, second };
    return mp_obj_new_tuple(2, items);
}

// Runs body(context); what it raised stands in *raised then, NULL if it raised nothing.
static mp_obj_t run(pycall_body_t body, void *context, void **raised) {
    nlr_buf_t nlr;
    *raised = NULL;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t result = body(context);
        nlr_pop();
        return result;
    }
    *raised = nlr.ret_val;
    return MP_OBJ_NULL;
}

static void raise_again(void *raised) {
    if (raised != NULL) {
        nlr_jump(raised);
    }
}

mp_obj_t pycall_guarded(pycall_body_t body, void *context, volatile bool *busy) {
    void *raised;
    *busy = true;
    mp_obj_t result = run(body, context, &raised);
    *busy = false;
    raise_again(raised);
    return result;
}

mp_obj_t pycall_try(pycall_body_t body, void *context, mp_obj_t *error) {
    void *raised;
    mp_obj_t result = run(body, context, &raised);
    if (raised != NULL && !mp_obj_exception_match(MP_OBJ_FROM_PTR(raised), MP_OBJ_FROM_PTR(&mp_type_Exception))) {
        nlr_jump(raised);
    }
    if (raised != NULL && error != NULL) {
        *error = MP_OBJ_FROM_PTR(raised);
    }
    return result;
}

typedef struct _method_t {
    mp_obj_t obj;
    qstr name;
    size_t n_args;
    const mp_obj_t *args;
} method_t;

static mp_obj_t method_body(void *context) {
    const method_t *method = context;
    return pycall_method(method->obj, method->name, method->n_args, method->args);
}

mp_obj_t pycall_try_method(mp_obj_t obj, qstr name, size_t n_args, const mp_obj_t *args, mp_obj_t *error) {
    method_t method = { obj, name, n_args, args };
    return pycall_try(method_body, &method, error);
}

mp_obj_t pycall_finally(pycall_body_t body, pycall_body_t cleanup, void *context) {
    void *raised;
    mp_obj_t result = run(body, context, &raised);
    cleanup(context);
    raise_again(raised);
    return result;
}

static mp_obj_t import_name(void *context) {
    return mp_import_name(*(const qstr *)context, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
}

// The built-in modules of older releases are named with a leading u, and not every port has the plain
// names as aliases.
static qstr with_leading_u(qstr name) {
    char text[16] = "u";
    size_t length = MIN(strlen(qstr_str(name)), sizeof(text) - 1);
    memcpy(text + 1, qstr_str(name), length);
    return qstr_from_strn(text, length + 1);
}

mp_obj_t pycall_import(qstr name) {
    mp_obj_t module = pycall_try(import_name, &name, NULL);
    if (module == MP_OBJ_NULL) {
        name = with_leading_u(name);
        module = import_name(&name);
    }
    return module;
}
