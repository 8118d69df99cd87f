// Bytes to and from a stream object: anything with MicroPython's stream protocol (machine.UART, a
// socket), or with Python's read() and write().
#ifndef MPNET_MODEM_STREAM_H
#define MPNET_MODEM_STREAM_H

#include "compat.h"

// Reads what is there now, at most `size` bytes; 0 when nothing is. Raises OSError when the stream ended.
size_t modem_stream_read(mp_obj_t stream, byte *buffer, size_t size);

// Waits a millisecond at most for the stream: less where the stream's interrupt ends the wait.
void modem_stream_wait(mp_obj_t stream);

// Writes the first `length` bytes of `data`, an object with the buffer protocol; waits as long as the
// stream takes nothing.
void modem_stream_write(mp_obj_t stream, mp_obj_t data, size_t length);

// Writes all of these bytes, which must not be memory of a Python object.
void modem_stream_write_bytes(mp_obj_t stream, const byte *data, size_t length);

#endif // MPNET_MODEM_STREAM_H
