"""microcoapy over microATsocket over the simulated modem, against a real server."""

import unittest

from . import coap_server, interpreter


class CoapOverModem(unittest.IsolatedAsyncioTestCase):
    async def demo(self, host):
        async with coap_server.serving(host) as port:
            return await interpreter.run("unix/coap_over_at.py", host, port)

    async def test_a_measurement_comes_back_over_ipv4(self):
        status, output = await self.demo("127.0.0.1")
        self.assertEqual(status, 0, output)
        self.assertIn("AT+SQNSD=", output)
        self.assertIn('"temperature": 21.5', output)
        self.assertTrue(output.splitlines()[-1].startswith("PROVEN: "), output)

    async def test_a_measurement_comes_back_over_ipv6(self):
        status, output = await self.demo("::1")
        self.assertEqual(status, 0, output)
        self.assertTrue(output.splitlines()[-1].startswith("PROVEN: "), output)

    async def test_the_demo_fails_without_a_server(self):
        nobody = coap_server.free_port("127.0.0.1")
        status, output = await interpreter.run("unix/coap_over_at.py", "127.0.0.1", nobody, 500)
        self.assertEqual(status, 1, output)
        self.assertIn("FAILED", output)

    async def test_the_echo_example_needs_no_network(self):
        status, output = await interpreter.run("unix/mock_modem_echo.py")
        self.assertEqual(status, 0, output)
        self.assertIn("received b'hello' from ['192.0.2.10', 7]", output)
