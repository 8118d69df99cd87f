// What is said to a modem and heard from it: texts by send_at_cmd(), or bytes both ways over a stream.
#include "modem_dialogue.h"
#include "modem_stream.h"
#include "platform.h"
#include "pycall.h"
#include "recycle.h"
#include "status.h"

// Bytes read from a stream at once.
#define STREAM_PIECE (256)

bytes_t bytes_of(mp_obj_t object) {
    bytes_t bytes = { NULL, 0 };
    if (object != MP_OBJ_NULL) {
        mp_buffer_info_t buffer;
        pycall_bytes(object, &buffer);
        bytes.data = buffer.buf;
        bytes.length = buffer.len;
    }
    return bytes;
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

static void require_type_error(mp_obj_t error) {
    if (!status_is_type_error(error)) {
        nlr_raise(error);
    }
}

// send_at_cmd(command, timeout): by keyword as current firmware wants it, else by position, else
// without, as older firmware had it.
static mp_obj_t exchange_with_timeout(mp_obj_t object, mp_obj_t command, mp_obj_t timeout) {
    exchange_t exchange = { object, command, timeout };
    mp_obj_t error;
    mp_obj_t answer = pycall_try(send_with_keyword, &exchange, &error);
    if (answer == MP_OBJ_NULL) {
        require_type_error(error);
        mp_obj_t args[2] = { command, timeout };
        answer = pycall_try_method(object, MP_QSTR_send_at_cmd, 2, args, &error);
    }
    if (answer == MP_OBJ_NULL) {
        require_type_error(error);
        answer = pycall_1(object, MP_QSTR_send_at_cmd, command);
    }
    return answer;
}

bool modem_is_traced(mp_obj_t speaker) {
    return mp_obj_is_true(pycall_attr_or(speaker, MP_QSTR_trace, mp_const_false));
}

// One text of the dialogue: '>' to the modem, '<' from it.
static void trace(char direction, mp_obj_t text) {
    mp_printf(&mp_plat_print, "%c ", direction);
    mp_obj_print_helper(&mp_plat_print, text, PRINT_REPR);
    mp_printf(&mp_plat_print, "\n");
}

static void trace_bytes(const modem_call_t *call, char direction, const byte *data, size_t length) {
    if (call->request != NULL ? call->is_traced : modem_is_traced(call->speaker)) {
        trace(direction, mp_obj_new_bytes(data, length));
    }
}

mp_obj_t modem_exchange(modem_t *modem, mp_obj_t speaker, mp_obj_t command, mp_obj_t timeout) {
    bool is_traced = modem_is_traced(speaker);
    if (is_traced) {
        trace('>', command);
    }
    mp_obj_t answer = timeout != MP_OBJ_NULL ? exchange_with_timeout(modem->object, command, timeout)
        : pycall_1(modem->object, MP_QSTR_send_at_cmd, command);
    if (is_traced) {
        trace('<', answer);
    }
    return answer;
}

// ---- speaking and hearing

// What the engine says next, in a buffer of the caller or in a larger one made here.
typedef struct _speech_t {
    struct mpnet_at_transmit transmit;
    byte *text;
    size_t capacity;
    byte stack[MPNET_COMMAND_LEN];
} speech_t;

static enum mpnet_status poll_speech(modem_t *modem, const modem_call_t *call, speech_t *speech) {
    bytes_t host = bytes_of(call->host), payload = bytes_of(call->payload);
    return mpnet_at_poll_transmit(&modem->at, platform_now(), host.data, host.length, payload.data, payload.length,
        speech->text, speech->capacity, &speech->transmit);
}

// Takes what the engine wants to say next; false when it is nothing.
static bool next_speech(modem_t *modem, const modem_call_t *call, speech_t *speech) {
    speech->text = speech->stack;
    speech->capacity = sizeof(speech->stack);
    enum mpnet_status status = poll_speech(modem, call, speech);
    if (status == MPNET_STATUS_BUFFER_TOO_SMALL) { // two digits a byte
        speech->capacity = 2 * bytes_of(call->payload).length + MPNET_COMMAND_LEN;
        speech->text = m_new(byte, speech->capacity);
        status = poll_speech(modem, call, speech);
    }
    status_check(status);
    return status == MPNET_STATUS_OK;
}

static void end_speech(speech_t *speech) {
    if (speech->text != speech->stack) {
        m_del(byte, speech->text, speech->capacity);
    }
}

static mp_buffer_info_t sink_of(const modem_call_t *call) {
    mp_buffer_info_t sink = { .buf = NULL, .len = 0 };
    if (call->sink != MP_OBJ_NULL) {
        mp_get_buffer_raise(call->sink, &sink, MP_BUFFER_WRITE);
    }
    return sink;
}

static void hear(modem_t *modem, const modem_call_t *call, const byte *text, size_t length) {
    mp_buffer_info_t sink = sink_of(call);
    mpnet_at_handle_input(&modem->at, platform_now(), text, length, sink.buf, sink.len);
    if (call->answer != NULL) {
        vstr_add_strn(call->answer, (const char *)text, length);
    }
}

// ---- send_at_cmd(): one text out, one text back

// The first bytes of a payload in the form that send_at_cmd() of every firmware takes.
static mp_obj_t sendable(mp_obj_t payload, size_t length) {
    bytes_t bytes = bytes_of(payload);
    if (length >= bytes.length && (pycall_is_str(payload) || mp_obj_is_type(payload, &mp_type_bytes))) {
        return payload;
    }
    return mp_obj_new_bytes(bytes.data, MIN(length, bytes.length));
}

static mp_obj_t speech_object(const modem_call_t *call, const speech_t *speech) {
    switch (speech->transmit.kind) {
        case MPNET_AT_TRANSMIT_KIND_COMMAND:
            // Not looked for among the interned names, as mp_obj_new_str() does.
            return mp_obj_new_str_copy(&mp_type_str, speech->text, speech->transmit.length);
        case MPNET_AT_TRANSMIT_KIND_HEX_PAYLOAD:
            return mp_obj_new_bytes(speech->text, speech->transmit.length);
        case MPNET_AT_TRANSMIT_KIND_LISTEN:
            return MP_OBJ_NEW_QSTR(MP_QSTR_Pycom_Dummy);
        default:
            return sendable(call->payload, speech->transmit.length);
    }
}

static bool converse_in_texts(modem_t *modem, modem_call_t *call) {
    speech_t speech;
    if (!next_speech(modem, call, &speech)) {
        return false;
    }
    mp_obj_t said = speech_object(call, &speech);
    end_speech(&speech);
    if (speech.transmit.kind == MPNET_AT_TRANSMIT_KIND_COMMAND) {
        call->said = said;
    }
    bool is_socket = pycall_has(call->speaker, MP_QSTR_sendAtCommand);
    mp_obj_t answer = pycall_1(call->speaker, is_socket ? MP_QSTR_sendAtCommand : MP_QSTR_send_at_cmd, said);
    if (answer != mp_const_none) { // None stands for silence
        bytes_t text = bytes_of(answer);
        hear(modem, call, text.data, text.length);
    }
    mpnet_at_handle_reply_end(&modem->at, platform_now());
    return true;
}

// ---- a stream: bytes both ways

static void speak_bytes(modem_t *modem, const modem_call_t *call, const speech_t *speech) {
    switch (speech->transmit.kind) {
        case MPNET_AT_TRANSMIT_KIND_LISTEN:
            return;
        case MPNET_AT_TRANSMIT_KIND_PAYLOAD:
        case MPNET_AT_TRANSMIT_KIND_SCRIPT_COMMAND: {
            bytes_t payload = bytes_of(call->payload);
            trace_bytes(call, '>', payload.data, MIN(payload.length, speech->transmit.length));
            modem_stream_write(modem->object, call->payload, speech->transmit.length);
            if (speech->transmit.kind == MPNET_AT_TRANSMIT_KIND_SCRIPT_COMMAND) {
                vstr_reset(call->answer); // what came before answers something else
                modem_stream_write_bytes(modem->object, (const byte *)"\r\n", speech->transmit.line_end);
            }
            return;
        }
        default:
            trace_bytes(call, '>', speech->text, speech->transmit.length);
            modem_stream_write_bytes(modem->object, speech->text, speech->transmit.length);
    }
}

bool modem_hear(modem_t *modem, const modem_call_t *call) {
    byte text[STREAM_PIECE];
    size_t length = modem_stream_read(modem->object, text, sizeof(text));
    if (length > 0) {
        trace_bytes(call, '<', text, length);
        hear(modem, call, text, length);
    }
    return length > 0;
}

static bool converse_in_bytes(modem_t *modem, modem_call_t *call) {
    speech_t speech;
    if (!next_speech(modem, call, &speech)) {
        return false;
    }
    if (speech.transmit.kind == MPNET_AT_TRANSMIT_KIND_COMMAND && speech.transmit.length > 0) {
        // Without its line end.
        size_t end = MIN(speech.transmit.length, speech.transmit.line_end);
        recycle(call->said);
        call->said = mp_obj_new_bytes(speech.text, speech.transmit.length - end);
    }
    speak_bytes(modem, call, &speech);
    end_speech(&speech);
    return true;
}

bool modem_converse(modem_t *modem, modem_call_t *call) {
    return modem->is_stream ? converse_in_bytes(modem, call) : converse_in_texts(modem, call);
}
