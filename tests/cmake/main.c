// micropython_cmake <script text>: runs it and ends with 1 if it raised.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "py/builtin.h"
#include "py/compile.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stackctrl.h"
#include "shared/runtime/gchelper.h"

static char heap[1 << 20];

static void run(const char *text) {
    mp_lexer_t *lexer = mp_lexer_new_from_str_len(MP_QSTR__lt_stdin_gt_, text, strlen(text), 0);
    qstr name = lexer->source_name;
    mp_parse_tree_t tree = mp_parse(lexer, MP_PARSE_FILE_INPUT);
    mp_call_function_0(mp_compile(&tree, name, false));
}

int main(int argc, char **argv) {
    int status = 0;
    nlr_buf_t nlr;
    mp_stack_ctrl_init();
    mp_stack_set_limit(100000);
    gc_init(heap, heap + sizeof(heap));
    mp_init();
    if (nlr_push(&nlr) == 0) {
        run(argc > 1 ? argv[1] : "");
        nlr_pop();
    } else {
        mp_obj_print_exception(&mp_plat_print, MP_OBJ_FROM_PTR(nlr.ret_val));
        status = 1;
    }
    mp_deinit();
    return status;
}

void gc_collect(void) {
    gc_collect_start();
    gc_helper_collect_regs_and_stack();
    gc_collect_end();
}

mp_uint_t mp_hal_stdout_tx_strn(const char *text, size_t length) {
    return fwrite(text, 1, length, stdout);
}

void mp_hal_stdout_tx_strn_cooked(const char *text, size_t length) {
    fwrite(text, 1, length, stdout);
}

mp_import_stat_t mp_import_stat(const char *path) {
    (void)path;
    return MP_IMPORT_STAT_NO_EXIST;
}

static uint64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

mp_uint_t mp_hal_ticks_us(void) {
    return now_us();
}

mp_uint_t mp_hal_ticks_ms(void) {
    return now_us() / 1000;
}

void mp_hal_delay_ms(mp_uint_t ms) {
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

void nlr_jump_fail(void *value) {
    (void)value;
    abort();
}
