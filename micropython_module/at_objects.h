// Classes of microATsocket that more than one file names.
#ifndef MPNET_AT_OBJECTS_H
#define MPNET_AT_OBJECTS_H

#include "pyclass.h"

#include "py/objstr.h"

// Values of MicroPython's socket module (lwIP's numbers).
enum {
    AT_AF_INET = 2,
    AT_AF_INET6 = 10,
    AT_SOCK_STREAM = 1,
    AT_SOCK_DGRAM = 2,
    AT_SOCK_RAW = 3,
};

// Protocols and options: MicroPython's numbers, for TLS and release assistance Zephyr's.
enum {
    AT_IPPROTO_TCP = 6,
    AT_IPPROTO_UDP = 17,
    AT_IPPROTO_TLS_1_2 = 258,
    AT_IPPROTO_DTLS_1_2 = 273,
    AT_SOL_SOCKET = 1,
    AT_SO_REUSEADDR = 2,
    AT_SO_RAI = 61,
    AT_SOL_TLS = 282,
    AT_TLS_SEC_TAG_LIST = 1,
    AT_TLS_HOSTNAME = 2,
    AT_TLS_PEER_VERIFY = 5,
    AT_TLS_SESSION_CACHE = 12,
    AT_TLS_PEER_VERIFY_NONE = 0,
    AT_TLS_PEER_VERIFY_OPTIONAL = 1,
    AT_TLS_PEER_VERIFY_REQUIRED = 2,
};

extern const pyclass_def_t at_socket_class;
extern const pyclass_def_t at_modem_class;
extern const pyclass_def_t at_message_format_class;

// The texts DNS_SERVER_IP and DNS_SERVER_IPV6 as rows of a table.
extern const mp_obj_str_t at_dns_server_obj;
extern const mp_obj_str_t at_dns_server_ipv6_obj;

#endif // MPNET_AT_OBJECTS_H
