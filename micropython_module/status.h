// From engine results and contract failures to exceptions: the only file that raises for them.
#ifndef MPNET_STATUS_H
#define MPNET_STATUS_H

#include "compat.h"

// Numbers that py/mperrno.h does not name.
#define STATUS_EBADMSG (74)
#define STATUS_EMSGSIZE (90)
#define STATUS_ENETDOWN (100)
#define STATUS_EISCONN (106)
#define STATUS_ECANCELED (125)

// Exceptions whose type and text scripts of the original libraries know.
typedef enum {
    STATUS_ADDRESS_FAMILY,
    STATUS_SOCKET_TYPE,
    STATUS_NO_MODEM,
    STATUS_NO_SOCKET_LEFT,
    STATUS_PRIMARY_DNS_ONLY,
} status_legacy_t;

// Raises Exception(text) with the exact text of the original.
MP_NORETURN void status_raise_legacy(status_legacy_t which);

// Raises OSError(errno, text): `text` names the cause in words.
MP_NORETURN void status_raise_errno(int error, const char *text);

// The same with a text made at run time.
MP_NORETURN void status_raise_errno_object(int error, mp_obj_t text);

// The same as an exception object that is not raised yet.
mp_obj_t status_new_error(int error, const char *text);

// Raises AttributeError for a name that a module or object does not have.
MP_NORETURN void status_raise_no_attribute(qstr attr);

// Raises for a negative engine status (enum mpnet_status), returns otherwise.
void status_check(int status);

// What a negative engine status means, in words.
const char *status_text(int status);

// The errno that status_check() would raise with; 0 for a status that is no error.
int status_errno(int status);

// Whether an exception says that a call was made with arguments it does not take.
bool status_is_type_error(mp_obj_t exception);

#endif // MPNET_STATUS_H
