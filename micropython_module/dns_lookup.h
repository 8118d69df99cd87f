// Name lookup through any socket with sendto() and recvfrom().
#ifndef MPNET_DNS_LOOKUP_H
#define MPNET_DNS_LOOKUP_H

#include "compat.h"

// What a lookup makes of an address: its text, and whether it is IPv6.
typedef mp_obj_t (*dns_row_t)(mp_obj_t text, bool is_inet6, mp_obj_t context);

// A socket for a lookup, made only when a query is needed.
typedef mp_obj_t (*dns_socket_t)(mp_obj_t context);

// Asks somebody else before the server: the address, None when there is none, MP_OBJ_NULL when the server
// is to be asked.
typedef mp_obj_t (*dns_resolve_t)(mp_obj_t context);

typedef struct _dns_request_t {
    mp_obj_t name;     // str
    mp_obj_t server;   // address text
    bool is_inet6;     // which family to ask for
    dns_resolve_t resolve; // or NULL
    dns_socket_t open; // gives the socket
    dns_row_t row;
    mp_obj_t context;  // for these functions
    mp_obj_t timeout;  // milliseconds for the answer to a query, or None for the usual time
} dns_request_t;

// Looks a name up: literals and the cache first, then the server. A list of rows, empty when there is
// no such name or nobody answers.
mp_obj_t dns_lookup(const dns_request_t *request);

#endif // MPNET_DNS_LOOKUP_H
