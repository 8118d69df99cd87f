// Serving resources: from a request to the answer of its handler, block-wise where it must be.
#ifndef MPNET_COAP_SERVER_H
#define MPNET_COAP_SERVER_H

#include "coap_endpoint.h"

// Answers a request if the object has resources. False if the request is for the handlers of the drop-in calls.
bool coap_server_handle(mp_obj_t coap, coap_endpoint_t *endpoint, mp_obj_t datagram, const coap_arrival_t *arrival);

// Tells the observers that wait for it.
void coap_server_settle(mp_obj_t coap, coap_endpoint_t *endpoint);

#endif // MPNET_COAP_SERVER_H
