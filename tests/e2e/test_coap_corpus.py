"""Every malformed datagram of the corpus is answered by microcoapy's server as it must be, and hurts nobody."""

import asyncio
import unittest

from . import coap_peers, interpreter
from .within import within

CORPUS = interpreter.PROJECT / "tests" / "datagrams" / "malformed.tsv"
PROBE = bytes.fromhex("4001ffffb474657374")  # CON GET /test; the corpus has no such message id
CON, NON, ACK, RST = range(4)


def rows():
    for line in CORPUS.read_text().splitlines():
        if not line.startswith("#"):
            name, datagram, right = line.split("\t")
            yield name, bytes.fromhex(datagram), right.split(" / ")


def described(request, answers):
    """What came, in the words of the corpus."""
    if not answers:
        return "silence"
    if len(answers) > 1:
        return f"{len(answers)} answers"
    answer = answers[0]
    kind, code = answer[0] >> 4 & 3, f"{answer[1] >> 5}.{answer[1] & 31:02d}"
    asked = request[0] >> 4 & 3
    is_same_message = answer[2:4] == request[2:4]
    if kind == RST and is_same_message:
        return "RST"
    if kind == ACK and asked == CON and is_same_message:
        return "ACK0.00" if answer[1] == 0 else code
    if kind == NON and asked == NON:
        return code
    return f"wrong {answer.hex()}"


def is_right(description, right):
    return any(description == word or (word.endswith("xx") and description.startswith(word[:2])) for word in right)


class Peer(asyncio.DatagramProtocol):
    def __init__(self):
        self.received = asyncio.Queue()

    def datagram_received(self, data, address):
        self.received.put_nowait(data)


class Corpus(unittest.IsolatedAsyncioTestCase):
    async def answers(self, transport, peer, datagram):
        """What the server sends before it answers a good request that comes next."""
        transport.sendto(datagram)
        transport.sendto(PROBE)
        answers = []
        while True:
            answer = await within(coap_peers.TIMEOUT_S, peer.received.get())
            if answer[0] >> 4 & 3 == ACK and answer[2:4] == PROBE[2:4]:
                self.assertEqual(answer[1], 0x45)
                return answers
            answers.append(answer)

    async def test_every_datagram_is_answered_as_it_must_be(self):
        loop = asyncio.get_running_loop()
        count = 0
        async with coap_peers.microcoapy_server() as port:
            for name, datagram, right in rows():
                # A peer of its own each: what one did is nothing to the next.
                transport, peer = await loop.create_datagram_endpoint(Peer, remote_addr=("127.0.0.1", port))
                with self.subTest(name):
                    description = described(datagram, await self.answers(transport, peer, datagram))
                    self.assertTrue(is_right(description, right), f"{description}, not {right}")
                transport.close()
                count += 1
        self.assertEqual(count, 64)
