// microATsocket.Modem: a modem behind a stream, or behind an object with send_at_cmd().
//
// The methods about the network are named as those of MicroPython's network interfaces.
#include "at_objects.h"
#include "modem.h"
#include "platform.h"
#include "pycall.h"
#include "status.h"

// How long connect() tries, unless it is told otherwise, in seconds.
#define CONNECT_SECONDS (120)
// Between two questions for registration, unless the modem tells a change, in milliseconds.
#define QUESTION_MS (1000)

typedef struct _name_row_t {
    qstr_short_t name;
    uint8_t value;
    bool is_text; // of questions
} name_row_t;

static const name_row_t dialect_rows[] = {
    { MP_QSTR_sequans, MPNET_AT_DIALECT_SEQUANS, true },
    { MP_QSTR_nordic_n0, MPNET_AT_DIALECT_NORDIC_N0, true },
    { MP_QSTR_nordic_n1, MPNET_AT_DIALECT_NORDIC_N1, true },
    { MP_QSTR_nordic_n2, MPNET_AT_DIALECT_NORDIC_N2, true },
    { MP_QSTR_nordic_n3, MPNET_AT_DIALECT_NORDIC_N3, true },
    { MP_QSTR_nordic_n4, MPNET_AT_DIALECT_NORDIC_N4, true },
    { MP_QSTR_quectel, MPNET_AT_DIALECT_QUECTEL, true },
    { MP_QSTR_quectel_nb_iot, MPNET_AT_DIALECT_QUECTEL_NB_IOT, true },
};

// What status() and config() can be asked for.
static const name_row_t query_rows[] = {
    { MP_QSTR_registration, MPNET_AT_QUERY_REGISTRATION, false },
    { MP_QSTR_rssi, MPNET_AT_QUERY_RSSI, false },
    { MP_QSTR_rsrp, MPNET_AT_QUERY_RSRP, false },
    { MP_QSTR_rsrq, MPNET_AT_QUERY_RSRQ, false },
    { MP_QSTR_sim, MPNET_AT_QUERY_SIM, true },
    { MP_QSTR_operator, MPNET_AT_QUERY_OPERATOR, true },
    { MP_QSTR_apn, MPNET_AT_QUERY_APN, true },
    { MP_QSTR_imei, MPNET_AT_QUERY_IMEI, true },
    { MP_QSTR_manufacturer, MPNET_AT_QUERY_MAKER, true },
    { MP_QSTR_model, MPNET_AT_QUERY_MODEL, true },
    { MP_QSTR_firmware, MPNET_AT_QUERY_FIRMWARE, true },
};

static const name_row_t *row_of(const name_row_t *rows, size_t n_rows, mp_obj_t name, mp_rom_error_text_t otherwise) {
    for (size_t i = 0; i < n_rows; i++) {
        if (mp_obj_equal(name, MP_OBJ_NEW_QSTR(rows[i].name))) {
            return &rows[i];
        }
    }
    mp_raise_ValueError(otherwise);
}

// Modem(stream_or_lte, *, dialect=None, apn=None): without a dialect it is detected at first use; Sequans over
// send_at_cmd(). Sockets that are given no modem use the one made last.
static mp_obj_t modem_init(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t stream = args[0], name = args[1], apn = args[2];
    uint8_t dialect = MPNET_AT_DIALECT_UNKNOWN;
    if (name != mp_const_none) {
        dialect = row_of(dialect_rows, MP_ARRAY_SIZE(dialect_rows), name, MP_ERROR_TEXT("unknown dialect"))->value;
    }
    pycall_store(self, MP_QSTR__m, MP_OBJ_FROM_PTR(modem_new(stream, dialect)));
    pycall_store(self, MP_QSTR_apn, apn);
    vm_state_set(VM_MODEM_DEFAULT, self);
    return mp_const_none;
}

// send_at_cmd(cmd, timeout=9500) -> str: the modem's answer, '' when it did not answer in time
static mp_obj_t modem_send_at_cmd(mp_obj_t self, mp_obj_t *args) {
    return modem_say(modem_of(self), self, args[0], args[1]);
}

// ---- the network

static enum mpnet_status request_attach(modem_t *modem, const modem_call_t *call) {
    mp_buffer_info_t apn = { .buf = NULL, .len = 0 };
    if (call->host != MP_OBJ_NULL) {
        pycall_bytes(call->host, &apn);
    }
    return mpnet_at_attach(&modem->at, apn.buf, apn.len, call->length);
}

static enum mpnet_status request_ask(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_ask(&modem->at, call->length);
}

static enum mpnet_status request_set(modem_t *modem, const modem_call_t *call) {
    return mpnet_at_set(&modem->at, call->length);
}

// Runs a request about the network; what became of it stands in the call.
static void run(mp_obj_t self, modem_call_t *call) {
    call->modem = modem_of(self);
    call->speaker = self;
    modem_detect(call->modem, self);
    modem_run(call);
}

static void set(mp_obj_t self, enum mpnet_at_setting setting) {
    modem_call_t call = { .request = request_set, .length = setting };
    run(self, &call);
    if (call.event.kind != MPNET_AT_EVENT_KIND_ANSWERED) {
        modem_raise_failure(&call);
    }
}

static mp_obj_t words_of(modem_t *modem) {
    byte words[MPNET_AT_WORDS_LIMIT];
    size_t length = 0;
    mpnet_at_words(&modem->at, words, sizeof(words), &length);
    return mp_obj_new_str((const char *)words, length);
}

// The number or text that the modem tells, None when it does not know. Refused it raises, unless there is
// something to give `otherwise`.
static mp_obj_t ask(mp_obj_t self, enum mpnet_at_query query, bool is_text, mp_obj_t otherwise) {
    modem_call_t call = { .request = request_ask, .length = query };
    run(self, &call);
    if (call.event.kind == MPNET_AT_EVENT_KIND_TOLD) {
        return is_text ? words_of(call.modem) : MP_OBJ_NEW_SMALL_INT((int16_t)call.event.value);
    }
    if (call.event.kind == MPNET_AT_EVENT_KIND_FAILED && otherwise == mp_const_none) {
        modem_raise_failure(&call);
    }
    return otherwise;
}

static bool is_one(mp_obj_t self, enum mpnet_at_query query) {
    return ask(self, query, false, mp_const_none) == MP_OBJ_NEW_SMALL_INT(1);
}

// active([flag]) -> bool: whether the radio is on; with a flag, turns it on or off
static mp_obj_t modem_active(mp_obj_t self, mp_obj_t *args) {
    if (args[0] == MP_OBJ_NULL) {
        return mp_obj_new_bool(is_one(self, MPNET_AT_QUERY_RADIO));
    }
    set(self, mp_obj_is_true(args[0]) ? MPNET_AT_SETTING_FULL : MPNET_AT_SETTING_FLIGHT);
    return mp_const_none;
}

// Waits until the next question for registration is due, or the modem tells that it changed.
static void await_registration(mp_obj_t self, modem_t *modem, uint8_t known, uint32_t wait_ms) {
    deadline_t pause = deadline_in(MIN(wait_ms, QUESTION_MS));
    uint8_t told = known;
    while (told == known && deadline_left(&pause) > 0) {
        platform_wait(1);
        modem_catch_up(modem, self);
        mpnet_at_registration(&modem->at, &told);
    }
}

// connect(apn=None, *, timeout=120, progress=None): into the network; progress(state) with each new state of
// registration
static mp_obj_t modem_connect(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t apn = args[0], progress = args[2];
    mp_obj_t timeout = args[1] == MP_OBJ_NULL ? MP_OBJ_NEW_SMALL_INT(CONNECT_SECONDS) : args[1];
    if (apn == MP_OBJ_NULL || apn == mp_const_none) {
        apn = pycall_attr_or(self, MP_QSTR_apn, mp_const_none);
    }
    deadline_t deadline = deadline_in(platform_ms_of(timeout));
    modem_call_t call = { .request = request_attach, .host = apn == mp_const_none ? MP_OBJ_NULL : apn };
    for (int32_t state = -1;; state = call.event.value) {
        call.length = state < 0;
        run(self, &call);
        if (call.event.kind == MPNET_AT_EVENT_KIND_FAILED) {
            modem_raise_failure(&call);
        }
        if (state != call.event.value && progress != MP_OBJ_NULL && progress != mp_const_none) {
            mp_call_function_1(progress, MP_OBJ_NEW_SMALL_INT(call.event.value));
        }
        if (call.event.kind == MPNET_AT_EVENT_KIND_ATTACHED) {
            return mp_const_none;
        }
        if (deadline_left(&deadline) == 0) {
            call.event.status = MPNET_STATUS_TIMED_OUT;
            modem_raise_failure(&call);
        }
        await_registration(self, call.modem, call.event.value, deadline_left(&deadline));
    }
}

// disconnect(): out of the network; the radio stays on
static mp_obj_t modem_disconnect(mp_obj_t self, mp_obj_t *args) {
    set(self, MPNET_AT_SETTING_DETACH);
    return mp_const_none;
}

// isconnected() -> bool
static mp_obj_t modem_isconnected(mp_obj_t self, mp_obj_t *args) {
    return mp_obj_new_bool(is_one(self, MPNET_AT_QUERY_ATTACHED));
}

static mp_obj_t ask_by_name(mp_obj_t self, mp_obj_t name) {
    const name_row_t *row = row_of(query_rows, MP_ARRAY_SIZE(query_rows), name, MP_ERROR_TEXT("unknown parameter"));
    return ask(self, row->value, row->is_text, mp_const_none);
}

// status(what='registration') -> int, str or None
static mp_obj_t modem_status(mp_obj_t self, mp_obj_t *args) {
    return ask_by_name(self, args[0] == MP_OBJ_NULL ? MP_OBJ_NEW_QSTR(MP_QSTR_registration) : args[0]);
}

static const MP_DEFINE_STR_OBJ(no_address_obj, "0.0.0.0");
static const MP_DEFINE_STR_OBJ(host_mask_obj, "255.255.255.255");

// ifconfig() -> (address, mask, gateway, name server)
static mp_obj_t modem_ifconfig(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t items[4] = {
        ask(self, MPNET_AT_QUERY_ADDRESS, true, MP_OBJ_FROM_PTR(&no_address_obj)),
        MP_OBJ_FROM_PTR(&host_mask_obj),
        MP_OBJ_FROM_PTR(&no_address_obj),
        ask(self, MPNET_AT_QUERY_DNS, true, MP_OBJ_FROM_PTR(&at_dns_server_obj)),
    };
    return mp_obj_new_tuple(4, items);
}

static mp_obj_t dialect_name(mp_obj_t self) {
    modem_t *modem = modem_of(self);
    modem_detect(modem, self);
    for (size_t i = 0; i < MP_ARRAY_SIZE(dialect_rows); i++) {
        if (dialect_rows[i].value == modem->dialect) {
            return MP_OBJ_NEW_QSTR(dialect_rows[i].name);
        }
    }
    return mp_const_none;
}

// config(name) -> str, int or None; config(apn=..., trace=...)
static mp_obj_t modem_config(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    for (size_t i = 0; i < kw_args->alloc; i++) {
        if (mp_map_slot_is_filled(kw_args, i)) {
            qstr name = mp_obj_str_get_qstr(kw_args->table[i].key);
            if (name != MP_QSTR_apn && name != MP_QSTR_trace) {
                mp_raise_ValueError(MP_ERROR_TEXT("unknown parameter"));
            }
            pycall_store(args[0], name, kw_args->table[i].value);
        }
    }
    if (n_args < 2) {
        return mp_const_none;
    }
    return mp_obj_equal(args[1], MP_OBJ_NEW_QSTR(MP_QSTR_dialect)) ? dialect_name(args[0]) : ask_by_name(args[0], args[1]);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(modem_config_obj, 1, modem_config);

static const qstr_short_t connect_names[] = { MP_QSTR_apn, MP_QSTR_timeout, MP_QSTR_progress };

static const pymethod_t modem_methods[] = {
    PYMETHOD(__init__, modem_init, PYARGS_KEYWORDS(1, 1, MP_QSTR_stream, MP_QSTR_dialect, MP_QSTR_apn)),
    PYMETHOD(send_at_cmd, modem_send_at_cmd, PYARGS(1, MP_QSTR_cmd, MP_QSTR_timeout)),
    PYMETHOD(active, modem_active, PYARGS(0, MP_QSTR_flag)),
    PYMETHOD(connect, modem_connect, PYARGS_OF(connect_names, 1, 0, 0)),
    PYMETHOD(disconnect, modem_disconnect, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(isconnected, modem_isconnected, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(status, modem_status, PYARGS(0, MP_QSTR_what)),
    PYMETHOD(ifconfig, modem_ifconfig, PYARGS_UNNAMED(0, 0)),
    PYMETHOD_BUILTIN(config, modem_config_obj),
};
static const pyclass_number_t modem_numbers[] = {
    // States of registration (TS 27.007 section 10.1.22).
    { MP_QSTR_STAT_IDLE, 0 },
    { MP_QSTR_STAT_HOME, 1 },
    { MP_QSTR_STAT_SEARCHING, 2 },
    { MP_QSTR_STAT_DENIED, 3 },
    { MP_QSTR_STAT_UNKNOWN, 4 },
    { MP_QSTR_STAT_ROAMING, 5 },
};
static const mp_rom_map_elem_t modem_rows[] = {
    // Print the dialogue.
    { MP_ROM_QSTR(MP_QSTR_trace), MP_ROM_FALSE },
};
const pyclass_def_t at_modem_class = {
    PYCLASS(Modem, VM_CLASS_MODEM), PYCLASS_METHODS(modem_methods), PYCLASS_NUMBERS(modem_numbers), PYCLASS_ROWS(modem_rows),
};
