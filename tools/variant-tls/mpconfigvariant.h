// The unix port's standard variant, for tests that need more than it has: TLS (by make variables), and sockets that
// select.select() takes, as on boards.
#include "ports/unix/variants/standard/mpconfigvariant.h"

#undef MICROPY_PY_SELECT_POSIX_OPTIMISATIONS
#define MICROPY_PY_SELECT_POSIX_OPTIMISATIONS (0)
#undef MICROPY_PY_SELECT_SELECT
#define MICROPY_PY_SELECT_SELECT (1)
