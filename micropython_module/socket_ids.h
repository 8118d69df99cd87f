// Connection ids of the modem, the first six as the list `sockets_in_use` that scripts see and may write.
#ifndef MPNET_SOCKET_IDS_H
#define MPNET_SOCKET_IDS_H

#include "compat.h"
#include "mpnet.h"

// Those of the list, for sockets whose modem is not known yet.
#define SOCKET_IDS (6)

// The ids and who took them. Scripts can free an id behind its owner's back, so an owner frees it only
// while it still is his: every take has a stamp of its own.
typedef struct _socket_ids_t {
    mp_obj_base_t base;
    mp_obj_t list; // index 0 is not used, 1..6 tell whether the id is taken
    mp_obj_t more[MPNET_MAX_SOCKETS - SOCKET_IDS]; // the same for those of modems with more connections
    uint32_t stamps[MPNET_MAX_SOCKETS + 1];
    uint32_t last_stamp;
} socket_ids_t;

// An id that somebody took; id 0 for none.
typedef struct _socket_id_t {
    uint8_t id;
    uint32_t stamp;
} socket_id_t;

// The ids of this interpreter.
socket_ids_t *socket_ids(void);

// Takes the first free id of 1..limit.
socket_id_t socket_ids_take(uint8_t limit);

// Gives an id back if it is still the taker's. Allocates nothing: finalisers call it.
void socket_ids_give_back(socket_ids_t *ids, socket_id_t taken);

// Frees an id of the list whoever took it; false when it is none.
bool socket_ids_release(mp_int_t id);

// Whether one of 1..limit is free.
bool socket_ids_available(uint8_t limit);

#endif // MPNET_SOCKET_IDS_H
