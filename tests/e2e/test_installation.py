"""The interpreter that was built has both modules in it."""

import unittest

from . import interpreter


class Modules(unittest.IsolatedAsyncioTestCase):
    async def test_both_modules_are_built_in(self):
        status, output = await interpreter.run_text(
            "import microcoapy, microATsocket as s; print(s.AF_INET6, microcoapy.Coap)"
        )
        self.assertEqual(status, 0, output)
        self.assertEqual(output.strip(), "10 <class 'Coap'>")
