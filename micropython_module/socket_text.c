// microATsocket.socket, text: commands of the script and of the engine on their way to the modem.
#include "socket_methods.h"

static mp_obj_t say(mp_obj_t self, mp_obj_t command, mp_obj_t timeout) {
    return modem_say(socket_modem(self, socket_state_of(self)), self, command, timeout);
}

static bool says_ok(mp_obj_t answer) {
    return pycall_is_str(answer) && mp_obj_is_true(mp_binary_op(MP_BINARY_OP_IN, MP_OBJ_NEW_QSTR(MP_QSTR_OK), answer));
}

static mp_obj_t say_until_ok(mp_obj_t self, mp_obj_t command, mp_obj_t timeout, mp_obj_t max_tries) {
    mp_int_t tries = max_tries == MP_OBJ_NULL ? 1 : mp_obj_get_int(max_tries);
    for (;;) {
        mp_obj_t answer = say(self, command, timeout);
        if (--tries <= 0 || says_ok(answer)) {
            return answer;
        }
        if (timeout == MP_OBJ_NULL) {
            platform_sleep(pycall_int(self, MP_QSTR_dialPause));
        }
    }
}

// sendAtCommand(command, max_tries=1) -> str: the modem's answer
mp_obj_t socket_sendAtCommand(mp_obj_t self, mp_obj_t *args) {
    return say_until_ok(self, args[0], MP_OBJ_NULL, args[1]);
}

// sendAtCommandWithTimeout(command, timeout, max_tries=1) -> str
mp_obj_t socket_sendAtCommandWithTimeout(mp_obj_t self, mp_obj_t *args) {
    return say_until_ok(self, args[0], args[1], args[2]);
}
