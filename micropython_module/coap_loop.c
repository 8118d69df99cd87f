// microcoapy.Coap, receiving and serving. Methods reach each other by name through the object.
#include "coap_methods.h"
#include "coap_request.h"
#include "coap_server.h"
#include "recycle.h"

// ---- receiving

// More than an Ethernet frame holds.
#define NATIVE_READ_SIZE (1500)

static const mp_rom_obj_tuple_t nothing_received = {
    { &COMPAT_ROM_TUPLE }, 2, { MP_ROM_NONE, MP_ROM_NONE },
};

// What recvfrom() of a socket returns, (None, None) when it raises.
static mp_obj_t coap_read(mp_obj_t socket, qstr method, mp_obj_t size) {
    mp_obj_t received = pycall_try_method(socket, method, 1, &size, NULL);
    return received == MP_OBJ_NULL ? compat_rom_object(MP_OBJ_FROM_PTR(&nothing_received)) : received;
}

// readBytesFromSocket(numOfBytes) -> what recvfrom() returns; (None, None) when it raises
mp_obj_t coap_readBytesFromSocket(mp_obj_t self, mp_obj_t *args) {
    coap_endpoint_t *endpoint = coap_endpoint_now(self);
    return coap_read(endpoint->socket, endpoint->is_connected ? MP_QSTR_read : MP_QSTR_recvfrom, args[0]);
}

// parsePacketToken(buffer, packet) -> True
mp_obj_t coap_parsePacketToken(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t buffer_in = args[0], packet = args[1];
    mp_buffer_info_t buffer;
    pycall_bytes(buffer_in, &buffer);
    struct mpnet_coap_view view;
    if (mpnet_coap_parse(buffer.buf, buffer.len, MPNET_COAP_POLICY_LENIENT_MARKER, &view) != MPNET_STATUS_OK) {
        return mp_const_false;
    }
    coap_datagram_t datagram = { buffer.buf, buffer.len, mp_obj_is_type(buffer_in, &mp_type_bytearray) };
    pycall_store(packet, MP_QSTR_token, coap_wire_part(&datagram, &view, MP_QSTR_token, false));
    return mp_const_true;
}

// What came out of a socket.
typedef struct _coap_receipt_t {
    mp_obj_t received; // as readBytesFromSocket() gave it
    mp_obj_t datagram;
    mp_obj_t address;
    bool is_cut; // all bytes asked for came: there may have been more
} coap_receipt_t;

// Takes (data, address) apart; bare bytes count as data without an address. False for nothing.
static bool coap_unpack(mp_obj_t received, size_t size, coap_receipt_t *receipt) {
    receipt->received = receipt->datagram = received;
    receipt->address = mp_const_none;
    if (pycall_is_array(received)) {
        size_t length;
        mp_obj_t *items;
        mp_obj_get_array(received, &length, &items);
        if (length != 2) {
            return false;
        }
        receipt->datagram = items[0];
        receipt->address = items[1];
    }
    mp_buffer_info_t buffer;
    if (receipt->datagram == mp_const_none || !mp_get_buffer(receipt->datagram, &buffer, MP_BUFFER_READ)) {
        return false;
    }
    receipt->is_cut = buffer.len >= size;
    return buffer.len > 0;
}

// One datagram from the socket in the order that custom sockets are promised.
static bool coap_receive(mp_obj_t self, coap_endpoint_t *endpoint, bool blocking, coap_receipt_t *receipt) {
    size_t size = endpoint->is_native ? NATIVE_READ_SIZE : MPNET_COAP_MESSAGE_LIMIT;
    mp_obj_t size_obj = MP_OBJ_NEW_SMALL_INT(size);
    if (endpoint->is_native) {
        bool is_ready = coap_endpoint_wait(endpoint, 0);
        if (blocking && !is_ready) {
            while (!coap_endpoint_idle(endpoint, PLATFORM_SLICE_MS)) {
            }
            // What ended the wait may also be a request that is over: then there is nothing to read.
            is_ready = coap_endpoint_wait(endpoint, 0);
        }
        if (!is_ready) {
            return false;
        }
        mp_obj_t received = endpoint->is_of_group ? coap_read(endpoint->group, MP_QSTR_recvfrom, size_obj)
            : pycall_1(self, MP_QSTR_readBytesFromSocket, size_obj);
        return coap_unpack(received, size, receipt);
    }
    mp_obj_t socket = endpoint->socket;
    pycall_1(socket, MP_QSTR_setblocking, mp_obj_new_bool(blocking));
    mp_obj_t received = pycall_1(self, MP_QSTR_readBytesFromSocket, size_obj);
    pycall_1(socket, MP_QSTR_setblocking, mp_const_true);
    return coap_unpack(received, size, receipt);
}

// Whether nobody else has seen, or will see, the objects that the socket made.
static bool coap_owns_receipt(mp_obj_t self, const coap_endpoint_t *endpoint) {
    return endpoint->is_native && pyclass_has_own(self, MP_QSTR_readBytesFromSocket)
        && pyclass_has_own(self, MP_QSTR_parsePacketToken);
}

static void coap_note_sender(coap_endpoint_t *endpoint, const coap_receipt_t *receipt, bool is_owned) {
    if (endpoint->is_connected) {
        endpoint->source = endpoint->named;
    } else if (!endpoint->is_native) {
        endpoint->source = coap_peer_received(receipt->address);
    } else {
        endpoint->source = coap_peer_heard(&endpoint->senders, receipt->address);
        if (is_owned && endpoint->source.wire != receipt->address) {
            coap_address_recycle(receipt->address);
        }
    }
}

static void coap_log_datagram(mp_obj_t self, mp_obj_t datagram) {
    if (coap_is_logging(self)) {
        mp_obj_t hex = pycall_1(pycall_import(MP_QSTR_binascii), MP_QSTR_hexlify, datagram);
        coap_log_value(self, "Incoming Packet bytes: ", hex);
    }
}

// The packet object of an accepted datagram, MP_OBJ_NULL when an overriding parsePacketToken refuses it.
static mp_obj_t coap_read_packet(mp_obj_t self, coap_endpoint_t *endpoint, mp_obj_t datagram) {
    bool has_metadata = pycall_flag(self, MP_QSTR_fill_metadata);
    mp_obj_t packet;
    if (pycall_flag(self, MP_QSTR_reuse_packets)) {
        packet = coap_packet_lazy(coap_endpoint_take_packet(endpoint, self), datagram, endpoint->source.address,
            has_metadata);
    } else {
        packet = coap_packet_whole(datagram, has_metadata);
    }
    if (!pyclass_has_own(self, MP_QSTR_parsePacketToken)
        && !mp_obj_is_true(pycall_2(self, MP_QSTR_parsePacketToken, datagram, packet))) {
        return MP_OBJ_NULL;
    }
    return packet;
}

// Whether the script asked to be spared repeats and this packet reads like the last one.
static bool coap_is_repeated(mp_obj_t self, mp_obj_t packet) {
    if (!pycall_flag(self, MP_QSTR_discardRetransmissions)) {
        return false;
    }
    mp_obj_t text = pycall_0(packet, MP_QSTR_toString);
    if (mp_obj_equal(text, pycall_attr(self, MP_QSTR_lastPacketStr))) {
        coap_log_value(self, "Discarded retransmission message: ", text);
        return true;
    }
    pycall_store(self, MP_QSTR_lastPacketStr, text);
    return false;
}

static mp_obj_t coap_address_item(mp_obj_t address, size_t index) {
    size_t length = 0;
    mp_obj_t *items;
    if (address != mp_const_none) {
        mp_obj_get_array(address, &length, &items);
    }
    return index < length ? items[index] : mp_const_none;
}

static bool coap_offer_to_server(mp_obj_t self, mp_obj_t packet, mp_obj_t address) {
    if (!pycall_flag(self, MP_QSTR_isServer)) {
        return false;
    }
    mp_obj_t args[3] = { packet, coap_address_item(address, 0), coap_address_item(address, 1) };
    return mp_obj_is_true(pycall_method(self, MP_QSTR_handleIncomingRequest, 3, args));
}

static void coap_deliver(mp_obj_t self, mp_obj_t packet, mp_obj_t address) {
    pycall_store(self, MP_QSTR_state, MP_OBJ_NEW_SMALL_INT(COAP_STATE_IDLE));
    mp_obj_t callback = pycall_attr(self, MP_QSTR_responseCallback);
    if (callback != mp_const_none) {
        mp_call_function_2(callback, packet, address);
    }
}

// What the script sees of an accepted datagram. True when something consumed it.
static bool coap_dispatch(mp_obj_t self, coap_endpoint_t *endpoint, mp_obj_t datagram, const coap_arrival_t *arrival) {
    mp_obj_t address = endpoint->source.address;
    if (arrival->owner != NULL) {
        coap_request_answer((coap_request_t *)arrival->owner, datagram, arrival);
        return true;
    }
    if (arrival->kind == MPNET_COAP_EVENT_KIND_ACKNOWLEDGED) {
        pycall_store(self, MP_QSTR_state, MP_OBJ_NEW_SMALL_INT(COAP_STATE_WAITING_DATA));
        return false;
    }
    if (arrival->kind == MPNET_COAP_EVENT_KIND_REQUEST
        && coap_server_handle(self, endpoint, datagram, arrival)) {
        return true;
    }
    mp_obj_t packet = coap_read_packet(self, endpoint, datagram);
    if (packet == MP_OBJ_NULL || coap_is_repeated(self, packet)) {
        return false;
    }
    if (arrival->kind != MPNET_COAP_EVENT_KIND_REQUEST || !coap_offer_to_server(self, packet, address)) {
        coap_deliver(self, packet, address);
    }
    coap_endpoint_leave_packet(endpoint, self, packet);
    return true;
}

// Tells requests that are over and observers that wait.
static void coap_settle(mp_obj_t self, coap_endpoint_t *endpoint) {
    coap_request_settle(endpoint);
    coap_server_settle(self, endpoint);
}

// loop(blocking=True) -> True if a datagram was consumed
mp_obj_t coap_loop(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t socket = pycall_attr(self, MP_QSTR_sock);
    if (socket == mp_const_none) {
        return mp_const_false;
    }
    coap_endpoint_t *endpoint = coap_endpoint_with(self, socket);
    coap_endpoint_configure(endpoint, self);
    coap_endpoint_tick(endpoint);
    coap_settle(self, endpoint);
    coap_receipt_t receipt;
    if (!coap_receive(self, endpoint, args[0] == MP_OBJ_NULL || mp_obj_is_true(args[0]), &receipt)) {
        return mp_const_false;
    }
    bool is_owned = coap_owns_receipt(self, endpoint);
    coap_log_datagram(self, receipt.datagram);
    coap_note_sender(endpoint, &receipt, is_owned);
    coap_arrival_t arrival;
    arrival.is_cut = receipt.is_cut;
    coap_endpoint_input(endpoint, receipt.datagram, &arrival);
    bool is_consumed = arrival.is_event
        && coap_dispatch(self, endpoint, receipt.datagram, &arrival);
    if (is_owned) { // whoever needs the datagram for longer has copied it
        recycle(receipt.datagram);
        recycle(receipt.received);
    }
    coap_settle(self, endpoint);
    return mp_obj_new_bool(is_consumed);
}

bool coap_look(mp_obj_t self) {
    return mp_obj_is_true(pycall_1(self, MP_QSTR_loop, mp_const_false));
}

static void coap_poll_wait(mp_obj_t self, uint32_t ms) {
    mp_obj_t socket = pycall_attr(self, MP_QSTR_sock);
    if (socket == mp_const_none) {
        platform_wait(ms);
    } else {
        coap_endpoint_idle(coap_endpoint_with(self, socket), ms);
    }
}

// poll(timeoutMs=-1, pollPeriodMs=500) -> result of the last loop(False)
mp_obj_t coap_poll(mp_obj_t self, mp_obj_t *args) {
    mp_int_t timeout = pymethod_int(args[0], -1);
    mp_int_t period = pymethod_int(args[1], 500);
    deadline_t deadline = deadline_in(timeout > 0 ? timeout : 0);
    bool consumed = coap_look(self);
    for (uint32_t left; !consumed && (left = deadline_left(&deadline)) > 0;) {
        coap_poll_wait(self, MIN(left, (uint32_t)MAX(period, 1)));
        consumed = coap_look(self);
    }
    return mp_obj_new_bool(consumed);
}

// ---- serving

// The Uri-Path values joined by '/', MP_OBJ_NULL when they are not UTF-8.
static mp_obj_t coap_path_of(mp_obj_t packet) {
    vstr_t path;
    vstr_init(&path, 32);
    mp_obj_iter_buf_t iter_buf;
    mp_obj_t iterable = mp_getiter(pycall_attr(packet, MP_QSTR_options), &iter_buf);
    for (mp_obj_t option; (option = mp_iternext(iterable)) != MP_OBJ_STOP_ITERATION;) {
        mp_buffer_info_t piece;
        coap_bytes_of(pycall_attr(option, MP_QSTR_buffer), &piece);
        if (piece.len > 0 && pycall_int(option, MP_QSTR_number) == COAP_OPTION_URI_PATH) {
            if (path.len > 0) {
                vstr_add_char(&path, '/');
            }
            vstr_add_strn(&path, piece.buf, piece.len);
        }
    }
    if (!utf8_check((const byte *)path.buf, path.len)) {
        return MP_OBJ_NULL;
    }
    return compat_new_str_from_vstr(&path);
}

static mp_obj_t coap_find_handler(mp_obj_t self, mp_obj_t path) {
    mp_obj_t callbacks = pycall_attr(self, MP_QSTR_callbacks);
    return path == MP_OBJ_NULL ? mp_const_none : pycall_1(callbacks, MP_QSTR_get, path);
}

static void coap_refuse_unknown(mp_obj_t self, mp_obj_t packet, mp_obj_t path, mp_obj_t ip, mp_obj_t port) {
    if (coap_endpoint(self)->is_of_group) {
        return; // groups are not bothered with errors
    }
    mp_printf(MP_PYTHON_PRINTER, "Callback for url [ %s ] not found\n",
        path == MP_OBJ_NULL ? "?" : mp_obj_str_get_str(path));
    mp_obj_t args[7] = {
        ip, port, pycall_attr(packet, MP_QSTR_messageid), mp_const_none, MP_OBJ_NEW_SMALL_INT(COAP_RESPONSE_NOT_FOUND),
        MP_OBJ_NEW_SMALL_INT(COAP_FORMAT_NONE), pycall_attr(packet, MP_QSTR_token),
    };
    pycall_method(self, MP_QSTR_sendResponse, 7, args);
}

// handleIncomingRequest(requestPacket, sourceIp, sourcePort) -> False: not mine, treat it as a response
mp_obj_t coap_handleIncomingRequest(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t path = coap_path_of(args[0]);
    mp_obj_t handler = coap_find_handler(self, path);
    if (handler != mp_const_none) {
        mp_call_function_n_kw(handler, 3, 0, args);
        return mp_const_true;
    }
    if (pycall_attr(self, MP_QSTR_responseCallback) != mp_const_none) {
        return mp_const_false;
    }
    coap_refuse_unknown(self, args[0], path, args[1], args[2]);
    return mp_const_true;
}

