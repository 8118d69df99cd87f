#include "dns_lookup.h"
#include "mpnet.h"
#include "platform.h"
#include "pycall.h"
#include "vm_state.h"

#define DNS_PORT (53)
// Most bytes of an answer; without extensions a server sends no more than 512.
#define DNS_ANSWER_LIMIT (1024)

typedef struct _dns_cache_t {
    mp_obj_base_t base;
    struct mpnet_dns_cache cache;
    mp_obj_t server; // whose answers it holds
} dns_cache_t;

static MP_DEFINE_CONST_OBJ_TYPE(dns_cache_type, MP_QSTR__dns, MP_TYPE_FLAG_NONE);

static dns_cache_t *dns_cache_new(void) {
    dns_cache_t *cache = pycall_new(sizeof(*cache), &dns_cache_type);
    cache->server = mp_const_none;
    mpnet_dns_cache_init(&cache->cache);
    return MP_OBJ_TO_PTR(vm_state_keep(VM_DNS_CACHE, MP_OBJ_FROM_PTR(cache)));
}

// The answers of a server. Those of another one are forgotten: it may tell something else.
static struct mpnet_dns_cache *dns_cache(mp_obj_t server) {
    mp_obj_t kept = vm_state_get(VM_DNS_CACHE);
    dns_cache_t *cache = kept == MP_OBJ_NULL ? dns_cache_new() : MP_OBJ_TO_PTR(kept);
    if (!mp_obj_equal(cache->server, server)) {
        cache->server = server;
        mpnet_dns_cache_init(&cache->cache);
    }
    return &cache->cache;
}

// The rows of all addresses found.
static mp_obj_t rows_of(struct mpnet_dns_lookup *lookup, const dns_request_t *request) {
    mp_obj_t rows = mp_obj_new_list(0, NULL);
    byte text[MPNET_DNS_ADDRESS_TEXT];
    size_t length;
    bool is_inet6;
    for (size_t i = 0; mpnet_dns_address(lookup, i, text, sizeof(text), &length, &is_inet6) == MPNET_STATUS_OK; i++) {
        mp_obj_list_append(rows, request->row(mp_obj_new_str((char *)text, length), is_inet6, request->context));
    }
    return rows;
}

// The datagram in what recvfrom() gave, or MP_OBJ_NULL.
static mp_obj_t datagram_of(mp_obj_t received) {
    size_t n;
    mp_obj_t *items;
    mp_buffer_info_t buffer;
    if (!mp_obj_is_type(received, &mp_type_tuple)) {
        return MP_OBJ_NULL;
    }
    mp_obj_get_array(received, &n, &items);
    return n > 0 && mp_get_buffer(items[0], &buffer, MP_BUFFER_READ) ? items[0] : MP_OBJ_NULL;
}

// Waits for the answer to one query: what the lookup says to it, IDLE when none came.
static enum mpnet_status await_answer(struct mpnet_dns_lookup *lookup, const dns_request_t *request, mp_obj_t socket,
    uint32_t wait_ms) {
    deadline_t deadline = deadline_in(wait_ms);
    do {
        mp_obj_t size = MP_OBJ_NEW_SMALL_INT(DNS_ANSWER_LIMIT);
        mp_obj_t received = pycall_try_method(socket, MP_QSTR_recvfrom, 1, &size, NULL);
        mp_obj_t datagram = received == MP_OBJ_NULL ? MP_OBJ_NULL : datagram_of(received);
        if (datagram == MP_OBJ_NULL) {
            // A socket that does not wait itself is not asked all the time.
            platform_wait(deadline_left(&deadline)); // for a slice at most
            continue;
        }
        mp_buffer_info_t buffer, name;
        pycall_bytes(datagram, &buffer);
        pycall_bytes(request->name, &name);
        enum mpnet_status status = mpnet_dns_answer(lookup, platform_now(), name.buf, name.len, buffer.buf, buffer.len,
            dns_cache(request->server));
        if (status != MPNET_STATUS_IDLE) {
            return status;
        }
    } while (deadline_left(&deadline) > 0);
    return MPNET_STATUS_IDLE;
}

// False when the socket says that it cannot send.
static bool send_query(const dns_request_t *request, mp_obj_t socket, const byte *query, size_t length) {
    mp_obj_t address = pycall_pair(request->server, MP_OBJ_NEW_SMALL_INT(DNS_PORT));
    mp_obj_t sent = pycall_2(socket, MP_QSTR_sendto, mp_obj_new_bytes(query, length), address);
    return !mp_obj_is_small_int(sent) || MP_OBJ_SMALL_INT_VALUE(sent) >= 0;
}

static void ask_server(struct mpnet_dns_lookup *lookup, const dns_request_t *request) {
    mp_obj_t socket = request->open(request->context);
    byte query[MPNET_DNS_QUERY_LIMIT];
    size_t length;
    uint32_t wait_ms;
    mp_buffer_info_t name;
    pycall_bytes(request->name, &name);
    while (mpnet_dns_query(lookup, name.buf, name.len, query, sizeof(query), &length, &wait_ms) == MPNET_STATUS_OK) {
        if (!send_query(request, socket, query, length)) {
            return;
        }
        if (request->timeout != mp_const_none) {
            wait_ms = mp_obj_get_int(request->timeout);
        }
        enum mpnet_status status = await_answer(lookup, request, socket, wait_ms);
        if (status == MPNET_STATUS_OK || status == MPNET_STATUS_NO_SUCH_NAME) {
            return;
        }
        pycall_bytes(request->name, &name);
    }
}

mp_obj_t dns_lookup(const dns_request_t *request) {
    struct mpnet_dns_lookup lookup;
    mp_buffer_info_t name;
    pycall_bytes(request->name, &name);
    mpnet_dns_init(&lookup, request->is_inet6, platform_random());
    if (mpnet_dns_begin(&lookup, platform_now(), name.buf, name.len, dns_cache(request->server)) == MPNET_STATUS_IDLE) {
        mp_obj_t address = request->resolve == NULL ? MP_OBJ_NULL : request->resolve(request->context);
        if (address != MP_OBJ_NULL) {
            mp_obj_t row = address == mp_const_none ? address : request->row(address, request->is_inet6, request->context);
            return mp_obj_new_list(address != mp_const_none, &row);
        }
        ask_server(&lookup, request);
    }
    return rows_of(&lookup, request);
}
