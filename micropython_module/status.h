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

// Raises Exception(text), which scripts of the original libraries know by its text.
MP_NORETURN void status_raise_legacy(mp_rom_error_text_t text);

// Raises OSError(errno, text): `text` names the cause in words.
MP_NORETURN void status_raise_errno(int error, mp_rom_error_text_t text);

// The same with a text made at run time.
MP_NORETURN void status_raise_errno_object(int error, mp_obj_t text);

// The same as an exception object that is not raised yet.
mp_obj_t status_new_error(int error, mp_rom_error_text_t text);

// Raises AttributeError for a name that a module or object does not have.
MP_NORETURN void status_raise_no_attribute(qstr attr);

// Raises TypeError(text), in which %s stands for the name of an argument.
MP_NORETURN void status_raise_for_argument(mp_rom_error_text_t text, qstr name);

// Raises for a negative engine status (enum mpnet_status), returns otherwise.
void status_check(int status);

// What a negative engine status means, in words: a str.
mp_obj_t status_text(int status);

// The errno that status_check() would raise with; 0 for a status that is no error.
int status_errno(int status);

// Whether an exception says that a call was made with arguments it does not take.
bool status_is_type_error(mp_obj_t exception);

#endif // MPNET_STATUS_H
