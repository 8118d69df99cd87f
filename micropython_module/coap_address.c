#include "coap_address.h"
#include "mpnet.h"
#include "platform.h"
#include "pycall.h"
#include "recycle.h"

// How long the address of a name is believed, milliseconds.
#define NAME_LIFETIME_MS (60000)

static mp_obj_t address_import_socket_class(void *context) {
    (void)context;
    return pycall_attr(pycall_import(MP_QSTR_socket), MP_QSTR_socket);
}

bool coap_socket_is_native(mp_obj_t socket) {
    mp_obj_t class = vm_state_get(VM_NATIVE_SOCKET);
    if (class == MP_OBJ_NULL) {
        class = pycall_try(address_import_socket_class, NULL, NULL);
        class = vm_state_keep(VM_NATIVE_SOCKET, class == MP_OBJ_NULL ? mp_const_none : class);
    }
    // Only the class itself: a Python subclass may override anything.
    return class == MP_OBJ_FROM_PTR(mp_obj_get_type(socket)) && compat_type_protocol(mp_obj_get_type(socket)) != NULL;
}

// Ports with binary addresses offer socket.sockaddr() to read them.
static bool address_is_binary(mp_obj_t socket_module) {
    return pycall_has(socket_module, MP_QSTR_sockaddr);
}

bool coap_host_is_literal(mp_obj_t host) {
    size_t length;
    const char *text = mp_obj_str_get_data(host, &length);
    bool is_numeric = length > 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == ':') {
            return true;
        }
        is_numeric = is_numeric && (text[i] == '.' || (text[i] >= '0' && text[i] <= '9'));
    }
    return is_numeric;
}

static uint32_t address_key(mp_obj_t address) {
    size_t length;
    mp_obj_t *items;
    if (address == mp_const_none) {
        return mpnet_coap_peer_key(NULL, 0, 0);
    }
    mp_obj_get_array(address, &length, &items);
    mp_buffer_info_t host = { .buf = NULL, .len = 0 };
    if (length > 0) {
        mp_get_buffer(items[0], &host, MP_BUFFER_READ);
    }
    mp_int_t port = length > 1 && pycall_is_int(items[1]) ? mp_obj_get_int_truncated(items[1]) : 0;
    return mpnet_coap_peer_key(host.buf, host.len, (uint16_t)port);
}

// (text, port) of a binary address.
static mp_obj_t address_to_text(mp_obj_t socket_module, mp_obj_t binary) {
    size_t length;
    mp_obj_t *parts; // (family, address, port, ...)
    mp_obj_get_array(pycall_1(socket_module, MP_QSTR_sockaddr, binary), &length, &parts);
    // Read before anything is called: a pointer into a tuple does not keep it from the collector.
    mp_obj_t family = parts[0], address = parts[1], port = parts[2];
    return pycall_pair(pycall_2(socket_module, MP_QSTR_inet_ntop, family, address), port);
}

// The address of one getaddrinfo() row, and the family of that row.
static mp_obj_t address_of_row(mp_obj_t row, mp_int_t *family) {
    size_t length;
    mp_obj_t *fields;
    mp_obj_get_array(row, &length, &fields);
    *family = mp_obj_get_int(fields[0]);
    return fields[length - 1];
}

static mp_obj_t address_resolve(mp_obj_t socket_module, mp_obj_t host, mp_obj_t port, mp_int_t family) {
    size_t length;
    mp_obj_t *rows;
    mp_obj_get_array(pycall_2(socket_module, MP_QSTR_getaddrinfo, host, port), &length, &rows);
    if (length == 0) {
        mp_raise_OSError(MP_ENOENT);
    }
    for (size_t i = 0; i < length; i++) {
        mp_int_t row_family;
        mp_obj_t address = address_of_row(rows[i], &row_family);
        if (family == 0 || row_family == family) {
            return address;
        }
    }
    mp_int_t ignored;
    return address_of_row(rows[0], &ignored);
}

static bool address_is(mp_obj_t address, mp_obj_t host, mp_obj_t port) {
    if (address == MP_OBJ_NULL || !mp_obj_is_type(address, &mp_type_tuple)) {
        return false;
    }
    size_t length;
    mp_obj_t *items;
    mp_obj_get_array(address, &length, &items);
    return length == 2 && mp_obj_equal(items[0], host) && mp_obj_equal(items[1], port);
}

static bool address_is_fresh(const coap_peer_t *peer) {
    return !peer->is_resolved || platform_now() - peer->at < NAME_LIFETIME_MS;
}

static void address_resolve_native(coap_peer_t *peer, mp_obj_t host, mp_obj_t port, mp_int_t family) {
    mp_obj_t socket_module = pycall_import(MP_QSTR_socket);
    peer->is_resolved = !coap_host_is_literal(host);
    peer->at = platform_now();
    if (address_is_binary(socket_module)) {
        peer->wire = address_resolve(socket_module, host, port, family);
        // Answers come from the address, so that is what the engine must know the peer by.
        peer->key = address_key(address_to_text(socket_module, peer->wire));
    } else if (peer->is_resolved) {
        peer->wire = address_resolve(socket_module, host, port, family);
        peer->key = address_key(peer->wire);
    }
}

void coap_peer_named(coap_peer_t *peer, mp_obj_t host, mp_obj_t port, bool native, mp_int_t family) {
    if (address_is(peer->address, host, port) && address_is_fresh(peer)) {
        return;
    }
    coap_peer_t named;
    named.address = named.wire = pycall_pair(host, port);
    named.key = address_key(named.address);
    named.is_resolved = false;
    if (native) {
        address_resolve_native(&named, host, port, family);
    }
    *peer = named;
}

coap_peer_t coap_peer_received(mp_obj_t address) {
    coap_peer_t peer = { .address = address, .wire = address, .key = address_key(address) };
    return peer;
}

void coap_address_recycle(mp_obj_t address) {
    if (mp_obj_is_type(address, &mp_type_tuple)) {
        size_t length;
        mp_obj_t *items;
        mp_obj_get_array(address, &length, &items);
        if (length > 0) {
            recycle(items[0]);
        }
    }
    recycle(address);
}

coap_peer_t coap_peer_heard(coap_senders_t *senders, mp_obj_t address) {
    for (size_t i = 0; i < COAP_SENDERS; i++) {
        coap_peer_t *known = &senders->peers[i];
        if (known->wire != MP_OBJ_NULL && mp_obj_equal(known->wire, address)) {
            return *known;
        }
    }
    bool is_binary = mp_obj_is_str_or_bytes(address);
    coap_peer_t peer = coap_peer_received(is_binary ? address_to_text(pycall_import(MP_QSTR_socket), address) : address);
    peer.wire = address;
    senders->peers[senders->next] = peer;
    senders->next = (senders->next + 1) % COAP_SENDERS;
    return peer;
}

mp_obj_t coap_local_address(mp_obj_t host, mp_obj_t port, mp_int_t family) {
    mp_obj_t socket_module = pycall_import(MP_QSTR_socket);
    if (address_is_binary(socket_module)) {
        if (host == MP_OBJ_NULL) {
            bool is_ipv6 = family != pycall_int(socket_module, MP_QSTR_AF_INET);
            host = is_ipv6 ? mp_obj_new_str("::", 2) : mp_obj_new_str("0.0.0.0", 7);
        }
        return address_resolve(socket_module, host, port, family);
    }
    return pycall_pair(host == MP_OBJ_NULL ? MP_OBJ_NEW_QSTR(MP_QSTR_) : host, port);
}
