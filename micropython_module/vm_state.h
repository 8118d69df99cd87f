// Objects that live as long as the interpreter: classes made from C tables, shared lists, modems.
// They hang in mp_loaded_modules_dict under one private key, which the collector scans and every
// interpreter start empties, so that a soft reset leaves nothing stale; in a native module in its globals.
#ifndef MPNET_VM_STATE_H
#define MPNET_VM_STATE_H

#include "compat.h"

typedef enum {
    // microATsocket
    VM_CLASS_SOCKET,
    VM_CLASS_MODEM,
    VM_CLASS_MESSAGE_FORMAT,
    VM_SOCKETS_IN_USE, // the list scripts see
    VM_MODEM_ENGINES,  // engines of modem objects, oldest first
    VM_MODEM_ENGINES_LAST = VM_MODEM_ENGINES + 3,
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
    VM_COAP_EMPTY,      // the bytearray that is the default of parameters
    VM_NATIVE_SOCKET,   // class of the port's own sockets, or None where it has none
    VM_SLOTS,
} vm_slot_t;

typedef struct _vm_state_t {
    mp_obj_base_t base;
    mp_obj_t slots[VM_SLOTS];
    #if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
    mp_thread_mutex_t mutex; // where threads share a lock that only waits give up, that one is enough
    #endif
} vm_state_t;

// The object stored in a slot, MP_OBJ_NULL before the first vm_state_set().
mp_obj_t vm_state_get(vm_slot_t slot);

void vm_state_set(vm_slot_t slot, mp_obj_t value);

// For objects made on first use, whichever thread is first: stores the new `value` unless something is
// stored by now, and returns what is.
mp_obj_t vm_state_keep(vm_slot_t slot, mp_obj_t value);

// Makes the state while one thread alone is at it: when a module is imported.
void vm_state_prepare(void);

// No other thread is between the two. What stands there neither allocates nor calls anything that can
// raise. The lock is not recursive.
vm_state_t *vm_state_lock(void);
void vm_state_unlock(vm_state_t *state);

#endif // MPNET_VM_STATE_H
