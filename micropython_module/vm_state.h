// Objects that live as long as the interpreter: classes made from C tables, shared lists, modems.
// They hang in mp_loaded_modules_dict under one private key, which the collector scans and every
// interpreter start empties, so that a soft reset leaves nothing stale.
#ifndef MPNET_VM_STATE_H
#define MPNET_VM_STATE_H

#include "compat.h"

typedef enum {
    // microATsocket
    VM_CLASS_SOCKET,
    VM_CLASS_MODEM,
    VM_CLASS_MESSAGE_FORMAT,
    VM_SOCKETS_IN_USE, // the list scripts see
    VM_MODEM_ENGINES,  // list of modem objects and their engines
    VM_MODEM_DEFAULT,  // the Modem made last
    VM_DNS_CACHE,      // answers of name lookups
    // microcoapy
    VM_CLASS_COAP,
    VM_CLASS_COAP_PACKET,
    VM_CLASS_COAP_OPTION,
    VM_CLASS_COAP_VERSION,
    VM_CLASS_COAP_TYPE,
    VM_CLASS_COAP_METHOD,
    VM_CLASS_COAP_RESPONSE_CODE,
    VM_CLASS_COAP_OPTION_NUMBER,
    VM_CLASS_COAP_CONTENT_FORMAT,
    VM_CLASS_COAP_RESPONSE_CODE_CODEC,
    VM_CLASS_COAP_TRANSMISSION_STATE,
    VM_CLASS_COAP_REQUEST,
    VM_CLASS_COAP_OBSERVATION,
    VM_CLASS_COAP_RESOURCE,
    VM_CLASS_COAP_SERVICE,
    VM_CLASS_COAP_DEFERRED,
    VM_COAP_TYPE_NAMES, // the dict coapTypeToStringMap
    VM_NATIVE_SOCKET,   // class of the port's own sockets, or None where it has none
    VM_SLOTS,
    VM_NONE = VM_SLOTS, // for classes that are reached through another object only
} vm_slot_t;

// The object stored in a slot, MP_OBJ_NULL before the first vm_state_set().
mp_obj_t vm_state_get(vm_slot_t slot);

void vm_state_set(vm_slot_t slot, mp_obj_t value);

#endif // MPNET_VM_STATE_H
