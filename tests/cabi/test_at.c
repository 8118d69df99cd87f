// The AT socket engine through the C ABI: null rules, capacities, and one exchange with a Sequans modem.

#include "mpnet.h"
#include "tt.h"

static const char host[] = "192.0.2.10";
#define HOST (const uint8_t *)host, sizeof(host) - 1

// An engine behind send_at_cmd() whose socket 1 is an IPv4 datagram socket.
static struct mpnet_at *new_engine(void) {
    struct mpnet_at *at = (struct mpnet_at *)tt_block(sizeof(struct mpnet_at));
    CHECK(mpnet_at_init(at, MPNET_AT_DIALECT_SEQUANS, MPNET_AT_FRAMING_EXCHANGE, 7) == MPNET_STATUS_OK);
    CHECK(mpnet_at_assign(at, 1, false, false) == MPNET_STATUS_OK);
    return at;
}

// Takes the next transmission and compares its text; hands the reply in and ends it.
static void expect(struct mpnet_at *at, const char *payload, const char *text, const char *reply, uint8_t *sink,
    size_t sink_capacity) {
    uint8_t *out = tt_block(MPNET_COMMAND_LEN);
    struct mpnet_at_transmit transmit;
    mpnet_status status = mpnet_at_poll_transmit(at, 0, HOST, (const uint8_t *)payload, strlen(payload), out,
        MPNET_COMMAND_LEN, &transmit);
    CHECK(status == MPNET_STATUS_OK);
    if (text != NULL) {
        CHECK(transmit.length == strlen(text) && memcmp(out, text, strlen(text)) == 0);
    } else {
        CHECK(transmit.kind == MPNET_AT_TRANSMIT_KIND_LISTEN);
    }
    uint8_t *input = tt_copy(reply, strlen(reply));
    CHECK(mpnet_at_handle_input(at, 0, input, strlen(reply), sink, sink_capacity) == MPNET_STATUS_OK);
    CHECK(mpnet_at_handle_reply_end(at, 0) == MPNET_STATUS_OK);
    free(input);
    free(out);
}

// The pump asks for transmissions first; nothing is left to send when the request is over.
static struct mpnet_at_event event_of(struct mpnet_at *at) {
    uint8_t out[MPNET_COMMAND_LEN];
    struct mpnet_at_transmit transmit;
    CHECK(mpnet_at_poll_transmit(at, 0, HOST, NULL, 0, out, sizeof(out), &transmit) == MPNET_STATUS_IDLE);
    struct mpnet_at_event event = {.kind = MPNET_AT_EVENT_KIND_FAILED, .socket = 99};
    CHECK(mpnet_at_poll_event(at, &event) == MPNET_STATUS_OK);
    return event;
}

static void open_socket(struct mpnet_at *at) {
    CHECK(mpnet_at_open(at, 1, HOST, 5683, 8087, 0) == MPNET_STATUS_OK);
    expect(at, "", "AT+SQNSH=1", "\r\nOK\r\n", NULL, 0);
    expect(at, "", "AT+SQNSCFGEXT=1,1,1,0,0,1,0,0", "\r\nOK\r\n", NULL, 0);
    expect(at, "", "AT+SQNSD=1,1,5683,\"192.0.2.10\",0,8087,1,0", "\r\nOK\r\n", NULL, 0);
    struct mpnet_at_event event = event_of(at);
    CHECK(event.kind == MPNET_AT_EVENT_KIND_OPENED && event.socket == 1 && event.value == 8087);
}

// A refused dial is out of the engine while its pause lasts.
static void a_request_that_only_waits_is_put_aside(void) {
    struct mpnet_at *at = new_engine();
    struct mpnet_at_aside *aside = (struct mpnet_at_aside *)tt_block(sizeof(*aside));
    uint32_t deadline;
    CHECK(mpnet_at_open(at, 1, HOST, 5683, 8087, 0) == MPNET_STATUS_OK);
    expect(at, "", "AT+SQNSH=1", "\r\nOK\r\n", NULL, 0);
    expect(at, "", "AT+SQNSCFGEXT=1,1,1,0,0,1,0,0", "\r\nOK\r\n", NULL, 0);
    CHECK(mpnet_at_poll_aside(at, aside) == MPNET_STATUS_IDLE);
    CHECK(tt_is_untouched(aside, sizeof(*aside)));
    CHECK(mpnet_at_take_up(at, aside, 0, 0) == MPNET_STATUS_UNINITIALISED);
    CHECK(mpnet_at_is_refused(aside) == MPNET_STATUS_UNINITIALISED);
    expect(at, "", "AT+SQNSD=1,1,5683,\"192.0.2.10\",0,8087,1,0", "\r\nNO CARRIER\r\n", NULL, 0);
    CHECK(mpnet_at_poll_aside(at, NULL) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_poll_aside(at, aside) == MPNET_STATUS_OK);
    CHECK(mpnet_at_poll_aside(at, aside) == MPNET_STATUS_IDLE);
    CHECK(mpnet_at_is_refused(aside) == MPNET_STATUS_OK);
    CHECK(mpnet_at_poll_timeout(at, &deadline) == MPNET_STATUS_IDLE);
    CHECK(mpnet_at_take_up(at, aside, 99, 100) == MPNET_STATUS_IDLE);
    CHECK(mpnet_at_take_up(at, aside, 100, 100) == MPNET_STATUS_OK);
    expect(at, "", "AT+SQNSD=1,1,5683,\"192.0.2.10\",0,8087,1,0", "\r\nOK\r\n", NULL, 0);
    CHECK(event_of(at).kind == MPNET_AT_EVENT_KIND_OPENED);
    free(aside);
    free(at);
}

static void null_objects_are_refused(void) {
    struct mpnet_at_socket socket;
    struct mpnet_at_event event;
    struct mpnet_at_transmit transmit;
    uint32_t deadline;
    CHECK(mpnet_at_init(NULL, MPNET_AT_DIALECT_SEQUANS, MPNET_AT_FRAMING_STREAM, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_assign(NULL, 1, false, false) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_set_raw(NULL, 1, true) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_poll_aside(NULL, NULL) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_take_up(NULL, NULL, 0, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_socket(NULL, 1, &socket) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_open(NULL, 1, HOST, 1, 1, 1) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_send(NULL, 1, 1) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_receive(NULL, 1, 1, 1, false, false) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_close(NULL, 1) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_listen(NULL, 1) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_poll_transmit(NULL, 0, HOST, NULL, 0, NULL, 0, &transmit) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_handle_input(NULL, 0, NULL, 0, NULL, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_handle_reply_end(NULL, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_handle_timeout(NULL, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_poll_timeout(NULL, &deadline) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_poll_event(NULL, &event) == MPNET_STATUS_NULL_POINTER);
}

static void memory_without_init_is_refused(void) {
    struct mpnet_at at;
    memset(&at, 0, sizeof(at));
    CHECK(mpnet_at_assign(&at, 1, false, false) == MPNET_STATUS_UNINITIALISED);
    CHECK(mpnet_at_handle_timeout(&at, 0) == MPNET_STATUS_UNINITIALISED);
    memset(&at, 0xff, sizeof(at));
    CHECK(mpnet_at_close(&at, 1) == MPNET_STATUS_UNINITIALISED);
}

static void sockets_that_do_not_exist_are_refused(void) {
    struct mpnet_at *at = new_engine();
    CHECK(mpnet_at_send(at, 0, 1) == MPNET_STATUS_UNKNOWN_SOCKET);
    CHECK(mpnet_at_send(at, MPNET_MAX_SOCKETS + 1, 1) == MPNET_STATUS_UNKNOWN_SOCKET);
    CHECK(mpnet_at_send(at, 255, 1) == MPNET_STATUS_UNKNOWN_SOCKET);
    // A Sequans modem has six sockets.
    CHECK(mpnet_at_open(at, 7, HOST, 5683, 8087, 0) == MPNET_STATUS_UNKNOWN_SOCKET);
    CHECK(mpnet_at_send(at, 1, 1) == MPNET_STATUS_NOT_OPEN);
    free(at);
}

static void addresses_have_one_text(void) {
    static const char *const rows[][2] = {
        {"0:0:0:0:0:0:0:1", "::1"},
        {"2001:DB8:0:0:0:0:0:A", "2001:db8::a"},
        {"192.0.2.7", "192.0.2.7"},
        {"no.address.example", "no.address.example"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mpnet_at *at = new_engine();
        CHECK(mpnet_at_resolve(at, HOST, strchr(rows[i][0], ':') != NULL) == MPNET_STATUS_OK);
        char reply[100];
        snprintf(reply, sizeof(reply), "\r\n+SQNDNSLKUP: \"%s\",\"%s\"\r\n\r\nOK\r\n", host, rows[i][0]);
        expect(at, "", strchr(rows[i][0], ':') != NULL ? "AT+SQNDNSLKUP=\"192.0.2.10\",1" : "AT+SQNDNSLKUP=\"192.0.2.10\",0",
            reply, NULL, 0);
        CHECK(event_of(at).kind == MPNET_AT_EVENT_KIND_RESOLVED);
        uint8_t out[MPNET_DNS_ADDRESS_TEXT];
        size_t length = 0;
        uint16_t port = 1;
        CHECK(mpnet_at_peer(at, out, 1, &length, &port) == MPNET_STATUS_BUFFER_TOO_SMALL);
        CHECK(mpnet_at_peer(at, out, sizeof(out), &length, &port) == MPNET_STATUS_OK);
        CHECK(length == strlen(rows[i][1]) && memcmp(out, rows[i][1], length) == 0 && port == 0);
        free(at);
    }
}

static void null_with_a_length_is_refused(void) {
    struct mpnet_at *at = new_engine();
    struct mpnet_at_transmit transmit;
    uint8_t out[MPNET_COMMAND_LEN];
    CHECK(mpnet_at_open(at, 1, NULL, 10, 5683, 8087, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_handle_input(at, 0, NULL, 1, NULL, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_handle_input(at, 0, NULL, 0, NULL, 1) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_handle_input(at, 0, NULL, 0, NULL, 0) == MPNET_STATUS_OK);
    CHECK(mpnet_at_poll_transmit(at, 0, NULL, 1, NULL, 0, out, sizeof(out), &transmit) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_poll_transmit(at, 0, NULL, 0, NULL, 1, out, sizeof(out), &transmit) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_poll_transmit(at, 0, NULL, 0, NULL, 0, NULL, 1, &transmit) == MPNET_STATUS_NULL_POINTER);
    free(at);
}

static void outputs_are_written_only_on_ok(void) {
    struct mpnet_at *at = new_engine();
    struct mpnet_at_event *event = (struct mpnet_at_event *)tt_block(sizeof(*event));
    struct mpnet_at_transmit *transmit = (struct mpnet_at_transmit *)tt_block(sizeof(*transmit));
    uint8_t *out = tt_block(MPNET_COMMAND_LEN);
    uint32_t deadline = 77;
    CHECK(mpnet_at_poll_event(at, event) == MPNET_STATUS_IDLE);
    CHECK(tt_is_untouched(event, sizeof(*event)));
    CHECK(mpnet_at_poll_transmit(at, 0, HOST, NULL, 0, out, MPNET_COMMAND_LEN, transmit) == MPNET_STATUS_IDLE);
    CHECK(tt_is_untouched(transmit, sizeof(*transmit)));
    CHECK(tt_is_untouched(out, MPNET_COMMAND_LEN));
    CHECK(mpnet_at_poll_timeout(at, &deadline) == MPNET_STATUS_IDLE && deadline == 77);
    free(out);
    free(transmit);
    free(event);
    free(at);
}

static void a_command_that_does_not_fit_says_so(void) {
    struct mpnet_at *at = new_engine();
    struct mpnet_at_transmit transmit;
    uint8_t *small = tt_block(4);
    CHECK(mpnet_at_open(at, 1, HOST, 5683, 8087, 0) == MPNET_STATUS_OK);
    CHECK(mpnet_at_poll_transmit(at, 0, HOST, NULL, 0, small, 4, &transmit) == MPNET_STATUS_BUFFER_TOO_SMALL);
    free(small);
    free(at);
}

static void a_datagram_goes_out_and_comes_in(void) {
    struct mpnet_at *at = new_engine();
    open_socket(at);

    CHECK(mpnet_at_send(at, 1, 5) == MPNET_STATUS_OK);
    expect(at, "hello", "AT+SQNSSENDEXT=1,5", "\r\n> ", NULL, 0);
    expect(at, "hello", "68656c6c6f", "\r\nOK\r\n", NULL, 0);
    struct mpnet_at_event event = event_of(at);
    CHECK(event.kind == MPNET_AT_EVENT_KIND_SENT && event.value == 5);

    uint8_t *sink = tt_block(5);
    CHECK(mpnet_at_receive(at, 1, 64, 1000, false, false) == MPNET_STATUS_OK);
    expect(at, "", NULL, "\r\n+SQNSRING: 1,5\r\n", sink, 5);
    expect(at, "", "AT+SQNSRECV=1,64", "\r\n+SQNSRECV: 1,5\r\n776f726c64\r\n\r\nOK\r\n", sink, 5);
    event = event_of(at);
    CHECK(event.kind == MPNET_AT_EVENT_KIND_RECEIVED && event.value == 5);
    CHECK(memcmp(sink, "world", 5) == 0);
    free(sink);
    free(at);
}

static void a_datagram_longer_than_the_sink_keeps_its_length(void) {
    struct mpnet_at *at = new_engine();
    open_socket(at);
    uint8_t *sink = tt_block(2);
    CHECK(mpnet_at_receive(at, 1, 64, 1000, false, false) == MPNET_STATUS_OK);
    expect(at, "", NULL, "\r\n+SQNSRING: 1,5\r\n", sink, 2);
    expect(at, "", "AT+SQNSRECV=1,64", "\r\n+SQNSRECV: 1,5\r\n776f726c64\r\n\r\nOK\r\n", sink, 2);
    struct mpnet_at_event event = event_of(at);
    CHECK(event.kind == MPNET_AT_EVENT_KIND_RECEIVED && event.value == 5);
    CHECK(memcmp(sink, "wo", 2) == 0);
    free(sink);
    free(at);
}

static void a_refusal_is_an_event_with_its_reason(void) {
    struct mpnet_at *at = new_engine();
    open_socket(at);
    CHECK(mpnet_at_send(at, 1, 1) == MPNET_STATUS_OK);
    expect(at, "x", "AT+SQNSSENDEXT=1,1", "\r\n+CME ERROR: 3\r\n", NULL, 0);
    struct mpnet_at_event event = event_of(at);
    CHECK(event.kind == MPNET_AT_EVENT_KIND_FAILED && event.status == MPNET_STATUS_REFUSED && event.cme == 3);
    free(at);
}

// Asks a question and hands the answer in.
static struct mpnet_at_event asked(struct mpnet_at *at, enum mpnet_at_query query, const char *text, const char *reply) {
    CHECK(mpnet_at_ask(at, query) == MPNET_STATUS_OK);
    expect(at, "", text, reply, NULL, 0);
    return event_of(at);
}

static void numbers_have_a_sign_and_texts_are_words(void) {
    struct mpnet_at *at = new_engine();
    struct mpnet_at_event event = asked(at, MPNET_AT_QUERY_RSSI, "AT+CSQ", "\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    CHECK(event.kind == MPNET_AT_EVENT_KIND_TOLD && (int16_t)event.value == -79);
    event = asked(at, MPNET_AT_QUERY_RSSI, "AT+CSQ", "\r\n+CSQ: 99,99\r\n\r\nOK\r\n");
    CHECK(event.kind == MPNET_AT_EVENT_KIND_NOTHING);
    event = asked(at, MPNET_AT_QUERY_IMEI, "AT+CGSN", "\r\n351358810000017\r\n\r\nOK\r\n");
    uint8_t words[MPNET_AT_WORDS_LIMIT];
    size_t length = 0;
    CHECK(event.kind == MPNET_AT_EVENT_KIND_TOLD);
    CHECK(mpnet_at_words(at, words, sizeof(words), &length) == MPNET_STATUS_OK);
    CHECK(length == 15 && memcmp(words, "351358810000017", 15) == 0);
    free(at);
}

static void a_modem_without_sim_is_told_from_one_that_is_locked(void) {
    static const char *const answers[] = {"\r\n+CME ERROR: 10\r\n", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n"};
    static const mpnet_status statuses[] = {MPNET_STATUS_REFUSED, MPNET_STATUS_LOCKED};
    for (size_t i = 0; i < 2; i++) {
        struct mpnet_at *at = new_engine();
        uint8_t registration = 99;
        CHECK(mpnet_at_attach(at, NULL, 0, true) == MPNET_STATUS_OK);
        CHECK(mpnet_at_registration(at, &registration) == MPNET_STATUS_IDLE && registration == 99);
        expect(at, "", "AT+CFUN?", "\r\n+CFUN: 1\r\n\r\nOK\r\n", NULL, 0);
        expect(at, "", "AT+CPIN?", answers[i], NULL, 0);
        struct mpnet_at_event event = event_of(at);
        CHECK(event.kind == MPNET_AT_EVENT_KIND_FAILED && event.status == statuses[i] && event.error == 19);
        free(at);
    }
}

static void a_given_dialect_is_not_asked_for(void) {
    struct mpnet_at *at = new_engine();
    CHECK(mpnet_at_detect(at) == MPNET_STATUS_OK);
    struct mpnet_at_event event = event_of(at);
    CHECK(event.kind == MPNET_AT_EVENT_KIND_DETECTED && event.value == MPNET_AT_DIALECT_SEQUANS);
    CHECK(mpnet_at_detect(NULL) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_attach(NULL, NULL, 0, true) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_attach(at, NULL, 3, true) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_registration(at, NULL) == MPNET_STATUS_IDLE);
    CHECK(mpnet_at_set(NULL, MPNET_AT_SETTING_FULL) == MPNET_STATUS_NULL_POINTER);
    free(at);
}

static void options_are_those_of_the_modem(void) {
    struct mpnet_at *at = new_engine();
    struct mpnet_at_security security = {.tag = 3, .identity = -1, .verify = 2};
    CHECK(mpnet_at_secure(at, 1, &security, NULL, 0) == MPNET_STATUS_OK);
    CHECK(mpnet_at_secure(at, 1, NULL, NULL, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_secure(at, 0, &security, NULL, 0) == MPNET_STATUS_UNKNOWN_SOCKET);
    security.verify = 3;
    CHECK(mpnet_at_secure(at, 1, &security, NULL, 0) == MPNET_STATUS_INVALID_ARGUMENT);
    security.verify = 1;
    security.identity = 256;
    CHECK(mpnet_at_secure(at, 1, &security, NULL, 0) == MPNET_STATUS_INVALID_ARGUMENT);
    security.identity = 4;
    security.connection_id = 1; // not on Sequans
    CHECK(mpnet_at_secure(at, 1, &security, NULL, 0) == MPNET_STATUS_UNSUPPORTED);
    CHECK(mpnet_at_assign(at, 1, false, false) == MPNET_STATUS_OK);
    CHECK(mpnet_at_set_option(at, 1, 61, 2) == MPNET_STATUS_NOT_OPEN);
    open_socket(at);
    CHECK(mpnet_at_set_option(at, 1, 61, 1) == MPNET_STATUS_UNSUPPORTED);
    CHECK(mpnet_at_set_option(at, 1, 60, 1) == MPNET_STATUS_UNSUPPORTED);
    CHECK(mpnet_at_set_option(at, 1, 255, 1) == MPNET_STATUS_UNSUPPORTED);
    CHECK(mpnet_at_get_option(at, 1, 15) == MPNET_STATUS_UNSUPPORTED);
    CHECK(mpnet_at_get_option(at, 1, 61) == MPNET_STATUS_UNSUPPORTED);
    CHECK(mpnet_at_set_option(NULL, 1, 61, 2) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_at_set_option(at, 1, 61, 3) == MPNET_STATUS_OK);
    CHECK(event_of(at).kind == MPNET_AT_EVENT_KIND_ANSWERED);
    CHECK(mpnet_at_send(at, 1, 1) == MPNET_STATUS_OK);
    expect(at, "x", "AT+SQNSSENDEXT=1,1,2", "\r\n> ", NULL, 0);
    free(at);
}

int main(void) {
    null_objects_are_refused();
    a_request_that_only_waits_is_put_aside();
    memory_without_init_is_refused();
    sockets_that_do_not_exist_are_refused();
    null_with_a_length_is_refused();
    addresses_have_one_text();
    options_are_those_of_the_modem();
    outputs_are_written_only_on_ok();
    a_command_that_does_not_fit_says_so();
    a_datagram_goes_out_and_comes_in();
    a_datagram_longer_than_the_sink_keeps_its_length();
    a_refusal_is_an_event_with_its_reason();
    numbers_have_a_sign_and_texts_are_words();
    a_modem_without_sim_is_told_from_one_that_is_locked();
    a_given_dialect_is_not_asked_for();
    return tt_end("test_at");
}
