// microcoapy.CoapService: the pump of a Coap object as something asyncio can run.
#include "coap_methods.h"

// Longest pause between two looks, milliseconds.
#define LONGEST_PAUSE (16)

// run() -> CoapService: to be awaited or given to asyncio.create_task(); serves until it is cancelled
static mp_obj_t coap_run(mp_obj_t self) {
    mp_obj_t service = pyclass_blank(&coap_service_class);
    pycall_store(service, MP_QSTR_coap, self);
    pycall_store(service, MP_QSTR_pause, MP_OBJ_NEW_SMALL_INT(0));
    return service;
}
MP_DEFINE_CONST_FUN_OBJ_1(coap_run_obj, coap_run);

// __iter__()
static mp_obj_t service_iter(mp_obj_t self) {
    return self;
}
static MP_DEFINE_CONST_FUN_OBJ_1(service_iter_obj, service_iter);

// Lets other tasks run for `ms`.
void coap_async_pause(mp_int_t ms) {
    mp_obj_t sleep = pycall_1(pycall_import(MP_QSTR_asyncio), MP_QSTR_sleep_ms, MP_OBJ_NEW_SMALL_INT(ms));
    pycall_0(sleep, MP_QSTR___next__);
}

// __next__(): one look, then other tasks have their turn; longer pauses the longer nothing comes
static mp_obj_t service_next(mp_obj_t self) {
    mp_int_t pause = 0;
    if (!mp_obj_is_true(pycall_1(pycall_attr(self, MP_QSTR_coap), MP_QSTR_loop, mp_const_false))) {
        pause = MIN(2 * mp_obj_get_int(pycall_attr(self, MP_QSTR_pause)) + 1, LONGEST_PAUSE);
    }
    pycall_store(self, MP_QSTR_pause, MP_OBJ_NEW_SMALL_INT(pause));
    coap_async_pause(pause);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(service_next_obj, service_next);

// send(value): tasks are driven by it
static mp_obj_t service_send(mp_obj_t self, mp_obj_t value) {
    (void)value;
    return service_next(self);
}
static MP_DEFINE_CONST_FUN_OBJ_2(service_send_obj, service_send);

// throw(exception): ends it
static mp_obj_t service_throw(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    nlr_raise(mp_make_raise_obj(args[1]));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(service_throw_obj, 2, 4, service_throw);

// close()
static mp_obj_t service_close(mp_obj_t self) {
    (void)self;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(service_close_obj, service_close);

static const mp_rom_map_elem_t service_rows[] = {
    { MP_ROM_QSTR(MP_QSTR___iter__), PYCLASS_METHOD(service_iter_obj) },
    { MP_ROM_QSTR(MP_QSTR___next__), PYCLASS_METHOD(service_next_obj) },
    { MP_ROM_QSTR(MP_QSTR_send), PYCLASS_METHOD(service_send_obj) },
    { MP_ROM_QSTR(MP_QSTR_throw), PYCLASS_METHOD(service_throw_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), PYCLASS_METHOD(service_close_obj) },
};

PYCLASS_DEFINE(coap_service_class, MP_QSTR_CoapService, VM_CLASS_COAP_SERVICE, NULL, service_rows);
