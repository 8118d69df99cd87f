// microcoapy.Coap: construction, sockets and the class itself. Methods reach each other by name through
// the object, so that subclasses and scripts that replace one on the class are heard.
#include "coap_methods.h"
#include "status.h"

// Of a Coap object, with room for its hidden part and a few of the script's.
#define COAP_ATTRIBUTES (14)

// Coap(port=0): the port is the default of start()
static mp_obj_t coap_init(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_port };
    static const mp_arg_t allowed[] = { COAP_ARG_SELF, { MP_QSTR_port, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } } };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t self = args[ARG_self].u_obj;
    pyclass_reserve(self, COAP_ATTRIBUTES);
    pycall_store(self, MP_QSTR_debug, mp_const_true);
    pycall_store(self, MP_QSTR_sock, mp_const_none);
    pycall_store(self, MP_QSTR_callbacks, mp_obj_new_dict(0));
    pycall_store(self, MP_QSTR_responseCallback, mp_const_none);
    pycall_store(self, MP_QSTR_port, args[ARG_port].u_obj);
    pycall_store(self, MP_QSTR_isServer, mp_const_false);
    pycall_store(self, MP_QSTR_state, MP_OBJ_NEW_SMALL_INT(COAP_STATE_IDLE));
    pycall_store(self, MP_QSTR_isCustomSocket, mp_const_false);
    pycall_store(self, MP_QSTR_discardRetransmissions, mp_const_false);
    pycall_store(self, MP_QSTR_lastPacketStr, MP_OBJ_NEW_QSTR(MP_QSTR_));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(coap_init_obj, 1, coap_init);

// log(s)
static mp_obj_t coap_log(mp_obj_t self, const mp_obj_t *args) {
    if (mp_obj_is_true(pycall_attr(self, MP_QSTR_debug))) {
        mp_print_str(MP_PYTHON_PRINTER, "[microcoapy]: ");
        mp_obj_print_helper(MP_PYTHON_PRINTER, args[0], PRINT_STR);
        mp_print_str(MP_PYTHON_PRINTER, "\n");
    }
    return mp_const_none;
}
PYARGS_METHOD(coap_log, 1, MP_QSTR_s);
static const pyclass_method_t coap_log_method = { { &pyclass_method_type }, &coap_log_obj };

bool coap_is_logging(mp_obj_t self) {
    return !pyclass_has_own(self, MP_QSTR_log, &coap_log_method) || mp_obj_is_true(pycall_attr(self, MP_QSTR_debug));
}

void coap_log_value(mp_obj_t self, const char *label, mp_obj_t value) {
    if (coap_is_logging(self)) {
        vstr_t line;
        mp_print_t print;
        vstr_init_print(&line, 64, &print);
        mp_print_str(&print, label);
        mp_obj_print_helper(&print, value, PRINT_STR);
        pycall_1(self, MP_QSTR_log, compat_new_str_from_vstr(&line));
    }
}

// stop()
static mp_obj_t coap_stop(mp_obj_t self) {
    mp_obj_t socket = pycall_attr(self, MP_QSTR_sock);
    if (socket != mp_const_none) {
        coap_endpoint_leave_group(coap_endpoint(self));
        coap_endpoint_detach(coap_endpoint(self));
        if (pycall_has(socket, MP_QSTR_close)) {
            pycall_0(socket, MP_QSTR_close);
        }
        pycall_store(self, MP_QSTR_sock, mp_const_none);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(coap_stop_obj, coap_stop);

static mp_obj_t coap_default_port(mp_obj_t self) {
    mp_obj_t port = pycall_attr(self, MP_QSTR_port);
    return mp_obj_is_true(port) ? port : MP_OBJ_NEW_SMALL_INT(COAP_DEFAULT_PORT);
}

static mp_obj_t coap_open_socket(mp_obj_t port, mp_int_t family) {
    mp_obj_t module = pycall_import(MP_QSTR_socket);
    mp_obj_t socket = pycall_2(module, MP_QSTR_socket, MP_OBJ_NEW_SMALL_INT(family),
        pycall_attr(module, MP_QSTR_SOCK_DGRAM));
    pycall_1(socket, MP_QSTR_bind, coap_local_address(MP_OBJ_NULL, port, family));
    pycall_1(socket, MP_QSTR_setblocking, mp_const_false);
    return socket;
}

// start(port=5683, family=AF_INET): opens and binds a UDP socket of the port's own; 0 picks any port
static mp_obj_t coap_start(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_port, ARG_family };
    static const mp_arg_t allowed[] = { COAP_ARG_SELF, COAP_ARG_OR_NONE(port), COAP_ARG_OR_NONE(family) };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t self = args[ARG_self].u_obj;
    mp_obj_t port = args[ARG_port].u_obj == mp_const_none ? coap_default_port(self) : args[ARG_port].u_obj;
    mp_obj_t family_in = args[ARG_family].u_obj;
    if (family_in == mp_const_none) {
        family_in = pycall_attr(pycall_import(MP_QSTR_socket), MP_QSTR_AF_INET);
    }
    mp_int_t family = mp_obj_get_int(family_in);
    coap_stop(self);
    mp_obj_t socket = coap_open_socket(port, family);
    pycall_store(self, MP_QSTR_sock, socket);
    coap_endpoint_with(self, socket)->family = family;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(coap_start_obj, 1, coap_start);

// setCustomSocket(custom_socket): any object with sendto, recvfrom and setblocking
static mp_obj_t coap_setCustomSocket(mp_obj_t self, const mp_obj_t *args) {
    pycall_0(self, MP_QSTR_stop);
    pycall_store(self, MP_QSTR_isCustomSocket, mp_const_true);
    pycall_store(self, MP_QSTR_sock, args[0]);
    return mp_const_none;
}
PYARGS_METHOD(coap_setCustomSocket, 1, MP_QSTR_custom_socket);

// A leading slash never matched anything in the original: received paths have none.
static mp_obj_t coap_without_slash(mp_obj_t url) {
    size_t length;
    const char *text = mp_obj_str_get_data(url, &length);
    return length > 0 && text[0] == '/' ? mp_obj_new_str(text + 1, length - 1) : url;
}

// addIncomingRequestCallback(requestUrl, callback): callback(packet, ip, port) for requests to that path
static mp_obj_t coap_addIncomingRequestCallback(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_requestUrl, ARG_callback };
    static const mp_arg_t allowed[] = { COAP_ARG_SELF, COAP_ARG(requestUrl), COAP_ARG(callback) };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t self = args[ARG_self].u_obj;
    mp_obj_t callbacks = pycall_attr(self, MP_QSTR_callbacks);
    mp_obj_subscr(callbacks, coap_without_slash(args[ARG_requestUrl].u_obj), args[ARG_callback].u_obj);
    pycall_store(self, MP_QSTR_isServer, mp_const_true);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(coap_addIncomingRequestCallback_obj, 1, coap_addIncomingRequestCallback);

// ---- the class

static uint8_t coap_profile_of(mp_obj_t name_in) {
    qstr name = mp_obj_str_get_qstr(name_in);
    if (name == MP_QSTR_ltem) {
        return MPNET_COAP_PROFILE_LTEM;
    }
    if (name == MP_QSTR_nbiot) {
        return MPNET_COAP_PROFILE_NBIOT;
    }
    if (name != MP_QSTR_default) {
        mp_raise_ValueError(MP_ERROR_TEXT("profile is 'default', 'ltem' or 'nbiot'"));
    }
    return MPNET_COAP_PROFILE_DEFAULT;
}

// timing(profile='default', *, ack_timeout=None, random_factor=None, max_retransmit=-1, nstart=-1, leisure=None):
// parameters of RFC 7252 section 4.8 for what is sent from now on; ack_timeout and leisure in seconds, -1 leaves what the
// profile says
static mp_obj_t coap_timing(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_profile, ARG_ack_timeout, ARG_random_factor, ARG_max_retransmit, ARG_nstart, ARG_leisure };
    static const mp_arg_t allowed[] = {
        COAP_ARG_SELF,
        { MP_QSTR_profile, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_QSTR(MP_QSTR_default) } },
        { MP_QSTR_ack_timeout, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_random_factor, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_max_retransmit, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = -1 } },
        { MP_QSTR_nstart, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = -1 } },
        { MP_QSTR_leisure, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    struct mpnet_coap_timing timing;
    status_check(mpnet_coap_timing_profile(coap_profile_of(args[ARG_profile].u_obj), &timing));
    if (args[ARG_ack_timeout].u_obj != mp_const_none) {
        timing.ack_timeout_ms = platform_ms_of(args[ARG_ack_timeout].u_obj);
    }
    if (args[ARG_random_factor].u_obj != mp_const_none) {
        timing.random_percent = platform_percent_of(args[ARG_random_factor].u_obj);
    }
    if (args[ARG_max_retransmit].u_int >= 0) {
        timing.max_retransmit = args[ARG_max_retransmit].u_int;
    }
    if (args[ARG_nstart].u_int >= 0) {
        timing.nstart = args[ARG_nstart].u_int;
    }
    if (args[ARG_leisure].u_obj != mp_const_none) {
        timing.leisure_ms = MIN(platform_ms_of(args[ARG_leisure].u_obj), UINT16_MAX);
    }
    status_check(mpnet_coap_endpoint_set_timing(&coap_endpoint(args[ARG_self].u_obj)->engine, &timing));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(coap_timing_obj, 1, coap_timing);

// resposeCallback is the name of the first releases.
static mp_obj_t coap_get_resposeCallback(mp_obj_t self) {
    return pycall_attr(self, MP_QSTR_responseCallback);
}
static MP_DEFINE_CONST_FUN_OBJ_1(coap_get_resposeCallback_obj, coap_get_resposeCallback);

static mp_obj_t coap_set_resposeCallback(mp_obj_t self, mp_obj_t value) {
    pycall_store(self, MP_QSTR_responseCallback, value);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(coap_set_resposeCallback_obj, coap_set_resposeCallback);

static const mp_rom_map_elem_t coap_rows[] = {
    { MP_ROM_QSTR(MP_QSTR___init__), PYCLASS_METHOD(coap_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_TRANSMISSION_STATE), MP_ROM_PTR(&coap_transmission_state_class) },
    // What an instance has none of yet.
    { MP_ROM_QSTR(MP_QSTR__m), MP_ROM_NONE },
    { MP_ROM_QSTR(MP_QSTR_resources), MP_ROM_NONE },
    // Switches; an instance may set its own.
    { MP_ROM_QSTR(MP_QSTR_retransmit), MP_ROM_TRUE },
    { MP_ROM_QSTR(MP_QSTR_deduplicate), MP_ROM_TRUE },
    { MP_ROM_QSTR(MP_QSTR_compact), MP_ROM_FALSE },
    { MP_ROM_QSTR(MP_QSTR_omit_literal_host), MP_ROM_FALSE },
    { MP_ROM_QSTR(MP_QSTR_refuse_critical), MP_ROM_FALSE },
    { MP_ROM_QSTR(MP_QSTR_unpaced_notifications), MP_ROM_FALSE },
    { MP_ROM_QSTR(MP_QSTR_unpaced_requests), MP_ROM_FALSE },
    { MP_ROM_QSTR(MP_QSTR_fill_metadata), MP_ROM_FALSE },
    { MP_ROM_QSTR(MP_QSTR_require_echo), MP_ROM_FALSE },
    { MP_ROM_QSTR(MP_QSTR_reuse_packets), MP_ROM_FALSE },

    { MP_ROM_QSTR(MP_QSTR_log), MP_ROM_PTR(&coap_log_method) },
    { MP_ROM_QSTR(MP_QSTR_start), PYCLASS_METHOD(coap_start_obj) },
    { MP_ROM_QSTR(MP_QSTR_stop), PYCLASS_METHOD(coap_stop_obj) },
    { MP_ROM_QSTR(MP_QSTR_setCustomSocket), PYCLASS_METHOD(coap_setCustomSocket_obj) },
    { MP_ROM_QSTR(MP_QSTR_join_group), PYCLASS_METHOD(coap_join_group_obj) },
    { MP_ROM_QSTR(MP_QSTR_timing), PYCLASS_METHOD(coap_timing_obj) },
    { MP_ROM_QSTR(MP_QSTR_addIncomingRequestCallback), PYCLASS_METHOD(coap_addIncomingRequestCallback_obj) },

    { MP_ROM_QSTR(MP_QSTR_get), PYCLASS_METHOD(coap_get_obj) },
    { MP_ROM_QSTR(MP_QSTR_put), PYCLASS_METHOD(coap_put_obj) },
    { MP_ROM_QSTR(MP_QSTR_post), PYCLASS_METHOD(coap_post_obj) },
    { MP_ROM_QSTR(MP_QSTR_getNonConf), PYCLASS_METHOD(coap_getNonConf_obj) },
    { MP_ROM_QSTR(MP_QSTR_putNonConf), PYCLASS_METHOD(coap_putNonConf_obj) },
    { MP_ROM_QSTR(MP_QSTR_postNonConf), PYCLASS_METHOD(coap_postNonConf_obj) },
    { MP_ROM_QSTR(MP_QSTR_send), PYCLASS_METHOD(coap_send_obj) },
    { MP_ROM_QSTR(MP_QSTR_sendEx), MP_ROM_PTR(&coap_sendEx_method) },
    { MP_ROM_QSTR(MP_QSTR_sendPacket), MP_ROM_PTR(&coap_sendPacket_method) },
    { MP_ROM_QSTR(MP_QSTR_sendResponse), PYCLASS_METHOD(coap_sendResponse_obj) },

    { MP_ROM_QSTR(MP_QSTR_request), PYCLASS_METHOD(coap_request_obj) },
    { MP_ROM_QSTR(MP_QSTR_submit), PYCLASS_METHOD(coap_submit_obj) },
    { MP_ROM_QSTR(MP_QSTR_observe), PYCLASS_METHOD(coap_observe_obj) },
    { MP_ROM_QSTR(MP_QSTR_ping), PYCLASS_METHOD(coap_ping_obj) },
    { MP_ROM_QSTR(MP_QSTR_run), PYCLASS_METHOD(coap_run_obj) },

    { MP_ROM_QSTR(MP_QSTR_add_resource), PYCLASS_METHOD(coap_add_resource_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove_resource), PYCLASS_METHOD(coap_remove_resource_obj) },
    { MP_ROM_QSTR(MP_QSTR_notify), PYCLASS_METHOD(coap_notify_obj) },

    { MP_ROM_QSTR(MP_QSTR_loop), PYCLASS_METHOD(coap_loop_obj) },
    { MP_ROM_QSTR(MP_QSTR_poll), PYCLASS_METHOD(coap_poll_obj) },
    { MP_ROM_QSTR(MP_QSTR_readBytesFromSocket), MP_ROM_PTR(&coap_readBytesFromSocket_method) },
    { MP_ROM_QSTR(MP_QSTR_parsePacketToken), MP_ROM_PTR(&coap_parsePacketToken_method) },
    { MP_ROM_QSTR(MP_QSTR_handleIncomingRequest), PYCLASS_METHOD(coap_handleIncomingRequest_obj) },
    { MP_ROM_QSTR(MP_QSTR_resposeCallback), PYCLASS_PROPERTY(coap_get_resposeCallback_obj, coap_set_resposeCallback_obj) },
};

PYCLASS_DEFINE(coap_class, MP_QSTR_Coap, VM_CLASS_COAP, NULL, coap_rows);
