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
    if (pycall_is_int(value)) { // bytearray(int) would be a length
        mp_raise_TypeError(MP_ERROR_TEXT("object with buffer protocol required"));
    }
    return mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_bytearray), value);
}

// CoapOption(number=-1, buffer=None)
static mp_obj_t option_init(mp_obj_t self, mp_obj_t *args) {
    pyclass_reserve(self, OPTION_ATTRIBUTES);
    pycall_store(self, MP_QSTR_number, args[0] == MP_OBJ_NULL ? MP_OBJ_NEW_SMALL_INT(-1) : args[0]);
    pycall_store(self, MP_QSTR_buffer, coap_bytearray_of(args[1] == MP_OBJ_NULL ? mp_const_none : args[1]));
    return mp_const_none;
}

static const pymethod_t option_methods[] = {
    PYMETHOD(__init__, option_init, PYARGS(0, MP_QSTR_number, MP_QSTR_buffer)),
};
const pyclass_def_t coap_option_class = { PYCLASS(CoapOption, VM_CLASS_COAP_OPTION), PYCLASS_METHODS(option_methods) };

mp_obj_t coap_option_new(mp_int_t number, mp_obj_t buffer) {
    mp_obj_t option = pyclass_fresh(&coap_option_class, OPTION_ATTRIBUTES);
    pycall_store(option, MP_QSTR_number, MP_OBJ_NEW_SMALL_INT(number));
    pycall_store(option, MP_QSTR_buffer, buffer);
    return option;
}
