// Growing text and printing.
#include "compat.h"

static void *resized(void *block, size_t size) {
    void *moved = mp_fun_table.realloc_(block, size, true);
    if (moved == NULL && size > 0) {
        m_malloc_fail(size);
    }
    return moved;
}

void vstr_init(vstr_t *text, size_t alloc) {
    text->alloc = MAX(alloc, 1);
    text->len = 0;
    text->buf = m_malloc(text->alloc);
    text->fixed_buf = false;
}

void vstr_add_strn(vstr_t *text, const char *data, size_t length) {
    if (text->len + length > text->alloc) {
        text->alloc = text->len + length + 16;
        text->buf = resized(text->buf, text->alloc);
    }
    memcpy(text->buf + text->len, data, length);
    text->len += length;
}

void vstr_add_str(vstr_t *text, const char *data) {
    vstr_add_strn(text, data, strlen(data));
}

// The glue adds ASCII only.
void vstr_add_char(vstr_t *text, unichar character) {
    char byte = (char)character;
    vstr_add_strn(text, &byte, 1);
}

static void print_into(void *text, const char *data, size_t length) {
    vstr_add_strn(text, data, length);
}

void vstr_init_print(vstr_t *text, size_t alloc, mp_print_t *print) {
    vstr_init(text, alloc);
    print->data = text;
    print->print_strn = print_into;
}

static void print_text(const mp_print_t *print, const char *text, size_t length) {
    print->print_strn(print->data, text, length);
}

int mp_print_str(const mp_print_t *print, const char *text) {
    print_text(print, text, strlen(text));
    return 0;
}

void mp_obj_print_helper(const mp_print_t *print, mp_obj_t object, mp_print_kind_t kind) {
    mp_obj_t as_text = kind == PRINT_STR ? MP_OBJ_FROM_PTR(&mp_type_str) : MPY_BUILTIN(repr);
    size_t length;
    const char *text = mp_obj_str_get_data(mp_call_function_1(as_text, object), &length);
    print_text(print, text, length);
}

void mpy_message_start(mpy_message_t *message) {
    vstr_init_print(&message->text, 64, &message->print);
}

void mpy_message_raise(mpy_message_t *message, const mp_obj_type_t *type) {
    mp_obj_t text = mp_obj_new_str(message->text.buf, message->text.len);
    nlr_raise(mp_obj_new_exception_args(type, 1, &text));
}

// How many bytes follow the first one of a character, -1 for one that starts none.
static int following(uint8_t first) {
    return first < 0x80 ? 0 : first < 0xc0 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf8 ? 3 : -1;
}

// As lenient as the interpreter's.
bool utf8_check(const byte *bytes, size_t length) {
    int left = 0;
    for (size_t i = 0; i < length; i++) {
        bool continues = (bytes[i] & 0xc0) == 0x80;
        if (continues != (left > 0)) {
            return false;
        }
        left = continues ? left - 1 : following(bytes[i]);
    }
    return left == 0;
}

mp_obj_t mp_obj_new_str_from_vstr(vstr_t *text) {
    if (!utf8_check((const byte *)text->buf, text->len)) {
        mp_raise_msg_varg(&MPY_TYPE(UnicodeError), MP_ERROR_TEXT("no UTF-8"));
    }
    return mp_obj_new_str(text->buf, text->len);
}

mp_obj_t mp_obj_new_bytes_from_vstr(vstr_t *text) {
    return mp_obj_new_bytes((const byte *)text->buf, text->len);
}
