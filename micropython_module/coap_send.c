// microcoapy.Coap, sending. Methods reach each other by name through the object.
#include "coap_methods.h"
#include "recycle.h"
#include "status.h"

typedef struct _coap_send_t {
    mp_obj_t self;
    mp_obj_t packet;
    coap_endpoint_t *endpoint;
    coap_peer_t *peer;
    struct mpnet_coap_ticket ticket;
    uint8_t type; // as the packet says
    uint16_t message_id;
    mp_obj_t host;
    mp_obj_t port;
} coap_send_t;

static mp_obj_t coap_find_peer(void *context) {
    coap_send_t *send = context;
    send->endpoint = coap_endpoint_with(send->self, pycall_attr(send->self, MP_QSTR_sock));
    if (send->endpoint->socket == mp_const_none) {
        status_raise_errno(MP_EBADF, "no socket: call start() or setCustomSocket()");
    }
    send->peer = &send->endpoint->named;
    coap_peer_named(send->peer, send->host, send->port, send->endpoint->is_native, send->endpoint->family);
    return mp_const_none;
}

// Asks the engine for the type and number that the message must have on the wire.
static void coap_register(coap_send_t *send) {
    send->ticket.slot = MPNET_COAP_NO_SLOT;
    send->ticket.reply = MPNET_COAP_NO_SLOT;
    send->ticket.kind = send->type;
    send->ticket.message_id = send->message_id;
    send->ticket.queued = 0;
    if (send->type == COAP_TYPE_ACK) {
        mpnet_coap_endpoint_respond(&send->endpoint->engine, platform_now(), send->peer->key, send->message_id,
            &send->ticket);
    } else if (send->type != COAP_TYPE_RST) {
        struct mpnet_coap_request request = {
            .peer = send->peer->key,
            .kind = send->type,
            .flags = MPNET_COAP_REQUEST_FLAG_DROP_IN | MPNET_COAP_REQUEST_FLAG_GIVEN_ID,
            .message_id = send->message_id,
        };
        mpnet_coap_endpoint_begin(&send->endpoint->engine, platform_now(), &request, &send->ticket);
    }
}

static coap_draft_t coap_draft_for(const coap_send_t *send) {
    coap_draft_t draft = {
        .out = send->endpoint->scratch,
        .capacity = MPNET_COAP_MESSAGE_LIMIT,
        .compact = mp_obj_is_true(pycall_attr(send->self, MP_QSTR_compact)),
    };
    return draft;
}

// The message as bytes of its own, MP_OBJ_NULL when it is longer than messages may be.
static mp_obj_t coap_compose(const coap_send_t *send, uint8_t type, uint16_t message_id) {
    coap_draft_t draft = coap_draft_for(send);
    coap_wire_write(&draft, send->packet, type, message_id);
    return coap_draft_message(&draft);
}

static mp_obj_t coap_report_failure(mp_obj_t error) {
    mp_print_str(MP_PYTHON_PRINTER, "Exception while sending packet...\n");
    mp_obj_print_helper(MP_PYTHON_PRINTER, error, PRINT_REPR);
    mp_print_str(MP_PYTHON_PRINTER, "\n");
    return MP_OBJ_NEW_SMALL_INT(0);
}

static mp_obj_t coap_transmit(const coap_send_t *send, mp_obj_t bytes) {
    // The id as the script gave it: on the wire it may have been cut.
    mp_obj_t message_id = send->packet == MP_OBJ_NULL ? MP_OBJ_NEW_SMALL_INT(send->message_id)
        : pycall_attr(send->packet, MP_QSTR_messageid);
    coap_outgoing_t outgoing = { send->ticket, send->peer->wire, bytes, NULL };
    mp_obj_t error;
    mp_obj_t sent = coap_endpoint_post(send->endpoint, &outgoing, &error);
    if (send->ticket.queued) {
        return message_id;
    }
    if (sent == MP_OBJ_NULL) {
        coap_endpoint_abandon(send->endpoint, send->ticket.slot);
        return coap_report_failure(error);
    }
    if (!mp_obj_is_true(mp_binary_op(MP_BINARY_OP_MORE, sent, MP_OBJ_NEW_SMALL_INT(0)))) {
        coap_endpoint_abandon(send->endpoint, send->ticket.slot);
        return sent;
    }
    coap_log_value(send->self, "Packet sent. messageid: ", message_id);
    return message_id;
}

// Registers the composed message with the engine and sends it.
static mp_obj_t coap_dispatch_send(coap_send_t *send, mp_obj_t bytes) {
    mp_obj_t error;
    if (pycall_try(coap_find_peer, send, &error) == MP_OBJ_NULL) {
        return coap_report_failure(error);
    }
    coap_endpoint_configure(send->endpoint, send->self);
    coap_register(send);
    if (send->ticket.kind != send->type || send->ticket.message_id != send->message_id) {
        recycle(bytes);
        bytes = coap_compose(send, send->ticket.kind, send->ticket.message_id);
    }
    return coap_transmit(send, bytes);
}

// sendPacket(ip, port, coapPacket) -> message id, or what sendto() returned when that is not positive
static mp_obj_t coap_sendPacket(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_ip, ARG_port, ARG_coapPacket };
    static const mp_arg_t allowed[] = { COAP_ARG_SELF, COAP_ARG(ip), COAP_ARG(port), COAP_ARG(coapPacket) };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    coap_send_t send = {
        .self = args[ARG_self].u_obj,
        .packet = args[ARG_coapPacket].u_obj,
        .host = args[ARG_ip].u_obj,
        .port = args[ARG_port].u_obj,
    };
    send.endpoint = coap_endpoint(send.self);
    send.type = mp_obj_get_int_truncated(pycall_attr(send.packet, MP_QSTR_type)) & COAP_TYPE_MASK;
    send.message_id = mp_obj_get_int_truncated(pycall_attr(send.packet, MP_QSTR_messageid));
    // Composed first: what the script got wrong raises before the engine knows of the message.
    mp_obj_t bytes = coap_compose(&send, send.type, send.message_id);
    if (bytes == MP_OBJ_NULL) {
        return MP_OBJ_NEW_SMALL_INT(0);
    }
    return coap_dispatch_send(&send, bytes);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_sendPacket_obj, 1, coap_sendPacket);
const pyclass_method_t coap_sendPacket_method = { { &pyclass_method_type }, &coap_sendPacket_obj };

// Uri-Host goes out with everything but addresses, and with those unless the script has switched it off.
static bool coap_host_is_sent(mp_obj_t self, mp_obj_t host) {
    bool omit = mp_obj_is_true(pycall_attr(self, MP_QSTR_omit_literal_host));
    return !(omit && mp_obj_is_str(host) && coap_host_is_literal(host));
}

// sendEx(ip, port, url, packet) -> message id
static mp_obj_t coap_sendEx(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_ip, ARG_port, ARG_url, ARG_packet };
    static const mp_arg_t allowed[] = {
        COAP_ARG_SELF, COAP_ARG(ip), COAP_ARG(port), COAP_ARG(url), COAP_ARG(packet),
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t self = args[ARG_self].u_obj;
    mp_obj_t packet = args[ARG_packet].u_obj;
    pycall_store(self, MP_QSTR_state, MP_OBJ_NEW_SMALL_INT(COAP_STATE_IDLE));
    uint16_t message_id = coap_endpoint_next_message_id(coap_endpoint(self));
    pycall_store(packet, MP_QSTR_messageid, MP_OBJ_NEW_SMALL_INT(message_id));
    if (coap_host_is_sent(self, args[ARG_ip].u_obj)) {
        pycall_1(packet, MP_QSTR_setUriHost, args[ARG_ip].u_obj);
    }
    pycall_1(packet, MP_QSTR_setUriPath, args[ARG_url].u_obj);
    mp_obj_t send_args[3] = { args[ARG_ip].u_obj, args[ARG_port].u_obj, packet };
    return pycall_method(self, MP_QSTR_sendPacket, 3, send_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_sendEx_obj, 1, coap_sendEx);
const pyclass_method_t coap_sendEx_method = { { &pyclass_method_type }, &coap_sendEx_obj };

// Whether sendEx() and sendPacket() are the ones of this module, and packets and options what they were: then nobody
// can see whether a packet object was made on the way.
static bool coap_is_plain(mp_obj_t self) {
    return pyclass_is_untouched(&coap_packet_class) && pyclass_is_untouched(&coap_option_class)
        && pyclass_has_own(self, MP_QSTR_sendEx, &coap_sendEx_method)
        && pyclass_has_own(self, MP_QSTR_sendPacket, &coap_sendPacket_method);
}

enum { ARG_self, ARG_ip, ARG_port, ARG_url, ARG_type, ARG_method, ARG_token, ARG_payload, ARG_content_format,
       ARG_query_option, ARG_options };

// What sendEx() and sendPacket() do for the packet of send(), without the packet.
static mp_obj_t coap_send_plain(const mp_arg_val_t *args) {
    coap_send_t send = {
        .self = args[ARG_self].u_obj,
        .packet = MP_OBJ_NULL,
        .host = args[ARG_ip].u_obj,
        .port = args[ARG_port].u_obj,
        .type = mp_obj_get_int_truncated(args[ARG_type].u_obj) & COAP_TYPE_MASK,
    };
    send.endpoint = coap_endpoint(send.self);
    pycall_store(send.self, MP_QSTR_state, MP_OBJ_NEW_SMALL_INT(COAP_STATE_IDLE));
    send.message_id = coap_endpoint_next_message_id(send.endpoint);
    coap_wire_parts_t parts = {
        .type = send.type,
        .code = (uint8_t)mp_obj_get_int_truncated(args[ARG_method].u_obj),
        .message_id = send.message_id,
        .token = args[ARG_token].u_obj,
        .host = coap_host_is_sent(send.self, send.host) ? send.host : mp_const_none,
        .path = args[ARG_url].u_obj,
        .content_format = mp_obj_get_int(args[ARG_content_format].u_obj),
        .query = args[ARG_query_option].u_obj,
        .payload = args[ARG_payload].u_obj,
    };
    coap_draft_t draft = coap_draft_for(&send);
    coap_wire_write_parts(&draft, &parts);
    mp_obj_t bytes = coap_draft_message(&draft);
    return bytes == MP_OBJ_NULL ? MP_OBJ_NEW_SMALL_INT(0) : coap_dispatch_send(&send, bytes);
}

// send(ip, port, url, type, method, token, payload, content_format, query_option) -> message id
static mp_obj_t coap_send(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        COAP_ARG_SELF, COAP_ARG(ip), COAP_ARG(port), COAP_ARG(url), COAP_ARG(type), COAP_ARG(method),
        COAP_ARG(token), COAP_ARG(payload), COAP_ARG(content_format), COAP_ARG(query_option),
        COAP_ARG_OR_NONE(options),
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    bool is_answer = mp_obj_get_int_truncated(args[ARG_type].u_obj) & COAP_TYPE_ACK; // or a reset
    if (!is_answer && args[ARG_options].u_obj == mp_const_none && coap_is_plain(args[ARG_self].u_obj)) {
        return coap_send_plain(args);
    }
    mp_obj_t packet = pyclass_make(&coap_packet_class, 0, NULL);
    pycall_store(packet, MP_QSTR_type, args[ARG_type].u_obj);
    pycall_store(packet, MP_QSTR_method, args[ARG_method].u_obj);
    pycall_store(packet, MP_QSTR_token, args[ARG_token].u_obj);
    pycall_store(packet, MP_QSTR_payload, args[ARG_payload].u_obj);
    pycall_store(packet, MP_QSTR_content_format, args[ARG_content_format].u_obj);
    pycall_store(packet, MP_QSTR_query, args[ARG_query_option].u_obj);
    if (mp_obj_is_true(args[ARG_options].u_obj)) {
        pycall_1(pycall_attr(packet, MP_QSTR_options), MP_QSTR_extend, args[ARG_options].u_obj);
    }
    mp_obj_t send_args[4] = { args[ARG_ip].u_obj, args[ARG_port].u_obj, args[ARG_url].u_obj, packet };
    return pycall_method(args[ARG_self].u_obj, MP_QSTR_sendEx, 4, send_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_send_obj, 1, coap_send);

// A parameter whose default is one empty bytearray, as a def statement makes it.
static mp_obj_t coap_or_empty(const mp_arg_val_t *arg) {
    if (arg->u_obj != MP_OBJ_NULL) {
        return arg->u_obj;
    }
    mp_obj_t empty = vm_state_get(VM_COAP_EMPTY);
    if (empty == MP_OBJ_NULL) {
        empty = mp_obj_new_bytearray(0, NULL);
        vm_state_set(VM_COAP_EMPTY, empty);
    }
    return empty;
}

static mp_obj_t coap_call_send(const mp_arg_val_t *target, int type, int method, mp_obj_t token, mp_obj_t payload,
    mp_obj_t content_format, mp_obj_t query_option) {
    mp_obj_t send_args[9] = {
        target[1].u_obj, target[2].u_obj, target[3].u_obj, MP_OBJ_NEW_SMALL_INT(type), MP_OBJ_NEW_SMALL_INT(method),
        token, payload, content_format, query_option,
    };
    return pycall_method(target[0].u_obj, MP_QSTR_send, 9, send_args);
}

static mp_obj_t coap_get_as(int type, size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_ip, ARG_port, ARG_url, ARG_token };
    static const mp_arg_t allowed[] = {
        COAP_ARG_SELF, COAP_ARG(ip), COAP_ARG(port), COAP_ARG(url), COAP_ARG_OR_NULL(token),
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    return coap_call_send(args, type, COAP_CODE_GET, coap_or_empty(&args[ARG_token]), mp_const_none,
        MP_OBJ_NEW_SMALL_INT(COAP_FORMAT_NONE), mp_const_none);
}

// get(ip, port, url, token=bytearray()) -> message id
static mp_obj_t coap_get(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return coap_get_as(COAP_TYPE_CON, n_args, pos_args, kw_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_get_obj, 1, coap_get);

// getNonConf(ip, port, url, token=bytearray()) -> message id
static mp_obj_t coap_getNonConf(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return coap_get_as(COAP_TYPE_NON, n_args, pos_args, kw_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_getNonConf_obj, 1, coap_getNonConf);

// queryOption and contentType are the keywords of older releases.
static mp_obj_t coap_put_as(int type, int method, size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_ip, ARG_port, ARG_url, ARG_payload, ARG_query_option, ARG_content_format, ARG_token,
           ARG_queryOption, ARG_contentType };
    static const mp_arg_t allowed[] = {
        COAP_ARG_SELF, COAP_ARG(ip), COAP_ARG(port), COAP_ARG(url), COAP_ARG_OR_NULL(payload),
        COAP_ARG_OR_NONE(query_option),
        { MP_QSTR_content_format, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(COAP_FORMAT_NONE) } },
        COAP_ARG_OR_NULL(token),
        { MP_QSTR_queryOption, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
        { MP_QSTR_contentType, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t query = args[ARG_queryOption].u_obj == MP_OBJ_NULL ? args[ARG_query_option].u_obj
        : args[ARG_queryOption].u_obj;
    mp_obj_t format = args[ARG_contentType].u_obj == MP_OBJ_NULL ? args[ARG_content_format].u_obj
        : args[ARG_contentType].u_obj;
    return coap_call_send(args, type, method, coap_or_empty(&args[ARG_token]), coap_or_empty(&args[ARG_payload]),
        format, query);
}

// put(ip, port, url, payload=bytearray(), query_option=None, content_format=-1, token=bytearray()) -> message id
static mp_obj_t coap_put(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return coap_put_as(COAP_TYPE_CON, COAP_CODE_PUT, n_args, pos_args, kw_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_put_obj, 1, coap_put);

// putNonConf(...): as put()
static mp_obj_t coap_putNonConf(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return coap_put_as(COAP_TYPE_NON, COAP_CODE_PUT, n_args, pos_args, kw_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_putNonConf_obj, 1, coap_putNonConf);

// post(...): as put()
static mp_obj_t coap_post(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return coap_put_as(COAP_TYPE_CON, COAP_CODE_POST, n_args, pos_args, kw_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_post_obj, 1, coap_post);

// postNonConf(...): as put()
static mp_obj_t coap_postNonConf(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    return coap_put_as(COAP_TYPE_NON, COAP_CODE_POST, n_args, pos_args, kw_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_postNonConf_obj, 1, coap_postNonConf);

// sendResponse(ip, port, messageid, payload, method, content_format, token) -> messageid
static mp_obj_t coap_sendResponse(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_ip, ARG_port, ARG_messageid, ARG_payload, ARG_method, ARG_content_format, ARG_token,
           ARG_request_packet };
    static const mp_arg_t allowed[] = {
        COAP_ARG_SELF, COAP_ARG(ip), COAP_ARG(port), COAP_ARG(messageid), COAP_ARG(payload),
        COAP_ARG(method), COAP_ARG(content_format), COAP_ARG(token), COAP_ARG_OR_NONE(request_packet),
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t packet = pyclass_make(&coap_packet_class, 0, NULL);
    pycall_store(packet, MP_QSTR_type, MP_OBJ_NEW_SMALL_INT(COAP_TYPE_ACK));
    pycall_store(packet, MP_QSTR_method, args[ARG_method].u_obj);
    pycall_store(packet, MP_QSTR_token, args[ARG_token].u_obj);
    pycall_store(packet, MP_QSTR_payload, args[ARG_payload].u_obj);
    pycall_store(packet, MP_QSTR_messageid, args[ARG_messageid].u_obj);
    pycall_store(packet, MP_QSTR_content_format, args[ARG_content_format].u_obj);
    mp_obj_t send_args[3] = { args[ARG_ip].u_obj, args[ARG_port].u_obj, packet };
    return pycall_method(args[ARG_self].u_obj, MP_QSTR_sendPacket, 3, send_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(coap_sendResponse_obj, 1, coap_sendResponse);
