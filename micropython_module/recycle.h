// Giving objects back to the heap whose only owner is the caller, so that they are no garbage.
#ifndef MPNET_RECYCLE_H
#define MPNET_RECYCLE_H

#include "compat.h"

// Frees a str, bytes, bytearray or tuple, the latter without its items. Nobody else may know the object: what
// Python code has seen must stay. Constants, objects of other types and MP_OBJ_NULL are left alone.
void recycle(mp_obj_t object);

#endif // MPNET_RECYCLE_H
