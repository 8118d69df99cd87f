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

extern const pyclass_def_t at_socket_class;
extern const pyclass_def_t at_modem_class;
extern const pyclass_def_t at_message_format_class;

// The texts DNS_SERVER_IP and DNS_SERVER_IPV6 as rows of a table.
extern const mp_obj_str_t at_dns_server_obj;
extern const mp_obj_str_t at_dns_server_ipv6_obj;

#endif // MPNET_AT_OBJECTS_H
