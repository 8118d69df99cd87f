#include "modem_stream.h"
#include "platform.h"
#include "pycall.h"
#include "status.h"

static const mp_stream_p_t *protocol_of(mp_obj_t stream) {
    return compat_type_protocol(mp_obj_get_type(stream));
}

MP_NORETURN static void raise_ended(void) {
    status_raise_errno(MP_EIO, MP_ERROR_TEXT("stream of the modem ended"));
}

static bool is_ready(mp_obj_t stream, const mp_stream_p_t *protocol, uintptr_t what) {
    int error;
    mp_uint_t ready = protocol->ioctl(stream, MP_STREAM_POLL, what, &error);
    if (ready == MP_STREAM_ERROR) {
        status_raise_errno(error, MP_ERROR_TEXT("stream of the modem cannot be polled"));
    }
    return (ready & (what | MP_STREAM_POLL_HUP | MP_STREAM_POLL_ERR)) != 0;
}

static size_t read_protocol(mp_obj_t stream, const mp_stream_p_t *protocol, byte *buffer, size_t size) {
    if (protocol->ioctl != NULL && !is_ready(stream, protocol, MP_STREAM_POLL_RD)) {
        return 0;
    }
    int error;
    mp_uint_t length = protocol->read(stream, buffer, size, &error);
    if (length == MP_STREAM_ERROR) {
        if (mp_is_nonblocking_error(error)) {
            return 0;
        }
        status_raise_errno(error, MP_ERROR_TEXT("stream of the modem cannot be read"));
    }
    if (length == 0 && protocol->ioctl != NULL) {
        raise_ended();
    }
    return length;
}

static size_t read_object(mp_obj_t stream, byte *buffer, size_t size) {
    mp_obj_t data = pycall_1(stream, MP_QSTR_read, MP_OBJ_NEW_SMALL_INT(size));
    if (data == mp_const_none) {
        return 0;
    }
    mp_buffer_info_t read;
    pycall_bytes(data, &read);
    size_t length = MIN(read.len, size);
    memcpy(buffer, read.buf, length);
    return length;
}

size_t modem_stream_read(mp_obj_t stream, byte *buffer, size_t size) {
    const mp_stream_p_t *protocol = protocol_of(stream);
    return protocol != NULL && protocol->read != NULL ? read_protocol(stream, protocol, buffer, size)
        : read_object(stream, buffer, size);
}

void modem_stream_wait(mp_obj_t stream) {
    if (protocol_of(stream) != NULL) {
        platform_wait_for_event();
    } else {
        platform_wait(1);
    }
}

// What the stream took: 0 when it is full.
static size_t write_protocol(mp_obj_t stream, const mp_stream_p_t *protocol, const byte *data, size_t length) {
    int error;
    mp_uint_t written = protocol->write(stream, data, length, &error);
    if (written != MP_STREAM_ERROR) {
        return written;
    }
    if (!mp_is_nonblocking_error(error)) {
        status_raise_errno(error, MP_ERROR_TEXT("stream of the modem cannot be written"));
    }
    return 0;
}

static size_t write_object(mp_obj_t stream, const byte *data, size_t length) {
    mp_obj_t written = pycall_1(stream, MP_QSTR_write, mp_obj_new_bytes(data, length));
    size_t count = written == mp_const_none ? 0 : mp_obj_get_int(written);
    return MIN(count, length);
}

static size_t write_some(mp_obj_t stream, const byte *data, size_t length) {
    const mp_stream_p_t *protocol = protocol_of(stream);
    size_t written = protocol != NULL && protocol->write != NULL ? write_protocol(stream, protocol, data, length)
        : write_object(stream, data, length);
    if (written == 0) {
        modem_stream_wait(stream);
    }
    return written;
}

void modem_stream_write_bytes(mp_obj_t stream, const byte *data, size_t length) {
    while (length > 0) {
        size_t written = write_some(stream, data, length);
        data += written;
        length -= written;
    }
}

void modem_stream_write(mp_obj_t stream, mp_obj_t data, size_t length) {
    for (size_t offset = 0;;) {
        // Looked up again each time: the object may have moved its bytes meanwhile.
        mp_buffer_info_t buffer;
        pycall_bytes(data, &buffer);
        length = MIN(length, buffer.len);
        if (offset >= length) {
            return;
        }
        offset += write_some(stream, (const byte *)buffer.buf + offset, length - offset);
    }
}
