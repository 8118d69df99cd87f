// What Rust's standard library asks of the system when it is built for "zkvm", which has no more than output, memory and
// arguments: here from Linux as QEMU's user mode has it.

#include <stdlib.h>
#include <string.h>
#include "xtensa_start.h"

enum { STDERR = 2 };
enum { PROT_READ_WRITE = 3, MAP_PRIVATE_ANONYMOUS = 0x802, PAGES = 1 << 26 };

size_t sys_argc(void) {
    return (size_t)program_stack[0];
}

size_t sys_argv(uint32_t *out, size_t words, size_t index) {
    const char *argument = (const char *)program_stack[1 + index];
    size_t length = strlen(argument), capacity = words * sizeof(*out);
    if (out != NULL) {
        memcpy(out, argument, length < capacity ? length : capacity);
    }
    return length;
}

// No variable is set.
size_t sys_getenv(uint32_t *out, size_t words, const uint8_t *name, size_t length) {
    return SIZE_MAX;
}

size_t sys_read(uint32_t file, uint8_t *data, size_t length) {
    long count = system_call(SYS_READ, file, (long)data, length);
    return count < 0 ? 0 : count;
}

void sys_write(uint32_t file, const uint8_t *data, size_t length) {
    system_call(SYS_WRITE, file, (long)data, length);
}

void sys_log(const uint8_t *text, size_t length) {
    sys_write(STDERR, text, length);
}

void sys_panic(const uint8_t *text, size_t length) {
    sys_write(STDERR, text, length);
    exit(101);
}

void sys_halt(void) {
    exit(0);
}

void sys_rand(uint32_t *out, size_t words) {
    system_call(SYS_GETRANDOM, (long)out, words * sizeof(*out), 0);
}

// Memory is never given back: programs are short.
uint8_t *sys_alloc_aligned(size_t size, size_t align) {
    static uint8_t *next, *end;
    uint8_t *at = (uint8_t *)(((uintptr_t)next + align - 1) & -align);
    if (next == NULL || size > (size_t)(end - at)) {
        size_t mapped = (size + PAGES) & -PAGES;
        at = (uint8_t *)system_call6(SYS_MMAP2, (const long[]) {0, mapped, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0});
        end = at + mapped;
    }
    next = at + size;
    return at;
}

uint32_t *sys_alloc_words(size_t words) {
    return (uint32_t *)sys_alloc_aligned(words * sizeof(uint32_t), sizeof(uint32_t));
}

int bcmp(const void *left, const void *right, size_t length) {
    return memcmp(left, right, length);
}
