// The interpreter's doings: names, attributes, calls, exceptions, time.
#include "compat.h"

mpy_vm_t mpy_vm;

// ---- names

qstr mpy_name(qstr name) {
    return name & MPY_NAME ? mp_native_qstr_table[name & ~MPY_NAME] : name;
}

qstr mpy_constant(qstr name) {
    for (size_t i = 1; i <= MPY_NAMES; i++) { // row 0 is the name of the file
        if (mp_native_qstr_table[i] == name) {
            return MPY_NAME + i;
        }
    }
    return name;
}

const char *qstr_str(qstr name) {
    return mp_obj_str_get_str(MP_OBJ_NEW_QSTR(name));
}

// Looking for an attribute makes a name of the text, and text that is a name is given as such.
static mp_obj_t named(mp_obj_t text) {
    size_t length;
    mp_call_function_2(MPY_BUILTIN(hasattr), mp_const_none, text);
    const char *data = mp_obj_str_get_data(text, &length);
    return mp_obj_new_str(data, length);
}

qstr mp_obj_str_get_qstr(mp_obj_t text) {
    if (!mp_obj_is_qstr(text)) {
        text = named(text);
    }
    return MP_OBJ_QSTR_VALUE(text);
}

qstr qstr_from_strn(const char *data, size_t length) {
    return mp_obj_str_get_qstr(mp_obj_new_str(data, length));
}

// 0 stands for "not computed yet".
size_t qstr_compute_hash(const byte *data, size_t length) {
    (void)data;
    (void)length;
    return 0;
}

// ---- attributes and modules

mp_obj_t mp_load_attr(mp_obj_t object, qstr attr) {
    return mp_fun_table.load_attr(object, mpy_name(attr));
}

void mp_store_attr(mp_obj_t object, qstr attr, mp_obj_t value) {
    mp_fun_table.store_attr(object, mpy_name(attr), value);
}

void mp_load_method(mp_obj_t object, qstr attr, mp_obj_t *dest) {
    mp_fun_table.load_method(object, mpy_name(attr), dest);
}

// The table's function lets through what __getattr__() of a class raises.
void mp_load_method_protected(mp_obj_t object, qstr attr, mp_obj_t *dest, bool catch_all) {
    nlr_buf_t nlr;
    dest[0] = dest[1] = MP_OBJ_NULL;
    if (nlr_push(&nlr) == 0) {
        mp_fun_table.load_method_maybe(object, mpy_name(attr), dest);
        nlr_pop();
    } else if (!catch_all && !mp_obj_exception_match(MP_OBJ_FROM_PTR(nlr.ret_val), MPY_BUILTIN(AttributeError))) {
        nlr_jump(nlr.ret_val);
    }
}

mp_obj_t mp_import_name(qstr name, mp_obj_t from, mp_obj_t level) {
    return mp_fun_table.import_name(mpy_name(name), from, level);
}

// ---- calls and operators

mp_obj_t mp_call_function_n_kw(mp_obj_t function, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    return mp_fun_table.call_function_n_kw(function, n_args | n_kw << 8, args);
}

mp_obj_t mp_call_function_1(mp_obj_t function, mp_obj_t arg) {
    return mp_call_function_n_kw(function, 1, 0, &arg);
}

mp_obj_t mp_call_function_2(mp_obj_t function, mp_obj_t arg0, mp_obj_t arg1) {
    mp_obj_t args[2] = { arg0, arg1 };
    return mp_call_function_n_kw(function, 2, 0, args);
}

mp_obj_t mp_call_method_n_kw(size_t n_args, size_t n_kw, const mp_obj_t *args) {
    return mp_fun_table.call_method_n_kw(n_args, n_kw, args);
}

mp_obj_t mp_binary_op(mp_binary_op_t op, mp_obj_t left, mp_obj_t right) {
    return mp_fun_table.binary_op(op, left, right);
}

bool mp_obj_equal(mp_obj_t left, mp_obj_t right) {
    return mp_obj_is_true(mp_binary_op(MP_BINARY_OP_EQUAL, left, right));
}

void mp_arg_check_num_sig(size_t n_args, size_t n_kw, uint32_t signature) {
    mp_fun_table.arg_check_num_sig(n_args, n_kw, signature);
}

// ---- exceptions

void nlr_pop(void) {
    mp_fun_table.nlr_pop();
}

void nlr_jump(void *exception) {
    mp_fun_table.raise(MP_OBJ_FROM_PTR(exception));
    for (;;) {
    }
}

mp_obj_t mp_make_raise_obj(mp_obj_t exception) {
    bool is_type = mp_obj_get_type(exception) == &mp_type_type;
    return is_type ? mp_call_function_n_kw(exception, 0, 0, NULL) : exception;
}

mp_obj_t mp_obj_new_exception_args(const mp_obj_type_t *type, size_t n_args, const mp_obj_t *args) {
    return mp_call_function_n_kw(MP_OBJ_FROM_PTR(type), n_args, 0, args);
}

bool mp_obj_exception_match(mp_obj_t exception, mp_const_obj_t type) {
    return mp_obj_is_true(mp_binary_op(MP_BINARY_OP_EXCEPTION_MATCH, exception, (mp_obj_t)type));
}

mp_obj_t mp_obj_exception_get_value(mp_obj_t exception) {
    return mp_load_attr(exception, MP_QSTR_value);
}

void mp_raise_msg(const mp_obj_type_t *type, mp_rom_error_text_t text) {
    mp_fun_table.raise_msg(type, text);
}

void mp_raise_TypeError(mp_rom_error_text_t text) {
    mp_raise_msg(&mp_type_TypeError, text);
}

void mp_raise_ValueError(mp_rom_error_text_t text) {
    mp_raise_msg(&mp_type_ValueError, text);
}

int mpy_errno(int error) {
    return error == MP_ETIMEDOUT ? mpy_vm.etimedout : error == MP_ENOTCONN ? mpy_vm.enotconn : error;
}

void mp_raise_OSError(int error) {
    mp_obj_t args[1] = { MP_OBJ_NEW_SMALL_INT(error) };
    nlr_raise(mp_obj_new_exception_args(&mp_type_OSError, 1, args));
}

// ---- time

static mp_uint_t ticks(mp_obj_t function) {
    return mp_obj_get_int_truncated(mp_call_function_n_kw(function, 0, 0, NULL));
}

// ticks_ms() starts again at a power of two that the port chooses, 2^30 on most: the clock goes on. It must be read once
// in that time, which is twelve days.
mp_uint_t mp_hal_ticks_ms(void) {
    uint32_t now = ticks(mpy_vm.ticks_ms);
    uint32_t passed = (now - mpy_vm.last_ticks) & 0x3fffffff;
    if (passed < 0x3fff0000) { // else another thread has read a later time meanwhile
        mpy_vm.clock += passed;
        mpy_vm.last_ticks = now;
    }
    return mpy_vm.clock;
}

mp_uint_t mp_hal_ticks_us(void) {
    return ticks(mpy_vm.ticks_us);
}

void mp_hal_delay_ms(mp_uint_t ms) {
    mp_call_function_1(mpy_vm.sleep_ms, MP_OBJ_NEW_SMALL_INT(ms));
}

void mp_event_wait_ms(mp_uint_t ms) {
    mp_hal_delay_ms(ms);
}

// Ports handle what is pending while they sleep.
void mp_handle_pending(bool raise) {
    (void)raise;
    mp_hal_delay_ms(0);
}

// ---- threads

static mp_obj_t called(mp_obj_t object, qstr method) {
    mp_obj_t call[2];
    mp_load_method(object, method, call);
    return mp_call_method_n_kw(0, 0, call);
}

void mp_thread_mutex_init(mp_thread_mutex_t *mutex) {
    *mutex = mpy_vm.new_lock == MP_OBJ_NULL ? NULL : mp_call_function_n_kw(mpy_vm.new_lock, 0, 0, NULL);
}

int mp_thread_mutex_lock(mp_thread_mutex_t *mutex, int wait) {
    (void)wait;
    return *mutex == NULL || mp_obj_is_true(called(*mutex, MP_QSTR_acquire));
}

void mp_thread_mutex_unlock(mp_thread_mutex_t *mutex) {
    if (*mutex != NULL) {
        called(*mutex, MP_QSTR_release);
    }
}

// Something that is another one for every thread.
struct _mp_state_thread_t *mp_thread_get_state(void) {
    mp_obj_t id = mpy_vm.thread_id;
    return id == MP_OBJ_NULL ? NULL : (void *)mp_obj_get_int_truncated(mp_call_function_n_kw(id, 0, 0, NULL));
}
