// A modem object of the script together with its engine, and the pump between the two.
#ifndef MPNET_MODEM_H
#define MPNET_MODEM_H

#include "compat.h"
#include "mpnet.h"
#include "socket_ids.h"

typedef struct _modem_call_t modem_call_t;

// One per modem object; shared by the sockets that use it. What is small comes first, here and in the other structures:
// it is reached by shorter instructions.
typedef struct _modem_t {
    mp_obj_base_t base;
    bool is_stream;      // bytes both ways, else send_at_cmd()
    uint8_t dialect;     // enum mpnet_at_dialect
    volatile bool busy;  // a request runs
    struct mpnet_at_limits limits;
    mp_obj_t object;     // what setModemInstance() or Modem() was given
    const void *runner;  // thread that runs it
    modem_call_t *pending; // request of modem_advance() whose command is under way, or NULL
    struct mpnet_at at;
} modem_t;

// Starts a request in the engine.
typedef enum mpnet_status (*modem_request_t)(modem_t *modem, const modem_call_t *call);

// How far a request is.
typedef enum {
    MODEM_CALL_NEW,
    MODEM_CALL_UNDER_WAY, // a command is to be said or answered: the modem is its own
    MODEM_CALL_ASIDE,     // it only waits
    MODEM_CALL_ENDED,
} modem_stage_t;

// One request: what it is made of and how it ended. Buffers are objects, because addresses do not
// survive calls into Python.
struct _modem_call_t {
    modem_t *modem;
    uint8_t socket;
    uint8_t connection;  // socket that an accepted stream becomes
    uint8_t option;      // Zephyr's number of an option
    uint8_t stage;       // modem_stage_t
    bool is_traced;      // the dialogue over a stream is printed
    bool asks, joins;    // how data is read: asked for although not announced, each datagram by its length
    bool is_hasty;       // ends with NOTHING rather than wait for somebody else's connection
    bool is_abandoned;   // what it opens is closed
    struct mpnet_at_event event;
    uint16_t port;
    uint16_t local_port; // 0 = any from base_port up
    uint16_t base_port;
    uint16_t peer_port;
    modem_request_t request;
    mp_obj_t speaker;    // socket or Modem whose sendAtCommand() or send_at_cmd() carries the text, and whose
                         // `trace` prints it
    mp_obj_t host;       // str, or MP_OBJ_NULL
    mp_obj_t payload;    // object with the buffer protocol, or MP_OBJ_NULL
    mp_obj_t sink;       // bytearray for received payload, or MP_OBJ_NULL
    mp_obj_t said;       // the last command, or MP_OBJ_NULL
    vstr_t *answer;      // gathers the modem's text, or NULL
    size_t length;       // bytes to receive, or the value of an option
    uint32_t wait_ms;    // longest wait for data, or for the answer to a command
    socket_id_t taken;   // connection id to give back at its end
    size_t peer_length;  // 0: none came
    byte peer[MPNET_DNS_ADDRESS_TEXT + 1]; // the address that came with the end, and its port
    struct mpnet_at_aside aside; // where it stands while it only waits
};

// A new engine for a stream or an object with send_at_cmd(). Of an unknown dialect an object with
// send_at_cmd() is Sequans, a stream is asked at first use.
modem_t *modem_new(mp_obj_t object, enum mpnet_at_dialect dialect);

// The engine of a modem object, made on first use.
modem_t *modem_of(mp_obj_t object);

// Finds out which dialect the modem speaks, unless that is known; raises when it cannot be told.
void modem_detect(modem_t *modem, mp_obj_t speaker);

// Runs one request to its end. One exchange runs on a modem at a time: another thread waits for its turn,
// and has it too while the request only waits. A call from within the modem object's own methods raises
// OSError(EBUSY).
void modem_run(modem_call_t *call);

// Goes on with a request on the heap as far as that takes no waiting; whether it has ended. While a command
// of it is under way the modem takes no other: who needs it ends that request first.
bool modem_advance(modem_call_t *call);

// Ends a request that was refused and waits for another try; false when it is none.
bool modem_end_refused(modem_call_t *call);

// Gives up a request of modem_advance() that has opened nothing yet. False: it is not under way. Otherwise what
// it opens is closed behind the back of the script, and then the id is given back.
bool modem_abandon(modem_call_t *call, socket_id_t *taken);

// Raises OSError(EBUSY) when this thread is inside modem_run() on the modem.
void modem_require_idle(const modem_t *modem);

// From here to modem_release() no other thread changes the engine; what is between cannot raise.
void modem_hold(modem_t *modem);

void modem_release(modem_t *modem);

// Takes in what a stream holds already, so that what the engine knows is no older than this call.
void modem_catch_up(modem_t *modem, mp_obj_t speaker);

// Waits a moment for the modem to say something.
void modem_wait(modem_t *modem);

// Why a request failed: the command and the modem's own words.
mp_obj_t modem_complaint(const modem_call_t *call);

// The number of OSError for a failed call.
int modem_errno(const modem_call_t *call);

// (host, port) that came with the end of a call.
mp_obj_t modem_peer(const modem_call_t *call);

// Raises OSError for a failed call: its number, the command and the modem's words.
MP_NORETURN void modem_raise_failure(const modem_call_t *call);

// A command of the script: the modem's text, '' when it did not answer within `timeout` milliseconds
// (MP_OBJ_NULL: the transport's own time). What it announces is kept.
mp_obj_t modem_say(modem_t *modem, mp_obj_t speaker, mp_obj_t command, mp_obj_t timeout);

// Requests.
enum mpnet_status modem_open(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_set_option(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_get_option(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_serve(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_accept(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_create(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_send_to(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_send(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_receive(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_resolve(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_close(modem_t *modem, const modem_call_t *call);
enum mpnet_status modem_listen(modem_t *modem, const modem_call_t *call);

#endif // MPNET_MODEM_H
