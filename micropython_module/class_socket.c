// microATsocket.socket: a datagram socket over a modem's AT commands.
//
// What scripts can see are ordinary attributes, read again at every use. Hidden state is the native
// object in attribute _m: it owns the connection id and gives it back when it is collected.
#include "at_objects.h"
#include "dns_lookup.h"
#include "modem.h"
#include "platform.h"
#include "pycall.h"
#include "socket_ids.h"
#include "status.h"

#include "py/unicode.h"

#define FORMAT_ASCII (0)
#define FORMAT_BYTE (1)

#define BUFSIZE_DEFAULT (1024)
// How long Pycom's send_at_cmd() waits for the first byte, in milliseconds.
#define LISTEN_MS (9500)
// Pause between tries of sendAtCommand(), in milliseconds.
#define TRY_PAUSE_MS (5000)

typedef struct _socket_state_t {
    mp_obj_base_t base;
    modem_t *modem;    // engine that knows this socket, or NULL
    mp_obj_t modem_object;
    uint8_t engine_id; // id under which it does
    socket_ids_t *ids; // where the id comes from
    socket_id_t taken; // the id to give back
    mp_obj_t joined;   // datagrams that came along with another one: a list, or None
    bool is_nonblocking;
} socket_state_t;

// ---- hidden state

// __del__(): gives the connection id back. Runs inside the collector: no allocation, no traffic.
static mp_obj_t state_del(mp_obj_t self_in) {
    socket_state_t *state = MP_OBJ_TO_PTR(self_in);
    socket_ids_give_back(state->ids, state->taken);
    state->taken.id = 0;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(state_del_obj, state_del);

static const mp_rom_map_elem_t state_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&state_del_obj) },
};
static MP_DEFINE_CONST_DICT(state_locals, state_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(state_type, MP_QSTR__socket, MP_TYPE_FLAG_NONE, locals_dict, &state_locals);

static socket_state_t *state_new(void) {
    socket_ids_t *ids = socket_ids();
    socket_state_t *state = mp_obj_malloc_with_finaliser(socket_state_t, &state_type);
    state->modem = NULL;
    state->modem_object = mp_const_none;
    state->joined = mp_const_none;
    state->is_nonblocking = false;
    state->engine_id = 0;
    state->ids = ids;
    state->taken.id = 0;
    return state;
}

static socket_state_t *state_of(mp_obj_t self) {
    mp_obj_t state = pycall_attr_or(self, MP_QSTR__m, MP_OBJ_NULL);
    if (state == MP_OBJ_NULL || !mp_obj_is_type(state, &state_type)) {
        // A subclass that did not call super().__init__().
        state = MP_OBJ_FROM_PTR(state_new());
        pycall_store(self, MP_QSTR__m, state);
    }
    return MP_OBJ_TO_PTR(state);
}

// ---- attributes

static mp_int_t int_attr(mp_obj_t self, qstr attr) {
    return mp_obj_get_int(pycall_attr(self, attr));
}

// Takes a connection id for the socket: 1..6, or None when all are taken.
static mp_obj_t take_id(mp_obj_t self) {
    socket_state_t *state = state_of(self);
    socket_ids_give_back(state->ids, state->taken);
    state->taken = socket_ids_take();
    mp_obj_t id = state->taken.id == 0 ? mp_const_none : MP_OBJ_NEW_SMALL_INT(state->taken.id);
    pycall_store(self, MP_QSTR_socketid, id);
    return id;
}

// The engine of the socket's modem, which knows the socket and its format afterwards.
static modem_t *engine_of(mp_obj_t self, uint8_t *id) {
    mp_obj_t modem_object = pycall_attr_or(self, MP_QSTR_modem, mp_const_none);
    if (modem_object == mp_const_none) {
        status_raise_legacy(STATUS_NO_MODEM);
    }
    mp_obj_t socketid = pycall_attr(self, MP_QSTR_socketid);
    *id = socketid == mp_const_none ? 0 : mp_obj_get_int(socketid);
    socket_state_t *state = state_of(self);
    if (state->modem == NULL || state->modem_object != modem_object) {
        state->modem = modem_of(modem_object);
        state->modem_object = modem_object;
        state->engine_id = 0;
    }
    if (*id != 0 && state->engine_id != *id) {
        bool is_inet6 = int_attr(self, MP_QSTR_family) == AT_AF_INET6;
        status_check(mpnet_at_assign(&state->modem->at, *id, is_inet6, false));
        state->engine_id = *id;
    }
    if (*id != 0) {
        // A stream carries any byte; text transports carry payload in hexadecimal unless it is text.
        bool is_raw = state->modem->is_stream || int_attr(self, MP_QSTR_contentFormat) != FORMAT_BYTE;
        mpnet_at_set_raw(&state->modem->at, *id, is_raw);
    }
    return state->modem;
}

static modem_call_t call_of(mp_obj_t self, modem_request_t request, uint8_t id) {
    modem_call_t call = { .request = request, .speaker = self, .socket = id };
    return call;
}

// ---- arguments

#define ARGS_MAX (3)

// Arguments of a method by position or by name. Those behind the first `required` may be left out:
// they come as MP_OBJ_NULL.
static void parse_args(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args, size_t n, size_t required,
    const qstr_short_t *names, mp_obj_t *out) {
    mp_arg_t allowed[ARGS_MAX];
    mp_arg_val_t values[ARGS_MAX];
    for (size_t i = 0; i < n; i++) {
        mp_arg_t arg = { names[i], MP_ARG_OBJ | (i < required ? MP_ARG_REQUIRED : 0), { .u_obj = MP_OBJ_NULL } };
        memcpy(&allowed[i], &arg, sizeof(arg));
    }
    mp_arg_parse_all(n_args, pos_args, kw_args, n, allowed, values);
    for (size_t i = 0; i < n; i++) {
        out[i] = values[i].u_obj;
    }
}

// Defines a method: `body(self, args)` with the arguments named in the list.
#define METHOD(name, required, ...) \
    static const qstr_short_t socket_##name##_names[] = { __VA_ARGS__ }; \
    static mp_obj_t socket_##name##_call(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) { \
        mp_obj_t args[ARGS_MAX]; \
        parse_args(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(socket_##name##_names), required, \
            socket_##name##_names, args); \
        return socket_##name(pos_args[0], args); \
    } \
    static MP_DEFINE_CONST_FUN_OBJ_KW(socket_##name##_obj, 1, socket_##name##_call)

// ---- construction

static const MP_DEFINE_STR_OBJ(recv_regex_obj, "\\+SQNSRING: (\\d+)");
static const MP_DEFINE_STR_OBJ(no_server_obj, "0.0.0.0");
const MP_DEFINE_STR_OBJ(at_dns_server_obj, "8.8.8.8");
const MP_DEFINE_STR_OBJ(at_dns_server_ipv6_obj, "2001:4860:4860::8888");

static mp_obj_t dns_server_of(mp_int_t family) {
    return MP_OBJ_FROM_PTR(family == AT_AF_INET6 ? &at_dns_server_ipv6_obj : &at_dns_server_obj);
}

// socket(family, type)
static mp_obj_t socket_init(mp_obj_t self, const mp_obj_t *args) {
    mp_int_t family = mp_obj_get_int(args[0]);
    if (family != AT_AF_INET && family != AT_AF_INET6) {
        status_raise_legacy(STATUS_ADDRESS_FAMILY);
    }
    if (mp_obj_get_int(args[1]) != AT_SOCK_DGRAM) {
        status_raise_legacy(STATUS_SOCKET_TYPE);
    }
    pycall_store(self, MP_QSTR__m, MP_OBJ_FROM_PTR(state_new()));
    pycall_store(self, MP_QSTR_ip, mp_const_none);
    pycall_store(self, MP_QSTR_port, mp_const_none);
    pycall_store(self, MP_QSTR_localport, MP_OBJ_NEW_SMALL_INT(MPNET_LOCAL_PORT_DEFAULT));
    pycall_store(self, MP_QSTR_hasExplicitLocalPort, mp_const_false);
    pycall_store(self, MP_QSTR_family, MP_OBJ_NEW_SMALL_INT(family));
    pycall_store(self, MP_QSTR_type, MP_OBJ_NEW_SMALL_INT(AT_SOCK_DGRAM));
    pycall_store(self, MP_QSTR_recvRegex, MP_OBJ_FROM_PTR(&recv_regex_obj));
    pycall_store(self, MP_QSTR_contentFormat, MP_OBJ_NEW_SMALL_INT(FORMAT_BYTE));
    pycall_store(self, MP_QSTR_dns_server, dns_server_of(family));
    pycall_store(self, MP_QSTR_isconnected, mp_const_false);
    take_id(self);
    return mp_const_none;
}
METHOD(init, 2, MP_QSTR_family, MP_QSTR_type);

// setModemInstance(modem)
static mp_obj_t socket_setModemInstance(mp_obj_t self, const mp_obj_t *args) {
    pycall_store(self, MP_QSTR_modem, args[0]);
    return mp_const_none;
}
METHOD(setModemInstance, 1, MP_QSTR_modem);

// setMessageFormat(format): 1 = BYTE, anything else = ASCII; told to the modem by the next operation
static mp_obj_t socket_setMessageFormat(mp_obj_t self, const mp_obj_t *args) {
    bool is_byte = mp_obj_equal(args[0], MP_OBJ_NEW_SMALL_INT(FORMAT_BYTE));
    pycall_store(self, MP_QSTR_contentFormat, MP_OBJ_NEW_SMALL_INT(is_byte ? FORMAT_BYTE : FORMAT_ASCII));
    return mp_const_none;
}
METHOD(setMessageFormat, 1, MP_QSTR_format);

// bind(address): remembers address[1] as the local port of the next open
static mp_obj_t socket_bind(mp_obj_t self, const mp_obj_t *args) {
    mp_obj_t port = mp_obj_subscr(args[0], MP_OBJ_NEW_SMALL_INT(1), MP_OBJ_SENTINEL);
    pycall_store(self, MP_QSTR_localport, port);
    pycall_store(self, MP_QSTR_hasExplicitLocalPort, mp_const_true);
    return mp_const_none;
}
METHOD(bind, 1, MP_QSTR_address);

// ---- operations

// Scripts see failures as -1, False or (None, None); the reason stands in `lastError`.
static void note_failure(mp_obj_t self, modem_t *modem, const modem_call_t *call) {
    if (call->event.kind == MPNET_AT_EVENT_KIND_FAILED) {
        pycall_store(self, MP_QSTR_lastError, modem_complaint(modem, call));
    }
}

// What the engine knows of the socket by now.
static struct mpnet_at_socket known_of(mp_obj_t self, modem_t *modem, uint8_t id) {
    struct mpnet_at_socket known = { .state = MPNET_AT_SOCKET_STATE_CLOSED };
    modem_catch_up(modem, self);
    mpnet_at_socket(&modem->at, id, &known);
    return known;
}

// Whether the connection to this peer is open as the socket is set now.
static bool is_open_to(mp_obj_t self, modem_t *modem, uint8_t id, mp_obj_t ip, mp_obj_t port) {
    return mp_obj_is_true(pycall_attr(self, MP_QSTR_isconnected))
           && mp_obj_equal(pycall_attr(self, MP_QSTR_ip), ip) && mp_obj_equal(pycall_attr(self, MP_QSTR_port), port)
           && known_of(self, modem, id).is_usable;
}

// Whether something announced for the socket waits in the modem.
static bool is_readable(mp_obj_t self) {
    uint8_t id;
    modem_t *modem = engine_of(self, &id);
    return known_of(self, modem, id).arrivals > 0;
}

static uint16_t port_of(mp_obj_t port) {
    mp_int_t number = mp_obj_get_int(port);
    if (number < 0 || number > 0xffff) {
        status_check(MPNET_STATUS_INVALID_ARGUMENT);
    }
    return number;
}

// open(ip, port) -> bool
static mp_obj_t socket_open(mp_obj_t self, const mp_obj_t *args) {
    mp_obj_t ip = args[0], port = args[1];
    if (pycall_attr(self, MP_QSTR_socketid) == mp_const_none && take_id(self) == mp_const_none) {
        status_raise_legacy(STATUS_NO_SOCKET_LEFT);
    }
    uint8_t id;
    modem_t *modem = engine_of(self, &id);
    if (is_open_to(self, modem, id, ip, port)) {
        return mp_const_true;
    }
    modem_require_idle(modem);
    pycall_store(self, MP_QSTR_isconnected, mp_const_false);
    state_of(self)->joined = mp_const_none;
    modem_call_t call = call_of(self, modem_open, id);
    call.host = ip;
    call.port = port_of(port);
    call.base_port = MPNET_LOCAL_PORT_DEFAULT;
    if (mp_obj_is_true(pycall_attr(self, MP_QSTR_hasExplicitLocalPort))) {
        call.local_port = port_of(pycall_attr(self, MP_QSTR_localport));
    }
    mpnet_at_set_dial_pause(&modem->at, int_attr(self, MP_QSTR_dialPause));
    modem_run(modem, &call);
    note_failure(self, modem, &call);
    bool is_open = call.event.kind == MPNET_AT_EVENT_KIND_OPENED;
    if (is_open) {
        pycall_store(self, MP_QSTR_localport, MP_OBJ_NEW_SMALL_INT(call.event.value));
    }
    pycall_store(self, MP_QSTR_ip, ip);
    pycall_store(self, MP_QSTR_port, port);
    pycall_store(self, MP_QSTR_isconnected, mp_obj_new_bool(is_open));
    return mp_obj_new_bool(is_open);
}
METHOD(open, 2, MP_QSTR_ip, MP_QSTR_port);

static bool open_by_name(mp_obj_t self, mp_obj_t ip, mp_obj_t port) {
    if (mp_obj_is_true(pycall_2(self, MP_QSTR_open, ip, port))) {
        return true;
    }
    mp_printf(&mp_plat_print, "Failed to open socket, aborting.\n");
    return false;
}

// Bytes to send: anything with a buffer, or what bytes() takes.
static mp_obj_t payload_of(mp_obj_t data) {
    mp_buffer_info_t buffer;
    if (mp_get_buffer(data, &buffer, MP_BUFFER_READ) || mp_obj_is_int(data)) {
        return data; // an int is refused by the engine call, bytes(int) would be a length
    }
    return mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_bytes), data);
}

// sendto(bytes, address) -> int: length, or -1 when the modem did not take it
static mp_obj_t socket_sendto(mp_obj_t self, const mp_obj_t *args) {
    mp_obj_t data = args[0], address = args[1];
    mp_obj_t ip = mp_obj_subscr(address, MP_OBJ_NEW_SMALL_INT(0), MP_OBJ_SENTINEL);
    mp_obj_t port = mp_obj_subscr(address, MP_OBJ_NEW_SMALL_INT(1), MP_OBJ_SENTINEL);
    if (!open_by_name(self, ip, port)) {
        return MP_OBJ_NEW_SMALL_INT(-1);
    }
    uint8_t id;
    modem_t *modem = engine_of(self, &id);
    modem_call_t call = call_of(self, modem_send, id);
    call.payload = payload_of(data);
    modem_run(modem, &call);
    note_failure(self, modem, &call);
    bool is_sent = call.event.kind == MPNET_AT_EVENT_KIND_SENT
        // The data is out; a lost confirmation does not take it back.
        || call.event.status == MPNET_STATUS_UNCONFIRMED;
    return is_sent ? mp_obj_len(data) : MP_OBJ_NEW_SMALL_INT(-1);
}
METHOD(sendto, 2, MP_QSTR_bytes, MP_QSTR_address);

// Received data in the type scripts expect: str in ASCII format while it is UTF-8, else bytes.
static mp_obj_t received(mp_obj_t self, mp_obj_t sink, size_t offset, size_t length) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(sink, &buffer, MP_BUFFER_READ);
    offset = MIN(offset, buffer.len);
    length = MIN(length, buffer.len - offset);
    const byte *data = (const byte *)buffer.buf + offset;
    bool is_ascii = int_attr(self, MP_QSTR_contentFormat) != FORMAT_BYTE;
    if (is_ascii && utf8_check(data, length)) {
        return mp_obj_new_str((const char *)data, length);
    }
    return mp_obj_new_bytes(data, length);
}

static mp_obj_t pair(mp_obj_t first, mp_obj_t second) {
    mp_obj_t items[2] = { first, second };
    return mp_obj_new_tuple(2, items);
}

static mp_obj_t nothing_received(void) {
    return pair(mp_const_none, mp_const_none);
}

// How long recvfrom() waits, in milliseconds.
static uint32_t listen_time(mp_obj_t self) {
    return state_of(self)->is_nonblocking ? 0 : LISTEN_MS;
}

// Waits for data on a stream, without keeping other sockets and threads from the modem meanwhile. A
// text transport waits inside its own call.
static void await_arrival(mp_obj_t self, modem_t *modem, uint8_t id) {
    deadline_t deadline = deadline_in(listen_time(self));
    while (modem->is_stream) {
        struct mpnet_at_socket known = known_of(self, modem, id);
        if (known.arrivals > 0 || known.state == MPNET_AT_SOCKET_STATE_LOST || deadline_left(&deadline) == 0) {
            return;
        }
        platform_wait(1);
    }
}

// A socket that never had a peer has nothing to receive; what comes is for others.
static mp_obj_t listen_only(mp_obj_t self) {
    uint8_t id;
    modem_t *modem = engine_of(self, &id);
    await_arrival(self, modem, 0);
    if (!modem->is_stream) {
        modem_call_t call = call_of(self, modem_listen, 0);
        call.wait_ms = LISTEN_MS;
        modem_run(modem, &call);
    }
    return nothing_received();
}

// (data, [ip, port]) with the peer of the socket.
static mp_obj_t with_address(mp_obj_t self, mp_obj_t data) {
    mp_obj_t address[2] = { pycall_attr(self, MP_QSTR_ip), pycall_attr(self, MP_QSTR_port) };
    return pair(data, mp_obj_new_list(2, address));
}

// Keeps the datagrams that a modem joined to the one it was asked for.
static void keep_joined(mp_obj_t self, modem_t *modem, const modem_call_t *call) {
    size_t offset = call->event.value, length;
    while (mpnet_at_poll_joined(&modem->at, &length) == MPNET_STATUS_OK) {
        socket_state_t *state = state_of(self);
        if (state->joined == mp_const_none) {
            state->joined = mp_obj_new_list(0, NULL);
        }
        mp_obj_list_append(state->joined, received(self, call->sink, offset, length));
        offset += length;
    }
}

// The next datagram kept by keep_joined(), or MP_OBJ_NULL.
static mp_obj_t next_joined(mp_obj_t self) {
    mp_obj_t kept = state_of(self)->joined;
    if (kept == mp_const_none || !mp_obj_is_true(kept)) {
        return MP_OBJ_NULL;
    }
    return pycall_1(kept, MP_QSTR_pop, MP_OBJ_NEW_SMALL_INT(0));
}

// recvfrom(bufsize=1024) -> (data, [ip, port]) or (None, None)
static mp_obj_t socket_recvfrom(mp_obj_t self, const mp_obj_t *args) {
    mp_obj_t ip = pycall_attr(self, MP_QSTR_ip), port = pycall_attr(self, MP_QSTR_port);
    if (ip == mp_const_none) {
        return listen_only(self);
    }
    mp_obj_t kept = next_joined(self);
    if (kept != MP_OBJ_NULL) {
        return with_address(self, kept);
    }
    if (!is_readable(self) && !open_by_name(self, ip, port)) {
        return nothing_received();
    }
    uint8_t id;
    modem_t *modem = engine_of(self, &id);
    modem_call_t call = call_of(self, modem_receive, id);
    mp_int_t bufsize = args[0] == MP_OBJ_NULL ? BUFSIZE_DEFAULT : mp_obj_get_int(args[0]);
    call.length = MIN(MAX(bufsize, 0), MPNET_MAX_DATAGRAM);
    call.wait_ms = modem->is_stream ? 0 : LISTEN_MS;
    call.sink = mp_obj_new_bytearray_by_ref(call.length, m_new(byte, call.length));
    await_arrival(self, modem, id);
    modem_run(modem, &call);
    note_failure(self, modem, &call);
    if (call.event.kind != MPNET_AT_EVENT_KIND_RECEIVED) {
        return nothing_received();
    }
    keep_joined(self, modem, &call);
    return with_address(self, received(self, call.sink, 0, call.event.value));
}
METHOD(recvfrom, 0, MP_QSTR_bufsize);

// close(do_release_socket=False)
static mp_obj_t socket_close(mp_obj_t self, const mp_obj_t *args) {
    if (pycall_attr(self, MP_QSTR_socketid) == mp_const_none) {
        return mp_const_none;
    }
    uint8_t id;
    modem_t *modem = engine_of(self, &id);
    modem_call_t call = call_of(self, modem_close, id);
    modem_run(modem, &call);
    platform_sleep(int_attr(self, MP_QSTR_settleTime));
    pycall_store(self, MP_QSTR_isconnected, mp_const_false);
    if (args[0] != MP_OBJ_NULL && mp_obj_is_true(args[0])) {
        pycall_0(self, MP_QSTR_reset);
    }
    return mp_const_none;
}
METHOD(close, 0, MP_QSTR_do_release_socket);

// reset(): forgets local port and connection id, and gives the id back
static mp_obj_t socket_reset(mp_obj_t self, const mp_obj_t *args) {
    (void)args;
    socket_state_t *state = state_of(self);
    socket_ids_give_back(state->ids, state->taken);
    state->taken.id = 0;
    state->engine_id = 0;
    pycall_store(self, MP_QSTR_localport, MP_OBJ_NEW_SMALL_INT(MPNET_LOCAL_PORT_DEFAULT));
    pycall_store(self, MP_QSTR_hasExplicitLocalPort, mp_const_false);
    pycall_store(self, MP_QSTR_socketid, mp_const_none);
    return mp_const_none;
}
static mp_obj_t socket_reset_call(mp_obj_t self) {
    return socket_reset(self, NULL);
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_reset_obj, socket_reset_call);

// setblocking(flag): whether recvfrom waits; send_at_cmd() objects make it wait in any case
static mp_obj_t socket_setblocking(mp_obj_t self, const mp_obj_t *args) {
    state_of(self)->is_nonblocking = !mp_obj_is_true(args[0]);
    return mp_const_none;
}
METHOD(setblocking, 1, MP_QSTR_flag);

// dnsserver(dnsIndex=None, ip_addr=None) -> (server, '0.0.0.0') unless both are given
static mp_obj_t socket_dnsserver(mp_obj_t self, const mp_obj_t *args) {
    bool is_query = args[0] == MP_OBJ_NULL || args[0] == mp_const_none || args[1] == MP_OBJ_NULL
        || args[1] == mp_const_none;
    if (is_query) {
        return pair(pycall_attr(self, MP_QSTR_dns_server), MP_OBJ_FROM_PTR(&no_server_obj));
    }
    if (mp_obj_get_int(args[0]) != 0) {
        status_raise_legacy(STATUS_PRIMARY_DNS_ONLY);
    }
    pycall_store(self, MP_QSTR_dns_server, args[1]);
    return mp_const_none;
}
METHOD(dnsserver, 0, MP_QSTR_dnsIndex, MP_QSTR_ip_addr);

// ---- names

// A socket of its own for the lookup, on the same modem.
static mp_obj_t lookup_socket(mp_obj_t self) {
    mp_obj_t args[2] = { pycall_attr(self, MP_QSTR_family), MP_OBJ_NEW_SMALL_INT(AT_SOCK_DGRAM) };
    mp_obj_t socket = pyclass_make(&at_socket_class, 2, args);
    pycall_1(socket, MP_QSTR_setModemInstance, pycall_attr_or(self, MP_QSTR_modem, mp_const_none));
    pycall_store(socket, MP_QSTR_trace, pycall_attr(self, MP_QSTR_trace));
    pycall_store(socket, MP_QSTR_dialPause, pycall_attr(self, MP_QSTR_dialPause));
    return socket;
}

typedef struct _lookup_t {
    mp_obj_t self, host, port;
    mp_obj_t socket; // of the lookup, or MP_OBJ_NULL
} lookup_t;

static mp_obj_t open_lookup(mp_obj_t context) {
    lookup_t *lookup = MP_OBJ_TO_PTR(context);
    lookup->socket = lookup_socket(lookup->self);
    return lookup->socket;
}

static mp_obj_t addrinfo_row(mp_obj_t text, bool is_inet6, mp_obj_t context) {
    mp_obj_t address[2] = { text, ((lookup_t *)MP_OBJ_TO_PTR(context))->port };
    mp_obj_t items[5] = {
        MP_OBJ_NEW_SMALL_INT(is_inet6 ? AT_AF_INET6 : AT_AF_INET),
        MP_OBJ_NEW_SMALL_INT(AT_SOCK_STREAM),
        MP_OBJ_NEW_SMALL_INT(0),
        MP_OBJ_NEW_QSTR(MP_QSTR_),
        mp_obj_new_tuple(2, address),
    };
    return mp_obj_new_tuple(5, items);
}

static mp_obj_t lookup_body(void *context) {
    lookup_t *lookup = context;
    dns_request_t request = {
        .name = lookup->host,
        .server = pycall_attr(lookup->self, MP_QSTR_dns_server),
        .is_inet6 = int_attr(lookup->self, MP_QSTR_family) == AT_AF_INET6,
        .open = open_lookup,
        .row = addrinfo_row,
        .context = MP_OBJ_FROM_PTR(context),
    };
    return dns_lookup(&request);
}

// The socket of the lookup goes back whatever happened.
static mp_obj_t lookup_cleanup(void *context) {
    lookup_t *lookup = context;
    if (lookup->socket != MP_OBJ_NULL) {
        pycall_1(lookup->socket, MP_QSTR_close, mp_const_true);
    }
    return mp_const_none;
}

// getaddrinfo(host, port) -> [(family, 1, 0, '', (address, port)), ...], of the socket's family
static mp_obj_t socket_getaddrinfo(mp_obj_t self, const mp_obj_t *args) {
    lookup_t lookup = { self, args[0], args[1], MP_OBJ_NULL };
    return pycall_finally(lookup_body, lookup_cleanup, &lookup);
}
METHOD(getaddrinfo, 2, MP_QSTR_host, MP_QSTR_port);

// ---- text for the modem

static mp_obj_t say(mp_obj_t self, mp_obj_t command, mp_obj_t timeout) {
    uint8_t id;
    modem_t *modem = engine_of(self, &id);
    return modem_say(modem, self, command, timeout);
}

static bool says_ok(mp_obj_t answer) {
    return mp_obj_is_str(answer) && mp_obj_is_true(mp_binary_op(MP_BINARY_OP_IN, MP_OBJ_NEW_QSTR(MP_QSTR_OK), answer));
}

static mp_obj_t say_until_ok(mp_obj_t self, mp_obj_t command, mp_obj_t timeout, mp_obj_t max_tries, uint32_t pause_ms) {
    mp_int_t tries = max_tries == MP_OBJ_NULL ? 1 : mp_obj_get_int(max_tries);
    for (;;) {
        mp_obj_t answer = say(self, command, timeout);
        if (--tries <= 0 || says_ok(answer)) {
            return answer;
        }
        platform_sleep(pause_ms);
    }
}

// sendAtCommand(command, max_tries=1) -> str: the modem's answer
static mp_obj_t socket_sendAtCommand(mp_obj_t self, const mp_obj_t *args) {
    uint32_t pause_ms = int_attr(self, MP_QSTR_dialPause);
    return say_until_ok(self, args[0], MP_OBJ_NULL, args[1], pause_ms);
}
METHOD(sendAtCommand, 1, MP_QSTR_command, MP_QSTR_max_tries);

// sendAtCommandWithTimeout(command, timeout, max_tries=1) -> str
static mp_obj_t socket_sendAtCommandWithTimeout(mp_obj_t self, const mp_obj_t *args) {
    return say_until_ok(self, args[0], args[1], args[2], 0);
}
METHOD(sendAtCommandWithTimeout, 2, MP_QSTR_command, MP_QSTR_timeout, MP_QSTR_max_tries);

// ---- class

static const mp_rom_map_elem_t message_format_rows[] = {
    { MP_ROM_QSTR(MP_QSTR_SOCKET_MESSAGE_ASCII), MP_ROM_INT(FORMAT_ASCII) },
    { MP_ROM_QSTR(MP_QSTR_SOCKET_MESSAGE_BYTE), MP_ROM_INT(FORMAT_BYTE) },
};
PYCLASS_DEFINE(at_message_format_class, MP_QSTR_Enum, VM_CLASS_MESSAGE_FORMAT, NULL, message_format_rows);

static MP_DEFINE_CONST_STATICMETHOD_OBJ(socket_enum_obj, MP_ROM_PTR(&pyclass_enum_obj));

static const mp_rom_map_elem_t socket_rows[] = {
    { MP_ROM_QSTR(MP_QSTR___init__), PYCLASS_METHOD(socket_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_setModemInstance), PYCLASS_METHOD(socket_setModemInstance_obj) },
    { MP_ROM_QSTR(MP_QSTR_setMessageFormat), PYCLASS_METHOD(socket_setMessageFormat_obj) },
    { MP_ROM_QSTR(MP_QSTR_bind), PYCLASS_METHOD(socket_bind_obj) },
    { MP_ROM_QSTR(MP_QSTR_open), PYCLASS_METHOD(socket_open_obj) },
    { MP_ROM_QSTR(MP_QSTR_sendto), PYCLASS_METHOD(socket_sendto_obj) },
    { MP_ROM_QSTR(MP_QSTR_recvfrom), PYCLASS_METHOD(socket_recvfrom_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), PYCLASS_METHOD(socket_close_obj) },
    { MP_ROM_QSTR(MP_QSTR_reset), PYCLASS_METHOD(socket_reset_obj) },
    { MP_ROM_QSTR(MP_QSTR_setblocking), PYCLASS_METHOD(socket_setblocking_obj) },
    { MP_ROM_QSTR(MP_QSTR_getaddrinfo), PYCLASS_METHOD(socket_getaddrinfo_obj) },
    { MP_ROM_QSTR(MP_QSTR_dnsserver), PYCLASS_METHOD(socket_dnsserver_obj) },
    { MP_ROM_QSTR(MP_QSTR_sendAtCommand), PYCLASS_METHOD(socket_sendAtCommand_obj) },
    { MP_ROM_QSTR(MP_QSTR_sendAtCommandWithTimeout), PYCLASS_METHOD(socket_sendAtCommandWithTimeout_obj) },
    { MP_ROM_QSTR(MP_QSTR_enum), MP_ROM_PTR(&socket_enum_obj) },
    { MP_ROM_QSTR(MP_QSTR_SOCKET_MESSAGE_FORMAT), MP_ROM_PTR(&at_message_format_class) },
    // Print the dialogue with the modem.
    { MP_ROM_QSTR(MP_QSTR_trace), MP_ROM_FALSE },
    // Why the last operation failed: the command and the modem's words.
    { MP_ROM_QSTR(MP_QSTR_lastError), MP_ROM_NONE },
    // Milliseconds between two dials of an open, and between tries of sendAtCommand().
    { MP_ROM_QSTR(MP_QSTR_dialPause), MP_ROM_INT(TRY_PAUSE_MS) },
    // Milliseconds to rest after a close, for modems that need it.
    { MP_ROM_QSTR(MP_QSTR_settleTime), MP_ROM_INT(0) },
};

PYCLASS_DEFINE(at_socket_class, MP_QSTR_socket, VM_CLASS_SOCKET, NULL, socket_rows);
