// The module microATsocket: sockets over a modem's AT commands.
#include "at_objects.h"
#include "mpnet.h"
#include "pyclass.h"
#include "socket_ids.h"

// has_available_sockets() -> bool
static mp_obj_t has_available_sockets(void) {
    return mp_obj_new_bool(socket_ids_available(SOCKET_IDS));
}
static MP_DEFINE_CONST_FUN_OBJ_0(has_available_sockets_obj, has_available_sockets);

// get_first_available_socket() -> int or None: marks the id as taken
static mp_obj_t get_first_available_socket(void) {
    uint8_t id = socket_ids_take(SOCKET_IDS).id;
    return id == 0 ? mp_const_none : MP_OBJ_NEW_SMALL_INT(id);
}
static MP_DEFINE_CONST_FUN_OBJ_0(get_first_available_socket_obj, get_first_available_socket);

// release_socket(idx) -> bool: False when idx is no connection id
static mp_obj_t release_socket(mp_obj_t idx) {
    return mp_obj_new_bool(socket_ids_release(mp_obj_get_int(idx)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(release_socket_obj, release_socket);

static const mp_rom_map_elem_t made_rows[] = {
    { MP_ROM_QSTR(MP_QSTR_Modem), MP_ROM_PTR(&at_modem_class) },
    { MP_ROM_QSTR(MP_QSTR_socket), MP_ROM_PTR(&at_socket_class) },
};

// Classes and the live list are made on first use.
static mp_obj_t module_getattr(mp_obj_t attr) {
    if (MP_OBJ_QSTR_VALUE(attr) == MP_QSTR_sockets_in_use) {
        return socket_ids()->list;
    }
    return pyclass_module_getattr(made_rows, MP_ARRAY_SIZE(made_rows), attr);
}
static MP_DEFINE_CONST_FUN_OBJ_1(module_getattr_obj, module_getattr);

extern const mp_obj_module_t mpnet_microatsocket_module;

static mp_obj_t module_init(void) {
    vm_state_prepare();
    compat_load_submodules(&mpnet_microatsocket_module);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(module_init_obj, module_init);

static const MP_DEFINE_STR_OBJ(version_obj, MPNET_VERSION);

#define CONSTANT_ROW(name) { MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_INT(AT_##name) }

PYCLASS_ALL(module_all,
    PYCLASS_NAME(socket), PYCLASS_NAME(Modem), PYCLASS_NAME(sockets_in_use), PYCLASS_NAME(microATsocket),
    PYCLASS_NAME(has_available_sockets), PYCLASS_NAME(get_first_available_socket), PYCLASS_NAME(release_socket),
    PYCLASS_NAME(getaddrinfo), PYCLASS_NAME(AF_INET), PYCLASS_NAME(AF_INET6), PYCLASS_NAME(SOCK_STREAM),
    PYCLASS_NAME(SOCK_DGRAM), PYCLASS_NAME(SOCK_RAW), PYCLASS_NAME(IPPROTO_IP), PYCLASS_NAME(IPPROTO_TCP),
    PYCLASS_NAME(IPPROTO_TCP_SER), PYCLASS_NAME(TCP_CUSTOMIZE_PORT), PYCLASS_NAME(IPPROTO_UDP),
    PYCLASS_NAME(IPPROTO_TLS_1_2), PYCLASS_NAME(IPPROTO_DTLS_1_2), PYCLASS_NAME(SOL_SOCKET),
    PYCLASS_NAME(SO_REUSEADDR), PYCLASS_NAME(SO_TYPE), PYCLASS_NAME(SO_ERROR), PYCLASS_NAME(SO_BROADCAST),
    PYCLASS_NAME(SO_KEEPALIVE), PYCLASS_NAME(TCP_NODELAY), PYCLASS_NAME(TCP_KEEPALIVE), PYCLASS_NAME(MSG_PEEK),
    PYCLASS_NAME(MSG_DONTWAIT), PYCLASS_NAME(SO_RAI), PYCLASS_NAME(SOL_TLS), PYCLASS_NAME(TLS_SEC_TAG_LIST),
    PYCLASS_NAME(TLS_HOSTNAME), PYCLASS_NAME(TLS_PEER_VERIFY), PYCLASS_NAME(TLS_PEER_VERIFY_NONE),
    PYCLASS_NAME(TLS_PEER_VERIFY_OPTIONAL), PYCLASS_NAME(TLS_PEER_VERIFY_REQUIRED), PYCLASS_NAME(TLS_SESSION_CACHE),
    PYCLASS_NAME(TLS_CIPHERSUITE_USED), PYCLASS_NAME(TLS_SESSION_CACHE_PURGE), PYCLASS_NAME(TLS_DTLS_CID),
    PYCLASS_NAME(TLS_DTLS_CID_STATUS), PYCLASS_NAME(TLS_DTLS_CID_DISABLED), PYCLASS_NAME(TLS_DTLS_CID_SUPPORTED),
    PYCLASS_NAME(TLS_DTLS_CID_ENABLED), PYCLASS_NAME(TLS_DTLS_HANDSHAKE_TIMEO), PYCLASS_NAME(TLS_DTLS_CONN_SAVE),
    PYCLASS_NAME(TLS_DTLS_CONN_LOAD), PYCLASS_NAME(TLS_DTLS_FRAG_EXT), PYCLASS_NAME(inet_ntop), PYCLASS_NAME(inet_pton),
    PYCLASS_NAME(DNS_SERVER_IP), PYCLASS_NAME(DNS_SERVER_IPV6), PYCLASS_NAME(LOCAL_PORT_DEFAULT));

static const mp_rom_map_elem_t module_globals_table[] = {
    PYCLASS_ALL_ROW(module_all),
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_microATsocket) },
    { MP_ROM_QSTR(MP_QSTR___version__), MP_ROM_PTR(&version_obj) },
    // Asked for by the import machinery of current releases.
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&module_init_obj) },
    { MP_ROM_QSTR(MP_QSTR___path__), MP_ROM_QSTR(MP_QSTR_microATsocket) },
    { MP_ROM_QSTR(MP_QSTR___getattr__), MP_ROM_PTR(&module_getattr_obj) },
    // import microATsocket.microATsocket as socket
    { MP_ROM_QSTR(MP_QSTR_microATsocket), MP_ROM_PTR(&mpnet_microatsocket_module) },
    { MP_ROM_QSTR(MP_QSTR_has_available_sockets), MP_ROM_PTR(&has_available_sockets_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_first_available_socket), MP_ROM_PTR(&get_first_available_socket_obj) },
    { MP_ROM_QSTR(MP_QSTR_release_socket), MP_ROM_PTR(&release_socket_obj) },
    { MP_ROM_QSTR(MP_QSTR_getaddrinfo), MP_ROM_PTR(&at_getaddrinfo_obj) },
    { MP_ROM_QSTR(MP_QSTR_inet_ntop), MP_ROM_PTR(&at_inet_ntop_obj) },
    { MP_ROM_QSTR(MP_QSTR_inet_pton), MP_ROM_PTR(&at_inet_pton_obj) },
    CONSTANT_ROW(AF_INET),
    CONSTANT_ROW(AF_INET6),
    CONSTANT_ROW(SOCK_STREAM),
    CONSTANT_ROW(SOCK_DGRAM),
    CONSTANT_ROW(SOCK_RAW),
    CONSTANT_ROW(IPPROTO_IP),
    CONSTANT_ROW(IPPROTO_TCP),
    CONSTANT_ROW(IPPROTO_TCP_SER),
    CONSTANT_ROW(TCP_CUSTOMIZE_PORT),
    CONSTANT_ROW(IPPROTO_UDP),
    CONSTANT_ROW(IPPROTO_TLS_1_2),
    CONSTANT_ROW(IPPROTO_DTLS_1_2),
    CONSTANT_ROW(SOL_SOCKET),
    CONSTANT_ROW(SO_REUSEADDR),
    CONSTANT_ROW(SO_TYPE),
    CONSTANT_ROW(SO_ERROR),
    CONSTANT_ROW(SO_BROADCAST),
    CONSTANT_ROW(SO_KEEPALIVE),
    CONSTANT_ROW(TCP_NODELAY),
    CONSTANT_ROW(TCP_KEEPALIVE),
    CONSTANT_ROW(MSG_PEEK),
    CONSTANT_ROW(MSG_DONTWAIT),
    CONSTANT_ROW(SO_RAI),
    CONSTANT_ROW(SOL_TLS),
    CONSTANT_ROW(TLS_SEC_TAG_LIST),
    CONSTANT_ROW(TLS_HOSTNAME),
    CONSTANT_ROW(TLS_PEER_VERIFY),
    CONSTANT_ROW(TLS_PEER_VERIFY_NONE),
    CONSTANT_ROW(TLS_PEER_VERIFY_OPTIONAL),
    CONSTANT_ROW(TLS_PEER_VERIFY_REQUIRED),
    CONSTANT_ROW(TLS_SESSION_CACHE),
    CONSTANT_ROW(TLS_CIPHERSUITE_USED),
    CONSTANT_ROW(TLS_SESSION_CACHE_PURGE),
    CONSTANT_ROW(TLS_DTLS_CID),
    CONSTANT_ROW(TLS_DTLS_CID_STATUS),
    CONSTANT_ROW(TLS_DTLS_CID_DISABLED),
    CONSTANT_ROW(TLS_DTLS_CID_SUPPORTED),
    CONSTANT_ROW(TLS_DTLS_CID_ENABLED),
    CONSTANT_ROW(TLS_DTLS_HANDSHAKE_TIMEO),
    CONSTANT_ROW(TLS_DTLS_CONN_SAVE),
    CONSTANT_ROW(TLS_DTLS_CONN_LOAD),
    CONSTANT_ROW(TLS_DTLS_FRAG_EXT),
    { MP_ROM_QSTR(MP_QSTR_DNS_SERVER_IP), MP_ROM_PTR(&at_dns_server_obj) },
    { MP_ROM_QSTR(MP_QSTR_DNS_SERVER_IPV6), MP_ROM_PTR(&at_dns_server_ipv6_obj) },
    { MP_ROM_QSTR(MP_QSTR_LOCAL_PORT_DEFAULT), MP_ROM_INT(MPNET_LOCAL_PORT_DEFAULT) },
    COMPAT_PACKAGE_ROW
};
static MP_DEFINE_CONST_DICT(module_globals, module_globals_table);

const mp_obj_module_t mpnet_microatsocket_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_globals,
};

// Releases before 1.19 scan this text for registrations with three arguments, later ones scan
// preprocessed text for the form with two, which has to stand last.
#if COMPAT_VERSION < 119
MP_REGISTER_MODULE(MP_QSTR_microATsocket, mpnet_microatsocket_module, 1);
MP_REGISTER_MODULE(MP_QSTR_microATsocket_dot_microATsocket, mpnet_microatsocket_module, 1);
#else
MP_REGISTER_MODULE(MP_QSTR_microATsocket, mpnet_microatsocket_module);
#endif
