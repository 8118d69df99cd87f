// microcoapy.CoapDeferred: a handler that is a coroutine, as a task of asyncio. When it returns, its answer is sent;
// a client that waits longer than a second gets an acknowledgement first.
#include "coap_objects.h"
#include "coap_server.h"
#include "pycall.h"

typedef struct _deferred_t {
    mp_obj_base_t base;
    mp_obj_t coroutine;
    coap_call_t call;
} deferred_t;

static MP_DEFINE_CONST_OBJ_TYPE(deferred_type, MP_QSTR__m, MP_TYPE_FLAG_NONE);

bool coap_server_is_coroutine(mp_obj_t returned) {
    return mp_obj_is_obj(returned) && pycall_has(returned, MP_QSTR_throw);
}

void coap_server_defer(const coap_call_t *call, mp_obj_t coroutine) {
    deferred_t *deferred = pycall_new(sizeof(*deferred), &deferred_type);
    deferred->coroutine = coroutine;
    deferred->call = *call;
    mp_buffer_info_t datagram;
    pycall_bytes(call->datagram, &datagram);
    deferred->call.datagram = mp_obj_new_bytes(datagram.buf, datagram.len);
    mp_obj_t self = pyclass_blank(&coap_deferred_class);
    pycall_store(self, MP_QSTR__m, MP_OBJ_FROM_PTR(deferred));
    pycall_1(pycall_import(MP_QSTR_asyncio), MP_QSTR_create_task, self);
}

// One step of the coroutine. At its end the answer goes out, and the end goes on to whoever drives the task.
static mp_obj_t deferred_step(mp_obj_t self, qstr method, mp_obj_t value) {
    deferred_t *deferred = pycall_native(self, &deferred_type);
    if (deferred == NULL) {
        mp_raise_TypeError(MP_ERROR_TEXT("not made by Coap"));
    }
    mp_obj_t error;
    mp_obj_t yielded = pycall_try_method(deferred->coroutine, method, 1, &value, &error);
    if (yielded != MP_OBJ_NULL) {
        return yielded;
    }
    if (mp_obj_exception_match(error, MP_OBJ_FROM_PTR(&mp_type_StopIteration))) {
        coap_server_finish(&deferred->call, mp_obj_exception_get_value(error));
    } else {
        coap_server_fail(&deferred->call);
    }
    nlr_raise(error);
}

// send(value)
static mp_obj_t deferred_send(mp_obj_t self, mp_obj_t *args) {
    return deferred_step(self, MP_QSTR_send, args[0]);
}

// throw(exception)
static mp_obj_t deferred_throw(mp_obj_t self, mp_obj_t *args) {
    return deferred_step(self, MP_QSTR_throw, args[0]);
}

static const pymethod_t deferred_methods[] = {
    PYMETHOD(send, deferred_send, PYARGS_UNNAMED(1, 1)),
    PYMETHOD(throw, deferred_throw, PYARGS_UNNAMED(1, 1)),
};
const pyclass_def_t coap_deferred_class = {
    PYCLASS(CoapDeferred, VM_CLASS_COAP_DEFERRED), PYCLASS_METHODS(deferred_methods),
};
