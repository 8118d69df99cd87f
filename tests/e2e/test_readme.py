"""What the first page shows does what it says."""

import re
import unittest

from . import interpreter

# A simulated modem in the place of the firmware's, and the peers the examples talk to.
PRELUDE = """
import sys, modemsim

def answer(peer, data, source):
    peer.send(b"\\x60\\x45" + bytes(data[2:4]) + b"\\xff21.5", source)

net = modemsim.MemoryNet()
net.udp_peer("192.0.2.10", 7, lambda peer, data, source: peer.send(data, source))
net.udp_peer("192.0.2.10", 5683, answer)

class network:
    LTE = lambda: modemsim.LTE(net=net)

sys.modules["network"] = network
"""


class FirstPage(unittest.IsolatedAsyncioTestCase):
    async def test_its_examples_run(self):
        page = (interpreter.PROJECT / "README.md").read_text()
        examples = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
        self.assertEqual(len(examples), 2)
        status, output = await interpreter.run_text(PRELUDE + "".join(examples))
        self.assertEqual(status, 0, output)
        self.assertIn("b'hello' ['192.0.2.10', 7]", output)
        self.assertIn("method: 2.05", output)
        self.assertIn("21.5", output)
