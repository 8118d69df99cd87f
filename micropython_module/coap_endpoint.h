// The hidden native part of a Coap object: the engine, the bytes it may ask to send again, the socket.
#ifndef MPNET_COAP_ENDPOINT_H
#define MPNET_COAP_ENDPOINT_H

#include "coap_address.h"
#include "coap_source.h"
#include "coap_wire.h"
#include "platform.h"

// A datagram that the engine may want to send again, and where to.
typedef struct _coap_message_t {
    mp_obj_t wire;  // address for sendto(), MP_OBJ_NULL while the slot is free
    mp_obj_t bytes; // bytearray, MP_OBJ_NULL while there is nothing to repeat
} coap_message_t;

// A body on its way through this server block by block: bytes coming in, or a source going out.
typedef struct _coap_body_t {
    vstr_t bytes;         // of a request, while `sink` is None
    mp_obj_t sink;        // where the blocks of a request go instead
    coap_source_t source; // of a response
    mp_obj_t format;      // its content format
    mp_obj_t etag;
    mp_obj_t max_age;
    uint8_t code;
} coap_body_t;

// Who is told of changes of a resource.
typedef struct _coap_observer_t {
    mp_obj_t wire;     // address for sendto()
    mp_obj_t address;  // as scripts see it
    mp_obj_t datagram; // the registration
    mp_obj_t resource;
    uint32_t peer; // key of the address
} coap_observer_t;

// What an own message belongs to: the common head of native request objects.
typedef struct _coap_owner_t {
    mp_obj_base_t base;
    struct _coap_owner_t *next; // in the list of those that are over
    uint8_t slot;
    uint8_t outcome; // one of MPNET_COAP_OUTCOME_*
} coap_owner_t;

// A message that is ready to be sent.
typedef struct _coap_outgoing_t {
    struct mpnet_coap_ticket ticket;
    mp_obj_t wire;
    mp_obj_t bytes;
    coap_owner_t *owner; // NULL in the drop-in tier
} coap_outgoing_t;

typedef struct _coap_endpoint_t {
    mp_obj_base_t base;
    bool is_native;
    bool is_of_group;  // the last datagram came through it
    bool is_connected; // a datagram stream to one peer, such as DTLS: read() and write() only
    bool is_shared;    // sockets of a script may have kept what was sent
    uint16_t resources; // numbers given to resources
    mp_obj_t socket; // the one `poller` and `is_native` belong to
    mp_obj_t poller; // select.poll() object with a native socket in it, else MP_OBJ_NULL
    mp_obj_t group;  // socket that gets what is sent to a group, or MP_OBJ_NULL
    mp_obj_t packet; // with `reuse_packets`: one that nobody reads any more
    mp_int_t family; // of a socket made by start(), else 0
    byte *scratch;   // MPNET_COAP_MESSAGE_LIMIT bytes
    coap_owner_t *over; // to be told that they are over
    uint32_t curious;   // set of observers that want to be told
    coap_peer_t source; // sender of the last datagram
    coap_peer_t named;  // peer of the last send
    coap_owner_t *owners[MPNET_COAP_EXCHANGES]; // of exchanges of the full tier
    coap_message_t exchanges[MPNET_COAP_EXCHANGES];
    coap_message_t requests[MPNET_COAP_REQUESTS];
    coap_senders_t senders;
    coap_body_t bodies[MPNET_COAP_TRANSFERS];
    coap_observer_t observers[MPNET_COAP_OBSERVERS];
    struct mpnet_coap_endpoint engine;
} coap_endpoint_t;

// What became of a datagram.
typedef struct _coap_arrival_t {
    struct mpnet_coap_view view;
    uint8_t kind; // one of MPNET_COAP_EVENT_KIND_*, valid if is_event
    uint8_t slot;
    bool is_event;
    bool is_observing;   // notifications will come
    bool is_cut;         // the datagram filled the buffer it was read into: its end may be missing
    coap_owner_t *owner; // whom a response or notification is for, NULL in the drop-in tier
} coap_arrival_t;

// The hidden part of a Coap object, made when it is first needed.
coap_endpoint_t *coap_endpoint(mp_obj_t self);

// The same, with the socket of the object looked at again: scripts may exchange it.
coap_endpoint_t *coap_endpoint_with(mp_obj_t self, mp_obj_t socket);

// The same with the socket that the object has.
coap_endpoint_t *coap_endpoint_now(mp_obj_t self);

// The same, and `named` is the peer at this host and port. Raises OSError(EBADF) without a socket, and what the resolver
// raises.
coap_endpoint_t *coap_endpoint_to(mp_obj_t self, mp_obj_t host, mp_obj_t port);

// A fresh message id, never 0.
uint16_t coap_endpoint_next_message_id(coap_endpoint_t *endpoint);

// Forgets what belongs to the present socket.
void coap_endpoint_detach(coap_endpoint_t *endpoint);

// A packet to be filled again, MP_OBJ_NULL where there is none or the script wants a new one each time.
mp_obj_t coap_endpoint_take_packet(coap_endpoint_t *endpoint, mp_obj_t self);

// The packet may be filled again.
void coap_endpoint_leave_packet(coap_endpoint_t *endpoint, mp_obj_t self, mp_obj_t packet);

// Tells the engine what the attributes of the object ask for.
void coap_endpoint_configure(coap_endpoint_t *endpoint, mp_obj_t self);

// Keeps the message if the engine may ask to send it again, and sends it unless it has to wait; it is the endpoint's
// from now on. The result of sendto(), None for a message that waits, or MP_OBJ_NULL with the exception in *error.
mp_obj_t coap_endpoint_post(coap_endpoint_t *endpoint, const coap_outgoing_t *outgoing, mp_obj_t *error);

// Ends the exchange in a slot without telling anyone.
void coap_endpoint_abandon(coap_endpoint_t *endpoint, uint8_t slot);

// The next owner whose exchange is over, NULL if there is none.
coap_owner_t *coap_endpoint_next_over(coap_endpoint_t *endpoint);

// Gives a datagram to the engine and sends what the engine answers at once. endpoint->source is its sender.
void coap_endpoint_input(coap_endpoint_t *endpoint, mp_obj_t datagram, coap_arrival_t *arrival);

// Sends what the engine has to say and learns what happened, after a call that is no input.
void coap_endpoint_drain(coap_endpoint_t *endpoint);

// Does what is due by now: repeats, late acknowledgements, expiries.
void coap_endpoint_tick(coap_endpoint_t *endpoint);

// Milliseconds until coap_endpoint_tick() has something to do, PLATFORM_FOREVER if never.
uint32_t coap_endpoint_patience(coap_endpoint_t *endpoint);

// Closes the socket of the group, if there is one.
void coap_endpoint_leave_group(coap_endpoint_t *endpoint);

// Waits at most `ms`, at most one slice, for a datagram on a native socket; for others just waits.
// True when a datagram is there; is_of_group then says where.
bool coap_endpoint_wait(coap_endpoint_t *endpoint, uint32_t ms);

// Waits up to `ms` and does what falls due meanwhile; returns early when a datagram is there or something
// is over.
bool coap_endpoint_idle(coap_endpoint_t *endpoint, uint32_t ms);

#endif // MPNET_COAP_ENDPOINT_H
