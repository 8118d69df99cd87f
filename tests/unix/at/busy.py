# The modem object calls a socket of the same modem in the middle of an exchange: OSError EBUSY, nothing is hurt.
from support import PEER, Modem, another, echo

modem = Modem(show=False, peer=echo)
a, b = another(modem), another(modem)
b.open(*PEER)
elsewhere = another(Modem(show=False, peer=echo))


def meddle(command):
    for call in (
        lambda: a.sendto(b"inner", PEER),
        lambda: b.sendto(b"inner", PEER),
        lambda: b.recvfrom(),
        lambda: a.open("192.0.2.1", 1),
        lambda: b.close(),
    ):
        try:
            print(call())
        except OSError as error:
            print(error.args[0])
    # Another modem has its own line.
    print(elsewhere.sendto(b"inner", PEER), elsewhere.recvfrom()[0])
    return modem.answer(command)


modem.answers = [("AT+SQNSSENDEXT", meddle)]
print(a.sendto(b"outer", PEER), a.recvfrom()[0], modem.sent)
print(b.sendto(b"later", PEER), b.recvfrom()[0])
