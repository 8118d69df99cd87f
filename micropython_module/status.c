#include "status.h"
#include "mpnet.h"

// The last row is the answer for a status without one of its own.
#define STATUS_ROWS(ROW) \
    ROW(NULL_POINTER, MP_EINVAL, "no buffer") \
    ROW(UNINITIALISED, MP_EINVAL, "engine not initialised") \
    ROW(UNKNOWN_SOCKET, MP_EBADF, "no such socket") \
    ROW(NOT_OPEN, MP_ENOTCONN, "socket is not open") \
    ROW(INVALID_HOST, MP_EINVAL, "invalid host name") \
    ROW(UNSUPPORTED, MP_EOPNOTSUPP, "not supported by this modem") \
    ROW(BUFFER_TOO_SMALL, MP_ENOBUFS, "buffer too small") \
    ROW(FULL, MP_ENOBUFS, "table is full") \
    ROW(TOO_LONG, STATUS_EMSGSIZE, "message too long") \
    ROW(REFUSED, MP_EIO, "modem answered with an error") \
    ROW(NO_PROMPT, MP_EIO, "modem did not ask for the data") \
    ROW(TIMED_OUT, MP_ETIMEDOUT, "modem did not answer in time") \
    ROW(UNCONFIRMED, MP_ETIMEDOUT, "modem did not confirm the data in time") \
    ROW(RESTARTED, MP_ECONNRESET, "modem restarted") \
    ROW(CLOSED, MP_ECONNRESET, "connection closed by the peer or the network") \
    ROW(GARBLED, MP_EIO, "modem answer not understood") \
    ROW(UNRECOGNISED, MP_ENODEV, "modem of no known family; name its dialect") \
    ROW(DENIED, MP_EACCES, "network refuses this SIM") \
    ROW(LOCKED, MP_ENODEV, "SIM is locked") \
    ROW(UNADDRESSED, STATUS_ENETDOWN, "network gave no address") \
    ROW(BROKEN, MP_ECONNRESET, "connection broken") \
    ROW(MALFORMED, STATUS_EBADMSG, "malformed message") \
    ROW(INVALID_ARGUMENT, MP_EINVAL, "invalid argument")

#define STATUS_INDEX(name, error, text) STATUS_ROW_##name,
#define STATUS_NUMBER(name, error, text) MPNET_STATUS_##name,
#define STATUS_ERROR(name, error, text) error,
#define STATUS_TEXT(name, error, text) \
    case STATUS_ROW_##name: \
        return MP_ERROR_TEXT(text);

typedef enum { STATUS_ROWS(STATUS_INDEX) } status_row_t;

static status_row_t status_row(int status) {
    static const int8_t numbers[] = { STATUS_ROWS(STATUS_NUMBER) };
    status_row_t row = 0;
    while (row < STATUS_ROW_INVALID_ARGUMENT && numbers[row] != status) {
        row++;
    }
    return row;
}

// A function, since compressed texts are no constants.
static mp_rom_error_text_t row_text(status_row_t row) {
    switch (row) {
        STATUS_ROWS(STATUS_TEXT)
    }
    return NULL;
}

int status_errno(int status) {
    static const uint8_t errors[] = { STATUS_ROWS(STATUS_ERROR) };
    return status < 0 ? errors[status_row(status)] : 0;
}

mp_obj_t status_text(int status) {
    return compat_text_object(row_text(status_row(status)));
}

void status_raise_for_argument(mp_rom_error_text_t text, qstr name) {
    mp_raise_msg_varg(&mp_type_TypeError, text, qstr_str(name));
}

void status_check(int status) {
    if (status < 0) {
        status_raise_errno_object(status_errno(status), status_text(status));
    }
}

void status_raise_legacy(mp_rom_error_text_t text) {
    mp_raise_msg(&mp_type_Exception, text);
}

static mp_obj_t new_error(int error, mp_obj_t text) {
    mp_obj_t args[2] = { MP_OBJ_NEW_SMALL_INT(compat_errno(error)), text };
    return mp_obj_new_exception_args(&mp_type_OSError, 2, args);
}

mp_obj_t status_new_error(int error, mp_rom_error_text_t text) {
    return new_error(error, compat_text_object(text));
}

void status_raise_errno_object(int error, mp_obj_t text) {
    nlr_raise(new_error(error, text));
}

void status_raise_errno(int error, mp_rom_error_text_t text) {
    nlr_raise(status_new_error(error, text));
}

void status_raise_no_attribute(qstr attr) {
    mp_raise_msg_varg(&mp_type_AttributeError, MP_ERROR_TEXT("no attribute '%s'"), qstr_str(attr));
}

bool status_is_type_error(mp_obj_t exception) {
    return mp_obj_exception_match(exception, MP_OBJ_FROM_PTR(&mp_type_TypeError));
}
