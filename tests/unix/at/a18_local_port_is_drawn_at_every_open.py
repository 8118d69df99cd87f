# 8080..10079 unless bound, and the socket shows which one it was.
from support import attached

modem, s = attached(show=False)
ports = []
for last in range(40):
    s.open("192.0.2.%d" % last, 5683)
    dial = [c for c in modem.commands if c.startswith("AT+SQNSD=")][-1]
    ports.append(int(dial.split(",")[5]))
    if s.localport != ports[-1]:
        print("localport", s.localport, "but", dial)
print(len(ports), all([8080 <= port < 10080 for port in ports]), len(set(ports)) > 20)
print(s.hasExplicitLocalPort)
