#include "coap_reply.h"
#include "pycall.h"
#include "status.h"

coap_answer_t coap_answer_code(uint8_t code) {
    coap_answer_t answer = {
        .code = code,
        .payload = mp_const_none,
        .format = mp_const_none,
        .etag = mp_const_none,
        .max_age = mp_const_none,
        .options = mp_const_none,
    };
    return answer;
}

static uint8_t answer_default_code(uint8_t method) {
    switch (method) {
        case COAP_CODE_GET:
        case COAP_CODE_FETCH:
            return COAP_RESPONSE_CONTENT;
        case COAP_CODE_DELETE:
            return COAP_RESPONSE_DELETED;
        default:
            return COAP_RESPONSE_CHANGED;
    }
}

static void answer_of_tuple(coap_answer_t *answer, mp_obj_t tuple) {
    size_t length;
    mp_obj_t *items;
    mp_obj_get_array(tuple, &length, &items);
    if (length < 2 || length > 3) {
        mp_raise_ValueError(MP_ERROR_TEXT("(code, payload[, content_format])"));
    }
    answer->code = mp_obj_get_int(items[0]);
    answer->payload = items[1];
    if (length > 2) {
        answer->format = items[2];
    }
}

static void answer_of_packet(coap_answer_t *answer, mp_obj_t packet) {
    answer->code = pycall_int(packet, MP_QSTR_method);
    answer->payload = pycall_attr(packet, MP_QSTR_payload);
    answer->options = pycall_attr(packet, MP_QSTR_options);
    mp_obj_t format = pycall_attr(packet, MP_QSTR_content_format);
    if (mp_obj_get_int(format) != COAP_FORMAT_NONE) {
        answer->format = format;
    }
}

void coap_answer_of(coap_answer_t *answer, mp_obj_t returned, uint8_t method) {
    answer->code = answer_default_code(method);
    if (pycall_is_int(returned)) {
        answer->code = mp_obj_get_int(returned);
    } else if (mp_obj_is_type(returned, &mp_type_tuple)) {
        answer_of_tuple(answer, returned);
    } else if (MP_OBJ_FROM_PTR(mp_obj_get_type(returned)) == pyclass_get(&coap_packet_class)) {
        answer_of_packet(answer, returned);
    } else {
        answer->payload = returned;
    }
    mp_buffer_info_t payload;
    bool is_empty = answer->payload == mp_const_none
        || (mp_get_buffer(answer->payload, &payload, MP_BUFFER_READ) && payload.len == 0);
    if (is_empty || !coap_code_is_success(answer->code)) {
        answer->format = mp_const_none;
    }
}

// ---- writing

// A piece of a body: where it is, and whether it needs a block option.
typedef struct _reply_piece_t {
    struct mpnet_coap_block block;
    mp_buffer_info_t bytes;
    bool is_block;
    bool is_first;
    mp_obj_t whole_size; // of the body, None if it is not known
} reply_piece_t;

static void reply_write(coap_draft_t *draft, const coap_call_t *call, const coap_answer_t *answer,
    const reply_piece_t *piece) {
    if (answer->options != mp_const_none) {
        coap_wire_write_list(draft, answer->options);
    }
    coap_draft_bytes(draft, COAP_OPTION_E_TAG, answer->etag);
    if (call->has_sequence && coap_code_is_success(answer->code)) {
        coap_draft_uint(draft, COAP_OPTION_OBSERVE, mp_obj_new_int_from_uint(call->sequence));
    }
    coap_draft_uint(draft, COAP_OPTION_CONTENT_FORMAT, answer->format);
    coap_draft_uint(draft, COAP_OPTION_MAX_AGE, answer->max_age);
    if (piece->is_block) {
        coap_draft_block(draft, COAP_OPTION_BLOCK2, &piece->block);
    }
    if (piece->is_block && piece->is_first) {
        coap_draft_uint(draft, COAP_OPTION_SIZE2, piece->whole_size);
    }
    if (call->has_block1) {
        coap_draft_block(draft, COAP_OPTION_BLOCK1, &call->block1);
    }
    if (answer->size1 != 0) {
        coap_draft_uint(draft, COAP_OPTION_SIZE1, mp_obj_new_int_from_uint(answer->size1));
    }
    coap_draft_payload(draft, piece->bytes.buf, piece->bytes.len);
}

// ---- sending

static bool reply_is_unwanted(const coap_call_t *call, uint8_t code) {
    if (call->is_of_group && !coap_code_is_success(code)) {
        return true;
    }
    return (call->fields.present & MPNET_COAP_FIELD_NO_RESPONSE)
        && mpnet_coap_suppresses(call->fields.no_response, code);
}

static bool reply_register(coap_call_t *call, uint8_t code, struct mpnet_coap_ticket *ticket) {
    struct mpnet_coap_endpoint *engine = &call->endpoint->engine;
    if (call->observer != MPNET_COAP_NO_SLOT) {
        return mpnet_coap_endpoint_notification(engine, platform_now(), call->observer, false, ticket,
            &call->sequence) == MPNET_STATUS_OK;
    }
    if (reply_is_unwanted(call, code)) {
        mpnet_coap_endpoint_stay_silent(engine, call->peer, call->view.message_id);
        coap_endpoint_drain(call->endpoint);
        return false;
    }
    return mpnet_coap_endpoint_respond(engine, platform_now(), call->peer, call->view.message_id, ticket)
        == MPNET_STATUS_OK;
}

static void reply_send(coap_call_t *call, const coap_answer_t *answer, const reply_piece_t *piece) {
    coap_outgoing_t outgoing = { .wire = call->wire };
    if (!reply_register(call, answer->code, &outgoing.ticket)) {
        return;
    }
    coap_draft_t draft;
    coap_draft_for(&draft, &outgoing.ticket, answer->code);
    reply_write(&draft, call, answer, piece);
    outgoing.bytes = coap_draft_done(&draft);
    mp_obj_t error;
    coap_endpoint_post(call->endpoint, &outgoing, &error);
}

static void reply_plain(coap_call_t *call, uint8_t code) {
    coap_answer_t answer = coap_answer_code(code);
    reply_piece_t piece = { .is_block = false };
    reply_send(call, &answer, &piece);
}

// The piece of `source` that the request asks for. False if it cannot be had.
static bool reply_cut(const coap_call_t *call, coap_source_t *source, reply_piece_t *piece) {
    bool is_asked = call->fields.present & MPNET_COAP_FIELD_BLOCK2;
    const struct mpnet_coap_block *wanted = is_asked ? &call->fields.block2 : NULL;
    if (mpnet_coap_piece(wanted, COAP_LARGEST_EXPONENT, &piece->block) != MPNET_STATUS_OK
        || !coap_source_at(source, piece->block.offset, piece->block.size, &piece->bytes)) {
        return false;
    }
    piece->block.more = piece->bytes.len > piece->block.size;
    piece->is_first = piece->block.offset == 0;
    piece->is_block = piece->block.more || !piece->is_first || is_asked;
    piece->whole_size = source->is_stream ? mp_const_none : mp_obj_new_int_from_uint(piece->bytes.len);
    if (piece->bytes.len == 0 && !piece->is_first) {
        return false;
    }
    piece->bytes.len = MIN(piece->bytes.len, piece->block.size);
    return true;
}

// An ETag of its own for a body that goes out in blocks, so that the client notices when it changes.
static mp_obj_t reply_etag(const reply_piece_t *piece, size_t length) {
    uint32_t hash = UINT32_C(0x811c9dc5);
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ ((const byte *)piece->bytes.buf)[i]) * UINT32_C(0x01000193);
    }
    return mp_obj_new_bytes((const byte *)&hash, sizeof(hash));
}

// Later requests for blocks get theirs from the body kept here.
static void reply_keep_body(coap_call_t *call, const coap_answer_t *answer, const coap_source_t *source,
    const reply_piece_t *piece) {
    mp_buffer_info_t datagram;
    pycall_bytes(call->datagram, &datagram);
    uint8_t transfer;
    if (mpnet_coap_endpoint_open_body(&call->endpoint->engine, platform_now(), call->peer, datagram.buf, datagram.len,
        piece->block.size, &transfer) != MPNET_STATUS_OK) {
        return;
    }
    coap_body_t *body = &call->endpoint->bodies[transfer];
    memset(body, 0, sizeof(*body));
    body->source = *source;
    body->format = answer->format;
    body->etag = answer->etag;
    body->max_age = answer->max_age;
    body->code = answer->code;
}

// Asks a client that may not be where it seems to be for its Echo before it gets a large answer. Only for methods
// that may be done twice.
static bool reply_challenge(coap_call_t *call, size_t length) {
    bool is_safe = call->view.code == COAP_CODE_GET || call->view.code == COAP_CODE_FETCH;
    if (!is_safe || call->observer != MPNET_COAP_NO_SLOT
        || mpnet_coap_endpoint_must_challenge(&call->endpoint->engine, call->peer, length) != MPNET_STATUS_OK) {
        return false;
    }
    uint32_t fresh[2] = { platform_random(), platform_random() };
    if (mpnet_coap_endpoint_challenge(&call->endpoint->engine, platform_now(), call->peer, (const uint8_t *)fresh,
        sizeof(fresh)) != MPNET_STATUS_OK) {
        return false;
    }
    mp_obj_t echo = coap_option_new(COAP_OPTION_ECHO, mp_obj_new_bytes((const byte *)fresh, sizeof(fresh)));
    coap_answer_t answer = coap_answer_code(COAP_RESPONSE_UNAUTHORIZED);
    answer.options = mp_obj_new_list(1, &echo);
    reply_piece_t piece = { .is_block = false };
    reply_send(call, &answer, &piece);
    return true;
}

void coap_reply(coap_call_t *call, const coap_answer_t *said) {
    coap_answer_t answer = *said;
    coap_source_t source;
    coap_source_init(&source, answer.payload);
    reply_piece_t piece = { .is_block = false };
    if (coap_code_is_success(answer.code)) {
        if (!reply_cut(call, &source, &piece)) {
            reply_plain(call, COAP_RESPONSE_BAD_REQUEST);
            return;
        }
    } else {
        coap_source_at(&source, 0, BLOCK_SIZE(COAP_LARGEST_EXPONENT), &piece.bytes);
        piece.bytes.len = MIN(piece.bytes.len, BLOCK_SIZE(COAP_LARGEST_EXPONENT));
    }
    if (reply_challenge(call, piece.bytes.len)) {
        return;
    }
    if (piece.is_block && piece.block.more && piece.is_first) {
        if (answer.etag == mp_const_none && !source.is_stream) {
            answer.etag = reply_etag(&piece, mp_obj_get_int(piece.whole_size));
            coap_source_at(&source, 0, piece.block.size, &piece.bytes);
            piece.bytes.len = piece.block.size;
        }
        reply_keep_body(call, &answer, &source, &piece);
    }
    reply_send(call, &answer, &piece);
}

bool coap_reply_resume(coap_call_t *call) {
    mp_buffer_info_t datagram;
    pycall_bytes(call->datagram, &datagram);
    uint8_t transfer;
    uint32_t sent;
    struct mpnet_coap_endpoint *engine = &call->endpoint->engine;
    if (mpnet_coap_endpoint_resume_body(engine, platform_now(), call->peer, datagram.buf, datagram.len, &transfer,
        &sent) != MPNET_STATUS_OK) {
        return false;
    }
    coap_body_t *body = &call->endpoint->bodies[transfer];
    coap_answer_t answer = coap_answer_code(body->code);
    answer.format = body->format;
    answer.etag = body->etag;
    answer.max_age = body->max_age;
    reply_piece_t piece = { .is_block = false };
    if (!reply_cut(call, &body->source, &piece)) {
        reply_plain(call, COAP_RESPONSE_BAD_REQUEST);
        return true;
    }
    mpnet_coap_endpoint_advance_body(engine, transfer, piece.block.offset + piece.bytes.len);
    reply_send(call, &answer, &piece);
    if (!piece.block.more) {
        mpnet_coap_endpoint_end_body(engine, transfer);
        memset(body, 0, sizeof(*body));
    }
    return true;
}
