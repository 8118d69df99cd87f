#include "coap_endpoint.h"
#include "pycall.h"
#include "recycle.h"
#include "status.h"

static MP_DEFINE_CONST_OBJ_TYPE(coap_endpoint_type, MP_QSTR__m, MP_TYPE_FLAG_NONE);

static coap_endpoint_t *endpoint_new(void) {
    uint64_t random = ((uint64_t)platform_random() << 32) | platform_random();
    byte *scratch = m_new(byte, MPNET_COAP_MESSAGE_LIMIT);
    coap_endpoint_t *endpoint = pycall_new(sizeof(*endpoint), &coap_endpoint_type);
    endpoint->scratch = scratch;
    mpnet_coap_endpoint_init(&endpoint->engine, MPNET_COAP_POLICY_DROP_IN, random);
    return endpoint;
}

coap_endpoint_t *coap_endpoint(mp_obj_t self) {
    coap_endpoint_t *endpoint = pycall_native(self, &coap_endpoint_type);
    if (endpoint == NULL) {
        endpoint = endpoint_new();
        pycall_store(self, MP_QSTR__m, MP_OBJ_FROM_PTR(endpoint));
    }
    return endpoint;
}

uint16_t coap_endpoint_next_message_id(coap_endpoint_t *endpoint) {
    uint16_t message_id = 0;
    mpnet_coap_endpoint_next_message_id(&endpoint->engine, platform_now(), &message_id);
    return message_id;
}

void coap_endpoint_detach(coap_endpoint_t *endpoint) {
    endpoint->socket = MP_OBJ_NULL;
    endpoint->poller = MP_OBJ_NULL;
    endpoint->group = MP_OBJ_NULL;
    endpoint->is_of_group = false;
    endpoint->family = 0;
    endpoint->is_native = false;
    endpoint->is_connected = false;
    memset(&endpoint->named, 0, sizeof(endpoint->named));
    memset(&endpoint->senders, 0, sizeof(endpoint->senders));
    memset(&endpoint->source, 0, sizeof(endpoint->source));
}

coap_endpoint_t *coap_endpoint_with(mp_obj_t self, mp_obj_t socket) {
    coap_endpoint_t *endpoint = coap_endpoint(self);
    if (endpoint->socket != socket) {
        coap_endpoint_detach(endpoint);
        endpoint->is_native = coap_socket_is_native(socket);
        if (endpoint->is_native) {
            mp_obj_t poller = pycall_0(pycall_import(MP_QSTR_select), MP_QSTR_poll);
            pycall_2(poller, MP_QSTR_register, socket, MP_OBJ_NEW_SMALL_INT(MP_STREAM_POLL_RD));
            endpoint->poller = poller;
        }
        endpoint->is_connected = socket != mp_const_none && !endpoint->is_native
            && !pycall_has(socket, MP_QSTR_sendto) && pycall_has(socket, MP_QSTR_write);
        endpoint->is_shared |= socket != mp_const_none && !endpoint->is_native;
        endpoint->socket = socket;
    }
    return endpoint;
}

coap_endpoint_t *coap_endpoint_now(mp_obj_t self) {
    return coap_endpoint_with(self, pycall_attr(self, MP_QSTR_sock));
}

coap_endpoint_t *coap_endpoint_to(mp_obj_t self, mp_obj_t host, mp_obj_t port) {
    coap_endpoint_t *endpoint = coap_endpoint_now(self);
    if (endpoint->socket == mp_const_none) {
        status_raise_errno(MP_EBADF, MP_ERROR_TEXT("no socket: call start() or setCustomSocket()"));
    }
    coap_peer_named(&endpoint->named, host, port, endpoint->is_native, endpoint->family);
    return endpoint;
}

mp_obj_t coap_endpoint_take_packet(coap_endpoint_t *endpoint, mp_obj_t self) {
    coap_endpoint_leave_packet(endpoint, self, endpoint->packet);
    mp_obj_t packet = endpoint->packet;
    endpoint->packet = MP_OBJ_NULL;
    return packet;
}

void coap_endpoint_leave_packet(coap_endpoint_t *endpoint, mp_obj_t self, mp_obj_t packet) {
    endpoint->packet = pycall_flag(self, MP_QSTR_reuse_packets) ? packet : MP_OBJ_NULL;
}

void coap_endpoint_configure(coap_endpoint_t *endpoint, mp_obj_t self) {
    static const struct {
        qstr_short_t attr;
        uint16_t bit;
    } switches[] = {
        { MP_QSTR_retransmit, MPNET_COAP_POLICY_RETRANSMIT },
        { MP_QSTR_deduplicate, MPNET_COAP_POLICY_DEDUPLICATE },
        { MP_QSTR_unpaced_notifications, MPNET_COAP_POLICY_UNPACED_NOTIFICATIONS },
        { MP_QSTR_require_echo, MPNET_COAP_POLICY_REQUIRE_ECHO },
        { MP_QSTR_refuse_critical, MPNET_COAP_POLICY_REFUSE_CRITICAL },
        { MP_QSTR_unpaced_requests, MPNET_COAP_POLICY_PROBING },
    };
    uint32_t policy = 0;
    for (size_t i = 0; i < MP_ARRAY_SIZE(switches); i++) {
        policy |= pycall_flag(self, switches[i].attr) ? switches[i].bit : 0;
    }
    policy ^= MPNET_COAP_POLICY_LENIENT_MARKER | MPNET_COAP_POLICY_PROBING; // requests are paced unless the script says
    if (pycall_attr(self, MP_QSTR_resources) != mp_const_none) {
        policy |= MPNET_COAP_POLICY_REFUSE_CRITICAL;
    }
    bool is_server = pycall_flag(self, MP_QSTR_isServer);
    if (!is_server || pycall_attr(self, MP_QSTR_responseCallback) != mp_const_none) {
        policy |= MPNET_COAP_POLICY_DELIVER_STRAY;
    }
    mpnet_coap_endpoint_set_policy(&endpoint->engine, policy);
}

typedef struct _sendto_t {
    const coap_endpoint_t *endpoint;
    mp_obj_t bytes;
    mp_obj_t wire;
} sendto_t;

static mp_obj_t endpoint_sendto(void *context) {
    sendto_t *call = context;
    mp_obj_t sent;
    if (call->endpoint->is_connected) {
        sent = pycall_1(call->endpoint->socket, MP_QSTR_write, call->bytes);
    } else {
        sent = pycall_2(call->endpoint->socket, MP_QSTR_sendto, call->bytes, call->wire);
    }
    // Raises for None, which the original reported as a failure too.
    mp_binary_op(MP_BINARY_OP_MORE, sent, MP_OBJ_NEW_SMALL_INT(0));
    return sent;
}

// The result of sendto(), or MP_OBJ_NULL with the exception in *error.
static mp_obj_t endpoint_send(coap_endpoint_t *endpoint, const coap_message_t *message, mp_obj_t *error) {
    sendto_t call = { endpoint, message->bytes, message->wire };
    return pycall_try(endpoint_sendto, &call, error);
}

// Empties a slot. A native socket has not kept what it sent.
static void endpoint_free_message(const coap_endpoint_t *endpoint, coap_message_t *message) {
    if (!endpoint->is_shared && message->bytes != MP_OBJ_NULL) {
        recycle(message->bytes);
    }
    message->wire = MP_OBJ_NULL;
    message->bytes = MP_OBJ_NULL;
}

// A datagram that nobody waits for: what sendto() says about it changes nothing.
static void endpoint_send_quietly(coap_endpoint_t *endpoint, const coap_message_t *message) {
    mp_obj_t error;
    if (message->bytes != MP_OBJ_NULL && message->wire != MP_OBJ_NULL && endpoint->socket != MP_OBJ_NULL) {
        endpoint_send(endpoint, message, &error);
    }
}

static void endpoint_send_written(coap_endpoint_t *endpoint, size_t length, mp_obj_t wire) {
    coap_message_t message = { wire, mp_obj_new_bytearray(length, endpoint->scratch) };
    endpoint_send_quietly(endpoint, &message);
    endpoint_free_message(endpoint, &message);
}

static void endpoint_send_exchange(coap_endpoint_t *endpoint, const struct mpnet_coap_transmit *transmit) {
    coap_message_t *message = &endpoint->exchanges[transmit->slot];
    mp_buffer_info_t buffer;
    if (message->bytes == MP_OBJ_NULL) {
        // An exception came between begin and send: there is nothing to repeat.
        mpnet_coap_endpoint_cancel(&endpoint->engine, transmit->slot);
        return;
    }
    mp_get_buffer_raise(message->bytes, &buffer, MP_BUFFER_RW);
    mpnet_coap_set_message_id(buffer.buf, buffer.len, transmit->message_id);
    endpoint_send_quietly(endpoint, message);
}

static void endpoint_transmit(coap_endpoint_t *endpoint, const struct mpnet_coap_transmit *transmit) {
    switch (transmit->kind) {
        case MPNET_COAP_TRANSMIT_KIND_EXCHANGE:
            endpoint_send_exchange(endpoint, transmit);
            break;
        case MPNET_COAP_TRANSMIT_KIND_REPLY:
            endpoint_send_quietly(endpoint, &endpoint->requests[transmit->slot]);
            break;
        case MPNET_COAP_TRANSMIT_KIND_SOURCE:
            endpoint_send_written(endpoint, transmit->length, endpoint->source.wire);
            break;
        case MPNET_COAP_TRANSMIT_KIND_REQUEST:
            endpoint_send_written(endpoint, transmit->length, endpoint->requests[transmit->slot].wire);
            break;
    }
}

static void endpoint_drain_transmits(coap_endpoint_t *endpoint) {
    struct mpnet_coap_transmit transmit;
    while (mpnet_coap_endpoint_poll_transmit(&endpoint->engine, platform_now(), endpoint->scratch,
        MPNET_COAP_MESSAGE_LIMIT, &transmit) == MPNET_STATUS_OK) {
        endpoint_transmit(endpoint, &transmit);
    }
}

static void endpoint_free_exchange(coap_endpoint_t *endpoint, uint8_t slot) {
    if (slot < MPNET_COAP_EXCHANGES) {
        endpoint_free_message(endpoint, &endpoint->exchanges[slot]);
        endpoint->owners[slot] = NULL;
    }
}

// Where the message is kept, NULL if nowhere.
static coap_message_t *endpoint_place(coap_endpoint_t *endpoint, const coap_outgoing_t *outgoing) {
    if (outgoing->ticket.slot < MPNET_COAP_EXCHANGES) {
        endpoint->owners[outgoing->ticket.slot] = outgoing->owner;
        return &endpoint->exchanges[outgoing->ticket.slot];
    }
    return outgoing->ticket.reply < MPNET_COAP_REQUESTS ? &endpoint->requests[outgoing->ticket.reply] : NULL;
}

mp_obj_t coap_endpoint_post(coap_endpoint_t *endpoint, const coap_outgoing_t *outgoing, mp_obj_t *error) {
    coap_message_t message = { outgoing->wire, outgoing->bytes };
    coap_message_t *place = endpoint_place(endpoint, outgoing);
    if (place != NULL) {
        endpoint_free_message(endpoint, place);
        *place = message;
    }
    mp_obj_t sent = outgoing->ticket.queued ? mp_const_none : endpoint_send(endpoint, &message, error);
    if (place == NULL) {
        endpoint_free_message(endpoint, &message);
    }
    return sent;
}

coap_owner_t *coap_endpoint_next_over(coap_endpoint_t *endpoint) {
    coap_owner_t *owner = endpoint->over;
    if (owner != NULL) {
        endpoint->over = owner->next;
        owner->next = NULL;
    }
    return owner;
}

static coap_owner_t *endpoint_owner(const coap_endpoint_t *endpoint, uint8_t slot) {
    return slot < MPNET_COAP_EXCHANGES ? endpoint->owners[slot] : NULL;
}

static void endpoint_finish(coap_endpoint_t *endpoint, const struct mpnet_coap_event *event) {
    coap_owner_t *owner = endpoint_owner(endpoint, event->slot);
    endpoint_free_exchange(endpoint, event->slot);
    if (owner != NULL) {
        owner->outcome = event->outcome;
        owner->next = endpoint->over;
        endpoint->over = owner;
    }
}

static void endpoint_event(coap_endpoint_t *endpoint, const struct mpnet_coap_event *event, coap_arrival_t *arrival) {
    coap_owner_t *owner = NULL;
    switch (event->kind) {
        case MPNET_COAP_EVENT_KIND_FINISHED:
            endpoint_finish(endpoint, event);
            return;
        case MPNET_COAP_EVENT_KIND_REQUEST:
            endpoint_free_message(endpoint, &endpoint->requests[event->slot]);
            endpoint->requests[event->slot].wire = endpoint->source.wire;
            break;
        case MPNET_COAP_EVENT_KIND_STRAY:
            endpoint_free_exchange(endpoint, event->slot);
            break;
        case MPNET_COAP_EVENT_KIND_RESPONSE:
            owner = endpoint_owner(endpoint, event->slot);
            if (!event->more && !event->observing) {
                endpoint_free_exchange(endpoint, event->slot);
            }
            break;
        case MPNET_COAP_EVENT_KIND_NOTIFICATION:
            owner = endpoint_owner(endpoint, event->slot);
            break;
        case MPNET_COAP_EVENT_KIND_ACKNOWLEDGED:
            break;
        case MPNET_COAP_EVENT_KIND_NOTIFY:
            endpoint->curious |= UINT32_C(1) << event->slot;
            return;
        case MPNET_COAP_EVENT_KIND_FORGOTTEN:
            endpoint->curious &= ~(UINT32_C(1) << event->slot);
            memset(&endpoint->observers[event->slot], 0, sizeof(endpoint->observers[0]));
            return;
    }
    if (arrival != NULL) {
        arrival->is_event = true;
        arrival->kind = event->kind;
        arrival->slot = event->slot;
        arrival->owner = owner;
        arrival->is_observing = event->observing || event->kind == MPNET_COAP_EVENT_KIND_NOTIFICATION;
    }
}

static void endpoint_drain_events(coap_endpoint_t *endpoint, coap_arrival_t *arrival) {
    struct mpnet_coap_event event;
    while (mpnet_coap_endpoint_poll_event(&endpoint->engine, &event) == MPNET_STATUS_OK) {
        endpoint_event(endpoint, &event, arrival);
    }
}

void coap_endpoint_abandon(coap_endpoint_t *endpoint, uint8_t slot) {
    if (slot < MPNET_COAP_EXCHANGES) {
        endpoint_free_exchange(endpoint, slot);
        mpnet_coap_endpoint_cancel(&endpoint->engine, slot);
        // The slot is free again once its end has been told.
        endpoint_drain_events(endpoint, NULL);
    }
}

void coap_endpoint_input(coap_endpoint_t *endpoint, mp_obj_t datagram, coap_arrival_t *arrival) {
    mp_buffer_info_t buffer;
    pycall_bytes(datagram, &buffer);
    arrival->is_event = false;
    arrival->owner = NULL;
    mpnet_coap_endpoint_handle_input(&endpoint->engine, platform_now(), endpoint->source.key, endpoint->is_of_group,
        buffer.buf, buffer.len, &arrival->view);
    endpoint_drain_transmits(endpoint);
    endpoint_drain_events(endpoint, arrival);
}

void coap_endpoint_drain(coap_endpoint_t *endpoint) {
    endpoint_drain_transmits(endpoint);
    endpoint_drain_events(endpoint, NULL);
}

void coap_endpoint_tick(coap_endpoint_t *endpoint) {
    if (coap_endpoint_patience(endpoint) > 0) {
        return;
    }
    mpnet_coap_endpoint_handle_timeout(&endpoint->engine, platform_now());
    coap_endpoint_drain(endpoint);
}

uint32_t coap_endpoint_patience(coap_endpoint_t *endpoint) {
    uint32_t due;
    uint32_t now = platform_now();
    if (mpnet_coap_endpoint_poll_timeout(&endpoint->engine, now, &due) != MPNET_STATUS_OK) {
        return PLATFORM_FOREVER;
    }
    int32_t left = (int32_t)(due - now);
    return left > 0 ? (uint32_t)left : 0;
}

void coap_endpoint_leave_group(coap_endpoint_t *endpoint) {
    if (endpoint->group != MP_OBJ_NULL) {
        pycall_1(endpoint->poller, MP_QSTR_unregister, endpoint->group);
        pycall_0(endpoint->group, MP_QSTR_close);
        endpoint->group = MP_OBJ_NULL;
    }
}

bool coap_endpoint_wait(coap_endpoint_t *endpoint, uint32_t ms) {
    if (endpoint->poller == MP_OBJ_NULL) {
        platform_wait(ms);
        return false;
    }
    platform_wait(0);
    mp_obj_t ready = pycall_1(endpoint->poller, MP_QSTR_ipoll, MP_OBJ_NEW_SMALL_INT(MIN(ms, PLATFORM_SLICE_MS)));
    mp_obj_t row = mp_iternext(ready); // (socket, events)
    if (row == MP_OBJ_STOP_ITERATION) {
        return false;
    }
    size_t length;
    mp_obj_t *items;
    mp_obj_get_array(row, &length, &items);
    endpoint->is_of_group = items[0] == endpoint->group;
    return true;
}

bool coap_endpoint_idle(coap_endpoint_t *endpoint, uint32_t ms) {
    deadline_t deadline = deadline_in(ms);
    for (uint32_t left = ms; left > 0; left = deadline_left(&deadline)) {
        uint32_t patience = coap_endpoint_patience(endpoint);
        if (coap_endpoint_wait(endpoint, MIN(left, patience))) {
            return true;
        }
        coap_endpoint_tick(endpoint);
        if (endpoint->over != NULL || endpoint->curious != 0) {
            return true;
        }
    }
    return false;
}
