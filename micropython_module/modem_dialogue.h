// What is said to a modem and heard from it, whatever lies between.
#ifndef MPNET_MODEM_DIALOGUE_H
#define MPNET_MODEM_DIALOGUE_H

#include "modem.h"

// A pointer and a length, taken right before a call into the engine.
typedef struct _bytes_t {
    const uint8_t *data;
    size_t length;
} bytes_t;

// Of an object with the buffer protocol; nothing of MP_OBJ_NULL.
bytes_t bytes_of(mp_obj_t object);

// Whether the dialogue of this socket or Modem is printed.
bool modem_is_traced(mp_obj_t speaker);

// Says what the engine wants to say next, and hears the answer where a text is answered by a text; false when it
// is nothing.
bool modem_converse(modem_t *modem, modem_call_t *call);

// Hears what a stream has; false when that is nothing.
bool modem_hear(modem_t *modem, const modem_call_t *call);

// Calls send_at_cmd() of the modem's object: the answer. `timeout` is MP_OBJ_NULL or milliseconds.
mp_obj_t modem_exchange(modem_t *modem, mp_obj_t speaker, mp_obj_t command, mp_obj_t timeout);

#endif // MPNET_MODEM_DIALOGUE_H
