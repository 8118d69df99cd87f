# Whoever waits is told "nothing" when somebody else's data comes, and that data is there for its owner at once.
from support import Modem, another

modem = Modem(show=False)
a, b = another(modem), another(modem)
a.open("192.0.2.1", 5001)
b.open("192.0.2.2", 5002)
modem.arrive(2, b"for b")
print(a.recvfrom())
modem.commands = []
print(b.recvfrom(), "Pycom_Dummy" in modem.commands)
