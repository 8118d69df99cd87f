// What the files of microATsocket.socket share: hidden state, arguments, and the table of methods.
#ifndef MPNET_SOCKET_METHODS_H
#define MPNET_SOCKET_METHODS_H

#include "at_objects.h"
#include "modem.h"
#include "platform.h"
#include "pycall.h"
#include "socket_ids.h"
#include "status.h"

// Values of `contentFormat`.
#define SOCKET_FORMAT_ASCII (0)
#define SOCKET_FORMAT_BYTE (1)

// How long Pycom's send_at_cmd() waits for the first byte, in milliseconds.
#define SOCKET_LISTEN_MS (9500)

// Hidden state: the native object in attribute _m. It owns the connection id and gives it back when
// it is collected. Everything that scripts can see stands in ordinary attributes.
typedef struct _socket_state_t {
    mp_obj_base_t base;
    uint8_t engine_id;    // id under which the engine knows it
    bool engine_is_raw;   // how it was told that payload stands on the line
    bool is_nonblocking;
    // A socket under the socket module's rules: a stream, one that settimeout() was called on, or one that
    // was never given a modem.
    bool is_contract;
    bool is_timed;        // settimeout() was called
    bool is_closed;
    bool is_eof;          // the peer has closed, and all it sent was read
    bool is_listening;
    bool has_peer;        // connect() gave it one
    bool is_choosy;       // it hears anyone at the modem, and gives what its peer sent
    bool is_secure;       // the modem speaks TLS or DTLS for it
    uint8_t keep_alive;   // TCP_KEEPALIVE, minutes
    uint8_t release_assistance; // SO_RAI, as set last
    struct mpnet_at_security tls;
    uint16_t protocol;    // as socket() was given it
    uint16_t flags;       // options that do nothing, one bit each
    uint16_t read_offset; // what of the received data was taken
    uint16_t read_length; // what of it is there
    modem_t *modem;       // engine that knows this socket, or NULL
    mp_obj_t modem_object;
    socket_ids_t *ids;    // where the id comes from
    socket_id_t taken;    // the id to give back
    modem_call_t *connecting; // connect() that did not wait for its end, or NULL
    mp_obj_t visitor;     // what accept() gives next: taken from the modem by a poll that looked; or None
    uint32_t timeout_ms;  // PLATFORM_FOREVER for none
    mp_obj_t read_ahead;  // bytearray of received data, or None
    mp_obj_t sender;      // (host, port) it came from
    mp_obj_t tls_name;    // TLS_HOSTNAME; None: the host that is connected to
} socket_state_t;

// The hidden state of a socket.
socket_state_t *socket_state_of(mp_obj_t self);

// Gives a socket a fresh hidden state.
socket_state_t *socket_state_renew(mp_obj_t self);

// A port number; raises OSError(EINVAL) for others.
uint16_t socket_port(mp_obj_t port);

// A new socket of another type like this one, on a modem.
mp_obj_t socket_beside(mp_obj_t self, int type, mp_obj_t modem);

// Takes a connection id for the socket: 1..limit, or None when all are taken.
mp_obj_t socket_take_id(mp_obj_t self, uint8_t limit);

// The hidden state of a socket that was not closed; raises OSError(EBADF) otherwise.
socket_state_t *socket_open_state(mp_obj_t self);

// Takes an id if the socket has none, or none that its modem has; raises when all are taken.
void socket_require_id(mp_obj_t self);

// What setModemInstance() was given, else the Modem made last; None when there is neither.
mp_obj_t socket_modem_object(mp_obj_t self);

// The engine of the socket's modem. Raises when there is no modem.
modem_t *socket_modem(mp_obj_t self, socket_state_t *state);

// What the engine knows of the call's socket by now.
struct mpnet_at_socket socket_known(const modem_call_t *call);

// The same, but where data is known to wait the stream is not looked at.
struct mpnet_at_socket socket_readable(const modem_call_t *call);

// Closes the connection. A modem that could not be told which it is has none.
void socket_hang_up(mp_obj_t self);

// Raises OSError(ENOTCONN).
MP_NORETURN void socket_raise_not_connected(void);

// A call of the socket's on its modem, whose engine knows the socket and its format afterwards. Raises when no modem
// was assigned.
void socket_call(modem_call_t *call, mp_obj_t self, modem_request_t request);

// The same for data, which does not wait for connections of others when the socket does not wait.
void socket_exchange(modem_call_t *call, mp_obj_t self, modem_request_t request);

// One that reads, as the attributes of the socket say.
void socket_reading(modem_call_t *call, mp_obj_t self);

// Methods, by the file they stand in.
// socket_datagram.c
pymethod_body_t socket_open, socket_sendto, socket_recvfrom, socket_close, socket_setblocking, socket_reset;
// socket_names.c
pymethod_body_t socket_dnsserver, socket_getaddrinfo;
// socket_text.c
pymethod_body_t socket_sendAtCommand, socket_sendAtCommandWithTimeout;

// (host, port) that the socket is for.
mp_obj_t socket_peer(mp_obj_t self);

// (host, port) that came with the end of a call, else those of the socket.
mp_obj_t socket_sender(mp_obj_t self, const modem_call_t *call);

// Whether it is a datagram socket of a modem that hears peers nobody has written to.
bool socket_hears_anyone(mp_obj_t self);

// Opens a datagram socket for its peer; without one for anyone, where the modem can do that. A bound
// socket that nothing could reach is an error.
void socket_open_datagrams(mp_obj_t self);

// socket_options.c
pymethod_body_t socket_setsockopt, socket_getsockopt, socket_getsocketsta;

// Tells the engine how the next open, to the call's host, is secured; the server name to check, or MP_OBJ_NULL.
mp_obj_t socket_secure(const modem_call_t *call);

// socket_server.c
pymethod_body_t socket_listen, socket_accept;

// Whether accept() would give a connection at once.
bool socket_has_visitor(mp_obj_t self);

// socket_stream.c
extern const mp_obj_type_t socket_stream_type;
pymethod_body_t socket_connect, socket_send, socket_sendall, socket_recv, socket_recv_into, socket_settimeout, socket_itself, socket_exit;

// Whether connect() has not ended yet.
bool socket_is_connecting(socket_state_t *state);

// Why connect() failed, once; 0 when it did not, or not yet.
int socket_connect_error(socket_state_t *state);

// What is there, at most `limit` bytes; raises when nothing comes in time. `flags`: MSG_PEEK leaves it there,
// MSG_DONTWAIT does not wait; MP_OBJ_NULL for none.
mp_obj_t socket_receive(mp_obj_t self, size_t limit, mp_obj_t flags);

// Closes a socket under the socket module's rules; again and again is harmless.
void socket_stream_close(mp_obj_t self);

#endif // MPNET_SOCKET_METHODS_H
