#include "socket_ids.h"
#include "pycall.h"
#include "vm_state.h"

static MP_DEFINE_CONST_OBJ_TYPE(socket_ids_type, MP_QSTR_sockets_in_use, MP_TYPE_FLAG_NONE);

static socket_ids_t *socket_ids_new(void) {
    socket_ids_t *ids = pycall_new(sizeof(*ids), &socket_ids_type);
    for (size_t i = 0; i < MP_ARRAY_SIZE(ids->more); i++) {
        ids->more[i] = MP_OBJ_NEW_SMALL_INT(0);
    }
    ids->list = mp_obj_new_list(0, NULL);
    for (size_t i = 0; i <= SOCKET_IDS; i++) {
        mp_obj_list_append(ids->list, MP_OBJ_NEW_SMALL_INT(0));
    }
    return ids;
}

socket_ids_t *socket_ids(void) {
    mp_obj_t ids = vm_state_get(VM_SOCKETS_IN_USE);
    if (ids == MP_OBJ_NULL) {
        ids = vm_state_keep(VM_SOCKETS_IN_USE, MP_OBJ_FROM_PTR(socket_ids_new()));
    }
    return MP_OBJ_TO_PTR(ids);
}

// The entry of an id, or NULL: a script may have shortened the list.
static mp_obj_t *entry(socket_ids_t *ids, mp_int_t id) {
    if (id > SOCKET_IDS) {
        return id <= MPNET_MAX_SOCKETS ? &ids->more[id - SOCKET_IDS - 1] : NULL;
    }
    size_t n;
    mp_obj_t *items;
    mp_obj_get_array(ids->list, &n, &items);
    return id >= 1 && (size_t)id < n ? &items[id] : NULL;
}

// Whether an id is free, and the object in the list that says so.
static bool is_free(socket_ids_t *ids, mp_int_t id, mp_obj_t *mark) {
    mp_obj_t *place = entry(ids, id);
    if (place == NULL) {
        return false;
    }
    *mark = *place;
    return !mp_obj_is_true(*mark);
}

// Takes an id as long as `mark` still stands in the list; id 0 when another thread was faster.
static socket_id_t take(socket_ids_t *ids, mp_int_t id, mp_obj_t mark) {
    socket_id_t taken = { 0, 0 };
    vm_state_t *state = vm_state_lock();
    mp_obj_t *place = entry(ids, id);
    if (place != NULL && *place == mark) {
        *place = MP_OBJ_NEW_SMALL_INT(1);
        taken.id = id;
        taken.stamp = ids->stamps[id] = ++ids->last_stamp;
    }
    vm_state_unlock(state);
    return taken;
}

socket_id_t socket_ids_take(uint8_t limit) {
    socket_ids_t *ids = socket_ids();
    socket_id_t taken = { 0, 0 };
    mp_obj_t mark;
    for (mp_int_t id = 1; id <= limit && taken.id == 0; id++) {
        if (is_free(ids, id, &mark)) {
            taken = take(ids, id, mark);
        }
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
    mp_obj_t *place = id <= SOCKET_IDS ? entry(socket_ids(), id) : NULL;
    if (place == NULL) {
        return false;
    }
    *place = MP_OBJ_NEW_SMALL_INT(0);
    return true;
}

bool socket_ids_available(uint8_t limit) {
    mp_obj_t mark;
    for (mp_int_t id = 1; id <= limit; id++) {
        if (is_free(socket_ids(), id, &mark)) {
            return true;
        }
    }
    return false;
}
