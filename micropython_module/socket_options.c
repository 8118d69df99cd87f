// microATsocket.socket, options: TLS and DTLS by the modem, release assistance.
#include "socket_methods.h"

// A tag, or a list of it and of the one for the credentials of this side.
static void set_tags(socket_state_t *state, mp_obj_t value) {
    size_t n = 1;
    mp_obj_t *items = &value;
    if (!mp_obj_is_int(value)) {
        mp_obj_get_array(value, &n, &items);
    }
    if (n < 1 || n > 2) {
        status_raise_errno(MP_EINVAL, "one tag, or two");
    }
    state->tls_tag = mp_obj_get_int(items[0]);
    state->tls_identity = n == 2 ? mp_obj_get_int(items[1]) : -1;
}

// Options of a socket that leaves TLS to the modem; they hold from the next connect() on.
static void set_tls_option(socket_state_t *state, mp_int_t option, mp_obj_t value) {
    if (!state->is_secure) {
        status_raise_errno(MP_EOPNOTSUPP, "not a socket with IPPROTO_TLS_1_2 or IPPROTO_DTLS_1_2");
    }
    switch (option) {
        case AT_TLS_SEC_TAG_LIST:
            set_tags(state, value);
            break;
        case AT_TLS_HOSTNAME:
            state->tls_name = value == mp_const_none ? MP_OBJ_NEW_QSTR(MP_QSTR_) : value;
            break;
        case AT_TLS_PEER_VERIFY:
            state->tls_verify = mp_obj_get_int(value);
            break;
        case AT_TLS_SESSION_CACHE:
            state->tls_resumes = mp_obj_is_true(value);
            break;
        default:
            status_raise_errno(MP_EOPNOTSUPP, "no such TLS option");
    }
}

static void set_release_assistance(mp_obj_t self, mp_obj_t value) {
    uint8_t id;
    modem_t *modem = socket_engine(self, &id);
    modem_call_t call = socket_call(self, modem_set_release_assistance, id);
    call.length = mp_obj_get_int(value);
    modem_run(modem, &call);
    if (call.event.kind != MPNET_AT_EVENT_KIND_ANSWERED) {
        socket_raise_failure(modem, &call);
    }
}

// Minutes without traffic after which the peer is asked whether it is still there; modems that cannot do
// without.
static void set_keep_alive(mp_obj_t self, mp_obj_t value) {
    mp_int_t minutes = mp_obj_get_int(value);
    if (minutes < 0 || minutes > 120) {
        status_check(MPNET_STATUS_INVALID_ARGUMENT);
    }
    socket_require_id(self);
    uint8_t id;
    modem_t *modem = socket_engine(self, &id);
    modem_call_t call = socket_call(self, modem_set_keep_alive, id);
    call.length = minutes;
    modem_run(modem, &call);
    if (call.event.kind != MPNET_AT_EVENT_KIND_ANSWERED && call.event.status != MPNET_STATUS_UNSUPPORTED) {
        socket_raise_failure(modem, &call);
    }
    socket_state_of(self)->keep_alive = minutes;
}

// setsockopt(level, option, value): options that no modem has are accepted and do nothing
static mp_obj_t socket_setsockopt(mp_obj_t self, const mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    mp_int_t level = mp_obj_get_int(args[0]), option = mp_obj_get_int(args[1]);
    if (level == AT_SOL_TLS) {
        set_tls_option(state, option, args[2]);
    } else if (level == AT_SOL_SOCKET && option == AT_SO_RAI) {
        set_release_assistance(self, args[2]);
    } else if (level == AT_SOL_SOCKET && option == AT_TCP_KEEPALIVE) {
        set_keep_alive(self, args[2]);
    }
    return mp_const_none;
}
PYARGS_METHOD(socket_setsockopt, 3, MP_QSTR_level, MP_QSTR_option, MP_QSTR_value);

static mp_obj_t tls_option(const socket_state_t *state, mp_int_t option) {
    switch (state->is_secure ? option : 0) {
        case AT_TLS_SEC_TAG_LIST:
            return mp_obj_new_int_from_uint(state->tls_tag);
        case AT_TLS_HOSTNAME:
            return state->tls_name;
        case AT_TLS_PEER_VERIFY:
            return MP_OBJ_NEW_SMALL_INT(state->tls_verify);
        case AT_TLS_SESSION_CACHE:
            return MP_OBJ_NEW_SMALL_INT(state->tls_resumes);
        default:
            return MP_OBJ_NULL;
    }
}

// getsockopt(level, option): what is known here; no modem is asked
static mp_obj_t socket_getsockopt(mp_obj_t self, const mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    mp_int_t level = mp_obj_get_int(args[0]), option = mp_obj_get_int(args[1]);
    mp_obj_t value = MP_OBJ_NULL;
    if (level == AT_SOL_TLS) {
        value = tls_option(state, option);
    } else if (level == AT_SOL_SOCKET && option == AT_SO_TYPE) {
        value = pycall_attr(self, MP_QSTR_type);
    } else if (level == AT_SOL_SOCKET && option == AT_SO_ERROR) {
        value = MP_OBJ_NEW_SMALL_INT(0); // errors are raised where they happen
    } else if (level == AT_SOL_SOCKET && option == AT_TCP_KEEPALIVE) {
        value = MP_OBJ_NEW_SMALL_INT(state->keep_alive);
    }
    if (value == MP_OBJ_NULL) {
        status_raise_errno(MP_EOPNOTSUPP, "no such option");
    }
    return value;
}
PYARGS_METHOD(socket_getsockopt, 2, MP_QSTR_level, MP_QSTR_option);

// getsocketsta() -> int: QuecPython's number for the state of the connection, as the modem told it last
static mp_obj_t socket_getsocketsta(mp_obj_t self) {
    enum { RELEASED = -1, CLOSED = 0, LISTENING = 1, ESTABLISHED = 4, CLOSE_WAIT = 7 };
    socket_state_t *state = socket_state_of(self);
    mp_int_t answer = state->is_closed ? RELEASED : CLOSED;
    if (!state->is_closed && state->engine_id != 0) {
        switch (socket_known(self, state->modem, state->engine_id).state) {
            case MPNET_AT_SOCKET_STATE_OPEN:
                answer = state->is_listening ? LISTENING : ESTABLISHED;
                break;
            case MPNET_AT_SOCKET_STATE_LOST:
                answer = state->is_listening ? CLOSED : CLOSE_WAIT;
                break;
            default:
                break;
        }
    }
    return MP_OBJ_NEW_SMALL_INT(answer);
}
MP_DEFINE_CONST_FUN_OBJ_1(socket_getsocketsta_obj, socket_getsocketsta);

mp_obj_t socket_secure(mp_obj_t self, modem_t *modem, uint8_t id, mp_obj_t host) {
    socket_state_t *state = socket_state_of(self);
    if (!state->is_secure) {
        return MP_OBJ_NULL;
    }
    mp_obj_t name = state->tls_name == mp_const_none ? host : state->tls_name;
    mp_buffer_info_t text;
    mp_get_buffer_raise(name, &text, MP_BUFFER_READ);
    status_check(mpnet_at_secure(&modem->at, id, state->tls_tag, state->tls_identity, state->tls_verify, state->tls_resumes, text.buf,
        text.len));
    return text.len > 0 ? name : MP_OBJ_NULL;
}
