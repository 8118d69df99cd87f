// microATsocket.socket, datagrams: open, sendto, recvfrom, close as the original library had them.
#include "recycle.h"
#include "socket_methods.h"

#include "py/unicode.h"

#define BUFSIZE_DEFAULT (1024)

// Scripts see failures as -1, False or (None, None) with the reason in `lastError`; under the socket
// module's rules they are raised.
static void note_failure(mp_obj_t self, const modem_call_t *call) {
    if (call->event.kind != MPNET_AT_EVENT_KIND_FAILED) {
        return;
    }
    if (socket_state_of(self)->is_contract) {
        modem_raise_failure(call);
    }
    pycall_store(self, MP_QSTR_lastError, modem_complaint(call));
}

static bool is_peer(mp_obj_t self, mp_obj_t ip, mp_obj_t port) {
    return mp_obj_equal(pycall_attr(self, MP_QSTR_ip), ip) && mp_obj_equal(pycall_attr(self, MP_QSTR_port), port);
}

// Whether datagrams go to any peer, each with its own. Where that is not the modem's usual way, bound
// sockets under the socket module's rules are opened so.
static bool is_directed(mp_obj_t self, modem_t *modem) {
    return modem->limits.directed
           || (modem->limits.unties && socket_state_of(self)->is_contract && !socket_state_of(self)->is_secure
               && pycall_flag(self, MP_QSTR_hasExplicitLocalPort));
}

// Whether datagrams reach this peer as the socket is set now. Some modems name the peer with each.
static bool is_open_to(mp_obj_t self, const modem_call_t *call, mp_obj_t ip, mp_obj_t port) {
    return pycall_flag(self, MP_QSTR_isconnected)
           && (is_directed(self, call->modem) || is_peer(self, ip, port)) && socket_known(call).is_usable;
}

// Whether something announced for the socket waits in the modem.
static bool is_readable(mp_obj_t self) {
    modem_call_t call;
    socket_call(&call, self, NULL);
    return socket_readable(&call).arrivals > 0;
}

// open(ip, port) -> bool
mp_obj_t socket_open(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t ip = args[0], port = args[1];
    socket_require_id(self);
    modem_call_t call;
    socket_call(&call, self, modem_open);
    if (is_open_to(self, &call, ip, port)) {
        pycall_store(self, MP_QSTR_ip, ip);
        pycall_store(self, MP_QSTR_port, port);
        return mp_const_true;
    }
    modem_require_idle(call.modem);
    pycall_store(self, MP_QSTR_isconnected, mp_const_false);
    if (is_directed(self, call.modem)) {
        call.request = modem_create;
    }
    if (ip != mp_const_none) {
        call.host = ip;
        call.port = socket_port(port);
    }
    call.base_port = MPNET_LOCAL_PORT_DEFAULT;
    if (pycall_flag(self, MP_QSTR_hasExplicitLocalPort)) {
        call.local_port = socket_port(pycall_attr(self, MP_QSTR_localport));
    }
    modem_run(&call);
    note_failure(self, &call);
    bool is_open = call.event.kind == MPNET_AT_EVENT_KIND_OPENED;
    if (is_open) {
        pycall_store(self, MP_QSTR_localport, MP_OBJ_NEW_SMALL_INT(call.event.value));
    }
    pycall_store(self, MP_QSTR_ip, ip);
    pycall_store(self, MP_QSTR_port, port);
    pycall_store(self, MP_QSTR_isconnected, mp_obj_new_bool(is_open));
    return mp_obj_new_bool(is_open);
}

static bool open_by_name(mp_obj_t self, mp_obj_t ip, mp_obj_t port) {
    if (mp_obj_is_true(pycall_2(self, MP_QSTR_open, ip, port))) {
        return true;
    }
    mp_printf(&mp_plat_print, "Failed to open socket, aborting.\n");
    return false;
}

static bool is_plain_datagrams(mp_obj_t self) {
    return pycall_int(self, MP_QSTR_type) == AT_SOCK_DGRAM && !socket_state_of(self)->is_secure;
}

bool socket_hears_anyone(mp_obj_t self) {
    if (!is_plain_datagrams(self) || socket_modem_object(self) == mp_const_none) {
        return false;
    }
    modem_call_t call;
    socket_call(&call, self, NULL);
    return is_directed(self, call.modem);
}

void socket_open_datagrams(mp_obj_t self) {
    mp_obj_t ip = pycall_attr(self, MP_QSTR_ip);
    if (!is_plain_datagrams(self)) {
        socket_raise_not_connected();
    }
    if (ip == mp_const_none && !socket_hears_anyone(self)) {
        if (pycall_flag(self, MP_QSTR_hasExplicitLocalPort)) {
            status_check(MPNET_STATUS_UNSUPPORTED);
        }
        return;
    }
    if (!mp_obj_is_true(pycall_2(self, MP_QSTR_open, ip, pycall_attr(self, MP_QSTR_port)))) {
        socket_raise_not_connected();
    }
}

// Bytes to send: anything with a buffer, or what bytes() takes.
static mp_obj_t payload_of(mp_obj_t data) {
    mp_buffer_info_t buffer;
    if (mp_get_buffer(data, &buffer, MP_BUFFER_READ) || pycall_is_int(data)) {
        return data; // an int is refused by the engine call, bytes(int) would be a length
    }
    return mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_bytes), data);
}

// Whether the text transport takes the payload in one piece: two digits a byte in BYTE format.
static bool is_passable(mp_obj_t self, modem_t *modem, mp_obj_t payload) {
    mp_obj_t limit = pycall_attr(self, MP_QSTR_commandLimit);
    mp_buffer_info_t buffer;
    if (limit == mp_const_none || modem->is_stream || !mp_get_buffer(payload, &buffer, MP_BUFFER_READ)) {
        return true;
    }
    bool is_byte = pycall_int(self, MP_QSTR_contentFormat) == SOCKET_FORMAT_BYTE;
    return (mp_int_t)buffer.len <= mp_obj_get_int(limit) / (is_byte ? 2 : 1);
}

static enum mpnet_status refuse_too_long(modem_t *modem, const modem_call_t *call) {
    (void)modem;
    (void)call;
    return MPNET_STATUS_TOO_LONG;
}

// Under the socket module's rules a closed socket stays closed. As the original had it the next call
// opens it again.
static void require_usable(mp_obj_t self) {
    if (socket_state_of(self)->is_contract) {
        socket_open_state(self);
    }
}

// sendto(bytes, address) -> int: length, or -1 when the modem did not take it. A stream has its peer;
// there this is send().
mp_obj_t socket_sendto(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t data = args[0], address = args[1];
    require_usable(self);
    if (pycall_int(self, MP_QSTR_type) == AT_SOCK_STREAM) {
        return pycall_1(self, MP_QSTR_send, data);
    }
    mp_obj_t ip = mp_obj_subscr(address, MP_OBJ_NEW_SMALL_INT(0), MP_OBJ_SENTINEL);
    mp_obj_t port = mp_obj_subscr(address, MP_OBJ_NEW_SMALL_INT(1), MP_OBJ_SENTINEL);
    if (!open_by_name(self, ip, port)) {
        return MP_OBJ_NEW_SMALL_INT(-1);
    }
    modem_call_t call;
    socket_exchange(&call, self, modem_send);
    if (is_directed(self, call.modem)) {
        call.request = modem_send_to;
    }
    call.host = ip;
    call.port = socket_port(port);
    call.payload = payload_of(data);
    if (!is_passable(self, call.modem, call.payload)) {
        call.request = refuse_too_long;
    }
    modem_run(&call);
    note_failure(self, &call);
    if (call.event.kind == MPNET_AT_EVENT_KIND_NOTHING) {
        status_raise_errno(MP_EAGAIN, MP_ERROR_TEXT("modem is busy with a connection"));
    }
    bool is_sent = call.event.kind == MPNET_AT_EVENT_KIND_SENT
        // The data is out; a lost confirmation does not take it back.
        || call.event.status == MPNET_STATUS_UNCONFIRMED;
    return is_sent ? mp_obj_len(data) : MP_OBJ_NEW_SMALL_INT(-1);
}

// Received data in the type scripts expect: str in ASCII format while it is UTF-8, else bytes.
static mp_obj_t received(mp_obj_t self, mp_obj_t sink, size_t length) {
    mp_buffer_info_t buffer;
    pycall_bytes(sink, &buffer);
    length = MIN(length, buffer.len);
    bool is_ascii = pycall_int(self, MP_QSTR_contentFormat) != SOCKET_FORMAT_BYTE;
    if (is_ascii && utf8_check(buffer.buf, length)) {
        return mp_obj_new_str(buffer.buf, length);
    }
    return mp_obj_new_bytes(buffer.buf, length);
}

// Nothing came within the time: (None, None), or OSError under the socket module's rules.
static mp_obj_t nothing_received(mp_obj_t self) {
    socket_state_t *state = socket_state_of(self);
    if (state->is_contract) {
        status_raise_errno(state->timeout_ms == 0 ? MP_EAGAIN : MP_ETIMEDOUT, MP_ERROR_TEXT("no datagram in time"));
    }
    return pycall_pair(mp_const_none, mp_const_none);
}

// How long recvfrom() waits, in milliseconds.
static uint32_t listen_time(mp_obj_t self) {
    socket_state_t *state = socket_state_of(self);
    if (state->is_contract) {
        return state->timeout_ms;
    }
    // A text transport makes it wait in any case, and hears nothing when it is not asked.
    return state->is_nonblocking && (state->modem == NULL || state->modem->is_stream) ? 0 : SOCKET_LISTEN_MS;
}

// Waits for data on a stream, without keeping other sockets and threads from the modem meanwhile. A
// text transport waits inside its own call.
static void await_arrival(const modem_call_t *call, uint32_t wait_ms) {
    deadline_t deadline = deadline_in(wait_ms);
    while (call->modem->is_stream) {
        struct mpnet_at_socket known = socket_readable(call);
        if (known.arrivals > 0 || known.state == MPNET_AT_SOCKET_STATE_LOST || deadline_left(&deadline) == 0) {
            return;
        }
        modem_wait(call->modem);
    }
}

// A socket that never had a peer has nothing to receive; what comes is for others.
static mp_obj_t listen_only(mp_obj_t self) {
    modem_call_t call;
    socket_call(&call, self, modem_listen);
    call.socket = 0;
    if (socket_state_of(self)->is_contract) {
        socket_open_datagrams(self); // raises where there is nothing to wait for
    }
    await_arrival(&call, listen_time(self));
    if (!call.modem->is_stream) {
        call.wait_ms = listen_time(self);
        modem_run(&call);
    }
    return nothing_received(self);
}

mp_obj_t socket_sender(mp_obj_t self, const modem_call_t *call) {
    return call->peer_length > 0 ? modem_peer(call) : socket_peer(self);
}

// (data, [ip, port]), the address as the original had it.
static mp_obj_t with_address(mp_obj_t data, mp_obj_t sender) {
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(sender, 2, &items);
    // Copied before anything is allocated: a pointer into a tuple does not keep it from the collector.
    mp_obj_t address[2] = { items[0], items[1] };
    return pycall_pair(data, mp_obj_new_list(2, address));
}

// Reads one datagram. A text transport hears for some seconds.
static void receive_in_time(mp_obj_t self, modem_call_t *call) {
    const modem_t *modem = call->modem;
    deadline_t deadline = deadline_in(listen_time(self));
    uint32_t until_read = call->asks ? 0 : PLATFORM_FOREVER;
    do {
        uint32_t left = deadline_left(&deadline);
        await_arrival(call, MIN(left, until_read));
        until_read = MAX(until_read, SOCKET_LISTEN_MS);
        left = deadline_left(&deadline);
        call->wait_ms = modem->is_stream ? 0 : MIN(left, SOCKET_LISTEN_MS);
        modem_run(call);
        // On a stream, that something waits may have been a guess.
    } while (modem->is_stream && call->event.kind == MPNET_AT_EVENT_KIND_NOTHING && deadline_left(&deadline) > 0);
}

// recvfrom() under the socket module's rules -> (data, (ip, port)); raises when nothing comes
static mp_obj_t receive_or_raise(mp_obj_t self, size_t limit, mp_obj_t flags) {
    mp_obj_t data = socket_receive(self, limit, flags);
    socket_state_t *state = socket_state_of(self);
    mp_obj_t sender = state->sender == mp_const_none ? socket_peer(self) : state->sender;
    return pycall_pair(received(self, data, limit), sender);
}

// recvfrom(bufsize=1024, flags=0) -> (data, [ip, port]) or (None, None); the flags of recv() count under the
// socket module's rules
mp_obj_t socket_recvfrom(mp_obj_t self, mp_obj_t *args) {
    require_usable(self);
    mp_int_t bufsize = pymethod_int(args[0], BUFSIZE_DEFAULT);
    bufsize = MAX(bufsize, 0);
    mp_obj_t ip = pycall_attr(self, MP_QSTR_ip), port = pycall_attr(self, MP_QSTR_port);
    bool is_contract = socket_state_of(self)->is_contract;
    if (ip == mp_const_none && !(is_contract && socket_hears_anyone(self))) {
        return listen_only(self);
    }
    if (is_contract) {
        return receive_or_raise(self, bufsize, args[1]);
    }
    if (!is_readable(self) && !open_by_name(self, ip, port)) {
        return nothing_received(self);
    }
    modem_call_t call;
    socket_reading(&call, self);
    call.length = MIN(bufsize, call.modem->limits.receive);
    call.sink = mp_obj_new_bytearray_by_ref(call.length, m_new(byte, call.length));
    receive_in_time(self, &call);
    note_failure(self, &call);
    if (call.event.kind != MPNET_AT_EVENT_KIND_RECEIVED) {
        return nothing_received(self);
    }
    mp_obj_t data = received(self, call.sink, call.event.value);
    recycle(call.sink);
    return with_address(data, socket_sender(self, &call));
}

// close(do_release_socket=False)
mp_obj_t socket_close(mp_obj_t self, mp_obj_t *args) {
    if (socket_state_of(self)->is_contract) {
        socket_stream_close(self);
        return mp_const_none;
    }
    if (pycall_attr(self, MP_QSTR_socketid) == mp_const_none) {
        return mp_const_none;
    }
    socket_hang_up(self);
    platform_sleep(pycall_int(self, MP_QSTR_settleTime));
    pycall_store(self, MP_QSTR_isconnected, mp_const_false);
    if (args[0] != MP_OBJ_NULL && mp_obj_is_true(args[0])) {
        pycall_0(self, MP_QSTR_reset);
    }
    return mp_const_none;
}

// reset(): forgets local port and connection id, and gives the id back
mp_obj_t socket_reset(mp_obj_t self, mp_obj_t *args) {
    socket_state_t *state = socket_state_of(self);
    socket_ids_give_back(state->ids, state->taken);
    state->taken.id = 0;
    state->engine_id = 0;
    pycall_store(self, MP_QSTR_localport, MP_OBJ_NEW_SMALL_INT(MPNET_LOCAL_PORT_DEFAULT));
    pycall_store(self, MP_QSTR_hasExplicitLocalPort, mp_const_false);
    pycall_store(self, MP_QSTR_socketid, mp_const_none);
    return mp_const_none;
}

// setblocking(flag): whether recvfrom waits; send_at_cmd() objects make it wait in any case
mp_obj_t socket_setblocking(mp_obj_t self, mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    state->is_nonblocking = !mp_obj_is_true(args[0]);
    state->timeout_ms = state->is_nonblocking ? 0 : PLATFORM_FOREVER;
    return mp_const_none;
}
