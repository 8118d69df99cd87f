// The CoAP codec and endpoint through the C ABI: null rules, capacities, and one exchange.

#include "mpnet.h"
#include "tt.h"

enum { CON = 0, ACK = 2, GET = 1, CONTENT = 69, URI_PATH = 11, CONTENT_FORMAT = 12 };

static struct mpnet_coap_endpoint *new_endpoint(void) {
    struct mpnet_coap_endpoint *endpoint = (struct mpnet_coap_endpoint *)tt_block(sizeof(*endpoint));
    CHECK(mpnet_coap_endpoint_init(endpoint, MPNET_COAP_POLICY_DROP_IN, 0x0123456789abcdef) == MPNET_STATUS_OK);
    return endpoint;
}

static void null_objects_are_refused(void) {
    struct mpnet_coap_ticket ticket;
    struct mpnet_coap_request request = {.peer = 1};
    struct mpnet_coap_event event;
    struct mpnet_coap_transmit transmit;
    struct mpnet_coap_view view;
    struct mpnet_coap_endpoint *endpoint = new_endpoint();
    uint8_t out[MPNET_COAP_WRITTEN_LIMIT];
    uint32_t due;
    CHECK(mpnet_coap_endpoint_init(NULL, 0, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_set_policy(NULL, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_begin(NULL, 0, &request, &ticket) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_begin(endpoint, 0, NULL, &ticket) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_begin(endpoint, 0, &request, NULL) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_cancel(NULL, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_handle_input(NULL, 0, 1, 0, NULL, 0, &view) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_handle_input(endpoint, 0, 1, 0, NULL, 4, &view) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_poll_transmit(NULL, 0, out, sizeof(out), &transmit) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_poll_event(NULL, &event) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_poll_timeout(NULL, 0, &due) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_handle_timeout(NULL, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_endpoint_respond(NULL, 0, 1, 1, &ticket) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_parse(NULL, 4, 0, &view) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_coap_peer_key(NULL, 4, 5683) == 0);
    free(endpoint);
}

static void memory_without_init_is_refused(void) {
    static struct mpnet_coap_endpoint endpoint;
    struct mpnet_coap_event event;
    CHECK(mpnet_coap_endpoint_poll_event(&endpoint, &event) == MPNET_STATUS_UNINITIALISED);
    CHECK(mpnet_coap_endpoint_handle_timeout(&endpoint, 0) == MPNET_STATUS_UNINITIALISED);
}

static void outputs_are_written_only_on_ok(void) {
    struct mpnet_coap_endpoint *endpoint = new_endpoint();
    struct mpnet_coap_event *event = (struct mpnet_coap_event *)tt_block(sizeof(*event));
    struct mpnet_coap_transmit *transmit = (struct mpnet_coap_transmit *)tt_block(sizeof(*transmit));
    struct mpnet_coap_view *view = (struct mpnet_coap_view *)tt_block(sizeof(*view));
    uint8_t *out = tt_block(MPNET_COAP_WRITTEN_LIMIT);
    uint32_t due = 77;
    CHECK(mpnet_coap_endpoint_poll_event(endpoint, event) == MPNET_STATUS_IDLE);
    CHECK(tt_is_untouched(event, sizeof(*event)));
    CHECK(mpnet_coap_endpoint_poll_transmit(endpoint, 0, out, MPNET_COAP_WRITTEN_LIMIT, transmit) == MPNET_STATUS_IDLE);
    CHECK(tt_is_untouched(transmit, sizeof(*transmit)));
    CHECK(mpnet_coap_endpoint_poll_timeout(endpoint, 0, &due) == MPNET_STATUS_IDLE && due == 77);
    CHECK(mpnet_coap_parse((const uint8_t *)"\x40\x01", 2, 0, view) == MPNET_STATUS_MALFORMED);
    CHECK(tt_is_untouched(view, sizeof(*view)));
    free(out);
    free(view);
    free(transmit);
    free(event);
    free(endpoint);
}

// GET coap://…/a/b as CON 0x1234 with token 0x55, Content-Format 50 and payload "hi", from RFC 7252 section 3.
static const uint8_t message[] = {0x41, 0x01, 0x12, 0x34, 0x55, 0xb1, 'a', 0x01, 'b', 0x11, 50, 0xff, 'h', 'i'};

static void a_draft_gives_the_bytes_of_the_standard(void) {
    uint8_t *out = tt_block(sizeof(message));
    struct mpnet_coap_draft draft;
    size_t capacity = sizeof(message);
    uint8_t token = 0x55;
    CHECK(mpnet_coap_draft_init(&draft, CON, GET, 0x1234, &token, 1, out, capacity) == MPNET_STATUS_OK);
    CHECK(mpnet_coap_draft_uint(&draft, CONTENT_FORMAT, 50, out, capacity) == MPNET_STATUS_OK);
    CHECK(mpnet_coap_draft_pieces(&draft, URI_PATH, '/', (const uint8_t *)"a/b", 3, out, capacity) == MPNET_STATUS_OK);
    CHECK(mpnet_coap_draft_payload(&draft, (const uint8_t *)"hi", 2, out, capacity) == MPNET_STATUS_OK);
    CHECK(draft.length == sizeof(message) && memcmp(out, message, sizeof(message)) == 0);
    free(out);
}

static void a_draft_never_writes_past_its_buffer(void) {
    for (size_t capacity = 0; capacity < sizeof(message); capacity++) {
        uint8_t *out = tt_block(capacity);
        struct mpnet_coap_draft draft;
        uint8_t token = 0x55;
        mpnet_status status = mpnet_coap_draft_init(&draft, CON, GET, 0x1234, &token, 1, out, capacity);
        if (status == MPNET_STATUS_OK) {
            status = mpnet_coap_draft_pieces(&draft, URI_PATH, '/', (const uint8_t *)"a/b", 3, out, capacity);
        }
        if (status == MPNET_STATUS_OK) {
            status = mpnet_coap_draft_uint(&draft, CONTENT_FORMAT, 50, out, capacity);
        }
        if (status == MPNET_STATUS_OK) {
            status = mpnet_coap_draft_payload(&draft, (const uint8_t *)"hi", 2, out, capacity);
        }
        CHECK(status == MPNET_STATUS_BUFFER_TOO_SMALL);
        free(out);
    }
}

static void parsing_gives_offsets_into_the_datagram(void) {
    uint8_t *datagram = tt_copy(message, sizeof(message));
    struct mpnet_coap_view view;
    CHECK(mpnet_coap_parse(datagram, sizeof(message), 0, &view) == MPNET_STATUS_OK);
    CHECK(view.kind == CON && view.code == GET && view.message_id == 0x1234 && view.token_length == 1);
    CHECK(view.options == 5 && view.options_length == 6 && view.payload == 12 && view.payload_length == 2);

    struct mpnet_coap_cursor cursor = {.offset = view.options};
    struct mpnet_coap_option option;
    static const struct mpnet_coap_option expected[] = {{URI_PATH, 6, 1}, {URI_PATH, 8, 1}, {CONTENT_FORMAT, 10, 1}};
    for (size_t i = 0; i < 3; i++) {
        CHECK(mpnet_coap_option_next(datagram, sizeof(message), &cursor, &option) == MPNET_STATUS_OK);
        CHECK(memcmp(&option, &expected[i], sizeof(option)) == 0);
    }
    CHECK(mpnet_coap_option_next(datagram, sizeof(message), &cursor, &option) == MPNET_STATUS_IDLE);

    uint8_t path[3];
    size_t length = 0;
    CHECK(mpnet_coap_path(datagram, sizeof(message), path, 3, &length) == MPNET_STATUS_OK);
    CHECK(length == 3 && memcmp(path, "a/b", 3) == 0);
    CHECK(mpnet_coap_path(datagram, sizeof(message), path, 2, &length) == MPNET_STATUS_BUFFER_TOO_SMALL);
    free(datagram);
}

static void no_datagram_is_read_past_its_end(void) {
    for (size_t length = 0; length < sizeof(message); length++) {
        uint8_t *datagram = tt_copy(message, length);
        struct mpnet_coap_endpoint *endpoint = new_endpoint();
        struct mpnet_coap_view view = {0};
        mpnet_status status = mpnet_coap_endpoint_handle_input(endpoint, 0, 1, 0, datagram, length, &view);
        CHECK(status == MPNET_STATUS_OK || status == MPNET_STATUS_MALFORMED);
        CHECK(status != MPNET_STATUS_OK || (size_t)view.payload + view.payload_length <= length);
        free(endpoint);
        free(datagram);
    }
}

static void a_cursor_beyond_the_datagram_ends(void) {
    struct mpnet_coap_cursor cursor = {.offset = 65535, .number = 65535};
    struct mpnet_coap_option option;
    CHECK(mpnet_coap_option_next(message, sizeof(message), &cursor, &option) != MPNET_STATUS_OK);
}

static void a_request_is_over_with_its_response(void) {
    struct mpnet_coap_endpoint *endpoint = new_endpoint();
    uint32_t peer = mpnet_coap_peer_key((const uint8_t *)"192.0.2.10", 10, 5683);
    struct mpnet_coap_request request = {
        .peer = peer, .message_id = 0x1234, .flags = MPNET_COAP_REQUEST_FLAG_DROP_IN | MPNET_COAP_REQUEST_FLAG_GIVEN_ID,
    };
    struct mpnet_coap_ticket ticket;
    uint32_t due = 0;
    CHECK(mpnet_coap_endpoint_begin(endpoint, 1000, &request, &ticket) == MPNET_STATUS_OK);
    CHECK(ticket.id == 0x1234 && ticket.slot < MPNET_COAP_EXCHANGES);
    // RFC 7252 section 4.8: the first repetition comes after 2 to 3 seconds.
    CHECK(mpnet_coap_endpoint_poll_timeout(endpoint, 1000, &due) == MPNET_STATUS_OK && due >= 3000 && due <= 4000);

    static const uint8_t answer[] = {0x60, CONTENT, 0x12, 0x34, 0xff, 'o', 'k'};
    struct mpnet_coap_view view;
    struct mpnet_coap_event event;
    CHECK(mpnet_coap_endpoint_handle_input(endpoint, 1100, peer, 0, answer, sizeof(answer), &view) == MPNET_STATUS_OK);
    CHECK(view.kind == ACK && view.code == CONTENT && view.payload == 5 && view.payload_length == 2);
    CHECK(mpnet_coap_endpoint_poll_event(endpoint, &event) == MPNET_STATUS_OK);
    CHECK(event.kind == MPNET_COAP_EVENT_KIND_RESPONSE || event.kind == MPNET_COAP_EVENT_KIND_STRAY);
    CHECK(mpnet_coap_endpoint_poll_event(endpoint, &event) == MPNET_STATUS_IDLE);
    free(endpoint);
}

static void a_request_without_answer_is_repeated_and_given_up(void) {
    struct mpnet_coap_endpoint *endpoint = new_endpoint();
    struct mpnet_coap_request request = {.peer = 5, .flags = MPNET_COAP_REQUEST_FLAG_DROP_IN};
    struct mpnet_coap_ticket ticket;
    struct mpnet_coap_transmit transmit;
    struct mpnet_coap_event event = {.slot = MPNET_COAP_NO_SLOT};
    uint8_t out[MPNET_COAP_WRITTEN_LIMIT];
    uint32_t now = 0;
    int repetitions = 0;
    CHECK(mpnet_coap_endpoint_begin(endpoint, now, &request, &ticket) == MPNET_STATUS_OK);
    while (mpnet_coap_endpoint_poll_timeout(endpoint, now, &now) == MPNET_STATUS_OK && now < 200000) {
        CHECK(mpnet_coap_endpoint_handle_timeout(endpoint, now) == MPNET_STATUS_OK);
        while (mpnet_coap_endpoint_poll_transmit(endpoint, now, out, sizeof(out), &transmit) == MPNET_STATUS_OK) {
            CHECK(transmit.kind == MPNET_COAP_TRANSMIT_KIND_EXCHANGE && transmit.slot == ticket.slot);
            repetitions++;
        }
        if (mpnet_coap_endpoint_poll_event(endpoint, &event) == MPNET_STATUS_OK) {
            break;
        }
    }
    // RFC 7252 section 4.8: MAX_RETRANSMIT 4, MAX_TRANSMIT_WAIT 93 s.
    CHECK(repetitions == 4 && now <= 93000);
    CHECK(event.kind == MPNET_COAP_EVENT_KIND_FINISHED && event.outcome == MPNET_COAP_OUTCOME_TIMED_OUT);
    CHECK(event.slot == ticket.slot);
    free(endpoint);
}

int main(void) {
    null_objects_are_refused();
    memory_without_init_is_refused();
    outputs_are_written_only_on_ok();
    a_draft_gives_the_bytes_of_the_standard();
    a_draft_never_writes_past_its_buffer();
    parsing_gives_offsets_into_the_datagram();
    no_datagram_is_read_past_its_end();
    a_cursor_beyond_the_datagram_ends();
    a_request_is_over_with_its_response();
    a_request_without_answer_is_repeated_and_given_up();
    return tt_end("test_coap");
}
