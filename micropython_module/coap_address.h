// Remote addresses: (text, port) towards scripts and custom sockets, whatever the port's own sockets
// want towards those. The unix port's sockets speak binary sockaddr, other ports' tuples.
#ifndef MPNET_COAP_ADDRESS_H
#define MPNET_COAP_ADDRESS_H

#include "vm_state.h"

typedef struct _coap_peer_t {
    mp_obj_t address; // as scripts see it: (text, port), the list of a modem socket, or None
    mp_obj_t wire;    // as the socket's sendto() wants it
    uint32_t key;     // what the engine tells peers apart by
    uint32_t at;      // when a name was resolved, milliseconds
    bool is_resolved; // the address comes from a name, which may move
} coap_peer_t;

// Addresses of native sockets are objects; those of the peers heard last are used again.
#define COAP_SENDERS (4)

typedef struct _coap_senders_t {
    coap_peer_t peers[COAP_SENDERS];
    uint8_t next; // the one to make room
} coap_senders_t;

// True for an instance of the port's own socket class.
bool coap_socket_is_native(mp_obj_t socket);

// The peer that a script names. `peer` may hold the last one: the same address is not converted again, a name not
// within a minute. A name is resolved for a native socket only, preferably to `family`
// (0 when it is not known), and raises what the resolver raises. Custom sockets get the text as it is.
void coap_peer_named(coap_peer_t *peer, mp_obj_t host, mp_obj_t port, bool native, mp_int_t family);

// The peer that recvfrom() of a custom socket reported.
coap_peer_t coap_peer_received(mp_obj_t address);

// The same of a native socket. The objects of a peer that was heard before are used again.
coap_peer_t coap_peer_heard(coap_senders_t *senders, mp_obj_t address);

// Frees an address that a native socket made and nobody keeps.
void coap_address_recycle(mp_obj_t address);

// The local address to bind a native socket of `family` to: any for MP_OBJ_NULL, or that of a group.
mp_obj_t coap_local_address(mp_obj_t host, mp_obj_t port, mp_int_t family);

// True for the text of an IP address, false for a name.
bool coap_host_is_literal(mp_obj_t host);

#endif // MPNET_COAP_ADDRESS_H
