# The dialogues of at-dialects.md 4.12, each with the network it needs.
from .replay import Case

HOSTILE = b"ab\r\nOK\r\n\x00\xff"

N1_UDP = r"""
> AT#XSOCKET=1,2,0\r
< \r\n#XSOCKET: 0,2,17\r\n
< \r\nOK\r\n
> AT#XAPOLL=1,1\r
< \r\nOK\r\n
> AT#XBIND=0,8080\r
< \r\nOK\r\n
> AT#XSENDTO=0,1,0,"192.0.2.10",5683,"61620d0a4f4b0d0a00ff"\r
< \r\n#XSENDTO: 0,10\r\n
< \r\nOK\r\n
< \r\n#XAPOLL: 0,1\r\n
> AT#XRECVFROM=0,0,64,0\r
< \r\n#XRECVFROM: 0,0,10,"192.0.2.10",5683\r\nab\r\nOK\r\n<0x00><0xFF>\r\nOK\r\n
> AT#XRECVFROM=0,0,64,0\r
< \r\nERROR\r\n
> AT#XCLOSE=0\r
< \r\n#XCLOSE: 0,0\r\n
< \r\nOK\r\n
"""

N1_TCP = r"""
> AT#XSOCKET=1,1,0\r
< \r\n#XSOCKET: 0,1,6\r\n\r\nOK\r\n
> AT#XAPOLL=1,1\r
< \r\nOK\r\n
> AT#XCONNECT=0,"test.example.org",80\r
< \r\n#XCONNECT: 0,1\r\n\r\nOK\r\n
> AT#XSEND=0,0,0,"echo"\r
< \r\n#XSEND: 0,4\r\n\r\nOK\r\n
> AT#XSEND=0,2,0\r
< \r\nOK\r\n
> ab\r\nOK\r\n<0x00><0xFF>+++
< \r\n#XDATAMODE: 0\r\n
< \r\n#XAPOLL: 0,17\r\n
> AT#XRECV=0,1,64,0\r
< \r\n#XRECV: 0,1,4\r\n6563686f\r\nOK\r\n
> AT#XRECV=0,1,64,0\r
< \r\nOK\r\n
> AT#XCLOSE\r
< \r\n#XCLOSE: 0,0\r\n\r\nOK\r\n
"""

N3_UDP = r"""
> AT#XRECVCFG=,1,0\r
< \r\nOK\r\n
> AT#XSOCKET=1,2,0\r
< \r\n#XSOCKET: 0,2,17\r\n\r\nOK\r\n
> AT#XSENDTO=0,2,0,"192.0.2.10",5683,10\r
< \r\nOK\r\n
> ab\r\nOK\r\n<0x00><0xFF>
< \r\n#XDATAMODE: 0\r\n
< \r\n#XRECVFROM: 0,0,10,"192.0.2.10",5683\r\nab\r\nOK\r\n<0x00><0xFF>\r\n
> AT#XSENDTO=0,1,0,"192.0.2.10",5683,"68656c6c6f"\r
< \r\n#XSENDTO: 0,0,5\r\n\r\nOK\r\n
> AT#XSEND=0,1,0,"68656c6c6f"\r
< \r\n#XSEND: 0,0,0\r\n\r\nERROR\r\n
"""

N4_SERVER = r"""
> AT#XSOCKET=1,1,0\r
< \r\n#XSOCKET: 0,1,6\r\n\r\nOK\r\n
> AT#XAPOLL=,1,1\r
< \r\nOK\r\n
> AT#XBIND=0,7000\r
< \r\nOK\r\n
> AT#XLISTEN=0\r
< \r\nOK\r\n
> AT#XACCEPT=0\r
< \r\nERROR\r\n
@ dial
< \r\n#XAPOLL: 0,1\r\n
> AT#XACCEPT=0\r
< \r\n#XACCEPT: 1,0,"198.51.100.7",54321\r\n\r\nOK\r\n
@ hello
< \r\n#XAPOLL: 1,1\r\n
> AT#XRECV=1,0,64,0,1024\r
< \r\n#XRECV: 1,0,5\r\nhello\r\nOK\r\n
> AT#XSEND=1,0,0,"hi"\r
< \r\n#XSEND: 1,0,2\r\n\r\nOK\r\n
> AT#XCLOSE\r
< \r\n#XCLOSE: 0,0\r\n
< \r\n#XCLOSE: 1,0\r\n
< \r\nOK\r\n
"""

N0_UDP = r"""
> AT#XSOCKET=1,2,0\r\n
< \r\n#XSOCKET: 0,2,17\r\n\r\nOK\r\n
> AT#XBIND=8080\r\n
< \r\nOK\r\n
> AT#XSENDTO="192.0.2.10",5683,"hello"\r\n
< \r\n#XSENDTO: 5\r\n\r\nOK\r\n
> AT#XSENDTO="192.0.2.10",5683\r\n
< \r\nOK\r\n
> ab\r\nOK\r\n<0x00><0xFF>+++
< \r\n#XDATAMODE: 0\r\n
> AT#XRECVFROM=5\r\n
< \r\n#XRECVFROM: 10,"192.0.2.10",5683\r\nab\r\nOK\r\n<0x00><0xFF>\r\nOK\r\n
> AT#XSOCKETSELECT?\r\n
< \r\n#XSOCKETSELECT: 0,1,0,2,-1,1,0\r\n\r\n#XSOCKETSELECT: 0\r\n\r\nOK\r\n
> AT#XSOCKET=0\r\n
< \r\n#XSOCKET: 0,"closed"\r\n\r\nOK\r\n
"""


def echo_once(peer, data, source):
    # Answers the hostile payload only, so that each dialogue has one arrival.
    if data == HOSTILE:
        peer.send(data, source, 50)


def udp_case(generation, text):
    case = Case("nordic", generation=generation)
    case.net.udp_peer("192.0.2.10", 5683, echo_once)
    case.run(text)


def n1_udp():
    udp_case("N1", N1_UDP)


def n1_tcp():
    case = Case("nordic", generation="N1", hosts={"test.example.org": "192.0.2.10"})

    def peer(end, data):
        if data and end.received.endswith(HOSTILE):
            end.net.later(50, lambda: (end.send(b"echo"), end.close()))

    case.net.tcp_peer("192.0.2.10", 80, peer)
    case.run(N1_TCP)


def n3_udp():
    udp_case("N3", N3_UDP)


def n4_udp():
    udp_case("N4", N3_UDP)


def n4_server():
    case = Case("nordic", generation="N4")
    ends = []
    case.actions["dial"] = lambda: ends.append(case.net.dial(7000, lambda end, data: None))
    case.actions["hello"] = lambda: ends[0].send(b"hello")
    case.run(N4_SERVER)
    assert ends[0].received == b"hi"


def n0_udp():
    udp_case("N0", N0_UDP)


CASES = [n1_udp, n1_tcp, n3_udp, n4_udp, n4_server, n0_udp]
