# The dialogues of at-dialects.md 5.13, each with the network it needs.
from .replay import Case

HOSTILE = b"ab\r\nOK\r\n\x00\xff"

UDP_SERVICE = r"""
> AT+QICSGP=1,1,"internet","","",0\r
< \r\nOK\r\n
> AT+QIACT=1\r
< \r\nOK\r\n
> AT+QIACT?\r
< \r\n+QIACT: 1,1,1,"10.7.89.12"\r\n\r\nOK\r\n
> AT+QISDE=0\r
< \r\nOK\r\n
> AT+QIOPEN=1,2,"UDP SERVICE","127.0.0.1",0,8080,0\r
< \r\nOK\r\n
< \r\n+QIOPEN: 2,0\r\n
> AT+QISEND=2,10,"192.0.2.10",5683\r
< \r\n> 
> ab\r\nOK\r\n<0x00><0xFF>
< \r\nSEND OK\r\n
< \r\n+QIURC: "recv",2\r\n
> AT+QIRD=2\r
< \r\n+QIRD: 10,"192.0.2.10",5683\r\nab\r\nOK\r\n<0x00><0xFF>\r\n\r\nOK\r\n
> AT+QIRD=2\r
< \r\n+QIRD: 0\r\n\r\nOK\r\n
> AT+QICLOSE=2\r
< \r\nOK\r\n
"""

TCP_CLIENT = r"""
> AT+QIOPEN=1,0,"TCP","192.0.2.10",80,0,0\r
< \r\nOK\r\n
< \r\n+QIOPEN: 0,0\r\n
> AT+QISEND=0,5\r
< \r\n> 
> hello
< \r\nSEND OK\r\n
> AT+QISEND=0,0\r
< \r\n+QISEND: 5,5,0\r\n\r\nOK\r\n
@ answer
< \r\n+QIURC: "recv",0\r\n
< \r\n+QIURC: "closed",0\r\n
> AT+QIRD=0,0\r
< \r\n+QIRD: 5,0,5\r\n\r\nOK\r\n
> AT+QIRD=0,1500\r
< \r\n+QIRD: 5\r\nhello\r\n\r\nOK\r\n
> AT+QIRD=0,1500\r
< \r\n+QIRD: 0\r\n\r\nOK\r\n
> AT+QISTATE=1,0\r
< \r\n+QISTATE: 0,"TCP","192.0.2.10",80,5087,4,1,0,0,"uart1"\r\n\r\nOK\r\n
> AT+QICLOSE=0\r
< \r\nOK\r\n
"""

PUSH_NAMES_LISTENER = r"""
> AT+QIOPEN=1,3,"UDP SERVICE","127.0.0.1",0,8081,1\r
< \r\nOK\r\n
< \r\n+QIOPEN: 3,0\r\n
@ push
< \r\n+QIURC: "recv",3,10,"192.0.2.10",5683\r\nab\r\nOK\r\n<0x00><0xFF>\r\n
> AT+QIDNSGIP=1,"example.org"\r
< \r\nOK\r\n
< \r\n+QIURC: "dnsgip",0,1,600\r\n
< \r\n+QIURC: "dnsgip","192.0.2.7"\r\n
> AT+QIDNSGIP=1,"no.such.name"\r
< \r\nOK\r\n
< \r\n+QIURC: "dnsgip",565\r\n
> AT+QIOPEN=1,1,"TCP LISTENER","127.0.0.1",0,7000,0\r
< \r\nOK\r\n
< \r\n+QIOPEN: 1,0\r\n
@ dial
< \r\n+QIURC: "incoming",11,1,"198.51.100.7",54321\r\n
> AT+QISEND=11,2\r
< \r\n> 
> hi
< \r\nSEND OK\r\n
> AT+QIOPEN=1,1,"TCP","192.0.2.10",81,0,0\r
< \r\nOK\r\n
< \r\n+QIOPEN: 1,563\r\n
> AT+QISEND=9,5\r
< \r\nERROR\r\n
> AT+QIGETERROR\r
< \r\n+QIGETERROR: 567,"Socket has been closed"\r\n\r\nOK\r\n
@ deactivate
< \r\n+QIURC: "pdpdeact",1\r\n
> AT+QIDEACT=1\r
< \r\nOK\r\n
"""


def udp_service():
    case = Case("quectel")
    case.net.udp_peer("192.0.2.10", 5683, lambda p, d, s: p.send(d, s, 50))
    case.run(UDP_SERVICE)


def tcp_client():
    case = Case("quectel", context_active=True)
    ends = []

    def answer():
        ends[0].send(b"hello")
        ends[0].close()

    case.net.tcp_peer("192.0.2.10", 80, lambda end, data: ends.append(end))
    case.actions["answer"] = answer
    case.run(TCP_CLIENT)


def push_names_listener():
    case = Case("quectel", context_active=True, hosts={"example.org": "192.0.2.7"})
    peer = case.net.udp_peer("192.0.2.10", 5683)
    case.actions["push"] = lambda: peer.send(HOSTILE, 8081)
    case.actions["dial"] = lambda: case.net.dial(7000, lambda end, data: None)
    case.actions["deactivate"] = lambda: case.modem.deactivate(1)
    case.run(PUSH_NAMES_LISTENER)


CASES = [udp_service, tcp_client, push_names_listener]
