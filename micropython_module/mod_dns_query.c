// The module dns_query: name lookup through any datagram socket.
#include "dns_lookup.h"
#include "pycall.h"
#include "pymethod.h"
#include "vm_state.h"

static mp_obj_t given_socket(mp_obj_t socket) {
    return socket;
}

static mp_obj_t resolved_row(mp_obj_t text, bool is_inet6, mp_obj_t context) {
    (void)context;
    return pycall_pair(text, is_inet6 ? MP_OBJ_NEW_QSTR(MP_QSTR_AAAA) : MP_OBJ_NEW_QSTR(MP_QSTR_A));
}

// dns_resolve(socket, url, dns_server, ipv6=True, debug_mode=False, recursive=True)
//     -> [(address, 'A' or 'AAAA'), ...]
// `debug_mode` printed the message once; `recursive` is how servers for devices are asked anyway.
static mp_obj_t dns_resolve(mp_obj_t self, mp_obj_t *args) {
    enum { ARG_socket, ARG_url, ARG_dns_server, ARG_ipv6 };
    dns_request_t request = {
        .name = args[ARG_url],
        .server = args[ARG_dns_server],
        .is_inet6 = args[ARG_ipv6] == MP_OBJ_NULL || mp_obj_is_true(args[ARG_ipv6]),
        .open = given_socket,
        .row = resolved_row,
        .context = args[ARG_socket],
        .timeout = mp_const_none,
    };
    return dns_lookup(&request);
}
static const pymethod_t dns_resolve_obj = PYMETHOD_STATIC(dns_resolve, dns_resolve, PYARGS(3, MP_QSTR_socket, MP_QSTR_url,
    MP_QSTR_dns_server, MP_QSTR_ipv6, MP_QSTR_debug_mode, MP_QSTR_recursive));

extern const mp_obj_module_t mpnet_dns_query_module;

static mp_obj_t module_init(void) {
    vm_state_prepare();
    compat_load_submodules(&mpnet_dns_query_module);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(module_init_obj, module_init);

static const mp_rom_map_elem_t module_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_dns_query) },
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&module_init_obj) },
    { MP_ROM_QSTR(MP_QSTR___path__), MP_ROM_QSTR(MP_QSTR_dns_query) },
    // from dns_query.query import dns_resolve
    { MP_ROM_QSTR(MP_QSTR_query), MP_ROM_PTR(&mpnet_dns_query_module) },
    { MP_ROM_QSTR(MP_QSTR_dns_resolve), MP_ROM_PTR(&dns_resolve_obj) },
    COMPAT_PACKAGE_ROW
};
static MP_DEFINE_CONST_DICT(module_globals, module_globals_table);

const mp_obj_module_t mpnet_dns_query_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&module_globals,
};

// The three-argument form is for releases before 1.19; see mod_microatsocket.c.
#if COMPAT_VERSION < 119
MP_REGISTER_MODULE(MP_QSTR_dns_query, mpnet_dns_query_module, 1);
MP_REGISTER_MODULE(MP_QSTR_dns_query_dot_query, mpnet_dns_query_module, 1);
#else
MP_REGISTER_MODULE(MP_QSTR_dns_query, mpnet_dns_query_module);
#endif
