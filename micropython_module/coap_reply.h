// Responses of a server: what a handler said, written as a message and sent.
#ifndef MPNET_COAP_REPLY_H
#define MPNET_COAP_REPLY_H

#include "coap_endpoint.h"

// Bytes of a block of a size exponent.
#define BLOCK_SIZE(exponent) ((size_t)16 << (exponent))

// A request being answered, or a registration being told.
typedef struct _coap_call_t {
    uint8_t observer; // who is told, MPNET_COAP_NO_SLOT for an answer
    bool has_block1;
    bool has_sequence;
    bool is_of_group; // errors are not worth telling
    struct mpnet_coap_view view;
    mp_obj_t coap;
    coap_endpoint_t *endpoint;
    mp_obj_t datagram;
    mp_obj_t wire;    // where the answer goes
    mp_obj_t address; // as scripts see it
    mp_obj_t resource;
    uint32_t peer;
    uint32_t sequence;              // value of Observe
    struct mpnet_coap_block block1; // echoed in the answer
    struct mpnet_coap_fields fields;
} coap_call_t;

// What to say.
typedef struct _coap_answer_t {
    uint8_t code;
    mp_obj_t payload; // bytes, str, None or a stream
    mp_obj_t format;  // content format or None
    mp_obj_t etag;    // bytes or None
    mp_obj_t max_age; // seconds or None
    mp_obj_t options; // list of CoapOption or None
    uint32_t size1;   // 0: none
} coap_answer_t;

// An answer with nothing but a code.
coap_answer_t coap_answer_code(uint8_t code);

// What a handler returned, as an answer to a request with this method code.
void coap_answer_of(coap_answer_t *answer, mp_obj_t returned, uint8_t method);

// Sends the answer, or the first block of it, or the block of it that the request asks for.
void coap_reply(coap_call_t *call, const coap_answer_t *answer);

// Sends the next block of a body that is on its way to this client. False if there is none.
bool coap_reply_resume(coap_call_t *call);

#endif // MPNET_COAP_REPLY_H
