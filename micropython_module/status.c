#include "status.h"
#include "mpnet.h"

static const char *const legacy_texts[] = {
    [STATUS_ADDRESS_FAMILY] = "address family not supported",
    [STATUS_SOCKET_TYPE] = "socket type not supported",
    [STATUS_NO_MODEM] = "No modem instance assigned",
    [STATUS_NO_SOCKET_LEFT] = "max number of sockets reached",
    [STATUS_PRIMARY_DNS_ONLY] = "Only primary DNS server can be configured",
};

typedef struct _status_row_t {
    int16_t status;
    uint16_t error;
    const char *text;
} status_row_t;

// The first row of a group is also the answer for a status of that group without a row of its own.
static const status_row_t status_rows[] = {
    { MPNET_STATUS_INVALID_ARGUMENT, MP_EINVAL, "invalid argument" },
    { MPNET_STATUS_NULL_POINTER, MP_EINVAL, "no buffer" },
    { MPNET_STATUS_UNINITIALISED, MP_EINVAL, "engine not initialised" },
    { MPNET_STATUS_UNKNOWN_SOCKET, MP_EBADF, "no such socket" },
    { MPNET_STATUS_NOT_OPEN, MP_ENOTCONN, "socket is not open" },
    { MPNET_STATUS_INVALID_HOST, MP_EINVAL, "invalid host name" },
    { MPNET_STATUS_UNSUPPORTED, MP_EOPNOTSUPP, "not supported by this modem" },
    { MPNET_STATUS_FULL, MP_ENOBUFS, "table is full" },
    { MPNET_STATUS_BUFFER_TOO_SMALL, MP_ENOBUFS, "buffer too small" },
    { MPNET_STATUS_TOO_LONG, STATUS_EMSGSIZE, "message too long" },
    { MPNET_STATUS_REFUSED, MP_EIO, "modem answered with an error" },
    { MPNET_STATUS_NO_PROMPT, MP_EIO, "modem did not ask for the data" },
    { MPNET_STATUS_TIMED_OUT, MP_ETIMEDOUT, "modem did not answer in time" },
    { MPNET_STATUS_UNCONFIRMED, MP_ETIMEDOUT, "modem did not confirm the data in time" },
    { MPNET_STATUS_RESTARTED, MP_ECONNRESET, "modem restarted" },
    { MPNET_STATUS_CLOSED, MP_ECONNRESET, "connection closed by the peer or the network" },
    { MPNET_STATUS_BROKEN, MP_ECONNRESET, "connection broken" },
    { MPNET_STATUS_GARBLED, MP_EIO, "modem answer not understood" },
    { MPNET_STATUS_UNRECOGNISED, MP_ENODEV, "modem of no known family; name its dialect" },
    { MPNET_STATUS_DENIED, MP_EACCES, "network refuses this SIM" },
    { MPNET_STATUS_LOCKED, MP_ENODEV, "SIM is locked" },
    { MPNET_STATUS_UNADDRESSED, STATUS_ENETDOWN, "network gave no address" },
    { MPNET_STATUS_MALFORMED, STATUS_EBADMSG, "malformed message" },
};

// Groups of enum mpnet_status are twenty numbers wide.
static int status_group(int status) {
    return -status / 20;
}

static const status_row_t *status_row(int status) {
    const status_row_t *of_group = &status_rows[0];
    for (size_t i = MP_ARRAY_SIZE(status_rows); i-- > 0;) {
        const status_row_t *row = &status_rows[i];
        if (row->status == status) {
            return row;
        }
        if (status_group(row->status) == status_group(status)) {
            of_group = row;
        }
    }
    return of_group;
}

int status_errno(int status) {
    return status < 0 ? status_row(status)->error : 0;
}

const char *status_text(int status) {
    return status_row(status)->text;
}

void status_check(int status) {
    if (status < 0) {
        const status_row_t *row = status_row(status);
        status_raise_errno(row->error, row->text);
    }
}

static mp_obj_t text_object(const char *text) {
    return mp_obj_new_str(text, strlen(text));
}

void status_raise_legacy(status_legacy_t which) {
    mp_obj_t text = text_object(legacy_texts[which]);
    nlr_raise(mp_obj_new_exception_args(&mp_type_Exception, 1, &text));
}

static mp_obj_t new_error(int error, mp_obj_t text) {
    mp_obj_t args[2] = { MP_OBJ_NEW_SMALL_INT(compat_errno(error)), text };
    return mp_obj_new_exception_args(&mp_type_OSError, 2, args);
}

mp_obj_t status_new_error(int error, const char *text) {
    return new_error(error, text_object(text));
}

void status_raise_errno_object(int error, mp_obj_t text) {
    nlr_raise(new_error(error, text));
}

void status_raise_errno(int error, const char *text) {
    nlr_raise(status_new_error(error, text));
}

void status_raise_no_attribute(qstr attr) {
    mp_raise_msg_varg(&mp_type_AttributeError, MP_ERROR_TEXT("no attribute '%s'"), qstr_str(attr));
}

bool status_is_type_error(mp_obj_t exception) {
    return mp_obj_exception_match(exception, MP_OBJ_FROM_PTR(&mp_type_TypeError));
}
