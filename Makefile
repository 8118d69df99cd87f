# Index of verbs; the work is in tools/ and, for the firmware, in micropython_module/micropython.mk.
#
# MICROPYTHON_DIR=<tree>       another MicroPython source tree than the pinned one
# MICROPYTHON_VERSION=<number> another pinned release (tools/micropython-source.sh)
# TESTS="<file> ..."           only these of tests/unix or (names) of the other suites

TESTS ?=
WORLDS ?=
KNOBS ?=
export TESTS WORLDS KNOBS

.DEFAULT_GOAL := help
.PHONY: help build build-tls demo test test-rust test-cabi test-unix test-unix-newest test-sockets test-micropython test-sim test-e2e \
	test-legacy soak bench test-features test-mpy test-boards test-xtensa test-cmake mpy firmware firmware-esp32 \
	firmware-pycom lint size header check-header bindings check-bindings check-deps check-panics check-symbols check-xtensa clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

build: ## build/micropython: MicroPython's unix port with both modules
	@tools/build-unix.sh

build-tls: ## build/micropython-tls: the same with Mbed TLS and select.select()
	@tools/build-unix.sh tls

demo: build ## one CoAP exchange from a script over a simulated modem with a real server
	@tools/demo.sh

test: ## all suites; those whose tools cannot be installed without a question are skipped, and named in the last line
	@tools/test.py

test-rust: ## unit tests, transcripts and properties of the engines
	@tools/test.py rust

test-cabi: ## the C ABI against mpnet.h, under address and undefined-behaviour sanitizers
	@tools/test.py cabi

test-unix: ## the Python API under build/micropython, by MicroPython's own test runner
	@tools/test.py unix

test-unix-newest: ## the same under the newest pinned release of MicroPython
	@tools/test.py unix-newest

test-sockets: ## one behaviour suite over the port's own socket module and ours with each dialect: WORLDS="native quectel"
	@tools/test.py sockets

test-micropython: ## MicroPython's own socket tests with ours in the place of socket
	@tools/test.py micropython

test-sim: ## the modem simulator
	@tools/test.py sim

test-e2e: ## scripts against real servers and clients, the demo among them
	@tools/test.py e2e

test-legacy: ## calls of scripts for the Python originals; compared with ORIGINALS=<folder of their clones> when given
	@tools/test.py legacy

soak: ## 100,000 exchanges over six sockets and a modem that misbehaves; SEED=<number>
	@tools/soak.sh 100000 $(SEED)

bench: ## what modem operations cost on the line and the processor; CoAP beside aiocoap and libcoap; TESTS=wire
	@tools/bench.sh

test-features: ## firmware with a part of the modules: microcoapy alone, one family of modems
	@tools/test.py features

test-mpy: ## the Python API with the modules as native modules (.mpy), under unix port and boards built without them
	@tools/test.py mpy boards-mpy

test-boards: ## the Python API under the firmware of the emulated boards (arm and riscv toolchains, qemu)
	@tools/test.py boards

test-xtensa: ## the same, and tests of the engines, on an emulated processor of the ESP32's family (clang and llvm 22, qemu-user)
	@tools/test.py xtensa-engines xtensa-board

test-cmake: ## both modules in a tiny port built with CMake; Rust targets of Espressif's chips (cmake, ninja)
	@tools/test.py cmake

mpy: ## the modules as files to copy onto a board: ARCH=x64, armv7m, rv32imc or xtensawin (docs/native-mpy.md)
	@tools/build-mpy.sh $(ARCH)

firmware: ## firmware of an emulated board: BOARD=MPS2_AN385, VIRT_RV32 or XTENSA_LX
	@tools/build-board.sh $(BOARD)

firmware-esp32: ## ESP32 firmware, where an ESP-IDF is installed: BOARD=ESP32_GENERIC_C3
	@tools/build-esp32.sh $(BOARD)

firmware-pycom: ## Pycom firmware by the build of its own tree: PYCOM_DIR=<checkout> BOARD=GPY (docs/pycom.md)
	@tools/build-pycom.sh $(BOARD)

lint: ## formatting and warnings of Rust, C and Python, all of them errors
	@tools/test.py lint

size: ## bytes of each feature set on the boards' processors, against tests/size/budget.txt
	@tools/test.py size

header: ## write micropython_module/mpnet.h from the Rust code
	@tools/header.sh write

check-header: ## the stored header is what cbindgen makes
	@tools/test.py header

bindings: ## write the stored bindings of MicroPython's headers
	@tools/bindings.sh write

check-bindings: ## the stored bindings are what bindgen makes
	@tools/test.py bindings

check-deps: ## who may depend on whom
	@tools/test.py deps

check-panics: ## the release archive refers to no panic machinery
	@tools/test.py panics

check-symbols: ## the release archive needs no other symbol than the documented ones
	@tools/test.py symbols

check-xtensa: ## the archives for ESP32, S2 and S3: built, calling convention, symbols
	@tools/test.py xtensa

clean: ## remove what was built; fetched sources and tools stay
	rm -rf target build/unix build/unix-* build/micropython build/micropython-tls build/cabi build/check-panics build/bindings build/test-unix build/boards build/cmake build/mpy
