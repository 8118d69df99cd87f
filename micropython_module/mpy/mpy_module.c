// What happens when the file is imported: the interpreter is looked at, and the module filled from its constant tables.
#include "compat.h"
#include "pycall.h"

// The name of a type stands in its constant: one that every interpreter numbers alike.
MP_DEFINE_CONST_OBJ_TYPE(mpy_module_type, MP_QSTR__, MP_TYPE_FLAG_NONE);
MP_DEFINE_CONST_OBJ_TYPE(mpy_tuple_type, MP_QSTR__, MP_TYPE_FLAG_NONE);

static const uint16_t builtin_names[] = {
    [MPY_BUILTIN_AttributeError] = MP_QSTR_AttributeError,
    [MPY_BUILTIN_OSError] = MP_QSTR_OSError,
    [MPY_BUILTIN_OverflowError] = MP_QSTR_OverflowError,
    [MPY_BUILTIN_StopAsyncIteration] = MP_QSTR_StopAsyncIteration,
    [MPY_BUILTIN_StopIteration] = MP_QSTR_StopIteration,
    [MPY_BUILTIN_TypeError] = MP_QSTR_TypeError,
    [MPY_BUILTIN_UnicodeError] = MP_QSTR_UnicodeError,
    [MPY_BUILTIN_ValueError] = MP_QSTR_ValueError,
    [MPY_BUILTIN_bytearray] = MP_QSTR_bytearray,
    [MPY_BUILTIN_bytes] = MP_QSTR_bytes,
    [MPY_BUILTIN_float] = MP_QSTR_float,
    [MPY_BUILTIN_hasattr] = MP_QSTR_hasattr,
    [MPY_BUILTIN_int] = MP_QSTR_int,
    [MPY_BUILTIN_len] = MP_QSTR_len,
    [MPY_BUILTIN_object] = MP_QSTR_object,
    [MPY_BUILTIN_property] = MP_QSTR_property,
    [MPY_BUILTIN_repr] = MP_QSTR_repr,
    [MPY_BUILTIN_tuple] = MP_QSTR_tuple,
};

static mp_obj_t import(qstr name) {
    return mp_import_name(name, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
}

static mp_obj_t import_body(void *name) {
    return import(*(const qstr *)name);
}

// A module that not every firmware has: MP_OBJ_NULL without it.
static mp_obj_t import_optional(qstr name) {
    mp_obj_t error;
    return pycall_try(import_body, &name, &error);
}

// Constant tables hold objects as this module was compiled to represent them.
static void check_representation(void) {
    if (mp_fun_table.const_none != mp_const_none || mp_fun_table.const_true != mp_const_true
        || mp_fun_table.native_to_obj(MP_QSTR__, MP_NATIVE_TYPE_QSTR) != MP_ROM_QSTR(MP_QSTR__)) {
        mp_fun_table.raise_msg(&mp_type_Exception, "firmware represents objects differently");
    }
}

static void know_builtins(void) {
    mp_obj_t builtins = import(MP_QSTR_builtins);
    for (size_t i = 0; i < MPY_BUILTINS; i++) {
        mp_obj_t found[2];
        mp_fun_table.load_method_maybe(builtins, mpy_name(builtin_names[i]), found);
        mpy_vm.builtins[i] = found[0];
    }
}

static void know_modules(void) {
    mp_obj_t time = import(MP_QSTR_time);
    mpy_vm.ticks_ms = mp_load_attr(time, MP_QSTR_ticks_ms);
    mpy_vm.ticks_us = mp_load_attr(time, MP_QSTR_ticks_us);
    mpy_vm.sleep_ms = mp_load_attr(time, MP_QSTR_sleep_ms);
    mp_obj_t thread = import_optional(MP_QSTR__thread);
    if (thread != MP_OBJ_NULL) {
        mpy_vm.new_lock = mp_load_attr(thread, MP_QSTR_allocate_lock);
        mpy_vm.thread_id = mp_load_attr(thread, MP_QSTR_get_ident);
    }
    mp_obj_t numbers = import_optional(MP_QSTR_errno);
    if (numbers != MP_OBJ_NULL) {
        mpy_vm.etimedout = mp_obj_get_int(pycall_attr_or(numbers, MP_QSTR_ETIMEDOUT, MP_OBJ_NEW_SMALL_INT(MP_ETIMEDOUT)));
        mpy_vm.enotconn = mp_obj_get_int(pycall_attr_or(numbers, MP_QSTR_ENOTCONN, MP_OBJ_NEW_SMALL_INT(MP_ENOTCONN)));
    }
}

static void know_interpreter(mp_obj_module_t *module) {
    check_representation();
    mpy_vm.module = module;
    mpy_vm.etimedout = MP_ETIMEDOUT;
    mpy_vm.enotconn = MP_ENOTCONN;
    know_builtins();
    know_modules();
    mpy_vm.submodules = mp_obj_new_dict(0);
}

// ---- constant tables

static void fill(mp_obj_t globals, const mp_obj_module_t *rom);

// Row of a module's table by what it holds; `rom` is one of the sub-modules.
static mp_obj_t key_of(const mp_obj_module_t *rom) {
    const mp_map_elem_t *row = mpy_package->globals->map.table;
    while (row->value != MP_OBJ_FROM_PTR(rom)) {
        row++;
    }
    return mpy_object(row->key);
}

// '<package>.<name>', under which import finds a sub-module
static mp_obj_t dotted_name(const mp_obj_module_t *rom) {
    vstr_t text;
    mp_print_t print;
    vstr_init_print(&text, 32, &print);
    mp_obj_print_helper(&print, mp_load_attr(MP_OBJ_FROM_PTR(mpy_vm.module), MP_QSTR___name__), PRINT_STR);
    mp_print_str(&print, ".");
    mp_obj_print_helper(&print, key_of(rom), PRINT_STR);
    return MP_OBJ_NEW_QSTR(qstr_from_strn(text.buf, text.len));
}

static mp_obj_t new_module(const mp_obj_module_t *rom) {
    if (rom == mpy_package) { // a package may hold itself
        return MP_OBJ_FROM_PTR(mpy_vm.module);
    }
    mp_obj_module_t *module = mp_obj_malloc_helper(sizeof(mp_obj_module_t), mpy_vm.module->base.type);
    module->globals = MP_OBJ_TO_PTR(mp_obj_new_dict(rom->globals->map.used));
    return MP_OBJ_FROM_PTR(module);
}

static mp_obj_t module_of(const mp_obj_module_t *rom) {
    mp_obj_t name = dotted_name(rom);
    const mp_map_elem_t *made = mp_map_lookup(mp_obj_dict_get_map(mpy_vm.submodules), name, MP_MAP_LOOKUP);
    if (made != NULL) {
        return made->value;
    }
    mp_obj_t module = new_module(rom);
    mp_obj_dict_store(mpy_vm.submodules, name, module);
    mp_obj_dict_store(mp_load_attr(import(MP_QSTR_sys), MP_QSTR_modules), name, module);
    if (rom != mpy_package) {
        fill(MP_OBJ_FROM_PTR(((mp_obj_module_t *)MP_OBJ_TO_PTR(module))->globals), rom);
    }
    return module;
}

static mp_obj_t tuple_of(const mp_rom_obj_tuple_t *rom) {
    mp_obj_t tuple = mp_obj_new_tuple(rom->len, NULL);
    for (size_t i = 0; i < rom->len; i++) {
        ((mp_obj_tuple_t *)MP_OBJ_TO_PTR(tuple))->items[i] = mpy_object(rom->items[i]);
    }
    return tuple;
}

mp_obj_t mpy_object(mp_const_obj_t object_in) {
    mp_obj_t object = (mp_obj_t)object_in;
    if (mp_obj_is_qstr(object)) {
        return MP_OBJ_NEW_QSTR((mp_uint_t)object >> 3);
    }
    if (object == MP_OBJ_NULL || !mp_obj_is_obj(object)) {
        return object;
    }
    const mp_obj_type_t *type = ((mp_obj_base_t *)MP_OBJ_TO_PTR(object))->type;
    if (type == &mpy_module_type) {
        return module_of(MP_OBJ_TO_PTR(object));
    }
    if (type == &mpy_tuple_type) {
        return tuple_of(MP_OBJ_TO_PTR(object));
    }
    return object;
}

static void fill(mp_obj_t globals, const mp_obj_module_t *rom) {
    const mp_map_t *rows = &rom->globals->map;
    for (size_t i = 0; i < rows->used; i++) {
        mp_obj_dict_store(globals, mpy_object(rows->table[i].key), mpy_object(rows->table[i].value));
    }
}

// ---- entry

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    (void)n_args;
    (void)n_kw;
    (void)args;
    mp_obj_module_t *module = (mp_obj_module_t *)&self->context->module;
    know_interpreter(module);
    mp_obj_t globals = MP_OBJ_FROM_PTR(module->globals);
    fill(globals, mpy_package);
    return pycall_0(MP_OBJ_FROM_PTR(module), MP_QSTR___init__);
}
