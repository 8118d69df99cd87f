// What the engines take as arguments: time, patience and randomness of the port.
#ifndef MPNET_PLATFORM_H
#define MPNET_PLATFORM_H

#include "compat.h"

// Longest uninterrupted wait in milliseconds: half of what Ctrl-C may take.
#define PLATFORM_SLICE_MS (50)
// A span without end.
#define PLATFORM_FOREVER (UINT32_MAX)

typedef struct _deadline_t {
    uint32_t start;
    uint32_t span; // milliseconds, PLATFORM_FOREVER for none
} deadline_t;

// The engines' clock: milliseconds, wrapping at 2^32.
static inline uint32_t platform_now(void) {
    return (uint32_t)mp_hal_ticks_ms();
}

// Waits at most min(ms, PLATFORM_SLICE_MS). Other threads, scheduled callbacks and the port's hooks
// run; KeyboardInterrupt is raised from here. ms == 0 only lets them run.
void platform_wait(uint32_t ms);

// The same for a millisecond at most; ports that can sleep until an interrupt return with the next one.
void platform_wait_for_event(void);

// Waits the whole time in slices. Returns early only by an exception.
void platform_sleep(uint32_t ms);

// A deadline `ms` from now, PLATFORM_FOREVER for none.
deadline_t deadline_in(uint32_t ms);

// Milliseconds left: 0 once it has passed, PLATFORM_FOREVER when there is none.
uint32_t deadline_left(const deadline_t *deadline);

// Milliseconds of a script's seconds, int or float; PLATFORM_FOREVER for None. Negative counts as 0.
uint32_t platform_ms_of(mp_obj_t seconds);

// A script's factor, int or float, in percent.
uint32_t platform_percent_of(mp_obj_t factor);

// 32 random bits: os.urandom() where the port has it, else the clock stirred.
uint32_t platform_random(void);

#endif // MPNET_PLATFORM_H
