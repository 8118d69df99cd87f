// Requests of the full tier: matched by token, reliable, block-wise in both directions, observations.
#ifndef MPNET_COAP_REQUEST_H
#define MPNET_COAP_REQUEST_H

#include "coap_endpoint.h"
#include "coap_source.h"

typedef struct _coap_request_t {
    coap_owner_t owner;

    // What the script asked for.
    uint8_t code;
    bool is_confirmable;
    bool is_ping;
    bool is_observation;
    bool is_multicast; // `response` is the list of all

    // Where it stands.
    bool is_sent_more; // whether more blocks follow the one under way
    bool is_uploading;
    bool is_downloading;
    bool is_leaving;
    bool is_over;
    uint8_t token_length;
    uint8_t echo_length;
    uint8_t pause;        // of asyncio polling, milliseconds
    uint16_t sent_length; // bytes of the block under way
    mp_obj_t self;     // the CoapRequest or CoapObservation object, MP_OBJ_NULL while nobody but C waits
    mp_obj_t coap;     // the Coap object
    mp_obj_t response; // how it ended: a packet or None
    mp_obj_t error;    // an exception or None
    struct _coap_request_t *parent; // the observation whose notification this fetches the rest of

    // The rest of what the script asked for.
    mp_obj_t uri;  // text of a URI, or MP_OBJ_NULL
    mp_obj_t host; // without a URI: host and path
    mp_obj_t path;
    mp_obj_t query;
    mp_obj_t options;
    mp_obj_t content_format; // int or None
    mp_obj_t accept;
    mp_obj_t cached; // a response that may still hold, or None
    mp_obj_t sink;   // object with write(), or None
    uint32_t patience_ms;

    // The rest of where it stands.
    coap_peer_t peer;
    coap_peer_t sender; // of the last answer
    vstr_t body;        // of a block-wise response without a sink
    coap_source_t source; // the payload
    struct mpnet_coap_upload upload;
    struct mpnet_coap_download download;
    struct mpnet_coap_timing timing;
    byte token[COAP_TOKEN_LIMIT];
    byte echo[COAP_ECHO_MAX];
} coap_request_t;

// A new native part with everything at its default.
coap_request_t *coap_request_new(void);

extern const mp_obj_type_t coap_request_type;

// Finds the peer of what `uri` or `host` and `port` name. Raises what the resolver raises.
void coap_request_address(coap_request_t *request, mp_obj_t port);

// Ends its exchange without telling anyone.
void coap_request_abandon(coap_request_t *request);

// Sends the next message. What goes wrong ends the request with an error.
void coap_request_send(coap_request_t *request);

// An answer has come: the request goes on with the next block or is over.
void coap_request_answer(coap_request_t *request, mp_obj_t datagram, const coap_arrival_t *arrival);

// Tells all whose exchange is over, and runs their callbacks.
void coap_request_settle(coap_endpoint_t *endpoint);

// Gives the request up.
void coap_request_cancel(coap_request_t *request);

// Ends the request: response is a packet or None, error an exception or None. Runs the callback.
void coap_request_finish(coap_request_t *request, mp_obj_t response, mp_obj_t error);

// A packet for whoever waits for notifications.
void coap_request_notify(coap_request_t *request, mp_obj_t packet);

#endif // MPNET_COAP_REQUEST_H
