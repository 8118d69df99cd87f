# A ring may come with the answer to any command, before or behind it.
from support import PEER, Modem, another

RING = "\r\n+SQNSRING: 2,4\r\n"


def before(modem):
    return lambda command: RING + modem.answer(command)


def behind(modem):
    return lambda command: modem.answer(command) + RING


def instead(modem):
    return lambda command: RING


PLACES = ("AT+SQNSH", "AT+SQNSCFGEXT=", "AT+SQNSD", "AT+SQNSSENDEXT", "61")
CASES = [(place, how) for place in PLACES for how in (before, behind)]
CASES += [("AT+SQNSRECV", before), ("AT+SQNSRECV", behind), ("AT+CSQ", before), ("AT+CSQ", behind)]
CASES += [("AT+SQNSH", instead), ("AT+CSQ", instead)]
for place, how in CASES:
    modem = Modem(show=False)
    a, b = another(modem), another(modem)
    b.open(*PEER)
    modem.connections[2].inbox = [b"data"]
    modem.answers = [(place, how(modem))]
    sent = a.sendto(b"a", PEER)
    modem.arrive(1, b"mine")
    received = a.recvfrom()[0]
    a.sendAtCommand("AT+CSQ")
    a.close()
    if (sent, received, modem.answers) != (1, b"mine", []):
        print(place, how, sent, received, modem.answers)
    modem.commands = []
    data = b.recvfrom()[0]
    if data != b"data" or "Pycom_Dummy" in modem.commands:
        print(place, how, "lost", data)
    a.close(True)
    b.close(True)
print(len(CASES))
