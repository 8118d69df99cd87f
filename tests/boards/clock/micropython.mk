# The clock that MicroPython's port for the emulated boards does not have.
BOARD_CLOCK_DIR := $(USERMOD_DIR)
SRC_USERMOD_C += $(BOARD_CLOCK_DIR)/board_clock.c
