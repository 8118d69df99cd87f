#include "coap_wire.h"
#include "pycall.h"

void coap_bytes_of(mp_obj_t value, mp_buffer_info_t *buffer) {
    if (value == mp_const_none) {
        buffer->buf = NULL;
        buffer->len = 0;
    } else if (!mp_get_buffer(value, buffer, MP_BUFFER_READ)) {
        mp_get_buffer_raise(coap_bytearray_of(value), buffer, MP_BUFFER_READ);
    }
}

mp_obj_t coap_slice(mp_obj_t buffer_in, size_t offset, size_t length) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(buffer_in, &buffer, MP_BUFFER_READ);
    byte *at = (byte *)buffer.buf + offset;
    if (mp_obj_is_type(buffer_in, &mp_type_bytearray)) {
        return mp_obj_new_bytearray(length, at);
    }
    return mp_obj_new_bytes(at, length);
}

static mp_int_t wire_int(mp_obj_t packet, qstr attr) {
    return mp_obj_get_int_truncated(pycall_attr(packet, attr));
}

static int wire_write_start(coap_draft_t *draft, uint8_t type, uint8_t code, uint16_t message_id, mp_obj_t token_in) {
    mp_buffer_info_t token;
    coap_bytes_of(token_in, &token);
    if (token.len > COAP_TOKEN_LIMIT) {
        token.len = 0;
    }
    return mpnet_coap_draft_init(&draft->state, type, code, message_id, token.buf, token.len, draft->out,
        draft->capacity);
}

int coap_wire_write_header(coap_draft_t *draft, mp_obj_t packet, uint8_t type, uint16_t message_id) {
    uint8_t code = (uint8_t)wire_int(packet, MP_QSTR_method);
    return wire_write_start(draft, type, code, message_id, pycall_attr(packet, MP_QSTR_token));
}

static int wire_write_option(coap_draft_t *draft, uint16_t number, mp_obj_t value) {
    mp_buffer_info_t buffer;
    coap_bytes_of(value, &buffer);
    return mpnet_coap_draft_option(&draft->state, number, buffer.buf, buffer.len, draft->out, draft->capacity);
}

// The original never sent an empty option. For these three that is kept: an empty piece of a path, a
// query or a host name means that there is none.
static bool wire_is_dropped_when_empty(mp_int_t number) {
    return number == COAP_OPTION_URI_HOST || number == COAP_OPTION_URI_PATH || number == COAP_OPTION_URI_QUERY;
}

static int wire_write_list(coap_draft_t *draft, mp_obj_t options) {
    mp_obj_iter_buf_t iter_buf;
    mp_obj_t iterable = mp_getiter(options, &iter_buf);
    mp_obj_t option;
    int status = MPNET_STATUS_OK;
    while (status == MPNET_STATUS_OK && (option = mp_iternext(iterable)) != MP_OBJ_STOP_ITERATION) {
        mp_int_t number = wire_int(option, MP_QSTR_number);
        mp_buffer_info_t buffer;
        coap_bytes_of(pycall_attr(option, MP_QSTR_buffer), &buffer);
        if (buffer.len > 0 || !wire_is_dropped_when_empty(number)) {
            status = mpnet_coap_draft_option(&draft->state, (uint16_t)number, buffer.buf, buffer.len, draft->out,
                draft->capacity);
        }
    }
    return status;
}

static int wire_write_content_format(coap_draft_t *draft, mp_int_t format, bool compact) {
    if (format == COAP_FORMAT_NONE) {
        return MPNET_STATUS_OK;
    }
    if (compact) {
        return mpnet_coap_draft_uint(&draft->state, COAP_OPTION_CONTENT_FORMAT, (uint16_t)format, draft->out,
            draft->capacity);
    }
    byte value[2] = { (byte)(format >> 8), (byte)format };
    return mpnet_coap_draft_option(&draft->state, COAP_OPTION_CONTENT_FORMAT, value, sizeof(value), draft->out,
        draft->capacity);
}

// One Uri-Query for str, bytes and a list of ints; one for each item of a list or tuple of texts.
static int wire_write_query(coap_draft_t *draft, mp_obj_t query) {
    if (!mp_obj_is_true(query)) {
        return MPNET_STATUS_OK;
    }
    size_t n_items = 1;
    mp_obj_t *items = &query;
    if (mp_obj_is_type(query, &mp_type_list) || mp_obj_is_type(query, &mp_type_tuple)) {
        mp_obj_get_array(query, &n_items, &items);
        if (mp_obj_is_int(items[0])) {
            n_items = 1;
            items = &query;
        }
    }
    int status = MPNET_STATUS_OK;
    for (size_t i = 0; i < n_items && status == MPNET_STATUS_OK; i++) {
        status = wire_write_option(draft, COAP_OPTION_URI_QUERY, items[i]);
    }
    return status;
}

int coap_wire_write_options(coap_draft_t *draft, mp_obj_t packet, const coap_wire_form_t *form) {
    int status = wire_write_list(draft, pycall_attr(packet, MP_QSTR_options));
    if (status == MPNET_STATUS_OK) {
        mp_int_t format = mp_obj_get_int(pycall_attr(packet, MP_QSTR_content_format));
        status = wire_write_content_format(draft, format, form->compact);
    }
    if (status == MPNET_STATUS_OK) {
        status = wire_write_query(draft, pycall_attr(packet, MP_QSTR_query));
    }
    return status;
}

static int wire_write_bytes(coap_draft_t *draft, mp_obj_t payload_in) {
    mp_buffer_info_t payload;
    coap_bytes_of(payload_in, &payload);
    return mpnet_coap_draft_payload(&draft->state, payload.buf, payload.len, draft->out, draft->capacity);
}

int coap_wire_write_payload(coap_draft_t *draft, mp_obj_t packet) {
    return wire_write_bytes(draft, pycall_attr(packet, MP_QSTR_payload));
}

static int wire_write_target(coap_draft_t *draft, mp_obj_t host_in, mp_obj_t path_in) {
    mp_buffer_info_t host, path;
    coap_check_path(path_in);
    int status = MPNET_STATUS_OK;
    coap_bytes_of(host_in, &host);
    if (host.len > 0) {
        status = mpnet_coap_draft_option(&draft->state, COAP_OPTION_URI_HOST, host.buf, host.len, draft->out,
            draft->capacity);
    }
    coap_bytes_of(path_in, &path);
    if (status == MPNET_STATUS_OK) {
        status = mpnet_coap_draft_pieces(&draft->state, COAP_OPTION_URI_PATH, '/', path.buf, path.len, draft->out,
            draft->capacity);
    }
    return status;
}

int coap_wire_write_parts(coap_draft_t *draft, const coap_wire_parts_t *parts, const coap_wire_form_t *form) {
    int status = wire_write_start(draft, parts->type, parts->code, parts->message_id, parts->token);
    if (status == MPNET_STATUS_OK) {
        status = wire_write_target(draft, parts->host, parts->path);
    }
    if (status == MPNET_STATUS_OK) {
        status = wire_write_content_format(draft, parts->content_format, form->compact);
    }
    if (status == MPNET_STATUS_OK) {
        status = wire_write_query(draft, parts->query);
    }
    if (status == MPNET_STATUS_OK) {
        status = wire_write_bytes(draft, parts->payload);
    }
    return status;
}

int coap_wire_write(coap_draft_t *draft, mp_obj_t packet, uint8_t type, uint16_t message_id,
    const coap_wire_form_t *form) {
    int status = coap_wire_write_header(draft, packet, type, message_id);
    if (status == MPNET_STATUS_OK) {
        status = coap_wire_write_options(draft, packet, form);
    }
    if (status == MPNET_STATUS_OK) {
        status = coap_wire_write_payload(draft, packet);
    }
    return status;
}

static void wire_store_int(mp_obj_t packet, qstr attr, mp_int_t value) {
    pycall_store(packet, attr, MP_OBJ_NEW_SMALL_INT(value));
}

void coap_wire_read_header(const struct mpnet_coap_view *view, mp_obj_t packet) {
    wire_store_int(packet, MP_QSTR_version, 1);
    wire_store_int(packet, MP_QSTR_type, view->kind);
    wire_store_int(packet, MP_QSTR_tokenLength, view->token_length);
    wire_store_int(packet, MP_QSTR_method, view->code);
    wire_store_int(packet, MP_QSTR_messageid, view->message_id);
}

void coap_wire_read_token(mp_obj_t datagram, const struct mpnet_coap_view *view, mp_obj_t packet) {
    mp_obj_t token = mp_const_none;
    if (view->token_length > 0) {
        token = coap_slice(datagram, COAP_TOKEN_OFFSET, view->token_length);
    }
    pycall_store(packet, MP_QSTR_token, token);
}

static void wire_read_options(mp_obj_t datagram, const struct mpnet_coap_view *view, mp_obj_t options) {
    struct mpnet_coap_cursor cursor = { view->options, 0 };
    struct mpnet_coap_option option;
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(datagram, &buffer, MP_BUFFER_READ);
    while (mpnet_coap_option_next(buffer.buf, buffer.len, &cursor, &option) == MPNET_STATUS_OK) {
        mp_obj_t value = coap_slice(datagram, option.offset, option.length);
        pycall_1(options, MP_QSTR_append, coap_option_new(option.number, value));
        mp_get_buffer_raise(datagram, &buffer, MP_BUFFER_READ);
    }
}

void coap_wire_read_body(mp_obj_t datagram, const struct mpnet_coap_view *view, mp_obj_t packet) {
    wire_read_options(datagram, view, pycall_attr(packet, MP_QSTR_options));
    if (view->payload_length > 0) {
        pycall_store(packet, MP_QSTR_payload, coap_slice(datagram, view->payload, view->payload_length));
    } else if (view->options_length > 0 || view->has_marker) {
        // Scripts tell "no payload" (None) from "nothing behind the token" (an empty bytearray).
        pycall_store(packet, MP_QSTR_payload, mp_const_none);
    } else if (!pycall_has(packet, MP_QSTR_payload)) {
        pycall_store(packet, MP_QSTR_payload, mp_obj_new_bytearray(0, NULL));
    }
}

// All Uri-Query values joined by '&', as they are written behind the '?' of a URI.
static mp_obj_t wire_query(const mp_buffer_info_t *datagram, const struct mpnet_coap_view *view) {
    vstr_t query;
    vstr_init(&query, 16);
    struct mpnet_coap_cursor cursor = { view->options, 0 };
    struct mpnet_coap_option option;
    while (mpnet_coap_option_next(datagram->buf, datagram->len, &cursor, &option) == MPNET_STATUS_OK) {
        if (option.number == COAP_OPTION_URI_QUERY) {
            if (query.len > 0) {
                vstr_add_char(&query, '&');
            }
            vstr_add_strn(&query, (const char *)datagram->buf + option.offset, option.length);
        }
    }
    return mp_obj_new_bytes_from_vstr(&query);
}

void coap_wire_read_metadata(mp_obj_t datagram_in, const struct mpnet_coap_view *view, mp_obj_t packet) {
    mp_buffer_info_t datagram;
    mp_get_buffer_raise(datagram_in, &datagram, MP_BUFFER_READ);
    struct mpnet_coap_fields fields;
    if (mpnet_coap_fields(datagram.buf, datagram.len, &fields) == MPNET_STATUS_OK) {
        bool has_format = fields.present & MPNET_COAP_FIELD_CONTENT_FORMAT;
        wire_store_int(packet, MP_QSTR_content_format, has_format ? fields.content_format : COAP_FORMAT_NONE);
        pycall_store(packet, MP_QSTR_query, wire_query(&datagram, view));
    }
}
