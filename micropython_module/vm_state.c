#include "vm_state.h"

typedef struct _vm_state_t {
    mp_obj_base_t base;
    mp_obj_t slots[VM_SLOTS];
} vm_state_t;

static MP_DEFINE_CONST_OBJ_TYPE(vm_state_type, MP_QSTR__mpnet, MP_TYPE_FLAG_NONE);

static vm_state_t *vm_state_new(void) {
    vm_state_t *state = mp_obj_malloc(vm_state_t, &vm_state_type);
    for (size_t i = 0; i < VM_SLOTS; i++) {
        state->slots[i] = MP_OBJ_NULL;
    }
    mp_obj_dict_store(MP_OBJ_FROM_PTR(&MP_STATE_VM(mp_loaded_modules_dict)), MP_OBJ_NEW_QSTR(MP_QSTR__mpnet),
        MP_OBJ_FROM_PTR(state));
    return state;
}

static vm_state_t *vm_state(void) {
    mp_map_elem_t *elem = mp_map_lookup(&MP_STATE_VM(mp_loaded_modules_dict).map, MP_OBJ_NEW_QSTR(MP_QSTR__mpnet),
        MP_MAP_LOOKUP);
    // A script can write into sys.modules, so the object found is checked before it is trusted.
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
