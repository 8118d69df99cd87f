#include "modem_dialogue.h"
#include "modem_stream.h"
#include "platform.h"
#include "pycall.h"
#include "recycle.h"
#include "status.h"
#include "vm_state.h"

// How long the answer to a command of the script may take on a stream, unless it says otherwise: what
// Pycom's send_at_cmd() waits, in milliseconds.
#define COMMAND_PATIENCE_MS (9500)

static MP_DEFINE_CONST_OBJ_TYPE(modem_type, MP_QSTR__modem, MP_TYPE_FLAG_NONE);

static const void *current_thread(void) {
    #if MICROPY_PY_THREAD
    return mp_thread_get_state();
    #else
    return NULL;
    #endif
}

modem_t *modem_new(mp_obj_t object, enum mpnet_at_dialect dialect) {
    modem_t *modem = pycall_new(sizeof(*modem), &modem_type);
    modem->object = object;
    modem->is_stream = !pycall_has(object, MP_QSTR_send_at_cmd);
    if (dialect == MPNET_AT_DIALECT_UNKNOWN && !modem->is_stream) {
        dialect = MPNET_AT_DIALECT_SEQUANS; // Pycom's LTE: it must see no command that its script did not cause
    }
    modem->dialect = dialect;
    status_check(mpnet_at_init(&modem->at, dialect,
        modem->is_stream ? MPNET_AT_FRAMING_STREAM : MPNET_AT_FRAMING_EXCHANGE, platform_random()));
    mpnet_at_limits(&modem->at, &modem->limits);
    return modem;
}

// The engine made for a modem object earlier: `made`, if it is to be kept when there is none. The oldest
// one gives way; its sockets keep it alive themselves.
static modem_t *engine_kept(mp_obj_t object, modem_t *made) {
    vm_state_t *state = vm_state_lock();
    modem_t *kept = made;
    mp_obj_t *slots = &state->slots[VM_MODEM_ENGINES];
    size_t last = VM_MODEM_ENGINES_LAST - VM_MODEM_ENGINES, n = 0;
    for (; n <= last && slots[n] != MP_OBJ_NULL; n++) {
        modem_t *modem = MP_OBJ_TO_PTR(slots[n]);
        if (modem->object == object) {
            kept = modem;
            made = NULL;
        }
    }
    if (made != NULL) {
        if (n > last) {
            memmove(slots, slots + 1, last * sizeof(*slots));
            n = last;
        }
        slots[n] = MP_OBJ_FROM_PTR(made);
    }
    vm_state_unlock(state);
    return kept;
}

modem_t *modem_of(mp_obj_t object) {
    modem_t *modem = pycall_native(object, &modem_type);
    if (modem == NULL) {
        modem = engine_kept(object, NULL);
    }
    // Making one calls into Python, and meanwhile another thread may have made one.
    return modem != NULL ? modem : engine_kept(object, modem_new(object, MPNET_AT_DIALECT_UNKNOWN));
}

// Makes this thread the one that runs on the modem; false while another one does.
static bool claim(modem_t *modem) {
    vm_state_t *state = vm_state_lock();
    bool is_free = !modem->busy;
    if (is_free) {
        modem->busy = true;
        modem->runner = current_thread();
    }
    vm_state_unlock(state);
    return is_free;
}

// Looked at like claim() does it: the runner may change while another thread claims.
static bool is_running_here(const modem_t *modem) {
    vm_state_t *state = vm_state_lock();
    bool is_here = modem->busy && modem->runner == current_thread();
    vm_state_unlock(state);
    return is_here;
}

void modem_require_idle(const modem_t *modem) {
    if (is_running_here(modem)) {
        status_raise_errno(MP_EBUSY, MP_ERROR_TEXT("modem is busy with a call of this script"));
    }
}

static void await_claim(modem_t *modem) {
    while (!claim(modem)) {
        platform_wait(1);
    }
}

void modem_hold(modem_t *modem) {
    modem_require_idle(modem);
    await_claim(modem);
}

void modem_release(modem_t *modem) {
    modem->busy = false;
}

// ---- requests

enum mpnet_status modem_open(modem_t *modem, const modem_call_t *call) {
    bytes_t host = bytes_of(call->host);
    return mpnet_at_open(&modem->at, call->socket, host.data, host.length, call->port, call->local_port,
        call->base_port);
}

enum mpnet_status modem_send(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_send(&modem->at, call->socket, bytes_of(call->payload).length);
}

enum mpnet_status modem_create(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_create(&modem->at, call->socket, call->local_port);
}

enum mpnet_status modem_set_option(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_set_option(&modem->at, call->socket, call->option, call->length);
}

enum mpnet_status modem_get_option(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_get_option(&modem->at, call->socket, call->option);
}

enum mpnet_status modem_serve(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_serve(&modem->at, call->socket, call->local_port);
}

enum mpnet_status modem_accept(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_accept(&modem->at, call->socket, call->connection, call->wait_ms);
}

enum mpnet_status modem_send_to(modem_t *modem, const modem_call_t *call) {
    bytes_t host = bytes_of(call->host);
    return mpnet_at_send_to(&modem->at, call->socket, host.data, host.length, call->port,
        bytes_of(call->payload).length);
}

enum mpnet_status modem_receive(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_receive(&modem->at, call->socket, call->length, call->wait_ms, call->asks, call->joins);
}

enum mpnet_status modem_resolve(modem_t *modem, const modem_call_t *call) {
    bytes_t host = bytes_of(call->host);
    return mpnet_at_resolve(&modem->at, host.data, host.length, call->length);
}

enum mpnet_status modem_close(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_close(&modem->at, call->socket);
}

static enum mpnet_status modem_find_dialect(modem_t *modem, const modem_call_t *call) {
    (void)call;
    return mpnet_at_detect(&modem->at);
}

enum mpnet_status modem_listen(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_listen(&modem->at, call->wait_ms);
}

// ---- the pump

// Milliseconds until the engine wants to know the time; 0 when it is due.
static uint32_t time_left(modem_t *modem) {
    uint32_t due;
    if (mpnet_at_poll_timeout(&modem->at, &due) != MPNET_STATUS_OK) {
        return 0;
    }
    int32_t left = (int32_t)(due - platform_now());
    return left > 0 ? left : 0;
}

// Lets time pass until something is heard or due; false when nothing is by now, and nobody waits.
static bool await_answer(modem_t *modem, const modem_call_t *call, bool waits) {
    if (!modem->is_stream) {
        platform_sleep(time_left(modem));
    } else {
        while (!modem_hear(modem, call) && time_left(modem) > 0) {
            if (!waits) {
                return false;
            }
            modem_stream_wait(modem->object);
        }
    }
    mpnet_at_handle_timeout(&modem->at, platform_now());
    return true;
}

static void hear_all(modem_t *modem, const modem_call_t *call) {
    while (modem->is_stream && modem_hear(modem, call)) {
    }
}

static void begin(modem_t *modem, modem_call_t *call) {
    call->event.kind = MPNET_AT_EVENT_KIND_FAILED;
    call->event.cme = -1;
    call->is_traced = modem->is_stream && modem_is_traced(call->speaker);
    call->event.status = call->request(modem, call);
    call->stage = call->event.status < 0 ? MODEM_CALL_ENDED : MODEM_CALL_UNDER_WAY;
}

// Goes on with a request that was put aside, when it is due.
static void take_up(modem_t *modem, modem_call_t *call) {
    hear_all(modem, call);
    mp_obj_t pause = pycall_attr_or(call->speaker, MP_QSTR_dialPause, MP_OBJ_NEW_SMALL_INT(MPNET_DIAL_PAUSE_MS));
    if (mpnet_at_take_up(&modem->at, &call->aside, platform_now(), mp_obj_get_int(pause)) == MPNET_STATUS_OK) {
        call->stage = MODEM_CALL_UNDER_WAY;
    }
}

// Speaks and hears as long as the request needs that, or, unless `waits`, until an answer is due.
static void converse(modem_t *modem, modem_call_t *call, bool waits) {
    do {
        while (modem_converse(modem, call)) {
        }
        if (mpnet_at_poll_event(&modem->at, &call->event) == MPNET_STATUS_OK) {
            if (modem->is_stream && call->event.kind != MPNET_AT_EVENT_KIND_FAILED
                && call->event.kind != MPNET_AT_EVENT_KIND_REGISTERING) {
                recycle(call->said); // nobody will complain
                call->said = MP_OBJ_NULL;
            }
            call->peer_length = 0;
            mpnet_at_peer(&modem->at, call->peer, sizeof(call->peer), &call->peer_length, &call->peer_port);
            call->stage = MODEM_CALL_ENDED;
        } else if (mpnet_at_poll_aside(&modem->at, &call->aside) == MPNET_STATUS_OK) {
            call->stage = MODEM_CALL_ASIDE;
        }
    } while (call->stage == MODEM_CALL_UNDER_WAY && await_answer(modem, call, waits));
}

// A request that was abandoned goes on as one that closes what it opened.
static bool ends_in_closing(modem_call_t *call) {
    vm_state_t *state = vm_state_lock();
    bool is_abandoned = call->is_abandoned;
    call->is_abandoned = false;
    vm_state_unlock(state);
    return is_abandoned;
}

// Goes on with a request: until it ends, only waits, or, unless `waits`, an answer is due.
static void go_on(modem_t *modem, modem_call_t *call, bool waits) {
    if (call->stage == MODEM_CALL_NEW) {
        begin(modem, call);
    } else if (call->stage == MODEM_CALL_ASIDE) {
        take_up(modem, call);
    }
    while (call->stage == MODEM_CALL_UNDER_WAY) {
        if (!waits) {
            modem->pending = call;
        }
        converse(modem, call, waits);
        if (call->stage == MODEM_CALL_UNDER_WAY) {
            return;
        }
        if (modem->pending == call && ends_in_closing(call)) {
            call->request = modem_close;
            begin(modem, call);
        }
    }
    if (modem->pending == call) {
        modem->pending = NULL;
    }
    if (call->taken.id != 0) {
        socket_ids_give_back(socket_ids(), call->taken);
    }
}

typedef struct _run_t {
    modem_call_t *call;
    bool waits;
} run_t;

// Whether the request ends here: somebody else's has the modem, and this one does not wait.
static bool gives_way(modem_call_t *call) {
    if (!call->is_hasty || call->modem->pending == NULL) {
        return false;
    }
    call->stage = MODEM_CALL_ENDED;
    call->event.kind = MPNET_AT_EVENT_KIND_NOTHING;
    call->event.status = MPNET_STATUS_OK;
    return true;
}

// Ends what has the modem, then goes on with the request.
static mp_obj_t run_body(void *context) {
    run_t *run = context;
    modem_call_t *call = run->call;
    modem_t *modem = call->modem;
    if (modem->pending != NULL && modem->pending != call) {
        go_on(modem, modem->pending, run->waits && !call->is_hasty);
    }
    if (modem->pending == NULL || modem->pending == call) {
        go_on(modem, call, run->waits);
    } else {
        gives_way(call);
    }
    return mp_const_none;
}

void modem_run(modem_call_t *call) {
    modem_t *modem = call->modem;
    modem_require_idle(modem);
    run_t run = { call, true };
    for (call->stage = MODEM_CALL_NEW;;) {
        while (!claim(modem)) {
            if (gives_way(call)) {
                return;
            }
            platform_wait(1);
        }
        pycall_guarded(run_body, &run, &modem->busy);
        if (call->stage == MODEM_CALL_ENDED) {
            return;
        }
        modem_wait(modem);
    }
}

bool modem_advance(modem_call_t *call) {
    modem_t *modem = call->modem;
    modem_require_idle(modem);
    if (call->stage != MODEM_CALL_ENDED && claim(modem)) {
        run_t run = { call, false };
        pycall_guarded(run_body, &run, &modem->busy);
    }
    return call->stage == MODEM_CALL_ENDED;
}

bool modem_end_refused(modem_call_t *call) {
    if (call->stage != MODEM_CALL_ASIDE || mpnet_at_is_refused(&call->aside) != MPNET_STATUS_OK) {
        return false;
    }
    call->stage = MODEM_CALL_ENDED;
    call->event.kind = MPNET_AT_EVENT_KIND_FAILED;
    call->event.status = MPNET_STATUS_REFUSED;
    return true;
}

bool modem_abandon(modem_call_t *call, socket_id_t *taken) {
    vm_state_t *state = vm_state_lock();
    bool is_under_way = call->stage == MODEM_CALL_UNDER_WAY;
    if (is_under_way) {
        call->is_abandoned = true;
        call->taken = *taken;
        taken->id = 0;
    }
    vm_state_unlock(state);
    return is_under_way;
}

static mp_obj_t catch_up_body(void *context) {
    const modem_call_t *call = context;
    modem_t *modem = call->modem;
    if (modem->pending != NULL) {
        go_on(modem, modem->pending, false);
    }
    hear_all(modem, call);
    return mp_const_none;
}

void modem_catch_up(modem_t *modem, mp_obj_t speaker) {
    if (modem->is_stream && claim(modem)) {
        modem_call_t call = { .modem = modem, .speaker = speaker };
        pycall_guarded(catch_up_body, &call, &modem->busy);
    }
}

void modem_detect(modem_t *modem, mp_obj_t speaker) {
    if (modem->dialect != MPNET_AT_DIALECT_UNKNOWN) {
        return;
    }
    modem_call_t call = { .modem = modem, .request = modem_find_dialect, .speaker = speaker };
    modem_run(&call);
    if (call.event.status == MPNET_STATUS_UNRECOGNISED) {
        status_check(call.event.status); // no single command is the cause
    }
    if (call.event.kind != MPNET_AT_EVENT_KIND_DETECTED) {
        modem_raise_failure(&call);
    }
    modem->dialect = call.event.value;
    mpnet_at_limits(&modem->at, &modem->limits);
}

int modem_errno(const modem_call_t *call) {
    return call->event.error != 0 ? call->event.error : status_errno(call->event.status);
}

mp_obj_t modem_peer(const modem_call_t *call) {
    mp_obj_t host = mp_obj_new_str((const char *)call->peer, call->peer_length);
    return pycall_pair(host, MP_OBJ_NEW_SMALL_INT(call->peer_port));
}

void modem_raise_failure(const modem_call_t *call) {
    status_raise_errno_object(modem_errno(call), modem_complaint(call));
}

void modem_wait(modem_t *modem) {
    if (modem->is_stream) {
        modem_stream_wait(modem->object);
    } else {
        platform_wait(1);
    }
}

mp_obj_t modem_complaint(const modem_call_t *call) {
    byte words[MPNET_AT_WORDS_LIMIT];
    size_t length = 0;
    vstr_t text;
    vstr_init(&text, 64);
    if (call->said != MP_OBJ_NULL) {
        bytes_t said = bytes_of(call->said);
        vstr_add_strn(&text, (const char *)said.data, said.length);
        vstr_add_str(&text, ": ");
        mpnet_at_words(&call->modem->at, words, sizeof(words), &length); // else they are about an earlier one
    }
    if (length > 0) {
        vstr_add_strn(&text, (const char *)words, length);
    } else {
        mp_buffer_info_t meaning;
        pycall_bytes(status_text(call->event.status), &meaning);
        vstr_add_strn(&text, meaning.buf, meaning.len);
    }
    return compat_new_str_from_vstr(&text);
}

// ---- commands of the script

typedef struct _saying_t {
    modem_t *modem;
    mp_obj_t speaker, command, timeout;
} saying_t;

static mp_obj_t say_body(void *context) {
    saying_t *saying = context;
    return modem_exchange(saying->modem, saying->speaker, saying->command, saying->timeout);
}

// Nothing announced in the answer to a command of the script is lost.
static mp_obj_t say_and_scan_body(void *context) {
    modem_t *modem = ((saying_t *)context)->modem;
    mp_obj_t answer = say_body(context);
    mp_buffer_info_t buffer;
    if (mp_get_buffer(answer, &buffer, MP_BUFFER_READ)) {
        mpnet_at_handle_input(&modem->at, platform_now(), buffer.buf, buffer.len, NULL, 0);
        mpnet_at_handle_reply_end(&modem->at, platform_now());
    }
    return answer;
}

static mp_obj_t say_in_texts(modem_t *modem, mp_obj_t speaker, mp_obj_t command, mp_obj_t timeout) {
    saying_t saying = { modem, speaker, command, timeout };
    if (is_running_here(modem)) {
        return say_body(&saying); // for the pump, which hears the answer itself
    }
    await_claim(modem);
    return pycall_guarded(say_and_scan_body, &saying, &modem->busy);
}

static enum mpnet_status modem_command(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_command(&modem->at, call->wait_ms);
}

static mp_obj_t say_in_bytes(modem_t *modem, mp_obj_t speaker, mp_obj_t command, mp_obj_t timeout) {
    vstr_t answer;
    vstr_init(&answer, 32);
    modem_call_t call = {
        .modem = modem, .request = modem_command, .speaker = speaker, .payload = command, .answer = &answer,
    };
    call.wait_ms = timeout == MP_OBJ_NULL ? COMMAND_PATIENCE_MS : (uint32_t)mp_obj_get_int(timeout);
    modem_run(&call);
    return compat_new_str_from_vstr(&answer);
}

mp_obj_t modem_say(modem_t *modem, mp_obj_t speaker, mp_obj_t command, mp_obj_t timeout) {
    return modem->is_stream ? say_in_bytes(modem, speaker, command, timeout)
        : say_in_texts(modem, speaker, command, timeout);
}
