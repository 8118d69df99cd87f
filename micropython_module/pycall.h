// Calling Python objects by name, and the only place that catches exceptions.
#ifndef MPNET_PYCALL_H
#define MPNET_PYCALL_H

#include "compat.h"

// obj.attr; raises AttributeError as Python does.
static inline mp_obj_t pycall_attr(mp_obj_t obj, qstr attr) {
    return mp_load_attr(obj, attr);
}

// The same as a number, and whether it is true.
mp_int_t pycall_int(mp_obj_t obj, qstr attr);
bool pycall_flag(mp_obj_t obj, qstr attr);

// The part of an object that is a native object of this type, hidden in its attribute _m; NULL without one.
void *pycall_native(mp_obj_t obj, const mp_obj_type_t *type);

// A zeroed native object.
void *pycall_new(size_t size, const mp_obj_type_t *type);

// What kind of object it is; as functions, because MicroPython writes them out at each place.
bool pycall_is_int(mp_obj_t obj);
bool pycall_is_str(mp_obj_t obj);
bool pycall_is_array(mp_obj_t obj); // list or tuple

// The bytes of an object with the buffer protocol; raises TypeError for others. They are valid until Python code runs.
void pycall_bytes(mp_obj_t obj, mp_buffer_info_t *bytes);

// obj.attr, or `otherwise` where obj has no such attribute.
mp_obj_t pycall_attr_or(mp_obj_t obj, qstr attr, mp_obj_t otherwise);

bool pycall_has(mp_obj_t obj, qstr attr);

// obj.attr = value
static inline void pycall_store(mp_obj_t obj, qstr attr, mp_obj_t value) {
    mp_store_attr(obj, attr, value);
}

// The same for a number of attributes.
void pycall_store_all(mp_obj_t obj, size_t n, const qstr_short_t *attrs, const mp_obj_t *values);

// obj.method(*args), looked up on the object at every call. At most PYCALL_ARGS arguments.
#define PYCALL_ARGS (10)
mp_obj_t pycall_method(mp_obj_t obj, qstr method, size_t n_args, const mp_obj_t *args);

// The same with so many arguments.
mp_obj_t pycall_0(mp_obj_t obj, qstr method);
mp_obj_t pycall_1(mp_obj_t obj, qstr method, mp_obj_t arg);
mp_obj_t pycall_2(mp_obj_t obj, qstr method, mp_obj_t arg0, mp_obj_t arg1);

// (first, second)
mp_obj_t pycall_pair(mp_obj_t first, mp_obj_t second);

// import name; where there is no such module, the built-in of the old name with a leading u
mp_obj_t pycall_import(qstr name);

typedef mp_obj_t (*pycall_body_t)(void *context);

// Runs body(context) with *busy true, and false again afterwards however it ends. The caller has
// found *busy false. `busy` may point into a GC object that the caller holds.
mp_obj_t pycall_guarded(pycall_body_t body, void *context, volatile bool *busy);

// Runs body(context) like a `try: ... except Exception as error`. The result, or MP_OBJ_NULL with the
// exception in *error, which may be NULL. KeyboardInterrupt and SystemExit pass through, as they do in Python.
mp_obj_t pycall_try(pycall_body_t body, void *context, mp_obj_t *error);

// The same for obj.method(*args).
mp_obj_t pycall_try_method(mp_obj_t obj, qstr method, size_t n_args, const mp_obj_t *args, mp_obj_t *error);

// Runs body(context); whatever it raises is raised again after cleanup(context).
mp_obj_t pycall_finally(pycall_body_t body, pycall_body_t cleanup, void *context);

#endif // MPNET_PYCALL_H
