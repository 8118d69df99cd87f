// Objects: making them, and what they hold.
#include "compat.h"
#include "py/objtype.h"

// ---- memory

void m_malloc_fail(size_t size) {
    (void)size;
    mp_fun_table.raise_msg(MP_OBJ_TO_PTR(mp_fun_table.load_global(MP_QSTR_MemoryError)), "memory allocation failed");
}

void *m_malloc(size_t size) {
    void *block = mp_fun_table.realloc_(NULL, size, false);
    if (block == NULL && size > 0) {
        m_malloc_fail(size);
    }
    return block;
}

void *m_malloc0(size_t size) {
    return memset(m_malloc(size), 0, size);
}

void m_free(void *block) {
    mp_fun_table.realloc_(block, 0, false);
}

// Not known here: nothing is given back by hand or used a second time.
size_t gc_nbytes(const void *block) {
    (void)block;
    return 0;
}

void gc_free(void *block) {
    (void)block;
}

bool gc_is_locked(void) {
    void *block = mp_fun_table.realloc_(NULL, 1, false);
    m_free(block);
    return block == NULL;
}

void *mp_obj_malloc_helper(size_t size, const mp_obj_type_t *type) {
    mp_obj_base_t *object = m_malloc(size);
    object->type = type;
    return object;
}

// There is no way to a block that the collector calls __del__() for.
void *mp_obj_malloc_with_finaliser_helper(size_t size, const mp_obj_type_t *type) {
    return mp_obj_malloc_helper(size, type);
}

// ---- numbers

mp_obj_t mp_obj_new_int(mp_int_t value) {
    return mp_fun_table.native_to_obj(value, MP_NATIVE_TYPE_INT);
}

mp_obj_t mp_obj_new_int_from_uint(mp_uint_t value) {
    return mp_fun_table.native_to_obj(value, MP_NATIVE_TYPE_UINT);
}

mp_int_t mp_obj_get_int_truncated(mp_const_obj_t object) {
    return mp_fun_table.native_from_obj((mp_obj_t)object, MP_NATIVE_TYPE_INT);
}

mp_int_t mp_obj_get_int(mp_const_obj_t object) {
    if (mp_obj_is_small_int(object)) {
        return MP_OBJ_SMALL_INT_VALUE(object);
    }
    mp_int_t value = mp_obj_get_int_truncated(object);
    if (mp_obj_is_int(object) && !mp_obj_equal(mp_obj_new_int(value), (mp_obj_t)object)) {
        mp_raise_msg_varg(&MPY_TYPE(OverflowError), MP_ERROR_TEXT("overflow converting long int to machine word"));
    }
    return value;
}

#if MICROPY_FLOAT_IMPL == MICROPY_FLOAT_IMPL_DOUBLE
mp_float_t mp_obj_get_float(mp_obj_t object) {
    return mp_fun_table.obj_get_float_to_d(object);
}
#else
// Beyond that, one is as long as the other for who waits.
#define FLOAT_LIMIT (0x1fffffff)
#define FRACTION_BITS (24)

static mp_int_t whole_of(mp_obj_t number) {
    return mp_obj_get_int(mp_call_function_1(MPY_BUILTIN(int), number));
}

// Firmware with a floating-point unit passes floats in registers that this module does not know of: a number comes over
// as two integers.
mp_float_t mp_obj_get_float(mp_obj_t object) {
    if (mp_obj_get_type(object) != MP_OBJ_TO_PTR(MPY_BUILTIN(float))) {
        return (mp_float_t)mp_obj_get_int(object);
    }
    if (mp_obj_is_true(mp_binary_op(MP_BINARY_OP_MORE, object, MP_OBJ_NEW_SMALL_INT(FLOAT_LIMIT)))) {
        return (mp_float_t)FLOAT_LIMIT;
    }
    mp_int_t whole = whole_of(object);
    mp_obj_t rest = mp_binary_op(MP_BINARY_OP_SUBTRACT, object, MP_OBJ_NEW_SMALL_INT(whole));
    mp_int_t part = whole_of(mp_binary_op(MP_BINARY_OP_MULTIPLY, rest, MP_OBJ_NEW_SMALL_INT(1 << FRACTION_BITS)));
    return (mp_float_t)whole + (mp_float_t)part / (mp_float_t)(1 << FRACTION_BITS);
}
#endif

bool mp_obj_is_true(mp_obj_t object) {
    return mp_fun_table.obj_is_true(object);
}

// ---- str, bytes, bytearray

mp_obj_t mp_obj_new_str(const char *data, size_t length) {
    return mp_fun_table.obj_new_str(data, length);
}

mp_obj_t mp_obj_new_bytes(const byte *data, size_t length) {
    return mp_fun_table.obj_new_bytes(data, length);
}

mp_obj_t mp_obj_new_str_copy(const mp_obj_type_t *type, const byte *data, size_t length) {
    return type == &mp_type_str ? mp_obj_new_str((const char *)data, length) : mp_obj_new_bytes(data, length);
}

mp_obj_t mp_obj_new_bytearray_by_ref(size_t length, void *data) {
    return mp_fun_table.obj_new_bytearray_by_ref(length, data);
}

mp_obj_t mp_obj_new_bytearray(size_t length, const void *data) {
    void *copy = m_malloc(length);
    memcpy(copy, data, length);
    return mp_obj_new_bytearray_by_ref(length, copy);
}

bool mp_get_buffer(mp_obj_t object, mp_buffer_info_t *buffer, mp_uint_t flags) {
    return mp_fun_table.get_buffer(object, buffer, flags);
}

const char *mp_obj_str_get_data(mp_obj_t object, size_t *length) {
    mp_buffer_info_t buffer;
    if (!mp_obj_is_str_or_bytes(object)) {
        mp_raise_TypeError(MP_ERROR_TEXT("can't convert to str implicitly"));
    }
    mp_get_buffer_raise(object, &buffer, MP_BUFFER_READ);
    *length = buffer.len;
    return buffer.buf;
}

const char *mp_obj_str_get_str(mp_obj_t object) {
    size_t length;
    return mp_obj_str_get_data(object, &length);
}

// ---- tuple, list, dict

mp_obj_t mp_obj_new_tuple(size_t n, const mp_obj_t *items) {
    return mp_fun_table.new_tuple(n, items);
}

mp_obj_t mp_obj_new_list(size_t n, mp_obj_t *items) {
    return mp_fun_table.new_list(n, items);
}

mp_obj_t mp_obj_list_append(mp_obj_t list, mp_obj_t item) {
    return mp_fun_table.list_append(list, item);
}

void mp_obj_get_array(mp_obj_t object, size_t *n, mp_obj_t **items) {
    if (mp_obj_is_type(object, &mp_type_list)) {
        mp_obj_list_t *list = MP_OBJ_TO_PTR(object);
        *n = list->len;
        *items = list->items;
        return;
    }
    mp_obj_tuple_t *tuple = MP_OBJ_TO_PTR(mp_obj_cast_to_native_base(object, MP_OBJ_FROM_PTR(&mp_type_tuple)));
    if (tuple == NULL) {
        mp_raise_TypeError(MP_ERROR_TEXT("object isn't a tuple or list"));
    }
    *n = tuple->len;
    *items = tuple->items;
}

void mp_obj_get_array_fixed_n(mp_obj_t object, size_t n, mp_obj_t **items) {
    size_t length;
    mp_obj_get_array(object, &length, items);
    if (length != n) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("requested length %d but object has length %d"), (int)n,
            (int)length);
    }
}

mp_obj_t mp_obj_new_dict(size_t n) {
    return mp_fun_table.new_dict(n);
}

mp_obj_t mp_obj_dict_store(mp_obj_t dict, mp_obj_t key, mp_obj_t value) {
    return mp_fun_table.dict_store(dict, key, value);
}

mp_obj_t mp_obj_dict_delete(mp_obj_t dict, mp_obj_t key) {
    return mp_obj_subscr(dict, key, MP_OBJ_NULL);
}

mp_obj_t mp_obj_subscr(mp_obj_t object, mp_obj_t index, mp_obj_t value) {
    return mp_fun_table.obj_subscr(object, index, value);
}

mp_obj_t mp_obj_len(mp_obj_t object) {
    return mp_call_function_1(MPY_BUILTIN(len), object);
}

void mp_map_init(mp_map_t *map, size_t n) {
    map->all_keys_are_qstrs = 1;
    map->is_fixed = map->is_ordered = 0;
    map->used = 0;
    map->alloc = n;
    map->table = n == 0 ? NULL : m_new0(mp_map_elem_t, n);
}

static bool is_same_key(mp_obj_t left, mp_obj_t right) {
    mp_buffer_info_t texts[2];
    if (left == right || (mp_obj_is_qstr(left) && mp_obj_is_qstr(right))) {
        return left == right;
    }
    return mp_obj_is_str(left) && mp_obj_is_str(right) && mp_get_buffer(left, &texts[0], MP_BUFFER_READ)
        && mp_get_buffer(right, &texts[1], MP_BUFFER_READ) && texts[0].len == texts[1].len
        && memcmp(texts[0].buf, texts[1].buf, texts[0].len) == 0;
}

// For keys that are str, and to look only.
mp_map_elem_t *mp_map_lookup(mp_map_t *map, mp_obj_t key, mp_map_lookup_kind_t kind) {
    (void)kind;
    key = mpy_object(key);
    for (size_t i = 0; i < map->alloc; i++) {
        if (mp_map_slot_is_filled(map, i) && is_same_key(map->table[i].key, key)) {
            return &map->table[i];
        }
    }
    return NULL;
}

// ---- instances, iterators, methods

const mp_obj_type_t *mp_obj_get_type(mp_const_obj_t object) {
    return mp_fun_table.obj_get_type(object);
}

// object.__new__(type)
mp_obj_instance_t *mp_obj_new_instance(const mp_obj_type_t *type, const mp_obj_type_t **native_base) {
    *native_base = NULL;
    mp_obj_t new = mp_load_attr(MPY_BUILTIN(object), MP_QSTR___new__);
    return MP_OBJ_TO_PTR(mp_call_function_1(new, MP_OBJ_FROM_PTR(type)));
}

mp_obj_t mp_obj_cast_to_native_base(mp_obj_t object, mp_const_obj_t native_type) {
    const mp_obj_type_t *type = mp_obj_get_type(object);
    if (type == MP_OBJ_TO_PTR(native_type)) {
        return object;
    }
    if (MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, parent) == MP_OBJ_TO_PTR(native_type)) {
        return ((mp_obj_instance_t *)MP_OBJ_TO_PTR(object))->subobj[0];
    }
    return MP_OBJ_NULL;
}

mp_obj_t mp_getiter(mp_obj_t object, mp_obj_iter_buf_t *buffer) {
    (void)buffer;
    return mp_fun_table.getiter(object, NULL);
}

mp_obj_t mp_iternext(mp_obj_t iterator) {
    mp_obj_iter_buf_t buffer; // in the form that the table's function wants
    buffer.base.type = NULL;
    buffer.buf[0] = iterator;
    return mp_fun_table.iternext(&buffer);
}

// A closure puts its values before the arguments, as a bound method does.
mp_obj_t mp_obj_new_bound_meth(mp_obj_t function, mp_obj_t self) {
    return mp_fun_table.new_closure(function, 1, &self);
}

// ---- streams

static mp_obj_t stream_write1(mp_obj_t self, mp_obj_t data) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(data, &buffer, MP_BUFFER_READ);
    int error = 0;
    mp_uint_t written = mp_fun_table.get_stream_raise(self, MP_STREAM_OP_WRITE)->write(self, buffer.buf, buffer.len, &error);
    if (written == MP_STREAM_ERROR) {
        if (mp_is_nonblocking_error(error)) {
            return mp_const_none;
        }
        mp_raise_OSError(error);
    }
    return MP_OBJ_NEW_SMALL_INT(written);
}
MP_DEFINE_CONST_FUN_OBJ_2(mp_stream_write1_obj, stream_write1);
