// Methods of microcoapy.Coap, by activity; their table is in class_coap.c.
#ifndef MPNET_COAP_METHODS_H
#define MPNET_COAP_METHODS_H

#include "coap_endpoint.h"
#include "pycall.h"

// Values of Coap.state.
enum {
    COAP_STATE_IDLE = 0,
    COAP_STATE_WAITING_DATA = 1, // the empty acknowledgement came, the separate response did not yet
};

// Methods, by the file they stand in.
// coap_send.c
pymethod_body_t coap_sendPacket, coap_sendEx, coap_send, coap_get, coap_getNonConf, coap_put, coap_putNonConf,
    coap_post, coap_postNonConf, coap_sendResponse;
// coap_loop.c
pymethod_body_t coap_loop, coap_poll, coap_readBytesFromSocket, coap_parsePacketToken, coap_handleIncomingRequest;
// class_request.c
pymethod_body_t coap_request, coap_submit, coap_observe, coap_ping;
// class_service.c
pymethod_body_t coap_run, coap_async_iter;
// coap_group.c
pymethod_body_t coap_join_group;
// class_resource.c
pymethod_body_t coap_add_resource, coap_remove_resource, coap_notify;
extern const qstr_short_t coap_resource_args[11];

// self.loop(False)
bool coap_look(mp_obj_t self);

// A path without the slash that it may begin with: received paths have none.
mp_obj_t coap_without_slash(mp_obj_t path);

// How often and after what time a message is repeated, in seconds; what is None or negative stays as it is.
void coap_timing_repeats(struct mpnet_coap_timing *timing, mp_obj_t ack_timeout, mp_obj_t max_retransmit);

// Lets other tasks of asyncio run for `ms`, from within __next__ of something that is awaited.
void coap_async_pause(mp_int_t ms);

// Code of a method given as int or as name: 'GET', 'POST', 'PUT', 'DELETE', 'FETCH', 'PATCH', 'IPATCH'.
uint8_t coap_method_code(mp_obj_t method);

// Whether a line would be printed or a script's own log() called: else it is not even composed.
bool coap_is_logging(mp_obj_t self);

// self.log(label + str(value))
void coap_log_value(mp_obj_t self, const char *label, mp_obj_t value);

#endif // MPNET_COAP_METHODS_H
