# What MicroPython's port for the emulated boards lacks: a clock (newer trees have one), asyncio, and a place for the
# unwind tables that come with libgcc's 64-bit division.
BOARD_PORT_DIR := $(USERMOD_DIR)
ifeq ($(shell grep -l mp_hal_delay_ms mphalport.c),)
SRC_USERMOD_C += $(BOARD_PORT_DIR)/board_clock.c
endif
CFLAGS_USERMOD += -I$(BOARD_PORT_DIR) -DMP_CONFIGFILE='<board_config.h>'
ifeq ($(QEMU_ARCH),arm)
LDFLAGS_USERMOD += -T $(BOARD_PORT_DIR)/discard-exidx.ld
endif
ifeq ($(QEMU_ARCH),xtensa)
SRC_USERMOD_C += $(BOARD_PORT_DIR)/xtensa.c $(BOARD_PORT_DIR)/xtensa_start.c
endif
# With native modules (tools/build-board.sh).
ifneq ($(NATIVE_FILES),)
SRC_USERMOD_C += $(BOARD_PORT_DIR)/board_start.c
CFLAGS_USERMOD += -DBOARD_START
endif
