// Classes and functions of microcoapy that more than one file names.
#ifndef MPNET_COAP_OBJECTS_H
#define MPNET_COAP_OBJECTS_H

#include "pyclass.h"

// Numbers that the drop-in calls themselves put into messages.
enum {
    COAP_TYPE_CON = 0,
    COAP_TYPE_NON = 1,
    COAP_TYPE_ACK = 2,
    COAP_TYPE_RST = 3,
    COAP_TYPE_MASK = 3,
    COAP_CODE_GET = 1,
    COAP_CODE_POST = 2,
    COAP_CODE_PUT = 3,
    COAP_CODE_DELETE = 4,
    COAP_CODE_FETCH = 5,
    COAP_CODE_PATCH = 6,
    COAP_CODE_IPATCH = 7,
    COAP_OPTION_URI_HOST = 3,
    COAP_OPTION_E_TAG = 4,
    COAP_OPTION_OBSERVE = 6,
    COAP_OPTION_URI_PATH = 11,
    COAP_OPTION_CONTENT_FORMAT = 12,
    COAP_OPTION_MAX_AGE = 14,
    COAP_OPTION_URI_QUERY = 15,
    COAP_OPTION_ACCEPT = 17,
    COAP_OPTION_BLOCK2 = 23,
    COAP_OPTION_BLOCK1 = 27,
    COAP_OPTION_SIZE2 = 28,
    COAP_OPTION_SIZE1 = 60,
    COAP_OPTION_ECHO = 252,
    COAP_RESPONSE_CREATED = 65,
    COAP_RESPONSE_DELETED = 66,
    COAP_RESPONSE_VALID = 67,
    COAP_RESPONSE_CHANGED = 68,
    COAP_RESPONSE_CONTENT = 69,
    COAP_RESPONSE_CONTINUE = 95,
    COAP_RESPONSE_BAD_REQUEST = 128,
    COAP_RESPONSE_UNAUTHORIZED = 129,
    COAP_RESPONSE_NOT_FOUND = 132,
    COAP_RESPONSE_METHOD_NOT_ALLOWED = 133,
    COAP_RESPONSE_NOT_ACCEPTABLE = 134,
    COAP_RESPONSE_ENTITY_TOO_LARGE = 141,
    COAP_RESPONSE_UNSUPPORTED_FORMAT = 143,
    COAP_RESPONSE_INTERNAL_ERROR = 160,
    COAP_RESPONSE_UNAVAILABLE = 163,
    COAP_FORMAT_NONE = -1,
    COAP_FORMAT_LINK = 40,
    COAP_DEFAULT_PORT = 5683,
    COAP_DEFAULT_MAX_AGE = 60,
    COAP_TOKEN_LIMIT = 8,
    COAP_TOKEN_OFFSET = 4,
    COAP_ECHO_MAX = 40,
    COAP_LARGEST_EXPONENT = 6, // blocks of 2^(6 + 4) bytes
    COAP_CAREFUL_EXPONENT = 5, // of blocks that come through where a larger message did not
};

extern const pyclass_def_t coap_class;
extern const pyclass_def_t coap_packet_class;
extern const pyclass_def_t coap_option_class;
extern const pyclass_def_t coap_request_class;
extern const pyclass_def_t coap_observation_class;
extern const pyclass_def_t coap_resource_class;
extern const pyclass_def_t coap_service_class;
extern const pyclass_def_t coap_deferred_class;

extern const pyclass_def_t coap_version_class;
extern const pyclass_def_t coap_type_class;
extern const pyclass_def_t coap_method_class;
extern const pyclass_def_t coap_response_code_class;
extern const pyclass_def_t coap_option_number_class;
extern const pyclass_def_t coap_content_format_class;
extern const pyclass_def_t coap_transmission_state_class;
extern const pyclass_def_t coap_response_code_codec_class;

MP_DECLARE_CONST_FUN_OBJ_1(coap_type_to_string_obj);
extern const pymethod_t coap_parse_option_obj;
MP_DECLARE_CONST_FUN_OBJ_2(coap_parse_header_obj);
MP_DECLARE_CONST_FUN_OBJ_2(coap_parse_options_and_payload_obj);
MP_DECLARE_CONST_FUN_OBJ_1(coap_option_delta_obj);
MP_DECLARE_CONST_FUN_OBJ_2(coap_write_header_obj);
MP_DECLARE_CONST_FUN_OBJ_2(coap_write_options_obj);
MP_DECLARE_CONST_FUN_OBJ_2(coap_write_payload_obj);

static inline bool coap_code_is_success(uint8_t code) {
    return code >> 5 == 2;
}

// Name of a message type as scripts print it: 'CON', 'NONCON', 'ACK', 'RESET' or 'INVALID'.
qstr coap_type_name(mp_obj_t type);

// The dict coapTypeToStringMap: one live object, as a module attribute is.
mp_obj_t coap_type_names(void);

// The bytes of a script's value as a bytearray of its own: str, anything with the buffer protocol, an
// iterable of ints, or None for empty. Raises TypeError for an int.
mp_obj_t coap_bytearray_of(mp_obj_t value);

// Raises AttributeError or TypeError unless `url` is a str.
void coap_check_path(mp_obj_t url);

// A CoapPacket for a received message that was found good, with all its parts.
mp_obj_t coap_packet_whole(mp_obj_t datagram, bool has_metadata);

// The same, but parts are made when they are first read; `address` is one of them. `used` is a packet of this kind
// that nobody reads any more, to be filled again, or MP_OBJ_NULL.
mp_obj_t coap_packet_lazy(mp_obj_t used, mp_obj_t datagram, mp_obj_t address, bool has_metadata);

// Whether a response of this kind may still be used without asking (RFC 7252 section 5.6.1).
bool coap_packet_is_fresh(mp_obj_t packet);

// The server says that the response is still the current one: `answer` is its 2.03 (RFC 7252 section 5.6.2).
void coap_packet_refresh(mp_obj_t packet, mp_obj_t answer);

// A new CoapOption around `buffer` itself: received options keep the type of the datagram.
mp_obj_t coap_option_new(mp_int_t number, mp_obj_t buffer);

#endif // MPNET_COAP_OBJECTS_H
