#include "py/objtype.h"

#include "pyclass.h"
#include "status.h"

// alias.attr of an object: read with one argument, stored with two.
static mp_obj_t alias_call(mp_obj_t alias_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    const pyclass_alias_t *alias = MP_OBJ_TO_PTR(alias_in);
    if (n_args == 1) {
        return mp_load_attr(args[0], alias->attr);
    }
    mp_store_attr(args[0], alias->attr, args[1]);
    return mp_const_none;
}

MP_DEFINE_CONST_OBJ_TYPE(pyclass_alias_type, MP_QSTR_property, MP_TYPE_FLAG_NONE, call, alias_call);
MP_DEFINE_CONST_OBJ_TYPE(pyclass_def_type, MP_QSTR_type, MP_TYPE_FLAG_NONE);

static mp_obj_t pyclass_row_value(mp_obj_t value) {
    if (mp_obj_is_type(value, &pyclass_def_type)) {
        return pyclass_get(MP_OBJ_TO_PTR(value));
    }
    if (mp_obj_is_type(value, &pyclass_alias_type)) {
        mp_obj_t accessors[2] = { value, value };
        return mp_call_function_n_kw(MP_OBJ_FROM_PTR(&mp_type_property), 2, 0, accessors);
    }
    return compat_rom_object(value);
}

// type(name, bases, locals), which every release offers to Python if not to C.
static mp_obj_t pyclass_new_type(qstr name, mp_obj_t bases, mp_obj_t locals) {
    mp_obj_t args[3] = { MP_OBJ_NEW_QSTR(name), bases, locals };
    return mp_call_function_n_kw(MP_OBJ_FROM_PTR(&mp_type_type), 3, 0, args);
}

static mp_obj_t pyclass_new(const pyclass_def_t *def) {
    mp_obj_t locals = mp_obj_new_dict(def->n_methods + def->n_numbers + def->n_rows);
    for (size_t i = 0; i < def->n_methods; i++) {
        mp_obj_dict_store(locals, MP_OBJ_NEW_QSTR(def->methods[i].name), MP_OBJ_FROM_PTR(&def->methods[i]));
    }
    for (size_t i = 0; i < def->n_numbers; i++) {
        mp_obj_dict_store(locals, MP_OBJ_NEW_QSTR(def->numbers[i].name), MP_OBJ_NEW_SMALL_INT(def->numbers[i].value));
    }
    for (size_t i = 0; i < def->n_rows; i++) {
        const mp_map_elem_t *row = (const mp_map_elem_t *)&def->rows[i];
        mp_obj_dict_store(locals, compat_rom_object(row->key), pyclass_row_value(row->value));
    }
    mp_obj_t base = MP_OBJ_FROM_PTR(def->native);
    return pyclass_new_type(def->name, mp_obj_new_tuple(def->native != NULL, &base), locals);
}

mp_obj_t pyclass_get(const pyclass_def_t *def) {
    mp_obj_t class = vm_state_get(def->slot);
    return class == MP_OBJ_NULL ? vm_state_keep(def->slot, pyclass_new(def)) : class;
}

mp_obj_t pyclass_make(const pyclass_def_t *def, size_t n_args, const mp_obj_t *args) {
    return mp_call_function_n_kw(pyclass_get(def), n_args, 0, args);
}

mp_obj_t pyclass_blank(const pyclass_def_t *def) {
    const mp_obj_type_t *native_base;
    return MP_OBJ_FROM_PTR(mp_obj_new_instance(MP_OBJ_TO_PTR(pyclass_get(def)), &native_base));
}

bool pyclass_has_own(mp_obj_t instance, qstr attr) {
    mp_obj_t found[2];
    mp_load_method(instance, attr, found);
    return mp_obj_is_type(found[0], &pymethod_type) && ((const pymethod_t *)MP_OBJ_TO_PTR(found[0]))->name == attr;
}

bool pyclass_is_untouched(const pyclass_def_t *def) {
    const mp_obj_type_t *class = MP_OBJ_TO_PTR(pyclass_get(def));
    for (size_t i = 0; i < def->n_methods; i++) {
        const pymethod_t *method = &def->methods[i];
        const mp_map_elem_t *found = mp_map_lookup(&compat_type_locals(class)->map, MP_OBJ_NEW_QSTR(method->name),
            MP_MAP_LOOKUP);
        if (found == NULL || found->value != MP_OBJ_FROM_PTR(method)) {
            return false;
        }
    }
    return true;
}

mp_obj_t pyclass_fresh(const pyclass_def_t *def, size_t n_attributes) {
    if (!pyclass_is_untouched(def)) {
        return pyclass_make(def, 0, NULL);
    }
    mp_obj_t instance = pyclass_blank(def);
    pyclass_reserve(instance, n_attributes);
    return instance;
}

void pyclass_clear(mp_obj_t instance_in) {
    mp_obj_instance_t *instance = MP_OBJ_TO_PTR(instance_in);
    memset(instance->members.table, 0, instance->members.alloc * sizeof(mp_map_elem_t));
    instance->members.used = 0;
}

void pyclass_reserve(mp_obj_t instance_in, size_t n_attributes) {
    mp_obj_instance_t *instance = MP_OBJ_TO_PTR(instance_in);
    if (instance->members.alloc == 0) {
        mp_map_init(&instance->members, n_attributes);
    }
}

// enum(**members) -> class
static mp_obj_t pyclass_enum(size_t n_args, const mp_obj_t *args, mp_map_t *members) {
    (void)n_args;
    (void)args;
    mp_obj_t locals = mp_obj_new_dict(members->used);
    for (size_t i = 0; i < members->alloc; i++) {
        if (mp_map_slot_is_filled(members, i)) {
            mp_obj_dict_store(locals, members->table[i].key, members->table[i].value);
        }
    }
    return pyclass_new_type(MP_QSTR_Enum, mp_const_empty_tuple, locals);
}
MP_DEFINE_CONST_FUN_OBJ_KW(pyclass_enum_obj, 0, pyclass_enum);

mp_obj_t pyclass_table_get(const mp_rom_map_elem_t *rows, size_t n_rows, qstr attr) {
    for (size_t i = 0; i < n_rows; i++) {
        const mp_map_elem_t *row = (const mp_map_elem_t *)&rows[i];
        if (MP_OBJ_QSTR_VALUE(row->key) == attr) {
            return pyclass_row_value(row->value);
        }
    }
    return MP_OBJ_NULL;
}

mp_obj_t pyclass_module_getattr(const mp_rom_map_elem_t *rows, size_t n_rows, mp_obj_t attr_in) {
    qstr attr = mp_obj_str_get_qstr(attr_in);
    mp_obj_t value = pyclass_table_get(rows, n_rows, attr);
    if (value == MP_OBJ_NULL) {
        compat_raise_no_attribute(attr);
    }
    return value;
}
