#include "vm_state.h"
#include "pycall.h"

#if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
#define LOCK_INIT(state) mp_thread_mutex_init(&(state)->mutex)
#define LOCK_ENTER(state) mp_thread_mutex_lock(&(state)->mutex, 1)
#define LOCK_EXIT(state) mp_thread_mutex_unlock(&(state)->mutex)
#else
#define LOCK_INIT(state) ((void)(state))
#define LOCK_ENTER(state) ((void)(state))
#define LOCK_EXIT(state) ((void)(state))
#endif

static MP_DEFINE_CONST_OBJ_TYPE(vm_state_type, MP_QSTR__mpnet, MP_TYPE_FLAG_NONE);

static vm_state_t *vm_state_new(void) {
    vm_state_t *state = pycall_new(sizeof(*state), &vm_state_type);
    LOCK_INIT(state);
    mp_obj_dict_store(compat_lasting_dict(), MP_OBJ_NEW_QSTR(MP_QSTR__mpnet), MP_OBJ_FROM_PTR(state));
    return state;
}

static vm_state_t *vm_state(void) {
    mp_map_elem_t *elem = mp_map_lookup(mp_obj_dict_get_map(compat_lasting_dict()), MP_OBJ_NEW_QSTR(MP_QSTR__mpnet),
        MP_MAP_LOOKUP);
    // A script can write into this dictionary, so the object found is checked before it is trusted.
    if (elem == NULL || !mp_obj_is_type(elem->value, &vm_state_type)) {
        return vm_state_new();
    }
    return MP_OBJ_TO_PTR(elem->value);
}

mp_obj_t vm_state_get(vm_slot_t slot) {
    return vm_state()->slots[slot];
}

void vm_state_set(vm_slot_t slot, mp_obj_t value) {
    vm_state()->slots[slot] = value;
}

mp_obj_t vm_state_keep(vm_slot_t slot, mp_obj_t value) {
    vm_state_t *state = vm_state_lock();
    if (state->slots[slot] == MP_OBJ_NULL) {
        state->slots[slot] = value;
    }
    value = state->slots[slot];
    vm_state_unlock(state);
    return value;
}

void vm_state_prepare(void) {
    vm_state();
}

vm_state_t *vm_state_lock(void) {
    vm_state_t *state = vm_state();
    LOCK_ENTER(state);
    return state;
}

void vm_state_unlock(vm_state_t *state) {
    LOCK_EXIT(state);
}
