#include "modem.h"
#include "platform.h"
#include "pycall.h"
#include "status.h"
#include "vm_state.h"

// Engines kept for modem objects; the oldest gives way, its sockets keep it alive themselves.
#define MODEM_ENGINES (4)

static MP_DEFINE_CONST_OBJ_TYPE(modem_type, MP_QSTR__modem, MP_TYPE_FLAG_NONE);

// A pointer and a length, taken right before a call into the engine.
typedef struct _bytes_t {
    const uint8_t *data;
    size_t length;
} bytes_t;

static bytes_t bytes_of(mp_obj_t object) {
    bytes_t bytes = { NULL, 0 };
    if (object != MP_OBJ_NULL) {
        mp_buffer_info_t buffer;
        mp_get_buffer_raise(object, &buffer, MP_BUFFER_READ);
        bytes.data = buffer.buf;
        bytes.length = buffer.len;
    }
    return bytes;
}

static const void *current_thread(void) {
    #if MICROPY_PY_THREAD
    return mp_thread_get_state();
    #else
    return NULL;
    #endif
}

static modem_t *modem_new(mp_obj_t object) {
    modem_t *modem = mp_obj_malloc(modem_t, &modem_type);
    modem->object = object;
    modem->busy = false;
    modem->runner = NULL;
    mpnet_at_init(&modem->at, MPNET_AT_DIALECT_SEQUANS, MPNET_AT_FRAMING_EXCHANGE, platform_random());
    return modem;
}

static mp_obj_t modem_list(void) {
    mp_obj_t list = vm_state_get(VM_MODEM_ENGINES);
    if (list == MP_OBJ_NULL) {
        list = mp_obj_new_list(0, NULL);
        vm_state_set(VM_MODEM_ENGINES, list);
    }
    return list;
}

modem_t *modem_of(mp_obj_t object) {
    mp_obj_t list = modem_list();
    size_t n;
    mp_obj_t *items;
    mp_obj_get_array(list, &n, &items);
    for (size_t i = 0; i < n; i++) {
        modem_t *modem = MP_OBJ_TO_PTR(items[i]);
        if (modem->object == object) {
            return modem;
        }
    }
    modem_t *modem = modem_new(object);
    if (n < MODEM_ENGINES) {
        mp_obj_list_append(list, MP_OBJ_FROM_PTR(modem));
    } else {
        memmove(items, items + 1, (n - 1) * sizeof(*items));
        items[n - 1] = MP_OBJ_FROM_PTR(modem);
    }
    return modem;
}

bool modem_is_running(const modem_t *modem) {
    return modem->busy && modem->runner == current_thread();
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

enum mpnet_status modem_receive(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_receive(&modem->at, call->socket, call->length, call->wait_ms);
}

enum mpnet_status modem_close(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_close(&modem->at, call->socket);
}

enum mpnet_status modem_listen(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_listen(&modem->at, call->wait_ms);
}

// ---- text

typedef struct _exchange_t {
    mp_obj_t object, command, timeout;
} exchange_t;

static mp_obj_t send_with_keyword(void *context) {
    exchange_t *exchange = context;
    mp_obj_t call[5];
    mp_load_method(exchange->object, MP_QSTR_send_at_cmd, call);
    call[2] = exchange->command;
    call[3] = MP_OBJ_NEW_QSTR(MP_QSTR_timeout);
    call[4] = exchange->timeout;
    return mp_call_method_n_kw(1, 1, call);
}

static mp_obj_t send_with_position(void *context) {
    exchange_t *exchange = context;
    return pycall_2(exchange->object, MP_QSTR_send_at_cmd, exchange->command, exchange->timeout);
}

// send_at_cmd(command, timeout): by keyword as current firmware wants it, else by position, else
// without, as older firmware had it.
static mp_obj_t exchange_with_timeout(mp_obj_t object, mp_obj_t command, mp_obj_t timeout) {
    exchange_t exchange = { object, command, timeout };
    static const pycall_body_t forms[] = { send_with_keyword, send_with_position };
    for (size_t i = 0; i < MP_ARRAY_SIZE(forms); i++) {
        mp_obj_t error;
        mp_obj_t answer = pycall_try(forms[i], &exchange, &error);
        if (answer != MP_OBJ_NULL) {
            return answer;
        }
        if (!mp_obj_exception_match(error, MP_OBJ_FROM_PTR(&mp_type_TypeError))) {
            nlr_raise(error);
        }
    }
    return pycall_1(object, MP_QSTR_send_at_cmd, command);
}

mp_obj_t modem_exchange(modem_t *modem, mp_obj_t command, mp_obj_t timeout) {
    if (timeout != MP_OBJ_NULL) {
        return exchange_with_timeout(modem->object, command, timeout);
    }
    return pycall_1(modem->object, MP_QSTR_send_at_cmd, command);
}

void modem_trace(char direction, mp_obj_t text) {
    mp_printf(&mp_plat_print, "%c ", direction);
    mp_obj_print_helper(&mp_plat_print, text, PRINT_REPR);
    mp_printf(&mp_plat_print, "\n");
}

// ---- the pump

// Payload in the form that send_at_cmd() of every firmware takes.
static mp_obj_t sendable(mp_obj_t payload) {
    if (mp_obj_is_str(payload) || mp_obj_is_type(payload, &mp_type_bytes)) {
        return payload;
    }
    bytes_t bytes = bytes_of(payload);
    return mp_obj_new_bytes(bytes.data, bytes.length);
}

// What the engine wants to send next, as the object to send; MP_OBJ_NULL when it is nothing.
static mp_obj_t next_text(modem_t *modem, const modem_call_t *call) {
    struct mpnet_at_transmit transmit;
    byte stack[MPNET_COMMAND_LEN];
    vstr_t large;
    byte *out = stack;
    size_t capacity = sizeof(stack);
    bytes_t host = bytes_of(call->host), payload = bytes_of(call->payload);
    enum mpnet_status status = mpnet_at_poll_transmit(&modem->at, platform_now(), host.data, host.length,
        payload.data, payload.length, out, capacity, &transmit);
    bool is_large = status == MPNET_STATUS_BUFFER_TOO_SMALL;
    if (is_large) { // two digits a byte
        vstr_init(&large, 2 * payload.length + MPNET_COMMAND_LEN);
        out = (byte *)large.buf;
        capacity = large.alloc;
        host = bytes_of(call->host);
        payload = bytes_of(call->payload);
        status = mpnet_at_poll_transmit(&modem->at, platform_now(), host.data, host.length, payload.data,
            payload.length, out, capacity, &transmit);
    }
    if (status == MPNET_STATUS_IDLE) {
        return MP_OBJ_NULL;
    }
    status_check(status);
    switch (transmit.kind) {
        case MPNET_AT_TRANSMIT_KIND_COMMAND:
            return mp_obj_new_str((const char *)out, transmit.length);
        case MPNET_AT_TRANSMIT_KIND_HEX_PAYLOAD:
            if (is_large) {
                large.len = transmit.length;
                return mp_obj_new_bytes_from_vstr(&large);
            }
            return mp_obj_new_bytes(out, transmit.length);
        case MPNET_AT_TRANSMIT_KIND_PAYLOAD:
            return sendable(call->payload);
        default:
            return MP_OBJ_NEW_QSTR(MP_QSTR_Pycom_Dummy);
    }
}

// Hands an answer to the engine. None stands for silence.
static void take_answer(modem_t *modem, const modem_call_t *call, mp_obj_t answer) {
    uint32_t now = platform_now();
    if (answer != mp_const_none) {
        bytes_t text = bytes_of(answer);
        mp_buffer_info_t sink = { .buf = NULL, .len = 0 };
        if (call->sink != MP_OBJ_NULL) {
            mp_get_buffer_raise(call->sink, &sink, MP_BUFFER_WRITE);
        }
        mpnet_at_handle_input(&modem->at, now, text.data, text.length, sink.buf, sink.len);
    }
    mpnet_at_handle_reply_end(&modem->at, now);
}

static bool wait_for_timeout(modem_t *modem) {
    uint32_t due;
    if (mpnet_at_poll_timeout(&modem->at, &due) != MPNET_STATUS_OK) {
        return false;
    }
    int32_t left = (int32_t)(due - platform_now());
    platform_sleep(left > 0 ? left : 0);
    mpnet_at_handle_timeout(&modem->at, platform_now());
    return true;
}

typedef struct _run_t {
    modem_t *modem;
    modem_call_t *call;
} run_t;

static mp_obj_t run_body(void *context) {
    run_t *run = context;
    modem_t *modem = run->modem;
    modem_call_t *call = run->call;
    call->event.kind = MPNET_AT_EVENT_KIND_FAILED;
    call->event.cme = -1;
    call->event.status = call->request(modem, call);
    if (call->event.status < 0) {
        return mp_const_none;
    }
    do {
        mp_obj_t text;
        while ((text = next_text(modem, call)) != MP_OBJ_NULL) {
            take_answer(modem, call, pycall_1(call->speaker, MP_QSTR_sendAtCommand, text));
        }
    } while (mpnet_at_poll_event(&modem->at, &call->event) != MPNET_STATUS_OK && wait_for_timeout(modem));
    return mp_const_none;
}

void modem_run(modem_t *modem, modem_call_t *call) {
    if (modem_is_running(modem)) {
        status_raise_errno(MP_EBUSY, "modem is busy with a call of this script");
    }
    while (modem->busy) {
        platform_wait(1);
    }
    run_t run = { modem, call };
    modem->runner = current_thread();
    pycall_guarded(run_body, &run, &modem->busy);
}

void modem_scan(modem_t *modem, mp_obj_t text) {
    mp_buffer_info_t buffer;
    if (!modem->busy && mp_get_buffer(text, &buffer, MP_BUFFER_READ)) {
        mpnet_at_handle_input(&modem->at, platform_now(), buffer.buf, buffer.len, NULL, 0);
        mpnet_at_handle_reply_end(&modem->at, platform_now());
    }
}
