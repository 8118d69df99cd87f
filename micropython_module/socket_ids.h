// Connection ids of the modem, as the list `sockets_in_use` that scripts see and may write.
#ifndef MPNET_SOCKET_IDS_H
#define MPNET_SOCKET_IDS_H

#include "compat.h"

// The live list: index 0 is not used, 1..6 tell whether the connection id is taken.
mp_obj_t socket_ids_list(void);

// Takes the first free id: 1..6, or 0 when all are taken.
uint8_t socket_ids_take(void);

// Gives an id back; false when it is no id. Allocates nothing: finalisers call it.
bool socket_ids_release(mp_obj_t list, mp_int_t id);

// Whether one of 1..6 is free.
bool socket_ids_available(void);

#endif // MPNET_SOCKET_IDS_H
