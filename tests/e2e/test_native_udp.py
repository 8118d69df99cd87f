"""microcoapy over the computer's own sockets, as client of aiocoap and as server for it."""

import unittest

import aiocoap
from aiocoap.numbers.codes import Code

from . import coap_server, interpreter
from .within import within


class Client(unittest.IsolatedAsyncioTestCase):
    async def get(self, host, path):
        async with coap_server.serving(host) as port:
            return await interpreter.run("unix/coap_client.py", host, port, path)

    async def test_get_over_ipv4(self):
        status, output = await self.get("127.0.0.1", "hello")
        self.assertEqual(status, 0, output)
        self.assertIn("method: 2.05", output)
        self.assertIn("hello from the server", output)

    async def test_get_over_ipv6(self):
        status, output = await self.get("::1", "hello")
        self.assertEqual(status, 0, output)
        self.assertIn("hello from the server", output)

    async def test_an_unknown_path_is_answered_4_04(self):
        status, output = await self.get("127.0.0.1", "nothing/here")
        self.assertEqual(status, 0, output)
        self.assertIn("method: 4.04", output)

    async def test_a_separate_response_arrives(self):
        status, output = await self.get("127.0.0.1", "separate")
        self.assertEqual(status, 0, output)
        self.assertIn("later", output)


class Server(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.port = coap_server.free_port("127.0.0.1")
        self.process = await interpreter.start("unix/coap_server.py", self.port)
        line = await within(interpreter.TIMEOUT_S, self.process.stdout.readline())
        self.assertEqual(line.decode().strip(), f"serving at port {self.port}")
        self.client = await aiocoap.Context.create_client_context()

    async def asyncTearDown(self):
        await self.client.shutdown()
        self.process.kill()
        await self.process.communicate()

    async def request(self, code, path, payload=b""):
        message = aiocoap.Message(code=code, uri=f"coap://127.0.0.1:{self.port}/{path}", payload=payload)
        return await within(interpreter.TIMEOUT_S, self.client.request(message).response)

    async def test_what_was_put_is_what_get_returns(self):
        self.assertEqual((await self.request(Code.GET, "led")).payload, b"off")
        self.assertEqual((await self.request(Code.PUT, "led", b"on")).code, Code.CHANGED)
        self.assertEqual((await self.request(Code.GET, "led")).payload, b"on")

    async def test_an_unknown_path_is_answered_4_04(self):
        self.assertEqual((await self.request(Code.GET, "nothing")).code, Code.NOT_FOUND)
