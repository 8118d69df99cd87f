# The same checks under MicroPython's unix port and CPython: all dialogues, and one exchange
# with a real socket in the same thread.  Prints "smoke ok".
import select
import socket

from modemsim import LTE, RealNet
from modemsim.net_real import open_socket, plain, sockaddr
from modemsim.tests import nordic_transcripts, quectel_transcripts, sequans_transcripts


def dialogues():
    for table in (sequans_transcripts, nordic_transcripts, quectel_transcripts):
        for case in table.CASES:
            case()


def loopback(host, family, address):
    s = open_socket(family, socket.SOCK_DGRAM)
    for port in range(42000, 42100):
        try:
            s.bind(sockaddr(host, port))
            break
        except OSError:
            pass
    poller = select.poll()
    poller.register(s, select.POLLIN)

    def answer():
        if poller.poll(0):
            data, source = s.recvfrom(2000)
            assert plain(source)[0] == host
            s.sendto(b"re:" + data, source)

    lte = LTE(net=RealNet({(address, 5683): (host, port)}), time_scale=0.02)
    lte.idle = answer
    lte.send_at_cmd("AT+SQNSCFGEXT=1,1,1,0,0,1,0,0")
    assert "OK" in lte.send_at_cmd('AT+SQNSD=1,1,5683,"%s",0,0,1,1' % address)
    lte.send_at_cmd("AT+SQNSSENDEXT=1,3")
    reply = lte.send_at_cmd(b"616263")
    if "SQNSRING" not in reply:
        reply = lte.send_at_cmd("Pycom_Dummy")
    assert "+SQNSRING: 1,6" in reply, lte.log
    reply = lte.send_at_cmd("AT+SQNSRECV=1,1024")
    assert '+SQNSRECV: 1,6,"%s",5683\r\n72653a616263\r\n' % address in reply, reply
    s.close()


dialogues()
loopback("127.0.0.1", 4, "192.0.2.10")
loopback("::1", 6, "2001:db8::10")
print("smoke ok")
