// microcoapy.CoapService: the pump of a Coap object as something asyncio can run.
#include "coap_methods.h"

// Longest pause between two looks, milliseconds.
#define LONGEST_PAUSE (16)

// run() -> CoapService: to be awaited or given to asyncio.create_task(); serves until it is cancelled
mp_obj_t coap_run(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t service = pyclass_blank(&coap_service_class);
    pycall_store(service, MP_QSTR_coap, self);
    pycall_store(service, MP_QSTR_pause, MP_OBJ_NEW_SMALL_INT(0));
    return service;
}

// __iter__(): await works on the object itself
mp_obj_t coap_async_iter(mp_obj_t self, mp_obj_t *args) {
    return self;
}

// Lets other tasks run for `ms`.
void coap_async_pause(mp_int_t ms) {
    mp_obj_t sleep = pycall_1(pycall_import(MP_QSTR_asyncio), MP_QSTR_sleep_ms, MP_OBJ_NEW_SMALL_INT(ms));
    pycall_0(sleep, MP_QSTR___next__);
}

// __next__(): one look, then other tasks have their turn; longer pauses the longer nothing comes
// send(value): the same, tasks are driven by it
static mp_obj_t service_next(mp_obj_t self, mp_obj_t *args) {
    mp_int_t pause = 0;
    if (!coap_look(pycall_attr(self, MP_QSTR_coap))) {
        pause = 2 * pycall_int(self, MP_QSTR_pause) + 1;
        pause = MIN(pause, LONGEST_PAUSE);
    }
    pycall_store(self, MP_QSTR_pause, MP_OBJ_NEW_SMALL_INT(pause));
    coap_async_pause(pause);
    return mp_const_none;
}

// throw(exception): ends it
static mp_obj_t service_throw(mp_obj_t self, mp_obj_t *args) {
    nlr_raise(mp_make_raise_obj(args[0]));
}

// close()
static mp_obj_t service_close(mp_obj_t self, mp_obj_t *args) {
    return mp_const_none;
}

static const pymethod_t service_methods[] = {
    PYMETHOD(__iter__, coap_async_iter, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(__next__, service_next, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(send, service_next, PYARGS_UNNAMED(1, 1)),
    PYMETHOD(throw, service_throw, PYARGS_UNNAMED(1, 3)),
    PYMETHOD(close, service_close, PYARGS_UNNAMED(0, 0)),
};
const pyclass_def_t coap_service_class = {
    PYCLASS(CoapService, VM_CLASS_COAP_SERVICE), PYCLASS_METHODS(service_methods),
};
