// microcoapy.CoapPacket: one message as plain attributes.
#include "py/gc.h"

#include "coap_wire.h"
#include "platform.h"
#include "pycall.h"
#include "status.h"

// Of a packet that was received.
#define PACKET_ATTRIBUTES (10)
// Of one that makes them when they are read: those that most scripts read.
#define LAZY_ATTRIBUTES (3)

// What a packet's parts are made from.
typedef struct _packet_origin_t {
    mp_obj_base_t base;
    mp_obj_t address;
    byte *bytes;
    uint32_t at; // when it came, milliseconds
    uint16_t length;
    bool is_bytearray;
    bool has_metadata;
} packet_origin_t;

static MP_DEFINE_CONST_OBJ_TYPE(packet_origin_type, MP_QSTR__m, MP_TYPE_FLAG_NONE);

static packet_origin_t *packet_origin(mp_obj_t packet) {
    return packet == MP_OBJ_NULL ? NULL : pycall_native(packet, &packet_origin_type);
}

// CoapPacket()
static mp_obj_t packet_init(mp_obj_t self, mp_obj_t *args) {
    pyclass_reserve(self, PACKET_ATTRIBUTES);
    static const qstr_short_t names[] = {
        MP_QSTR_version, MP_QSTR_type, MP_QSTR_method, MP_QSTR_token, MP_QSTR_payload, MP_QSTR_messageid,
        MP_QSTR_content_format, MP_QSTR_query, MP_QSTR_options,
    };
    mp_obj_t zero = MP_OBJ_NEW_SMALL_INT(0);
    mp_obj_t values[] = {
        zero, zero, MP_OBJ_NEW_SMALL_INT(1), coap_bytearray_of(mp_const_none), coap_bytearray_of(mp_const_none), zero,
        MP_OBJ_NEW_SMALL_INT(COAP_FORMAT_NONE), coap_bytearray_of(mp_const_none), mp_obj_new_list(0, NULL),
    };
    pycall_store_all(self, MP_ARRAY_SIZE(names), names, values);
    return mp_const_none;
}

// addOption(number, opt_payload)
static mp_obj_t packet_addOption(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t option = pyclass_make(&coap_option_class, 2, args);
    pycall_1(pycall_attr(self, MP_QSTR_options), MP_QSTR_append, option);
    return mp_const_none;
}

static void packet_add_text(mp_obj_t self, mp_int_t number, const char *text, size_t length) {
    pycall_2(self, MP_QSTR_addOption, MP_OBJ_NEW_SMALL_INT(number), mp_obj_new_str(text, length));
}

// setUriHost(address)
static mp_obj_t packet_setUriHost(mp_obj_t self, mp_obj_t *args) {
    pycall_2(self, MP_QSTR_addOption, MP_OBJ_NEW_SMALL_INT(COAP_OPTION_URI_HOST), args[0]);
    return mp_const_none;
}

void coap_check_path(mp_obj_t url) {
    if (!pycall_is_str(url)) {
        pycall_attr(url, MP_QSTR_split); // what has none raises AttributeError, as it did in the original
        mp_raise_TypeError(MP_ERROR_TEXT("url must be a str"));
    }
}

// setUriPath(url): one option per piece between slashes, empty pieces included
static mp_obj_t packet_setUriPath(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t url = args[0];
    coap_check_path(url);
    size_t length;
    const char *piece = mp_obj_str_get_data(url, &length);
    const char *end = piece + length;
    for (const char *at = piece; at <= end; at++) {
        if (at == end || *at == '/') {
            packet_add_text(self, COAP_OPTION_URI_PATH, piece, at - piece);
            piece = at + 1;
        }
    }
    return mp_const_none;
}

// toString() -> 'type: CON, method: 0.01, messageid: 0, payload: ...'
static mp_obj_t packet_toString(mp_obj_t self, mp_obj_t *args) {
    mp_int_t method = pycall_int(self, MP_QSTR_method);
    vstr_t text;
    mp_print_t print;
    vstr_init_print(&text, 64, &print);
    mp_printf(&print, "type: %s, method: %d.%02d, messageid: ", qstr_str(coap_type_name(pycall_attr(self, MP_QSTR_type))),
        (int)((method & 0xe0) >> 5), (int)(method & 0x1f));
    mp_obj_print_helper(&print, pycall_attr(self, MP_QSTR_messageid), PRINT_STR);
    mp_print_str(&print, ", payload: ");
    mp_obj_print_helper(&print, pycall_attr(self, MP_QSTR_payload), PRINT_STR);
    return compat_new_str_from_vstr(&text);
}

// The message to read the options from: as it was received, or as it would be sent.
static coap_datagram_t packet_as_datagram(mp_obj_t self) {
    packet_origin_t *origin = packet_origin(self);
    if (origin != NULL) {
        coap_datagram_t received = { origin->bytes, origin->length, false };
        return received;
    }
    coap_draft_t draft;
    coap_draft_new(&draft);
    coap_wire_write_header(&draft, self, COAP_TYPE_CON, 0);
    coap_wire_write_resource(&draft, self);
    status_check(draft.status);
    coap_datagram_t made = { draft.out, draft.state.length, false };
    return made;
}

// get_request_uri(host=None, port=5683, secure=False) -> 'coap://host/path?query': what the options stand for, sent to
// that host and port (RFC 7252 section 6.5). Raises ValueError without Uri-Host and host.
static mp_obj_t packet_get_request_uri(mp_obj_t self, mp_obj_t *args) {
    enum { ARG_host, ARG_port, ARG_secure };
    coap_datagram_t datagram = packet_as_datagram(self);
    mp_buffer_info_t host;
    coap_bytes_of(args[ARG_host], &host);
    struct mpnet_coap_fields fields;
    status_check(mpnet_coap_fields(datagram.bytes, datagram.length, &fields));
    if (host.len == 0 && !(fields.present & MPNET_COAP_FIELD_URI_HOST)) {
        mp_raise_ValueError(MP_ERROR_TEXT("no Uri-Host: name the host"));
    }
    vstr_t uri;
    vstr_init(&uri, 3 * (datagram.length + host.len) + 16); // each byte percent-encoded
    status_check(mpnet_coap_uri_compose(datagram.bytes, datagram.length, mp_obj_is_true(args[ARG_secure]), host.buf,
        host.len, pymethod_int(args[ARG_port], COAP_DEFAULT_PORT), (uint8_t *)uri.buf, uri.alloc, &uri.len));
    return compat_new_str_from_vstr(&uri);
}

// ---- received packets

mp_obj_t coap_packet_whole(mp_obj_t datagram_in, bool has_metadata) {
    mp_obj_t packet = pyclass_fresh(&coap_packet_class, PACKET_ATTRIBUTES);
    coap_datagram_t datagram = coap_datagram_of(datagram_in);
    struct mpnet_coap_view view;
    mpnet_coap_parse(datagram.bytes, datagram.length, MPNET_COAP_POLICY_LENIENT_MARKER, &view);
    coap_wire_read(&datagram, &view, packet, has_metadata);
    return packet;
}

static void packet_fill_origin(packet_origin_t *origin, mp_obj_t datagram_in, mp_obj_t address, bool has_metadata) {
    coap_datagram_t datagram = coap_datagram_of(datagram_in);
    if (origin->bytes == NULL || datagram.length > gc_nbytes(origin->bytes)) {
        origin->bytes = m_new(byte, datagram.length);
    }
    origin->at = platform_now();
    memcpy(origin->bytes, datagram.bytes, datagram.length);
    origin->length = datagram.length;
    origin->is_bytearray = datagram.is_bytearray;
    origin->address = address;
    origin->has_metadata = has_metadata;
}

mp_obj_t coap_packet_lazy(mp_obj_t packet, mp_obj_t datagram, mp_obj_t address, bool has_metadata) {
    packet_origin_t *origin = packet_origin(packet);
    if (origin != NULL) {
        pyclass_clear(packet);
    } else if (!pyclass_is_untouched(&coap_packet_class)) {
        packet = coap_packet_whole(datagram, has_metadata); // what its __init__ stored would hide the parts
        pycall_store(packet, MP_QSTR_address, address);
        return packet;
    } else {
        packet = pyclass_fresh(&coap_packet_class, LAZY_ATTRIBUTES);
        origin = pycall_new(sizeof(*origin), &packet_origin_type);
    }
    packet_fill_origin(origin, datagram, address, has_metadata);
    pycall_store(packet, MP_QSTR__m, MP_OBJ_FROM_PTR(origin));
    return packet;
}

bool coap_packet_is_fresh(mp_obj_t packet) {
    const packet_origin_t *origin = packet_origin(packet);
    return origin != NULL
        && (platform_now() - origin->at) / 1000 < (uint32_t)mp_obj_get_int_truncated(pycall_attr(packet, MP_QSTR_max_age));
}

void coap_packet_refresh(mp_obj_t packet, mp_obj_t answer) {
    packet_origin_t *origin = packet_origin(packet);
    if (origin != NULL) {
        origin->at = platform_now();
    }
    pycall_store(packet, MP_QSTR_max_age, pycall_attr(answer, MP_QSTR_max_age));
}

static mp_obj_t packet_part(const packet_origin_t *origin, qstr attr) {
    if (attr == MP_QSTR_address) {
        return origin->address;
    }
    coap_datagram_t datagram = { origin->bytes, origin->length, origin->is_bytearray };
    struct mpnet_coap_view view;
    mpnet_coap_parse(datagram.bytes, datagram.length, MPNET_COAP_POLICY_LENIENT_MARKER, &view);
    return coap_wire_part(&datagram, &view, attr, origin->has_metadata);
}

// __getattr__(name): asked for what the packet does not have
static mp_obj_t packet_getattr(mp_obj_t self, mp_obj_t *args) {
    qstr attr = mp_obj_str_get_qstr(args[0]);
    packet_origin_t *origin = packet_origin(self);
    mp_obj_t part = origin == NULL ? MP_OBJ_NULL : packet_part(origin, attr);
    if (part == MP_OBJ_NULL) {
        compat_raise_no_attribute(attr);
    }
    if (mp_obj_is_obj(part)) {
        pycall_store(self, attr, part); // the same object from now on
    }
    return part;
}

static const pymethod_t packet_methods[] = {
    PYMETHOD(__init__, packet_init, PYARGS_UNNAMED(0, 0)),
    PYMETHOD(__getattr__, packet_getattr, PYARGS_UNNAMED(1, 1)),
    PYMETHOD(addOption, packet_addOption, PYARGS(2, MP_QSTR_number, MP_QSTR_opt_payload)),
    PYMETHOD(setUriHost, packet_setUriHost, PYARGS(1, MP_QSTR_address)),
    PYMETHOD(setUriPath, packet_setUriPath, PYARGS(1, MP_QSTR_url)),
    PYMETHOD(get_request_uri, packet_get_request_uri, PYARGS_OR_NONE(0, MP_QSTR_host, MP_QSTR_port, MP_QSTR_secure)),
    PYMETHOD(toString, packet_toString, PYARGS_UNNAMED(0, 0)),
};
static const mp_rom_map_elem_t packet_rows[] = {
    { MP_ROM_QSTR(MP_QSTR__m), MP_ROM_NONE },
    // Names of older releases.
    { MP_ROM_QSTR(MP_QSTR_code), PYCLASS_ALIAS(MP_QSTR_method) },
    { MP_ROM_QSTR(MP_QSTR_contentType), PYCLASS_ALIAS(MP_QSTR_content_format) },
};
const pyclass_def_t coap_packet_class = {
    PYCLASS(CoapPacket, VM_CLASS_COAP_PACKET), PYCLASS_METHODS(packet_methods), PYCLASS_ROWS(packet_rows),
};
