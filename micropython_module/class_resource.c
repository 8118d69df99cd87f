// microcoapy.CoapResource, and the methods of Coap that serve with it.
#include "coap_methods.h"
#include "coap_server.h"
#include "status.h"

// Longest body of a block-wise request that is collected for a handler, bytes, unless the script says.
#define BODY_LIMIT (16384)

static mp_obj_t method_codes(mp_obj_t methods) {
    if (methods == mp_const_none) {
        return methods;
    }
    if (pycall_is_str(methods) || pycall_is_int(methods)) {
        methods = mp_obj_new_tuple(1, &methods);
    }
    size_t length;
    mp_obj_t *items;
    mp_obj_get_array(methods, &length, &items);
    mp_obj_t codes = mp_obj_new_tuple(length, NULL);
    mp_obj_get_array(methods, &length, &items); // again: a pointer into a tuple does not keep it from the collector
    mp_obj_tuple_t *tuple = MP_OBJ_TO_PTR(codes);
    for (size_t i = 0; i < length; i++) {
        tuple->items[i] = MP_OBJ_NEW_SMALL_INT(coap_method_code(items[i]));
    }
    return codes;
}

// The dict of resources by path, made with the first of them.
static mp_obj_t resource_table(mp_obj_t coap) {
    mp_obj_t table = pycall_attr(coap, MP_QSTR_resources);
    if (table == mp_const_none) {
        table = mp_obj_new_dict(1);
        pycall_store(coap, MP_QSTR_resources, table);
    }
    return table;
}

// A number that tells the resources of an object apart for the engine, never given twice.
static mp_obj_t resource_number(mp_obj_t coap) {
    coap_endpoint_t *endpoint = coap_endpoint(coap);
    return MP_OBJ_NEW_SMALL_INT(endpoint->resources++);
}

// Of add_resource(); they become attributes.
const qstr_short_t coap_resource_args[] = {
    MP_QSTR_path, MP_QSTR_handler, MP_QSTR_methods, MP_QSTR_content_format, MP_QSTR_formats, MP_QSTR_observable, MP_QSTR_etag,
    MP_QSTR_max_age, MP_QSTR_attributes, MP_QSTR_sink, MP_QSTR_body_limit,
};

// add_resource(path, handler, *, methods=None, content_format=None, formats=None, observable=False, etag=None,
//              max_age=None, attributes=None, sink=None, body_limit=16384) -> CoapResource
//
// handler(packet) returns the response: None, a code, a payload (str, bytes or an object with readinto()), a tuple
// (code, payload[, content_format]), a CoapPacket, or False when the script will call sendResponse() itself. It may be
// a coroutine function: then it runs as a task of asyncio.
mp_obj_t coap_add_resource(mp_obj_t self, mp_obj_t *args) {
    enum { ARG_path, ARG_handler, ARG_methods, ARG_content_format, ARG_formats, ARG_observable, ARG_etag, ARG_max_age,
           ARG_attributes, ARG_sink, ARG_body_limit };
    args[ARG_path] = coap_without_slash(args[ARG_path]);
    args[ARG_methods] = method_codes(args[ARG_methods]);
    args[ARG_observable] = mp_obj_new_bool(mp_obj_is_true(args[ARG_observable]));
    args[ARG_body_limit] = mp_obj_new_int(pymethod_int(args[ARG_body_limit], BODY_LIMIT));
    mp_obj_t resource = pyclass_blank(&coap_resource_class);
    pycall_store_all(resource, MP_ARRAY_SIZE(coap_resource_args), coap_resource_args, args);
    pycall_store(resource, MP_QSTR_coap, self);
    pycall_store(resource, MP_QSTR_number, resource_number(self));
    mp_obj_dict_store(resource_table(self), args[ARG_path], resource);
    pycall_store(self, MP_QSTR_isServer, mp_const_true);
    return resource;
}

static void resource_announce(mp_obj_t resource) {
    mp_obj_t coap = pycall_attr(resource, MP_QSTR_coap);
    coap_endpoint_t *endpoint = coap_endpoint_now(coap);
    uint16_t number = pycall_int(resource, MP_QSTR_number);
    mpnet_coap_endpoint_notify(&endpoint->engine, platform_now(), number);
    coap_endpoint_drain(endpoint);
    coap_server_settle(coap, endpoint);
}

// notify(resource): tells the observers of a resource, an object or its path, that it has changed
mp_obj_t coap_notify(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t resource = args[0];
    if (pycall_is_str(resource)) {
        resource = mp_obj_subscr(resource_table(self), coap_without_slash(resource), MP_OBJ_SENTINEL);
    }
    resource_announce(resource);
    return mp_const_none;
}

// remove_resource(path): from now on 4.04; its observers are told so
mp_obj_t coap_remove_resource(mp_obj_t self, mp_obj_t *args) {
    mp_obj_t table = resource_table(self), path = coap_without_slash(args[0]);
    mp_obj_t resource = mp_obj_subscr(table, path, MP_OBJ_SENTINEL);
    pycall_store(resource, MP_QSTR_handler, MP_OBJ_NEW_SMALL_INT(COAP_RESPONSE_NOT_FOUND));
    mp_obj_dict_delete(table, path);
    resource_announce(resource);
    return mp_const_none;
}

// notify(): tells the observers that the resource has changed
static mp_obj_t resource_notify(mp_obj_t self, mp_obj_t *args) {
    resource_announce(self);
    return mp_const_none;
}

static const pymethod_t resource_methods[] = {
    PYMETHOD(notify, resource_notify, PYARGS_UNNAMED(0, 0)),
};
const pyclass_def_t coap_resource_class = {
    PYCLASS(CoapResource, VM_CLASS_COAP_RESOURCE), PYCLASS_METHODS(resource_methods),
};
