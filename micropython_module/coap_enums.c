// The number tables of microcoapy: classes named Enum with plain ints, which scripts may extend.
// Misspelt members are the original's and are used by scripts; the right spelling stands beside them.
#include "coap_objects.h"
#include "pycall.h"

#define ENUM_ROW(name, value) { MP_QSTR_##name, value }

static const pyclass_number_t version_numbers[] = {
    ENUM_ROW(COAP_VERSION_UNSUPPORTED, 0),
    ENUM_ROW(COAP_VERSION_1, 1),
};
const pyclass_def_t coap_version_class = { PYCLASS(Enum, VM_CLASS_COAP_VERSION), PYCLASS_NUMBERS(version_numbers) };

static const pyclass_number_t type_numbers[] = {
    ENUM_ROW(COAP_CON, COAP_TYPE_CON),
    ENUM_ROW(COAP_NONCON, COAP_TYPE_NON),
    ENUM_ROW(COAP_ACK, COAP_TYPE_ACK),
    ENUM_ROW(COAP_RESET, COAP_TYPE_RST),
};
const pyclass_def_t coap_type_class = { PYCLASS(Enum, VM_CLASS_COAP_TYPE), PYCLASS_NUMBERS(type_numbers) };

static const pyclass_number_t method_numbers[] = {
    ENUM_ROW(COAP_EMPTY_MESSAGE, 0),
    ENUM_ROW(COAP_GET, COAP_CODE_GET),
    ENUM_ROW(COAP_POST, COAP_CODE_POST),
    ENUM_ROW(COAP_PUT, COAP_CODE_PUT),
    ENUM_ROW(COAP_DELETE, 4),
    ENUM_ROW(COAP_FETCH, 5),
    ENUM_ROW(COAP_PATCH, 6),
    ENUM_ROW(COAP_IPATCH, 7),
};
const pyclass_def_t coap_method_class = { PYCLASS(Enum, VM_CLASS_COAP_METHOD), PYCLASS_NUMBERS(method_numbers) };

static const pyclass_number_t response_code_numbers[] = {
    ENUM_ROW(COAP_CREATED, 65),
    ENUM_ROW(COAP_DELETED, 66),
    ENUM_ROW(COAP_VALID, 67),
    ENUM_ROW(COAP_CHANGED, 68),
    ENUM_ROW(COAP_CONTENT, 69),
    ENUM_ROW(COAP_CONTINUE, 95),
    ENUM_ROW(COAP_BAD_REQUEST, 128),
    ENUM_ROW(COAP_UNAUTHORIZED, 129),
    ENUM_ROW(COAP_BAD_OPTION, 130),
    ENUM_ROW(COAP_FORBIDDEN, 131),
    ENUM_ROW(COAP_NOT_FOUND, COAP_RESPONSE_NOT_FOUND),
    ENUM_ROW(COAP_METHOD_NOT_ALLOWD, 133),
    ENUM_ROW(COAP_METHOD_NOT_ALLOWED, 133),
    ENUM_ROW(COAP_NOT_ACCEPTABLE, 134),
    ENUM_ROW(COAP_REQUEST_ENTITY_INCOMPLETE, 136),
    ENUM_ROW(COAP_CONFLICT, 137),
    ENUM_ROW(COAP_PRECONDITION_FAILED, 140),
    ENUM_ROW(COAP_REQUEST_ENTITY_TOO_LARGE, 141),
    ENUM_ROW(COAP_UNSUPPORTED_CONTENT_FORMAT, 143),
    ENUM_ROW(COAP_UNPROCESSABLE_ENTITY, 150),
    ENUM_ROW(COAP_TOO_MANY_REQUESTS, 157),
    ENUM_ROW(COAP_INTERNAL_SERVER_ERROR, 160),
    ENUM_ROW(COAP_NOT_IMPLEMENTED, 161),
    ENUM_ROW(COAP_BAD_GATEWAY, 162),
    ENUM_ROW(COAP_SERVICE_UNAVALIABLE, 163),
    ENUM_ROW(COAP_SERVICE_UNAVAILABLE, 163),
    ENUM_ROW(COAP_GATEWAY_TIMEOUT, 164),
    ENUM_ROW(COAP_PROXYING_NOT_SUPPORTED, 165),
    ENUM_ROW(COAP_HOP_LIMIT_REACHED, 168),
};
const pyclass_def_t coap_response_code_class = { PYCLASS(Enum, VM_CLASS_COAP_RESPONSE_CODE), PYCLASS_NUMBERS(response_code_numbers) };

static const pyclass_number_t option_number_numbers[] = {
    ENUM_ROW(COAP_IF_MATCH, 1),
    ENUM_ROW(COAP_URI_HOST, COAP_OPTION_URI_HOST),
    ENUM_ROW(COAP_E_TAG, 4),
    ENUM_ROW(COAP_IF_NONE_MATCH, 5),
    ENUM_ROW(COAP_OBSERVE, 6),
    ENUM_ROW(COAP_URI_PORT, 7),
    ENUM_ROW(COAP_LOCATION_PATH, 8),
    ENUM_ROW(COAP_URI_PATH, COAP_OPTION_URI_PATH),
    ENUM_ROW(COAP_CONTENT_FORMAT, COAP_OPTION_CONTENT_FORMAT),
    ENUM_ROW(COAP_MAX_AGE, 14),
    ENUM_ROW(COAP_URI_QUERY, COAP_OPTION_URI_QUERY),
    ENUM_ROW(COAP_HOP_LIMIT, 16),
    ENUM_ROW(COAP_ACCEPT, 17),
    ENUM_ROW(COAP_LOCATION_QUERY, 20),
    ENUM_ROW(COAP_BLOCK2, 23),
    ENUM_ROW(COAP_BLOCK1, 27),
    ENUM_ROW(COAP_SIZE2, 28),
    ENUM_ROW(COAP_PROXY_URI, 35),
    ENUM_ROW(COAP_PROXY_SCHEME, 39),
    ENUM_ROW(COAP_SIZE1, 60),
    ENUM_ROW(COAP_ECHO, 252),
    ENUM_ROW(COAP_NO_RESPONSE, 258),
    ENUM_ROW(COAP_REQUEST_TAG, 292),
};
const pyclass_def_t coap_option_number_class = { PYCLASS(Enum, VM_CLASS_COAP_OPTION_NUMBER), PYCLASS_NUMBERS(option_number_numbers) };

static const pyclass_number_t content_format_numbers[] = {
    ENUM_ROW(COAP_NONE, COAP_FORMAT_NONE),
    ENUM_ROW(COAP_TEXT_PLAIN, 0),
    ENUM_ROW(COAP_APPLICATION_LINK_FORMAT, 40),
    ENUM_ROW(COAP_APPLICATION_XML, 41),
    ENUM_ROW(COAP_APPLICATION_OCTET_STREAM, 42),
    ENUM_ROW(COAP_APPLICATION_EXI, 47),
    ENUM_ROW(COAP_APPLICATION_JSON, 50),
    ENUM_ROW(COAP_APPLICATION_CBOR, 60),
};
const pyclass_def_t coap_content_format_class = { PYCLASS(Enum, VM_CLASS_COAP_CONTENT_FORMAT), PYCLASS_NUMBERS(content_format_numbers) };

static const pyclass_number_t transmission_state_numbers[] = {
    ENUM_ROW(STATE_IDLE, 0),
    ENUM_ROW(STATE_SEPARATE_ACK_RECEIVED_WAITING_DATA, 1),
};
const pyclass_def_t coap_transmission_state_class = { PYCLASS(Enum, VM_CLASS_COAP_TRANSMISSION_STATE), PYCLASS_NUMBERS(transmission_state_numbers) };

// CoapResponseCode.encode(class_, detail) -> int, no range check
static mp_obj_t response_code_encode(mp_obj_t self, mp_obj_t *args) {
    return mp_obj_new_int((mp_obj_get_int(args[0]) << 5) | mp_obj_get_int(args[1]));
}

// CoapResponseCode.decode(value) -> (class, detail)
static mp_obj_t response_code_decode(mp_obj_t self, mp_obj_t *args) {
    mp_int_t value = mp_obj_get_int(args[0]);
    return pycall_pair(MP_OBJ_NEW_SMALL_INT((value & 0xe0) >> 5), MP_OBJ_NEW_SMALL_INT(value & 0x1f));
}

static const pymethod_t response_code_codec_methods[] = {
    PYMETHOD_STATIC(encode, response_code_encode, PYARGS(2, MP_QSTR_class_, MP_QSTR_detail)),
    PYMETHOD_STATIC(decode, response_code_decode, PYARGS(1, MP_QSTR_value)),
};
const pyclass_def_t coap_response_code_codec_class = {
    PYCLASS(CoapResponseCode, VM_CLASS_COAP_RESPONSE_CODE_CODEC), PYCLASS_METHODS(response_code_codec_methods),
};

static const uint16_t type_names[] = { MP_QSTR_CON, MP_QSTR_NONCON, MP_QSTR_ACK, MP_QSTR_RESET };

qstr coap_type_name(mp_obj_t type) {
    mp_int_t value = mp_obj_is_small_int(type) ? MP_OBJ_SMALL_INT_VALUE(type) : -1;
    return value >= 0 && value < (mp_int_t)MP_ARRAY_SIZE(type_names) ? type_names[value] : MP_QSTR_INVALID;
}

// coapTypeToString(type) -> str
static mp_obj_t coap_type_to_string(mp_obj_t type) {
    return MP_OBJ_NEW_QSTR(coap_type_name(type));
}
MP_DEFINE_CONST_FUN_OBJ_1(coap_type_to_string_obj, coap_type_to_string);

mp_obj_t coap_type_names(void) {
    mp_obj_t names = vm_state_get(VM_COAP_TYPE_NAMES);
    if (names == MP_OBJ_NULL) {
        names = mp_obj_new_dict(MP_ARRAY_SIZE(type_names));
        for (size_t i = 0; i < MP_ARRAY_SIZE(type_names); i++) {
            mp_obj_dict_store(names, MP_OBJ_NEW_SMALL_INT(i), MP_OBJ_NEW_QSTR(type_names[i]));
        }
        names = vm_state_keep(VM_COAP_TYPE_NAMES, names);
    }
    return names;
}
