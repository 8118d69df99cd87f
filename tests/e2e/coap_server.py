"""A CoAP server on loopback with a few resources, made with aiocoap.

python3 -m e2e.coap_server [--host ADDRESS] [--port PORT] [-- COMMAND ...]

Without a command it serves until interrupted. With one it runs the command with host and port appended, and ends with
the command's exit status.

Resources: /hello (GET), /measurement (PUT stores, GET returns, DELETE forgets), /echo (POST returns what it got),
/separate (GET, the answer comes after an empty ACK), /.well-known/core.
"""

import argparse
import asyncio
import contextlib
import socket
import sys

import aiocoap
from aiocoap import resource
from aiocoap.numbers.codes import Code
from aiocoap.numbers.contentformat import ContentFormat

SEPARATE_DELAY_S = 0.3  # aiocoap sends the empty ACK after 0.1 s


class Hello(resource.Resource):
    async def render_get(self, request):
        return aiocoap.Message(payload=b"hello from the server", content_format=ContentFormat.TEXT)


class Measurement(resource.Resource):
    """Keeps what was PUT last, with its content format."""

    def __init__(self):
        super().__init__()
        self.stored = None

    async def render_put(self, request):
        code = Code.CREATED if self.stored is None else Code.CHANGED
        self.stored = (request.payload, request.opt.content_format)
        return aiocoap.Message(code=code)

    async def render_get(self, request):
        if self.stored is None:
            return aiocoap.Message(code=Code.NOT_FOUND)
        payload, content_format = self.stored
        return aiocoap.Message(payload=payload, content_format=content_format)

    async def render_delete(self, request):
        self.stored = None
        return aiocoap.Message(code=Code.DELETED)


class Echo(resource.Resource):
    async def render_post(self, request):
        return aiocoap.Message(
            code=Code.CHANGED, payload=request.payload, content_format=request.opt.content_format
        )


class Separate(resource.Resource):
    async def render_get(self, request):
        await asyncio.sleep(SEPARATE_DELAY_S)
        return aiocoap.Message(payload=b"later")


def site():
    root = resource.Site()
    root.add_resource([".well-known", "core"], resource.WKCResource(root.get_resources_as_linkheader))
    root.add_resource(["hello"], Hello())
    root.add_resource(["measurement"], Measurement())
    root.add_resource(["echo"], Echo())
    root.add_resource(["separate"], Separate())
    return root


def free_port(host):
    """A UDP port of the host that nobody uses now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


@contextlib.asynccontextmanager
async def serving(host="127.0.0.1", port=0):
    """The server while the block runs; gives its port."""
    port = port or free_port(host)
    context = await aiocoap.Context.create_server_context(site(), (host, port), transports=["simplesocketserver"])
    try:
        yield port
    finally:
        await context.shutdown()


async def run(host, port, command):
    async with serving(host, port) as actual:
        if not command:
            print(f"serving at {host} port {actual}", flush=True)
            await asyncio.Event().wait()
        process = await asyncio.create_subprocess_exec(*command, host, str(actual))
        return await process.wait()


def main():
    parser = argparse.ArgumentParser(description="CoAP server with a few resources")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("command", nargs="*", help="command to run, gets host and port as last arguments")
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(run(arguments.host, arguments.port, arguments.command)))


if __name__ == "__main__":
    main()
