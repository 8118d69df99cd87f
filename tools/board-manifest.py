# What the firmware of the emulated boards freezes: the simulator and the helpers of the tests.
# ruff: noqa: F821
import os

simulator = [name for name in sorted(os.listdir("../tests/modemsim")) if name.endswith(".py")]
package("modemsim", simulator, base_path="../tests")
package("support", base_path="../tests/unix/at")
module("recording_socket.py", base_path="../tests/unix/lib")
module("skip.py", base_path="../tests/unix/lib")
