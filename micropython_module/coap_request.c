#include "coap_request.h"
#include "coap_methods.h"
#include "status.h"

#define SMALLEST_BLOCK (16)
// Longest body that is collected without a sink, bytes.
#define BODY_LIMIT (65536)
// Responses to a multicast request that are kept; later ones are not.
#define GROUP_RESPONSES (32)

MP_DEFINE_CONST_OBJ_TYPE(coap_request_type, MP_QSTR__m, MP_TYPE_FLAG_NONE);

coap_request_t *coap_request_new(void) {
    coap_request_t *request = pycall_new(sizeof(*request), &coap_request_type);
    request->owner.slot = MPNET_COAP_NO_SLOT;
    return request;
}

// ---- where to

void coap_request_address(coap_request_t *request, mp_obj_t port) {
    request->peer = coap_endpoint_to(request->coap, request->host, port)->named;
}

// ---- what goes out

static void request_write_target(const coap_request_t *request, coap_draft_t *draft) {
    if (request->uri != MP_OBJ_NULL) {
        coap_draft_uri(draft, request->uri);
        return;
    }
    if (!coap_host_is_literal(request->host)) {
        coap_draft_bytes(draft, COAP_OPTION_URI_HOST, request->host);
    }
    coap_draft_pieces(draft, COAP_OPTION_URI_PATH, '/', request->path);
}

// A str is split at '&', a list or tuple holds one query each.
static void request_write_query(const coap_request_t *request, coap_draft_t *draft) {
    if (pycall_is_array(request->query)) {
        coap_wire_write_query(draft, request->query);
    } else {
        coap_draft_pieces(draft, COAP_OPTION_URI_QUERY, '&', request->query);
    }
}

// (number, value) pairs; an int value is written in its shortest form.
static void request_write_options(const coap_request_t *request, coap_draft_t *draft) {
    if (request->options == mp_const_none) {
        return;
    }
    size_t length;
    mp_obj_t *items, *pair;
    mp_obj_get_array(request->options, &length, &items);
    for (size_t i = 0; i < length; i++) {
        mp_obj_get_array_fixed_n(items[i], 2, &pair);
        uint16_t number = mp_obj_get_int(pair[0]);
        if (pycall_is_int(pair[1])) {
            coap_draft_uint(draft, number, pair[1]);
        } else {
            mp_buffer_info_t value;
            coap_bytes_of(pair[1], &value);
            coap_draft_option(draft, number, value.buf, value.len);
        }
    }
}

// Asks whether the response that the script has is still the current one. Not with later blocks: those belong together.
static void request_write_etag(const coap_request_t *request, coap_draft_t *draft) {
    if (request->cached != mp_const_none && !request->is_downloading) {
        mp_buffer_info_t etag;
        coap_bytes_of(pycall_attr(request->cached, MP_QSTR_etag), &etag);
        if (etag.len > 0) {
            coap_draft_option(draft, COAP_OPTION_E_TAG, etag.buf, etag.len);
        }
    }
}

// The block of the payload that is due, with its Block1 if the payload does not fit into one.
static void request_write_upload(coap_request_t *request, coap_draft_t *draft, bool is_first) {
    size_t block_size = SMALLEST_BLOCK << request->upload.exponent;
    mp_buffer_info_t rest;
    if (!coap_source_at(&request->source, request->upload.offset, block_size, &rest)) {
        status_raise_errno(MP_EIO, MP_ERROR_TEXT("the server lost blocks and the payload cannot be wound back"));
    }
    request->is_sent_more = rest.len > block_size;
    request->sent_length = MIN(rest.len, block_size);
    request->is_uploading = !is_first || request->is_sent_more;
    if (request->is_uploading && request->is_multicast) {
        status_raise_errno(STATUS_EMSGSIZE, MP_ERROR_TEXT("blocks cannot go to a group"));
    }
    if (request->is_uploading) {
        struct mpnet_coap_block block;
        status_check(mpnet_coap_upload_block(&request->upload, request->is_sent_more, &block));
        coap_draft_block(draft, COAP_OPTION_BLOCK1, &block);
    }
    if (is_first && request->is_uploading && !request->source.is_stream) {
        coap_draft_uint(draft, COAP_OPTION_SIZE1, MP_OBJ_NEW_SMALL_INT(rest.len));
    }
    coap_draft_payload(draft, rest.buf, request->sent_length);
}

static void request_write_download(const coap_request_t *request, coap_draft_t *draft) {
    struct mpnet_coap_block block;
    status_check(mpnet_coap_download_block(&request->download, &block));
    coap_draft_block(draft, COAP_OPTION_BLOCK2, &block);
}

static void request_write_body(coap_request_t *request, coap_draft_t *draft) {
    request_write_target(request, draft);
    request_write_query(request, draft);
    request_write_options(request, draft);
    if (request->echo_length > 0) {
        coap_draft_option(draft, COAP_OPTION_ECHO, request->echo, request->echo_length);
    }
    request_write_etag(request, draft);
    coap_draft_uint(draft, COAP_OPTION_ACCEPT, request->accept);
    if (request->is_downloading) {
        request_write_download(request, draft);
        return;
    }
    if (request->download.exponent < COAP_LARGEST_EXPONENT) {
        request_write_download(request, draft); // the size the script wishes
    }
    coap_draft_uint(draft, COAP_OPTION_CONTENT_FORMAT, request->content_format);
    if (request->is_observation) {
        coap_draft_uint(draft, COAP_OPTION_OBSERVE, MP_OBJ_NEW_SMALL_INT(request->is_leaving));
    }
    request_write_upload(request, draft, request->upload.offset == 0);
}

// The next message as bytes of its own. Raises when it cannot be written.
static mp_obj_t request_compose(coap_request_t *request, const struct mpnet_coap_ticket *ticket) {
    // Not in the scratch of the endpoint: streams run Python code, which may send.
    coap_draft_t draft;
    coap_draft_for(&draft, ticket, request->code);
    if (!request->is_ping) {
        request_write_body(request, &draft);
    }
    return coap_draft_done(&draft);
}

// About how many bytes the next message has, for PROBING_RATE: header, token and small options are guessed.
static uint16_t request_expected_size(const coap_request_t *request) {
    mp_buffer_info_t target, payload = { .len = 0 };
    coap_bytes_of(request->uri == MP_OBJ_NULL ? request->path : request->uri, &target);
    if (!request->source.is_stream) {
        coap_bytes_of(request->source.object, &payload);
    }
    return 16 + MIN(target.len, MPNET_COAP_MESSAGE_LIMIT) + MIN(payload.len, MPNET_COAP_MESSAGE_LIMIT);
}

static void request_begin(coap_request_t *request, coap_endpoint_t *endpoint, struct mpnet_coap_ticket *ticket) {
    struct mpnet_coap_request begin = {
        .peer = request->peer.key,
        .patience_ms = request->patience_ms,
        .timing = request->timing,
        .kind = request->is_confirmable ? COAP_TYPE_CON : COAP_TYPE_NON,
        .size = request->is_ping ? 0 : request_expected_size(request),
    };
    if (request->is_ping) {
        begin.flags |= MPNET_COAP_REQUEST_FLAG_PING;
    }
    if (request->is_leaving) {
        begin.flags |= MPNET_COAP_REQUEST_FLAG_FORGET | MPNET_COAP_REQUEST_FLAG_GIVEN_TOKEN;
        begin.token_length = request->token_length;
        memcpy(begin.token, request->token, sizeof(begin.token));
    } else if (request->is_observation) {
        begin.flags |= MPNET_COAP_REQUEST_FLAG_OBSERVE;
    } else if (request->is_multicast) {
        begin.flags |= MPNET_COAP_REQUEST_FLAG_MULTICAST;
    }
    status_check(mpnet_coap_endpoint_begin(&endpoint->engine, platform_now(), &begin, ticket));
    request->owner.slot = ticket->slot;
    request->token_length = ticket->token.length;
    memcpy(request->token, ticket->token.bytes, sizeof(request->token));
}

static mp_obj_t request_send(void *context) {
    coap_request_t *request = context;
    coap_endpoint_t *endpoint = coap_endpoint_now(request->coap);
    coap_endpoint_configure(endpoint, request->coap);
    coap_outgoing_t outgoing = { .wire = request->peer.wire, .owner = &request->owner };
    request_begin(request, endpoint, &outgoing.ticket);
    outgoing.bytes = request_compose(request, &outgoing.ticket);
    mp_obj_t error;
    if (coap_endpoint_post(endpoint, &outgoing, &error) == MP_OBJ_NULL) {
        nlr_raise(error);
    }
    return mp_const_none;
}

void coap_request_abandon(coap_request_t *request) {
    coap_endpoint_abandon(coap_endpoint(request->coap), request->owner.slot);
}

void coap_request_send(coap_request_t *request) {
    mp_obj_t error;
    if (request->cached != mp_const_none && !request->is_observation && coap_packet_is_fresh(request->cached)) {
        coap_request_finish(request, request->cached, mp_const_none);
        return;
    }
    request->owner.slot = MPNET_COAP_NO_SLOT;
    if (pycall_try(request_send, request, &error) == MP_OBJ_NULL) {
        coap_request_abandon(request);
        coap_request_finish(request, mp_const_none, error);
    }
}

// ---- what comes back

static mp_obj_t request_packet(coap_request_t *request, mp_obj_t datagram) {
    if (request->self != MP_OBJ_NULL) { // handles keep what they got
        return coap_packet_lazy(MP_OBJ_NULL, datagram, request->sender.address, true);
    }
    coap_endpoint_t *endpoint = coap_endpoint(request->coap);
    mp_obj_t used = coap_endpoint_take_packet(endpoint, request->coap);
    mp_obj_t packet = coap_packet_lazy(used, datagram, request->sender.address, true);
    coap_endpoint_leave_packet(endpoint, request->coap, packet);
    return packet;
}

// One of the responses to a multicast request.
static void request_collect(coap_request_t *request, mp_obj_t datagram) {
    size_t length;
    mp_obj_t *items;
    mp_obj_get_array(request->response, &length, &items);
    if (length < GROUP_RESPONSES) {
        mp_obj_list_append(request->response, coap_packet_lazy(MP_OBJ_NULL, datagram, request->sender.address, true));
    }
}

static void request_fail(coap_request_t *request, int error, mp_rom_error_text_t text) {
    coap_request_finish(request, mp_const_none, status_new_error(error, text));
}

typedef struct _request_piece_t {
    coap_request_t *request;
    mp_obj_t datagram;
    const struct mpnet_coap_view *view;
} request_piece_t;

// Appends the payload of a block to the body, or hands it to the sink.
static mp_obj_t request_store_body(void *context) {
    const request_piece_t *piece = context;
    coap_request_t *request = piece->request;
    size_t length = piece->view->payload_length;
    if (request->sink != mp_const_none) {
        if (length > 0) {
            pycall_1(request->sink, MP_QSTR_write, coap_slice(piece->datagram, piece->view->payload, length));
        }
        return mp_const_none;
    }
    if (request->body.len + length > BODY_LIMIT) {
        status_raise_errno(STATUS_EMSGSIZE, MP_ERROR_TEXT("a body of that length needs a sink"));
    }
    mp_buffer_info_t buffer;
    pycall_bytes(piece->datagram, &buffer);
    if (request->body.buf == NULL) {
        vstr_init(&request->body, 2 * length + 1);
    }
    vstr_add_strn(&request->body, (const char *)buffer.buf + piece->view->payload, length);
    return mp_const_none;
}

static mp_obj_t request_rewind_body(void *context) {
    const request_piece_t *piece = context;
    coap_request_t *request = piece->request;
    if (request->sink != mp_const_none) {
        if (!pycall_has(request->sink, MP_QSTR_seek)) {
            status_raise_errno(MP_EIO, MP_ERROR_TEXT("the resource changed while its blocks were fetched"));
        }
        pycall_1(request->sink, MP_QSTR_seek, MP_OBJ_NEW_SMALL_INT(0));
    }
    request->body.len = 0;
    return mp_const_none;
}

// True if that worked; what the sink raises, or want of memory, ends the request.
static bool request_keep(coap_request_t *request, pycall_body_t body, mp_obj_t datagram,
    const struct mpnet_coap_view *view) {
    request_piece_t piece = { request, datagram, view };
    mp_obj_t error;
    if (pycall_try(body, &piece, &error) != MP_OBJ_NULL) {
        return true;
    }
    coap_request_abandon(request);
    coap_request_finish(request, mp_const_none, error);
    return false;
}

static void request_deliver(coap_request_t *request, mp_obj_t packet, bool is_observing) {
    if (request->parent != NULL) {
        request->is_over = true;
        coap_request_notify(request->parent, packet);
    } else if (request->is_observation) {
        coap_request_notify(request, packet);
        if (!is_observing) {
            coap_request_finish(request, packet, mp_const_none);
        }
    } else {
        coap_request_finish(request, packet, mp_const_none);
    }
}

// The last block is there.
static void request_complete(coap_request_t *request, mp_obj_t datagram, const coap_arrival_t *arrival) {
    mp_obj_t packet = request_packet(request, datagram);
    bool is_body = request->is_downloading || request->sink != mp_const_none;
    if (is_body && coap_code_is_success(arrival->view.code)) {
        if (!request_keep(request, request_store_body, datagram, &arrival->view)) {
            return;
        }
        mp_obj_t body = mp_const_none;
        if (request->body.buf != NULL) {
            body = mp_obj_new_bytes_from_vstr(&request->body);
            request->body.buf = NULL;
        }
        pycall_store(packet, MP_QSTR_payload, body);
    }
    request->is_downloading = false;
    if (arrival->view.code == COAP_RESPONSE_VALID && request->cached != mp_const_none) {
        coap_packet_refresh(request->cached, packet);
        packet = request->cached;
    }
    request_deliver(request, packet, arrival->is_observing);
}

// The rest of a notification is fetched by a request of its own: the registration keeps its exchange.
static void request_fetch_rest(coap_request_t *request) {
    coap_request_t *rest = coap_request_new();
    mp_obj_base_t base = rest->owner.base;
    *rest = *request;
    rest->owner.base = base;
    rest->owner.next = NULL;
    rest->parent = request;
    rest->is_observation = false;
    rest->is_downloading = true;
    request->body.buf = NULL;
    mpnet_coap_download_init(&request->download, request->download.exponent);
    coap_request_send(rest);
}

static void request_restart_download(coap_request_t *request) {
    if (request_keep(request, request_rewind_body, MP_OBJ_NULL, NULL)) {
        coap_request_send(request);
    }
}

static void request_download(coap_request_t *request, mp_obj_t datagram, const coap_arrival_t *arrival) {
    mp_buffer_info_t buffer;
    pycall_bytes(datagram, &buffer);
    uint32_t offset;
    enum mpnet_coap_onward onward = MPNET_COAP_ONWARD_FAILED;
    mpnet_coap_download_answer(&request->download, buffer.buf, buffer.len, &offset, &onward);
    switch (onward) {
        case MPNET_COAP_ONWARD_DONE:
            request_complete(request, datagram, arrival);
            break;
        case MPNET_COAP_ONWARD_FAILED:
            request_fail(request, MP_EIO, MP_ERROR_TEXT("the blocks of the response do not fit together"));
            break;
        case MPNET_COAP_ONWARD_NEXT:
            if (!request_keep(request, request_store_body, datagram, &arrival->view)) {
                return;
            }
            if (arrival->is_observing) {
                request_fetch_rest(request);
            } else {
                request->is_downloading = true;
                coap_request_send(request);
            }
            break;
        case MPNET_COAP_ONWARD_RESTART:
            request_restart_download(request);
            break;
    }
}

// A response that was cut off on its way is asked for again in smaller pieces, if asking does no harm.
static void request_receive(coap_request_t *request, mp_obj_t datagram, const coap_arrival_t *arrival) {
    bool is_read = request->code == COAP_CODE_GET || request->code == COAP_CODE_FETCH;
    if (!arrival->is_cut) {
        request_download(request, datagram, arrival);
    } else if (!is_read || request->download.exponent <= COAP_CAREFUL_EXPONENT) {
        request_fail(request, STATUS_EMSGSIZE, MP_ERROR_TEXT("response longer than a message may be"));
    } else {
        mpnet_coap_download_init(&request->download, COAP_CAREFUL_EXPONENT);
        if (arrival->is_observing) {
            request_fetch_rest(request);
        } else {
            coap_request_send(request);
        }
    }
}

// True if the answer ends the upload and is to be looked at as a response.
static bool request_upload(coap_request_t *request, const coap_arrival_t *arrival,
    const struct mpnet_coap_fields *fields) {
    enum mpnet_coap_onward onward = MPNET_COAP_ONWARD_FAILED;
    mpnet_coap_upload_answer(&request->upload, arrival->view.code, fields, request->sent_length,
        request->is_sent_more, &onward);
    switch (onward) {
        case MPNET_COAP_ONWARD_DONE:
            request->is_uploading = false;
            return true;
        case MPNET_COAP_ONWARD_FAILED:
            request_fail(request, MP_EIO, MP_ERROR_TEXT("the server answered for other blocks"));
            break;
        case MPNET_COAP_ONWARD_NEXT:
        case MPNET_COAP_ONWARD_RESTART:
            coap_request_send(request);
            break;
    }
    return false;
}

// The server wants its Echo value back before it answers (RFC 9175 section 2.3).
static bool request_must_echo(coap_request_t *request, mp_obj_t datagram, const coap_arrival_t *arrival,
    const struct mpnet_coap_fields *fields) {
    bool is_asked = arrival->view.code == COAP_RESPONSE_UNAUTHORIZED && (fields->present & MPNET_COAP_FIELD_ECHO);
    if (!is_asked || request->echo_length != 0 || fields->echo.length > sizeof(request->echo)) {
        return false;
    }
    mp_buffer_info_t buffer;
    pycall_bytes(datagram, &buffer);
    request->echo_length = fields->echo.length;
    memcpy(request->echo, (const byte *)buffer.buf + fields->echo.offset, fields->echo.length);
    return true;
}

void coap_request_answer(coap_request_t *request, mp_obj_t datagram, const coap_arrival_t *arrival) {
    coap_endpoint_t *endpoint = coap_endpoint(request->coap);
    request->sender = endpoint->source;
    if (request->is_leaving || request->is_over) {
        return;
    }
    if (request->is_multicast) {
        request_collect(request, datagram);
        return;
    }
    mp_buffer_info_t buffer;
    pycall_bytes(datagram, &buffer);
    struct mpnet_coap_fields fields;
    mpnet_coap_fields(buffer.buf, buffer.len, &fields);
    if (request_must_echo(request, datagram, arrival, &fields)) {
        coap_request_send(request);
        return;
    }
    // A server may want in blocks what was sent whole (RFC 7959 section 2.9.3).
    bool is_upload = request->is_uploading || arrival->view.code == COAP_RESPONSE_ENTITY_TOO_LARGE;
    if (!is_upload || request_upload(request, arrival, &fields)) {
        request_receive(request, datagram, arrival);
    }
}

// ---- how it ends

static void request_end(coap_request_t *request) {
    if (request->is_multicast && request->owner.outcome == MPNET_COAP_OUTCOME_TIMED_OUT) {
        coap_request_finish(request, request->response, mp_const_none);
        return;
    }
    switch ((enum mpnet_coap_outcome)request->owner.outcome) {
        case MPNET_COAP_OUTCOME_PONG:
            coap_request_finish(request, mp_const_true, mp_const_none);
            break;
        case MPNET_COAP_OUTCOME_RESET:
            request_fail(request, MP_ECONNRESET, MP_ERROR_TEXT("the peer answered with a reset"));
            break;
        case MPNET_COAP_OUTCOME_BAD_OPTION:
            request_fail(request, MP_EIO, MP_ERROR_TEXT("critical option in the response not understood"));
            break;
        case MPNET_COAP_OUTCOME_CANCELLED:
            request_fail(request, STATUS_ECANCELED, MP_ERROR_TEXT("request cancelled"));
            break;
        default:
            request_fail(request, MP_ETIMEDOUT, MP_ERROR_TEXT("no answer in time"));
            break;
    }
}

void coap_request_settle(coap_endpoint_t *endpoint) {
    for (coap_owner_t *owner; (owner = coap_endpoint_next_over(endpoint)) != NULL;) {
        coap_request_t *request = (coap_request_t *)owner;
        if (!request->is_over) {
            request_end(request);
        }
    }
}

void coap_request_cancel(coap_request_t *request) {
    if (request->is_over) {
        return;
    }
    coap_endpoint_t *endpoint = coap_endpoint(request->coap);
    bool is_registered = request->is_observation && request->owner.slot < MPNET_COAP_EXCHANGES;
    if (is_registered) {
        // Asks the server to forget the observation; the answer interests nobody.
        endpoint->owners[request->owner.slot] = NULL;
        request->is_leaving = true;
        coap_request_send(request);
    } else {
        coap_endpoint_abandon(endpoint, request->owner.slot);
    }
    request_fail(request, STATUS_ECANCELED, MP_ERROR_TEXT("request cancelled"));
}
