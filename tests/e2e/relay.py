"""A UDP relay on loopback that loses datagrams, the same ones in every run with the same traffic.

It loses 20 of 100, drawn from a generator with a fixed seed, but no CoAP message more than once or twice: with
four retransmissions every exchange succeeds, so what fails is a fault and not bad luck.
"""

import asyncio
import collections
import contextlib
import random

LOST_OF_HUNDRED = 20
SEED = 4


class Loss:
    """Decides which datagrams of one direction are lost."""

    def __init__(self, copies, seed):
        self.copies = copies
        self.random = random.Random(seed)
        self.lost = collections.Counter()

    def takes(self, datagram, address):
        # Known by type and message id: a server may answer a repetition with other bytes.
        message = (address, datagram[:1], datagram[2:4])
        if self.random.randrange(100) >= LOST_OF_HUNDRED or self.lost[message] >= self.copies:
            return False
        self.lost[message] += 1
        return True


class Upstream(asyncio.DatagramProtocol):
    """Towards the server, one for each client address; what the server sends goes back to that client."""

    def __init__(self, front, client):
        self.front = front
        self.client = client

    def datagram_received(self, data, address):
        if not self.front.loss_of_answers.takes(data, self.client):
            self.front.transport.sendto(data, self.client)


class Front(asyncio.DatagramProtocol):
    """The address that clients know."""

    def __init__(self, server, copies):
        self.server = server
        self.loss_of_requests = Loss(copies, SEED)
        self.loss_of_answers = Loss(copies, SEED + 1)
        self.upstreams = {}

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        if not self.loss_of_requests.takes(data, address):
            asyncio.get_running_loop().create_task(self.forward(data, address))

    async def forward(self, data, address):
        if address not in self.upstreams:
            loop = asyncio.get_running_loop()
            self.upstreams[address] = loop.create_task(
                loop.create_datagram_endpoint(lambda: Upstream(self, address), remote_addr=self.server)
            )
        transport, _ = await self.upstreams[address]
        transport.sendto(data)

    async def close(self):
        self.transport.close()
        for upstream in self.upstreams.values():
            (await upstream)[0].close()


@contextlib.asynccontextmanager
async def lossy(port, copies=2):
    """A relay to that port of this machine, which loses a message so often at most; gives the relay's own port."""
    loop = asyncio.get_running_loop()
    transport, front = await loop.create_datagram_endpoint(
        lambda: Front(("127.0.0.1", port), copies), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        await front.close()
