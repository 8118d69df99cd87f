// microATsocket.socket, streams: connect, send and recv as MicroPython's socket module has them.
//
// Here failures are OSError with the number a socket module gives and the modem's words. Received data
// is read ahead, so that readline() costs one read of the modem per buffer and not one per byte.
#include "recycle.h"
#include "socket_methods.h"

#include "py/gc.h"

static bool is_stream(mp_obj_t self) {
    return pycall_int(self, MP_QSTR_type) == AT_SOCK_STREAM;
}

// ---- failures

// Nothing within the time that the socket waits.
static mp_uint_t not_now(uint32_t wait_ms, int *error) {
    *error = compat_errno(wait_ms == 0 ? MP_EAGAIN : MP_ETIMEDOUT);
    return MP_STREAM_ERROR;
}

static void require(const modem_call_t *call, enum mpnet_at_event_kind kind) {
    if (call->event.kind != kind) {
        modem_raise_failure(call);
    }
}

// ---- connect and close

// A stream keeps its peer; a datagram socket may be given another one.
static void require_unconnected(mp_obj_t self, const modem_call_t *call) {
    if (is_stream(self) && socket_known(call).state == MPNET_AT_SOCKET_STATE_OPEN) {
        status_raise_errno(STATUS_EISCONN, MP_ERROR_TEXT("socket is connected"));
    }
}

static bool has_failed(const modem_call_t *call) {
    return call->event.kind != MPNET_AT_EVENT_KIND_OPENED;
}

// Takes over what became of connect(); raises when it failed.
static void end_connect(mp_obj_t self, socket_state_t *state, const modem_call_t *call) {
    state->connecting = NULL;
    require(call, MPNET_AT_EVENT_KIND_OPENED);
    pycall_store(self, MP_QSTR_ip, call->host);
    pycall_store(self, MP_QSTR_port, MP_OBJ_NEW_SMALL_INT(call->port));
    pycall_store(self, MP_QSTR_isconnected, mp_const_true);
    state->has_peer = true;
    state->is_eof = false;
    state->read_length = state->read_offset = 0;
}

// Starts or goes on with connect(); whether it has ended.
static bool advance(modem_call_t *call, bool waits) {
    bool has_ended = true;
    if (waits) {
        modem_run(call);
    } else {
        has_ended = modem_advance(call);
    }
    if (has_ended && has_failed(call) && call->event.status == MPNET_STATUS_REFUSED && call->event.cme < 0) {
        call->event.error = MP_ECONNREFUSED; // a modem that gives no reason
    }
    return has_ended;
}

// Waits for the end of connect() that long; false when it is not there then. Raises when it failed.
static bool is_settled(mp_obj_t self, socket_state_t *state, uint32_t wait_ms) {
    modem_call_t *call = state->connecting;
    if (call == NULL) {
        return true;
    }
    deadline_t deadline = deadline_in(wait_ms);
    while (!advance(call, false)) {
        if (deadline_left(&deadline) == 0) {
            if (wait_ms == 0 || !modem_end_refused(call)) {
                return false;
            }
            call->event.error = MP_ECONNREFUSED;
            break; // there is no time for another try
        }
        modem_wait(state->modem);
    }
    end_connect(self, state, call);
    return true;
}

bool socket_is_connecting(socket_state_t *state) {
    return state->connecting != NULL && !advance(state->connecting, false);
}

int socket_connect_error(socket_state_t *state) {
    modem_call_t *call = state->connecting;
    if (call == NULL || socket_is_connecting(state) || !has_failed(call)) {
        return 0;
    }
    state->connecting = NULL;
    return modem_errno(call);
}

mp_obj_t socket_peer(mp_obj_t self) {
    return pycall_pair(pycall_attr(self, MP_QSTR_ip), pycall_attr(self, MP_QSTR_port));
}

// Forgets a datagram that is not of the peer, where the modem hears anyone.
static void drop_foreign(mp_obj_t self, socket_state_t *state) {
    if (state->is_choosy && !mp_obj_equal(state->sender, socket_peer(self))) {
        state->read_offset = state->read_length = 0;
    }
}

// Whether a datagram socket takes the peer without the modem, so that nothing is lost that waits there: it is open to
// that peer, or hears anyone. In that case what others send is dropped here, by the text of an IPv4 address.
static bool stays_open(mp_obj_t self, socket_state_t *state, const modem_call_t *call, const mp_obj_t *address) {
    state->is_choosy = false;
    if (is_stream(self) || state->is_secure || !pycall_flag(self, MP_QSTR_isconnected)
        || socket_known(call).state != MPNET_AT_SOCKET_STATE_OPEN) {
        return false;
    }
    const char *host = mp_obj_str_get_str(address[0]);
    while ((*host >= '0' && *host <= '9') || *host == '.') {
        host++;
    }
    state->is_choosy = *host == 0 && socket_hears_anyone(self);
    return state->is_choosy
           || (!socket_hears_anyone(self) && mp_obj_equal(pycall_pair(address[0], address[1]), socket_peer(self)));
}

// connect(address): opens the connection to address = (host, port)
mp_obj_t socket_connect(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t *address;
    mp_obj_get_array_fixed_n(args[0], 2, &address);
    socket_state_t *state = socket_open_state(self);
    if (!is_settled(self, state, 0)) {
        status_raise_errno(MP_EALREADY, MP_ERROR_TEXT("connect() is under way"));
    }
    socket_require_id(self);
    modem_call_t *call = m_new(modem_call_t, 1);
    socket_call(call, self, modem_open);
    require_unconnected(self, call);
    uint16_t port = socket_port(address[1]);
    mp_obj_t wanted[2] = { address[0], address[1] };
    if (stays_open(self, state, call, wanted)) {
        pycall_store(self, MP_QSTR_ip, wanted[0]);
        pycall_store(self, MP_QSTR_port, wanted[1]);
        state->has_peer = true;
        drop_foreign(self, state);
        return mp_const_none;
    }
    call->host = address[0];
    call->port = port;
    if (pycall_flag(self, MP_QSTR_hasExplicitLocalPort)) {
        call->local_port = socket_port(pycall_attr(self, MP_QSTR_localport));
    }
    if (call->local_port > 0 && state->protocol == AT_TCP_CUSTOMIZE_PORT && !call->modem->limits.binds_streams) {
        status_raise_errno(MP_EOPNOTSUPP, MP_ERROR_TEXT("this modem chooses the local port of streams"));
    }
    call->payload = socket_secure(call);
    // Datagrams need no peer that answers.
    bool waits = state->timeout_ms == PLATFORM_FOREVER || !(is_stream(self) || state->is_secure);
    if (waits) {
        advance(call, true);
        end_connect(self, state, call);
        return mp_const_none;
    }
    state->connecting = call;
    if (!is_settled(self, state, state->timeout_ms)) {
        status_raise_errno(state->timeout_ms == 0 ? MP_EINPROGRESS : MP_ETIMEDOUT, MP_ERROR_TEXT("no connection yet"));
    }
    return mp_const_none;
}

void socket_stream_close(mp_obj_t self) {
    socket_state_t *state = socket_state_of(self);
    if (state->is_closed) {
        return;
    }
    state->is_closed = true;
    if (state->visitor != mp_const_none) {
        pycall_0(mp_obj_subscr(state->visitor, MP_OBJ_NEW_SMALL_INT(0), MP_OBJ_SENTINEL), MP_QSTR_close);
    }
    modem_call_t *call = state->connecting;
    state->connecting = NULL;
    if (call != NULL && modem_abandon(call, &state->taken)) {
        // A modem that dials takes no other command: it is told when it has ended.
    } else if (pycall_attr(self, MP_QSTR_socketid) != mp_const_none && state->modem != NULL) {
        socket_hang_up(self);
    }
    pycall_store(self, MP_QSTR_isconnected, mp_const_false);
    pycall_0(self, MP_QSTR_reset);
}

// ---- sending

// Sends what one command of the modem takes; the number of bytes.
static mp_uint_t stream_write(mp_obj_t self, const void *data, mp_uint_t length, int *error) {
    socket_state_t *state = socket_open_state(self);
    if (state->is_listening) {
        socket_raise_not_connected();
    }
    if (!is_settled(self, state, state->timeout_ms)) {
        return not_now(state->timeout_ms, error);
    }
    if (length == 0) {
        return 0;
    }
    modem_call_t call;
    socket_exchange(&call, self, modem_send);
    const modem_t *modem = call.modem;
    if (state->is_choosy) {
        call.request = modem_send_to;
        call.host = pycall_attr(self, MP_QSTR_ip);
        call.port = socket_port(pycall_attr(self, MP_QSTR_port));
    }
    length = MIN(length, modem->limits.send);
    // The object of a text transport sees it; for a stream no hash is needed.
    call.payload = modem->is_stream ? mp_obj_new_bytearray(length, data) : mp_obj_new_bytes(data, length);
    modem_run(&call);
    if (call.event.kind == MPNET_AT_EVENT_KIND_NOTHING) {
        return not_now(0, error);
    }
    require(&call, MPNET_AT_EVENT_KIND_SENT);
    if (modem->is_stream) {
        recycle(call.payload); // no method of the script has seen it
    }
    return call.event.value;
}

static mp_uint_t send_some(mp_obj_t self, const byte *data, size_t length) {
    int error;
    mp_uint_t sent = stream_write(self, data, length, &error);
    if (sent == MP_STREAM_ERROR) {
        status_raise_errno(error, MP_ERROR_TEXT("cannot send now"));
    }
    return sent;
}

// send(data) -> int
mp_obj_t socket_send(mp_obj_t self, mp_obj_t *args) {
    mp_buffer_info_t buffer;
    pycall_bytes(args[0], &buffer);
    return MP_OBJ_NEW_SMALL_INT(send_some(self, buffer.buf, buffer.len));
}

// sendall(data)
mp_obj_t socket_sendall(mp_obj_t self, mp_obj_t *args) {
    for (size_t offset = 0;;) {
        mp_buffer_info_t buffer; // looked up again each time: the object may have moved its bytes
        pycall_bytes(args[0], &buffer);
        if (offset >= buffer.len) {
            return mp_const_none;
        }
        offset += send_some(self, (const byte *)buffer.buf + offset, buffer.len - offset);
    }
}

// ---- receiving

typedef enum { READ_DATA, READ_END, READ_LATER, READ_FAILED } read_outcome_t;

static bool has_read_ahead(const socket_state_t *state) {
    return state->read_offset < state->read_length;
}

// One read of the modem into the read-ahead buffer.
static read_outcome_t read_ahead(mp_obj_t self, modem_call_t *call) {
    const modem_t *modem = call->modem;
    socket_state_t *state = socket_state_of(self);
    if (state->read_ahead == mp_const_none) {
        state->read_ahead = mp_obj_new_bytearray_by_ref(modem->limits.receive, m_new(byte, modem->limits.receive));
    }
    call->sink = state->read_ahead;
    call->length = modem->limits.receive;
    modem_run(call);
    if (call->event.kind == MPNET_AT_EVENT_KIND_RECEIVED) {
        state->read_offset = 0;
        state->read_length = MIN(call->event.value, modem->limits.receive);
        if (!is_stream(self)) { // a stream has its peer
            state->sender = socket_sender(self, call);
            drop_foreign(self, state);
        }
        return state->read_length > 0 ? READ_DATA : READ_LATER;
    }
    switch (call->event.status) {
        case MPNET_STATUS_OK:
        case MPNET_STATUS_REFUSED: // nothing there, in the words of some modems
            return READ_LATER;
        case MPNET_STATUS_CLOSED:
            return READ_END;
        default:
            return READ_FAILED;
    }
}

static bool is_worth_reading(const struct mpnet_at_socket *known) {
    return known->arrivals > 0 || known->state == MPNET_AT_SOCKET_STATE_LOST;
}

// Datagrams have no end: the socket is opened again.
static read_outcome_t end_of(mp_obj_t self, const socket_state_t *state) {
    if (is_stream(self) || state->is_secure) {
        return READ_END;
    }
    socket_open_datagrams(self);
    return READ_LATER;
}

// What is left of the read-ahead buffer, or of the time, after waiting for data.
static read_outcome_t fill(mp_obj_t self, socket_state_t *state, uint32_t wait_ms) {
    deadline_t deadline = deadline_in(wait_ms);
    if (!is_settled(self, state, wait_ms)) {
        return READ_LATER;
    }
    if (state->is_listening) {
        socket_raise_not_connected();
    }
    modem_call_t call;
    socket_reading(&call, self);
    if (socket_readable(&call).state == MPNET_AT_SOCKET_STATE_CLOSED) {
        socket_open_datagrams(self);
    }
    // What was not announced is looked for first, now and then, and last.
    deadline_t pause = deadline_in(0);
    for (;;) {
        struct mpnet_at_socket known = socket_readable(&call);
        uint32_t left = deadline_left(&deadline);
        bool is_due = call.asks && (left == 0 || deadline_left(&pause) == 0);
        if (is_worth_reading(&known) || is_due || !call.modem->is_stream) {
            call.wait_ms = call.modem->is_stream ? 0 : left;
            read_outcome_t outcome = read_ahead(self, &call);
            if (outcome == READ_FAILED) {
                modem_raise_failure(&call);
            }
            if (outcome == READ_END) {
                outcome = end_of(self, state);
            }
            if (outcome != READ_LATER) {
                return outcome;
            }
            pause = deadline_in(SOCKET_LISTEN_MS);
        }
        if (left == 0) {
            return READ_LATER;
        }
        modem_wait(call.modem);
    }
}

// Bytes in the buffer, after waiting for some: 0 at the end, MP_STREAM_ERROR when none came.
static mp_uint_t await_bytes(mp_obj_t self, socket_state_t *state, uint32_t wait_ms, int *error) {
    if (!has_read_ahead(state) && !state->is_eof) {
        switch (fill(self, state, wait_ms)) {
            case READ_LATER:
                return not_now(wait_ms, error);
            case READ_END:
                state->is_eof = true;
                break;
            default:
                break;
        }
    }
    return (mp_uint_t)(state->read_length - state->read_offset);
}

// Where the buffer's bytes are, of which `length` are taken. What a reader leaves of a datagram is gone.
static const byte *take(mp_obj_t self, socket_state_t *state, size_t length) {
    mp_buffer_info_t buffer;
    pycall_bytes(state->read_ahead, &buffer);
    const byte *data = (const byte *)buffer.buf + state->read_offset;
    state->read_offset = is_stream(self) ? state->read_offset + length : state->read_length;
    return data;
}

static mp_uint_t stream_read(mp_obj_t self, void *data, mp_uint_t length, int *error) {
    socket_state_t *state = socket_open_state(self);
    mp_uint_t there = await_bytes(self, state, state->timeout_ms, error);
    if (there == 0 || there == MP_STREAM_ERROR) {
        return there;
    }
    length = MIN(length, there);
    memcpy(data, take(self, state, length), length);
    return length;
}

// Waits for bytes as the flags of recv() say; how many there are, raises when none come.
static size_t await_by_flags(mp_obj_t self, socket_state_t *state, mp_obj_t flags) {
    bool waits = flags == MP_OBJ_NULL || (mp_obj_get_int(flags) & AT_MSG_DONTWAIT) == 0;
    int error;
    mp_uint_t there = await_bytes(self, state, waits ? state->timeout_ms : 0, &error);
    if (there == MP_STREAM_ERROR) {
        status_raise_errno(error, error == MP_EAGAIN ? MP_ERROR_TEXT("no data now") : MP_ERROR_TEXT("no data in time"));
    }
    return there;
}

// Takes from the buffer, or looks at it only.
static const byte *take_by_flags(mp_obj_t self, socket_state_t *state, size_t length, mp_obj_t flags) {
    uint16_t offset = state->read_offset;
    const byte *data = take(self, state, length);
    if (flags != MP_OBJ_NULL && (mp_obj_get_int(flags) & AT_MSG_PEEK)) {
        state->read_offset = offset;
    }
    return data;
}

mp_obj_t socket_receive(mp_obj_t self, size_t limit, mp_obj_t flags) {
    socket_state_t *state = socket_open_state(self);
    size_t there = await_by_flags(self, state, flags), length = MIN(there, limit);
    return there == 0 ? mp_const_empty_bytes : mp_obj_new_bytes(take_by_flags(self, state, length, flags), length);
}

// recv(bufsize, flags=0) -> bytes: what is there, b'' once the peer has closed
mp_obj_t socket_recv(mp_obj_t self, mp_obj_t *args) {
    return socket_receive(self, mp_obj_get_int(args[0]), args[1]);
}

// recv_into(buffer, nbytes=0, flags=0) -> int: recv() into a buffer
mp_obj_t socket_recv_into(mp_obj_t self, mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    size_t there = await_by_flags(self, state, args[2]);
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(args[0], &buffer, MP_BUFFER_WRITE);
    mp_int_t limit = args[1] == MP_OBJ_NULL ? 0 : mp_obj_get_int(args[1]);
    size_t length = MIN(there, limit > 0 ? MIN((size_t)limit, buffer.len) : buffer.len);
    if (there > 0) {
        memcpy(buffer.buf, take_by_flags(self, state, length, args[2]), length);
    }
    return MP_OBJ_NEW_SMALL_INT(length);
}

// ---- waiting

// settimeout(seconds): None waits for ever, 0 never; from here on the socket module's rules hold
mp_obj_t socket_settimeout(mp_obj_t self, mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    state->is_contract = state->is_timed = true;
    if (args[0] == mp_const_none) {
        state->timeout_ms = PLATFORM_FOREVER;
        return mp_const_none;
    }
    mp_float_t seconds = mp_obj_get_float(args[0]);
    if (seconds < 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("timeout must not be negative"));
    }
    mp_float_t limit = (mp_float_t)(INT32_MAX / 1000);
    state->timeout_ms = (uint32_t)(MIN(seconds, limit) * 1000);
    return mp_const_none;
}

// Whether a read would end at once. What the modem announced may be gone: who asks is not told to read
// before there is something.
static bool is_readable(mp_obj_t self, socket_state_t *state, modem_call_t *call) {
    struct mpnet_at_socket known = socket_readable(call);
    if (has_read_ahead(state) || state->is_eof || !is_worth_reading(&known)) {
        return has_read_ahead(state) || state->is_eof;
    }
    read_outcome_t outcome = read_ahead(self, call);
    state->is_eof = outcome == READ_END && end_of(self, state) == READ_END;
    return state->is_eof || outcome == READ_DATA || outcome == READ_FAILED;
}

static mp_uint_t poll_events(mp_obj_t self, mp_uint_t wanted) {
    socket_state_t *state = socket_state_of(self);
    if (state->is_closed) {
        return MP_STREAM_POLL_NVAL;
    }
    bool reads = (wanted & MP_STREAM_POLL_RD) != 0;
    if (state->is_listening) {
        return reads && socket_has_visitor(self) ? MP_STREAM_POLL_RD : 0;
    }
    if (socket_is_connecting(state)) {
        return 0;
    }
    if (state->connecting != NULL && has_failed(state->connecting)) {
        return (wanted & (MP_STREAM_POLL_RD | MP_STREAM_POLL_WR)) | MP_STREAM_POLL_ERR | MP_STREAM_POLL_HUP;
    }
    is_settled(self, state, 0);
    modem_call_t call;
    socket_reading(&call, self);
    modem_t *modem = call.modem;
    // A modem that dials takes no data.
    if (modem->pending != NULL) {
        modem_catch_up(modem, self);
    }
    mp_uint_t events = modem->pending == NULL ? wanted & MP_STREAM_POLL_WR : 0;
    if (is_stream(self) && socket_known(&call).state == MPNET_AT_SOCKET_STATE_CLOSED) {
        return events | MP_STREAM_POLL_HUP; // a stream that was never connected
    }
    return reads && is_readable(self, state, &call) ? events | MP_STREAM_POLL_RD : events;
}

static mp_uint_t stream_ioctl(mp_obj_t self, mp_uint_t request, uintptr_t arg, int *error) {
    switch (request) {
        case MP_STREAM_POLL:
            return poll_events(self, arg);
        case MP_STREAM_CLOSE:
            // What wraps a socket may close it from inside the collector, where nothing can be said. The
            // socket is collected too then, and gives its id back itself.
            if (!gc_is_locked()) {
                socket_stream_close(self);
            }
            return 0;
        case MP_STREAM_FLUSH:
            return 0;
        default:
            *error = MP_EINVAL;
            return MP_STREAM_ERROR;
    }
}

// ---- the rest of the socket module

// makefile(mode, buffering) -> the socket itself, which is a stream already
// __enter__()
mp_obj_t socket_itself(mp_obj_t self, mp_obj_t *args) {
    return self;
}

// __exit__(type, value, traceback)
mp_obj_t socket_exit(mp_obj_t self, mp_obj_t *args) {
    pycall_1(self, MP_QSTR_close, mp_const_true);
    return mp_const_none;
}

// The native base of the class lends its stream protocol; it has no state of its own.
static mp_obj_t base_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)n_args;
    (void)n_kw;
    (void)args;
    return MP_OBJ_FROM_PTR(mp_obj_malloc(mp_obj_base_t, type));
}

static const mp_stream_p_t stream_protocol = {
    .read = stream_read,
    .write = stream_write,
    .ioctl = stream_ioctl,
};

MP_DEFINE_CONST_OBJ_TYPE(socket_stream_type, MP_QSTR__stream, MP_TYPE_FLAG_NONE, make_new, base_make_new, protocol,
    &stream_protocol);
