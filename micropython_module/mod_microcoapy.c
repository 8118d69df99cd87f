// microcoapy: the package, its sub-modules and their names.
//
// Classes are made at run time, so the tables here are in two parts: ROM globals for the import
// machinery (sub-modules must be found there) and rows that __getattr__ answers from.
#include "coap_objects.h"
#include "mpnet.h"
#include "pycall.h"

#define CLASS_ROW(name, def) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_PTR(&def) }
#define FUNCTION_ROW(name, function_obj) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_PTR(&function_obj) }

// What __getattr__ of the modules answers from; each has a part of it.
static const mp_rom_map_elem_t class_rows[] = {
    CLASS_ROW(CoapResponseCode, coap_response_code_codec_class),
    CLASS_ROW(COAP_VERSION, coap_version_class),
    CLASS_ROW(COAP_TYPE, coap_type_class),
    CLASS_ROW(COAP_METHOD, coap_method_class),
    CLASS_ROW(COAP_RESPONSE_CODE, coap_response_code_class),
    CLASS_ROW(COAP_OPTION_NUMBER, coap_option_number_class),
    CLASS_ROW(COAP_CONTENT_FORMAT, coap_content_format_class),
    CLASS_ROW(COAP_CONTENT_TYPE, coap_content_format_class),
    CLASS_ROW(CoapOption, coap_option_class),
    CLASS_ROW(CoapPacket, coap_packet_class),
    CLASS_ROW(Coap, coap_class),
    CLASS_ROW(CoapRequest, coap_request_class),
    CLASS_ROW(CoapObservation, coap_observation_class),
    CLASS_ROW(CoapResource, coap_resource_class),
};
enum { ROWS_MACROS = 0, ROWS_PACKAGE = 1, ROWS_OPTION = 8, ROWS_PACKET_END = 10 };

static mp_obj_t class_of(size_t from, size_t to, mp_obj_t attr) {
    return pyclass_module_getattr(class_rows + from, to - from, attr);
}

#define GLOBALS_ROWS(name, getattr_obj, all) \
    PYCLASS_ALL_ROW(all), \
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_##name) }, \
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&module_init_obj) }, \
    { MP_ROM_QSTR(MP_QSTR___getattr__), MP_ROM_PTR(&getattr_obj) }

extern const mp_obj_module_t mpnet_microcoapy_module;

// __init__(): the import machinery asks every built-in for it
static mp_obj_t module_init(void) {
    vm_state_prepare();
    compat_load_submodules(&mpnet_microcoapy_module);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(module_init_obj, module_init);

static const MP_DEFINE_STR_OBJ(version_obj, MPNET_VERSION);

// ---- microcoapy.coap_macros

static mp_obj_t macros_getattr(mp_obj_t attr) {
    if (mp_obj_str_get_qstr(attr) == MP_QSTR_coapTypeToStringMap) {
        return coap_type_names();
    }
    return class_of(ROWS_MACROS, ROWS_OPTION, attr);
}
static MP_DEFINE_CONST_FUN_OBJ_1(macros_getattr_obj, macros_getattr);

PYCLASS_ALL(macros_all,
    PYCLASS_NAME(COAP_VERSION), PYCLASS_NAME(COAP_TYPE), PYCLASS_NAME(COAP_METHOD), PYCLASS_NAME(COAP_RESPONSE_CODE),
    PYCLASS_NAME(COAP_OPTION_NUMBER), PYCLASS_NAME(COAP_CONTENT_FORMAT), PYCLASS_NAME(COAP_CONTENT_TYPE),
    PYCLASS_NAME(CoapResponseCode), PYCLASS_NAME(coapTypeToString), PYCLASS_NAME(coapTypeToStringMap),
    PYCLASS_NAME(enum));

static const mp_rom_map_elem_t macros_globals_table[] = {
    GLOBALS_ROWS(coap_macros, macros_getattr_obj, macros_all),
    FUNCTION_ROW(coapTypeToString, coap_type_to_string_obj),
    FUNCTION_ROW(enum, pyclass_enum_obj),
    { MP_ROM_QSTR(MP_QSTR__COAP_HEADER_SIZE), MP_ROM_INT(4) },
    { MP_ROM_QSTR(MP_QSTR__COAP_OPTION_HEADER_SIZE), MP_ROM_INT(1) },
    { MP_ROM_QSTR(MP_QSTR__COAP_PAYLOAD_MARKER), MP_ROM_INT(255) },
    { MP_ROM_QSTR(MP_QSTR__MAX_OPTION_NUM), MP_ROM_INT(10) },
    { MP_ROM_QSTR(MP_QSTR__BUF_MAX_SIZE), MP_ROM_INT(1024) },
    { MP_ROM_QSTR(MP_QSTR__COAP_DEFAULT_PORT), MP_ROM_INT(COAP_DEFAULT_PORT) },
};
static MP_DEFINE_CONST_DICT(macros_globals, macros_globals_table);

const mp_obj_module_t mpnet_coap_macros_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&macros_globals,
};

// ---- microcoapy.coap_option

static mp_obj_t option_getattr(mp_obj_t attr) {
    return class_of(ROWS_OPTION, ROWS_OPTION + 1, attr);
}
static MP_DEFINE_CONST_FUN_OBJ_1(option_getattr_obj, option_getattr);

PYCLASS_ALL(option_all,
    PYCLASS_NAME(CoapOption));

static const mp_rom_map_elem_t option_globals_table[] = {
    GLOBALS_ROWS(coap_option, option_getattr_obj, option_all),
};
static MP_DEFINE_CONST_DICT(option_globals, option_globals_table);

const mp_obj_module_t mpnet_coap_option_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&option_globals,
};

// ---- microcoapy.coap_packet

static mp_obj_t packet_getattr(mp_obj_t attr) {
    return class_of(ROWS_OPTION, ROWS_PACKET_END, attr);
}
static MP_DEFINE_CONST_FUN_OBJ_1(packet_getattr_obj, packet_getattr);

PYCLASS_ALL(packet_all,
    PYCLASS_NAME(CoapPacket), PYCLASS_NAME(CoapOption), PYCLASS_NAME(macros));

static const mp_rom_map_elem_t packet_globals_table[] = {
    GLOBALS_ROWS(coap_packet, packet_getattr_obj, packet_all),
    { MP_ROM_QSTR(MP_QSTR_macros), MP_ROM_PTR(&mpnet_coap_macros_module) },
};
static MP_DEFINE_CONST_DICT(packet_globals, packet_globals_table);

const mp_obj_module_t mpnet_coap_packet_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&packet_globals,
};

// ---- microcoapy.coap_reader

#define READER_ROWS \
    FUNCTION_ROW(parsePacketHeaderInfo, coap_parse_header_obj), \
    FUNCTION_ROW(parsePacketOptionsAndPayload, coap_parse_options_and_payload_obj)

PYCLASS_ALL(reader_all,
    PYCLASS_NAME(parsePacketHeaderInfo), PYCLASS_NAME(parsePacketOptionsAndPayload), PYCLASS_NAME(parseOption),
    PYCLASS_NAME(CoapOption), PYCLASS_NAME(macros));

static const mp_rom_map_elem_t reader_globals_table[] = {
    GLOBALS_ROWS(coap_reader, option_getattr_obj, reader_all),
    READER_ROWS,
    FUNCTION_ROW(parseOption, coap_parse_option_obj),
    { MP_ROM_QSTR(MP_QSTR_macros), MP_ROM_PTR(&mpnet_coap_macros_module) },
};
static MP_DEFINE_CONST_DICT(reader_globals, reader_globals_table);

const mp_obj_module_t mpnet_coap_reader_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&reader_globals,
};

// ---- microcoapy.coap_writer

#define WRITER_ROWS \
    FUNCTION_ROW(writePacketHeaderInfo, coap_write_header_obj), \
    FUNCTION_ROW(writePacketOptions, coap_write_options_obj), \
    FUNCTION_ROW(writePacketPayload, coap_write_payload_obj)

PYCLASS_ALL(writer_all,
    PYCLASS_NAME(writePacketHeaderInfo), PYCLASS_NAME(writePacketOptions), PYCLASS_NAME(writePacketPayload),
    PYCLASS_NAME(CoapOptionDelta), PYCLASS_NAME(COAP_VERSION));

static const mp_rom_map_elem_t writer_globals_table[] = {
    GLOBALS_ROWS(coap_writer, macros_getattr_obj, writer_all),
    WRITER_ROWS,
    FUNCTION_ROW(CoapOptionDelta, coap_option_delta_obj),
    { MP_ROM_QSTR(MP_QSTR__BUF_MAX_SIZE), MP_ROM_INT(1024) },
};
static MP_DEFINE_CONST_DICT(writer_globals, writer_globals_table);

const mp_obj_module_t mpnet_coap_writer_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&writer_globals,
};

// ---- microcoapy.microcoapy

static mp_obj_t package_getattr(mp_obj_t attr) {
    return class_of(ROWS_PACKAGE, MP_ARRAY_SIZE(class_rows), attr);
}
static MP_DEFINE_CONST_FUN_OBJ_1(package_getattr_obj, package_getattr);

// Modules that the original imported and that scripts may reach through it.
static bool inner_is_import(qstr attr) {
    return attr == MP_QSTR_socket || attr == MP_QSTR_os || attr == MP_QSTR_time || attr == MP_QSTR_binascii;
}

static mp_obj_t inner_getattr(mp_obj_t attr) {
    qstr name = mp_obj_str_get_qstr(attr);
    return inner_is_import(name) ? pycall_import(name) : package_getattr(attr);
}
static MP_DEFINE_CONST_FUN_OBJ_1(inner_getattr_obj, inner_getattr);

PYCLASS_ALL(inner_all,
    PYCLASS_NAME(Coap), PYCLASS_NAME(CoapPacket), PYCLASS_NAME(CoapOption), PYCLASS_NAME(CoapRequest),
    PYCLASS_NAME(CoapObservation), PYCLASS_NAME(CoapResource), PYCLASS_NAME(COAP_VERSION), PYCLASS_NAME(COAP_TYPE),
    PYCLASS_NAME(COAP_METHOD), PYCLASS_NAME(COAP_RESPONSE_CODE), PYCLASS_NAME(COAP_OPTION_NUMBER),
    PYCLASS_NAME(COAP_CONTENT_FORMAT), PYCLASS_NAME(COAP_CONTENT_TYPE), PYCLASS_NAME(parsePacketHeaderInfo),
    PYCLASS_NAME(parsePacketOptionsAndPayload), PYCLASS_NAME(writePacketHeaderInfo), PYCLASS_NAME(writePacketOptions),
    PYCLASS_NAME(writePacketPayload), PYCLASS_NAME(macros));

static const mp_rom_map_elem_t inner_globals_table[] = {
    GLOBALS_ROWS(microcoapy, inner_getattr_obj, inner_all),
    READER_ROWS,
    WRITER_ROWS,
    { MP_ROM_QSTR(MP_QSTR_macros), MP_ROM_PTR(&mpnet_coap_macros_module) },
    { MP_ROM_QSTR(MP_QSTR___version__), MP_ROM_PTR(&version_obj) },
};
static MP_DEFINE_CONST_DICT(inner_globals, inner_globals_table);

const mp_obj_module_t mpnet_microcoapy_inner_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&inner_globals,
};

// ---- microcoapy

PYCLASS_ALL(package_all,
    PYCLASS_NAME(Coap), PYCLASS_NAME(CoapPacket), PYCLASS_NAME(CoapOption), PYCLASS_NAME(CoapRequest),
    PYCLASS_NAME(CoapObservation), PYCLASS_NAME(CoapResource), PYCLASS_NAME(COAP_VERSION), PYCLASS_NAME(COAP_TYPE),
    PYCLASS_NAME(COAP_METHOD), PYCLASS_NAME(COAP_RESPONSE_CODE), PYCLASS_NAME(COAP_OPTION_NUMBER),
    PYCLASS_NAME(COAP_CONTENT_FORMAT), PYCLASS_NAME(COAP_CONTENT_TYPE), PYCLASS_NAME(microcoapy),
    PYCLASS_NAME(coap_macros), PYCLASS_NAME(coap_packet), PYCLASS_NAME(coap_option), PYCLASS_NAME(coap_reader),
    PYCLASS_NAME(coap_writer));

static const mp_rom_map_elem_t package_globals_table[] = {
    GLOBALS_ROWS(microcoapy, package_getattr_obj, package_all),
    { MP_ROM_QSTR(MP_QSTR___path__), MP_ROM_QSTR(MP_QSTR_microcoapy) },
    { MP_ROM_QSTR(MP_QSTR___version__), MP_ROM_PTR(&version_obj) },
    { MP_ROM_QSTR(MP_QSTR_microcoapy), MP_ROM_PTR(&mpnet_microcoapy_inner_module) },
    { MP_ROM_QSTR(MP_QSTR_coap_macros), MP_ROM_PTR(&mpnet_coap_macros_module) },
    { MP_ROM_QSTR(MP_QSTR_coap_packet), MP_ROM_PTR(&mpnet_coap_packet_module) },
    { MP_ROM_QSTR(MP_QSTR_coap_option), MP_ROM_PTR(&mpnet_coap_option_module) },
    { MP_ROM_QSTR(MP_QSTR_coap_reader), MP_ROM_PTR(&mpnet_coap_reader_module) },
    { MP_ROM_QSTR(MP_QSTR_coap_writer), MP_ROM_PTR(&mpnet_coap_writer_module) },
    COMPAT_PACKAGE_ROW
};
static MP_DEFINE_CONST_DICT(package_globals, package_globals_table);

const mp_obj_module_t mpnet_microcoapy_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&package_globals,
};

// The oldest trees scan the raw text of this file for the form with three arguments, and resolve a
// dotted import of a built-in only by its full name. The form with two must stay the last statement.
#if COMPAT_DOTTED_MODULES
MP_REGISTER_MODULE(MP_QSTR_microcoapy, mpnet_microcoapy_module, 1);
MP_REGISTER_MODULE(MP_QSTR_microcoapy_dot_microcoapy, mpnet_microcoapy_inner_module, 1);
MP_REGISTER_MODULE(MP_QSTR_microcoapy_dot_coap_macros, mpnet_coap_macros_module, 1);
MP_REGISTER_MODULE(MP_QSTR_microcoapy_dot_coap_packet, mpnet_coap_packet_module, 1);
MP_REGISTER_MODULE(MP_QSTR_microcoapy_dot_coap_option, mpnet_coap_option_module, 1);
MP_REGISTER_MODULE(MP_QSTR_microcoapy_dot_coap_reader, mpnet_coap_reader_module, 1);
MP_REGISTER_MODULE(MP_QSTR_microcoapy_dot_coap_writer, mpnet_coap_writer_module, 1);
#else
MP_REGISTER_MODULE(MP_QSTR_microcoapy, mpnet_microcoapy_module);
#endif
