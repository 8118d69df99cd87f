#include "socket_methods.h"
#include "vm_state.h"

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
    memset((byte *)state + sizeof(mp_obj_base_t), 0, sizeof(*state) - sizeof(mp_obj_base_t));
    state->modem_object = state->visitor = state->tls_name = state->read_ahead = state->sender = mp_const_none;
    state->timeout_ms = PLATFORM_FOREVER;
    state->tls.identity = -1;
    state->tls.verify = AT_TLS_PEER_VERIFY_REQUIRED;
    state->ids = ids;
    return state;
}

socket_state_t *socket_state_renew(mp_obj_t self) {
    socket_state_t *state = state_new();
    pycall_store(self, MP_QSTR__m, MP_OBJ_FROM_PTR(state));
    return state;
}

socket_state_t *socket_state_of(mp_obj_t self) {
    socket_state_t *state = pycall_native(self, &state_type);
    return state == NULL ? socket_state_renew(self) : state; // of a subclass that did not call super().__init__()
}

mp_obj_t socket_beside(mp_obj_t self, int type, mp_obj_t modem) {
    mp_obj_t args[2] = { pycall_attr(self, MP_QSTR_family), MP_OBJ_NEW_SMALL_INT(type) };
    mp_obj_t socket = pyclass_make(&at_socket_class, 2, args);
    pycall_1(socket, MP_QSTR_setModemInstance, modem);
    pycall_store(socket, MP_QSTR_trace, pycall_attr(self, MP_QSTR_trace));
    return socket;
}

uint16_t socket_port(mp_obj_t port) {
    mp_int_t number = mp_obj_get_int(port);
    if (number < 0 || number > 0xffff) {
        status_check(MPNET_STATUS_INVALID_ARGUMENT);
    }
    return number;
}

mp_obj_t socket_take_id(mp_obj_t self, uint8_t limit) {
    socket_state_t *state = socket_state_of(self);
    socket_ids_give_back(state->ids, state->taken);
    state->taken = socket_ids_take(limit);
    mp_obj_t id = state->taken.id == 0 ? mp_const_none : MP_OBJ_NEW_SMALL_INT(state->taken.id);
    pycall_store(self, MP_QSTR_socketid, id);
    return id;
}

socket_state_t *socket_open_state(mp_obj_t self) {
    socket_state_t *state = socket_state_of(self);
    if (state->is_closed) {
        status_raise_errno(MP_EBADF, MP_ERROR_TEXT("socket is closed"));
    }
    return state;
}

mp_obj_t socket_modem_object(mp_obj_t self) {
    mp_obj_t object = pycall_attr_or(self, MP_QSTR_modem, mp_const_none);
    mp_obj_t last = vm_state_get(VM_MODEM_DEFAULT);
    if (object == mp_const_none && last != MP_OBJ_NULL) {
        object = last;
        pycall_store(self, MP_QSTR_modem, object);
        socket_state_of(self)->is_contract = true;
    }
    return object;
}

modem_t *socket_modem(mp_obj_t self, socket_state_t *state) {
    mp_obj_t modem_object = socket_modem_object(self);
    if (modem_object == mp_const_none) {
        status_raise_legacy(MP_ERROR_TEXT("No modem instance assigned"));
    }
    if (state->modem == NULL || state->modem_object != modem_object) {
        state->modem = modem_of(modem_object);
        state->modem_object = modem_object;
        state->connecting = NULL;
        state->engine_id = 0;
    }
    modem_detect(state->modem, self);
    return state->modem;
}

// The id of a socket, 0 while it has none that its modem has.
static uint8_t id_within(mp_obj_t self, uint8_t limit) {
    mp_obj_t socketid = pycall_attr(self, MP_QSTR_socketid);
    mp_int_t id = socketid == mp_const_none ? 0 : mp_obj_get_int(socketid);
    return id <= limit ? id : 0;
}

void socket_require_id(mp_obj_t self) {
    uint8_t limit = SOCKET_IDS;
    if (socket_modem_object(self) != mp_const_none) {
        limit = socket_modem(self, socket_state_of(self))->limits.sockets;
    }
    if (id_within(self, limit) == 0 && socket_take_id(self, limit) == mp_const_none) {
        if (socket_state_of(self)->is_contract) {
            status_raise_errno(MP_ENFILE, MP_ERROR_TEXT("max number of sockets reached"));
        }
        status_raise_legacy(MP_ERROR_TEXT("max number of sockets reached"));
    }
}

// Makes the socket known to the engine under its id, and how its payload stands on the line.
static void introduce(mp_obj_t self, socket_state_t *state, uint8_t id, bool is_raw) {
    bool is_inet6 = pycall_int(self, MP_QSTR_family) == AT_AF_INET6;
    bool is_stream = pycall_int(self, MP_QSTR_type) == AT_SOCK_STREAM;
    modem_t *modem = state->modem;
    enum mpnet_status status = MPNET_STATUS_OK;
    modem_hold(modem);
    if (state->engine_id != id) {
        status = mpnet_at_assign(&modem->at, id, is_inet6, is_stream);
    }
    mpnet_at_set_raw(&modem->at, id, is_raw);
    modem_release(modem);
    status_check(status);
    state->engine_id = id;
    state->engine_is_raw = is_raw;
}

void socket_hang_up(mp_obj_t self) {
    socket_state_t *state = socket_state_of(self);
    state->connecting = NULL;
    if (state->modem == NULL || state->modem->dialect != MPNET_AT_DIALECT_UNKNOWN) {
        modem_call_t call;
        socket_call(&call, self, modem_close);
        modem_run(&call);
    }
}

void socket_raise_not_connected(void) {
    status_raise_errno(MP_ENOTCONN, MP_ERROR_TEXT("socket is not connected"));
}

void socket_call(modem_call_t *call, mp_obj_t self, modem_request_t request) {
    socket_state_t *state = socket_state_of(self);
    modem_t *modem = socket_modem(self, state);
    memset(call, 0, sizeof(*call));
    call->modem = modem;
    call->request = request;
    call->speaker = self;
    call->socket = id_within(self, modem->limits.sockets);
    if (call->socket != 0) {
        // A stream carries any byte; text transports carry payload in hexadecimal unless it is text.
        bool is_raw = modem->is_stream || pycall_int(self, MP_QSTR_contentFormat) != SOCKET_FORMAT_BYTE;
        if (state->engine_id != call->socket || state->engine_is_raw != is_raw) {
            introduce(self, state, call->socket, is_raw);
        }
    }
}

void socket_exchange(modem_call_t *call, mp_obj_t self, modem_request_t request) {
    socket_call(call, self, request);
    socket_state_t *state = socket_state_of(self);
    call->is_hasty = state->is_contract && state->timeout_ms == 0;
}

void socket_reading(modem_call_t *call, mp_obj_t self) {
    socket_exchange(call, self, modem_receive);
    call->asks = pycall_flag(self, MP_QSTR_asksUnread);
    call->joins = pycall_flag(self, MP_QSTR_joinsDatagrams);
}

static struct mpnet_at_socket told(const modem_call_t *call) {
    struct mpnet_at_socket known = { .state = MPNET_AT_SOCKET_STATE_CLOSED };
    mpnet_at_socket(&call->modem->at, call->socket, &known);
    return known;
}

struct mpnet_at_socket socket_readable(const modem_call_t *call) {
    struct mpnet_at_socket known = told(call);
    return known.arrivals > 0 ? known : socket_known(call);
}

struct mpnet_at_socket socket_known(const modem_call_t *call) {
    modem_catch_up(call->modem, call->speaker);
    return told(call);
}
