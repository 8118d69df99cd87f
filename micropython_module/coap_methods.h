// Methods of microcoapy.Coap, by activity: construction and sockets in class_coap.c, sending in
// coap_send.c, receiving and serving in coap_loop.c.
#ifndef MPNET_COAP_METHODS_H
#define MPNET_COAP_METHODS_H

#include "coap_endpoint.h"
#include "pycall.h"

// Values of Coap.state.
enum {
    COAP_STATE_IDLE = 0,
    COAP_STATE_WAITING_DATA = 1, // the empty acknowledgement came, the separate response did not yet
};

// Rows of argument tables.
#define COAP_ARG_SELF { MP_QSTR_self, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } }
#define COAP_ARG(name) { MP_QSTR_##name, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } }
#define COAP_ARG_OR_NONE(name) { MP_QSTR_##name, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } }
#define COAP_ARG_OR_NULL(name) { MP_QSTR_##name, MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } }

MP_DECLARE_CONST_FUN_OBJ_KW(coap_sendPacket_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_sendEx_obj);
extern const pyclass_method_t coap_sendPacket_method;
extern const pyclass_method_t coap_sendEx_method;
MP_DECLARE_CONST_FUN_OBJ_KW(coap_send_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_get_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_getNonConf_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_put_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_putNonConf_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_post_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_postNonConf_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_sendResponse_obj);

MP_DECLARE_CONST_FUN_OBJ_KW(coap_loop_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_poll_obj);
extern const pyclass_method_t coap_readBytesFromSocket_method;
extern const pyclass_method_t coap_parsePacketToken_method;
MP_DECLARE_CONST_FUN_OBJ_KW(coap_handleIncomingRequest_obj);

MP_DECLARE_CONST_FUN_OBJ_KW(coap_request_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_submit_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_observe_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(coap_ping_obj);
MP_DECLARE_CONST_FUN_OBJ_1(coap_run_obj);

MP_DECLARE_CONST_FUN_OBJ_KW(coap_join_group_obj);

MP_DECLARE_CONST_FUN_OBJ_KW(coap_add_resource_obj);
MP_DECLARE_CONST_FUN_OBJ_2(coap_remove_resource_obj);
MP_DECLARE_CONST_FUN_OBJ_2(coap_notify_obj);

// Lets other tasks of asyncio run for `ms`, from within __next__ of something that is awaited.
void coap_async_pause(mp_int_t ms);

// Code of a method given as int or as name: 'GET', 'POST', 'PUT', 'DELETE', 'FETCH', 'PATCH', 'IPATCH'.
uint8_t coap_method_code(mp_obj_t method);

// Whether a line would be printed or a script's own log() called: else it is not even composed.
bool coap_is_logging(mp_obj_t self);

// self.log(label + str(value))
void coap_log_value(mp_obj_t self, const char *label, mp_obj_t value);

#endif // MPNET_COAP_METHODS_H
