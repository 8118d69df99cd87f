#include "py/gc.h"
#include "py/objarray.h"

#include "recycle.h"

static void recycle_block(const void *block) {
    if (gc_nbytes(block) > 0) { // constants are not of the heap
        gc_free((void *)block);
    }
}

void recycle(mp_obj_t object) {
    if (object == MP_OBJ_NULL || !mp_obj_is_obj(object)) {
        return;
    }
    const mp_obj_type_t *type = ((const mp_obj_base_t *)MP_OBJ_TO_PTR(object))->type;
    if (type == &mp_type_bytes || type == &mp_type_str) {
        recycle_block(((const mp_obj_str_t *)MP_OBJ_TO_PTR(object))->data);
    } else if (type == &mp_type_bytearray) {
        recycle_block(((const mp_obj_array_t *)MP_OBJ_TO_PTR(object))->items);
    } else if (type != &mp_type_tuple) {
        return;
    }
    recycle_block(MP_OBJ_TO_PTR(object));
}
