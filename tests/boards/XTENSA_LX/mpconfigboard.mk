# A board of MicroPython's ports/qemu that the tree has not: QEMU's Linux user mode for a core of Cadence's Xtensa LX
# family with register windows, as the ESP32's is. tests/boards/port/xtensa.c is what lies below the port.
QEMU_ARCH = xtensa
QEMU_MACHINE = dc233c

# The ESP32's instructions but one, which no core of QEMU's has: the upper half of a product.
CFLAGS += -mno-mul32high
CFLAGS += -DMICROPY_HW_MCU_NAME='"dc233c"' -DMICROPY_NLR_SETJMP=1 -DMICROPY_GCREGS_SETJMP=1

LDSCRIPT = $(BOARD_DIR)/memory.ld

SRC_BOARD_O += shared/runtime/gchelper_generic.o

# What clang warns of in the tree's mathematics and gcc does not.
CFLAGS_EXTRA += -Wno-double-promotion -Wno-float-conversion -Wno-typedef-redefinition \
	-Wno-incompatible-library-redeclaration -fno-builtin-wcslen

# LLVM's frames are larger than those the port's stack limit is made for (xtensa.c).
LDFLAGS += -Wl,--wrap=mp_stack_set_limit

# Native modules come as those of the ESP32 do (tools/build-board.sh).
ifneq ($(NATIVE_FILES),)
CFLAGS += -DMICROPY_EMIT_XTENSAWIN=1
endif
