// microATsocket.socket, names: the DNS server and getaddrinfo.
#include "dns_lookup.h"
#include "socket_methods.h"

// The number with which MicroPython's socket modules say that a name has no address.
#define EAI_NONAME (-2)

static const MP_DEFINE_STR_OBJ(no_server_obj, "0.0.0.0");

// dnsserver(dnsIndex=None, ip_addr=None) -> (server, '0.0.0.0') unless both are given
mp_obj_t socket_dnsserver(mp_obj_t self, mp_obj_t *args) {
    bool is_query = args[0] == MP_OBJ_NULL || args[0] == mp_const_none || args[1] == MP_OBJ_NULL
        || args[1] == mp_const_none;
    if (is_query) {
        return pycall_pair(pycall_attr(self, MP_QSTR_dns_server), MP_OBJ_FROM_PTR(&no_server_obj));
    }
    if (mp_obj_get_int(args[0]) != 0) {
        status_raise_legacy(MP_ERROR_TEXT("Only primary DNS server can be configured"));
    }
    pycall_store(self, MP_QSTR_dns_server, args[1]);
    return mp_const_none;
}

typedef struct _lookup_t {
    mp_obj_t self, host, port;
    mp_obj_t type, proto; // as the rows tell them
    mp_obj_t socket;      // of the lookup, or MP_OBJ_NULL
} lookup_t;

// The modem's own lookup. What it does not find the name server may know, unless the modem says that there
// is no such name.
static mp_obj_t resolve_by_modem(mp_obj_t context) {
    lookup_t *lookup = MP_OBJ_TO_PTR(context);
    modem_t *modem = socket_modem(lookup->self, socket_state_of(lookup->self));
    if (!modem->limits.resolves) {
        return MP_OBJ_NULL;
    }
    modem_call_t call = { .modem = modem, .request = modem_resolve, .speaker = lookup->self, .host = lookup->host };
    call.length = pycall_int(lookup->self, MP_QSTR_family) == AT_AF_INET6;
    modem_run(&call);
    if (call.event.kind != MPNET_AT_EVENT_KIND_RESOLVED) {
        return call.event.error == MP_ENOENT ? mp_const_none : MP_OBJ_NULL;
    }
    if (call.peer_length == 0) {
        return MP_OBJ_NULL; // none of this family, perhaps as the modem knows the other only
    }
    return mp_obj_new_str((const char *)call.peer, call.peer_length);
}

static mp_obj_t open_lookup(mp_obj_t context) {
    lookup_t *lookup = MP_OBJ_TO_PTR(context);
    mp_obj_t self = lookup->self;
    lookup->socket = socket_beside(self, AT_SOCK_DGRAM, socket_modem_object(self));
    pycall_store(lookup->socket, MP_QSTR_dialPause, pycall_attr(self, MP_QSTR_dialPause));
    return lookup->socket;
}

static mp_obj_t addrinfo_row(mp_obj_t text, bool is_inet6, mp_obj_t context) {
    const lookup_t *lookup = MP_OBJ_TO_PTR(context);
    mp_obj_t items[5] = {
        MP_OBJ_NEW_SMALL_INT(is_inet6 ? AT_AF_INET6 : AT_AF_INET),
        lookup->type,
        lookup->proto,
        MP_OBJ_NEW_QSTR(MP_QSTR_),
        pycall_pair(text, lookup->port),
    };
    return mp_obj_new_tuple(5, items);
}

static mp_obj_t lookup_body(void *context) {
    lookup_t *lookup = context;
    dns_request_t request = {
        .name = lookup->host,
        .server = pycall_attr(lookup->self, MP_QSTR_dns_server),
        .is_inet6 = pycall_int(lookup->self, MP_QSTR_family) == AT_AF_INET6,
        .resolve = socket_state_of(lookup->self)->is_contract ? resolve_by_modem : NULL,
        .open = open_lookup,
        .row = addrinfo_row,
        .context = MP_OBJ_FROM_PTR(context),
        .timeout = pycall_attr(lookup->self, MP_QSTR_dnsTimeout),
    };
    return dns_lookup(&request);
}

// What hinders closing has been told by what it hindered before.
static mp_obj_t close_lookup(void *context) {
    pycall_try_method(((lookup_t *)context)->socket, MP_QSTR_close, 0, NULL, NULL);
    return mp_const_none;
}

static mp_obj_t release_lookup(void *context) {
    return pycall_0(((lookup_t *)context)->socket, MP_QSTR_reset);
}

// The socket of the lookup goes back whatever happened.
static mp_obj_t lookup_cleanup(void *context) {
    lookup_t *lookup = context;
    if (lookup->socket != MP_OBJ_NULL) {
        pycall_finally(close_lookup, release_lookup, lookup);
    }
    return mp_const_none;
}

// getaddrinfo(host, port) -> [(family, 1, 0, '', (address, port)), ...], of the socket's family
mp_obj_t socket_getaddrinfo(mp_obj_t self, mp_obj_t *args) {
    lookup_t lookup = { self, args[0], args[1], MP_OBJ_NEW_SMALL_INT(AT_SOCK_STREAM), MP_OBJ_NEW_SMALL_INT(0),
        MP_OBJ_NULL };
    return pycall_finally(lookup_body, lookup_cleanup, &lookup);
}

// An argument, or `otherwise` where it is 0 or was left out.
static mp_obj_t given_or(mp_obj_t arg, mp_obj_t otherwise) {
    return arg == MP_OBJ_NULL || arg == MP_OBJ_NEW_SMALL_INT(0) ? otherwise : arg;
}

// getaddrinfo(host, port, af=AF_INET, type=SOCK_STREAM, proto=0, flags=0): over the modem made last
static mp_obj_t getaddrinfo(mp_obj_t self, mp_obj_t *args) {
    enum { ARG_host, ARG_port, ARG_af, ARG_type, ARG_proto };
    mp_obj_t zero = MP_OBJ_NEW_SMALL_INT(0), stream = MP_OBJ_NEW_SMALL_INT(AT_SOCK_STREAM);
    lookup_t lookup = { MP_OBJ_NULL, args[ARG_host], args[ARG_port], given_or(args[ARG_type], stream),
        given_or(args[ARG_proto], zero), MP_OBJ_NULL };
    mp_obj_t kind[2] = { given_or(args[ARG_af], MP_OBJ_NEW_SMALL_INT(AT_AF_INET)), stream };
    lookup.self = pyclass_make(&at_socket_class, 2, kind);
    pycall_0(lookup.self, MP_QSTR_reset); // it needs no connection id
    mp_obj_t rows = pycall_finally(lookup_body, lookup_cleanup, &lookup);
    if (!mp_obj_is_true(rows)) {
        status_raise_errno(EAI_NONAME, MP_ERROR_TEXT("no address for this name"));
    }
    return rows;
}
const pymethod_t at_getaddrinfo_obj = PYMETHOD_STATIC(getaddrinfo, getaddrinfo, PYARGS_UNNAMED(2, 6));

// Whether the family is that of IPv6; raises for other families.
static bool is_inet6(mp_obj_t family) {
    mp_int_t number = mp_obj_get_int(family);
    if (number != AT_AF_INET && number != AT_AF_INET6) {
        status_raise_errno(MP_EAFNOSUPPORT, MP_ERROR_TEXT("address family not supported"));
    }
    return number == AT_AF_INET6;
}

// inet_pton(af, text) -> bytes
static mp_obj_t inet_pton(mp_obj_t family, mp_obj_t text) {
    byte packed[16];
    bool is_long = is_inet6(family);
    size_t length;
    const char *data = mp_obj_str_get_data(text, &length);
    status_check(mpnet_dns_pack((const byte *)data, length, is_long, packed, sizeof(packed)));
    return mp_obj_new_bytes(packed, is_long ? 16 : 4);
}
MP_DEFINE_CONST_FUN_OBJ_2(at_inet_pton_obj, inet_pton);

// inet_ntop(af, packed) -> str
static mp_obj_t inet_ntop(mp_obj_t family, mp_obj_t packed) {
    byte text[MPNET_DNS_ADDRESS_TEXT];
    bool is_long = is_inet6(family);
    size_t length = 0;
    mp_buffer_info_t buffer;
    pycall_bytes(packed, &buffer);
    status_check(mpnet_dns_text(buffer.buf, buffer.len, is_long, text, sizeof(text), &length));
    return mp_obj_new_str((const char *)text, length);
}
MP_DEFINE_CONST_FUN_OBJ_2(at_inet_ntop_obj, inet_ntop);
