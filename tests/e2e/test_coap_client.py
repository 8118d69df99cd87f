"""microcoapy as client of aiocoap and of libcoap, over UDP on loopback, with and without loss."""

import asyncio
import contextlib
import unittest

from . import coap_peers

SMALL = 10240
LARGE = 1048576
ATTEMPTS = 8


class Client(unittest.IsolatedAsyncioTestCase):
    """What the cases below have in common; they differ in the server and in the loss."""

    loses = False
    is_over_modem = False
    sizes = (SMALL, LARGE)

    async def asyncSetUp(self):
        self.stack = contextlib.AsyncExitStack()
        if self.loses:
            self.stack.enter_context(coap_peers.early_repetitions())
        self.server = await self.stack.enter_async_context(self.serving())
        self.port = await self.stack.enter_async_context(coap_peers.maybe_lossy(self.server, self.loses))

    async def asyncTearDown(self):
        await self.stack.aclose()

    def uri(self, path):
        return f"coap://127.0.0.1:{self.port}/{path}"

    async def try_client(self, *arguments):
        return await coap_peers.microcoapy_client(
            *arguments, repeats_early=self.loses, is_over_modem=self.is_over_modem
        )

    async def run_client(self, *arguments):
        status, output = await self.try_client(*arguments)
        self.assertEqual(status, 0, output)
        return [line.strip() for line in output.splitlines()]

    async def request(self, method, path, *payload):
        (line,) = await self.run_client("request", method, self.uri(path), *payload)
        return line

    async def change(self, ask, number):
        raise NotImplementedError

    async def observe(self, path, count):
        """Notifications while the resource changes, again and again until the client has enough."""

        async def change_on():
            async with coap_peers.aiocoap_client() as ask:
                number = 0
                while True:
                    await asyncio.sleep(0.02)
                    number += 1
                    await self.change(ask, number)

        changing = asyncio.create_task(change_on())
        try:
            *notifications, end = await self.run_client("observe", self.uri(path), count)
        finally:
            changing.cancel()
            await asyncio.gather(changing, return_exceptions=True)
        self.assertEqual(end, "cancelled True")
        return [int(line.removeprefix("2.05 ")) for line in notifications]

    def assert_ascending(self, numbers, count):
        self.assertEqual(len(numbers), count)
        self.assertEqual(numbers, sorted(set(numbers)))


class WithAiocoap:
    def serving(self):
        return coap_peers.aiocoap_server()

    async def change(self, ask, number):
        await ask("POST", f"coap://127.0.0.1:{self.server}/counter")

    async def test_get_put_post_delete_and_fetch(self):
        self.assertEqual(await self.request("GET", "hello"), "2.05 hello from the server")
        self.assertEqual(await self.request("PUT", "measurement", "21.5"), "2.01")
        self.assertEqual(await self.request("GET", "measurement"), "2.05 21.5")
        self.assertEqual(await self.request("DELETE", "measurement"), "2.02")
        self.assertEqual(await self.request("GET", "measurement"), "4.04")
        self.assertEqual(await self.request("POST", "echo", "twice"), "2.04 twice")
        self.assertEqual(await self.request("FETCH", "query", "abc"), "2.05 cba")

    async def test_a_separate_response_arrives(self):
        self.assertEqual(await self.request("GET", "separate"), "2.05 later")

    async def test_notifications_come_in_order(self):
        self.assert_ascending(await self.observe("counter", 10), 10)

    async def test_bodies_in_blocks_arrive_both_ways(self):
        for size in self.sizes:
            path = f"body/{size}"
            with self.subTest(size=size):
                self.assertEqual(await self.run_client("download", self.uri(path), size), ["2.05 complete"])
                self.assertEqual(await self.run_client("upload", "PUT", self.uri(path), size), ["2.04 complete"])

    async def test_discovery_filters(self):
        links = await self.request("GET", ".well-known/core?rt=greeting")
        self.assertIn("</hello>", links)
        self.assertNotIn("</echo>", links)


class WithLibcoap:
    # That server does not recognize repetitions: it handles them again.
    CREATED = ("2.01", "2.04")
    DELETED = ("2.02", "4.04")

    def serving(self):
        return coap_peers.libcoap_server()

    async def change(self, ask, number):
        await ask("PUT", f"coap://127.0.0.1:{self.server}/counter", str(number).encode())

    async def test_get_put_post_and_delete(self):
        self.assertIn(await self.request("PUT", "measurement", "21.5"), self.CREATED)
        self.assertEqual(await self.request("GET", "measurement"), "2.05 21.5")
        self.assertEqual(await self.request("POST", "measurement", "22"), "2.04")
        self.assertEqual(await self.request("GET", "measurement"), "2.05 22")
        self.assertIn((await self.request("DELETE", "measurement"))[:4], self.DELETED)
        self.assertEqual(await self.request("GET", "measurement"), "4.04 Not Found")

    async def test_fetch(self):
        self.assertRegex(await self.request("FETCH", "time", "x"), "^2.05 .*[0-9]{2}:[0-9]{2}:[0-9]{2}")

    async def test_a_separate_response_arrives(self):
        self.assertEqual(await self.request("GET", "async?1"), "2.05 done")

    async def test_notifications_come_in_order(self):
        await self.request("PUT", "counter", "0")
        self.assert_ascending(await self.observe("counter", 5), 5)

    async def test_bodies_in_blocks_arrive_both_ways(self):
        for size in self.sizes:
            with self.subTest(size=size):
                uri = await self.upload(size)
                self.assertEqual(await self.download(uri, size), "2.05 complete")

    async def download(self, uri, size):
        """This server makes the body anew for a repeated request, with another ETag. Where the answer to the first one
        was only late the blocks do not belong together, as the client says: then once more."""
        for _ in range(ATTEMPTS):
            status, output = await self.try_client("download", uri, size)
            if status == 0:
                return output.strip()
            self.assertIn("the resource changed", output)
        return self.fail("the answer to the first block was late every time")

    async def upload(self, size):
        """A new resource with that body. When the answer to the last block is lost this server takes the
        repeated block for another body, of one block, and says 2.04: then once more under another name."""
        for attempt in range(ATTEMPTS):
            uri = self.uri(f"body{size}-{attempt}")
            (answer,) = await self.run_client("upload", "PUT", uri, size)
            if answer == "2.01":
                return uri
            self.assertEqual((answer, self.loses), ("2.04", True))
        return self.fail("the answer to the last block was lost every time")

    async def test_discovery_filters(self):
        links = await self.request("GET", ".well-known/core?rt=ticks")
        self.assertIn("</time>", links)
        self.assertNotIn("</async>", links)


class OfAiocoap(WithAiocoap, Client):
    pass


class OfAiocoapWithLoss(WithAiocoap, Client):
    loses = True


class OfLibcoap(WithLibcoap, Client):
    pass


class OfLibcoapWithLoss(WithLibcoap, Client):
    loses = True
