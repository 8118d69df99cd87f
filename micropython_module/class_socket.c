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
    return pycall_is_int(object) ? mp_obj_get_int(object) : otherwise;
}

// socket(family=AF_INET, type=SOCK_STREAM, proto=0): IPPROTO_TLS_1_2 and IPPROTO_DTLS_1_2 leave TLS to the modem
static mp_obj_t socket_init(mp_obj_t self, mp_obj_t *args) {
    mp_int_t family = args[0] == MP_OBJ_NULL ? AT_AF_INET : number_or(args[0], 0);
    if (family != AT_AF_INET && family != AT_AF_INET6) {
        status_raise_legacy(MP_ERROR_TEXT("address family not supported"));
    }
    mp_int_t type = args[1] == MP_OBJ_NULL ? AT_SOCK_STREAM : number_or(args[1], 0);
    if (type != AT_SOCK_DGRAM && type != AT_SOCK_STREAM) {
        status_raise_legacy(MP_ERROR_TEXT("socket type not supported"));
    }
    mp_int_t protocol = args[2] == MP_OBJ_NULL ? 0 : number_or(args[2], 0);
    socket_state_t *state = socket_state_renew(self);
    state->protocol = protocol;
    state->is_secure = protocol == AT_IPPROTO_TLS_1_2 || protocol == AT_IPPROTO_DTLS_1_2;
    // Datagram sockets follow the original's rules once they are given a modem as it was done there.
    state->is_contract = type == AT_SOCK_STREAM || state->is_secure || vm_state_get(VM_MODEM_DEFAULT) != MP_OBJ_NULL;
    static const qstr_short_t names[] = {
        MP_QSTR_ip, MP_QSTR_port, MP_QSTR_localport, MP_QSTR_hasExplicitLocalPort, MP_QSTR_family, MP_QSTR_type,
        MP_QSTR_recvRegex, MP_QSTR_contentFormat, MP_QSTR_dns_server, MP_QSTR_isconnected,
    };
    mp_obj_t values[] = {
        mp_const_none, mp_const_none, MP_OBJ_NEW_SMALL_INT(MPNET_LOCAL_PORT_DEFAULT), mp_const_false,
        MP_OBJ_NEW_SMALL_INT(family), MP_OBJ_NEW_SMALL_INT(type), MP_OBJ_FROM_PTR(&recv_regex_obj),
        MP_OBJ_NEW_SMALL_INT(SOCKET_FORMAT_BYTE), dns_server_of(family), mp_const_false,
    };
    pycall_store_all(self, MP_ARRAY_SIZE(names), names, values);
    socket_take_id(self, SOCKET_IDS);
    return mp_const_none;
}

// setModemInstance(modem)
static mp_obj_t socket_setModemInstance(mp_obj_t self, mp_obj_t *args) {
    pycall_store(self, MP_QSTR_modem, args[0]);
    socket_state_t *state = socket_state_of(self);
    state->is_contract = state->is_timed || state->is_secure || pycall_int(self, MP_QSTR_type) == AT_SOCK_STREAM;
    return mp_const_none;
}

// setMessageFormat(format): 1 = BYTE, anything else = ASCII; told to the modem by the next operation
static mp_obj_t socket_setMessageFormat(mp_obj_t self, mp_obj_t *args) {
    bool is_byte = mp_obj_equal(args[0], MP_OBJ_NEW_SMALL_INT(SOCKET_FORMAT_BYTE));
    pycall_store(self, MP_QSTR_contentFormat, MP_OBJ_NEW_SMALL_INT(is_byte ? SOCKET_FORMAT_BYTE : SOCKET_FORMAT_ASCII));
    return mp_const_none;
}

// bind(address): remembers address[1] as the local port of the next open. Under the socket module's
// rules a datagram socket hears from now on, where the modem can hear peers that it does not know.
static mp_obj_t socket_bind(mp_obj_t self, mp_obj_t *args) {
    socket_state_t *state = socket_open_state(self);
    mp_obj_t port = mp_obj_subscr(args[0], MP_OBJ_NEW_SMALL_INT(1), MP_OBJ_SENTINEL);
    if (state->is_contract) {
        socket_port(port);
        if (pycall_flag(self, MP_QSTR_hasExplicitLocalPort) || state->has_peer) {
            status_raise_errno(MP_EINVAL, MP_ERROR_TEXT("socket is bound, or connected"));
        }
    }
    pycall_store(self, MP_QSTR_localport, port);
    pycall_store(self, MP_QSTR_hasExplicitLocalPort, mp_const_true);
    if (state->is_contract && socket_hears_anyone(self)) {
        socket_open_datagrams(self);
    }
    return mp_const_none;
}

static const pyclass_number_t message_format_numbers[] = {
    { MP_QSTR_SOCKET_MESSAGE_ASCII, SOCKET_FORMAT_ASCII },
    { MP_QSTR_SOCKET_MESSAGE_BYTE, SOCKET_FORMAT_BYTE },
};
const pyclass_def_t at_message_format_class = {
    PYCLASS(Enum, VM_CLASS_MESSAGE_FORMAT), PYCLASS_NUMBERS(message_format_numbers),
};

static const pymethod_t socket_methods[] = {
    PYMETHOD(__init__, socket_init, PYARGS(0, MP_QSTR_family, MP_QSTR_type, MP_QSTR_proto)),
    PYMETHOD(setModemInstance, socket_setModemInstance, PYARGS(1, MP_QSTR_modem)),
    PYMETHOD(setMessageFormat, socket_setMessageFormat, PYARGS(1, MP_QSTR_format)),
    PYMETHOD(bind, socket_bind, PYARGS(1, MP_QSTR_address)),
    PYMETHOD(open, socket_open, PYARGS(2, MP_QSTR_ip, MP_QSTR_port)),
    PYMETHOD(sendto, socket_sendto, PYARGS(2, MP_QSTR_bytes, MP_QSTR_address)),
    PYMETHOD(recvfrom, socket_recvfrom, PYARGS(0, MP_QSTR_bufsize, MP_QSTR_flags)),
    PYMETHOD(close, socket_close, PYARGS(0, MP_QSTR_do_release_socket)),
    PYMETHOD(reset, socket_reset, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(listen, socket_listen, PYARGS(0, MP_QSTR_backlog)),
    PYMETHOD(accept, socket_accept, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(connect, socket_connect, PYARGS(1, MP_QSTR_address)),
    PYMETHOD(send, socket_send, PYARGS(1, MP_QSTR_data)),
    PYMETHOD(sendall, socket_sendall, PYARGS(1, MP_QSTR_data)),
    PYMETHOD_BUILTIN(write, mp_stream_write_obj),
    PYMETHOD(recv, socket_recv, PYARGS(1, MP_QSTR_bufsize, MP_QSTR_flags)),
    PYMETHOD(recv_into, socket_recv_into, PYARGS(1, MP_QSTR_buffer, MP_QSTR_nbytes, MP_QSTR_flags)),
    PYMETHOD_BUILTIN(read, mp_stream_read_obj),
    PYMETHOD_BUILTIN(readinto, mp_stream_readinto_obj),
    PYMETHOD_BUILTIN(readline, mp_stream_unbuffered_readline_obj),
    PYMETHOD(settimeout, socket_settimeout, PYARGS(1, MP_QSTR_value)),
    PYMETHOD(makefile, socket_itself, PYARGS_UNNAMED(0, 2)),
    PYMETHOD(__enter__, socket_itself, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(__exit__, socket_exit, PYARGS_UNNAMED(3, 3)),
    PYMETHOD(setsockopt, socket_setsockopt, PYARGS(3, MP_QSTR_level, MP_QSTR_option, MP_QSTR_value)),
    PYMETHOD(getsockopt, socket_getsockopt, PYARGS(2, MP_QSTR_level, MP_QSTR_option)),
    PYMETHOD(getsocketsta, socket_getsocketsta, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(setblocking, socket_setblocking, PYARGS(1, MP_QSTR_flag)),
    PYMETHOD(getaddrinfo, socket_getaddrinfo, PYARGS(2, MP_QSTR_host, MP_QSTR_port)),
    PYMETHOD(dnsserver, socket_dnsserver, PYARGS(0, MP_QSTR_dnsIndex, MP_QSTR_ip_addr)),
    PYMETHOD(sendAtCommand, socket_sendAtCommand, PYARGS(1, MP_QSTR_command, MP_QSTR_max_tries)),
    PYMETHOD(sendAtCommandWithTimeout, socket_sendAtCommandWithTimeout,
        PYARGS(2, MP_QSTR_command, MP_QSTR_timeout, MP_QSTR_max_tries)),
    PYMETHOD_STATIC_BUILTIN(enum, pyclass_enum_obj),
};

static const mp_rom_map_elem_t socket_rows[] = {
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

const pyclass_def_t at_socket_class = {
    PYCLASS(socket, VM_CLASS_SOCKET), PYCLASS_METHODS(socket_methods), PYCLASS_ROWS(socket_rows), .native = &socket_stream_type,
};
