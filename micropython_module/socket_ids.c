#include "socket_ids.h"
#include "vm_state.h"

static MP_DEFINE_CONST_OBJ_TYPE(socket_ids_type, MP_QSTR_sockets_in_use, MP_TYPE_FLAG_NONE);

static socket_ids_t *socket_ids_new(void) {
    socket_ids_t *ids = mp_obj_malloc(socket_ids_t, &socket_ids_type);
    memset(ids->stamps, 0, sizeof(ids->stamps));
    ids->last_stamp = 0;
    ids->list = mp_const_none; // valid for the collector until the list is there
    ids->list = mp_obj_new_list(0, NULL);
    for (size_t i = 0; i <= SOCKET_IDS; i++) {
        mp_obj_list_append(ids->list, MP_OBJ_NEW_SMALL_INT(0));
    }
    return ids;
}

socket_ids_t *socket_ids(void) {
    mp_obj_t ids = vm_state_get(VM_SOCKETS_IN_USE);
    if (ids == MP_OBJ_NULL) {
        ids = MP_OBJ_FROM_PTR(socket_ids_new());
        vm_state_set(VM_SOCKETS_IN_USE, ids);
    }
    return MP_OBJ_TO_PTR(ids);
}

// The entry of an id, or NULL: a script may have shortened the list.
static mp_obj_t *entry(socket_ids_t *ids, mp_int_t id) {
    size_t n;
    mp_obj_t *items;
    mp_obj_get_array(ids->list, &n, &items);
    return id >= 1 && id <= SOCKET_IDS && (size_t)id < n ? &items[id] : NULL;
}

static mp_int_t first_free(socket_ids_t *ids) {
    for (mp_int_t id = 1; id <= SOCKET_IDS; id++) {
        mp_obj_t *taken = entry(ids, id);
        if (taken != NULL && !mp_obj_is_true(*taken)) {
            return id;
        }
    }
    return 0;
}

socket_id_t socket_ids_take(void) {
    socket_ids_t *ids = socket_ids();
    socket_id_t taken = { first_free(ids), ++ids->last_stamp };
    if (taken.id != 0) {
        *entry(ids, taken.id) = MP_OBJ_NEW_SMALL_INT(1);
        ids->stamps[taken.id] = taken.stamp;
    }
    return taken;
}

void socket_ids_give_back(socket_ids_t *ids, socket_id_t taken) {
    mp_obj_t *place = entry(ids, taken.id);
    if (place != NULL && ids->stamps[taken.id] == taken.stamp) {
        *place = MP_OBJ_NEW_SMALL_INT(0);
    }
}

bool socket_ids_release(mp_int_t id) {
    mp_obj_t *place = entry(socket_ids(), id);
    if (place == NULL) {
        return false;
    }
    *place = MP_OBJ_NEW_SMALL_INT(0);
    return true;
}

bool socket_ids_available(void) {
    return first_free(socket_ids()) != 0;
}
