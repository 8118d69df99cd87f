// For xtensa-cc.sh in the place of the compiler's own: LLVM 22's va_arg looks for arguments where none are. The first six
// words of arguments are in a2 to a7, which va_start stores side by side, the others on the stack.
#ifndef MPNET_XTENSA_STDARG_H
#define MPNET_XTENSA_STDARG_H

enum { MPNET_VA_REGISTERS = 24 };

typedef struct {
    char *registers; // where a2 is, or would be
    char *stack;
    unsigned used; // bytes of both
} va_list;

// The compiler's own, as it fills it.
struct mpnet_va_start {
    char *stack; // 32 bytes before it
    char *first; // the first register that is not a named argument
    unsigned named; // bytes
};

static inline void *mpnet_va_next(va_list *list, unsigned size, unsigned align) {
    align = align < 4 ? 4 : align;
    unsigned at = (list->used + align - 1) & ~(align - 1);
    if (at < MPNET_VA_REGISTERS && at + size > MPNET_VA_REGISTERS) {
        at = MPNET_VA_REGISTERS;
    }
    list->used = at + ((size + 3) & ~3u);
    return at < MPNET_VA_REGISTERS ? list->registers + at : list->stack + (at - MPNET_VA_REGISTERS);
}

#define va_start(list, last) do { \
        __builtin_va_list started; \
        __builtin_va_start(started, last); \
        const struct mpnet_va_start *given = (const struct mpnet_va_start *)&started; \
        (list).registers = given->first - given->named; \
        (list).stack = given->stack + 32; \
        (list).used = given->named; \
} while (0)
#define va_arg(list, type) (*(type *)mpnet_va_next(&(list), sizeof(type), _Alignof(type)))
#define va_copy(to, from) ((to) = (from))
#define va_end(list) ((void)(list))

typedef va_list __gnuc_va_list;

#endif
