// Checks that count, and memory whose end the sanitizer watches.

#ifndef TT_H
#define TT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tt_passed, tt_failed;

// Counts one check; a failed one says where.
#define CHECK(condition) \
    do { \
        if (condition) { \
            tt_passed++; \
        } else { \
            tt_failed++; \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
        } \
    } while (0)

// The last line of a program and its exit status.
static inline int tt_end(const char *name) {
    printf("%s: %d passed, %d failed\n", name, tt_passed, tt_failed);
    return tt_failed != 0;
}

// A heap block of exactly this size: one byte too far is caught. Never null, freed by the caller.
static inline uint8_t *tt_block(size_t size) {
    uint8_t *block = malloc(size ? size : 1);
    if (block == NULL) {
        abort();
    }
    memset(block, 0xa5, size);
    return block;
}

// The same with bytes in it.
static inline uint8_t *tt_copy(const void *bytes, size_t size) {
    uint8_t *block = tt_block(size);
    memcpy(block, bytes, size);
    return block;
}

// Whether every byte of an object still has the value tt_block() gave it.
static inline int tt_is_untouched(const void *object, size_t size) {
    const uint8_t *bytes = object;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0xa5) {
            return 0;
        }
    }
    return 1;
}

#endif
