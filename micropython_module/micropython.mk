# mpnet for the make-based ports: make USER_C_MODULES=<folder of this repository>
#
# MPNET_RUST_TARGET   Rust target, where the guess from $(CC) and its flags does not fit
# MPNET_CARGO_FLAGS   further arguments of cargo build

# USERMOD_DIR changes with every module read.
MPNET_DIR := $(USERMOD_DIR)

# Every C file of this folder belongs to the modules.
MPNET_SOURCES := $(notdir $(wildcard $(MPNET_DIR)/*.c))

# SRC_USERMOD is the name every release understands.
SRC_USERMOD += $(addprefix $(MPNET_DIR)/,$(MPNET_SOURCES))
CFLAGS_USERMOD += -I$(MPNET_DIR) -DMICROPY_MODULE_BUILTIN_SUBPACKAGES=1 -DMICROPY_MODULE_GETATTR=1

# Releases without this variable know a sub-module of a built-in only by its dotted name, which no C file can spell.
ifeq ($(flavor SRC_USERMOD_C),undefined)
QSTR_DEFS += $(MPNET_DIR)/qstrdefs_mpnet.h
endif

# The flags that choose the machine; a word that ends in a quote is the tail of some definition with blanks in it.
MPNET_MACHINE_FLAGS = $(filter-out %" %',$(filter -m%,$(CFLAGS)))

# Where the port's pattern rules put our objects.
MPNET_OBJECTS := $(patsubst $(USER_C_MODULES)/%.c,$(BUILD)/%.o,$(addprefix $(MPNET_DIR)/,$(MPNET_SOURCES)))
MPNET_RUST_OBJECT := $(filter %/rust_archive.o,$(MPNET_OBJECTS))

# MicroPython's own headers have unused parameters.
$(MPNET_OBJECTS): private CFLAGS += -Wall -Wextra -Wno-unused-parameter -Werror

# The object is an input of the link like any other, so neither LDFLAGS_USERMOD nor its order matters. cargo decides
# each time whether there is anything to do.
.PHONY: mpnet-force
$(MPNET_RUST_OBJECT): $(MPNET_DIR)/rust_archive.c mpnet-force
	$(ECHO) "CARGO $@"
	$(Q)$(CC) $(CFLAGS) -c -o $(@:.o=.c.o) $<
	$(Q)CC="$(CC)" AR="$(AR)" OBJCOPY="$(OBJCOPY)" MPNET_RUST_TARGET="$(MPNET_RUST_TARGET)" \
		MPNET_CARGO_FLAGS="$(MPNET_CARGO_FLAGS)" bash $(MPNET_DIR)/../tools/rust-object.sh $@ $(@:.o=.c.o) -- $(MPNET_MACHINE_FLAGS)
