// Between packet objects and datagrams, through the codec of the engine.
#ifndef MPNET_COAP_WIRE_H
#define MPNET_COAP_WIRE_H

#include "coap_objects.h"
#include "mpnet.h"

// A message being written into a buffer of the caller. Once something does not fit, nothing is written any more.
typedef struct _coap_draft_t {
    struct mpnet_coap_draft state;
    byte *out;
    size_t capacity;
    int status;   // an enum mpnet_status: the first that was not OK
    bool compact; // shortest integers instead of the original's two bytes
} coap_draft_t;

// One in memory of its own, and that memory given back.
void coap_draft_new(coap_draft_t *draft);
void coap_draft_free(coap_draft_t *draft);

// One for a ticket of the engine, in memory of its own; and its message, which raises when something did not fit.
void coap_draft_for(coap_draft_t *draft, const struct mpnet_coap_ticket *ticket, uint8_t code);
mp_obj_t coap_draft_done(coap_draft_t *draft);

void coap_draft_start(coap_draft_t *draft, uint8_t type, uint8_t code, uint16_t message_id, const void *token,
    size_t token_length);
void coap_draft_option(coap_draft_t *draft, uint16_t number, const void *value, size_t length);
void coap_draft_block(coap_draft_t *draft, uint16_t number, const struct mpnet_coap_block *block);
void coap_draft_payload(coap_draft_t *draft, const void *payload, size_t length);

// The message as a bytearray of its own, MP_OBJ_NULL when something did not fit.
mp_obj_t coap_draft_message(const coap_draft_t *draft);

// Values of scripts; None writes nothing.
void coap_draft_bytes(coap_draft_t *draft, uint16_t number, mp_obj_t value);
void coap_draft_uint(coap_draft_t *draft, uint16_t number, mp_obj_t value);

// One option for each piece of a text between separators.
void coap_draft_pieces(coap_draft_t *draft, uint16_t number, char separator, mp_obj_t text);

// The options of a coap URI.
void coap_draft_uri(coap_draft_t *draft, mp_obj_t uri);

// Bytes of a script's value: str, buffer, None (empty) or an iterable of ints. Raises TypeError else.
// The bytes are valid until Python code runs.
void coap_bytes_of(mp_obj_t value, mp_buffer_info_t *buffer);

// buffer[offset : offset + length] as a copy in the type of the buffer: bytearray stays bytearray.
mp_obj_t coap_slice(mp_obj_t buffer, size_t offset, size_t length);

// Parts of a request of the drop-in calls as scripts give them: header and token, of which one that is too long is left
// out; Uri-Host, unless it is empty; content format; payload.
void coap_wire_write_start(coap_draft_t *draft, uint8_t type, uint8_t code, uint16_t message_id, mp_obj_t token);
void coap_wire_write_host(coap_draft_t *draft, mp_obj_t host);
void coap_wire_write_content_format(coap_draft_t *draft, mp_int_t format);
void coap_wire_write_bytes(coap_draft_t *draft, mp_obj_t payload);

// A new message with the token and code of the packet.
void coap_wire_write_header(coap_draft_t *draft, mp_obj_t packet, uint8_t type, uint16_t message_id);

// Options in a list of them.
void coap_wire_write_list(coap_draft_t *draft, mp_obj_t options);

// One Uri-Query for str, bytes and a list of ints; one for each item of a list or tuple of texts.
void coap_wire_write_query(coap_draft_t *draft, mp_obj_t query);

// The options of the packet, its content format and its query.
void coap_wire_write_options(coap_draft_t *draft, mp_obj_t packet);

void coap_wire_write_payload(coap_draft_t *draft, mp_obj_t packet);

// What names the resource: the options of the packet, with its query if no option holds one.
void coap_wire_write_resource(coap_draft_t *draft, mp_obj_t packet);

// All three.
void coap_wire_write(coap_draft_t *draft, mp_obj_t packet, uint8_t type, uint16_t message_id);

// A received message: its bytes, and what slices of them are to be.
typedef struct _coap_datagram_t {
    const byte *bytes;
    size_t length;
    bool is_bytearray;
} coap_datagram_t;

coap_datagram_t coap_datagram_of(mp_obj_t buffer);

// Attribute `attr` that a received packet has, MP_OBJ_NULL for other names. Without metadata content_format and query
// stay as in a new packet.
mp_obj_t coap_wire_part(const coap_datagram_t *datagram, const struct mpnet_coap_view *view, qstr attr,
    bool has_metadata);

// Stores version, type, tokenLength, method and messageid in a packet.
void coap_wire_read_header(const struct mpnet_coap_view *view, mp_obj_t packet);

// Stores all attributes that a received packet has.
void coap_wire_read(const coap_datagram_t *datagram, const struct mpnet_coap_view *view, mp_obj_t packet,
    bool has_metadata);

// Appends the options to a list.
void coap_wire_read_options(const coap_datagram_t *datagram, const struct mpnet_coap_view *view, mp_obj_t options);

#endif // MPNET_COAP_WIRE_H
