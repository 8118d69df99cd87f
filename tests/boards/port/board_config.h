// The port's configuration and what boards with a modem have besides: a clock, asyncio, and MicroPython's own error
// numbers instead of those of the C library.
#include "mpconfigport.h"

#undef MICROPY_PY_ASYNCIO
#undef MICROPY_PY_SELECT
#undef MICROPY_PY_TIME
#define MICROPY_PY_ASYNCIO (1)
#define MICROPY_PY_SELECT (1)
#define MICROPY_PY_TIME (1)
#define MICROPY_USE_INTERNAL_ERRNO (1)

#ifdef BOARD_START
void board_start(void);
#define MICROPY_PORT_INIT_FUNC board_start()
#endif
