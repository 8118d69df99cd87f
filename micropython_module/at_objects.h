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

// Protocols and options: numbers of MicroPython's unix port, for servers and bound clients QuecPython's, for
// TLS and release assistance Zephyr's. That of TCP_KEEPALIVE is our own: it stands at SOL_SOCKET too.
enum {
    AT_IPPROTO_IP = 0,
    AT_IPPROTO_TCP = 6,
    AT_IPPROTO_TCP_SER = 7,
    AT_TCP_CUSTOMIZE_PORT = 8,
    AT_IPPROTO_UDP = 17,
    AT_IPPROTO_TLS_1_2 = 258,
    AT_IPPROTO_DTLS_1_2 = 273,
    AT_SOL_SOCKET = 1,
    AT_SO_REUSEADDR = 2,
    AT_SO_TYPE = 3,
    AT_SO_ERROR = 4,
    AT_SO_BROADCAST = 6,
    AT_SO_KEEPALIVE = 9,
    AT_TCP_NODELAY = 1,
    AT_TCP_KEEPALIVE = 60,
    AT_MSG_PEEK = 2,
    AT_MSG_DONTWAIT = 64,
    AT_SO_RAI = 61,
    AT_SOL_TLS = 282,
    AT_TLS_SEC_TAG_LIST = 1,
    AT_TLS_HOSTNAME = 2,
    AT_TLS_CIPHERSUITE_USED = 4,
    AT_TLS_PEER_VERIFY = 5,
    AT_TLS_SESSION_CACHE = 12,
    AT_TLS_SESSION_CACHE_PURGE = 13,
    AT_TLS_DTLS_CID = 14,
    AT_TLS_DTLS_CID_STATUS = 15,
    AT_TLS_DTLS_HANDSHAKE_TIMEO = 18,
    AT_TLS_DTLS_CONN_SAVE = 19,
    AT_TLS_DTLS_CONN_LOAD = 20,
    AT_TLS_DTLS_FRAG_EXT = 22,
    AT_TLS_PEER_VERIFY_NONE = 0,
    AT_TLS_PEER_VERIFY_OPTIONAL = 1,
    AT_TLS_PEER_VERIFY_REQUIRED = 2,
    AT_TLS_DTLS_CID_DISABLED = 0,
    AT_TLS_DTLS_CID_SUPPORTED = 1,
    AT_TLS_DTLS_CID_ENABLED = 2,
};

// Functions of the module about names and addresses.
extern const pymethod_t at_getaddrinfo_obj;
MP_DECLARE_CONST_FUN_OBJ_2(at_inet_ntop_obj);
MP_DECLARE_CONST_FUN_OBJ_2(at_inet_pton_obj);

extern const pyclass_def_t at_socket_class;
extern const pyclass_def_t at_modem_class;
extern const pyclass_def_t at_message_format_class;

// The texts DNS_SERVER_IP and DNS_SERVER_IPV6 as rows of a table.
extern const mp_obj_str_t at_dns_server_obj;
extern const mp_obj_str_t at_dns_server_ipv6_obj;

#endif // MPNET_AT_OBJECTS_H
