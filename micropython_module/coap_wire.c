#include "coap_wire.h"
#include "pycall.h"
#include "status.h"

void coap_bytes_of(mp_obj_t value, mp_buffer_info_t *buffer) {
    if (value == mp_const_none) {
        buffer->buf = NULL;
        buffer->len = 0;
    } else if (!mp_get_buffer(value, buffer, MP_BUFFER_READ)) {
        pycall_bytes(coap_bytearray_of(value), buffer);
    }
}

coap_datagram_t coap_datagram_of(mp_obj_t buffer_in) {
    mp_buffer_info_t buffer;
    pycall_bytes(buffer_in, &buffer);
    coap_datagram_t datagram = { buffer.buf, buffer.len, mp_obj_is_type(buffer_in, &mp_type_bytearray) };
    return datagram;
}

static mp_obj_t wire_slice(const coap_datagram_t *datagram, size_t offset, size_t length) {
    const byte *at = datagram->bytes + offset;
    return datagram->is_bytearray ? mp_obj_new_bytearray(length, at) : mp_obj_new_bytes(at, length);
}

mp_obj_t coap_slice(mp_obj_t buffer, size_t offset, size_t length) {
    coap_datagram_t datagram = coap_datagram_of(buffer);
    return wire_slice(&datagram, offset, length);
}

// ---- drafts

void coap_draft_start(coap_draft_t *draft, uint8_t type, uint8_t code, uint16_t message_id, const void *token,
    size_t token_length) {
    draft->status = mpnet_coap_draft_init(&draft->state, type, code, message_id, token, token_length, draft->out,
        draft->capacity);
}

void coap_draft_new(coap_draft_t *draft) {
    memset(draft, 0, sizeof(*draft));
    draft->capacity = MPNET_COAP_MESSAGE_LIMIT;
    draft->out = m_new(byte, MPNET_COAP_MESSAGE_LIMIT);
}

void coap_draft_free(coap_draft_t *draft) {
    m_del(byte, draft->out, MPNET_COAP_MESSAGE_LIMIT);
}

void coap_draft_for(coap_draft_t *draft, const struct mpnet_coap_ticket *ticket, uint8_t code) {
    coap_draft_new(draft);
    coap_draft_start(draft, ticket->kind, code, ticket->id, ticket->token.bytes, ticket->token.length);
}

mp_obj_t coap_draft_done(coap_draft_t *draft) {
    mp_obj_t message = coap_draft_message(draft);
    coap_draft_free(draft);
    status_check(draft->status);
    return message;
}

void coap_draft_option(coap_draft_t *draft, uint16_t number, const void *value, size_t length) {
    if (draft->status == MPNET_STATUS_OK) {
        draft->status = mpnet_coap_draft_option(&draft->state, number, value, length, draft->out, draft->capacity);
    }
}

void coap_draft_block(coap_draft_t *draft, uint16_t number, const struct mpnet_coap_block *block) {
    if (draft->status == MPNET_STATUS_OK) {
        draft->status = mpnet_coap_draft_block(&draft->state, number, block, draft->out, draft->capacity);
    }
}

void coap_draft_payload(coap_draft_t *draft, const void *payload, size_t length) {
    if (draft->status == MPNET_STATUS_OK) {
        draft->status = mpnet_coap_draft_payload(&draft->state, payload, length, draft->out, draft->capacity);
    }
}

mp_obj_t coap_draft_message(const coap_draft_t *draft) {
    return draft->status == MPNET_STATUS_OK ? mp_obj_new_bytearray(draft->state.length, draft->out) : MP_OBJ_NULL;
}

void coap_draft_bytes(coap_draft_t *draft, uint16_t number, mp_obj_t value) {
    if (value != mp_const_none) {
        mp_buffer_info_t bytes;
        coap_bytes_of(value, &bytes);
        coap_draft_option(draft, number, bytes.buf, bytes.len);
    }
}

void coap_draft_uint(coap_draft_t *draft, uint16_t number, mp_obj_t value) {
    if (draft->status == MPNET_STATUS_OK && value != mp_const_none) {
        draft->status = mpnet_coap_draft_uint(&draft->state, number, mp_obj_get_int_truncated(value), draft->out,
            draft->capacity);
    }
}

void coap_draft_pieces(coap_draft_t *draft, uint16_t number, char separator, mp_obj_t text_in) {
    mp_buffer_info_t text;
    coap_bytes_of(text_in, &text);
    if (draft->status == MPNET_STATUS_OK) {
        draft->status = mpnet_coap_draft_pieces(&draft->state, number, separator, text.buf, text.len, draft->out,
            draft->capacity);
    }
}

void coap_draft_uri(coap_draft_t *draft, mp_obj_t uri) {
    mp_buffer_info_t text;
    coap_bytes_of(uri, &text);
    if (draft->status == MPNET_STATUS_OK) {
        draft->status = mpnet_coap_draft_uri(&draft->state, text.buf, text.len, draft->out, draft->capacity);
    }
}

// ---- packets

static mp_int_t wire_int(mp_obj_t packet, qstr attr) {
    return mp_obj_get_int_truncated(pycall_attr(packet, attr));
}

void coap_wire_write_start(coap_draft_t *draft, uint8_t type, uint8_t code, uint16_t message_id, mp_obj_t token_in) {
    mp_buffer_info_t token;
    coap_bytes_of(token_in, &token);
    coap_draft_start(draft, type, code, message_id, token.buf, token.len > COAP_TOKEN_LIMIT ? 0 : token.len);
}

void coap_wire_write_header(coap_draft_t *draft, mp_obj_t packet, uint8_t type, uint16_t message_id) {
    uint8_t code = (uint8_t)wire_int(packet, MP_QSTR_method);
    coap_wire_write_start(draft, type, code, message_id, pycall_attr(packet, MP_QSTR_token));
}

// The original never sent an empty option. For these three that is kept: an empty piece of a path, a
// query or a host name means that there is none.
static bool wire_is_dropped_when_empty(mp_int_t number) {
    return number == COAP_OPTION_URI_HOST || number == COAP_OPTION_URI_PATH || number == COAP_OPTION_URI_QUERY;
}

void coap_wire_write_list(coap_draft_t *draft, mp_obj_t options) {
    mp_obj_iter_buf_t iter_buf;
    mp_obj_t iterable = mp_getiter(options, &iter_buf);
    mp_obj_t option;
    while ((option = mp_iternext(iterable)) != MP_OBJ_STOP_ITERATION) {
        mp_int_t number = wire_int(option, MP_QSTR_number);
        mp_buffer_info_t buffer;
        coap_bytes_of(pycall_attr(option, MP_QSTR_buffer), &buffer);
        if (buffer.len > 0 || !wire_is_dropped_when_empty(number)) {
            coap_draft_option(draft, (uint16_t)number, buffer.buf, buffer.len);
        }
    }
}

void coap_wire_write_content_format(coap_draft_t *draft, mp_int_t format) {
    byte value[2] = { (byte)(format >> 8), (byte)format };
    if (format == COAP_FORMAT_NONE) {
        return;
    }
    if (draft->compact) {
        coap_draft_uint(draft, COAP_OPTION_CONTENT_FORMAT, MP_OBJ_NEW_SMALL_INT((uint16_t)format));
    } else {
        coap_draft_option(draft, COAP_OPTION_CONTENT_FORMAT, value, sizeof(value));
    }
}

void coap_wire_write_query(coap_draft_t *draft, mp_obj_t query) {
    if (!mp_obj_is_true(query)) {
        return;
    }
    size_t n_items = 1;
    mp_obj_t *items = &query;
    if (pycall_is_array(query)) {
        mp_obj_get_array(query, &n_items, &items);
        if (pycall_is_int(items[0])) {
            n_items = 1;
            items = &query;
        }
    }
    for (size_t i = 0; i < n_items; i++) {
        coap_draft_bytes(draft, COAP_OPTION_URI_QUERY, items[i]);
    }
}

void coap_wire_write_options(coap_draft_t *draft, mp_obj_t packet) {
    coap_wire_write_list(draft, pycall_attr(packet, MP_QSTR_options));
    coap_wire_write_content_format(draft, pycall_int(packet, MP_QSTR_content_format));
    coap_wire_write_query(draft, pycall_attr(packet, MP_QSTR_query));
}

void coap_wire_write_resource(coap_draft_t *draft, mp_obj_t packet) {
    coap_wire_write_list(draft, pycall_attr(packet, MP_QSTR_options));
    struct mpnet_coap_cursor cursor = { draft->state.options, 0 };
    struct mpnet_coap_option option;
    while (mpnet_coap_option_next(draft->out, draft->state.length, &cursor, &option) == MPNET_STATUS_OK) {
        if (option.number == COAP_OPTION_URI_QUERY) {
            return;
        }
    }
    coap_wire_write_query(draft, pycall_attr(packet, MP_QSTR_query));
}

void coap_wire_write_bytes(coap_draft_t *draft, mp_obj_t payload_in) {
    mp_buffer_info_t payload;
    coap_bytes_of(payload_in, &payload);
    coap_draft_payload(draft, payload.buf, payload.len);
}

void coap_wire_write_payload(coap_draft_t *draft, mp_obj_t packet) {
    coap_wire_write_bytes(draft, pycall_attr(packet, MP_QSTR_payload));
}

void coap_wire_write_host(coap_draft_t *draft, mp_obj_t host_in) {
    mp_buffer_info_t host;
    coap_bytes_of(host_in, &host);
    if (host.len > 0) {
        coap_draft_option(draft, COAP_OPTION_URI_HOST, host.buf, host.len);
    }
}

void coap_wire_write(coap_draft_t *draft, mp_obj_t packet, uint8_t type, uint16_t message_id) {
    coap_wire_write_header(draft, packet, type, message_id);
    coap_wire_write_options(draft, packet);
    coap_wire_write_payload(draft, packet);
}

void coap_wire_read_options(const coap_datagram_t *datagram, const struct mpnet_coap_view *view, mp_obj_t options) {
    struct mpnet_coap_cursor cursor = { view->options, 0 };
    struct mpnet_coap_option option;
    while (mpnet_coap_option_next(datagram->bytes, datagram->length, &cursor, &option) == MPNET_STATUS_OK) {
        mp_obj_t value = wire_slice(datagram, option.offset, option.length);
        pycall_1(options, MP_QSTR_append, coap_option_new(option.number, value));
    }
}

static mp_obj_t wire_options(const coap_datagram_t *datagram, const struct mpnet_coap_view *view) {
    mp_obj_t options = mp_obj_new_list(0, NULL);
    coap_wire_read_options(datagram, view, options);
    return options;
}

// Scripts tell "no payload" (None) from "nothing behind the token" (an empty bytearray).
static mp_obj_t wire_payload(const coap_datagram_t *datagram, const struct mpnet_coap_view *view) {
    if (view->payload_length > 0) {
        return wire_slice(datagram, view->payload, view->payload_length);
    }
    return view->options_length > 0 || view->has_marker ? mp_const_none : mp_obj_new_bytearray(0, NULL);
}

// All Uri-Query values joined by '&', as they are written behind the '?' of a URI.
static mp_obj_t wire_query(const coap_datagram_t *datagram, const struct mpnet_coap_view *view) {
    vstr_t query;
    vstr_init(&query, 16);
    struct mpnet_coap_cursor cursor = { view->options, 0 };
    struct mpnet_coap_option option;
    while (mpnet_coap_option_next(datagram->bytes, datagram->length, &cursor, &option) == MPNET_STATUS_OK) {
        if (option.number == COAP_OPTION_URI_QUERY) {
            if (query.len > 0) {
                vstr_add_char(&query, '&');
            }
            vstr_add_strn(&query, (const char *)datagram->bytes + option.offset, option.length);
        }
    }
    return mp_obj_new_bytes_from_vstr(&query);
}

// The attributes of a received packet; first those that stand for its header.
static const qstr_short_t part_names[] = {
    MP_QSTR_version, MP_QSTR_type, MP_QSTR_tokenLength, MP_QSTR_method, MP_QSTR_messageid, MP_QSTR_token, MP_QSTR_options,
    MP_QSTR_payload, MP_QSTR_content_format, MP_QSTR_query, MP_QSTR_accept, MP_QSTR_etag, MP_QSTR_max_age,
};
enum {
    PART_version, PART_type, PART_tokenLength, PART_method, PART_messageid, PART_token, PART_options, PART_payload,
    PART_content_format, PART_query, PART_accept, PART_etag, PART_max_age,
};
#define HEADER_PARTS (PART_messageid + 1)

// Attributes that stand for one option: its value, or what its absence means.
static mp_obj_t wire_metadata(const coap_datagram_t *datagram, size_t part) {
    struct mpnet_coap_fields fields;
    mpnet_coap_fields(datagram->bytes, datagram->length, &fields);
    switch (part) {
        case PART_content_format:
            return MP_OBJ_NEW_SMALL_INT(
                fields.present & MPNET_COAP_FIELD_CONTENT_FORMAT ? fields.content_format : COAP_FORMAT_NONE);
        case PART_accept:
            return fields.present & MPNET_COAP_FIELD_ACCEPT ? MP_OBJ_NEW_SMALL_INT(fields.accept) : mp_const_none;
        case PART_etag:
            return fields.present & MPNET_COAP_FIELD_ETAG
                ? wire_slice(datagram, fields.etag.offset, fields.etag.length) : mp_const_none;
        default: // PART_max_age
            return mp_obj_new_int_from_uint(
                fields.present & MPNET_COAP_FIELD_MAX_AGE ? fields.max_age : COAP_DEFAULT_MAX_AGE);
    }
}

static mp_obj_t wire_part(const coap_datagram_t *datagram, const struct mpnet_coap_view *view, size_t part,
    bool has_metadata) {
    switch (part) {
        case PART_version:
            return MP_OBJ_NEW_SMALL_INT(1);
        case PART_type:
            return MP_OBJ_NEW_SMALL_INT(view->kind);
        case PART_tokenLength:
            return MP_OBJ_NEW_SMALL_INT(view->token_length);
        case PART_method:
            return MP_OBJ_NEW_SMALL_INT(view->code);
        case PART_messageid:
            return MP_OBJ_NEW_SMALL_INT(view->message_id);
        case PART_token:
            return view->token_length > 0 ? wire_slice(datagram, COAP_TOKEN_OFFSET, view->token_length)
                : mp_const_none;
        case PART_options:
            return wire_options(datagram, view);
        case PART_payload:
            return wire_payload(datagram, view);
        case PART_content_format:
            return has_metadata ? wire_metadata(datagram, part) : MP_OBJ_NEW_SMALL_INT(COAP_FORMAT_NONE);
        case PART_query:
            return has_metadata ? wire_query(datagram, view) : mp_obj_new_bytearray(0, NULL);
        case PART_accept:
        case PART_etag:
        case PART_max_age:
            return has_metadata ? wire_metadata(datagram, part) : MP_OBJ_NULL;
        default:
            return MP_OBJ_NULL;
    }
}

mp_obj_t coap_wire_part(const coap_datagram_t *datagram, const struct mpnet_coap_view *view, qstr attr,
    bool has_metadata) {
    size_t part = 0;
    while (part < MP_ARRAY_SIZE(part_names) && part_names[part] != attr) {
        part++;
    }
    return wire_part(datagram, view, part, has_metadata);
}

static void wire_read_parts(const coap_datagram_t *datagram, const struct mpnet_coap_view *view, mp_obj_t packet,
    size_t n_parts, bool has_metadata) {
    for (size_t part = 0; part < n_parts; part++) {
        mp_obj_t value = wire_part(datagram, view, part, has_metadata);
        if (value != MP_OBJ_NULL) {
            pycall_store(packet, part_names[part], value);
        }
    }
}

void coap_wire_read_header(const struct mpnet_coap_view *view, mp_obj_t packet) {
    wire_read_parts(NULL, view, packet, HEADER_PARTS, false);
}

void coap_wire_read(const coap_datagram_t *datagram, const struct mpnet_coap_view *view, mp_obj_t packet,
    bool has_metadata) {
    wire_read_parts(datagram, view, packet, MP_ARRAY_SIZE(part_names), has_metadata);
}
