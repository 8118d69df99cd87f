# The modem restarts in the middle of any command: the call fails, the next one opens and configures anew.
from support import PEER, Modem, another, echo

BANNERS = ("\r\n+SYSSTART\r\n", "\r\n+SHUTDOWN\r\n\r\n+SYSSTART\r\n")
PLACES = ("AT+SQNSH", "AT+SQNSCFGEXT=", "AT+SQNSD", "AT+SQNSSENDEXT", "78", "Pycom_Dummy", "AT+SQNSRECV")


def restart(modem, banner):
    def answer(command):
        rested = Modem(show=False)
        modem.connections, modem.rings, modem.announced = rested.connections, "", None
        return banner

    return answer


for banner in BANNERS:
    for place in PLACES:
        modem = Modem(show=False, peer=echo)
        s = another(modem)
        modem.answers = [(place, restart(modem, banner))]
        s.open(*PEER)
        s.sendto(b"x", PEER)
        s.recvfrom()
        s.recvfrom()
        modem.answers, modem.sent = [], []
        sent, received = s.sendto(b"good", PEER), s.recvfrom()
        if (sent, received, modem.sent) != (4, (b"good", list(PEER)), [b"good"]):
            print(repr(banner), place, sent, received, modem.sent)
        s.close(True)
print("all")
