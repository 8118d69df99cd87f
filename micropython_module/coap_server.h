// Serving resources: from a request to the answer of its handler, block-wise where it must be.
#ifndef MPNET_COAP_SERVER_H
#define MPNET_COAP_SERVER_H

#include "coap_reply.h"

// Answers a request if the object has resources. False if the request is for the handlers of the drop-in calls.
bool coap_server_handle(mp_obj_t coap, coap_endpoint_t *endpoint, mp_obj_t datagram, const coap_arrival_t *arrival);

// Tells the observers that wait for it.
void coap_server_settle(mp_obj_t coap, coap_endpoint_t *endpoint);

// Answers with what a handler returned.
void coap_server_finish(coap_call_t *call, mp_obj_t returned);

// Answers that the handler failed.
void coap_server_fail(coap_call_t *call);

// A handler that is a coroutine: its answer is sent when it returns.
bool coap_server_is_coroutine(mp_obj_t returned);
void coap_server_defer(const coap_call_t *call, mp_obj_t coroutine);

#endif // MPNET_COAP_SERVER_H
