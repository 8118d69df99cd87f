# What the firmware of the emulated boards freezes: asyncio, the simulator and the helpers of the tests.
# ruff: noqa: F821
import os


def modules_of(folder):
    return [name for name in sorted(os.listdir(folder)) if name.endswith(".py")]


include("$(MPY_DIR)/extmod/asyncio")
package("modemsim", modules_of("../tests/modemsim"), base_path="../tests")
package("support", base_path="../tests/unix/at")
module("board_uart.py", base_path="../tests/boards")
for name in modules_of("../tests/unix/lib"):
    module(name, base_path="../tests/unix/lib")
if os.environ.get("NATIVE_FILES"):
    module("native_files.py", base_path=os.environ["NATIVE_FILES"])
    module("native_modules.py", base_path="../tests/boards")
