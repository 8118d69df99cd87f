// Functions of microcoapy.coap_reader and coap_writer: thin wrappers kept for scripts that call them.
#include "coap_wire.h"
#include "pycall.h"

// parseOption(packet, runningDelta, buffer, i) -> (ok, newDelta, newIndex)
static mp_obj_t coap_parse_option(mp_obj_t self, mp_obj_t *args) {
    mp_buffer_info_t buffer = { .buf = NULL, .len = 0 };
    if (args[2] != mp_const_none) { // no buffer holds no option
        pycall_bytes(args[2], &buffer);
    }
    struct mpnet_coap_cursor cursor = { mp_obj_get_int(args[3]), mp_obj_get_int(args[1]) };
    struct mpnet_coap_option option;
    bool ok = mpnet_coap_option_next(buffer.buf, buffer.len, &cursor, &option) == MPNET_STATUS_OK;
    if (ok) {
        mp_obj_t value = coap_slice(args[2], option.offset, option.length);
        pycall_1(pycall_attr(args[0], MP_QSTR_options), MP_QSTR_append, coap_option_new(option.number, value));
    }
    mp_obj_t result[3] = {
        mp_obj_new_bool(ok),
        MP_OBJ_NEW_SMALL_INT(cursor.number),
        MP_OBJ_NEW_SMALL_INT(cursor.offset),
    };
    return mp_obj_new_tuple(3, result);
}
const pymethod_t coap_parse_option_obj = PYMETHOD_STATIC(parseOption, coap_parse_option, PYARGS_UNNAMED(4, 4));

// parsePacketHeaderInfo(buffer, packet): fills version, type, tokenLength, method and messageid
static mp_obj_t coap_parse_header(mp_obj_t buffer_in, mp_obj_t packet) {
    mp_buffer_info_t buffer;
    pycall_bytes(buffer_in, &buffer);
    struct mpnet_coap_view view;
    if (mpnet_coap_header(buffer.buf, buffer.len, &view) != MPNET_STATUS_OK) {
        mp_raise_ValueError(MP_ERROR_TEXT("no CoAP header"));
    }
    coap_wire_read_header(&view, packet);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_2(coap_parse_header_obj, coap_parse_header);

// parsePacketOptionsAndPayload(buffer, packet) -> bool
static mp_obj_t coap_parse_options_and_payload(mp_obj_t buffer_in, mp_obj_t packet) {
    mp_buffer_info_t buffer;
    pycall_bytes(buffer_in, &buffer);
    struct mpnet_coap_view view;
    if (mpnet_coap_parse(buffer.buf, buffer.len, MPNET_COAP_POLICY_LENIENT_MARKER, &view) != MPNET_STATUS_OK) {
        return mp_const_false;
    }
    coap_datagram_t datagram = coap_datagram_of(buffer_in);
    coap_wire_read_options(&datagram, &view, pycall_attr(packet, MP_QSTR_options));
    // With nothing behind the token the packet's own payload stays.
    if (view.payload_length > 0 || view.options_length > 0 || view.has_marker) {
        pycall_store(packet, MP_QSTR_payload, coap_wire_part(&datagram, &view, MP_QSTR_payload, false));
    }
    return mp_const_true;
}
MP_DEFINE_CONST_FUN_OBJ_2(coap_parse_options_and_payload_obj, coap_parse_options_and_payload);

// CoapOptionDelta(v) -> v, 13 or 14: the nibble that stands for v
static mp_obj_t coap_option_delta(mp_obj_t value_in) {
    mp_int_t value = mp_obj_get_int(value_in);
    return MP_OBJ_NEW_SMALL_INT(value < 13 ? value : value <= 0xff + 13 ? 13 : 14);
}
MP_DEFINE_CONST_FUN_OBJ_1(coap_option_delta_obj, coap_option_delta);

// Runs `writer` on a fresh draft with the header of `packet` and appends to `buffer` what it wrote; without a writer
// the header itself.
typedef void (*coap_writer_t)(coap_draft_t *draft, mp_obj_t packet);

static mp_obj_t coap_append(mp_obj_t buffer, mp_obj_t packet, coap_writer_t writer) {
    coap_draft_t draft;
    coap_draft_new(&draft);
    uint8_t type = mp_obj_get_int_truncated(pycall_attr(packet, MP_QSTR_type)) & COAP_TYPE_MASK;
    uint16_t message_id = mp_obj_get_int_truncated(pycall_attr(packet, MP_QSTR_messageid));
    size_t from = 0;
    coap_wire_write_header(&draft, packet, type, message_id);
    if (writer != NULL) {
        from = draft.state.length;
        writer(&draft, packet);
    }
    if (draft.status != MPNET_STATUS_OK) {
        return MP_OBJ_NEW_SMALL_INT(0);
    }
    pycall_1(buffer, MP_QSTR_extend, mp_obj_new_bytes(draft.out + from, draft.state.length - from));
    coap_draft_free(&draft);
    return mp_const_none;
}

// writePacketHeaderInfo(buffer, packet): appends header and token
static mp_obj_t coap_write_header(mp_obj_t buffer, mp_obj_t packet) {
    return coap_append(buffer, packet, NULL);
}
MP_DEFINE_CONST_FUN_OBJ_2(coap_write_header_obj, coap_write_header);

// writePacketOptions(buffer, packet): appends the options in ascending order; 0 when they do not fit
static mp_obj_t coap_write_options(mp_obj_t buffer, mp_obj_t packet) {
    return coap_append(buffer, packet, coap_wire_write_options);
}
MP_DEFINE_CONST_FUN_OBJ_2(coap_write_options_obj, coap_write_options);

// writePacketPayload(buffer, packet): appends marker and payload; 0 when they do not fit
static mp_obj_t coap_write_payload(mp_obj_t buffer, mp_obj_t packet) {
    return coap_append(buffer, packet, coap_wire_write_payload);
}
MP_DEFINE_CONST_FUN_OBJ_2(coap_write_payload_obj, coap_write_payload);
