// microATsocket.socket, servers: listen and accept as MicroPython's socket module has them.
#include "socket_methods.h"

// How long one look for a stream keeps the modem from other sockets, in milliseconds.
#define LOOK_MS (50)

// Has the modem listen at the socket's port.
static void serve(modem_call_t *call, mp_obj_t self) {
    socket_call(call, self, modem_serve);
    call->local_port = socket_port(pycall_attr(self, MP_QSTR_localport));
    modem_run(call);
    if (call->event.status == MPNET_STATUS_REFUSED && (call->event.cme < 0 || call->event.error == MP_ENOTCONN)) {
        call->event.error = MP_EADDRINUSE; // a modem that gives no reason, or "not allowed"
    }
}

static void serve_or_raise(mp_obj_t self) {
    modem_call_t call;
    serve(&call, self);
    if (call.event.kind != MPNET_AT_EVENT_KIND_OPENED) {
        modem_raise_failure(&call);
    }
}

// listen(backlog=1): the modem decides how many streams wait
mp_obj_t socket_listen(mp_obj_t self, mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    if (pycall_int(self, MP_QSTR_type) != AT_SOCK_STREAM) {
        status_raise_errno(MP_EOPNOTSUPP, MP_ERROR_TEXT("datagrams are not listened for"));
    }
    socket_require_id(self);
    modem_call_t call;
    socket_call(&call, self, NULL);
    if (socket_known(&call).state != MPNET_AT_SOCKET_STATE_OPEN) {
        serve_or_raise(self);
        state->is_listening = true;
    } else if (!state->is_listening) {
        status_raise_errno(MP_EINVAL, MP_ERROR_TEXT("socket is connected"));
    }
    return mp_const_none;
}

// Waits until a stream came or the time is over. A byte stream is only listened to meanwhile: the modem is
// for the other threads.
static void await_stream(modem_call_t *call, uint32_t wait_ms) {
    modem_t *modem = call->modem;
    deadline_t deadline = deadline_in(wait_ms);
    for (;;) {
        struct mpnet_at_socket known = socket_known(call);
        uint32_t left = deadline_left(&deadline);
        bool is_open = known.state == MPNET_AT_SOCKET_STATE_OPEN;
        if (left == 0 && modem->pending != NULL) {
            call->event.kind = MPNET_AT_EVENT_KIND_NOTHING;
            return;
        }
        if (!is_open && modem->limits.listens_once) {
            serve_or_raise(call->speaker); // one that came in has gone meanwhile
            is_open = true;
        }
        if (known.arrivals > 0 || !is_open || left == 0 || !modem->is_stream) {
            call->wait_ms = modem->is_stream ? 0 : MIN(left, LOOK_MS);
            modem_run(call);
            if (modem->limits.listens_once && call->event.status == MPNET_STATUS_CLOSED) {
                call->event.kind = MPNET_AT_EVENT_KIND_NOTHING;
            }
            if (call->event.kind != MPNET_AT_EVENT_KIND_NOTHING || left == 0) {
                return;
            }
        }
        modem_wait(modem);
    }
}

// (connection, (host, port)) of a stream that comes in time, or None.
static mp_obj_t next_visitor(mp_obj_t self, uint32_t wait_ms) {
    mp_obj_t connection = socket_beside(self, AT_SOCK_STREAM, pycall_attr(self, MP_QSTR_modem));
    socket_require_id(connection);
    modem_call_t call;
    socket_call(&call, connection, NULL);
    uint8_t id = call.socket;
    socket_exchange(&call, self, modem_accept);
    call.connection = id;
    await_stream(&call, wait_ms);
    if (call.event.kind == MPNET_AT_EVENT_KIND_OPENED) {
        mp_obj_t address = modem_peer(&call);
        if (call.modem->limits.listens_once) {
            serve(&call, self); // or the next accept() tells why not
        }
        pycall_store(connection, MP_QSTR_isconnected, mp_const_true);
        return pycall_pair(connection, address);
    }
    pycall_0(connection, MP_QSTR_reset);
    if (call.event.kind != MPNET_AT_EVENT_KIND_NOTHING) {
        modem_raise_failure(&call);
    }
    return mp_const_none;
}

// What the modem announced may be gone again: a poll takes the stream in, and accept() gives it.
bool socket_has_visitor(mp_obj_t self) {
    socket_state_t *state = socket_state_of(self);
    modem_call_t call;
    socket_call(&call, self, NULL);
    if (state->visitor == mp_const_none && socket_known(&call).arrivals > 0
        && socket_ids_available(call.modem->limits.sockets)) {
        state->visitor = next_visitor(self, 0);
    }
    return state->visitor != mp_const_none;
}

// accept() -> (connection, (host, port)); of sockets made with IPPROTO_TCP_SER, as QuecPython has them,
// (connection, host, port)
mp_obj_t socket_accept(mp_obj_t self, mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    if (!state->is_listening) {
        status_raise_errno(MP_EINVAL, MP_ERROR_TEXT("socket does not listen"));
    }
    mp_obj_t visitor = state->visitor;
    state->visitor = mp_const_none;
    if (visitor == mp_const_none) {
        visitor = next_visitor(self, state->timeout_ms);
    }
    if (visitor == mp_const_none) {
        status_raise_errno(state->timeout_ms == 0 ? MP_EAGAIN : MP_ETIMEDOUT, MP_ERROR_TEXT("no connection in time"));
    }
    if (state->protocol == AT_IPPROTO_TCP_SER) {
        mp_obj_t *parts, *address;
        mp_obj_get_array_fixed_n(visitor, 2, &parts);
        mp_obj_get_array_fixed_n(parts[1], 2, &address);
        mp_obj_t items[3] = { parts[0], address[0], address[1] };
        return mp_obj_new_tuple(3, items);
    }
    return visitor;
}
