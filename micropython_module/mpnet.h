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

// Longest datagram of any dialect.
#define MPNET_MAX_DATAGRAM 1500

// Base of the range of local ports drawn for sockets without one.
#define MPNET_LOCAL_PORT_DEFAULT 8080

// Words of [`ModemStorage`].
#define MPNET_AT_WORDS 112

// Words of [`CoapEndpointStorage`].
#define MPNET_COAP_ENDPOINT_WORDS 512

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
    // A message that the protocol's rules reject.
    MPNET_STATUS_MALFORMED = -60,
};
typedef int32_t mpnet_status;

// Modem families.
enum mpnet_at_dialect {
    // Sequans Monarch and Monarch 2.
    MPNET_AT_DIALECT_SEQUANS = 0,
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
};

// Memory of one AT socket engine: one per modem.
struct mpnet_at {
    uint64_t _opaque[MPNET_AT_WORDS];
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
    // Longest time for the answer, in milliseconds.
    uint32_t patience_ms;
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
};

// Makes `at` the engine of a modem of which nothing is known. `seed` is any random number.
mpnet_status mpnet_at_init(struct mpnet_at *at,
                           enum mpnet_at_dialect dialect,
                           enum mpnet_at_framing framing,
                           uint32_t seed);

// Time between two dials of one open, in milliseconds.
mpnet_status mpnet_at_set_dial_pause(struct mpnet_at *at, uint32_t pause_ms);

// Makes `socket` a fresh socket of the engine: IPv4 or IPv6, datagram or stream.
mpnet_status mpnet_at_assign(struct mpnet_at *at, uint8_t socket, bool is_inet6, bool is_stream);

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

// Starts sending `length` bytes. The payload is the operand of the request.
mpnet_status mpnet_at_send(struct mpnet_at *at, uint8_t socket, size_t length);

// Starts reading one datagram; waits for one up to `wait_ms` when none is announced. `length` is
// asked for when the modem did not tell one.
mpnet_status mpnet_at_receive(struct mpnet_at *at, uint8_t socket, size_t length, uint32_t wait_ms);

// Starts closing a connection.
mpnet_status mpnet_at_close(struct mpnet_at *at, uint8_t socket);

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

// Time has come this far; early and repeated calls are harmless.
mpnet_status mpnet_at_handle_timeout(struct mpnet_at *at, uint32_t now_ms);

// When `mpnet_at_handle_timeout` is due; `IDLE` when never.
mpnet_status mpnet_at_poll_timeout(struct mpnet_at *at, uint32_t *deadline_ms);

// How the request ended, once; `IDLE` while it runs.
mpnet_status mpnet_at_poll_event(struct mpnet_at *at, struct mpnet_at_event *event);

#endif  /* MPNET_H */
