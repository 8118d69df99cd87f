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
    mp_obj_t native = pycall_attr(self, MP_QSTR__m);
    if (!coap_request_is(native)) {
        mp_raise_TypeError(MP_ERROR_TEXT("not made by Coap"));
    }
    return MP_OBJ_TO_PTR(native);
}

// Of a handle, with the observation's queue.
#define HANDLE_ATTRIBUTES (6)

// The handle of a request for the script.
static void request_make_handle(coap_request_t *request, mp_obj_t callback) {
    mp_obj_t self = pyclass_blank(request->is_observation ? &coap_observation_class : &coap_request_class);
    pyclass_reserve(self, HANDLE_ATTRIBUTES);
    request->self = self;
    pycall_store(self, MP_QSTR__m, MP_OBJ_FROM_PTR(request));
    pycall_store(self, MP_QSTR_callback, callback);
    pycall_store(self, MP_QSTR_done, mp_const_false);
    pycall_store(self, MP_QSTR_response, mp_const_none);
    pycall_store(self, MP_QSTR_error, mp_const_none);
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
    if (mp_obj_is_int(method)) {
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
    mp_obj_t port = mp_obj_is_str(target) ? target_from_uri(request, target) : target_from_tuple(request, target);
    coap_request_address(request, port);
}

enum {
    ARG_self, ARG_method, ARG_uri, ARG_payload, ARG_content_format, ARG_accept, ARG_query, ARG_options,
    ARG_confirmable, ARG_timeout, ARG_ack_timeout, ARG_max_retransmit, ARG_block_size, ARG_sink, ARG_callback,
    ARG_multicast, ARG_cached,
    ARGS,
};

#define KW_OR_NONE(name) { MP_QSTR_##name, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } }

static void request_parse_args(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args, mp_arg_val_t *args) {
    static const mp_arg_t allowed[ARGS] = {
        COAP_ARG_SELF, COAP_ARG(method), COAP_ARG(uri), COAP_ARG_OR_NONE(payload), KW_OR_NONE(content_format),
        KW_OR_NONE(accept), KW_OR_NONE(query), KW_OR_NONE(options),
        { MP_QSTR_confirmable, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = true } },
        KW_OR_NONE(timeout), KW_OR_NONE(ack_timeout),
        { MP_QSTR_max_retransmit, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = -1 } },
        { MP_QSTR_block_size, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 1024 } },
        KW_OR_NONE(sink), KW_OR_NONE(callback),
        { MP_QSTR_multicast, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
        KW_OR_NONE(cached),
    };
    mp_arg_parse_all(n_args, pos_args, kw_args, ARGS, allowed, args);
}

static void request_set_timing(coap_request_t *request, const mp_arg_val_t *args) {
    request->patience_ms = 0;
    if (args[ARG_timeout].u_obj != mp_const_none) {
        request->patience_ms = platform_ms_of(args[ARG_timeout].u_obj);
    }
    mpnet_coap_endpoint_timing(&coap_endpoint(request->coap)->engine, &request->timing);
    if (args[ARG_ack_timeout].u_obj != mp_const_none) {
        request->timing.ack_timeout_ms = platform_ms_of(args[ARG_ack_timeout].u_obj);
    }
    if (args[ARG_max_retransmit].u_int >= 0) {
        request->timing.max_retransmit = args[ARG_max_retransmit].u_int;
    }
}

// A request as the arguments ask for it, not yet under way.
static coap_request_t *request_make(const mp_arg_val_t *args, bool is_observation) {
    coap_request_t *request = coap_request_new();
    request->coap = args[ARG_self].u_obj;
    request->code = coap_method_code(args[ARG_method].u_obj);
    coap_source_init(&request->source, args[ARG_payload].u_obj);
    request->content_format = args[ARG_content_format].u_obj;
    request->accept = args[ARG_accept].u_obj;
    request->query = args[ARG_query].u_obj;
    request->options = args[ARG_options].u_obj;
    request->sink = args[ARG_sink].u_obj;
    bool is_read = request->code == COAP_CODE_GET || request->code == COAP_CODE_FETCH;
    request->cached = is_read ? args[ARG_cached].u_obj : mp_const_none;
    request->is_multicast = args[ARG_multicast].u_bool && !is_observation;
    request->is_confirmable = args[ARG_confirmable].u_bool && !request->is_multicast;
    request->is_observation = is_observation;
    uint8_t exponent = block_exponent(args[ARG_block_size].u_int);
    request->upload.exponent = exponent;
    mpnet_coap_download_init(&request->download, exponent);
    request_set_timing(request, args);
    request_set_target(request, args[ARG_uri].u_obj);
    if (request->is_multicast) {
        request->response = mp_obj_new_list(0, NULL);
        request->patience_ms = request->patience_ms == 0 ? GROUP_PATIENCE : request->patience_ms;
    }
    return request;
}

// A request under way and its handle.
static mp_obj_t request_start(const mp_arg_val_t *args, bool is_observation) {
    coap_request_t *request = request_make(args, is_observation);
    request_make_handle(request, args[ARG_callback].u_obj);
    coap_request_send(request);
    return request->self;
}

// submit(method, uri, payload=None, *, content_format=None, accept=None, query=None, options=None, confirmable=True,
//        timeout=None, ack_timeout=None, max_retransmit=-1, block_size=1024, sink=None, callback=None,
//        multicast=False, cached=None) -> CoapRequest
static mp_obj_t coap_submit(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mp_arg_val_t args[ARGS];
    request_parse_args(n_args, pos_args, kw_args, args);
    return request_start(args, false);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_submit_obj, 1, coap_submit);

// ---- waiting

static bool request_is_answered(const coap_request_t *request) {
    return request->is_over
        || (request->is_observation && mp_obj_is_true(pycall_attr(request->self, MP_QSTR_notifications)));
}

// Pumps the endpoint until something is there for the request, or until the deadline.
static bool request_wait(coap_request_t *request, const deadline_t *deadline) {
    while (!request_is_answered(request)) {
        uint32_t left = deadline_left(deadline);
        if (left == 0) {
            return false;
        }
        if (mp_obj_is_true(pycall_1(request->coap, MP_QSTR_loop, mp_const_false)) || request_is_answered(request)) {
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
        coap_endpoint_abandon(coap_endpoint(request->coap), request->owner.slot);
    }
    return mp_const_none;
}

static mp_obj_t request_wait_for(coap_request_t *request, mp_obj_t timeout, bool is_kept) {
    request_waiting_t waiting = { request, deadline_in(platform_ms_of(timeout)), is_kept };
    if (!mp_obj_is_true(pycall_finally(request_wait_body, request_wait_cleanup, &waiting))) {
        status_raise_errno(MP_ETIMEDOUT, "no answer in time");
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
static mp_obj_t coap_request(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mp_arg_val_t args[ARGS];
    request_parse_args(n_args, pos_args, kw_args, args);
    coap_request_t *request = request_make(args, false);
    // A multicast request ends by itself.
    mp_obj_t timeout = request->is_multicast ? mp_const_none : args[ARG_timeout].u_obj;
    if (args[ARG_callback].u_obj == mp_const_none) {
        return request_run(request, timeout);
    }
    request_make_handle(request, args[ARG_callback].u_obj);
    coap_request_send(request);
    return request_wait_for(request, timeout, false);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_request_obj, 1, coap_request);

// observe(uri, callback=None, ...) -> CoapObservation; further keywords as submit()
static mp_obj_t coap_observe(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    if (n_args < 2 || n_args > 3) {
        mp_raise_TypeError(MP_ERROR_TEXT("observe(uri, callback=None, ...)"));
    }
    mp_obj_t positional[3] = { pos_args[0], MP_OBJ_NEW_QSTR(MP_QSTR_GET), pos_args[1] };
    mp_arg_val_t args[ARGS];
    request_parse_args(3, positional, kw_args, args);
    if (n_args == 3) {
        args[ARG_callback].u_obj = pos_args[2];
    }
    return request_start(args, true);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_observe_obj, 2, coap_observe);

// ping(host, port=5683, timeout=None) -> True if the peer answers within `timeout` seconds
static mp_obj_t coap_ping(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { PING_self, PING_host, PING_port, PING_timeout };
    static const mp_arg_t allowed[] = {
        COAP_ARG_SELF, COAP_ARG(host), { MP_QSTR_port, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(COAP_DEFAULT_PORT) } },
        COAP_ARG_OR_NONE(timeout),
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    coap_request_t *request = coap_request_new();
    request->coap = args[PING_self].u_obj;
    request->host = args[PING_host].u_obj;
    request->cached = mp_const_none;
    request->is_ping = request->is_confirmable = true;
    coap_request_address(request, args[PING_port].u_obj);
    coap_request_send(request);
    request_waiting_t waiting = { request, deadline_in(platform_ms_of(args[PING_timeout].u_obj)), false };
    pycall_finally(request_wait_body, request_wait_cleanup, &waiting);
    return mp_obj_new_bool(request->response == mp_const_true);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_ping_obj, 1, coap_ping);

// ---- methods of the handles

// wait(timeout=None) -> response, or the next notification; raises OSError(ETIMEDOUT) after `timeout` seconds
static mp_obj_t request_wait_method(size_t n_args, const mp_obj_t *args) {
    return request_wait_for(request_of(args[0]), n_args > 1 ? args[1] : mp_const_none, true);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(request_wait_obj, 1, 2, request_wait_method);

// result() -> response; raises the error the request ended with
static mp_obj_t request_result(mp_obj_t self) {
    return request_take(request_of(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(request_result_obj, request_result);

// cancel(): ends the request or the observation
static mp_obj_t request_cancel(mp_obj_t self) {
    coap_request_cancel(request_of(self));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(request_cancel_obj, request_cancel);

// __iter__(): await works on the object itself
static mp_obj_t request_iter(mp_obj_t self) {
    return self;
}
static MP_DEFINE_CONST_FUN_OBJ_1(request_iter_obj, request_iter);

static void request_raise(const mp_obj_type_t *type, mp_obj_t value) {
    nlr_raise(mp_obj_new_exception_args(type, value == MP_OBJ_NULL ? 0 : 1, &value));
}

// Lets other tasks run for a while, longer the longer nothing comes.
static void request_pause(coap_request_t *request) {
    request->pause = MIN(MAX(2 * request->pause, 1), LONGEST_PAUSE);
    coap_async_pause(request->pause);
}

// __next__(): one step of await
static mp_obj_t request_next(mp_obj_t self) {
    coap_request_t *request = request_of(self);
    while (!request_is_answered(request)) {
        if (!mp_obj_is_true(pycall_1(request->coap, MP_QSTR_loop, mp_const_false))
            && !request_is_answered(request)) {
            request_pause(request);
            return mp_const_none;
        }
    }
    request->pause = 0;
    if (request->is_observation && !mp_obj_is_true(pycall_attr(self, MP_QSTR_notifications))) {
        request_raise(&mp_type_StopAsyncIteration, MP_OBJ_NULL);
    }
    request_raise(&mp_type_StopIteration, request_take(request));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(request_next_obj, request_next);

// send(value): tasks are driven by it
static mp_obj_t request_send(mp_obj_t self, mp_obj_t value) {
    (void)value;
    return request_next(self);
}
static MP_DEFINE_CONST_FUN_OBJ_2(request_send_obj, request_send);

// throw(exception): a task that is cancelled gives the request up
static mp_obj_t request_throw(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    coap_request_cancel(request_of(args[0]));
    nlr_raise(mp_make_raise_obj(args[1]));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(request_throw_obj, 2, 4, request_throw);

#define HANDLE_ROWS \
    { MP_ROM_QSTR(MP_QSTR_wait), PYCLASS_METHOD(request_wait_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_cancel), PYCLASS_METHOD(request_cancel_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_close), PYCLASS_METHOD(request_cancel_obj) }, \
    { MP_ROM_QSTR(MP_QSTR___iter__), PYCLASS_METHOD(request_iter_obj) }, \
    { MP_ROM_QSTR(MP_QSTR___next__), PYCLASS_METHOD(request_next_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_send), PYCLASS_METHOD(request_send_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_throw), PYCLASS_METHOD(request_throw_obj) }

static const mp_rom_map_elem_t request_rows[] = {
    HANDLE_ROWS,
    { MP_ROM_QSTR(MP_QSTR_result), PYCLASS_METHOD(request_result_obj) },
};

PYCLASS_DEFINE(coap_request_class, MP_QSTR_CoapRequest, VM_CLASS_COAP_REQUEST, NULL, request_rows);

static const mp_rom_map_elem_t observation_rows[] = {
    HANDLE_ROWS,
    { MP_ROM_QSTR(MP_QSTR___aiter__), PYCLASS_METHOD(request_iter_obj) },
    { MP_ROM_QSTR(MP_QSTR___anext__), PYCLASS_METHOD(request_iter_obj) },
};

PYCLASS_DEFINE(coap_observation_class, MP_QSTR_CoapObservation, VM_CLASS_COAP_OBSERVATION, NULL, observation_rows);
