# The dialogues of at-dialects.md 3.8, each with the network it needs.
from .replay import Case

HOSTILE = b"ab\r\nOK\r\n\x00\xff"

UDP_RAW = r"""
> AT+SQNSCFG=1,1,0,0,600,50\r
< \r\nOK\r\n
> AT+SQNSCFGEXT=1,1,0,0,0,0\r
< \r\nOK\r\n
> AT+SQNSD=1,1,5683,"192.0.2.10",0,8080,1\r
< \r\nOK\r\n
> AT+SQNSSENDEXT=1,10\r
< \r\n> 
> ab\r\nOK\r\n<0x00><0xFF>
< \r\nOK\r\n
< \r\n+SQNSRING: 1,10\r\n
> AT+SQNSRECV=1,10\r
< \r\n+SQNSRECV: 1,10\r\nab\r\nOK\r\n<0x00><0xFF>\r\n\r\nOK\r\n
> AT+SQNSI=1\r
< \r\n+SQNSI: 1,10,10,0,0\r\n\r\nOK\r\n
> AT+SQNSS\r
< \r\n+SQNSS: 1,2,"10.0.12.55",8080,"192.0.2.10",5683\r\n+SQNSS: 2,0\r\n+SQNSS: 3,0\r\n+SQNSS: 4,0\r\n+SQNSS: 5,0\r\n+SQNSS: 6,0\r\n\r\nOK\r\n
> AT+SQNSH=1\r
< \r\nOK\r\n
"""

# What the Python microATsocket writes for its first sendto and recvfrom ("S2").
DROP_IN = r"""
> AT+SQNSH=1\r
< \r\nOK\r\n
> AT+SQNSCFGEXT?\r
< \r\n+SQNSCFGEXT: 1,0,0,0,0,0,0,0\r\n+SQNSCFGEXT: 2,0,0,0,0,0,0,0\r\n+SQNSCFGEXT: 3,0,0,0,0,0,0,0\r\n+SQNSCFGEXT: 4,0,0,0,0,0,0,0\r\n+SQNSCFGEXT: 5,0,0,0,0,0,0,0\r\n+SQNSCFGEXT: 6,0,0,0,0,0,0,0\r\n\r\nOK\r\n
> AT+SQNSCFGEXT=1,1,1,0,0,1,0,0\r
< \r\nOK\r\n
> AT+SQNSI=1\r
< \r\nERROR\r\n
> AT+CEREG?\r
< \r\n+CEREG: 1,1\r\n\r\nOK\r\n
> AT+CFUN?\r
< \r\n+CFUN: 1\r\n\r\nOK\r\n
> AT+CGATT?\r
< \r\n+CGATT: 1\r\n\r\nOK\r\n
> AT+SQNSD=1,1,5683,"192.0.2.10",0,8731,1,0\r
< \r\nOK\r\n
> AT+SQNSSENDEXT=1,10\r
< \r\n> 
> 61620d0a4f4b0d0a00ff\r
< \r\nOK\r\n
< \r\n+SQNSRING: 1,10\r\n
> AT+SQNSRECV=1,1024\r
< \r\n+SQNSRECV: 1,10\r\n61620d0a4f4b0d0a00ff\r\n\r\nOK\r\n
"""

TCP_CLIENT = r"""
> AT+SQNSD=2,0,80,"192.0.2.10",0,0,1\r
< \r\nOK\r\n
> AT+SQNSSENDEXT=2,18\r
< \r\n> 
> GET / HTTP/1.0\r\n\r\n
< \r\nOK\r\n
< \r\n+SQNSRING: 2,19\r\n
< \r\n+SQNSH: 2\r\n
> AT+SQNSRECV=2,19\r
< \r\n+SQNSRECV: 2,19\r\nHTTP/1.0 200 OK\r\n\r\n\r\n\r\nOK\r\n
> AT+SQNSRECV=2,1500\r
< \r\n+CME ERROR: 4\r\n
> AT+SQNSH=2\r
< \r\nOK\r\n
"""

ANY_REMOTE = r"""
> AT+SQNSD=3,1,8080,"127.0.0.1",0,8080,1,2\r
< \r\nOK\r\n
> AT+SQNSSEND=3,"192.0.2.10",5683\r
< \r\n> 
> hello<0x1A>
< \r\nOK\r\n
> AT+SQNSSENDEXT=3,5,0,"192.0.2.10",5683\r
< \r\n> 
> hello
< \r\nOK\r\n
@ world
< \r\n+SQNSRING: 3,5\r\n
> AT+SQNSRECV=3,5\r
< \r\n+SQNSRECV: 3,5,"192.0.2.10",5683\r\nworld\r\n\r\nOK\r\n
"""

TCP_SERVER = r"""
> AT+SQNSL=4,1,7000\r
< \r\nOK\r\n
@ dial
< \r\n+SQNSRING: 4\r\n
> AT+SQNSA=4,1\r
< \r\nOK\r\n
@ hello
< \r\n+SQNSRING: 4,5\r\n
> AT+SQNSRECV=4,5\r
< \r\n+SQNSRECV: 4,5\r\nhello\r\n\r\nOK\r\n
> AT+SQNSH=4\r
< \r\nOK\r\n
> AT+SQNSL=4,1,7000\r
< \r\nOK\r\n
"""

RING_WITH_DATA = r"""
@ push
> AT+SQNSSENDEXT=1,3\r
< \r\n+SQNSRING: 1,10,ab\r\nOK\r\n<0x00><0xFF>\r\n
< \r\n> 
> abc
< \r\nOK\r\n
"""

ERRORS = r"""
> AT+SQNSD=7,1,5683,"192.0.2.10",0,0,1\r
< \r\n+CME ERROR: 50\r\n
> AT+SQNSD=1,0,81,"192.0.2.10",0,0,1\r
< \r\nNO CARRIER\r\n
> AT+SQNSSENDEXT=5,4\r
< \r\n+CME ERROR: 3\r\n
> AT+SQNSSENDEXT=1,1501\r
< \r\n+CME ERROR: 50\r\n
> AT+SQNDNSLKUP="example.org"\r
< \r\n+SQNDNSLKUP: "example.org","192.0.2.7"\r\n\r\nOK\r\n
"""


def echo(peer, data, source):
    peer.send(data, source)


def udp_raw():
    case = Case("sequans")
    case.net.udp_peer("192.0.2.10", 5683, echo)
    case.run(UDP_RAW)


def drop_in():
    case = Case("sequans")
    case.net.udp_peer("192.0.2.10", 5683, lambda p, d, s: p.send(d, s, 300))
    case.prepare(b"AT+CEREG=1\r")
    case.run(DROP_IN)


def tcp_client():
    case = Case("sequans", cmee=1)

    def web(end, data):
        if data and end.received.endswith(b"\r\n\r\n"):
            end.send(b"HTTP/1.0 200 OK\r\n\r\n")
            end.close()

    case.net.tcp_peer("192.0.2.10", 80, web)
    case.prepare(b"AT+SQNSCFGEXT=2,1,0,0\r")
    case.run(TCP_CLIENT)


def any_remote():
    case = Case("sequans")
    peer = case.net.udp_peer("192.0.2.10", 5683)
    case.actions["world"] = lambda: peer.send(b"world", 8080)
    case.prepare(b"AT+SQNSCFGEXT=3,1,0,0\r")
    case.run(ANY_REMOTE)
    assert [d for d, _ in peer.received] == [b"hello", b"hello"]


def tcp_server():
    case = Case("sequans")
    ends = []
    case.actions["dial"] = lambda: ends.append(case.net.dial(7000, lambda end, data: None))
    case.actions["hello"] = lambda: ends[0].send(b"hello")
    case.prepare(b"AT+SQNSCFGEXT=4,1,0,0\r")
    case.run(TCP_SERVER)


def ring_with_data():
    case = Case("sequans", urc_point="before_prompt")
    peer = case.net.udp_peer("192.0.2.10", 5683)

    def push():
        peer.send(HOSTILE, 8080)
        case.modem.poll()

    case.actions["push"] = push
    case.prepare(b"AT+SQNSCFGEXT=1,2,0,0\r", b'AT+SQNSD=1,1,5683,"192.0.2.10",0,8080,1\r')
    case.run(RING_WITH_DATA)


def errors():
    Case("sequans", cmee=1, hosts={"example.org": "192.0.2.7"}).run(ERRORS)


CASES = [udp_raw, drop_in, tcp_client, any_remote, tcp_server, ring_with_data, errors]
