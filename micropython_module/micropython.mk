# mpnet for the make-based ports: make USER_C_MODULES=<folder of this repository>
#
# MPNET_RUST_TARGET   Rust target, where the guess from $(CC) and its flags does not fit
# MPNET_CARGO_FLAGS   further arguments of cargo build
# MPNET_WARNINGS      warnings of the C compiler in our files; empty for a compiler that has others in mind
# MPNET_FEATURES      what to build, default all of it: coap (microcoapy), dns (dns_query), and families of modems
#                     (microATsocket): nordic, quectel, sequans

# USERMOD_DIR changes with every module read.
MPNET_DIR := $(USERMOD_DIR)

ifeq ($(strip $(MPNET_FEATURES)),)
override MPNET_FEATURES := coap dns nordic quectel sequans
endif

# C files by feature, those in no list serve all.
MPNET_AT_FILES := class_modem.c class_socket.c mod_microatsocket.c modem.c modem_%.c socket_%.c
MPNET_COAP_FILES := class_coap.c class_deferred.c class_option.c class_packet.c class_request.c class_resource.c \
	class_service.c coap_%.c mod_microcoapy.c
MPNET_WITHOUT :=
ifeq ($(filter nordic quectel sequans,$(MPNET_FEATURES)),)
MPNET_WITHOUT += $(MPNET_AT_FILES)
endif
ifeq ($(filter coap,$(MPNET_FEATURES)),)
MPNET_WITHOUT += $(MPNET_COAP_FILES)
endif
ifeq ($(filter dns,$(MPNET_FEATURES)),)
MPNET_WITHOUT += mod_dns_query.c
endif
ifeq ($(filter dns nordic quectel sequans,$(MPNET_FEATURES)),)
MPNET_WITHOUT += dns_lookup.c
endif
MPNET_SOURCES := $(filter-out $(MPNET_WITHOUT),$(notdir $(wildcard $(MPNET_DIR)/*.c)))

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
MPNET_WARNINGS ?= -Wall -Wextra -Wno-unused-parameter -Werror
$(MPNET_OBJECTS): private CFLAGS += $(MPNET_WARNINGS)

# The object is an input of the link like any other, so neither LDFLAGS_USERMOD nor its order matters. cargo decides
# each time whether there is anything to do.
.PHONY: mpnet-force
$(MPNET_RUST_OBJECT): $(MPNET_DIR)/rust_archive.c mpnet-force
	$(ECHO) "CARGO $@"
	$(Q)$(CC) $(CFLAGS) -c -o $(@:.o=.c.o) $<
	$(Q)CC="$(CC)" AR="$(AR)" OBJCOPY="$(OBJCOPY)" MPNET_RUST_TARGET="$(MPNET_RUST_TARGET)" \
		MPNET_CARGO_FLAGS="$(MPNET_CARGO_FLAGS)" MPNET_FEATURES="$(MPNET_FEATURES)" bash $(MPNET_DIR)/../tools/rust-object.sh $@ $(@:.o=.c.o) -- $(MPNET_MACHINE_FLAGS)
