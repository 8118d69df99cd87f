// What the compilers take for granted, in C and in Rust: a native module has no C library.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "py/nativeglue.h"

void *memcpy(void *restrict dest, const void *restrict src, size_t n) {
    return mp_fun_table.memmove_(dest, src, n);
}

void *memmove(void *dest, const void *src, size_t n) {
    return mp_fun_table.memmove_(dest, src, n);
}

void *memset(void *dest, int value, size_t n) {
    return mp_fun_table.memset_(dest, value, n);
}

int memcmp(const void *left_in, const void *right_in, size_t n) {
    const uint8_t *left = left_in, *right = right_in;
    for (size_t i = 0; i < n; i++) {
        if (left[i] != right[i]) {
            return left[i] - right[i];
        }
    }
    return 0;
}

// LLVM's name for memcmp where only equality matters.
int bcmp(const void *left, const void *right, size_t n);

int bcmp(const void *left, const void *right, size_t n) {
    return memcmp(left, right, n);
}

size_t strlen(const char *text) {
    const char *end = text;
    while (*end != '\0') {
        end++;
    }
    return end - text;
}

size_t strspn(const char *text, const char *accepted) {
    size_t length = 0;
    for (const char *one = accepted; text[length] != '\0' && *one != '\0';) {
        if (text[length] == *one) {
            length++;
            one = accepted;
        } else {
            one++;
        }
    }
    return length;
}

// What LLVM calls for Xtensa where code cannot come.
__attribute__((noreturn)) void abort(void);

void abort(void) {
    mp_fun_table.raise_msg(&mp_type_Exception, "abort");
}
