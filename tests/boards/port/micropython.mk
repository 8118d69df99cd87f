# What MicroPython's port for the emulated boards lacks: a clock, and a place for the unwind tables that come with
# libgcc's 64-bit division.
BOARD_PORT_DIR := $(USERMOD_DIR)
SRC_USERMOD_C += $(BOARD_PORT_DIR)/board_clock.c
ifeq ($(QEMU_ARCH),arm)
LDFLAGS_USERMOD += -T $(BOARD_PORT_DIR)/discard-exidx.ld
endif
