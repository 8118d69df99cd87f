// microcoapy.CoapOption: one option as a number and its bytes.
#include "coap_objects.h"
#include "pycall.h"

#define OPTION_ATTRIBUTES (2)

mp_obj_t coap_bytearray_of(mp_obj_t value) {
    mp_buffer_info_t buffer;
    if (value == mp_const_none) {
        return mp_obj_new_bytearray(0, NULL);
    }
    if (mp_get_buffer(value, &buffer, MP_BUFFER_READ)) {
        return mp_obj_new_bytearray(buffer.len, buffer.buf);
    }
    if (mp_obj_is_int(value)) { // bytearray(int) would be a length
        mp_raise_TypeError(MP_ERROR_TEXT("object with buffer protocol required"));
    }
    return mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_bytearray), value);
}

// CoapOption(number=-1, buffer=None)
static mp_obj_t option_init(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_number, ARG_buffer };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_self, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
        { MP_QSTR_number, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(-1) } },
        { MP_QSTR_buffer, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t self = args[ARG_self].u_obj;
    pyclass_reserve(self, OPTION_ATTRIBUTES);
    pycall_store(self, MP_QSTR_number, args[ARG_number].u_obj);
    pycall_store(self, MP_QSTR_buffer, coap_bytearray_of(args[ARG_buffer].u_obj));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(option_init_obj, 1, option_init);

static const mp_rom_map_elem_t option_rows[] = {
    { MP_ROM_QSTR(MP_QSTR___init__), PYCLASS_METHOD(option_init_obj) },
};

PYCLASS_DEFINE(coap_option_class, MP_QSTR_CoapOption, VM_CLASS_COAP_OPTION, NULL, option_rows);

mp_obj_t coap_option_new(mp_int_t number, mp_obj_t buffer) {
    mp_obj_t option = pyclass_fresh(&coap_option_class, OPTION_ATTRIBUTES);
    pycall_store(option, MP_QSTR_number, MP_OBJ_NEW_SMALL_INT(number));
    pycall_store(option, MP_QSTR_buffer, buffer);
    return option;
}
