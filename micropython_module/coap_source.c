#include "coap_source.h"
#include "pycall.h"

void coap_source_init(coap_source_t *source, mp_obj_t object) {
    mp_buffer_info_t ignored;
    memset(source, 0, sizeof(*source));
    source->object = object;
    source->is_stream = object != mp_const_none && !mp_get_buffer(object, &ignored, MP_BUFFER_READ)
        && pycall_has(object, MP_QSTR_readinto);
}

static void source_make_window(coap_source_t *source, size_t block) {
    if (source->window == MP_OBJ_NULL) {
        source->chunk = mp_obj_new_bytearray_by_ref(block, m_new(byte, block));
        source->window = mp_obj_new_bytearray_by_ref(2 * block, m_new(byte, 2 * block));
    }
}

static void source_fill(coap_source_t *source, size_t block) {
    mp_buffer_info_t window, chunk;
    mp_get_buffer_raise(source->window, &window, MP_BUFFER_RW);
    pycall_bytes(source->chunk, &chunk);
    while (source->length <= block && !source->is_at_end) {
        mp_obj_t count = pycall_1(source->object, MP_QSTR_readinto, source->chunk);
        size_t length = mp_obj_is_true(count) ? (size_t)mp_obj_get_int(count) : 0;
        length = MIN(length, MIN(chunk.len, window.len - source->length));
        source->is_at_end = length == 0;
        memcpy((byte *)window.buf + source->length, chunk.buf, length);
        source->length += length;
    }
}

static bool source_seek(coap_source_t *source, uint32_t offset) {
    if (!pycall_has(source->object, MP_QSTR_seek)) {
        return false;
    }
    pycall_1(source->object, MP_QSTR_seek, mp_obj_new_int_from_uint(offset));
    source->offset = offset;
    source->length = 0;
    source->is_at_end = false;
    return true;
}

// Moves the start of the window to `offset`, which lies in it or right behind it.
static bool source_move(coap_source_t *source, uint32_t offset) {
    size_t done = offset - source->offset;
    if (offset < source->offset || done > source->length) {
        return source_seek(source, offset);
    }
    mp_buffer_info_t window;
    mp_get_buffer_raise(source->window, &window, MP_BUFFER_RW);
    source->length -= done;
    source->offset = offset;
    memmove(window.buf, (byte *)window.buf + done, source->length);
    return true;
}

bool coap_source_at(coap_source_t *source, uint32_t offset, size_t block, mp_buffer_info_t *rest) {
    if (source->is_stream) {
        source_make_window(source, block);
        if (!source_move(source, offset)) {
            return false;
        }
        source_fill(source, block);
        pycall_bytes(source->window, rest);
        rest->len = source->length;
        return true;
    }
    coap_bytes_of(source->object, rest);
    if (offset > rest->len) {
        return false;
    }
    rest->buf = (byte *)rest->buf + offset;
    rest->len -= offset;
    return true;
}
