#include "socket_ids.h"
#include "vm_state.h"

#define SOCKET_IDS (6)

mp_obj_t socket_ids_list(void) {
    mp_obj_t list = vm_state_get(VM_SOCKETS_IN_USE);
    if (list == MP_OBJ_NULL) {
        list = mp_obj_new_list(0, NULL);
        for (size_t i = 0; i <= SOCKET_IDS; i++) {
            mp_obj_list_append(list, MP_OBJ_NEW_SMALL_INT(0));
        }
        vm_state_set(VM_SOCKETS_IN_USE, list);
    }
    return list;
}

// The entry of an id, or NULL: a script may have shortened the list.
static mp_obj_t *entry(mp_obj_t list, mp_int_t id) {
    size_t n;
    mp_obj_t *items;
    mp_obj_get_array(list, &n, &items);
    return id >= 1 && id <= SOCKET_IDS && (size_t)id < n ? &items[id] : NULL;
}

static bool is_free(mp_obj_t list, mp_int_t id) {
    mp_obj_t *taken = entry(list, id);
    return taken != NULL && !mp_obj_is_true(*taken);
}

static mp_int_t first_free(void) {
    for (mp_int_t id = 1; id <= SOCKET_IDS; id++) {
        if (is_free(socket_ids_list(), id)) {
            return id;
        }
    }
    return 0;
}

uint8_t socket_ids_take(void) {
    mp_int_t id = first_free();
    if (id != 0) {
        *entry(socket_ids_list(), id) = MP_OBJ_NEW_SMALL_INT(1);
    }
    return id;
}

bool socket_ids_release(mp_obj_t list, mp_int_t id) {
    mp_obj_t *taken = entry(list, id);
    if (taken == NULL) {
        return false;
    }
    *taken = MP_OBJ_NEW_SMALL_INT(0);
    return true;
}

bool socket_ids_available(void) {
    return first_free() != 0;
}
