# Every parameter by its name.
import microATsocket as at
from support import Modem, echo

modem = Modem(show=False, peer=echo)
s = at.socket(family=at.AF_INET, type=at.SOCK_DGRAM)
print(s.setModemInstance(modem=modem))
print(s.setMessageFormat(format=1))
print(s.bind(address=("", 5000)))
print(s.open(ip="192.0.2.10", port=5683))
print(s.sendto(bytes=b"abc", address=("192.0.2.10", 5683)))
print(s.recvfrom(bufsize=1024))
print(s.dnsserver(dnsIndex=0, ip_addr="9.9.9.9"), s.dnsserver(dnsIndex=None, ip_addr=None))
print(s.setblocking(flag=False))
print(repr(s.sendAtCommand(command="AT", max_tries=2)))
print(repr(s.sendAtCommandWithTimeout(command="AT", timeout=100, max_tries=2)))
print(s.close(do_release_socket=True))
print(s.reset())
print(at.get_first_available_socket(), at.release_socket(1), at.has_available_sockets())
