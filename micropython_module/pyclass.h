// Ordinary Python classes made from C tables.
//
//     static const pymethod_t coap_methods[] = {
//         PYMETHOD(__init__, coap_init, PYARGS(0, MP_QSTR_port)),
//     };
//     static const pyclass_number_t coap_numbers[] = {
//         { MP_QSTR_LIMIT, 7 },
//     };
//     static const mp_rom_map_elem_t coap_rows[] = {
//         { MP_ROM_QSTR(MP_QSTR_TRANSMISSION_STATE), MP_ROM_PTR(&state_class) },  // nested class
//         { MP_ROM_QSTR(MP_QSTR_code), PYCLASS_ALIAS(MP_QSTR_method) },
//         { MP_ROM_QSTR(MP_QSTR_compact), MP_ROM_FALSE },
//     };
//     const pyclass_def_t coap_class = {
//         PYCLASS(Coap, VM_CLASS_COAP), PYCLASS_METHODS(coap_methods), PYCLASS_NUMBERS(coap_numbers), PYCLASS_ROWS(coap_rows),
//     };
//
// Instances take any attribute, classes can be patched and subclassed: they are what a class
// statement makes. Methods receive the instance as their first argument.
#ifndef MPNET_PYCLASS_H
#define MPNET_PYCLASS_H

#include "pymethod.h"
#include "vm_state.h"

// An int of a class.
typedef struct _pyclass_number_t {
    qstr_short_t name;
    int16_t value;
} pyclass_number_t;

// Another name of an attribute: becomes a Python property.
typedef struct _pyclass_alias_t {
    mp_obj_base_t base;
    qstr attr;
} pyclass_alias_t;

typedef struct _pyclass_def_t {
    mp_obj_base_t base;
    qstr_short_t name;
    uint8_t slot; // vm_slot_t: where the class is kept
    uint8_t n_methods;
    uint8_t n_numbers;
    uint8_t n_rows;
    const pymethod_t *methods;
    const pyclass_number_t *numbers;
    const mp_rom_map_elem_t *rows;
    const mp_obj_type_t *native; // base type that lends its C protocol, or NULL
} pyclass_def_t;

extern const mp_obj_type_t pyclass_alias_type;
extern const mp_obj_type_t pyclass_def_type;

#define PYCLASS(class_name, vm_slot) .base = { &pyclass_def_type }, .name = MP_QSTR_##class_name, .slot = vm_slot
#define PYCLASS_METHODS(table) .methods = table, .n_methods = MP_ARRAY_SIZE(table)
#define PYCLASS_NUMBERS(table) .numbers = table, .n_numbers = MP_ARRAY_SIZE(table)
#define PYCLASS_ROWS(table) .rows = table, .n_rows = MP_ARRAY_SIZE(table)
#define PYCLASS_ALIAS(attr) MP_ROM_PTR((&(const pyclass_alias_t) { { &pyclass_alias_type }, attr }))

// The class of a definition, made on first use and the same object from then on.
mp_obj_t pyclass_get(const pyclass_def_t *def);

// A new instance, as calling the class from Python makes it.
mp_obj_t pyclass_make(const pyclass_def_t *def, size_t n_args, const mp_obj_t *args);

// A new instance on which __init__ has not run: for objects whose attributes the caller sets itself.
mp_obj_t pyclass_blank(const pyclass_def_t *def);

// Whether a method of an instance is the one of its C table: neither a subclass nor a script has replaced it.
bool pyclass_has_own(mp_obj_t instance, qstr attr);

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
