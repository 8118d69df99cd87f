// microcoapy.CoapRequest and CoapObservation: handles of the full tier, for callbacks, blocking waits and
// asyncio alike; and the methods of Coap that make them.
#include "coap_methods.h"
#include "coap_request.h"
#include "status.h"

// Notifications kept for a script that does not fetch them; the oldest go first.
#define OBSERVATION_QUEUE (8)
// Longest pause between two looks from asyncio, milliseconds.
#define LONGEST_PAUSE (16)
// How long responses to a multicast request are awaited unless the script says, milliseconds: servers take their time
// within 5 s (RFC 7252 section 8.2).
#define GROUP_PATIENCE (10000)
// Pause between two looks at a socket that cannot be waited for, milliseconds.
#define CUSTOM_SOCKET_PAUSE (10)

static coap_request_t *request_of(mp_obj_t self) {
    coap_request_t *request = pycall_native(self, &coap_request_type);
    if (request == NULL) {
        mp_raise_TypeError(MP_ERROR_TEXT("not made by Coap"));
    }
    return request;
}

// Of a handle, with the observation's queue.
#define HANDLE_ATTRIBUTES (6)

// The handle of a request for the script.
static void request_make_handle(coap_request_t *request, mp_obj_t callback) {
    mp_obj_t self = pyclass_blank(request->is_observation ? &coap_observation_class : &coap_request_class);
    pyclass_reserve(self, HANDLE_ATTRIBUTES);
    request->self = self;
    static const qstr_short_t names[] = { MP_QSTR__m, MP_QSTR_callback, MP_QSTR_done, MP_QSTR_response, MP_QSTR_error };
    mp_obj_t values[] = { MP_OBJ_FROM_PTR(request), callback, mp_const_false, mp_const_none, mp_const_none };
    pycall_store_all(self, MP_ARRAY_SIZE(names), names, values);
    if (request->is_observation) {
        pycall_store(self, MP_QSTR_notifications, mp_obj_new_list(0, NULL));
    }
}

void coap_request_finish(coap_request_t *request, mp_obj_t response, mp_obj_t error) {
    if (request->is_over) {
        return;
    }
    request->is_over = true;
    request->response = response;
    request->error = error;
    if (request->self == MP_OBJ_NULL || request->parent != NULL) {
        // Nobody to tell, or the rest of one notification is lost and the observation goes on.
        return;
    }
    pycall_store(request->self, MP_QSTR_response, response);
    pycall_store(request->self, MP_QSTR_error, error);
    pycall_store(request->self, MP_QSTR_done, mp_const_true);
    mp_obj_t callback = pycall_attr(request->self, MP_QSTR_callback);
    if (callback != mp_const_none && !request->is_observation) {
        mp_call_function_1(callback, request->self);
    }
}

void coap_request_notify(coap_request_t *request, mp_obj_t packet) {
    pycall_store(request->self, MP_QSTR_response, packet);
    mp_obj_t callback = pycall_attr(request->self, MP_QSTR_callback);
    if (callback != mp_const_none) {
        mp_call_function_1(callback, packet);
        return;
    }
    mp_obj_t queue = pycall_attr(request->self, MP_QSTR_notifications);
    pycall_1(queue, MP_QSTR_append, packet);
    if (mp_obj_get_int(mp_obj_len(queue)) > OBSERVATION_QUEUE) {
        pycall_1(queue, MP_QSTR_pop, MP_OBJ_NEW_SMALL_INT(0));
    }
}

// ---- making requests

uint8_t coap_method_code(mp_obj_t method) {
    static const uint16_t names[] = {
        MP_QSTR_GET, MP_QSTR_POST, MP_QSTR_PUT, MP_QSTR_DELETE, MP_QSTR_FETCH, MP_QSTR_PATCH, MP_QSTR_IPATCH,
    };
    if (pycall_is_int(method)) {
        return (uint8_t)mp_obj_get_int(method);
    }
    qstr name = mp_obj_str_get_qstr(method);
    for (size_t i = 0; i < MP_ARRAY_SIZE(names); i++) {
        if (names[i] == name) {
            return (uint8_t)(COAP_CODE_GET + i);
        }
    }
    mp_raise_ValueError(MP_ERROR_TEXT("no such method"));
}

static uint8_t block_exponent(mp_int_t size) {
    for (uint8_t exponent = 0; exponent <= COAP_LARGEST_EXPONENT; exponent++) {
        if (size == 16 << exponent) {
            return exponent;
        }
    }
    mp_raise_ValueError(MP_ERROR_TEXT("block_size is 16, 32, 64 .. 1024"));
}

static mp_obj_t target_from_uri(coap_request_t *request, mp_obj_t text_in) {
    size_t length;
    const char *text = mp_obj_str_get_data(text_in, &length);
    struct mpnet_coap_uri uri;
    if (mpnet_coap_uri_parse((const uint8_t *)text, length, &uri) != MPNET_STATUS_OK) {
        mp_raise_ValueError(MP_ERROR_TEXT("not a coap URI"));
    }
    request->uri = text_in;
    request->host = mp_obj_new_str(text + uri.host.offset, uri.host.length);
    return MP_OBJ_NEW_SMALL_INT(uri.port);
}

// (host, port, path): the port comes back.
static mp_obj_t target_from_tuple(coap_request_t *request, mp_obj_t target) {
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(target, 3, &items);
    request->host = items[0];
    request->path = items[2];
    return items[1];
}

static void request_set_target(coap_request_t *request, mp_obj_t target) {
    mp_obj_t port = pycall_is_str(target) ? target_from_uri(request, target) : target_from_tuple(request, target);
    coap_request_address(request, port);
}

// Of submit().
enum {
    ARG_method, ARG_uri, ARG_payload, ARG_content_format, ARG_accept, ARG_query, ARG_options, ARG_confirmable, ARG_timeout,
    ARG_ack_timeout, ARG_max_retransmit, ARG_block_size, ARG_sink, ARG_callback, ARG_multicast, ARG_cached,
};

static void request_set_timing(coap_request_t *request, const mp_obj_t *args) {
    request->patience_ms = 0;
    if (args[ARG_timeout] != mp_const_none) {
        request->patience_ms = platform_ms_of(args[ARG_timeout]);
    }
    mpnet_coap_endpoint_timing(&coap_endpoint(request->coap)->engine, &request->timing);
    coap_timing_repeats(&request->timing, args[ARG_ack_timeout], args[ARG_max_retransmit]);
}

// A request as the arguments ask for it, not yet under way.
static coap_request_t *request_make(mp_obj_t self, const mp_obj_t *args, bool is_observation) {
    coap_request_t *request = coap_request_new();
    request->coap = self;
    request->code = coap_method_code(args[ARG_method]);
    coap_source_init(&request->source, args[ARG_payload]);
    request->content_format = args[ARG_content_format];
    request->accept = args[ARG_accept];
    request->query = args[ARG_query];
    request->options = args[ARG_options];
    request->sink = args[ARG_sink];
    bool is_read = request->code == COAP_CODE_GET || request->code == COAP_CODE_FETCH;
    request->cached = is_read ? args[ARG_cached] : mp_const_none;
    request->is_multicast = mp_obj_is_true(args[ARG_multicast]) && !is_observation;
    bool is_confirmable = args[ARG_confirmable] == mp_const_none || mp_obj_is_true(args[ARG_confirmable]);
    request->is_confirmable = is_confirmable && !request->is_multicast;
    request->is_observation = is_observation;
    uint8_t exponent = block_exponent(pymethod_int(args[ARG_block_size], 1024));
    request->upload.exponent = exponent;
    mpnet_coap_download_init(&request->download, exponent);
    request_set_timing(request, args);
    request_set_target(request, args[ARG_uri]);
    if (request->is_multicast) {
        request->response = mp_obj_new_list(0, NULL);
        request->patience_ms = request->patience_ms == 0 ? GROUP_PATIENCE : request->patience_ms;
    }
    return request;
}

// A request under way and its handle.
static mp_obj_t request_start(mp_obj_t self, const mp_obj_t *args, bool is_observation) {
    coap_request_t *request = request_make(self, args, is_observation);
    request_make_handle(request, args[ARG_callback]);
    coap_request_send(request);
    return request->self;
}

// submit(method, uri, payload=None, *, content_format=None, accept=None, query=None, options=None, confirmable=True,
//        timeout=None, ack_timeout=None, max_retransmit=-1, block_size=1024, sink=None, callback=None,
//        multicast=False, cached=None) -> CoapRequest
mp_obj_t coap_submit(mp_obj_t self, mp_obj_t *args) {
    return request_start(self, args, false);
}

// ---- waiting

static bool request_is_answered(const coap_request_t *request) {
    return request->is_over
        || (request->is_observation && pycall_flag(request->self, MP_QSTR_notifications));
}

// Pumps the endpoint until something is there for the request, or until the deadline.
static bool request_wait(coap_request_t *request, const deadline_t *deadline) {
    while (!request_is_answered(request)) {
        uint32_t left = deadline_left(deadline);
        if (left == 0) {
            return false;
        }
        if (coap_look(request->coap) || request_is_answered(request)) {
            continue;
        }
        coap_endpoint_t *endpoint = coap_endpoint(request->coap);
        coap_endpoint_idle(endpoint, endpoint->is_native ? left : MIN(left, CUSTOM_SOCKET_PAUSE));
    }
    return true;
}

// What the script is waiting for: the oldest notification, else the response. Raises the error if there is one.
static mp_obj_t request_take(coap_request_t *request) {
    if (request->is_observation) {
        mp_obj_t queue = pycall_attr(request->self, MP_QSTR_notifications);
        if (mp_obj_is_true(queue)) {
            return pycall_1(queue, MP_QSTR_pop, MP_OBJ_NEW_SMALL_INT(0));
        }
    }
    if (!request->is_over) {
        return mp_const_none;
    }
    if (request->error != mp_const_none) {
        nlr_raise(mp_make_raise_obj(request->error));
    }
    return request->is_observation ? mp_const_none : request->response;
}

typedef struct _request_waiting_t {
    coap_request_t *request;
    deadline_t deadline;
    bool is_kept; // the request outlives a wait that ends without it
} request_waiting_t;

static mp_obj_t request_wait_body(void *context) {
    request_waiting_t *waiting = context;
    return mp_obj_new_bool(request_wait(waiting->request, &waiting->deadline));
}

// An exception that ends a blocking request() leaves nobody to wait for its answer.
static mp_obj_t request_wait_cleanup(void *context) {
    request_waiting_t *waiting = context;
    coap_request_t *request = waiting->request;
    if (!waiting->is_kept && !request->is_over) {
        request->is_over = true;
        coap_request_abandon(request);
    }
    return mp_const_none;
}

static mp_obj_t request_wait_for(coap_request_t *request, mp_obj_t timeout, bool is_kept) {
    request_waiting_t waiting = { request, deadline_in(platform_ms_of(timeout)), is_kept };
    if (!mp_obj_is_true(pycall_finally(request_wait_body, request_wait_cleanup, &waiting))) {
        status_raise_errno(MP_ETIMEDOUT, MP_ERROR_TEXT("no answer in time"));
    }
    return request_take(request);
}

// Waits for the end of a request that has no handle, and frees it. Raises what it ended with.
static mp_obj_t request_run(coap_request_t *request, mp_obj_t timeout) {
    coap_request_send(request);
    mp_obj_t response = request_wait_for(request, timeout, false);
    m_del_obj(coap_request_t, request);
    return response;
}

// request(method, uri, ...): as submit(), waits for the response packet. Raises OSError: ETIMEDOUT without an answer
// within `timeout` seconds, ECONNRESET if the peer refuses the message. Error codes are responses, not exceptions.
mp_obj_t coap_request(mp_obj_t self, mp_obj_t *args) {
    coap_request_t *request = request_make(self, args, false);
    // A multicast request ends by itself.
    mp_obj_t timeout = request->is_multicast ? mp_const_none : args[ARG_timeout];
    if (args[ARG_callback] == mp_const_none) {
        return request_run(request, timeout);
    }
    request_make_handle(request, args[ARG_callback]);
    coap_request_send(request);
    return request_wait_for(request, timeout, false);
}

// observe(uri, callback=None, ...) -> CoapObservation; further keywords as submit()
mp_obj_t coap_observe(mp_obj_t self, mp_obj_t *args) {
    // Its first two arguments are others than those of submit().
    args[ARG_callback] = args[1];
    args[ARG_uri] = args[0];
    args[ARG_method] = MP_OBJ_NEW_QSTR(MP_QSTR_GET);
    return request_start(self, args, true);
}

// ping(host, port=5683, timeout=None) -> True if the peer answers within `timeout` seconds
mp_obj_t coap_ping(mp_obj_t self, mp_obj_t *args) {
    coap_request_t *request = coap_request_new();
    request->coap = self;
    request->host = args[0];
    request->cached = mp_const_none;
    request->is_ping = request->is_confirmable = true;
    coap_request_address(request, MP_OBJ_NEW_SMALL_INT(pymethod_int(args[1], COAP_DEFAULT_PORT)));
    coap_request_send(request);
    request_waiting_t waiting = { request, deadline_in(platform_ms_of(args[2])), false };
    pycall_finally(request_wait_body, request_wait_cleanup, &waiting);
    return mp_obj_new_bool(request->response == mp_const_true);
}

// ---- methods of the handles

// wait(timeout=None) -> response, or the next notification; raises OSError(ETIMEDOUT) after `timeout` seconds
static mp_obj_t request_wait_method(mp_obj_t self, mp_obj_t *args) {
    return request_wait_for(request_of(self), args[0] == MP_OBJ_NULL ? mp_const_none : args[0], true);
}

// result() -> response; raises the error the request ended with
static mp_obj_t request_result(mp_obj_t self, mp_obj_t *args) {
    return request_take(request_of(self));
}

// cancel(): ends the request or the observation
static mp_obj_t request_cancel(mp_obj_t self, mp_obj_t *args) {
    coap_request_cancel(request_of(self));
    return mp_const_none;
}

static void request_raise(const mp_obj_type_t *type, mp_obj_t value) {
    nlr_raise(mp_obj_new_exception_args(type, value == MP_OBJ_NULL ? 0 : 1, &value));
}

// Lets other tasks run for a while, longer the longer nothing comes.
static void request_pause(coap_request_t *request) {
    request->pause = MIN(MAX(2 * request->pause, 1), LONGEST_PAUSE);
    coap_async_pause(request->pause);
}

// __next__(): one step of await
// send(value): the same, tasks are driven by it
static mp_obj_t request_next(mp_obj_t self, mp_obj_t *args) {
    coap_request_t *request = request_of(self);
    while (!request_is_answered(request)) {
        if (!coap_look(request->coap)
            && !request_is_answered(request)) {
            request_pause(request);
            return mp_const_none;
        }
    }
    request->pause = 0;
    if (request->is_observation && !pycall_flag(self, MP_QSTR_notifications)) {
        request_raise(&mp_type_StopAsyncIteration, MP_OBJ_NULL);
    }
    request_raise(&mp_type_StopIteration, request_take(request));
    return mp_const_none;
}

// throw(exception): a task that is cancelled gives the request up
static mp_obj_t request_throw(mp_obj_t self, mp_obj_t *args) {
    coap_request_cancel(request_of(self));
    nlr_raise(mp_make_raise_obj(args[0]));
}

// A request has the first of these, an observation the others; most they share.
static const pymethod_t handle_methods[] = {
    PYMETHOD(result, request_result, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(wait, request_wait_method, PYARGS_UNNAMED(0, 1)),
    PYMETHOD(cancel, request_cancel, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(close, request_cancel, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(__iter__, coap_async_iter, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(__next__, request_next, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(send, request_next, PYARGS_UNNAMED(1, 1)),
    PYMETHOD(throw, request_throw, PYARGS_UNNAMED(1, 3)),
    PYMETHOD(__aiter__, coap_async_iter, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(__anext__, coap_async_iter, PYARGS_UNNAMED(0, 0)),
};

const pyclass_def_t coap_request_class = {
    PYCLASS(CoapRequest, VM_CLASS_COAP_REQUEST), .methods = handle_methods, .n_methods = MP_ARRAY_SIZE(handle_methods) - 2,
};
const pyclass_def_t coap_observation_class = {
    PYCLASS(CoapObservation, VM_CLASS_COAP_OBSERVATION), .methods = handle_methods + 1,
    .n_methods = MP_ARRAY_SIZE(handle_methods) - 1,
};
