// A body to be sent in blocks: anything with the buffer protocol, or a stream with readinto().
#ifndef MPNET_COAP_SOURCE_H
#define MPNET_COAP_SOURCE_H

#include "coap_wire.h"

typedef struct _coap_source_t {
    mp_obj_t object; // bytes, str, None or a stream
    mp_obj_t window; // bytearray: what was read of a stream from `offset` on
    mp_obj_t chunk;  // bytearray that the stream reads into
    uint32_t offset;
    size_t length; // bytes in the window
    bool is_stream;
    bool is_at_end;
} coap_source_t;

void coap_source_init(coap_source_t *source, mp_obj_t object);

// The body from `offset` on: to its end, or at least one byte more than `block` bytes, so that the caller knows
// whether more follows. A stream keeps what it read from the last offset on; other ways back are tried with seek().
// False if the offset cannot be reached. The bytes are valid until Python code runs.
bool coap_source_at(coap_source_t *source, uint32_t offset, size_t block, mp_buffer_info_t *rest);

#endif // MPNET_COAP_SOURCE_H
