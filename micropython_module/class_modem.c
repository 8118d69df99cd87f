// microATsocket.Modem: a modem behind a stream, or behind an object with send_at_cmd().
#include "at_objects.h"
#include "modem.h"
#include "pycall.h"


typedef struct _dialect_row_t {
    qstr_short_t name;
    uint8_t dialect;
} dialect_row_t;

static const dialect_row_t dialect_rows[] = {
    { MP_QSTR_sequans, MPNET_AT_DIALECT_SEQUANS },
    { MP_QSTR_nordic_n0, MPNET_AT_DIALECT_NORDIC_N0 },
    { MP_QSTR_nordic_n1, MPNET_AT_DIALECT_NORDIC_N1 },
    { MP_QSTR_nordic_n2, MPNET_AT_DIALECT_NORDIC_N2 },
    { MP_QSTR_nordic_n3, MPNET_AT_DIALECT_NORDIC_N3 },
    { MP_QSTR_nordic_n4, MPNET_AT_DIALECT_NORDIC_N4 },
    { MP_QSTR_quectel, MPNET_AT_DIALECT_QUECTEL },
    { MP_QSTR_quectel_nb_iot, MPNET_AT_DIALECT_QUECTEL_NB_IOT },
};

static enum mpnet_at_dialect dialect_of(mp_obj_t name) {
    if (name == mp_const_none) {
        return MPNET_AT_DIALECT_UNKNOWN;
    }
    for (size_t i = 0; i < MP_ARRAY_SIZE(dialect_rows); i++) {
        if (mp_obj_equal(name, MP_OBJ_NEW_QSTR(dialect_rows[i].name))) {
            return dialect_rows[i].dialect;
        }
    }
    mp_raise_ValueError(MP_ERROR_TEXT("unknown dialect"));
}

// Modem(stream_or_lte, *, dialect=None): None is detected at first use, Sequans over send_at_cmd()
static mp_obj_t modem_init(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_stream, ARG_dialect };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_self, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
        { MP_QSTR_stream, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
        { MP_QSTR_dialect, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    modem_t *modem = modem_new(args[ARG_stream].u_obj, dialect_of(args[ARG_dialect].u_obj));
    pycall_store(args[ARG_self].u_obj, MP_QSTR__m, MP_OBJ_FROM_PTR(modem));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(modem_init_obj, 1, modem_init);

// send_at_cmd(cmd, timeout=9500) -> str: the modem's answer, '' when it did not answer in time
static mp_obj_t modem_send_at_cmd(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_self, ARG_cmd, ARG_timeout };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_self, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
        { MP_QSTR_cmd, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
        { MP_QSTR_timeout, MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    modem_t *modem = modem_of(args[ARG_self].u_obj);
    return modem_say(modem, args[ARG_self].u_obj, args[ARG_cmd].u_obj, args[ARG_timeout].u_obj);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(modem_send_at_cmd_obj, 1, modem_send_at_cmd);

static const mp_rom_map_elem_t modem_rows[] = {
    { MP_ROM_QSTR(MP_QSTR___init__), PYCLASS_METHOD(modem_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_send_at_cmd), PYCLASS_METHOD(modem_send_at_cmd_obj) },
    // Print the dialogue.
    { MP_ROM_QSTR(MP_QSTR_trace), MP_ROM_FALSE },
};

PYCLASS_DEFINE(at_modem_class, MP_QSTR_Modem, VM_CLASS_MODEM, NULL, modem_rows);
