// microATsocket.socket, options: TLS and DTLS by the modem, release assistance.
#include "socket_methods.h"

// A tag, or a list of it and of the one for the credentials of this side.
static void set_tags(socket_state_t *state, mp_obj_t value) {
    size_t n = 1;
    mp_obj_t *items = &value;
    if (!pycall_is_int(value)) {
        mp_obj_get_array(value, &n, &items);
    }
    if (n < 1 || n > 2) {
        status_raise_errno(MP_EINVAL, MP_ERROR_TEXT("one tag, or two"));
    }
    state->tls.tag = mp_obj_get_int(items[0]);
    state->tls.identity = n == 2 ? mp_obj_get_int(items[1]) : -1;
}

// As it was set: a tag, or a list of two.
static mp_obj_t tags_of(const socket_state_t *state) {
    mp_obj_t tags[2] = { mp_obj_new_int_from_uint(state->tls.tag), MP_OBJ_NEW_SMALL_INT(state->tls.identity) };
    return state->tls.identity < 0 ? tags[0] : mp_obj_new_list(2, tags);
}

static uint8_t byte_of(mp_obj_t value) {
    mp_int_t number = mp_obj_get_int(value);
    if (number < 0 || number > 0xff) {
        status_check(MPNET_STATUS_INVALID_ARGUMENT);
    }
    return number;
}

// ---- options that the modem is told, or asked, at once

// Runs a request about an option, in Zephyr's numbers: the number told, MP_OBJ_NULL for none.
static mp_obj_t run(mp_obj_t self, modem_request_t request, uint8_t option, uint8_t value) {
    socket_require_id(self);
    modem_call_t call;
    socket_call(&call, self, request);
    call.option = option;
    call.length = value;
    modem_run(&call);
    // Peers are asked where the modem can do that; others do without.
    bool is_optional = option == AT_TCP_KEEPALIVE && call.event.status == MPNET_STATUS_UNSUPPORTED;
    if (call.event.kind == MPNET_AT_EVENT_KIND_FAILED && !is_optional) {
        modem_raise_failure(&call);
    }
    return call.event.kind == MPNET_AT_EVENT_KIND_TOLD ? MP_OBJ_NEW_SMALL_INT(call.event.value) : MP_OBJ_NULL;
}

static void set_keep_alive(mp_obj_t self, mp_obj_t value) {
    mp_int_t minutes = mp_obj_get_int(value);
    if (minutes < 0 || minutes > 120) {
        status_check(MPNET_STATUS_INVALID_ARGUMENT);
    }
    run(self, modem_set_option, AT_TCP_KEEPALIVE, minutes);
    socket_state_of(self)->keep_alive = minutes;
}

static void set_release_assistance(mp_obj_t self, mp_obj_t value) {
    uint8_t number = byte_of(value);
    run(self, modem_set_option, AT_SO_RAI, number);
    socket_state_of(self)->release_assistance = number;
}

// ---- options of TLS and DTLS by the modem; they hold from the next connect() on

// Where a number stands that connect() tells the modem; NULL for none.
static uint8_t *tls_number(socket_state_t *state, mp_int_t option) {
    switch (option) {
        case AT_TLS_PEER_VERIFY:
            return &state->tls.verify;
        case AT_TLS_SESSION_CACHE:
            return &state->tls.session_cache;
        case AT_TLS_DTLS_CID:
            return &state->tls.connection_id;
        case AT_TLS_DTLS_HANDSHAKE_TIMEO:
            return &state->tls.handshake_timeout;
        case AT_TLS_DTLS_FRAG_EXT:
            return &state->tls.fragment_extension;
        default:
            return NULL;
    }
}

// Tells the engine how the next open is secured.
static enum mpnet_status secure(const modem_call_t *call, const struct mpnet_at_security *tls, const void *name,
    size_t length) {
    modem_hold(call->modem);
    enum mpnet_status status = mpnet_at_secure(&call->modem->at, call->socket, tls, name, length);
    modem_release(call->modem);
    return status;
}

// Raises now where the modem has no such option, not at connect().
static void set_tls_number(mp_obj_t self, socket_state_t *state, uint8_t *number, mp_obj_t value) {
    uint8_t before = *number, after = byte_of(value);
    bool is_of_some = number != &state->tls.verify && number != &state->tls.session_cache;
    if (is_of_some && after != 0) {
        socket_require_id(self);
        modem_call_t call;
        socket_call(&call, self, NULL);
        *number = after;
        enum mpnet_status status = secure(&call, &state->tls, NULL, 0);
        *number = before;
        status_check(status);
    }
    *number = after;
}

static void set_tls_option(mp_obj_t self, socket_state_t *state, mp_int_t option, mp_obj_t value) {
    if (!state->is_secure) {
        status_raise_errno(MP_EOPNOTSUPP, MP_ERROR_TEXT("not a socket with IPPROTO_TLS_1_2 or IPPROTO_DTLS_1_2"));
    }
    uint8_t *number = tls_number(state, option);
    if (number != NULL) {
        set_tls_number(self, state, number, value);
    } else if (option == AT_TLS_SEC_TAG_LIST) {
        set_tags(state, value);
    } else if (option == AT_TLS_HOSTNAME) {
        state->tls_name = value == mp_const_none ? MP_OBJ_NEW_QSTR(MP_QSTR_) : value;
    } else {
        run(self, modem_set_option, option, 1);
    }
}

static mp_obj_t tls_option(mp_obj_t self, socket_state_t *state, mp_int_t option) {
    uint8_t *number = tls_number(state, option);
    if (!state->is_secure) {
        return MP_OBJ_NULL;
    } else if (number != NULL) {
        return MP_OBJ_NEW_SMALL_INT(*number);
    } else if (option == AT_TLS_SEC_TAG_LIST) {
        return tags_of(state);
    } else if (option == AT_TLS_HOSTNAME) {
        return state->tls_name;
    }
    return run(self, modem_get_option, option, 0);
}

// ---- all options

// The bit of an option that does nothing but is known; 0 for others.
static uint16_t flag_of(mp_int_t level, mp_int_t option) {
    bool is_known = level == AT_SOL_SOCKET
        ? option == AT_SO_REUSEADDR || option == AT_SO_BROADCAST || option == AT_SO_KEEPALIVE
        : level == AT_IPPROTO_TCP && option == AT_TCP_NODELAY;
    return is_known ? 1 << option : 0;
}

// setsockopt(level, option, value): options that no modem has are accepted and do nothing
mp_obj_t socket_setsockopt(mp_obj_t self, mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    mp_int_t level = mp_obj_get_int(args[0]), option = mp_obj_get_int(args[1]);
    uint16_t flag = flag_of(level, option);
    if (level == AT_SOL_TLS) {
        set_tls_option(self, state, option, args[2]);
    } else if (level == AT_SOL_SOCKET && option == AT_SO_RAI) {
        set_release_assistance(self, args[2]);
    } else if (level == AT_SOL_SOCKET && option == AT_TCP_KEEPALIVE) {
        set_keep_alive(self, args[2]);
    } else if (flag != 0) {
        state->flags = mp_obj_is_true(args[2]) ? state->flags | flag : state->flags & ~flag;
    }
    return mp_const_none;
}

// getsockopt(level, option): what is known here; of TLS also what the modem alone knows
mp_obj_t socket_getsockopt(mp_obj_t self, mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    mp_int_t level = mp_obj_get_int(args[0]), option = mp_obj_get_int(args[1]);
    uint16_t flag = flag_of(level, option);
    mp_obj_t value = MP_OBJ_NULL;
    if (level == AT_SOL_TLS) {
        value = tls_option(self, state, option);
    } else if (flag != 0) {
        value = MP_OBJ_NEW_SMALL_INT((state->flags & flag) != 0);
    } else if (level == AT_SOL_SOCKET && option == AT_SO_TYPE) {
        value = pycall_attr(self, MP_QSTR_type);
    } else if (level == AT_SOL_SOCKET && option == AT_SO_ERROR) {
        value = MP_OBJ_NEW_SMALL_INT(compat_errno(socket_connect_error(state))); // others are raised where they happen
    } else if (level == AT_SOL_SOCKET && option == AT_TCP_KEEPALIVE) {
        value = MP_OBJ_NEW_SMALL_INT(state->keep_alive);
    } else if (level == AT_SOL_SOCKET && option == AT_SO_RAI) {
        value = MP_OBJ_NEW_SMALL_INT(state->release_assistance);
    }
    if (value == MP_OBJ_NULL) {
        status_raise_errno(MP_EOPNOTSUPP, MP_ERROR_TEXT("no such option"));
    }
    return value;
}

// getsocketsta() -> int: QuecPython's number for the state of the connection, as the modem told it last
mp_obj_t socket_getsocketsta(mp_obj_t self, mp_obj_t *args) {
    enum { RELEASED = -1, CLOSED = 0, LISTENING = 1, CONNECTING = 2, ESTABLISHED = 4, CLOSE_WAIT = 7 };
    socket_state_t *state = socket_state_of(self);
    mp_int_t answer = state->is_closed ? RELEASED : CLOSED;
    if (!state->is_closed && state->engine_id != 0) {
        modem_call_t call = { .modem = state->modem, .speaker = self, .socket = state->engine_id };
        switch (socket_known(&call).state) {
            case MPNET_AT_SOCKET_STATE_OPEN:
                answer = state->is_listening ? LISTENING : ESTABLISHED;
                break;
            case MPNET_AT_SOCKET_STATE_LOST:
                answer = state->is_listening ? CLOSED : CLOSE_WAIT;
                break;
            default:
                answer = socket_is_connecting(state) ? CONNECTING : CLOSED;
                break;
        }
    }
    return MP_OBJ_NEW_SMALL_INT(answer);
}

mp_obj_t socket_secure(const modem_call_t *call) {
    socket_state_t *state = socket_state_of(call->speaker);
    if (!state->is_secure) {
        return MP_OBJ_NULL;
    }
    mp_obj_t name = state->tls_name == mp_const_none ? call->host : state->tls_name;
    mp_buffer_info_t text;
    pycall_bytes(name, &text);
    status_check(secure(call, &state->tls, text.buf, text.len));
    return text.len > 0 ? name : MP_OBJ_NULL;
}
