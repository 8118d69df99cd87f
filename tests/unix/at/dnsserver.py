import microATsocket as at
from support import attached, raised

modem, s = attached()
other = at.socket(at.AF_INET6, at.SOCK_DGRAM)
print(s.dnsserver(), other.dnsserver())
# Something is missing: nothing is set.
print(s.dnsserver(0), s.dnsserver(None, "192.0.2.1"), s.dnsserver(1), s.dnsserver(ip_addr="192.0.2.1"))
print(s.dnsserver(0, "192.0.2.1"), s.dnsserver())
raised(s.dnsserver, 1, "192.0.2.2")
raised(s.dnsserver, -1, "192.0.2.2")
print(s.dnsserver(), s.dns_server)
# A20: for this socket alone.
print(other.dnsserver(), at.socket(at.AF_INET, at.SOCK_DGRAM).dnsserver(), at.DNS_SERVER_IP)
