// microcoapy.Coap, groups: a second socket that gets what is sent to a multicast address (RFC 7252 section 8).
#include "coap_methods.h"
#include "status.h"

// Numbers of socket options where the port's module does not name them: those of Linux.
enum {
    LEVEL_IP = 0,
    OPTION_ADD_MEMBERSHIP = 35,
    OPTION_MULTICAST_ALL = 49,
};

// The four bytes of a dotted address.
static void group_read_address(mp_obj_t text_in, byte *out) {
    size_t length;
    const char *text = mp_obj_str_get_data(text_in, &length);
    mp_uint_t part = 0, value = 0;
    for (size_t i = 0; i < length && part < 4 && value < 256; i++) {
        if (text[i] == '.') {
            out[part++] = (byte)value;
            value = 0;
        } else if (text[i] >= '0' && text[i] <= '9') {
            value = 10 * value + (mp_uint_t)(text[i] - '0');
        } else {
            value = 256;
        }
    }
    if (part != 3 || value > 255) {
        mp_raise_ValueError(MP_ERROR_TEXT("not an IPv4 address"));
    }
    out[3] = (byte)value;
}

// Arguments of setsockopt().
#define OPTION_ARGS (3)

// Lets another socket have the same port.
static void group_share_port(mp_obj_t module, mp_obj_t socket) {
    mp_obj_t share[OPTION_ARGS] = {
        pycall_attr(module, MP_QSTR_SOL_SOCKET), pycall_attr(module, MP_QSTR_SO_REUSEADDR), MP_OBJ_NEW_SMALL_INT(1),
    };
    pycall_method(socket, MP_QSTR_setsockopt, OPTION_ARGS, share);
}

// A bound socket gets what is sent to its group alone, and the other sockets of the port do not get it beside.
static mp_obj_t group_open(coap_endpoint_t *endpoint, mp_obj_t group, mp_obj_t port, mp_obj_t interface) {
    mp_obj_t module = pycall_import(MP_QSTR_socket);
    byte membership[8];
    group_read_address(group, membership);
    group_read_address(interface, membership + 4);
    group_share_port(module, endpoint->socket);
    mp_obj_t all[OPTION_ARGS] = {
        MP_OBJ_NEW_SMALL_INT(LEVEL_IP), MP_OBJ_NEW_SMALL_INT(OPTION_MULTICAST_ALL), MP_OBJ_NEW_SMALL_INT(0),
    };
    pycall_try_method(endpoint->socket, MP_QSTR_setsockopt, OPTION_ARGS, all, NULL); // ports other than those with Linux below do not know it
    mp_obj_t socket = pycall_2(module, MP_QSTR_socket, pycall_attr(module, MP_QSTR_AF_INET),
        pycall_attr(module, MP_QSTR_SOCK_DGRAM));
    group_share_port(module, socket);
    pycall_1(socket, MP_QSTR_bind, coap_local_address(group, port, 0));
    mp_obj_t join[OPTION_ARGS] = {
        MP_OBJ_NEW_SMALL_INT(LEVEL_IP),
        pycall_attr_or(module, MP_QSTR_IP_ADD_MEMBERSHIP, MP_OBJ_NEW_SMALL_INT(OPTION_ADD_MEMBERSHIP)),
        mp_obj_new_bytes(membership, sizeof(membership)),
    };
    pycall_method(socket, MP_QSTR_setsockopt, OPTION_ARGS, join);
    return socket;
}

// join_group(group='224.0.1.187', port=5683, interface='0.0.0.0'): serves what is sent to an IPv4 group too, on the
// interface with that address
mp_obj_t coap_join_group(mp_obj_t self, mp_obj_t *args) {
    enum { ARG_group, ARG_port, ARG_interface };
    mp_obj_t group = args[ARG_group] == MP_OBJ_NULL ? mp_obj_new_str("224.0.1.187", 11) : args[ARG_group];
    mp_obj_t port = args[ARG_port] == MP_OBJ_NULL ? MP_OBJ_NEW_SMALL_INT(COAP_DEFAULT_PORT) : args[ARG_port];
    mp_obj_t interface = args[ARG_interface] == MP_OBJ_NULL ? mp_obj_new_str("0.0.0.0", 7) : args[ARG_interface];
    coap_endpoint_t *endpoint = coap_endpoint_now(self);
    if (!endpoint->is_native) {
        status_raise_errno(MP_EOPNOTSUPP, MP_ERROR_TEXT("groups need a socket of the port's own: call start()"));
    }
    coap_endpoint_leave_group(endpoint);
    endpoint->group = group_open(endpoint, group, port, interface);
    pycall_2(endpoint->poller, MP_QSTR_register, endpoint->group, MP_OBJ_NEW_SMALL_INT(MP_STREAM_POLL_RD));
    return mp_const_none;
}
