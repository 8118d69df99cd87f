// microcoapy.Coap: construction, sockets and the class itself. Methods reach each other by name through
// the object, so that subclasses and scripts that replace one on the class are heard.
#include "coap_methods.h"
#include "status.h"

// Of a Coap object, with room for its hidden part and a few of the script's.
#define COAP_ATTRIBUTES (14)

// Coap(port=0): the port is the default of start()
static mp_obj_t coap_init(mp_obj_t self, mp_obj_t *args) {
    pyclass_reserve(self, COAP_ATTRIBUTES);
    static const qstr_short_t names[] = {
        MP_QSTR_debug, MP_QSTR_sock, MP_QSTR_callbacks, MP_QSTR_responseCallback, MP_QSTR_port, MP_QSTR_isServer,
        MP_QSTR_state, MP_QSTR_isCustomSocket, MP_QSTR_discardRetransmissions, MP_QSTR_lastPacketStr,
    };
    mp_obj_t values[] = {
        mp_const_true, mp_const_none, mp_obj_new_dict(0), mp_const_none,
        args[0] == MP_OBJ_NULL ? MP_OBJ_NEW_SMALL_INT(0) : args[0], mp_const_false,
        MP_OBJ_NEW_SMALL_INT(COAP_STATE_IDLE), mp_const_false, mp_const_false, MP_OBJ_NEW_QSTR(MP_QSTR_),
    };
    pycall_store_all(self, MP_ARRAY_SIZE(names), names, values);
    return mp_const_none;
}

// log(s)
static mp_obj_t coap_log(mp_obj_t self, mp_obj_t *args) {
    if (pycall_flag(self, MP_QSTR_debug)) {
        mp_print_str(MP_PYTHON_PRINTER, "[microcoapy]: ");
        mp_obj_print_helper(MP_PYTHON_PRINTER, args[0], PRINT_STR);
        mp_print_str(MP_PYTHON_PRINTER, "\n");
    }
    return mp_const_none;
}

bool coap_is_logging(mp_obj_t self) {
    return !pyclass_has_own(self, MP_QSTR_log) || pycall_flag(self, MP_QSTR_debug);
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
static mp_obj_t coap_stop(mp_obj_t self, mp_obj_t *args) {
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
static mp_obj_t coap_start(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t port = args[0] == mp_const_none ? coap_default_port(self) : args[0];
    mp_obj_t family_in = args[1];
    if (family_in == mp_const_none) {
        family_in = pycall_attr(pycall_import(MP_QSTR_socket), MP_QSTR_AF_INET);
    }
    mp_int_t family = mp_obj_get_int(family_in);
    coap_stop(self, NULL);
    mp_obj_t socket = coap_open_socket(port, family);
    pycall_store(self, MP_QSTR_sock, socket);
    coap_endpoint_with(self, socket)->family = family;
    return mp_const_none;
}

// setCustomSocket(custom_socket): any object with sendto, recvfrom and setblocking
static mp_obj_t coap_setCustomSocket(mp_obj_t self, mp_obj_t *args) {
    pycall_0(self, MP_QSTR_stop);
    pycall_store(self, MP_QSTR_isCustomSocket, mp_const_true);
    pycall_store(self, MP_QSTR_sock, args[0]);
    return mp_const_none;
}

mp_obj_t coap_without_slash(mp_obj_t url) {
    size_t length;
    const char *text = mp_obj_str_get_data(url, &length);
    return length > 0 && text[0] == '/' ? mp_obj_new_str(text + 1, length - 1) : url;
}

// addIncomingRequestCallback(requestUrl, callback): callback(packet, ip, port) for requests to that path
static mp_obj_t coap_addIncomingRequestCallback(mp_obj_t self, mp_obj_t *args) {
    mp_obj_subscr(pycall_attr(self, MP_QSTR_callbacks), coap_without_slash(args[0]), args[1]);
    pycall_store(self, MP_QSTR_isServer, mp_const_true);
    return mp_const_none;
}

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

void coap_timing_repeats(struct mpnet_coap_timing *timing, mp_obj_t ack_timeout, mp_obj_t max_retransmit) {
    mp_int_t most = pymethod_int(max_retransmit, -1);
    if (ack_timeout != mp_const_none) {
        timing->ack_timeout = platform_ms_of(ack_timeout);
    }
    if (most >= 0) {
        timing->max_retransmit = most;
    }
}

// timing(profile='default', *, ack_timeout=None, random_factor=None, max_retransmit=-1, nstart=-1, leisure=None):
// parameters of RFC 7252 section 4.8 for what is sent from now on; ack_timeout and leisure in seconds, -1 leaves what the
// profile says
static mp_obj_t coap_timing(mp_obj_t self, mp_obj_t *args) {
    enum { ARG_profile, ARG_ack_timeout, ARG_random_factor, ARG_max_retransmit, ARG_nstart, ARG_leisure };
    uint8_t profile = args[ARG_profile] == mp_const_none ? MPNET_COAP_PROFILE_DEFAULT : coap_profile_of(args[ARG_profile]);
    mp_int_t nstart = pymethod_int(args[ARG_nstart], -1);
    struct mpnet_coap_timing timing;
    status_check(mpnet_coap_timing_profile(profile, &timing));
    coap_timing_repeats(&timing, args[ARG_ack_timeout], args[ARG_max_retransmit]);
    if (args[ARG_random_factor] != mp_const_none) {
        timing.random_percent = platform_percent_of(args[ARG_random_factor]);
    }
    if (nstart >= 0) {
        timing.nstart = nstart;
    }
    if (args[ARG_leisure] != mp_const_none) {
        uint32_t leisure_ms = platform_ms_of(args[ARG_leisure]);
        timing.leisure_ms = MIN(leisure_ms, UINT16_MAX);
    }
    status_check(mpnet_coap_endpoint_set_timing(&coap_endpoint(self)->engine, &timing));
    return mp_const_none;
}

static const qstr_short_t get_names[] = { MP_QSTR_ip, MP_QSTR_port, MP_QSTR_url, MP_QSTR_token };
// queryOption and contentType are the keywords of older releases.
static const qstr_short_t put_names[] = {
    MP_QSTR_ip, MP_QSTR_port, MP_QSTR_url, MP_QSTR_payload, MP_QSTR_query_option, MP_QSTR_content_format, MP_QSTR_token,
    MP_QSTR_queryOption, MP_QSTR_contentType,
};

// Arguments of submit() from the third on.
#define REQUEST_ARGS(callback) \
    MP_QSTR_payload, MP_QSTR_content_format, MP_QSTR_accept, MP_QSTR_query, MP_QSTR_options, MP_QSTR_confirmable, \
    MP_QSTR_timeout, MP_QSTR_ack_timeout, MP_QSTR_max_retransmit, MP_QSTR_block_size, MP_QSTR_sink, callback, \
    MP_QSTR_multicast, MP_QSTR_cached
static const qstr_short_t submit_names[] = { MP_QSTR_method, MP_QSTR_uri, REQUEST_ARGS(MP_QSTR_callback) };

#define GET_ARGS PYARGS_OF(get_names, 4, 3, 0)
#define PUT_ARGS PYARGS_OF(put_names, 7, 3, 0)
#define SUBMIT_ARGS PYARGS_OF(submit_names, 3, 2, 1)

static const pymethod_t coap_methods[] = {
    PYMETHOD(__init__, coap_init, PYARGS(0, MP_QSTR_port)),
    PYMETHOD(log, coap_log, PYARGS(1, MP_QSTR_s)),
    PYMETHOD(start, coap_start, PYARGS_OR_NONE(0, MP_QSTR_port, MP_QSTR_family)),
    PYMETHOD(stop, coap_stop, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(setCustomSocket, coap_setCustomSocket, PYARGS(1, MP_QSTR_custom_socket)),
    PYMETHOD(join_group, coap_join_group, PYARGS(0, MP_QSTR_group, MP_QSTR_port, MP_QSTR_interface)),
    PYMETHOD(timing, coap_timing, PYARGS_KEYWORDS(1, 0, MP_QSTR_profile, MP_QSTR_ack_timeout, MP_QSTR_random_factor,
        MP_QSTR_max_retransmit, MP_QSTR_nstart, MP_QSTR_leisure)),
    PYMETHOD(addIncomingRequestCallback, coap_addIncomingRequestCallback, PYARGS(2, MP_QSTR_requestUrl, MP_QSTR_callback)),

    PYMETHOD(get, coap_get, GET_ARGS),
    PYMETHOD(getNonConf, coap_getNonConf, GET_ARGS),
    PYMETHOD(put, coap_put, PUT_ARGS),
    PYMETHOD(putNonConf, coap_putNonConf, PUT_ARGS),
    PYMETHOD(post, coap_post, PUT_ARGS),
    PYMETHOD(postNonConf, coap_postNonConf, PUT_ARGS),
    PYMETHOD(send, coap_send, PYARGS_OR_NONE(9, MP_QSTR_ip, MP_QSTR_port, MP_QSTR_url, MP_QSTR_type, MP_QSTR_method,
        MP_QSTR_token, MP_QSTR_payload, MP_QSTR_content_format, MP_QSTR_query_option, MP_QSTR_options)),
    PYMETHOD(sendEx, coap_sendEx, PYARGS(4, MP_QSTR_ip, MP_QSTR_port, MP_QSTR_url, MP_QSTR_packet)),
    PYMETHOD(sendPacket, coap_sendPacket, PYARGS(3, MP_QSTR_ip, MP_QSTR_port, MP_QSTR_coapPacket)),
    PYMETHOD(sendResponse, coap_sendResponse, PYARGS(7, MP_QSTR_ip, MP_QSTR_port, MP_QSTR_messageid, MP_QSTR_payload,
        MP_QSTR_method, MP_QSTR_content_format, MP_QSTR_token, MP_QSTR_request_packet)),

    PYMETHOD(request, coap_request, SUBMIT_ARGS),
    PYMETHOD(submit, coap_submit, SUBMIT_ARGS),
    PYMETHOD(observe, coap_observe, PYARGS_KEYWORDS(2, 1, MP_QSTR_uri, MP_QSTR_callback, REQUEST_ARGS(PYARGS_NO_NAME))),
    PYMETHOD(ping, coap_ping, PYARGS_OR_NONE(1, MP_QSTR_host, MP_QSTR_port, MP_QSTR_timeout)),
    PYMETHOD(run, coap_run, PYARGS_UNNAMED(0, 0)),

    PYMETHOD(add_resource, coap_add_resource, PYARGS_OF(coap_resource_args, 2, 2, 1)),
    PYMETHOD(remove_resource, coap_remove_resource, PYARGS_UNNAMED(1, 1)),
    PYMETHOD(notify, coap_notify, PYARGS_UNNAMED(1, 1)),

    PYMETHOD(loop, coap_loop, PYARGS(0, MP_QSTR_blocking)),
    PYMETHOD(poll, coap_poll, PYARGS(0, MP_QSTR_timeoutMs, MP_QSTR_pollPeriodMs)),
    PYMETHOD(readBytesFromSocket, coap_readBytesFromSocket, PYARGS(1, MP_QSTR_numOfBytes)),
    PYMETHOD(parsePacketToken, coap_parsePacketToken, PYARGS(2, MP_QSTR_buffer, MP_QSTR_packet)),
    PYMETHOD(handleIncomingRequest, coap_handleIncomingRequest,
        PYARGS(3, MP_QSTR_requestPacket, MP_QSTR_sourceIp, MP_QSTR_sourcePort)),
};

static const mp_rom_map_elem_t coap_rows[] = {
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
    // The name of the first releases.
    { MP_ROM_QSTR(MP_QSTR_resposeCallback), PYCLASS_ALIAS(MP_QSTR_responseCallback) },
};

const pyclass_def_t coap_class = { PYCLASS(Coap, VM_CLASS_COAP), PYCLASS_METHODS(coap_methods), PYCLASS_ROWS(coap_rows) };
