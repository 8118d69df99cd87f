// Stands for the Rust archive in the list of sources: on make-based ports its object is this file joined with the Rust
// code (micropython.mk), on CMake ports it is compiled beside the archive (micropython.cmake).
// What it compiles itself are the facts the archive was built on, checked against the tree at hand, and functions that
// LLVM expects and that ports without a C library do not have; a port's own ones come first.

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "py/mpconfig.h"

_Static_assert(sizeof(mp_uint_t) == sizeof(size_t), "the C ABI takes mp_uint_t for size_t");
_Static_assert(MICROPY_BYTES_PER_GC_BLOCK % sizeof(uint64_t) == 0, "engines live in GC blocks, aligned to 8 bytes");

#if !MICROPY_ENABLE_DYNRUNTIME // a native module has its own
// LLVM's name for memcmp where only equality matters.
int bcmp(const void *left, const void *right, size_t n);

MP_WEAK int bcmp(const void *left, const void *right, size_t n) {
    return memcmp(left, right, n);
}
#endif

#if defined(__ARM_EABI__)
void __aeabi_memcpy(void *dest, const void *src, size_t n);
void __aeabi_memcpy4(void *dest, const void *src, size_t n);
void __aeabi_memcpy8(void *dest, const void *src, size_t n);
void __aeabi_memmove(void *dest, const void *src, size_t n);
void __aeabi_memmove4(void *dest, const void *src, size_t n);
void __aeabi_memmove8(void *dest, const void *src, size_t n);
void __aeabi_memset(void *dest, size_t n, int value);
void __aeabi_memset4(void *dest, size_t n, int value);
void __aeabi_memset8(void *dest, size_t n, int value);
void __aeabi_memclr(void *dest, size_t n);
void __aeabi_memclr4(void *dest, size_t n);
void __aeabi_memclr8(void *dest, size_t n);

MP_WEAK void __aeabi_memcpy(void *dest, const void *src, size_t n) {
    memcpy(dest, src, n);
}

MP_WEAK void __aeabi_memcpy4(void *dest, const void *src, size_t n) {
    memcpy(dest, src, n);
}

MP_WEAK void __aeabi_memcpy8(void *dest, const void *src, size_t n) {
    memcpy(dest, src, n);
}

MP_WEAK void __aeabi_memmove(void *dest, const void *src, size_t n) {
    memmove(dest, src, n);
}

MP_WEAK void __aeabi_memmove4(void *dest, const void *src, size_t n) {
    memmove(dest, src, n);
}

MP_WEAK void __aeabi_memmove8(void *dest, const void *src, size_t n) {
    memmove(dest, src, n);
}

MP_WEAK void __aeabi_memset(void *dest, size_t n, int value) {
    memset(dest, value, n);
}

MP_WEAK void __aeabi_memset4(void *dest, size_t n, int value) {
    memset(dest, value, n);
}

MP_WEAK void __aeabi_memset8(void *dest, size_t n, int value) {
    memset(dest, value, n);
}

MP_WEAK void __aeabi_memclr(void *dest, size_t n) {
    memset(dest, 0, n);
}

MP_WEAK void __aeabi_memclr4(void *dest, size_t n) {
    memset(dest, 0, n);
}

MP_WEAK void __aeabi_memclr8(void *dest, size_t n) {
    memset(dest, 0, n);
}
#endif
