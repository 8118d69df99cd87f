"""microcoapy as server for aiocoap and for libcoap, over UDP on loopback, with and without loss."""

import asyncio
import contextlib
import tempfile
import unittest
from pathlib import Path

from . import bodies, coap_peers
from .within import within

SMALL = 10240
LARGE = 1048576


class Server(unittest.IsolatedAsyncioTestCase):
    loses = False
    lost_copies = 2

    async def asyncSetUp(self):
        self.stack = contextlib.AsyncExitStack()
        if self.loses:
            self.stack.enter_context(coap_peers.early_repetitions())
        self.server = await self.stack.enter_async_context(coap_peers.microcoapy_server(self.loses))
        self.port = await self.stack.enter_async_context(coap_peers.maybe_lossy(self.server, self.loses, self.lost_copies))

    async def asyncTearDown(self):
        await self.stack.aclose()

    def uri(self, path):
        return f"coap://127.0.0.1:{self.port}/{path}"

    async def count_on(self):
        """Makes the counter count, again and again."""
        async with coap_peers.aiocoap_client() as ask:
            while True:
                await asyncio.sleep(0.05)
                await ask("POST", f"coap://127.0.0.1:{self.server}/counter")

    @contextlib.asynccontextmanager
    async def counting(self):
        task = asyncio.create_task(self.count_on())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def assert_ascending(self, numbers, count):
        self.assertGreaterEqual(len(numbers), count)
        self.assertEqual(numbers, sorted(set(numbers)))


class ForAiocoap(Server):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.client = await self.stack.enter_async_context(coap_peers.aiocoap_client())

    async def ask(self, method, path, payload=b"", **keywords):
        """The response as text: its code and its payload."""
        response = await self.client(method, self.uri(path), payload, **keywords)
        return f"{response.code.dotted} {response.payload.decode()}".strip()

    async def test_get_put_post_delete_and_fetch(self):
        self.assertEqual(await self.ask("GET", "hello"), "2.05 hello")
        self.assertEqual(await self.ask("PUT", "measurement", b"21.5"), "2.01")
        self.assertEqual(await self.ask("GET", "measurement"), "2.05 21.5")
        self.assertEqual(await self.ask("PUT", "measurement", b"22"), "2.04")
        self.assertEqual(await self.ask("DELETE", "measurement"), "2.02")
        self.assertEqual(await self.ask("GET", "measurement"), "4.04")
        self.assertEqual(await self.ask("POST", "echo", b"twice"), "2.04 twice")
        self.assertEqual(await self.ask("FETCH", "query", b"abc", content_format=0), "2.05 cba")
        self.assertEqual(await self.ask("POST", "hello"), "4.05")

    async def test_a_separate_response_arrives(self):
        self.assertEqual(await self.ask("GET", "separate"), "2.05 later")

    async def test_notifications_come_in_order(self):
        request = self.client.observe(self.uri("counter"))
        first = int((await within(coap_peers.TIMEOUT_S, request.response)).payload)
        numbers = [first]
        notifications = aiter(request.observation)
        async with self.counting():
            while len(numbers) < 10:
                notification = await within(coap_peers.TIMEOUT_S, anext(notifications))
                numbers.append(int(notification.payload))
        request.observation.cancel()
        self.assert_ascending(numbers, 10)

    async def test_bodies_in_blocks_arrive_both_ways(self):
        for size in (SMALL, LARGE):
            with self.subTest(size=size):
                response = await self.client("GET", self.uri(f"body/{size}"))
                self.assertTrue(response.payload == bodies.body(size))
                self.assertEqual(await self.ask("PUT", f"body/{size}", bodies.body(size)), "2.04 complete")

    async def test_discovery_filters(self):
        self.assertEqual(await self.ask("GET", ".well-known/core?rt=greeting"), '2.05 </hello>;rt="greeting";ct=0')
        everything = await self.ask("GET", ".well-known/core")
        self.assertIn("</echo>", everything)
        self.assertIn("</counter>;obs", everything)


class ForAiocoapWithLoss(ForAiocoap):
    loses = True


class LibcoapClient(Server):
    async def ask(self, method, path, *arguments):
        status, output = await coap_peers.libcoap_client(*arguments, "-m", method, self.uri(path))
        self.assertEqual(status, 0, output)
        return output.strip()

    async def download(self, size):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "body")
            await self.ask("get", f"body/{size}", "-o", file)
            self.assertTrue(file.read_bytes() == bodies.body(size))

    async def upload(self, size):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "body")
            file.write_bytes(bodies.body(size))
            self.assertEqual(await self.ask("put", f"body/{size}", "-b", 1024, "-f", file), "complete")

    async def check_get_put_and_delete(self):
        self.assertEqual(await self.ask("get", "hello"), "hello")
        self.assertEqual(await self.ask("put", "measurement", "-e", "21.5"), "")
        self.assertEqual(await self.ask("get", "measurement"), "21.5")
        self.assertEqual(await self.ask("delete", "measurement"), "")
        self.assertRegex(await self.ask("get", "measurement"), "^4.04")

    async def check_post_and_fetch(self):
        self.assertEqual(await self.ask("post", "echo", "-e", "twice"), "twice")
        self.assertEqual(await self.ask("fetch", "query", "-t", 0, "-e", "abc"), "cba")

    async def check_separate_response(self):
        self.assertEqual(await self.ask("get", "separate"), "later")

    async def check_notifications(self):
        async with self.counting():
            output = await self.ask("get", "counter", "-s", 2, "-w")
        self.assert_ascending([int(line) for line in output.split()], 5)

    async def check_discovery(self):
        self.assertEqual(await self.ask("get", ".well-known/core?rt=greeting"), '</hello>;rt="greeting";ct=0')


class ForLibcoap(LibcoapClient):
    async def test_get_put_post_delete_and_fetch(self):
        await self.check_get_put_and_delete()
        await self.check_post_and_fetch()

    async def test_a_separate_response_arrives(self):
        await self.check_separate_response()

    async def test_notifications_come_in_order(self):
        await self.check_notifications()

    async def test_discovery_filters(self):
        await self.check_discovery()

    async def test_bodies_in_blocks_arrive_both_ways(self):
        for size in (SMALL, LARGE):
            with self.subTest(size=size):
                await self.download(size)
                await self.upload(size)


class ForLibcoapWithLoss(LibcoapClient):
    # That client waits two seconds or more before it repeats: so all at the same time, and no body of 1 MB.
    loses = True
    lost_copies = 1

    async def test_all_of_it_arrives(self):
        # Not counting at the same time: its POSTs would make the server forget its replies to those under test.
        await asyncio.gather(
            self.check_get_put_and_delete(),
            self.check_post_and_fetch(),
            self.check_separate_response(),
            self.check_discovery(),
            self.download(SMALL),
            self.upload(SMALL),
        )
        await self.check_notifications()
