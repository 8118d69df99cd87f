// microATsocket.socket: a datagram socket over a modem's AT commands.
//
// What scripts can see are ordinary attributes, read again at every use.
#include "socket_methods.h"

static const MP_DEFINE_STR_OBJ(recv_regex_obj, "\\+SQNSRING: (\\d+)");
const MP_DEFINE_STR_OBJ(at_dns_server_obj, "8.8.8.8");
const MP_DEFINE_STR_OBJ(at_dns_server_ipv6_obj, "2001:4860:4860::8888");

static mp_obj_t dns_server_of(mp_int_t family) {
    const mp_obj_str_t *server = family == AT_AF_INET6 ? &at_dns_server_ipv6_obj : &at_dns_server_obj;
    return MP_OBJ_FROM_PTR(server);
}

// The value of a number; anything else counts as `otherwise`.
static mp_int_t number_or(mp_obj_t object, mp_int_t otherwise) {
    return mp_obj_is_int(object) ? mp_obj_get_int(object) : otherwise;
}

// socket(family=AF_INET, type=SOCK_STREAM, proto=0): IPPROTO_TLS_1_2 and IPPROTO_DTLS_1_2 leave TLS to the modem
static mp_obj_t socket_init(mp_obj_t self, const mp_obj_t *args) {
    mp_int_t family = args[0] == MP_OBJ_NULL ? AT_AF_INET : number_or(args[0], 0);
    if (family != AT_AF_INET && family != AT_AF_INET6) {
        status_raise_legacy(STATUS_ADDRESS_FAMILY);
    }
    mp_int_t type = args[1] == MP_OBJ_NULL ? AT_SOCK_STREAM : number_or(args[1], 0);
    if (type != AT_SOCK_DGRAM && type != AT_SOCK_STREAM) {
        status_raise_legacy(STATUS_SOCKET_TYPE);
    }
    mp_int_t protocol = args[2] == MP_OBJ_NULL ? 0 : number_or(args[2], 0);
    socket_state_t *state = socket_state_renew(self);
    state->protocol = protocol;
    state->is_secure = protocol == AT_IPPROTO_TLS_1_2 || protocol == AT_IPPROTO_DTLS_1_2;
    // Datagram sockets follow the original's rules once they are given a modem as it was done there.
    state->is_contract = type == AT_SOCK_STREAM || state->is_secure || vm_state_get(VM_MODEM_DEFAULT) != MP_OBJ_NULL;
    pycall_store(self, MP_QSTR_ip, mp_const_none);
    pycall_store(self, MP_QSTR_port, mp_const_none);
    pycall_store(self, MP_QSTR_localport, MP_OBJ_NEW_SMALL_INT(MPNET_LOCAL_PORT_DEFAULT));
    pycall_store(self, MP_QSTR_hasExplicitLocalPort, mp_const_false);
    pycall_store(self, MP_QSTR_family, MP_OBJ_NEW_SMALL_INT(family));
    pycall_store(self, MP_QSTR_type, MP_OBJ_NEW_SMALL_INT(type));
    pycall_store(self, MP_QSTR_recvRegex, MP_OBJ_FROM_PTR(&recv_regex_obj));
    pycall_store(self, MP_QSTR_contentFormat, MP_OBJ_NEW_SMALL_INT(SOCKET_FORMAT_BYTE));
    pycall_store(self, MP_QSTR_dns_server, dns_server_of(family));
    pycall_store(self, MP_QSTR_isconnected, mp_const_false);
    socket_take_id(self, SOCKET_IDS);
    return mp_const_none;
}
PYARGS_METHOD(socket_init, 0, MP_QSTR_family, MP_QSTR_type, MP_QSTR_proto);

// setModemInstance(modem)
static mp_obj_t socket_setModemInstance(mp_obj_t self, const mp_obj_t *args) {
    pycall_store(self, MP_QSTR_modem, args[0]);
    socket_state_t *state = socket_state_of(self);
    state->is_contract = state->is_timed || state->is_secure || socket_int_attr(self, MP_QSTR_type) == AT_SOCK_STREAM;
    return mp_const_none;
}
PYARGS_METHOD(socket_setModemInstance, 1, MP_QSTR_modem);

// setMessageFormat(format): 1 = BYTE, anything else = ASCII; told to the modem by the next operation
static mp_obj_t socket_setMessageFormat(mp_obj_t self, const mp_obj_t *args) {
    bool is_byte = mp_obj_equal(args[0], MP_OBJ_NEW_SMALL_INT(SOCKET_FORMAT_BYTE));
    pycall_store(self, MP_QSTR_contentFormat, MP_OBJ_NEW_SMALL_INT(is_byte ? SOCKET_FORMAT_BYTE : SOCKET_FORMAT_ASCII));
    return mp_const_none;
}
PYARGS_METHOD(socket_setMessageFormat, 1, MP_QSTR_format);

// bind(address): remembers address[1] as the local port of the next open. Under the socket module's
// rules a datagram socket hears from now on, where the modem can hear peers that it does not know.
static mp_obj_t socket_bind(mp_obj_t self, const mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    mp_obj_t port = mp_obj_subscr(args[0], MP_OBJ_NEW_SMALL_INT(1), MP_OBJ_SENTINEL);
    if (state->is_contract) {
        socket_port(port);
        if (mp_obj_is_true(pycall_attr(self, MP_QSTR_hasExplicitLocalPort)) || state->has_peer) {
            status_raise_errno(MP_EINVAL, "socket is bound, or connected");
        }
    }
    pycall_store(self, MP_QSTR_localport, port);
    pycall_store(self, MP_QSTR_hasExplicitLocalPort, mp_const_true);
    if (state->is_contract && socket_hears_anyone(self)) {
        socket_open_datagrams(self);
    }
    return mp_const_none;
}
PYARGS_METHOD(socket_bind, 1, MP_QSTR_address);

static const mp_rom_map_elem_t message_format_rows[] = {
    { MP_ROM_QSTR(MP_QSTR_SOCKET_MESSAGE_ASCII), MP_ROM_INT(SOCKET_FORMAT_ASCII) },
    { MP_ROM_QSTR(MP_QSTR_SOCKET_MESSAGE_BYTE), MP_ROM_INT(SOCKET_FORMAT_BYTE) },
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
    { MP_ROM_QSTR(MP_QSTR_listen), PYCLASS_METHOD(socket_listen_obj) },
    { MP_ROM_QSTR(MP_QSTR_accept), PYCLASS_METHOD(socket_accept_obj) },
    { MP_ROM_QSTR(MP_QSTR_connect), PYCLASS_METHOD(socket_connect_obj) },
    { MP_ROM_QSTR(MP_QSTR_send), PYCLASS_METHOD(socket_send_obj) },
    { MP_ROM_QSTR(MP_QSTR_sendall), PYCLASS_METHOD(socket_sendall_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), PYCLASS_METHOD(mp_stream_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_recv), PYCLASS_METHOD(socket_recv_obj) },
    { MP_ROM_QSTR(MP_QSTR_recv_into), PYCLASS_METHOD(socket_recv_into_obj) },
    { MP_ROM_QSTR(MP_QSTR_read), PYCLASS_METHOD(mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), PYCLASS_METHOD(mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), PYCLASS_METHOD(mp_stream_unbuffered_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_settimeout), PYCLASS_METHOD(socket_settimeout_obj) },
    { MP_ROM_QSTR(MP_QSTR_makefile), PYCLASS_METHOD(socket_makefile_obj) },
    { MP_ROM_QSTR(MP_QSTR___enter__), PYCLASS_METHOD(socket_enter_obj) },
    { MP_ROM_QSTR(MP_QSTR___exit__), PYCLASS_METHOD(socket_exit_obj) },
    { MP_ROM_QSTR(MP_QSTR_setsockopt), PYCLASS_METHOD(socket_setsockopt_obj) },
    { MP_ROM_QSTR(MP_QSTR_getsockopt), PYCLASS_METHOD(socket_getsockopt_obj) },
    { MP_ROM_QSTR(MP_QSTR_getsocketsta), PYCLASS_METHOD(socket_getsocketsta_obj) },
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
    // For modems whose reads join datagrams: ask for each by its announced length.
    { MP_ROM_QSTR(MP_QSTR_joinsDatagrams), MP_ROM_FALSE },
    // For transports that lose announcements: ask for unread data before a wait and after it.
    { MP_ROM_QSTR(MP_QSTR_asksUnread), MP_ROM_FALSE },
    // Most characters that send_at_cmd() takes; None: any number.
    { MP_ROM_QSTR(MP_QSTR_commandLimit), MP_ROM_NONE },
    // Milliseconds between two dials of an open, and between tries of sendAtCommand().
    { MP_ROM_QSTR(MP_QSTR_dialPause), MP_ROM_INT(MPNET_DIAL_PAUSE_MS) },
    // Milliseconds getaddrinfo() waits for the answer to a query; None: the usual time.
    { MP_ROM_QSTR(MP_QSTR_dnsTimeout), MP_ROM_NONE },
    // Milliseconds to rest after a close, for modems that need it.
    { MP_ROM_QSTR(MP_QSTR_settleTime), MP_ROM_INT(0) },
};

PYCLASS_DEFINE(at_socket_class, MP_QSTR_socket, VM_CLASS_SOCKET, &socket_stream_type, socket_rows);
