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
    send->endpoint = coap_endpoint_to(send->self, send->host, send->port);
    send->peer = &send->endpoint->named;
    return mp_const_none;
}

// Asks the engine for the type and number that the message must have on the wire.
static void coap_register(coap_send_t *send) {
    send->ticket.slot = MPNET_COAP_NO_SLOT;
    send->ticket.reply = MPNET_COAP_NO_SLOT;
    send->ticket.kind = send->type;
    send->ticket.id = send->message_id;
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

static coap_draft_t send_draft(const coap_send_t *send) {
    coap_draft_t draft = {
        .out = send->endpoint->scratch,
        .capacity = MPNET_COAP_MESSAGE_LIMIT,
        .compact = pycall_flag(send->self, MP_QSTR_compact),
    };
    return draft;
}

// The message as bytes of its own, MP_OBJ_NULL when it is longer than messages may be.
static mp_obj_t coap_compose(const coap_send_t *send, uint8_t type, uint16_t message_id) {
    coap_draft_t draft = send_draft(send);
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
    if (send->ticket.kind != send->type || send->ticket.id != send->message_id) {
        recycle(bytes);
        bytes = coap_compose(send, send->ticket.kind, send->ticket.id);
    }
    return coap_transmit(send, bytes);
}

// sendPacket(ip, port, coapPacket) -> message id, or what sendto() returned when that is not positive
mp_obj_t coap_sendPacket(mp_obj_t self, mp_obj_t *args) {
    coap_send_t send = { .self = self, .host = args[0], .port = args[1], .packet = args[2] };
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

// Uri-Host goes out with everything but addresses, and with those unless the script has switched it off.
static bool coap_host_is_sent(mp_obj_t self, mp_obj_t host) {
    bool omit = pycall_flag(self, MP_QSTR_omit_literal_host);
    return !(omit && pycall_is_str(host) && coap_host_is_literal(host));
}

// sendEx(ip, port, url, packet) -> message id
mp_obj_t coap_sendEx(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t ip = args[0], port = args[1], url = args[2], packet = args[3];
    pycall_store(self, MP_QSTR_state, MP_OBJ_NEW_SMALL_INT(COAP_STATE_IDLE));
    uint16_t message_id = coap_endpoint_next_message_id(coap_endpoint(self));
    pycall_store(packet, MP_QSTR_messageid, MP_OBJ_NEW_SMALL_INT(message_id));
    if (coap_host_is_sent(self, ip)) {
        pycall_1(packet, MP_QSTR_setUriHost, ip);
    }
    pycall_1(packet, MP_QSTR_setUriPath, url);
    mp_obj_t send_args[3] = { ip, port, packet };
    return pycall_method(self, MP_QSTR_sendPacket, 3, send_args);
}

// Whether sendEx() and sendPacket() are the ones of this module, and packets and options what they were: then nobody
// can see whether a packet object was made on the way.
static bool coap_is_plain(mp_obj_t self) {
    return pyclass_is_untouched(&coap_packet_class) && pyclass_is_untouched(&coap_option_class)
        && pyclass_has_own(self, MP_QSTR_sendEx)
        && pyclass_has_own(self, MP_QSTR_sendPacket);
}

enum { ARG_ip, ARG_port, ARG_url, ARG_type, ARG_method, ARG_token, ARG_payload, ARG_content_format, ARG_query_option,
       ARG_options };

// What sendEx() and sendPacket() do for the packet of send(), without the packet.
static mp_obj_t coap_send_plain(mp_obj_t self, const mp_obj_t *args) {
    coap_send_t send = {
        .self = self,
        .packet = MP_OBJ_NULL,
        .host = args[ARG_ip],
        .port = args[ARG_port],
        .type = mp_obj_get_int_truncated(args[ARG_type]) & COAP_TYPE_MASK,
    };
    send.endpoint = coap_endpoint(send.self);
    pycall_store(send.self, MP_QSTR_state, MP_OBJ_NEW_SMALL_INT(COAP_STATE_IDLE));
    send.message_id = coap_endpoint_next_message_id(send.endpoint);
    mp_int_t format = mp_obj_get_int(args[ARG_content_format]);
    uint8_t code = (uint8_t)mp_obj_get_int_truncated(args[ARG_method]);
    coap_draft_t draft = send_draft(&send);
    coap_wire_write_start(&draft, send.type, code, send.message_id, args[ARG_token]);
    coap_check_path(args[ARG_url]);
    if (coap_host_is_sent(self, send.host)) {
        coap_wire_write_host(&draft, send.host);
    }
    coap_draft_pieces(&draft, COAP_OPTION_URI_PATH, '/', args[ARG_url]);
    coap_wire_write_content_format(&draft, format);
    coap_wire_write_query(&draft, args[ARG_query_option]);
    coap_wire_write_bytes(&draft, args[ARG_payload]);
    mp_obj_t bytes = coap_draft_message(&draft);
    return bytes == MP_OBJ_NULL ? MP_OBJ_NEW_SMALL_INT(0) : coap_dispatch_send(&send, bytes);
}

// send(ip, port, url, type, method, token, payload, content_format, query_option) -> message id
mp_obj_t coap_send(mp_obj_t self, mp_obj_t *args) {
    bool is_answer = mp_obj_get_int_truncated(args[ARG_type]) & COAP_TYPE_ACK; // or a reset
    if (!is_answer && args[ARG_options] == mp_const_none && coap_is_plain(self)) {
        return coap_send_plain(self, args);
    }
    mp_obj_t packet = pyclass_make(&coap_packet_class, 0, NULL);
    static const qstr_short_t names[] = {
        MP_QSTR_type, MP_QSTR_method, MP_QSTR_token, MP_QSTR_payload, MP_QSTR_content_format, MP_QSTR_query,
    };
    pycall_store_all(packet, MP_ARRAY_SIZE(names), names, args + ARG_type);
    if (mp_obj_is_true(args[ARG_options])) {
        pycall_1(pycall_attr(packet, MP_QSTR_options), MP_QSTR_extend, args[ARG_options]);
    }
    mp_obj_t send_args[4] = { args[ARG_ip], args[ARG_port], args[ARG_url], packet };
    return pycall_method(self, MP_QSTR_sendEx, 4, send_args);
}

// A parameter whose default is one empty bytearray, as a def statement makes it.
static mp_obj_t coap_or_empty(mp_obj_t arg) {
    if (arg != MP_OBJ_NULL) {
        return arg;
    }
    mp_obj_t empty = vm_state_get(VM_COAP_EMPTY);
    if (empty == MP_OBJ_NULL) {
        empty = mp_obj_new_bytearray(0, NULL);
        vm_state_set(VM_COAP_EMPTY, empty);
    }
    return empty;
}

static mp_obj_t coap_call_send(mp_obj_t self, const mp_obj_t *target, int type, int method, mp_obj_t token,
    mp_obj_t payload, mp_obj_t content_format, mp_obj_t query_option) {
    mp_obj_t send_args[9] = {
        target[0], target[1], target[2], MP_OBJ_NEW_SMALL_INT(type), MP_OBJ_NEW_SMALL_INT(method),
        token, payload, content_format, query_option,
    };
    return pycall_method(self, MP_QSTR_send, 9, send_args);
}

static mp_obj_t coap_get_as(mp_obj_t self, const mp_obj_t *args, int type) {
    return coap_call_send(self, args, type, COAP_CODE_GET, coap_or_empty(args[3]), mp_const_none,
        MP_OBJ_NEW_SMALL_INT(COAP_FORMAT_NONE), mp_const_none);
}

// get(ip, port, url, token=bytearray()) -> message id
mp_obj_t coap_get(mp_obj_t self, mp_obj_t *args) {
    return coap_get_as(self, args, COAP_TYPE_CON);
}

// getNonConf(ip, port, url, token=bytearray()) -> message id
mp_obj_t coap_getNonConf(mp_obj_t self, mp_obj_t *args) {
    return coap_get_as(self, args, COAP_TYPE_NON);
}

static mp_obj_t coap_put_as(mp_obj_t self, const mp_obj_t *args, int type, int method) {
    enum { PUT_payload = 3, PUT_query_option, PUT_content_format, PUT_token, PUT_queryOption, PUT_contentType };
    mp_obj_t query = args[args[PUT_queryOption] == MP_OBJ_NULL ? PUT_query_option : PUT_queryOption];
    mp_obj_t format = args[args[PUT_contentType] == MP_OBJ_NULL ? PUT_content_format : PUT_contentType];
    return coap_call_send(self, args, type, method, coap_or_empty(args[PUT_token]), coap_or_empty(args[PUT_payload]),
        format == MP_OBJ_NULL ? MP_OBJ_NEW_SMALL_INT(COAP_FORMAT_NONE) : format, query == MP_OBJ_NULL ? mp_const_none : query);
}

// put(ip, port, url, payload=bytearray(), query_option=None, content_format=-1, token=bytearray()) -> message id
mp_obj_t coap_put(mp_obj_t self, mp_obj_t *args) {
    return coap_put_as(self, args, COAP_TYPE_CON, COAP_CODE_PUT);
}

// putNonConf(...): as put()
mp_obj_t coap_putNonConf(mp_obj_t self, mp_obj_t *args) {
    return coap_put_as(self, args, COAP_TYPE_NON, COAP_CODE_PUT);
}

// post(...): as put()
mp_obj_t coap_post(mp_obj_t self, mp_obj_t *args) {
    return coap_put_as(self, args, COAP_TYPE_CON, COAP_CODE_POST);
}

// postNonConf(...): as put()
mp_obj_t coap_postNonConf(mp_obj_t self, mp_obj_t *args) {
    return coap_put_as(self, args, COAP_TYPE_NON, COAP_CODE_POST);
}

// sendResponse(ip, port, messageid, payload, method, content_format, token) -> messageid
mp_obj_t coap_sendResponse(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t packet = pyclass_make(&coap_packet_class, 0, NULL);
    static const qstr_short_t names[] = {
        MP_QSTR_messageid, MP_QSTR_payload, MP_QSTR_method, MP_QSTR_content_format, MP_QSTR_token,
    };
    pycall_store(packet, MP_QSTR_type, MP_OBJ_NEW_SMALL_INT(COAP_TYPE_ACK));
    pycall_store_all(packet, MP_ARRAY_SIZE(names), names, args + 2);
    mp_obj_t send_args[3] = { args[0], args[1], packet };
    return pycall_method(self, MP_QSTR_sendPacket, 3, send_args);
}
