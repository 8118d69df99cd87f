// C ABI of mpnet's engines. Generated from rust/capi by make header; do not edit.

#ifndef MPNET_H
#define MPNET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Version of the library and of both modules: the workspace's.
#define MPNET_VERSION "0.1.0"

// Most bytes of a command without its payload.
#define MPNET_COMMAND_LEN 192

// Largest socket number of any dialect.
#define MPNET_MAX_SOCKETS 12

// Most bytes of the modem's own words.
#define MPNET_AT_WORDS_LIMIT 64

// Time between two dials of one open, unless it is set.
#define MPNET_DIAL_PAUSE_MS 5000

// Base of the range of local ports drawn for sockets without one.
#define MPNET_LOCAL_PORT_DEFAULT 8080

// Bodies that a server keeps at the same time.
#define MPNET_COAP_TRANSFERS 4

// Longest message to send when nothing is known of the path, in bytes.
#define MPNET_COAP_MESSAGE_LIMIT 1152

// Observers at the same time.
#define MPNET_COAP_OBSERVERS 8

// Bytes of an Echo value.
#define MPNET_COAP_ECHO_LEN 8

// Own messages that can be under way at the same time.
#define MPNET_COAP_EXCHANGES 8

// Requests kept at the same time.
#define MPNET_COAP_REQUESTS 8

// Slot number that stands for none.
#define MPNET_COAP_NO_SLOT 255

// Output capacity that `mpnet_coap_endpoint_poll_transmit` needs.
#define MPNET_COAP_WRITTEN_LIMIT 64

// Longest query in bytes.
#define MPNET_DNS_QUERY_LIMIT 271

// Longest address text in bytes.
#define MPNET_DNS_ADDRESS_TEXT 45

// Words of [`ModemStorage`].
#define MPNET_AT_WORDS 133

// Words of [`AsideStorage`].
#define MPNET_AT_ASIDE_WORDS 13

// Words of [`CoapEndpointStorage`].
#define MPNET_COAP_ENDPOINT_WORDS 248

// Words of [`DnsCacheStorage`].
#define MPNET_DNS_CACHE_WORDS 74

// Words of [`DnsLookupStorage`].
#define MPNET_DNS_LOOKUP_WORDS 12

// Result of every function: `OK`, `IDLE`, or an error of one of four groups.
enum mpnet_status {
    // Done; outputs are written.
    MPNET_STATUS_OK = 0,
    // Nothing to do now; outputs are untouched.
    MPNET_STATUS_IDLE = 1,
    // A required pointer was null.
    MPNET_STATUS_NULL_POINTER = -1,
    // The object was never initialised.
    MPNET_STATUS_UNINITIALISED = -2,
    // A value is outside its range.
    MPNET_STATUS_INVALID_ARGUMENT = -3,
    // No such socket, or not in use.
    MPNET_STATUS_UNKNOWN_SOCKET = -4,
    // The socket is not open.
    MPNET_STATUS_NOT_OPEN = -5,
    // The host text cannot stand in a command.
    MPNET_STATUS_INVALID_HOST = -6,
    // The dialect cannot do this.
    MPNET_STATUS_UNSUPPORTED = -7,
    // The output buffer is too small.
    MPNET_STATUS_BUFFER_TOO_SMALL = -20,
    // A table is full.
    MPNET_STATUS_FULL = -21,
    // A datagram or message is longer than the limit.
    MPNET_STATUS_TOO_LONG = -22,
    // The modem answered with an error.
    MPNET_STATUS_REFUSED = -40,
    // The modem did not ask for the payload.
    MPNET_STATUS_NO_PROMPT = -41,
    // No final result in time.
    MPNET_STATUS_TIMED_OUT = -42,
    // The payload was handed over, its final result did not come in time.
    MPNET_STATUS_UNCONFIRMED = -43,
    // The modem restarted.
    MPNET_STATUS_RESTARTED = -44,
    // The peer or the network closed the connection.
    MPNET_STATUS_CLOSED = -45,
    // The answer broke the framing rules of the dialect.
    MPNET_STATUS_GARBLED = -46,
    // The modem is of no family that this library knows.
    MPNET_STATUS_UNRECOGNISED = -47,
    // The network does not let this SIM in.
    MPNET_STATUS_DENIED = -48,
    // The SIM wants something, a PIN for instance.
    MPNET_STATUS_LOCKED = -49,
    // The network gave the modem no address.
    MPNET_STATUS_UNADDRESSED = -50,
    // The connection broke: not closed by its peer.
    MPNET_STATUS_BROKEN = -51,
    // A message that the protocol's rules reject.
    MPNET_STATUS_MALFORMED = -60,
    // The name does not exist, or has no address of the family asked for.
    MPNET_STATUS_NO_SUCH_NAME = -61,
};
typedef int32_t mpnet_status;

// Modem families.
enum mpnet_at_dialect {
    // Sequans Monarch and Monarch 2.
    MPNET_AT_DIALECT_SEQUANS = 0,
    // Serial LTE Modem of the nRF Connect SDK, Serial Modem v0.1.0.
    MPNET_AT_DIALECT_NORDIC_N0 = 1,
    // Nordic Serial Modem, development state of 2025-11-04.
    MPNET_AT_DIALECT_NORDIC_N1 = 2,
    // Nordic Serial Modem v0.2.0.
    MPNET_AT_DIALECT_NORDIC_N2 = 3,
    // Nordic Serial Modem v0.3.0 to v1.0.1.
    MPNET_AT_DIALECT_NORDIC_N3 = 4,
    // Nordic Serial Modem v2.0.0 and later.
    MPNET_AT_DIALECT_NORDIC_N4 = 5,
    // Quectel, LTE class.
    MPNET_AT_DIALECT_QUECTEL = 6,
    // Quectel, NB-IoT class.
    MPNET_AT_DIALECT_QUECTEL_NB_IOT = 7,
    // Not known: `mpnet_at_detect` finds out.
    MPNET_AT_DIALECT_UNKNOWN = 8,
};

// How text reaches the modem.
enum mpnet_at_framing {
    // One text out, one text back (`send_at_cmd`); no line ends, no clock.
    MPNET_AT_FRAMING_EXCHANGE = 0,
    // A byte stream both ways.
    MPNET_AT_FRAMING_STREAM = 1,
};

// Where a socket stands.
enum mpnet_at_socket_state {
    // The modem holds no connection for it.
    MPNET_AT_SOCKET_STATE_CLOSED = 0,
    // The connection is open.
    MPNET_AT_SOCKET_STATE_OPEN = 1,
    // The connection was open, and peer, network or modem ended it.
    MPNET_AT_SOCKET_STATE_LOST = 2,
};

// What `mpnet_at_poll_transmit` gave.
enum mpnet_at_transmit_kind {
    // Command text in the output buffer.
    MPNET_AT_TRANSMIT_KIND_COMMAND = 0,
    // Hexadecimal payload in the output buffer.
    MPNET_AT_TRANSMIT_KIND_HEX_PAYLOAD = 1,
    // Nothing to send, text is waited for.
    MPNET_AT_TRANSMIT_KIND_LISTEN = 2,
    // The payload operand itself; nothing is in the output buffer.
    MPNET_AT_TRANSMIT_KIND_PAYLOAD = 3,
    // The payload operand is a command, to be sent with the transport's line end.
    MPNET_AT_TRANSMIT_KIND_SCRIPT_COMMAND = 4,
};

// How a request ended.
enum mpnet_at_event_kind {
    // The connection is closed.
    MPNET_AT_EVENT_KIND_CLOSED = 0,
    // The request failed; see `status` and `cme`.
    MPNET_AT_EVENT_KIND_FAILED = 1,
    // The time for listening is over, or something was heard.
    MPNET_AT_EVENT_KIND_HEARD = 2,
    // Nothing to read within the time given.
    MPNET_AT_EVENT_KIND_NOTHING = 3,
    // The connection is open; `value` is the local port asked for.
    MPNET_AT_EVENT_KIND_OPENED = 4,
    // A datagram of `value` bytes was read; what fits is in the sink.
    MPNET_AT_EVENT_KIND_RECEIVED = 5,
    // `value` bytes were taken.
    MPNET_AT_EVENT_KIND_SENT = 6,
    // A command of the script's own was answered with OK.
    MPNET_AT_EVENT_KIND_ANSWERED = 7,
    // A name was looked up: `mpnet_at_peer` gives the address, if there is one.
    MPNET_AT_EVENT_KIND_RESOLVED = 8,
    // The modem is of the family `value`, a number of `enum mpnet_at_dialect`.
    MPNET_AT_EVENT_KIND_DETECTED = 9,
    // The modem is in the network; `value` is `<stat>` of its registration.
    MPNET_AT_EVENT_KIND_ATTACHED = 10,
    // The modem is not in the network yet; `value` is `<stat>` of its registration.
    MPNET_AT_EVENT_KIND_REGISTERING = 11,
    // What was asked for: `value` is a number of 16 bits with a sign, 0 for a text.
    MPNET_AT_EVENT_KIND_TOLD = 12,
};

// What can be asked of a modem. Numbers come as the value of the event, texts as `mpnet_at_words`.
enum mpnet_at_query {
    // Text: the modem's own address in the data context.
    MPNET_AT_QUERY_ADDRESS = 0,
    // Text: access point name of the data context.
    MPNET_AT_QUERY_APN = 1,
    // Number: 1 while packet service is attached.
    MPNET_AT_QUERY_ATTACHED = 2,
    // Text: name server that the network tells.
    MPNET_AT_QUERY_DNS = 3,
    // Text: version of the firmware.
    MPNET_AT_QUERY_FIRMWARE = 4,
    // Text: serial number of the equipment.
    MPNET_AT_QUERY_IMEI = 5,
    // Text: who made the modem.
    MPNET_AT_QUERY_MAKER = 6,
    // Text: name of the model.
    MPNET_AT_QUERY_MODEL = 7,
    // Text: the network's operator.
    MPNET_AT_QUERY_OPERATOR = 8,
    // Number: functionality, 1 full, 0 minimum, 4 radio off.
    MPNET_AT_QUERY_RADIO = 9,
    // Number: `<stat>` of `+CEREG`.
    MPNET_AT_QUERY_REGISTRATION = 10,
    // Number: power of the reference signal in dBm.
    MPNET_AT_QUERY_RSRP = 11,
    // Number: quality of the reference signal in dB.
    MPNET_AT_QUERY_RSRQ = 12,
    // Number: signal strength in dBm.
    MPNET_AT_QUERY_RSSI = 13,
    // Text: `READY`, or what the SIM wants.
    MPNET_AT_QUERY_SIM = 14,
};

// What can be set.
enum mpnet_at_setting {
    // Detaches from packet service.
    MPNET_AT_SETTING_DETACH = 0,
    // The radio off.
    MPNET_AT_SETTING_FLIGHT = 1,
    // Full functionality.
    MPNET_AT_SETTING_FULL = 2,
};

// Message type (RFC 7252 section 3).
enum mpnet_coap_type {
    // Confirmable: repeated until acknowledged or reset.
    MPNET_COAP_TYPE_CON = 0,
    // Non-confirmable: sent once.
    MPNET_COAP_TYPE_NON = 1,
    // Acknowledgement of a confirmable message.
    MPNET_COAP_TYPE_ACK = 2,
    // Reset: the message with this id could not be processed.
    MPNET_COAP_TYPE_RST = 3,
};
typedef uint8_t mpnet_coap_type;

// What to send.
enum mpnet_coap_transmit_kind {
    // The message kept under this exchange, after writing `message_id` into its bytes 2 and 3.
    MPNET_COAP_TRANSMIT_KIND_EXCHANGE = 0,
    // The reply kept under this request.
    MPNET_COAP_TRANSMIT_KIND_REPLY = 1,
    // The bytes written, to the source of the datagram handled last.
    MPNET_COAP_TRANSMIT_KIND_SOURCE = 2,
    // The bytes written, to the origin of this request.
    MPNET_COAP_TRANSMIT_KIND_REQUEST = 3,
};

// What happened.
enum mpnet_coap_event_kind {
    // The datagram is a new request.
    MPNET_COAP_EVENT_KIND_REQUEST = 0,
    // The datagram answers the request in `slot`, which is over unless `more` or `observing`.
    MPNET_COAP_EVENT_KIND_RESPONSE = 1,
    // The datagram is a newer notification for the request in `slot`.
    MPNET_COAP_EVENT_KIND_NOTIFICATION = 2,
    // The datagram is an empty ACK, for the request in `slot` if any.
    MPNET_COAP_EVENT_KIND_ACKNOWLEDGED = 3,
    // The datagram belongs to nothing, or to the drop-in request in `slot`, which is over.
    MPNET_COAP_EVENT_KIND_STRAY = 4,
    // The own message in `slot` is over; see `outcome`.
    MPNET_COAP_EVENT_KIND_FINISHED = 5,
    // The observer in `slot` wants the state of its resource.
    MPNET_COAP_EVENT_KIND_NOTIFY = 6,
    // The observer in `slot` is gone.
    MPNET_COAP_EVENT_KIND_FORGOTTEN = 7,
};

// How an own message ended.
enum mpnet_coap_outcome {
    // Not over, or over with this response.
    MPNET_COAP_OUTCOME_NONE = 0,
    // The peer acknowledged it.
    MPNET_COAP_OUTCOME_ACKNOWLEDGED = 1,
    // The response carried a critical option that is not understood.
    MPNET_COAP_OUTCOME_BAD_OPTION = 2,
    // The caller gave it up.
    MPNET_COAP_OUTCOME_CANCELLED = 3,
    // The peer answered the ping.
    MPNET_COAP_OUTCOME_PONG = 4,
    // The peer answered with a reset.
    MPNET_COAP_OUTCOME_RESET = 5,
    // No answer in time.
    MPNET_COAP_OUTCOME_TIMED_OUT = 6,
};

// How a body goes on after an answer.
enum mpnet_coap_onward {
    // The answer is the final one.
    MPNET_COAP_ONWARD_DONE = 0,
    // The server broke the rules; the body cannot be trusted.
    MPNET_COAP_ONWARD_FAILED = 1,
    // The next block.
    MPNET_COAP_ONWARD_NEXT = 2,
    // From the beginning, where the offset is again.
    MPNET_COAP_ONWARD_RESTART = 3,
};

// What to do with a request that may be a block.
enum mpnet_coap_verdict {
    // It is no block: its payload is the body.
    MPNET_COAP_VERDICT_WHOLE = 0,
    // Store the payload at `offset` of body `transfer`. If `last` run the handler, else answer 2.31;
    // `block` goes into Block1 of either.
    MPNET_COAP_VERDICT_STORE = 1,
    // It came before: answer 2.31 with Block1 = `block`.
    MPNET_COAP_VERDICT_AGAIN = 2,
    // Answer `code`; 4.13 with Size1 = the limit, 5.03 with Max-Age.
    MPNET_COAP_VERDICT_REFUSE = 3,
};

// Bits of `present` in `mpnet_coap_fields`.
enum mpnet_coap_field {
    // Accept.
    MPNET_COAP_FIELD_ACCEPT = 1,
    // Block1.
    MPNET_COAP_FIELD_BLOCK1 = 2,
    // Block2.
    MPNET_COAP_FIELD_BLOCK2 = 4,
    // Content-Format.
    MPNET_COAP_FIELD_CONTENT_FORMAT = 8,
    // Echo.
    MPNET_COAP_FIELD_ECHO = 16,
    // No-Response.
    MPNET_COAP_FIELD_NO_RESPONSE = 32,
    // Observe.
    MPNET_COAP_FIELD_OBSERVE = 64,
    // Uri-Host.
    MPNET_COAP_FIELD_URI_HOST = 128,
    // `ETag`, the first one.
    MPNET_COAP_FIELD_ETAG = 256,
    // Max-Age.
    MPNET_COAP_FIELD_MAX_AGE = 512,
};

// Flags of an endpoint, to be added.
enum mpnet_coap_policy {
    // Repeat confirmable messages of the drop-in calls.
    MPNET_COAP_POLICY_RETRANSMIT = 1,
    // Recognise repeated messages.
    MPNET_COAP_POLICY_DEDUPLICATE = 2,
    // Hand out every datagram, acknowledge every confirmable response.
    MPNET_COAP_POLICY_DELIVER_STRAY = 4,
    // Take a payload marker without payload for an empty payload, requests excepted.
    MPNET_COAP_POLICY_LENIENT_MARKER = 8,
    // Answer requests with bad options in the engine.
    MPNET_COAP_POLICY_REFUSE_CRITICAL = 16,
    // Keep to PROBING_RATE.
    MPNET_COAP_POLICY_PROBING = 32,
    // Send non-confirmable notifications as fast as they are made.
    MPNET_COAP_POLICY_UNPACED_NOTIFICATIONS = 64,
    // Small answers only to addresses that are not proven.
    MPNET_COAP_POLICY_REQUIRE_ECHO = 128,
    // The drop-in tier.
    MPNET_COAP_POLICY_DROP_IN = 15,
    // The full tier.
    MPNET_COAP_POLICY_FULL = 51,
};

// Ready-made transmission parameters.
enum mpnet_coap_profile {
    // RFC 7252.
    MPNET_COAP_PROFILE_DEFAULT = 0,
    // LTE-M.
    MPNET_COAP_PROFILE_LTEM = 1,
    // NB-IoT.
    MPNET_COAP_PROFILE_NBIOT = 2,
};

// Flags of a request, to be added.
enum mpnet_coap_request_flag {
    // A request of the drop-in tier: never queued or refused, takes the place of an older one.
    MPNET_COAP_REQUEST_FLAG_DROP_IN = 1,
    // `token` counts; without this flag and `DROP_IN` a fresh token is drawn.
    MPNET_COAP_REQUEST_FLAG_GIVEN_TOKEN = 2,
    // `message_id` counts.
    MPNET_COAP_REQUEST_FLAG_GIVEN_ID = 4,
    // The request registers for notifications.
    MPNET_COAP_REQUEST_FLAG_OBSERVE = 8,
    // The request ends the observation with its token.
    MPNET_COAP_REQUEST_FLAG_FORGET = 16,
    // The request goes to a group.
    MPNET_COAP_REQUEST_FLAG_MULTICAST = 32,
    // The message is a ping: CON, code 0, no token.
    MPNET_COAP_REQUEST_FLAG_PING = 64,
};

// Memory of one AT socket engine: one per modem.
struct mpnet_at {
    uint64_t _opaque[MPNET_AT_WORDS];
};

// Bounds of a dialect.
struct mpnet_at_limits {
    // Sockets open at once.
    uint8_t sockets;
    // Bytes per datagram, or per write of a stream.
    uint16_t send;
    // Bytes per read.
    uint16_t receive;
    // Datagram sockets send to any peer without being opened again.
    bool directed;
    // Datagram sockets that are not tied to one peer can be had: always where they are directed.
    bool unties;
    // The stream that comes in takes the place of what listens: to go on, listen again.
    bool listens_once;
    // Names are looked up by a command of the modem.
    bool resolves;
    // A stream that is opened from here can have a local port of its own.
    bool binds_streams;
};

// TLS or DTLS that the modem speaks. The options behind `verify` are Zephyr's; 0 leaves them to the modem.
struct mpnet_at_security {
    // Number under which the modem stores the credentials.
    uint32_t tag;
    // Number of those that this side shows; -1 for none of their own.
    int16_t identity;
    // Whether the peer must show a good certificate: 0 never, 1 if it has one, 2 always.
    uint8_t verify;
    // 1: take up the last session where that is possible.
    uint8_t session_cache;
    // DTLS connection identifiers: 1 supported, 2 wanted.
    uint8_t connection_id;
    // Seconds that a DTLS handshake may take.
    uint8_t handshake_timeout;
    // Fragments of DTLS messages: 1 of 512 bytes, 2 of 1024.
    uint8_t fragment_extension;
};

// What the engine knows of a socket without asking the modem.
struct mpnet_at_socket {
    // Where it stands.
    enum mpnet_at_socket_state state;
    // Whether data can be exchanged as the socket is set now; otherwise it is to be opened (again).
    bool is_usable;
    // Announced arrivals that were not read yet.
    uint32_t arrivals;
};

// What to send, and how long its answer may take.
struct mpnet_at_transmit {
    // Bytes to send.
    size_t length;
    // What they are.
    enum mpnet_at_transmit_kind kind;
    // Bytes of CR LF that end a line of this modem: 1 or 2. A command of the script's own is sent
    // with it, the engine's own commands have it already.
    uint8_t line_end;
    // Longest time for the answer, in milliseconds.
    uint32_t patience_ms;
};

// Memory of a request that was put aside.
struct mpnet_at_aside {
    uint64_t _opaque[MPNET_AT_ASIDE_WORDS];
};

// An event of the engine.
struct mpnet_at_event {
    // What happened.
    enum mpnet_at_event_kind kind;
    // Socket it happened to; 0 for none.
    uint8_t socket;
    // Port or length, by kind.
    uint16_t value;
    // Why it failed; `OK` for everything else.
    mpnet_status status;
    // Number of `+CME ERROR` (TS 27.007 section 9.2); -1 when there was none.
    int32_t cme;
    // The error number of a socket module for it; 0 for everything but failures.
    uint16_t error;
};

// Memory of one CoAP endpoint: one per `Coap` object.
struct mpnet_coap_endpoint {
    uint64_t _opaque[MPNET_COAP_ENDPOINT_WORDS];
};

// A span of time in milliseconds.
typedef uint32_t mpnet_coap_duration;

// Parameters of one endpoint or one request.
struct mpnet_coap_timing {
    // ACK_TIMEOUT.
    mpnet_coap_duration ack_timeout;
    // ACK_RANDOM_FACTOR in percent; 150 is the standard's 1.5.
    uint16_t random_percent;
    // MAX_RETRANSMIT.
    uint8_t max_retransmit;
    // NSTART: outstanding interactions per peer.
    uint8_t nstart;
    // Leisure in milliseconds: answers to a group are spread over it (RFC 7252 section 8.2).
    uint16_t leisure_ms;
};

// A request about to be built. All zero: CON with a fresh token and the endpoint's timing.
struct mpnet_coap_request {
    // Key of the destination.
    uint32_t peer;
    // Longest wait for the response after the ACK, in milliseconds; 0: MAX_TRANSMIT_WAIT.
    uint32_t patience_ms;
    // Timing of this request; with an `ack_timeout` of 0 that of the endpoint.
    struct mpnet_coap_timing timing;
    // Message id, with `GIVEN_ID`.
    uint16_t message_id;
    // Expected length on the wire, for PROBING_RATE; 0 is not counted.
    uint16_t size;
    // 0 CON, 1 NON.
    uint8_t kind;
    // Set of `mpnet_coap_request_flag`.
    uint8_t flags;
    // Bytes of the token, with `GIVEN_TOKEN`.
    uint8_t token_length;
    // The token.
    uint8_t token[8];
};

// Message id: ties ACK and RST to their message and marks duplicates.
typedef uint16_t mpnet_coap_message_id;

// Names an own message under way; the caller keeps its bytes and address under this number.
typedef uint8_t mpnet_coap_slot;

// A token: 0 to 8 bytes that tie a response to its request.
struct mpnet_coap_token {
    // How many bytes count.
    uint8_t length;
    // The bytes, then zeros. (Eight are TOKEN_LEN, of which the C header has not the name.)
    uint8_t bytes[8];
};

// What the caller has to know to send a message: it writes type, id and token, and keeps the bytes
// under the slots.
struct mpnet_coap_ticket {
    // Message id to write.
    mpnet_coap_message_id id;
    // Type to write.
    mpnet_coap_type kind;
    // Not to be sent now: `poll_transmit` says when.
    bool queued;
    // Own message under which to keep it for repetition, or `NO_SLOT`: it is sent once.
    mpnet_coap_slot slot;
    // Request under which to keep the message as reply to duplicates, or `NO_SLOT`.
    mpnet_coap_slot reply;
    // Token to write.
    struct mpnet_coap_token token;
};

// A parsed message: its header, and where its parts are. The token is at offset 4.
struct mpnet_coap_view {
    // Message id.
    uint16_t message_id;
    // Message type: 0 CON, 1 NON, 2 ACK, 3 RST.
    uint8_t kind;
    // Method or response code.
    uint8_t code;
    // Bytes of the token, at offset 4.
    uint8_t token_length;
    // 1 if there was a payload marker.
    uint8_t has_marker;
    // Offset of the first option.
    uint16_t options;
    // Bytes of all options.
    uint16_t options_length;
    // Offset of the payload.
    uint16_t payload;
    // Bytes of the payload.
    uint16_t payload_length;
};

// One message to send.
struct mpnet_coap_transmit {
    // What to send.
    enum mpnet_coap_transmit_kind kind;
    // Bytes written.
    uint16_t length;
    // Message id of an exchange.
    uint16_t message_id;
    // Exchange or request.
    uint8_t slot;
};

// One event.
struct mpnet_coap_event {
    // What happened.
    enum mpnet_coap_event_kind kind;
    // How the message ended, for `FINISHED`.
    enum mpnet_coap_outcome outcome;
    // Exchange, request or observer, or `MPNET_COAP_NO_SLOT`.
    uint8_t slot;
    // 1: more responses will come (multicast).
    uint8_t more;
    // 1: notifications will come; the slot stays in use.
    uint8_t observing;
};

// A body going out in requests.
struct mpnet_coap_upload {
    // Where the next block starts.
    uint32_t offset;
    // Size exponent of the next block, 0 to 6.
    uint8_t exponent;
    // Times the body was started anew; 0 at first.
    uint8_t restarts;
};

// A block option, or the block it stands for.
struct mpnet_coap_block {
    // Block number.
    uint32_t number;
    // Where the block starts in the body.
    uint32_t offset;
    // Bytes of a full block; 0 for the reserved size.
    uint16_t size;
    // 1: more blocks follow.
    uint8_t more;
    // SZX: the size is 2^(SZX + 4).
    uint8_t exponent;
};

// A part of a datagram.
struct mpnet_coap_span {
    // Where it starts.
    uint16_t offset;
    // Its bytes.
    uint16_t length;
};

// Options with one value. A value counts if its bit in `present` is set.
struct mpnet_coap_fields {
    // Set of `mpnet_coap_field`.
    uint32_t present;
    // Observe, 24 bits.
    uint32_t observe;
    // Block1.
    struct mpnet_coap_block block1;
    // Block2.
    struct mpnet_coap_block block2;
    // Echo.
    struct mpnet_coap_span echo;
    // `ETag`.
    struct mpnet_coap_span etag;
    // Max-Age, seconds.
    uint32_t max_age;
    // Accept.
    uint16_t accept;
    // Content-Format.
    uint16_t content_format;
    // No-Response.
    uint8_t no_response;
};

// A body coming in responses.
struct mpnet_coap_download {
    // Where the next block starts; the bytes before it have arrived.
    uint32_t offset;
    // Size exponent to ask for.
    uint8_t exponent;
    // Times the body was started anew.
    uint8_t restarts;
    // ETag of the blocks so far; a token holds as many bytes.
    struct mpnet_coap_token etag;
};

// The verdict on a block of a request. What the verdict does not speak of is left as it was.
struct mpnet_coap_assembly {
    // What to do.
    enum mpnet_coap_verdict verdict;
    // Where the payload belongs.
    uint32_t offset;
    // Block1 of the answer.
    struct mpnet_coap_block block;
    // Body under which to keep the bytes.
    uint8_t transfer;
    // 1: the body is complete.
    uint8_t last;
    // Code to answer with.
    uint8_t code;
};

// How far a draft has come: everything but the buffer, so that a draft can be put aside. The message is
// the first `length` bytes of the buffer.
struct mpnet_coap_draft {
    // Bytes written.
    uint16_t length;
    // Where the options start.
    uint16_t options;
    // Number of the last option.
    uint16_t last;
    // 1 once the payload is written; a number, as which it goes through C unchanged.
    uint16_t sealed;
};

// A part of a text.
struct mpnet_coap_range {
    // Where it starts.
    size_t offset;
    // Its bytes.
    size_t length;
};

// Where a URI leads.
struct mpnet_coap_uri {
    // Name or address, without brackets, percent-encoded as it stands in the text.
    struct mpnet_coap_range host;
    // Port.
    uint16_t port;
};

// Where reading of options stands. It starts with the view's `options` and 0.
struct mpnet_coap_cursor {
    // Offset of the next option.
    uint16_t offset;
    // Number of the option before.
    uint16_t number;
};

// One option.
struct mpnet_coap_option {
    // Option number.
    uint16_t number;
    // Offset of the value.
    uint16_t offset;
    // Bytes of the value.
    uint16_t length;
};

// Memory of the cache of name lookups: one for all lookups.
struct mpnet_dns_cache {
    uint64_t _opaque[MPNET_DNS_CACHE_WORDS];
};

// Memory of one name lookup.
struct mpnet_dns_lookup {
    uint64_t _opaque[MPNET_DNS_LOOKUP_WORDS];
};

// Makes `at` the engine of a modem of which nothing is known. `seed` is any random number.
// `UNSUPPORTED` for a dialect that was left out of this library.
mpnet_status mpnet_at_init(struct mpnet_at *at,
                           enum mpnet_at_dialect dialect,
                           enum mpnet_at_framing framing,
                           uint32_t seed);

// Starts finding out which family the modem is of, unless that is known; until then it has no sockets.
// Ends with `DETECTED`; `mpnet_at_limits` tells something new then.
mpnet_status mpnet_at_detect(struct mpnet_at *at);

// Makes `socket` a fresh socket of the engine: IPv4 or IPv6, datagram or stream.
mpnet_status mpnet_at_assign(struct mpnet_at *at, uint8_t socket, bool is_inet6, bool is_stream);

// Bounds of the dialect.
mpnet_status mpnet_at_limits(struct mpnet_at *at, struct mpnet_at_limits *limits);

// From the next open on the modem speaks TLS or DTLS for the socket. A server name, if any, is the
// payload operand of the open too. `UNSUPPORTED` where the modem cannot, or not with these options.
mpnet_status mpnet_at_secure(struct mpnet_at *at,
                             uint8_t socket,
                             const struct mpnet_at_security *security,
                             const uint8_t *server_name,
                             size_t server_name_length);

// Starts setting an option, in the numbers of Zephyr's socket options: `SO_RAI` 61 (release assistance, 1
// none, 2 one more to send, 3 one more to receive, 4 more, 5 keep the radio connection);
// `TLS_SESSION_CACHE_PURGE` 13, `TLS_DTLS_CONN_SAVE` 19 and `TLS_DTLS_CONN_LOAD` 20; and 60, minutes without
// traffic after which the peers of streams are asked whether they are still there, 0 for never, for all
// streams of the modem. `UNSUPPORTED` where the modem has no such option or value. Ends with `ANSWERED`.
mpnet_status mpnet_at_set_option(struct mpnet_at *at, uint8_t socket, uint8_t option, uint16_t value);

// Starts asking for an option, in the numbers of Zephyr's socket options: `TLS_CIPHERSUITE_USED` 4 or
// `TLS_DTLS_CID_STATUS` 15. Ends with `TOLD`.
mpnet_status mpnet_at_get_option(struct mpnet_at *at, uint8_t socket, uint8_t option);

// How payload of the socket stands on the serial line: hexadecimal, or the bytes themselves.
mpnet_status mpnet_at_set_raw(struct mpnet_at *at, uint8_t socket, bool is_raw);

// What is known of a socket without asking the modem.
mpnet_status mpnet_at_socket(struct mpnet_at *at, uint8_t socket, struct mpnet_at_socket *out);

// Starts opening a connection. `host` is the operand of the request. `local_port` 0 draws one of
// 2000 ports from `base_port` up.
mpnet_status mpnet_at_open(struct mpnet_at *at,
                           uint8_t socket,
                           const uint8_t *host,
                           size_t host_length,
                           uint16_t port,
                           uint16_t local_port,
                           uint16_t base_port);

// Starts listening for streams at `local_port`, where `mpnet_at_limits` says so.
mpnet_status mpnet_at_serve(struct mpnet_at *at, uint8_t socket, uint16_t local_port);

// Starts taking a stream that came in at a listening socket; waits for one up to `wait_ms`. It becomes
// the connection of the socket `connection`, and `mpnet_at_peer` tells where it came from. Ends with
// `OPENED`, or with `NOTHING` when none came.
mpnet_status mpnet_at_accept(struct mpnet_at *at, uint8_t socket, uint8_t connection, uint32_t wait_ms);

// Starts sending `length` bytes. The payload is the operand of the request.
mpnet_status mpnet_at_send(struct mpnet_at *at, uint8_t socket, size_t length);

// Starts taking a datagram socket that is not tied to one peer, where `mpnet_at_limits` says so.
// `local_port` 0 leaves the port to the modem.
mpnet_status mpnet_at_create(struct mpnet_at *at, uint8_t socket, uint16_t local_port);

// Starts sending one datagram of `length` bytes to a peer; host and payload are the operands of the
// request. The socket is one of `mpnet_at_create`.
mpnet_status mpnet_at_send_to(struct mpnet_at *at,
                              uint8_t socket,
                              const uint8_t *host,
                              size_t host_length,
                              uint16_t port,
                              size_t length);

// Starts looking up the address of a name, the host operand, by a command of the modem, where
// `mpnet_at_limits` says so.
mpnet_status mpnet_at_resolve(struct mpnet_at *at, const uint8_t *name, size_t name_length, bool is_inet6);

// Starts reading one datagram; waits for one up to `wait_ms` when none is announced. `length` is
// asked for when the modem did not tell one. `asks`: for transports that lose announcements, data that
// was not announced is asked for; `joins`: for modems whose reads join datagrams that wait, each is asked
// for by the length announced for it.
mpnet_status mpnet_at_receive(struct mpnet_at *at,
                              uint8_t socket,
                              size_t length,
                              uint32_t wait_ms,
                              bool asks,
                              bool joins);

// Starts closing a connection.
mpnet_status mpnet_at_close(struct mpnet_at *at, uint8_t socket);

// Starts a command of the script's own, given as payload operand; its answer may take `patience_ms`.
mpnet_status mpnet_at_command(struct mpnet_at *at, uint32_t patience_ms);

// Starts waiting for unsolicited text.
mpnet_status mpnet_at_listen(struct mpnet_at *at, uint32_t wait_ms);

// What to send next. `host` and `payload` are the operands of the running request; `out` has room
// for `MPNET_COMMAND_LEN` bytes, or for two digits per byte of a hexadecimal payload.
mpnet_status mpnet_at_poll_transmit(struct mpnet_at *at,
                                    uint32_t now_ms,
                                    const uint8_t *host,
                                    size_t host_length,
                                    const uint8_t *payload,
                                    size_t payload_length,
                                    uint8_t *out,
                                    size_t out_capacity,
                                    struct mpnet_at_transmit *transmit);

// Takes text of the modem, in any pieces. Received payload goes to `sink`: the same buffer for all
// pieces of a request.
mpnet_status mpnet_at_handle_input(struct mpnet_at *at,
                                   uint32_t now_ms,
                                   const uint8_t *bytes,
                                   size_t length,
                                   uint8_t *sink,
                                   size_t sink_capacity);

// An exchange transport has nothing more to say to the last command.
mpnet_status mpnet_at_handle_reply_end(struct mpnet_at *at, uint32_t now_ms);

// Takes the running request out of the engine when it only waits: `IDLE` otherwise. It is the caller's to
// take up again, or to forget.
mpnet_status mpnet_at_poll_aside(struct mpnet_at *at, struct mpnet_at_aside *aside);

// Whether a request that was put aside was refused, and waits for another try: `IDLE` otherwise.
mpnet_status mpnet_at_is_refused(struct mpnet_at_aside *aside);

// Goes on with a request that was put aside, when that is due: `IDLE` otherwise. Its operands are the
// same. `dial_pause_ms` is the time between two dials of one open.
mpnet_status mpnet_at_take_up(struct mpnet_at *at,
                              struct mpnet_at_aside *aside,
                              uint32_t now_ms,
                              uint32_t dial_pause_ms);

// Time has come this far; early and repeated calls are harmless.
mpnet_status mpnet_at_handle_timeout(struct mpnet_at *at, uint32_t now_ms);

// Where the last datagram came from when the modem told, or the address looked up (port 0): text of
// at most `MPNET_DNS_ADDRESS_TEXT` bytes, the canonical one of an address (RFC 5952), whatever form the
// modem has. `IDLE` when there is none.
mpnet_status mpnet_at_peer(struct mpnet_at *at, uint8_t *out, size_t out_capacity, size_t *out_length, uint16_t *port);

// The modem's own words, at most 64 bytes: to the last request when it refused it, or the text that was
// asked for.
mpnet_status mpnet_at_words(struct mpnet_at *at, uint8_t *out, size_t out_capacity, size_t *out_length);

// When `mpnet_at_handle_timeout` is due; `IDLE` when never.
mpnet_status mpnet_at_poll_timeout(struct mpnet_at *at, uint32_t *deadline_ms);

// How the request ended, once; `IDLE` while it runs.
mpnet_status mpnet_at_poll_event(struct mpnet_at *at, struct mpnet_at_event *event);

// Starts bringing the modem into the network: radio on, SIM, registration, data context. `apn`, the
// access point name, is the host operand too; without one the modem's own is kept. `is_new` for the
// first call. Ends with `ATTACHED`, or with `REGISTERING` while the network is still searched for: then
// it is called again after a while, or when `mpnet_at_registration` changed.
mpnet_status mpnet_at_attach(struct mpnet_at *at, const uint8_t *apn, size_t apn_length, bool is_new);

// Registration as the modem told it last, `<stat>` of `+CEREG`; `IDLE` when it did not.
mpnet_status mpnet_at_registration(struct mpnet_at *at, uint8_t *registration);

// Starts asking the modem something. Ends with `TOLD`, or with `NOTHING` when it does not know.
mpnet_status mpnet_at_ask(struct mpnet_at *at, enum mpnet_at_query query);

// Starts setting something about the network. Ends with `ANSWERED`.
mpnet_status mpnet_at_set(struct mpnet_at *at, enum mpnet_at_setting setting);

// The key of a remote endpoint: a hash of its host (any bytes that name it) and port. 0 if `host` is
// null with a length.
uint32_t mpnet_coap_peer_key(const uint8_t *host, size_t length, uint16_t port);

// Makes `endpoint` a fresh engine. `policy` is a set of `mpnet_coap_policy`; ids, tokens and jitter
// follow from `seed`, 64 random bits.
mpnet_status mpnet_coap_endpoint_init(struct mpnet_coap_endpoint *endpoint, uint32_t policy, uint64_t seed);

// Changes the policy.
mpnet_status mpnet_coap_endpoint_set_policy(struct mpnet_coap_endpoint *endpoint, uint32_t policy);

// Changes the transmission parameters of later messages.
mpnet_status mpnet_coap_endpoint_set_timing(struct mpnet_coap_endpoint *endpoint,
                                            const struct mpnet_coap_timing *timing);

// The transmission parameters of later messages.
mpnet_status mpnet_coap_endpoint_timing(struct mpnet_coap_endpoint *endpoint, struct mpnet_coap_timing *out);

// Ready-made parameters: `profile` is one of `mpnet_coap_profile`.
mpnet_status mpnet_coap_timing_profile(uint8_t profile, struct mpnet_coap_timing *out);

// The next message id, for messages the engine does not look after; never 0.
mpnet_status mpnet_coap_endpoint_next_message_id(struct mpnet_coap_endpoint *endpoint,
                                                 uint32_t now_ms,
                                                 uint16_t *message_id);

// Prepares a request: what to write into it, where to keep it, whether to send it now. `FULL` only
// without the flag `DROP_IN`.
mpnet_status mpnet_coap_endpoint_begin(struct mpnet_coap_endpoint *endpoint,
                                       uint32_t now_ms,
                                       const struct mpnet_coap_request *request,
                                       struct mpnet_coap_ticket *ticket);

// Ends the own message in `slot`; an event tells so.
mpnet_status mpnet_coap_endpoint_cancel(struct mpnet_coap_endpoint *endpoint, uint8_t slot);

// Takes a datagram from `peer`; `multicast` is 1 if it was addressed to a group. `MALFORMED`: it was
// dropped, a reset may be due.
mpnet_status mpnet_coap_endpoint_handle_input(struct mpnet_coap_endpoint *endpoint,
                                              uint32_t now_ms,
                                              uint32_t peer,
                                              uint8_t multicast,
                                              const uint8_t *datagram,
                                              size_t length,
                                              struct mpnet_coap_view *view);

// The next message to send, `IDLE` if there is none. `out` needs `MPNET_COAP_WRITTEN_LIMIT` bytes.
mpnet_status mpnet_coap_endpoint_poll_transmit(struct mpnet_coap_endpoint *endpoint,
                                               uint32_t now_ms,
                                               uint8_t *out,
                                               size_t capacity,
                                               struct mpnet_coap_transmit *transmit);

// The next event, `IDLE` if there is none.
mpnet_status mpnet_coap_endpoint_poll_event(struct mpnet_coap_endpoint *endpoint, struct mpnet_coap_event *event);

// When `mpnet_coap_endpoint_handle_timeout` is wanted, as a value of the same clock; it may lie in the
// past. `IDLE` if nothing is under way.
mpnet_status mpnet_coap_endpoint_poll_timeout(struct mpnet_coap_endpoint *endpoint, uint32_t now_ms, uint32_t *due_ms);

// Time has come to `now_ms`. Early and repeated calls do no harm.
mpnet_status mpnet_coap_endpoint_handle_timeout(struct mpnet_coap_endpoint *endpoint, uint32_t now_ms);

// Prepares the response to the request `message_id` of `peer`. A request that is not known gets an
// ACK with its id, and nothing is kept.
mpnet_status mpnet_coap_endpoint_respond(struct mpnet_coap_endpoint *endpoint,
                                         uint32_t now_ms,
                                         uint32_t peer,
                                         uint16_t message_id,
                                         struct mpnet_coap_ticket *ticket);

// The request is answered by nothing (No-Response, or a group request of no concern); a confirmable
// one gets its empty ACK.
mpnet_status mpnet_coap_endpoint_stay_silent(struct mpnet_coap_endpoint *endpoint, uint32_t peer, uint16_t message_id);

// The request cannot be processed for lack of context; a confirmable one is reset.
mpnet_status mpnet_coap_endpoint_reject(struct mpnet_coap_endpoint *endpoint, uint32_t peer, uint16_t message_id);

// The caller does not keep the reply to the request in `slot`: copies get an empty ACK.
mpnet_status mpnet_coap_endpoint_forget_reply(struct mpnet_coap_endpoint *endpoint, uint8_t slot);

// Block1 of the next request. `more`: the body goes on behind it. `TOO_LONG` beyond 2^20 blocks.
mpnet_status mpnet_coap_upload_block(const struct mpnet_coap_upload *upload, bool more, struct mpnet_coap_block *block);

// The answer with `code` and `fields` to a block of `length` bytes, sent with this `more`.
mpnet_status mpnet_coap_upload_answer(struct mpnet_coap_upload *upload,
                                      uint8_t code,
                                      const struct mpnet_coap_fields *fields,
                                      uint16_t length,
                                      bool more,
                                      enum mpnet_coap_onward *onward);

// Starts a download in blocks of 2^(`exponent` + 4) bytes at most.
mpnet_status mpnet_coap_download_init(struct mpnet_coap_download *download, uint8_t exponent);

// Block2 of the next request. `TOO_LONG` beyond 2^20 blocks.
mpnet_status mpnet_coap_download_block(const struct mpnet_coap_download *download, struct mpnet_coap_block *block);

// A response to the request for the next block. With `DONE` and `NEXT` its payload belongs at
// `offset` of the body.
mpnet_status mpnet_coap_download_answer(struct mpnet_coap_download *download,
                                        const uint8_t *datagram,
                                        size_t length,
                                        uint32_t *offset,
                                        enum mpnet_coap_onward *onward);

// Takes a request that may be a block of a body of at most `limit` bytes; blocks larger than
// 2^(`exponent` + 4) bytes are asked for in that size.
mpnet_status mpnet_coap_endpoint_assemble(struct mpnet_coap_endpoint *endpoint,
                                          uint32_t now_ms,
                                          uint32_t peer,
                                          const uint8_t *datagram,
                                          size_t length,
                                          uint32_t limit,
                                          uint8_t exponent,
                                          struct mpnet_coap_assembly *assembly);

// The answer to the request `datagram` is longer than a block: its first `sent` bytes go out now, the
// rest is kept under `transfer`. `FULL`: later blocks have to be made anew.
mpnet_status mpnet_coap_endpoint_open_body(struct mpnet_coap_endpoint *endpoint,
                                           uint32_t now_ms,
                                           uint32_t peer,
                                           const uint8_t *datagram,
                                           size_t length,
                                           uint32_t sent,
                                           uint8_t *transfer);

// The body that the request `datagram` asks for more of, and how many of its bytes have been sent.
// `IDLE` if there is none.
mpnet_status mpnet_coap_endpoint_resume_body(struct mpnet_coap_endpoint *endpoint,
                                             uint32_t now_ms,
                                             uint32_t peer,
                                             const uint8_t *datagram,
                                             size_t length,
                                             uint8_t *transfer,
                                             uint32_t *sent);

// `sent` bytes of the body have been sent.
mpnet_status mpnet_coap_endpoint_advance_body(struct mpnet_coap_endpoint *endpoint, uint8_t transfer, uint32_t sent);

// The body is done with, coming or going.
mpnet_status mpnet_coap_endpoint_end_body(struct mpnet_coap_endpoint *endpoint, uint8_t transfer);

// Reads options with one value, under the rules of RFC 7252 section 5.4: misplaced, repeated and badly
// sized ones are as if they were not there.
mpnet_status mpnet_coap_fields(const uint8_t *datagram, size_t length, struct mpnet_coap_fields *fields);

// Whether a client that sent this value of No-Response wants no response with `code`.
bool mpnet_coap_suppresses(uint8_t no_response, uint8_t code);

// Judges If-Match, If-None-Match and `ETag` of a request for a resource that exists or not and has
// this `ETag` (empty: none). `code` becomes 0 if the request is to be done, 0x43 (2.03) if the client
// has the current representation, 0x8c (4.12) if nothing is to be done.
mpnet_status mpnet_coap_condition(const uint8_t *datagram,
                                  size_t length,
                                  bool exists,
                                  const uint8_t *etag,
                                  size_t etag_length,
                                  uint8_t *code);

// Adds a block option: number, more and exponent of `block` count.
mpnet_status mpnet_coap_draft_block(struct mpnet_coap_draft *draft,
                                    uint16_t number,
                                    const struct mpnet_coap_block *block,
                                    uint8_t *out,
                                    size_t capacity);

// The piece of a response body that a request asks for: `wanted` is its Block2, null if it has none;
// blocks are no larger than 2^(`exponent` + 4). The caller sets `more`. `INVALID_ARGUMENT` for the
// reserved size: answer 4.00.
mpnet_status mpnet_coap_piece(const struct mpnet_coap_block *wanted, uint8_t exponent, struct mpnet_coap_block *out);

// The next link of a link-format document from offset `cursor` (0 at first) that passes the filter
// `query`, one Uri-Query value or empty (RFC 6690 section 4.1). `IDLE` at the end.
mpnet_status mpnet_coap_link_next(const uint8_t *document,
                                  size_t length,
                                  const uint8_t *query,
                                  size_t query_length,
                                  size_t *cursor,
                                  struct mpnet_coap_range *link);

// Takes a coap or coaps URI apart. `INVALID_ARGUMENT` if it is none.
mpnet_status mpnet_coap_uri_parse(const uint8_t *text, size_t length, struct mpnet_coap_uri *uri);

// Writes the URI that the options of a request stand for into `out`, and its length. `host` and `port`
// are the destination, for what the options leave out.
mpnet_status mpnet_coap_uri_compose(const uint8_t *datagram,
                                    size_t length,
                                    bool is_secure,
                                    const uint8_t *host,
                                    size_t host_length,
                                    uint16_t port,
                                    uint8_t *out,
                                    size_t capacity,
                                    size_t *uri_length);

// Adds the options of a coap or coaps URI: Uri-Host for names, Uri-Path, Uri-Query.
mpnet_status mpnet_coap_draft_uri(struct mpnet_coap_draft *draft,
                                  const uint8_t *text,
                                  size_t length,
                                  uint8_t *out,
                                  size_t capacity);

// Reads the header of `datagram` and checks it to the end of its options. `policy` is a set of
// `mpnet_coap_policy`, of which `LENIENT_MARKER` counts here. `MALFORMED`: to be dropped.
mpnet_status mpnet_coap_parse(const uint8_t *datagram, size_t length, uint32_t policy, struct mpnet_coap_view *view);

// Reads the four bytes of the header alone, whatever follows: `token_length` may be up to 15, and no
// offset is set. `MALFORMED` for fewer bytes and for other versions.
mpnet_status mpnet_coap_header(const uint8_t *datagram, size_t length, struct mpnet_coap_view *view);

// Writes another message id into a finished message.
mpnet_status mpnet_coap_set_message_id(uint8_t *message, size_t length, uint16_t message_id);

// Reads the option at `cursor` and moves on. `IDLE` at the end of the options, `MALFORMED` if what
// follows is no option.
mpnet_status mpnet_coap_option_next(const uint8_t *datagram,
                                    size_t length,
                                    struct mpnet_coap_cursor *cursor,
                                    struct mpnet_coap_option *option);

// Joins the non-empty values of Uri-Path with `/` into `out` and writes their length.
mpnet_status mpnet_coap_path(const uint8_t *datagram,
                             size_t length,
                             uint8_t *out,
                             size_t capacity,
                             size_t *path_length);

// Starts a message in `out`: header and token (at most 8 bytes). `kind`: 0 CON, 1 NON, 2 ACK, 3 RST.
mpnet_status mpnet_coap_draft_init(struct mpnet_coap_draft *draft,
                                   uint8_t kind,
                                   uint8_t code,
                                   uint16_t message_id,
                                   const uint8_t *token,
                                   size_t token_length,
                                   uint8_t *out,
                                   size_t capacity);

// Adds an option behind those with the same or a smaller number, in whatever order they come.
// `BUFFER_TOO_SMALL` leaves the draft as it was.
mpnet_status mpnet_coap_draft_option(struct mpnet_coap_draft *draft,
                                     uint16_t number,
                                     const uint8_t *value,
                                     size_t length,
                                     uint8_t *out,
                                     size_t capacity);

// Adds an option with an unsigned integer in its shortest form.
mpnet_status mpnet_coap_draft_uint(struct mpnet_coap_draft *draft,
                                   uint16_t number,
                                   uint32_t value,
                                   uint8_t *out,
                                   size_t capacity);

// Adds one option per piece of `text` between separators; empty pieces are left out. After
// `BUFFER_TOO_SMALL` the pieces that fit are in the draft.
mpnet_status mpnet_coap_draft_pieces(struct mpnet_coap_draft *draft,
                                     uint16_t number,
                                     uint8_t separator,
                                     const uint8_t *text,
                                     size_t length,
                                     uint8_t *out,
                                     size_t capacity);

// Ends the message with a payload; an empty one writes nothing.
mpnet_status mpnet_coap_draft_payload(struct mpnet_coap_draft *draft,
                                      const uint8_t *payload,
                                      size_t length,
                                      uint8_t *out,
                                      size_t capacity);

// The GET or FETCH of `peer` with this token registers for notifications of `resource`, a number that
// the caller picks. Gives the observer, under which the caller keeps address and registration, and
// the Observe value of the response. `FULL`: answer without Observe.
mpnet_status mpnet_coap_endpoint_observe(struct mpnet_coap_endpoint *endpoint,
                                         uint32_t now_ms,
                                         uint32_t peer,
                                         const uint8_t *token,
                                         size_t token_length,
                                         uint16_t resource,
                                         uint8_t *observer,
                                         uint32_t *sequence);

// The observation is over: asked for, or its last notification carried an error. The event
// `FORGOTTEN` follows.
mpnet_status mpnet_coap_endpoint_forget_observer(struct mpnet_coap_endpoint *endpoint, uint8_t observer);

// `resource` has a new state. The event `NOTIFY` follows for each observer as soon as it may be told.
mpnet_status mpnet_coap_endpoint_notify(struct mpnet_coap_endpoint *endpoint, uint32_t now_ms, uint16_t resource);

// Prepares the notification that the event `NOTIFY` asked for: `sequence` goes into Observe. The
// engine makes every fifth one confirmable; `confirmable` forces it. `IDLE` if the observer is gone.
mpnet_status mpnet_coap_endpoint_notification(struct mpnet_coap_endpoint *endpoint,
                                              uint32_t now_ms,
                                              uint8_t observer,
                                              bool confirmable,
                                              struct mpnet_coap_ticket *ticket,
                                              uint32_t *sequence);

// `OK` if an answer of `length` bytes must not go to `peer` yet: answer 4.01 with an Echo option
// instead (`mpnet_coap_endpoint_challenge`). `IDLE` if it may go.
mpnet_status mpnet_coap_endpoint_must_challenge(struct mpnet_coap_endpoint *endpoint, uint32_t peer, size_t length);

// Remembers the Echo value sent to `peer`: `MPNET_COAP_ECHO_LEN` random bytes.
mpnet_status mpnet_coap_endpoint_challenge(struct mpnet_coap_endpoint *endpoint,
                                           uint32_t now_ms,
                                           uint32_t peer,
                                           const uint8_t *fresh,
                                           size_t length);

// Makes `cache` empty.
mpnet_status mpnet_dns_cache_init(struct mpnet_dns_cache *cache);

// Makes `lookup` a lookup of IPv4 or IPv6 addresses. `random` is any random number.
mpnet_status mpnet_dns_init(struct mpnet_dns_lookup *lookup, bool is_inet6, uint32_t random);

// Looks at what needs no query. `OK`: the addresses are known; `IDLE`: ask a server.
mpnet_status mpnet_dns_begin(struct mpnet_dns_lookup *lookup,
                             uint32_t now_ms,
                             const uint8_t *name,
                             size_t name_length,
                             struct mpnet_dns_cache *cache);

// Writes the next query to `out`, which has room for `MPNET_DNS_QUERY_LIMIT` bytes; its length, and
// how long to wait for the answer. `IDLE`: all tries are used up.
mpnet_status mpnet_dns_query(struct mpnet_dns_lookup *lookup,
                             const uint8_t *name,
                             size_t name_length,
                             uint8_t *out,
                             size_t out_capacity,
                             size_t *out_length,
                             uint32_t *wait_ms);

// Reads a datagram. `OK`: the addresses are known; `IDLE`: not an answer to the last query, keep
// waiting; `NO_SUCH_NAME`: asking again is of no use; `MALFORMED`: the server did not help, ask again.
mpnet_status mpnet_dns_answer(struct mpnet_dns_lookup *lookup,
                              uint32_t now_ms,
                              const uint8_t *name,
                              size_t name_length,
                              const uint8_t *datagram,
                              size_t datagram_length,
                              struct mpnet_dns_cache *cache);

// Writes the text of the address number `index` to `out`, which has room for
// `MPNET_DNS_ADDRESS_TEXT` bytes. `IDLE` behind the last one.
mpnet_status mpnet_dns_address(struct mpnet_dns_lookup *lookup,
                               size_t index,
                               uint8_t *out,
                               size_t out_capacity,
                               size_t *out_length,
                               bool *is_inet6);

// Reads the text of an address (RFC 4291 section 2.2, no zone) into `out`, in network byte order: 4 bytes
// of IPv4, 16 of IPv6. `INVALID_ARGUMENT` when it is none of that family.
mpnet_status mpnet_dns_pack(const uint8_t *text, size_t text_length, bool is_inet6, uint8_t *out, size_t out_capacity);

// Writes the canonical text of an address of 4 or 16 bytes to `out`, which has room for
// `MPNET_DNS_ADDRESS_TEXT` bytes. `INVALID_ARGUMENT` for another length than that of the family.
mpnet_status mpnet_dns_text(const uint8_t *address,
                            size_t address_length,
                            bool is_inet6,
                            uint8_t *out,
                            size_t out_capacity,
                            size_t *out_length);

#endif  /* MPNET_H */
