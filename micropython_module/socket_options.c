// microATsocket.socket, options: TLS and DTLS by the modem, release assistance.
#include "socket_methods.h"

// One tag: a number, or the first of a list of them.
static uint32_t tag_of(mp_obj_t value) {
    if (mp_obj_is_int(value)) {
        return mp_obj_get_int(value);
    }
    return mp_obj_get_int(mp_obj_subscr(value, MP_OBJ_NEW_SMALL_INT(0), MP_OBJ_SENTINEL));
}

// Options of a socket that leaves TLS to the modem; they hold from the next connect() on.
static void set_tls_option(socket_state_t *state, mp_int_t option, mp_obj_t value) {
    if (!state->is_secure) {
        status_raise_errno(MP_EOPNOTSUPP, "not a socket with IPPROTO_TLS_1_2 or IPPROTO_DTLS_1_2");
    }
    switch (option) {
        case AT_TLS_SEC_TAG_LIST:
            state->tls_tag = tag_of(value);
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

// setsockopt(level, option, value): options that no modem has are accepted and do nothing
static mp_obj_t socket_setsockopt(mp_obj_t self, const mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    mp_int_t level = mp_obj_get_int(args[0]), option = mp_obj_get_int(args[1]);
    if (level == AT_SOL_TLS) {
        set_tls_option(state, option, args[2]);
    } else if (level == AT_SOL_SOCKET && option == AT_SO_RAI) {
        set_release_assistance(self, args[2]);
    }
    return mp_const_none;
}
PYARGS_METHOD(socket_setsockopt, 3, MP_QSTR_level, MP_QSTR_option, MP_QSTR_value);

mp_obj_t socket_secure(mp_obj_t self, modem_t *modem, uint8_t id, mp_obj_t host) {
    socket_state_t *state = socket_state_of(self);
    if (!state->is_secure) {
        return MP_OBJ_NULL;
    }
    mp_obj_t name = state->tls_name == mp_const_none ? host : state->tls_name;
    mp_buffer_info_t text;
    mp_get_buffer_raise(name, &text, MP_BUFFER_READ);
    status_check(mpnet_at_secure(&modem->at, id, state->tls_tag, state->tls_verify, state->tls_resumes, text.buf,
        text.len));
    return text.len > 0 ? name : MP_OBJ_NULL;
}
