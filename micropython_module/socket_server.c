// microATsocket.socket, servers: listen and accept as MicroPython's socket module has them.
#include "socket_methods.h"

// How long one look for a stream keeps the modem from other sockets, in milliseconds.
#define LOOK_MS (50)

// listen(backlog=1): the modem decides how many streams wait
static mp_obj_t socket_listen(mp_obj_t self, const mp_obj_t *args) {
    (void)args;
    socket_open_state(self);
    socket_require_id(self);
    uint8_t id;
    modem_t *modem = socket_engine(self, &id);
    modem_call_t call = socket_call(self, modem_serve, id);
    call.local_port = socket_int_attr(self, MP_QSTR_localport);
    modem_run(modem, &call);
    if (call.event.kind != MPNET_AT_EVENT_KIND_OPENED) {
        socket_raise_failure(modem, &call);
    }
    return mp_const_none;
}
PYARGS_METHOD(socket_listen, 0, MP_QSTR_backlog);

// A socket for the stream that comes in, on the same modem.
static mp_obj_t connection_of(mp_obj_t self, uint8_t *id) {
    mp_obj_t args[2] = { pycall_attr(self, MP_QSTR_family), MP_OBJ_NEW_SMALL_INT(AT_SOCK_STREAM) };
    mp_obj_t connection = pyclass_make(&at_socket_class, 2, args);
    pycall_1(connection, MP_QSTR_setModemInstance, pycall_attr(self, MP_QSTR_modem));
    pycall_store(connection, MP_QSTR_trace, pycall_attr(self, MP_QSTR_trace));
    socket_require_id(connection);
    socket_engine(connection, id);
    return connection;
}

// Looks for a stream until one came or the time is over.
static void await_stream(mp_obj_t self, modem_t *modem, modem_call_t *call) {
    deadline_t deadline = deadline_in(socket_state_of(self)->timeout_ms);
    do {
        call->wait_ms = MIN(deadline_left(&deadline), LOOK_MS);
        modem_run(modem, call);
    } while (call->event.kind == MPNET_AT_EVENT_KIND_NOTHING && deadline_left(&deadline) > 0);
}

// (host, port) of the peer that the engine learnt last.
static mp_obj_t peer_of(modem_t *modem) {
    byte host[MPNET_DNS_ADDRESS_TEXT + 1];
    size_t length = 0;
    uint16_t port = 0;
    mpnet_at_peer(&modem->at, host, sizeof(host), &length, &port);
    mp_obj_t items[2] = { mp_obj_new_str((const char *)host, length), MP_OBJ_NEW_SMALL_INT(port) };
    return mp_obj_new_tuple(2, items);
}

// accept() -> (connection, (host, port))
static mp_obj_t socket_accept(mp_obj_t self) {
    socket_state_t *state = socket_open_state(self);
    uint8_t id;
    modem_t *modem = socket_engine(self, &id);
    modem_call_t call = socket_call(self, modem_accept, id);
    mp_obj_t connection = connection_of(self, &call.connection);
    await_stream(self, modem, &call);
    if (call.event.kind == MPNET_AT_EVENT_KIND_OPENED) {
        mp_obj_t address = peer_of(modem);
        pycall_store(connection, MP_QSTR_isconnected, mp_const_true);
        mp_obj_t items[2] = { connection, address };
        return mp_obj_new_tuple(2, items);
    }
    pycall_0(connection, MP_QSTR_reset);
    if (call.event.kind != MPNET_AT_EVENT_KIND_NOTHING) {
        socket_raise_failure(modem, &call);
    }
    status_raise_errno(state->timeout_ms == 0 ? MP_EAGAIN : MP_ETIMEDOUT, "no connection in time");
}
MP_DEFINE_CONST_FUN_OBJ_1(socket_accept_obj, socket_accept);
