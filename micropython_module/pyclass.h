// Ordinary Python classes made from C tables.
//
//     static const mp_rom_map_elem_t coap_rows[] = {
//         { MP_ROM_QSTR(MP_QSTR___init__), PYCLASS_METHOD(coap_init_obj) },
//         { MP_ROM_QSTR(MP_QSTR_code), PYCLASS_PROPERTY(get_code_obj, set_code_obj) },
//         { MP_ROM_QSTR(MP_QSTR_decode), MP_ROM_PTR(&decode_static_obj) },
//         { MP_ROM_QSTR(MP_QSTR_TRANSMISSION_STATE), MP_ROM_PTR(&state_class) },  // nested class
//         { MP_ROM_QSTR(MP_QSTR_LIMIT), MP_ROM_INT(7) },
//     };
//     PYCLASS_DEFINE(coap_class, MP_QSTR_Coap, VM_CLASS_COAP, NULL, coap_rows);
//
// Instances take any attribute, classes can be patched and subclassed: they are what a class
// statement makes. Methods receive the instance as their first argument.
#ifndef MPNET_PYCLASS_H
#define MPNET_PYCLASS_H

#include "vm_state.h"

// A C function that binds self in a Python class. A bare built-in would not on current releases.
typedef struct _pyclass_method_t {
    mp_obj_base_t base;
    const void *function;
} pyclass_method_t;

// A pair of C functions that becomes a Python property.
typedef struct _pyclass_property_t {
    mp_obj_base_t base;
    const void *getter;
    const void *setter;
} pyclass_property_t;

typedef struct _pyclass_def_t {
    mp_obj_base_t base;
    qstr name;
    vm_slot_t slot;              // where the class is kept, VM_NONE for a nested class
    const mp_obj_type_t *native; // base type that lends its C protocol, or NULL
    const mp_rom_map_elem_t *rows;
    size_t n_rows;
} pyclass_def_t;

extern const mp_obj_type_t pyclass_method_type;
extern const mp_obj_type_t pyclass_property_type;
extern const mp_obj_type_t pyclass_def_type;

#define PYCLASS_METHOD(function_obj) \
    MP_ROM_PTR((&(const pyclass_method_t) { { &pyclass_method_type }, &function_obj }))
#define PYCLASS_PROPERTY(getter_obj, setter_obj) \
    MP_ROM_PTR((&(const pyclass_property_t) { { &pyclass_property_type }, &getter_obj, &setter_obj }))
#define PYCLASS_DEFINE(id, class_name, vm_slot, native_base, table) \
    const pyclass_def_t id = { { &pyclass_def_type }, class_name, vm_slot, native_base, table, MP_ARRAY_SIZE(table) }

// A new class: `name`, one base or MP_OBJ_NULL, and the rows above copied into its dict.
mp_obj_t pyclass_new(qstr name, mp_obj_t base, const mp_rom_map_elem_t *rows, size_t n_rows);

// The class of a definition, made on first use and the same object from then on.
mp_obj_t pyclass_get(const pyclass_def_t *def);

// A new instance, as calling the class from Python makes it.
mp_obj_t pyclass_make(const pyclass_def_t *def, size_t n_args, const mp_obj_t *args);

// A new instance on which __init__ has not run: for objects whose attributes the caller sets itself.
mp_obj_t pyclass_blank(const pyclass_def_t *def);

// Whether a method of an instance is the one of its C table: neither a subclass nor a script has replaced it.
bool pyclass_has_own(mp_obj_t instance, qstr attr, const pyclass_method_t *method);

// Whether the methods of a class are those of its C table.
bool pyclass_is_untouched(const pyclass_def_t *def);

// A new instance without attributes but with room for some: __init__ does not run, unless the class was touched.
mp_obj_t pyclass_fresh(const pyclass_def_t *def, size_t n_attributes);

// Takes all attributes from an instance; the room for them stays.
void pyclass_clear(mp_obj_t instance);

// Makes room for attributes of an instance that has none yet, so that its table does not grow step by step.
void pyclass_reserve(mp_obj_t instance, size_t n_attributes);

// enum(**members): a class named Enum with these members.
MP_DECLARE_CONST_FUN_OBJ_KW(pyclass_enum_obj);

// Value of row `attr` of a table as Python sees it (classes made on demand), or MP_OBJ_NULL.
mp_obj_t pyclass_table_get(const mp_rom_map_elem_t *rows, size_t n_rows, qstr attr);

// Row of a module's globals: the names that `from module import *` binds in current releases, those of __getattr__ among
// them. Older releases bind what the globals hold.
#define PYCLASS_ALL_ROW(tuple) { MP_ROM_QSTR(MP_QSTR___all__), MP_ROM_PTR(&tuple) }

// The tuple of these names.
#define PYCLASS_ALL(id, ...) \
    static const struct { \
        mp_obj_base_t base; \
        size_t length; \
        mp_rom_obj_t items[sizeof((mp_rom_obj_t[]) { __VA_ARGS__ }) / sizeof(mp_rom_obj_t)]; \
    } id = { { &COMPAT_ROM_TUPLE }, MP_ARRAY_SIZE(id.items), { __VA_ARGS__ } }

#define PYCLASS_NAME(name) MP_ROM_QSTR(MP_QSTR_##name)

// Body of a module's __getattr__: a row of the table or AttributeError.
mp_obj_t pyclass_module_getattr(const mp_rom_map_elem_t *rows, size_t n_rows, mp_obj_t attr);

#endif // MPNET_PYCLASS_H
