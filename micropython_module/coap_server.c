#include "coap_server.h"
#include "pycall.h"

// Seconds after which a client may try again when there is no room for its body.
#define RETRY_AFTER (5)
// Longest path served, bytes.
#define PATH_MAX_LENGTH (256)

static void server_answer_code(coap_call_t *call, uint8_t code) {
    coap_answer_t answer = coap_answer_code(code);
    coap_reply(call, &answer);
}

static bool server_contains(mp_obj_t container, mp_obj_t item) {
    return container == mp_const_none || mp_obj_is_true(mp_binary_op(MP_BINARY_OP_IN, item, container));
}

void coap_server_fail(coap_call_t *call) {
    server_answer_code(call, COAP_RESPONSE_INTERNAL_ERROR);
}

// Runs what belongs to the script. If it raises, the client learns of it before the script does.
static mp_obj_t server_try(coap_call_t *call, pycall_body_t body, void *context) {
    mp_obj_t error;
    mp_obj_t returned = pycall_try(body, context, &error);
    if (returned == MP_OBJ_NULL) {
        coap_server_fail(call);
        nlr_raise(error);
    }
    return returned;
}

// ---- finding

// The path of a request, as an object that lives no longer than this struct.
typedef struct _server_path_t {
    mp_obj_str_t text;
    byte bytes[PATH_MAX_LENGTH];
} server_path_t;

// False when the path is no text or too long.
static bool server_read_path(const coap_call_t *call, server_path_t *path) {
    mp_buffer_info_t datagram;
    pycall_bytes(call->datagram, &datagram);
    size_t length;
    if (mpnet_coap_path(datagram.buf, datagram.len, path->bytes, sizeof(path->bytes), &length) != MPNET_STATUS_OK
        || !utf8_check(path->bytes, length)) {
        return false;
    }
    path->text.base.type = &mp_type_str;
    path->text.hash = qstr_compute_hash(path->bytes, length);
    path->text.len = length;
    path->text.data = path->bytes;
    return true;
}

// The resource of a path, None if there is none.
static mp_obj_t server_find(mp_obj_t table, const server_path_t *path) {
    mp_map_elem_t *row = mp_map_lookup(mp_obj_dict_get_map(table), MP_OBJ_FROM_PTR(&path->text), MP_MAP_LOOKUP);
    return row == NULL ? mp_const_none : row->value;
}

// ---- discovery (RFC 6690)

static void server_print_attribute(const mp_print_t *print, mp_obj_t name, mp_obj_t value) {
    mp_printf(print, ";%s", mp_obj_str_get_str(name));
    if (value == mp_const_true) {
        return;
    }
    mp_print_str(print, pycall_is_int(value) ? "=" : "=\"");
    mp_obj_print_helper(print, value, PRINT_STR);
    mp_print_str(print, pycall_is_int(value) ? "" : "\"");
}

static void server_print_link(const mp_print_t *print, mp_obj_t resource) {
    mp_printf(print, "</%s>", mp_obj_str_get_str(pycall_attr(resource, MP_QSTR_path)));
    mp_obj_t attributes = pycall_attr(resource, MP_QSTR_attributes);
    if (attributes != mp_const_none) {
        mp_map_t *map = mp_obj_dict_get_map(attributes);
        for (size_t i = 0; i < map->alloc; i++) {
            if (mp_map_slot_is_filled(map, i)) {
                server_print_attribute(print, map->table[i].key, map->table[i].value);
            }
        }
    }
    mp_obj_t format = pycall_attr(resource, MP_QSTR_content_format);
    if (format != mp_const_none) {
        server_print_attribute(print, MP_OBJ_NEW_QSTR(MP_QSTR_ct), format);
    }
    if (pycall_flag(resource, MP_QSTR_observable)) {
        mp_print_str(print, ";obs");
    }
}

static void server_print_links(vstr_t *document, mp_obj_t table) {
    mp_print_t print;
    vstr_init_print(document, 128, &print);
    mp_map_t *map = mp_obj_dict_get_map(table);
    for (size_t i = 0; i < map->alloc; i++) {
        if (mp_map_slot_is_filled(map, i)) {
            if (document->len > 0) {
                mp_print_str(&print, ",");
            }
            server_print_link(&print, map->table[i].value);
        }
    }
}

// The first Uri-Query, empty when there is none.
static void server_query(const coap_call_t *call, const mp_buffer_info_t *datagram, struct mpnet_coap_option *query) {
    struct mpnet_coap_cursor cursor = { call->view.options, 0 };
    while (mpnet_coap_option_next(datagram->buf, datagram->len, &cursor, query) == MPNET_STATUS_OK) {
        if (query->number == COAP_OPTION_URI_QUERY) {
            return;
        }
    }
    query->offset = query->length = 0;
}

static mp_obj_t server_filter_links(const coap_call_t *call, const vstr_t *document) {
    mp_buffer_info_t datagram;
    pycall_bytes(call->datagram, &datagram);
    struct mpnet_coap_option query;
    server_query(call, &datagram, &query);
    vstr_t links;
    vstr_init(&links, document->len + 1);
    size_t cursor = 0;
    struct mpnet_coap_range link;
    while (mpnet_coap_link_next((const uint8_t *)document->buf, document->len,
        (const uint8_t *)datagram.buf + query.offset, query.length, &cursor, &link) == MPNET_STATUS_OK) {
        if (links.len > 0) {
            vstr_add_char(&links, ',');
        }
        vstr_add_strn(&links, document->buf + link.offset, link.length);
    }
    return mp_obj_new_bytes_from_vstr(&links);
}

static void server_discover(coap_call_t *call, mp_obj_t table) {
    if (call->view.code != COAP_CODE_GET) {
        server_answer_code(call, COAP_RESPONSE_METHOD_NOT_ALLOWED);
        return;
    }
    vstr_t document;
    server_print_links(&document, table);
    coap_answer_t answer = coap_answer_code(COAP_RESPONSE_CONTENT);
    answer.payload = server_filter_links(call, &document);
    if (call->is_of_group && !mp_obj_is_true(answer.payload)) {
        answer.code = COAP_RESPONSE_NOT_FOUND; // nothing that was asked for: silence
    }
    answer.format = MP_OBJ_NEW_SMALL_INT(COAP_FORMAT_LINK);
    coap_reply(call, &answer);
}

// ---- bodies that come in blocks

static mp_obj_t server_packet(const coap_call_t *call) {
    mp_obj_t used = coap_endpoint_take_packet(call->endpoint, call->coap);
    return coap_packet_lazy(used, call->datagram, call->address, true);
}

// Where the script wants the body of this request, None if nowhere special.
static mp_obj_t server_make_sink(const coap_call_t *call, mp_obj_t packet) {
    mp_obj_t sink = pycall_attr(call->resource, MP_QSTR_sink);
    return sink == mp_const_none ? sink : mp_call_function_1(sink, packet);
}

static void server_write_sink(const coap_call_t *call, mp_obj_t sink) {
    if (call->view.payload_length > 0) {
        pycall_1(sink, MP_QSTR_write, coap_slice(call->datagram, call->view.payload, call->view.payload_length));
    }
}

typedef struct _server_block_t {
    coap_call_t *call;
    const struct mpnet_coap_assembly *assembly;
    mp_obj_t packet;
} server_block_t;

static mp_obj_t server_store_block(void *context) {
    const server_block_t *block = context;
    const coap_call_t *call = block->call;
    coap_body_t *body = &call->endpoint->bodies[block->assembly->transfer];
    if (block->assembly->offset == 0) {
        memset(body, 0, sizeof(*body));
        vstr_init(&body->bytes, call->view.payload_length + 1);
        body->sink = server_make_sink(call, block->packet);
    }
    if (body->sink != mp_const_none) {
        server_write_sink(call, body->sink);
        return mp_const_none;
    }
    mp_buffer_info_t datagram;
    pycall_bytes(call->datagram, &datagram);
    vstr_add_strn(&body->bytes, (const char *)datagram.buf + call->view.payload, call->view.payload_length);
    return mp_const_none;
}

// A body that came whole goes to the sink too, so that the handler finds one kind of payload.
static void server_take_whole(const coap_call_t *call, mp_obj_t packet) {
    bool is_read = call->view.code == COAP_CODE_GET || call->view.code == COAP_CODE_DELETE;
    mp_obj_t sink = is_read || call->has_block1 ? mp_const_none : server_make_sink(call, packet);
    if (sink != mp_const_none) {
        server_write_sink(call, sink);
        pycall_store(packet, MP_QSTR_payload, sink);
    }
}

// Gives the collected body, or what it was written to, to the handler.
static void server_take_body(const coap_call_t *call, uint8_t transfer, mp_obj_t packet) {
    coap_body_t *body = &call->endpoint->bodies[transfer];
    if (body->sink != mp_const_none) {
        pycall_store(packet, MP_QSTR_payload, body->sink);
    } else {
        pycall_store(packet, MP_QSTR_payload, mp_obj_new_bytes_from_vstr(&body->bytes));
    }
    memset(body, 0, sizeof(*body));
}

static void server_refuse_block(coap_call_t *call, uint8_t code, uint32_t limit) {
    coap_answer_t answer = coap_answer_code(code);
    if (code == COAP_RESPONSE_ENTITY_TOO_LARGE) {
        answer.size1 = limit;
    }
    if (code == COAP_RESPONSE_UNAVAILABLE) {
        answer.max_age = MP_OBJ_NEW_SMALL_INT(RETRY_AFTER);
    }
    coap_reply(call, &answer);
}

// The request did not fit into the buffer it was read into. Blocks would (RFC 7959 section 2.9.3).
static void server_refuse_cut(coap_call_t *call) {
    uint32_t limit = BLOCK_SIZE(COAP_LARGEST_EXPONENT);
    if (call->resource != mp_const_none) {
        limit = pycall_int(call->resource, MP_QSTR_body_limit);
        call->has_block1 = true;
        call->block1.exponent = COAP_CAREFUL_EXPONENT;
    }
    server_refuse_block(call, COAP_RESPONSE_ENTITY_TOO_LARGE, limit);
}

// True if the request has its whole body now.
static bool server_assemble(coap_call_t *call, mp_obj_t packet) {
    mp_buffer_info_t datagram;
    pycall_bytes(call->datagram, &datagram);
    uint32_t limit = pycall_int(call->resource, MP_QSTR_body_limit);
    struct mpnet_coap_assembly assembly;
    mpnet_coap_endpoint_assemble(&call->endpoint->engine, platform_now(), call->peer, datagram.buf, datagram.len,
        limit, COAP_LARGEST_EXPONENT, &assembly);
    call->has_block1 = assembly.verdict == MPNET_COAP_VERDICT_STORE || assembly.verdict == MPNET_COAP_VERDICT_AGAIN;
    call->block1 = assembly.block;
    switch (assembly.verdict) {
        case MPNET_COAP_VERDICT_WHOLE:
            return true;
        case MPNET_COAP_VERDICT_REFUSE:
            server_refuse_block(call, assembly.code, limit);
            return false;
        case MPNET_COAP_VERDICT_STORE:
            server_try(call, server_store_block, &(server_block_t) { call, &assembly, packet });
            break;
        case MPNET_COAP_VERDICT_AGAIN:
            break;
    }
    if (assembly.verdict == MPNET_COAP_VERDICT_STORE && assembly.last) {
        server_take_body(call, assembly.transfer, packet);
        return true;
    }
    server_answer_code(call, COAP_RESPONSE_CONTINUE);
    return false;
}

// ---- handling

// 0 if the request may be done, else the code that answers it (RFC 7252 section 5.10.8).
static uint8_t server_judge(const coap_call_t *call) {
    bool has_format = call->fields.present & MPNET_COAP_FIELD_CONTENT_FORMAT;
    if (has_format && !server_contains(pycall_attr(call->resource, MP_QSTR_formats),
        MP_OBJ_NEW_SMALL_INT(call->fields.content_format))) {
        return COAP_RESPONSE_UNSUPPORTED_FORMAT;
    }
    mp_buffer_info_t etag, datagram;
    coap_bytes_of(pycall_attr(call->resource, MP_QSTR_etag), &etag);
    pycall_bytes(call->datagram, &datagram);
    uint8_t code = 0;
    mpnet_coap_condition(datagram.buf, datagram.len, true, etag.buf, etag.len, &code);
    if (code != 0) {
        return code;
    }
    mp_obj_t format = pycall_attr(call->resource, MP_QSTR_content_format);
    bool is_picky = (call->fields.present & MPNET_COAP_FIELD_ACCEPT) && format != mp_const_none;
    return is_picky && mp_obj_get_int(format) != call->fields.accept ? COAP_RESPONSE_NOT_ACCEPTABLE : 0;
}

static coap_answer_t server_answer_start(const coap_call_t *call, uint8_t code) {
    coap_answer_t answer = coap_answer_code(code);
    answer.etag = pycall_attr(call->resource, MP_QSTR_etag);
    answer.max_age = pycall_attr(call->resource, MP_QSTR_max_age);
    return answer;
}

static void server_register_observer(coap_call_t *call) {
    bool wants = (call->fields.present & MPNET_COAP_FIELD_OBSERVE) && call->fields.observe == 0;
    if (!wants || !pycall_flag(call->resource, MP_QSTR_observable)) {
        return;
    }
    mp_buffer_info_t datagram;
    pycall_bytes(call->datagram, &datagram);
    uint16_t number = pycall_int(call->resource, MP_QSTR_number);
    uint8_t observer;
    if (mpnet_coap_endpoint_observe(&call->endpoint->engine, platform_now(), call->peer,
        (const uint8_t *)datagram.buf + COAP_TOKEN_OFFSET, call->view.token_length, number, &observer,
        &call->sequence) == MPNET_STATUS_OK) {
        mp_obj_t registration = mp_obj_new_bytes(datagram.buf, datagram.len);
        coap_observer_t entry = { call->wire, call->address, registration, call->resource, call->peer };
        call->endpoint->observers[observer] = entry;
        call->has_sequence = true;
    }
}

typedef struct _server_handler_t {
    const coap_call_t *call;
    mp_obj_t packet;
} server_handler_t;

// What the handler says.
static mp_obj_t server_run(void *context) {
    server_handler_t *handler = context;
    mp_obj_t function = pycall_attr(handler->call->resource, MP_QSTR_handler);
    if (pycall_is_int(function)) {
        return function; // the handler of a removed resource
    }
    server_take_whole(handler->call, handler->packet);
    return mp_call_function_1(function, handler->packet);
}

void coap_server_finish(coap_call_t *call, mp_obj_t returned) {
    if (returned == mp_const_false) {
        return; // the script answers later with sendResponse()
    }
    coap_answer_t answer = server_answer_start(call, 0);
    answer.format = pycall_attr(call->resource, MP_QSTR_content_format);
    coap_answer_of(&answer, returned, call->view.code);
    bool is_read = call->view.code == COAP_CODE_GET || call->view.code == COAP_CODE_FETCH;
    if (!is_read || !coap_code_is_success(answer.code)) {
        answer.etag = mp_const_none;
        answer.max_age = mp_const_none;
    } else if (call->observer == MPNET_COAP_NO_SLOT) {
        server_register_observer(call);
    }
    coap_reply(call, &answer);
    if (call->observer != MPNET_COAP_NO_SLOT && !coap_code_is_success(answer.code)) {
        mpnet_coap_endpoint_forget_observer(&call->endpoint->engine, call->observer);
        coap_endpoint_drain(call->endpoint);
    }
}

static void server_answer(coap_call_t *call, mp_obj_t packet) {
    mp_obj_t returned = server_try(call, server_run, &(server_handler_t) { call, packet });
    if (coap_server_is_coroutine(returned)) {
        coap_server_defer(call, returned); // and the packet with it
    } else {
        coap_server_finish(call, returned);
        coap_endpoint_leave_packet(call->endpoint, call->coap, packet);
    }
}

static void server_serve(coap_call_t *call) {
    if (!server_contains(pycall_attr(call->resource, MP_QSTR_methods), MP_OBJ_NEW_SMALL_INT(call->view.code))) {
        server_answer_code(call, COAP_RESPONSE_METHOD_NOT_ALLOWED);
        return;
    }
    bool is_later_block = (call->fields.present & MPNET_COAP_FIELD_BLOCK2) && call->fields.block2.number > 0;
    if (is_later_block && coap_reply_resume(call)) {
        return;
    }
    mp_obj_t packet = server_packet(call);
    if (!server_assemble(call, packet)) {
        coap_endpoint_leave_packet(call->endpoint, call->coap, packet);
        return;
    }
    uint8_t verdict = server_judge(call);
    if (verdict != 0) {
        coap_answer_t answer = coap_answer_code(verdict);
        if (verdict == COAP_RESPONSE_VALID) {
            answer = server_answer_start(call, verdict);
            server_register_observer(call);
        }
        coap_reply(call, &answer);
        return;
    }
    server_answer(call, packet);
}

static void server_call_init(coap_call_t *call, mp_obj_t coap, coap_endpoint_t *endpoint, mp_obj_t datagram) {
    memset(call, 0, sizeof(*call));
    call->coap = coap;
    call->endpoint = endpoint;
    call->datagram = datagram;
    call->observer = MPNET_COAP_NO_SLOT;
    mp_buffer_info_t buffer;
    pycall_bytes(datagram, &buffer);
    mpnet_coap_fields(buffer.buf, buffer.len, &call->fields);
}

static bool server_is_discovery(const server_path_t *path) {
    static const char name[] = ".well-known/core";
    return path->text.len == sizeof(name) - 1 && memcmp(path->bytes, name, sizeof(name) - 1) == 0;
}

bool coap_server_handle(mp_obj_t coap, coap_endpoint_t *endpoint, mp_obj_t datagram, const coap_arrival_t *arrival) {
    mp_obj_t table = pycall_attr(coap, MP_QSTR_resources);
    if (table == mp_const_none && !arrival->is_cut) {
        return false;
    }
    coap_call_t call;
    server_call_init(&call, coap, endpoint, datagram);
    call.view = arrival->view;
    call.wire = endpoint->source.wire;
    call.address = endpoint->source.address;
    call.peer = endpoint->source.key;
    call.is_of_group = endpoint->is_of_group;
    server_path_t path;
    bool is_text = table != mp_const_none && server_read_path(&call, &path);
    call.resource = is_text ? server_find(table, &path) : mp_const_none;
    if (arrival->is_cut) {
        server_refuse_cut(&call);
    } else if (call.resource != mp_const_none) {
        server_serve(&call);
    } else if (pycall_flag(coap, MP_QSTR_callbacks)) {
        return false;
    } else if (is_text && server_is_discovery(&path)) {
        server_discover(&call, table);
    } else {
        server_answer_code(&call, COAP_RESPONSE_NOT_FOUND);
    }
    return true;
}

static void server_tell(mp_obj_t coap, coap_endpoint_t *endpoint, uint8_t observer) {
    coap_observer_t entry = endpoint->observers[observer];
    if (entry.datagram == MP_OBJ_NULL) {
        return;
    }
    coap_call_t call;
    server_call_init(&call, coap, endpoint, entry.datagram);
    mp_buffer_info_t buffer;
    pycall_bytes(entry.datagram, &buffer);
    mpnet_coap_parse(buffer.buf, buffer.len, MPNET_COAP_POLICY_LENIENT_MARKER, &call.view);
    call.peer = entry.peer;
    call.wire = entry.wire;
    call.address = entry.address;
    call.resource = entry.resource;
    call.observer = observer;
    call.has_sequence = true;
    server_answer(&call, server_packet(&call));
}

void coap_server_settle(mp_obj_t coap, coap_endpoint_t *endpoint) {
    for (uint8_t observer = 0; endpoint->curious != 0 && observer < MPNET_COAP_OBSERVERS; observer++) {
        uint32_t bit = UINT32_C(1) << observer;
        if (endpoint->curious & bit) {
            endpoint->curious &= ~bit;
            server_tell(coap, endpoint, observer);
        }
    }
}
